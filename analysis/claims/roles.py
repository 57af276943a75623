"""What a number does in its sentence: which noun it counts, which nouns say what it is, which verb acts on it."""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from analysis.core.lexicon import load_lexicon
from analysis.core.values import Span
from analysis.readers.forms import TIMES, lemma
from analysis.readers.parser import FINITE, NOUNS, VERBS
from analysis.readers.quantities import Quantity
from analysis.readers.sentences import Sentence

_MODIFIERS = frozenset(("ADJ", "NOUN", "NNS", "PROPN", "VBN", "VBG"))
_LEADING = frozenset(("DET", "PRP$", "ADJ", "ADV", "VBN", "POS"))
_NUMBERS = frozenset(("NUM", "SYM"))
_PHRASE = _MODIFIERS | _LEADING | _NUMBERS
_PASSED = VERBS | NOUNS | _NUMBERS | frozenset("WH ADP DET ADJ PRP$ NOT ADV".split())  # between a phrase and its verb
_HEDGES = frozenset("as many much more less than least most nearly only some".split())
_BOUNDING = _HEDGES | frozenset("dozens scores hundreds thousands".split())
_BREAKING = TIMES | {"out"}
_AFTER = frozenset("dead drowned wounded injured hurt missing homeless alive killed strong arrested detained".split())
_INSIDE = frozenset(("DET", "PRP$", "ADJ", "NUM", "POS"))
_OBJECTS = NOUNS | frozenset(("DET", "PRP$", "ADJ"))
_LINKS = frozenset("to as than worth past in".split())  # words that govern a phrase, whatever they are taken for
_STOPS = _LINKS - {"as", "than"} | {"including"}
_GIVING = frozenset("cost give pay charge fine earn owe lend save grant offer award hand".split())
_LETTING = frozenset(("have", "see", "get"))  # "had its budget cut": the budget was
_JOINS = frozenset((",", "and", "or", "&", "plus", "including", "but"))
_LEVEL_PARTS = frozenset(("object", "at", "to", "from", "between", "under", "over", "above", "below", "past"))
_UNITS = frozenset("cent dollar euro pound percent point share year month day mile kilometre hour".split())
_FAR = 9  # steps from a phrase to the one that governs it


class _Hangs(NamedTuple):
    """What a number hangs on: the verb (-1 without), as what, and by which nouns."""

    verb: int = -1
    part: str = ""
    governors: tuple[int, ...] = ()
    joined: bool = False


class Role(NamedTuple):
    """What a number does in its sentence, by the numbers of words.

    From `first` to `last` is its phrase; `noun` what it counts ("loan" of "a $3 billion loan"), `words` what stands
    behind the number there. `heads` are the nouns that say what it is, the nearest first ("toll" of "a toll of 12";
    with a verb of level its subject), `governors` those that govern it. It hangs on `verb` (-1 without) as `part`:
    "subject", "object", "by" …, `joined` to another number; `lemma` is the verb with what completes it ("gun down").
    `after` is what became of those counted: "dead".
    """

    sentence: Sentence
    first: int
    last: int
    noun: str
    words: tuple[str, ...]
    heads: tuple[str, ...]
    verb: int
    lemma: str
    part: str
    after: str
    number_end: int
    governors: tuple[int, ...]
    joined: bool


def role_of(s: Sentence, quantity: Quantity) -> Role:
    """Read the words around a number."""
    tokens = s.tokens(Span(quantity.start, quantity.end))
    first, number_end = tokens.start, max(tokens.start, tokens.stop - 1)
    number = next((i for i in tokens if s.tags[i] in _NUMBERS), number_end)
    # the verb may be among the words that bound the number: "has crossed 150"
    first = max((i + 1 for i in range(first, number) if s.tags[i] in VERBS), default=first)
    last = _phrase_end(s, number_end)
    head = next((i for i in range(last, first - 1, -1) if s.tags[i] in NOUNS), -1)
    noun = s.lemmas[head] if head > first or (head == first and quantity.kind == "rank") else ""
    follows = last + 1 < len(s)
    has = "have" if follows and "AUX:" in s.tags[last + 1] else "be"  # "have been arrested"
    behind = next((i for i in range(last + 1, len(s)) if s.lemmas[i] not in ("be", has)), len(s))
    fate, then = (*s.low[behind : behind + 2], "", "")[:2]
    if s.low[last + 1 : last + 3] in (["of", "the"], ["of", "those"]):
        fate = (*s.low[last + 3 : last + 4], "")[0]  # "four of the missing were found"
    acting = behind + 1 < len(s) and s.tags[behind + 1] in _NUMBERS  # "20 trucks killed 7"
    after = fate if fate in _AFTER and not acting and then not in _HEDGES else ""
    whole = first > 2 and s.low[first - 2] == "of" and s.tags[first - 1] == "PRP$"
    whole = whole and s.tags[first - 3] in _NUMBERS  # "1,200 of its 9,800 jobs": what is done is not done to these
    hangs = _Hangs() if whole else _leftwards(s, first)
    if follows and of_those(s, last + 1) and (own := _rightwards(s, last + 2)).verb >= 0:
        hangs = own  # "40, three of whom died"
    if follows and s.tags[last + 1] in FINITE:
        if s.lemmas[last + 1] in listed("reporting"):
            hangs = _Hangs(last + 1, "subject")  # those counted tell it
        elif hangs.joined and s.low[last + 1] not in _AFTER:
            hangs = _rightwards(s, last)  # "injured 40 people, and 12 died"
    verb, part, heads = hangs.verb, hangs.part, tuple(map(s.lemmas.__getitem__, hangs.governors))
    told = verb < 0 or (part == "object" and s.lemmas[verb] in listed("reporting"))
    if told and not whole and (right := _rightwards(s, last)).verb >= 0:
        verb, part = right[:2]
    if verb < 0 <= head and s.labels[head] == "nsubj" and s.tags[s.heads[head]] in VERBS:
        verb, part = s.heads[head], "subject"  # "84 guards of the mine and 47 soldiers died"
    if verb < 0 and s.low[max(0, first - 2) : first] == [",", "and"]:  # "killed Jan Holm, the mayor, and six others"
        verb, part = next((i for i in range(first - 3, max(0, first - 24), -1) if s.tags[i] in VERBS), -1), "object"
    acts = s.lemmas[verb] if 0 <= verb < first else ""
    moved = part == "object" and noun and acts not in listed("levels")  # "the army lost 14 tanks"
    if part in _LEVEL_PARTS and not moved and acts in listed("levels", "up", "down"):
        heads += _nouns_of(s, subject_head(s, verb))
    listed_apart = hangs.joined and noun  # "brought 40 soldiers and 9 tanks": the tanks are no soldiers
    if part in ("to", "at", "past", "from", "object") and acts in listed("raising", "up", "down") and not listed_apart:
        heads += _nouns_of(s, _phrase_end(s, verb + 1 + (s.tags[verb + 1] == "DET")))
    if s.low[max(0, first - 2) : first] in ([",", "at"], [",", "worth"]) and "," in s.low[last + 1 : last + 5]:
        nouns = [i for i in range(first - 2) if s.tags[i] in NOUNS and s.labels[i].startswith(("nsubj", "root"))]
        heads += tuple(s.lemmas[i] for i in nouns[-1:])  # "exports to Norland, at $4 billion, were"
    if s.low[last + 1 : last + 3] == ["worth", "of"]:
        heads = (s.lemmas[_phrase_end(s, last + 3)], *heads)
    if quantity.kind == "money" and s.low[last + 1 : last + 2] == ["in"] and last + 2 < len(s):
        heads += (s.lemmas[_phrase_end(s, last + 2)],)
    words, heads = tuple(s.low[number_end + 1 : last + 1] or s.low[first : last + 1]), tuple(dict.fromkeys(heads))
    return Role(s, first, last, noun, words, heads, verb, _whole_verb(s, verb), part, after, number_end, *hangs[2:])


def _whole_verb(s: Sentence, verb: int) -> str:
    """A verb in its dictionary form, with what completes it right behind: "gun down"; "" of -1."""
    if verb < 0:
        return ""
    follows = verb + 1 < len(s) and (s.tags[verb + 1] == "RP" or s.low[verb + 1] in ("dead", "down"))
    tag = s.tags[verb] if s.tags[verb] in VERBS else "VBD"
    return lemma(s.words[verb], tag) + (f" {s.low[verb + 1]}" if follows else "")


_THOSE = frozenset("them whom which these those".split())
_FATES = frozenset("dead victims killed injured wounded casualties hostages captives missing".split())
_NONE_OF = re.compile(r"\b(?:none|no one|nobody|neither|not one)\s(?:of|among)\s(?:the|its|their|all|all the)?\s?\Z")


def of_those(s: Sentence, i: int, end: int | None = None) -> bool:
    """Whether words before an end speak of some of others: "of them", "among the 12 dead"."""
    if s.low[i] not in ("of", "among"):
        return False
    words = s.low[i + 1 : end][:3]
    return (words[:1] == ["the"] and not _FATES.isdisjoint(words)) or not _THOSE.isdisjoint(words[:1])


def is_part(role: Role) -> bool:
    """Whether a number counts some of those whom another number counts."""
    s = role.sentence
    for i in range(role.number_end + 1, min(len(s), role.last + 4)):
        if of_those(s, i):
            return True
        if s.low[i] == "," or s.tags[i] in _NUMBERS or (i > role.last and s.tags[i] in VERBS):
            break
    for i in range(role.first - 1, max(-1, role.first - 10), -1):
        if s.low[i] in ("including", "included") or of_those(s, i, role.first):
            return True
        verb = s.tags[i] in VERBS and s.lemmas[i] != "be" and (s.low[i] not in _FATES or s.lemmas[i - 1] == "be")
        apart = s.low[i] == "and" and s.low[i - 1] == "," and (role.verb > role.last or role.after)  # another clause
        if verb or apart or _acts(s, i) or s.low[i] in (";", ":", "that"):
            return False
    return False


def is_denied(role: Role) -> bool:
    """Whether a number counts those of whom it is denied: "none of the 40"."""
    return bool(_NONE_OF.search(" ".join(role.sentence.low[max(0, role.first - 5) : role.first]) + " "))


def _phrase_end(s: Sentence, last: int) -> int:
    """The last word of the noun phrase that goes on behind a number."""
    i = last
    while i + 1 < len(s) and s.tags[i + 1] in _MODIFIERS and s.low[i + 1] not in _BREAKING:
        i += 1
    while i > last and s.tags[i] not in NOUNS:
        i -= 1
    return i


def _leftwards(s: Sentence, first: int) -> _Hangs:
    """The verb and the nouns that govern a phrase, from the words before it."""
    heads: list[int] = []
    part, joined = "object", False
    i = first - 1
    for _ in range(_FAR):
        i = _before_phrase(s, i)
        if i < 0:
            break
        tag, low = s.tags[i], s.low[i]
        if tag in VERBS or _acts(s, i):
            if (tag.startswith("AUX") and s.lemmas[i] not in ("be", "have")) or s.lemmas[i] == "compare":
                break
            return _Hangs(i, part, tuple(heads), joined)
        if low in _JOINS and (number := _number_before(s, i, timed=part == "to")) >= 0:
            joined, i = True, _over_number(s, number)
        elif tag == "ADP" or low in _LINKS:
            link = low in ("of", "worth")  # a noun before any other preposition is no name for the number
            if not link and part == "object":
                part = low
            i -= 1
            if i >= 0 and (s.tags[i] in NOUNS or s.low[i] in _FATES):
                start = _phrase_start(s, i)
                gapped = start > 1 and s.low[start - 1] in _JOINS and s.low[start - 2] not in _JOINS
                gapped = gapped and low != "in" and _number_before(s, start - 2) >= 0
                levelled = low == "to" and start > 1 and s.low[start - 1] == "in"  # "a decline in revenue to"
                levelled = levelled and s.lemmas[start - 2] in listed("more", "less")
                if (link and part != "for") or low == "at" or gapped or levelled:
                    heads.append(i)
                i, part = start - 1, "object" if link else part
        elif low in ("cost", "costs"):
            return _Hangs(i, part, (), joined)
        elif tag in NOUNS or tag == "PRON":
            over = _phrase_start(s, i) - 1
            if over >= 0 and s.tags[over] in VERBS and s.lemmas[over] in _GIVING:
                return _Hangs(over, part, tuple(heads), joined)
            break
        elif tag in _NUMBERS:
            i = _over_number(s, i)
        elif tag == "RP" and i > 0 and s.tags[i - 1] in VERBS:
            i -= 1
        else:
            break
    return _Hangs(-1, "", tuple(heads), joined)


def _before_phrase(s: Sentence, i: int) -> int:
    """The word before the determiners, adjectives and hedges that lead a phrase."""
    while i >= 0 and (s.tags[i] in _LEADING or s.low[i] in _HEDGES) and s.low[i] not in _STOPS:
        if (s.tags[i] == "VBN" and (i < 1 or s.tags[i - 1] not in _INSIDE)) or _acts(s, i):
            return i
        i -= 1
    return i


def _acts(s: Sentence, i: int) -> bool:
    """Whether what is taken for an adjective is a verb, joined on before a number: "and injured 40"."""
    joined = s.low[i].endswith(("ed", "ing")) and i > 0 and s.low[i - 1] in ("and", ",", "or", "but")
    return joined and i + 1 < len(s) and (s.tags[i + 1] in _NUMBERS or s.low[i + 1] in _BOUNDING)


def _phrase_start(s: Sentence, i: int) -> int:
    """The first word of the noun phrase that ends with a word."""
    while i > 0 and s.tags[i - 1] in _PHRASE:
        begins = s.tags[i] in ("DET", "PRP$", "NUM", "SYM") or i < 2 or s.tags[i - 2] not in _INSIDE
        if begins and s.tags[i - 1] in ("VBN", "VBG", "ADV"):
            break
        i -= 1
    return max(i, 0)


def _number_before(s: Sentence, i: int, timed: bool = False) -> int:
    """A number in the phrase before "and", "or", "including" or a comma ("40% in May, to"); -1 without one."""
    while i >= 0 and s.low[i] in _JOINS:
        i -= 1
    for k in range(i, max(-1, i - 7), -1):
        if s.tags[k] in _NUMBERS:
            return k
        if s.tags[k] not in _MODIFIERS and s.tags[k] != "DET" and not (timed and s.low[k] in ("in", "from", "since")):
            return -1
    return -1


def _over_number(s: Sentence, i: int) -> int:
    """The word before a number and its signs and hedges."""
    while i >= 0 and (s.tags[i] in _NUMBERS or s.low[i] in _HEDGES or s.low[i] in ("percent", "cent", "per")):
        i -= 1
    return i


def _rightwards(s: Sentence, last: int) -> _Hangs:
    """The verb of which a phrase is the subject, from the words behind it."""
    i, helpers, skipped = last + 1, set[str](), 0
    while i < len(s) and skipped < 14:
        tag, low = s.tags[i], s.low[i]
        if low == "," and (over := _over_aside(s, i)):
            i = over
            continue
        # "12 were killed", but not "12 have fled"
        if ("be" in helpers or (tag == "VBN" and not helpers)) and tag in ("VBN", "VBD") and s.tags[i - 1] != "DET":
            return _Hangs(i, "object")
        if tag.startswith("AUX"):
            if s.lemmas[i] == "have" and i + 1 < len(s) and s.tags[i + 1] in _OBJECTS:
                return _Hangs(i, "subject")
            helpers.add(s.lemmas[i])
        elif tag in VERBS and tag != "MD" and s.tags[i - 1] != "DET":  # "of the wounded"
            return _Hangs(i, "subject")
        elif tag == "CCONJ":  # "40 miners and a guard died"
            if not any(s.tags[k] in _NUMBERS or s.low[k] in ("a", "an") for k in range(i, min(len(s), i + 4))):
                return _Hangs()
        elif tag not in _PASSED and (low != "," or last > 5):
            return _Hangs()
        skipped += 1
        i += 1
    return _Hangs()


def _over_aside(s: Sentence, comma: int) -> int:
    """The word behind an aside that a comma opens, where the verb goes on behind it; 0 without one."""
    for i in range(comma + 2, min(comma + 9, len(s) - 1)):
        if s.low[i] == ",":
            return i + 1 if s.tags[i + 1] in FINITE or s.tags[i + 1] in ("VBN", "MD") else 0
    return 0


def _nouns_of(s: Sentence, head: int) -> tuple[str, ...]:
    """A noun and the one that it is of: both of "the number of attacks"; none of -1."""
    found = [head] if head >= 0 else []
    if head > 0 and s.lemmas[head] in listed("forecasts") | {"rate"} and s.tags[head - 1] == "NOUN":
        found.append(head - 1)  # "its growth forecast", "the inflation rate"
    if found and head + 2 < len(s) and s.low[head + 1] == "of":
        found.append(end := _phrase_end(s, head + 2))
        found += [end + 1] if end + 1 < len(s) and s.low[end + 1] in _FATES else []  # "the number of people killed"
    return tuple(s.low[i] if s.low[i] in _FATES else s.lemmas[i] for i in found)


@lru_cache(maxsize=32)  # of the verb of a number it is asked several times
def subject_head(s: Sentence, verb: int) -> int:
    """The head of the subject of a verb, its own or the one that it shares; else by the order of words."""
    near = _noun_before(s, verb)
    clause = s.clause_of(verb)
    for _ in range(4):
        parent = clause.parent
        beside = parent and clause.kind in ("participle", "adverbial") and not clause.finite
        if parent and beside and parent.lemma in listed("reporting"):
            return -1  # "…, the police said, killing 12": who tells of it did not do it
        subject = clause.subject
        if subject and subject.head < verb and can_act(s, subject.head) and not subject.preposition:
            start = _phrase_start(s, near)
            finite = s.tags[verb] in FINITE or s.tags[verb - 1] == "MD" or (start and s.lemmas[start - 1] in _LETTING)
            if finite and near > subject.head and subject.span.end <= s.starts[near]:
                break  # a noun right before the verb is nearer than what the parse took for the subject
            return _apposed(s, subject.head)
        if parent is None or (clause.kind in ("main", "relative") and not clause.joined):
            break
        clause = parent
    aside = near < 0 < verb - 1 and s.low[verb - 1] == "," and s.tags[verb - 2] in ("NOUN", "NNS")
    if aside and s.tags[verb] in FINITE and (name := _apposed(s, verb - 2)) < verb - 2:
        return name  # "China, Russia's biggest customer, bought", whatever "bought" was taken to hang on
    return near if near >= 0 and can_act(s, near) else -1


def can_act(s: Sentence, i: int) -> bool:
    """Whether a noun is neither a time nor the unit of a number: "50 cents"."""
    counted = i > 0 and s.tags[i - 1] in _NUMBERS and s.lemmas[i] in _UNITS
    return s.low[i] not in TIMES and s.tags[i] != "NUM" and not counted


def _apposed(s: Sentence, i: int) -> int:
    """The name that a noun between commas says more of: "Norsoft" of "Norsoft, its largest owner, paid"."""
    for _ in range(3):
        start = _phrase_start(s, i)
        between = start > 1 and i + 1 < len(s) and s.low[start - 1] == s.low[i + 1] == ","
        if not between or s.tags[start - 2] != "PROPN" or s.low[start - 2] in TIMES:
            break
        i = start - 2
    return i


def _noun_before(s: Sentence, verb: int) -> int:
    """The noun before a verb that no preposition governs; -1 without one."""
    i = verb - 1
    while i >= 0 and (s.tags[i].startswith("AUX") or s.tags[i] in ("MD", "NOT", "ADV", "TO") or s.low[i] in _BETWEEN):
        i -= 1
    if i > 0 and s.tags[i] == "VBZ" and s.tags[i - 1] in NOUNS and i == verb - 1:
        return i  # "Norsoft shares closed": no two verbs stand side by side
    if i > 0 and s.low[i] in ("which", "who", "that") and s.tags[i] == "WH":
        i -= 1 + (s.low[i - 1] == ",")  # "prices, which are up"
    while i >= 0 and (s.tags[i] in _NAMING or s.low[i] in _FATES):
        start = i
        while start > 0 and not _is_year(s, start - 1):
            both = s.low[start - 1] == "and" and s.tags[start - 2] == s.tags[i]  # "trade between Chile and Peru"
            if not both and s.tags[start - 1] not in _JOINED:
                break
            start -= 1
        if start > 0 and s.tags[start - 1] == "ADP":
            i = start - 2
            continue
        return i
    return -1


def _is_year(s: Sentence, i: int) -> bool:
    """Whether a number names a year: "in 2022 trade was"."""
    return len(s.words[i]) == 4 and s.words[i].isdigit() and s.tags[i - 1] in ("ADP", "SCONJ")


# Words between a verb and its subject, and what both of these may be and hold
_BETWEEN = TIMES | frozenset("likely set expected due able forecast estimated projected this".split())
_NAMING = NOUNS | {"PRON", "NUM", "DET", "ADJ"}
_JOINED = _INSIDE | NOUNS | {"SYM"}


@cache
def listed(*names: str) -> frozenset[str]:
    """Words of lists in lexicon/measures.yaml: "levels", "reporting"; "up" and "less" are those of change."""
    lists = load_lexicon("measures") | load_lexicon("measures")["growth"]
    return frozenset(word for name in names for word in lists[name].split())
