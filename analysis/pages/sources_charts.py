"""The picture of what was read: how much of each page is article."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.figure import Figure

from analysis.pages.page import Exhibit
from analysis.pages.style import BLUE, GREY, INK, PALE, YELLOW, house, label

if TYPE_CHECKING:
    from analysis.workbook import Workbook

_PARTS = {
    "article": (("title", "standfirst", "body", "caption"), BLUE),
    "summary": (("summary",), "#6699cc"),
    "credits and dates": (("byline", "dateline"), YELLOW),
    "boilerplate": (("boilerplate",), PALE),
}
_MOST = 20


@house
def line_roles(book: Workbook) -> Exhibit:
    """How many lines of each file are article, and how many are not."""
    caption = "Lines of each file by what they are; blank lines are left out."
    rows = book.passages[book.passages["role"] != "blank"]
    if rows.empty:
        return Exhibit(caption, rows)
    part = {role: name for name, (roles, _) in _PARTS.items() for role in roles}
    counts = rows.groupby(["document", rows["role"].map(part)]).size().unstack(fill_value=0)
    counts = counts.head(_MOST).iloc[::-1]
    figure = Figure(figsize=(6.3, 1.0 + 0.3 * len(counts)))
    axes = figure.subplots()
    left = pd.Series(0, index=counts.index)
    for name in [name for name in _PARTS if name in counts]:
        edge = GREY if name == "boilerplate" else "white"
        bars = axes.barh(
            range(len(counts)), counts[name], left=left, height=0.62, color=_PARTS[name][1], edgecolor=edge, label=name
        )
        dark = name == "article"
        axes.bar_label(
            bars,
            [f"{n}" if n > 4 else "" for n in counts[name]],
            label_type="center",
            fontsize=6.4,
            color="white" if dark else INK,
        )
        left = left + counts[name]
    titles = book.documents.set_index("document")["title"]
    axes.set_yticks(range(len(counts)), [f"{label(titles[name], 36)} [{name}]" for name in counts.index])
    axes.set_xlabel("lines")
    axes.legend(loc="lower center", bbox_to_anchor=(0.4, 1.0), ncol=4)
    said = "; ".join(
        f"[{name}] {counts.loc[name].get('article', 0)} of {counts.loc[name].sum()} are article"
        for name in counts.index
    )
    return Exhibit(caption, book.documents.iloc[:0], figure=figure, alt=f"Stacked bars of lines by role: {said}.")
