"""Which mentions tell of the same event: by their days, kind, actors and words."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from analysis.claims.event_kinds import unique_kinds
from analysis.claims.words import likeness

_SAME = 1.2
"""Likeness above which two mentions tell of the same event; see `_pair` for what counts how much."""
_NEAR = 3
"""Days by which two reports of one event may miss each other: a day line, a time zone, a deed and its discovery."""
_FLOOR = 1000
"""Added to the number of mentions when words are weighted: what is frequent in five articles is not yet common."""
_TOKENS, _CANDIDATES, _POSTINGS, _MEMBERS = 10, 24, 240, 6
"""Limits that keep the cost near-linear: tokens to be found by, groups scored, postings read, members compared."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One telling of an event: row number, first and last day as ordinals, kind, actors (who leads), content words."""

    number: int
    low: int
    high: int
    kind: str
    actors: frozenset[str]
    words: frozenset[str]
    lead: str = ""

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
    their days overlap and the likeness is high enough, or opens a new one. Only groups that share a month (a year or a
    decade for longer intervals) and an actor or a telling word are looked at, and never more than a fixed number of
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
    weight = _weights(mentions)
    index: dict[tuple[int, str], list[Group]] = defaultdict(list)
    groups = []
    for mention in sorted(mentions, key=lambda mention: (mention.days, mention.low, mention.number)):
        tokens = _telling(mention, weight)
        best, top = None, _SAME
        for group in _candidates(index, mention, tokens):
            score = _score(group, mention, weight)
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


def _tokens(mention: Mention) -> Iterator[str]:
    yield from (f"@{name}" for name in mention.actors)
    yield from mention.words


def _telling(mention: Mention, weight: Mapping[str, float]) -> list[str]:
    """What a mention is looked for by: its rarest words and all of its actors, the rarest first."""
    words = sorted(mention.words, key=lambda word: (-weight[word], word))[:_TOKENS]
    return sorted([*words, *(f"@{name}" for name in mention.actors)], key=lambda token: (-weight[token], token))


def _weights(mentions: Sequence[Mention]) -> dict[str, float]:
    """How telling a name or a word is: the rarer, the more (inverse document frequency, scaled to 1 for the rarest)."""
    count: Counter[str] = Counter()
    for mention in mentions:
        count.update(_tokens(mention))
    whole = math.log(len(mentions) + _FLOOR)
    return {token: max(0.05, 1 - math.log(times) / whole) for token, times in count.items()}


def _keys(mention: Mention, tokens: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Where a mention is looked for: month and year for a short interval, each year (or decade) for a long one."""
    first, last = date.fromordinal(mention.low), date.fromordinal(mention.high)
    years = range(first.year, last.year + 1)
    slots = [*years] if len(years) <= 12 else [-decade for decade in range(first.year // 10, last.year // 10 + 1)][:12]
    if mention.days <= 62:
        slots += sorted({10_000 + first.year * 12 + first.month, 10_000 + last.year * 12 + last.month})
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


def _score(group: Group, mention: Mention, weight: Mapping[str, float]) -> float:
    """How alike a mention and a group are; 0 when their days keep them apart."""
    gap = max(mention.low - group.high, group.low - mention.high, 0)
    near = gap <= _NEAR and mention.days <= 7 and group.high - group.low <= 7
    founding = mention.kind == "founding" and gap <= 3653
    if gap and not near and not founding:
        return 0.0
    best = max(_pair(member, mention, weight) for member in group.members[:_MEMBERS])
    width = max(mention.days, group.high - group.low + 1)
    return best + (0.3 if width <= 1 else 0.15 if width <= 31 else 0.0) - (0.4 if gap else 0.0)


def _pair(one: Mention, other: Mention, weight: Mapping[str, float]) -> float:
    """How alike two mentions are: kind, shared actors by their weight, shared words; less for what sets them apart."""
    shared = sum(weight[f"@{name}"] for name in one.actors & other.actors)
    score = min(shared, 1.0) + 1.5 * likeness(one.words, other.words, weight)
    if one.kind == other.kind != "other":
        score += 1.0 if one.kind in unique_kinds() else 0.6
    elif "other" not in (one.kind, other.kind):
        score -= 0.8
    if one.kind == other.kind == "statement" and one.lead != other.lead:
        score -= 0.8
    return score
