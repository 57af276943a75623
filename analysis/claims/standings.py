"""Who leads whom in what: "A overtook B as the largest partner", "B trails A in exports"."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Annotated, NamedTuple

from analysis.claims.context import Surroundings, modality_of, periods, whole
from analysis.claims.measures import every_member
from analysis.core.lexicon import load_lexicon
from analysis.core.phrases import Found, Phrases
from analysis.core.tables import ACTOR, ELSE, MANY, MODALITIES, Table
from analysis.core.values import Interval, Span
from analysis.readers.names import ActorMention


def dimensions() -> tuple[str, ...]:
    """In what somebody can lead."""
    return (*load_lexicon("standings")["dimensions"], "overall", ELSE)


class Standing(NamedTuple):
    """A claim that one actor is ahead of others."""

    start: int
    end: int
    text: str
    dimension: Annotated[str, "in what; the rank is named with it where it is not the first", dimensions]
    leader: Annotated[str, "who is ahead; of a tie both, joined by =", ACTOR]
    trailing: Annotated[str, "who is behind, when named", ACTOR]
    scope: Annotated[tuple[str, ...], "where it holds, as far as the words name it"]
    exception: Annotated[str, "what the words exclude: nothing is claimed there, least of all the opposite", MANY]
    period: Annotated[Interval | None, "its validity"]
    modality: Annotated[str, "whether it is said to be so, planned, guessed at or denied", MODALITIES]
    attributed_to: Annotated[str, "who says so; empty when the article itself does", ACTOR]


STANDINGS = Table.of("standings", "“A leads B in D”", Standing, sentence=True)


def find_standings(around: Surroundings) -> list[Standing]:
    """Read who is said to lead whom, in the order of the text: two parties that one clause compares in one field.

    An ally, a rank in the world and the largest of something compare nobody with anybody who is named.
    """
    return [standing for cue in _phrases()[0].find(around.text) if (standing := _compared(around, cue))]


_REACH = 400  # characters around a comparing word that can belong to it, however long the sentence
_BACK = 3000  # characters before it in which its statement begins or its region is named
_WATCHES = re.compile(
    r"think tank|news|broadcaster|magazine|media|university|research"
    r"|\b(?:University|Institute|Institution|Foundation|Center|Centre|Times|Post|Journal|Review|Network)\b"
)
_FORECASTS = tuple("expect expects expected predict predicts predicted forecast forecasts anticipates foresees".split())
_OWNS = re.compile(r"[’']s?\s")
_SCOPE = re.compile(r"\s(?:in|for|of|across|throughout|within|to|among)\s(?:the\s)?\Z")
_REGION = re.compile(r"\b(?:in|across|throughout|of|for|with)\s(?:the|this)\sregion\b")
_NEXT = re.compile(r"[,;:.][”\"’]?(?:\s|\Z)|\s(?:which|while|whereas|and\sit|but\sit|but)\s|\Z")


def _compared(around: Surroundings, cue: Found) -> Standing | None:
    """ "A overtook B", read from its verb; None without two actors."""
    text, read = around.text, around.sentences
    sentence = read.spans[read.number_at(cue.start)]
    sentence = Span(max(sentence.start, cue.start - _REACH), min(sentence.end, cue.end + _REACH))
    every = every_member(text, cue.end, min(sentence.end, cue.end + 120))
    end = next(_NEXT.finditer(text, every[0].end if every else cue.end, sentence.end)).start()
    part = _part(around, cue, sentence)
    subjects = _leaders(around, part, cue.start)[:1] or _leaders(around, sentence.start, cue.start)[-1:]
    objects = _leaders(around, cue.end, min(end, cue.end + 60))
    if cue.kind == "tie" and len(objects) > 1:
        names, rank = (objects[0].actor, objects[1].actor), None
        leader, trailing, where = " = ".join(names), "", cue.start
    elif not subjects or not objects or objects[0].actor == subjects[0].actor:
        return None
    else:
        names, where = (subjects[0].actor, objects[0].actor), objects[0].end
        leader, trailing = reversed(names) if cue.kind == "trail" else names
        rank = _AS_RANK.match(text, where, sentence.end)
        if cue.kind == "pass" and not rank:
            return None
    s = read.at(cue.start)
    clause = whole(s.clause_of(s.token_at(cue.start))).span
    told = Span(part, end) if trailing else clause
    dimension = _dimension(text, Span(cue.start, end)) or _dimension(text, told) or "overall"
    saying = [s for s in around.statements.between(cue.start - _BACK, cue.start + 1) if cue.start < s.clause.end][-1:]
    modality = modality_of(text, clause, bool(saying))
    if modality == "attributed" and saying[0].cue.lower().endswith(_FORECASTS):
        modality = "speculated"
    dimension += f" ({rank['rank'].rstrip('- ')})" if rank and rank["rank"] else ""
    # what is so for the first time since a year is not of that year
    timely = (m for m in around.dates if told.contains(Span(m.start, m.end)))
    dated = periods(text, [m for m in timely if not text.endswith(("since ", "Since "), 0, m.start)])
    near = min(dated, key=lambda p: max(p.start - cue.start, cue.start - p.end), default=None)
    what = dimension, leader, trailing, *_scope(around, where, end, names, sentence)
    when = near.interval if near else around.written
    return Standing(cue.start, end, text[cue.start : end], *what, when, modality, saying[0].speaker if saying else "")


def _part(around: Surroundings, cue: Found, sentence: Span) -> int:
    """Where the words begin that can hold the subject of a verb: past who says so, and past another clause."""
    found = ((around.text.rfind(mark, sentence.start, cue.start), len(mark)) for mark in (";", ": ", " that "))
    marks = (at + size for at, size in found if at >= 0)
    said: Iterable[Span] = (s.clause for s in around.statements.between(cue.start - _REACH, cue.start))
    return max([sentence.start, *marks, *(clause.start for clause in said if cue.start < clause.end)])


def _scope(around: Surroundings, at: int, end: int, apart: Sequence[str], near: Span) -> tuple[tuple[str, ...], str]:
    """Where it holds, and what the words except: every member of a region that is named, or the places named."""
    text, actors = around.text, around.actors
    if every := every_member(text, at, end):
        return every[0].states, "; ".join(every[0].excepted)
    places = [m for m in actors.between(at, end) if m.kind in ("place", "state") and m.actor not in apart]
    owns = {m.start for m in places if text.endswith(" as ", 0, m.start) and _OWNS.match(text, m.end)}
    named = [m.actor for m in places if m.start in owns or _SCOPE.search(text, max(0, m.start - 14), m.start)]
    if not named and _REGION.search(text, near.start, near.end):
        regions = load_lexicon("standings")["regions"]
        named = [m.actor for m in actors.between(end - _BACK, end) if m.actor in regions][-1:]
    return tuple(dict.fromkeys(named)), ""


def _leaders(around: Surroundings, start: int, end: int) -> list[ActorMention]:
    """Those named there who can be ahead of others: who only watches and writes can not."""
    able = (m for m in around.actors.between(start, end) if m.kind in ("state", "group", "organisation"))
    return [mention for mention in able if not _WATCHES.search(f"{mention.role} {mention.actor}")]


def _dimension(text: str, part: Span) -> str:
    """The dimension that a part of a text names; the first of the lexicon's order."""
    found = {named.kind for named in _phrases()[1].find(text, part.start, part.end, apart=False)}
    return next((name for name in load_lexicon("standings")["dimensions"] if name in found), "")


@cache
def _phrases() -> tuple[Phrases, Phrases]:
    """The verbs that compare, and the dimensions."""
    lexicon = load_lexicon("standings")
    cues = {name: lexicon[name] for name in ("trail", "overtake", "pass", "tie")}
    return Phrases(cues, gap=4), Phrases(lexicon["dimensions"], gap=4)


# "… as the second-largest", within some words
_AS_RANK = re.compile(
    r"[^.;]{0,40}?\sas\s(?:the\s|its\s|their\s|[A-Z][\w ]{1,24}[’']s?\s)?(?:world[’']s\s)?"
    r"(?P<rank>(?:second|third|fourth|fifth)[-\s])?"
    r"(?:largest|biggest|closest|leading|main|dominant|foremost|top|most\simportant|number\sone)\b"
)
