"""Executed notebook → title and pieces: the stretches of Markdown, tables and figures that a briefing is set from."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from analysis.pages.endnotes import one_note
from analysis.pages.escape import escape_markdown, one_line, shortened
from analysis.pages.notebooks import COLOUR, NotebookError, joined
from analysis.pages.show import pipe_table

if TYPE_CHECKING:
    from bs4 import Tag

WORKINGS = "workings"  # the tag of cells that stay in JupyterLab
_PICTURES = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}
_FAILED_LINE = re.compile(r"Cell In\[\d+\], line (\d+)|line (\d+)")
_HEADING = re.compile(r"(#{1,6}) [^\n]+")
_TITLE = re.compile(r"\A\s*# +([^\n]+)\n?")
_NO_ALT = """show a chart by page.chart(Exhibit(caption, claims, figure=figure, alt=…)), any other picture by \
IPython.display.Image(…, alt=…), and say in `alt` what is drawn and what it shows"""
_UNSPOKEN = re.compile(r"<[\w.]{1,80}\.(\w{1,40}) object(?: at 0x[0-9a-f]{1,16})?>")  # without words


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a page."""

    markdown: str
    form: str = ""  # of plain prose, else "table", "figure", "raw", "sources" or one of `analysis.pages.show.FORMS`
    details: Mapping[str, Any] = field(default_factory=dict)  # from the output's metadata: caption, endnotes …
    image: bytes = b""
    suffix: str = ""  # what kind of picture it is
    cell: int = field(default=0, compare=False)  # its number in the notebook, from 1


@dataclass(frozen=True, slots=True)
class Page:
    """A notebook read for printing: title, question, day of issue, handling marking, facts, and the pieces in order."""

    title: str
    question: str = ""
    date: str = ""
    marking: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    pieces: Sequence[Piece] = ()


def behind(pages: Iterable[Page], what: str) -> dict[str, Any]:
    """What stands behind the citations of pages, by key: "endnotes", or "descriptors" of sources as a whole."""
    found: dict[str, Any] = {}
    for piece in (piece for page in pages for piece in page.pieces):
        for key, said in piece.details.get(what, {}).items():
            found[key] = one_note(found[key], said) if what == "endnotes" and key in found else said
    return found


def read_page(notebook: Mapping[str, Any], name: str = "notebook") -> Page:
    """Read an executed notebook for printing, without code and cells tagged "workings"; NotebookError if it was not."""
    cells = list(enumerate(notebook["cells"], start=1))
    cells = [(number, cell) for number, cell in cells if WORKINGS not in cell.get("metadata", {}).get("tags", [])]
    pieces = [piece for number, cell in cells for piece in _pieces(cell, number, name) if piece.markdown or piece.form]
    title = question = ""
    # The first heading of level 1 is the title, the first paragraph after it the question.
    if pieces and not pieces[0].form and (found := _TITLE.match(pieces[0].markdown)):
        title, rest = found[1].strip(), pieces[0].markdown[found.end() :].strip()
        if rest and rest[0] not in "#|>-`[!<":
            question, _, rest = rest.partition("\n\n")
        pieces[:1] = [replace(pieces[0], markdown=rest.strip())] if rest.strip() else []
    mastheads = [piece.details for piece in pieces if piece.form == "masthead"]
    facts = {label: str(fact) for details in mastheads for label, fact in dict(details.get("facts", [])).items()}
    days, marking = (max((details.get(what, "") for details in mastheads), default="") for what in ("date", "marking"))
    body = [*_disorder(cells), *_filled([piece for piece in pieces if piece.form != "masthead"])]
    return Page(title or name.removesuffix(".ipynb"), " ".join(question.split()), days, marking, facts, body)


def _filled(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces without headings under which nothing stands, since what stood there is withheld."""
    kept: list[Piece] = []
    below = 0  # the level of the heading that comes next, 0 before anything else
    for piece in reversed(pieces):
        found = _HEADING.match(piece.markdown) if not piece.form else None
        if found and found.end() == len(piece.markdown) and 0 < below <= len(found[1]):
            continue
        below = len(found[1]) if found else int(piece.form == "sources")
        kept.append(piece)
    return kept[::-1]


def _disorder(cells: Iterable[tuple[int, Mapping[str, Any]]]) -> Iterator[Piece]:
    """A caveat when cells were not run from top to bottom: what they show may not belong together."""
    ran = [(cell["execution_count"], number) for number, cell in cells if cell.get("execution_count")]
    for (count, above), (next_count, below) in pairwise(ran):
        if next_count < count:
            words = f"cell {below} was run before cell {above}, which stands above it"
            yield Piece(f"**Not run in order.** In this notebook {words}. What they show may not agree.", "caveat")
            return


def _pieces(cell: Mapping[str, Any], number: int, name: str) -> Iterator[Piece]:
    source, where = joined(cell["source"]), f"{name}, cell {number}"
    if cell["cell_type"] == "markdown":
        yield Piece(source.strip(), cell=number)
    elif cell["cell_type"] == "raw" and not {"format", "raw_mimetype"} & set(cell.get("metadata", {})):
        yield Piece(source.strip("\n"), "raw" if source.strip() else "", cell=number)
    elif cell["cell_type"] == "code" and source.strip():
        _check_run(cell, where)
        for output in cell["outputs"]:
            yield from (replace(piece, cell=number) for piece in _output(output, where))


def _check_run(cell: Mapping[str, Any], where: str) -> None:
    """Refuse a cell that was not run, or that stopped."""
    source = joined(cell["source"]).splitlines()
    first = next(number for number, line in enumerate(source, start=1) if line.strip())
    if cell.get("execution_count") is None:
        place = f"{where}, line {first} ({source[first - 1].strip()!r})"
        raise NotebookError(f"{place} was not run: run the notebook from top to bottom and save it")
    for output in (output for output in cell["outputs"] if output["output_type"] == "error"):
        found = _FAILED_LINE.search(COLOUR.sub("", "\n".join(output.get("traceback", []))))
        line = min(int(found[1] or found[2]), len(source)) if found else first
        problem = f"{output.get('ename', 'error')}: {output.get('evalue', '')}".strip(": ")
        place = f"{where}, line {line} ({source[line - 1].strip()!r})"
        raise NotebookError(f"{place} stopped with {problem}: mend it and run it again")


def _output(output: Mapping[str, Any], where: str) -> Iterator[Piece]:
    """The pieces that an output gives: the richest of its forms that paper can take, or a line for what it cannot."""
    if output["output_type"] == "stream":
        if output["name"] == "stdout":
            yield Piece(COLOUR.sub("", joined(output["text"])).rstrip(), "raw")
        return
    data = {kind: joined(value) for kind, value in output["data"].items() if isinstance(value, str | list)}
    details, plain = output.get("metadata", {}).get("briefing", {}), data.get("text/plain", "")
    words = "" if _UNSPOKEN.fullmatch(plain) else COLOUR.sub("", plain)
    if details.get("form") == "masthead":
        yield Piece("", "masthead", details)
    elif kind := next((kind for kind in _PICTURES if kind in data), ""):
        yield _picture(kind, data[kind], output.get("metadata", {}), where)
    elif "text/markdown" in data:
        yield Piece(data["text/markdown"].strip(), details.get("form", ""), details)
    elif any("widget" in kind for kind in output["data"]):
        yield Piece(escape_markdown(left_out("a widget", words)))
    elif found := read_html(data.get("text/html", "")):
        yield from found
    elif "<script" in data.get("text/html", ""):
        yield Piece(escape_markdown(left_out("an interactive output", words)))
    elif words or "text/latex" in data:
        yield Piece(data.get("text/latex", words), "raw")
    elif not data.get("text/html") and output["data"]:
        kind = unspoken[1] if (unspoken := _UNSPOKEN.fullmatch(plain)) else min(output["data"])
        yield Piece(escape_markdown(left_out(f"an output of the kind {kind}")))


def _picture(kind: str, data: str, metadata: Mapping[str, Any], where: str) -> Piece:
    details = metadata.get("briefing", {})
    alt = details.get("alt") or metadata.get(kind, {}).get("alt") or metadata.get("alt") or details.get("caption")
    if not alt:
        raise NotebookError(f"{where} shows a picture without words for someone who cannot see it: {_NO_ALT}")
    image = data.encode() if kind == "image/svg+xml" else base64.b64decode(data)
    return Piece("", "figure", {**details, "alt": alt}, image, _PICTURES[kind])


# --- HTML -------------------------------------------------------------------------------------------------------------

_UNSEEN = "script, style, template, noscript, [hidden], [style*='display:none'], [style*='display: none']"
# A paragraph ends where one of these begins or ends.
_BLOCKS = (
    "address article aside blockquote br dd details div dl dt figure footer form h1 h2 h3 h4 h5 h6 header hr li main "
    "nav ol p pre section summary ul"
).split()
_LEFT_OUT = {"audio": "a recording", "canvas": "a drawing", "embed": "an embedded object", "img": "a picture"}
_LEFT_OUT |= {"iframe": "an embedded page", "object": "an embedded object", "svg": "a drawing", "video": "a video"}
_SIZE = re.compile(r"\d[\d,]* rows × \d[\d,]* columns")  # as pandas writes it below a table
_CUT = re.compile(r"\| (?:\.\.\.|…) \|")
_WIDEST = 100  # columns that a cell may span
_END = "\ue000"  # where a paragraph ends, while HTML is read


def left_out(what: str, words: str = "") -> str:
    """The line that stands for what paper cannot show."""
    said = f", {shortened(words, 120)}" if one_line(words) else ""
    return f"[Left out: {what}{said}. Paper cannot show it.]"


def read_html(html: str) -> list[Piece]:
    """The paragraphs of an HTML output and its tables, in order."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(html, "lxml")
    for unseen in soup.select(f"{_UNSEEN}, sup:has(noscript)"):  # itables marks a table that its script replaces
        unseen.extract()
    tables: dict[str | None, Iterator[Piece]] = {}
    for tag in soup.select("table:not(table table)"):
        tables[place := f"{_END}{len(tables)}{_END}"] = _table(tag)
        tag.replace_with(place)
    for tag in soup.find_all([*_LEFT_OUT]):
        words = str(tag.get("alt") or tag.get("title") or tag.get("src", ""))
        tag.replace_with(f"{_END}{left_out(_LEFT_OUT[tag.name], words)}{_END}")
    for tag in soup.find_all(_BLOCKS):
        tag.insert_before(_END)
        tag.insert_after(_END)
    found: list[Piece] = []
    for part in filter(None, re.split(f"({_END}[0-9]+{_END})|{_END}", soup.get_text())):
        words = one_line(part)
        if part in tables:
            found += tables[part]
        elif found and found[-1].form == "table" and _SIZE.fullmatch(words):
            note = f"Of {words}, those at “…” are left out." if _CUT.search(found[-1].markdown) else words
            found[-1] = replace(found[-1], details={**found[-1].details, "note": note})
        elif words:
            found.append(Piece(escape_markdown(words)))
    return found


def _table(table: Tag) -> Iterator[Piece]:
    """A table; without a `thead`, the first rows are its head, as far as they hold nothing but heads."""
    for picture in table.find_all("img"):
        picture.replace_with(f"[{picture.get('alt') or 'a picture'}]")
    caption = table.find("caption")
    rows = [row for row in table.find_all("tr") if row.find_parent("table") is table and row.find(["td", "th"])]
    if not (heads := [row for row in rows if row.parent is not None and row.parent.name == "thead"]):
        first = next((place for place, row in enumerate(rows) if row.find("td", recursive=False)), len(rows))
        heads = rows[: max(first, 1)]
    head, body = _spread(heads), _spread([row for row in rows if row not in heads])
    width = max((place + 1 for row in head + body for place in row), default=0)
    cells = [([row.get(place, "") for row in head], [row.get(place, "") for row in body]) for place in range(width)]
    if columns := [[" ".join(filter(None, top)), *below] for top, below in cells]:
        yield Piece(pipe_table(columns), "table", {"caption": one_line(caption.get_text(" ")) if caption else ""})


def _spread(rows: Sequence[Tag]) -> list[dict[int, str]]:
    """The words in each column of rows; those of a cell that spans several stand in all of them."""
    spread: list[dict[int, str]] = [{} for _ in rows]
    for number, row in enumerate(rows):
        for tag in row.find_all(["td", "th"], recursive=False):
            place = next(free for free in range(len(spread[number]) + 1) if free not in spread[number])
            across = range(place, place + min(_span(tag, "colspan"), _WIDEST))
            words = dict.fromkeys(across, one_line(tag.get_text(" ")))
            for below in spread[number : number + (_span(tag, "rowspan") or len(rows))]:
                below |= words | below
    return spread


def _span(tag: Tag, name: str) -> int:
    found = re.match(r"\s*(\d{1,6})", str(tag.get(name, "1")))
    return int(found[1]) if found and (name == "rowspan" or int(found[1])) else 1


OUTSIDE = "outside"  # what the number of a note begins with when the words are in no article


def note_number(numbers: dict[str, str], key: str, place: str) -> str:
    """The number of a note, given when it is first asked for; notes on outside evidence have numbers of their own."""
    if key not in numbers:
        outside = ", line " not in place
        kin = sum(number.startswith(OUTSIDE) == outside for number in numbers.values())
        numbers[key] = f"{OUTSIDE} {kin + 1}" if outside else str(kin + 1)
    return numbers[key]
