"""Pages → Typst markup, with numbered notes in one annex → PDF.

All text is escaped; markup comes from this module and the template alone.
"""

import datetime
import html
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.metadata import distribution
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import mistune
import typst

from analysis.core.citations import CITATION, cited_in, in_order
from analysis.pages.escape import code_points, escape_typst, typst_string, visible
from analysis.pages.notebooks import NotebookError
from analysis.pages.pdf.pieces import OUTSIDE, Page, Piece, behind, note_number, read_page
from analysis.pages.prose import CONFIDENCE_MEANING, LIKELIHOOD, SIGNS_MEANING
from analysis.pages.show import FORMS, quoted

_SUSPECTS = b"/MarkInfo<</Marked true/Suspects false>>"  # its default, at which Poppler before 23 complains


def compose(notebook: Mapping[str, Any], name: str = "notebook", paper: str = "a4", inputs: str = "") -> bytes:
    """Set an executed notebook as a PDF briefing; otherwise as `bind`. NotebookError where a cell was not run."""
    return bind([read_page(notebook, name)], name, paper, inputs)


def bind(pages: Sequence[Page], name: str, paper: str = "a4", inputs: str = "") -> bytes:
    """Set pages as one PDF (PDF/A-2a and PDF/UA-1) with one annex, the same each day; NotebookError where it can't be.

    `name` is what messages call it, `inputs` a hash of all that it was made from, to be printed at its end.
    """
    day = datetime.datetime.fromisoformat(max(page.date for page in pages) or "2000-01-01").replace(tzinfo=datetime.UTC)
    given = {"main.typ": _OPENING + to_typst(pages), "given.json": json.dumps(_given(pages, paper, inputs))}
    sources = {file: text.encode() for file, text in given.items()}
    pictures = (piece for page in pages for piece in page.pieces if piece.form == "figure")
    sources |= {f"figure-{number}.{piece.suffix}": piece.image for number, piece in enumerate(pictures, start=1)}
    how: dict[str, Any] = {"font_paths": fonts(), "ignore_system_fonts": True, "pdf_standards": ["ua-1", "a-2a"]}
    try:  # of the disk it sees the template beside this file
        pdf = bytes(typst.compile(sources, root=Path(__file__).parent, timestamp=day, **how))
    except typst.TypstError as error:
        why = " ".join([error.message, *error.hints])
        raise NotebookError(f"{name} could not be set as a page: {why}") from error
    return pdf.replace(_SUSPECTS, _SUSPECTS.replace(b"/Suspects false", b" " * 15))


_OPENING = '#import "briefing.typ": *\n#let given = json("given.json")\n#show: briefing.with(..given.page)\n\n'


def _given(pages: Sequence[Page], paper: str, inputs: str) -> dict[str, Any]:
    """What the template is told in words that are no markup: what stands around the pages, and the yardstick."""
    said = {"title": pages[0].title, "question": pages[0].question, "marking": pages[0].marking, "inputs": inputs}
    page: dict[str, Any] = {name: printable(visible(words)) for name, words in said.items()}
    page["facts"] = [[printable(visible(part)) for part in fact] for fact in pages[0].facts.items()]
    page |= {"paper": {"a4": "a4", "letter": "us-letter"}[paper], "bound": len(pages) > 1}
    return {"page": page, "yardstick": [[*LIKELIHOOD.items()], [CONFIDENCE_MEANING, *SIGNS_MEANING]]}


_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,31});")
_LONG_WORD, _LONG_LINE = re.compile(r"\S{17,}"), re.compile(r"\S{60,}")
_BOUND = re.compile(r"(?<![\w-])(\w{1,12}-\w{1,2})(?![\w-])")  # "ISIS-K" is not to be broken at its hyphen
_BREAK_AFTER = re.compile(r"(?<=[/._?&=@:-])(?=\w)")
# Quotation marks of a source, to be told from the analyst's own until escaped.
_EXACT = str.maketrans("\"'", "\ue000\ue001")
_BREAK = "\u200b"  # a place to break a line that shows nothing
_SHORT = 1500  # characters of a block that is kept on one page
_CITATIONS = re.compile(rf"{CITATION.pattern}(?:\s?{CITATION.pattern}){{0,60}}")  # one behind the other
_AROUND = {  # what stands around the words of a token
    "paragraph": ("", "\n\n"),
    "block_text": ("", "\n"),
    "block_quote": ("#extract[\n", "]\n\n"),
    "thematic_break": ("#pause", "\n\n"),
    "emphasis": ("#emph[", "]"),
    "strong": ("#strong[", "]"),
    "linebreak": ("#linebreak()", ""),
}
Token = dict[str, Any]


def to_typst(pages: Sequence[Page]) -> str:
    """The pages as Typst markup for the functions of `briefing.typ`: one behind the other, then one annex for all."""
    writer = _Writer(pages)
    return "".join(map(writer.page, pages)) + writer.annex(pages)


class _Writer:
    """Each piece is parsed by itself, so that an unclosed fence in one can't swallow the next."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self.endnotes, self.descriptors = behind(pages, "endnotes"), behind(pages, "descriptors")
        self.numbers: dict[str, str] = {}
        self.parts = self.level = self.pictures = 0
        self.turned, self.linked = False, True
        self.led: set[str] = set()
        self.markdown: Any = mistune.create_markdown(renderer=None, plugins=["table", "url"])

    def page(self, page: Page) -> str:
        """A page in its order, but what changed since the last edition stands below the answer."""
        self.level, self.parts = 0, self.parts + 1
        pieces = [piece for piece in page.pieces if piece.form not in ("changes", "sources")]
        after = next((place for place, piece in enumerate(pieces, 1) if piece.form == "answer"), 0)
        pieces[after:after] = [piece for piece in page.pieces if piece.form == "changes"]
        head = f"#part([{self.plain(page.title)}], [{self.plain(page.question)}])\n\n" if self.parts > 1 else ""
        return head + "".join(map(self.piece, pieces))

    def annex(self, pages: Sequence[Page]) -> str:
        """What the sources are worth, each of them, the yardstick, and the exact words behind each citation."""
        self.level = 0
        pieces = [piece for page in pages for piece in page.pieces if piece.form == "sources"]
        paragraphs = [words for piece in pieces for words in piece.markdown.split("\n\n") if words]
        words = self.parsed("\n\n".join(dict.fromkeys(paragraphs)))
        sources = ((typst_string(key), self.descriptors[key]) for key in sorted(self.descriptors, key=in_order))
        described = [f"source({name})[{self.parsed(said).strip()}]" for name, said in sources]
        body = f"#small[\n{words}]\n{_listed('sources', described)}" if words or described else ""
        return f"#annex[\n{body}#yardstick(..given.yardstick)\n{self.notes()}]\n"

    def piece(self, piece: Piece) -> str:
        caption, note = (self.text(piece.details.get(part, "")) for part in ("caption", "note"))
        if piece.form == "figure":
            self.pictures += 1
            file, alt = map(typst_string, (f"figure-{self.pictures}.{piece.suffix}", piece.details["alt"]))
            return f"#picture({file}, alt: {alt}, caption: [{caption}], note: [{note}])\n\n"
        if piece.form == "raw":
            return _verbatim(piece.markdown)
        body = self.parsed(piece.markdown)
        if piece.form == "table":
            call = f"numbered([{caption}]," if caption else "bare("
            size = len(piece.markdown) + 60 * piece.markdown.count("\n")
            table = f"#{call} [{note}], {_whole(size)})[{body}]"
            return f"#turned[{table}]\n\n" if self.turned else f"{table}\n\n"
        if rests := self.text(piece.details.get("rests_on", "")):
            body += f"#rests[{rests}]\n"
        if piece.form not in FORMS:
            return body
        form = f"{typst_string(piece.form)}, {typst_string(FORMS[piece.form][0])}"
        return f"#statement({form}, {_whole(len(body))})[\n{body}]\n\n"

    def notes(self) -> str:
        """The notes in the order of their numbers; last those that nothing printed cites, in the order of lines."""
        cited = set(self.numbers)
        for key in sorted(self.endnotes, key=in_order):  # files of notebooks sort the keys of a mapping
            self.number(key)
        listed: dict[bool, list[str]] = {False: [], True: []}
        for key, number in self.numbers.items():
            note, outside = self.endnotes[key], number.startswith(OUTSIDE)
            place = note.get("place", "") if outside else key.replace(":", ", line ")
            words = f"[{self.exact(quoted(note))}], [{self.link(place, self.exact(place))}]"
            call = f"endnote({typst_string(number)}, {typst_string(key)}, {words}, back: {str(key in cited).lower()})"
            listed[outside].append(call)
        return _listed("endnotes", listed[False]) + _listed("outside-notes", listed[True])

    def number(self, key: str) -> str:
        return note_number(self.numbers, key, self.endnotes[key].get("place", ""))

    def parsed(self, markdown: str) -> str:
        """The blocks of a piece."""
        return self.markup(self.markdown(visible(markdown)))

    def token(self, token: Token) -> str:
        kind, children, raw = token["type"], token.get("children", []), token.get("raw", "")
        if kind in _AROUND:
            before, after = _AROUND[kind]
            return f"{before}{self.markup(children)}{after}"
        match kind:
            case "heading":  # one level less, since the title is not among them, and none skipped
                self.level = min(max(token["attrs"]["level"] - 1, 1), self.level + 1)
                return f"#heading(level: {self.level + (self.parts > 1)})[{self.markup(children)}]\n\n"
            case "block_code":
                return _verbatim(raw.rstrip())
            case "list":
                items = ", ".join(f"[{self.markup(item['children']).strip()}]" for item in children)
                call = f"enum(start: {token['attrs'].get('start', 1)}, " if token["attrs"]["ordered"] else "list("
                return f"#{call}tight: {str(token['tight']).lower()}, {items})\n\n"
            case "table":
                return self.table(token)
            case "codespan":
                return f"#raw({typst_string(html.unescape(printable(raw)))})"
            case "link":
                return self.link(token["attrs"]["url"], self.markup(children))
            case "image":  # nothing is read from the disk on a text's behalf: its description stands in
                return self.text(f"[{_plain(children)}]")
            case "block_html" | "inline_html":
                words = "" if raw.startswith("<!--") else self.text(raw.rstrip("\n"))
                return f"{words}\n\n" if words and kind == "block_html" else words
        return self.markup(children) if children else self.text(raw)

    def table(self, token: Token) -> str:
        """A table; the first row is its head."""
        head, *bodies = token["children"]
        rows = [head["children"], *(row["children"] for body in bodies for row in body["children"])]
        sides = [cell["attrs"].get("align") or "left" for cell in rows[0]]
        words = [[_plain(cell["children"]) for cell in row] for row in rows]
        layout = lay_out(words)
        self.turned = layout.turned
        lines = []
        for number, row in enumerate(rows):
            self.linked = number > 0  # heads are repeated on each page, and what is repeated may hold no link
            lines.append(", ".join(f"[{self.markup(cell['children'])}]" for cell in row))
        self.linked = True
        longest = max(sum(map(len, row)) for row in words)
        columns = f"columns: ({', '.join(layout.widths)},), align: ({', '.join(sides)},), size: {layout.size}pt"
        how = f"{columns}, hyphenate: {str(layout.hyphenate).lower()}, {_whole(longest)}"
        body = ",\n".join([f"table.header({lines[0]})", *lines[1:]])
        return f"#tabular({how},\n{body})\n\n"

    def markup(self, tokens: Sequence[Token]) -> str:
        """Tokens one behind the other; texts that follow each other are one, so that citations stay together."""
        done, words = [], ""
        for token in tokens:
            if token["type"] in ("text", "softbreak"):
                raw = token.get("raw", " ")
                words += _ENTITY.sub(lambda found: visible(html.unescape(found[0])).translate(_EXACT), raw)
                continue
            done += [self.text(words), self.token(token)]
            words = ""
        return "".join([*done, self.text(words)])

    def link(self, url: str, body: str) -> str:
        web = self.linked and url.startswith(("https://", "http://", "mailto:"))
        return f"#link({typst_string(url)})[{body}]" if web else body

    def exact(self, words: str) -> str:
        """Words of a source: plain, with their own quotation marks."""
        return self.plain(words.translate(_EXACT))

    def text(self, words: str) -> str:
        """Plain text, in which citations are the numbers of their notes and lead to them."""
        done, end = [], 0
        for found in _CITATIONS.finditer(words):
            done += [self.plain(words[end : found.start()]), self.citations(found[0])]
            end = found.end()
        return "".join([*done, self.plain(words[end:])])

    def citations(self, words: str) -> str:
        """Citations that stand one behind the other, in one pair of brackets; as they stand where one has no note."""
        known = [self.known(key) for key in dict.fromkeys(cited_in(words))]
        if not self.linked or not all(known):
            return self.plain(words)
        numbers = {key: self.number(key) if key in self.endnotes else key for key in known}
        places = sorted(known, key=lambda key: in_order(numbers[key]))
        inside = [self.leads(key) for key in places if not numbers[key].startswith(OUTSIDE)]
        outside = [self.leads(key) for key in places if numbers[key].startswith(OUTSIDE)]
        both = [", ".join(inside), f"{OUTSIDE}~{', '.join(outside)}" if outside else ""]
        return f"#cited[{'#text[; ]'.join(filter(None, both))}]"

    def known(self, key: str) -> str:
        """The note or source that a citation means; of a range of lines the note of its first; empty without one."""
        names = (key, re.split("[–-]", key)[0])
        return next((name for name in names if name in self.endnotes or name in self.descriptors), "")

    def leads(self, key: str) -> str:
        if key not in self.endnotes:
            return f"#link(label({typst_string(f'source {key}')}))[{escape_typst(key)}]"
        name = "" if key in self.led else f", name: {typst_string(f'cited {key}')}"
        self.led.add(key)
        number = self.number(key).removeprefix(OUTSIDE).strip() + self.endnotes[key].get("weak", "")
        return f"#leads({typst_string(f'endnote {key}')}{name})[{number}]"

    def plain(self, words: str) -> str:
        parts = _BOUND.split(_LONG_WORD.sub(_breakable, printable(words)))
        return "".join(f"#box[{_escaped(part)}]" if place % 2 else _escaped(part) for place, part in enumerate(parts))


def _escaped(words: str) -> str:
    escaped = re.sub("[^\ue000\ue001]+", lambda found: escape_typst(found.group()), words)
    for mark, kept in zip("\"'", "\ue000\ue001", strict=True):  # the analyst's own become typographic ones
        escaped = escaped.replace(f"\\{mark}", mark).replace(kept, f"\\{mark}")
    return escaped


def _verbatim(words: str) -> str:
    """Text as it was printed; a word longer than a line may be broken."""
    return f"#raw({typst_string(_LONG_LINE.sub(_breakable, printable(words)))}, block: true)\n\n"


def _listed(function: str, items: Sequence[str]) -> str:
    """A call with each item on a line of its own; nothing without items."""
    return f"#{function}(\n{''.join(f'  {item},{chr(10)}' for item in items)})\n" if items else ""


def _whole(length: int) -> str:
    """Whether a block stays on one page: a short one does."""
    return f"whole: {str(length < _SHORT).lower()}"


def _breakable(word: re.Match[str]) -> str:
    """A long word with places to break it: after the punctuation of an address, or anywhere if that is not enough."""
    parts = _BREAK_AFTER.split(word.group())
    return _BREAK.join(_BREAK.join(re.findall(".{1,8}", part)) if len(part) > 30 else part for part in parts)


def _plain(tokens: Iterable[Token]) -> str:
    return "".join(_plain(token["children"]) if "children" in token else token.get("raw", " ") for token in tokens)


# --- tables and fonts -------------------------------------------------------------------------------------------------

_ROOM, _TURNED_ROOM = 106, 165  # characters that fit a line at 8.5 pt, on an upright and on a turned page
_LONG = 18  # longer words may be broken
_GAP = 2.5  # the inset between two columns, in characters
_SIZES = (8.5, 8.0, 7.5)


class Layout(NamedTuple):
    """How to set a table: widths of its columns ("auto", "24fr"), points of its type, page turned, words parted."""

    widths: list[str]
    size: float
    turned: bool = False
    hyphenate: bool = False


def lay_out(rows: Sequence[Sequence[str]]) -> Layout:
    """Lay out a table by the words in its cells, head first: what is too wide gets less of what it can do without."""
    columns = [[_width(cell) for cell in column] for column in zip(*rows, strict=True)]
    words = [max(_width(word) for cell in column for word in cell.split(" ")) for column in zip(*rows, strict=True)]
    natural = [max(column) for column in columns]
    fits = sum(natural) + _GAP * len(columns) <= _ROOM
    # Narrow columns keep their natural widths, the others share the rest by how much they say.
    least = [width if width <= _LONG else min(word, _LONG) for width, word in zip(natural, words, strict=True)]
    widths = [
        "auto" if fits or width <= _LONG else f"{max(sum(column) ** 0.5, word):.0f}fr"
        for column, width, word in zip(columns, natural, least, strict=True)
    ]
    # Until the longest words of all columns fit beside each other: smaller type, a turned page, words parted.
    for room, turned in ((_ROOM, False), (_TURNED_ROOM, True)):
        for size in _SIZES:
            if sum(least) <= room * _SIZES[0] / size - _GAP * len(columns):
                return Layout(widths, size, turned)
    return Layout(widths, _SIZES[-1], turned=True, hyphenate=True)


def _width(text: str) -> float:
    """The width of a text in characters of average width: capitals and other alphabets are wider."""
    return len(text) + 0.5 * sum(map(str.isupper, text)) + 0.2 * (len(text) - len(text.encode("ascii", "ignore")))


# Found without importing matplotlib
_FONTS = Path(str(distribution("matplotlib").locate_file("matplotlib/mpl-data/fonts/ttf")))


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """The fonts, loaded once: Typst's own, and DejaVu, which comes with matplotlib."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(_FONTS)])


def printable(text: str) -> str:
    """The text with each character that the fonts have no glyph for given by its code point."""
    if _covered().issuperset(text):
        return text
    runs = ((known, "".join(run)) for known, run in groupby(text, key=_covered().__contains__))
    return "".join(run if known else code_points(run) for known, run in runs)


@lru_cache(maxsize=1)
def _covered() -> frozenset[str]:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # comes with matplotlib, and imports faster

    with TTFont(_FONTS / "DejaVuSans.ttf", lazy=True) as font:
        # with a place to break a line, and two private marks, which typesetting uses and removes
        return frozenset("\u200b\ue000\ue001\t\n\r").union(map(chr, font.getBestCmap()))
