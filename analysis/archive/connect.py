"""What needs more than one document: origins, groups of events, and the ledger, for five articles as for a million."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]

from analysis.archive import ledger
from analysis.archive.steps import ACROSS, LINKS, Work, batches, likeness_of, parquet, write_batches
from analysis.book.store import frame, frame_table, write_table
from analysis.book.tables import TABLES, views
from analysis.claims import grouping, origins
from analysis.claims.coreference import UNNAMED
from analysis.claims.corrections import Correction, apply_corrections
from analysis.claims.grouping import Block, BlockName, Group, Mention

if TYPE_CHECKING:
    from distributed import Client
    from duckdb import DuckDBPyConnection

__all__ = [
    "connect",
]

Row = dict[str, Any]

_ROWS = 20_000
"""Mentions that are compared in one piece."""


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
        ledger.set_side_by_side(work, client)
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
        store.register("roots", _columns(zip(*roots.values(), strict=True), number=pa.int64(), first=pa.int64()))
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
    """Find which mentions tell of the same event, as `group_mentions` does: within years, and then across them."""
    work.once(client, "tokens", _write_tokens)
    across = work.gather(client, "across", partial(_placed, "="), by="block", most=1)
    within = work.gather(client, "within", partial(_placed, "<>"), by="block", first="block", most=_ROWS)
    work.each(client, "groups", _group_within, within)
    work.each(client, "joined", _group_across, across)


def _write_tokens(work: Work, folder: Path) -> None:
    """Names and words, with the number of mentions that each stands in; under "" how many mentions there are."""
    with work.store() as store:
        every = work.table(store, "mentions")
        tokens = f"SELECT unnest(list_transform(actors, lambda actor: '@' || actor) || words) AS token FROM {every}"
        counted = f"SELECT token, count(*) AS times FROM ({tokens}) GROUP BY 1 HAVING times > 1"
        found = store.sql(f"{counted} UNION ALL SELECT '', count(*) FROM {every}")
        write_table(found.to_arrow_table(), folder / "all.parquet")


def _placed(test: str, work: Work, store: DuckDBPyConnection) -> str:
    """The mentions within years, or across them, with their blocks, cut as `grouping.blocks` does."""
    most = grouping.MOST
    store.execute(f"""
        CREATE TEMP TABLE placed AS
        WITH sized AS (
            SELECT number, year, low, high, kind, count(*) OVER (PARTITION BY year) > {most} AS cut
            FROM {work.table(store, "mentions")} WHERE year {test} {grouping.ACROSS}
        ), parts AS (
            SELECT number, year, kind AS of_kind, (row_number() OVER (
                PARTITION BY year, kind ORDER BY low, high, number) - 1) // {most} AS piece
            FROM sized WHERE cut
        ), blocks AS (SELECT number, year, '' AS of_kind, 0 AS piece FROM sized WHERE NOT cut UNION ALL FROM parts)
        SELECT number, of_kind, piece, dense_rank() OVER (ORDER BY year, of_kind, piece) AS block FROM blocks
    """)
    return f"SELECT * EXCLUDE (id, attributed_to) FROM {work.table(store, 'mentions')} JOIN placed USING (number)"


def _group_within(work: Work, part: int) -> pa.Table:
    """The groups of some blocks, named by their first mention, and the one most like each mention across years."""
    blocks: dict[tuple[int, BlockName], list[Mention]] = defaultdict(list)
    for row in work.part("within", part).to_pylist():
        blocks[row["block"], BlockName(row["year"], row["of_kind"], row["piece"])].append(_mention(row))
    found: list[tuple[int, int, float | None, int]] = []
    grouped = []
    for (number, name), mentions in sorted(blocks.items(), key=itemgetter(0)):
        block = Block(likeness_of(work), mentions)
        first = {id(group): min(member.number for member in group.members) for group in block.groups}
        grouped.append((number, name, block, first))
        found += ((member.number, first[id(group)], None, number) for group in block.groups for member in group.members)
    years = [name.year for _, name in blocks if name.year != grouping.FOUNDED]
    for mention in _across(work, min(years), max(years)) if years else ():
        for number, name, block, first in grouped:
            if name.may_hold(mention) and (near := block.nearest(mention)):
                found.append((mention.number, first[id(near[1])], near[0], number))
    return _columns(found, number=pa.int64(), first=pa.int64(), score=pa.float64(), block=pa.int64())


def _across(work: Work, first: int, last: int) -> Iterator[Mention]:
    """The mentions across years that may belong to one of these."""
    days = date(first, 1, 1).toordinal(), date(last, 12, 31).toordinal()
    with work.store() as store:
        every = parquet([work.folder / "across" / "*" / "*.parquet"])
        for batch in batches(store.sql(f"SELECT * FROM {every} WHERE high >= {days[0]} AND low <= {days[1]}")):
            yield from map(_mention, batch.to_pylist())


def _group_across(work: Work, part: int) -> pa.Table:
    """Mentions across years, each with the group of a year that is most like it, or grouped among themselves."""
    own = [_mention(row) for row in work.part("across", part).to_pylist()]
    numbers = pa.table({"number": pa.array([mention.number for mention in own], pa.int64())})
    groups: dict[int, Group] = {}
    with work.store() as store:
        store.register("own", numbers)
        near = store.execute(f"""
            SELECT number, score, first FROM {work.found("groups")} JOIN own USING (number) WHERE score IS NOT NULL
            QUALIFY row_number() OVER (PARTITION BY number ORDER BY score DESC, block) = 1
        """).fetchall()
    nearest = {number: (score, groups.setdefault(first, Group(0, 0))) for number, score, first in near}
    among = Block(likeness_of(work), own, nearest).groups
    named = [*((min(member.number for member in group.members), group) for group in among), *groups.items()]
    pairs = [(member.number, first) for first, group in named for member in group.members]
    return _columns(pairs, number=pa.int64(), first=pa.int64())


def _mention(row: Row) -> Mention:
    names, words = frozenset(row["actors"]), frozenset(row["words"])
    sentence = None if row["sentence"] is None else (row["document"], row["sentence"])
    days = row["low"], row["high"]
    return Mention(row["number"], *days, row["kind"], names, words, row["lead"], row["many"], sentence)


def _columns(rows: Iterable[tuple[Any, ...]], **types: Any) -> pa.Table:
    columns: Sequence[Sequence[Any]] = [*zip(*rows, strict=True)] or [()] * len(types)
    return pa.table([pa.array(*each) for each in zip(columns, types.values(), strict=True)], [*types])


def _write_timeline(work: Work, folder: Path) -> None:
    """The table, each mention with what is known of its group; origins are counted as `count_origins` does."""
    with work.store() as store:
        day = f"CASE WHEN {{0}} > {grouping.UNDATED} THEN DATE '0001-01-01' + ({{0}} - 1)::INTEGER END"
        answer = store.sql(f"""
            WITH grouped AS (
                SELECT number, first FROM {work.found("groups")} WHERE score IS NULL
                UNION ALL SELECT number, first FROM {work.found("joined")}
            ), told AS (
                SELECT number, first, id, low, high, m.document, coalesce(origin, m.document) AS source,
                    CASE WHEN ends_with(attributed_to, '{UNNAMED}') THEN '' ELSE attributed_to END AS speaker
                FROM grouped JOIN {work.table(store, "mentions")} m USING (number)
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
