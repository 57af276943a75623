"""The analyst's entries are taken as they are meant, and what is wrong is said with file, line and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.core.values import Interval
from analysis.sources.documents import read_entries, unused_entries
from tests.sources.folders import read_documents

STORY = "The mill on the upper road will grind again from Monday, said its new owner, who paid for the stones himself. "


def saved(tmp_path: Path, words: str) -> Path:
    path = tmp_path / "documents.yaml"
    path.write_text(words, encoding="utf8")
    return path


def test_every_field_of_an_entry_is_taken(tmp_path: Path) -> None:
    words = (
        "003_mill.txt:\n  title: 'The mill: again'\n  publisher: Upper Road News\n  written: 2025-04-23/2025-04-29\n"
        "  url: https://mill.example/a\n  retrieved: 2025-05-01\n  origin: mill press office\n  reliability: B\n"
        "  credibility: 2\n  note: >\n    seen\n    twice\n"
    )
    entries, problems = read_entries(saved(tmp_path, words))
    entry = entries["003_mill.txt"]
    assert problems == []
    assert isinstance(entry.written, Interval)
    assert (str(entry.written.earliest), str(entry.written.latest)) == ("2025-04-23", "2025-04-29")
    assert (entry.title, entry.retrieved, entry.reliability, entry.credibility, entry.note) == (
        "The mill: again",
        "2025-05-01",
        "B",
        "2",
        "seen twice",
    )


@pytest.mark.parametrize(
    ("words", "precision", "days"),
    [("2025-05-16", "day", 1), ("2025-05", "month", 31), ("2025", "year", 365), ("2025-04-23/29", "fuzzy", 7)],
)
def test_a_day_of_writing_may_be_as_imprecise_as_it_is_known(
    tmp_path: Path, words: str, precision: str, days: int
) -> None:
    entries, problems = read_entries(saved(tmp_path, f"003: {{written: {words}}}"))
    written = entries["003"].written
    assert written is not None
    assert (written.precision, written.days, problems) == (precision, days, [])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("003:\n  tittle: A", "documents.yaml, line 2: 'tittle' of 003 is no field; use title, publisher"),
        ("003:\n  title: A\n  written: last week", "line 3: written 'last week' of 003 is not a day, month or year"),
        ("003: {written: 2025-02-30}", "line 1: written '2025-02-30' of 003 is not"),
        ("003: {written: 2025-05-02/2025-05-01}", "is not a day"),
        ("003: {reliability: G}", "reliability 'G' of 003 is not a letter from A to F; mend it"),
        ("003: {credibility: 7}", "credibility '7' of 003 is not a number from 1 to 6; mend it"),
        ("003: {url: mill.example}", "url 'mill.example' of 003 is not an address"),
        ("003: {title: [a, b]}", "title of 003 is a list or mapping; write one value"),
        ("003: yes", "line 1: the entry of 003 names no fields"),
        ("003: {title: A}\n003: {note: B}", "line 2: 003 has an entry already; join the two"),
        ("- a\n- b", "line 1: write one entry a document"),
        ("003: {title: 'A", "documents.yaml, line 1: "),
        ("a: &x\n  title: *x", "title of a is a list or mapping"),
        ("? &x [*x]\n: {title: A}", "line 1: the entry has no name"),
        ("003: {? [a, b] : A}", "line 1: a list or mapping of 003 is no field"),
    ],
)
def test_what_is_wrong_is_said_with_file_line_and_remedy(tmp_path: Path, words: str, said: str) -> None:
    _, problems = read_entries(saved(tmp_path, words))
    assert len(problems) == 1
    assert said in problems[0]


def test_a_bad_value_costs_only_itself(tmp_path: Path) -> None:
    entries, problems = read_entries(saved(tmp_path, "003: {title: Mill, reliability: X}\n004: {note: fine}"))
    assert (entries["003"].title, entries["003"].reliability, entries["004"].note) == ("Mill", "", "fine")
    assert len(problems) == 1


@pytest.mark.parametrize("words", ["", "# nothing yet\n", "---\n"])
def test_an_empty_file_is_no_problem(tmp_path: Path, words: str) -> None:
    assert read_entries(saved(tmp_path, words)) == ({}, [])


def test_no_file_is_no_problem(tmp_path: Path) -> None:
    assert read_entries(tmp_path / "documents.yaml") == ({}, [])


def test_a_file_that_is_no_text_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "documents.yaml").write_bytes(b"\xff\xfe\x00")
    assert "save it as UTF-8" in read_entries(tmp_path / "documents.yaml")[1][0]


@pytest.mark.parametrize("key", ["003", "003_mill.txt", "may/003_mill.txt"])
def test_an_entry_finds_its_document_by_id_name_or_path(tmp_path: Path, key: str) -> None:
    (tmp_path / "may").mkdir()
    (tmp_path / "may" / "003_mill.txt").write_text(STORY, encoding="utf8")
    saved(tmp_path, f"{key}: {{title: Mill}}")
    (document,) = read_documents(tmp_path)
    assert document.entry is not None
    assert document.entry.title == "Mill"


def test_an_entry_without_a_document_is_named() -> None:
    problems = unused_entries(["003", "009_gone.txt"], ["003", "003_mill.txt"])
    assert problems == ["documents.yaml: there is no document 009_gone.txt; name a file or an id, or remove the entry"]
