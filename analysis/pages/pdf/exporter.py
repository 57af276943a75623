"""The `briefing` format of nbconvert, and so of JupyterLab's export menu.

Everything heavy is imported when a notebook is converted: an exporter that can't be imported would take all other
formats off the menu with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbconvert.exporters.exporter import Exporter
from nbconvert.utils.exceptions import ConversionException
from traitlets import Enum, default


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
            pdf = compose(nb, f"{resources['metadata']['name']}.ipynb", self.paper)
        except ValueError as error:
            raise ConversionException(str(error)) from error
        resources["output_extension"] = self.file_extension
        resources.pop("outputs", None)  # else the server answers with a zip archive
        return pdf, resources
