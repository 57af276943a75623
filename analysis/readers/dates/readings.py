"""Turns the words of a temporal expression into a `Reading`: one small function for each way that a rule can read."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import replace
from functools import lru_cache

from analysis.core.lexicon import load_lexicon
from analysis.readers.dates.grammar import COUNT_CLASSES, UNIT_CLASSES, amount_of, grammar, period
from analysis.readers.dates.mentions import Kind, Reading
from analysis.readers.numbers import number_of

_MONTHS = ("month", "august", "may", "month_short")
_HALF_OF = [("ordinal", "half"), ("last", "half"), ("latest", "half")]


class Words:
    """The tokens of one expression, found by their class."""

    def __init__(self, tokens: tuple[str, ...], codes: str) -> None:
        pairs = [(token, code) for token, code in zip(tokens, codes, strict=True) if code != " "]
        self.tokens = [token for token, _ in pairs]
        self.classes = [grammar().classes.get(code, code) for _, code in pairs]

    def has(self, *names: str) -> bool:
        """Whether a word of one of the classes is there."""
        return any(name in names for name in self.classes)

    def all(self, *names: str) -> list[str]:
        """What the words of the classes stand for, as strings, in order."""
        values = grammar().values
        return [
            str(values[name][token.lower()]) if name in values else token
            for name, token in zip(self.classes, self.tokens, strict=True)
            if name in names
        ]

    def said(self, *names: str) -> list[str]:
        """The words of the classes as they stand, in small letters."""
        return [token.lower() for name, token in zip(self.classes, self.tokens, strict=True) if name in names]

    def get(self, *names: str) -> str:
        """What the first word of one of the classes stands for; "" when there is none."""
        return next(iter(self.all(*names)), "")

    def since(self, at: int) -> Words:
        """The words from a place on."""
        rest = copy(self)
        rest.tokens, rest.classes = self.tokens[at:], self.classes[at:]
        return rest

    @property
    def edge(self) -> str:
        return self.get("early", "edge", "earlier", "later")

    @property
    def hedge(self) -> str:
        return self.get("about", "compare", "least") or ("under" if self.has("up") else "")

    @property
    def unit(self) -> str:
        return self.get(*UNIT_CLASSES) or ("quarter" if self.has("period") else "")


@lru_cache(maxsize=4096)
def read_words(reads: str, tokens: tuple[str, ...], codes: str) -> Reading | None:
    """The reading of an expression, or None when its words make no sense together."""
    words = Words(tokens, codes)
    reading = _READERS[reads](words)
    return replace(reading, calendar="fiscal") if reading and words.has("fiscal", "fiscal_year") else reading


def _calendar(words: Words) -> Reading | None:
    value, unit = _calendar_value(words)
    if value is None or value == "XXXX":
        return None
    time = _time(words)
    kind: Kind = "weekday" if value.startswith("XXXX-WXX") else "yearless" if value.startswith("XXXX") else "date"
    edge, hedge, type_ = words.edge, words.get("about"), "TIME" if time else "DATE"
    return Reading(kind, type_, value + time, unit, edge=edge, hedge=hedge, time=time)


def _nth(words: Words) -> Reading | None:
    """A unit within a month or year: "the first week of May"."""
    at = next(index for index, name in enumerate(words.classes) if name in UNIT_CLASSES)
    number = words.get("ordinal") or words.get("day_ordinal")[:-2] or words.get("last")
    reading = _calendar(words.since(at + 1))
    return reading and replace(reading, part=(int(number), words.unit))


def _weekday_dated(words: Words) -> Reading | None:
    """A weekday with its day of the month, the month left to the reader."""
    weekday = words.get("weekday", "weekday_short")
    return Reading("weekday", "DATE", f"XXXX-WXX-{weekday}", "day", part=(_days(words)[0], "day"))


def _ahead(words: Words) -> Reading | None:
    """A length of time that may be the way to a point: "in two weeks"."""
    reading = _duration(words)
    return reading and replace(reading, point=True)


def _to_date(words: Words) -> Reading | None:
    """ "Year to date": what has passed of it."""
    return Reading("relative", "DATE", "", words.unit, 0, 0, edge="earlier")


def _week_of(words: Words) -> Reading | None:
    """The week that holds a day."""
    reading = _calendar(words)
    return reading and replace(reading, edge="week")


def _hijri(words: Words) -> Reading | None:
    """A day, month or year of the solar or lunar Hijri calendar."""
    numbers, month = _days(words), words.get("solar", "lunar")
    if first := words.get("lunar_first"):
        month = str(int(first) + int(words.get("lunar_second")))
    value = "-".join([words.get("year"), *([f"{int(month):02}"] if month else []), *(f"{day:02}" for day in numbers)])
    calendar = "lunar Hijri" if words.has("lunar", "lunar_first") else "solar Hijri"
    return Reading("date", "DATE", value, "day" if numbers else "month", calendar=calendar)


def _feast(words: Words) -> Reading | None:
    """A feast with a name of several words, in its year if that is said."""
    name = " ".join(words.said("new", "feast", "holiday", "may", "weekday", "unit", "eve"))
    if words.has("of"):
        name = f"{name.removeprefix('eve ')} eve"
    day, year = load_lexicon("dates")["feasts"].get(name), words.get("year") or "XXXX"
    return Reading("date" if words.has("year") else "yearless", "DATE", f"{year}-{day}", "day") if day else None


def _other_day(words: Words) -> Reading | None:
    """A second day of a month that another mention names: "May 4 and 5", "March 28-30, 2024"."""
    time = _time(words)
    value = f"{words.get('year') or 'XXXX'}-XX-{_days(words)[0]:02}"
    return Reading("pointing", "TIME" if time else "DATE", value, "month", time=time)


def _calendar_value(words: Words) -> tuple[str | None, str]:
    """TIMEX value without the time of day, and the unit that it is precise to."""
    if words.has("era", "century", "decade", "decade_short", "decade_word") or words.classes[-2:] == [
        "year",
        "possessive",
    ]:
        return _distant(words)
    fiscal = words.get("fiscal_year")
    year = words.get("year") or (f"20{fiscal[-2:]}" if fiscal else _spoken(words))
    numbers = _days(words)
    if not words.has("year") and len(numbers) + bool(numbers and words.has("small_number")) > 1:  # "3/18/74"
        year = _short(words.all("day_number", "small_number")[-1])
    if len(numbers) > 1 and not words.has(*_MONTHS):
        if words.classes[0] == "year":
            return _checked(year, *numbers[:2]), "day"
        return _numeric(year, numbers[0], numbers[1], words.has(".")), "day"
    month = words.get(*_MONTHS) or (numbers and words.has("/") and str(numbers.pop()))  # "03/2018"
    if month:
        if words.has("quarter"):  # "the September quarter" ends with that month
            return (f"{year}-Q{int(month) // 3}" if int(month) % 3 == 0 else None), "quarter"
        if numbers:
            return _checked(year, int(month), numbers[0]), "day"
        return (f"{year}-{int(month):02}" if int(month) <= 12 else None), "month"
    for classes, unit in ((("season", "fall"), "season"), (("named_part",), "quarter"), (("holiday",), "day")):
        if part := words.get(*classes):
            return f"{year}-{part}", unit
    if words.has("quarter", "half") and words.has("ordinal", "day_ordinal", "last", "latest"):
        ordinal = int(words.get("ordinal") or words.get("day_ordinal")[:-2] or words.get("last", "latest"))
        top, letter = (4, "Q") if words.has("quarter") else (2, "H")
        number = top if ordinal < 0 else ordinal
        return (f"{year}-{letter}{number}" if number <= top else None), "quarter"
    if weekday := words.get("weekday", "weekday_short"):
        return f"XXXX-WXX-{weekday}", "day"
    return year, "year"


def _distant(words: Words) -> tuple[str | None, str]:
    """A century, a decade, a year of an era."""
    before = "BC" if words.get("era") == "-1" else ""
    if words.has("century"):
        number = int(words.get("ordinal") or words.get("day_ordinal")[:-2])
        return f"{before}{number - 1:02}", "century"
    if decade := words.get("decade") or (words.has("possessive") and words.get("year")):
        return (decade[:3] if decade[3] == "0" else None), "decade"
    if decade := words.get("decade_short", "decade_word"):
        return f"{19 if int(decade[:2]) >= 30 else 20}{decade[0]}", "decade"
    number = int(words.get("year") or words.all("day_number", "small_number")[-1])
    if words.has(*_MONTHS):
        return None, ""
    return f"{before}{number:04}", "year"


def _spoken(words: Words) -> str:
    """The year as it is said: "nineteen ninety-six", "two thousand"; XXXX when there is none."""
    said = [word.lower() for word in words.all("teen", "number", "scale")]
    if words.has("teen"):
        number = number_of(" ".join(said[1:])) or 0
        return f"{number_of(said[0])}{number}" if 10 <= number <= 99 else "XXXX"
    number = number_of(" ".join(said)) or 0
    return str(number) if 1000 <= number < 2200 and (words.unit == "year" or words.has(*_MONTHS)) else "XXXX"


def _short(digits: str) -> str:
    """The year that two digits mean in a date: 19-Nov-12, 3/18/74."""
    return f"{19 if int(digits) >= 70 else 20}{digits:0>2}"


def _days(words: Words) -> list[int]:
    """The numbers that are no hours."""
    following = [*words.classes[1:], ""]
    if (
        words.has(*_MONTHS)
        and not words.has("day_number", "day_ordinal")
        and words.has("ordinal", "number")
        and not words.has("scale")
    ):
        return [number_of(" ".join(words.said("number", "ordinal"))) or 0]
    return [
        int(token.rstrip("stndrh"))
        for name, token, after in zip(words.classes, words.tokens, following, strict=True)
        if name == "day_ordinal" or (name == "day_number" and after != "half_day")
    ]


def _numeric(year: str, first: int, second: int, dotted: bool) -> str | None:
    """ "22/03/2024": where day and month can't be told apart, neither is said; between dots the day comes first."""
    if first == second or first > 12 or (dotted and second <= 12):
        return _checked(year, second, first)
    return _checked(year, first, second) if second > 12 else f"{year}-XX-XX"


def _checked(year: str, month: int, day: int) -> str | None:
    days = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return f"{year}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= days[month - 1] else None


def _time(words: Words) -> str:
    """ "T17:30", "TMO" …, or ""."""
    if part := words.get("daypart", "noon", "tonight", "overnight"):
        return part
    clock = words.get("clock")
    if not clock and words.has("half_day"):
        before = zip(words.classes, words.tokens[: words.classes.index("half_day")], strict=False)
        clock = [token for name, token in before if name == "day_number"][-1] + ":00"
    if not clock:
        return ""
    hour, minute = map(int, clock.split(":"))
    if words.has("half_day") and hour <= 12:
        hour = hour % 12 + int(words.get("half_day"))
    return f"T{hour:02}:{minute:02}"


def _relative(words: Words) -> Reading | None:
    """Counted from the day of writing."""
    time, edge, hedge = _time(words), words.edge, words.hedge
    kind = "TIME" if time else "DATE"
    if words.has("today", "tonight", "overnight"):
        step = -1 if words.has("overnight") else int(words.get("today") or 0)
        return Reading("relative", kind, "", "day", abs(step), abs(step), step, edge=edge, time=time)
    if words.has("ago", "from"):
        low, high = amount_of(words.classes, words.tokens)
        back = -1 if words.has("ago") else 1
        return Reading("relative", "DATE", "", words.unit, low, high, back, point=True, hedge=hedge)
    step = int(words.get("last", "past", "next", "this", "current", "latest") or 0)
    if words.has("recent"):
        step = -1
    if words.has("units", "units_short", "quarters"):
        low, high = amount_of(words.classes, words.tokens)
        value = period(words.unit, low)
        return Reading("relative", "DURATION", value, words.unit, low, high, step, True, hedge=hedge)
    if words.has("past") and words.unit in ("decade", "century"):
        return Reading("relative", "DURATION", period(words.unit, 1), words.unit, 1, 1, -1, True, hedge=hedge)
    value, unit = _template(words)
    unit = words.unit or ("weekday" if unit == "weekday" else "")
    if words.has("daypart") and not value:
        unit = "day"
    return Reading("relative", kind, value, unit, abs(step), abs(step), step, edge=edge, hedge=hedge, time=time)


def _template(words: Words) -> tuple[str, str]:
    """The part of a relative expression that is certain: "XXXX-03" of "March last year"; and its unit."""
    if words.has("weekday", "weekday_short") and not words.has(*_MONTHS, "holiday"):
        return f"XXXX-WXX-{words.get('weekday', 'weekday_short')}", "weekday"
    if words.classes == ["day_number"] or (words.has("day_ordinal") and not words.has(*_MONTHS)):
        return f"XXXX-XX-{_days(words)[0]:02}", "month"
    halved = any(pair in zip(words.classes, words.classes[1:], strict=False) for pair in _HALF_OF)
    quartered = words.has("ordinal") and words.has("quarter")
    if halved or quartered or words.has(*_MONTHS, "season", "fall", "holiday", "named_part"):
        value, unit = _calendar_value(words)
        return value or "", unit
    return "", ""


def _offset(words: Words) -> Reading | None:
    """Counted from an earlier event."""
    time = _time(words)
    step = -1 if words.has("earlier", "before", "previously", "previous") else 1
    if words.has("same"):
        step = 0
    unit = "day" if words.has("daypart") else words.unit
    counted = words.has(*COUNT_CLASSES)
    low, high = amount_of(words.classes, words.tokens) if counted else (1.0, 1.0)
    if words.has("following", "next", "previous") and words.has("units", "units_short", "quarters"):
        low, high = (low, high) if counted else (None, None)
        return Reading("offset", "DURATION", period(unit, low), unit, low, high, step, True, hedge=words.hedge)
    (value, part), kind, hedge = _template(words), "TIME" if time else "DATE", words.hedge
    return Reading("offset", kind, value, unit or part, low, high, step, point=counted, hedge=hedge, time=time)


def _after(words: Words) -> Reading | None:
    """Counted from an event that the words behind it name."""
    low, high = amount_of(words.classes, words.tokens)
    length = period(words.unit, low)
    return Reading("offset", "DATE", "", words.unit, low, high, 1, point=True, since=length, hedge=words.hedge)


def _before(words: Words) -> Reading | None:
    """Counted back from such an event."""
    reading = _after(words)
    return reading and replace(reading, direction=-1)


def _ago(words: Words) -> Reading | None:
    """ "The year-earlier quarter": one unit back."""
    return Reading("relative", "DATE", _template(words)[0], words.unit, 1, 1, -1, point=True)


def _pointing(words: Words) -> Reading | None:
    """An earlier date again, or a part of it."""
    time = _time(words)
    value, part = _template(words)
    step, kind = int(words.get("previous", "following", "next") or 0), "TIME" if time else "DATE"
    unit = "day" if words.has("daypart") else words.unit or part
    return Reading("pointing", kind, value, unit, abs(step), abs(step), step, edge=words.edge, time=time)


def _short_year(words: Words) -> Reading | None:
    """The last year of "1957-58"."""
    number = words.tokens[0]
    return Reading("pointing", "DATE", f"{number:X>4}", "century")


def _clock(words: Words) -> Reading | None:
    """A time of day without its day."""
    time = _time(words)
    return Reading("clock", "TIME", f"XXXX-XX-XX{time}", "day", edge=words.edge, time=time)


def _vague(words: Words) -> Reading | None:
    value = words.get("now", "vague", "previously", "future", "former")
    if not value:
        value = "PRESENT_REF" if words.has("these", "current") else "PAST_REF"
    return Reading("vague", "DATE", value)


def _duration(words: Words) -> Reading | None:
    one = None if words.has("units", "units_short", "quarters") else 1.0
    low, high = amount_of(words.classes, words.tokens) if words.has(*COUNT_CLASSES) else (one, one)
    end = 1 if words.get("ordinal") == "1" else 0
    return Reading("duration", "DURATION", period(words.unit, low), words.unit, low, high, end, hedge=words.hedge)


def _recurring(words: Words) -> Reading | None:
    """What recurs: TIMEX value of the period."""
    if value := words.get("daily"):
        return Reading("set", "SET", value)
    if day := words.get("weekday", "weekdays"):
        return Reading("set", "SET", f"XXXX-WXX-{day}{words.get('dayparts', 'daypart')}", "weekday")
    if part := words.get("daypart", "dayparts"):
        return Reading("set", "SET", f"XXXX-XX-XX{part}", "day")
    if words.has(*_MONTHS, "season", "fall"):
        return Reading("set", "SET", _calendar_value(words)[0] or "", "year")
    low, high = amount_of(words.classes, words.tokens) if words.has(*COUNT_CLASSES) else (1.0, 1.0)
    return Reading("set", "SET", period(words.unit, low), words.unit, low, high)


_READERS: dict[str, Callable[[Words], Reading | None]] = {
    "calendar": _calendar,
    "relative": _relative,
    "offset": _offset,
    "after": _after,
    "before": _before,
    "ago": _ago,
    "pointing": _pointing,
    "short_year": _short_year,
    "other_day": _other_day,
    "week_of": _week_of,
    "nth": _nth,
    "to_date": _to_date,
    "ahead": _ahead,
    "weekday_dated": _weekday_dated,
    "feast": _feast,
    "hijri": _hijri,
    "rate": lambda words: None,  # "$2 million a year" tells no time
    "clock": _clock,
    "vague": _vague,
    "duration": _duration,
    "recurring": _recurring,
}
