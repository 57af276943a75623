"""The clause around a place in a sentence: what a date, a number or a cue belongs to."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

from analysis.values import Span

_OPENERS = (
    "which|who|whose|whom|where|when|while|although|though|because|whereas|but|after|before|until|unless|if|following"
)
_STRONG = re.compile(
    r"(?=[;:\s—),.!?])(?:[;:](?=\s)|\s[—–-]\s|—|\s(?=\()|\)(?=[\s,.])|,(?=\s+(?:and|or|but)\s+(?!\d))|[,.!?][”\"](?=\s)|(?<=[a-z]{4})[.!?]\s(?=[A-Z]))"
)
_OPENER = re.compile(
    rf"(?=[,\s])(?:,?\s+(?=(?:{_OPENERS})\s)|,\s+(?=(?!(?:inclu|dur|accord|even|morn|noth)ing\b)\w{{2,20}}ing\s))",
    re.IGNORECASE,
)
_OPENING = re.compile(rf"(?:{_OPENERS})\s", re.IGNORECASE)
_WHEN = re.compile(r"\s+when\s", re.IGNORECASE)
_COMMA = re.compile(r",(?=[\s”\"'’])")
_JOINT = re.compile(r"\s+(?=(?:and|but|while|then)\s)|;\s+")
_LOOSE_JOINT = re.compile(r",\s+")


def clause_around(text: str, sentence: Span, at: Span, others: Sequence[Span] = ()) -> Span:
    """The clause of a sentence that holds a place.

    A sentence is cut at semicolons, colons, dashes and brackets, before relative and subordinating words and before
    ", killing …", at the comma that ends what a comma and such a word began, and before ", and". Where two dates share
    a clause, it is cut once more between them, at "and" or a comma. "In July, when …" stays whole: what follows tells
    of the date.

    Parameters
    ----------
    text
        The text that both spans point into.
    sentence
        The sentence.
    at
        The place; it is never cut itself.
    others
        Places that should stand in clauses of their own.

    Returns
    -------
    Span
        Without the white space and the punctuation around it; at least the place itself.

    >>> text = "The group, which seized power in 1996, was founded in 1994 and banned in 2003."
    >>> clause_around(text, Span(0, len(text)), Span(29, 37)).of(text)
    'which seized power in 1996'
    >>> clause_around(text, Span(0, len(text)), Span(73, 77), [Span(54, 58)]).of(text)
    'and banned in 2003'
    """
    cuts = _cuts(text, sentence)
    if when := _WHEN.match(text, at.end, sentence.end):
        cuts = [cut for cut in cuts if not at.end <= cut <= when.end()]
        cuts += [match.end() for match in _COMMA.finditer(text, sentence.start, at.start)]
    start = max((cut for cut in cuts if cut <= at.start), default=sentence.start)
    end = min((cut for cut in cuts if cut >= at.end), default=sentence.end)
    for other in others:
        if start <= other.start and other.end <= at.start:
            start = max(start, _joint(text, other.end, at.start))
        elif at.end <= other.start and other.end <= end:
            end = min(end, _joint(text, at.end, other.start) or end)
    return _trim(text, Span(min(start, at.start), max(end, at.end)))


@lru_cache(maxsize=8)
def _cuts(text: str, sentence: Span) -> Sequence[int]:
    """Offsets between the clauses of a sentence, remembered for the next number or date of the same one."""
    cuts = [match.end() for match in _STRONG.finditer(text, sentence.start, sentence.end)]
    commas = [match.end() for match in _COMMA.finditer(text, sentence.start, sentence.end)]
    if _OPENING.match(text, sentence.start, sentence.end) and commas:
        cuts.append(commas[0])
    for match in _OPENER.finditer(text, sentence.start, sentence.end):
        cuts.append(match.end())
        comma = bisect_right(commas, match.end())
        if text[match.start()] == "," and comma < len(commas):
            cuts.append(commas[comma])
    return cuts


def _joint(text: str, start: int, end: int) -> int:
    """Where two places are best parted: at the last "and" between them, else at the last comma; 0 without either."""
    for joints in (_JOINT, _LOOSE_JOINT):
        if found := [match.end() for match in joints.finditer(text, start, end)]:
            return found[-1]
    return 0


def _trim(text: str, span: Span) -> Span:
    words = span.of(text)
    left = len(words) - len(words.lstrip(" \t\r\n,;:—–-()"))
    right = len(words.rstrip(" \t\r\n,;:.—–-("))
    return Span(span.start + left, span.start + max(left, right))
