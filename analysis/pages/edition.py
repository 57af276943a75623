"""Editions: the tables as they were when briefings were handed over, and what changed since."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.claims.changes import CLAIMS, compare
from analysis.pages.escape import escape_markdown, one_line
from analysis.schema import DAY, FLAG, NUMBER, TABLES, TEXT, WHOLE, records

EDITIONS = "editions"
_KEPT = ("documents", *CLAIMS, "ledger", "corrections")
_TYPES = {TEXT: "str", WHOLE: "int64", FLAG: "bool", NUMBER: "float64"}

_KEYS = re.compile(r"\[([^\[\]]{1,100})\]")
_CHANGES = ("came", "went", "changed")
_VERBS = {"came": "is new", "went": "is gone", "changed": "reads otherwise"}
_SHOWN = 8  # changes that a page lists

Tables = Mapping[str, pd.DataFrame]
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Edition:
    """Which edition a set of tables is, and the folder of the one before it (None: it is the first)."""

    number: int
    before: Path | None


def edition_of(tables: Tables, folder: Path) -> Edition:
    """Which edition the tables are: one that is kept already, or the one to come.

    A page thus says the same before and after its edition was kept.

    Parameters
    ----------
    tables
        The tables of a workbook.
    folder
        The project's folder `editions`; it need not exist.

    Returns
    -------
    Edition
    """
    kept = _folders(folder)
    if kept and all((kept[-1] / f"{name}.csv").read_bytes() == _csv(tables[name]) for name in _KEPT):
        return Edition(len(kept), kept[-2] if len(kept) > 1 else None)
    return Edition(len(kept) + 1, kept[-1] if kept else None)


def keep_edition(tables: Tables, folder: Path) -> Path:
    """Keep the tables, so that later pages can say what changed since; tables that are kept already are left alone.

    Parameters
    ----------
    tables
        The tables of a workbook.
    folder
        The project's folder `editions`; made when missing.

    Returns
    -------
    Path
        The folder of this edition, `editions/1` and so on, which holds one CSV file per table.
    """
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


def changes_since(tables: Tables, before: Path) -> pd.DataFrame:
    """What changed since an edition: the rows of `analysis.claims.changes.compare`.

    Columns that one of the two does not have, because the program changed, are not compared.

    Raises
    ------
    FileNotFoundError
        When the edition lacks one of its files.
    """
    old = {name: _read(before / f"{name}.csv", name) for name in _KEPT}
    shared = {name: [column for column in old[name].columns if column in tables[name].columns] for name in _KEPT}
    return compare(
        {name: old[name][shared[name]] for name in _KEPT}, {name: tables[name][shared[name]] for name in _KEPT}
    )


def changes_in_words(changes: pd.DataFrame, number: int, cited: Collection[str]) -> str:
    """What changed since an edition, as Markdown: how much in all, then what touches the citations of a page.

    Parameters
    ----------
    changes
        As `changes_since` gives them.
    number
        The number of that edition.
    cited
        The citations of the page, such as "003:78".
    """
    if changes.empty:
        return f"Nothing has changed since edition {number}."
    claims = changes[changes["table"] != "ledger"].drop_duplicates(["table", "citation", "text", "change"])
    counts = claims["change"].value_counts()
    said = [_counted(counts.get(change, 0), "claim", change) for change in _CHANGES]
    said.append(_counted(int((changes["table"] == "ledger").sum()), "verdict", "changed"))
    why = ", ".join(sorted(set(claims["why"]))) or "the ledger alone"
    lines = [f"Since edition {number}: {', '.join(filter(None, said))}. Why: {why}."]
    keys = set(cited)
    touching = [row for row in records(changes) if keys & set(_KEYS.findall(row["citation"]))]
    lines += [f"- {_in_words(row, keys)}" for row in touching[:_SHOWN]]
    if len(touching) > _SHOWN:
        lines.append(f"- and {len(touching) - _SHOWN} more that touch this page")
    return "\n".join([lines[0], "", *lines[1:]] if touching else [*lines, "", "None of it touches this page."])


def _counted(number: int, what: str, change: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'} {change}" if number else ""


def _in_words(row: Row, cited: Collection[str]) -> str:
    """One change; only a claim that the page cites still has a place to lead to."""
    places = " ".join(f"[{key}]" for key in _KEYS.findall(row["citation"]) if key in cited and row["change"] != "went")
    what = f"“{one_line(row['text'])}” ({row['table']}) {_VERBS[row['change']]}"
    if row["change"] == "changed":
        what += f", {row['column'].replace('_', ' ')}: {row['old'] or 'nothing'} → {row['new'] or 'nothing'}"
    return f"{escape_markdown(what)}; {escape_markdown(row['why'])} {escape_markdown(places)}".rstrip()


def table_hashes(tables: Tables) -> dict[str, str]:
    """SHA-256 of each table, written as CSV."""
    return {name: hashlib.sha256(_csv(table)).hexdigest() for name, table in tables.items()}


def _folders(folder: Path) -> list[Path]:
    """The editions in their order; they are counted from 1 without a gap."""
    found = {int(path.name): path for path in folder.glob("[0-9]*") if path.name.isdigit() and path.is_dir()}
    for number in range(1, len(found) + 1):
        if number not in found:
            raise ValueError(f"{folder} has {len(found)} editions but none named {number}: put it back")
    return [found[number] for number in sorted(found)]


def _csv(table: pd.DataFrame) -> bytes:
    return table.to_csv(index=False, lineterminator="\n").encode()


def _read(path: Path, name: str) -> pd.DataFrame:
    declared = {column.name: column.dtype for column in TABLES[name].columns}
    frame = pd.read_csv(
        path,
        dtype={column: _TYPES.get(dtype, "str") for column, dtype in declared.items()},
        keep_default_na=False,
        na_values={column: [""] for column, dtype in declared.items() if dtype in (NUMBER, DAY)},
        float_precision="round_trip",
    )
    return frame.astype({column: dtype for column, dtype in declared.items() if column in frame and dtype == DAY})
