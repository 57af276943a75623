"""The analyst's word on a document: the entries of `documents.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from analysis.values import Interval


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of documents.yaml; every field may be missing.

    `reliability` (A–F) and `credibility` (1–6) are the two grades of the Admiralty code: the analyst's own judgement,
    never computed.
    """

    title: str = ""
    publisher: str = ""
    written: Interval | None = None
    url: str = ""
    retrieved: date | None = None
    origin: str = ""
    reliability: str = ""
    credibility: str = ""
    note: str = ""


def read_entries(path: Path | str) -> tuple[dict[str, Entry], list[str]]:
    """Read documents.yaml; to be filled in."""
    return {}, []
