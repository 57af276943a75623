"""The pictures of the comparison: what is claimed, how large the stated gap is, and whether it survives definitions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis.pages.page import Exhibit
from analysis.pages.prose import cite
from analysis.pages.style import BLUE, MODALITY, PALE, YELLOW, house, label
from analysis.schema import records

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from analysis.workbook import Workbook

MONEY = (
    "direct investment",
    "investment stock",
    "investment flow",
    "investment pledge",
    "contract turnover",
    "trade turnover",
)
_MOST = 14
_FULL_YEAR = 360


@house
def who_leads(book: Workbook, pair: Sequence[str] = ("China", "Russia")) -> Exhibit:
    """What is claimed, in which dimension, and who leads: a dot a claim, by how firmly it is said."""
    caption = f"Who is said to lead, by dimension: {' or '.join(pair)}."
    rows = book.standings[book.standings["leader"].isin(pair) | book.standings["trailing"].isin(pair)]
    if rows.empty:
        return Exhibit(caption, rows)
    names = [*pair, "neither or another"]
    places = rows["leader"].map(lambda name: list(pair).index(name) if name in pair else len(pair))
    dimensions = list(dict.fromkeys(rows.sort_values("dimension", kind="stable")["dimension"]))
    figure = Figure(figsize=(6.3, 1.2 + 0.34 * len(dimensions)))
    axes = figure.subplots()
    for (at, dimension), group in rows.groupby([places, "dimension"]):
        for number, row in enumerate(records(group)):
            shift = (number - (len(group) - 1) / 2) * 0.17
            colour = MODALITY[row["modality"]]
            face = colour if row["modality"] in ("asserted", "attributed") else "white"
            height = len(dimensions) - 1 - dimensions.index(dimension)
            axes.scatter(
                [float(str(at)) + shift], [height], s=42, facecolor=face, edgecolor=colour, linewidth=1.3, zorder=3
            )
    for modality in [name for name in MODALITY if name in set(rows["modality"])]:
        face = MODALITY[modality] if modality in ("asserted", "attributed") else "white"
        axes.scatter([], [], s=42, facecolor=face, edgecolor=MODALITY[modality], linewidth=1.3, label=modality)
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(dimensions)), [label(name, 24) for name in reversed(dimensions)])
    axes.set_xlim(-0.6, len(names) - 0.4)
    axes.set_ylim(-0.6, len(dimensions) - 0.4)
    axes.grid(axis="both")
    axes.xaxis.tick_top()
    axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), borderaxespad=0)
    counts = rows["leader"].value_counts().sort_index()
    said = ", ".join(f"{name} {counts.get(name, 0)}" for name in pair)
    alt = f"A dot matrix of {len(rows)} claims in {len(dimensions)} dimensions; leading claims: {said}."
    return Exhibit(caption, rows, figure=figure, alt=alt)


def stated_amounts(book: Workbook, pair: Sequence[str] = ("China", "Russia")) -> pd.DataFrame:
    """The amounts that articles state outright of investment or trade by one of a pair of countries.

    Returns
    -------
    DataFrame
        Rows of the figures, with `country` (str): which of the pair the subject names first.
    """
    rows = book.figures[book.figures["measure"].isin(MONEY) & book.figures["kind"].eq("money")]
    rows = rows[rows["modality"].isin(["asserted", "attributed"])].dropna(subset=["low"])
    countries = [next((name for name in pair if name in subject), "") for subject in rows["subject"]]
    return rows.assign(country=countries).query("country != ''")


@house
def stated_gap(book: Workbook, pair: Sequence[str] = ("China", "Russia")) -> Exhibit:
    """How large the stated gap is: the amounts from zero, in the currency that they are stated in."""
    caption = "The amounts as the articles state them."
    rows = stated_amounts(book, pair)
    if rows.empty:
        return Exhibit(caption, rows)
    currency = rows["currency"].value_counts().sort_index().idxmax()
    rows = rows[rows["currency"] == currency].sort_values("low", kind="stable").tail(_MOST)
    figure = Figure(figsize=(6.3, 0.75 + 0.42 * len(rows)))
    axes = figure.subplots()
    for place, row in enumerate(records(rows)):
        colour = BLUE if row["country"] == pair[0] else YELLOW
        axes.barh(place, row["low"] / 1e9, height=0.55, color=colour)
        axes.text(row["low"] / 1e9, place, f"  “{label(row['text'], 30)}” {cite(row)}", va="center", fontsize=7)
    axes.set_yticks(range(len(rows)), [f"{row['country']}: {row['measure']}" for row in records(rows)])
    axes.set_xlim(0, rows["low"].max() / 1e9 * 1.6)
    axes.set_xlabel(f"{currency}, billion")
    axes.set_ylim(-0.6, len(rows) - 0.4)
    said = "; ".join(f"{row['country']} {row['text']} {cite(row)}" for row in records(rows))
    return Exhibit(caption, rows.drop(columns="country"), figure=figure, alt=f"Bars from zero: {said}.")


@house
def definitions(book: Workbook, pair: Sequence[str] = ("China", "Russia")) -> Exhibit:
    """Whether the gap survives other definitions: a row a concept, the articles' amounts beside outside series."""
    caption = "The same comparison under other definitions: articles filled, outside evidence hollow (US$ billion)."
    rows = stated_amounts(book, pair).query("currency == 'USD'")
    outside = outside_amounts(book, pair)
    if rows.empty and outside.empty:
        return Exhibit(caption, rows)
    lines = _by_concept(rows, outside)
    figure = Figure(figsize=(6.3, 0.8 + 0.29 * len(lines)))
    axes = figure.subplots()
    for place, (_, points) in enumerate(reversed(lines)):
        for point in points:
            colour = BLUE if point["country"] == pair[0] else YELLOW
            face = colour if point["inside"] else "white"
            axes.scatter([point["value"]], [place], s=38, facecolor=face, edgecolor=colour, linewidth=1.4, zorder=3)
            axes.annotate(
                f"{point['value']:g}",
                (point["value"], place),
                xytext=(0, 4.5),
                textcoords="offset points",
                ha="center",
                fontsize=6,
            )
    axes.set_yticks(range(len(lines)), [label(name, 46, 2) for name, _ in reversed(lines)], fontsize=6.6)
    axes.set_ylim(-0.6, len(lines) - 0.2)
    axes.set_xlim(0)
    for name, colour in zip(pair, (BLUE, YELLOW), strict=True):
        axes.scatter([], [], s=38, color=colour, label=name)
    axes.legend(loc="lower right")
    alt = (
        f"Dots for {len(lines)} concepts of investment: {len(rows)} amounts from articles, {len(outside)} from outside."
    )
    return Exhibit(caption, rows.drop(columns="country"), figure=figure, alt=alt)


def outside_amounts(book: Workbook, pair: Sequence[str]) -> pd.DataFrame:
    """Outside amounts of investment in the whole region by one of the pair, in billions of US dollars."""
    rows = book.outside[book.outside["about"].eq("fdi") & book.outside["use"].ne("reject")]
    rows = rows[rows["scope"].str.startswith("Central Asia").astype(bool)].dropna(subset=["low"])
    countries = [
        next((name for name in (*pair, "post-Soviet") if subject.startswith(name)), "") for subject in rows["subject"]
    ]
    rows = rows.assign(country=[pair[1] if name == "post-Soviet" else name for name in countries]).query(
        "country != ''"
    )
    return rows.sort_values("earliest", kind="stable")


def _by_concept(rows: pd.DataFrame, outside: pd.DataFrame) -> list[tuple[str, list[dict[str, Any]]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in records(rows):
        name = f"articles: {row['measure']} {cite(row)}"
        found.setdefault(name, []).append({"country": row["country"], "value": row["low"] / 1e9, "inside": True})
    for row in records(outside):
        name = f"{row['source']}, {row['concept']}, {row['earliest'].year} {cite(row)}"
        found.setdefault(name, []).append({"country": row["country"], "value": row["low"], "inside": False})
    return list(found.items())


@house
def firmness(book: Workbook) -> Exhibit:
    """Fact, plan or speculation: how the sentences on investment and trade are put, document by document."""
    caption = "Sentences on investment and trade by how firmly they are put, by document."
    rows = book.find("assertions", topic="investment and trade")
    if rows.empty:
        return Exhibit(caption, rows)
    counts = rows.groupby(["document", "modality"]).size().unstack(fill_value=0)
    counts = counts.loc[counts.sum(axis=1).sort_values(ascending=False, kind="stable").index[:_MOST]].iloc[::-1]
    figure = Figure(figsize=(6.3, 0.9 + 0.3 * len(counts)))
    axes = figure.subplots()
    left = pd.Series(0, index=counts.index)
    hatches = {"planned": "//", "speculated": "..", "denied": "xx"}
    for modality in [name for name in MODALITY if name in counts]:
        axes.barh(
            range(len(counts)),
            counts[modality],
            left=left,
            height=0.6,
            color=MODALITY[modality],
            hatch=hatches.get(modality),
            edgecolor="white",
            label=modality,
        )
        left = left + counts[modality]
    titles = book.documents.set_index("document")["title"]
    axes.set_yticks(range(len(counts)), [f"{label(titles[name], 34)} [{name}]" for name in counts.index])
    axes.set_xlabel("sentences")
    axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), borderaxespad=0)
    said = "; ".join(f"[{name}] {counts.loc[name].to_dict()}" for name in counts.index)
    return Exhibit(
        caption, rows[rows["document"].isin(counts.index)], figure=figure, alt=f"Stacked bars: {label(said, 240)}"
    )


@house
def trade(book: Workbook, pair: Sequence[str] = ("China", "Russia")) -> Exhibit:
    """Where one passed the other in trade: a dumbbell by whose statistics, and beside it what the articles claim."""
    caption = f"Trade with {pair[0]} and {pair[1]}, latest full year (US$ billion), and who the articles say leads."
    claims = book.standings[book.standings["dimension"].eq("trade") & book.standings["leader"].isin(pair)]
    rows = book.outside[book.outside["about"].eq("trade") & book.outside["use"].ne("reject")].dropna(subset=["low"])
    rows = rows[~rows["scope"].str.startswith("Central Asia").astype(bool) & rows["subject"].isin(pair)]
    rows = rows[(rows["latest"] - rows["earliest"]).dt.days >= _FULL_YEAR]
    if rows.empty:
        return Exhibit(caption, claims)
    mirror = rows["source"].str.startswith(pair[0]).map({True: f"{pair[0]}'s customs", False: "others' statistics"})
    rows = rows.assign(whose=mirror).sort_values("earliest", kind="stable")
    rows = rows.drop_duplicates(["scope", "whose", "subject"], keep="last")
    lines = sorted(rows.groupby(["scope", "whose"]), key=lambda line: line[0], reverse=True)
    figure = Figure(figsize=(6.3, 0.8 + 0.27 * len(lines)))
    axes = figure.subplots()
    for place, ((country, whose), group) in enumerate(lines):
        _dumbbell(axes, group, place, pair)
        if whose == lines[-1][0][1] or len(rows[rows["scope"] == country]["whose"].unique()) == 1:
            said = _claimed(claims, str(country))
            axes.text(1.02, place, said, transform=axes.get_yaxis_transform(), va="center", fontsize=6.6)
    axes.set_yticks(range(len(lines)), [f"{country}: {whose}" for (country, whose), _ in lines])
    axes.set_xlim(0, rows["low"].max() * 1.4)
    axes.set_ylim(-0.6, len(lines) - 0.4)
    handles = [Line2D([], [], marker="o", linestyle="", color=colour) for colour in (BLUE, YELLOW)]
    axes.legend(handles, pair, loc="lower right")
    note = f"Outside evidence. {pair[0]}'s customs and the partners' statistics differ by up to four times."
    alt = f"Trade of {rows['scope'].nunique()} countries with {pair[0]} and {pair[1]}, by whose statistics."
    return Exhibit(caption, claims, figure=figure, alt=alt, note=note)


def _claimed(claims: pd.DataFrame, country: str) -> str:
    """What the articles claim of a country: who leads, or that the claim leaves it out."""
    for row in records(claims):
        if country in row["scope"].split("; "):
            return f"{row['leader']} leads {cite(row)}"
        if country in row["exception"].split("; "):
            return f"left out {cite(row)}"
    return "no claim"


def _dumbbell(axes: Axes, rows: pd.DataFrame, place: int, pair: Sequence[str]) -> None:
    """The values of both partners by one kind of statistics, joined, and said in words to their right."""
    values = records(rows.sort_values("low", kind="stable"))
    axes.plot([values[0]["low"], values[-1]["low"]], [place, place], color=PALE, linewidth=2, zorder=1)
    for row in values:
        axes.scatter([row["low"]], [place], s=30, color=BLUE if row["subject"] == pair[0] else YELLOW, zorder=3)
    said = ", ".join(f"{row['subject']} {row['low']:g} ({row['earliest'].year})" for row in values)
    axes.annotate(said, (values[-1]["low"], place), (6, 0), textcoords="offset points", va="center", fontsize=6)


def stated_pair(book: Workbook, one: str, two: str) -> tuple[pd.Series | None, pd.Series | None]:
    """The first two amounts that one sentence states of two countries, of the same measure and currency; else None."""
    rows = stated_amounts(book, (one, two))
    for _, group in rows.groupby(["document", "sentence_from", "measure", "currency"], sort=False):
        first, second = group[group["country"] == one], group[group["country"] == two]
        if len(first) and len(second):
            return first.iloc[0], second.iloc[0]
    return None, None


def twins(book: Workbook, row: pd.Series | None) -> pd.DataFrame:
    """Outside evidence with the same amount to the digit in the same currency, of another concept or source."""
    outside = book.outside[book.outside["use"].ne("reject") & book.outside["unit"].eq("USD billion")]
    if row is None or row["currency"] != "USD":
        return outside.iloc[:0]
    found: pd.DataFrame = outside[outside["low"].eq(round(row["low"] / 1e9, 6)) & outside["low"].eq(outside["high"])]
    return found
