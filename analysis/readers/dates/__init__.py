"""Dates in text: found by a grammar over word classes, then resolved against the day of writing."""

from analysis.readers.dates.find import DateMention, find_dates, join_periods

__all__ = ["DateMention", "find_dates", "join_periods"]
