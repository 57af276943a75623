"""The data dictionary as a table and as a page of documentation."""

from __future__ import annotations

import pandas as pd

from analysis.schema import TABLES


def dictionary() -> pd.DataFrame:
    """The data dictionary itself, one row a column: table, column, dtype, unit, meaning, allowed.

    >>> dictionary().query("table == 'origins'")["column"].tolist()
    ['document', 'origin', 'shared_with', 'share']
    """
    rows = [
        (table.name, column.name, column.dtype, column.unit, column.meaning, ", ".join(column.allowed))
        for table in TABLES.values()
        for column in table.columns
    ]
    return pd.DataFrame(rows, columns=["table", "column", "dtype", "unit", "meaning", "allowed"])


def dictionary_page() -> str:
    """The data dictionary as a Markdown page: `python -m analysis.dictionary > docs/tables.md` renews the one in docs/.

    >>> dictionary_page().splitlines()[0]
    '# The tables'
    """
    parts = ["# The tables", "", "Made from `analysis/schema.py`; a test holds the two against each other."]
    for table in TABLES.values():
        parts += ["", f"## {table.name}", "", f"A row is {table.row}.", ""]
        parts += ["| column | type | unit | meaning | allowed words |", "|---|---|---|---|---|"]
        for column in table.columns:
            allowed = ", ".join(word or "(empty)" for word in column.allowed)
            parts.append(f"| {column.name} | {column.dtype} | {column.unit} | {column.meaning} | {allowed} |")
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    print(dictionary_page(), end="")
