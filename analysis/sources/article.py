"""The text that readers read: an article without its boilerplate, wrapped lines joined, broken characters mended."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Annotated

from analysis.core.tables import Table
from analysis.core.text import View
from analysis.core.values import Span
from analysis.sources.declared import CORRECTED, Declared, Place
from analysis.sources.imprint import find_agency, find_authors, find_publisher
from analysis.sources.layout import Block, Row, mark_length, mend, mended, read_blocks, read_rows
from analysis.sources.roles import Reading, read_roles
from analysis.sources.segmentation import weigh


def _pieces(text: str, paragraphs: list[list[Span]]) -> Iterator[tuple[str, Span]]:
    """The words of paragraphs, each given as the spans of its lines, and what stands between them."""
    end = 0
    for number, spans in enumerate(paragraphs):
        for row, span in enumerate(spans):
            if number or row:
                yield (" " if row else "\n\n"), Span(min(end, span.start), span.start)
            yield from mended(text, span)
            end = span.end


_LINK_NUMBER = "number of a link"
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
    places = declared.places if declared else ()
    rows = _parted(read_rows(text), places)
    blocks = read_blocks(text, rows, _together(places))
    main = declared.main if declared else None
    rows_of_main = None if main is None else frozenset(at for at, row in enumerate(rows) if row.number in main)
    weigh(blocks)
    reading = read_roles(text, blocks, declared.title if declared else "", rows_of_main)
    named = [("boilerplate", "a rule or an empty list item")] * len(rows)
    _shown(reading, rows, places)
    for block, role in zip(blocks, reading.roles, strict=True):
        named[block.first : block.last + 1] = [role] * (block.last + 1 - block.first)
    anchors = _anchors(text)
    passages: list[Passage] = []
    begins: list[int] = []
    for row, role in zip(rows, named, strict=True):
        begins.append(len(passages))
        passages += _passages(row, role, anchors)
    begins.append(len(passages))
    found = _paragraphs(blocks, [passages[at] for at in begins[:-1]])
    words = {role: [mend(blocks[at].text) for at in reading.at(role)] for role in ("title", "standfirst")}
    return Article(
        text,
        (declared and declared.title) or _title(words["title"], rows) or None,
        " ".join(words["standfirst"]) or None,
        (declared and tuple(declared.bylines)) or find_authors(reading),
        (declared and declared.publisher) or mend(find_publisher(reading)) or None,
        (declared and declared.agency) or find_agency(reading) or None,
        passages,
        [(begins[first], begins[last + 1] - 1) for first, last in found],
        declared,
    )


_TARGET = re.compile(r"^[ \t]*\d{1,3}\.[ \t]+(?:https?|file|ftp|mailto):", re.M)
_ANCHOR = re.compile(r"(?<![^\s(\"“])\[\d{1,3}\](?=\S)")


def _anchors(text: str) -> list[Span]:
    """The numbers of links that a text browser sets before words, where their targets are listed below."""
    if "[1]" not in text or len(_TARGET.findall(text)) < 2:
        return []
    return [Span(*found.span()) for found in _ANCHOR.finditer(text)]


def _passages(row: Row, role: tuple[str, str], anchors: list[Span]) -> Iterator[Passage]:
    """The passages of a row: one, or more where numbers of links part it."""
    start = row.start
    for anchor in (one for one in anchors if row.start <= one.start < row.end):
        if text_before := anchor.start > start:
            yield Passage(row.number, start, anchor.start, *role)
        yield Passage(row.number, anchor.start, anchor.end, "boilerplate", _LINK_NUMBER)
        start = anchor.end if text_before or anchor.end < row.end else row.end
    if start < row.end or row.start == row.end:
        yield Passage(row.number, start, row.end, *(role if row.end > row.start else ("blank", "")))


_INSIDE = frozenset({"caption", "byline", "summary", "correction", "body"})


def _parted(rows: list[Row], places: tuple[Place, ...]) -> list[Row]:
    """The rows, those cut in two at whose beginning the file shows a label."""
    skips = {place.first: place.skip for place in places if place.skip}
    if not skips:
        return rows
    found: list[Row] = []
    for row in rows:
        cut = row.start + skips.get(row.number, 0)
        found += [Row(row.number, row.start, cut, row.indent)] if row.start < cut < row.end else []
        found.append(Row(row.number, cut, row.end, row.indent) if row.start < cut < row.end else row)
    return found


def _together(places: tuple[Place, ...]) -> dict[int, bool]:
    """For the lines whose role the file shows: whether one goes on with the paragraph of the line above it."""
    return {number: number > place.first for place in places for number in range(place.first, place.last + 1)}


def _shown(reading: Reading, rows: list[Row], places: tuple[Place, ...]) -> None:
    """Give blocks the role that the file shows; captions, thanks and corrections inside its text stay what they are."""
    shown = {place.first: place for place in places}
    for at, block in enumerate(reading.blocks):
        row = rows[block.first]
        place = shown.get(row.number)
        if place is None:
            continue
        label = place.skip and block.first + 1 < len(rows) and rows[block.first + 1].number == row.number
        if label:
            reading.roles[at] = "boilerplate", "label of a field"
        elif place.role == "label":
            reading.roles[at] = "boilerplate", place.reason
        elif place.role != "body" or reading.roles[at][0] not in _INSIDE or place.reason == CORRECTED:
            reading.roles[at] = place.role, place.reason


def _title(found: list[str], rows: list[Row]) -> str:
    """The headline; the full stop that parts it from the rest of a page on one line is not its own."""
    title = "".join(found[:1])
    return title.removesuffix(".") if rows[0].number == rows[-1].number else title


def _words(article: Article, passage: Passage, first: bool) -> Span:
    """The words of a line: its span without the mark of a list item or heading."""
    mark = mark_length(article.text[passage.start : min(passage.end, passage.start + 8)]) if first else 0
    return Span(passage.start + mark, passage.end)


def _paragraphs(blocks: list[Block], passages: list[Passage]) -> list[tuple[int, int]]:
    """The first and last passage of each paragraph; sentences of the body that share a line share a paragraph."""
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
    paragraphs = []
    for first, last in article.paragraphs:
        lines = [(at, line) for at, line in enumerate(article.lines[first : last + 1]) if line.reason != _LINK_NUMBER]
        if lines and lines[0][1].role in roles:
            paragraphs.append([_words(article, line, at == 0) for at, line in lines])
    return View.of(_pieces(article.text, paragraphs))
