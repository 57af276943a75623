"""The fonts of a briefing: Typst's own, and DejaVu Sans from matplotlib for the scripts that those lack."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.pages.escape import code_points

if TYPE_CHECKING:
    import typst

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
