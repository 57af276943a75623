"""The examples of the word list of measures, each read as the list says."""

from __future__ import annotations

import pytest

from analysis.claims.measures import measure_of
from analysis.claims.roles import role_of
from analysis.core.lexicon import load_lexicon
from analysis.readers.quantities import find_quantities
from analysis.readers.sentences import read_sentences

EXAMPLES = [
    (text, expected)
    for entry in load_lexicon("measures")["measures"].values()
    for text, expected in entry.get("example", {}).items()
]


@pytest.mark.parametrize(("text", "expected"), EXAMPLES)
def test_each_example_has_its_measures(text: str, expected: list[str]) -> None:
    found = [measure_of(role_of(read_sentences(text)[0], number), number).measure for number in find_quantities(text)]
    assert found == expected


@pytest.mark.parametrize(
    "text",
    [
        "Three of the wounded died in hospital on Monday.",
        "Two of the divers were killed.",
        "Seven of the riders were killed.",
        "Four of the miners perished.",
        "A flood killed five.",
        "Nine of the passengers died.",
    ],
)
def test_those_of_a_number_who_died_are_counted_by_words_alone(text: str) -> None:
    found = [measure_of(role_of(read_sentences(text)[0], number), number).measure for number in find_quantities(text)]
    assert found == ["deaths"]
