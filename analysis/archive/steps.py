"""Steps across the shards of a dataset, here or on a cluster."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import lru_cache, partial
from importlib import import_module
from importlib.util import find_spec
from itertools import chain, islice, pairwise
from multiprocessing import get_all_start_methods
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
from numpy.typing import NDArray

from analysis.book.store import read_table, write_table
from analysis.core.values import uncollected

if TYPE_CHECKING:
    from distributed import Client

# The file by which a parsed archive is known: its shards in the order of the source, and what connects them.
ARCHIVE = "archive.json"
LATER = ("origins", "ledger", "outside", "members", "beside", "copies")  # tables that no shard has
# Tables that need all shards, each a folder of files in the order of the source.
ACROSS = ("documents", "timeline", "figures", "corrections", *LATER)
_AHEAD = 4  # shards on their way for each thread: enough to keep the cluster busy, few enough to keep memory flat
_PATIENCE = 5  # seconds after which it is seen to that all workers are there
_LOST = 30  # seconds after which the result of what was done is taken for lost, with the worker that held it
_SPREAD = 500_000  # rows that are given back to their shards in one piece
_SHARDS = "shards.json"
_PIECE = 8  # shards that a step takes at a time: a folder's all, and few megabytes of one table
PIECE = 1 << 32  # rows that a piece may have: what numbers leave free for them
_METHOD = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"  # of worker processes
# Memory that is given back by each 64 KB, as Dask has it, is taken and cleared anew all the time.
_ENVIRONMENT = {"MALLOC_TRIM_THRESHOLD_": "8000000", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
_SETTINGS = {
    "distributed.nanny.pre-spawn-environ": _ENVIRONMENT,
    "distributed.worker.multiprocessing-method": _METHOD,
    "distributed.deploy.lost-worker-timeout": "5s",
    "distributed.scheduler.worker-saturation": 1.0,  # what waits does so where the largest is chosen
    "distributed.admin.low-level-log-length": 0,  # a thousand messages are kept otherwise, with the articles in them
    # Profiling and looking up to fifty times a second whether all is well cost a tenth of two cores.
    "distributed.worker.profile.enabled": False,
    "distributed.worker.memory.monitor-interval": "1s",
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "5s",
}
_PACKED = pa.ipc.IpcWriteOptions(compression="lz4")

T = TypeVar("T")
U = TypeVar("U")
Parts = tuple[int, Iterator[Any]]  # how many there are, and what each holds
_Count = tuple[pa.Array, NDArray[np.int64], NDArray[np.int64]]
Step = Callable[["Work", Any], pa.Table]  # what is made of a part


@contextmanager
def progress(
    what: str, unit: str, total: int | None = None, *, shown: bool = True, **options: Any
) -> Iterator[Callable[..., object]]:
    """Call what it gives for what is done: who waits in a terminal, or an open notebook, sees how far it has come."""
    notebook = "JPY_SESSION_NAME" in os.environ
    if not shown or not (notebook or (sys.stderr and sys.stderr.isatty())):
        yield lambda count=1: None
        return
    tqdm = import_module("tqdm.auto" if notebook else "tqdm").tqdm  # either takes long to import
    with tqdm(desc=what, unit=unit, total=total, **options) as bar:
        yield bar.update


class UnfinishedError(Exception):
    """A step that no worker survived; the message says what to do."""


@contextmanager
def dask_client(workers: int = 1, address: str = "") -> Iterator[Client | None]:
    """A Dask cluster: at the address, or of so many processes here; None for one, which needs no Dask."""
    if workers <= 1 and not address:
        yield None
        return
    if find_spec("distributed") is None:
        remedy = "install it with: pip install 'analyst-workbook[scale]'"
        raise ModuleNotFoundError(f"more than one worker needs Dask; {remedy}")
    if not address:
        _import_once()
    import dask
    from distributed import Client, LocalCluster

    local: dict[str, Any] = {"threads_per_worker": 1, "dashboard_address": "127.0.0.1:0"}
    with (
        dask.config.set(_SETTINGS),
        nullcontext(address) if address else LocalCluster(n_workers=workers, **local) as cluster,
        Client(cluster) as client,
    ):
        yield client


def _import_once() -> None:
    """Import what all workers take in the process that they are forked from, while this one imports Dask."""
    if _METHOD == "forkserver":
        from multiprocessing import forkserver

        os.environ.update(_ENVIRONMENT)  # as Dask does
        forkserver.set_forkserver_preload(["distributed", "analysis.archive.parse"])
        forkserver.ensure_running()


@dataclass(frozen=True)
class Work:
    """Steps across the shards of a dataset, which write the tables of `ACROSS` to a folder; it travels to the workers.

    What a step finds goes into files of that folder, and so does what is more than one part, in this process.
    """

    out: Path
    folder: Path
    show: bool = False
    kept: dict[Path, pa.Table] | None = field(default=None, compare=False)  # what is read and written, if it stays

    @classmethod
    def begin(cls, out: Path, folder: Path, shards: Sequence[str], **options: Any) -> Work:
        """Begin with these shards, in the order of the source."""
        folder.mkdir(parents=True, exist_ok=True)
        pieces = [shards[first : first + _PIECE] for first in range(0, len(shards), _PIECE)]
        (folder / _SHARDS).write_text(json.dumps(pieces), encoding="utf-8")
        return cls(out, folder, **options)

    @property
    def pieces(self) -> list[list[str]]:
        """The pieces that steps take at a time, each the keys of some shards, in the order of the source."""
        return _pieces(self.folder)

    def tidy(self) -> None:
        """Remove what no table of `ACROSS` is made of."""
        for path in self.folder.iterdir():
            if path.name not in ACROSS:
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    def close(self) -> None:
        """Let go of what was read and written."""
        if self.kept:
            self.kept.clear()

    def gather(self, name: str, tables: Iterable[pa.Table], by: str, most: int) -> Parts:
        """Parts of about `most` rows in the order of numbers, those alike in `by` together; few rows are one part."""
        tables, held = iter(tables), list[pa.Table]()
        while sum(rows.num_rows for rows in held) <= most:
            if (rows := next(tables, None)) is None:
                return 1, iter([pa.concat_tables(held)])
            held.append(rows)
        counts, spools = list[_Count](), list[Path]()
        for rows in chain(held, tables):
            counts.append(_count(rows[by], np.ones(len(rows), np.int64), rows["number"].to_numpy()))
            spools.append(self.folder / "spools" / f"{name}-{len(spools)}")
            write_table(rows, spools[-1])
        each, many, first = zip(*counts, strict=True)
        keys, times, begins = _count(pa.chunked_array(each), np.concatenate(many), np.concatenate(first))
        order = np.argsort(begins)
        part = np.empty(len(keys), np.int64)
        part[order] = (np.cumsum(times[order]) - times[order]) // most
        places = defaultdict[int, list[tuple[Path, int]]](list)
        for path in spools:
            rows = read_table(path)
            for nth, found in enumerate(_spool(rows, part[pc.index_in(rows[by], keys).to_numpy()], path)):
                places[found].append((path, nth))
        _release()
        return len(places), (_spooled(places[found]) for found in sorted(places))

    def by_piece(self, name: str, tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
        """What was found of numbers, piece by piece and in their order."""
        piece = 0
        for rows in self.gather(name, tables, "piece", _SPREAD)[1]:
            held = rows.sort_by("number")
            of = held["piece"].to_numpy()
            while len(of) and piece <= of[-1]:
                first, behind = np.searchsorted(of, (piece, piece + 1))
                yield held.slice(first, behind - first)
                piece += 1
        for _ in range(piece, len(self.pieces)):
            yield held.slice(0, 0)

    def each(self, client: Client | None, step: str, function: Step, parts: Parts) -> Iterator[tuple[int, pa.Table]]:
        """Number of each part, and what a function makes of it, in this process or on the workers of a cluster."""
        count, asked = parts
        with progress(step, " parts", count, shown=self.show) as tick:
            for number, _, found in mapped(client, partial(_made, function, self), asked, _AHEAD // 2):
                if isinstance(found, BaseException):
                    if type(found).__name__ != "KilledWorker":
                        raise found
                    remedy = "give each more memory (fewer workers), and run the command again; what was read is kept"
                    raise UnfinishedError(f"no worker survived “{step}”: {remedy}") from found
                yield number, found
                tick()
                _release()

    def write(self, name: str, rows: pa.Table, part: int = 0) -> None:
        """Write a table, or a part of it: their numbers give the order."""
        path = self._path(name, part)
        write_table(rows, path)
        if self.kept is not None:
            self.kept[path] = rows

    def put(self, name: str, piece: int, rows: pa.Table, **columns: Any) -> None:
        """Write a table of a piece, with these columns in the place of its own."""
        for column, values in columns.items():
            at = rows.schema.get_field_index(column)
            kind = rows.schema.field(at).type
            held = pa.array(values, kind) if isinstance(values, list) else values.cast(kind)
            rows = rows.set_column(at, column, held)
        self.write(name, rows, piece)

    def whole(self, name: str) -> pa.Table:
        """A table of all shards: as the steps have made it, else as it was written with the shards."""
        made = sorted(int(path.stem) for path in (self.folder / name).glob("*.parquet"))
        return pa.concat_tables(self.piece(name, number) for number in made or range(len(self.pieces)))

    def piece(self, name: str, piece: int) -> pa.Table:
        """A table of some shards: as the steps have made it, else as it was written with the shards."""
        path = self._path(name, piece)
        if self.kept and path in self.kept:
            return self.kept[path]
        shards = [path] if path.is_file() else [self.out / name / f"{key}.parquet" for key in self.pieces[piece]]
        rows = pa.concat_tables(map(read_table, shards))
        if self.kept is not None:
            self.kept[path] = rows
        return rows

    def numbered(self, name: str, piece: int) -> pa.Table:
        """A table of some shards, with numbers in the order of the source."""
        rows, first = self.piece(name, piece), piece * PIECE
        return rows.append_column("number", pa.array(np.arange(first, first + rows.num_rows)))

    def tables(self, name: str) -> Iterator[pa.Table]:
        """A table piece by piece, with numbers."""
        return (self.numbered(name, piece) for piece in range(len(self.pieces)))

    def _path(self, name: str, part: int) -> Path:
        return self.folder / name / f"{part:07}.parquet"


def _count(keys: pa.ChunkedArray, many: NDArray[np.int64], numbers: NDArray[np.int64]) -> _Count:
    """Each key once, with how many rows it has, and the lowest of their numbers."""
    held = keys.combine_chunks().dictionary_encode()
    at, times = held.indices.to_numpy(), np.zeros(len(held.dictionary), np.int64)
    lowest = np.full(len(times), np.iinfo(np.int64).max)
    np.add.at(times, at, many)
    np.minimum.at(lowest, at, numbers)
    return held.dictionary, times, lowest


def _spool(rows: pa.Table, parts: NDArray[np.int64], path: Path) -> list[int]:
    """Write rows in batches, one for each part that they are of; the parts."""
    order = np.argsort(parts, kind="stable")
    rows, parts = rows.take(order).combine_chunks(), parts[order]
    begins = np.flatnonzero(np.diff(parts, prepend=-1)).tolist()
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, rows.schema, options=_PACKED) as out:
        for begin, end in pairwise([*begins, len(parts)]):
            out.write(rows.slice(begin, end - begin))
    return list(parts[begins].tolist())


def _spooled(places: Iterable[tuple[Path, int]]) -> pa.Table:
    """The rows of a part, in the order of their numbers, from batches of files."""
    batches = []
    for path, nth in places:
        with pa.OSFile(str(path)) as file:
            batches.append(pa.ipc.open_file(file).get_batch(nth))
    return pa.Table.from_batches(batches).sort_by("number")


def _made(function: Step, work: Work, asked: object) -> pa.Table:
    """What a function makes of a part."""
    with uncollected():
        found = function(work, asked)
    _release()
    return found


def _release() -> None:
    """Give back what is free of the memory: else it grows with the parts of steps, which differ in size."""
    pa.default_memory_pool().release_unused()


def mapped(
    client: Client | None, function: Callable[[T], U], items: Iterable[T], ahead: int = _AHEAD
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
        for number, item in some:
            size = len(item) if isinstance(item, tuple) else 0  # large shards first: workers end at about one time
            waiting[client.submit(function, item, pure=False, priority=size)] = number, item

    killed = []
    submit(islice(numbered, ahead * sum(client.nthreads().values()) or 1))
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
        (future,) = _done(client, [client.submit(function, item, pure=False)])
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
def _pieces(folder: Path) -> list[list[str]]:
    return list(json.loads((folder / _SHARDS).read_text("utf-8")))


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
