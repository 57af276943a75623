"""Words and marks stand out from their ground as WCAG AA asks, in both themes of JupyterLab and on paper."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import matplotlib as mpl
import nbformat
import pytest
from bs4 import BeautifulSoup, NavigableString, Tag
from matplotlib.colors import to_rgb, to_rgba

from analysis.book.workbook import Workbook, all_claims
from analysis.pages import panel, plots

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "analysis" / "pages"
THEMES = Path(sys.prefix, "share", "jupyter", "lab", "themes", "@jupyterlab")
WORDS, MARKS = 4.5, 3.0
"""The least contrast, by WCAG 2.2: of words (1.4.3), and of what a picture is read by (1.4.11)."""
GROUNDS = ("layout-color0", "rendermime-table-row-background", "rendermime-table-row-hover-background")

Colour = tuple[float, ...]


def light(colour: Colour) -> float:
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour[:3]]
    return sum(part * weight for part, weight in zip(parts, (0.2126, 0.7152, 0.0722), strict=True)) + 0.05


def contrast(one: Colour, other: Colour) -> float:
    return max(light(one), light(other)) / min(light(one), light(other))


def over(below: Colour, above: Colour, opacity: float = 1) -> Colour:
    """A colour that may let the one below it shine through."""
    share = above[3] * opacity
    return tuple(low + (high - low) * share for low, high in zip(below[:3], above[:3], strict=True))


def read(colour: str) -> Colour | None:
    """A colour as CSS writes it; what is none of its own is None."""
    if numbers := re.match(r"rgba\(([\d., ]+)\)", colour):
        *parts, share = map(float, numbers[1].split(","))
        return (*(part / 255 for part in parts), share)
    return to_rgba(colour) if mpl.colors.is_color_like(colour) and colour != "none" else None


@pytest.fixture(params=["light", "dark"])
def theme(request: pytest.FixtureRequest) -> dict[str, Colour]:
    """The colours of a theme, by the names that JupyterLab has for them."""
    css = (THEMES / f"theme-{request.param}-extension" / "index.css").read_text("utf8")
    found = dict(re.findall(r"--jp-([\w-]+):(?:var\(--md-[\w-]+,)?(#\w+|white|rgba\([^)]*\))", css))
    return {name: read(colour) for name, colour in found.items()}


def said(element: Tag, ground: Colour, ink: Colour, link: Colour, opacity: float = 1) -> Iterator[tuple[float, str]]:
    """The contrast of all words in an element."""
    style = dict(re.findall(r"([\w-]+):\s*([^;]+)", str(element.get("style", ""))))
    if element.name in ("style", "script", "svg") or style.get("display") == "none":
        return
    ground = over(ground, read(style.get("background", "none")) or (0, 0, 0, 0))
    ink = read(style.get("color", "")) or (link if element.name == "a" else ink)
    opacity *= float(style.get("opacity", 1))
    for child in element.children:
        if isinstance(child, Tag):
            yield from said(child, ground, ink, link, opacity)
        elif type(child) is NavigableString and child.strip():
            yield contrast(ground, over(ground, ink, opacity)), child.strip()[:60]


def pages() -> str:
    """All HTML that the notebooks show."""
    paths = sorted((ROOT / "notebooks").glob("*.ipynb"))
    cells = [cell for path in paths for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
    shown = [output.get("data", {}).get("text/html", "") for cell in cells for output in cell.outputs]
    return "".join(f"<div>{html}</div>" for html in shown)


@pytest.mark.parametrize("ground", GROUNDS)
def test_all_words_of_pages_and_cards_can_be_read_in_each_theme(book: Workbook, theme: dict[str, Colour], ground: str):
    cards = "".join(book.evidence(claim)._repr_html_() for claim in book.figures["id"][:3])
    page = BeautifulSoup(f"<body>{pages()}{cards}</body>", "lxml").body
    below = over(theme["layout-color0"], theme[ground])
    found = list(said(page, below, theme["content-font-color1"], theme["content-link-color"]))
    assert len(found) > 1_000
    assert [words for ratio, words in found if ratio < WORDS] == []


def test_words_of_a_web_page_can_be_read():
    page = (PAGES / "pdf" / "page.html").read_text("utf8")
    assert not re.search(r"(?<![\w-])(?:color|background|opacity)\s*:", page)  # those of the reader's browser


def test_words_that_are_marked_in_the_article_of_the_panel_can_be_read():
    rules = re.findall(r"\{([^}]*color[^}]*)\}", (PAGES / "panel.css").read_text("utf8"))
    colours = [dict(re.findall(r"(?<![\w-])(background|color): *(#\w+)", rule)) for rule in rules]
    marked = [pair for pair in colours if pair]
    assert len(marked) == 1
    assert contrast(read(marked[0]["background"]), read(marked[0]["color"])) >= WORDS


def test_words_of_a_pdf_can_be_read():
    look = (PAGES / "pdf" / "briefing.typ").read_text("utf8")
    colours = {name: read(colour) for name, colour in re.findall(r'^#let (\w+) = rgb\("(#\w+)"\)', look, re.M)}
    (grey,) = re.findall(r"^#let soft = luma\((\d+)\)", look, re.M)
    colours["soft"] = (int(grey) / 255,) * 3
    assert set(re.findall(r"text\([^()]*fill: (\w+)", look)) == {"fill", "ink", "soft"}
    for ground in (to_rgb("white"), colours["tint"]):
        assert {name: contrast(ground, colours[name]) >= WORDS for name in ("ink", "soft")} == {
            "ink": True,
            "soft": True,
        }


def test_words_of_a_chart_can_be_read():
    style = mpl.rc_params_from_file(PAGES / "workbook.mplstyle", use_default_template=False)
    inks = {name: colour for name, colour in style.items() if re.search(r"label.*color|tick\.color", name)}
    assert len(inks) == 3
    assert [name for name, colour in inks.items() if contrast(to_rgb("white"), to_rgb(colour)) < WORDS] == []


def drawn(axes: mpl.axes.Axes) -> Iterator[Colour]:
    """The colours of all marks, as they come out on white."""
    for line in axes.lines:
        yield over(to_rgb("white"), to_rgba(line.get_color(), line.get_alpha()))
    for collection in axes.collections:
        yield from (over(to_rgb("white"), colour) for colour in collection.get_edgecolor())


def test_marks_of_the_panel_can_be_told_from_their_ground(book: Workbook):
    claims = all_claims(book)
    assert set(claims["sort"]) == set(panel._COLOURS)
    figure, _ = panel.when_claimed(claims, "")
    (axes,) = figure.axes
    ratios = [contrast(to_rgb("white"), colour) for colour in drawn(axes)]
    assert len(ratios) > 5
    assert min(ratios) >= MARKS


@pytest.mark.parametrize("solid", [True, False])
def test_marks_of_a_chart_can_be_told_from_their_ground(book: Workbook, solid: bool):
    _, axes = plots.canvas(2)
    plots.interval(axes, book.timeline, 0, solid=solid)
    plots.bounds(axes, book.figures[:9], book.figures["text"][:9])
    ratios = [contrast(to_rgb("white"), colour) for colour in drawn(axes)]
    assert min(ratios) >= MARKS
