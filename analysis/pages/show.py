"""What notebooks call to show things: tables, figures, marked paragraphs and sources.

Each output carries HTML for JupyterLab, Markdown for the PDF, and plain text; what paper needs beyond that (caption,
alternative text, form, endnotes) travels in the output's metadata under "briefing".
"""

from __future__ import annotations

import base64
import datetime
import html
import io
import math
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import mistune

from analysis.core.citations import CITATION, in_order
from analysis.core.days import MONTHS
from analysis.pages.escape import DOLLAR, escape_html, escape_markdown, screen_html, shortened

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

Words = Mapping[str, tuple[str, str]]
Notes = Mapping[str, Mapping[str, str]]
CITED = "workbook-cited"  # the class of links that are citations
_TINT = "background:rgba(127,140,160,.14);padding:.4em 1em"  # over a light page or a dark one
_RULED = "border-top:1px solid #8a8f98;border-bottom:1px solid #8a8f98;padding:.2em 1em"
FORMS = {  # the name of each form of a paragraph, and its look
    "answer": ("The answer", f"border-top:2px solid #1d3557;border-bottom:2px solid #1d3557;{_TINT}"),
    "reported": ("Reported", "border-left:1px solid #8a8f98;padding:0 1em"),
    "judgement": ("Judgement", f"border-left:5px solid #1d3557;{_TINT}"),
    "caveat": ("Caveat", f"{_RULED};font-size:.93em"),
    "view": ("Our view", "padding:0 1em"),
    "changes": ("Changed since the last edition", f"{_RULED};font-size:.9em"),
}
_LABEL = "display:block;font-variant:small-caps;letter-spacing:.04em;opacity:.8;font-weight:600"
NUMBER = re.compile(r"(?:[<>≥≤~≈+−-]\s?)?(?:[A-Z]{0,3}[$€£¥]\s?)?(?:0|[1-9][\d,]{0,20})(?:\.\d{1,15})?\s?(?:%|bn|m|k)?")
_MISSING = "–"
_TAG_OR_DOLLAR = re.compile(r"(<[^>]*>)|\$")
_TAG_OR_CITATION = re.compile(rf"<[^>]*>|{CITATION.pattern}")
_KEY, _LONGEST = re.compile(r"[^\[\],; ]+"), 400


def show_table(frame: pd.DataFrame, caption: str, note: str = "", words: Words | None = None) -> None:
    """Show a table with its caption; `words` stand behind its citations, with the addresses that these lead to."""
    markdown = _table(frame)
    top = f'<caption style="caption-side:top;text-align:left;font-weight:600">{screen_html(caption)}</caption>'
    body = _html(markdown).replace("<table>", f"<table>{top}", 1).replace(' style="', ' style="vertical-align:top;')
    foot = f"<p><small>{screen_html(note)}</small></p>" if note else ""
    plain = f"Table: {caption} ({len(frame)} rows)"
    _display("table", _led(body + foot, words), plain, {"text/markdown": markdown}, caption=caption, note=note)


def show_figure(fig: Figure, caption: str, alt: str, note: str = "", words: Words | None = None) -> None:
    """Show a figure with its caption, as pixels on the screen and as vectors for paper, and close it."""
    import matplotlib as mpl

    if not alt.strip() or alt.strip() == caption.strip():
        raise ValueError(f"the figure {caption!r} needs an alternative text of its own: say what is drawn and shown")
    vector = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": "briefing", "svg.fonttype": "none"}):  # words, in the typeface of the page
        fig.savefig(vector, format="svg", metadata={"Date": None, "Creator": None})
    svg = vector.getvalue().replace("'STIXGeneral'", "'Libertinus Serif'")
    drawn = picture(fig, alt)
    if pyplot := sys.modules.get("matplotlib.pyplot"):  # it would show a figure of its own once more
        pyplot.close(fig)
    under = _led(f"<b>{screen_html(caption)}</b> <small>{screen_html(note)}</small>", words)
    html = f'<figure style="margin:.8em 0">{drawn}<figcaption>{under}</figcaption></figure>'
    _display("figure", html, f"Figure: {caption}", {"image/svg+xml": svg}, caption=caption, alt=alt, note=note)


def picture(fig: Figure, alt: str) -> str:
    """A figure as pixels in HTML, with the words for who cannot see it."""
    pixels = io.BytesIO()
    fig.savefig(pixels, format="png", dpi=110, metadata={"Software": None})
    source = base64.b64encode(pixels.getvalue()).decode()
    return f'<img style="max-width:100%" alt="{escape_html(alt)}" src="data:image/png;base64,{source}">'


def show_block(markdown: str, form: str, rests_on: str = "", words: Words | None = None) -> None:
    """Show a paragraph or more in the form that says what kind of statement it is; `words` as `show_table` has them."""
    name, look = FORMS[form]
    rests = f"<p><small>Evidence {screen_html(rests_on)}</small></p>" if rests_on else ""
    said = f'<b style="{_LABEL}">{name}</b>{_led(_html(markdown) + rests, words)}'
    html = f'<div style="margin:.8em 0;max-width:46em;{look}">{said}</div>'
    plain = f"{name}: {markdown}" + (f" Evidence {rests_on}" if rests_on else "")
    _display(form, html, plain, {"text/markdown": markdown}, rests_on=rests_on)


def show_sources(markdown: str, endnotes: Notes, descriptors: Mapping[str, str] | None = None) -> None:
    """Show the list of sources, and behind each citation of the page the exact words it rests on."""
    descriptors = dict(sorted((descriptors or {}).items()))
    endnotes = {key: endnotes[key] for key in sorted(endnotes, key=in_order)}
    rows = ""
    for key, note in endnotes.items():
        source = " · ".join(filter(None, map(note.get, ("place", "source"))))
        weak = f' data-weak="{escape_html(note["weak"])}"' if "weak" in note else ""
        rows += f'<dt id="note-{escape_html(key)}"{weak}>[{screen_html(key)}]</dt>'
        rows += f"<dd>{screen_html(quoted(note))}<br><small>{screen_html(source)}</small></dd>"
    notes = f"<details><summary>The exact words behind each citation</summary><dl>{rows}</dl></details>" if rows else ""
    listed = [f"- **\\[{escape_markdown(key)}\\]** {words}" for key, words in descriptors.items()]
    said = _html("\n".join([markdown, "", *listed]))
    shown, plain = {"text/markdown": markdown}, f"Sources ({len(endnotes)} citations)"
    html = f'<div style="max-width:52em">{said}{notes}</div>'
    _display("sources", html, plain, shown, descriptors=descriptors, endnotes=endnotes)


def quoted(note: Mapping[str, str]) -> str:
    """The words of an endnote; between quotation marks where they are those of an article."""
    return f"“{note['words']}”" if ", line " in note.get("place", "") else note["words"]


def show_masthead(facts: Mapping[str, object], date: datetime.date | None = None, marking: str = "") -> None:
    """Show facts on the page's data in a line, which the PDF sets under the title; its tables can be sorted."""
    html = " · ".join(f"<b>{screen_html(label)}</b> {screen_html(str(fact))}" for label, fact in facts.items())
    html = f"<b>{screen_html(marking)}</b><br>{html}" if marking else html
    plain = " · ".join(f"{label}: {fact}" for label, fact in facts.items())
    listed = [[label, str(fact)] for label, fact in facts.items()]  # files of notebooks sort the keys of a mapping
    html = f"<p>{html}</p><script>{(Path(__file__).parent / 'sort.js').read_text('utf8')}</script>"
    _display("masthead", html, plain, facts=listed, date=date.isoformat() if date else "", marking=marking)


def _display(form: str, html: str, plain: str, richer: Mapping[str, str] | None = None, **details: Any) -> None:
    """Show an output in all its forms; the details that say something travel in its metadata."""
    from IPython.display import display

    kept = {"form": form} | {key: value for key, value in details.items() if value or key == "endnotes"}
    data = {"text/html": html, "text/plain": plain, **(richer or {})}
    display(data, raw=True, metadata={"briefing": kept})  # type: ignore[no-untyped-call]


# --- tables -----------------------------------------------------------------------------------------------------------


def _table(frame: pd.DataFrame) -> str:
    """A table as Markdown: an index that is more than row numbers first, cells as words, numbers to the right."""
    if frame.index.nlevels > 1 or frame.index.name is not None or frame.index.dtype == object:
        frame = frame.reset_index()
    columns = []
    for name, values in frame.items():
        grouped = any(_is_number(value) and abs(value) >= 10_000 for value in values)
        columns.append([str(name).replace("_", " "), *(_words(value, grouped) for value in values)])
    return pipe_table(columns)


def pipe_table(columns: Iterable[Sequence[str]]) -> str:
    """Columns, each with its head first, as a table in Markdown; what is all numerals stands to the right."""
    marked = []
    for head, *cells in columns:
        shown = [cell for cell in cells if cell not in ("", _MISSING)]
        side = "--:" if shown and all(map(NUMBER.fullmatch, shown)) else ":--"
        marked.append([escape_markdown(head), side, *map(escape_markdown, cells)])
    return "\n".join(f"| {' | '.join(row)} |" for row in zip(*marked, strict=True))


def _is_number(value: object) -> bool:
    return hasattr(value, "__abs__") and hasattr(value, "__float__") and not isinstance(value, bool) and value == value


def _words(value: Any, grouped: bool) -> str:
    """A value as a reader should see it; thousands are set apart where a column has numbers of five digits."""
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(map(str, sorted(value, key=str) if isinstance(value, set | frozenset) else value))
    if value is None or str(value) in ("nan", "NaT", "<NA>"):
        return _MISSING
    if hasattr(value, "strftime") and hasattr(value, "day"):
        return f"{value.day}\u00a0{MONTHS[value.month - 1][:3]}\u00a0{value.year}"
    if str(value) in ("True", "False"):
        return "yes" if value else "no"
    if _is_number(value) and math.isfinite(value):
        return f"{value:{',' if grouped else ''}.15g}".replace("-", "−")
    return str(value)


# --- Markdown for the screen ------------------------------------------------------------------------------------------


class _Screen(mistune.HTMLRenderer):
    def text(self, text: str) -> str:
        return html.escape(html.unescape(text))  # an entity of the Markdown is its character


_rendered = mistune.create_markdown(renderer=_Screen(escape=True), plugins=["table", "footnotes", "strikethrough"])


def _html(markdown: str) -> str:
    return _TAG_OR_DOLLAR.sub(lambda found: found[1] or DOLLAR, str(_rendered(markdown)))


def _led(html: str, words: Words | None) -> str:
    """HTML in which each citation shows its words to a pointer, and leads to their source."""

    def lead(found: re.Match[str]) -> str:
        said, link = words.get(found[0], ("", "")) if words else ("", "")
        title = escape_html(shortened(said, _LONGEST))
        return f'<a class="{CITED}" href="{escape_html(link)}" title="{title}">{found[0]}</a>' if said else found[0]

    return _TAG_OR_CITATION.sub(lambda found: _KEY.sub(lead, found[0]) if found[1] else found[0], html)
