"""The look that all charts share: colours that stay apart in grey, labels that fit, days on an axis."""

from __future__ import annotations

import textwrap
from calendar import isleap
from collections.abc import Callable
from datetime import date
from functools import wraps
from importlib import resources
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from matplotlib import style
from matplotlib.ticker import MaxNLocator

from analysis.pages.escape import one_line

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Paul Tol's "high contrast" and "muted" schemes: distinct for colour-blind readers, and in grey by lightness.
# Source: P. Tol, Colour Schemes, SRON technical note, 2021.
INK, BLUE, RED, YELLOW, GREY, PALE = "#1d3557", "#004488", "#bb5566", "#ddaa33", "#8a8f98", "#d5d9df"
MODALITY = {"asserted": BLUE, "attributed": "#6699cc", "planned": YELLOW, "speculated": "#eecc66", "denied": RED}
BASIS = {"absolute": BLUE, "document date": YELLOW, "previous event": RED, "none": GREY}

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


def house(draw: Callable[_Parameters, _Result]) -> Callable[_Parameters, _Result]:
    """Draw in the house style, whatever the notebook has set."""

    @wraps(draw)
    def styled(*args: _Parameters.args, **options: _Parameters.kwargs) -> _Result:
        sheet = resources.files(__package__) / "workbook.mplstyle"
        with resources.as_file(sheet) as path, style.context(["default", str(path)]):
            return draw(*args, **options)

    return styled


def label(words: str, width: int, rows: int = 1) -> str:
    """Words cut to fit: at most so many characters a row, the last one ended by "…" when there was more.

    A dollar sign is kept from starting a formula.

    >>> label("Moscow lifted a ban on the group", 18, 1)
    'Moscow lifted a …'
    """
    found = textwrap.wrap(one_line(words), width) or [""]
    if len(found) > rows:
        last = found[rows - 1]
        found = [*found[: rows - 1], (last if len(last) <= width - 2 else last[: width - 2].rsplit(" ", 1)[0]) + " …"]
    return "\n".join(found).replace("$", r"\$")


def year(day: date) -> float:
    """A day as a decimal year, so that an axis can run from any year on.

    >>> year(date(2024, 7, 2))
    2024.5
    """
    return day.year + (day.timetuple().tm_yday - 1) / (366 if isleap(day.year) else 365)


def years_only(axes: Axes, most: int = 8) -> None:
    """Whole years as ticks, no more than so many, without a thousands separator."""
    axes.xaxis.set_major_locator(MaxNLocator(nbins=most, integer=True))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0f}")
