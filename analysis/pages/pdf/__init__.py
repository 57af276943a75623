"""From the cells of notebooks to a tagged PDF: their pages are read, set by the template, and compiled by Typst."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from analysis.pages.escape import typst_string, visible
from analysis.pages.notebooks import NotebookError
from analysis.pages.pdf.pieces import Page, read_page
from analysis.pages.prose import CONFIDENCE_MEANING, LIKELIHOOD, SIGNS_MEANING

PAPERS = {"a4": "a4", "letter": "us-letter"}
_SUSPECTS = b"/MarkInfo<</Marked true/Suspects false>>"  # its default, at which Poppler before 23 complains
_UNDATED = "2000-01-01"  # fixed, so that the same notebook gives the same bytes on each day


def compose(notebook: Mapping[str, Any], name: str = "notebook", paper: str = "a4", inputs: str = "") -> bytes:
    """Set an executed notebook as a PDF briefing (PDF/A-2a and PDF/UA-1); the same notebook gives the same bytes.

    `name` is what messages call it, `inputs` a hash of all that the page was made from, to be printed at its end.
    NotebookError when a cell was not run, stopped with an error, or the page can't be set.
    """
    return bind([read_page(notebook, name)], name, paper, inputs)


def bind(pages: Sequence[Page], name: str, paper: str = "a4", inputs: str = "") -> bytes:
    """Set several pages as one PDF under the masthead of the first, with one annex; otherwise as `compose`."""
    import typst

    from analysis.pages.pdf.typst import fonts, to_typst

    if paper not in PAPERS:
        raise ValueError(f"unknown paper {paper!r}: one of {', '.join(PAPERS)}")
    day = datetime.datetime.fromisoformat(max(page.date for page in pages) or _UNDATED)
    with tempfile.TemporaryDirectory(prefix="briefing-") as folder:
        root = Path(folder)
        (root / "briefing.typ").write_bytes(files(__package__).joinpath("briefing.typ").read_bytes())
        pictures = (piece for page in pages for piece in page.pieces if piece.form == "figure")
        for number, piece in enumerate(pictures, start=1):
            (root / f"figure-{number}.{piece.suffix}").write_bytes(piece.image)
        source = _opening(pages, paper, inputs) + to_typst(pages, _yardstick())
        (root / "main.typ").write_text(source, encoding="utf-8", newline="\n")
        how: dict[str, Any] = {"font_paths": fonts(), "ignore_system_fonts": True, "pdf_standards": ["ua-1", "a-2a"]}
        try:
            timestamp = day.replace(tzinfo=datetime.UTC)
            pdf = bytes(typst.compile(root / "main.typ", root=folder, timestamp=timestamp, **how))
        except typst.TypstError as error:
            why = " ".join([error.message, *error.hints])
            raise NotebookError(f"{name} could not be set as a page: {why}") from error
    return pdf.replace(_SUSPECTS, _SUSPECTS.replace(b"/Suspects false", b" " * 15))


def _opening(pages: Sequence[Page], paper: str, inputs: str) -> str:
    page = pages[0]
    facts = "".join(f"({_string(label)}, {_string(fact)}), " for label, fact in page.facts.items())
    said = {"title": page.title, "question": page.question, "marking": page.marking}
    settings = {**said, "paper": PAPERS[paper], "inputs": inputs}
    given = ", ".join(f"{key}: {_string(value)}" for key, value in settings.items())
    bound = str(len(pages) > 1).lower()
    return f'#import "briefing.typ": *\n#show: briefing.with({given}, bound: {bound}, facts: ({facts}))\n\n'


def _yardstick() -> str:
    scale = "".join(f"({_string(term)}, {_string(meant)}), " for term, meant in LIKELIHOOD.items())
    signs = "".join(f"{_string(words)}, " for words in (CONFIDENCE_MEANING, *SIGNS_MEANING))
    return f"#yardstick(({scale}), ({signs}))\n"


def _string(value: object) -> str:
    from analysis.pages.pdf.typst import printable

    return typst_string(printable(visible(str(value))))
