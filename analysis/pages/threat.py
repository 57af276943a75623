"""What the claims say of the threat from one actor: its attacks, its strength, its reach, and a country's rank."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from analysis.pages.computed import Computed
from analysis.pages.days import days_in_words
from analysis.pages.escape import one_line
from analysis.pages.prose import Row, listed
from analysis.schema import records

if TYPE_CHECKING:
    from analysis.workbook import Workbook

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
    """Every number of deaths in the attacks that the claims connect with an actor.

    Returns
    -------
    DataFrame
        Rows of the figures, those of the attack that most documents speak of first, in the order of writing; with
        `said` (str): the words of the source and which attack they are about.
    """
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
    """The estimates of the strength of an actor, in the order of their dates.

    Returns
    -------
    DataFrame
        Rows of the figures, with `said` (str): the words of the source and the days that they are for.
    """
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
        if other["earliest"] > row["as_of_latest"] and int(other["edition"] or 9999) <= written[row["document"]].year
    ]
    outside = book.outside[book.outside["id"].isin([two for _, two in pairs])]
    return rows[rows["id"].isin([one for one, _ in pairs])], outside


def outside_ranks(book: Workbook, subject: str) -> pd.DataFrame:
    """Outside ranks of a country by the year of the data, with `edition` (str): the year of the index."""
    rows = book.outside[book.outside["concept"].str.contains("rank").astype(bool) & book.outside["subject"].eq(subject)]
    rows = rows[rows["use"].ne("reject")].dropna(subset=["low", "earliest"])
    edition = rows["note"].str.extract(r"edition: (\d{4})", expand=False).fillna("")
    return rows.assign(edition=edition).sort_values("earliest", kind="stable")


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
