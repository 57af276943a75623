"""One article in seven forms is one article: the same title, day, words, figures and statements.

The prints in `prints/` were made by Chromium's "Save as PDF" of the page below, on A4 and Letter, in letters of 16 and
20 pixels.
"""

from __future__ import annotations

import io
import textwrap
from collections import Counter
from datetime import datetime
from email.message import EmailMessage
from functools import cache
from pathlib import Path

import docx
import pytest
import typst  # type: ignore[import-untyped]

from analysis.book.parse import parse_document
from analysis.sources.article import read_article
from analysis.sources.documents import text_document
from analysis.sources.formats import extract

TITLE = "Ferry to the northern islands stays in port after storm damages the pier at Vell"
BODY = [
    "The ferry to the northern islands will not run before Friday, the harbour office said, because the winds "
    "that have kept it in port since the weekend are not expected to drop below 60 kilometres an hour.",
    "At least 14 fishermen were injured and two are missing after the storm of Saturday night, the coast guard "
    "said in a statement. It was the worst on the islands since March 1987, when 31 people died.",
    "“We have asked the army for a landing craft that needs no pier,” said Una Oster, who heads the harbour "
    "office. “It could carry six lorries at a time, and it could be here on Thursday.”",
    "Some 40 lorries with food were waiting on the quay on Tuesday evening, and the shops of the two larger "
    "islands had begun to sell milk and bread by the portion, their owners told this paper.",
    "Mending the pier will cost $3.4 million, according to a first estimate of the transport ministry. The budget"
    " for this year holds only half of that; the rest has to come from the US-based insurer of the port.",
    "The fish market, which sold 5,200 tonnes in 2021, stays closed. Its chairman, Pell Lindqvist, said that his "
    "members were losing about 90,000 euros a day and that nobody had told them when the cranes would work again.",
    "In a letter to the minister, three mayors of the islands called for a second port on the lee side. The plan "
    "is not new: a commission recommended it in September 2004, and parliament rejected it a year later by 61 "
    "votes to 58.",
    "The ministry did not answer questions. A spokesman, Karel Brandt, said only that “all options” would be "
    "looked at once the winds had dropped and that the government would meet on November 14, 2022.",
]
HEAD = [TITLE, "By Una Reed", "8 November 2022"]
PRINTS = sorted((Path(__file__).parent / "prints").glob("*.pdf"))


def wrapped(width: int) -> bytes:
    return "\n\n".join(textwrap.fill(words, width, break_on_hyphens=False) for words in [*HEAD, *BODY]).encode()


def page() -> bytes:
    menu = "<nav><a href='#'>Home</a> <a href='#'>World</a> <a href='#'>Weather</a></nav>"
    words = "".join(f"<p>{words}</p>" for words in [*HEAD[1:], *BODY])
    article = f"<article><h1>{TITLE}</h1>{words}</article><footer><p>© 2022 The Skerry Courier</p></footer>"
    title = f"<title>{TITLE} | The Skerry Courier</title>"
    return f"<!DOCTYPE html><html lang='en'><head>{title}</head><body>{menu}{article}</body></html>".encode()


def mhtml() -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Snapshot-Content-Location"] = "<Saved by Blink>", "https://courier.example/ferry"
    mail["Date"] = "Mon, 30 Jan 2023 08:29:33 GMT"
    mail.set_content(page().decode(), subtype="html", cte="quoted-printable")
    mail.make_related()
    return mail.as_bytes()


def word() -> bytes:
    document, packed = docx.Document(), io.BytesIO()
    document.add_heading(TITLE, 1)
    for words in [*HEAD[1:], *BODY]:
        document.add_paragraph(words)
    document.core_properties.created = document.core_properties.modified = datetime(2023, 1, 30)
    document.save(packed)
    return packed.getvalue()


def columns() -> bytes:
    words = "\n\n".join([*HEAD[1:], *(words.replace("$", "\\$") for words in BODY)])
    data: bytes = typst.compile(
        f'#set page(paper: "a4", columns: 2)\n#set par(justify: true)\n= {TITLE}\n\n{words}'.encode()
    )
    return data


FIGURE = ("measure", "low", "high", "subject", "text")
FORMS = {
    **{f"text wrapped at {width}": lambda width=width: wrapped(width) for width in (72, 110, 140)},
    **{f"print {path.stem}": path.read_bytes for path in PRINTS},
    "two columns": columns,
    "HTML": page,
    "MHTML": mhtml,
    "Word": word,
}


@cache
def told(form: str) -> dict[str, object]:
    """What is read of a form of the article."""
    reading = extract(FORMS[form]())
    rows = parse_document(text_document("ferry", "").read_as(reading)).rows
    (described,) = rows["documents"]
    body = read_article(reading.text, reading.declared).body
    return {
        "title": described["title"],
        "authors": described["bylines"],
        "written": (described["written_earliest"], described["written_latest"], described["written_basis"]),
        "words": Counter(body.split()),
        "figures": [[str(row[name]).split() for name in FIGURE] for row in rows["figures"]],
        "statements": [[row["speaker"], row["text"].split()] for row in rows["statements"]],
    }


def test_the_prints_are_there() -> None:
    assert [path.stem for path in PRINTS] == ["a4_16", "a4_20", "letter_16", "letter_20"]


@pytest.mark.parametrize("form", FORMS)
def test_one_article_is_read_alike_in_every_form(form: str) -> None:
    expected, found = told("HTML"), told(form)
    for what in ("title", "authors", "written", "figures", "statements"):
        assert found[what] == expected[what], what
    assert found["title"] == TITLE
    words = Counter(" ".join(BODY).split())
    assert (found["words"] & words).total() >= 0.99 * words.total()
    assert found["words"].total() <= 1.01 * words.total()
