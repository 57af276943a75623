import pytest

from analysis.pages.pdf.pieces import Page, Piece
from analysis.pages.pdf.typst import to_typst


def set_as(*pieces):
    found = (Piece(piece) if isinstance(piece, str) else piece for piece in pieces)
    return to_typst(Page("T", pieces=list(found))).strip()


def sources(**notes):
    endnotes = {key.replace("_", ":"): {"words": words} for key, words in notes.items()}
    return Piece("", "sources", {"endnotes": endnotes})


@pytest.mark.parametrize(
    ("markdown", "typst"),
    [
        ("*a* **b** ~~c~~ `d`", '#emph[a] #strong[b] #strike[c] #raw("d")'),
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


def test_footnotes_and_link_targets_may_stand_in_another_piece():
    text = set_as("A[^n] and [b][t], again[^n].", "[^n]: The *note*.\n\n[t]: https://x.org")
    note, again = "#footnote[The #emph[note]\\.]<note-4e>", "#footnote(<note-4e>)"
    assert text == f'A{note} and #link("https://x.org")[b]\\, again{again}\\.'


def test_an_unclosed_fence_swallows_no_other_piece():
    assert set_as("```\ncode", "after").endswith("after")


def test_a_citation_leads_to_its_endnote_when_the_page_has_one():
    text = set_as("A [003:152] and \\[003:7, 004:1\\].", sources(**{"003_152": "w", "004_1": "w"}))
    assert text.startswith(
        'A #cited[#leads("endnote 003:152", name: "cited 003:152")[#box[003\\:152]]] and '
        '#cited[#box[003\\:7], #leads("endnote 004:1", name: "cited 004:1")[#box[004\\:1]]]\\.'
    )
    assert 'endnote("003:152", [w], [], back: true)' in text


def test_a_range_of_lines_leads_to_the_endnote_of_its_first():
    assert '#leads("endnote 003:5", name: "cited 003:5")' in set_as("A [003:5–9].", sources(**{"003_5": "w"}))


@pytest.mark.parametrize("text", ["[12:30 pm]", "[a:b]", "at 12:30", "[003: 152]"])
def test_other_brackets_are_no_citations(text):
    assert "#cited" not in set_as(text)


@pytest.mark.parametrize("label", ["Judgement.", "judgement:", "Judgement"])
def test_a_block_quotation_that_opens_with_a_form_takes_it(label):
    assert (
        set_as(f"> **{label}** It will rain.")
        == '#statement("judgement", "Judgement", whole: true)[\nIt will rain\\.\n\n]'
    )


def test_another_block_quotation_is_an_extract():
    assert set_as("> **Rain** fell.") == "#extract[\n#strong[Rain] fell\\.\n\n]"


def test_an_output_in_a_form_is_set_in_it():
    assert set_as(Piece("A *b*", "assumption")).startswith(
        '#statement("assumption", "Assumption", whole: true)[\nA #emph[b]'
    )


def test_a_table_is_numbered_with_caption_and_alignment():
    text = set_as(Piece("| a | n |\n| :-- | --: |\n| x | 1 |", "table", {"caption": "Of *x* [003:1]", "note": "N."}))
    assert text.split("\n")[0] == (
        "#numbered([Of \\*x\\* #cited[#box[003\\:1]]], [N\\.], whole: true)[#tabular(columns: (auto, auto,), "
        "align: (left, right,), size: 8.5pt, heads: 1, hyphenate: false, whole: true,"
    )
    assert text.split("\n")[1:3] == ["table.header([a], [n]),", "[x], [1])"]


@pytest.mark.parametrize(("rows", "whole"), [(3, "true"), (40, "false")])
def test_a_short_table_stays_on_one_page(rows, whole):
    text = set_as(Piece("| a |\n| --- |" + "\n| x |" * rows, "table", {"caption": "C"}))
    assert text.startswith(f"#numbered([C], [], whole: {whole})")


def test_pictures_are_named_in_order():
    pieces = [Piece("", "figure", {"caption": "C", "alt": 'A "b"'}, b"x", suffix) for suffix in ("svg", "png")]
    assert set_as(*pieces) == (
        '#picture(1, "figure-1.svg", alt: "A \\"b\\"", caption: [C], note: [])\n\n'
        '#picture(2, "figure-2.png", alt: "A \\"b\\"", caption: [C], note: [])'
    )


def test_long_words_and_addresses_get_places_to_break():
    assert set_as("see " + "w" * 40) == "see " + "\u200b".join(["w" * 8] * 5)
    assert "\\/\u200bpath\\/\u200bto" in set_as("www.example.org/path/to/it").replace("\\/\u200b\\/", "")
    assert "\u200b" not in set_as("Ministry of Communications")


@pytest.mark.parametrize("text", ["[a:1, " * 10**5, "[" + "a" * 10**6, "&#" * 10**5, "a/" * 10**5])
def test_long_monotonous_text_is_set_whole(text):
    assert len(set_as(Piece("", "sources", {"endnotes": {"a:1": {"words": text}}}))) >= len(text)


TALL = Piece("", "figure", {"caption": "C", "alt": "A"}, b'<svg width="440pt" height="559.2pt">', "svg")
LOW = Piece("", "figure", {"caption": "C", "alt": "A"}, b'<svg width="440pt" height="200pt">', "svg")


@pytest.mark.parametrize(
    ("pieces", "waits"),
    [
        ([TALL, Piece("## B"), LOW], True),
        ([TALL, Piece("## B"), Piece("## C"), LOW], True),
        ([TALL, Piece("## B")], False),
        ([LOW, Piece("## B"), LOW], False),
    ],
)
def test_a_section_with_a_figure_waits_for_a_tall_one_before_it(pieces, waits):
    text = set_as(Piece("## A"), *pieces)
    assert ("#place.flush()" in text) == waits
    assert not waits or text.index("#place.flush()") < text.rindex("#heading")


def test_citations_in_the_list_of_endnotes_are_in_the_order_of_lines():
    text = set_as("A", sources(**{"000_102": "w", "000_4": "w"}))
    assert text.index('endnote("000:4"') < text.index('endnote("000:102"')


def test_words_of_an_article_stand_between_quotation_marks_and_those_of_outside_evidence_with_a_link():
    notes = {
        "001:4": {"words": "ten", "place": "a.txt, line 4", "source": "Gazette"},
        "fdi:2": {"words": "stock: 15", "place": "https://x.org/a", "source": "Outside evidence; fdi.csv"},
    }
    text = set_as("A", Piece("", "sources", {"endnotes": notes}))
    assert 'endnote("001:4", [“ten”], [], back: false)' in text
    assert 'endnote("fdi:2", [stock\\: 15], [#link("https://x.org/a")[' in text
