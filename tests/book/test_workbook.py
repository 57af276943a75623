"""A folder of articles becomes tables whose every row leads to its words."""

from __future__ import annotations

import pickle
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import open_workbook
from analysis.book.parse import parse_document
from analysis.book.tables import TABLES
from analysis.book.workbook import Workbook, all_claims, parts
from analysis.pages.endnotes import Card
from analysis.sources.documents import text_document

SEEDS = Path(__file__).parents[2] / "seeds"
SPANS = [name for name, table in TABLES.items() if "char_from" in table.names]
WORDS = st.sampled_from(
    "On 3 May 2021 , at least 40 people were killed in Kabul , said Dr Anna Berg “ we will see ” last month \n\n "
    "Russia overtook China by mid-2023 US$4.5 billion two decades later the group claimed responsibility . â€™ \t • "
    "(Reuters) — Read more Subscribe now © 2025 Thursday 4 hours ago between 10 and 20 km 'no' \r\n 中文 😀".split(" ")
)


@pytest.mark.parametrize("name", SPANS)
def test_each_row_holds_the_exact_words_of_its_place(book: Workbook, name: str):
    for row in book.tables[name].to_dict("records"):
        assert book.texts[row["document"]][row["char_from"] : row["char_to"]] == row["text"]


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=120))
def test_each_row_of_any_text_holds_the_exact_words_of_its_place(words: list[str]):
    text = " ".join(words)
    rows = parse_document(text_document("generated.txt", text)).rows
    assert not rows["documents"][0]["error"] or rows.keys() == {"documents"}
    assert not rows["documents"][0]["error"].startswith("the reader failed")
    for name in SPANS:
        for row in rows.get(name, []):
            assert text[row["char_from"] : row["char_to"]] == row["text"]


class Panic(BaseException):
    """What a compiled library raises when it breaks down: no `Exception`."""


@pytest.mark.parametrize("problem", [ValueError("no such day"), Panic("index out of range")])
def test_an_article_that_breaks_a_reader_is_a_row_with_the_reason(problem: BaseException, monkeypatch):
    def broken(*_: object) -> None:
        raise problem

    monkeypatch.setattr("analysis.book.parse.find_dates", broken)
    rows = parse_document(
        text_document("a.txt", "Envoys met in Kabul on 3 May 2021 to speak of the wheat harvest.")
    ).rows
    (row,) = rows["documents"]
    assert (list(rows), row["file"]) == (["documents"], "a.txt")
    assert f"{type(problem).__name__}: {problem}" in row["error"]


@pytest.mark.parametrize("name", [name for name in SPANS if name != "passages"])
def test_the_line_of_a_row_is_the_one_an_editor_shows(book: Workbook, name: str):
    for row in book.tables[name].to_dict("records"):
        assert book.texts[row["document"]].count("\n", 0, row["char_from"]) + 1 == row["line"]


def test_every_line_of_every_file_is_in_passages(book: Workbook):
    for document, text in book.texts.items():
        numbers = set(book.find("passages", document=document)["line"])
        assert numbers == set(range(1, len(text.split("\n")) + (not text.endswith("\n"))))


def test_ids_are_unique_and_the_same_on_each_reading(book: Workbook, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WORKBOOK_CACHE", "off")
    again = open_workbook(SEEDS)
    for name in [*SPANS, "ledger"]:
        assert book.tables[name]["id"].is_unique, name
        assert book.tables[name].equals(again.tables[name]), name


def test_a_document_and_its_reading_can_be_sent_to_another_process():
    document = text_document(
        "a.txt", "Talks\n\nThe envoy said on 3 May 2021 that 40 people had died in the attack there."
    )
    parsed = parse_document(pickle.loads(pickle.dumps(document)))
    assert pickle.loads(pickle.dumps(parsed)) == parsed


def test_one_bad_file_does_not_touch_the_others(tmp_path: Path, book: Workbook):
    shutil.copytree(SEEDS, tmp_path / "seeds")
    (tmp_path / "seeds" / "empty.txt").write_bytes(b"")
    (tmp_path / "seeds" / "noise.bin").write_bytes(bytes(range(256)) * 40)
    deeper = tmp_path / "seeds" / "2026" / "july"
    deeper.mkdir(parents=True)
    shutil.copy(next(SEEDS.glob("004*")), deeper / "again.txt")
    more = open_workbook(tmp_path / "seeds")
    errors = more.documents.set_index("file")["error"]
    assert all(errors[["empty.txt", "noise.bin", "2026/july/again.txt"]] != "")
    assert "004" in errors["2026/july/again.txt"]
    for name in ("dates", "figures", "statements", "timeline"):
        assert more.tables[name]["text"].tolist() == book.tables[name]["text"].tolist(), name


def test_an_empty_folder_gives_empty_tables(tmp_path: Path):
    book = open_workbook(tmp_path)
    assert all(book.tables[name].empty for name in TABLES)
    assert "no articles" in repr(book)


def test_a_missing_folder_is_named_in_the_message(tmp_path: Path):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        open_workbook(tmp_path / "nowhere")


def test_evidence_shows_the_words_with_their_sentence(book: Workbook):
    row = book.find("figures", measure="deaths").iloc[0]
    passage = book.evidence(row["id"])
    assert [text for text, look in passage.pieces if look == "words"] == [row["text"]]
    assert row["text"] in "".join(text for text, look in passage.pieces if look)
    assert passage.heading.startswith(f"[{row['document']}:{row['line']}]")


def test_evidence_for_an_id_that_is_gone_says_what_to_do(book: Workbook):
    with pytest.raises(KeyError, match="look the claim up again"):
        book.evidence("f-gone")


def test_evidence_marks_its_words_once_in_the_paragraph(book: Workbook):
    for name in ("timeline", "figures", "statements", "standings", "dates", "actors"):
        for row in book.tables[name].head(20).to_dict("records"):
            passage = book.evidence(row["id"])
            assert [text for text, look in passage.pieces if look == "words"] == [row["text"]]
            assert "".join(text for text, _ in passage.pieces) in book.texts[row["document"]]


def test_evidence_says_how_the_date_was_resolved_and_who_says_so(book: Workbook):
    counted = book.timeline[book.timeline["basis"] == "document date"].iloc[0]
    facts = book.evidence(counted["id"]).facts
    assert "counted from the day of writing" in facts["When"]
    assert facts["Said"].startswith(counted["modality"])


@pytest.mark.parametrize("sure", [True, False])
def test_evidence_says_whether_its_reading_is_sure(book: Workbook, sure: bool):
    row = book.figures[book.figures["sure"] == sure].iloc[0]
    assert book.evidence(row["id"]).facts["Sure"].startswith("yes" if sure else "no")


def test_lines_of_a_wrapped_paragraph_are_joined_on_a_card_and_its_words_stay_exact():
    before = "The mayor of Osh said on Monday, 3 May 2021, that the flood had killed "
    pieces = ((before, "sentence"), ("at least\n40 people", "words"), (" there.\n- Osh\n- Jalal-Abad", ""))
    card = Card("Flood", {}, pieces)
    assert ">>at least 40 people<<" in repr(card)
    assert "at least 40 people</mark>" in card._repr_html_()
    assert "there.\n- Osh\n- Jalal-Abad" in card._repr_html_()


def test_evidence_names_its_ledger_group(book: Workbook):
    group = book.ledger[book.ledger["documents"] > 1].iloc[0]
    facts = book.evidence(group["members"].split()[0]).facts
    assert group["status"] in facts["Ledger"]
    assert facts["Side by side"] == group["citations"]


def test_document_and_claim_show_themselves_on_screen_and_in_a_terminal(book: Workbook):
    for shown in (book.document("003"), book.evidence(book.figures["id"].iloc[0])):
        assert shown._repr_html_().startswith("<div")
        assert len(repr(shown)) < 2_500


def test_words_of_an_article_are_no_markup_in_a_card(tmp_path: Path):
    words = "<img src=x onerror=alert(1)> said on 3 May 2021 that **forty** people of $5 and `code` had died."
    (tmp_path / "a.txt").write_text(f"A headline\n\nThe envoy {words}\n")
    book = open_workbook(tmp_path)
    card = book.evidence(book.dates["id"].iloc[0])
    assert "<img" not in card._repr_html_()
    assert "$5" not in card._repr_html_()
    assert "<img src=x onerror=alert(1)>" in repr(card)


def test_an_unknown_document_is_answered_with_those_there_are(book: Workbook):
    with pytest.raises(KeyError, match="there is 000, 001"):
        book.document("009")


def test_tolls_stand_by_thing_and_time_with_their_words(book: Workbook):
    tolls = book.tolls("deaths")
    held = book.figures[(book.figures["measure"] == "deaths") & (book.figures["group"] != "")]
    assert sorted(tolls["id"]) == sorted(held["id"])
    assert len(tolls) > 2
    for _, rows in tolls.groupby("about"):
        assert rows["as_of_latest"].fillna(rows["written"]).is_monotonic_increasing
    assert set(book.tolls("deaths")["id"]) < set(book.tolls()["id"])
    with pytest.raises(ValueError, match="injured"):
        book.tolls("injurd")


def test_find_matches_entries_of_a_list_and_not_parts_of_names(book: Workbook):
    found = book.find("timeline", actors="ISIS")
    assert len(found)
    assert all("ISIS" in names.split("; ") for names in found["actors"])


@pytest.mark.parametrize(
    ("table", "wanted", "said"),
    [
        ("figures", {"measure": "death"}, "measure is never 'death': use deaths"),
        ("figures", {"document": "0003"}, "document is never '0003'"),
        ("timeline", {"actors": ["Russia", "Talban"]}, "actors is never 'Talban': use Taliban"),
        ("statements", {"speaker": "Aleksei Zakharow"}, "speaker is never 'Aleksei Zakharow': use Aleksei Zakharov"),
    ],
)
def test_a_slip_of_the_pen_is_no_absence(book: Workbook, table: str, wanted: dict, said: str):
    with pytest.raises(ValueError, match=said):
        book.find(table, **wanted)


def test_what_may_be_there_and_is_not_is_an_absence(book: Workbook):
    assert book.find("figures", measure="seats").empty
    assert book.find("timeline", actors="Iceland").empty
    assert book.find("documents", publisher="The Nowhere Gazette").empty


def test_a_table_or_column_that_there_is_none_of_is_answered_with_those_there_are(book: Workbook):
    with pytest.raises(KeyError, match="no table 'figurs': it has documents"):
        book.find("figurs")
    with pytest.raises(KeyError, match="statements has no column colour: it has id"):
        book.find("statements", colour="red")


def test_what_its_organs_do_an_actor_does_when_asked_for(book: Workbook):
    alone, whole = book.find("timeline", actors="Russia"), book.find("timeline", actors="Russia", part_of=True)
    assert set(alone["id"]) < set(whole["id"])
    assert any("of Russia" in names for names in whole["actors"])


@pytest.mark.parametrize(
    ("whole", "name", "belongs"),
    [
        ("China", "Chinese foreign ministry", True),
        ("China", "People's Bank of China", True),
        ("Afghanistan", "Taliban", True),
        ("Afghanistan", "Dmitry Zhirnov", False),
        ("Uzbekistan", "Islamic Movement of Uzbekistan", False),
        ("Iran", "Iraq", False),
    ],
)
def test_an_organ_belongs_to_its_state_and_an_envoy_to_who_sent_him(whole: str, name: str, belongs: bool):
    assert list(parts([whole], [name])) == [name] * belongs


def test_statements_are_found_by_the_topic_of_their_sentence(book: Workbook):
    found = book.find("statements", topic="threat")
    claims = all_claims(book).set_index("id")
    assert 0 < len(found) < len(book.statements)
    assert set(claims.loc[found["id"], "topic"]) == {"threat"}
    with pytest.raises(ValueError, match="topic is never 'threats': use threat"):
        book.find("statements", topic="threats")


@pytest.mark.parametrize("name", ["figures", "timeline"])
def test_what_a_row_says_stands_before_where_it_stands_and_who_says_so_is_in_view(name: str):
    names = TABLES[name].names
    assert names[:4] == ["id", "document", "line", "text"]
    assert "attributed_to" in names[:10]
    assert {"char_from", "char_to", "sentence_from", "sentence_to"} <= set(names[-6:])
