"""Which mentions of an archive tell of the same event: `group_events`, a block at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from analysis.archive.shards import arrow_table, tuples, typed
from analysis.archive.steps import Work, batches, read
from analysis.claims import grouping
from analysis.claims.grouping import ACROSS, Block, BlockName, Group, Likeness, Mention, block_year
from analysis.claims.timeline import GROUP_COLUMNS, group_values, mentions

if TYPE_CHECKING:
    from distributed import Client
    from duckdb import DuckDBPyConnection

__all__ = [
    "connect_mentions",
    "write_mentions",
    "write_timeline",
]

_READ = (
    *("id", "document", "earliest", "latest", "kind", "actors", "event", "attributed_to"),
    *("sentence_from", "sentence_to"),
)
_FACTS = 20_000
_TEXTS = pa.list_(pa.string())


def write_mentions(work: Work, shard: int) -> None:
    """What tells the events of a shard apart, and the block that each belongs to."""
    rows = work.table("timeline", shard, [*_READ])
    found = list(mentions(typed("timeline", rows)))
    columns = {
        **{name: pa.array([getattr(mention, name) for mention in found], pa.int64()) for name in ("low", "high")},
        **{name: pa.array([getattr(mention, name) for mention in found], pa.string()) for name in ("kind", "lead")},
        "actors": pa.array([sorted(mention.actors) for mention in found], _TEXTS),
        "words": pa.array([sorted(mention.words) for mention in found], _TEXTS),
        "tokens": pa.array([mention.tokens for mention in found], _TEXTS),
        "many": pa.array([mention.many for mention in found], pa.bool_()),
        "sentence": pa.array([mention.sentence and mention.sentence[1] for mention in found], pa.int64()),
        "year": pa.array([block_year(mention.low, mention.high, mention.kind) for mention in found], pa.int64()),
        **{name: rows[name] for name in ("number", "id", "document", "attributed_to")},
    }
    work.write("mentions", work.shards[shard], pa.table(columns))


def connect_mentions(work: Work, client: Client | None) -> None:
    """Find the groups of all mentions."""
    total = work.once("tokens", partial(_write_tokens, work), client)
    names = [BlockName(*name) for name in work.once("blocks", partial(_write_blocks, work), client)]
    within = [number for number, name in enumerate(names) if name.year != ACROSS]
    asked = [(number, names[number], total, _across(names)) for number in within]
    work.each(client, _group_within, asked, "events within a year")
    work.each(client, _group_across, [(number, total, within) for number in _across(names)], "events across years")


def write_timeline(work: Work, client: Client | None) -> None:
    """Write the table `timeline`, shard by shard, with its groups filled as `group_events` does.

    The groups and the origins of the documents must be there.
    """
    work.once("timeline", partial(_fill_groups, work), client)


def _fill_groups(work: Work) -> None:
    with work.store() as store:
        if any(work.folder.glob("groups/*.parquet")):
            store.execute(f"""
                CREATE TEMP TABLE told AS
                SELECT number, min(number) OVER (PARTITION BY "group") AS first FROM {work.found("groups")}
            """)
            work.once("facts", partial(_write_facts, work, store))
        _write_timeline(work, store)


def _write_tokens(work: Work) -> int:
    """Names and words, with the number of mentions that each stands in; how many mentions there are."""
    every = work.found("mentions")
    tokens = f"SELECT token, count(*) AS times FROM (SELECT unnest(tokens) AS token FROM {every}) GROUP BY 1"
    with work.store() as store:
        total: int = store.execute(f"SELECT count(*) FROM {every}").fetchall()[0][0]
        work.write("tokens", total, store.sql(f"SELECT * FROM ({tokens}) WHERE times > 1").to_arrow_table())
    return total


def _across(names: Sequence[BlockName]) -> list[int]:
    return [number for number, name in enumerate(names) if name.year == ACROSS]


def _write_blocks(work: Work) -> list[BlockName]:
    """Cut the mentions as `grouping.blocks` does; the blocks in their order, with which they are numbered."""
    most = grouping.MOST
    with work.store() as store:
        store.execute(f"""
            CREATE TEMP TABLE placed AS
            WITH sized AS (
                SELECT number, year, low, high, kind, count(*) OVER (PARTITION BY year) > {most} AS cut
                FROM {work.found("mentions")}
            ), parts AS (
                SELECT number, year, kind, (row_number() OVER (
                    PARTITION BY year, kind ORDER BY low, high, number) - 1) // {most} AS part
                FROM sized WHERE cut
            )
            SELECT number, year, '' AS kind, 0 AS part FROM sized WHERE NOT cut UNION ALL SELECT * FROM parts
        """)
        found = store.execute("SELECT DISTINCT year, kind, part FROM placed").fetchall()
        names = sorted(BlockName(*row) for row in found)
        store.execute("CREATE TEMP TABLE blocks (block INT, year BIGINT, kind TEXT, part BIGINT)")
        if names:
            store.executemany("INSERT INTO blocks VALUES (?, ?, ?, ?)", [(at, *name) for at, name in enumerate(names)])
            columns = "number, low, high, kind, actors, words, lead, many, document, sentence"
            select = f"""
                SELECT {", ".join(f"m.{name}" for name in columns.split(", "))}, block
                FROM {work.found("mentions")} m JOIN placed p USING (number)
                JOIN blocks b ON (b.year, b.kind, b.part) = (p.year, p.kind, p.part)
            """
            work.parted(store, "blocks", select, "block")
    return names


def _group_within(work: Work, asked: tuple[int, BlockName, int, Sequence[int]]) -> None:
    """The groups of one block, and which of them is most like each mention across years."""
    number, name, total, across = asked
    block = Block(_likeness(work, total), _read(work.part("blocks", "block", number)))
    first = {id(group): min(member.number for member in group.members) for group in block.groups}
    nearest = []
    for path in (path for other in across for path in work.part("blocks", "block", other)):
        for mention in _read([path]):
            if name.may_hold(mention) and (found := block.nearest(mention)):
                nearest.append((mention.number, found[0], first[id(found[1])], number))
    names = ("number", "score", "first", "block")
    columns: list[Sequence[Any]] = [*zip(*nearest, strict=True)] or [()] * 4
    types = (pa.int64(), pa.float64(), pa.int64(), pa.int64())
    work.write("near", number, pa.table([pa.array(*each) for each in zip(columns, types, strict=True)], names))
    _keep(work, number, ((first[id(group)], group) for group in block.groups))


def _group_across(work: Work, asked: tuple[int, int, Sequence[int]]) -> None:
    """Mentions across years, each with the group of a year that is most like it, or grouped among themselves."""
    number, total, within = asked
    own = list(_read(work.part("blocks", "block", number)))
    numbers = {mention.number for mention in own}
    groups: dict[int, Group] = {}
    nearest: dict[int, tuple[float, Group]] = {}
    for block in within:
        for name, score, first, _ in tuples(read([work.path("near", block)])):
            if name in numbers and (name not in nearest or score > nearest[name][0]):
                nearest[name] = score, groups.setdefault(first, Group(0, 0))
    among = Block(_likeness(work, total), own, nearest).groups
    found = [(min(member.number for member in group.members), group) for group in among]
    _keep(work, number, [*found, *groups.items()])


def _keep(work: Work, block: int, groups: Iterable[tuple[int, Group]]) -> None:
    pairs = [(member.number, first) for first, group in groups for member in group.members]
    columns = {
        "number": pa.array([number for number, _ in pairs], pa.int64()),
        "group": pa.array([first for _, first in pairs], pa.int64()),
    }
    work.write("groups", block, pa.table(columns))


@lru_cache(maxsize=1)
def _likeness(work: Work, total: int) -> Likeness:
    return Likeness(dict(tuples(read([work.path("tokens", total)]))), total)


def _read(paths: Iterable[Path]) -> Iterator[Mention]:
    """The mentions of a block."""
    for path in paths:
        for batch in pq.ParquetFile(path).iter_batches(10_000):
            for row in tuples(batch):
                number, low, high, kind, actors, words, lead, many, document, start, *_ = row
                sentence = None if start is None else (document, start)
                yield Mention(number, low, high, kind, frozenset(actors), frozenset(words), lead, many, sentence)


def _write_facts(work: Work, store: DuckDBPyConnection) -> None:
    """What each mention has in the columns of its group, in the order of the timeline."""
    answer = store.sql(f"""
        SELECT first, id, low, high, document, attributed_to, coalesce(origin, document) AS origin
        FROM told JOIN {work.found("mentions")} m USING (number) LEFT JOIN {work.found("sources")} o USING (document)
        ORDER BY first, number
    """)
    rows = (row for batch in batches(answer) for row in tuples(batch))
    found: list[tuple[int, tuple[object, ...]]] = []
    part = 0
    for first, grouped in groupby(rows, key=lambda row: row[0]):
        found.append((first, _values(list(grouped))))
        if len(found) >= _FACTS:
            work.write("facts", part, _facts(found))
            found, part = [], part + 1
    work.write("facts", part, _facts(found))


def _facts(found: Sequence[tuple[int, tuple[object, ...]]]) -> pa.Table:
    rows = arrow_table("timeline", [dict(zip(GROUP_COLUMNS, values, strict=True)) for _, values in found])
    return rows.select(GROUP_COLUMNS).append_column("first", pa.array([first for first, _ in found], pa.int64()))


def _values(rows: Sequence[tuple[Any, ...]]) -> tuple[object, ...]:
    _, ids, lows, highs, documents, speakers, origins = zip(*rows, strict=True)
    low, high = max(lows), min(highs)
    agrees = low <= high
    if not agrees:
        low, high = min(lows), max(highs)
    sources = list(zip(documents, speakers, strict=True))
    return group_values(ids[0], low, high, agrees, sources, dict(zip(documents, origins, strict=True)))


def _write_timeline(work: Work, store: DuckDBPyConnection) -> None:
    """The table, shard by shard."""
    found = iter(())
    if any(work.folder.glob("facts/*.parquet")):
        listed = ", ".join(f'f."{name}"' for name in GROUP_COLUMNS)
        answer = store.sql(f"SELECT {listed} FROM told JOIN {work.found('facts')} f USING (first) ORDER BY number")
        found = batches(answer)
    kept = pa.table({})
    for shard in range(len(work.shards)):
        rows = work.table("timeline", shard).drop_columns(["number"])
        while kept.num_rows < rows.num_rows:
            more = pa.Table.from_batches([next(found)])
            kept = pa.concat_tables([kept, more]) if kept.num_rows else more
        for name in GROUP_COLUMNS if rows.num_rows else ():
            at = rows.schema.get_field_index(name)
            rows = rows.set_column(at, name, pc.cast(kept[name].slice(0, rows.num_rows), rows.schema.field(at).type))
        kept = kept.slice(rows.num_rows)
        work.write("timeline", work.shard_part(shard), rows)
