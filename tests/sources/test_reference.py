"""Outside evidence is one table, whatever columns a file has."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from analysis.sources.reference import read_reference

SEEDS = Path(__file__).parents[2] / "seeds" / "reference"


def table(tmp_path: Path, **files: str) -> pd.DataFrame:
    for name, content in files.items():
        (tmp_path / name.replace("__", ".")).write_text(content, encoding="utf8", newline="")
    return read_reference(tmp_path)


def test_a_row_has_its_days_bounds_and_place(tmp_path: Path) -> None:
    frame = table(
        tmp_path, dam__csv="as_of,low,high,what_is_counted,url\n2021-03-04/06,10,20,houses,https://a.example\n"
    )
    row = frame.iloc[0]
    assert (row["id"], row["row"], row["about"], row["concept"]) == ("dam:2", 2, "dam", "houses")
    assert (row["earliest"], row["latest"]) == (pd.Timestamp("2021-03-04"), pd.Timestamp("2021-03-06"))
    assert (row["low"], row["high"], row["text"], row["problem"]) == (10, 20, "10–20 houses", "")


@pytest.mark.parametrize(
    ("cell", "qualifier", "low", "high", "said"),
    [
        ("60", "more than", 60, None, "more than 60 deaths"),
        ("115", "at least (unofficial)", 115, None, "at least (unofficial) 115 deaths"),
        ("more than 600", "", 600, None, "more than 600 deaths"),
        ("up to 40", "", None, 40, "up to 40 deaths"),
        ("1,450", "", 1450, 1450, "1,450 deaths"),
        ("several hundred", "", None, None, "several hundred deaths"),
    ],
)
def test_the_words_around_a_number_open_its_ends(
    tmp_path: Path, cell: str, qualifier: str, low: float | None, high: float | None, said: str
) -> None:
    row = table(tmp_path, t__csv=f'date,dead,dead_qualifier\n2021,"{cell}",{qualifier}\n').iloc[0]
    assert [None if pd.isna(end) else end for end in (row["low"], row["high"])] == [low, high]
    assert row["text"] == said
    assert row["low_open"] == said.startswith("more than")


@pytest.mark.parametrize(
    ("cells", "low", "high", "open_at", "said"),
    [
        ("more than,400,,", 400, None, "low_open", "more than 400 houses"),
        ("less than,,90,", None, 90, "high_open", "less than 90 houses"),
        ("about,60,60,", 60, 60, "", "about 60 houses"),
        (",10,20,", 10, 20, "", "10–20 houses"),
    ],
)
def test_a_range_keeps_the_qualifier_of_its_row(
    tmp_path: Path, cells: str, low: float | None, high: float | None, open_at: str, said: str
) -> None:
    row = table(tmp_path, t__csv=f"as_of,qualifier,low,high,note,what_is_counted\n2021,{cells},houses\n").iloc[0]
    assert [None if pd.isna(end) else end for end in (row["low"], row["high"])] == [low, high]
    assert [end for end in ("low_open", "high_open") if row[end]] == ([open_at] if open_at else [])
    assert (row["text"], row["qualifier"]) == (said, cells.split(",")[0])


def test_a_sum_of_money_has_its_qualifier_before_the_currency(tmp_path: Path) -> None:
    row = table(tmp_path, t__csv="year,usd_bn_qualifier,usd_bn\n2021,over,20\n").iloc[0]
    assert (row["text"], row["low"], row["low_open"]) == ("over US$20 billion", 20, True)


def test_a_row_with_several_numbers_gives_one_row_for_each(tmp_path: Path) -> None:
    frame = table(tmp_path, t__csv="data_year,country,rank,score,edition\n2019,Norland,7,5.25,2020\n")
    assert frame["id"].tolist() == ["t:2:rank", "t:2:score"]
    assert frame["concept"].tolist() == ["rank", "score"]
    assert frame["low"].tolist() == [7, 5.25]
    assert frame["subject"].tolist() == ["Norland"] * 2
    assert frame["edition"].tolist() == ["2020"] * 2


def test_columns_that_nobody_knows_are_kept_as_figures_or_in_the_note(tmp_path: Path) -> None:
    row = table(tmp_path, t__csv='date,bridges_built,mood,codes\n2020-05,14,good,"003,004"\n').iloc[0]
    assert (row["concept"], row["low"], row["note"]) == ("bridges built", 14, "mood: good; codes: 003,004")


def test_an_undated_row_is_kept_with_its_words(tmp_path: Path) -> None:
    row = table(tmp_path, t__csv="date,event\nundated,A bridge fell\n").iloc[0]
    assert (row["as_of"], row["text"]) == ("undated", "A bridge fell")
    assert pd.isna(row["earliest"])


def test_a_column_may_have_any_name_also_that_of_another(tmp_path: Path) -> None:
    frame = table(tmp_path, t__csv="date,boats {x.y},boats,boats\n2020,1,2,3\n")
    assert frame["text"].tolist() == ["boats {x.y} 1", "boats 2", "boats-2 3"]


def test_ends_that_cross_are_no_bounds_and_the_line_is_named(tmp_path: Path) -> None:
    row = table(tmp_path, t__csv="date,low,high,what_is_counted\n2020,9,4,boats\n").iloc[0]
    assert pd.isna(row["low"])
    assert row["problem"].endswith("t.csv, line 2: low 9 is above high 4; mend the line")


def test_a_row_of_the_wrong_length_is_kept_with_the_reason(tmp_path: Path) -> None:
    frame = table(tmp_path, t__csv="date,event\n2020,A,B\n2021,C\n")
    assert frame["text"].tolist() == ["A", "C"]
    assert frame["problem"].tolist()[0].endswith("t.csv, line 2: 3 cells under 2 columns; mend the line")
    assert frame["problem"].tolist()[1] == ""


def test_a_file_that_is_no_csv_costs_only_itself(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\xff\xfe\x00\x01")
    frame = table(tmp_path, b__csv='date,event\n2020,"no end\n', c__csv="date,event\n2021,kept\n", d__csv="")
    assert frame["text"].tolist() == ["", "", "kept"]
    assert "UTF-8" in frame["problem"].tolist()[0]
    assert "line 2" in frame["problem"].tolist()[1]


def test_lines_are_counted_as_an_editor_does_also_after_a_cell_of_two_lines(tmp_path: Path) -> None:
    frame = table(tmp_path, t__csv='date,event\n2020,"two\nlines"\n\n2021,next\n')
    assert frame["row"].tolist() == [2, 5]


def test_what_a_file_is_about_may_stand_beside_it(tmp_path: Path) -> None:
    files = {"t__csv": "date,dead\n2020,4\n", "about__yaml": "t: {subject: the flood}\n"}
    assert table(tmp_path, **files)["subject"].tolist() == ["the flood"]


@pytest.mark.parametrize("note", ["t: [\n", "t: [a]", "[" * 3_000, "{[t]: {subject: a}}", "t: {subject: [a]}"])
def test_a_broken_note_on_the_files_is_reported_and_costs_nothing_else(tmp_path: Path, note: str) -> None:
    frame = table(tmp_path, t__csv="date,dead\n2020,4\n", about__yaml=note)
    assert frame["low"].dropna().tolist() == [4]
    assert frame["problem"].str.contains("about.yaml").sum() == 1


def test_no_folder_makes_an_empty_table_with_its_columns_and_types(tmp_path: Path) -> None:
    empty, full = read_reference(tmp_path / "none"), read_reference(SEEDS)
    assert empty.empty
    assert empty.dtypes.equals(full.dtypes)


def test_every_row_of_the_project_is_read_without_a_problem() -> None:
    frame = read_reference(SEEDS)
    lines = sum(path.read_text("utf8").count("\n") - 1 for path in SEEDS.glob("*.csv"))
    assert frame["problem"].eq("").all()
    assert frame.groupby("file")["row"].nunique().sum() == lines
    assert frame["id"].is_unique
    undated = frame[frame["earliest"].isna()]["as_of"].unique().tolist()
    assert undated == ["undated", "(conflict)"]


@pytest.mark.parametrize(
    ("given", "said"), [("0.549", "US$549 million"), ("0.9", "US$900 million"), ("1.05", "US$1.05 billion")]
)
def test_less_than_a_billion_is_said_in_millions(tmp_path: Path, given: str, said: str) -> None:
    row = table(tmp_path, t__csv=f"year,usd_bn\n2021,{given}\n").iloc[0]
    assert (row["text"], row["low"]) == (said, float(given))
