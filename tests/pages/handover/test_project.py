"""What `check` finds."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pandas as pd
import pytest

from analysis.book.tables import TABLES
from analysis.book.workbook import Workbook
from analysis.pages.handover.project import find_problems, inputs_hash, left_out
from analysis.pages.notebooks import write_notebook

TEXTS = {"001": "one\ntwo\nthree\n"}


def problems(root: Path, **rows: list[dict]) -> list[str]:
    tables = {name: table.frame(rows.get(name, [])) for name, table in TABLES.items()}
    return find_problems(Workbook(root / "seeds", tables, TEXTS), root)


@pytest.fixture
def page(tmp_path: Path):
    def write(prose: str, made: str = "") -> Path:
        display = nbformat.v4.new_output("display_data", data={"text/markdown": made})
        cells = [nbformat.v4.new_markdown_cell(prose), nbformat.v4.new_code_cell("x[9]", outputs=[display])]
        notebook = nbformat.v4.new_notebook(
            cells=cells, metadata={"workbook": {"inputs": inputs_hash(tmp_path / "seeds")}}
        )
        (tmp_path / "notebooks").mkdir(exist_ok=True)
        write_notebook(tmp_path / "notebooks" / "01_page.ipynb", notebook)
        return tmp_path

    return write


def documents(**cells: object) -> dict:
    numbers = {"bytes": 1, "words": 0}
    return {name: numbers.get(name, "") for name in TABLES["documents"].names} | {
        "written_earliest": None,
        "written_latest": None,
        **cells,
    }


def corrections(**cells: object) -> dict:
    return dict.fromkeys(TABLES["corrections"].names, "") | cells


def test_a_locked_article_stops_no_check_and_counts_as_changed(page, monkeypatch: pytest.MonkeyPatch):
    root = page("As reported [001:1].")
    (root / "seeds").mkdir()
    (root / "seeds" / "001.txt").write_text("Words.")
    before = inputs_hash(root / "seeds")

    def locked(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", locked)
    assert inputs_hash(root / "seeds") != before


def test_citations_that_resolve_are_no_problem(page):
    assert problems(page("As reported [001:1] and [001:3].", r"So \[001:2\]\[001:2–3\] [001:1, 001:3].")) == []


def test_citations_of_outside_evidence_resolve_to_rows_of_its_files(page):
    tables = {name: table.frame() for name, table in TABLES.items()}
    tables["outside"] = pd.DataFrame({"file": ["reference/toll.csv"] * 2, "row": [2, 3], "problem": ["", ""]})
    root = page(r"So \[toll:3\].")
    assert find_problems(Workbook(root / "seeds", tables, TEXTS), root) == []
    root = page(r"So \[toll:4\].")
    assert find_problems(Workbook(root / "seeds", tables, TEXTS), root) == [
        "01_page.ipynb cites [toll:4], and toll ends with line 3"
    ]


@pytest.mark.parametrize(
    ("citation", "why"),
    [
        ("[001:4]", "001 ends with line 3"),
        ("[001:0]", "001 ends with line 3"),
        ("[009:1]", "there is no document 009"),
    ],
)
def test_a_citation_that_leads_nowhere_is_named_in_prose_and_in_made_text(page, citation: str, why: str):
    expected = [f"01_page.ipynb cites {citation}, and {why}"]
    assert problems(page(f"It is said {citation}.")) == expected
    assert problems(page("Nothing.", f"It is said {citation}, twice {citation}.")) == expected
    assert problems(page(f"It is said \\[{citation[1:-1]}\\].")) == expected
    assert problems(page(f"It is said [001:1; {citation[1:-1]}].")) == expected


def test_a_file_that_could_not_be_read_is_named_with_its_reason(tmp_path: Path):
    row = documents(document="002", file="002.bin", error="it holds no text")
    assert problems(tmp_path, documents=[row]) == ["002.bin: it holds no text"]


@pytest.mark.parametrize("status", ["stale", "invalid"])
def test_a_correction_without_effect_is_named(tmp_path: Path, status: str):
    row = corrections(line=3, status=status, reason="the words are gone")
    held = [corrections(line=4, status=fate) for fate in ("applied", "superseded", "undone")]
    assert problems(tmp_path, corrections=[row, *held]) == [f"corrections.csv, line 3: {status}: the words are gone"]


def test_a_notebook_made_from_other_articles_is_named(page):
    root = page("Text")
    (root / "seeds").mkdir()
    (root / "seeds" / "new.txt").write_text("new")
    assert problems(root) == [
        "01_page.ipynb: its outputs were made from other articles or corrections than there are now; "
        "run `workbook notebooks`"
    ]


def test_a_notebook_that_was_never_run_is_made_from_nothing(page):
    root = page("Text")
    path = root / "notebooks" / "01_page.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata.clear()
    for cell in notebook.cells[1:]:
        cell.outputs = []
    write_notebook(path, notebook)
    assert problems(root) == []


def test_a_broken_notebook_is_named_once(tmp_path: Path):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "01.ipynb").write_text("broken")
    assert len(problems(tmp_path)) == 1


def test_an_entry_that_cannot_be_taken_is_not_passed_over(tmp_path: Path):
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "documents.yaml").write_text("001: {reliability: G}\n009: {title: Lost}\n", encoding="utf8")
    found = problems(tmp_path, documents=[documents(document="001", file="001.txt", format="text")])
    assert any("line 1: reliability 'G' of 001" in problem for problem in found)
    assert any("no document 009" in problem for problem in found)


@pytest.mark.parametrize(("outside", "named"), [(1, False), (3, True)])
def test_an_article_most_of_whose_sentences_were_left_out_is_named(outside: int, named: bool):
    words = "The ferry to the islands will not run before Friday, the harbour office said on Monday."
    roles = ["body"] * 2 + ["boilerplate"] * outside
    rows = [{"document": "001", "role": role, "reason": "a text beside the article", "text": words} for role in roles]
    menu = {"document": "001", "role": "boilerplate", "reason": "navigation", "text": "Home | News | Weather " * 9}
    exported = {"document": "001", "role": "boilerplate", "reason": "field of an export", "text": words}
    assert list(left_out(pd.DataFrame([*rows, menu, exported]))) == ["001"] * named
