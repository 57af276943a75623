"""What changed between two sets of tables: the claims that came, went or read otherwise, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

import pandas as pd

from analysis.core.tables import Row, records

CLAIMS = ("dates", "quantities", "timeline", "figures", "statements", "standings")
COLUMNS = ("change", "table", "document", "citation", "text", "column", "old", "new", "why")
_PLACE = {f"{what}_{end}" for what in ("char", "clause", "sentence") for end in ("from", "to")} | {"id", "line", "text"}
_APART = (
    _PLACE
    | {"event", "quantity", "group"}
    | {f"group_{name}" for name in ("earliest", "latest", "agrees", "documents", "origins")}
)

Tables = Mapping[str, pd.DataFrame]
Reading = tuple[tuple[str, str], ...]


def compare(old: Tables, new: Tables) -> pd.DataFrame:
    """The claims that came, went or changed.

    A claim is the same in both when it stands on the same words of the same file, whatever was edited around them;
    among equal words those are the same that read alike, then those in the same order. Ledger rows are compared by
    family and subject.

    Parameters
    ----------
    old, new
        Two sets of tables, as a workbook has them.

    Returns
    -------
    DataFrame
        One row a change, all columns text: change (came, went, changed), table, document, citation ([document:line]),
        text, column, old, new, and why: new document, withdrawn document, edited article, correction, or word lists or
        program changed.
    """
    reasons = _Reasons(old, new)
    rows: list[dict[str, str]] = []
    for name in CLAIMS:
        before, after = _claims(old, name), _claims(new, name)
        pairs = [pair for key in {**before, **after} for pair in _paired(before.get(key, []), after.get(key, []))]
        for was, now in sorted(pairs, key=lambda pair: _place(pair[1] or pair[0] or {})):
            rows += _changes(name, was, now, reasons)
    return pd.DataFrame(rows + _ledger(old, new), columns=list(COLUMNS)).astype("str")


def _claims(tables: Tables, name: str) -> dict[tuple[str, str], list[Row]]:
    """The claims on the same words of a file, in the order of the text: what their ids are made of."""
    files = dict(zip(tables["documents"]["document"], tables["documents"]["file"], strict=True))
    found: dict[tuple[str, str], list[Row]] = {}
    for row in sorted(records(tables[name]), key=_place):
        file = str(files.get(row["document"], row["document"]))
        found.setdefault((file, " ".join(row["text"].split())), []).append(row)
    return found


def _place(row: Row) -> tuple[str, int, int]:
    return row["document"], row["char_from"], row["char_to"]


def _paired(before: list[Row], after: list[Row]) -> Iterator[tuple[Row | None, Row | None]]:
    """Claims on the same words: those that read alike, however many stand above them now, then the others in order."""
    alike = Counter(map(_reading, before)) & Counter(map(_reading, after))
    return zip_longest(_without(before, alike), _without(after, alike))


def _without(rows: list[Row], alike: Counter[Reading]) -> Iterator[Row]:
    """The rows, but for so many of each reading, from the first on."""
    left = alike.copy()
    for row in rows:
        left[_reading(row)] -= 1
        if left[_reading(row)] < 0:
            yield row


def _reading(row: Row) -> Reading:
    """What a row says, column by column; what moves with the text or follows from other claims is left out."""
    return tuple((name, _shown(value)) for name, value in row.items() if name not in _APART)


class _Reasons:
    """Why a claim of a document differs between two sets of tables."""

    def __init__(self, old: Tables, new: Tables) -> None:
        documents = [records(tables["documents"]) for tables in (old, new)]
        self._old, self._new = ({row["file"]: row["sha256"] for row in rows} for rows in documents)
        self._files = {row["document"]: row["file"] for rows in documents for row in rows}
        lines = [row for tables in (old, new) for row in records(tables["corrections"])]
        self._corrected = {(row["row"], column) for row in lines for column in (row["column"], "")}

    def of(self, row: Row, column: str = "") -> str:
        file = self._files.get(row["document"], "")
        if file not in self._old:
            return "new document"
        if file not in self._new:
            return "withdrawn document"
        if (row["id"], column) in self._corrected:
            return "correction"
        return "edited article" if self._old[file] != self._new[file] else "word lists or program changed"


def _changes(table: str, before: Row | None, after: Row | None, reasons: _Reasons) -> Iterator[dict[str, str]]:
    row = after or before or {}
    about = {"table": table, "document": row["document"], "citation": f"[{row['document']}:{row['line']}]"}
    about |= {"text": row["text"], "column": "", "old": "", "new": ""}
    if before is None or after is None:
        yield about | {"change": "came" if before is None else "went", "why": reasons.of(row)}
        return
    read = dict(_reading(before))
    for column, now in _reading(after):
        if (was := read.get(column, "")) != now:
            said = {"change": "changed", "column": column, "old": was, "new": now}
            yield about | said | {"why": reasons.of(row, column)}


def _ledger(old: Tables, new: Tables) -> list[dict[str, str]]:
    """Verdicts that changed, came or went: their reason is the members'."""
    before, after = (
        {(row["family"], row["subject"]): row for row in records(tables["ledger"])} for tables in (old, new)
    )
    rows = []
    for key in [*before, *(key for key in after if key not in before)]:
        was, now = before.get(key), after.get(key)
        if was and now and was["status"] == now["status"]:
            continue
        change = "changed" if was and now else "came" if now else "went"
        row = now or was or {}
        rows.append(
            {
                "change": change,
                "table": "ledger",
                "document": "",
                "citation": row["citations"],
                "text": f"{key[0]}: {key[1]}",
                "column": "status",
                "old": was["status"] if was else "",
                "new": now["status"] if now else "",
                "why": "its members came, went or changed",
            }
        )
    return rows


def _shown(value: Any) -> str:
    if value is None or (isinstance(value, float) and pd.isna(value)) or value is pd.NaT:
        return ""
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)
