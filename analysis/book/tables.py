"""All tables of a workbook, each declared where its rows are made; importing this imports every reader."""

from collections.abc import Mapping
from typing import Annotated

import pyarrow as pa  # type: ignore[import-untyped]

from analysis.book.parse import COVERAGE, DOCUMENTS
from analysis.book.store import arrow_table
from analysis.claims.corrections import CORRECTIONS
from analysis.claims.events import TIMELINE
from analysis.claims.figures import FIGURES
from analysis.claims.ledger import LEDGER
from analysis.claims.origins import ORIGINS
from analysis.claims.standings import STANDINGS
from analysis.claims.statements import ASSERTIONS, STATEMENTS
from analysis.claims.writing_evidence import WRITTEN_EVIDENCE
from analysis.core.tables import Also, Table, dictionary_page, entries
from analysis.readers.actors import ACTORS
from analysis.readers.dates.readings import DATES
from analysis.readers.quantities import QUANTITIES
from analysis.sources.article import PASSAGES
from analysis.sources.reference import OUTSIDE


class Part:
    """Somebody's part in a claim."""

    claim: Annotated[str, "id of the claim; of a document, its short id"]
    document: Annotated[str, "short id of the document"]
    table: Annotated[str, "table of the claim"]
    part: Annotated[str, "its column that names the actor"]
    actor: Annotated[str, "name of the actor"]


class Member:
    """A claim of a ledger row."""

    ledger: Annotated[str, Also("ledger", "id of the ledger row", "ledger")]
    claim: Annotated[str, "id of the claim, in the order of the ledger row"]
    side: Annotated[str, "who leads, or who is named for an attack, by that claim; empty for numbers and days"]


class Aside:
    """Outside evidence on the claims of a ledger row."""

    ledger: Annotated[str, Also("ledger", "id of the ledger row", "ledger")]
    evidence: Annotated[str, Also("evidence", "id of the outside evidence", "outside")]


class Copy:
    """Two documents that share their text."""

    document: Annotated[str, "short id of the document"]
    copy: Annotated[str, "short id of one that shares its text"]


LINKS = (  # what is many to many, a row for each pair: it says what the columns of several entries say
    Table.of("takes_part", "somebody who is in a claim or says it, or who wrote a document", Part),
    Table.of("members", "a claim that stands in a row of the ledger", Member),
    Table.of("beside", "outside evidence set beside the claims of a row of the ledger", Aside),
    Table.of("copies", "a document that shares the text of another", Copy),
)
_READ = (DOCUMENTS, PASSAGES, DATES, QUANTITIES, TIMELINE, FIGURES, STATEMENTS, STANDINGS, ASSERTIONS, LEDGER, ACTORS)
_LATER = (WRITTEN_EVIDENCE, ORIGINS, COVERAGE, CORRECTIONS, OUTSIDE, *LINKS)
TABLES = {table.name: table for table in (*_READ, *_LATER)}


def taking_part(tables: Mapping[str, pa.Table]) -> pa.Table:
    """The link table `takes_part` of a shard: document by document, and in each table by table."""
    found: list[tuple[str, ...]] = []
    naming = ((table, column) for table in TABLES.values() for column in table.columns if column.actor)
    for table, column in (each for each in naming if "document" in each[0].names):
        held = (tables[table.name][name].to_pylist() for name in (table.key, "document", column.name))
        for claim, document, cell in zip(*held, strict=True):
            names = entries(cell) if column.many else (cell,) * bool(cell)
            found += [(claim, document, table.name, column.name, name) for name in names]
    order = {document: nth for nth, document in enumerate(tables["documents"]["document"].to_pylist())}
    found.sort(key=lambda row: order.get(row[1], -1))
    link = TABLES["takes_part"]
    return arrow_table(link, (dict(zip(link.names, row, strict=True)) for row in found))


if __name__ == "__main__":
    print(dictionary_page(TABLES.values()), end="")
