"""What the readers found in one document, as rows of the tables: each with its place in the file."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any

from analysis.claims.events import Event
from analysis.claims.figures import Figure
from analysis.claims.standings import Standing
from analysis.claims.statements import Assertion, Statement
from analysis.claims.writing_evidence import Evidence
from analysis.core.tables import TABLES
from analysis.core.text import LineIndex, View, sentences
from analysis.core.values import Interval, Span
from analysis.readers.actors import ActorMention
from analysis.readers.dates.find import DateMention
from analysis.readers.quantities import Quantity
from analysis.sources.article import Passage
from analysis.sources.documents import Document

Row = dict[str, Any]

_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = [first + second for first in _BASE32 for second in _BASE32]


class Citer:
    """Gives each finding its row id, its line and its exact words in the untouched text.

    Parameters
    ----------
    document
        The document that the words stand in.
    view
        The text that the readers read; None when spans already point into the reading text.
    """

    def __init__(self, document: Document, view: View | None = None) -> None:
        self._document = document
        self._view = view
        self._lines = LineIndex(document.text)
        self._seen: dict[str, int] = {}
        self._named = hashlib.blake2b(digest_size=10)
        self._named.update(f"{document.file}\0{document.sha256}\0".encode("utf8", "surrogatepass"))
        self._sentences = sentences(view.text) if view else []
        self._starts = [span.start for span in self._sentences]

    def cite(self, table: str, start: int, end: int) -> Row:
        """The leading columns of a row: id, document, line, char_from, char_to, text."""
        start, end = self._place(start, end)
        key = f"{table}\0{start}\0{end}\0"
        seen = self._seen[key] = self._seen.get(key, 0) + 1
        digest = self._named.copy()
        digest.update(f"{key}{seen}".encode())
        return {
            "id": f"{table[0]}{_letters(digest.digest())}",
            "document": self._document.id,
            "line": self._lines.at(start),
            "char_from": start,
            "char_to": end,
            "text": self._document.text[start:end],
        }

    def row(self, table: str, finding: Any, **more: Any) -> Row:
        """A row: the leading columns, those that the finding has under the same names, and more."""
        return {**self.cite(table, finding.start, finding.end), **_said(table, finding), **more}

    def place(self, span: Span) -> tuple[int, int]:
        """Where a span of the view begins and ends in the reading text."""
        return self._place(span.start, span.end)

    def words(self, span: Span) -> str:
        """The words that the readers saw: wrapped lines joined, broken characters mended."""
        return span.of(self._view.text if self._view else self._document.text)

    def sentence(self, start: int, end: int) -> Row:
        """Where the sentence around a span stands in the reading text; the span itself when there is none."""
        index = bisect_right(self._starts, start) - 1
        if index >= 0 and self._sentences[index].end > start:
            sentence = self._sentences[index]
            start, end = sentence.start, max(sentence.end, end)
        start, end = self._place(start, end)
        return {"sentence_from": start, "sentence_to": end}

    def _place(self, start: int, end: int) -> tuple[int, int]:
        return self._view.place(start, end) if self._view else (start, end)


def _letters(digest: bytes) -> str:
    """The first 55 bits in base 32, two letters at a time: this runs for every row."""
    bits = int.from_bytes(digest[:7], "big") >> 1
    high = f"{_PAIRS[bits >> 45]}{_PAIRS[bits >> 35 & 1023]}{_PAIRS[bits >> 25 & 1023]}"
    return f"{high}{_PAIRS[bits >> 15 & 1023]}{_PAIRS[bits >> 5 & 1023]}{_BASE32[bits & 31]}"


@cache
def _shared(table: str, kind: Any) -> tuple[str, ...]:
    """The columns of a table that findings of a kind have under the same name, those of their span apart."""
    return tuple(name for name in TABLES[table].names if name in kind.__slots__ and name != "text")


def _said(table: str, finding: Any) -> Row:
    """What a finding says under the names of the table's columns."""
    kind: Any = type(finding)
    return {name: getattr(finding, name) for name in _shared(table, kind)}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _days(interval: Interval | None) -> tuple[str | None, str | None]:
    """First and last day, as a table holds them."""
    return (_day(interval.earliest), _day(interval.latest)) if interval else (None, None)


def passage_rows(citer: Citer, passages: Iterable[Passage]) -> list[Row]:
    """Rows of `passages`."""
    return [citer.row("passages", passage, line=passage.number) for passage in passages]


def evidence_rows(citer: Citer, pieces: Iterable[Evidence]) -> list[Row]:
    """Rows of `written_evidence`."""
    return [
        citer.row("written_evidence", piece, earliest=_day(piece.earliest), latest=_day(piece.latest))
        for piece in pieces
    ]


def date_rows(citer: Citer, mentions: Iterable[DateMention]) -> list[Row]:
    """Rows of `dates`."""
    rows = []
    for mention in mentions:
        earliest, latest = _days(mention.interval)
        precision = mention.interval.precision if mention.interval else ""
        read = {"timex_type": mention.type, "timex_value": mention.value, "precision": precision}
        rows.append(citer.row("dates", mention, earliest=earliest, latest=latest, **read))
    return rows


def quantity_rows(citer: Citer, quantities: Iterable[Quantity]) -> list[Row]:
    """Rows of `quantities`."""
    rows = []
    for quantity in quantities:
        row = citer.row("quantities", quantity)
        if other := quantity.converted:
            row |= {f"converted_{name}": getattr(other, name) for name in ("low", "high", "currency")}
        rows.append(row)
    return rows


def statement_rows(citer: Citer, statements: Iterable[Statement]) -> list[Row]:
    """Rows of `statements`."""
    return [
        citer.row(
            "statements",
            statement,
            about="; ".join(statement.about),
            speaker_words=citer.words(statement.speaker_span) if statement.speaker_span else "",
            **citer.sentence(statement.start, statement.end),
        )
        for statement in statements
    ]


def event_rows(citer: Citer, events: Iterable[Event]) -> list[Row]:
    """Rows of `timeline`, not grouped yet."""
    rows = []
    for event in events:
        clause, sentence = citer.place(event.clause), citer.place(event.sentence)
        rows.append(
            citer.row(
                "timeline",
                event,
                earliest=_day(event.interval.earliest),
                latest=_day(event.interval.latest),
                precision=event.interval.precision,
                actors="; ".join(event.actors),
                event=citer.words(event.clause),
                clause_from=clause[0],
                clause_to=clause[1],
                sentence_from=sentence[0],
                sentence_to=sentence[1],
            )
        )
    return rows


def figure_rows(
    citer: Citer, figures: Iterable[Figure], events: Sequence[Row], quantities: Sequence[Row], order: Sequence[Quantity]
) -> list[Row]:
    """Rows of `figures`, with the ids of their event and their quantity."""
    ids = {id(quantity): row["id"] for quantity, row in zip(order, quantities, strict=True)}
    rows = []
    for figure in figures:
        earliest, latest = _days(figure.as_of)
        row = citer.row(
            "figures",
            figure,
            as_of_earliest=earliest,
            as_of_latest=latest,
            event="" if figure.event is None else events[figure.event]["id"],
            quantity=ids.get(id(figure.quantity), ""),
            **citer.sentence(figure.start, figure.end),
        )
        rows.append(_said("figures", figure.quantity) | row)
    return rows


def standing_rows(citer: Citer, standings: Iterable[Standing]) -> list[Row]:
    """Rows of `standings`."""
    rows = []
    for standing in standings:
        earliest, latest = _days(standing.period)
        row = citer.row("standings", standing, period_earliest=earliest, period_latest=latest)
        rows.append(row | {"scope": "; ".join(standing.scope)} | citer.sentence(standing.start, standing.end))
    return rows


def assertion_rows(citer: Citer, assertions: Iterable[Assertion]) -> list[Row]:
    """Rows of `assertions`."""
    return [citer.row("assertions", assertion) for assertion in assertions]


def actor_rows(citer: Citer, mentions: Iterable[ActorMention]) -> list[Row]:
    """Rows of `actors`: each actor once, at the first mention."""
    all_of: dict[str, list[ActorMention]] = {}
    for mention in mentions:
        all_of.setdefault(mention.actor, []).append(mention)
    return [
        citer.row(
            "actors",
            found[0],
            role=next((mention.role for mention in found if mention.role), ""),
            mentions=len(found),
        )
        for found in all_of.values()
    ]
