"""The tables of an archive as Parquet: which files there are, and rows as Arrow columns and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from analysis.files import beside
from analysis.schema import DAY, FLAG, NUMBER, TABLES, TEXT, WHOLE

__all__ = ["ACROSS", "SHARDED", "arrow_table", "frame_table", "tuples", "typed", "write_table"]

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
    columns = [column for column in TABLES[table].columns if column.name in frame]
    texts = {column.name: "" for column in columns if column.dtype == TEXT}
    return frame.fillna(texts).astype({column.name: column.dtype for column in columns})


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
