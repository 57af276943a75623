"""An archive is read to its end, once, with the same rows, whatever dies on the way."""

from __future__ import annotations

import gc
import json
import multiprocessing
import os
import random
import shutil
import signal
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyarrow as pa
import pytest

from analysis.archive import parse
from analysis.archive.parse import Order, Written, parse_archive, write_shard
from analysis.archive.read import open_archive
from analysis.archive.source import Document, Line, Shard, read_shards
from analysis.archive.steps import _SETTINGS, UnfinishedError, Work, dask_client, mapped
from analysis.book import store
from analysis.book.parse import parse_document as original
from analysis.book.tables import TABLES
from analysis.cli import main
from analysis.sources.documents import text_document
from tests.archive.articles import archive

dask = pytest.importorskip("dask")
distributed = pytest.importorskip("distributed")
SEEDS = Path(__file__).parents[2] / "seeds"
MANY = 60
FORK = multiprocessing.get_context("fork")


def rows(out: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of an archive, sorted, missing values as None."""
    found = open_archive(out)
    ask = found._connection.execute
    return {name: sorted(ask(f'SELECT * FROM "{name}"').fetchall(), key=repr) for name in (*TABLES, "texts")}


def written(shards: Iterable[Shard], out: Path, client: object) -> Iterator[tuple[int, Shard, object]]:
    """What becomes of shards on a cluster."""
    return mapped(client, partial(write_shard, order=Order(out)), shards)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Enough short articles for some shards."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analysis.archive.source._MEAN", 8)
        patch.setattr("analysis.archive.source._MOST", 16)
        yield archive(tmp_path_factory.mktemp("archive") / "articles.jsonl", MANY, size=300)


@pytest.fixture(scope="module")
def out(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That archive, read without a disturbance."""
    out = tmp_path_factory.mktemp("undisturbed")
    run = parse_archive(source, out)
    assert (run.count("documents"), run.failed, len(run.shards) > 5) == (MANY, [], True)
    return out


@pytest.fixture(scope="module")
def undisturbed(out: Path) -> dict[str, list[tuple[object, ...]]]:
    return rows(out)


@pytest.fixture(scope="module")
def client() -> Iterator[object]:
    """A cluster as the program starts it, which soon gives up and whose workers have the program when they start."""
    with dask.config.set(_SETTINGS):
        preload = ["distributed", "analysis.archive.connect", "analysis.book.parse"]
        distributed.utils.get_mp_context().set_forkserver_preload(preload)
    with dask.config.set({"distributed.scheduler.allowed-failures": 1}), dask_client(2) as client:
        yield client


def test_a_run_that_is_killed_completes_with_the_same_rows(source: Path, undisturbed: dict, tmp_path: Path):
    draw = random.Random(0)
    for shards in range(4):  # of seven, so that one that is slow to be killed is not done either
        process = FORK.Process(target=parse_archive, args=(source, tmp_path))
        process.start()
        while process.is_alive() and len([*tmp_path.glob("texts/[!.]*")]) < shards:
            time.sleep(0.001)
        time.sleep(draw.uniform(0, 0.05))
        process.kill()
        process.join()
        assert process.exitcode == -signal.SIGKILL
    assert not (tmp_path / "archive.json").exists()
    parse_archive(source, tmp_path)
    assert rows(tmp_path) == undisturbed
    assert list(tmp_path.rglob(".*")) == []


def test_two_workers_of_which_one_is_killed_give_the_rows_of_one_process(
    source: Path, undisturbed: dict, tmp_path: Path, client
):
    before = set(client.run(os.getpid).values())
    for count, (_, _, done) in enumerate(written(read_shards(source), tmp_path, client)):
        assert isinstance(done, Written)
        if count == 1:
            os.kill(min(before), getattr(signal, "SIGKILL", signal.SIGTERM))
    assert set(client.run(os.getpid).values()) != before
    run = parse_archive(source, tmp_path, client)
    assert (run.count("new"), run.failed) == (0, [])
    assert rows(tmp_path) == undisturbed


def test_a_cluster_keeps_no_shard_in_memory_that_is_done(source: Path, tmp_path: Path, client):
    def kept() -> int:
        gc.collect()
        return sum(isinstance(thing, Line) for thing in gc.get_objects())

    before = kept()
    assert sum(1 for _ in written(read_shards(source), tmp_path, client)) > 3
    tries = iter(range(100))  # the scheduler lets go of the last ones a moment later
    while kept() > before and next(tries, None) is not None:
        time.sleep(0.1)
    assert kept() <= before


@dataclass(frozen=True)
class Deadly:
    """A document that takes its process with it."""

    id: str = "deadly"

    def key(self) -> str:
        return "deadly"

    def documents(self) -> list[Document]:
        os._exit(9)


def test_a_shard_that_keeps_killing_its_worker_is_reported_and_costs_no_other(source: Path, tmp_path: Path, client):
    def mixed() -> Iterator[object]:
        for number, shard in enumerate(read_shards(source)):
            if number == 2:
                yield (Deadly(),)
            yield shard

    found = list(written(mixed(), tmp_path, client))
    lost = [(shard[0].id, type(done).__name__) for _, shard, done in found if not isinstance(done, Written)]
    assert lost == [("deadly", "KilledWorker")]
    assert sum(done.documents for _, _, done in found if isinstance(done, Written)) == MANY


def test_a_step_that_no_worker_survives_ends_the_run_with_what_to_do(tmp_path: Path):
    work = Work.begin(tmp_path, tmp_path / "steps", [])
    with pytest.raises(UnfinishedError, match=r"survived “pairs”: give each m"):
        next(work.each(None, "pairs", dies, (1, iter([0]))))
    work.close()


def dies(work: Work, part: int) -> pa.Table:
    """What Dask says of a part, as of a shard above, after it took some processes with it."""
    raise distributed.KilledWorker("pairs", None, 1)


def dies_once(work: Work, part: int) -> pa.Table:
    """Die with the second part the first time."""
    died = work.folder / "died"
    if part and not died.exists():
        died.touch()
        os._exit(9)
    return pa.table({"part": [part]})


def test_a_part_whose_worker_died_is_made_by_another_once(tmp_path: Path, client):
    work = Work.begin(tmp_path, tmp_path / "steps", [])
    made = work.each(client, "pairs", dies_once, (4, iter(range(4))))
    assert sorted((number, *found["part"].to_pylist()) for number, found in made) == [(0, 0), (1, 1), (2, 2), (3, 3)]


def test_a_cluster_without_workers_gets_others(source: Path, tmp_path: Path, client, monkeypatch):
    monkeypatch.setattr("analysis.archive.steps._PATIENCE", 1)
    for nanny in list(client.cluster.workers.values()):
        client.sync(nanny.close)
    assert not client.nthreads()
    found = list(written(read_shards(source), tmp_path, client))
    assert sum(done.documents for _, _, done in found) == MANY


@pytest.mark.parametrize("before", [5, 15, 16, 17, 18])
def test_a_shard_that_breaks_off_between_two_tables_is_not_there(
    source: Path, tmp_path: Path, monkeypatch, before: int
):
    shard = next(read_shards(source))
    order = Order(tmp_path)
    write, written = store.write_table, []

    def breaks(table: object, path: Path) -> None:
        if len(written) == before:
            raise KeyboardInterrupt
        written.append(path)
        write(table, path)

    monkeypatch.setattr(store, "write_table", breaks)
    with pytest.raises(KeyboardInterrupt):
        write_shard(shard, order)
    monkeypatch.undo()
    assert write_shard(shard, order).new
    assert not write_shard(shard, order).new


def test_a_run_with_nothing_new_writes_nothing(source: Path, out: Path):
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.parquet")}
    assert parse_archive(source, out).count("new") == 0
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*.parquet")} == before


def test_what_left_the_source_leaves_the_tables(tmp_path: Path):
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "a.txt").write_text("One.", encoding="utf-8")
    parse_archive(texts, tmp_path / "out")
    (texts / "a.txt").write_text("Two.", encoding="utf-8")
    parse_archive(texts, tmp_path / "out")
    assert open_archive(tmp_path / "out").query("FROM texts")["text"].tolist() == ["Two."]
    assert len(list((tmp_path / "out" / "documents").iterdir())) == 1


def test_a_document_that_raises_is_a_row_with_its_error(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("analysis.book.parse.find_events", lambda *_: 1 / 0)
    run = parse_archive(SEEDS, tmp_path)
    documents = open_archive(tmp_path).query("FROM documents")
    assert run.count("errors") == run.count("documents") == len(documents)
    assert documents["error"].str.contains("ZeroDivisionError").all()


def test_a_worker_with_another_program_is_refused(tmp_path: Path):
    with pytest.raises(RuntimeError, match="another version"):
        write_shard(next(read_shards(SEEDS)), Order(tmp_path, program="another"))


def test_failed_shards_are_in_the_manifest_and_what_was_there_stays(
    source: Path, out: Path, tmp_path: Path, monkeypatch
):
    shutil.copytree(out, tmp_path, dirs_exist_ok=True)
    before = sorted(tmp_path.rglob("*.parquet"))
    monkeypatch.setattr(parse, "is_there", lambda *_: 1 / 0)
    run = parse_archive(source, tmp_path)
    assert len(run.failed) > 5
    assert json.loads((tmp_path / "archive.json").read_text("utf-8"))["failed"] == run.failed
    assert sorted(tmp_path.rglob("*.parquet")) == before


def test_an_archive_that_has_grown_reads_what_is_new(tmp_path: Path, monkeypatch):
    source = archive(tmp_path / "articles.jsonl", 12, size=300)
    parse_archive(source, tmp_path / "out")
    read = []
    monkeypatch.setattr(
        "analysis.book.parse.parse_document", lambda document: read.append(document.id) or original(document)
    )
    lines = source.read_text("utf-8").splitlines()
    source.write_text("\n".join([*lines[:7], json.dumps({"id": "new", "text": "News."}), *lines[8:]]), "utf-8")
    parse_archive(source, tmp_path / "out")
    assert read == ["new"]
    grown = rows(tmp_path / "out")
    parse_archive(source, tmp_path / "afresh")
    assert grown == rows(tmp_path / "afresh")


def test_ids_of_an_archive_lead_to_their_words(tmp_path: Path):
    path = tmp_path / "a.jsonl"
    text = "Talks\n\nThe envoy said on 3 May 2021 that 40 people had died in the attack there.\n"
    path.write_text(json.dumps({"id": "a", "text": text}), encoding="utf-8")
    parse_archive(path, tmp_path / "out")
    date = open_archive(tmp_path / "out").query("FROM dates").iloc[0]
    assert text[date["char_from"] : date["char_to"]] == date["text"] == "3 May 2021"
    assert text_document("a", text).id == date["document"]


def test_a_running_cluster_is_used_by_its_address(tmp_path: Path, client, capsys):
    assert main(["parse", str(SEEDS), "--out", str(tmp_path), "--dask", client.scheduler.address]) == 0
    assert "5 documents" in capsys.readouterr().out
    assert main(["open", str(tmp_path), "SELECT count(*) AS n FROM documents"]) == 0
    assert capsys.readouterr().out.split() == ["n", "5"]


CORRECTIONS = "document,table,action,words,before,after,column,value,who,when,why\n"


@pytest.mark.parametrize("lines", [False, True])
def test_corrections_and_outside_evidence_beside_the_source_are_applied(tmp_path: Path, lines: bool):
    text = "Talks\n\nThe envoy said on 3 May 2021 that 40 people had died in the attack there.\n"
    source = tmp_path / "source"
    (source / "reference").mkdir(parents=True)
    (source / "reference" / "tolls.csv").write_text("subject,concept,low,as_of\nTalks,deaths,41,2021\n", "utf-8")
    (source / ("a.jsonl" if lines else "a.txt")).write_text(
        json.dumps({"id": "a", "text": text}) if lines else text, "utf-8"
    )
    asked = source / "a.jsonl" if lines else source
    before = parse_archive(asked, tmp_path / "out")
    (source / "corrections.csv").write_text(
        f"{CORRECTIONS}a,figures,change,40 people,,,low,39,me,,\nb,figures,reject,40 people,,,,,me,,\n", "utf-8"
    )
    after = parse_archive(asked, tmp_path / "out")
    ask = open_archive(tmp_path / "out").query
    found = {name: ask(f"FROM {name}") for name in ("figures", "corrections", "outside")}
    again = parse_archive(asked, tmp_path / "out")
    assert [run.count("new") for run in (before, after, again)] == [1, 1, 0]
    assert found["figures"]["low"].tolist() == [39]
    assert found["corrections"][["document", "status"]].to_numpy().tolist() == [["a", "applied"], ["b", "stale"]]
    assert found["outside"]["low"].tolist() == [41]
    assert not list((tmp_path / "out").rglob(".*"))
