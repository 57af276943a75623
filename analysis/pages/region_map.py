"""A map of the region: of which countries a lead is claimed, and of which it is not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from matplotlib.figure import Figure
from matplotlib.patches import Patch, Polygon

from analysis.pages.page import Exhibit
from analysis.pages.prose import cite
from analysis.pages.style import GREY, YELLOW, house, label
from analysis.schema import records

if TYPE_CHECKING:
    from analysis.workbook import Workbook

Ring = list[tuple[float, float]]

_LABELS = {
    "Afghanistan": (66.0, 33.8),
    "Kazakhstan": (67.0, 48.2),
    "Kyrgyzstan": (74.6, 41.5),
    "Tajikistan": (71.2, 38.6),
    "Turkmenistan": (59.3, 39.3),
    "Uzbekistan": (63.3, 42.3),
}
"""Where a country's name stands, in degrees east and north: chosen by eye, so that the names stay apart."""
_STRETCH = 1.35
"""A degree of latitude as long as this many of longitude, at 42° north (1 / cos 42°)."""
_SECOND = "..."
"""How the countries are hatched that the second of the pair leads."""


@cache
def outlines() -> dict[str, list[Ring]]:
    """The outlines of Afghanistan and the five states of Central Asia, as rings of (longitude, latitude).

    Source: Natural Earth, 1:50 million (public domain); see the file for the whole note.

    >>> sorted(outlines())
    ['Afghanistan', 'Kazakhstan', 'Kyrgyzstan', 'Tajikistan', 'Turkmenistan', 'Uzbekistan']
    """
    source = resources.files(__package__) / "outlines.json"
    found: dict[str, list[Ring]] = json.loads(source.read_text("utf8"))["outlines"]
    return found


@house
def where(book: Workbook, dimension: str = "trade", pair: Sequence[str] = ("China", "Russia")) -> Exhibit:
    """Of which countries the articles say who leads: filled by the leader, hatched where the claim leaves one out."""
    caption = f"Who the articles say leads in {dimension}, country by country."
    rows = book.standings[book.standings["dimension"].eq(dimension) & book.standings["leader"].isin(pair)]
    if rows.empty:
        return Exhibit(caption, rows)
    figure = Figure(figsize=(6.3, 3.3))
    axes = figure.subplots()
    said = []
    for country, rings in outlines().items():
        leader, hatch, place = _claimed(records(rows), country)
        colour = {pair[0]: "#99bbdd", pair[1]: YELLOW}.get(leader, "white")
        hatch = _SECOND if leader == pair[1] else hatch  # the two colours are one in grey
        for ring in rings:
            axes.add_patch(Polygon(ring, facecolor=colour, edgecolor=GREY, hatch=hatch, linewidth=0.8))
        words = f"{country}\n{place}" if place else country
        axes.text(*_LABELS[country], words, ha="center", va="center", fontsize=6.2)
        said.append(f"{country}: {leader + ' leads' if leader else 'left out' if hatch else 'no claim'}")
    axes.autoscale_view()
    axes.set_aspect(_STRETCH)
    axes.set_axis_off()
    handles = [Patch(facecolor="#99bbdd", edgecolor=GREY, label=f"{pair[0]} leads")]
    handles += [Patch(facecolor=YELLOW, edgecolor=GREY, hatch=_SECOND, label=f"{pair[1]} leads")]
    handles += [Patch(facecolor="white", edgecolor=GREY, hatch="///", label="left out of the claim")]
    handles += [Patch(facecolor="white", edgecolor=GREY, label="no claim")]
    axes.legend(handles=handles, loc="lower left", bbox_to_anchor=(1.0, 0.0))
    note = "Outlines: Natural Earth. A country left out of a claim is not said to be led by the other side."
    return Exhibit(
        caption, rows, figure=figure, alt=f"A map of six countries. {label('; '.join(said), 300)}.", note=note
    )


def _claimed(rows: Sequence[dict[str, str]], country: str) -> tuple[str, str | None, str]:
    """Who is said to lead in a country, how it is hatched, and where that stands."""
    for row in rows:
        if country in row["scope"].split("; "):
            return row["leader"], None, cite(row)
        if country in row["exception"].split("; "):
            return "", "///", cite(row)
    return "", None, ""
