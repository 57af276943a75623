"""Notebooks: found, read, and run in a fresh kernel, so that the same articles give the same file."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.core.files import sha256, write_whole

if TYPE_CHECKING:
    from nbclient import NotebookClient
    from nbformat import NotebookNode

TIMEOUT = 600  # seconds that a cell may take: a hundred times what the slowest one takes with five articles
_PLACE = re.compile(r"Cell In\s*\[(\d+)\],\s+line\s+(\d+)")
COLOUR = re.compile(r"\x1b\[[0-9;]{0,20}m")
# As JupyterLab itself names its kernel: it counts a notebook that says otherwise as changed when it opens it.
_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


class NotebookError(ValueError):
    """A notebook that cannot be read, run or printed; the message names notebook, cell, line and remedy."""


def find_notebooks(root: Path | str) -> list[Path]:
    """The notebooks of a project, in order."""
    return sorted((Path(root) / "notebooks").glob("*.ipynb"))


def metadata_of(path: Path) -> dict[str, Any]:
    """The metadata of a notebook; none where it can't be read."""
    try:
        return dict(json.loads(path.read_text(encoding="utf-8"))["metadata"])
    except (OSError, KeyError, TypeError, ValueError):
        return {}


def is_briefing(path: Path) -> bool:
    """Whether it is to become a PDF: not with `"briefing": false`, or the own name of a page that is to be copied."""
    return metadata_of(path).get("briefing") not in (False, path.stem)


def read_notebook(path: Path | str) -> dict[str, Any]:
    """Read a notebook of format 4 without nbformat, which is slow to import and gives cells random ids."""
    try:
        notebook: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
        if notebook["nbformat"] != 4:
            raise ValueError(f"format {notebook['nbformat']}")
        notebook["nbformat_minor"] = 5
        seen = {""}
        for number, cell in enumerate(notebook["cells"]):
            cell["source"] = joined(cell["source"])
            if cell.get("id", "") in seen:
                cell["id"] = sha256(f"{number} {cell['source']}".encode())[:8]
            seen.add(cell["id"])
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        why = type(error).__name__
        raise NotebookError(f"{path} is not a notebook ({why}); save it anew from JupyterLab") from error
    return notebook


def joined(value: str | Sequence[str]) -> str:
    """A text of nbformat, which a file may hold as a list of lines."""
    return value if isinstance(value, str) else "".join(value)


def texts_of(path: Path) -> Iterator[tuple[str, str]]:
    """The source of each cell with its type, and the Markdown of its outputs, and what it rests on, with their form."""
    for cell in read_notebook(path)["cells"]:
        yield cell["cell_type"], cell["source"]
        for output in cell.get("outputs", []):
            told = output.get("metadata", {}).get("briefing", {})
            said = joined(output.get("data", {}).get("text/markdown", ""))
            yield told.get("form", ""), f"{said} {told.get('rests_on', '')}".rstrip()


def write_notebook(path: Path, notebook: NotebookNode) -> None:
    """Write a notebook as UTF-8 with one final line end; a file that would not change is not touched."""
    import nbformat

    text = nbformat.writes(notebook).rstrip("\n") + "\n"
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        write_whole(path, text.encode())


def execute(path: Path) -> NotebookNode:
    """Run a notebook in a fresh kernel, in its own folder, without what differs from run to run; its file stays."""
    # jsonschema builds 39 grammars with it, for addresses that no notebook is checked for: more than all else together
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    client = _client(path)
    try:
        client.execute(cleanup_kc=True)  # a kernel left running says so at the end
    except CellExecutionError as error:
        places = _PLACE.findall(COLOUR.sub("", error.traceback))
        cell, line = places[0] if places else (client.code_cells_executed, "?")
        said = f"{path}, code cell {cell}, line {line}: {error.ename}: {COLOUR.sub('', error.evalue)}"
        raise NotebookError(said) from error
    except (CellTimeoutError, DeadKernelError) as error:
        late = isinstance(error, CellTimeoutError)
        what = f"still running after {TIMEOUT} seconds" if late else "Python itself ended; is there enough memory?"
        raise NotebookError(f"{path}, code cell {client.code_cells_executed}: {what}") from error
    kept = {key: value for key, value in client.nb.metadata.items() if key not in ("widgets", "signature")}
    client.nb.metadata = type(client.nb)({**kept, "kernelspec": _KERNEL})
    for cell in client.nb.cells:
        cell.metadata.pop("execution", None)
    return client.nb


def _client(path: Path) -> NotebookClient:
    """Runs a notebook in this very Python, whatever kernels the user has registered; what passes is encrypted."""
    import nbformat
    import zmq
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient

    native, kernel = KernelSpecManager(kernel_dirs=[]), "python3"
    hidden = "auto" if zmq.has("curve") else "disabled"
    manager = AsyncKernelManager(kernel_name=kernel, kernel_spec_manager=native, transport_encryption=hidden)
    place = {"metadata": {"path": str(path.resolve().parent)}}
    plain = {"record_timing": False, "store_widget_state": False, "coalesce_streams": True}
    notebook = nbformat.from_dict(read_notebook(path))
    return NotebookClient(notebook, manager, kernel_name=kernel, timeout=TIMEOUT, resources=place, **plain)


def execute_all(paths: Sequence[Path], failed: list[Any]) -> Iterator[tuple[Path, NotebookNode]]:
    """Run notebooks, two at a time, and yield each with its result, in the order given; errors are added to a list."""
    from tqdm import tqdm

    with ThreadPoolExecutor(max_workers=2) as pool:
        runs = [(path, pool.submit(execute, path)) for path in paths]
        for path, run in tqdm(runs, desc="notebooks", unit="page", disable=None):
            if isinstance(error := run.exception(), NotebookError):
                failed.append(error)
            else:
                yield path, run.result()
