"""Kinds of events, told by the words around a date (lexicon/events.yaml)."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from analysis.lexicon import load_lexicon
from analysis.values import Span

_WEAK = 60
"""Characters that a kind with weak cues stands back, unless the cue stands right beside the date ("said on Monday")."""
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
    nearest, found = 10**9, "other"
    for kind in _kinds():
        for match in kind.cues.finditer(text, clause.start, clause.end):
            distance = max(match.start() - at.end, at.start - match.end(), 0)
            if kind.weak and not (kind.beside and not quoted and _beside(text, Span(*match.span()), at)):
                distance += _WEAK
            if distance < nearest:
                nearest, found = distance, kind.name
    return found


@cache
def unique_kinds() -> frozenset[str]:
    """Kinds of events that happen to the same actors once."""
    return frozenset(name for name, entry in load_lexicon("events").items() if entry.get("unique"))


def _beside(text: str, cue: Span, at: Span) -> bool:
    first, second = sorted((cue, at))
    return second.start - first.end <= 6 and bool(_BESIDE.fullmatch(text, first.end, max(first.end, second.start)))


class _Kind(NamedTuple):
    name: str
    cues: re.Pattern[str]
    weak: bool
    beside: bool


@cache
def _kinds() -> tuple[_Kind, ...]:
    return tuple(
        _Kind(name, _pattern(entry["cues"]), entry.get("weak", False), entry.get("beside", False))
        for name, entry in load_lexicon("events").items()
    )


def _pattern(cues: list[str]) -> re.Pattern[str]:
    """One pattern for the cues of a kind: * any ending, "..." up to five words between."""
    gap = r"(?:[\W_]{1,4}[\w’']{1,30}){0,5}?[\W_]{1,4}"
    joined = "|".join(
        re.escape(cue).replace(r"\ \.\.\.\ ", gap).replace(r"\*", r"\w{0,20}").replace(r"\ ", r"\s{1,4}")
        for cue in sorted(cues, key=lambda cue: (-len(cue), cue))
    )
    return re.compile(rf"\b(?:{joined})\b", re.IGNORECASE)
