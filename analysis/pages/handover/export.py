"""`MANIFEST.json`: what a folder of briefings was made from, and what each must contain, for whoever receives it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from analysis.core.files import write_whole
from analysis.pages.pdf.compose import compose
from analysis.pages.pdf.pieces import NotebookError, read_notebook, read_page

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


def write_briefings(
    notebooks: Iterable[Path],
    out: Path,
    paper: str = "a4",
    only: Iterable[str] = (),
    inputs: Mapping[str, str] | None = None,
) -> list[Path]:
    """Write a PDF briefing for each executed notebook, and `MANIFEST.json`: what they were made from.

    One that can't be set stops no other: the rest is written first. A PDF appears under its name only when it is whole.
    It bears the hash of its inputs: those given, and its notebook.

    Parameters
    ----------
    notebooks
        Files of executed notebooks.
    out
        The folder for the PDFs; made when missing.
    paper
        "a4" or "letter".
    only
        Beginnings of file names, such as "03"; empty: all notebooks.
    inputs
        Name → SHA-256 or version of all else that the pages were made from.

    Returns
    -------
    list of Path
        The PDFs written, in the order of the notebooks.

    Raises
    ------
    ValueError
        When `only` names no notebook.
    ExceptionGroup
        Of `NotebookError`, one per notebook that could not be set; the other PDFs are there.
    """
    chosen = _choose(list(notebooks), list(only))
    out.mkdir(parents=True, exist_ok=True)
    written, failed = {}, []
    for path in chosen:
        try:
            made_from = hash_of({**(inputs or {}), **notebook_inputs(path)})
            pdf = compose(read_notebook(path), path.name, paper, made_from)
        except NotebookError as error:
            failed.append(error)
        else:
            written[write_whole(out / f"{path.stem}.pdf", pdf)] = path
    write_manifest(out, written, inputs or {})
    if failed:
        raise ExceptionGroup(f"{len(failed)} of {len(chosen)} briefings could not be written", failed)
    return list(written)


def _choose(notebooks: list[Path], only: list[str]) -> list[Path]:
    for name in only:
        if not any(path.name.startswith(name) for path in notebooks):
            known = ", ".join(path.stem for path in notebooks) or "none"
            raise ValueError(f"no notebook begins with {name!r}: there is {known}")
    return [path for path in notebooks if not only or path.name.startswith(tuple(only))]
