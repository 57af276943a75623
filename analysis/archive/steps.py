"""What the steps across an archive share: its shards, a folder for what lies between them, DuckDB, and a cluster."""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from analysis.archive.shards import write_table
from analysis.cli import FailedError
from analysis.core.files import write_whole

if TYPE_CHECKING:
    from distributed import Client, Future
    from duckdb import DuckDBPyConnection

__all__ = [
    "ROWS",
    "Work",
    "batches",
    "read",
    "together",
]

ROWS = 32
"""A row's number is that of its shard, shifted by so many bits, and its place there: numbers follow the source."""
_DUCKDB: dict[str, Any] = {"memory_limit": "150MB", "threads": 1, "preserve_insertion_order": False}
"""DuckDB with little memory needs few threads: each holds some of its own. What does not fit goes to the disk."""
_BATCH = 50_000
_SHARDS = "shards.json"

T = TypeVar("T")


@dataclass(frozen=True)
class Work:
    """Steps across the shards of an archive; it travels to the workers.

    Parameters
    ----------
    out
        The folder of the dataset.
    folder
        Where the steps leave what they found, in a folder a table, and that a file a part.
    show
        Whether to draw a bar for each step on stderr.
    urgent
        Whether a cluster takes these steps before those beside them: the longer way to what needs both.
    """

    out: Path
    folder: Path
    show: bool = False
    urgent: bool = False

    @classmethod
    def begin(cls, out: Path, folder: Path, shards: Sequence[str], show: bool = False) -> Work:
        """Begin with these shards, in the order of the source, or go on where a run with the same folder was killed."""
        for spilled in folder.glob("spill-*"):
            shutil.rmtree(spilled, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _SHARDS).write_text(json.dumps(list(shards)), encoding="utf-8")
        return cls(out, folder, show)

    @property
    def shards(self) -> tuple[str, ...]:
        """Keys of the shards, in the order of the source."""
        return _shards(self.folder)

    def each(self, client: Client | None, function: Callable[[Work, T], None], items: Sequence[T], what: str) -> None:
        """Call a function for every item, in this process or on the workers of a cluster; a bar says what is done."""
        from tqdm import tqdm

        left = [(place, item) for place, item in enumerate(items) if not self._mark(f"{what} {place}").is_file()]
        shown = None if self.show else True
        with tqdm(desc=what, total=len(items), initial=len(items) - len(left), unit=" parts", disable=shown) as bar:
            for _ in self._called(client, partial(_do, self, function, what), left, what):
                bar.update()

    def once(self, name: str, make: Callable[[], T], client: Client | None = None) -> T:
        """Make a table, if no run before this one has made it, and what the steps after it have to know of it.

        Parameters
        ----------
        name
            Of the table; what a killed run or worker left of it is removed.
        make
            Writes the parts, and gives what JSON can keep.
        client
            One worker of this cluster makes it, so that this process stays small; None does it here.
        """
        mark = self._mark(name)
        if not mark.is_file():
            call = partial(_anew, self.folder / name, make)
            self._tell(name, _result(client.submit(call, pure=False, priority=self.urgent), name) if client else call())
        return cast(T, json.loads(mark.read_text("utf-8")))

    def _called(
        self, client: Client | None, call: Callable[[tuple[int, T]], None], items: Sequence[tuple[int, T]], what: str
    ) -> Iterator[None]:
        if client is None:
            yield from map(call, items)
            return
        import distributed

        for future in distributed.as_completed(client.map(call, items, pure=False, priority=self.urgent)):
            yield _result(future, what)

    def _mark(self, name: str) -> Path:
        return self.folder / "done" / f"{name}.json"

    def _tell(self, name: str, found: object = None) -> None:
        """Say that something is done: all of its files are there."""
        mark = self._mark(name)
        mark.parent.mkdir(exist_ok=True)
        write_whole(mark, json.dumps(found).encode())

    def table(self, name: str, shard: int, columns: Sequence[str] | None = None) -> pa.Table:
        """A table of one shard, with the number of each row."""
        rows = pq.read_table(self.out / name / f"{self.shards[shard]}.parquet", columns=columns)
        first = shard << ROWS
        return rows.append_column("number", pa.array(range(first, first + rows.num_rows), pa.int64()))

    def path(self, name: str, part: object) -> Path:
        """Where a part of what a step found stands."""
        return self.folder / name / f"{part}.parquet"

    def write(self, name: str, part: object, rows: pa.Table) -> None:
        """Keep a part of what a step found."""
        write_table(rows, self.path(name, part))

    def found(self, name: str) -> str:
        """What a step found, for a question in SQL."""
        return f"read_parquet({_quoted(str(self.folder / name / '*.parquet'))})"

    def numbered(self, store: DuckDBPyConnection, name: str, columns: str) -> str:
        """Columns of a table of the dataset with the number of each row, for a question in SQL."""
        files = [str(self.out / name / f"{shard}.parquet") for shard in self.shards]
        known = pa.table({"shard": pa.array(range(len(files)), pa.int64()), "filename": pa.array(files, pa.string())})
        store.register(f"files_of_{name}", known)
        listed = ", ".join(_quoted(file) for file in files)
        return (
            f"(SELECT {columns}, (shard << {ROWS}) + file_row_number AS number "
            f"FROM read_parquet([{listed}], filename = true, file_row_number = true) "
            f"JOIN files_of_{name} USING (filename))"
        )

    def ordered(self, name: str, columns: str) -> str:
        """Columns of a table that was written shard by shard, with the number of each row, for a question in SQL."""
        shard = "parse_filename(filename)[:6]::BIGINT"
        source = f"{self.found(name)[:-1]}, filename = true, file_row_number = true)"
        return f"(SELECT {columns}, ({shard} << {ROWS}) + file_row_number AS number FROM {source})"

    def store(self) -> DuckDBPyConnection:
        """A DuckDB of its own for one step, with bounded memory."""
        import duckdb

        return duckdb.connect(config=_DUCKDB | {"temp_directory": str(self.folder / f"spill-{uuid.uuid4().hex}")})

    def shard_part(self, shard: int) -> str:
        """The name of a part that belongs to a shard: in the order of the source when sorted."""
        return f"{shard:06}-{self.shards[shard]}"

    def parted(self, store: DuckDBPyConnection, name: str, select: str, by: str) -> list[int]:
        """Write an answer in parts, one a value of a column of whole numbers, and give these values."""
        target = self.folder / name
        store.execute(
            f"COPY ({select}) TO {_quoted(str(target))} (FORMAT parquet, PARTITION_BY ({by}), OVERWRITE_OR_IGNORE)"
        )
        return sorted(int(part.name.partition("=")[2]) for part in target.glob(f"{by}=*"))

    def part(self, name: str, by: str, value: int) -> list[Path]:
        """The files of one part of what `parted` wrote."""
        return sorted((self.folder / name / f"{by}={value}").glob("*.parquet"))


@lru_cache(maxsize=1)
def _shards(folder: Path) -> tuple[str, ...]:
    return tuple(json.loads((folder / _SHARDS).read_text("utf-8")))


def _do(work: Work, function: Callable[[Work, T], None], what: str, item: tuple[int, T]) -> None:
    function(work, item[1])
    work._tell(f"{what} {item[0]}")


def _anew(folder: Path, make: Callable[[], T]) -> T:
    shutil.rmtree(folder, ignore_errors=True)
    return make()


def _result(future: Future[T], what: str) -> T:
    """What a worker found, or what to do when none survived the step."""
    from distributed import KilledWorker

    try:
        return future.result()
    except KilledWorker as problem:
        raise FailedError(
            f"no worker survived “{what}”: give each more memory (fewer workers), and run the command again, which "
            "goes on where this one stopped"
        ) from problem


def together(client: Client | None, *steps: Callable[[], None]) -> None:
    """Take steps that need nothing of each other, side by side where a cluster takes them."""
    if client is None:
        for step in steps:
            step()
        return
    threads = ThreadPoolExecutor(len(steps))
    try:
        for taken in as_completed([threads.submit(step) for step in steps]):
            taken.result()
    finally:
        threads.shutdown(wait=False)  # where one has failed, nobody waits: the others end with the cluster


def batches(answer: Any) -> Iterator[pa.RecordBatch]:
    """What DuckDB found, some rows at a time."""
    return iter(answer.to_arrow_reader(_BATCH))


def read(paths: Iterable[Path]) -> pa.Table:
    """Some files as one table."""
    return pa.concat_tables(pq.read_table(path, partitioning=None) for path in paths)


def _quoted(words: str) -> str:
    return "'{}'".format(words.replace("'", "''"))
