"""The picture of trade: where one partner passed the other, by whose statistics, beside what the articles claim."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.figure import Figure

from analysis.pages.computed import Computed
from analysis.pages.days import days_in_words
from analysis.pages.page import Exhibit
from analysis.pages.prose import cite
from analysis.pages.style import BLUE, PALE, YELLOW, house
from analysis.schema import records

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from analysis.workbook import Workbook

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
