"""Row ids survive whatever is edited elsewhere in the article, and lead to the exact words."""

import re
import textwrap

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.book.parse import Citer, parse_document
from analysis.sources.documents import text_document

LINES = ["The mill was sold for 1871 crowns.", "It burned in 1905.", "Nobody was hurt.", "A new one cost 1922 crowns."]
OTHERS = ["Rain fell.", "The river rose by 44 inches.", "A ferry sank,\nand 17 people swam."]


def ids(text: str, file: str = "a.txt", table: str = "quantities") -> dict[str, list[str]]:
    """The ids of the numbers of a text, by their words."""
    citer, found = Citer(text_document(file, text)), {}
    for number in re.finditer(r"\d+", text):
        found.setdefault(number.group(), []).append(citer.cite(table, *number.span())["id"])
    return found


@settings(max_examples=100, deadline=None)
@given(order=st.permutations(LINES), added=st.lists(st.sampled_from(OTHERS), max_size=4), gap=st.sampled_from("\n \t"))
def test_an_id_survives_what_is_edited_elsewhere(order: list[str], added: list[str], gap: str) -> None:
    before, after = ids("\n".join(LINES)), ids(f"\n{gap}\n".join([*added, *order]))
    assert {words: after[words] for words in before} == before


def test_equal_words_are_told_apart_by_their_number() -> None:
    before, after = ids("In 1905 and 1922."), ids("Not in 1905, but in 1905 and 1922.")
    assert after["1922"] == before["1922"]
    assert after["1905"][0] == before["1905"][0] != after["1905"][1]


def test_an_id_belongs_to_its_file_its_article_and_its_table() -> None:
    places = [("a.txt", "dates"), ("b.txt", "dates"), ("a.txt#1", "dates"), ("a.txt", "documents")]
    assert len({ids("In 1905.", *place)["1905"][0] for place in places}) == len(places)


def test_words_that_are_wrapped_anew_keep_their_ids() -> None:
    words = (
        "Envoys met in Kabul on 3 May 2021 to speak of the border, and at least 40 people came to hear them. "
        "They agreed to meet again in June 2021, when 12 more delegations from the region are expected to arrive."
    )
    texts = [f"Talks resume\n\n{textwrap.fill(words, width)}\n" for width in (60, 75)]
    one, other = (parse_document(text_document("a.txt", text)).rows for text in texts)
    for table in ("dates", "quantities", "figures"):
        assert [row["id"] for row in one[table]] == [row["id"] for row in other[table]] != []
