"""A folder of articles as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any, cast

import pandas as pd

from analysis.core.tables import Row, records

VIEWS: dict[str, Callable[..., Any]] = {}
"""What pages add to every workbook, by name: functions that take it first."""


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
    tables: Mapping[str, pd.DataFrame]
    texts: Mapping[str, str] = field(repr=False)
    selection: str = ""

    def __getattr__(self, name: str) -> pd.DataFrame:
        tables = self.__dict__.get("tables", {})
        if name in tables:
            return cast(pd.DataFrame, tables[name])
        if name in VIEWS:
            return cast(pd.DataFrame, partial(VIEWS[name], self))  # no table: typing knows no better
        raise AttributeError(f"a workbook has no table {name!r}: it has {', '.join(tables)}")

    def __dir__(self) -> Iterator[str]:
        yield from [*super().__dir__(), *self.tables, *VIEWS]

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
            Column → an entry, or a list of entries of which one will do. Columns that name several actors match when
            one of theirs is among them.

        Raises
        ------
        KeyError
            When the table or a column does not exist.

        >>> figures = pd.DataFrame({"id": ["f1", "f2"], "measure": ["deaths", "trade"]})
        >>> parts = pd.DataFrame({"claim": [], "table": [], "part": [], "actor": []})
        >>> book = Workbook(Path(), {"figures": figures, "takes_part": parts}, {})
        >>> book.find("figures", measure=["deaths", "injured"])["measure"].tolist()
        ['deaths']
        """
        rows = self.tables[table]
        links = self.tables["takes_part"]
        links = links[links["table"] == table]
        key = next(name for name in ("id", "document", *rows) if name in rows)
        for column, entries in wanted.items():
            any_of = [entries] if isinstance(entries, str) else list(entries)
            among = links.loc[(links["part"] == column) & links["actor"].isin(any_of), "claim"]
            rows = rows[rows[column].isin(any_of) | rows[key].isin(among)]
        return rows

    def claims(self, ids: Iterable[str]) -> pd.DataFrame:
        """The claims of these ids, or of these rows of the ledger, from whichever table, with places and words.

        Returns
        -------
        DataFrame
            id, document, text (str), line, char_from, char_to, sentence_from, sentence_to (int64).
        """
        wanted = sorted(set(ids))
        wanted = sorted({*wanted, *self.find("members", ledger=wanted)["claim"]})
        columns = ["id", "document", "line", "char_from", "char_to", "text", "sentence_from", "sentence_to"]
        names = ("figures", "timeline", "statements", "standings", "assertions")
        *tables, whole = (self.find(name, id=wanted) for name in names)
        tables.append(whole.assign(sentence_from=whole["char_from"], sentence_to=whole["char_to"]))
        return pd.concat([table[columns] for table in tables], ignore_index=True)

    @cached_property
    def described(self) -> dict[str, Row]:
        """The row of each document, by its short id."""
        return {row["document"]: row for row in records(self.tables["documents"])}
