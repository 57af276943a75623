"""What was read once is kept, and only what has changed is read again."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

import analysis.book.parse
from analysis.book.store import Cache, extract_with, open_cache, unpack_tables
from analysis.book.workbook import open_workbook
from analysis.sources.documents import read_documents

ARTICLE = (
    "Ministers meet\n\nTASHKENT, 3 May 2021. Ministers of {} states met on Monday, the envoy said, to talk of rail.\n"
)
PAGE = (
    "<html lang='en'><head><title>Rail talks</title><meta property='article:published_time' content='2021-05-03'>"
    "<meta name='author' content='Staff writer'></head><body><article>"
    + "<p>Ministers of five states met in the city on Monday to talk of rail, the envoy said, and of the road.</p>" * 6
    + "</article></body></html>"
)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WORKBOOK_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def folder(tmp_path: Path, place: Path) -> Path:
    (tmp_path / "seeds").mkdir()
    for number, word in enumerate(["three", "four", "five"]):
        (tmp_path / "seeds" / f"{number:03}.txt").write_text(ARTICLE.format(word))
    return tmp_path / "seeds"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were really read, in order."""
    names: list[str] = []
    original = analysis.book.parse.parse_document

    def noted(document):
        names.append(document.file)
        return original(document)

    monkeypatch.setattr(analysis.book.parse, "parse_document", noted)
    return names


def entries(place: Path, kind: str) -> list[Path]:
    return sorted(path for path in place.rglob(f"{kind}/*/*") if path.is_file())


def same(one, two) -> bool:
    return all(frame.equals(two.tables[name]) for name, frame in one.tables.items()) and one.texts == two.texts


def test_a_second_opening_reads_nothing_and_gives_the_same_tables(folder: Path, read: list[str]):
    first = open_workbook(folder)
    assert len(read) == 3
    second = open_workbook(folder)
    assert len(read) == 3
    assert same(first, second)
    assert {name: dict(frame.dtypes) for name, frame in first.tables.items()} == {
        name: dict(frame.dtypes) for name, frame in second.tables.items()
    }


def test_after_one_article_was_added_only_that_one_is_read(folder: Path, read: list[str]):
    open_workbook(folder)
    (folder / "003.txt").write_text(ARTICLE.format("six"))
    book = open_workbook(folder)
    assert read[3:] == ["003.txt"]
    assert len(book.documents) == 4


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("documents.yaml", "000: {written: 2021-05-04}"),
        ("000.txt", ARTICLE.format("nine")),
    ],
)
def test_a_changed_text_or_entry_is_read_again(folder: Path, read: list[str], name: str, content: str):
    open_workbook(folder)
    (folder / name).write_text(content)
    open_workbook(folder)
    assert read[3:] == ["000.txt"]


def test_a_correction_is_applied_at_once_and_reads_nothing(folder: Path, read: list[str]):
    from analysis.claims.corrections import write_correction

    book = open_workbook(folder)
    row = book.dates.iloc[0]
    write_correction(
        folder / "corrections.csv", book.tables, book.texts, row["id"], "timex_value", "2021-05-05", why="so"
    )
    assert open_workbook(folder).find("dates", id=row["id"])["timex_value"].tolist() == ["2021-05-05"]
    assert len(read) == 3


def test_outside_evidence_that_changed_is_seen(folder: Path):
    open_workbook(folder)
    (folder / "reference").mkdir()
    (folder / "reference" / "trade.csv").write_text("year,country,trade_usd\n2023,Kazakhstan,41\n")
    assert len(open_workbook(folder).outside)


def test_another_word_list_or_program_reads_everything_again(folder: Path, read: list[str], monkeypatch):
    open_workbook(folder)
    monkeypatch.setattr("analysis.book.store.program_hash", lambda: "0" * 64)
    open_workbook(folder)
    assert len(read) == 6


def half(content: bytes) -> bytes:
    return content[: len(content) // 2]


def flipped(content: bytes) -> bytes:
    return content[:-1] + bytes([content[-1] ^ 1])


@pytest.mark.parametrize("spoil", [half, flipped, lambda _: b"", lambda _: b'{"documents": []}'], ids=str)
@pytest.mark.parametrize("kind", ["readings", "books"])
def test_a_half_written_or_foreign_entry_is_ignored(folder: Path, place: Path, read: list[str], spoil, kind: str):
    first = open_workbook(folder)
    for path in entries(place, kind):
        path.write_bytes(spoil(path.read_bytes()))
    for path in entries(place, "books") if kind == "readings" else []:
        path.unlink()
    assert same(first, open_workbook(folder))
    assert len(read) == (6 if kind == "readings" else 3)


def test_an_entry_under_another_name_is_ignored(place: Path):
    cache = open_cache()
    cache.save("readings", "a" * 64, b"{}")
    path = entries(place, "readings")[0]
    other = path.parents[2] / "bb" / ("b" * 64)
    other.parent.mkdir()
    shutil.copy(path, other)
    assert cache.load("readings", "a" * 64) == b"{}"
    assert cache.load("readings", "b" * 64) is None


def test_content_that_is_no_table_is_not_taken():
    assert unpack_tables(b"no archive") is None


@pytest.mark.parametrize("word", ["off", "OFF", "0", "no"])
def test_the_cache_can_be_switched_off(folder: Path, read: list[str], monkeypatch, word: str):
    monkeypatch.setenv("WORKBOOK_CACHE", word)
    open_workbook(folder)
    open_workbook(folder)
    assert len(read) == 6


def test_a_place_that_cannot_be_written_costs_nothing(folder: Path, tmp_path: Path, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("WORKBOOK_CACHE", str(tmp_path / "file"))
    assert len(open_workbook(folder).documents) == 3


def test_files_beside_the_entries_are_left_alone(folder: Path, place: Path, monkeypatch):
    (place / "articles").mkdir(parents=True)
    (place / "articles" / "letter.txt").write_text("mine")
    for number in range(6):
        monkeypatch.setattr("analysis.book.store.program_hash", lambda number=number: f"{number}" * 64)
        open_workbook(folder)
    left = {path.name for path in (place / "articles").iterdir()}
    assert "letter.txt" in left
    assert len(left) <= 5
    assert "5" * 16 in left


def test_a_web_page_is_extracted_once(tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.html").write_text(PAGE)
    cache = open_cache()
    first = read_documents(tmp_path / "pages", extract_with(cache))
    assert first[0].declared.published is not None
    monkeypatch.setattr("analysis.book.store.extract", lambda data: pytest.fail("it was extracted again"))
    assert read_documents(tmp_path / "pages", extract_with(cache)) == first


def test_without_a_folder_nothing_is_kept():
    cache = Cache(None)
    cache.save("readings", "key", b"content")
    assert cache.load("readings", "key") is None


def test_who_waits_for_a_first_reading_sees_how_far_it_has_come(folder: Path, monkeypatch, capsys):
    monkeypatch.setattr("analysis.book.workbook._MANY", 3)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    open_workbook(folder)
    assert "reading" in capsys.readouterr().err
    open_workbook(folder)
    assert capsys.readouterr().err == ""
