"""What happened or is planned, when: the dates of a text with the clauses that they date (lexicon/events.yaml)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Annotated, NamedTuple

from analysis.claims.context import Surroundings, modality_of
from analysis.claims.happenings import Reading, claimed, read_time
from analysis.claims.statements import Statement
from analysis.core.lexicon import load_lexicon
from analysis.core.tables import ACTOR, MODALITIES, InWords, Table
from analysis.core.values import Interval, Span
from analysis.readers.actors import ActorMention
from analysis.readers.dates.find import DateMention
from analysis.readers.dates.readings import BASES
from analysis.readers.sentences import Sentence, read_sentences

_WINDOW = re.compile(
    r"\b(?:in|over|for|during|within|of|through|across|throughout)\s+(?:(?:the|its|their|his|her)\s+)?"
    r"(?:(?:last|past|recent|coming|next|previous|preceding|intervening)\s+)?(?:\w+\s+)?"
    r"(?:years|decades|months|weeks|days|centuries|generations)$|^(?:in\s+)?recent\s+\w+$",
    re.IGNORECASE,
)
_STATE = frozenset({"PRESENT_REF", "FUTURE_REF"})
_OR = re.compile(r"\s+or\s+(?:in\s+)?")
_AND = re.compile(r"\s+and\s+(?:on\s+|in\s+)?")
_ANCHORED = re.compile(r"\s+(?:after|before|following)\b", re.IGNORECASE)
_JOINED = re.compile(r"\b(?:and|or|then)\s+(?:again\s)?(?:in|on|at)?\s*\Z")
_STOP = re.compile(r"[.;:,](?:\s|$)|\n")
_WORD = re.compile(r"[^\W\d_]{4,}")
_CLAIMED = re.compile(r"\b(?:responsibility|credit)\s(?:for\s(?:it|them)\s)?(?:on\s|late\s){0,2}\Z")
_NAMED_AGAIN = re.compile(
    r"(?:throughout\s)?the\s(?:day|night|morning|evening|afternoon|week|month|quarter|year)\b", re.IGNORECASE
)
_DURING = re.compile(r"\b(?:in|during)\s+$", re.IGNORECASE)
_PICTURED = re.compile(
    r"\b(?:file )?(?:photo|photograph|picture|image)\b|\b(?:left|right|center|centre|top|bottom)\)?,", re.IGNORECASE
)
_REACH = 800  # how many characters to either side are looked at: sentences may have no end


def kinds() -> tuple[str, ...]:
    """The kinds of events, "other" when none fits."""
    return tuple(load_lexicon("events"))


@dataclass(slots=True, unsafe_hash=True)
class Event:
    """A dated event as one text tells it: the words that date it, and the clause that tells what happened."""

    start: int
    end: int
    text: str
    clause: Annotated[Span, InWords("event", "what happened: the clause around the date"), "clause"]
    sentence: Annotated[Span, "sentence"]
    interval: Annotated[Interval | None, "the event; missing where nothing tells the day that it is counted from"]
    basis: Annotated[str, "resolved against", BASES]
    kind: Annotated[str, "sort of event (lexicon/events.yaml), other when none fits", kinds]
    kind_basis: Annotated[str, "what the kind rests on", ("verb", "noun", "none")]
    actors: Annotated[tuple[str, ...], "who took part, in the order of the words"]
    place: Annotated[str, "where, when named"]
    modality: Annotated[str, "whether it is said to be so, planned, guessed at or denied", MODALITIES]
    attributed_to: Annotated[str, "who says so; empty when the article itself does", ACTOR]
    stale: Annotated[bool, "announced, and certainly over on the first day on which the text can have been written"]
    sure: Annotated[bool, "whether kind, clause and days rest on the words themselves"]


@dataclass(frozen=True, slots=True)
class Grouped:
    """What is known of an event by all of its mentions."""

    group: Annotated[str, "mentions of the same event share it"]
    group_earliest: Annotated[date, "first possible day of the event by all its mentions", "day"]
    group_latest: Annotated[date, "last possible day of the event by all its mentions", "day"]
    group_agrees: Annotated[bool, "whether the mentions share a day (else the hull is shown)"]
    group_documents: Annotated[int, "documents that mention it", "documents"]
    group_origins: Annotated[int, "independent origins among them", "origins"]


_FIRST = "earliest latest kind event actors attributed_to"
TIMELINE = Table.of("timeline", "a dated event in one document", Event, Grouped, tell=_FIRST)
GROUP_COLUMNS = [field.name for field in fields(Grouped)]


def find_events(
    text: str,
    dates: Sequence[DateMention],
    actors: Sequence[ActorMention],
    statements: Sequence[Statement],
    written: date | Interval | None,
) -> list[Event]:
    """The events that a text dates: what happened or is planned at a time that the text names.

    States ("today it has a presence"), captions, headings, bases of comparison ("than in 2019"), "since 2019", lengths
    and habits of time, and background windows ("in recent years") date nothing.
    A period ("from 3 to 9 May") is one time.

    The day of writing tells which of the announced events are over.
    """
    pieces, day = _Pieces(text), Interval.on(written) if isinstance(written, date) else written
    around = Surroundings(text, actors, statements)
    found: list[Event] = []
    last: tuple[Sentence, Reading] | None = None
    for item in _times(text, dates):
        sentence = pieces.at(item.span)
        if _is_heading(text, sentence, item.span):
            continue
        reading = read_time(sentence, item.span)
        if reading is None and last and last[0] is sentence:
            reading = _also(text, item.span, last[1])
        if reading and (event := _event(text, item, sentence, reading, around, day)):
            found.append(event)
            last = sentence, reading
    return found


class _Pieces:
    """The sentences of a text; one without an end in sight, a list or a table, is read piece by piece."""

    def __init__(self, text: str) -> None:
        self._read = read_sentences(text)
        self._parts: dict[int, Sentence] = {}

    def at(self, place: Span) -> Sentence:
        """The sentence, or the piece of one, that a place stands in."""
        number = self._read.number_at(place.start) if len(self._read) else 0
        whole = self._read.spans[number] if len(self._read) else place
        if whole.end - whole.start <= 2 * _REACH:
            known = len(self._read) and self._read[number].span.start <= place.start
            return self._read[number] if known else Sentence(self._read.text, place)
        start = whole.start + (place.start - whole.start) // _REACH * _REACH
        if start not in self._parts:
            part = Span(start, min(start + _REACH + place.end - place.start, whole.end))
            self._parts[start] = Sentence(self._read.text, part)
        return self._parts[start]


class _Time(NamedTuple):
    span: Span
    interval: Interval | None
    basis: str


def _times(text: str, dates: Sequence[DateMention]) -> list[_Time]:
    """The times that may date an event; "2014 or 2015" and "from 3 to 9 May" are one."""
    found: list[_Time] = []
    for mention in (mention for mention in dates if _dates_an_event(text, mention)):
        time = _Time(Span(mention.start, mention.end), mention.interval, mention.basis)
        if found and _is_joined(text, found[-1].span, mention):
            last = found.pop()
            both = last.interval.hull(time.interval) if last.interval and time.interval else None
            time = last._replace(span=Span(last.span.start, mention.end), interval=both)
        found.append(time)
    return found


def _is_joined(text: str, last: Span, mention: DateMention) -> bool:
    if mention.mention and mention.mention.link == "to":
        return mention.start - last.end < 24
    between = text[max(0, last.start - 9) : last.start].lower().rstrip().endswith("between")
    return bool((_AND if between else _OR).fullmatch(text, last.end, mention.start))


def _dates_an_event(text: str, mention: DateMention) -> bool:
    if mention.type == "DURATION":
        return mention.basis == "previous event" or bool(_ANCHORED.match(text, mention.end))
    past = mention.value == "PAST_REF" and mention.interval is None
    if past or mention.type == "SET" or mention.value in _STATE or mention.text == "recent":
        return False
    if _NAMED_AGAIN.fullmatch(mention.text) and not _DURING.search(text, max(0, mention.start - 12), mention.start):
        return False
    return not _WINDOW.search(text[max(0, mention.start - 12) : mention.end])


def _is_heading(text: str, sentence: Sentence, at: Span) -> bool:
    """Whether a time stands in a heading or in the caption of a picture: in what is told as if it were now."""
    whole = sentence.span.of(text)
    pictured = _PICTURED.search(whole)
    if not pictured and whole.rstrip('”"’) ').endswith((".", "!", "?", ":", ";", ",")):
        return False
    tenses = {clause.tense for clause in sentence.clauses if clause.kind in ("main", "beside")}
    shown = whole.startswith("In this") or any(clause.tense == "present" for clause in sentence.clauses)
    return not tenses & {"past", "future"} or bool(pictured and shown)


def _also(text: str, at: Span, before: Reading) -> Reading | None:
    """What a time dates that goes on with the verb of the one before: "in May against a bank and in July against …"."""
    joint = _JOINED.search(text, max(0, at.start - 12), at.start)
    if not joint:
        return None
    stop = _STOP.search(text, at.end)
    return before._replace(told=Span(joint.start(), stop.start() if stop else len(text)), near=False)


def _event(
    text: str, item: _Time, sentence: Sentence, reading: Reading, around: Surroundings, written: Interval | None
) -> Event | None:
    here = item.span
    near = Span(max(sentence.span.start, here.start - _REACH), min(max(sentence.span.end, here.end), here.end + _REACH))
    clause = Span(max(reading.told.start, near.start), min(reading.told.end, near.end))
    if not _WORD.search(text[clause.start : here.start] + " " + text[here.end : clause.end]):
        return None
    if reading.kind == "statement" and not (
        item.interval and item.interval.days == 1 and _CLAIMED.search(text, max(0, here.start - 40), here.start)
    ):
        reading = reading._replace(kind=claimed(sentence, reading) or reading.kind)
    said_by, quoted = around.speaker(here)
    acting = clause
    if reading.clause and reading.clause.verb > 0 and sentence.starts[reading.clause.verb] > clause.start:
        behind = sentence.tokens(Span(clause.start, sentence.end(reading.clause.verb)))
        asked = [sentence.starts[i] for i in behind if sentence.tags[i] == "WH" and sentence.starts[i] <= here.start]
        acting = Span(max([clause.start, *asked]), clause.end)
    actors = around.actors(acting, near)
    if reading.kind == "statement" and (speaker := around.telling(clause)):
        actors = tuple(dict.fromkeys((speaker, *actors)))
    modality = modality_of(text, _governed(sentence, reading, clause), quoted)
    whole = Span(min(sentence.span.start, clause.start), max(sentence.span.end, clause.end))
    told = reading.clause.tense if reading.clause else ""
    ahead = bool(written and item.interval and item.interval.earliest > written.latest)
    if ahead and modality == "asserted" and told == "present":
        modality = "planned"  # "takes over in May"
    elif ahead and told == "past" and reading.kind == "statement" and text.endswith("by ", 0, here.start):
        reading = reading._replace(kind="other", basis="none")  # "said it would cut jobs by the end of 2030"
    over = bool(written and item.interval and item.interval.latest < written.earliest)
    dated = item.interval is not None and not (item.basis == "document date" and written and written.days > 1)
    sure = dated and reading.near and reading.basis != "none" and modality in ("asserted", "attributed")
    placed = here.start, here.end, here.of(text), clause, whole, item.interval, item.basis, reading.kind, reading.basis
    place, stale = around.place(clause), over and modality == "planned"
    return Event(*placed, actors, place, modality, said_by, stale, sure)


def _governed(sentence: Sentence, reading: Reading, clause: Span) -> Span:
    """The clause with the verb that it is the purpose of: "plans | to open in July"."""
    told = reading.clause
    if told and told.kind == "infinitive" and told.parent:
        at = sentence.place(told.parent.head, told.parent.head)
        return Span(min(at.start, clause.start), max(at.end, clause.end))
    if reading.kind == "statement" and told:
        own = sentence.place(told.head, told.head)
        return Span(min([own.start, *(sentence.starts[i] for i in told.auxiliaries)]), own.end)
    return clause
