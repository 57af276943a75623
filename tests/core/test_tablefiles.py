"""Tables as CSV and Parquet."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from analysis.book.tables import TABLES
from analysis.core.tables import write_tables


def written(folder: Path, **columns: list) -> str:
    write_tables({"t": pd.DataFrame(columns)}, folder)
    return (folder / "t.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "＝1", "＠SUM(A1)"])
def test_a_text_that_a_spreadsheet_would_run_is_disarmed(tmp_path: Path, text: str):
    write_tables({"t": pd.DataFrame({"text": [text]})}, tmp_path)
    assert pd.read_csv(tmp_path / "t.csv", lineterminator="\n")["text"][0].lstrip('"').startswith("'" + text[0])


@pytest.mark.parametrize(
    "text", ["plain", "a = b", "1 - 2", "'=1", " =1", "\n=1", "one\rtwo", "Ташкент", "“No,” he said"]
)
def test_any_other_text_stays_as_it_is(tmp_path: Path, text: str):
    written(tmp_path, text=[text])
    assert pd.read_csv(tmp_path / "t.csv")["text"][0] == text


def test_negative_numbers_stay_numbers(tmp_path: Path):
    assert written(tmp_path, low=[-1.5, None]) == 'low\n-1.5\n""\n'


def test_days_are_written_as_days(tmp_path: Path):
    assert (
        written(tmp_path, day=pd.array(["2024-03-22", None], dtype="datetime64[s]"), n=[1, 2])
        == "day,n\n2024-03-22,1\n,2\n"
    )


@pytest.mark.parametrize("name", TABLES)
def test_parquet_gives_every_table_back_with_its_dtypes_and_days_as_milliseconds(tmp_path: Path, name: str):
    table = TABLES[name].frame()
    write_tables({name: table}, tmp_path)
    back = pd.read_parquet(tmp_path / f"{name}.parquet").dtypes.astype(str).to_dict()
    assert back == table.dtypes.astype(str).replace("datetime64[s]", "datetime64[ms]").to_dict()
    assert (tmp_path / f"{name}.csv").read_text().strip() == ",".join(table.columns)


def test_days_of_the_year_1_survive_parquet(tmp_path: Path):
    written(tmp_path, day=pd.array(["0001-01-01"], dtype="datetime64[s]"))
    assert str(pd.read_parquet(tmp_path / "t.parquet")["day"][0])[:10] == "0001-01-01"


def test_the_text_in_parquet_is_exact(tmp_path: Path):
    written(tmp_path, text=["=1+1"])
    assert pd.read_parquet(tmp_path / "t.parquet")["text"][0] == "=1+1"
