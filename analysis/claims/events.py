"""What happened, when: each date of a text with its clause, its kind of event, and who took part."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

from analysis.claims.clauses import clause_around
from analysis.claims.modality import modality_of
from analysis.claims.statements import Statement
from analysis.lexicon import load_lexicon
from analysis.readers.actors import ActorMention
from analysis.readers.dates import DateMention
from analysis.text import sentences
from analysis.values import Interval, Span

_WINDOW = re.compile(
    r"\b(?:in|over|for|during|within|of|through|across|throughout)\s+(?:(?:the|its|their|his|her)\s+)?"
    r"(?:(?:last|past|recent|coming|next|previous|preceding|intervening)\s+)?(?:\w+\s+)?"
    r"(?:years|decades|months|weeks|days|centuries|generations)$|^(?:in\s+)?recent\s+\w+$",
    re.IGNORECASE,
)
_STATE = frozenset({"PRESENT_REF", "FUTURE_REF"})
_IN = re.compile(r"\b(?:in|at|near|outside|around|inside|from|of|north of|south of|east of|west of)\s+(?:the\s+)?$")
_BACK = re.compile(r"^(?:which|who|whose|whom|where|it|its|they|their|he|she|his|her|was|were|had|has|and|but)\b", re.I)
_AGAIN = re.compile(r"\b(?:its|it)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Event:
    """A dated event as one text tells it.

    Parameters
    ----------
    start, end, text
        The words that date it.
    clause, sentence
        Where what happened is told, and the sentence around it.
    interval, basis
        When, and what that was resolved against.
    kind
        A key of lexicon/events.yaml, or "other".
    actors
        Who took part, in the order of the words.
    place
        Where, or "".
    modality, attributed_to
        How firmly it is put, and by whom: "" is the article itself.
    stale
        Announced, and certainly over on the first day on which the text can have been written.
    """

    start: int
    end: int
    text: str
    clause: Span
    sentence: Span
    interval: Interval
    basis: str
    kind: str
    actors: tuple[str, ...]
    place: str
    modality: str
    attributed_to: str
    stale: bool


def find_events(
    text: str,
    dates: Sequence[DateMention],
    actors: Sequence[ActorMention],
    statements: Sequence[Statement],
    written: date | Interval | None,
) -> list[Event]:
    """The events that a text dates.

    Each date with an interval makes one, but for lengths and habits of time, for background windows ("in recent
    years", "over the past decade") and for mere "now".

    Parameters
    ----------
    text
        The text that all offsets point into.
    dates, actors, statements
        What the readers found there.
    written
        When the text was written, for telling announced events that are over; None when nobody knows.

    Returns
    -------
    list of Event
        In the order of the text.
    """
    dated = [(mention, mention.interval) for mention in dates if mention.interval and _dates_an_event(text, mention)]
    if not dated:
        return []
    around = _Around(text, actors, statements)
    places = [Span(mention.start, mention.end) for mention, _ in dated]
    found = []
    for number, (mention, interval) in enumerate(dated):
        here = places[number]
        sentence = around.sentence(here)
        others = [other for other in places[max(0, number - 8) : number + 9] if other != here]
        clause = clause_around(text, sentence, here, others)
        said_by, inside = around.speaker(here)
        modality = modality_of(clause.of(text), inside)
        found.append(
            Event(
                here.start,
                here.end,
                mention.text,
                clause,
                sentence,
                interval,
                mention.basis,
                kind_of(text, clause, here),
                around.actors(clause, sentence),
                around.place(clause),
                modality,
                said_by,
                modality == "planned" and _over(interval, written),
            )
        )
    return found


def kind_of(text: str, clause: Span, at: Span) -> str:
    """The kind of event that the words of a clause nearest to a place tell (lexicon/events.yaml), or "other".

    >>> text = "Rebels seized the airport in 2012"
    >>> kind_of(text, Span(0, len(text)), Span(29, 33))
    'war or takeover'
    """
    nearest, kind = 10**9, "other"
    for name, pattern in _cues():
        for match in pattern.finditer(text, clause.start, clause.end):
            distance = max(match.start() - at.end, at.start - match.end(), 0)
            if distance < nearest:
                nearest, kind = distance, name
    return kind


def _dates_an_event(text: str, mention: DateMention) -> bool:
    if mention.type in ("DURATION", "SET") or mention.value in _STATE:
        return False
    before = text[max(0, mention.start - 12) : mention.end]
    return not _WINDOW.search(before)


def _over(interval: Interval, written: date | Interval | None) -> bool:
    if written is None:
        return False
    first = written.earliest if isinstance(written, Interval) else written
    return interval.latest < first


class _Around:
    """Sentences, actors and statements of a text, found by place."""

    def __init__(self, text: str, actors: Sequence[ActorMention], statements: Sequence[Statement]) -> None:
        self._text = text
        self._sentences = sentences(text)
        self._sentence_starts = [span.start for span in self._sentences]
        self._actors = sorted(actors, key=lambda mention: (mention.start, mention.end))
        self._actor_starts = [mention.start for mention in self._actors]
        self._statements = sorted(statements, key=lambda statement: (statement.start, -statement.end))
        self._statement_starts = [statement.start for statement in self._statements]

    def sentence(self, at: Span) -> Span:
        index = max(0, bisect_right(self._sentence_starts, at.start) - 1)
        if not self._sentences:
            return at
        sentence = self._sentences[index]
        return Span(min(sentence.start, at.start), max(sentence.end, at.end))

    def speaker(self, at: Span) -> tuple[str, bool]:
        """Who says the words at a place, and whether anybody but the article does."""
        last = bisect_right(self._statement_starts, at.start)
        for statement in reversed(self._statements[max(0, last - 4) : last]):
            if statement.end >= at.end:
                return statement.speaker, True
        return "", False

    def actors(self, clause: Span, sentence: Span) -> tuple[str, ...]:
        """Actors of the clause, led by the one that its first words or "the group" point back to."""
        own = [mention.actor for mention in self._within(clause) if mention.kind != "place"]
        words = clause.of(self._text)
        again = _AGAIN.search(words)
        if again or _BACK.match(words) or not own:
            kinds = ("group", "organisation") if again else ("group", "organisation", "state", "person")
            back = self._before(clause.start + (again.start() if again else 0), sentence, kinds)
            own = ([back] if back else []) + own
        return tuple(dict.fromkeys(own))

    def place(self, clause: Span) -> str:
        for mention in self._within(clause):
            before = self._text[max(0, mention.start - 24) : mention.start]
            if mention.kind == "place" or (mention.kind == "state" and _IN.search(before)):
                return self._text[mention.start : mention.end] if mention.kind == "state" else mention.actor
        return ""

    def _within(self, span: Span) -> list[ActorMention]:
        first, last = bisect_left(self._actor_starts, span.start), bisect_left(self._actor_starts, span.end)
        return [mention for mention in self._actors[first:last] if mention.end <= span.end]

    def _before(self, offset: int, sentence: Span, kinds: tuple[str, ...]) -> str:
        """The nearest actor before a place in its sentence, else the first of the nearest sentence before that has one."""
        last = bisect_left(self._actor_starts, offset)
        previous = [mention for mention in self._actors[max(0, last - 24) : last] if mention.kind in kinds]
        here = [mention for mention in previous if mention.start >= sentence.start]
        if here:
            return here[-1].actor
        if not previous:
            return ""
        start = self.sentence(Span(previous[-1].start, previous[-1].end)).start
        return next(mention.actor for mention in previous if mention.start >= start)


class _Kind(NamedTuple):
    name: str
    pattern: re.Pattern[str]


@cache
def _cues() -> tuple[_Kind, ...]:
    return tuple(_Kind(name, _pattern(entry["cues"])) for name, entry in load_lexicon("events").items())


def _pattern(cues: list[str]) -> re.Pattern[str]:
    """One pattern for the cues of a kind: * any ending, "..." up to five words between."""
    gap = r"(?:[\W_]{1,4}[\w’']{1,30}){0,5}?[\W_]{1,4}"
    joined = "|".join(
        re.escape(cue).replace(r"\ \.\.\.\ ", gap).replace(r"\*", r"\w{0,20}").replace(r"\ ", r"\s{1,4}")
        for cue in sorted(cues, key=lambda cue: (-len(cue), cue))
    )
    return re.compile(rf"\b(?:{joined})\b", re.IGNORECASE)
