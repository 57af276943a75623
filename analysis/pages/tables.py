"""The tables that pages show: a few columns, words for codes, and a citation on every row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from analysis.core.citations import cite
from analysis.core.days import MONTHS, days_in_words
from analysis.core.tables import records
from analysis.core.values import Bounds
from analysis.pages.accuracy import accuracy, compare
from analysis.pages.escape import one_line, shortened
from analysis.pages.page import Exhibit
from analysis.pages.prose import Row, in_words, plural
from analysis.sources.reference import OUTSIDE

if TYPE_CHECKING:
    from pathlib import Path

    from analysis.book.workbook import Workbook

_DAYS = re.compile(r"\b(\d{4}-\d\d-\d\d)(?: to (\d{4}-\d\d-\d\d))?\b")
_MONTH = re.compile(r"(?<![\w-])(\d{4})-(0[1-9]|1[0-2])(?![\w-])")
_NAME = re.compile(r"\b[A-Z]\w{3,}")
_MOST_DOCUMENTS, _MOST_ROWS = 6, 60
_MOST_NAMES = 20
_LONG = 180  # characters of an article's words in a cell; the whole of them stands in the endnotes


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
            "What the articles say": [shortened(group["event"].iloc[0], _LONG) for group in groups],
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
            "Words": [shortened(words, _LONG) for words in rows["text"]],
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
    note = f"Left out: claims that stand alone ({alone.sum()})." if alone.any() else ""
    weight = rows["status"].map({"differs": 0, "changed over time": 1, "not comparable": 2}).fillna(3)
    rows = rows.assign(weight=weight)[~alone].sort_values(
        ["weight", "documents"], ascending=[True, False], kind="stable"
    )
    if len(rows) > _MOST_ROWS:
        note = f"The first {_MOST_ROWS} of {len(rows)}, those that differ first. {note}".strip()
    rows = rows.head(_MOST_ROWS)
    frame = pd.DataFrame(
        {
            "About": [_days_named(f"{row['subject']} ({row['family']})") for row in records(rows)],
            "Verdict": rows["status"],
            "Why": [_days_named(words) for words in rows["reason"]],
            "Outside evidence": [_days_named(words) for words in rows["flag"]],
            "Where": rows["citations"],
        }
    )
    if len(frame) and not frame["Outside evidence"].any():
        frame = frame.drop(columns="Outside evidence")
    return Exhibit(caption, book.claims(rows["id"]), frame, note=note)


def _places(rows: pd.DataFrame) -> list[str]:
    return [cite(row) for row in records(rows[["document", "line"]])]


def _quoted(words: pd.Series) -> list[str]:
    return [f"“{one_line(text)}”" for text in words]


def _days(rows: pd.DataFrame, prefix: str = "") -> list[str]:
    ends = zip(rows[f"{prefix}earliest"], rows[f"{prefix}latest"], strict=True)
    return ["" if pd.isna(one) and pd.isna(two) else days_in_words(one, two) for one, two in ends]


def _bounds(row: Row) -> str:
    """The bounds in words, with a unit where it is one of measurement: what is counted stands beside them."""
    ends = [None if pd.isna(row[name]) else float(row[name]) for name in ("low", "high")]
    if row["kind"] == "money":
        return in_words(ends[0], ends[1], row, exact=True)
    words = Bounds(ends[0], ends[1], row["low_open"], row["high_open"], row["qualifier"]).text
    unit = row["unit"] if row["kind"] in ("share", "duration", "distance") else ""
    return f"{words} {plural(unit, ends)}".strip()


def _days_named(words: str) -> str:
    """A text with its days in words.

    >>> _days_named("2024-07-01 to 2024-07-31 fits all"), _days_named("as of 2025-10")
    ('July 2024 fits all', 'as of October 2025')
    """
    words = _DAYS.sub(lambda found: days_in_words(pd.Timestamp(found[1]), pd.Timestamp(found[2] or found[1])), words)
    return _MONTH.sub(lambda found: f"{MONTHS[int(found[2]) - 1]} {found[1]}", words)


def corroboration(book: Workbook) -> Exhibit:
    """Events that several documents mention, each cell with the words of that document for its date.

    Documents of one origin share a column, so that copies do not look like a second source. Where there are too many
    origins for that, the wordings stand in one column.
    """
    rows = book.timeline[book.timeline["group_documents"] > 1]
    caption = "Events that more than one document mentions, and in which words"
    first = rows.drop_duplicates("group").sort_values(["group_origins", "group_earliest"], kind="stable")
    kept = first["group"].tail(_MOST_ROWS)
    note = f"Those with the most independent origins, {_MOST_ROWS} of {len(first)}." if len(first) > len(kept) else ""
    ordered = rows[rows["group"].isin(kept)].sort_values(["group_earliest", "group", "document", "char_from"])
    columns = _columns_by_origin(book, set(ordered["document"]))
    found = []
    for _, group in ordered.groupby("group", sort=False):
        one = group.iloc[0]
        line = {
            "Event": f"{days_in_words(one['group_earliest'], one['group_latest'])}: {one['kind']}",
            "Origins": one["group_origins"],
        }
        for column, mentions in group.groupby(group["document"].map(columns), sort=False):
            words = [f"“{one_line(row['text'])}” {cite(row)}" for row in records(mentions)]
            more = f" and {len(words) - _MOST_DOCUMENTS} more" if len(words) > _MOST_DOCUMENTS else ""
            line[str(column)] = "; ".join(words[:_MOST_DOCUMENTS]) + more
        found.append(line)
    frame = pd.DataFrame(found, columns=["Event", "Origins", *sorted(set(columns.values()))]).fillna("")
    return Exhibit(caption, ordered, frame, note=note)


def _columns_by_origin(book: Workbook, documents: set[str]) -> dict[str, str]:
    """Document → the head of its column: those that share an origin, or one for all where there are too many."""
    origins = book.documents[book.documents["document"].isin(documents)].groupby("origin")["document"].agg(list)
    if len(origins) > _MOST_DOCUMENTS:
        return dict.fromkeys(documents, "In which words")
    return {name: " and ".join(f"[{other}]" for other in names) for names in origins for name in names}


def responsibility(book: Workbook, rows: pd.DataFrame, caption: str) -> Exhibit:
    """Claims of responsibility apart from attribution by others."""
    frame = pd.DataFrame(
        {
            "Speaker": rows["speaker"].replace("", "nobody named"),
            "Does what": rows["claim"],
            "In the article's words": [shortened(words, _LONG) for words in rows["text"]],
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
    touched = [_touched(book, row) for row in OUTSIDE.rows(rows)]
    shown = rows.loc[list(map(bool, touched))]
    frame = pd.DataFrame(
        {
            "When": _days(shown),
            "What": shown["text"],
            "Touches": list(filter(None, touched)),
            "Reported by": shown["publisher"],
            "Where": [cite(row) for row in records(shown)],
        }
    )
    left_out = len(rows) - len(shown)
    note = f"Left out: {left_out} that touch none of these documents." if left_out else ""
    return Exhibit("What came to light beside the articles or after them: outside evidence", shown, frame, note=note)


def _touched(book: Workbook, row: Row) -> str:
    """The documents that a row of outside evidence says it touches; none where none of them has a name of its words."""
    documents = [name for name in book.documents["document"] if {"all", name} & set(row["affects"])]
    actors = book.actors.loc[book.actors["document"].isin(documents), "actor"]
    names = {name for actor in actors for name in _NAME.findall(actor)}
    if not any(word.startswith(name) for word in row["text"].split() for name in names):
        return ""
    places = " ".join(f"[{document}]" for document in documents)
    return f"{places}: {row['effect']}" if row["effect"] else places
