"""Word lists: what a project of its own adds to them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from analysis import open_workbook

ROOT = Path(__file__).parents[2]
ARTICLE = "Ministers meet in Osland\n\nTASHKENT, 3 May 2021. Ministers of Osland met on Monday to talk of rail.\n"
SHOW = "from analysis import open_workbook; print(*open_workbook().timeline['actors'])"


def said(folder: Path, command: str) -> str:
    ran = subprocess.run([sys.executable, "-c", command], cwd=folder, capture_output=True, text=True, check=False)
    return ran.stdout + ran.stderr


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "seeds" / "001.txt").write_text(ARTICLE)
    return tmp_path


def test_a_project_adds_entries_to_a_list_of_the_package(project: Path):
    assert not open_workbook(project / "seeds").timeline["actors"].any()
    (project / "lexicon" / "actors.yaml").write_text(
        "states:\n  Osland: {adjective: [Oslander], people: [Oslanders]}\n"
    )
    assert said(project / "notebooks", SHOW).split() == ["Osland"]


def test_articles_elsewhere_bring_the_lists_beside_them(project: Path, monkeypatch: pytest.MonkeyPatch):
    (project / "lexicon" / "actors.yaml").write_text("states:\n  Osland: {adjective: [Oslander]}\n")
    monkeypatch.setenv("WORKBOOK", str(project / "seeds"))
    assert said(ROOT, SHOW).split() == ["Osland"]


def test_a_list_that_is_written_otherwise_is_named(project: Path):
    (project / "lexicon" / "actors.yaml").write_text("states: [Osland]\n")
    words = said(project, SHOW.replace("timeline['actors']", "documents['error']"))
    assert "actors.yaml: ['Osland'] cannot be added to dict" in words


def test_an_entry_that_stands_twice_is_named(project: Path):
    (project / "lexicon" / "actors.yaml").write_text("states:\n  Osland: {adjective: [Oslander]}\n  Osland: {}\n")
    words = said(project, SHOW.replace("timeline['actors']", "documents['error']"))
    assert "actors.yaml, line 3, column 3: 'Osland' stands there twice; mend it" in words


@pytest.mark.parametrize(
    "file", sorted((ROOT / "analysis" / "core" / "lexicon").glob("*.yaml")), ids=lambda file: file.stem
)
def test_a_list_reads_alike_where_yaml_has_no_compiled_part(file: Path):
    text = file.read_text("utf8")
    assert yaml.load(text, Loader=yaml.SafeLoader) == yaml.load(text, Loader=yaml.CSafeLoader)
