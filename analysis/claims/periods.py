"""The dates of a text as periods: "2022-2024" is one, from the first day of the one to the last of the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.values import Interval, Span

if TYPE_CHECKING:
    from analysis.readers.dates import DateMention

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
