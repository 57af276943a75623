"""The text of a PDF in reading order: columns, paragraphs over lines and pages, running heads and notes set apart."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from ctypes import c_double, create_string_buffer
from dataclasses import dataclass, replace
from itertools import chain, groupby, pairwise, repeat
from statistics import median
from typing import Any

from analysis.sources.declared import Declared, Place, UnreadableError, declared_days

PAGE_LIMIT = 1_000  # pages above which a PDF is listed but not read
_BLOCKS = frozenset("P H H1 H2 H3 H4 H5 H6 LI TR Caption Note".split())
_UNTAGGED = 0.3  # the part of a page left out of its structure tree above which the tree is not followed
_EDGE = 0.1  # the part of a page, above and below, in which running heads stand
_PRINTED = re.compile(r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4},? \d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M)?\b")
_FOOT = re.compile(
    r"(?i)(?:https?|file)://\S+(?: \d{1,4} ?/ ?\d{1,4})?|(?:page )?\d{1,4}(?: ?(?:/|of) ?\d{1,4})?|[-–] ?\d{1,4} ?[-–]"
)
_BROWSER = re.compile(r"\b(?:Headless)?((?:Firefox|Edg|OPR|Chrome)/\d+)")
_MADE = re.compile(r"D:(20\d\d)(\d\d)(\d\d)")
_DIGITS = re.compile(r"\d+")
_ENDS = (".", "!", "?", "”", '"', ":", ")", "’", "…")
_BULLET = re.compile(r"[•●▪◦‣·–-] |\(?\d{1,2}[.)] ")
_OWN = frozenset(
    "self non anti counter co pro ex pre post semi half well long short high low mid cross inter ultra vice us".split()
)
_PIECE = re.compile(r"[\w'’]+(?:-[\w'’]+)*$")


@dataclass(slots=True)
class Run:
    """Words on one line of one column, with their place in points, counted from the top."""

    page: int
    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    height: float  # of the page
    block: int = 0  # the paragraph of the structure tree; -1 what it leaves out, 0 on a page without a tree
    full: bool = False  # whether the line reaches the edge of its column


def read_pdf(data: bytes) -> tuple[str, Declared]:
    """The text of a PDF, a line for each paragraph; notes at the foot come last, then what runs along the edges."""
    import pypdfium2  # type: ignore[import-untyped]

    try:
        with pypdfium2.PdfDocument(data) as document:
            if len(document) > PAGE_LIMIT:
                raise UnreadableError(f"has {len(document):,} pages, over {PAGE_LIMIT:,}: cut it to the article", "pdf")
            pages = [_runs(document[number], number) for number in range(len(document))]
            known = document.get_metadata_dict()
    except pypdfium2.PdfiumError as problem:
        if "password" in str(problem).lower():
            raise UnreadableError("is encrypted: save a copy without a password", "pdf") from None
        raise UnreadableError(f"is a damaged PDF ({problem}): save it again", "pdf") from None
    if not any(pages):
        raise UnreadableError("is a PDF without a text layer, probably scanned: run it through OCR first", "pdf")
    text, declared = _text(pages)
    maker = known.get("Creator") or known.get("Producer", "")
    browser = _BROWSER.search(maker)
    day = declared.captured or declared_days(_MADE.sub(r"\1-\2-\3", known.get("CreationDate", ""))[:10])
    return text, replace(declared, captured=day, made_by=browser[1] if browser else maker)


def _runs(page: Any, number: int) -> list[Run]:
    """The runs of a page in the order of drawing, parted where a line ends or a gap as wide as a column's opens."""
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    height, tags = page.get_size()[1], _tags(page)
    shown = page.get_textpage()
    raw = shown.raw
    left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
    found: list[Run] = []
    run: Run | None = None
    space = False
    for at in range(pdfium.FPDFText_CountChars(raw)):
        code = pdfium.FPDFText_GetUnicode(raw, at)
        char = chr(code) if 0 < code < 0xD800 or 0xE000 <= code < 0x110000 else ""
        char = "\x02" if code in (2, 0xFFFE) else char
        if char in "\r\n":
            run = None if char else run
            continue
        if char.isspace():
            space = True
            continue
        pdfium.FPDFText_GetCharBox(raw, at, left, right, bottom, top)
        size = pdfium.FPDFText_GetFontSize(raw, at) or 10.0
        size = max(abs(size), 1.0) if abs(size) > 1.5 else max(top.value - bottom.value, 1.0) * 1.3
        drawn = pdfium.FPDFText_GetTextObject(raw, at) if tags else None
        block = tags.get(pdfium.FPDFPageObj_GetMarkedContentID(drawn), -1) if drawn else 0
        x0, x1, y0, y1 = left.value, right.value, height - top.value, height - bottom.value
        apart = run and not run.right - 2 * run.size <= x0 <= run.right + 1.6 * run.size
        if run is None or apart or y0 - run.bottom > 0.6 * run.size or run.block != block:
            run = Run(number, "", x0, x1, y0, y1, size, height, block)
            found.append(run)
            space = False
        raised = (char.isdigit() or char in "*†‡") and bool(run.text) and size < 0.8 * run.size
        if char.isdigit() and run.text and not raised and pdfium.FPDFText_GetCharOrigin(raw, at, left, right):
            raised = bottom.value > right.value + 0.15 * size  # a sign of the font that stands above the line
        if raised:  # the mark of a note: set apart, so that it joins no number
            char = f"[{char}]"
            if run.text.endswith("]") and not space:
                run.text, char = run.text[:-1], char[1:]
        elif space and run.text:
            char = f" {char}"
        space = False
        run.text += char
        run.right = max(run.right, x1)
        if not raised:
            run.top, run.bottom = min(run.top, y0), max(run.bottom, y1)
            run.size = max(run.size, size) if len(run.text) < 4 else run.size
    shown.close()
    page.close()
    if sum(len(run.text) for run in found if run.block < 0) > _UNTAGGED * sum(len(run.text) for run in found):
        found = [replace(run, block=0) for run in found]
    return found


def _tags(page: Any) -> dict[int, int]:
    """The number of the paragraph, heading, item or row of the structure tree that marked content belongs to."""
    import pypdfium2.raw as pdfium

    found: dict[int, int] = {}
    if not (tree := pdfium.FPDF_StructTree_GetForPage(page)):
        return found
    roots = range(pdfium.FPDF_StructTree_CountChildren(tree))
    waiting = [(pdfium.FPDF_StructTree_GetChildAtIndex(tree, at), 0, False) for at in reversed(roots)]
    number = 0
    while waiting and (number := number + 1) < 50_000:  # of a page
        element, block, inside = waiting.pop()
        name = create_string_buffer(64)
        pdfium.FPDF_StructElement_GetType(element, name, 64)
        kind = name.raw.decode("utf-16-le", "replace").partition("\0")[0]
        block, inside = (number, kind in _BLOCKS) if not inside or kind in _BLOCKS - {"P"} else (block, inside)
        below = []
        for at in range(pdfium.FPDF_StructElement_CountChildren(element)):
            if child := pdfium.FPDF_StructElement_GetChildAtIndex(element, at):
                below.append((child, block, inside))
            else:
                found[pdfium.FPDF_StructElement_GetChildMarkedContentID(element, at)] = block
        waiting += reversed(below)
    pdfium.FPDF_StructTree_Close(tree)
    return found


def _text(pages: list[list[Run]]) -> tuple[str, Declared]:
    everything = list(chain(*pages))
    edges = _edges(pages) | {id(run) for run in everything if run.block < 0}
    sizes = Counter(chain.from_iterable(repeat(round(run.size, 1), len(run.text)) for run in everything))
    paragraphs, notes = list[list[Run]](), list[list[Run]]()
    for runs in pages:
        mine, below = _notes([run for run in runs if id(run) not in edges], sizes.most_common(1)[0][0])
        tagged = any(run.block for run in mine)
        found = list(_tagged(mine) if tagged else chain.from_iterable(map(_paragraphs, _columns(mine))))
        for at, paragraph in enumerate(found):
            if paragraphs and not (at and paragraph[0].block) and _goes_on(paragraphs[-1][-1], paragraph[0]):
                paragraphs[-1] += paragraph
            else:
                paragraphs.append(paragraph)
        notes += _paragraphs(below)
    known = set(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", " ".join(run.text for run in everything).lower()))
    lines = [line for paragraph in [*paragraphs, *notes] for line in (_joined(paragraph, known), "")]
    running = list(dict.fromkeys(" ".join(run.text.split()) for run in everything if id(run) in edges))
    noted = range(2 * len(paragraphs) + 1, len(lines) + 1, 2)
    places = [Place(at, at, "label", "note at the foot of a page") for at in noted]
    edged = range(len(lines) + 1, len(lines) + 1 + len(running))
    places += [Place(at, at, "label", "runs along the edge of the pages") for at in edged]
    printed = next(filter(None, map(_PRINTED.search, running)), None)
    one, two, year = _DIGITS.findall(printed[0])[:3] if printed else ("", "", "")
    if printed and printed[0].endswith("M") and "/" in printed[0]:  # months come first where the clock says AM or PM
        one, two = two, one
    captured = declared_days(f"20{year[-2:]}-{two:>02}-{one:>02}")
    return "\n".join([*lines, *running]).strip("\n") + "\n", Declared(places=tuple(places), captured=captured)


def _edges(pages: list[list[Run]]) -> set[int]:
    """The runs along the edges of pages: what a browser prints there, page numbers, what comes again on other pages."""
    edge = list[tuple[Run, tuple[str, bool]]]()
    for runs in filter(None, pages):
        first, last = min(run.top for run in runs) + 2, max(run.bottom for run in runs) - 2
        for run in runs:
            inside = _EDGE * run.height <= run.bottom and run.top <= (1 - _EDGE) * run.height
            if not inside or run.top < first or run.bottom > last:
                edge.append((run, (_DIGITS.sub("#", run.text), run.top < run.height / 2)))
    seen = Counter(key for _, key in {(run.page, key) for run, key in edge})
    rows = {
        (run.page, round(run.top))
        for run, key in edge
        if (seen[key] > 1 and not _EDGE * run.height <= run.top <= run.bottom <= (1 - _EDGE / 2) * run.height)
        or _FOOT.fullmatch(run.text.strip())
        or _PRINTED.match(run.text)
    }  # level with these stands the title between the date and the edge of a printed page
    return {id(run) for run, _ in edge if any((run.page, round(run.top) + shift) in rows for shift in (-1, 0, 1))}


def _notes(runs: list[Run], main: float) -> tuple[list[Run], list[Run]]:
    """The runs of a page, and those of its footnotes: small letters below all others, the first behind a mark."""
    small = [run for run in runs if run.size < 0.92 * main and run.top > 0.5 * run.height]
    lowest = max((run.bottom for run in runs if run.size >= 0.92 * main), default=0.0)
    below = sorted((run for run in small if run.top > lowest), key=lambda run: (run.top, run.left))
    if not below or not re.match(r"\[?[\d*†‡]{1,3}\]?[ .A-Z“]", below[0].text):
        return runs, []
    held = {id(run) for run in below}
    return [run for run in runs if id(run) not in held], below


def _columns(runs: list[Run]) -> Iterator[list[Run]]:
    """The runs of a page in the order of reading: from band to band, and within a band from column to column."""
    rows = sorted(runs, key=lambda run: (run.top, run.left))
    if (gutter := _gutter(rows)) is None:
        yield rows
        return
    for crosses, band in groupby(rows, lambda run: run.left < gutter - 2 < gutter + 2 < run.right):
        held = list(band)
        for side in (True, False) if not crosses else ():
            if column := [run for run in held if (run.left < gutter) is side]:
                yield from _columns(column)
        yield from ([run] for run in held if crosses)


def _gutter(rows: list[Run]) -> float | None:
    """The middle of the white stripe that parts two columns, or None: on both sides of it stand lines at one height."""
    if len(rows) < 8:
        return None
    low, high = min(run.left for run in rows), max(run.right for run in rows)
    best, where = 0, None
    inner = low + 0.15 * (high - low), low + 0.85 * (high - low)
    for edge in {round(run.left, 1) for run in rows if inner[0] < run.left < inner[1]}:
        at = edge - 3.0
        crossing = sum(run.left < at - 2 and run.right > at + 2 for run in rows)
        left = [run for run in rows if run.right <= at + 2]
        right = [run for run in rows if abs(run.left - edge) < 3]
        if min(len(left), len(right)) >= 4 and crossing <= 0.3 * len(rows):
            beside = sum(any(abs(one.top - two.top) < 0.9 * one.size for two in left) for one in right)
            if beside > max(best, 3) and median(run.right - run.left for run in right) > 0.12 * (high - low):
                best, where = beside, at
    return where


def _tagged(runs: list[Run]) -> Iterator[list[Run]]:
    """The paragraphs of a page with a structure tree, in its order."""
    edge = max(run.right for run in runs)
    for _, block in groupby(sorted(runs, key=lambda run: run.block), lambda run: run.block):
        lines = _rows(list(block), drawn=True)
        lines[-1].full = lines[-1].right + 2.5 * lines[-1].size > edge
        yield lines


def _rows(runs: list[Run], drawn: bool = False) -> list[Run]:
    """The runs of a column as lines: what stands at one height is one line; `drawn` keeps the order of drawing."""
    found: list[Run] = []
    for run in runs if drawn else sorted(runs, key=lambda run: (round(run.bottom), run.left)):
        last = found[-1] if found else None
        if last and abs(run.bottom - last.bottom) < 0.35 * max(run.size, last.size) and run.left >= last.right - 1:
            apart = "  " if run.left - last.right > 1.5 * run.size else " "
            last.text, last.right = f"{last.text}{apart}{run.text}", run.right
            last.top = min(last.top, run.top)
        else:
            found.append(run)
    return found


def _alike(one: Run, two: Run) -> bool:
    """Whether two lines are set in letters of one size."""
    return abs(one.size - two.size) < 0.08 * two.size


def _paragraphs(lines: list[Run]) -> list[list[Run]]:
    """The paragraphs of a column: parted by a wider space, another size, an indent, or a line that ends early."""
    lines = _rows(lines)
    falls = [(one, two) for one, two in pairwise(lines) if _alike(one, two) and two.bottom > one.bottom]
    gaps = [round((two.bottom - one.bottom) / two.size, 1) for one, two in falls]
    pitch = min((gap for gap, count in Counter(gaps).items() if count >= max(2, len(gaps) / 8)), default=1.4)
    found: list[list[Run]] = []
    for line in lines:
        edge = max(one.right for one in lines if _alike(one, line))
        line.full = line.right + 2.5 * line.size > edge
        if found and not _begins(found[-1][-1], line, pitch, edge, found[-1][0].left):
            found[-1].append(line)
        else:
            found.append([line])
    return found


def _begins(last: Run, line: Run, pitch: float, edge: float, left: float) -> bool:
    """Whether a line begins a paragraph."""
    if ((line.bottom - last.bottom) / line.size > pitch + 0.3) or not _alike(last, line) or _BULLET.match(line.text):
        return True
    word = len(line.text.split(maxsplit=1)[0]) * line.size * 0.45
    fits = last.right + 0.25 * line.size + word < edge - 0.5 * line.size
    ended = last.text.rstrip().endswith(_ENDS)
    if fits and (ended or not line.text[0].islower()):
        return last.right < edge - 4 * line.size or ended
    return line.left > left + 0.9 * line.size and line.left > last.left + 0.9 * line.size and ended


def _goes_on(one: Run, two: Run) -> bool:
    """Whether a line of the next column or page goes on with the paragraph that ended with another."""
    if (one.page, one.top) < (two.page, two.top) and one.page == two.page and two.left < one.right:
        return False  # the next paragraph of the same column
    if not _alike(one, two) or _BULLET.match(two.text) or one.text.rstrip().endswith(_ENDS[:5]):
        return False
    return two.text[0].islower() or (one.full and len(one.text) > 30) or one.text.endswith("\x02")


def _joined(lines: Iterable[Run], known: set[str]) -> str:
    """The lines of a paragraph as one; a hyphen at a line end goes where the text elsewhere writes the word without."""
    text = ""
    for line in lines:
        words = line.text.strip()
        before = _PIECE.search(text[:-1]) if text[-1:] in ("-", "\x02", "\xad") else None
        if before:
            text = text[:-1] + ("-" if _keeps(before[0], words, known) else "") + words
        else:
            text = f"{text} {words}" if text else words
    return text.replace("\x02", "-").replace("\xad", "")


def _keeps(before: str, after: str, known: set[str]) -> bool:
    """Whether the hyphen between two parts of a word is its own."""
    found = re.match(r"[\w'’]+(?:-[\w'’]+)*", after)
    rest = found[0] if found else ""
    if not rest or not rest[0].islower() or "-" in before or before.isupper() or before.isdigit():
        return True
    whole = (before + rest).lower(), f"{before}-{rest}".lower()
    if (whole[0] in known) != (whole[1] in known):
        return whole[1] in known
    return before.lower() in _OWN or "-" in rest
