"""A page of an archive is made from a selection, which says what it is and what it leaves out."""

from __future__ import annotations

from datetime import date
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
    parse_archive(archive(folder / "articles.jsonl", 200, size=800), folder / "tables")
    return open_archive(folder / "tables")


def test_a_selection_of_all_articles_is_the_workbook_of_their_folder(tmp_path: Path, book: Workbook):
    parse_archive(SEEDS, tmp_path)
    found = open_archive(tmp_path).focus()
    for name, table in book.tables.items():
        assert found.tables[name].equals(table), name
    assert found.texts == book.texts
    assert found.selection == "5 of 5 articles, the latest: all of them are shown"


def test_without_a_wish_the_latest_articles_are_chosen_and_the_rest_is_counted(parsed: Archive):
    found = parsed.focus(most=10)
    last = parsed.documents.sort_values("written_latest")["written_latest"].iloc[-10]
    assert len(found.documents) == 10
    assert (found.documents["written_latest"] >= last).all()
    assert found.selection == "10 of 200 articles, the latest: 190 more are not shown"
    assert set(found.timeline["document"]) <= set(found.texts) == set(found.documents["document"])


def test_articles_that_say_most_about_an_actor_come_first(parsed: Archive):
    counted = parsed.query("SELECT document, sum(mentions) AS said FROM actors WHERE actor = 'Taliban' GROUP BY 1")
    found = parsed.focus(about=["Taliban"], most=5)
    said = counted.set_index("document")["said"]
    assert sorted(said[found.documents["document"]], reverse=True) == sorted(said, reverse=True)[:5]
    assert f"about Taliban, those that say most of it: {len(said) - 5} more about Taliban" in found.selection


def test_a_period_is_kept_to_and_named(parsed: Archive):
    found = parsed.focus(since=date(2020, 1, 1), until=date(2020, 12, 31))
    assert found.documents["written_earliest"].dt.year.eq(2020).all()
    assert "written from 2020-01-01, written until 2020-12-31" in found.selection


def test_pages_are_made_from_what_the_environment_names(parsed: Archive, monkeypatch):
    monkeypatch.setenv("WORKBOOK", str(parsed.folder))
    monkeypatch.setenv("WORKBOOK_ABOUT", "Taliban; China")
    found = open_workbook()
    assert len(found.documents) == 100
    assert "about China, Taliban" in found.selection
    assert isinstance(open_workbook(parsed.folder), Archive)
    monkeypatch.setenv("WORKBOOK", str(SEEDS))
    assert open_workbook().selection == ""


def test_nothing_that_fits_is_an_empty_workbook(parsed: Archive):
    found = parsed.focus(about=["Nobody"])
    assert found.documents.empty
    assert found.selection.startswith("0 of 200 articles about Nobody")
