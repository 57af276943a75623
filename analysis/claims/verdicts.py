"""How two claims stand to each other: by what they measure, as of when, and the arithmetic of their bounds."""

import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import combinations
from typing import NamedTuple

from analysis.core.values import Bounds, Interval

_GRAVITY = ("differs", "changed over time", "not comparable", "compatible", "agrees")
_APPROXIMATE = frozenset(
    "about around approximately roughly some nearly almost circa close to an estimated up reaching".split()
)
_MOST = 20  # claims that are shown and judged, the first of a group
_MONTH, _HALF = 28, 183  # days: within half a year a stock of investment, or who trades most, does not become another
# Nouns that count everybody; any other counts some ("women", "soldiers")
_ANYBODY = frozenset({"", "people", "person", "life", "victim", "death", "fatality", "body", "casualty", "other"})
_ONE_FITS = "one number can satisfy all"
STATUSES = ("agrees", "compatible", "differs", "changed over time", "not comparable", "single claim")


class Rules(NamedTuple):
    """How claims of one measure may differ."""

    final: bool = False  # the value belongs to an event, and only reports of it change (a death toll)
    loose: bool = False  # two of one subject may answer different questions (35th in one ranking, second in another)


_TOLL = Rules(final=True)


class Claim(NamedTuple):
    """What a verdict needs to know of a measured claim."""

    bounds: Bounds
    measure: str
    unit: str
    currency: str
    as_of: Interval | None
    modality: str
    shown: str  # as reasons cite it
    sentence: tuple[str, int] = ("", 0)  # document, and where its sentence begins
    source: str = ""  # who says it
    partners: frozenset[str] = frozenset()  # the others whom its event names
    scope: str = ""  # where a superlative holds
    reported: date | None = None  # day of the report
    counting: bool = True  # whether its event was then still being counted
    part: bool = False  # whether it counts some of those whom others count
    sure: bool = True  # whether the words tell what it is of


def verdict(claims: Sequence[Claim], rules: Rules) -> tuple[str, str]:
    """The status of claims about one subject, with the reason in words.

    Claims that are planned, guessed at or denied are left out where firm ones are left, and so is the count of a part
    where the whole is counted. Each pair of the others is judged, by the first test of `_pair` that fits, and the
    gravest verdict stands for all.
    """
    distinct = list({claim.shown: claim for claim in claims}.values())
    if len(distinct) == 1:
        return "single claim", f"{claims[0].shown}: no article gives another"
    kept: Sequence[Claim] = distinct
    left, chosen = "", [(_firm, "guessed, planned or denied")]
    chosen += [(_wholes, "part of the whole")] if rules.final and not rules.loose else []
    chosen += [(_fitting, "another of its sentence fits better")] if rules.final else []
    for choose, word in chosen:
        before, kept = kept, choose(kept)
        held = {claim.shown for claim in kept}
        if out := [claim.shown for claim in before if claim.shown not in held]:
            left += f"; not weighed, as {word}: {'; '.join(out[:_MOST])}"
    if len(kept) == 1:
        status, why = "not comparable", f"{kept[0].shown} is alone of its sort"
    else:
        status, why = _gravest(kept[:_MOST], rules)
        left += f"; not weighed, as the first {_MOST} were: {len(kept) - _MOST} more" if len(kept) > _MOST else ""
    return status, f"{'; '.join(claim.shown for claim in distinct[:_MOST])}: {why}{left}"


def _gravest(claims: Sequence[Claim], rules: Rules) -> tuple[str, str]:
    """The gravest verdict on any two claims."""
    found = [(*_pair(one, other, rules), one, other) for one, other in combinations(claims, 2)]
    status, why, one, other = min(found, key=lambda pair: _GRAVITY.index(pair[0]))
    if status == "agrees" and one.sentence[0] and len({claim.sentence[0] for claim in claims}) == 1:
        return "single claim", "one article gives the number more than once"
    if why == _ONE_FITS:
        low = max((claim.bounds.low for claim in claims if claim.bounds.low is not None), default=None)
        high = min((claim.bounds.high for claim in claims if claim.bounds.high is not None), default=None)
        return status, f"{low:,.15g} fits all" if low is not None and low == high else why
    if len(claims) > 2 and status in ("differs", "changed over time"):
        why = f"{one.shown} and {other.shown}: {why}"
    return status, why


def _firm(claims: Sequence[Claim]) -> Sequence[Claim]:
    """What is said to be so, where anything is, and what is planned alike."""
    firm = {_ends(claim) for claim in claims if claim.modality in ("asserted", "attributed")}
    return [claim for claim in claims if _ends(claim) in firm and claim.modality != "denied"] or claims


def _wholes(claims: Sequence[Claim]) -> Sequence[Claim]:
    """Claims without those that count some of whom others count: by their words, or by a narrower noun ("women")."""
    anybody = [claim for claim in claims if not claim.part and claim.unit and _head(claim) in _ANYBODY]
    everybody, articles = {_ends(claim) for claim in anybody}, {claim.sentence[0] for claim in anybody}
    whole = [claim for claim in claims if not claim.part]
    whole = [c for c in whole if _head(c) in _ANYBODY or _ends(c) in everybody or c.sentence[0] not in articles]
    return whole or claims


def _head(claim: Claim) -> str:
    return claim.unit.rpartition(" ")[2]


def _ends(claim: Claim) -> tuple[float | None, float | None]:
    return claim.bounds.low, claim.bounds.high


def verdict_on_days(days: Sequence[Interval]) -> tuple[str, str]:
    """The status of claims about the day of one event."""
    if len(days) == 1:
        return "single claim", "dated once"
    first, last = max(interval.earliest for interval in days), min(interval.latest for interval in days)
    if first > last:
        begin, end = min(interval.earliest for interval in days), max(interval.latest for interval in days)
        return "differs", f"no day fits all: they spread from {begin} to {end}"
    common = in_words(Interval(first, last, "fuzzy"))
    if len({(interval.earliest, interval.latest) for interval in days}) == 1:
        return "agrees", f"all give {common}"
    return "compatible", f"the dates differ in precision only: {common} fits all"


def in_words(interval: Interval) -> str:
    """A day, or the first and the last of several."""
    return f"{interval.earliest}" if interval.days == 1 else f"{interval.earliest} to {interval.latest}"


def _pair(one: Claim, other: Claim, rules: Rules) -> tuple[str, str]:
    if one.currency != other.currency:
        return "not comparable", f"the currencies differ ({one.currency or 'none'}, {other.currency or 'none'})"
    same, meets = one.measure == other.measure, one.bounds.meets(other.bounds)
    if one.partners and other.partners and one.partners.isdisjoint(other.partners):
        names = "; ".join(", ".join(sorted(claim.partners)) for claim in (one, other))
        return "not comparable", f"the partners differ ({names})"
    if one.scope and other.scope and one.scope != other.scope:
        return "not comparable", f"the scopes differ ({one.scope}; {other.scope})"
    if same and _ends(one) == _ends(other):
        return "agrees", "none, in both" if one.bounds.high == 0 else "the same number"
    if not rules.final and not rules.loose and apart(one.as_of, other.as_of):
        counts = "" if same else f"; they also count different things ({one.measure}, {other.measure})"
        days = " and ".join(sorted(in_words(claim.as_of) for claim in (one, other) if claim.as_of))
        times = f"they describe different times ({days})"
        if meets:
            return "compatible", f"{times}, and the ranges overlap, so that no change is proven{counts}"
        return "changed over time", f"{times}{counts}"
    if not same:
        return "not comparable", f"different counts ({one.measure}, {other.measure})"
    if rules.loose:
        return "not comparable", "nothing shows that they measure the same thing"
    if meets:
        return "compatible", _ONE_FITS
    if not _APPROXIMATE.isdisjoint(f"{one.bounds.qualifier} {other.bounds.qualifier}".split()):
        if _close(one.bounds, other.bounds):
            return "compatible", "approximate: within a tenth of each other"
        return "not comparable", "a rounded number cannot contradict one so far off"
    two_say = one.source and other.source and one.source != other.source
    if one.sentence[0] and one.sentence == other.sentence and not two_say:
        return "not comparable", "one sentence gives both, and sets them apart itself"
    if rules.final and _risen(one, other):
        days = " and ".join(sorted(str(claim.reported) for claim in (one, other)))
        return "changed over time", f"the count rose from report to report ({days})"
    nouns = _head(one) == _head(other) or (_head(one) in _ANYBODY and _head(other) in _ANYBODY)
    if not (one.sure and other.sure and (nouns or not rules.final)):
        return "not comparable", "no number satisfies both, but it is not sure that both are of one thing"
    return "differs", "no number satisfies both"


def _fitting(claims: Sequence[Claim]) -> Sequence[Claim]:
    """Of several counts that a source gives in one sentence ("22, up from 16"), the one that others bear out most."""
    told: dict[tuple[object, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        told[claim.sentence, claim.source, claim.measure, "" if claim.sentence[0] else claim.shown].append(claim)

    def grave(claim: Claim) -> int:
        others = (other for other in claims if (other.sentence, other.source) != (claim.sentence, claim.source))
        return max((_GRAVITY.index(_pair(claim, other, _TOLL)[0]) for other in others), default=0)

    kept = {(max(same, key=grave) if len(same) > 1 else same[0]).shown for same in told.values()}
    return [claim for claim in claims if claim.shown in kept] if len(told) > 1 else claims


def _risen(one: Claim, other: Claim) -> bool:
    """Whether the later of two reports has the higher count, and the earlier one came while counting went on."""
    first, second = sorted((one, other), key=lambda claim: str(claim.reported))
    dated = one.reported and other.reported and one.reported != other.reported
    return bool(dated) and first.counting and (second.bounds.low or 0) > (first.bounds.high or math.inf)


def apart(one: Interval | None, other: Interval | None) -> bool:
    """Whether the value can have changed between two times: a day is no other time than half a year around it."""
    if not one or not other or one.overlaps(other):
        return False
    first, second = sorted((one, other), key=lambda interval: interval.latest)
    return min(one.days, other.days) >= _MONTH or (second.earliest - first.latest).days > _HALF


def _close(one: Bounds, other: Bounds) -> bool:
    """Whether the gap between two bounds is at most a tenth of the larger number."""
    lower, upper = sorted((one, other), key=lambda bounds: bounds.low if bounds.low is not None else -math.inf)
    low, high = upper.low, lower.high
    return low is not None and high is not None and low - high <= 0.1 * abs(low)
