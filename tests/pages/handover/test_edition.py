import pandas as pd
import pytest

from analysis import open_workbook
from analysis.pages.handover.edition import changes_in_words, compare, edition_of, keep_edition, read_edition

ARTICLE = "Port of Alva reopens\n\n17 May 2025\n\nAt least 12 people died in Alva on 3 May 2025, the mayor said.\n"


@pytest.fixture
def tables(tmp_path):
    def read(text):
        (tmp_path / "seeds").mkdir(exist_ok=True)
        (tmp_path / "seeds" / "001.txt").write_text(text, encoding="utf-8")
        return open_workbook(tmp_path / "seeds").tables

    return read


def test_the_first_edition_has_none_before_it(tables, tmp_path):
    edition = edition_of(tables(ARTICLE), tmp_path / "editions")
    assert (edition.number, edition.before) == (1, None)


def test_a_kept_edition_keeps_its_number_and_what_it_is_compared_with(tables, tmp_path):
    folder = tmp_path / "editions"
    first = keep_edition(tables(ARTICLE), folder)
    changed = tables(ARTICLE.replace("12", "14"))
    before = edition_of(changed, folder)
    assert (before.number, before.before) == (2, first)
    keep_edition(changed, folder)
    assert edition_of(changed, folder) == before


def test_the_same_tables_are_kept_once(tables, tmp_path):
    read = tables(ARTICLE)
    assert keep_edition(read, tmp_path / "e") == keep_edition(read, tmp_path / "e")
    assert [path.name for path in (tmp_path / "e").iterdir()] == ["1"]


def test_tables_come_back_as_they_were_kept(tables, tmp_path):
    read = tables(ARTICLE + 'She said: "NA", "01", "=1".\n')
    assert compare(read_edition(keep_edition(read, tmp_path / "e")), read).empty


def test_what_changed_is_told_with_the_citations_that_a_page_has(tables, tmp_path):
    before = keep_edition(tables(ARTICLE), tmp_path / "e")
    changes = compare(read_edition(before), tables(ARTICLE.replace("12", "14")))
    words = changes_in_words(changes, 1, {"001:5"})
    assert words.startswith("Since edition 1:")
    assert "edited article" in words
    assert "\\[001:5\\]" in words
    assert "None of it touches this page." in changes_in_words(changes, 1, {"002:1"})


def change(kind, table, citation, text, *column_old_new, why="new document"):
    column, old, new = column_old_new or ("", "", "")
    names = ("change", "table", "citation", "text", "column", "old", "new", "why")
    return dict(zip(names, (kind, table, citation, text, column, old, new, why), strict=True))


def test_changes_are_told_shortly_verdicts_first_and_line_by_line():
    changes = pd.DataFrame(
        [
            change("came", "dates", "[002:3]", "in May"),
            change("came", "timeline", "[002:3]", "in May"),
            change("came", "figures", "[002:3]", "14 people"),
            change("changed", "figures", "[001:5]", "12 people", "low", "12.0", "13.0", why="correction"),
            change("went", "statements", "[003:9]", "no comment " * 20, why="withdrawn document"),
            change("changed", "ledger", "[001:5] [002:3]", "casualties: Alva", "status", "agrees", "differs"),
        ]
    )
    assert changes_in_words(changes, 1, {"001:5", "002:3", "003:9"}).splitlines() == [
        "Since edition 1: 2 claims came, 1 claim went, 1 claim changed, 1 verdict changed. "
        "Why: correction, new document, withdrawn document.",
        "",
        r"- “casualties: Alva”, verdict: agrees → differs \[001:5\] \[002:3\]",
        r"- “12 people”, low: 12 → 13 (correction) \[001:5\]",
        r"- New: “in May”, “14 people” (new document) \[002:3\]",
        f"- Gone: “{('no comment ' * 9).strip()} …” (withdrawn document)",
    ]


def test_nothing_changed_is_said():
    assert changes_in_words(pd.DataFrame(), 3, set()) == "Nothing has changed since edition 3."


def test_a_missing_edition_is_named(tables, tmp_path):
    (tmp_path / "e" / "2").mkdir(parents=True)
    with pytest.raises(ValueError, match="none named 1: put it back"):
        edition_of(tables(ARTICLE), tmp_path / "e")
