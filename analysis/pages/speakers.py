"""Who is heard how often, where, and how much of an article rests on whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analysis.claims.speaker import is_named
from analysis.pages.page import Exhibit

if TYPE_CHECKING:
    from analysis.workbook import Workbook

_MOST = 20


def by_weight(book: Workbook) -> pd.DataFrame:
    """The first statement of each named speaker, those with the most statements first.

    Returns
    -------
    DataFrame
        Rows of the statements, with `statements` (int64): how many the speaker has.
    """
    rows = _named(book)
    rows = rows[rows["claim"] != "no comment"]
    counts = rows.groupby("speaker")["id"].transform("count")
    ordered = rows.assign(statements=counts).sort_values(
        ["statements", "speaker"], ascending=[False, True], kind="stable"
    )
    return ordered.drop_duplicates("speaker")


def _named(book: Workbook) -> pd.DataFrame:
    """The statements whose speaker has a name: unnamed officials in two articles need not be the same."""
    return book.statements[book.statements["speaker"].map(is_named).astype(bool)]


def in_several(book: Workbook, every: bool = False) -> pd.DataFrame:
    """The statements of speakers who are heard in more than one document: the first of each, or every one."""
    rows = _named(book)
    documents = rows.groupby("speaker")["document"].transform("nunique")
    rows = rows[documents > 1].sort_values(["speaker", "document", "char_from"], kind="stable")
    return rows if every else rows.drop_duplicates("speaker")


def table(book: Workbook) -> Exhibit:
    """Statements by speaker and document, split into direct and indirect."""
    rows = book.statements[book.statements["speaker"] != ""]
    found = []
    for speaker, group in rows.groupby("speaker", sort=False):
        direct = group["kind"] != "indirect"
        roles = [role for role in group["role"] if role]
        found.append(
            {
                "Speaker": speaker,
                "Role": roles[0] if roles else "",
                "Direct": int(direct.sum()),
                "Indirect": int((~direct).sum()),
                "Where": " ".join(f"[{row.document}:{row.line}]" for row in _firsts(group).itertuples()),
            }
        )
    frame = pd.DataFrame(found, columns=["Speaker", "Role", "Direct", "Indirect", "Where"])
    frame = frame.sort_values(["Direct", "Indirect", "Speaker"], ascending=[False, False, True], kind="stable").head(
        _MOST
    )
    note = f"The {_MOST} speakers with the most statements." if len(found) > _MOST else ""
    shown = rows[rows["speaker"].isin(frame["Speaker"])]
    return Exhibit("Statements by speaker", shown, frame, note=note)


def _firsts(group: pd.DataFrame) -> pd.DataFrame:
    return group.drop_duplicates("document")


def reliance(book: Workbook) -> Exhibit:
    """The share of each document's article text inside statements, in all and by its three main speakers."""
    found = []
    text = book.passages[book.passages["role"].isin(["title", "standfirst", "body", "summary", "caption"])]
    sizes = (text["char_to"] - text["char_from"]).groupby(text["document"]).sum()
    for document, group in book.statements.groupby("document", sort=True):
        lengths = (group["char_to"] - group["char_from"]).groupby(group["speaker"].replace("", "nobody named")).sum()
        shares = (lengths / sizes[document]).sort_values(ascending=False, kind="stable")
        main = "; ".join(f"{speaker} {share:.0%}" for speaker, share in shares.head(3).items())
        found.append({"Document": f"[{document}]", "In statements": f"{min(1.0, shares.sum()):.0%}", "Mainly": main})
    frame = pd.DataFrame(found, columns=["Document", "In statements", "Mainly"]).head(_MOST)
    return Exhibit("How much of each article stands inside statements, and whose", book.statements.iloc[:0], frame)
