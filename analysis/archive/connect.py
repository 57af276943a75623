"""What needs more than one document: origins, groups of events, and the ledger, for five articles as for a million."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]

from analysis.archive.steps import ACROSS, LINKS, Work, beside, columns, likeness_of, write_batches
from analysis.book.store import arrow_table, frame, frame_table, write_table
from analysis.book.tables import TABLES, views
from analysis.claims import grouping, origins
from analysis.claims import ledger as sayings
from analysis.claims.comparisons import Articles, Entry, Row, keyed, side_by_side
from analysis.claims.coreference import UNNAMED
from analysis.claims.corrections import Correction, apply_corrections
from analysis.claims.grouping import Mention, group_mentions
from analysis.core.tables import records

if TYPE_CHECKING:
    from distributed import Client
    from duckdb import DuckDBPyConnection

__all__ = [
    "connect",
]

_ROWS = 20_000
"""Mentions that are compared in one piece."""
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


def connect(work: Work, corrections: Sequence[Correction], outside: pd.DataFrame, client: Client | None = None) -> None:
    """Fill what needs more than one document: the tables of `ACROSS`, each a folder of files, and nothing else.

    What is there already is kept, and a run that was killed is completed. DuckDB brings together what belongs together,
    and the functions of `claims` compare it, a part at a time: no step holds all rows of a table.

    Parameters
    ----------
    work
        The shards, and the folder to fill.
    corrections
        Those that the shards were written with.
    outside
        The table of outside evidence.
    client
        The Dask cluster to run on; None does it in this process.
    """
    evidence = frame_table(TABLES["outside"], outside)
    work.once(None, "outside", lambda _, folder: write_table(evidence, folder / "0.parquet"))
    work.once(None, "corrections", lambda _, folder: write_table(_corrections(work, corrections), folder / "0.parquet"))
    if work.shards:
        work.once(client, "origins", _write_origins)
        work.once(client, "documents", _write_documents)
        work.once(client, "sources", _write_sources)
        find_groups(work, client)
        work.once(client, "timeline", _write_timeline)
        set_side_by_side(work, client)
        for name in LINKS:
            work.once(client, name, partial(_write_links, name))
    work.close()
    for path in work.folder.iterdir():
        if path.name not in ACROSS:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _corrections(work: Work, corrections: Sequence[Correction]) -> pa.Table:
    """The lines as the shards applied them; one whose document is in none of them is stale."""
    found = pd.concat(
        [TABLES["corrections"].frame(), *(frame(work.shard("corrections", n)) for n in range(len(work.shards)))]
    )
    tried = set(found["line"])
    if left := [line for line in corrections if line.number not in tried]:
        rest, _ = apply_corrections({name: table.frame() for name, table in TABLES.items()}, left, {})
        found = pd.concat([found, rest])
    return frame_table(TABLES["corrections"], found.sort_values("line", ignore_index=True))


def _write_links(name: str, work: Work, folder: Path) -> None:
    with work.store() as store:
        write_batches(store.sql(views(TABLES.values(), partial(work.table, store))[name]), folder)


def _write_origins(work: Work, folder: Path) -> None:
    """The table: texts that share enough of their word sequences are copies, and copies of copies have one origin.

    The lowest hashes of a text stand for all; of two texts those are compared that lie as low as both have some, of
    short texts all. A crowd that shares a hash is compared with its first only.
    """
    lowest = f"greatest({origins.SAMPLE}, len(hashes) // {origins.SAMPLED})"
    with work.store() as store:
        prints = work.table(store, "prints")
        store.execute(f"""
            CREATE TEMP TABLE held AS
            SELECT number, unnest(hashes[:{lowest}]) AS hash, least(len(hashes), {lowest}) AS size,
                if(len(hashes) > {lowest}, hashes[{lowest}], pow(2, 32)) AS high
            FROM {prints} WHERE len(hashes) >= {origins.FEWEST};
            CREATE TEMP TABLE crowds AS
            SELECT hash, count(*) AS many, min(number) AS first FROM held GROUP BY 1 HAVING many > 1;
            CREATE TEMP TABLE copies AS
            WITH pairs AS (
                SELECT a.number AS one, b.number AS other, count(*) AS common, least(min(a.high), min(b.high)) AS up_to,
                    min(a.size) * up_to / min(a.high) AS own, min(b.size) * up_to / min(b.high) AS theirs
                FROM crowds
                JOIN held a ON a.hash = crowds.hash AND (many <= {origins.CROWD} OR a.number = first)
                JOIN held b ON b.hash = crowds.hash AND a.number < b.number
                GROUP BY ALL HAVING common >= {origins.FEW} AND common >= {origins.SHARED} * least(own, theirs)
            )
            SELECT one AS number, other, least(1, common / own) AS share FROM pairs
            UNION ALL SELECT other, one, least(1, common / theirs) FROM pairs
        """)
        parent: dict[int, int] = {}
        pairs = store.execute("SELECT number, other FROM copies WHERE number < other ORDER BY ALL").fetchall()
        for one, other in pairs:
            origins.join(parent, one, other)
        roots = {"number": [*parent], "first": [origins.root(parent, number) for number in parent]}
        store.register("roots", columns(zip(*roots.values(), strict=True), number=pa.int64(), first=pa.int64()))
        answer = store.sql(f"""
            WITH listed AS (
                SELECT number, other, max(share) OVER (PARTITION BY number) AS share FROM copies
                QUALIFY row_number() OVER (PARTITION BY number ORDER BY other) <= {origins.LISTED}
            ), named AS (
                SELECT l.number, string_agg(p.document, ' ' ORDER BY other) AS shared_with, max(share) AS share
                FROM listed l JOIN {prints} p ON p.number = other GROUP BY 1
            )
            SELECT p.document, coalesce(f.document, p.document) AS origin, coalesce(shared_with, '') AS shared_with,
                round(coalesce(share, 0), 2) AS share
            FROM {prints} p LEFT JOIN roots ON roots.number = p.number LEFT JOIN {prints} f ON f.number = roots.first
            LEFT JOIN named ON named.number = p.number ORDER BY p.number
        """)
        write_batches(answer, folder)


def _write_documents(work: Work, folder: Path) -> None:
    """The table; the analyst's word on an origin stands before what the program counted."""
    with work.store() as store:
        documents = work.table(store, "documents")
        columns = "coalesce(nullif(d.origin, ''), o.origin, d.document) AS origin"
        joined = f"{documents} d LEFT JOIN {work.found('origins')} o ON o.document = d.document"
        work.spread(folder, "documents", store.sql(f"SELECT {columns} FROM {joined} ORDER BY d.number"))


def _write_sources(work: Work, folder: Path) -> None:
    """Where the words of each document come from: the agency that a copy is credited to, else its origin."""
    with work.store() as store:
        agency = "max(nullif(agency, '')) OVER (PARTITION BY origin)"
        found = f"SELECT document, coalesce({agency}, origin) AS origin FROM {work.found('documents')}"
        write_table(store.sql(found).to_arrow_table(), folder / "all.parquet")


def find_groups(work: Work, client: Client | None) -> None:
    """Find which mentions tell of the same event: those of the whole archive, or of a year where they are many."""
    work.once(client, "tokens", _write_tokens)
    parts = work.gather(client, "placed", _placed, by="block", first="block", most=_ROWS)
    work.each(client, "groups", _group, parts)


def _write_tokens(work: Work, folder: Path) -> None:
    """Names and words, with the number of mentions that each stands in; under "" how many mentions there are."""
    with work.store() as store:
        every = work.table(store, "mentions")
        tokens = f"SELECT unnest(list_transform(actors, lambda actor: '@' || actor) || words) AS token FROM {every}"
        counted = f"SELECT token, count(*) AS times FROM ({tokens}) GROUP BY 1 HAVING times > 1"
        found = store.sql(f"{counted} UNION ALL SELECT '', count(*) FROM {every}")
        write_table(found.to_arrow_table(), folder / "all.parquet")


def _placed(work: Work, store: DuckDBPyConnection) -> str:
    """The mentions with their blocks: of a year, where they are many of one kind, and where these are many a part."""
    most, every = grouping.MOST, work.table(store, "mentions")
    return f"""
        WITH sized AS (SELECT *, if(count(*) OVER () > {most}, year, 0) AS in_year FROM {every}),
        kinds AS (SELECT *, if(count(*) OVER (PARTITION BY in_year) > {most}, kind, '') AS of_kind FROM sized),
        parts AS (
            SELECT *, (row_number() OVER cut - 1) // {most} AS part FROM kinds
            WINDOW cut AS (PARTITION BY in_year, of_kind ORDER BY low, high, number)
        )
        SELECT * EXCLUDE (id, attributed_to), dense_rank() OVER (ORDER BY in_year, of_kind, part) AS block FROM parts
    """


def _group(work: Work, part: int) -> pa.Table:
    """The groups of some blocks, named by their first mention."""
    blocks: dict[int, list[Mention]] = defaultdict(list)
    for row in work.part("placed", part).to_pylist():
        blocks[row["block"]].append(_mention(row))
    groups = (group.members for mentions in blocks.values() for group in group_mentions(likeness_of(work), mentions))
    found = [(member.number, min(one.number for one in members)) for members in groups for member in members]
    return columns(found, number=pa.int64(), first=pa.int64())


def _mention(row: Row) -> Mention:
    names, words = frozenset(row["actors"]), frozenset(row["words"])
    sentence = None if row["sentence"] is None else (row["document"], row["sentence"])
    days = row["low"], row["high"]
    return Mention(row["number"], *days, row["kind"], names, words, row["lead"], row["many"], sentence)


def _write_timeline(work: Work, folder: Path) -> None:
    """The table, each mention with what is known of its group; origins are counted as `count_origins` does."""
    with work.store() as store:
        day = f"CASE WHEN {{0}} > {grouping.UNDATED} THEN DATE '0001-01-01' + ({{0}} - 1)::INTEGER END"
        answer = store.sql(f"""
            WITH told AS (
                SELECT number, first, id, low, high, m.document, coalesce(origin, m.document) AS source,
                    CASE WHEN ends_with(attributed_to, '{UNNAMED}') THEN '' ELSE attributed_to END AS speaker
                FROM {work.found("groups")} JOIN {work.table(store, "mentions")} m USING (number)
                LEFT JOIN {work.found("sources")} s ON s.document = m.document
            ), said AS (
                SELECT first, source, speaker FROM told
                QUALIFY speaker <> '' OR max(speaker) OVER (PARTITION BY first, source) = ''
            ), counted AS (
                SELECT first, least(count(DISTINCT source), count(DISTINCT coalesce(nullif(speaker, ''), source))) AS n
                FROM said GROUP BY 1
            ), groups AS (
                SELECT first, max(low) <= min(high) AS agrees, arg_min(id, number) AS id,
                    if(agrees, max(low), min(low)) AS low, if(agrees, min(high), max(high)) AS high,
                    count(DISTINCT document) AS documents
                FROM told GROUP BY 1
            )
            SELECT 'e' || substr(groups.id, 2) AS "group", {day.format("groups.low")} AS group_earliest,
                {day.format("groups.high")} AS group_latest, agrees AS group_agrees, documents AS group_documents,
                n AS group_origins
            FROM told JOIN groups USING (first) JOIN counted USING (first) ORDER BY number
        """)
        work.spread(folder, "timeline", answer)


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
            origins.join(topics, one, other)
    found = columns(((name, origins.root(topics, name)) for name in [*topics]), name=pa.string(), root=pa.string())
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
    return arrow_table(TABLES["ledger"], [sayings.ledger_row(entry, outside) for entry in found])


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
