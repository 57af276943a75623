"""Gives temporal expressions their days: from the day of writing, or from the date that the text named last."""

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import takewhile
from typing import NamedTuple

from analysis.core.values import Interval, Span
from analysis.readers.dates.calendar import RANK, between, days_of, hijri_days, rank_of, step, value_of, with_holiday
from analysis.readers.dates.readings import Basis, DateMention, Mention, Reading

_NEAR = 5  # how many sentences back an event may lie that a news text counts from
_NOW, _RECENT = 7, 90  # how many days back "now" and "recently" reach
_FAR = 10  # how many years "previously" and "in the past" reach back, and "in the future" ahead
# The part of a unit that its edge words stand for: "early 2024" is its first two fifths. The middle of a decade is
# its fifth to seventh year: the mid-1990s are 1994 to 1996.
_EDGES = {"early": (0.0, 0.4), "mid": (0.25, 0.75), "late": (0.6, 1.0), "start": (0.0, 0.25), "end": (0.75, 1.0)}
# How much further a time ahead counts than one behind, when the tense is unclear, future or past (index -1)
_AHEAD = {"day": (1.5, 0.7, 3), "month": (2, 0.7, 8), "quarter": (4, 3, 8)}
_BEHIND = (1, 3, 1)  # how much further a time behind counts than one ahead, by the same tenses


class Point(NamedTuple):
    """A mention that has its days, to count others from."""

    mention: Mention
    value: str
    interval: Interval


class Meaning(NamedTuple):
    """Value, days, what they rest on, and the mention counted from; without a basis on that, or the day of writing."""

    value: str
    interval: Interval | None
    basis: Basis | None = None
    reason: str = ""
    anchor: Point | None = None
    type: str = ""


class Resolver:
    """Reads the mentions of one text in order; in a `history` dates follow each other as told."""

    def __init__(self, mentions: Sequence[Mention], today: date | None, history: bool) -> None:
        self.mentions, self.today, self.history = mentions, today, history
        self.points: list[Point] = []
        self.quarter: Point | None = None

    def resolved(self) -> list[DateMention]:
        """What the mentions mean."""
        found: list[DateMention] = []
        for index, mention in enumerate(self.mentions):
            (value, interval, basis, reason, anchor, kind), reading = self._read(index), mention.reading
            if reading.calendar == "fiscal":
                interval, reason = None, "a fiscal year: nothing says in which month it begins"
            span = Span(anchor.mention.start, anchor.mention.end) if anchor else None
            reason = reason if reading.calendar else ("" if interval else reason or "no such day")
            if interval and reading.type in ("DATE", "TIME") and value[:1].isdigit() and not _compares(reading):
                self.points.append(Point(mention, value, interval))
                if rank_of(value) == RANK["quarter"]:
                    self.quarter = self.points[-1]
            kind, basis = kind or reading.type, basis or ("previous event" if anchor else "document date")
            found.append(DateMention(*mention[:3], kind, value, interval, basis, mention, reason, span))
        return found

    def _read(self, index: int) -> Meaning:
        read: Callable[[int, Mention], Meaning] = getattr(self, f"_{self.mentions[index].kind}")
        return read(index, self.mentions[index])

    def _told(self, index: int) -> Point | None:
        """A mention that need not have been reached yet, if it has its days."""
        meaning = self._read(index)
        return Point(self.mentions[index], meaning.value, meaning.interval) if meaning.interval else None

    def _date(self, index: int, mention: Mention) -> Meaning:
        value, calendar = mention.value, mention.reading.calendar
        if calendar.endswith("Hijri"):
            days = hijri_days(value, calendar)
            reason = f"converted from the {calendar} calendar" if days else f"no such day in the {calendar} calendar"
            return Meaning(value, days, "absolute", reason)
        reason = "before the year 1" if value.startswith("BC") else ""
        return self._dated(mention, value, "absolute")._replace(reason=reason)

    def _dated(self, mention: Mention, value: str, basis: Basis | None, anchor: Point | None = None) -> Meaning:
        """The part of a date that the words leave: its beginning, its first week, the week that holds it."""
        value, reading = with_holiday(value), mention.reading
        days = days_of(value)
        if days and reading.edge == "week":
            value = value_of(days.earliest, "week")
            return Meaning(value, days_of(value), basis, anchor=anchor)
        return Meaning(value, _edge_of(days, reading, None if basis else self.today), basis, anchor=anchor)

    def _duration(self, index: int, mention: Mention) -> Meaning:
        return Meaning(mention.value, None, "none", "a length of time" if mention.kind == "duration" else "it recurs")

    _set = _duration

    def _yearless(self, index: int, mention: Mention) -> Meaning:
        anchor = near = self._neighbour(index)
        if near:
            begins = near.mention.link == "to" and near.mention in self.mentions[index + 1 : index + 2]
            crossed = begins and mention.value[5:] > near.value[5:] and mention.value[5:7].isdigit()
            year = near.interval.earliest.year - crossed
        elif self.history and self.points:
            year, anchor = _year_told(self.points, mention.value), self.points[-1]
        elif self.today is None:
            return Meaning(mention.value, None, "none", "its year is not stated, nor when the text was written")
        else:
            last = self.mentions[index - 1] if mention.link == "to" else None
            year = _year_near(mention.value, self.today, 2 if last and last.kind == "vague" else mention.tense)
            if last and last.kind == "yearless" and self.points and self.points[-1].mention is last:
                begun = self.points[-1]  # "from November to February"
                year = begun.interval.earliest.year
                year += f"{year:04}{mention.value[4:]}" < begun.value
        return self._dated(mention, f"{year:04}{mention.value[4:]}", "absolute" if near else None, anchor)

    def _neighbour(self, index: int) -> Point | None:
        """The mention beside it, in a range or a list, that says the year for both."""
        listed = takewhile(lambda mention: mention.link in ("to", "list"), self.mentions[index + 1 : index + 4])
        after = next((mention for mention in listed if mention.value[:4].isdigit()), None)
        if after is None or len(after.value) < 7:
            return None
        interval = days_of(with_holiday(after.value.replace("XX", self.mentions[index].value[5:7])))
        return Point(after, after.value, interval) if interval else None

    def _weekday(self, index: int, mention: Mention) -> Meaning:
        last = self.points[-1] if self.points else None
        anchor = last if self.history else None
        base, tense = anchor.interval.latest if anchor else self.today, mention.tense
        before = self.mentions[index - 1]
        if mention.link == "to" and before.kind == "weekday" and last and last.mention is before:
            base, tense = last.interval.latest, 1
        if base is None:
            return Meaning(mention.value, None, "none", "nothing says in which week")
        number, _ = mention.reading.part or (0, "")
        day = _weekday_near(base, int(mention.value[9]), tense, number)
        return self._at(day, mention, anchor) if day else Meaning(mention.value, None, "none")

    def _clock(self, index: int, mention: Mention) -> Meaning:
        point = self.points[-1] if self.points else None
        if point and rank_of(point.value) == RANK["day"] and mention.sentence - point.mention.sentence <= 2:
            return self._at(point.interval.latest, mention, point)
        if self.today and not self.history:
            return self._at(self.today, mention, None)
        return Meaning(mention.value, None, "none", "nothing says on which day")

    def _at(self, day: date, mention: Mention, anchor: Point | None) -> Meaning:
        return Meaning(day.isoformat() + mention.reading.time, Interval.on(day), anchor=anchor)

    def _relative(self, index: int, mention: Mention) -> Meaning:
        reading, today = mention.reading, self.today
        if self.history and self.points:
            if mention.text.lower() == "today":
                return Meaning("PRESENT_REF", None, "none", "the history does not say which day that was")
            today = self.points[-1].interval.latest
        if today is None:
            return Meaning(reading.value or _unknown(reading), None, "none", "nothing says when the text was written")
        quarter = self._quarter(mention) if _compares(reading) and not reading.value else None
        if quarter:
            value = f"{int(quarter.value[:4]) - 1:04}{quarter.value[4:]}"
            return Meaning(value, days_of(value), anchor=quarter)
        return Meaning(*_relative(reading, today), reason="nothing says how many")

    def _vague(self, index: int, mention: Mention) -> Meaning:
        value, today = mention.value, self.today
        if today is None or self.history:
            return Meaning(value, None, "none", "nothing says when the text was written")
        recent = mention.text.lower() in ("recently", "recent", "lately")
        back = ("day", -_NOW) if value == "PRESENT_REF" else ("day", -_RECENT) if recent else ("year", -_FAR)
        ends = (today, step(today, "year", _FAR)) if value == "FUTURE_REF" else (step(today, *back), today)
        return Meaning(value, Interval(*ends, "fuzzy"))

    def _offset(self, index: int, mention: Mention) -> Meaning:
        reading, since = mention.reading, mention.reading.since
        kind = "DURATION" if since else ""
        if mention.link == "beside":
            return Meaning(since, None, "none", "it says how far another event is from the date beside it", type=kind)
        after = next(iter(self.mentions[index + 1 : index + 2]), None) if since else None
        follows = after and after.sentence == mention.sentence and after.kind in ("date", "yearless")
        anchor = (self._told(index + 1) if follows else None) or self._point(mention)
        if anchor is None:
            return self._offset_from_writing(reading)
        if not self.history and rank_of(anchor.value) < RANK.get(reading.unit, 2):
            value = since or reading.value or _unknown(reading)
            return Meaning(value, None, "none", "the date that it is counted from is not as fine", type=kind)
        value, interval = _counted(reading, anchor.value, anchor.interval)
        if since and self.today and interval and interval.earliest > self.today:
            return self._offset_from_writing(reading)
        value, kind = (since, kind) if since and not self.history else (value, "")
        return Meaning(value, interval, None, "no end is stated", anchor, kind)

    def _offset_from_writing(self, reading: Reading) -> Meaning:
        """Without an earlier date, "a year after the vote" says that the vote was a year before the writing."""
        if self.today is None or reading.span or (reading.since and reading.direction < 0):  # "two hours before it"
            return Meaning(reading.value or _unknown(reading), None, "none", "no earlier date to count from")
        if not reading.since:
            return Meaning(*_relative(reading, self.today))
        _, interval = _relative(reading._replace(direction=-reading.direction), self.today)
        return Meaning(reading.since, interval, type="DURATION")

    def _point(self, mention: Mention) -> Point | None:
        """The last point as fine as the unit, else the last one; in news, one of the last few sentences."""
        rank = RANK.get(mention.reading.unit, 2)
        points = self.points[-4:]
        if not self.history:
            points = [point for point in points if mention.sentence - point.mention.sentence <= _NEAR]
        return ([point for point in points if rank_of(point.value) >= rank] or points)[-1] if points else None

    def _quarter(self, mention: Mention) -> Point | None:
        """The quarter that "the year-ago quarter" or "a year earlier" is compared with."""
        quarter = self.quarter
        if quarter is None or any(word in mention.text for word in ("quarter", "period", "-")):
            return quarter
        return quarter if quarter is self.points[-1] and mention.sentence - quarter.mention.sentence <= 2 else None

    def _pointing(self, index: int, mention: Mention) -> Meaning:
        reading, unit = mention.reading, mention.reading.unit
        if reading.value[:4].isdigit() and self.points:  # "March 28-30, 2024"
            value = reading.value.replace("XX", self.points[-1].value[5:7], 1)
            return Meaning(value, days_of(value), "absolute")
        anchor = self._pointed(index, mention)
        # "that day" is another than that of writing
        base = anchor.interval.latest if anchor else None if "that" in mention.text.lower().split() else self.today
        if anchor and rank_of(anchor.value) < RANK.get(unit, 2):
            return Meaning(reading.value or anchor.value, anchor.interval, anchor=anchor)
        if base is None:
            return Meaning(reading.value or _unknown(reading), None, "none", "no earlier date to point at")
        past = unit == "quarter" or (unit == "weekend" and mention.tense <= 0 and base.isoweekday() < 6)
        base = step(base, unit, reading.direction - (past and anchor is None))
        value = _compose(reading, base) + reading.time
        return Meaning(value, _edge_of(days_of(value), reading, self.today), anchor=anchor)

    def _pointed(self, index: int, mention: Mention) -> Point | None:
        """The point that "that month", "the quarter", or the first day of "10 to 12 May" means."""
        reading, words = mention.reading, mention.text.lower()
        if reading.value.startswith("XXXX-XX") and mention.link in ("", "list"):
            near = enumerate(self.mentions[index + 1 : index + 4], index + 1)
            dated = next((at for at, one in near if one.link and one.kind in ("date", "yearless")), 0)
            if dated and (point := self._told(dated)):
                return point
        if self.history or "that" in words or "same" in words or reading.value:
            return self._point(mention)
        if reading.unit == "quarter":
            return self.quarter
        point = self._point(mention)
        return point if point and mention.sentence - point.mention.sentence <= 1 and reading.unit != "weekend" else None


def _year_told(points: Sequence[Point], template: str) -> int:
    """The year that a history is in: the one named last, or that of the last day or month if the story goes on."""
    last = points[-1].interval.earliest.year
    fine = next((point for point in reversed(points[-8:]) if rank_of(point.value) >= RANK["month"]), None)
    if fine is None:
        return last
    day = fine.interval.earliest
    years = {last, day.year} | ({day.year + 1} if day.month >= 10 else set())
    spans = ((year, days_of(with_holiday(f"{year:04}{template[4:]}"))) for year in sorted(years))
    gaps = ((year, (span.latest - day).days) for year, span in spans if span)
    return min(((max(gap, -3 * gap), year != last, year) for year, gap in gaps), default=(last,))[-1]


def _compares(reading: Reading) -> bool:
    """Whether it only names what a figure is compared with: "up from $2m a year earlier"."""
    return reading.unit == "year" and reading.low == 1 and reading.direction < 0 and reading.point


def _unknown(reading: Reading) -> str:
    return {"day": "XXXX-XX-XX", "week": "XXXX-WXX", "month": "XXXX-XX"}.get(reading.unit, "XXXX")


def _relative(reading: Reading, today: date) -> tuple[str, Interval | None]:
    """Value and days of an expression that is counted from a day."""
    unit, count = reading.unit, reading.low
    if reading.span:  # "the past three years": up to the day of writing
        first = step(today, unit, reading.direction * (reading.high or 1))
        return reading.value, between(first, today) if reading.high is not None else None
    if reading.value:
        return _part(reading, today)
    if count is None:
        ends = (step(today, unit, reading.direction * number) for number in (2, 7))  # "several", "a few", "years" ago
        return "PAST_REF" if reading.direction < 0 else "FUTURE_REF", between(*ends)
    day = step(today, unit, reading.direction * count)
    if reading.point and unit in ("decade", "century"):
        unit = "year"
    value = value_of(day, unit) + reading.time
    if reading.point and (reading.hedge or count != 1 or reading.high != count):
        return value, _around(reading, today)
    return value, _edge_of(days_of(value), reading, today)


def _around(reading: Reading, base: date) -> Interval:
    """The days around the point so many units from a base; "nearly" and "more than" rule one half out."""
    low, high, sign = reading.low or 1, reading.high or 1, reading.direction
    slack = 0.2 * min(low, 1) if reading.unit in ("decade", "century") else 0.5  # of a unit, either way
    if reading.unit == "year" and high == 1 and reading.hedge == "under":
        slack = 0.25  # nearly a year is more than nine months
    if reading.unit in ("day", "hour", "minute", "second"):
        slack = 0.15 * high if reading.hedge else 0
    near = low if reading.hedge == "over" else low - slack
    far = high if reading.hedge == "under" else high + slack
    return between(step(base, reading.unit, sign * near), step(base, reading.unit, sign * far))


def _counted(reading: Reading, value: str, days: Interval) -> tuple[str, Interval | None]:
    """Value and days of what is counted from an earlier date, as precise as that; whole years from a day are years."""
    unit, sign = reading.unit, reading.direction
    if reading.span or reading.low is None:
        return reading.value or ("FUTURE_REF" if sign > 0 else "PAST_REF"), None
    if reading.value:
        return _part(reading, days.latest if sign >= 0 else days.earliest)
    first, last = (step(day, unit, sign * reading.low) for day in (days.earliest, days.latest))
    if not reading.point:
        value = value_of(first, unit)
        return value + reading.time, days_of(value)
    rank = rank_of(value)
    coarse = RANK.get(unit, RANK["day"]) <= RANK["year"] and reading.low > 1 and rank > RANK[unit]
    value = value_of(first, unit if coarse else next(name for name in RANK if RANK[name] == rank))
    if reading.hedge:
        return value + reading.time, _around(reading, days.earliest).hull(_around(reading, days.latest))
    if coarse and not reading.since:  # "four years earlier"
        return value + reading.time, days_of(value)
    return value + reading.time, Interval(first, last, days.precision)


def _part(reading: Reading, today: date) -> tuple[str, Interval | None]:
    """Value and days of "March last year", "last May", "Monday of last week", counted from a day."""
    template, unit, sign = reading.value, reading.unit, reading.direction
    if unit == "weekday":  # "last Friday" and "next Friday" leave out today; "this Friday" is in this week
        days = int(template[9]) - today.isoweekday()
        value = step(today, "day", sign * ((sign * days - 1) % 7 + 1) if sign else days).isoformat()
    elif unit and (unit != "month" or len(template) != 7):
        value = _compose(reading, step(today, unit, sign * (reading.low or 0)))
    else:  # "last May", "the following May": they leave out this month, season or holiday
        this, value = (with_holiday(f"{year:04}{template[4:]}") for year in (today.year, today.year + sign))
        interval = days_of(this)
        if interval and (interval.latest < today if sign < 0 else interval.earliest > today):
            value = this
    return value + reading.time, _edge_of(days_of(value), reading, today)


def _compose(reading: Reading, base: date) -> str:
    """The value of a reading, its open fields filled from the unit that holds the base day."""
    if not (template := reading.value):
        return value_of(base, reading.unit)
    if template.startswith("XXXX-WXX"):
        return step(base, "day", int(template[9]) - base.isoweekday()).isoformat()
    if template.startswith("XXXX-XX-"):
        return f"{base.year:04}-{base.month:02}{template[7:]}"
    year = f"{base.year:04}"
    if len(template) == 4:  # "1957-58", "2023-4"
        return year[: template.count("X")] + template.lstrip("X")
    return with_holiday(year + template[4:])


def _edge_of(interval: Interval | None, reading: Reading, today: date | None) -> Interval | None:
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
    low, high = (0.4, 0.7) if edge == "mid" and interval.precision == "decade" else _EDGES[edge]
    begin, end = interval.earliest, interval.latest
    months = (end.year - begin.year) * 12 + end.month - begin.month + 1
    unit, size = ("month", months) if months >= 12 else ("day", interval.days)
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


def _year_near(template: str, today: date, tense: int) -> int:
    """The year in which a day or month without one falls: the nearest one, weighed by the tense."""
    costs, sign = [], (tense > 0) - (tense < 0)
    ahead = _AHEAD["day" if len(template) == 10 else "quarter" if template[5] in "QH" else "month"][sign]
    for year in (today.year - 1, today.year, today.year + 1):
        if interval := days_of(with_holiday(f"{year:04}{template[4:]}")):
            to, since = (interval.earliest - today).days, max((today - interval.latest).days, 0)
            gap, cost, wrong = (to, to * ahead, -2) if to > 0 else (since, since * _BEHIND[sign], 2)
            costs.append((tense == wrong and gap > 1, cost, year))
    return min(costs)[-1] if costs else today.year


def _weekday_near(base: date, weekday: int, tense: int, number: int) -> date | None:
    """The next such weekday (the so-manieth of its month) when the tense is future, else the last; maybe the base."""
    if not number:
        days = weekday - base.isoweekday()
        return step(base, "day", days % 7 if tense > 0 else -(-days % 7))
    months = (step(base.replace(day=1), "month", count) for count in range(-14, 15))
    dated = (first + timedelta(number - 1) for first in months if number <= monthrange(first.year, first.month)[1])
    right = (day for day in dated if day.isoweekday() == weekday and (day >= base if tense > 0 else day <= base))
    return min(right, key=lambda day: abs((day - base).days), default=None)
