"""What needs more than one document: origins, groups of events, and the ledger, for five articles as for a million."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import lru_cache, partial
from operator import itemgetter
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]

from analysis.archive.steps import ACROSS, SHARD, Work, beside, columns
from analysis.book.store import ARROW, arrow_table, frame, frame_table, tuples, write_table
from analysis.book.tables import TABLES
from analysis.claims import grouping, origins
from analysis.claims import ledger as sayings
from analysis.claims.comparisons import DEADLY, Articles, Entry, gathered, keyed, numbers, side_by_side
from analysis.claims.coreference import UNNAMED
from analysis.claims.corrections import Correction, apply_corrections
from analysis.claims.grouping import Likeness, Mention, group_mentions
from analysis.core.tables import Row

if TYPE_CHECKING:
    from distributed import Client

_ROWS = 20_000  # mentions that are compared in one piece
_PART = 10_000  # rows that are compared in one piece, as far as one subject does not have more
_TELLERS = 20  # articles at most that tell of an event, for it to make a story of them
_GROUPED = {"number": pa.int64()} | {  # what grouping adds to a mention
    column.name: ARROW[column.dtype] for column in TABLES["timeline"].columns if column.name.startswith("group")
}
# What `keyed` adds to a figure.
_KEYED = {"number": pa.int64()} | dict.fromkeys(("key_family", "key_apart", "key_name", "key_other"), pa.string())
_KEYED |= dict.fromkeys(("is_of", "acts", "counting"), pa.bool_())
_KEYED |= dict.fromkeys(("told_earliest", "told_latest", "reported"), pa.date32()) | {"partners": pa.list_(pa.string())}
_TOLD = itemgetter(*"number low high kind actors words lead document sentence".split())


def connect(work: Work, corrections: Sequence[Correction], outside: pd.DataFrame, client: Client | None = None) -> None:
    """Fill the tables of `ACROSS`: DuckDB brings together what belongs together, `claims` compares it part by part."""
    write_table(frame_table(TABLES["outside"], outside), work.folder / "outside" / "0.parquet")
    write_table(_corrections(work, corrections), work.folder / "corrections" / "0.parquet")
    try:
        find_origins(work)
        find_groups(work, client)
        set_side_by_side(work, client)
    finally:
        work.close()
    for path in work.folder.iterdir():
        if path.name not in ACROSS:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _corrections(work: Work, corrections: Sequence[Correction]) -> pa.Table:
    """The lines as the shards applied them; one whose document is in none of them is stale."""
    applied = (frame(work.shard("corrections", n)) for n in range(len(work.shards)))
    found = pd.concat([TABLES["corrections"].frame(), *applied])
    tried = set(found["line"])
    if left := [line for line in corrections if line.number not in tried]:
        rest, _ = apply_corrections({name: table.frame() for name, table in TABLES.items()}, left, {})
        found = pd.concat([found, rest])
    return frame_table(TABLES["corrections"], found.sort_values("line", ignore_index=True))


def find_origins(work: Work) -> None:
    """Find copies by MinHash, and origins: texts that share enough of their lowest hashes, and copies of these."""
    # A crowd that shares a hash is compared with its first only. The analyst's word on an origin stands before what is
    # counted, and the words of a copy that is credited to an agency come from the agency.
    lowest = f"greatest({origins.SAMPLE}, len(hashes) // {origins.SAMPLED})"
    prints = work.table("prints")
    work.make("held", f"""
        SELECT number, unnest(hashes[:{lowest}]) AS hash, least(len(hashes), {lowest}) AS size,
            if(len(hashes) > {lowest}, hashes[{lowest}], pow(2, 32)) AS high
        FROM {prints} WHERE len(hashes) >= {origins.FEWEST}
    """)  # fmt: skip
    work.make("pairs", f"""
        WITH crowds AS (SELECT hash, count(*) AS many, min(number) AS first FROM held GROUP BY 1 HAVING many > 1)
        SELECT a.number AS one, b.number AS other, count(*) AS common, least(min(a.high), min(b.high)) AS up_to,
            min(a.size) * up_to / min(a.high) AS own, min(b.size) * up_to / min(b.high) AS theirs
        FROM crowds
        JOIN held a ON a.hash = crowds.hash AND (many <= {origins.CROWD} OR a.number = first)
        JOIN held b ON b.hash = crowds.hash AND a.number < b.number
        GROUP BY ALL HAVING common >= {origins.FEW} AND common >= {origins.SHARED} * least(own, theirs)
    """)  # fmt: skip
    work.unite("roots", "SELECT one, other FROM pairs ORDER BY ALL", pa.int64())
    work.make("origins", f"""
        WITH copies AS (
            SELECT one AS number, other, least(1, common / own) AS share FROM pairs
            UNION ALL SELECT other, one, least(1, common / theirs) FROM pairs
        ), listed AS (
            SELECT number, other, max(share) OVER (PARTITION BY number) AS share FROM copies
            QUALIFY row_number() OVER (PARTITION BY number ORDER BY other) <= {origins.LISTED}
        ), named AS (
            SELECT l.number, string_agg(p.document, ' ' ORDER BY other) AS shared_with, max(share) AS share
            FROM listed l JOIN {prints} p ON p.number = other GROUP BY 1
        )
        SELECT p.number, p.document, coalesce(f.document, p.document) AS origin,
            coalesce(shared_with, '') AS shared_with, round(coalesce(share, 0), 2) AS share
        FROM {prints} p LEFT JOIN roots ON roots.one = p.number LEFT JOIN {prints} f ON f.number = roots.root
        LEFT JOIN named ON named.number = p.number
    """)  # fmt: skip
    work.make("sources", f"""
        SELECT *, coalesce(max(nullif(agency, '')) OVER (PARTITION BY origin), origin) AS comes_from FROM (
            SELECT d.number, document, agency, coalesce(nullif(d.origin, ''), o.origin, document) AS origin
            FROM {work.table("documents")} d LEFT JOIN origins o USING (document)
        )
    """)  # fmt: skip
    work.write("origins", "SELECT * EXCLUDE (number) FROM origins ORDER BY number")
    work.write("copies", _pairs("origins", "number", "document", copy=_split("shared_with")))
    work.spread("documents", "SELECT origin FROM sources ORDER BY number")


def _split(column: str) -> str:
    return f"string_split(nullif({column}, ''), ' ')"


def _pairs(source: str, order: str, key: str, **lists: str) -> str:
    """A question for a row for each entry of a list, and of others that are as long."""
    entries = ", ".join(f"unnest({listed}) AS {name}" for name, listed in lists.items())
    nth = f"generate_subscripts({next(iter(lists.values()))}, 1) AS nth"
    found = f"SELECT {order}, {key}, {entries}, {nth} FROM {source}"
    return f"SELECT * EXCLUDE ({order}, nth) FROM ({found}) ORDER BY {order}, nth"


def _sourced(rows: str) -> str:
    """A question for rows, with where the words of each come from."""
    joined = f"({rows}) c LEFT JOIN sources s ON s.document = c.document"
    return f"SELECT c.*, coalesce(s.comes_from, c.document) AS comes_from FROM {joined}"


def find_groups(work: Work, client: Client | None) -> None:
    """Find which mentions tell of one event: among all, or where they are many of a year, of a kind, of a stretch."""
    most, every = grouping.MOST, work.table("mentions")
    tokens = f"SELECT unnest(list_transform(actors, lambda actor: '@' || actor) || words) AS token FROM {every}"
    counted = f"SELECT token, count(*) AS times FROM ({tokens}) GROUP BY 1 HAVING times > 1"
    # How many mentions there are in all stands under "".
    work.write("tokens", f"{counted} UNION ALL SELECT '', count(*) FROM {every}")
    parts = work.gather(
        "placed",
        _sourced(f"""
        WITH sized AS (SELECT *, if(count(*) OVER () > {most}, year, 0) AS in_year FROM {every}),
        kinds AS (SELECT *, if(count(*) OVER (PARTITION BY in_year) > {most}, kind, '') AS of_kind FROM sized),
        cut AS (
            SELECT *, (row_number() OVER kind - 1) // {most} AS nth
            FROM kinds WINDOW kind AS (PARTITION BY in_year, of_kind ORDER BY low, high, number)
        )
        SELECT *, dense_rank() OVER (ORDER BY in_year, of_kind, nth) AS block, block AS opens FROM cut
        """),
        by="block",
        most=_ROWS,
    )
    work.each(client, "events", "groups", _group, parts)
    work.spread("timeline", "SELECT * EXCLUDE (number, deadly) FROM events ORDER BY number")


@lru_cache(maxsize=1)
def _likeness(work: Work) -> Likeness:
    """How telling words are among all mentions."""
    count = dict(tuples(work.read("tokens")))
    return Likeness(count, count.pop(""))


def _group(work: Work, _: int, rows: pa.Table) -> pa.Table:
    """What is known of the groups of some blocks, for each of their mentions; a group is named after its first."""
    blocks: dict[int, dict[int, Row]] = defaultdict(dict)
    for row in rows.to_pylist():
        blocks[row["block"]][row["number"]] = row
    found = []
    for told in blocks.values():
        for group in group_mentions(_likeness(work), (Mention(*_TOLD(row)) for row in told.values())):
            members = [told[mention.number] for mention in group.members]
            name = "e" + min(members, key=itemgetter("number"))["id"][1:]
            days = (None if day == grouping.UNDATED else date.fromordinal(day) for day in (group.low, group.high))
            count = len({row["document"] for row in members})
            sources = origins.count_origins((row["comes_from"], row["attributed_to"]) for row in members)
            deadly = min({row["kind"] for row in members} & {*DEADLY}, default="")
            known = (name, *days, group.agrees, count, sources)
            found += [(row["number"], *known, deadly) for row in members]
    return columns(found, **_GROUPED, deadly=pa.string())


def set_side_by_side(work: Work, client: Client | None) -> None:
    """Write the tables `ledger` and `figures`; the grouped timeline, the sources and outside evidence must be there."""
    told = "SELECT number, deadly FROM events WHERE number // {0} = {1} AND deadly <> ''"
    ask = lambda shard: work.store.execute(told.format(SHARD, shard)).fetchall()  # noqa: E731
    work.each(client, "keyed", "keyed", _keyed, (range(len(work.shards)), ask))
    names = """
        SELECT min(key_name), key_other FROM keyed WHERE key_name <> key_other
        GROUP BY key_other HAVING min(key_name) = max(key_name) ORDER BY ALL
    """  # what several events are called tells none of them
    work.unite("topics", names, pa.string())
    work.make("compared", f"""
        SELECT f.*, k.* EXCLUDE (number), coalesce(root, key_name) AS key_root, number AS opens
        FROM {work.table("figures")} f JOIN keyed k USING (number) LEFT JOIN topics ON one = key_name
    """)  # fmt: skip
    for name in reversed(_SECTIONS):  # numbers first: what they hold is no single claim
        _, _, by = _SECTIONS[name]
        parts = work.gather(name, _sourced(_select(name, work)), by=by, most=_PART)
        work.each(client, "ledger", name, partial(_compare, name), parts)
    order = "section, part, place"
    work.write("ledger", f"SELECT * EXCLUDE ({order}, sides) FROM ledger ORDER BY {order}")
    work.write("members", _pairs("ledger", order, "id AS ledger", claim=_split("members"), side="sides"))
    work.write("beside", _pairs("ledger", order, "id AS ledger", evidence=_split("outside")))
    groups = f"SELECT unnest({_split('members')}) AS claim, id AS row, {order} FROM ledger"
    groups = f"SELECT claim, arg_min(row, ({order})) AS row FROM ({groups}) GROUP BY 1"
    found = f"""SELECT coalesce(row, '') AS "group" FROM {work.table("figures")} LEFT JOIN ({groups}) ON claim = id"""
    work.spread("figures", f"{found} ORDER BY number")


def _keyed(work: Work, shard: int, deadly: Sequence[tuple[int, str]]) -> pa.Table:
    """The figures of a shard that can be compared, with what decides with which; of the `deadly` events, their kind."""
    told, figures, actors = (TABLES[name].rows(work.shard(name, shard)) for name in ("timeline", "figures", "actors"))
    for number, kind in deadly:
        told[number - shard * SHARD]["kind"] = kind
    events = {row["id"]: row for row in told}
    written = dict(tuples(work.shard("documents", shard, ["document", "written_earliest"])))
    for number, row in enumerate(figures, shard * SHARD):
        row["number"] = number
    found = keyed(figures, events, Articles(written, events.values(), actors))
    return columns((itemgetter(*_KEYED)(row) for row in found), **_KEYED)


def _select(name: str, work: Work) -> str:
    """A question for all rows of a section; `opens` is the number of the first row that belongs together with each."""
    alike = "OVER (PARTITION BY key_family, key_apart, key_root)"
    if name == "measured":  # but no single claim that stands in a row of like numbers
        taken = f"SELECT unnest({_split('members')}) FROM ledger"
        return f"SELECT * FROM compared QUALIFY count(*) {alike} > 1 OR id NOT IN ({taken})"
    if name == "numbers":
        return f"""
            WITH stories AS (
                SELECT document, list(DISTINCT "group") AS stories FROM {work.table("timeline")}
                WHERE group_documents BETWEEN 2 AND {_TELLERS} GROUP BY 1
            ), held AS (SELECT id FROM compared QUALIFY min(document) {alike} <> max(document) {alike})
            SELECT f.*, bucket, words, stories, min(f.number) OVER alike AS opens
            FROM {work.table("figures")} f JOIN {work.table("numbers")} n USING (number)
            LEFT JOIN stories t ON t.document = f.document WHERE bucket <> '' AND f.id NOT IN (FROM held)
            WINDOW alike AS (PARTITION BY bucket) QUALIFY min(f.document) OVER alike <> max(f.document) OVER alike
        """
    if name == "dated":
        several = "count(*) OVER (PARTITION BY \"group\") > 1 OR kind = 'founding'"
        return f"SELECT *, number AS opens FROM {work.table('timeline')} QUALIFY {several}"
    if name == "leaders":
        return f"SELECT *, number AS opens FROM {work.table('standings')}"
    statements = work.table("statements")
    if name == "claimants":
        events, distance = work.table("timeline"), "greatest(clause_from - s.char_to, s.char_from - clause_to, 0)"
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
    return f"""
        SELECT *, min(number) OVER speakers AS opens,
            (row_number() OVER (PARTITION BY speaker ORDER BY number) - 1) // {sayings.TOGETHER} AS stretch
        FROM {statements} WHERE speaker <> '' AND NOT ends_with(speaker, '{UNNAMED}') AND claim = 'statement'
        WINDOW speakers AS (PARTITION BY speaker) QUALIFY min(document) OVER speakers <> max(document) OVER speakers
    """


def _compare(name: str, work: Work, part: int, rows: pa.Table) -> pa.Table:
    """The rows of the ledger that a part of a section gives, with who stands on which side."""
    table, entries, _ = _SECTIONS[name]
    made = entries(work, TABLES[table].rows(rows))
    found = sorted(made, key=lambda entry: (entry.members[0]["opens"], entry.members[0]["number"]))
    if name == "numbers":  # what copies of one text give is one number
        found = [entry for entry in found if len({row["comes_from"] for row in entry.members}) > 1]
    outside = TABLES["outside"].rows(work.read("outside")) if name == "measured" else []
    ledger = arrow_table(TABLES["ledger"], [sayings.ledger_row(entry, outside) for entry in found])
    section = [*_SECTIONS].index(name)
    sides = ([sayings.side(entry.family, row) for row in entry.members] for entry in found)
    placed = ((section, part, *at) for at in enumerate(sides))
    types = dict.fromkeys(("section", "part", "place"), pa.int64()) | {"sides": pa.list_(pa.string())}
    return beside(ledger, columns(placed, **types))


def _measured(_: Work, rows: list[Row]) -> Iterator[Entry]:
    yield from map(side_by_side, gathered(rows, "key_family", "key_apart", "key_root").values())


def _numbers(work: Work, rows: list[Row]) -> Iterator[Entry]:
    for bucket in gathered(rows, "bucket").values():
        yield from numbers(bucket, _likeness(work).weigh)


# Section, in the order of the ledger → the table of its claims, what compares them, and what alike ones share.
_SECTIONS: dict[str, tuple[str, Callable[[Work, list[Row]], Iterator[Entry]], str]] = {
    "measured": ("figures", _measured, "key_family, key_apart, key_root"),
    "dated": ("timeline", lambda _, rows: sayings.dated(rows), '"group"'),
    "claimants": ("statements", lambda _, rows: sayings.claimants(rows), "attack"),
    "leaders": ("standings", lambda _, rows: sayings.leaders(rows), "dimension, scope"),
    "remarks": ("statements", lambda _, rows: sayings.remarks(rows), "speaker, stretch"),
    "numbers": ("figures", _numbers, "bucket"),
}
