import re

import pytest

from analysis.pages.pdf.pieces import Page, Piece
from analysis.pages.pdf.typst import to_typst


def set_as(*pieces):
    found = (Piece(piece) if isinstance(piece, str) else piece for piece in pieces)
    return to_typst([Page("T", pieces=list(found))]).removesuffix("#annex[\n#yardstick(..given.yardstick)\n]\n").strip()


def sources(**notes):
    endnotes = {key.replace("_", ":"): {"words": words, "place": "a.txt, line 1"} for key, words in notes.items()}
    return Piece("", "sources", {"endnotes": endnotes})


@pytest.mark.parametrize(
    ("markdown", "typst"),
    [
        ("*a* **b** `d`", '#emph[a] #strong[b] #raw("d")'),
        ("one\ntwo", "one two"),
        ("(MIG-29), well-to-do", "\\(#box[MIG\\-29]\\)\\, well\\-to\\-do"),
        ("[a](https://x.org)", '#link("https://x.org")[a]'),
        ("[a](javascript:x)", "a"),
        ("[a](file:///etc/passwd)", "a"),
        ("![a ship](secret.png)", "\\[a ship\\]"),
        ("- a\n- b", "#list(tight: true, [a], [b])"),
        ("3. a\n4. b", "#enum(start: 3, tight: true, [a], [b])"),
        ("---", "#pause"),
        ("a<br>b", "a\\<br\\>b"),
        ("a <!-- hidden --> b", "a  b"),
        ("<div>x</div>", "\\<div\\>x\\<\\/div\\>"),
        ("AT&amp;T &lt;x&gt;", "AT\\&T \\<x\\>"),
        ("```\n#read\n```", '#raw("#read", block: true)'),
        ("```{=typst}\n#read\n```", '#raw("#read", block: true)'),
        ("\u4e2d\u6587", "\\[U\\+4E2D U\\+6587\\]"),
    ],
)
def test_markdown_is_set_as_typst(markdown, typst):
    assert set_as(markdown) == typst


def test_own_quotation_marks_are_set_as_typographic_and_those_of_sources_kept():
    assert set_as('It\'s "so"') == 'It\'s "so"'
    assert set_as("It&#39;s &quot;so&quot;") == 'It\\\'s \\"so\\"'


def test_headings_lose_a_level_and_never_skip_one():
    levels = [line for line in set_as("## A", "##### B", "### C", "# D", "###### E").split("\n") if line]
    assert levels == [
        "#heading(level: 1)[A]",
        "#heading(level: 2)[B]",
        "#heading(level: 2)[C]",
        "#heading(level: 1)[D]",
        "#heading(level: 2)[E]",
    ]


def test_an_unclosed_fence_swallows_no_other_piece():
    assert set_as("```\ncode", "after").endswith("after")


def test_a_citation_is_the_number_of_its_note_and_leads_to_it():
    text = set_as("A [003:152], \\[003:7\\].", "B [003:7] [003:152].", sources(**{"003_152": "w", "003_7": "w"}))
    assert text.startswith('A #cited[#leads("endnote 003:152", name: "cited 003:152")[1]]\\, ')
    assert '#cited[#leads("endnote 003:7", name: "cited 003:7")[2]]' in text
    assert '#cited[#leads("endnote 003:152")[1], #leads("endnote 003:7")[2]]' in text
    assert 'endnote("2", "003:7", [“w”], [003\\, line 7], back: true)' in text


def test_outside_evidence_has_numbers_of_its_own_and_says_what_it_is():
    notes = {key: {"words": "w", "place": "https://x.org"} for key in ("fdi:2", "fdi:4")}
    notes["003:7"] = {"words": "w", "place": "a.txt, line 7"}
    text = set_as("A [fdi:4] [003:7] [fdi:2].", Piece("", "sources", {"endnotes": notes}))
    assert '[1]#text[; ]outside~#leads("endnote fdi:4", name: "cited fdi:4")[1], ' in text
    assert 'endnote("outside 2", "fdi:2"' in text


def test_a_weak_source_is_marked_by_its_grade_at_each_citation():
    weak = {"words": "w", "place": "https://x.org", "weak": "\u00a0(D)"}
    text = set_as("A [fdi:4], [fdi:4].", Piece("", "sources", {"endnotes": {"fdi:4": weak}}))
    assert text.count("[1\u00a0(D)]]") == 2
    assert 'endnote("outside 1", "fdi:4"' in text


def test_a_citation_without_note_stays_as_it_stands():
    assert set_as("A [003:7] [003:9].", sources(**{"003_7": "w"})).startswith("A \\[003\\:7\\] \\[003\\:9\\]\\.")


def test_a_range_of_lines_leads_to_the_endnote_of_its_first():
    assert '#leads("endnote 003:5", name: "cited 003:5")' in set_as("A [003:5–9].", sources(**{"003_5": "w"}))


@pytest.mark.parametrize("text", ["[12:30 pm]", "[a:b]", "at 12:30", "[003: 152]"])
def test_other_brackets_are_no_citations(text):
    assert "#cited" not in set_as(text)


def test_a_block_quotation_is_an_extract():
    assert set_as("> **Rain** fell.") == "#extract[\n#strong[Rain] fell\\.\n\n]"


def test_an_output_in_a_form_is_set_in_it():
    assert set_as(Piece("A *b*", "caveat")).startswith('#statement("caveat", "Caveat", whole: true)[\nA #emph[b]')


def test_a_table_is_numbered_with_caption_and_alignment():
    text = set_as(Piece("| a | n |\n| :-- | --: |\n| x | 1 |", "table", {"caption": "Of *x* [003:1]", "note": "N."}))
    assert text.split("\n")[0] == (
        "#numbered([Of \\*x\\* \\[003\\:1\\]], [N\\.], whole: true)[#tabular("
        "columns: (auto, auto,), align: (left, right,), size: 8.5pt, hyphenate: false, whole: true,"
    )
    assert text.split("\n")[1:3] == ["table.header([a], [n]),", "[x], [1])"]


@pytest.mark.parametrize(("rows", "whole"), [(3, "true"), (40, "false")])
def test_a_short_table_stays_on_one_page(rows, whole):
    text = set_as(Piece("| a |\n| --- |" + "\n| x |" * rows, "table", {"caption": "C"}))
    assert text.startswith(f"#numbered([C], [], whole: {whole})")


def test_pictures_are_named_in_order():
    pieces = [Piece("", "figure", {"caption": "C", "alt": 'A "b"'}, b"x", suffix) for suffix in ("svg", "png")]
    assert set_as(*pieces) == (
        '#picture("figure-1.svg", alt: "A \\"b\\"", caption: [C], note: [])\n\n'
        '#picture("figure-2.png", alt: "A \\"b\\"", caption: [C], note: [])'
    )


@pytest.mark.parametrize(
    "words",
    [
        "https://example.org/" + "archive/" * 30,
        "https://example.org/?q=" + "%D0%90" * 40,
        "A" * 300,
        "_".join(["part"] * 60),
        "a,b;" * 70,
        "0123456789" * 20,
    ],
)
def test_nothing_is_so_long_that_it_leaves_the_page(words):
    found = re.sub(r'#link\(".*?"\)\[(.*)\]', r"\1", set_as(f"see {words} there")).replace("\\", "")
    assert found.replace("\u200b", "") == f"see {words} there"
    assert max(map(len, re.split(r"[\u200b ]", found))) <= 24


def test_long_words_and_addresses_get_places_to_break():
    assert set_as("see " + "w" * 40) == "see " + "\u200b".join(["w" * 8] * 5)
    assert "\\/\u200bpath\\/\u200bto" in set_as("www.example.org/path/to/it").replace("\\/\u200b\\/", "")
    assert "\u200b" not in set_as("Ministry of Communications")


@pytest.mark.parametrize("text", ["[a:1, " * 10**5, "[" + "a" * 10**6, "&#" * 10**5, "a/" * 10**5])
def test_long_monotonous_text_is_set_whole(text):
    assert len(set_as(Piece("", "sources", {"endnotes": {"a:1": {"words": text}}}))) >= len(text)


def test_notes_that_nothing_cites_come_last_in_the_order_of_lines():
    text = set_as("A", sources(**{"000_102": "w", "000_4": "w"}))
    assert text.index('endnote("1", "000:4"') < text.index('endnote("2", "000:102"')


def test_words_of_an_article_stand_between_quotation_marks_and_those_of_outside_evidence_with_a_link():
    notes = {
        "001:4": {"words": "ten", "place": "a.txt, line 4", "source": "Gazette"},
        "fdi:2": {"words": "stock: 15", "place": "https://x.org/a", "source": "Outside evidence; fdi.csv"},
    }
    text = set_as("A", Piece("", "sources", {"endnotes": notes}))
    assert 'endnote("1", "001:4", [“ten”], [001\\, line 4], back: false)' in text
    assert 'endnote("outside 1", "fdi:2", [stock\\: 15], [#link("https://x.org/a")[' in text
