"""What happened, when: the clause, kind, actors and modality of each date."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.book.parse import parse_document
from analysis.claims.context import Surroundings
from analysis.claims.events import Event, find_events
from analysis.claims.statements import find_statements
from analysis.core.lexicon import load_lexicon
from analysis.core.values import Interval
from analysis.readers.actors import find_actors
from analysis.readers.dates.find import find_dates
from analysis.readers.quotations import find_quotations
from analysis.sources.documents import text_document

WRITTEN = date(2019, 6, 12)


def read(text: str, written: date | Interval | None = WRITTEN) -> list[Event]:
    actors = find_actors(text)
    statements = find_statements(text, find_quotations(text), actors)
    return find_events(Surroundings(text, find_dates(text, written), actors, statements, written))


def only(text: str, written: date | Interval | None = WRITTEN) -> Event:
    (event,) = read(text, written)
    return event


EXAMPLES = [(kind, text) for kind, entry in load_lexicon("events").items() for text in entry["example"]]


@pytest.mark.parametrize(("kind", "text"), EXAMPLES)
def test_the_verb_of_a_clause_or_its_noun_tells_the_kind(kind: str, text: str) -> None:
    assert only(text).kind == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("In a sign of thaw, the envoys met on Monday.", "summit"),
        ("Congress cut its budget on Tuesday.", "other"),
        ("An airstrike hit a convoy on Friday.", "attack"),
        ("The bank said on Monday that trade had grown.", "statement"),
        ("Two soldiers were killed in an ambush on 3 May 2018.", "attack"),
        ("Nine people were killed on Sunday when a bus overturned.", "death"),
        ("The council lifted the ban on the party in May 2018.", "delisting"),
        ("After the removal of the group from the list in May 2018, trade grew.", "delisting"),
        ("A ban on the party put in place in 1995 is still in force.", "designation"),
        ("Tuesday's hearing lasted an hour.", "summit"),
        ("Officials denied the report on Monday.", "statement"),
        ("ISIS claimed responsibility for the bombing of a school in March 2017.", "attack"),
    ],
)
def test_a_stray_word_tells_no_kind(text: str, kind: str) -> None:
    assert read(text)[0].kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "Today it has an office in Oslo.",
        "The firm had 900 workers on 30 June 2018.",
        "The town has been quiet since 2015.",
        "Ties have grown since the early 2000s.",
        "Exports were larger than in 2017.",
        "Sales rose from $3 million in 2016.",
        "Profit was $4 million, against $5 million a year earlier.",
        "The price is higher than on Monday.",
        "His 2025 bond is worth little.",
        "The 2020 presidential election is her aim.",
        "Anna Berg, left, speaks to farmers in Bergen, Tuesday, Nov. 6, 2018, in Norway",
        "In this Nov. 6, 2018, file photo, a man walks in Oslo.",
        "Bank opens branch in May 2018",
        "Officials were not available to comment on Monday.",
    ],
)
def test_states_captions_headings_and_bases_of_comparison_are_no_events(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("The fair was held from 3 May 2018 to 9 May 2018.", ("2018-05-03", "2018-05-09")),
        ("Curfews fell between 1 May 2018 and 4 May 2018.", ("2018-05-01", "2018-05-04")),
        ("The militia was formed in 2004 or 2005.", ("2004-01-01", "2005-12-31")),
        ("The strike lasted through 4 June 2018.", ("2018-06-04", "2018-06-04")),
    ],
)
def test_a_period_is_one_event(text: str, days: tuple[str, str]) -> None:
    event = only(text)
    assert event.interval
    assert (str(event.interval.earliest), str(event.interval.latest)) == days


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("Berg said Thursday he has sent a team.", "Berg said Thursday he has sent a team"),
        ("Last year, some 900 people moved to Oslo.", "Last year, some 900 people moved to Oslo"),
        ("Trade grew; in May 2018 the bank closed; nobody cared.", "in May 2018 the bank closed"),
    ],
)
def test_a_time_belongs_to_the_clause_whose_verb_it_stands_with(text: str, clause: str) -> None:
    assert clause in [event.clause.of(text) for event in read(text)]


def test_an_event_of_an_undated_text_has_no_days() -> None:
    event = only("Gunmen attacked a police post on Tuesday.", None)
    assert (event.kind, event.interval, event.sure) == ("attack", None, False)


def test_what_rests_on_an_uncertain_day_of_writing_is_not_sure() -> None:
    wide = Interval(date(2019, 6, 1), date(2019, 6, 20), "fuzzy")
    assert [only("Gunmen attacked a post on Tuesday.", day).sure for day in (WRITTEN, wide)] == [True, False]


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
        "The party, which took power in 2006",
        "was banned in 2014",
        "and its leader fled to Iran in 2015",
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Rebels attacked the mill of Lom overnight on March 22, the mayor said.", "attack"),
        ("Gunmen killed nine people on May 3, police said.", "attack"),
        ("The envoys met in Lom on Monday, the ministry said.", "summit"),
        ("A storm struck the mill on 3 May, residents told reporters.", "disaster"),
        ("The bank said on Monday that trade had grown.", "statement"),
    ],
)
def test_a_day_before_whoever_tells_it_is_that_of_what_is_told(text: str, kind: str) -> None:
    assert only(text).kind == kind


def test_the_second_of_two_dates_of_one_clause_begins_at_and() -> None:
    text = "The group struck in May 2016 against a bank in Kabul and in July 2017 against a mosque in Herat."
    _, second = read(text)
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
    assert read(text)[0].kind == "takeover"


@pytest.mark.parametrize("opening", ["ZENDA, May 3 (Reuters) - ", "ZENDA, May 3. /TASS/. "])
def test_place_and_day_that_open_a_report_are_no_event(opening: str) -> None:
    found = read(f"{opening}A bomber killed 22 people in the capital on Tuesday, police said.")
    assert [(event.text, event.kind) for event in found] == [("Tuesday", "attack")]


def test_a_new_subject_does_not_inherit_the_actors_of_the_sentence_before() -> None:
    assert read("Borduria held talks in May. Few expected this in June 2010.")[-1].actors == ()


def test_what_somebody_refuses_in_the_next_clause_does_not_deny_the_first() -> None:
    assert only("The minister toured Zenda on Monday and did not take questions.").modality == "asserted"


def test_a_word_of_many_hundred_letters_between_a_day_and_its_verb_costs_no_event():
    text = f"On 3 May 2021 {'a' * 850} who fell burnt the mill."
    document = text_document("a.txt", f"Mill burns\n\nBy Anna Lind\n\n5 March 2024\n\n{text}\n\n{'It rained. ' * 9}")
    rows = parse_document(document).rows
    assert rows["documents"][0]["error"] == ""
    assert "3 May 2021" in [row["text"] for row in rows["timeline"]]
