"""What needs more than one document comes out alike, whether a workbook does it in memory or an archive in parts.

    ARCHIVE_ARTICLES=5000 python -m pytest tests/scale/test_across.py

does it with as many articles of five kilobytes; without, a few hundred short ones are taken.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pandas as pd
import pytest

from analysis.claims import grouping, sayings
from analysis.scale import across, copies, groups, sides
from analysis.scale.dataset import open_archive
from analysis.scale.parquet import ACROSS
from analysis.scale.run import parse_archive
from analysis.workbook import connected
from tests.scale.articles import archive

pytest.importorskip("duckdb")
MANY = int(os.environ.get("ARCHIVE_ARTICLES", "0"))


@pytest.fixture(scope="module")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive whose documents have not been connected."""
    folder = tmp_path_factory.mktemp("across")
    source = archive(folder / "articles.jsonl", MANY or 300, size=5_000 if MANY else 1_500)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analysis.scale.run.connect", lambda *_: None)
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
        path.rename(parsed.with_name(f"done-{len(list(parsed.parent.iterdir()))}"))
    return found


def same(one: dict[str, pd.DataFrame], other: dict[str, pd.DataFrame]) -> None:
    for name in ACROSS:
        assert len(one[name]) or name in ("corrections", "outside"), name
        pd.testing.assert_frame_equal(one[name].reset_index(drop=True), other[name].reset_index(drop=True))


def test_an_archive_is_connected_as_a_workbook_is(parsed: Path):
    same(in_memory(parsed), in_parts(parsed))


def test_the_size_of_the_parts_changes_nothing(parsed: Path, monkeypatch):
    before = in_parts(parsed)
    monkeypatch.setattr(copies, "_PAIRS", 500)
    monkeypatch.setattr(copies, "_PART", 50)
    monkeypatch.setattr(groups, "_FACTS", 20)
    monkeypatch.setattr(sides, "_PART", 200)
    same(before, in_parts(parsed))


def test_years_and_speakers_that_have_too_much_for_one_part_are_cut_alike(parsed: Path, monkeypatch):
    monkeypatch.setattr(grouping, "MOST", 100)
    monkeypatch.setattr(sayings, "TOGETHER", 50)
    same(in_memory(parsed), in_parts(parsed))
