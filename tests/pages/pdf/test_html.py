"""What a cell displayed as HTML: every number stays under its head, and nothing is lost without a line."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.pages.pdf.pieces import Piece, read_html

SHIPS = pd.DataFrame({"port": ["Alva", "Alva", "Brae"], "flag": ["x", "y", "x"], "ships": [4, 5, 6], "crew": [7, 8, 9]})


def lines(piece: Piece) -> list[list[str]]:
    """The rows of a table in Markdown: its heads, its sides, its cells."""
    assert piece.form == "table"
    return [line.removeprefix("| ").removesuffix(" |").split(" | ") for line in piece.markdown.split("\n")]


def spread(piece: Piece) -> list[list[str]]:
    head, sides, *rows = lines(piece)
    assert all(len(row) == len(sides) for row in [head, *rows])
    return [head, *rows]


def table(html: str) -> Piece:
    (piece,) = read_html(html)
    return piece


def test_the_labels_of_grouped_rows_reach_over_their_rows():
    grid = table(SHIPS.groupby(["port", "flag"]).sum().to_html())
    assert spread(grid) == [
        ["port", "flag", "ships", "crew"],
        ["Alva", "x", "4", "7"],
        ["Alva", "y", "5", "8"],
        ["Brae", "x", "6", "9"],
    ]
    assert lines(grid)[1] == [":--", ":--", "--:", "--:"]


def test_the_heads_of_a_pivot_table_reach_over_their_columns():
    grid = table(SHIPS.pivot_table(index="port", columns="flag", values=["crew", "ships"]).to_html(na_rep="–"))
    assert spread(grid)[0] == ["flag port", "crew x", "crew y", "ships x", "ships y"]
    assert spread(grid)[-2:] == [["Alva", "7.0", "8.0", "4.0", "5.0"], ["Brae", "9.0", "–", "6.0", "–"]]


GROUPED = {
    "three keys": SHIPS.assign(year=[2020, 2021, 2020]).groupby(["port", "flag", "year"]).sum(),
    "several measures of each": SHIPS.groupby("port")[["ships", "crew"]].agg(["min", "max"]),
    "cross table with sums": pd.crosstab(SHIPS["port"], SHIPS["flag"], margins=True),
    "unstacked": SHIPS.set_index(["port", "flag"]).unstack(fill_value=0),
    "turned": SHIPS.set_index(["port", "flag"]).T,
    "counts and sums by group": SHIPS.groupby("flag")[["ships", "crew"]].agg(["count", "sum", "max"]),
}


@pytest.mark.parametrize("frame", GROUPED.values(), ids=GROUPED)
@pytest.mark.parametrize("styled", [False, True])
def test_each_number_of_a_grouped_table_stands_between_all_its_heads_and_labels(frame, styled):
    grid = spread(table((frame.style.format(str) if styled else frame.astype(str)).to_html()))
    labels = frame.index.nlevels
    for row, line in zip(frame.itertuples(), grid[-len(frame) :], strict=True):
        assert line[:labels] == [str(key) for key in (row.Index if labels > 1 else [row.Index])]
        assert line[labels:] == [str(value) for value in row[1:]]
    for column, head in zip(frame.columns, grid[0][labels:], strict=True):
        keys = [str(key) for key in (column if isinstance(column, tuple) else (column,))]
        assert head.split() == keys


def test_a_head_without_thead_is_the_rows_of_heads():
    grid = table("<table><tr><th>a<th>b</tr><tr><td>1<td>2</tr></table>")
    assert spread(grid)[0] == ["a", "b"]


def test_a_row_that_ends_early_is_filled():
    assert spread(table("<table><tr><td>a<td>b<td>c</tr><tr><td>1</tr></table>"))[1] == ["1", "", ""]


def test_two_tables_and_the_words_around_them_keep_their_order():
    one = "<table><tr><th>n</th></tr><tr><td>1</td></tr></table>"
    found = read_html(f"<h3>Before</h3>{one}<p>Be<b>tween</b> them</p><div>{one}</div>after<!-- hidden -->")
    assert [part.form or part.markdown for part in found] == [
        "Before",
        "table",
        "Between them",
        "table",
        "after",
    ]


def test_the_caption_of_a_styled_table_is_kept():
    pytest.importorskip("jinja2")
    assert table(SHIPS.style.set_caption("Ships & crews").to_html()).details["caption"] == "Ships & crews"


@pytest.mark.parametrize(("rows", "columns"), [(61, 1), (200, 1), (61, 3), (61, 40), (1000, 2)])
def test_what_pandas_cuts_is_said_below_the_table(rows, columns):
    grid = table(pd.DataFrame({f"c{n}": range(rows) for n in range(columns)})._repr_html_())
    assert grid.details["note"] == f"Of {rows} rows × {columns} columns, those at “…” are left out."


def test_a_table_that_is_whole_says_nothing():
    assert table(pd.DataFrame({"n": range(5)})._repr_html_()).details.get("note", "") == ""


def test_the_placeholder_and_the_lock_of_an_interactive_table_are_left_out():
    html = (
        '<table hidden="hidden"><tr><td>Loading …</td></tr></table><div><table><thead><tr><th><sup>'
        "<noscript>🔒</noscript><a>i</a></sup>a</th></tr></thead><tr><td>1</td></tr></table></div><script>run()</script>"
    )
    assert spread(table(html)) == [["a"], ["1"]]


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ('<iframe src="https://example.org/map"></iframe>', "an embedded page"),
        ('<img src="x.png" alt="The harbour">', "a picture, The harbour"),
        ("<p>Seen: <video></video></p>", "a video"),
        ("<div><svg><text>Secret</text></svg></div>", "a drawing"),
        ('<audio title="The call"></audio>', "a recording, The call"),
        ('<object data="map.pdf"></object>', "an embedded object"),
    ],
)
def test_what_paper_cannot_show_has_its_line(html, said):
    assert f"Left out: {said}" in " ".join(part.markdown for part in read_html(html)).replace("\\", "")


def test_scripts_and_styles_are_no_words():
    assert read_html("<style>p{}</style><script>x()</script><p style='display:none'>no</p>") == []


def test_spans_beyond_all_measure_do_no_harm():
    grid = table('<table><tr><td colspan="999999999">a</td></tr><tr><td rowspan="0" colspan="x">b</td></tr></table>')
    assert len(lines(grid)[1]) == 100
    assert spread(grid)[1][0] == "b"


cells = st.tuples(st.text("ab1", max_size=3), st.integers(0, 4), st.integers(0, 4))


@given(st.lists(st.lists(cells, min_size=1, max_size=4), min_size=1, max_size=5))
def test_each_cell_has_a_place_of_its_own(rows):
    html = "".join(
        f"<tr>{''.join(f'<td colspan={across} rowspan={down}>{words}</td>' for words, across, down in row)}</tr>"
        for row in rows
    )
    for part in read_html(f"<table>{html}</table>"):
        printed = " ".join(words for row in spread(part) for words in row)
        assert all(words in printed for row in rows for words, *_ in row)


@pytest.mark.parametrize(("words", "number"), [("1,200", True), ("US$3.5bn", True), ("007", False), ("ten", False)])
def test_numbers_stand_to_the_right(words, number):
    assert table(f"<table><tr><th>n</th></tr><tr><td>{words}</td></tr></table>").markdown.split("\n")[1] == (
        "| --: |" if number else "| :-- |"
    )
