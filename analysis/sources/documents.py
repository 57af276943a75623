"""Files to documents: every file of a folder becomes one, with its text or with the reason why it has none."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from analysis.sources.declared import Declared
from analysis.sources.entries import Entry, read_entries
from analysis.sources.formats import Reading, UnreadableError, extract

__all__ = [
    "SIZE_LIMIT",
    "Declared",
    "Document",
    "Entry",
    "article_files",
    "entry_of",
    "read_document",
    "read_documents",
    "short_name",
    "shown_path",
    "text_document",
]

SIZE_LIMIT = 20_000_000
"""Bytes above which a file is listed but not read: the longest articles are a hundredth of this."""

_APART = {"documents.yaml", "corrections.csv", "reference"}
_TOKEN = re.compile(r"[^_ .]+")


@dataclass(frozen=True, slots=True)
class Document:
    """One file of the folder.

    Parameters
    ----------
    id
        Short name used in citations, unique in its folder.
    file
        POSIX path relative to the folder.
    sha256, bytes
        Of the untouched file; "" when it could not be read at all.
    format
        One of text, html, markdown, pdf, unknown.
    text
        The reading text, which all offsets point into; "" when there is none.
    language
        "en", or "" when the text has too few words to tell or is in another language.
    error
        "" or a sentence that says why the document cannot be used, and what to do.
    declared, entry
        What the file says of itself, and what the analyst says of it in documents.yaml, if anything.
    encoding
        "utf-8" unless detected otherwise; "" for PDF.
    """

    id: str
    file: str
    sha256: str = ""
    bytes: int = 0
    format: str = "unknown"
    text: str = field(default="", repr=False)
    language: str = ""
    error: str = ""
    declared: Declared = field(default_factory=Declared)
    entry: Entry | None = None
    encoding: str = ""


def read_document(path: Path | str, root: Path | str) -> Document:
    """Read one file below a folder; whatever is wrong with it comes back as `error`, never as an exception.

    Its `id` is what its name alone gives, and it has no entry of documents.yaml.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "007_flash.txt").write_text("A short text.", encoding="utf8")
    ...     document = read_document(Path(folder, "007_flash.txt"), folder)
    >>> document.id, document.format, document.text
    ('007', 'text', 'A short text.')
    """
    return _read(Path(path), Path(root), {})


def read_documents(folder: Path | str, extract: Callable[[bytes], Reading] = extract) -> list[Document]:
    """Read every article file of a folder and of the folders inside it.

    Left out are README files, names that begin with a dot, and, at the top, `documents.yaml`, `corrections.csv` and
    `reference/`. A second file with the same content is listed with an error and not read again.

    Parameters
    ----------
    folder
        The folder of articles, "seeds" for instance.
    extract
        Gives the reading text of a file's content; another one may keep what it gave.

    Returns
    -------
    list of Document
        Sorted by path; empty when the folder holds no article.

    Raises
    ------
    FileNotFoundError
        When there is no such folder.

    >>> read_documents("no such folder")
    Traceback (most recent call last):
    FileNotFoundError: no folder 'no such folder': create it and put the article files in, or name another one
    """
    root = Path(folder)
    if not root.is_dir():
        remedy = "create it and put the article files in, or name another one"
        raise FileNotFoundError(f"no folder {str(folder)!r}: {remedy}")
    paths = sorted(article_files(root), key=lambda path: shown_path(path, root))
    seen: dict[str, str] = {}
    documents = _with_unique_ids([_read(path, root, seen, extract) for path in paths])
    entries, _ = read_entries(root / "documents.yaml")
    return [replace(document, entry=entry_of(document, entries)) for document in documents]


def text_document(file: str, text: str) -> Document:
    """A document of a text at hand: for trying a reader out, and for tests.

    >>> text_document("a.txt", "Some words.").id
    'a'
    """
    data = text.encode("utf8", "surrogatepass")
    return Document(short_name(Path(file).stem), file, hashlib.sha256(data).hexdigest(), len(data), "text", text, "en")


def article_files(folder: Path, root: Path | None = None, above: tuple[Path, ...] = ()) -> Iterator[Path]:
    """Every path that becomes a document: files, and whatever only pretends to be a file or a folder."""
    root = root or folder
    try:
        here, names = folder.resolve(), sorted(os.listdir(folder))
    except (OSError, RuntimeError):
        here, names = folder, None
    if names is None or here in above:
        yield folder
        return
    for name in names:
        path = folder / name
        if name.startswith(".") or name.upper().startswith("README") or (folder == root and name in _APART):
            continue
        if path.is_dir():
            yield from article_files(path, root, (*above, here))
        else:
            yield path


def _read(path: Path, root: Path, seen: dict[str, str], extract: Callable[[bytes], Reading] = extract) -> Document:
    """One document; `seen` maps the hashes of earlier files to their names, and gains this one's."""
    file = shown_path(path, root)
    document = Document(id=short_name(path.stem), file=file)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            what = "folder that contains itself by a link" if stat.S_ISDIR(status.st_mode) else "special file"
            return replace(document, error=f"{file} is a {what}, not an article: remove it")
        with path.open("rb") as source:
            digest = hashlib.file_digest(source, "sha256").hexdigest()
        document = replace(document, sha256=digest, bytes=status.st_size)
        if (first := seen.setdefault(digest, file)) != file:
            return replace(document, error=f"{file} is a copy of {first}, byte for byte, and is not read again")
        if status.st_size > SIZE_LIMIT:
            limit = f"{status.st_size:,} bytes; files over {SIZE_LIMIT:,} are not read"
            return replace(document, error=f"{file} has {limit}: cut it to the article")
        reading = extract(path.read_bytes())
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        return replace(document, error=f"{file} cannot be opened ({reason}): check its rights and links")
    except UnreadableError as problem:
        return replace(document, format=problem.format, error=f"{file} {problem}")
    read = {field.name: getattr(reading, field.name) for field in fields(reading)}
    return replace(document, **read | {"error": f"{file} {reading.error}" if reading.error else ""})


def shown_path(path: Path, root: Path) -> str:
    """The POSIX path below the root; bytes of a name that are no UTF-8 become question marks in boxes."""
    return path.relative_to(root).as_posix().encode("utf8", "surrogateescape").decode("utf8", "replace")


def short_name(stem: str) -> str:
    """The leading token of a file name, as short as a citation wants it."""
    match = _TOKEN.search(stem)
    letters = [letter for letter in match[0] if letter.isalnum() or letter == "-"] if match else []
    return "".join(letters)[:12] or "file"


def _with_unique_ids(documents: list[Document]) -> list[Document]:
    """Documents whose names begin alike get four digits of their hash, and a running number if that is not enough."""
    shared = Counter(document.id for document in documents)
    taken = {token for token, count in shared.items() if count == 1}
    named = []
    for document in documents:
        token = document.id
        if shared[token] > 1:
            token = stem = f"{token}-{document.sha256[:4] or 'none'}"
            number = 1
            while token in taken:
                number += 1
                token = f"{stem}-{number}"
            taken.add(token)
        named.append(replace(document, id=token))
    return named


def entry_of(document: Document, entries: dict[str, Entry]) -> Entry | None:
    """The analyst's entry for a document: by its path, its file name or its id."""
    for key in (document.file, document.file.rpartition("/")[2], document.id):
        if key in entries:
            return entries[key]
    return None
