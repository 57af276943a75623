"""Mentions of one event meet by their words, names and days; a year that has too many is cut."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest

from analysis.claims import grouping
from analysis.claims.grouping import told
from tests.claims import mentions
from tests.claims.mentions import many, timeline

DAY = "2011-05-03"


def grouped(*rows: dict) -> list[list[int]]:
    """The places of rows that are in one group, in their order."""
    groups = mentions.grouped(timeline(*rows))["group"].tolist()
    return [[n for n, name in enumerate(groups) if name == group] for group in dict.fromkeys(groups)]


def raid(first: str, last: str = "", event: str = "the raid on the depot", **changed: str) -> dict:
    days = {"earliest": first, "latest": last or first}
    return {"kind": "attack", "actors": "Ghost Brigade", "event": event} | days | changed


def test_a_mention_across_years_joins_the_most_alike_group_of_a_year():
    rows = raid(DAY), raid("2012-05-03", event="a bus in the harbour"), raid("2010-01-01", "2013-12-31")
    assert grouped(*rows) == [[0, 2], [1]]


@pytest.mark.parametrize("most", [1, 3, 40_000])
def test_each_mention_is_in_one_group_whatever_the_size_of_blocks(most: int, monkeypatch):
    monkeypatch.setattr(grouping, "MOST", most)
    kinds = ("attack", "visit", "other", "founding")
    rows = [raid(f"201{n % 3}-0{1 + n % 9}-03", kind=kinds[n % 4], event=f"word{'abcde'[n % 5]}") for n in range(40)]
    assert Counter(n for group in grouped(*rows) for n in group) == Counter(range(40))


def test_a_telling_that_is_like_two_groups_of_what_happens_once_makes_them_one():
    rows = (
        raid("2011-08-01", "2011-08-31", "the rebels seized control", kind="takeover", actors="Ghost Brigade"),
        raid("2011-02-01", "2011-11-30", "power was taken in Ruritania", kind="takeover", actors="Ruritania"),
        raid("2011-01-01", "2011-12-31", "control of Ruritania", kind="takeover", actors="Ghost Brigade; Ruritania"),
    )
    assert grouped(*rows) == [[0, 1, 2]]
    assert grouped(*rows[:2]) == [[0], [1]]
    apart = (row | {"kind": "attack"} for row in rows)
    assert len(grouped(*apart)) == 2


def test_mentions_that_a_cut_puts_into_two_parts_stay_apart(monkeypatch):
    monkeypatch.setattr(grouping, "MOST", 2)
    rows = raid("2011-03-01"), raid("2011-01-01"), raid("2011-01-01"), raid("2011-01-01", kind="visit")
    assert grouped(*rows) == [[0], [1, 2], [3]]


@pytest.mark.parametrize(
    ("one", "other", "groups"),
    [
        ({"event": "launch service paris"}, {"event": "launch service start"}, 1),
        ({"event": "launch service"}, {"event": "crash bridge"}, 2),
        ({"event": "launch service paris", "kind": "other"}, {"event": "launch service", "kind": "launch"}, 1),
        ({"event": "cut jobs soon", "kind": "statement", "actors": "A. Novak"},
         {"event": "cut jobs soon", "kind": "statement", "actors": "B. Horvat"}, 2),
        ({"event": "cut jobs soon", "kind": "statement", "actors": "Ghost Brigade"},
         {"event": "cut jobs soon now", "kind": "statement", "actors": "A. Novak; Ghost Brigade"}, 1),
        ({"event": "a case of fever was reported in Ruritania", "kind": "statement", "actors": "Ruritania"},
         {"event": "Borduria reported a case of fever", "kind": "statement", "actors": "Borduria"}, 1),
        ({"event": "the board chose a site"},
         {"event": "the new bridge that the board chose a site after long talks with seven towns and two banks"}, 1),
        ({"event": "exports of steel rose sharply", "kind": "trade"},
         {"event": "exports of steel rose sharply", "kind": "summit"}, 2),
    ],
)  # fmt: skip
def test_shared_words_on_one_day_make_one_event_but_for_two_speakers(one: dict, other: dict, groups: int):
    assert len(grouped(*({"actors": ""} | {"kind": "launch", "earliest": DAY} | row for row in (one, other)))) == groups


def test_words_that_stand_in_one_mention_only_do_not_hide_those_that_are_shared():
    alone = "apples bridges castles ditches engines fences gardens hammers islands jackets kettles"
    assert len(grouped(raid(DAY, event=f"{alone} zebra zinc zone"), raid(DAY, event="zebra zinc zone"))) == 1


@pytest.mark.parametrize(("documents", "groups"), [("001 002", 1), ("001 001", 2)])
def test_two_articles_may_give_other_months_for_what_they_tell_alike(documents: str, groups: int):
    event = "the agency awarded Altair, Borealis and Corvus orders for three lunar landers"
    days = ("2011-05-01", "2011-05-31"), ("2011-07-01", "2011-07-31")
    rows = [
        raid(*each, event=event, document=name, kind="agreement", sentence_from=9 * n, sentence_to=9 * n + 8)
        for n, (each, name) in enumerate(zip(days, documents.split(), strict=True))
    ]
    assert len(grouped(*rows)) == groups


def test_what_a_clause_adds_behind_its_time_is_not_what_happened_then():
    assert told("Swan left on Monday after a quarrel with Rook", "on Monday") == "Swan left on Monday"
    assert told("after a quarrel Swan left on Monday", "on Monday") == "after a quarrel Swan left on Monday"
    assert told("two days after Swan left Port City", "two days") == "two days after Swan left Port City"


def test_many_mentions_keep_their_rows():
    rows, _ = many(200)
    found = mentions.grouped(rows)
    pd.testing.assert_series_equal(found["id"], rows["id"])
