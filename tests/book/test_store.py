"""What was read once is kept, and only what has changed is read again."""

from __future__ import annotations

import os
import random
import shutil
import sys
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pyarrow as pa
import pytest

import analysis.book.parse
from analysis import open_workbook
from analysis.book import store
from analysis.book.store import SpoiledError, code_hash, read_table, write_table
from tests.archive.articles import article
from tests.imports import libraries

ROOT = Path(__file__).parents[2]
STEPS = int(os.environ.get("FOLDER_STEPS", "4"))  # 1000 for the whole test
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


def three(home: Path) -> Path:
    (home / "seeds").mkdir()
    for number, word in enumerate(["three", "four", "five"]):
        (home / "seeds" / f"{number:03}.txt").write_text(ARTICLE.format(word))
    return home / "seeds"


@pytest.fixture
def folder(tmp_path: Path, place: Path) -> Path:
    return three(tmp_path)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Such a folder that was read once, and the cache beside it."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBOOK_CACHE", str(home / "cache"))
        open_workbook(three(home))
    return home


@pytest.fixture
def known(home: Path, tmp_path: Path, place: Path) -> Path:
    """A folder that has been read."""
    shutil.copytree(home, tmp_path, dirs_exist_ok=True)
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


def program_is(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    for module in ("analysis.book.store", "analysis.archive.read"):
        monkeypatch.setattr(f"{module}.program_hash", lambda: words)


def files(place: Path, kind: str) -> list[Path]:
    """What is kept of single articles ("read"), or of what connects them ("across")."""
    found = sorted(place.rglob("*.parquet"))
    return [path for path in found if path.parent.parent.name.startswith("across-") == (kind == "across")]


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


def test_after_one_article_was_added_only_that_one_is_read(known: Path, read: list[str]):
    (known / "003.txt").write_text(ARTICLE.format("six"))
    book = open_workbook(known)
    assert read == ["003.txt"]
    assert len(book.documents) == 4


def test_a_folder_that_was_changed_step_by_step_has_the_tables_of_one_that_is_read_at_once(folder: Path, monkeypatch):
    draw, held = random.Random(24), list[int]()
    for step in range(STEPS):
        gone = draw.sample(held, min(len(held), draw.randrange(3)))
        new = [draw.randrange(40) for _ in range(3)]
        for number in gone:
            (folder / f"n{number}.txt").unlink()
        for number in new:
            (folder / f"n{number}.txt").write_text(article(number % 30, 800)["text"], "utf8")  # some are copies
        held = sorted({*held, *new} - ({*gone} - {*new}))
        kept = open_workbook(folder)
        monkeypatch.setenv("WORKBOOK_CACHE", str(folder.parent / f"anew-{step}"))
        assert same(kept, open_workbook(folder)), (step, held)
        monkeypatch.setenv("WORKBOOK_CACHE", str(folder.parent / "cache"))
    assert len(kept.ledger)
    assert len(kept.copies)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("documents.yaml", "000: {written: 2021-05-04}"),
        ("000.txt", ARTICLE.format("nine")),
    ],
)
def test_a_changed_text_or_entry_is_read_again(known: Path, read: list[str], name: str, content: str):
    (known / name).write_text(content)
    open_workbook(known)
    assert read == ["000.txt"]


def test_a_correction_is_applied_at_once_and_reads_nothing(known: Path, read: list[str]):
    from analysis.pages.handover.correct import correct

    book = open_workbook(known)
    row = book.dates.iloc[0]
    correct(book, row["id"], "timex_value", "2021-05-05", why="so")
    assert open_workbook(known).find("dates", id=row["id"])["timex_value"].tolist() == ["2021-05-05"]
    assert read == []


def test_outside_evidence_that_changed_is_seen(known: Path):
    (known / "reference").mkdir()
    (known / "reference" / "trade.csv").write_text("year,country,trade_usd\n2023,Kazakhstan,41\n")
    assert len(open_workbook(known).outside)


def test_another_word_list_or_program_reads_everything_again(known: Path, read: list[str], monkeypatch):
    program_is(monkeypatch, "0" * 64)
    open_workbook(known)
    assert len(read) == 3


def half(content: bytes) -> bytes:
    return content[: len(content) // 2]


def flipped(content: bytes) -> bytes:
    return content[:-1] + bytes([content[-1] ^ 1])


def changed(content: bytes) -> bytes:
    return content[:40] + bytes([content[40] ^ 1]) + content[41:]


@pytest.mark.parametrize("spoil", [half, flipped, changed, lambda _: b"", lambda _: b'{"documents": []}'], ids=str)
@pytest.mark.parametrize("kind", ["read", "across"])
def test_a_half_written_or_foreign_file_is_not_there(known: Path, place: Path, read: list[str], spoil, kind: str):
    first = open_workbook(known)
    for path in files(place, kind):
        path.write_bytes(spoil(path.read_bytes()))
    assert same(first, open_workbook(known))
    assert len(read) == (3 if kind == "read" else 0)
    assert same(first, open_workbook(known))
    assert len(read) == (3 if kind == "read" else 0)


def test_a_file_under_another_name_is_not_taken(tmp_path: Path):
    write_table(pa.table({"line": [1]}), tmp_path / "a.parquet")
    shutil.copy(tmp_path / "a.parquet", tmp_path / "b.parquet")
    assert read_table(tmp_path / "a.parquet").to_pylist() == [{"line": 1}]
    with pytest.raises(SpoiledError, match=r"b\.parquet"):
        read_table(tmp_path / "b.parquet")


@pytest.mark.parametrize(("files_of", "now"), [(0, 4_102_444_800), (4_102_444_800, 0)], ids=["ahead", "back"])
def test_a_clock_that_jumps_by_a_century_costs_nothing(
    known: Path, place: Path, read: list[str], monkeypatch, files_of, now
):
    first = open_workbook(known)
    for path in place.rglob("*"):
        os.utime(path, (files_of, files_of))
    monkeypatch.setattr("time.time", lambda: now)
    assert same(first, open_workbook(known))
    (known / "003.txt").write_text(ARTICLE.format("six"))
    grown = open_workbook(known)
    assert read == ["003.txt"]
    monkeypatch.setenv("WORKBOOK_CACHE", "off")
    assert same(grown, open_workbook(known))


@pytest.mark.parametrize("word", ["off", "OFF", "0", "no"])
def test_the_cache_can_be_switched_off(known: Path, read: list[str], monkeypatch, word: str):
    monkeypatch.setenv("WORKBOOK_CACHE", word)
    open_workbook(known)
    assert len(read) == 3


def test_a_place_that_cannot_be_written_costs_nothing(folder: Path, tmp_path: Path, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("WORKBOOK_CACHE", str(tmp_path / "file"))
    assert len(open_workbook(folder).documents) == 3


def test_files_beside_the_entries_are_left_alone(known: Path, place: Path, monkeypatch):
    (place / "articles").mkdir(exist_ok=True)
    (place / "articles" / "letter.txt").write_text("mine")
    monkeypatch.setattr("analysis.archive.read._PROGRAMS", 1)
    for number in range(2):
        program_is(monkeypatch, f"{number}" * 64)
        open_workbook(known)
    left = {path.name for path in (place / "articles").iterdir()}
    assert left == {"letter.txt", "1" * 16}


def test_a_web_page_is_extracted_once(known: Path, monkeypatch: pytest.MonkeyPatch):
    (known / "page.html").write_text(PAGE)
    first = open_workbook(known)
    assert first.find("documents", document="page")["written_basis"].tolist() == ["stated"]
    monkeypatch.setattr("analysis.sources.formats.extract", lambda data: pytest.fail("it was extracted again"))
    assert same(first, open_workbook(known))


def test_a_copy_of_the_folder_elsewhere_is_read_already(known: Path, tmp_path: Path, read: list[str]):
    shutil.copytree(known, tmp_path / "copy")
    (tmp_path / "copy" / "003.txt").write_text(ARTICLE.format("six"))
    open_workbook(tmp_path / "copy")
    assert read == ["003.txt"]


def test_who_waits_for_a_first_reading_sees_how_far_it_has_come(folder: Path, monkeypatch, capsys):
    monkeypatch.setattr("analysis.archive.read._PATIENCE", 0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    open_workbook(folder)
    assert "reading" in capsys.readouterr().err
    open_workbook(folder)
    assert capsys.readouterr().err == ""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the package, of which the hash is taken."""
    shutil.copytree(ROOT / "analysis", tmp_path / "analysis", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(store, "__file__", str(tmp_path / "analysis" / "book" / "store.py"))
    code_hash.cache_clear()
    yield tmp_path / "analysis"
    code_hash.cache_clear()


def hashed() -> str:
    code_hash.cache_clear()
    return store.program_hash.__wrapped__()


@pytest.mark.parametrize("name", ["cli.py", "pages/show.py", "archive/connect.py", "book/workbook.py", "book/store.py"])
def test_help_and_pages_decide_nothing_about_how_a_text_is_read(package: Path, name: str):
    before = hashed()
    (package / name).write_text((package / name).read_text("utf-8").replace("a", "o", 1), "utf-8")
    assert hashed() == before


@pytest.mark.parametrize(
    "name", ["core/text.py", "core/lexicon/actors.yaml", "sources/article.py", "readers/names.py", "book/parse.py"]
)
def test_what_decides_how_a_text_is_read_is_in_the_hash(package: Path, name: str):
    before = hashed()
    (package / name).write_text((package / name).read_text("utf-8") + "\n# a word\n", "utf-8")
    assert hashed() != before


def test_data_beside_the_code_that_reads_is_in_the_hash(package: Path):
    before = hashed()
    (package / "readers" / "weights.bin").write_bytes(b"\x01")
    assert hashed() != before


def test_another_version_of_a_library_is_another_program(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    found = [hashed()]
    for name in ("lxml-9.9.9.dist-info", "PyYAML-9.9.9-py3.11.egg-info", "python_dateutil-9.9.9.dist-info"):
        (tmp_path / name).mkdir()
        found.append(hashed())
    assert len(set(found)) == 4
    (tmp_path / "lxml_stubs-9.9.9.dist-info").mkdir()
    assert hashed() == found[-1]


def test_every_library_that_reads_is_installed_under_its_name_and_version():
    held = {path.name.lower().partition("-")[0] for folder in sys.path for path in Path(folder).glob("*-info")}
    assert {*store.LIBRARIES} <= held


distributions = cache(packages_distributions)


@pytest.mark.parametrize("wing", ["core", "sources", "readers", "claims"])
def test_every_library_that_reads_is_in_the_hash(wing: str):
    packages = distributions()
    told = {name.lower().replace("_", "-") for name in store.LIBRARIES}
    names = libraries(ROOT / "analysis" / wing)
    found = {package.lower().replace("_", "-") for name in names for package in packages[name]}
    assert found <= told, f"add to LIBRARIES: {found - told}"
