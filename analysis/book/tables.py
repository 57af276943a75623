"""All tables of a workbook, each declared where its rows are made; importing this imports every reader.

Link tables are declared here: what is many to many, a row for each pair, so that tables can be merged and grouped by
it. They say what the columns of several entries say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated

from analysis.book.parse import COVERAGE, DOCUMENTS
from analysis.claims.corrections import CORRECTIONS
from analysis.claims.events import TIMELINE
from analysis.claims.figures import FIGURES
from analysis.claims.ledger import LEDGER, RESPONSIBILITY
from analysis.claims.origins import ORIGINS
from analysis.claims.standings import STANDINGS
from analysis.claims.statements import ASSERTIONS, STATEMENTS
from analysis.claims.writing_evidence import WRITTEN_EVIDENCE
from analysis.core.tables import BETWEEN, Column, RowId, Table, dictionary_page
from analysis.readers.actors import ACTORS
from analysis.readers.dates.mentions import DATES
from analysis.readers.quantities import QUANTITIES
from analysis.sources.article import PASSAGES
from analysis.sources.reference import OUTSIDE


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody's part in a claim."""

    claim: Annotated[str, "id of the claim; of a document, its short id"]
    document: Annotated[str, "short id of the document"]
    table: Annotated[str, "table of the claim"]
    part: Annotated[str, "its column that names the actor"]
    actor: Annotated[str, "name of the actor"]


@dataclass(frozen=True, slots=True)
class Member:
    """A claim of a ledger row."""

    ledger: Annotated[str, RowId("ledger", "id of the ledger row", "ledger")]
    claim: Annotated[str, "id of the claim, in the order of the ledger row"]
    side: Annotated[str, "who leads, or who is named for an attack, by that claim; empty for numbers and days"]


@dataclass(frozen=True, slots=True)
class Aside:
    """Outside evidence on the claims of a ledger row."""

    ledger: Annotated[str, RowId("ledger", "id of the ledger row", "ledger")]
    evidence: Annotated[str, RowId("evidence", "id of the outside evidence", "outside")]


@dataclass(frozen=True, slots=True)
class Copy:
    """Two documents that share their text."""

    document: Annotated[str, "short id of the document"]
    copy: Annotated[str, "short id of one that shares its text"]


LINKS = (
    Table.of("takes_part", "somebody who is in a claim or says it, or who wrote a document", Part),
    Table.of("members", "a claim that stands in a row of the ledger", Member),
    Table.of("beside", "outside evidence set beside the claims of a row of the ledger", Aside),
    Table.of("copies", "a document that shares the text of another", Copy),
)


_ALL = (
    *(DOCUMENTS, PASSAGES, DATES, QUANTITIES, TIMELINE, FIGURES, STATEMENTS, STANDINGS, ASSERTIONS, LEDGER, ACTORS),
    *(WRITTEN_EVIDENCE, ORIGINS, COVERAGE, CORRECTIONS, OUTSIDE),
    *LINKS,
)
TABLES = {table.name: table for table in _ALL}


def views(declared: Iterable[Table], source: Callable[[str], str]) -> dict[str, str]:
    """The link tables as questions to the others, for DuckDB.

    Parameters
    ----------
    declared
        How the others are declared.
    source
        Name of a table → what a question finds it under, with the `number` of each row.
    """
    parts = " UNION ALL ".join(
        f"""
        SELECT {nth} AS nth, number, "{table.key}" AS claim, document, '{table.name}' AS "table",
            '{column.name}' AS part, {_names(column)} AS names
        FROM {source(table.name)} WHERE "{column.name}" <> ''
        """
        for nth, (table, column) in enumerate(_naming(declared))
    )
    named = f"CASE WHEN s.claim = '{RESPONSIBILITY[0]}' THEN speaker ELSE about END"
    side = f"CASE family WHEN 'standing' THEN leader WHEN 'claimant' THEN {named} END"
    members = _pairs(source("ledger"), "id AS ledger, family", "members", "claim")
    return {
        "takes_part": f"""
            SELECT claim, document, "table", part, actor FROM (
                SELECT *, unnest(names) AS actor, generate_subscripts(names, 1) AS place FROM ({parts})
            ) ORDER BY nth, number, place
        """,
        "members": f"""
            SELECT ledger, m.claim, coalesce({side}, '') AS side FROM ({members}) m
            LEFT JOIN {source("standings")} t ON t.id = m.claim LEFT JOIN {source("statements")} s ON s.id = m.claim
            ORDER BY m.number, m.place
        """,
        "beside": _in_order(_pairs(source("ledger"), "id AS ledger", "outside", "evidence")),
        "copies": _in_order(_pairs(source("origins"), "document", "shared_with", "copy")),
    }


def _names(column: Column) -> str:
    return f"string_split(\"{column.name}\", '{BETWEEN}')" if column.many else f'["{column.name}"]'


def _pairs(source: str, row: str, column: str, name: str) -> str:
    listed = f"string_split(\"{column}\", ' ')"
    return f"""
        SELECT number, {row}, unnest({listed}) AS {name}, generate_subscripts({listed}, 1) AS place
        FROM {source} WHERE "{column}" <> ''
    """


def _in_order(pairs: str) -> str:
    return f"SELECT * EXCLUDE (number, place) FROM ({pairs}) ORDER BY number, place"


def _naming(declared: Iterable[Table]) -> Iterator[tuple[Table, Column]]:
    """The columns that name who takes part."""
    for table in declared:
        yield from ((table, column) for column in table.columns if column.actor and "document" in table.names)


if __name__ == "__main__":
    print(dictionary_page(TABLES.values()), end="")
