"""How long a time is: number words, halves and ranges before a unit, and the TIMEX3 value of a length of time."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.numerals import number_of

UNIT_CLASSES = ("unit", "units", "unit_short", "units_short", "quarter", "quarters", "weekend", "century")
"""The classes of the grammar whose words name a unit of time."""

COUNT_CLASSES = (
    "number", "teen", "scale", "several", "few", "half", "article", "day_number", "small_number", "big_number",
)  # fmt: skip
"""The classes whose words count units."""

_VAGUE = {"several", "few", "many", "numerous", "countless", "dozens", "hundreds", "thousands"}
_ISO = {
    "second": "TS",
    "minute": "TM",
    "hour": "TH",
    "day": "D",
    "week": "W",
    "month": "M",
    "quarter": "Q",
    "year": "Y",
}
_MULTIPLES = {"fortnight": ("week", 2), "weekend": ("day", 2), "decade": ("year", 10), "century": ("year", 100)}
_PARTS = {"year": ("month", 12), "hour": ("minute", 60), "minute": ("second", 60), "day": ("hour", 24)}
_LONGEST = 9  # digits of a count: what is longer is no length of time


def amount_of(classes: Sequence[str], tokens: Sequence[str]) -> tuple[float | None, float | None]:
    """How many units an expression counts: both ends, or None where the words don't say.

    Parameters
    ----------
    classes, tokens
        The words of the expression up to its end, and the class of each.

    >>> amount_of(["number", "to", "number", "units"], ["two", "to", "three", "weeks"])
    (2.0, 3.0)
    >>> amount_of(["article", "unit", "and", "article", "half"], ["a", "year", "and", "a", "half"])
    (1.5, 1.5)
    """
    runs: list[list[str]] = [[]]
    for name, token in zip(classes, tokens, strict=True):
        if name in UNIT_CLASSES:
            break
        if name in ("to", "or"):
            runs.append([])
        elif name in COUNT_CLASSES or (name in ("/", "and") and runs[-1]):
            runs[-1].append(token.lower())
    ends = [_number(run) for run in runs if run]
    if not ends or ends[0] is None or ends[-1] is None:
        return None, None
    more = 0.5 if "half" in classes and not any("half" in run for run in runs) else 0.0
    low, high = sorted((ends[0] + more, ends[-1] + more))
    return low, high


def period(unit: str, count: float | None) -> str:
    """The TIMEX3 value of so many units; vague when the count is None.

    >>> period("year", 2.5), period("hour", 1.5), period("decade", 3), period("month", None)
    ('P2Y6M', 'PT1H30M', 'P30Y', 'PXM')
    """
    if count is None:
        vague = {"decade": "PXE", "century": "PXC"}
        return vague.get(unit) or _spell({unit if unit in _ISO else "week": "X"})
    unit, times = _MULTIPLES.get(unit, (unit, 1))
    whole, rest = divmod(count * times, 1)
    if rest and unit in _PARTS:
        small, parts = _PARTS[unit]
        return _spell(({unit: f"{whole:.0f}"} if whole else {}) | {small: f"{rest * parts:.0f}"})
    return _spell({unit: f"{count * times:.10g}"})


def _spell(amounts: dict[str, str]) -> str:
    """An ISO 8601 duration from units and their counts, the larger first."""
    spelt = "P"
    for unit, count in amounts.items():
        code = _ISO[unit]
        spelt += ("T" if len(code) == 2 and "T" not in spelt else "") + count + code[-1]
    return spelt


def _number(run: list[str]) -> float | None:
    """The value of a run of number words; halves, fractions and dozens count."""
    if _VAGUE.intersection(run):
        return None
    if "couple" in run:
        return 2.0
    if "/" in run:
        return _fraction(run, run.index("/"))
    if "half" in run:
        whole = _number([word for word in run if word not in ("half", "and", "a", "an")] or ["0"])
        return None if whole is None else whole + 0.5
    if "dozen" in run:
        whole = _number([word for word in run if word != "dozen"] or ["a"])
        return None if whole is None else 12 * whole
    if run[0][0].isdigit():
        digits = run[0].replace(",", "")
        plain = len(digits) <= _LONGEST and digits.isascii() and digits.replace(".", "", 1).isdecimal()
        return float(digits) if plain else None
    if run in (["a"], ["an"]):
        return 1.0
    value = number_of(" ".join(run))
    return None if value is None else float(value)


def _fraction(run: list[str], at: int) -> float | None:
    """ "2 1/2": the number in front, and the fraction around the stroke."""
    top, bottom = run[at - 1 : at], run[at + 1 : at + 2]
    whole = _number(run[: at - 1]) if at > 1 else 0.0
    if whole is None or not (top and bottom and top[0].isdecimal() and bottom[0].isdecimal() and int(bottom[0])):
        return None
    return whole + int(top[0]) / int(bottom[0])
