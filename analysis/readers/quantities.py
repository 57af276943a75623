"""Every number with its bounds, unit and qualifier: what a text says of how many, how much and how long."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from analysis.readers.hedges import hedge_after, hedge_before
from analysis.readers.labels import is_label, is_score, is_year
from analysis.readers.money import currency_before, currency_name, currency_sign_after, resolve_dollar
from analysis.readers.numbers import Number, find_numbers
from analysis.readers.units import Unit, rate_after, unit_after
from analysis.values import Bounds


__all__ = ["Conversion", "Quantity", "find_quantities", "resolve_dollar"]


@dataclass(frozen=True, slots=True)
class Conversion:
    """The same amount in another currency, as the text gives it in brackets, and where."""

    low: float | None
    high: float | None
    currency: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text.

    Attributes
    ----------
    start, end, text
        The words, from the qualifier to the unit.
    low, high, low_open, high_open, qualifier
        As in `Bounds`; amounts are in units, not in thousands or millions.
    change
        "=" stated outright, "~" approximate, "<" and ">" bounded on one side, "up" and "down" the size of a change.
    unit
        What is counted or measured, in the singular: "civil lawsuit", "kilometre", "US dollar per year", "percent".
    currency
        ISO 4217 code of an amount of money; "" for other units and for a "$" that nothing decides.
    kind
        count, money, share, rank, ratio, duration, distance, measure, or vague ("dozens of", only a low end).
    converted
        The amount in another currency, when the text adds it in brackets.
    """

    start: int
    end: int
    text: str
    low: float | None
    high: float | None
    low_open: bool
    high_open: bool
    qualifier: str
    change: str
    unit: str
    currency: str
    kind: str
    converted: Conversion | None = None

    @property
    def bounds(self) -> Bounds:
        """The bounds, to compare with others."""
        return Bounds(self.low, self.high, self.low_open, self.high_open, self.qualifier)


@dataclass(slots=True)
class _Amount:
    """A number together with its currency and its unit, before hedging words are looked at."""

    number: Number
    start: int
    end: int
    low: float
    high: float | None
    unit: Unit | None
    sign: bool  # money by the sign before it
    plain: bool = False  # nothing but the numeral
    qualifier: str = ""
    joined: bool = False  # two numerals that make a range or a ratio


_BETWEEN = re.compile(r"\bbetween\s(?:about\s|an estimated\s)?\Z", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|ranging|range|ranges|anywhere)\s(?:from\s|between\s)?\Z", re.IGNORECASE)
_DASH = re.compile(r"\s?[-–—]\s?\Z")
_TO = re.compile(r"\s(?:to|or)(?:\sas\s(?:many|much)\sas)?\s\Z")
_ONE_NOT = re.compile(
    r"\b(?:no|any|every|some|each|this|that|which|the|another|not|number|day|other|only)[-\s]\Z", re.IGNORECASE
)
_TIMES = re.compile(r"\stimes\s(?:higher|more|as|greater|larger|bigger|the|faster|lower|less|stronger)|\s?-?fold\b")
_OUT_OF = re.compile(r"\s(?:out\s)?of\s(?:[A-Z][\w’']+\s|the\s|its\s|all\s|a\stotal\sof\s)?\Z")
_IN = re.compile(r"\s(?:in|in every|out of every)\s\Z")


def find_quantities(text: str, dollar: str | None = None) -> list[Quantity]:
    """Read the quantities of a text.

    Years, days, clock times, ages beside names, scores, list numbers, model and telephone numbers are none.

    Parameters
    ----------
    text
        Any text.
    dollar
        ISO 4217 code of the currency that a bare "$" stands for in this document (see `money.resolve_dollar`).

    Returns
    -------
    list of Quantity
        In order of their place, none overlapping; an amount with the same amount in another currency in brackets is
        one quantity.

    >>> [(q.text, q.low, q.high, q.unit) for q in find_quantities("Between 40 and 50 people died, 3 km from Kabul.")]
    [('Between 40 and 50 people', 40.0, 50.0, 'people'), ('3 km', 3.0, 3.0, 'kilometre')]
    """
    amounts = _merge(text, (_amount(text, number) for number in find_numbers(text)))
    found: list[Quantity] = []
    for amount in amounts:
        quantity = _hedged(text, amount, found[-1].end if found else 0, dollar)
        if found and (conversion := _conversion(text, found[-1], quantity)):
            closing = text.startswith(")", quantity.end)
            end = quantity.end + closing
            found[-1] = replace(found[-1], converted=conversion, end=end, text=text[found[-1].start : end])
        else:
            found.append(quantity)
    return found


def _amount(text: str, number: Number) -> _Amount | None:
    """A number with what it counts; None when it is glued to letters, as in "CO2" or "COVID-19"."""
    start, end, low, high = number.start, number.end, number.low, number.high
    before = text[start - 1] if start else " "
    money = currency_before(text, start) if number.form in ("digits", "vague") else None
    if not money and (before.isupper() or (before == "-" and not _PREFIX.search(text, max(0, start - 6), start))):
        return None
    if money:
        start = money[1]
    if number.form == "digits" and (sign := _MINUS.search(text, max(0, number.start - 7), number.start)):
        start, low, high = min(start, sign.start()), -low, -low
    if number.form == "ordinal":
        return _Amount(number, start, end, low, high, Unit("rank", "rank", end), False)
    if times := _TIMES.match(text, end):
        return _Amount(number, start, times.end(), low, high, Unit("count", "ratio", times.end()), False)
    unit: Unit | None
    if money or (number.form == "digits" and (money := currency_sign_after(text, end))):
        end = max(end, money[1]) if money[1] > number.end else end
        unit = Unit(currency_name(money[0]), "money", end, money[0])
    else:
        unit = unit_after(text, end, one=low == 1)
    if number.scale == 6 and text[end - 1] in "mM" and text[end - 2].isdigit() and unit is None and not money:
        low = high = low / 1e6
        unit = Unit("metre", "distance", end)
    if unit:
        end = unit.end
        if rate := rate_after(text, end):
            unit, end = replace(unit, name=f"{unit.name} per {rate[0]}"), rate[1]
    return _Amount(number, start, end, low, high, unit, bool(money), unit is None)


_PREFIX = re.compile(r"(?:\b(?:sub|minus|now|a|then)|[\s\d$€£])-\Z", re.IGNORECASE)
_MINUS = re.compile(r"(?:\bminus[\s-]|(?<=[\s$€£(])[-−])\Z", re.IGNORECASE)


def _no_measure(text: str, amount: _Amount) -> bool:
    """Whether a numeral only looks like a quantity."""
    number, unit = amount.number, amount.unit
    if amount.joined:
        return False
    if amount.sign or number.form in ("vague", "fraction", "ordinal", "zero"):
        return False
    if number.form == "words":
        if unit is None:
            return number.low < 13
        return number.low == 1 and _ONE_NOT.search(text, max(0, number.start - 10), number.start) is not None
    if unit and unit.kind != "count":
        return False
    bare = number.end - number.start
    if is_year(text, number.start, number.end):
        return (
            unit is None
            or number.low % 100 != 0
            or _YEAR_CUE.search(text, max(0, number.start - 10), number.start) is not None
        )
    if is_label(text, number.start, number.end) or is_score(text, number.start, number.end):
        return True
    if unit is None and bare <= 4 and not number.scale:
        return (
            _NAMED.search(text, max(0, number.start - 20), number.start) is not None
            or text[number.end : number.end + 2].strip().isupper()
        )
    return False


_YEAR_CUE = re.compile(r"\b(?:in|since|by|of|the|until|from|before|after|mid|late|early|year)[\s-]\Z", re.IGNORECASE)
_NAMED = re.compile(r"(?<=[\w,] )[A-Z][\w&’'/.-]*\s\Z")


def _merge(text: str, amounts: Iterable[_Amount | None]) -> list[_Amount]:
    """Join the two ends of ranges ("between 2 and 3", "$5–6bn") and the two parts of "two in five"; drop mere labels."""
    merged: list[_Amount] = []
    for amount in amounts:
        if not amount:
            continue
        if merged and (joined := _range(text, merged[-1], amount) or _ratio(text, merged[-1], amount)):
            merged[-1] = joined
            continue
        if merged and _no_measure(text, merged[-1]):
            merged.pop()
        merged.append(amount)
    if merged and _no_measure(text, merged[-1]):
        merged.pop()
    return merged


def _range(text: str, first: _Amount, second: _Amount) -> _Amount | None:
    """The range of two amounts, None when they are no ends of one."""
    gap = text[first.end : second.start]
    if len(gap) > 16 or first.high is None or second.high is None or first.qualifier:
        return None
    bounds = text[max(0, first.start - 26) : first.start]
    between = gap == " and " and _BETWEEN.search(bounds)
    to = _TO.match(gap)
    if not (between or to or _DASH.match(gap)):
        return None
    a, b = first.unit, second.unit
    if (
        a
        and b
        and a.name.split(" per ")[0] != b.name.split(" per ")[0]
        and not (a.kind == "money" and b.kind == "money" and not b.currency)
    ):
        return None
    if a and not b:
        return None
    if to and a and not between and not _FROM.search(bounds) and hedge_before(text, first.start).change:
        return None
    low, high = first.low, second.low
    if second.number.scale and not first.number.scale and low < high / 10**second.number.scale:
        low *= 10**second.number.scale
    if low > high or (gap.strip() == "or" and (a or first.number.form == "digits")):
        return None
    start = first.start
    qualifier = "between" if between else ""
    if match := _BETWEEN.search(bounds) if between else _FROM.search(bounds):
        start = first.start - len(bounds) + match.start()
    return replace(second, start=start, low=low, high=high, sign=first.sign or second.sign, qualifier=qualifier or "to", joined=True)


def _ratio(text: str, first: _Amount, second: _Amount) -> _Amount | None:
    """ "Two in five": a share. "25 out of 34 provinces" stays two counts, of which the first takes the unit."""
    gap = text[first.number.end : second.start]
    if first.plain and first.low < second.low and _OUT_OF.match(gap):
        first.unit, first.plain = second.unit, False
        return None
    if first.plain and second.low and first.low < second.low and _IN.match(gap):
        value = first.low / second.low
        unit = replace(second.unit, kind="ratio") if second.unit else None
        return replace(second, start=first.start, low=value, high=value, unit=unit, joined=True)
    return None


def _hedged(text: str, amount: _Amount, floor: int, dollar: str | None) -> Quantity:
    """The quantity of an amount, with the words around it that bound it."""
    before = hedge_before(text, amount.start, floor)
    after = hedge_after(text, amount.end)
    side, words, start, end = before.side, before.words, amount.start, amount.end
    if side:
        start = before.start
    elif after.side:
        side, words, end = after.side, after.words, after.start
    low: float | None = amount.low
    high = amount.high
    is_range = amount.high is not None and amount.high != amount.low
    if is_range and side in ("low", "above", "high", "below"):
        side = ""
    change = before.change or "="
    if side == "about":
        change = before.change or "~"
    elif side in ("low", "above"):
        high, change = None, ">"
    elif side in ("high", "below"):
        low, change = None, "<"
    unit = amount.unit
    name, kind, currency = (unit.name, unit.kind, unit.currency) if unit else ("", "count", "")
    if kind == "money" and not currency and dollar and name.startswith("dollar"):
        currency, name = dollar, name.replace("dollar", currency_name(dollar), 1)
    if amount.number.form == "fraction":
        kind = "share"
    if amount.number.form == "vague":
        words = f"{words} {text[amount.number.start : amount.number.end].lower()}".strip()
        kind = "money" if kind == "money" else "vague"
    return Quantity(
        start,
        end,
        text[start:end],
        low,
        high,
        side == "above",
        side == "below",
        words or amount.qualifier,
        change,
        name,
        currency,
        kind,
    )


def _conversion(text: str, first: Quantity, second: Quantity) -> Conversion | None:
    """The second amount as a conversion of the first, when it stands in brackets right behind it."""
    if first.kind != "money" or second.kind != "money" or text[first.end : second.start].strip() != "(":
        return None
    if first.unit == second.unit and first.currency == second.currency:
        return None
    return Conversion(second.low, second.high, second.currency, second.start, second.end)
