"""What needs more than one document of an archive: origins, groups of events, and the ledger."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from analysis.scale.copies import connect_copies, write_prints
from analysis.scale.groups import connect_groups, write_mentions
from analysis.scale.sides import connect_claims
from analysis.scale.work import Work
from analysis.sources.reference import read_reference

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["ACROSS", "across_folder", "connect"]

ACROSS = ("documents", "origins", "timeline", "figures", "ledger")
"""Tables that need all shards, each a folder of files in the order of the source."""


def across_folder(out: Path, shards: Sequence[str], reference: Path | None = None) -> Path:
    """Where the tables stand that need all of these shards, and no others, with this outside evidence."""
    return out / f"across-{hashlib.sha256(' '.join(shards).encode()).hexdigest()[:16]}"


def connect(out: Path, shards: Sequence[str], client: Client | None = None) -> None:
    """Fill what needs more than one document, as a workbook of a folder does: origins, groups and the ledger.

    The functions of a workbook do it, a part of the archive at a time: DuckDB brings together what may belong
    together, and no step holds all rows of a table.

    Parameters
    ----------
    out
        The folder of the dataset, all of whose shards are there.
    shards
        Their keys, in the order of the source.
    client
        The Dask cluster to run on; None does it in this process.
    """
    folder = across_folder(out, shards)
    work = Work.begin(out, folder.with_name(f".{folder.name}"), shards)
    work.each(client, write_prints, range(len(shards)))
    connect_copies(work, client)
    _write_documents(work)
    work.each(client, write_mentions, range(len(shards)))
    connect_groups(work, client)
    connect_claims(work, client, read_reference(out / "none"))
    for path in work.folder.iterdir():
        if path.is_dir() and path.name not in ACROSS:
            shutil.rmtree(path)
        elif path.is_file():
            path.unlink()
    shutil.rmtree(folder, ignore_errors=True)
    os.replace(work.folder, folder)


def _write_documents(work: Work) -> None:
    """The table, shard by shard; the analyst's word on an origin stands before what the program counted."""
    origin: dict[str, str] = {}
    for path in sorted((work.folder / "origins").glob("*.parquet")):
        found = pq.read_table(path, columns=["document", "origin"])
        origin |= dict(zip(*(column.to_pylist() for column in found.columns), strict=True))
    for shard in range(len(work.shards)):
        rows = work.table("documents", shard).drop_columns(["number"])
        names, said = rows["document"].to_pylist(), rows["origin"].to_pylist()
        origins = [word or origin.get(name, name) for name, word in zip(names, said, strict=True)]
        at = rows.schema.get_field_index("origin")
        work.write("documents", work.shard_part(shard), rows.set_column(at, "origin", pa.array(origins, pa.string())))
