"""Calendar arithmetic on TIMEX3 values: the days of a value, the unit that holds a day, steps of a unit.

Also the days of the solar Hijri calendar of Afghanistan and Iran, and of the lunar Hijri one.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter  # type: ignore[import-untyped]

from analysis.core.values import Interval
from analysis.readers.dates.readings import Reading

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
    found = _VALUE.match(value.replace("-XX", ""))
    if not found:
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
    """The day so many units later (or earlier); a day that the month has not becomes its last one.

    >>> step(date(2024, 3, 31), "month", -1), step(date(2024, 3, 31), "week", 2)
    (datetime.date(2024, 2, 29), datetime.date(2024, 4, 14))
    """
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
    if value[5:6] == "W" and value[6:8].isdecimal():
        return RANK["week"]
    if value[5:6] == "H":
        return RANK["half"]
    return RANK["quarter"] if value[5:6].isalpha() else RANK["day" if len(value) == 10 else "month"]


def with_holiday(value: str) -> str:
    """The value with the name of a movable holiday, and days from it, replaced by its day."""
    name, sign, days = value[5:].partition("+" if "+" in value else "-")
    if name not in ("easter", "thanksgiving") or not 1583 <= int(value[:4]) <= 4099:
        return value
    year = int(value[:4])
    first = date(year, 11, 1)
    day = easter(year) if name == "easter" else first + timedelta((3 - first.weekday()) % 7 + 21)
    return step(day, "day", int(f"{sign}{days or 0}")).isoformat()


# The part of a unit that its edge words stand for: "early 2024" is its first two fifths. The middle of a decade is
# its fifth to seventh year: the mid-1990s are 1994 to 1996.
EDGES = {"early": (0.0, 0.4), "mid": (0.25, 0.75), "late": (0.6, 1.0), "start": (0.0, 0.25), "end": (0.75, 1.0)}

# How much further a time ahead counts than one behind, when the tense is unclear, future or past (index -1)
_AHEAD = {"day": (1.5, 0.7, 3), "month": (2, 0.7, 8), "quarter": (4, 3, 8)}
_BEHIND = (1, 3, 1)  # how much further a time behind counts than one ahead, by the same tenses


def relative(reading: Reading, today: date) -> tuple[str, Interval | None]:
    """Value and days of an expression that is counted from a day."""
    unit, count = reading.unit, reading.low
    if reading.span:  # "the past three years": up to the day of writing
        first = step(today, unit, reading.direction * (reading.high or 1))
        return reading.value, between(first, today) if reading.high is not None else None
    if reading.value:
        return part(reading, today)
    if count is None:
        ends = (step(today, unit, reading.direction * number) for number in (2, 7))  # "several", "a few", "years" ago
        return "PAST_REF" if reading.direction < 0 else "FUTURE_REF", between(*ends)
    day = step(today, unit, reading.direction * count)
    if reading.point and unit in ("decade", "century"):
        unit = "year"
    value = value_of(day, unit) + reading.time
    if reading.point and (reading.hedge or count != 1 or reading.high != count):
        return value, around(reading, today)
    return value, edge_of(days_of(value), reading, today)


def around(reading: Reading, base: date) -> Interval:
    """The days around the point so many units from a base.

    Half a year either way for years, two for decades, twenty for centuries; "nearly" and "more than" rule one half out.
    """
    low, high, sign = reading.low or 1, reading.high or 1, reading.direction
    slack = 0.2 * min(low, 1) if reading.unit in ("decade", "century") else 0.5
    if reading.unit == "year" and high == 1 and reading.hedge == "under":
        slack = 0.25  # nearly a year is more than nine months
    if reading.unit in ("day", "hour", "minute", "second"):
        slack = 0.15 * high if reading.hedge else 0
    near = low if reading.hedge == "over" else low - slack
    far = high if reading.hedge == "under" else high + slack
    return between(step(base, reading.unit, sign * near), step(base, reading.unit, sign * far))


def between(one: date, other: date) -> Interval:
    """The days from one to the other, whichever comes first."""
    return Interval(min(one, other), max(one, other), "day" if one == other else "fuzzy")


def counted(reading: Reading, value: str, days: Interval) -> tuple[str, Interval | None]:
    """Value and days of what is counted from an earlier date, as precise as that; whole years from a day are years."""
    unit, sign = reading.unit, reading.direction
    if reading.span or reading.low is None:
        return reading.value or ("FUTURE_REF" if sign > 0 else "PAST_REF"), None
    if reading.value:
        return part(reading, days.latest if sign >= 0 else days.earliest)
    first, last = (step(day, unit, sign * reading.low) for day in (days.earliest, days.latest))
    if not reading.point:
        value = value_of(first, unit)
        return value + reading.time, days_of(value)
    rank = rank_of(value)
    coarse = MONTHS.get(unit, 0) >= MONTHS["year"] and reading.low > 1 and rank > RANK[unit]
    value = value_of(first, unit if coarse else next(name for name in RANK if RANK[name] == rank))
    if reading.hedge:
        return value + reading.time, around(reading, days.earliest).hull(around(reading, days.latest))
    if coarse and not reading.since:  # "four years earlier"
        return value + reading.time, days_of(value)
    return value + reading.time, Interval(first, last, days.precision)


def part(reading: Reading, today: date) -> tuple[str, Interval | None]:
    """Value and days of "March last year", "last May", "Monday of last week", counted from a day."""
    template, unit, sign = reading.value, reading.unit, reading.direction
    if unit == "weekday":  # "last Friday" and "next Friday" leave out today; "this Friday" is in this week
        days = int(template[9]) - today.isoweekday()
        value = step(today, "day", sign * ((sign * days - 1) % 7 + 1) if sign else days).isoformat()
    elif unit:
        value = compose(reading, step(today, unit, sign * (reading.low or 0)))
    else:
        value = _nearest(template, today, sign)
    return value + reading.time, edge_of(days_of(value), reading, today)


def compose(reading: Reading, base: date) -> str:
    """The value of a reading, its open fields filled from the unit that holds the base day."""
    template = reading.value
    if not template:
        return value_of(base, reading.unit)
    if template.startswith("XXXX-WXX"):
        return step(base, "day", int(template[9]) - base.isoweekday()).isoformat()
    if template.startswith("XXXX-XX-"):
        return f"{base.year:04}-{base.month:02}{template[7:]}"
    year = f"{base.year:04}"
    if len(template) == 4:  # "1957-58", "2023-4"
        return year[: template.count("X")] + template.lstrip("X")
    return with_holiday(year + template[4:])


def edge_of(interval: Interval | None, reading: Reading, today: date | None) -> Interval | None:
    """The part of an interval that "early", "the end of", "later this …" leave."""
    edge = reading.edge
    if interval and reading.part:
        return _nth(interval, *reading.part)
    if interval is None or not edge or interval.days == 1:
        return interval
    if edge in ("earlier", "later"):
        if today is None or not interval.earliest <= today <= interval.latest:
            return interval
        return Interval(*((interval.earliest, today) if edge == "earlier" else (today, interval.latest)), "fuzzy")
    low, high = (0.4, 0.7) if edge == "mid" and interval.precision == "decade" else EDGES[edge]
    begin, end = interval.earliest, interval.latest
    months = (end.year - begin.year) * 12 + end.month - begin.month + 1
    unit, size = ("month", months) if months >= MONTHS["year"] else ("day", interval.days)
    first, last = (step(begin, unit, round(share * size)) for share in (low, high))
    first = min(first, end)
    return Interval(first, end if high == 1 else max(step(last, "day", -1), first), "fuzzy")


def _nth(interval: Interval, number: int, unit: str) -> Interval | None:
    """The so-manieth unit of an interval, or for -1 its last one; a week is seven days from the first."""
    if number < 0:
        return Interval(step(step(interval.latest, "day", 1), unit, -1), interval.latest, "fuzzy")
    first = step(interval.earliest, unit, number - 1)
    last = step(step(first, unit, 1), "day", -1)
    return Interval(first, min(last, interval.latest), "fuzzy") if first <= interval.latest else None


def year_near(template: str, today: date, tense: int) -> int:
    """The year in which a day or month without one falls: the nearest one, weighed by the tense."""
    costs, sign = [], (tense > 0) - (tense < 0)
    ahead = _AHEAD["day" if len(template) == 10 else "quarter" if template[5] in "QH" else "month"][sign]
    for year in (today.year - 1, today.year, today.year + 1):
        if interval := days_of(with_holiday(f"{year:04}{template[4:]}")):
            to, since = (interval.earliest - today).days, max((today - interval.latest).days, 0)
            gap, cost, wrong = (to, to * ahead, -2) if to > 0 else (since, since * _BEHIND[sign], 2)
            costs.append((tense == wrong and gap > 1, cost, year))
    return min(costs)[-1] if costs else today.year


def weekday_near(base: date, weekday: int, tense: int, number: int = 0) -> date | None:
    """The next such weekday (the so-manieth of its month) when the tense is future, else the last; maybe the base."""
    if not number:
        days = weekday - base.isoweekday()
        return step(base, "day", days % 7 if tense > 0 else -(-days % 7))
    months = (step(base.replace(day=1), "month", count) for count in range(-14, 15))
    dated = (first + timedelta(number - 1) for first in months if number <= monthrange(first.year, first.month)[1])
    right = (day for day in dated if day.isoweekday() == weekday and (day >= base if tense > 0 else day <= base))
    return min(right, key=lambda day: abs((day - base).days), default=None)


def _nearest(template: str, today: date, sign: int) -> str:
    """The value of the last, this, or next month, season or holiday of a name; last and next leave out this one."""
    this, other = (with_holiday(f"{year:04}{template[4:]}") for year in (today.year, today.year + sign))
    interval = days_of(this)
    return this if interval and (interval.latest < today if sign < 0 else interval.earliest > today) else other


# The first day of the year 1, in the common calendar reckoned back
_FIRST = {"solar Hijri": date(2024, 3, 20) - timedelta(512_070), "lunar Hijri": date(622, 7, 19)}


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
