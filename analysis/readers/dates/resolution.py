"""Gives temporal expressions their days: from the day of writing, or from the date that the text named last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import takewhile
from typing import NamedTuple

from analysis.core.values import Interval, Span
from analysis.readers.dates.calendar import (
    RANK,
    compose,
    counted,
    days_of,
    edge_of,
    hijri_days,
    rank_of,
    relative,
    step,
    value_of,
    weekday_near,
    with_holiday,
    year_near,
)
from analysis.readers.dates.readings import Basis, DateMention, Mention, Reading

_NEAR = 5  # how many sentences back an event may lie that a news text counts from
_NOW, _RECENT = 7, 90  # how many days back "now" and "recently" reach
_FAR = 10  # how many years "previously" and "in the past" reach back, and "in the future" ahead


class Point(NamedTuple):
    """A mention that has its days, to count others from."""

    mention: Mention
    value: str
    interval: Interval

    @property
    def rank(self) -> int:
        """How fine it is: a day is finer than a year."""
        return rank_of(self.value)


class Meaning(NamedTuple):
    """Value, days, what they rest on, and the mention counted from."""

    value: str
    interval: Interval | None
    basis: Basis
    reason: str = ""
    anchor: Point | None = None
    type: str = ""


class Resolver:
    """Reads the mentions of one text in order, and remembers the points that later ones are counted from.

    It was written on one day; `history` when its dates follow each other as told.
    """

    def __init__(self, mentions: Sequence[Mention], today: date | None, history: bool) -> None:
        self.mentions, self.today, self.history = mentions, today, history
        self.points: list[Point] = []
        self.quarter: Point | None = None

    def resolved(self) -> list[DateMention]:
        """What the mentions mean."""
        return list(map(self._resolve, range(len(self.mentions)), self.mentions))

    def _resolve(self, index: int, mention: Mention) -> DateMention:
        value, interval, basis, reason, anchor, kind = self._read(index)
        if mention.reading.calendar == "fiscal":
            interval, reason = None, "a fiscal year: nothing says in which month it begins"
        span = Span(anchor.mention.start, anchor.mention.end) if anchor else None
        reason = reason if mention.reading.calendar else ("" if interval else reason or "no such day")
        start, end, text, kind = mention.start, mention.end, mention.text, kind or mention.type
        found = DateMention(start, end, text, kind, value, interval, basis, mention, reason, span)
        if interval and mention.type in ("DATE", "TIME") and value[:1].isdigit() and not _compares(mention):
            self.points.append(Point(mention, value, interval))
            if rank_of(value) == RANK["quarter"]:
                self.quarter = self.points[-1]
        return found

    def _read(self, index: int) -> Meaning:
        """What a mention means, by its kind."""
        read: Callable[[int, Mention], Meaning] = getattr(self, f"_{self.mentions[index].kind}")
        return read(index, self.mentions[index])

    def _told(self, index: int) -> Point | None:
        """A mention that need not have been reached yet, if it has its days."""
        meaning = self._read(index)
        return Point(self.mentions[index], meaning.value, meaning.interval) if meaning.interval else None

    # what is complete by itself

    def _date(self, index: int, mention: Mention) -> Meaning:
        value = with_holiday(mention.value)
        calendar = mention.reading.calendar
        if calendar.endswith("Hijri"):
            days = hijri_days(value, calendar)
            reason = f"converted from the {calendar} calendar" if days else f"no such day in the {calendar} calendar"
            return Meaning(value, days, "absolute", reason)
        reason = "before the year 1" if value.startswith("BC") else ""
        return self._edged(Meaning(value, days_of(value), "absolute", reason), mention)

    def _edged(self, meaning: Meaning, mention: Mention) -> Meaning:
        """The part of what was meant that the words leave: its beginning, its first week, the week that holds it."""
        reading, days = mention.reading, meaning.interval
        if days and reading.edge == "week":
            value = value_of(days.earliest, "week")
            return meaning._replace(value=value, interval=days_of(value))
        return meaning._replace(interval=edge_of(days, reading, None if meaning.basis == "absolute" else self.today))

    def _duration(self, index: int, mention: Mention) -> Meaning:
        return Meaning(mention.value, None, "none", "a length of time" if mention.kind == "duration" else "it recurs")

    _set = _duration

    # what lacks its year, week or day

    def _yearless(self, index: int, mention: Mention) -> Meaning:
        if near := self._neighbour(index):
            year = near.interval.earliest.year
            begins = near.mention.link == "to" and near.mention in self.mentions[index + 1 : index + 2]
            crossed = begins and mention.value[5:] > near.value[5:] and mention.value[5:7].isdigit()
            return self._filled(mention, year - crossed, "absolute", near)
        if self.history and self.points:
            year = _year_told(self.points, mention.value)
            return self._filled(mention, year, "previous event", self.points[-1])
        if self.today is None:
            return Meaning(mention.value, None, "none", "its year is not stated, nor when the text was written")
        last = self.mentions[index - 1].reading if mention.link == "to" else None
        year = year_near(mention.value, self.today, 2 if last and last.kind == "vague" else mention.tense)
        begun = self.points[-1] if self.points and mention.link == "to" else None
        if begun and begun.mention is self.mentions[index - 1] and begun.mention.kind == "yearless":
            year = begun.interval.earliest.year  # "from November to February"
            year += f"{year:04}{mention.value[4:]}" < begun.value
        return self._filled(mention, year, "document date", None)

    def _filled(self, mention: Mention, year: int, basis: Basis, anchor: Point | None) -> Meaning:
        value = with_holiday(f"{year:04}{mention.value[4:]}")
        return self._edged(Meaning(value, days_of(value), basis, anchor=anchor), mention)

    def _neighbour(self, index: int) -> Point | None:
        """The mention beside it, in a range or a list, that says the year for both."""
        listed = takewhile(lambda mention: mention.link in ("to", "list"), self.mentions[index + 1 : index + 4])
        after = next((mention for mention in listed if mention.value[:4].isdigit()), None)
        if after is None or len(after.value) < 7:
            return None
        interval = days_of(with_holiday(after.value.replace("XX", self.mentions[index].value[5:7])))
        return Point(after, after.value, interval) if interval else None

    def _weekday(self, index: int, mention: Mention) -> Meaning:
        anchor = self.points[-1] if self.history and self.points else None
        base, tense = anchor.interval.latest if anchor else self.today, mention.tense
        before = self.mentions[index - 1] if mention.link == "to" else None
        if before and before.kind == "weekday" and self.points and self.points[-1].mention is before:
            base, tense = self.points[-1].interval.latest, 1
        if base is None:
            return Meaning(mention.value, None, "none", "nothing says in which week")
        number, _ = mention.reading.part or (0, "")
        day = weekday_near(base, int(mention.value[9]), tense, number)
        return self._at(day, mention, anchor) if day else Meaning(mention.value, None, "none")

    def _clock(self, index: int, mention: Mention) -> Meaning:
        point = self.points[-1] if self.points else None
        if point and point.rank == RANK["day"] and mention.sentence - point.mention.sentence <= 2:
            return self._at(point.interval.latest, mention, point)
        if self.today and not self.history:
            return self._at(self.today, mention, None)
        return Meaning(mention.value, None, "none", "nothing says on which day")

    def _at(self, day: date, mention: Mention, anchor: Point | None) -> Meaning:
        return Meaning(day.isoformat() + mention.reading.time, Interval.on(day), _basis(anchor), anchor=anchor)

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
        return Meaning(*relative(reading, today), "document date", "nothing says how many")

    def _vague(self, index: int, mention: Mention) -> Meaning:
        value, today = mention.value, self.today
        if today is None or self.history:
            return Meaning(value, None, "none", "nothing says when the text was written")
        if value == "FUTURE_REF":
            return Meaning(value, Interval(today, step(today, "year", _FAR), "fuzzy"), "document date")
        recent = mention.text.lower() in ("recently", "recent", "lately")
        back = ("day", -_NOW) if value == "PRESENT_REF" else ("day", -_RECENT) if recent else ("year", -_FAR)
        return Meaning(value, Interval(step(today, *back), today, "fuzzy"), "document date")

    # what is counted from an earlier event

    def _offset(self, index: int, mention: Mention) -> Meaning:
        reading, since = mention.reading, mention.reading.since
        kind = "DURATION" if since else ""
        if mention.link == "beside":
            return Meaning(since, None, "none", "it says how far another event is from the date beside it", type=kind)
        anchor = (self._following(index) if since else None) or self._point(mention)
        if anchor is None:
            return self._offset_from_writing(reading)
        if not self.history and anchor.rank < RANK.get(reading.unit, 2):
            value = since or reading.value or _unknown(reading)
            return Meaning(value, None, "none", "the date that it is counted from is not as fine", type=kind)
        value, interval = counted(reading, anchor.value, anchor.interval)
        if since and self.today and interval and interval.earliest > self.today:
            return self._offset_from_writing(reading)
        value, kind = (since, kind) if since and not self.history else (value, "")
        return Meaning(value, interval, "previous event", "no end is stated", anchor, kind)

    def _offset_from_writing(self, reading: Reading) -> Meaning:
        """Without an earlier date, "a year after the vote" says that the vote was a year before the writing."""
        if self.today is None or reading.span:
            return Meaning(reading.value or _unknown(reading), None, "none", "no earlier date to count from")
        if not reading.since:
            return Meaning(*relative(reading, self.today), "document date")
        _, interval = relative(replace(reading, direction=-reading.direction), self.today)
        return Meaning(reading.since, interval, "document date", type="DURATION")

    def _following(self, index: int) -> Point | None:
        """The date of the event behind "a year after", when the same sentence says it."""
        mention, *after = self.mentions[index : index + 2]
        follows = after and after[0].sentence == mention.sentence and after[0].kind in ("date", "yearless")
        return self._told(index + 1) if follows else None

    def _point(self, mention: Mention) -> Point | None:
        """The last point as fine as the unit, else the last one; in news, one of the last few sentences."""
        rank = RANK.get(mention.reading.unit, 2)
        points = self.points[-4:]
        if not self.history:
            points = [point for point in points if mention.sentence - point.mention.sentence <= _NEAR]
        return next((point for point in reversed(points) if point.rank >= rank), points[-1] if points else None)

    def _quarter(self, mention: Mention) -> Point | None:
        """The quarter that "the year-ago quarter" or "a year earlier" is compared with."""
        quarter = self.quarter
        if quarter is None or any(word in mention.text for word in ("quarter", "period", "-")):
            return quarter
        near = quarter is self.points[-1] and mention.sentence - quarter.mention.sentence <= 2
        return quarter if near else None

    def _pointing(self, index: int, mention: Mention) -> Meaning:
        reading, unit = mention.reading, mention.reading.unit
        if reading.value[:4].isdigit() and self.points:  # "March 28-30, 2024"
            value = reading.value.replace("XX", self.points[-1].value[5:7], 1)
            return Meaning(value, days_of(value), "absolute")
        anchor = self._pointed(index, mention)
        base = anchor.interval.latest if anchor else self.today
        if anchor and anchor.rank < RANK.get(unit, 2):
            return Meaning(reading.value or anchor.value, anchor.interval, "previous event", anchor=anchor)
        if base is None:
            return Meaning(reading.value or _unknown(reading), None, "none", "no earlier date to point at")
        if unit == "weekend" and anchor is None and mention.tense <= 0 and base.isoweekday() < 6:
            base = step(base, "week", -1)
        if unit == "quarter" and anchor is None:
            base = step(base, "quarter", -1)
        base = step(base, unit, reading.direction)
        value = compose(reading, base) + reading.time
        return Meaning(value, edge_of(days_of(value), reading, self.today), _basis(anchor), anchor=anchor)

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
    fine = next((point for point in reversed(points[-8:]) if point.rank >= RANK["month"]), None)
    if fine is None:
        return last
    day = fine.interval.earliest
    years = {last, day.year} | ({day.year + 1} if day.month >= 10 else set())
    spans = ((year, days_of(with_holiday(f"{year:04}{template[4:]}"))) for year in sorted(years))
    gaps = ((year, (span.latest - day).days) for year, span in spans if span)
    return min(((max(gap, -3 * gap), year != last, year) for year, gap in gaps), default=(last,))[-1]


def _basis(anchor: Point | None) -> Basis:
    return "previous event" if anchor else "document date"


def _compares(mention: Mention) -> bool:
    """Whether it only names what a figure is compared with: "up from $2m a year earlier"."""
    reading = mention.reading
    return reading.unit == "year" and reading.low == 1 and reading.direction < 0 and reading.point


def _unknown(reading: Reading) -> str:
    return {"day": "XXXX-XX-XX", "week": "XXXX-WXX", "month": "XXXX-XX"}.get(reading.unit, "XXXX")
