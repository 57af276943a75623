"""The values that every table is made of: spans of text, intervals of days, bounds of numbers, and what is one."""

from __future__ import annotations

import gc
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

PRECISIONS = ("day", "week", "month", "quarter", "half", "year", "decade", "century", "fuzzy")
K = TypeVar("K", int, str)
T = TypeVar("T")


@contextmanager
def uncollected() -> Iterator[None]:
    """Look for no circles of objects where many are made and hardly one is a circle: it costs a sixth of the time."""
    looks = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looks:
            gc.freeze()  # what is left is old at once: else the next object made would start a look through it
            gc.unfreeze()
            gc.enable()


class Lazy(cached_property[T]):
    """A cached property that takes no lock when it is first asked for, as those of Python 3.11 do."""

    def __get__(self, one: Any, _: Any = None) -> T:  # type: ignore[override]
        found = one.__dict__[self.attrname] = self.func(one)
        return found


@dataclass(slots=True, order=True, unsafe_hash=True)  # a frozen one takes three times as long to make
class Span:
    """A stretch of a text, as code-point offsets: `text[start:end]`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span needs 0 <= start <= end, not {self.start}..{self.end}")

    def of(self, text: str) -> str:
        """The words of `text` that the span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share a character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Whether the other span lies wholly inside this one."""
        return self.start <= other.start and other.end <= self.end


@dataclass(slots=True, unsafe_hash=True)
class Interval:
    """The days in which something happened, both ends inclusive; "fuzzy" when the width is no calendar unit.

    >>> march = Interval(date(2024, 3, 1), date(2024, 3, 31), "month")
    >>> march.days
    31
    >>> march.overlaps(Interval.on(date(2024, 4, 1)))
    False
    """

    earliest: date
    latest: date
    precision: str = "day"

    def __post_init__(self) -> None:
        if self.earliest > self.latest:
            raise ValueError(f"an interval needs earliest <= latest, not {self.earliest}..{self.latest}")
        if self.precision not in PRECISIONS:
            raise ValueError(f"unknown precision {self.precision!r}: one of {', '.join(PRECISIONS)}")

    @classmethod
    def on(cls, day: date) -> Interval:
        """The interval of a single day."""
        return cls(day, day, "day")

    @property
    def days(self) -> int:
        """Width in days; a single day is 1."""
        return (self.latest - self.earliest).days + 1

    def overlaps(self, other: Interval) -> bool:
        """Whether the two share a day."""
        return self.earliest <= other.latest and other.earliest <= self.latest

    def meet(self, other: Interval) -> Interval | None:
        """The days that both allow, with the precision of the narrower one; None when they share none."""
        if not self.overlaps(other):
            return None
        narrow = min(self, other, key=lambda interval: interval.days)
        earliest, latest = max(self.earliest, other.earliest), min(self.latest, other.latest)
        same = (earliest, latest) == (narrow.earliest, narrow.latest)
        return Interval(earliest, latest, narrow.precision if same else "fuzzy")

    def hull(self, other: Interval) -> Interval:
        """The shortest interval that holds both."""
        earliest, latest = min(self.earliest, other.earliest), max(self.latest, other.latest)
        whole = (one for one in (self, other) if (one.earliest, one.latest) == (earliest, latest))
        return next(whole, None) or Interval(earliest, latest, "fuzzy")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a stated number allows, from `low` to `high`: "more than 130" is (130, ∞); the hedging words are kept.

    >>> Bounds(130, None, low_open=True, qualifier="more than").meets(Bounds(145, 145))
    True
    >>> Bounds(None, 3).text
    'up to 3'
    """

    low: float | None
    high: float | None
    low_open: bool = False
    high_open: bool = False
    qualifier: str = ""

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"bounds need low <= high, not {self.low}..{self.high}")

    def meets(self, other: Bounds) -> bool:
        """Whether some number satisfies both."""
        low, low_open = max((-math.inf if one.low is None else one.low, one.low_open) for one in (self, other))
        high, closed = min((math.inf if one.high is None else one.high, not one.high_open) for one in (self, other))
        return low < high or (low == high and not low_open and closed)

    @property
    def text(self) -> str:
        """The bounds in words, for a table."""
        low, high = ("" if end is None else f"{end:,.15g}" for end in (self.low, self.high))
        if not low and not high:
            return "not stated"
        if not low:
            return f"{'under' if self.high_open else 'up to'} {high}"
        if not high:
            return f"{'more than' if self.low_open else 'at least'} {low}"
        return low if self.low == self.high else f"{low}–{high}"


def bounds_of(row: Mapping[str, Any], scale: float = 1) -> Bounds:
    """The bounds of a row, each end times a scale; a number that is missing sets none.

    >>> row = {"low": 1.5, "high": float("nan"), "low_open": True, "high_open": False, "qualifier": "more than"}
    >>> bounds_of(row, 10**6).text
    'more than 1,500,000'
    """
    low, high = (None if end is None or end != end else float(end) * scale for end in (row["low"], row["high"]))
    return Bounds(low, high, row["low_open"], row["high_open"], row["qualifier"])


def join(parent: dict[K, K], one: K, other: K) -> None:
    """Make one group of those of two.

    >>> parent = {}
    >>> join(parent, 2, 3), join(parent, 1, 3), root(parent, 2)
    (None, None, 1)
    """
    first, second = sorted((root(parent, one), root(parent, other)))
    parent[second] = first


def root(parent: dict[K, K], one: K) -> K:
    """The first of a group."""
    while (above := parent.setdefault(one, one)) != one:
        parent[one] = one = parent[above]
    return one
