"""The dates of a text as periods: "2022-2024" is one, from the first day of the one to the last of the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.values import Interval, Span

if TYPE_CHECKING:
    from analysis.readers.dates import DateMention

_JOINING = frozenset({"-", "–", "—", " to ", " - ", " – "})


def periods(text: str, dates: Sequence[DateMention]) -> list[tuple[Span, Interval]]:
    """The dated stretches of a text, in order; two dates with a dash or "to" between them make one.

    Parameters
    ----------
    text
        The text that the mentions point into.
    dates
        Date mentions; those without an interval and sets of times ("every May") are left out.
    """
    found: list[tuple[Span, Interval]] = []
    for mention in dates:
        if mention.interval is None or mention.type == "SET":
            continue
        if found:
            span, interval = found[-1]
            if text[span.end : mention.start] in _JOINING and interval.earliest <= mention.interval.earliest:
                found[-1] = Span(span.start, mention.end), interval.hull(mention.interval)
                continue
        found.append((Span(mention.start, mention.end), mention.interval))
    return found


def nearest(found: Sequence[tuple[Span, Interval]], within: Span, at: Span) -> Interval | None:
    """The period nearest to a place inside a stretch of the text; one that overlaps the place does not count."""
    near = [
        (max(span.start - at.end, at.start - span.end), interval)
        for span, interval in found
        if within.contains(span) and not span.overlaps(at)
    ]
    return min(near, key=lambda pair: pair[0])[1] if near else None
