"""What changed between two sets of tables, and why."""

import pandas as pd

from analysis.book.tables import TABLES
from analysis.pages.handover.edition import COLUMNS, compare
from tests.claims.mentions import blank

Tables = dict[str, pd.DataFrame]


def book(words: list[tuple[str, str]], sha: str = "s1", file: str = "a.txt", corrected: tuple[str, ...] = ()) -> Tables:
    """Tables of one file in which figures stand on these words, one after the other, with these subjects."""
    figures = [
        blank("figures")
        | {"id": f"{sha}{n}", "document": "001", "line": n, "char_from": n, "text": text, "subject": who}
        for n, (text, who) in enumerate(words)
    ]
    rows = {
        "documents": [blank("documents") | {"document": "001", "file": file, "sha256": sha}],
        "figures": figures,
        "corrections": [blank("corrections") | {"row": row, "column": "subject"} for row in corrected],
        "ledger": [],
    }
    return {name: table.frame(rows.get(name, [])) for name, table in TABLES.items()}


def changes(old: Tables, new: Tables) -> list[tuple[str, str, str]]:
    return list(compare(old, new)[["change", "text", "why"]].itertuples(index=False, name=None))


NOTHING = {name: table.frame() for name, table in TABLES.items()}


def test_equal_tables_have_no_changes() -> None:
    found = compare(book([("12 dead", "raid")]), book([("12 dead", "raid")]))
    assert found.empty
    assert tuple(found.columns) == COLUMNS


def test_claims_come_with_a_new_document_and_go_with_a_withdrawn_one() -> None:
    tables = book([("12 dead", "raid")])
    assert changes(NOTHING, tables) == [("came", "12 dead", "new document")]
    assert changes(tables, NOTHING) == [("went", "12 dead", "withdrawn document")]


def test_text_that_only_moved_is_no_change() -> None:
    old = book([("12 dead", "raid"), ("12 dead", "storm")])
    new = book([("3 hurt", "raid"), ("12 dead", "raid"), ("12 dead", "storm")], sha="s2")
    assert changes(old, new) == [("came", "3 hurt", "edited article")]


def test_an_equal_number_above_turns_no_claim_into_another() -> None:
    old = book([("12 dead", "raid"), ("12 dead", "storm")])
    new = book([("12 dead", "flood"), ("12\ndead", "raid"), ("12 dead", "storm")], sha="s2")
    found = compare(old, new)
    assert found[["change", "text", "citation"]].values.tolist() == [["came", "12 dead", "[001:0]"]]
    assert compare(new, old)["change"].tolist() == ["went"]


def test_changes_come_in_the_order_of_the_text() -> None:
    new = book([("9 hurt", "raid"), ("12 dead", "storm"), ("3 missing", "flood")], sha="s2")
    assert compare(book([("12 dead", "raid")]), new)["text"].tolist() == ["9 hurt", "12 dead", "3 missing"]


def test_an_edition_with_ids_of_before_is_compared_by_its_words() -> None:
    old, new = book([("12 dead", "raid"), ("3 hurt", "raid")]), book([("12 dead", "raid"), ("3 hurt", "storm")])
    new["figures"]["id"] = ["f1", "f2"]
    assert changes(old, new) == [("changed", "3 hurt", "word lists or program changed")]


def test_a_cell_that_reads_otherwise_is_shown_with_both_values() -> None:
    found = compare(book([("12 dead", "raid")]), book([("12 dead", "storm")])).iloc[0]
    assert (found["change"], found["column"], found["old"], found["new"]) == ("changed", "subject", "raid", "storm")
    assert found["why"] == "word lists or program changed"
    assert found["citation"] == "[001:0]"


def test_a_corrected_cell_is_put_down_to_the_correction() -> None:
    new = book([("12 dead", "storm")], corrected=("s10",))
    assert changes(book([("12 dead", "raid")]), new) == [("changed", "12 dead", "correction")]


def test_a_rejected_row_is_put_down_to_the_correction() -> None:
    old, new = book([("12 dead", "raid")]), book([], corrected=("s10",))
    assert changes(old, new) == [("went", "12 dead", "correction")]


def test_a_verdict_that_turned_is_shown() -> None:
    def with_verdict(status: str) -> Tables:
        row = blank("ledger") | {"family": "casualties", "subject": "raid", "status": status}
        return NOTHING | {"ledger": TABLES["ledger"].frame([row])}

    found = compare(with_verdict("agrees"), with_verdict("differs")).iloc[0]
    assert (found["table"], found["old"], found["new"]) == ("ledger", "agrees", "differs")
