"""The words that name a speaker: left of a verb, right of it, or earlier in the sentence."""

from __future__ import annotations

from analysis.core.lexicon import load_lexicon
from analysis.readers.names import lexicon_words
from analysis.readers.parser import FINITE, VERBS
from analysis.readers.tokens import (
    ADVERBS,
    AUXILIARIES,
    BE,
    DASHES,
    DAYS,
    DETERMINERS,
    NEGATIONS,
    POSSESSIVES,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    SUBORDINATORS,
    TIMES,
    Cue,
    Sentence,
    cues,
)

Stretch = tuple[int, int]
"""First word and the one after the last, counted in the sentence."""

_REACH = 28
"""Words that a subject, or an aside after it, has at most."""
_STOPS = DASHES | frozenset(", ; : ( ) [ ] … ! ? | •".split())
_VERBS = AUXILIARIES - POSSESSIVES
_ENDS_SUBJECT = (SUBORDINATORS - {"and"}) | PRONOUNS | _STOPS | _VERBS
_WHEN_AND_WHERE = DAYS | ADVERBS | frozenset("during in at on to by via last with".split())
_NO_NOUN = _STOPS | RELATIVES | PREPOSITIONS | SUBORDINATORS | AUXILIARIES
_OFFICES = frozenset("whose former formerly director president chief senior head professor author co-author".split())


def verb_group(sentence: Sentence, at: int) -> int:
    """The first word of the verb group that ends at a verb: "has also been saying" begins at "has"."""
    low, i = sentence.low, at
    if at > 2 and low[at - 1] == "as" and low[at - 2] in ("quoted", "cited"):
        i = at - 2
    while i > 0 and (low[i - 1] in AUXILIARIES or low[i - 1] in NEGATIONS or sentence.is_adverb(i - 1)):
        i -= 1
    return i + 1 if i == 0 and at and sentence.is_adverb(0) else i


def left_of(sentence: Sentence, verb: int) -> Stretch | None:
    """The subject of a verb group, by the words before it.

    >>> sentence = Sentence("On Friday Jane Roe, a fellow, said so.", 0, 38)
    >>> [sentence.words[i] for i in range(*left_of(sentence, 8))]
    ['Jane', 'Roe']
    """
    low, last = sentence.low, verb - 1
    if last < 0 or sentence.is_quote(last):
        return None
    lone = (low[last] == "," or low[last] in DASHES) and low[last] not in low[:last]
    return plain_subject(sentence, verb) or (None if lone else _briefed(sentence, last))


def plain_subject(sentence: Sentence, verb: int) -> Stretch | None:
    """The noun phrase right before a verb group, or before what brackets, commas or dashes set off there."""
    low, last = sentence.low, verb - 1
    if last > 0 and (low[last] == "," or low[last] in DASHES):
        return _before_aside(sentence, last)
    return _beside(sentence, last)


def _briefed(sentence: Sentence, last: int) -> Stretch | None:
    """The noun that opens a sentence and has a clause behind it: "Two farmers briefed on the talks said"."""
    low = sentence.low
    first = next(
        (i for i in range(last + 1) if low[i] == "who" or sentence.tag(i) in VERBS or not low[i][0].isalnum()), 0
    )
    opens = low[0] in PREPOSITIONS or low[0] in SUBORDINATORS
    return (0, first) if first and not opens and (low[first] == "who" or sentence.tag(first) == "VBN") else None


def _before_aside(sentence: Sentence, mark: int) -> Stretch | None:
    """The subject before an aside that a mark closes: "X, a fellow at Y," or "X, however,"."""
    low = sentence.low
    marks = [i for i in range(mark - 2, max(0, mark - _REACH), -1) if low[i] == low[mark]]
    if not marks:
        return (0, mark) if _all_in_name(sentence, 0, mark) else None
    opening = next((i for i in marks if _sets_off(sentence, i + 1) or _all_in_name(sentence, i + 1, mark)), marks[-1])
    subject = _beside(sentence, opening - 1)
    if subject and _all_in_name(sentence, opening + 1, mark):  # the aside is the name: "his wife, Jane Roe,"
        return (subject[0], mark)
    if subject and subject[0] > 1 and low[subject[0]] in DETERMINERS and low[subject[0] - 1] == ",":
        first = _beside(sentence, subject[0] - 2)  # an aside after an aside
        return first if first and low[0] not in PREPOSITIONS else subject
    return subject


def _all_in_name(sentence: Sentence, first: int, end: int) -> bool:
    return all(_in_name(sentence, i) for i in range(first, end))


def _sets_off(sentence: Sentence, at: int) -> bool:
    """Whether what begins here can stand between a subject and its verb: a fellow …, Iran's envoy …, however."""
    word = sentence.low[at]
    known = word in DETERMINERS or word in RELATIVES or word in PREPOSITIONS or word in ADVERBS or word in _OFFICES
    return known or word[0].isdigit() or word.endswith(("ing", "ed")) or sentence.low[at + 1] in POSSESSIVES


def _in_name(sentence: Sentence, at: int) -> bool:
    word = sentence.low[at]
    return (sentence.is_name(at) or word == ".") and word not in DAYS and word not in PREPOSITIONS


def _beside(sentence: Sentence, last: int) -> Stretch | None:
    """The noun phrase that ends with a word, when nothing in it or before it makes it doubtful."""
    low = sentence.low
    if last >= 0 and low[last] == ")":
        last = next((i for i in range(last, 0, -1) if low[i] == "("), 0) - 1
    while last >= 0 and (low[last] in ADVERBS or low[last] in TIMES or low[last] in ("on", "this")):
        last -= 1
    if last >= 0 and (low[last] in PRONOUNS or low[last] == "which"):
        return (last, last + 1)
    if last < 0 or low[last] in _NO_NOUN or sentence.is_quote(last):
        return None
    first = last
    while first > 0 and last - first < _REACH and _belongs(sentence, first - 1):
        first -= 1
    while first < last and (sentence.is_adverb(first) or low[first] == "yet"):
        first += 1
    if first and _goes_further(sentence, first - 1):
        return None
    if low[first] in PREPOSITIONS or low[first] in TIMES:  # In an interview on Friday Mr Roe
        start = last
        while start > first and (
            _in_name(sentence, start - 1) if sentence.is_name(last) else low[start] not in DETERMINERS
        ):
            start -= 1
        return (start, last + 1) if start > first else None
    return (first, last + 1)


def _goes_further(sentence: Sentence, before: int) -> bool:
    """Whether the word before a supposed subject shows that it begins further left: "men who watch the border said"."""
    word = sentence.low[before]
    if word in RELATIVES:
        return sentence.tag(before + 1) in VERBS
    return word.isalpha() and sentence.tag(before) in VERBS and word not in AUXILIARIES


def _belongs(sentence: Sentence, at: int) -> bool:
    """Whether a word belongs to the noun phrase that goes on to its right."""
    word = sentence.low[at]
    if word == "and":
        return at > 0 and _joins(sentence, at)
    if word in _ENDS_SUBJECT or sentence.is_quote(at):
        return False
    cue = cues().get(word)
    return not (cue and cue.form in ("ed", "ing") and at > 0)


def _joins(sentence: Sentence, at: int) -> bool:
    """Whether an "and" stands between two names or two bare nouns, and not between clauses."""
    after = sentence.low[at + 1]
    if after == "the" and sentence.is_name(at - 1) and at + 2 < len(sentence) and sentence.is_name(at + 2):
        return True
    plain = after == "other" or (after not in DETERMINERS and after not in PRONOUNS)
    return plain and sentence.is_name(at + 1) == sentence.is_name(at - 1)


def right_of(sentence: Sentence, verb: int, loosely: bool = False) -> Stretch | None:
    """The subject that follows a verb: "said the ministry", "said Jane Roe"; loosely, "said analyst Jane Roe" too."""
    low, first, size = sentence.low, verb + 1, len(sentence)
    if first >= size or low[first] in DAYS or low[first] == "that":
        return None
    begins = sentence.is_name(first) or low[first] in DETERMINERS or low[first] in ("he", "she", "they")
    begins = begins or (
        low[first] in lexicon_words("roles") | lexicon_words("spokespeople") and _named_soon(sentence, first)
    )
    if not begins and not (loosely and low[first][0].isalnum() and low[first] not in PREPOSITIONS):
        return None
    last = first
    while last + 1 < size and last - first < _REACH and not _ends_subject(sentence, last + 1):
        last += 1
    return (first, last + 1)


def _named_soon(sentence: Sentence, at: int) -> bool:
    """Whether a name follows an office: "spokeswoman Anna Berg", "health minister Roe"."""
    return any(sentence.is_name(i) for i in range(at + 1, min(len(sentence), at + 3)))


def _ends_subject(sentence: Sentence, at: int) -> bool:
    word = sentence.low[at]
    if word == ".":
        return at + 1 == len(sentence)
    if sentence.is_quote(at) or (word in _ENDS_SUBJECT and not (word in PRONOUNS and sentence.is_name(at))):
        return True
    inside = word in ("at", "with", "in") and not sentence.is_name(at - 1)  # a fellow with the Council
    named = (
        at + 1 < len(sentence) and word in ADVERBS and sentence.tag(at + 1) in ("VBN", "ADJ")
    )  # recently named chair
    return word in _WHEN_AND_WHERE and not inside and not named


def main_subject(sentence: Sentence, before: int) -> Stretch | None:
    """The subject of the first finite verb before a word, else the name that opens the sentence."""
    finite = (i for i in range(1, before) if sentence.low[i].isalpha() and sentence.tag(i) in FINITE)
    verb = next((i for i in finite if sentence.low[i - 1] not in RELATIVES), 0)
    subject = left_of(sentence, verb_group(sentence, verb)) if verb else None
    first = end = int(sentence.quotes[:1] == [0])
    while end < before and _in_name(sentence, end) and sentence.low[end] not in _NO_NAMES:
        end += 1
    named = end > first and sentence.low[end] not in POSSESSIVES
    return subject or ((first, end) if named else None)


_NO_NAMES = SUBORDINATORS | DETERMINERS | PRONOUNS | ADVERBS | {"."}
SHARES_SUBJECT = frozenset("and but then by before after while".split())
"""Words after which a verb has the subject of the one before it."""
_NOBODY = frozenset("you no nothing nobody none neither".split())
_OWNS = frozenset("his her its their what not".split())
_NOUN_SIGNS = (DETERMINERS | PREPOSITIONS) - {"that", "to", "as"}


def is_verb(sentence: Sentence, at: int, cue: Cue) -> bool:
    """Whether a word that could be a noun or an adjective is a verb here, judged by its neighbours."""
    low, last = sentence.low, len(sentence) - 1
    before, after = low[at - 1] if at else "", low[at + 1] if at < last else ""
    if cue.lemma == "say":  # Col. Said Roe
        return not (at and sentence.is_name(at) and sentence.is_name(min(at + 1, last)))
    if cue.lemma == "go" and not sentence.is_quote(max(0, at - 2)):  # “…,” he went on
        return False
    if cue.particles and "-" not in cue.particles and after not in cue.particles:
        return False
    if cue.lemma == "read":
        return any(sentence.is_quote(i) for i in range(max(0, at - 6), min(last, at + 2) + 1))
    if not before or (cue.lemma in ("quote", "cite") and "saying" in low[at + 2 : at + 14]):
        return False
    if cue.lemma == "post" and cue.form == "base":
        return False
    if before in PRONOUNS or (after == "that" and sentence.is_name(at - 1)):
        return True
    first = at - 1 - (at > 1 and sentence.is_adverb(at - 1))  # a recently released report
    if low[first] in _NOUN_SIGNS and not (cue.form == "ing" and before in SHARES_SUBJECT):
        return False
    if before in AUXILIARIES - POSSESSIVES or before in NEGATIONS:
        return cue.form != "base" or before not in BE
    if sentence.is_name(at):
        return False
    beside = sentence.is_name(at - 1) or sentence.is_adverb(at - 1)
    if cue.form in ("ed", "ing") and (beside or before in ("and", "or") or (before == "," and cue.form == "ing")):
        return True
    alone = before[-1] != "s" or before in POSSESSIVES
    if cue.form == "base" and alone and not beside and before not in _PLURAL:
        return False
    tag = sentence.tag(at)
    if tag == "VBN" and after in _AFTER_PARTICIPLES:
        return "that" in low[at + 2 : at + 6] or (at > 1 and sentence.is_closed_quote(at - 2))
    return tag in VERBS or sentence.quotes[:1] == [0]


_PLURAL = SUBORDINATORS | frozenset("people police men women children others many some cannot".split())
"""Words without an "s" that a plain form of a verb may follow."""
_AFTER_PARTICIPLES = PREPOSITIONS | DAYS | frozenset(", ; . ) and or".split())
"""What follows a participle that belongs to a noun: "the letter released on Friday"."""


def quoted_as(sentence: Sentence, at: int) -> bool:
    """Whether somebody "was quoted as saying", or is so by another: "quoted Jane Roe as saying"."""
    return at > 2 and sentence.low[at - 1] == "as"


def speaks(sentence: Sentence, at: int, cue: Cue, speaker: Stretch, size: int) -> bool:
    """Whether the subject of a verb says, thinks or wants something, and does not only strike or show it."""
    if cue.lemma == "call" and sentence.low[speaker[0]] in ("a", "an") and at + 1 < size and sentence.is_name(at + 1):
        return False  # a teacher called Jane
    return not _silent(sentence, speaker, cue) and (not cue.blow or in_words(sentence, at, size))


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
    nor = first > 0 and low[first - 1] in ("nor", "neither")
    if nor or low[first] in _NOBODY or low[last - 1] in _NOBODY:
        return True
    if not cue.silent:
        return False
    head = next((i for i in range(first + 1, last) if low[i] in PREPOSITIONS or low[i] == ","), last) - 1
    return low[head] in load_lexicon("cues")["deeds"] and not sentence.is_name(head)
