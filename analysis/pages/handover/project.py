"""A project: its articles, notebooks and briefings, what pages are made from, and what is no longer true."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple
from unicodedata import normalize

import pandas as pd
from tqdm import tqdm

from analysis.archive.read import FOLDER, open_workbook
from analysis.archive.steps import ARCHIVE
from analysis.book.workbook import Workbook
from analysis.core.citations import cited_in, places_in
from analysis.core.files import hash_of, nearest, sha256, write_whole
from analysis.core.lexicon import lexicon_hash
from analysis.core.text import line_index, lines
from analysis.pages.endnotes import BETWEEN, not_taken
from analysis.pages.escape import visible
from analysis.pages.handover.edition import EDITIONS, edition_of
from analysis.pages.notebooks import NotebookError, find_notebooks, metadata_of, read_notebook, texts_of
from analysis.pages.pdf.pieces import Page, behind, read_page
from analysis.pages.pdf.typst import bind, printable
from analysis.pages.prose import Fault, lint_page
from analysis.sources.documents import article_files

ByName = Mapping[str, str]  # text or hash of what a page is made from
_RENEW = "run `workbook notebooks`"
_SENTENCE_LINE, _SENTENCE = 60, r"\b[a-z]+ [a-z]+ [a-z]+\b.*[.!?][”\"’')]*$"


class Project(NamedTuple):
    """Where notebooks and briefings stand, and the articles that they are made from."""

    root: Path
    articles: Path

    @classmethod
    def find(cls, articles: Path | None = None, start: Path | None = None) -> Project:
        """The project around a folder, the working directory by default, with its own articles or those of another.

        Notebooks that are run from now on open these. FileNotFoundError when there is no such folder, or no project.
        """
        here = start or Path.cwd()
        root = nearest("seeds", *(["notebooks"] if articles else []), start=here)
        if articles is None:
            if root is None:
                remedy = "go to the project's folder, name the articles with --articles, or make a workbook with"
                raise FileNotFoundError(f"no folder 'seeds' in {here} or above it; {remedy} `workbook new FOLDER`")
            return cls(root, root / "seeds")
        if not articles.is_dir():
            raise FileNotFoundError(f"no folder {articles}; name the one that holds the articles")
        os.environ[FOLDER] = str(articles.resolve())
        return cls(root or here, articles)

    @property
    def files(self) -> list[Path]:
        """The files that are taken for articles, an archive as one; FileNotFoundError when there is none."""
        archive = self.articles / ARCHIVE
        if found := [archive] if archive.is_file() else sorted(article_files(self.articles)):
            return found
        raise FileNotFoundError(f"no articles in {self.articles}; put text, HTML, Markdown or PDF files there")

    def open(self, without: Collection[str] = ()) -> Workbook:
        """The workbook of the articles; OSError where there is none, or a file of the analyst's cannot be read."""
        if not without:
            _ = self.files
        try:
            return open_workbook(self.articles, without=without)
        except ValueError as error:
            raise OSError(str(error)) from error

    def inputs(self, book: Workbook) -> dict[str, str]:
        """What the pages are made from besides notebooks, by name: articles, tables, word lists, the program."""
        name = self.articles.resolve().name
        inputs = {f"{name}/{path}": value for path, value in input_hashes(self.articles).items()}
        for table, rows in book.tables.items():
            inputs[f"tables/{table}"] = sha256(rows.to_csv(index=False, lineterminator="\n").encode())
        inputs["edition"] = str(edition_of(book.tables, self.articles.parent / EDITIONS).number)
        return inputs | {"lexicon": lexicon_hash(), "program": version("analyst-workbook")}

    def faults(self, folder: Path, book: Workbook, inputs: ByName) -> list[Fault]:
        """The faults of a folder of briefings, read back against what the project holds now."""
        above = {name: "\n" * (line - 1) for name, line in book.passages.groupby("document")["line"].min().items()}
        texts = {row["file"]: above.get(name, "") + book.texts[name] for name, row in book.described.items()}
        now = dict(inputs)
        for path in find_notebooks(self.root):
            now |= cells_of(path.name, read_notebook(path)["cells"])
        return verify_briefings(folder, texts, now)


def lint(notebook: Mapping[str, Any], name: str) -> list[Fault]:
    """What is wrong with the prose of an executed notebook; that it cannot be read is told elsewhere."""
    with suppress(NotebookError):
        return lint_page(read_page(notebook, name), name)
    return []


def inputs_hash(articles: Path) -> str:
    """One hash of everything in a folder of articles that can change a page; the same on every system."""
    return hash_of(input_hashes(articles))


def input_hashes(articles: Path) -> dict[str, str]:
    """SHA-256 of each file by its path, of an archive of its list; README files and hidden ones do not count."""
    listed = [articles / ARCHIVE] if (articles / ARCHIVE).is_file() else articles.rglob("*")
    found = {}
    for path in filter(Path.is_file, listed):
        name, content = path.relative_to(articles), b""
        if not any(part.upper().startswith((".", "README")) for part in name.parts):
            with suppress(PermissionError):  # its row in `documents` says that it is locked
                content = path.read_bytes()
            found[name.as_posix()] = sha256(content)
    return found


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
    warned = (f"{name}: {why}" for name, why in left_out(book.passages).items())
    return [*not_taken(book), *warned, *_in_notebooks(root, stale_notebooks(root, book.folder), places)]


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
            told = [*texts_of(path)]
        except NotebookError as error:
            yield str(error)
            continue
        if path in stale and any(form not in ("code", "markdown", "raw") for form, _ in told):
            yield f"{path.name}: its outputs were made from other articles or corrections than there are now; {_RENEW}"
        prose = (text for form, text in told if form not in ("code", "raw"))
        for source, line in dict.fromkeys(place for text in prose for place in places_in(text)):
            if source not in places:
                yield f"{path.name} cites [{source}:{line}], and there is no document {source}"
            elif line not in places[source]:
                yield f"{path.name} cites [{source}:{line}], and {source} ends with line {places[source].stop - 1}"


# --- briefings written ------------------------------------------------------------------------------------------------

MANIFEST, VOLUME = "MANIFEST.json", "briefing.pdf"
_PLACE = re.compile(r"(.+), line (\d{1,9})")
_UNSEEN = re.compile("[\\s\u200b\u00ad\ufffe]+")  # what typesetting, or reading it back, may add
_LAM_ALEF = re.compile("[\\u0627\\u0644\\u0653-\\u0655]+")  # read back in any order where they are one sign
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe]")


def write_briefings(
    paths: Sequence[Path], out: Path, paper: str = "a4", inputs: ByName | None = None, volume: bool = False
) -> list[Path]:
    """Write a PDF briefing for each executed notebook, and `MANIFEST.json`: what they were made from.

    One that can't be set stops no other: an ExceptionGroup says why at the end. A PDF bears the hash of its inputs:
    those given (name → SHA-256 or version), and its notebook. With `volume`, all are bound into `briefing.pdf` besides,
    and briefings of an earlier run whose notebook is gone are removed, which stay listed otherwise.
    """
    out.mkdir(parents=True, exist_ok=True)
    inputs, own = dict(inputs or {}), dict[str, str]()
    written, pages, failed = dict[str, Any](), list[Page](), list[NotebookError]()
    for path in tqdm(paths, desc="setting", unit=" pages", leave=False, disable=None):
        try:
            notebook = read_notebook(path)
            page, cells = read_page(notebook, path.name), cells_of(path.name, notebook["cells"])
            # Without its metadata, which name a version of Python
            cells[f"notebooks/{path.name}"] = sha256(json.dumps(notebook["cells"], sort_keys=True).encode())
            written |= _written(out / f"{path.stem}.pdf", [page], paper, inputs, cells)
            pages.append(page)
            own |= cells
        except NotebookError as error:
            failed.append(error)
    if volume and len(pages) > 1:
        written |= _written(out / VOLUME, pages, paper, inputs, own)
    listed = dict(written)
    with suppress(OSError, ValueError, LookupError, TypeError):
        listed = json.loads((out / MANIFEST).read_text("utf-8"))["briefings"] | written
    made = {*written, *(f"{path.stem}.pdf" for path in paths)}
    for name in sorted(listed.keys() - made) if volume else ():  # of notebooks that are gone
        if (gone := out / name).exists() and sha256(gone.read_bytes()) == listed[name]["sha256"]:
            gone.unlink()
        del listed[name]
    content = {"inputs": inputs, "briefings": listed}  # without a date: the same each day
    write_whole(out / MANIFEST, f"{json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)}\n".encode())
    if failed:
        raise ExceptionGroup(f"{len(failed)} of {len(failed) + len(pages)} briefings could not be written", failed)
    return [out / name for name in written]


def _written(path: Path, pages: Sequence[Page], paper: str, inputs: ByName, own: ByName) -> dict[str, Any]:
    """Set pages as one PDF; its name, and its entry in the manifest."""
    made_from = hash_of({**inputs, **own})
    pdf = bind(pages, path.name, paper, made_from)
    notes, parts = behind(pages, "endnotes"), ("words", "source", "place")
    entry = {
        "sha256": sha256(pdf),
        "title": pages[0].title,
        "inputs": own,
        "inputs_hash": made_from,
        "endnotes": {key: {part: note.get(part, "") for part in parts} for key, note in notes.items()},
    }
    return {write_whole(path, pdf).name: entry}


def cells_of(name: str, cells: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The SHA-256 of a notebook's cells without their outputs, under its name: the same before and after it was run."""
    sources = [[cell["cell_type"], cell["source"]] for cell in cells]
    return {f"notebooks/{name} (cells)": sha256(json.dumps(sources).encode())}


# --- read back --------------------------------------------------------------------------------------------------------


def verify_briefings(folder: Path, texts: ByName | None = None, inputs: ByName | None = None) -> list[Fault]:
    """Check a folder of briefings against its manifest and, where they are at hand, its articles and its inputs now."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        listed, common = manifest["briefings"], manifest["inputs"]
        for entry in listed.values():
            entry["made_from"] = hash_of({**common, **entry["inputs"]})
    except (OSError, ValueError, LookupError, TypeError) as error:
        return [Fault(MANIFEST, "manifest", f"can't be read ({error}): make the briefings again")]
    unlisted = "is not listed: only what `workbook briefings` wrote can be verified"
    names = sorted({path.name for path in folder.glob("*.pdf")} - listed.keys())
    faults = [Fault(name, "manifest", unlisted) for name in names]
    for name, entry in tqdm(sorted(listed.items()), desc="reading back", unit=" pages", leave=False, disable=None):
        faults += [Fault(name, *fault) for fault in _briefing(folder / name, entry, texts)]
    if inputs is not None:
        cells = {key: value for entry in listed.values() for key, value in entry["inputs"].items() if key in inputs}
        faults += [Fault(MANIFEST, "stale", message) for message in _stale(common | cells, inputs)]
    return faults


def _stale(then: ByName, now: ByName) -> Iterator[str]:
    known = {*then, *(name for name in now if not name.startswith("notebooks/"))}
    differing = [name for name in sorted(known) if then.get(name) != now.get(name)]
    causes = [name for name in differing if not name.startswith("tables/")]  # tables follow from the rest
    for name in causes or differing:
        what = "was added" if name not in then else "is not there any more" if name not in now else "has changed"
        yield f"{name} {what} since: make the briefings again"


def _briefing(path: Path, entry: Mapping[str, Any], texts: ByName | None) -> Iterator[tuple[str, str]]:
    import pypdfium2  # type: ignore[import-untyped]

    if entry["made_from"] != entry.get("inputs_hash"):
        yield "inputs", "was not made from the inputs that are listed: make all briefings again"
    if not path.exists():
        yield "manifest", "is listed in the manifest, but is not there"
        return
    if sha256(path.read_bytes()) != entry["sha256"]:
        yield "manifest", "is not the file that was made: its SHA-256 differs"
    try:
        with pypdfium2.PdfDocument(path) as document:
            read = "\n".join(page.get_textpage().get_text_range() for page in document)
    except pypdfium2.PdfiumError as error:
        yield "manifest", f"can't be read as a PDF ({error})"
        return
    text, printed = _UNSEEN.sub("", read), _plain(read)
    if entry["inputs_hash"] not in text:
        yield "inputs", "does not bear the hash of its inputs"
    yield from _citations(text, entry["endnotes"])
    for key, note in entry["endnotes"].items():
        words = printable(visible(note["words"]))
        parts = words.split() if _RIGHT_TO_LEFT.search(words) else [words]  # which are read back in any order
        if not all(_plain(part) in printed for part in parts):
            yield "endnotes", f"the words behind [{key}] do not stand in it whole"
    if texts is not None:
        yield from _words(entry["endnotes"], texts)


def _plain(text: str) -> str:
    """A text as it can be compared: readers of a PDF take ligatures apart, and hyphens for those of a broken word."""
    letters = _LAM_ALEF.sub(lambda found: "".join(sorted(found[0])), normalize("NFKD", text))
    return _UNSEEN.sub("", letters).replace("-", "")


def _citations(text: str, endnotes: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Citations without endnote. In articles' own words "[a:1]" may stand for anything: only ids of documents count."""
    documents = {key.split(":")[0] for key in endnotes}
    for key in sorted(set(cited_in(text))):
        document, colon, _ = key.partition(":")
        known = key in endnotes or re.split("[–-]", key)[0] in endnotes
        if colon and (document in documents or document.isdigit()) and not known:
            yield "citations", f"[{key}] has no endnote"


def _words(endnotes: Mapping[str, Any], texts: ByName) -> Iterator[tuple[str, str]]:
    for key, note in endnotes.items():
        if not (place := _PLACE.fullmatch(note["place"])):  # outside evidence names an address, not a line
            continue
        if place[1] not in texts:
            yield "words", f"the source of [{key}], {place[1]}, is not there"
        elif not _stands(visible(note["words"]), visible(texts[place[1]]), int(place[2])):
            yield "words", f"the words behind [{key}] are not in {place[1]} at line {place[2]}"


def _stands(words: str, text: str, line: int) -> bool:
    """Whether all passages are in the text, and one of them touches the line."""
    line_of, touched = line_index(text), False
    for passage in [words] if words in text else words.split(BETWEEN):
        pattern = re.compile(r"\s+".join(map(re.escape, passage.split())))
        spans = [(line_of(found.start()), line_of(found.end() - 1)) for found in pattern.finditer(text)]
        if not spans:
            return False
        touched |= any(first <= line <= last for first, last in spans)
    return touched
