"""What outside evidence raises about the claims of the articles; it changes none of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd


def outside_flags(ledger: list[dict[str, Any]], tables: Mapping[str, pd.DataFrame]) -> dict[str, dict[str, str]]:
    """Flags for ledger rows, from the table of outside evidence.

    Parameters
    ----------
    ledger
        Rows of the ledger.
    tables
        figures and outside are read.

    Returns
    -------
    dict
        Id of a ledger row → its columns `outside` (ids of the evidence, separated by spaces) and `flag`.
    """
    return {}
