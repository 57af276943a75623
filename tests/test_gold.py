"""The tables against the answers of a person who read the same five articles."""

from __future__ import annotations

import pytest

from tests.gold.scorer import accuracy

LEAST = {
    ("passages", "broad class of a line"): 0.97,
    ("passages", "exact role of a line"): 0.90,
    ("documents", "title"): 1.0,
    ("documents", "written"): 1.0,
    ("dates", "date read"): 0.92,
    ("timeline", "event present"): 0.92,
    ("timeline", "event is one"): 0.95,
    ("timeline", "decoy left out"): 1.0,
    ("timeline", "pair of mentions grouped alike"): 0.85,
    ("figures", "core: bounds"): 1.0,
    ("figures", "core: unit"): 1.0,
    ("figures", "core: measure"): 1.0,
    ("statements", "direct or fragment, right speaker"): 0.95,
    ("statements", "indirect, right speaker"): 0.80,
    ("statements", "rows that are right"): 0.95,
    ("standings", "leader"): 1.0,
    ("ledger", "verdict"): 1.0,
    ("ledger", "conflict is one"): 1.0,
}


def test_the_accuracy_is_printed_for_each_table(checks, record_property, capsys):
    scores = accuracy(checks)
    with capsys.disabled():
        print("\nAccuracy on the articles that the rules were developed with, no forecast for others:")
        print(scores.to_string(index=False, formatters={"share": "{:.0%}".format}))
    for row in scores.to_dict("records"):
        record_property(f"{row['table']}: {row['measure']}", f"{row['right']} of {row['of']}")
    assert set(LEAST) <= set(zip(scores["table"], scores["measure"], strict=True))


@pytest.mark.parametrize(("table", "measure"), LEAST)
def test_the_accuracy_does_not_fall_below_what_was_reached(checks, table, measure):
    found = checks[(checks["table"] == table) & (checks["measure"] == measure)]
    missed = found[~found["right"]]
    assert found["right"].mean() >= LEAST[table, measure], missed.to_string()
