"""Calendar arithmetic on TIMEX3 values, and the days of the solar and of the lunar Hijri calendar."""

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter  # type: ignore[import-untyped]

from analysis.core.values import Interval

# First and last month of the northern seasons, by TIMEX3 code; winter ends in the next year
SEASONS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 2)}
# How fine a unit is
RANK = {"century": 0, "decade": 1, "year": 2, "half": 3, "quarter": 4, "month": 5, "week": 6, "day": 7}
# How many months, or days, a unit has
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}
DAYS = {"day": 1, "week": 7, "fortnight": 14, "weekend": 7, "hour": 1 / 24, "minute": 1 / 1440, "second": 1 / 86400}
_VALUE = re.compile(
    r"(?P<year>\d{4})(?:-(?:(?P<month>\d\d)(?:-(?P<day>\d\d))?|W(?P<week>\d\d)(?P<weekend>-WE)?"
    r"|Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<season>SP|SU|FA|WI)))?(?P<time>T.*)?$"
)
# The first day of the year 1, in the common calendar reckoned back
_FIRST = {"solar Hijri": date(2024, 3, 20) - timedelta(512_070), "lunar Hijri": date(622, 7, 19)}


@lru_cache(maxsize=4096)  # a text names the same days and months again and again
def days_of(value: str) -> Interval | None:
    """The days that a TIMEX3 value names.

    >>> days_of("2024-02").latest, days_of("199").precision, days_of("PRESENT_REF")
    (datetime.date(2024, 2, 29), 'decade', None)
    """
    if value.isdecimal() and len(value) in (2, 3):
        size, precision = (100, "century") if len(value) == 2 else (10, "decade")
        first = int(value) * size
        return Interval(date(max(first, 1), 1, 1), date(first + size - 1, 12, 31), precision)
    if not (found := _VALUE.match(value.replace("-XX", ""))):
        return None
    year, week = int(found["year"]), int(found["week"] or 0)
    try:
        if found["day"]:
            return Interval.on(date(year, int(found["month"]), int(found["day"])))
        if week:
            monday, precision = date.fromisocalendar(year, week, 1), "fuzzy" if found["weekend"] else "week"
            return Interval(monday + timedelta(5 if found["weekend"] else 0), monday + timedelta(6), precision)
        unit = next((unit for unit in ("month", "quarter", "half") if found[unit]), "year")
        end = MONTHS[unit] * (int(found[unit]) if unit != "year" else 1)
        begin, end = SEASONS[found["season"]] if found["season"] else (end - MONTHS[unit] + 1, end)
        until = year + (end < begin)
        last = date(until, end, monthrange(until, end)[1])
        return Interval(date(year, begin, 1), last, "fuzzy" if found["season"] else unit)
    except (ValueError, OverflowError):
        return None


def value_of(day: date, unit: str) -> str:
    """The TIMEX3 value of the unit that holds a day.

    >>> [value_of(date(2024, 3, 22), unit) for unit in ("quarter", "week", "decade")]
    ['2024-Q1', '2024-W12', '202']
    """
    if unit in ("week", "fortnight", "weekend"):
        iso = day.isocalendar()
        return f"{iso.year:04}-W{iso.week:02}" + ("-WE" if unit == "weekend" else "")
    if unit in ("year", "decade", "century"):
        return day.isoformat()[: {"year": 4, "decade": 3, "century": 2}[unit]]
    part = {"quarter": f"Q{(day.month + 2) // 3}", "half": f"H{(day.month + 5) // 6}", "month": f"{day.month:02}"}
    return f"{day.year:04}-{part[unit]}" if unit in part else day.isoformat()


def step(day: date, unit: str, count: float) -> date:
    """The day so many units later (or earlier); a day that the month has not becomes its last one."""
    try:
        if unit in MONTHS:
            year, month = divmod(day.year * 12 + day.month - 1 + round(count * MONTHS[unit]), 12)
            return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
        return day + timedelta(days=count * DAYS.get(unit, 1))
    except (ValueError, OverflowError):
        return date.min if count < 0 else date.max


def rank_of(value: str) -> int:
    """How fine a TIMEX3 value is, as in `RANK`; a season is as fine as a quarter."""
    value = value.split("T")[0]
    if value.isdecimal():
        return len(value) - 2
    if value[5:6].isalpha():
        return RANK["week" if value[5] == "W" and value[6:8].isdecimal() else "half" if value[5] == "H" else "quarter"]
    return RANK["day" if len(value) == 10 else "month"]


def with_holiday(value: str) -> str:
    """The value with the name of a movable holiday, and days from it, replaced by its day."""
    name, sign, days = value[5:].partition("+" if "+" in value else "-")
    if name not in ("easter", "thanksgiving") or not 1583 <= int(value[:4]) <= 4099:
        return value
    year = int(value[:4])
    first = date(year, 11, 1)
    day = easter(year) if name == "easter" else first + timedelta((3 - first.weekday()) % 7 + 21)
    return step(day, "day", int(f"{sign}{days or 0}")).isoformat()


def between(one: date, other: date) -> Interval:
    """The days from one to the other, whichever comes first."""
    return Interval(min(one, other), max(one, other), "day" if one == other else "fuzzy")


def hijri_days(value: str, calendar: str) -> Interval | None:
    """The days in the common calendar of a value in another: "1403-12-10", "1403-12", "1403"."""
    year, month, day = (*map(int, value.split("-")), 0, 0)[:3]
    solar = calendar == "solar Hijri"
    begins = _solar if solar else _lunar
    first = begins(year, month or 1)
    last = begins(year + (month in (0, 12)), month % 12 + 1 if month else 1) - 1
    first, last = (first + day - 1, min(last, first + day - 1)) if day else (first, last)
    slack = 0 if solar else 1  # a lunar month begins when the moon is seen: its tabular days may be one off
    begin, end = (_FIRST[calendar] + timedelta(days) for days in (first - slack, last + slack))
    known = 1200 <= year <= 1500 and first <= last
    return Interval(begin, end, "day" if day and solar else "fuzzy") if known else None


def _solar(year: int, month: int) -> int:
    """Days from the first day of the calendar to that of a month; by the cycle of 33 years, right from 1244 to 1472."""
    return 365 * (year - 1) + (8 * year + 21) // 33 + 30 * (month - 1) + min(month - 1, 6)


def _lunar(year: int, month: int) -> int:
    return 354 * (year - 1) + (11 * year + 3) // 30 + 29 * (month - 1) + month // 2
