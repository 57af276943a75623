"""Kinds of events, told by the words around a date (lexicon/events.yaml)."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import NamedTuple

from analysis.lexicon import load_lexicon
from analysis.phrases import Lookup
from analysis.values import Span

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
