"""What needs more than one document of an archive: origins, groups of events, and the ledger."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from analysis.archive.events import connect_mentions, write_mentions, write_timeline
from analysis.archive.ledger import connect_claims, connect_sayings
from analysis.archive.origins import connect_copies, write_prints
from analysis.archive.shards import ACROSS, arrow_table, frame_table, tuples, typed
from analysis.archive.steps import Work, read, together
from analysis.book.tables import TABLES
from analysis.claims.corrections import Correction, apply_corrections
from analysis.claims.timeline import origins_of
from analysis.sources.reference import read_reference

if TYPE_CHECKING:
    from distributed import Client

__all__ = [
    "across_name",
    "connect",
]

_REFERENCE = "reference"


def across_name(shards: Sequence[str], corrections: Sequence[Correction], beside: Path) -> str:
    """The folder of the tables that need all of these shards and no others, the corrections, and what lies beside."""
    digest = hashlib.sha256(f"{' '.join(shards)}\0{corrections!r}".encode())
    for path in sorted((beside / _REFERENCE).glob("*.*")):
        digest.update(path.name.encode("utf8", "surrogateescape") + b"\0" + path.read_bytes())
    return f"across-{digest.hexdigest()[:16]}"


def connect(
    out: Path,
    shards: Sequence[str],
    corrections: Sequence[Correction],
    beside: Path,
    client: Client | None = None,
    show: bool = False,
) -> None:
    """Fill what needs more than one document, as a workbook of a folder does: origins, groups and the ledger.

    What is there already is kept, and a run that was killed is completed.

    The functions of a workbook do it, a part of the archive at a time: DuckDB brings together what may belong
    together, and no step holds all rows of a table.

    Parameters
    ----------
    out
        The folder of the dataset, all of whose shards are there.
    shards
        Their keys, in the order of the source.
    corrections
        Those that the shards were written with.
    beside
        The folder that may have outside evidence in `reference`.
    client
        The Dask cluster to run on; None does it in this process.
    show
        Whether to draw a bar for each step on stderr.
    """
    folder = out / across_name(shards, corrections, beside)
    if not folder.is_dir():
        _make(Work.begin(out, folder.with_name(f".{folder.name}"), shards, show), corrections, beside, client)
        os.replace(folder.with_name(f".{folder.name}"), folder)
    _tidy(folder)


def _make(work: Work, corrections: Sequence[Correction], beside: Path, client: Client | None) -> None:
    (work.folder / "outside").mkdir(exist_ok=True)
    read_reference(beside / _REFERENCE).to_parquet(work.folder / "outside" / "0.parquet", index=False)
    work.write("ledger", 0, arrow_table("ledger", []))
    _write_corrections(work, corrections)
    if work.shards:
        _connect(work, client)


def _tidy(folder: Path) -> None:
    """Remove what the steps left for each other, and halves of files: not before the tables are in their place."""
    for path in folder.iterdir():
        if path.is_dir() and path.name not in ACROSS:
            shutil.rmtree(path)
        elif path.is_file():
            path.unlink()
    for aside in folder.glob("*/.*"):
        aside.unlink()


def _connect(work: Work, client: Client | None) -> None:
    """One step after the other where it needs what those before it found."""
    shards = range(len(work.shards))
    urgent = replace(work, urgent=True)

    def copies() -> None:
        urgent.each(client, write_prints, shards, "word sequences")
        connect_copies(urgent, client)
        urgent.once("documents", partial(_write_documents, work), client)

    def events() -> None:
        work.each(client, write_mentions, shards, "events")
        connect_mentions(work, client)

    def claims() -> None:
        write_timeline(urgent, client)
        connect_claims(urgent, client)

    together(client, copies, events)
    together(client, claims, lambda: connect_sayings(work, client))


def _write_documents(work: Work) -> None:
    """The table, shard by shard; the analyst's word on an origin stands before what the program counted.

    Beside it, as "sources", where the words of each document come from: `origins_of` all of them.
    """
    origin: dict[str, str] = {}
    for path in sorted((work.folder / "origins").glob("*.parquet")):
        found = pq.read_table(path, columns=["document", "origin"])
        origin |= dict(tuples(found))
    for shard in range(len(work.shards)):
        rows = work.table("documents", shard).drop_columns(["number"])
        names, said = rows["document"].to_pylist(), rows["origin"].to_pylist()
        origins = [word or origin.get(name, name) for name, word in zip(names, said, strict=True)]
        at = rows.schema.get_field_index("origin")
        work.write("documents", work.shard_part(shard), rows.set_column(at, "origin", pa.array(origins, pa.string())))
    paths = sorted((work.folder / "documents").glob("*.parquet"))
    told = pa.concat_tables([pq.read_table(path, columns=["document", "origin", "agency"]) for path in paths])
    sources = origins_of(told.to_pandas())
    columns = {"document": pa.array(sources, pa.string()), "origin": pa.array(sources.values(), pa.string())}
    work.write("sources", "all", pa.table(columns))


def _write_corrections(work: Work, corrections: Sequence[Correction]) -> None:
    """The lines as the shards applied them; one whose document is in none of them is stale."""
    files = [path for key in work.shards if (path := work.out / "corrections" / f"{key}.parquet").is_file()]
    found = typed("corrections", read(files)) if files else TABLES["corrections"].frame()
    tried = set(found["line"])
    tables = {name: table.frame() for name, table in TABLES.items()}
    rest, _ = apply_corrections(tables, [line for line in corrections if line.number not in tried], {})
    every = pd.concat([found, rest], ignore_index=True) if len(found) else rest
    work.write("corrections", 0, frame_table("corrections", every.sort_values("line", ignore_index=True)))
