"""Actors: names of the lexicon and names by form, each under one name, with kind and role."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.core.lexicon import load_lexicon
from analysis.readers.actors import find_actors


def named(text):
    return [(mention.text, mention.actor, mention.kind) for mention in find_actors(text)]


def actors(text):
    return [mention.actor for mention in find_actors(text)]


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("Prices rose, according to Statistics Norway.", ["Statistics Norway"]),
        ("The report by Transparency Georgia says so.", ["Transparency Georgia"]),
        ("He flew with Air India.", ["Air India"]),
        ("Lorries of Unilever Brazil were stopped.", ["Unilever Brazil"]),
        ("In its note, Greenpeace Sweden objects.", ["Greenpeace Sweden"]),
        ("Troops held in Nangarhar Afghanistan", ["Nangarhar", "Afghanistan"]),
        ("He grew up in eastern Norway, and the rest of Northern Norway knew.", ["Norway"] * 2),
        ("Yesterday Norway objected, and on Friday Sweden did.", ["Norway", "Sweden"]),
    ],
)
def test_a_body_called_by_a_noun_and_its_country_is_not_the_country(text: str, actors: list[str]) -> None:
    assert [mention.actor for mention in find_actors(text)] == actors


@pytest.mark.parametrize(
    "words",
    [
        "ISIS-K",
        "ISKP",
        "IS-K",
        "ISIL-K",
        "Islamic State Khorasan",
        "Islamic State-Khorasan Province",
        "Islamic State’s Afghan branch",
    ],
)
def test_one_branch_under_many_names_is_one_actor(words):
    assert actors(f"Fighters of {words} were seen.") == ["ISIS-K"]


@pytest.mark.parametrize(
    ("words", "actor"),
    [
        ("ISIS", "ISIS"),
        ("Islamic State", "ISIS"),
        ("Taliban", "Taliban"),
        ("Afghan Taliban", "Taliban"),
        ("Pakistani Taliban", "Tehrik-i-Taliban Pakistan"),
        ("TTP", "Tehrik-i-Taliban Pakistan"),
    ],
)
def test_a_branch_is_not_its_parent_and_a_namesake_not_the_other(words, actor):
    assert actors(f"Fighters of the {words} were seen.") == [actor]


@pytest.mark.parametrize(
    ("text", "actor", "kind"),
    [
        ("Moscow rejected the offer.", "Russia", "state"),
        ("It has ties with Kabul.", "Afghanistan", "state"),
        ("Beijing’s envoy left.", "China", "state"),
        ("A shop opened in Moscow.", "Moscow", "place"),
        ("Troops took over Kabul.", "Kabul", "place"),
        ("Tashkent airport was closed.", "Tashkent", "place"),
        ("The Kremlin rejected the offer.", "Kremlin", "organisation"),
    ],
)
def test_a_capital_is_a_government_when_it_acts_and_a_place_when_things_happen_there(text, actor, kind):
    assert (actor, kind) in [(mention.actor, mention.kind) for mention in find_actors(text)]


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        (
            "said Orlan Besk, an independent analyst at the Lom Institute.",
            "Orlan Besk",
            "independent analyst at the Lom Institute",
        ),
        ("The river is dry, energy analyst Orlan T. Besk wrote.", "Orlan T. Besk", "energy analyst"),
        ("Dr Orlan Besk agreed.", "Orlan Besk", ""),
        ("Governor Besk agreed.", "Besk", "Governor"),
        ("Iran’s special envoy to Oman Orlan Besk left.", "Orlan Besk", "Iran’s special envoy to Oman"),
        ("Orlan Besk said so.", "Orlan Besk", ""),
        ("Economist Orlan T. Besk left.", "Orlan T. Besk", "Economist"),
        ("Oman’s envoy to the Gulf, Orlan Besk, left.", "Orlan Besk", "Oman’s envoy to the Gulf"),
    ],
)
def test_people_that_no_list_holds_are_found_by_their_form(text, name, role):
    people = [mention for mention in find_actors(text) if mention.kind == "person"]
    assert [(person.actor, person.role, person.known) for person in people] == [(name, role, False)]


@pytest.mark.parametrize("words", ["Lom River Institute", "Ministry of Tides", "Moscow Tide University", "Bank of Lom"])
def test_organisations_that_no_list_holds_are_found_by_their_form(words):
    assert (words, words, "organisation") in named(f"He left the {words} last year.")


def test_a_surname_is_resolved_to_the_full_name_wherever_it_stands():
    text = "Besk was late. Orlan Besk, a diplomat, spoke. Mr Besk left."
    assert actors(text) == ["Orlan Besk"] * 3
    assert {mention.role for mention in find_actors(text)} == {"diplomat"}


def test_a_family_name_that_stands_first_is_resolved_too():
    assert actors("An envoy, Zhao Besk, spoke. Later Zhao left.") == ["Zhao Besk"] * 2


def test_an_abbreviation_that_the_text_introduces_is_resolved():
    assert actors("The Lom River Institute (LRI) closed. LRI had 12 members.") == ["Lom River Institute"] * 3


def test_the_group_is_the_armed_group_named_last():
    text = "Boko Haram denied it. The militant group has foes. Later Hamas spoke; the group was calm."
    assert actors(text) == ["Boko Haram", "Boko Haram", "Hamas", "Hamas"]


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("The TTP denied it. Its men met al-Qaeda’s envoys. The group said no.", "Tehrik-i-Taliban Pakistan"),
        (
            "JNIM grew. It fought the army. The army fears the TTP’s leaders, and the group knows.",
            "JNIM",
        ),
        (
            "The IMU grew. Nobody knows how far Hamas’ leaders control it. The group is secretive.",
            "Islamic Movement of Uzbekistan",
        ),
        ("The army shelled JNIM. In June the group fought Boko Haram fighters.", "JNIM"),
        ("Iran fears the TTP. Oman fears Hamas. The movement is strong.", "Hamas"),
        ("Hamas spoke. Iran attacked the organisation.", "Hamas"),
        ("The Lom River Institute spoke. The organisation has 12 members.", "Lom River Institute"),
        ("Hamas spoke. US intelligence feared the organisation.", "Hamas"),
    ],
)
def test_the_group_is_the_one_that_the_sentences_before_are_about(text, group):
    meant = [mention.actor for mention in find_actors(text) if mention.text.lower().startswith("the ")]
    assert meant == [group]


@pytest.mark.parametrize(
    ("words", "actor"),
    [
        ("ISIS’ Afghan affiliate", "ISIS-K"),
        ("the Afghan offshoot of Islamic State", "ISIS-K"),
        ("Al-Qaeda’s Somali branch", "al-Shabaab"),
        ("the al-Qaeda affiliate in Mali", "JNIM"),
        ("the regional wing of al-Qaeda in India", "al-Qaeda in the Indian Subcontinent"),
        ("the Islamic State affiliate in Nigeria", "ISWAP"),
        ("ISIS’s Danish branch", "ISIS"),
        ("ISIS’ core leadership", "ISIS"),
    ],
)
def test_a_branch_is_known_by_its_parent_and_its_region(words, actor):
    assert [mention.actor for mention in find_actors(f"They feared {words}.") if mention.kind == "group"] == [actor]


def test_a_local_branch_is_that_of_the_region_named_before():
    text = "Somalia is at war. The local affiliate of al-Qaeda grew. The group rules villages."
    assert actors(text) == ["Somalia", "al-Shabaab", "al-Shabaab"]


@pytest.mark.parametrize(
    ("words", "actor"),
    [
        ("ABC Australian Broadcasting Corporation", "Australian Broadcasting Corporation"),
        ("American Broadcasting Company (ABC)", "American Broadcasting Company"),
    ],
)
def test_two_broadcasters_of_one_abbreviation_are_told_apart_by_the_name_in_full(words, actor):
    assert set(actors(f"ABC was first. The {words} was praised.")) == {actor}


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("The Russian foreign ministry agreed.", "Russian foreign ministry"),
        ("Iran’s powerful Foreign Ministry agreed.", "Iranian foreign ministry"),
        ("The Foreign Ministry in Tashkent agreed.", "Uzbek foreign ministry"),
        ("US intelligence agreed.", "US intelligence"),
    ],
)
def test_an_institution_is_named_after_its_state(text, actor):
    assert actors(text) == [actor]


@pytest.mark.parametrize("text", ["WHO IS THE NEXT LEADER OF THE WORLD", "who is next", "The May fair was wet."])
def test_common_words_are_no_actors(text):
    assert actors(text) == []


def test_no_name_of_the_lexicon_means_two_actors():
    lexicon, seen = load_lexicon("actors"), {}
    for section in ("states", "people", "groups", "organisations", "places"):
        for actor, facts in lexicon[section].items():
            for words in {actor, *facts.get("aliases", []), *facts.get("adjective", []), *facts.get("capital", [])}:
                assert seen.setdefault(words, actor) == actor, words


WORDS = [
    "Moscow",
    "the",
    "group",
    "Taliban",
    "Mr",
    "Besk",
    "Orlan",
    "said",
    ",",
    "an",
    "analyst",
    "Institute",
    "of",
    "(LRI)",
    "in",
    "Kabul",
    "’s",
    "Foreign",
    "Ministry",
]


@given(st.lists(st.sampled_from(WORDS), max_size=30))
def test_mentions_are_in_order_apart_and_verbatim(words):
    text, end = " ".join(words), 0
    for mention in find_actors(text):
        assert end <= mention.start < mention.end
        assert text[mention.start : mention.end] == mention.text
        end = mention.end


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("A diplomat, Munir Besk, told them.", "Munir Besk"),
        ("The envoy, Igor Putin, said it would rain.", "Igor Putin"),
        ("Sofia Besk said it would rain.", "Sofia Besk"),
        ("Orlan Besk, who teaches history, left.", "Orlan Besk"),
        ("A retired general, D.B. Besk, left.", "D.B. Besk"),
        ("The minister, Orlan al-Besk, left.", "Orlan al-Besk"),
    ],
)
def test_a_namesake_is_another_person(text, actor):
    assert actors(text) == [actor]


@pytest.mark.parametrize("words", ["Mr Putin", "President Putin", "Russian leader Putin", "VLADIMIR PUTIN"])
def test_a_surname_after_a_title_or_an_office_is_the_known_person(words):
    assert "Vladimir Putin" in actors(f"On Friday {words} said it would rain.")


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Americans waited. The bill went to Congress.", "US Congress"),
        (
            "India waited, and Indian voters left. The US did not. The opposition Congress won.",
            "Indian National Congress",
        ),
    ],
)
def test_a_body_by_a_shared_name_is_that_of_the_state_which_the_text_names_most(text, actor):
    assert actors(text)[-1] == actor


@pytest.mark.parametrize("text", ["It cost US$5m.", "Congress met.", "They told Le Lom that it rained."])
def test_money_unowned_bodies_and_hearers_are_nobody(text):
    assert actors(text) == []


def test_a_minister_for_something_is_not_named_by_it():
    assert actors("Orlan Besk, Minister for Village Repair, left.") == ["Orlan Besk"]


def test_the_role_has_the_words_before_it():
    (found,) = find_actors("The town’s interior minister, Orlan Besk, said it would rain.")
    assert found.role == "town’s interior minister"


def test_somebody_of_an_institute_is_a_person_and_the_institute_another_actor():
    assert named("Orlan Besk of the Lom Institute disagreed.") == [
        ("Orlan Besk", "Orlan Besk", "person"),
        ("Lom Institute", "Lom Institute", "organisation"),
    ]


def test_an_office_of_a_body_is_no_person():
    assert [kind for _, _, kind in named("The Public Affairs Committee of the Lom Parliament met.")] == ["organisation"]


def test_the_adjective_of_a_region_is_nobody_s_name():
    found = find_actors("It is the main partner of every West African country, says Ama Mensah, an analyst.")
    assert [mention.text for mention in found if mention.kind == "person"] == ["Ama Mensah"]


@pytest.mark.parametrize("joint", ["and", "along with", "alongside", "together with", "with"])
def test_the_office_of_one_is_not_that_of_who_is_named_beside_him(joint):
    (found,) = find_actors(f"He is a founder of the union {joint} Igor Besk.")
    assert (found.actor, found.role) == ("Igor Besk", "")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Viktor “The Miller” Besk said that it rained.", "Viktor “The Miller” Besk"),
        ('Ana "Bird" Osk told reporters that it rained.', 'Ana "Bird" Osk'),
        ("Mira ‘Old Lom’ Osk said so.", "Mira ‘Old Lom’ Osk"),
        ("It rained, according to Orlan “Red” Besk, a miller.", "Orlan “Red” Besk"),
        ("Senator Jon “Jack” Bere said it rained.", "Jon “Jack” Bere"),
    ],
)
def test_a_name_in_marks_between_two_others_is_part_of_the_name(text, name):
    assert [mention.text for mention in find_actors(text)] == [name]
