"""A compact card: a heading, a passage with its words marked, and facts; as HTML, Markdown and text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.pages.escape import escape_html, escape_markdown, one_line

_FRAME = "border:1px solid #c8ccd2;border-left:5px solid #1d3557;padding:.5em 1em;margin:.4em 0"
_WIDE = "max-width:52em;overflow-wrap:anywhere"
_LOOKS = {"sentence": "background:#eef2f7;color:#111", "words": "background:#ffe08a;color:#111;font-weight:600"}
_CELL = "text-align:left;vertical-align:top;padding:1px 1em 1px 0;line-height:1.4;background:none"
_LABEL = f"{_CELL};white-space:nowrap;color:#5a6270;font-weight:400"


@dataclass(frozen=True, repr=False)
class Card:
    """Something small to look at, in a notebook, in another editor, or in a terminal.

    Parameters
    ----------
    heading
        What it is about.
    facts
        Label → fact; empty facts are left out.
    passage
        Pieces of a paragraph in order: the text, and how to mark it: "" (not at all), "sentence" or "words".
    link
        Relative address of the article, "" for none.

    >>> Card("Talks", {"When": "May 2021", "Where": ""}, (("They met ", ""), ("in May 2021", "words")))
    Talks
      They met >>in May 2021<<
      When: May 2021
    """

    heading: str
    facts: Mapping[str, str] = field(default_factory=dict)
    passage: tuple[tuple[str, str], ...] = ()
    link: str = ""

    def _repr_html_(self) -> str:
        name = _html(self.heading)
        if self.link:  # JupyterLab opens a relative address of a notebook's output in a tab of its own
            name = f'<a href="{escape_html(self.link)}" title="Open the article">{name}</a>'
        words = "".join(_marked(text, look) for text, look in self.passage)
        rows = "".join(
            f'<tr><th style="{_LABEL}">{_html(k)}</th><td style="{_CELL}">{_html(v)}</td></tr>' for k, v in self._said
        )
        quoted = f'<p style="margin:.4em 0;line-height:1.5;white-space:pre-line">{words}</p>' if words else ""
        table = f'<table style="margin:0">{rows}</table>'
        return f'<div class="workbook-card" style="{_FRAME};{_WIDE}"><b>{name}</b>{quoted}{table}</div>'

    def _repr_markdown_(self) -> str:
        words = "".join(f"**{_markdown(text)}**" if look == "words" else _markdown(text) for text, look in self.passage)
        quoted = f"\n\n> {words.strip()}" if words.strip() else ""
        facts = "".join(f"\n- {_markdown(label)}: {_markdown(fact)}" for label, fact in self._said)
        return f"**{_markdown(self.heading)}**{quoted}\n{facts}"

    def __repr__(self) -> str:
        words = "".join(f">>{one_line(text)}<<" if look == "words" else _joined(text) for text, look in self.passage)
        quoted = [words.strip()] if words.strip() else []
        return "\n  ".join(
            [one_line(self.heading), *quoted, *(f"{label}: {one_line(fact)}" for label, fact in self._said)]
        )

    @property
    def _said(self) -> list[tuple[str, str]]:
        return [(label, fact) for label, fact in self.facts.items() if fact]


def _marked(text: str, look: str) -> str:
    if not look:
        return _html(text)
    tag = "mark" if look == "words" else "span"
    return f'<{tag} style="{_LOOKS[look]}">{_html(text)}</{tag}>'


def _html(text: str) -> str:
    return escape_html(text).replace("$", "<span>$</span>")  # a bare one would open a formula


def _joined(text: str) -> str:
    """One line, with the spaces at its ends, which set it apart from the pieces around it."""
    middle = one_line(text)
    return f"{' ' * text[:1].isspace()}{middle}{' ' * (text[-1:].isspace() and bool(middle))}"


def _markdown(text: str) -> str:
    middle = escape_markdown(one_line(text))
    return f"{' ' * text[:1].isspace()}{middle}{' ' * (text[-1:].isspace() and bool(middle))}"
