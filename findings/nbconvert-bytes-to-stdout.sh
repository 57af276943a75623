#!/usr/bin/env bash
# nbconvert can't write what an exporter of bytes makes to standard output: `--stdout` ends in a TypeError, while the same
# exporter writes a file. An exporter of one's own that makes PDFs or pictures is hit as well.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action ignore --no-warn-conflicts --disable-pip-version-check --target "$folder/lib" nbconvert==7.16.6 nbformat==5.10.4
export PYTHONPATH="$folder/lib:$folder" JUPYTER_CONFIG_DIR="$folder/config"
cat > "$folder/raw.py" <<'PYTHON'
from nbconvert.exporters import Exporter


class Raw(Exporter):
    file_extension = ".raw"

    def from_notebook_node(self, nb, resources=None, **kw):
        notebook, resources = super().from_notebook_node(nb, resources, **kw)
        return b"%d cells" % len(notebook.cells), resources
PYTHON
python3 - "$folder" <<'PYTHON'
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import nbformat
from nbformat.v4 import new_markdown_cell, new_notebook

folder = Path(sys.argv[1])
nbformat.write(new_notebook(cells=[new_markdown_cell("A cell.")]), folder / "note.ipynb")
command = [sys.executable, "-m", "nbconvert", "--to", "raw.Raw", str(folder / "note.ipynb")]
written = subprocess.run([*command, "--output", "note"], capture_output=True, text=True)
printed = subprocess.run([*command, "--stdout"], capture_output=True, text=True)
print("nbconvert", version("nbconvert"))
print("to a file:", written.returncode, (folder / "note.raw").read_bytes())
print("to stdout:", printed.returncode, printed.stderr.strip().splitlines()[-1])
assert written.returncode == 0 and (folder / "note.raw").read_bytes() == b"1 cells"
assert printed.returncode != 0 and "TypeError" in printed.stderr, printed.stderr
PYTHON
