#!/usr/bin/env bash
# pypdfium2 gives a hyphen at the end of a line as U+FFFE when text is asked for by index, and as U+0002 when it is asked
# for by place: the same hyphen of the same page. The word's own hyphen and one of the line break are told apart by neither.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action ignore --no-warn-conflicts --disable-pip-version-check --target "$folder/lib" pypdfium2==5.11.0 reportlab==4.4.4
PYTHONPATH="$folder/lib" python3 - "$folder/page.pdf" <<'PYTHON'
import sys
from importlib.metadata import version

import pypdfium2
from reportlab.pdfgen.canvas import Canvas

canvas = Canvas(sys.argv[1])
for n, line in enumerate(("The branch calls itself ISIS-", "K, and its ad-", "versaries call it that too.")):
    canvas.drawString(72, 700 - 14 * n, line)
canvas.save()
page = pypdfium2.PdfDocument(sys.argv[1])[0].get_textpage()
by_index, by_place = page.get_text_range(), page.get_text_bounded()
print("pypdfium2", version("pypdfium2"))
print("by index", ascii(by_index))
print("by place", ascii(by_place))
assert by_index.count("\ufffe") == 2 and "\x02" not in by_index, ascii(by_index)
assert by_place.count("\x02") == 2 and "\ufffe" not in by_place, ascii(by_place)
PYTHON
