"""Whether a word is a verb by which somebody says, thinks or wants something, judged by the words around it."""

from __future__ import annotations

from analysis.readers.cues import Cue, cues, deeds
from analysis.readers.speakers import Stretch
from analysis.readers.tokens import (
    ADVERBS,
    AUXILIARIES,
    DASHES,
    DETERMINERS,
    POSSESSIVES,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    Sentence,
)

SHARES_SUBJECT = frozenset("and but then by before after while".split())
"""Words after which a verb has the subject of the one before it."""
_NOBODY = frozenset("you no nothing nobody none neither".split())
_ASKS = frozenset("who what which".split())
_LINES = frozenset("phone telephone email e-mail text letter video fax".split())
_THINGS = frozenset("this that these those there everything".split())
_ANONYMOUS = frozenset("named identified anonymity unnamed anonymous".split())
_REFLEXIVES = frozenset("itself himself herself themselves oneself".split())
_CLAUSE = frozenset("that how what why whether if there :".split()) | PRONOUNS
_FINITE = AUXILIARIES - POSSESSIVES
_NEAR = 10
"""Words after a verb in which the verb of its clause stands."""
_TIES = frozenset("link attribute ascribe".split())
_OWNS = frozenset("his her its their what not".split())
_LIVES = frozenset("life lives victim victims".split())
_NOUN_SIGNS = DETERMINERS | POSSESSIVES | (PREPOSITIONS - {"to"})


def is_verb(sentence: Sentence, at: int, cue: Cue) -> bool:
    """Whether a word that could be a noun or an adjective is a verb here, judged by its neighbours."""
    low = sentence.low
    before = low[at - 1] if at else ""
    after = low[at + 1] if at + 1 < len(sentence) else ""
    if cue.lemma == "claim" and any(word in _LIVES for word in low[at + 1 : at + 8]):
        return False
    if cue.frame in ("say", "think") and after in _REFLEXIVES:
        return False
    if cue.lemma in ("ask", "request", "decline", "refuse") and any(w in _ANONYMOUS for w in low[at + 1 : at + 5]):
        return False
    if cue.lemma == "see" and cue.form == "ed" and low[at - 1] in ("has", "have", "had"):  # has seen the papers
        return after in ("that", "as")
    if cue.lemma == "go" and not sentence.is_quote(max(0, at - 2)):  # “…,” he went on
        return False
    if cue.form == "ed" and before == "," and after == "by":  # the report, released by X, …; but: X said by phone
        return at + 2 < len(sentence) and low[at + 2] in _LINES
    name = at > 0 and sentence.is_name(at)
    title = at - 1 - (before == ".")
    if name and title >= 0 and at + 1 < len(low) and sentence.is_name(title) and sentence.is_name(at + 1):
        return False  # Col. Said Roe
    if cue.lemma == "say" and before != "to":
        return True
    if name or (cue.particles and "-" not in cue.particles and after not in cue.particles):
        return False
    if cue.form in ("s", "base") and after in AUXILIARIES:
        return False
    if cue.form == "s" and cue.frame == "stance" and (verb := cues().get(before)) and verb.form == "ed":
        return False  # has seen documents
    if cue.form == "ing":
        return (
            before in AUXILIARIES
            or before in SHARES_SUBJECT
            or before in ADVERBS
            or before == ","
            or before in DASHES
            or (at > 0 and sentence.is_closed_quote(at - 1))
            or before.endswith("ly")
            or quoted_as(sentence, at)
        )
    if before in _NOUN_SIGNS:
        return before == "that" or (before in POSSESSIVES and cue.form == "ed")
    if cue.form == "base":
        return (
            (after == "that" and cue.frame in ("say", "think") and before != "to")
            or before in PRONOUNS
            or before in AUXILIARIES
            or before in ADVERBS
            or (cue.frame == "stance" and before.endswith("ly") and low[at - 2] != "to")
            or before in ("who", "and", "'t", "’t", "not")
            or (before.endswith("s") and cue.frame in ("say", "tell", "think"))
        )
    return cue.frame not in ("stance", "urge") or after not in (",", ";", "or", "and")


def quoted_as(sentence: Sentence, at: int) -> bool:
    """Whether somebody "was quoted as saying"."""
    return at > 2 and sentence.low[at - 1] == "as" and sentence.low[at - 2] in ("quoted", "cited")


def clause_follows(sentence: Sentence, at: int, size: int) -> bool:
    """Whether a clause or a quotation begins here, as far as can be told without a grammar."""
    low = sentence.low
    if at < size and (low[at] in _CLAUSE or (low[at] == "," and at + 1 < size)):
        return True
    for i in range(at, min(size, at + _NEAR)):
        if sentence.is_quote(i) or low[i] in _FINITE:
            return True
        if low[i] in (",", ";"):
            return False
    return False


def speaks(sentence: Sentence, at: int, cue: Cue, speaker: Stretch, size: int) -> bool:
    """Whether the subject of a verb says, thinks or wants something, and does not only strike or show it."""
    if _names_nobody(sentence, at, cue, speaker) or _silent(sentence, speaker, cue):
        return False
    return not cue.blow or in_words(sentence, at, size)


def _names_nobody(sentence: Sentence, at: int, cue: Cue, speaker: Stretch) -> bool:
    """Whether a verb has no speaker: a number; "a teacher called Jane"; "fighters linked to X"."""
    low, (first, last) = sentence.low, speaker
    if all(low[i][0].isdigit() for i in range(first, last)) or (first == 0 and low[0] in _ASKS):
        return True
    if cue.form != "ed" or at + 1 >= len(sentence):
        return False
    if cue.lemma == "call" and low[first] in ("a", "an") and last == at:
        return sentence.is_name(at + 1)
    return low[at + 1] == "to" and cue.lemma in _TIES and not (first and low[first - 1] in RELATIVES)


def in_words(sentence: Sentence, at: int, size: int) -> bool:
    """Whether a blow is one of words: "attacked the plan as “mad”", "over its cost", but not "attacked the post"."""
    low = sentence.low
    for i in range(at + 1, size):
        if low[i] in ("over", "as", "saying", "calling") or sentence.is_quote(i):
            return True
        if low[i] == "for" and i + 1 < size and (low[i + 1] in _OWNS or low[i + 1].endswith("ing")):
            return True
    return False


def _silent(sentence: Sentence, speaker: Stretch, cue: Cue) -> bool:
    """Whether nobody speaks: the subject is "nobody", or a thing or a deed that only shows or aims at something."""
    low, (first, last) = sentence.low, speaker
    if low[first] in _NOBODY or low[last - 1] in _NOBODY or low[last - 1] in POSSESSIVES:
        return True
    if not cue.silent and not cue.intention:
        return False
    head = next((i for i in range(first + 1, last) if low[i] in PREPOSITIONS or low[i] == ","), last) - 1
    return low[first] in _THINGS or (low[head] in deeds() and not sentence.is_name(head))
