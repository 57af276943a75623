"""An archive as shards of documents: a folder tree, or a JSON Lines file."""

import gzip
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from zlib import crc32

from analysis.book import store
from analysis.core.days import read_days
from analysis.core.files import hash_of, sha256
from analysis.sources.declared import UnreadableError
from analysis.sources.documents import Document, Entry, free_name, list_documents, open_document, short_name

_MEAN, _MOST = 128, 256  # documents in a shard, on average and at most: some seconds of work, some megabytes of rows
_BYTES = 8_000_000
_ID = re.compile(r"[\w-]{1,40}")
_DAYS = ("published", "modified")
_WORDS = ("title", "publisher", "agency", "url", "language")


@dataclass(frozen=True, slots=True)
class File:
    """A file of a folder tree, which a worker reads where it is, and what is known of it before that."""

    id: str  # of its document; of its articles, what stands before the dot
    name: str  # as an error cites it
    path: Path
    listed: Document
    parts: tuple[tuple[str, Entry], ...]  # the analyst's entries for single articles of it

    def key(self) -> str:
        """A hash of all that the document is made of."""
        return hash_key(repr(self.listed), repr(self.parts))

    def documents(self) -> list[Document]:
        """The file, read; one document for each of its articles."""
        return open_document(self.listed, self.path, dict(self.parts))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a JSON Lines file, which travels to the worker, so that it need not see the file."""

    file: str
    line: bytes = field(repr=False)
    id: str  # one of its own, where an earlier line has the one that it gives

    @property
    def name(self) -> str:
        """The file, and how the line begins."""
        return f"{self.file}: {self.line[:60].decode('utf8', 'replace')}…"

    def key(self) -> str:
        """A hash of all that the document is made of."""
        return hash_key(self.file, self.id, sha256(self.line))

    def documents(self) -> list[Document]:
        """The record, read; one whose id an earlier line has is told apart in its file's name, too."""
        from analysis.sources.formats import extract

        record, digest = _record(self.line), sha256(self.line)
        apart = "" if _id_of(record, self.line) == self.id else f" ({self.id})"
        file = f"{self.file}#{_plain(record.get('id')) or digest[:10]}{apart}"
        document = Document(id=self.id, file=file, sha256=digest, bytes=len(self.line))
        if not record:
            wrong = f'{self.name} is no JSON that has "id" and "text": write {{"id": "…", "text": "…"}} on one line'
            return [replace(document, error=wrong)]
        try:
            reading = extract(_plain(record["text"]).encode())
        except UnreadableError as problem:
            return [replace(document, format=problem.format, error=f"{document.file} {problem}")]
        said: dict[str, Any] = {key: words for key in _WORDS if (words := _plain(record.get(key)))}
        said |= {key: days for key in _DAYS if (days := read_days(_plain(record.get(key))))}
        if isinstance(authors := record.get("bylines"), list):
            said["bylines"] = tuple(filter(None, map(_plain, authors)))
        return [document.read_as(replace(reading, declared=replace(reading.declared, **said)))]


Item = File | Line
Shard = tuple[Item, ...]  # some documents that are read together


def hash_key(*parts: str) -> str:
    """A name made of some words."""
    return sha256("\0".join(parts).encode("utf8", "surrogateescape"))[:32]


def shard_key(keys: Iterable[str]) -> str:
    """The name of a shard of documents with these keys, as this program reads it, before corrections."""
    return hash_key(store.program_hash(), *keys)


def across_name(shards: Sequence[str], beside: Path | None = None) -> str:
    """The folder of the tables that need these shards, as read, and the corrections and outside evidence beside."""
    parts = {" ".join(shards): store.code_hash("archive/connect.py")}
    for path in (*beside.glob("corrections.csv"), *beside.glob("reference/*.*")) if beside else ():
        parts[path.relative_to(beside or "").as_posix()] = sha256(path.read_bytes())
    return f"across-{hash_of(parts)[:16]}"


def read_shards(source: Path | str) -> Iterator[Shard]:
    """Cut a folder tree or a JSON Lines file into shards, in the order of paths or lines; else FileNotFoundError."""
    if (path := Path(source)).is_dir():
        yield from folder_shards(path)
    elif path.is_file():
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as source_lines:
            kept = (line.rstrip(b"\r\n") for line in source_lines if line.strip())
            taken: set[str] = set()
            named = ((line, free_name(_id_of(_record(line), line), taken)) for line in kept)
            yield from _cut((Line(path.name, line, name), crc32(line), len(line)) for line, name in named)
    else:
        raise FileNotFoundError(f"no folder and no file {str(path)!r}: name a folder of articles or a JSON Lines file")


def folder_shards(folder: Path, without: Collection[str] = ()) -> Iterator[Shard]:
    """The shards of a folder: of files that are alike one is read, each text when its shard is."""
    listed, entries = list_documents(folder)
    files = []
    for path, found in ((path, found) for path, found in listed if found.file not in without):
        named = (f"{found.file}#", f"{found.file.rpartition('/')[2]}#", f"{found.id}.")
        parts = tuple(each for each in entries.items() if each[0].startswith(named))
        files.append(File(found.id, found.file, path, found, parts))
    return _cut((file, crc32(file.name.encode()), 0) for file in files)


def _cut(items: Iterable[tuple[Item, int, int]]) -> Iterator[Shard]:
    """Shards that end where full or a hash says so: an archive that has grown shares all but the touched ones."""
    shard, room, empty = list[Item](), _BYTES, True
    for item, number, size in items:
        shard.append(item)
        room -= size
        if number % _MEAN == 0 or len(shard) == _MOST or room <= 0:
            yield tuple(shard)
            shard, room, empty = [], _BYTES, False
    if shard or empty:
        yield tuple(shard)


def _record(line: bytes) -> dict[str, Any]:
    """What a line of JSON says; nothing where it has no id or no text."""
    try:
        record = json.loads(line)
        return record if isinstance(record["text"], str) and _plain(record["id"]) else {}
    except (ValueError, RecursionError, LookupError, TypeError):
        return {}


def _id_of(record: Mapping[str, Any], line: bytes) -> str:
    if not (given := _plain(record.get("id"))):
        return f"line-{sha256(line)[:10]}"
    return given if _ID.fullmatch(given) else f"{short_name(given)}-{sha256(given.encode())[:10]}"


def _plain(value: object) -> str:
    """A string or number as text without lone surrogates, which no file can hold; anything else as ""."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
