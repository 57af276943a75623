"""Pieces of a page → Typst markup. All text is escaped; markup comes from this module alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any

import mistune

from analysis.core.citations import CITATION, in_order
from analysis.pages.escape import escape_typst, typst_string, visible
from analysis.pages.pdf.html import Cell, Grid
from analysis.pages.pdf.layout import lay_out, printable
from analysis.pages.pdf.pieces import Page, Piece
from analysis.pages.show import FORMS, quoted

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,31});")
_LONG_WORD, _LONG_LINE = re.compile(r"\S{17,}"), re.compile(r"\S{60,}")
_BOUND = re.compile(r"(?<![\w-])(\w{1,12}-\w{1,2})(?![\w-])")  # "ISIS-K" is not to be broken at its hyphen
_BREAK_AFTER = re.compile(r"(?<=[/._?&=@:-])(?=\w)")
_EXACT = {'"': "\ue000", "'": "\ue001"}  # quotation marks of a source, to be told from the analyst's own until escaped
_BREAK = "\u200b"  # a place to break a line that shows nothing
_SHORT = 1500  # characters of a block that is kept on one page
_ROW = 60  # characters that a row of a table counts for besides its words
_HEIGHT = re.compile(rb'<svg[^>]{0,400}? height="([\d.]{1,12})pt"')
_TALL = 300  # points: what would leave a page half empty above it
_CONFIDENCE = re.compile(r"(Confidence is (?:low|moderate|high))\b[^\n]*")
_LABELLED = {label.lower(): form for form, label in FORMS.items()} | {"answer": "answer"}

Token = dict[str, Any]


def to_typst(page: Page, closing: str = "") -> str:
    r"""The body of a page as Typst markup, for the functions of `briefing.typ`.

    Footnotes and link targets may be defined in any piece; otherwise each piece stands by itself, so that an unclosed
    fence in one can't swallow the next. Headings lose one level, since the title is not among them, and never skip
    one. Pictures are named `figure-1.svg` and so on, in the order of the pieces that hold one.

    `closing` is markup to stand after the list of sources, before the words behind the citations.

    >>> to_typst(Page("T", pieces=[Piece("A *b* #read")]))
    'A #emph[b] \\#read\n\n'
    """
    return _Writer(page, closing).page()


class _Writer:
    def __init__(self, page: Page, closing: str) -> None:
        self.closing = closing
        self.pieces = page.pieces
        self.endnotes = page.endnotes
        self.descriptors = page.descriptors
        self.level = 0
        self.pictures = 0
        self.judgements = 0
        self.turned = False
        self.calls = False
        self.linked = True
        self.noted: set[str] = set()
        self.led: set[str] = set()
        self.notes: dict[str, list[Token]] = {}
        self.markdown = mistune.create_markdown(renderer=None, plugins=["table", "footnotes", "strikethrough", "url"])
        self.defined: dict[str, Any] = {"ref_links": {}, "ref_footnotes": {}}
        for piece in self.pieces:
            state = self.markdown.block.state_cls()
            state.env = self.defined
            state.process(visible(piece.markdown) + "\n")
            self.markdown.block.parse(state)

    def page(self) -> str:
        """The answer first, the key judgements and what changed below it, then the rest in its order."""
        opening = next((place for place, piece in enumerate(self.pieces, 1) if piece.form == "answer"), 0)
        changes = [piece for piece in self.pieces if piece.form == "changes"]
        rest = [piece for piece in self.pieces[opening:] if piece.form != "changes"]
        first = "".join(map(self.piece, self.pieces[:opening]))
        first += self.key_judgements() + "".join(map(self.piece, changes))
        body = "".join(self.spread(rest))
        return first + body + ("" if any(piece.form == "sources" for piece in rest) else self.closing)

    def spread(self, pieces: Sequence[Piece]) -> Iterator[str]:
        """The pieces; a section with a figure waits for a tall one before it, so that figures stay near their text."""
        tall = False
        for place, piece in enumerate(pieces):
            if tall and _opens(piece):
                section = takewhile(lambda piece: not _opens(piece), pieces[place + 1 :])
                if any(piece.form == "figure" for piece in section):
                    yield "#place.flush()\n\n"
                    tall = False
            tall |= _is_tall(piece)
            self.calls = any(piece.form == "figure" for piece in pieces[place + 1 : place + 2])
            yield self.piece(piece)

    def key_judgements(self) -> str:
        """Each judgement of the page without its reasons, with what it rests on and the page where it is argued."""
        judgements = [piece for piece in self.pieces if piece.form == "judgement"]
        items = []
        for number, piece in enumerate(judgements, start=1):
            short = _CONFIDENCE.sub(r"\1.", piece.markdown, count=1)
            rests = self.text(piece.details.get("rests_on", ""))
            items.append(f"#key-judgement({number}, [{rests}])[{self.parsed(short).strip()}]\n")
        return f"#key-judgements[\n{''.join(items)}]\n\n" if items else ""

    # --- pieces -------------------------------------------------------------------------------------------------------

    def piece(self, piece: Piece) -> str:
        caption, note = (self.text(piece.details.get(part, "")) for part in ("caption", "note"))
        if piece.form == "figure":
            self.pictures += 1
            alt = typst_string(piece.details.get("alt", "") or piece.details.get("caption", ""))
            file = f"figure-{self.pictures}.{piece.suffix}"
            call = f"{self.pictures}, {typst_string(file)}, alt: {alt}, caption: [{caption}], note: [{note}]"
            return f"#picture({call}{', tall: true' if _is_tall(piece) else ''})\n\n"
        if piece.form == "raw":
            return _verbatim(piece.markdown)
        body = self.grid(piece.grid) if piece.grid else self.parsed(piece.markdown)
        if piece.form == "table":
            call = f"numbered([{caption}]," if caption else "bare("
            table = f"#{call} [{note}], {_whole(_size(piece))})[{body}]"
            return f"#turned[{table}]\n\n" if self.turned else f"{table}\n\n"
        if piece.form == "sources":
            return self.sources(body, piece.details)
        if piece.form == "judgement":
            self.judgements += 1
            rests = self.text(piece.details.get("rests_on", ""))
            return self.form(piece.form, f"{body}#rests([{rests}], {self.judgements})\n")
        return self.form(piece.form, body) if piece.form in FORMS else body

    def form(self, form: str, body: str) -> str:
        return f"#statement({typst_string(form)}, {typst_string(FORMS[form])}, {_whole(len(body))})[\n{body}]\n\n"

    def sources(self, body: str, details: Mapping[str, Any]) -> str:
        """What the sources are worth, each of them, and the exact words behind each citation, document by document."""
        described = [
            f"source({typst_string(key)})[{self.parsed(words).strip()}]"
            for key, words in details.get("descriptors", {}).items()
        ]
        return f"#small[\n{body}]\n{_listed('sources', described)}{self.closing}{self.noted_words(details)}\n"

    def noted_words(self, details: Mapping[str, Any]) -> str:
        notes = details.get("endnotes", {})
        groups: dict[str, list[str]] = {}
        for key in sorted(notes, key=in_order):  # files of notebooks sort the keys of a mapping
            file, line, _ = notes[key].get("place", "").rpartition(", line ")  # the key tells the line
            source = "; ".join(part for part in (notes[key].get("source", ""), file) if part)
            place = "" if line else notes[key].get("place", "")
            words = f"[{self.exact(quoted(notes[key]))}], [{self.link(place, self.exact(place))}]"
            back = str(key in self.led).lower()
            groups.setdefault(source, []).append(f"endnote({typst_string(key)}, {words}, back: {back})")
        listed = "".join(_listed("endnotes-of", found, f"[{self.exact(source)}], ") for source, found in groups.items())
        return f"#endnotes[\n{listed}]\n" if listed else ""

    def parsed(self, markdown: str) -> str:
        """The blocks of a piece; its footnotes are kept for where they are referred to."""
        state = self.markdown.block.state_cls()
        state.env.update({key: dict(self.defined[key]) for key in ("ref_links", "ref_footnotes")})
        tokens, _ = self.markdown.parse(visible(markdown), state)
        assert isinstance(tokens, list)
        for token in tokens:
            if token["type"] == "footnotes":
                self.notes |= {item["attrs"]["key"]: item["children"] for item in token["children"]}
        body = [token for token in tokens if token["type"] not in ("footnotes", "blank_line")]
        if self.calls and body and body[-1]["type"] == "paragraph":  # it stays with the line that names the figure
            return f"{self.blocks(body[:-1])}#block(width: 100%, sticky: true)[{self.blocks(body[-1:])}]\n\n"
        return self.blocks(body)

    # --- blocks -------------------------------------------------------------------------------------------------------

    def blocks(self, tokens: Iterable[Token]) -> str:
        return "".join(self.block(token) for token in tokens)

    def block(self, token: Token) -> str:
        kind, children = token["type"], token.get("children", [])
        match kind:
            case "heading":
                self.level = min(max(token["attrs"]["level"] - 1, 1), self.level + 1)
                return f"#heading(level: {self.level})[{self.inline(children)}]\n\n"
            case "paragraph":
                return f"{self.inline(children)}\n\n"
            case "block_text":
                return f"{self.inline(children)}\n"
            case "block_code":
                return _verbatim(token["raw"].rstrip())
            case "block_quote":
                return self.block_quote(children)
            case "list":
                return self.listing(token)
            case "table":
                return self.table(token)
            case "thematic_break":
                return "#pause\n\n"
            case "block_html":
                return "" if token["raw"].startswith("<!--") else f"{self.text(token['raw'].strip())}\n\n"
            case "blank_line":
                return ""
        return self.blocks(children) or self.text(token.get("raw", ""))

    def block_quote(self, children: Sequence[Token]) -> str:
        """A block quotation; one that opens with a bold form ("**Judgement.** …") is that form."""
        first = children[0]["children"] if children and children[0]["type"] == "paragraph" else []
        if first and first[0]["type"] == "strong":
            form = _LABELLED.get(_plain(first[0]["children"]).strip(" .:").lower())
            if form:
                children[0]["children"] = _lstripped(first[1:])
                return self.form(form, self.blocks(children))
        return f"#extract[\n{self.blocks(children)}]\n\n"

    def listing(self, token: Token) -> str:
        items = ", ".join(f"[{self.blocks(item['children']).strip()}]" for item in token["children"])
        start = token["attrs"].get("start", 1)
        call = f"enum(start: {start}, " if token["attrs"]["ordered"] else "list("
        return f"#{call}tight: {str(token['tight']).lower()}, {items})\n\n"

    def table(self, token: Token) -> str:
        head, *bodies = token["children"]
        rows = [head["children"], *(row["children"] for body in bodies for row in body["children"])]
        cells = [[Cell(_plain(cell["children"])) for cell in row] for row in rows]
        sides = [cell["attrs"].get("align") or "left" for cell in rows[0]]
        marked = [[cell["children"] for cell in row] for row in rows]
        return self.tabular(cells, 1, sides, marked)

    def grid(self, grid: Grid) -> str:
        """A table of an output, cell by cell; a head that spans columns stands at their left."""
        sides = ["right" if right else "left" for right in grid.right]
        rows = [*grid.head, *grid.rows]
        marked = [[[{"type": "text", "raw": cell.words}] for cell in row] for row in rows]
        return self.tabular(rows, len(grid.head), sides, marked)

    def tabular(self, rows: list[list[Cell]], heads: int, sides: Sequence[str], marked: list[list[list[Token]]]) -> str:
        """A table of cells, each with what it shows; the first rows are its head."""
        layout = lay_out(rows, len(sides))
        self.turned = layout.turned
        lines = []
        for number, (row, contents) in enumerate(zip(rows, marked, strict=True)):
            self.linked = number >= heads  # heads are repeated on each page, and what is repeated may hold no link
            cells = zip(row, contents, strict=True)
            lines.append(", ".join(f"{_spanning(cell)}[{self.inline(said)}]" for cell, said in cells))
        self.linked = True
        longest = max(sum(len(cell.words) for cell in row) for row in rows)
        columns = f"columns: ({', '.join(layout.widths)},), align: ({', '.join(sides)},), size: {layout.size}pt"
        breaks = f"hyphenate: {str(layout.hyphenate).lower()}, {_whole(longest)}"
        body = ",\n".join([f"table.header({', '.join(lines[:heads])})", *lines[heads:]])
        return f"#tabular({columns}, heads: {heads}, {breaks},\n{body})\n\n"

    # --- text ---------------------------------------------------------------------------------------------------------

    def inline(self, tokens: Sequence[Token]) -> str:
        done, words = [], ""
        for token in tokens:
            if token["type"] in ("text", "softbreak"):
                words += _ENTITY.sub(_decoded, token["raw"]) if token["type"] == "text" else " "
                continue
            done += [self.text(words), self.span(token)]
            words = ""
        return "".join([*done, self.text(words)])

    def span(self, token: Token) -> str:
        children, raw = token.get("children", []), token.get("raw", "")
        match token["type"]:
            case "emphasis":
                return f"#emph[{self.inline(children)}]"
            case "strong":
                return f"#strong[{self.inline(children)}]"
            case "strikethrough":
                return f"#strike[{self.inline(children)}]"
            case "codespan":
                return f"#raw({typst_string(_unentity(printable(raw)))})"
            case "link":
                return self.link(token["attrs"]["url"], self.inline(children))
            case "image":  # nothing is read from the disk on a text's behalf: its description stands in
                return self.text(f"[{_plain(children)}]")
            case "linebreak":
                return "#linebreak()"
            case "footnote_ref":
                return self.footnote(raw)
            case "inline_html":
                return "" if raw.startswith("<!--") else self.text(raw)
        return self.inline(children) if children else self.text(raw)

    def link(self, url: str, body: str) -> str:
        web = self.linked and url.startswith(("https://", "http://", "mailto:"))
        return f"#link({typst_string(url)})[{body}]" if web else body

    def footnote(self, key: str) -> str:
        label = f"<note-{key.encode().hex()}>"
        if key in self.noted:
            return f"#footnote({label})"
        self.noted.add(key)
        body = self.blocks(self.notes.pop(key, [])).strip()
        return f"#footnote[{body}]{label}"

    def exact(self, words: str) -> str:
        """Words of a source: plain, with their own quotation marks."""
        return self.text(words.translate({ord(mark): kept for mark, kept in _EXACT.items()}))

    def text(self, words: str) -> str:
        """Plain text, in which citations lead to their endnotes."""
        parts = CITATION.split(words)
        for place, part in enumerate(parts):
            parts[place] = self.citation(part) if place % 2 else self.plain(part)
        return "".join(parts)

    def citation(self, keys: str) -> str:
        parts = re.split(r"[,;] ?", keys)
        if not self.linked or any(":" not in key and key not in self.descriptors for key in parts):
            return self.plain(f"[{keys}]")
        linked = (self.cited(key) for key in parts)
        return f"#cited[{', '.join(linked)}]"

    def cited(self, key: str) -> str:
        known = next((name for name in (key, re.split("[–-]", key)[0]) if name in self.endnotes), None)
        words = f"#box[{escape_typst(key)}]"
        if ":" not in key:
            return f"#link(label({typst_string(f'source {key}')}))[{words}]"
        if not known:
            return words
        place = "" if known in self.led else f", name: {typst_string(f'cited {known}')}"
        self.led.add(known)
        return f"#leads({typst_string(f'endnote {known}')}{place})[{words}]"

    def plain(self, words: str) -> str:
        parts = _BOUND.split(_LONG_WORD.sub(_breakable, printable(words)))
        return "".join(f"#box[{_escaped(part)}]" if place % 2 else _escaped(part) for place, part in enumerate(parts))


def _escaped(words: str) -> str:
    escaped = re.sub("[^\ue000\ue001]+", lambda found: escape_typst(found.group()), words)
    # The analyst's own quotation marks become typographic ones, a source's stay as they are.
    escaped = escaped.replace('\\"', '"').replace("\\'", "'")
    for mark, kept in _EXACT.items():
        escaped = escaped.replace(kept, f"\\{mark}")
    return escaped


def _verbatim(words: str) -> str:
    """Text as it was printed; a word longer than a line may be broken."""
    return f"#raw({typst_string(_LONG_LINE.sub(_breakable, printable(words)))}, block: true)\n\n"


def _size(piece: Piece) -> int:
    """About how long a table is, in characters."""
    if not piece.grid:
        return len(piece.markdown) + _ROW * piece.markdown.count("\n")
    return sum(_ROW + sum(len(cell.words) for cell in row) for row in piece.grid.rows)


def _spanning(cell: Cell) -> str:
    spans = [f"colspan: {cell.across}, align: left + bottom"] if cell.across > 1 else []
    spans += [f"rowspan: {cell.down}"] if cell.down > 1 else []
    return f"table.cell({', '.join(spans)})" if spans else ""


def _opens(piece: Piece) -> bool:
    """Whether a piece begins a section."""
    return not piece.form and piece.markdown.startswith("#")


def _is_tall(piece: Piece) -> bool:
    """Whether a chart takes so much room that it has to float."""
    height = _HEIGHT.search(piece.image[:2000])
    return height is not None and float(height[1]) > _TALL


def _listed(function: str, items: Sequence[str], first: str = "") -> str:
    """A call with each item on a line of its own; nothing without items."""
    return f"#{function}({first}\n{''.join(f'  {item},{chr(10)}' for item in items)})\n" if items else ""


def _whole(length: int) -> str:
    """Whether a block stays on one page: a short one does."""
    return f"whole: {str(length < _SHORT).lower()}"


def _decoded(entity: re.Match[str]) -> str:
    character = _unentity(entity.group())
    return _EXACT.get(character, visible(character))


def _unentity(text: str) -> str:
    import html

    return html.unescape(text)


def _breakable(word: re.Match[str]) -> str:
    """A long word with places to break it: after the punctuation of an address, or anywhere if that is not enough."""
    parts = _BREAK_AFTER.split(word.group())
    return _BREAK.join(_BREAK.join(re.findall(".{1,8}", part)) if len(part) > 30 else part for part in parts)


def _lstripped(tokens: list[Token]) -> list[Token]:
    if tokens and tokens[0]["type"] == "text":
        tokens[0]["raw"] = tokens[0]["raw"].lstrip()
    return tokens


def _plain(tokens: Iterable[Token]) -> str:
    return "".join(_plain(token["children"]) if "children" in token else token.get("raw", " ") for token in tokens)
