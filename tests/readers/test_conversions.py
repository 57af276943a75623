"""One amount in two currencies."""

import pytest

from analysis.readers.quantities import find_quantities, join_conversions


def joined(text):
    return join_conversions(text, find_quantities(text, dollar="USD"))


def test_the_same_amount_in_brackets_is_a_conversion():
    (found,) = joined("The mill paid 265,000 rubles ($3,350) in fines.")
    assert (found.low, found.currency) == (265_000, "RUB")
    assert (found.converted.low, found.converted.currency) == (3350, "USD")
    assert found.text == "265,000 rubles ($3,350)"


def test_a_rate_behind_the_bracket_belongs_to_the_amount_before_it():
    (found,) = joined("They offered €6 ($6.50) per share.")
    assert found.unit == "euro per share"
    assert found.text == "€6 ($6.50) per share"


@pytest.mark.parametrize(
    "text",
    [
        "They paid $5 ($3 more than last year).",
        "They paid $5 and €4.",
        "They sent 300 men ($4 each).",
    ],
)
def test_other_amounts_stay_apart(text):
    assert len(joined(text)) == len(find_quantities(text, dollar="USD")) == 2
