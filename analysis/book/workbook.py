"""A folder of articles as tables."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pandas as pd

from analysis.book.store import (
    Cache,
    book_key,
    extract_with,
    open_cache,
    pack_rows,
    pack_tables,
    reading_key,
    unpack_rows,
    unpack_tables,
)
from analysis.core.tables import Row, records
from analysis.sources.documents import Document, read_documents

if TYPE_CHECKING:
    from analysis.book.parse import ParsedDocument
    from analysis.pages.card import Card, Passage

ARCHIVE = "archive.json"
"""The file by which a parsed archive is known; see `analysis.scale`."""
FOLDER, ABOUT = "WORKBOOK", "WORKBOOK_ABOUT"
"""Environment variables: the folder of articles or archive that pages are made from, and actors or topics, with ";"."""
_MANY = 50
"""Articles to be read for the first time from which on a bar shows how far it has come."""


@dataclass(frozen=True, repr=False)
class Workbook:
    """The articles of a folder, read into tables.

    Each table of `analysis.book.tables.TABLES` is an attribute and an ordinary DataFrame: `book.timeline` …

    Parameters
    ----------
    folder
        The folder of articles.
    tables
        Name of each table → DataFrame with the declared columns and dtypes; `outside` holds the outside evidence.
    texts
        Short id of each document → the reading text that offsets point into.
    selection
        Which articles of an archive these are, in words; "" when they are all that there are.
    """

    folder: Path
    tables: dict[str, pd.DataFrame]
    texts: dict[str, str] = field(repr=False)
    selection: str = ""

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

    def _repr_html_(self) -> str:
        return self._card()._repr_html_()

    def _repr_markdown_(self) -> str:
        return self._card()._repr_markdown_()

    def _card(self) -> Card:
        from analysis.pages.card import workbook_card

        return workbook_card(self)

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
        whole = self.tables["assertions"]
        tables.append(whole.assign(sentence_from=whole["char_from"], sentence_to=whole["char_to"]))
        return pd.concat([table.loc[table["id"].isin(wanted), columns] for table in tables], ignore_index=True)

    @cached_property
    def described(self) -> dict[str, Row]:
        """The row of each document, by its short id."""
        return {row["document"]: row for row in records(self.tables["documents"])}

    def evidence(self, name: str) -> Passage:
        """The words behind a row of any table, in their sentence and paragraph, with what is known of them.

        It shows itself as a card in a notebook, as Markdown, and as text in a terminal.

        Parameters
        ----------
        name
            The row's id.

        Raises
        ------
        KeyError
            When no row has that id: it may have come from another state of the articles.
        """
        from analysis.pages.card import find_passage

        return find_passage(self, name)

    def document(self, name: str) -> Card:
        """What is known of one document, as a card.

        Parameters
        ----------
        name
            Its short id, as citations use it.

        Raises
        ------
        KeyError
            When there is no such document.
        """
        from analysis.pages.card import document_card

        return document_card(self, name)


def open_workbook(folder: str | Path | None = None, *, without: Collection[str] = ()) -> Workbook:
    """Read a folder of articles.

    Parameters
    ----------
    folder
        Where the articles are, or an archive that `workbook parse` wrote, which comes back as an `Archive`. Without it:
        what the environment variable `WORKBOOK` names, of an archive the selection that fits a page (see
        `Archive.focus`; `WORKBOOK_ABOUT` says about what); else the folder `seeds` here or in the nearest folder above
        that has one.

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
    asked = folder is not None
    folder = Path(folder or os.environ.get(FOLDER) or _nearest_seeds())
    if (folder / ARCHIVE).is_file():
        from analysis.archive.read import open_archive

        archive = open_archive(folder)
        about = (name.strip() for name in os.environ.get(ABOUT, "").split(";"))
        return archive if asked else archive.focus(filter(None, about))
    cache = open_cache()
    documents = [found for found in read_documents(folder, extract_with(cache)) if found.path not in without]
    key = book_key(folder, documents)
    content = cache.load("books", key)
    tables = unpack_tables(content) if content else None
    if tables is not None:
        return Workbook(folder, tables, _texts(documents))
    book = assemble(folder, documents, _read(documents, cache))
    cache.save("books", key, pack_tables(book.tables))
    return book


def _read(documents: list[Document], cache: Cache) -> list[ParsedDocument]:
    """What is in each document: from the cache where it stands there, and read now where it does not."""
    from analysis.book.parse import ParsedDocument, parse_document

    kept = {document.id: cache.load("readings", reading_key(document)) for document in documents}
    unread = [document for document in documents if kept[document.id] is None]
    found = {name: ParsedDocument(name, unpack_rows(content)) for name, content in kept.items() if content}
    for document in _with_bar(unread):
        found[document.id] = parse_document(document)
        cache.save("readings", reading_key(document), pack_rows(found[document.id].rows))
    return [found[document.id] for document in documents]


def _with_bar(documents: list[Document]) -> Iterable[Document]:
    """The documents, with a bar for someone who waits: in a terminal, or a notebook that is open before her."""
    in_terminal, in_notebook = sys.stderr is not None and sys.stderr.isatty(), "JPY_SESSION_NAME" in os.environ
    if len(documents) < _MANY or not (in_terminal or in_notebook):
        return documents
    from tqdm.auto import tqdm

    return cast(Iterable[Document], tqdm(documents, desc="reading", unit=" articles", leave=False))


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
    from analysis.book.tables import TABLES
    from analysis.claims.corrections import apply_corrections
    from analysis.sources.reference import read_reference

    rows: dict[str, list[Row]] = {name: [] for name in TABLES}
    for reading in parsed:
        for name, found in reading.rows.items():
            rows[name] += found
    tables = {name: table.frame(rows[name]) for name, table in TABLES.items()}
    texts = _texts(documents)
    tables["outside"] = read_reference(folder / "reference")

    tables["corrections"], tables = apply_corrections(tables, folder / "corrections.csv", texts)
    return Workbook(folder, connected(tables), texts)


def connected(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables with what needs more than one document: origins, groups of events, the ledger.

    Parameters
    ----------
    tables
        documents, passages, timeline, figures, statements and standings; outside, if there.
    """
    from analysis.claims.ledger import build_ledger
    from analysis.claims.origins import article_texts, find_origins
    from analysis.claims.timeline import group_events

    tables = tables | {"origins": find_origins(article_texts(tables["passages"]))}
    tables["documents"] = _with_origins(tables["documents"], tables["origins"])
    tables["timeline"] = group_events(tables["timeline"], tables["documents"])
    tables["ledger"], groups = build_ledger(tables)
    in_group = [groups.get(name, "") for name in tables["figures"]["id"]]
    tables["figures"] = tables["figures"].assign(group=pd.Series(in_group, dtype="str"))
    return tables


def _texts(documents: Iterable[Document]) -> dict[str, str]:
    return {document.id: document.text for document in documents}


def _with_origins(documents: pd.DataFrame, origins: pd.DataFrame) -> pd.DataFrame:
    """The analyst's word on where a text came from stands before the shared words that the program counted."""
    found = documents["document"].map(origins.set_index("document")["origin"]).fillna(documents["document"])
    return documents.assign(origin=documents["origin"].where(documents["origin"] != "", found).astype("str"))
