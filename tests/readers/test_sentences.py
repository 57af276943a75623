from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.core.values import Span
from analysis.readers.sentences import Clause, Phrase, Sentence, read_sentences


def read(text: str) -> Sentence:
    return read_sentences(text)[0]


def clause(text: str, lemma: str) -> Clause:
    return next(found for found in read(text).clauses if found.lemma == lemma)


def number(text: str, words: str) -> tuple[Sentence, int]:
    sentence = read(text)
    start = text.index(words)
    return sentence, sentence.anchor(Span(start, start + len(words)))


def words(phrase: Phrase | None) -> str:
    return phrase.text if phrase else ""


def test_a_clause_has_its_subject_verb_and_object() -> None:
    found = clause("The Danish navy seized three boats in May.", "seize")
    assert words(found.subject) == "The Danish navy"
    assert [words(one) for one in found.phrases("obj")] == ["three boats"]
    assert [(one.preposition, one.text) for one in found.phrases("obl")] == [("in", "May")]
    assert (found.kind, found.tense, found.passive, found.negated) == ("main", "past", False, False)


def test_a_passive_clause_has_an_agent() -> None:
    found = clause("Two boats were seized by the Danish navy.", "seize")
    assert found.passive
    assert (words(found.subject), words(found.agent)) == ("Two boats", "the Danish navy")


def test_negation_and_modal_verbs_are_seen() -> None:
    assert clause("The bank did not lend the money.", "lend").negated
    found = clause("The bank may lend the money next year.", "lend")
    assert (found.modal, found.negated) == ("may", False)


def test_a_joined_clause_shares_the_subject() -> None:
    found = clause("The storm killed 12 people and injured 30.", "injure")
    assert found.joined
    assert words(found.subject) == "The storm"


def test_what_is_said_hangs_on_the_verb_of_saying() -> None:
    found = clause("The ministry said that the storm killed 12 people.", "kill")
    assert found.kind == "complement"
    assert found.reporting is not None
    assert (found.reporting.lemma, words(found.reporting.subject)) == ("say", "The ministry")


def test_a_relative_clause_is_about_the_noun_before() -> None:
    found = clause("The storm, which killed 12 people, moved north.", "kill")
    assert found.kind == "relative"
    assert "storm" in words(found.subject)


def test_a_number_after_of_is_governed_by_the_noun_before() -> None:
    sentence, at = number("The town reported a toll of 12.", "12")
    governor = sentence.governor(at)
    assert governor is not None
    assert governor.text == "a toll of 12"


def test_what_is_coordinated_is_one_list() -> None:
    sentence = read("The talks were held by Norway, Chile and Ghana.")
    agent = sentence.clauses[0].agent
    assert agent is not None
    assert [sentence.words[i] for i in sentence.coordinated(agent.head)] == ["Norway", "Chile", "Ghana"]


def test_a_place_before_all_words_is_that_of_the_first() -> None:
    sentence = read("  Rain fell.")
    assert sentence.token_at(0) == 0


def test_a_text_without_sentences_has_none() -> None:
    assert list(read_sentences(" \n ")) == []


@pytest.mark.parametrize("length", [500, 1200])
def test_a_table_of_many_words_is_read_piece_by_piece(length: int) -> None:
    sentence = read("rice 12 " * length)
    assert len(sentence.heads) == len(sentence.words)
    assert sentence.heads.count(-1) == 1


@given(
    st.lists(
        st.sampled_from("The army said that it killed 12 men , and of Oslo ( ) $ 's which , who was by".split()),
        max_size=30,
    )
)
@settings(max_examples=80, deadline=None)
def test_whatever_is_read_lies_within_the_sentence(given: list[str]) -> None:
    text = " ".join(given) + "."
    for sentence in read_sentences(text):
        assert len(sentence.words) == len(sentence.heads) == len(sentence.tags)
        for found in sentence.clauses:
            assert sentence.span.contains(found.span)
            for phrase in (found.subject, found.agent, *found.phrases("obj", "obl")):
                assert phrase is None or sentence.span.contains(phrase.span)
            assert isinstance(found.lemma, str)
            assert isinstance(found.negated, bool)
        for i in range(len(sentence)):
            sentence.governor(i)
            assert i in sentence.coordinated(i)
            assert sentence.clause_of(i).head < len(sentence)
