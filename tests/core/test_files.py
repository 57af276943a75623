"""A file is there whole or not at all."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.core.files import alone, append_whole, beside, write_whole


def test_a_file_is_replaced_by_what_was_written_beside_it(tmp_path: Path):
    path = tmp_path / "table.csv"
    write_whole(path, b"first")
    with beside(path) as aside:
        aside.write_bytes(b"second")
        assert path.read_bytes() == b"first"
    assert [(found.name, found.read_bytes()) for found in tmp_path.iterdir()] == [("table.csv", b"second")]


def test_a_write_that_is_broken_off_leaves_what_was_there(tmp_path: Path):
    path = write_whole(tmp_path / "table.csv", b"first")

    def breaks_off() -> None:
        with beside(path) as aside:
            aside.write_bytes(b"sec")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        breaks_off()
    assert [(found.name, found.read_bytes()) for found in tmp_path.iterdir()] == [("table.csv", b"first")]


@pytest.mark.parametrize("broken", [False, True])
def test_a_folder_is_there_whole_or_not_at_all(tmp_path: Path, broken: bool):
    def write() -> None:
        with beside(tmp_path / "tables") as aside:
            aside.mkdir()
            (aside / "one.csv").touch()
            if broken:
                raise KeyboardInterrupt

    if broken:
        with pytest.raises(KeyboardInterrupt):
            write()
    else:
        write()
    found = [path.relative_to(tmp_path).as_posix() for path in sorted(tmp_path.rglob("*"))]
    assert found == ([] if broken else ["tables", "tables/one.csv"])


def test_what_is_appended_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    append_whole(path, b"one\n")
    held = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (6, held[1]))
    try:
        with pytest.raises(OSError, match="no room for 4 bytes"):
            append_whole(path, b"two\n")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, held)
    append_whole(path, b"three\n")
    assert path.read_bytes() == b"one\nthree\n"


def test_what_two_processes_append_at_once_is_all_there_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    code = (
        "import pathlib, sys; from analysis.core.files import append_whole as add\n"
        "for number in range(300): add(pathlib.Path(sys.argv[1]), f'{sys.argv[2]},{number:0>90}\\n'.encode())"
    )
    writers = [subprocess.Popen([sys.executable, "-c", code, str(path), name]) for name in "ab"]
    assert [writer.wait() for writer in writers] == [0, 0]
    lines = path.read_text().splitlines()
    for name in "ab":
        assert [line for line in lines if line[0] == name] == [f"{name},{number:0>90}" for number in range(300)]
    assert len(lines) == 600


def test_a_folder_is_one_runs_alone_until_it_has_ended(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    with alone(folder), pytest.raises(BlockingIOError, match="another run writes") as refused, alone(folder):
        pass
    assert refused.value.filename == str(folder)
    code = (
        "import os, pathlib, sys; from analysis.core.files import alone\n"
        "with alone(pathlib.Path(sys.argv[1])): os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(folder)], check=False).returncode == 9
    with alone(folder):
        pass


def test_who_cannot_write_hears_of_the_file_that_was_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(path: Path, _: bytes) -> int:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "write_bytes", locked)
    with pytest.raises(PermissionError) as refused:
        write_whole(tmp_path / "a.txt", b"")
    assert refused.value.filename == str(tmp_path / "a.txt")
