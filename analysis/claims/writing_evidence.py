"""Pieces of evidence for a date of writing: what an article's own words allow for it, and what they allow together."""

import re
from bisect import bisect_right
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from math import log
from typing import Annotated, NamedTuple

from analysis.claims.grouping import stems
from analysis.core.tables import Table
from analysis.core.text import View, sentences
from analysis.core.values import Interval, Span
from analysis.readers.dates.calendar import days_of, value_of
from analysis.readers.dates.find import recognise, resolve
from analysis.readers.dates.readings import Reading
from analysis.sources.article import Article, article_view


class Evidence(NamedTuple):
    """A piece of evidence: its words, the days of writing that it allows (an open end is None), and why."""

    start: int
    end: int
    text: str
    earliest: Annotated[date | None, "first possible day of what it allows", "day"]
    latest: Annotated[date | None, "last possible day of what it allows", "day"]
    reason: Annotated[str, "what it says, in words"]


WRITTEN_EVIDENCE = Table.of("written_evidence", "a piece of evidence for a date of writing", Evidence)


class Piece(NamedTuple):
    """Evidence as a constraint: the stretches of days that it allows, and how much it weighs against others."""

    evidence: Evidence
    allowed: tuple[Interval, ...]
    weight: float


def piece(text: str, start: int, end: int, allowed: Iterable[tuple[date, date]], weight: float, reason: str) -> Piece:
    """A piece of evidence for the stretches of days in `allowed`; the ends of the calendar are no bounds."""
    stretches = tuple(Interval(earliest, latest, "fuzzy") for earliest, latest in sorted(allowed))
    return Piece(Evidence(start, end, text[start:end], *_ends(stretches), reason), stretches, weight)


def _ends(stretches: Sequence[Interval]) -> tuple[date | None, date | None]:
    first, last = hull(stretches)
    return None if first == date.min else first, None if last == date.max else last


def combine(pieces: Sequence[Piece]) -> tuple[tuple[Interval, ...], list[Piece], list[Piece]]:
    """The days that the pieces allow together, the heavier first; those that agree, and those that contradict them."""
    left: tuple[Interval, ...] = (Interval(date.min, date.max, "fuzzy"),)
    agreeing: list[Piece] = []
    contradicting: list[Piece] = []
    for one in sorted(pieces, key=lambda one: (-one.weight, one.evidence.start, one.evidence.end)):
        both = tuple(shared for had in left for allowed in one.allowed if (shared := had.meet(allowed)))
        (agreeing if both else contradicting).append(one)
        left = both or left
    return left, agreeing, contradicting


def weighed(pieces: Sequence[Piece]) -> tuple[date, date, tuple[Evidence, ...]]:
    """First and last day that the pieces allow together, and what speaks for and against these."""
    left, agreeing, contradicting = combine(pieces)
    evidence = []
    for one in agreeing:  # with only those of its stretches that share a day with the result
        kept = [stretch for stretch in one.allowed if any(stretch.overlaps(other) for other in left)]
        earliest, latest = _ends(kept or one.allowed)
        evidence.append(one.evidence._replace(earliest=earliest, latest=latest))
    # a pair of sentences that proves to be none is no evidence
    against = (one.evidence for one in contradicting if not one.evidence.reason.startswith(_GUESSED))
    evidence += [one._replace(reason=f"contradicts the other evidence: {one.reason}") for one in against]
    return *hull(left), tuple(evidence)


def hull(stretches: Sequence[Interval]) -> tuple[date, date]:
    """First and last day of some stretches."""
    return min(one.earliest for one in stretches), max(one.latest for one in stretches)


def month(year: int, number: int) -> tuple[date, date]:
    """First and last day of a month; `number` may run beyond December or before January."""
    year, number = year + (number - 1) // 12, (number - 1) % 12 + 1
    return date(year, number, 1), date(year, number, monthrange(year, number)[1])


def precision(earliest: date, latest: date) -> str:
    """The calendar unit that two days are the ends of, "fuzzy" when they are of none."""
    if earliest == latest:
        return "day"
    units = (days_of(value_of(earliest, unit)) for unit in ("month", "quarter", "half", "year"))
    whole = (unit.precision for unit in units if unit and (unit.earliest, unit.latest) == (earliest, latest))
    return next(whole, "fuzzy")


# How far back a date without its year reaches. In the news of TimeBank, nine of ten such days lie within half a year
# of the writing, and nineteen of twenty such months within nine months.
_DAY_REACH, _MONTH_REACH = timedelta(days=183), 9
_RECENT_MONTHS = 2
_GUESSED = "probably the same event as the one dated"
_LONGEST = 600
# The same for the days of a text that also names bare weekdays: that is the news of a week
_NEWS_REACH = timedelta(days=62)
_WEIGHT = {"past": 2.0, "paired": 1.2, "recent": 0.8, "yearless": 0.6}
_YEARS = range(1900, 2101)
_YEARLESS_WIDTH = timedelta(days=3 * 366)

# "Will" and its like, anywhere in a sentence, make its dates no sure past.
_FORWARD = re.compile(
    r"(?i)\b(?:will|shall|would|could|(?-i:may)|might|plan(?:s|ned)?|expect\w*|due|schedul\w*|slated|set to|target\w*"
    r"|forecast\w*|project(?:s|ed|ions?)|ahead of|deadline|goal|aim(?:s|ed)?|upcoming|expires?|next|budget)\b"
)
_RECENTLY = re.compile(r"\b(?:recently|newly|in recent (?:days|weeks|months))\b", re.IGNORECASE)
# How much two sentences must share to be about one event: the sum of their common words' rarity, alone and as a part
# of the sum of all the words of the shorter one.
_SHARED, _PART = 3.0, 0.12


class _Said(NamedTuple):
    """A temporal expression in its sentence: its place in the article, and what it may mean."""

    start: int
    end: int
    reading: Reading
    sentence: int
    interval: Interval | None
    past: bool
    behind: bool


def inferred_pieces(article: Article, others: Sequence[Piece] = ()) -> list[Piece]:
    """The pieces of evidence in an article's words; `others`, of the page around it, place a month in its year."""
    text, view = article.text, article_view(article)
    bounds = sentences(view.text)
    said = _said(article, view, bounds)
    pieces: list[Piece] = []
    if past := [(one.interval, one) for one in said if one.interval and one.past]:
        when, one = max(past, key=lambda pair: (pair[0].earliest, pair[0].latest, -pair[1].start))
        words, days = [span.of(view.text) for span in bounds], [(when.earliest, date.max)]
        pieces.append(piece(text, one.start, one.end, days, _WEIGHT["past"], "the latest dated event"))
        pieces += _paired(text, said, words, when.earliest)
        pieces += _recent(text, said, words, when.earliest)
    left, *_ = combine([*pieces, *others])
    first, last = hull(left)
    if last - first <= _YEARLESS_WIDTH:
        pieces += _yearless(text, said, range(first.year - 1, last.year + 1))
    return pieces


def _said(article: Article, view: View, bounds: Sequence[Span]) -> list[_Said]:
    """The temporal expressions of the view, placed in the article."""
    text, found = view.text, []
    starts = [span.start for span in bounds]
    lines = [line.start for line in article.lines]
    ahead = cache(lambda at: _FORWARD.search(bounds[at].of(text)[:_LONGEST]) is not None)
    for mention in resolve(recognise(text), None):
        when = mention.interval
        if when and when.earliest.year not in _YEARS:
            continue
        place = view.source(Span(mention.start, mention.end))
        at = max(0, bisect_right(starts, mention.start) - 1)
        caption = article.lines[max(0, bisect_right(lines, place.start) - 1)].role == "caption"
        past = when is not None and when.days < 366 and not ahead(at) and not mention.mention.value.isdigit()
        behind = not ahead(at) and (mention.mention.tense < 0 or caption)
        found.append(_Said(place.start, place.end, mention.mention.reading, at, when, past, behind))
    return found


def _paired(text: str, said: Sequence[_Said], told: Sequence[str], lowest: date) -> Iterator[Piece]:
    """ "Last month" and a date for the same event, in two sentences that share their rarer words."""
    dates = (one for one in said if one.past and one.reading.kind == "date")
    dated = [(one.interval, one) for one in dates if one.interval and one.interval.days <= 31]
    counted = [one for one in said if _is_counted(one.reading)]
    if not dated or not counted:
        return
    told_by = [stems(words) for words in told]
    common = Counter(stem for words in told_by for stem in words)
    rarity = {stem: log((1 + len(told_by)) / count) for stem, count in common.items()}

    def weight(words: Iterable[str]) -> float:
        return sum(sorted(rarity[stem] for stem in words))

    for one in counted:
        scored = []
        for when, other in dated:
            here, there, days = told_by[one.sentence], told_by[other.sentence], _counted(when, one.reading)
            shared, part = weight(here & there), _PART * min(weight(here), weight(there))
            if one.sentence != other.sentence and shared >= max(_SHARED, part) and days[1] >= lowest:
                scored.append((shared, when.earliest, -other.start, days, text[other.start : other.end]))
        if scored:
            *_, days, words = max(scored)
            yield piece(text, one.start, one.end, [days], _WEIGHT["paired"], f"{_GUESSED} {words}")


def _is_counted(reading: Reading) -> bool:
    """Whether an expression is "last month", "last year", "two months ago": so many whole units back."""
    whole = reading.low == reading.high and reading.low in (1, 2) and not (reading.value or reading.hedge)
    return whole and reading.kind == "relative" and reading.unit in ("month", "year") and reading.direction < 0


def _counted(event: Interval, reading: Reading) -> tuple[date, date]:
    """The days from which an event is so many months or years away."""
    count, first, last = int(reading.low or 0), event.earliest, event.latest
    if reading.unit == "year":
        return date(first.year + count, 1, 1), date(last.year + count, 12, 31)
    return month(first.year, first.month + count)[0], month(last.year, last.month + count)[1]


def _recent(text: str, said: Sequence[_Said], told: Sequence[str], lowest: date) -> Iterator[Piece]:
    """ "Recently" in the sentence of the latest dated event."""
    for one in said:
        when = one.interval if one.past else None
        if when and when.earliest >= lowest and when.days <= 31 and _RECENTLY.search(told[one.sentence]):
            _, until = month(when.latest.year, when.latest.month + _RECENT_MONTHS)
            reason = f"called recent: assumed at most {_RECENT_MONTHS} months old"
            yield piece(text, one.start, one.end, [(when.earliest, until)], _WEIGHT["recent"], reason)
            return


def _yearless(text: str, said: Sequence[_Said], years: range) -> Iterator[Piece]:
    """Past days and months without their year: the writing is not far after them, in one of some years."""
    reach = _NEWS_REACH if any(one.reading.kind == "weekday" and one.behind for one in said) else _DAY_REACH
    for one in said:
        parts = re.fullmatch(r"XXXX-(\d\d)(?:-(\d\d))?", one.reading.value)
        if not one.behind or not parts:
            continue
        number, day = int(parts[1]), int(parts[2] or 0)
        firsts = [date(year, number, max(day, 1)) for year in years if day <= month(year, number)[1].day]
        allowed = [(first, first + reach if day else month(first.year, number + _MONTH_REACH)[1]) for first in firsts]
        if allowed:
            reason = "named without its year: assumed to be of the last months"
            yield piece(text, one.start, one.end, allowed, _WEIGHT["yearless"], reason)
