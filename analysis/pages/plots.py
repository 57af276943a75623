"""Marks for charts and the look that they share: bounds, days, colours that stay apart in grey, labels that fit."""

import textwrap
from calendar import isleap
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pandas as pd
from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from analysis.core.days import MONTHS
from analysis.pages.escape import one_line

# Paul Tol's "high contrast" and "medium contrast" schemes: distinct for colour-blind readers and in grey, each one at
# three times the contrast of its ground or more. Source: P. Tol, Colour Schemes, SRON technical note, 2021.
INK, BLUE, RED, YELLOW, GREY = "#1d3557", "#004488", "#bb5566", "#997700", "#8a8f98"


def label(words: str, width: int, rows: int = 1) -> str:
    """Words cut to fit: at most so many characters a row, "…" at the end for more; a dollar sign starts no formula.

    >>> label("Moscow lifted a ban on the group", 18, 1)
    'Moscow lifted a …'
    """
    return "\n".join(textwrap.wrap(one_line(words), width, max_lines=rows, placeholder=" …")).replace("$", r"\$")


def year(day: date) -> float:
    """A day as a decimal year, so that an axis can run from any year on.

    >>> year(date(2024, 7, 2))
    2024.5
    """
    return day.year + (day.timetuple().tm_yday - 1) / (366 if isleap(day.year) else 365)


def years_only(axes: Axes) -> None:
    """Whole years as ticks, without a thousands separator; months where a year is too long."""

    def named(value: float, _: object) -> str:
        whole, part = divmod(round(value, 6), 1)
        return f"{MONTHS[int(part * 12)][:3]} {whole:.0f}" if part else f"{whole:.0f}"

    axes.xaxis.set_major_locator(MaxNLocator(nbins=8, integer=True))
    axes.xaxis.set_major_formatter(named)


def canvas(height: float, width: float = 6.1) -> tuple[Figure, Axes]:
    """An empty figure in the house style, inches high and wide, and its axes; pyplot would show its own once more."""
    style.use(["default", str(Path(__file__).with_name("workbook.mplstyle"))])
    figure = Figure((width, height))
    return figure, figure.subplots()


def bounds(axes: Axes, rows: pd.DataFrame, labels: Iterable[str], amounts: Iterable[str] = ()) -> None:
    """Draw the bounds of figures, one below the other: a dot, a bar from low to high, an arrow where an end is open.

    Rows have `low` and `high`, as in `book.figures` and `book.outside`; an end that is missing is open. Labels stand at
    the left, amounts, for instance as sources put them, behind the marks.
    """
    for place, (low, high) in enumerate(zip(rows["low"], rows["high"], strict=True)):
        known = [end for end in (low, high) if end == end]
        axes.plot(known, [place] * len(known), color=BLUE, linewidth=4, marker="o", markersize=5)
        if len(known) == 1:
            ahead = 22 if high != high else -22
            arrow = {"arrowstyle": "<|-", "color": BLUE, "linewidth": 1.6}
            axes.annotate("", (known[0], place), (ahead, 0), textcoords="offset points", arrowprops=arrow)
    ends = rows["high"].fillna(rows["low"])
    for place, (end, amount) in enumerate(zip(ends, amounts, strict=False)):
        apart = 8 if rows["high"].iloc[place] == end else 26  # behind the arrow
        axes.annotate(label(amount, 44), (end, place), (apart, 0), textcoords="offset points", va="center", fontsize=8)
    names = [label(name, 44, 2) for name in labels]
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)


def interval(axes: Axes, rows: pd.DataFrame, place: float, *, solid: bool = True) -> None:
    """Draw the days of rows, `earliest` to `latest`, on an axis of decimal years: a dot up to a season, a bar for more.

    Marks that are not solid are for what other evidence says, or what is planned.
    """
    for first, last in rows[["earliest", "latest"]].dropna().itertuples(index=False):
        left, right = year(first.date()), year(last.date())
        if right - left > 0.25:  # a dot in its middle would say more than the rows do
            axes.plot([left, right], [place, place], color=BLUE, linewidth=4, alpha=1 if solid else 0.55)
        else:
            axes.plot([(left + right) / 2], [place], "o", color=BLUE, markersize=6, mfc=BLUE if solid else "white")
