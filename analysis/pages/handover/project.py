"""A project: its articles and notebooks, what pages are made from, and what would be lost or is no longer true."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from analysis.archive.parse import ARCHIVE
from analysis.archive.read import FOLDER, open_workbook
from analysis.book.workbook import Workbook
from analysis.core.citations import places_in
from analysis.core.files import hash_of, sha256
from analysis.core.lexicon import lexicon_hash
from analysis.core.text import lines
from analysis.pages.endnotes import not_taken
from analysis.pages.handover.briefings import cells_of, verify_briefings
from analysis.pages.handover.edition import EDITIONS, edition_of, table_hashes
from analysis.pages.notebooks import NotebookError, find_notebooks, joined, metadata_of, read_notebook
from analysis.pages.pdf.pieces import read_page
from analysis.pages.tradecraft import Fault, lint_page
from analysis.sources.documents import article_files

if TYPE_CHECKING:
    import pandas as pd

_RENEW = "run `workbook notebooks`"
_SENTENCE_LINE, _SENTENCE = 60, r"\b[a-z]+ [a-z]+ [a-z]+\b.*[.!?][”\"’')]*$"


@dataclass(frozen=True, slots=True)
class Project:
    """Where notebooks and briefings stand, and the articles that they are made from."""

    root: Path
    articles: Path

    @classmethod
    def find(cls, articles: Path | None = None, start: Path | None = None) -> Project:
        """The project around a folder, the working directory by default, with its own articles or those of another.

        Notebooks that are run from now on open these. FileNotFoundError when there is no such folder, or no project.
        """
        here = start or Path.cwd()
        marks = ("seeds", "notebooks") if articles else ("seeds",)
        root = next((place for place in (here, *here.parents) if any((place / mark).is_dir() for mark in marks)), None)
        if articles is None:
            if root is None:
                raise FileNotFoundError(
                    f"no folder 'seeds' in {here} or above it; go to the project's folder, name the articles with "
                    "--articles, or make a workbook with `workbook new FOLDER`"
                )
            return cls(root, root / "seeds")
        if not articles.is_dir():
            raise FileNotFoundError(f"no folder {articles}; name the one that holds the articles")
        os.environ[FOLDER] = str(articles.resolve())
        return cls(root or here, articles)

    @property
    def files(self) -> list[Path]:
        """The files of articles; FileNotFoundError when there is none."""
        if not (found := find_articles(self.articles)):
            raise FileNotFoundError(f"no articles in {self.articles}; put text, HTML, Markdown or PDF files there")
        return found

    @property
    def editions(self) -> Path:
        """Where the tables of earlier briefings are kept."""
        return self.articles.parent / EDITIONS

    def open(self, without: Collection[str] = ()) -> Workbook:
        """The workbook of the articles, or of those of an archive that fit a page.

        OSError when there is no article, or what the analyst wrote into a file of her own cannot be read.
        """
        if not without:
            _ = self.files
        try:
            return open_workbook(None if (self.articles / ARCHIVE).is_file() else self.articles, without=without)
        except ValueError as error:
            raise OSError(str(error)) from error

    def inputs(self, book: Workbook) -> dict[str, str]:
        """What the pages are made from besides notebooks, by name: articles, tables, word lists, the program."""
        name = self.articles.resolve().name
        inputs = {f"{name}/{path}": value for path, value in input_hashes(self.articles).items()}
        inputs |= {f"tables/{table}": value for table, value in table_hashes(book.tables).items()}
        inputs["edition"] = str(edition_of(book.tables, self.editions).number)
        return inputs | {"lexicon": lexicon_hash(), "program": version("analyst-workbook")}

    def faults(self, folder: Path, book: Workbook, inputs: Mapping[str, str]) -> list[Fault]:
        """The faults of a folder of briefings, read back against what the project holds now."""
        first = book.passages.groupby("document")["line"].min()
        texts = {
            row["file"]: "\n" * (first.get(name, 1) - 1) + book.texts[name] for name, row in book.described.items()
        }
        cells = {name: value for path in find_notebooks(self.root) for name, value in cells_of(path).items()}
        return verify_briefings(folder, texts, {**inputs, **cells})


def lint(notebooks: Iterable[Path]) -> list[Fault]:
    """What is wrong with the prose of executed notebooks; one that cannot be read is told of elsewhere."""
    found: list[Fault] = []
    for path in notebooks:
        with suppress(NotebookError):
            found += lint_page(read_page(read_notebook(path), path.name), path.name)
    return found


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
    """SHA-256 of each file by its path, of an archive of its list; README files and hidden ones do not count."""
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
    """The notebooks in whose metadata `workbook notebooks` left the hash of other inputs than there are now."""
    mark = {"inputs": inputs_hash(articles)}
    return [path for path in find_notebooks(root) if metadata_of(path).get("workbook") != mark]


def find_problems(book: Workbook, root: Path) -> list[str]:
    """Unread files, corrections without effect, stale notebooks, citations that lead nowhere: a sentence each."""
    ends = book.passages.groupby("document")["line"].max()
    places = {name: range(1, max(len(lines(text)), int(ends.get(name, 0))) + 1) for name, text in book.texts.items()}
    for file, rows in book.outside.groupby("file")["row"]:
        places[PurePosixPath(str(file)).stem] = range(rows.min(), rows.max() + 1)
    stale = stale_notebooks(root, book.folder)
    warned = (f"{name}: {why}" for name, why in left_out(book.passages).items())
    return [*not_taken(book.tables, book.folder), *warned, *_in_notebooks(root, stale, places)]


def left_out(passages: pd.DataFrame) -> dict[str, str]:
    """Documents most of whose full sentences stand outside the article, and what to do about it."""
    words, field = passages["text"].str, passages["reason"].str.startswith("field of")
    full = passages[words.len().gt(_SENTENCE_LINE) & words.contains(_SENTENCE) & ~field].assign(length=words.len())
    out = full["length"].where(full["role"] == "boilerplate", 0).groupby(full["document"]).sum()
    part = out / full.groupby("document")["length"].sum()
    said = "most of its full sentences stand outside the article: look at its passages, or save the article alone"
    return dict.fromkeys(map(str, part[part > 0.5].index), said)


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
