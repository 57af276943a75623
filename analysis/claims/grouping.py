"""Which mentions tell of the same event: by their days, kind, actors and words."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from analysis.claims.happenings import kinds_that_are
from analysis.core.tables import Row
from analysis.core.values import join, root

_SAME = 0.95  # likeness above which two mentions tell of the same event; see `Likeness` for what counts how much
_BONUS = 0.6  # what the same few days add to two words or more that two mentions share
_RETOLD = 0.4  # likeness of words from which on two statements are one whoever is named with them
_WITHIN = 0.8  # what the words of a short telling count that all stand in a longer one
# Days by which two reports of one event may miss each other (a deed and its discovery); in months; of a founding
_NEAR, _MONTHS, _DECADE = 3, 62, 3653
_EVER = 0  # where foundings are looked for whatever their year: sources may differ on it by years
UNDATED = 1  # the day of mentions of which nothing tells the days: none of them is joined
# Added to the number of mentions when words are weighted: what is frequent in five articles is not yet common
_FLOOR = 1000
# Limits that keep the cost near-linear: tokens to be found by, groups scored, postings read, members compared
_TOKENS, _CANDIDATES, _POSTINGS, _MEMBERS = 10, 5, 120, 4


_WORD = re.compile(r"[^\W\d_]{3,40}")
_STEM = 5
_COMMON = frozenset(
    word[:_STEM]
    for word in (
        "the and for that this with from have has had was were been being are its their his her they them which "
        "who whom whose when where while will would could should may might than then there these those into onto "
        "over under about after before since until during against between among also only more most less least "
        "very much many some any each every other another such same both either neither not nor but yet out off "
        "again year years month months week weeks day days decade decades last next past previous earlier later "
        "ago recent recently today yesterday tomorrow now early late mid january february march april june july "
        "august september october november december jan feb mar apr jun jul aug sep sept oct nov dec monday "
        "tuesday wednesday thursday friday saturday sunday spring summer autumn winter said says say told "
        "according added well including because became become made make take took does did what how why all one "
        "two three four five six seven eight nine ten first second third new old just still even however though"
    ).split()
)


@lru_cache(maxsize=5_000)
def stems(words: str) -> frozenset[str]:
    """The content words of a text, each cut to its first five letters, so that forms and spellings of one word meet.

    Names of days and months are left out: what happened is compared by words, when it happened by days.
    """
    plain = (word.lower() for word in _WORD.findall(words))
    singular = (word[:-3] + "y" if word.endswith("ies") else word for word in plain)
    return frozenset(word[:_STEM].replace("z", "s") for word in singular) - _COMMON


def likeness(one: Set[str], other: Set[str]) -> float:
    """How much two sets of words have in common: Dice's coefficient, from 0 to 1."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


@dataclass(slots=True)
class Mention:
    """One telling of an event: number, first and last day as ordinals, kind, actors, words, who leads, its sentence."""

    number: int
    low: int
    high: int
    kind: str
    actors: frozenset[str]
    words: frozenset[str]
    lead: str = ""
    sentence: tuple[str, int] | None = None
    days: int = field(init=False)

    def __post_init__(self) -> None:
        self.days = self.high - self.low + 1


@dataclass(slots=True)
class Group:
    """Mentions of one event: the days that all of them allow, or their hull when there are none."""

    low: int
    high: int
    members: list[Mention] = field(default_factory=list)
    agrees: bool = True
    words: set[str] = field(default_factory=set)
    actors: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)

    def add(self, mention: Mention) -> None:
        """Take a mention in."""
        self.members.append(mention)
        if len(self.members) <= _MEMBERS:
            self.words |= mention.words
            self.actors |= mention.actors
            self.kinds.add(mention.kind)
        if self.agrees and mention.low <= self.high and self.low <= mention.high:
            self.low, self.high = max(self.low, mention.low), min(self.high, mention.high)
            return
        for member in self.members if self.agrees else (mention,):
            self.low, self.high = min(self.low, member.low), max(self.high, member.high)
        self.agrees = False


MOST = 40_000  # mentions that are grouped in one piece; it bounds the memory, whatever the size of an archive


def block_year(high: int, kind: str) -> int:
    """The year with which a mention is grouped where there are many: of its last day, for a founding none."""
    return 0 if kind == "founding" else date.fromordinal(high).year


def group_mentions(likeness: Likeness, mentions: Iterable[Mention]) -> list[Group]:
    """Groups among mentions that may belong together.

    Parameters
    ----------
    likeness
        How alike mentions are, among all of the archive.
    mentions
        In any order.
    """
    groups: list[Group] = []
    parent: dict[int, int] = {}
    index: dict[int, dict[str, list[int]]] = defaultdict(dict)
    # the most precise first; equals in an order of their own, whatever that of the rows
    for mention in sorted(mentions, key=lambda m: (m.days, m.low, m.kind, sorted(m.words), m.number)):
        telling, slots = likeness.telling(mention), _slots(mention)
        times = _months(mention) if mention.days <= 7 and mention.kind != "founding" else slots
        found = _candidates([index[slot] for slot in times], telling) if mention.low != UNDATED else ()
        alike = likeness.best(groups, dict.fromkeys(root(parent, number) for number in found), mention)
        best = alike[0] if alike else len(groups)
        if not alike:
            groups.append(Group(mention.low, mention.high))
        groups[best].add(mention)
        for other in alike[1:] if mention.kind in kinds_that_are("unique") else ():
            one, two = groups[root(parent, best)], groups[other]
            fits = two.kinds <= {mention.kind, "other"} and mention.kind != "founding" and one.agrees and two.agrees
            if fits and one.low <= two.high and two.low <= one.high:
                for member in two.members:
                    one.add(member)
                join(parent, best, other)
                groups[root(parent, best)] = one
        for slot in slots:
            held = index[slot]
            for token in telling:
                posting = held.get(token)
                if posting is None:
                    held[token] = [best]
                elif posting[-1] != best:
                    posting.append(best)
    return [group for number, group in enumerate(groups) if root(parent, number) == number]


def _slots(mention: Mention) -> list[int]:
    """Times in which a mention is looked for: month and year for a short interval, each year (or decade) for a long."""
    first, last = date.fromordinal(mention.low), date.fromordinal(mention.high)
    years = range(first.year, last.year + 1)
    slots = [*years] if len(years) <= 12 else [-decade for decade in range(first.year // 10, last.year // 10 + 1)][:12]
    if mention.days <= 62:
        slots += _months(mention, 0)
    if mention.kind == "founding":
        slots.append(_EVER)
    return slots


def _months(mention: Mention, near: int = _NEAR) -> list[int]:
    """The months of the first and the last day, or of days near these: for short mentions these are all."""
    first, last = _month(mention.low - near), _month(mention.high + near)
    return [first, last] if first != last else [first]


@lru_cache(maxsize=10_000)
def _month(day: int) -> int:
    found = date.fromordinal(max(day, 1))
    return 10_000 + 12 * found.year + found.month


def _candidates(slots: Sequence[Mapping[str, list[int]]], telling: Iterable[str]) -> list[int]:
    """The groups that stand under the most tokens and times; of those under as many, the first that are found."""
    found: list[int] = []
    for posting in (posting for token in telling for held in slots if (posting := held.get(token))):
        found += posting[len(found) - _POSTINGS :]
        if len(found) == _POSTINGS:
            break
    times = Counter(found)
    return sorted(times, key=times.__getitem__, reverse=True)[:_CANDIDATES]


class _Weights(dict[str, float]):
    """The weight of each word, in units whose sums are the same in any order of a set; 1 for what is not counted."""

    def __missing__(self, token: str) -> float:
        return 1.0


_UNIT = 1 << 20


class Likeness:
    """How alike mentions are; names and words count the more, the rarer they are among all mentions.

    Weights are inverse document frequencies, scaled to 1 for what occurs once.

    Parameters
    ----------
    count
        Word, or name after "@" → in how many mentions it stands; those in one may be left out.
    mentions
        How many there are.
    """

    def __init__(self, count: Mapping[str, int], mentions: int) -> None:
        whole = math.log(mentions + _FLOOR)
        scaled = ((token, max(0.05, 1 - math.log(times) / whole)) for token, times in count.items() if times > 1)
        self._weight = _Weights({token: round(weight * _UNIT) / _UNIT for token, weight in scaled})
        self._masses: dict[int, float] = {}

    def telling(self, mention: Mention) -> list[str]:
        """What a mention is looked for by: its rarest words and all of its actors, the rarest first."""
        known, weight = self._weight.keys(), self._weight.__getitem__  # what stands in one mention finds no other
        rare = sorted(sorted(known & mention.words), key=weight, reverse=True)[:_TOKENS]
        return sorted([*sorted(known & {f"@{name}" for name in mention.actors}), *rare], key=weight, reverse=True)

    def best(self, groups: Sequence[Group], numbers: Iterable[int], mention: Mention) -> list[int]:
        """The numbers of the groups that are alike enough to a mention, the most like first."""
        alike: list[tuple[float, int, int]] = []
        least = _SAME
        for number in numbers:
            group = groups[number]
            gap = max(mention.low - group.high, group.low - mention.high)
            if gap > 0 and not (_may_miss(group, mention, gap) or (gap <= _MONTHS and self._retold(group, mention))):
                continue
            less, members = 0.4 if gap > 0 else 0.0, group.members[:_MEMBERS]
            if self._most(group, mention) - less <= least:
                continue
            score = max([self._pair(member, mention) for member in members]) - less
            if score > least and not any(_told_apart(member, mention) for member in members):
                alike.append((-score, len(alike), number))
                least = least if mention.kind in kinds_that_are("unique") else score
        return [number for _, _, number in sorted(alike)]

    def _most(self, group: Group, mention: Mention) -> float:
        """What `_pair` gives at most for any member of a group: few get beyond it."""
        shared, names = group.words & mention.words, group.actors & mention.actors
        score = min(3 * self.weigh(shared) / (self._mass(mention) or 1), 1.5)
        if len(shared) > 1:
            score = max(score, _WITHIN)
        if mention.days <= 31:
            score += (0.3 if mention.days <= 1 else 0.15) + (_BONUS if len(shared) > 1 else 0)
        if names:
            score += min(self.weigh(map("@{}".format, names)), 1.0)
        if mention.kind in group.kinds and mention.kind != "other":
            score += 1.0 if mention.kind in kinds_that_are("unique") else 0.6
        elif mention.kind != "other" and "other" not in group.kinds:
            score -= 0.6
        return score

    def _pair(self, one: Mention, other: Mention) -> float:
        """Kind, days, shared actors and shared words of two mentions, less for what sets them apart."""
        shared, names, unique = one.words & other.words, one.actors & other.actors, kinds_that_are("unique")
        if not (shared or names):
            return 0.0
        weight, masses = self.weigh(shared), (self._mass(one), self._mass(other))
        # shared words against all; where a short telling lies in a longer one, against its own
        within = _WITHIN * weight / min(masses) if len(shared) > 1 else 0.0
        alike = max(3 * weight / sum(masses), within) if shared else 0.0
        spoken = one.kind == other.kind == "statement" and one.lead != other.lead
        if spoken and (alike < _RETOLD or not (_knows(one, other) or _knows(other, one))):
            return 0.0
        if not shared and one.days <= 7 and unique.isdisjoint((one.kind, other.kind)):
            return 0.0  # one day and one actor alone make no event
        if _sums_apart(one, other):
            return 0.0
        width = max(one.days, other.days)
        score = alike + self._timed(one, other, shared) + (0.3 if width <= 1 else 0.15 if width <= 31 else 0.0)
        if names:
            part = len(names) / min(len(one.actors), len(other.actors))
            score += min(self.weigh([f"@{name}" for name in names]), 1.0) * (1 + part) / 2
        if one.kind == other.kind != "other":
            score += 1.0 if one.kind in unique else 0.6
        elif "other" not in (one.kind, other.kind):
            score -= 0.6
        elif {"statement", "founding"} & {one.kind, other.kind}:
            score -= 0.4
        return score

    def _timed(self, one: Mention, other: Mention, shared: frozenset[str]) -> float:
        """What two shared words count more on the same few days."""
        if len(shared) < 2 or min(one.days, other.days) > 7 or max(one.days, other.days) > 31:
            return 0.0
        same = (one.low, one.high) == (other.low, other.high)
        return _BONUS * (1 if same else 0.5) * min(1.0, self.weigh(shared) - 0.5)

    def _retold(self, group: Group, mention: Mention) -> bool:
        """Whether words are so alike that two articles may tell of one event and give other months for it."""
        here, periodic = mention.sentence, mention.kind in kinds_that_are("periodic")
        if here is None or periodic or min(mention.days, group.high - group.low + 1) < 28:
            return False
        others = (m for m in group.members[:_MEMBERS] if m.sentence and m.sentence[0] != here[0])
        shared = [(m, both) for m in others if len(both := m.words & mention.words) >= 6]
        return any(2 * self.weigh(both) > 0.6 * (self._mass(m) + self._mass(mention)) for m, both in shared)

    def _mass(self, mention: Mention) -> float:
        if (mass := self._masses.get(mention.number)) is None:
            if len(self._masses) >= MOST:
                self._masses.clear()  # of blocks that are done
            mass = self._masses[mention.number] = self.weigh(mention.words)
        return mass

    def weigh(self, tokens: Iterable[str]) -> float:
        """How telling some words are together."""
        return sum(map(self._weight.__getitem__, tokens))


def _knows(one: Mention, other: Mention) -> bool:
    """Whether who leads a statement is named in another: nobody, an actor there, or among its words."""
    return not one.lead or one.lead in other.actors or stems(one.lead) <= other.words


def _sums_apart(one: Mention, other: Mention) -> bool:
    """Whether one tells of a sum over a time, and the other of something else or of another's sum."""
    sums = kinds_that_are("periodic")
    if (one.kind not in sums and other.kind not in sums) or "other" in (one.kind, other.kind):
        return False
    return one.kind != other.kind or one.actors != other.actors


def _told_apart(one: Mention, other: Mention) -> bool:
    """Whether one sentence gives both on other days, or of a sum over a time with other ends: two events."""
    if one.sentence is None or one.sentence != other.sentence:
        return False
    if one.kind in kinds_that_are("periodic"):
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
        words = stems(told(event, row["text"]))
        sentence = (row["document"], start) if row["sentence_to"] > start else None
        yield Mention(number, low, high, row["kind"], frozenset(names), words, lead, sentence)
