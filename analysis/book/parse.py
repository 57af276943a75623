"""The seam between one document and many: a pure function that reads one article."""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Annotated, Any, NamedTuple

from analysis.claims.context import Surroundings
from analysis.claims.events import TIMELINE, Event, find_events
from analysis.claims.figures import FIGURES, find_figures
from analysis.claims.standings import STANDINGS, find_standings
from analysis.claims.statements import ASSERTIONS, STATEMENTS, find_assertions, find_statements
from analysis.claims.writing_evidence import WRITTEN_EVIDENCE
from analysis.claims.written import Written, find_written
from analysis.core.tables import PRECISION_WORDS, Row, Table
from analysis.core.text import View, line_index
from analysis.core.values import Interval, Span, uncollected
from analysis.readers.actors import ACTORS, find_actors
from analysis.readers.dates.find import find_dates, join_periods, names_a_time
from analysis.readers.dates.readings import DATES, DateMention
from analysis.readers.names import ActorMention
from analysis.readers.quantities import QUANTITIES, Quantity, find_quantities, join_conversions, resolve_dollar
from analysis.readers.quotations import find_quotations
from analysis.readers.sentences import read_sentences
from analysis.sources.article import PASSAGES, Article, article_view, read_article
from analysis.sources.declared import program
from analysis.sources.documents import Document, Entry

_NUMBER = re.compile(r"\d[\d,.]*")
# The digits of ids two by two, in the alphabet of base 32 (RFC 4648) in small letters
_PAIRS = ["".join(pair) for pair in product("abcdefghijklmnopqrstuvwxyz234567", repeat=2)]


class Described(NamedTuple):
    """A document, and what is known of it."""

    document: Annotated[str, "short id, as citations use it"]
    file: Annotated[str, "path below the folder of articles"]
    sha256: Annotated[str, "SHA-256 of the file's bytes"]
    bytes: Annotated[int, "size of the file", "bytes"]
    format: Annotated[str, "what the content is", ("text", "html", "markdown", "pdf", "unknown")]
    title: Annotated[str, "headline"]
    standfirst: Annotated[str, "the sentence or two under the headline"]
    publisher: Annotated[str, "who published this page"]
    agency: Annotated[str, "news agency or outlet whose text it is, where credited"]
    bylines: Annotated[tuple[str, ...], "authors, separated by semicolons"]
    written: Annotated[Interval | None, "writing"]
    written_precision: Annotated[str, "precision of the date of writing", PRECISION_WORDS]
    written_basis: Annotated[str, "how it is known", ("stated", "inferred", "corrected", "")]
    language: Annotated[str, "language code, empty when unknown"]
    words: Annotated[int, "words of article text", "words"]
    origin: Annotated[str, "where the words came from: copies of one text share it"]
    url: Annotated[str, "address, where known"]
    retrieved: Annotated[str, "when the copy was taken, where known"]
    made_by: Annotated[str, "program or database that made the file, where it says so"]
    grade: Annotated[str, "Admiralty grade given by a person; F6 (cannot be judged) by default"]
    error: Annotated[str, "why the file could not be read, empty when it could"]


class Counted(NamedTuple):
    """How much of something was read."""

    document: Annotated[str, "short id of the document"]
    item: Annotated[str, "what is counted"]
    found: Annotated[int, "how many stand in the text", "count"]
    kept: Annotated[int, "how many have a row", "count"]
    note: Annotated[str, "what became of the rest, in words"]


DOCUMENTS = Table.of("documents", "a file", Described)
COVERAGE = Table.of("coverage", "a count of what was read in one document", Counted)


class ParsedDocument(NamedTuple):
    """All that was read in one document: rows by table, in the columns that the data dictionary declares."""

    rows: dict[str, list[Row]]


def parse_document(document: Document) -> ParsedDocument:
    """Read one document, as `open_document` gives it. Pure: no files, no clock, no state.

    One with an `error` yields its row in `documents` and nothing else, and so does one in which a reader fails: one
    article never costs the others.

    >>> from analysis.sources.documents import text_document
    >>> text = "Talks resume\\n\\nEnvoys met in Kabul on 3 May 2021, and 40 people came to hear them speak there.\\n"
    >>> [row["text"] for row in parse_document(text_document("a.txt", text)).rows["dates"]]
    ['3 May 2021']
    """
    try:
        if not document.error:
            return _read(document)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as problem:  # a compiled library that breaks down raises what is no Exception
        reason = f"the reader failed ({type(problem).__name__}: {problem}); please report it with this file"
        document = replace(document, error=reason)
    return ParsedDocument({"documents": [DOCUMENTS.cells(_described(document, *_NOTHING))]})


@uncollected()
def _read(document: Document) -> ParsedDocument:
    article = read_article(document.text, document.declared)
    view = article_view(article)
    text = view.text
    here, whole = Citer(document, view), Citer(document)
    starts = [line.start for line in article.lines]

    def role(found: DateMention | Event) -> str:
        return article.lines[bisect_right(starts, here.place(found.start, found.end)[0]) - 1].role

    written = find_written(article)
    entry = document.entry or Entry()
    day = entry.written or written.interval

    dates = join_periods(text, find_dates(text, day))
    numbers = find_quantities(text, dollar=resolve_dollar(text, entry.publisher or article.publisher))
    dated = _ends(date for date in dates if date.type in ("DATE", "TIME"))  # "mid-2023" is no number
    quantities = [one for one in join_conversions(text, numbers) if dated(one.start) < one.end]
    read_sentences(text).parse([*(date.start for date in dates), *(number.start for number in quantities)])
    actors = find_actors(text)
    statements = find_statements(text, find_quotations(text), actors)
    around = Surroundings(text, dates, actors, statements, day)
    # A caption tells of its picture, a title what the text tells again.
    events = [event for event in find_events(around) if role(event) not in ("caption", "title")]
    figures = find_figures(around, quantities, events)

    rows = {
        "documents": [DOCUMENTS.cells(_described(document, article, written, text))],
        "passages": whole.rows(PASSAGES, article.lines),
        "written_evidence": whole.rows(WRITTEN_EVIDENCE, written.evidence),
        "dates": here.rows(DATES, (date for date in dates if role(date) != "caption" and names_a_time(date))),
        "quantities": here.rows(QUANTITIES, quantities),
        "timeline": here.rows(TIMELINE, events),
        "figures": here.rows(FIGURES, figures),
        "statements": here.rows(STATEMENTS, statements),
        "standings": here.rows(STANDINGS, find_standings(around)),
        "assertions": here.rows(ASSERTIONS, find_assertions(text, statements)),
        "actors": _actor_rows(here, actors),
        "coverage": [COVERAGE.cells(count) for count in _coverage(document, here, text, [*dates, *quantities])],
    }
    named = zip([*quantities, *events], [*rows["quantities"], *rows["timeline"]], strict=True)
    ids = {id(found): row["id"] for found, row in named}
    for figure, row in zip(figures, rows["figures"], strict=True):
        row["event"], row["quantity"] = ids.get(id(figure.event), ""), ids.get(id(figure.quantity), "")
    return ParsedDocument(rows)


class Citer:
    """Cites what was read in a view of a document; without a view, what points into the reading text itself."""

    def __init__(self, document: Document, view: View | None = None) -> None:
        self._document, self._line = document, line_index(document.text)
        self._seen: dict[str, int] = {}
        self._file = hashlib.blake2b(f"{document.file}\0".encode("utf8", "surrogatepass"), digest_size=10)
        self._text = view.text if view else document.text
        # Where a stretch begins and ends in the reading text: asked for one column after the other.
        self.place = cache(view.place) if view else lambda start, end: (start, end)

    def rows(self, table: Table, findings: Iterable[Any]) -> list[Row]:
        """The rows of findings, in their order."""
        found = list(findings)
        rows = [self.cite(table.name, one.start, one.end) for one in found]
        for row, one in zip(rows, found, strict=True) if table.sentence else ():
            row["sentence_from"], row["sentence_to"] = self._sentence(one.start, one.end)
        return table.fill(rows, found, self)

    def cite(self, table: str, start: int, end: int) -> Row:
        """The leading columns of a row; its id is the same after an edit elsewhere, or when lines are wrapped anew."""
        start, end = self.place(start, end)
        text = self._document.text[start:end]
        words = f"{table}\0{' '.join(text.split())}\0"
        number = self._seen[words] = self._seen.get(words, 0) + 1
        digest = self._file.copy()
        digest.update(f"{words}{number}".encode("utf8", "surrogatepass"))
        bits, two = int.from_bytes(digest.digest(), "big") >> 20, _PAIRS
        first = f"{two[bits >> 50]}{two[bits >> 40 & 1023]}{two[bits >> 30 & 1023]}"
        return {
            "id": f"{table[0]}{first}{two[bits >> 20 & 1023]}{two[bits >> 10 & 1023]}{two[bits & 1023]}",
            "document": self._document.id,
            "line": self._line(start) + self._document.above,
            "char_from": start,
            "char_to": end,
            "text": text,
        }

    def words(self, span: Span) -> str:
        """The words that the readers saw: wrapped lines joined, broken characters mended."""
        return span.of(self._text)

    def _sentence(self, start: int, end: int) -> tuple[int, int]:
        """Where the sentence around a stretch stands in the reading text; the stretch itself when there is none."""
        read = read_sentences(self._text)
        sentence = read.spans[read.number_at(start)]
        if sentence.start <= start < sentence.end:
            start, end = sentence.start, max(sentence.end, end)
        return self.place(start, end)


_NOTHING = Article("", None, None, (), None, None, [], []), Written(), ""


def _ends(taken: Iterable[DateMention | Quantity]) -> Callable[[int], int]:
    """Where what begins last before a place ends."""
    spans = sorted((item.start, item.end) for item in taken)
    starts = [start for start, _ in spans]
    return lambda place: spans[at - 1][1] if (at := bisect_right(starts, place)) else -1


def _described(document: Document, article: Article, written: Written, text: str) -> Described:
    """What is known of a document: by the analyst's entry first, then by the article itself."""
    entry, captured = document.entry or Entry(), document.declared.captured
    interval = entry.written or written.interval
    return Described(
        document=document.id,
        **{name: getattr(document, name) for name in ("file", "sha256", "bytes", "format", "language", "error")},
        title=entry.title or article.title or "",
        standfirst=article.standfirst or "",
        publisher=entry.publisher or article.publisher or "",
        agency=article.agency or "",
        bylines=article.bylines,
        written=interval,
        written_precision=interval.precision if interval else "",
        written_basis="corrected" if entry.written else written.basis,
        words=len(text.split()),
        origin=entry.origin,
        url=entry.url or document.declared.url,
        retrieved=entry.retrieved or (captured.earliest.isoformat() if captured and captured.days == 1 else ""),
        made_by=program(document.declared.made_by),
        grade=f"{entry.reliability or 'F'}{entry.credibility or '6'}",  # a person's; the program never awards one
    )


def _coverage(document: Document, citer: Citer, text: str, taken: Iterable[Any]) -> Iterator[Counted]:
    """How much of the document was read: numbers with and without a row, and what was cut off."""
    ends, numbers = _ends(taken), [number.span() for number in _NUMBER.finditer(text)]
    lost = [(start, end) for start, end in numbers if ends(start) <= start]
    kept = len(numbers) - len(lost)
    yield Counted(document.id, "numbers in article text", len(numbers), kept, "read as dates or quantities")
    for place in (citer.cite("coverage", *span) for span in lost):
        why = f"line {place['line']}: “{place['text']}” is neither a date nor a quantity"
        yield Counted(document.id, "number without a row", 1, 0, why)
    if document.declared.cut:
        yield Counted(document.id, "text cut off", 1, 0, document.declared.cut)


def _actor_rows(citer: Citer, mentions: Iterable[ActorMention]) -> list[Row]:
    """Each actor once, at the first mention."""
    all_of: dict[str, list[ActorMention]] = {}
    for mention in mentions:
        all_of.setdefault(mention.actor, []).append(mention)
    roles = {name: next((each.role for each in found if each.role), "") for name, found in all_of.items()}
    firsts = (found[0]._replace(role=roles[name]) for name, found in all_of.items())
    return [row | {"mentions": len(all_of[row["actor"]])} for row in citer.rows(ACTORS, firsts)]
