"""The text that readers read: an article without its boilerplate, wrapped lines joined, broken characters mended."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Annotated

from analysis.core.tables import Table
from analysis.core.text import View
from analysis.core.values import Span
from analysis.sources.credits import find_agency, find_authors, find_publisher
from analysis.sources.declared import CORRECTED, Declared, Place
from analysis.sources.layout import Block, Row, mark_length, mend, mended, read_blocks, read_rows, weigh
from analysis.sources.roles import Reading, read_roles

VIEWED = frozenset({"title", "standfirst", "body", "caption", "summary", "correction"})


ROLES = (
    *("title", "standfirst", "byline", "dateline", "caption", "body", "summary", "correction", "blank"),
    "boilerplate",
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A line of a page, or a part of one where the whole page stands on a single line, without the space around it."""

    number: int
    start: int
    end: int
    role: Annotated[str, "what the line is", ROLES]
    reason: Annotated[str, "why it was taken for that, in words"]


PASSAGES = Table.of("passages", "a line of a file, or a part of one", Passage)


@dataclass(frozen=True, slots=True)
class Article:
    """A page, read: what the article says of itself, its body, and the role of each line.

    Parameters
    ----------
    text
        The page as it was given; all offsets point into it.
    title, standfirst, publisher, agency, bylines
        Plain words, or None where the page does not say; the names of the authors.
    lines, paragraphs
        A passage for each line, and those that make up each paragraph, as (first, last) positions in `lines`.
    declared
        What the file says of itself in its markup, or None.
    """

    text: str
    title: str | None
    standfirst: str | None
    bylines: tuple[str, ...]
    publisher: str | None
    agency: str | None
    lines: list[Passage]
    paragraphs: list[tuple[int, int]]
    declared: Declared | None = None

    @property
    def labels(self) -> frozenset[int]:
        """The lines that hold none of the article's words, as the file shows: no date in them is its own."""
        places = self.declared.places if self.declared else ()
        return frozenset(n for one in places if one.role == "label" for n in range(one.first, one.last + 1))

    @property
    def body(self) -> str:
        """The paragraphs of the article, mended, a blank line between them; "" when the page holds no article."""
        return _viewed(self, {"body"}).text


def read_article(text: str, declared: Declared | None = None) -> Article:
    """Read a page of plain text.

    Parameters
    ----------
    text
        The text of a whole page, with its menus, notices and lists, in any layout.
    declared
        What the file says of itself in its markup; it wins over what is read from the text.

    Returns
    -------
    Article
        With a role and a reason for every line; nothing is left out.

    >>> lead = "The dam broke on Monday, officials said, and the people of two villages had to be led to safety."
    >>> article = read_article(f"Home\\nA Dam Breaks at Night\\n{lead}\\n{lead.replace('Monday', 'Tuesday')}")
    >>> article.title, [passage.role for passage in article.lines]
    ('A Dam Breaks at Night', ['boilerplate', 'title', 'body', 'body'])
    """
    said = declared or Declared()
    rows = read_rows(text)
    together = {line: line > place.first for place in said.places for line in range(place.first, place.last + 1)}
    blocks = read_blocks(text, rows, together)
    main = None if said.main is None else frozenset(at for at, row in enumerate(rows) if row.number in said.main)
    weigh(blocks)
    reading = read_roles(text, blocks, said.title, main)
    _shown(reading, rows, said.places)
    named = [("boilerplate", "a rule or an empty list item")] * len(rows)
    for block, role in zip(blocks, reading.roles, strict=True):
        named[block.first : block.last + 1] = [role] * (block.last + 1 - block.first)
    marks = [*_labels(rows, said.places), *_anchors(text)]
    passages: list[Passage] = []
    begins = [0]
    for row, role in zip(rows, named, strict=True):
        passages += _passages(row, role, marks)
        begins.append(len(passages))
    found = _paragraphs(blocks, [passages[at] for at in begins[:-1]])
    authors = find_authors(reading)
    title, standfirst = ([mend(blocks[at].text) for at in reading.at(role)] for role in ("title", "standfirst"))
    if rows[0].number == rows[-1].number:  # the full stop that parts a headline from what follows is not its own
        title = [words.removesuffix(".") for words in title]
    return Article(
        text,
        said.title or "".join(title[:1]) or None,
        " ".join(standfirst) or None,
        authors if {*said.bylines} <= {*authors} else said.bylines,
        said.publisher or mend(find_publisher(reading)) or None,
        find_agency(reading) or None,
        passages,
        [(begins[first], begins[last + 1] - 1) for first, last in found],
        declared,
    )


_TARGET = re.compile(r"^[ \t]*\d{1,3}\.[ \t]+(?:https?|file|ftp|mailto):", re.M)
_ANCHOR = re.compile(r"(?<![^\s(\"“])\[\d{1,3}\](?=\S)")


def _anchors(text: str) -> Iterator[tuple[int, int, str]]:
    """The numbers of links that a text browser sets before words: from where, to where, and why they are no words."""
    if "[1]" in text and len(_TARGET.findall(text)) > 1:
        yield from ((*found.span(), "number of a link") for found in _ANCHOR.finditer(text))


def _labels(rows: list[Row], places: tuple[Place, ...]) -> Iterator[tuple[int, int, str]]:
    """The labels with which lines begin, as the file shows."""
    skips = {place.first: place.skip for place in places if place.skip}
    for row in rows if skips else ():
        if 0 < skips.get(row.number, 0) < row.end - row.start:
            yield row.start, row.start + skips[row.number], "label of a field"


def _passages(row: Row, role: tuple[str, str], marks: list[tuple[int, int, str]]) -> Iterator[Passage]:
    """The passages of a row: one, or more where marks part it."""
    start = row.start
    for first, last, why in (mark for mark in marks if row.start <= mark[0] < row.end):
        if start < first:
            yield Passage(row.number, start, first, *role)
        yield Passage(row.number, first, last, "boilerplate", why)
        start = last
    if start < row.end or row.start == row.end:
        yield Passage(row.number, start, row.end, *(role if row.end > row.start else ("blank", "")))


_INSIDE = frozenset({"caption", "byline", "summary", "correction", "body"})


def _shown(reading: Reading, rows: list[Row], places: tuple[Place, ...]) -> None:
    """Give blocks the role that the file shows; captions, thanks and corrections inside its text stay what they are."""
    shown = {place.first: place for place in places}
    for at, block in enumerate(reading.blocks):
        if place := shown.get(rows[block.first].number):
            inside = place.role == "body" and reading.roles[at][0] in _INSIDE and place.reason != CORRECTED
            if not inside:
                reading.roles[at] = "boilerplate" if place.role == "label" else place.role, place.reason


def _paragraphs(blocks: list[Block], passages: list[Passage]) -> list[tuple[int, int]]:
    """The first and last row of each paragraph; sentences of the body that share a line share a paragraph."""
    found: list[tuple[int, int]] = []
    for block in blocks:
        here = passages[block.first]
        before = passages[found[-1][1]] if found else None
        if before and before.number == here.number and before.role == here.role == "body":
            found[-1] = found[-1][0], block.last
        else:
            found.append((block.first, block.last))
    return found


def article_view(article: Article) -> View:
    """The text that readers read: title, standfirst, body, captions and summary, each paragraph by itself.

    Marks of list items and headings are left out, wrapped lines are joined by a space, paragraphs are separated by a
    blank line, characters whose bytes were read in the wrong encoding are restored; every character maps back to
    `article.text`.

    >>> lead = "The dam broke on Monday, officials said, and the people of the regionâ€™s two towns had to be led out."
    >>> article_view(read_article(f"{lead}\\n\\n{lead} So it was.")).text.splitlines()[0]
    'The dam broke on Monday, officials said, and the people of the region’s two towns had to be led out.'
    """
    return _viewed(article, VIEWED)


def _viewed(article: Article, roles: Collection[str]) -> View:
    return View.of(_pieces(article, roles))


def _pieces(article: Article, roles: Collection[str]) -> Iterator[tuple[str, Span]]:
    """The words of the paragraphs of some roles, and what stands between them."""
    text, end, gap = article.text, 0, ""
    for first, last in article.paragraphs:
        lines = [line for line in article.lines[first : last + 1] if line.role in roles]
        for line in lines:
            whole = line is article.lines[first]
            mark = mark_length(text[line.start : min(line.end, line.start + 8)]) if whole else 0
            start = line.start + mark
            yield gap, Span(min(end, start), start)
            yield from mended(text, Span(start, line.end))
            end, gap = line.end, " "
        gap = "\n\n" if gap else ""
