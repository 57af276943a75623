"""Steps across the shards of a dataset, here or on a cluster."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import chain, islice
from multiprocessing import get_all_start_methods
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa  # type: ignore[import-untyped]

from analysis.book.store import read_table, write_table
from analysis.core.values import join, root, uncollected

if TYPE_CHECKING:
    from distributed import Client
    from duckdb import DuckDBPyConnection

# The file by which a parsed archive is known: its shards in the order of the source, and what connects them.
ARCHIVE = "archive.json"
LATER = ("origins", "ledger", "outside", "members", "beside", "copies")  # tables that no shard has
# Tables that need all shards, each a folder of files in the order of the source.
ACROSS = ("documents", "timeline", "figures", "corrections", *LATER)
_AHEAD = 3  # shards on their way for each thread: enough to keep the cluster busy, few enough to keep memory flat
_PATIENCE = 5  # seconds after which it is seen to that all workers are there
_LOST = 30  # seconds after which the result of what was done is taken for lost, with the worker that held it
# DuckDB with little memory needs few threads: each holds some of its own. What does not fit goes to the disk.
_DUCKDB: dict[str, Any] = {"memory_limit": "150MB", "threads": 1, "preserve_insertion_order": False}
_BATCH = 50_000
_SHARDS = "shards.json"
MEMORY = ":memory:"  # where the database of few shards is
SHARD = 1 << 32  # rows that a shard may have: what numbers leave free for them
_SETTINGS = {
    # Where processes can be forked, Dask is imported once for all workers.
    "distributed.worker.multiprocessing-method": "forkserver" if "forkserver" in get_all_start_methods() else "spawn",
    "distributed.deploy.lost-worker-timeout": "5s",
    "distributed.admin.low-level-log-length": 0,  # a thousand messages are kept otherwise, with the articles in them
    # Profiling and looking up to fifty times a second whether all is well cost a tenth of two cores.
    "distributed.worker.profile.enabled": False,
    "distributed.worker.memory.monitor-interval": "1s",
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "5s",
    # Memory that is given back by each 64 KB, as Dask has it, is taken and cleared anew all the time.
    "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": 8_000_000,
}

T = TypeVar("T")
U = TypeVar("U")
Parts = tuple[Sequence[int], Callable[[int], Any]]  # their numbers, and what each is given
Step = Callable[["Work", int, Any], pa.Table]  # what is made of a part


class UnfinishedError(Exception):
    """A step that no worker survived; the message says what to do."""


@contextmanager
def dask_client(workers: int = 1, address: str = "") -> Iterator[Client | None]:
    """A Dask cluster: at the address, or of so many processes here; None for one, which needs no Dask."""
    if workers <= 1 and not address:
        yield None
        return
    try:
        import dask
        from distributed import Client, LocalCluster
    except ModuleNotFoundError as problem:
        remedy = "install it with: pip install 'analyst-workbook[scale]'"
        raise ModuleNotFoundError(f"more than one worker needs Dask; {remedy}") from problem
    local: dict[str, Any] = {"threads_per_worker": 1, "dashboard_address": "127.0.0.1:0"}
    with (
        dask.config.set(_SETTINGS),
        nullcontext(address) if address else LocalCluster(n_workers=workers, **local) as cluster,
        Client(cluster) as client,
    ):
        yield client


@dataclass(frozen=True)
class Work:
    """Steps across the shards of a dataset, which write the tables of `ACROSS` to a folder; it travels to the workers.

    What a step finds is a table in a database of DuckDB, in the folder or in memory, held by this process alone.
    """

    out: Path
    folder: Path
    show: bool = False
    database: str = "steps.duckdb"

    @classmethod
    def begin(cls, out: Path, folder: Path, shards: Sequence[str], **how: Any) -> Work:
        """Begin with these shards, in the order of the source."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _SHARDS).write_text(json.dumps(list(shards)), encoding="utf-8")
        return cls(out, folder, **how)

    @property
    def shards(self) -> tuple[str, ...]:
        """Keys of the shards, in the order of the source."""
        return _shards(self.folder)

    @property
    def store(self) -> DuckDBPyConnection:
        """The database."""
        return _database(self.folder, self.database)

    def close(self) -> None:
        """Let go of the database."""
        self.store.close()
        _database.cache_clear()

    def make(self, name: str, question: str) -> None:
        """Make a table of what a question finds."""
        self.store.execute(f"CREATE TABLE {name} AS {question}")

    def unite(self, name: str, question: str, kind: pa.DataType) -> None:
        """Make a table `one`, `root` of the pairs that a question finds: with the first of all that belong together."""
        parent: dict[Any, Any] = {}
        for one, other in self.store.execute(question).fetchall():
            join(parent, one, other)
        found = columns(((one, root(parent, one)) for one in [*parent]), one=kind, root=kind)
        self.store.from_arrow(found).create(name)

    def gather(self, name: str, question: str, by: str, most: int) -> Parts:
        """Parts of about `most` rows that a question finds, ordered by `opens`, those alike in `by` together."""
        self.make(name, f"""
            WITH claims AS MATERIALIZED ({question}), places AS (
                SELECT {by}, ((sum(count(*)) OVER (ORDER BY min(opens), {by}) - count(*)) // {most})::BIGINT AS _part
                FROM claims GROUP BY {by}
            )
            SELECT claims.*, _part FROM claims JOIN places USING ({by}) ORDER BY _part, number
        """)  # fmt: skip
        found = self.store.execute(f"SELECT DISTINCT _part FROM {name} ORDER BY 1").fetchall()
        asked = f"SELECT * EXCLUDE (_part) FROM {name} WHERE _part = {{}} ORDER BY number"
        return [part for (part,) in found] or [0], lambda part: self.store.sql(asked.format(part)).to_arrow_table()

    def each(self, client: Client | None, name: str, step: str, function: Step, parts: Parts) -> None:
        """Put what a function makes of each part into a table, in this process or on the workers of a cluster."""
        from tqdm import tqdm

        numbers, ask = parts
        asked = ((part, ask(part)) for part in numbers)
        with tqdm(desc=step, total=len(numbers), unit=" parts", disable=None if self.show else True) as bar:
            for *_, found in mapped(client, partial(_made, function, self), asked):
                if isinstance(found, BaseException):
                    if type(found).__name__ != "KilledWorker":
                        raise found
                    remedy = "give each more memory (fewer workers), and run the command again; what was read is kept"
                    raise UnfinishedError(f"no worker survived “{step}”: {remedy}") from found
                rows = self.store.from_arrow(found)
                self.store.execute(f"CREATE TABLE IF NOT EXISTS {name} AS FROM rows LIMIT 0")
                rows.insert_into(name)
                bar.update()

    def write(self, name: str, question: str) -> None:
        """Write what a question finds as the files of a table, some rows in each."""
        found = self.store.sql(question).to_arrow_reader(_BATCH)
        rows = (pa.Table.from_batches([batch]) for batch in found)
        for number, part in enumerate(chain([found.schema.empty_table()], rows)):
            write_table(part, self.folder / name / f"{number:06}.parquet")

    def spread(self, name: str, question: str) -> None:
        """Write a table shard by shard, with the columns that a question finds in the place of its own."""
        found = self.store.cursor().execute(question)
        names = [column for column, *_ in found.description]
        for number, shard in enumerate(self.shards):
            rows = self.shard(name, number)
            for column, values in zip(names, zip(*found.fetchmany(rows.num_rows), strict=True), strict=False):
                at = rows.schema.get_field_index(column)
                rows = rows.set_column(at, column, pa.array(values, rows.schema.field(at).type))
            write_table(rows, self.folder / name / f"{number:06}-{shard}.parquet")

    def read(self, name: str) -> pa.Table:
        """A table that was written, whole."""
        return pa.concat_tables(map(read_table, sorted((self.folder / name).glob("*.parquet"))))

    def shard(self, name: str, shard: int, columns: Sequence[str] | None = None) -> pa.Table:
        """A table of one shard: as the steps have made it, else as it was written with the shard."""
        key = self.shards[shard]
        made = self.folder / name / f"{shard:06}-{key}.parquet"
        return read_table(made if made.is_file() else self.out / name / f"{key}.parquet", columns)

    def table(self, name: str) -> str:
        """A table of all shards, with numbers in the order of the source, for a question in SQL."""
        made = sorted((self.folder / name).glob("*.parquet"))
        found = parquet(made or [self.out / name / f"{shard}.parquet" for shard in self.shards])
        return f"(SELECT *, file_index::BIGINT * {SHARD} + file_row_number::BIGINT AS number FROM {found})"


@lru_cache(maxsize=1)
def _database(folder: Path, name: str) -> DuckDBPyConnection:
    import duckdb

    settings = _DUCKDB | {"temp_directory": str(folder / "spill")}
    return duckdb.connect(name if name == MEMORY else folder / name, config=settings)


def _made(function: Step, work: Work, asked: tuple[int, object]) -> pa.Table:
    """What a function makes of a part."""
    with uncollected():
        return function(work, *asked)


def mapped(
    client: Client | None, function: Callable[[T], U], items: Iterable[T]
) -> Iterator[tuple[int, T, U | BaseException]]:
    """Call a function for each item: number and item, with the result or exception, as soon as one is done."""
    numbered = enumerate(items)
    if client is None:
        for number, item in numbered:
            try:
                yield number, item, function(item)
            except Exception as raised:
                yield number, item, raised
        return

    from distributed import KilledWorker

    waiting: dict[Any, tuple[int, T]] = {}

    def submit(some: Iterable[tuple[int, T]]) -> None:
        waiting.update((client.submit(function, item, pure=False), (number, item)) for number, item in some)

    killed = []
    submit(islice(numbered, _AHEAD * sum(client.nthreads().values()) or 1))
    while waiting:
        for future in _done(client, waiting):
            number, item = waiting.pop(future)
            found = _outcome(future)
            if isinstance(found, KilledWorker | TimeoutError):
                killed.append((number, item))
            else:
                yield number, item, found
            submit(islice(numbered, 1))
    for number, item in killed:  # Dask suspects all that a dead worker held; alone, only the guilty one dies again
        submit([(number, item)])
        (future,) = _done(client, waiting)
        waiting.clear()
        yield number, item, _outcome(future)


def _outcome(future: Any) -> Any:
    """The result of a future, or what it raised."""
    try:
        return future.result(timeout=_LOST)
    except Exception as raised:
        return raised


def _done(client: Client, waiting: Iterable[Any]) -> list[Any]:
    """The futures that are done, once one is."""
    from distributed import wait

    while True:
        try:
            return list(wait(list(waiting), timeout=_PATIENCE, return_when="FIRST_COMPLETED").done)
        except TimeoutError:  # Dask starts no worker anew that died while it was being started: this gets another
            if cluster := client.cluster:
                cluster.scale(len(cluster.worker_spec))


def said_in(folder: Path) -> dict[str, Any]:
    """What the archive in a folder says of itself; nothing where there is none."""
    place = folder / ARCHIVE
    return dict(json.loads(place.read_text("utf-8"))) if place.is_file() else {}


def is_there(out: Path, key: str) -> bool:
    """Whether a shard is in a dataset, whole."""
    return (out / "keys" / f"{key}.parquet").is_file()


@lru_cache(maxsize=1)
def _shards(folder: Path) -> tuple[str, ...]:
    return tuple(json.loads((folder / _SHARDS).read_text("utf-8")))


def columns(rows: Iterable[Sequence[Any]], **types: Any) -> pa.Table:
    """Rows as columns of these types."""
    found: Sequence[Sequence[Any]] = [*zip(*rows, strict=True)] or [()] * len(types)
    return pa.table([pa.array(*each) for each in zip(found, types.values(), strict=True)], [*types])


def beside(one: pa.Table, other: pa.Table) -> pa.Table:
    """The columns of two tables with the same rows."""
    return pa.table([*one.columns, *other.columns], [*one.column_names, *other.column_names])


def parquet(paths: Iterable[Path], *settings: str) -> str:
    """Some files, for a question in SQL."""
    listed = ", ".join("'{}'".format(str(path).replace("'", "''")) for path in paths)
    return f"read_parquet({', '.join([f'[{listed}]', *settings])})"
