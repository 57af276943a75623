"""Spans, intervals and bounds keep what the words leave open."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.core.values import Bounds, Interval, Span

DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))
INTERVALS = st.tuples(DAYS, DAYS).map(lambda ends: Interval(min(ends), max(ends), "fuzzy"))
NUMBERS = st.none() | st.floats(-1e12, 1e12)


def bounds(ends: tuple[float | None, float | None], opens: tuple[bool, bool]) -> Bounds:
    low, high = ends
    if low is not None and high is not None:
        low, high = min(low, high), max(low, high)
    return Bounds(low, high, *opens)


BOUNDS = st.builds(bounds, st.tuples(NUMBERS, NUMBERS), st.tuples(st.booleans(), st.booleans()))


def test_a_span_refuses_ends_in_the_wrong_order():
    with pytest.raises(ValueError, match=r"0 <= start <= end, not 3\.\.1"):
        Span(3, 1)


def test_spans_that_only_touch_do_not_overlap():
    assert not Span(0, 3).overlaps(Span(3, 5))
    assert Span(0, 4).overlaps(Span(3, 5))


def test_an_interval_refuses_ends_in_the_wrong_order_and_unknown_precision():
    with pytest.raises(ValueError, match="earliest <= latest"):
        Interval(date(2024, 3, 2), date(2024, 3, 1))
    with pytest.raises(ValueError, match="unknown precision 'fortnight'"):
        Interval(date(2024, 3, 1), date(2024, 3, 1), "fortnight")


def test_a_month_and_a_day_in_it_meet_in_the_day_with_its_precision():
    march = Interval(date(2024, 3, 1), date(2024, 3, 31), "month")
    day = Interval.on(date(2024, 3, 22))
    assert march.meet(day) == day
    assert march.hull(day) == march


@given(INTERVALS, INTERVALS)
def test_two_intervals_meet_exactly_when_they_overlap(one: Interval, two: Interval):
    met = one.meet(two)
    assert (met is not None) == one.overlaps(two) == two.overlaps(one)
    if met:
        assert all(both.earliest <= met.earliest and met.latest <= both.latest for both in (one, two))


@given(INTERVALS, INTERVALS)
def test_the_hull_holds_both(one: Interval, two: Interval):
    whole = one.hull(two)
    assert all(whole.earliest <= part.earliest and part.latest <= whole.latest for part in (one, two))


@pytest.mark.parametrize(
    ("one", "two", "agree"),
    [
        (Bounds(137, None), Bounds(145, 145), True),
        (Bounds(130, None, low_open=True), Bounds(145, 145), True),
        (Bounds(130, None, low_open=True), Bounds(130, 130), False),
        (Bounds(137, None), Bounds(130, 130), False),
        (Bounds(2000, 5000), Bounds(1000, 3000), True),
        (Bounds(None, 3, high_open=True), Bounds(3, 5), False),
        (Bounds(None, None), Bounds(3, 5), True),
    ],
)
def test_bounds_meet_when_some_number_satisfies_both(one: Bounds, two: Bounds, agree: bool):
    assert one.meets(two) is agree


@given(BOUNDS, BOUNDS)
def test_meeting_is_symmetric(one: Bounds, two: Bounds):
    assert one.meets(two) == two.meets(one)


@pytest.mark.parametrize(
    ("given_bounds", "words"),
    [
        (Bounds(137, None), "at least 137"),
        (Bounds(130, None, low_open=True), "more than 130"),
        (Bounds(None, 40, high_open=True), "under 40"),
        (Bounds(2000, 5000), "2,000–5,000"),
        (Bounds(63.9e9, 63.9e9), "63,900,000,000"),
        (Bounds(None, None), "not stated"),
    ],
)
def test_bounds_say_what_they_are_in_words(given_bounds: Bounds, words: str):
    assert given_bounds.text == words
