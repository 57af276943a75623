"""Spans to what is said to be so, and by whom."""
