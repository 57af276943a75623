"""Files as analysts have them are read for what they are: mail, notes, Word, RTF, feeds, records, prints."""

from __future__ import annotations

import io
import json
import plistlib
import textwrap
import tracemalloc
import zipfile
from contextlib import suppress
from datetime import date, datetime
from email.message import EmailMessage
from typing import Any

import docx
import pytest
import typst  # type: ignore[import-untyped]
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from analysis.claims.written import find_written
from analysis.core.values import Interval
from analysis.sources.article import Article, article_view, read_article
from analysis.sources.declared import Reading, UnreadableError, program
from analysis.sources.formats import PARTS_LIMIT, UNPACKED_LIMIT, extract
from analysis.sources.markup import read_page

TITLE = "Ferry to the northern islands stays in port until Friday"
BODY = [
    "The ferry to the northern islands will not run before Friday, the harbour office said, because the winds that "
    "have kept it in port since the weekend are not expected to drop.",
    "Some forty lorries with food were waiting on the quay on Tuesday evening, and the shops of the two larger islands "
    "had begun to sell milk and bread by the portion, their owners told this paper.",
    "The office added that it had asked the army for a landing craft, which could carry six lorries at a time and "
    "would not need the pier that the storm of last month had damaged.",
]
DAY = date(2022, 11, 8)
CAPTURED = date(2023, 1, 30)


def page(head: str = "", body: str = "") -> str:
    paragraphs = "".join(f"<p>{words}</p>" for words in BODY)
    article = f"<article><h1>{TITLE}</h1>{paragraphs}</article>"
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}{article}</body></html>"


def read(data: bytes) -> tuple[Reading, Article]:
    reading = extract(data)
    return reading, read_article(reading.text, reading.declared)


def has_body(article: Article) -> bool:
    text = " ".join(article_view(article).text.split())
    return all(" ".join(words.split()) in text for words in BODY)


def word(*paragraphs: str) -> bytes:
    document, packed = docx.Document(), io.BytesIO()
    for words in paragraphs:
        document.add_paragraph(words)
    document.save(packed)
    return packed.getvalue()


def zipped(name: str, data: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return packed.getvalue()


def test_a_page_saved_as_mhtml_is_decoded_and_its_day_of_saving_is_not_that_of_writing() -> None:
    mail = EmailMessage()
    mail["From"] = "<Saved by Blink>"
    mail["Snapshot-Content-Location"] = "https://courier.example/milk"
    mail["Date"] = "Mon, 30 Jan 2023 08:29:33 GMT"
    mail.set_content(page(), subtype="html", cte="quoted-printable")
    mail.make_related()
    reading, article = read(mail.as_bytes())
    assert has_body(article)
    assert (reading.format, reading.declared.url) == ("mhtml", "https://courier.example/milk")
    assert reading.declared.captured is not None
    assert reading.declared.captured.earliest == CAPTURED
    assert find_written(article).basis != "stated"


def test_a_forwarded_article_is_read_without_signature_and_headers() -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@desk.example", "b@desk.example", "FW: milk"
    mail["Date"] = "Mon, 30 Jan 2023 08:29:33 +0000"
    below = "\n\n".join([TITLE, "By Una Reed", "8 November 2022", *BODY])
    above = "Worth a look.\n\n-----Original Message-----\nFrom: Pell <p@desk.example>\nSent: 9 November 2022 10:12\n\n"
    mail.set_content(f"{above}{below}\n\n-- \nAnalyst, Harbour desk, 12 November 2022\n", cte="base64")
    _, article = read(mail.as_bytes())
    assert (article.title, article.bylines) == (TITLE, ("Una Reed",))
    assert has_body(article)
    assert find_written(article).earliest == DAY


def test_articles_attached_to_a_mail_are_read_one_by_one() -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@desk.example", "b@desk.example", "two"
    mail.set_content("See both.\n")
    for name in ("one", "two"):
        data = word(f"{TITLE} {name}", *BODY)
        kind = "vnd.openxmlformats-officedocument.wordprocessingml.document"
        mail.add_attachment(data, maintype="application", subtype=kind, filename=f"../../{name}.docx")
    assert [part.text.split("\n")[0] for part in extract(mail.as_bytes()).parts] == [f"{TITLE} one", f"{TITLE} two"]


def test_a_word_file_gives_a_line_for_each_paragraph() -> None:
    reading, article = read(word(TITLE, *BODY))
    assert reading.text.split("\n")[:2] == [TITLE, BODY[0]]
    assert has_body(article)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Word"),
        (b"\x89PNG\r\n" + bytes(100), "picture"),
        (b"PK\x03\x04 and nothing", "damaged"),
        (b"bplist00 and nothing", "damaged web archive"),
        (zipped("word/document.xml", b" " * (UNPACKED_LIMIT + 1)), "unpacks to more"),
        (b"TY  - NEWS\nTI  - Milk\nAU  - Reed, Una\nUR  - https://courier.example\nER  - \n", "bibliography in RIS"),
        (b"@article{reed2022,\n  title = {Milk},\n  year = {2022},\n}\n", "bibliography in BibTeX"),
        (json.dumps([{"id": "a", "issued": {"date-parts": [[2022]]}, "title": "Milk"}]).encode(), "CSL"),
        (b'{"a": 1}', "JSON with no text"),
        (b"event_id_cnty,event_date,year,sub_event_type,notes\nX1,2022-11-08,2022,Attack,Two men were shot\n", "ACLED"),
        (b"<rss><!DOCTYPE r [<!ENTITY a 'b'>]><channel><item><title>&a;</title></item></channel></rss>", "entities"),
    ],
)
def test_what_is_no_article_is_refused_by_name(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        extract(data)


def test_a_mail_of_ten_thousand_parts_is_refused() -> None:
    parts = "".join("--b\nContent-Type: text/plain\n\nx\n" for _ in range(PARTS_LIMIT + 1))
    data = f'From: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n{parts}--b--\n'
    with pytest.raises(UnreadableError, match="parts"):
        extract(data.encode())


def test_mails_nested_without_end_are_refused() -> None:
    data = b"hello"
    for depth in range(400):
        mark = b"b%d" % depth
        head = b"From: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=" + mark
        data = head + b"\n\n--" + mark + b"\nContent-Type: message/rfc822\n\n" + data + b"\n--" + mark + b"--\n"
    with pytest.raises(UnreadableError, match="save that mail apart"):
        extract(data)


def test_a_word_file_that_unpacks_to_more_than_it_says_takes_no_memory() -> None:
    lying = bytearray(zipped("word/document.xml", b" " * (3 * UNPACKED_LIMIT)))
    size = lying.rfind(b"PK\x01\x02") + 24
    lying[size : size + 4] = (1000).to_bytes(4, "little")
    tracemalloc.start()
    with pytest.raises(UnreadableError, match="damaged Word file"):
        extract(bytes(lying))
    assert tracemalloc.get_traced_memory()[1] < UNPACKED_LIMIT
    tracemalloc.stop()


def test_many_packed_files_in_one_mail_may_not_unpack_to_more_than_one() -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "a@b.example", "All of it"
    mail.set_content("See below.")
    half = zipped("word/document.xml", b"<a/>" + b" " * (UNPACKED_LIMIT // 2 + 1))
    for _ in range(2):
        mail.add_attachment(half, maintype="application", subtype="vnd.wordprocessingml", filename="a.docx")
    assert ["unpacks to more" in part.error for part in extract(mail.as_bytes()).parts] == [True, True]


def test_a_large_word_file_takes_little_more_memory_than_its_words() -> None:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    words = f"<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{BODY[0]}</w:t></w:r></w:p>" * 5_000
    data = zipped("word/document.xml", f"<w:document {space}><w:body>{words}</w:body></w:document>".encode())
    tracemalloc.start()
    assert extract(data).text == f"{BODY[0]}\n" * 5_000
    assert tracemalloc.get_traced_memory()[1] < 6 * 5_000 * len(BODY[0])
    tracemalloc.stop()


def test_pictures_that_a_saved_page_holds_cost_no_text() -> None:
    picture = f"data:image/png;base64,{'iVBORw0KGgo' * 1_000_000}"
    page = f"<style>.a{{background:url({picture})}}</style><h1>Bridge opens</h1><p>It rained.</p><img src={picture}>"
    assert read_page(page)[0].split("\n")[::2][:2] == ["Bridge opens", "It rained."]


def test_a_text_box_stands_once_and_nested_cells_stay_in_their_row() -> None:
    space = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main" xmlns:m="urn:m"'
    text = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
    box = f"<m:Choice>{text.format('Aside.')}</m:Choice><m:Fallback>{text.format('Aside.')}</m:Fallback>"
    inner = f"<w:tbl><w:tr><w:tc>{text.format('40')}</w:tc><w:tc>{text.format('fed')}</w:tc></w:tr></w:tbl>"
    table = f"<w:tbl><w:tr><w:tc>{text.format('lorries')}</w:tc><w:tc>{inner}</w:tc></w:tr></w:tbl>"
    body = f"<w:p><w:r><w:t>Before.</w:t>{box}<w:t>After.</w:t></w:r></w:p>{table}"
    data = zipped("word/document2.xml", f"<w:document {space}><w:body>{body}</w:body></w:document>".encode())
    assert extract(data).text == "Before.\nAside.\nAfter.\nlorries | 40 fed\n"


def test_a_word_file_is_read_whole_in_whatever_language_its_styles_are_named() -> None:
    document, packed = docx.Document(), io.BytesIO()
    document.styles["Heading 1"].element.set(qn("w:styleId"), "berschrift1")
    heading = document.add_paragraph("Ferry stays ")
    heading.style = document.styles["Heading 1"]
    heading.add_run("in port")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "lorries", "40"
    changed = document.add_paragraph(BODY[0])
    for tag, kept, words in (
        ("w:del", "w:delText", "Gone. "),
        ("w:moveFrom", "w:t", "Was here. "),
        ("w:ins", "w:t", " Put in."),
    ):
        run = parse_xml(f"<{tag} {nsdecls('w')}><w:r><{kept} xml:space='preserve'>{words}</{kept}></w:r></{tag}>")
        changed._p.append(run)
    changed.add_run(" Hidden.").font.hidden = True
    changed.add_run(" Some 145")
    changed.add_run("3").font.superscript = True
    document.core_properties.created = datetime(2023, 1, 30)
    document.save(packed)
    reading = extract(packed.getvalue())
    assert reading.text.split("\n")[:3] == ["Ferry stays in port", "lorries | 40", f"{BODY[0]} Put in. Some 145[3]"]
    assert reading.declared.title == "Ferry stays in port"
    assert reading.declared.captured is not None
    assert reading.declared.captured.earliest == CAPTURED


def rtf(body: str) -> bytes:
    fonts = (
        r"{\fonttbl{\f0\froman\fcharset0 Times New Roman;}{\f1\fswiss\fcharset0 Arial;}}{\colortbl;\red0\green0\blue0;}"
    )
    return rb"{\rtf1\ansi\ansicpg1252\deff0" + f"{fonts}{{\\*\\generator X;}}{body}}}".encode()


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (r"Caf\'e9 \u8212? closed", "Café — closed"),
        (r"\uc1\u8220\'93Stay\u8221\'94 ISIS\_K", "“Stay” ISIS-K"),
        (
            r"{\field{\*\fldinst{HYPERLINK \"https://courier.example/2019\"}}{\fldrslt{the harbour}}} office",
            "the harbour office",
        ),
        (r"{\header Page 4 of 9}{\b The} {\i quay}{\*\bkmkstart x}", "The quay"),
        (r"\trowd\cellx1000\cellx2000 lorries\cell 40\cell\row", "lorries | 40"),
        (r"{\pict\pngblip 89504e47}The quay", "The quay"),
        (r"The quay holds {\deleted 137}{\revised 145} lorries", "The quay holds 145 lorries"),
        (r"The {\f1\v\fs20 inner }quay \v and pier \v0 is shut", "The quay is shut"),
        (
            r"Some 145{\fs16\super 1} lorries, 40 km{\super 2}, 145\super 12\nosupersub  men",
            "Some 145[1] lorries, 40 km2, 145[12] men",
        ),
        (r"\u-10179?\u-8694? milk", "😊 milk".replace("😊", chr(0x1F60A))),
    ],
)
def test_rtf_loses_its_control_words_and_keeps_its_letters(source: str, words: str) -> None:
    reading, article = read(rtf("\\par ".join([TITLE, source, *BODY])))
    assert reading.text.split("\n")[:2] == [TITLE, words]
    assert has_body(article)


@pytest.mark.parametrize(
    "source",
    [
        "{" * 100_000,
        "}" * 100_000,
        r"\uc\u99999999",
        r"\ansicpg99999 \'e9",
        r"{\field{\*\fldinst{" * 20_000,
        r"\v" * 100_000,
        r"\super\b" * 100_000,
    ],
)
def test_a_broken_rtf_file_is_read_or_refused_in_linear_time(source: str) -> None:
    with suppress(UnreadableError):
        assert extract(rtf(source + BODY[0]))


def test_no_words_of_an_rtf_file_come_twice_or_take_the_place_of_others() -> None:
    """Long stretches of words are read as one, however a file tries to name them."""
    named = "".join(f"\x01{number}\x02\\'010\\'02" for number in range(9)) * 9
    reading, _ = read(rtf(f"{named}\\par {BODY[0]} \\u8212 ?{BODY[1]}\\par {{\\*\\x {BODY[2]}}}"))
    assert reading.text.count(BODY[0]) == reading.text.count(BODY[1]) == 1
    assert BODY[2] not in reading.text
    assert len(reading.text) < len(BODY[0] + BODY[1]) + len(named)


def test_the_items_of_a_feed_need_no_extraction_of_main_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trafilatura.extract", lambda *_, **__: pytest.fail("the items are nothing but the article"))
    words = "".join(f"<p>{paragraph}</p>" for paragraph in BODY)
    item = f"<title>{TITLE}</title><description><![CDATA[{words}]]></description>"
    feed = f"<rss><channel><item>{item}</item></channel></rss>"
    assert has_body(read(feed.encode())[1])


def test_a_web_archive_of_safari_gives_its_page() -> None:
    main = {
        "WebResourceData": page().encode(),
        "WebResourceURL": "https://courier.example/milk",
        "WebResourceTextEncodingName": "UTF-8",
    }
    reading, article = read(plistlib.dumps({"WebMainResource": main}, fmt=plistlib.FMT_BINARY))
    assert has_body(article)
    assert reading.declared.url == "https://courier.example/milk"


def test_a_clip_gives_address_authors_and_days_apart() -> None:
    matter = (
        f'---\ntitle: "{TITLE}"\nsource: "https://courier.example/2022/11/08/milk"\nauthor:\n  - "[[Una Reed]]"\n'
        '  - "[[@unareed]]"\n'
        "published:\ncreated: 2023-01-30\n---\n"
    )
    linked = BODY[0].replace("harbour office", "[harbour office](https://courier.example/2019/03/04/office-22)")
    text = f'{matter}<div class="video"></div>\n\n' + "\n\n".join([linked, *BODY[1:]])
    reading, article = read(text.encode())
    assert (reading.format, article.title, article.bylines, article.publisher) == (
        "markdown",
        TITLE,
        ("Una Reed",),
        None,
    )
    assert has_body(article)
    assert find_written(article).basis != "stated"


@pytest.mark.parametrize(
    ("value", "title"),
    [
        ("No", "No"),
        ("!!bool maybe", "maybe"),
        ("!!timestamp soon", "soon"),
        ('!!int ""', ""),
        ("null", ""),
        ("&a [*a]", ""),
    ],
)
def test_a_field_of_a_clip_is_what_stands_there_whatever_yaml_makes_of_it(value: str, title: str) -> None:
    reading, _ = read(f"---\ntitle: {value}\nsource: https://courier.example/milk\n---\n{BODY[0]}".encode())
    assert (reading.declared.title, reading.declared.url) == (title, "https://courier.example/milk")


def test_a_feed_gives_each_item_with_its_day() -> None:
    items = "".join(
        f"<item><title>{TITLE} {n}</title><pubDate>Tue, 08 Nov 2022 09:05:00 +0000</pubDate>"
        f"<description><![CDATA[{''.join(f'<p>{words}</p>' for words in BODY)}]]></description></item>"
        for n in (1, 2)
    )
    built = "<lastBuildDate>Mon, 30 Jan 2023 16:00:00 +0000</lastBuildDate>"
    channel = f"<channel><title>The Skerry Courier</title>{built}{items}</channel>"
    reading = extract(f'<?xml version="1.0"?><rss version="2.0">{channel}</rss>'.encode())
    articles = [read_article(part.text, part.declared) for part in reading.parts]
    assert [article.title for article in articles] == [f"{TITLE} 1", f"{TITLE} 2"]
    assert [find_written(article).earliest for article in articles] == [DAY, DAY]
    assert all(map(has_body, articles))
    assert [part.above for part in reading.parts] == [0, reading.parts[0].text.count("\n")]


def test_records_of_crawlers_are_read_field_by_field() -> None:
    record = {
        "title": TITLE,
        "maintext": "\n".join(BODY),
        "authors": ["Una Reed"],
        "date_publish": "2022-11-08 10:00:00",
        "date_download": "2023-01-30",
    }
    _, article = read(json.dumps(record).encode())
    assert (article.title, article.bylines, find_written(article).earliest) == (TITLE, ("Una Reed",), DAY)
    assert has_body(article)


def test_cells_stand_apart_and_marks_of_notes_join_no_number() -> None:
    table = "<table><tr><td>2022</td><td>145</td></tr></table>"
    table += "<p>It carried 145<sup>1</sup> people over 12 km<sup>2</sup>.</p>"
    reading, _ = read(page(body=table).encode())
    assert reading.text.split("\n")[:3] == ["2022 | 145", "", "It carried 145[1] people over 12 km2."]


def test_a_line_of_consent_is_no_headline() -> None:
    _, article = read(page(body="<div>We use cookies. Accept all or reject what you do not like here.</div>").encode())
    assert article.title == TITLE


def test_a_page_of_the_wayback_machine_keeps_its_own_address_and_the_day_of_the_archive_is_that_of_capture() -> None:
    head = '<link rel="canonical" href="https://web.archive.org/web/20230130101112/https://courier.example/milk">'
    toolbar = '<div id="wm-ipp-base"><span>12 captures 30 Jan 2023</span></div>'
    reading, article = read(page(head, toolbar).encode())
    assert reading.declared.url == "https://courier.example/milk"
    assert reading.declared.captured is not None
    assert reading.declared.captured.earliest == CAPTURED
    assert "captures" not in reading.text
    assert find_written(article).basis != "stated"


def test_text_in_windows_1252_is_read_as_such() -> None:
    reading = extract("Gonçalves said “no” – à la carte, señor.\n".encode("cp1252") * 20)
    assert reading.text.startswith("Gonçalves said “no” – à la carte, señor.")
    assert reading.encoding == "cp1252"


@pytest.mark.parametrize("width", [46, 60, 72, 90, 110, 125, 140, 155])
@pytest.mark.parametrize("between", ["\n\n", "\n"])
def test_text_wrapped_at_any_width_is_joined_whatever_single_lines_are_longer(width: int, between: str) -> None:
    wrapped = between.join("\n".join(textwrap.wrap(words, width, break_on_hyphens=False)) for words in BODY * 2)
    text = f"{TITLE}\n\nBy Una Reed\n\n{wrapped}\n\nhttps://courier.example/{'islands-wait-for-milk-' * 8}\n"
    article = read_article(text)
    assert (article.title, article.bylines) == (TITLE, ("Una Reed",))
    assert has_body(article)


def test_numbers_of_links_in_a_dump_of_a_text_browser_are_no_words() -> None:
    dump = f"[1]Home\n[2]World\n\n{TITLE}\n\n" + "\n\n".join(BODY).replace("forty", "[3]forty")
    listed = "".join(f" {number}. https://courier.example/{number}\n" for number in (1, 2, 3))
    text = f"{dump}\n\nReferences\n\n{listed}"
    article = read_article(text)
    assert has_body(article)
    numbers = [text[one.start : one.end] for one in article.lines if one.reason == "number of a link"]
    assert numbers == ["[1]", "[2]", "[3]"]


def test_a_text_without_a_headline_keeps_its_first_sentences() -> None:
    article = read_article("PORT VELL, Skerry (AP) --\n\n" + "\n\n".join(BODY))
    assert (article.title, article.agency) == (None, "Associated Press (AP)")
    assert has_body(article)


@pytest.mark.parametrize(
    ("above", "below", "agency"),
    [
        ("Reuters, Port Vell, 8 November 2022", "", "Reuters"),
        ("PTI | November 8, 2022 | Updated 08:24 IST", "", "Press Trust of India (PTI)"),
        ("By Una Reed (Reuters)", "", "Reuters"),
        ("By Una Reed", " PTI", "Press Trust of India (PTI)"),
        ("By Una Reed", "", None),
    ],
)
def test_the_agency_stands_by_the_headline_or_behind_the_last_words(above: str, below: str, agency: str | None) -> None:
    text = "\n\n".join([TITLE, above, *BODY]) + below
    assert read_article(text).agency == agency


@pytest.mark.parametrize(
    "note",
    [
        "Correction: The number of lorries was given as sixty in an earlier version. It is forty.",
        "An earlier version of this article gave the number of lorries as sixty.",
    ],
)
def test_a_note_of_correction_has_its_own_role(note: str) -> None:
    article = read_article("\n\n".join([TITLE, *BODY, note]))
    assert article.lines[-1].role == "correction"
    assert note in article_view(article).text
    assert note not in article.body


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Dr. Una Reed", ("Una Reed",)),
        ("By Una Reed, Chief Political Correspondent", ("Una Reed",)),
        ("By Una Reed, Skerry Gazette", ("Una Reed",)),
    ],
)
def test_titles_offices_and_houses_are_no_authors(line: str, names: tuple[str, ...]) -> None:
    assert read_article("\n\n".join([TITLE, line, *BODY])).bylines == names


def test_who_reported_is_the_author_where_nobody_else_is_named() -> None:
    text = "\n\n".join([TITLE, *BODY, "(Reporting by Una Reed in Port Vell; editing by Pell Oster)"])
    assert read_article(text).bylines == ("Una Reed",)


def test_a_mail_in_a_mail_is_read_once_and_one_too_deep_has_a_row_with_the_reason() -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@desk.example", "b@desk.example", "milk"
    mail.set_content("\n\n".join([TITLE, *BODY]))
    outer = mail
    for depth in range(6):
        inner, outer = outer, EmailMessage()
        outer["From"], outer["To"], outer["Subject"] = "a@desk.example", "b@desk.example", "FW: milk"
        outer.set_content("See below.")
        outer.add_attachment(inner)
        reading = extract(outer.as_bytes())
        if depth == 0:
            assert (reading.text.count(TITLE), reading.parts) == (1, ())
    assert "containers deep" in reading.error


def test_an_attachment_that_cannot_be_read_has_a_row_with_the_reason() -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@desk.example", "b@desk.example", "milk"
    mail.set_content("\n\n".join([TITLE, *BODY]))
    mail.add_attachment(b"%PDF-1.7 and nothing", maintype="application", subtype="pdf", filename="milk.pdf")
    whole, broken = extract(mail.as_bytes()).parts
    assert (whole.error, "damaged PDF" in broken.error) == ("", True)


def test_what_stands_below_the_text_of_an_export_is_no_text() -> None:
    head = f"{'':30}1 of 2 DOCUMENTS\n\n{'':30}The Skerry Courier\n\n{'':30}November 8, 2022\n\n"
    page = f"{head}{TITLE}\n\nLENGTH: 90 words\n\n"
    below = f"\n\nLOAD-DATE: November 7, 2022\n\n\n{'':20}Copyright 2022 Skerry House\n{'':25}All Rights Reserved\n\n"
    text = page + "\n\n".join(BODY) + below
    first, _ = extract((text + text.replace("1 of 2", "2 of 2")).encode()).parts
    article = read_article(first.text, first.declared)
    assert article.body.split() == " ".join(BODY).split()
    assert find_written(article).earliest == DAY


@pytest.mark.parametrize("shift", [1, 40, 4_000, 1 << 20])
def test_a_word_file_whose_index_points_elsewhere_is_damaged(shift: int) -> None:
    data = bytearray(word("One line."))
    place = data.rindex(b"PK\x05\x06") + 16  # where the index of the archive begins, four bytes
    data[place : place + 4] = (int.from_bytes(data[place : place + 4], "little") + shift).to_bytes(4, "little")
    with pytest.raises(UnreadableError, match="damaged Word file"):
        extract(bytes(data))


def item(title: str, inside: str) -> str:
    words = "".join(f"<p>{words}</p>" for words in BODY)
    return f"<item><title>{title}</title>{inside}<description><![CDATA[{words}]]></description></item>"


def test_an_aggregated_feed_names_whose_each_item_is() -> None:
    said = "<author>desk@courier.example (Una Reed)</author><source url='https://courier.example'>The Courier</source>"
    data = f"<rss><channel><title>All papers</title>{item(f'{TITLE} - The Courier', said)}</channel></rss>"
    _, article = read(data.encode())
    assert (article.title, article.publisher, article.bylines) == (TITLE, "The Courier", ("Una Reed",))


def test_a_feed_that_tells_of_one_article_twice_is_read() -> None:
    links = ("a", "b", "b", "c")
    items = "".join(item(f"{TITLE} {n}", f"<link>https://courier.example/{at}</link>") for n, at in enumerate(links))
    assert len(extract(f"<rss><channel><title>The Courier</title>{items}</channel></rss>".encode()).parts) == 4


def test_a_feed_whose_items_share_the_address_of_one_article_is_refused() -> None:
    def feed(address: str) -> bytes:
        items = "".join(item(f"{TITLE} {n}", f"<link>{address}</link>") for n in (1, 2))
        return f"<rss><channel><title>The Courier</title>{items}</channel></rss>".encode()

    assert len(extract(feed("https://courier.example/")).parts) == 2
    with pytest.raises(UnreadableError, match="one and the same address"):
        extract(feed("https://courier.example/milk"))


@pytest.mark.parametrize(
    "held",
    [
        {"version": "https://jsonfeed.org/version/1.1", "title": "The Courier", "items": [{}]},
        {"status": "ok", "articles": [{"source": {"name": "The Courier"}}]},
        {"articles": {"results": [{"source": {"title": "The Courier"}}]}},
    ],
)
def test_records_are_found_where_interfaces_put_them(held: dict[str, Any]) -> None:
    inside = next(iter(held[key] for key in ("items", "articles") if key in held))
    (record,) = inside["results"] if isinstance(inside, dict) else inside
    record |= {
        "title": TITLE,
        "body": "\n".join(BODY),
        "date_published": "2022-11-08",
        "authors": [{"name": "Una Reed"}],
    }
    _, article = read(json.dumps(held).encode())
    assert (article.title, article.publisher, article.bylines) == (TITLE, "The Courier", ("Una Reed",))
    assert find_written(article).earliest == DAY
    assert has_body(article)


def test_a_record_in_xml_gives_its_fields() -> None:
    words = "".join(f"<p>{words}</p>" for words in BODY)
    fields = (
        f'sitename="The Courier" title="{TITLE}" author="Una Reed" date="2022-11-08" source="https://courier.example/m"'
    )
    _, article = read(f"<doc {fields}><main>{words}</main><comments><p>First!</p></comments></doc>".encode())
    assert (article.title, article.publisher, article.bylines) == (TITLE, "The Courier", ("Una Reed",))
    assert find_written(article).earliest == DAY
    assert article.body.split() == " ".join(BODY).split()


def test_an_article_that_a_mail_quotes_is_read_without_its_marks() -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@desk.example", "b@desk.example", "AW: milk"
    lines = "\n".join(f"> {line}" for line in "\n\n".join([TITLE, "By Una Reed", *BODY]).split("\n"))
    above = (
        "Zur Kenntnis.\n\nAm 9. November 2022 um 10:12 schrieb Pell <p@desk.example>:\n\n> Betreff: milk\n> An: A\n\n"
    )
    mail.set_content(above + lines + "\n")
    _, article = read(mail.as_bytes())
    assert (article.title, article.bylines) == (TITLE, ("Una Reed",))
    assert article.body.split() == " ".join(BODY).split()


LABELS = [
    ("{} of {} DOCUMENTS", "BYLINE", "LENGTH: 90 words", "LOAD-DATE: November 9, 2022", "November 8, 2022 Tuesday"),
    ("Dokument {} von {}", "AUTOR", "LÄNGE: 90 Wörter", "UPDATE: 9. November 2022", "8. November 2022 Dienstag"),
    ("{} de {} DOCUMENTS", "AUTEUR", "LONGUEUR: 90 mots", "LANGUE: ENGLISH; Anglais", "mardi 8 novembre 2022"),
]


@pytest.mark.parametrize(("count", "by", "length", "load", "day"), LABELS)
@pytest.mark.parametrize("html", [False, True])
def test_an_export_is_read_whatever_language_its_labels_are_in(
    count: str, by: str, length: str, load: str, day: str, html: bool
) -> None:
    pages = []
    for number in (1, 2):
        above = [count.format(number, 2), "The Skerry Courier", day, f"{TITLE} {number}", f"{by}: Una Reed", length]
        if html:
            pages += [f'<br><div class="c0"><p class="c1"><span class="c2">{line}</span></p></div>' for line in above]
            pages += [
                f'<div class="c4"><p class="c8"><span class="c2">{line}</span></p></div>' for line in [*BODY, load]
            ]
        else:
            pages += [*(f"{'':30}{line}" for line in above[:3]), *above[3:], *BODY, load]
    text = f"<html><body>{''.join(pages)}</body></html>" if html else "\n\n".join(pages)
    articles = [read_article(part.text, part.declared) for part in extract(text.encode()).parts]
    assert [article.title for article in articles] == [f"{TITLE} 1", f"{TITLE} 2"]
    for article in articles:
        assert (article.publisher, article.bylines) == ("The Skerry Courier", ("Una Reed",))
        assert find_written(article).earliest == DAY
        assert article.body.split() == " ".join(BODY).split()


@pytest.mark.parametrize(
    "post",
    [
        "<article class='post'><time>{clock}</time><h2>{heading}</h2><p>{words}</p></article>",
        "<div><p class='when'><span>{clock}</span></p><h3>{heading}</h3><div><p>{words}</p></div></div>",
    ],
)
def test_a_live_blog_keeps_the_clock_and_the_heading_of_each_post(post: str) -> None:
    posts = [("14:42 CEST", "Craft is refused"), ("13:05 CEST", "What we know"), ("09:20 CEST", "No ferry today")]
    told = "".join(
        post.format(clock=clock, heading=heading, words=words)
        for (clock, heading), words in zip(posts, BODY, strict=True)
    )
    head = f'<meta property="og:title" content="{TITLE}">'
    page = f"<html><head>{head}</head><body><h1>{TITLE}</h1><p>{BODY[0]} We follow it.</p>{told}</body></html>"
    _, article = read(page.encode())
    told_lines = [line for pair in zip(posts, BODY, strict=True) for line in (*pair[0], pair[1])]
    assert article.body.split("\n\n")[1:] == told_lines


def test_an_address_alone_on_its_line_is_no_text() -> None:
    article = read_article("\n\n".join([TITLE, *BODY, f"https://courier.example/{'milk-for-the-islands-' * 9}"]))
    assert article.body.split() == " ".join(BODY).split()


def saved_by_a_browser() -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Snapshot-Content-Location"] = "<Saved by Blink>", "https://courier.example/ferry"
    mail.set_content(page(), subtype="html")
    mail.make_related()
    return mail.as_bytes()


SINGLE = (
    "<!--\n Page saved with SingleFile\n url: https://courier.example/ferry\n saved date: Mon Jan 30 2023 09:00:00 -->"
)
CLIPPED = (
    "---\ntitle: Ferry\nsource: {}\nauthor:\npublished:\ncreated: 2023-01-30\ndescription: x\ntags: [a]\n---\n{}\n"
)


@pytest.mark.parametrize(
    ("data", "made_by", "url"),
    [
        (saved_by_a_browser(), "Blink", "https://courier.example/ferry"),
        (page(SINGLE).encode(), "SingleFile", "https://courier.example/ferry"),
        (
            CLIPPED.format("https://courier.example/ferry", BODY[0]).encode(),
            "Obsidian Web Clipper",
            "https://courier.example/ferry",
        ),
        (b"{\\rtf1\\ansi{\\*\\generator Riched20 10.0;}" + BODY[0].encode() + b"\\par}", "Riched20 10.0", ""),
        (
            page("<!-- saved from url=(0029)https://courier.example/ferry -->").encode(),
            "",
            "https://courier.example/ferry",
        ),
        (page().encode(), "", ""),
    ],
)
def test_what_made_a_file_and_where_it_was_is_kept_as_the_file_says_it(data: bytes, made_by: str, url: str) -> None:
    declared = extract(data).declared
    assert (declared.made_by, declared.url) == (made_by, url)


@pytest.mark.parametrize(
    ("letters", "told"),
    [
        ("Паром на северные острова не выйдет до пятницы, сообщили в порту.", "Cyrillic"),
        ("کشتی به جزایر شمالی تا روز جمعه حرکت نخواهد کرد.", "Dari"),
        ("渡轮在星期五之前不会开往北方群岛。", "Chinese"),
    ],
)
def test_a_text_in_other_letters_is_refused_by_name_however_short(letters: str, told: str) -> None:
    error = extract(letters.encode()).error
    assert told in error
    assert error.endswith("put in a translation")


def test_a_scan_is_refused_with_the_next_step() -> None:
    square = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9'/></svg>"
    scan = typst.compile(f'#image(bytes("{square}"))'.encode())
    with pytest.raises(UnreadableError, match="OCR"):
        extract(scan)


def test_front_matter_in_toml_gives_title_day_and_authors() -> None:
    matter = '+++\ntitle = "Ferry: in port"\ndate = 2022-11-08T09:15:00+02:00\nauthors = ["Una Reed"]\n+++\n'
    declared = extract((matter + "\n\n".join(BODY)).encode()).declared
    assert (declared.title, declared.bylines) == ("Ferry: in port", ("Una Reed",))
    assert declared.published == Interval(DAY, DAY, "day")


@pytest.mark.parametrize("text", ["[" * 200_000, "[1]\n" + "[" * 200_000])
def test_json_nested_without_end_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError, match="nested more deeply"):
        extract(text.encode())


@pytest.mark.parametrize(
    ("rights", "publisher"),
    [
        ("© 2022 The Skerry Courier", "The Skerry Courier"),
        ("Copyright 2022 by the Skerry Courier", "Skerry Courier"),
        ("© 2022 The Publishers Ltd", None),
        ("(c) 2022 The Skerry Courier. All rights reserved.", "The Skerry Courier"),
    ],
)
def test_an_article_that_is_part_of_a_name_stays_with_it(rights: str, publisher: str | None) -> None:
    assert read("\n\n".join([TITLE, *BODY, rights]).encode())[1].publisher == publisher


@pytest.mark.parametrize(
    ("listed", "kind"),
    [
        ("@string{sc = {The Skerry Courier}}\n\n@article{reed2022,\n  title = {Milk},\n}\n", "BibTeX"),
        ("@comment{x}\n@online{reed2022,\n title={Milk}\n}\n", "BibTeX"),
        ("@online{a, title={Milk}, year={2022}}\n@online{b, title={Bread}, year={2021}}\n", "BibTeX"),
        ("%0 Newspaper Article\n%T Milk\n%A Reed, Una\n", "EndNote"),
        ("\ufeffTY  - NEWS\r\nTI  - Milk\r\nER  - \r\n", "RIS"),
    ],
)
def test_a_bibliography_is_refused_whatever_program_wrote_it(listed: str, kind: str) -> None:
    with pytest.raises(UnreadableError, match=f"bibliography in {kind}"):
        extract(listed.encode())


def test_one_tag_makes_no_page_of_a_note() -> None:
    reading, article = read(f'# {TITLE}\n\nBy Una Reed\n\n<div class="x"></div>\n\n{BODY[0]}\n\n{BODY[1]}\n'.encode())
    assert reading.format != "html"
    assert (article.title, article.bylines) == (TITLE, ("Una Reed",))


def test_a_record_that_holds_only_the_beginning_says_so() -> None:
    record = {
        "title": f"{TITLE} - The Skerry Courier",
        "source": {"name": "The Skerry Courier"},
        "author": "Una Reed: Ports",
    }
    reading, article = read(json.dumps({"articles": [record | {"content": f"{BODY[0]} [+2345 chars]"}]}).encode())
    assert (article.title, article.bylines) == (TITLE, ("Una Reed",))
    assert "only the beginning" in reading.declared.cut
    assert "2345" not in reading.text


def test_fields_that_an_interface_keeps_apart_are_those_of_its_record() -> None:
    held = {"response": {"results": [{"webTitle": TITLE, "fields": {"bodyText": BODY[0], "byline": "Una Reed"}}]}}
    _, article = read(json.dumps(held).encode())
    assert (article.title, article.bylines) == (TITLE, ("Una Reed",))


def test_the_day_of_a_template_is_no_day_of_saving() -> None:
    reading, article = read(word(TITLE, "By Una Reed", "8 November 2022", *BODY))
    assert reading.declared.captured is None
    assert (find_written(article).earliest, find_written(article).basis) == (DAY, "stated")


def test_an_attachment_is_told_by_its_name_where_the_mail_does_not_say_its_kind() -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@desk.example", "b@desk.example", "two"
    mail.set_content("See both.\n")
    for name, data in (("one.docx", word(f"{TITLE} one", *BODY)), ("two.html", page().encode()), ("x.ics", b"BEGIN")):
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    assert [read_article(part.text, part.declared).title for part in extract(mail.as_bytes()).parts] == [
        f"{TITLE} one",
        TITLE,
    ]


def test_who_is_described_beside_an_article_is_named() -> None:
    person, house = {"@id": "#p", "name": "Una Reed"}, {"@id": "#o", "name": "The Skerry Courier"}
    article = {"@type": "NewsArticle", "headline": TITLE, "author": [{"@id": "#p"}], "publisher": {"@id": "#o"}}
    data = json.dumps({"@graph": [article, person, house]})
    _, found = read(page(f"<script type='application/ld+json'>{data}</script>").encode())
    assert (found.bylines, found.publisher) == (("Una Reed",), "The Skerry Courier")


def test_the_author_in_microdata_is_that_of_the_article_and_of_no_comment() -> None:
    told = (
        "<div itemscope itemtype='https://schema.org/NewsArticle'><p itemprop='author' itemscope>"
        "<a itemprop='name'>Una Reed</a>, ports</p><div itemscope><i itemprop='author'>Pell Oster</i></div></div>"
        "<div itemscope itemtype='https://schema.org/Comment'><i itemprop='author'>Karel Brandt</i></div>"
    )
    assert extract(page(body=told).encode()).declared.bylines == ("Una Reed",)


def test_records_may_stand_under_names() -> None:
    records = {name: {"title": f"{TITLE} {name}", "text": BODY[0]} for name in ("a", "b")}
    assert [part.declared.title for part in extract(json.dumps(records).encode()).parts] == [f"{TITLE} a", f"{TITLE} b"]


def test_notes_and_marks_of_emphasis_in_markdown_are_no_words() -> None:
    lines = [f"# {TITLE}", "*By Una Reed*", "**8 November 2022**", f"*{BODY[0]}*", BODY[1], BODY[2]]
    _, article = read("\n\n".join([*lines, "[^1]: Of these 95 are mended."]).encode())
    assert (article.bylines, find_written(article).earliest) == (("Una Reed",), DAY)
    assert article.body.split() == " ".join(BODY).split()


@pytest.mark.parametrize(
    ("maker", "shown"),
    [
        ("LibreOffice/7.4.7.2$Linux_X86_64 LibreOffice_project/40", "LibreOffice/7.4.7.2"),
        ("https://wordpress.example/?v=6.5", "wordpress.example"),
        ("Apple  Mail (2.3774)", "Apple Mail (2.3774)"),
        ("http://[broken", "[broken"),
    ],
)
def test_a_program_is_named_as_people_do(maker: str, shown: str) -> None:
    assert program(maker) == shown


def test_a_text_in_two_columns_is_read_down_the_left_one_first() -> None:
    wide, lines = 44, list[str]()
    body = [f"{words} ({number})" for number, words in enumerate(BODY * 2)]
    for words in body:
        lines += [*textwrap.wrap(words, wide), ""]
    half = (len(lines) + 1) // 2
    sides = zip(lines[:half], [*lines[half:], *[""] * len(lines)], strict=False)
    text = "\n".join([TITLE, "", "By Una Reed", "", *(f"{left:{wide + 4}}{right}".rstrip() for left, right in sides)])
    assert read(text.encode())[1].body.split() == " ".join(body).split()


def test_a_table_in_a_text_is_no_text_in_two_columns() -> None:
    rows = [f"{place:<20}{count:>8,}" for place, count in zip("ABCDEFGHIJKL", range(1200, 1212), strict=True)]
    text = "\n\n".join([TITLE, *BODY, "\n".join(rows)])
    assert extract(text.encode()).text == text


def test_a_publication_is_named_under_the_headline() -> None:
    text = "\n".join([TITLE, "The Skerry Courier, 8 November 2022", "", *BODY])
    assert read_article(text).publisher == "The Skerry Courier"
