"""The panel: claims to filter and to search, their timeline, the words behind one, and the pen to correct it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets as w  # type: ignore[import-untyped]
import numpy as np
import pandas as pd
import traitlets
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.archive.read import open_workbook
from analysis.book.workbook import SORTS, Workbook, all_claims, choose
from analysis.claims.corrections import choices, shown
from analysis.core.tables import entries
from analysis.core.text import counted
from analysis.core.values import Span
from analysis.pages.endnotes import find_passage
from analysis.pages.escape import escape_html, shortened
from analysis.pages.handover.correct import add_row, author, correct, row_at, undo
from analysis.pages.plots import BLUE, GREY, INK, RED, YELLOW, canvas, year, years_only
from analysis.pages.show import picture, show_figure, show_table

_COLOURS = {"event": BLUE, "figure": YELLOW, "statement": GREY, "standing": RED, "assertion": "#228833"}
_YEARS, _MOST = 12, 24  # years and documents that the timeline shows at most
_WIDE = 0.06  # years from which on a span of days is wider than a mark, and drawn as a bar
_OPEN = ("planned", "speculated", "denied")
_DRAWN = ["id", "sort", "document", "modality", "earliest", "latest"]  # what the timeline shows of claims


def when_claimed(claims: pd.DataFrame, chosen: str = "") -> tuple[Figure, str]:
    """Draw the claims that have days, in a row for each document: a mark for a day, a bar for more; one is ringed."""
    dated = claims.dropna(subset=["earliest", "latest"])
    known = sorted(set(dated["document"]))
    documents = known[:_MOST]
    drawn = dated[dated["document"].isin(documents)]
    figure, axes = canvas(0.75 + 0.34 * max(len(documents), 1), 9.2)
    axes.set_yticks(range(len(documents)), [f"[{name}]" for name in reversed(documents)])
    axes.set_ylim(-0.6, max(len(documents), 1) - 0.4)
    if drawn.empty:
        axes.set_axis_off()
        return figure, f"None of {len(claims)} claims has days."
    heights = {name: place for place, name in enumerate(reversed(documents))}
    ends = {"first": drawn["earliest"].map(year), "last": drawn["latest"].map(year)}
    drawn = drawn.assign(height=drawn["document"].map(heights), **ends)
    start = max(drawn["first"].min(), drawn["last"].max() - _YEARS)
    axes.set_xlim(start - 0.2, drawn["last"].max() + 0.3)
    years_only(axes)
    for place, (sort, colour) in enumerate(_COLOURS.items()):
        of_sort = drawn[drawn["sort"] == sort]
        _draw(axes, of_sort.assign(height=of_sort["height"] + 0.3 - 0.15 * place), colour, chosen)
        axes.scatter([], [], s=22, color=colour, label=sort)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=5, frameon=False, fontsize=8, handletextpad=0.2)
    named, early = counted(len(known), "document"), int((drawn["last"] < start).sum())
    where = f"the first {len(documents)} of {named}" if len(documents) < len(known) else named
    before = f"; {early} lie before the first year shown" if early else ""
    marks = "A mark is a day, a bar a span of days; hollow or dotted: planned, guessed at or denied."
    return figure, f"{len(drawn)} of {len(claims)} claims are drawn, in {where}{before}. {marks}"


def _draw(axes: Axes, rows: pd.DataFrame, colour: str, chosen: str) -> None:
    """The claims of one sort; what is planned, guessed at or denied is hollow or dotted."""
    bars = rows[["height", "first", "last"]]
    wide, hollow, ringed = rows["last"] - rows["first"] > _WIDE, rows["modality"].isin(_OPEN), rows["id"] == chosen
    for ring, width in ((INK, 14), ("white", 10)) if ringed.any() else ():
        axes.hlines(*bars[ringed].T.to_numpy(), color=ring, linewidth=width, zorder=1, capstyle="round")
    for these, style in ((wide & ~hollow, "solid"), (wide & hollow, (0, (1, 1.5)))):
        axes.hlines(*bars[these].T.to_numpy(), linestyle=style, color=colour, linewidth=2)
    faces, marks = np.where(hollow[~wide], "white", colour), rows[~wide]
    axes.scatter(marks["first"], marks["height"], s=22, facecolor=faces.tolist(), edgecolor=colour, zorder=3)


_LISTED = 1_000  # claims that the table lists at most: a browser that gets more is slow
# The columns of the table of claims, and how wide they are.
_SHOWN = {"source": "5.2em", "claim": "7.4em", "words": "18%", "sentence": "", "when": "7.6em", "who says so": "16%"}
_LOOK: dict[str, Any] = {  # how the table of claims looks; itables forgets it unless it is said again with new rows
    "select": {"style": "single", "keys": True},
    "showIndex": False,
    "pageLength": 6,
    "maxBytes": 0,
    "order": [],
    "autoWidth": False,
    "layout": {"topStart": None, "topEnd": None},
    "classes": "display compact workbook-claims",
    "style": "width:100%;min-width:44em;table-layout:fixed",
    "columnDefs": [
        {"targets": "_all", "className": "dt-left"},
        *({"targets": place, "width": width} for place, width in enumerate(_SHOWN.values())),
    ],
}
_NONE = "<p>No claim meets all of these filters. Take one of them away, or clear them.</p>"
_INSTEAD = "Run this cell in JupyterLab to filter, to search, to see the words behind a claim, and to correct it."


class Panel:
    """A panel of filters, timeline, claims table and evidence card, for JupyterLab and other notebook editors.

    It shows itself; `panel.chosen` is the id of the claim that was clicked, `panel.shown` the claims in view.

    Parameters
    ----------
    book
        The workbook. A correction is written to its folder's `corrections.csv`, and the panel shows it at once.
    live
        Whether to show widgets; by default only where a person has the notebook open. Tests and briefings get the
        timeline and the first claims.
    """

    def __init__(self, book: Workbook, live: bool | None = None) -> None:
        self.book = book
        self.shown = self.claims = all_claims(book)
        self.chosen, self._drawn = "", (self.claims.head(0), "")
        in_code = "VSCODE_PID" in os.environ and os.environ.get("TERM_PROGRAM") != "vscode"
        # a notebook server names its session, VS Code itself
        self._live = "JPY_SESSION_NAME" in os.environ or in_code if live is None else live
        if self._live:
            self._build()

    def _ipython_display_(self) -> None:
        if self._live:
            display(self.box)  # type: ignore[no-untyped-call]
            return
        figure, alt = when_claimed(self.claims)
        show_figure(figure, "When the claims of these articles say that things were so.", alt)
        frame = _table(self.claims.head(15))
        show_table(frame, f"The first {len(frame)} of {len(self.claims)} claims", _INSTEAD)

    def _build(self) -> None:
        from itables.widget import ITable

        plain: dict[str, Any] = {"style": {"description_width": "initial"}, "layout": w.Layout(width="auto")}
        stacked = w.Layout(flex_flow="column", align_items="stretch", width="auto", height="132px")
        hint = "words in the sentence"
        self.search = w.Text(description="Search", placeholder=hint, continuous_update=False, **plain)
        self.since, self.until = (w.DatePicker(description=end, **plain) for end in ("From", "To"))
        self.clear = w.Button(description="Clear filters", icon="times", layout=w.Layout(width="115px"))
        self.filters = {
            name: w.SelectMultiple(options=options, rows=5, description=label, layout=stacked)
            for (label, name), options in self._options()
        }
        self.count, self.chart, self.card = w.HTML(), w.HTML(), w.Output()
        self.table = ITable(_table(self.claims.head(_LISTED)), **_LOOK)
        self.table.layout.overflow = "auto"
        self.form = Form(self.reopen, self._busy)
        first = w.HBox([self.search, self.since, self.until, self.clear], layout=w.Layout(flex_flow="row wrap"))
        columns = w.Layout(grid_template_columns="repeat(auto-fit, minmax(140px, 1fr))", grid_gap="0 8px", width="100%")
        lists = w.GridBox([*self.filters.values()], layout=columns)
        self.box = w.VBox([first, lists, self.count, self.chart, self.table, self.card, self.form.box])
        self.box.add_class("workbook-panel")
        for widget in (self.search, self.since, self.until, *self.filters.values()):
            widget.observe(self._filter, "value")
        self.clear.on_click(self._reset)
        self.table.observe(self._select, "selected_rows")
        self._filter()

    def _options(self) -> Iterator[tuple[tuple[str, str], list[tuple[str, str]]]]:
        """The filters that are lists of entries, each with how many claims have it."""
        titles = dict(zip(self.book.documents["document"], self.book.documents["title"], strict=True))
        yield ("Actors", "actors"), _counted(name for names in self.claims["actors"] for name in entries(names))
        for pair in (("Claims", "sort"), ("Kind", "kind"), ("Topic", "topic"), ("Modality", "modality")):
            yield pair, _counted(self.claims[pair[1]])
        documents = _counted(self.claims["document"])
        yield ("Documents", "documents"), [(f"{label} {titles[name]}", name) for label, name in documents]

    def _filter(self, _: object = None) -> None:
        """Show the claims that meet the filters; the chosen one stays when it is among them."""
        wanted = {name: widget.value for name, widget in self.filters.items()}
        days = {"since": self.since.value, "until": self.until.value}
        self.shown = choose(self.claims, words=self.search.value, part_of=True, **days, **wanted)
        listed = self.shown.head(_LISTED)
        places = [place for place, name in enumerate(listed["id"]) if name == self.chosen]
        self.chosen = self.chosen if places else ""
        self.table.update(_table(listed), selected_rows=places, **_LOOK)
        self._draw()

    def _reset(self, _: object) -> None:
        for widget in self.filters.values():
            widget.value = ()
        self.search.value, self.since.value, self.until.value = "", None, None

    def _select(self, change: dict[str, Any]) -> None:
        self.chosen = str(self.shown["id"].iloc[change["new"][0]]) if change["new"] else ""
        self._draw()

    def _draw(self) -> None:
        found, where = len(self.shown), counted(self.shown["document"].nunique(), "document")
        cut = f"; the first {_LISTED:,} are listed, more filters show the others" if found > _LISTED else ""
        self.count.value = f"<b>{found:,} claims</b> of {len(self.claims):,}, in {where}{cut}"
        drawn = self.shown[_DRAWN], self.chosen
        if not (drawn[0].equals(self._drawn[0]) and drawn[1] == self._drawn[1]):  # a picture takes long
            figure, alt = when_claimed(*drawn)
            self.chart.value = f"{picture(figure, alt)}<small>{alt}</small>" if found else _NONE
            self._drawn = drawn
        self.table.layout.display = "" if found else "none"
        shown = {"text/html": "<i>Click a claim to see its words.</i>" if found else "", "text/plain": ""}
        if self.chosen:
            evidence = find_passage(self.book, self.chosen)
            shown = {"text/html": evidence._repr_html_(), "text/plain": repr(evidence)}
        self.card.outputs = ({"output_type": "display_data", "data": shown, "metadata": {}},)
        self.form.show(self.book, self.chosen)

    def _busy(self, busy: bool) -> None:
        """Let nobody click or type while the articles are read again: it would act on what is no longer there."""
        (self.box.add_class if busy else self.box.remove_class)("workbook-busy")

    def reopen(self) -> None:
        """Read the folder again, after a correction or a new article, and keep the filters."""
        self.book = open_workbook(self.book.folder)
        self.claims = all_claims(self.book)
        for (_, name), options in self._options():
            widget, there = self.filters[name], {value for _, value in options}
            with widget.hold_trait_notifications():
                widget.options, widget.value = options, tuple(value for value in widget.value if value in there)
        self._filter()


explore = Panel  # what an analyst does with it


def _counted(values: Iterable[str]) -> list[tuple[str, str]]:
    """Entries with how often they occur, the most frequent first."""
    return [(f"{name} ({count})", name) for name, count in Counter(sorted(filter(None, values))).most_common()]


def _table(claims: pd.DataFrame) -> pd.DataFrame:
    """The claims as a reader sees them; days are written so that they sort."""
    shown = claims.rename(columns={"citation": "source", "text": "words"})
    shown["claim"] = claims["sort"] + (": " + claims["kind"]).where(claims["kind"] != "", "")
    shown["words"] = shown["words"].map(shortened, most=60)
    shown["sentence"] = shown["sentence"].map(shortened, most=125)
    first, last = (claims[end].dt.strftime("%Y-%m-%d").fillna("") for end in ("earliest", "latest"))
    shown["when"] = first + (" to " + last).where(first != last, "")
    how, nameless = claims["modality"], claims["said_by"] == ""
    name = claims["said_by"].mask(nameless, "the article").mask(nameless & (how == "attributed"), "nobody named")
    shown["who says so"] = name + (" (" + how + ")").mask(how.isin(["asserted", "attributed"]), "")
    return shown[[*_SHOWN]].reset_index(drop=True)


# --- the pen ----------------------------------------------------------------------------------------------------------

_MISSED = "add what was missed, on the words selected above"
_LINE = "what the line is that is selected above"
_FULL = w.Layout(width="auto")


class Article(anywidget.AnyWidget):
    """The reading text of an article, read only, opened at some words; what is selected in it comes back as a place."""

    text = traitlets.Unicode().tag(sync=True)
    mark = traitlets.Tuple((0, 0)).tag(sync=True)  # in code points, as Python counts; the browser counts in UTF-16
    selected = traitlets.Tuple((0, 0)).tag(sync=True)
    _css = Path(__file__).with_name("panel.css")
    _esm = Path(__file__).with_name("panel.js")

    @property
    def span(self) -> Span:
        """The place that is selected, without the white space around it."""
        start, end = self.selected
        words = self.text[start:end]
        return Span(end - len(words.lstrip()), start + len(words.rstrip()))


class Form:
    """Corrects the chosen claim, rejects it, adds what was missed beside it, or takes back what was corrected."""

    def __init__(self, done: Callable[[], object], busy: Callable[[bool], object]) -> None:
        self._done, self._busy = done, busy
        self._book: Workbook
        self._row: dict[str, Any] = {}
        self.article = Article()
        self.column = w.Dropdown(description="Column", layout=_FULL)
        sorts = [(sort, name) for name, sort in SORTS.items()]
        self.table = w.Dropdown(description="It is a", options=sorts, layout=w.Layout(width="auto"))  # to be hidden
        self.value = w.Combobox(description="Right value", layout=_FULL)
        self.empty = w.Checkbox(description="leave it empty", indent=False, layout=_FULL)
        self.who = w.Text(description="Your name", value=author(), layout=_FULL)
        self.why = w.Text(description="Reason", layout=_FULL)
        self.why.add_class("workbook-why")
        self.write = w.Button(description="Write correction", icon="pencil", button_style="primary", layout=_FULL)
        self.back = w.Button(description="Undo the last", icon="undo", layout=_FULL)
        self.all_back = w.Button(description="Undo all of this row", icon="undo", layout=_FULL)
        self.said = w.HTML()
        fields = [self.column, self.table, self.value, self.empty, self.who, self.why]
        grid = w.Layout(grid_template_columns="repeat(auto-fit, minmax(15em, 1fr))", grid_gap="4px 8px")
        head = w.HTML("<b>The article, and what is to be corrected in this reading</b>")
        self.fields = w.VBox([head, self.article, w.GridBox(fields, layout=grid)], layout=w.Layout(display="none"))
        self.box = w.VBox([self.fields, w.HBox([self.write, self.back, self.all_back]), self.said])
        self.column.observe(self._fill, "value")
        self.table.observe(self._fill, "value")
        self.write.on_click(lambda _: self._settle(self._written))
        self.back.on_click(lambda _: self._undo(every=False))
        self.all_back.on_click(lambda _: self._undo(every=True))

    def show(self, book: Workbook, name: str = "") -> None:
        """Offer the columns of a claim; without one, only to take back what was corrected."""
        self._book = book
        self.fields.layout.display, self.said.value = "" if name else "none", ""
        self.write.disabled = self.all_back.disabled = not name
        if name:
            table, self._row = book.row(name, SORTS)
            self.article.text, self.article.selected = book.texts[self._row["document"]], (0, 0)
            self.article.mark = self._row["char_from"], self._row["char_to"]
            columns = [(column.replace("_", " "), column) for column in choices(table)]
            self.column.options = [*columns, ("reject the whole row", ""), (_MISSED, _MISSED), (_LINE, _LINE)]
            self.table.value, self.column.value = table, columns[0][1]
            self._fill()

    def _fill(self, _: object = None) -> None:
        """What stands in the cell, and the words that may stand there; of a claim to add, what its first cell is."""
        column, table = self.column.value, self.table.value
        self.table.layout.display = "" if column == _MISSED else "none"
        self.value.disabled, self.empty.value = not column, False
        if column == _MISSED:
            name, words = next((pair for pair in choices(table).items() if pair[1]), ("", ()))
            self.value.options, self.value.value = [f"{name}={word}" for word in words], f"{name}="
        elif column == _LINE:
            self.value.options, self.value.value = choices("passages")["role"], ""
        elif column:
            self.value.options = [word for word in choices(table).get(column, ()) if word]
            self.value.value = shown(self._row[column])

    def _written(self, said: dict[str, str]) -> str:
        """Write a line of corrections.csv; what it says, in words."""
        book, row, span = self._book, self._row, self.article.span
        column, value = self.column.value, "" if self.empty.value else self.value.value
        if not said["why"].strip():
            raise ValueError("Give a reason: it is kept with the correction.")
        if column in (_MISSED, _LINE) and not span.of(self.article.text):
            raise ValueError("Select the words in the article above.")
        if column and not value and not self.empty.value:
            raise ValueError("Give the right value, or say that the cell is to be left empty.")
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
        self.said.value = "Writing, and reading the articles again …"
        self._busy(True)
        try:
            words = act({"who": self.who.value, "why": self.why.value})
            self._done()
            self.said.value, self.why.value = f"Written to corrections.csv: {escape_html(words)}", ""
        except (KeyError, ValueError, OSError) as error:
            self.said.value = escape_html(str(error.args[0] if error.args else error))
        finally:
            self._busy(False)
