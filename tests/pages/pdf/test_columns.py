from hypothesis import given
from hypothesis import strategies as st

from analysis.pages.pdf import layout
from analysis.pages.pdf.html import Cell


def lay_out(rows):
    return layout.lay_out([[Cell(words) for words in row] for row in rows], len(rows[0]))


LONG = "The harbour master counted the ships that came in " * 4


def test_a_table_that_fits_keeps_its_natural_widths():
    assert lay_out([["ship", "berth"], ["Alma", "4"]]).widths == ["auto", "auto"]


def test_text_takes_the_room_that_narrow_columns_leave():
    found = lay_out([["day", "what", "who"], ["1 May", LONG, "The harbour master of Alva"]])
    assert found.widths[0] == "auto"
    what, who = (int(width.removesuffix("fr")) for width in found.widths[1:])
    assert what > who > len("harbour")


def test_the_type_shrinks_before_the_page_is_turned():
    words = [[f"attributed {number}" for number in range(20)], [LONG] * 20]
    layouts = [lay_out([row[:count] for row in words]) for count in range(1, 21)]
    upright = [found.size for found in layouts if not found.turned]
    assert upright == sorted(upright, reverse=True)
    assert upright[0] > upright[-1]
    turned = [found.turned for found in layouts]
    assert turned == sorted(turned)
    assert turned[-1]


def test_very_many_columns_share_the_turned_page():
    found = lay_out([["column"] * 30, ["considerable"] * 30])
    assert found.turned
    assert set(found.widths) == {"12fr"}


@given(
    st.integers(1, 14).flatmap(lambda n: st.lists(st.lists(st.text(max_size=80), min_size=n, max_size=n), min_size=1))
)
def test_each_column_gets_a_width_above_nothing(rows):
    found = lay_out(rows)
    assert len(found.widths) == len(rows[0])
    assert all(width == "auto" or int(width.removesuffix("fr")) > 0 for width in found.widths)


def test_words_that_a_hard_space_joins_are_not_parted():
    rows = [["day", "what", "who"], ["16\u00a0September\u00a02025", LONG, "The harbour master of Alva and its port"]]
    found = lay_out([[*row, *row] for row in rows])
    assert all(width == "auto" or int(width.removesuffix("fr")) >= 17 for width in found.widths[::3])
