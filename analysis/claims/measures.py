"""What a number measures: deaths or injured, fighters or members, a stock of investment or a pledge."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain
from sys import maxsize
from typing import NamedTuple

from analysis.claims.roles import Role, listed
from analysis.core.lexicon import load_lexicon
from analysis.core.phrases import Phrases
from analysis.core.values import Span
from analysis.readers.names import ActorMention
from analysis.readers.numbers import UNITS
from analysis.readers.quantities import Quantity
from analysis.readers.sentences import Sentence, read_sentences
from analysis.readers.units import unit_after

_EXCEPT = r"(?:but|except(?:\sfor)?|excluding|other\sthan|apart\sfrom|aside\sfrom|save(?:\sfor)?|bar)"
_EVERY = re.compile(
    r"(?:every|all|each|any)\s(?:of\sthe\s)?(?:(?:two|three|four|five|six|seven|eight|other|single)\s)?"
    r"(?P<region>[A-Z][a-z]{1,20}(?:\s[A-Z][a-z]{1,20})?)\s(?:countr(?:y|ies)|states?|nations?|republics?)\b"
    rf"(?:,?\s{_EXCEPT}\s(?P<but>[A-Z]\w{{1,30}}(?:(?:,\s|\sand\s|,\sand\s)[A-Z]\w{{1,30}}){{0,3}}))?"
)
_ALL = Phrases({"": ["every", "all", "each", "any"]})


class Members(NamedTuple):
    """The states that words like "every Gulf state but Oman" take in, and those that they leave out."""

    start: int
    end: int
    states: tuple[str, ...]
    excepted: tuple[str, ...]


def every_member(text: str, start: int = 0, end: int = maxsize) -> list[Members]:
    """Find "every", "all" or "each" of a region whose members lexicon/standings.yaml lists."""
    lexicon = load_lexicon("standings")
    found = []
    for match in _ALL.matches(_EVERY, text, start, end):
        if states := lexicon["regions"].get(lexicon["adjectives"].get(match["region"], match["region"])):
            excepted = tuple(re.findall(r"[A-Z]\w+", match["but"] or ""))
            found.append(Members(*match.span(), tuple(s for s in states if s not in excepted), excepted))
    return found


class _Measure(NamedTuple):
    """A measure of the word list, its words by what they do."""

    name: str
    kinds: frozenset[str]
    of: frozenset[str]
    words: dict[str, frozenset[str]]
    topic: str


class Reading(NamedTuple):
    """What a number measures, which way it goes ("up", "down", ""), and what tells so."""

    measure: str
    topic: str
    change: str
    basis: str


def measure_of(role: Role, quantity: Quantity) -> Reading:
    """What a number measures, from its own clause (lexicon/measures.yaml): "other" when nothing tells."""
    if direction := change_of(role, quantity):
        return Reading("growth", "", direction, "clause")
    unit, own = quantity.unit.lower().rpartition(" ")[2], f"{quantity.unit} {quantity.text}".lower()
    nouns = [role.noun] * (quantity.kind in ("money", "share", "duration") and role.noun not in own)
    found = chain(
        _called(role, "money", nouns if quantity.kind == "money" else ()),
        _told(role, quantity),
        _called(role, quantity.kind, (*nouns, *role.heads)),
        # a bare "state" may be one of a federation
        (m for m in _fitting(quantity.kind) if unit in m.words["counted"] and quantity.unit.lower() != "state"),
    )
    if measure := next((m for m in found if not _ruled_out(m.name, role, quantity)), None):
        return Reading(measure.name, measure.topic, "", "clause")
    if quantity.kind == "share" and _is_share(role):
        return Reading("share", "", "", "clause")
    kind = load_lexicon("measures")["units"].get(unit) or load_lexicon("measures")["kinds"].get(quantity.kind)
    return Reading(kind, "", "", "kind") if kind else Reading("other", "", "", "none")


def _ruled_out(measure: str, role: Role, quantity: Quantity) -> bool:
    """Whether the verb, or the size, speaks against a measure that a word tells."""
    if role.lemma == "earn" and measure == "profit":  # "earned $60 million from saffron"
        return role.sentence.low[role.last + 1 : role.last + 2] == ["from"]
    if measure == "cases" and not {"trial", "study", "survey", "sample"}.isdisjoint(role.heads):
        return True  # "in a trial of 441 patients"
    if role.lemma == "lose" and measure in ("troops", "fighters"):
        return role.part == "object"
    if measure == "salary" and role.lemma not in _PAYING and _WAGES.isdisjoint(role.sentence.lemmas):
        return True  # "rents have risen to a median of $3,690 a month"
    if measure == "payment" and " per " in quantity.unit:
        return True  # "pays $9 a month"
    averted = measure == "attacks" and role.lemma in load_lexicon("states")["averting"]
    return averted or (measure == "salary" and (quantity.low or 0) >= 1e5)  # none has $4m a month


def measure_named(s: Sentence, quantity: Quantity) -> Reading | None:
    """The measure that the words of a sentence name, None without one: of "the number of people killed" deaths."""
    words = {*s.low, *s.lemmas}
    found = (m for m in _fitting(quantity.kind) if not words.isdisjoint(m.words["heads"] | m.words["after"]))
    return next((Reading(measure.name, measure.topic, "", "clause") for measure in found), None)


def change_of(role: Role, quantity: Quantity) -> str:
    """Whether a number is the size of a rise or a fall: "up", "down" or ""."""
    if quantity.kind in ("rank", "duration") or quantity.qualifier in ("below", "under", "above"):  # "fell below 3%"
        return ""
    s = role.sentence
    up, down, more, less = map(listed, ("up", "down", "more", "less"))
    before, near = ["", "", *s.low[max(0, role.first - 2) : role.first]][-2:]
    if near == "down" and quantity.text.startswith("from "):  # "down from 4,000 to 6,000"
        return ""
    way = before if near == "by" else near
    if way in ("up", "down", "+", "plus") and (way != near or not before or before in _BEFORE_CHANGE):
        return "down" if way == "down" else "up"
    follows = s.low[role.last + 1] if role.last + 1 < len(s) else ""
    if "," in (near, before) and near in (",", "or") and follows == "of" and quantity.kind == "share":
        return ""  # "cut 1,200 jobs, a tenth of its workforce"
    if quantity.change in ("up", "down") and (near == "by" or (before, near) == (",", "or")):
        return quantity.change  # "down 41 cents, or 0.6%"
    follows = s.low[role.last] if s.low[role.last] in ("higher", "lower") else follows
    if follows in ("higher", "lower", "more", "less", "fewer") and quantity.kind in ("share", "money", "measure"):
        if not listed("foreseeing").isdisjoint(s.lemmas[role.last + 2 : role.last + 8]):
            return ""  # "a point less than it had predicted"
        return "up" if follows in ("higher", "more") else "down"
    paced = not role.governors or (role.part == "at" and role.heads[0] in ("rate", "pace"))
    if role.verb >= 0 and paced and role.verb < role.first:
        verb = s.lemmas[role.verb]
        way = "" if s.low[role.verb + 1] == "short" else "up" if verb in up else "down" if verb in down else ""
        sized = quantity.kind == "share" or (quantity.kind in ("money", "measure") and verb not in _MOVING)
        if way and (role.part == "by" or role.governors or (role.part == "object" and sized)):
            return way
    if quantity.kind not in ("share", "money") or (role.part == "at" and role.lemma == "put"):
        return ""
    nouns = {role.noun, follows, *(s.lemmas[i] for i in role.governors[:1])}
    nouns -= set() if quantity.kind == "share" else {"gain", "loss", "cut", "hit", "expansion"}
    if "growth" in role.words or "growth" in role.heads[:1] or nouns & more:
        return "up"
    return "down" if nouns & less else ""


_PAYING, _WAGES = ("pay", "earn", "make", "get", "receive"), frozenset(("salary", "wage", "pay", "job"))
_OTHERS = re.compile(r"(?<!\S)(?:\d|(?:nobody|none|no|not|rest|others|another)(?!\S))")  # others are spoken of
_ASIDE = re.compile(r"\( [^()]{1,40} \) ")
# What stands before "up 4%" and "down 4%"; one who "took up 4%" has it
_BEFORE_CHANGE = frozenset(
    ", ( was were is are edged inched ticked nudged crept go goes going went closed closing ended ending finished"
    " finishing traded trading".split()
)
# Verbs of change with an object of their own: "raised $40 million", but "rose $40 million"
_MOVING = frozenset("lift raise cut lose gain shed reduce lower boost add recover".split())


def _is_share(role: Role) -> bool:
    s = role.sentence
    follows = s.low[role.last + 1] if role.last + 1 < len(s) else ""
    held = role.noun in ("stake", "share", "majority", "minority", "interest", "holding")
    return follows in ("of", "stake", "owned") or held or role.lemma.partition(" ")[0] in listed("shares")


def _told(role: Role, quantity: Quantity) -> Iterator[_Measure]:
    """The measures that the verb, or a word beside the number, tells."""
    s, lemma, unit = role.sentence, role.lemma, quantity.unit.lower().rpartition(" ")[2]
    verb, (every, hints), (lemmas, hinted) = lemma.partition(" ")[0], _measures(), _hinted(s)
    likely = [every[n] for n in sorted(hinted.union(hints.get(verb, ()))) if quantity.kind in every[n].kinds]
    first, last = max(0, role.first - 5), role.last + 5
    joined = f" {' '.join(lemmas[first:last])} | {' '.join(s.low[first:last])} "  # "killed or wounded 40"
    behind = _ASIDE.sub("", " ".join(s.low[role.last + 1 : role.last + 9]))
    own, *others = _OTHERS.split(behind, maxsplit=1)
    own = "" if others and own.endswith("dead ") else own  # "gunmen shot dead 140 people"
    around = [*s.low[role.first : role.last + 1], *own.split()]
    near, far = (" " + " ".join(around[: role.last - role.first + words]) for words in (4, 8))
    parts = ("object", "to", "for") if quantity.kind == "duration" else ("object",)  # "sentenced to 4 years"

    def told(measure: _Measure) -> bool:
        words = measure.words
        if (not measure.of or role.noun in measure.of or unit in measure.of) and (
            role.after in words["after"]
            or (not role.heads and not words["after"].isdisjoint(role.words))
            or (role.part in parts and not role.governors and not words["patient"].isdisjoint((verb, lemma)))
            or (role.part == "subject" and verb in words["agent"])
            or any(map(joined.__contains__, words["pairs"]))
        ):
            return True
        if role.noun in ("life", "lives") and words["lives"] and (lemma in words["lives"] or "loss" in role.heads[:1]):
            return True
        if (role.part, lemma) == ("subject", "lose") and words["lives"] and "life" in lemmas[role.verb :][1:3]:
            return True
        around = far if "count" in measure.kinds else near
        if any(map(around.__contains__, words["beside"])) or not words["anywhere"].isdisjoint(lemmas):
            return True
        if words["objects"] and role.part == "subject" and role.noun in measure.of:
            return not words["objects"].isdisjoint(lemmas[role.verb + 1 : role.verb + 5])
        if lemma in words["planned"]:
            return "to" in s.low[max(0, role.verb - 2) : role.verb] or s.clause_of(role.verb).modal != ""
        if words["superlative"]:
            before = " ".join(s.low[max(0, role.first - 12) : role.first])
            return role.part in ("in", "for") and any(word in before for word in words["superlative"])
        bare = role.noun in quantity.unit  # "closed a $40 million round" tells no price
        return (role.part == "at" or (role.part == "object" and bare)) and lemma in words["agentless"]

    yield from filter(told, likely)


@lru_cache(maxsize=1)  # of a sentence with several numbers it is asked for each
def _hinted(s: Sentence) -> tuple[list[str], set[int]]:
    """The dictionary forms of a sentence's words, and the numbers of the measures that any of them may tell."""
    lemmas, hints = s.lemmas, _measures()[1]
    return lemmas, {number for word in hints.keys() & {"", *lemmas, *s.low} for number in hints[word]}


def _called(role: Role, kind: str, nouns: Iterable[str]) -> Iterator[_Measure]:
    """The measures that nouns name, the nearest first; a name of two words needs both."""
    low = role.sentence.low
    for noun in nouns:
        for measure, firsts in _named(kind, noun):
            near = (low[max(0, i - 3) : i] for i, word in enumerate(low) if word.startswith(noun))
            if not firsts or any(not firsts.isdisjoint(before) for before in near):
                yield measure


@lru_cache(maxsize=1 << 12)
def _named(kind: str, noun: str) -> list[tuple[_Measure, set[str]]]:
    """The measures that a noun names, or that it names behind some words."""
    found = []
    for measure in _fitting(kind):
        heads = measure.words["heads"]
        firsts = set() if noun in heads else {name.partition(" ")[0] for name in heads if name.endswith(f" {noun}")}
        if noun in heads or firsts:
            found.append((measure, firsts))
    return found


@cache
def measure_nouns() -> frozenset[str]:
    """Nouns that say what a number is and not whose it is."""
    words = {name.rpartition(" ")[2] for measure in _measures()[0] for name in measure.words["heads"]}
    return frozenset(words) | listed("more", "less")


@cache
def _fitting(kind: str) -> tuple[_Measure, ...]:
    return tuple(measure for measure in _measures()[0] if kind in measure.kinds)


def measures() -> tuple[str, ...]:
    """What a figure may measure."""
    lexicon = load_lexicon("measures")
    return tuple(dict.fromkeys([*lexicon["measures"], *lexicon["kinds"].values(), *lexicon["units"].values(), "other"]))


def topics() -> tuple[str, ...]:
    """The topics that a sentence may speak of."""
    return tuple(load_lexicon("measures")["topics"])


@lru_cache(maxsize=2)  # figures and assertions of one article ask for it
def topics_of(text: str) -> list[str]:
    """The topic that most words of each sentence speak of: threat, investment and trade, or other."""
    read = read_sentences(text)
    kinds: list[list[str]] = [[] for _ in read.spans]
    for found in _topics().find(text, apart=False):
        kinds[read.number_at(found.start)].append(found.kind)
    return [max(topics(), key=told.count) if told else "other" for told in kinds]


@cache
def _measures() -> tuple[list[_Measure], dict[str, list[int]]]:
    """All measures, and by their numbers those that may be told where a sentence holds a word; by "" in any."""
    lexicon, found, hints = load_lexicon("measures"), list[_Measure](), defaultdict[str, list[int]](list)
    people = frozenset(lexicon["people"].split()) | {""}
    for name, entry in lexicon["measures"].items():
        kinds, of = frozenset(entry.get("kinds", ["count", "vague"])), frozenset(entry.get("of", []))
        of = of - {"people"} | (people if "people" in of else frozenset())
        words = {sort: frozenset(entry.get(sort, ())) for sort in _SORTS}
        words["pairs"] = frozenset(f" {pair} " for pair in words["pairs"])
        words["beside"] = frozenset(f" {phrase}" for phrase in words["beside"])
        told = (phrase.split()[0] for sort in _SORTS[:9] for phrase in words[sort])
        near = map(str.split, words["beside"] | words["superlative"])  # one word may begin a longer one
        for word in {"life", "lives", *told, *(phrase[0] if len(phrase) > 1 else "" for phrase in near)}:
            hints[word].append(len(found))
        found.append(_Measure(name, kinds, of, words, entry.get("topic", "")))
    return found, hints


_SORTS = ("patient agent after lives pairs planned agentless anywhere objects heads counted beside superlative").split()


@cache
def _topics() -> Phrases:
    return Phrases(load_lexicon("measures")["topics"])


_MOST = r"(?:deadliest|largest|biggest|richest|poorest|strongest|most\s[a-z]{3,20})"
_SUPERLATIVE = re.compile(
    rf"the\s(?:world|region|country|continent|globe)[’']s\s{_MOST}\s(?:(?!in\b|of\b|for\b|to\b)[\w-]{{1,20}}\s){{0,2}}?[\w-]{{3,20}}(?=\s(?:in|of|for|to|by|and|with|after|since|as)\b|[.,;:]|\Z)"
    r"|the\s(?:country|state|nation|group|city|province|region)\smost\s[a-z]{3,20}(?:\s(?:by|in|for|to)\s[\w-]{1,20})?"
)
_SCOPES = "world region country continent globe state nation group city province".split()
_SCOPED = Phrases({"": [f"the {scope}" for scope in _SCOPES]})
_VAGUE = Phrases({"": ["only a few", "a few", "a handful of", "several", "a number of", "numerous"]})
_YEARS = {"year": 1.0, "decade": 10.0, "century": 100.0}
_PERIOD = Phrases({unit: [f"{unit}-long", f"{unit}-old"] for unit in _YEARS})


def implied_quantities(text: str, stated: Sequence[Quantity]) -> list[Quantity]:
    """The numbers that words imply where none are stated: "the world's largest exporter", "several", "decade-old"."""
    found: list[tuple[int, int, float | None, str, str, str, str]] = []
    found += ((*match.span(), 1.0, "rank", "rank", "", "=") for match in _SCOPED.matches(_SUPERLATIVE, text))
    for start, end, _ in _VAGUE.find(text):
        unit = unit_after(text, end)
        if unit and unit.kind == "count":
            found.append((start, unit.end, None, unit.name, "vague", text[start:end].lower(), "~"))
    found += ((start, end, _YEARS[unit], "year", "duration", "about", "~") for start, end, unit in _PERIOD.find(text))
    for start, end, states, excepted in every_member(text):
        if excepted:
            but = next(word for word, value in UNITS.items() if value == len(excepted))
            found.append((start, end, float(len(states)), "country", "count", f"all but {but}", "="))
    return [
        Quantity(start, end, text[start:end], value, value, False, False, hedge, change, unit, "", kind)
        for start, end, value, unit, kind, hedge, change in found
        if not any(start < other.end and other.start < end for other in stated)
    ]


_REACH = 90
_SUPERLATIVES = re.compile(r"\b(?:worst|deadliest|bloodiest|biggest|largest|lethal|deadly|first|most)\b")
_WORLD = re.compile(r"\b(?:worldwide|globally|world[’']s|in\sthe\sworld)")
_PROPER = r"[A-Z][\w’'-]{1,24}"
_WHERE = re.compile(rf"\b(?:in|on|against|across)\s(?:the\s)?({_PROPER}(?:\s(?:and\s)?{_PROPER}){{0,3}})")
_WITH = re.compile(r"\b(?:with|to|from|between|and|in|into|across)\s(?:the\s)?\Z")
# Measures of what one has with another: who comes after "with" is no subject
SHARED = frozenset({"trade turnover", "exports", "imports"})


def scope_of(text: str, at: Span, sentence: Span, measure: str, subject: str, near: Sequence[ActorMention]) -> str:
    """Where a rank or a superlative holds, or with whom of the actors near a sum is shared; "" when nothing tells."""
    if measure in ("rank", "since a like attack"):
        found = _SUPERLATIVES.finditer(text, max(sentence.start, at.start - _REACH), at.start)
        *_, begin = (at.start, *(superlative.end() for superlative in found))
        end = min(sentence.end, at.end + _REACH)
        where = _WHERE.search(text, begin, end)
        return "world" if _WORLD.search(text, at.start, min(end, at.end + 20)) else where[1] if where else ""
    if measure in SHARED:
        near = [one for one in near if one.kind in ("state", "place") and one.actor != subject]
        return "; ".join(dict.fromkeys(m.actor for m in near if _WITH.search(text, max(0, m.start - 14), m.start)))
    return ""
