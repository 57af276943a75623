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
from analysis.values import Span

if TYPE_CHECKING:
    from analysis.readers.quantities import Quantity

_PAUSE = re.compile(r"[,;:]|\b(?:and|or|but)\b")
_START, _END = attrgetter("start"), attrgetter("end")
_FAR = 40  # what another number between a cue and its number costs, in characters


@dataclass(frozen=True, slots=True)
class _Measure:
    name: str
    kinds: frozenset[str]
    cues: re.Pattern[str] | None
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
        (_distance(text, quantity, cue.start, cue.end, others), cue.start - cue.end, number)
        for number, cue in _cues(text, quantity.kind, clause)
        if not fitting[number].of or head in fitting[number].of
    ]
    if cued:
        measure = fitting[min(cued)[2]]
        return measure.name, measure.topic
    for measure in fitting:
        if quantity.unit in measure.counted or head in measure.counted:
            return measure.name, measure.topic
    return load_lexicon("measures")["kinds"].get(quantity.kind, "other"), ""


@cache
def _fitting(kind: str) -> tuple[_Measure, ...]:
    return tuple(measure for measure in _measures() if kind in measure.kinds)


@lru_cache(maxsize=8)
def _cues(text: str, kind: str, clause: Span) -> tuple[tuple[int, Span], ...]:
    """The cue words of a clause, each with its measure's place; remembered for the next number of the clause."""
    return tuple(
        (number, Span(*match.span()))
        for number, measure in enumerate(_fitting(kind))
        if measure.cues
        for match in measure.cues.finditer(text, clause.start, clause.end)
    )


@lru_cache(maxsize=8)
def topic_of(words: str) -> str:
    """The topic that most of the words speak of: threat, investment and trade, or other."""
    counts = {topic: len(pattern.findall(words)) for topic, pattern in _topics().items()}
    best = max(counts, key=lambda topic: counts[topic])
    return best if counts[best] else "other"


def _distance(text: str, quantity: Quantity, start: int, end: int, others: Sequence[Span]) -> int:
    """How far a cue is from a number, in characters; a pause or another number between them makes it farther."""
    if start < quantity.end and quantity.start < end:
        return 0
    left, right = (end, quantity.start) if end <= quantity.start else (quantity.end, start)
    passed = 0
    if others and left < right:
        first = bisect_left(others, left, key=_START)
        passed = max(0, bisect_right(others, right, lo=first, key=_END) - first)
    pause = _PAUSE.search(text, left, right) is not None and end <= quantity.start
    return right - left + _FAR * passed + (_FAR // 2) * pause


@cache
def _measures() -> tuple[_Measure, ...]:
    lexicon = load_lexicon("measures")
    people = frozenset(lexicon["people"].split()) | {""}
    return tuple(_measure(name, entry, people) for name, entry in lexicon["measures"].items())


def _measure(name: str, entry: dict[str, Any], people: frozenset[str]) -> _Measure:
    of = entry.get("of", [])
    return _Measure(
        name,
        frozenset(entry.get("kinds", ["count", "vague"])),
        _pattern(entry["cues"]) if "cues" in entry else None,
        frozenset(of) - {"people"} | (people if "people" in of else frozenset()),
        frozenset(entry.get("counted", ())),
        entry.get("topic", ""),
    )


@cache
def _topics() -> dict[str, re.Pattern[str]]:
    return {topic: _pattern(cues) for topic, cues in load_lexicon("measures")["topics"].items()}


def _pattern(cues: list[str]) -> re.Pattern[str]:
    """One pattern for all cues: * any ending, "..." up to three words."""
    joined = "|".join(
        re.escape(cue)
        .replace(r"\ \.\.\.\ ", r"(?:\s[\w’'-]{1,24}){0,3}\s")
        .replace(r"\*", r"\w{0,12}")
        .replace(r"\ ", r"\s")
        for cue in sorted(cues, key=lambda cue: (-len(cue), cue))
    )
    return re.compile(rf"\b(?:{joined})\b", re.IGNORECASE)
