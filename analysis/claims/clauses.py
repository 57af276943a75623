"""The clause around a place in a sentence: what a date, a number or a cue belongs to."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from operator import attrgetter
from typing import Generic, Protocol, TypeVar

from analysis.core.lexicon import load_lexicon
from analysis.core.phrases import Lookup, Phrases
from analysis.core.values import Span


class Placed(Protocol):
    """Anything that begins at an offset."""

    @property
    def start(self) -> int:
        """Where it begins."""


T = TypeVar("T", bound=Placed)


class Nearby(Generic[T]):
    """Findings in the order of their places.

    >>> from analysis.core.values import Span
    >>> Nearby([Span(9, 12), Span(0, 4)]).between(0, 9)
    [Span(start=0, end=4)]
    """

    def __init__(self, items: Iterable[T]) -> None:
        self._items = sorted(items, key=attrgetter("start"))
        self._starts = [item.start for item in self._items]

    def between(self, start: int, end: int) -> list[T]:
        """The findings that begin at `start` or later, and before `end`."""
        return self._items[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


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


_NAME = re.compile(r"May\b|Will\b(?=\s+[A-Z])")
_ORDER = ("denied", "planned", "speculated", "attributed")


def modality_of(text: str, clause: Span | None = None, attributed: bool = False) -> str:
    """The modality of one clause, from the cue words that stand in it (lexicon/modality.yaml).

    Parameters
    ----------
    text, clause
        A text, and the clause in it (all of it when None): a cue in a neighbouring clause says nothing about this one.
        The caller leaves out reporting verbs outside it ("…, the minister said") and says `attributed` instead.
    attributed
        Whether somebody other than the article says so: the clause is quoted or reported.

    Returns
    -------
    str
        The first that fits of "denied", "planned", "speculated", "attributed"; else "asserted".

    >>> modality_of("The two sides may sign a treaty"), modality_of("The forum will open in May")
    ('speculated', 'planned')
    >>> modality_of("It opened in May 2024"), modality_of("It opened in May 2024", attributed=True)
    ('asserted', 'attributed')
    """
    start, end = (clause.start, clause.end) if clause else (0, len(text))
    cues, exempt = _cues()
    found = {"attributed"} if attributed else set()
    if any(cues.find(text, start, end)):
        for stop, after in (*((e.start, e.end) for e in exempt.find(text, start, end)), (end, end)):
            found |= {cue.kind for cue in cues.find(text, start, stop) if not _NAME.match(text, cue.start)}
            start = after
    return next((modality for modality in _ORDER if modality in found), "asserted")


@cache
def _cues() -> tuple[Phrases, Phrases]:
    lexicon = load_lexicon("modality")
    kinds = {name: lexicon[name] for name in _ORDER}
    return Phrases(kinds, hyphened=False), Phrases({"": lexicon["not denied"]}, hyphened=False)
