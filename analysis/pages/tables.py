"""The tables that pages show: a few columns, words for codes, and a citation on every row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analysis.accuracy import accuracy, compare
from analysis.pages.days import days_in_words
from analysis.pages.escape import one_line
from analysis.pages.page import Exhibit
from analysis.pages.prose import Row, cite
from analysis.schema import records
from analysis.values import Bounds

if TYPE_CHECKING:
    from pathlib import Path

    from analysis.workbook import Workbook

_MOST_DOCUMENTS = 6
_MOST_NAMES = 20


def documents(book: Workbook) -> Exhibit:
    """What was read: a row a file, with title, publisher, date of writing and how that is known."""
    rows = book.documents
    frame = pd.DataFrame(
        {
            "Document": rows["document"],
            "Title": rows["title"],
            "Publisher": [_chain(row) for row in records(rows)],
            "Written": _days(rows, "written_"),
            "Basis": rows["written_basis"],
            "Words": rows["words"],
            "Remark": rows["error"],
        }
    )
    if not frame["Remark"].any():
        frame = frame.drop(columns="Remark")
    return Exhibit("What was read", rows.iloc[:0], frame)


def _chain(row: Row) -> str:
    publisher, agency = row["publisher"], row["agency"]
    said = publisher or "not stated"
    return f"{said}; text of {agency}" if agency and agency != publisher else said


def written(book: Workbook) -> Exhibit:
    """How the date of writing of each document is known: each piece of evidence with its words."""
    rows = book.written_evidence
    frame = pd.DataFrame(
        {
            "Place": _places(rows),
            "Words": _quoted(rows["text"]),
            "Allows": _days(rows),
            "Because": rows["reason"],
        }
    )
    return Exhibit("Evidence for the dates of writing", rows, frame)


def coverage(book: Workbook) -> Exhibit:
    """How many numbers stand in each article's text, and how many became rows."""
    rows = book.coverage
    numbers = rows[rows["item"] == "numbers in article text"].set_index("document")
    measured = book.figures.groupby("document").agg(
        figures=("id", "count"), other=("measure", lambda column: int((column == "other").sum()))
    )
    lost = rows[rows["item"] == "number without a row"].groupby("document")["note"].agg("; ".join)
    frame = pd.DataFrame(
        {
            "Document": numbers.index,
            "Numerals in the text": numbers["found"].to_numpy(),
            "Read": numbers["kept"].to_numpy(),
            "Figures": measured["figures"].reindex(numbers.index, fill_value=0).to_numpy(),
            "of no known measure": measured["other"].reindex(numbers.index, fill_value=0).to_numpy(),
            "Not read": lost.reindex(numbers.index, fill_value="").to_numpy(),
        }
    )
    return Exhibit("Numbers in the text and numbers in the tables", rows.iloc[:0], frame)


def accuracy_on(book: Workbook, folder: str | Path) -> Exhibit:
    """How many hand-read answers the tables get right."""
    scores = accuracy(compare(book, folder))
    frame = pd.DataFrame(
        {
            "Table": scores["table"],
            "Measure": scores["measure"],
            "Right": scores["right"],
            "Of": scores["of"],
            "Share": [f"{share:.0%}" for share in scores["share"]],
        }
    )
    note = "Measured on the articles that the rules were developed with: not a forecast for others."
    return Exhibit("Accuracy on articles read by hand", book.documents.iloc[:0], frame, note=note)


def events(book: Workbook, rows: pd.DataFrame, caption: str) -> Exhibit:
    """Events in order of time, one row a group, each with its wordings and citations."""
    ordered = rows.sort_values(["group_earliest", "group_latest", "group", "document", "char_from"], kind="stable")
    groups = [group for _, group in ordered.groupby("group", sort=False)]
    frame = pd.DataFrame(
        {
            "When": [days_in_words(group["group_earliest"].iloc[0], group["group_latest"].iloc[0]) for group in groups],
            "What the articles say": [_shorten(group["event"].iloc[0]) for group in groups],
            "Kind": [group["kind"].iloc[0] for group in groups],
            "Date in their words": [", ".join(dict.fromkeys(_quoted(group["text"]))) for group in groups],
            "Where": [" ".join(dict.fromkeys(_places(group))) for group in groups],
        }
    )
    return Exhibit(caption, ordered, frame)


def figures(book: Workbook, rows: pd.DataFrame, caption: str) -> Exhibit:
    """Figures with their bounds, what they measure, as of when, and who says so."""
    frame = pd.DataFrame(
        {
            "Measure": rows["measure"],
            "Of": rows["subject"],
            "In the article's words": _quoted(rows["text"]),
            "Bounds": [_bounds(row) for row in records(rows)],
            "As of": _days(rows, "as_of_"),
            "Says who": rows["attributed_to"].replace("", "the article"),
            "Where": _places(rows),
        }
    )
    return Exhibit(caption, rows, frame)


def standings(book: Workbook, rows: pd.DataFrame, caption: str) -> Exhibit:
    """Who is said to lead whom, in what, where and when."""
    frame = pd.DataFrame(
        {
            "In": rows["dimension"],
            "Leads": rows["leader"],
            "Trails": rows["trailing"],
            "Scope": rows["scope"],
            "Not claimed for": rows["exception"],
            "When": _days(rows, "period_"),
            "Said as": rows["modality"],
            "Where": _places(rows),
        }
    )
    return Exhibit(caption, rows, frame.loc[:, (frame != "").any()] if len(frame) else frame)


def statements(book: Workbook, rows: pd.DataFrame, caption: str) -> Exhibit:
    """Quotations with their speakers."""
    frame = pd.DataFrame(
        {
            "Speaker": rows["speaker"].replace("", "nobody named"),
            "Role": rows["role"],
            "Words": [_shorten(words) for words in rows["text"]],
            "Kind": rows["kind"],
            "Cue": rows["cue"],
            "Where": _places(rows),
        }
    )
    return Exhibit(caption, rows, frame)


def ledger(book: Workbook, families: list[str], caption: str) -> Exhibit:
    """Claims about one thing side by side, with the verdict and its reason."""
    rows = book.ledger[book.ledger["family"].isin(families)]
    alone = rows["status"].eq("single claim") & rows["flag"].eq("")
    rows, note = rows[~alone], f"Left out: claims that stand alone ({alone.sum()})." if alone.any() else ""
    frame = pd.DataFrame(
        {
            "About": [f"{row['subject']} ({row['family']})" for row in records(rows)],
            "Verdict": rows["status"],
            "Why": rows["reason"],
            "Outside evidence": rows["flag"],
            "Where": rows["citations"],
        }
    )
    if len(frame) and not frame["Outside evidence"].any():
        frame = frame.drop(columns="Outside evidence")
    ids = [name for members in rows["members"] for name in members.split()]
    return Exhibit(caption, book.claims(ids), frame, note=note)


def _places(rows: pd.DataFrame) -> list[str]:
    return [cite(row) for row in records(rows[["document", "line"]])]


def _quoted(words: pd.Series) -> list[str]:
    return [f"“{one_line(text)}”" for text in words]


def _days(rows: pd.DataFrame, prefix: str = "") -> list[str]:
    ends = zip(rows[f"{prefix}earliest"], rows[f"{prefix}latest"], strict=True)
    return ["" if pd.isna(one) and pd.isna(two) else days_in_words(one, two) for one, two in ends]


def _bounds(row: Row) -> str:
    ends = [None if pd.isna(row[name]) else float(row[name]) for name in ("low", "high")]
    words = Bounds(ends[0], ends[1], row["low_open"], row["high_open"], row["qualifier"]).text
    return f"{words} {row['currency'] or row['unit']}".strip()


def _shorten(words: str, limit: int = 180) -> str:
    """The beginning of a long text; the whole of it stands in the endnotes."""
    words = one_line(words)
    return words if len(words) <= limit else words[:limit].rsplit(" ", 1)[0] + " …"


def corroboration(book: Workbook) -> Exhibit:
    """Events that several documents mention, each cell with the words of that document for its date."""
    rows = book.timeline[book.timeline["group_documents"] > 1]
    ordered = rows.sort_values(["group_earliest", "group", "document", "char_from"], kind="stable")
    found = []
    for _, group in ordered.groupby("group", sort=False):
        first = group.iloc[0]
        line = {
            "Event": f"{days_in_words(first['group_earliest'], first['group_latest'])}: {first['kind']}",
            "Origins": first["group_origins"],
        }
        for document, mentions in group.groupby("document", sort=False):
            said = [f"“{one_line(row['text'])}” {cite(row)}" for row in records(mentions)]
            line[f"[{document}]"] = "; ".join(said)
        found.append(line)
    frame = pd.DataFrame(found).fillna("")
    columns = [name for name in frame.columns if name not in ("Event", "Origins")]
    if len(columns) > _MOST_DOCUMENTS:
        named = [" ".join(name for name in columns if line[name]) for line in records(frame)]
        frame = frame[["Event", "Origins"]].assign(Documents=named)
    elif len(frame):
        frame = frame[["Event", "Origins", *sorted(columns)]]
    return Exhibit("Events that more than one document mentions, and in which words", ordered, frame)


def responsibility(book: Workbook, rows: pd.DataFrame, caption: str) -> Exhibit:
    """Claims of responsibility apart from attribution by others."""
    frame = pd.DataFrame(
        {
            "Speaker": rows["speaker"].replace("", "nobody named"),
            "Does what": rows["claim"],
            "In the article's words": [_shorten(words) for words in rows["text"]],
            "About": rows["about"],
            "Where": _places(rows),
        }
    )
    return Exhibit(caption, rows, frame)


def unknown_names(book: Workbook) -> Exhibit:
    """Names that were found by their form and stand in no word list, the most frequent first."""
    rows = book.actors[~book.actors["known"]]
    rows = rows.sort_values(["mentions", "actor"], ascending=[False, True], kind="stable").head(_MOST_NAMES)
    frame = pd.DataFrame(
        {
            "Name": rows["actor"],
            "Taken for": rows["kind"],
            "Role": rows["role"],
            "Mentions": rows["mentions"],
            "First": _places(rows),
        }
    )
    return Exhibit("Names found by their form", rows, frame)


def afterwards(book: Workbook) -> Exhibit:
    """What outside evidence dates after the articles, and which of them it touches."""
    events = book.outside[book.outside["concept"].eq("event") & book.outside["use"].ne("reject")]
    rows = events.dropna(subset=["earliest"]).sort_values(["earliest", "row"], kind="stable")
    touched = rows["note"].str.extract(r"seeds_affected:\s*([^;]+)", expand=False).fillna("")
    frame = pd.DataFrame(
        {
            "When": _days(rows),
            "What": rows["text"],
            "Touches": touched,
            "Reported by": rows["publisher"],
            "Where": [cite(row) for row in records(rows)],
        }
    )
    return Exhibit("What came to light beside the articles or after them: outside evidence", rows, frame)
