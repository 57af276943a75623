from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.core.values import Span
from analysis.readers.forms import lemma
from analysis.readers.parser import model
from analysis.readers.sentences import Sentence
from tools.build_parser import SOURCE, mark


def read(words: list[str]) -> tuple[list[str], list[int], list[str]]:
    [tags] = model().tag([words])
    [(heads, labels)] = model().parse([(words, tags)])
    return tags, heads, labels


def tags(text: str) -> dict[str, str]:
    tree = Sentence(text, Span(0, len(text)))
    return dict(zip(tree.words, tree.tags, strict=True))


def test_a_noun_and_a_verb_of_the_same_form_are_told_apart_by_their_neighbours() -> None:
    assert tags("The attacks in the north continued.")["attacks"] == "NNS"
    assert tags("He attacks the plan.")["attacks"] == "VBZ"


def test_a_participle_is_no_finite_verb() -> None:
    found = tags("The figures released by the bank were wrong.")
    assert (found["released"], found["were"]) == ("VBN", "AUX:VBD")


def test_auxiliaries_are_told_from_verbs() -> None:
    found = tags("The army has said that it will have 40 tanks.")
    assert (found["has"], found["will"], found["have"], found["40"]) == ("AUX:VBZ", "MD", "VB", "NUM")


def test_an_agency_in_capitals_is_no_pronoun() -> None:
    assert tags("The WHO said that 12 people died.")["WHO"] == tags("WHO officials left.")["WHO"] == "PROPN"
    assert tags("A MAN WHO KILLED TWO PEOPLE IN OSLO FLED")["WHO"] == "WH"


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("It led to the deaths of at least 66 displaced people.", "displaced", "VBN"),
        ("Some 900 displaced people are in schools.", "displaced", "VBN"),
        ("The 40 attacked villages in the north.", "attacked", "VBD"),
        ("The firm had its budget cut.", "had", "VBD"),
        ("The search and rescue agency said it would rain.", "rescue", "NOUN"),
        ("In a sign of thaw, the envoys met on Monday.", "met", "VBD"),
    ],
)
def test_what_words_cannot_be_where_they_stand_they_are_not(text: str, word: str, expected: str) -> None:
    assert tags(text)[word] == expected


def test_a_headline_in_capitals_is_read_like_any_other() -> None:
    assert tags("ARMY SAYS TEN SOLDIERS KILLED IN NORTHERN CITY")["SAYS"] == "VBZ"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It cost $1.2bn.", ["It", "cost", "$", "1.2", "bn", "."]),
        ("U.S. troops can't leave", ["U.S.", "troops", "ca", "n't", "leave"]),
        ("Norway’s 12-year-old king", ["Norway", "’s", "12-year-old", "king"]),
        ("about 5% (1,200 men)", ["about", "5", "%", "(", "1,200", "men", ")"]),
        ("on Jan. 5 he left.", ["on", "Jan.", "5", "he", "left", "."]),
        ("US$40m—more than O’Neill’s", ["US$", "40", "m", "—", "more", "than", "O’Neill", "’s"]),
    ],
)
def test_words_are_cut_as_the_treebank_cuts_them(text: str, expected: list[str]) -> None:
    assert Sentence(text, Span(0, len(text))).words == expected


@pytest.mark.parametrize(
    ("word", "tag", "expected"),
    [
        ("stopped", "VBD", "stop"), ("carried", "VBN", "carry"), ("pledges", "VBZ", "pledge"), ("rose", "VBD", "rise"),
        ("wounding", "VBG", "wound"), ("evacuated", "VBN", "evacuate"), ("were", "AUX:VBD", "be"),
        ("gunmen", "NNS", "gunman"), ("cities", "NNS", "city"), ("losses", "NNS", "loss"), ("Oslo", "PROPN", "oslo"),
    ],
)  # fmt: skip
def test_words_have_their_dictionary_form(word: str, tag: str, expected: str) -> None:
    assert lemma(word, tag) == expected


@given(st.text(alphabet="abcN 0123456789.,-–'’“”()$€%\n\u00e9\u0416\ue000", max_size=200))
def test_words_stand_where_they_are_said_to_stand(text: str) -> None:
    tree = Sentence(text, Span(0, len(text)))
    words, starts = tree.words, tree.starts
    end = 0
    for word, start in zip(words, starts, strict=True):
        assert start >= end
        assert text[start : start + len(word)] == word
        end = start + len(word)
    assert "".join(text.split()) == "".join("".join(words).split())


@given(
    st.lists(
        st.sampled_from("the army said that it killed 12 men , and of Oslo ( ) $ 's Will".split()),
        min_size=1,
        max_size=40,
    )
)
@settings(max_examples=60, deadline=None)
def test_each_word_hangs_on_one_other_and_one_on_none(words: list[str]) -> None:
    _, heads, labels = read(words)
    assert heads.count(-1) == 1
    assert len(heads) == len(labels) == len(words)
    for i in range(len(words)):
        seen = set()
        while i >= 0:
            assert i not in seen
            seen.add(i)
            i = heads[i]


def test_reading_takes_linear_time() -> None:
    words = "the army said that it killed twelve men and rebels".split()

    def cost(times: int) -> float:
        given = words * times
        start = time.process_time()  # of this process alone, however busy the machine is
        read(given)
        return time.process_time() - start

    cost(10)
    assert min(cost(400) for _ in range(3)) < 40 * min(cost(40) for _ in range(3))


def test_a_very_long_sentence_is_read_in_pieces_that_hang_on_the_first() -> None:
    words = "the army said that it killed twelve men and rebels".split() * 90
    _, heads, labels = read(words)
    assert len(heads) == len(labels) == len(words)
    assert heads.count(-1) == 1


def test_a_word_of_a_million_letters_is_read_by_its_ends() -> None:
    assert read(["He", "was", "w" * 1_000_000 + "ing", "."])[0][2] == read(["He", "was", "wwwwing", "."])[0][2]


def test_words_in_any_writing_are_tagged() -> None:
    words = ["На́", "المدينة", "北京", "\ud800", "e\u0301", "𝔘𝔫𝔦", "ǅ", "Ⅷ", "\x00", "’"]
    tags, heads, labels = read(words)
    assert len(tags) == len(heads) == len(labels) == len(words)


def test_many_sentences_are_read_together_as_each_by_itself() -> None:
    given = [f"the army of {name} killed {n} men ; it said so".split() for n, name in enumerate("ABCD")]
    given += [["long", *["w" * 99] * 400], ["Rain", "."]] * 9  # more than is read in one call
    assert model().tag(given) == [read(words)[0] for words in given]
    tagged = list(zip(given, model().tag(given), strict=True))
    assert model().parse(tagged) == [read(words)[1:] for words in given]


def test_the_compiled_file_is_made_of_the_source_beside_it() -> None:
    assert SOURCE.with_suffix(".wasm").read_bytes().endswith(mark(SOURCE.read_bytes()))
