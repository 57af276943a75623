"""Claims of an archive side by side: `build_ledger`, a part at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]

from analysis.archive.shards import arrow_table, tuples, typed
from analysis.archive.steps import ROWS, Work, batches, read, together
from analysis.book.tables import TABLES
from analysis.claims import ledger as sayings
from analysis.claims.comparisons import Articles, Entry, Row, Topics, keyed, side_by_side
from analysis.claims.coreference import UNNAMED
from analysis.claims.ledger import dated, ledger_row
from analysis.core.tables import records

if TYPE_CHECKING:
    from distributed import Client
    from duckdb import DuckDBPyConnection

__all__ = [
    "connect_claims",
    "connect_sayings",
]

_PART = 10_000
"""Rows that are compared in one piece, as far as one subject does not have more."""
_EVENT = ("kind", "actors", "place", "earliest", "latest", "group")


def _write_keyed(work: Work, shard: int) -> None:
    """The figures of a shard that can be compared, with what decides with which, and the event of each."""
    events = read([work.path("timeline", work.shard_part(shard))])
    timeline = typed("timeline", events)
    documents = typed("documents", work.table("documents", shard, ["document", "written_earliest"]))
    figures = work.table("figures", shard)
    articles = Articles(documents, timeline, _kinds(work))
    told = {row["id"]: row for row in TABLES["timeline"].rows(timeline)}
    rows = TABLES["figures"].rows(typed("figures", figures).assign(at=range(figures.num_rows)))
    found = [(row["at"], key, event) for key, row, event in keyed(rows, told, articles)]
    kept = figures.take(pa.array([at for at, _, _ in found], pa.int64()))
    types = {name: events.schema.field(name).type for name in _EVENT} | {"actors": pa.list_(pa.string())}
    texts = {
        "key_family": [key.family for _, key, _ in found],
        "key_apart": [key.apart for _, key, _ in found],
        "key_name": [key.names[0] for _, key, _ in found],
        "key_other": [key.names[-1] for _, key, _ in found],
    }
    for name, words in texts.items():
        kept = kept.append_column(name, pa.array(words, pa.string()))
    for name in _EVENT:
        values = [event and _plain(event[name]) for _, _, event in found]
        kept = kept.append_column(f"event_{name}", pa.array(values, types[name]))
    written = [articles.written.get(document) for document in kept["document"].to_pylist()]
    work.write("keyed", work.shards[shard], kept.append_column("written", pa.array(written, pa.date32())))


def _write_claimed(work: Work, shard: int) -> None:
    """The claims of responsibility of a shard, with the attack that each is for."""
    columns = ["document", "kind", "earliest", "clause_from", "clause_to", "group"]
    events = typed("timeline", read([work.path("timeline", work.shard_part(shard))]).select(columns))
    columns = ["id", "document", "line", "speaker", "about", "claim", "char_from", "char_to"]
    statements = work.table("statements", shard, columns)
    rows = TABLES["statements"].rows(typed("statements", statements).assign(at=range(statements.num_rows)))
    found = [(row["at"], attack) for row, attack in sayings.claimed(rows, records(events))]
    kept = statements.take(pa.array([at for at, _ in found], pa.int64()))
    attacks = pa.array([attack for _, attack in found], pa.string())
    work.write("claimed", work.shards[shard], kept.append_column("attack", attacks))


def connect_claims(work: Work, client: Client | None) -> None:
    """Write the table `figures`, and of the ledger what `build_ledger` gives for figures and events.

    The grouped timeline and outside evidence must be there.
    """

    def figures() -> None:
        work.once("kinds", partial(_write_kinds, work), client)
        work.each(client, _write_keyed, range(len(work.shards)), "figures")
        _set_side_by_side(work, client, "figures side by side", "measured")
        work.once("figures", partial(_write_figures, work), client)

    def events() -> None:
        work.each(client, _write_claimed, range(len(work.shards)), "claims of responsibility")
        _set_side_by_side(work, client, "events side by side", "dated", "claimants")

    together(client, figures, events)


def connect_sayings(work: Work, client: Client | None) -> None:
    """Write what `build_ledger` gives for standings and remarks; the origins of the documents must be there."""
    _set_side_by_side(work, client, "sayings side by side", "leaders", "remarks")


def _set_side_by_side(work: Work, client: Client | None, what: str, *sections: str) -> None:
    asked = []
    for name in sections:
        asked += [(name, part) for part in work.once(name, partial(_parted, work, name), client)]
    work.each(client, _compare, asked, what)


def _write_kinds(work: Work) -> None:
    """The kind that each actor was last given."""
    with work.store() as store:
        actors = work.numbered(store, "actors", "actor, kind")
        kinds = f"SELECT actor, arg_max(kind, number) AS kind FROM {actors} GROUP BY 1"
        work.write("kinds", "all", store.sql(kinds).to_arrow_table())


def _parted(work: Work, name: str) -> list[int]:
    """The rows of one section of the ledger in parts, of which none has claims that belong with another's.

    Parts follow each other as the ledger does: by the first row of what belongs together.
    """
    with work.store() as store:
        select, key = _select(work, store, name)
        pieces = f"""
            WITH claims AS ({select}),
            keys AS (
                SELECT {key}, min(opens) AS opens, min(number) AS first, count(*) AS many FROM claims GROUP BY ALL
            ),
            placed AS (SELECT {key}, (sum(many) OVER (ORDER BY opens, first) - many) // {_PART} AS piece FROM keys)
            SELECT claims.*, piece::BIGINT AS piece FROM claims JOIN placed USING ({key})
        """
        return work.parted(store, name, pieces, "piece")


def _select(work: Work, store: DuckDBPyConnection, name: str) -> tuple[str, str]:
    """A question for all rows of a section, and what those that belong together have in common."""
    if name == "measured":
        _write_topics(work, store)
        columns = "k.*, coalesce(topics.root, key_name) AS key_root"
        source = f"{work.found('keyed')} k LEFT JOIN topics ON topics.name = key_name"
        return f"SELECT {columns}, number AS opens FROM {source}", "key_family, key_apart, key_root"
    if name == "dated":
        several = "count(*) OVER (PARTITION BY \"group\") > 1 OR kind = 'founding'"
        columns = 'id, document, line, attributed_to, kind, earliest, latest, stale, actors, event, "group"'
        return f"SELECT *, number AS opens FROM {work.ordered('timeline', columns)} QUALIFY {several}", '"group"'
    if name == "leaders":
        columns = (
            "id, document, line, attributed_to, dimension, scope, leader, modality, period_earliest, period_latest"
        )
        return f"SELECT *, number AS opens FROM {work.numbered(store, 'standings', columns)}", "dimension, scope"
    if name == "claimants":
        return f"SELECT *, number AS opens FROM {work.found('claimed')}", "attack"
    statements = work.numbered(store, "statements", "id, document, line, text, speaker, about, claim")
    several = "min(document) OVER speakers <> max(document) OVER speakers"
    place = "row_number() OVER (PARTITION BY speaker ORDER BY number) - 1"
    columns = f"*, min(number) OVER speakers AS opens, ({place}) // {sayings.TOGETHER} AS stretch"
    said = f"speaker <> '' AND NOT ends_with(speaker, '{UNNAMED}') AND claim = 'statement'"
    windows = f"WINDOW speakers AS (PARTITION BY speaker) QUALIFY {several}"
    return f"SELECT {columns} FROM {statements} WHERE {said} {windows}", "speaker, stretch"


def _write_topics(work: Work, store: DuckDBPyConnection) -> None:
    """Name → the name that stands for all names of its thing."""
    topics = Topics()
    pairs = f"SELECT DISTINCT key_name, key_other FROM {work.found('keyed')} WHERE key_name <> key_other"
    names: set[str] = set()
    for pair in store.execute(f"{pairs} ORDER BY ALL").fetchall():
        topics.join(*pair)
        names.update(pair)
    listed = sorted(names)
    roots = [topics.root(name) for name in listed]
    found = pa.table({"name": pa.array(listed, pa.string()), "root": pa.array(roots, pa.string())})
    store.register("found_topics", found)
    store.execute("CREATE OR REPLACE TEMP TABLE topics AS SELECT * FROM found_topics")


def _compare(work: Work, asked: tuple[str, int]) -> None:
    """The rows of the ledger that a part of a section gives."""
    name, part = asked
    table, entries = _SECTIONS[name]
    frame = typed(table, read(work.part(name, "piece", part)).sort_by("number"))
    found = list(entries(work, frame))
    documents = sorted({str(member["document"]) for entry, _ in found for member in entry.members})
    origin = _origins(work, documents)
    counted = set(frame["id"]) if name == "measured" else set()
    outside = records(pd.read_parquet(work.path("outside", 0)))
    ledger = [ledger_row(entry, origin, counted, outside) for entry, _ in found]
    order = sorted(range(len(found)), key=lambda at: (found[at][1], found[at][0].members[0]["number"]))
    section = list(_SECTIONS).index(name) + 1
    work.write("ledger", f"{section}-{part:06}", arrow_table("ledger", (ledger[at] for at in order)))
    if name == "measured":
        pairs = [
            (member["number"], row["id"])
            for (entry, _), row in zip(found, ledger, strict=True)
            for member in entry.members
        ]
        columns = {
            "number": pa.array([number for number, _ in pairs], pa.int64()),
            "group": pa.array([group for _, group in pairs], pa.string()),
        }
        work.write("members", part, pa.table(columns))


Found = Iterator[tuple[Entry, int]]
"""Entries, each with the number of the row by which it was found: they come in that order."""


def _measured(work: Work, frame: pd.DataFrame) -> Found:
    rows = TABLES["figures"].rows(frame)
    documents = frame[["document", "written"]].rename(columns={"written": "written_earliest"}).drop_duplicates()
    articles = Articles(documents, TABLES["timeline"].frame(), _kinds(work))
    joined: dict[tuple[str, str, str], list[tuple[Row, Row | None]]] = defaultdict(list)
    for row in rows:
        event = {name: row[f"event_{name}"] for name in _EVENT} if isinstance(row["event_kind"], str) else None
        joined[row["key_family"], row["key_apart"], row["key_root"]].append((row, event))
    for (family, _, _), pairs in joined.items():
        yield side_by_side(family, pairs, articles), pairs[0][0]["number"]


def _dated(work: Work, frame: pd.DataFrame) -> Found:
    yield from _by_first_member(dated(TABLES["timeline"].rows(frame)))


def _leaders(work: Work, frame: pd.DataFrame) -> Found:
    yield from _by_first_member(sayings.leaders(TABLES["standings"].rows(frame)))


def _by_first_member(entries: Iterable[Entry]) -> Found:
    for entry in entries:
        yield entry, entry.members[0]["number"]


def _claimants(work: Work, frame: pd.DataFrame) -> Found:
    events = work.ordered("timeline", 'event, "group"')
    first = f'SELECT "group", arg_min(event, number) FROM {events} WHERE "group" IN (SELECT unnest(?)) GROUP BY 1'
    with work.store() as store:
        told = dict(store.execute(first, [sorted(set(frame["attack"]))]).fetchall())
    rows = TABLES["statements"].rows(frame)
    yield from _by_first_member(sayings.claimants(((row, row["attack"]) for row in rows), told))


def _remarks(work: Work, frame: pd.DataFrame) -> Found:
    opens = dict(zip(frame["speaker"], frame["opens"], strict=True))
    stretches: dict[int, list[Row]] = defaultdict(list)
    for row in TABLES["statements"].rows(frame):
        stretches[row["stretch"]].append(row)
    for _, stretch in sorted(stretches.items()):
        for entry in sayings.remarks(stretch):
            yield entry, opens[entry.subject]


_SECTIONS: dict[str, tuple[str, Any]] = {
    "measured": ("figures", _measured),
    "dated": ("timeline", _dated),
    "claimants": ("statements", _claimants),
    "leaders": ("standings", _leaders),
    "remarks": ("statements", _remarks),
}


def _write_figures(work: Work) -> None:
    """The table, shard by shard, each figure with the row of the ledger that it stands in."""
    with work.store() as store:
        found: Iterator[tuple[int, str]] = iter(())
        if any(work.folder.glob("members/*.parquet")):
            answer = store.sql(f'SELECT number, "group" FROM {work.found("members")} ORDER BY number')
            found = (row for batch in batches(answer) for row in tuples(batch))
        _write_members(work, found)


def _write_members(work: Work, found: Iterator[tuple[int, str]]) -> None:
    """The table, with the group of each figure that has one: numbers and groups in the order of the numbers."""
    ahead = next(found, None)
    for shard in range(len(work.shards)):
        rows = work.table("figures", shard).drop_columns(["number"])
        groups = [""] * rows.num_rows
        while ahead and ahead[0] >> ROWS == shard:
            groups[ahead[0] & (1 << ROWS) - 1] = ahead[1]
            ahead = next(found, None)
        at = rows.schema.get_field_index("group")
        rows = rows.set_column(at, "group", pa.array(groups, pa.string()))
        work.write("figures", work.shard_part(shard), rows)


@lru_cache(maxsize=1)
def _kinds(work: Work) -> dict[str, str]:
    return dict(tuples(read([work.path("kinds", "all")])))


def _origins(work: Work, documents: Sequence[str]) -> dict[str, str]:
    with work.store() as store:
        sql = f"SELECT document, origin FROM {work.found('sources')} WHERE document IN (SELECT unnest(?))"
        return dict(store.execute(sql, [documents]).fetchall())


def _plain(value: Any) -> Any:
    return value.date() if isinstance(value, pd.Timestamp) else value
