"""Words calculated from claims: differences and ratios as intervals, and counts; each cites what it was made from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.values import Bounds


@dataclass(frozen=True, slots=True)
class Computed:
    """Words that were calculated, and the claims that they were calculated from.

    Parameters
    ----------
    words
        What a sentence shows.
    claims
        Rows of tables; the sentence cites all of them.
    """

    words: str
    claims: pd.DataFrame


def difference(one: Any, two: Any) -> Computed | None:
    """What one figure exceeds another by, as an interval when either has two ends.

    Parameters
    ----------
    one, two
        Rows of the figures in the same unit or currency; None gives None.

    Returns
    -------
    Computed or None
        None when a figure is missing or the two have different units.

    Raises
    ------
    ValueError
        By `Bounds`, never for rows of a table: their low end is not above the high one.

    >>> row = {"document": "a", "line": 1, "text": "x", "unit": "", "currency": "USD"}
    >>> difference(row | {"low": 63.9e9, "high": 63.9e9}, row | {"low": 23.9e9, "high": 23.9e9}).words
    'US$40 billion'
    """
    if not _comparable(one, two):
        return None
    low, high = _less(one["low"], two["high"]), _less(one["high"], two["low"])
    return Computed(in_words(low, high, one), _rows(one, two))


def ratio(one: Any, two: Any) -> Computed | None:
    """How many times one figure is another, to two decimals, as an interval when either has two ends.

    Parameters
    ----------
    one, two
        Rows of the figures in the same unit or currency, above zero; None gives None.

    Returns
    -------
    Computed or None

    >>> row = {"document": "a", "line": 1, "text": "x", "unit": "", "currency": "USD"}
    >>> ratio(row | {"low": 63.9e9, "high": 63.9e9}, row | {"low": 23.9e9, "high": 23.9e9}).words
    '2.67'
    """
    if not _comparable(one, two) or not two["low"]:
        return None
    bounds = Bounds(_over(one["low"], two["high"]), _over(one["high"], two["low"]))
    return Computed(bounds.text, _rows(one, two))


def count(rows: pd.DataFrame, one: str, many: str = "") -> Computed:
    """How many rows there are, in words with what is counted.

    >>> count(pd.DataFrame({"document": ["a", "b"]}), "article").words
    'two articles'
    """
    numbers = "no one two three four five six seven eight nine ten eleven twelve".split()
    size = len(rows)
    name = one if size == 1 else many or f"{one}s"
    return Computed(f"{numbers[size] if size < len(numbers) else f'{size:,}'} {name}", rows)


def in_words(low: float | None, high: float | None, like: Any, exact: bool = False) -> str:
    """An amount in the unit of a figure, with the scale word that reads best.

    Parameters
    ----------
    low, high
        Its ends; None for an open one.
    like
        The row of the figure.
    exact
        Whether the ends are those of the figure itself, so that its "more than" and "about" hold.

    >>> in_words(2e6, None, {"unit": "", "currency": "USD"})
    'at least US$2 million'
    """
    top = max(abs(value) for value in (low, high, 0) if value is not None)
    scale, name = next(((s, n) for s, n in ((1e9, " billion"), (1e6, " million")) if top >= s), (1, ""))
    ends = [None if value is None else round(value / scale, 6) for value in (low, high)]
    how = (like["low_open"], like["high_open"], like["qualifier"]) if exact else ()
    words = Bounds(ends[0], ends[1], *how).text + name
    signs = {"USD": "US$", "EUR": "€", "GBP": "£", "AUD": "A$"}
    currency = like["currency"]
    if not currency:
        return f"{words} {plural(like['unit'], ends)}".strip()
    return re.sub(r"(?=\d)", lambda _: signs.get(currency, f"{currency} "), words, count=1)


def plural(unit: str, ends: Sequence[float | None]) -> str:
    """A unit in the number that its amount asks for.

    >>> plural("year", [1, 1]), plural("year", [1, 2]), plural("%", [3, 3])
    ('year', 'years', '%')
    """
    return f"{unit}s" if unit and unit[-1].isalpha() and unit[-1] != "s" and list(ends) != [1, 1] else unit


def _comparable(one: Any, two: Any) -> bool:
    return one is not None and two is not None and (one["unit"], one["currency"]) == (two["unit"], two["currency"])


def _less(one: float, two: float) -> float | None:
    return None if pd.isna(one) or pd.isna(two) else one - two


def _over(one: float, two: float) -> float | None:
    return None if pd.isna(one) or pd.isna(two) else round(one / two, 2)


def _rows(one: Any, two: Any) -> pd.DataFrame:
    return pd.DataFrame([dict(one), dict(two)])
