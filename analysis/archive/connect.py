"""What needs more than one document: origins, groups of events, and the ledger, for five articles as for a million."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from itertools import pairwise
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
from numpy.typing import NDArray

from analysis.archive import ledger
from analysis.archive.steps import ACROSS, LINKS, Work, batches, likeness_of, parquet, together
from analysis.book.store import arrow_table, frame, frame_table, tuples, write_table
from analysis.book.tables import TABLES, views
from analysis.claims import grouping, origins
from analysis.claims.corrections import Correction, apply_corrections
from analysis.claims.events import GROUP_COLUMNS
from analysis.claims.grouping import Block, BlockName, Group, Mention
from analysis.claims.origins import count_origins, origins_of, stable_name

if TYPE_CHECKING:
    from distributed import Client
    from duckdb import DuckDBPyConnection

__all__ = [
    "connect",
]

Row = dict[str, Any]

_PAIRS = 100_000
_ROWS = 20_000
"""Pairs, and mentions, that are compared in one piece."""


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

        def copies() -> None:
            _find_copies(work, client)
            work.once(client, "documents", _write_documents)
            work.once(client, "sources", _write_sources)

        together(client, copies, lambda: find_groups(work, client))
        work.each(client, "facts", _facts, work.gather(client, "told", _told, by="first", first="first", most=_ROWS))
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
    """A link table, some rows at a time."""
    with work.store() as store:
        found = batches(store.sql(views(TABLES.values(), partial(work.table, store))[name]))
        write_table(found.schema.empty_table(), folder / f"{0:06}.parquet")
        for number, batch in enumerate(found, 1):
            write_table(pa.Table.from_batches([batch]), folder / f"{number:06}.parquet")


def _find_copies(work: Work, client: Client | None) -> None:
    """Write the table `origins`, as `find_origins` makes it."""
    work.once(client, "hashes", _write_hashes)
    work.each(client, "shared", _copies, work.gather(client, "pairs", _pairs, by="one", first="one", most=_PAIRS))
    work.once(client, "origins", _write_origins)


def _write_hashes(work: Work, folder: Path) -> None:
    """All word sequences in one file, of which a comparison reads the stretches that it needs, and where they end."""
    ends = [np.zeros(1, dtype=np.int64)]
    with (folder / "flat").open("wb") as flat:
        for shard in range(len(work.shards)):
            for chunk in work.shard("prints", shard, ["hashes"])["hashes"].chunks:
                flat.write(chunk.flatten().to_numpy().tobytes())
                ends.append(ends[-1][-1] + chunk.offsets.to_numpy()[1:] - chunk.offsets[0].as_py())
    np.save(folder / "ends.npy", np.concatenate(ends))


def _pairs(work: Work, store: DuckDBPyConnection) -> str:
    """The pairs of texts that share one of their lowest hashes; a crowd is compared with its first only."""
    lowest = f"hashes[:greatest({origins.SAMPLE}, len(hashes) // {origins.SAMPLED})]"
    store.execute(f"""
        CREATE TEMP TABLE held AS
        SELECT unnest({lowest}) AS hash, number FROM {work.table(store, "prints")}
        WHERE len(hashes) >= {origins.FEWEST};
        CREATE TEMP TABLE crowds AS
        SELECT hash, count(*) AS many, min(number) AS first FROM held GROUP BY 1 HAVING many > 1;
        CREATE TEMP TABLE shown AS SELECT * FROM held WHERE hash IN (SELECT hash FROM crowds);
        CREATE TEMP TABLE pairs AS
        SELECT DISTINCT a.number AS one, b.number AS other, a.number AS number FROM crowds
        JOIN shown a ON a.hash = crowds.hash AND (many <= {origins.CROWD} OR a.number = first)
        JOIN shown b ON b.hash = crowds.hash AND a.number < b.number
    """)
    return "SELECT * FROM pairs"


def _copies(work: Work, part: int) -> pa.Table:
    """The pairs of a part that are copies, with the share of each text that stands in the other."""
    ends = np.load(work.folder / "hashes" / "ends.npy")
    found = work.part("pairs", part)
    pairs = {name: found[name].to_numpy() for name in ("one", "other")}
    sizes = {name: ends[places + 1] - ends[places] for name, places in pairs.items()}
    common = np.empty(len(pairs["one"]), dtype=np.int64)
    cuts = [0, *(np.flatnonzero(np.diff(pairs["one"])) + 1).tolist(), len(common)]
    bounds = (4 * ends).tolist()
    with (work.folder / "hashes" / "flat").open("rb", buffering=0) as flat:

        def hashes(place: int) -> NDArray[np.uint32]:
            flat.seek(bounds[place])
            return np.frombuffer(flat.read(bounds[place + 1] - bounds[place]), dtype=np.uint32)

        for begin, end in pairwise(cuts) if len(common) else ():
            others = map(hashes, pairs["other"][begin:end].tolist())
            common[begin:end] = origins.in_common(hashes(int(pairs["one"][begin])), others)
    copies = common >= origins.SHARED * np.minimum(sizes["one"], sizes["other"])
    columns = {name: places[copies] for name, places in pairs.items()}
    return pa.table(columns | {f"share_{name}": (common / count)[copies] for name, count in sizes.items()})


def _write_origins(work: Work, folder: Path) -> None:
    tables = [work.shard("prints", shard, ["document"])["document"].to_pylist() for shard in range(len(work.shards))]
    names = [name for table in tables for name in table]
    parent = list(range(len(names)))
    for one, other in tuples(work.read("shared").select(["one", "other"])):
        origins.join(parent, one, other)
    with work.store() as store:
        found = work.found("shared")
        answer = store.sql(f"""
            SELECT number, list_sort(min(other, {origins.LISTED})), max(share) FROM (
                SELECT one AS number, other, share_one AS share FROM {found}
                UNION ALL SELECT other, one, share_other FROM {found}
            ) GROUP BY 1 ORDER BY 1
        """)
        shared = (row for batch in batches(answer) for row in tuples(batch))
        ahead, number = next(shared, None), 0
        for shard, documents in enumerate(tables):
            rows = []
            for document in documents:
                row = {"document": document, "origin": names[origins.root(parent, number)], "share": 0.0}
                if ahead and ahead[0] == number:
                    row |= {"shared_with": " ".join(names[other] for other in ahead[1]), "share": round(ahead[2], 2)}
                    ahead = next(shared, None)
                rows.append(row)
                number += 1
            write_table(arrow_table(TABLES["origins"], rows), folder / f"{work.named(shard)}.parquet")


def _write_documents(work: Work, folder: Path) -> None:
    """The table; the analyst's word on an origin stands before what the program counted."""
    with work.store() as store:
        documents = work.table(store, "documents")
        columns = "coalesce(nullif(d.origin, ''), o.origin, d.document) AS origin"
        joined = f"{documents} d LEFT JOIN {work.found('origins')} o ON o.document = d.document"
        work.spread(folder, "documents", store.sql(f"SELECT {columns} FROM {joined} ORDER BY d.number"))


def _write_sources(work: Work, folder: Path) -> None:
    """Where the words of each document come from: `origins_of` all of them."""
    found = origins_of(frame(work.read("documents").select(["document", "origin", "agency"])))
    columns = {"document": pa.array(found, pa.string()), "origin": pa.array(found.values(), pa.string())}
    write_table(pa.table(columns), folder / "all.parquet")


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


def _columns(rows: Sequence[tuple[Any, ...]], **types: Any) -> pa.Table:
    columns: Sequence[Sequence[Any]] = [*zip(*rows, strict=True)] or [()] * len(types)
    return pa.table([pa.array(*each) for each in zip(columns, types.values(), strict=True)], [*types])


def _told(work: Work, store: DuckDBPyConnection) -> str:
    groups = f"SELECT number, first FROM {work.found('groups')} WHERE score IS NULL"
    told = f"{groups} UNION ALL SELECT number, first FROM {work.found('joined')}"
    columns = "number, first, id, low, high, document, attributed_to"
    return f"SELECT {columns} FROM ({told}) JOIN {work.table(store, 'mentions')} USING (number)"


def _facts(work: Work, part: int) -> pa.Table:
    """What each mention has in the columns of its group."""
    found = work.part("told", part)
    origin = work.sources(found["document"].to_pylist())
    groups: dict[int, list[Row]] = defaultdict(list)
    for row in found.to_pylist():
        groups[row["first"]].append(row)
    rows: list[Row] = []
    for members in groups.values():
        low, high = max(row["low"] for row in members), min(row["high"] for row in members)
        agrees = low <= high
        if not agrees:
            low, high = min(row["low"] for row in members), max(row["high"] for row in members)
        days = (None if day == grouping.UNDATED else date.fromordinal(day).isoformat() for day in (low, high))
        said = [(row["document"], row["attributed_to"]) for row in members]
        count = len({document for document, _ in said})
        values = stable_name("e", members[0]["id"]), *days, agrees, count, count_origins(said, origin)
        rows += ({"number": row["number"], **dict(zip(GROUP_COLUMNS, values, strict=True))} for row in members)
    numbers = pa.array([row["number"] for row in rows], pa.int64())
    return arrow_table(TABLES["timeline"], rows).select(GROUP_COLUMNS).append_column("number", numbers)


def _write_timeline(work: Work, folder: Path) -> None:
    with work.store() as store:
        facts = f"SELECT * EXCLUDE number FROM {work.found('facts')} ORDER BY number"
        work.spread(folder, "timeline", store.sql(facts))
