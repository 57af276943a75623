"""What would be lost or is no longer true: files not read, citations that lead nowhere, notebooks of other articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from analysis.archive.parse import ARCHIVE
from analysis.book.workbook import Workbook
from analysis.core.citations import places_in
from analysis.core.files import hash_of, sha256
from analysis.core.text import lines
from analysis.pages.endnotes import not_taken
from analysis.pages.notebooks import NotebookError, find_notebooks, joined, metadata_of, read_notebook
from analysis.sources.documents import article_files

_RENEW = "run `workbook notebooks`"

__all__ = ["find_articles", "find_problems", "input_hashes", "inputs_hash", "nbval_mode", "stale_notebooks"]


def inputs_hash(articles: Path) -> str:
    """One hash of everything in a folder of articles that can change a page; the same on every system.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     nothing = inputs_hash(Path(folder))
    ...     _ = Path(folder, "README.md").write_text("About these texts")
    ...     unchanged = inputs_hash(Path(folder))
    ...     _ = Path(folder, "001.txt").write_text("An article")
    ...     inputs_hash(Path(folder)) == nothing, unchanged == nothing
    (False, True)
    """
    return hash_of(input_hashes(articles))


def input_hashes(articles: Path) -> dict[str, str]:
    """SHA-256 of each file by its path: articles, documents.yaml, corrections.csv, reference/; of an archive, its list.

    README files and names that begin with a dot are not read, and do not count.
    """
    listed = [articles / ARCHIVE] if (articles / ARCHIVE).is_file() else articles.rglob("*")
    found = ((path.relative_to(articles), path) for path in listed if path.is_file())
    return {
        name.as_posix(): sha256(path.read_bytes())
        for name, path in sorted(found, key=lambda pair: pair[0].as_posix())
        if not any(part.upper().startswith((".", "README")) for part in name.parts)
    }


def find_articles(articles: Path) -> list[Path]:
    """The files of a folder that are taken for articles, whether or not they can be read; an archive is one."""
    if (articles / ARCHIVE).is_file():
        return [articles / ARCHIVE]
    return sorted(article_files(articles)) if articles.is_dir() else []


def stale_notebooks(root: Path, articles: Path) -> list[Path]:
    """The notebooks whose outputs were not made from what the folder of articles holds now.

    `workbook notebooks` leaves the hash of its inputs in each notebook's metadata, under `workbook.inputs`.
    """
    mark = {"inputs": inputs_hash(articles)}
    return [path for path in find_notebooks(root) if metadata_of(path).get("workbook") != mark]


def nbval_mode(root: Path) -> Literal["strict", "lax"]:
    """How the notebooks can be tested: their outputs compared (strict), or only that every cell runs (lax).

    Outputs can be compared only while `seeds/` is what they were made from; after an article was added they differ
    rightly, until `workbook notebooks` makes them anew.
    """
    return "lax" if stale_notebooks(root, root / "seeds") else "strict"


def find_problems(book: Workbook, root: Path) -> list[str]:
    """List files that cannot be read, corrections without effect, stale notebooks and citations that lead nowhere.

    Parameters
    ----------
    book
        The workbook.
    root
        The project folder, whose notebooks are looked at too.

    Returns
    -------
    list of str
        One sentence a problem; empty when all is well.
    """
    ends = book.passages.groupby("document")["line"].max()
    places = {name: range(1, max(len(lines(text)), int(ends.get(name, 0))) + 1) for name, text in book.texts.items()}
    for file, rows in book.outside.groupby("file")["row"]:
        places[PurePosixPath(str(file)).stem] = range(rows.min(), rows.max() + 1)
    stale = stale_notebooks(root, book.folder)
    return [*not_taken(book.tables, book.folder), *_in_notebooks(root, stale, places)]


def _in_notebooks(root: Path, stale: list[Path], places: Mapping[str, range]) -> Iterator[str]:
    for path in find_notebooks(root):
        try:
            cells = read_notebook(path)["cells"]
        except NotebookError as error:
            yield str(error)
            continue
        if path in stale and any(cell.get("outputs") for cell in cells):
            yield f"{path.name}: its outputs were made from other articles than there are now; {_RENEW}"
        for source, line in dict.fromkeys(place for text in _prose(cells) for place in places_in(text)):
            if source not in places:
                yield f"{path.name} cites [{source}:{line}], and there is no document {source}"
            elif line not in places[source]:
                yield f"{path.name} cites [{source}:{line}], and {source} ends with line {places[source].stop - 1}"


def _prose(cells: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The prose of a notebook, written or made."""
    for cell in cells:
        if cell["cell_type"] == "markdown":
            yield cell["source"]
        for output in cell.get("outputs", []):
            yield joined(output.get("data", {}).get("text/markdown", ""))
