"""What stands behind a citation or a row: its exact words, and what is known of their source, as ICD 206 asks."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple
from urllib.parse import quote

import pandas as pd

from analysis.book.workbook import SORTS, VIEWS, Workbook
from analysis.core.days import days_in_words, read_days
from analysis.core.tables import Row, records
from analysis.core.text import counted, sentences
from analysis.core.values import Span, bounds_of
from analysis.pages.escape import escape_html, escape_markdown, one_line, screen_html, shortened
from analysis.sources.documents import Document, entry_of, read_entries, unused_entries

_BASIS = {"stated": "as the page states", "inferred": "inferred from its text", "corrected": "our reckoning"}
BETWEEN = " … "  # between the passages of one endnote


def endnote(book: Workbook, rows: list[Row]) -> dict[str, Any]:
    """The endnote of one citation; a source that is not to be relied on is marked by the letter of its grade."""
    first, words = rows[0], words_behind(book, rows)
    said = book.described[first["document"]] if "line" in first else first
    weak = {"weak": f"\u00a0({said['grade'][0]})"} if said["grade"][:1] in ("D", "E") else {}
    if said is first:
        return {"words": words, "source": f"Outside evidence; {first['file']}", "place": str(first["url"]), **weak}
    place, starts = f"{said['file']}, line {first['line']}", list(_passages(book, rows))
    return {"words": words, "source": source_line(said), "place": place, "starts": starts, **weak}


def words_behind(book: Workbook, rows: Sequence[Row]) -> str:
    """The sentences of one article that rows stand in, each once and in order; of outside evidence what it says."""
    if "sha256" in rows[0]:
        return source_line(rows[0])
    if "line" not in rows[0]:
        return " ".join(dict.fromkeys(map(_evidence, rows)))
    return BETWEEN.join(_passages(book, rows).values())


def _passages(book: Workbook, rows: Sequence[Row]) -> dict[int, str]:
    """The sentences of one article that rows stand in, by where they begin; those that overlap or touch are one."""
    text = book.texts[rows[0]["document"]]
    found: list[Span] = []
    for span in sorted(_sentence(row, text) for row in rows if "char_from" in row):
        if found and span.start <= found[-1].end + 1:
            last = found.pop()
            span = Span(last.start, max(last.end, span.end))
        found.append(span)
    return {span.start: one_line(span.of(text)).removesuffix(" “") for span in found}


def one_note(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """The endnote of the two that two pages have for a citation: the passages of both, in the order of the article."""
    found: dict[int, str] = {}
    for at, note in enumerate((one, other)):
        starts, pieces = note.get("starts", [at]), note["words"].split(BETWEEN)
        pieces = pieces if len(pieces) == len(starts) else [note["words"]]  # the article may have such a mark
        for start, words in zip(starts, pieces, strict=False):
            found[start] = max(found.get(start, ""), words, key=len)
    kept = {k: found[k] for k in sorted(found) if not any(found[k] in found[i] for i in found if i < k)}
    kept = {k: words for k, words in kept.items() if not any(words in kept[i] for i in kept if i > k)}
    starts = {"starts": list(kept)} if "starts" in one else {}
    return {**one, "words": (BETWEEN if starts else " ").join(kept.values()), **starts}


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


def source_line(document: Row) -> str:
    """What is known of a document in one line: publisher, title, when written and how that is known, when retrieved."""
    agency = document["agency"]
    credit = f" (crediting {agency})" if agency and agency != document["publisher"] else ""
    named = f"{document['publisher'] or 'Publisher not stated'}{credit}, “{document['title'] or 'without title'}”"
    made_by = f" with {document['made_by']}" if document["made_by"] else ""
    days = read_days(document["retrieved"])
    taken = days_in_words(pd.Timestamp(days.earliest), pd.Timestamp(days.latest)) if days else document["retrieved"]
    got = f"retrieved {taken}" if taken else "file made" if made_by else ""
    return f"{named}; written {written_in_words(document)}{got and '; '}{got}{made_by}"


def _held(document: Row) -> str:
    """Where a document comes from, and the file that holds it."""
    address = f"from {shortened(document['url'].partition('://')[2].rstrip('/'), 90)}; " if document["url"] else ""
    return f"{address}file {document['file']} (SHA-256 {document['sha256'][:12]})"


def written_in_words(document: Row) -> str:
    """When a document was written, and how that is known."""
    days = days_in_words(document["written_earliest"], document["written_latest"])
    basis = _BASIS.get(document["written_basis"], "")
    return f"{days} ({basis})" if basis else days


def _evidence(row: Row) -> str:
    """A row of outside evidence in words: what of, for which days, by whom, and the page that reports it, graded."""
    parts = [part for part in (row["concept"], row["subject"]) if part and part != "event" and part not in row["text"]]
    where = " with " if "trade" in row["concept"] else " in "
    of = where.join(filter(None, (" of ".join(parts), row["scope"])))
    when = days_in_words(row["earliest"], row["latest"])
    head = ", ".join(filter(None, (of, "" if when == "not known" else when)))
    source = ", reported by ".join(filter(None, (row["source"], row["publisher"]))) or "not named"
    note = f" Our note: {row['note'].rstrip('.')}." if row["note"] else ""
    said = f"{head}{': ' if head else ''}{row['text']}. Source: {source} ({row['grade'] or 'not graded'}).{note}"
    return said[:1].upper() + said[1:]


def _sentence(row: Row, text: str) -> Span:
    """The sentence that a row's words stand in: as its table says, or the one of its line."""
    if row.get("sentence_to"):
        return Span(row["sentence_from"], row["sentence_to"])
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
    copies = f"; shares its text with {', '.join(shared)}" if len(shared) else ""
    graded = "Not graded." if row["grade"] == "F6" else f"Grade {row['grade']}."
    return escape_markdown(f"{source_line(row)}{copies}; {_held(row)}. {graded} {remark_on(book, row)}".strip())


def remark_on(book: Workbook, document: Row) -> str:
    """What the analyst says of a document in documents.yaml; empty without a word of hers."""
    entries, _ = read_entries(book.folder / "documents.yaml")
    entry = entry_of(Document(id=document["document"], file=document["file"]), entries)
    return entry.note if entry else ""


def summary(book: Workbook) -> str:
    """The source summary statement: how many articles were read, how independent they are, and when written."""
    if (rows := book.documents.query("error == ''")).empty:
        return "**Sources.** No article could be read."
    years = sorted({int(day.year) for day in (*rows["written_earliest"], *rows["written_latest"]) if day == day})
    origins, dated = rows["origin"].nunique(), int((rows["written_basis"] == "stated").sum())
    ungraded, were = int((rows["grade"] == "F6").sum()), "was" if len(rows) == 1 else "were"
    shared = f" (by shared text of {counted(origins, 'origin')})" if origins < len(rows) else ""
    written = f" of {' to '.join(map(str, sorted({years[0], years[-1]})))}" if years else ""
    graded = "Grades (Admiralty code: source A to F, information 1 to 6) are the analyst’s."
    return (
        f"**Sources.** {counted(len(rows), 'article')}{shared}{written} {were} read; in {dated} of them a day of "
        f"writing is stated. Those that are cited are listed. "
        f"{f'Not graded by a person: {ungraded}.' if ungraded else graded} "
        "Outside evidence is what public pages report, in our words; each is named, with its grade, in its note."
    )


def not_taken(book: Workbook) -> list[str]:
    """Files, entries, rows of outside evidence and corrections that could not be taken, each with its place."""
    entries, problems = read_entries(book.folder / "documents.yaml")
    names = [PurePosixPath(file).name for file in book.documents["file"]]
    without = book.corrections.query("status in ('stale', 'invalid')")
    return [
        *(f"{row.file}: {row.error}" for row in book.documents.query("error != ''").itertuples()),
        *problems,
        *unused_entries(entries, [*book.documents["file"], *names, *book.documents["document"]]),
        *(f"corrections.csv, line {row.line}: {row.status}: {row.reason}" for row in without.itertuples()),
        *dict.fromkeys(filter(None, book.outside["problem"])),
    ]


# --- cards ------------------------------------------------------------------------------------------------------------

_FRAME = "border:1px solid #c8ccd2;border-left:5px solid #1d3557;padding:.5em 1em;margin:.4em 0"
_WIDE = "max-width:52em;overflow-wrap:anywhere"
_LOOKS = {"": "{}", "sentence": '<span style="background:rgba(127,140,160,.18)">{}</span>'}
_LOOKS["words"] = '<mark style="background:#ffe08a;color:#111;font-weight:600">{}</mark>'
_CELL = "text-align:left;vertical-align:top;padding:1px 1em 1px 0;line-height:1.4;background:none"
_LABEL = f"{_CELL};white-space:nowrap;opacity:.75;font-weight:400"


class Card(NamedTuple):
    """Something small to look at, in a notebook, in another editor, or in a terminal."""

    heading: str
    facts: Mapping[str, str]
    pieces: tuple[tuple[str, str], ...] = ()  # of the paragraph, each with its look: "words", "sentence" around, or ""
    link: str = ""

    def _repr_html_(self) -> str:
        name = screen_html(self.heading)
        if self.link:  # JupyterLab opens a relative address of a notebook's output in a tab of its own
            name = f'<a href="{escape_html(self.link)}" title="Open the article">{name}</a>'
        rest, words = _WRAPPED.sub(" ", "".join(text for text, _ in self.pieces)), ""
        for text, look in self.pieces:
            words, rest = words + _LOOKS[look].format(screen_html(rest[: len(text)])), rest[len(text) :]
        row = f'<tr><th style="{_LABEL}">{{}}</th><td style="{_CELL}">{{}}</td></tr>'
        rows = (row.format(screen_html(label), screen_html(fact)) for label, fact in self.facts.items() if fact)
        quoted = f'<p style="margin:.4em 0;line-height:1.5;white-space:pre-line">{words}</p>' if words else ""
        table = f'<table style="margin:0">{"".join(rows)}</table>'
        return f'<div class="workbook-card" style="{_FRAME};{_WIDE}"><b>{name}</b>{quoted}{table}</div>'

    def __repr__(self) -> str:
        words = one_line("".join(f">>{text}<<" if look == "words" else text for text, look in self.pieces))
        said = [f"{label}: {one_line(fact)}" for label, fact in self.facts.items() if fact]
        return "\n  ".join(filter(None, [one_line(self.heading), words, *said]))


_WRAPPED = re.compile(r"(?<=[^\n]{60})\n(?=[^\s•*–-])")  # the end of a long line within a paragraph
_LONGEST = 1_500  # characters of a paragraph above which only the lines of the sentence are shown
# Label → column, by table.
_FACTS: dict[str, dict[str, str]] = {
    "timeline": {"Event": "kind", "Actors": "actors", "Place": "place"},
    "figures": {"Measure": "measure", "Subject": "subject", "Topic": "topic"},
    "statements": {"Speaker": "speaker", "Role": "role", "Reported with": "cue", "Quoted": "kind", "About": "about"},
    "assertions": {"Topic": "topic"},
    "standings": {"In": "dimension", "Ahead": "leader", "Behind": "trailing", "Where": "scope", "Except": "exception"},
    "dates": {"Value": "timex_value", "Not resolved": "reason"},
    "quantities": {"Sort": "kind", "Unit": "unit", "Qualifier": "qualifier"},
    "passages": {"Role": "role", "Because": "reason"},
    "written_evidence": {"Says": "reason"},
    "actors": {"Actor": "actor", "Sort": "kind", "Role": "role"},
}
_RESOLVED = {"absolute": ", named by the words", "previous event": ", counted from the date before it"}
_DAYS = {"timeline": "", "dates": "", "written_evidence": "", "figures": "as_of_", "standings": "period_"}


def find_passage(book: Workbook, name: str) -> Card:
    """The words behind a row of any table, in their sentence and paragraph, and what they were read as."""
    table, row = book.row(name, [name for name, frame in book.tables.items() if {"id", "char_from"} <= {*frame}])
    text, document = book.texts[row["document"]], book.described[row["document"]]
    words = Span(row["char_from"], row["char_to"])
    sentence = Span(row["sentence_from"], row["sentence_to"]) if "sentence_from" in row else lines_around(text, words)
    heading = f"[{row['document']}:{row['line']}] {document['title'] or document['file']}, line {row['line']}"
    facts = dict(_facts(book, table, row, document))
    return Card(heading, facts, _pieces(text, words, sentence), link_to(book, document))


def _pieces(text: str, words: Span, sentence: Span) -> tuple[tuple[str, str], ...]:
    """The paragraph in pieces, or the lines where it is too much to show; a sentence may be shorter than the words."""
    first, last = min(words.start, sentence.start), max(words.end, sentence.end)
    paragraph, lines = (lines_around(text, Span(first, last), between) for between in ("\n\n", "\n"))
    near = Span(max(lines.start, first - 300), min(lines.end, last + 300))
    around = next((one for one in (paragraph, lines) if one.end - one.start <= _LONGEST), near)
    cuts = [around.start, first, words.start, words.end, last, around.end]
    pieces = zip(["", "sentence", "words", "sentence", ""], pairwise(cuts), strict=True)
    return tuple((text[start:end], look) for look, (start, end) in pieces if start < end)


def _facts(book: Workbook, table: str, row: Row, document: Row) -> Iterator[tuple[str, str]]:
    for label, column in _FACTS.get(table, {}).items():
        yield label, row[column]
    if "low_open" in row:
        yield "Read as", f"{bounds_of(dict(row)).text} {row['currency'] or row['unit']}".strip()
    if table in _DAYS:
        days = days_in_words(row[f"{_DAYS[table]}earliest"], row[f"{_DAYS[table]}latest"])
        how = _RESOLVED.get(row.get("basis", ""), "")
        if row.get("basis") == "document date":
            written = days_in_words(document["written_earliest"], document["written_latest"])
            how = f", counted from the day of writing ({written}, {document['written_basis']})"
        yield "When", "" if days == "not known" else days + how
    if "modality" in row:
        yield "Said", f"{row['modality']}, by {row['attributed_to'] or 'the article itself'}"
    if "sure" in row:
        yield "Sure", "yes: it rests on the words themselves" if row["sure"] else "no: compare it with the words"
    if table == "timeline" and row["group_documents"] > 1:
        agree, origins = "agree" if row["group_agrees"] else "differ", counted(row["group_origins"], "origin")
        yield "Same event", f"in {row['group_documents']} documents of {origins}; they {agree} on the days"
    held = book.members.loc[book.members["claim"] == row["id"], "ledger"]
    for group in records(book.ledger[book.ledger["id"].isin(held)]):
        yield "Ledger", f"{group['family']}, {group['subject']}: {group['status']}; {group['reason']}"
        if (book.members["ledger"] == group["id"]).sum() > 1:
            yield "Side by side", group["citations"]
    for line in records(book.corrections):
        if line["row"] == row["id"] and line["status"] == "applied" and line["action"] != "undo":
            why = ": ".join(filter(None, (line["who"], line["why"]))) or "no reason given"
            yield f"Corrected {line['column']}", f"{line['value']} instead of {line['old'] or 'nothing'} ({why})"
    yield "Source", f"{source_line(document)}; {_held(document)}"
    yield "Id", row["id"]


def document_card(book: Workbook, name: str) -> Card:
    """What is known of one document."""
    if name not in book.described:
        raise KeyError(f"no document {name!r}: there is {', '.join(book.described) or 'none'}")
    row = book.described[name]
    left = (book.find("passages", document=name)["role"] == "boilerplate").tolist()
    facts = {
        "File": f"{row['file']} ({row['format']}, {row['bytes']:,} bytes)",
        "Problem": row["error"],
        "Source": f"{source_line(row)}; {_held(row)}",
        "SHA-256": row["sha256"],
        "By": row["bylines"],
        "Origin": "" if row["origin"] == name else row["origin"],
        "Article": f"{row['words']:,} words; {sum(left)} of {len(left)} lines left out as boilerplate",
        "Read": ", ".join(counted(len(book.find(table, document=name)), sort) for table, sort in SORTS.items()),
        "Grade": row["grade"],
    }
    return Card(f"[{name}] {row['title'] or row['file']}", facts, link=link_to(book, row))


VIEWS.update(evidence=find_passage, document=document_card)
