"""How two claims stand to each other: by what they measure, as of when, and the arithmetic of their bounds."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from analysis.values import Bounds, Interval

_ROUNDED = 0.1
_GRAVITY = ("differs", "changed over time", "not comparable", "compatible", "agrees")
_APPROXIMATE = frozenset(
    "about around approximately roughly some nearly almost circa close to an estimated estimated up to reaching".split()
)
_FIRM = frozenset({"asserted", "attributed"})
_MOST = 40


@dataclass(frozen=True, slots=True)
class Rules:
    """What a family allows (lexicon/families.yaml)."""

    kindred: bool = False
    final: bool = False
    loose: bool = False
    bilateral: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """What a verdict needs to know of a measured claim.

    `shown` is how reasons cite it; `sentence` names where it stands, `source` who says it; `partners` are the others
    whom its event names; `reported` is the day of a report that came while its event was still being counted.
    """

    bounds: Bounds
    measure: str
    unit: str
    currency: str
    as_of: Interval | None
    modality: str
    shown: str
    sentence: tuple[str, int] = ("", 0)
    source: str = ""
    partners: frozenset[str] = frozenset()
    reported: date | None = None


def verdict(claims: Sequence[Claim], rules: Rules) -> tuple[str, str]:
    """The status of claims about one subject, with the reason in words.

    Claims that are planned, guessed at or denied are left out where firm ones are left. Each pair is judged, and the
    gravest verdict stands for all. The first test that fits decides: another currency, another measure in a family
    whose measures are not kindred, or other partners in what two share: *not comparable*; the same number of the same
    measure: *agrees*; as-of dates without a common day: *changed over time* (not where values are final); another
    measure, or a loose family: *not comparable*; bounds that intersect: *compatible*; a rounded number: *compatible*
    within a tenth, else *not comparable*; two numbers of one sentence, which itself tells them apart: *not
    comparable*; a higher count in a later report, while counting went on: *changed over time*; what is left *differs*.

    Parameters
    ----------
    claims
        At least one.
    rules
        Of the family.

    Returns
    -------
    tuple of str and str
        One of `analysis.schema.STATUSES`, and the reason.

    >>> one = Claim(Bounds(137, None, qualifier="at least"), "deaths", "person", "", None, "asserted", "at least 137")
    >>> other = Claim(Bounds(145, 145), "deaths", "person", "", None, "asserted", "145")
    >>> verdict([one, other], Rules(final=True))
    ('compatible', 'at least 137; 145: one number can satisfy all')
    """
    distinct = list({claim.shown: claim for claim in claims}.values())
    if len(claims) == 1:
        return "single claim", f"{claims[0].shown}: nothing to set it against"
    firm = [claim for claim in distinct if claim.modality in _FIRM] or distinct
    if rules.final:
        firm = _last_counts(firm)
    found = [_pair(one, other, rules) for one, other in combinations(firm[:_MOST], 2)]
    shown = "; ".join(claim.shown for claim in distinct[:_MOST])
    if not found and len(distinct) > 1 and distinct != firm and not rules.final:
        return "not comparable", f"{shown}: only {firm[0].shown} is put firmly"
    if not found:
        return "agrees", f"{firm[0].shown}: said alike by all"
    status, why = min(found, key=lambda pair: _GRAVITY.index(pair[0]))
    weighed = {claim.shown for claim in firm}
    guessed = "; ".join(claim.shown for claim in distinct if claim.shown not in weighed)
    return status, f"{shown}: {why}" + (f"; not weighed, as guessed, planned or replaced: {guessed}" if guessed else "")


def verdict_on_days(days: Sequence[Interval]) -> tuple[str, str]:
    """The status of claims about the day of one event.

    >>> from datetime import date
    >>> year = Interval(date(2015, 1, 1), date(2015, 12, 31), "year")
    >>> verdict_on_days([year, Interval(date(2015, 1, 1), date(2015, 1, 31), "month")])
    ('compatible', 'the dates differ in precision only: 2015-01-01 to 2015-01-31 fits all')
    """
    if len(days) == 1:
        return "single claim", "dated once"
    common: Interval | None = days[0]
    for interval in days[1:]:
        common = common and common.meet(interval)
    if common is None:
        hull = days[0]
        for interval in days[1:]:
            hull = hull.hull(interval)
        return "differs", f"no day fits all: they spread from {hull.earliest} to {hull.latest}"
    if len({(interval.earliest, interval.latest) for interval in days}) == 1:
        return "agrees", f"all give {_days(common)}"
    return "compatible", f"the dates differ in precision only: {_days(common)} fits all"


def _days(interval: Interval) -> str:
    if interval.days == 1:
        return str(interval.earliest)
    return f"{interval.earliest} to {interval.latest}"


def _pair(one: Claim, other: Claim, rules: Rules) -> tuple[str, str]:
    if one.currency != other.currency:
        return "not comparable", f"the currencies differ ({one.currency or 'none'}, {other.currency or 'none'})"
    same = one.measure == other.measure
    if not same and not rules.kindred:
        return "not comparable", f"different things are measured ({one.measure}, {other.measure})"
    if rules.bilateral and one.partners and other.partners and one.partners.isdisjoint(other.partners):
        names = "; ".join(", ".join(sorted(claim.partners)) for claim in (one, other))
        return "not comparable", f"the partners differ ({names})"
    equal = (one.bounds.low, one.bounds.high) == (other.bounds.low, other.bounds.high)
    apart = (
        not rules.final and not rules.loose and bool(one.as_of and other.as_of and not one.as_of.overlaps(other.as_of))
    )
    counts = "" if same else f"; they also count different things ({one.measure}, {other.measure})"
    if equal and same:
        return "agrees", "the same number"
    if apart:
        meet = ", and the ranges overlap, so that no change is proven" if one.bounds.meets(other.bounds) else ""
        return "changed over time", f"they describe different times ({_as_of(one, other)}){meet}{counts}"
    if not same:
        return "not comparable", f"different counts ({one.measure}, {other.measure})"
    if rules.loose:
        return "not comparable", "nothing shows that they measure the same thing"
    if one.bounds.meets(other.bounds):
        return "compatible", "one number can satisfy all"
    if _approximate(one) or _approximate(other):
        if _close(one.bounds, other.bounds):
            return "compatible", "approximate: within a tenth of each other"
        return "not comparable", "a rounded number cannot contradict one so far off"
    if one.sentence[0] and one.sentence == other.sentence:
        return "not comparable", "one sentence gives both, and sets them apart itself"
    if rules.final and _risen(one, other):
        days = " and ".join(str(day) for day in sorted({one.reported, other.reported} - {None}, key=str))
        return "changed over time", f"the count rose from report to report ({days})"
    return "differs", "no number satisfies both"


def _last_counts(claims: Sequence[Claim]) -> list[Claim]:
    """Claims without those that their source replaces in the same sentence: "22 were killed, up from 16"."""
    lows: dict[tuple[object, ...], float] = defaultdict(float)
    for claim in claims:
        key = claim.sentence, claim.source, claim.measure
        lows[key] = max(lows[key], claim.bounds.low or 0)

    def replaced(claim: Claim) -> bool:
        high = claim.bounds.high or math.inf
        return bool(claim.sentence[0]) and lows[claim.sentence, claim.source, claim.measure] > high

    return [claim for claim in claims if not replaced(claim)]


def _risen(one: Claim, other: Claim) -> bool:
    """Whether the later of two reports has the higher count."""
    if not one.reported or not other.reported or one.reported == other.reported:
        return False
    first, second = sorted((one, other), key=lambda claim: str(claim.reported))
    return first.bounds.high is not None and second.bounds.low is not None and second.bounds.low > first.bounds.high


def _as_of(one: Claim, other: Claim) -> str:
    return " and ".join(sorted(_days(claim.as_of) for claim in (one, other) if claim.as_of))


def _approximate(claim: Claim) -> bool:
    return any(word in _APPROXIMATE for word in claim.bounds.qualifier.split())


def _close(one: Bounds, other: Bounds) -> bool:
    """Whether the gap between two bounds is at most a tenth of the larger number."""
    lower, upper = sorted((one, other), key=lambda bounds: bounds.low if bounds.low is not None else -math.inf)
    if lower.high is None or upper.low is None:
        return False
    return upper.low - lower.high <= _ROUNDED * abs(upper.low)
