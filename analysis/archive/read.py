"""A parsed archive read back: tables that stay on disk until a question touches them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.archive.shards import ACROSS, SHARDED, arrow_table
from analysis.book.store import open_cache, pack_tables, program_hash, unpack_tables
from analysis.book.tables import TABLES
from analysis.book.workbook import ARCHIVE, Workbook, connected

if TYPE_CHECKING:
    import pandas as pd
    from duckdb import DuckDBPyConnection

__all__ = [
    "MOST",
    "Archive",
    "choose",
    "open_archive",
]

_HELP = "install it with: pip install 'analyst-workbook[scale]'"
_MEMORY = "1GB"
_BESIDE = ("texts",)


MOST = 100
"""Articles that a selection has when nobody says how many."""


@dataclass(frozen=True, repr=False)
class Archive(Workbook):
    """A parsed archive: a workbook whose tables are read when they are asked for.

    `archive.figures` reads a whole table into memory; `archive.query(…)` and `archive.find(…)` read only what they
    give back.
    """

    @cached_property
    def _store(self) -> _Store:
        assert isinstance(self.tables, _Tables)
        return self.tables.store

    def query(self, sql: str, *values: object) -> pd.DataFrame:
        """Ask DuckDB; each table is there under its name, and `texts` (document, text).

        Parameters
        ----------
        sql
            A SELECT; a question mark stands for a value.
        values
            The values, in order.
        """
        return self._store.ask(sql, values)

    def find(self, table: str, **wanted: str | list[str]) -> pd.DataFrame:
        """The rows of a table whose columns hold the words wanted; see `Workbook.find`."""
        if unknown := [name for name in (table, *wanted) if name not in (table, *self._columns(table))]:
            raise KeyError(f"{table} has no column {', '.join(unknown)}: it has {', '.join(self._columns(table))}")
        tests = [f"list_has_any(string_split(\"{column}\", '; '), ?)" for column in wanted]
        lists = [[entries] if isinstance(entries, str) else list(entries) for entries in wanted.values()]
        rows = self.query(f'SELECT * FROM "{table}"{" WHERE " if tests else ""}{" AND ".join(tests)}', *lists)
        return _typed(table, rows)

    def rows(self, table: str, documents: Sequence[str]) -> pd.DataFrame:
        """The rows of some documents, in the order of the source."""
        found = self._store.rows(table, documents)
        return found if table == "texts" else _typed(table, found)

    @property
    def identity(self) -> str:
        """What changes when the archive does."""
        return self._store.identity

    def focus(
        self,
        about: Iterable[str] = (),
        since: date | None = None,
        until: date | None = None,
        most: int = MOST,
    ) -> Workbook:
        """The articles that say most about some actors or topics, or the latest ones, as a workbook; see `choose`."""
        return choose(self, about, since, until, most)

    def claims(self, ids: Iterable[str]) -> pd.DataFrame:
        """The claims of these ids, from whichever table; see `Workbook.claims`."""
        columns = "id, document, line, char_from, char_to, text, sentence_from, sentence_to"
        tables = ("figures", "timeline", "statements", "standings")
        sql = " UNION ALL ".join(f"SELECT {columns} FROM {name} WHERE id IN (SELECT unnest(?))" for name in tables)
        wanted = sorted(set(ids))
        return self.query(sql, *[wanted] * len(tables))

    def __repr__(self) -> str:
        counts = ", ".join(f"{count:,} {name}" for name, count in self._store.counts().items() if count)
        return f"<Archive {self.folder.name}: {counts or 'no articles'}>"

    @staticmethod
    def _columns(table: str) -> list[str]:
        if table not in TABLES:
            raise KeyError(f"an archive has no table {table!r}: it has {', '.join(TABLES)}")
        return TABLES[table].names


def open_archive(folder: Path | str) -> Archive:
    """Open what `parse_archive` wrote.

    Parameters
    ----------
    folder
        The folder of the dataset.

    Returns
    -------
    Archive
        No row is read until one is asked for.

    Raises
    ------
    FileNotFoundError
        When the folder holds no archive, or one whose run was never completed.
    ModuleNotFoundError
        When DuckDB is not installed.
    """
    folder = Path(folder)
    if not (folder / ARCHIVE).is_file():
        raise FileNotFoundError(f"no archive in {str(folder)!r}: run `workbook parse SOURCE --out {folder}` to its end")
    store = _Store(folder)
    return Archive(folder, _Tables(store), _Texts(store))  # type: ignore[arg-type]


class _Store:
    """The Parquet files of an archive behind one DuckDB connection, in the order of the source."""

    def __init__(self, folder: Path) -> None:
        try:
            import duckdb
        except ModuleNotFoundError as problem:
            raise ModuleNotFoundError(f"an archive is read with DuckDB; {_HELP}") from problem
        content = json.loads((folder / ARCHIVE).read_text("utf-8"))
        self.identity = f"{content['across']} {len(content['shards'])}"
        self._files: dict[str, list[Path]] = {}
        self._held: tuple[tuple[str, ...], list[int]] = (), []
        self._connection: DuckDBPyConnection = duckdb.connect(config={"memory_limit": _MEMORY})
        across = folder / content["across"]
        for name in (*TABLES, *_BESIDE):
            found = (across / name).glob("*.parquet") if across.is_dir() and name in ACROSS else ()
            shards = [folder / name / f"{key}.parquet" for key in content["shards"] if name in SHARDED]
            self._files[name] = sorted(found) or shards
            self._view(name)

    def _view(self, name: str) -> None:
        if self._files[name]:
            source = f"SELECT * FROM {_parquet(self._files[name])}"
        else:
            rows = arrow_table(name, [])
            self._connection.register(f"empty_{name}", rows)
            source = f"SELECT * FROM empty_{name}"
        self._connection.execute(f'CREATE VIEW "{name}" AS {source}')

    def ask(self, sql: str, values: Iterable[Any] = ()) -> pd.DataFrame:
        """The answer of a question."""
        return self._connection.execute(sql, list(values)).df()

    def rows(self, name: str, documents: Sequence[str]) -> pd.DataFrame:
        """The rows of some documents, from the files of their shards alone."""
        wanted, files = tuple(documents), self._files["documents"]
        source = f'"{name}"'
        if wanted and files and len(self._files[name]) == len(files):
            source = _parquet([self._files[name][place] for place in self._holding(wanted)])
        return self.ask(f"SELECT * FROM {source} WHERE document IN (SELECT unnest(?))", [list(wanted)])

    def _holding(self, documents: tuple[str, ...]) -> list[int]:
        """The places of the shards that hold some documents; those asked for last are known."""
        if self._held[0] != documents:
            files = self._files["documents"]
            held = f"SELECT DISTINCT filename FROM {_parquet(files, 'filename = true')}"
            found = set(self.ask(f"{held} WHERE document IN (SELECT unnest(?))", [list(documents)])["filename"])
            self._held = documents, [place for place, file in enumerate(files) if str(file) in found]
        return self._held[1]

    def counts(self) -> dict[str, int]:
        """Rows by table."""
        parts = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in TABLES)
        return dict(self._connection.execute(parts).fetchall())


def _parquet(files: Sequence[Path], *settings: str) -> str:
    """Some files, for a question in SQL."""
    listed = ", ".join("'{}'".format(str(file).replace("'", "''")) for file in files)
    return f"read_parquet({', '.join([f'[{listed}]', *settings])})"


class _Tables(Mapping[str, pd.DataFrame]):
    """Name → table, read when it is first asked for."""

    def __init__(self, store: _Store) -> None:
        self.store = store
        self._read: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self:
            raise KeyError(name)
        if name not in self._read:
            self._read[name] = _typed(name, self.store.ask(f'SELECT * FROM "{name}"'))
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        return name in TABLES

    def __iter__(self) -> Iterator[str]:
        return iter(TABLES)

    def __len__(self) -> int:
        return len(TABLES)


class _Texts(Mapping[str, str]):
    """Short id → reading text, read when it is asked for."""

    def __init__(self, store: _Store) -> None:
        self._store = store

    def __getitem__(self, name: str) -> str:
        found = self._store.ask("SELECT text FROM texts WHERE document = ?", [name])["text"].tolist()
        if not found:
            raise KeyError(name)
        return str(found[0])

    def __iter__(self) -> Iterator[str]:
        return iter(self._store.ask("SELECT document FROM texts")["document"].tolist())

    def __len__(self) -> int:
        return int(self._store.ask("SELECT count(*) AS n FROM texts")["n"].iloc[0])


def _typed(table: str, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows in the columns and dtypes of the data dictionary; what is missing in a text is ""."""
    return TABLES[table].typed(rows)


def choose(
    archive: Archive,
    about: Iterable[str] = (),
    since: date | None = None,
    until: date | None = None,
    most: int = MOST,
) -> Workbook:
    """The articles of an archive that say most about something, or the latest ones, as a workbook.

    DuckDB chooses them; their tables are then read whole and connected among themselves, as those of a folder are:
    groups, origins and the ledger are those of the selection.

    Parameters
    ----------
    archive
        The archive.
    about
        Actors and topics, of which one will do: articles with most mentions of these come first, and then the latest.
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
    chosen, fitting = _chosen(archive, names, since, until, most)
    words = _in_words(archive, len(chosen), fitting, names, since, until)
    texts = archive.rows("texts", chosen)
    cache = open_cache()
    key = hashlib.sha256(
        f"{program_hash()}\0{archive.folder.absolute()}\0{archive.identity}\0{chosen}".encode()
    ).hexdigest()
    content = cache.load("books", key)
    tables = unpack_tables(content) if content else None
    if tables is None:
        tables = connected(_tables(archive, chosen))
        cache.save("books", key, pack_tables(tables))
    return Workbook(archive.folder, tables, dict(zip(texts["document"], texts["text"], strict=True)), words)


def _chosen(
    archive: Archive, names: Sequence[str], since: date | None, until: date | None, most: int
) -> tuple[list[str], int]:
    """The documents chosen, and how many would have fitted."""
    days = "coalesce(written_latest >= ?, false) AND coalesce(written_earliest <= ?, false)"
    bounds = [since or date.min, until or date.max]
    tests = [days] if since or until else []
    found = "SELECT document, 0 AS said FROM documents WHERE error = ''"
    if names:
        found = """
            SELECT document, sum(said) AS said FROM (
                SELECT document, mentions AS said FROM actors WHERE actor IN (SELECT unnest($1))
                UNION ALL SELECT document, 1 FROM assertions WHERE topic IN (SELECT unnest($1))
            ) GROUP BY 1
        """.replace("$1", "?")
    values: list[object] = [list(names), list(names)] if names else []
    rows = archive.query(
        f"""
        SELECT document, count(*) OVER () AS fitting FROM ({found}) JOIN documents USING (document)
        {"WHERE" if tests else ""} {" AND ".join(tests)}
        ORDER BY said DESC, written_latest DESC NULLS LAST, document LIMIT {int(most)}
        """,
        *values,
        *(bounds if tests else []),
    )
    return rows["document"].tolist(), int(rows["fitting"].iloc[0]) if len(rows) else 0


def _tables(archive: Archive, chosen: Sequence[str]) -> dict[str, pd.DataFrame]:
    tables = {name: archive.rows(name, chosen) for name in TABLES if name not in ("origins", "ledger", "outside")}
    return tables | {"outside": archive.tables["outside"]}


def _in_words(
    archive: Archive, chosen: int, fitting: int, names: Sequence[str], since: date | None, until: date | None
) -> str:
    whole = int(archive.query("SELECT count(*) AS n FROM documents")["n"].item())
    period = "".join(f", written {word} {day}" for word, day in (("from", since), ("until", until)) if day)
    about = f" about {', '.join(names)}" if names else ""
    by = "those that say most of it" if names else "the latest"
    rest = f"{fitting - chosen:,} more{about}{period} are not shown" if fitting > chosen else "all of them are shown"
    return f"{chosen:,} of {whole:,} articles{about}{period}, {by}: {rest}"
