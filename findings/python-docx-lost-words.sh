#!/usr/bin/env bash
# python-docx leaves out of a paragraph's text, without a word, what Word put in while changes were tracked, what stands in
# a field or in a control for a date, and what a smart tag marks: "The toll rose to  dead."
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action ignore --no-warn-conflicts --disable-pip-version-check --target "$folder/lib" python-docx==1.2.0
PYTHONPATH="$folder/lib" python3 - <<'PYTHON'
from importlib.metadata import version

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

run = "<w:r><w:t>{}</w:t></w:r>"
wrapped = {
    "tracked insertion": '<w:ins {} w:id="1" w:author="A">' + run.format("145") + "</w:ins>",
    "control for a date": "<w:sdt {}><w:sdtPr><w:date/></w:sdtPr><w:sdtContent>" + run.format("22 March") + "</w:sdtContent></w:sdt>",
    "field": '<w:fldSimple {} w:instr="DATE">' + run.format("22 March") + "</w:fldSimple>",
    "smart tag": '<w:smartTag {} w:uri="urn:x" w:element="place">' + run.format("Moscow") + "</w:smartTag>",
}
print("python-docx", version("python-docx"))
for name, xml in wrapped.items():
    paragraph = docx.Document().add_paragraph("Before ")
    paragraph._p.append(parse_xml(xml.format(nsdecls("w"))))
    paragraph.add_run(" after.")
    print(f"{name:18}", repr(paragraph.text))
    assert paragraph.text == "Before  after.", paragraph.text
PYTHON
