"""What would be lost or is inconsistent, as sentences for the analyst."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

import pandas as pd

from analysis.inputs import find_notebooks, stale_notebooks
from analysis.notebooks import NotebookError, read_notebook
from analysis.pages.sources import not_taken
from analysis.text import lines

__all__ = ["find_problems"]

_CITATION = re.compile(r"\\?\[((?:[\w.-]{1,40}:\d{1,7}(?:[–-]\d{1,7})?[,;]? ?){1,40})\\?\]")
_PLACE = re.compile(r"([\w.-]{1,40}):(\d{1,7})(?:[–-](\d{1,7}))?")
_RENEW = "run `python -m analysis notebooks`"


def find_problems(tables: Mapping[str, pd.DataFrame], texts: Mapping[str, str], root: Path) -> list[str]:
    """List files that cannot be read, corrections without effect, stale notebooks and citations that lead nowhere.

    Parameters
    ----------
    tables, texts
        Of the workbook: name → table, and document → reading text.
    root
        The project folder, whose notebooks are looked at too.

    Returns
    -------
    list of str
        One sentence a problem; empty when all is well.

    >>> from analysis.schema import TABLES
    >>> find_problems({name: table.frame() for name, table in TABLES.items()}, {}, Path("no project"))
    []
    """
    places = {document: range(1, len(lines(text)) + 1) for document, text in texts.items()}
    if "outside" in tables:
        for file, rows in tables["outside"].groupby("file")["row"]:
            places[PurePosixPath(str(file)).stem] = range(rows.min(), rows.max() + 1)
    return [*not_taken(tables, root / "seeds"), *_in_notebooks(root, places)]


def _in_notebooks(root: Path, places: Mapping[str, range]) -> Iterator[str]:
    stale = stale_notebooks(root)
    for path in find_notebooks(root):
        try:
            cited = _citations(path)
        except NotebookError as error:
            yield str(error)
            continue
        if path in stale:
            yield f"{path.name}: its outputs were made from other articles than seeds/ holds now; {_RENEW}"
        for source, line in cited:
            if source not in places:
                yield f"{path.name} cites [{source}:{line}], and there is no document {source}"
            elif line not in places[source]:
                yield f"{path.name} cites [{source}:{line}], and {source} ends with line {places[source].stop - 1}"


def _citations(path: Path) -> list[tuple[str, int]]:
    """Source and line of each citation in the prose of a notebook, written or made, in order and once each."""
    prose: list[str] = []
    for cell in read_notebook(path).cells:
        if cell.cell_type == "markdown":
            prose.append(cell.source)
        for output in cell.get("outputs", []):
            prose.append(output.get("data", {}).get("text/markdown", ""))
    keys = (key for text in prose for keys in _CITATION.findall(text) for key in _PLACE.findall(keys))
    return list(dict.fromkeys((source, int(line)) for source, *ends in keys for line in ends if line))
