"""How one party's stance towards another moved, as steps on an ordinal scale."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.figure import Figure

from analysis.lexicon import load_lexicon
from analysis.pages.page import Exhibit
from analysis.pages.prose import cite
from analysis.pages.style import BLUE, GREY, house, label, year, years_only
from analysis.schema import records

if TYPE_CHECKING:
    from analysis.workbook import Workbook


def stance_steps(book: Workbook) -> pd.DataFrame:
    """The first event that reaches each level of the stance in lexicon/lanes.yaml.

    Returns
    -------
    DataFrame
        Rows of the timeline, each with `level` (int64, 0 is the most distant) and `level_name` (str), in order of time;
        only events that both parties take part in and that are said to have happened.
    """
    scale = load_lexicon("lanes")["stance"]
    rows = book.timeline[book.timeline["modality"].isin(["asserted", "attributed"])]
    rows = rows[[all(set(names.split("; ")) & set(side) for side in scale["pair"]) for names in rows["actors"]]]
    if rows.empty:
        return rows.assign(level=pd.Series(dtype="int64"), level_name=pd.Series(dtype="str"))
    levels = [_level(row, scale["levels"]) for row in records(rows)]
    rows = rows.assign(level=pd.Series(levels, index=rows.index, dtype="int64"))
    begun = rows.loc[rows["level"] == 0, "group_earliest"].min()
    rows = rows[(rows["level"] >= 0) & ((rows["group_earliest"] >= begun) | pd.isna(begun))].sort_values(
        ["group_latest", "group_earliest", "document"], kind="stable"
    )
    first: pd.DataFrame = rows.drop_duplicates("level")
    return first.assign(level_name=[scale["levels"][level]["name"] for level in first["level"]])


def _level(row: dict[str, Any], levels: list[dict[str, Any]]) -> int:
    """The level that an event reaches, by its kind or else by the words of its clause; -1 for none."""
    for number, level in enumerate(levels):
        if row["kind"] in level.get("kinds", []):
            return number
    for number in reversed(range(len(levels))):
        if re.search(rf"\b(?:{'|'.join(levels[number].get('words', ['(?!)']))})\b", row["event"], re.IGNORECASE):
            return number
    return -1


@house
def stance(book: Workbook) -> Exhibit:
    """How Moscow's stance towards the Taliban moved; what came after the articles is dashed, from outside evidence."""
    caption = (
        "The first event at each level of Moscow's stance, by the articles (solid) and by later evidence (dashed)."
    )
    steps = stance_steps(book)
    if steps.empty:
        return Exhibit(caption, steps)
    names = [level["name"] for level in load_lexicon("lanes")["stance"]["levels"]]
    figure = Figure(figsize=(6.3, 2.7))
    axes = figure.subplots()
    days = [year(day) for day in steps["group_earliest"]]
    axes.step(days, steps["level"], where="post", color=BLUE, marker="o", markersize=4)
    for day, row in zip(days, records(steps), strict=True):
        axes.annotate(
            f"“{label(row['text'], 24)}” {cite(row)}",
            (day, row["level"]),
            xytext=(-5, 4),
            textcoords="offset points",
            ha="right",
            fontsize=6.4,
        )
    later = _later(book, names, steps["group_latest"].max())
    if later:
        axes.step(
            [days[-1], *[year(day) for day, _ in later]],
            [steps["level"].iloc[-1], *[level for _, level in later]],
            where="post",
            color=GREY,
            linestyle="--",
            marker="o",
            markersize=4,
            markerfacecolor="white",
        )
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(-0.5, len(names) - 0.2)
    axes.set_xlim(min(days) - 5, max(days) + 3)
    years_only(axes)
    said = "; ".join(f"{row['level_name']} by {row['group_latest'].year}" for row in records(steps))
    return Exhibit(caption, steps.drop(columns=["level", "level_name"]), figure=figure, alt=f"A step chart: {said}.")


def _later(book: Workbook, names: list[str], last: pd.Timestamp) -> list[tuple[Any, int]]:
    """The last level, where outside evidence dates it after the last step that the articles show."""
    outside = book.outside[book.outside["earliest"] > last].sort_values("earliest", kind="stable")
    levels = load_lexicon("lanes")["stance"]["levels"]
    found = []
    for row in records(outside):
        words = levels[-1]["words"]
        if re.search(rf"\b(?:{'|'.join(words)})\b", row["text"], re.IGNORECASE):
            found.append((row["earliest"], len(names) - 1))
            break
    return found
