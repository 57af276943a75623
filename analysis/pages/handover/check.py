"""What the notebooks were made from: one hash of the folder of articles."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Literal

import pandas as pd

from analysis.core.text import lines
from analysis.pages.endnotes import not_taken
from analysis.pages.handover.notebooks import NotebookError, read_notebook
from analysis.sources.documents import article_files

__all__ = [
    "find_problems",
]


def inputs_hash(root: Path | str) -> str:
    """SHA-256 of everything in `seeds/` that can change a page.

    That is every file's path and content: the articles, documents.yaml, corrections.csv and reference/. README files
    and names that begin with a dot are not read, and do not count. The same on every system.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as root:
    ...     Path(root, "seeds").mkdir()
    ...     nothing = inputs_hash(root)
    ...     _ = Path(root, "seeds", "README.md").write_text("About these texts")
    ...     unchanged = inputs_hash(root)
    ...     _ = Path(root, "seeds", "001.txt").write_text("An article")
    ...     inputs_hash(root) == nothing, unchanged == nothing
    (False, True)
    """
    lines = (f"{value} {name}\n" for name, value in input_hashes(root).items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def input_hashes(root: Path | str) -> dict[str, str]:
    """SHA-256 of each file that `inputs_hash` counts: path below `seeds/` → 64 hexadecimal digits, sorted by path.

    >>> input_hashes("a folder without articles")
    {}
    """
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in _files(Path(root) / "seeds")}


def _files(seeds: Path) -> list[tuple[str, Path]]:
    found = ((path.relative_to(seeds), path) for path in seeds.rglob("*") if path.is_file())
    return sorted(
        (name.as_posix(), path)
        for name, path in found
        if not any(part.upper().startswith((".", "README")) for part in name.parts)
    )


def find_articles(root: Path | str) -> list[Path]:
    """The files of `seeds/` that are taken for articles, whether or not they can be read.

    >>> find_articles("a folder without articles")
    []
    """
    seeds = Path(root) / "seeds"
    return sorted(article_files(seeds)) if seeds.is_dir() else []


def find_notebooks(root: Path | str) -> list[Path]:
    """The notebooks of a project, in order.

    >>> find_notebooks("a folder without notebooks")
    []
    """
    return sorted((Path(root) / "notebooks").glob("*.ipynb"))


def is_briefing(notebook: Path) -> bool:
    """Whether a notebook is to become a PDF: not when its metadata say `"briefing": false`.

    >>> is_briefing(Path("a notebook that is not there"))
    True
    """
    return _metadata(notebook).get("briefing") is not False


def stale_notebooks(root: Path | str) -> list[Path]:
    """The notebooks whose outputs were not made from what `seeds/` holds now.

    `python -m analysis notebooks` leaves the hash of its inputs in each notebook's metadata, under `workbook.inputs`.

    >>> stale_notebooks("a folder without notebooks")
    []
    """
    mark = {"inputs": inputs_hash(root)}
    return [path for path in find_notebooks(root) if _metadata(path).get("workbook") != mark]


def _metadata(notebook: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(notebook.read_text(encoding="utf-8"))["metadata"])
    except (OSError, KeyError, TypeError, ValueError):
        return {}


def nbval_mode(root: Path | str) -> Literal["strict", "lax"]:
    """How the notebooks can be tested: their outputs compared (strict), or only that every cell runs (lax).

    Outputs can be compared only while `seeds/` is what they were made from; after an article was added they differ
    rightly, until `python -m analysis notebooks` makes them anew.

    >>> nbval_mode("a folder without notebooks")
    'strict'
    """
    return "lax" if stale_notebooks(root) else "strict"


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

    >>> from analysis.core.tables import TABLES
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
