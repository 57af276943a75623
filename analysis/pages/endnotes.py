"""The exact words behind each citation, and what is known of the source that they stand in. After ICD 206."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pandas as pd

from analysis.core.days import days_in_words
from analysis.core.text import counted, sentences
from analysis.core.values import Span
from analysis.pages.escape import escape_markdown, one_line
from analysis.sources.documents import read_entries, unused_entries

if TYPE_CHECKING:
    from analysis.book.workbook import Workbook

Row = Mapping[str, Any]

_BASIS = {"stated": "as the page states", "inferred": "inferred from its text", "corrected": "as a person entered"}
_BETWEEN = " … "


def endnote(book: Workbook, rows: list[Row]) -> dict[str, str]:
    """The endnote of one citation."""
    first = rows[0]
    if "line" not in first:
        return {
            "words": " ".join(dict.fromkeys(map(_evidence, rows))),
            "source": f"Outside evidence; {first['file']}",
            "place": str(first["url"]),
        }
    document = book.described[first["document"]]
    return {
        "words": words_behind(book, rows),
        "source": source_line(document),
        "place": f"{document['file']}, line {first['line']}",
    }


def words_behind(book: Workbook, rows: Iterable[Row]) -> str:
    """The sentences of one article that rows stand in, each once and in order; of outside evidence what it says."""
    rows = list(rows)
    if "sha256" in rows[0]:
        return source_line(rows[0])
    if "line" not in rows[0]:
        return " ".join(map(_evidence, rows))
    text = book.texts[rows[0]["document"]]
    spans = merged([_sentence(row, text) for row in rows if "char_from" in row])
    return _BETWEEN.join(dict.fromkeys(one_line(span.of(text)).removesuffix(" “") for span in spans))


def pointer(book: Workbook, rows: list[Row]) -> tuple[str, str]:
    """What is shown where a pointer rests on a citation, the words and their line, and the address that it leads to."""
    first, words = rows[0], words_behind(book, rows)
    if "document" not in first:
        return words, str(first["url"])
    line = f" (line {first['line']})" if "line" in first else ""
    return words + line, link_to(book, book.described[first["document"]])


def link_to(book: Workbook, document: Row) -> str:
    """The address of a file from the working directory, without the number of an article in it."""
    try:
        path = os.path.relpath(book.folder / re.sub(r"#\d+$", "", document["file"]))
    except ValueError:  # another drive
        return ""
    return quote(Path(path).as_posix())


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that overlap or touch made one.

    >>> merged([Span(0, 9), Span(20, 30), Span(5, 12)])
    [Span(start=0, end=12), Span(start=20, end=30)]
    """
    found: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        if found and span.start <= found[-1].end + 1:
            last = found.pop()
            span = Span(last.start, max(last.end, span.end))
        found.append(span)
    return found


def source_line(document: Row) -> str:
    """What is known of a document in one line: publisher, title, when written and how that is known, when retrieved."""
    agency = document["agency"]
    credit = f" (crediting {agency})" if agency and agency != document["publisher"] else ""
    return "; ".join(
        [
            f"{document['publisher'] or 'Publisher not stated'}{credit}, “{document['title'] or 'without title'}”",
            f"written {written_in_words(document)}",
            *([f"retrieved {document['retrieved']}"] if document["retrieved"] else []),
        ]
    )


def written_in_words(document: Row) -> str:
    """When a document was written, and how that is known."""
    days = days_in_words(document["written_earliest"], document["written_latest"])
    basis = _BASIS.get(document["written_basis"], "")
    return f"{days} ({basis})" if basis else days


def _evidence(row: Row) -> str:
    """A row of outside evidence in words: of what grade, through whom, of what, what it says, and as of when."""
    parts = (row["subject"], row["scope"], row["concept"])
    of = ", ".join(part for part in parts if part and part != "event" and part not in row["text"])
    official = row["use"] == "official"  # of what was said; the page that says so is mostly a report of it
    page = f"in {row['publisher']}" if official and row["publisher"] else row["publisher"]
    by = (", " if official else " via ").join(dict.fromkeys(filter(None, (row["source"], page))))
    grade = "Official word" if official else "Press report" if row["use"] == "reported" else "Not graded"
    said = f"{of}: {row['text']}" if of else row["text"]
    days = days_in_words(row["earliest"], row["latest"])
    return f"{grade}{f', {by}' if by else ''}: {said}{f'; {days}' if days else ''}."


def _sentence(row: Row, text: str) -> Span:
    """The sentence that a row's words stand in: as its table says, or the one of its line."""
    if (end := row.get("sentence_to")) and end == end:  # rows of several tables side by side have gaps
        return Span(int(row["sentence_from"]), int(end))
    line = lines_around(text, Span(row["char_from"], row["char_to"]))
    for found in sentences(line.of(text)):
        if found.start <= row["char_from"] - line.start < found.end:
            return Span(line.start + found.start, max(line.start + found.end, row["char_to"]))
    return Span(row["char_from"], row["char_to"])


def lines_around(text: str, span: Span, between: str = "\n") -> Span:
    """The lines that a stretch of text stands in, or the paragraph, between empty ones."""
    start, end = text.rfind(between, 0, span.start), text.find(between, span.end)
    return Span(start + len(between) if start >= 0 else 0, end if end >= 0 else len(text))


def describe(book: Workbook, document: str) -> str:
    """The descriptor of one document, as Markdown: publisher, dates, grade, and the analyst's note on it."""
    row = book.described[document]
    shared = book.find("documents", origin=row["origin"]).query("document != @document")["document"]
    parts = [
        source_line(row),
        f"shares its text with {', '.join(shared)}" if len(shared) else "",
        f"file {row['file']}",
    ]
    graded = "Not graded." if row["grade"] == "F6" else f"Grade {row['grade']}."
    return escape_markdown(f"{'; '.join(filter(None, parts))}. {graded} {remark_on(book, row)}".strip())


def remark_on(book: Workbook, document: Row) -> str:
    """What the analyst says of a document in documents.yaml; empty without a word of hers."""
    entries, _ = read_entries(book.folder / "documents.yaml")
    names = (document["file"], PurePosixPath(document["file"]).name, document["document"])
    return next((entries[name].note for name in names if name in entries), "")


def summary(book: Workbook) -> str:
    """The source summary statement: how many articles, how independent, when written, and how much is attributed."""
    rows = book.documents[book.documents["error"] == ""]
    if rows.empty:
        return "**Sources.** No article could be read."
    years = sorted({int(day.year) for day in (*rows["written_earliest"], *rows["written_latest"]) if day == day})
    origins, undated = rows["origin"].nunique(), int((rows["written_basis"] != "stated").sum())
    ungraded, figures = int((rows["grade"] == "F6").sum()), book.figures
    said = [
        counted(len(rows), "article"),
        f"by shared text of {counted(origins, 'origin')}" if origins < len(rows) else "",
        f"of {years[0]} to {years[-1]}" if len(years) > 1 else f"of {years[0]}" if years else "",
    ]
    parts = [
        f"**Sources.** {', '.join(filter(None, said))}.",
        f"The day of writing is stated in {len(rows) - undated} and inferred or unknown in {undated}.",
        f"Of {counted(len(figures), 'figure')}, {int((figures['attributed_to'] != '').sum())} name who gave them.",
        f"Not graded by a person: {ungraded}." if ungraded else "Grades (Admiralty code) are the analyst’s.",
        "Outside evidence is what public pages report, each named in its note; it changes no claim of an article.",
        "Official word is an authority’s, as the page reports it.",
    ]
    return " ".join(parts)


def not_taken(tables: Mapping[str, pd.DataFrame], folder: Path) -> list[str]:
    """What stands in the folder of articles and could not be taken, each in a sentence with its place.

    These are files that cannot be read, entries of documents.yaml and rows of outside evidence that are wrong, and
    corrections without effect.
    """
    documents, corrections = tables["documents"], tables["corrections"]
    entries, problems = read_entries(folder / "documents.yaml")
    names = [PurePosixPath(file).name for file in documents["file"]]
    unread = documents[documents["error"] != ""]
    without = corrections[corrections["status"].isin(["stale", "invalid"])]
    outside = list(tables["outside"]["problem"]) if "outside" in tables else []
    return [
        *(f"{row.file}: {row.error}" for row in unread.itertuples()),
        *problems,
        *unused_entries(entries, [*documents["file"], *names, *documents["document"]]),
        *(f"corrections.csv, line {row.line}: {row.status}: {row.reason}" for row in without.itertuples()),
        *dict.fromkeys(filter(None, outside)),
    ]
