"""Sentences on a topic are found with how firmly they are put."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.claims.statements import find_assertions


@pytest.mark.parametrize(
    ("words", "topic", "modality"),
    [
        ("Trade between the two ports rose and investment followed.", "investment and trade", "asserted"),
        ("The company may invest in a gas pipeline through the pass.", "investment and trade", "speculated"),
        ("Both sides plan to sign a trade deal and an investment treaty.", "investment and trade", "planned"),
        ("Militants attacked the convoy and killed its terrorised drivers.", "threat", "asserted"),
    ],
)
def test_a_sentence_on_a_topic_has_its_modality(words, topic, modality):
    assert [(found.topic, found.modality) for found in find_assertions(words)] == [(topic, modality)]


def test_headings_and_other_topics_are_left_out():
    assert find_assertions("Trade ties\n\nThe choir sang in the old town hall all evening.") == []


@given(st.text(max_size=200))
def test_no_text_raises_and_places_lie_in_order_inside_it(text):
    found = find_assertions(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= two.start for one, two in pairwise(found))
