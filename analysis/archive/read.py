"""What was parsed, read back: a folder as a workbook, an archive as far as a question or a selection goes."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]

from analysis.archive.source import across_name, folder_shards, hash_key, shard_key
from analysis.archive.steps import ACROSS, ARCHIVE, LATER, Work, is_there, parquet, progress, said_in
from analysis.book.store import SpoiledError, arrow_table, cache_folder, frame, program_hash, read_table
from analysis.book.workbook import Workbook
from analysis.core.files import beside, nearest, write_whole
from analysis.core.values import uncollected
from analysis.sources.reference import read_reference

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from analysis.archive.parse import Written
    from analysis.claims.corrections import Correction

FOLDER = "WORKBOOK"  # environment variable: the folder of articles, or the archive, that pages are made from
_LATEST = "SELECT document FROM documents ORDER BY written_latest DESC NULLS LAST, document LIMIT 100"
_PATIENCE = 0.2  # seconds after which a bar shows how far it has come
_PROGRAMS, _BOOKS = 3, 8  # versions of program and word lists, and whole workbooks of each, that stay in the cache
_MEMORY = "1GB"

# Shards as they were written, the corrections that they were written with, and outside evidence.
Made = Callable[[Path], tuple["list[Written]", "Sequence[Correction]", pd.DataFrame]]


def open_workbook(folder: str | Path | None = None, *, without: Collection[str] = ()) -> Workbook:
    """Read a folder of articles; of an archive that `workbook parse` wrote, the latest hundred (see `Archive.focus`).

    Parameters
    ----------
    folder
        Where the articles are. Without it: what the environment variable `WORKBOOK` names; else the folder `seeds` here
        or in the nearest folder above that has one.
    without
        Files of the folder to leave out.

    Returns
    -------
    Workbook
        Files that cannot be read have a row in `documents` with the reason in `error`.

    Raises
    ------
    FileNotFoundError
        When there is no such folder.

    >>> book = open_workbook("seeds")
    >>> bool((book.documents["error"] == "").all())
    True
    """
    if not (named := folder or os.environ.get(FOLDER) or ((home := nearest("seeds")) and home / "seeds")):
        remedy = "make one with your articles, or name the folder: open_workbook('path/to/articles')"
        raise FileNotFoundError(f"no folder 'seeds' in {Path.cwd()} or above it; {remedy}")
    source = Path(named)
    if (source / ARCHIVE).is_file():
        return open_archive(source).focus()
    shards = list(folder_shards(source, without))

    def made(out: Path) -> tuple[list[Written], Sequence[Correction], pd.DataFrame]:
        from analysis.archive.parse import Order, write_shard
        from analysis.claims.corrections import read_corrections

        order = Order(out, tuple(read_corrections(source / "corrections.csv")))
        with progress("reading", " articles", sum(map(len, shards)), leave=False, delay=_PATIENCE) as tick:
            written = [write_shard(shard, order, tick) for shard in shards]
        return written, order.corrections, read_reference(source / "reference")

    return _in_cache(source, across_name([shard_key(item.key() for item in shard) for shard in shards], source), made)


def _in_cache(folder: Path, across: str, made: Made, selection: str = "") -> Workbook:
    """An archive in the cache of this program, spoiled parts anew; where nothing is kept, in a folder that goes."""
    if place := cache_folder():
        out = place / program_hash()[:16]
        for _ in range(100):
            try:
                out.mkdir(parents=True, exist_ok=True)
                return Workbook(folder, *_connected(out, across, made), selection)
            except SpoiledError as problem:
                _forget(out, problem.path)
            except OSError:
                break
    with TemporaryDirectory() as aside:
        return Workbook(folder, *_connected(Path(aside), across, made), selection)


def _forget(out: Path, path: Path) -> None:
    """Remove all that belongs to a file: its shard, or the tables that connect the shards."""
    with suppress(OSError):
        if path.parent.parent == out:
            for part in out.glob(f"*/{path.name}"):
                part.unlink()
        else:
            shutil.rmtree(path.parent.parent)


def _connected(out: Path, across: str, made: Made) -> tuple[dict[str, pd.DataFrame], dict[str, str]]:
    """All tables of shards in the cache, and their texts; what is not there is made: shards, corrections, evidence."""
    said = said_in(out / across)
    if said and all(is_there(out, key) for key in said["shards"]):
        files = _files(out, said)
        tables = _frames(files, lambda name: pa.concat_tables(map(read_table, files[name])))
    else:
        with uncollected():
            from analysis.archive.connect import connect
            from analysis.archive.parse import Run

        written, corrections, outside = made(out)
        manifest = Run(written).manifest(across)
        try:
            with (
                uncollected(),
                beside(out / across) as aside,
                closing(Work.begin(out, aside, manifest["shards"], kept={})) as work,
            ):
                connect(work, corrections, outside)
                write_whole(aside / ARCHIVE, json.dumps(manifest).encode())
                tables = _frames([*manifest["tables"], "texts"], work.whole)
        except OSError:
            if not said_in(out / across):  # else another process was faster
                raise
        _make_room(out)
    texts = tables.pop("texts")
    return tables, dict(zip(texts["document"], texts["text"], strict=True))


def _make_room(out: Path) -> None:
    """Remove all but the newest programs and workbooks; what has another name is somebody else's and stays."""
    from analysis.archive.parse import tidy

    with suppress(OSError, KeyError):
        programs = [path for path in out.parent.iterdir() if re.fullmatch("[0-9a-f]{16}", path.name)]
        for path in sorted(programs, key=os.path.getmtime, reverse=True)[_PROGRAMS:]:
            shutil.rmtree(path, ignore_errors=True)
        books = sorted(out.glob("across-*"), key=os.path.getmtime, reverse=True)[:_BOOKS]
        shards = {key for said in map(said_in, books) for key in (*said["shards"], *said["uncorrected"])}
        tidy(out, shards, {book.name for book in books}, 3600)


def _files(out: Path, manifest: Mapping[str, Any]) -> dict[str, list[Path]]:
    """The files of each table, and of `texts`, in the order of the source."""
    found = {}
    for name in (*manifest["tables"], "texts"):
        made = sorted((out / manifest["across"] / name).glob("*.parquet")) if name in ACROSS else []
        shards = [out / name / f"{key}.parquet" for key in manifest["shards"]]
        found[name] = made or [path for path in shards if name not in LATER]
    return found


def _frames(names: Collection[str], whole: Callable[[str], pa.Table]) -> dict[str, pd.DataFrame]:
    """Tables, each of them whole."""
    with ThreadPoolExecutor(2) as pool:  # while one waits for the disk, another unpacks
        return dict(zip(names, pool.map(lambda name: frame(whole(name)), names), strict=True))


@dataclass(frozen=True, repr=False)
class Archive:
    """A parsed archive: DuckDB answers from its files, and reads no more of them than a question needs."""

    folder: Path
    said: Mapping[str, Any]
    _connection: DuckDBPyConnection

    def query(self, sql: str, *values: object) -> pd.DataFrame:
        """Ask DuckDB in a SELECT, whose question marks stand for the values; each table is there under its name.

        `texts` (document, text) is one of them.
        """
        return self._connection.execute(sql, list(values)).df()

    def focus(self, documents: Iterable[str] | None = None) -> Workbook:
        """Some articles as a workbook, connected among themselves as those of a folder are.

        Parameters
        ----------
        documents
            Their short ids, as a question finds them: `archive.query("SELECT document …")["document"]`. Without it,
            the latest hundred.

        Returns
        -------
        Workbook
            Its `selection` says of how many articles these are; "" when they are all.
        """
        found = _LATEST if documents is None else "SELECT unnest(?)"
        wanted = () if documents is None else (list(documents),)
        chosen: dict[str, list[str]] = {key: [] for key in self.said["shards"]}
        places = (self.folder / "keys" / f"{key}.parquet" for key in chosen)
        keys = parquet(places, "filename = true", "file_row_number = true")
        asked = f"SELECT document, filename FROM {keys} WHERE document IN ({found}) ORDER BY file_row_number"
        for document, file in self._connection.execute(asked, wanted).fetchall():
            chosen[Path(file).stem].append(document)
        chosen = {key: held for key, held in chosen.items() if held} or dict([*chosen.items()][:1])
        key = hash_key(program_hash(), str(self.folder.absolute()), str(chosen))

        def made(out: Path) -> tuple[list[Written], Sequence[Correction], pd.DataFrame]:
            from analysis.archive.parse import Written, join, pick, write_tables

            if not is_there(out, key):
                order = [name for documents in chosen.values() for name in documents]
                write_tables(out, key, join([pick(self.folder, *part) for part in chosen.items()], order))
            return [Written(key, key, 0, 0, 0, True)], (), frame(self._connection.sql("FROM outside").to_arrow_table())

        many, whole = sum(map(len, chosen.values())), self.said["documents"]
        words = f"{'the latest ' if documents is None else ''}{many:,} of {whole:,} articles" if many < whole else ""
        return _in_cache(self.folder, across_name([key, self.said["across"]]), made, words)

    def __repr__(self) -> str:
        rows = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in self.said["tables"])
        counts = ", ".join(f"{count:,} {name}" for name, count in self._connection.execute(rows).fetchall() if count)
        return f"<Archive {self.folder.name}: {counts or 'no articles'}>"


def open_archive(folder: Path | str) -> Archive:
    """Open what `parse_archive` wrote; no row is read until one is asked for.

    FileNotFoundError when the folder holds no archive, or one whose run was never completed.
    """
    folder = Path(folder)
    if not (said := said_in(folder)).get("shards"):
        raise FileNotFoundError(f"no archive in {str(folder)!r}: run `workbook parse SOURCE --out {folder}` to its end")
    import duckdb

    connection = duckdb.connect(config={"memory_limit": _MEMORY})
    for name, paths in _files(folder, said).items():
        if not paths:  # what connects the shards of a run some of whose shards failed
            from analysis.book.tables import TABLES  # imports every reader, so never without need

            connection.register(f"empty_{name}", arrow_table(TABLES[name], []))
        source = parquet(paths) if paths else f"empty_{name}"
        connection.execute(f'CREATE VIEW "{name}" AS SELECT * FROM {source}')
    return Archive(folder, said, connection)
