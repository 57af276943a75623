"""Which mentions tell of the same event: by their days, kind, actors and words."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import repeat
from operator import attrgetter

from analysis.claims.happenings import kinds_that_are
from analysis.core.days import MONTHS, WEEKDAYS
from analysis.core.tables import Row
from analysis.core.values import join, root

_SAME = 0.95  # likeness above which two mentions tell of the same event; see `Likeness` for what counts how much
_BONUS = 0.6  # what the same few days add to two words or more that two mentions share
_RETOLD = 0.4  # likeness of words from which on two statements are one whoever is named with them
_WITHIN = 0.8  # what the words of a short telling count that all stand in a longer one
# Days by which two reports of one event may miss each other (a deed and its discovery); in months; of a founding
_NEAR, _MONTHS, _DECADE = 3, 62, 3653
UNDATED = 1  # the day of mentions of which nothing tells the days: none of them is joined
# Added to the number of mentions when words are weighted: what is frequent in five articles is not yet common
# Limits that keep the cost near-linear: tokens to be found by, groups scored, postings read, members compared
_TOKENS, _CANDIDATES, _POSTINGS, _MEMBERS = 10, 5, 120, 4
_WORD = re.compile(r"[^\W\d_]{3,40}")
_STEM = 5
_WORDS = (
    "sept the and for that this with from have has had was were been being are its their his her they them which "
    "who whom whose when where while will would could should may might than then there these those into onto "
    "over under about after before since until during against between among also only more most less least very "
    "much many some any each every other another such same both either neither not nor but yet out off again "
    "year years month months week weeks day days decade decades last next past previous earlier later ago recent "
    "recently today yesterday tomorrow now early late mid spring summer autumn winter said says say told "
    "according added well including because became become made make take took does did what how why all one two "
    "three four five six seven eight nine ten first second third new old just still even however though"
)
_COMMON = frozenset(
    word[:_STEM].lower() for word in (*_WORDS.split(), *WEEKDAYS, *MONTHS, *(month[:3] for month in MONTHS))
)


@lru_cache(maxsize=5_000)
def stems(words: str) -> frozenset[str]:
    """The content words of a text but days and months, each cut to five letters, so that the forms of one meet."""
    plain = (word.lower() for word in _WORD.findall(words))
    singular = (word[:-3] + "y" if word.endswith("ies") else word for word in plain)
    return frozenset(word[:_STEM].replace("z", "s") for word in singular) - _COMMON


def likeness(one: Set[str], other: Set[str]) -> float:
    """How much two sets of words have in common: Dice's coefficient, from 0 to 1."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


@dataclass(slots=True)
class Mention:
    """One telling of an event: first and last day as ordinals; actors and words are in order, each of them once."""

    number: int
    low: int
    high: int
    kind: str
    actors: list[str]
    words: list[str]
    lead: str
    document: str
    sentence: int | None
    days: int = field(init=False)
    once: bool = field(init=False)
    sums: bool = field(init=False)
    year: int = field(init=False)
    shared: frozenset[int] = frozenset()  # words that stand in other mentions, too, as `Likeness` numbers them
    names: frozenset[int] = frozenset()
    mass: float = 0.0

    def __post_init__(self) -> None:
        self.days = self.high - self.low + 1
        self.once, self.sums = self.kind in kinds_that_are("unique"), self.kind in kinds_that_are("periodic")
        self.year = 0 if self.kind == "founding" else date.fromordinal(self.high).year


@dataclass(slots=True)
class Group:
    """Mentions of one event: the days that all of them allow, or their hull when there are none."""

    low: int
    high: int
    members: list[Mention] = field(default_factory=list)
    agrees: bool = True
    shared: set[int] = field(default_factory=set)
    names: set[int] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)

    def add(self, mention: Mention) -> None:
        """Take a mention in."""
        self.members.append(mention)
        if len(self.members) <= _MEMBERS:
            self.shared |= mention.shared
            self.names |= mention.names
            self.kinds.add(mention.kind)
        if self.agrees and mention.low <= self.high and self.low <= mention.high:
            self.low, self.high = max(self.low, mention.low), min(self.high, mention.high)
            return
        for member in self.members if self.agrees else (mention,):
            self.low, self.high = min(self.low, member.low), max(self.high, member.high)
        self.agrees = False


MOST = 40_000  # mentions that are grouped in one piece; it bounds the memory, whatever the size of an archive


def group_mentions(likeness: Likeness, mentions: Iterable[Mention]) -> list[Group]:
    """Groups among mentions that may belong together, in any order; the most precise are grouped first."""
    groups: list[Group] = []
    parent: dict[int, int] = {}  # of those that were joined
    index: dict[int, dict[int, list[int]]] = defaultdict(dict)
    for mention in sorted(mentions, key=attrgetter("days", "low", "kind", "words", "number")):
        telling, founding = likeness.telling(mention), mention.kind == "founding"
        slots, near = _slots(mention.low, mention.high, founding)
        found = _candidates([index[slot] for slot in near], telling) if mention.low != UNDATED else ()
        alike = likeness.best(groups, [root(parent, each) if each in parent else each for each in found], mention)
        best = alike[0] if alike else len(groups)
        if not alike:
            groups.append(Group(mention.low, mention.high))
        groups[best].add(mention)
        for other in alike[1:] if mention.once else ():
            one, two = groups[root(parent, best)], groups[other]
            fits = two.kinds <= {mention.kind, "other"} and not founding and one.agrees and two.agrees
            if fits and one.low <= two.high and two.low <= one.high:
                for member in two.members:
                    one.add(member)
                join(parent, best, other)
                groups[root(parent, best)] = one
        for held in map(index.__getitem__, slots):
            for token in telling:
                if (posting := held.get(token)) is None:
                    held[token] = [best]
                elif posting[-1] != best:
                    posting.append(best)
    return [group for number, group in enumerate(groups) if parent.get(number, number) == number]


@lru_cache(maxsize=10_000)
def _slots(low: int, high: int, founding: bool) -> tuple[list[int], list[int]]:
    """Times of a mention, months and years or decades, and those in which it looks: near months, or the same."""
    first, last, days = date.fromordinal(low), date.fromordinal(high), high - low + 1
    years = range(first.year, last.year + 1)
    slots = [*years] if len(years) <= 12 else [-decade for decade in range(first.year // 10, last.year // 10 + 1)][:12]
    slots += _months(low, high) * (days <= 62) + [0] * founding  # which sources may date by years apart
    return slots, _months(low - _NEAR, high + _NEAR) if days <= 7 and not founding else slots


def _months(*ends: int) -> list[int]:
    """The months of the first and the last day: of a short interval these are all."""
    days = [date.fromordinal(max(day, 1)) for day in ends]
    return list(dict.fromkeys(10_000 + 12 * day.year + day.month for day in days))


def _candidates(slots: Sequence[Mapping[int, list[int]]], telling: Iterable[int]) -> Iterable[int]:
    """The groups that stand under the most tokens and times; of those under as many, the first that are found."""
    found: list[int] = []
    for token in telling:
        for held in slots:
            if posting := held.get(token):
                found += posting[len(found) - _POSTINGS or len(posting) :]  # the latest
        if len(found) == _POSTINGS:
            break
    times = Counter(found)
    return sorted(times, key=times.__getitem__, reverse=True)[:_CANDIDATES] if len(times) > 1 else times


_UNIT = 1 << 20  # weights are multiples of its inverse: their sums are the same in any order of a set


class Likeness:
    """How alike mentions are, by the inverse document frequency of words and names ("@…"): 1 for what occurs once."""

    def __init__(self, count: Mapping[str, int], mentions: int) -> None:
        whole = math.log(mentions + 1000)
        scaled = ((token, max(0.05, 1 - math.log(times) / whole)) for token, times in count.items() if times > 1)
        self._weight = {token: round(weight * _UNIT) / _UNIT for token, weight in scaled}
        rarest = sorted(sorted(self._weight), key=self._weight.__getitem__, reverse=True)
        self._words = {token: rank for rank, token in enumerate(rarest, 1)}
        self._names = {token[1:]: rank for token, rank in self._words.items() if token.startswith("@")}
        self._weight_of = [0.0, *map(self._weight.__getitem__, rarest)].__getitem__

    def telling(self, mention: Mention) -> list[int]:
        """What a mention is looked for by: its rarest words and all of its actors, the rarest first; it is weighed."""
        # what stands in one mention finds no other
        words = sorted(filter(None, map(self._words.get, mention.words)))
        names = [*filter(None, map(self._names.get, mention.actors))]
        mention.shared, mention.names = frozenset(words), frozenset(names)
        mention.mass = sum(map(self._weight_of, words)) + len(mention.words) - len(words)
        return sorted(words[:_TOKENS] + names)

    def best(self, groups: Sequence[Group], numbers: Iterable[int], mention: Mention) -> list[int]:
        """The numbers of the groups that are alike enough to a mention, the most like first."""
        likely: dict[int, tuple[float, float]] = {}
        for number in numbers:
            group = groups[number]
            less = 0.0
            if group.high < mention.low or mention.high < group.low:
                gap, less = max(mention.low - group.high, group.low - mention.high), 0.4
                if not (_may_miss(group, mention, gap) or (gap <= _MONTHS and self._retold(group, mention))):
                    continue
            if (most := self._most(group, mention) - less) > _SAME:
                likely[number] = most, less
        alike: list[tuple[float, int, int]] = []
        least = _SAME
        for number, (most, less) in likely.items():
            if most <= least:
                continue
            members = groups[number].members[:_MEMBERS]
            score = 0.0
            for member in members:
                score = max(score, self._pair(member, mention) - less)
                if score > _SAME and len(likely) == 1:
                    break  # of several, the most like is asked for
            if score > least and not any(_told_apart(member, mention) for member in members):
                alike.append((-score, len(alike), number))
                least = least if mention.once else score
        return [number for _, _, number in sorted(alike)]

    def _most(self, group: Group, mention: Mention) -> float:
        """What `_pair` gives at most for any member of a group: few get beyond it."""
        shared, names = group.shared & mention.shared, group.names & mention.names
        score = min(3 * sum(map(self._weight_of, shared)) / (mention.mass or 1), 1.5)
        if len(shared) > 1:
            score = max(score, _WITHIN)
        if mention.days <= 31:
            score += (0.3 if mention.days <= 1 else 0.15) + (_BONUS if len(shared) > 1 else 0)
        if names:
            score += min(sum(map(self._weight_of, names)), 1.0)
        if mention.kind != "other" and mention.kind in group.kinds:
            return score + (1.0 if mention.once else 0.6)
        return score if mention.kind == "other" or "other" in group.kinds else score - 0.6

    def _pair(self, one: Mention, other: Mention) -> float:
        """Kind, days, shared actors and shared words of two mentions, less for what sets them apart."""
        shared, names = one.shared & other.shared, one.names & other.names
        if not shared and (not names or (one.days <= 7 and not one.once and not other.once)):
            return 0.0  # one day and one actor alone make no event
        weight = sum(map(self._weight_of, shared))
        score = 3 * weight / (one.mass + other.mass) if shared else 0.0
        if len(shared) > 1:  # a short telling may lie in a longer one
            score = max(score, _WITHIN * weight / min(one.mass, other.mass))
        spoken = one.kind == other.kind == "statement" and one.lead != other.lead
        if spoken and (score < _RETOLD or not (_knows(one, other) or _knows(other, one))):
            return 0.0
        unsorted, alike = "other" in (one.kind, other.kind), one.kind == other.kind
        if (one.sums or other.sums) and not unsorted and not (alike and one.actors == other.actors):
            return 0.0  # a sum over a time, and something else or another's sum
        width = max(one.days, other.days)
        if len(shared) > 1 and width <= 31 and min(one.days, other.days) <= 7:  # on the same few days words count more
            score += _BONUS * (1 if (one.low, one.high) == (other.low, other.high) else 0.5) * min(1.0, weight - 0.5)
        score += 0.3 if width <= 1 else 0.15 if width <= 31 else 0.0
        if names:
            part = len(names) / min(len(one.actors), len(other.actors))
            score += min(sum(map(self._weight_of, names)), 1.0) * (1 + part) / 2
        if not unsorted:
            score += (1.0 if one.once else 0.6) if alike else -0.6
        elif {"statement", "founding"} & {one.kind, other.kind}:
            score -= 0.4
        return score

    def _retold(self, group: Group, mention: Mention) -> bool:
        """Whether words are so alike that two articles may tell of one event and give other months for it."""
        if mention.sentence is None or mention.sums or min(mention.days, group.high - group.low + 1) < 28:
            return False
        others = (m for m in group.members[:_MEMBERS] if m.sentence is not None and m.document != mention.document)
        shared = [(m, both) for m in others if len(both := m.shared & mention.shared) >= 6]
        return any(2 * sum(map(self._weight_of, both)) > 0.6 * (m.mass + mention.mass) for m, both in shared)

    def weigh(self, tokens: Iterable[str]) -> float:
        """How telling some words are together: 1 for each that is not counted."""
        return sum(map(self._weight.get, tokens, repeat(1.0)))


def _knows(one: Mention, other: Mention) -> bool:
    """Whether who leads a statement is named in another: nobody, an actor there, or among its words."""
    return not one.lead or one.lead in other.actors or stems(one.lead) <= {*other.words}


def _told_apart(one: Mention, other: Mention) -> bool:
    """Whether one sentence gives both on other days, or of a sum over a time with other ends: two events."""
    if one.sentence is None or (one.document, one.sentence) != (other.document, other.sentence):
        return False
    if one.sums:
        return (one.low, one.high) != (other.low, other.high)
    return one.high < other.low or other.high < one.low


def _may_miss(group: Group, mention: Mention, gap: int) -> bool:
    """Whether two tellings of one event may have no day in common: near days, or years of the founding of one thing."""
    if mention.kind == "founding":
        return gap <= _DECADE and any(member.lead == mention.lead for member in group.members[:_MEMBERS])
    return gap <= _NEAR and mention.days <= 7 and group.high - group.low <= 7


_PLACED = re.compile(r"\b(?:in|at|from|near|across|of)\s(?:the\s)?\Z")
_BEHIND = re.compile(r"\s(?:after|before|when|while|because|until|amid|following|since|as)\s")


def told(event: str, day: str) -> str:
    """The words of a clause up to what it adds behind its time: "left on Monday | after a quarrel"."""
    at = event.find(day)
    stop = _BEHIND.search(event, at + len(day)) if at >= 0 else None
    return event[: stop.start()] if stop and (at or stop.start() > len(day)) else event  # no "Two days | after …"


def mentions(timeline: Iterable[Row]) -> Iterator[Mention]:
    """The rows of a timeline as what tells events apart, numbered in their order."""
    for number, row in enumerate(timeline):
        names, event, start = row["actors"], row["event"], row["sentence_from"]
        lead = names[0] if names else ""
        dated = row["earliest"] and row["latest"]
        low, high = (row["earliest"].toordinal(), row["latest"].toordinal()) if dated else (UNDATED, UNDATED)
        if lead and _PLACED.search(event, 0, max(event.find(lead), 0)):
            lead = ""  # who stands behind a preposition leads nothing
        words = sorted(stems(told(event, row["text"])))
        sentence = start if row["sentence_to"] > start else None
        yield Mention(number, low, high, row["kind"], sorted({*names}), words, lead, row["document"], sentence)
