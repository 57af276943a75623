"""The analyst's pen beside a claim: the article to select words in, and what becomes a line of corrections.csv."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anywidget
import ipywidgets as w  # type: ignore[import-untyped]
import traitlets

from analysis.book.workbook import SORTS, Workbook
from analysis.claims.corrections import choices, shown
from analysis.core.tables import records
from analysis.core.values import Span
from analysis.pages.escape import escape_html
from analysis.pages.handover.correct import add_row, author, correct, row_at, undo

_MISSED = "add what was missed, on the words selected above"
_LINE = "what the line is that is selected above"
_WIDE = w.Layout(width="auto")


class Article(anywidget.AnyWidget):
    """The reading text of an article, read only, opened at some words; what is selected in it comes back as a place.

    `mark` and `selected` are in code points, as Python counts; the browser counts in UTF-16.
    """

    text = traitlets.Unicode().tag(sync=True)
    mark = traitlets.Tuple((0, 0)).tag(sync=True)
    selected = traitlets.Tuple((0, 0)).tag(sync=True)
    _css = """
    .workbook-article {max-height: 15em; overflow: auto; white-space: pre-wrap; border: 1px solid #8a8f98;
        padding: .4em 1em; margin: .4em 0; font: inherit; line-height: 1.5}
    .workbook-article mark {background: #ffe08a; color: #111}
    """
    _esm = """
    export default { render({ model, el }) {
        const box = document.createElement("div");  // JupyterLab has looks of its own for "pre"
        box.className = "workbook-article";
        box.tabIndex = 0;
        box.setAttribute("aria-label", "The article; select words in it to add a claim");
        const draw = () => {
            const text = [...model.get("text")], [from, to] = model.get("mark"), mark = document.createElement("mark");
            mark.append(text.slice(from, to).join(""));
            box.replaceChildren(text.slice(0, from).join(""), mark, text.slice(to).join(""));
            box.scrollTop = mark.offsetTop - box.offsetTop - box.clientHeight / 3;
        };
        const select = () => {
            const chosen = document.getSelection();
            if (!chosen.rangeCount || !box.contains(chosen.getRangeAt(0).commonAncestorContainer)) return;
            const range = chosen.getRangeAt(0), before = document.createRange();
            before.selectNodeContents(box);
            before.setEnd(range.startContainer, range.startOffset);
            const start = [...before.toString()].length;
            model.set("selected", [start, start + [...range.toString()].length]);
            model.save_changes();
        };
        box.addEventListener("mouseup", select);
        box.addEventListener("keyup", select);
        model.on("change:text change:mark", draw);
        el.append(box);
        draw();
    } };
    """

    @property
    def span(self) -> Span:
        """The place that is selected, without the white space around it."""
        start, end = self.selected
        words = self.text[start:end]
        return Span(end - len(words.lstrip()), start + len(words.rstrip()))


class Form:
    """Corrects the chosen claim, rejects it, adds what was missed beside it, or takes back what was corrected."""

    def __init__(self, done: Callable[[], object]) -> None:
        self._done = done
        self._book: Workbook
        self._row: dict[str, Any] = {}
        self.article = Article()
        self.column = w.Dropdown(description="Column", layout=_WIDE)
        self.table = w.Dropdown(
            description="It is a", options=[(sort, name) for name, sort in SORTS.items()], layout=_WIDE
        )
        self.value = w.Combobox(description="Right value", layout=_WIDE)
        self.empty = w.Checkbox(description="leave it empty", indent=False, layout=_WIDE)
        self.who = w.Text(description="Your name", value=author(), layout=_WIDE)
        self.why = w.Text(description="Reason", layout=_WIDE)
        self.write = w.Button(description="Write correction", icon="pencil", button_style="primary", layout=_WIDE)
        self.back = w.Button(description="Undo the last", icon="undo", layout=_WIDE)
        self.all_back = w.Button(description="Undo all of this row", icon="undo", layout=_WIDE)
        self.said = w.HTML()
        fields = [self.column, self.value, self.empty, self.table, self.who, self.why]
        grid = w.Layout(grid_template_columns="repeat(3, minmax(0, 1fr))", grid_gap="4px 8px", max_width="56em")
        head = w.HTML("<b>The article, and what is to be corrected in this reading</b>")
        parts = [head, self.article, w.GridBox(fields, layout=grid), self.write]
        self.fields = w.VBox(parts, layout=w.Layout(display="none"))
        self.box = w.VBox([self.fields, w.HBox([self.back, self.all_back]), self.said])
        self.column.observe(self._fill, "value")
        self.table.observe(self._fill, "value")
        self.write.on_click(self._write)
        self.back.on_click(lambda _: self._undo(every=False))
        self.all_back.on_click(lambda _: self._undo(every=True))

    def show(self, book: Workbook, table: str = "", name: str = "") -> None:
        """Offer the columns of a claim; without one, only to take back what was corrected."""
        self._book = book
        self.fields.layout.display, self.all_back.disabled, self.said.value = "" if name else "none", not name, ""
        if name:
            self._row = records(book.find(table, id=name))[0]
            self.article.text, self.article.selected = book.texts[self._row["document"]], (0, 0)
            self.article.mark = self._row["char_from"], self._row["char_to"]
            columns = [(column.replace("_", " "), column) for column in choices(table)]
            self.column.options = [*columns, ("reject the whole row", ""), (_MISSED, _MISSED), (_LINE, _LINE)]
            self.table.value, self.column.value = table, columns[0][1]
            self._fill()

    def _fill(self, _: object = None) -> None:
        """What stands in the cell, and the words that may stand there; of a claim to add, what its first cell is."""
        column, table = self.column.value, self.table.value
        self.table.disabled = column != _MISSED
        self.value.disabled, self.empty.value = not column, False
        if column == _MISSED:
            name, words = next((pair for pair in choices(table).items() if pair[1]), ("", ()))
            self.value.options, self.value.value = [f"{name}={word}" for word in words], f"{name}="
        elif column == _LINE:
            self.value.options, self.value.value = choices("passages")["role"], ""
        elif column:
            self.value.options = [word for word in choices(table).get(column, ()) if word]
            self.value.value = shown(self._row[column])

    def _write(self, _: object) -> None:
        column, value = self.column.value, "" if self.empty.value else self.value.value
        if not self.why.value.strip():
            self.said.value = "Give a reason: it is kept with the correction."
        elif column in (_MISSED, _LINE) and not self.article.span.of(self.article.text):
            self.said.value = "Select the words in the article above."
        elif column and not value and not self.empty.value:
            self.said.value = "Give the right value, or say that the cell is to be left empty."
        else:
            self._settle(lambda said: self._written(column, value, said))

    def _written(self, column: str, value: str, said: dict[str, str]) -> str:
        """Write a line of corrections.csv; what it says, in words."""
        book, row, span = self._book, self._row, self.article.span
        if column == _MISSED:
            return add_row(book, self.table.value, row["document"], span, value, **said)
        if column == _LINE:
            row, column = row_at(book, "passages", row["document"], span), "role"
        return correct(book, row["id"], column, value, **said)

    def _undo(self, every: bool) -> None:
        row = self._row["id"] if every else ""
        self._settle(lambda said: "taken back: " + ("; ".join(undo(self._book, row, every=every, **said)) or "nothing"))

    def _settle(self, act: Callable[[dict[str, str]], str]) -> None:
        """Write, say what was written or why it cannot be, and let the panel read the folder again."""
        try:
            words = act({"who": self.who.value, "why": self.why.value})
        except (KeyError, ValueError, OSError) as error:
            self.said.value = escape_html(str(error.args[0] if error.args else error))
            return
        self._done()
        self.said.value, self.why.value = f"Written to corrections.csv: {escape_html(words)}", ""
