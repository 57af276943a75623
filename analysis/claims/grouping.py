"""Which mentions tell of the same event: by their days, kind, actors and words."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from analysis.claims.event_kinds import periodic_kinds, unique_kinds

_SAME = 1.2
"""Likeness above which two mentions tell of the same event; see `_Likeness` for what counts how much."""
_NEAR, _DECADE = 3, 3653
"""Days by which two reports of one event may miss each other (a deed and its discovery), and of a founding."""
_EVER = 0
"""Where foundings are looked for whatever their year: sources may differ on it by years."""
_FLOOR = 1000
"""Added to the number of mentions when words are weighted: what is frequent in five articles is not yet common."""
_TOKENS, _CANDIDATES, _POSTINGS, _MEMBERS = 10, 24, 240, 6
"""Limits that keep the cost near-linear: tokens to be found by, groups scored, postings read, members compared."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One telling of an event: row number, first and last day as ordinals, kind, actors (who leads), content words.

    `many`: it counts several events ("14 attacks"), and is none of them.
    """

    number: int
    low: int
    high: int
    kind: str
    actors: frozenset[str]
    words: frozenset[str]
    lead: str = ""
    many: bool = False

    @property
    def days(self) -> int:
        """Width of the interval in days."""
        return self.high - self.low + 1


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
        else:
            self.agrees = False
            self.low, self.high = min(m.low for m in self.members), max(m.high for m in self.members)


def group_mentions(mentions: Sequence[Mention]) -> list[Group]:
    """Put mentions of the same event together.

    Mentions are taken from the most precise to the least; each joins the group whose members are most like it, if
    their days overlap and the likeness is high enough, or opens a new one. Only groups that share a month (a year, or
    a decade, for longer intervals) and an actor or a telling word are looked at, and never more than a fixed number of
    them, so that the cost grows with the number of mentions.

    Parameters
    ----------
    mentions
        In any order: the result does not depend on it.

    Returns
    -------
    list of Group
        Each mention in exactly one.
    """
    likeness = _Likeness(mentions)
    index: dict[tuple[int, str], list[Group]] = defaultdict(list)
    groups = []
    for mention in sorted(mentions, key=_order):
        tokens = likeness.telling(mention)
        best, top = None, _SAME
        for group in _candidates(index, mention, tokens):
            score = likeness.of(group, mention)
            if score > top:
                best, top = group, score
        if best is None:
            best = Group(mention.low, mention.high)
            groups.append(best)
        best.add(mention)
        for key in _keys(mention, tokens):
            posting = index[key]
            if not posting or posting[-1] is not best:
                posting.append(best)
    return groups


def _order(mention: Mention) -> tuple[int, int, str, list[str], int]:
    """The most precise first; equals in an order of their own, whatever that of the rows."""
    return mention.days, mention.low, mention.kind, sorted(mention.words), mention.number


def _keys(mention: Mention, tokens: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Where a mention is looked for: month and year for a short interval, each year (or decade) for a long one."""
    first, last = date.fromordinal(mention.low), date.fromordinal(mention.high)
    years = range(first.year, last.year + 1)
    slots = [*years] if len(years) <= 12 else [-decade for decade in range(first.year // 10, last.year // 10 + 1)][:12]
    if mention.days <= 62:
        slots += sorted({10_000 + first.year * 12 + first.month, 10_000 + last.year * 12 + last.month})
    if mention.kind == "founding":
        slots.append(_EVER)
    for token in tokens:
        for slot in slots:
            yield slot, token


def _candidates(index: Mapping[tuple[int, str], list[Group]], mention: Mention, tokens: list[str]) -> Iterator[Group]:
    seen: Counter[int] = Counter()
    groups: dict[int, Group] = {}
    left = _POSTINGS
    for key in _keys(mention, tokens):
        posting = index.get(key, ())
        for group in posting[-left:]:
            seen[id(group)] += 1
            groups[id(group)] = group
        left -= len(posting)
        if left <= 0:
            break
    for name, _ in seen.most_common(_CANDIDATES):
        yield groups[name]


class _Likeness:
    """How alike mentions are; names and words count the more, the rarer they are among all mentions.

    Weights are inverse document frequencies, scaled to 1 for what occurs once.
    """

    def __init__(self, mentions: Sequence[Mention]) -> None:
        count = Counter(token for mention in mentions for token in (*_names(mention), *mention.words))
        whole = math.log(len(mentions) + _FLOOR)
        self._weight = {token: max(0.05, 1 - math.log(times) / whole) for token, times in count.items()}
        self._mass = {mention.number: self._sum(mention.words) for mention in mentions}

    def telling(self, mention: Mention) -> list[str]:
        """What a mention is looked for by: its rarest words and all of its actors, the rarest first."""
        rare = sorted((-self._weight[word], word) for word in mention.words)[:_TOKENS]
        return [token for _, token in sorted([*rare, *((-self._weight[name], name) for name in _names(mention))])]

    def of(self, group: Group, mention: Mention) -> float:
        """How alike a group and a mention are; 0 when their days keep them apart."""
        gap = max(mention.low - group.high, group.low - mention.high, 0)
        if gap and not _may_miss(group, mention, gap):
            return 0.0
        best = max(self._pair(member, mention) for member in group.members[:_MEMBERS])
        width = max(mention.days, group.high - group.low + 1)
        return best + (0.3 if width <= 1 else 0.15 if width <= 31 else 0.0) - (0.4 if gap else 0.0)

    def _pair(self, one: Mention, other: Mention) -> float:
        """Kind, shared actors and shared words (Dice's coefficient) of two mentions, less for what sets them apart."""
        if one.kind == other.kind == "statement" and one.lead != other.lead:
            return 0.0
        if one.many != other.many or (
            one.kind == other.kind and one.kind in periodic_kinds() and one.actors != other.actors
        ):
            return 0.0
        mass = self._mass[one.number] + self._mass[other.number]
        score = 3 * self._sum(one.words & other.words) / mass if mass else 0.0
        if names := one.actors & other.actors:
            part = len(names) / min(len(one.actors), len(other.actors))
            score += min(self._sum(f"@{name}" for name in names), 1.0) * (1 + part) / 2
        if one.kind == other.kind != "other":
            score += 1.0 if one.kind in unique_kinds() else 0.6
        elif "other" not in (one.kind, other.kind):
            score -= 0.8
        return score

    def _sum(self, tokens: Iterable[str]) -> float:
        return math.fsum(self._weight[token] for token in tokens)  # the same in any order of a set


def _names(mention: Mention) -> list[str]:
    """The actors of a mention, marked so that no word is taken for one."""
    return [f"@{name}" for name in mention.actors]


def _may_miss(group: Group, mention: Mention, gap: int) -> bool:
    """Whether two tellings of one event may have no day in common: near days, or years of the founding of one thing."""
    if mention.kind == "founding":
        return gap <= _DECADE and any(member.lead == mention.lead for member in group.members[:_MEMBERS])
    return gap <= _NEAR and mention.days <= 7 and group.high - group.low <= 7
