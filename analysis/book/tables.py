"""All tables of a workbook, each declared where its rows are made; importing this imports every reader."""

from __future__ import annotations

from analysis.book.links import LINKS
from analysis.book.parse import COVERAGE, DOCUMENTS
from analysis.claims.corrections import CORRECTIONS
from analysis.claims.events import TIMELINE
from analysis.claims.figures import FIGURES
from analysis.claims.ledger import LEDGER
from analysis.claims.origins import ORIGINS
from analysis.claims.standings import STANDINGS
from analysis.claims.statements import ASSERTIONS, STATEMENTS
from analysis.claims.writing_evidence import WRITTEN_EVIDENCE
from analysis.core.tables import dictionary_page
from analysis.readers.actors import ACTORS
from analysis.readers.dates.mentions import DATES
from analysis.readers.quantities import QUANTITIES
from analysis.sources.article import PASSAGES
from analysis.sources.reference import OUTSIDE

_ALL = (
    *(DOCUMENTS, PASSAGES, DATES, QUANTITIES, TIMELINE, FIGURES, STATEMENTS, STANDINGS, ASSERTIONS, LEDGER, ACTORS),
    *(WRITTEN_EVIDENCE, ORIGINS, COVERAGE, CORRECTIONS, OUTSIDE),
    *LINKS,
)
TABLES = {table.name: table for table in _ALL}

if __name__ == "__main__":
    print(dictionary_page(TABLES.values()), end="")
