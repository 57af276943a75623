"""How wide the columns of a printed table are: the text takes the room, and nothing is clipped."""

from __future__ import annotations

import math
import re
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.pages.escape import code_points
from analysis.pages.pdf.html import Cell

if TYPE_CHECKING:
    import typst

_ROOM, _TURNED_ROOM = 106, 165  # characters that fit a line at 8.5 pt, on an upright and on a turned page
_NARROW = 18  # a column whose longest cell is no longer than this keeps its natural width; longer words may be broken
_GAP = 2.5  # the inset between two columns, in characters
_LIMITS = (0.5, 0.35, 0.65, 0.8)  # of the line, for columns of natural width
_SIZES = (8.5, 8.0, 7.5)


@dataclass(frozen=True, slots=True)
class Layout:
    """How to set a table: Typst column widths ("auto", or a share such as "24fr"), the size of its type in points,
    whether it needs a turned page, and whether some words are longer than their column."""

    widths: list[str]
    size: float
    turned: bool = False
    hyphenate: bool = False


def lay_out(rows: Sequence[Sequence[Cell]], number: int) -> Layout:
    """Lay out a table of so many columns by the words in its cells, head first.

    A table that fits keeps its natural widths. Otherwise narrow columns do, as many of them as keep the table low; each
    of the others gets its longest word at least. Where the words do not fit in smaller type either, the page is turned.

    >>> table = [["When", "What", "Who"], ["2024", "The government opens a port " * 8, "The harbour master"]]
    >>> lay_out([[Cell(words) for words in row] for row in table], 3).widths
    ['auto', '82fr', '12fr']
    """
    said = _columns(rows, number)
    columns = [[_width(words) for words in cells] for cells in said]
    longest = [max(widths) for widths in columns]
    if sum(longest) + _GAP * number <= _ROOM:
        return Layout(["auto"] * number, _SIZES[0])
    words = [max((_width(word) for cell in cells for word in cell.split(" ")), default=1) for cells in said]
    least = [min(word, _NARROW) for word in words]
    for room, turned in ((_ROOM, False), (_TURNED_ROOM, True)):
        for size in _SIZES:
            space = room * _SIZES[0] / size - _GAP * number
            layouts = [found for limit in _LIMITS if (found := _shared(columns, longest, least, space, limit))]
            if layouts:
                natural, shares = min(layouts, key=lambda found: _height(columns, found[0] | found[1]))
                widths = ["auto" if place in natural else f"{shares[place]:.0f}fr" for place in range(number)]
                return Layout(widths, size, turned, any(words[place] > share for place, share in shares.items()))
    return Layout([f"{max(word, 1):.0f}fr" for word in least], _SIZES[-1], turned=True, hyphenate=True)


def _columns(rows: Sequence[Sequence[Cell]], number: int) -> list[list[str]]:
    """The words of each column; a cell that spans several weighs in none, and one that spans rows in its first."""
    table: list[dict[int, str]] = [{} for _ in rows]
    for line, row in enumerate(rows):
        for cell in row:
            place = next(free for free in range(number) if free not in table[line])
            for below in table[line : line + cell.down]:
                below |= dict.fromkeys(range(place, place + cell.across), "")
            if cell.across == 1:
                table[line][place] = cell.words
    return [[row.get(place, "") for row in table] for place in range(number)]


def _shared(
    columns: list[list[float]], longest: list[float], least: list[float], space: float, limit: float
) -> tuple[dict[int, float], dict[int, float]] | None:
    """The widths of the columns that keep their natural one, and of those that share the rest; None without room."""
    natural = _natural(longest, space * limit)
    shared = {place: word for place, word in enumerate(least) if place not in natural}
    left = space - sum(natural.values())
    if sum(shared.values()) > left:
        return None
    return natural, _shares({place: columns[place] for place in shared}, shared, left) if shared else {}


def _height(columns: list[list[float]], widths: dict[int, float]) -> int:
    """About how many lines the rows take: a row takes as many as its highest cell."""
    rows = zip(*columns, strict=True)
    return sum(max(math.ceil(cell / max(widths[place], 1)) for place, cell in enumerate(row)) for row in rows)


def _width(text: str) -> float:
    """The width of a text in characters of average width: capitals and other alphabets are wider."""
    return len(text) + 0.5 * sum(map(str.isupper, text)) + 0.2 * (len(text) - len(text.encode("ascii", "ignore")))


def _natural(longest: Sequence[float], limit: float) -> dict[int, float]:
    """The columns that keep their natural width, and that width; together no wider than the limit."""
    natural = {place: length for place, length in enumerate(longest) if length <= _NARROW}
    while natural and sum(natural.values()) > limit:
        del natural[max(natural, key=lambda place: natural[place])]
    return natural


def _shares(columns: dict[int, list[float]], least: dict[int, float], room: float) -> dict[int, float]:
    """The room shared out by the fourth root of the sum of cubes of the cells' widths, but each column its least.

    The height of a row is about that of its longest cell, for which the sum of cubes over the cells is a smooth
    stand-in: of all widths that fill the room, these make the sum over all rows of (cell / width)³ the smallest.
    """
    wants = {place: sum(width**3 for width in widths) ** 0.25 for place, widths in columns.items()}
    while True:
        rate = room / sum(wants.values())
        short = [place for place, want in wants.items() if want * rate < least[place]]
        if not short:
            return {place: wants[place] * rate if place in wants else least[place] for place in least}
        for place in short:
            room -= least[place]
            del wants[place]
        if not wants:
            return least


_PATTERN = "DejaVuSans*.ttf"
_REGULAR = "DejaVuSans.ttf"
# Taken as covered: the ranges that Libertinus Serif has in full, a place to break a line, and two private marks that
# typesetting uses and removes.
_BASIC = "\u200b\ue000\ue001\t\n\r\x20-\x7e\xa0-\u017f\u0400-\u045f\u2013\u2014\u2018-\u201a\u201c-\u201e\u2026"


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """The fonts, loaded once. Of matplotlib's folder only DejaVu is taken: its last-resort font would hide gaps."""
    import typst

    _FOLDER.append(tempfile.TemporaryDirectory(prefix="briefing-fonts-"))
    for file in sorted(_matplotlib_fonts().glob(_PATTERN)):
        shutil.copyfile(file, Path(_FOLDER[0].name, file.name))
    return typst.Fonts(include_system_fonts=False, font_paths=[_FOLDER[0].name])


_FOLDER: list[tempfile.TemporaryDirectory[str]] = []  # kept while the process lives: fonts are read when first used


def printable(text: str) -> str:
    """The text with each character that the fonts have no glyph for given by its code point.

    >>> printable("Путин met 习近平 and عمر")
    'Путин met [U+4E60 U+8FD1 U+5E73] and عمر'
    """
    return _uncovered().sub(lambda found: code_points(found.group()), text)


@lru_cache(maxsize=1)
def _uncovered() -> re.Pattern[str]:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # comes with matplotlib, and imports faster

    with TTFont(_matplotlib_fonts() / _REGULAR, lazy=True) as font:
        known = font.getBestCmap()
    return re.compile(f"[^{_BASIC}{_ranges(known)}]+")


def _matplotlib_fonts() -> Path:
    spec = find_spec("matplotlib")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf"


def _ranges(points: Iterable[int]) -> str:
    """Code points as the inside of a character class."""
    runs: list[list[int]] = []
    for point in sorted(points):
        if runs and point == runs[-1][1] + 1:
            runs[-1][1] = point
        else:
            runs.append([point, point])
    return "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in runs)
