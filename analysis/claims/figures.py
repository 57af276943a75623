"""What each number of an article claims: which measure, of whom, as of when, and who says so."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, NamedTuple

from analysis.claims.clauses import Nearby, clause_around, modality_of
from analysis.claims.context import Period, nearest, periods
from analysis.claims.measures import (
    SHARED,
    every_topic,
    implied_quantities,
    is_part,
    is_partner,
    measure_of,
    measures,
    scope_of,
    topic_of,
)
from analysis.claims.subjects import Attack, actor_subject, attack_subject, attacks_named
from analysis.core.tables import ACTOR, MANY, MODALITIES, Inside, RowId, Table
from analysis.core.text import sentences
from analysis.core.values import Interval, Span
from analysis.readers.quantities import Quantity

if TYPE_CHECKING:
    from datetime import date

    from analysis.claims.events import Event
    from analysis.claims.statements import Statement
    from analysis.readers.actors import ActorMention
    from analysis.readers.dates.find import DateMention

_TOLLS = frozenset({"deaths", "injured", "killed or injured", "hostages"})
_LONGEST = 1500  # characters of a sentence that can speak of one number
_BACK = 3000  # characters before a sentence in which its subject, its attack or its statement may begin
_NEXT_SENTENCE = 200  # characters between a statement and a sentence that goes on with it
_OPENING = 40  # characters at the head of a sentence in which a date sets the time of all of it
_CONTRAST = re.compile(r"[;—]\s?|,\s(?:but|while|although|though|whereas|and)\s")
_JOINT = re.compile(r",\s|\s(?:and|but|or)\s(?:that|it|its|he|his|she|her|they|their|the)\s")
_GOES_ON = re.compile(r",?[”\"]?\s(?:saying|adding|noting|warning|claiming)\s")
_SINCE = re.compile(r"\b[Ss]ince\s\Z")
_CLAIMS = re.compile(r"\b(?:credit|responsibility)\b")
_SAME_SOURCE = re.compile(
    r"(?:The|Its|This|That)\s(?:report|study|survey|paper|index|review|document|estimate)s?\s(?:also\s)?\w+"
)


class _Clause(NamedTuple):
    start: int
    number: int


_NUMBER = Inside(("", "low", "high", "low_open", "high_open", "qualifier", "unit", "currency", "kind"))


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured claim: the words of its number, which a quantity has or which they imply."""

    start: int
    end: int
    text: str
    quantity: Annotated[Quantity, _NUMBER, RowId("quantity", "id of the quantity", "quantities")]
    measure: Annotated[str, "what the number measures (lexicon/measures.yaml), other when none fits", measures]
    subject: Annotated[str, "which actor or event it is about, empty when the text names none", ACTOR]
    as_of: Annotated[Interval | None, "the state that it describes"]
    attributed_to: Annotated[str, "who says so; empty when the article itself does", ACTOR]
    modality: Annotated[str, "whether it is said to be so, planned, guessed at or denied", MODALITIES]
    topic: Annotated[str, "question it belongs to", every_topic]
    event: Annotated[
        int | None, RowId("event", "id of the timeline row of its clause, empty when there is none", "timeline")
    ]
    scope: Annotated[str, "where a rank or superlative holds, or with whom a sum is shared", MANY] = ""
    part: Annotated[bool, "whether it counts some of those whom another number counts"] = False


@dataclass(frozen=True, slots=True)
class Beside:
    """What the ledger says of a figure."""

    group: Annotated[str, RowId("group", "id of the ledger row that holds it", "ledger")]


FIGURES = Table.of("figures", "a measured claim", Figure, Beside, sentence=True)


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
        self._spans = Nearby([Span(quantity.start, quantity.end) for quantity in quantities])
        self._periods = Nearby(periods(text, dates))
        self._actors = Nearby(actors)
        self._statements = Nearby(statements)
        self._events = events
        self._clauses = Nearby(_Clause(event.clause.start, number) for number, event in enumerate(events))
        self._written = written if isinstance(written, Interval) or written is None else Interval.on(written)
        self._sentences = [part for sentence in sentences(text) for part in _parts(sentence)] if quantities else []
        self._starts = [sentence.start for sentence in self._sentences]

    @cached_property
    def _attacks(self) -> Nearby[Attack]:
        return Nearby(attacks_named(self._text))

    def figure(self, quantity: Quantity) -> Figure:
        text, at = self._text, Span(quantity.start, quantity.end)
        sentence = self._sentence(at)
        clause = clause_around(text, sentence, at)
        others = [span for span in self._spans.between(sentence.start, sentence.end) if span != at]
        measure, topic = measure_of(text, quantity, clause, others)
        if measure == "other" and clause != sentence:
            measure, topic = measure_of(text, quantity, sentence, others)
        speaker, said = self._speaker(quantity, sentence, measure)
        event = self._event(at)
        subject = self._subject(at, clause, sentence, measure, speaker)
        near = self._actors.between(sentence.start, sentence.end)
        return Figure(
            quantity.start,
            quantity.end,
            quantity.text,
            quantity,
            measure,
            subject,
            self._as_of(at, clause, sentence, event),
            speaker,
            modality_of(text, self._governing(at, clause), said),
            topic or topic_of(text, sentence),
            event,
            scope_of(text, at, sentence, measure, subject, near),
            is_part(text, at, sentence),
        )

    def _subject(self, at: Span, clause: Span, sentence: Span, measure: str, speaker: str) -> str:
        if measure in _TOLLS:
            attacks = self._attacks.between(sentence.start - _BACK, sentence.end)
            if attack := attack_subject(self._text, sentence, at.start, attacks):
                return attack
        if measure == "recognition":
            after = (m.actor for m in self._actors.between(at.end, sentence.end) if m.kind in ("state", "group"))
            return next(after, "")
        actors = self._actors.between(sentence.start - _BACK, sentence.end)
        if measure in _TOLLS:  # who tells of the dead is not whom they are of
            actors = [mention for mention in actors if mention.kind != "person"]
        elif measure in SHARED:
            actors = [mention for mention in actors if not is_partner(self._text, mention)]
        # who claims attacks is whom they are about; any other speaker is not
        return actor_subject(self._text, clause, sentence, at.start, actors, "" if measure == "attacks" else speaker)

    def _governing(self, at: Span, clause: Span) -> Span:
        """The part of a clause that says how firmly a number is put: up to what is joined on behind it."""
        joint = _JOINT.search(self._text, at.end, clause.end)
        return Span(clause.start, joint.start() if joint else clause.end)

    def _sentence(self, at: Span) -> Span:
        sentence = self._sentences[max(0, bisect_right(self._starts, at.start) - 1)]
        return sentence if sentence.contains(at) else Span(min(sentence.start, at.start), max(sentence.end, at.end))

    def _speaker(self, quantity: Quantity, sentence: Span, measure: str) -> tuple[str, bool]:
        """Who says the number, and whether anybody but the article does."""
        before = self._statements.between(quantity.start - _BACK, quantity.start + 1)
        holding = [s for s in before if quantity.start < s.end and _says(self._text, s, quantity, measure)]
        if holding:
            sourced = [s for s in holding if s.cue.lower().startswith("according")]
            return (sourced or holding)[-1].speaker, True
        named = [s for s in before if s.speaker and sentence.start - s.end < _NEXT_SENTENCE]
        if named and _SAME_SOURCE.match(self._text, sentence.start):
            return named[-1].speaker, True
        if named and named[-1].end > sentence.start and _GOES_ON.search(self._text, named[-1].end, quantity.start):
            return named[-1].speaker, True
        return "", False

    def _event(self, at: Span) -> int | None:
        """The event whose clause holds a number; the one whose date is nearest, if several do."""
        begun = [clause.number for clause in self._clauses.between(at.start - _BACK, at.start + 1)]
        inside = [(abs(self._events[n].start - at.start), n) for n in begun if at.end <= self._events[n].clause.end]
        return min(inside)[1] if inside else None

    def _as_of(self, at: Span, clause: Span, sentence: Span, event: int | None) -> Interval | None:
        """The date of the clause, of its part of the sentence or its opening; of the event, its source, writing."""
        if self._text.startswith("-old", at.end):  # "a two-decade-old ban" is so old as the article is written
            return self._written
        around = self._periods.between(sentence.start - _NEXT_SENTENCE, sentence.end)
        opening = Span(sentence.start, min(sentence.start + _OPENING, sentence.end))
        dated = around and (
            nearest(around, clause, at) or nearest(around, self._part(at, sentence), at) or nearest(around, opening, at)
        )
        if dated:
            return self._written if self._counts_since(dated, around, sentence) else dated
        if event is not None:
            return self._events[event].interval
        if _SAME_SOURCE.match(self._text, sentence.start):
            before = [period.interval for period in around if period.start < sentence.start]
            return before[-1] if before else self._written
        return self._written

    def _counts_since(self, dated: Interval, around: Sequence[Period], sentence: Span) -> bool:
        """Whether a date is only where the counting begins: "has invested $3bn since 2005"."""
        starts = (period.start for period in around if period.interval == dated and period.start >= sentence.start)
        return any(_SINCE.search(self._text, max(0, start - 8), start) for start in starts)

    def _part(self, at: Span, sentence: Span) -> Span:
        """The stretch of a sentence between semicolons and contrasting words that holds a number."""
        cuts = [match.end() for match in _CONTRAST.finditer(self._text, sentence.start, sentence.end)]
        start = max((cut for cut in cuts if cut <= at.start), default=sentence.start)
        return Span(start, min((cut for cut in cuts if cut >= at.end), default=sentence.end))


def _parts(sentence: Span) -> list[Span]:
    """A sentence; one too long to be prose in stretches that are read by themselves."""
    if sentence.end - sentence.start <= _LONGEST:
        return [sentence]
    cuts = range(sentence.start, sentence.end, _LONGEST)
    return [Span(start, min(start + _LONGEST, sentence.end)) for start in cuts]


def _says(text: str, statement: Statement, quantity: Quantity, measure: str) -> bool:
    """Whether a statement speaks of a number: a claim of responsibility vouches for attacks, not for their toll."""
    said = text[statement.cue_span.start : statement.start + 16] if statement.cue_span else ""
    if statement.claim != "statement" or _CLAIMS.search(said):
        return measure == "attacks"
    return not (statement.cue.startswith("claim") and measure in _TOLLS and statement.start >= quantity.start)
