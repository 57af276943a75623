"""Each kind of export is cut into its articles, each with its fields."""

from typing import Any

import pytest
from lxml import etree

from analysis.core.days import read_days
from analysis.core.lexicon import load_lexicon
from analysis.sources.article import read_article
from analysis.sources.formats import extract
from analysis.sources.records import _fields

_KINDS = load_lexicon("exports")["kinds"]


def _articles(example: str) -> list[dict[str, Any]]:
    reading = extract(example.encode())
    found = []
    for part in reading.parts or (reading,):
        article = read_article(part.text, part.declared)
        day = part.declared.published
        found.append(
            {
                "title": article.title,
                "publisher": article.publisher,
                "published": day and day.earliest,
                "authors": list(article.bylines),
                "body": " ".join(article.body.split()),
            }
        )
    return found


@pytest.mark.parametrize("kind", list(_KINDS))
def test_the_example_of_a_kind_is_read(kind: str) -> None:
    assert _articles(_KINDS[kind]["example"]) == _KINDS[kind]["expect"]


def test_an_element_of_a_feed_whose_name_no_parser_allows_costs_nothing_else():
    broken = etree.fromstring(b"<item><title>A mill</title><a:b:>x</a:b:></item>", etree.XMLParser(recover=True))
    assert _fields(broken)["title"] == "A mill"


@pytest.mark.parametrize("kind", list(_KINDS))
def test_a_day_on_a_line_of_its_own_costs_no_article(kind: str) -> None:
    lines = _KINDS[kind]["example"].split("\n")
    for at in range(len(lines)):
        assert extract("\n".join([*lines[:at], "3 May 2021", *lines[at:]]).encode()).text


@pytest.mark.parametrize("day", ["2021-03-04", "March 2021"])
def test_a_day_in_digits_or_a_bare_month_dates_an_export_as_a_day_in_words_does(day: str) -> None:
    example = _KINDS["Nexis Uni"]["example"].replace("March 4, 2021 Thursday 9:20 AM GMT", day)
    declared = extract(example.encode()).declared
    assert (declared.title, declared.publisher) == ("Bridge over the Lor opens", "The Northern Gazette")
    assert declared.published == read_days(day)
