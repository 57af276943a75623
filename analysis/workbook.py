"""A folder of articles as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pandas as pd

from analysis.claims.corrections import apply_corrections
from analysis.claims.ledger import build_ledger
from analysis.claims.origins import find_origins
from analysis.claims.timeline import group_events
from analysis.parse import ParsedDocument, parse_document
from analysis.rows import Row
from analysis.schema import TABLES
from analysis.sources.documents import Document, read_documents
from analysis.sources.reference import read_reference
from analysis.values import Span


@dataclass(frozen=True, slots=True)
class Passage:
    """The words behind a row: where they stand, the sentence and the line around them."""

    id: str
    document: str
    file: str
    line: int
    words: str
    sentence: str

    @property
    def citation(self) -> str:
        """Document and line, as pages cite them."""
        return f"[{self.document}:{self.line}]"


@dataclass(frozen=True, repr=False)
class Workbook:
    """The articles of a folder, read into tables.

    Each table of `analysis.schema.TABLES` is an attribute and an ordinary DataFrame: `book.timeline`, `book.figures` …

    Parameters
    ----------
    folder
        The folder of articles.
    tables
        Name of each table → DataFrame with the declared columns and dtypes; `outside` holds the outside evidence.
    texts
        Short id of each document → the reading text that offsets point into.
    """

    folder: Path
    tables: dict[str, pd.DataFrame]
    texts: dict[str, str] = field(repr=False)

    def __getattr__(self, name: str) -> pd.DataFrame:
        tables = self.__dict__.get("tables", {})
        if name in tables:
            return cast(pd.DataFrame, tables[name])
        raise AttributeError(f"a workbook has no table {name!r}: it has {', '.join(tables)}")

    def __dir__(self) -> Iterator[str]:
        yield from [*super().__dir__(), *self.tables]

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(table):,} {name}" for name, table in self.tables.items() if len(table))
        return f"<Workbook of {self.folder.name}: {counts or 'no articles'}>"

    def find(self, table: str, **wanted: str | list[str]) -> pd.DataFrame:
        """The rows of a table whose columns hold the words wanted.

        Parameters
        ----------
        table
            Name of the table.
        wanted
            Column → an entry, or a list of entries of which one will do. Columns that hold several entries, separated
            by semicolons, match when one of theirs is among them.

        Raises
        ------
        KeyError
            When the table or a column does not exist.

        >>> book = open_workbook("seeds")
        >>> set(book.find("figures", measure=["deaths", "injured"])["measure"])
        {'deaths'}
        """
        rows = self.tables[table]
        for column, entries in wanted.items():
            any_of = {entries} if isinstance(entries, str) else set(entries)
            rows = rows[
                rows[column].map(lambda value, any_of=any_of: not any_of.isdisjoint(value.split("; "))).astype(bool)
            ]
        return rows

    def claims(self, ids: Iterable[str]) -> pd.DataFrame:
        """The claims of these ids, from whichever table, with their places and their words.

        Returns
        -------
        DataFrame
            id, document, text (str), line, char_from, char_to, sentence_from, sentence_to (int64).
        """
        wanted = set(ids)
        columns = ["id", "document", "line", "char_from", "char_to", "text", "sentence_from", "sentence_to"]
        tables = [self.tables[name] for name in ("figures", "timeline", "statements", "standings")]
        return pd.concat([table.loc[table["id"].isin(wanted), columns] for table in tables], ignore_index=True)

    def evidence(self, name: str) -> Passage:
        """The words behind a row of any table.

        Parameters
        ----------
        name
            The row's id.

        Raises
        ------
        KeyError
            When no row has that id: it may have come from another state of the articles.
        """
        for table in self.tables.values():
            if {"id", "char_from"} <= set(table.columns):
                found = table[table["id"] == name]
                if len(found):
                    return self._passage(found.iloc[0])
        raise KeyError(f"no row has the id {name!r}; ids change when the article does, so look the claim up again")

    def _passage(self, row: pd.Series) -> Passage:
        text = self.texts[row["document"]]
        span = Span(row["char_from"], row["char_to"])
        around = Span(row["sentence_from"], row["sentence_to"]) if "sentence_from" in row else _line(text, span)
        file = self.documents.set_index("document")["file"][row["document"]]
        return Passage(row["id"], row["document"], file, row["line"], span.of(text), around.of(text))


def _line(text: str, span: Span) -> Span:
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    return Span(start, len(text) if end < 0 else end)


def open_workbook(folder: str | Path | None = None) -> Workbook:
    """Read a folder of articles.

    Parameters
    ----------
    folder
        Where the articles are. Without it: the folder `seeds` here or in the nearest folder above that has one.

    Returns
    -------
    Workbook
        Files that cannot be read have a row in `documents` with the reason in `error`.

    Raises
    ------
    FileNotFoundError
        When there is no such folder.

    >>> book = open_workbook("seeds")
    >>> bool((book.documents["error"] == "").all())
    True
    """
    folder = Path(folder) if folder is not None else _nearest_seeds()
    documents = read_documents(folder)
    return assemble(folder, documents, [parse_document(document) for document in documents])


def _nearest_seeds() -> Path:
    here = Path.cwd()
    for place in (here, *here.parents):
        if (place / "seeds").is_dir():
            return place / "seeds"
    raise FileNotFoundError(
        f"no folder 'seeds' in {here} or above it; make one with your articles, or name the folder: "
        "open_workbook('path/to/articles')"
    )


def assemble(folder: Path, documents: Iterable[Document], parsed: Iterable[ParsedDocument]) -> Workbook:
    """Put the readings of single documents together: corrections, origins, groups, ledger, outside evidence."""
    rows: dict[str, list[Row]] = {name: [] for name in TABLES}
    for reading in parsed:
        for name, found in reading.rows.items():
            rows[name] += found
    tables = {name: table.frame(rows[name]) for name, table in TABLES.items()}
    texts = {document.id: document.text for document in documents}
    tables["outside"] = read_reference(folder / "reference")

    tables["corrections"], tables = apply_corrections(tables, folder / "corrections.csv", texts)
    tables["origins"] = find_origins(_article_texts(tables["passages"]))
    tables["documents"] = _with_origins(tables["documents"], tables["origins"])
    tables["timeline"] = group_events(tables["timeline"], tables["origins"])
    tables["ledger"], groups = build_ledger(tables)
    tables["figures"] = tables["figures"].assign(group=tables["figures"]["id"].map(groups).fillna("").astype("str"))
    return Workbook(folder, tables, texts)


def _article_texts(passages: pd.DataFrame) -> dict[str, str]:
    kept = passages[passages["role"].isin(["title", "standfirst", "body", "summary"])]
    return {str(name): "\n".join(group["text"]) for name, group in kept.groupby("document", sort=False)}


def _with_origins(documents: pd.DataFrame, origins: pd.DataFrame) -> pd.DataFrame:
    """The analyst's word on where a text came from stands before the shared words that the program counted."""
    found = documents["document"].map(origins.set_index("document")["origin"]).fillna(documents["document"])
    return documents.assign(origin=documents["origin"].where(documents["origin"] != "", found).astype("str"))
