"""Whether an archive comes out the same however often its run is killed.

    python -m tests.benchmarks.kills 3000 --kills 10 --workers 2

parses an archive undisturbed, then again with the whole process group killed at random moments of that time, and
compares all rows of all tables.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.archive.read import open_archive
from tests.archive.articles import archive


def start(source: Path, out: Path, workers: int) -> subprocess.Popen[bytes]:
    """A run in a process group of its own, so that it can be killed with its workers."""
    command = [sys.executable, "-m", "analysis", "parse", str(source), "--out", str(out), "--workers", str(workers)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a run and its workers, as a power cut does."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def differing(one: Path, other: Path) -> list[str]:
    """Tables whose rows are not the same, in whatever order."""
    left, right = open_archive(one), open_archive(other)
    found = []
    for name in (*left.said["tables"], "texts"):
        rows = [
            sorted(map(repr, book.query(f'SELECT * FROM "{name}"').itertuples(index=False))) for book in (left, right)
        ]
        if rows[0] != rows[1]:
            found.append(name)
    return found


def killed_runs(source: Path, out: Path, kills: int, workers: int, seconds: float) -> Iterator[tuple[str, Path | None]]:
    """Kill runs that last so many seconds, at random moments of their time, until that was done so many times.

    Each goes on where the one before was killed; after one that ended in time another begins from nothing.

    Yields
    ------
    tuple
        What was there at that moment; and the folder, when the run had ended by itself.
    """
    draw = random.Random(0)
    done = 0
    while done < kills:
        wait = draw.uniform(0, seconds)
        begin = time.monotonic()
        process = start(source, out, workers)
        while time.monotonic() - begin < wait and process.poll() is None:
            time.sleep(0.02)
        across = next((f", {path.name}" for path in sorted(out.glob(".across-*/*"))[-1:]), "")
        moment = f"{time.monotonic() - begin:.1f} s: {len(list(out.glob('documents/*.parquet')))} shards{across}"
        if process.poll() is None:
            kill(process)
            done += 1
            yield f"killed after {moment}", None
        elif process.returncode:
            raise RuntimeError(f"the run that was started after {done} kills ended with {process.returncode}")
        else:
            yield f"ended after {moment}", out
            shutil.rmtree(out)
    if start(source, out, workers).wait():
        raise RuntimeError("the last run failed")
    yield "the last run ended", out


def main() -> None:
    """Kill, compare, tell."""
    parser = argparse.ArgumentParser(description="Kill runs of `workbook parse`, and compare what comes out.")
    parser.add_argument("articles", nargs="?", type=int, default=3_000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--size", type=int, default=1_000, help="characters of an article")
    options = parser.parse_args()
    wrong: set[str] = set()
    with TemporaryDirectory() as folder:
        source = archive(Path(folder, "articles.jsonl"), options.articles, size=options.size)
        calm = Path(folder, "undisturbed")
        begin = time.monotonic()
        start(source, calm, options.workers).wait()
        seconds = time.monotonic() - begin
        print(f"an undisturbed run takes {seconds:.0f} s:", open_archive(calm))
        for moment, ended in killed_runs(source, Path(folder, "killed"), options.kills, options.workers, seconds):
            found = differing(calm, ended) if ended else []
            wrong.update(found)
            same = ": the same rows in all tables" if not found else f": other rows in {', '.join(found)}"
            print(moment + (same if ended else ""), flush=True)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
