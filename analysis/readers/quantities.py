"""Every number with its bounds, unit and qualifier: what a text says of how many, how much and how long."""

from __future__ import annotations

from dataclasses import dataclass, replace

from analysis.readers.amounts import Amount, find_amounts
from analysis.readers.hedges import hedge_after, hedge_before
from analysis.readers.money import currency_name, resolve_dollar
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
    found: list[Quantity] = []
    for amount in find_amounts(text):
        quantity = _hedged(text, amount, found[-1].end if found else 0, dollar)
        if found and (conversion := _conversion(text, found[-1], quantity)):
            closing = text.startswith(")", quantity.end)
            end = quantity.end + closing
            found[-1] = replace(found[-1], converted=conversion, end=end, text=text[found[-1].start : end])
        else:
            found.append(quantity)
    return found


def _hedged(text: str, amount: Amount, floor: int, dollar: str | None) -> Quantity:
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
        words or amount.joined,
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
