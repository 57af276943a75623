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
    ("text", "expected"),
    [
        ("The storm injured 40 people and 12 died.", ["injured", "deaths"]),
        ("The raid killed 12 people, and 40 were wounded.", ["deaths", "injured"]),
        ("The raid wounded 30 people and at least nine were killed.", ["injured", "deaths"]),
        ("The quake injured 400 people and another 12 are missing.", ["injured", "missing"]),
        ("Floods displaced 8 million people and 1,200 lost their lives.", ["displaced", "deaths"]),
        ("The flood killed 5 people and 20 were rescued.", ["deaths", "other"]),
        ("The blast killed 12 people and wounded 40.", ["deaths", "injured"]),
    ],
)
def test_a_number_with_a_verb_of_its_own_takes_none_from_the_clause_before(text: str, expected: list[str]) -> None:
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
