"""How a printed table is laid out so that nothing is clipped, and which characters the fonts have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.pages.escape import code_points

if TYPE_CHECKING:
    import typst

_ROOM, _TURNED_ROOM = 106, 165  # characters that fit a line at 8.5 pt, on an upright and on a turned page
_LONG = 18  # longer words may be broken
_GAP = 2.5  # the inset between two columns, in characters
_SIZES = (8.5, 8.0, 7.5)


@dataclass(frozen=True, slots=True)
class Layout:
    """How to set a table: Typst column widths ("auto", or a share such as "24fr"), the size of its type in points,
    whether on a turned page, and whether words are parted."""

    widths: list[str]
    size: float
    turned: bool = False
    hyphenate: bool = False


def lay_out(rows: Sequence[Sequence[str]]) -> Layout:
    """Lay out a table by the words in its cells, head first.

    A table that fits keeps its natural widths. Otherwise narrow columns do, and the others share the rest by how much
    they say. Where the longest words of all columns do not fit beside each other, the type is made smaller; then the
    page is turned; then words are parted.

    >>> lay_out([["When", "What"], ["2024", "The government opens a port " * 8]]).widths
    ['auto', '15fr']
    """
    columns = [[_width(cell) for cell in column] for column in zip(*rows, strict=True)]
    words = [max(_width(word) for cell in column for word in cell.split(" ")) for column in zip(*rows, strict=True)]
    natural = [max(column) for column in columns]
    fits = sum(natural) + _GAP * len(columns) <= _ROOM
    least = [width if width <= _LONG else min(word, _LONG) for width, word in zip(natural, words, strict=True)]
    widths = [
        "auto" if fits or width <= _LONG else f"{max(sum(column) ** 0.5, word):.0f}fr"
        for column, width, word in zip(columns, natural, least, strict=True)
    ]
    for room, turned in ((_ROOM, False), (_TURNED_ROOM, True)):
        for size in _SIZES:
            if sum(least) <= room * _SIZES[0] / size - _GAP * len(columns):
                return Layout(widths, size, turned)
    return Layout(widths, _SIZES[-1], turned=True, hyphenate=True)


def _width(text: str) -> float:
    """The width of a text in characters of average width: capitals and other alphabets are wider."""
    return len(text) + 0.5 * sum(map(str.isupper, text)) + 0.2 * (len(text) - len(text.encode("ascii", "ignore")))


# A place to break a line, and two private marks, which typesetting uses and removes.
_REMOVED = "\u200b\ue000\ue001\t\n\r"


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """The fonts, loaded once: Typst's own, and DejaVu, which comes with matplotlib."""
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[str(_matplotlib_fonts())])


def printable(text: str) -> str:
    """The text with each character that the fonts have no glyph for given by its code point.

    >>> printable("Путин met 习近平 and عمر")
    'Путин met [U+4E60 U+8FD1 U+5E73] and عمر'
    """
    runs = ((known, "".join(run)) for known, run in groupby(text, key=_covered().__contains__))
    return "".join(run if known else code_points(run) for known, run in runs)


@lru_cache(maxsize=1)
def _covered() -> frozenset[str]:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # comes with matplotlib, and imports faster

    with TTFont(_matplotlib_fonts() / "DejaVuSans.ttf", lazy=True) as font:
        return frozenset(_REMOVED).union(map(chr, font.getBestCmap()))


def _matplotlib_fonts() -> Path:
    return Path(str(files("matplotlib"))) / "mpl-data" / "fonts" / "ttf"
