"""When an article was written: stated on its page, or inferred from what it says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.claims.writing_evidence import combine, hull, month, piece, precision
from analysis.claims.written import Written, find_stamps, find_written
from analysis.core.days import read_days
from analysis.core.values import Interval
from analysis.sources.article import read_article
from analysis.sources.declared import Declared
from tests.growth import is_linear

SEEDS = Path(__file__).parents[2] / "seeds"
LEAD = (
    "The cable car that links the two halves of the town will stand still until its ropes have been changed, the "
    "council said, and the people of the upper half will have to walk."
)
MORE = (
    "Shopkeepers on the upper square said that they had been told nothing of the kind, and that they would keep their "
    "doors open for as long as anybody came up the stairs to buy from them."
)


def written(*lines: str, declared: Declared | None = None) -> Written:
    return find_written(read_article("\n\n".join(lines), declared))


def on_page(stamp: str) -> Written:
    return written("Cable car stands still", stamp, LEAD, MORE)


@pytest.mark.parametrize(
    "stamp",
    [
        "2021-03-04",
        "2021/03/04 10:22",
        "2021-03-04T23:40:00-05:00",
        "4 March 2021",
        "4th March, 2021",
        "04 Mar 2021 | 06:05 BST",
        "March 4, 2021",
        "Mar. 4, 2021, 9:15 p.m. ET",
        "Thursday, March 4th 2021",
        "Thu 4 Mar 2021 06.05 GMT",
        "10:22, 4 MAR 2021",
        "04.03.2021",
        "4.3.21",
        "Published: 4 March 2021",
        "Posted on March 4, 2021 by Ilse Harrowby",
        "By Ilse Harrowby | March 4, 2021",
        "Published 4 March 2021 Updated 6 March 2021",
        "4 March 2021 (last modified 6 March 2021)",
        "Last updated: 4 March 2021",
        "Updated 9:01 AM EST, March 4, 2021",
        "4-Mar-2021",
        "March 4, 2021March 4, 2021",
    ],
)
def test_a_date_on_the_page_is_read_in_every_usual_form(stamp: str) -> None:
    found = on_page(stamp)
    assert (found.earliest, found.latest, found.precision, found.basis) == (
        date(2021, 3, 4),
        date(2021, 3, 4),
        "day",
        "stated",
    )
    assert found.evidence


@pytest.mark.parametrize(
    "dateline",
    ["OSTRAVICE, March 4, 2021 (Upland Press) - ", "OSTRAVICE (UP), 4 March 2021 — ", "Ostravice, 4 March 2021 – "],
)
def test_a_dateline_at_the_beginning_of_the_text_is_a_statement(dateline: str) -> None:
    found = written("Cable car stands still", dateline + LEAD, MORE)
    assert (found.earliest, found.basis) == (date(2021, 3, 4), "stated")


def test_the_local_day_is_kept_and_the_zone_named() -> None:
    found = on_page("4 March 2021 23:50 AEDT")
    assert found.earliest == date(2021, 3, 4)
    assert "AEDT" in found.evidence[0].reason


@pytest.mark.parametrize(
    ("stamp", "elsewhere", "expected"),
    [
        ("03/04/2021", "Updated 13/04/2021", date(2021, 4, 3)),
        ("03/04/2021", "Updated 04/13/2021", date(2021, 3, 4)),
        ("Thursday, 03/04/2021", "", date(2021, 3, 4)),
        ("Saturday, 03/04/2021", "", date(2021, 4, 3)),
        ("03/04/2021 10:15 PM EST", "", date(2021, 3, 4)),
        ("03/04/2021 22:15 BST", "", date(2021, 4, 3)),
        ("03/04/2021", "Photo: 2 April 2021", date(2021, 4, 3)),
        ("03/04/2021", "Photo: April 2, 2021", date(2021, 3, 4)),
    ],
)
def test_the_page_decides_whether_the_day_or_the_month_comes_first(stamp: str, elsewhere: str, expected: date) -> None:
    found = written("Cable car stands still", stamp, LEAD, MORE, elsewhere)
    assert (found.earliest, found.latest) == (expected, expected)


def test_when_nothing_tells_day_from_month_both_stay() -> None:
    found = on_page("03/04/2021")
    assert (found.earliest, found.latest, found.basis) == (date(2021, 3, 4), date(2021, 4, 3), "stated")
    assert "nothing on the page tells" in found.evidence[0].reason


def test_what_the_text_tells_may_rule_one_of_the_two_out() -> None:
    found = written("Cable car stands still", "03/04/2021", LEAD, MORE + " The ropes were ordered on 20 March 2021.")
    assert (found.earliest, found.latest) == (date(2021, 4, 3), date(2021, 4, 3))


@pytest.mark.parametrize("line", ["November 2020", "Policy brief, November 2020", "Report | Nov 2020"])
def test_a_month_alone_above_the_text_is_a_statement_of_a_month(line: str) -> None:
    found = on_page(line)
    assert (found.earliest, found.latest, found.precision) == (date(2020, 11, 1), date(2020, 11, 30), "month")
    assert found.basis == "stated"


def test_what_the_markup_declares_comes_before_the_text() -> None:
    declared = Declared(published=Interval.on(date(2021, 3, 3)))
    found = written("Cable car stands still", "4 March 2021", LEAD, MORE, declared=declared)
    assert (found.earliest, found.basis) == (date(2021, 3, 3), "stated")
    assert (found.evidence[0].start, found.evidence[0].text) == (0, "")


TOLD = "The ropes were bought in March 2021, and the hill has been quiet since then."
DAY = Interval.on(date(2021, 4, 9))


@pytest.mark.parametrize(
    ("declared", "latest"),
    [
        (Declared(captured=DAY), date(2021, 4, 9)),
        (Declared(modified=DAY), date(2021, 4, 9)),
        (Declared(addressed=DAY), date(2021, 4, 10)),
        (Declared(captured=DAY, modified=Interval.on(date(2021, 4, 2))), date(2021, 4, 2)),
        (Declared(captured=DAY, addressed=Interval.on(date(2021, 4, 1))), date(2021, 4, 2)),
    ],
)
def test_when_a_file_was_kept_or_changed_bounds_the_writing_and_never_states_it(
    declared: Declared, latest: date
) -> None:
    found = written("Cable car stands still", LEAD, MORE, TOLD, declared=declared)
    assert (found.latest, found.basis) == (latest, "inferred")


@pytest.mark.parametrize("declared", [Declared(captured=DAY), Declared(modified=DAY)])
def test_a_bound_from_above_alone_dates_nothing_and_is_reported(declared: Declared) -> None:
    found = written("Cable car stands still", LEAD, MORE, declared=declared)
    assert (found.basis, [one.latest for one in found.evidence]) == ("", [date(2021, 4, 9)])


def test_a_date_on_the_page_after_its_capture_is_not_that_of_its_writing() -> None:
    found = written("Cable car stands still", "12 June 2021", LEAD, MORE, TOLD, declared=Declared(captured=DAY))
    assert (found.latest, found.basis) == (date(2021, 4, 9), "inferred")


def test_a_date_in_the_first_sentence_of_the_text_states_no_day_of_writing() -> None:
    for sentence in ("Polls opened at 8am on Sunday 9 March 2025.", "The lift stopped at 21:15 on 6 May 2025."):
        assert written("Cable car stands still", "By Ilse Harrowby", sentence, LEAD, MORE).basis != "stated"


def test_dates_of_comments_and_captions_are_not_those_of_the_article() -> None:
    comments = [
        f"walker_{number}\nApril {number}, 2022 at 9:1{number} am\nIt is quite a climb.\nReply"
        for number in range(1, 6)
    ]
    found = written("Cable car stands still", "March 4, 2021", LEAD, MORE, "5 comments", *comments)
    assert found.earliest == date(2021, 3, 4)


MENU = "\n".join(
    f"* {word}" for word in "News Sport Farming Homes Jobs Cars Radio Games Travel Food Help Contact".split()
)


def test_the_clock_of_a_page_bounds_the_writing_and_its_other_stories_say_from_where() -> None:
    other = "Other stories\n7 Jun: Lift stops between floors\n8 Jun: New stairs for the hill\n8 Jun: Baker wins prize"
    found = written("Hilltown Today\n8 June 2019 21:40", MENU, "Cable car stands still", LEAD, MORE, other)
    assert (found.earliest, found.latest, found.basis) == (date(2019, 6, 7), date(2019, 6, 8), "inferred")
    assert "clock of the page" in found.evidence[0].reason


def test_a_date_beside_the_title_wins_over_the_clock_of_the_page() -> None:
    found = written("Hilltown Today\n8 June 2019 21:40", MENU, "Cable car stands still", "6 June 2019", LEAD, MORE)
    assert (found.earliest, found.basis) == (date(2019, 6, 6), "stated")


@pytest.mark.parametrize(
    ("sentences", "expected"),
    [
        pytest.param(
            "The rope broke for the first time in January 2020. Last month the council signed a contract for new "
            "ropes. The contract for ropes, signed in May 2021, runs for ten years.",
            "2021-06",
            id="last month beside a dated event",
        ),
        pytest.param(
            "Last year a rope of the lower cabin broke. The broken rope of the cabin, found on 3 March 2020, was sold.",
            "2021",
            id="last year beside a dated event",
        ),
        pytest.param(
            "The lower station was recently painted, two years after the fire of May 2018.",
            "2020-05/2020-07",
            id="recently, beside a date that is counted from another",
        ),
        pytest.param(
            "Last year a rope of the lower cabin broke. The broken rope of the cabin, found on 3 November 2020, was "
            "sold. Two cabins fell on 5 February, and the council closed the line.",
            "2021-02-05/2021-08-07",
            id="a day without its year, in a year known otherwise",
        ),
    ],
)
def test_without_a_date_the_evidence_is_intersected(sentences: str, expected: str) -> None:
    found = written("Cable car stands still", LEAD, MORE, sentences)
    days = read_days(expected)
    assert days is not None
    assert (found.earliest, found.latest, found.basis) == (days.earliest, days.latest, "inferred")
    text = "\n\n".join(["Cable car stands still", LEAD, MORE, sentences])
    assert all(text[one.start : one.end] == one.text for one in found.evidence)


def test_a_past_event_alone_bounds_the_writing_from_below_and_dates_nothing() -> None:
    found = written("Cable car stands still", LEAD, MORE, "The ropes were changed in April 2017.")
    assert (found.interval, found.basis) == (None, "")
    assert [(one.earliest, one.latest) for one in found.evidence] == [(date(2017, 4, 1), None)]


def test_a_planned_year_or_a_year_in_a_name_is_no_past_event() -> None:
    text = "The ropes were changed in April 2017. Hill Expo 2030 will need a new line, to be finished by 2029."
    found = written("Cable car stands still", LEAD, MORE, text)
    assert [one.earliest for one in found.evidence] == [date(2017, 4, 1)]


def test_a_page_that_tells_nothing_has_no_day_and_no_basis() -> None:
    assert written("Cable car stands still", LEAD, MORE) == Written()


@pytest.mark.parametrize(
    "words", ["", " \n", "12/31", "99/99/9999", "31 February 2021", "0000-00-00", "May", "29 Feb 2021"]
)
def test_what_is_no_date_makes_none(words: str) -> None:
    assert find_written(read_article(words)).interval is None


def test_evidence_that_contradicts_what_weighs_as_much_or_more_is_only_reported() -> None:
    march = piece("x", 0, 1, [month(2021, 3)], 1.0, "")
    june = piece("x", 0, 1, [month(2021, 6)], 1.0, "")
    weak = piece("x", 0, 1, [month(2021, 9)], 0.5, "")
    left, agreeing, contradicting = combine([march, june, weak])
    assert hull(left) == (date(2021, 3, 1), date(2021, 3, 31))
    assert (agreeing, contradicting) == ([march], [june, weak])


@pytest.mark.parametrize(
    ("file", "expected", "within", "basis"),
    [
        ("000", "2025-04-23/2025-04-29", "2025-04-17/2025-12-31", "inferred"),
        ("001", "2016-01/2016-03", "2016-01/2016-03", "inferred"),
        ("002", "2025-05", "2025-05", "inferred"),
        ("003", "2025-05-16/2025-05-17", "2025-05-16/2025-05-17", "inferred"),
        ("004", "2024-11-27", "2024-11-27", "stated"),
    ],
)
def test_the_articles_of_the_project_are_dated_as_by_hand(file: str, expected: str, within: str, basis: str) -> None:
    (path,) = SEEDS.glob(f"{file}_*.txt")
    found = find_written(read_article(path.read_bytes().decode("utf8")))
    answer, outer = read_days(expected), read_days(within)
    assert answer is not None
    assert outer is not None
    assert found.interval is not None
    assert found.interval.hull(answer) == found.interval
    assert outer.hull(found.interval) == outer
    assert found.basis == basis


@pytest.mark.parametrize(
    ("earliest", "latest", "unit"),
    [
        (date(2020, 2, 1), date(2020, 2, 29), "month"),
        (date(2020, 10, 1), date(2020, 12, 31), "quarter"),
        (date(2020, 2, 1), date(2020, 4, 30), "fuzzy"),
        (date(2020, 7, 1), date(2020, 12, 31), "half"),
        (date(2020, 1, 1), date(2020, 12, 31), "year"),
        (date(2020, 1, 1), date(2020, 1, 2), "fuzzy"),
    ],
)
def test_the_precision_is_the_calendar_unit_that_the_days_span(earliest: date, latest: date, unit: str) -> None:
    assert precision(earliest, latest) == unit


@given(st.dates(date(1981, 1, 1), date(2098, 12, 31)))
def test_every_day_is_found_again_in_each_spelling(day: date) -> None:
    spellings = [day.isoformat(), f"{day.day} {day:%B %Y}", f"{day:%b} {day.day}, {day.year}", f"{day:%d.%m.%Y}"]
    assert [stamp.days for stamp in find_stamps("\n".join(spellings))] == [(day,)] * 4


@pytest.mark.parametrize("unit", ["1", "1/", "12/12/", "May 1 ", "( ", "a ", "©", "2021 ", "-2021-01", "Published "])
def test_a_text_of_one_thing_repeated_is_read_in_linear_time(unit: str) -> None:
    assert is_linear(find_stamps, unit)


NEWS = "Gunmen attacked a post in the valley, officials said, and the people of two towns had to be led out by troops."


@pytest.mark.parametrize(
    ("text", "day", "basis"),
    [
        (f"Post attacked\n\nOSLO (Newswire - May 6, 2019) - {NEWS}\n\n{NEWS}", "2019-05-06", "stated"),
        (f"Post attacked\n\nBERGEN, Norway (NTB - 7 June 2018) - {NEWS}\n\n{NEWS}", "2018-06-07", "stated"),
        (f"Post attacked\n\n{NEWS} The bank opened in 2017. Profit rose, against last year's first quarter.", "", ""),
    ],
)
def test_evidence_that_is_there_is_read(text: str, day: str, basis: str) -> None:
    found = find_written(read_article(text))
    assert (str(found.earliest or ""), found.basis) == (day, basis)


def test_a_pair_of_sentences_that_other_evidence_refutes_is_no_evidence() -> None:
    text = (
        "18 May 2021, 08:00\n" + "Menu\n" * 9 + f"\nPost attacked\n\n{NEWS} In March 2018 a bomb wrecked the bridge."
        f"\n\nThe wrecked bridge was bombed last year.\n\n{NEWS}"
    )
    assert not [one for one in find_written(read_article(text)).evidence if "contradicts" in one.reason]
