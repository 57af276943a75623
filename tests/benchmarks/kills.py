"""Whether an archive comes out the same however often its run is killed.

    python -m tests.benchmarks.kills 3000 --kills 10 --workers 2

parses an archive undisturbed, then once more with the whole process group killed at random moments and started again,
and compares all rows of all tables.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.scale.dataset import open_archive
from tests.scale.articles import archive


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
    for name in (*left.tables, "texts"):
        rows = [
            sorted(map(repr, book.query(f'SELECT * FROM "{name}"').itertuples(index=False))) for book in (left, right)
        ]
        if rows[0] != rows[1]:
            found.append(name)
    return found


def killed_run(source: Path, out: Path, kills: int, workers: int, seconds: float, seed: int = 0) -> list[str]:
    """Kill a run so many times, each after a random part of the time that is left, and let it end; tells when."""
    draw = random.Random(seed)
    moments = []
    for _ in range(kills):
        process = start(source, out, workers)
        begin = time.monotonic()
        wait = draw.uniform(0.05, 1) * seconds
        while time.monotonic() - begin < wait and process.poll() is None:
            time.sleep(0.02)
        done = len(list((out / "documents").glob("*.parquet")))
        across = next((path.name for path in sorted(out.glob(".across-*/*"))[-1:]), "")
        moments.append(f"{time.monotonic() - begin:.1f} s, {done} shards{', ' + across if across else ''}")
        if process.poll() is None:
            kill(process)
        else:
            moments[-1] += " (had ended)"
    if start(source, out, workers).wait():
        raise RuntimeError("the last run failed")
    return moments


def main() -> None:
    """Kill, compare, tell."""
    parser = argparse.ArgumentParser(description="Kill runs of `workbook parse`, and compare what comes out.")
    parser.add_argument("articles", nargs="?", type=int, default=3_000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--size", type=int, default=1_000, help="characters of an article")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        source = archive(Path(folder, "articles.jsonl"), options.articles, size=options.size)
        begin = time.monotonic()
        start(source, Path(folder, "undisturbed"), options.workers).wait()
        seconds = time.monotonic() - begin
        moments = killed_run(source, Path(folder, "killed"), options.kills, options.workers, seconds / 3)
        for moment in moments:
            print("killed after", moment)
        found = differing(Path(folder, "undisturbed"), Path(folder, "killed"))
        print(open_archive(Path(folder, "killed")))
        print("other rows in", ", ".join(found)) if found else print("the same rows in all tables")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
