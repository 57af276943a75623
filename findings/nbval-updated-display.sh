#!/usr/bin/env bash
# A display that is updated (display_id, handle.update) is stored by Jupyter with its last content. nbval does not apply
# the update when it runs the notebook again, so a notebook that was just executed fails against itself.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -qq --disable-pip-version-check nbval==0.11.0 nbclient==0.10.2 ipykernel==6.30.1 pytest==8.4.2
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
import nbformat
from nbclient import NotebookClient

sources = {"updated": "from IPython.display import display\nhandle = display('one', display_id=True)\nhandle.update('two')", "plain": "'two'"}
for name, source in sources.items():
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    NotebookClient(book).execute()
    nbformat.write(book, f"{name}.ipynb")
PYTHON
result() { "$folder/venv/bin/python" -m pytest -q --nbval --nbval-current-env -p no:cacheprovider "$1" >"$1.txt" 2>&1 && echo passes || echo fails; }
plain=$(result plain.ipynb); updated=$(result updated.ipynb)
"$folder/venv/bin/pip" list --disable-pip-version-check 2>/dev/null | grep -E "^(nbval|nbclient|ipykernel) "
echo "a plain output:     $plain"
echo "an updated display: $updated"
grep -m1 -i "unhandled iopub" updated.ipynb.txt || true
[ "$plain" = passes ] && [ "$updated" = fails ]
