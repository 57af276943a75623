"""The format is told by the content, and what cannot be read says why."""

from __future__ import annotations

import io
import json

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.core.values import Interval
from analysis.sources.declared import UnreadableError
from analysis.sources.formats import decode, extract
from analysis.sources.pdf import PAGE_LIMIT

PARAGRAPHS = [
    "The ferry to the northern islands will not run before Friday, the harbour office said, because the winds that "
    "have kept it in port since the weekend are not expected to drop.",
    "Some forty lorries with food were waiting on the quay on Tuesday evening, and the shops of the two larger "
    "islands had begun to sell milk and bread by the portion, their owners told this paper.",
    "The office added that it had asked the army for a landing craft, which could carry six lorries at a time and "
    "would not need the pier that the storm of last month had damaged.",
]


def page(body: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html lang='en-GB'><head>{head}</head><body>{body}</body></html>".encode()


ARTICLE = page(
    "<nav><ul><li><a href='/'>Home</a></li><li><a href='/w'>Weather</a></li></ul></nav>"
    f"<article><h1>Islands wait for milk</h1>{''.join(f'<p>{words}</p>' for words in PARAGRAPHS)}</article>"
    "<footer><p>Cookies <b>help</b>   us</p></footer><script>var x = 'never shown';</script>",
    "<title>Islands wait</title>"
    + "<script type='application/ld+json'>"
    + json.dumps(
        {
            "@graph": [
                {"@type": "WebSite", "name": "no article"},
                {
                    "@type": ["NewsArticle"],
                    "headline": "Islands wait for milk",
                    "author": [{"@type": "Person", "name": "Una  Reed"}, {"name": "Pell Oster"}],
                    "publisher": {"name": "The Skerry Courier"},
                    "datePublished": "2022-11-08T23:40:00-03:00",
                    "dateModified": "2022-11-09",
                    "mainEntityOfPage": {"@id": "https://courier.example/milk"},
                },
            ]
        }
    )
    + "</script><meta property='og:title' content='Another title'><meta name='author' content='Nobody'>",
)


def pdf(*texts: str, password: str = "") -> bytes:
    """A PDF with a page for each text."""
    document = pikepdf.new()
    font = document.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )
    for text in texts:
        document.add_blank_page(page_size=(595, 842))
        lines = " ".join(f"({line}) Tj 0 -14 Td" for line in text.split("\n"))
        content = f"BT /F1 10 Tf 40 800 Td {lines} ET" if text else ""
        document.pages[-1].Contents = document.make_stream(content.encode("latin-1"))
        document.pages[-1].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    target = io.BytesIO()
    document.save(target, encryption=pikepdf.Encryption(user=password, owner=password) if password else None)
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (ARTICLE, "html"),
        (b"  \n<html><p>" + PARAGRAPHS[0].encode(), "html"),
        ("\n".join(PARAGRAPHS).encode(), "text"),
        (b"Prices < 30 and > 20 are usual.\n" + PARAGRAPHS[0].encode(), "text"),
        (f"---\ntitle: Milk\n---\n{PARAGRAPHS[0]}".encode(), "markdown"),
        (f"# Milk\n\n{PARAGRAPHS[0]}\n\n## More\n\n[here](https://a.example)".encode(), "markdown"),
        (pdf(PARAGRAPHS[0][:80]), "pdf"),
    ],
)
def test_the_format_is_told_by_the_content(data: bytes, expected: str) -> None:
    assert extract(data).format == expected


def test_a_page_keeps_all_its_visible_text_a_line_a_block() -> None:
    text = extract(ARTICLE).text
    assert text.startswith("  • Home\n  • Weather\n\nIslands wait for milk\n\n")
    assert all(f"\n{words}\n" in text for words in PARAGRAPHS)
    assert "\nCookies help us\n" in text
    assert "never shown" not in text


def test_the_lines_of_the_article_are_known_for_a_page() -> None:
    reading = extract(ARTICLE)
    lines = reading.text.split("\n")
    assert reading.declared.main is not None
    main = [lines[number - 1] for number in sorted(reading.declared.main)]
    assert [line for line in main if len(line) > 80] == PARAGRAPHS
    assert "• Weather" not in [line.strip() for line in main]


def test_json_ld_comes_before_meta_tags_and_the_local_day_is_kept() -> None:
    said = extract(ARTICLE).declared
    assert (said.title, said.bylines, said.publisher) == (
        "Islands wait for milk",
        ("Una Reed", "Pell Oster"),
        "The Skerry Courier",
    )
    assert isinstance(said.published, Interval)
    assert isinstance(said.modified, Interval)
    assert (str(said.published.earliest), str(said.modified.latest)) == ("2022-11-08", "2022-11-09")
    assert (said.url, said.language) == ("https://courier.example/milk", "en-gb")


def test_meta_tags_speak_where_json_ld_does_not() -> None:
    head = (
        "<meta property='og:title' content='Milk'><meta name='author' content='Una Reed'>"
        "<meta property='article:published_time' content='2022-11'><script type='application/ld+json'>{broken</script>"
        "<link rel='canonical' href='https://courier.example/m'>"
    )
    said = extract(page(f"<p>{PARAGRAPHS[0]}</p>", head)).declared
    assert (said.title, said.bylines, said.url) == ("Milk", ("Una Reed",), "https://courier.example/m")
    assert said.published is not None
    assert said.published.precision == "month"


@pytest.mark.parametrize("charset", ["iso-8859-9", "windows-1252"])
def test_a_page_may_name_its_own_encoding(charset: str) -> None:
    source = f"<html><head><meta charset='{charset}'></head><body><p>Café déjà vu, {PARAGRAPHS[0]}</p></body></html>"
    reading = extract(source.encode(charset))
    assert "Café déjà vu" in reading.text
    assert reading.encoding == "iso8859-9" if "9" in charset[-1] else "cp1252"


def test_front_matter_is_read_and_stays_in_the_text() -> None:
    source = (
        f"---\ntitle: Milk\nauthor: [Una Reed, Pell Oster]\ndate: 2022-11-08\nsite: Courier\n---\n\n{PARAGRAPHS[0]}"
    )
    reading = extract(source.encode())
    assert reading.text == source
    assert (reading.declared.title, reading.declared.bylines) == ("Milk", ("Una Reed", "Pell Oster"))
    assert reading.declared.published is not None
    assert str(reading.declared.published.latest) == "2022-11-08"


@pytest.mark.parametrize(
    "matter", ["title: [", "- a\n- b", "date: 2022-99-99", "&a [*a]", "title: !!python/object:os.x"]
)
def test_front_matter_that_says_nothing_is_text(matter: str) -> None:
    reading = extract(f"---\n{matter}\n---\n{PARAGRAPHS[0]}".encode())
    assert reading.declared.title == ""
    assert reading.declared.published is None


def test_a_pdf_gives_its_text_layer_with_an_empty_line_between_paragraphs() -> None:
    reading = extract(pdf("First line\nsecond line", "Next page"))
    assert reading.text == "First line second line\n\nNext page\n"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(pdf(""), "scanned", id="scanned"),
        pytest.param(pdf(PARAGRAPHS[0][:60], password="secret"), "encrypted", id="encrypted"),
        pytest.param(b"%PDF-1.7\nnothing of the kind", "damaged", id="damaged"),
        pytest.param(pdf(*[""] * (PAGE_LIMIT + 1)), "pages", id="endless"),
        pytest.param(page("<div>" * 10_000 + "deep" + "</div>" * 10_000), "nested", id="nested"),
        pytest.param(page("<script>fill()</script>"), "without text", id="not filled"),
        pytest.param(b"", "empty", id="empty"),
    ],
)
def test_what_cannot_be_read_says_why_and_what_to_do(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableError, match=words) as caught:
        extract(data)
    assert ": " in str(caught.value)


def test_a_page_in_another_language_keeps_its_text_and_has_an_error() -> None:
    french = "Les ministres des deux pays se sont réunis mardi dans la capitale et ont décidé de rouvrir la route."
    reading = extract(page(f"<p>{french}</p>" * 5))
    assert french in reading.text
    assert "English" in reading.error


@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")).filter(lambda text: text[:1] != "\ufeff")
)
def test_utf_8_is_read_as_it_is(text: str) -> None:
    assert decode(text.encode()) == (text, "utf-8")


@given(st.binary(max_size=400))
def test_no_bytes_bring_anything_but_a_reading_or_a_reason(data: bytes) -> None:
    try:
        found = extract(data).text
    except UnreadableError as problem:
        found = str(problem)
    assert found
