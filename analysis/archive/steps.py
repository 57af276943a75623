"""Steps across the shards of a dataset, here or on a cluster; a step is done when its output is there."""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import accumulate, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from analysis.book.store import read_table, tuples, write_table
from analysis.claims.grouping import Likeness

if TYPE_CHECKING:
    from distributed import Client
    from duckdb import DuckDBPyConnection

__all__ = [
    "ACROSS",
    "UnfinishedError",
    "Work",
    "batches",
    "beside",
    "columns",
    "dask_client",
    "mapped",
    "parquet",
    "write_batches",
]

LINKS = ("takes_part", "members", "beside", "copies")
ACROSS = ("documents", "origins", "timeline", "figures", "ledger", "corrections", "outside", *LINKS)
"""Tables that need all shards, each a folder of files in the order of the source."""
_AHEAD = 3
"""Shards on their way for each thread of the cluster: enough to keep it busy, few enough to keep memory flat."""
_PATIENCE = 5
"""Seconds after which it is seen to that all workers are there."""
_DUCKDB: dict[str, Any] = {"memory_limit": "150MB", "threads": 1, "preserve_insertion_order": False}
"""DuckDB with little memory needs few threads: each holds some of its own. What does not fit goes to the disk."""
_BATCH = 50_000
_SHARDS = "shards.json"
_SETTINGS = {
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


class UnfinishedError(Exception):
    """A step that no worker survived; the message says what to do."""


@contextmanager
def dask_client(workers: int = 1, address: str = "") -> Iterator[Client | None]:
    """A Dask cluster to run on: the one at the address, or as many processes of this machine as there are workers.

    Yields
    ------
    Client or None
        None for one worker and no address: this process does it, without Dask.

    Raises
    ------
    ModuleNotFoundError
        When Dask is not installed.
    """
    if workers <= 1 and not address:
        yield None
        return
    try:
        import dask
        from distributed import Client, LocalCluster
    except ModuleNotFoundError as problem:
        remedy = "install it with: pip install 'analyst-workbook[scale]'"
        raise ModuleNotFoundError(f"more than one worker needs Dask; {remedy}") from problem
    with dask.config.set(_SETTINGS):
        if address:
            with Client(address) as client:
                yield client
            return
        with (
            LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address="127.0.0.1:0") as cluster,
            Client(cluster) as client,
        ):
            yield client


@dataclass(frozen=True)
class Work:
    """Steps across the shards of a dataset; it travels to the workers.

    Parameters
    ----------
    out
        The folder of the dataset.
    folder
        Where the steps leave what they found: a folder a step, and in it a file a part.
    show
        Whether to draw a bar for each step on stderr.
    """

    out: Path
    folder: Path
    show: bool = False

    @classmethod
    def begin(cls, out: Path, folder: Path, shards: Sequence[str], show: bool = False) -> Work:
        """Begin with these shards, in the order of the source, or go on where a run with the same folder was killed."""
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(".*"):
            shutil.rmtree(left, ignore_errors=True)
        (folder / _SHARDS).write_text(json.dumps(list(shards)), encoding="utf-8")
        return cls(out, folder, show)

    @property
    def shards(self) -> tuple[str, ...]:
        """Keys of the shards, in the order of the source."""
        return _shards(self.folder)

    def each(
        self, client: Client | None, name: str, function: Callable[[Work, int], pa.Table], parts: Sequence[int]
    ) -> None:
        """Make each part of a step that is not there, in this process or on the workers of a cluster."""
        from tqdm import tqdm

        left = [part for part in parts if not self.path(name, part).is_file()]
        call = partial(_write, self, name, function)
        shown = None if self.show else True
        with tqdm(desc=name, total=len(parts), initial=len(parts) - len(left), unit=" parts", disable=shown) as bar:
            for _ in _called(client, call, left, name):
                bar.update()

    def once(self, client: Client | None, name: str, make: Callable[[Work, Path], object]) -> None:
        """Make a step in one piece, if it is not there: in a folder of another name, which gets its own in the end.

        One worker of a cluster does it, so that this process stays small.
        """
        if not (self.folder / name).is_dir():
            for _ in _called(client, partial(_anew, self, make), [name], name):
                continue

    def gather(
        self, client: Client | None, name: str, select: Callable[[Work, DuckDBPyConnection], str], **how: Any
    ) -> list[int]:
        """Bring together what belongs together: the answers of a question in parts, of which each is whole.

        `by` names the columns that rows which belong together share, `first` the column that gives their order, `most`
        the rows of a part, as far as what belongs together is not more. Returned are the parts.
        """
        self.once(client, name, partial(_gather, select, **how))
        return sorted(int(part.name.partition("=")[2]) for part in (self.folder / name).glob("_part=*"))

    def part(self, name: str, part: int) -> pa.Table:
        """One part of what was gathered, in its order."""
        paths = sorted((self.folder / name / f"_part={part}").glob("*.parquet"))
        return pa.concat_tables(pq.ParquetFile(path).read() for path in paths).sort_by("number")

    def path(self, name: str, part: int) -> Path:
        """Where a part of a step stands."""
        return self.folder / name / f"{part:09}.parquet"

    def read(self, name: str) -> pa.Table:
        """All parts of a step."""
        return pa.concat_tables(map(read_table, sorted((self.folder / name).glob("*.parquet"))))

    def shard(self, name: str, shard: int, columns: Sequence[str] | None = None) -> pa.Table:
        """A table of one shard: as the steps have made it, else as it was written with the shard."""
        made = self.folder / name / f"{self.named(shard)}.parquet"
        return read_table(made if made.is_file() else self.out / name / f"{self.shards[shard]}.parquet", columns)

    def named(self, shard: int) -> str:
        """The name of a part that belongs to a shard: in the order of the source when sorted."""
        return f"{shard:06}-{self.shards[shard]}"

    def spread(self, folder: Path, name: str, answer: Any) -> None:
        """Write a table shard by shard, with the columns of an answer, row by row, in the place of its own."""
        made = iter(batches(answer))
        kept = pa.table({})
        for shard in range(len(self.shards)):
            rows = self.shard(name, shard)
            while kept.num_rows < rows.num_rows:
                more = pa.Table.from_batches([next(made)])
                kept = pa.concat_tables([kept, more]) if kept.num_rows else more
            for column in kept.column_names if rows.num_rows else ():
                at = rows.schema.get_field_index(column)
                rows = rows.set_column(
                    at, column, kept[column].slice(0, rows.num_rows).cast(rows.schema.field(at).type)
                )
            kept = kept.slice(rows.num_rows)
            write_table(rows, folder / f"{self.named(shard)}.parquet")

    def found(self, name: str) -> str:
        """All that a step found, for a question in SQL."""
        return parquet([self.folder / name / "*.parquet"])

    def table(self, store: DuckDBPyConnection, name: str) -> str:
        """A table of all shards, with the number of each row in the order of the source, for a question in SQL."""
        made = sorted((self.folder / name).glob("*.parquet"))
        files = made or [self.out / name / f"{shard}.parquet" for shard in self.shards]
        rows = [pq.read_metadata(file).num_rows for file in files]
        known = {"_file": [str(file) for file in files], "_first": [*accumulate(rows, initial=0)][:-1]}
        store.register(f"files_of_{name}", pa.table(known))
        source = parquet(files, "filename = true", "file_row_number = true")
        return (
            "(SELECT * EXCLUDE (filename, _file, _first, file_row_number), _first + file_row_number AS number "
            f"FROM {source} JOIN files_of_{name} ON _file = filename)"
        )

    @contextmanager
    def store(self) -> Iterator[DuckDBPyConnection]:
        """A connection of its own to DuckDB: what it makes is gone when it is closed."""
        with _database(self.folder).cursor() as store:
            yield store

    def close(self) -> None:
        """Let go of DuckDB."""
        _database.cache_clear()


@lru_cache(maxsize=1)
def _database(folder: Path) -> DuckDBPyConnection:
    """DuckDB with bounded memory."""
    import duckdb

    return duckdb.connect(config=_DUCKDB | {"temp_directory": str(folder / f".spill-{uuid.uuid4().hex}")})


def mapped(
    client: Client | None, function: Callable[[T], U], items: Iterable[T]
) -> Iterator[tuple[int, T, U | BaseException]]:
    """Call a function for each of many items, and tell which is done as soon as it is.

    Yields
    ------
    tuple
        Number and item, with the result, or with the exception that it cost. Not in order, on a cluster.
    """
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
            problem = future.exception()
            if isinstance(problem, KilledWorker):
                killed.append((number, item))
            else:
                yield number, item, problem or future.result()
            submit(islice(numbered, 1))
    for number, item in killed:  # Dask suspects all that a dead worker held; alone, only the guilty one dies again
        submit([(number, item)])
        (future,) = _done(client, waiting)
        waiting.clear()
        yield number, item, future.exception() or future.result()


def _done(client: Client, waiting: Iterable[Any]) -> list[Any]:
    """The futures that are done, once one is.

    Dask starts no worker anew that died while it was being started: a cluster of this process gets another in its
    place, for without one the last future is waited for in vain.
    """
    from distributed import wait

    while True:
        try:
            return list(wait(list(waiting), timeout=_PATIENCE, return_when="FIRST_COMPLETED").done)
        except TimeoutError:
            if cluster := client.cluster:
                cluster.scale(len(cluster.worker_spec))


def _gather(
    select: Callable[[Work, DuckDBPyConnection], str],
    work: Work,
    folder: Path,
    *,
    by: str,
    most: int,
    first: str = "number",
) -> None:
    with work.store() as store:
        store.execute(f"CREATE TEMP TABLE claims AS {select(work, store)}")
        store.execute(f"""
            CREATE TEMP TABLE places AS
            WITH keys AS (SELECT {by}, min({first}) AS first, count(*) AS many FROM claims GROUP BY ALL)
            SELECT {by}, ((sum(many) OVER (ORDER BY first, {by}) - many) // {most})::BIGINT AS _part FROM keys
        """)
        if not store.execute("SELECT max(_part) FROM places").fetchall()[0][0]:
            (folder / "_part=0").mkdir()
            store.execute(f"COPY claims TO {_quoted(folder / '_part=0' / 'all.parquet')} (FORMAT parquet)")
            return
        placed = f"SELECT claims.*, _part FROM claims JOIN places USING ({by})"
        store.execute(
            f"COPY ({placed}) TO {_quoted(folder)} (FORMAT parquet, PARTITION_BY (_part), OVERWRITE_OR_IGNORE)"
        )


def _write(work: Work, name: str, function: Callable[[Work, int], pa.Table], part: int) -> None:
    write_table(function(work, part), work.path(name, part))


def _anew(work: Work, make: Callable[[Work, Path], object], name: str) -> None:
    aside = work.folder / f".{name}"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    make(work, aside)
    os.replace(aside, work.folder / name)


def _called(client: Client | None, call: Callable[[Any], None], items: Sequence[Any], what: str) -> Iterator[None]:
    """Call a function for every item; the first that fails ends it."""
    for _, _, done in mapped(client, call, items):
        if type(done).__name__ == "KilledWorker":
            raise UnfinishedError(
                f"no worker survived “{what}”: give each more memory (fewer workers), and run the command again, "
                "which goes on where this one stopped"
            ) from done
        if isinstance(done, BaseException):
            raise done
        yield


@lru_cache(maxsize=1)
def _shards(folder: Path) -> tuple[str, ...]:
    return tuple(json.loads((folder / _SHARDS).read_text("utf-8")))


def batches(answer: Any) -> pa.RecordBatchReader:
    """What DuckDB found, some rows at a time."""
    return answer.to_arrow_reader(_BATCH)


def columns(rows: Iterable[Sequence[Any]], **types: Any) -> pa.Table:
    """Rows as columns of these types."""
    found: Sequence[Sequence[Any]] = [*zip(*rows, strict=True)] or [()] * len(types)
    return pa.table([pa.array(*each) for each in zip(found, types.values(), strict=True)], [*types])


def beside(one: pa.Table, other: pa.Table) -> pa.Table:
    """The columns of two tables with the same rows."""
    return pa.table([*one.columns, *other.columns], [*one.column_names, *other.column_names])


def write_batches(answer: Any, folder: Path) -> None:
    """Write what DuckDB found as the files of a table, some rows in each."""
    found = batches(answer)
    write_table(found.schema.empty_table(), folder / f"{0:06}.parquet")
    for number, batch in enumerate(found, 1):
        write_table(pa.Table.from_batches([batch]), folder / f"{number:06}.parquet")


def parquet(files: Iterable[Path], *settings: str) -> str:
    """Some files, for a question in SQL."""
    listed = ", ".join(map(_quoted, files))
    return f"read_parquet({', '.join([f'[{listed}]', *settings])})"


def _quoted(words: object) -> str:
    return "'{}'".format(str(words).replace("'", "''"))


@lru_cache(maxsize=1)
def likeness_of(work: Work) -> Likeness:
    """How telling words are among all mentions, once they are counted."""
    count = dict(tuples(work.read("tokens")))
    return Likeness(count, count.pop(""))
