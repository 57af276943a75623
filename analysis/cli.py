"""The project that commands work on: its folder, its notebooks, its articles."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from analysis.pages.handover.check import (
    find_articles,
    find_notebooks,
    input_hashes,
    inputs_hash,
    is_briefing,
    nbval_mode,
)

if TYPE_CHECKING:
    from nbformat import NotebookNode
    from pandas import DataFrame

    from analysis.book.workbook import Workbook
    from analysis.pages.tradecraft import Fault

__all__ = [
    "add_briefing_commands",
    "add_commands",
    "main",
]


class NothingToDoError(Exception):
    """There is no folder, no article or no notebook to work on."""


class FailedError(Exception):
    """The command could not finish."""


def find_project(start: Path | None = None) -> Path:
    """The nearest folder that holds `seeds/`: from the working directory upwards, or from another one."""
    here = start or Path.cwd()
    for place in (here, *here.parents):
        if (place / "seeds").is_dir():
            return place
    raise NothingToDoError(f"no folder 'seeds' in {here} or above it; go to the project's folder, or make one")


def project_with_articles() -> Path:
    """The project, which must hold articles."""
    root = find_project()
    if not find_articles(root):
        raise NothingToDoError(f"no articles in {root / 'seeds'}; put text, HTML, Markdown or PDF files there")
    return root


def chosen(root: Path, only: Sequence[str]) -> list[Path]:
    """The notebooks whose names begin with one of the words; without words, all."""
    known = find_notebooks(root)
    names = ", ".join(path.stem for path in known) or "none at all"
    for name in only or [""]:
        if not any(path.name.startswith(name) for path in known):
            raise NothingToDoError(f"no notebook {name}… in {root / 'notebooks'}: there is {names}")
    return [path for path in known if not only or path.name.startswith(tuple(only))]


def opened(folder: Path, without: Collection[str] = ()) -> Workbook:
    """The workbook of a folder; what the analyst wrote wrongly into its own files ends the command with a sentence."""
    from analysis.book.workbook import open_workbook

    try:
        return open_workbook(folder, without=without)
    except ValueError as error:
        raise FailedError(str(error)) from error


def add_commands(commands: Any) -> None:
    """Add `parse` and `open` to the subcommands of a parser."""
    parse = commands.add_parser("parse", help="read an archive of any size into Parquet tables; run again to resume")
    parse.add_argument("source", type=Path, help="a folder tree of articles, or a JSON Lines file (.gz too)")
    parse.add_argument("--out", type=Path, required=True, help="folder for the tables; made when it does not exist")
    parse.add_argument("--workers", type=int, default=1, help="processes on this machine, by Dask (default: 1)")
    parse.add_argument("--dask", default="", metavar="ADDRESS", help="a running Dask scheduler, tcp://host:8786")
    parse.set_defaults(run=_parse)

    opened = commands.add_parser("open", help="say what a parsed archive holds, or ask it a question in SQL")
    opened.add_argument("tables", type=Path, help="the folder that `parse` wrote")
    opened.add_argument("sql", nargs="?", help="a SELECT over the tables, for DuckDB")
    opened.set_defaults(run=_open)


def _parse(options: argparse.Namespace) -> int:
    from analysis.archive.parse import dask_client, parse_archive

    try:
        with dask_client(options.workers, options.dask) as client:
            run = parse_archive(options.source, options.out, client, show=True)
    except ModuleNotFoundError as problem:
        print(f"workbook: {problem}", file=sys.stderr)
        return 1
    print(f"{run.documents:,} documents, {run.bytes:,} bytes in {len(run.shards):,} shards ({run.new:,} new)")
    if run.errors:
        print(f"{run.errors:,} documents have an error: SELECT file, error FROM documents WHERE error <> ''")
    for line in run.failed:
        print(f"failed: {line}", file=sys.stderr)
    return 1 if run.failed else 0


def _open(options: argparse.Namespace) -> int:
    from analysis.archive.read import open_archive

    try:
        archive = open_archive(options.tables)
    except ModuleNotFoundError as problem:
        print(f"workbook: {problem}", file=sys.stderr)
        return 1
    print(archive.query(options.sql).to_string(index=False) if options.sql else archive)
    return 0


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

    from analysis.pages.handover.export import write_briefings
    from analysis.pages.handover.notebooks import write_notebook

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

    from analysis.pages.handover.notebooks import NotebookError, execute

    with ThreadPoolExecutor(max_workers=2) as pool:
        runs = [(path, pool.submit(execute, path)) for path in paths]
        for path, run in tqdm(runs, desc="notebooks", unit="page", disable=None):
            try:
                yield path, run.result()
            except NotebookError as error:
                failed.append(error)


def _lint(notebooks: Sequence[Path]) -> list[Fault]:
    from analysis.pages.pdf.pieces import read_notebook, read_page
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
    from analysis.pages.handover.export import cells_of
    from analysis.pages.handover.verify import verify_briefings

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

    from analysis.pages.handover.edition import EDITIONS, keep_edition

    print(f"kept as {keep_edition(opened(root / 'seeds').tables, root / EDITIONS)}")
    return 0


def _made_from(root: Path) -> dict[str, str]:
    """What the pages are made from besides notebooks, by name: files of `seeds/`, tables, word lists, the program."""
    from analysis.core.lexicon import lexicon_hash
    from analysis.pages.handover.edition import EDITIONS, edition_of, table_hashes

    tables = opened(root / "seeds").tables
    inputs = {f"seeds/{name}": value for name, value in input_hashes(root).items()}
    inputs |= {f"tables/{name}": value for name, value in table_hashes(tables).items()}
    inputs["edition"] = str(edition_of(tables, root / EDITIONS).number)
    return inputs | {"lexicon": lexicon_hash(), "program": version("analyst-workbook")}


_ABOUT = "From raw web articles to dates, figures and quotations that an analyst can defend."
_EXAMPLES = """\
examples:
  python -m analysis briefings                     run every notebook, write briefings/*.pdf
  python -m analysis briefings 02 --paper letter   only 02_timeline, for American paper
  python -m analysis verify briefings              read the briefings back; exit 1 when something does not hold
  python -m analysis edition                       keep the tables; later briefings say what changed since
  python -m analysis notebooks                     run the notebooks again in place
  python -m analysis tables --out tables           every table as CSV and Parquet
  python -m analysis tables --articles other --out tables
  python -m analysis parse archive.jsonl.gz --out tables --workers 4
  python -m analysis check                         list what would be lost; exit 1 when anything is
  python -m analysis add article.html              copy an article to seeds/ and say what it changes (- reads a text)
  python -m analysis correct ID COLUMN VALUE --why "the court only suspended it"
  python -m analysis diff seeds edition-1          what changed between two folders of articles, or of tables

exit status: 0 all is well; 1 a notebook failed, or a check found something; 2 there was nothing to work on
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status.

    Parameters
    ----------
    arguments
        The words after the command's name; by default those of the command line.

    Returns
    -------
    int
        0 all is well; 1 a notebook failed, or `check` found something; 2 there was nothing to work on.

    >>> main(["tables", "--articles", "no such folder", "--out", "tables"])
    2
    """
    options = _parser().parse_args(arguments)

    from analysis.pages.handover.notebooks import NotebookError

    try:
        return int(options.run(options))
    except (NothingToDoError, FileNotFoundError) as error:
        print(f"workbook: {error}", file=sys.stderr)
        return 2
    except (FailedError, NotebookError, OSError, ExceptionGroup) as error:
        for problem in error.exceptions if isinstance(error, ExceptionGroup) else [error]:
            print(f"workbook: {problem}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="workbook", description=_ABOUT, epilog=_EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    add_briefing_commands(commands)

    notebooks = commands.add_parser("notebooks", help="run the notebooks again in place, after articles were added")
    notebooks.set_defaults(run=_notebooks)
    notebooks.add_argument("only", nargs="*", metavar="NAME", help="notebooks whose names begin so (default: all)")

    tables = commands.add_parser("tables", help="write every table as CSV and Parquet")
    tables.add_argument("--out", type=Path, required=True, help="folder for the files; made when it does not exist")
    tables.add_argument("--articles", type=Path, help="folder of articles (default: the project's seeds/)")
    tables.set_defaults(run=_tables)

    check = commands.add_parser("check", help="list unread files, dead citations, stale notebooks and corrections")
    check.set_defaults(run=_check)

    add_commands(commands)

    add = commands.add_parser("add", help="copy an article, or a folder of them, to seeds/ and say what it changes")
    add.add_argument("source", help="file or folder; - for a text on standard input")
    add.set_defaults(run=_add)

    correct = commands.add_parser("correct", help="correct a cell, or reject a row, in seeds/corrections.csv")
    correct.add_argument("id", help="id of the row, as tables show it")
    correct.add_argument("column", nargs="?", default="", help="column to change (without it: reject the row)")
    correct.add_argument("value", nargs="?", default="", help="the right value")
    correct.add_argument("--why", required=True, help="the reason, which is kept")
    correct.add_argument("--who", default="", help="who says so")
    correct.add_argument("--when", default="", help="the day of the correction")
    correct.set_defaults(run=_correct)

    diff = commands.add_parser("diff", help="list claims that came, went or changed, and why")
    diff.add_argument("old", type=Path, help="a folder of articles, or of tables that `tables` wrote")
    diff.add_argument("new", type=Path, help="another one")
    diff.set_defaults(run=_diff)

    mode = commands.add_parser("nbval-mode", help="say how the notebooks can be tested: strict or lax")
    mode.set_defaults(run=_mode)
    return parser


def _executed(paths: Sequence[Path]) -> Iterator[tuple[Path, NotebookNode]]:
    from tqdm import tqdm

    from analysis.pages.handover.notebooks import execute_all

    return iter(tqdm(execute_all(paths), total=len(paths), desc="notebooks", unit="page", disable=None))


def _notebooks(options: argparse.Namespace) -> int:
    root = project_with_articles()
    paths = chosen(root, options.only)

    from analysis.pages.handover.notebooks import write_notebook

    inputs = inputs_hash(root)
    for path, notebook in _executed(paths):
        notebook.metadata["workbook"] = {"inputs": inputs}
        write_notebook(path, notebook)
    print(f"made from {len(find_articles(root))} article files: {', '.join(path.stem for path in paths)}")
    return 0


def _tables(options: argparse.Namespace) -> int:
    folder = options.articles or project_with_articles() / "seeds"

    from analysis.core.tables import write_tables

    book = opened(folder)
    if not len(book.documents):
        raise NothingToDoError(f"no articles in {folder}; put text, HTML, Markdown or PDF files there")
    written = write_tables(book.tables, options.out)
    print(f"{len(book.tables)} tables of {len(book.documents)} documents in {len(written)} files in {options.out}")
    return 0


def _check(options: argparse.Namespace) -> int:
    root = project_with_articles()

    from analysis.pages.handover.check import find_problems

    book = opened(root / "seeds")
    problems = find_problems(book.tables, book.texts, root)
    for problem in problems:
        print(problem)
    print(f"problems: {len(problems)}" if problems else f"{len(book.documents)} documents, no problem found")
    return 1 if problems else 0


def _add(options: argparse.Namespace) -> int:
    root = find_project()
    folder = root / "seeds"

    from analysis.pages.handover.add import copy_articles, copy_text, report

    if options.source == "-":
        copies = [copy_text(sys.stdin.buffer.read(), folder)]
    else:
        copies = copy_articles(Path(options.source), folder)
    for copy in copies:
        print(f"{copy.source}: {'added as' if copy.new else 'is there already, byte for byte:'} seeds/{copy.file}")
    files = {copy.file for copy in copies if copy.new}
    if files:
        before, after = opened(folder, without=files), opened(folder)
        for name in after.documents.loc[
            after.documents["file"].str.replace(r"#\d+$", "", regex=True).isin(files), "document"
        ]:
            print(report(before, after, name, root))
        print("next: `python -m analysis notebooks` makes the pages anew")
    return 0


def _correct(options: argparse.Namespace) -> int:
    root = project_with_articles()
    book = opened(root / "seeds")

    from analysis.claims.corrections import write_correction

    said = {"who": options.who, "when": options.when, "why": options.why}
    path = book.folder / "corrections.csv"
    try:
        words = write_correction(path, book.tables, book.texts, options.id, options.column, options.value, **said)
    except (KeyError, ValueError) as error:
        raise FailedError(str(error.args[0])) from error
    what = f"{options.column} is {options.value}" if options.column else "the row is rejected"
    print(f"{path.relative_to(root)}: {what}, at the words “{words}”")
    return 0


def _diff(options: argparse.Namespace) -> int:
    from analysis.claims.changes import compare
    from analysis.core.tables import records

    changes = compare(_tables_of(options.old), _tables_of(options.new))
    for row in records(changes):
        value = f"{row['column']}: {row['old'] or 'nothing'} → {row['new'] or 'nothing'}" if row["column"] else ""
        parts = (row["change"], row["table"], row["citation"], row["text"], value, f"({row['why']})")
        print("  ".join(" ".join(part.split()) for part in parts if part))
    print(f"{len(changes)} change{'' if len(changes) == 1 else 's'}")
    return 0


def _tables_of(folder: Path) -> Mapping[str, DataFrame]:
    """The tables of a folder: of its articles, or as an earlier run wrote them."""
    from analysis.book.tables import TABLES
    from analysis.core.tables import read_tables

    return read_tables(folder, TABLES.values()) if (folder / "documents.parquet").exists() else opened(folder).tables


def _mode(options: argparse.Namespace) -> int:
    print(nbval_mode(find_project()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
