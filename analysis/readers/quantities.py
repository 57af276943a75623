"""Every number with its bounds, unit and qualifier: what a text says of how many, how much and how long."""

import re
from collections.abc import Sequence
from typing import Annotated, NamedTuple

from analysis.core.tables import Inside, Table
from analysis.readers.amounts import Amount, find_amounts, hedge_after, hedge_before
from analysis.readers.units import Unit, currency_name, rate_after, resolve_dollar

__all__ = ["Conversion", "Quantity", "find_quantities", "join_conversions", "resolve_dollar"]
CHANGES = ("=", "~", "<", ">", "up", "down")
KINDS = ("count", "money", "share", "rank", "ratio", "duration", "distance", "vague", "measure")
_ALIKE = ({"money"}, {"distance"}, {"measure"}, {"share"}, {"duration"}, {"distance", "measure"})
_COUNTED = frozenset({"people", "person", "death", "case", "mark", "victim", "infection"})
_BUT = re.compile(r",?\s(?:and|but)\s|,\s")
# "A fell by 2 %, B by 3 %"
_LIKEWISE = re.compile(r",?\s(?:and\s|while\s)?(?:the\s)?(?:[A-Z][\w’'&]*\s){1,4}(?:by\s)?")
# The sign of each side, and whether the bound is excluded
_SIGNS = {"low": (">", False), "above": (">", True), "high": ("<", False), "below": ("<", True), "about": ("~", False),
          "nearly": ("~", True)}  # fmt: skip
_SIDES = {sign: side for side, sign in _SIGNS.items()}


class Conversion(NamedTuple):
    """The same amount in another currency, as the text gives it in brackets, and where."""

    low: Annotated[float | None, "the same amount in the currency given in brackets", "converted_currency"]
    high: Annotated[float | None, "its high end", "converted_currency"]
    currency: Annotated[str, "ISO 4217 code of that currency"]
    start: int
    end: int


class Quantity(NamedTuple):
    """A number in a text, with its words from the qualifier to the unit; amounts are in units, not in millions."""

    start: int
    end: int
    text: str
    low: Annotated[float | None, "lowest value that the words allow; missing when they set none", "unit"]
    high: Annotated[float | None, "highest value that the words allow; missing when they set none", "unit"]
    low_open: Annotated[bool, "whether low itself is excluded (more than)"]
    high_open: Annotated[bool, "whether high itself is excluded (less than)"]
    qualifier: Annotated[str, "the hedging words (at least, about …), empty when stated outright"]
    change: Annotated[str, "exact (=), about (~), bound (< >) or the size of a change", CHANGES]
    unit: Annotated[str, "what is counted or measured, singular"]
    currency: Annotated[str, "ISO 4217 code of an amount of money; empty for a “$” that nothing decides"]
    kind: Annotated[str, "sort of number; vague has only a low end (dozens of)", KINDS]
    converted: Annotated[Conversion | None, Inside(("converted_", "low", "high", "currency"))] = None


QUANTITIES = Table.of("quantities", "a number with its unit", Quantity)


def find_quantities(text: str, dollar: str | None = None) -> list[Quantity]:
    """Read the quantities of a text.

    Years, days, clock times, ages beside names, scores, list numbers, model and telephone numbers are none.

    Parameters
    ----------
    text
        Any text.
    dollar
        ISO 4217 code of the currency that a bare "$" stands for in this document (see `units.resolve_dollar`).

    Returns
    -------
    list of Quantity
        In order of their place, none overlapping; a conversion in brackets is one of its own (see `join_conversions`).

    >>> [(q.text, q.low, q.high, q.unit) for q in find_quantities("Between 40 and 50 people died, 3 km from Kabul.")]
    [('Between 40 and 50 people', 40.0, 50.0, 'people'), ('3 km', 3.0, 3.0, 'kilometre')]
    """
    found: list[Quantity] = []
    for amount in find_amounts(text):
        quantity = _quantity(text, amount, found[-1] if found else None, dollar)
        if found and (both := _bounded(text, found[-1], quantity)):
            found[-1] = both
        else:
            found.append(quantity)
    return found


def _bounded(text: str, first: Quantity, second: Quantity) -> Quantity | None:
    """ "More than 40 but fewer than 60" as one quantity, with both its bounds."""
    like = first.kind == second.kind and (not (first.unit and second.unit) or first.unit == second.unit)
    if not like or not _BUT.fullmatch(text, first.end, second.start):
        return None
    under, over = (first, second) if first.high is None else (second, first)
    if (over.low, under.high) != (None, None) or under.low is None or over.high is None or under.low >= over.high:
        return None
    named = second if second.unit else first
    start, end, said = first.start, second.end, f"{first.qualifier}, {second.qualifier}"
    named = named._replace(start=start, end=end, text=text[start:end], qualifier=said, change="~")
    return named._replace(low=under.low, low_open=under.low_open, high=over.high, high_open=over.high_open)


def _quantity(text: str, amount: Amount, last: Quantity | None, dollar: str | None) -> Quantity:
    """The quantity of an amount, with the words around it that bound it."""
    side, words, start, end, change = _hedge(text, amount, last)
    unit = amount.unit or Unit("", "count", end)
    name, kind, currency = unit.name, unit.kind, unit.currency
    if kind == "money" and not currency and dollar:
        name, currency = name.replace(currency_name(""), currency_name(dollar), 1), dollar
    if amount.number.form == "fraction":
        kind = "share"
    elif amount.number.form == "vague":
        of = " of" if text.startswith(" of", amount.number.end) else ""
        words = f"{words} {text[amount.number.start : amount.number.end].lower()}{of}".strip()
        kind = "money" if kind == "money" else "vague"
    low = None if side in ("high", "below", "nearly") else amount.low
    high = None if side in ("low", "above") else amount.high
    words = words or ("between" if amount.joined == "between" else "")
    named = words, _SIGNS.get(side, (change,))[0], name, currency if currency.isupper() else "", kind
    return Quantity(start, end, text[start:end], low, high, side == "above", side in ("below", "nearly"), *named)


def _hedge(text: str, amount: Amount, last: Quantity | None) -> tuple[str, str, int, int, str]:
    """Which side the words around an amount bound, the words, the span with them, and the change they speak of."""
    before = hedge_before(text, amount.start, last.end if last else 0)
    side, words, start, end, change = before.side, before.words, amount.start, amount.end, before.change or "="
    kind, name = (amount.unit.kind, amount.unit.name) if amount.unit else ("", "")
    # "has passed 12 laws"
    passed = words.endswith((" crossed", " passed")) and kind == "count" and name not in _COUNTED
    if passed or (words == "over" and kind == "duration"):  # "$5 over ten years"
        side, words = "", ""
    elif side:
        start = before.start
    spots = (amount.number.end, amount.end) if side in ("", "about", "nearly") else ()
    if after := next((said for said in (hedge_after(text, spot) for spot in spots) if said.side), None):
        side, words, end = after.side, after.words, max(end, after.start)
    if amount.number.form != "ordinal" and kind == "rank":
        side, words = "high", "top"  # "in the top ten"
    gap = text[last.end : amount.start] if last else ""
    again = last and not side and gap == " (" and {kind, last.kind} in _ALIKE
    if last and again:
        side, words = _SIDES.get((last.change, last.low_open or last.high_open), ""), last.qualifier
    if last and last.change in ("up", "down") and (again or gap in (", or ", " or ") or _LIKEWISE.fullmatch(gap)):
        change = last.change
    if before.bare and kind == "count":
        change = "="
    if change == "=" and amount.unit and text[start - 1 : start] == "+":
        change, start = "up", start - 1
    if amount.low != amount.high and side not in ("", "about"):
        side = "about" if side == "nearly" else ""
    return side, words, start, end, change


def join_conversions(text: str, quantities: Sequence[Quantity]) -> list[Quantity]:
    """Join each amount of money to the same amount in another currency that stands in brackets right behind it.

    >>> from analysis.readers.quantities import find_quantities
    >>> text = "It cost 9 million yuan (US$1.3 million) a year."
    >>> [(q.text, q.low, q.converted.low) for q in join_conversions(text, find_quantities(text))]
    [('9 million yuan (US$1.3 million) a year', 9000000.0, 1300000.0)]
    """
    found: list[Quantity] = []
    for quantity in quantities:
        if found and (both := _converted(text, found[-1], quantity)):
            found[-1] = both
        else:
            found.append(quantity)
    return found


def _converted(text: str, first: Quantity, second: Quantity) -> Quantity | None:
    apart = (first.unit, first.currency) != (second.unit, second.currency)
    between = text[first.end : second.start].strip()
    again = between == ";" and first.converted and not first.text.endswith(")")  # "(£1.9m; $2.5m)"
    if not (first.kind == second.kind == "money" and (between == "(" or again) and apart):
        return None
    unit, end = first.unit, second.end + text.startswith(")", second.end)
    if again:
        return first._replace(end=end, text=text[first.start : end])
    if rate := rate_after(text, end):
        unit, end = f"{unit} per {rate[0]}", rate[1]
    conversion = Conversion(second.low, second.high, second.currency, second.start, second.end)
    return first._replace(end=end, text=text[first.start : end], unit=unit, converted=conversion)
