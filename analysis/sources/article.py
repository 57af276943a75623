"""Telling an article from the page around it: title, authors, publisher, body, and a role for each line."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.sources.imprint import find_agency, find_authors, find_publisher
from analysis.sources.layout import Block, Row, mark_length, read_blocks, read_rows
from analysis.sources.prose import read_prose
from analysis.sources.roles import read_roles
from analysis.sources.view import mend, view_of
from analysis.text import View
from analysis.values import Span

if TYPE_CHECKING:
    from analysis.sources.documents import Declared

VIEWED = frozenset({"title", "standfirst", "body", "caption", "summary"})


@dataclass(frozen=True, slots=True)
class Passage:
    """A line of a page (or a part of one, where the whole page stands on a single line) and what it is.

    Parameters
    ----------
    number
        1-based line, as an editor counts.
    start, end
        Where its characters stand in the text, without the white space around them.
    role
        title, standfirst, byline, dateline, caption, body, summary, blank or boilerplate.
    reason
        Why, in words.
    """

    number: int
    start: int
    end: int
    role: str
    reason: str


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
    rows = read_rows(text)
    blocks = read_blocks(text, rows)
    main = declared.main if declared else None
    rows_of_main = None if main is None else frozenset(at for at, row in enumerate(rows) if row.number in main)
    reading = read_roles(text, blocks, read_prose(blocks), declared.title if declared else "", rows_of_main)
    named = [("boilerplate", "a rule or an empty list item")] * len(rows)
    for block, role in zip(blocks, reading.roles, strict=True):
        named[block.first : block.last + 1] = [role] * (block.last + 1 - block.first)
    passages = [
        Passage(row.number, row.start, row.end, *(role if row.end > row.start else ("blank", "")))
        for row, role in zip(rows, named, strict=True)
    ]
    words = {role: [mend(blocks[at].text) for at in reading.at(role)] for role in ("title", "standfirst")}
    return Article(
        text,
        (declared and declared.title) or _title(words["title"], rows) or None,
        " ".join(words["standfirst"]) or None,
        (declared and tuple(declared.bylines)) or find_authors(reading),
        (declared and declared.publisher) or mend(find_publisher(reading)) or None,
        (declared and declared.agency) or find_agency(reading) or None,
        passages,
        _paragraphs(blocks, passages),
        declared,
    )


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
    paragraphs = [
        [_words(article, passage, at == 0) for at, passage in enumerate(article.lines[first : last + 1])]
        for first, last in article.paragraphs
        if article.lines[first].role in roles
    ]
    return view_of(article.text, paragraphs)
