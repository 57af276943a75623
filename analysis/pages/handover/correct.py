"""Lines of corrections.csv written: a cell, a claim that was missed, what is taken back, what others propose."""

import csv
import getpass
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.book.workbook import SORTS, Workbook
from analysis.claims.corrections import COLUMNS, CORRECTABLE, Correction, cells_of, find_words, read_corrections, shown
from analysis.core.files import append_whole
from analysis.core.tables import Row, records
from analysis.core.values import Span
from analysis.sources.article import VIEWED

_FILE = "corrections.csv"
_EMPTY_LINE = re.compile(r"\n\s*\n")


def correct(book: Workbook, row: str, column: str = "", value: str = "", **said: str) -> str:
    """Append a correction of a row to the workbook's file (without a column, its rejection), and say it in words.

    `said` are `why` and, if others than this user and today, `who` and `when`. KeyError: no row has that id.
    ValueError: the column or the value cannot be, is there already, or the words cannot be told from their like.
    """
    table, found = book.row(row, CORRECTABLE)
    document, action = found["document"], "change" if column else "reject"
    span = Span(found["char_from"], found["char_to"])
    line = _anchored(book.texts[document], document, span, table, action, column, value)
    cells = cells_of(line)
    if column and shown(cells[column]) == shown(found[column]):
        raise ValueError(f"{column} is {value!r} already")
    what = f"{column.replace('_', ' ')} is {value or 'empty'}" if column else "the row is rejected"
    return f"{what}, at “{_append(book, [line], said)}”"


def add_row(book: Workbook, table: str, document: str, span: Span, cells: str, **said: str) -> str:
    """Append a claim that was missed, as "column=value; …"; as `correct`, and no row may stand on the words already."""
    line = _anchored(book.texts[document], document, span, table, "add", "", cells)
    cells_of(line)
    if row := row_at(book, table, document, span, exactly=True):
        raise ValueError(f"a row of {table} stands on these words already: correct {row['id']} instead")
    return f"a row of {table} is added, at “{_append(book, [line], said)}”"


def place_of(book: Workbook, document: str, words: str) -> Span:
    """Where words stand in a document; ValueError unless that is one place."""
    if document not in book.texts:
        raise ValueError(f"there is no document {document!r}, but {', '.join(book.texts)}")
    places = find_words(book.texts[document], words)
    if len(places) != 1:
        times = f"stand there {len(places)} times: give more of them" if places else "are not in the document"
        raise ValueError(f"the words {times}")
    return places[0]


def undo(book: Workbook, row: str = "", column: str = "", every: bool = False, **said: str) -> list[str]:
    """Append a line that takes back the last correction (of a row, of a cell), or one for each; what, in words."""
    lines = {line.number: line for line in read_corrections(book.folder / _FILE)}
    table = book.tables["corrections"]
    holds = table["status"].isin(["applied", "superseded"]) & (table["action"] != "undo")
    held = [one for one in records(table[holds]) if row in ("", one["row"]) and column in ("", one["column"])]
    taken = held[::-1] if every else held[-1:]
    undone = [lines[one["line"]]._replace(action="undo", value="", who="", when="", why="") for one in taken]
    _append(book, undone, said)
    return [f"{one['column'] or one['action']} {one['value'] or '(empty)'} at “{one['words']}”" for one in taken]


def author() -> str:
    """The name under which this user is logged in, or ""."""
    with suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return ""


def row_at(book: Workbook, table: str, document: str, span: Span, exactly: bool = False) -> Row:
    """The row of a table that shares most words with a place, or stands exactly there; {} when there is none."""
    rows = records(overlapping(book, table, document, span))
    return next((row for row in rows if not exactly or Span(row["char_from"], row["char_to"]) == span), {})


def overlapping(book: Workbook, table: str, document: str, span: Span) -> pd.DataFrame:
    """The rows of a table that share a character with a place, the largest overlap first."""
    rows = book.tables[table]
    shared = pd.Series(np.minimum(rows["char_to"], span.end) - np.maximum(rows["char_from"], span.start))
    shared = shared[(shared > 0) & (rows["document"] == document)]
    return rows.loc[shared.sort_values(ascending=False, kind="stable").index]


def _anchored(text: str, document: str, span: Span, table: str, action: str, column: str, value: str) -> Correction:
    """A line on words of a document, with the shortest context of whole words that makes their place unique."""
    words = span.of(text)
    before = re.sub(r"\s+", " ", _EMPTY_LINE.split(text[max(0, span.start - 800) : span.start])[-1]).lstrip()
    after = re.sub(r"\s+", " ", _EMPTY_LINE.split(text[span.end : span.end + 800])[0]).rstrip()
    for reach in (24, 48, 96, 192, 400):
        left = before if len(before) <= reach else before[-reach:].partition(" ")[2]
        right = after if len(after) <= reach else after[:reach].rpartition(" ")[0]
        if find_words(text, words, left, right) == [span]:
            flat = " ".join(words.split())
            return Correction(0, document, table, action, flat, left, right, column, value, "", "", "")
    raise ValueError(f"{words!r} stands in {document} more than once with the same context, or as part of longer words")


def _append(book: Workbook, lines: Sequence[Correction], said: Mapping[str, str]) -> str:
    """Write lines below those that are there; who and when are filled in where nobody says."""
    path = book.folder / _FILE
    known = {"who": author(), "when": date.today().isoformat()} | {name: word for name, word in said.items() if word}
    there = path.read_bytes() if path.exists() else b""
    rows = [[known.get(name) or getattr(line, name) for name in COLUMNS] for line in lines]
    file = StringIO()
    csv.writer(file, lineterminator="\n").writerows(rows if there else [COLUMNS, *rows])
    append_whole(path, (b"\n" if there and not there.endswith(b"\n") else b"") + file.getvalue().encode())
    return "".join(f"{line.before}{line.words}{line.after}" for line in lines)


# --- proposals --------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Proposal:
    """A row that a person or a program proposes: "agrees", "differs", "new" or "refused", and `said` says why."""

    document: str
    table: str
    words: str
    cells: dict[str, str] = field(default_factory=dict)
    span: Span | None = None
    verdict: str = "refused"
    said: str = ""
    row: str = ""

    @property
    def cell(self) -> str:
        """All cells in one, as corrections.csv has them."""
        return "; ".join(f"{name}={value}" for name, value in self.cells.items())


def read_proposals(book: Workbook, path: Path) -> list[Proposal]:
    """Anchor the rows of a file to their words, each beside what was read there; ValueError when it is no such file."""
    try:
        found = list(_annotated(book, path) if path.suffix.startswith(".json") else _listed(path))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        why = f"it lacks {error}" if isinstance(error, KeyError) else str(error)
        needed = "a CSV file has document, table and words, JSON Lines what langextract saves"
        raise ValueError(f"{path} is no list of proposals: {why}; {needed}") from error
    for one in found:
        try:
            _weigh(book, one)
        except ValueError as reason:
            one.said = str(reason)
    return found


def accept(book: Workbook, proposal: Proposal, **said: str) -> None:
    """Make a correction of a proposal: a row that was missed, or the cells that differ."""
    if proposal.verdict == "new" and proposal.span:
        add_row(book, proposal.table, proposal.document, proposal.span, proposal.cell, **said)
    for name, value in proposal.cells.items() if proposal.verdict == "differs" else ():
        with suppress(ValueError):  # what it says already
            correct(book, proposal.row, name, value, **said)


def _listed(path: Path) -> Iterator[Proposal]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            document, table, words = (row.pop(name) or "" for name in ("document", "table", "words"))
            yield Proposal(document, table, words, {name: value for name, value in row.items() if name and value})


def _annotated(book: Workbook, path: Path) -> Iterator[Proposal]:
    for line in filter(str.strip, path.read_text("utf8").splitlines()):
        page = json.loads(line)
        same = [name for name, text in book.texts.items() if text.strip() == (page.get("text") or "").strip()]
        for one in page["extractions"] or ():
            said = (one.get("attributes") or {}).items()
            cells = {name: "; ".join(map(str, value if isinstance(value, list) else [value])) for name, value in said}
            place = one.get("char_interval") or {}
            span = Span(place["start_pos"], place["end_pos"]) if same and None not in place.values() and place else None
            named = same[0] if same else str(page.get("document_id", ""))
            yield Proposal(named, one["extraction_class"], one["extraction_text"], cells, span)


def _weigh(book: Workbook, one: Proposal) -> None:
    """Find the place of a proposal, and compare it with the row that stands there; ValueError says why it cannot be."""
    one.document = {row["file"]: name for name, row in book.described.items()}.get(one.document, one.document)
    sort = one.table.lower().removesuffix("s")
    one.table = next((table for table, known in SORTS.items() if known == sort), one.table.lower())
    if not one.span or one.span.of(book.texts.get(one.document, "")).split() != one.words.split():
        one.span = place_of(book, one.document, one.words)
    if (passage := row_at(book, "passages", one.document, one.span)) and passage["role"] not in VIEWED:
        raise ValueError(f"the words stand outside the article: line {passage['line']} is {passage['role']}")
    given = cells_of(Correction(0, one.document, one.table, "add", one.words, "", "", "", one.cell, "", "", ""))
    row = row_at(book, one.table, one.document, one.span)
    unlike = [name for name, value in given.items() if row and shown(row[name]) != shown(value)]
    one.row = row.get("id", "")
    one.verdict = "new" if not row else "differs" if unlike else "agrees"
    one.said = "; ".join(f"{name} is {shown(row[name]) or 'empty'} here, {one.cells[name]} there" for name in unlike)
