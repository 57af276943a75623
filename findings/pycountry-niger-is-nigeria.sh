#!/usr/bin/env bash
# pycountry's fuzzy search puts Nigeria before Niger, though Niger is the exact name of a country, and finds no Turkey:
# who takes its first answer counts the dead of one country for the other.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action ignore --no-warn-conflicts --disable-pip-version-check --target "$folder/lib" pycountry==26.2.16
PYTHONPATH="$folder/lib" python3 - <<'PYTHON'
from importlib.metadata import version

import pycountry

print("pycountry", version("pycountry"))
found = [country.name for country in pycountry.countries.search_fuzzy("Niger")]
print("search_fuzzy('Niger'):", found, " lookup('Niger'):", pycountry.countries.lookup("Niger").name)
assert found[:2] == ["Nigeria", "Niger"], found
assert pycountry.countries.lookup("Niger").name == "Niger"
try:
    print("search_fuzzy('Turkey'):", pycountry.countries.search_fuzzy("Turkey"))
except LookupError as problem:
    print("search_fuzzy('Turkey'): LookupError", problem)
else:
    raise AssertionError("Turkey is found now")
PYTHON
