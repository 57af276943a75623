"""Days of a topic, ranked by how much its articles tell of them."""

from __future__ import annotations

from datetime import date

from tests.benchmarks.ranking import rank_dates


def test_a_day_that_is_still_named_later_outranks_one_that_is_only_written_on() -> None:
    articles = [
        ("a", date(2014, 3, 20), "The bridge fell on 2 March 2014."),
        ("b", date(2014, 3, 20), "Divers searched the river."),
        ("c", date(2014, 4, 20), "The bridge fell on 2 March 2014. Divers gave up on 25 March 2014."),
    ]
    assert rank_dates(articles)[0] == "2014-03-02"


def test_days_ahead_months_and_years_are_not_ranked() -> None:
    assert rank_dates([("a", date(2014, 3, 20), "It opens on 2 May 2014; work began in 2009, in June 2009.")]) == [
        "2014-03-20"
    ]


def test_no_articles_have_no_days() -> None:
    assert rank_dates([]) == []
