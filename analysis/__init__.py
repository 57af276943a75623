"""The analyst workbook: raw web articles as tables whose every row leads to its words.

This is the one door: what a notebook needs is imported from here.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.pages.choice import all_claims, choose
    from analysis.pages.computed import count, difference, ratio
    from analysis.pages.explore import explore
    from analysis.pages.page import Exhibit, Page
    from analysis.pages.prose import judge, say
    from analysis.workbook import Workbook, open_workbook

__all__ = [
    "Exhibit",
    "Page",
    "Workbook",
    "all_claims",
    "choose",
    "count",
    "difference",
    "explore",
    "judge",
    "open_workbook",
    "ratio",
    "say",
]

_HOMES = {
    "Exhibit": "analysis.pages.page",
    "Page": "analysis.pages.page",
    "Workbook": "analysis.workbook",
    "all_claims": "analysis.pages.choice",
    "choose": "analysis.pages.choice",
    "count": "analysis.pages.computed",
    "difference": "analysis.pages.computed",
    "explore": "analysis.pages.explore",
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
