"""The seam between one document and many: a pure function that reads one article."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from analysis.book import rows
from analysis.book.rows import Citer, Row
from analysis.claims.events import find_events
from analysis.claims.figures import Figure, find_figures
from analysis.claims.standings import find_standings
from analysis.claims.statements import find_assertions, find_statements
from analysis.claims.written import Written, find_written
from analysis.core.text import View
from analysis.readers.actors import find_actors
from analysis.readers.dates.find import DateMention, find_dates
from analysis.readers.quantities import Quantity, find_quantities, join_conversions, resolve_dollar
from analysis.readers.quotations import find_quotations
from analysis.sources.article import Article, article_view, read_article
from analysis.sources.documents import Document

_NUMBER = re.compile(r"\d[\d,.]*")


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """All that was read in one document: rows by table, in the columns that the data dictionary declares."""

    document: str
    rows: dict[str, list[Row]]


def parse_document(document: Document) -> ParsedDocument:
    """Read one document.

    Pure: no files, no clock, no state; an error in a reader comes back as the `error` of the document's row, so that
    one article never costs the others.

    Parameters
    ----------
    document
        As `read_document` gives it. One with an `error` yields its row in `documents` and nothing else.

    Returns
    -------
    ParsedDocument
        Rows of documents, passages, written_evidence, dates, quantities, timeline, figures, statements, standings,
        assertions, actors and coverage.

    >>> from analysis.sources.documents import text_document
    >>> text = "Talks resume\\n\\nEnvoys met in Kabul on 3 May 2021, and 40 people came to hear them speak there.\\n"
    >>> [row["text"] for row in parse_document(text_document("a.txt", text)).rows["dates"]]
    ['3 May 2021']
    """
    if document.error:
        return ParsedDocument(document.id, {"documents": [_document_row(document)]})
    try:
        return _read(document)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as problem:  # a compiled library that breaks down raises what is no Exception
        reason = f"the reader failed ({type(problem).__name__}: {problem}); please report it with this file"
        return ParsedDocument(document.id, {"documents": [_document_row(document, error=reason)]})


def _read(document: Document) -> ParsedDocument:
    article = read_article(document.text, document.declared)
    view = article_view(article)
    text = view.text
    written = find_written(article)
    entry = document.entry
    day = entry.written if entry and entry.written else written.interval

    dates = find_dates(text, day)
    numbers = find_quantities(text, dollar=resolve_dollar(text, _publisher(document, article)))
    quantities = _outside(join_conversions(text, numbers), dates)
    actors = find_actors(text)
    statements = find_statements(text, find_quotations(text), actors)
    events = find_events(text, dates, actors, statements, day)
    figures = find_figures(text, quantities, dates, actors, statements, events, day)
    standings = find_standings(text, dates, actors, statements, day)

    citer, whole = Citer(document, view), Citer(document)
    event_rows = rows.event_rows(citer, events)
    quantity_rows = rows.quantity_rows(citer, quantities)
    return ParsedDocument(
        document.id,
        {
            "documents": [_document_row(document, article, written, view)],
            "passages": rows.passage_rows(whole, article.lines),
            "written_evidence": rows.evidence_rows(whole, written.evidence),
            "dates": rows.date_rows(citer, dates),
            "quantities": quantity_rows,
            "timeline": event_rows,
            "figures": rows.figure_rows(citer, figures, event_rows, quantity_rows, quantities),
            "statements": rows.statement_rows(citer, statements),
            "standings": rows.standing_rows(citer, standings),
            "assertions": rows.assertion_rows(citer, find_assertions(text, statements)),
            "actors": rows.actor_rows(citer, actors),
            "coverage": _coverage(document, article, citer, text, [*dates, *quantities], figures),
        },
    )


def _outside(found: Iterable[Quantity], dates: Iterable[DateMention]) -> list[Quantity]:
    """Quantities that are not part of a date: "mid-2023" is no number, whichever reader saw it first."""
    spans = sorted((mention.start, mention.end) for mention in dates if mention.type in ("DATE", "TIME"))
    starts = [start for start, _ in spans]

    def free(item: Quantity) -> bool:
        index = bisect_right(starts, item.start) - 1
        return index < 0 or spans[index][1] < item.end

    return [item for item in found if free(item)]


def _publisher(document: Document, article: Article) -> str | None:
    entry = document.entry
    return (entry.publisher if entry else None) or article.publisher


def _document_row(
    document: Document,
    article: Article | None = None,
    written: Written | None = None,
    view: View | None = None,
    error: str = "",
) -> Row:
    entry = document.entry
    said = entry.written if entry else None
    interval = said or (written.interval if written else None)
    return {
        "document": document.id,
        "file": document.file,
        "sha256": document.sha256,
        "bytes": document.bytes,
        "format": document.format,
        "title": (entry and entry.title) or (article and article.title) or "",
        "standfirst": (article and article.standfirst) or "",
        "publisher": (entry and entry.publisher) or (article and article.publisher) or "",
        "agency": (article and article.agency) or "",
        "bylines": "; ".join(article.bylines) if article else "",
        "written_earliest": interval.earliest.isoformat() if interval else None,
        "written_latest": interval.latest.isoformat() if interval else None,
        "written_precision": interval.precision if interval else "",
        "written_basis": "corrected" if said else (written.basis if written else ""),
        "language": document.language,
        "words": len(view.text.split()) if view else 0,
        "origin": (entry and entry.origin) or "",
        "url": (entry and entry.url) or (document.declared.url if document.declared else ""),
        "retrieved": (entry and entry.retrieved) or "",
        "grade": _grade(document),
        "error": document.error or error,
    }


def _grade(document: Document) -> str:
    """The Admiralty grade that a person gave; the program never awards one, so F6 (cannot be judged) by default."""
    entry = document.entry
    return f"{(entry and entry.reliability) or 'F'}{(entry and entry.credibility) or '6'}"


def _coverage(
    document: Document,
    article: Article,
    citer: Citer,
    text: str,
    taken: Iterable[DateMention | Quantity],
    figures: Iterable[Figure],
) -> list[Row]:
    """How much of the document was read: lines by role, numbers with and without a row, figures by measure."""
    roles = Counter(passage.role for passage in article.lines)
    counts = [(f"lines: {role}", count, count, "") for role, count in sorted(roles.items())]
    covered = sorted((item.start, item.end) for item in taken)
    starts = [start for start, _ in covered]
    numbers, lost = 0, []
    for number in _NUMBER.finditer(text):
        numbers += 1
        index = bisect_right(starts, number.start()) - 1
        if index < 0 or covered[index][1] <= number.start():
            lost.append(citer.cite("coverage", number.start(), number.end()))
    counts.append(("numbers in article text", numbers, numbers - len(lost), "read as dates or quantities"))
    counts += [
        ("number without a row", 1, 0, f"line {place['line']}: “{place['text']}” is neither a date nor a quantity")
        for place in lost
    ]
    measures = Counter(figure.measure for figure in figures)
    counts += [(f"figures: {name}", count, count, "") for name, count in sorted(measures.items())]
    return [
        {"document": document.id, "item": item, "found": found, "kept": kept, "note": note}
        for item, found, kept, note in counts
    ]
