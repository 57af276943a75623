"""Lines as an editor counts them, sentences with their offsets, and views that lead back."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.core.text import View, line_index, lines, sentences
from analysis.core.values import Span

TEXTS = st.text(alphabet=st.sampled_from("ab .\"'\r\n\u2028\x0b\x85é中😀"), max_size=80)


@given(TEXTS)
def test_lines_and_their_ends_make_up_the_text(text: str):
    found = lines(text)
    ends = [line.end for line in found]
    starts = [line.start for line in found[1:]] + [len(text)]
    assert (
        "".join(line.of(text) + text[end:start] for line, end, start in zip(found, ends, starts, strict=True)) == text
    )


def test_only_newlines_end_a_line():
    assert [line.of("a\x0bb\u2028c\r\nd") for line in lines("a\x0bb\u2028c\r\nd")] == ["a\x0bb\u2028c", "d"]


@given(TEXTS)
def test_the_index_finds_the_line_of_each_character(text: str):
    line_of = line_index(text)
    for number, line in enumerate(lines(text), 1):
        assert all(line_of(offset) == number for offset in range(line.start, line.end))


@given(st.text(max_size=200))
def test_sentences_stand_in_order_and_hold_all_but_white_space(text: str):
    found = sentences(text)
    assert all(one.end <= two.start for one, two in pairwise(found))
    assert "".join("".join(span.of(text) for span in found).split()) == "".join(text.split())


@pytest.mark.parametrize("title", ["Ms.", "Messrs.", "Amb.", "Gov.", "Govs.", "Mr.", "Dr.", "Gen."])
def test_a_title_before_a_name_ends_no_sentence(title: str):
    first, second = f"It was late when {title} Besk spoke.", "Nobody listened."
    assert [span.of(f"{first} {second}") for span in sentences(f"{first} {second}")] == [first, second]


def test_the_name_of_a_platform_can_end_a_sentence():
    text = "He wrote so on X. Nobody read it. Malcolm X. Besk did."
    assert [span.of(text) for span in sentences(text)][:2] == ["He wrote so on X.", "Nobody read it."]


@pytest.mark.parametrize("space", ["\x85", "\xa0", "\u1680", "\u2003", "\u2028", "\u202f", "\u3000"])
def test_a_wide_space_before_a_full_stop_is_read_like_a_plain_one(space: str):
    text = "It was Plan B{}. Nobody liked it."
    assert sentences(text.format(space)) == sentences(text.format(" "))


def test_a_flood_of_quotation_marks_leaves_the_other_paragraphs_alone():
    calm = "He said “it is late. Go”. Nobody went."
    text = f"{calm}\n\n{'“ ' * 3_000}\n\n{calm}"
    found = [span.of(text) for span in sentences(text)]
    assert found[:2] == found[-2:] == ["He said “it is late. Go”.", "Nobody went."]


@given(st.lists(st.tuples(st.text(max_size=4), st.integers(0, 3), st.booleans()), max_size=12))
def test_a_view_leads_back_to_the_characters_it_was_made_of(parts: list[tuple[str, int, bool]]):
    source, pieces = "", []
    for words, gap, mended in parts:
        source += "~" * gap
        start = len(source)
        source += words
        pieces.append(("’" if mended and words else words, Span(start, len(source))))
    view = View.of(pieces)
    for offset, character in enumerate(view.text):
        assert character in ("’", view.source(Span(offset, offset + 1)).of(source))
    if view.text:
        whole = view.source(Span(0, len(view.text)))
        assert whole.start == next(span.start for words, span in pieces if words)
        assert whole.end == next(span.end for words, span in reversed(pieces) if words)
