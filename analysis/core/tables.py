"""Tables, each declared once: as the record that its reader makes.

A field of a record is a column when `Annotated` says what it means, then its unit (a text) and the words allowed (a
tuple, or a function that lists them), where it has any. Days, spans and records in records become several columns.

>>> class Visit(NamedTuple):
...     host: Annotated[str, "who receives"]
...     guests: Annotated[tuple[str, ...], "who comes"]
...     length: Annotated[int, "how long they stay", "days"] = 1
>>> VISITS = Table.of("visits", "a visit", Visit)
>>> VISITS.cells(Visit("Ruritania", ("Borduria", "Syldavia")))
{'host': 'Ruritania', 'guests': 'Borduria; Syldavia', 'length': 1}
"""

from __future__ import annotations

import csv
import types
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from analysis.core.files import beside
from analysis.core.values import PRECISIONS, Interval, Span

if TYPE_CHECKING:  # reading articles takes no pandas, which is half of its memory
    import pandas as pd
    import pyarrow as pa  # type: ignore[import-untyped]

Row = dict[str, Any]
Cell = Callable[[Any, Any], Any]  # what a column holds of a field, given the citer that knows where it stands

TEXT, WHOLE, NUMBER, FLAG, DAY = "str", "int64", "float64", "bool", "datetime64[s]"
_DTYPES = {str: TEXT, int: WHOLE, float: NUMBER, bool: FLAG, date: DAY, tuple: TEXT}
# What stands where nothing is known; in columns of numbers and days nothing does.
EMPTY: dict[str, Any] = {TEXT: "", WHOLE: 0, FLAG: False}
BETWEEN = "; "  # what separates the entries of a cell that holds several

MODALITIES = ("asserted", "attributed", "planned", "speculated", "denied")
PRECISION_WORDS = (*PRECISIONS, "")
ELSE = "…"  # among the words allowed: others will do, too
ACTOR = object()  # marks a column that names who takes part in a claim; one of several entries does so by itself
MANY = object()  # marks a text that holds several entries


class Named(str):
    """The name of a column that is not called like its field."""


class Inside(tuple[str, ...]):
    """Which fields of a record in a record are columns; the first entry is what their names begin with."""


class Also(NamedTuple):
    """A further column of a field: the words of a span, or the id of a row of a table, which is filled later."""

    name: str
    meaning: str
    table: str = ""


class Column(NamedTuple):
    """A column; `field` and `cell` say what of the record it holds: nothing, when it is filled later."""

    name: str
    dtype: str
    meaning: str
    unit: str = ""
    words: tuple[str, ...] | Callable[[], Iterable[str]] = ()
    field: str = ""
    cell: Cell | None = None
    many: bool = False  # whether a cell holds several entries
    actor: bool = False  # whether they name who takes part
    table: str = ""  # of which table it holds an id

    @property
    def allowed(self) -> tuple[str, ...]:
        """The words that it may hold; without any, it may hold all."""
        return tuple(self.words()) if callable(self.words) else self.words


@dataclass(frozen=True, eq=False)
class Table:
    """A table: its name, what one row is, and its columns in order."""

    name: str
    row: str
    columns: tuple[Column, ...]
    sentence: bool = False

    @classmethod
    def of(cls, name: str, row: str, record: type, *later: type, tell: str = "", sentence: bool = False) -> Table:
        """The table of a record (with a `start`: of words in a text), and of others that later steps fill.

        Behind the words come the columns to `tell` first; last, where they stand, and with `sentence` theirs.
        """
        columns = [*(_SPAN if "start" in get_type_hints(record) else ()), *_columns(record)]
        columns += [column._replace(field="") for other in later for column in _columns(other)]
        columns += _places("sentence", "sentence", "") if sentence else ()
        first = ["id", "document", "line", "text", *tell.split()] if tell else []
        columns.sort(key=lambda one: first.index(one.name) if one.name in first else 99 + one.unit.startswith("code"))
        return cls(name, row, tuple(columns), sentence)

    @cached_property
    def names(self) -> list[str]:
        """The names of the columns, in order."""
        return [column.name for column in self.columns]

    @property
    def key(self) -> str:
        """The column by which other tables know its rows; what has no id is known by its document."""
        return "id" if "id" in self.names else "document"

    def cells(self, record: Any, citer: Any = None) -> Row:
        """What a record holds, under the names of the columns."""
        return self.fill([{}], [record], citer)[0]

    def fill(self, rows: list[Row], found: Sequence[Any], citer: Any = None) -> list[Row]:
        """The rows of records, in which what leads stands already, with what the records hold: column by column."""
        for name, get, cell in self._reader:
            for row, held in zip(rows, map(get, found), strict=True):
                row[name] = cell(held, citer) if cell else held
        return rows

    @cached_property
    def _reader(self) -> list[tuple[str, Callable[[Any], Any], Cell | None]]:
        return [(column.name, attrgetter(column.field), column.cell) for column in self.columns if column.field]

    def frame(self, rows: Iterable[Mapping[str, Any]] = ()) -> pd.DataFrame:
        """A DataFrame of these columns and dtypes, also without rows; missing values become "", 0, False, NaN, NaT."""
        import pandas as pd

        named = list(rows)
        if unknown := set().union(*named) - set(self.names):
            raise ValueError(f"table {self.name} has no column {', '.join(sorted(unknown))}; declare it in its record")
        return self.typed(pd.DataFrame(named, columns=self.names, dtype=object))

    def typed(self, frame: pd.DataFrame) -> pd.DataFrame:
        """A frame that was kept somewhere in the declared dtypes, whatever other columns it has."""
        dtypes = {column.name: column.dtype for column in self.columns if column.name in frame}
        return frame.fillna({name: EMPTY[dtype] for name, dtype in dtypes.items() if dtype in EMPTY}).astype(dtypes)

    def rows(self, found: pa.Table) -> list[Row]:
        """The rows of Arrow columns, whose missing values are None; where a cell holds several entries, a tuple."""
        many = {column.name for column in self.columns if column.many}
        columns = found.to_pydict()
        cells = (map(entries, held) if name in many else held for name, held in columns.items())
        return [dict(zip(columns, row, strict=True)) for row in zip(*cells, strict=True)]


def entries(cell: str) -> tuple[str, ...]:
    """The entries of a cell that holds several: ("Iran", "Iraq") of "Iran; Iraq"."""
    return tuple(cell.split(BETWEEN)) if cell else ()


def joined(names: Iterable[str]) -> str:
    """A cell with several entries."""
    return BETWEEN.join(names)


_SPAN = (
    Column("id", TEXT, "name of the row: a hash of file, table, the exact words, and their number among equal ones"),
    Column("document", TEXT, "short id of the document"),
    Column("line", WHOLE, "line of the reading text in which the words begin, as an editor counts", "lines from 1"),
    Column("char_from", WHOLE, "where the words begin in the reading text", "code points from 0"),
    Column("char_to", WHOLE, "where they end (exclusive)", "code points"),
    Column("text", TEXT, "the exact words: reading_text[char_from:char_to]"),
)


def _columns(record: type) -> Iterator[Column]:
    """The columns of a record."""
    for name, hint in get_type_hints(record, include_extras=True).items():
        if get_origin(hint) is Annotated:
            kind, *said = get_args(hint)
            if get_origin(kind) in (Union, types.UnionType):
                kind = next(part for part in get_args(kind) if part is not type(None))
            yield from _declared(name, kind, said)


def _declared(name: str, kind: Any, said: Sequence[Any]) -> Iterator[Column]:
    """The columns of a field."""
    called = next((part for part in said if isinstance(part, Named)), name)
    meaning, unit, *_ = [*(part for part in said if type(part) is str), "", ""]
    words: Any = next((part for part in said if type(part) is tuple or callable(part)), ())
    if kind is Interval:
        yield from _days(name, meaning)
    elif kind is Span and meaning:
        yield from _places(name, meaning, name)
    elif meaning:
        origin = get_origin(kind)
        dtype, many = _DTYPES[origin or kind], origin is tuple or MANY in said
        cell = _CELLS.get(DAY if dtype == DAY else origin)
        yield Column(called, dtype, meaning, unit, words, name, cell, many, many or ACTOR in said)
    for part in said:
        if isinstance(part, Also):
            field = "" if part.table else name
            yield Column(part.name, TEXT, part.meaning, field=field, cell=_CELLS[Also], table=part.table)
        elif isinstance(part, Inside):
            prefix, *fields = part
            inner = (column for column in _columns(kind) if column.name in fields)
            yield from (each._replace(name=prefix + each.name, field=name, cell=_inner(each.field)) for each in inner)


def _inner(field: str) -> Cell:
    return lambda record, _: record and getattr(record, field)


def _days(name: str, of: str) -> Iterator[Column]:
    """Both ends of an interval, with the precision of the one that is called so."""
    prefix = "" if name == "interval" else f"{name}_"
    for end, which in (("earliest", "first"), ("latest", "last")):
        yield Column(f"{prefix}{end}", DAY, f"{which} possible day of {of}", "day", field=name, cell=_CELLS[end])
    if not prefix:
        meaning, cell = "calendar unit that the words name", _CELLS["precision"]
        yield Column("precision", TEXT, meaning, words=PRECISION_WORDS, field=name, cell=cell)


def _places(prefix: str, what: str, field: str) -> Iterator[Column]:
    where = f"where the {what} begins in the reading text"
    yield Column(f"{prefix}_from", WHOLE, where, "code points from 0", field=field, cell=_CELLS["from"])
    yield Column(f"{prefix}_to", WHOLE, "where it ends (exclusive)", "code points", field=field, cell=_CELLS["to"])


_CELLS: dict[Any, Cell] = {  # what a column holds of a field that is no column as it is
    DAY: lambda day, _: day and day.isoformat(),
    tuple: lambda names, _: joined(names),
    Also: lambda span, citer: citer.words(span) if span else "",
    "from": lambda span, citer: citer.place(span.start, span.end)[0],
    "to": lambda span, citer: citer.place(span.start, span.end)[1],
    "earliest": lambda interval, _: interval and interval.earliest.isoformat(),
    "latest": lambda interval, _: interval and interval.latest.isoformat(),
    "precision": lambda interval, _: interval.precision if interval else "",
}


def dictionary_page(tables: Iterable[Table]) -> str:
    """The data dictionary as a Markdown page."""
    parts = ["# The tables", "", "Made by `python -m analysis.book.tables`; a test holds the two against each other."]
    for table in tables:
        parts += ["", f"## {table.name}", "", f"A row is {table.row}.", ""]
        parts += ["| column | type | unit | meaning | allowed words |", "|---|---|---|---|---|"]
        for column in table.columns:
            allowed = ", ".join(word or "(empty)" for word in column.allowed)
            parts.append(f"| {column.name} | {column.dtype} | {column.unit} | {column.meaning} | {allowed} |")
    return "\n".join(parts) + "\n"


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as dictionaries, column name → value."""
    names = [str(name) for name in frame.columns]
    columns = [values.tolist() for _, values in frame.items()]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


def as_days(value: object) -> pd.Timestamp | None:
    """A date as a table holds it: whole seconds, so that years from 1 on fit; None stays missing."""
    import pandas as pd

    return None if value is None else pd.Timestamp(str(value)).as_unit("s")


_FORMULA = r"^(?=[=+\-@\t\r＝＋－＠])"  # the wide ones for a spreadsheet in Japanese


def write_tables(tables: Mapping[str, pd.DataFrame], out: Path) -> list[Path]:
    """Write each table as `<name>.csv` and `<name>.parquet` (days as milliseconds: Parquet knows no coarser unit).

    In CSV a text that a spreadsheet would run as a formula gets an apostrophe in front: articles come from strangers.
    """
    out.mkdir(parents=True, exist_ok=True)
    written = [out / f"{name}.{kind}" for name in tables for kind in ("csv", "parquet")]
    for name, table in tables.items():
        with beside(out / f"{name}.csv") as aside:
            texts = table.select_dtypes(include=["str", "object"])
            named = {str(name): each.str.replace(_FORMULA, "'", regex=True) for name, each in texts.items()}
            cut = any(each.str.contains("\r", regex=False, na=False).any() for each in named.values())  # it ends a row
            quoting: Any = csv.QUOTE_NONNUMERIC if cut else csv.QUOTE_MINIMAL
            table.assign(**named).to_csv(aside, index=False, encoding="utf-8", lineterminator="\n", quoting=quoting)
        with beside(out / f"{name}.parquet") as aside:
            table.to_parquet(aside, index=False)
    return written
