"""The five articles, line by line, against the hand-read answers."""

import json
from pathlib import Path

import pytest

from analysis.sources.article import Article, read_article

ROOT = Path(__file__).parents[2]
GOLD = json.loads((ROOT / "tests/gold/documents.json").read_text("utf8"))
NAMES = [answer["doc"] for answer in GOLD]
MISSES: dict[tuple[str, int], str] = {}  # (document, line): why it is read differently


def read(answer: dict) -> Article:
    return read_article((ROOT / "seeds" / answer["file"]).read_bytes().decode("utf8"))


def role_of(cls: str) -> str:
    return "boilerplate" if cls.startswith("boilerplate") else {"bullet-summary": "summary"}.get(cls, cls)


@pytest.mark.parametrize("answer", GOLD, ids=NAMES)
def test_each_line_has_the_role_that_a_reader_gave_it(answer: dict) -> None:
    expected = {
        number: role_of(span["cls"]) for span in answer["ranges"] for number in range(span["first"], span["last"] + 1)
    }
    missed = {
        (answer["doc"], passage.number) for passage in read(answer).lines if passage.role != expected[passage.number]
    }
    assert missed == {miss for miss in MISSES if miss[0] == answer["doc"]}


@pytest.mark.parametrize("answer", GOLD, ids=NAMES)
def test_title_standfirst_and_authors_are_found(answer: dict) -> None:
    article = read(answer)
    assert article.title == answer["title"]
    assert (article.standfirst or "") == (answer["standfirst"] or "")
    assert list(article.bylines) == answer["byline"]


@pytest.mark.parametrize(
    ("name", "publisher", "agency"),
    [
        ("000", "Financial Post", "Bloomberg"),
        ("001", None, None),
        ("002", None, "Reuters"),
        ("003", "ABC Australian Broadcasting Corporation", None),
        ("004", "The Independent", None),
    ],
)
def test_publisher_and_agency_are_told_apart(name: str, publisher: str | None, agency: str | None) -> None:
    article = read(GOLD[NAMES.index(name)])
    assert (article.publisher, article.agency) == (publisher, agency)
