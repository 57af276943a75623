"""Executed notebook → title and pieces: the stretches of Markdown, tables and figures that a briefing is set from."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

HIDDEN = {"workings", "hide-pdf"}
"""Tags of cells that stay in JupyterLab."""
_ANSI = re.compile(r"\x1b\[[0-9;]{0,20}m")
_FAILED_LINE = re.compile(r"Cell In\[\d+\], line (\d+)|line (\d+)")
_TITLE = re.compile(r"\A\s*# +([^\n]+)\n?")


class NotebookError(ValueError):
    """A notebook from which no briefing can be made, with the cell, the line and the remedy."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a page.

    Parameters
    ----------
    markdown
        The text, as Markdown.
    form
        What it is: "" for plain prose, else "table", "figure", "raw", "sources", "quotation" or one of
        `analysis.pages.show.FORMS`.
    details
        What travels in the output's metadata: caption, alt text, endnotes …
    image, suffix
        The picture of a figure and what kind it is: "svg" or "png".
    cell
        The number of its cell in the notebook, from 1.
    """

    markdown: str
    form: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    image: bytes = b""
    suffix: str = ""
    cell: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Page:
    """A notebook read for printing: its title, the question under it, facts on the data, and the pieces in order."""

    title: str
    question: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    pieces: Sequence[Piece] = ()

    @property
    def endnotes(self) -> dict[str, Mapping[str, str]]:
        """The exact words behind each citation, under the citation's name."""
        return {key: note for piece in self.pieces for key, note in piece.details.get("endnotes", {}).items()}

    @property
    def descriptors(self) -> dict[str, str]:
        """What is said of each source, under the name that citations of the whole of it use."""
        return {key: words for piece in self.pieces for key, words in piece.details.get("descriptors", {}).items()}


def read_page(notebook: Mapping[str, Any], name: str = "notebook") -> Page:
    """Read an executed notebook for printing: code is left out, outputs and prose stay in their order.

    The first heading of level 1 is the title. The question is `briefing.question` of the notebook's metadata, or the
    first paragraph after the title. The same metadata may set `title`, `date` (ISO), `language` and `marking`; where
    it says `"briefing": false`, the notebook becomes a PDF only by its name. Cells with the tag "workings" are
    left out.

    Parameters
    ----------
    notebook
        The notebook as nbformat 4 has it.
    name
        What messages call it, usually its file name.

    Returns
    -------
    Page

    Raises
    ------
    NotebookError
        When a code cell was not run or stopped with an error; names the notebook, the cell and the line.

    >>> cell = {"cell_type": "markdown", "metadata": {}, "source": "# Ports\\n\\nWho runs them?\\n\\nText."}
    >>> page = read_page({"cells": [cell], "metadata": {}})
    >>> page.title, page.question, page.pieces[0].markdown
    ('Ports', 'Who runs them?', 'Text.')
    """
    pieces = [piece for cell in _cells(notebook, name) for piece in cell if piece.markdown or piece.form]
    settings = dict(notebook.get("metadata", {}).get("briefing") or {})
    title, question = settings.get("title", ""), settings.get("question", "")
    if pieces and not pieces[0].form and (found := _TITLE.match(pieces[0].markdown)):
        title, rest = title or found[1].strip(), pieces[0].markdown[found.end() :].strip()
        if not question and rest and rest[0] not in "#|>-`[!<":
            question, _, rest = rest.partition("\n\n")
        pieces[:1] = [replace(pieces[0], markdown=rest.strip())] if rest.strip() else []
    mastheads = [piece.details for piece in pieces if piece.form == "masthead"]
    facts = {label: str(fact) for details in mastheads for label, fact in dict(details.get("facts", [])).items()}
    if days := [details["date"] for details in mastheads if details.get("date")]:
        settings["date"] = max(days)
    if markings := [details["marking"] for details in mastheads if details.get("marking")]:
        settings.setdefault("marking", markings[-1])
    body = [piece for piece in pieces if piece.form != "masthead"]
    return Page(title or name.removesuffix(".ipynb"), " ".join(question.split()), settings, facts, body)


def read_notebook(path: Path) -> dict[str, Any]:
    """Read a notebook as it is, without nbformat, whose import takes longer than all briefings.

    Raises
    ------
    NotebookError
        When the file can't be read, or is no notebook of format 4.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NotebookError(f"{path.name} can't be read: {error}") from error
    if not isinstance(notebook, dict) or notebook.get("nbformat") != 4:
        raise NotebookError(f"{path.name} is no notebook of format 4: open and save it in JupyterLab")
    return notebook


def _cells(notebook: Mapping[str, Any], name: str) -> Iterator[Iterator[Piece]]:
    for number, cell in enumerate(notebook["cells"], start=1):
        if HIDDEN.intersection(cell.get("metadata", {}).get("tags", [])):
            continue
        if cell["cell_type"] == "markdown":
            yield iter([Piece(_joined(cell["source"]).strip(), cell=number)])
        elif cell["cell_type"] == "code" and _joined(cell["source"]).strip():
            _check_run(cell, f"{name}, cell {number}")
            yield (replace(piece, cell=number) for output in cell["outputs"] for piece in _output(output))


def _check_run(cell: Mapping[str, Any], where: str) -> None:
    """Refuse a cell that was not run, or that stopped."""
    source = _joined(cell["source"]).splitlines()
    first = next(number for number, line in enumerate(source, start=1) if line.strip())
    if cell.get("execution_count") is None:
        place = f"{where}, line {first} ({source[first - 1].strip()!r})"
        raise NotebookError(f"{place} was not run: run the notebook from top to bottom and save it")
    for output in cell["outputs"]:
        if output["output_type"] == "error":
            found = _FAILED_LINE.search(_ANSI.sub("", "\n".join(output.get("traceback", []))))
            line = min(int(found[1] or found[2]), len(source)) if found else first
            problem = f"{output.get('ename', 'error')}: {output.get('evalue', '')}".strip(": ")
            words = source[line - 1].strip()
            raise NotebookError(f"{where}, line {line} ({words!r}) stopped with {problem}: mend it and run it again")


def _output(output: Mapping[str, Any]) -> Iterator[Piece]:
    """The piece that an output gives, if any: the richest of its forms that paper can take."""
    if output["output_type"] == "stream":
        if output["name"] == "stdout":
            yield Piece(_joined(output["text"]).rstrip(), "raw")
        return
    data = {kind: _joined(value) for kind, value in output["data"].items() if isinstance(value, str | list)}
    details = output.get("metadata", {}).get("briefing", {})
    form = details.get("form", "")
    if form == "masthead" or "image/svg+xml" in data:
        yield Piece("", form or "figure", details, data.get("image/svg+xml", "").encode(), "svg")
    elif "image/png" in data:
        yield Piece("", "figure", details, base64.b64decode(data["image/png"]), "png")
    elif "text/markdown" in data:
        yield Piece(data["text/markdown"].strip(), form, details)
    elif "<table" in data.get("text/html", ""):
        yield Piece(_table(data["text/html"]), "table", details)
    elif "text/plain" in data and not any("widget" in kind for kind in output["data"]):
        yield Piece(data["text/plain"], "raw")


def _table(html: str) -> str:
    """The first table of an HTML output (a bare DataFrame) as a Markdown table."""
    from bs4 import BeautifulSoup

    from analysis.pages.escape import escape_markdown

    found = BeautifulSoup(html, "html.parser").select("table:first-of-type tr")
    rows = [[escape_markdown(cell.get_text(" ")) for cell in row.find_all(["th", "td"])] for row in found]
    rows = [row for row in rows if row]
    width = max(map(len, rows), default=0)
    lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
    return "\n".join([*lines[:1], f"|{' --- |' * width}", *lines[1:]]) if width else ""


def _joined(value: str | Sequence[str]) -> str:
    """A multi-line string of nbformat, which a file may hold as a list of lines."""
    return value if isinstance(value, str) else "".join(value)
