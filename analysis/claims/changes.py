"""What changed between two sets of tables: the claims that came, went or read otherwise, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any

import pandas as pd

CLAIMS = ("dates", "quantities", "timeline", "figures", "statements", "standings")
COLUMNS = ("change", "table", "document", "citation", "text", "column", "old", "new", "why")
_PLACE = frozenset({"id", "line", "char_from", "char_to", "clause_from", "clause_to", "sentence_from", "sentence_to"})
_DERIVED = frozenset({"event", "quantity", "group"}) | {
    f"group_{name}" for name in ("earliest", "latest", "agrees", "documents", "origins")
}

Tables = Mapping[str, pd.DataFrame]
Row = dict[str, Any]


def compare(old: Tables, new: Tables) -> pd.DataFrame:
    """The claims that came, went or changed.

    A claim is the same in both when it has the same id or, in a file that was edited, when its words stand in the same
    order among the others: text that moved because a paragraph was added before it is no change. Ledger rows are
    compared by family and subject.

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
        for file in sorted({*before, *after}):
            for was, now in _paired(before.get(file, []), after.get(file, [])):
                rows += _changes(name, was, now, reasons)
    return pd.DataFrame(rows + _ledger(old, new), columns=list(COLUMNS)).astype("str")


def _claims(tables: Tables, name: str) -> dict[str, list[Row]]:
    """The claims of each file, in the order of the text."""
    files = dict(zip(tables["documents"]["document"], tables["documents"]["file"], strict=True))
    found: dict[str, list[Row]] = {}
    for row in _records(tables[name].sort_values(["document", "char_from", "char_to"], kind="stable")):
        found.setdefault(str(files.get(row["document"], row["document"])), []).append(row)
    return found


def _records(table: pd.DataFrame) -> list[Row]:
    return table.to_dict("records")  # type: ignore[return-value]


def _paired(before: list[Row], after: list[Row]) -> Iterator[tuple[Row | None, Row | None]]:
    """The same claims of a file: by id where the file is the same, else by the order in which their words stand."""
    known = {row["id"]: row for row in after}
    yield from ((row, known[row["id"]]) for row in before if row["id"] in known)
    same = {row["id"] for row in before} & known.keys()
    left, right = ([row for row in rows if row["id"] not in same] for rows in (before, after))
    words, others = ([" ".join(row["text"].split()) for row in rows] for rows in (left, right))
    for tag, i, j, k, m in SequenceMatcher(None, words, others, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from zip(left[i:j], right[k:m], strict=True)
        else:
            yield from ((row, None) for row in left[i:j])
            yield from ((None, row) for row in right[k:m])


class _Reasons:
    """Why a claim of a document differs between two sets of tables."""

    def __init__(self, old: Tables, new: Tables) -> None:
        self._old, self._new = (
            dict(zip(tables["documents"]["file"], tables["documents"]["sha256"], strict=True)) for tables in (old, new)
        )
        self._files = {
            document: file
            for tables in (old, new)
            for document, file in zip(tables["documents"]["document"], tables["documents"]["file"], strict=True)
        }
        self._corrected = {
            (row["row"], row["column"]) for tables in (old, new) for row in _records(tables["corrections"])
        }

    def of(self, row: Row, column: str = "") -> str:
        file = self._files.get(row["document"], "")
        if file not in self._old:
            return "new document"
        if file not in self._new:
            return "withdrawn document"
        if (row["id"], column) in self._corrected or (
            not column and any(row["id"] == name for name, _ in self._corrected)
        ):
            return "correction"
        if self._old[file] != self._new[file]:
            return "edited article"
        return "word lists or program changed"


def _changes(table: str, before: Row | None, after: Row | None, reasons: _Reasons) -> list[dict[str, str]]:
    row = after or before or {}
    about = {
        "table": table,
        "document": row["document"],
        "citation": f"[{row['document']}:{row['line']}]",
        "text": row["text"],
    }
    if before is None or after is None:
        change = "came" if before is None else "went"
        return [about | {"change": change, "column": "", "old": "", "new": "", "why": reasons.of(row)}]
    return [
        about | {"change": "changed", "column": column, "old": was, "new": now, "why": reasons.of(row, column)}
        for column in after
        if column not in _PLACE | _DERIVED and (was := _shown(before.get(column))) != (now := _shown(after[column]))
    ]


def _ledger(old: Tables, new: Tables) -> list[dict[str, str]]:
    """Verdicts that changed, came or went: their reason is the members'."""
    before, after = (
        {(row["family"], row["subject"]): row for row in _records(tables["ledger"])} for tables in (old, new)
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
