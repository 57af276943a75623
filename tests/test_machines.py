"""The same articles give the same bytes wherever they lie, and whatever the machine's language, clock and rights."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.book.store import SWITCH

ROOT = Path(__file__).resolve().parents[1]
NAMES = {"000 Überflutung.txt": 12, "001_flood.txt": 14, "002.txt": 13}
ARTICLE = (
    "Flood in the valley\n\n3 March 2021\n\nAt least {} people were killed on Tuesday when a river burst its banks, "
    "the interior ministry said. \u201cWe have no clean water,\u201d said its spokesman, Karim Aliyev.\n"
)
MACHINES = {
    "a language without any letters but those of ASCII": {
        "LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0",
    },
    "another language, whose numbers have commas": {"LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8", "LANGUAGE": "de"},
    "a day ahead": {"TZ": "Pacific/Kiritimati"},
    "a day behind": {"TZ": "Etc/GMT+12"},
    "another order of what has none": {"PYTHONHASHSEED": "7"},
    "no home": {"HOME": "/nonexistent", "XDG_CACHE_HOME": "/nonexistent"},
}  # fmt: skip


def project(place: Path) -> Path:
    """A folder of articles."""
    (place / "seeds").mkdir(parents=True)
    for name, dead in NAMES.items():
        (place / "seeds" / name).write_text(ARTICLE.format(dead), "utf8")
    return place


def run(
    place: Path, *arguments: str, before: tuple[str, ...] = (), **machine: str
) -> subprocess.CompletedProcess[bytes]:
    """A command in a project, on a machine with an environment of its own."""
    settings = {SWITCH: "off", "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "1"} | machine
    command = [*before, sys.executable, "-m", "analysis", *arguments]
    return subprocess.run(command, cwd=place, env=os.environ | settings, capture_output=True, check=False)


def made(place: Path, **machine: str) -> dict[str, bytes]:
    """What the tables of a project are on a machine, byte by byte."""
    done = run(place, "tables", "--out", "out", **machine)
    assert done.returncode == 0, done.stderr.decode("utf8", "replace")
    found = {path.name: path.read_bytes() for path in sorted((place / "out").iterdir())}
    shutil.rmtree(place / "out")
    return found


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return made(project(tmp_path_factory.mktemp("usual")))


@pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES)
def test_a_machine_of_another_kind_gives_the_same_bytes(tmp_path: Path, usual: dict[str, bytes], machine: dict):
    assert made(project(tmp_path), **machine) == usual


@pytest.mark.parametrize("name", ["with two  spaces", "Новости é 日本", "it's 50% #1 & (new) $HOME"])
def test_a_folder_of_any_name_gives_the_same_bytes(tmp_path: Path, usual: dict[str, bytes], name: str):
    assert made(project(tmp_path / name)) == usual


def test_an_archive_in_a_folder_whose_name_means_something_in_sql_and_globs_is_asked(tmp_path: Path):
    place = project(tmp_path / "it's [1] {x} *?")
    out = "archive '[0-9]' *"
    assert run(place, "parse", "seeds", "--out", out).returncode == 0
    done = run(place, "open", out, "SELECT count(*) AS held FROM documents")
    assert (done.stdout.split(), done.stderr) == ([b"held", b"3"], b"")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no files of these names")
def test_a_file_whose_name_means_something_elsewhere_is_an_article_like_any_other(tmp_path: Path):
    names = [
        b"=1+1.txt",
        b"caf\xe9.txt",
        b"a\nb.txt",
        b"'; DROP TABLE figures; --.txt",
        b"<script>.txt",
        b"#x $y {{z}}.txt",
    ]
    (tmp_path / "seeds").mkdir()
    for number, name in enumerate(names):
        Path(os.fsdecode(bytes(tmp_path / "seeds") + b"/" + name)).write_text(ARTICLE.format(30 + number), "utf8")
    tables = made(tmp_path)
    held = list(csv.DictReader(io.StringIO(tables["documents.csv"].decode(), newline="")))
    told = {
        "'=1+1.txt",
        "caf\ufffd.txt",
        "a\nb.txt",
        "'; DROP TABLE figures; --.txt",
        "<script>.txt",
        "#x $y {{z}}.txt",
    }
    assert {row["file"] for row in held} == told
    assert [row["error"] for row in held] == [""] * len(names)
    assert tables["figures.csv"].count(b"\n") >= len(names)


def test_a_letter_that_a_terminal_lacks_stops_no_command(tmp_path: Path):
    (project(tmp_path) / "seeds" / "003 \u00e9.txt").write_bytes(b"\x00\xff" * 900)
    done = run(tmp_path, "check", **MACHINES["a language without any letters but those of ASCII"])
    assert (done.returncode, done.stderr) == (1, b"")
    assert b"003 \\xe9.txt" in done.stdout


# --- what cannot be written to ---


@pytest.fixture
def locked() -> Iterator[tuple[Path, tuple[str, ...]]]:
    """A project on a disk that cannot be written to, and what a command is run by to find it so."""
    place = project(Path(tempfile.mkdtemp()))
    by: tuple[str, ...] = ()
    if os.geteuid():
        for folder in (place, place / "seeds"):
            folder.chmod(0o555)
    else:  # nothing is locked to root but a disk
        mounted = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && cd "$0" && exec "$@"'
        by = ("unshare", "-m", "sh", "-c", mounted, str(place))
        if subprocess.run([*by, "true"], capture_output=True, check=False).returncode:
            pytest.skip("this machine lets nobody mount a disk, and its root may write anywhere")
    yield place, by
    for folder in (place, place / "seeds"):
        folder.chmod(0o755)
    shutil.rmtree(place)


def test_articles_that_cannot_be_written_to_give_the_same_bytes(locked: tuple, usual: dict[str, bytes], tmp_path: Path):
    place, by = locked
    done = run(place, "tables", "--out", str(tmp_path / "out"), before=by)
    assert done.returncode == 0, done.stderr
    assert {path.name: path.read_bytes() for path in sorted((tmp_path / "out").iterdir())} == usual


@pytest.mark.parametrize(
    "command",
    [
        ("tables", "--out", "out"),
        ("add-row", "002", "statements", "no clean water", "speaker=Karim Aliyev", "--why", "missed"),
        ("edition",),
        ("add", str(ROOT / "tests" / "articles" / "flash.txt")),
        ("parse", "seeds", "--out", "archive"),
    ],
    ids=lambda command: command[0],
)
def test_what_cannot_be_written_is_said_in_a_line_that_names_it(locked: tuple, command: tuple[str, ...]):
    place, by = locked
    done = run(place, *command, before=by)
    said = done.stderr.decode()
    assert done.returncode == 1, said
    assert "Traceback" not in said
    assert re.search(rf"^workbook: (?:{re.escape(str(place))}/|out|archive)\S*: ", said, re.MULTILINE), said
    assert sorted(path.name for path in place.rglob("*")) == sorted(["seeds", *NAMES])


# --- two at once ---


def both(place: Path, one: tuple[str, ...], other: tuple[str, ...], **machine: str) -> list[tuple[int, str]]:
    """Two commands at the same time: how each ended, and what it said."""
    settings = os.environ | {"PYTHONPATH": str(ROOT)} | machine
    command = [sys.executable, "-m", "analysis"]
    runs = [
        subprocess.Popen([*command, *what], cwd=place, env=settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for what in (one, other)
    ]
    said = [run.communicate()[0].decode() for run in runs]
    return [(run.returncode, words) for run, words in zip(runs, said, strict=True)]


def test_two_that_read_the_same_articles_at_once_have_the_same_tables(tmp_path: Path, usual: dict[str, bytes]):
    place = project(tmp_path)
    outs = [("tables", "--out", name) for name in ("one", "other")]
    assert [status for status, _ in both(place, *outs, **{SWITCH: str(tmp_path / "cache")})] == [0, 0]
    for _, _, name in outs:
        assert {path.name: path.read_bytes() for path in sorted((place / name).iterdir())} == usual


def test_two_that_write_one_archive_at_once_leave_one_that_the_next_run_finds_whole(tmp_path: Path):
    place = project(tmp_path)
    parse = ("parse", "seeds", "--out", "archive")
    for status, words in both(place, parse, parse):
        assert status == 0 or words.endswith("another run writes to this folder: wait until it has ended\n"), words
    done = run(place, *parse)
    assert (done.returncode, done.stdout.startswith(b"3 documents")) == (0, True), done.stderr
    told = run(place, "open", "archive", "SELECT count(*) AS held FROM documents")
    assert told.stdout.split() == [b"held", b"3"]


def test_two_editions_kept_at_once_are_both_whole(tmp_path: Path):
    place = project(tmp_path)
    for status, words in both(place, ("edition",), ("edition",)):
        assert (status, "Traceback" in words) in ((0, False), (1, False)), words
    kept = sorted(path.name for path in (place / "editions").iterdir())
    assert kept[:1] == ["1"]
    held = {tuple(sorted(path.name for path in (place / "editions" / name).iterdir())) for name in kept}
    assert len(held) == 1
