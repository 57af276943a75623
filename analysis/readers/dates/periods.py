"""Mentions that tell one time together: ranges, parts of a year, lengths that end on a day, anniversaries.

TIMEX3 marks each mention by itself and so do the readings; their days are those of the whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from analysis.core.values import Interval
from analysis.readers.dates.calendar import RANK, days_of, rank_of, step
from analysis.readers.dates.mentions import DateMention, Link, Mention, Reading

_RANGE = re.compile(r"\s*(?:[-–—~/]|(?P<word>to|until|till|through))\s*(?:the\s+)?$")
_LIST = re.compile(r"\s*(?:,|and|or|,\s*and)\s*$")
_BETWEEN = re.compile(r"\bbetween\s+(?:early\s|late\s|mid-|the\s)?$", re.IGNORECASE)
_MOVED = re.compile(
    r"\b(?:postpone|delay|mov|shift|reschedul|push|chang|brought)\w*\s(?:[\w’-]+\s){0,5}from\s$", re.IGNORECASE
)
_PART = re.compile(r"\s(?:of|in)\s(?:the\s)?$")
_ENDED = re.compile(r"(?:\s(?:that|which))?\s(?:end(?:ed|ing)(?:\son)?|to|through|up\sto)\s(?:the\s)?$")
_FROM = {
    "ago": re.compile(r"\s(?:on\s)?$"),
    "ahead": re.compile(r"\sfrom\s$"),
    "event": re.compile(r"\s(?:after|before)\s$"),
}
_IN = re.compile(r"\sin\s$")
_CLOSE = 24
"""Characters between two mentions that may tell one time."""


def link(text: str, before: Mention, start: int, reading: Reading) -> Link:
    """How a mention that starts here hangs on the one before it, from the words between them; see `Mention`."""
    gap, first = text[before.end : start], before.reading
    if len(gap) > _CLOSE or "\n\n" in gap:
        return ""
    lasts = first.unit and (first.kind == "duration" or (first.span and first.kind == "relative"))
    if lasts and first.direction and first.low and _PART.match(gap):
        return "part"
    whole = (
        first.kind == "pointing" and first.unit in ("year", "quarter", "month") and not first.value and not first.edge
    )
    if (lasts or whole) and reading.kind in ("date", "yearless") and _ENDED.match(gap):
        return "end"
    for name, counted in (
        ("ago", first.point and first.kind == "relative"),
        ("ahead", first.kind == "duration"),
        ("event", first.since),
    ):
        if counted and first.low and first.low == first.high and not first.hedge and _FROM[name].match(gap):
            return "event" if name == "event" else "shift"
    if first.kind == "relative" and first.low == 0 and not first.value and reading.kind == "date" and _IN.match(gap):
        return "shift"
    if (range_ := _RANGE.match(gap)) or (
        gap.strip() == "and" and _BETWEEN.search(text, max(before.start - 16, 0), before.start)
    ):
        moved = range_ and range_["word"] == "to" and _MOVED.search(text, max(before.start - 60, 0), before.start)
        return "" if moved else "to"
    return "list" if _LIST.match(gap) else ""


def share_days(found: Sequence[DateMention]) -> list[DateMention]:
    """The mentions with the days that they tell together with the one that they hang on."""
    shared = list(found)
    for at in range(1, len(found)):
        (first, second), hangs = shared[at - 1 : at + 1], found[at].mention
        if hangs and hangs.link == "to" and _reading(first).calendar == "fiscal":
            shared[at] = replace(second, interval=None, reason=first.reason)
        days = _DAYS[hangs.link](first, second) if hangs and hangs.link in _DAYS else None
        if days:
            shared[at - 1] = replace(first, interval=days, reason="")
            if hangs and hangs.link != "event":
                shared[at] = replace(second, interval=days, reason="")
    return shared


def join_periods(text: str, mentions: Sequence[DateMention]) -> list[DateMention]:
    """Join the mentions that tell one time together: "from 2016 through mid-2023" becomes one.

    The value is that of a day or stretch counted to, else both values with a stroke between (ISO 8601). Two whole days
    with a word between ("from 3 May to 9 May") stay two.

    >>> from analysis.readers.dates import find_dates
    >>> text = "It rained from May 2019 to June 2020."
    >>> [(d.text, d.value, d.interval.days) for d in join_periods(text, find_dates(text, None))]
    [('May 2019 to June 2020', '2019-05/2020-06', 427)]
    """
    joined: list[DateMention] = []
    for mention in mentions:
        last = joined[-1] if joined else None
        hangs = mention.mention.link if mention.mention else ""
        if last and last.interval == mention.interval and hangs in _DAYS and hangs != "event":
            if hangs == "to" and _apart(text[last.end : mention.start], last, mention):
                joined[-1:] = [replace(one, interval=days_of(one.value)) for one in (last, mention)]
                continue
            value = f"{last.value}/{mention.value}" if hangs == "to" else mention.value
            joined[-1] = replace(mention, start=last.start, text=text[last.start : mention.end], value=value)
        else:
            joined.append(mention)
    return joined


def _apart(gap: str, first: DateMention, second: DateMention) -> bool:
    """Whether two days are named in full, and in words."""
    spelt = [mention.mention and mention.mention.kind in ("date", "yearless") for mention in (first, second)]
    return all(spelt) and gap.strip().isalpha() and rank_of(first.value) == rank_of(second.value) == RANK["day"]


def names_a_time(mention: DateMention) -> bool:
    """Whether words name a day or a period by themselves: not "now", "at 6 a.m.", "the day", "a week after that"."""
    if mention.mention is None:
        return True
    reading = mention.mention.reading
    if reading.kind in ("vague", "clock"):
        return mention.mention.link == "to" or "/" in mention.value
    if reading.since:  # counted from an event without a date: "a year after the vote" only, for it is over
        return mention.basis == "previous event" or (reading.direction > 0 and reading.unit in ("month", "year"))
    bare = reading.kind == "pointing" and reading.edge in ("", "start", "mid", "end")
    return not (bare and mention.text.lower().endswith("the day"))


def _range(first: DateMention, second: DateMention) -> Interval | None:
    """From the first day of one to the last day of the other; "now" is the day of writing."""
    if not first.interval or not second.interval or "DURATION" in (first.type, second.type):
        return None
    since = first.interval.latest if first.value == "PRESENT_REF" else first.interval.earliest
    return _between(since, second.interval.latest)


def _part(first: DateMention, second: DateMention) -> Interval | None:
    """ "The first nine months" of a year."""
    reading, days = _reading(first), second.interval
    if not days or reading.low is None:
        return None
    if reading.direction > 0:
        return _between(days.earliest, min(step(days.earliest, reading.unit, reading.low) - _DAY, days.latest))
    return _between(max(step(days.latest + _DAY, reading.unit, -reading.low), days.earliest), days.latest)


def _end(first: DateMention, second: DateMention) -> Interval | None:
    """ "The nine months ended" on a day."""
    reading, days = _reading(first), second.interval
    if not days or days.days > 31:
        return None
    return _between(step(days.latest + _DAY, reading.unit, -(reading.low or 1)), days.latest)


def _shift(first: DateMention, second: DateMention) -> Interval | None:
    """A day so many units before or after another: "five years ago on May 3", "three weeks from Thursday"."""
    reading, days = _reading(first), second.interval
    if not days or (not reading.low and not first.interval):
        return None
    base, unit, count = days, reading.unit, (reading.direction or 1) * (reading.low or 0)
    if not reading.low and first.interval:  # "on this day in 2021"
        if rank_of(second.value) != RANK["year"]:
            return None
        base, unit, count = first.interval, "year", days.earliest.year - first.interval.earliest.year
    return Interval(step(base.earliest, unit, count), step(base.latest, unit, count), base.precision)


def _between(first: date, last: date) -> Interval | None:
    return Interval(first, last, "day" if first == last else "fuzzy") if first <= last else None


def _reading(mention: DateMention) -> Reading:
    assert mention.mention is not None
    return mention.mention.reading


_DAY = timedelta(1)
_DAYS = {"to": _range, "part": _part, "end": _end, "shift": _shift, "event": _shift}
