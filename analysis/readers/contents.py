"""What is said: where it begins and ends inside a sentence, and whether it is words at all and no wish or deed."""

from __future__ import annotations

from analysis.core.lexicon import load_lexicon
from analysis.readers.cues import Cue, cues
from analysis.readers.parser import FINITE
from analysis.readers.speakers import DASHES, DAYS, IN_PHRASE, TIMES, Masked, Stretch

_ENDS = DASHES | frozenset(", ; and but".split())
"""Words at which what is said may end, if it isn't a quotation that has just ended."""
_ENDS_PHRASE = FINITE | frozenset("PUNCT ADP PRON SCONJ".split())


def after_cue(s: Masked, at: int, cue: Cue, size: int) -> int:
    """The first word after a verb that is neither the hearer nor a time, a place or an occasion."""
    i = _past_hearer(s, at + 1, size) if cue.frame == "tell" or cue.lemma in ("ask", "write") else at + 1
    while i < size:
        if s.low[i] in TIMES or s.tags[i] == "ADV":
            i += 1
        elif s.tags[i] in ("ADP", "SCONJ") and s.low[i] != "that":
            last = min(size, i + 9)
            i = next((k for k in range(i + 1, last) if s.tags[k] in _ENDS_PHRASE or s.low[k] == "that"), last)
        else:
            break
    return i


def _past_hearer(s: Masked, i: int, size: int) -> int:
    """The first word after whoever is told: "him", "the Senate", "Reuters"."""
    start = i
    while i < size and s.tags[i] in IN_PHRASE and s.low[i] != "that" and not (i > start and s.tags[i] == "DET"):
        i += 1
    return i if i > start or i == size or s.tags[i] not in ("PRON", "VBZ") else i + 1


def content_start(s: Masked, at: int, cue: Cue, size: int) -> int:
    """Where what is said begins, after the verb at `at`."""
    i, past = at + 1, after_cue(s, at, cue, size)
    if cue.plain and past < size and s.low[past] in ("that", ":") and s.low[i] not in ("of", "to"):
        i = past
    elif cue.frame == "tell" or (cue.lemma == "ask" and i < size and s.tags[i] == "PRON"):
        i = _past_hearer(s, i, size)
    while (
        cue.plain
        and i + 1 < size
        and (s.low[i] in TIMES or s.tags[i] == "ADV" or (s.low[i] == "on" and s.low[i + 1] in DAYS))
    ):
        i += 1
    while i < size and s.low[i] in (",", ":"):
        i += 1
    return i


def content_end(s: Masked, start: int, size: int) -> int:
    """Where what is said ends: at the end of the sentence, or where another thing said or another clause begins."""
    for i in range(start + 1, size):
        if (s.low[i] in _ENDS or s.is_quote(i - 1)) and _leaves(s, i, size):
            return i
    return size


def _leaves(s: Masked, i: int, size: int) -> bool:
    low = s.low
    word, after = low[i], low[i + 1] if i + 1 < size else ""
    if word == ";":
        return True
    if s.is_quote(i - 1) and (cue := cues().get(word)) and cue.form == "ing":
        return True
    if word == ",":
        cue = cues().get(after)
        if (cue and cue.form == "ing") or after in ("according", "while", "though", "although"):
            return True
        noun = after and s.tags[i + 1] == "DET"
        seen = next((k for k in range(i + 3, min(size, i + 6)) if low[k] == "as"), 0) if noun else 0
        if seen and low[seen - 1] in cues():  # a group seen as …
            return True
        return after in ("and", "but") and _said_soon(s, i + 2, size)
    if word in ("and", "but"):
        further = i + 2 < size and s.tags[i + 1] == "ADV"
        cue = cues().get(low[i + 2] if further else after)
        if cue and cue.form in ("ed", "s") and cue.frame != "think":
            return True
        return word == "but" and _said_soon(s, i + 1, size)
    return False


def _said_soon(s: Masked, first: int, size: int) -> bool:
    """Whether a verb of saying follows within a few words, so that another speaker begins."""
    for i in range(first, min(size, first + 9)):
        cue = cues().get(s.low[i])
        if cue and (cue.plain or cue.lemma == "call") and cue.form != "base":
            return True
    return False


_OPENS_CLAUSE = frozenset("that how what why whether if where when who :".split())
_SUBORDINATE = frozenset("WH WRB SCONJ".split())
_JOINS = DASHES | frozenset(", and but by while after before".split())
_CLAUSE_NEAR = 24
_LATER = frozenset("after before since while as ; :".split())


def is_told(s: Masked, cue: Cue, group: Stretch, content: Stretch, speaker: Stretch | None, before: bool) -> bool:
    """Whether a verb group with its content reports words, and not a wish, a view or a deed."""
    said_of, (first, end) = load_lexicon("cues")["said_of"], content
    quotes = [i for i in s.quotes if first <= i < end]
    if quotes and (first == quotes[0] or before) and cue.plain:
        return True
    if not quotes and any(s.tags[i] in ("MD", "NOT") or s.low[i] == "never" for i in range(*group)):
        return False
    wanted = said_of["with"].get(cue.lemma, ())
    noun = cue.lemma in said_of["object"] or any(word in wanted for word in s.low[min(first, group[1]) : end])
    if not noun and (not cue.plain or cue.lemma in said_of["nothing"]):
        return False
    if cue.lemma in ("say", "tell"):
        return True
    if cue.form == "ing" and noun and s.low[max(0, group[0] - 1)] not in _JOINS and group[1] - group[0] == 1:
        return False
    if speaker and any(s.tags[i] in FINITE for i in range(*speaker)):
        return False
    after = s.low[group[1]] if group[1] < len(s) else ""
    if after == "to" and not noun and not before and end > group[1] + 1 and s.tags[group[1] + 1] == "VB":
        return cue.lemma in said_of["infinitive"]
    opens = s.low[first : first + 4]
    if quotes or before or first >= end or noun or opens[0] in _OPENS_CLAUSE or "that" in opens:
        return True
    return after not in ("to", "on", "of", "for") and _clause(s, first, end)


def _clause(s: Masked, first: int, end: int) -> bool:
    """Whether a clause begins here: a subject with its finite verb."""
    for i in range(first, min(end, first + _CLAUSE_NEAR)):
        tag = s.tags[i]
        if tag in _SUBORDINATE or s.low[i] in _LATER:
            return False
        if tag in FINITE:
            return i > first
    return False
