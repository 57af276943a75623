"""The pictures of the threat: how many died, how strong the group is, how far it reaches, where a country ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from analysis.pages.computed import Computed
from analysis.pages.page import Exhibit
from analysis.pages.prose import cite
from analysis.pages.style import BLUE, GREY, INK, house, label, year, years_only
from analysis.schema import records

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from analysis.workbook import Workbook

STRENGTH = ("fighters", "members", "fighters and families")
_MOST = 14
_DATED_DAYS = 92


def main_subject(rows: pd.DataFrame) -> str:
    """The subject that most documents speak of, by its proper name where it has one; empty without rows.

    >>> main_subject(pd.DataFrame({"subject": ["a", "b", "b"], "document": ["x", "x", "y"]}))
    'b'
    """
    rows = rows[rows["subject"] != ""]
    if rows.empty:
        return ""
    counts = rows.groupby("subject").agg(documents=("document", "nunique"), claims=("document", "size")).reset_index()
    counts["capitals"] = counts["subject"].str.count(r"\b[A-Z]")
    best = counts.sort_values(["documents", "capitals", "claims"], ascending=False, kind="stable")
    return str(best["subject"].iloc[0])


@house
def deaths(book: Workbook) -> Exhibit:
    """How many died in the attack that most documents speak of: each document's bounds, and the official count."""
    rows = deaths_of_main_attack(book).sort_values(["low", "document"], kind="stable").head(_MOST)
    subject = main_subject(rows)
    caption = f"Deaths in the {subject}, as each article puts them; an arrow means at least." if subject else "Deaths."
    if rows.empty:
        return Exhibit(caption, rows)
    outside = _counts(book, subject)
    figure = Figure(figsize=(6.3, 0.9 + 0.32 * len(rows) + (1.6 if len(outside) else 0)))
    heights = [0.32 * len(rows) + 0.3, *([1.6] if len(outside) else [])]
    panes = figure.subplots(len(heights), 1, sharex=True, squeeze=False, height_ratios=heights).ravel()
    ends = [value for value in [*rows["low"], *rows["high"], *outside.get("low", [])] if pd.notna(value)]
    right = max(ends) + 0.12 * (max(ends) - min(ends) + 10)
    _bounds(panes[0], rows, right)
    panes[0].set_xlim(min(ends) - 0.1 * (right - min(ends)), right)
    panes[-1].set_xlabel("deaths")
    if len(outside):
        _official(panes[1], outside)
    said = "; ".join(f"{row['text']} {cite(row)}" for row in records(rows))
    alt = f"Bounds of the deaths by article: {label(said, 200)}."
    note = "The lower pane is outside evidence by the day of reporting: each count (dot), and the official one (line)."
    return Exhibit(caption, rows, figure=figure, alt=alt, note=note if len(outside) else "")


def _bounds(axes: Axes, rows: pd.DataFrame, right: float) -> None:
    """One row a claim: a dot where both ends are one number, a bar between two, an arrow where one is open."""
    for place, row in enumerate(records(rows)):
        low, high = row["low"], row["high"]
        if pd.isna(high):
            axes.annotate("", (right, place), (low, place), arrowprops={"arrowstyle": "->", "color": BLUE, "lw": 1.4})
        elif low != high:
            axes.barh(place, high - low, left=low, height=0.3, color=BLUE)
        face = "white" if row["low_open"] else BLUE
        axes.scatter([low], [place], s=26, facecolor=face, edgecolor=BLUE, linewidth=1.2, zorder=3)
        axes.annotate(f"{low:,.0f}", (low, place), xytext=(0, 6), textcoords="offset points", ha="center", fontsize=6.6)
    axes.set_yticks(range(len(rows)), [f"“{label(row['text'], 30)}” {cite(row)}" for row in records(rows)])
    axes.set_ylim(-0.6, len(rows) - 0.2)


def _counts(book: Workbook, subject: str) -> pd.DataFrame:
    """Outside counts of deaths that name the subject, by the day they were reported, without those set aside."""
    outside = book.outside
    named = outside["subject"].map(lambda name: bool(name) and (name in subject or subject in name)).astype(bool)
    rows = outside[named & outside["concept"].eq("deaths") & outside["use"].ne("reject")]
    rows = rows.dropna(subset=["earliest", "low"])
    rows = rows[(rows["latest"] - rows["earliest"]).dt.days <= _DATED_DAYS]
    return rows.sort_values(["latest", "low"], kind="stable")


def _official(axes: Axes, rows: pd.DataFrame) -> None:
    days = [year(day) for day in rows["latest"]]
    axes.scatter(rows["low"], days, s=14, facecolor="white", edgecolor=GREY, zorder=3)
    official = rows[rows["use"] == "official"]
    steps = [year(day) for day in official["latest"]]
    axes.plot(official["low"].cummax(), steps, color=GREY, drawstyle="steps-pre", zorder=2)
    if len(official):
        axes.annotate(
            f"{official['low'].max():,.0f}",
            (official["low"].max(), steps[-1]),
            xytext=(6, -2),
            textcoords="offset points",
            fontsize=7,
            weight="bold",
            color="#5a5f68",
        )
    span = max(days) - min(days) + 0.2
    axes.set_ylim(max(days) + 0.12 * span, min(days) - 0.12 * span)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    axes.yaxis.set_major_formatter(lambda value, _: f"Jan {value:.0f}" if value == int(value) else "")
    axes.set_ylabel("reported")


@house
def strength(book: Workbook) -> Exhibit:
    """How strong the group is: floating bars at the day each estimate is for, articles in colour, outside in grey."""
    rows = strength_of_main_group(book).dropna(subset=["low", "as_of_earliest"])
    subject = main_subject(rows)
    caption = f"Estimates of the strength of {subject}, labelled by what is counted." if subject else "Strength."
    if rows.empty:
        return Exhibit(caption, rows)
    outside = book.outside[
        book.outside["subject"].eq(subject) & book.outside["concept"].str.contains("strength|fighter|member")
    ]
    outside = outside[outside["use"].ne("reject")].dropna(subset=["earliest"])
    figure = Figure(figsize=(6.3, 3.3))
    axes = figure.subplots()
    for row in records(outside):
        _floating(axes, (year(row["earliest"]) + year(row["latest"])) / 2, row, GREY, 3)
    middles = [(year(row["as_of_earliest"]) + year(row["as_of_latest"])) / 2 for row in records(rows)]
    for at, row in zip(middles, records(rows), strict=True):
        _floating(axes, at, row, BLUE, 7)
    years_only(axes)
    room = 1 + 0.15 * axes.dataLim.width
    axes.set_xlim(axes.dataLim.x0 - room, axes.dataLim.x1 + room)
    axes.set_ylim(0, axes.dataLim.y1 * 1.25)
    _names(axes, middles, records(rows))
    axes.grid(axis="y")
    axes.set_ylabel("persons")
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    said = "; ".join(f"{row['text']} {cite(row)}" for row in records(rows))
    note = f"Grey: {len(outside)} outside estimates, of fighters, of members, or of fighters with their families."
    alt = f"Floating bars by the date of the estimate. In the articles: {label(said, 220)}."
    return Exhibit(caption, rows, figure=figure, alt=alt, note=note if len(outside) else "")


def _names(axes: Axes, middles: list[float], rows: list[dict[str, Any]]) -> None:
    """What each bar counts and where it stands; bars closer together than a label is wide share one."""
    wide = 0.2 * (axes.get_xlim()[1] - axes.get_xlim()[0])
    clusters: list[list[tuple[float, dict[str, Any]]]] = []
    for at, row in sorted(zip(middles, rows, strict=True), key=lambda pair: pair[0]):
        if clusters and at - clusters[-1][0][0] < wide:
            clusters[-1].append((at, row))
        else:
            clusters.append([(at, row)])
    for cluster in clusters:
        drawn = [(x, y) for line in axes.lines for x, y in np.asarray(line.get_xydata(), dtype=float).tolist()]
        near = [y for x, y in drawn if abs(x - cluster[0][0]) < wide / 2]
        top = max([row["low"] for _, row in cluster] + near)
        measures = ", ".join(dict.fromkeys(row["measure"] for _, row in cluster))
        more = f" and {len(cluster) - 1} more" if len(cluster) > 1 else ""
        words = f"{label(measures, 24)}\n{cite(cluster[0][1])}{more}"
        place = (cluster[0][0], top)
        axes.annotate(words, place, (0, 5), textcoords="offset points", ha="center", fontsize=6.6, color=INK)


def _floating(axes: Axes, at: float, row: dict[str, Any], colour: str, width: float) -> None:
    """A bar from low to high, a dot where they are one number, a triangle where an end is open."""
    low, high = row["low"], row["high"]
    if low == high:
        axes.scatter([at], [low], s=6 * width, facecolor="white", edgecolor=colour, linewidth=1.2, zorder=3)
    elif pd.notna(low) and pd.notna(high):
        axes.plot([at, at], [low, high], color=colour, linewidth=width, solid_capstyle="butt")
    elif pd.notna(low) or pd.notna(high):
        marker = "^" if pd.notna(low) else "v"
        axes.scatter([at], [low if pd.notna(low) else high], marker=marker, s=5 * width, color=colour, zorder=3)


@house
def ranks(book: Workbook) -> Exhibit:
    """Where a country ranks by the year that the data describe; each point named by its edition, gaps left open."""
    rows = book.figures[(book.figures["measure"] == "rank") & (book.figures["topic"] == "threat")]
    rows = rows[rows["low"] > 1].dropna(subset=["as_of_earliest"])
    subject = main_subject(rows)
    rows = rows[rows["subject"] == subject]
    caption = (
        f"World rank of {subject} by the year that the data describe; lower is less affected." if subject else "Ranks."
    )
    if rows.empty:
        return Exhibit(caption, rows)
    outside = book.outside[
        book.outside["concept"].str.contains("rank").astype(bool) & book.outside["subject"].eq(subject)
    ]
    outside = (
        outside[outside["use"].ne("reject")].dropna(subset=["low", "earliest"]).sort_values("earliest", kind="stable")
    )
    figure = Figure(figsize=(6.3, 2.9))
    axes = figure.subplots()
    years = [day.year for day in outside["earliest"]]
    _segments(axes, years, list(outside["low"]))
    for at, row in zip(years, records(outside), strict=True):
        axes.annotate(
            f"{row['low']:.0f}",
            (at, row["low"]),
            xytext=(0, 5),
            textcoords="offset points",
            ha="center",
            fontsize=6.6,
            color="#5a5f68",
        )
    for row in records(rows):
        at = row["as_of_earliest"].year
        axes.scatter([at], [row["low"]], s=40, color=BLUE, zorder=4)
        axes.annotate(
            f"{row['text']} {cite(row)}",
            (at, row["low"]),
            xytext=(0, -11),
            textcoords="offset points",
            ha="center",
            fontsize=7,
            color=INK,
            weight="bold",
        )
    axes.invert_yaxis()
    axes.margins(x=0.08, y=0.2)
    axes.grid(axis="y")
    axes.set_ylabel("rank (1: most affected)")
    years_only(axes)
    note = "Grey: outside evidence. A point stands at the year of its data, the one before its edition of the index."
    said = "; ".join(f"{row['text']} {cite(row)}" for row in records(rows))
    alt = f"Ranks by data year. In the articles: {said}."
    return Exhibit(caption, rows, figure=figure, alt=alt, note=note if len(outside) else "")


def _segments(axes: Axes, years: list[int], values: list[float]) -> None:
    """Points, joined only where the years follow each other."""
    axes.scatter(years, values, s=16, facecolor="white", edgecolor=GREY, zorder=3)
    for place in range(1, len(years)):
        if years[place] - years[place - 1] == 1:
            axes.plot(years[place - 1 : place + 1], values[place - 1 : place + 1], color=GREY, linewidth=1, zorder=2)


@house
def reach(book: Workbook) -> Exhibit:
    """How far the group reaches: one small panel a measure, each in its own unit, no composite index."""
    wanted = ("provinces", "attacks", "salary multiple", "killed or injured", "defectors", "embassies")
    rows = book.figures[book.figures["measure"].isin(wanted) & book.figures["topic"].eq("threat")]
    rows = rows.dropna(subset=["low"]).drop_duplicates(["document", "measure", "text"]).head(6)
    caption = "Reach, measure by measure, each in its own unit; they are not added up."
    if rows.empty:
        return Exhibit(caption, rows)
    figure = Figure(figsize=(6.3, 1.05 * ((len(rows) + 2) // 3)))
    panes = figure.subplots((len(rows) + 2) // 3, 3, squeeze=False).ravel()
    for axes in panes[len(rows) :]:
        axes.set_axis_off()
    for axes, row in zip(panes, records(rows), strict=False):
        _panel(axes, row)
    alt = "; ".join(f"{row['measure']}: {row['text']} {cite(row)}" for row in records(rows))
    return Exhibit(caption, rows, figure=figure, alt=f"Panels without a common scale. {alt}.")


def _panel(axes: Axes, row: dict[str, Any]) -> None:
    """One measure on a scale of its own, from zero: a bar to the low end, a paler one to the high end or an arrow."""
    low, high = row["low"], row["high"]
    top = high if pd.notna(high) else low
    axes.barh(0, low, height=0.5, color=BLUE)
    if pd.notna(high) and high > low:
        axes.barh(0, high - low, left=low, height=0.5, color="#99bbdd")
    elif pd.isna(high):
        axes.annotate("", (1.3 * top, 0), (low, 0), arrowprops={"arrowstyle": "->", "color": BLUE, "lw": 1.4})
    axes.set_title(label(row["measure"], 26), fontsize=7.5)
    axes.text(0, -0.55, f"“{label(row['text'], 26)}” {cite(row)}", fontsize=6.4, va="top")
    axes.text(0, -1.05, label(row["subject"] or "subject not named", 34), fontsize=6.2, va="top", color="#5a5f68")
    axes.set_xlim(0, 1.4 * top)
    axes.set_ylim(-1.6, 0.4)
    axes.set_xticks([])
    axes.set_yticks([])
    for side in ("bottom", "left"):
        axes.spines[side].set_visible(side == "left")


@house
def who_says(book: Workbook, topic: str = "") -> Exhibit:
    """Who says so: speakers and whom they speak about, direct quotations filled, indirect ones hollow."""
    caption = "Who speaks about whom: filled dots are quoted directly, hollow ones indirectly."
    rows = book.statements[(book.statements["speaker"] != "") & (book.statements["about"] != "")]
    if topic:
        sentences = book.find("figures", topic=topic)[["document", "sentence_from"]].drop_duplicates()
        rows = rows.merge(sentences, on=["document", "sentence_from"])
    pairs = rows.assign(subject=rows["about"].str.split("; ")).explode("subject")
    if pairs.empty:
        return Exhibit(caption, rows)
    speakers = pairs["speaker"].value_counts(sort=True).sort_index(kind="stable").nlargest(_MOST, keep="first").index
    subjects = (
        pairs[pairs["speaker"].isin(speakers)]["subject"].value_counts().sort_index().nlargest(8, keep="first").index
    )
    pairs = pairs[pairs["speaker"].isin(speakers) & pairs["subject"].isin(subjects)]
    figure = Figure(figsize=(6.3, 1.1 + 0.23 * len(speakers)))
    axes = figure.subplots()
    for (speaker, subject), group in pairs.groupby(["speaker", "subject"]):
        at = (list(subjects).index(subject), len(speakers) - 1 - list(speakers).index(speaker))
        for shift, kind, face in (
            (-0.13, group["kind"] != "indirect", BLUE),
            (0.13, group["kind"] == "indirect", "white"),
        ):
            if kind.any():
                axes.scatter([at[0] + shift], [at[1]], s=14 + 14 * kind.sum(), facecolor=face, edgecolor=BLUE, zorder=3)
    axes.set_yticks(range(len(speakers)), [label(name, 34) for name in reversed(speakers)])
    axes.set_xticks(range(len(subjects)), [label(name, 11, 3) for name in subjects], fontsize=6)
    axes.set_xlim(-0.6, len(subjects) - 0.4)
    axes.set_ylim(-0.6, len(speakers) - 0.4)
    axes.grid(axis="both")
    axes.xaxis.tick_top()
    alt = f"A dot matrix of {len(speakers)} speakers and {len(subjects)} subjects; {speakers[0]} speaks most often."
    used = rows[rows["id"].isin(pairs["id"])]
    return Exhibit(caption, used, figure=figure, alt=alt)


def deaths_of_main_attack(book: Workbook) -> pd.DataFrame:
    """The numbers of deaths given for the attack that most documents speak of."""
    rows = book.figures[book.figures["measure"].eq("deaths") & book.figures["kind"].eq("count")]
    return _of_main_group(rows)


def strength_of_main_group(book: Workbook) -> pd.DataFrame:
    """The estimates of strength of the group that most documents speak of."""
    rows = book.figures[book.figures["measure"].isin(STRENGTH) & book.figures["kind"].isin(["count", "vague"])]
    return _of_main_group(rows)


def _of_main_group(rows: pd.DataFrame) -> pd.DataFrame:
    """The claims that the ledger sets side by side and that most documents make."""
    return rows[rows["group"] == main_subject(rows.assign(subject=rows["group"]))]


def ranks_of_countries(book: Workbook) -> pd.DataFrame:
    """The world ranks below the first that articles give for a country on the threat."""
    rows = book.figures[book.figures["measure"].eq("rank") & book.figures["topic"].eq("threat")]
    return rows[rows["low"] > 1]


def subject_of(rows: pd.DataFrame) -> Computed | None:
    """What the claims are about, to be named in a sentence; None without claims."""
    subject = main_subject(rows)
    return Computed(subject, rows[rows["subject"] == subject].head(1)) if subject else None
