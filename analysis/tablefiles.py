"""Tables as files for other programs: CSV and Parquet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from analysis.schema import TABLES

__all__ = ["read_tables", "write_tables"]

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


def read_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """The tables that `write_tables` left in a folder, as Parquet; one that is not there is empty.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = write_tables({"dates": TABLES["dates"].frame()}, Path(folder))
    ...     read_tables(Path(folder))["dates"].equals(TABLES["dates"].frame())
    True
    """
    tables = {}
    for name, table in TABLES.items():
        path = folder / f"{name}.parquet"
        found = pd.read_parquet(path) if path.exists() else table.frame()
        dtypes = {column.name: column.dtype for column in table.columns if column.name in found}
        tables[name] = found.astype(dtypes)
    return tables
