"""What an analyst does in JupyterLab, done in a real browser.

With WORKBOOK_PICTURES set to a folder, the pictures of the README are made there.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
import pytest
from PIL import Image

from analysis import open_workbook
from analysis.book.workbook import SORTS

if TYPE_CHECKING:
    from playwright.sync_api import Download, Page

expect = pytest.importorskip("playwright.sync_api").expect

# Jupyter asks for settings and workspaces that a fresh profile has not, and says so in the console.
HARMLESS = re.compile(r"favicon|Failed to load resource.*(?:404|403)|workspaces|ResizeObserver")


def keep(picture: Image.Image, name: str) -> None:
    """Store a picture of the README, if pictures are wanted, with few colours so that it stays small."""
    if folder := os.environ.get("WORKBOOK_PICTURES"):
        picture.convert("RGB").quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
            Path(folder, name), optimize=True
        )


def spread(path: Path) -> Image.Image:
    """The first two pages of a PDF, side by side."""
    pages = [pdfium.PdfDocument(path)[number].render(scale=1).to_pil() for number in range(2)]
    both = Image.new("RGB", (sum(page.width for page in pages) + 6, pages[0].height), "silver")
    both.paste(pages[0], (0, 0))
    both.paste(pages[1], (pages[0].width + 6, 0))
    return both


@pytest.fixture(scope="module")
def panel(page: Page, lab) -> Page:
    """Notebook 06, run from the menu, with its panel in view."""
    page.goto(f"{lab.address}/lab/tree/notebooks/05_explore.ipynb?token=browser-test")
    page.locator(".jp-NotebookPanel:visible .jp-Cell").first.wait_for()
    run_all(page)
    page.locator(".workbook-panel .workbook-claims tbody tr").first.wait_for()
    page.locator(".workbook-panel").scroll_into_view_if_needed()
    return page


def menu(page: Page, *names: str) -> None:
    page.get_by_role("menuitem", name=names[0], exact=True).click()
    for name in names[1:]:
        page.get_by_role("menuitem", name=name, exact=True).first.click()


def run_all(page: Page) -> None:
    """Run all cells, once the kernel is there and waits for work: what is asked of it before may be lost."""
    page.locator(".jp-NotebookPanel:visible .jp-Toolbar-kernelName", has_text="Python 3").first.wait_for()
    page.locator("#jp-main-statusbar", has_text="Idle").wait_for()
    menu(page, "Run", "Run All Cells")


def rows(page: Page):
    return page.locator(".workbook-panel .workbook-claims tbody tr")


def count(page: Page) -> int:
    return int(re.match(r"(\d+) claims", page.locator(".workbook-panel b", has_text="claims").first.inner_text())[1])


def choose(page: Page, label: str, entry: str) -> None:
    box = page.locator(".workbook-panel").get_by_label(label, exact=True)
    name = box.locator("option", has_text=entry).first.inner_text()
    before = count(page)
    box.select_option(label=name)
    page.wait_for_function(
        "before => !document.querySelector('.workbook-panel').innerText.includes(`${before} claims of`)", arg=before
    )


def redrawn(page: Page, before: str) -> None:
    """Wait until the picture is another one."""
    page.wait_for_function("before => document.querySelector('.workbook-panel img').src !== before", arg=before)


def test_the_panel_shows_all_claims(panel: Page, lab):
    book = open_workbook(lab.folder / "seeds")
    assert count(panel) == sum(len(book.tables[name]) for name in SORTS)
    assert rows(panel).count() == 6
    assert panel.locator(".workbook-panel img").get_attribute("alt")


def test_jupyter_asks_nothing(panel: Page):
    assert panel.get_by_text("Jupyter news").count() == 0


def test_a_filter_narrows_the_claims_and_the_picture_follows(panel: Page):
    before, drawn = count(panel), panel.locator(".workbook-panel img").get_attribute("src")
    choose(panel, "Claims", "figure")
    assert 0 < count(panel) < before
    redrawn(panel, drawn)
    shown = rows(panel).locator("td:nth-child(2)").all_inner_texts()
    assert {words.partition(":")[0] for words in shown} == {"figure"}


def test_a_search_narrows_further(panel: Page):
    before = count(panel)
    field = panel.get_by_placeholder("words in the sentence")
    field.fill("killed people")
    field.press("Enter")
    panel.wait_for_function(
        "before => !document.querySelector('.workbook-panel').innerText.includes(`${before} claims of`)", arg=before
    )
    assert 0 < count(panel) < before


def test_a_click_shows_the_words_of_a_claim_in_their_paragraph(panel: Page, lab):
    row = rows(panel).filter(has_text="deaths").first
    words = row.locator("td:nth-child(3)").inner_text()
    drawn = panel.locator(".workbook-panel img").get_attribute("src")
    row.click()
    redrawn(panel, drawn)
    card = panel.locator(".workbook-panel .workbook-card")
    card.wait_for()
    expect(panel.locator(".workbook-panel .workbook-article")).to_be_in_viewport(ratio=1)
    assert " ".join(card.locator("mark").inner_text().split()).startswith(" ".join(words.split()).removesuffix(" …"))
    assert "line" in card.locator("b").first.inner_text()
    panel.locator(".workbook-panel").evaluate("panel => panel.scrollIntoView()")
    panel.wait_for_timeout(1_000)
    keep(Image.open(io.BytesIO(panel.screenshot(clip={"x": 285, "y": 90, "width": 1040, "height": 1060}))), "panel.png")


def test_filters_that_no_claim_meets_are_said_so_and_can_be_cleared(panel: Page):
    field = panel.get_by_placeholder("words in the sentence")
    field.fill("no such words anywhere")
    field.press("Enter")
    panel.get_by_text("No claim meets all of these filters").wait_for()
    assert not panel.locator(".workbook-panel img").count()
    field.fill("killed people")
    field.press("Enter")
    row = rows(panel).filter(has_text="deaths").first
    row.click()
    panel.locator(".workbook-panel .workbook-card").wait_for()


def test_a_correction_is_written_and_applied_at_once(panel: Page, lab):
    form = panel.locator(".workbook-panel")
    form.get_by_label("Column", exact=True).select_option(label="subject")
    form.get_by_label("Right value", exact=True).fill("attack of the test")
    form.get_by_label("Reason", exact=True).fill("named otherwise in the text")
    form.get_by_role("button", name="Write correction").click()
    form.get_by_text("Written to corrections.csv").wait_for()
    form.locator(".workbook-card", has_text="Corrected subject").wait_for()
    with (lab.folder / "seeds" / "corrections.csv").open(encoding="utf-8") as file:
        line = next(csv.DictReader(file))
    assert (line["column"], line["value"], line["why"]) == (
        "subject",
        "attack of the test",
        "named otherwise in the text",
    )
    assert list(open_workbook(lab.folder / "seeds").corrections["status"]) == ["applied"]


def test_a_second_correction_holds_and_is_taken_back(panel: Page, lab):
    def subject() -> str:
        found = open_workbook(lab.folder / "seeds")
        return found.find("figures", id=found.corrections["row"].iloc[0])["subject"].item()

    form = panel.locator(".workbook-panel")
    form.get_by_label("Column", exact=True).select_option(label="subject")
    form.get_by_label("Right value", exact=True).fill("second attack of the test")
    form.get_by_label("Reason", exact=True).fill("named otherwise again")
    form.get_by_role("button", name="Write correction").click()
    form.locator(".workbook-card", has_text="second attack of the test").wait_for()
    assert subject() == "second attack of the test"
    form.get_by_role("button", name="Undo the last").click()
    form.get_by_text("taken back").wait_for()
    assert subject() == "attack of the test"


def test_nothing_can_be_clicked_while_a_correction_is_being_written(panel: Page, lab):
    path = lab.folder / "seeds" / "corrections.csv"
    form, before = panel.locator(".workbook-panel"), path.read_bytes()
    form.get_by_label("Column", exact=True).select_option(label="subject")
    form.get_by_label("Right value", exact=True).fill("third attack of the test")
    form.get_by_label("Reason", exact=True).fill("clicked in haste")
    form.get_by_role("button", name="Write correction").click()
    form.get_by_role("button", name="Undo the last").click()  # waits until it can be clicked
    form.get_by_text("taken back: subject third attack of the test").wait_for()
    written = path.read_text(encoding="utf-8").removeprefix(before.decode())
    assert [
        line["action"] for line in csv.DictReader(io.StringIO(before.decode().splitlines()[0] + "\n" + written))
    ] == [
        "change",
        "undo",
    ]
    assert "stale" not in set(open_workbook(lab.folder / "seeds").corrections["status"])


PLACE = """box => {
    const texts = [box.firstChild, box.lastChild].map(node => [node, node.data.search(/\\b[a-z]+ [a-z]+ [a-z]+\\b/)]);
    const [node, at] = texts.find(([, at]) => at >= 0), range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + node.data.slice(at).match(/^\\w+ \\w+/)[0].length);
    box.scrollTop += range.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 2;
    const {left, right, top, bottom} = range.getClientRects()[0];
    return {left, right, middle: (top + bottom) / 2, words: range.toString()};
}"""


def test_words_selected_with_the_mouse_become_the_claim_that_was_missed(panel: Page, lab):
    panel.wait_for_function("!document.querySelector('.workbook-busy')")  # what was corrected before is read by now
    form = panel.locator(".workbook-panel")
    form.locator(".workbook-article").scroll_into_view_if_needed()
    place = form.locator(".workbook-article").evaluate(PLACE)
    panel.mouse.move(place["left"] + 1, place["middle"])
    panel.mouse.down()
    panel.mouse.move(place["right"] - 1, place["middle"], steps=5)
    panel.mouse.up()
    assert panel.evaluate("getSelection().toString()") == place["words"]
    form.get_by_label("Column", exact=True).select_option(label="add what was missed, on the words selected above")
    form.get_by_label("It is a", exact=True).select_option(label="event")
    form.get_by_label("Right value", exact=True).fill("kind=visit")
    form.get_by_label("Reason", exact=True).fill("it was missed")
    form.get_by_role("button", name="Write correction").click()
    form.get_by_text("Written to corrections.csv: a row of timeline is added").wait_for()
    added = open_workbook(lab.folder / "seeds").corrections.iloc[-1]
    assert (added["action"], added["words"]) == ("add", place["words"])


def test_the_panel_can_be_used_on_a_narrow_screen(panel: Page):
    wide = panel.viewport_size
    panel.set_viewport_size({"width": 1024, "height": 768})
    words, who = (rows(panel).first.locator(f"td:nth-child({column})") for column in (3, 6))
    assert words.bounding_box()["width"] > 60
    right = panel.locator(".workbook-panel").bounding_box()
    assert who.bounding_box()["x"] + who.bounding_box()["width"] <= right["x"] + right["width"] + 2
    panel.set_viewport_size(wide)


def test_a_claim_is_chosen_from_the_keyboard_and_no_key_reaches_the_notebook(panel: Page):
    cells = panel.locator(".jp-NotebookPanel:visible .jp-Cell").count()
    card = panel.locator(".workbook-panel .workbook-card b").first
    place = rows(panel).nth(1).locator("td").first.inner_text()
    rows(panel).first.focus()
    panel.keyboard.press("ArrowDown")
    panel.keyboard.press("Space")
    expect(card).to_contain_text(place)
    for widget in (panel.locator(".workbook-article"), panel.get_by_label("Modality", exact=True), rows(panel).first):
        widget.focus()
        panel.keyboard.press("x")  # cuts a cell where JupyterLab hears it
    panel.wait_for_timeout(500)
    assert panel.locator(".jp-NotebookPanel:visible .jp-Cell").count() == cells


def test_ctrl_s_saves_the_notebook_from_a_field_of_the_panel(panel: Page, lab):
    path = lab.folder / "notebooks" / "05_explore.ipynb"
    before = path.stat().st_mtime_ns
    panel.get_by_label("Reason", exact=True).focus()
    panel.keyboard.press("Control+s")
    for _ in range(150):
        if path.stat().st_mtime_ns != before:
            break
        panel.wait_for_timeout(200)
    assert path.stat().st_mtime_ns != before


def test_a_correction_without_a_reason_is_refused(panel: Page, lab):
    before = (lab.folder / "seeds" / "corrections.csv").read_bytes()
    panel.get_by_role("button", name="Write correction").click()
    panel.get_by_text("Give a reason").wait_for()
    assert (lab.folder / "seeds" / "corrections.csv").read_bytes() == before


def test_the_heading_of_a_card_opens_the_article(panel: Page):
    panel.locator(".workbook-panel .workbook-card a").first.click()
    panel.locator(".jp-FileEditor:visible").first.wait_for()
    assert panel.get_by_role("tab", name=re.compile(r"\.txt$")).count()


def test_a_citation_has_its_words_on_it_and_opens_its_article(page: Page, lab):
    page.goto(f"{lab.address}/lab/tree/notebooks/00_summary.ipynb?reset&token=browser-test")
    cited = page.locator(".jp-NotebookPanel:visible a", has_text="003:76").first
    cited.wait_for()
    assert "ISIS-K has claimed responsibility" in (cited.get_attribute("title") or "")
    cited.click()
    page.locator(".jp-FileEditor:visible").first.wait_for()
    assert page.get_by_role("tab", name=re.compile(r"^003_.*\.txt$")).count()


CONTRAST = """element => {
    const shares = colour => [...colour.match(/[\\d.]+/g).map(Number), 1].slice(0, 4);
    const light = colour => colour.slice(0, 3).map(part => part / 255)
        .map(part => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4)
        .reduce((sum, part, at) => sum + part * [.2126, .7152, .0722][at], .05);
    const grounds = [];
    for (let at = element; at; at = at.parentElement) grounds.unshift(shares(getComputedStyle(at).backgroundColor));
    const over = (below, above) => below.map((part, at) => part + (above[at] - part) * above[3]);
    const ground = light(grounds.reduce(over, [255, 255, 255, 1]));
    const words = light(shares(getComputedStyle(element).color));
    return Math.max(ground, words) / Math.min(ground, words);
}"""


# Whether no cell in sight waits to be run: its outputs would take the place of the table that was clicked.
RAN = "![...document.querySelectorAll('.jp-InputPrompt')].some(prompt => prompt.textContent.includes('*'))"


@pytest.fixture(params=["JupyterLab Light", "JupyterLab Dark"])
def theme(request: pytest.FixtureRequest, page: Page, lab) -> str:
    settings = f"{lab.address}/lab/api/settings/@jupyterlab/apputils-extension:themes"
    chosen = {"raw": json.dumps({"theme": request.param})}
    said = page.request.put(settings, data=chosen, headers={"Authorization": "token browser-test"})
    assert said.ok
    return request.param


def test_tables_are_sorted_by_a_click_and_words_can_be_read_in_each_theme(page: Page, lab, theme: str):
    page.goto(f"{lab.address}/lab/tree/notebooks/01_sources.ipynb?reset&token=browser-test")
    page.locator(f"body[data-jp-theme-name='{theme}']").wait_for(state="attached")
    run_all(page)
    page.wait_for_function("document.workbookSorts")
    page.wait_for_function(RAN)
    table = page.locator(".jp-NotebookPanel:visible table", has_text="People who are quoted").first
    table.wait_for()

    def column(number: int) -> list[str]:
        return table.locator(f"tbody td:nth-child({number})").all_text_contents()

    numbers, speakers = [int(words) for words in column(3)], column(1)
    head = table.locator("th", has_text="Total")
    head.click()
    assert [int(words) for words in column(3)] == sorted(numbers)
    head.click()
    assert [int(words) for words in column(3)] == sorted(numbers, reverse=True)
    assert head.get_attribute("aria-sort") == "descending"
    table.locator("th", has_text="Speaker").click()
    assert column(1) == sorted(speakers, key=str.casefold)
    said = page.locator(".jp-NotebookPanel:visible .jp-RenderedHTML")
    for words in (table.locator("td").first, head, said.locator("div p").first, said.locator("b").first):
        assert words.evaluate(CONTRAST) > 4.5


def test_a_briefing_is_exported_from_the_menu(page: Page, lab, tmp_path: Path):
    page.goto(f"{lab.address}/lab/tree/notebooks/02_timeline.ipynb?reset&token=browser-test")
    page.locator(".jp-NotebookPanel:visible .jp-Cell").first.wait_for()
    loaded: list[Download] = []
    page.context.on("page", lambda opened: opened.on("download", lambda file: loaded.append(file)))
    page.on("download", lambda file: loaded.append(file))
    entry = page.locator(".lm-Menu-itemLabel")
    briefing = entry.get_by_text("Briefing", exact=True)
    for _ in range(60):  # the menu has it once the server has said what it can export
        menu(page, "File")
        if entry.filter(has_text="Save and Export Notebook As").count():
            entry.filter(has_text="Save and Export Notebook As").hover()
            page.wait_for_timeout(1_000)
            if briefing.is_visible():
                break
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        page.wait_for_timeout(500)
    briefing.click()
    for _ in range(300):
        if loaded:
            break
        page.wait_for_timeout(200)
    loaded[0].save_as(tmp_path / "briefing.pdf")
    assert (tmp_path / "briefing.pdf").read_bytes().startswith(b"%PDF")
    keep(spread(tmp_path / "briefing.pdf"), "briefing.png")


def test_no_request_left_the_machine(panel: Page, lab):
    assert lab.requests
    assert [url for url in lab.requests if not url.startswith((lab.address, "data:", "blob:"))] == []


def test_the_console_reports_no_error(panel: Page, lab):
    assert [said for said in lab.complaints if not HARMLESS.search(said)] == []
