"""Reading a page takes time in proportion to its length, whatever it is made of."""

from typing import Any

import pytest

from analysis.core.lexicon import load_lexicon
from analysis.sources.article import article_view, read_article
from analysis.sources.formats import extract

SENTENCE = "The governor said on day {} that road {} to the border had been opened again after a week of heavy snow."
MENU = "\n".join(f"  * Section {number}" for number in range(60))
PAGE = f"{MENU}\n\nRoad to the Border Opens Again\n\nBy Anna Lind\n\n12 March 2025\n\n" + "\n\n".join(
    " ".join(SENTENCE.format(line, part) for part in range(3)) for line in range(30)
)


def read(text: str) -> str:
    return article_view(read_article(text)).text


def test_a_page_of_11_kb(benchmark: Any) -> None:
    assert benchmark(read, PAGE[:11_000]).startswith("Road to the Border")


@pytest.mark.parametrize("size", [200_000, 400_000])
def test_one_line_of_many_sentences(benchmark: Any, size: int) -> None:
    text = " ".join(SENTENCE.format(part, part) for part in range(size // len(SENTENCE)))
    assert benchmark.pedantic(read, (text,), rounds=1)


@pytest.mark.parametrize("count", [5_000, 10_000])
def test_lines_of_one_word(benchmark: Any, count: int) -> None:
    assert benchmark.pedantic(read, ("word\n" * count,), rounds=1) == ""


@pytest.mark.parametrize("count", [25, 50])
def test_an_export_of_many_articles(benchmark: Any, count: int) -> None:
    example = load_lexicon("exports")["kinds"]["Europresse"]["example"]
    page = f"<html><body>{example * count}</body></html>".encode()
    assert len(benchmark.pedantic(extract, (page,), rounds=1).parts) >= count
