"""What was read once is kept in the user's cache folder, and read again only when something in its key has changed."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import zipfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from platformdirs import user_cache_path

from analysis.core.files import write_whole
from analysis.core.lexicon import lexicon_hash
from analysis.core.values import Interval
from analysis.sources.declared import Declared, Place
from analysis.sources.documents import Document
from analysis.sources.formats import Reading, extract

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "SWITCH",
    "Cache",
    "book_key",
    "open_cache",
    "program_hash",
    "reading_key",
]

SWITCH = "WORKBOOK_CACHE"
"""Environment variable: "off" for no cache, or a folder to keep it in instead of the user's cache folder."""

_PROGRAMS = 3  # versions of program and word lists whose entries stay
_BOOKS = 8  # whole workbooks that stay
_DIGEST = 32
_ENTRY = re.compile("[0-9a-f]{2}|[0-9a-f]{16}")
# They turn bytes into text and text into sentences and tables; another version may do so otherwise.
_PACKAGES = ("charset-normalizer", "pandas", "pyarrow", "pypdfium2", "sentencex", "trafilatura")


class Cache:
    """Entries by kind and key; each is a file that begins with a hash of its key and content.

    An entry that is missing, half-written or of foreign origin fails that test and counts as not there. Content is
    never executed: it is JSON or Arrow. What cannot be written is not kept, and nothing is lost by it.

    Parameters
    ----------
    folder
        Where the entries stand; None keeps nothing.

    >>> Cache(None).load("readings", "key") is None
    True
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def load(self, kind: str, key: str) -> bytes | None:
        """The content of an entry, or None."""
        if self.folder is None:
            return None
        try:
            data = self._path(self.folder, kind, key).read_bytes()
        except OSError:
            return None
        content = data[_DIGEST:]
        return content if data[:_DIGEST] == _seal(kind, key, content) else None

    def save(self, kind: str, key: str, content: bytes) -> None:
        """Keep an entry: written aside, then renamed, so that another process sees all of it or nothing."""
        if self.folder is None:
            return
        path = self._path(self.folder, kind, key)
        with suppress(OSError):
            if not path.parent.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                _keep_newest(self.folder.parent, _PROGRAMS)
            if kind == "books":
                _keep_newest(path.parent.parent, _BOOKS - 1)
            write_whole(path, _seal(kind, key, content) + content)

    @staticmethod
    def _path(folder: Path, kind: str, key: str) -> Path:
        return folder / kind / key[:2] / key


def _seal(kind: str, key: str, content: bytes) -> bytes:
    digest = hashlib.blake2b(f"{kind}\0{key}\0".encode(), digest_size=_DIGEST)
    digest.update(content)
    return digest.digest()


def _keep_newest(folder: Path, count: int) -> None:
    """Remove all but the newest entries of a folder; what is not named as an entry is somebody else's and stays."""
    with suppress(OSError):
        ours = [path for path in folder.iterdir() if _ENTRY.fullmatch(path.name)]
        for path in sorted(ours, key=lambda path: path.stat().st_mtime, reverse=True)[count:]:
            shutil.rmtree(path, ignore_errors=True)


def open_cache() -> Cache:
    """The cache of this program and these word lists, where `WORKBOOK_CACHE` or the system's rule puts it."""
    place = os.environ.get(SWITCH, "")
    if place.lower() in ("off", "0", "no", "false"):
        return Cache(None)
    try:
        folder = Path(place).expanduser() if place else user_cache_path("analyst-workbook", appauthor=False)
        return Cache(folder / "articles" / program_hash()[:16])
    except (OSError, RuntimeError):  # no home folder, or a program whose own files cannot be read
        return Cache(None)


@cache
def program_hash() -> str:
    """SHA-256 of all that decides how a text is read: the program without its pages, its word lists, the libraries."""
    digest = hashlib.sha256(lexicon_hash().encode())
    root = Path(__file__).parents[1]
    for path in sorted(root.rglob("*.py")):
        name = path.relative_to(root).as_posix()
        if not name.startswith("pages/"):
            digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    digest.update(" ".join(version(name) for name in _PACKAGES).encode())
    return digest.hexdigest()


def reading_key(document: Document) -> str:
    """The key of what was read in one document: its name, its content, and the analyst's entry for it.

    Program and word lists are not in it: they name the folder of the entries.

    >>> from analysis.sources.documents import text_document
    >>> reading_key(text_document("a.txt", "One.")) == reading_key(text_document("a.txt", "Two."))
    False
    """
    entry = asdict(document.entry) if document.entry else None
    parts = (document.id, document.file, document.sha256, document.format, document.error, entry)
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()


def book_key(folder: Path, documents: Iterable[Document]) -> str:
    """The key of a whole workbook: its documents, the corrections, and the outside evidence."""
    digest = hashlib.sha256("".join(map(reading_key, documents)).encode())
    corrections, reference = folder / "corrections.csv", folder / "reference"
    for path in [corrections, *sorted(reference.rglob("*"))]:
        if path.is_file():
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            digest.update(f"{path.relative_to(folder).as_posix()}\0{content}\0".encode("utf8", "surrogateescape"))
    return digest.hexdigest()


Rows = dict[str, list[dict[str, Any]]]


def extract_with(cache: Cache) -> Callable[[bytes], Reading]:
    """`extract`, which keeps what it took from web pages and PDF files: they cost a hundred times what text does."""

    def kept(data: bytes) -> Reading:
        key = sha256(data).hexdigest()
        if (content := cache.load("pages", key)) is not None:
            return _reading(json.loads(content))
        reading = extract(data)
        if reading.format != "text":
            cache.save("pages", key, json.dumps(asdict(reading), default=_plain).encode())
        return reading

    return kept


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(f"{value!r} has no place in a kept page")


def _reading(kept: dict[str, Any]) -> Reading:
    declared = dict(kept["declared"])
    for name in ("published", "modified", "captured", "addressed"):
        if days := declared[name]:
            first, last = date.fromisoformat(days["earliest"]), date.fromisoformat(days["latest"])
            declared[name] = Interval(first, last, days["precision"])
    declared["bylines"] = tuple(declared["bylines"])
    declared["main"] = None if declared["main"] is None else frozenset(declared["main"])
    declared["places"] = tuple(Place(**place) for place in declared["places"])
    return Reading(**{**kept, "declared": Declared(**declared), "parts": tuple(map(_reading, kept["parts"]))})


def pack_rows(rows: Mapping[str, list[dict[str, Any]]]) -> bytes:
    """The rows of one document as bytes."""
    return json.dumps(rows, separators=(",", ":")).encode()


def unpack_rows(content: bytes) -> Rows:
    """The rows of one document.

    >>> unpack_rows(pack_rows({"dates": [{"text": "today", "line": 3}]}))
    {'dates': [{'text': 'today', 'line': 3}]}
    """
    rows: Rows = json.loads(content)
    return rows


def pack_tables(tables: Mapping[str, pd.DataFrame]) -> bytes:
    """Tables as Arrow streams in one archive."""
    import pyarrow as pa  # type: ignore[import-untyped]

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, frame in tables.items():
            table, stream = pa.Table.from_pandas(frame), pa.BufferOutputStream()
            with pa.ipc.new_stream(stream, table.schema) as writer:
                writer.write_table(table)
            archive.writestr(name, stream.getvalue().to_pybytes())
    return packed.getvalue()


def unpack_tables(content: bytes) -> dict[str, pd.DataFrame] | None:
    """The tables again, or None when the content is none; what is in them, the seal and the key vouch for."""
    import pyarrow as pa

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            tables = {
                name: pa.ipc.open_stream(archive.read(name)).read_all().to_pandas() for name in archive.namelist()
            }
    except (OSError, ValueError, zipfile.BadZipFile):
        return None
    return tables
