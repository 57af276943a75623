"""Numbers in words read back to their values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.readers.numbers import TENS, UNITS, number_of

ONES = {value: word for word, value in UNITS.items()}
TEN = {value: word for word, value in TENS.items()}


def words_for(number: int) -> str:
    """An independent spelling-out, British style."""
    if number < 20:
        return ONES[number]
    if number < 100:
        return TEN[number - number % 10] + (f"-{ONES[number % 10]}" if number % 10 else "")
    for scale, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= scale:
            rest = number % scale
            joint = " and " if rest and rest < 100 else " "
            return f"{words_for(number // scale)} {name}" + (joint + words_for(rest) if rest else "")
    raise AssertionError(number)


@given(st.integers(0, 10**12 - 1))
def test_a_number_in_words_reads_back(number: int):
    assert number_of(words_for(number)) == number


@pytest.mark.parametrize(
    ("words", "value"),
    [("a hundred", 100), ("Twelve hundred", 1200), ("thirty-second", 32), ("two lakh", 200_000), ("a", 1)],
)
def test_forms_that_news_uses(words: str, value: int):
    assert number_of(words) == value


@pytest.mark.parametrize("words", ["", "many", "and", "million three of"])
def test_words_that_make_no_number_have_no_value(words: str):
    assert number_of(words) is None


@given(st.text())
def test_no_text_raises(words: str):
    number_of(words)
