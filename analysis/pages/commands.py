"""The commands for what is handed over: `workbook briefings`, `workbook verify` and `workbook edition`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from analysis.inputs import find_notebooks, input_hashes, is_briefing
from analysis.project import FailedError, NothingToDoError, chosen, find_project, opened, project_with_articles

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from analysis.pages.tradecraft import Fault

__all__ = ["add_briefing_commands"]


def add_briefing_commands(commands: Any) -> None:
    """Add `briefings`, `verify` and `edition` to the subcommands of a parser."""
    briefings = commands.add_parser(
        "briefings", help="run the notebooks and write a PDF of each; they stay as they are"
    )
    briefings.add_argument("--out", type=Path, help="folder for the PDFs (default: briefings/)")
    briefings.add_argument("--paper", choices=["a4", "letter"], default="a4", help="size of the paper (default: a4)")
    briefings.set_defaults(run=_briefings)

    verify = commands.add_parser("verify", help="read a folder of briefings back; exit 1 when something does not hold")
    verify.add_argument("folder", type=Path, help="the folder with the PDFs and MANIFEST.json")
    verify.set_defaults(run=_verify)

    edition = commands.add_parser("edition", help="keep the tables as an edition; later pages say what changed since")
    edition.set_defaults(run=_edition)
    briefings.add_argument("--only", action="append", default=[], dest="named", metavar="NAME", help="the same")
    briefings.add_argument("only", nargs="*", metavar="NAME", help="notebooks whose names begin so (default: all)")


def _briefings(options: argparse.Namespace) -> int:
    root = project_with_articles()
    named = [*options.only, *options.named]
    paths = [path for path in chosen(root, named) if named or is_briefing(path)]

    from analysis.notebooks import write_notebook
    from analysis.pages.export import write_briefings

    out = options.out or root / "briefings"
    failed: list[Exception] = []
    with TemporaryDirectory() as folder:
        copies = []
        for path, notebook in _each_executed(paths, failed):
            copies.append(Path(folder, path.name))
            write_notebook(copies[-1], notebook)
        try:
            for written in write_briefings(copies, out, options.paper, inputs=_made_from(root)):
                print(written)
        except ExceptionGroup as group:
            failed += group.exceptions
        faults = _lint(copies)
    for problem in [*failed, *faults, *_verified(out, root)]:
        print(f"workbook: {problem}", file=sys.stderr)
        failed.append(FailedError())
    return 1 if failed else 0


def _each_executed(paths: Sequence[Path], failed: list[Exception]) -> Iterator[tuple[Path, NotebookNode]]:
    """Each notebook with its result; one that fails stops no other, and its error joins the list."""
    from tqdm import tqdm

    from analysis.notebooks import NotebookError, execute

    with ThreadPoolExecutor(max_workers=2) as pool:
        runs = [(path, pool.submit(execute, path)) for path in paths]
        for path, run in tqdm(runs, desc="notebooks", unit="page", disable=None):
            try:
                yield path, run.result()
            except NotebookError as error:
                failed.append(error)


def _lint(notebooks: Sequence[Path]) -> list[Fault]:
    from analysis.pages.pieces import read_notebook, read_page
    from analysis.pages.tradecraft import lint_page

    found = []
    for path in notebooks:
        try:
            found += lint_page(read_page(read_notebook(path), path.name), path.name)
        except ValueError:  # said already, when it could not be set
            continue
    return found


def _verify(options: argparse.Namespace) -> int:
    if not options.folder.is_dir():
        raise NothingToDoError(f"no folder {options.folder}; name the one that holds the briefings")
    try:
        root = find_project(options.folder.resolve())
    except NothingToDoError:
        root = None
    faults = _verified(options.folder, root)
    for fault in faults:
        print(fault)
    number = len(list(options.folder.glob("*.pdf")))
    print(f"faults: {len(faults)}" if faults else f"{number} briefing{'' if number == 1 else 's'}, no fault found")
    if root is None:
        print("not checked: whether the words still stand in the articles; for that, put seeds/ beside the folder")
    return 1 if faults else 0


def _verified(folder: Path, root: Path | None) -> list[Fault]:
    """The faults of a folder of briefings, read back; with the project at hand, also against what it holds now."""
    from analysis.pages.manifest import cells_of
    from analysis.pages.verify import verify_briefings

    if root is None:
        return verify_briefings(folder)

    from analysis.sources.documents import read_documents

    texts = {document.file: document.text for document in read_documents(root / "seeds")}
    inputs = _made_from(root)
    for path in find_notebooks(root):
        inputs |= cells_of(path)
    return verify_briefings(folder, texts, inputs)


def _edition(options: argparse.Namespace) -> int:
    root = project_with_articles()

    from analysis.pages.edition import EDITIONS, keep_edition

    print(f"kept as {keep_edition(opened(root / 'seeds').tables, root / EDITIONS)}")
    return 0


def _made_from(root: Path) -> dict[str, str]:
    """What the pages are made from besides notebooks, by name: files of `seeds/`, tables, word lists, the program."""
    from analysis.lexicon import lexicon_hash
    from analysis.pages.edition import EDITIONS, edition_of, table_hashes

    tables = opened(root / "seeds").tables
    inputs = {f"seeds/{name}": value for name, value in input_hashes(root).items()}
    inputs |= {f"tables/{name}": value for name, value in table_hashes(tables).items()}
    inputs["edition"] = str(edition_of(tables, root / EDITIONS).number)
    return inputs | {"lexicon": lexicon_hash(), "program": version("analyst-workbook")}
