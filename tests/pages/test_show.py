import re

import pandas as pd
import pytest

from analysis.pages import show


def markdown_rows(output):
    lines = output["data"]["text/markdown"].split("\n")
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def test_a_table_carries_html_markdown_plain_text_and_its_caption(notebook):
    frame = pd.DataFrame({"who": ["Harbour"], "berths_built": [3]})
    output = notebook.run(show.show_table, frame, "Berths", note="By hand").last
    assert set(output["data"]) == {"text/html", "text/markdown", "text/plain"}
    assert output["metadata"]["briefing"] == {"form": "table", "caption": "Berths", "note": "By hand"}
    assert markdown_rows(output) == [["who", "berths built"], [":--", "--:"], ["Harbour", "3"]]
    assert "berths built</th>" in output["data"]["text/html"]


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([2019, 2024], ["2019", "2024"]),
        ([950, 63_900], ["950", "63,900"]),
        ([12.0, None], ["12", "–"]),
        ([63.9, 23.95], ["63.9", "23.95"]),
        ([-3, 4], ["−3", "4"]),
        ([True, False], ["yes", "no"]),
        (pd.to_datetime(["2025-05-07", None]), ["7\u00a0May\u00a02025", "–"]),
        ([("a", "b"), ()], ["a, b", ""]),
        (pd.array([1, None], dtype="Int64"), ["1", "–"]),
        (["two\nlines", None], ["two lines", "–"]),
    ],
)
def test_values_are_written_as_a_reader_expects_them(notebook, values, shown):
    output = notebook.run(show.show_table, pd.DataFrame({"value": values}), "Values").last
    assert [row[0] for row in markdown_rows(output)[2:]] == shown


@pytest.mark.parametrize(
    ("cells", "right"),
    [
        (["1", "20.5 %", "–"], True),
        (["US$63.9bn"], True),
        (["$63.9bn", "$5 m"], True),
        (["≥ 137", "> 130"], True),
        (["003", "004"], False),
        (["[003:152]"], False),
        (["2,000", "many"], False),
        (["", "–"], False),
    ],
)
def test_a_column_stands_to_the_right_when_all_its_cells_are_numerals(notebook, cells, right):
    output = notebook.run(show.show_table, pd.DataFrame({"value": cells}), "Values").last
    assert (markdown_rows(output)[1] == ["--:"]) is right


def test_an_index_with_a_meaning_becomes_a_column(notebook):
    frame = pd.DataFrame({"n": [1]}, index=pd.Index(["x"], name="port"))
    assert markdown_rows(notebook.run(show.show_table, frame, "Ports").last)[0] == ["port", "n"]


def test_cells_are_plain_text(notebook):
    output = notebook.run(show.show_table, pd.DataFrame({"plain": ["*a* <b> | c"]}), "Cells").last
    assert markdown_rows(output)[2] == ["\\*a\\* \\<b\\> \\| c"]
    assert "*a* &lt;b&gt; | c" in output["data"]["text/html"]


def test_a_citation_shows_its_words_and_leads_to_their_source(notebook):
    said, words = 'Ten came \\[a:4\\], and "[b:1, a:4]" [c:2].', {"a:4": ('ten "<b>" came', "../a.txt")}
    html = notebook.run(show.show_block, said, "reported", words=words).last["data"]["text/html"]
    led = '<a class="workbook-cited" href="../a.txt" title="ten &quot;&lt;b&gt;&quot; came">a:4</a>'
    assert f"Ten came [{led}]" in html
    assert f"[b:1, {led}]" in html
    assert "[c:2]" in html
    table = notebook.run(show.show_table, pd.DataFrame({"where": ["[a:4]"]}), "Where", words=words).last
    assert f"[{led}]</td>" in table["data"]["text/html"]
    listed = notebook.run(show.show_sources, "", {"a:4": {"words": "ten"}}).last
    assert 'id="note-a:4"' in listed["data"]["text/html"]


def test_a_dollar_does_not_open_a_formula_on_screen(notebook):
    notebook.run(show.show_table, pd.DataFrame({"sum": ["$5 and $6"]}), "Sums")
    assert "<span>$</span>5 and <span>$</span>6" in notebook.last["data"]["text/html"]
    notebook.run(show.show_block, "It cost $5, not $6.", "reported")
    assert "cost <span>$</span>5" in notebook.last["data"]["text/html"]


def test_a_block_shows_its_label_and_escapes_html(notebook):
    output = notebook.run(show.show_block, "It *will* <script>x</script>", "judgement").last
    html = output["data"]["text/html"]
    assert ">Judgement<" in html
    assert "<em>will</em>" in html
    assert "<script>" not in html
    assert output["metadata"]["briefing"] == {"form": "judgement"}


def test_the_forms_look_different_on_screen(notebook):
    looks = set()
    for form in show.FORMS:
        html = notebook.run(show.show_block, "Same words.", form).last["data"]["text/html"]
        looks.add(html.split('style="', 1)[1].split('"', 1)[0])
    assert len(looks) == len(show.FORMS)


@pytest.mark.parametrize("form", show.FORMS)
def test_a_block_leaves_the_colour_of_its_letters_to_the_page_which_may_be_dark(notebook, form: str):
    html = notebook.run(show.show_block, "Words", form).last["data"]["text/html"]
    assert not re.search(r"[;\"]color:|background:#", html)


def test_sources_carry_their_endnotes(notebook):
    note = {"words": "five ships", "source": "Gazette", "place": "a.txt, line 4"}
    output = notebook.run(show.show_sources, "- Gazette", {"a:4": note}).last
    assert output["metadata"]["briefing"]["endnotes"] == {"a:4": note}
    assert "“five ships”" in output["data"]["text/html"]


def test_endnotes_are_shown_in_the_order_of_documents_and_lines(notebook):
    keys = ["003:100", "fdi:4", "003:9", "000:12"]
    output = notebook.run(show.show_sources, "", {key: {"words": "w"} for key in keys}).last
    assert list(output["metadata"]["briefing"]["endnotes"]) == ["000:12", "003:9", "003:100", "fdi:4"]


def drawn():
    from matplotlib.figure import Figure

    fig = Figure(figsize=(3, 2))
    fig.subplots().plot([1, 2], label="path")
    return fig


@pytest.fixture
def figure():
    return drawn()


def test_a_figure_shows_its_caption_and_says_what_is_drawn_on_the_screen(notebook):
    html = notebook.run(
        show.show_figure, drawn(), "Rises [a:4]", 'A "line" [a:4].', "By hand", {"a:4": ("ten", "x")}
    ).last["data"]["text/html"]
    assert 'alt="A &quot;line&quot; [a:4]."' in html
    assert (
        '<figcaption><b>Rises [<a class="workbook-cited" href="x" title="ten">a:4</a>]</b> <small>By hand</small>'
        in html
    )


def test_a_figure_is_vectors_and_pixels_with_the_same_bytes_each_time_it_is_drawn(notebook):
    first = notebook.run(show.show_figure, drawn(), "Rises", "A line that rises.").last
    again = notebook.run(show.show_figure, drawn(), "Rises", "A line that rises.").last
    assert first == again
    assert set(first["data"]) == {"image/svg+xml", "text/html", "text/plain"}
    assert "<dc:date>" not in first["data"]["image/svg+xml"]
    assert first["metadata"]["briefing"] == {"form": "figure", "caption": "Rises", "alt": "A line that rises."}


@pytest.mark.parametrize("alt", ["", "  ", "Rises"])
def test_a_figure_needs_an_alternative_text_of_its_own(figure, alt):
    with pytest.raises(ValueError, match="alternative text of its own"):
        show.show_figure(figure, "Rises", alt)


def test_tables_of_a_page_can_be_sorted_and_its_file_is_the_same_each_time(notebook):
    first, second = (notebook.run(show.show_masthead, {"Articles": 2}).last["data"]["text/html"] for _ in range(2))
    assert first == second
    assert first.count("<script>") == 1
