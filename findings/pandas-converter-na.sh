#!/usr/bin/env bash
# pandas 3.1 drops what a converter gives where it is "NA": the code of Namibia in a table of countries is missing, though
# str was named as the column's converter, as it was kept by pandas 3.0. country_converter, which reads its table like this, fails.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action ignore --no-warn-conflicts --disable-pip-version-check --target "$folder/lib" pandas==3.1.1 country_converter==1.3.2
PYTHONPATH="$folder/lib" python3 - <<'PYTHON'
import io
from importlib.metadata import version

import pandas as pd
from country_converter import CountryConverter

table = "country\tcode\nNamibia\tNA\nNepal\tNP\n"
read = pd.read_csv(io.StringIO(table), sep="\t", converters={"code": str})
print("pandas", version("pandas"), " country_converter", version("country_converter"))
print(read)
assert read["code"].isna().tolist() == [True, False], read
try:
    CountryConverter()
except TypeError as problem:
    print("CountryConverter(): TypeError", problem)
else:
    raise AssertionError("country_converter reads its table now")
PYTHON
