"""Phrases of word lists, found by their first words."""

import pytest

from analysis.core.phrases import Phrases
from tests.growth import is_linear

MOVES = Phrases({"away": ["walk* off", "walk*", "leave"], "back": ["leave ... behind", "don't stay"]})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They walked. He WALKS OFF.", [("walked", "away"), ("WALKS OFF", "away")]),
        ("sleepwalk, walk-on", [("walk", "away")]),
        ("leave it all behind", [("leave", "away")]),
        ("we don’t stay", [("don’t stay", "back")]),
        ("don", []),
    ],
)
def test_the_first_kind_and_in_it_the_longest_phrase_wins(text: str, found: list[tuple[str, str]]) -> None:
    assert [(text[f.start : f.end], f.kind) for f in MOVES.find(text)] == found


def test_each_kind_can_be_looked_for_by_itself() -> None:
    assert [f.kind for f in MOVES.find("leave it all behind", apart=False)] == ["away", "back"]


def test_only_the_part_asked_for_is_read() -> None:
    assert [f.start for f in MOVES.find("walk walk walk off", 2, 14)] == [5, 10]


def test_a_part_of_a_hyphened_word_counts_only_if_wanted() -> None:
    assert not list(Phrases({"": ["arms"]}, hyphened=False).find("at arms-length, side-arms"))
    assert len(list(Phrases({"": ["arms"]}).find("at arms-length, side-arms"))) == 2


def test_a_phrase_without_a_first_word_is_refused() -> None:
    with pytest.raises(ValueError, match="begins with no letter"):
        Phrases({"": ["*"]})


@pytest.mark.parametrize("filler", ["walk ", "leave ", "a", "don't ", "( ", "3 May 2024, "])
def test_work_grows_with_the_text_and_no_faster(filler: str) -> None:
    assert is_linear(lambda text: list(MOVES.find(text)), filler)
    assert len(list(MOVES.find(filler * 20_000))) in (0, 20_000)
