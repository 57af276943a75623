#!/usr/bin/env bash
# A number that is missing is NaN in a float column of pandas and NumPy. DuckDB takes it for missing in a pandas table; in the
# same column as Arrow it is a number greater than all others: a toll that nobody gave passes "more than 100" and is the largest.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action ignore --no-warn-conflicts --disable-pip-version-check --target "$folder/lib" duckdb==1.5.6 pandas==3.1.1 pyarrow==22.0.0
PYTHONPATH="$folder/lib" python3 - <<'PYTHON'
import duckdb
import pandas as pd
import pyarrow as pa

tolls = pd.DataFrame({"attack": ["Moscow", "Kabul", "Kerman"], "dead": [145.0, None, 94.0]})
arrow = pa.table({name: pa.array(tolls[name].to_numpy()) for name in tolls})
asked = "SELECT list(attack ORDER BY attack) FILTER (WHERE dead > 100), max(dead), count(dead) FROM "
print("DuckDB", duckdb.__version__)
seen = {name: duckdb.sql(asked + name).fetchone() for name in ("tolls", "arrow")}
for name, row in seen.items():
    print(f"{name:6}", *row)
assert seen["tolls"] == (["Moscow"], 145.0, 2), seen
assert seen["arrow"][0] == ["Kabul", "Moscow"] and seen["arrow"][1] != seen["arrow"][1] and seen["arrow"][2] == 3, seen
PYTHON
