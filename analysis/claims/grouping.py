"""Which mentions tell of the same event: by their days, kind, actors and words."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import NamedTuple

from analysis.claims.happenings import periodic_kinds, unique_kinds

Elsewhere = Mapping[int, tuple[float, "Group"]]
_SAME = 0.95
"""Likeness above which two mentions tell of the same event; see `Likeness` for what counts how much."""
_BONUS = 0.6
"""What the same few days add to two words or more that two mentions share."""
_RETOLD = 0.5
"""Likeness of words from which on two statements are one whoever is named with them."""
_NEAR, _DECADE = 3, 3653
"""Days by which two reports of one event may miss each other (a deed and its discovery), and of a founding."""
_EVER = 0
"""Where foundings are looked for whatever their year: sources may differ on it by years."""
UNDATED = 1
"""The day of mentions of which nothing tells the days: none of them is joined."""
_FLOOR = 1000
"""Added to the number of mentions when words are weighted: what is frequent in five articles is not yet common."""
_TOKENS, _CANDIDATES, _POSTINGS, _MEMBERS = 10, 24, 240, 6
"""Limits that keep the cost near-linear: tokens to be found by, groups scored, postings read, members compared."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One telling of an event: row number, first and last day as ordinals, kind, actors (who leads), content words.

    `many`: it counts several events ("14 attacks"), and is none of them. `sentence` is where it stands.
    """

    number: int
    low: int
    high: int
    kind: str
    actors: frozenset[str]
    words: frozenset[str]
    lead: str = ""
    many: bool = False
    sentence: tuple[str, int] | None = None

    @property
    def days(self) -> int:
        """Width of the interval in days."""
        return self.high - self.low + 1

    @property
    def names(self) -> list[str]:
        """The actors, marked so that no word is taken for one."""
        return [f"@{name}" for name in self.actors]

    @property
    def tokens(self) -> list[str]:
        """Names and words."""
        return [*self.names, *self.words]


@dataclass(slots=True)
class Group:
    """Mentions of one event: the days that all of them allow, or their hull when there are none."""

    low: int
    high: int
    members: list[Mention] = field(default_factory=list)
    agrees: bool = True

    def add(self, mention: Mention) -> None:
        """Take a mention in."""
        self.members.append(mention)
        if self.agrees and mention.low <= self.high and self.low <= mention.high:
            self.low, self.high = max(self.low, mention.low), min(self.high, mention.high)
            return
        for member in self.members if self.agrees else (mention,):
            self.low, self.high = min(self.low, member.low), max(self.high, member.high)
        self.agrees = False


def group_mentions(mentions: Sequence[Mention]) -> list[Group]:
    """Put mentions of the same event together.

    Mentions are taken from the most precise to the least; each joins the group whose members are most like it, if
    their days overlap and the likeness is high enough, or opens a new one. Only groups that share a month (a year, or
    a decade, for longer intervals) and an actor or a telling word are looked at, and never more than a fixed number of
    them, so that the cost grows with the number of mentions.

    That is done block by block, as `blocks` cuts them, so that an archive of any size can be grouped a block at a
    time: mentions within one year first, and foundings; then those across years, each of which joins the group of a
    year when none of their own is more like it.

    Parameters
    ----------
    mentions
        In any order: the result does not depend on it.

    Returns
    -------
    list of Group
        Each mention in exactly one.
    """
    likeness = Likeness.among(mentions)
    parts = blocks(mentions)
    across = [mention for name in parts if name.year == ACROSS for mention in parts[name]]
    nearest: dict[int, tuple[float, Group]] = {}
    groups = []
    for name in sorted(parts):
        if name.year != ACROSS:
            block = Block(likeness, parts[name])
            groups += block.groups
            for mention in across:
                if name.may_hold(mention) and (found := block.nearest(mention)):
                    nearest[mention.number] = max(nearest.get(mention.number, found), found, key=itemgetter(0))
    for name in sorted(parts):
        if name.year == ACROSS:
            groups += Block(likeness, parts[name], nearest).groups
    return groups


class BlockName(NamedTuple):
    """What is grouped together: mentions within a year, `FOUNDED` or `ACROSS` years; of one kind, where they are many.

    Parameters
    ----------
    year
        The year, or one of the two.
    kind
        "" where the mentions of a year are few enough to be set side by side whatever their kind.
    part
        Number of the part, where even those of one kind are too many.
    """

    year: int
    kind: str = ""
    part: int = 0

    def may_hold(self, mention: Mention) -> bool:
        """Whether a mention across years may belong to a group of this block."""
        within = date.fromordinal(mention.low).year <= self.year <= date.fromordinal(mention.high).year
        return within and self.kind in ("", mention.kind)


FOUNDED, ACROSS = 0, 10_000
MOST = 40_000
"""Mentions that are grouped in one piece; it bounds the memory, whatever the size of an archive."""


def block_year(low: int, high: int, kind: str) -> int:
    """The year of a mention with these days, or `FOUNDED`, or `ACROSS`."""
    if kind == "founding":
        return FOUNDED
    first, last = date.fromordinal(low).year, date.fromordinal(high).year
    return first if first == last else ACROSS


def blocks(mentions: Iterable[Mention]) -> dict[BlockName, list[Mention]]:
    """Mentions by block: by year; by kind too where a year has more than `MOST`; and then in parts, by their days."""
    years: dict[int, list[Mention]] = defaultdict(list)
    for mention in mentions:
        years[block_year(mention.low, mention.high, mention.kind)].append(mention)
    found: dict[BlockName, list[Mention]] = {}
    for year, many in years.items():
        if len(many) <= MOST:
            found[BlockName(year)] = many
            continue
        kinds: dict[str, list[Mention]] = defaultdict(list)
        for mention in sorted(many, key=lambda mention: (mention.low, mention.high, mention.number)):
            kinds[mention.kind].append(mention)
        for kind, alike in kinds.items():
            for part, start in enumerate(range(0, len(alike), MOST)):
                found[BlockName(year, kind, part)] = alike[start : start + MOST]
    return found


class Block:
    """Groups among mentions that may belong together.

    Parameters
    ----------
    likeness
        How alike mentions are, among all of the archive.
    mentions
        In any order.
    elsewhere
        Number of a mention → the group of another block that is most like it, and how much: it is joined where no
        group here is more like it.
    """

    def __init__(self, likeness: Likeness, mentions: Iterable[Mention], elsewhere: Elsewhere | None = None) -> None:
        self.groups: list[Group] = []
        self._likeness = likeness
        self._index: dict[tuple[int, str], list[int]] = defaultdict(list)
        for mention in sorted(mentions, key=_order):
            keys = self._keys(mention)
            top, best = self._nearest(mention, keys)
            other = (elsewhere or {}).get(mention.number)
            if other and (best is None or other[0] >= top):
                other[1].add(mention)
                continue
            if best is None:
                best = len(self.groups)
                self.groups.append(Group(mention.low, mention.high))
            self.groups[best].add(mention)
            for key in keys:
                posting = self._index[key]
                if not posting or posting[-1] != best:
                    posting.append(best)

    def nearest(self, mention: Mention) -> tuple[float, Group] | None:
        """The group that is most like a mention, and how much, if it is enough."""
        top, best = self._nearest(mention, self._keys(mention))
        return None if best is None else (top, self.groups[best])

    def _nearest(self, mention: Mention, keys: Iterable[tuple[int, str]]) -> tuple[float, int | None]:
        top, best = _SAME, None
        for number in _candidates(self._index, keys):
            score = self._likeness.of(self.groups[number], mention)
            if score > top:
                top, best = score, number
        return top, best

    def _keys(self, mention: Mention) -> list[tuple[int, str]]:
        """Where a mention is looked for, the most telling first."""
        slots = _slots(mention)
        return [(slot, token) for token in self._likeness.telling(mention) for slot in slots]


def _order(mention: Mention) -> tuple[int, int, str, list[str], int]:
    """The most precise first; equals in an order of their own, whatever that of the rows."""
    return mention.days, mention.low, mention.kind, sorted(mention.words), mention.number


def _slots(mention: Mention) -> list[int]:
    """Times in which a mention is looked for: month and year for a short interval, each year (or decade) for a long."""
    first, last = date.fromordinal(mention.low), date.fromordinal(mention.high)
    years = range(first.year, last.year + 1)
    slots = [*years] if len(years) <= 12 else [-decade for decade in range(first.year // 10, last.year // 10 + 1)][:12]
    if mention.days <= 62:
        slots += sorted({10_000 + first.year * 12 + first.month, 10_000 + last.year * 12 + last.month})
    if mention.kind == "founding":
        slots.append(_EVER)
    return slots


def _candidates(index: Mapping[tuple[int, str], list[int]], keys: Iterable[tuple[int, str]]) -> list[int]:
    """The groups that stand under the most keys; of those under as many, the first that are found."""
    seen: Counter[int] = Counter()
    left = _POSTINGS
    for key in keys:
        if posting := index.get(key):
            seen.update(posting[-left:])
            left -= len(posting)
            if left <= 0:
                break
    return [number for number, _ in seen.most_common(_CANDIDATES)]


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
        self._weight = {token: max(0.05, 1 - math.log(times) / whole) for token, times in count.items() if times > 1}
        self._masses: dict[int, float] = {}

    @classmethod
    def among(cls, mentions: Sequence[Mention]) -> Likeness:
        """As it is among some mentions."""
        return cls(Counter(token for mention in mentions for token in mention.tokens), len(mentions))

    def telling(self, mention: Mention) -> list[str]:
        """What a mention is looked for by: its rarest words and all of its actors, the rarest first."""
        weight = self._weight.get
        rare = sorted((-weight(word, 1.0), word) for word in mention.words)[:_TOKENS]
        return [token for _, token in sorted([*rare, *((-weight(name, 1.0), name) for name in mention.names)])]

    def of(self, group: Group, mention: Mention) -> float:
        """How alike a group and a mention are; 0 when their days keep them apart."""
        if UNDATED in (mention.low, group.low):
            return 0.0
        gap = max(mention.low - group.high, group.low - mention.high, 0)
        if gap and not _may_miss(group, mention, gap):
            return 0.0
        best = max([self._pair(member, mention) for member in group.members[:_MEMBERS]])
        width = max(mention.days, group.high - group.low + 1)
        score = best + (0.3 if width <= 1 else 0.15 if width <= 31 else 0.0) - (0.4 if gap else 0.0)
        if score > _SAME and any(_told_apart(member, mention) for member in group.members[:_MEMBERS]):
            return 0.0
        return score

    def _pair(self, one: Mention, other: Mention) -> float:
        """Kind, shared actors and shared words (Dice's coefficient) of two mentions, less for what sets them apart."""
        shared = one.words & other.words
        alike = 3 * self._sum(shared) / (self._mass(one) + self._mass(other)) if shared else 0.0
        if one.kind == other.kind == "statement" and one.lead != other.lead:
            told = one.lead in other.actors or other.lead in one.actors or "" in (one.lead, other.lead)
            if not told or alike < _RETOLD:
                return 0.0
        if one.many != other.many or (
            one.kind == other.kind and one.kind in periodic_kinds() and one.actors != other.actors
        ):
            return 0.0
        if not shared and one.days <= 7 and not {one.kind, other.kind} & unique_kinds():
            return 0.0  # one day and one actor alone make no event
        same_days = (one.low, one.high) == (other.low, other.high) and one.days <= 7
        score = alike + (_BONUS if same_days and len(shared) > 1 else 0.0)
        if names := one.actors & other.actors:
            part = len(names) / min(len(one.actors), len(other.actors))
            score += min(self._sum([f"@{name}" for name in names]), 1.0) * (1 + part) / 2
        if one.kind == other.kind != "other":
            score += 1.0 if one.kind in unique_kinds() else 0.6
        elif "other" not in (one.kind, other.kind):
            score -= 0.6
        elif "statement" in (one.kind, other.kind):
            score -= 0.4
        return score

    def _mass(self, mention: Mention) -> float:
        if (mass := self._masses.get(mention.number)) is None:
            if len(self._masses) >= MOST:
                self._masses.clear()  # of blocks that are done
            mass = self._masses[mention.number] = self._sum(mention.words)
        return mass

    def _sum(self, tokens: Iterable[str]) -> float:
        weight = self._weight.get
        return math.fsum([weight(token, 1.0) for token in tokens])  # the same in any order of a set


def _told_apart(one: Mention, other: Mention) -> bool:
    """Whether one sentence gives both on other days, or of a sum over a time with other ends: two events."""
    if one.sentence is None or one.sentence != other.sentence:
        return False
    if one.kind in periodic_kinds():
        return (one.low, one.high) != (other.low, other.high)
    return one.high < other.low or other.high < one.low


def _may_miss(group: Group, mention: Mention, gap: int) -> bool:
    """Whether two tellings of one event may have no day in common: near days, or years of the founding of one thing."""
    if mention.kind == "founding":
        return gap <= _DECADE and any(member.lead == mention.lead for member in group.members[:_MEMBERS])
    return gap <= _NEAR and mention.days <= 7 and group.high - group.low <= 7
