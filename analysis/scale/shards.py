"""One shard of an archive as Parquet: parsed once, and written so that it is there whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from analysis.cache import program_hash
from analysis.claims.corrections import Correction, apply_corrections
from analysis.parse import parse_document
from analysis.scale.parquet import SHARDED, arrow_table, frame_table, tuples, typed, write_table
from analysis.scale.sources import Shard

__all__ = ["Written", "write_shard"]

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
