"""The other forms of a briefing: the `briefing` format of nbconvert, and so of JupyterLab's menu; web page and Word.

Everything heavy is imported when a notebook is converted: an exporter that can't be imported would take all other
formats off the menu with it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from nbconvert.exporters.exporter import Exporter
from nbconvert.utils.exceptions import ConversionException
from traitlets import Enum

from analysis.core.files import beside, write_whole

if TYPE_CHECKING:
    from nbformat import NotebookNode

_UNLISTED = "are not listed: only a page that `workbook briefings` writes can be verified"


class BriefingExporter(Exporter):
    """Executed notebook → PDF briefing: `jupyter nbconvert --to briefing [--BriefingExporter.paper=letter] FILE`."""

    export_from_notebook = "Briefing (PDF)"
    output_mimetype = "application/pdf"
    file_extension = ".pdf"
    paper = Enum(["a4", "letter"], default_value="a4", help="Paper size: a4 or letter.").tag(config=True)

    def from_notebook_node(  # type: ignore[override]  # bytes, as each exporter of a binary format returns
        self, nb: Any, resources: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Convert an executed notebook."""
        from analysis.pages.pdf.typst import compose

        nb, resources = super().from_notebook_node(nb, resources, **kwargs)
        try:
            pdf = compose(nb, f"{resources['metadata']['name']}.ipynb", self.paper, _UNLISTED)
        except ValueError as error:
            raise ConversionException(str(error)) from error
        resources.pop("outputs", None)  # else the server answers with a zip archive
        return pdf, resources


def write_web_page(notebook: NotebookNode, path: Path) -> Path:
    """Write an executed notebook as one file that a browser shows without a network; citations lead to words below."""
    from bs4 import BeautifulSoup
    from nbconvert import HTMLExporter
    from nbconvert.preprocessors import TagRemovePreprocessor

    from analysis.pages.escape import escape_html
    from analysis.pages.pdf.pieces import OUTSIDE, WORKINGS, note_number, read_page
    from analysis.pages.show import CITED

    bare = dict.fromkeys(("exclude_input", "exclude_output_prompt", "exclude_anchor_links"), True)
    exporter = HTMLExporter(template_name="basic", **bare)
    exporter.register_preprocessor(TagRemovePreprocessor(remove_cell_tags={WORKINGS}), enabled=True)
    soup: Any = BeautifulSoup(exporter.from_notebook_node(notebook)[0], "lxml")
    notes = {note["id"].removeprefix("note-"): note for note in soup("dt", id=True)}
    links, numbers = soup("a", class_=CITED), dict[str, str]()
    for key in filter(notes.get, (*(link.get_text() for link in links), *notes)):
        note_number(numbers, key, notes[key].find_next("small").get_text())
    for link in links:
        key = link.get_text()
        link["href"] = f"#note-{key}"
        link.string = numbers.get(key, key) + (notes[key].get("data-weak", "") if key in notes else "")
    for key in sorted(numbers, key=lambda key: numbers[key].startswith(OUTSIDE)):
        note, words = notes[key], notes[key].find_next("dd")
        note.string = f"[{numbers[key]}]"
        note.string.wrap(soup.new_tag("a", id=note.attrs.pop("id")))  # pandoc keeps the places of links and spans
        note.parent.extend([note.extract(), words.extract()])
    for summary in soup("summary"):
        summary.string.wrap(soup.new_tag("h2"))
    for source in soup("strong", string=re.compile(r"\[[\w.-]{1,40}\]")):  # a document as a whole
        source.wrap(soup.new_tag("a", id=f"note-{source.get_text().strip('[]')}"))
    for table in soup("table"):
        columns = zip(*([cell.get_text() for cell in row(["th", "td"])] for row in table("tr")), strict=False)
        sizes = [2 + max(len(text) ** 0.5, *map(len, text.split()), 1) for text in map(" ".join, columns)]
        widths = soup.new_tag("colgroup")
        widths.extend([soup.new_tag("col", style=f"width:{size / sum(sizes):.0%}") for size in sizes])
        table.insert(1 if table.caption else 0, widths)
    frame = Template(Path(__file__).with_name("page.html").read_text("utf-8"))
    title = escape_html(read_page(notebook, path.stem).title)
    path.parent.mkdir(parents=True, exist_ok=True)
    return write_whole(path, frame.substitute(title=title, body=soup.body.decode_contents()).encode())


def write_word(notebook: NotebookNode, path: Path) -> Path:
    """Write what the web page of a notebook shows as a Word document, by pandoc."""
    import pypandoc

    os.environ.setdefault("SOURCE_DATE_EPOCH", "946684800")  # 2000-01-01: the same bytes on each day
    path.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, beside(path) as aside:
        page = write_web_page(notebook, Path(folder, f"{path.stem}.html"))
        plain, title = "html-native_divs", ["--shift-heading-level-by=-1"]
        pypandoc.convert_file(page, "docx", plain, title, outputfile=aside, sandbox=True)
    return path
