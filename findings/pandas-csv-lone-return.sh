#!/usr/bin/env bash
# Text from the web holds a carriage return without a line feed now and then. Up to Python 3.12 the csv module, and pandas with
# it, puts such a cell into a file of lines that end with a line feed without quotation marks; pandas' own reader then takes the
# cell for the end of a row: what stood behind it is a row of its own, and its numbers stand in other columns.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action ignore --no-warn-conflicts --disable-pip-version-check --target "$folder/lib" pandas==3.1.1
PYTHONPATH="$folder/lib" python3 - <<'PYTHON'
import io
import sys

import pandas as pd

told = pd.DataFrame({"words": ["two\rmen", "one man"], "dead": [2, 1]})
bare = told.to_csv(index=False, lineterminator="\n")
read = pd.read_csv(io.StringIO(bare))
quoted = pd.read_csv(io.StringIO(told.to_csv(index=False, lineterminator="\r\n")))
print("pandas", pd.__version__, "Python", sys.version.split()[0])
print("written ", repr(bare))
print("read    ", read.to_dict("list"))
print("with lines ended by both:", quoted.to_dict("list"))
assert quoted.to_dict("list") == told.to_dict("list"), quoted
if sys.version_info < (3, 13):
    assert len(read) == 3 and read["words"][:2].to_list() == ["two", "men"] and read["dead"].isna()[0], read
else:
    assert read.to_dict("list") == told.to_dict("list"), read
PYTHON
