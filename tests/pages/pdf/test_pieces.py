import datetime

import pytest

from analysis.pages.notebooks import NotebookError
from analysis.pages.pdf.pieces import Piece, read_page
from analysis.pages.show import show_masthead, show_sources


def shown(data, **metadata):
    return {"output_type": "display_data", "data": data, "metadata": metadata}


def failed(*frames):
    return {"output_type": "error", "ename": "KeyError", "evalue": "'ship'", "traceback": list(frames)}


def test_the_first_heading_is_the_title_and_the_paragraph_after_it_the_question(notebook):
    page = read_page(notebook.say("# Ports\n\nWho runs\nthem?\n\nMore.").say("## Next").node)
    assert (page.title, page.question) == ("Ports", "Who runs them?")
    assert [piece.markdown for piece in page.pieces] == ["More.", "## Next"]


def test_a_heading_under_which_nothing_is_shown_is_left_out(notebook):
    notebook.say("# Ports").say("## Ships").say("## Cranes").say("### Old ones").say("Two stand.").say("## Docks")
    shown_below = notebook.run(show_sources, "None.", {}).node
    kept = [piece.markdown for piece in read_page(shown_below).pieces]
    assert kept == ["## Cranes", "### Old ones", "Two stand.", "None."]


def test_a_list_after_the_title_is_no_question(notebook):
    page = read_page(notebook.say("# Ports\n\n- one\n- two").node)
    assert page.question == ""
    assert page.pieces[0].markdown == "- one\n- two"


def test_a_notebook_without_heading_is_named_by_its_file(notebook):
    assert read_page(notebook.say("Text").node, "ports.ipynb").title == "ports"


def test_facts_of_a_masthead_leave_the_text_for_the_title(notebook):
    notebook.say("# Ports").run(show_masthead, {"Documents": 7}, datetime.date(2025, 5, 17)).say("Text")
    page = read_page(notebook.node)
    assert page.facts == {"Documents": "7"}
    assert page.date == "2025-05-17"
    assert [piece.markdown for piece in page.pieces] == ["Text"]


def test_code_is_left_out_and_the_richest_form_of_an_output_is_taken(notebook):
    data = {"text/plain": "plain", "text/html": "<b>html</b>", "text/markdown": "*marked*"}
    notebook.give(shown(data, briefing={"form": "judgement"}), shown({"image/png": "iVBORw=="}, alt="A ship"))
    pieces = read_page(notebook.node).pieces
    assert pieces[0] == Piece("*marked*", "judgement", {"form": "judgement"})
    assert (pieces[1].form, pieces[1].suffix, pieces[1].image) == ("figure", "png", b"\x89PNG")


def test_multi_line_strings_of_a_file_are_joined(notebook):
    notebook.give(shown({"text/markdown": ["one\n", "two"]}), source=["a = 1\n", "a"])
    notebook.say(["# T\n", "\n", "Q?"])
    assert read_page(notebook.node).pieces[0].markdown == "one\ntwo"


def test_a_bare_data_frame_becomes_a_table(notebook):
    html = "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>x | y</td></tr></tbody></table>"
    (piece,) = read_page(notebook.give(shown({"text/html": html, "text/plain": "a"})).node).pieces
    assert piece.form == "table"
    assert piece.markdown == "| a |\n| :-- |\n| x \\| y |"


def test_printed_text_is_kept_and_warnings_are_not(notebook):
    streams = [{"output_type": "stream", "name": name, "text": name} for name in ("stdout", "stderr")]
    assert list(read_page(notebook.give(*streams).node).pieces) == [Piece("stdout", "raw")]


def test_workings_are_left_out(notebook):
    page = read_page(notebook.say("For the screen", "workings").say("Text").node)
    assert [piece.markdown for piece in page.pieces] == ["Text"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            {"text/plain": "IntSlider(value=7)", "application/vnd.jupyter.widget-view+json": {}},
            "a widget, IntSlider(value=7)",
        ),
        (
            {"text/plain": "Map(zoom=3)", "text/html": "<div id='m'></div><script>draw()</script>"},
            "an interactive output",
        ),
        (
            {"text/plain": "<IPython.core.display.JSON object>", "application/json": {"a": 1}},
            "an output of the kind JSON",
        ),
        ({"application/pdf": "JVBERi0="}, "an output of the kind application/pdf"),
    ],
)
def test_what_paper_cannot_show_is_said_to_be_left_out(notebook, data, said):
    (piece,) = read_page(notebook.give(shown(data)).node).pieces
    assert f"[Left out: {said}" in piece.markdown.replace("\\", "")


def test_words_and_tables_of_an_html_output_are_kept_in_order(notebook):
    html = "<p>Ten <b>ships</b></p><table><caption>Ships</caption><tr><th>n</th></tr><tr><td>10</td></tr></table>"
    words, table = read_page(notebook.give(shown({"text/html": html, "text/plain": "x"})).node).pieces
    assert (words.markdown, table.details["caption"]) == ("Ten ships", "Ships")


def test_cells_that_were_run_out_of_order_are_named(notebook):
    notebook.say("# T").give(count=7).give(count=3).give(count=8)
    (piece,) = read_page(notebook.node).pieces
    assert piece.form == "caveat"
    assert "cell 3 was run before cell 2" in piece.markdown


def test_cells_run_in_order_with_gaps_need_no_caveat(notebook):
    assert read_page(notebook.give(count=3).give(count=9).node).pieces == []


@pytest.mark.parametrize("metadata", [{}, {"briefing": {"alt": ""}}])
def test_a_picture_without_words_is_refused_with_cell_and_remedy(notebook, metadata):
    notebook.say("# T").give(shown({"image/png": "iVBORw=="}, **metadata))
    with pytest.raises(NotebookError, match=r"^ports\.ipynb, cell 2 shows a picture without words .* page\.chart\("):
        read_page(notebook.node, "ports.ipynb")


def test_a_picture_may_bring_its_words_as_ipython_gives_them(notebook):
    notebook.give(shown({"image/jpeg": "/9j/", "text/plain": "<Image>"}, **{"image/jpeg": {"alt": "A quay"}}))
    (piece,) = read_page(notebook.node).pieces
    assert (piece.details["alt"], piece.suffix) == ("A quay", "jpg")


def test_an_empty_cell_need_not_be_run(notebook):
    assert read_page(notebook.give(source=" \n", count=None).node).pieces == []


def test_a_cell_that_was_not_run_is_named(notebook):
    notebook.say("# T").give(source="\nbook = 1\nbook", count=None)
    with pytest.raises(
        NotebookError, match=r"^ports.ipynb, cell 2, line 2 \('book = 1'\) was not run: run the notebook"
    ):
        read_page(notebook.node, "ports.ipynb")


def test_a_cell_that_stopped_is_named_with_its_line(notebook):
    frames = ["\x1b[0;31mKeyError\x1b[0m", "Cell \x1b[0;32mIn[3], line 2\x1b[0m\n", "File x.py, line 99, in get"]
    notebook.say("# T").give(failed(*frames), source="a = {}\na['ship']")
    with pytest.raises(NotebookError, match=r"cell 2, line 2 \(\"a\['ship'\]\"\) stopped with KeyError: 'ship': mend"):
        read_page(notebook.node, "ports.ipynb")


def test_an_error_without_traceback_is_told_all_the_same(notebook):
    with pytest.raises(NotebookError, match="cell 1, line 1"):
        read_page(notebook.give(failed()).node)
