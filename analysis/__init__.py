"""The analyst workbook: raw web articles as tables whose every row leads to its words.

This is the one door: what a notebook needs is imported from here.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.archive.read import open_workbook
    from analysis.book.workbook import Workbook, all_claims, choose
    from analysis.pages.page import Exhibit, Page
    from analysis.pages.panel import explore
    from analysis.pages.prose import Computed, count, judge, say

__all__ = [
    "Computed",
    "Exhibit",
    "Page",
    "Workbook",
    "all_claims",
    "choose",
    "count",
    "explore",
    "judge",
    "open_workbook",
    "say",
]

_HOMES = {
    "Computed": "analysis.pages.prose",
    "Exhibit": "analysis.pages.page",
    "Page": "analysis.pages.page",
    "Workbook": "analysis.book.workbook",
    "all_claims": "analysis.book.workbook",
    "choose": "analysis.book.workbook",
    "count": "analysis.pages.prose",
    "explore": "analysis.pages.panel",
    "judge": "analysis.pages.prose",
    "open_workbook": "analysis.archive.read",
    "say": "analysis.pages.prose",
}
_CARDS = ("evidence", "document", "_repr_html_", "_repr_markdown_")


def __getattr__(name: str) -> Any:
    """Import a name when it is first asked for: reading articles needs nothing that draws."""
    if name in _HOMES:
        if name == "open_workbook":  # and how a workbook shows itself, which only the pages know
            from analysis.book.workbook import VIEWS

            VIEWS.update({view: partial(_card, view) for view in _CARDS if view not in VIEWS})
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'analysis' has no name {name!r}")


def _card(view: str, *given: Any) -> Any:
    """Import the cards, which then stand in the place of this."""
    return import_module("analysis.pages.card").VIEWS[view](*given)
