"""The analyst workbook: raw web articles as tables whose every row leads to its words.

This is the one door: what a notebook needs is imported from here.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from analysis.core.values import uncollected

if TYPE_CHECKING:
    from analysis.archive.read import open_archive, open_workbook
    from analysis.book.workbook import Workbook, all_claims, choose
    from analysis.pages.page import Exhibit, Page
    from analysis.pages.panel import explore
    from analysis.pages.prose import Computed, count, judge, say

_HOMES = {"explore": "pages.panel"} | dict.fromkeys(("open_archive", "open_workbook"), "archive.read")
_HOMES |= dict.fromkeys(("Workbook", "all_claims", "choose"), "book.workbook")
_HOMES |= dict.fromkeys(("Exhibit", "Page"), "pages.page")
_HOMES |= dict.fromkeys(("Computed", "count", "judge", "say"), "pages.prose")
__all__ = ["Computed", "Exhibit", "Page", "Workbook", "all_claims", "choose", "count", "explore", "judge"]
__all__ += ["open_archive", "open_workbook", "say"]


def __getattr__(name: str) -> Any:
    """Import a name when it is first asked for: reading articles needs nothing that draws."""
    if name not in _HOMES:
        raise AttributeError(f"module 'analysis' has no name {name!r}")
    with uncollected():  # pandas is behind most of it
        if _HOMES[name] == "archive.read":
            import_module("analysis.pages.endnotes")  # how a workbook shows itself, which only the pages know
        return getattr(import_module(f"analysis.{_HOMES[name]}"), name)
