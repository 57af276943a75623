"""What the temporal reader hands over: words that tell a time, what they say, and when that was."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal, get_args

from analysis.core.tables import Named, Table
from analysis.core.values import Interval, Span

Kind = Literal["date", "yearless", "weekday", "relative", "offset", "pointing", "vague", "duration", "set", "clock"]
Link = Literal["", "to", "list", "part", "end", "shift", "event"]
Basis = Literal["absolute", "document date", "previous event", "none"]
BASES: tuple[str, ...] = get_args(Basis)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a temporal expression says by itself, before anyone knows when the text was written.

    Parameters
    ----------
    kind
        - date: complete by itself ("3 May 2024", "2014", "the 1990s", "Q3 2021");
        - yearless: a day, month, season, quarter or holiday without its year ("April 17", "in March", "the summer");
        - weekday: "Wednesday", "Friday night";
        - relative: counted from the day of writing ("today", "last month", "this year", "four years ago",
          "March last year", "the past three years");
        - offset: counted from an earlier event ("four months after", "sixty years later", "the following day");
        - pointing: an earlier date named again ("that year", "the same month", "July of that year");
        - vague: "now", "recently", "in future": no calendar unit at all;
        - duration: a length of time that is tied to no point ("90 minutes", "decade-long");
        - set: "daily", "every Friday";
        - clock: a time of day without its day ("at 5:30 p.m.", "that morning").
    value
        TIMEX3 value as far as the words go, unknown fields as X: "2024-03", "XXXX-04-17" (yearless), "XXXX-WXX-3"
        (weekday), "P3Y", "PXM", "PAST_REF", "1998-Q3", "196" (the 1960s), "18" (19th century), "BC0264".
        Relative, offset and pointing readings have "" or the part that is certain ("XXXX-03" in "March last year").
    unit
        What is counted or pointed at: minute, hour, day, week, weekend, month, quarter, half, season, year, decade,
        century; or weekday. "" where nothing is.
    low, high
        How many units, both ends; None where the words are vague ("several years ago"). "This" counts 0, "last" 1.
    direction
        -1 towards the past, +1 towards the future, 0 neither.
    span
        Whether a stretch is meant and not the point at its end: "the past three years" against "three years ago".
    point
        Whether a point so many units away is meant: "two years ago", "a year earlier", and not the unit itself.
    since
        For offsets that name their event, as in "four months after that incident": the TIMEX3 value of the length.
    edge
        Part of the unit: early, mid, late, start, end, "earlier" or "later" (as in "later this month"), or "".
    hedge
        How exact: about, under (nearly, almost, less than), over (more than, at least), or "".
    time
        "TMO", "TAF", "TEV", "TNI", "T17:30" …, or "".
    part
        Which unit of it: (1, "week") in "the first week of May", (-1, "week") in "the last week of May".
    calendar
        Whose year it is when not the common one: fiscal, solar Hijri, lunar Hijri.
    """

    kind: Kind
    value: str = ""
    unit: str = ""
    low: float | None = None
    high: float | None = None
    direction: int = 0
    span: bool = False
    point: bool = False
    since: str = ""
    edge: str = ""
    hedge: str = ""
    time: str = ""
    part: tuple[int, str] | None = None
    calendar: str = ""

    @property
    def type(self) -> str:
        """TIMEX3 type: DATE, TIME, DURATION or SET."""
        lasts = "DURATION" if self.span else "TIME" if self.time else "DATE"
        return {"duration": "DURATION", "set": "SET"}.get(self.kind, lasts)


@dataclass(frozen=True, slots=True)
class Mention:
    """A temporal expression in a text: its place, what it says, and what its surroundings suggest.

    Parameters
    ----------
    start, end, text
        Where it stands, and its words.
    reading
        What the words say; see `Reading`. `kind`, `type` and `value` are also here for short.
    tense
        -1 when the verbs around it tell of the past, +1 when they tell of the future, 0 when neither is clear; -2 and
        +2 when the verb of its own clause does.
        Only for yearless, weekday and clock readings.
    sentence
        Number of the sentence in the text, for telling which expressions belong together.
    link
        How it hangs on the mention before it: "to" when it ends a range ("2022-2024", "from Monday to Friday"), "list"
        when both share what only one of them says ("March and April 2024"), "part" when it is what that is a part of
        ("the first nine months of 2023"), "end" when that is a length which ends with it ("the year ended 31 March"),
        "shift" and "event" when that counts from it ("a year ago on May 3", "two days after 4 July"), or "".
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
    def type(self) -> str:
        """TIMEX3 type."""
        return self.reading.type

    @property
    def value(self) -> str:
        """TIMEX3 value as far as the words alone go."""
        return self.reading.value


@dataclass(frozen=True, slots=True)
class DateMention:
    """A temporal expression with its meaning, the span of the one that it was counted from, and how it was read."""

    start: int
    end: int
    text: str
    type: Annotated[str, Named("timex_type"), "TIMEX3 type", ("DATE", "TIME", "DURATION", "SET")]
    value: Annotated[str, Named("timex_value"), "TIMEX3 value"]
    interval: Annotated[Interval | None, "what is meant"]
    basis: Annotated[str, "resolved against", BASES]
    reason: Annotated[str, "why there is no interval, empty when there is one"] = ""
    anchor: Span | None = None
    mention: Mention | None = field(default=None, repr=False)


DATES = Table.of("dates", "a temporal expression", DateMention)
