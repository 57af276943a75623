#!/usr/bin/env bash
# page-validation, which checks PDFs by the rules of PDF/UA and PDF/A, takes the last byte of a stream for an end of line when
# it is 0D: the same file with a stream whose length is exact breaks a rule of PDF/A or not by the last byte of its data. One
# stream of compressed data in 256 ends with it.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action ignore --no-warn-conflicts --disable-pip-version-check --target "$folder/lib" page-validation==0.11.0 pikepdf==10.10.0
PYTHONPATH="$folder/lib" python3 - <<'PYTHON'
import io
from importlib.metadata import version

import page
import pikepdf

RULE = "PDFA2A-STREAM-LENGTH-001"


def with_stream(data: bytes) -> bytes:
    head = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    objects = [b"<</Type/Catalog/Pages 2 0 R/Data 3 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"]
    objects.append(b"<</Length %d>>\nstream\n%b\nendstream" % (len(data), data))
    body, places = head, []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + table + b"trailer\n<</Size 4/Root 1 0 R/ID[<00><00>]>>\nstartxref\n%d\n%%%%EOF\n" % len(body)


print("page-validation", version("page-validation"))
seen = {}
for last in (b"\x0c", b"\r", b"\x0e"):
    pdf = with_stream(b"\x01\x02\x03" + last)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.check_pdf_syntax() == []
        assert opened.Root.Data.read_raw_bytes() == b"\x01\x02\x03" + last
    seen[last] = RULE in {failure.rule_id for failure in page.validate_pdf_bytes(pdf, profile="2a").failures}
    print(f"a stream that ends with {last.hex().upper()}:", RULE if seen[last] else "no fault of length")
assert seen == {b"\x0c": False, b"\r": True, b"\x0e": False}, seen
PYTHON
