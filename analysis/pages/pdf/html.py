"""What a cell displayed as HTML → its paragraphs and its tables, with merged cells, and a line for what is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from analysis.pages.escape import escape_markdown, one_line

if TYPE_CHECKING:
    from bs4 import Tag

_UNSEEN = "script, style, template, noscript, [hidden], [style*='display:none'], [style*='display: none']"
# A paragraph ends where one of these begins or ends; `table` and what is left out are blocks too.
_BLOCKS = (
    "address article aside blockquote br dd details div dl dt figure footer form h1 h2 h3 h4 h5 h6 header hr li main "
    "nav ol p pre section summary ul"
).split()
_LEFT_OUT = {
    "audio": "a recording",
    "canvas": "a drawing",
    "embed": "an embedded object",
    "iframe": "an embedded page",
    "img": "a picture",
    "object": "an embedded object",
    "svg": "a drawing",
    "video": "a video",
}
_SIZE = re.compile(r"\d[\d,]* rows × \d[\d,]* columns")  # as pandas writes it below a table
_CUT = ("...", "…")
_NUMERAL = re.compile(
    r"(?:[<>≥≤~≈+−-]\s?)?(?:[A-Z]{0,3}[$€£¥]\s?)?(?:0|[1-9][\d,]{0,20})(?:\.\d{1,15})?\s?(?:%|bn|m|k)?"
)
_WIDEST = 100  # columns that a cell may span


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its words, how many columns and rows it spans, and whether it names a row or column."""

    words: str
    across: int = 1
    down: int = 1
    label: bool = False


Rows = list[list[Cell]]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table whose cells may span columns and rows; `right` says which columns hold numbers and stand to the right."""

    head: Rows
    rows: Rows
    right: Sequence[bool]
    caption: str = ""
    note: str = ""


def is_numeral(words: str) -> bool:
    """Whether a cell holds a number, perhaps with a sign or a unit.

    >>> is_numeral("US$1,200.5"), is_numeral("007")
    (True, False)
    """
    return _NUMERAL.fullmatch(words) is not None


def left_out(what: str, words: str = "") -> str:
    """The line, as Markdown, that stands for what paper cannot show.

    >>> left_out("a widget", "IntSlider(value=7)")
    '\\\\[Left out: a widget, IntSlider(value=7). Paper cannot show it.\\\\]'
    """
    said = one_line(words)
    said = f", {said if len(said) <= 120 else said[:119] + '…'}" if said else ""
    return escape_markdown(f"[Left out: {what}{said}. Paper cannot show it.]")


def read_html(html: str) -> list[str | Grid]:
    """The paragraphs of an HTML output, as Markdown, and its tables, in order.

    >>> read_html("<b>Ten</b> came.<table><tr><th>n</th></tr><tr><td>10</td></tr></table><p>1 rows × 1 columns</p>")
    ... # doctest: +ELLIPSIS
    ['Ten came.', Grid(head=[[Cell(words='n', ...)]], rows=[[Cell(words='10', ...)]], ... note='1 rows × 1 columns')]
    """
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(html, "lxml")
    for mark in soup.select("sup:has(noscript)"):  # of itables, on a table that its script will replace
        mark.decompose()
    for unseen in soup.select(_UNSEEN):
        unseen.extract()
    found: list[str | Grid] = []
    for part in _parts(soup):
        if isinstance(part, str) and found and isinstance(above := found[-1], Grid) and _SIZE.fullmatch(part):
            cut = any(cell.words in _CUT for row in [*above.head, *above.rows] for cell in row)
            found[-1] = replace(above, note=f"Of {part}, those at “…” are left out." if cut else part)
        else:
            found.append(part)
    return found


def _parts(tag: Tag) -> Iterator[str | Grid]:
    """The words between two blocks are a paragraph; a block that holds blocks is read in its turn."""
    from bs4 import Tag
    from bs4.element import NavigableString

    words: list[str] = []
    for item in [*tag.children, None]:
        if isinstance(item, Tag) and item.name not in _BLOCKS and not item.find([*_BLOCKS, *_LEFT_OUT, "table"]):
            if item.name not in _LEFT_OUT and item.name != "table":
                words.append(item.get_text())
                continue
        elif type(item) is NavigableString:  # neither a comment nor a declaration
            words.append(item)
            continue
        if text := one_line("".join(words)):
            yield escape_markdown(text)
        words = []
        if isinstance(item, Tag) and item.name == "table":
            yield from _table(item)
        elif isinstance(item, Tag) and item.name in _LEFT_OUT:
            yield left_out(_LEFT_OUT[item.name], str(item.get("alt") or item.get("title") or item.get("src", "")))
        elif isinstance(item, Tag):
            yield from _parts(item)


def _table(table: Tag) -> Iterator[Grid]:
    """A table; without a `thead`, the first rows are its head, as far as they hold nothing but heads."""
    for picture in table.find_all("img"):
        picture.replace_with(f"[{picture.get('alt') or 'a picture'}]")
    caption = table.find("caption")
    rows = [row for row in table.find_all("tr") if row.find_parent("table") is table and row.find(["td", "th"])]
    heads = [row for row in rows if row.parent is not None and row.parent.name == "thead"]
    if not heads:
        first = next((place for place, row in enumerate(rows) if row.find("td", recursive=False)), len(rows))
        heads = rows[: max(first, 1)]
    head, body = _placed(heads), _placed([row for row in rows if row not in heads])
    width = max((place + 1 for row in head + body for place in row), default=0)
    if not width:
        return
    numbers = [[cell for row in body if (cell := row.get(place)) and cell.words] for place in range(width)]
    right = [bool(cells) and all(is_numeral(cell.words) and not cell.label for cell in cells) for cells in numbers]
    grid = Grid(_one(_filled(head, width)), _filled(body, width), right)
    yield replace(grid, caption=one_line(caption.get_text(" "))) if caption else grid


def _placed(rows: Sequence[Tag]) -> list[dict[int, Cell | None]]:
    """Where the cells of rows stand: column → cell, or None where one of another column or row reaches."""
    placed: list[dict[int, Cell | None]] = []
    reaching: dict[int, int] = {}
    for number, row in enumerate(rows):
        line: dict[int, Cell | None] = dict.fromkeys(reaching)
        below = {place: rest - 1 for place, rest in reaching.items() if rest > 1}
        for tag in row.find_all(["td", "th"], recursive=False):
            place = next(free for free in range(len(line) + 1) if free not in line)
            free = [place + step for step in range(min(_span(tag, "colspan"), _WIDEST))]
            across = next((step for step, taken in enumerate(free) if taken in line), len(free))
            down = min(_span(tag, "rowspan") or len(rows), len(rows) - number)
            line |= dict.fromkeys(free[:across])
            line[place] = Cell(one_line(tag.get_text(" ")).strip(), across, down, label=tag.name == "th")
            below |= dict.fromkeys(free[:across] if down > 1 else (), down - 1)
        placed.append(line)
        reaching = below
    return placed


def _span(tag: Tag, name: str) -> int:
    found = re.match(r"\s*(\d{1,6})", str(tag.get(name, "1")))
    return int(found[1]) if found and (name == "rowspan" or int(found[1])) else 1


def _filled(rows: list[dict[int, Cell | None]], width: int) -> Rows:
    """The cells of each row in order, with empty ones where a row ends too early."""
    return [[cell for place in range(width) if (cell := row.get(place, Cell("")))] for row in rows]


def _one(head: Rows) -> Rows:
    """Rows of a head as one where no column has words in two of them: pandas names row labels below the columns."""
    columns = list(zip(*head, strict=True)) if len({len(row) for row in head}) == 1 else []
    if any(cell.across > 1 or cell.down > 1 for row in head for cell in row):
        return head
    words = [[cell.words for cell in column if cell.words] for column in columns]
    return [[Cell("".join(said), label=True) for said in words]] if all(len(said) < 2 for said in words) else head
