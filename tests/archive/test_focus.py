"""A page of an archive is made from a selection, which says of how many articles it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis import open_workbook
from analysis.archive.parse import parse_archive
from analysis.archive.read import Archive, open_archive
from analysis.book.workbook import Workbook
from tests.archive.articles import archive

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="module")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    folder = tmp_path_factory.mktemp("focus")
    parse_archive(archive(folder / "articles.jsonl", 120, size=500), folder / "tables")
    return open_archive(folder / "tables")


def test_a_selection_of_all_articles_is_the_workbook_of_their_folder(tmp_path: Path, book: Workbook):
    parse_archive(SEEDS, tmp_path)
    found = open_archive(tmp_path).focus()
    for name, table in book.tables.items():
        assert found.tables[name].equals(table), name
    assert found.texts == book.texts
    assert found.selection == ""


def test_without_a_wish_the_latest_articles_are_chosen_and_the_whole_is_named(parsed: Archive):
    found = parsed.focus()
    written = parsed.query("SELECT written_latest FROM documents ORDER BY 1 DESC NULLS LAST")["written_latest"]
    assert len(found.documents) == 100
    assert (found.documents["written_latest"] >= written.iloc[99]).all()
    assert found.selection == "the latest 100 of 120 articles"
    assert found.selection in repr(found)
    assert set(found.timeline["document"]) <= set(found.texts) == set(found.documents["document"])


def test_articles_that_a_question_finds_are_chosen_in_the_order_of_the_archive(parsed: Archive):
    asked = "SELECT document FROM actors WHERE actor = 'Taliban' ORDER BY mentions DESC LIMIT 5"
    wanted = parsed.query(asked)["document"]
    found = parsed.focus(wanted)
    whole = parsed.query("SELECT document FROM documents")["document"]
    assert found.documents["document"].tolist() == whole[whole.isin(wanted)].tolist()
    assert found.selection == "5 of 120 articles"


def test_pages_are_made_from_what_the_environment_names(parsed: Archive, monkeypatch):
    monkeypatch.setenv("WORKBOOK", str(parsed.folder))
    assert open_workbook().selection == "the latest 100 of 120 articles"
    monkeypatch.setenv("WORKBOOK", str(SEEDS))
    assert open_workbook().selection == ""


def test_a_question_that_finds_nothing_is_an_empty_workbook(parsed: Archive):
    found = parsed.focus([])
    assert found.documents.empty
    assert found.selection == "0 of 120 articles"
