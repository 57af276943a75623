#!/usr/bin/env bash
# trafilatura joins a reference mark to the number before it: 145<sup>1</sup> comes out as 1451, as text and as Markdown.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action ignore --no-warn-conflicts --disable-pip-version-check --target "$folder/lib" trafilatura==2.0.0
PYTHONPATH="$folder/lib" python3 - <<'PYTHON'
from importlib.metadata import version

from trafilatura import extract

told = "The attack on the hall killed 145<sup>1</sup> people and wounded 551, the committee said, and four men were held."
page = f"<html><body><article><h1>The hall</h1><p>{told}</p><p>{'The trial was held behind closed doors. ' * 8}</p></article></body></html>"
found = {form: extract(page, output_format=form) for form in ("txt", "markdown")}
print("trafilatura", version("trafilatura"))
for form, text in found.items():
    print(f"{form:9}", next(line for line in text.splitlines() if "killed" in line)[:60])
assert all("killed 1451 people" in text for text in found.values()), found
PYTHON
