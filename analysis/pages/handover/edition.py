"""Editions: the tables as they were when briefings were handed over, and what came, went or changed since, and why."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis.core.citations import cited_in
from analysis.core.files import beside
from analysis.core.tables import Row, records, write_tables
from analysis.core.text import counted
from analysis.pages.escape import escape_markdown, shortened

EDITIONS = "editions"
CLAIMS = ("dates", "quantities", "timeline", "figures", "statements", "standings")
COLUMNS = ("change", "table", "document", "citation", "text", "column", "old", "new", "why")
_KEPT = ("documents", *CLAIMS, "ledger", "corrections")
_PLACE = {f"{what}_{end}" for what in ("char", "clause", "sentence") for end in ("from", "to")} | {"id", "line", "text"}
_FOLLOWS = {f"group_{name}" for name in ("earliest", "latest", "agrees", "documents", "origins")}
_APART = _PLACE | _FOLLOWS | {"event", "quantity", "group"}
_VERBS = {"came": "New", "went": "Gone"}
_SHOWN = ("timeline", "figures", "statements", "standings", "ledger")  # of the tables, those whose rows pages show
_MOST, _LONG = 8, 100  # changes that a page lists, and characters of each

Tables = Mapping[str, pd.DataFrame]


class Edition(NamedTuple):
    """Which edition a set of tables is, and the folder of the one before it (None: it is the first)."""

    number: int
    before: Path | None


def edition_of(tables: Tables, folder: Path) -> Edition:
    """Which edition the tables are: one kept already (so that a page stays as it is when it is kept), or the next."""
    found = {int(path.name): path for path in folder.glob("[0-9]*") if path.name.isdigit() and path.is_dir()}
    if missing := set(range(1, len(found) + 1)) - set(found):
        raise ValueError(f"{folder} has {len(found)} editions but none named {min(missing)}: put it back")
    kept = [found[number] for number in sorted(found)]
    if kept and all(table.equals(tables[name]) for name, table in read_edition(kept[-1]).items()):
        kept.pop()
    return Edition(len(kept) + 1, kept[-1] if kept else None)


def keep_edition(tables: Tables, folder: Path) -> Path:
    """Keep the tables, as `write_tables` does, in `editions/1` and so on; what is kept already is left alone."""
    if not (place := folder / str(edition_of(tables, folder).number)).exists():
        with beside(place) as aside:
            write_tables({name: tables[name] for name in _KEPT}, aside)
    return place


def read_edition(folder: Path) -> dict[str, pd.DataFrame]:
    """The tables of an edition that was kept; one that is not there is empty."""
    from analysis.book.tables import TABLES  # every reader is behind it

    paths = {name: folder / f"{name}.parquet" for name in _KEPT}
    there = {name: TABLES[name].typed(pd.read_parquet(path)) for name, path in paths.items() if path.exists()}
    return {name: there.get(name, TABLES[name].frame()) for name in _KEPT}


def compare(old: Tables, new: Tables) -> pd.DataFrame:
    """The claims that came, went or changed between two sets of tables: a row a change, all columns text.

    A claim is the same in both when it stands on the same words of the same file; among equal words those are the same
    that read alike, then those in the same order. Columns that one of the two does not have are not compared.
    """
    shared = {name: [column for column in old[name] if column in new[name]] for name in _KEPT}
    old, new = ({name: tables[name][shared[name]] for name in _KEPT} for tables in (old, new))
    why = _reasons(old, new)
    rows: list[tuple[str, ...]] = []
    for name in CLAIMS:
        before, after = _claims(old, name), _claims(new, name)
        apart: dict[Any, tuple[list[Row], list[Row]]] = defaultdict(lambda: ([], []))
        for key, row in (before | after).items():
            if key not in before or key not in after:
                apart[key[:2]][key in after].append(row)
        pairs = [pair for both in apart.values() for pair in zip_longest(*both)]
        for was, now in sorted(pairs, key=lambda pair: _place(pair[1] or pair[0])):
            rows += _changes(name, was, now, why)
    return pd.DataFrame([*rows, *_verdicts(old, new)], columns=list(COLUMNS)).astype("str")


def _claims(tables: Tables, name: str) -> dict[tuple[Any, ...], Row]:
    """The claims in the order of the text, by their file, their words, how they read, and their number among equals."""
    files = dict(zip(tables["documents"]["document"], tables["documents"]["file"], strict=True))
    found: dict[tuple[Any, ...], Row] = {}
    alike: Counter[tuple[Any, ...]] = Counter()
    for row in sorted(records(tables[name]), key=_place):
        key = files.get(row["document"], row["document"]), " ".join(row["text"].split()), _reading(row)
        alike[key] += 1
        found[*key, alike[key]] = row
    return found


def _place(row: Row) -> tuple[str, int, int]:
    return row["document"], row["char_from"], row["char_to"]


def _reading(row: Row) -> tuple[tuple[str, str], ...]:
    """What a row says, column by column; what moves with the text or follows from other claims is left out."""
    from analysis.claims.corrections import shown

    return tuple((name, shown(value)) for name, value in row.items() if name not in _APART)


def _reasons(old: Tables, new: Tables) -> Callable[..., str]:
    """Why a claim, or a column of it, differs between two sets of tables."""
    documents = [records(tables["documents"]) for tables in (old, new)]
    was, now = ({row["file"]: row["sha256"] for row in rows} for rows in documents)
    files = {row["document"]: row["file"] for rows in documents for row in rows}
    lines = [row for tables in (old, new) for row in records(tables["corrections"])]
    corrected = {(row["row"], column) for row in lines for column in (row["column"], "")}

    def why(row: Row, column: str = "") -> str:
        file = files.get(row["document"], "")
        if file not in was or file not in now:
            return "withdrawn document" if file in was else "new document"
        if (row["id"], column) in corrected:
            return "correction"
        return "edited article" if was[file] != now[file] else "word lists or program changed"

    return why


def _changes(table: str, before: Row | None, after: Row | None, why: Callable[..., str]) -> Iterator[tuple[str, ...]]:
    row = after or before or {}
    about = (table, row["document"], f"[{row['document']}:{row['line']}]", row["text"])
    if before is None or after is None:
        yield "came" if before is None else "went", *about, "", "", "", why(row)
        return
    for (column, was), (_, now) in zip(_reading(before), _reading(after), strict=True):
        if was != now:
            yield "changed", *about, column, was, now, why(row, column)


def _verdicts(old: Tables, new: Tables) -> Iterator[tuple[str, ...]]:
    """Verdicts that changed, came or went: their reason is the members'."""
    before, after = ({(row["family"], row["subject"]): row for row in records(one["ledger"])} for one in (old, new))
    for key in {**before, **after}:
        was, now = before.get(key, {}), after.get(key, {})
        if (statuses := (was.get("status", ""), now.get("status", "")))[0] != statuses[1]:
            change = "changed" if was and now else "came" if now else "went"
            about = ("ledger", "", (now or was)["citations"], ": ".join(key), "status")
            yield change, *about, *statuses, "its members came, went or changed"


def changes_in_words(changes: pd.DataFrame, number: int, cited: Collection[str]) -> str:
    """What changed since an edition, as Markdown: how much in all, then what touches the citations of a page."""
    if changes.empty:
        return f"Nothing has changed since edition {number}."
    rows = [row for row in records(changes) if row["table"] in _SHOWN]
    claims = {(row["change"], row["table"], row["citation"], row["text"]) for row in rows if row["table"] != "ledger"}
    counts = Counter(change for change, *_ in claims)
    numbers = [(counts[change], "claim", change) for change in ("came", "went", "changed")]
    numbers.append((sum(row["table"] == "ledger" for row in rows), "verdict", "changed"))
    said = [f"{counted(size, what)} {change}" for size, what, change in numbers if size]
    why = ", ".join(sorted({row["why"] for row in rows if row["table"] != "ledger"})) or "what they are compared by"
    summed = ", ".join(said) or "no claim that a page shows, only what is read on the way to them"
    first = f"Since edition {number}: {summed}. Why: {why}."
    keys = set(cited)
    if not (items := _items([row for row in rows if keys & set(cited_in(row["citation"]))], keys)):
        return f"{first}\n\nNone of it touches this page."
    more = [f"and {len(items) - _MOST} more that touch this page"] if len(items) > _MOST else []
    return "\n".join([first, "", *(f"- {item}" for item in [*items[:_MOST], *more])])


def _items(rows: list[Row], cited: Collection[str]) -> list[str]:
    """Verdicts first, then what reads otherwise, then what came or went, line by line."""
    told: dict[tuple[int, str, str, str, str, str], list[str]] = {}
    for row in rows:
        verdict = row["table"] == "ledger"
        column = "verdict" if verdict else row["column"].replace("_", " ")
        old, new = (re.sub(r"(?<=\d)\.0$", "", row[name]) or "nothing" for name in ("old", "new"))
        what = f", {column}: {old} → {new}" if column else ""
        verb, why = "" if column else f"{_VERBS[row['change']]}: ", "" if verdict else f" ({row['why']})"
        # Only a claim that the page cites still has a place to lead to.
        keys = [key for key in cited_in(row["citation"]) if key in cited and row["change"] != "went"]
        places = escape_markdown(" ".join(f"[{key}]" for key in keys))
        line = (not verdict) + (not column), verb, what, why, places, row["citation"]
        told.setdefault(line, []).append(f"“{shortened(row['text'], _LONG)}”")
    return [
        f"{escape_markdown(verb + ', '.join(dict.fromkeys(words)) + what + why)} {places}".rstrip()
        for (_, verb, what, why, places, _), words in sorted(told.items(), key=lambda item: item[0][0])
    ]
