"""Who is heard how often, where, and how much of an article rests on whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.figure import Figure

from analysis.claims.coreference import is_named
from analysis.pages.page import Exhibit
from analysis.pages.plots import BLUE, GREY, INK, PALE, YELLOW, house, label
from analysis.pages.prose import capitalised

if TYPE_CHECKING:
    from analysis.book.workbook import Workbook

_MOST, _MOST_UNNAMED, _MOST_PLACES = 20, 10, 6
_MOST_SHOWN, _MOST_SUBJECTS, _LARGEST = 14, 8, 160


def told_apart(book: Workbook) -> pd.DataFrame:
    """The statements, with `named` (bool): whether the speaker has a name; and `who` (str), for all of them."""
    rows = book.statements
    named = rows["speaker"].map(is_named).astype(bool)
    return rows.assign(named=named, who=rows["speaker"].map(capitalised).replace("", "Nobody named").astype("str"))


def _named(book: Workbook) -> pd.DataFrame:
    """The statements whose speaker has a name: unnamed officials in two articles need not be the same."""
    return told_apart(book).query("named")


def by_weight(book: Workbook) -> pd.DataFrame:
    """The first statement of each named speaker, those with the most statements first."""
    rows = _named(book).query("claim != 'no comment'")
    counts = rows.groupby("speaker")["id"].transform("count")
    order = ["statements", "speaker"]
    ordered = rows.assign(statements=counts).sort_values(order, ascending=[False, True], kind="stable")
    return ordered.drop_duplicates("speaker")


def most_heard(book: Workbook) -> pd.DataFrame:
    """The first statement of each named speaker whom nobody exceeds in the number of statements."""
    rows = by_weight(book)
    found: pd.DataFrame = rows[rows["statements"] == rows["statements"].max()]
    return found


def in_several(book: Workbook, every: bool = False) -> pd.DataFrame:
    """The statements of named speakers who are heard in several documents: the first of each, or every one."""
    rows = _named(book)
    documents = rows.groupby("speaker")["document"].transform("nunique")
    rows = rows[documents > 1].sort_values(["speaker", "document", "char_from"], kind="stable")
    return rows if every else rows.drop_duplicates("speaker")


def table(book: Workbook) -> Exhibit:
    """Statements by speaker and document, split into direct and indirect; those that name nobody stand below."""
    rows = told_apart(book).query("speaker != ''")
    found = []
    for (who, named), group in rows.groupby(["who", "named"], sort=False):
        direct = group["kind"] != "indirect"
        roles = [role for role in group["role"] if role]
        found.append(
            {
                "Speaker": who,
                "Role": roles[0] if roles else "",
                "Direct": int(direct.sum()),
                "Indirect": int((~direct).sum()),
                "Where": _where(group),
                "named": named,
            }
        )
    columns = ["Speaker", "Role", "Direct", "Indirect", "Where"]
    frame = pd.DataFrame(found, columns=[*columns, "named"])
    frame = frame.sort_values(["named", "Direct", "Indirect"], ascending=False, kind="stable")
    kept = pd.concat([frame[frame["named"].eq(True)].head(_MOST), frame[frame["named"].eq(False)].head(_MOST_UNNAMED)])
    note = f"{len(kept)} of {len(found)} speakers: those with the most statements." if len(kept) < len(found) else ""
    shown = rows[rows["who"].isin(kept["Speaker"])]
    return Exhibit("Statements by speaker", shown, kept[columns], note=note)


def _where(group: pd.DataFrame) -> str:
    """The first statement in each document."""
    firsts = [f"[{row.document}:{row.line}]" for row in group.drop_duplicates("document").itertuples()]
    more = f" and {len(firsts) - _MOST_PLACES} more" if len(firsts) > _MOST_PLACES else ""
    return " ".join(firsts[:_MOST_PLACES]) + more


def reliance(book: Workbook) -> Exhibit:
    """The share of each document's article text inside statements, in all and by its three main speakers."""
    found = []
    text = book.passages[book.passages["role"].isin(["title", "standfirst", "body", "summary", "caption"])]
    sizes = (text["char_to"] - text["char_from"]).groupby(text["document"]).sum()
    for document, group in told_apart(book).groupby("document", sort=True):
        lengths = (group["char_to"] - group["char_from"]).groupby(group["who"]).sum()
        shares = (lengths / sizes[document]).sort_values(ascending=False, kind="stable")
        main = "; ".join(f"{speaker} {share:.0%}" for speaker, share in shares.head(3).items())
        found.append({"Document": f"[{document}]", "In statements": f"{min(1.0, shares.sum()):.0%}", "Mainly": main})
    frame = pd.DataFrame(found, columns=["Document", "In statements", "Mainly"])
    note = f"The first {_MOST} of {len(frame)} documents." if len(frame) > _MOST else ""
    caption = "How much of each article stands inside statements, and whose"
    return Exhibit(caption, book.statements.iloc[:0], frame.head(_MOST), note=note)


@house
def who_says(book: Workbook, topic: str = "") -> Exhibit:
    """Who says so: speakers and whom they speak about, direct quotations filled, indirect ones hollow."""
    caption = "Who speaks about whom: filled dots are quoted directly, hollow ones indirectly."
    rows = told_apart(book).query("speaker != '' and about != ''")
    if topic:
        sentences = book.find("figures", topic=topic)[["document", "sentence_from"]].drop_duplicates()
        rows = rows.merge(sentences, on=["document", "sentence_from"])
    pairs = rows.assign(subject=rows["about"].str.split("; ")).explode("subject")
    if pairs.empty:
        return Exhibit(caption, rows)
    everyone = pairs["who"].nunique()
    frequent = pairs["subject"].value_counts().sort_index().nlargest(_MOST_SUBJECTS, keep="first")
    subjects = [str(name) for name in frequent.index]
    pairs = pairs[pairs["subject"].isin(subjects)]
    counts = pairs.sort_values("who", kind="stable").groupby(["named", "who"]).size().reset_index(name="size")
    ordered = counts.sort_values(["named", "size"], ascending=False, kind="stable")["who"]
    speakers = list(ordered.head(_MOST_SHOWN))
    if everyone > len(speakers):
        caption += f" {len(speakers)} of {everyone} speakers."
    pairs = pairs[pairs["who"].isin(speakers)]
    unit = min(14.0, _LARGEST / pairs.groupby(["who", "subject"]).size().max())
    figure = Figure(figsize=(6.3, 1.1 + 0.23 * len(speakers)))
    axes = figure.subplots()
    for (speaker, subject), group in pairs.groupby(["who", "subject"]):
        at = (subjects.index(str(subject)), len(speakers) - 1 - speakers.index(str(speaker)))
        indirect = int((group["kind"] == "indirect").sum())
        for shift, count, face in ((-0.13, len(group) - indirect, BLUE), (0.13, indirect, "white")):
            if count:
                axes.scatter([at[0] + shift], [at[1]], s=14 + unit * count, facecolor=face, edgecolor=BLUE, zorder=3)
    axes.set_yticks(range(len(speakers)), [label(name, 34) for name in reversed(speakers)])
    axes.set_xticks(range(len(subjects)), [label(name, 11, 3) for name in subjects], fontsize=6)
    axes.set_xlim(-0.6, len(subjects) - 0.4)
    axes.set_ylim(-0.6, len(speakers) - 0.4)
    axes.grid(axis="both")
    axes.xaxis.tick_top()
    alt = f"A dot matrix of {len(speakers)} speakers and {len(subjects)} subjects; {speakers[0]} speaks most often."
    used = rows[rows["id"].isin(pairs["id"])]
    return Exhibit(caption, used, figure=figure, alt=alt)


_PARTS = {
    "article": (("title", "standfirst", "body", "caption"), BLUE),
    "summary": (("summary",), "#6699cc"),
    "credits and dates": (("byline", "dateline"), YELLOW),
    "boilerplate": (("boilerplate",), PALE),
}
_MOST_DOCUMENTS = 20


@house
def line_roles(book: Workbook) -> Exhibit:
    """How many lines of each file are article, and how many are not."""
    caption = "Lines of each file by what they are; blank lines are left out."
    rows = book.passages[book.passages["role"] != "blank"]
    if rows.empty:
        return Exhibit(caption, rows)
    part = {role: name for name, (roles, _) in _PARTS.items() for role in roles}
    counts = rows.groupby(["document", rows["role"].map(part)]).size().unstack(fill_value=0)
    counts = counts.head(_MOST_DOCUMENTS).iloc[::-1]
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
