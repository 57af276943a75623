"""A panel to explore with: filters, timeline, claims, the words behind a claim, and a form to correct a reading."""

from __future__ import annotations

import base64
import io
import os
from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.pages.choice import SORTS, all_claims, choose
from analysis.pages.days import days_in_words
from analysis.pages.escape import escape_html, one_line
from analysis.pages.show import show_figure, show_table
from analysis.schema import TABLES, records

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from analysis.workbook import Workbook

__all__ = ["Panel", "explore"]

_STATIC_ROWS = 15
_PLACE = frozenset({"id", "document", "line", "char_from", "char_to", "text"})
_INSTEAD = "Run this cell in JupyterLab to filter, to search, to see the words behind a claim, and to correct it."


def explore(book: Workbook, live: bool | None = None) -> Panel:
    """A panel of filters, timeline, claims table and evidence card, for JupyterLab and other notebook editors.

    Parameters
    ----------
    book
        The workbook. A correction is written to its folder's `corrections.csv`, and the panel shows it at once.
    live
        Whether to show widgets; by default only where a person has the notebook open. Tests and briefings get the
        timeline and the first claims.

    Returns
    -------
    Panel
        Shows itself; `panel.chosen` is the id of the claim that was clicked, `panel.shown` the claims in view.
    """
    return Panel(book, _is_open() if live is None else live)


def _is_open() -> bool:
    """Whether a notebook editor started this kernel: the server names its session, VS Code itself."""
    in_code = "VSCODE_PID" in os.environ and os.environ.get("TERM_PROGRAM") != "vscode"
    return "JPY_SESSION_NAME" in os.environ or in_code


class Panel:
    """What `explore` returns.

    Parameters
    ----------
    book
        The workbook.
    live
        Whether to show widgets.
    """

    def __init__(self, book: Workbook, live: bool) -> None:
        self.book = book
        self.shown = self.claims = all_claims(book)
        self.chosen = ""
        if live:
            self._build()
        self._live = live

    def _ipython_display_(self) -> None:
        if self._live:
            from IPython.display import display

            display(self.box)  # type: ignore[no-untyped-call]
            return
        figure, alt = _timeline(self.claims)
        show_figure(figure, "When the claims of these articles say that things were so.", alt)
        frame = _table(self.claims.head(_STATIC_ROWS))
        show_table(frame, f"The first {len(frame)} of {len(self.claims)} claims", _INSTEAD)

    def __repr__(self) -> str:
        return f"<Panel of {len(self.shown)} claims of {len(self.claims)} in {self.book.folder.name}>"

    # --- the widgets ---

    def _build(self) -> None:
        import ipywidgets as w  # type: ignore[import-untyped]
        from itables.widget import ITable

        narrow = {"style": {"description_width": "initial"}}
        stacked = {
            **narrow,
            "layout": w.Layout(flex_flow="column", align_items="stretch", width="168px", height="132px"),
        }
        self.search = w.Text(
            placeholder="words in the sentence", description="Search", continuous_update=False, **narrow
        )
        self.since = w.DatePicker(description="From", layout=w.Layout(width="190px"), **narrow)
        self.until = w.DatePicker(description="To", layout=w.Layout(width="180px"), **narrow)
        topics = [("all", ""), *_counted(self.claims["topic"])]
        self.topic = w.Dropdown(options=topics, description="Topic", layout=w.Layout(width="200px"), **narrow)
        self.filters: dict[str, Any] = {
            name: w.SelectMultiple(options=_counted(values), rows=5, description=label, **stacked)
            for name, label, values in (
                ("actors", "Actors", (n for names in self.claims["actors"] for n in names.split("; "))),
                ("sort", "Claims", self.claims["sort"]),
                ("kind", "Kind", self.claims["kind"]),
                ("documents", "Documents", self.claims["document"]),
                ("modality", "Modality", self.claims["modality"]),
            )
        }
        self.clear = w.Button(description="Clear filters", icon="times")
        self.count, self.chart = w.HTML(), w.HTML()
        self.table = ITable(
            _table(self.claims), select="single", showIndex=False, pageLength=8, lengthMenu=[8, 20, 50], maxBytes=0,
            classes="display compact workbook-claims", style="width:100%;table-layout:auto", order=[],
        )  # fmt: skip
        self.card = w.Output()
        self.form = _Form(self)
        wrapped = w.Layout(flex_flow="row wrap")
        first = [self.search, self.since, self.until, self.topic, self.clear]
        rows = [w.HBox(first, layout=wrapped), w.HBox([*self.filters.values()], layout=wrapped)]
        self.box = w.VBox([*rows, self.count, self.chart, self.table, self.card, self.form.box])
        self.box.add_class("workbook-panel")
        for widget in (self.search, self.since, self.until, self.topic, *self.filters.values()):
            widget.observe(self._filter, "value")
        self.clear.on_click(self._reset)
        self.table.observe(self._select, "selected_rows")
        self._filter()

    def _filter(self, _: object = None) -> None:
        """Show the claims that meet the filters; the chosen one stays when it is among them."""
        wanted = {name: widget.value for name, widget in self.filters.items()}
        topic = [self.topic.value] if self.topic.value else []
        days = {"since": self.since.value, "until": self.until.value}
        self.shown = choose(self.claims, words=self.search.value, topic=topic, **days, **wanted)
        ids = list(self.shown["id"])
        if self.chosen not in ids:
            self.chosen = ""
        self.table.update(_table(self.shown), selected_rows=[ids.index(self.chosen)] if self.chosen else [])
        self._draw()

    def _reset(self, _: object) -> None:
        for widget in self.filters.values():
            widget.value = ()
        self.search.value, self.topic.value, self.since.value, self.until.value = "", "", None, None

    def _select(self, change: dict[str, Any]) -> None:
        self.chosen = str(self.shown["id"].iloc[change["new"][0]]) if change["new"] else ""
        self._draw()

    def _draw(self) -> None:
        documents = self.shown["document"].nunique()
        self.count.value = f"<b>{len(self.shown)} claims</b> of {len(self.claims)}, in {documents} documents"
        figure, alt = _timeline(self.shown, self.chosen)
        self.chart.value = f'<img style="max-width:100%" alt="{escape_html(alt)}" src="{_pixels(figure)}"><br>{alt}'
        if self.chosen:
            found = self.book.evidence(self.chosen)
            shown = {"text/html": found._repr_html_(), "text/plain": repr(found)}
        else:
            shown = {"text/html": "<i>Click a claim to see its words.</i>", "text/plain": "No claim is chosen."}
        self.card.outputs = ({"output_type": "display_data", "data": shown, "metadata": {}},)
        self.form.show(self.chosen)

    def reopen(self) -> None:
        """Read the folder again, after a correction or a new article, and keep the filters."""
        from analysis.workbook import open_workbook

        self.book = open_workbook(self.book.folder)
        self.claims = all_claims(self.book)
        self._filter()


class _Form:
    """Corrects the chosen claim: a cell gets another value, or the row is rejected, each with a reason."""

    def __init__(self, panel: Panel) -> None:
        import ipywidgets as w

        self._panel = panel
        self.column = w.Dropdown(description="Column")
        self.value, self.why = w.Text(description="Right value"), w.Text(description="Reason")
        self.who = w.Text(description="Your name")
        self.write = w.Button(description="Write correction", icon="pencil", button_style="primary")
        self.said = w.HTML()
        row = w.HBox([self.column, self.value, self.why, self.who, self.write], layout=w.Layout(flex_flow="row wrap"))
        self.box = w.VBox([w.HTML("<b>Correct this reading</b>"), row, self.said], layout=w.Layout(display="none"))
        self.column.observe(self._fill, "value")
        self.write.on_click(self._write)

    def show(self, chosen: str) -> None:
        """Offer the columns of the chosen claim, and hide when there is none."""
        self.box.layout.display = "" if chosen else "none"
        if chosen:
            table = self._table()
            columns = [
                c.name for c in TABLES[table].columns if c.name not in _PLACE and not c.name.endswith(("_from", "_to"))
            ]
            self.column.options = [("reject the whole row", ""), *((name.replace("_", " "), name) for name in columns)]
            self.column.value = columns[0]
            self._fill()

    def _table(self) -> str:
        sort = self._panel.claims.set_index("id")["sort"][self._panel.chosen]
        return next(name for name, called in SORTS.items() if called == sort)

    def _fill(self, _: object = None) -> None:
        self.value.disabled = not self.column.value
        if self._panel.chosen and self.column.value:
            row = records(self._panel.book.find(self._table(), id=self._panel.chosen))[0]
            old = row[self.column.value]
            self.value.value = "" if pd.isna(old) else str(old.date() if isinstance(old, pd.Timestamp) else old)

    def _write(self, _: object) -> None:
        from analysis.claims.corrections import write_correction

        book, column, value = self._panel.book, self.column.value, self.value.value
        if not self.why.value.strip():
            self.said.value = "Give a reason: it is kept with the correction."
            return
        said = {"who": self.who.value, "when": date.today().isoformat(), "why": self.why.value}
        path = book.folder / "corrections.csv"
        try:
            words = write_correction(path, book.tables, book.texts, self._panel.chosen, column, value, **said)
        except (KeyError, ValueError, OSError) as error:
            self.said.value = escape_html(str(error.args[0] if error.args else error))
            return
        self._panel.reopen()
        what = f"{column.replace('_', ' ')} is {value}" if column else "row rejected"
        self.said.value = f"Written to {escape_html(path.name)}: {escape_html(what)}, at “{escape_html(words)}”."
        self.why.value = ""


def _counted(values: Iterable[str]) -> list[tuple[str, str]]:
    """Entries with how often they occur, the most frequent first."""
    counts = Counter(value for value in values if value)
    return [(f"{name} ({count})", name) for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]


def _table(claims: pd.DataFrame) -> pd.DataFrame:
    """The claims as a reader sees them."""
    days = [days_in_words(*pair) for pair in zip(claims["earliest"], claims["latest"], strict=True)]
    return pd.DataFrame(
        {
            "source": claims["citation"],
            "claim": claims["sort"],
            "kind": claims["kind"],
            "words": claims["text"].map(partial(_short, width=60)),
            "sentence": claims["sentence"].map(partial(_short, width=140)),
            "when": ["" if day == "not known" else day for day in days],
            "actors": claims["actors"],
            "said": claims["modality"],
        }
    ).reset_index(drop=True)


def _short(text: str, width: int) -> str:
    words = one_line(text)
    return words if len(words) <= width else f"{words[: width - 2].rstrip()} …"


def _timeline(claims: pd.DataFrame, chosen: str = "") -> tuple[Figure, str]:
    from analysis.pages.explore_chart import when_claimed

    return when_claimed(claims, chosen)


def _pixels(figure: Figure) -> str:
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png", dpi=110, bbox_inches="tight")
    return f"data:image/png;base64,{base64.b64encode(drawn.getvalue()).decode()}"
