"""Where quotation marks open and close."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.readers.quote_marks import quoted


def inner(text):
    return [stretch.inner.of(text) for stretch in quoted(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("She said “the ferry is late”.", ["the ferry is late"]),
        ('She said "the ferry is late".', ["the ferry is late"]),
        ("She said ''the ferry is late''.", ["the ferry is late"]),
        ("She said «the ferry is late».", ["the ferry is late"]),
        ("She said 'the ferry is late'.", ["the ferry is late"]),
        ("She said ‘the ferry is late’.", ["the ferry is late"]),
        ("“One,” he said, “and two.”", ["One,", "and two."]),
    ],
)
def test_marks_of_every_style_open_and_close(text, found):
    assert inner(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("“He told me ‘stay’ and left.”", ["He told me ‘stay’ and left."]),
        ("\"He told me 'stay' and left.\"", ["He told me 'stay' and left."]),
        ("“He told me “stay” and left.”", ["He told me “stay” and left."]),
    ],
)
def test_a_quotation_inside_another_is_part_of_it(text, found):
    assert inner(text) == found


@pytest.mark.parametrize(
    "text",
    ["The captain’s ferry isn't late.", "The sailors' ferry left in the '90s.", "A 6\" plank and a 5' mast."],
)
def test_apostrophes_and_inches_quote_nothing(text):
    assert inner(text) == []


def test_a_plural_possessive_does_not_close_a_single_quotation():
    assert inner("He wrote 'the sailors' ferry is late' on the wall.") == ["the sailors' ferry is late"]


def test_an_unclosed_mark_reaches_to_the_end_of_its_paragraph_and_no_further():
    first, second = quoted("“The ferry is late.\n\n“It will come.”")
    assert not first.closed
    assert second.closed
    assert inner("“The ferry is late.\n\n“It will come.”") == ["The ferry is late.", "It will come."]


def test_a_closing_mark_without_an_opening_one_reaches_back_to_the_beginning_of_its_paragraph():
    text = "Calm day.\n\nThe ferry will not come before the evening,” she says."
    assert inner(text) == ["The ferry will not come before the evening,"]


@given(st.text(alphabet="ab .,“”‘’'\"\n", max_size=200))
def test_stretches_are_in_order_apart_and_inside_one_line(text):
    end = 0
    for stretch in quoted(text):
        assert end <= stretch.outer.start <= stretch.inner.start <= stretch.inner.end <= stretch.outer.end
        assert "\n" not in stretch.outer.of(text)
        end = stretch.outer.end
