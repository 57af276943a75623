"""What a page says of its sources: a descriptor for each, and one statement on the whole. After ICD 206."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import pandas as pd

from analysis.claims.speaker import is_named
from analysis.pages.days import days_in_words
from analysis.pages.endnotes import source_line
from analysis.pages.escape import escape_markdown
from analysis.pages.prose import capitalised
from analysis.sources.entries import read_entries, unused_entries

if TYPE_CHECKING:
    from analysis.workbook import Workbook


def describe(book: Workbook, document: str) -> str:
    """The descriptor of one document, as Markdown: who published it, when, how complete, on whom it rests.

    Parameters
    ----------
    book
        The workbook.
    document
        Its short id.
    """
    row = book.described[document]
    statements = book.statements[book.statements["document"] == document]
    named = sum(map(is_named, statements["speaker"].unique()))
    shared = book.find("documents", origin=row["origin"]).query("document != @document")["document"]
    parts = [
        escape_markdown(source_line(row)),
        f"{row['words']:,} words",
        f"{_count(len(statements), 'statement')} by {_count(named, 'named speaker')}",
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
        f"Outside evidence, gathered from {_count(len(publishers), 'publisher')}; "
        f"{_count(len(rows), 'row')} with their addresses in {escape_markdown(file)}. It changes no article's claim."
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
        f"The page cites {_count(len(rows), 'document')} of {_count(rows['origin'].nunique(), 'origin')}",
        f"written {days_in_words(rows['written_earliest'].min(), rows['written_latest'].max())}",
        f"date of writing inferred: {inferred}; unknown: {unknown}"
        if unknown
        else f"date of writing inferred: {inferred}",
        f"{_count(len(figures), 'figure')}" + (f", {attributed:.0%} of them with who says so" if len(figures) else ""),
        f"not graded by a person: {ungraded}",
    ]
    return f"**Source summary.** {'; '.join(parts)}."


def not_taken(tables: Mapping[str, pd.DataFrame], folder: Path) -> list[str]:
    """What stands in the folder of articles and could not be taken, each in a sentence with its place.

    These are files that cannot be read, entries of documents.yaml and rows of outside evidence that are wrong, and
    corrections without effect.

    Parameters
    ----------
    tables
        The tables of a workbook.
    folder
        The folder that they were read from.
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


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
