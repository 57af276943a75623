"""Finding words again by their context, however the lines of a text are wrapped."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

import pandas as pd

from analysis.claims.figures import FIGURES
from analysis.claims.standings import STANDINGS
from analysis.claims.statements import ASSERTIONS, STATEMENTS
from analysis.claims.timeline import GROUP_COLUMNS, TIMELINE
from analysis.core.tables import ELSE, Column, Named, Table
from analysis.core.text import LineIndex, sentences
from analysis.core.values import Span
from analysis.readers.actors import ACTORS
from analysis.readers.dates.mentions import DATES
from analysis.readers.quantities import QUANTITIES

_SPACE = re.compile(r"\s+")
_REACH = 400


class Squeezed:
    r"""A text in which each run of white space is one space, and which finds its places in the original.

    >>> Squeezed("one\n\n  two three").unique("one", "two", "")
    Span(start=7, end=10)
    """

    def __init__(self, text: str) -> None:
        self._original = text

    @cached_property
    def text(self) -> str:
        """The text with single spaces."""
        return squeeze(self._original)

    @cached_property
    def _places(self) -> list[int]:
        """Where each character of the squeezed text stands in the original; the end as well."""
        places: list[int] = []
        last = 0
        for run in _SPACE.finditer(self._original):
            places += range(last, run.start() + 1)
            last = run.end()
        places += range(last, len(self._original) + 1)
        return places

    def unique(self, before: str, words: str, after: str) -> Span:
        """Where the words stand between what comes before and after them, as a span of the original text.

        Raises
        ------
        LookupError
            When they don't occur, occur more than once, or only as part of longer words; says which.
        """
        before, words, after = squeeze(before).strip(), squeeze(words).strip(), squeeze(after).strip()
        found = [start for start in _occurrences(self.text, words) if self._between(start, before, words, after)]
        if len(found) != 1:
            times = f"occur {len(found)} times" if found else "do not occur"
            raise LookupError(f"the words with their context {times} in the document")
        start, end = found[0], found[0] + len(words)
        left, right = self.text[:start].rstrip() if before else self.text[:start], self.text[end:]
        right = right.lstrip() if after else right
        if _joined(left.removesuffix(before), before or words) or _joined(after or words, right.removeprefix(after)):
            raise LookupError("the words with their context occur in the document only as part of longer words")
        return Span(self._places[start], self._places[end - 1] + 1)

    def _between(self, start: int, before: str, words: str, after: str) -> bool:
        left = self.text[max(0, start - len(before) - 1) : start].rstrip()
        right = self.text[start + len(words) : start + len(words) + len(after) + 1].lstrip()
        return left.endswith(before) and right.startswith(after)

    def context(self, span: Span) -> tuple[str, str] | None:
        """The shortest context of whole words in the same paragraph that makes a place unique, or None."""
        before = squeeze(_paragraph_before(self._original, span.start)).lstrip()
        after = squeeze(_paragraph_after(self._original, span.end)).rstrip()
        for reach in (24, 48, 96, 192, _REACH):
            left, right = _tail(before, reach), _head(after, reach)
            try:
                if self.unique(left, span.of(self._original), right) == span:
                    return left, right
            except LookupError:
                continue
        return None


def _occurrences(text: str, words: str) -> Iterator[int]:
    """Where the words begin, overlapping occurrences too."""
    start = text.find(words) if words else -1
    while start >= 0:
        yield start
        start = text.find(words, start + 1)


def _joined(left: str, right: str) -> bool:
    """Whether a word runs on from one text into the next."""
    return left[-1:].isalnum() and right[:1].isalnum()


def squeeze(words: str) -> str:
    """The words with each run of white space as one space."""
    return _SPACE.sub(" ", words)


def _paragraph_before(text: str, start: int) -> str:
    words = text[max(0, start - 2 * _REACH) : start]
    return re.split(r"\n[^\S\n]*\n", words)[-1]


def _paragraph_after(text: str, end: int) -> str:
    return re.split(r"\n[^\S\n]*\n", text[end : end + 2 * _REACH])[0]


def _tail(words: str, reach: int) -> str:
    """The last whole words of a text."""
    if len(words) <= reach:
        return words
    cut = words[-reach:]
    return cut[cut.find(" ") + 1 :] if " " in cut else cut


def _head(words: str, reach: int) -> str:
    """The first whole words of a text."""
    if len(words) <= reach:
        return words
    cut = words[:reach]
    return cut[: cut.rfind(" ")] if " " in cut else cut


COLUMNS = ("document", "table", "action", "words", "before", "after", "column", "value", "who", "when", "why")
"""Columns of corrections.csv. `before` and `after` are the words around `words`; `add` takes several cells in `value`,
as "kind=attack; earliest=2024-03-22; latest=2024-03-22"."""

Tables = dict[str, pd.DataFrame]
_CORRECTABLE = {
    table.name: table for table in (DATES, QUANTITIES, TIMELINE, FIGURES, STATEMENTS, STANDINGS, ASSERTIONS, ACTORS)
}
_ENDS = (
    ("low", "high"),
    ("earliest", "latest"),
    ("as_of_earliest", "as_of_latest"),
    ("period_earliest", "period_latest"),
)
_ACTIONS = ("change", "reject", "add")
_ANCHOR = ("id", "document", "line", "char_from", "char_to", "text")


@dataclass(frozen=True, slots=True)
class Correction:
    """A line of corrections.csv."""

    number: Annotated[int, Named("line"), "line of corrections.csv", "lines from 1"]
    document: Annotated[str, "document that it is about"]
    table: Annotated[str, "table that it is about"]
    action: Annotated[str, "what it asks for", (*_ACTIONS, "")]
    words: Annotated[str, "the exact words that it is anchored to"]
    before: str
    after: str
    column: Annotated[str, "column to change"]
    value: Annotated[str, "the analyst's value"]
    who: Annotated[str, "who corrected"]
    when: Annotated[str, "when, as written"]
    why: Annotated[str, "the analyst's reason"]


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a line."""

    old: Annotated[str, "value that was read"]
    row: Annotated[str, "id of the row that it applies to"]
    status: Annotated[str, "what became of it", ("applied", "stale", "invalid")]
    reason: Annotated[str, "why it is stale or invalid"]


CORRECTIONS = Table.of("corrections", "a line of corrections.csv, and what became of it", Correction, Fate)


class _StaleError(Exception):
    """The words with their context don't occur exactly once any more, or no row stands on them."""


class _InvalidError(Exception):
    """The line asks for something that cannot be done."""


def apply_corrections(
    tables: Tables, lines: Path | Iterable[Correction], texts: Mapping[str, str]
) -> tuple[pd.DataFrame, Tables]:
    """Apply a file of corrections to the tables that were read.

    A line is applied if its words with their context occur exactly once in the document, however the lines are
    wrapped, and one row of the table stands on exactly these words. Otherwise it is *stale*: listed, never dropped,
    never applied elsewhere. A line that names no known table, action or column, or whose value has the wrong type, is
    *invalid*.

    Parameters
    ----------
    tables
        Name of each table → DataFrame. They are not changed.
    lines
        The file, as `read_corrections` reads it, or lines of it.
    texts
        Short id of each document → its reading text.

    Returns
    -------
    tuple of DataFrame and dict of DataFrames
        The table `corrections`, one row a line of the file, with the old values; and all tables as corrected, this one
        among them.

    Raises
    ------
    ValueError
        When the file lacks a column.
    """
    listed = list(read_corrections(lines) if isinstance(lines, Path) else lines)
    rows, result = _applied(tables, listed, texts)
    if crossed := _crossed(rows, result):
        rows, result = _applied(tables, listed, texts, crossed)
    result["corrections"] = CORRECTIONS.frame(rows)
    return result["corrections"], result


def _crossed(rows: list[dict[str, Any]], tables: Tables) -> frozenset[int]:
    """The lines that together leave the ends of a row crossed: one end alone may be corrected before the other."""
    found = set()
    for row in rows:
        if row["status"] == "applied":
            table = tables[row["table"]]
            ends = [pair for pair in _ENDS if pair[0] in table]
            changed = table[table["id"] == row["row"]]  # none, when it was rejected
            if any(bool((changed[low] > changed[high]).any()) for low, high in ends):
                found.add(row["line"])
    return frozenset(found)


def _applied(
    tables: Tables, lines: list[Correction], texts: Mapping[str, str], crossed: frozenset[int] = frozenset()
) -> tuple[list[dict[str, Any]], Tables]:
    """A row for each line, and the tables with those applied that can be."""
    result = dict(tables)
    squeezed: dict[str, Squeezed] = {}
    done: set[tuple[str, str]] = set()
    rows = []
    for line in lines:
        row = CORRECTIONS.cells(line) | {"status": "applied"}
        try:
            _check(line)
            if line.number in crossed:
                raise _InvalidError("the row would end before it begins: correct both of its ends")
            _refer(line, result)
            span = _find(line, texts, squeezed)
            result[line.table], row["row"], row["old"] = _apply(line, result[line.table], span, texts, done)
        except _StaleError as reason:
            row |= {"status": "stale", "reason": str(reason)}
        except _InvalidError as reason:
            row |= {
                "status": "invalid",
                "reason": str(reason),
                "action": line.action if line.action in _ACTIONS else "",
            }
        rows.append(row)
    return rows, result


def write_correction(
    path: Path,
    tables: Mapping[str, pd.DataFrame],
    texts: Mapping[str, str],
    row: str,
    column: str,
    value: str,
    *,
    who: str = "",
    when: str = "",
    why: str = "",
) -> str:
    """Append a correction of a row to the file, with as much context as makes its words unique.

    Parameters
    ----------
    path
        The file; it is made when there is none.
    tables, texts
        As `apply_corrections` takes them.
    row
        Id of the row.
    column, value
        The cell and its new value; an empty column rejects the whole row.
    who, when, why
        Kept beside the value.

    Returns
    -------
    str
        The words that the correction is anchored to, with their context.

    Raises
    ------
    KeyError
        When no row has that id.
    ValueError
        When the column or the value cannot be, or the words cannot be told from their like by any context.
    """
    name = next((name for name in _CORRECTABLE if row in set(tables[name]["id"])), None)
    if name is None:
        raise KeyError(
            f"no row that can be corrected has the id {row!r}; look it up in one of {', '.join(_CORRECTABLE)}"
        )
    found = dict(tables[name][tables[name]["id"] == row].iloc[0])
    text = texts[found["document"]]
    span = Span(int(found["char_from"]), int(found["char_to"]))
    context = Squeezed(text).context(span)
    if context is None:
        raise ValueError(
            f"the words {span.of(text)!r} stand in {found['document']} more than once with the same context"
        )
    before, after = context
    action = "change" if column else "reject"
    words = " ".join(span.of(text).split())
    line = Correction(0, found["document"], name, action, words, before, after, column, value, who, when, why)
    try:
        _check(line)
    except _InvalidError as reason:
        raise ValueError(str(reason)) from None
    new = not path.exists() or not path.stat().st_size
    ended = new or path.read_bytes().endswith(b"\n")
    with path.open("a", encoding="utf8", newline="") as file:
        file.write("" if ended else "\n")
        writer = csv.writer(file, lineterminator="\n")
        if new:
            writer.writerow(COLUMNS)
        writer.writerow(getattr(line, name) for name in COLUMNS)
    return f"{before}{words}{after}"


def read_corrections(path: Path) -> Iterator[Correction]:
    """The lines of a file with the columns `COLUMNS`; it need not exist."""
    if not path.exists():
        return
    reader = csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise ValueError(f"{path.name} has no column {', '.join(missing)}; its first line must be {','.join(COLUMNS)}")
    number = 2
    for record in reader:
        yield Correction(number, **{name: record[name] or "" for name in COLUMNS})
        number = reader.line_num + 1


def _check(line: Correction) -> None:
    if line.table not in _CORRECTABLE:
        raise _InvalidError(f"{line.table!r} is no table that can be corrected: use one of {', '.join(_CORRECTABLE)}")
    if line.action not in _ACTIONS:
        raise _InvalidError(f"{line.action!r} is no action: use one of {', '.join(_ACTIONS)}")
    if not line.words.strip():
        raise _InvalidError("there are no words to find: give the exact words of the article")
    _cells(line)


def _cells(line: Correction) -> dict[str, Any]:
    """The cells that a line sets, as values of the column's type."""
    if line.action == "reject":
        return {}
    pairs = [(line.column, line.value)]
    if line.action == "add":
        parts = re.split(r";\s*(?=\w+\s*=)", line.value.strip(" ;"))
        if not all("=" in part for part in parts):
            raise _InvalidError(f"{line.value!r} should read column=value; column=value")
        pairs = [(name, value) for name, _, value in (part.partition("=") for part in parts)]
    return {name.strip(): _cell(_CORRECTABLE[line.table], name.strip(), value.strip()) for name, value in pairs}


def _cell(table: Table, name: str, value: str) -> Any:
    free = {column.name: column for column in table.columns if column.name not in _ANCHOR and not _counted(column)}
    if name not in free:
        raise _InvalidError(f"{name!r} is no column of {table.name} that can be set: use one of {', '.join(free)}")
    column = free[name]
    if column.allowed and not {value, ELSE} & {*column.allowed}:
        alike = get_close_matches(value, column.allowed) or column.allowed
        raise _InvalidError(f"{name} cannot be {value!r}: use one of {', '.join(alike)}")
    if column.dtype == "bool":
        if value.lower() not in ("true", "false"):
            raise _InvalidError(f"{name} cannot be {value!r}: use True or False")
        return value.lower() == "true"
    try:
        return (
            pd.DataFrame({name: [value if column.dtype == "str" else value or None]})
            .astype({name: column.dtype})[name]
            .iloc[0]
        )
    except (ValueError, TypeError):
        raise _InvalidError(f"{name} cannot be {value!r}: it holds {column.dtype}") from None


def _counted(column: Column) -> bool:
    """Whether a column follows from many claims, and would be filled anew after a correction."""
    return column.name in GROUP_COLUMNS or column.table == "ledger"


def _refer(line: Correction, tables: Tables) -> None:
    """Refuse the id of a row that is not there: ids are others when words, their number, or the program changed."""
    for name, value in _cells(line).items():
        table = next(column.table for column in _CORRECTABLE[line.table].columns if column.name == name)
        if table and value and value not in set(tables[table]["id"]):
            raise _InvalidError(f"{name} cannot be {value!r}: no row of {table} has this id; take it from that table")


def _find(line: Correction, texts: Mapping[str, str], squeezed: dict[str, Squeezed]) -> Span:
    if line.document not in texts:
        raise _StaleError(f"there is no document {line.document!r}")
    if line.document not in squeezed:
        squeezed[line.document] = Squeezed(texts[line.document])
    try:
        return squeezed[line.document].unique(line.before, line.words, line.after)
    except LookupError as reason:
        raise _StaleError(str(reason)) from None


def _apply(
    line: Correction, table: pd.DataFrame, span: Span, texts: Mapping[str, str], done: set[tuple[str, str]]
) -> tuple[pd.DataFrame, str, str]:
    """The corrected table, the id of the row and its old value."""
    here = (table["document"] == line.document) & (table["char_from"] == span.start) & (table["char_to"] == span.end)
    if line.action == "add":
        if here.any():
            raise _StaleError(f"a row of {line.table} stands on these words already: change it instead")
        row = _new_row(line, span, texts[line.document])
        added = _CORRECTABLE[line.table].frame([row])
        return pd.concat([table, added], ignore_index=True) if len(table) else added, row["id"], ""
    if here.sum() != 1:
        raise _StaleError(
            f"{'no row' if not here.any() else 'more than one row'} of {line.table} stands on these words"
        )
    position = int(here.to_numpy().argmax())
    name = str(table["id"].iloc[position])
    if (name, line.column) in done:
        raise _InvalidError("an earlier line corrects the same cell: keep one of them")
    done.add((name, line.column))
    if line.action == "reject":
        words = str(table["text"].iloc[position])
        return table.drop(table.index[position]).reset_index(drop=True), name, words
    old = table[line.column].iloc[position]
    changed = table.copy()
    changed.loc[table.index[position], line.column] = _cells(line)[line.column]
    return changed, name, "" if pd.isna(old) else _shown(old)


def _shown(value: Any) -> str:
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)


def _new_row(line: Correction, span: Span, text: str) -> dict[str, Any]:
    table = _CORRECTABLE[line.table]
    empty = {"str": "", "int64": 0, "bool": False}
    row = {column.name: empty.get(column.dtype) for column in table.columns}
    sentence = next((found for found in sentences(text) if found.start <= span.start < found.end), span)
    for prefix in ("sentence", "clause"):
        if f"{prefix}_from" in row:
            row |= {f"{prefix}_from": sentence.start, f"{prefix}_to": max(sentence.end, span.end)}
    if line.table == "timeline":
        row["event"] = " ".join(sentence.of(text).split())
    for column in table.columns:
        if (allowed := column.allowed) and column.name != "precision" and ELSE not in allowed:
            row[column.name] = "other" if "other" in allowed else allowed[0]
    key = f"{line.document}\0{line.table}\0{line.before}\0{line.words}\0{line.after}"
    row |= {
        "id": f"{line.table[0]}+{hashlib.blake2b(key.encode('utf8', 'surrogatepass'), digest_size=6).hexdigest()}",
        "document": line.document,
        "line": LineIndex(text).at(span.start),
        "char_from": span.start,
        "char_to": span.end,
        "text": span.of(text),
    }
    return row | _cells(line)
