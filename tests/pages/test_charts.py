"""Each chart is legible: texts neither overlap nor leave the figure, on few articles, on one, and on many."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from analysis import open_workbook
from analysis.book.workbook import Workbook
from analysis.pages import investment_charts, sources_charts, threat_charts, timeline_charts
from analysis.pages import investment_charts as region_map
from analysis.pages import investment_charts as trade_chart
from analysis.pages import sources_charts as speakers
from analysis.pages import timeline_charts as stance_chart
from analysis.pages.page import Exhibit

SEEDS = Path(__file__).parents[2] / "seeds"


def who_says_on_threat(book: Workbook) -> Exhibit:
    return speakers.who_says(book, topic="threat")


def deaths(book: Workbook) -> Exhibit:
    return threat_charts.deaths(book, "ISIS-K")


def strength(book: Workbook) -> Exhibit:
    return threat_charts.strength(book, "ISIS-K")


def reach(book: Workbook) -> Exhibit:
    return threat_charts.reach(book, "ISIS-K")


CHARTS = {
    chart.__name__: chart
    for chart in (
        sources_charts.line_roles,
        timeline_charts.what_happened,
        timeline_charts.how_firm,
        timeline_charts.what_could_be_known,
        stance_chart.stance,
        investment_charts.who_leads,
        investment_charts.stated_gap,
        investment_charts.definitions,
        trade_chart.trade,
        investment_charts.firmness,
        region_map.where,
        deaths,
        strength,
        reach,
        threat_charts.ranks,
        speakers.who_says,
        who_says_on_threat,
    )
}
SLACK = 2.0
"""Pixels that two texts may share: glyphs are smaller than the boxes around them."""

ARTICLE = """\
Envoys of Russia and the Taliban meet after attack number {n}

By Anna Berg

{day} May 2025

Moscow lifted its ban on the Taliban in {month} 202{digit}, officials said on Monday.

At least {dead} people were killed in the Harbour Market attack in March 2024, said Boris Lind, an analyst. ISIS-K
claimed responsibility for it. The group has between {low} and {high} fighters.

“We will {plan} trade with Kabul,” Mr Lind said. China overtook Russia as the largest investor in Uzbekistan in
202{digit}. Direct Chinese investment in Central Asia reached US${money} billion by mid-2023 compared to Russia's
US${less} billion.
"""
MONTHS = "January February March April May June July August September October November December".split()


def write_articles(folder: Path, count: int) -> Path:
    for n in range(count):
        text = ARTICLE.format(
            n=n,
            day=1 + n % 28,
            month=MONTHS[n % 12],
            digit=n % 5,
            dead=100 + n,
            low=1000 + 7 * n,
            high=3000 + 11 * n,
            plan=("expand", "cut", "double")[n % 3],
            money=f"{20 + n * 0.7:.1f}",
            less=f"{10 + n * 0.3:.1f}",
        )
        (folder / f"{n:03}_generated.txt").write_text(text, encoding="utf8")
    return folder


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Workbook]:
    one = tmp_path_factory.mktemp("one")
    shutil.copy(next(SEEDS.glob("004*")), one)
    many = write_articles(tmp_path_factory.mktemp("many"), 200)
    shutil.copytree(SEEDS / "reference", many / "reference")
    return {"five": open_workbook(SEEDS), "one": open_workbook(one), "many": open_workbook(many)}


def shown_texts(figure) -> list[tuple[str, object]]:
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    never_drawn = set(_tick_labels_beyond(figure))
    texts = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    return [(text.get_text(), text.get_window_extent(renderer)) for text in texts if text not in never_drawn]


def _tick_labels_beyond(figure) -> Iterator[Text]:
    """Labels of ticks outside the limits of their axis, or of an axis switched off: kept by matplotlib, never drawn."""
    for axes in figure.axes:
        for axis, limits in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
            low, high = sorted(limits)
            for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
                if not axes.axison or not low - 1e-9 <= tick.get_loc() <= high + 1e-9:
                    yield from (tick.label1, tick.label2)


@pytest.mark.parametrize("articles", ["five", "one", "many"])
@pytest.mark.parametrize("name", CHARTS)
def test_texts_neither_overlap_nor_leave_the_figure(books, name, articles):
    exhibit = CHARTS[name](books[articles])
    if exhibit.figure is None:
        assert exhibit.claims.empty
        return
    texts = shown_texts(exhibit.figure)
    width, height = exhibit.figure.canvas.get_width_height()
    outside = [
        words
        for words, box in texts
        if box.x0 < -SLACK or box.y0 < -SLACK or box.x1 > width + SLACK or box.y1 > height + SLACK
    ]
    overlapping = [
        (one, two)
        for (one, box), (two, other) in combinations(texts, 2)
        if min(box.x1, other.x1) - max(box.x0, other.x0) > SLACK
        and min(box.y1, other.y1) - max(box.y0, other.y0) > SLACK
    ]
    assert not outside
    assert not overlapping


@pytest.mark.parametrize("name", CHARTS)
def test_each_chart_says_what_it_shows_to_someone_who_cannot_see_it(books, name):
    exhibit = CHARTS[name](books["five"])
    assert exhibit.figure is not None
    assert exhibit.alt.strip()
    assert exhibit.alt != exhibit.caption


@pytest.mark.parametrize("name", CHARTS)
def test_without_articles_there_is_no_empty_axis(name, tmp_path):
    assert CHARTS[name](open_workbook(tmp_path)).figure is None
