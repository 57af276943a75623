"""Parsing an archive: shards mapped in this process, or by Dask on the cores of a machine or of a cluster."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.archive.connect import across_name, connect
from analysis.archive.shards import SHARDED, Written, write_shard
from analysis.archive.source import Shard, read_shards
from analysis.book.store import program_hash
from analysis.book.workbook import ARCHIVE
from analysis.claims.corrections import Correction, read_corrections
from analysis.core.files import write_whole

if TYPE_CHECKING:
    from distributed import Client

__all__ = [
    "Run",
    "dask_client",
    "parse_archive",
    "written_shards",
]

_AHEAD = 3
"""Shards on their way for each thread of the cluster: enough to keep it busy, few enough to keep memory flat."""
_SETTINGS = {
    "distributed.admin.low-level-log-length": 0,  # a thousand messages are kept otherwise, with the articles in them
    # Profiling and looking up to fifty times a second whether all is well cost a tenth of two cores.
    "distributed.worker.profile.enabled": False,
    "distributed.worker.memory.monitor-interval": "1s",
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "5s",
    # Memory that is given back by each 64 KB, as Dask has it, is taken and cleared anew all the time.
    "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": 8_000_000,
}
_HELP = "install it with: pip install 'analyst-workbook[scale]'"


@dataclass(slots=True)
class Run:
    """What a run did: keys of its shards in the order of the source, counts, and what failed with its reason."""

    shards: list[str] = field(default_factory=list)
    documents: int = 0
    bytes: int = 0
    errors: int = 0
    new: int = 0
    failed: list[str] = field(default_factory=list)


def parse_archive(source: Path | str, out: Path | str, client: Client | None = None, show: bool = False) -> Run:
    """Parse all documents of an archive into a Parquet dataset, one folder a table.

    A run that was interrupted, at whatever moment, is completed by running it again: shards that are there are kept.
    One run at a time may write to a folder.

    Parameters
    ----------
    source
        A folder or a JSON Lines file: see `read_shards`. The analyst's `corrections.csv` and outside evidence in
        `reference` are applied when they lie in that folder, or beside that file.
    out
        The folder of the dataset; made when it does not exist.
    client
        The Dask cluster to run on; None reads in this process.
    show
        Whether to draw a bar for each step on stderr.

    Returns
    -------
    Run
        A shard that raised, or that its worker did not survive three times, is in `failed` with its files.
    """
    from tqdm import tqdm

    source, out = Path(source).absolute(), Path(out).absolute()
    beside = source if source.is_dir() else source.parent
    corrections = tuple(read_corrections(beside / "corrections.csv"))
    out.mkdir(parents=True, exist_ok=True)
    found: dict[int, Written] = {}
    run = Run()
    with tqdm(desc="reading", unit=" articles", disable=None if show else True) as bar:
        for number, shard, done in written_shards(read_shards(source), out, client, corrections):
            if isinstance(done, Written):
                found[number] = done
                bar.update(done.documents)
            else:
                run.failed.append(f"{', '.join(shard.names())}: {done}")
    for _, done in sorted(found.items()):
        run.shards.append(done.key)
        run.documents += done.documents
        run.bytes += done.bytes
        run.errors += done.errors
        run.new += done.new
    _finish(out, run, across_name(run.shards, corrections, beside))
    if not run.failed:
        connect(out, run.shards, corrections, beside, client, show)
    return run


def written_shards(
    shards: Iterator[Shard], out: Path, client: Client | None = None, corrections: Sequence[Correction] = ()
) -> Iterator[tuple[int, Shard, Written | BaseException]]:
    """Write each shard, and tell which is done as soon as it is.

    Yields
    ------
    tuple
        Number and shard, with what was written, or with the exception that it cost. Not in order, on a cluster.
    """
    program = program_hash()
    if client is None:
        for number, shard in enumerate(shards):
            try:
                yield number, shard, write_shard(shard, str(out), program, corrections)
            except Exception as raised:
                yield number, shard, raised
        return

    from distributed import KilledWorker, as_completed

    numbered = enumerate(shards)
    waiting: dict[Any, tuple[int, Shard]] = {}

    def submit(some: Iterable[tuple[int, Shard]]) -> list[Any]:
        sent = {}
        for number, shard in some:
            future = client.submit(write_shard, shard, str(out), program, corrections, pure=False)
            sent[future] = number, shard
        waiting.update(sent)
        return list(sent)

    killed = []
    queue = as_completed(submit(islice(numbered, _AHEAD * sum(client.nthreads().values()) or 1)))
    for future in queue:
        number, shard = waiting.pop(future)
        problem = future.exception()
        if isinstance(problem, KilledWorker):
            killed.append((number, shard))
        else:
            yield number, shard, problem or future.result()
        for more in submit(islice(numbered, 1)):
            queue.add(more)
    for number, shard in killed:  # Dask suspects all that a dead worker held; alone, only the guilty one dies again
        (future,) = submit([(number, shard)])
        yield number, shard, future.exception() or future.result()


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
        raise ModuleNotFoundError(f"more than one worker needs Dask; {_HELP}") from problem
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


def _finish(out: Path, run: Run, across: str) -> None:
    """Say which shards make up the dataset; after a run without failures remove other shards and halves of files."""
    content = {"program": program_hash(), "documents": run.documents, "across": across}
    content |= {"shards": run.shards, "failed": run.failed}
    write_whole(out / ARCHIVE, json.dumps(content, indent=1, ensure_ascii=False).encode())
    if run.failed:
        return
    for path in out.glob(".*.part"):
        path.unlink()
    kept = {f"{key}.parquet" for key in run.shards}
    for table in (*SHARDED, "corrections"):
        for path in (out / table).glob("*"):
            if path.name not in kept:
                path.unlink(missing_ok=True)
    for path in (*out.glob("across-*"), *out.glob(".across-*")):
        if path.name.removeprefix(".") != across:
            shutil.rmtree(path, ignore_errors=True)
