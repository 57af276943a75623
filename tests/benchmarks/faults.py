"""Whether a project survives what happens to programs: killed at any moment, no room on the disk.

    python -m tests.benchmarks.faults --kills 40

runs each command that writes on a small project, killed at random moments of its time: every file must be as it was
or as it ought to be, and the next run must end where an undisturbed one ends.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from multiprocessing import Process, get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis import open_workbook
from analysis.cli import main
from analysis.pages.notebooks import write_notebook

ARTICLES = {
    "001_flood.txt": "Flood in the valley\n\n3 March 2021\n\nAt least 12 people were killed on 2 March 2021 when a "
    "river burst its banks, the interior ministry said. Some 4,000 people lost their homes.\n",
    "002_flood.txt": "After the flood\n\n5 March 2021\n\nThe flood of 2 March 2021 killed 14 people, the Red Crescent "
    "said. \u201cWe have no clean water,\u201d said its spokesman, Karim Aliyev.\n",
}
NEW = (
    "Aid arrives\n\n9 March 2021\n\nThe government sent $2 million to the valley on 8 March 2021, the finance "
    "ministry said.\n"
)
NOTEBOOK = [
    ("markdown", "# The flood\n\nWhat is known of the flood of March 2021."),
    ("code", "from analysis import open_workbook\n\nlen(open_workbook().figures) > 0"),
]
WRITERS = ("add", "add-row", "correct", "edition", "tables", "parse")
"""What is run, each in a project of its own."""
SLOW = ("notebooks", "briefings")
"""What starts a kernel for its work."""
ONCE = ("add-row", "correct")
"""What adds a line at each run."""


def project(folder: Path) -> Path:
    """A small project, read once."""
    for place, text in {**ARTICLES, "../incoming/aid.txt": NEW}.items():
        path = Path(os.path.normpath(folder / "seeds" / place))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf8")
    (folder / "notebooks").mkdir()
    write_notebook(folder / "notebooks" / "01_flood.ipynb", notebook())
    return folder


def notebook() -> NotebookNode:
    """A notebook that has not been run."""
    make = {"markdown": new_markdown_cell, "code": new_code_cell}
    cells = [make[kind](text, id=f"cell-{nth}") for nth, (kind, text) in enumerate(NOTEBOOK)]
    return new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})


@cache
def toll() -> str:
    """The id of a row: that of the same words in the same file is the same in every folder."""
    with TemporaryDirectory() as place:
        figures = open_workbook(project(Path(place)) / "seeds").figures
        return str(figures.loc[figures["text"] == "At least 12 people", "id"].iloc[0])


def command(name: str, folder: Path) -> list[str]:
    """The command line of a writer."""
    place = {"parse": [str(folder / "seeds"), "--out", str(folder / "archive")]}.get(
        name, ["--articles", str(folder / "seeds")]
    )
    what = {
        "add": [str(folder / "incoming" / "aid.txt")],
        "add-row": ["002", "statements", "no clean water", "speaker=Karim Aliyev", "--why", "missed",
                    "--who", "an analyst", "--when", "2021-03-10"],
        "correct": [toll(), "low", "13", "--why", "misread", "--who", "an analyst", "--when", "2021-03-10"]
        if name == "correct"
        else [],
        "tables": ["--out", str(folder / "tables")],
    }.get(name, [])  # fmt: skip
    return [name, *what, *place]


def start(name: str, folder: Path, limit: int = 0) -> tuple[Process, IO[str]]:
    """A run of a writer in its project, with a cache of its own and files of so many bytes at most, and what it says.

    It is a fork of this process, in which the libraries are imported.
    """
    ours, theirs = os.pipe()
    arguments = command(name, folder)
    run = get_context("fork").Process(target=_write, args=(arguments, folder, limit, theirs))
    run.start()
    os.close(theirs)
    return run, os.fdopen(ours)


def _write(arguments: list[str], folder: Path, limit: int, said: int) -> None:
    os.setsid()
    os.chdir(folder)
    os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
    for number in (1, 2):
        os.dup2(said, number)
    sys.stdout = sys.stderr = os.fdopen(said, "w")
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    sys.exit(main(arguments))


def ended(run: Process, said: IO[str]) -> str:
    """What a run said, when it has ended."""
    with said:
        words = said.read()
    run.join()
    return words


def state(folder: Path) -> dict[str, bytes]:
    """Every file that a person sees, with its bytes, but for those of an archive: their names are by chance."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and name.parts[0] not in ("cache", "archive") and not any(p[0] == "." for p in name.parts):
            found[str(name)] = path.read_bytes()
    return found


def rows(archive: Path) -> dict[str, list[str]]:
    """The rows of all tables of an archive."""
    from analysis.archive.read import open_archive

    book = open_archive(archive)
    asked = {name: book.query(f'SELECT * FROM "{name}"') for name in book.said["tables"]}
    return {name: sorted(map(repr, found.itertuples(index=False))) for name, found in asked.items()}


def killed(name: str, kills: int, say: Callable[[str], object] = print, seed: int = 0) -> list[str]:
    """Kill a writer at random moments of its time; what was found wrong, in words."""
    draw, wrong = random.Random(f"{name} {seed}"), []
    with TemporaryDirectory() as place:
        calm = project(Path(place, "calm"))
        before = state(calm)
        begin = time.monotonic()
        said = ended(*start(name, calm))
        seconds, after = time.monotonic() - begin, state(calm)
        if name != "parse" and after == before:
            raise RuntimeError(f"{name} wrote nothing: {said}")
        for turn in range(kills):
            folder = project(Path(place, f"{turn}"))
            run, words = start(name, folder)
            wait = draw.uniform(0, seconds)
            time.sleep(wait)
            with suppress(ProcessLookupError):  # it may have ended, or not have begun
                os.killpg(run.pid, signal.SIGKILL)
            run.kill()
            ended(run, words)
            now = state(folder)
            half = [file for file, content in now.items() if content not in (before.get(file), after.get(file))]
            if half:
                wrong.append(
                    f"{name}, killed after {wait:.2f} s: {half} is neither what it was nor what it ought to be"
                )
            if name in ONCE and now == after:
                continue  # a second line would be a second correction
            words = ended(*start(name, folder))
            same = rows(folder / "archive") == rows(calm / "archive") if name == "parse" else state(folder) == after
            if not same:
                wrong.append(f"{name}, killed after {wait:.2f} s and run again, ended elsewhere: {words[-600:]}")
            shutil.rmtree(folder)
    say(f"{name}: killed {kills} times in {seconds:.1f} s, {len(wrong)} faults")
    return wrong


def without_room(name: str, limit: int) -> tuple[int, str, dict[str, bytes], dict[str, bytes]]:
    """A writer that finds no room: its exit status, what it said, and the files before and after."""
    with TemporaryDirectory() as place:
        folder = project(Path(place, "project"))
        before = state(folder)
        run, words = start(name, folder, limit)
        said = ended(run, words)
        return run.exitcode, said, before, state(folder)


def kill_each() -> None:
    """Kill each writer, and tell what was found."""
    parser = argparse.ArgumentParser(description="Kill what writes at random moments, and look at what is there then.")
    parser.add_argument("--kills", type=int, default=40, help="of each of " + ", ".join((*WRITERS, *SLOW)))
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    wrong = [fault for name in (*WRITERS, *SLOW) for fault in killed(name, options.kills, seed=options.seed)]
    print("\n".join(wrong))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    kill_each()
