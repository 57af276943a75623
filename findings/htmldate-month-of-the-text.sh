#!/usr/bin/env bash
# htmldate, asked for the day of a page whose own date it does not take (before 1995), takes a month that the article's
# text speaks of and gives its first day, without a sign that this is no date of the page.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action ignore --no-warn-conflicts --disable-pip-version-check --target "$folder/lib" htmldate==1.9.4
PYTHONPATH="$folder/lib" python3 - <<'PYTHON'
from importlib.metadata import version

from htmldate import find_date

page = """<html><head><title>The last convoy</title></head><body><article><h1>The last convoy</h1>
<p class="date">February 15, 1989</p><p>The general was the last to cross the bridge. His memoirs, which quote the order of
the day, appeared in January 2024.</p></article></body></html>"""
plain = page.replace(" in January 2024", "")
found = [find_date(text) for text in (page, plain)]
print("htmldate", version("htmldate"))
print("with a month in the text:", found[0])
print("without:                 ", found[1])
assert found == ["2024-01-01", None], found
PYTHON
