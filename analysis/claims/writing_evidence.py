"""Pieces of evidence for a date of writing, and what they allow together."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Annotated

from analysis.core.lexicon import load_lexicon
from analysis.core.tables import Table
from analysis.core.values import Interval
from analysis.readers.dates.calendar import days_of, value_of


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of evidence: its words, the days of writing that it allows, and why.

    An end that it leaves open is None: a past event bounds the writing from below only.
    """

    start: int
    end: int
    text: str
    earliest: Annotated[date | None, "first possible day of what it allows", "day"]
    latest: Annotated[date | None, "last possible day of what it allows", "day"]
    reason: Annotated[str, "what it says, in words"]


WRITTEN_EVIDENCE = Table.of("written_evidence", "a piece of evidence for a date of writing", Evidence)


@dataclass(frozen=True, slots=True)
class Piece:
    """Evidence as a constraint: the stretches of days that it allows, and how much it weighs against others."""

    evidence: Evidence
    allowed: tuple[Interval, ...]
    weight: float


def piece(text: str, start: int, end: int, allowed: Iterable[tuple[date, date]], weight: float, reason: str) -> Piece:
    """A piece of evidence for the stretches of days in `allowed`; the ends of the calendar are no bounds."""
    stretches = tuple(Interval(earliest, latest, "fuzzy") for earliest, latest in sorted(allowed))
    evidence = Evidence(start, end, text[start:end], *_ends(stretches), reason)
    return Piece(evidence, stretches, weight)


def narrowed(one: Piece, left: Sequence[Interval]) -> Evidence:
    """The evidence of a piece, with only those of its stretches that share a day with the result."""
    kept = [stretch for stretch in one.allowed if any(stretch.overlaps(other) for other in left)]
    earliest, latest = _ends(kept or one.allowed)
    return replace(one.evidence, earliest=earliest, latest=latest)


def _ends(stretches: Sequence[Interval]) -> tuple[date | None, date | None]:
    first, last = hull(stretches)
    return None if first == date.min else first, None if last == date.max else last


def combine(pieces: Sequence[Piece]) -> tuple[tuple[Interval, ...], list[Piece], list[Piece]]:
    """The days that the pieces allow together, the pieces that agree, and those that contradict them.

    The heavier a piece, the earlier it counts. One that allows none of the days left is set apart; when it weighs as
    much as the lightest of those before it that it contradicts, its days are added instead of being ruled out.

    >>> march = [piece("x", 0, 1, [(date(2024, 3, 1), date(2024, 3, 31))], 1.0, "")]
    >>> later = [piece("x", 0, 1, [(date(2024, 3, 9), date.max)], 1.0, "")]
    >>> [str(stretch.earliest) for stretch in combine(march + later)[0]]
    ['2024-03-09']
    """
    ordered = sorted(pieces, key=lambda one: (-one.weight, one.evidence.start, one.evidence.end))
    left: tuple[Interval, ...] = (Interval(date.min, date.max, "fuzzy"),)
    agreeing: list[Piece] = []
    contradicting: list[Piece] = []
    for one in ordered:
        both = _meet(left, one.allowed)
        if both:
            left = both
            agreeing.append(one)
            continue
        contradicting.append(one)
        if agreeing and one.weight >= agreeing[-1].weight:
            left = _bounded(left, one.allowed)
    return left, agreeing, contradicting


def _meet(left: Sequence[Interval], right: Sequence[Interval]) -> tuple[Interval, ...]:
    return tuple(both for one in left for other in right if (both := one.meet(other)))


def _bounded(left: tuple[Interval, ...], right: tuple[Interval, ...]) -> tuple[Interval, ...]:
    """Both, as far as they have ends: what is open towards the past or future adds its nearest day only."""
    days = [day for one in (*left, *right) for day in (one.earliest, one.latest) if day not in (date.min, date.max)]
    return (Interval(min(days), max(days), "fuzzy"),) if days else left


def hull(stretches: Sequence[Interval]) -> tuple[date, date]:
    """First and last day of some stretches."""
    return min(one.earliest for one in stretches), max(one.latest for one in stretches)


def month(year: int, number: int) -> tuple[date, date]:
    """First and last day of a month; `number` may run beyond December or before January.

    >>> month(2024, 14)
    (datetime.date(2025, 2, 1), datetime.date(2025, 2, 28))
    """
    year, number = year + (number - 1) // 12, (number - 1) % 12 + 1
    return date(year, number, 1), date(year, number, monthrange(year, number)[1])


def precision(earliest: date, latest: date) -> str:
    """The calendar unit that two days are the ends of, "fuzzy" when they are of none.

    >>> precision(date(2025, 5, 1), date(2025, 5, 31)), precision(date(2025, 5, 16), date(2025, 5, 17))
    ('month', 'fuzzy')
    """
    if earliest == latest:
        return "day"
    units = (days_of(value_of(earliest, unit)) for unit in ("month", "quarter", "half", "year"))
    return next(
        (unit.precision for unit in units if unit and (unit.earliest, unit.latest) == (earliest, latest)), "fuzzy"
    )


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_YEAR = r"(?:19|20)\d\d"
# Numbers are what a page has fewest of: each is looked at once, and the date that it may belong to is tried around it.
_NUMBER = re.compile(r"[0-9]+")
_MONTH_BEFORE = re.compile(rf"(?<![a-z]){_MONTH}\.?[ \t\xa0-]{{1,3}}$", re.IGNORECASE)
_YEAR_FIRST = re.compile(rf"(?P<year>{_YEAR})(?P<mark>[-/.])(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?)(?!\d)")
_NUMERIC = re.compile(
    rf"(?P<first>\d\d?)(?P<sign>[-/.])(?P<second>\d\d?)(?P=sign)(?P<year>{_YEAR}|\d\d)(?![\d%/]|[.-]\d)"
)
_DAY_FIRST = re.compile(
    rf"""(?P<day>\d\d?)(?:st|nd|rd|th)?\.?(?:[ \t\xa0]{{1,3}}(?:of[ ])?|-)(?P<month>{_MONTH})(?![a-z])
    (?:[.,]{{0,2}}(?:[ \t\xa0]{{1,3}}|-)(?P<year>{_YEAR}|[’']\d\d)(?!\d))?""",
    re.VERBOSE | re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"(?P<day>\d\d?)(?:st|nd|rd|th)?(?![\d:])(?:[.,]{{0,2}}(?:[ \t\xa0]{{1,3}}|-)(?P<year>{_YEAR}|[’']\d\d)(?!\d))?",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b\d{1,2}(?:[:.h]\d\d(?::\d\d)?(?:[ \xa0]?[ap]\.?m\b\.?)?|[ \xa0]?[ap]\.?m\b\.?)", re.IGNORECASE | re.ASCII
)
_WEEKDAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?\b\.?", re.IGNORECASE | re.ASCII)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_JOINTS = ("/", "-", ":", ",", ".")  # a number right after one of these is the tail of something else
_AROUND = 32
_FIRST_YEAR, _LAST_YEAR = 1980, 2099


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date with the day and month (and mostly the year) in numbers or by name.

    `days` holds each reading that the numbers allow: two for "03/04/2025" as long as nothing tells day from month
    (`likely` is the one that dates with named months suggest); none when the year is missing, which `yearless`
    (month, day) then stands for. `label` is published, updated, other or ""; `clock` says whether a time of day stands
    beside it, and `zone` names its time zone.
    """

    start: int
    end: int
    days: tuple[date, ...]
    yearless: tuple[int, int] | None = None
    label: str = ""
    clock: bool = False
    zone: str = ""
    likely: date | None = None


def find_stamps(text: str) -> list[Stamp]:
    """Every date of a page that names its day, read by the conventions of that page.

    Whether 03/04/2025 is in March or April is decided by what else the page shows: a number above 12, a weekday
    beside it, its time zone. Otherwise both readings stay, and the order of the page's dates with named months says
    which is likelier.

    >>> [stamp.days for stamp in find_stamps("Posted 03/04/2025. Last edited 13/04/2025 09:12 GMT.")]
    [(datetime.date(2025, 4, 3),), (datetime.date(2025, 4, 13),)]
    """
    stamps = [stamp for number in _NUMBER.finditer(text) if (stamp := _stamp(number, text))]
    if not any(len(stamp.days) > 1 for stamp in stamps):
        return stamps
    firm, likely = _day_first(stamps, text)
    if firm is not None:
        return [replace(one, days=one.days[:1] if firm else one.days[-1:]) for one in stamps]
    place = 0 if likely else -1
    return [replace(one, likely=one.days[place]) if one.days and likely is not None else one for one in stamps]


def _stamp(number: re.Match[str], text: str) -> Stamp | None:
    """The stamp that a number belongs to, or None when it belongs to none or no calendar has such a day."""
    start, end = number.span()
    if end - start > 4 or end - start == 3:
        return None
    before = text[max(0, start - 13) : start]
    if before[-1:] in _JOINTS and not before[-2:-1].isalpha():
        return None
    if month := _MONTH_BEFORE.search(before):
        match, start = _MONTH_FIRST.match(text, start), start - len(before) + month.start()
        return match and _named(text, start, match, month[0])
    if match := _YEAR_FIRST.match(text, start):
        return _placed(text, start, match.end(), _days((match["year"], match["month"], match["day"])))
    if match := _NUMERIC.match(text, start):
        first, second, year = match["first"], match["second"], match["year"]
        readings = [(year, second, first)] if match["sign"] == "." else [(year, second, first), (year, first, second)]
        return _placed(text, start, match.end(), tuple(dict.fromkeys(_days(*readings))))
    match = _DAY_FIRST.match(text, start)
    return match and _named(text, start, match, match["month"])


def _named(text: str, start: int, match: re.Match[str], month_words: str) -> Stamp | None:
    """The stamp of a date whose month is named."""
    month = str(1 + _MONTHS.index(month_words[:3].lower()))
    if match["year"]:
        return _placed(text, start, match.end(), _days((match["year"], month, match["day"])))
    leap = _days(("2024", month, match["day"]))
    return _placed(text, start, match.end(), (), (leap[0].month, leap[0].day)) if leap else None


def _placed(
    text: str, start: int, end: int, days: tuple[date, ...], yearless: tuple[int, int] | None = None
) -> Stamp | None:
    """A stamp with what stands beside it."""
    if not days and not yearless:
        return None
    before = text[max(0, start - _AROUND) : start].rpartition("\n")[2]
    after = text[end : end + _AROUND].partition("\n")[0]
    weekday = _weekday(before, after)
    days = tuple(day for day in days if day.weekday() == weekday) or days
    zone = next((word for word in re.findall(r"\b[A-Z]{2,4}\b", after) if word in _zones()), "")
    clock = bool(_TIME.search(before[-16:]) or _TIME.search(after))
    return Stamp(start, end, days, yearless, _label(text, start), clock, zone)


def _days(*readings: tuple[str, str, str]) -> tuple[date, ...]:
    """The days that exist among some readings of year, month and day."""
    found = []
    for year_words, month, day in readings:
        digits = year_words.lstrip("’'")
        year = int(digits) if len(digits) == 4 else 2000 + int(digits)
        if _FIRST_YEAR <= year <= _LAST_YEAR and 1 <= int(month) <= 12:
            try:
                found.append(date(year, int(month), int(day)))
            except ValueError:
                continue
    return tuple(found)


def _weekday(before: str, after: str) -> int | None:
    """The weekday that is named right beside a date."""
    *_, match = (None, *_WEEKDAY.finditer(before[-14:]))
    match = match or _WEEKDAY.match(after.lstrip(" ,("))
    return _WEEKDAYS.index(match[1].lower()) if match else None


def _label(text: str, start: int) -> str:
    """What the words before a date call it: the last few on its line, or a short line above it."""
    line_start = text.rfind("\n", max(0, start - 48), start) + 1
    here = text[max(line_start, start - 48) : start]
    words = _bare(here)
    if not words and line_start:
        above = text[max(0, line_start - 48) : line_start].rstrip().rpartition("\n")[2]
        words = _bare(above)
        return _labels().get(words, "")
    for size in (3, 2, 1):
        if label := _labels().get(" ".join(words.split()[-size:])):
            return label
    return ""


def _bare(words: str) -> str:
    """Lower-case words without times, time zones, weekdays and marks."""
    words = _WEEKDAY.sub(" ", _TIME.sub(" ", words))
    return " ".join(word.lower() for word in re.findall(r"[A-Za-z]+", words) if word not in _zones())


@cache
def _labels() -> dict[str, str]:
    words = load_lexicon("written")
    return {word: label for label in ("published", "updated", "other") for word in words[label]}


@cache
def _zones() -> dict[str, bool]:
    """Time zone → whether its country writes the day first."""
    zones = load_lexicon("written")["zones"]
    return {zone: order == "day" for order in ("day", "month") for zone in zones[order]}


def _day_first(stamps: list[Stamp], text: str) -> tuple[bool | None, bool | None]:
    """Whether the page writes the day before the month: by its numbers and zones, and by dates with named months."""
    firm: Counter[bool] = Counter()
    likely: Counter[bool] = Counter()
    for stamp in stamps:
        words = text[stamp.start : stamp.end]
        numbers = re.match(r"(\d\d?)[-/](\d\d?)[-/]", words)
        if numbers and len(stamp.days) == 1 and numbers[1] != numbers[2]:
            firm[stamp.days[0].day == int(numbers[1])] += 100
        elif not numbers and not words[:4].isdigit():
            likely[words[0].isdigit()] += 1
        if stamp.zone:
            firm[_zones()[stamp.zone]] += 1
    return _more(firm), _more(likely)


def _more(votes: Counter[bool]) -> bool | None:
    return None if votes[True] == votes[False] else votes[True] > votes[False]
