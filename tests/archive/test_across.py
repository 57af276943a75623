"""What needs more than one document comes out alike, whether a workbook does it in memory or an archive in parts.

    ARCHIVE_ARTICLES=5000 python -m pytest tests/archive/test_across.py

does it with as many articles of five kilobytes; without, a few hundred short ones are taken.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pandas as pd
import pytest

from analysis.archive import connect as across
from analysis.archive import events as groups
from analysis.archive import ledger as sides
from analysis.archive import origins as copies
from analysis.archive.parse import parse_archive
from analysis.archive.read import open_archive
from analysis.archive.shards import ACROSS
from analysis.book.workbook import connected
from analysis.claims import grouping
from analysis.claims import ledger as sayings
from tests.archive.articles import archive

pytest.importorskip("duckdb")
MANY = int(os.environ.get("ARCHIVE_ARTICLES", "0"))


@pytest.fixture(scope="module")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive whose documents have not been connected."""
    folder = tmp_path_factory.mktemp("across")
    source = archive(folder / "articles.jsonl", MANY or 300, size=5_000 if MANY else 1_500)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analysis.archive.parse.connect", lambda *_: None)
        parse_archive(source, folder / "tables")
    return folder / "tables"


def in_memory(parsed: Path) -> dict[str, pd.DataFrame]:
    tables = dict(open_archive(parsed).tables)
    return connected(tables)


def in_parts(parsed: Path) -> dict[str, pd.DataFrame]:
    shards = json.loads((parsed / "archive.json").read_text("utf-8"))["shards"]
    across.connect(parsed, shards, (), parsed.parent)
    found = dict(open_archive(parsed).tables)
    for path in parsed.glob("across-*"):
        assert {part.name for part in path.iterdir()} <= set(ACROSS), "nothing is left of the steps"
        path.rename(parsed.with_name(f"done-{len(list(parsed.parent.iterdir()))}"))
    return found


@pytest.fixture(scope="module")
def undisturbed(parsed: Path) -> dict[str, pd.DataFrame]:
    """The tables of that archive, connected in one go."""
    return in_parts(parsed)


def same(one: dict[str, pd.DataFrame], other: dict[str, pd.DataFrame]) -> None:
    for name in ACROSS:
        assert len(one[name]) or name in ("corrections", "outside"), name
        pd.testing.assert_frame_equal(one[name].reset_index(drop=True), other[name].reset_index(drop=True))


def test_an_archive_is_connected_as_a_workbook_is(parsed: Path, undisturbed: dict[str, pd.DataFrame]):
    same(in_memory(parsed), undisturbed)


def test_the_size_of_the_parts_changes_nothing(parsed: Path, undisturbed: dict[str, pd.DataFrame], monkeypatch):
    monkeypatch.setattr(copies, "_PAIRS", 500)
    monkeypatch.setattr(copies, "_PART", 50)
    monkeypatch.setattr(groups, "_FACTS", 20)
    monkeypatch.setattr(sides, "_PART", 200)
    same(undisturbed, in_parts(parsed))


@pytest.mark.parametrize(
    ("module", "name", "calls"),
    [
        (across, "write_prints", 1),
        (copies, "_compare", 0),
        (copies, "_write_origins", 0),
        (groups, "_group_within", 3),
        (groups, "_write_timeline", 0),
        (sides, "_write_keyed", 1),
        (sides, "_write_claimed", 1),
        (sides, "_compare", 2),
        (sides, "_write_figures", 0),
        (across, "_tidy", 0),
    ],
)
def test_a_run_that_was_killed_among_the_steps_goes_on_there(
    parsed: Path, undisturbed: dict[str, pd.DataFrame], monkeypatch, module, name, calls
):
    whole, done = getattr(module, name), []

    def killed(*values):
        if len(done) == calls:
            raise KeyboardInterrupt
        done.append(values)
        return whole(*values)

    monkeypatch.setattr(module, name, killed)
    with pytest.raises(KeyboardInterrupt):
        in_parts(parsed)
    monkeypatch.setattr(module, name, lambda *values: done.append(values) or whole(*values))
    same(undisturbed, in_parts(parsed))
    assert all(values not in done[:calls] for values in done[calls:])


def test_years_and_speakers_that_have_too_much_for_one_part_are_cut_alike(parsed: Path, monkeypatch):
    monkeypatch.setattr(grouping, "MOST", 100)
    monkeypatch.setattr(sayings, "TOGETHER", 50)
    same(in_memory(parsed), in_parts(parsed))
