"""The commands for archives: `workbook parse` and `workbook open`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

__all__ = ["add_commands"]


def add_commands(commands: Any) -> None:
    """Add `parse` and `open` to the subcommands of a parser."""
    parse = commands.add_parser("parse", help="read an archive of any size into Parquet tables; run again to resume")
    parse.add_argument("source", type=Path, help="a folder tree of articles, or a JSON Lines file (.gz too)")
    parse.add_argument("--out", type=Path, required=True, help="folder for the tables; made when it does not exist")
    parse.add_argument("--workers", type=int, default=1, help="processes on this machine, by Dask (default: 1)")
    parse.add_argument("--dask", default="", metavar="ADDRESS", help="a running Dask scheduler, tcp://host:8786")
    parse.set_defaults(run=_parse)

    opened = commands.add_parser("open", help="say what a parsed archive holds, or ask it a question in SQL")
    opened.add_argument("tables", type=Path, help="the folder that `parse` wrote")
    opened.add_argument("sql", nargs="?", help="a SELECT over the tables, for DuckDB")
    opened.set_defaults(run=_open)


def _parse(options: argparse.Namespace) -> int:
    from analysis.scale.run import dask_client, parse_archive

    try:
        with dask_client(options.workers, options.dask) as client:
            run = parse_archive(options.source, options.out, client, show=True)
    except ModuleNotFoundError as problem:
        print(f"workbook: {problem}", file=sys.stderr)
        return 1
    print(f"{run.documents:,} documents, {run.bytes:,} bytes in {len(run.shards):,} shards ({run.new:,} new)")
    if run.errors:
        print(f"{run.errors:,} documents have an error: SELECT file, error FROM documents WHERE error <> ''")
    for line in run.failed:
        print(f"failed: {line}", file=sys.stderr)
    return 1 if run.failed else 0


def _open(options: argparse.Namespace) -> int:
    from analysis.scale.dataset import open_archive

    try:
        archive = open_archive(options.tables)
    except ModuleNotFoundError as problem:
        print(f"workbook: {problem}", file=sys.stderr)
        return 1
    print(archive.query(options.sql).to_string(index=False) if options.sql else archive)
    return 0
