"""What an article's own words allow for its day of writing, when no date on its page states it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import log

from analysis.claims.written_evidence import Piece, month, piece
from analysis.readers.dates import recognise, resolve
from analysis.sources.article import Article, article_view
from analysis.text import View, sentences
from analysis.values import Interval, Span

# How far back a date without its year reaches. In the news of TimeBank, nine of ten such days lie within half a year
# of the writing, and nineteen of twenty such months within nine months.
_DAY_REACH, _MONTH_REACH = timedelta(days=183), 9
_RECENT_MONTHS = 2
_YEARS = range(1900, 2101)
_WEIGHT = {"past": 2.0, "future": 1.5, "paired": 1.2, "recent": 0.8, "yearless": 0.6}

_FORWARD = re.compile(
    r"\b(?:will|shall|would|could|may|might|plan\w*|expect\w*|due|schedul\w*|slated|set to|target\w*|forecast\w*"
    r"|project\w*|ahead of|deadline|goal\w*|aim\w*|upcoming|expire\w*)\b"
    r"|\b(?:until|by|before|through|towards?|next|not after) (?:the )?(?:end of )?$",
    re.IGNORECASE,
)
# A year right after a capitalised word is part of a name: "Expo 2030", "the Vision 2030 plan".
_NAMED = re.compile(
    r"\b(?!(?:In|Since|From|During|Until|By|Of|Mid|January|February|March|April|May|June|July|August"
    r"|September|October|November|December)\b)[A-Z]\w*[ -]$"
)
_PLANNED = re.compile(r"\b(?:will|slated|scheduled|upcoming|due to|set to|ahead of|expected to)\b", re.IGNORECASE)
_RECENTLY = re.compile(r"\b(?:recently|newly|in recent (?:days|weeks|months))\b", re.IGNORECASE)
_TIMELESS = ("duration", "set", "vague", "clock")
_WORD = re.compile(r"[A-Za-z]{4,}")
_STOP = frozenset(
    {
        *("that", "this", "with", "from", "have", "been", "were", "which", "their", "they", "said", "would", "also"),
        *("year", "month", "week", "after", "over", "more", "than", "when", "into", "about", "there", "where", "while"),
        "last",
    }
)
_SHARED = 3.0  # how much two sentences must share, as the sum of their common words' rarity, to be about one event


@dataclass(frozen=True, slots=True)
class _Said:
    """A temporal expression in its sentence: its place in the article, and what it may mean."""

    start: int
    end: int
    kind: str
    unit: str
    low: float
    high: float
    direction: int
    value: str
    tense: int
    sentence: int
    interval: Interval | None
    forward: bool
    planned: bool
    caption: bool


def inferred_pieces(article: Article) -> list[Piece]:
    """The pieces of evidence in an article's words.

    Parameters
    ----------
    article
        Its text without boilerplate is read.

    Returns
    -------
    list of Piece
        Past events bound the writing from below and planned ones from above; "last month" beside a dated event names
        the month of writing; a day or month without its year lies not far from it; and "recently" is at most two
        months old.
    """
    view = article_view(article)
    if not view.text:
        return []
    bounds = sentences(view.text)
    said = _said(article, view, bounds)
    pieces = list(_past(article.text, said))
    lowest = max((one.evidence.earliest for one in pieces if one.evidence.earliest), default=None)
    pieces += _future(article.text, said)
    if lowest:
        words = [span.of(view.text) for span in bounds]
        pieces += _paired(article.text, said, words, lowest)
        pieces += _recent(article.text, said, words, lowest)
        pieces += _yearless(article.text, said, lowest)
    return pieces


def _said(article: Article, view: View, bounds: Sequence[Span]) -> list[_Said]:
    """The temporal expressions of the view, placed in the article."""
    text, found = view.text, []
    starts = [span.start for span in bounds]
    lines = [line.start for line in article.lines]
    for mention in resolve(recognise(text), None):
        if mention.mention is None or mention.mention.kind in _TIMELESS or "past" in mention.text.lower():
            continue
        reading = mention.mention.reading
        place = view.source(Span(mention.start, mention.end))
        at = max(0, bisect_right(starts, mention.start) - 1)
        before = text[max(starts[at], mention.start - 60) : mention.start]
        interval = mention.interval
        if interval and (interval.earliest.year not in _YEARS or interval.latest.year not in _YEARS):
            continue
        found.append(
            _Said(
                place.start,
                place.end,
                reading.kind,
                reading.unit,
                -1 if reading.low is None else reading.low,
                -1 if reading.high is None else reading.high,
                reading.direction,
                reading.value,
                mention.mention.tense,
                at,
                interval,
                bool(_FORWARD.search(before) or (reading.value.isdigit() and _NAMED.search(before))),
                bool(_PLANNED.search(before)),
                article.lines[max(0, bisect_right(lines, place.start) - 1)].role == "caption",
            )
        )
    return found


def _dated(said: Sequence[_Said]) -> list[tuple[Interval, _Said]]:
    return [(one.interval, one) for one in said if one.interval]


def _past(text: str, said: Sequence[_Said]) -> Iterator[Piece]:
    """The latest event that the text tells as past."""
    past = [pair for pair in _dated(said) if not pair[1].forward]
    if not past:
        return
    when, one = max(past, key=lambda pair: (pair[0].earliest, pair[0].latest, -pair[1].start))
    yield piece(text, one.start, one.end, [(when.earliest, date.max)], _WEIGHT["past"], "the latest dated event")


def _future(text: str, said: Sequence[_Said]) -> Iterator[Piece]:
    """The earliest dated event that the text announces."""
    planned = [pair for pair in _dated(said) if pair[1].planned]
    if planned:
        when, one = min(planned, key=lambda pair: (pair[0].latest, pair[1].start))
        reason = "announced, so not over yet"
        yield piece(text, one.start, one.end, [(date.min, when.latest)], _WEIGHT["future"], reason)


def _paired(text: str, said: Sequence[_Said], told: Sequence[str], lowest: date) -> Iterator[Piece]:
    """ "Last month" and a date for the same event, in two sentences that share their rarer words."""
    dated = [(when, other) for when, other in _dated(said) if other.kind == "date" and when.days <= 366]
    counted = [one for one in said if one.kind == "relative" and one.unit in ("month", "year") and not one.value]
    if not dated or not counted:
        return
    stems = [frozenset(_stems(words)) for words in told]
    common = Counter(stem for words in stems for stem in words)
    rarity = {stem: log((1 + len(stems)) / count) for stem, count in common.items()}
    for one in counted:
        if one.low != one.high or one.direction > 0 or not 0 <= one.low <= 2:
            continue
        scored = []
        for when, other in dated:
            shared = stems[one.sentence] & stems[other.sentence]
            weight = sum(sorted(rarity[stem] for stem in shared))
            fits = _counted(when, one)[1] >= lowest and (when.days <= 31 or one.unit == "year")
            if one.sentence != other.sentence and fits and len(shared) >= 2 and weight >= _SHARED:
                scored.append((weight, when.earliest, -other.start, when, other))
        if scored:
            *_, when, best = max(scored, key=lambda found: found[:3])
            reason = f"the same event is dated {text[best.start : best.end]}"
            yield piece(text, one.start, one.end, [_counted(when, one)], _WEIGHT["paired"], reason)


def _stems(words: str) -> Iterator[str]:
    for word in _WORD.findall(words):
        stem = word.lower()
        if stem not in _STOP:
            yield stem[:5]


def _counted(event: Interval, one: _Said) -> tuple[date, date]:
    """The days from which an event is so many months or years away."""
    count = int(one.low)
    if one.unit == "year":
        return date(event.earliest.year + count, 1, 1), date(event.latest.year + count, 12, 31)
    first, _ = month(event.earliest.year, event.earliest.month + count)
    _, last = month(event.latest.year, event.latest.month + count)
    return first, last


def _recent(text: str, said: Sequence[_Said], told: Sequence[str], lowest: date) -> Iterator[Piece]:
    """ "Recently" in the sentence of the latest dated event."""
    for when, one in _dated(said):
        if when.earliest >= lowest and when.days <= 31 and not one.forward and _RECENTLY.search(told[one.sentence]):
            _, until = month(when.latest.year, when.latest.month + _RECENT_MONTHS)
            reason = f"called recent: assumed at most {_RECENT_MONTHS} months old"
            yield piece(text, one.start, one.end, [(when.earliest, until)], _WEIGHT["recent"], reason)
            return


def _yearless(text: str, said: Sequence[_Said], lowest: date) -> Iterator[Piece]:
    """Past days and months without their year: the writing is not far after them, in whichever year."""
    for one in said:
        if one.kind != "yearless" or one.forward or not (one.tense < 0 or one.caption):
            continue
        parts = re.fullmatch(r"XXXX-(\d\d)(?:-(\d\d))?", one.value)
        if not parts:
            continue
        allowed = []
        for year in range(lowest.year - 1, lowest.year + 3):
            number = int(parts[1])
            if not parts[2]:
                allowed.append((date(year, number, 1), month(year, number + _MONTH_REACH)[1]))
            elif int(parts[2]) <= month(year, number)[1].day:
                day = date(year, number, int(parts[2]))
                allowed.append((day, day + _DAY_REACH))
        if allowed:
            reason = "named without its year: assumed to be of the last months"
            yield piece(text, one.start, one.end, allowed, _WEIGHT["yearless"], reason)
