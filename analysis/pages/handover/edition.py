"""Editions: the tables as they were when briefings were handed over, and what changed since."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.book.tables import TABLES
from analysis.claims.changes import CLAIMS, compare
from analysis.core.citations import cited_in
from analysis.core.files import sha256
from analysis.core.tables import DAY, FLAG, NUMBER, TEXT, WHOLE, records
from analysis.core.text import counted
from analysis.pages.escape import escape_markdown, shortened

EDITIONS = "editions"
_KEPT = ("documents", *CLAIMS, "ledger", "corrections")
_TYPES = {TEXT: "str", WHOLE: "int64", FLAG: "bool", NUMBER: "float64"}

_CHANGES = ("came", "went", "changed")
_VERBS = {"came": "New", "went": "Gone"}
_SHOWN = ("timeline", "figures", "statements", "standings", "ledger")  # of the tables, those whose rows pages show
_MOST, _LONG = 8, 100  # changes that a page lists, and characters of each

Tables = Mapping[str, pd.DataFrame]
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Edition:
    """Which edition a set of tables is, and the folder of the one before it (None: it is the first)."""

    number: int
    before: Path | None


def edition_of(tables: Tables, folder: Path) -> Edition:
    """Which edition the tables are: one that is kept already, or the one to come.

    A page thus says the same before and after its edition was kept. `folder` is the project's `editions`.
    """
    kept = _folders(folder)
    if kept and all((kept[-1] / f"{name}.csv").read_bytes() == _csv(tables[name]) for name in _KEPT):
        return Edition(len(kept), kept[-2] if len(kept) > 1 else None)
    return Edition(len(kept) + 1, kept[-1] if kept else None)


def keep_edition(tables: Tables, folder: Path) -> Path:
    """Keep the tables as one CSV file each in `editions/1` and so on; tables that are kept already are left alone."""
    place = folder / str(edition_of(tables, folder).number)
    if place.exists():
        return place
    folder.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(dir=folder, prefix="."))
    try:
        for name in _KEPT:
            (aside / f"{name}.csv").write_bytes(_csv(tables[name]))
        aside.chmod(0o755)
        os.replace(aside, place)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    return place


def changes_between(old: Tables, new: Tables) -> pd.DataFrame:
    """What changed: the rows of `analysis.claims.changes.compare`.

    Columns that one of the two does not have, because the program changed, are not compared.
    """
    shared = {name: [column for column in old[name].columns if column in new[name].columns] for name in _KEPT}
    return compare({name: old[name][shared[name]] for name in _KEPT}, {name: new[name][shared[name]] for name in _KEPT})


def changes_in_words(changes: pd.DataFrame, number: int, cited: Collection[str]) -> str:
    """What changed since an edition, as Markdown: how much in all, then what touches the citations of a page."""
    if changes.empty:
        return f"Nothing has changed since edition {number}."
    rows = [row for row in records(changes) if row["table"] in _SHOWN]
    claims = {(row["change"], row["table"], row["citation"], row["text"]) for row in rows if row["table"] != "ledger"}
    counts = Counter(change for change, *_ in claims)
    said = [_counted(counts[change], "claim", change) for change in _CHANGES]
    said.append(_counted(sum(row["table"] == "ledger" for row in rows), "verdict", "changed"))
    why = ", ".join(sorted({row["why"] for row in rows if row["table"] != "ledger"})) or "what they are compared by"
    counted = ", ".join(filter(None, said)) or "no claim that a page shows, only what is read on the way to them"
    first = f"Since edition {number}: {counted}. Why: {why}."
    keys = set(cited)
    items = _items([row for row in rows if keys & set(cited_in(row["citation"]))], keys)
    if not items:
        return f"{first}\n\nNone of it touches this page."
    more = [f"and {len(items) - _MOST} more that touch this page"] if len(items) > _MOST else []
    return "\n".join([first, "", *(f"- {item}" for item in [*items[:_MOST], *more])])


def _counted(number: int, what: str, change: str) -> str:
    return f"{counted(number, what)} {change}" if number else ""


def _items(rows: list[Row], cited: Collection[str]) -> list[str]:
    """Verdicts first, then what reads otherwise, then what came or went, line by line."""
    verdicts = [_changed(row, "verdict", cited) for row in rows if row["table"] == "ledger"]
    changed = [_changed(row, row["column"], cited) for row in rows if row["column"] and row["table"] != "ledger"]
    moved: dict[tuple[str, str, str], list[str]] = {}
    for row in rows:
        if not row["column"]:
            moved.setdefault((row["change"], row["citation"], row["why"]), []).append(_quoted(row["text"]))
    for (change, citation, why), words in moved.items():
        said = escape_markdown(f"{_VERBS[change]}: {', '.join(dict.fromkeys(words))} ({why})")
        changed.append(f"{said} {_places(citation, change, cited)}".rstrip())
    return verdicts + changed


def _changed(row: Row, column: str, cited: Collection[str]) -> str:
    """A claim that reads otherwise: the column, its value before and now."""
    old, new = (re.sub(r"(?<=\d)\.0$", "", row[name]) or "nothing" for name in ("old", "new"))
    said = f"{_quoted(row['text'])}, {column.replace('_', ' ')}: {old} → {new}"
    why = "" if row["table"] == "ledger" else f" ({row['why']})"
    return f"{escape_markdown(said + why)} {_places(row['citation'], row['change'], cited)}".rstrip()


def _quoted(text: str) -> str:
    return f"“{shortened(text, _LONG)}”"


def _places(citation: str, change: str, cited: Collection[str]) -> str:
    """Only a claim that the page cites still has a place to lead to."""
    keys = [key for key in cited_in(citation) if key in cited and change != "went"]
    return escape_markdown(" ".join(f"[{key}]" for key in keys))


def table_hashes(tables: Tables) -> dict[str, str]:
    """SHA-256 of each table, written as CSV."""
    return {name: sha256(_csv(table)) for name, table in tables.items()}


def _folders(folder: Path) -> list[Path]:
    """The editions in their order; they are counted from 1 without a gap."""
    found = {int(path.name): path for path in folder.glob("[0-9]*") if path.name.isdigit() and path.is_dir()}
    for number in range(1, len(found) + 1):
        if number not in found:
            raise ValueError(f"{folder} has {len(found)} editions but none named {number}: put it back")
    return [found[number] for number in sorted(found)]


def _csv(table: pd.DataFrame) -> bytes:
    return table.to_csv(index=False, lineterminator="\n").encode()


def read_edition(folder: Path) -> dict[str, pd.DataFrame]:
    """The tables of an edition that was kept."""
    return {name: _read(folder / f"{name}.csv", name) for name in _KEPT}


def _read(path: Path, name: str) -> pd.DataFrame:
    declared = {column.name: column.dtype for column in TABLES[name].columns}
    frame = pd.read_csv(
        path,
        dtype={column: _TYPES.get(dtype, "str") for column, dtype in declared.items()},
        keep_default_na=False,
        na_values={column: [""] for column, dtype in declared.items() if dtype in (NUMBER, DAY)},
    )
    return TABLES[name].typed(frame)
