import io
import json
import subprocess
import sys

import nbformat
import pytest
from nbconvert.exporters import get_exporter
from nbconvert.utils.exceptions import ConversionException
from pypdf import PdfReader
from traitlets import TraitError


def test_nbconvert_knows_the_format_by_its_name():
    exporter = get_exporter("briefing")()
    assert (exporter.export_from_notebook, exporter.output_mimetype) == ("Briefing (PDF)", "application/pdf")
    assert exporter.file_extension == ".pdf"


def test_it_gives_a_pdf_that_says_why_it_cannot_be_verified_and_nothing_to_zip(tmp_path, notebook):
    path = tmp_path / "ports.ipynb"
    path.write_text(json.dumps(notebook.say("# Ports\n\nText.").node), encoding="utf-8")
    pdf, resources = get_exporter("briefing")(paper="letter").from_filename(str(path))
    words = " ".join(PdfReader(io.BytesIO(pdf)).pages[-1].extract_text().split())
    assert "Inputs are not listed: only a page that `workbook briefings` writes can be verified" in words
    assert PdfReader(io.BytesIO(pdf)).pages[0].mediabox.width == 612
    assert "outputs" not in resources


def test_an_unknown_paper_is_refused():
    with pytest.raises(TraitError, match="paper"):
        get_exporter("briefing")(paper="a5")


def test_a_cell_that_was_not_run_is_told_as_nbconvert_does(notebook):
    node = nbformat.from_dict(notebook.give(source="book", count=None).node)
    resources = {"metadata": {"name": "ports"}}
    with pytest.raises(ConversionException, match=r"ports.ipynb, cell 1, line 1 \('book'\) was not run"):
        get_exporter("briefing")().from_notebook_node(node, resources)


def test_the_exporter_is_imported_without_what_only_a_conversion_needs():
    probe = "import sys, analysis.pages.pdf.exporter; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True).stdout.split()
    assert "analysis.pages.pdf.exporter" in loaded
    assert {"typst", "matplotlib"}.isdisjoint(loaded)
