#!/usr/bin/env bash
# quantulum3 takes the short scale words of business pages for units: $63.9bn is 63.9 dollar bit newton, 1.2m people
# 1.2 metres; "10 am" is a length, 10 attometres.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action ignore --no-warn-conflicts --disable-pip-version-check --target "$folder/lib" quantulum3==0.9.2
PYTHONPATH="$folder/lib" python3 - <<'PYTHON'
import warnings
from importlib.metadata import version

warnings.simplefilter("ignore")  # that there is no classifier
from quantulum3 import parser

seen = {
    "Trade reached $63.9bn.": (63.9, "dollar bit newton"),
    "Some 1.2m people fled.": (1.2, "metre"),
    "It was closed at 10 am on Monday.": (10.0, "attometre"),
}
print("quantulum3", version("quantulum3"))
for sentence, reading in seen.items():
    found = [(quantity.value, quantity.unit.name) for quantity in parser.parse(sentence)]
    print(sentence, found)
    assert found[0] == reading, found
PYTHON
