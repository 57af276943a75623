"""The exact words behind each citation, and what is known of the source that they stand in. After ICD 206."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.claims.coreference import is_named
from analysis.core.days import days_in_words
from analysis.core.text import counted, sentences
from analysis.core.values import Span
from analysis.pages.escape import escape_markdown, one_line
from analysis.pages.prose import capitalised
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
            "words": "; ".join(dict.fromkeys(map(_evidence, rows))),
            "source": f"Outside evidence; {first['file']}",
            "place": str(first["url"]),
        }
    text = book.texts[first["document"]]
    spans = merged([_sentence(row, text) for row in rows if "char_from" in row])
    document = book.described[first["document"]]
    return {
        "words": _BETWEEN.join(dict.fromkeys(one_line(span.of(text)) for span in spans)),
        "source": source_line(document),
        "place": f"{document['file']}, line {first['line']}",
    }


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
    return "; ".join(
        [
            f"{publisher_of(document)}, “{document['title'] or 'without title'}”",
            f"written {written_in_words(document)}",
            f"retrieved {document['retrieved']}" if document["retrieved"] else "day of retrieval not recorded",
        ]
    )


def written_in_words(document: Row) -> str:
    """When a document was written, and how that is known."""
    days = days_in_words(document["written_earliest"], document["written_latest"])
    basis = _BASIS.get(document["written_basis"], "")
    return f"{days} ({basis})" if basis else days


def publisher_of(document: Row) -> str:
    """Who published a document, and whose text it is where that is somebody else's."""
    publisher, agency = document["publisher"], document["agency"]
    if publisher and agency and agency != publisher:
        return f"{publisher} (text of {agency})"
    return publisher or (f"{agency} (publisher not stated)" if agency else "publisher not stated")


def _evidence(row: Row) -> str:
    """A row of outside evidence in words: of what, what it says, as of when, by whose word, and who published it."""
    of = ", ".join(part for part in (row["subject"], row["scope"], row["concept"]) if part and part != "event")
    by = " via ".join(dict.fromkeys(part for part in (row["source"], row["publisher"]) if part))
    said = [f"{of}: {row['text']}" if of else row["text"], days_in_words(row["earliest"], row["latest"]), by]
    return "; ".join(part for part in said if part)


def _sentence(row: Row, text: str) -> Span:
    """The sentence that a row's words stand in: as its table says, or the one of its line."""
    if (end := row.get("sentence_to")) and end == end:  # rows of several tables side by side have gaps
        return Span(int(row["sentence_from"]), int(end))
    start, end = text.rfind("\n", 0, row["char_from"]) + 1, text.find("\n", row["char_to"])
    line = Span(start, len(text) if end < 0 else end)
    for found in sentences(line.of(text)):
        if found.start <= row["char_from"] - start < found.end:
            return Span(start + found.start, max(start + found.end, row["char_to"]))
    return Span(row["char_from"], row["char_to"])


def describe(book: Workbook, document: str) -> str:
    """The descriptor of one document, as Markdown: who published it, when, how complete, on whom it rests."""
    row = book.described[document]
    statements = book.statements[book.statements["document"] == document]
    named = sum(map(is_named, statements["speaker"].unique()))
    shared = book.find("documents", origin=row["origin"]).query("document != @document")["document"]
    parts = [
        escape_markdown(source_line(row)),
        f"{row['words']:,} words",
        f"{counted(len(statements), 'statement')} by {counted(named, 'named speaker')}",
        f"shares its text with {', '.join(shared)}" if len(shared) else "",
        f"grade {row['grade']} ({'not judged' if row['grade'] == 'F6' else 'given'} by a person)",
        f"file {escape_markdown(row['file'])}",
    ]
    return capitalised(f"{'; '.join(part for part in parts if part)}.")


def describe_outside(book: Workbook, file: str) -> str:
    """The descriptor of one file of outside evidence, as Markdown."""
    rows = book.outside.query("file == @file")
    publishers = sorted(set(rows["publisher"]) - {""})
    return (
        f"Outside evidence, gathered from {counted(len(publishers), 'publisher')}; "
        f"{counted(len(rows), 'row')} with their addresses in {escape_markdown(file)}. It changes no article's claim."
    )


def summary(book: Workbook, documents: Sequence[str]) -> str:
    """The source summary statement: how many and how independent, when written, and how much is attributed."""
    rows = book.documents[book.documents["document"].isin(documents)]
    if rows.empty:
        return "**Source summary.** This page cites no document."
    figures = book.figures[book.figures["document"].isin(documents)]
    attributed = (figures["attributed_to"] != "").mean() if len(figures) else 0.0
    inferred, unknown = (rows["written_basis"] == "inferred").sum(), (rows["written_basis"] == "").sum()
    ungraded = (rows["grade"] == "F6").sum()
    parts = [
        f"The page cites {counted(len(rows), 'document')} of {counted(rows['origin'].nunique(), 'origin')}",
        f"written {days_in_words(rows['written_earliest'].min(), rows['written_latest'].max())}",
        f"date of writing inferred: {inferred}; unknown: {unknown}"
        if unknown
        else f"date of writing inferred: {inferred}",
        f"{counted(len(figures), 'figure')}" + (f", {attributed:.0%} of them with who says so" if len(figures) else ""),
        f"not graded by a person: {ungraded}",
    ]
    return f"**Source summary.** {'; '.join(parts)}."


def not_taken(tables: Mapping[str, pd.DataFrame], folder: Path) -> list[str]:
    """What stands in the folder of articles and could not be taken, each in a sentence with its place.

    These are files that cannot be read, entries of documents.yaml and rows of outside evidence that are wrong, and
    corrections without effect.
    """
    documents, corrections = tables["documents"], tables["corrections"]
    entries, problems = read_entries(folder / "documents.yaml")
    names = [PurePosixPath(file).name for file in documents["file"]]
    unread = documents[documents["error"] != ""]
    without = corrections[corrections["status"] != "applied"]
    outside = list(tables["outside"]["problem"]) if "outside" in tables else []
    return [
        *(f"{row.file}: {row.error}" for row in unread.itertuples()),
        *problems,
        *unused_entries(entries, [*documents["file"], *names, *documents["document"]]),
        *(f"corrections.csv, line {row.line}: {row.status}: {row.reason}" for row in without.itertuples()),
        *dict.fromkeys(filter(None, outside)),
    ]
