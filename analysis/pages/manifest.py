"""`MANIFEST.json`: what a folder of briefings was made from, and what each must contain, for whoever receives it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.pages.export import read_notebook, write_whole
from analysis.pages.pieces import read_page

MANIFEST = "MANIFEST.json"


def hash_of(inputs: Mapping[str, str]) -> str:
    """One hash of all inputs: SHA-256 over their names and hashes, in the order of the names.

    Parameters
    ----------
    inputs
        Name → SHA-256 or version: articles, documents.yaml, corrections, tables, lexicons, notebooks, the program.

    >>> hash_of({"a.txt": "1f", "program": "0.1.0"}) == hash_of({"program": "0.1.0", "a.txt": "1f"})
    True
    """
    lines = (f"{value} {name}\n" for name, value in sorted(inputs.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def write_manifest(out: Path, briefings: Mapping[Path, Path], inputs: Mapping[str, str]) -> Path:
    """Write down what the briefings were made from, their own SHA-256, and the endnotes that each holds.

    Parameters
    ----------
    out
        The folder of the PDFs.
    briefings
        PDF → the executed notebook that it was made from.
    inputs
        As `hash_of` takes them.

    Returns
    -------
    Path
        The manifest: JSON with sorted keys, without a date, so that the same inputs give the same file.
    """
    content = {
        "inputs_hash": hash_of(inputs),
        "inputs": dict(inputs),
        "briefings": {pdf.name: _entry(pdf, notebook) for pdf, notebook in briefings.items()},
    }
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return write_whole(out / MANIFEST, text.encode())


def _entry(pdf: Path, notebook: Path) -> dict[str, Any]:
    page = read_page(read_notebook(notebook), notebook.name)
    notes = {key: {part: note.get(part, "") for part in ("words", "place")} for key, note in page.endnotes.items()}
    return {"sha256": hashlib.sha256(pdf.read_bytes()).hexdigest(), "title": page.title, "endnotes": notes}
