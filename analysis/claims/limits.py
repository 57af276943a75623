"""What limits a number: whether it counts a part, where a superlative holds, with whom a sum is shared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.values import Span

if TYPE_CHECKING:
    from analysis.readers.actors import ActorMention

_REACH = 90
_THOSE = r"(?:them|whom|which|these|those|the\s(?:dead|victims|killed|injured|wounded|casualties|hostages|captives))"
_OWN = re.compile(rf"\b(?:of|among)\s+(?:its|their|his|her|our|{_THOSE})\b")
_BEFORE = re.compile(
    rf"(?:\bincluding|\b(?:[Oo]f|[Aa]mong)\s{_THOSE}(?:\s(?!who\b|that\b)[a-z]{{3,12}})?,?)\s"
    r"(?:(?!(?:that|which|who|whom|when|where|attacks?|in|on)\b)[\w,’'-]{1,20}\s){0,6}\Z"
)
_AFTER = re.compile(rf"\s(?:[\w’'-]{{1,20}}\s){{0,2}}(?:of|among)\s{_THOSE}\b")
_SUPERLATIVE = re.compile(r"\b(?:worst|deadliest|bloodiest|biggest|largest|lethal|deadly|first|most)\b")
_WORLD = re.compile(r"\b(?:worldwide|globally|world[’']s|in\sthe\sworld)")
_PROPER = r"[A-Z][\w’'-]{1,24}"
_WHERE = re.compile(rf"\b(?:in|on|against|across)\s(?:the\s)?({_PROPER}(?:\s(?:and\s)?{_PROPER}){{0,3}})")
_WITH = re.compile(r"\b(?:with|to|from|between|and|in|into|across)\s(?:the\s)?\Z")
_RANKED = frozenset({"rank", "since a like attack"})
_PARTNER = re.compile(r"\b(?:with|to|from)\s(?:the\s)?\Z")
SHARED = frozenset({"trade turnover", "exports", "imports"})
"""Measures of what one has with another: who comes after "with" is no subject."""


def is_part(text: str, at: Span, sentence: Span) -> bool:
    """Whether a number counts some of those whom another number counts.

    >>> text = "The blast killed 17 people, including three women."
    >>> [is_part(text, Span(start, end), Span(0, 50)) for start, end in ((17, 26), (38, 49))]
    [False, True]
    """
    before = text[max(sentence.start, at.start - _REACH) : at.start]
    return bool(_OWN.search(at.of(text)) or _BEFORE.search(before) or _AFTER.match(text, at.end, sentence.end))


def is_partner(text: str, mention: ActorMention) -> bool:
    """Whether an actor is the one with whom: "trade with Ruritania", "exports to Ruritania"."""
    return _PARTNER.search(text, max(0, mention.start - 14), mention.start) is not None


def scope_of(text: str, at: Span, sentence: Span, measure: str, subject: str, near: Sequence[ActorMention]) -> str:
    """Where a rank or a superlative holds, or with whom a sum is shared; "" when nothing tells.

    Parameters
    ----------
    text, at, sentence
        The text, and the number in its sentence.
    measure, subject
        What the number measures, of whom.
    near
        The actors of the sentence.

    >>> text = "It was the worst attack in Europe in 20 years."
    >>> scope_of(text, Span(37, 45), Span(0, 46), "since a like attack", "", [])
    'Europe'
    """
    if measure in _RANKED:
        start = max(sentence.start, at.start - _REACH)
        found = [*_SUPERLATIVE.finditer(text, start, at.start)]
        end = min(sentence.end, at.end + _REACH)
        if _WORLD.search(text, at.start, min(end, at.end + 20)):
            return "world"
        where = _WHERE.search(text, found[-1].end() if found else at.start, end)
        return where[1] if where else ""
    if measure in SHARED:
        named = (
            mention.actor
            for mention in near
            if mention.kind in ("state", "place")
            and mention.actor != subject
            and _WITH.search(text, max(0, mention.start - 14), mention.start)
        )
        return "; ".join(dict.fromkeys(named))
    return ""
