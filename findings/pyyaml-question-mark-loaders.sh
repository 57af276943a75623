#!/usr/bin/env bash
# PyYAML's two loaders do not read the same YAML: "?" inside a word of a list in brackets is a word for the compiled one (libyaml)
# and an error for the one in Python, which `safe_load` takes; in a list of lines both read it.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action ignore --no-warn-conflicts --disable-pip-version-check --target "$folder/lib" PyYAML==6.0.3
PYTHONPATH="$folder/lib" python3 - <<'PYTHON'
import yaml

texts = ["[who, why?]", "{asked: why?}", "- who\n- why?"]


def read(text: str, loader: type) -> object:
    try:
        return yaml.load(text, Loader=loader)
    except yaml.YAMLError as problem:
        return type(problem).__name__


found = {text: (read(text, yaml.CSafeLoader), read(text, yaml.SafeLoader)) for text in texts}
print("PyYAML", yaml.__version__)
for text, (compiled, plain) in found.items():
    print(f"{text!r:18} compiled: {compiled}   in Python: {plain}")
assert found["[who, why?]"] == (["who", "why?"], "ParserError"), found
assert found["{asked: why?}"] == ({"asked": "why?"}, "ParserError"), found
assert found["- who\n- why?"] == (["who", "why?"], ["who", "why?"]), found
PYTHON
