"""Counts from a day: "four years ago", "last May", "the end of next month", and whatever else starts from one."""

from __future__ import annotations

from datetime import date

from analysis.readers.date_calendar import MONTHS, RANK, days_of, rank_of, step, value_of, with_holiday
from analysis.readers.date_mentions import Reading
from analysis.values import Interval

EDGES = {"early": (0.0, 0.4), "mid": (0.25, 0.75), "late": (0.6, 1.0), "start": (0.0, 0.25), "end": (0.75, 1.0)}
"""The part of a unit that its edge words stand for: "early 2024" is its first two fifths. The middle of a decade is
its fifth to seventh year: the mid-1990s are 1994 to 1996."""

RECENT = {"": 90, "day": 7, "week": 42, "month": 183, "year": 5 * 365, "decade": 30 * 365, "century": 300 * 365}
"""How many days back "recently", "in recent days", "in recent weeks" … reach."""

FAR = 10
"""How many years "previously" and "in the past" reach back, and "in the future" ahead."""

NOW = 7
"""How many days back "now" and "currently" reach."""

TURN = 3
"""How many years before and after its first year the turn of a century reaches."""

VAGUE_COUNT = (2, 7)
"""How many units "several", "a few" or "years" (ago) may be."""

_AHEAD = {"day": (1.5, 0.7, 3), "month": (2, 0.7, 8), "quarter": (4, 3, 8)}
"""How much further a time ahead counts than one behind, when the tense is unclear, future or past (index -1)."""

_BEHIND = (1, 3, 1)
"""How much further a time behind counts than one ahead, by the same tenses."""


def relative(reading: Reading, today: date) -> tuple[str, Interval | None, str]:
    """Value, days and type ("" for the reading's own) of an expression that is counted from a day.

    "Four years ago" is the point four years back, half a year either way (two years for decades, twenty for
    centuries); "nearly" and "more than" leave out the half that they rule out. Days are exact.

    >>> relative(Reading("relative", "DATE", unit="month", low=1, high=1, direction=-1), date(2024, 5, 3))[0]
    '2024-04'
    """
    unit, count = reading.unit, reading.low
    if reading.edge == "turn":
        year = min(max(round(today.year / 100) * 100, 100), 9900)
        return f"{year:04}", Interval(date(year - TURN, 1, 1), date(year + TURN, 12, 31), "fuzzy"), ""
    if reading.span:
        return reading.value, _stretch(reading, today), ""
    if reading.value:
        return *part(reading, today), ""
    if count is None:
        ends = (step(today, unit, reading.direction * number) for number in VAGUE_COUNT)
        return "PAST_REF" if reading.direction < 0 else "FUTURE_REF", _between(*ends), ""
    day = step(today, unit, reading.direction * count)
    if reading.point and unit in ("decade", "century"):
        unit = "year"
    value = value_of(day, unit) + reading.time
    if reading.point and (reading.hedge or count != 1 or reading.high != count):
        return value, around(reading, today), ""
    return value, edge_of(days_of(value), reading, today), ""


def around(reading: Reading, base: date) -> Interval:
    """The days around the point so many units from a base."""
    low, high, sign = reading.low or 1, reading.high or 1, reading.direction
    slack = 0.2 * min(low, 1) if reading.unit in ("decade", "century") else 0.5
    if reading.unit in ("day", "hour", "minute", "second"):
        slack = 0.15 * high if reading.hedge else 0
    near = low if reading.hedge == "over" else low - slack
    far = high if reading.hedge == "under" else high + slack
    return _between(step(base, reading.unit, sign * near), step(base, reading.unit, sign * far))


def _between(one: date, other: date) -> Interval:
    """The days from one to the other, whichever comes first."""
    return Interval(min(one, other), max(one, other), "day" if one == other else "fuzzy")


def counted(reading: Reading, value: str, days: Interval) -> tuple[str, Interval | None]:
    """Value and days of what is counted from an earlier date, given by its value and its days.

    The result is as precise as the date that it is counted from; whole years from a finer date are years.
    """
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
    return value + reading.time, Interval(first, last, days.precision)


def _stretch(reading: Reading, today: date) -> Interval:
    """ "The past three years": up to the day of writing; a vague count takes the larger number of `VAGUE_COUNT`."""
    far = step(today, reading.unit, reading.direction * (reading.high or VAGUE_COUNT[1]))
    if reading.high is None and reading.direction < 0:
        far = step(today, "day", -RECENT.get(reading.unit, 7))
    return _between(far, today)


def part(reading: Reading, today: date) -> tuple[str, Interval | None]:
    """Value and days of "March last year", "last May", "Monday of last week", counted from a day."""
    template, unit, sign = reading.value, reading.unit, reading.direction
    if unit == "weekday":
        value = _named_weekday(today, int(template[9]), sign).isoformat()
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
    return with_holiday(year[:2] + template[2:] if len(template) == 4 else year + template[4:])


def edge_of(interval: Interval | None, reading: Reading, today: date | None) -> Interval | None:
    """The part of an interval that "early", "the end of", "later this …" leave."""
    edge = reading.edge
    if interval is None or not edge or interval.days == 1:
        return interval
    if edge in ("earlier", "later"):
        if today is None or not interval.earliest <= today <= interval.latest:
            return interval
        ends = (interval.earliest, today) if edge == "earlier" else (today, interval.latest)
        return Interval(*ends, "fuzzy")
    low, high = (0.4, 0.7) if edge == "mid" and interval.precision == "decade" else EDGES[edge]
    begin, end = interval.earliest, interval.latest
    months = (end.year - begin.year) * 12 + end.month - begin.month + 1
    unit, size = ("month", months) if months >= MONTHS["year"] else ("day", interval.days)
    first, last = (step(begin, unit, round(share * size)) for share in (low, high))
    first = min(first, end)
    return Interval(first, end if high == 1 else max(step(last, "day", -1), first), "fuzzy")


def year_near(template: str, today: date, tense: int) -> int:
    """The year in which a day or month without one falls: the nearest one, weighed by the tense.

    >>> year_near("XXXX-11", date(2025, 4, 25), -1), year_near("XXXX-06-02", date(2025, 4, 25), 1)
    (2024, 2025)
    """
    costs = []
    ahead = _AHEAD["day" if len(template) == 10 else "quarter" if template[5] in "QH" else "month"][tense]
    for year in (today.year - 1, today.year, today.year + 1):
        interval = days_of(with_holiday(f"{year:04}{template[4:]}"))
        if interval and interval.earliest > today:
            costs.append(((interval.earliest - today).days * ahead, year))
        elif interval:
            costs.append((max((today - interval.latest).days, 0) * _BEHIND[tense], year))
    return min(costs)[1] if costs else today.year


def weekday_near(base: date, weekday: int, tense: int) -> date:
    """The next such weekday when the tense is future, else the last; the base itself may be it."""
    if tense > 0:
        return step(base, "day", (weekday - base.isoweekday()) % 7)
    return step(base, "day", -((base.isoweekday() - weekday) % 7))


def _named_weekday(today: date, weekday: int, sign: int) -> date:
    """ "Last Friday" and "next Friday" leave out today; "this Friday" is in this week."""
    days = weekday - today.isoweekday()
    return step(today, "day", sign * ((sign * days - 1) % 7 + 1) if sign else days)


def _nearest(template: str, today: date, sign: int) -> str:
    """The value of the last, this, or next month, season or holiday of a name; last and next leave out this one."""
    for year in (today.year, today.year + sign):
        value = with_holiday(f"{year:04}{template[4:]}")
        interval = days_of(value)
        if not sign or (interval and (interval.latest < today if sign < 0 else interval.earliest > today)):
            return value
    return with_holiday(f"{today.year + sign:04}{template[4:]}")
