"""Kinds of events, told by the words around a date (lexicon/events.yaml)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, NamedTuple

from analysis.claims.clauses import clause_around, modality_of
from analysis.claims.context import Surroundings
from analysis.claims.statements import Statement
from analysis.core.lexicon import load_lexicon
from analysis.core.phrases import Lookup
from analysis.core.tables import ACTOR, MODALITIES, InWords
from analysis.core.values import Interval, Span
from analysis.readers.actors import ActorMention
from analysis.readers.dates.find import DateMention
from analysis.readers.dates.mentions import BASES

_WEAK = 60
"""Characters that a kind with weak cues stands back, unless the cue stands right beside the date ("said on Monday")."""
_REPORTING = 10**6
"""What a verb of reporting stands back where the place is in somebody's words: it counts when nothing else does."""
_REPORTED = re.compile(
    r"\b(?:said|says|claimed|claims|told|warned|announced|declared|added|noted|argued|alleged|insisted)\s(?:\w+\s){0,3}that\s"
)
_SOURCE = re.compile(r"\baccording\s+to\b")
_AMOUNT = re.compile(r"\s+(?:(?:about|some|nearly|almost|over|around|just)\s)?(?:US|A|C)?[$€£¥₹]?\d")
_BESIDE = re.compile(r"\s*(?:on|in|for|of)?\s*")


def kind_of(text: str, clause: Span, at: Span, quoted: bool = False) -> str:
    """The kind of event that the words of a clause nearest to a place tell, or "other".

    Parameters
    ----------
    text, clause, at
        The text, the clause, and the place: in the clause or beside it.
    quoted
        Whether the place stands in somebody's words: the reporting verb around them is then not what happened.

    >>> text = "Rebels seized the airport in 2012, he said"
    >>> kind_of(text, Span(0, len(text)), Span(29, 33))
    'war or takeover'
    """
    nearest, found = (10**9, 0), "other"
    if source := _SOURCE.search(text, at.end, clause.end):
        clause = Span(clause.start, source.start())
    said = None if quoted else _REPORTED.search(text, at.end, clause.end)
    for start, cues in _CUED.between(text, clause.start, said.end() if said else clause.end):
        for cue in cues:
            words = cue.words.match(text, start, clause.end)
            if not words or (cue.amountless and _AMOUNT.match(text, words.end())):
                continue
            distance = max(start - at.end, at.start - words.end(), 0)
            if cue.weak and not (cue.beside and not quoted and _beside(text, Span(*words.span()), at)):
                distance += _REPORTING if cue.beside and quoted else _WEAK
            nearest, found = min((nearest, found), ((distance, cue.order), cue.kind))
    return found


@cache
def unique_kinds() -> frozenset[str]:
    """Kinds of events that happen to the same actors once."""
    return frozenset(name for name, entry in load_lexicon("events").items() if entry.get("unique"))


@cache
def periodic_kinds() -> frozenset[str]:
    """Kinds of events that are a state or a sum over a time."""
    return frozenset(name for name, entry in load_lexicon("events").items() if entry.get("periodic"))


def _beside(text: str, cue: Span, at: Span) -> bool:
    first, second = sorted((cue, at))
    return second.start - first.end <= 6 and bool(_BESIDE.fullmatch(text, first.end, max(first.end, second.start)))


class _Cue(NamedTuple):
    """A cue of a kind, found by its first word."""

    kind: str
    order: int
    words: re.Pattern[str]
    weak: bool
    beside: bool
    amountless: bool


def _cues_of(word: str) -> tuple[_Cue, ...]:
    """The cues that begin with a word."""
    cues = _cues()
    stems = (word[:length] + "*" for length in range(2, len(word) + 1))
    return tuple(cue for key in (word, *stems) for cue in cues.get(key, ()))


@cache
def _cues() -> dict[str, list[_Cue]]:
    """First word of each cue ("attack*" for any ending) → the cues."""
    cues: dict[str, list[_Cue]] = defaultdict(list)
    for order, (kind, entry) in enumerate(load_lexicon("events").items()):
        firm = entry.get("firm", [])
        for cue in (*firm, *entry["cues"]):
            weak, beside, amountless = (entry.get(flag, False) for flag in ("weak", "beside", "amountless"))
            first = re.split("[ -]", cue.lower())[0]
            cues[first].append(_Cue(kind, order, _pattern(cue), weak and cue not in firm, beside, amountless))
    return dict(cues)


def _pattern(cue: str) -> re.Pattern[str]:
    """The words of a cue: * any ending, "..." up to five words between."""
    gap = r"(?:[\W_]{1,4}[\w’']{1,30}){0,5}?[\W_]{1,4}"
    words = re.escape(cue).replace(r"\ \.\.\.\ ", gap).replace(r"\*", r"\w{0,20}").replace(r"\ ", r"\s{1,4}")
    return re.compile(rf"{words}(?!\w)", re.IGNORECASE)


_CUED = Lookup(_cues_of)


_WINDOW = re.compile(
    r"\b(?:in|over|for|during|within|of|through|across|throughout)\s+(?:(?:the|its|their|his|her)\s+)?"
    r"(?:(?:last|past|recent|coming|next|previous|preceding|intervening)\s+)?(?:\w+\s+)?"
    r"(?:years|decades|months|weeks|days|centuries|generations)$|^(?:in\s+)?recent\s+\w+$",
    re.IGNORECASE,
)
_STATE = frozenset({"PRESENT_REF", "FUTURE_REF"})
_OR = re.compile(r"\s+or\s+(?:in\s+)?")
_ANCHORED = re.compile(r"\s+(?:after|before|following)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{4,}")
_PLACED = re.compile(r"(?:[A-ZÀ-Þ][\w'’/-]{1,20}[.,]?\s){1,6}")
_WIRED = re.compile(
    r"(?:st|nd|rd|th)?\.?\s{0,2}(?:\([A-Z][^()\n]{1,40}\)|/[A-Z][^/\n]{1,20}/|[A-Z][A-Z.]{2,20})?\s?(?:[-–—]|\.)\s"
)
_ALSO_NOT = re.compile(
    r"\s(?:and|but)\s+(?:\w+\s+)?(?:did|does|do|has|have|had|was|were|is|are|will|would)(?:\s+not|n['’]t)\b"
)
_CLAIMED = re.compile(r"\b(?:responsibility|credit)\s(?:for\s(?:it|them)\s)?(?:on\s|late\s){0,2}\Z")
_NEIGHBOURS, _REACH = 8, 800
"""How many other dates, and how many characters to either side, are looked at: sentences may have no end."""


def kinds() -> tuple[str, ...]:
    """The kinds of events, and "other" when none fits."""
    return (*load_lexicon("events"), "other")


@dataclass(frozen=True, slots=True)
class Event:
    """A dated event as one text tells it: the words that date it, and the clause that tells what happened."""

    start: int
    end: int
    text: str
    clause: Annotated[Span, InWords("event", "what happened: the clause around the date"), "clause"]
    sentence: Annotated[Span, "sentence"]
    interval: Annotated[Interval, "the event"]
    basis: Annotated[str, "resolved against", BASES]
    kind: Annotated[str, "sort of event (lexicon/events.yaml), other when none fits", kinds]
    actors: Annotated[tuple[str, ...], "who took part, in the order of the words"]
    place: Annotated[str, "where, when named"]
    modality: Annotated[str, "whether it is said to be so, planned, guessed at or denied", MODALITIES]
    attributed_to: Annotated[str, "who says so; empty when the article itself does", ACTOR]
    stale: Annotated[bool, "announced, and certainly over on the first day on which the text can have been written"]


def find_events(
    text: str,
    dates: Sequence[DateMention],
    actors: Sequence[ActorMention],
    statements: Sequence[Statement],
    written: date | Interval | None,
) -> list[Event]:
    """The events that a text dates.

    Each date with an interval makes one, but for lengths and habits of time, for background windows ("in recent
    years", "over the past decade") and for mere "now".

    Parameters
    ----------
    text
        The text that all offsets point into.
    dates, actors, statements
        What the readers found there.
    written
        When the text was written, for telling announced events that are over; None when nobody knows.

    Returns
    -------
    list of Event
        In the order of the text.
    """
    dated = _dated(text, dates)
    if not dated:
        return []
    around, day = Surroundings(text, actors, statements), _as_interval(written)
    spans = [item.span for item in dated]
    found = []
    for number, item in enumerate(dated):
        neighbours = spans[max(0, number - _NEIGHBOURS) : number] + spans[number + 1 : number + 1 + _NEIGHBOURS]
        if event := _event(text, item, neighbours, around, day):
            found.append(event)
    return found


class _Dated(NamedTuple):
    span: Span
    interval: Interval
    basis: str
    back: bool = False


def _dated(text: str, dates: Sequence[DateMention]) -> list[_Dated]:
    """The dates that date an event; "2014 or 2015" is one."""
    found: list[_Dated] = []
    for mention in dates:
        span, interval = Span(mention.start, mention.end), mention.interval
        if interval is None or not _dates_an_event(text, mention):
            continue
        if found and _OR.fullmatch(text, found[-1].span.end, span.start):
            last = found.pop()
            found.append(last._replace(span=Span(last.span.start, span.end), interval=last.interval.hull(interval)))
        else:
            back = mention.type == "DURATION" and mention.basis == "document date"
            found.append(_Dated(span, interval, mention.basis, back))
    return found


def _dates_an_event(text: str, mention: DateMention) -> bool:
    if mention.type == "DURATION":
        return mention.basis == "previous event" or bool(_ANCHORED.match(text, mention.end))
    if mention.type == "SET" or mention.value in _STATE or mention.text == "recent":
        return False
    if _opens_report(text, mention):
        return False
    return not _WINDOW.search(text[max(0, mention.start - 12) : mention.end])


def _opens_report(text: str, mention: DateMention) -> bool:
    """Whether a date belongs to the place and agency that a report opens with: "KABUL, March 12 (Reuters) -"."""
    line = text.rfind("\n", max(0, mention.start - 60), mention.start) + 1
    before = text[line : mention.start]
    if len(before) > 50 or not before.rstrip().endswith((",", ".")) or not _PLACED.fullmatch(before):
        return False
    return bool(_WIRED.match(text, mention.end))


def _event(
    text: str, item: _Dated, neighbours: Sequence[Span], around: Surroundings, written: Interval | None
) -> Event | None:
    here = item.span
    whole = around.sentence(here)
    sentence = Span(max(whole.start, here.start - _REACH), min(whole.end, here.end + _REACH))
    others = [other for other in neighbours if sentence.start <= other.start < sentence.end]
    clause, told = _clauses(text, sentence, item, others)
    if not _WORD.search(text[clause.start : here.start] + " " + text[here.end : clause.end]):
        return None
    said_by, quoted = around.speaker(here)
    kind = kind_of(text, told, here, quoted)
    if kind == "other" and clause.start > sentence.start:
        kind = kind_of(text, Span(sentence.start, _first(others, sentence, clause.start)), here, quoted)
    if (
        kind == "attack"
        and item.interval.days == 1
        and _CLAIMED.search(text, max(told.start, here.start - 40), here.start)
    ):
        kind = "statement"
    actors = around.actors(told, sentence)
    if kind == "statement" and (speaker := around.telling(told)):
        actors = tuple(dict.fromkeys((speaker, *actors)))
    turn = _ALSO_NOT.search(text, here.end, told.end)
    modality = modality_of(text, Span(told.start, turn.start() if turn else told.end), quoted)
    stale = modality == "planned" and written is not None and item.interval.latest < written.earliest
    return Event(
        here.start,
        here.end,
        here.of(text),
        clause,
        whole,
        item.interval,
        item.basis,
        kind,
        actors,
        around.place(told),
        modality,
        said_by,
        stale,
    )


def _clauses(text: str, sentence: Span, item: _Dated, others: Sequence[Span]) -> tuple[Span, Span]:
    """The clause around a date, and the part of it that tells what happened.

    They differ for "a year after A": with it a clause may begin, and what happened follows A (or is A, when it was
    counted back); or it ends a clause, and what happened stands before it.
    """
    here = item.span
    anchored = _ANCHORED.search(text, here.start, here.end) or _ANCHORED.match(text, here.end, sentence.end)
    if not anchored:
        clause = clause_around(text, sentence, here, others)
        return clause, clause
    here = Span(here.start, max(here.end, anchored.end()))
    start = clause_around(text, sentence, here).start
    if _WORD.search(text, start, here.start):
        return Span(start, here.end), Span(start, here.end)
    comma = text.find(", ", here.end, sentence.end)
    if comma < 0 or item.back:
        whole = Span(start, sentence.end if comma < 0 else comma)
        return whole, whole
    main = clause_around(text, sentence, Span(comma + 2, comma + 3), others)
    return Span(here.start, max(main.end, here.end)), main


def _first(others: Sequence[Span], sentence: Span, end: int) -> int:
    """Where the first other date of a sentence begins, or the end: what stands before serves all of its dates."""
    return min((other.start for other in others if sentence.start <= other.start < end), default=end)


def _as_interval(written: date | Interval | None) -> Interval | None:
    return Interval.on(written) if isinstance(written, date) else written
