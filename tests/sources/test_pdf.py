"""A PDF is read in the order of reading, whatever its columns, sizes and running heads are."""

from __future__ import annotations

from datetime import date

import pytest
import typst  # type: ignore[import-untyped]

from analysis.core.values import Interval
from analysis.sources.article import read_article
from analysis.sources.formats import extract

TITLE = "Ferry to the northern islands stays in port"
BODY = [
    "The ferry to the northern islands will not run before Friday, the harbour office said, because the winds that "
    "have kept it in port since the weekend are not expected to drop below 60 kilometres an hour.",
    "Some forty lorries with food were waiting on the quay on Tuesday evening, and the shops of the two larger islands "
    "had begun to sell milk and bread by the portion, their owners told this paper in September 2024.",
    "The office added that it had asked the army for a landing craft, which could carry six lorries at a time and "
    "would not need the pier that the storm of last month had damaged beyond repair.",
] * 5


def printed(page: str = 'paper: "a4"', size: str = "11pt", paragraphs: str = "spacing: 1.2em", body: str = "") -> bytes:
    words = body or "\n\n".join(f"{words} ({number})" for number, words in enumerate(BODY))
    head = f'#set page({page})\n#set text(size: {size}, lang: "en")\n#set par({paragraphs})\n'
    data: bytes = typst.compile(f"{head}= {TITLE}\n\nBy Una Reed\n\n8 November 2022\n\n{words}\n".encode())
    return data


@pytest.mark.parametrize(
    ("page", "size", "paragraphs"),
    [
        ('paper: "a4"', "11pt", "spacing: 1.2em"),
        ('paper: "us-letter"', "15pt", "spacing: 1.2em"),
        ('paper: "a4", columns: 2', "10pt", "spacing: 1.2em, justify: true"),
        ('paper: "a4"', "11pt", "spacing: 0.65em, first-line-indent: 1.5em, justify: true"),
        (
            'paper: "a5", header: [The Skerry Courier], footer: context [Page #counter(page).display() of 9]',
            "11pt",
            "spacing: 1.2em",
        ),
    ],
)
def test_paragraphs_run_over_lines_columns_and_pages(page: str, size: str, paragraphs: str) -> None:
    reading = extract(printed(page, size, paragraphs))
    article = read_article(reading.text, reading.declared)
    assert (article.title, article.bylines) == (TITLE, ("Una Reed",))
    assert article.body.split() == " ".join(f"{words} ({number})" for number, words in enumerate(BODY)).split()


def test_the_mark_of_a_note_joins_no_number_and_the_note_is_no_body() -> None:
    noted = BODY[0].replace("60 kilometres", "60#footnote[Measured at the pier in 1987.] kilometres")
    closed = "The vote was 61 to 58.#footnote[As the minutes say.] It was the second."
    reading = extract(printed(body="\n\n".join([noted, *BODY[1:], closed])))
    article = read_article(reading.text, reading.declared)
    assert "below 60 kilometres" in article.body
    assert "61 to 58. It was" in article.body
    assert "1987" not in article.body
    assert "1987" in reading.text


def test_a_word_keeps_its_own_hyphen_at_a_line_end() -> None:
    words = "Fighters of ISIS-K and US-based groups spoke of counter-terrorism and of a 25-year-old man. "
    reading = extract(printed('paper: "a6"', body=words * 12))
    text = reading.text
    assert text.count("ISIS-K") == text.count("US-based") == text.count("25-year-old") == 12


def test_the_structure_tree_tells_paragraphs_that_their_places_do_not() -> None:
    beside = f"#grid(columns: (1fr, 1fr), gutter: 4pt, [{BODY[0]}], [{BODY[1]}])"
    packed = "\n\n".join(f"{words} ({number})" for number, words in enumerate(BODY[:3]))
    reading = extract(printed(paragraphs="spacing: 0.65em, justify: true", body=f"{beside}\n\n{packed}"))
    lines = [line for line in reading.text.split("\n") if len(line) > 60]
    assert lines == [BODY[0], BODY[1], *(f"{words} ({number})" for number, words in enumerate(BODY[:3]))]


def test_a_pdf_tells_what_made_it_and_when() -> None:
    made = b"#set document(date: datetime(year: 2023, month: 1, day: 30))\n"
    declared = extract(typst.compile(made + BODY[0].encode())).declared
    assert (declared.made_by.split()[0], declared.captured) == (
        "Typst",
        Interval(date(2023, 1, 30), date(2023, 1, 30), "day"),
    )
