"""What was parsed, read back: a folder as a workbook, and an archive as far as a question goes."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]

from analysis.archive import parse
from analysis.archive.source import folder_shards, hash_key
from analysis.archive.steps import ACROSS, MEMORY, Work, parquet
from analysis.book.store import SpoiledError, cache_folder, frame, program_hash, read_table
from analysis.book.workbook import Workbook
from analysis.core.files import nearest, write_whole
from analysis.sources.reference import read_reference

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from analysis.claims.corrections import Correction

# Environment variables: the folder of articles or archive that pages are made from, and actors or topics, with ";".
FOLDER, ABOUT = "WORKBOOK", "WORKBOOK_ABOUT"
_MOST = 100  # articles that a selection has when nobody says how many
_PATIENCE = 0.2  # seconds after which a bar shows how far it has come
_PROGRAMS, _BOOKS = 3, 8  # versions of program and word lists, and whole workbooks of each, that stay in the cache
_HOUR = 3600
_TRIES = 100
_MEMORY = "1GB"

V = TypeVar("V")
# Shards as they were written, the corrections that they were written with, and outside evidence.
Shards = tuple[list[parse.Written], "Sequence[Correction]", pd.DataFrame]
Read = tuple[dict[str, pd.DataFrame], dict[str, str]]


def open_workbook(folder: str | Path | None = None, *, without: Collection[str] = ()) -> Workbook:
    """Read a folder of articles, or open an archive.

    Parameters
    ----------
    folder
        Where the articles are, or an archive that `workbook parse` wrote, which comes back as an `Archive`. Without it:
        what the environment variable `WORKBOOK` names, of an archive the selection that fits a page (see
        `Archive.focus`; `WORKBOOK_ABOUT` says about what); else the folder `seeds` here or in the nearest folder above
        that has one.
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
    found = Path(folder or os.environ.get(FOLDER) or _nearest_seeds())
    if not (found / parse.ARCHIVE).is_file():
        return _read_folder(found, without)
    archive = open_archive(found)
    about = (name.strip() for name in os.environ.get(ABOUT, "").split(";"))
    return archive if folder is not None else archive.focus(filter(None, about))


def _nearest_seeds() -> Path:
    if root := nearest("seeds"):
        return root / "seeds"
    remedy = "make one with your articles, or name the folder: open_workbook('path/to/articles')"
    raise FileNotFoundError(f"no folder 'seeds' in {Path.cwd()} or above it; {remedy}")


def _read_folder(folder: Path, without: Collection[str]) -> Workbook:
    """A folder as an archive in the cache, all of whose tables are read."""
    shards = list(folder_shards(folder, without))
    across = parse.across_name([parse.shard_key(item.key() for item in shard) for shard in shards], folder)

    def written(out: Path) -> Shards:
        order = parse.Order(out, parse.corrections_in(folder))
        with _bar(sum(map(len, shards))) as bar:
            done = [parse.write_shard(shard, order, bar.update) for shard in shards]
        return done, order.corrections, read_reference(folder / "reference")

    return _in_cache(lambda out: Workbook(folder, *_connected(out, across, written)))


def _bar(count: int) -> Any:
    """Shows how far it has come to someone who waits: in a terminal, or a notebook that is open before her."""
    notebook = "JPY_SESSION_NAME" in os.environ
    tqdm = import_module("tqdm.auto" if notebook else "tqdm").tqdm  # the one for notebooks takes long to import
    seen = notebook or (sys.stderr is not None and sys.stderr.isatty())
    return tqdm(desc="reading", total=count, unit=" articles", leave=False, delay=_PATIENCE, disable=not seen)


def _in_cache(made: Callable[[Path], Workbook]) -> Workbook:
    """What is made in the cache of this program; where nothing can be kept, in a folder that goes when it is done.

    What is spoiled is removed and made anew.
    """
    if place := cache_folder():
        out = place / program_hash()[:16]
        for _ in range(_TRIES):
            try:
                out.mkdir(parents=True, exist_ok=True)
                return made(out)
            except SpoiledError as problem:
                _forget(out, problem.path)
            except OSError:
                break
    with TemporaryDirectory() as folder:
        return made(Path(folder))


def _forget(out: Path, path: Path) -> None:
    """Remove all that belongs to a file: its shard, or the tables that connect the shards."""
    with suppress(OSError):
        if path.parent.parent == out:
            for part in out.glob(f"*/{path.name}"):
                part.unlink()
        else:
            shutil.rmtree(path.parent.parent)


def _connected(out: Path, across: str, made: Callable[[Path], Shards]) -> Read:
    """All tables of shards in the cache, and their texts; what is not there is made: shards, corrections, evidence."""
    place = out / across / parse.ARCHIVE
    if not place.is_file() or not all(parse.is_there(out, key) for key in _said_in(place)["shards"]):
        from analysis.archive.connect import connect

        written, corrections, outside = made(out)
        with TemporaryDirectory(prefix=".", dir=out) as aside:
            work = Work.begin(out, Path(aside, across), [shard.key for shard in written], database=MEMORY)
            connect(work, corrections, outside)
            write_whole(work.folder / parse.ARCHIVE, json.dumps(parse.Run(written).manifest(across)).encode())
            with suppress(OSError):  # another process may have been faster
                os.replace(work.folder, out / across)
        _make_room(out)
    files = _files(out, _said_in(place))
    with ThreadPoolExecutor(2) as pool:  # while one waits for the disk, another unpacks
        tables = dict(zip(files, pool.map(_whole, files, files.values()), strict=True))
    texts = tables.pop("texts")
    return tables, dict(zip(texts["document"], texts["text"], strict=True))


def _said_in(manifest: Path) -> Any:
    return json.loads(manifest.read_text("utf-8"))


def _make_room(out: Path) -> None:
    """Remove all but the newest programs and workbooks; what has another name is somebody else's and stays."""
    with suppress(OSError):
        programs = [path for path in out.parent.iterdir() if re.fullmatch("[0-9a-f]{16}", path.name)]
        for path in sorted(programs, key=_age)[_PROGRAMS:]:
            shutil.rmtree(path, ignore_errors=True)
        books = sorted(out.glob("across-*"), key=_age)[:_BOOKS]
        kept = [_said_in(book / parse.ARCHIVE) for book in books]
        shards = {key for book in kept for key in (*book["shards"], *book["uncorrected"])}
        parse.tidy(out, shards, {book.name for book in books}, _HOUR)


def _age(path: Path) -> float:
    return -path.stat().st_mtime


def _files(out: Path, manifest: Mapping[str, Any]) -> dict[str, list[Path]]:
    """The files of each table, and of `texts`, in the order of the source."""
    found = {}
    for name in (*manifest["tables"], "texts"):
        made = sorted((out / manifest["across"] / name).glob("*.parquet")) if name in ACROSS else []
        shards = [out / name / f"{key}.parquet" for key in manifest["shards"]]
        found[name] = made or [path for path in shards if name not in parse.LATER]
    return found


def _whole(name: str, files: Sequence[Path]) -> pd.DataFrame:
    if files:
        return frame(pa.concat_tables(map(read_table, files)))

    if name == "texts":
        return pd.DataFrame({"document": [], "text": []}, dtype="str")

    from analysis.book.tables import TABLES  # imports every reader, so never without need

    return TABLES[name].frame()


@dataclass(frozen=True, repr=False)
class Archive(Workbook):
    """A parsed archive: a workbook whose tables are read when they are asked for.

    `archive.figures` reads a whole table into memory; `archive.query(…)` and `archive.find(…)` read only what they
    give back.
    """

    _connection: DuckDBPyConnection = field(kw_only=True)
    _said: Mapping[str, Any] = field(kw_only=True)

    def query(self, sql: str, *values: object) -> pd.DataFrame:
        """Ask DuckDB; each table is there under its name, and `texts` (document, text).

        Parameters
        ----------
        sql
            A SELECT; a question mark stands for a value.
        values
            The values, in order.
        """
        return self._connection.execute(sql, list(values)).df()

    def _ask(self, sql: str, values: Sequence[Any]) -> pd.DataFrame:
        """The answer of a question, in the dtypes of a workbook."""
        return frame(self._connection.sql(sql, params=list(values)).to_arrow_table())

    def find(self, table: str, *, part_of: bool = False, **wanted: str | list[str]) -> pd.DataFrame:
        """The rows of a table whose columns hold the words wanted; see `Workbook.find`."""
        if table not in self.tables:
            raise KeyError(f"an archive has no table {table!r}: it has {', '.join(self.tables)}")
        columns = self.query(f'SELECT * FROM "{table}" LIMIT 0').columns.tolist()
        asked = self.expected(table, wanted, columns, part_of)
        key = next(name for name in ("id", "document", *columns) if name in columns)
        linked = f"SELECT claim FROM takes_part WHERE \"table\" = '{table}' AND actor IN (SELECT unnest(?)) AND part ="
        tests = [f'("{name}" IN (SELECT unnest(?)) OR "{key}" IN ({linked} \'{name}\'))' for name in asked]
        lists = [any_of for any_of in asked.values() for _ in range(2)]
        return self._ask(f'SELECT * FROM "{table}"{" WHERE " if tests else ""}{" AND ".join(tests)}', lists)

    def entries(self, table: str, column: str) -> set[str]:
        """The different entries of a column; see `Workbook.entries`."""
        linked = 'SELECT actor FROM takes_part WHERE "table" = ? AND part = ?'
        return {*self._ask(f'SELECT "{column}" FROM "{table}" UNION {linked}', [table, column]).iloc[:, 0]}

    def focus(
        self, about: Iterable[str] = (), since: date | None = None, until: date | None = None, most: int = _MOST
    ) -> Workbook:
        """The articles that say most about something, or the latest ones, as a workbook.

        They are connected among themselves, as those of a folder are: groups, origins and the ledger are those of the
        selection.

        Parameters
        ----------
        about
            Actors and topics, of which one will do: articles with most mentions of these come first, and then the
            latest.
        since, until
            First and last day on which an article may have been written.
        most
            How many articles at most.

        Returns
        -------
        Workbook
            Its `selection` says in words what was chosen, and how many articles were not.
        """
        names = sorted(set(about))
        chosen, fitting = _chosen(self, names, since, until, most)
        words = _in_words(self, sum(map(len, chosen.values())), fitting, names, since, until)
        key = hash_key(program_hash(), str(self.folder.absolute()), str(chosen))

        def written(out: Path) -> Shards:
            if not parse.is_there(out, key) and chosen:
                order = [name for documents in chosen.values() for name in documents]
                parts = [parse.pick(self.folder, *part) for part in chosen.items()]
                parse.write_tables(out, key, parse.join(parts, order))
            return [parse.Written(key, key, 0, 0, 0, True)] if chosen else [], (), self.tables["outside"]

        name = parse.across_name([key, self._said["across"]])
        return _in_cache(lambda out: Workbook(self.folder, *_connected(out, name, written), words))

    def __repr__(self) -> str:
        rows = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in self.tables)
        found = self._connection.execute(rows).fetchall()
        counts = ", ".join(f"{count:,} {name}" for name, count in found if count)
        return f"<Archive {self.folder.name}: {counts or 'no articles'}>"


def open_archive(folder: Path | str) -> Archive:
    """Open what `parse_archive` wrote; no row is read until one is asked for.

    FileNotFoundError when the folder holds no archive, or one whose run was never completed.
    """
    folder = Path(folder)
    if not (folder / parse.ARCHIVE).is_file():
        raise FileNotFoundError(f"no archive in {str(folder)!r}: run `workbook parse SOURCE --out {folder}` to its end")
    import duckdb

    said = _said_in(folder / parse.ARCHIVE)
    files = _files(folder, said)
    connection = duckdb.connect(config={"memory_limit": _MEMORY})
    for name, paths in files.items():
        if not paths:
            connection.register(f"empty_{name}", pa.Table.from_pandas(_whole(name, [])))
        source = parquet(paths) if paths else f"empty_{name}"
        connection.execute(f'CREATE VIEW "{name}" AS SELECT * FROM {source}')

    def ids() -> list[str]:
        return [name for (name,) in connection.execute("SELECT document FROM texts").fetchall()]

    def text(name: str) -> str:
        found = connection.execute("SELECT document, text FROM texts WHERE document = ?", [name]).fetchall()
        return str(dict(found)[name])

    names = [name for name in files if name != "texts"]
    tables = _Lazy(lambda: names, cache(lambda name: _whole(name, files[name])))
    return Archive(folder, tables, _Lazy(ids, text), _connection=connection, _said=said)


class _Lazy(Mapping[str, V]):
    """What is read when it is asked for."""

    def __init__(self, names: Callable[[], list[str]], get: Callable[[str], V]) -> None:
        self._names, self._get = names, get

    def __getitem__(self, name: str) -> V:
        return self._get(name)

    def __contains__(self, name: object) -> bool:
        return name in self._names()

    def __iter__(self) -> Iterator[str]:
        return iter(self._names())

    def __len__(self) -> int:
        return len(self._names())


def _chosen(
    archive: Archive, names: Sequence[str], since: date | None, until: date | None, most: int
) -> tuple[dict[str, list[str]], int]:
    """The documents chosen, by shard and in the order of the source, and how many would have fitted."""
    days = "coalesce(written_latest >= ?, false) AND coalesce(written_earliest <= ?, false)"
    found = "SELECT document, 0 AS said FROM documents WHERE error = ''"
    if names:
        found = """
            SELECT document, sum(said) AS said FROM (
                SELECT document, mentions AS said FROM actors WHERE actor IN (SELECT unnest(?))
                UNION ALL SELECT document, 1 FROM assertions WHERE topic IN (SELECT unnest(?))
            ) GROUP BY 1
        """
    places = {str(archive.folder / "keys" / f"{key}.parquet"): key for key in archive._said["shards"]}
    shards: dict[str, list[str]] = {key: [] for key in places.values()}
    if not shards:
        return {}, 0
    rows = archive.query(
        f"""
        SELECT document, filename, file_row_number, count(*) OVER () AS fitting FROM ({found})
        JOIN documents USING (document) JOIN {parquet(map(Path, places), "filename = true", "file_row_number = true")}
        USING (document) {f"WHERE {days}" if since or until else ""}
        ORDER BY said DESC, written_latest DESC NULLS LAST, document LIMIT {int(most)}
        """,
        *([names, names] if names else ()),
        *([since or date.min, until or date.max] if since or until else ()),
    )
    for row in rows.sort_values("file_row_number").itertuples():
        shards[places[str(row.filename)]].append(str(row.document))
    return {key: held for key, held in shards.items() if held}, int(rows["fitting"].max()) if len(rows) else 0


def _in_words(
    archive: Archive, chosen: int, fitting: int, names: Sequence[str], since: date | None, until: date | None
) -> str:
    whole = int(archive.query("SELECT count(*) AS n FROM documents")["n"].item())
    period = "".join(f", written {word} {day}" for word, day in (("from", since), ("until", until)) if day)
    about = f" about {', '.join(names)}" if names else ""
    by = "those that say most of it" if names else "the latest"
    rest = f"{fitting - chosen:,} more{about}{period} are not shown" if fitting > chosen else "all of them are shown"
    return f"{chosen:,} of {whole:,} articles{about}{period}, {by}: {rest}"
