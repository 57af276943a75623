"""What temporal expressions say, and how their words are read: one small method for each way that a rule can read."""

from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Annotated, Any, Literal, NamedTuple, get_args

from analysis.core.lexicon import load_lexicon
from analysis.core.tables import Named, Table
from analysis.core.values import Interval, Span
from analysis.readers.amounts import find_amounts
from analysis.readers.dates.grammar import grammar, period
from analysis.readers.numbers import number_of

Kind = Literal["date", "yearless", "weekday", "relative", "offset", "pointing", "vague", "duration", "set", "clock"]
Link = Literal["", "to", "list", "part", "end", "shift", "event", "beside"]
Basis = Literal["absolute", "document date", "previous event", "none"]
BASES: tuple[str, ...] = get_args(Basis)


class Reading(NamedTuple):
    """What a temporal expression says by itself, before anyone knows when the text was written.

    Kinds: date, complete by itself ("3 May 2024", "the 1990s"); yearless ("April 17", "the summer"); weekday; relative
    to the day of writing ("four years ago", "March last year"); offset from an earlier event ("sixty years later");
    pointing at an earlier date again ("that year"); vague ("now"); duration ("90 minutes"); set ("every Friday"); and
    clock, a time of day without its day ("at 5:30 p.m."). The value is that of TIMEX3 as far as the words go, unknown
    fields as X: "XXXX-04-17", "XXXX-WXX-3", "P3Y", "PXM", "PAST_REF", "196" (the 1960s), "18" (19th century), "BC0264".
    """

    kind: Kind
    value: str = ""
    unit: str = ""  # what is counted or pointed at
    low: float | None = None  # how many, at both ends; "this": 0, "last": 1, vague: None
    high: float | None = None
    direction: int = 0  # +1: ahead
    span: bool = False  # "the past three years"
    point: bool = False  # the point at its end: "three years ago"
    since: str = ""  # of what is counted from an event that the text names, the value of the length
    edge: str = ""  # "early" …
    hedge: str = ""  # "about" …
    time: str = ""  # "TMO" …
    part: tuple[int, str] | None = None  # which unit of it: (1, "week") in "the first week of May"
    calendar: str = ""  # whose year it is, when not the common one: fiscal, solar Hijri, lunar Hijri

    @property
    def type(self) -> str:
        """TIMEX3 type: DATE, TIME, DURATION or SET."""
        lasts = "DURATION" if self.span else "TIME" if self.time else "DATE"
        return {"duration": "DURATION", "set": "SET"}.get(self.kind, lasts)


class Mention(NamedTuple):
    """A temporal expression in a text: its place, what it says, and what its surroundings suggest.

    `tense`, of the verbs around it, is -1 for the past, 1 for the future, -2 and 2 when that of its own clause says so.
    `link` is how it hangs on the mention before: "to" ends a range, "list" shares what one of both says ("March and
    April 2024"), "part" is what that is a part of ("the first nine months of 2023"), "end" ends that length ("the year
    ended 31 March"), "shift" and "event" is what that counts from ("a year ago on May 3", "two days after 4 July");
    "beside" tells how far another event is from that ("on 4 July, two days after the vote").
    """

    start: int
    end: int
    text: str
    reading: Reading
    tense: int = 0
    sentence: int = 0
    link: Link = ""

    @property
    def kind(self) -> Kind:
        """Kind of expression; see `Reading`."""
        return self.reading.kind

    @property
    def value(self) -> str:
        """TIMEX3 value as far as the words alone go."""
        return self.reading.value


class DateMention(NamedTuple):
    """A temporal expression with its meaning, the span of the one that it was counted from, and how it was read."""

    start: int
    end: int
    text: str
    type: Annotated[str, Named("timex_type"), "TIMEX3 type", ("DATE", "TIME", "DURATION", "SET")]
    value: Annotated[str, Named("timex_value"), "TIMEX3 value"]
    interval: Annotated[Interval | None, "what is meant"]
    basis: Annotated[str, "resolved against", BASES]
    mention: Mention
    reason: Annotated[str, "why there is no interval, empty when there is one"] = ""
    anchor: Span | None = None

    @property
    def counts_back(self) -> bool:
        """Whether it tells when that was which it counts from: "a year after the vote"."""
        return self.type == "DURATION" and self.mention.reading.since != "" and self.basis == "document date"


DATES = Table.of("dates", "a temporal expression", DateMention)
Count = tuple[float | None, float | None] | None
_MONTHS = ("month", "august", "may", "month_short")
_UNITS = ("unit", "units", "unit_short", "units_short", "quarter", "quarters", "weekend", "century")
_COUNTS = "number teen scale several few half article day_number small_number big_number".split()
_PLURAL = ("units", "units_short", "quarters")


class Words:
    """The tokens of one expression, found by their class; `read_…` are the ways that the rules of the grammar name."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self.pairs, self.classes, self.tokens = pairs, [name for name, _ in pairs], [token for _, token in pairs]

    def has(self, *names: str) -> bool:
        """Whether a word of one of the classes is there."""
        return any(name in names for name in self.classes)

    def all(self, *names: str) -> Iterator[str]:
        """What the words of the classes stand for, as strings, in order."""
        known = grammar().values
        return (str(known[of][word.lower()]) if of in known else word for of, word in self.pairs if of in names)

    def said(self, *names: str) -> str:
        """The words of the classes as they stand, in small letters."""
        return " ".join(token.lower() for name, token in self.pairs if name in names)

    def get(self, *names: str) -> str:
        """What the first word of one of the classes stands for; "" when there is none."""
        return next(self.all(*names), "")

    @property
    def unit(self) -> str:
        return self.get(*_UNITS) or ("quarter" if self.has("period") else "")

    @property
    def amount(self) -> tuple[float | None, float | None]:
        """How many units, both ends: one where no number is said, None where the words don't say."""
        words = " ".join(self.tokens).lower().replace(" - ", "-").replace(" / ", "/")
        first = next(iter(find_amounts(words.replace("quarter", "month"))), None)  # for two quarters are no half
        if first or "couple" in words:
            return (first.low if first.high else None, first.high) if first else (2.0, 2.0)
        return (None, None) if self.has(*_PLURAL, "several", "few") else (1.0, 1.0)

    @property
    def ordinal(self) -> int:
        """ "Third", "3rd"; "last" is -1."""
        return int(self.get("ordinal") or self.get("day_ordinal")[:-2] or self.get("last", "latest"))

    def reading(
        self, kind: Kind, value: str = "", unit: str = "", count: Count = None, direction: int = 0, **more: Any
    ) -> Reading:
        """A reading with the edge, hedge and time of day that the words say."""
        edge = self.get("early", "edge", "earlier", "later") or ("earlier" if self.has("date") else "")  # year to date
        hedge = self.get("about", "compare", "least") or ("under" if self.has("up") else "")
        said = {"edge": edge, "hedge": hedge, "time": self.time} | more
        return Reading(kind, value, unit, *(count or (None, None)), direction, **said)

    def read_calendar(self) -> Reading | None:
        value, unit = self._calendar_value()
        if value is None or value == "XXXX":
            return None
        kind: Kind = "weekday" if value.startswith("XXXX-WXX") else "yearless" if value.startswith("XXXX") else "date"
        part = (self.days[0], "day") if kind == "weekday" and self.days else None  # Friday the 13th
        return self.reading(kind, value + self.time, unit, part=part)

    def read_nth(self) -> Reading | None:
        """A unit within a month or year: "the first week of May"."""
        at = 1 + next(index for index, name in enumerate(self.classes) if name in _UNITS)
        reading = Words(self.pairs[at:]).read_calendar()
        return reading and reading._replace(part=(self.ordinal, self.unit))

    def read_week_of(self) -> Reading | None:
        """The week that holds a day."""
        reading = self.read_calendar()
        return reading and reading._replace(edge="week")

    def read_hijri(self) -> Reading:
        """A day, month or year of the solar or lunar Hijri calendar."""
        month = self.get("solar", "lunar")
        if first := self.get("lunar_first"):
            month = str(int(first) + int(self.get("lunar_second")))
        value = "-".join([self.get("year"), *(f"{int(part):02}" for part in (month, *map(str, self.days)) if part)])
        calendar = "lunar Hijri" if self.has("lunar", "lunar_first") else "solar Hijri"
        return self.reading("date", value, "day" if self.days else "month", calendar=calendar)

    def read_feast(self) -> Reading | None:
        """A feast with a name of several words, in its year if that is said."""
        name = self.said("new", "feast", "holiday", "may", "weekday", "unit", "eve")
        if self.has("of"):
            name = f"{name.removeprefix('eve ')} eve"
        day, year = load_lexicon("dates")["feasts"].get(name), self.get("year") or "XXXX"
        return self.reading("yearless" if year == "XXXX" else "date", f"{year}-{day}", "day") if day else None

    def read_other_day(self) -> Reading:
        """A second day of a month that another mention names: "May 4 and 5", "March 28-30, 2024"."""
        return self.reading("pointing", f"{self.get('year') or 'XXXX'}-XX-{self.days[0]:02}", "month")

    def _calendar_value(self) -> tuple[str | None, str]:
        """TIMEX value without the time of day, and the unit that it is precise to."""
        distant = self.has("era", "century", "decade", "decade_short", "decade_word", "possessive")
        if distant and not self.has("half", "quarter"):
            return self._distant()
        fiscal = self.get("fiscal_year")
        year = self.get("year") or (f"20{fiscal[-2:]}" if fiscal else self._spoken())
        numbers = list(self.days)
        if not self.has("year") and len(numbers) + bool(numbers and self.has("small_number")) > 1:  # "3/18/74"
            *_, digits = self.all("day_number", "small_number")
            year = f"{19 if int(digits) >= 70 else 20}{digits:0>2}"
        if len(numbers) > 1 and not self.has(*_MONTHS):
            if self.classes[0] == "year":
                return _checked(year, *numbers[:2]), "day"
            return _numeric(year, numbers[0], numbers[1], self.has(".")), "day"
        if month := self.get(*_MONTHS) or (numbers and self.has("/") and str(numbers.pop())):  # "03/2018"
            if self.has("quarter"):  # "the September quarter" ends with that month
                return (f"{year}-Q{int(month) // 3}" if int(month) % 3 == 0 else None), "quarter"
            if numbers:
                return _checked(year, int(month), numbers[0]), "day"
            return (f"{year}-{int(month):02}" if int(month) <= 12 else None), "month"
        for classes, unit in ((("season", "fall"), "season"), (("named_part",), "quarter"), (("holiday",), "day")):
            if part := self.get(*classes):
                return f"{year}-{part}", unit
        if self.has("quarter", "half") and self.has("ordinal", "day_ordinal", "last", "latest"):
            top, letter = (4, "Q") if self.has("quarter") else (2, "H")
            number = top if self.ordinal < 0 else self.ordinal
            return (f"{year}-{letter}{number}" if number <= top else None), "quarter"
        weekday = self.get("weekday", "weekday_short")
        return (f"XXXX-WXX-{weekday}", "day") if weekday else (year, "year")

    def _distant(self) -> tuple[str | None, str]:
        """A century, a decade, a year of an era."""
        before = "BC" if self.get("era") == "-1" else ""
        if self.has("century"):
            return f"{before}{self.ordinal - 1:02}", "century"
        if decade := self.get("decade") or (self.has("possessive") and self.get("year")):
            return (decade[:3] if decade[3] == "0" else None), "decade"
        if decade := self.get("decade_short", "decade_word"):
            return f"{19 if int(decade[:2]) >= 30 else 20}{decade[0]}", "decade"
        number = int(self.get("year") or [*self.all("day_number", "small_number")][-1])
        return (None if self.has(*_MONTHS) else f"{before}{number:04}"), "year"

    def _spoken(self) -> str:
        """The year as it is said: "nineteen ninety-six", "two thousand"; XXXX when there is none."""
        century, _, rest = self.said("teen", "number", "scale").partition(" " if self.has("teen") else "|")
        number = number_of(century) or 0
        if self.has("teen"):
            number = 100 * number + (number_of(rest) or 0)
        return str(number) if 1000 <= number < 2200 and (self.has("teen", *_MONTHS) or self.unit == "year") else "XXXX"

    @cached_property
    def days(self) -> list[int]:
        """The numbers that are no hours."""
        said = self.said("number", "ordinal")
        if said and self.has(*_MONTHS) and not self.has("day_number", "day_ordinal", "scale"):
            return [number_of(said) or 0]
        behind = zip(self.pairs, [*self.classes[1:], ""], strict=True)
        days = (pair for pair, after in behind if pair[0] == "day_ordinal" or after != "half_day")
        return [int(token.rstrip("stndrh")) for name, token in days if name in ("day_ordinal", "day_number")]

    @cached_property
    def time(self) -> str:
        """ "T17:30", "TMO" …, or ""."""
        if part := self.get("daypart", "noon", "tonight", "overnight"):
            return part
        half = self.get("half_day")
        before = self.tokens[: self.classes.index("half_day")] if half else []
        clock = self.get("clock") or next((token for token in reversed(before) if token.isdigit()), "")
        if not clock:
            return ""
        hour, _, minute = clock.partition(":")
        return f"T{int(hour) % 12 + int(half) if half and int(hour) <= 12 else int(hour):02}:{minute or '00'}"

    def read_relative(self) -> Reading:
        step = int(self.get("today", "last", "past", "next", "this", "current", "latest") or 0)
        step = -1 if self.has("recent", "overnight") else step
        if self.has("today", "tonight", "overnight"):
            return self.reading("relative", "", "day", (abs(step), abs(step)), step)
        if self.has("ago", "from"):
            return self.reading("relative", "", self.unit, self.amount, -1 if self.has("ago") else 1, point=True)
        if self.has(*_PLURAL) or (self.has("past") and self.unit in ("decade", "century")):
            count = self.amount
            return self.reading("relative", period(self.unit, count[0]), self.unit, count, step, span=True)
        value, unit = self._template()
        unit = self.unit or ("weekday" if unit == "weekday" else "day" if self.has("daypart") and not value else "")
        return self.reading("relative", value, unit, (abs(step), abs(step)), step)

    def _template(self) -> tuple[str, str]:
        """The part of a relative expression that is certain: "XXXX-03" of "March last year"; and its unit."""
        if self.has("weekday", "weekday_short") and not self.has(*_MONTHS, "holiday"):
            return f"XXXX-WXX-{self.get('weekday', 'weekday_short')}", "weekday"
        if self.classes == ["day_number"] or (self.has("day_ordinal") and not self.has(*_MONTHS)):
            return f"XXXX-XX-{self.days[0]:02}", "month"
        halved = self.has("half") and self.has("last", "latest")
        nth = self.has("half", "quarter") and self.has("ordinal")
        if halved or nth or self.has(*_MONTHS, "season", "fall", "holiday", "named_part"):
            value, unit = self._calendar_value()
            return value or "", unit
        return "", ""

    def read_offset(self) -> Reading:
        step = -1 if self.has("earlier", "before", "previously", "previous") else 0 if self.has("same") else 1
        unit, counted = "day" if self.has("daypart") else self.unit, self.has(*_COUNTS)
        if self.has("following", "next", "previous") and self.has(*_PLURAL):
            return self.reading("offset", period(unit, self.amount[0]), unit, self.amount, step, span=True)
        value, part = self._template()
        return self.reading("offset", value, unit or part, self.amount if counted else (1, 1), step, point=counted)

    def read_after(self) -> Reading:
        """Counted from an event that the words behind it name."""
        since = period(self.unit, self.amount[0])
        return self.reading("offset", "", self.unit, self.amount, 1, point=True, since=since)

    def read_before(self) -> Reading:
        """Counted back from such an event."""
        return self.read_after()._replace(direction=-1)

    def read_ago(self) -> Reading:
        """ "The year-earlier quarter": one unit back."""
        return self.reading("relative", self._template()[0], self.unit, (1, 1), -1, point=True, edge="")

    def read_pointing(self) -> Reading:
        """An earlier date again, or a part of it."""
        value, part = self._template()
        step = int(self.get("previous", "following", "next") or 0)
        unit = "day" if self.has("daypart") else self.unit or part
        return self.reading("pointing", value, unit, (abs(step), abs(step)), step)

    def read_short_year(self) -> Reading:
        """The last year of "1957-58"."""
        return self.reading("pointing", f"{self.tokens[0]:X>4}", "century")

    def read_rate(self) -> None:
        """ "$2 million a year" tells no time."""

    def read_clock(self) -> Reading:
        return self.reading("clock", f"XXXX-XX-XX{self.time}", "day")

    def read_vague(self) -> Reading:
        now = "PRESENT_REF" if self.has("these", "current") else "PAST_REF"
        return self.reading("vague", self.get("now", "vague", "previously", "future", "former") or now)

    def read_duration(self) -> Reading:
        first = int(self.get("ordinal") == "1")
        return self.reading("duration", period(self.unit, self.amount[0]), self.unit, self.amount, first)

    def read_recurring(self) -> Reading:
        day, part = self.get("weekday", "weekdays"), self.get("daypart", "dayparts")
        if day or part:
            return self.reading("set", f"XXXX-{f'WXX-{day}' if day else 'XX-XX'}{part}", "weekday" if day else "day")
        if value := self.get("daily"):
            return self.reading("set", value)
        if self.has(*_MONTHS, "season", "fall"):
            return self.reading("set", self._calendar_value()[0] or "", "year")
        count = self.amount if self.has(*_COUNTS) else (1, 1)
        return self.reading("set", period(self.unit, count[0]), self.unit, count)


def _numeric(year: str, first: int, second: int, dotted: bool) -> str | None:
    """ "22/03/2024": where day and month can't be told apart, neither is said; between dots the day comes first."""
    if first == second or first > 12 or (dotted and second <= 12):
        return _checked(year, second, first)
    return _checked(year, first, second) if second > 12 else f"{year}-XX-XX"


def _checked(year: str, month: int, day: int) -> str | None:
    days = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return f"{year}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= days[month - 1] else None


@lru_cache(maxsize=4096)
def read_words(reads: str, tokens: tuple[str, ...], codes: str) -> Reading | None:
    """The reading of an expression, or None when its words make no sense together."""
    names = grammar().classes
    words = Words([(names.get(code, code), word) for word, code in zip(tokens, codes, strict=True) if code != " "])
    reading: Reading | None = getattr(words, f"read_{reads}")()
    return reading._replace(calendar="fiscal") if reading and words.has("fiscal", "fiscal_year") else reading
