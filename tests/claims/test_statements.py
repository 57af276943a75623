"""Statements: speakers under one name, what they are about, and what they claim."""

import pytest

from analysis.claims.statements import find_statements
from analysis.readers.actors import find_actors
from analysis.readers.quotations import find_quotations


def statements(text):
    return find_statements(text, find_quotations(text), find_actors(text))


def speakers(text):
    return [statement.speaker for statement in statements(text)]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Mr Putin said it would rain.", "Vladimir Putin"),
        ("Russian President Vladimir Putin said it would rain.", "Vladimir Putin"),
        ("Putin’s spokesman, Dmitry Peskov, said it would rain.", "Dmitry Peskov"),
        ("Moscow said it would rain.", "Russia"),
        ("The Foreign Ministry in Kabul said it would rain.", "Afghan foreign ministry"),
        ("Russian officials said it would rain.", "Russian officials (unnamed)"),
        ("The Global Terrorism Index’s latest report found it would rain.", "Global Terrorism Index"),
        ("It will rain, analysts say.", "analysts (unnamed)"),
        ("Trump’s campaign said it would rain.", "Trump’s campaign"),
        ("It will rain, said Orlan Besk, a fellow at the Lom Institute.", "Orlan Besk"),
    ],
)
def test_the_words_that_name_a_speaker_lead_to_one_name(text, speaker):
    assert speakers(text) == [speaker]


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("Orlan Besk said it would rain. “Bring a coat,” he said.", "Orlan Besk"),
        ("Orlan Besk, a diplomat, met Iran’s envoy. “Bring a coat,” he said.", "Orlan Besk"),
        ("Orlan Besk, an analyst, said it would rain. Iran denied it. He said it would snow.", "Orlan Besk"),
        ("A plan backed by Mr Putin in May, when he called it “wise”.", "Vladimir Putin"),
        ("The Kremlin said it would rain. It said it would snow.", "Kremlin"),
        ("Iran met the Taliban, as it called for a new port.", "Iran"),
        ("The head of the World Bank said it would snow.", "head of the World Bank (unnamed)"),
        ("Its author, Orlan Besk, warns it will snow.", "Orlan Besk"),
        ("Orlan Besk, a diplomat, said it would rain. The diplomat said it would snow.", "Orlan Besk"),
        ("Mr Putin was late. The Russian leader said it would snow.", "Vladimir Putin"),
        ("The World Bank was late. Mr Putin said it would rain. The bank said it would snow.", "World Bank"),
        ("A paper in the Lom Tide Review found it would rain. “Bring a coat,” the paper said.", "Lom Tide Review"),
        ("Boko Haram was quiet. The group said it would rain.", "Boko Haram"),
        ("Reuters was late. The news agency said it would snow.", "Reuters"),
    ],
)
def test_pronouns_and_descriptions_lead_to_whom_they_mean(text, last):
    assert speakers(text)[-1] == last


@pytest.mark.parametrize(
    ("text", "last"),
    [
        (
            "Mr Putin said it would rain. A senior official said it would snow. He said it would hail.",
            "senior official",
        ),
        ("Mr Putin said it would rain. A farmer was late. “Bring a coat,” he said.", "farmer"),
        ("Mr Macron said it would rain. So did his defence minister. She said it would snow.", "defence minister"),
        ("Mr Putin said it would rain. My neighbours left. They said it would snow.", "neighbours"),
        ("I say it will rain. They say it will snow.", None),
        ("Two officials at the World Bank said it would rain.", "World Bank officials"),
        ("American officials said it would rain.", "US officials"),
        ("A former US diplomat said it would rain.", "former US diplomat"),
        ("An official who asked not to be named said it would rain.", "official"),
        ("Residents said it would rain.", "residents"),
        ("The provincial government said it would rain.", "provincial government"),
        ("Reuters was late. The space agency said it would rain.", "space agency"),
        ("Reuters was late. The search and rescue agency said it would rain.", "search and rescue agency"),
        ("The World Bank was late. The blood bank said it would rain.", "blood bank"),
        ("Boko Haram was quiet. The aid group said it would rain.", "aid group"),
        ("I said it would rain.", "author"),
        ("One of its executives said it would rain.", "executives"),
        ("Two sources said it would rain. One of them said it would snow.", "sources"),
        ("Eyewitnesses said it would rain.", "eyewitnesses"),
        ("A Commission spokeswoman said it would rain.", "Commission spokeswoman"),
    ],
)
def test_who_has_no_name_is_marked_and_never_passed_over_for_one_who_has(text, last):
    assert speakers(text)[-1] == (f"{last} (unnamed)" if last else "")


@pytest.mark.parametrize(
    ("text", "last"),
    [
        (
            "Orlan Besk said it would rain. Retired diplomat Mira Osk was less sure. “It may snow,” she said.",
            "Mira Osk",
        ),
        ("Emmanuel Macron met Mira Osk, a diplomat. She said it would rain.", "Mira Osk"),
        ("“It will rain,” my driver, Orlan, told me.", "Orlan"),
        ("Pakistan’s army said it would rain.", "Pakistani army"),
        ("A US military spokesman said it would rain.", "US military"),
        ("It will rain, the Interfax news agency said.", "Interfax"),
        ("Iran and Oman said it would rain.", "Iran and Oman"),
        ("The World Bank said in a report it would rain. Oman met. It will snow, the report says.", "World Bank"),
        ("Kpler said it would rain.", "Kpler"),
        (
            "Iran said it would rain. Its Dawn party wants to stay. The state gas company, Besk Gas, said so.",
            "Besk Gas",
        ),
        ("Mr Putin said it would rain. But Orlan Besk was late. “It will snow,” he said.", "Orlan Besk"),
        ("The state newspaper Neutral Lom said it would rain.", "Neutral Lom"),
        (
            "Mira Osk said it would rain.\n\nIt was late, as the writer Orlan Besk puts it. “Very late,” he said.",
            "Orlan Besk",
        ),
    ],
)
def test_who_has_a_name_gets_it(text, last):
    assert speakers(text)[-1] == last


def test_an_interviewer_is_one_person_under_all_his_labels():
    text = "ORLAN BESK, HOST: Rain?\nMIRA OSK: Rain.\nBESK: Snow?\nOSK: Snow.\n"
    assert speakers(text) == ["Orlan Besk", "Mira Osk"] * 2


def test_questions_and_answers_go_to_the_interviewer_and_the_guest():
    text = "Mira Osk, a diplomat, spoke to us.\n\nQ: Rain?\n\nA: Rain.\n"
    assert speakers(text) == ["interviewer (unnamed)", "Mira Osk"]


def test_who_is_named_in_what_he_says_is_not_who_says_it():
    assert speakers("Orlan Besk said it would rain. “Mr Putin will help,” he said.") == ["Orlan Besk"] * 2


def test_each_stretch_in_marks_is_a_row_and_keeps_its_clause():
    text = "Orlan Besk called the plan “bold” and its author “a fool”."
    found = statements(text)
    assert [(row.text, row.speaker, row.kind) for row in found] == [
        ("bold", "Orlan Besk", "fragment"),
        ("a fool", "Orlan Besk", "fragment"),
    ]
    assert {row.clause.of(text) for row in found} == {"the plan “bold” and its author “a fool”"}


def test_an_indirect_statement_has_its_verb_unless_that_is_plain_saying():
    texts = [row.text for row in statements("Iran said it would rain. Oman applauded the efforts of Iran.")]
    assert texts == ["it would rain", "applauded the efforts of Iran"]


def test_about_names_the_actors_in_the_clause_but_the_speaker():
    (found,) = statements("Iran said that Oman, Russia and Iran would meet.")
    assert found.about == ("Oman", "Russia")


def test_the_role_comes_along():
    (found,) = statements("It will rain, said Orlan Besk, a fellow at the Lom Institute.")
    assert found.role == "fellow at the Lom Institute"


@pytest.mark.parametrize(
    ("text", "speaker", "claim"),
    [
        ("ISIS claimed responsibility for the attack.", "ISIS", "claims responsibility"),
        ("ISIS-K took credit for the attack.", "ISIS-K", "claims responsibility"),
        ("US intelligence linked the attack to ISIS-K.", "US intelligence", "attributes responsibility"),
        ("Iran blamed ISIS-K for the attack.", "Iran", "attributes responsibility"),
        ("The Kremlin said it would rain.", "Kremlin", "statement"),
        ("Iran linked the drought to the river.", "Iran", "statement"),
        ("Iran accused Oman of delay.", "Iran", "statement"),
        ("ISIS has claimed responsibility for bombings it did not carry out.", "ISIS", "statement"),
        ("ISIS-K claimed the bombing on its channel.", "ISIS-K", "claims responsibility"),
        ("ISIS-K claimed the bombing was a fake.", "ISIS-K", "statement"),
        (
            "A spokesman for the TTP said the TTP was behind the raid.",
            "Tehrik-i-Taliban Pakistan",
            "claims responsibility",
        ),
        ("Iran said the TTP was behind the raid.", "Iran", "attributes responsibility"),
        ("Iran said the TTP was behind the deal.", "Iran", "statement"),
        (
            "The TTP said it was behind the raid.",
            "Tehrik-i-Taliban Pakistan",
            "claims responsibility",
        ),
        ("Oman said it wants a new port.", "Oman", "statement"),
    ],
)
def test_claims_of_responsibility_are_kept_apart_from_attribution_by_others(text, speaker, claim):
    (found,) = statements(text)
    assert (found.speaker, found.claim) == (speaker, claim)


def test_a_statement_that_names_nobody_has_no_speaker():
    assert speakers("“Rain is near,” it said on the wall.") in ([""], [])


def test_statements_are_in_the_order_of_the_text():
    found = statements("It will rain, Iran said. Oman said it would not. “Never,” said Mr Putin.")
    assert [row.start for row in found] == sorted(row.start for row in found)


@pytest.mark.parametrize(
    "text",
    [
        "Orlan Besk wants to sell the mill.",
        "Oman is aiming to bolster its ties with Iran.",
        "Oman plans a port and is seeking a partner for it.",
        "Tourism will see the town grow next year.",
        "The Kremlin did not respond to a request for comment.",
        "Orlan Besk declined to say when the mill would open.",
        "Orlan Besk would not say that the mill was sold.",
        "Nobody said that the mill was sold.",
        "Critics might say that the mill is too old.",
        "The two northern states doubled their trade.",
        "The figures released by the Lom Bank rose in May.",
        "A mill built for the demands of farmers burnt down.",
        "Early reports of the fire were short.",
        "The virtually dry spring has left forecasts in doubt.",
        "Mira Osk agreed to return the money that she had taken.",
        "The company posted earnings of $4 million.",
        "Airstrikes continue, though at a slower pace.",
        "Police found broken glass in the mill.",
    ],
)
def test_who_wants_plans_does_or_keeps_silent_says_nothing(text):
    assert statements(text) == []


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The mill will close, said spokeswoman Mira Osk.", "Mira Osk"),
        ("The mill will close, said the Lom Company’s recently named executive chair Orlan Besk.", "Orlan Besk"),
        ("The mill will close, state news agency NTB reported.", "NTB"),
        ("Orlan Besk was calm. According to him, the mill will close.", "Orlan Besk"),
        ("Mira Osk was calm. The mill will close, according to her.", "Mira Osk"),
        ("Two farmers briefed on the talks said the mill would close.", "farmers (unnamed)"),
        ("Thai officers who watch the Lao border said the mill would close.", "Thai officers (unnamed)"),
        (
            "A spokesman for President Orlan Besk said: “The mill will close.”",
            "spokesman for President Orlan Besk (unnamed)",
        ),
        ("The mayor of Lom, Orlan Besk, came on Monday. “We need rain,” he said.", "Orlan Besk"),
        ("The head of the union, Mira Osk, came late. “We need rain,” she told reporters.", "Mira Osk"),
        ("Viktor “The Miller” Besk said that the mill would close.", "Viktor “The Miller” Besk"),
        ("Igor Besk is a judge and Anna Besk a nurse. “We need rain,” Mr. Besk said.", "Igor Besk"),
        ("Igor Besk is a judge and Anna Besk a nurse. “We need rain,” Besk said.", "Besk"),
    ],
)
def test_the_form_in_which_a_speaker_is_named_leads_to_him(text, speaker):
    assert [found.speaker for found in statements(text)] == [speaker]


def test_of_two_who_both_did_not_say_so_nobody_is_the_speaker():
    assert statements("Neither Orlan Besk nor Mira Osk said that the mill was safe.") == []


def test_who_says_it_all_is_the_speaker_and_not_who_is_spoken_of():
    (found,) = statements("Work stops in places that do not support the plan, said Orlan Besk, an analyst.")
    assert found.speaker == "Orlan Besk"


@pytest.mark.parametrize(
    ("text", "basis", "sure"),
    [
        ("Orlan Besk said the mill would close.", "clause", True),
        ("“The mill will close,” warned Orlan Besk.", "clause", True),
        ("Orlan Besk warned that the mill would close.", "clause", False),
        ("A farmer said the mill would close.", "clause", False),
        ("Orlan Besk, an analyst, left. He said the mill would close.", "pronoun", False),
        ("“The mill will close for good.” The road is long.", "none", False),
    ],
)
def test_a_row_tells_where_its_speaker_is_named_and_whether_that_is_sure(text, basis, sure):
    assert [(found.speaker_basis, found.sure) for found in statements(text)] == [(basis, sure)]


def test_a_speaker_named_in_the_sentence_before_is_not_sure():
    first, second = statements("Orlan Besk said he was tired of it. “The mill will close for good.”")
    assert (second.speaker, second.speaker_basis) == ("Orlan Besk", "sentence before")
    assert first.sure
    assert not second.sure
