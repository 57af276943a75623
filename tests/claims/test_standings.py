"""Standings: who leads whom, in what, where, and how firmly it is put."""

from datetime import date
from pathlib import Path

import pytest

from analysis.claims.context import Surroundings
from analysis.claims.standings import find_standings
from analysis.claims.statements import find_statements
from analysis.core.values import Interval
from analysis.readers.actors import find_actors
from analysis.readers.dates.find import find_dates
from analysis.readers.quotations import find_quotations
from analysis.sources.article import article_view, read_article

ROOT = Path(__file__).parents[2]
WRITTEN = Interval.on(date(2023, 6, 15))


def standings(text, written=WRITTEN):
    actors = find_actors(text)
    statements = find_statements(text, find_quotations(text), actors)
    return find_standings(Surroundings(text, find_dates(text, written), actors, statements, written))


def only(text):
    found = standings(text)
    assert len(found) == 1, [standing.text for standing in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "leader", "trailing", "dimension"),
    [
        ("Turkey overtook Germany as the largest trading partner of Georgia.", "Turkey", "Germany", "trade"),
        ("Turkish investment in Georgia exceeded Germany's.", "Turkey", "Germany", "investment"),
        ("India has surpassed Japan in arms imports.", "India", "Japan", "security"),
        ("Germany was overtaken by Turkey as a supplier of gas.", "Turkey", "Germany", "energy"),
        ("Germany trails Turkey in exports.", "Turkey", "Germany", "exports"),
        ("Turkey replaced Germany as the main creditor of Georgia.", "Turkey", "Germany", "lending"),
    ],
)
def test_comparing_verbs_say_who_is_ahead_of_whom_in_what(text, leader, trailing, dimension):
    found = only(text)
    if dimension == "exports":
        assert found.dimension in ("exports", "trade")
    else:
        assert found.dimension == dimension
    assert (found.leader, found.trailing) == (leader, trailing)


@pytest.mark.parametrize(
    "text",
    [
        "Norway remains the world's largest exporter of salmon.",
        "Norway is the world's second-largest exporter of gas.",
        "Turkey visited its closest ally Azerbaijan.",
        "China is the biggest trading partner of Kazakhstan.",
        "Turkey is the region's largest donor. Germany remains its largest employer.",
        "Beyond its main backer Oman, Iran has few friends.",
    ],
)
def test_who_is_compared_with_nobody_leads_nobody(text):
    assert standings(text) == []


@pytest.mark.parametrize(
    ("text", "leader", "trailing", "dimension", "scope"),
    [
        ("China passes Russia as the top supplier of cars to Georgia.", "China", "Russia", "exports", ("Georgia",)),
        ("Iraq overtook Russia as India's top supplier of oil.", "Iraq", "Russia", "energy", ("India",)),
        ("Turkey passed Germany in 2021 as the second-largest donor.", "Turkey", "Germany", "aid (second)", ()),
        ("The Lom Institute in Oslo says that Norway overtook Oman as a supplier.", "Norway", "Oman", "exports", ()),
        ("Chatham House says Norway overtook Oman in exports.", "Norway", "Oman", "exports", ()),
    ],
)
def test_who_leads_is_neither_the_market_nor_the_one_who_says_so(text, leader, trailing, dimension, scope):
    found = only(text)
    assert (found.leader, found.trailing, found.dimension, found.scope) == (leader, trailing, dimension, scope)


def test_passing_is_a_standing_only_with_a_rank():
    assert standings("Oman passed Iran on the way to the summit, and Iran passed Oman a note.") == []


def test_what_is_so_for_the_first_time_since_a_year_is_not_of_that_year():
    assert only("Iraq overtook Oman as the top supplier for the first time since 2019.").period == WRITTEN


def test_what_is_expected_is_no_fact():
    assert only("The World Bank expects Oman to pass Iran as the largest supplier of gas.").modality == "speculated"


def test_every_country_of_a_region_is_named_and_the_exception_stands_apart():
    found = only("China overtook Russia as the largest supplier for every South Caucasian country but Georgia.")
    assert found.scope == ("Armenia", "Azerbaijan")
    assert found.exception == "Georgia"
    assert found.leader == "China"


def test_an_exception_yields_no_standing_of_its_own():
    found = standings("China overtook Russia as the largest supplier for every South Caucasian country but Georgia.")
    assert len(found) == 1
    assert "Russia" not in {standing.leader for standing in found}


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("China has overtaken Russia as the main supplier of Mongolia.", "asserted"),
        ("China may overtake Russia as the main supplier of Mongolia.", "speculated"),
        ("China plans to replace Russia as the main supplier of Mongolia.", "planned"),
        ("China has not overtaken Russia as the main supplier of Mongolia.", "denied"),
    ],
)
def test_plans_and_guesses_are_kept_apart_from_facts(text, modality):
    assert only(text).modality == modality


def test_who_says_so_is_kept():
    found = only('"China has overtaken Russia as the main supplier of Mongolia," the World Bank said.')
    assert (found.attributed_to, found.modality) == ("World Bank", "attributed")


def test_a_tie_names_both():
    assert only("For Mongolia there is equal reliance on China and Russia.").leader == "China = Russia"


def test_the_period_is_the_date_of_the_clause_or_the_time_of_writing():
    dated = only("In 2021 China overtook Russia as the main supplier of Mongolia.")
    assert (dated.period.earliest, dated.period.latest) == (date(2021, 1, 1), date(2021, 12, 31))
    assert only("China overtook Russia as the main supplier of Mongolia.").period == WRITTEN


@pytest.mark.parametrize(
    "text",
    [
        "Mira Holt replaced Ben Arden as minister.",
        "The army of Turkey replaced the troops of Germany in the valley.",
        "Turnout exceeded 60 percent.",
        "China may consider investments in mining.",
        "The largest hall in town burned down.",
        "",
    ],
)
def test_what_ranks_no_actor_is_no_standing(text):
    assert standings(text) == []


@pytest.mark.parametrize(
    "piece", ["overtook ", "largest ", "ahead of ", "every A b country but ", "China overtook ", "("]
)
def test_long_monotonous_text_ends(piece):
    assert isinstance(find_standings(Surroundings(piece * (50_000 // len(piece)), [], [], [], None)), list)


# The five articles, read by hand.


def article(name):
    path = next((ROOT / "seeds").glob(f"{name}_*"))
    return article_view(read_article(path.read_bytes().decode("utf8"))).text


def test_the_trade_comparison_expands_to_four_states():
    found = [s for s in standings(article("003")) if s.exception]
    assert [(s.leader, s.trailing, s.dimension) for s in found] == [("China", "Russia", "trade")]
    assert found[0].scope == ("Kazakhstan", "Kyrgyzstan", "Tajikistan", "Uzbekistan")
    assert found[0].exception == "Turkmenistan"
    assert found[0].modality == "asserted"


def test_the_other_comparisons_keep_their_modality():
    found = {(s.dimension, s.leader, s.trailing, s.modality) for s in standings(article("003"))}
    assert ("investment", "China", "Russia", "asserted") in found
    assert any(s[:3] == ("security", "China", "Russia") and s[3] in ("planned", "speculated") for s in found)
    assert standings(article("004")) == []


def test_generated_outlooks_are_never_facts():
    assert all(s.modality != "asserted" for s in standings(article("002")))
