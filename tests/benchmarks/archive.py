"""How fast an archive is read, stage by stage and as it grows: `make bench`, or with counts of articles and workers.

    python -m tests.benchmarks.archive 1000 10000 --workers 1 2

Everything is measured on invented articles of five kilobytes, which hold more dates and figures than most news does.
Without counts archives of 1,000, 10,000 and 100,000 are read, which takes an hour and more; each is printed as it ends.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
import tracemalloc
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil

from analysis.book import parse
from analysis.sources.documents import Document, text_document
from tests.archive.articles import archive, article

STAGES = {
    "layout of the page": ("read_article", "article_view"),
    "date of writing": ("find_written",),
    "dates": ("find_dates",),
    "quantities": ("find_quantities", "resolve_dollar"),
    "actors": ("find_actors",),
    "quotations": ("find_quotations",),
    "statements": ("find_statements",),
    "events": ("find_events",),
    "figures": ("find_figures",),
    "standings": ("find_standings",),
    "assertions": ("find_assertions",),
    "rows with their places": ("_described", "_coverage"),
}


@contextmanager
def watched(around: Callable[[str, Callable[..., Any]], Callable[..., Any]]) -> Iterator[None]:
    """Every stage of `parse_document`, wrapped."""
    places = [(parse, name, stage) for stage, names in STAGES.items() for name in names]
    places.append((parse.Citer, "rows", "rows with their places"))
    before = [(module, name, getattr(module, name)) for module, name, _ in places]
    try:
        for module, name, stage in places:
            setattr(module, name, around(stage, getattr(module, name)))
        yield
    finally:
        for module, name, function in before:
            setattr(module, name, function)


def time_stages(documents: list[Document]) -> dict[str, float]:
    """Seconds of processor time by stage; "whole" is all of `parse_document`."""
    spent: dict[str, float] = defaultdict(float)

    def timed(stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*values: Any, **named: Any) -> Any:
            begin = time.thread_time()
            try:
                return function(*values, **named)
            finally:
                spent[stage] += time.thread_time() - begin

        return call

    with watched(timed):
        for document in documents:
            parse.parse_document(document)
    begin = time.thread_time()
    for document in documents:
        parse.parse_document(document)
    return dict(spent) | {"whole": time.thread_time() - begin}


def peak_of_stages(documents: list[Document]) -> dict[str, int]:
    """Bytes that one call of a stage held at most, beyond what was there before it."""
    peaks: dict[str, int] = defaultdict(int)

    def measured(stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*values: Any, **named: Any) -> Any:
            tracemalloc.reset_peak()
            before = tracemalloc.get_traced_memory()[0]
            result = function(*values, **named)
            peaks[stage] = max(peaks[stage], tracemalloc.get_traced_memory()[1] - before)
            return result

        return call

    tracemalloc.start()
    try:
        with watched(measured):
            for document in documents:
                parse.parse_document(document)
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        parse.parse_document(documents[0])
        peaks["whole"] = max(*peaks.values(), tracemalloc.get_traced_memory()[1] - before)
    finally:
        tracemalloc.stop()
    return dict(peaks)


def run(source: Path, out: Path, workers: int) -> tuple[float, float, int]:
    """A whole run as its own process: seconds, seconds of processor time, and the most bytes held, workers included."""
    command = [sys.executable, "-m", "analysis", "parse", str(source), "--out", str(out), "--workers", str(workers)]
    begin, spent, peak = time.perf_counter(), 0.0, 0
    process = psutil.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        time.sleep(0.25)
        held, busy = 0, 0.0
        for part in (process, *_children(process)):
            try:
                held += _held(part)
                busy += sum(part.cpu_times()[:2])
            except psutil.Error:
                continue
        peak, spent = max(peak, held), max(spent, busy)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    return time.perf_counter() - begin, spent, peak


def _held(process: Any) -> int:
    """Bytes that a process holds: what it shares with others counts in part, where the system tells it."""
    found = process.memory_full_info()
    return int(getattr(found, "pss", found.rss))


def _children(process: Any) -> list[Any]:
    try:
        return list(process.children(recursive=True))
    except psutil.Error:
        return []


def opening(out: Path) -> float:
    """Seconds until a new process has opened an archive and counted its rows."""
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-m", "analysis", "open", str(out)], check=True, capture_output=True)
    return time.perf_counter() - begin


def print_stages(count: int) -> None:
    """The table of stages, in Markdown."""
    documents = [text_document(f"{number}.txt", article(number)["text"]) for number in range(count)]
    size = sum(document.bytes for document in documents)
    time_stages(documents[:20])
    spent, peaks = time_stages(documents), peak_of_stages(documents[:50])
    print(f"{count:,} articles, {size / count:,.0f} bytes each on average, one core\n")
    print("| stage | share | articles a second | KB a second | peak memory of a call |\n|---|--:|--:|--:|--:|")
    staged = sum(spent.values()) - spent["whole"]
    for stage, seconds in spent.items():
        share = 1 if stage == "whole" else seconds / staged
        figures = f"{share:.0%} | {count / seconds:,.0f} | {size / seconds / 1e3:,.0f} | {peaks[stage] / 1e3:,.0f} KB"
        print(f"| {stage} | {figures} |")


def print_growth(counts: list[int], workers: list[int]) -> None:
    """The table of growing archives, in Markdown."""
    heads = ("articles", "workers", "seconds", "articles a second", "processor ms an article", "KB a second")
    print(f"\n| {' | '.join((*heads, 'peak memory', 'opens in'))} |")
    print("|--:|--:|--:|--:|--:|--:|--:|--:|")
    for count in counts:
        with TemporaryDirectory() as folder:
            source = archive(Path(folder, "articles.jsonl"), count)
            size = source.stat().st_size
            for number in workers:
                out = Path(folder, f"tables-{number}")
                seconds, spent, peak = run(source, out, number)
                pace = f"{seconds:,.0f} | {count / seconds:.0f} | {1e3 * spent / count:.1f}"
                memory = f"{size / seconds / 1e3:,.0f} | {peak / 1e6:,.0f} MB | {opening(out):.1f} s"
                print(f"| {count:,} | {number} | {pace} | {memory} |", flush=True)


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description="Measure the speed of reading, on invented articles.")
    parser.add_argument("counts", nargs="*", type=int, default=[1_000, 10_000, 100_000], help="articles of each run")
    parser.add_argument("--workers", nargs="+", type=int, default=[1, 2], help="processes (default: 1 2)")
    options = parser.parse_args()
    print_stages(200)
    print_growth(options.counts, options.workers)


if __name__ == "__main__":
    main()
