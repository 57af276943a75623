"""Parsing: shards of documents as Parquet, each document read once, each shard there whole or not at all."""

from __future__ import annotations

import json
import shutil
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from analysis.archive import connect
from analysis.archive.source import Item, Shard, across_name, hash_key, read_shards, shard_key
from analysis.archive.steps import ARCHIVE, LATER, Work, beside, columns, is_there, mapped, progress
from analysis.book import parse as reading
from analysis.book import store
from analysis.book.tables import TABLES, taking_part
from analysis.claims.comparisons import surroundings
from analysis.claims.corrections import Correction, apply_corrections, read_corrections
from analysis.claims.grouping import mentions
from analysis.claims.origins import article_texts, shingles
from analysis.core import files
from analysis.core.tables import Row, records
from analysis.sources.declared import CORRECTED, Place
from analysis.sources.documents import Document
from analysis.sources.reference import read_reference

if TYPE_CHECKING:
    from distributed import Client

# What a shard has beside tables; `keys` is written last: where it stands, the shard is whole.
_MADE = ("texts", "prints", "mentions", "numbers", "keys")
_TABLES = [name for name in TABLES if name not in LATER]
_BATCH = 64  # documents whose rows stand in memory as Python objects, before they become columns
_KEPT = dict.fromkeys(("document", "text", "key"), pa.string())
_WORDS = pa.list_(pa.string())
# What tells events apart, in the columns of `mentions`.
_MENTION = dict.fromkeys(("low", "high", "sentence", "year"), pa.int64())
_MENTION |= {"kind": pa.string(), "lead": pa.string(), "actors": _WORDS, "words": _WORDS}
Read = tuple[Document, str, dict[str, list[Row]]]  # with the key of its item, and the rows that are read in it
Roles = Mapping[str, Mapping[int, str]]  # of documents, what an analyst says that lines of them are
Tables = dict[str, pa.Table]


@dataclass(frozen=True)
class Order:
    """What the shards of a run have in common: their folder, which all workers share, corrections, and the program."""

    out: Path
    corrections: tuple[Correction, ...] = ()
    program: str = field(default_factory=lambda: store.program_hash())
    run: str = field(default_factory=lambda: uuid4().hex)  # tells it from others


class Written(NamedTuple):
    """What became of a shard: names of its files, as corrected and as read; what it holds; whether it is new."""

    key: str
    raw: str
    documents: int
    bytes: int
    errors: int  # documents with an error
    new: bool


@dataclass(slots=True)
class Run:
    """What a run did: its shards in the order of the source, and what failed with its reason."""

    written: list[Written] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    @property
    def shards(self) -> list[str]:
        """Keys of the shards."""
        return [shard.key for shard in self.written]

    def count(self, what: str) -> int:
        """How many documents, bytes, errors or new shards there are in all."""
        return sum(getattr(shard, what) for shard in self.written)

    def manifest(self, across: str) -> dict[str, Any]:
        """What `archive.json` says."""
        raw = [shard.raw for shard in self.written if shard.raw != shard.key]
        said = {"documents": self.count("documents"), "tables": [*TABLES], "across": across, "shards": self.shards}
        return said | {"uncorrected": raw, "failed": self.failed}


def parse_archive(source: Path | str, out: Path | str, client: Client | None = None, show: bool = False) -> Run:
    """Parse all documents of an archive (see `read_shards`) into a Parquet dataset, one folder a table.

    A run that was interrupted, at whatever moment, is completed by running it again: shards that are there are kept.
    One run at a time may write to a folder. Corrections and outside evidence in that folder, or beside that file, are
    applied. A shard that raised, or that its worker did not survive three times, is in `failed`.
    """
    source, out = Path(source).absolute(), Path(out).absolute()
    beside = source if source.is_dir() else source.parent
    order = Order(out, tuple(read_corrections(beside / "corrections.csv")))
    out.mkdir(parents=True, exist_ok=True)
    found: dict[int, Written] = {}
    run = Run()
    with progress("reading", " articles", shown=show) as tick:
        for number, shard, done in mapped(client, partial(write_shard, order=order), read_shards(source)):
            if isinstance(done, Written):
                found[number] = done
                tick(done.documents)
            else:
                run.failed.append(f"{' to '.join(item.name for item in (*shard[:1], *shard[-1:]))}: {done}")
    run.written = [done for _, done in sorted(found.items())]
    across = across_name([shard.raw for shard in run.written], beside)
    manifest = run.manifest(across) | {"source": str(source)}
    files.write_whole(out / ARCHIVE, json.dumps(manifest, indent=1, ensure_ascii=False).encode())
    if not run.failed:
        tidy(out, {*manifest["shards"], *manifest["uncorrected"]}, {across})
        if not (out / across).is_dir():
            with files.beside(out / across) as folder, closing(Work.begin(out, folder, run.shards, show=show)) as work:
                connect.connect(work, order.corrections, read_reference(beside / "reference"), client)
    return run


def write_shard(shard: Shard, order: Order, tick: Callable[[], object] = lambda: None) -> Written:
    """Read the documents of a shard, `tick` after each, and write its tables; what is there already stays."""
    if store.program_hash() != order.program:
        raise RuntimeError("this worker has another version of the program or its word lists: install the same on all")
    keys = [item.key() for item in shard]
    key = raw = shard_key(keys)
    new = not is_there(order.out, raw)
    if new:
        write_tables(order.out, raw, _tables(shard, keys, order, tick))
    ids = {item.id for item in shard} if order.corrections else set()
    if own := [line for line in order.corrections if ids & {line.document, line.document.rpartition(".")[0]}]:
        key = hash_key(raw, repr(own))
        if not is_there(order.out, key):
            new = True
            write_tables(order.out, key, _corrected(_read(order.out, raw), own, shard))
    found = store.read_table(order.out / "documents" / f"{key}.parquet", ["bytes", "error"])
    errors = sum(map(bool, found["error"].to_pylist()))
    return Written(key, raw, found.num_rows, sum(found["bytes"].to_pylist()), errors, new)


def write_tables(out: Path, key: str, tables: Tables) -> None:
    """Write all tables of a shard, `keys` last: one that was interrupted is not there."""
    for name in sorted(tables, key="keys".__eq__):
        store.write_table(tables[name], out / name / f"{key}.parquet")


def pick(out: Path, key: str, wanted: Collection[str], by: str = "document") -> Tables:
    """The rows of some documents of a shard, by their names or their keys."""
    tables = _read(out, key)
    held = tables["keys"].filter(pc.is_in(tables["keys"][by], pa.array(wanted, pa.string())))["document"]
    return {name: rows.filter(pc.is_in(rows["document"], held)) for name, rows in tables.items()}


def join(parts: Sequence[Tables], order: Sequence[str], by: str = "document") -> Tables:
    """Parts of a shard as one, with the documents in the order of their names or keys."""
    whole = {name: pa.concat_tables([part[name] for part in parts]) for name in parts[0]}
    keys = whole["keys"]
    held = keys.take(pc.sort_indices(pc.index_in(keys[by], pa.array(order, pa.string()))))["document"].combine_chunks()
    return {name: rows.take(pc.sort_indices(pc.index_in(rows["document"], held))) for name, rows in whole.items()}


def _read(out: Path, key: str) -> Tables:
    return {name: store.read_table(out / name / f"{key}.parquet") for name in (*_TABLES, *_MADE)}


def _tables(shard: Shard, keys: Sequence[str], order: Order, tick: Callable[[], object]) -> Tables:
    """The rows of a shard: of documents that another one has from there, and of the others as they are read now."""
    known, kept = _kept(order.out, order.run), defaultdict(list)
    for key in filter(known.__contains__, keys):
        kept[known[key]].append(key)
    parts = []
    for other, wanted in kept.items():
        with suppress(store.SpoiledError):
            parts.append(pick(order.out, other, wanted, "key"))
    told = {key for part in parts for key in part["keys"]["key"].to_pylist()}
    left = [(item, key) for item, key in zip(shard, keys, strict=True) if key not in told]
    if left or not parts:
        parts.append(_parsed(left, tick, {}))
    return join(parts, keys, "key")


@lru_cache(maxsize=1)
def _kept(out: Path, run: str) -> dict[str, str]:
    """Key of a document → a shard that has it, as the run finds them when it first misses one."""
    found: dict[str, str] = {}
    for path in (out / "keys").glob("[!.]*.parquet"):
        try:
            found |= dict.fromkeys(filter(None, store.read_table(path, ["key"])["key"].to_pylist()), path.stem)
        except store.SpoiledError:
            path.unlink(missing_ok=True)
    return found


def _parsed(items: Iterable[tuple[Item, str]], tick: Callable[[], object], roles: Roles) -> Tables:
    """What the readers find in documents, some of whose lines have the role that an analyst gave them."""
    found, parts = _documents(items, tick, roles), list[Tables]()
    while (batch := [*islice(found, _BATCH)]) or not parts:
        read = {name: [row for *_, rows in batch for row in rows.get(name, ())] for name in _TABLES}
        kept = columns(((document.id, document.text, key) for document, key, _ in batch), **_KEPT)
        tables = {name: store.arrow_table(TABLES[name], of_table) for name, of_table in read.items()}
        tables |= {"texts": kept.drop(["key"]), "keys": kept.drop(["text"])}
        parts.append(tables | _derived(tables))
    return {name: pa.concat_tables([part[name] for part in parts]) for name in parts[0]}


def _documents(items: Iterable[tuple[Item, str]], tick: Callable[[], object], roles: Roles) -> Iterator[Read]:
    """The documents of items, each with the key of its item and the rows that are read in it."""
    for item, key in items:
        for document in item.documents():
            lines = ((line - document.above, role) for line, role in roles.get(document.id, {}).items())
            places = (*document.declared.places, *(Place(line, line, role, CORRECTED) for line, role in lines))
            document = replace(document, declared=replace(document.declared, places=places))
            yield document, key, reading.parse_document(document).rows
        tick()


def _derived(tables: Tables) -> Tables:
    """What steps across documents need of each: hashed word sequences, what tells events apart, and numbers."""
    texts = article_texts(store.tuples(tables["passages"].select(["document", "role", "text"])))
    hashes = ((name, shingles(text)) for name, text in texts.items())
    told = map(attrgetter(*_MENTION), mentions(TABLES["timeline"].rows(tables["timeline"])))
    near = surroundings([*TABLES["figures"].rows(tables["figures"])], dict(store.tuples(tables["texts"])))
    numbers = columns(((bucket, sorted(words)) for bucket, words in near), bucket=pa.string(), words=_WORDS)
    return {
        "prints": columns(hashes, document=pa.string(), hashes=pa.list_(pa.uint32())),
        "mentions": beside(tables["timeline"].select(["id", "document", "attributed_to"]), columns(told, **_MENTION)),
        "numbers": beside(tables["figures"].select(["id", "document"]), numbers),
        "takes_part": taking_part(tables),
    }


def _corrected(tables: Tables, own: Sequence[Correction], shard: Shard) -> Tables:
    """The tables as corrected; a document whose lines have other roles is read again before the rest is applied."""
    texts, roles = dict(store.tuples(tables["texts"])), [line for line in own if line.table == "passages"]
    passages = store.frame(tables["passages"])
    told, found = apply_corrections({"passages": passages}, roles, texts)
    changed = found["passages"][found["passages"]["role"] != passages["role"]]
    if len(changed):
        tables = _read_again(tables, changed, shard)
    frames = {name: store.frame(rows) for name, rows in tables.items() if name not in _MADE}
    rest, found = apply_corrections(frames, [line for line in own if line.table != "passages"], texts)
    found["corrections"] = pd.concat([told, rest]).sort_values("line", ignore_index=True) if roles else rest
    touched = {"corrections", *(line.table for line in own)} & found.keys()
    tables = tables | {name: store.frame_table(TABLES[name], found[name]) for name in touched}
    keys = tables["keys"]  # no document is as it was read
    return tables | _derived(tables) | {"keys": keys.set_column(1, "key", pa.array([""] * len(keys), pa.string()))}


def _read_again(tables: Tables, passages: pd.DataFrame, shard: Shard) -> Tables:
    """The tables with the documents of some lines read anew, in which these have other roles."""
    roles: dict[str, dict[int, str]] = defaultdict(dict)
    for row in records(passages):
        roles[row["document"]][row["line"]] = row["role"]
    ids = {name for document in roles for name in (document, document.rpartition(".")[0])}
    again = _parsed([(item, "") for item in shard if item.id in ids], lambda: None, roles)
    held = again["keys"]["document"].combine_chunks()
    kept = {name: rows.filter(pc.invert(pc.is_in(rows["document"], held))) for name, rows in tables.items()}
    return join([kept, again], tables["keys"]["document"].to_pylist())


def tidy(out: Path, shards: Collection[str], across: Collection[str], age: float = 0) -> None:
    """Remove what no longer belongs to a dataset, if it is as old as that in seconds, and halves of files."""
    kept, before = {f"{key}.parquet" for key in shards}, time.time() - age
    for path in (path for name in (*_TABLES, *_MADE) for path in (out / name).glob("*")):
        if path.name not in kept and path.stat().st_mtime <= before:
            path.unlink(missing_ok=True)
    for path in (*out.glob("across-*"), *out.glob(".*.part")):
        if path.name not in across and path.stat().st_mtime <= before:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
