"""Days as people write them in tables: "2025-05-13/18", "2023 Jan-Sep", "2016", "undated (Oct 2015)"."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from analysis.values import Interval

_MONTHS = {name: number for number, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}
_JOIN = r"\s*(?:/|\.\.|–|to)\s*"
_ISO = re.compile(rf"(\d{{4}}(?:-\d\d){{0,2}})(?:{_JOIN}(\d{{4}}(?:-\d\d){{0,2}}|\d\d(?:-\d\d)?))?")
_NAMED = re.compile(r"(?:(\d{4}) )?([A-Z][a-z]{2})[a-z]*(?:[-–]([A-Z][a-z]{2})[a-z]*)?(?: (\d{4}))?")
_ASIDE = re.compile(r"\bundated\b|[()]", re.IGNORECASE)
_UNITS = {1: "year", 2: "month", 3: "day"}


def read_days(words: str) -> Interval | None:
    """The days that a date or a span of dates means.

    Parameters
    ----------
    words
        A year, month or day in ISO order; two of them joined by "/", "..", "–" or "to", of which the second may leave
        out what it shares with the first; months by name before or after their year. "undated" and brackets are read
        over: what is left is what is known.

    Returns
    -------
    Interval or None
        None when the words are no date, or no calendar has it.

    >>> span = read_days("2025-05-13/18")
    >>> str(span.earliest), str(span.latest), read_days("2023 Jan-Sep").latest.month, read_days("soon")
    ('2025-05-13', '2025-05-18', 9, None)
    """
    bare = " ".join(_ASIDE.sub(" ", words).split())
    try:
        if match := _ISO.fullmatch(bare):
            first = match[1].split("-")
            second = match[2].split("-") if match[2] else first
            if len(second[0]) != 4:
                second = first[: len(first) - len(second)] + second
            return _between(first, second)
        if (match := _NAMED.fullmatch(bare)) and (year := match[1] or match[4]):
            months = [_MONTHS[name] for name in (match[2], match[3] or match[2])]
            return _between([year, str(months[0])], [year, str(months[1])])
    except (ValueError, KeyError, OverflowError):
        return None
    return None


def _between(first: list[str], second: list[str]) -> Interval:
    """From the first day of one date to the last day of another."""
    earliest, latest = _ends(first)[0], _ends(second)[1]
    return Interval(earliest, latest, _UNITS[len(first)] if first == second else "fuzzy")


def _ends(parts: list[str]) -> tuple[date, date]:
    year, month, day = (*map(int, parts), *(0,) * (3 - len(parts)))
    if day:
        return date(year, month, day), date(year, month, day)
    if not month:
        return date(year, 1, 1), date(year, 12, 31)
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])
