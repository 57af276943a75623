"""What needs more than one document comes out alike, whether it is done in one piece or in parts.

    ARCHIVE_ARTICLES=5000 python -m pytest tests/archive/test_across.py

does it with as many articles of five kilobytes; without, a hundred short ones are taken.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd
import pytest

from analysis.archive import connect as across
from analysis.archive import steps
from analysis.archive.parse import parse_archive
from analysis.archive.read import open_archive
from analysis.archive.steps import ACROSS, Work
from analysis.book.tables import TABLES
from tests.archive.articles import archive

MANY = int(os.environ.get("ARCHIVE_ARTICLES", "0"))


@pytest.fixture(scope="module")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An archive of some shards, whose documents have not been connected."""
    folder = tmp_path_factory.mktemp("across")
    source = archive(folder / "articles.jsonl", MANY or 100, size=5_000 if MANY else 1_500)
    with pytest.MonkeyPatch.context() as some:
        some.setattr("analysis.archive.source._MEAN", 32)
        some.setattr("analysis.archive.source._MOST", 64)
        some.setattr("analysis.archive.steps._PIECE", 1)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("analysis.archive.connect.connect", lambda *_: None)
            parse_archive(source, folder / "tables")
        for path in (folder / "tables").glob("across-*"):
            shutil.rmtree(path)
        yield folder / "tables"


def tables(parsed: Path) -> dict[str, pd.DataFrame]:
    archive = open_archive(parsed)
    return {name: archive.query(f'FROM "{name}"') for name in ACROSS}


def in_parts(parsed: Path) -> dict[str, pd.DataFrame]:
    content = json.loads((parsed / "archive.json").read_text("utf-8"))
    work = Work.begin(parsed, parsed / content["across"], content["shards"])
    across.connect(work, (), TABLES["outside"].frame())
    assert {part.name for part in work.folder.iterdir()} == set(ACROSS), "nothing is left of the steps"
    found = tables(parsed)
    shutil.rmtree(work.folder)
    return found


@pytest.fixture(scope="module")
def undisturbed(parsed: Path) -> dict[str, pd.DataFrame]:
    """The tables of that archive, connected in one go."""
    return in_parts(parsed)


def same(one: dict[str, pd.DataFrame], other: dict[str, pd.DataFrame], names: Sequence[str] = ACROSS) -> None:
    for name in names:
        assert len(one[name]) or name in ("beside", "corrections", "outside"), name
        pd.testing.assert_frame_equal(one[name].reset_index(drop=True), other[name].reset_index(drop=True))


def test_the_size_of_the_parts_changes_nothing(parsed: Path, undisturbed: dict[str, pd.DataFrame], monkeypatch):
    monkeypatch.setattr(across, "_ROWS", 20)
    monkeypatch.setattr(across, "_PART", 70)
    monkeypatch.setattr(across, "_PRINTED", 1)
    monkeypatch.setattr(across, "_BATCH", 30)
    monkeypatch.setattr(steps, "_SPREAD", 90)
    monkeypatch.setattr(steps, "_PIECE", 2)
    same(undisturbed, in_parts(parsed))


@pytest.mark.parametrize(
    ("module", "name", "calls"),
    [
        (across, "find_origins", 0),
        (across, "_group", 0),
        (across, "_keyed", 1),
        (across, "_select", 0),
        (across, "_compare", 2),
    ],
)
def test_a_run_that_was_killed_among_the_steps_is_completed_by_another(
    parsed: Path, undisturbed: dict[str, pd.DataFrame], monkeypatch, module, name, calls
):
    whole, done = getattr(module, name), []

    def killed(*values):
        if len(done) == calls:
            raise KeyboardInterrupt
        done.append(values)
        return whole(*values)

    monkeypatch.setattr(module, name, killed)
    source = parsed.with_name("articles.jsonl")
    with pytest.raises(KeyboardInterrupt):
        parse_archive(source, parsed)
    assert not [path for path in parsed.iterdir() if path.name.startswith((".", "across-"))]
    monkeypatch.undo()
    parse_archive(source, parsed)
    same(undisturbed, tables(parsed))
    shutil.rmtree(next(parsed.glob("across-*")))
