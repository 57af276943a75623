"""What happened, when: the clause, kind, actors and modality of each date."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.claims.clauses import clause_around
from analysis.claims.events import Event, find_events
from analysis.claims.statements import find_statements
from analysis.core.values import Interval, Span
from analysis.readers.actors import find_actors
from analysis.readers.dates.find import find_dates
from analysis.readers.quotations import find_quotations

WRITTEN = date(2019, 6, 12)


def read(text: str, written: date | Interval | None = WRITTEN) -> list[Event]:
    actors = find_actors(text)
    statements = find_statements(text, find_quotations(text), actors)
    return find_events(text, find_dates(text, written), actors, statements, written)


def only(text: str, written: date | Interval | None = WRITTEN) -> Event:
    (event,) = read(text, written)
    return event


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Gunmen attacked a police post near Herat in March 2018.", "attack"),
        ("Turkey outlawed the group in 1999.", "designation"),
        ("The council removed the movement from its list of banned groups in May 2018.", "delisting"),
        ("A ban on the party put in place in 1995 is still in force.", "designation"),
        ("The foreign minister visited Tashkent in April 2018.", "visit"),
        ("Rebels seized power in 1992.", "war or takeover"),
        ("The last soldiers were withdrawn in February 1989.", "withdrawal"),
        ("The bank was founded in 1966.", "founding"),
        ("The two neighbours signed a border treaty in 2011.", "ceasefire or agreement"),
        ("The presidents of five states attended a summit in Astana in June 2017.", "summit"),
        ("Iran recognised the new state in 1992.", "recognition or relations"),
        ("An earthquake shook the valley in October 2015.", "disaster"),
        ("The minister said on Monday that the road was open.", "statement"),
        ("Exports to the region overtook imports in 2016.", "trade or investment"),
        ("A court in Herat on Monday sentenced four men to death for the attack.", "court or law"),
        ("Islamic State claimed responsibility on Monday for the bombing of the bridge.", "statement"),
        ("The lake froze in January 2014.", "other"),
    ],
)
def test_the_cue_nearest_to_the_date_tells_the_kind(text: str, kind: str) -> None:
    assert only(text).kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "Trade has grown in recent years.",
        "Trade has grown over the past decade.",
        "It was the worst storm in 20 years.",
        "The programme lasts 90 minutes.",
        "The council meets every Friday.",
        "12 June 2019",
    ],
)
def test_windows_lengths_habits_and_bare_stamps_are_no_events(text: str) -> None:
    assert read(text) == []


def test_the_clause_and_not_the_sentence_is_what_happened() -> None:
    text = "The party, which took power in 2006, was banned in 2014, and its leader fled to Iran in 2015."
    assert [event.clause.of(text) for event in read(text)] == [
        "which took power in 2006",
        "was banned in 2014",
        "and its leader fled to Iran in 2015",
    ]


def test_two_dates_of_one_clause_are_parted_at_and() -> None:
    text = "The group struck twice: in May 2016 against a bank in Kabul and in July 2017 against a mosque in Herat."
    first, second = read(text)
    assert first.clause.of(text) == "in May 2016 against a bank in Kabul"
    assert second.clause.of(text) == "and in July 2017 against a mosque in Herat"


def test_either_of_two_years_is_one_event() -> None:
    event = only("The militia was formed in 2004 or 2005 by former soldiers.")
    assert event.text == "2004 or 2005"
    assert (event.interval.earliest, event.interval.latest) == (date(2004, 1, 1), date(2005, 12, 31))


def test_who_a_relative_clause_is_about_stands_before_it() -> None:
    assert only("Russia supported the Taliban, which seized the capital in 1996.").actors[0] == "Taliban"


def test_a_pronoun_leads_back_to_the_first_actor_of_the_sentence() -> None:
    assert only("Iran condemned the Taliban in a note, and it closed the border in 1998.").actors[0] == "Iran"


def test_a_clause_without_actors_borrows_those_of_its_sentence() -> None:
    assert "Taliban" in only("The Taliban held two cities: the last one fell in 2001.").actors


def test_whoever_speaks_leads_a_statement() -> None:
    event = only("Of the Taliban and Iran, Vladimir Putin said on Monday that both were ready.")
    assert (event.kind, event.actors[0]) == ("statement", "Vladimir Putin")


def test_where_it_happened_is_told_by_a_place() -> None:
    assert only("Envoys met in Tashkent in May 2018.").place == "Tashkent"


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("The bridge opened in 2012.", "asserted"),
        ("The forum will open in Kazan in July 2019.", "planned"),
        ("Talks may resume in July 2019.", "speculated"),
        ("The army did not leave in 2012.", "denied"),
        ("“The army left in 2012,” Vladimir Putin said.", "attributed"),
        ("After the ban was lifted in May 2019, the ministry said that it would open an office.", "asserted"),
    ],
)
def test_how_firmly_is_read_from_the_clause_alone(text: str, modality: str) -> None:
    assert read(text)[0].modality == modality


def test_what_somebody_says_is_put_down_to_the_speaker() -> None:
    assert only("“The army left in 2012,” Vladimir Putin said.").attributed_to == "Vladimir Putin"


@pytest.mark.parametrize(
    ("written", "stale"),
    [
        (date(2019, 8, 1), True),
        (date(2019, 7, 15), False),
        (Interval(date(2019, 7, 20), date(2019, 9, 20), "fuzzy"), False),
        (Interval(date(2019, 8, 1), date(2019, 9, 20), "fuzzy"), True),
        (None, False),
    ],
)
def test_an_announcement_is_stale_when_its_days_are_over_before_the_text_can_have_been_written(
    written: date | Interval | None, stale: bool
) -> None:
    assert only("The forum will open in Kazan in July 2019.", written).stale is stale


def test_a_report_of_the_past_is_never_stale() -> None:
    assert not only("The forum opened in Kazan in July 2015.").stale


def test_what_comes_after_an_anchor_is_what_happened() -> None:
    text = "The mine opened in May 2010. Two years after the opening, the owner sold it to China."
    event = read(text)[-1]
    assert event.interval.earliest.year == 2012
    assert event.clause.of(text).startswith("Two years after the opening, the owner sold")


def test_a_lead_counts_back_from_its_own_news() -> None:
    event = only("Nearly a year after China called the port a model, the owners closed it.")
    assert event.interval.earliest == date(2018, 6, 12)
    assert event.interval.latest < date(2018, 12, 31)
    assert event.actors == ("China",)


ODD = [
    "2003, ",
    "in May 2004 and ",
    "which in 1999 ",
    "(1999) ",
    "“in 2001” ",
    "— 1998 ",
    "; ",
    "it ",
    ", and ",
    "\n\n",
    "a ",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(ODD), max_size=60).map("".join))
def test_clauses_hold_their_date_and_lie_in_the_text(text: str) -> None:
    for event in read(text):
        assert event.text == text[event.start : event.end]
        assert event.clause.start <= event.start <= event.end <= event.clause.end <= len(text)
        assert event.sentence.start <= event.start <= event.end <= event.sentence.end <= len(text)


@pytest.mark.parametrize("filler", ["2003, ", "( ", "“", "which ", ", and ", "a "])
def test_a_sentence_without_an_end_is_read(filler: str) -> None:
    text = "Rebels seized the town in 1992 " + filler * 5_000
    assert read(text)[0].kind == "war or takeover"


def test_a_place_is_its_own_clause_at_least() -> None:
    assert clause_around("2003", Span(0, 4), Span(0, 4)) == Span(0, 4)


@pytest.mark.parametrize("opening", ["ZENDA, May 3 (Reuters) - ", "ZENDA, May 3. /TASS/. "])
def test_place_and_day_that_open_a_report_are_no_event(opening: str) -> None:
    found = read(f"{opening}A bomber killed 22 people in the capital on Tuesday, police said.")
    assert [(event.text, event.kind) for event in found] == [("Tuesday", "attack")]


def test_a_new_subject_does_not_inherit_the_actors_of_the_sentence_before() -> None:
    assert read("Borduria held talks in May. Few expected this in June 2010.")[-1].actors == ()


def test_what_somebody_refuses_in_the_next_clause_does_not_deny_the_first() -> None:
    assert only("The minister toured Zenda on Monday and did not take questions.").modality == "asserted"
