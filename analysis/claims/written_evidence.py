"""Pieces of evidence for a date of writing, and what they allow together."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from analysis.values import Interval


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of evidence: its words, the days of writing that it allows, and why.

    An end that it leaves open is None: a past event bounds the writing from below only.
    """

    start: int
    end: int
    text: str
    earliest: date | None
    latest: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Evidence as a constraint: the stretches of days that it allows, and how much it weighs against others."""

    evidence: Evidence
    allowed: tuple[Interval, ...]
    weight: float


def piece(text: str, start: int, end: int, allowed: Iterable[tuple[date, date]], weight: float, reason: str) -> Piece:
    """A piece of evidence for the stretches of days in `allowed`; the ends of the calendar are no bounds."""
    stretches = tuple(Interval(earliest, latest, "fuzzy") for earliest, latest in sorted(allowed))
    evidence = Evidence(start, end, text[start:end], *_ends(stretches), reason)
    return Piece(evidence, stretches, weight)


def narrowed(one: Piece, left: Sequence[Interval]) -> Evidence:
    """The evidence of a piece, with only those of its stretches that share a day with the result."""
    kept = [stretch for stretch in one.allowed if any(stretch.overlaps(other) for other in left)]
    earliest, latest = _ends(kept or one.allowed)
    return replace(one.evidence, earliest=earliest, latest=latest)


def _ends(stretches: Sequence[Interval]) -> tuple[date | None, date | None]:
    first, last = hull(stretches)
    return None if first == date.min else first, None if last == date.max else last


def combine(pieces: Sequence[Piece]) -> tuple[tuple[Interval, ...], list[Piece], list[Piece]]:
    """The days that the pieces allow together, the pieces that agree, and those that contradict them.

    The heavier a piece, the earlier it counts. One that allows none of the days left is set apart; when it weighs as
    much as the lightest of those before it that it contradicts, its days are added instead of being ruled out.

    >>> march = [piece("x", 0, 1, [(date(2024, 3, 1), date(2024, 3, 31))], 1.0, "")]
    >>> later = [piece("x", 0, 1, [(date(2024, 3, 9), date.max)], 1.0, "")]
    >>> [str(stretch.earliest) for stretch in combine(march + later)[0]]
    ['2024-03-09']
    """
    ordered = sorted(pieces, key=lambda one: (-one.weight, one.evidence.start, one.evidence.end))
    left: tuple[Interval, ...] = (Interval(date.min, date.max, "fuzzy"),)
    agreeing: list[Piece] = []
    contradicting: list[Piece] = []
    for one in ordered:
        both = _meet(left, one.allowed)
        if both:
            left = both
            agreeing.append(one)
            continue
        contradicting.append(one)
        if agreeing and one.weight >= agreeing[-1].weight:
            left = _bounded(left, one.allowed)
    return left, agreeing, contradicting


def _meet(left: Sequence[Interval], right: Sequence[Interval]) -> tuple[Interval, ...]:
    return tuple(both for one in left for other in right if (both := one.meet(other)))


def _bounded(left: tuple[Interval, ...], right: tuple[Interval, ...]) -> tuple[Interval, ...]:
    """Both, as far as they have ends: what is open towards the past or future adds its nearest day only."""
    days = [day for one in (*left, *right) for day in (one.earliest, one.latest) if day not in (date.min, date.max)]
    return (Interval(min(days), max(days), "fuzzy"),) if days else left


def hull(stretches: Sequence[Interval]) -> tuple[date, date]:
    """First and last day of some stretches."""
    return min(one.earliest for one in stretches), max(one.latest for one in stretches)


def month(year: int, number: int) -> tuple[date, date]:
    """First and last day of a month; `number` may run beyond December or before January.

    >>> month(2024, 14)
    (datetime.date(2025, 2, 1), datetime.date(2025, 2, 28))
    """
    year, number = year + (number - 1) // 12, (number - 1) % 12 + 1
    return date(year, number, 1), date(year, number, monthrange(year, number)[1])


def precision(earliest: date, latest: date) -> str:
    """The calendar unit that two days are the ends of, "fuzzy" when they are of none.

    >>> precision(date(2025, 5, 1), date(2025, 5, 31)), precision(date(2025, 5, 16), date(2025, 5, 17))
    ('month', 'fuzzy')
    """
    if earliest == latest:
        return "day"
    for months, unit in ((1, "month"), (3, "quarter"), (6, "half"), (12, "year")):
        until = month(earliest.year, earliest.month + months - 1)[1]
        if earliest.day == 1 and earliest.month % months == 1 % months and latest == until:
            return unit
    return "fuzzy"
