"""The command line: `python -m analysis`, installed also as `workbook`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.inputs import find_articles, inputs_hash, nbval_mode
from analysis.pages.commands import add_briefing_commands
from analysis.project import FailedError, NothingToDoError, chosen, find_project, opened, project_with_articles
from analysis.scale.commands import add_commands

if TYPE_CHECKING:
    from nbformat import NotebookNode
    from pandas import DataFrame


__all__ = ["main"]

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

    from analysis.notebooks import NotebookError

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

    from analysis.notebooks import execute_all

    return iter(tqdm(execute_all(paths), total=len(paths), desc="notebooks", unit="page", disable=None))


def _notebooks(options: argparse.Namespace) -> int:
    root = project_with_articles()
    paths = chosen(root, options.only)

    from analysis.notebooks import write_notebook

    inputs = inputs_hash(root)
    for path, notebook in _executed(paths):
        notebook.metadata["workbook"] = {"inputs": inputs}
        write_notebook(path, notebook)
    print(f"made from {len(find_articles(root))} article files: {', '.join(path.stem for path in paths)}")
    return 0


def _tables(options: argparse.Namespace) -> int:
    folder = options.articles or project_with_articles() / "seeds"

    from analysis.tablefiles import write_tables

    book = opened(folder)
    if not len(book.documents):
        raise NothingToDoError(f"no articles in {folder}; put text, HTML, Markdown or PDF files there")
    written = write_tables(book.tables, options.out)
    print(f"{len(book.tables)} tables of {len(book.documents)} documents in {len(written)} files in {options.out}")
    return 0


def _check(options: argparse.Namespace) -> int:
    root = project_with_articles()

    from analysis.problems import find_problems

    book = opened(root / "seeds")
    problems = find_problems(book.tables, book.texts, root)
    for problem in problems:
        print(problem)
    print(f"problems: {len(problems)}" if problems else f"{len(book.documents)} documents, no problem found")
    return 1 if problems else 0


def _add(options: argparse.Namespace) -> int:
    root = find_project()
    folder = root / "seeds"

    from analysis.intake import copy_articles, copy_text, report

    if options.source == "-":
        copies = [copy_text(sys.stdin.buffer.read(), folder)]
    else:
        copies = copy_articles(Path(options.source), folder)
    for copy in copies:
        print(f"{copy.source}: {'added as' if copy.new else 'is there already, byte for byte:'} seeds/{copy.file}")
    files = {copy.file for copy in copies if copy.new}
    if files:
        before, after = opened(folder, without=files), opened(folder)
        for name in after.documents.loc[after.documents["file"].isin(files), "document"]:
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
    from analysis.schema import records

    changes = compare(_tables_of(options.old), _tables_of(options.new))
    for row in records(changes):
        value = f"{row['column']}: {row['old'] or 'nothing'} → {row['new'] or 'nothing'}" if row["column"] else ""
        parts = (row["change"], row["table"], row["citation"], row["text"], value, f"({row['why']})")
        print("  ".join(" ".join(part.split()) for part in parts if part))
    print(f"{len(changes)} change{'' if len(changes) == 1 else 's'}")
    return 0


def _tables_of(folder: Path) -> Mapping[str, DataFrame]:
    """The tables of a folder: of its articles, or as an earlier run wrote them."""
    from analysis.tablefiles import read_tables

    return read_tables(folder) if (folder / "documents.parquet").exists() else opened(folder).tables


def _mode(options: argparse.Namespace) -> int:
    print(nbval_mode(find_project()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
