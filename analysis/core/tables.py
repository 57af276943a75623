"""The data dictionary: every table, its columns, their types, units, meanings and allowed words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

__all__ = [
    "read_tables",
    "write_tables",
]

TEXT, WHOLE, NUMBER, FLAG, DAY = "str", "int64", "float64", "bool", "datetime64[s]"

MODALITIES = ("asserted", "attributed", "planned", "speculated", "denied")
_EMPTY = {TEXT: "", WHOLE: 0, FLAG: False}

STATUSES = ("agrees", "compatible", "differs", "changed over time", "not comparable", "single claim")
ROLES = ("title", "standfirst", "byline", "dateline", "caption", "body", "summary", "blank", "boilerplate")
PRECISION_WORDS = ("day", "week", "month", "quarter", "half", "year", "decade", "century", "fuzzy", "")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: name, pandas dtype, meaning, unit ("" when it has none), and the words allowed ((): any)."""

    name: str
    dtype: str
    meaning: str
    unit: str = ""
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name, what one row is, and its columns in order."""

    name: str
    row: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """The names of the columns, in order."""
        return [column.name for column in self.columns]

    def frame(self, rows: Iterable[Sequence[Any] | Mapping[str, Any]] = ()) -> pd.DataFrame:
        """A DataFrame of these columns and dtypes, also when there are no rows.

        Rows are sequences in column order, or mappings, whose missing values become "", 0, False, NaN or NaT.

        Raises
        ------
        ValueError
            When a mapping has a column that is not declared.

        >>> TABLES["origins"].frame().dtypes.astype(str).to_dict()
        {'document': 'str', 'origin': 'str', 'shared_with': 'str', 'share': 'float64'}
        """
        named = [row if isinstance(row, Mapping) else dict(zip(self.names, row, strict=True)) for row in rows]
        if unknown := set().union(*named) - set(self.names):
            raise ValueError(f"table {self.name} has no column {', '.join(sorted(unknown))}; declare it in schema.py")
        data = {column.name: self._filled(column, named) for column in self.columns}
        return pd.DataFrame(data).astype({column.name: column.dtype for column in self.columns})

    @staticmethod
    def _filled(column: Column, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
        """The values of a column; one that is not given is empty."""
        name, empty = column.name, _EMPTY.get(column.dtype)
        return [empty if (value := row.get(name)) is None else value for row in rows]


def _span(what: str) -> tuple[Column, ...]:
    return (
        Column("id", TEXT, f"stable name of the {what}: a hash of file, content, table, span and ordinal"),
        Column("document", TEXT, "short id of the document"),
        Column("line", WHOLE, "line of the reading text in which the words begin, as an editor counts", "lines from 1"),
        Column("char_from", WHOLE, "where the words begin in the reading text", "code points from 0"),
        Column("char_to", WHOLE, "where they end (exclusive)", "code points"),
        Column("text", TEXT, "the exact words: reading_text[char_from:char_to]"),
    )


def _days(prefix: str, of: str) -> tuple[Column, ...]:
    return (
        Column(f"{prefix}earliest", DAY, f"first possible day of {of}", "day"),
        Column(f"{prefix}latest", DAY, f"last possible day of {of}", "day"),
    )


def _table(name: str, row: str, *columns: Column) -> Table:
    return Table(name, row, columns)


_PRECISION = Column("precision", TEXT, "calendar unit that the words name", "", PRECISION_WORDS)
_BASIS = Column("basis", TEXT, "resolved against", "", ("absolute", "document date", "previous event", "none"))
_MODALITY = Column("modality", TEXT, "whether it is said to be so, planned, guessed at or denied", "", MODALITIES)
_BY = Column("attributed_to", TEXT, "who says so; empty when the article itself does")
_BOUNDS = (
    Column("low", NUMBER, "lowest value that the words allow; missing when they set none", "unit"),
    Column("high", NUMBER, "highest value that the words allow; missing when they set none", "unit"),
    Column("low_open", FLAG, "whether low itself is excluded (more than)"),
    Column("high_open", FLAG, "whether high itself is excluded (less than)"),
    Column("qualifier", TEXT, "the hedging words (at least, about …), empty when stated outright"),
)
_SENTENCE = (
    Column("sentence_from", WHOLE, "where the sentence begins in the reading text", "code points from 0"),
    Column("sentence_to", WHOLE, "where it ends (exclusive)", "code points"),
)
_CHANGES = ("=", "~", "<", ">", "up", "down")
_CLAIMS = ("statement", "claims responsibility", "attributes responsibility", "no comment", "intention")
_KINDS = ("count", "money", "share", "rank", "ratio", "duration", "distance", "vague", "measure")
_KIND = Column("kind", TEXT, "sort of number", "", _KINDS)

_ALL = (
    _table(
        "documents",
        "a file",
        Column("document", TEXT, "short id, as citations use it"),
        Column("file", TEXT, "path below the folder of articles"),
        Column("sha256", TEXT, "SHA-256 of the file's bytes"),
        Column("bytes", WHOLE, "size of the file", "bytes"),
        Column("format", TEXT, "what the content is", "", ("text", "html", "markdown", "pdf", "unknown")),
        Column("title", TEXT, "headline"),
        Column("standfirst", TEXT, "the sentence or two under the headline"),
        Column("publisher", TEXT, "who published this page"),
        Column("agency", TEXT, "news agency or outlet whose text it is, where credited"),
        Column("bylines", TEXT, "authors, separated by semicolons"),
        *_days("written_", "writing"),
        Column("written_precision", TEXT, "precision of the date of writing", "", PRECISION_WORDS),
        Column("written_basis", TEXT, "how it is known", "", ("stated", "inferred", "corrected", "")),
        Column("language", TEXT, "language code, empty when unknown"),
        Column("words", WHOLE, "words of article text", "words"),
        Column("origin", TEXT, "where the words came from: copies of one text share it"),
        Column("url", TEXT, "address, where known"),
        Column("retrieved", TEXT, "when the copy was taken, where known"),
        Column("grade", TEXT, "Admiralty grade given by a person; F6 (cannot be judged) by default"),
        Column("error", TEXT, "why the file could not be read, empty when it could"),
    ),
    _table(
        "passages",
        "a line of a file, or a part of one",
        *_span("passage"),
        Column("role", TEXT, "what the line is", "", ROLES),
        Column("reason", TEXT, "why it was taken for that, in words"),
    ),
    _table(
        "dates",
        "a temporal expression",
        *_span("expression"),
        Column("timex_type", TEXT, "TIMEX3 type", "", ("DATE", "TIME", "DURATION", "SET")),
        Column("timex_value", TEXT, "TIMEX3 value"),
        *_days("", "what is meant"),
        _PRECISION,
        _BASIS,
        Column("reason", TEXT, "why there is no interval, empty when there is one"),
    ),
    _table(
        "quantities",
        "a number with its unit",
        *_span("quantity"),
        *_BOUNDS,
        Column("change", TEXT, "exact (=), about (~), bound (< >) or change", "", _CHANGES),
        Column("unit", TEXT, "what is counted or measured, singular"),
        Column("currency", TEXT, "ISO 4217 code of an amount of money"),
        _KIND,
        Column("converted_low", NUMBER, "the same amount in the currency given in brackets", "converted_currency"),
        Column("converted_high", NUMBER, "its high end", "converted_currency"),
        Column("converted_currency", TEXT, "ISO 4217 code of that currency"),
    ),
    _table(
        "timeline",
        "a dated event in one document",
        *_span("mention"),
        *_days("", "the event"),
        _PRECISION,
        _BASIS,
        Column("kind", TEXT, "sort of event (lexicon/events.yaml), other when none fits"),
        Column("actors", TEXT, "who took part, separated by semicolons"),
        Column("place", TEXT, "where, when named"),
        Column("event", TEXT, "what happened: the clause around the date"),
        Column("clause_from", WHOLE, "where the clause begins in the reading text", "code points from 0"),
        Column("clause_to", WHOLE, "where it ends (exclusive)", "code points"),
        *_SENTENCE,
        _MODALITY,
        _BY,
        Column("stale", FLAG, "announced, and over when the document was written"),
        Column("group", TEXT, "mentions of the same event share it"),
        *_days("group_", "the event by all its mentions"),
        Column("group_agrees", FLAG, "whether the mentions share a day (else the hull is shown)"),
        Column("group_documents", WHOLE, "documents that mention it", "documents"),
        Column("group_origins", WHOLE, "independent origins among them", "origins"),
    ),
    _table(
        "figures",
        "a measured claim",
        *_span("figure"),
        Column("measure", TEXT, "what the number measures (lexicon/measures.yaml), other when none fits"),
        Column("subject", TEXT, "which actor or event it is about"),
        Column("scope", TEXT, "where a rank or superlative holds, or with whom a sum is shared"),
        Column("part", FLAG, "whether it counts some of those whom another number counts"),
        *_BOUNDS,
        Column("unit", TEXT, "what is counted or measured, singular"),
        Column("currency", TEXT, "ISO 4217 code of an amount of money"),
        _KIND,
        *_days("as_of_", "the state that it describes"),
        _BY,
        _MODALITY,
        Column("topic", TEXT, "question it belongs to", "", ("threat", "investment and trade", "other")),
        Column("event", TEXT, "id of the timeline row of its clause, empty when there is none"),
        Column("quantity", TEXT, "id of the quantity"),
        *_SENTENCE,
        Column("group", TEXT, "id of the ledger row that holds it"),
    ),
    _table(
        "statements",
        "a quotation, direct or indirect",
        *_span("statement"),
        Column(
            "speaker",
            TEXT,
            "who says so: full name where it is known; “officials (unnamed)” without a name; empty when unclear",
        ),
        Column("speaker_words", TEXT, "how the text names the speaker"),
        Column("role", TEXT, "the speaker's office or profession"),
        Column("cue", TEXT, "the reporting words"),
        Column("kind", TEXT, "quoted whole, in fragments, or reported", "", ("direct", "fragment", "indirect")),
        Column("about", TEXT, "actors spoken of, separated by semicolons"),
        Column("claim", TEXT, "sort of statement", "", _CLAIMS),
        *_SENTENCE,
    ),
    _table(
        "standings",
        "“A leads B in D”",
        *_span("standing"),
        Column("dimension", TEXT, "in what (lexicon/standings.yaml)"),
        Column("leader", TEXT, "who is ahead"),
        Column("trailing", TEXT, "who is behind, when named"),
        Column("scope", TEXT, "where it holds, separated by semicolons"),
        Column("exception", TEXT, "what the words exclude: nothing is claimed there"),
        *_days("period_", "its validity"),
        _MODALITY,
        _BY,
        *_SENTENCE,
    ),
    _table(
        "assertions",
        "a sentence on a topic",
        *_span("sentence"),
        Column("topic", TEXT, "what it speaks of", "", ("threat", "investment and trade")),
        _MODALITY,
        _BY,
    ),
    _table(
        "ledger",
        "the claims about one subject and measure family",
        Column("id", TEXT, "stable name of the group"),
        Column("family", TEXT, "strength, casualties, investment, founding, claimant …"),
        Column("subject", TEXT, "who or what the claims are about"),
        Column("status", TEXT, "how the members stand to each other", "", STATUSES),
        Column("reason", TEXT, "why, in words"),
        Column("members", TEXT, "ids of the claims, separated by spaces"),
        Column("citations", TEXT, "where they stand: [document:line] …"),
        Column("documents", WHOLE, "documents among the members", "documents"),
        Column("origins", WHOLE, "independent origins among them", "origins"),
        Column("outside", TEXT, "ids of outside evidence set beside them, separated by spaces"),
        Column("flag", TEXT, "what outside evidence raises, in words; it changes no member"),
    ),
    _table(
        "actors",
        "an actor in one document, at the first mention",
        *_span("mention"),
        Column("actor", TEXT, "canonical name"),
        Column("kind", TEXT, "sort of actor", "", ("person", "organisation", "state", "group", "place")),
        Column("role", TEXT, "office or profession, where given"),
        Column("mentions", WHOLE, "how often", "mentions"),
        Column("known", FLAG, "in the lexicon (else found by form, to be adopted)"),
    ),
    _table(
        "written_evidence",
        "a piece of evidence for a date of writing",
        *_span("evidence"),
        *_days("", "what it allows"),
        Column("reason", TEXT, "what it says, in words"),
    ),
    _table(
        "origins",
        "a document and the text that it comes from",
        Column("document", TEXT, "short id of the document"),
        Column("origin", TEXT, "name of the common text: copies share it"),
        Column("shared_with", TEXT, "documents of the same origin, separated by spaces"),
        Column("share", NUMBER, "largest share of its word sequences found in one of them", "0 to 1"),
    ),
    _table(
        "coverage",
        "a count of what was read in one document",
        Column("document", TEXT, "short id of the document"),
        Column("item", TEXT, "what is counted"),
        Column("found", WHOLE, "how many stand in the text", "count"),
        Column("kept", WHOLE, "how many have a row", "count"),
        Column("note", TEXT, "what became of the rest, in words"),
    ),
    _table(
        "corrections",
        "a line of corrections.csv, and what became of it",
        Column("line", WHOLE, "line of corrections.csv", "lines from 1"),
        Column("document", TEXT, "document that it is about"),
        Column("table", TEXT, "table that it is about"),
        Column("action", TEXT, "what it asks for", "", ("change", "reject", "add", "")),
        Column("column", TEXT, "column to change"),
        Column("value", TEXT, "the analyst's value"),
        Column("old", TEXT, "value that was read"),
        Column("row", TEXT, "id of the row that it applies to"),
        Column("status", TEXT, "what became of it", "", ("applied", "stale", "invalid")),
        Column("reason", TEXT, "why it is stale or invalid"),
        Column("who", TEXT, "who corrected"),
        Column("when", TEXT, "when, as written"),
        Column("why", TEXT, "the analyst's reason"),
        Column("words", TEXT, "the exact words that it is anchored to"),
    ),
)

TABLES: dict[str, Table] = {table.name: table for table in _ALL}


def dictionary_page() -> str:
    """The data dictionary as a Markdown page: `python -m analysis.core.tables > docs/tables.md` renews it.

    >>> dictionary_page().splitlines()[0]
    '# The tables'
    """
    parts = ["# The tables", "", "Made from `analysis/schema.py`; a test holds the two against each other."]
    for table in TABLES.values():
        parts += ["", f"## {table.name}", "", f"A row is {table.row}.", ""]
        parts += ["| column | type | unit | meaning | allowed words |", "|---|---|---|---|---|"]
        for column in table.columns:
            allowed = ", ".join(word or "(empty)" for word in column.allowed)
            parts.append(f"| {column.name} | {column.dtype} | {column.unit} | {column.meaning} | {allowed} |")
    return "\n".join(parts) + "\n"


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as dictionaries, column name → value.

    >>> records(TABLES["origins"].frame([("a", "a", "", 0.0)]))
    [{'document': 'a', 'origin': 'a', 'shared_with': '', 'share': 0.0}]
    """
    names = [str(name) for name in frame.columns]
    columns = [frame.iloc[:, place].tolist() for place in range(len(names))]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


def as_days(value: object) -> pd.Timestamp | None:
    """A date as a table holds it: whole seconds, so that years from 1 on fit; None stays missing.

    >>> from datetime import date
    >>> as_days(date(1837, 1, 1)).unit
    's'
    """
    return None if value is None else pd.Timestamp(str(value)).as_unit("s")


if __name__ == "__main__":
    print(dictionary_page(), end="")


_FORMULA = r"^(?=[=+\-@\t\r])"


def write_tables(tables: Mapping[str, pd.DataFrame], out: Path) -> list[Path]:
    """Write each table as `<name>.csv` and `<name>.parquet`.

    Parquet holds the values as they are (days as milliseconds: it knows no coarser unit). In CSV (UTF-8, days as
    2024-03-22) a text that a spreadsheet would run as a formula, because it begins with = + - @, a tab or a carriage
    return, gets an apostrophe in front: articles come from strangers.

    Parameters
    ----------
    tables
        Name → table.
    out
        The folder to write to; it is made when it does not exist.

    Returns
    -------
    list of Path
        The files written.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     paths = write_tables({"words": pd.DataFrame({"text": ["=1+1", "plain"]})}, Path(folder))
    ...     [path.name for path in paths], paths[0].read_text().split()
    (['words.csv', 'words.parquet'], ['text', "'=1+1", 'plain'])
    """
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for name, table in tables.items():
        csv, parquet = out / f"{name}.csv", out / f"{name}.parquet"
        _without_formulas(table).to_csv(csv, index=False, encoding="utf-8", lineterminator="\n")
        table.to_parquet(parquet, index=False)
        written += [csv, parquet]
    return written


def _without_formulas(table: pd.DataFrame) -> pd.DataFrame:
    texts = table.select_dtypes(include=["str", "object"])
    return table.assign(**{str(name): texts[name].str.replace(_FORMULA, "'", regex=True) for name in texts})


def read_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """The tables that `write_tables` left in a folder, as Parquet; one that is not there is empty.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = write_tables({"dates": TABLES["dates"].frame()}, Path(folder))
    ...     read_tables(Path(folder))["dates"].equals(TABLES["dates"].frame())
    True
    """
    tables = {}
    for name, table in TABLES.items():
        path = folder / f"{name}.parquet"
        found = pd.read_parquet(path) if path.exists() else table.frame()
        dtypes = {column.name: column.dtype for column in table.columns if column.name in found}
        tables[name] = found.astype(dtypes)
    return tables
