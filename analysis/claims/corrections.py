"""An analyst's corrections: lines of a file, anchored to exact words; the last one on a cell holds, none is lost."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import pandas as pd

from analysis.claims.events import TIMELINE, Grouped
from analysis.claims.figures import FIGURES
from analysis.claims.origins import stable_name
from analysis.claims.standings import STANDINGS
from analysis.claims.statements import ASSERTIONS, STATEMENTS
from analysis.core.tables import ELSE, Column, Named, Table, records
from analysis.core.text import line_index, sentences
from analysis.core.values import Span
from analysis.readers.actors import ACTORS
from analysis.readers.dates.readings import DATES
from analysis.readers.quantities import QUANTITIES
from analysis.sources.article import PASSAGES

# Columns of corrections.csv. `before` and `after` are the words around `words`; `add` takes several cells in `value`,
# as "kind=attack; earliest=2024-03-22"; `undo` takes back the last line on the cell, or on the whole row.
COLUMNS = ("document", "table", "action", "words", "before", "after", "column", "value", "who", "when", "why")

_TABLES = (DATES, QUANTITIES, TIMELINE, FIGURES, STATEMENTS, STANDINGS, ASSERTIONS, ACTORS, PASSAGES)
CORRECTABLE = {table.name: table for table in _TABLES}
_ENDS = [(f"{prefix}earliest", f"{prefix}latest") for prefix in ("", "as_of_", "period_")] + [("low", "high")]
_FLAGS = ("True", "False")
_ACTIONS = ("change", "reject", "add", "undo")
# Columns that stay as they are: where the words stand, and what follows from many claims
_ANCHOR = ("id", "document", "line", "char_from", "char_to", "text", *Grouped._fields)


class Correction(NamedTuple):
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


@dataclass(slots=True)
class Fate:
    """What became of a line."""

    line: Correction
    old: Annotated[str, "value that was read"] = ""
    row: Annotated[str, "id of the row that it applies to"] = ""
    status: Annotated[str, "what became of it", ("applied", "superseded", "undone", "stale", "invalid")] = "applied"
    reason: Annotated[str, "why it has no effect"] = ""
    cells: dict[str, Any] = field(default_factory=dict)

    def ends(self, status: str, reason: str) -> None:
        """Leave the line without effect."""
        self.status, self.reason = status, reason


CORRECTIONS = Table.of("corrections", "a line of corrections.csv, and what became of it", Correction, Fate)


class _StaleError(Exception):
    """The words with their context don't occur exactly once any more, or no row stands on them."""


def apply_corrections(
    tables: Mapping[str, pd.DataFrame], lines: Path | Iterable[Correction], texts: Mapping[str, str]
) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """The table `corrections`, a row for each line of the file; and all tables as corrected, this one among them.

    A line is applied if its words with their context occur exactly once in the text of the document, however the lines
    are wrapped, and one row of the table stands on exactly these words. Otherwise it is *stale*: listed, never dropped,
    never applied elsewhere. A line that names no known table, action or column, or whose value has the wrong type, is
    *invalid*. Of several on one cell the last holds; the others are *superseded*, or *undone* when a line says so.
    """
    result, fates = dict(tables), []
    for line in read_corrections(lines) if isinstance(lines, Path) else lines:
        fates.append(fate := Fate(line=line))
        try:
            _locate(fate, line, result, texts)
        except _StaleError as reason:
            fate.ends("stale", str(reason))
        except ValueError as reason:
            fate.ends("invalid", str(reason))
    _settle(fates)
    for table in {fate.line.table for fate in fates if fate.row}:
        of_table = [fate for fate in fates if fate.line.table == table and fate.row]
        result[table] = _corrected(CORRECTABLE[table], result[table], of_table)
    own = ("old", "row", "status", "reason")
    rows = [CORRECTIONS.cells(fate.line) | {name: getattr(fate, name) for name in own} for fate in fates]
    named = (row if row["action"] in _ACTIONS else row | {"action": ""} for row in rows)
    result["corrections"] = CORRECTIONS.frame(named)
    return result["corrections"], result


def _locate(fate: Fate, line: Correction, tables: dict[str, pd.DataFrame], texts: Mapping[str, str]) -> None:
    """Find the row of a line and what is read there; one that is added stands in its table from here on."""
    fate.cells = cells_of(line)
    for name, value in fate.cells.items():
        other = _column(line.table, name).table
        if other and value and value not in set(tables[other]["id"]):
            raise ValueError(f"{name} cannot be {value!r}: no row of {other} has this id; take it from that table")
    if line.document not in texts:
        raise _StaleError(f"there is no document {line.document!r}")
    found = find_words(texts[line.document], line.words, line.before, line.after)
    if len(found) != 1:
        times = f"occur {len(found)} times" if found else "do not occur"
        raise _StaleError(f"the words with their context {times} in the document as whole words")
    table = tables[line.table]
    at = (table["char_from"] == found[0].start) & (table["char_to"] == found[0].end)
    here = records(table[at & (table["document"] == line.document)])
    if line.action == "add":
        if here:
            raise _StaleError(f"a row of {line.table} stands on these words already: change it instead")
        row = _new_row(line, found[0], texts[line.document]) | fate.cells
        added = CORRECTABLE[line.table].frame([row])
        tables[line.table] = pd.concat([table, added], ignore_index=True) if len(table) else added
        fate.row = row["id"]
        return
    if len(here) != 1:
        raise _StaleError(f"{'more than one row' if here else 'no row'} of {line.table} stands on these words")
    fate.row, fate.old = here[0]["id"], shown(here[0][line.column or "text"])


def _settle(fates: Iterable[Fate]) -> None:
    """Of the lines on one cell, or one whole row, let the last hold that was not taken back."""
    chains: dict[tuple[str, str], list[Fate]] = {}
    for fate in fates:
        if fate.row:
            chain = chains.setdefault((fate.row, fate.line.column), [])
            if fate.line.action != "undo":
                chain.append(fate)
            elif chain:
                chain.pop().ends("undone", f"taken back by line {fate.line.number}")
            else:
                fate.ends("stale", "no line above it is left to take back")
    for chain in chains.values():
        for earlier, later in pairwise(chain):
            if earlier.line.action == later.line.action:
                earlier.ends("superseded", f"line {later.line.number} corrects the same again")


def _corrected(declared: Table, table: pd.DataFrame, fates: list[Fate]) -> pd.DataFrame:
    """A table with the lines on its rows applied that hold."""
    gone = {fate.row for fate in fates if fate.line.action == "add" and fate.status == "undone"}
    changes: dict[str, list[Fate]] = {}
    for fate in fates:
        if fate.line.action in ("change", "reject") and fate.status == "applied":
            if fate.row in gone:
                fate.ends("stale", "the row that it is about was rejected or taken back")
            elif fate.line.action == "reject":
                gone.add(fate.row)
            else:
                changes.setdefault(fate.row, []).append(fate)
    table = table.copy()
    for row in records(table[table["id"].isin(list(changes))]):
        at = table.index[table["id"] == row["id"]]
        for name, value in _changed(row, changes[row["id"]]).items():
            table.loc[at, name] = value
    return declared.typed(table[~table["id"].isin(list(gone))].reset_index(drop=True))


def _changed(row: dict[str, Any], fates: list[Fate]) -> dict[str, Any]:
    """The cells that a row gets: no end before its beginning; both ends of an exact value, unless each is corrected."""
    new = {name: value for fate in fates for name, value in fate.cells.items()}
    for low, high in _ENDS:
        if len(ends := new.keys() & {low, high}) == 1 and row[low] == row[high]:
            new |= dict.fromkeys((low, high), new[ends.pop()])
        whole = row | new
        if low in whole and whole[low] > whole[high]:
            for fate in fates:
                if fate.line.column in (low, high):
                    fate.ends("invalid", "the row would end before it begins: correct both of its ends")
            new = {name: value for name, value in new.items() if name not in (low, high)}
    if "attributed_to" in new and row["modality"] in ("asserted", "attributed"):
        new.setdefault("modality", "attributed" if new["attributed_to"] else "asserted")
    return new


def shown(value: Any) -> str:
    """A cell as corrections.csv has it."""
    if pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def read_corrections(path: Path) -> Iterator[Correction]:
    """The lines of a file with the columns `COLUMNS`; it need not exist."""
    if not path.exists():
        return
    number = 1
    try:
        reader = csv.DictReader(io.StringIO(path.read_text("utf-8-sig")), strict=True)
        if named := ", ".join(name for name in COLUMNS if name not in (reader.fieldnames or ())):
            raise ValueError(f"{path.name} has no column {named}; its first line must be {','.join(COLUMNS)}")
        number = 2
        for record in reader:
            yield Correction(number, **{name: record[name] or "" for name in COLUMNS})
            number = reader.line_num + 1
    except (UnicodeDecodeError, csv.Error) as problem:
        raise ValueError(f"{path.name}, line {number}: {problem}; mend the line, and save the file as UTF-8") from None


def choices(table: str) -> dict[str, tuple[str, ...]]:
    """The columns of a table that can be corrected, each with the words allowed in it; none: any will do."""
    columns = (c for c in CORRECTABLE[table].columns if c.name not in _ANCHOR and c.table != "ledger")
    columns = (c for c in columns if c.name == "role" or (table != "passages" and not c.unit.startswith("code points")))
    return {c.name: tuple(word for word in c.allowed if word != ELSE) or _FLAGS * (c.dtype == "bool") for c in columns}


def cells_of(line: Correction) -> dict[str, Any]:
    """The cells that a line sets, as values of the column's type; a ValueError says what is wrong with it."""
    if line.table not in CORRECTABLE:
        raise ValueError(f"{line.table!r} is no table that can be corrected: use one of {', '.join(CORRECTABLE)}")
    if line.action not in _ACTIONS:
        raise ValueError(f"{line.action!r} is no action: use one of {', '.join(_ACTIONS)}")
    if line.table == "passages" and line.action in ("reject", "add"):
        raise ValueError("a line of a file is neither added nor rejected: change its role, to boilerplate or from it")
    if not line.words.strip():
        raise ValueError("there are no words to find: give the exact words of the article")
    pairs = [(line.column, "=", line.value)] if line.action == "change" else []
    if line.action == "add":
        pairs = [part.partition("=") for part in re.split(r";\s*(?=\w+\s*=)", line.value.strip(" ;")) if part]
        if not all(sign for _, sign, _ in pairs):
            raise ValueError(f"{line.value!r} should read column=value; column=value")
    elif line.column:
        _column(line.table, line.column)
    elif pairs:
        raise ValueError("no column to change is named")
    cells = ((_column(line.table, name.strip()), value.strip()) for name, _, value in pairs)
    return {column.name: _cell(column, value) for column, value in cells}


def _column(table: str, name: str) -> Column:
    """A column that can be corrected."""
    if name not in (free := choices(table)):
        raise ValueError(f"{name!r} is no column of {table} that can be set: use one of {', '.join(free)}")
    return next(column for column in CORRECTABLE[table].columns if column.name == name)


def _cell(column: Column, value: str) -> Any:
    """A value as its column has it."""
    name = column.name
    if column.dtype == "bool":
        if value.lower() not in ("true", "false"):
            raise ValueError(f"{name} cannot be {value!r}: use True or False")
        return value.lower() == "true"
    if column.allowed and not {value, ELSE} & {*column.allowed}:
        alike = get_close_matches(value, column.allowed) or column.allowed
        raise ValueError(f"{name} cannot be {value!r}: use one of {', '.join(alike)}")
    given = value if column.dtype == "str" else value or None
    try:
        return pd.DataFrame({name: [given]}).astype({name: column.dtype})[name].iloc[0]
    except (ValueError, TypeError):
        right = "a day, such as 2025-05-17" if column.dtype.startswith("datetime") else "a number"
        raise ValueError(f"{name} cannot be {value!r}: write {right}") from None


def _new_row(line: Correction, span: Span, text: str) -> dict[str, Any]:
    """A row on words that none was read from: what its sentence is, and what is least said of it otherwise."""
    table = CORRECTABLE[line.table]
    row: dict[str, Any] = {column.name: None for column in table.columns}
    sentence = next((found for found in sentences(text) if found.start <= span.start < found.end), span)
    for prefix in ("sentence", "clause"):
        if f"{prefix}_from" in row:
            row |= {f"{prefix}_from": sentence.start, f"{prefix}_to": max(sentence.end, span.end)}
    if line.table == "timeline":
        row["event"] = " ".join(sentence.of(text).split())
    for column in table.columns:
        if (allowed := column.allowed) and column.name != "precision" and ELSE not in allowed:
            row[column.name] = "other" if "other" in allowed else allowed[0]
    name = stable_name(f"{line.table[0]}+", line.document, line.table, line.before, line.words, line.after)
    place = {"line": line_index(text)(span.start), "char_from": span.start, "char_to": span.end}
    return row | place | {"id": name, "document": line.document, "text": span.of(text)}


def find_words(text: str, words: str, before: str = "", after: str = "") -> list[Span]:
    r"""Where words stand as whole words between others, however the lines are wrapped.

    >>> find_words("one\n\n  two three, two", "two", before="one")
    [Span(start=7, end=10)]
    """
    first, middle, last = (r"\s++".join(map(re.escape, part.split())) for part in (before, words, after))
    # A blank that was written down at an edge has to be there; one that was not may be.
    into, onward = (r"\s++" if edge.isspace() else r"\s*+" for edge in (before[-1:], after[:1]))
    pattern = (first and first + into) + f"({middle})" + (last and onward + last)
    whole = f"{before}{words}{after}".strip()
    starts, ends = (r"(?<!\w)" if whole[:1].isalnum() else ""), (r"(?!\w)" if whole[-1:].isalnum() else "")
    return [Span(*found.span(1)) for found in re.finditer(f"(?={starts}{pattern}{ends})", text)] if middle else []
