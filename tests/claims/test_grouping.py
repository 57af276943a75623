"""Mentions are grouped a block at a time: by year, and by kind and in parts where a year has too many."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from analysis.claims import grouping
from analysis.claims.grouping import ACROSS, FOUNDED, BlockName, Mention, blocks, group_mentions


def mention(number: int, first: str, last: str = "", kind: str = "attack", words: str = "raid depot", lead: str = ""):
    low, high = (date.fromisoformat(day).toordinal() for day in (first, last or first))
    return Mention(number, low, high, kind, frozenset({"Ghost Brigade"}), frozenset(words.split()), lead)


def test_a_mention_stands_in_the_block_of_its_year_or_of_those_across_years_or_of_foundings():
    found = blocks(
        [
            mention(0, "2011-05-03"),
            mention(1, "2011-12-30", "2012-01-02"),
            mention(2, "2014-01-01", kind="founding"),
        ]
    )
    assert {name.year: [member.number for member in many] for name, many in found.items()} == {
        2011: [0],
        ACROSS: [1],
        FOUNDED: [2],
    }


def test_a_mention_across_years_joins_the_most_alike_group_of_a_year():
    raids = [
        mention(0, "2011-05-03"),
        mention(1, "2012-05-03", words="bus harbour"),
        mention(2, "2010-01-01", "2013-12-31"),
    ]
    assert sorted(sorted(m.number for m in group.members) for group in group_mentions(raids)) == [[0, 2], [1]]


@pytest.mark.parametrize("most", [1, 3, 40_000])
def test_each_mention_is_in_one_group_whatever_the_size_of_blocks(most: int, monkeypatch):
    monkeypatch.setattr(grouping, "MOST", most)
    kinds = ("attack", "visit", "other", "founding")
    mentions = [mention(n, f"201{n % 3}-0{1 + n % 9}-03", kind=kinds[n % 4], words=f"a{n % 5}") for n in range(40)]
    count = Counter(member.number for group in group_mentions(mentions) for member in group.members)
    assert count == Counter(range(40))
    assert max(map(len, blocks(mentions).values())) <= most


def test_a_year_with_too_many_mentions_is_cut_by_kind_and_then_by_days(monkeypatch):
    monkeypatch.setattr(grouping, "MOST", 2)
    days = ["2011-03-01", "2011-01-01", "2011-02-01"]
    many = [*(mention(n, day) for n, day in enumerate(days)), mention(3, "2011-01-01", kind="visit")]
    assert {name: [member.number for member in part] for name, part in blocks(many).items()} == {
        BlockName(2011, "attack", 0): [1, 2],
        BlockName(2011, "attack", 1): [0],
        BlockName(2011, "visit", 0): [3],
    }


@pytest.mark.parametrize(
    ("one", "other", "groups"),
    [
        ({"words": "launch service paris"}, {"words": "launch service start"}, 1),
        ({"words": "launch service"}, {"words": "crash bridge"}, 2),
        ({"words": "launch service paris", "kind": "other"}, {"words": "launch service", "kind": "launch"}, 1),
        ({"words": "say cut jobs", "kind": "statement", "lead": "A. Novak"},
         {"words": "say cut jobs", "kind": "statement", "lead": "B. Horvat"}, 2),
        ({"words": "say cut jobs", "kind": "statement", "lead": "Ghost Brigade"},
         {"words": "say cut jobs soon", "kind": "statement", "lead": "A. Novak"}, 1),
    ],
)  # fmt: skip
def test_two_shared_words_on_one_day_make_one_event_but_for_two_speakers(one, other, groups):
    group = frozenset({"Ghost Brigade"})
    found = [
        Mention(n, 734_000, 734_000, each.get("kind", "launch"), group, each["words"], each.get("lead", ""))
        for n, each in enumerate({**pair, "words": frozenset(pair["words"].split())} for pair in (one, other))
    ]
    assert len(group_mentions(found)) == groups
