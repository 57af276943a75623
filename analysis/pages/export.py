"""Executed notebooks → a folder of PDF briefings."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from analysis.pages.compose import compose
from analysis.pages.pieces import NotebookError


def write_briefings(
    notebooks: Iterable[Path], out: Path, paper: str = "a4", only: Iterable[str] = (), inputs: str = ""
) -> list[Path]:
    """Write a PDF briefing for each executed notebook.

    One that can't be set stops no other: the rest is written first. A PDF appears under its name only when it is whole.

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
        A hash of all that the pages were made from, printed at the end of each.

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
    written, failed = [], []
    for path in chosen:
        try:
            pdf = compose(read_notebook(path), path.name, paper, inputs)
        except NotebookError as error:
            failed.append(error)
        else:
            written.append(write_whole(out / f"{path.stem}.pdf", pdf))
    if failed:
        raise ExceptionGroup(f"{len(failed)} of {len(chosen)} briefings could not be written", failed)
    return written


def _choose(notebooks: list[Path], only: list[str]) -> list[Path]:
    for name in only:
        if not any(path.name.startswith(name) for path in notebooks):
            known = ", ".join(path.stem for path in notebooks) or "none"
            raise ValueError(f"no notebook begins with {name!r}: there is {known}")
    return [path for path in notebooks if not only or path.name.startswith(tuple(only))]


def read_notebook(path: Path) -> dict[str, Any]:
    """Read a notebook as it is, without nbformat, whose import takes longer than all briefings.

    Raises
    ------
    NotebookError
        When the file can't be read, or is no notebook of format 4.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NotebookError(f"{path.name} can't be read: {error}") from error
    if not isinstance(notebook, dict) or notebook.get("nbformat") != 4:
        raise NotebookError(f"{path.name} is no notebook of format 4: open and save it in JupyterLab")
    return notebook


def write_whole(path: Path, content: bytes) -> Path:
    """Write aside, then rename, so that nobody finds half a file."""
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(aside).chmod(0o644)
        os.replace(aside, path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
    return path
