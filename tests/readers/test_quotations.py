"""Quotations: direct, fragments and indirect ones, with their speakers; and marks that quote nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.readers.quotations import find_quotations


def read(text):
    """Each quotation as kind, words of the speaker, cue, and content."""
    return [(q.kind, q.speaker, q.cue, text[q.start : q.end]) for q in find_quotations(text)]


def only(text):
    found = read(text)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "speaker", "cue", "content"),
    [
        ("“The dam will hold,” Mira Osk said.", "Mira Osk", "said", "The dam will hold"),
        ("“The dam will hold,” said Mira Osk, an engineer.", "Mira Osk", "said", "The dam will hold"),
        ("“The dam will hold,” said the water ministry on Monday.", "the water ministry", "said", "The dam will hold"),
        ("“The dam will hold,” said engineer Mira Osk.", "engineer Mira Osk", "said", "The dam will hold"),
        ("“Will the dam hold?” Mira Osk asked.", "Mira Osk", "asked", "Will the dam hold?"),
        ("Mira Osk said: “The dam will hold.”", "Mira Osk", "said", "The dam will hold."),
        ("Mira Osk, an engineer, said, “The dam will hold.”", "Mira Osk", "said", "The dam will hold."),
        ("Mira Osk told Radio Lom on Monday: “The dam will hold.”", "Mira Osk", "told", "The dam will hold."),
        ("“The dam will hold,” she told the news agency Lompress.", "she", "told", "The dam will hold"),
        ("“The dam will hold.” — Mira Osk", "Mira Osk", "—", "The dam will hold."),
    ],
)
def test_a_direct_quotation_has_its_speaker_on_either_side(text, speaker, cue, content):
    assert only(text) == ("direct", speaker, cue, content)


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("“The dam,” Mira Osk said, “will hold.”", "The dam,” Mira Osk said, “will hold."),
        ("“The dam will hold,” Mira Osk said. “It always has.”", "The dam will hold,” Mira Osk said. “It always has."),
    ],
)
def test_a_quotation_that_its_attribution_interrupts_is_one(text, content):
    assert only(text) == ("direct", "Mira Osk", "said", content)


def test_a_long_interruption_makes_two_quotations_of_one_speaker():
    text = "“It holds,” said Mira Osk, who has kept the dam above the town of Lom for thirty years. “Yes.”"
    assert [(kind, speaker) for kind, speaker, _, _ in read(text)] == [("direct", "Mira Osk")] * 2


def test_the_words_in_marks_are_kept_without_marks_and_without_the_comma_of_the_sentence():
    text = "“The dam,” Mira Osk said, “will hold.”"
    assert [span.of(text) for span in find_quotations(text)[0].quoted] == ["The dam", "will hold."]


@pytest.mark.parametrize(
    ("text", "speaker", "cue", "content", "words"),
    [
        ("The mayor called the plan “a fig leaf”.", "The mayor", "called", "the plan “a fig leaf”", "a fig leaf"),
        ("She said the town was “quite dry” by May.", "She", "said", "the town was “quite dry” by May", "quite dry"),
        ("It was “quite dry” by May, said Mira Osk.", "Mira Osk", "said", "It was “quite dry” by May", "quite dry"),
        (
            "The dam is “quite dry”, according to Radio Lom.",
            "Radio Lom",
            "according to",
            "The dam is “quite dry”",
            "quite dry",
        ),
    ],
)
def test_a_fragment_keeps_the_clause_around_it(text, speaker, cue, content, words):
    assert only(text) == ("fragment", speaker, cue, content)
    assert [span.of(text) for span in find_quotations(text)[0].quoted] == [words]


@pytest.mark.parametrize(
    ("text", "speaker", "cue", "content"),
    [
        ("The mayor said on Monday that the dam was safe.", "The mayor", "said", "that the dam was safe"),
        ("The mayor told reporters the dam was safe.", "The mayor", "told", "the dam was safe"),
        ("The dam was safe, the mayor said.", "the mayor", "said", "The dam was safe"),
        ("The dam was safe, said Mira Osk, a retired engineer.", "Mira Osk", "said", "The dam was safe"),
        ("The dam, the mayor said, was safe.", "the mayor", "said", "The dam, the mayor said, was safe"),
        (
            "According to the water ministry, the dam was safe.",
            "the water ministry",
            "According to",
            "the dam was safe",
        ),
        ("The dam was safe, according to officials.", "officials", "according to", "The dam was safe"),
        ("Lom Bank's report found that the dam was safe.", "Lom Bank's report", "found", "that the dam was safe"),
        ("The mayor urged people to stay.", "The mayor", "urged", "people to stay"),
        (
            "The mayor didn’t respond to a request for comment.",
            "The mayor",
            "didn’t respond",
            "to a request for comment",
        ),
        ("The plan was criticised by Mira Osk.", "Mira Osk", "was criticised", "The plan was criticised"),
        ("In Lom on Friday Mira Osk said the dam was safe.", "Mira Osk", "said", "the dam was safe"),
        ("Mira Osk, who built it, said the dam was safe.", "Mira Osk", "said", "the dam was safe"),
        (
            "The Water Ministry in Lom on Friday said the dam was safe.",
            "The Water Ministry in Lom",
            "said",
            "the dam was safe",
        ),
    ],
)
def test_an_indirect_quotation_has_speaker_cue_and_content(text, speaker, cue, content):
    assert only(text) == ("indirect", speaker, cue, content)


def test_two_speakers_of_one_sentence_are_told_apart():
    text = "The mayor said the dam was safe, but Mira Osk said it leaked."
    assert [(speaker, content) for _, speaker, _, content in read(text)] == [
        ("The mayor", "the dam was safe"),
        ("Mira Osk", "it leaked"),
    ]


def test_a_participle_and_a_second_verb_have_the_speaker_of_the_first():
    text = "The mayor praised the plan and said it would work, adding that the dam was safe."
    assert [speaker for _, speaker, _, _ in read(text)] == ["The mayor"] * 3


def test_a_clause_that_opens_the_sentence_ends_at_its_comma():
    text = "While the mayor said the dam was safe, water ran down the hill."
    assert only(text) == ("indirect", "the mayor", "said", "the dam was safe")


def test_a_paragraph_that_is_all_quotation_has_the_speaker_of_the_one_before():
    text = "“The dam will hold,” she said.\n\n“It always has.\n\n“It always will.”"
    assert [(kind, speaker, content) for kind, speaker, _, content in read(text)] == [
        ("direct", "she", "The dam will hold"),
        ("direct", "she", "It always has."),
        ("direct", "she", "It always will."),
    ]


def test_a_colon_announces_the_quotation_of_the_next_paragraph():
    assert only("Mira Osk went on and said:\n\n“The dam will hold.”")[:2] == ("direct", "Mira Osk")


def test_a_quotation_whose_opening_mark_was_lost_is_found():
    assert only("The dam will hold for another thirty years,” Mira Osk says.")[:2] == ("direct", "Mira Osk")


def test_words_put_in_brackets_by_an_editor_are_part_of_the_quotation():
    assert only("“They [the dams] will hold,” Mira Osk said.")[3] == "They [the dams] will hold"


@pytest.mark.parametrize(
    "text",
    [
        "The “old” dam is dry.",
        "The film ‘Dry Season’ opened in Lom.",
        "Ana “Bird” Osk won the race.",
        "'A dry season'\n\nThe dam was built in 1931.",
        "The storm claimed 14 lives.",
        "The council wants the “old” dam back.",
    ],
)
def test_marks_that_quote_nobody_and_verbs_that_tell_nothing_yield_no_quoted_words(text):
    assert [q for q in find_quotations(text) if q.quoted or q.cue == "claimed"] == []


@pytest.mark.parametrize("text", ["", " ", "\n\n", "”", "“", '"', "said", "said.", "according to", "— Mira", "OSK: "])
def test_scraps_raise_nothing(text):
    assert all(0 <= q.start <= q.end <= len(text) for q in find_quotations(text))


WORDS = [
    "he",
    "said",
    "that",
    "Mira",
    "Osk",
    ",",
    ".",
    "“",
    "”",
    '"',
    "'",
    "told",
    "according",
    "to",
    "the",
    "\n\n",
    "—",
    ":",
    "and",
    "adding",
]


@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_every_place_lies_in_the_text_and_holds_the_words_it_names(words):
    text = " ".join(words)
    for q in find_quotations(text):
        assert 0 <= q.start <= q.end <= len(text)
        assert q.speaker_span is None or q.speaker_span.of(text) == q.speaker != ""
        assert q.cue_span is None or q.cue_span.of(text) == q.cue != ""
        assert all(q.start <= span.start <= span.end <= q.end + 1 for span in q.quoted)


@pytest.mark.parametrize(
    "text",
    [
        "So far nothing suggests that it will rain.",
        "The flood claimed 145 lives.",
        "This signals a change.",
        "The visit signals a change.",
        "The removal of the fence, aiming to please Oman, was late.",
        "Iran finds itself alone.",
        "The army kept at it, maintaining presence in 25 towns.",
        "Wages offered by the army are low.",
        "Iran has shown commitment to the port.",
        "Iran’s support for Oman, signalling a shift, goes on.",
        "The plan is underscored by the thaw.",
        "The fire claimed three houses.",
        "Orlan Besk asked not to be named.",
        "The broadcaster has seen documents.",
        "It is unclear whether Iran would recognise it.",
        "There was more from the hearing and regarding rules that would help the port.",
        "(Reporting by Nadine Kholm; Editing by Orlan Besk.)",
        "The interests of member states trump all others.",
    ],
)
def test_where_nobody_speaks_no_words_are_told(text):
    assert not any(quotation.told for quotation in find_quotations(text))


def test_what_is_said_ends_where_the_one_who_says_it_all_is_named():
    text = "Iran wants a port, as it seeks more ships, said Orlan Besk."
    assert [q.speaker for q in find_quotations(text) if "said" in text[q.start : q.end]] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“It is late,” a guard was quoted as saying.", ("direct", "a guard", "was quoted as saying", "It is late")),
        ("Oman said on Tuesday it would rain.", ("indirect", "Oman", "said", "it would rain")),
        ("The report, released by Oman, found it was late.", ("indirect", "The report", "found", "it was late")),
        ("Oman said in a letter that it would rain.", ("indirect", "Oman", "said", "that it would rain")),
        (
            "Besk told Omani envoys that there were “two ships”.",
            ("fragment", "Besk", "told", "that there were “two ships”"),
        ),
        ("“It is late,” she went on.", ("direct", "she", "went on", "It is late")),
        ("That view was backed by Orlan Besk.", ("indirect", "Orlan Besk", "was backed", "That view was backed")),
    ],
)
def test_less_common_ways_to_name_a_speaker(text, expected):
    assert read(text) == [expected]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“It holds,” Rep. Mira Osk (L-Lom), a member of the board, said.", "Rep. Mira Osk"),
        ("Mira Osk (L), Besk’s rival in the vote, called Monday for a new dam, saying it “may break”.", "Mira Osk"),
        ("Mira Osk met a builder who said that he was late, saying: “I am tired of it.”", "Mira Osk"),
        ("It will break soon, Mira Osk said. “We have waited too long for it.”", "Mira Osk"),
        ("After a swiftly called meeting, the board issued a statement calling it “too old”.", "the board"),
    ],
)
def test_the_last_quotation_belongs_to_whom_the_sentence_is_about(text, speaker):
    assert [q.speaker for q in find_quotations(text) if q.quoted][-1] == speaker


def test_a_quotation_after_a_colon_belongs_to_the_one_named_after_it():
    text = "Experts have questioned the figure: “It is inflated,” wrote Orlan Besk."
    assert [(q.kind, q.speaker) for q in find_quotations(text) if q.quoted] == [("direct", "Orlan Besk")]


CONVERSATION = """MIRA OSK, HOST: Will the dam hold?

JON BERE (Engineer): It will, officials say.

OSK: And the bridge?

BERE: It will not.
"""


def test_a_conversation_is_read_turn_by_turn_whatever_its_labels_add_to_a_name():
    assert [(speaker, content) for _, speaker, _, content in read(CONVERSATION)] == [
        ("MIRA OSK", "Will the dam hold?"),
        ("JON BERE", "It will, officials say."),
        ("OSK", "And the bridge?"),
        ("BERE", "It will not."),
    ]


def test_initials_stand_for_a_name_that_had_a_turn():
    text = "Ann Roe: Why?\nBen Lom: Rain.\nAR: And then?\nBL: Snow."
    assert [speaker for _, speaker, _, _ in read(text)] == ["Ann Roe", "Ben Lom", "AR", "BL"]


def test_questions_and_answers_are_turns():
    assert [speaker for _, speaker, _, _ in read("Q: Will it hold?\n\nA: It will.")] == ["Q", "A"]


@pytest.mark.parametrize("dash", ["— ", "– ", "-- ", "—", ""])
def test_an_embedded_post_is_said_by_the_one_who_signed_it(dash):
    text = f"It rained.\n\nThe dam is lost. Pray for us.\n\n{dash}Mira Osk (@mosk) May 3, 2021\n\nIt snowed."
    assert read(text) == [("direct", "Mira Osk", "", "The dam is lost. Pray for us.")]


@pytest.mark.parametrize(
    "dateline",
    [
        "LOM: ",
        "NEW LOM: ",
        "LOM (Lompress) - ",
        "LOM/BERE, May 3 (Lompress) - ",
        "LOM, Berland — ",
        "Lom, 3 May 2021 – ",
    ],
)
def test_a_dateline_is_neither_a_speaker_nor_part_of_what_is_said(dateline):
    assert only(f"{dateline}The dam will hold, engineers said.")[1::2] == ("engineers", "The dam will hold")


@pytest.mark.parametrize(
    "text",
    [
        "Gunmen attacked the dam before dawn.",
        "At least 14 attacked checkpoints near the dam.",
        "The dam was attacked by gunmen on Friday.",
        "A lorry slammed into the dam.",
        "The dam is held by fighters linked to a clan.",
        "An engineer called Mira, from Lom, was late.",
    ],
)
def test_blows_ties_and_names_are_nobodys_words(text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Mira Osk attacked the plan as “mad”.", "Mira Osk"),
        ("Mira Osk slammed the ministry over its plan.", "Mira Osk"),
        ("“We heard it,” a trader, Jon Bere, told Lompress by telephone.", "a trader, Jon Bere"),
        ("It was late, and my driver, Jon Bere, told me not to wait.", "my driver, Jon Bere"),
        ("Her deputy, Jon Bere, put it otherwise, saying the dam “may hold”.", "Her deputy, Jon Bere"),
        ("Lom will hold, says Mira Osk, an engineer.", "Mira Osk"),
        ("Engineers at Lom Bere doubt that it will hold.", "Engineers at Lom Bere"),
        ("“It holds,” Mira Osk said, according to Lompress.", "Mira Osk"),
        ("The deputy, Jon Bere, was blunter: “It is rotten.”", "The deputy, Jon Bere"),
        ("The dam will hold, Mira Osk told parliament on Monday, a view few share.", "Mira Osk"),
        ("In Lom, the town’s water board, the LWB, said it would hold.", "the town’s water board"),
        ("The Lom League and the Bere Union strongly condemn the plan.", "The Lom League and the Bere Union"),
        ("The dam will hold, an engineer, Mira Osk, said by phone.", "an engineer, Mira Osk"),
        ("Yet an engineer said it would hold.", "an engineer"),
        ("The engineer, Col. Said Osk, confirmed that it held.", "The engineer, Col. Said Osk"),
    ],
)
def test_the_speaker_is_the_one_a_reader_would_name(text, speaker):
    assert only(text)[1] == speaker


def test_what_stands_before_a_colon_is_not_part_of_what_is_said():
    assert only("Mira Osk went further: the dam, she said, was “rotten”.")[3].startswith("the dam")


def direct(text):
    return [(text[q.start : q.end], q.speaker) for q in find_quotations(text) if q.kind == "direct"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Orlan Besk said he was tired. “The mill has ruined us all.”",
            [("The mill has ruined us all.", "Orlan Besk")],
        ),
        ("The mayor warned it would rain.\n\n“The mill will stop.”", [("The mill will stop.", "The mayor")]),
        ("Osk argued that it was late. “We lost a day in May.”", [("We lost a day in May.", "Osk")]),
        ("There was anger in Lom. “They have forgotten all of us.”", [("They have forgotten all of us.", "")]),
        (
            "It rained.\n\n“The whole valley has been lost to us.”\n\nIt snowed.",
            [("The whole valley has been lost to us.", "")],
        ),
        ("She came. The sign had one line: “Keep the mill open for us.”", [("Keep the mill open for us.", "The sign")]),
    ],
)
def test_a_quotation_after_a_report_has_its_speaker_and_without_one_is_kept(text, found):
    assert direct(text) == found


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Osk, a judge, said: “The dam is old.\n\n“It will break,” she added.", ["Osk", "she"]),
        ("“The dam is old.\n\n“It will break,” Osk said.", ["Osk", "Osk"]),
        ("“The dam is old.\n\n“It is worn.\n\n“It will break,” Osk said.", ["Osk"] * 3),
        ("“The dam is old.\n\n“It will break,” said Orlan Besk.\n\nIt rained.", ["Orlan Besk"] * 2),
        ("Osk wrote: “The dam is old.\n\n“It is worn.”\n\nIt rained.", ["Osk", "Osk"]),
    ],
)
def test_a_quotation_over_paragraphs_has_one_speaker(text, speakers):
    assert [speaker for _, speaker in direct(text)] == speakers


@pytest.mark.parametrize(
    "text",
    [
        "The Lom Tide quoted Mira Osk as saying: “The mill will be closed for good.”",
        "The agency cited Mira Osk as saying “The mill will be closed for good.”",
        "“The mill will be closed for good,” the Lom Tide quoted Mira Osk as saying.",
        "Mira Osk was quoted as saying “The mill will be closed for good.”",
        "The radio quotes Mira Osk as saying: “The mill will be closed for good.”",
    ],
)
def test_who_is_quoted_by_another_is_the_speaker(text):
    assert [(words.strip("."), speaker) for words, speaker in direct(text)] == [
        ("The mill will be closed for good", "Mira Osk")
    ]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Osk: “The mill will be closed for good.”", "Osk"),
        ("Orlan Besk: “The mill will be closed for good.”", "Orlan Besk"),
        (
            "And from the head of the union, Mira Osk:\n\n“The mill will be closed for good.”",
            "the head of the union, Mira Osk",
        ),
        ("A statement by the union read: “The mill will be closed for good.”", "A statement by the union"),
        ("“The mill will be closed for good,” the letter reads.", "the letter"),
    ],
)
def test_a_name_or_a_document_is_enough_to_put_words_down_to(text, speaker):
    assert [found for _, found in direct(text)] == [speaker]


@pytest.mark.parametrize(
    "text",
    [
        "The ferry “Pride of Lom” sank in May, the minister said.",
        "A farmer known as “Old Besk” said it rained.",
        "Viktor “The Miller” Besk said it rained.",
        "It is late\n\nViktor “The Miller” Besk said it rained.",
        "Osk said that the film “The Last Mill” was sold.",
        "The hotel “Grand Lom” was closed, Osk said.",
    ],
)
def test_names_and_titles_in_marks_quote_nobody(text):
    assert [(q.kind, q.quoted) for q in find_quotations(text)] == [("indirect", ())]


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        ('"We will not leave, the elder Orlan Besk said. He wept.', "We will not leave", "the elder Orlan Besk"),
        ("“We will not leave, Mira Osk said.", "We will not leave", "Mira Osk"),
        ("“Will they leave? the mayor said. It rained.", "Will they leave?", "the mayor"),
        ("“We will not leave the town, she added. It rained.", "We will not leave the town", "she"),
        ('"We stay, Besk told the Lom Tide. It rained.', "We stay", "Besk"),
    ],
)
def test_a_quotation_that_lost_its_closing_mark_ends_at_its_attribution(text, words, speaker):
    assert direct(text) == [(words, speaker)]


@pytest.mark.parametrize(
    ("text", "nobody"),
    [
        ("He said it “will do”, for a league seen as “lost to the world”.", "lost to the world"),
        ("She called it “odd” and left the club, described as “too loud”, the guard said.", "too loud"),
        ("Nils Oberg hailed a “bright” port, regarded as having been “dull as lead”.", "dull as lead"),
        ("The bank said “no” to the plan, dismissed as “pie in the sky”.", "pie in the sky"),
        ("The envoy spoke of “calm” in a town portrayed as being “full of fear”.", "full of fear"),
    ],
)
def test_words_in_marks_of_nobody_beside_those_of_somebody_are_kept(text: str, nobody: str) -> None:
    assert (nobody, "") in [
        (text[span.start : span.end], q.speaker) for q in find_quotations(text) for span in q.quoted
    ]


def test_a_name_in_marks_beside_a_quotation_is_none() -> None:
    text = "He said it “will do”, for a league known as “the lost world”."
    assert [q.speaker for q in find_quotations(text)] == ["He"]


@pytest.mark.parametrize(
    "speaker", ["the Rev. Pavel Osk", "Del. Mira Osk of Lom", "Radio Lom host Jana Reiss", "9/11 widow Ada Kosk"]
)
def test_a_speaker_behind_the_verb_has_title_and_station(speaker):
    assert only(f"“It will never be as it was,” said {speaker}.")[1] == speaker


def test_a_reference_in_brackets_is_nothing_that_is_said():
    assert find_quotations("Rail tells a like tale (Table 2).") == []
