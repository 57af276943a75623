"""How wide the columns of a printed table are: the text takes the room, and nothing is clipped."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_ROOM, _TURNED_ROOM = 106, 165  # characters that fit a line at 8.5 pt, on an upright and on a turned page
_NARROW = 18  # a column whose longest cell is no longer than this keeps its natural width; longer words may be broken
_GAP = 2.5  # the inset between two columns, in characters
_SIZES = (8.5, 8.0, 7.5)


@dataclass(frozen=True, slots=True)
class Layout:
    """Typst column widths ("auto", or a share such as "24fr"), type size in points, and whether the page is turned."""

    widths: list[str]
    size: float
    turned: bool = False


def lay_out(rows: Sequence[Sequence[str]]) -> Layout:
    """Lay out a table by the words in its cells.

    A table that fits keeps its natural widths. Otherwise narrow columns do, as long as they leave half of the line to
    the others; each of those gets its longest word, and a share of the rest by the root of how much more text it holds,
    which keeps rows low. Where the words do not fit in smaller type either, the page is turned.

    Parameters
    ----------
    rows
        The plain words of each cell, head first; each row has the same number of cells.

    Returns
    -------
    Layout

    >>> lay_out([["When", "What"], ["2024", "A port opens"]]).widths
    ['auto', 'auto']
    >>> lay_out([["When", "What", "Who"], ["2024", "The government opens a port " * 8, "The harbour master"]]).widths
    ['auto', '76fr', 'auto']
    """
    columns = list(zip(*rows, strict=True))
    longest = [max(map(len, cells)) for cells in columns]
    if sum(longest) + _GAP * len(columns) <= _ROOM:
        return Layout(["auto"] * len(columns), _SIZES[0])
    words = [min(max((len(word) for cell in cells for word in cell.split()), default=1), _NARROW) for cells in columns]
    for room, turned in ((_ROOM, False), (_TURNED_ROOM, True)):
        for size in _SIZES:
            space = room * _SIZES[0] / size - _GAP * len(columns)
            natural = _natural(longest, space / 2)
            spare = space - sum(natural.get(place, word) for place, word in enumerate(words))
            if spare >= 0:
                return Layout(_widths(columns, words, natural, spare), size, turned)
    return Layout([f"{word}fr" for word in words], _SIZES[-1], turned=True)


def _natural(longest: Sequence[int], limit: float) -> dict[int, int]:
    """The columns that keep their natural width, and that width; together no wider than the limit."""
    natural = {place: length for place, length in enumerate(longest) if length <= _NARROW}
    while natural and sum(natural.values()) > limit:
        del natural[max(natural, key=lambda place: natural[place])]
    return natural


def _widths(columns: Sequence[Sequence[str]], words: Sequence[int], natural: dict[int, int], spare: float) -> list[str]:
    means = [sum(map(len, cells[1:])) / max(len(cells) - 1, 1) for cells in columns]
    wants = [0 if place in natural else math.sqrt(max(means[place] - words[place], 0)) for place in range(len(columns))]
    shares = [word + spare * want / (sum(wants) or 1) for word, want in zip(words, wants, strict=True)]
    return ["auto" if place in natural else f"{share:.0f}fr" for place, share in enumerate(shares)]
