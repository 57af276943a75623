"""What the claims say of the threat from one actor: its attacks, its strength, its reach, and a country's rank."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from analysis.core.citations import cite
from analysis.core.days import days_in_words
from analysis.core.tables import records
from analysis.pages.escape import one_line
from analysis.pages.page import Exhibit
from analysis.pages.plots import BLUE, GREY, INK, house, label, year, years_only
from analysis.pages.prose import Computed, Row, listed

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from analysis.book.workbook import Workbook

STRENGTH = ("fighters", "members", "fighters and families")
COUNTED = ("fighters", "members", "fighters with their families")
_NEAR = 40


def about(book: Workbook, rows: pd.DataFrame, subject: str) -> pd.DataFrame:
    """The figures that are about an actor: by their subject, by the paragraph they stand in, or by their event."""
    events = book.find("timeline", actors=subject)
    told = [book.find("figures", subject=subject), events, book.find("statements", speaker=subject)]
    lines = {place for found in told for place in zip(found["document"], found["line"], strict=True)}
    involved = set(book.timeline.loc[book.timeline["group"].isin(events["group"]), "id"])
    places = zip(rows["document"], rows["line"], rows["event"], strict=True)
    kept = [(document, line) in lines or event in involved for document, line, event in places]
    return rows.loc[kept]


def deaths_by(book: Workbook, subject: str) -> pd.DataFrame:
    """Every number of deaths in the attacks that the claims connect with an actor."""
    dead = book.figures[book.figures["measure"].eq("deaths") & book.figures["kind"].eq("count")]
    rows = dead[dead["group"].isin(about(book, dead, subject)["group"])]
    documents = rows.groupby("group")["document"].transform("nunique")
    said = [f"{row['text']} ({row['subject'] or 'attack not named'})" for row in records(rows)]
    written = dict(zip(book.documents["document"], book.documents["written_latest"], strict=True))
    rows = rows.assign(said=said, documents=documents, written=[written[name] for name in rows["document"]])
    order = ["documents", "group", "written", "document", "char_from"]
    ordered = rows.sort_values(order, ascending=[False, True, True, True, True], kind="stable")
    return ordered.drop(columns=["documents", "written"])


def main_attack(rows: pd.DataFrame) -> pd.DataFrame:
    """Of numbers of deaths in the order of `deaths_by`, those of the first attack."""
    return rows[rows["group"] == rows["group"].iloc[0]] if len(rows) else rows


def other_attacks(rows: pd.DataFrame) -> pd.DataFrame:
    """The numbers of deaths that are not of the main attack."""
    return rows.drop(index=main_attack(rows).index)


def strength_of(book: Workbook, subject: str) -> pd.DataFrame:
    """The estimates of the strength of an actor, in the order of their dates."""
    rows = book.find("figures", subject=subject, measure=list(STRENGTH), kind=["count", "vague"])
    rows = rows.sort_values(["as_of_earliest", "document", "char_from"], kind="stable")
    said = [f"{row['text']} as of {days_in_words(row['as_of_earliest'], row['as_of_latest'])}" for row in records(rows)]
    return rows.assign(said=said)


def same_range(book: Workbook, subject: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Estimates of strength whose two ends stand in outside evidence for another year, and that evidence."""
    mine, theirs = strength_of(book, subject).dropna(subset=["low", "high"]), outside_estimates(book, subject)
    pairs = [
        (row["id"], other["id"])
        for row in records(mine[mine["low"] < mine["high"]])
        for other in records(theirs)
        if (row["low"], row["high"]) == (other["low"], other["high"])
        and row["as_of_earliest"].year > other["latest"].year
    ]
    return mine[mine["id"].isin([one for one, _ in pairs])], theirs[theirs["id"].isin([two for _, two in pairs])]


def outside_estimates(book: Workbook, subject: str) -> pd.DataFrame:
    """Outside estimates of the strength of an actor, with `counted`: fighters, members, or fighters with families."""
    rows = book.outside[book.outside["subject"].eq(subject) & book.outside["use"].ne("reject")]
    rows = rows[rows["concept"].str.contains("strength|fighter|member").astype(bool)].dropna(subset=["earliest"])
    families, members = rows["concept"].str.contains("famil"), rows["concept"].str.contains("member")
    counted = pd.Series(COUNTED[0], index=rows.index).mask(members.astype(bool), COUNTED[1])
    return rows.assign(counted=counted.mask(families.astype(bool), COUNTED[2]))


def ranks_of_countries(book: Workbook) -> pd.DataFrame:
    """The world ranks below the first that articles give on the threat; with `said` (str): who, and in which words."""
    rows = book.figures[book.figures["measure"].eq("rank") & book.figures["topic"].eq("threat")]
    rows = rows[rows["low"] > 1]
    return rows.assign(said=[f"{row['subject'] or 'no country named'}, “{row['text']}”" for row in records(rows)])


def newer_edition(book: Workbook) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Ranks of an index that had newer data in an edition of the year of writing, and the newer rank from outside."""
    rows = ranks_of_countries(book).dropna(subset=["as_of_latest"])
    written = book.documents.set_index("document")["written_earliest"]
    pairs = [
        (row["id"], other["id"])
        for row in records(rows)
        for other in records(outside_ranks(book, row["subject"]).tail(1))
        if other["earliest"] > row["as_of_latest"] and _in_year(other["edition"]) <= written[row["document"]].year
    ]
    outside = book.outside[book.outside["id"].isin([two for _, two in pairs])]
    return rows[rows["id"].isin([one for one, _ in pairs])], outside


def _in_year(edition: str) -> int:
    return int(edition) if edition.isdecimal() else 9999


def outside_ranks(book: Workbook, subject: str) -> pd.DataFrame:
    """Outside ranks of a country by the year of the data, with `edition` (str): the year of the index."""
    rows = book.outside[book.outside["concept"].str.contains("rank").astype(bool) & book.outside["subject"].eq(subject)]
    rows = rows[rows["use"].ne("reject")].dropna(subset=["low", "earliest"])
    return rows.sort_values("earliest", kind="stable")


def presence(book: Workbook, subject: str) -> Computed | None:
    """In how many provinces an actor is said to be present, of how many; None when no article says so."""
    rows = about(book, book.find("figures", measure="provinces"), subject)
    whole_of = wholes(book, rows)
    of = {row["id"]: row for row in records(rows)}
    parts = rows[~rows["id"].isin(whole_of.values())]
    words = [part_of_whole(book, row, of.get(whole_of.get(row["id"], ""))) for row in records(parts)]
    return Computed(listed(f"“{word}”" for word in words), parts) if words else None


def wholes(book: Workbook, rows: pd.DataFrame) -> dict[str, str]:
    """The id of a figure that is a part ("25 out of the 34 provinces") → that of its whole."""
    found = {}
    for _, group in rows.groupby(["document", "sentence_from", "measure"], sort=False):
        members = records(group.sort_values("char_from", kind="stable"))
        for one, two in pairwise(members):
            between = book.texts[one["document"]][one["char_to"] : two["char_from"]]
            if re.match(r"\s+(?:\w+\s+)?(?:out )?of\s", between) and len(between) < _NEAR and one["low"] <= two["low"]:
                found[one["id"]] = two["id"]
    return found


def part_of_whole(book: Workbook, row: Row, whole: Row | None) -> str:
    """The words of a figure, with those of the whole that it is a part of."""
    return one_line(book.texts[row["document"]][row["char_from"] : (whole or row)["char_to"]])


def founding(book: Workbook, subject: str) -> pd.DataFrame:
    """The mentions of an actor's founding that most documents make."""
    rows = book.find("timeline", kind="founding", actors=subject)
    found: pd.DataFrame = rows[rows["group_documents"] == rows["group_documents"].max()]
    return found


def verdict(book: Workbook, rows: pd.DataFrame) -> str:
    """What the ledger says of claims, as the end of a sentence; empty for a single one."""
    status = book.ledger.loc[book.ledger["id"].isin(rows["group"]), "status"]
    words = {
        "agrees": ": they agree",
        "compatible": ": one number can satisfy all of them",
        "changed over time": ", one after the other",
        "differs": ": no number satisfies all of them, in the order of writing",
        "not comparable": ", which cannot be compared",
    }
    differs = ", and what is counted differs" if rows["measure"].nunique() > 1 else ""
    return words.get(status.iloc[0], "") + differs if len(status) == 1 and len(rows) > 1 else ""


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


def subject_of(rows: pd.DataFrame) -> Computed:
    """What the claims are about, to be named in a sentence."""
    subject = main_subject(rows)
    known = rows[rows["subject"] == subject].head(1)
    return Computed(subject or "attack", known if subject else rows.head(1))


_REACH = ("provinces", "attacks", "salary multiple", "killed or injured", "defectors", "embassies")
_COUNTED = dict(zip(COUNTED, ("#5a5f68", "#b0795a", "#b9bec6"), strict=True))
_MOST, _MOST_PANELS = 14, 9
_DATED_DAYS = 92


@house
def deaths(book: Workbook, subject: str) -> Exhibit:
    """How many died in the attack of an actor that most documents speak of: bounds by document, the official count."""
    rows = main_attack(deaths_by(book, subject)).drop(columns="said")
    shown = rows.sort_values(["low", "document"], kind="stable").head(_MOST)
    place = main_subject(rows) or "attack"
    caption = f"Deaths in the {place}, as each article puts them; an arrow means at least."
    if rows.empty:
        return Exhibit(f"Deaths in attacks by {subject}.", rows)
    if len(rows) > len(shown):
        caption += f" The {_MOST} lowest of {len(rows)}."
    outside = _counts(book, place)
    figure = Figure(figsize=(6.3, 0.75 + 0.24 * len(shown) + (1.1 if len(outside) else 0)))
    heights = [0.32 * len(shown) + 0.3, *([1.6] if len(outside) else [])]
    panes = figure.subplots(len(heights), 1, sharex=True, squeeze=False, height_ratios=heights).ravel()
    ends = [value for value in [*shown["low"], *shown["high"], *outside.get("low", [])] if pd.notna(value)]
    right = max(ends) + 0.12 * (max(ends) - min(ends) + 10)
    _bounds(panes[0], shown, right)
    panes[0].set_xlim(min(ends) - 0.1 * (right - min(ends)), right)
    panes[-1].set_xlabel("deaths")
    if len(outside):
        _official(panes[1], outside)
    said = "; ".join(f"{row['text']} {cite(row)}" for row in records(shown))
    alt = f"Bounds of the deaths by article: {label(said, 200)}."
    note = "The lower pane is outside evidence by the day of reporting: each count (dot), and the official one (line)."
    return Exhibit(caption, shown, figure=figure, alt=alt, note=note if len(outside) else "")


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
def strength(book: Workbook, subject: str) -> Exhibit:
    """How strong the group is: floating bars at the day each estimate is for, articles in colour, outside in grey."""
    rows = strength_of(book, subject).drop(columns="said").dropna(subset=["low", "as_of_earliest"])
    caption = f"Estimates of the strength of {subject}, by the days that they are for, labelled by what is counted."
    if rows.empty:
        return Exhibit(caption, rows)
    outside = outside_estimates(book, subject)
    figure = Figure(figsize=(6.3, 3.3))
    axes = figure.subplots()
    for row in records(outside):
        _floating(axes, (year(row["earliest"]) + year(row["latest"])) / 2, row, _COUNTED[row["counted"]], 3)
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
    counted = [name for name in _COUNTED if name in set(outside["counted"])]
    handles = [Line2D([], [], color=_COUNTED[name], linewidth=3, label=f"outside: {name}") for name in counted]
    if handles:
        axes.legend(handles=handles, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncol=3)
    said = "; ".join(f"{row['text']} {cite(row)}" for row in records(rows))
    note = f"Outside evidence: {len(outside)} estimates. A ring is a single number; a triangle has one end only."
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
    rows = ranks_of_countries(book).drop(columns="said").dropna(subset=["as_of_earliest"])
    subject = main_subject(rows)
    rows = rows[rows["subject"] == subject]
    caption = f"World rank of {subject or 'a country'} by the year that the data describe; higher up is more affected."
    if rows.empty:
        return Exhibit(caption, rows)
    outside = outside_ranks(book, subject)
    figure = Figure(figsize=(6.3, 2.1))
    axes = figure.subplots()
    years = [day.year for day in outside["earliest"]]
    _segments(axes, years, list(outside["low"]))
    for at, row in zip(years, records(outside), strict=True):
        words = f"{row['low']:.0f}" + (f" ({row['edition']} ed.)" if row["edition"] else "")
        axes.annotate(words, (at, row["low"]), (5, 3), textcoords="offset points", fontsize=6, color="#5a5f68")
    for row in records(rows):
        at = row["as_of_earliest"].year
        axes.scatter([at], [row["low"]], s=40, color=BLUE, zorder=4)
        words = f"{label(row['text'], 24)} {cite(row)}"
        place = (at, row["low"])
        axes.annotate(
            words, place, (0, -13), textcoords="offset points", ha="center", fontsize=7, color=INK, weight="bold"
        )
    axes.invert_yaxis()
    axes.margins(x=0.1, y=0.25)
    axes.grid(axis="y")
    axes.set_ylabel("rank (1: most affected)")
    years_only(axes)
    note = "Grey: outside evidence, with its edition. A line joins years that follow each other; gaps are left open."
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
def reach(book: Workbook, subject: str) -> Exhibit:
    """How far the group reaches: one small panel a measure, each in its own unit, no composite index."""
    caption = f"Reach of {subject}, measure by measure, each in its own unit; they are not added up."
    rows = book.figures[book.figures["measure"].isin(_REACH) & book.figures["topic"].eq("threat")]
    rows = about(book, rows, subject).dropna(subset=["low"]).drop_duplicates(["document", "measure", "text"])
    whole_of = wholes(book, rows)
    parts = rows[~rows["id"].isin(whole_of.values())]
    if rows.empty:
        return Exhibit(caption, rows)
    shown = parts.head(_MOST_PANELS)
    if len(parts) > len(shown):
        caption += f" The first {len(shown)} of {len(parts)}."
    height = (len(shown) + 2) // 3
    figure = Figure(figsize=(6.3, 1.1 * height))
    panes = figure.subplots(height, 3, squeeze=False).ravel()
    for axes in panes[len(shown) :]:
        axes.set_axis_off()
    of = {row["id"]: row for row in records(rows)}
    said = []
    for axes, row in zip(panes, records(shown), strict=False):
        whole = of.get(whole_of.get(row["id"], ""))
        words = part_of_whole(book, row, whole)
        _panel(axes, row, whole["low"] if whole else None, words)
        said.append(f"{row['measure']}: {words} {cite(row)}")
    used = rows[rows["id"].isin([*shown["id"], *whole_of.values()])]
    return Exhibit(caption, used, figure=figure, alt=f"Panels without a common scale. {'; '.join(said)}.")


def _panel(axes: Axes, row: dict[str, Any], whole: float | None, words: str) -> None:
    """One measure on a scale of its own, from zero: a bar to the low end, a paler one to the high end or an arrow."""
    low, high = row["low"], row["high"]
    top = max(high if pd.notna(high) else low, whole or 0)
    if whole:
        axes.barh(0, whole, height=0.5, facecolor="white", edgecolor=BLUE)
    axes.barh(0, low, height=0.5, color=BLUE)
    if pd.notna(high) and high > low:
        axes.barh(0, high - low, left=low, height=0.5, color="#99bbdd")
    elif pd.isna(high):
        axes.annotate("", (1.3 * top, 0), (low, 0), arrowprops={"arrowstyle": "->", "color": BLUE, "lw": 1.4})
    axes.set_title(label(row["measure"], 26), fontsize=7.5)
    axes.text(0, -0.5, label(f"“{words}”", 38, 2), fontsize=6.4, va="top")
    about_it = f"{cite(row)} {label(row['subject'] or 'subject not named', 26)}"
    axes.text(0, -1.15, about_it, fontsize=6.2, va="top", color="#5a5f68")
    axes.set_xlim(0, 1.4 * top)
    axes.set_ylim(-1.6, 0.4)
    axes.set_xticks([])
    axes.set_yticks([])
    for side in ("bottom", "left"):
        axes.spines[side].set_visible(side == "left")
