"""An archive is cut into shards that stay as they are when it grows, and each file or line becomes a document."""

from __future__ import annotations

import gzip
import json
import pickle
from pathlib import Path

import pytest

from analysis.archive.source import Shard, folder_shards, read_shards
from analysis.book.parse import parse_document
from analysis.sources.documents import Document
from tests.archive.articles import archive
from tests.sources.folders import read_documents

SEEDS = Path(__file__).parents[2] / "seeds"


def documents(source: Path, cut=read_shards) -> list[Document]:
    return [found for shard in cut(source) for item in shard for found in item.documents()]


def keys(shard: Shard) -> tuple[str, ...]:
    return tuple(item.key() for item in shard)


def of_lines(tmp_path: Path, *lines: object) -> list[Document]:
    path = tmp_path / "archive.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return documents(path)


def test_a_folder_gives_the_documents_that_are_in_it():
    assert documents(SEEDS) == read_documents(SEEDS)
    assert [found for shard in folder_shards(SEEDS) for item in shard for found in item.documents()] == read_documents(
        SEEDS
    )


def test_what_a_workbook_does_not_read_has_its_reason_in_its_shards_too(tmp_path: Path):
    for name in ("a.txt", "b.txt", "a-longer.md"):
        (tmp_path / name).write_text("Envoys met.", encoding="utf-8")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "page.html").write_bytes(b"\x00\xff\x00")
    found = documents(tmp_path, folder_shards)
    assert found == read_documents(tmp_path)
    assert sum(bool(document.error) for document in found) >= 3


def test_files_whose_names_begin_alike_get_ids_of_their_own(tmp_path: Path):
    for folder in ("a", "b", "c"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "2024_story.txt").write_text("The same words stand in each of them.", encoding="utf-8")
    ids = [document.id for document in documents(tmp_path)]
    assert len(set(ids)) == 3
    assert all(name.startswith("2024-") for name in ids)


def test_what_the_analyst_says_of_a_file_travels_with_it(tmp_path: Path):
    (tmp_path / "007_flash.txt").write_text("A short text.", encoding="utf-8")
    (tmp_path / "documents.yaml").write_text("007: {title: Flash}", encoding="utf-8")
    assert [document.entry.title for document in documents(tmp_path)] == ["Flash"]


def test_packed_and_plain_lines_are_the_same_texts(tmp_path: Path):
    plain = archive(tmp_path / "a.jsonl", 20)
    packed = tmp_path / "a.jsonl.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert [document.text for document in documents(packed)] == [document.text for document in documents(plain)]


def test_fields_of_a_line_are_what_the_file_says_of_itself(tmp_path: Path):
    line = {"id": "x-1", "text": "Some words.", "title": "Head", "bylines": ["A. Lind"], "published": "2024-03-05"}
    line |= {"publisher": "Courier", "agency": "AFP", "url": "https://courier.example/1", "rank": 3}
    (found,) = of_lines(tmp_path, line)
    assert (found.id, found.file, found.text, found.error) == ("x-1", "archive.jsonl#x-1", "Some words.", "")
    declared = found.declared
    assert (declared.title, declared.bylines, declared.publisher) == ("Head", ("A. Lind",), "Courier")
    assert str(declared.published.earliest) == "2024-03-05"
    assert parse_document(found).rows["documents"][0]["agency"] == "AFP"


WRONG = 'is no JSON that has "id" and "text"'


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"id": "a", "text"', WRONG),
        ("[" * 100_000, WRONG),
        ('{"id": "a"}', WRONG),
        ('{"id": null, "text": "Words."}', WRONG),
        ('{"id": "a", "text": "  "}', "is empty"),
        ("17", WRONG),
    ],
)
def test_a_bad_line_is_a_document_with_its_error_and_costs_no_other(tmp_path: Path, line: str, words: str):
    good = {"id": "b", "text": "Some words."}
    found = of_lines(tmp_path, line, good)
    assert words in found[0].error
    assert (found[1].id, found[1].error) == ("b", "")


def test_ids_that_no_citation_could_hold_are_replaced_and_stay_apart(tmp_path: Path):
    ids = ["https://courier.example/a?b=1", "https://courier.example/a?b=2", "a b", "x" * 300, 17]
    found = [document.id for document in of_lines(tmp_path, *({"id": name, "text": "Words."} for name in ids))]
    assert len(set(found)) == len(ids)
    assert all(name.replace("-", "").isalnum() and len(name) <= 40 for name in found)


def test_characters_that_no_file_can_hold_are_replaced(tmp_path: Path):
    found = of_lines(tmp_path, '{"id": "a", "text": "Half a sign: \\ud83d."}')[0]
    assert found.text == "Half a sign: \ufffd."


def test_an_archive_that_grows_keeps_its_shards(tmp_path: Path):
    before = {keys(shard) for shard in read_shards(archive(tmp_path / "a.jsonl", 1_500, size=300))}
    lines = (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()
    lines.insert(700, json.dumps({"id": "new", "text": "News."}))
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    after = {keys(shard) for shard in read_shards(tmp_path / "a.jsonl")}
    assert len(before) > 6
    assert len(before - after) <= 2


@pytest.mark.parametrize("cut", [read_shards, folder_shards])
def test_a_changed_file_changes_its_key_and_no_other(tmp_path: Path, cut):
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(f"One {name}.", encoding="utf-8")
    before = keys(next(cut(tmp_path)))
    (tmp_path / "a.txt").write_text("Two.", encoding="utf-8")
    after = keys(next(cut(tmp_path)))
    assert (before[0] != after[0], before[1] == after[1]) == (True, True)


def test_a_shard_can_be_sent_to_another_process():
    shard = next(read_shards(SEEDS))
    assert pickle.loads(pickle.dumps(shard)) == shard


def test_a_source_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        next(read_shards(tmp_path / "nowhere"))


def test_lines_that_share_an_id_are_documents_of_their_own_with_rows_of_their_own(tmp_path: Path):
    line = {"id": "a", "text": "The envoys met on 3 May 2021."}
    found = of_lines(tmp_path, line, {"id": "a-2", "text": "Words."}, line, {"id": "a", "text": "Other words."})
    assert [document.id for document in found] == ["a", "a-2", "a-3", "a-4"]
    assert len({document.file for document in found}) == 4
    assert [document.error for document in found] == [""] * 4
    rows = [parse_document(document).rows["dates"][0]["id"] for document in (found[0], found[2])]
    assert rows[0] != rows[1]


def test_ids_that_are_taken_are_found_across_shards(tmp_path: Path):
    of_lines(tmp_path, *({"id": f"n{number % 600}", "text": "Words."} for number in range(1_200)))
    shards = list(read_shards(tmp_path / "archive.jsonl"))
    ids = [item.id for shard in shards for item in shard]
    assert len(set(ids)) == len(ids) == 1_200
    assert ids == [document.id for shard in shards for item in shard for document in item.documents()]
