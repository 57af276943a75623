"""What stands behind a row: its words in their sentence and paragraph, and all that is known of them, as a card."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from analysis.book.workbook import SORTS, VIEWS, Workbook
from analysis.claims.comparisons import bounds_of
from analysis.core.days import days_in_words
from analysis.core.tables import Row, records
from analysis.core.text import counted
from analysis.core.values import Span
from analysis.pages.endnotes import lines_around, link_to
from analysis.pages.escape import escape_html, one_line, screen_html

_FRAME = "border:1px solid #c8ccd2;border-left:5px solid #1d3557;padding:.5em 1em;margin:.4em 0"
_WIDE = "max-width:52em;overflow-wrap:anywhere"
_LOOKS = {"sentence": "background:rgba(127,140,160,.18)", "words": "background:#ffe08a;color:#111;font-weight:600"}
_CELL = "text-align:left;vertical-align:top;padding:1px 1em 1px 0;line-height:1.4;background:none"
_LABEL = f"{_CELL};white-space:nowrap;opacity:.75;font-weight:400"


@dataclass(frozen=True, repr=False)
class Card:
    """Something small to look at, in a notebook, in another editor, or in a terminal.

    The paragraph comes in pieces, each with its look: "words", "sentence" around them, or "".

    >>> Card("Talks", {"When": "May 2021", "Where": ""}, (("They met ", ""), ("in May 2021", "words")))
    Talks
      They met >>in May 2021<<
      When: May 2021
    """

    heading: str
    facts: Mapping[str, str] = field(default_factory=dict)
    pieces: tuple[tuple[str, str], ...] = ()
    link: str = ""

    @property
    def words(self) -> str:
        """The exact words."""
        return "".join(text for text, look in self.pieces if look == "words")

    @property
    def sentence(self) -> str:
        """The words in their sentence."""
        return "".join(text for text, look in self.pieces if look)

    def _repr_html_(self) -> str:
        name = screen_html(self.heading)
        if self.link:  # JupyterLab opens a relative address of a notebook's output in a tab of its own
            name = f'<a href="{escape_html(self.link)}" title="Open the article">{name}</a>'
        words = "".join(_marked(text, look) for text, look in self.pieces)
        rows = "".join(
            f'<tr><th style="{_LABEL}">{screen_html(k)}</th><td style="{_CELL}">{screen_html(v)}</td></tr>'
            for k, v in self._said
        )
        quoted = f'<p style="margin:.4em 0;line-height:1.5;white-space:pre-line">{words}</p>' if words else ""
        table = f'<table style="margin:0">{rows}</table>'
        return f'<div class="workbook-card" style="{_FRAME};{_WIDE}"><b>{name}</b>{quoted}{table}</div>'

    def __repr__(self) -> str:
        words = one_line("".join(f">>{text}<<" if look == "words" else text for text, look in self.pieces))
        said = [f"{label}: {one_line(fact)}" for label, fact in self._said]
        return "\n  ".join(filter(None, [one_line(self.heading), words, *said]))

    @property
    def _said(self) -> list[tuple[str, str]]:
        return [(label, fact) for label, fact in self.facts.items() if fact]


def _marked(text: str, look: str) -> str:
    if not look:
        return screen_html(text)
    tag = "mark" if look == "words" else "span"
    return f'<{tag} style="{_LOOKS[look]}">{screen_html(text)}</{tag}>'


_LONGEST = 1_500
"""Characters of a paragraph above which only the lines of the sentence are shown."""

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
_DAYS = {"timeline": "", "dates": "", "written_evidence": "", "figures": "as_of_", "standings": "period_"}


def find_passage(book: Workbook, name: str) -> Card:
    """The words behind a row of any table, in their sentence and paragraph, and what they were read as."""
    for table, frame in book.tables.items():
        if {"id", "char_from"} <= set(frame.columns):
            found = frame[frame["id"] == name]
            if len(found):
                return _passage(book, table, records(found)[0])
    raise KeyError(f"no row has the id {name!r}; ids change when the article does, so look the claim up again")


def _passage(book: Workbook, table: str, row: Row) -> Card:
    text, document = book.texts[row["document"]], book.described[row["document"]]
    words = Span(row["char_from"], row["char_to"])
    sentence = Span(row["sentence_from"], row["sentence_to"]) if "sentence_from" in row else lines_around(text, words)
    heading = f"[{row['document']}:{row['line']}] {document['title'] or document['file']}, line {row['line']}"
    facts = {label: fact for label, fact in _facts(book, table, row, document) if fact}
    return Card(heading, facts, tuple(_pieces(text, words, sentence)), link_to(book, document))


def _pieces(text: str, words: Span, sentence: Span) -> Iterator[tuple[str, str]]:
    """The paragraph in pieces; a sentence may be shorter than the words, and the words lie in the paragraph."""
    first, last = min(words.start, sentence.start), max(words.end, sentence.end)
    around = _paragraph(text, Span(first, last))
    cuts = [around.start, first, words.start, words.end, last, around.end]
    looks = ["", "sentence", "words", "sentence", ""]
    for look, start, end in zip(looks, cuts[:-1], cuts[1:], strict=True):
        if start < end:
            yield text[start:end], look


def _paragraph(text: str, span: Span) -> Span:
    """The lines around up to an empty one, or the lines of the span alone where that is too much to show."""
    lines = lines_around(text, span)
    for found in (lines_around(text, span, "\n\n"), lines):
        if found.end - found.start <= _LONGEST:
            return found
    return Span(max(lines.start, span.start - 300), min(lines.end, span.end + 300))


def _facts(book: Workbook, table: str, row: Row, document: Row) -> Iterator[tuple[str, str]]:
    for label, column in _FACTS.get(table, {}).items():
        yield label, row[column]
    if "low_open" in row:
        yield "Read as", f"{bounds_of(row).text} {row['currency'] or row['unit']}".strip()
    if table in _DAYS:
        days = days_in_words(row[f"{_DAYS[table]}earliest"], row[f"{_DAYS[table]}latest"])
        yield "When", "" if days == "not known" else f"{days}{_resolved(row.get('basis', ''), document)}"
    if "modality" in row:
        yield "Said", f"{row['modality']}, by {row['attributed_to'] or 'the article itself'}"
    if table == "timeline":
        yield "Same event", _same_event(row)
    held = book.members.loc[book.members["claim"] == row["id"], "ledger"]
    for group in records(book.ledger[book.ledger["id"].isin(held)]):
        yield "Ledger", f"{group['family']}, {group['subject']}: {group['status']}. {group['reason']}"
        yield "Side by side", group["citations"] if (book.members["ledger"] == group["id"]).sum() > 1 else ""
    for line in records(book.corrections):
        if line["row"] == row["id"] and line["status"] == "applied":
            why = ": ".join(part for part in (line["who"], line["why"]) if part)
            yield (
                f"Corrected {line['column']}",
                f"{line['value']} instead of {line['old'] or 'nothing'} ({why or 'no reason given'})",
            )
    yield "Id", row["id"]


def _resolved(basis: str, document: Row) -> str:
    if basis == "document date":
        written = days_in_words(document["written_earliest"], document["written_latest"])
        return f", counted from the day of writing ({written}, {document['written_basis']})"
    return {"absolute": ", named by the words", "previous event": ", counted from the date before it"}.get(basis, "")


def _same_event(row: Row) -> str:
    if row["group_documents"] < 2:
        return ""
    agree = "they agree on the days" if row["group_agrees"] else "they differ on the days"
    origins = row["group_origins"]
    return f"in {row['group_documents']} documents of {counted(origins, 'origin')}; {agree}"


def document_card(book: Workbook, name: str) -> Card:
    """What is known of one document."""
    if name not in book.described:
        raise KeyError(f"no document {name!r}: there is {', '.join(book.described) or 'none'}")
    row = book.described[name]
    counts = {sort: int((book.tables[table]["document"] == name).sum()) for table, sort in SORTS.items()}
    written = days_in_words(row["written_earliest"], row["written_latest"])
    roles = book.passages.loc[book.passages["document"] == name, "role"].value_counts()
    left_out = int(roles.get("boilerplate", 0))
    facts = {
        "File": f"{row['file']} ({row['format']}, {row['bytes']:,} bytes)",
        "Problem": row["error"],
        "Publisher": row["publisher"],
        "Agency": row["agency"],
        "By": row["bylines"],
        "Written": f"{written}, {row['written_basis']}" if row["written_basis"] else written,
        "Origin": "" if row["origin"] == name else row["origin"],
        "Article": f"{row['words']:,} words; {left_out} of {int(roles.sum())} lines left out as boilerplate",
        "Read": ", ".join(counted(count, sort) for sort, count in counts.items()),
        "Grade": row["grade"],
    }
    return Card(f"[{name}] {row['title'] or row['file']}", facts, link=link_to(book, row))


def workbook_card(book: Workbook) -> Card:
    """What a workbook holds."""
    documents = book.documents[book.documents["error"] == ""]
    first, last = documents["written_earliest"].min(), documents["written_latest"].max()
    status = book.ledger.loc[book.ledger["documents"] > 1, "status"].value_counts(sort=False)
    facts = {
        "Documents": ", ".join(
            f"[{row['document']}] {row['title'] or row['file']}" for row in records(documents.head(12))
        ),
        "Not shown": f"{len(documents) - 12} more documents" if len(documents) > 12 else "",
        "Not read": "; ".join(book.documents.loc[book.documents["error"] != "", "error"].head(5)),
        "Written": days_in_words(first, last),
        "Read": ", ".join(f"{len(frame):,} {name}" for name, frame in book.tables.items() if len(frame)),
        "Ledger": ", ".join(f"{count} {name}" for name, count in sorted(status.items())),
    }
    return Card(f"Workbook of {book.folder.name}: {len(documents)} documents", facts)


VIEWS.update(
    evidence=find_passage,
    document=document_card,
    _repr_html_=lambda book: workbook_card(book)._repr_html_(),
)
