"""What counts as an input of the notebooks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analysis.pages.handover.project import Project, inputs_hash, stale_notebooks


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in [
        ("001_a.txt", "one"),
        ("more/002.txt", "two"),
        ("reference/r.csv", "x"),
        ("documents.yaml", "{}"),
    ]:
        path = tmp_path / "seeds" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "notebooks").mkdir()
    return tmp_path


def note(root: Path, name: str, metadata: object) -> None:
    (root / "notebooks" / name).write_text(json.dumps({"metadata": metadata, "cells": []}))


@pytest.mark.parametrize("name", ["001_a.txt", "more/002.txt", "reference/r.csv", "documents.yaml", "corrections.csv"])
def test_the_hash_changes_with_the_content_of_any_input(root: Path, name: str):
    before = inputs_hash(root / "seeds")
    (root / "seeds" / name).write_text("changed")
    assert inputs_hash(root / "seeds") != before


def test_the_hash_changes_when_a_file_is_renamed_or_goes(root: Path):
    before = inputs_hash(root / "seeds")
    (root / "seeds/001_a.txt").rename(root / "seeds/003_a.txt")
    renamed = inputs_hash(root / "seeds")
    (root / "seeds/003_a.txt").unlink()
    assert len({before, renamed, inputs_hash(root / "seeds")}) == 3


@pytest.mark.parametrize("name", ["README.md", "readme.txt", ".DS_Store", ".git/x", "reference/README.md"])
def test_what_is_not_read_does_not_count(root: Path, name: str):
    before = inputs_hash(root / "seeds")
    path = root / "seeds" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("anything")
    assert inputs_hash(root / "seeds") == before


def test_articles_are_the_files_that_are_not_the_analysts_word_or_outside_evidence(root: Path):
    assert [path.name for path in Project(root, root / "seeds").files] == ["001_a.txt", "002.txt"]


def test_a_project_without_articles_has_none(tmp_path: Path):
    with pytest.raises(FileNotFoundError, match="no articles in"):
        _ = Project(tmp_path, tmp_path).files
    assert inputs_hash(tmp_path) == inputs_hash(tmp_path / "elsewhere")


def test_a_notebook_is_not_stale_while_the_inputs_are_those_it_was_made_from(root: Path):
    note(root, "01.ipynb", {"workbook": {"inputs": inputs_hash(root / "seeds")}})
    assert not stale_notebooks(root, root / "seeds")
    (root / "seeds/004.txt").write_text("a further article")
    assert [path.name for path in stale_notebooks(root, root / "seeds")] == ["01.ipynb"]


@pytest.mark.parametrize("metadata", [{}, {"workbook": {}}, {"workbook": "x"}, [], {"workbook": {"inputs": "0" * 64}}])
def test_a_notebook_that_does_not_say_what_it_was_made_from_is_stale(root: Path, metadata: object):
    note(root, "01.ipynb", {"workbook": {"inputs": inputs_hash(root / "seeds")}})
    note(root, "02.ipynb", metadata)
    assert [path.name for path in stale_notebooks(root, root / "seeds")] == ["02.ipynb"]


def test_a_broken_notebook_is_stale(root: Path):
    (root / "notebooks/01.ipynb").write_bytes(b"\xff\xfe no notebook")
    assert len(stale_notebooks(root, root / "seeds")) == 1
