"""Marks: what a chart may claim of a figure's bounds and of an event's days."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.pages import plots


@pytest.fixture
def axes():
    return plots.canvas(2)[1]


def frame(*ends: tuple[float | None, float | None]) -> pd.DataFrame:
    return pd.DataFrame(ends, columns=["low", "high"], dtype="float64")


def test_a_number_is_a_dot_and_a_range_a_bar(axes):
    plots.bounds(axes, frame((5, 5), (2, 8)), ["five", "two to eight"])
    assert [list(line.get_xdata()) for line in axes.lines] == [[5, 5], [2, 8]]
    assert [list(line.get_ydata()) for line in axes.lines] == [[0, 0], [1, 1]]
    assert [text.get_text() for text in axes.get_yticklabels()] == ["five", "two to eight"]


@pytest.mark.parametrize(("ends", "right"), [((137, None), True), ((None, 40), False)])
def test_an_open_end_is_an_arrow_on_its_side_and_no_bar(axes, ends, right):
    plots.bounds(axes, frame(ends), ["open"])
    (arrow,) = axes.texts
    assert (arrow.xyann[0] > 0) == right
    assert len(axes.lines[0].get_xdata()) == 1


def test_labels_cannot_start_a_formula(axes):
    plots.bounds(axes, frame((3, 3)), ["$3 billion"])
    assert axes.get_yticklabels()[0].get_text() == r"\$3 billion"


def test_a_month_is_a_dot_and_what_is_longer_than_a_season_a_bar_without_one(axes):
    month = pd.DataFrame({"earliest": ["2024-03-01"], "latest": ["2024-03-31"]}).astype("datetime64[s]")
    plots.interval(axes, month, 0, solid=False)
    (dot,) = axes.lines
    assert (len(dot.get_xdata()), dot.get_markerfacecolor()) == (1, "white")
    years = pd.DataFrame({"earliest": ["2015-01-01"], "latest": ["2016-12-31"]}).astype("datetime64[s]")
    plots.interval(axes, years, 1)
    assert [len(line.get_xdata()) for line in axes.lines] == [1, 2]


def test_an_undated_row_draws_nothing(axes):
    undated = pd.DataFrame({"earliest": [pd.NaT], "latest": [pd.NaT]})
    plots.interval(axes, undated, 0)
    assert not axes.lines


def test_what_a_source_says_stands_behind_its_mark_and_behind_an_arrow(axes):
    plots.bounds(axes, frame((2, 3), (4, float("nan"))), ["A", "B"], ["2 to 3", "over 4"])
    said = {note.get_text(): note.xyann[0] for note in axes.texts if note.get_text()}
    assert said["2 to 3"] < said["over 4"]
