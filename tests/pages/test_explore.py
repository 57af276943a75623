"""The panel: claims of all tables in one, filters, the words behind a claim, and corrections."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure

from analysis import open_workbook
from analysis.book.workbook import SORTS, Workbook, all_claims, choose
from analysis.pages.panel import _SHOWN, _table, explore, when_claimed

KILLED = "At least 40 people were killed in Osh on 3 May 2021, the mayor said."


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """No picture is drawn, which takes most of the time of a panel, where it is not what matters."""
    monkeypatch.setattr("analysis.pages.panel.when_claimed", lambda *_: (Figure(figsize=(1, 1)), ""))


@pytest.fixture
def own(tmp_path: Path, undrawn: None) -> Workbook:
    """A workbook of one article, whose corrections are nobody else's."""
    (tmp_path / "a.txt").write_text(f"Dam breaks\n\n{KILLED} Ghost Brigade is a threat to the valley, he added.\n")
    return open_workbook(tmp_path)


# --- choosing ---


def test_every_claim_of_every_sort_is_there_once(book: Workbook):
    claims = all_claims(book)
    expected = sum(len(book.tables[name]) for name in SORTS)
    assert len(claims) == expected
    assert claims["id"].is_unique


def test_an_empty_choice_is_everything(book: Workbook):
    claims = all_claims(book)
    assert choose(claims).equals(claims)


def test_words_are_found_in_any_order_and_case(book: Workbook):
    claims = all_claims(book)
    found = choose(claims, words="KILLED people")
    assert len(found)
    assert found.equals(choose(claims, words="people killed"))
    assert all("killed" in said and "people" in said for said in found["sentence"].str.casefold())


def test_words_are_no_pattern(book: Workbook):
    assert choose(all_claims(book), words="(.*").empty


def test_an_actor_is_matched_whole(book: Workbook):
    found = choose(all_claims(book), actors=["ISIS"])
    assert len(found)
    assert all("ISIS" in names.split("; ") for names in found["actors"])


def test_a_claim_passes_when_its_days_may_lie_in_the_span(book: Workbook):
    claims = all_claims(book)
    found = choose(claims, since=date(2024, 11, 1), until="2025-05-31")
    dated = claims.dropna(subset=["earliest", "latest"])
    assert set(found["id"]) == {
        row.id
        for row in dated.itertuples()
        if row.latest >= date_of("2024-11-01") and row.earliest <= date_of("2025-05-31")
    }


def date_of(day: str):
    return pd.Timestamp(day)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"sort": ["figures"]}, "sort is never 'figures': use figure"),
        ({"kind": ["fighter"]}, "kind is never 'fighter': use fighters"),
        ({"kind": ["threat"]}, "kind is never 'threat'"),
        ({"actors": ["Talban"]}, "an actor is never 'Talban': use Taliban"),
        ({"documents": ["999"]}, "document is never '999'"),
        ({"modality": ["denies"]}, "modality is never 'denies': use denied"),
    ],
)
def test_a_slip_of_the_pen_is_no_absence(book: Workbook, wanted: dict, said: str):
    with pytest.raises(ValueError, match=said):
        choose(all_claims(book), **wanted)


def test_what_its_organs_do_an_actor_does_when_asked_for(book: Workbook):
    claims = all_claims(book)
    alone, whole = (set(choose(claims, actors=["Russia"], part_of=part)["id"]) for part in (False, True))
    assert alone < whole


def test_a_statement_has_the_topic_of_its_sentence(book: Workbook):
    claims = all_claims(book)
    assert claims.loc[claims["sort"] == "statement", "topic"].ne("").any()
    assert claims.loc[claims["sort"] == "assertion", "topic"].ne("").all()


def test_conditions_add_up(book: Workbook):
    found = choose(all_claims(book), sort=["figure"], topic=["threat"], documents=["003"], modality=["asserted"])
    assert set(found["sort"]) <= {"figure"}
    assert set(found["document"]) <= {"003"}
    assert set(found["modality"]) <= {"asserted"}


def test_claims_of_an_empty_folder_can_be_explored(tmp_path: Path):
    book = open_workbook(tmp_path)
    assert all_claims(book).empty
    _, alt = when_claimed(all_claims(book))
    assert alt == "None of 0 claims has days."


# --- the picture ---


def test_the_picture_has_a_row_for_each_document_and_rings_the_chosen_claim(book: Workbook):
    claims = all_claims(book).dropna(subset=["earliest"])
    plain, _ = when_claimed(claims)
    ringed, _ = when_claimed(claims, claims["id"].iloc[0])
    assert len(plain.axes[0].get_yticks()) == claims["document"].nunique()
    assert len(ringed.axes[0].collections) == len(plain.axes[0].collections) + 2  # an outline and its inside


def test_a_day_is_a_mark_and_a_span_of_days_a_bar(book: Workbook):
    claims = all_claims(book).dropna(subset=["earliest", "latest"])
    days = claims[claims["earliest"] == claims["latest"]]
    spans = claims[claims["latest"] - claims["earliest"] > pd.Timedelta(days=60)]
    assert (marks(when_claimed(days)), bars(when_claimed(days))) == (len(days), 0)
    assert (marks(when_claimed(spans)), bars(when_claimed(spans))) == (0, len(spans))


def test_claims_of_one_day_stand_at_an_axis_of_different_months(book: Workbook):
    claims = all_claims(book).dropna(subset=["earliest"])
    figure, _ = when_claimed(claims[claims["earliest"] == claims["latest"]].head(1))
    figure.canvas.draw()
    ticks = [label.get_text() for label in figure.axes[0].get_xticklabels()]
    assert len(ticks) == len(set(ticks)) > 2


def marks(drawn) -> int:
    figure, _ = drawn
    return sum(len(part.get_offsets()) for part in figure.axes[0].collections if isinstance(part, PathCollection))


def bars(drawn) -> int:
    figure, _ = drawn
    return sum(len(part.get_segments()) for part in figure.axes[0].collections if isinstance(part, LineCollection))


# --- the panel ---


def test_where_nobody_looks_the_panel_is_a_picture_and_a_table(book: Workbook, monkeypatch: pytest.MonkeyPatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, **_: shown.append(data))
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    explore(book)._ipython_display_()
    assert "image/svg+xml" in shown[0]
    assert "<table" in shown[1]["text/html"]


@pytest.mark.usefixtures("undrawn")
def test_a_filter_narrows_what_is_shown_and_clearing_brings_it_back(book: Workbook):
    panel = explore(book, live=True)
    panel.filters["sort"].value = ("figure",)
    assert set(panel.shown["sort"]) == {"figure"}
    panel.search.value = "killed"
    assert 0 < len(panel.shown) < len(book.figures)
    panel._reset(None)
    assert len(panel.shown) == len(panel.claims)


def test_filters_that_no_claim_meets_say_so(book: Workbook):
    panel = explore(book, live=True)
    panel.search.value = "no such words anywhere"
    assert "No claim meets all of these filters" in panel.chart.value
    assert panel.table.layout.display == panel.form.fields.layout.display == "none"


@pytest.mark.usefixtures("undrawn")
def test_a_long_list_is_cut_and_says_so(book: Workbook, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("analysis.pages.panel._LISTED", 3)
    panel = explore(book, live=True)
    assert "the first 3 are listed" in panel.count.value
    assert len(panel.shown) == len(panel.claims)


def test_a_sentence_on_a_topic_can_be_corrected(own: Workbook):
    panel = explore(own, live=True)
    panel.filters["sort"].value = ("assertion",)
    panel.table.selected_rows = [0]
    chosen = panel.chosen
    panel.form.column.value = "modality"
    panel.form.value.value, panel.form.why.value = "speculated", "it is a guess"
    panel.form.write.click()
    assert panel.book.find("assertions", id=chosen)["modality"].tolist() == ["speculated"]


@pytest.mark.usefixtures("undrawn")
def test_a_chosen_claim_shows_its_words(book: Workbook):
    panel = explore(book, live=True)
    panel.table.selected_rows = [3]
    assert panel.chosen == panel.shown["id"].iloc[3]
    assert "<mark" in panel.card.outputs[0]["data"]["text/html"]
    assert panel.form.fields.layout.display == ""


@pytest.mark.usefixtures("undrawn")
def test_the_chosen_claim_stays_chosen_while_the_filters_let_it_through(book: Workbook):
    panel = explore(book, live=True)
    place = int(panel.shown.reset_index(drop=True).query("sort == 'figure'").index[0])
    panel.table.selected_rows = [place]
    chosen = panel.chosen
    panel.filters["sort"].value = ("figure",)
    assert panel.chosen == chosen
    panel.filters["sort"].value = ("event",)
    assert panel.chosen == ""


def test_a_correction_is_written_and_shown(own: Workbook):
    panel = explore(own, live=True)
    panel.filters["sort"].value = ("event",)
    panel.table.selected_rows = [0]
    chosen = panel.chosen
    panel.form.column.value = "place"
    panel.form.value.value, panel.form.why.value = "Bishkek", "it says so"
    panel.form.write.click()
    assert "Written to corrections.csv" in panel.form.said.value
    assert panel.book.find("timeline", id=chosen)["place"].tolist() == ["Bishkek"]
    assert "Corrected place" in panel.card.outputs[0]["data"]["text/html"]


def test_a_rejected_row_is_gone(own: Workbook):
    panel = explore(own, live=True)
    panel.table.selected_rows = [0]
    chosen, before = panel.chosen, len(panel.claims)
    panel.form.column.label, panel.form.why.value = "reject the whole row", "no claim"
    panel.form.write.click()
    assert len(panel.claims) == before - 1
    assert chosen not in set(panel.claims["id"])


@pytest.mark.parametrize(
    ("value", "why", "said"),
    [("x", "", "Give a reason"), ("perhaps", "so", "cannot be"), ("", "so", "Give the right value")],
)
def test_a_correction_that_cannot_be_says_why_and_writes_nothing(own: Workbook, value: str, why: str, said: str):
    panel = explore(own, live=True)
    panel.filters["sort"].value = ("event",)
    panel.table.selected_rows = [0]
    panel.form.column.value = "modality"
    panel.form.value.value, panel.form.why.value = value, why
    panel.form.write.click()
    assert said in panel.form.said.value
    assert not (own.folder / "corrections.csv").exists()


def write(panel, column: str, value: str) -> None:
    panel.form.column.value = column
    panel.form.value.value, panel.form.why.value = value, "so it reads"
    panel.form.write.click()


def test_a_cell_is_corrected_twice_and_taken_back_step_by_step(own: Workbook):
    panel = explore(own, live=True)
    panel.filters["sort"].value = ("figure",)
    panel.table.selected_rows = [0]
    chosen, read = panel.chosen, panel.book.find("figures", id=panel.chosen)["attributed_to"].item()
    for value in ("the mayor", "the governor"):
        write(panel, "attributed_to", value)
    seen = [panel.book.find("figures", id=chosen)["attributed_to"].item()]
    for _ in range(2):
        panel.form._undo(every=False)
        seen.append(panel.book.find("figures", id=chosen)["attributed_to"].item())
    assert seen == ["the governor", "the mayor", read]
    assert len(panel.book.corrections) == 4
    assert "Corrected" not in panel.card.outputs[0]["data"]["text/html"]
    panel.form._undo(every=False)
    assert "nothing" in panel.form.said.value


@pytest.mark.parametrize("why", ["so it reads", ""])
def test_nobody_can_click_while_the_articles_are_read_again(own: Workbook, monkeypatch: pytest.MonkeyPatch, why: str):
    panel = explore(own, live=True)
    panel.filters["sort"].value = ("figure",)
    panel.table.selected_rows = [0]
    seen = []
    monkeypatch.setattr(panel.form, "_done", lambda: seen.append((panel.box._dom_classes, panel.form.said.value)))
    panel.form.column.value, panel.form.value.value, panel.form.why.value = "subject", "Lom", why
    panel.form.write.click()
    assert seen == ([(("workbook-panel", "workbook-busy"), "Writing, and reading the articles again …")] if why else [])
    assert panel.box._dom_classes == ("workbook-panel",)


@pytest.mark.usefixtures("undrawn")
def test_a_claim_has_its_sort_kind_and_days_in_two_columns(book: Workbook):
    panel = explore(book, live=True)
    panel.filters["sort"].value = ("figure",)
    panel.search.value = "at least 137"
    row = dict(zip(_SHOWN, _table(panel.shown).query("words == 'at least 137 people'").iloc[0], strict=True))
    assert (row["claim"], row["when"]) == ("figure: deaths", "2024-01-01 to 2024-12-31")


@pytest.mark.usefixtures("undrawn")
def test_a_column_that_is_read_is_offered_with_the_words_that_it_may_hold(book: Workbook):
    panel = explore(book, live=True)
    panel.filters["sort"].value = ("figure",)
    panel.table.selected_rows = [0]
    offered = [name for _, name in panel.form.column.options]
    assert {"attributed_to", "measure", "as_of_earliest", "modality", "subject"} <= {*offered}
    assert not {"id", "text", "group", "char_from"} & {*offered}
    panel.form.column.value = "measure"
    assert "deaths" in panel.form.value.options


def test_a_cell_is_blanked_when_that_is_asked_for(own: Workbook):
    panel = explore(own, live=True)
    panel.filters["sort"].value = ("figure",)
    place = next(at for at, name in enumerate(panel.shown["id"]) if own.find("figures", id=name)["subject"].item())
    panel.table.selected_rows = [place]
    panel.form.column.value, panel.form.empty.value, panel.form.why.value = "subject", True, "it names nobody"
    panel.form.write.click()
    assert panel.book.find("figures", id=panel.chosen)["subject"].item() == ""


@pytest.mark.usefixtures("undrawn")
def test_selected_words_become_the_claim_that_was_missed(tmp_path: Path):
    (tmp_path / "a.txt").write_text(
        "Dam 🌊 breaks\n\nAt least 40 people were killed in Osh on 3 May 2021, the mayor said.\n"
    )
    panel = explore(open_workbook(tmp_path), live=True)
    panel.table.selected_rows = [0]
    article = panel.form.article
    start = article.text.index("people were killed")
    article.selected = (start, start + len("people were killed "))
    panel.form.column.value, panel.form.table.value = "add what was missed, on the words selected above", "timeline"
    panel.form.value.value, panel.form.why.value = "kind=disaster", "it was missed"
    panel.form.write.click()
    assert "people were killed" in panel.book.timeline["text"].tolist()


@pytest.mark.usefixtures("undrawn")
def test_a_line_that_is_selected_can_be_put_out_of_the_article(tmp_path: Path):
    text = f"Dam breaks\n\n{KILLED}\n\nSome 50 cows were found dead.\n"
    (tmp_path / "a.txt").write_text(text)
    panel = explore(open_workbook(tmp_path), live=True)
    panel.table.selected_rows = [0]
    write(panel, "what the line is that is selected above", "boilerplate")
    assert "Select the words" in panel.form.said.value
    panel.form.article.selected = (text.index("50 cows"), text.index(" cows"))
    write(panel, "what the line is that is selected above", "boilerplate")
    assert not any("cows" in words for words in panel.book.figures["text"])


def test_an_article_cannot_put_markup_into_the_panel(tmp_path: Path):
    words = "<script>alert(1)</script> at least 40 people were killed in Osh on 3 May 2021, the mayor said."
    (tmp_path / "a.txt").write_text(f"Blast\n\nIn the {words}\n")
    panel = explore(open_workbook(tmp_path), live=True)
    panel.table.selected_rows = [0]
    shown = panel.card.outputs[0]["data"]["text/html"] + panel.count.value + panel.chart.value
    assert "<script" not in shown
    assert "<script" not in str(panel.table._dt_args.get("data_json"))
