"""The other forms of a briefing: the `briefing` format of nbconvert, and so of JupyterLab's menu; web page and Word.

Everything heavy is imported when a notebook is converted: an exporter that can't be imported would take all other
formats off the menu with it.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbconvert.exporters.exporter import Exporter
from nbconvert.utils.exceptions import ConversionException
from traitlets import Enum, default

from analysis.core.files import beside, write_whole

if TYPE_CHECKING:
    from nbformat import NotebookNode

_UNLISTED = "are not listed: only a page that `workbook briefings` writes can be verified"


class BriefingExporter(Exporter):
    """Executed notebook → PDF briefing, code hidden.

    Use `jupyter nbconvert --to briefing notebook.ipynb`, with `--BriefingExporter.paper=letter` for US Letter.
    """

    export_from_notebook = "Briefing (PDF)"
    output_mimetype = "application/pdf"
    paper = Enum(["a4", "letter"], default_value="a4", help="Paper size: a4 or letter.").tag(config=True)

    @default("file_extension")
    def _file_extension(self) -> str:
        return ".pdf"

    def from_notebook_node(  # type: ignore[override]  # bytes, as each exporter of a binary format returns
        self, nb: Any, resources: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Convert an executed notebook."""
        from analysis.pages.pdf import compose

        nb, resources = super().from_notebook_node(nb, resources, **kwargs)
        try:
            pdf = compose(nb, f"{resources['metadata']['name']}.ipynb", self.paper, _UNLISTED)
        except ValueError as error:
            raise ConversionException(str(error)) from error
        resources["output_extension"] = self.file_extension
        resources.pop("outputs", None)  # else the server answers with a zip archive
        return pdf, resources


_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>
body {{max-width: 52em; margin: 2em auto; padding: 0 1em; font: 11pt/1.5 Georgia, serif}}
table {{border-collapse: collapse; font-size: .9em}}
td, th {{padding: .15em .8em .15em 0; border-bottom: 1px solid #ccc}}
img {{max-width: 100%}}
</style></head><body>
{body}
</body></html>
"""


def write_web_page(notebook: NotebookNode, path: Path) -> Path:
    """Write an executed notebook as one file that a browser shows without a network.

    Code is left out, and so is what is tagged as workings. A citation leads to its words below.
    """
    from nbconvert import HTMLExporter
    from nbconvert.preprocessors import TagRemovePreprocessor

    from analysis.pages.escape import escape_html
    from analysis.pages.pdf.pieces import WORKINGS
    from analysis.pages.show import CITED

    exporter = HTMLExporter(
        template_name="basic", exclude_input=True, exclude_output_prompt=True, exclude_anchor_links=True
    )
    exporter.register_preprocessor(TagRemovePreprocessor(remove_cell_tags={WORKINGS}), enabled=True)
    body, _ = exporter.from_notebook_node(notebook)
    inside = re.sub(rf'(<a class="{CITED}" href=)"[^"]*"( title="[^"]*">)([^<]*)', r'\1"#note-\3"\2\3', body)
    path.parent.mkdir(parents=True, exist_ok=True)
    return write_whole(path, _PAGE.format(title=escape_html(path.stem), body=inside).encode())


def write_word(page: Path, folder: Path) -> Path:
    """Write what a web page of `write_web_page` shows as a Word document.

    Headings, lists, heads of tables and descriptions of charts are such in Word, too; a citation leads to its words.
    """
    import docx
    from bs4 import BeautifulSoup

    document = docx.Document()
    body = BeautifulSoup(page.read_text("utf-8"), "lxml").body
    _Word(document).blocks(body)
    document.core_properties.title = next((part.text for part in document.paragraphs), page.stem)
    written = folder / f"{page.stem}.docx"
    folder.mkdir(parents=True, exist_ok=True)
    with beside(written) as aside:
        document.save(str(aside))
    return written


class _Word:
    """Sets the blocks of a web page one behind the other."""

    def __init__(self, document: Any) -> None:
        self.document, self.marks = document, 0

    def blocks(self, tag: Any) -> None:
        """Each block in a paragraph, a table or a picture of its own; what holds blocks is entered."""
        for item in tag.find_all(True, recursive=False):
            style = _STYLES.get(item.name, "Normal")
            if item.name == "table":
                self.table(item)
            elif item.name == "img":
                self.picture(item)
            elif item.find(_BLOCKS):
                self.blocks(item)
            elif item.get_text(strip=True):
                numbered = item.name == "li" and tag.name == "ol"
                self.words(self.document.add_paragraph(style="List Number" if numbered else style), item, item.name)

    def words(self, paragraph: Any, tag: Any, look: str = "") -> None:
        """The words of a block with their looks; links of citations, and the places that they lead to."""
        if name := tag.get("id", ""):
            self.marks += 1
            _element(paragraph._p, "w:bookmarkStart", id=self.marks, name=_bookmark(str(name)))
            _element(paragraph._p, "w:bookmarkEnd", id=self.marks)
        for item in tag.children:
            if item.name == "br":
                paragraph.add_run().add_break()
            elif item.name is None:
                run = paragraph.add_run(re.sub(r"\s+", " ", str(item)))
                run.bold, run.italic = look in ("b", "strong", "th") or None, look in ("i", "em") or None
            elif item.name == "a" and str(item.get("href", "")).startswith("#note-"):
                link = _element(paragraph._p, "w:hyperlink", anchor=_bookmark(str(item["href"])[1:]))
                link.append(paragraph.add_run(item.get_text())._r)
            else:
                self.words(paragraph, item, item.name)

    def table(self, tag: Any) -> None:
        """A table below its caption; its head is repeated on each page, and read out with the cells."""
        rows = [row.find_all(["th", "td"]) for row in tag.find_all("tr")]
        if tag.caption:
            self.words(self.document.add_paragraph(style="Caption"), tag.caption)
        table = self.document.add_table(len(rows), max(map(len, rows), default=1), style="Table Grid")
        for row, cells in zip(table.rows, rows, strict=True):
            if cells and all(cell.name == "th" for cell in cells):
                _element(row._tr.get_or_add_trPr(), "w:tblHeader")
            for place, cell in zip(row.cells, cells, strict=False):
                self.words(place.paragraphs[0], cell, cell.name)

    def picture(self, tag: Any) -> None:
        """A chart as wide as the page, with the words for who cannot see it."""
        from docx.shared import Inches

        pixels = base64.b64decode(str(tag["src"]).partition(",")[2])
        shape = self.document.add_picture(io.BytesIO(pixels), width=Inches(6))
        shape._inline.docPr.set("descr", str(tag.get("alt", "")))


_STYLES = {f"h{level}": f"Heading {level}" for level in range(1, 7)}
_STYLES |= {"h1": "Title", "li": "List Bullet", "figcaption": "Caption", "summary": "Heading 2"}
_BLOCKS = [*_STYLES, "p", "div", "table", "ul", "ol", "dl", "dt", "dd", "figure", "img"]


def _element(parent: Any, tag: str, **attributes: object) -> Any:
    """A new element of Word's own markup, for what the library has no name for."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    parent.append(element)
    return element


def _bookmark(name: str) -> str:
    """The name of a place as Word takes it."""
    return re.sub(r"\W", "_", name)[:40]
