"""The temporal reader: what it finds, which value and which days it gives, and what it leaves out."""

from __future__ import annotations

import pickle
from datetime import date

import pytest

from analysis.core.lexicon import load_lexicon
from analysis.core.values import Interval
from analysis.readers.dates.find import find_dates, join_periods, names_a_time, recognise, resolve
from analysis.readers.dates.grammar import grammar

FRIDAY = date(2025, 4, 25)
SPRING = Interval(date(2024, 4, 1), date(2024, 6, 30), "fuzzy")


def day(text: str) -> date:
    return date.fromisoformat(text)


def only(text: str, written: date | Interval | None = FRIDAY):
    """The one expression of a text."""
    (mention,) = find_dates(text, written)
    return mention


def values(text: str, written: date | Interval | None = FRIDAY) -> list[str]:
    return [mention.value for mention in find_dates(text, written)]


@pytest.mark.parametrize("rule", load_lexicon("dates")["rules"], ids=lambda rule: rule["pattern"])
def test_each_rule_finds_its_example(rule):
    example = rule["example"]
    text = example.replace("[", "").replace("]", "")
    tokens, codes = grammar().code(text)
    found = [found for found in grammar().find(codes) if found.rule is rule]
    assert found, f"{rule['pattern']!r} does not fit its example"
    if "[" in example:
        start = len("".join(tokens[: found[0].first]))
        assert start == example.index("[")
        assert "".join(tokens[found[0].first : found[0].last]) == example[start + 1 : example.index("]")]
        assert start in [mention.start for mention in recognise(text)] or rule["reads"] == "vague"


def test_a_word_belongs_to_one_class_and_each_class_has_its_letter():
    words = [word for words in grammar().values.values() for word in words]
    assert sorted(words) == sorted(set(words))
    assert len(set(grammar().letters.values())) == len(grammar().letters)


@pytest.mark.parametrize(
    ("text", "value", "first", "last"),
    [
        ("He left on 3 May 2019.", "2019-05-03", "2019-05-03", "2019-05-03"),
        ("He left on Friday, May 3rd, 2019.", "2019-05-03", "2019-05-03", "2019-05-03"),
        ("He left on Sept. 9, 2019.", "2019-09-09", "2019-09-09", "2019-09-09"),
        ("Updated 2024-03-22T10:20:00Z", "2024-03-22", "2024-03-22", "2024-03-22"),
        ("Updated 22.03.2024", "2024-03-22", "2024-03-22", "2024-03-22"),
        ("Updated 3/22/2024", "2024-03-22", "2024-03-22", "2024-03-22"),
        ("Day or month first? 04/05/2024", "2024-XX-XX", "2024-01-01", "2024-12-31"),
        ("Built in March 2024.", "2024-03", "2024-03-01", "2024-03-31"),
        ("Built in 1957.", "1957", "1957-01-01", "1957-12-31"),
        ("Built in the 1990s.", "199", "1990-01-01", "1999-12-31"),
        ("Built in the early 2000s.", "200", "2000-01-01", "2003-12-31"),
        ("Built in the mid-1990s.", "199", "1994-01-01", "1996-12-31"),
        ("Built in the 19th century.", "18", "1800-01-01", "1899-12-31"),
        ("Built in the summer of 2020.", "2020-SU", "2020-06-01", "2020-08-31"),
        ("Built in the winter of 2020.", "2020-WI", "2020-12-01", "2021-02-28"),
        ("Profit in the third quarter of 2020.", "2020-Q3", "2020-07-01", "2020-09-30"),
        ("Profit in Q3 2020.", "2020-Q3", "2020-07-01", "2020-09-30"),
        ("Profit in the second half of 2020.", "2020-H2", "2020-07-01", "2020-12-31"),
        ("Home by Christmas 2007.", "2007-12-25", "2007-12-25", "2007-12-25"),
        ("Founded in nineteen ninety-six.", "1996", "1996-01-01", "1996-12-31"),
        ("Founded in the year 1950.", "1950", "1950-01-01", "1950-12-31"),
    ],
)
def test_absolute_dates_need_no_day_of_writing(text, value, first, last):
    mention = only(text, None)
    assert mention.value == value
    assert mention.interval == Interval(day(first), day(last), mention.interval.precision)
    assert mention.basis == "absolute"


@pytest.mark.parametrize(
    ("text", "value", "first", "last"),
    [
        ("He spoke today.", "2025-04-25", "2025-04-25", "2025-04-25"),
        ("He spoke late yesterday.", "2025-04-24", "2025-04-24", "2025-04-24"),
        ("He speaks tomorrow.", "2025-04-26", "2025-04-26", "2025-04-26"),
        ("On Wednesday the ministry said so.", "2025-04-23", "2025-04-23", "2025-04-23"),
        ("The envoys will meet on Tuesday.", "2025-04-29", "2025-04-29", "2025-04-29"),
        ("He left last Friday.", "2025-04-18", "2025-04-18", "2025-04-18"),
        ("He left on Monday of last week.", "2025-04-14", "2025-04-14", "2025-04-14"),
        ("He left last month.", "2025-03", "2025-03-01", "2025-03-31"),
        ("He left earlier this month.", "2025-04", "2025-04-01", "2025-04-25"),
        ("He leaves later this month.", "2025-04", "2025-04-25", "2025-04-30"),
        ("He left earlier this week.", "2025-W17", "2025-04-21", "2025-04-25"),
        ("He left last year.", "2024", "2024-01-01", "2024-12-31"),
        ("He left in March last year.", "2024-03", "2024-03-01", "2024-03-31"),
        ("He left in May this year.", "2025-05", "2025-05-01", "2025-05-31"),
        ("He leaves by the end of next year.", "2026", "2026-10-01", "2026-12-31"),
        ("Last year's third quarter was good.", "2024-Q3", "2024-07-01", "2024-09-30"),
        ("He left last November.", "2024-11", "2024-11-01", "2024-11-30"),
        ("In November he left.", "2024-11", "2024-11-01", "2024-11-30"),
        ("The fair will open in November.", "2025-11", "2025-11-01", "2025-11-30"),
        ("He was seen on April 17.", "2025-04-17", "2025-04-17", "2025-04-17"),
        ("He left ten days ago.", "2025-04-15", "2025-04-15", "2025-04-15"),
        ("He left four years ago.", "2021", "2020-10-25", "2021-10-25"),
        ("He left nearly four years ago.", "2021", "2021-04-25", "2021-10-25"),
        ("He left more than four years ago.", "2021", "2020-10-25", "2021-04-25"),
        ("He left half a century ago.", "1975", "1965-04-25", "1985-04-25"),
        ("He travelled for the past three years.", "P3Y", "2022-04-25", "2025-04-25"),
        ("He recently left.", "PAST_REF", "2025-01-25", "2025-04-25"),
        ("Previously, he was a judge.", "PAST_REF", "2015-04-25", "2025-04-25"),
        ("It is now closed.", "PRESENT_REF", "2025-04-18", "2025-04-25"),
        ("He spoke over the weekend.", "2025-W16-WE", "2025-04-19", "2025-04-20"),
    ],
)
def test_relative_dates_are_counted_from_the_day_of_writing(text, value, first, last):
    mention = only(text)
    assert (mention.value, mention.basis) == (value, "document date")
    assert (mention.interval.earliest, mention.interval.latest) == (day(first), day(last))


@pytest.mark.parametrize(
    ("text", "value", "first", "last"),
    [
        ("Founded in 1919. Sixty years later it closed.", "1979", "1979-01-01", "1979-12-31"),
        ("He came on 3 May 2019. The following day he left.", "2019-05-04", "2019-05-04", "2019-05-04"),
        ("He came on 3 May 2019. Two weeks earlier he was ill.", "2019-04-19", "2019-04-19", "2019-04-19"),
        ("He came in May 2019. He left the same month.", "2019-05", "2019-05-01", "2019-05-31"),
        ("He came in May 2019. He left in July of that year.", "2019-07", "2019-07-01", "2019-07-31"),
        ("The hall burnt in March 2024. Four months after that blaze, it reopened.", "P4M", "2024-07-01", "2024-07-31"),
        ("He came on 3 May 2019 and left that night.", "2019-05-03TNI", "2019-05-03", "2019-05-03"),
    ],
)
def test_narrative_dates_are_counted_from_the_event_told_before(text, value, first, last):
    before, mention = find_dates(text, FRIDAY)
    assert (mention.value, mention.basis) == (value, "previous event")
    assert (mention.interval.earliest, mention.interval.latest) == (day(first), day(last))
    assert (mention.anchor.start, mention.anchor.end) == (before.start, before.end)


def test_an_event_named_behind_its_offset_is_the_anchor():
    offset, event = find_dates("It was banned a year after its founding in January 2015.", FRIDAY)
    assert (offset.interval.earliest, offset.interval.latest) == (date(2016, 1, 1), date(2016, 1, 31))
    assert offset.anchor.start == event.start


@pytest.mark.parametrize(
    "text",
    ["The pact ended in 2003. Two weeks earlier he left.", "It began in 2003. He came two weeks after the vote."],
)
def test_weeks_are_not_counted_from_a_year(text):
    offset = find_dates(text, FRIDAY)[-1]
    assert offset.interval is None
    assert offset.reason == "the date that it is counted from is not as fine"


def test_the_night_before_is_that_of_the_day_before():
    assert values("It was 5 May 2024. The night before, they met.") == ["2024-05-05", "2024-05-04TNI"]


def test_what_could_begin_in_a_month_is_still_to_come():
    assert values("The work could begin in October.") == ["2025-10"]


def test_an_offset_without_an_earlier_date_counts_back_from_the_writing():
    mention = only("Nearly a year after the envoy called them friends, the court lifted the ban.")
    assert mention.interval == Interval(date(2024, 4, 25), date(2024, 7, 25), "fuzzy")
    assert mention.basis == "document date"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in March and April 2024", ["2024-03", "2024-04"]),
        ("between 2019 and 2021", ["2019", "2021"]),
        ("2022-2024", ["2022", "2024"]),
        ("the winter of 1957–58", ["1957-WI", "1958"]),
        ("10-12 May 2019", ["2019-05-10", "2019-05-12"]),
        ("from 5 to 9 June", ["2025-06-05", "2025-06-09"]),
        ("from 28 May to 3 June 2019", ["2019-05-28", "2019-06-03"]),
        ("from Monday to Friday", ["2025-04-21", "2025-04-25"]),
    ],
)
def test_ranges_and_lists_share_what_one_of_them_says(text, expected):
    assert values(text) == expected


def test_the_end_of_a_range_is_linked_to_its_beginning():
    assert [mention.link for mention in recognise("It ran between 2019 and 2021, in May and June.")] == [
        "",
        "to",
        "",
        "list",
    ]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("It took 20 years.", "DURATION", "P20Y"),
        ("It was a 90-minute talk.", "DURATION", "PT90M"),
        ("It was a decade-long war.", "DURATION", "P10Y"),
        ("It took two and a half years.", "DURATION", "P2.5Y"),
        ("It took an hour and a half.", "DURATION", "PT1.5H"),
        ("It took several months.", "DURATION", "PXM"),
        ("It took more than two dozen weeks.", "DURATION", "P24W"),
        ("It runs daily.", "SET", "P1D"),
        ("It runs every Friday.", "SET", "XXXX-WXX-5"),
        ("It runs twice a week.", "SET", "P1W"),
        ("It starts at 5:30 p.m. on 4 May 2019.", "TIME", "2019-05-04T17:30"),
        ("It started yesterday evening.", "TIME", "2025-04-24TEV"),
    ],
)
def test_durations_sets_and_times_have_their_type(text, kind, value):
    mention = only(text)
    assert (mention.type, mention.value) == (kind, value)
    assert (mention.interval is None) == (kind in ("DURATION", "SET")) == bool(mention.reason)


@pytest.mark.parametrize(
    "text",
    [
        "They may march, or he sat there; a second man fell and rose.",
        "1,919 people flew in a Boeing 747 that cost $2003.",
        "Call +44 20 7946 2003 or 555-2003.",
        "They won 3-2, then 21-19, at odds of 2:1.",
        "More than 2000 were hurt and 1990 people fled.",
        "Shares rose 12% to 1462.93 points at Sun Microsystems.",
        "The 6-year-old boy and the man, 52 years old, went home.",
    ],
)
def test_what_only_looks_like_a_date_stays_out(text):
    assert find_dates(text, FRIDAY) == []


def test_a_date_before_the_year_1_has_a_value_and_a_reason():
    mention = only("The war began in 264 BC.")
    assert (mention.value, mention.interval, mention.reason) == ("BC0264", None, "before the year 1")


@pytest.mark.parametrize(
    "text", ["He left last month.", "He left on April 17.", "On Wednesday he left.", "It is now shut."]
)
def test_without_a_day_of_writing_relative_dates_have_a_reason(text):
    mention = only(text, None)
    assert mention.interval is None
    assert mention.reason
    assert mention.basis == "none"


@pytest.mark.parametrize(
    ("text", "value", "first", "last"),
    [
        ("He left last month.", "2024-XX", "2024-03-01", "2024-05-31"),
        ("He leaves later this month.", "2024-XX", "2024-04-01", "2024-06-30"),
        ("He left last year.", "2023", "2023-01-01", "2023-12-31"),
        ("He left today.", "2024-XX-XX", "2024-04-01", "2024-06-30"),
        ("He left in May 2019.", "2019-05", "2019-05-01", "2019-05-31"),
    ],
)
def test_a_vague_day_of_writing_gives_the_hull_of_all_its_days(text, value, first, last):
    mention = only(text, SPRING)
    assert mention.value == value
    assert (mention.interval.earliest, mention.interval.latest) == (day(first), day(last))


def test_a_week_of_writing_leaves_one_wednesday():
    week = Interval(date(2025, 4, 23), date(2025, 4, 29), "week")
    assert only("The ministry said so on Wednesday.", week).interval == Interval.on(date(2025, 4, 23))


def test_a_history_keeps_its_own_time():
    raids = "".join(f"On {number} June 1861 a raid failed. On {number} July another did. " for number in range(1, 10))
    told = (
        raids
        + "In December the former mayor fled. In January he was caught. On 9 January he died. The next day it rained."
    )
    expected = ["1861-12", "PAST_REF", "1862-01", "1862-01-09", "1862-01-10"]
    assert values(told)[-5:] == expected


def test_news_has_no_former_dates():
    assert values("The former mayor left today.") == ["2025-04-25"]


def test_mentions_say_what_their_words_say_without_a_day_of_writing():
    wednesday, ago, later = recognise("The ministry said on Wednesday that he left nearly two years ago, late in May.")
    assert (wednesday.kind, wednesday.value, wednesday.tense) == ("weekday", "XXXX-WXX-3", -1)
    assert (ago.reading.unit, ago.reading.low, ago.reading.direction, ago.reading.hedge) == ("year", 2, -1, "under")
    assert (later.kind, later.value, later.reading.edge) == ("yearless", "XXXX-05", "late")


def test_results_can_be_pickled_and_repeat():
    text = "He left last month, two days after the vote of 3 May 2019."
    found = find_dates(text, FRIDAY)
    assert pickle.loads(pickle.dumps(found)) == found == resolve(recognise(text), FRIDAY)


def periods(text: str, written: date | Interval | None = FRIDAY):
    """What the table of dates shows of a text: words, and first and last day."""
    joined = join_periods(text, find_dates(text, written))
    shown = [(one.text, one.interval) for one in joined if names_a_time(one)]
    return [(words, str(days.earliest), str(days.latest)) if days else (words, None, None) for words, days in shown]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("It grew from 2011 through mid-2014.", "2011-01-01", "2014-09-30"),
        ("It grew between June 2012 and April 2014.", "2012-06-01", "2014-04-30"),
        ("In February-May 2014 it grew.", "2014-02-01", "2014-05-31"),
        ("It grew from late 2012 until the end of 2013.", "2012-08-01", "2013-12-31"),
        ("It grew from November to February 2014.", "2013-11-01", "2014-02-28"),
        ("In Oct-Jan 2014 it grew.", "2013-10-01", "2014-01-31"),
        ("During the first five months of 2014 it grew.", "2014-01-01", "2014-05-31"),
        ("In the first two weeks of May 2014 it grew.", "2014-05-01", "2014-05-14"),
        ("In the last two months of 2014 it grew.", "2014-11-01", "2014-12-31"),
        ("In the six months ended 30 June 2014 it grew.", "2014-01-01", "2014-06-30"),
        ("It grew in the year to June 2014.", "2013-07-01", "2014-06-30"),
        ("It grew in the quarter ended 30 Sept. 2014.", "2014-07-01", "2014-09-30"),
        ("They met on June 3-5, 2014.", "2014-06-03", "2014-06-05"),
        ("They met between June 3 and 5, 2014.", "2014-06-03", "2014-06-05"),
        ("They met on 3-5 June 2014.", "2014-06-03", "2014-06-05"),
        ("They met on the night of 3 to 4 June 2014.", "2014-06-03", "2014-06-04"),
        ("They met in the night of 3/4 June 2014.", "2014-06-03", "2014-06-04"),
        ("They fled overnight from Monday to Tuesday.", "2025-04-21", "2025-04-22"),
        ("The harvest of 2011/12 was poor.", "2011-01-01", "2012-12-31"),
        ("The 2018-9 season was poor.", "2018-01-01", "2019-12-31"),
        ("It is open between now and 15 June.", "2025-04-25", "2025-06-15"),
    ],
)
def test_words_that_tell_one_period_are_one_interval(text, first, last):
    (period,) = periods(text)
    assert period[1:] == (first, last)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("It fell in 2011 and 2013.", ["2011-01-01", "2013-01-01"]),
        ("They met on June 3 and 5, 2014.", ["2014-06-03", "2014-06-05"]),
        ("They met on 3, 4 and 9 June 2014.", ["2014-06-03", "2014-06-04", "2014-06-09"]),
        ("It was moved from 3 June 2014 to 9 June 2014.", ["2014-06-03", "2014-06-09"]),
        ("It rained from 3 June 2014 to 9 June 2014.", ["2014-06-03", "2014-06-09"]),
    ],
)
def test_days_and_years_in_a_list_stay_apart(text, days):
    assert [first for _, first, _ in periods(text)] == days


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("It fell three years ago this week.", "2022-04-21", "2022-04-27"),
        ("It fell a year ago this month.", "2024-04-01", "2024-04-30"),
        ("It fell four years ago on March 9.", "2021-03-09", "2021-03-09"),
        ("It fell on this day in 2017.", "2017-04-25", "2017-04-25"),
        ("They will rule two weeks from Monday.", "2025-05-12", "2025-05-12"),
        ("They will rule two months from today.", "2025-06-25", "2025-06-25"),
    ],
)
def test_an_anniversary_is_counted_from_the_day_that_it_names(text, first, last):
    assert [period[1:] for period in periods(text)] == [(first, last)]


def test_days_after_a_date_are_counted_from_it():
    assert periods("He left three days after 9 March 2014.")[0][1:] == ("2014-03-12", "2014-03-12")
    assert periods("He left two weeks before Easter 2014.")[0][1:] == ("2014-04-06", "2014-04-06")


@pytest.mark.parametrize(
    ("text", "day_"),
    [
        ("They met on Christmas Eve.", "2024-12-24"),
        ("They met on Good Friday.", "2025-04-18"),
        ("They met on Easter Monday 2014.", "2014-04-21"),
        ("They met on New Year's Eve.", "2024-12-31"),
        ("They met on Boxing Day 2014.", "2014-12-26"),
        ("They met on Black Friday 2014.", "2014-11-28"),
        ("They met on 07th Feb 2014.", "2014-02-07"),
        ("They met on 7-Feb-14.", "2014-02-07"),
        ("They met on 2014/Feb/07.", "2014-02-07"),
        ("They met on the fourth of February 2014.", "2014-02-04"),
        ("They met on february twenty-first.", "2025-02-21"),
        ("They met on Friday the 13th.", "2024-12-13"),
        ("They met on Wed 9th.", "2025-04-09"),
        ("They will meet next week on Thursday.", "2025-05-01"),
        ("Omar was killed on 30 April.", "2024-04-30"),
        ("They agreed to meet on 30 April.", "2025-04-30"),
        ("They will meet on 3 January.", "2026-01-03"),
        ("They were to meet on 30 April.", "2025-04-30"),
        ("The court was to rule on 3 January.", "2026-01-03"),
        ("He paid $9 May 3, 2014.", "2014-05-03"),
    ],
)
def test_days_are_read_in_many_forms(text, day_):
    assert [period[1] for period in periods(text)] == [day_]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("It was in the week of February 6, 2014.", "2014-02-03", "2014-02-09"),
        ("It was in the week beginning 3 February 2014.", "2014-02-03", "2014-02-09"),
        ("It was in the first week of February 2014.", "2014-02-01", "2014-02-07"),
        ("It was in the 3rd week of February 2014.", "2014-02-15", "2014-02-21"),
        ("It was in the last week of 2014.", "2014-12-25", "2014-12-31"),
        ("It was in the September quarter of 2014.", "2014-07-01", "2014-09-30"),
        ("It fell 4 percent year to date.", "2025-01-01", "2025-04-25"),
        ("It will be held in March.", "2026-03-01", "2026-03-31"),
        ("The shell hit in May.", "2024-05-01", "2024-05-31"),
        ("It was in the 1970 s.", "1970-01-01", "1979-12-31"),
    ],
)
def test_weeks_quarters_and_months_are_read_in_many_forms(text, first, last):
    assert [period[1:] for period in periods(text)] == [(first, last)]


@pytest.mark.parametrize(
    ("text", "first", "last", "calendar"),
    [
        ("It was signed on 1 Hamal 1400.", "2021-03-21", "2021-03-21", "solar"),
        ("It was signed on 30 Hoot 1399.", "2021-03-20", "2021-03-20", "solar"),
        ("It was signed on Mizan 15, 1388.", "2009-10-07", "2009-10-07", "solar"),
        ("It was signed in the solar year 1398.", "2019-03-21", "2020-03-19", "solar"),
        ("It was signed on 22 Bahman 1357.", "1979-02-11", "1979-02-11", "solar"),
        ("It was signed in Ramadan 1440.", "2019-05-05", "2019-06-05", "lunar"),
    ],
)
def test_days_of_other_calendars_are_converted_and_say_so(text, first, last, calendar):
    mention = only(text)
    assert (str(mention.interval.earliest), str(mention.interval.latest)) == (first, last)
    assert mention.reason == f"converted from the {calendar} Hijri calendar"


@pytest.mark.parametrize(
    "text", ["in fiscal 2019", "in fiscal year 2019", "in FY19", "the 2019 fiscal year", "in FY2019"]
)
def test_a_fiscal_year_keeps_its_value_and_has_no_days(text):
    mention = only(f"Sales rose {text}.")
    assert (mention.value, mention.interval) == ("2019", None)
    assert mention.reason == "a fiscal year: nothing says in which month it begins"


@pytest.mark.parametrize(
    "text", ["in recent years", "over the past few months", "in the coming weeks", "in recent days"]
)
def test_a_stretch_of_unknown_length_has_no_days(text):
    mention = only(f"Trade grew {text}.")
    assert (mention.interval, mention.reason) == (None, "nothing says how many")


@pytest.mark.parametrize(
    "text",
    [
        "It is now shut.",
        "It shut recently.",
        "At 9 a.m. it shut.",
        "He spent the day there.",
        "It has 1500-2000 fighters.",
    ],
)
def test_words_that_name_no_time_have_no_row(text):
    assert periods(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "“The mill is gone,” said April Osk, a miller.",
        "In the storm August Bere lost his mill.",
        "The deputy, June Bere, left Lom.",
        "May Osk said that it rained.",
        "Friday Eze, a farmer in Lom, lost his cattle.",
        "“It rained,” said Sunday Eze.",
        "Mrs. April was 40.",
    ],
)
def test_people_named_like_a_month_or_a_day_are_no_dates(text):
    assert find_dates(text, None) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The army said Friday Osk had fled.", "Friday"),
        ("In April Osk left.", "April"),
        ("By late August Bere was gone.", "late August"),
        ("On Sunday Besk left.", "Sunday"),
        ("Officials said Sunday Iran had agreed.", "Sunday"),
        ("It closed in May. Besk stayed.", "May"),
    ],
)
def test_a_date_before_somebody_is_a_date(text, words):
    assert [mention.text for mention in find_dates(text, None)] == [words]
