"""The page on the threat asks for one actor, whoever else the articles count."""

import pytest

from analysis import open_workbook
from analysis.pages import investment_charts as trade_chart
from analysis.pages import threat_charts as threat
from analysis.pages import timeline_charts
from analysis.pages import timeline_charts as stance_chart
from analysis.pages.threat_charts import reach

ATTACK = """\
Blast at the Alva theatre

Alva Gazette, 17 May 2025

At least 12 people died in the attack on the Alva theatre on 3 May 2025, police said. ISIS-K claimed responsibility for
the attack on the Alva theatre. The group has between 1,000 and 3,000 fighters, and is present in 5 of the 17 provinces.
"""
LATER = """\
Trial over the Alva theatre opens

Alva Gazette, 2 June 2025

The attack on the Alva theatre on 3 May 2025, which ISIS-K claimed, killed 15 people, the court said.
"""
FLOOD = """\
Flood kills dozens on the river Orr

Vale Post, 20 May 2025

The flood on the river Orr killed 41 people on 9 May 2025, officials said. The flood killed 41 people, police said.
The United Nations has 2,000 members of staff there.
"""


@pytest.fixture
def book(tmp_path):
    for name, text in (("1.txt", ATTACK), ("2.txt", FLOOD), ("3.txt", FLOOD), ("4.txt", LATER)):
        (tmp_path / name).write_text(text, encoding="utf8")
    return open_workbook(tmp_path)


def test_the_dead_are_those_of_the_actors_attacks_whatever_else_killed_more(book):
    dead = threat.deaths_by(book, "ISIS-K")
    assert sorted(set(dead["low"])) == [12, 15]
    assert threat.deaths_by(book, "Al-Qaeda").empty


def test_strength_is_that_of_the_actor_with_the_days_it_is_for(book):
    assert list(threat.strength_of(book, "ISIS-K")["said"]) == ["between 1,000 and 3,000 fighters as of 17 May 2025"]
    assert threat.strength_of(book, "Al-Qaeda").empty


def test_claims_of_the_main_attack_come_with_the_ledgers_verdict(book):
    main = threat.main_attack(threat.deaths_by(book, "ISIS-K"))
    assert threat.verdict(book, main) in ("", ": one number can satisfy all of them")
    assert threat.verdict(book, main.head(1)) == ""


def test_a_part_stands_with_its_whole(book):
    presence = threat.presence(book, "ISIS-K")
    assert presence.words == "“5 of the 17 provinces”"
    assert "5 of the 17 provinces" in reach(book, "ISIS-K").alt


BAN = """\
Moscow and Kabul talk

Alva Gazette, 17 May 2025

Russia banned the Taliban in 2003, and the ban stood for years. Moscow lifted the ban on the Taliban in April 2025.

Russia has vowed to give aid to the Taliban government in Kabul, the foreign ministry said.

A business forum of Russia and Afghanistan is planned in the city of Kazan later this month, the ministry said.
"""
OUTSIDE = """\
date,event,seeds_affected,publisher,url,use
2025-05-12/20,KazanForum opens with Russia and the Taliban,all,Vale Post,https://example.org/a,reported
2025-06-30,Russia recognises the Taliban government,all,Vale Post,https://example.org/b,reported
"""


@pytest.fixture
def stance_book(tmp_path):
    (tmp_path / "reference").mkdir()
    (tmp_path / "1.txt").write_text(BAN, encoding="utf8")
    (tmp_path / "reference" / "since.csv").write_text(OUTSIDE, encoding="utf8")
    about = "since: {concept: event}\n"
    (tmp_path / "reference" / "about.yaml").write_text(about, encoding="utf8")
    return open_workbook(tmp_path)


def test_a_pledge_is_reached_by_its_words_when_the_article_was_written(stance_book):
    steps = stance_chart.stance_steps(stance_book)
    assert list(steps["level_name"]) == ["banned", "ban suspended", "aid pledged"]
    assert str(steps["group_latest"].iloc[-1].date()) == "2025-05-17"


def test_an_announcement_that_outside_evidence_dates_as_begun_is_stale(stance_book):
    late, begun = timeline_charts.begun_by_writing(stance_book)
    assert list(late["text"]) == ["later this month"]
    assert list(begun["text"]) == ["KazanForum opens with Russia and the Taliban"]
    assert list(timeline_charts.stale(stance_book)["id"]) == list(late["id"])


def test_what_came_after_is_outside_evidence_later_than_the_claims(stance_book):
    later = timeline_charts.came_after(stance_book, stance_book.timeline, "recognises")
    assert list(later["text"]) == ["Russia recognises the Taliban government"]
    assert timeline_charts.came_after(stance_book, stance_book.timeline, "opens").empty


def test_how_far_two_countries_statistics_differ_is_said_where_it_is_most():
    assert trade_chart.mirror_gap(open_workbook("seeds")).words == "Kyrgyzstan, by 4.3 times in 2024"
