"""Tables as files for other programs: CSV and Parquet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

__all__ = ["write_tables"]

_FORMULA = r"^(?=[=+\-@\t\r])"


def write_tables(tables: Mapping[str, pd.DataFrame], out: Path) -> list[Path]:
    """Write each table as `<name>.csv` and `<name>.parquet`.

    Parquet holds the values as they are (days as milliseconds: it knows no coarser unit). In CSV (UTF-8, days as
    2024-03-22) a text that a spreadsheet would run as a formula, because it begins with = + - @, a tab or a carriage
    return, gets an apostrophe in front: articles come from strangers.

    Parameters
    ----------
    tables
        Name → table.
    out
        The folder to write to; it is made when it does not exist.

    Returns
    -------
    list of Path
        The files written.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     paths = write_tables({"words": pd.DataFrame({"text": ["=1+1", "plain"]})}, Path(folder))
    ...     [path.name for path in paths], paths[0].read_text().split()
    (['words.csv', 'words.parquet'], ['text', "'=1+1", 'plain'])
    """
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for name, table in tables.items():
        csv, parquet = out / f"{name}.csv", out / f"{name}.parquet"
        _without_formulas(table).to_csv(csv, index=False, encoding="utf-8", lineterminator="\n")
        table.to_parquet(parquet, index=False)
        written += [csv, parquet]
    return written


def _without_formulas(table: pd.DataFrame) -> pd.DataFrame:
    texts = table.select_dtypes(include=["str", "object"])
    return table.assign(**{str(name): texts[name].str.replace(_FORMULA, "'", regex=True) for name in texts})
