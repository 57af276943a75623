"""Pages of many layouts, invented for the tests, are read as a person reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from analysis.claims.written import find_written
from analysis.core.days import read_days
from analysis.sources.article import Article, read_article

FOLDER = Path(__file__).parents[1] / "articles"
EXPECTED: dict[str, dict[str, Any]] = yaml.load((FOLDER / "expected.yaml").read_text("utf8"), Loader=yaml.BaseLoader)


def article(name: str) -> Article:
    return read_article((FOLDER / f"{name}.txt").read_bytes().decode("utf8"))


def with_key(key: str) -> list[str]:
    """The articles that have something to say on a key."""
    return [name for name, answers in EXPECTED.items() if key in answers]


def plain(words: str) -> str:
    return " ".join(words.split())


def test_every_article_has_its_answers_and_the_other_way_round() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == set(EXPECTED)
    assert len(EXPECTED) >= 15


@pytest.mark.parametrize("name", with_key("title"))
def test_the_title_is_found(name: str) -> None:
    assert plain(article(name).title or "null") == EXPECTED[name]["title"]


@pytest.mark.parametrize("name", list(EXPECTED))
def test_nobody_is_named_as_author_who_is_not(name: str) -> None:
    assert set(article(name).bylines) <= set(EXPECTED[name].get("bylines", []))


@pytest.mark.parametrize("name", with_key("bylines"))
def test_the_authors_are_found(name: str) -> None:
    assert list(article(name).bylines) == EXPECTED[name]["bylines"]


@pytest.mark.parametrize("name", with_key("publisher"))
def test_the_publisher_is_found(name: str) -> None:
    assert EXPECTED[name]["publisher"].casefold() in (article(name).publisher or "").casefold()


@pytest.mark.parametrize("name", with_key("agency"))
def test_the_agency_is_found(name: str) -> None:
    assert EXPECTED[name]["agency"].casefold() in (article(name).agency or "").casefold()


@pytest.mark.parametrize("name", with_key("written"))
def test_the_day_of_writing_is_found_with_its_basis(name: str) -> None:
    written = find_written(article(name))
    days = read_days(EXPECTED[name]["written"])
    assert written.basis == EXPECTED[name]["basis"]
    assert (written.earliest, written.latest) == ((days.earliest, days.latest) if days else (None, None))


@pytest.mark.parametrize("name", with_key("first"))
def test_the_body_begins_where_the_text_begins(name: str) -> None:
    body = plain(article(name).body)
    assert EXPECTED[name]["first"] in body[:200] if EXPECTED[name]["first"] else body == ""


@pytest.mark.parametrize("name", with_key("last"))
def test_the_body_ends_where_the_text_ends(name: str) -> None:
    assert plain(article(name).body).endswith(EXPECTED[name]["last"])


@pytest.mark.parametrize("name", with_key("boilerplate"))
def test_menus_offers_and_comments_are_boilerplate(name: str) -> None:
    found = article(name)
    for beginning in EXPECTED[name]["boilerplate"]:
        roles = {line.role for line in found.lines if found.text[line.start : line.end].strip().startswith(beginning)}
        assert roles == {"boilerplate"}, beginning


@pytest.mark.parametrize("name", list(EXPECTED))
def test_every_line_has_a_role_and_nothing_is_lost(name: str) -> None:
    found = article(name)
    assert {line.number for line in found.lines} == set(range(1, found.text.rstrip("\n").count("\n") + 2))
    kept = "".join(found.text[line.start : line.end] for line in found.lines)
    assert "".join(kept.split()) == "".join(found.text.split())
