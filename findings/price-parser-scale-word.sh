#!/usr/bin/env bash
# price-parser, which reads prices out of text, drops the scale word of an amount: "5 billion" and "5 million" are 5.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action ignore --no-warn-conflicts --disable-pip-version-check --target "$folder/lib" price-parser==0.5.0
PYTHONPATH="$folder/lib" python3 - <<'PYTHON'
from importlib.metadata import version

from price_parser import Price

texts = ["$63.9 billion", "KGS 5 billion", "€1.2 million", "$23.9bn", "$1,450"]
read = {text: str(Price.fromstring(text).amount) for text in texts}
print("price-parser", version("price-parser"))
for text, amount in read.items():
    print(f"{text:16}", amount)
assert read == {"$63.9 billion": "63.9", "KGS 5 billion": "5", "€1.2 million": "1.2", "$23.9bn": "23.9", "$1,450": "1450"}, read
PYTHON
