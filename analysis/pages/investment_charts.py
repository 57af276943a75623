"""The pictures of the comparison: what is claimed, how large the stated gap is, and whether it survives definitions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.figure import Figure

from analysis.pages.page import Exhibit
from analysis.pages.prose import cite
from analysis.pages.style import BLUE, GREY, INK, MODALITY, PALE, YELLOW, house, label

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
        for number, row in enumerate(group.to_dict("records")):
            shift = (number - (len(group) - 1) / 2) * 0.17
            colour = MODALITY[row["modality"]]
            face = colour if row["modality"] in ("asserted", "attributed") else "white"
            height = len(dimensions) - 1 - dimensions.index(dimension)
            axes.scatter([at + shift], [height], s=42, facecolor=face, edgecolor=colour, linewidth=1.3, zorder=3)
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
    """The amounts of money that articles state outright for one of a pair of countries, of an investment or trade measure.

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
    for place, row in enumerate(rows.to_dict("records")):
        colour = BLUE if row["country"] == pair[0] else YELLOW
        axes.barh(place, row["low"] / 1e9, height=0.55, color=colour)
        axes.text(row["low"] / 1e9, place, f"  “{label(row['text'], 30)}” {cite(row)}", va="center", fontsize=7)
    axes.set_yticks(range(len(rows)), [f"{row['country']}: {row['measure']}" for row in rows.to_dict("records")])
    axes.set_xlim(0, rows["low"].max() / 1e9 * 1.6)
    axes.set_xlabel(f"{currency}, billion")
    axes.set_ylim(-0.6, len(rows) - 0.4)
    said = "; ".join(f"{row['country']} {row['text']} {cite(row)}" for row in rows.to_dict("records"))
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
    figure = Figure(figsize=(6.3, 0.9 + 0.27 * len(lines)))
    axes = figure.subplots()
    for place, (name, points) in enumerate(reversed(lines)):
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
    axes.set_yticks(range(len(lines)), [label(name, 52) for name, _ in reversed(lines)], fontsize=6.6)
    axes.set_ylim(-0.6, len(lines) - 0.2)
    axes.set_xlim(0)
    for name, colour in zip(pair, (BLUE, YELLOW), strict=True):
        axes.scatter([], [], s=38, color=colour, label=name)
    axes.legend(loc="lower right")
    alt = f"A dot plot of {len(lines)} concepts of investment, with {len(rows)} amounts from articles and {len(outside)} from outside."
    return Exhibit(caption, rows.drop(columns="country"), figure=figure, alt=alt)


def outside_amounts(book: Workbook, pair: Sequence[str]) -> pd.DataFrame:
    """Outside amounts of investment in the whole region by one of the pair, in billions of US dollars; one a concept."""
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
    for row in rows.to_dict("records"):
        name = f"articles: {row['measure']} {cite(row)}"
        found.setdefault(name, []).append({"country": row["country"], "value": row["low"] / 1e9, "inside": True})
    for row in outside.to_dict("records"):
        name = f"{row['source']}, {row['concept']}, {row['earliest'].year} {cite(row)}"
        found.setdefault(name, []).append({"country": row["country"], "value": row["low"], "inside": False})
    return list(found.items())


@house
def firmness(book: Workbook) -> Exhibit:
    """Fact, plan or speculation: how the claims on investment and trade are put, document by document."""
    caption = "How firmly the claims on investment, trade and standing are put, by document."
    money = book.figures[book.figures["topic"] == "investment and trade"]
    events = book.timeline[book.timeline["kind"].isin(["trade or investment", "investment", "trade"])]
    columns = ["id", "document", "line", "char_from", "char_to", "text", "modality", "sentence_from", "sentence_to"]
    rows = pd.concat([money[columns], book.standings[columns], events[columns]], ignore_index=True)
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
    axes.set_xlabel("claims")
    axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), borderaxespad=0)
    said = "; ".join(f"[{name}] {counts.loc[name].to_dict()}" for name in counts.index)
    return Exhibit(
        caption, rows[rows["document"].isin(counts.index)], figure=figure, alt=f"Stacked bars: {label(said, 240)}"
    )


@house
def trade(book: Workbook, pair: Sequence[str] = ("China", "Russia")) -> Exhibit:
    """Where one passed the other in trade: a row a country, by whose statistics; the articles' claim is a tick."""
    caption = f"Trade of each country with {pair[0]} and {pair[1]} in the latest year reported (US$ billion), by whose statistics."
    claims = book.standings[book.standings["dimension"].eq("trade") & book.standings["leader"].isin(pair)]
    rows = book.outside[book.outside["about"].eq("trade") & book.outside["use"].ne("reject")].dropna(subset=["low"])
    rows = rows[~rows["scope"].str.startswith("Central Asia").astype(bool) & rows["subject"].isin(pair)]
    if rows.empty:
        return Exhibit(caption, claims)
    countries = sorted(set(rows["scope"]))
    figure = Figure(figsize=(6.3, 0.9 + 0.5 * len(countries)))
    axes = figure.subplots()
    for place, country in enumerate(reversed(countries)):
        _dumbbell(axes, rows[rows["scope"] == country], place, pair)
        for row in claims.to_dict("records"):
            if country in row["scope"].split("; "):
                axes.text(
                    1.01,
                    place,
                    f"✓ {row['leader']} {cite(row)}",
                    transform=axes.get_yaxis_transform(),
                    va="center",
                    fontsize=6.6,
                )
            elif country in row["exception"].split("; "):
                axes.text(
                    1.01,
                    place,
                    f"no claim {cite(row)}",
                    transform=axes.get_yaxis_transform(),
                    va="center",
                    fontsize=6.6,
                )
    axes.set_yticks(range(len(countries)), list(reversed(countries)))
    axes.set_xscale("log")
    axes.set_ylim(-0.6, len(countries) - 0.4)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    for name, colour in zip(pair, (BLUE, YELLOW), strict=True):
        axes.scatter([], [], s=34, color=colour, label=name)
    axes.scatter([], [], s=34, facecolor="white", edgecolor=GREY, label="Chinese customs")
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncol=3)
    alt = f"A dumbbell chart of {len(countries)} countries, each with the latest reported trade with {pair[0]} and {pair[1]}."
    note = "Filled: the country's or Russia's statistics. Hollow: Chinese customs, which differ up to fourfold. ✓: what an article claims."
    return Exhibit(caption, claims, figure=figure, alt=alt, note=note)


def _dumbbell(axes: Axes, rows: pd.DataFrame, place: int, pair: Sequence[str]) -> None:
    """The latest value of each partner by each kind of statistics, joined by a line."""
    whole = rows[rows["latest"] - rows["earliest"] > pd.Timedelta(days=270)]
    latest = whole.sort_values("earliest", kind="stable")
    mirror = latest["source"].str.startswith("China")
    points = []
    for partner, colour in zip(pair, (BLUE, YELLOW), strict=True):
        for foreign in (True, False):
            found = latest[(latest["subject"] == partner) & (mirror == foreign)].tail(1)
            for row in found.to_dict("records"):
                points.append(row["low"])
                shift = 0.12 if foreign else -0.12
                axes.scatter(
                    [row["low"]],
                    [place + shift],
                    s=34,
                    facecolor="white" if foreign else colour,
                    edgecolor=colour,
                    linewidth=1.4,
                    zorder=3,
                )
                axes.annotate(
                    f"{row['low']:g} ({row['earliest'].year})",
                    (row["low"], place + shift),
                    xytext=(0, 5 if foreign else -10),
                    textcoords="offset points",
                    ha="center",
                    fontsize=5.8,
                    color=INK,
                )
    if points:
        axes.plot([min(points), max(points)], [place, place], color=PALE, linewidth=1, zorder=1)


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
    return outside[(outside["low"] == round(row["low"] / 1e9, 6)) & (outside["low"] == outside["high"])]
