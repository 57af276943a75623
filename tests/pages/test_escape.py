import html
import io
import json

import mistune
import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pypdf import PdfReader

from analysis.pages.escape import (
    code_points,
    escape_html,
    escape_markdown,
    escape_typst,
    one_line,
    typst_string,
    visible,
)
from analysis.pages.plots import canvas, label
from analysis.pages.show import show_figure

HOSTILE = [
    '#read("secret.txt")',
    "*bold* _slanted_ `code` ~~gone~~ $x^2$",
    "a | b || c",
    "<b>html</b> <!-- comment --> &lt;b&gt; &amp; &copy;",
    "[link](https://example.org) ![picture](x.png) [^1] [003:152] [x]: y",
    "https://example.org www.example.org someone@example.org <https://example.org>",
    "# heading",
    "1. first",
    "- point",
    "+ point",
    "> quoted",
    "=== ",
    "// comment /* another */ @reference <label> -- --- ... -1 a-?b",
    "back \\ slash \\n \\u{41} \\\\",
    "\"double\" and 'single'",
    "let x = {1 + 2}; $ #x #{ } %",
]


def as_text(tokens):
    return "".join(as_text(token["children"]) if "children" in token else token["raw"] for token in tokens)


@pytest.mark.parametrize("words", HOSTILE)
def test_markdown_shows_hostile_words_as_they_are(words):
    parse = mistune.create_markdown(renderer=None, plugins=["table", "footnotes", "strikethrough", "url"])
    tokens = parse(escape_markdown(words))
    assert [token["type"] for token in tokens] == ["paragraph"]
    assert {token["type"] for token in tokens[0]["children"]} == {"text"}
    assert html.unescape(as_text(tokens)) == html.unescape(words.strip())


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_markdown_cell_never_leaves_its_place(one, other):
    parse = mistune.create_markdown(renderer=None, plugins=["table", "footnotes"])
    tokens = parse(f"| a | b |\n| --- | --- |\n| {escape_markdown(one)} | x{escape_markdown(other)} |")
    assert tokens[0]["type"] == "table"
    (row,) = tokens[0]["children"][1]["children"]
    assert len(row["children"]) == 2


@pytest.mark.parametrize("words", HOSTILE)
def test_typst_shows_hostile_words_as_they_are(words):
    pdf = typst.compile(f"a {escape_typst(words)}".encode(), ignore_system_fonts=True)
    text = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert "".join(text.split()) == "a" + "".join(words.split())


@pytest.mark.parametrize("words", ["</text><script>x()</script>", '" onload="x()', "<!--", "]]>", "&lt;b&gt; &amp;"])
def test_a_chart_shows_hostile_words_as_they_are(words, notebook):
    figure, axes = canvas(1)
    axes.set_title(label(words, 60))
    notebook.run(show_figure, figure, words, f"A chart of {words}")
    drawn = etree.fromstring(notebook.last["data"]["image/svg+xml"].encode())
    assert {element.tag.rpartition("}")[2] for element in drawn.iter(etree.Element)} & {
        "script",
        "foreignObject",
    } == set()
    assert [name for element in drawn.iter() for name in element.attrib if name.startswith("on")] == []
    assert words in ["".join(element.itertext()).strip() for element in drawn.iter("{*}text")]
    assert escape_html(words) in notebook.last["data"]["text/html"]


def test_a_typst_string_keeps_its_text_through_the_compiler():
    words = 'a "quoted" \\ back\nnext #x'
    compiler = typst.Compiler(f"#metadata({typst_string(words)})<it>".encode(), ignore_system_fonts=True)
    assert json.loads(compiler.query("<it>", field="value", one=True)) == words


@given(st.text(max_size=40))
def test_html_holds_no_markup_of_a_text(text):
    escaped = escape_html(text)
    assert not set('<>"') & set(escaped)
    assert html.unescape(escaped) == visible(text) or "&" in text or "\r" in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("invoice\u202efdp.exe", "invoice[U+202E]fdp.exe"),
        ("\u2066isolated\u2069", "[U+2066]isolated[U+2069]"),
        ("bell\x07 and nul\x00", "bell[U+0007] and nul[U+0000]"),
        ("\ufeffmark", "[U+FEFF]mark"),
        ("private \ue000\ue001", "private [U+E000 U+E001]"),
        ("می\u200cخواهم عمر", "می\u200cخواهم عمر"),
        ("Ёлка 😀", "Ёлка 😀"),
    ],
)
def test_characters_that_act_are_shown_by_their_code_points_and_others_kept(text, shown):
    assert visible(text) == shown


def test_code_points_are_written_with_four_digits_at_least():
    assert code_points("A😀") == "[U+0041 U+1F600]"


def test_one_line_keeps_spaces_that_do_not_break():
    assert one_line("  22\u00a0May\r\n\t2025 ") == "22\u00a0May 2025"


@pytest.mark.parametrize("text", ["a" * 10**6, "\\[" * 10**5, "\u202e" * 10**5, "( " * 10**5, '"' * 10**5])
def test_long_monotonous_texts_are_escaped_whole(text):
    for escape in (escape_markdown, escape_html, escape_typst, typst_string):
        assert len(escape(text)) >= len(text) - 1
