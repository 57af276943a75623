"""One amount in two currencies: "$63 million (€58 million)" is one figure, not two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from analysis.readers.quantities import Conversion, Quantity
from analysis.readers.units import rate_after

__all__ = ["join_conversions"]


def join_conversions(text: str, quantities: Sequence[Quantity]) -> list[Quantity]:
    """Join each amount of money to the same amount in another currency that stands in brackets right behind it.

    Parameters
    ----------
    text, quantities
        A text and what `find_quantities` reads in it.

    Returns
    -------
    list of Quantity
        The same, but that a joined pair is one quantity: the first amount, with the second as its `converted`, from
        the first word to the closing bracket or to a rate behind it ("per share").

    >>> from analysis.readers.quantities import find_quantities
    >>> text = "It cost 9 million yuan (US$1.3 million) a year."
    >>> [(q.text, q.low, q.converted.low) for q in join_conversions(text, find_quantities(text))]
    [('9 million yuan (US$1.3 million) a year', 9000000.0, 1300000.0)]
    """
    found: list[Quantity] = []
    for quantity in quantities:
        if found and _same_amount(text, found[-1], quantity):
            found[-1] = _joined(text, found[-1], quantity)
        else:
            found.append(quantity)
    return found


def _same_amount(text: str, first: Quantity, second: Quantity) -> bool:
    """Whether the second amount is the first in another currency."""
    return (
        first.kind == second.kind == "money"
        and text[first.end : second.start].strip() == "("
        and (first.unit, first.currency) != (second.unit, second.currency)
    )


def _joined(text: str, first: Quantity, second: Quantity) -> Quantity:
    """The first amount with its conversion."""
    unit, end = first.unit, second.end + text.startswith(")", second.end)
    if rate := rate_after(text, end):
        unit, end = f"{unit} per {rate[0]}", rate[1]
    conversion = Conversion(second.low, second.high, second.currency, second.start, second.end)
    return replace(first, end=end, text=text[first.start : end], unit=unit, converted=conversion)
