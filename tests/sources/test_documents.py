"""Files become documents, and a bad one never takes others with it."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest

from analysis.sources.documents import short_name
from tests.sources.folders import read_documents

PROSE = (
    "The ministers of the two countries met in the capital on Tuesday and agreed that the road to the border "
    "would be opened again by the end of the year, after it had been closed for a decade.\n"
)
FRENCH = "Les ministres des deux pays se sont réunis mardi dans la capitale et ont décidé de rouvrir la route. " * 3


def folder_of(tmp_path: Path, files: dict[str, bytes | str]) -> Path:
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return tmp_path


def test_folders_are_read_recursively_and_in_order_of_path(tmp_path: Path) -> None:
    files = {"b.txt": PROSE + "b", "2025/may/c.txt": PROSE + "c", "a.txt": PROSE + "a"}
    read = read_documents(folder_of(tmp_path, files))
    assert [document.file for document in read] == ["2025/may/c.txt", "a.txt", "b.txt"]
    assert not any(document.error for document in read)


def test_readme_dot_files_and_the_analysts_own_files_are_no_articles(tmp_path: Path) -> None:
    names = ("README.md", "readme.txt", "sub/README", ".hidden", ".git/config", "documents.yaml", "corrections.csv")
    read = read_documents(folder_of(tmp_path, dict.fromkeys(names, "") | {"reference/x.csv": "", "a.txt": PROSE}))
    assert [document.file for document in read] == ["a.txt"]


def test_the_analysts_files_are_apart_only_at_the_top(tmp_path: Path) -> None:
    read = read_documents(folder_of(tmp_path, {"sub/reference/a.txt": PROSE}))
    assert [document.file for document in read] == ["sub/reference/a.txt"]


def test_a_missing_folder_is_named_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"nowhere.*create it"):
        read_documents(tmp_path / "nowhere")


def test_an_empty_folder_has_no_documents(tmp_path: Path) -> None:
    assert read_documents(tmp_path) == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b" \r\n\t", "empty", id="white space only"),
        pytest.param(b"\x7fELF\x02\x00\x00\x01" * 100, "binary", id="binary"),
        pytest.param(b"\xff\xfe\x00\xd8\x00", "utf-16-le", id="broken UTF-16"),
        pytest.param(bytes(range(1, 32)) * 20 + b"\xff\xfe\xfd" * 50, "encoding", id="undecodable"),
        pytest.param(FRENCH, "English", id="another language"),
        pytest.param("Министры двух стран встретились во вторник. " * 9, "English", id="another script"),
        pytest.param("部长们星期二在首都会面并同意重新开放道路" * 30, "English", id="no spaces between words"),
        pytest.param(b"a " * 13_000_000, "26,000,000 bytes", id="too large"),
    ],
)
def test_a_bad_file_has_its_row_with_the_reason_and_leaves_others_alone(
    tmp_path: Path, content: bytes | str, words: str
) -> None:
    bad, good = read_documents(folder_of(tmp_path, {"bad.txt": content, "good.txt": PROSE}))
    assert bad.error.startswith("bad.txt ")
    assert words in bad.error
    assert (good.text, good.error, good.language) == (PROSE, "", "en")


def test_a_short_text_of_any_language_passes(tmp_path: Path) -> None:
    (document,) = read_documents(folder_of(tmp_path, {"a.txt": "Explosion à Kaboul."}))
    assert (document.error, document.language) == ("", "")


def test_a_file_that_cannot_be_opened_has_its_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder_of(tmp_path, {"a.txt": PROSE, "b.txt": PROSE + "b"})
    opened = Path.open

    def refuse(path: Path, *rest: object, **more: object) -> object:
        if path.name == "a.txt":
            raise PermissionError(13, "Permission denied")
        return opened(path, *rest, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    shut, good = read_documents(tmp_path)
    assert "Permission denied" in shut.error
    assert good.text == PROSE + "b"


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_links_in_a_circle_or_to_nowhere_have_their_rows(tmp_path: Path) -> None:
    folder_of(tmp_path, {"sub/good.txt": PROSE})
    (tmp_path / "sub" / "again").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nothing.txt")
    errors = {document.file: document.error for document in read_documents(tmp_path)}
    assert set(errors) == {"gone.txt", "self.txt", "sub/again", "sub/good.txt"}
    assert [file for file, error in errors.items() if not error] == ["sub/good.txt"]
    assert "contains itself" in errors["sub/again"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (document,) = read_documents(tmp_path)
    assert "special file" in document.error


def test_a_second_file_with_the_same_content_is_named_a_copy(tmp_path: Path) -> None:
    first, second = read_documents(folder_of(tmp_path, {"a.txt": PROSE, "sub/b.txt": PROSE}))
    assert (first.error, first.text) == ("", PROSE)
    assert second.error == "sub/b.txt is a copy of a.txt, byte for byte, and is not read again"
    assert (second.sha256, second.text) == (first.sha256, "")


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("003_dac611.txt", "003"),
        ("A report of May.html", "A"),
        ("kabul-2025.v2.pdf", "kabul-2025"),
        ("a-name-that-goes-on-and-on.txt", "a-name-that-"),
        ("«№7»_x.txt", "7"),
        ("__.txt", "file"),
    ],
)
def test_the_id_is_the_leading_token_of_the_file_name(file: str, expected: str) -> None:
    assert short_name(Path(file).stem) == expected


def test_files_that_share_a_token_are_told_apart_by_their_hash(tmp_path: Path) -> None:
    files = {"003_a.txt": PROSE, "003_b.txt": PROSE + "b", "003_c.txt": PROSE, "004.txt": PROSE + "d"}
    read = read_documents(folder_of(tmp_path, files))
    first, other = read[0].sha256[:4], read[1].sha256[:4]
    assert [document.id for document in read] == [f"003-{first}", f"003-{other}", f"003-{first}-2", "004"]


def test_line_ends_and_characters_stay_as_they_are_and_the_byte_order_mark_goes(tmp_path: Path) -> None:
    text = "One café.\r\nTwo\u00a0lines\u2028here.\n"
    (document,) = read_documents(folder_of(tmp_path, {"a.txt": text.encode("utf-8-sig")}))
    assert (document.text, document.encoding) == (text, "utf-8")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "cp1252"])
def test_other_encodings_are_detected_and_named(tmp_path: Path, encoding: str) -> None:
    text = PROSE * 4 + "“We’ll see,” said the minister – with a café’s coffee in hand – and left for Zürich.\r\n"
    (document,) = read_documents(folder_of(tmp_path, {"a.txt": text.encode(encoding)}))
    assert document.text == text
    assert document.encoding.replace("_", "-").startswith(encoding.replace("cp1252", "cp125"))


def test_documents_travel_between_processes(tmp_path: Path) -> None:
    (document,) = read_documents(folder_of(tmp_path, {"a.txt": PROSE}))
    assert pickle.loads(pickle.dumps(document)) == document
