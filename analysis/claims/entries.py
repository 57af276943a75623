"""Entries of the ledger, and rows of tables read back as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import pandas as pd

from analysis.values import Bounds, Interval

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """Claims that belong together, and how they stand to each other."""

    family: str
    subject: str
    status: str
    reason: str
    members: list[Row]


def bounds_of(row: Row, scale: float = 1) -> Bounds:
    """The bounds of a row, each end times a scale; a number that is missing sets none.

    >>> row = {"low": 1.5, "high": float("nan"), "low_open": True, "high_open": False, "qualifier": "more than"}
    >>> bounds_of(row, 10**6).text
    'more than 1,500,000'
    """
    ends = [None if pd.isna(row[end]) else float(row[end]) * scale for end in ("low", "high")]
    return Bounds(ends[0], ends[1], row["low_open"], row["high_open"], row["qualifier"])


def interval_of(row: Row, prefix: str = "") -> Interval | None:
    """The days of a row, None when one end is missing."""
    earliest, latest = row[f"{prefix}earliest"], row[f"{prefix}latest"]
    if pd.isna(earliest) or pd.isna(latest):
        return None
    return Interval(earliest.date(), latest.date(), "fuzzy")


def cited(row: Mapping[str, Any]) -> str:
    """Where a row stands, as pages cite it: document and line, or file and row of outside evidence.

    >>> cited({"document": "003", "line": 152}), cited({"file": "reference/fdi.csv", "row": 4})
    ('[003:152]', '[fdi:4]')
    """
    if "document" in row:
        return f"[{row['document']}:{row['line']}]"
    return f"[{PurePosixPath(row['file']).stem}:{row['row']}]"
