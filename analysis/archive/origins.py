"""Which documents of an archive share their text: `find_origins`, a part at a time."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
from numpy.typing import NDArray

from analysis.archive.shards import frame_table, tuples, typed
from analysis.archive.steps import ROWS, Work, batches
from analysis.book.tables import TABLES
from analysis.claims.origins import (
    CROWD,
    FEWEST,
    LISTED,
    SAMPLE,
    SAMPLED,
    SHARED,
    Hashes,
    article_texts,
    in_common,
    join,
    root,
    shingles,
)

if TYPE_CHECKING:
    from distributed import Client
    from duckdb import DuckDBPyConnection

__all__ = [
    "connect_copies",
    "write_prints",
]

_PAIRS = 100_000
_PART = 10_000
_PRINTS, _ENDS = "prints.u32", "ends.npy"
_Places = NDArray[np.int64]


def write_prints(work: Work, shard: int) -> None:
    """The hashed word sequences of each text of a shard."""
    texts = article_texts(typed("passages", work.table("passages", shard, ["document", "role", "text"])))
    hashes = [shingles(text) for text in texts.values()]
    columns = {
        "number": pa.array(range(shard << ROWS, (shard << ROWS) + len(texts)), pa.int64()),
        "document": pa.array(texts, pa.string()),
        "hashes": pa.array(hashes, pa.list_(pa.uint32())),
    }
    work.write("prints", work.shards[shard], pa.table(columns))


def connect_copies(work: Work, client: Client | None) -> None:
    """Write the table `origins`, as `find_origins` makes it.

    The pairs to compare are joined by DuckDB; word sequences stand in one file, of which each comparison reads the two
    stretches that it needs.
    """
    work.once("names", partial(_write_names, work), client)
    chunks = work.once("pairs", partial(_write_pairs, work), client)
    work.each(client, _compare, range(chunks), "copies")
    work.once("origins", partial(_write_origins, work), client)


def _write_names(work: Work) -> None:
    """The documents in the order of the source, which is their place; all word sequences in one file."""
    names: list[pa.Table] = []
    ends = [np.zeros(1, dtype=np.int64)]
    with (work.folder / _PRINTS).open("wb") as flat:
        for shard in work.shards:
            found = pq.read_table(work.path("prints", shard))
            names.append(found.drop_columns(["hashes"]))
            for chunk in found["hashes"].chunks:
                flat.write(chunk.flatten().to_numpy().tobytes())
                ends.append(ends[-1][-1] + chunk.offsets.to_numpy()[1:] - chunk.offsets[0].as_py())
    np.save(work.folder / _ENDS, np.concatenate(ends))
    work.write("names", "all", pa.concat_tables(names))


def _write_pairs(work: Work) -> int:
    """The pairs to compare, in chunks that end with all pairs of one document."""
    numbers = pq.read_table(work.path("names", "all"), columns=["number"])["number"].to_numpy()
    count = 0
    with work.store() as store:
        store.execute(f"""
            CREATE TEMP TABLE held AS
            SELECT unnest(hashes[:greatest({SAMPLE}, len(hashes) // {SAMPLED})]) AS hash, number
            FROM {work.found("prints")} WHERE len(hashes) >= {FEWEST};
            CREATE TEMP TABLE crowds AS
            SELECT hash, count(*) AS many, min(number) AS first FROM held GROUP BY 1 HAVING many > 1;
            CREATE TEMP TABLE shown AS SELECT * FROM held WHERE hash IN (SELECT hash FROM crowds)
        """)
        answer = store.sql(f"""
            SELECT DISTINCT a.number AS one, b.number AS other FROM crowds
            JOIN shown a ON a.hash = crowds.hash AND (many <= {CROWD} OR a.number = first)
            JOIN shown b ON b.hash = crowds.hash AND a.number < b.number
            ORDER BY one, other
        """)
        for pairs in _whole(batches(answer)):
            places = {name: np.searchsorted(numbers, found) for name, found in pairs.items()}
            work.write("pairs", count, pa.table(places))
            count += 1
    return count


def _write_origins(work: Work) -> None:
    names = pq.read_table(work.path("names", "all"), columns=["document"])["document"].to_pylist()
    parent = list(range(len(names)))
    chunks = sorted((work.folder / "shared").glob("*.parquet"))
    for chunk in chunks:
        found = pq.read_table(chunk, columns=["one", "other"])
        for one, other in tuples(found):
            join(parent, one, other)
    with work.store() as store:
        for part, begin in enumerate(range(0, max(len(names), 1), _PART)):
            places = range(begin, min(begin + _PART, len(names)))
            shared = _shared(work, store, places) if chunks else {}
            rows = []
            for place in places:
                others, share = shared.get(place, ([], 0.0))
                listed = " ".join(names[other] for other in others)
                rows.append((names[place], names[root(parent, place)], listed, round(share, 2)))
            work.write("origins", f"{part:06}", frame_table("origins", TABLES["origins"].frame(rows)))


def _whole(found: Iterator[pa.RecordBatch]) -> Iterator[dict[str, _Places]]:
    """Batches of pairs put together to chunks."""
    kept: list[pa.RecordBatch] = []
    for batch in found:
        kept.append(batch)
        if sum(part.num_rows for part in kept) >= _PAIRS:
            yield _columns(kept)
            kept = []
    if kept:
        yield _columns(kept)


def _columns(parts: list[pa.RecordBatch]) -> dict[str, _Places]:
    table = pa.Table.from_batches(parts)
    return {name: table[name].to_numpy() for name in ("one", "other")}


def _compare(work: Work, chunk: int) -> None:
    """The pairs of a chunk that are copies, with the share of each text that stands in the other."""
    ends = np.load(work.folder / _ENDS)
    pairs = _columns(pq.read_table(work.path("pairs", chunk)).to_batches())
    sizes = {name: ends[places + 1] - ends[places] for name, places in pairs.items()}
    common = np.empty(len(pairs["one"]), dtype=np.int64)
    cuts = [0, *(np.flatnonzero(np.diff(pairs["one"])) + 1).tolist(), len(common)]
    bounds = (4 * ends).tolist()
    with (work.folder / _PRINTS).open("rb", buffering=0) as flat:

        def hashes(place: int) -> Hashes:
            flat.seek(bounds[place])
            return np.frombuffer(flat.read(bounds[place + 1] - bounds[place]), dtype=np.uint32)

        for begin, end in pairwise(cuts):
            others = map(hashes, pairs["other"][begin:end].tolist())
            common[begin:end] = in_common(hashes(int(pairs["one"][begin])), others)
    copies = common >= SHARED * np.minimum(sizes["one"], sizes["other"])
    columns = {name: places[copies] for name, places in pairs.items()}
    columns |= {f"share_{name}": (common / count)[copies] for name, count in sizes.items()}
    work.write("shared", chunk, pa.table(columns))


def _shared(work: Work, store: DuckDBPyConnection, places: range) -> dict[int, tuple[list[int], float]]:
    """Place → those that share its text, the first of them in order, and the largest share of its own."""
    found = store.execute(f"""
        SELECT place, list_sort(min(other, {LISTED})), max(share) FROM (
            SELECT one AS place, other, share_one AS share FROM {work.found("shared")}
            UNION ALL SELECT other, one, share_other FROM {work.found("shared")}
        ) WHERE place BETWEEN {places.start} AND {places.stop - 1} GROUP BY 1
    """)
    return {place: (others, share) for place, others, share in found.fetchall()}
