"""Dates in text: found by a grammar over word classes, then resolved against the day of writing."""
