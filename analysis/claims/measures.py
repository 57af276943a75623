"""What a number measures: deaths or injured, fighters or members, a stock of investment or a pledge."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from analysis.lexicon import load_lexicon
from analysis.phrases import Found, Phrases
from analysis.values import Span

if TYPE_CHECKING:
    from analysis.readers.quantities import Quantity

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
