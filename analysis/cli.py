"""The command line, `workbook` or `python -m analysis`: each command calls one wing and says what it did."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from io import TextIOWrapper
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from analysis.core.text import counted

if TYPE_CHECKING:
    from analysis.book.workbook import Workbook
    from analysis.pages.handover.project import Project


_EPILOG = """With --articles FOLDER, or WORKBOOK=FOLDER, a command works on other articles than those in seeds/.

\b
exit status: 0 all is well; 1 a notebook failed, or a check found something; 2 there was nothing to work on
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status: 0 all is well; 1 something failed; 2 there was nothing to work on.

    >>> main(["tables", "--articles", "no such folder", "--out", "tables"])
    2
    """
    from analysis.pages.notebooks import NotebookError

    before = os.environ.copy()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a letter that a terminal lacks is no reason to say nothing
            stream.reconfigure(errors="backslashreplace")
    try:
        return int(workbook.main(arguments, prog_name="workbook", standalone_mode=False) or 0)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return error.exit_code
    except click.ClickException as error:
        hint = " (see `workbook --help`)" if isinstance(error, click.UsageError) else ""
        print(f"workbook: {error.format_message()}{hint}", file=sys.stderr)
        return error.exit_code
    except (NotebookError, ModuleNotFoundError, OSError) as error:
        place = error.filename if isinstance(error, OSError) and error.strerror else ""
        print(f"workbook: {f'{place}: {error.args[1]}' if place else error}", file=sys.stderr)
        return 2 if isinstance(error, FileNotFoundError) else 1
    finally:
        os.environ.clear()
        os.environ.update(before)


# --- what commands share ---------------------------------------------------------------------------------------------


def _chosen(root: Path, only: Sequence[str]) -> list[Path]:
    """The notebooks whose names begin with one of the words; without words, all."""
    from analysis.pages.notebooks import find_notebooks

    known, wanted = find_notebooks(root), tuple(only) or ("",)
    for name in wanted:
        if not any(path.name.startswith(name) for path in known):
            names = ", ".join(path.stem for path in known) or "none at all"
            raise FileNotFoundError(f"no notebook {name}… in {root / 'notebooks'}: there is {names}")
    return [path for path in known if path.name.startswith(wanted)]


def _listed(what: str, found: Sequence[object], otherwise: str) -> int:
    """List what was found, and how much, or say that there is nothing; the exit status that follows."""
    print(*found, f"{what}: {len(found)}" if found else otherwise, sep="\n")
    return 1 if found else 0


def _said(problems: Sequence[object], who: str = "workbook") -> int:
    """Tell problems; the exit status that follows."""
    for problem in problems:
        print(f"{who}: {problem}", file=sys.stderr)
    return 1 if problems else 0


def _print_row(*parts: str) -> None:
    print("  ".join(" ".join(part.split()) for part in parts if part))


# --- commands ---------------------------------------------------------------------------------------------------------


_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 110, "show_default": True}


@click.group(epilog=_EPILOG, context_settings=_SETTINGS)
def workbook() -> None:
    """From raw web articles to dates, figures and quotations that an analyst can defend."""


_names = click.argument("names", nargs=-1, metavar="[NAME]...")
_folder = click.Path(path_type=Path, readable=False)  # what is locked is said by whoever reads it


def _found(_: click.Context, __: click.Parameter, articles: Path | None) -> Project:
    """The project that one stands in, or one of other articles."""
    from analysis.pages.handover.project import Project

    return Project.find(articles)


_named: dict[str, Any] = {"type": _folder, "envvar": "WORKBOOK", "help": "Folder of articles."}
_in_project = click.option("--articles", "project", show_default="the project's seeds/", callback=_found, **_named)


@workbook.command()
@_names
@click.option("--out", type=_folder, show_default="briefings/", help="Folder for the PDFs.")
@click.option("--paper", type=click.Choice(["a4", "letter"]), default="a4", help="Size of the paper.")
@click.option("--to", type=click.Choice(["pdf", "html", "docx"]), default="pdf", help="Form of the pages.")
@_in_project
def briefings(project: Project, names: Sequence[str], out: Path | None, paper: str, to: str) -> int:
    """Run the notebooks and write a PDF of each, or a web page, or a Word document.

    Those whose names begin with NAME, or all of them, which are bound into briefing.pdf besides; they stay as they are.
    """
    from analysis.pages.handover.project import MANIFEST, lint, write_briefings
    from analysis.pages.notebooks import execute_all, is_briefing, write_notebook

    book = project.open()
    paths = [path for path in _chosen(project.root, names) if names or is_briefing(path)]
    out, inputs = out or project.root / "briefings", project.inputs(book)
    problems: list[object] = []
    with TemporaryDirectory() as folder:
        copies = []
        for path, result in execute_all(paths, problems):
            problems += lint(result, path.name)
            if to == "pdf":
                copies.append(Path(folder, path.name))
                write_notebook(copies[-1], result)
            else:
                from analysis.pages.pdf.exporter import write_web_page, write_word

                print((write_web_page if to == "html" else write_word)(result, out / f"{path.stem}.{to}"))
        if to != "pdf":
            return _said(problems)
        try:
            for written in write_briefings(copies, out, paper, inputs, volume=not names):
                print(written)
        except ExceptionGroup as group:
            problems += group.exceptions
    faults = project.faults(out, book, inputs)
    own = {MANIFEST, *(f"{path.stem}.pdf" for path in paths)}
    return _said([*problems, *(fault for fault in faults if not names or fault.file in own)])


@workbook.command()
@click.argument("folder", type=_folder)
@click.option("--articles", show_default="seeds/ beside it", **_named)
def verify(folder: Path, articles: Path | None) -> int:
    """Read a folder of briefings back; exit 1 on a fault."""
    from analysis.pages.handover.project import Project, verify_briefings

    if not folder.is_dir():
        raise FileNotFoundError(f"no folder {folder}; name the one that holds the briefings")
    try:
        project = Project.find(articles, folder.resolve())
        book = project.open()
        faults = project.faults(folder, book, project.inputs(book))
    except FileNotFoundError:
        if articles:
            raise
        faults = verify_briefings(folder)
        print("not checked: whether the words still stand in the articles; for that, put seeds/ beside the folder")
    return _listed("faults", faults, f"{counted(len(list(folder.glob('*.pdf'))), 'briefing')}, no fault found")


@workbook.command()
@_in_project
def edition(project: Project) -> None:
    """Keep the tables: later pages say what changed since."""
    from analysis.pages.handover.edition import EDITIONS, keep_edition

    print(f"kept as {keep_edition(project.open().tables, project.articles.parent / EDITIONS)}")


@workbook.command()
@_names
@_in_project
def notebooks(project: Project, names: Sequence[str]) -> int:
    """Run the notebooks again in place.

    Those whose names begin with NAME, or all of them: after articles were added or corrected.
    """
    from analysis.pages.handover.project import inputs_hash
    from analysis.pages.notebooks import execute_all, write_notebook

    number, paths = len(project.files), _chosen(project.root, names)
    inputs, failed = inputs_hash(project.articles), list[object]()
    for path, result in execute_all(paths, failed):
        result.metadata["workbook"] = {"inputs": inputs}
        write_notebook(path, result)
    if not failed:
        print(f"made from {number} article files: {', '.join(path.stem for path in paths)}")
    return _said(failed)


@workbook.command()
@click.option("--out", type=_folder, required=True, help="Folder for the files; made when it does not exist.")
@_in_project
def tables(project: Project, out: Path) -> None:
    """Write every table as CSV and Parquet."""
    from analysis.core.tables import write_tables

    book = project.open()
    written = write_tables(book.tables, out)
    print(f"{len(book.tables)} tables of {len(book.documents)} documents in {len(written)} files in {out}")


@workbook.command()
@_in_project
def check(project: Project) -> int:
    """List unread files, dead citations, what is stale."""
    from analysis.pages.handover.project import find_problems

    book = project.open()
    problems = find_problems(book, project.root)
    return _listed("problems", problems, f"{counted(len(book.documents), 'document')}, no problem found")


@workbook.command()
@click.argument("source", type=_folder)
@click.option("--out", type=_folder, required=True, help="Folder for the tables; made when it does not exist.")
@click.option("--replace", is_flag=True, help="Write over an archive of another source.")
@click.option("--workers", type=click.IntRange(1), default=1, help="Processes on this machine, by Dask.")
@click.option("--dask", default="", show_default=False, metavar="ADDRESS", help="A Dask scheduler, tcp://host:8786.")
def parse(source: Path, out: Path, replace: bool, workers: int, dask: str) -> int:
    """Read an archive of any size into Parquet.

    SOURCE is a folder tree of articles, or a JSON Lines file (.gz too). Run it again to resume.
    """
    from analysis.archive.parse import parse_archive
    from analysis.archive.steps import UnfinishedError, dask_client, said_in
    from analysis.core.files import alone

    if not replace and (other := said_in(out).get("source", "")) not in ("", str(source.absolute())):
        raise click.ClickException(f"{out} holds the archive of {other}: name another folder, or --replace it")
    try:
        with alone(out), dask_client(workers, dask) as client:
            run = parse_archive(source, out, client, show=True)
    except UnfinishedError as error:
        raise click.ClickException(str(error)) from error
    documents, size, new, errors = map(run.count, ("documents", "bytes", "new", "errors"))
    print(f"{counted(documents, 'document')}, {size:,} bytes in {counted(len(run.shards), 'shard')} ({new:,} new)")
    if errors:
        print(f"{counted(errors, 'error')}: SELECT file, error FROM documents WHERE error <> ''")
    return _said(run.failed, "failed")


@workbook.command("open")
@click.argument("tables", type=_folder)
@click.argument("sql", required=False)
def open_(tables: Path, sql: str | None) -> None:
    """Say what a parsed archive holds, or ask it in SQL.

    TABLES is the folder that `parse` wrote, SQL a SELECT over its tables, for DuckDB.
    """
    from analysis.archive.read import open_archive

    archive = open_archive(tables)
    import duckdb

    try:
        if sql and [part.type for part in duckdb.extract_statements(sql)] != [duckdb.StatementType.SELECT]:
            raise click.ClickException("ask in one SELECT; nothing can be changed or written here")
        print(archive.query(sql).to_string(index=False) if sql else archive)
    except duckdb.Error as error:
        raise click.ClickException(" ".join(str(error).split("\n\n")[0].split())) from error


@workbook.command()
@click.argument("source", type=_folder)
@_in_project
def add(project: Project, source: Path) -> int:
    """Copy an article to seeds/ and say what it changes.

    SOURCE is a file, or a folder of them. What cannot be read is not taken.
    """
    from analysis.pages.handover.add import NEW, SAME, copy_articles, report

    folder = project.articles
    copies = copy_articles(source, folder)
    files = [copy.file for copy in copies if copy.how != SAME]
    before, after = project.open(without=files), project.open()
    documents = after.documents.assign(file=after.documents["file"].str.replace(r"#\d+$", "", regex=True))
    for copy in copies:
        its = documents[documents["file"] == copy.file] if copy.how != SAME else documents.head(0)
        if copy.how == NEW and len(its) and its["error"].all():
            (folder / copy.file).unlink()
            print(f"{copy.source}: not taken; mend what is said below, and add it again")
        else:
            print(f"{copy.source}: {copy.how} {folder.name}/{copy.file}")
        for name in its["document"]:
            print(report(before, after, name, project.root))
    errors = documents["error"][documents["file"].isin(files)]
    if not errors.all():
        print("next: `workbook notebooks` makes the pages anew")
    return int(errors.any())


@workbook.command()
@click.argument("folder", type=_folder)
def new(folder: Path) -> None:
    """Begin a workbook of another subject in a folder of its own."""
    from analysis.pages.handover.add import new_workbook

    print(new_workbook(folder))


# --- the analyst's word -----------------------------------------------------------------------------------------------


def _word(command: Callable[..., None]) -> Callable[..., int | None]:
    """What all commands share that write to corrections.csv: a wrong use ends in one line."""

    @click.option("--why", default="", show_default=False, help="The reason, which is kept.")
    @click.option("--who", default="", show_default="who is logged in", help="Who says so.")
    @click.option("--when", default="", show_default="today", help="The day of the correction.")
    @_in_project
    @wraps(command)
    def written(project: Project, **given: Any) -> None:
        book = project.open()
        try:
            command(book, **given)
        except (KeyError, ValueError) as error:
            raise click.ClickException(str(error.args[0])) from error

    return written


@workbook.command()
@click.argument("row", metavar="ID")
@click.argument("column", default="")
@click.argument("value", default=None, required=False)
@click.option("--empty", is_flag=True, help="Leave the cell empty.")
@_word
def correct(book: Workbook, row: str, column: str, value: str | None, empty: bool, **said: str) -> None:
    """Correct a cell, or reject a row.

    A line of corrections.csv says so. ID is that of the row, as tables show it; COLUMN is what to change (without it
    the row is rejected), VALUE what is right. The last correction of a cell holds; `undo` takes it back.
    """
    from analysis.pages.handover.correct import correct

    _needs(said["why"], "give a reason with --why: it is kept with the correction")
    _needs(not column or (value is None) == empty, f"what is right in {column}? Give a value, or --empty to blank it")
    print(f"corrections.csv: {correct(book, row, column, value or '', **said)}")


@workbook.command("add-row")
@click.argument("document")
@click.argument("table")
@click.argument("words")
@click.argument("cells", nargs=-1, metavar="COLUMN=VALUE...")
@_word
def add_row(book: Workbook, document: str, table: str, words: str, cells: Sequence[str], **said: str) -> None:
    """Add a claim that was missed, on its exact words.

    DOCUMENT is the short id, TABLE the one to which the row belongs.
    """
    from analysis.pages.handover.correct import add_row, place_of

    _needs(said["why"], "give a reason with --why: it is kept with the row")
    added = add_row(book, table, document, place_of(book, document, words), "; ".join(cells), **said)
    print(f"corrections.csv: {added}")


@workbook.command()
@click.argument("row", metavar="[ID]", default="")
@click.argument("column", default="")
@click.option("--all", "every", is_flag=True, help="Not only the last one.")
@_word
def undo(book: Workbook, row: str, column: str, every: bool, **said: str) -> None:
    """Take back the last correction, or all: of a cell, of a row, or whichever. All stay on record."""
    from analysis.pages.handover.correct import undo

    taken = undo(book, row, column, every, **said)
    _needs(taken, "there is no correction to take back")
    for what in taken:
        print(f"taken back: {what}")


@workbook.command()
@click.argument("file", type=_folder)
@click.option("--accept", "chosen", multiple=True, metavar="NUMBER", help="Make it a correction; `all` takes each.")
@_word
def propose(book: Workbook, file: Path, chosen: Sequence[str], **said: str) -> None:
    """Set rows that others found beside those read here.

    FILE is a CSV file (document, table, words, and columns of the table) or JSON Lines as langextract saves them. Each
    row is anchored to its exact words or refused with the reason; nothing counts until it is accepted.
    """
    from analysis.pages.handover.correct import accept, read_proposals

    said["why"] = said["why"] or f"proposed in {file.name}"
    proposals = read_proposals(book, file)
    wrong = {*chosen} - {"all", *map(str, range(1, len(proposals) + 1))}
    _needs(not wrong, f"there is no proposal {', '.join(sorted(wrong))}: they are numbered 1 to {len(proposals)}")
    for number, one in enumerate(proposals, start=1):
        cells = ", ".join(f"{name} {value}" for name, value in one.cells.items())
        _print_row(str(number), one.verdict, f"[{one.document}] {one.table}", f"“{one.words}”", cells, one.said)
        if {str(number), "all"} & {*chosen} and one.verdict in ("new", "differs"):
            accept(book, one, **said)
            print(f"{number}  accepted: a line of corrections.csv")


def _needs(given: object, otherwise: str) -> None:
    """End a command with a sentence when something is not given."""
    if not given:
        raise click.ClickException(otherwise)


@workbook.command()
@click.argument("old", type=_folder)
@click.argument("new", type=_folder)
def diff(old: Path, new: Path) -> None:
    """List claims that came, went or changed, and why.

    OLD and NEW are folders of articles, of tables that `tables` wrote, or editions.
    """
    from analysis.archive.read import open_workbook
    from analysis.core.tables import records
    from analysis.pages.handover.edition import compare, read_edition

    kept = {folder: (folder / "documents.parquet").exists() for folder in (old, new)}
    try:
        changes = compare(*(read_edition(one) if kept[one] else open_workbook(one).tables for one in (old, new)))
    except (KeyError, ValueError) as error:
        unlike = f"{old} and {new} are not two folders of articles, tables or editions: {error}"
        raise click.ClickException(unlike) from error
    for row in records(changes):
        value = f"{row['column']}: {row['old'] or 'nothing'} → {row['new'] or 'nothing'}" if row["column"] else ""
        _print_row(row["change"], row["table"], row["citation"], row["text"], value, f"({row['why']})")
    print(counted(len(changes), "change"))
