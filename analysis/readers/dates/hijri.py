"""Days of other calendars: the solar Hijri one of Afghanistan and Iran, and the lunar Hijri one."""

from __future__ import annotations

from datetime import date, timedelta

from analysis.core.values import Interval

_FIRST = {"solar Hijri": date(2024, 3, 20) - timedelta(512_070), "lunar Hijri": date(622, 7, 19)}
"""The first day of the year 1, in the common calendar reckoned back."""


def span_of(value: str, calendar: str) -> Interval | None:
    """The days in the common calendar of a value in another: "1403-12-10", "1403-12", "1403".

    Solar years have a leap day in the years that the 33-year cycle names, right from 1244 to 1472. Lunar months begin
    when the moon is seen: their tabular days may be one off, so a day more is allowed on either side.

    >>> span_of("1403-12-10", "solar Hijri").earliest, span_of("1446-09", "lunar Hijri").earliest
    (datetime.date(2025, 2, 28), datetime.date(2025, 2, 28))
    """
    year, month, day = (*map(int, value.split("-")), 0, 0)[:3]
    solar = calendar == "solar Hijri"
    begins = _solar if solar else _lunar
    if not 1200 <= year <= 1500 or not 0 <= month <= 12:
        return None
    first = begins(year, month or 1)
    last = begins(year + (month in (0, 12)), month % 12 + 1 if month else 1) - 1
    first, last = (first + day - 1, min(last, first + day - 1)) if day else (first, last)
    if first > last:
        return None
    slack = 0 if solar else 1
    begin, end = (_FIRST[calendar] + timedelta(days) for days in (first - slack, last + slack))
    return Interval(begin, end, "day" if day and solar else "fuzzy")


def _solar(year: int, month: int) -> int:
    """Days from the first day of the calendar to that of a month: six months have 31 days, then 30."""
    return 365 * (year - 1) + (8 * year + 21) // 33 + 30 * (month - 1) + min(month - 1, 6)


def _lunar(year: int, month: int) -> int:
    return 354 * (year - 1) + (11 * year + 3) // 30 + 29 * (month - 1) + month // 2
