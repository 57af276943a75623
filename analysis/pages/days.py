"""Days and intervals of days in words, the same whatever the machine's language."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

MONTHS = tuple("January February March April May June July August September October November December".split())


def day_in_words(day: Any) -> str:
    """A day in words, from anything that has a day, a month and a year.

    >>> import datetime
    >>> day_in_words(datetime.date(2025, 5, 17))
    '17 May 2025'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def days_in_words(earliest: pd.Timestamp, latest: pd.Timestamp) -> str:
    """An interval of days in words, as short as it can be said.

    >>> from analysis.schema import as_days
    >>> days_in_words(as_days("2025-05-01"), as_days("2025-05-31"))
    'May 2025'
    >>> days_in_words(as_days("2025-05-16"), as_days("2025-05-17"))
    '16–17 May 2025'
    """
    if earliest != earliest and latest != latest:  # as only NaT is
        return "not known"
    if latest != latest:
        return f"from {day_in_words(earliest)} on"
    if earliest != earliest:
        return f"until {day_in_words(latest)}"
    one, two = earliest, latest
    if one == two:
        return day_in_words(one)
    first, last = MONTHS[one.month - 1], MONTHS[two.month - 1]
    whole = one.day == 1 and (two + datetime.timedelta(days=1)).day == 1
    if (one.year, one.month) == (two.year, two.month):
        return f"{last} {two.year}" if whole else f"{one.day}–{two.day} {last} {two.year}"
    if whole and one.month == 1 and two.month == 12:
        return str(one.year) if one.year == two.year else f"{one.year}–{two.year}"
    if whole:
        start = first if one.year == two.year else f"{first} {one.year}"
        return f"{start} to {last} {two.year}"
    start = f"{one.day} {first}" if one.year == two.year else day_in_words(one)
    return f"{start} to {day_in_words(two)}"


def short_days(earliest: pd.Timestamp, latest: pd.Timestamp) -> str:
    """An interval of days for a label: one that crosses months is widened to whole ones.

    >>> from analysis.schema import as_days
    >>> short_days(as_days("2025-04-17"), as_days("2025-08-31"))
    'Apr–Aug 2025'
    """
    words = re.sub("|".join(MONTHS), lambda month: month[0][:3], days_in_words(earliest, latest))
    return re.sub(r"\b\d\d? (?=[A-Z])", "", words).replace(" to ", "–") if " to " in words else words
