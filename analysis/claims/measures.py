"""What a number measures: deaths or injured, fighters or members, a stock of investment or a pledge."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from analysis.core.lexicon import load_lexicon
from analysis.core.phrases import Found, Phrases
from analysis.core.values import Span
from analysis.readers.numbers import UNITS
from analysis.readers.quantities import Quantity
from analysis.readers.units import unit_after

if TYPE_CHECKING:
    from analysis.core.values import Span
    from analysis.readers.actors import ActorMention
    from analysis.readers.quantities import Quantity

_EXCEPT = r"(?:but|except(?:\sfor)?|excluding|other\sthan|apart\sfrom|aside\sfrom|save(?:\sfor)?|bar)"
_EVERY = re.compile(
    r"(?:every|all|each|any)\s(?:of\sthe\s)?(?:(?:two|three|four|five|six|seven|eight|other|single)\s)?"
    r"(?P<region>[A-Z][a-z]{1,20}(?:\s[A-Z][a-z]{1,20})?)\s(?:countr(?:y|ies)|states?|nations?|republics?)\b"
    rf"(?:,?\s{_EXCEPT}\s(?P<but>[A-Z]\w{{1,30}}(?:(?:,\s|\sand\s|,\sand\s)[A-Z]\w{{1,30}}){{0,3}}))?"
)
_ALL = Phrases({"": ["every", "all", "each", "any"]})
_NAME = re.compile(r"[A-Z]\w+")


@dataclass(frozen=True, slots=True)
class Members:
    """The states that words like "every Gulf state but Oman" take in, and those that they leave out."""

    start: int
    end: int
    states: tuple[str, ...]
    excepted: tuple[str, ...]


def every_member(text: str, start: int = 0, end: int | None = None) -> list[Members]:
    """Find "every", "all" or "each" of a region whose members lexicon/standings.yaml lists.

    >>> every_member("It leads in every Baltic state except Latvia.")[0].states
    ('Estonia', 'Lithuania')
    """
    lexicon = load_lexicon("standings")
    found = []
    for match in _ALL.matches(_EVERY, text, start, end):
        states = lexicon["regions"].get(lexicon["adjectives"].get(match["region"], match["region"]))
        if states:
            excepted = tuple(_NAME.findall(match["but"] or ""))
            kept = tuple(state for state in states if state not in excepted)
            found.append(Members(match.start(), match.end(), kept, excepted))
    return found


_PAUSE = re.compile(r"[,;:]|\b(?:and|or|but)\b")
_START, _END = attrgetter("start"), attrgetter("end")
_FAR = 40  # what another number between a cue and its number costs, in characters


@dataclass(frozen=True, slots=True)
class _Measure:
    number: int
    name: str
    kinds: frozenset[str]
    of: frozenset[str]
    counted: frozenset[str]
    topic: str


def measure_of(text: str, quantity: Quantity, clause: Span, others: Sequence[Span] = ()) -> tuple[str, str]:
    """The measure of a number and the topic that it belongs to (lexicon/measures.yaml).

    Parameters
    ----------
    text
        The text that all spans point into.
    quantity
        The number.
    clause
        Where cue words are looked for.
    others
        The other numbers of the clause in their order: a cue on their far side is theirs rather than this one's.

    Returns
    -------
    tuple of str
        Measure ("other" when none fits) and topic ("" when the measure belongs to none).

    >>> from analysis.readers.quantities import find_quantities
    >>> text = "The blast killed 12 people and injured 30."
    >>> [measure_of(text, q, Span(0, len(text)))[0] for q in find_quantities(text)]
    ['deaths', 'injured']
    """
    head = quantity.unit.rpartition(" ")[2]
    fitting = _fitting(quantity.kind)
    cued = [
        (_distance(text, quantity, cue.start, cue.end, others), cue.start - cue.end, measure.number)
        for cue in _cued(text, clause)
        if (measure := fitting.get(cue.kind)) and (not measure.of or head in measure.of)
    ]
    if cued:
        measure = _measures()[min(cued)[2]]
        return measure.name, measure.topic
    for measure in fitting.values():
        if quantity.unit in measure.counted or head in measure.counted:
            return measure.name, measure.topic
    return load_lexicon("measures")["kinds"].get(quantity.kind, "other"), ""


@cache
def _fitting(kind: str) -> dict[str, _Measure]:
    return {measure.name: measure for measure in _measures() if kind in measure.kinds}


@cache
def _cues() -> Phrases:
    return Phrases({name: entry.get("cues", ()) for name, entry in load_lexicon("measures")["measures"].items()})


@lru_cache(maxsize=8)
def _cued(text: str, clause: Span) -> Sequence[Found]:
    """The cue words of a clause, remembered for its next number."""
    return tuple(_cues().find(text, clause.start, clause.end, apart=False))


def measures() -> tuple[str, ...]:
    """What a figure may measure."""
    lexicon = load_lexicon("measures")
    return tuple(dict.fromkeys([*lexicon["measures"], *lexicon["kinds"].values(), "other"]))


def topics() -> tuple[str, ...]:
    """The topics that a sentence may speak of."""
    return tuple(load_lexicon("measures")["topics"])


def every_topic() -> tuple[str, ...]:
    """The topics, and "other" when none fits."""
    return (*topics(), "other")


def topic_of(text: str, part: Span) -> str:
    """The topic that most words of a part of a text speak of: threat, investment and trade, or other."""
    kinds = [found.kind for found in _topics().find(text, part.start, part.end, apart=False)]
    return max(load_lexicon("measures")["topics"], key=kinds.count) if kinds else "other"


def _distance(text: str, quantity: Quantity, start: int, end: int, others: Sequence[Span]) -> int:
    """How far a cue is from a number, in characters; a pause or another number between them makes it farther."""
    if start < quantity.end and quantity.start < end:
        return 0
    left, right = (end, quantity.start) if end <= quantity.start else (quantity.end, start)
    passed = 0
    if others and left < right:
        first = bisect_left(others, left, key=_START)
        passed = max(0, bisect_right(others, right, lo=first, key=_END) - first)
    pause = _PAUSE.search(text, left, right) is not None
    return right - left + _FAR * passed + (_FAR // 2) * pause


@cache
def _measures() -> tuple[_Measure, ...]:
    lexicon = load_lexicon("measures")
    people = frozenset(lexicon["people"].split()) | {""}
    entries = enumerate(lexicon["measures"].items())
    return tuple(_measure(number, name, entry, people) for number, (name, entry) in entries)


def _measure(number: int, name: str, entry: dict[str, Any], people: frozenset[str]) -> _Measure:
    of = entry.get("of", [])
    return _Measure(
        number,
        name,
        frozenset(entry.get("kinds", ["count", "vague"])),
        frozenset(of) - {"people"} | (people if "people" in of else frozenset()),
        frozenset(entry.get("counted", ())),
        entry.get("topic", ""),
    )


@cache
def _topics() -> Phrases:
    return Phrases(load_lexicon("measures")["topics"])


_MOST = r"(?:deadliest|largest|biggest|richest|poorest|strongest|most\s[a-z]{3,20})"
_SUPERLATIVE = re.compile(
    rf"the\s(?:world|region|country|continent|globe)[’']s\s{_MOST}\s(?:(?!in\b|of\b|for\b|to\b)[\w-]{{1,20}}\s){{0,2}}?[\w-]{{3,20}}(?=\s(?:in|of|for|to|by|and|with|after|since|as)\b|[.,;:]|\Z)"
    r"|the\s(?:country|state|nation|group|city|province|region)\smost\s[a-z]{3,20}(?:\s(?:by|in|for|to)\s[\w-]{1,20})?"
)
_SCOPES = "world region country continent globe state nation group city province".split()
_SCOPED = Phrases({"": [f"the {scope}" for scope in _SCOPES]})
_VAGUE = Phrases({"": ["only a few", "a few", "a handful of", "several", "a number of", "numerous"]})
_NEXT_WORD = re.compile(r"\s[a-z]", re.IGNORECASE)
_COUNTS = {"": 1, "two-": 2, "three-": 3, "four-": 4, "five-": 5, "several-": None}
_YEARS = {"year": 1.0, "decade": 10.0, "century": 100.0}
_PERIOD = Phrases(
    {f"{count} {unit}": [f"{count}{unit}-long", f"{count}{unit}-old"] for count in _COUNTS for unit in _YEARS}
)


def implied_quantities(text: str, stated: Sequence[Span]) -> list[Quantity]:
    """The numbers that a text implies without naming one.

    Parameters
    ----------
    text
        Any text.
    stated
        Where numbers are stated; nothing there is read again.

    Returns
    -------
    list of Quantity
        Ranks from superlatives with a scope ("the world's largest exporter"), counts without bounds ("several
        attacks", low and high None), lengths ("a decade-long war"), and the members of a region less the excepted ones.

    >>> [(q.text, q.low, q.kind) for q in implied_quantities("Several raids hit the world's poorest state.", [])]
    [('Several raids', None, 'vague'), ("the world's poorest state", 1.0, 'rank')]
    """
    found = [_rank(match) for match in _SCOPED.matches(_SUPERLATIVE, text)]
    found += [vague for phrase in _VAGUE.find(text) if (vague := _vague(text, phrase))]
    found += [_period(text, phrase) for phrase in _PERIOD.find(text)]
    found += [_members(text, members) for members in every_member(text) if members.excepted]
    free = [q for q in found if not any(q.start < other.end and other.start < q.end for other in stated)]
    return sorted(free, key=lambda quantity: quantity.start)


def _rank(match: re.Match[str]) -> Quantity:
    return Quantity(match.start(), match.end(), match[0], 1.0, 1.0, False, False, "", "=", "rank", "", "rank")


def _vague(text: str, phrase: Found) -> Quantity | None:
    unit = unit_after(text, phrase.end) if _NEXT_WORD.match(text, phrase.end) else None
    if unit is None or unit.kind != "count":
        return None
    words, hedge = text[phrase.start : unit.end], text[phrase.start : phrase.end].lower()
    return Quantity(phrase.start, unit.end, words, None, None, False, False, hedge, "~", unit.name, "", "vague")


def _period(text: str, phrase: Found) -> Quantity:
    count, unit = phrase.kind.split(" ")
    times = _COUNTS[count]
    value = None if times is None else _YEARS[unit] * times
    words = text[phrase.start : phrase.end]
    return Quantity(phrase.start, phrase.end, words, value, value, False, False, "about", "~", "year", "", "duration")


def _members(text: str, members: Members) -> Quantity:
    count = float(len(members.states))
    but = next(word for word, value in UNITS.items() if value == len(members.excepted))
    words = text[members.start : members.end]
    return Quantity(
        members.start, members.end, words, count, count, False, False, f"all but {but}", "=", "country", "", "count"
    )


_REACH = 90
_THOSE = r"(?:them|whom|which|these|those|the\s(?:dead|victims|killed|injured|wounded|casualties|hostages|captives))"
_OWN = re.compile(rf"\b(?:of|among)\s+(?:its|their|his|her|our|{_THOSE})\b")
_BEFORE = re.compile(
    rf"(?:\bincluding|\b(?:[Oo]f|[Aa]mong)\s{_THOSE}(?:\s(?!who\b|that\b)[a-z]{{3,12}})?,?)\s"
    r"(?:(?!(?:that|which|who|whom|when|where|attacks?|in|on)\b)[\w,’'-]{1,20}\s){0,6}\Z"
)
_AFTER = re.compile(rf"\s(?:[\w’'-]{{1,20}}\s){{0,2}}(?:of|among)\s{_THOSE}\b")
_SUPERLATIVES = re.compile(r"\b(?:worst|deadliest|bloodiest|biggest|largest|lethal|deadly|first|most)\b")
_WORLD = re.compile(r"\b(?:worldwide|globally|world[’']s|in\sthe\sworld)")
_PROPER = r"[A-Z][\w’'-]{1,24}"
_WHERE = re.compile(rf"\b(?:in|on|against|across)\s(?:the\s)?({_PROPER}(?:\s(?:and\s)?{_PROPER}){{0,3}})")
_WITH = re.compile(r"\b(?:with|to|from|between|and|in|into|across)\s(?:the\s)?\Z")
_RANKED = frozenset({"rank", "since a like attack"})
_PARTNER = re.compile(r"\b(?:with|to|from)\s(?:the\s)?\Z")
SHARED = frozenset({"trade turnover", "exports", "imports"})
"""Measures of what one has with another: who comes after "with" is no subject."""


def is_part(text: str, at: Span, sentence: Span) -> bool:
    """Whether a number counts some of those whom another number counts.

    >>> text = "The blast killed 17 people, including three women."
    >>> [is_part(text, Span(start, end), Span(0, 50)) for start, end in ((17, 26), (38, 49))]
    [False, True]
    """
    before = text[max(sentence.start, at.start - _REACH) : at.start]
    return bool(_OWN.search(at.of(text)) or _BEFORE.search(before) or _AFTER.match(text, at.end, sentence.end))


def is_partner(text: str, mention: ActorMention) -> bool:
    """Whether an actor is the one with whom: "trade with Ruritania", "exports to Ruritania"."""
    return _PARTNER.search(text, max(0, mention.start - 14), mention.start) is not None


def scope_of(text: str, at: Span, sentence: Span, measure: str, subject: str, near: Sequence[ActorMention]) -> str:
    """Where a rank or a superlative holds, or with whom a sum is shared; "" when nothing tells.

    Parameters
    ----------
    text, at, sentence
        The text, and the number in its sentence.
    measure, subject
        What the number measures, of whom.
    near
        The actors of the sentence.

    >>> text = "It was the worst attack in Europe in 20 years."
    >>> scope_of(text, Span(37, 45), Span(0, 46), "since a like attack", "", [])
    'Europe'
    """
    if measure in _RANKED:
        start = max(sentence.start, at.start - _REACH)
        found = [*_SUPERLATIVES.finditer(text, start, at.start)]
        end = min(sentence.end, at.end + _REACH)
        if _WORLD.search(text, at.start, min(end, at.end + 20)):
            return "world"
        where = _WHERE.search(text, found[-1].end() if found else at.start, end)
        return where[1] if where else ""
    if measure in SHARED:
        named = (
            mention.actor
            for mention in near
            if mention.kind in ("state", "place")
            and mention.actor != subject
            and _WITH.search(text, max(0, mention.start - 14), mention.start)
        )
        return "; ".join(dict.fromkeys(named))
    return ""
