"""How fast dates are read: an article of usual length with a date in each sentence."""

from datetime import date

from analysis.readers.dates.find import find_dates, recognise

PARAGRAPHS = [
    "The council of Lom met again on Tuesday to hear what the engineers had found under the old bridge last month.",
    "“The bridge will hold,” said Mira Osk, who has studied it since 1998. “It always has.” Work begins in March 2026.",
    "The mayor told reporters that the repair would take nearly two years, four times what was planned in the 1990s.",
    "Sixty years earlier, on 3 May 1965, the river had risen by a metre; the following day the market was closed.",
    "No town on the river is safe, a report found, and the men who keep the gates have long said that they need help.",
]
ARTICLE = "\n\n".join(PARAGRAPHS * 10)


def test_reading_dates(benchmark):
    assert len(benchmark(find_dates, ARTICLE, date(2025, 4, 25))) >= 9 * 10


def test_reading_a_text_without_dates(benchmark):
    text = "The men who keep the gates of the river have long said that they need help. " * 100
    assert benchmark(recognise, text) == []
