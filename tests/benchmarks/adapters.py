"""Where functions stand that comparisons with other tools call under an earlier name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # what reads articles needs no pandas, and is measured without
    import pandas as pd

MOVED: dict[str, str] = {}
"""Earlier "module.name" → "module.name" as it is now."""


def ledger_rows(book: object) -> dict[str, set[str]]:
    """Id of a claim → the rows of the ledger that it is a member of."""
    members: pd.DataFrame = book.members  # type: ignore[attr-defined]
    return {str(claim): set(rows) for claim, rows in members.groupby("claim")["ledger"]}
