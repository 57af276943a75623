"""The notebooks as committed, and how they are run."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import nbformat
import pytest

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


def test_a_notebook_runs_in_its_own_folder_and_its_file_is_left_alone(tmp_path: Path):
    path = saved(tmp_path, "import os; print(os.getcwd())")
    before = path.read_bytes()
    assert execute(path).cells[0].outputs[0].text.strip() == str(tmp_path.resolve())
    assert path.read_bytes() == before


def test_two_runs_give_the_same_file(tmp_path: Path):
    path = saved(tmp_path, "'a'", "print('b')", "'a'")
    runs = [dict(execute_all([path, path], []))[path] for _ in range(2)]
    write_notebook(tmp_path / "one.ipynb", runs[0])
    write_notebook(tmp_path / "two.ipynb", runs[1])
    assert (tmp_path / "one.ipynb").read_bytes() == (tmp_path / "two.ipynb").read_bytes()
    assert len({cell.id for cell in runs[0].cells}) == 3


def test_an_error_names_notebook_cell_and_line(tmp_path: Path):
    path = saved(tmp_path, "total = 0", "total += 1\ntotal / 0", name="sums.ipynb")
    with pytest.raises(NotebookError, match=r"sums\.ipynb, code cell 2, line 2: ZeroDivisionError: division by zero"):
        execute(path)


def test_an_error_in_a_helper_names_the_line_of_the_cell_that_called_it(tmp_path: Path):
    path = saved(tmp_path, "import json\n\njson.loads('no')", name="read.ipynb")
    with pytest.raises(NotebookError, match=r"read\.ipynb, code cell 1, line 3: JSONDecodeError"):
        execute(path)


def test_a_kernel_that_ends_is_reported(tmp_path: Path):
    path = saved(tmp_path, "1", "import os; os._exit(1)")
    with pytest.raises(NotebookError, match=r"code cell 2: Python itself ended"):
        execute(path)


@pytest.mark.parametrize("content", ["", "no notebook", "[]", "{}", '{"cells": 3}'])
def test_a_file_that_is_no_notebook_is_named(tmp_path: Path, content: str):
    (tmp_path / "odd.ipynb").write_text(content)
    with pytest.raises(NotebookError, match=r"odd\.ipynb is not a notebook"):
        execute(tmp_path / "odd.ipynb")


def test_a_kernel_registered_by_the_user_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    spec = tmp_path / "kernels" / "python3"
    spec.mkdir(parents=True)
    (spec / "kernel.json").write_text('{"argv": ["no-such-python"], "display_name": "Other", "language": "python"}')
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    path = saved(tmp_path, "import sys; print(sys.executable)")
    assert execute(path).cells[0].outputs[0].text.strip() == sys.executable


# --- what JupyterLab offers ---


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_export_menu_offers_a_briefing(tmp_path: Path):
    port, places = free_port(), ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR")
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}"],
        cwd=tmp_path,
        env={**os.environ, "JUPYTER_TOKEN": "test", **{f"JUPYTER_{place}": str(tmp_path) for place in places}},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        offered = answer(server, f"http://127.0.0.1:{port}/api/nbconvert?token=test")
        assert offered["briefing"]["output_mimetype"] == "application/pdf"
    finally:
        server.terminate()
        server.wait(timeout=20)


def answer(server: subprocess.Popen, address: str) -> dict:
    open_directly = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
    for _ in range(300):
        assert server.poll() is None, "the server ended before it answered"
        try:
            with open_directly(address, timeout=20) as reply:
                return json.load(reply)
        except urllib.error.HTTPError:
            raise
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not answer")
