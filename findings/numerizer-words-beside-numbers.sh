#!/usr/bin/env bash
# numerizer turns number words into digits, and touches what is no number beside them: the hyphen of a name goes, and
# "fourth quarter" becomes a fraction that is neither an ordinal nor a quarter of anything.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action ignore --no-warn-conflicts --disable-pip-version-check --target "$folder/lib" numerizer==0.2.4
PYTHONPATH="$folder/lib" python3 - <<'PYTHON'
from importlib.metadata import version

from numerizer import numerize

texts = ["twenty-five provinces", "fighters of ISIS-K", "in the fourth quarter", "half a million people"]
read = {text: numerize(text) for text in texts}
print("numerizer", version("numerizer"))
for text, words in read.items():
    print(f"{text:24}", words)
assert read["twenty-five provinces"] == "25 provinces", read
assert "ISIS-K" not in read["fighters of ISIS-K"], read
assert "/4" in read["in the fourth quarter"], read
PYTHON
