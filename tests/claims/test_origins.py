"""Copies of one text are one origin."""

from __future__ import annotations

import random

import pandas as pd
import pytest

from analysis.archive.connect import find_origins
from analysis.book.tables import TABLES
from tests.claims.mentions import blank, connected

WIRE = (
    "The ferry that links the two halves of the port stood still for a fourth day on Monday as crews demanded back "
    "pay, and the harbour master said that no talks had been set. Lorries queued for six kilometres on the north road. "
    "A spokeswoman for the owners, Ilma Tarrow, said the firm could not pay before the end of the quarter."
)
OTHER = (
    "Prices of wheat in the valley rose again last week, the farmers' union of the district wrote in its bulletin, "
    "since rain had kept the combines out of the fields for most of the month. It expects them to fall before winter."
)


def words(seed: int, count: int) -> str:
    """A text of made-up words, the same for the same seed."""
    chosen = random.Random(seed)
    return " ".join(f"word{chosen.randrange(4000)}" for _ in range(count))


def table(texts: dict[str, str]) -> pd.DataFrame:
    """The table of origins of some articles."""
    lines = [blank("passages") | {"document": name, "role": "body", "text": text} for name, text in texts.items()]
    documents = TABLES["documents"].frame([blank("documents") | {"document": name} for name in texts])
    return connected({}, find_origins, documents=documents, passages=TABLES["passages"].frame(lines))["origins"]


def origins(texts: dict[str, str]) -> dict[str, str]:
    frame = table(texts)
    return dict(zip(frame["document"], frame["origin"], strict=True))


def test_a_copy_with_other_case_punctuation_and_white_space_is_of_one_origin() -> None:
    assert origins({"a": WIRE, "b": WIRE.upper().replace(",", "").replace(" ", "\n")}) == {"a": "a", "b": "a"}


def test_two_long_texts_that_both_quote_one_paragraph_are_two_origins() -> None:
    assert origins({"a": OTHER + " " + words(1, 900), "b": words(2, 900) + " " + OTHER}) == {"a": "a", "b": "b"}


def test_a_short_text_taken_whole_into_a_long_one_is_of_one_origin() -> None:
    assert origins({"a": OTHER, "b": words(2, 3000) + " " + OTHER}) == {"a": "a", "b": "a"}


def test_a_copy_with_every_tenth_word_changed_is_of_one_origin() -> None:
    changed = " ".join("other" if at % 10 == 9 else word for at, word in enumerate(WIRE.split()))
    assert origins({"a": WIRE, "b": changed}) == {"a": "a", "b": "a"}


def test_two_reports_that_share_one_quotation_are_two_origins() -> None:
    quotation = "the firm could not pay before the end of the quarter"
    assert origins({"a": WIRE, "b": f"{words(3, 200)} {quotation} {words(4, 200)}"}) == {"a": "a", "b": "b"}


def test_copies_of_copies_have_one_origin_named_like_the_first() -> None:
    first, second, third = WIRE, WIRE + " " + OTHER, OTHER
    assert origins({"x": first, "y": second, "z": third}) == {"x": "x", "y": "x", "z": "x"}


def test_the_share_is_that_of_the_documents_own_words_and_the_partners_are_named() -> None:
    frame = table({"a": WIRE, "b": WIRE + " " + WIRE.replace("o", "0"), "c": OTHER}).set_index("document")
    assert frame.loc["a", "share"] == 1.0
    assert 0.4 < frame.loc["b", "share"] < 0.6
    assert frame["shared_with"].tolist() == ["b", "a", ""]
    assert frame.loc["c", "share"] == 0.0


@pytest.mark.parametrize("text", ["", "...", "one two three", "same few words here"])
def test_texts_too_short_to_tell_are_their_own_origins(text: str) -> None:
    assert origins({"a": text, "b": text}) == {"a": "a", "b": "b"}


def test_no_documents_make_an_empty_table_with_its_columns() -> None:
    assert table({}).columns.tolist() == ["document", "origin", "shared_with", "share"]


def test_a_story_that_many_papers_print_is_still_one_origin() -> None:
    copies = {f"{number:03}": f"{WIRE} {words(number, 30)}" for number in range(80)}
    assert set(origins(copies).values()) == {"000"}
