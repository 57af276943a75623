"""Findings of one text looked up by place, without walking through all of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from operator import attrgetter
from typing import Generic, Protocol, TypeVar


class Placed(Protocol):
    """Anything that begins at an offset."""

    @property
    def start(self) -> int:
        """Where it begins."""


T = TypeVar("T", bound=Placed)


class Nearby(Generic[T]):
    """Findings in the order of their places.

    >>> from analysis.values import Span
    >>> Nearby([Span(9, 12), Span(0, 4)]).between(0, 9)
    [Span(start=0, end=4)]
    """

    def __init__(self, items: Iterable[T]) -> None:
        self._items = sorted(items, key=attrgetter("start"))
        self._starts = [item.start for item in self._items]

    def between(self, start: int, end: int) -> list[T]:
        """The findings that begin at `start` or later, and before `end`."""
        return self._items[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
