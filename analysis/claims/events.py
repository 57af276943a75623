"""What happened or is planned, when: the dates of a text with the clauses that they date (lexicon/events.yaml)."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Annotated, NamedTuple

from analysis.claims.context import Surroundings, modality_of
from analysis.claims.happenings import Reading, claimed, read_time
from analysis.core.lexicon import load_lexicon
from analysis.core.tables import ACTOR, MODALITIES, Also, Table
from analysis.core.values import Interval, Span
from analysis.readers.dates.readings import BASES, DateMention
from analysis.readers.sentences import Clause, Sentence, Sentences

_WINDOW = re.compile(
    r"(?i)\b(?:in|over|for|during|within|of|through|across|throughout)\s+(?:(?:the|its|their|his|her)\s+)?"
    r"(?:(?:last|past|recent|coming|next|previous|preceding|intervening)\s+)?(?:\w+\s+)?"
    r"(?:years|decades|months|weeks|days|centuries|generations)$|^(?:in\s+)?recent\s+\w+$"
)
_STATE = frozenset({"PRESENT_REF", "FUTURE_REF"})
_OR = re.compile(r"\s+or\s+(?:in\s+)?")
_AND = re.compile(r"\s+and\s+(?:on\s+|in\s+)?")
_ANCHORED = re.compile(r"\s+(?:after|before|following)\b", re.IGNORECASE)
_JOINED = re.compile(r"\b(?:and|or|then)\s+(?:again\s)?(?:in|on|at)?\s*\Z")
_STOP = re.compile(r"[.;:,](?:\s|$)|\n")
_WORD = re.compile(r"[^\W\d_]{4,}")
_CLAIMED = re.compile(r"\b(?:responsibility|credit)\s(?:for\s(?:it|them)\s)?(?:on\s|late\s){0,2}\Z")
_AGAIN = re.compile(r"(?i)(?:throughout\s)?the\s(?:day|night|morning|evening|afternoon|week|month|quarter|year)\b")
_DURING = re.compile(r"\b(?:in|during)\s+$", re.IGNORECASE)
_PICTURED = re.compile(r"(?i)\b(?:photo|photograph|picture|image)\b|\b(?:left|right|center|centre|top|bottom)\)?,")
_REACH = 800  # how many characters to either side are looked at: sentences may have no end


def kinds() -> tuple[str, ...]:
    """The kinds of events, "other" when none fits."""
    return tuple(load_lexicon("events"))


class Event(NamedTuple):
    """A dated event as one text tells it: the words that date it, and the clause that tells what happened."""

    start: int
    end: int
    text: str
    clause: Annotated[Span, Also("event", "what happened: the clause around the date"), "clause"]
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


class Grouped(NamedTuple):
    """What is known of an event by all of its mentions."""

    group: Annotated[str, "mentions of the same event share it"]
    group_earliest: Annotated[date, "first possible day of the event by all its mentions", "day"]
    group_latest: Annotated[date, "last possible day of the event by all its mentions", "day"]
    group_agrees: Annotated[bool, "whether the mentions share a day (else the hull is shown)"]
    group_documents: Annotated[int, "documents that mention it", "documents"]
    group_origins: Annotated[int, "independent origins among them", "origins"]


_FIRST = "earliest latest kind event actors attributed_to"
TIMELINE = Table.of("timeline", "a dated event in one document", Event, Grouped, tell=_FIRST)


def find_events(around: Surroundings) -> list[Event]:
    """The events that a text dates: what happened or is planned at a time that the text names.

    States ("today it has a presence"), captions, headings, bases of comparison ("than in 2019"), "since 2019", lengths
    and habits of time, and background windows ("in recent years") date nothing. A period ("from 3 to 9 May") is one
    time. The day of writing tells which of the announced events are over.
    """
    found: list[Event] = []
    parts: dict[int, Sentence] = {}
    last: tuple[Sentence, Reading] | None = None
    for item in _times(around.text, around.dates):
        at = Span(item.start, item.end)
        sentence = _sentence_at(around.sentences, at, parts)
        if sentence is None or _is_heading(sentence):
            continue
        reading = read_time(sentence, at, item.counts_back)
        joint = _JOINED.search(around.text, max(0, at.start - 12), at.start)
        if reading is None and joint and last and last[0] is sentence:
            # it goes on with the verb of the one before: "in May against a bank and in July against …"
            stop = _STOP.search(around.text, at.end)
            told = Span(joint.start(), stop.start() if stop else len(around.text))
            reading = last[1]._replace(told=told, near=False)
        if reading and (event := _event(at, item, sentence, reading, around)):
            found.append(event)
            last = sentence, reading
    return found


def _sentence_at(read: Sentences, at: Span, parts: dict[int, Sentence]) -> Sentence | None:
    """The sentence of a time, None in a dateline; a piece of one without an end in sight, of a list or a table."""
    whole = read.spans[read.number_at(at.start)]
    if whole.end - whole.start <= 2 * _REACH:
        sentence = read.at(at.start)
        return sentence if sentence.span.start <= at.start else None
    start = whole.start + (at.start - whole.start) // _REACH * _REACH
    if start not in parts:
        parts[start] = Sentence(read.text, Span(start, min(start + _REACH + at.end - at.start, whole.end)))
    return parts[start]


def _times(text: str, dates: Sequence[DateMention]) -> list[DateMention]:
    """The times that may date an event; "2014 or 2015" and "from 3 to 9 May" are one."""
    found: list[DateMention] = []
    for mention in (mention for mention in dates if _dates_an_event(text, mention)):
        if found and _is_joined(text, found[-1], mention):
            last = found.pop()
            both = last.interval.hull(mention.interval) if last.interval and mention.interval else None
            mention = last._replace(end=mention.end, interval=both)
        found.append(mention)
    return found


def _is_joined(text: str, last: DateMention, mention: DateMention) -> bool:
    if mention.mention.link == "to":
        return mention.start - last.end < 24
    between = text[max(0, last.start - 9) : last.start].lower().rstrip().endswith("between")
    return bool((_AND if between else _OR).fullmatch(text, last.end, mention.start))


def _dates_an_event(text: str, mention: DateMention) -> bool:
    if mention.type == "DURATION":
        told = mention.basis == "previous event" or bool(_ANCHORED.match(text, mention.end))
        return told and mention.mention.link != "beside"
    past = mention.value == "PAST_REF" and mention.interval is None
    if past or mention.type == "SET" or mention.value in _STATE or mention.text == "recent":
        return False
    if _AGAIN.fullmatch(mention.text) and not _DURING.search(text, max(0, mention.start - 12), mention.start):
        return False
    return not _WINDOW.search(text[max(0, mention.start - 12) : mention.end])


def _is_heading(sentence: Sentence) -> bool:
    """Whether a sentence is a heading or the caption of a picture: what is told as if it were now."""
    whole = sentence.span.of(sentence.text)
    pictured = _PICTURED.search(whole)
    if not pictured and whole.rstrip('”"’) ').endswith((".", "!", "?", ":", ";", ",")):
        return False
    tenses = {clause.tense for clause in sentence.clauses if clause.kind in ("main", "beside")}
    shown = whole.startswith("In this") or any(clause.tense == "present" for clause in sentence.clauses)
    return not tenses & {"past", "future"} or bool(pictured and shown)


def _event(here: Span, item: DateMention, sentence: Sentence, reading: Reading, around: Surroundings) -> Event | None:
    text, written, days, kind = around.text, around.written, item.interval, reading.kind
    near = Span(max(sentence.span.start, here.start - _REACH), min(max(sentence.span.end, here.end), here.end + _REACH))
    clause = Span(max(reading.told.start, near.start), min(reading.told.end, near.end))
    if not _WORD.search(text[clause.start : here.start] + " " + text[here.end : clause.end]):
        return None
    on_a_day = days and days.days == 1 and _CLAIMED.search(text, max(0, here.start - 40), here.start)
    if kind == "statement" and not on_a_day:
        kind = claimed(sentence, reading) or kind
    said_by, quoted = around.speaker(here)
    acting = clause
    if reading.clause and reading.clause.verb > 0 and sentence.starts[reading.clause.verb] > clause.start:
        behind = sentence.tokens(Span(clause.start, sentence.ends[reading.clause.verb]))
        asked = [sentence.starts[i] for i in behind if sentence.tags[i] == "WH" and sentence.starts[i] <= here.start]
        acting = Span(max([clause.start, *asked]), clause.end)
    actors = around.taking_part(acting, near)
    if kind == "statement" and (speaker := around.telling(clause)):
        actors = tuple(dict.fromkeys((speaker, *actors)))
    modality = modality_of(text, _governed(sentence, reading.clause, kind, clause), quoted)
    whole = Span(min(sentence.span.start, clause.start), max(sentence.span.end, clause.end))
    told, basis = reading.clause.tense if reading.clause else "", reading.basis
    ahead = bool(written and days and days.earliest > written.latest)
    wanted = (ahead and told == "past") or (reading.clause and reading.clause.lemma in ("promise", "pledge", "vow"))
    if wanted and kind == "statement" and text.endswith(("by ", "through "), 0, here.start):
        kind, basis = "other", "none"  # "said it would cut jobs by the end of 2030", "the 4 that he promised by 2020"
    if ahead and modality == "asserted":
        modality = "planned"  # "takes over in May"
    stale = modality == "planned" and bool(written and days and days.latest < written.earliest)
    dated = days is not None and not (item.basis == "document date" and written and written.days > 1)
    sure = dated and reading.near and basis != "none" and modality in ("asserted", "attributed")
    placed = here.start, here.end, here.of(text), clause, whole, days, item.basis, kind, basis
    return Event(*placed, actors, around.place(clause), modality, said_by, stale, sure)


def _governed(s: Sentence, told: Clause | None, kind: str, clause: Span) -> Span:
    """The clause with the verb that it is the purpose of: "plans | to open in July"."""
    if told and told.kind == "infinitive" and told.parent:
        over = told.parent.head
        return Span(min(s.starts[over], clause.start), max(s.ends[over], clause.end))
    if told and kind == "statement":
        return Span(min(s.starts[i] for i in (told.head, *told.auxiliaries)), s.ends[told.head])
    return clause
