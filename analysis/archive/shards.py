"""One shard of an archive as Parquet: parsed once, and written so that it is there whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from analysis.archive.source import Shard
from analysis.book.parse import parse_document
from analysis.book.store import program_hash
from analysis.book.tables import TABLES
from analysis.claims.corrections import Correction, apply_corrections
from analysis.core.files import beside
from analysis.core.tables import DAY, FLAG, NUMBER, TEXT, WHOLE

__all__ = [
    "ACROSS",
    "SHARDED",
    "Written",
    "arrow_table",
    "frame_table",
    "tuples",
    "typed",
    "write_shard",
    "write_table",
]

SHARDED = (
    *("texts", "passages", "written_evidence", "dates", "quantities", "timeline", "figures", "statements", "standings"),
    *("assertions", "actors", "coverage", "documents"),
)
"""Tables that each shard writes; `documents` is the last: where it stands, the shard is whole."""

pa.set_memory_pool(pa.system_memory_pool())  # Arrow's own pools keep a hundred megabytes a process for later

_ARROW = {TEXT: pa.string(), WHOLE: pa.int64(), NUMBER: pa.float64(), FLAG: pa.bool_(), DAY: pa.date32()}
_EMPTY: dict[str, Any] = {TEXT: "", WHOLE: 0, FLAG: False}
_TEXTS = (("document", TEXT), ("text", TEXT))
ACROSS = ("documents", "origins", "timeline", "figures", "ledger", "corrections", "outside")
"""Tables that need all shards, each a folder of files in the order of the source."""


def typed(table: str, rows: pa.Table) -> pd.DataFrame:
    """The rows in the dtypes of the data dictionary, whatever other columns they have; a text that is missing is ""."""
    frame: pd.DataFrame = rows.to_pandas(date_as_object=False)
    return TABLES[table].typed(frame)


def arrow_table(name: str, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Rows of a table as Arrow columns, days as dates; a value that is not given is empty, as in `Table.frame`.

    >>> arrow_table("origins", [{"document": "a", "share": 0.5}]).to_pylist()
    [{'document': 'a', 'origin': '', 'shared_with': '', 'share': 0.5}]
    """
    columns = _TEXTS if name == "texts" else [(column.name, column.dtype) for column in TABLES[name].columns]
    rows = list(rows)
    arrays = []
    for column, dtype in columns:
        values = [row.get(column) for row in rows]
        array = pa.array(values, pa.string()).cast(pa.date32()) if dtype == DAY else pa.array(values, _ARROW[dtype])
        arrays.append(array.fill_null(_EMPTY[dtype]) if dtype in _EMPTY else array)
    return pa.Table.from_arrays(arrays, [column for column, _ in columns])


def frame_table(name: str, frame: pd.DataFrame) -> pa.Table:
    """A table that a workbook holds, in the types of the shards."""
    types = [(column.name, _ARROW[column.dtype]) for column in TABLES[name].columns]
    return pa.Table.from_pandas(frame, schema=pa.schema(types), preserve_index=False, safe=False)


def tuples(rows: pa.Table | pa.RecordBatch) -> Iterator[tuple[Any, ...]]:
    """The rows of Arrow columns.

    >>> dict(tuples(pa.table({"document": ["a", "b"], "origin": ["a", "a"]})))
    {'a': 'a', 'b': 'a'}
    """
    return zip(*(column.to_pylist() for column in rows.columns), strict=True)


def write_table(table: pa.Table, path: Path) -> None:
    """Write a table beside its place, then rename it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with beside(path) as aside:
        pq.write_table(table, aside, compression="zstd")


_BATCH = 64
"""Documents whose rows stand in memory as Python objects, before they become columns."""


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a shard: the key of its files, its documents and bytes, those with an error, whether it is new."""

    key: str
    documents: int
    bytes: int
    errors: int
    new: bool


def write_shard(shard: Shard, out: str, program: str, corrections: Sequence[Correction] = ()) -> Written:
    """Parse the documents of a shard and write `<table>/<key>.parquet` for each table; skip what is there already.

    Every file is written beside its place, then renamed, `documents` last: a shard that was interrupted has no file
    there and is done again, with the same rows.

    Parameters
    ----------
    shard
        What `read_shards` gives.
    out
        The folder of the dataset, on a disk that all workers share.
    program
        `program_hash()` of who asks: a worker that runs another program would write other rows under the same name.
    corrections
        Those of the whole archive; what is corrected in this shard is in its key.

    Returns
    -------
    Written
        The key is a hash of the documents' content and of the program, its word lists and libraries.

    Raises
    ------
    RuntimeError
        When this process runs another program.
    """
    if program_hash() != program:
        raise RuntimeError("this worker has another version of the program or its word lists: install the same on all")
    ids = set(shard.ids()) if corrections else set()
    own = [line for line in corrections if line.document in ids]
    said = f"\0{own!r}" if own else ""
    key = hashlib.sha256(f"{shard.digest()}\0{program}{said}".encode()).hexdigest()[:32]
    folder, new = Path(out), False
    mark = folder / "documents" / f"{key}.parquet"
    if not mark.exists():
        new = True
        tables = _parsed(shard)
        for name, table in (_corrected(tables, own) if own else tables).items():
            write_table(table, folder / name / f"{key}.parquet")
    found = pq.read_table(mark, columns=["bytes", "error"])
    errors = sum(map(bool, found["error"].to_pylist()))
    return Written(key, found.num_rows, sum(found["bytes"].to_pylist()), errors, new)


def _parsed(shard: Shard) -> dict[str, pa.Table]:
    parts: dict[str, list[pa.Table]] = {name: [] for name in SHARDED}
    rows: dict[str, list[Mapping[str, Any]]] = {name: [] for name in SHARDED}

    def turn() -> None:
        for name in SHARDED:
            parts[name].append(arrow_table(name, rows[name]))
            rows[name] = []

    for count, document in enumerate(shard.documents(), 1):
        for name, found in parse_document(document).rows.items():
            rows[name] += found
        rows["texts"].append({"document": document.id, "text": document.text})
        if count % _BATCH == 0:
            turn()
    turn()
    return {name: pa.concat_tables(tables) for name, tables in parts.items()}


def _corrected(tables: dict[str, pa.Table], corrections: Sequence[Correction]) -> dict[str, pa.Table]:
    """The tables as corrected, and `corrections` among them; `documents` stays the last."""
    texts = dict(tuples(tables["texts"]))
    frames = {name: typed(name, table) for name, table in tables.items() if name != "texts"}
    _, found = apply_corrections(frames, corrections, texts)
    touched = {"corrections", *(line.table for line in corrections)} & found.keys()
    return {name: frame_table(name, found[name]) for name in sorted(touched)} | {
        name: table for name, table in tables.items() if name not in touched
    }
