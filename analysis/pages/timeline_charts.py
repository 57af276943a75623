"""The pictures of the timeline: what happened when, how firm it is, and what each article could have known."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from analysis.core.citations import cite
from analysis.core.days import days_in_words, short_days
from analysis.core.lexicon import load_lexicon
from analysis.core.tables import records
from analysis.pages.escape import one_line
from analysis.pages.page import Exhibit
from analysis.pages.plots import BASIS, BLUE, GREY, INK, PALE, RED, house, label, year, years_only
from analysis.pages.prose import Row

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from analysis.book.workbook import Workbook

MAIN_YEARS = 12
"""Years before the latest article that the main axis covers; what is earlier stands in a narrow strip."""
MOST_ROWS = 42
_DOT_DAYS = 45
_DAYS_WIDE = 0.305  # of the column of words, for the days
_FEW_LETTERS, _MANY_LETTERS = 30, 58
_MOST_SIZES, _MOST_ARTICLES = 4, 12
_JOINING = re.compile(r"\A(?:and|but|or|which|who|that|where|while|when|after which)\s+", re.IGNORECASE)
_ABOVE = {"bbox_to_anchor": (0, 1), "handletextpad": 0.1, "columnspacing": 0.8}


@house
def what_happened(book: Workbook) -> Exhibit:
    """What happened when: a lane for each strand, a bar for an interval, a dot for a day or month.

    A dot grows with the independent origins behind it; a hollow mark is announced, guessed at or disputed.
    """
    caption = "What happened when, by strand."
    rows = book.timeline.dropna(subset=["group_earliest"])
    if rows.empty:
        return Exhibit(caption, rows)
    groups = _groups(book, rows)
    left_out = len(groups) - MOST_ROWS
    if left_out > 0:
        groups = groups.sort_values(["origins", "documents", "mentions", "earliest"], ascending=False, kind="stable")
        groups = groups.head(MOST_ROWS)
        caption += f" The {MOST_ROWS} events with the most independent sources, of {MOST_ROWS + left_out}."
    groups = groups.sort_values(["lane", "earliest", "latest", "group"], kind="stable")
    last = max(groups["latest"].max(), book.documents["written_latest"].max())
    figure = Figure(figsize=(6.3, 0.7 + 0.158 * (len(groups) + groups["lane"].nunique())))
    strip, main, words = figure.subplots(1, 3, sharey=True, gridspec_kw={"width_ratios": [0.5, 2.0, 4.8], "wspace": 0})
    split = float(last.year + 1 - MAIN_YEARS)
    _lanes(groups, strip, main, words, split)
    first = min(year(groups["earliest"].min()), split - 1)
    strip.set_xlim(first - 0.06 * (split - first), split)
    main.set_xlim(split, year(last) + 0.35)
    strip.set_xticks([first], [f"{first:.0f}"])
    strip.tick_params(labelleft=False)
    strip.set_facecolor("#f4f5f7")
    years_only(main, 5)
    words.set_axis_off()
    sizes = sorted(set(groups["origins"]))[:_MOST_SIZES]
    dots = [main.scatter([], [], s=_size(number), color=BLUE, label=f"{number}") for number in sizes]
    main.legend(handles=dots, title="independent origins", title_fontsize=7, ncol=len(dots), loc="lower left", **_ABOVE)
    used = rows[rows["group"].isin(groups["group"])]
    return Exhibit(caption, used, figure=figure, alt=_alt(groups))


def _groups(book: Workbook, rows: pd.DataFrame) -> pd.DataFrame:
    """One row an event group, with its lane, its interval and its first wording."""
    ordered = rows.sort_values(["document", "char_from"], kind="stable")
    found = []
    for name, group in ordered.groupby("group", sort=False):
        first = group.iloc[0]
        told = min(records(group), key=_clumsy)
        found.append(
            {
                "group": name,
                "lane": _lane(group),
                "earliest": first["group_earliest"],
                "latest": first["group_latest"],
                "agrees": first["group_agrees"],
                "origins": first["group_origins"],
                "documents": first["group_documents"],
                "mentions": len(group),
                "firm": group["modality"].isin(["asserted", "attributed"]).any(),
                "event": _in_words(book, told),
                "cite": cite(told),
            }
        )
    return pd.DataFrame(found)


def _in_words(book: Workbook, row: Row) -> str:
    """What happened: the clause without the word that joins it, or the sentence where the clause says too little."""
    words = str(row["event"])
    if len(words) < _FEW_LETTERS:
        words = one_line(book.texts[row["document"]][row["sentence_from"] : row["sentence_to"]])
    told = _JOINING.sub("", words)
    return told if told[:1].isupper() and told == words else f"… {told}"


def _clumsy(row: Row) -> tuple[bool, bool, bool]:
    """Whether a wording is too short, to be cut, or the middle of a sentence: the first with the least is shown."""
    words = row["event"]
    return len(words) < _FEW_LETTERS, len(words) > _MANY_LETTERS, not words[:1].isupper()


def _lane(group: pd.DataFrame) -> int:
    actors = {name for joined in group["actors"] for name in joined.split("; ")}
    kinds = set(group["kind"])
    lanes = load_lexicon("lanes")["lanes"]
    for number, lane in enumerate(lanes):
        for rule in lane["rules"]:
            if actors.issuperset(rule.get("actors", [])) and (not rule.get("kinds") or kinds & set(rule["kinds"])):
                return number
    return len(lanes) - 1


def _lanes(groups: pd.DataFrame, strip: Axes, main: Axes, words: Axes, split: float) -> None:
    names = [lane["name"] for lane in load_lexicon("lanes")["lanes"]]
    height, lane = 0.0, None
    for row in records(groups):
        if row["lane"] != lane:
            lane = row["lane"]
            words.text(0.0, height, names[lane], weight="bold", color=INK, va="center")
            for axes in (strip, main):
                axes.axhline(height, color=PALE, linewidth=0.8)
            height -= 1
        _mark(strip if year(row["latest"]) < split else main, row, height)
        words.text(0.0, height, short_days(row["earliest"], row["latest"]), va="center", fontsize=5.7)
        told = f"{label(row['event'], _MANY_LETTERS)} {row['cite']}"
        words.text(_DAYS_WIDE, height, told, va="center", fontsize=6.4)
        height -= 1
    main.set_ylim(height + 0.4, 0.6)
    main.set_yticks([])
    words.set_xlim(-0.03, 1.03)


def _mark(axes: Axes, row: dict[str, Any], height: float) -> None:
    """A dot for what the words fix to about a month, a bar for what they leave open for longer."""
    one, two = year(row["earliest"]), year(row["latest"])
    colour = BLUE if row["agrees"] else RED
    face = colour if row["firm"] and row["agrees"] else "white"
    if (row["latest"] - row["earliest"]).days <= _DOT_DAYS:
        size = _size(row["origins"])
        axes.scatter([(one + two) / 2], [height], s=size, facecolor=face, edgecolor=colour, linewidth=1, zorder=3)
    else:
        axes.barh(height, two - one, left=one, height=0.42, facecolor=face, edgecolor=colour, zorder=2)


def _size(origins: int) -> int:
    return 14 + 16 * origins


def _alt(groups: pd.DataFrame) -> str:
    first = groups.sort_values("earliest").iloc[0]
    most = groups.sort_values(["origins", "documents"], ascending=False, kind="stable").iloc[0]
    return (
        f"A chart of {len(groups)} events by date, from {first['earliest'].year} to {groups['latest'].max().year}, in "
        f"lanes by strand. The event with the most independent origins ({most['origins']}): {label(most['event'], 90)}"
    )


@house
def how_firm(book: Workbook) -> Exhibit:
    """How firm each date is: the width of its interval, coloured by what it was resolved against."""
    caption = "How many days each date leaves open, and what it was resolved against."
    rows = book.timeline.drop_duplicates(["text", "earliest", "latest", "basis"])
    if rows.empty:
        return Exhibit(caption, rows)
    days = (rows["latest"] - rows["earliest"]).dt.days + 1
    rows = rows.assign(days=days).sort_values(["days", "earliest"], ascending=[False, True], kind="stable")
    if len(rows) > MOST_ROWS:
        step = [round(place * (len(rows) - 1) / (MOST_ROWS - 1)) for place in range(MOST_ROWS)]
        caption += f" {MOST_ROWS} of {len(rows)}, evenly from the widest to the narrowest."
        rows = rows.iloc[sorted(set(step))]
    figure = Figure(figsize=(6.3, 0.7 + 0.15 * len(rows)))
    axes = figure.subplots()
    for place, row in enumerate(records(rows)):
        colour = BASIS.get(row["basis"], GREY)
        axes.barh(place, row["days"], left=0.7, height=0.62, color=colour)
        axes.text(row["days"] * 1.15 + 0.7, place, label(f"“{row['text']}” {cite(row)}", 60), va="center", fontsize=6.4)
    axes.set_xscale("log")
    axes.set_xlim(0.7, 60 * rows["days"].max())
    ticks = {1: "a day", 7: "a week", 31: "a month", 366: "a year", 3653: "ten years", 36525: "a century"}
    shown = {at: name for at, name in ticks.items() if at <= max(31, rows["days"].max())}
    axes.set_xticks(list(shown), list(shown.values()))
    axes.minorticks_off()
    axes.set_yticks([])
    axes.set_ylim(-0.7, len(rows) - 0.3)
    names = {"absolute": "itself (absolute)", "none": "nothing (not resolved)"}
    used = [name for name in BASIS if name in set(rows["basis"])]
    patches = [Patch(color=BASIS[name], label=names.get(name, f"the {name}")) for name in used]
    axes.legend(handles=patches, loc="upper right", title="resolved against", title_fontsize=7)
    alt = (
        f"Bars of {len(rows)} dates from the widest ({rows['days'].max():,} days) to the narrowest "
        f"({rows['days'].min():,}), each labelled with the words of its source."
    )
    return Exhibit(caption, rows.drop(columns="days"), figure=figure, alt=alt)


@house
def what_could_be_known(book: Workbook) -> Exhibit:
    """What each article could have known: when it was written, with a line to each dated event that it cites."""
    caption = "When each article was written (bar), with a line to each event that it cites (dot)."
    documents = book.documents.dropna(subset=["written_earliest"]).sort_values("written_latest", kind="stable")
    rows = book.timeline[book.timeline["document"].isin(documents["document"])]
    if rows.empty:
        return Exhibit(caption, rows)
    if len(documents) > _MOST_ARTICLES:
        caption += f" The last {_MOST_ARTICLES} of {len(documents)} articles."
    documents = documents.tail(_MOST_ARTICLES)
    last = documents["written_latest"].max()
    start = date(last.year + 1 - MAIN_YEARS, 1, 1)
    figure = Figure(figsize=(6.3, 0.9 + 0.5 * len(documents)))
    axes = figure.subplots()
    old = set(stale(book)["id"])
    earlier: dict[str, int] = {}
    for place, document in enumerate(records(documents)):
        cited = rows[rows["document"] == document["document"]]
        inside = cited[cited["latest"] >= pd.Timestamp(start)]
        earlier[document["document"]] = len(cited) - len(inside)
        one, two = year(document["written_earliest"]), year(document["written_latest"])
        _cited(axes, inside, place, (one + two) / 2, old)
        axes.barh(place + 0.3, max(two - one, 0.04), left=one, height=0.2, color=INK, zorder=4)
    names = [f"{label(row['title'], 28, 2)} [{row['document']}]" for row in records(documents)]
    axes.set_yticks(range(len(documents)), names)
    axes.set_ylim(-0.6, len(documents) - 0.3)
    axes.set_xlim(year(start), year(last) + 1.2)
    years_only(axes)
    shown = rows[rows["document"].isin(documents["document"])]
    looks = [(BLUE, BLUE, "event"), ("white", BLUE, "announced or guessed at"), (RED, RED, "announced, begun or over")]
    for face, edge, name in looks:
        axes.scatter([], [], s=16, facecolor=face, edgecolor=edge, linewidth=0.9, label=name)
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncol=3)
    note = "Earlier than the axis: " + ", ".join(f"{n} in [{name}]" for name, n in earlier.items() if n) + "."
    alt = (
        f"A row for each of {len(documents)} articles: a bar for the days in which it may have been written, and dots "
        f"for the {len(shown)} events that it cites. Begun or over by then though announced: {len(old)}."
    )
    return Exhibit(caption, shown, figure=figure, alt=alt, note=note if any(earlier.values()) else "")


def _cited(axes: Axes, rows: pd.DataFrame, place: int, written: float, old: set[str]) -> None:
    for row in records(rows):
        one, two = year(row["earliest"]), year(row["latest"])
        colour = RED if row["id"] in old else BLUE
        face = "white" if row["modality"] in ("planned", "speculated") and row["id"] not in old else colour
        axes.plot([written, (one + two) / 2], [place + 0.2, place - 0.2], color=PALE, linewidth=0.7, zorder=1)
        axes.plot([one, two], [place - 0.2, place - 0.2], color=PALE, linewidth=2.5, zorder=1)
        spot = (one + two) / 2
        axes.scatter([spot], [place - 0.2], s=16, facecolor=face, edgecolor=colour, linewidth=0.9, zorder=3)


def most_told(rows: pd.DataFrame) -> pd.DataFrame:
    """Of events, the mentions of the one that the most origins tell of, the latest of equals, with its days `said`."""
    order = ["group_origins", "group_documents", "group_latest", "group"]
    ranked = rows.dropna(subset=["group_latest"]).sort_values(order, ascending=False, kind="stable")
    told = rows[rows["group"].isin(ranked["group"].head(1))]
    days = zip(told["group_earliest"], told["group_latest"], strict=True)
    return told.assign(said=[days_in_words(earliest, latest) for earliest, latest in days])


def stale(book: Workbook) -> pd.DataFrame:
    """Announcements that were over when the article was written, or had begun by outside evidence."""
    begun, _ = begun_by_writing(book)
    found: pd.DataFrame = book.timeline[book.timeline["stale"] | book.timeline["id"].isin(begun["id"])]
    return found


def begun_by_writing(book: Workbook) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Announced events that outside evidence dates as begun before the article was written, and that evidence.

    Both are taken for one event when their days meet and the outside words name a town where an article sets it.
    """
    states = set(book.find("actors", kind="state")["actor"])
    documents = book.documents.set_index("document")
    written, ended = documents["written_earliest"], documents["written_latest"]
    towns = book.timeline[~book.timeline["place"].isin({"", *states})].groupby("group")["place"].agg(set)
    pairs = [
        (row["id"], other["id"])
        for row in records(book.timeline[book.timeline["group"].isin(towns.index)])
        for other in records(_outside_events(book))
        if (row["modality"] == "planned" or row["latest"] > ended[row["document"]])
        and other["earliest"] < written[row["document"]]
        and other["earliest"] <= row["latest"]
        and other["latest"] >= row["earliest"]
        and any(town in other["text"] for town in towns[row["group"]])
    ]
    late, shown = ([pair[side] for pair in pairs] for side in (0, 1))
    return book.timeline[book.timeline["id"].isin(late)], book.outside[book.outside["id"].isin(shown)]


def _outside_events(book: Workbook) -> pd.DataFrame:
    rows = book.outside[book.outside["concept"].eq("event") & book.outside["use"].ne("reject")]
    return rows.dropna(subset=["earliest"])


def came_after(book: Workbook, claims: pd.DataFrame, words: str) -> pd.DataFrame:
    """The first outside event after the documents of some claims were written whose words have this pattern."""
    written = book.documents.loc[book.documents["document"].isin(claims["document"]), "written_latest"].min()
    events = _outside_events(book)
    later = events[events["earliest"].gt(written) & events["text"].str.contains(words).astype(bool)]
    return later.sort_values("earliest", kind="stable").head(1)


def stance_steps(book: Workbook) -> pd.DataFrame:
    """The first event that reaches each level of the stance in lexicon/lanes.yaml."""
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
