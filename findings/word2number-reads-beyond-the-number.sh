#!/usr/bin/env bash
# word2number finds number words anywhere in a sentence and adds them up: two numbers become one, and half of one is lost.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action ignore --no-warn-conflicts --disable-pip-version-check --target "$folder/lib" word2number==1.1
PYTHONPATH="$folder/lib" python3 - <<'PYTHON'
from importlib.metadata import version

from word2number import w2n

seen = {
    "two hundred thirty and forty": 270,
    "twenty twenty-three": 403,
    "half a million": 1_000_000,
    "one hundred and forty five people killed and three wounded": 1,
}
print("word2number", version("word2number"))
for words, value in seen.items():
    print(f"{words!r}: {w2n.word_to_num(words)}")
    assert w2n.word_to_num(words) == value, words
PYTHON
