"""Gives temporal expressions their days: from the day of writing, or from the date that the text named last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from analysis.readers.date_calendar import MONTHS, days_of, holiday, step, value_of
from analysis.readers.date_mentions import Basis, DateMention, Mention, Reading
from analysis.values import Interval, Span

EDGES = {"early": (0.0, 0.4), "mid": (0.25, 0.75), "late": (0.6, 1.0), "start": (0.0, 0.25), "end": (0.75, 1.0)}
"""The part of a unit that its edge words stand for: "early 2024" is its first two fifths. The middle of a decade is
its fifth to seventh year: the mid-1990s are 1994 to 1996."""

RECENT = {"": 90, "day": 7, "week": 42, "month": 183, "year": 5 * 365, "decade": 30 * 365, "century": 300 * 365}
"""How many days back "recently", "in recent days", "in recent weeks" … reach."""

TURN = 3
"""How many years before and after its first year the turn of a century reaches."""

FAR = 10
"""How many years "previously" and "in the past" reach back, and "in the future" ahead."""

VAGUE_COUNT = (2, 7)
"""How many units "several", "a few" or "years" (ago) may be."""

_AHEAD = {"day": (1.5, 0.7, 3), "month": (2, 0.7, 8), "quarter": (4, 3, 8)}
"""How much further one ahead counts than one behind, when the tense is unclear, future or past."""

_NEAR = 5
"""How many sentences back an event may lie that a news text counts from."""

_RANK = {"century": 0, "decade": 1, "year": 2, "half": 3, "quarter": 4, "season": 4, "month": 5, "week": 6, "day": 7}


class Point(NamedTuple):
    """A mention that has its days, to count others from."""

    mention: Mention
    value: str
    interval: Interval

    @property
    def rank(self) -> int:
        """How fine it is: a day is finer than a year."""
        return _rank_of(self.value)


class Meaning(NamedTuple):
    """Value, days, what they rest on, and the mention counted from."""

    value: str
    interval: Interval | None
    basis: Basis
    reason: str = ""
    anchor: Point | None = None
    type: str = ""


def resolve_on(mentions: Sequence[Mention], today: date | None, history: bool) -> list[DateMention]:
    """What the mentions mean in a text written on one day; `history` when its dates follow each other as told."""
    resolver = Resolver(mentions, today, history)
    return [resolver.resolve(index) for index in range(len(mentions))]


class Resolver:
    """Reads the mentions of one text in order, and remembers the points that later ones are counted from."""

    def __init__(self, mentions: Sequence[Mention], today: date | None, history: bool) -> None:
        self.mentions, self.today, self.history = mentions, today, history
        self.points: list[Point] = []
        self._readers: dict[str, Callable[[int, Mention], Meaning]] = {
            "date": self._date,
            "yearless": self._yearless,
            "weekday": self._weekday,
            "relative": self._relative,
            "offset": self._offset,
            "pointing": self._pointing,
            "clock": self._clock,
            "vague": self._vague,
        }

    def resolve(self, index: int) -> DateMention:
        """The meaning of one mention; to be called in order."""
        mention = self.mentions[index]
        read = self._readers.get(mention.kind, self._length)
        value, interval, basis, reason, anchor, kind = read(index, mention)
        if interval and mention.reading.type in ("DATE", "TIME") and value[:1].isdigit() and not _compares(mention):
            self.points.append(Point(mention, value, interval))
        span = Span(anchor.mention.start, anchor.mention.end) if anchor else None
        kind = kind or mention.type
        return DateMention(
            mention.start, mention.end, mention.text, kind, value, interval, basis, reason, span, mention
        )

    # what is complete by itself

    def _date(self, index: int, mention: Mention) -> Meaning:
        value = _with_holiday(mention.value)
        quarter = self._quarter(mention) if mention.text.endswith("quarter") and len(value) == 4 else None
        if quarter:
            value += quarter.value[4:]
        interval = days_of(value)
        if interval is None:
            return Meaning(value, None, "absolute", "before the year 1" if value.startswith("BC") else "no such day")
        return Meaning(value, _edge(interval, mention.reading, None), "absolute")

    def _length(self, index: int, mention: Mention) -> Meaning:
        return Meaning(mention.value, None, "none", "a length of time" if mention.kind == "duration" else "it recurs")

    # what lacks its year, week or day

    def _yearless(self, index: int, mention: Mention) -> Meaning:
        if near := self._neighbour(index):
            return self._filled(mention, near.interval.earliest.year, "absolute", near)
        if self.history and self.points:
            year = _year_told(self.points, mention.value)
            return self._filled(mention, year, "previous event", self.points[-1])
        if self.today is None:
            return Meaning(mention.value, None, "none", "its year is not stated, nor when the text was written")
        return self._filled(mention, _year_near(mention.value, self.today, mention.tense), "document date", None)

    def _filled(self, mention: Mention, year: int, basis: Basis, anchor: Point | None) -> Meaning:
        value = _with_holiday(f"{year:04}{mention.value[4:]}")
        interval = days_of(value)
        if interval is None:
            return Meaning(value, None, basis, "no such day")
        return Meaning(value, _edge(interval, mention.reading, self.today), basis, anchor=anchor)

    def _neighbour(self, index: int) -> Point | None:
        """The mention beside it, in a range or a list, that says the year for both."""
        after = self.mentions[index + 1] if index + 1 < len(self.mentions) else None
        if after and after.link and after.kind == "date" and len(after.value) >= 7:
            interval = days_of(_with_holiday(after.value))
            return Point(after, after.value, interval) if interval else None
        point = self.points[-1] if self.points and self.mentions[index].link else None
        beside = point and point.mention is self.mentions[index - 1] and point.mention.kind == "date"
        return point if point and beside and point.rank > _RANK["year"] else None

    def _weekday(self, index: int, mention: Mention) -> Meaning:
        base, basis, anchor = self.today, "document date", None
        if self.history and self.points:
            anchor = self.points[-1]
            base, basis = anchor.interval.latest, "previous event"
        tense = mention.tense
        before = self.mentions[index - 1] if mention.link == "to" else None
        if before and before.kind == "weekday" and self.points and self.points[-1].mention is before:
            base, tense = self.points[-1].interval.latest, 1
        if base is None:
            return Meaning(mention.value, None, "none", "nothing says in which week")
        day = _weekday_near(base, int(mention.value[9]), tense)
        return Meaning(day.isoformat() + mention.reading.time, Interval.on(day), basis, anchor=anchor)  # type: ignore[arg-type]

    def _clock(self, index: int, mention: Mention) -> Meaning:
        point = self.points[-1] if self.points else None
        if point and point.rank == _RANK["day"] and mention.sentence - point.mention.sentence <= 2:
            day, basis, anchor = point.interval.latest, "previous event", point
        elif self.today and not self.history:
            day, basis, anchor = self.today, "document date", None
        else:
            return Meaning(mention.value, None, "none", "nothing says on which day")
        return Meaning(day.isoformat() + mention.reading.time, Interval.on(day), basis, anchor=anchor)  # type: ignore[arg-type]

    # what is counted from the day of writing

    def _relative(self, index: int, mention: Mention) -> Meaning:
        reading, today = mention.reading, self.today
        if self.history and self.points:
            if mention.text.lower() == "today":
                return Meaning("PRESENT_REF", None, "none", "the history does not say which day that was")
            today = self.points[-1].interval.latest
        if today is None:
            return Meaning(reading.value or _unknown(reading), None, "none", "nothing says when the text was written")
        quarter = self._quarter(mention) if _compares(mention) and not reading.value else None
        if quarter:
            value = f"{int(quarter.value[:4]) - 1:04}{quarter.value[4:]}"
            return Meaning(value, days_of(value), "previous event", anchor=quarter)
        value, interval, kind = relative(reading, today)
        return Meaning(value, interval, "document date", "" if interval else "no end is stated", type=kind)

    def _vague(self, index: int, mention: Mention) -> Meaning:
        value, today = mention.value, self.today
        if today is None or self.history:
            return Meaning(value, None, "none", "nothing says when the text was written")
        if value == "PRESENT_REF":
            return Meaning(value, Interval(step(today, "day", -7), today, "fuzzy"), "document date")
        if value == "FUTURE_REF":
            return Meaning(value, Interval(today, step(today, "year", FAR), "fuzzy"), "document date")
        recent = mention.text.lower() in ("recently", "recent", "lately")
        first = step(today, "day", -RECENT[""]) if recent else step(today, "year", -FAR)
        return Meaning(value, Interval(first, today, "fuzzy"), "document date")

    # what is counted from an earlier event

    def _offset(self, index: int, mention: Mention) -> Meaning:
        reading = mention.reading
        anchor = self._following(index) if reading.since else None
        anchor = anchor or self._point(mention)
        if anchor is None:
            return self._offset_from_writing(reading)
        value, interval = counted(reading, anchor)
        if reading.since and mention.tense <= 0 and self.today and interval and interval.earliest > self.today:
            return self._offset_from_writing(reading)
        kind = ""
        if reading.since and not self.history:
            value, kind = reading.since, "DURATION"
        return Meaning(value, interval, "previous event", "" if interval else "no end is stated", anchor, kind)

    def _offset_from_writing(self, reading: Reading) -> Meaning:
        """Without an earlier date, "a year after the vote, it fell" says that the vote was a year before the writing."""
        if self.today is None or reading.span:
            return Meaning(reading.value or _unknown(reading), None, "none", "no earlier date to count from")
        if reading.since:
            reading = replace(reading, direction=-reading.direction)
        value, interval, kind = relative(reading, self.today)
        value, kind = (reading.since, "DURATION") if reading.since else (value, kind)
        return Meaning(value, interval, "document date", type=kind)

    def _following(self, index: int) -> Point | None:
        """The date of the event behind "a year after", when the same sentence says it."""
        mention = self.mentions[index]
        after = self.mentions[index + 1] if index + 1 < len(self.mentions) else None
        if after is None or after.sentence != mention.sentence or after.kind not in ("date", "yearless"):
            return None
        meaning = self._readers[after.kind](index + 1, after)
        return Point(after, meaning.value, meaning.interval) if meaning.interval else None

    def _point(self, mention: Mention) -> Point | None:
        """The last point as fine as the unit, if one of the last few is; else the last one.

        In news, which has the day of writing to fall back on, it must be one of the last few sentences.
        """
        rank = _RANK.get(mention.reading.unit, 2)
        points = self.points[-4:]
        if not self.history:
            points = [point for point in points if mention.sentence - point.mention.sentence <= _NEAR]
        return next((point for point in reversed(points) if point.rank >= rank), points[-1] if points else None)

    def _quarter(self, mention: Mention) -> Point | None:
        """The quarter that the last sentences were about."""
        near = len(self.points) if any(word in mention.text for word in ("quarter", "period", "-")) else 1
        quarters = [point for point in self.points[-near:] if point.rank == _RANK["quarter"]]
        if not quarters or (near == 1 and mention.sentence - quarters[-1].mention.sentence > 2):
            return None
        return quarters[-1]

    def _pointing(self, index: int, mention: Mention) -> Meaning:
        reading, unit = mention.reading, mention.reading.unit
        anchor = self._pointed(index, mention)
        base = anchor.interval.latest if anchor else self.today
        if anchor and anchor.rank < _RANK.get(unit, 2):
            return Meaning(reading.value or anchor.value, anchor.interval, "previous event", anchor=anchor)
        if base is None:
            return Meaning(reading.value or _unknown(reading), None, "none", "no earlier date to point at")
        if unit == "weekend" and anchor is None and mention.tense <= 0 and base.isoweekday() < 6:
            base = step(base, "week", -1)
        if unit == "quarter" and anchor is None:
            base = step(base, "quarter", -1)
        base = step(base, unit, reading.direction)
        value = _compose(reading, base) + reading.time
        interval = days_of(value)
        if interval:
            interval = _edge(interval, reading, self.today)
        return Meaning(value, interval, "previous event" if anchor else "document date", anchor=anchor)

    def _pointed(self, index: int, mention: Mention) -> Point | None:
        """The point that "that month", "the quarter", or the first day of "10 to 12 May" means."""
        reading, words = mention.reading, mention.text.lower()
        if reading.value.startswith("XXXX-XX") and not mention.link and index + 1 < len(self.mentions):
            after = self.mentions[index + 1]
            meaning = self._readers[after.kind](index + 1, after) if after.kind in ("date", "yearless") else None
            if meaning and meaning.interval:
                return Point(after, meaning.value, meaning.interval)
        if self.history or "that" in words or "same" in words or reading.value:
            return self._point(mention)
        if reading.unit == "quarter":
            return next((point for point in reversed(self.points) if point.rank == _RANK["quarter"]), None)
        point = self._point(mention)
        return point if point and mention.sentence - point.mention.sentence <= 1 and reading.unit != "weekend" else None


def relative(reading: Reading, today: date) -> tuple[str, Interval | None, str]:
    """Value, days and type of an expression that is counted from a day.

    "Four years ago" is the point four years back, half a year either way; "nearly" leaves out the earlier half and
    "more than" the later one. Days are exact.
    """
    unit, count = reading.unit, reading.low
    if reading.edge == "turn":
        year = max(round(today.year / 100) * 100, 100)
        return f"{year:04}", Interval(date(year - TURN, 1, 1), date(year + TURN, 12, 31), "fuzzy"), ""
    if reading.span:
        return _stretch(reading, today)
    if reading.value:
        return _part(reading, today)
    if count is None:
        low, high = (step(today, unit, reading.direction * n) for n in VAGUE_COUNT)
        reference = "PAST_REF" if reading.direction < 0 else "FUTURE_REF"
        return reference, Interval(min(low, high), max(low, high), "fuzzy"), ""
    day = step(today, unit, reading.direction * count)
    if reading.point and unit in ("decade", "century"):
        unit = "year"
    value = value_of(day, unit) + reading.time
    if reading.point and (reading.hedge or count != 1 or reading.high != reading.low):
        return value, around(reading, today), ""
    interval = days_of(value)
    return value, _edge(interval, reading, today) if interval else None, ""


def around(reading: Reading, base: date) -> Interval:
    """The days around the point so many units from a base."""
    low, high, sign = reading.low or 1, reading.high or reading.low or 1, reading.direction
    slack = 0.5 if reading.unit not in ("decade", "century") else 0.2 * min(low, 1)
    if reading.unit in ("day", "hour", "minute", "second"):
        slack = 0.15 * high if reading.hedge else 0
    near = low if reading.hedge == "over" else low - slack
    far = high if reading.hedge == "under" else high + slack
    ends = step(base, reading.unit, sign * near), step(base, reading.unit, sign * far)
    return Interval(min(ends), max(ends), "day" if ends[0] == ends[1] else "fuzzy")


def counted(reading: Reading, anchor: Point) -> tuple[str, Interval | None]:
    """Value and days of what is counted from an earlier point."""
    unit, sign = reading.unit, reading.direction
    base = anchor.interval
    if reading.span or reading.low is None:
        return reading.value or ("FUTURE_REF" if sign > 0 else "PAST_REF"), None
    if reading.value:
        day = base.latest if sign >= 0 else base.earliest
        value, interval, _ = _part(reading, day)
        return value, interval
    first, last = (step(day, unit, sign * reading.low) for day in (base.earliest, base.latest))
    own = anchor.value.split("T")[0]
    finer = anchor.rank > _RANK.get(unit, 2) and unit in ("year", "decade", "century") and reading.low > 1
    value = value_of(first, unit if finer else _unit_of(own)) if unit in MONTHS else value_of(first, _unit_of(own))
    interval = Interval(first, last, base.precision if not reading.hedge else "fuzzy")
    if not reading.point and unit in _RANK:
        value = value_of(first, unit)
        return value + reading.time, days_of(value)
    if reading.hedge:
        interval = around(reading, first).hull(around(reading, last))
    return value + reading.time, interval


def _stretch(reading: Reading, today: date) -> tuple[str, Interval | None, str]:
    """ "The past three years": up to the day of writing; vague counts take the larger number of `VAGUE_COUNT`."""
    unit, count = reading.unit, reading.high
    far = step(today, unit, reading.direction * (count or VAGUE_COUNT[1]))
    if count is None and reading.direction < 0:
        far = step(today, "day", -RECENT.get(unit, 7))
    return reading.value, Interval(min(far, today), max(far, today), "fuzzy"), ""


def _part(reading: Reading, today: date) -> tuple[str, Interval | None, str]:
    """ "March last year", "last May", "Monday of last week"."""
    template, unit, sign = reading.value, reading.unit, reading.direction
    if unit in ("year", "week", "month", "quarter", "decade", "century"):
        if template.startswith("XXXX-WXX"):
            base = step(today, "week", sign)
        else:
            base = step(today, unit, sign * (reading.low or 0))
        value = _compose(reading, base)
    elif unit == "weekday":
        value = _named_weekday(today, int(template[9]), sign).isoformat()
    elif sign:
        value = _with_holiday(_nearest(template, today, sign))
    else:
        value = _with_holiday(f"{today.year:04}{template[4:]}")
    interval = days_of(value)
    return value + reading.time, _edge(interval, reading, today) if interval else None, ""


def _compose(reading: Reading, base: date) -> str:
    """The template of a reading filled from the unit that holds the base day."""
    template, unit = reading.value, reading.unit
    if not template:
        return value_of(base, unit)
    if template.startswith("XXXX-WXX"):
        iso = base.isocalendar()
        return date.fromisocalendar(iso.year, iso.week, int(template[9])).isoformat()
    if len(template) == 4:
        return f"{base.year // 100:02}{template[2:]}"
    if template.startswith("XXXX-XX-"):
        return f"{base.year:04}-{base.month:02}{template[7:]}"
    return _with_holiday(f"{base.year:04}{template[4:]}")


def _edge(interval: Interval, reading: Reading, today: date | None) -> Interval:
    """The part of an interval that "early", "the end of", "later this …" leave."""
    edge = reading.edge
    if not edge or interval.days == 1:
        return interval
    if edge in ("earlier", "later"):
        if today is None or not interval.earliest <= today <= interval.latest:
            return interval
        ends = (interval.earliest, today) if edge == "earlier" else (today, interval.latest)
        return Interval(*ends, "fuzzy")
    low, high = (0.4, 0.7) if edge == "mid" and interval.precision == "decade" else EDGES[edge]
    first = interval.earliest + timedelta(days=round(low * interval.days))
    last = interval.earliest + timedelta(days=max(round(high * interval.days) - 1, round(low * interval.days)))
    return Interval(first, min(last, interval.latest), "fuzzy")


def _year_near(template: str, today: date, tense: int) -> int:
    """The year in which a day or month without one falls: the last, the next, or the nearest, as the tense says."""
    costs = []
    part = "day" if len(template) == 10 else "quarter" if template[5] in "QH" else "month"
    ahead = _AHEAD[part][tense]
    for year in (today.year - 1, today.year, today.year + 1):
        interval = days_of(_with_holiday(f"{year:04}{template[4:]}"))
        if interval is None:
            continue
        if interval.earliest > today:
            costs.append(((interval.earliest - today).days * ahead, year))
        else:
            costs.append((max((today - interval.latest).days, 0) * (1, 3, 1)[tense], year))
    return min(costs)[1] if costs else today.year


def _year_told(points: Sequence[Point], template: str) -> int:
    """The year that a history is in: the one named last, or that of the last day or month if the story goes on there."""
    last = points[-1].interval.earliest.year
    fine = next((point for point in reversed(points[-8:]) if point.rank >= _RANK["month"]), None)
    if fine is None:
        return last
    day = fine.interval.earliest
    years = {last, day.year} | ({day.year + 1} if day.month >= 10 else set())
    costs = []
    for year in sorted(years):
        interval = days_of(_with_holiday(f"{year:04}{template[4:]}"))
        if interval:
            gap = (interval.latest - day).days
            costs.append((gap if gap >= 0 else -3 * gap, year != last, year))
    return min(costs)[2] if costs else last


def _compares(mention: Mention) -> bool:
    """Whether it only names what a figure is compared with: "up from $2m a year earlier"."""
    reading = mention.reading
    return reading.unit == "year" and reading.low == 1 and reading.direction < 0 and reading.point


def _nearest(template: str, today: date, sign: int) -> str:
    """The value of the last, or next, month, season or holiday of a name, this one left out."""
    for year in (today.year, today.year + sign):
        value = _with_holiday(f"{year:04}{template[4:]}")
        interval = days_of(value)
        if interval and (interval.latest < today if sign < 0 else interval.earliest > today):
            return value
    return f"{today.year + sign:04}{template[4:]}"


def _weekday_near(base: date, weekday: int, tense: int) -> date:
    if tense > 0:
        return base + timedelta((weekday - base.isoweekday()) % 7)
    return base - timedelta((base.isoweekday() - weekday) % 7)


def _named_weekday(today: date, weekday: int, sign: int) -> date:
    """ "Last Friday" and "next Friday" leave out today; "this Friday" is in this week."""
    if not sign:
        return today + timedelta(weekday - today.isoweekday())
    return today + timedelta(sign * ((sign * (weekday - today.isoweekday()) - 1) % 7 + 1))


def _with_holiday(value: str) -> str:
    name = value[5:]
    if not name.isalpha() or len(name) < 3 or name.isupper() or not value[:4].isdecimal():
        return value
    day = holiday(int(value[:4]), name)
    return day.isoformat() if day else value


def _unit_of(value: str) -> str:
    """The unit that a value is precise to."""
    return next((unit for unit, rank in _RANK.items() if rank == _rank_of(value) and unit != "season"), "day")


def _rank_of(value: str) -> int:
    value = value.split("T")[0]
    if value.isdecimal():
        return len(value) - 2
    if "Q" in value:
        return 4
    if "H" in value:
        return 3
    if "W" in value[:6] and value[5] == "W" and value[6:8].isdecimal():
        return 6
    return {7: 5, 10: 7}.get(len(value), 2)


def _unknown(reading: Reading) -> str:
    return {"day": "XXXX-XX-XX", "week": "XXXX-WXX", "month": "XXXX-XX"}.get(reading.unit, "XXXX")
