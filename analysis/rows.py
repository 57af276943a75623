"""What the readers found in one document, as rows of the tables: each with its place in the file."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from analysis.claims.assertions import Assertion
from analysis.claims.events import Event
from analysis.claims.figures import Figure
from analysis.claims.standings import Standing
from analysis.claims.statements import Statement
from analysis.claims.written_evidence import Evidence
from analysis.readers.actors import ActorMention
from analysis.readers.dates import DateMention
from analysis.readers.quantities import Quantity
from analysis.schema import TABLES
from analysis.sources.article import Passage
from analysis.sources.documents import Document
from analysis.text import LineIndex, View, sentences
from analysis.values import Interval, Span

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
        self._seen: Counter[str] = Counter()
        self._named = hashlib.blake2b(digest_size=10)
        self._named.update(f"{document.file}\0{document.sha256}\0".encode("utf8", "surrogatepass"))
        self._sentences = sentences(view.text) if view else []
        self._starts = [span.start for span in self._sentences]

    def cite(self, table: str, start: int, end: int) -> Row:
        """The leading columns of a row: id, document, line, char_from, char_to, text."""
        start, end = self._place(start, end)
        key = f"{table}\0{start}\0{end}\0"
        self._seen[key] += 1
        digest = self._named.copy()
        digest.update(f"{key}{self._seen[key]}".encode())
        return {
            "id": f"{table[0]}{_letters(digest.digest())}",
            "document": self._document.id,
            "line": self._lines.at(start),
            "char_from": start,
            "char_to": end,
            "text": self._document.text[start:end],
        }

    def place(self, span: Span) -> Span:
        """A span of the view as a span of the reading text."""
        return Span(*self._place(span.start, span.end))

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
def _shared(table: str, *fields: str) -> tuple[str, ...]:
    """The columns of a table that a finding has under the same name, those of its span apart."""
    return tuple(name for name in TABLES[table].names if name in fields and name != "text")


def _said(table: str, finding: Any) -> Row:
    """What a finding says under the names of the table's columns; several values are joined by semicolons."""
    row: Row = {}
    for name in _shared(table, *finding.__slots__):
        value = getattr(finding, name)
        row[name] = "; ".join(value) if isinstance(value, tuple) else value
    return row


def _days(prefix: str, interval: Interval | Evidence | None) -> Row:
    days = (interval.earliest, interval.latest) if interval else (None, None)
    earliest, latest = [day and day.isoformat() for day in days]
    return {f"{prefix}earliest": earliest, f"{prefix}latest": latest}


def passage_rows(citer: Citer, passages: Iterable[Passage]) -> list[Row]:
    """Rows of `passages`."""
    return [
        citer.cite("passages", passage.start, passage.end) | _said("passages", passage) | {"line": passage.number}
        for passage in passages
    ]


def evidence_rows(citer: Citer, pieces: Iterable[Evidence]) -> list[Row]:
    """Rows of `written_evidence`."""
    return [
        citer.cite("written_evidence", piece.start, piece.end) | _days("", piece) | {"reason": piece.reason}
        for piece in pieces
    ]


def date_rows(citer: Citer, mentions: Iterable[DateMention]) -> list[Row]:
    """Rows of `dates`."""
    return [
        citer.cite("dates", mention.start, mention.end)
        | _said("dates", mention)
        | _days("", mention.interval)
        | {
            "timex_type": mention.type,
            "timex_value": mention.value,
            "precision": mention.interval.precision if mention.interval else "",
        }
        for mention in mentions
    ]


def quantity_rows(citer: Citer, quantities: Iterable[Quantity]) -> list[Row]:
    """Rows of `quantities`."""
    rows = []
    for quantity in quantities:
        row = citer.cite("quantities", quantity.start, quantity.end) | _said("quantities", quantity)
        if other := quantity.converted:
            row |= {f"converted_{name}": getattr(other, name) for name in ("low", "high", "currency")}
        rows.append(row)
    return rows


def statement_rows(citer: Citer, statements: Iterable[Statement]) -> list[Row]:
    """Rows of `statements`."""
    return [
        citer.cite("statements", statement.start, statement.end)
        | _said("statements", statement)
        | {"speaker_words": citer.words(statement.speaker_span) if statement.speaker_span else ""}
        | citer.sentence(statement.start, statement.end)
        for statement in statements
    ]


def event_rows(citer: Citer, events: Iterable[Event]) -> list[Row]:
    """Rows of `timeline`, not grouped yet."""
    rows = []
    for event in events:
        clause, sentence = citer.place(event.clause), citer.place(event.sentence)
        rows.append(
            citer.cite("timeline", event.start, event.end)
            | _said("timeline", event)
            | _days("", event.interval)
            | {"precision": event.interval.precision, "event": citer.words(event.clause)}
            | {"clause_from": clause.start, "clause_to": clause.end}
            | {"sentence_from": sentence.start, "sentence_to": sentence.end}
        )
    return rows


def figure_rows(
    citer: Citer, figures: Iterable[Figure], events: Sequence[Row], quantities: Sequence[Row], order: Sequence[Quantity]
) -> list[Row]:
    """Rows of `figures`, with the ids of their event and their quantity."""
    ids = {id(quantity): row["id"] for quantity, row in zip(order, quantities, strict=True)}
    return [
        citer.cite("figures", figure.start, figure.end)
        | _said("figures", figure.quantity)
        | _said("figures", figure)
        | _days("as_of_", figure.as_of)
        | {"event": "" if figure.event is None else events[figure.event]["id"]}
        | {"quantity": ids.get(id(figure.quantity), "")}
        | citer.sentence(figure.start, figure.end)
        for figure in figures
    ]


def standing_rows(citer: Citer, standings: Iterable[Standing]) -> list[Row]:
    """Rows of `standings`."""
    return [
        citer.cite("standings", standing.start, standing.end)
        | _said("standings", standing)
        | _days("period_", standing.period)
        | citer.sentence(standing.start, standing.end)
        for standing in standings
    ]


def assertion_rows(citer: Citer, assertions: Iterable[Assertion]) -> list[Row]:
    """Rows of `assertions`."""
    return [
        citer.cite("assertions", assertion.start, assertion.end) | _said("assertions", assertion)
        for assertion in assertions
    ]


def actor_rows(citer: Citer, mentions: Iterable[ActorMention]) -> list[Row]:
    """Rows of `actors`: each actor once, at the first mention."""
    all_of: dict[str, list[ActorMention]] = {}
    for mention in mentions:
        all_of.setdefault(mention.actor, []).append(mention)
    return [
        citer.cite("actors", found[0].start, found[0].end)
        | _said("actors", found[0])
        | {"role": next((mention.role for mention in found if mention.role), ""), "mentions": len(found)}
        for found in all_of.values()
    ]
