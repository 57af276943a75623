"""What each number of an article claims: which measure, of whom, as of when, and who says so."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.claims.clauses import clause_around
from analysis.claims.implied import implied_quantities
from analysis.claims.measures import measure_of, topic_of
from analysis.claims.modality import modality_of
from analysis.claims.subjects import actor_subject, attack_subject, attacks_named
from analysis.text import sentences
from analysis.values import Interval, Span

if TYPE_CHECKING:
    from datetime import date

    from analysis.claims.events import Event
    from analysis.claims.statements import Statement
    from analysis.readers.actors import ActorMention
    from analysis.readers.dates import DateMention
    from analysis.readers.quantities import Quantity

_TOLLS = frozenset({"deaths", "injured", "killed or injured", "hostages"})
_SAME_SOURCE = re.compile(
    r"(?:The|Its|This|That)\s(?:report|study|survey|paper|index|review|document|estimate)s?\s(?:also\s)?\w+"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured claim.

    Attributes
    ----------
    start, end, text
        The words of the number.
    quantity
        The number itself; one of the quantities given, or one that the words imply ("the world's largest exporter").
    measure, topic
        From lexicon/measures.yaml; "other" when nothing fits.
    subject
        The actor or the attack that it is about; "" when the text names none.
    as_of
        The days that it describes; None when nothing tells.
    attributed_to
        Who says so; "" when the article does.
    modality
        asserted, attributed, planned, speculated or denied.
    event
        Index of the event of its clause, None without one.
    """

    start: int
    end: int
    text: str
    quantity: Quantity
    measure: str
    subject: str
    as_of: Interval | None
    attributed_to: str
    modality: str
    topic: str
    event: int | None


def find_figures(
    text: str,
    quantities: Sequence[Quantity],
    dates: Sequence[DateMention],
    actors: Sequence[ActorMention],
    statements: Sequence[Statement],
    events: Sequence[Event],
    written: date | Interval | None,
) -> list[Figure]:
    """Read the claim around each number.

    Every quantity yields exactly one figure; numbers that words imply are added.

    Parameters
    ----------
    text
        The text that all offsets point into.
    quantities, dates, actors, statements, events
        What was read there.
    written
        When the text was written: the state that an undated figure describes.

    Returns
    -------
    list of Figure
        In the order of the text.
    """
    stated = [Span(quantity.start, quantity.end) for quantity in quantities]
    every = sorted([*quantities, *implied_quantities(text, stated)], key=lambda quantity: quantity.start)
    context = _Context(text, every, dates, actors, statements, events, written)
    return [context.figure(quantity) for quantity in every]


class _Context:
    """One article's sentences, dates, actors and statements, looked up by place."""

    def __init__(
        self,
        text: str,
        quantities: Sequence[Quantity],
        dates: Sequence[DateMention],
        actors: Sequence[ActorMention],
        statements: Sequence[Statement],
        events: Sequence[Event],
        written: date | Interval | None,
    ) -> None:
        self._text = text
        self._spans = [Span(quantity.start, quantity.end) for quantity in quantities]
        self._dates = [mention for mention in dates if mention.interval and mention.type in ("DATE", "TIME")]
        self._actors = actors
        self._statements = statements
        self._events = events
        self._written = written if isinstance(written, Interval) or written is None else Interval.on(written)
        self._sentences = sentences(text) if quantities else []
        self._starts = [sentence.start for sentence in self._sentences]
        self._attacks = attacks_named(text) if quantities else []

    def figure(self, quantity: Quantity) -> Figure:
        text, at = self._text, Span(quantity.start, quantity.end)
        sentence = self._sentence(at)
        clause = clause_around(text, sentence, at)
        others = [span for span in self._spans if span != at and sentence.contains(span)]
        measure, topic = measure_of(text, quantity, clause, others)
        if measure == "other" and clause != sentence:
            measure, topic = measure_of(text, quantity, sentence, others)
        speaker, said = self._speaker(at, sentence)
        subject = attack_subject(text, sentence, at.start, self._attacks) if measure in _TOLLS else ""
        subject = subject or actor_subject(text, clause, sentence, at.start, self._actors, speaker)
        event = self._event(at)
        return Figure(
            quantity.start,
            quantity.end,
            quantity.text,
            quantity,
            measure,
            subject,
            self._as_of(at, clause, sentence, event),
            speaker,
            modality_of(clause.of(text), said),
            topic or topic_of(sentence.of(text)),
            event,
        )

    def _sentence(self, at: Span) -> Span:
        sentence = self._sentences[max(0, bisect_right(self._starts, at.start) - 1)]
        return Span(min(sentence.start, at.start), max(sentence.end, at.end))

    def _speaker(self, at: Span, sentence: Span) -> tuple[str, bool]:
        """Who says the number, and whether anybody but the article does."""
        for statement in reversed(self._statements):
            if statement.start <= at.start and at.end <= statement.end:
                return statement.speaker, True
        if _SAME_SOURCE.match(self._text, sentence.start):
            before = [s for s in self._statements if 0 <= sentence.start - s.end < 200 and s.speaker]
            if before:
                return before[-1].speaker, True
        return "", False

    def _event(self, at: Span) -> int | None:
        inside = [
            (abs(event.start - at.start), number)
            for number, event in enumerate(self._events)
            if event.clause.start <= at.start and at.end <= event.clause.end
        ]
        return min(inside)[1] if inside else None

    def _as_of(self, at: Span, clause: Span, sentence: Span, event: int | None) -> Interval | None:
        """The date of the clause, else of the sentence, else of the event, else of writing."""
        for span in (clause, sentence):
            near = [
                (max(mention.start - at.end, at.start - mention.end), mention.interval)
                for mention in self._dates
                if span.start <= mention.start and mention.end <= span.end
            ]
            if near:
                return min(near, key=lambda pair: pair[0])[1]
        return self._events[event].interval if event is not None else self._written
