"""The analyst workbook: raw web articles as tables whose every row leads to its words.

This is the one door: what a notebook needs is imported from here.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.pages.computed import count, difference, ratio
    from analysis.pages.page import Page
    from analysis.pages.prose import judge, say
    from analysis.workbook import Workbook, open_workbook

__all__ = ["Page", "Workbook", "count", "difference", "judge", "open_workbook", "ratio", "say"]

_HOMES = {
    "Page": "analysis.pages.page",
    "Workbook": "analysis.workbook",
    "count": "analysis.pages.computed",
    "difference": "analysis.pages.computed",
    "judge": "analysis.pages.prose",
    "open_workbook": "analysis.workbook",
    "ratio": "analysis.pages.computed",
    "say": "analysis.pages.prose",
}


def __getattr__(name: str) -> Any:
    """Import a name when it is first asked for: reading articles needs nothing that draws."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'analysis' has no name {name!r}")
