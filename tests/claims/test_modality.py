"""How firmly a clause is put."""

import pytest

from analysis.claims.context import modality_of
from tests.growth import is_linear


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("The bridge opened in 2019", "asserted"),
        ("The bridge will open next month", "planned"),
        ("The bridge opened in May, after a delay", "asserted"),
        ("The two firms may invest in ports", "speculated"),
        ("The army did not cross the river in 2012", "denied"),
        ("The ministry denied that talks were held", "denied"),
        ("It was not only the army that left in 2012", "asserted"),
        ("The minister has reportedly left the city", "attributed"),
        ("The talks will not be held if it rains", "denied"),
        ("The upcoming forum in Almaty", "planned"),
        ("He didn’t sign the accord", "denied"),
    ],
)
def test_a_cue_in_the_clause_decides(words: str, expected: str) -> None:
    assert modality_of(words) == expected


def test_what_somebody_else_says_is_attributed_unless_a_stronger_cue_stands_there() -> None:
    assert modality_of("the port was closed in 2020", attributed=True) == "attributed"
    assert modality_of("the port might be closed", attributed=True) == "speculated"


@pytest.mark.parametrize("filler", ["a ", "( ", "not ", "1", "“", " ", "may"])
def test_work_grows_with_the_clause_and_no_faster(filler: str) -> None:
    assert is_linear(modality_of, filler)
    assert modality_of(filler * 20_000) in {"asserted", "denied", "speculated"}
