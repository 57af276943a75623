"""Notebooks run from top to bottom, each in a fresh kernel, so that the same articles give the same file."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
import zmq
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from traitlets import default

__all__ = [
    "NotebookError",
    "execute",
    "execute_all",
    "read_notebook",
    "write_notebook",
]

TIMEOUT = 600
"""Seconds that a cell may take: a hundred times what the slowest one takes with five articles."""

_PLACE = re.compile(r"Cell In\s*\[(\d+)\],\s+line\s+(\d+)")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


class NotebookError(Exception):
    """A notebook that cannot be read or run; the message names notebook, cell and line."""


class _ThisPython(AsyncKernelManager):
    """Starts the Python that is running, whatever kernels the user has registered under the same name.

    What passes between the two is encrypted, so that no other user of the machine reads along (and the kernel has
    nothing to warn of).
    """

    @default("kernel_spec_manager")
    def _only_the_native_kernel(self) -> KernelSpecManager:
        return KernelSpecManager(parent=self, kernel_dirs=[])

    @default("transport_encryption")
    def _encrypted_where_it_can_be(self) -> str:
        return "auto" if zmq.has("curve") else "disabled"


def execute(path: Path | str) -> NotebookNode:
    """Run a notebook in a fresh kernel, in its own folder, and return the result; the file stays as it is.

    What differs from run to run (times, versions, widget state) is left out.

    Parameters
    ----------
    path
        The notebook.

    Returns
    -------
    NotebookNode
        With the outputs of this run.

    Raises
    ------
    NotebookError
        When it is not a notebook, or a cell raises an error, takes too long, or ends the kernel.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     cells = [nbformat.v4.new_code_cell("6 * 7")]
    ...     write_notebook(Path(folder, "sum.ipynb"), nbformat.v4.new_notebook(cells=cells))
    ...     execute(Path(folder, "sum.ipynb")).cells[0].outputs[0].data["text/plain"]
    '42'
    """
    path = Path(path)
    notebook = read_notebook(path)
    client = NotebookClient(
        notebook,
        kernel_manager_class=_ThisPython,
        kernel_name="python3",
        timeout=TIMEOUT,
        resources={"metadata": {"path": str(path.resolve().parent)}},
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,
    )
    try:
        client.execute()
    except CellExecutionError as error:
        raise NotebookError(_describe(path, client, error)) from error
    except (CellTimeoutError, DeadKernelError) as error:
        late = isinstance(error, CellTimeoutError)
        what = f"still running after {TIMEOUT} seconds" if late else "Python itself ended; is there enough memory?"
        raise NotebookError(f"{path}, code cell {client.code_cells_executed}: {what}") from error
    return _tidy(notebook)


def execute_all(paths: Sequence[Path], workers: int = 2) -> Iterator[tuple[Path, NotebookNode]]:
    """Run notebooks, a few at a time, and yield each with its result, in the order given.

    Parameters
    ----------
    paths
        The notebooks.
    workers
        How many run at once; each has a kernel of its own, so the results do not depend on it.

    Raises
    ------
    NotebookError
        As `execute` does; notebooks that have not begun by then are left out.

    >>> list(execute_all([]))
    []
    """
    pool = ThreadPoolExecutor(max_workers=workers)
    try:
        yield from zip(paths, pool.map(execute, paths), strict=True)
    finally:
        pool.shutdown(cancel_futures=True)


def read_notebook(path: Path | str) -> NotebookNode:
    """Read a notebook as version 4.5, in which every cell has an id; one without gets it from its content.

    Raises
    ------
    NotebookError
        When the file is not a notebook.

    >>> read_notebook("pyproject.toml")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    NotebookError: pyproject.toml is not a notebook (JSONDecodeError); save it anew from JupyterLab
    """
    try:
        raw = json.loads(Path(path).read_text(encoding="utf-8"))
        if raw["nbformat"] == 4:
            raw["nbformat_minor"] = 5
            _name_cells(raw["cells"])
        notebook: NotebookNode = nbformat.reads(json.dumps(raw), as_version=4)
    except (ValueError, LookupError, TypeError, AttributeError, nbformat.ValidationError) as error:
        raise NotebookError(
            f"{path} is not a notebook ({type(error).__name__}); save it anew from JupyterLab"
        ) from error
    return notebook


def _name_cells(cells: Sequence[dict[str, Any]]) -> None:
    """nbformat would give missing and double ids at random."""
    seen = {""}
    for number, cell in enumerate(cells):
        if cell.get("id", "") in seen:
            cell["id"] = hashlib.sha256(f"{number} {cell['source']}".encode()).hexdigest()[:8]
        seen.add(cell["id"])


def write_notebook(path: Path, notebook: NotebookNode) -> None:
    """Write a notebook as UTF-8 with one final line end; a file that would not change is not touched."""
    text = nbformat.writes(notebook).rstrip("\n") + "\n"
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8", newline="\n")


def _describe(path: Path, client: NotebookClient, error: CellExecutionError) -> str:
    places = _PLACE.findall(_COLOUR.sub("", error.traceback))
    cell, line = places[0] if places else (client.code_cells_executed, "?")
    return f"{path}, code cell {cell}, line {line}: {error.ename}: {_COLOUR.sub('', error.evalue)}"


def _tidy(notebook: NotebookNode) -> NotebookNode:
    kept = {key: value for key, value in notebook.metadata.items() if key not in ("widgets", "signature")}
    notebook.metadata = nbformat.from_dict({**kept, "kernelspec": _KERNEL, "language_info": {"name": "python"}})
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    return notebook
