"""Every table has its declared columns and dtypes, also when it is empty."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.book.tables import TABLES
from analysis.core.tables import ELSE, dictionary_page


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_an_empty_table_has_the_declared_dtypes(table):
    dtypes = table.frame().dtypes.astype(str)
    assert dtypes.to_dict() == {column.name: column.dtype for column in table.columns}


def test_a_row_with_gaps_is_filled_without_inventing_values():
    frame = TABLES["figures"].frame([{"id": "x", "low": 137}])
    assert frame.loc[0, "measure"] == ""
    assert frame["high"].isna().all()
    assert frame["as_of_earliest"].isna().all()


def test_a_column_that_is_not_declared_is_refused_by_name():
    with pytest.raises(ValueError, match="table origins has no column sahre"):
        TABLES["origins"].frame([{"sahre": 1.0}])


def test_the_dictionary_says_what_each_column_means():
    for table in TABLES.values():
        assert len(set(table.names)) == len(table.names)
        assert all(len(column.meaning) > 5 for column in table.columns)


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_of_the_articles_are_as_declared(book, name):
    table = book.tables[name]
    dtypes = table.dtypes.astype(str).to_dict()
    assert dtypes == {column.name: column.dtype for column in TABLES[name].columns}
    for column in TABLES[name].columns:
        if column.allowed and ELSE not in column.allowed:
            assert set(table[column.name]) <= set(column.allowed), column.name


def test_the_documentation_holds_the_dictionary():
    page = (Path(__file__).parents[2] / "docs" / "tables.md").read_text("utf8")
    assert page == dictionary_page(TABLES.values()), "renew it: python -m analysis.book.tables > docs/tables.md"
