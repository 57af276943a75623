"""How one party's stance towards another moved, as steps on an ordinal scale."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.figure import Figure

from analysis.lexicon import load_lexicon
from analysis.pages.days import days_in_words
from analysis.pages.page import Exhibit
from analysis.pages.prose import cite
from analysis.pages.style import BLUE, GREY, house, year, years_only
from analysis.schema import records

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from analysis.workbook import Workbook


def stance_steps(book: Workbook) -> pd.DataFrame:
    """The first event that reaches each level of the stance in lexicon/lanes.yaml.

    Returns
    -------
    DataFrame
        Rows of the timeline, each with `level` (int64, 0 is the most distant), `level_name` and `said` (str: the level
        and the days of the step), in order of time;
        only events that both parties take part in and that are said to have happened. A pledge is made by its words: it
        is a row of the statements, at the days of writing of the first document that reports it.
    """
    scale = load_lexicon("lanes")["stance"]
    rows = book.timeline[book.timeline["modality"].isin(["asserted", "attributed"])]
    rows = rows.loc[[all(set(names.split("; ")) & set(side) for side in scale["pair"]) for names in rows["actors"]]]
    levels = [_level(row, scale["levels"]) for row in records(rows)]
    rows = rows.assign(level=pd.Series(levels, index=rows.index, dtype="int64"))
    rows = pd.concat([rows, _pledges(book, scale)], ignore_index=True)
    begun = rows.loc[rows["level"] == 0, "group_earliest"].min()
    rows = rows[(rows["level"] >= 0) & ((rows["group_earliest"] >= begun) | pd.isna(begun))].sort_values(
        ["group_latest", "group_earliest", "document"], kind="stable"
    )
    first: pd.DataFrame = rows.drop_duplicates("level")
    names = [scale["levels"][level]["name"] for level in first["level"]]
    days = [days_in_words(row["group_earliest"], row["group_latest"]) for row in records(first)]
    return first.assign(level_name=names, said=[f"{name} ({when})" for name, when in zip(names, days, strict=True)])


def _pledges(book: Workbook, scale: dict[str, Any]) -> pd.DataFrame:
    """What one party says of the other in the words of a level that words alone can reach."""
    ours, theirs = map(set, scale["pair"])
    rows = book.statements[book.statements["speaker"].isin(ours)]
    rows = rows.loc[[bool(theirs & set(names.split("; "))) for names in rows["about"]]]
    levels = [_said(row["text"], scale["levels"]) for row in records(rows)]
    written = book.documents.set_index("document")
    rows = rows.assign(level=pd.Series(levels, index=rows.index, dtype="int64")).query("level >= 0")
    for end in ("earliest", "latest"):
        days = rows["document"].map(written[f"written_{end}"]) if len(rows) else pd.Series(dtype="datetime64[s]")
        rows = rows.assign(**{f"group_{end}": days})
    return rows.dropna(subset=["group_earliest", "group_latest"])


def _said(words: str, levels: list[dict[str, Any]]) -> int:
    for number, level in enumerate(levels):
        if "said" in level and re.search(rf"\b(?:{'|'.join(level['said'])})\b", words, re.IGNORECASE):
            return number
    return -1


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
    figure = Figure(figsize=(6.3, 2.2))
    axes = figure.subplots()
    days = [year(day) for day in steps["group_earliest"]]
    axes.step(days, steps["level"], where="post", color=BLUE, marker="o", markersize=4)
    for day, row in zip(days, records(steps), strict=True):
        _named(axes, day, row["level"], f"{days_in_words(row['group_earliest'], row['group_latest'])} {cite(row)}")
    later = _later(book, steps["group_latest"].max(), len(names) - 1)
    for row in records(later):
        ends, levels = [year(row["earliest"])] * 2, [steps["level"].iloc[-1]] * 2
        (line,) = axes.plot([days[-1], *ends], [*levels, len(names) - 1], color=GREY, linestyle="--")
        line.set(marker="o", markersize=4, markerfacecolor="white")
        _named(axes, ends[0], len(names) - 1, f"{days_in_words(row['earliest'], row['latest'])} {cite(row)}")
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(-0.5, len(names) - 0.2)
    axes.set_xlim(min(days) - 5, max(days) + 2)
    years_only(axes)
    said = "; ".join(f"{row['level_name']} by {row['group_latest'].year}" for row in records(steps))
    missed = [name for number, name in enumerate(names[:-1]) if number not in set(steps["level"])]
    note = f"No claim reaches: {', '.join(missed)}." if missed else ""
    claims = steps.drop(columns=["level", "level_name", "said"])
    return Exhibit(caption, claims, figure=figure, alt=f"A step chart: {said}.", note=note)


def _named(axes: Axes, day: float, level: int, words: str) -> None:
    axes.annotate(words, (day, level), (-6, 3), textcoords="offset points", ha="right", fontsize=6.4)


def _later(book: Workbook, last: pd.Timestamp, level: int) -> pd.DataFrame:
    """The first outside event in the words of the last level after the last step that the articles show."""
    words = load_lexicon("lanes")["stance"]["levels"][level]["words"]
    rows = book.outside[book.outside["earliest"].gt(last) & book.outside["use"].ne("reject")]
    rows = rows[rows["text"].str.contains(rf"\b(?:{'|'.join(words)})\b", case=False).astype(bool)]
    return rows.sort_values("earliest", kind="stable").head(1)
