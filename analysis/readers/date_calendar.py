"""Calendar arithmetic on TIMEX3 values: the days of a value, the unit that holds a day, steps of a unit."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

from analysis.values import Interval

SEASONS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 2)}
"""First and last month of the northern seasons, by TIMEX3 code; winter ends in the next year."""

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}
RANK = {"century": 0, "decade": 1, "year": 2, "half": 3, "quarter": 4, "month": 5, "week": 6, "day": 7}
"""How fine a unit is."""

DAYS = {"day": 1, "week": 7, "fortnight": 14, "weekend": 7, "hour": 1 / 24, "minute": 1 / 1440, "second": 1 / 86400}
"""How many months, or days, a unit has."""

_VALUE = re.compile(
    r"(?P<year>\d{4})(?:-(?:(?P<month>\d\d)(?:-(?P<day>\d\d))?|W(?P<week>\d\d)(?P<weekend>-WE)?(?:-(?P<weekday>[1-7]))?"
    r"|Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<season>SP|SU|FA|WI)))?(?P<time>T.*)?$"
)


@lru_cache(maxsize=4096)  # a text names the same days and months again and again
def days_of(value: str) -> Interval | None:
    """The days that a TIMEX3 value names.

    Parameters
    ----------
    value
        A year with what may follow it ("2024-03-22", "2024-W12", "2024-Q1", "2024-SP"), a decade ("199"), a century
        ("19" is the 20th); a time of day is passed over.

    Returns
    -------
    Interval or None
        None for values that name no days: durations, references, and years before 1 or after 9999.

    >>> days_of("2024-02").latest, days_of("199").precision, days_of("PRESENT_REF")
    (datetime.date(2024, 2, 29), 'decade', None)
    """
    if value.isdecimal() and len(value) in (2, 3):
        size = 100 if len(value) == 2 else 10
        first = max(int(value) * size, 1)
        return Interval(
            date(first, 1, 1), date(int(value) * size + size - 1, 12, 31), "century" if size == 100 else "decade"
        )
    found = _VALUE.match(value.replace("-XX", ""))
    if not found or not int(found["year"]):
        return None
    year = int(found["year"])
    try:
        if found["day"]:
            return Interval.on(date(year, int(found["month"]), int(found["day"])))
        if found["week"]:
            return _week(year, int(found["week"]), found["weekday"], bool(found["weekend"]))
    except (ValueError, OverflowError):
        return None
    first, last, precision = _months(found)
    return _month_range(year, first, year + (last < first), last, precision)


def _week(year: int, week: int, weekday: str | None, weekend: bool) -> Interval:
    if weekday:
        return Interval.on(date.fromisocalendar(year, week, int(weekday)))
    monday = date.fromisocalendar(year, week, 1)
    return Interval(monday + timedelta(5 if weekend else 0), monday + timedelta(6), "fuzzy" if weekend else "week")


def _months(found: re.Match[str]) -> tuple[int, int, str]:
    """First month, last month and precision of a value within its year."""
    if found["month"]:
        return int(found["month"]), int(found["month"]), "month"
    if found["quarter"]:
        last = 3 * int(found["quarter"])
        return last - 2, last, "quarter"
    if found["half"]:
        last = 6 * int(found["half"])
        return last - 5, last, "half"
    if found["season"]:
        return *SEASONS[found["season"]], "fuzzy"
    return 1, 12, "year"


def _month_range(year: int, first: int, until: int, last: int, precision: str) -> Interval | None:
    if not 1 <= first <= 12 or until > date.max.year:
        return None
    return Interval(date(year, first, 1), date(until, last, monthrange(until, last)[1]), precision)


def value_of(day: date, unit: str) -> str:
    """The TIMEX3 value of the unit that holds a day.

    >>> [value_of(date(2024, 3, 22), unit) for unit in ("quarter", "week", "decade")]
    ['2024-Q1', '2024-W12', '202']
    """
    year = f"{day.year:04}"
    if unit in ("week", "fortnight", "weekend"):
        iso = day.isocalendar()
        return f"{iso.year:04}-W{iso.week:02}" + ("-WE" if unit == "weekend" else "")
    values = {
        "month": f"{year}-{day.month:02}",
        "quarter": f"{year}-Q{(day.month + 2) // 3}",
        "half": f"{year}-H{(day.month + 5) // 6}",
        "year": year,
        "decade": year[:3],
        "century": year[:2],
    }
    return values.get(unit) or day.isoformat()


def step(day: date, unit: str, count: float) -> date:
    """The day so many units later (or earlier); a day that the month has not becomes its last one.

    >>> step(date(2024, 3, 31), "month", -1), step(date(2024, 3, 31), "week", 2)
    (datetime.date(2024, 2, 29), datetime.date(2024, 4, 14))
    """
    if unit in MONTHS:
        months = day.year * 12 + day.month - 1 + round(count * MONTHS[unit])
        year, month = divmod(months, 12)
        if not date.min.year <= year <= date.max.year:
            return date.min if year < date.min.year else date.max
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    try:
        return day + timedelta(days=count * DAYS.get(unit, 1))
    except OverflowError:
        return date.min if count < 0 else date.max


def rank_of(value: str) -> int:
    """How fine a TIMEX3 value is, as in `RANK`; a season is as fine as a quarter.

    >>> rank_of("2024-03"), rank_of("199"), rank_of("2024-05-03T10:00")
    (5, 1, 7)
    """
    value = value.split("T")[0]
    if value.isdecimal():
        return len(value) - 2
    if value[5:6] == "W" and value[6:8].isdecimal():
        return RANK["week"]
    if value[5:6] == "H":
        return RANK["half"]
    return RANK["quarter"] if value[5:6].isalpha() else RANK["day" if len(value) == 10 else "month"]


def with_holiday(value: str) -> str:
    """The value with the name of a holiday replaced by its day.

    >>> with_holiday("2024-easter"), with_holiday("2024-SP")
    ('2024-03-31', '2024-SP')
    """
    if value[5:] not in ("easter", "thanksgiving") or not 1 <= int(value[:4]) <= 9999:
        return value
    return holiday(int(value[:4]), value[5:]).isoformat()


def holiday(year: int, name: str) -> date:
    """The day of a movable holiday in a year: "easter" (western) or "thanksgiving" (United States).

    Source of the Easter rule: the Gregorian computus as in J. Meeus, Astronomical Algorithms (1991), chapter 8.

    >>> holiday(2024, "easter"), holiday(1999, "thanksgiving")
    (datetime.date(2024, 3, 31), datetime.date(1999, 11, 25))
    """
    if name == "thanksgiving":
        first = date(year, 11, 1)
        return first + timedelta(days=(3 - first.weekday()) % 7 + 21)
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), g = divmod(b, 4), (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    ell = (32 + 2 * e + 2 * i - h - k) % 7
    month, day = divmod(h + ell - 7 * ((a + 11 * h + 22 * ell) // 451) + 114, 31)
    return date(year, month, day + 1)
