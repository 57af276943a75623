"""The command line, `workbook` or `python -m analysis`: each command calls one wing and says what it did."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, Any

import click

from analysis.core.text import counted

if TYPE_CHECKING:
    from pandas import DataFrame

    from analysis.book.workbook import Workbook
    from analysis.pages.tradecraft import Fault

__all__ = ["find_project", "main"]

_EXAMPLES = """\b
examples:
  workbook briefings                     run every notebook, write briefings/*.pdf
  workbook briefings 02 --paper letter   only 02_timeline, for American paper
  workbook verify briefings              read the briefings back; exit 1 when something does not hold
  workbook edition                       keep the tables; later briefings say what changed since
  workbook notebooks                     run the notebooks again in place
  workbook tables --out tables           every table as CSV and Parquet
  workbook tables --articles other --out tables
  workbook parse archive.jsonl.gz --out tables --workers 4
  workbook check                         list what would be lost; exit 1 when anything is
  workbook add article.html              copy an article to seeds/ and say what it changes (- reads a text)
  workbook correct ID COLUMN VALUE --why "the court only suspended it"
  workbook diff seeds editions/1         what changed between two folders of articles, of tables, or editions

\b
exit status: 0 all is well; 1 a notebook failed, or a check found something; 2 there was nothing to work on
"""


class FailedError(click.ClickException):
    """The command could not finish."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Say so, as all messages of the workbook are said."""
        print(f"workbook: {self.message}", file=file or sys.stderr)


class NothingToDoError(FailedError):
    """There is no folder, no article or no notebook to work on."""

    exit_code = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status: 0 all is well; 1 something failed; 2 there was nothing to work on.

    >>> main(["tables", "--articles", "no such folder", "--out", "tables"])
    2
    """
    from analysis.pages.notebooks import NotebookError

    try:
        return int(workbook.main(arguments, prog_name="workbook", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except FileNotFoundError as error:
        NothingToDoError(str(error)).show()
        return 2
    except (NotebookError, ModuleNotFoundError, OSError) as error:
        FailedError(str(error)).show()
        return 1


# --- the project ------------------------------------------------------------------------------------------------------


def find_project(start: Path | None = None) -> Path:
    """The nearest folder that holds `seeds/`: from the working directory upwards, or from another one."""
    here = start or Path.cwd()
    for place in (here, *here.parents):
        if (place / "seeds").is_dir():
            return place
    raise NothingToDoError(f"no folder 'seeds' in {here} or above it; go to the project's folder, or make one")


def _with_articles() -> Path:
    """The project, which must hold articles."""
    from analysis.pages.handover.check import find_articles

    root = find_project()
    if not find_articles(root):
        raise NothingToDoError(f"no articles in {root / 'seeds'}; put text, HTML, Markdown or PDF files there")
    return root


def _chosen(root: Path, only: Sequence[str]) -> list[Path]:
    """The notebooks whose names begin with one of the words; without words, all."""
    from analysis.pages.notebooks import find_notebooks

    known = find_notebooks(root)
    names = ", ".join(path.stem for path in known) or "none at all"
    for name in only or [""]:
        if not any(path.name.startswith(name) for path in known):
            raise NothingToDoError(f"no notebook {name}… in {root / 'notebooks'}: there is {names}")
    return [path for path in known if not only or path.name.startswith(tuple(only))]


def _opened(folder: Path, without: Collection[str] = ()) -> Workbook:
    """The workbook of a folder; what the analyst wrote wrongly into its own files ends the command with a sentence."""
    from analysis.archive.read import open_workbook

    try:
        return open_workbook(folder, without=without)
    except ValueError as error:
        raise FailedError(str(error)) from error


def _said(problems: Iterable[object]) -> int:
    """Tell problems; the exit status that follows."""
    found = list(problems)
    for problem in found:
        print(f"workbook: {problem}", file=sys.stderr)
    return 1 if found else 0


# --- commands ---------------------------------------------------------------------------------------------------------


@click.group(epilog=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
def workbook() -> None:
    """From raw web articles to dates, figures and quotations that an analyst can defend."""


_names = click.argument("names", nargs=-1, metavar="[NAME]...")
_folder = click.Path(path_type=Path)


@workbook.command()
@_names
@click.option("--only", multiple=True, metavar="NAME", help="The same as NAME.")
@click.option("--out", type=_folder, help="Folder for the PDFs.  [default: briefings/]")
@click.option(
    "--paper", type=click.Choice(["a4", "letter"]), default="a4", help="Size of the paper.", show_default=True
)
def briefings(names: Sequence[str], only: Sequence[str], out: Path | None, paper: str) -> int:
    """Run the notebooks and write a PDF of each.

    Those whose names begin with NAME, or all of them, which are bound into briefing.pdf besides; they stay as they are.
    """
    root = _with_articles()

    from analysis.pages.handover.briefings import write_briefings
    from analysis.pages.notebooks import NotebookError, execute_all, is_briefing, write_notebook

    named = [*names, *only]
    paths = [path for path in _chosen(root, named) if named or is_briefing(path)]
    out, inputs = out or root / "briefings", _made_from(root)
    problems: list[object] = []
    with TemporaryDirectory() as folder:
        copies = []
        for path, result in execute_all(paths):
            if isinstance(result, NotebookError):
                problems.append(result)
                continue
            copies.append(Path(folder, path.name))
            write_notebook(copies[-1], result)
        try:
            for written in write_briefings(copies, out, paper, inputs, volume=not named):
                print(written)
        except ExceptionGroup as group:
            problems += group.exceptions
        problems += _lint(copies)
    return _said([*problems, *_verified(out, root, inputs)])


def _lint(notebooks: Sequence[Path]) -> list[Fault]:
    from analysis.pages.notebooks import NotebookError, read_notebook
    from analysis.pages.pdf.pieces import read_page
    from analysis.pages.tradecraft import lint_page

    found = []
    for path in notebooks:
        try:
            found += lint_page(read_page(read_notebook(path), path.name), path.name)
        except NotebookError:  # said already, when it could not be set
            continue
    return found


def _made_from(root: Path) -> dict[str, str]:
    """What the pages are made from besides notebooks, by name: files of `seeds/`, tables, word lists, the program."""
    from analysis.core.lexicon import lexicon_hash
    from analysis.pages.handover.check import input_hashes
    from analysis.pages.handover.edition import EDITIONS, edition_of, table_hashes

    tables = _opened(root / "seeds").tables
    inputs = {f"seeds/{name}": value for name, value in input_hashes(root).items()}
    inputs |= {f"tables/{name}": value for name, value in table_hashes(tables).items()}
    inputs["edition"] = str(edition_of(tables, root / EDITIONS).number)
    return inputs | {"lexicon": lexicon_hash(), "program": version("analyst-workbook")}


@workbook.command()
@click.argument("folder", type=_folder)
def verify(folder: Path) -> int:
    """Read a folder of briefings back; exit 1 on a fault."""
    if not folder.is_dir():
        raise NothingToDoError(f"no folder {folder}; name the one that holds the briefings")
    try:
        root = find_project(folder.resolve())
    except NothingToDoError:
        root = None
    faults = _verified(folder, root, _made_from(root) if root else {})
    for fault in faults:
        print(fault)
    number = len(list(folder.glob("*.pdf")))
    print(f"faults: {len(faults)}" if faults else f"{counted(number, 'briefing')}, no fault found")
    if root is None:
        print("not checked: whether the words still stand in the articles; for that, put seeds/ beside the folder")
    return 1 if faults else 0


def _verified(folder: Path, root: Path | None, inputs: Mapping[str, str]) -> list[Fault]:
    """The faults of a folder of briefings, read back; with the project at hand, also against what it holds now."""
    from analysis.pages.handover.briefings import cells_of, verify_briefings
    from analysis.pages.notebooks import find_notebooks
    from analysis.sources.documents import read_documents

    if root is None:
        return verify_briefings(folder)
    texts = {one.file: "\n" * one.above + one.text for one in read_documents(root / "seeds")}
    cells = {name: value for path in find_notebooks(root) for name, value in cells_of(path).items()}
    return verify_briefings(folder, texts, {**inputs, **cells})


@workbook.command()
def edition() -> int:
    """Keep the tables: later pages say what changed since."""
    root = _with_articles()

    from analysis.pages.handover.edition import EDITIONS, keep_edition

    print(f"kept as {keep_edition(_opened(root / 'seeds').tables, root / EDITIONS)}")
    return 0


@workbook.command()
@_names
def notebooks(names: Sequence[str]) -> int:
    """Run the notebooks again in place.

    Those whose names begin with NAME, or all of them: after articles were added or corrected.
    """
    root = _with_articles()
    paths = _chosen(root, names)

    from analysis.pages.handover.check import find_articles, inputs_hash
    from analysis.pages.notebooks import NotebookError, execute_all, write_notebook

    inputs, failed = inputs_hash(root), []
    for path, result in execute_all(paths):
        if isinstance(result, NotebookError):
            failed.append(result)
        else:
            result.metadata["workbook"] = {"inputs": inputs}
            write_notebook(path, result)
    if not failed:
        print(f"made from {len(find_articles(root))} article files: {', '.join(path.stem for path in paths)}")
    return _said(failed)


@workbook.command()
@click.option("--out", type=_folder, required=True, help="Folder for the files; made when it does not exist.")
@click.option("--articles", type=_folder, help="Folder of articles.  [default: the project's seeds/]")
def tables(out: Path, articles: Path | None) -> int:
    """Write every table as CSV and Parquet."""
    folder = articles or _with_articles() / "seeds"

    from analysis.core.tables import write_tables

    book = _opened(folder)
    if not len(book.documents):
        raise NothingToDoError(f"no articles in {folder}; put text, HTML, Markdown or PDF files there")
    written = write_tables(book.tables, out)
    print(f"{len(book.tables)} tables of {len(book.documents)} documents in {len(written)} files in {out}")
    return 0


@workbook.command()
def check() -> int:
    """List unread files, dead citations, what is stale."""
    root = _with_articles()

    from analysis.pages.handover.check import find_problems

    book = _opened(root / "seeds")
    problems = find_problems(book.tables, book.texts, root)
    for problem in problems:
        print(problem)
    print(f"problems: {len(problems)}" if problems else f"{len(book.documents)} documents, no problem found")
    return 1 if problems else 0


@workbook.command()
@click.argument("source", type=_folder)
@click.option("--out", type=_folder, required=True, help="Folder for the tables; made when it does not exist.")
@click.option("--workers", type=int, default=1, help="Processes on this machine, by Dask.", show_default=True)
@click.option("--dask", default="", metavar="ADDRESS", help="A running Dask scheduler, tcp://host:8786.")
def parse(source: Path, out: Path, workers: int, dask: str) -> int:
    """Read an archive of any size into Parquet.

    SOURCE is a folder tree of articles, or a JSON Lines file (.gz too). Run it again to resume.
    """
    from analysis.archive.parse import parse_archive
    from analysis.archive.steps import UnfinishedError, dask_client

    try:
        with dask_client(workers, dask) as client:
            run = parse_archive(source, out, client, show=True)
    except UnfinishedError as error:
        raise FailedError(str(error)) from error
    documents, size, new, errors = map(run.count, ("documents", "bytes", "new", "errors"))
    print(f"{documents:,} documents, {size:,} bytes in {len(run.shards):,} shards ({new:,} new)")
    if errors:
        print(f"{errors:,} documents have an error: SELECT file, error FROM documents WHERE error <> ''")
    for line in run.failed:
        print(f"failed: {line}", file=sys.stderr)
    return 1 if run.failed else 0


@workbook.command("open")
@click.argument("tables", type=_folder)
@click.argument("sql", required=False)
def open_(tables: Path, sql: str | None) -> int:
    """Say what a parsed archive holds, or ask it in SQL.

    TABLES is the folder that `parse` wrote, SQL a SELECT over its tables, for DuckDB.
    """
    from analysis.archive.read import open_archive

    archive = open_archive(tables)
    if not sql:
        print(archive)
        return 0

    import duckdb

    try:
        print(archive.query(sql).to_string(index=False))
    except duckdb.Error as error:
        raise FailedError(" ".join(str(error).split("\n\n")[0].split())) from error
    return 0


@workbook.command()
@click.argument("source")
def add(source: str) -> int:
    """Copy an article to seeds/ and say what it changes.

    SOURCE is a file, a folder of them, or - for a text on standard input.
    """
    root = find_project()
    folder = root / "seeds"

    from analysis.pages.handover.add import copy_articles, copy_text, report

    text = source == "-"
    copies = [copy_text(sys.stdin.buffer.read(), folder)] if text else copy_articles(Path(source), folder)
    for copy in copies:
        print(f"{copy.source}: {'added as' if copy.new else 'is there already, byte for byte:'} seeds/{copy.file}")
    files = {copy.file for copy in copies if copy.new}
    if files:
        before, after = _opened(folder, without=files), _opened(folder)
        added = after.documents[after.documents["file"].str.replace(r"#\d+$", "", regex=True).isin(files)]
        for name in added["document"]:
            print(report(before, after, name, root))
        unread = added["error"] != ""
        if not unread.all():
            print("next: `workbook notebooks` makes the pages anew")
        return int(unread.any())
    return 0


@workbook.command()
@click.argument("row", metavar="ID")
@click.argument("column", default="")
@click.argument("value", default="")
@click.option("--why", required=True, help="The reason, which is kept.")
@click.option("--who", default="", help="Who says so.")
@click.option("--when", default="", help="The day of the correction.")
def correct(row: str, column: str, value: str, **said: str) -> int:
    """Correct a cell, or reject a row.

    A line of seeds/corrections.csv says so. ID is that of the row, as tables show it; COLUMN is what to change (without
    it the row is rejected), VALUE what is right.
    """
    root = _with_articles()
    book = _opened(root / "seeds")

    from analysis.claims.corrections import write_correction

    path = book.folder / "corrections.csv"
    try:
        words = write_correction(path, book.tables, book.texts, row, column, value, **said)
    except (KeyError, ValueError) as error:
        raise FailedError(str(error.args[0])) from error
    what = f"{column} is {value}" if column else "the row is rejected"
    print(f"{path.relative_to(root)}: {what}, at the words “{words}”")
    return 0


@workbook.command()
@click.argument("old", type=_folder)
@click.argument("new", type=_folder)
def diff(old: Path, new: Path) -> int:
    """List claims that came, went or changed, and why.

    OLD and NEW are folders of articles, of tables that `tables` wrote, or editions.
    """
    from analysis.core.tables import records
    from analysis.pages.handover.edition import changes_between

    changes = changes_between(_tables_of(old), _tables_of(new))
    for row in records(changes):
        value = f"{row['column']}: {row['old'] or 'nothing'} → {row['new'] or 'nothing'}" if row["column"] else ""
        parts = (row["change"], row["table"], row["citation"], row["text"], value, f"({row['why']})")
        print("  ".join(" ".join(part.split()) for part in parts if part))
    print(counted(len(changes), "change"))
    return 0


def _tables_of(folder: Path) -> Mapping[str, DataFrame]:
    """The tables of a folder: of its articles, as an earlier run wrote them, or of an edition."""
    from analysis.book.tables import TABLES
    from analysis.core.tables import read_tables
    from analysis.pages.handover.edition import read_edition

    if (folder / "documents.parquet").exists():
        return read_tables(folder, TABLES.values())
    return read_edition(folder) if (folder / "documents.csv").exists() else _opened(folder).tables


@workbook.command("nbval-mode", hidden=True)
def nbval_mode() -> int:
    """Say how the notebooks can be tested: strict or lax."""
    from analysis.pages.handover.check import nbval_mode

    print(nbval_mode(find_project()))
    return 0
