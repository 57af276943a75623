#!/usr/bin/env bash
# dateutil reads a range of days as a moment, without being asked to guess: the second day becomes the year's end and the
# year an hour and a minute, so that "May 17-19, 2015" is a quarter past eight in the evening of 17 May 2019.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action ignore --no-warn-conflicts --disable-pip-version-check --target "$folder/lib" python-dateutil==2.9.0.post0
PYTHONPATH="$folder/lib" python3 - <<'PYTHON'
from importlib.metadata import version

from dateutil.parser import parse

texts = ["May 17-19, 2015", "April 3-5, 2024", "May 17, 2015"]
found = [str(parse(text)) for text in texts]
print("python-dateutil", version("python-dateutil"))
for text, moment in zip(texts, found):
    print(f"{text:16}", moment)
assert found == ["2019-05-17 20:15:00", "2005-04-03 20:24:00", "2015-05-17 00:00:00"], found
PYTHON
