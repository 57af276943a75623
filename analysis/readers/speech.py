"""Which attributions report words: a verb of saying that is one, what it takes, and somebody who can have said it."""

from __future__ import annotations

from functools import cache

from analysis.core.lexicon import load_lexicon
from analysis.readers.tagger import FINITE
from analysis.readers.tokens import DASHES, NEGATIONS, POSSESSIVES, Cue, Sentence

_MODALS = frozenset("would may might could can should must will 'll ’ll 'd ’d wouldn couldn shouldn won".split())
_DENIED = NEGATIONS | frozenset("don doesn didn won isn wasn hasn haven hadn couldn wouldn aren weren".split())
_OPENS_CLAUSE = frozenset("that how what why whether if where when who :".split())
_SUBORDINATE = frozenset("WH WRB SCONJ".split())
_BREAKS = DASHES | frozenset(", and but by while after before".split())
_NEAR = 24
_LATER = frozenset("after before since while as ; :".split())
Stretch = tuple[int, int]


@cache
def _takes(what: str) -> frozenset[str]:
    return frozenset(load_lexicon("cues")["said_of"][what])


@cache
def _wanted() -> dict[str, list[str]]:
    """The words that make a deed one of words: to claim responsibility, to refer to somebody as a friend."""
    found: dict[str, list[str]] = load_lexicon("cues")["said_of"]["with"]
    return found


def is_told(
    sentence: Sentence, cue: Cue, group: Stretch, content: Stretch, speaker: Stretch | None, before: bool
) -> bool:
    """Whether a verb group with its content reports words, and not a wish, a view or a deed."""
    first, end = content
    quotes = [i for i in sentence.quotes if first <= i < end]
    plain = cue.frame in ("say", "tell")
    if quotes and (first == quotes[0] or before) and plain:
        return True
    if not quotes and any(word in _MODALS or word in _DENIED for word in sentence.low[slice(*group)]):
        return False
    wanted = _wanted().get(cue.lemma, ())
    noun = cue.lemma in _takes("object") or any(word in wanted for word in sentence.low[min(first, group[1]) : end])
    if not noun and (not plain or cue.lemma in _takes("nothing")):
        return False
    if cue.lemma in ("say", "tell"):
        return True
    if cue.form == "ing" and noun and sentence.low[max(0, group[0] - 1)] not in _BREAKS and group[1] - group[0] == 1:
        return False
    if speaker and not _phrase(sentence, speaker):
        return False
    after = sentence.low[group[1]] if group[1] < len(sentence) else ""
    if after == "to" and not noun and not before and end > group[1] + 1 and sentence.tag(group[1] + 1) == "VB":
        return cue.lemma in _takes("infinitive")
    if quotes or before or first >= end or noun or sentence.low[first] in _OPENS_CLAUSE:
        return True
    if "that" in sentence.low[first : first + 4]:
        return True
    return after not in ("to", "on", "of", "for") and _clause(sentence, first, end)


def _phrase(sentence: Sentence, stretch: Stretch) -> bool:
    """Whether words are a noun phrase: no finite verb stands in them."""
    return not any(
        sentence.tag(i) in FINITE
        for i in range(*stretch)
        if not sentence.is_name(i) and sentence.low[i] not in POSSESSIVES
    )


def _clause(sentence: Sentence, first: int, end: int) -> bool:
    """Whether a clause begins here: one that a word opens, or a subject with its finite verb."""
    if sentence.low[first] in _OPENS_CLAUSE:
        return True
    for i in range(first, min(end, first + _NEAR)):
        tag = sentence.tag(i)
        if tag in _SUBORDINATE or sentence.low[i] in _LATER:
            return False
        if tag in FINITE:
            return i > first
    return False
