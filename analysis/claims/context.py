"""What stands around a place in a text: its sentence, the actors of a clause, and whose words it is in."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.claims.statements import Statement
from analysis.core.text import sentences
from analysis.core.values import Interval, Span
from analysis.readers.actors import ActorMention

if TYPE_CHECKING:
    from analysis.readers.dates.find import DateMention

_LOCATIVE = re.compile(
    r"\b(?:in|at|near|outside|around|inside|north of|south of|east of|west of|into|"
    r"(?:withdr\w+|exit|retreat|fled|evacuat\w+|pull\w+)\s[\w\s]{0,24}from)\s+(?:the\s+)?$"
)
_RELATIVE = re.compile(r"(?:which|who|whose|whom|where)\b", re.IGNORECASE)
_SUBORDINATE = re.compile(r"(?:after|before|when|while|since|as|until|once)\b", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:its?|they|their|he|she|his|her)\b", re.IGNORECASE)
_PERSONAL = frozenset({"he", "she", "his", "her"})
_HEIR = re.compile(
    r"(?:\b(?:the|this|that)|['’]s)\s(?:\w+\s){0,2}(?:groups?|organi[sz]ations?|movements?|network|militants?|militia|"
    r"insurgents|fighters|governments?|administration|ministry|country|republic|state|party|company|firm|bank|army|"
    r"forces?|alliance|regime|sides|two|attacks?|shootings?|bombings?|blasts?|explosions?|massacre|raids?|assault|killings?|siege|"
    r"decision|move|visit|deal|agreement|ban|war|withdrawal|takeover|talks|ruling)\b",
    re.IGNORECASE,
)
"""What goes on with those of whom the sentence before told; other subjects ("few", "a reader") begin anew."""
_REACH = 24


class Surroundings:
    """Sentences, actors and statements of a text, looked up by place.

    Parameters
    ----------
    text
        The text that all offsets point into.
    actors, statements
        What the readers found there.
    """

    def __init__(self, text: str, actors: Sequence[ActorMention], statements: Sequence[Statement]) -> None:
        self._text = text
        self._sentences = sentences(text)
        self._sentence_starts = [span.start for span in self._sentences]
        self._actors = sorted(actors, key=lambda mention: (mention.start, mention.end))
        self._actor_starts = [mention.start for mention in self._actors]
        self._statements = sorted(statements, key=lambda statement: (statement.start, -statement.end))
        self._statement_starts = [statement.start for statement in self._statements]
        self._meant_before: tuple[Span, str] | None = None

    def sentence(self, at: Span) -> Span:
        """The sentence that a place stands in."""
        index = bisect_right(self._sentence_starts, at.start) - 1
        if index < 0:
            return at
        sentence = self._sentences[index]
        return Span(min(sentence.start, at.start), max(sentence.end, at.end))

    def speaker(self, at: Span) -> tuple[str, bool]:
        """Who says the words at a place, and whether anybody but the article does.

        Who claims an attack, or intends a thing, is not the source of its having happened, or of its being intended.
        """
        last = bisect_right(self._statement_starts, at.start)
        for statement in reversed(self._statements[max(0, last - 4) : last]):
            if statement.end >= at.end and statement.claim == "statement":
                return statement.speaker, True
        return "", False

    def telling(self, clause: Span) -> str:
        """Who speaks where the clause itself tells that somebody spoke; "" when it doesn't."""
        last = bisect_right(self._statement_starts, clause.end + _REACH)
        for statement in reversed(self._statements[max(0, last - 6) : last]):
            cue = statement.cue_span
            if cue and clause.contains(cue):
                return statement.speaker
        return ""

    def actors(self, clause: Span, sentence: Span) -> tuple[str, ...]:
        """Actors of the clause, led by the one that "which", or a pronoun before them, points back to."""
        mentions = self._within(clause.start, clause.end)
        own = [mention.actor for mention in mentions]
        before = self._within(sentence.start, clause.start)
        if _RELATIVE.match(self._text, clause.start) and before:
            own.insert(0, before[-1].actor)
        elif pronoun := _PRONOUN.search(self._text, clause.start, mentions[0].start if mentions else clause.end):
            own.insert(0, self._meant(pronoun.group().lower(), before, clause, sentence))
        elif not own:
            heir = _HEIR.search(self._text, clause.start, clause.end)
            own = [mention.actor for mention in before[:2]] or ([self._earlier("it", clause.start)] if heir else [])
        return tuple(dict.fromkeys(filter(None, own)))

    def place(self, clause: Span) -> str:
        """Where: the first place that the clause names, or a state after "in" and its like."""
        for mention in self._within(clause.start, clause.end, places=True):
            if mention.kind == "place":
                return mention.actor
            if mention.kind == "state" and _LOCATIVE.search(self._text[max(0, mention.start - 60) : mention.start]):
                return mention.actor
        return ""

    def _within(self, start: int, end: int, places: bool = False) -> list[ActorMention]:
        first, last = bisect_left(self._actor_starts, start), bisect_left(self._actor_starts, end)
        return [
            mention
            for mention in self._actors[first:last]
            if mention.end <= end and (places or mention.kind != "place") and not self._credited(mention)
        ]

    def _credited(self, mention: ActorMention) -> bool:
        """Whether a name in brackets is that of the agency that reports: "Kabul (Northern Wire)"."""
        return self._text[mention.start - 1 : mention.start] == "(" and self._text[mention.end : mention.end + 1] == ")"

    def _meant(self, pronoun: str, before: Sequence[ActorMention], clause: Span, sentence: Span) -> str:
        """Whom a pronoun means: as the sentence's last one; after "after" the nearest actor, else the first."""
        if self._meant_before and self._meant_before[0] == sentence:
            return self._meant_before[1]
        here = [mention for mention in before if _fits(mention, pronoun)]
        if here:
            found = here[-1 if _SUBORDINATE.match(self._text, clause.start) else 0].actor
        else:
            found = self._earlier(pronoun, clause.start)
        self._meant_before = sentence, found
        return found

    def _earlier(self, pronoun: str, offset: int) -> str:
        """The first fit actor of the nearest sentence before that has one."""
        last = bisect_left(self._actor_starts, offset)
        fit = [mention for mention in self._actors[max(0, last - _REACH) : last] if _fits(mention, pronoun)]
        if not fit:
            return ""
        start = self.sentence(Span(fit[-1].start, fit[-1].end)).start
        return next(mention.actor for mention in fit if mention.start >= start)


def _fits(mention: ActorMention, pronoun: str) -> bool:
    return mention.kind == "person" if pronoun in _PERSONAL else mention.kind in ("group", "organisation", "state")


_JOINING = frozenset({"-", "–", "—", " to ", " - ", " – "})


@dataclass(frozen=True, slots=True)
class Period:
    """A dated stretch of a text."""

    start: int
    end: int
    interval: Interval


def periods(text: str, dates: Sequence[DateMention]) -> list[Period]:
    """The dated stretches of a text, in order; two dates with a dash or "to" between them make one.

    Parameters
    ----------
    text
        The text that the mentions point into.
    dates
        Date mentions; those without an interval and sets of times ("every May") are left out.
    """
    found: list[Period] = []
    for mention in dates:
        if mention.interval is None or mention.type == "SET":
            continue
        interval = mention.interval
        if (
            found
            and text[found[-1].end : mention.start] in _JOINING
            and found[-1].interval.earliest <= interval.earliest
        ):
            found[-1] = Period(found[-1].start, mention.end, found[-1].interval.hull(interval))
        else:
            found.append(Period(mention.start, mention.end, interval))
    return found


def nearest(found: Sequence[Period], within: Span, at: Span) -> Interval | None:
    """The period nearest to a place inside a stretch of the text; one that overlaps the place does not count."""
    near = [
        (max(period.start - at.end, at.start - period.end), period.interval)
        for period in found
        if within.start <= period.start
        and period.end <= within.end
        and (period.end <= at.start or at.end <= period.start)
    ]
    return min(near, key=lambda pair: pair[0])[1] if near else None
