"""The clause around a place in a sentence: what a date, a number or a cue belongs to."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

from analysis.phrases import Lookup
from analysis.values import Span

_OPENERS = frozenset(
    "which who whose whom where when while although though because whereas but after before until unless if "
    "following".split()
)
_NO_PARTICIPLES = frozenset("during according evening morning nothing".split())
_STRONG = re.compile(
    r"[;:—–),.!?(-](?:(?<=[;:])(?=\s)|(?<=\s[—–-])\s|(?<=—)|(?<=\s\()|(?<=\))(?=[\s,.])"
    r"|(?<=,)(?=\s+(?:and|or|but)\s+(?!\d))|(?<=[,.!?])[”\"](?=\s)|(?<=[a-z]{4}[.!?])\s(?=[A-Z]))"
)
"""What parts clauses, the sign first: it is rare. A bracket opens the next one."""
_OPENING = re.compile(rf"(?:{'|'.join(sorted(_OPENERS))})\s", re.IGNORECASE)
_SPACED = re.compile(r"(?<=\s)\w{2,23}\s")
_WHEN = re.compile(r"\s+when\s", re.IGNORECASE)
_COMMA = re.compile(r",(?=[\s”\"'’])")
_JOINT = re.compile(r"\s+(?=(?:and|but|while|then)\s)|;\s+")
_LOOSE_JOINT = re.compile(r",\s+")


def _opens(word: str) -> str:
    """Whether a clause may begin with a word: always, after a comma, or ""."""
    if word in _OPENERS:
        return "always"
    participle = word.endswith("ing") and len(word) > 4 and word not in _NO_PARTICIPLES
    return "after a comma" if participle else ""


_OPENER = Lookup(_opens)


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


@lru_cache(maxsize=64)
def _cuts(text: str, sentence: Span) -> Sequence[int]:
    """Offsets between the clauses of a sentence, remembered for the other dates and numbers of the same one."""
    strong = _STRONG.finditer(text, sentence.start, sentence.end)
    cuts = [match.start() if match[0] == "(" else match.end() for match in strong]
    commas = [match.end() for match in _COMMA.finditer(text, sentence.start, sentence.end)]
    if _OPENING.match(text, sentence.start, sentence.end) and commas:
        cuts.append(commas[0])
    for place, opens in _OPENER.between(text, sentence.start + 1, sentence.end):
        if not _SPACED.match(text, place, sentence.end):
            continue
        comma = bisect_right(commas, place)
        led = comma > 0 and text[commas[comma - 1] : place].isspace()
        if led or opens == "always":
            cuts.append(place)
            cuts += commas[comma : comma + 1] if led else ()
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
