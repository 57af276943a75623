"""Reading whole articles of five kilobytes: thirty a second and core at least. By stage, and growth: make bench."""

from typing import Any

from analysis.book.parse import parse_document
from analysis.sources.documents import text_document
from tests.archive.articles import article
from tests.benchmarks.archive import STAGES, peak_of_stages, time_stages

DOCUMENTS = [text_document(f"{number}.txt", article(number)["text"]) for number in range(20)]


def test_twenty_articles_of_five_kilobytes(benchmark: Any) -> None:
    found = benchmark.pedantic(lambda: [parse_document(document) for document in DOCUMENTS], rounds=3, warmup_rounds=1)
    benchmark.extra_info["bytes"] = sum(document.bytes for document in DOCUMENTS)
    assert all(reading.rows["timeline"] for reading in found)


def test_every_stage_is_measured() -> None:
    assert time_stages(DOCUMENTS[:2]).keys() == {*STAGES, "whole"}
    assert peak_of_stages(DOCUMENTS[:2]).keys() == {*STAGES, "whole"}
