"""The pages are made of any folder: without articles, with one, and with articles on something else."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = {
    "empty": [],
    "one": [
        ("a.txt", "Blast in Alva\n\nAlva Gazette, 17 May 2025\n\nAt least 12 people died, the mayor said on Sunday.\n")
    ],
    "unrelated": [
        (
            "000.txt",
            "Rovers win cup\n\n1 May 2024\n\nRovers beat United on Saturday before a crowd of 62,000 people.\n",
        ),
        ("001.txt", "Bank holds rate\n\n3 June 2025\n\nThe bank left its rate at 4.5 percent, officials said.\n"),
    ],
}


@pytest.fixture(params=FOLDERS)
def project(request, tmp_path, monkeypatch):
    shutil.copytree(ROOT / "tests" / "gold", tmp_path / "tests" / "gold")
    shutil.copytree(ROOT / "seeds" / "reference", tmp_path / "seeds" / "reference")
    (tmp_path / "notebooks").mkdir()
    for name, text in FOLDERS[request.param]:
        (tmp_path / "seeds" / name).write_text(text, encoding="utf8")
    monkeypatch.chdir(tmp_path / "notebooks")
    return request.param


@pytest.mark.parametrize("page", sorted(path.stem for path in (ROOT / "notebooks").glob("0[0-4]*.ipynb")))
def test_a_page_on_any_folder_withholds_what_was_judged_of_other_articles(project, page, notebook):
    names: dict[str, object] = {}
    for cell in nbformat.read(ROOT / "notebooks" / f"{page}.ipynb", 4).cells:
        if cell.cell_type == "code":
            notebook.run(exec, cell.source, names)
    shown = [output["metadata"]["briefing"]["form"] for cell in notebook.cells for output in cell["outputs"]]
    assert "judgement" not in shown
    assert "answer" in shown
    assert project != "empty" or not {"figure"} & set(shown)
