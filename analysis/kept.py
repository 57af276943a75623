"""Readings, extracted pages and whole tables as bytes for the cache, and back."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from analysis.cache import Cache
from analysis.schema import TABLES
from analysis.sources.declared import Declared
from analysis.sources.formats import Reading, extract
from analysis.values import Interval

if TYPE_CHECKING:
    import pandas as pd

Rows = dict[str, list[dict[str, Any]]]


def extract_with(cache: Cache) -> Callable[[bytes], Reading]:
    """`extract`, which keeps what it took from web pages and PDF files: they cost a hundred times what text does."""

    def kept(data: bytes) -> Reading:
        key = sha256(data).hexdigest()
        if (content := cache.load("pages", key)) is not None:
            return _reading(json.loads(content))
        reading = extract(data)
        if reading.format in ("html", "pdf"):
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
    for name in ("published", "modified"):
        if days := declared[name]:
            first, last = date.fromisoformat(days["earliest"]), date.fromisoformat(days["latest"])
            declared[name] = Interval(first, last, days["precision"])
    declared["bylines"] = tuple(declared["bylines"])
    declared["main"] = None if declared["main"] is None else frozenset(declared["main"])
    return Reading(**{**kept, "declared": Declared(**declared)})


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
    """The tables again, or None when they are not those that the data dictionary declares.

    >>> tables = {name: table.frame() for name, table in TABLES.items()}
    >>> all(frame.equals(tables[name]) for name, frame in unpack_tables(pack_tables(tables)).items())
    True
    """
    import pyarrow as pa

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            tables = {
                name: pa.ipc.open_stream(archive.read(name)).read_all().to_pandas() for name in archive.namelist()
            }
    except (OSError, ValueError, zipfile.BadZipFile):
        return None
    for name, table in TABLES.items():
        declared = {column.name: column.dtype for column in table.columns}
        if name not in tables or {key: str(kind) for key, kind in tables[name].dtypes.items()} != declared:
            return None
    return tables
