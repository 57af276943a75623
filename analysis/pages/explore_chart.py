"""The timeline of the claims in view: a row for each document, a mark for each claim, the chosen one ringed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.figure import Figure

from analysis.pages.style import BLUE, GREY, INK, PALE, RED, YELLOW, house, year, years_only
from analysis.schema import records

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_COLOURS = {"event": BLUE, "figure": YELLOW, "statement": GREY, "standing": RED}
_OFFSETS = {"event": 0.24, "figure": 0.08, "statement": -0.08, "standing": -0.24}
_YEARS = 12
_MOST = 24


@house
def when_claimed(claims: pd.DataFrame, chosen: str = "") -> tuple[Figure, str]:
    """Draw the claims that have days.

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
    documents = sorted(set(dated["document"]))[:_MOST]
    dated = dated[dated["document"].isin(documents)]
    figure = Figure(figsize=(9.2, 0.75 + 0.36 * max(len(documents), 1)))
    axes = figure.subplots()
    for row in records(dated):
        _mark(axes, row, len(documents) - 1 - documents.index(row["document"]), row["id"] == chosen)
    axes.set_yticks(range(len(documents)), [f"[{name}]" for name in reversed(documents)])
    axes.set_ylim(-0.6, max(len(documents), 1) - 0.4)
    early = 0
    if len(dated):
        last = year(dated["latest"].max())
        first = max(year(dated["earliest"].min()), last - _YEARS)
        early = int((dated["latest"].map(year) < first).sum())
        axes.set_xlim(first - 0.2, last + 0.3)
        years_only(axes)
    for name, colour in _COLOURS.items():
        axes.scatter([], [], s=22, color=colour, label=name)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=4, frameon=False, fontsize=8, handletextpad=0.2)
    alt = f"{len(dated)} of {len(claims)} claims have days and are drawn, in {len(documents)} documents"
    return figure, f"{alt}; {early} lie before the first year shown." if early else f"{alt}."


def _mark(axes: Axes, row: dict[str, object], place: int, chosen: bool) -> None:
    colour = _COLOURS[str(row["sort"])]
    height = place + _OFFSETS[str(row["sort"])]
    first, last = year(row["earliest"]), year(row["latest"])  # type: ignore[arg-type]
    if last - first > 0.06:
        axes.plot([first, last], [height, height], color=PALE, linewidth=2.5, zorder=1, solid_capstyle="round")
    hollow = row["modality"] in ("planned", "speculated", "denied")
    axes.scatter(
        [(first + last) / 2], [height], s=22, facecolor="white" if hollow else colour, edgecolor=colour, zorder=3
    )
    if chosen:
        axes.scatter([(first + last) / 2], [height], s=150, facecolor="none", edgecolor=INK, linewidth=1.8, zorder=4)
