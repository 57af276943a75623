"""What stands around a place in a text: dates, the actors of a clause, whose words it is in, how firmly it is put."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar

from analysis.core.lexicon import load_lexicon
from analysis.core.phrases import Phrases
from analysis.core.values import Interval, Span
from analysis.readers.dates.readings import DateMention
from analysis.readers.names import ActorMention
from analysis.readers.sentences import Clause, read_sentences

T = TypeVar("T")
When = date | Interval | None


class Nearby(Generic[T]):
    """Findings in the order of their places: where each begins, or what else of it is named."""

    def __init__(self, items: Iterable[T], start: str = "start") -> None:
        self.items = sorted(items, key=attrgetter(start))
        self._starts = list(map(attrgetter(start), self.items))

    def between(self, start: int, end: int) -> list[T]:
        """The findings that begin at `start` or later, and before `end`."""
        return self.items[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


_LOCATIVE = re.compile(
    r"\b(?:in|at|near|outside|around|inside|north of|south of|east of|west of|into|"
    r"(?:withdr\w+|exit|retreat|fled|evacuat\w+|pull\w+)\s[\w\s]{0,24}from)\s+(?:the\s+)?$"
)
_RELATIVE = re.compile(r"(?:which|who|whose|whom|where)\b", re.IGNORECASE)
_SUBORDINATE = re.compile(r"(?:even\s)?(?:after|before|when|while|since|as|until|once)\b", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:its?|they|their|he|she|his|her)\b", re.IGNORECASE)
# What goes on with those of whom the sentence before told; other subjects ("few", "a reader") begin anew
_HEIR = re.compile(
    r"(?i)(?:\b(?:the|this|that)|['’]s)\s(?:\w+\s){0,2}(?:groups?|organi[sz]ations?|movements?|network|militants?"
    r"|militia|insurgents|fighters|governments?|administration|ministry|country|republic|state|party|company|firm|bank"
    r"|army|forces?|alliance|regime|sides|two|attacks?|shootings?|bombings?|blasts?|explosions?|massacre|raids?"
    r"|assault|killings?|siege|decision|move|visit|deal|agreement|ban|war|withdrawal|takeover|talks|ruling)\b"
)
_REACH = 24
_BACK = 5000  # characters before a place in which a statement that holds it may begin


class Surroundings:
    """What was read of a text, looked up by place, and when it was written, None when nothing tells."""

    def __init__(
        self, text: str, dates: Sequence[DateMention], actors: Sequence[ActorMention], said: Sequence[Any], day: When
    ) -> None:
        self.text, self.sentences, self.dates = text, read_sentences(text), dates
        self.actors, self.statements = Nearby(actors), Nearby(said, "clause.start")
        self.written = Interval.on(day) if isinstance(day, date) else day

    def speaker(self, at: Span) -> tuple[str, bool]:
        """Who says the words at a place, and whether anybody does; who claims an attack is not the source of it."""
        near = self.statements.between(at.start - _BACK, at.start + 1)[-4:]
        said = [s.speaker for s in near if s.start <= at.start and s.end >= at.end and s.claim == "statement"]
        return said[-1] if said else "", bool(said)

    def telling(self, clause: Span) -> str:
        """Who speaks where the clause itself tells that somebody spoke; "" when it doesn't."""
        near = reversed(self.statements.between(clause.start - _BACK, clause.end + _REACH)[-6:])
        return next((s.speaker for s in near if s.cue_span and clause.contains(s.cue_span)), "")

    def taking_part(self, clause: Span, sentence: Span) -> tuple[str, ...]:
        """Actors of the clause, led by the one that "which", or a pronoun before them, points back to."""
        mentions = self._within(clause.start, clause.end)
        own = [mention.actor for mention in mentions]
        before = self._within(sentence.start, clause.start)
        if _RELATIVE.match(self.text, clause.start) and before:
            own.insert(0, before[-1].actor)
        elif pronoun := _PRONOUN.search(self.text, clause.start, mentions[0].start if mentions else clause.end):
            low, (teller, _) = pronoun[0].lower(), self.speaker(Span(*pronoun.span()))
            itself = low == "it" and teller.endswith("(unnamed)") and not teller.endswith("s (unnamed)")
            own.insert(0, "" if itself else self._meant(low, before, clause.start))  # "the coalition says it killed"
        elif not own:
            heir = not before and _HEIR.search(self.text, clause.start, clause.end)
            own = [self._meant("it", (), clause.start)] if heir else [mention.actor for mention in before[:2]]
        return tuple(dict.fromkeys(filter(None, own)))

    def place(self, clause: Span) -> str:
        """Where: the first place that the clause names, or a state after "in" and its like."""
        for m in self.actors.between(clause.start, clause.end):
            stands = m.kind == "state" and _LOCATIVE.search(self.text[max(0, m.start - 60) : m.start])
            if m.end <= clause.end and (m.kind == "place" or stands):
                return m.actor
        return ""

    def _within(self, start: int, end: int) -> list[ActorMention]:
        return [m for m in self.actors.between(start, end) if m.end <= end and m.kind != "place"]

    def _meant(self, pronoun: str, before: Sequence[ActorMention], offset: int) -> str:
        """Whom a pronoun means: the first fit actor of the sentence (after "after" the nearest), or of one before."""
        kinds = ("person",) if pronoun in ("he", "she", "his", "her") else ("group", "organisation", "state")
        if here := [mention for mention in before if mention.kind in kinds]:
            return here[-1 if _SUBORDINATE.match(self.text, offset) else 0].actor
        fit = [mention for mention in self.actors.between(offset - _BACK, offset)[-_REACH:] if mention.kind in kinds]
        start = self.sentences.spans[self.sentences.number_at(fit[-1].start)].start if fit else 0
        return next((mention.actor for mention in fit if mention.start >= start), "")


def whole(clause: Clause) -> Clause:
    """A clause, or the one whose verb carries its infinitive: "plans to invest", "will build and own"."""
    while parent := clause.parent:
        bare = clause.joined and clause.sentence.tags[clause.head] == "VB" and not clause.auxiliaries
        if not (clause.kind == "infinitive" or clause.mark == "to" or (bare and parent.modal)):
            break
        clause = parent
    return clause


_JOINING = frozenset({"-", "–", "—", " to ", " - ", " – "})


class Period(NamedTuple):
    """A dated stretch of a text."""

    start: int
    end: int
    interval: Interval


def periods(text: str, dates: Sequence[DateMention]) -> list[Period]:
    """The stretches of a text that name days; sets of times ("every May") are none."""
    found: list[Period] = []
    for start, end, days in ((m.start, m.end, m.interval) for m in dates if m.interval):
        gap = text[found[-1].end : start] if found else ""
        both = gap == " and " and text.endswith(("between ", "Between "), 0, found[-1].start)
        if (both or gap in _JOINING) and found[-1].interval.earliest <= days.earliest:
            last = found.pop()
            start, days = last.start, last.interval.hull(days)
        found.append(Period(start, end, days))
    return found


_NAME = re.compile(r"May\b|Will\b(?=\s+[A-Z])")
_ORDER = ("denied", "planned", "speculated", "attributed")


def modality_of(text: str, clause: Span | None = None, attributed: bool = False) -> str:
    """The modality of a clause, or a text, by its cue words; that of reporting outside it makes it `attributed`."""
    start, end = (clause.start, clause.end) if clause else (0, len(text))
    (cues, exempt), found = _cues(), {"attributed"} if attributed else set[str]()
    if every := cues.find(text, start, end):
        parts = [(place, stop) for place, stop, _ in exempt.find(text, start, end)]
        for stop, after in (*parts, (end, end)):
            near = cues.find(text, start, stop) if parts else every
            near = [cue for cue in near if not _NAME.match(text, cue.start)]
            found |= {"planned" if attributed and text[cue.start : cue.end] == "would" else cue.kind for cue in near}
            start = after
    return next((modality for modality in _ORDER if modality in found), "asserted")


@cache
def _cues() -> tuple[Phrases, Phrases]:
    lexicon = load_lexicon("modality")
    kinds = {name: lexicon[name] for name in _ORDER}
    return Phrases(kinds, hyphened=False), Phrases({"": lexicon["not denied"]}, hyphened=False)
