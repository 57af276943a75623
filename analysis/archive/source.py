"""An archive as shards of documents: a folder tree, or a JSON Lines file."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol, TypeVar
from zlib import crc32

from analysis.core.days import read_days
from analysis.sources.documents import (
    Document,
    Entry,
    article_files,
    entry_of,
    read_articles,
    read_entries,
    short_name,
    shown_path,
)
from analysis.sources.formats import UnreadableError, extract

__all__ = [
    "FileShard",
    "LineShard",
    "Shard",
    "read_shards",
]

_MEAN, _MOST = 128, 256
"""Documents in a shard, on average and at most: some seconds of work, some megabytes of rows."""
_BYTES = 8_000_000
_ID = re.compile(r"[\w-]{1,40}")
_DAYS = ("published", "modified")
_WORDS = ("title", "publisher", "agency", "url", "language")

T = TypeVar("T")


class Shard(Protocol):
    """Some documents of an archive that are read together, picklable."""

    def names(self) -> list[str]:
        """Names of its documents, as an error cites them."""

    def ids(self) -> list[str]:
        """Short ids of its documents."""

    def digest(self) -> str:
        """A hash of all that its documents are made of."""

    def documents(self) -> Iterator[Document]:
        """The documents, read one by one."""


@dataclass(frozen=True, slots=True)
class FileShard:
    """Files of a folder tree; each worker reads them where they are.

    Parameters
    ----------
    root
        The folder.
    files
        Paths below it, with the short id of each and the analyst's entry for it.
    """

    root: str
    files: tuple[tuple[str, str, Entry | None], ...]

    def names(self) -> list[str]:
        """The paths."""
        return [file for file, _, _ in self.files]

    def ids(self) -> list[str]:
        """As the names give them."""
        return [name for _, name, _ in self.files]

    def digest(self) -> str:
        """Over names, entries and content of the files."""
        digest = hashlib.sha256()
        for file, name, entry in self.files:
            digest.update(f"{file}\0{name}\0{entry!r}\0".encode("utf8", "surrogateescape"))
            try:
                digest.update(hashlib.sha256(Path(self.root, file).read_bytes()).digest())
            except OSError as problem:
                digest.update(type(problem).__name__.encode())
        return digest.hexdigest()

    def documents(self) -> Iterator[Document]:
        """The files, read."""
        for file, name, entry in self.files:
            for document in read_articles(Path(self.root, file), self.root):
                own = f"{name}.{document.part}" if document.part else name
                yield replace(document, id=own, entry=entry)


@dataclass(frozen=True, slots=True)
class LineShard:
    """Lines of a JSON Lines file; they travel to the worker, so that it need not see the file.

    Parameters
    ----------
    file
        Name of the file.
    lines
        The lines as they stand there.
    again
        Place of a line → the id that its document gets, because an earlier line has its own.
    """

    file: str
    lines: tuple[bytes, ...] = field(repr=False)
    again: tuple[tuple[int, str], ...] = ()

    def names(self) -> list[str]:
        """The file, and the beginning of the first and of the last line."""
        return [f"{self.file}: {line[:60].decode('utf8', 'replace')}…" for line in (self.lines[0], self.lines[-1])]

    def ids(self) -> list[str]:
        """As the lines give them."""
        again = dict(self.again)
        return [again.get(place) or _id(line) for place, line in enumerate(self.lines)]

    def digest(self) -> str:
        """Over the file's name and the lines."""
        parts = [
            self.file.encode("utf8", "surrogateescape"),
            *self.lines,
            *(repr(pair).encode() for pair in self.again),
        ]
        return hashlib.sha256(b"\n".join(parts)).hexdigest()

    def documents(self) -> Iterator[Document]:
        """The records, read; one whose id an earlier line has is told apart in its id and in its file's name."""
        again = dict(self.again)
        for place, line in enumerate(self.lines):
            document = _record(self.file, line)
            if name := again.get(place):
                document = replace(document, id=name, file=f"{document.file} ({name})")
            yield document


def read_shards(source: Path | str) -> Iterator[Shard]:
    """Cut an archive into shards.

    Where a shard ends is decided by the names of the files, or the content of the lines, that it holds: an archive that
    has grown since shares all shards but the touched ones with what it was, and these are not read again.

    Parameters
    ----------
    source
        A folder tree of articles, under the rules of `read_documents`; or a JSON Lines file, `.gz` or plain, of which
        each line has `id` and `text` and may have title, bylines (a list), publisher, agency, published, modified, url
        and language.

    Yields
    ------
    Shard
        In the order of the paths, or of the lines.

    Raises
    ------
    FileNotFoundError
        When there is no such folder or file.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "archive.jsonl")
    ...     _ = path.write_text('{"id": "a", "text": "One."}\\n{"id": "b", "text": "Two."}\\n', encoding="utf8")
    ...     [document.text for shard in read_shards(path) for document in shard.documents()]
    ['One.', 'Two.']
    """
    path = Path(source)
    if path.is_dir():
        yield from _of_folder(path)
    elif path.is_file():
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as lines:
            kept = (line.rstrip(b"\r\n") for line in lines if line.strip())
            taken: set[str] = set()
            for part in _cut((line, crc32(line), len(line)) for line in kept):
                yield LineShard(path.name, tuple(part), tuple(_taken(part, taken)))
    else:
        raise FileNotFoundError(
            f"no folder and no file {str(source)!r}: name a folder of articles or a JSON Lines file"
        )


def _of_folder(root: Path) -> Iterator[FileShard]:
    paths = sorted(
        (shown_path(path, root), path.relative_to(root).as_posix(), path.stem) for path in article_files(root)
    )
    shared = Counter(short_name(stem) for _, _, stem in paths)
    entries, _ = read_entries(root / "documents.yaml")

    def named(shown: str, file: str, stem: str) -> tuple[str, str, Entry | None]:
        token = short_name(stem)
        name = token if shared[token] == 1 else f"{token}-{hashlib.sha256(shown.encode()).hexdigest()[:10]}"
        return file, name, entry_of(Document(name, shown), entries)

    files = (named(*path) for path in paths)
    for part in _cut((file, crc32(file[0].encode("utf8", "surrogateescape")), 0) for file in files):
        yield FileShard(str(root), tuple(part))


def _cut(items: Iterable[tuple[T, int, int]]) -> Iterator[list[T]]:
    """Parts that end after an item whose hash says so, or that are full; items come with hash and size."""
    part: list[T] = []
    room = _BYTES
    for item, number, size in items:
        part.append(item)
        room -= size
        if number % _MEAN == 0 or len(part) == _MOST or room <= 0:
            yield part
            part, room = [], _BYTES
    if part:
        yield part


def _taken(lines: Iterable[bytes], taken: set[str]) -> Iterator[tuple[int, str]]:
    """The lines whose id is taken, with a free one; all ids are added to those taken."""
    for place, line in enumerate(lines):
        name = stem = _id(line)
        number = 1
        while name in taken:
            number += 1
            name = f"{stem[:34]}-{number}"
        taken.add(name)
        if name != stem:
            yield place, name


def _id(line: bytes) -> str:
    """The id of a line's document: its own if a citation can hold it, else one that is made from it."""
    try:
        return _id_of(json.loads(line), line)
    except (ValueError, RecursionError):
        return _id_of(None, line)


def _id_of(record: object, line: bytes) -> str:
    given = _plain(record.get("id")) if isinstance(record, dict) and isinstance(record.get("text"), str) else ""
    if not given:
        return f"line-{hashlib.sha256(line).hexdigest()[:10]}"
    return given if _ID.fullmatch(given) else f"{short_name(given)}-{hashlib.sha256(given.encode()).hexdigest()[:10]}"


def _record(file: str, line: bytes) -> Document:
    """The document of one line; what is wrong with it comes back as `error`."""
    digest = hashlib.sha256(line).hexdigest()
    record = problem = None
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as raised:
        problem = raised
    blank = Document(_id_of(record, line), f"{file}#{digest[:10]}", digest, len(line))
    if problem:
        return replace(blank, error=f"{_place(file, line)} is no JSON ({problem}): mend or remove it")
    if not isinstance(record, dict) or not isinstance(record.get("text"), str) or not _plain(record.get("id")):
        return replace(blank, error=f'{_place(file, line)} has no "id" and "text": write {{"id": "…", "text": "…"}}')
    given = _plain(record["id"])
    document = replace(blank, file=f"{file}#{given}")
    try:
        reading = extract(_plain(record["text"]).encode())
    except UnreadableError as problem:
        return replace(document, format=problem.format, error=f"{document.file} {problem}")
    said: dict[str, Any] = {key: _plain(record[key]) for key in _WORDS if _plain(record.get(key))}
    said |= {key: days for key in _DAYS if (days := read_days(_plain(record.get(key))))}
    if isinstance(authors := record.get("bylines"), list):
        said["bylines"] = tuple(_plain(author) for author in authors if _plain(author))
    return replace(
        document,
        format=reading.format,
        text=reading.text,
        language=reading.language,
        declared=replace(reading.declared, **said),
        encoding=reading.encoding,
        error=f"{document.file} {reading.error}" if reading.error else "",
    )


def _place(file: str, line: bytes) -> str:
    return f"{file}: the line that begins with {line[:40].decode('utf8', 'replace')!r}"


def _plain(value: object) -> str:
    """A string or number as text without lone surrogates, which no file can hold; anything else as ""."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
