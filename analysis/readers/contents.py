"""What is said: where it begins and ends inside a sentence, and whether it is words at all and no wish or deed."""

from __future__ import annotations

from analysis.core.lexicon import load_lexicon
from analysis.readers.parser import FINITE
from analysis.readers.speakers import Stretch
from analysis.readers.tokens import (
    ADVERBS,
    AUXILIARIES,
    DASHES,
    DAYS,
    DETERMINERS,
    NEGATIONS,
    OBJECTS,
    POSSESSIVES,
    PREPOSITIONS,
    PRONOUNS,
    SUBORDINATORS,
    TIMES,
    Cue,
    Sentence,
    cues,
)

_IN_HEARERS = DETERMINERS | POSSESSIVES | {"and", "of", "."}
_NO_NOUNS = PREPOSITIONS | SUBORDINATORS | PRONOUNS | DETERMINERS | AUXILIARIES | TIMES
_ENDS = DASHES | frozenset(", ; and but".split())
"""Words at which what is said may end, if it isn't a quotation that has just ended."""


def after_cue(sentence: Sentence, at: int, cue: Cue, size: int) -> int:
    """The first word after a verb that is neither the hearer nor a time, a place or an occasion."""
    low, i = sentence.low, at + 1
    if cue.frame == "tell" or cue.lemma in ("ask", "write"):
        i = past_hearer(sentence, i, size)
    while i < size:
        if low[i] in TIMES or sentence.is_adverb(i):
            i += 1
        elif low[i] in PREPOSITIONS:
            i = _past_phrase(sentence, i, size)
        else:
            break
    return i


def _past_phrase(sentence: Sentence, i: int, size: int) -> int:
    """The first word after a phrase that a preposition opens, eight words on at most."""
    low, limit = sentence.low, min(size, i + 9)
    i += 1
    while i < limit:
        word = low[i]
        if word in (",", ":", "that", ";", "—") or word in PREPOSITIONS or word in AUXILIARIES or word in PRONOUNS:
            break
        i += 1
    return i


def past_hearer(sentence: Sentence, i: int, size: int) -> int:
    """The first word after whoever is told: "him", "the Senate", "Reuters"."""
    low, start = sentence.low, i
    if i < size and low[i] in OBJECTS:
        return i + 1
    while i < size and i - start < 10 and low[i] != "that" and (_names(sentence, i) or (i > start and _plain(low[i]))):
        i += 1
    return i


def _names(sentence: Sentence, i: int) -> bool:
    """Whether a word may belong to a name: a capital, a determiner, or what joins two."""
    return sentence.is_name(i) or sentence.low[i] in _IN_HEARERS


def _plain(word: str) -> bool:
    """Whether a word may be a noun or an adjective, as far as short lists tell."""
    return word[0].isalpha() and word not in _NO_NOUNS


def content_start(sentence: Sentence, at: int, cue: Cue, size: int) -> int:
    """Where what is said begins, after the verb at `at`."""
    low, i = sentence.low, at + 1
    plain, past = cue.frame in ("say", "tell"), after_cue(sentence, at, cue, size)
    if plain and past < size and low[past] in ("that", ":") and low[i] not in ("of", "to"):
        i = past
    elif cue.frame == "tell" or (cue.lemma == "ask" and i < size and low[i] in OBJECTS):
        i = past_hearer(sentence, i, size)
    while plain and i + 1 < size and (low[i] in TIMES or low[i] in ADVERBS or (low[i] == "on" and low[i + 1] in DAYS)):
        i += 1
    while i < size and low[i] in (",", ":"):
        i += 1
    return i


def content_end(sentence: Sentence, start: int, size: int) -> int:
    """Where what is said ends: at the end of the sentence, or where another thing said or another clause begins."""
    for i in range(start + 1, size):
        word = sentence.low[i]
        if word not in _ENDS and not (sentence.quotes and sentence.is_quote(i - 1)):
            continue
        if _leaves(sentence, i, size):
            return i
    return size


def _leaves(sentence: Sentence, i: int, size: int) -> bool:
    low = sentence.low
    word, after = low[i], low[i + 1] if i + 1 < size else ""
    if word == ";":
        return True
    if sentence.is_closed_quote(i - 1) and (cue := cues().get(word)) and cue.form == "ing":
        return True
    if word == ",":
        cue = cues().get(after)
        if (cue and cue.form == "ing") or after in ("according", "while", "though", "although"):
            return True
        seen = after in DETERMINERS and next((k for k in range(i + 3, min(size, i + 6)) if low[k] == "as"), 0)
        if seen and low[seen - 1] in cues():  # a group seen as …
            return True
        return after in ("and", "but") and _said_soon(sentence, i + 2, size)
    if word in ("and", "but"):
        further = i + 2 < size and (after in ADVERBS or after.endswith("ly"))
        cue = cues().get(low[i + 2] if further else after)
        if cue and cue.form in ("ed", "s") and cue.frame != "think":
            return True
        return word == "but" and _said_soon(sentence, i + 1, size)
    return False


def _said_soon(sentence: Sentence, first: int, size: int) -> bool:
    """Whether a verb of saying follows within a few words, so that another speaker begins."""
    table = cues()
    for i in range(first, min(size, first + 9)):
        cue = table.get(sentence.low[i])
        if cue and (cue.frame in ("say", "tell") or cue.lemma == "call") and cue.form != "base":
            return True
    return False


_NOT_SAID = NEGATIONS | frozenset(
    "would may might could can should must will 'll ’ll 'd ’d don doesn didn won isn wasn hasn "
    "haven hadn couldn wouldn shouldn aren weren".split()
)
"""With these nobody has said so, unless his words stand in marks."""
_OPENS_CLAUSE = frozenset("that how what why whether if where when who :".split())
_SUBORDINATE = frozenset("WH WRB SCONJ".split())
_JOINS = DASHES | frozenset(", and but by while after before".split())
_CLAUSE_NEAR = 24
_LATER = frozenset("after before since while as ; :".split())


def is_told(
    sentence: Sentence, cue: Cue, group: Stretch, content: Stretch, speaker: Stretch | None, before: bool
) -> bool:
    """Whether a verb group with its content reports words, and not a wish, a view or a deed."""
    said_of, (first, end) = load_lexicon("cues")["said_of"], content
    quotes = [i for i in sentence.quotes if first <= i < end]
    plain = cue.frame in ("say", "tell")
    if quotes and (first == quotes[0] or before) and plain:
        return True
    if not quotes and not _NOT_SAID.isdisjoint(sentence.low[slice(*group)]):
        return False
    wanted = said_of["with"].get(cue.lemma, ())
    noun = cue.lemma in said_of["object"] or any(word in wanted for word in sentence.low[min(first, group[1]) : end])
    if not noun and (not plain or cue.lemma in said_of["nothing"]):
        return False
    if cue.lemma in ("say", "tell"):
        return True
    if cue.form == "ing" and noun and sentence.low[max(0, group[0] - 1)] not in _JOINS and group[1] - group[0] == 1:
        return False
    if speaker and any(sentence.tag(i) in FINITE for i in range(*speaker)):
        return False
    after = sentence.low[group[1]] if group[1] < len(sentence) else ""
    if after == "to" and not noun and not before and end > group[1] + 1 and sentence.tag(group[1] + 1) == "VB":
        return cue.lemma in said_of["infinitive"]
    opens = sentence.low[first : first + 4]
    if quotes or before or first >= end or noun or opens[0] in _OPENS_CLAUSE or "that" in opens:
        return True
    return after not in ("to", "on", "of", "for") and _clause(sentence, first, end)


def _clause(sentence: Sentence, first: int, end: int) -> bool:
    """Whether a clause begins here: a subject with its finite verb."""
    for i in range(first, min(end, first + _CLAUSE_NEAR)):
        tag = sentence.tag(i)
        if tag in _SUBORDINATE or sentence.low[i] in _LATER:
            return False
        if tag in FINITE:
            return i > first
    return False
