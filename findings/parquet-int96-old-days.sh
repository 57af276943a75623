#!/usr/bin/env bash
# Parquet's older timestamps, INT96, count nanoseconds within a day, and pyarrow reads them back as 64-bit nanoseconds,
# which hold the years 1678 to 2261 only. A day outside them is not refused: it comes back as another day.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action ignore --no-warn-conflicts --disable-pip-version-check --target "$folder/lib" pyarrow==22.0.0 numpy==2.3.5
PYTHONPATH="$folder/lib" python3 - "$folder" <<'PYTHON'
import datetime
import sys

import pyarrow as pa
import pyarrow.parquet as pq

days = [datetime.datetime(1547, 1, 1), datetime.datetime(1837, 5, 1), datetime.datetime(2024, 3, 22)]
table = pa.table({"day": pa.array(days, pa.timestamp("ms"))})
seen = {}
for name, older in (("64-bit timestamps", False), ("INT96", True)):
    path = f"{sys.argv[1]}/days.parquet"
    pq.write_table(table, path, use_deprecated_int96_timestamps=older)
    seen[name] = [str(day)[:10] for day in pq.read_table(path)["day"].combine_chunks().to_numpy(zero_copy_only=False)]
print("pyarrow", pa.__version__)
print("written          ", [str(day)[:10] for day in days])
for name, read in seen.items():
    print(f"{name:17}", read)
assert seen["64-bit timestamps"] == ["1547-01-01", "1837-05-01", "2024-03-22"]
assert seen["INT96"] == ["2131-07-21", "1837-05-01", "2024-03-22"], seen["INT96"]
PYTHON
