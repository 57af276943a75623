"""A parsed archive is read back row by row as it was read, and only as far as a question goes."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from analysis import open_archive, open_workbook
from analysis.archive.parse import parse_archive
from analysis.archive.read import Archive
from analysis.book.tables import TABLES
from analysis.book.workbook import Workbook

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    out = tmp_path_factory.mktemp("it's an archive")
    parse_archive(SEEDS, out)
    return open_archive(out)


@pytest.mark.parametrize("name", TABLES)
def test_every_table_has_the_declared_columns(archive: Archive, name: str):
    assert archive.query(f'FROM "{name}"').columns.tolist() == TABLES[name].names


def test_the_door_opens_an_archive_as_the_workbook_of_its_latest_articles(archive: Archive, book: Workbook):
    assert open_workbook(archive.folder).timeline.equals(book.timeline)


def test_nothing_is_read_before_it_is_asked_for(archive: Archive, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("analysis.archive.read.read_table", lambda path: 1 / 0)
    again = open_archive(archive.folder)
    assert "5 documents" in repr(again)
    assert again.query("SELECT measure FROM figures WHERE measure = 'deaths'")["measure"].eq("deaths").all()


def test_a_value_is_never_read_as_sql(archive: Archive):
    assert archive.query("FROM documents WHERE title = ?", "x'; DROP VIEW documents; --").empty
    with pytest.raises(duckdb.Error, match="no_column"):
        archive.query("SELECT no_column FROM timeline")


def test_a_question_in_sql_takes_values(archive: Archive, book: Workbook):
    found = archive.query("SELECT count(*) AS n FROM dates WHERE document = ?", "003")
    assert found["n"].item() == (book.dates["document"] == "003").sum()


def test_an_end_that_is_open_is_missing_and_no_number_beyond_all_others(archive: Archive, book: Workbook):
    asked = "SELECT count(*) FILTER (WHERE isnan(high)), count(high) FROM figures"
    assert archive.query(asked).iloc[0].tolist() == [0, book.figures["high"].count()]


def test_texts_are_a_table(archive: Archive, book: Workbook):
    assert dict(archive.query("SELECT document, text FROM texts").itertuples(index=False)) == book.texts


def test_a_folder_without_an_archive_says_what_to_do(tmp_path: Path):
    with pytest.raises(FileNotFoundError, match="workbook parse"):
        open_archive(tmp_path)


def test_an_archive_of_nothing_is_empty(tmp_path: Path):
    (tmp_path / "texts").mkdir()
    parse_archive(tmp_path / "texts", tmp_path / "out")
    assert "no articles" in repr(open_archive(tmp_path / "out"))
    assert open_archive(tmp_path / "out").focus().documents.empty
