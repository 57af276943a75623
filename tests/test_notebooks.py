"""The notebooks as committed, and how they are run."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

import nbformat
import pytest
from jupyter_client import launcher
from jupyter_client.provisioning import local_provisioner

from analysis.pages.notebooks import NotebookError, execute, execute_all, write_notebook

ROOT = Path(__file__).resolve().parents[1]
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SERIES = [
    *("00_summary", "01_sources", "02_timeline", "03_central_asia_investment", "04_terrorism_threat"),
    *("05_explore", "06_own_question"),
]

every_notebook = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def cells(path: Path, kind: str = "code") -> list[nbformat.NotebookNode]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


def outputs(path: Path) -> list[nbformat.NotebookNode]:
    return [output for cell in cells(path) for output in cell.outputs]


# --- as committed ---


def test_the_series_is_there():
    assert [path.stem for path in PATHS] == SERIES


@every_notebook
def test_every_cell_was_run_once_and_in_order(path: Path):
    assert [cell.execution_count for cell in cells(path)] == list(range(1, len(cells(path)) + 1))


@every_notebook
def test_no_cell_failed_or_warned(path: Path):
    assert [output for output in outputs(path) if output.output_type == "error" or output.get("name") == "stderr"] == []


@pytest.mark.parametrize("name", SERIES[1:5])
def test_a_briefing_shows_a_table_and_the_rows_behind_it(name: str):
    shown = outputs(ROOT / "notebooks" / f"{name}.ipynb")
    assert any(output.get("metadata", {}).get("briefing", {}).get("form") == "table" for output in shown)
    assert any("dataframe" in output.get("data", {}).get("text/html", "") for output in shown)


@pytest.mark.parametrize("name", SERIES[2:5])
def test_a_briefing_that_compares_shows_a_chart(name: str):
    assert any("image/svg+xml" in output.get("data", {}) for output in outputs(ROOT / "notebooks" / f"{name}.ipynb"))


@every_notebook
def test_a_cell_can_be_read_at_a_glance(path: Path):
    lines = [cell.source.splitlines() for cell in cells(path)]
    assert max(map(len, lines)) <= 15
    assert max(len(line) for cell in lines for line in cell) <= 100


@every_notebook
def test_the_package_holds_no_question_of_the_notebooks(path: Path):
    taken = {line for cell in cells(path) for line in cell.source.splitlines() if line.startswith("from analysis")}
    doors = ("from analysis import", "from analysis.core.days import", "from analysis.pages import plots")
    assert all(line.startswith((*doors, "from analysis.pages.")) for line in taken), taken


@every_notebook
def test_the_first_cell_is_the_title(path: Path):
    first = nbformat.read(path, as_version=4).cells[0]
    assert first.cell_type == "markdown"
    assert re.match(r"# \S", first.source)


@every_notebook
def test_the_file_holds_nothing_that_varies_between_runs(path: Path):
    notebook = nbformat.read(path, as_version=4)
    assert notebook.metadata.kernelspec.name == "python3"
    assert notebook.metadata.language_info.name == "python"
    assert re.fullmatch("[0-9a-f]{64}", notebook.metadata.workbook.inputs)
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    assert not any("execution" in cell.metadata for cell in notebook.cells)


# --- how they are run ---


def saved(folder: Path, *sources: str, name: str = "page.ipynb") -> Path:
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    made.cells[-1].id = made.cells[0].id
    (folder / name).write_text(json.dumps(made), encoding="utf-8")
    return folder / name


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a kernel be a Python of its own, as users have it, and no fork."""
    monkeypatch.setattr(local_provisioner, "launch_kernel", launcher.launch_kernel)


@pytest.mark.usefixtures("fresh")
def test_a_notebook_runs_in_its_own_folder_and_its_file_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    spec = tmp_path / "kernels" / "python3"  # which the user registered, and which is not taken
    spec.mkdir(parents=True)
    (spec / "kernel.json").write_text('{"argv": ["no-such-python"], "display_name": "Other", "language": "python"}')
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    path = saved(tmp_path, "import os, sys; print(os.getcwd(), sys.executable)")
    before = path.read_bytes()
    assert execute(path).cells[0].outputs[0].text.split() == [str(tmp_path.resolve()), sys.executable]
    assert path.read_bytes() == before


def test_two_runs_give_the_same_file(tmp_path: Path):
    path = saved(tmp_path, "'a'", "print('b')", "'a'")
    paths = [path, shutil.copy(path, tmp_path / "two.ipynb")]
    for path, ran in execute_all(paths, []):
        write_notebook(path, ran)
        assert len({cell.id for cell in ran.cells}) == 3
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_an_error_in_a_helper_names_notebook_cell_and_the_line_that_called_it(tmp_path: Path):
    path = saved(tmp_path, "import json", "total = 1\njson.loads('no')", name="read.ipynb")
    with pytest.raises(NotebookError, match=r"read\.ipynb, code cell 2, line 2: JSONDecodeError"):
        execute(path)


@pytest.mark.usefixtures("fresh")
def test_a_kernel_that_ends_is_reported(tmp_path: Path):
    path = saved(tmp_path, "1", "import os; os._exit(1)")
    with pytest.raises(NotebookError, match=r"code cell 2: Python itself ended"):
        execute(path)


@pytest.mark.parametrize("content", ["", "no notebook", "[]", "{}", '{"cells": 3}'])
def test_a_file_that_is_no_notebook_is_named(tmp_path: Path, content: str):
    (tmp_path / "odd.ipynb").write_text(content)
    with pytest.raises(NotebookError, match=r"odd\.ipynb is not a notebook"):
        execute(tmp_path / "odd.ipynb")
