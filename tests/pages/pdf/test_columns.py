from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.pages.pdf.typst import lay_out

LONG = "The harbour master counted the ships that came in " * 4


def test_a_table_that_fits_keeps_its_type():
    found = lay_out([["ship", "berth"], ["Alma", "4"]])
    assert (found.widths, found.size) == (["auto", "auto"], 8.5)


def test_text_takes_the_room_that_narrow_columns_leave():
    found = lay_out([["day", "what", "who"], ["1 May", LONG, "The harbour master of Alva"]])
    what, who = (int(width.removesuffix("fr")) for width in found.widths[1:])
    assert (found.widths[0], what > who) == ("auto", True)


def test_the_type_shrinks_before_the_page_is_turned():
    words = [[f"attributed {number}" for number in range(20)], [LONG] * 20]
    layouts = [lay_out([row[:count] for row in words]) for count in range(1, 21)]
    upright = [found.size for found in layouts if not found.turned]
    assert upright == sorted(upright, reverse=True)
    assert upright[0] > upright[-1]
    turned = [found.turned for found in layouts]
    assert turned == sorted(turned)
    assert turned[-1]


def test_very_many_columns_share_the_turned_page_and_part_their_words():
    found = lay_out([["column"] * 30, ["considerable"] * 30])
    assert (found.turned, found.hyphenate) == (True, True)


@settings(suppress_health_check=[HealthCheck.too_slow])  # what the generator takes is not what is tested
@given(
    st.integers(1, 14).flatmap(lambda n: st.lists(st.lists(st.text(max_size=80), min_size=n, max_size=n), min_size=1))
)
def test_any_table_has_a_layout(rows):
    assert lay_out(rows).size in (8.5, 8.0, 7.5)


def test_words_that_a_hard_space_joins_count_as_one():
    cell = "16\u00a0September\u00a02025"
    assert lay_out([[cell] * 6]).turned
    assert not lay_out([[cell.replace("\u00a0", " ")] * 6]).turned
