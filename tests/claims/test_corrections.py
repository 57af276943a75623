"""An analyst's corrections: applied to the words they stand on, or listed as stale, never lost or misapplied."""

import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.book.parse import Citer
from analysis.book.tables import TABLES
from analysis.book.workbook import Workbook
from analysis.claims.corrections import COLUMNS, apply_corrections, find_words
from analysis.core.values import Span
from analysis.pages.handover.correct import add_row, correct, undo
from analysis.sources.documents import text_document
from tests.claims.mentions import BLANK

TEXT = """The mill was founded in 1987 by two brothers from the valley.

Its rival, a cooperative on the other bank, was founded in 1991 by farmers.

The mill burned down in 1991, and nobody was hurt.
"""


def read(text: str) -> dict[str, pd.DataFrame]:
    """Tables as a reader would make them that takes each number of four digits for a date of the timeline."""
    tables = dict(BLANK)
    citer = Citer(text_document("001.txt", text))
    rows = [
        citer.cite("timeline", *year.span())
        | {"earliest": f"{year.group()}-01-01", "latest": f"{year.group()}-12-31", "kind": "founding"}
        for year in re.finditer(r"\b\d{4}\b", text)
    ]
    tables["timeline"] = TABLES["timeline"].frame(rows)
    return tables


def row_at(tables: dict[str, pd.DataFrame], text: str, words: str) -> str:
    """The id of the row whose year follows the words."""
    place = text.index(words) + len(words)
    found = tables["timeline"]
    return str(found.loc[found["char_from"] == place, "id"].iloc[0])


def book(file: Path, tables: dict[str, pd.DataFrame]) -> Workbook:
    return Workbook(file.parent, tables, {"001": TEXT})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "corrections.csv"


def test_no_file_means_no_corrections(file: Path) -> None:
    corrections, tables = apply_corrections(read(TEXT), file, {"001": TEXT})
    assert corrections.empty
    assert list(corrections.columns) == TABLES["corrections"].names
    pd.testing.assert_frame_equal(tables["timeline"], read(TEXT)["timeline"])


def test_a_cell_is_changed_and_the_old_value_kept_with_who_when_and_why(file: Path) -> None:
    tables = read(TEXT)
    row = row_at(tables, TEXT, "burned down in ")
    correct(book(file, tables), row, "kind", "disaster", who="R. Reader", when="3 May", why="a fire")
    corrections, corrected = apply_corrections(read(TEXT), file, {"001": TEXT})
    assert corrected["timeline"].set_index("id")["kind"].to_dict() == {
        row_at(tables, TEXT, "founded in "): "founding",
        row_at(tables, TEXT, "other bank, was founded in "): "founding",
        row: "disaster",
    }
    wanted = {
        "row": row,
        "old": "founding",
        "value": "disaster",
        "status": "applied",
        "who": "R. Reader",
        "when": "3 May",
    }
    assert wanted.items() <= corrections.iloc[0].to_dict().items()
    assert corrections.loc[0, "why"] == "a fire"
    assert tables["timeline"]["kind"].eq("founding").all(), "the tables that were read stay as they are"


def test_a_day_is_changed_to_a_day(file: Path) -> None:
    tables = read(TEXT)
    correct(book(file, tables), row_at(tables, TEXT, "burned down in "), "earliest", "1991-06-01")
    corrections, corrected = apply_corrections(read(TEXT), file, {"001": TEXT})
    assert corrections.loc[0, "old"] == "1991-01-01"
    assert corrected["timeline"]["earliest"].iloc[2] == pd.Timestamp(1991, 6, 1)
    assert corrected["timeline"].dtypes.equals(tables["timeline"].dtypes)


def test_a_row_is_rejected(file: Path) -> None:
    tables = read(TEXT)
    row = row_at(tables, TEXT, "other bank, was founded in ")
    correct(book(file, tables), row, "", "", why="not our business")
    corrections, corrected = apply_corrections(read(TEXT), file, {"001": TEXT})
    assert row not in set(corrected["timeline"]["id"])
    assert (corrections.loc[0, "status"], corrections.loc[0, "row"], corrections.loc[0, "old"]) == (
        "applied",
        row,
        "1991",
    )


def lines(file: Path, *rows: dict[str, str]) -> None:
    text = pd.DataFrame([dict.fromkeys(COLUMNS, "") | {"document": "001", "table": "timeline"} | row for row in rows])
    text.to_csv(file, index=False)


def test_a_row_is_added_with_its_place_and_its_sentence(file: Path) -> None:
    added = {"action": "add", "words": "by farmers", "value": "kind=visit; earliest=1992-01-01; latest=1992-12-31"}
    lines(file, added)
    corrections, corrected = apply_corrections(read(TEXT), file, {"001": TEXT})
    row = corrected["timeline"].iloc[-1]
    assert (row["id"], row["line"], row["kind"], row["text"]) == (corrections.loc[0, "row"], 3, "visit", "by farmers")
    assert TEXT[row["char_from"] : row["char_to"]] == "by farmers"
    assert TEXT[row["sentence_from"] : row["sentence_to"]].startswith("Its rival")


KIND = {"column": "kind", "value": "visit"}


def test_an_added_row_may_have_several_entries_in_a_cell(file: Path) -> None:
    lines(file, {"action": "add", "words": "by farmers", "value": "actors=A. Lind; B. Holm; kind=visit"})
    row = apply_corrections(read(TEXT), file, {"001": TEXT})[1]["timeline"].iloc[-1]
    assert (row["actors"], row["kind"]) == ("A. Lind; B. Holm", "visit")


@pytest.mark.parametrize(
    ("row", "status", "reason"),
    [
        ({"action": "change", "words": "1991", "column": "kind", "value": "visit"}, "stale", "occur 2 times"),
        ({"action": "change", "words": "1888", "column": "kind", "value": "visit"}, "stale", "do not occur"),
        ({"action": "change", "words": "mill", "before": "The ", "after": " was", **KIND}, "stale", "no row"),
        ({"action": "reject", "words": "987"}, "stale", "whole words"),
        ({"action": "change", "words": "1987", "column": "mood", "value": "x"}, "invalid", "no column"),
        ({"action": "change", "words": "1987", "column": "id", "value": "x"}, "invalid", "no column"),
        ({"action": "change", "words": "1987", "column": "modality", "value": "sure"}, "invalid", "asserted"),
        ({"action": "change", "words": "1987", "column": "latest", "value": "soon"}, "invalid", "write a day"),
        ({"action": "change", "words": "1987", "column": "stale", "value": "maybe"}, "invalid", "True or False"),
        ({"action": "change", "words": "1987", "column": "kind", "value": "vist"}, "invalid", "use one of visit"),
        ({"action": "change", "words": "1987", "column": "group", "value": "e1"}, "invalid", "no column"),
        ({"action": "add", "words": "1987", "table": "figures", "value": "event=tOLD"}, "invalid", "take it from"),
        ({"action": "erase", "words": "1987"}, "invalid", "no action"),
        ({"action": "reject", "words": "1987", "table": "rumours"}, "invalid", "no table"),
        ({"action": "reject", "words": " "}, "invalid", "no words"),
        ({"action": "reject", "words": "1987", "column": "mood"}, "invalid", "no column"),
        ({"action": "reject", "words": "1987", "document": "009"}, "stale", "no document"),
        ({"action": "add", "words": "1987", "value": "kind=visit"}, "stale", "already"),
        ({"action": "add", "words": "two brothers", "value": "visit"}, "invalid", "column=value"),
    ],
)
def test_what_cannot_be_applied_is_listed_with_its_reason(file: Path, row: dict, status: str, reason: str) -> None:
    lines(file, row)
    corrections, corrected = apply_corrections(read(TEXT), file, {"001": TEXT})
    assert corrections.loc[0, "status"] == status
    assert reason in corrections.loc[0, "reason"]
    pd.testing.assert_frame_equal(corrected["timeline"], read(TEXT)["timeline"])


CHANGE = {"action": "change", "words": "1987", "column": "kind", "value": "visit"}
UNDO = {"action": "undo", "words": "1987", "column": "kind"}


@pytest.mark.parametrize(
    ("rows", "fates", "kind"),
    [
        ([CHANGE, CHANGE | {"value": "attack"}], ["superseded", "applied"], "attack"),
        ([CHANGE, CHANGE | {"value": "attack"}, UNDO], ["applied", "undone", "applied"], "visit"),
        ([CHANGE, UNDO], ["undone", "applied"], "founding"),
        ([CHANGE, UNDO, CHANGE | {"value": "attack"}], ["undone", "applied", "applied"], "attack"),
        ([CHANGE, UNDO, UNDO], ["undone", "applied", "stale"], "founding"),
    ],
)
def test_the_last_correction_of_a_cell_that_was_not_taken_back_holds(file: Path, rows: list, fates: list, kind: str):
    lines(file, *rows)
    corrections, corrected = apply_corrections(read(TEXT), file, {"001": TEXT})
    assert corrections["status"].tolist() == fates
    assert corrected["timeline"]["kind"].iloc[0] == kind
    assert corrections.loc[0, "old"] == "founding"


def test_a_rejection_and_a_row_that_was_added_can_be_taken_back(file: Path) -> None:
    added = {"action": "add", "words": "by farmers", "value": "kind=visit"}
    back = {"action": "undo", "words": "by farmers"}
    lines(file, {"action": "reject", "words": "1987"}, {"action": "undo", "words": "1987"}, added, back)
    corrections, corrected = apply_corrections(read(TEXT), file, {"001": TEXT})
    assert corrections["status"].tolist() == ["undone", "applied", "undone", "applied"]
    pd.testing.assert_frame_equal(corrected["timeline"], read(TEXT)["timeline"])


def test_what_is_taken_back_is_the_last_line_or_all_and_stays_on_record(file: Path) -> None:
    tables, texts = read(TEXT), {"001": TEXT}
    row = row_at(tables, TEXT, "burned down in ")
    for column, value in (("kind", "disaster"), ("kind", "attack"), ("place", "the valley")):
        correct(book(file, tables), row, column, value)
    assert undo(book(file, apply_corrections(tables, file, texts)[1]), row, "kind") == ["kind attack at “1991”"]
    corrections, corrected = apply_corrections(tables, file, texts)
    assert corrections["status"].tolist() == ["applied", "undone", "applied", "applied"]
    assert corrected["timeline"]["kind"].iloc[2] == "disaster"
    assert len(undo(book(file, corrected), every=True, why="start again")) == 2
    corrections, corrected = apply_corrections(tables, file, texts)
    assert len(corrections) == 6
    pd.testing.assert_frame_equal(corrected["timeline"], read(TEXT)["timeline"])
    assert undo(book(file, corrected), row) == []


def test_a_claim_that_was_missed_is_added_where_its_words_stand(file: Path) -> None:
    tables, texts = read(TEXT), {"001": TEXT}
    [place] = find_words(TEXT, "nobody was hurt")
    add_row(book(file, tables), "timeline", "001", place, "kind=disaster; earliest=1991-01-01", who="R. Reader")
    corrections, corrected = apply_corrections(tables, file, texts)
    row = corrected["timeline"].iloc[-1]
    assert (row["text"], row["kind"], corrections.loc[0, "who"]) == ("nobody was hurt", "disaster", "R. Reader")
    with pytest.raises(ValueError, match="already: correct t"):
        add_row(book(file, corrected), "timeline", "001", place, "kind=visit")


def test_both_ends_of_an_exact_day_move_together_unless_each_is_corrected(file: Path) -> None:
    tables = read(TEXT)
    tables["timeline"]["latest"] = tables["timeline"]["earliest"]
    change = {"action": "change", "words": "1987", "column": "earliest", "value": "1988-05-01"}
    ends = []
    for rows in ([change], [change, change | {"column": "latest", "value": "1988-05-09"}]):
        lines(file, *rows)
        row = apply_corrections(tables, file, {"001": TEXT})[1]["timeline"].iloc[0]
        ends.append((row["earliest"].day, row["latest"].day))
    assert ends == [(1, 1), (1, 9)]


def test_who_says_so_settles_how_firmly_it_is_said(file: Path) -> None:
    lines(file, {"action": "change", "words": "1987", "column": "attributed_to", "value": "the mayor"})
    tables = read(TEXT)
    tables["timeline"]["modality"] = "asserted"
    corrected = apply_corrections(tables, file, {"001": TEXT})[1]["timeline"].iloc[0]
    assert (corrected["attributed_to"], corrected["modality"]) == ("the mayor", "attributed")


def test_a_correction_says_who_and_when_also_when_nobody_does(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "reader")
    tables = read(TEXT)
    correct(book(file, tables), tables["timeline"]["id"].iloc[0], "kind", "visit", why="so")
    line = apply_corrections(tables, file, {"001": TEXT})[0].iloc[0]
    assert (line["who"], line["when"]) == ("reader", pd.Timestamp.today().date().isoformat())


def test_what_stands_there_already_is_no_correction(file: Path) -> None:
    tables = read(TEXT)
    with pytest.raises(ValueError, match="'founding' already"):
        correct(book(file, tables), tables["timeline"]["id"].iloc[0], "kind", "founding")
    assert not file.exists()


def test_ends_that_cross_are_refused_until_both_are_corrected(file: Path) -> None:
    change = {"action": "change", "words": "1987", "column": "earliest", "value": "1988-05-01"}
    lines(file, change)
    corrections, corrected = apply_corrections(read(TEXT), file, {"001": TEXT})
    assert corrections["status"].tolist() == ["invalid"]
    assert "both of its ends" in corrections.loc[0, "reason"]
    pd.testing.assert_frame_equal(corrected["timeline"], read(TEXT)["timeline"])
    lines(file, change, change | {"column": "latest", "value": "1988-05-31"})
    corrections, corrected = apply_corrections(read(TEXT), file, {"001": TEXT})
    assert corrections["status"].tolist() == ["applied", "applied"]
    assert corrected["timeline"]["latest"].iloc[0] == pd.Timestamp(1988, 5, 31)


def test_a_file_without_its_columns_is_refused_with_the_line_it_needs(file: Path) -> None:
    file.write_text("document,words\n001,mill\n")
    with pytest.raises(ValueError, match=r"no column table, action.*first line must be document,table"):
        apply_corrections(read(TEXT), file, {"001": TEXT})


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"001,timeline,reject,M\xfchle,,,,,,,", "UTF-8"),
        (b'001,timeline,reject,"mill,,,,,,,\n001,timeline,reject,1987,,,,,,,', "unexpected end"),
        (b"001,timeline,reject," + b"x" * 200_000, "field larger"),
    ],
)
def test_a_line_that_would_swallow_others_or_cannot_be_read_is_named(file: Path, line: bytes, said: str) -> None:
    file.write_bytes(",".join(COLUMNS).encode() + b"\n" + line + b"\n")
    with pytest.raises(ValueError, match=rf"corrections\.csv, line .*{said}.*"):
        apply_corrections(read(TEXT), file, {"001": TEXT})


def test_an_unknown_row_cannot_be_corrected(file: Path) -> None:
    with pytest.raises(KeyError, match="t9"):
        correct(book(file, read(TEXT)), "t9", "kind", "visit")
    assert not file.exists()


def test_a_bad_value_is_refused_before_it_is_written(file: Path) -> None:
    tables = read(TEXT)
    with pytest.raises(ValueError, match="modality cannot be 'sure'"):
        correct(book(file, tables), tables["timeline"]["id"].iloc[0], "modality", "sure")
    assert not file.exists()


def test_a_line_is_appended_below_a_file_that_does_not_end_its_last_line(file: Path) -> None:
    lines(file, {"action": "reject", "words": "1987"})
    file.write_text(file.read_text().rstrip("\n"))
    tables = read(TEXT)
    correct(book(file, tables), row_at(tables, TEXT, "burned down in "), "kind", "disaster")
    assert apply_corrections(read(TEXT), file, {"001": TEXT})[0]["status"].tolist() == ["applied", "applied"]


def test_words_that_run_into_their_context_are_other_words() -> None:
    text = "It was founded in1987 by chance, and founded in 1987 by plan."
    assert find_words(text, "1987", before="founded in ", after=" by") == [Span(48, 52)]
    assert find_words("It cost $40m.", "40", before="cost $", after="m") == [Span(9, 11)]


KINDS = ["visit", "disaster", "summit"]
PARAGRAPHS = [
    "Nothing was heard from the valley after that.",
    "The mill was founded in 1987 by two brothers from the valley.",
    "A bridge was built in 1987, as the council had asked.",
    "In 1999 the mill was sold.",
    "It was founded in 1987 by chance.",
]


@st.composite
def edited(draw: st.DrawFn) -> str:
    """The article after somebody edited it: paragraphs added, dropped and moved, words cut, lines wrapped anew."""
    kept = draw(
        st.permutations([*TEXT.strip().split("\n\n"), *draw(st.lists(st.sampled_from(PARAGRAPHS), max_size=3))])
    )
    kept = kept[: draw(st.integers(0, len(kept)))]
    text = draw(st.sampled_from(["\n\n", "\n\n\n", "\r\n\r\n"])).join(kept)
    for _ in range(draw(st.integers(0, 2))):
        start = draw(st.integers(0, len(text)))
        cut = draw(st.integers(0, 12))
        text = text[:start] + draw(st.sampled_from(["", " in 1987", " not", "1987 and "])) + text[start + cut :]
    width = draw(st.sampled_from([" ", "\n", "  ", "\n    "]))
    return re.sub(r"(?<=\S) (?=\S)", lambda _: draw(st.sampled_from([" ", width])), text)


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A file that corrects three rows of the article, and the words with their context that it stands on."""
    file = tmp_path_factory.mktemp("three") / "corrections.csv"
    tables = read(TEXT)
    targets = ["mill was founded in ", "other bank, was founded in ", "burned down in "]
    return file, [
        correct(book(file, tables), row_at(tables, TEXT, words), "kind", kind).partition("“")[2].rstrip("”").strip()
        for kind, words in zip(KINDS, targets, strict=True)
    ]


@settings(max_examples=50, deadline=None)  # each of the ten kinds of edit comes about twenty times
@given(text=edited())
@example(text=f"not{TEXT.split(chr(10))[0]}\n\n{TEXT}")
def test_no_edit_of_an_article_loses_or_misapplies_a_correction(three: tuple[Path, list[str]], text: str) -> None:
    file, contexts = three
    corrections, corrected = apply_corrections(read(text), file, {"001": text})
    assert len(corrections) == len(contexts), "each line has its row"
    flat = " ".join(text.split())
    kinds = corrected["timeline"].set_index("id")["kind"]
    for kind, context, row in zip(KINDS, contexts, corrections.to_dict("records"), strict=True):
        changed = kinds[kinds == kind]
        ends = r"(?!\w)" if context[-1].isalnum() else ""
        words = re.findall(rf"(?<!\w){re.escape(context)}{ends}", flat)  # "notThe mill" are other words
        if row["status"] == "applied":
            assert changed.index.tolist() == [row["row"]]
            assert len(words) == 1
        else:
            assert changed.empty
            assert row["reason"]
            assert len(words) != 1 or flat.count(context) > 1, "words that stand there once apply"
