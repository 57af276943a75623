"""Numbers that words imply: a superlative is rank 1, "several" has no bounds, "all Baltic states but one" are two."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.claims.regions import Members, every_member
from analysis.numerals import UNITS
from analysis.phrases import Found, Phrases
from analysis.readers.quantities import Quantity
from analysis.readers.units import unit_after

if TYPE_CHECKING:
    from analysis.values import Span

_MOST = r"(?:deadliest|largest|biggest|richest|poorest|strongest|most\s[a-z]{3,20})"
_SUPERLATIVE = re.compile(
    rf"the\s(?:world|region|country|continent|globe)[’']s\s{_MOST}\s(?:(?!in\b|of\b|for\b|to\b)[\w-]{{1,20}}\s){{0,2}}?[\w-]{{3,20}}(?=\s(?:in|of|for|to|by|and|with|after|since|as)\b|[.,;:]|\Z)"
    r"|the\s(?:country|state|nation|group|city|province|region)\smost\s[a-z]{3,20}(?:\s(?:by|in|for|to)\s[\w-]{1,20})?"
)
_SCOPES = "world region country continent globe state nation group city province".split()
_SCOPED = Phrases({"": [f"the {scope}" for scope in _SCOPES]})
_VAGUE = Phrases({"": ["only a few", "a few", "a handful of", "several", "a number of", "numerous"]})
_NEXT_WORD = re.compile(r"\s[a-z]", re.IGNORECASE)
_COUNTS = {"": 1, "two-": 2, "three-": 3, "four-": 4, "five-": 5, "several-": None}
_YEARS = {"year": 1.0, "decade": 10.0, "century": 100.0}
_PERIOD = Phrases(
    {f"{count} {unit}": [f"{count}{unit}-long", f"{count}{unit}-old"] for count in _COUNTS for unit in _YEARS}
)


def implied_quantities(text: str, stated: Sequence[Span]) -> list[Quantity]:
    """The numbers that a text implies without naming one.

    Parameters
    ----------
    text
        Any text.
    stated
        Where numbers are stated; nothing there is read again.

    Returns
    -------
    list of Quantity
        Ranks from superlatives with a scope ("the world's largest exporter"), counts without bounds ("several
        attacks", low and high None), lengths ("a decade-long war"), and the members of a region less the excepted ones.

    >>> [(q.text, q.low, q.kind) for q in implied_quantities("Several raids hit the world's poorest state.", [])]
    [('Several raids', None, 'vague'), ("the world's poorest state", 1.0, 'rank')]
    """
    found = [_rank(match) for match in _SCOPED.matches(_SUPERLATIVE, text)]
    found += [vague for phrase in _VAGUE.find(text) if (vague := _vague(text, phrase))]
    found += [_period(text, phrase) for phrase in _PERIOD.find(text)]
    found += [_members(text, members) for members in every_member(text) if members.excepted]
    free = [q for q in found if not any(q.start < other.end and other.start < q.end for other in stated)]
    return sorted(free, key=lambda quantity: quantity.start)


def _rank(match: re.Match[str]) -> Quantity:
    return Quantity(match.start(), match.end(), match[0], 1.0, 1.0, False, False, "", "=", "rank", "", "rank")


def _vague(text: str, phrase: Found) -> Quantity | None:
    unit = unit_after(text, phrase.end) if _NEXT_WORD.match(text, phrase.end) else None
    if unit is None or unit.kind != "count":
        return None
    words, hedge = text[phrase.start : unit.end], text[phrase.start : phrase.end].lower()
    return Quantity(phrase.start, unit.end, words, None, None, False, False, hedge, "~", unit.name, "", "vague")


def _period(text: str, phrase: Found) -> Quantity:
    count, unit = phrase.kind.split(" ")
    times = _COUNTS[count]
    value = None if times is None else _YEARS[unit] * times
    words = text[phrase.start : phrase.end]
    return Quantity(phrase.start, phrase.end, words, value, value, False, False, "about", "~", "year", "", "duration")


def _members(text: str, members: Members) -> Quantity:
    count = float(len(members.states))
    but = next(word for word, value in UNITS.items() if value == len(members.excepted))
    words = text[members.start : members.end]
    return Quantity(
        members.start, members.end, words, count, count, False, False, f"all but {but}", "=", "country", "", "count"
    )
