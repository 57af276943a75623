"""`MANIFEST.json`: what a folder of briefings was made from, and what each must contain, for whoever receives it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.files import write_whole
from analysis.pages.pieces import read_notebook, read_page

MANIFEST = "MANIFEST.json"


def hash_of(inputs: Mapping[str, str]) -> str:
    """One hash of all inputs: SHA-256 over their names and hashes, in the order of the names.

    Parameters
    ----------
    inputs
        Name → SHA-256 or version: articles, documents.yaml, corrections, tables, lexicons, the notebook, the program.

    >>> hash_of({"a.txt": "1f", "program": "0.1.0"}) == hash_of({"program": "0.1.0", "a.txt": "1f"})
    True
    """
    lines = (f"{value} {name}\n" for name, value in sorted(inputs.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def notebook_inputs(path: Path) -> dict[str, str]:
    """What a page is made from by way of its notebook: the executed file, and its cells without their outputs.

    Raises
    ------
    NotebookError
        When it is no notebook.
    """
    return {f"notebooks/{path.name}": _sha256(path.read_bytes()), **cells_of(path)}


def cells_of(path: Path) -> dict[str, str]:
    """The SHA-256 of a notebook's cells without their outputs, under its name: the same before and after it was run."""
    sources = [[cell["cell_type"], "".join(cell["source"])] for cell in read_notebook(path)["cells"]]
    return {f"notebooks/{path.name} (cells)": _sha256(json.dumps(sources).encode())}


def write_manifest(out: Path, briefings: Mapping[Path, Path], inputs: Mapping[str, str]) -> Path:
    """Write down what the briefings were made from, their own SHA-256, and the endnotes that each holds.

    Briefings of an earlier run stay listed when all else that they were made from is still the same.

    Parameters
    ----------
    out
        The folder of the PDFs.
    briefings
        PDF → the executed notebook that it was made from.
    inputs
        As `hash_of` takes them, without notebooks.

    Returns
    -------
    Path
        The manifest: JSON with sorted keys, without a date, so that the same inputs give the same file.
    """
    path = out / MANIFEST
    content = {
        "inputs": dict(inputs),
        "briefings": _earlier(path, inputs)
        | {pdf.name: _entry(pdf, notebook, inputs) for pdf, notebook in briefings.items()},
    }
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return write_whole(path, text.encode())


def _earlier(path: Path, inputs: Mapping[str, str]) -> dict[str, Any]:
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        return dict(manifest["briefings"]) if manifest["inputs"] == inputs else {}
    except (OSError, ValueError, LookupError, TypeError):
        return {}


def _entry(pdf: Path, notebook: Path, inputs: Mapping[str, str]) -> dict[str, Any]:
    page = read_page(read_notebook(notebook), notebook.name)
    own = notebook_inputs(notebook)
    return {
        "sha256": _sha256(pdf.read_bytes()),
        "title": page.title,
        "inputs": own,
        "inputs_hash": hash_of({**inputs, **own}),
        "endnotes": {
            key: {part: note.get(part, "") for part in ("words", "source", "place")}
            for key, note in page.endnotes.items()
        },
    }


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
