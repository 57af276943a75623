"""The timeline of the claims in view: a row for each document, a mark or bar for each claim, the chosen one ringed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from analysis.pages.style import BLUE, GREY, INK, RED, YELLOW, house, year, years_only

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_COLOURS = {"event": BLUE, "figure": YELLOW, "statement": GREY, "standing": RED, "assertion": "#44aa99"}
_YEARS = 12
_MOST = 24
_WIDE = 0.06
"""Years from which on a span of days is wider than a mark, and drawn as a bar."""
_OPEN = ("planned", "speculated", "denied")


@house
def when_claimed(claims: pd.DataFrame, chosen: str = "") -> tuple[Figure, str]:
    """Draw the claims that have days: a mark for a day, a bar for a span of days.

    Parameters
    ----------
    claims
        Some of `all_claims`.
    chosen
        Id of the claim to ring.

    Returns
    -------
    (Figure, str)
        The picture, and what it shows for someone who cannot see it.
    """
    dated = claims.dropna(subset=["earliest", "latest"])
    known = sorted(set(dated["document"]))
    documents = known[:_MOST]
    drawn = dated[dated["document"].isin(documents)]
    figure = Figure(figsize=(9.2, 0.75 + 0.42 * max(len(documents), 1)))
    axes = figure.subplots()
    axes.set_yticks(range(len(documents)), [f"[{name}]" for name in reversed(documents)])
    axes.set_ylim(-0.6, max(len(documents), 1) - 0.4)
    if drawn.empty:
        axes.set_axis_off()
        return figure, f"None of {len(claims)} claims has days."
    first, last = drawn["earliest"].map(year), drawn["latest"].map(year)
    start = max(first.min(), last.max() - _YEARS)
    axes.set_xlim(start - 0.2, last.max() + 0.3)
    years_only(axes)
    rows = drawn["document"].map({name: len(documents) - 1 - place for place, name in enumerate(documents)})
    for place, (sort, colour) in enumerate(_COLOURS.items()):
        of_sort = drawn["sort"] == sort
        _draw(axes, drawn[of_sort], first[of_sort], last[of_sort], rows[of_sort] + 0.3 - 0.15 * place, colour, chosen)
        axes.scatter([], [], s=22, color=colour, label=sort)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=5, frameon=False, fontsize=8, handletextpad=0.2)
    return figure, _said(len(claims), len(drawn), len(documents), len(known), int((last < start).sum()))


def _draw(
    axes: Axes, rows: pd.DataFrame, first: pd.Series, last: pd.Series, heights: pd.Series, colour: str, chosen: str
) -> None:
    """The claims of one sort; what is planned, guessed at or denied is hollow or dotted."""
    wide, hollow, ringed = last - first > _WIDE, rows["modality"].isin(_OPEN), rows["id"] == chosen
    if ringed.any():
        around = axes.hlines(heights[ringed], first[ringed], last[ringed], color=INK, linewidth=14, zorder=1)
        around.set_capstyle("round")
        inside = axes.hlines(heights[ringed], first[ringed], last[ringed], color="white", linewidth=10, zorder=1)
        inside.set_capstyle("round")
    for these, style in ((wide & ~hollow, "solid"), (wide & hollow, (0, (1, 1.5)))):
        axes.hlines(heights[these], first[these], last[these], color=colour, alpha=0.55, linewidth=3, linestyle=style)
    faces = np.where(hollow[~wide], "white", colour)
    axes.scatter(first[~wide], heights[~wide], s=22, facecolor=faces.tolist(), edgecolor=colour, zorder=3)


def _said(claims: int, drawn: int, documents: int, known: int, early: int) -> str:
    """What is drawn, in words."""
    named = f"{known} document{'s' * (known != 1)}"
    where = f"the first {documents} of {named}" if documents < known else named
    before = f"; {early} lie before the first year shown" if early else ""
    marks = "A mark is a day, a bar a span of days; hollow or dotted: planned, guessed at or denied."
    return f"{drawn} of {claims} claims are drawn, in {where}{before}. {marks}"
