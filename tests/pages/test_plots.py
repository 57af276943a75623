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


def test_a_day_is_a_dot_and_a_month_a_bar_with_a_dot(axes):
    days = pd.DataFrame({"earliest": ["2024-03-22"], "latest": ["2024-03-22"]}).astype("datetime64[s]")
    plots.interval(axes, days, 0)
    assert len(axes.lines) == 1
    months = pd.DataFrame({"earliest": ["2024-03-01"], "latest": ["2024-03-31"]}).astype("datetime64[s]")
    plots.interval(axes, months, 1, solid=False)
    assert len(axes.lines) == 3
    assert axes.lines[-1].get_markerfacecolor() == "white"


def test_an_undated_row_draws_nothing(axes):
    undated = pd.DataFrame({"earliest": [pd.NaT], "latest": [pd.NaT]})
    plots.interval(axes, undated, 0)
    assert not axes.lines
