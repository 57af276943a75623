"""Days as people write them in tables: "2025-05-13/18", "2023 Jan-Sep", "2016", "undated (Oct 2015)"."""

from __future__ import annotations

import datetime
import re
from calendar import monthrange
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

from analysis.core.values import Interval

if TYPE_CHECKING:
    import pandas as pd

MONTHS = tuple("January February March April May June July August September October November December".split())
WEEKDAYS = tuple("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())
_MONTHS = {name[:3]: number for number, name in enumerate(MONTHS, 1)}
_JOIN = r"\s*(?:/|\.\.|–|to)\s*"
_ISO = re.compile(rf"(\d{{4}}(?:-\d\d){{0,2}})(?:{_JOIN}(\d{{4}}(?:-\d\d){{0,2}}|\d\d(?:-\d\d)?))?")
_NAMED = re.compile(r"(?:(\d{4}) )?([A-Z][a-z]{2})[a-z]*(?:[-–]([A-Z][a-z]{2})[a-z]*)?(?: (\d{4}))?")
_ASIDE = re.compile(r"\bundated\b|[()]", re.IGNORECASE)
_UNITS = {1: "year", 2: "month", 3: "day"}


def read_days(words: str) -> Interval | None:
    """The days that a date or a span of dates means; None when the words are no date, or no calendar has it.

    A year, month or day in ISO order; two of them joined by "/", "..", "–" or "to", of which the second may leave out
    what it shares with the first; months by name before or after their year. "undated" and brackets are read over.

    >>> span = read_days("2025-05-13/18")
    >>> str(span.earliest), str(span.latest), read_days("2023 Jan-Sep").latest.month, read_days("soon")
    ('2025-05-13', '2025-05-18', 9, None)
    """
    bare = " ".join(_ASIDE.sub(" ", words).split())
    with suppress(ValueError, KeyError, OverflowError):
        if match := _ISO.fullmatch(bare):
            first = match[1].split("-")
            second = match[2].split("-") if match[2] else first
            if len(second[0]) != 4:
                second = first[: len(first) - len(second)] + second
            return _between(first, second)
        if (match := _NAMED.fullmatch(bare)) and (year := match[1] or match[4]):
            months = [_MONTHS[name] for name in (match[2], match[3] or match[2])]
            return _between([year, str(months[0])], [year, str(months[1])])
    return None


def _between(first: list[str], second: list[str]) -> Interval:
    """From the first day of one date to the last day of another."""
    (year, month, day), (until, last, end) = ((*map(int, parts), 0, 0)[:3] for parts in (first, second))
    earliest, last = date(year, month or 1, day or 1), last or 12
    latest = date(until, last, end or monthrange(until, last)[1])
    return Interval(earliest, latest, _UNITS[len(first)] if first == second else "fuzzy")


def day_in_words(day: Any) -> str:
    """A day in words ("17 May 2025"), from anything that has a day, a month and a year."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def days_in_words(one: pd.Timestamp, two: pd.Timestamp) -> str:
    """An interval of days in words, as short as it can be said.

    >>> from analysis.core.tables import as_days
    >>> days_in_words(as_days("2025-05-01"), as_days("2025-05-31"))
    'May 2025'
    >>> days_in_words(as_days("2025-05-16"), as_days("2025-05-17"))
    '16–17 May 2025'
    """
    if one != one and two != two:  # as only NaT is
        return "not known"
    if two != two:
        return f"from {day_in_words(one)} on"
    if one != one:
        return f"until {day_in_words(two)}"
    if one == two:
        return day_in_words(one)
    first, last = MONTHS[one.month - 1], MONTHS[two.month - 1]
    whole = one.day == 1 and (two + datetime.timedelta(days=1)).day == 1
    if (one.year, one.month) == (two.year, two.month):
        return f"{last} {two.year}" if whole else f"{one.day}–{two.day} {last} {two.year}"
    if whole and one.month == 1 and two.month == 12:
        return str(one.year) if one.year == two.year else f"{one.year}–{two.year}"
    begin, end = (first, f"{last} {two.year}") if whole else (f"{one.day} {first}", day_in_words(two))
    return f"{begin} to {end}" if one.year == two.year else f"{begin} {one.year} to {end}"
