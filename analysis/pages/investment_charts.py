"""The pictures of the comparison: what is claimed, how large the stated gap is, and whether it survives definitions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Polygon

from analysis.core.citations import cite
from analysis.core.days import days_in_words
from analysis.core.tables import records
from analysis.pages.page import Exhibit
from analysis.pages.plots import BLUE, GREY, MODALITY, PALE, YELLOW, house, label
from analysis.pages.prose import Computed, difference, plural, ratio

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from analysis.book.workbook import Workbook

MONEY = (
    "direct investment",
    "investment stock",
    "investment flow",
    "investment pledge",
    "contract turnover",
    "trade turnover",
)
_MOST = 14
_LETTER = 0.0115  # of the width of the axes


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
    """The amounts that articles state outright of investment or trade by one of a pair of countries."""
    rows = book.figures[book.figures["measure"].isin(MONEY) & book.figures["kind"].eq("money")]
    rows = rows[rows["modality"].isin(["asserted", "attributed"])].dropna(subset=["low"])
    countries = [next((name for name in pair if name in subject), "") for subject in rows["subject"]]
    return rows.assign(country=countries).query("country != ''")


@house
def stated_gap(book: Workbook, pair: Sequence[str] = ("China", "Russia")) -> Exhibit:
    """How large the stated gap is: the amounts from zero, in the currency that they are stated in; a range is paler."""
    caption = "The amounts as the articles state them, from zero."
    rows = stated_amounts(book, pair)
    if rows.empty:
        return Exhibit(caption, rows)
    currency = rows["currency"].value_counts().sort_index().idxmax()
    rows = rows[rows["currency"] == currency].sort_values("low", kind="stable")
    if len(rows) > _MOST:
        caption += f" The {_MOST} largest of {len(rows)}."
    rows = rows.tail(_MOST)
    rows = rows.assign(end=rows["high"].fillna(rows["low"]))
    scale, name = (1e9, "billion") if rows["end"].max() >= 1e9 else (1e6, "million")
    one, two = stated_pair(book, *pair)
    gap, times = difference(one, two), ratio(one, two)
    figure = Figure(figsize=(6.3, 0.85 + 0.42 * len(rows)))
    axes = figure.subplots()
    for place, row in enumerate(records(rows)):
        low, end = row["low"] / scale, row["end"] / scale
        colour = BLUE if row["country"] == pair[0] else YELLOW
        axes.barh(place, low, height=0.55, color=colour)
        axes.barh(place, end - low, left=low, height=0.55, color=colour, alpha=0.35)
        words = f"  “{label(row['text'], 34)}” {cite(row)}"
        if gap and times and two is not None and row["id"] == two["id"]:
            words += f"\n  difference {gap.words}, ratio {times.words}"
        axes.text(end, place, words, va="center", fontsize=7)
    axes.set_yticks(range(len(rows)), [f"{row['country']}: {row['measure']}" for row in records(rows)])
    longest = max(min(len(row["text"]), 34) + len(cite(row)) for row in records(rows))
    axes.set_xlim(0, rows["end"].max() / scale / (1 - _LETTER * (longest + 6)))
    axes.set_xlabel(f"{name} {currency or plural(rows['unit'].iloc[0], [])}")
    axes.set_ylim(-0.6, len(rows) - 0.4)
    said = "; ".join(f"{row['country']} {row['text']} {cite(row)}" for row in records(rows))
    claims = rows.drop(columns=["country", "end"])
    return Exhibit(caption, claims, figure=figure, alt=f"Bars from zero: {said}.")


@house
def definitions(book: Workbook, pair: Sequence[str] = ("China", "Russia")) -> Exhibit:
    """Whether the gap survives other definitions: a row a concept, the articles' amounts beside outside series."""
    caption = "The same comparison under other definitions: articles filled, outside evidence hollow (US$ billion)."
    rows = stated_amounts(book, pair).query("currency == 'USD'")
    shown = rows.sort_values("low", ascending=False, kind="stable").head(_MOST)
    outside = outside_amounts(book, pair)
    if rows.empty:
        return Exhibit(caption, rows)
    if len(rows) > len(shown):
        caption += f" Of the articles' amounts, the {_MOST} largest of {len(rows)}."
    lines = _by_concept(shown, outside)
    figure = Figure(figsize=(6.3, 0.8 + 0.255 * len(lines)))
    axes = figure.subplots()
    for place, (_, points) in enumerate(reversed(lines)):
        for point in points:
            colour = BLUE if point["country"] == pair[0] else YELLOW
            face = colour if point["inside"] else "white"
            axes.scatter([point["value"]], [place], s=38, facecolor=face, edgecolor=colour, linewidth=1.4, zorder=3)
            words, spot = f"{point['value']:g}", (point["value"], place)
            if point["high"] > point["value"]:
                axes.plot([point["value"], point["high"]], [place, place], color=colour, linewidth=3, alpha=0.5)
                words, spot = f"{point['value']:g}–{point['high']:g}", (point["high"], place)
            ground = {"facecolor": "white", "edgecolor": "none", "pad": 0.4}
            axes.annotate(words, spot, (7, 0), textcoords="offset points", va="center", fontsize=6, bbox=ground)
    for row in (amount for amount in stated_pair(book, *pair) if amount is not None and amount["currency"] == "USD"):
        colour = BLUE if row["country"] == pair[0] else YELLOW
        axes.axvline(row["low"] / 1e9, color=colour, linewidth=0.9, linestyle=":", zorder=1)
    axes.set_yticks(range(len(lines)), [name for name, _ in reversed(lines)], fontsize=6.6)
    axes.set_ylim(-0.6, len(lines) - 0.2)
    axes.set_xlim(0, 1.08 * max(point["value"] for _, points in lines for point in points) + 4)
    for name, colour in zip(pair, (BLUE, YELLOW), strict=True):
        axes.scatter([], [], s=38, color=colour, label=name)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncol=2)
    alt = (
        f"Dots for {len(lines)} concepts of investment: {len(shown)} amounts of articles, {len(outside)} from outside."
    )
    note = "The dotted lines carry the articles' two amounts down through the other definitions."
    return Exhibit(caption, shown.drop(columns="country"), figure=figure, alt=alt, note=note)


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
    """The rows of the chart: name → its points; the articles first, then each country's outside series by date."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in records(rows):
        name = f"articles: {row['measure']} {cite(row)}"
        found.setdefault(name, []).append(
            {"country": row["country"], "value": row["low"] / 1e9, "high": row["high"] / 1e9, "inside": True}
        )
    for row in records(outside.sort_values(["country", "earliest"], kind="stable")):
        concept = label(f"{row['source']}, {row['concept']}", 44, 2)
        name = f"{concept}, {row['earliest'].year} {cite(row)}"
        found.setdefault(name, []).append(
            {"country": row["country"], "value": row["low"], "high": row["high"], "inside": False}
        )
    return list(found.items())


def turned_round(book: Workbook, one: pd.Series | None, two: pd.Series | None) -> pd.DataFrame:
    """The outside stock of direct investment that, for the days of a stated amount, is below the amount it led."""
    if one is None or two is None or one["currency"] != "USD":
        return book.outside.iloc[:0]
    rows = outside_amounts(book, (one["country"], two["country"])).query("country == @one.country")
    rows = rows[rows["concept"].str.contains(r"\bstock\b").astype(bool) & rows["use"].eq("official")]
    before = rows[rows["latest"].le(one["as_of_latest"]) & rows["low"].lt(two["low"] / 1e9)]
    return before.drop(columns="country").tail(1)


def dated_by(book: Workbook, rows: pd.DataFrame) -> pd.DataFrame:
    """The dates in the sentences of amounts that say as of when they are; `said` (str): and how they are read."""
    keys = ["document", "sentence_from", "earliest", "latest"]
    days = rows.rename(columns={"as_of_earliest": "earliest", "as_of_latest": "latest"})[keys].drop_duplicates()
    dates = book.timeline.merge(days, on=keys).drop_duplicates(["document", "text", "sentence_from"])
    said = [(row["text"], days_in_words(row["earliest"], row["latest"])) for row in records(dates)]
    return dates.assign(said=[words if words == days else f"“{words}” ({days})" for words, days in said])


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


def stated_pair(book: Workbook, one: str, two: str) -> tuple[pd.Series | None, pd.Series | None]:
    """The first two amounts that one sentence states of two countries, of the same measure and currency; else None."""
    return next(_pairs(book, one, two), (None, None))


def other_pairs(book: Workbook, one: str, two: str) -> pd.DataFrame:
    """The pairs of amounts after the first: the rows of their first amounts, with both in words in `said` (str)."""
    pairs = list(_pairs(book, one, two))[1:]
    said = [f"{first['text']} against {second['text']}" for first, second in pairs]
    return pd.DataFrame([first for first, _ in pairs], columns=book.figures.columns).assign(said=said)


def _pairs(book: Workbook, one: str, two: str) -> Iterator[tuple[pd.Series, pd.Series]]:
    rows = stated_amounts(book, (one, two))
    for _, group in rows.groupby(["document", "sentence_from", "measure", "currency"], sort=False):
        first, second = group[group["country"] == one], group[group["country"] == two]
        if len(first) and len(second):
            yield first.iloc[0], second.iloc[0]


def twins(book: Workbook, row: pd.Series | None) -> pd.DataFrame:
    """Outside evidence with the same amount to the digit in the same currency, of another concept or source."""
    outside = book.outside[book.outside["use"].ne("reject") & book.outside["unit"].eq("USD billion")]
    if row is None or row["currency"] != "USD":
        return outside.iloc[:0]
    found: pd.DataFrame = outside[outside["low"].eq(round(row["low"] / 1e9, 6)) & outside["low"].eq(outside["high"])]
    return found


_FULL_YEAR = 360
_OWN = "customs"


@house
def trade(book: Workbook, pair: Sequence[str] = ("China", "Russia")) -> Exhibit:
    """Where one passed the other in trade: a row a country, by whose statistics; beside it what the articles claim."""
    caption = f"Trade with {pair[0]} and {pair[1]}, latest full year (US$ billion), and what the articles claim."
    claims = book.standings[book.standings["dimension"].eq("trade") & book.standings["leader"].isin(pair)]
    everything = _turnover(book, pair)
    rows = everything[(everything["latest"] - everything["earliest"]).dt.days >= _FULL_YEAR]
    rows = rows.drop_duplicates(["scope", "mirror", "subject"], keep="last")
    if rows.empty or claims.empty:
        return Exhibit(caption, claims)
    countries = sorted(set(rows["scope"]), reverse=True)
    figure = Figure(figsize=(6.3, 0.9 + 0.44 * len(countries)))
    axes = figure.subplots()
    for place, country in enumerate(countries):
        _row(axes, rows[rows["scope"] == country], place, pair)
        remark = _claimed(claims, country), _own_word(everything[everything["scope"] == country], pair)
        said = "\n".join(filter(None, remark))
        axes.text(1.02, place, said, transform=axes.get_yaxis_transform(), va="center", fontsize=6.4)
    axes.set_yticks(range(len(countries)), countries)
    axes.set_xlim(0, rows["low"].max() * 1.1)
    axes.set_ylim(-0.6, len(countries) - 0.5)
    looks = (
        (BLUE, "s", BLUE, f"{pair[0]}, its customs"),
        (BLUE, "o", "white", f"{pair[0]}, the partner's statistics"),
        (YELLOW, "o", YELLOW, pair[1]),
    )
    for colour, marker, face, name in looks:
        axes.scatter([], [], s=30, marker=marker, facecolor=face, edgecolor=colour, label=name)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncol=3)
    alt = f"Trade of {len(countries)} countries with {pair[0]} and {pair[1]}, by source, and who is said to lead."
    return Exhibit(caption, claims, figure=figure, alt=alt, note="All amounts are outside evidence.")


def mirror_gap(book: Workbook, pair: Sequence[str] = ("China", "Russia")) -> Computed | None:
    """By how many times the customs of the first of the pair exceed a partner's statistics, where that is the most."""
    rows = _turnover(book, pair)
    rows = rows[rows["subject"].eq(pair[0]) & rows["low"].gt(0)]
    both = rows[rows["mirror"]].merge(rows[~rows["mirror"]], on=["scope", "earliest", "latest"], suffixes=("", "_own"))
    if both.empty:
        return None
    most = records(both.assign(times=both["low"] / both["low_own"]).sort_values("times", kind="stable"))[-1]
    when = days_in_words(most["earliest"], most["latest"])
    words = f"{most['scope']}, by {most['times']:.1f} times in {when}"
    return Computed(words, rows[rows["id"].isin([most["id"], most["id_own"]])])


def _turnover(book: Workbook, pair: Sequence[str]) -> pd.DataFrame:
    """Outside trade of single countries with the pair, by date; `mirror`: by the customs of the first of the pair."""
    rows = book.outside[book.outside["about"].eq("trade") & book.outside["use"].ne("reject")].dropna(subset=["low"])
    rows = rows[~rows["scope"].str.startswith("Central Asia").astype(bool) & rows["subject"].isin(pair)]
    mirror = rows["source"].eq(f"{pair[0]} {_OWN}")
    return rows.assign(mirror=mirror).sort_values("earliest", kind="stable")


def _row(axes: Axes, rows: pd.DataFrame, place: int, pair: Sequence[str]) -> None:
    """The values of both partners, joined, and said in words below."""
    values = records(rows.sort_values("low", kind="stable"))
    axes.plot([values[0]["low"], values[-1]["low"]], [place, place], color=PALE, linewidth=2, zorder=1)
    for row in values:
        colour = BLUE if row["subject"] == pair[0] else YELLOW
        face, marker = (colour, "s") if row["mirror"] else ("white" if row["subject"] == pair[0] else colour, "o")
        axes.scatter([row["low"]], [place], s=30, marker=marker, facecolor=face, edgecolor=colour, zorder=3)
    said = ", ".join(f"{row['low']:g} ({row['source']}, {row['earliest'].year})" for row in values)
    axes.text(0, place - 0.32, f" {said}", va="center", fontsize=5.4, color="#5a5f68")


def _own_word(rows: pd.DataFrame, pair: Sequence[str]) -> str:
    """Until when a country's statistics put the second of the pair first; or that every figure puts the first ahead."""
    one, two = (rows[rows["subject"].eq(name)] for name in pair)
    if len(one) and one["low"].min() > two["low"].max():
        return f"{pair[0]} ahead by every figure"
    one, two = (rows[rows["subject"].eq(name) & ~rows["mirror"]] for name in pair)
    both = one.merge(two, on=["source", "earliest", "latest"], suffixes=("", "_two")).query("low_two > low")
    if both.empty:
        return ""
    last = records(both.sort_values("latest", kind="stable"))[-1]
    return f"{pair[1]} first by {last['source']}\nin {days_in_words(last['earliest'], last['latest'])} {cite(last)}"


def _claimed(claims: pd.DataFrame, country: str) -> str:
    """What the articles claim of a country: who leads, or that the claim leaves it out."""
    for row in records(claims):
        if country in row["scope"].split("; "):
            return f"✓ {row['leader']} leads {cite(row)}"
        if country in row["exception"].split("; "):
            return f"left out of the claim {cite(row)}"
    return "no claim"


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
        leader, hatch, place = _leader(records(rows), country)
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


def _leader(rows: Sequence[dict[str, str]], country: str) -> tuple[str, str | None, str]:
    """Who is said to lead in a country, how it is hatched, and where that stands."""
    for row in rows:
        if country in row["scope"].split("; "):
            return row["leader"], None, cite(row)
        if country in row["exception"].split("; "):
            return "", "///", cite(row)
    return "", None, ""
