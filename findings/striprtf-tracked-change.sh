#!/usr/bin/env bash
# striprtf knows no tracked changes and no hidden words: the number that was deleted and the one put in its place
# come out as one number, 137 and 145 as 137145.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action ignore --no-warn-conflicts --disable-pip-version-check --target "$folder/lib" striprtf==0.0.35
PYTHONPATH="$folder/lib" python3 - <<'PYTHON'
from importlib.metadata import version

from striprtf.striprtf import rtf_to_text

# RTF 1.9.1: \deleted and \revised mark text that was taken out and put in while changes were tracked, \v text that is hidden.
source = r"{\rtf1\ansi The toll is {\deleted 137}{\revised 145}.\par Held: {\v nobody, }four.\par}"
text = rtf_to_text(source)
print("striprtf", version("striprtf"))
print(text)
assert text == "The toll is 137145.\nHeld: nobody, four.\n", text
PYTHON
