import datetime
import io

import pandas as pd
import pikepdf
import pytest
from matplotlib.figure import Figure
from page import validate_pdf_bytes
from pypdf import PdfReader

from analysis.pages import show
from analysis.pages.pdf.pieces import read_page
from analysis.pages.pdf.typst import bind, compose
from tests.pages.conftest import Notebook

PROSE = "The harbour of Alva was open for all of the winter, and the ships came in one by one. " * 6
HOSTILE = [
    '#read("secret.txt")',
    "*bold* _it_ `code` $x$ | pipe || <b>html</b> [link](https://example.org) ![i](x.png) @ref <label>",
    "// comment /* another",
    "习近平 met",
    "invoice\u202efdp.exe",
    "W" * 10_000,
    "😀 \x00",
]


def figure():
    fig = Figure(figsize=(6, 2))
    fig.subplots().plot([1, 3, 2])
    return fig


def filled(notebook):
    """A notebook with everything that a briefing has."""
    frame = pd.DataFrame({"day": [f"{day} May" for day in range(90)], "what": PROSE[:120], "ships": range(90)})
    note = {"words": "the ships came in one by one", "source": "Gazette", "place": "a.txt, line 4"}
    notebook.say("# Ships of Alva\n\nHow many came, and who counted them?")
    notebook.run(show.show_masthead, {"Documents": 3}, datetime.date(2025, 5, 17))
    notebook.run(show.show_block, "Many came [a:4]. Nobody counted. It is likely that more will.", "answer")
    notebook.say(f"## Record\n\nАлва и عمر: {PROSE}\n\n#### Detail\n\n{PROSE}")
    notebook.run(show.show_figure, figure(), "Ships rise [a:4]", "A line that rises and falls.")
    notebook.run(show.show_table, frame, "Ships by day", "Counted twice.")
    for form in ("reported", "judgement", "caveat"):
        notebook.run(show.show_block, PROSE, form)
    return notebook.run(show.show_sources, "- **a** Gazette", {"a:4": note})


@pytest.fixture
def full(notebook):
    return filled(notebook)


@pytest.fixture(scope="module")
def printed():
    """That notebook as a PDF."""
    with pytest.MonkeyPatch.context() as patch:
        return compose(filled(Notebook(patch)).node)


def read(pdf):
    return PdfReader(io.BytesIO(pdf))


def words_of(pdf):
    """The text of all pages without white space and places to break a word."""
    return "".join("".join(page.extract_text().split()) for page in read(pdf).pages).replace("\u200b", "")


def elements(pdf):
    """All elements of the structure tree, as (type, element), in reading order."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        queue = [document.Root.StructTreeRoot]
        while queue:
            element = queue.pop(0)
            if isinstance(element, pikepdf.Dictionary):
                if "/S" in element:
                    yield str(element.S), element
                kids = element.get("/K", [])
                queue[:0] = list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def test_title_language_tags_and_date_are_declared(printed):
    reader = read(printed)
    assert reader.metadata.title == "Ships of Alva"
    assert reader.metadata.creation_date.date().isoformat() == "2025-05-17"
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_nothing_is_said_at_which_older_readers_complain(printed):
    assert "/Suspects" not in read(printed).trailer["/Root"]["/MarkInfo"]


def test_the_file_claims_both_standards(printed):
    with pikepdf.open(io.BytesIO(printed)) as document, document.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["pdfaid:part"] == "2"
        assert metadata["pdfaid:conformance"] == "A"


def test_headings_are_nested_and_open_as_bookmarks(printed):
    levels = [kind for kind, _ in elements(printed) if kind[:2] == "/H" and kind[2:].isdigit()]
    assert levels == ["/H1", "/H2", "/H1"]
    record, (detail,), annex = read(printed).outline
    assert [found.title for found in (record, detail, annex)] == ["Record", "Detail", "Annex"]


def test_a_figure_has_its_alternative_text(printed):
    found = [str(element.Alt) for kind, element in elements(printed) if kind == "/Figure"]
    assert found
    assert set(found) == {"A line that rises and falls."}


def attributes(element):
    """The names of all attributes of an element."""
    held = element.get("/A", [])
    return {name for one in (held if isinstance(held, pikepdf.Array) else [held]) for name in one}


def test_figures_have_their_box_heads_their_scope_and_cells_their_row(printed):
    within = {"/TR": {"/Table", "/THead", "/TBody"}, "/TH": {"/TR"}, "/TD": {"/TR"}, "/LI": {"/L"}, "/LBody": {"/LI"}}
    wanted = {"/Figure": "/BBox", "/TH": "/Scope"}
    seen = set()
    for kind, element in elements(printed):
        seen.add(kind)
        assert kind not in wanted or wanted[kind] in attributes(element), kind
        assert kind not in within or str(element.P.S) in within[kind], kind
    assert seen >= {*within, *wanted}


def test_links_say_where_they_lead_and_are_reached_in_the_order_of_the_text(printed):
    with pikepdf.open(io.BytesIO(printed)) as document:
        pages = [page for page in document.pages if "/Annots" in page]
        assert pages
        assert {str(page.Tabs) for page in pages} == {"/S"}
        assert all(str(link.Contents).strip() for page in pages for link in page.Annots)


def test_a_table_has_heads_and_rows_and_repeats_its_head_on_each_page(printed):
    kinds = [kind for kind, _ in elements(printed)]
    assert kinds.count("/TH") == 3 + 7  # and those of the yardstick
    assert kinds.count("/TD") == 270 + 7
    pages = [page.extract_text() for page in read(printed).pages]
    holding = [text for text in pages if "May The harbour" in " ".join(text.split())]
    assert len(holding) > 2
    assert all("ships" in text for text in holding)


@pytest.mark.parametrize(("profile", "rules"), [("ua1", 104), ("2a", 154)])
def test_a_checker_finds_no_rule_of_pdf_ua_and_pdf_a_broken(full, profile, rules):
    turned = pd.DataFrame([["considerable amounts of freight"] * 12], columns=[f"column {n}" for n in range(12)])
    wide = full.run(show.show_table, turned, "Wide").node
    for pdf in (compose(wide), bind([read_page(wide), read_page(wide)], "Ships")):
        found = validate_pdf_bytes(pdf, profile=profile)
        broken = {failure.rule_id for failure in found.failures}
        if "PDFA2A-STREAM-LENGTH-001" in broken:  # it takes a last byte of 0D for an end of line: docs/findings.md
            broken.remove("PDFA2A-STREAM-LENGTH-001")
            assert pikepdf.open(io.BytesIO(pdf)).check_pdf_syntax() == []
        assert (broken, found.rules.total) == (set(), rules)


def test_fonts_are_embedded(printed):
    with pikepdf.open(io.BytesIO(printed)) as document:
        fonts = [thing for thing in document.objects if isinstance(thing, pikepdf.Dictionary)]
        described = [font for font in fonts if font.get("/Type") == "/FontDescriptor"]
        assert described
        assert all(any(key in font for key in ("/FontFile2", "/FontFile3")) for font in described)


def test_citations_lead_to_their_endnote(printed):
    links = [
        annotation.get_object()
        for page in read(printed).pages
        for annotation in page.get("/Annots", [])
        if annotation.get_object()["/Subtype"] == "/Link"
    ]
    assert len([link for link in links if "/URI" not in link.get("/A", {})]) >= 3


def test_an_endnote_leads_back_to_where_it_is_cited_first(printed):
    reader = read(printed)
    noted = next(place for place, page in enumerate(reader.pages) if "exact words" in page.extract_text())
    links = [annotation.get_object() for annotation in reader.pages[noted]["/Annots"]]
    targets = {reader.get_page_number(link["/Dest"][0].get_object()) for link in links if "/Dest" in link}
    assert 0 in targets


def test_the_same_notebook_gives_the_same_bytes(full):
    assert compose(full.node) == compose(full.node)


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("letter", (612, 792))])
def test_each_paper_has_its_size(full, paper, size):
    for page in read(compose(full.node, paper=paper)).pages:
        assert (round(page.mediabox.width), round(page.mediabox.height)) == size


def test_running_head_page_numbers_captions_and_inputs_are_printed(full):
    reader = read(compose(full.node, inputs="c0ffee" * 8))
    pages = [" ".join(page.extract_text().split()) for page in reader.pages]
    assert all(f"Page {number} of {len(pages)}" in text for number, text in enumerate(pages, start=1))
    assert all("Ships of Alva" in text for text in pages)
    whole = " ".join(pages)
    for words in ("Figure 1. Ships rise [1]", "Table 1. Ships by day", "Counted twice.", "c0ffee" * 8, "Алва и"):
        assert words in whole


def test_code_is_hidden(full):
    full.give({"output_type": "stream", "name": "stdout", "text": "printed"}, source="secret_call()")
    assert "secret_call" not in words_of(compose(full.node))


@pytest.mark.parametrize("words", HOSTILE, ids=["read", "markup", "comment", "chinese", "override", "long", "emoji"])
def test_hostile_words_of_an_article_come_out_as_plain_text(notebook, words):
    notebook.say("# Title").run(show.show_table, pd.DataFrame({"said": [words], "n": [1]}), "Words")
    notebook.run(show.show_sources, "", {"a:1": {"words": words, "source": words, "place": words}})
    text = words_of(compose(notebook.node))
    shown = "".join(words.split()).replace("习近平", "[U+4E60U+8FD1U+5E73]")
    shown = shown.replace("\u202e", "[U+202E]").replace("\x00", "[U+0000]")
    assert text.count(shown[:1000]) >= 3


def test_a_title_is_text_too(notebook):
    assert read(compose(notebook.say('# #read("x") *b* 习').node)).metadata.title == '#read("x") *b* [U+4E60]'


def test_a_very_wide_table_stands_on_a_turned_page(notebook):
    frame = pd.DataFrame([["considerable amounts of freight"] * 12], columns=[f"column {n}" for n in range(12)])
    pages = read(compose(notebook.say("# T\n\nQ?\n\nText").run(show.show_table, frame, "Wide").node)).pages
    assert [page.mediabox.width > page.mediabox.height for page in pages[:2]] == [False, True]


def test_what_changed_stands_below_the_answer_and_a_judgement_names_its_evidence(notebook):
    judged = "It is likely (55–80%) that more come. Confidence is low: one article says so."
    notebook.say("# Ships\n\nHow many?").run(show.show_block, "Ten came [a:4].", "answer")
    notebook.say(f"## Record\n\n{PROSE * 9}").run(show.show_block, judged, "judgement", "[a:4]")
    notebook.run(show.show_block, "This is the first edition.", "changes")
    notebook.run(show.show_sources, "", {"a:4": {"words": "ten", "place": "a.txt, line 4"}})
    pages = [" ".join(page.extract_text().split()) for page in read(compose(notebook.node)).pages]
    assert pages[0].index("Ten came [1]") < pages[0].index("This is the first edition.") < pages[0].index("Record")
    assert "one article says so. Evidence [1]" in " ".join(pages)


def test_several_pages_are_bound_with_one_annex_and_numbers_that_run_on(notebook):
    notebook.say("# Ships\n\nHow many?").run(show.show_block, "Ten came [a:4].", "answer")
    notebook.run(show.show_sources, "One harbour.", {"a:4": {"words": "ten", "place": "a.txt, line 4"}})
    first = read_page(notebook.node)
    notebook.cells.clear()
    notebook.say("# Berths\n\nWhose?").run(show.show_block, "Two are free [a:9], said [b:2] of ten [a:4].", "reported")
    notes = {
        "a:9": {"words": "two", "place": "a.txt, line 9"},
        "b:2": {"words": "free", "place": "https://example.org"},
    }
    notebook.run(show.show_sources, "One harbour.", {**notes, "a:4": {"words": "ten", "place": "a.txt, line 4"}})
    pages = [" ".join(page.extract_text().split()) for page in read(bind([first, read_page(notebook.node)], "b")).pages]
    assert ("Ten came [1]" in pages[0], "Two are free [2], said [outside 1] of ten [1]" in pages[1]) == (True, True)
    assert [text.count("Annex") for text in pages] == [0, 1]
    assert pages[1].count("One harbour.") == 1


def test_the_annex_begins_on_a_page_of_its_own_where_little_room_is_left(notebook):
    pages = read(compose(notebook.say(f"# T\n\nQ?\n\n{PROSE * 9}").node)).pages
    assert ["Annex" in page.extract_text() for page in pages] == [False, True]


def test_the_yardstick_stands_in_the_end_matter_with_or_without_sources(notebook, full):
    for node in (notebook.say("# T").node, full.node):
        assert "almostnochance" in (text := words_of(compose(node)))
        assert "95–99%" in text


def test_the_last_rows_of_a_long_table_are_rows_and_not_its_foot(printed):
    assert "/TFoot" not in {kind for kind, _ in elements(printed)}


def test_citations_and_addresses_in_the_head_of_a_long_table_are_no_links(notebook):
    frame = pd.DataFrame({"[a]": [PROSE[:60]] * 60, "[a:4] https://example.org": ["[a:4]"] * 60})
    notebook.say("# T\n\nQ?\n\nText").run(show.show_table, frame, "Days")
    notebook.run(show.show_sources, "", {"a:4": {"words": "ten"}}, {"a": "A gazette."})
    pages = read(compose(notebook.node)).pages
    assert sum("[a:4] https://example.org" in " ".join(page.extract_text().split()) for page in pages) > 1


def test_a_chart_with_room_below_its_call_stands_there(notebook):
    notebook.say("# T\n\nQ?\n\nBefore.").run(show.show_figure, Figure(figsize=(6, 2)), "Low", "A low one.").say(
        "After."
    )
    (page,) = read(compose(notebook.node)).pages
    assert "Before. Figure 1. Low After." in " ".join(page.extract_text().split())


def test_a_chart_taller_than_a_page_is_made_smaller(notebook):
    notebook.say("# T\n\nQ?\n\nBefore.").run(show.show_figure, Figure(figsize=(6, 30)), "Tall", "A very tall one.")
    pages = [" ".join(page.extract_text().split()) for page in read(compose(notebook.node)).pages]
    assert [("Figure 1. Tall" in text) for text in pages] == [False, True, False]
