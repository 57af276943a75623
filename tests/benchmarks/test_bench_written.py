"""How fast a page is read and dated: 100 pages of 11 KB a second is the bar, 400 the aim; and the time is linear."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from analysis.claims.written import Written, find_stamps, find_written
from analysis.sources.article import read_article

ARTICLES = Path(__file__).parents[1] / "articles"
PAGE = (ARTICLES / "newspaper_paywall.txt").read_text("utf8")
LONG = PAGE.replace(
    "A valley", "\n\n".join(["A valley that sees more goats than lorries is at the centre."] * 150) + " A valley"
)


def read(text: str) -> Written:
    return find_written(read_article(text))


@pytest.mark.parametrize("name", ["newspaper_paywall", "undated_analysis", "forum_page"])
def test_reading_and_dating_a_short_page(benchmark: BenchmarkFixture, name: str) -> None:
    assert benchmark(read, (ARTICLES / f"{name}.txt").read_text("utf8")).basis


def test_reading_and_dating_a_page_of_11_kilobytes(benchmark: BenchmarkFixture) -> None:
    assert 10_000 < len(LONG) < 12_000
    assert benchmark(read, LONG).basis == "stated"


@pytest.mark.parametrize("size", [20_000, 40_000])
@pytest.mark.parametrize("unit", [LONG, "12/12/2021 ", "2021-", "May 1, "], ids=["page", "days", "years", "months"])
def test_finding_the_dates_of_a_long_text(benchmark: BenchmarkFixture, unit: str, size: int) -> None:
    text = unit * (size // len(unit))
    assert benchmark.pedantic(find_stamps, (text,), rounds=2) or unit not in (LONG, "12/12/2021 ")
