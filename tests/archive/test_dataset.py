"""A parsed archive is read back row by row as it was read, and only as far as a question goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis import open_workbook
from analysis.archive.parse import parse_archive
from analysis.archive.read import Archive, open_archive
from analysis.book.store import read_table
from analysis.book.tables import TABLES
from analysis.book.workbook import Workbook

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    out = tmp_path_factory.mktemp("it's an archive")
    parse_archive(SEEDS, out)
    return open_archive(out)


@pytest.mark.parametrize("name", TABLES)
def test_every_table_has_the_declared_columns_and_dtypes(archive: Archive, name: str):
    assert archive.tables[name].dtypes.equals(TABLES[name].frame().dtypes)


def test_the_one_door_opens_an_archive_as_it_opens_a_folder(archive: Archive):
    assert isinstance(open_workbook(archive.folder), Archive)


def test_nothing_is_read_before_it_is_asked_for(archive: Archive, monkeypatch: pytest.MonkeyPatch):
    read: list[str] = []
    monkeypatch.setattr(
        "analysis.archive.read.read_table", lambda path: read.append(path.parent.name) or read_table(path)
    )
    again = open_archive(archive.folder)
    assert "5 documents" in repr(again)
    assert again.find("figures", measure="deaths")["measure"].eq("deaths").all()
    assert read == []
    assert len(again.figures) == len(again.figures)
    assert read == ["figures"]


@pytest.mark.parametrize("wanted", [{"actors": "Taliban"}, {"kind": ["attack", "visit"], "modality": "asserted"}, {}])
def test_find_gives_what_a_workbook_gives(archive: Archive, book: Workbook, wanted: dict):
    assert archive.find("timeline", **wanted)["id"].tolist() == book.find("timeline", **wanted)["id"].tolist()


def test_find_takes_words_for_words(archive: Archive):
    assert archive.find("documents", title="x'; DROP VIEW documents; --").empty
    with pytest.raises(KeyError, match="no column"):
        archive.find("timeline", **{'kind" = kind --': "x"})
    with pytest.raises(KeyError, match="no table"):
        archive.find("nonsense")


def test_claims_are_found_in_whichever_table(archive: Archive):
    wanted = [archive.figures["id"].iloc[0], archive.statements["id"].iloc[-1]]
    assert archive.claims(wanted)["id"].tolist() == wanted


def test_a_question_in_sql_takes_values(archive: Archive):
    found = archive.query("SELECT count(*) AS n FROM dates WHERE document = ?", "003")
    assert found["n"].item() == (archive.dates["document"] == "003").sum()


def test_evidence_leads_to_the_words(archive: Archive, book: Workbook):
    name = book.find("figures", measure="deaths")["id"].iloc[0]
    assert archive.evidence(name).words == book.evidence(name).words


def test_texts_are_read_one_by_one(archive: Archive, book: Workbook):
    assert archive.texts["003"] == book.texts["003"]
    assert set(archive.texts) == set(book.texts)
    with pytest.raises(KeyError):
        archive.texts["none"]


def test_a_folder_without_an_archive_says_what_to_do(tmp_path: Path):
    with pytest.raises(FileNotFoundError, match="workbook parse"):
        open_archive(tmp_path)


def test_an_archive_of_nothing_is_empty(tmp_path: Path):
    (tmp_path / "texts").mkdir()
    parse_archive(tmp_path / "texts", tmp_path / "out")
    assert "no articles" in repr(open_archive(tmp_path / "out"))
