"""The analyst workbook: raw web articles as tables whose every row leads to its words.

This is the one door: what a notebook needs is imported from here.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.archive.read import open_workbook as open_workbook
    from analysis.book.workbook import Workbook as Workbook
    from analysis.book.workbook import all_claims as all_claims
    from analysis.book.workbook import choose as choose
    from analysis.pages.page import Exhibit as Exhibit
    from analysis.pages.page import Page as Page
    from analysis.pages.panel import explore as explore
    from analysis.pages.prose import Computed as Computed
    from analysis.pages.prose import count as count
    from analysis.pages.prose import judge as judge
    from analysis.pages.prose import say as say

_HOMES = {
    **dict.fromkeys(("Exhibit", "Page"), "analysis.pages.page"),
    **dict.fromkeys(("Workbook", "all_claims", "choose"), "analysis.book.workbook"),
    **dict.fromkeys(("Computed", "count", "judge", "say"), "analysis.pages.prose"),
    "explore": "analysis.pages.panel",
    "open_workbook": "analysis.archive.read",
}
__all__ = [*_HOMES]


def __getattr__(name: str) -> Any:
    """Import a name when it is first asked for: reading articles needs nothing that draws."""
    if name not in _HOMES:
        raise AttributeError(f"module 'analysis' has no name {name!r}")
    if name == "open_workbook":
        import_module("analysis.pages.endnotes")  # how a workbook shows itself, which only the pages know
    return getattr(import_module(_HOMES[name]), name)
