"""Dates in text: found by a grammar over word classes, then resolved against the day of writing."""

from analysis.readers.dates.find import find_dates

__all__ = ["find_dates"]
