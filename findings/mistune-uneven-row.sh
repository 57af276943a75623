#!/usr/bin/env bash
# A row of a Markdown table with one cell too many or too few: GitHub's rules drop the excess and fill the gap. mistune's
# table plugin takes the whole table for a paragraph instead, and reports nothing.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action ignore --no-warn-conflicts --disable-pip-version-check --target "$folder/lib" mistune==3.1.4
PYTHONPATH="$folder/lib" python3 - <<'PYTHON'
import mistune

parse = mistune.create_markdown(renderer=None, plugins=["table"])
rows = {"even": "| visits | 3 |", "a cell too many": "| visits | 3 | 4 |", "a cell too few": "| visits |"}
kinds = {name: parse(f"| what | count |\n|---|---|\n| calls | 1 |\n{row}\n")[0]["type"] for name, row in rows.items()}
print("mistune", mistune.__version__)
for name, kind in kinds.items():
    print(f"{name:16}", kind)
assert kinds == {"even": "table", "a cell too many": "paragraph", "a cell too few": "paragraph"}, kinds
PYTHON
