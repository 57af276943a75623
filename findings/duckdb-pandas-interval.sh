#!/usr/bin/env bash
# A pandas column of intervals, such as an uncertain day, cannot be queried by DuckDB in place. Through Parquet it can,
# as a struct of its two ends, and whether the ends belong to it (closed) is gone.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action ignore --no-warn-conflicts --disable-pip-version-check --target "$folder/lib" duckdb==1.4.2 pandas==2.3.3 pyarrow==22.0.0
PYTHONPATH="$folder/lib" python3 - "$folder" <<'PYTHON'
import sys

import duckdb
import pandas as pd

ends = pd.to_datetime(["2024-03-01", "2024-04-01"])
frame = pd.DataFrame({"when": pd.IntervalIndex.from_arrays(ends[:1], ends[1:], closed="left")})
try:
    duckdb.sql("SELECT * FROM frame").fetchall()
    refused = ""
except Exception as error:
    refused = f"{type(error).__name__}: {str(error).splitlines()[0]}"
path = f"{sys.argv[1]}/frame.parquet"
frame.to_parquet(path)
kind = duckdb.sql(f"DESCRIBE SELECT * FROM '{path}'").fetchall()[0][1]
print("duckdb", duckdb.__version__, "pandas", pd.__version__)
print("in place:", refused)
print("from Parquet:", kind)
assert refused, "an interval column is queried in place now"
assert kind.startswith("STRUCT") and "closed" not in kind, kind
PYTHON
