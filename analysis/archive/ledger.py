"""Claims side by side: what is about one thing is brought together, and compared a part at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa  # type: ignore[import-untyped]

from analysis.archive.steps import Work, beside, columns, likeness_of
from analysis.book.store import arrow_table, frame, write_table
from analysis.book.tables import TABLES
from analysis.claims import ledger as sayings
from analysis.claims.comparisons import Articles, Entry, Row, keyed, side_by_side
from analysis.claims.coreference import UNNAMED
from analysis.claims.ledger import ledger_row
from analysis.claims.origins import join, root
from analysis.core.tables import records

if TYPE_CHECKING:
    from distributed import Client
    from duckdb import DuckDBPyConnection

__all__ = [
    "set_side_by_side",
]

_PART = 10_000
"""Rows that are compared in one piece, as far as one subject does not have more."""
_SECTION = 1_000_000
_KEYED = {
    **dict.fromkeys(("key_family", "key_apart", "key_name", "key_other"), pa.string()),
    **dict.fromkeys(("is_of", "acts", "counting"), pa.bool_()),
    **dict.fromkeys(("told_earliest", "told_latest", "reported"), pa.date32()),
    "partners": pa.list_(pa.string()),
}
"""What `keyed` adds to a figure."""


def set_side_by_side(work: Work, client: Client | None) -> None:
    """Write the tables `ledger` and `figures`; the grouped timeline, the sources and outside evidence must be there."""
    shards = range(len(work.shards))
    work.each(client, "keyed", _keyed, shards)
    work.once(client, "topics", _write_topics)
    for section in sorted(range(len(_SECTIONS)), reverse=True):  # numbers first: what they hold is no single claim
        name, (_, _, by) = [*_SECTIONS.items()][section]
        parts = work.gather(client, name, partial(_asked, name), by=by, first="opens", most=_PART)
        work.each(client, "ledger", _compare, [_SECTION * section + part for part in parts])
    work.once(client, "figures", _write_figures)


def _keyed(work: Work, shard: int) -> pa.Table:
    """The figures of a shard that can be compared, with what decides with which."""
    events = {row["id"]: row for row in TABLES["timeline"].rows(frame(work.shard("timeline", shard)))}
    figures, written = work.shard("figures", shard), work.shard("documents", shard, ["document", "written_earliest"])
    actors = records(frame(work.shard("actors", shard, ["document", "actor", "kind", "mentions"])))
    rows = TABLES["figures"].rows(frame(figures).assign(at=range(figures.num_rows)))
    found = [*keyed(rows, events, Articles(frame(written), events.values(), actors))]
    kept = figures.take(pa.array([row["at"] for row in found], pa.int64()))
    return beside(kept, columns(([row[name] for name in _KEYED] for row in found), **_KEYED))


def _asked(name: str, work: Work, store: DuckDBPyConnection) -> str:
    """What `_select` gives, with where the words of each row come from."""
    joined = f"LEFT JOIN {work.found('sources')} s ON s.document = c.document"
    return f"SELECT c.*, coalesce(s.origin, c.document) AS comes_from FROM ({_select(name, work, store)}) c {joined}"


def _select(name: str, work: Work, store: DuckDBPyConnection) -> str:
    """A question for all rows of a section; `opens` is the number of the first row that belongs together with each."""
    if name in ("measured", "numbers"):
        columns = "k.*, coalesce(topics.root, key_name) AS key_root, number AS opens"
        topics = f"LEFT JOIN {work.found('topics')} topics ON topics.name = key_name"
        placed = f"SELECT {columns} FROM {work.table(store, 'keyed')} k {topics}"
        alike = "OVER (PARTITION BY key_family, key_apart, key_root)"
        if name == "measured":  # but no single claim that stands in a row of like numbers
            taken = f"SELECT unnest(string_split(members, ' ')) FROM {work.found('ledger')}"
            return f"{placed} QUALIFY count(*) {alike} > 1 OR id NOT IN ({taken})"
        held = f"SELECT id FROM ({placed}) QUALIFY min(document) {alike} <> max(document) {alike}"
        columns = "f.*, bucket, words, min(f.number) OVER alike AS opens"
        joined = f"{work.table(store, 'figures')} f JOIN {work.table(store, 'numbers')} n USING (number)"
        return f"""
            SELECT {columns} FROM {joined} WHERE bucket <> '' AND f.id NOT IN ({held})
            WINDOW alike AS (PARTITION BY bucket) QUALIFY min(f.document) OVER alike <> max(f.document) OVER alike
        """
    if name == "dated":
        several = "count(*) OVER (PARTITION BY \"group\") > 1 OR kind = 'founding'"
        return f"SELECT *, number AS opens FROM {work.table(store, 'timeline')} QUALIFY {several}"
    if name == "leaders":
        return f"SELECT *, number AS opens FROM {work.table(store, 'standings')}"
    if name == "claimants":
        events, statements = work.table(store, "timeline"), work.table(store, "statements")
        distance = "greatest(clause_from - s.char_to, s.char_from - clause_to, 0)"
        return f"""
            WITH near AS (
                SELECT s.number, "group" AS attack FROM {statements} s
                JOIN {events} e ON e.document = s.document AND e.kind = 'attack'
                    AND {distance} <= {sayings.NEAR_ATTACK}
                WHERE claim LIKE '%responsibility'
                QUALIFY row_number() OVER (PARTITION BY s.number ORDER BY earliest DESC NULLS LAST, {distance}) = 1
            ), told AS (SELECT "group" AS attack, arg_min(event, number) AS told FROM {events} GROUP BY 1)
            SELECT s.*, coalesce(near.attack, id) AS attack, coalesce(told, '') AS told, s.number AS opens
            FROM {statements} s LEFT JOIN near USING (number) LEFT JOIN told ON told.attack = near.attack
            WHERE claim = '{sayings.CLAIMS}' OR (claim = '{sayings.ATTRIBUTES}' AND near.attack IS NOT NULL)
        """
    several = "min(document) OVER speakers <> max(document) OVER speakers"
    place = "row_number() OVER (PARTITION BY speaker ORDER BY number) - 1"
    columns = f"*, min(number) OVER speakers AS opens, ({place}) // {sayings.TOGETHER} AS stretch"
    said = f"speaker <> '' AND NOT ends_with(speaker, '{UNNAMED}') AND claim = 'statement'"
    windows = f"WINDOW speakers AS (PARTITION BY speaker) QUALIFY {several}"
    return f"SELECT {columns} FROM {work.table(store, 'statements')} WHERE {said} {windows}"


def _write_topics(work: Work, folder: Path) -> None:
    """Name → the name that stands for all names of its thing."""
    topics: dict[str, str] = {}
    with work.store() as store:
        pairs = f"SELECT DISTINCT key_name, key_other FROM {work.found('keyed')} WHERE key_name <> key_other"
        for one, other in store.execute(f"{pairs} ORDER BY ALL").fetchall():
            join(topics, one, other)
    found = columns(((name, root(topics, name)) for name in [*topics]), name=pa.string(), root=pa.string())
    write_table(found, folder / "0.parquet")


def _compare(work: Work, asked: int) -> pa.Table:
    """The rows of the ledger that a part of a section gives."""
    section, part = divmod(asked, _SECTION)
    name, (table, entries, _) = [*_SECTIONS.items()][section]
    rows = TABLES[table].rows(frame(work.part(name, part)))
    found = sorted(entries(work, rows), key=lambda entry: (entry.members[0]["opens"], entry.members[0]["number"]))
    if name == "numbers":  # what copies of one text give is one number
        found = [entry for entry in found if len({row["comes_from"] for row in entry.members}) > 1]
    outside = records(frame(work.read("outside"))) if name == "measured" else []
    return arrow_table(TABLES["ledger"], [ledger_row(entry, outside) for entry in found])


def _write_figures(work: Work, folder: Path) -> None:
    """The table, each figure with the row of the ledger that it stands in."""
    with work.store() as store:
        groups = (
            f"SELECT id AS row, unnest(string_split(members, ' ')) AS id, number FROM {work.table(store, 'ledger')}"
        )
        groups = f"SELECT id, arg_min(row, number) AS row FROM ({groups}) GROUP BY 1"
        joined = f"{work.table(store, 'figures')} f LEFT JOIN ({groups}) g ON g.id = f.id"
        answer = store.sql(f"SELECT coalesce(row, '') AS \"group\" FROM {joined} ORDER BY f.number")
        work.spread(folder, "figures", answer)


def _measured(_: Work, rows: list[Row]) -> Iterator[Entry]:
    joined: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        joined[row["key_family"], row["key_apart"], row["key_root"]].append(row)
    yield from map(side_by_side, joined.values())


def _numbers(work: Work, rows: list[Row]) -> Iterator[Entry]:
    buckets: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        buckets[row["bucket"]].append(row)
    for alike in buckets.values():
        yield from sayings.numbers(alike, likeness_of(work).weigh)


_SECTIONS: dict[str, tuple[str, Callable[[Work, list[Row]], Iterator[Entry]], str]] = {
    "measured": ("figures", _measured, "key_family, key_apart, key_root"),
    "dated": ("timeline", lambda _, rows: sayings.dated(rows), '"group"'),
    "claimants": ("statements", lambda _, rows: sayings.claimants(rows), "attack"),
    "leaders": ("standings", lambda _, rows: sayings.leaders(rows), "dimension, scope"),
    "remarks": ("statements", lambda _, rows: sayings.remarks(rows), "speaker, stretch"),
    "numbers": ("figures", _numbers, "bucket"),
}
"""Section, in the order of the ledger → the table of its claims, what compares them, and what alike ones share."""
