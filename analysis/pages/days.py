"""Intervals of days in words."""

from __future__ import annotations

import pandas as pd


def days_in_words(earliest: pd.Timestamp, latest: pd.Timestamp) -> str:
    """An interval of days in words, as short as it can be said.

    >>> from analysis.schema import as_days
    >>> days_in_words(as_days("2025-05-01"), as_days("2025-05-31"))
    'May 2025'
    >>> days_in_words(as_days("2025-05-16"), as_days("2025-05-17"))
    '16–17 May 2025'
    """
    if pd.isna(earliest) or pd.isna(latest):
        return "not known"
    one, two = earliest, latest
    if one == two:
        return f"{one.day} {one:%B} {one.year}"
    whole = one.day == 1 and (two + pd.Timedelta(days=1)).day == 1
    if (one.year, one.month) == (two.year, two.month):
        return f"{one:%B} {one.year}" if whole else f"{one.day}–{two.day} {two:%B} {two.year}"
    if whole and one.month == 1 and two.month == 12:
        return str(one.year) if one.year == two.year else f"{one.year}–{two.year}"
    if whole:
        start = f"{one:%B}" if one.year == two.year else f"{one:%B} {one.year}"
        return f"{start} to {two:%B} {two.year}"
    start = f"{one.day} {one:%B}" if one.year == two.year else f"{one.day} {one:%B} {one.year}"
    return f"{start} to {two.day} {two:%B} {two.year}"
