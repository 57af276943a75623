"""Executed notebooks → a folder of PDF briefings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from analysis.files import write_whole
from analysis.pages.compose import compose
from analysis.pages.manifest import hash_of, notebook_inputs, write_manifest
from analysis.pages.pieces import NotebookError, read_notebook


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
