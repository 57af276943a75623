"""Numbers that words imply: a superlative is rank 1, "several" has no bounds, "all Baltic states but one" are two."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.claims.regions import Members, every_member
from analysis.numerals import UNITS
from analysis.readers.quantities import Quantity
from analysis.readers.units import unit_after

if TYPE_CHECKING:
    from analysis.values import Span

_MOST = r"(?:deadliest|largest|biggest|richest|poorest|strongest|most\s[a-z]{3,20})"
_SUPERLATIVE = re.compile(
    rf"\b(?:the\s(?:world|region|country|continent|globe)[’']s\s{_MOST}\s(?:(?!in\b|of\b|for\b|to\b)[\w-]{{1,20}}\s){{0,2}}?[\w-]{{3,20}}(?=\s(?:in|of|for|to|by|and|with|after|since|as)\b|[.,;:]|\Z)"
    rf"|the\s(?:country|state|nation|group|city|province|region)\smost\s[a-z]{{3,20}}(?:\s(?:by|in|for|to)\s[\w-]{{1,20}})?)"
)
_VAGUE = re.compile(
    r"\b(?:only\sa\sfew|a\sfew|a\shandful\sof|several|a\snumber\sof|numerous)(?=\s[a-z])", re.IGNORECASE
)
_PERIOD = re.compile(
    r"\b(?:(?P<count>two|three|four|five|several)-)?(?P<unit>year|decade|century)-(?:long|old)\b", re.IGNORECASE
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
    found = [_rank(match) for match in _SUPERLATIVE.finditer(text)]
    found += [vague for match in _VAGUE.finditer(text) if (vague := _vague(text, match))]
    found += [_period(match) for match in _PERIOD.finditer(text)]
    found += [_members(text, members) for members in every_member(text) if members.excepted]
    free = [q for q in found if not any(q.start < other.end and other.start < q.end for other in stated)]
    return sorted(free, key=lambda quantity: quantity.start)


def _rank(match: re.Match[str]) -> Quantity:
    return Quantity(match.start(), match.end(), match[0], 1.0, 1.0, False, False, "", "=", "rank", "", "rank")


def _vague(text: str, match: re.Match[str]) -> Quantity | None:
    unit = unit_after(text, match.end())
    if unit is None or unit.kind != "count":
        return None
    words = text[match.start() : unit.end]
    return Quantity(
        match.start(), unit.end, words, None, None, False, False, match[0].lower(), "~", unit.name, "", "vague"
    )


def _period(match: re.Match[str]) -> Quantity:
    years = {"year": 1.0, "decade": 10.0, "century": 100.0}[match["unit"].lower()]
    count = {"two": 2, "three": 3, "four": 4, "five": 5}.get((match["count"] or "").lower(), 1)
    value = None if (match["count"] or "").lower() == "several" else years * count
    return Quantity(
        match.start(), match.end(), match[0], value, value, False, False, "about", "~", "year", "", "duration"
    )


def _members(text: str, members: Members) -> Quantity:
    count = float(len(members.states))
    but = next(word for word, value in UNITS.items() if value == len(members.excepted))
    words = text[members.start : members.end]
    return Quantity(
        members.start, members.end, words, count, count, False, False, f"all but {but}", "=", "country", "", "count"
    )
