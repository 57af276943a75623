"""What would be lost or is no longer true: files not read, citations that lead nowhere, notebooks of other articles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Literal

import pandas as pd

from analysis.core.citations import places_in
from analysis.core.files import hash_of, sha256
from analysis.core.text import lines
from analysis.pages.endnotes import not_taken
from analysis.pages.notebooks import NotebookError, find_notebooks, joined, metadata_of, read_notebook
from analysis.sources.documents import article_files

_RENEW = "run `workbook notebooks`"

__all__ = ["find_articles", "find_problems", "input_hashes", "inputs_hash", "nbval_mode", "stale_notebooks"]


def inputs_hash(root: Path | str) -> str:
    """One hash of everything in `seeds/` that can change a page; the same on every system.

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
    return hash_of(input_hashes(root))


def input_hashes(root: Path | str) -> dict[str, str]:
    """SHA-256 of each file of `seeds/` by its path: articles, documents.yaml, corrections.csv, reference/.

    README files and names that begin with a dot are not read, and do not count.
    """
    seeds = Path(root) / "seeds"
    found = ((path.relative_to(seeds), path) for path in seeds.rglob("*") if path.is_file())
    return {
        name.as_posix(): sha256(path.read_bytes())
        for name, path in sorted(found, key=lambda pair: pair[0].as_posix())
        if not any(part.upper().startswith((".", "README")) for part in name.parts)
    }


def find_articles(root: Path | str) -> list[Path]:
    """The files of `seeds/` that are taken for articles, whether or not they can be read."""
    seeds = Path(root) / "seeds"
    return sorted(article_files(seeds)) if seeds.is_dir() else []


def stale_notebooks(root: Path | str) -> list[Path]:
    """The notebooks whose outputs were not made from what `seeds/` holds now.

    `workbook notebooks` leaves the hash of its inputs in each notebook's metadata, under `workbook.inputs`.
    """
    mark = {"inputs": inputs_hash(root)}
    return [path for path in find_notebooks(root) if metadata_of(path).get("workbook") != mark]


def nbval_mode(root: Path | str) -> Literal["strict", "lax"]:
    """How the notebooks can be tested: their outputs compared (strict), or only that every cell runs (lax).

    Outputs can be compared only while `seeds/` is what they were made from; after an article was added they differ
    rightly, until `workbook notebooks` makes them anew.
    """
    return "lax" if stale_notebooks(root) else "strict"


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
    """
    ends = tables["passages"].groupby("document")["line"].max()
    places = {name: range(1, max(len(lines(text)), int(ends.get(name, 0))) + 1) for name, text in texts.items()}
    if "outside" in tables:
        for file, rows in tables["outside"].groupby("file")["row"]:
            places[PurePosixPath(str(file)).stem] = range(rows.min(), rows.max() + 1)
    return [*not_taken(tables, root / "seeds"), *_in_notebooks(root, places)]


def _in_notebooks(root: Path, places: Mapping[str, range]) -> Iterator[str]:
    stale = stale_notebooks(root)
    for path in find_notebooks(root):
        try:
            prose = list(_prose(path))
        except NotebookError as error:
            yield str(error)
            continue
        if path in stale:
            yield f"{path.name}: its outputs were made from other articles than seeds/ holds now; {_RENEW}"
        for source, line in dict.fromkeys(place for text in prose for place in places_in(text)):
            if source not in places:
                yield f"{path.name} cites [{source}:{line}], and there is no document {source}"
            elif line not in places[source]:
                yield f"{path.name} cites [{source}:{line}], and {source} ends with line {places[source].stop - 1}"


def _prose(path: Path) -> Iterator[str]:
    """The prose of a notebook, written or made."""
    for cell in read_notebook(path)["cells"]:
        if cell["cell_type"] == "markdown":
            yield cell["source"]
        for output in cell.get("outputs", []):
            yield joined(output.get("data", {}).get("text/markdown", ""))
