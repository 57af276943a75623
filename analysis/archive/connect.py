"""What needs more than one document: origins, groups of events, and the ledger, for five articles as for a million."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache, partial
from itertools import chain, count, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
from numpy.typing import NDArray

from analysis.archive.steps import PIECE, Work, beside, columns
from analysis.book.store import ARROW, arrow_table, frame_table, tuples
from analysis.book.tables import TABLES
from analysis.claims import grouping, origins
from analysis.claims import ledger as sayings
from analysis.claims.comparisons import (
    DEADLY,
    Articles,
    Entry,
    compared_measures,
    gathered,
    keyed,
    numbers,
    side_by_side,
)
from analysis.claims.coreference import UNNAMED
from analysis.claims.corrections import Correction, apply_corrections
from analysis.claims.grouping import Likeness, Mention, group_mentions
from analysis.core.tables import Row
from analysis.core.values import join, root

if TYPE_CHECKING:
    from distributed import Client

_PRINTED = 3  # pieces whose hashes are compared in one piece
_ROWS = 20_000  # mentions that are compared in one piece
_PART = 10_000  # rows that are compared in one piece, as far as one subject does not have more
_BATCH = 50_000  # rows of a file that no shard has
_PARTS = 1_000_000  # more than a section of the ledger has
_GROUPED = {  # what grouping adds to a mention
    column.name: ARROW[column.dtype] for column in TABLES["timeline"].columns if column.name.startswith("group")
}
# What `keyed` asks of each table, and what it adds to a figure.
_ASKED = {
    "timeline": "id document kind earliest latest clause_from sentence_from actors place group".split(),
    "figures": "document measure kind event subject subject_basis part unit topic change scope attributed_to".split(),
    "actors": "document actor kind mentions".split(),
}
_ASKED["figures"] += "as_of_earliest as_of_latest as_of_basis char_from sentence_from".split()
_LINKED = ["id", "members", "outside", "sides", "numbers"]  # what links a row of the ledger to its claims
_KEYED = dict.fromkeys(("key_family", "key_apart", "key_name", "key_other"), pa.string())
_KEYED |= dict.fromkeys(("is_of", "acts", "counting"), pa.bool_())
_KEYED |= dict.fromkeys(("told_earliest", "told_latest", "reported"), pa.date32()) | {"partners": pa.list_(pa.string())}
# What the claims of a ledger row are compared and cited by, and what the steps add to them.
_CLAIM = "number id document line attributed_to kind comes_from key".split()
_COMPARED = {
    "figures": "text measure unit currency subject subject_basis low high low_open high_open qualifier part".split(),
    "timeline": "earliest latest actors event stale".split(),
    "statements": "text speaker claim about told".split(),
    "standings": "dimension scope leader modality period_earliest period_latest".split(),
}
_COMPARED["figures"] += "scope modality as_of_earliest as_of_latest sentence_from words stories".split()
_TOLD = "number low high kind actors words lead document sentence".split()  # the fields of a mention


def connect(work: Work, corrections: Sequence[Correction], outside: pd.DataFrame, client: Client | None = None) -> None:
    """Fill the tables of `ACROSS`: what belongs together is gathered, and `claims` compares it."""
    work.write("outside", frame_table(TABLES["outside"], outside))
    work.write("corrections", _corrections(work, corrections))
    find_origins(work)
    find_groups(work, client)
    set_side_by_side(work, client)
    work.tidy()


def _corrections(work: Work, corrections: Sequence[Correction]) -> pa.Table:
    """The lines as the shards applied them; one whose document is in none of them is stale."""
    found = work.whole("corrections")
    tried = set(found["line"].to_pylist())
    if left := [line for line in corrections if line.number not in tried]:
        rest, _ = apply_corrections({name: table.frame() for name, table in TABLES.items()}, left, {})
        found = pa.concat_tables([found, frame_table(TABLES["corrections"], rest)])
    return found.sort_by("line")


def find_origins(work: Work) -> None:
    """Write which documents are copies of one text; the analyst's word on an origin stands before what is counted."""
    prints, own = origins.Prints(work.folder, 1 + len(work.pieces) // _PRINTED), dict[str, str]()
    for rows in work.tables("prints"):
        hashes = rows["hashes"].combine_chunks()
        many, names = pc.list_value_length(hashes).to_numpy(False), rows["document"].to_pylist()
        prints.add(names, many.astype(np.int64), hashes.flatten().to_numpy())
    found = origins.find_origins(prints)
    for number in count():
        rows = arrow_table(TABLES["origins"], (origin._asdict() for origin in islice(found, _BATCH)))
        if not rows.num_rows and number:
            break
        work.write("origins", rows, number)
        own |= {name: first for name, first in tuples(rows.select(["document", "origin"])) if name != first}
        shared = pc.split_pattern(rows["shared_with"].combine_chunks(), " ")
        texts = rows["document"].take(pc.list_parent_indices(shared))
        copies = pa.table({"document": texts, "copy": shared.flatten()})
        work.write("copies", copies.filter(pc.not_equal(copies["copy"], "")), number)
    for piece in range(len(work.pieces)):
        rows = work.piece("documents", piece)
        known = zip(rows["origin"].to_pylist(), rows["document"].to_pylist(), strict=True)
        work.put("documents", piece, rows, origin=[given or own.get(name, name) for given, name in known])


@lru_cache(maxsize=1)
def _sources(work: Work) -> dict[str, str]:
    """Where the words of a document come from that are not its own: an agency that a copy credits, or the origin."""
    agencies, found = dict[str, str](), dict[str, str]()
    for rows in work.tables("documents"):
        for name, origin, agency in tuples(rows.select(["document", "origin", "agency"])):
            if agency:
                agencies[origin] = max(agency, agencies.get(origin, ""))
            if name != origin:
                found[name] = origin
    return agencies | {name: agencies.get(origin, origin) for name, origin in found.items()}


def _sourced(work: Work, rows: pa.Table) -> pa.Table:
    """Rows with where the words of each come from."""
    found = [_sources(work).get(name, name) for name in rows["document"].to_pylist()]
    return rows.append_column("comes_from", pa.array(found, pa.string()))


def find_groups(work: Work, client: Client | None) -> None:
    """Find which mentions tell of one event: among all, or where they are many of a year, of a kind, of a stretch."""
    times, every = Counter[str](), 0
    for rows in work.tables("mentions"):
        every += rows.num_rows
        actors, words = (rows[name].combine_chunks().flatten().to_pylist() for name in ("actors", "words"))
        times.update(map("@{}".format, actors))
        times.update(words)
    counted = [*(each for each in times.items() if each[1] > 1), ("", every)]  # how many there are in all is under ""
    work.write("tokens", columns(counted, token=pa.string(), times=pa.int64()))
    blocks = zip(work.tables("mentions"), _blocks(work, every), strict=True)
    placed = (_sourced(work, rows.append_column("block", pa.array(block))) for rows, block in blocks)
    parts = work.gather("placed", placed, "block", _ROWS)
    found = work.by_piece("events", (rows for _, rows in work.each(client, "groups", _group, parts)))
    for piece, rows in enumerate(found):
        work.put("events", piece, rows)
        work.put("timeline", piece, work.piece("timeline", piece), **{name: rows[name] for name in _GROUPED})


def _blocks(work: Work, every: int) -> Sequence[NDArray[np.int64]]:
    """The block of each mention, by piece: one, or where they are many one for a year, for its kind, for a stretch."""
    sizes, most = [rows.num_rows for rows in work.tables("mentions")], grouping.MOST
    block = np.zeros(every, np.int64)
    if every > most:
        placed = (rows.select(["year", "kind", "low", "high"]) for rows in work.tables("mentions"))
        told = pa.concat_tables(placed).to_pandas()
        told["kind"] = told["kind"].where(told.groupby("year")["year"].transform("size") > most, "")
        told["nth"] = told.sort_values(["low", "high"], kind="stable").groupby(["year", "kind"]).cumcount() // most
        block = told.groupby(["year", "kind", "nth"]).ngroup().to_numpy()
    return np.split(block, np.cumsum(sizes)[:-1])


@lru_cache(maxsize=1)
def _likeness(work: Work) -> Likeness:
    """How telling words are among all mentions."""
    times = dict(tuples(work.whole("tokens")))
    return Likeness(times, times.pop(""))


def _group(work: Work, rows: pa.Table) -> pa.Table:
    """What is known of the groups of some blocks, for each of their mentions; a group is named after its first."""
    likeness, found = _likeness(work), list[tuple[Any, ...]]()
    told = {name: rows[name].to_pylist() for name in rows.column_names}
    blocks: dict[int, list[Mention]] = defaultdict(list)
    for block, *mention in zip(told["block"], *map(told.__getitem__, _TOLD), strict=True):
        blocks[block].append(Mention(*mention))
    place = {number: nth for nth, number in enumerate(told["number"])}
    for group in chain.from_iterable(group_mentions(likeness, mentions) for mentions in blocks.values()):
        members = sorted(place[mention.number] for mention in group.members)
        name = "e" + told["id"][members[0]][1:]
        days = (None if day == grouping.UNDATED else date.fromordinal(day) for day in (group.low, group.high))
        documents = len({mention.document for mention in group.members})
        sources = origins.count_origins((told["comes_from"][nth], told["attributed_to"][nth]) for nth in members)
        deadly = min({mention.kind for mention in group.members} & {*DEADLY}, default="")
        known = (name, *days, group.agrees, documents, sources, deadly, len(members) > 1)
        found += [(told["number"][nth], told["number"][nth] // PIECE, *known) for nth in members]
    return columns(found, number=pa.int64(), piece=pa.int64(), **_GROUPED, deadly=pa.string(), several=pa.bool_())


def set_side_by_side(work: Work, client: Client | None) -> None:
    """Write the tables `ledger` and `figures`; the grouped timeline, the sources and outside evidence must be there."""
    called: dict[str, set[str]] = defaultdict(set)
    for piece, rows in work.each(client, "keyed", _keyed, (len(work.pieces), iter(range(len(work.pieces))))):
        work.put("compared", piece, rows)
        for name, other in tuples(rows.select(["key_name", "key_other"])):
            if name != other:
                called[other].add(name)
    topics: dict[str, str] = {}
    for name, other in sorted((*names, other) for other, names in called.items() if len(names) == 1):
        join(topics, name, other)  # what several events are called tells none of them
    links = work.by_piece("links", _written(work, _compared(work, topics, client)))
    for piece, found in enumerate(links):
        figures = work.piece("figures", piece)
        names = [""] * figures.num_rows
        for number, _, _, name in sorted(tuples(found), key=itemgetter(2), reverse=True):  # the first section is last
            names[number - piece * PIECE] = name
        work.put("figures", piece, figures, group=names)


def _keyed(work: Work, piece: int) -> pa.Table:
    """The figures of a piece that can be compared, with what decides with which; of a deadly event all is that."""
    rows = work.numbered("figures", piece)
    rows = rows.filter(pc.is_in(rows["measure"], pa.array(compared_measures(), pa.string())))
    tables = {name: work.piece(name, piece) for name in ("timeline", "actors")} | {"figures": rows}
    told, figures, actors = (TABLES[name].rows(tables[name].select(names)) for name, names in _ASKED.items())
    for row, kind in zip(told, work.piece("events", piece)["deadly"].to_pylist(), strict=True):
        row["kind"] = kind or row["kind"]
    events = {row["id"]: row for row in told}
    written = dict(tuples(work.piece("documents", piece).select(["document", "written_earliest"])))
    for number, row in enumerate(figures):
        row["number"] = number
    found = [*keyed(figures, events, Articles(written, events.values(), actors))]
    rows = rows.take(pa.array((row["number"] for row in found), pa.int64()))
    return beside(rows, columns((itemgetter(*_KEYED)(row) for row in found), **_KEYED))


class _Claims:
    """What is compared: the rows of a piece for each section of the ledger, by keys; without one a row is left out."""

    def __init__(self, work: Work, topics: dict[str, str]) -> None:
        self._work, self._topics = work, topics
        self.taken = set[str]()  # figures that stand in a row of like numbers
        self._said = Counter[str]()  # remarks of a speaker so far
        self._keys = Counter[str]()  # figures that have a key
        self._shared = set[str]()  # keys of figures, kinds of numbers and speakers that several documents have
        first, attacks = dict[str, str](), set[str]()
        for piece in range(len(work.pieces)):
            figures, numbers, statements = (work.piece(name, piece) for name in ("compared", "numbers", "statements"))
            keys = self._keys_of(figures)
            self._keys.update(keys)
            pairs = (figures, keys), (numbers, numbers["bucket"].to_pylist()), (statements, _speakers(statements))
            for rows, names in pairs:
                for name, document in zip(names, rows["document"].to_pylist(), strict=True):
                    if first.setdefault(name, document) != document:
                        self._shared.add(name)
            attacks.update(self._attacks(piece).values())
        self._shared -= {""}
        named = {group[1:]: group for group in attacks}  # after the first mention
        events = chain.from_iterable(tuples(rows.select(["id", "event"])) for rows in work.tables("timeline") if named)
        self._told = {named[name[1:]]: event for name, event in events if name[1:] in named}

    def _keys_of(self, figures: pa.Table) -> list[str]:
        known, rows = self._topics, tuples(figures.select(["key_family", "key_apart", "key_name"]))
        return [f"{kind}\0{apart}\0{root(known, name) if name in known else name}" for kind, apart, name in rows]

    def _attacks(self, piece: int) -> dict[str, str]:
        """The attack near each claim of responsibility."""
        statements, timeline = (self._work.piece(name, piece) for name in ("statements", "timeline"))
        claims = statements.select(["id", "document", "char_from", "char_to"])
        claims = claims.filter(pc.ends_with(statements["claim"], "responsibility")).to_pylist()
        events = timeline.select(["document", "group", "earliest", "clause_from", "clause_to"])
        attacks = gathered(events.filter(pc.equal(timeline["kind"], "attack")).to_pylist(), "document")
        near = ((row["id"], sayings.attack_near(row, attacks.get(row["document"], ()))) for row in claims)
        return {name: event["group"] for name, event in near if event}

    def measured(self, piece: int) -> tuple[pa.Table, list[str]]:
        rows = self._work.piece("compared", piece)
        keys = zip(self._keys_of(rows), rows["id"].to_pylist(), strict=True)
        return rows, ["" if self._keys[key] == 1 and name in self.taken else key for key, name in keys]

    def numbers(self, piece: int) -> tuple[pa.Table, list[str]]:
        compared, numbers, timeline = (self._work.piece(name, piece) for name in ("compared", "numbers", "timeline"))
        keys = zip(compared["id"].to_pylist(), self._keys_of(compared), strict=True)
        held = {name for name, key in keys if key in self._shared}
        stories: dict[str, set[str]] = defaultdict(set)
        for document, group, tellers in tuples(timeline.select(["document", "group", "group_documents"])):
            if 2 <= tellers <= 20:  # articles at most that tell of an event, for it to make a story of them
                stories[document].add(group)
        told = pa.array([[*stories.get(name, ())] for name in numbers["document"].to_pylist()], pa.list_(pa.string()))
        rows = self._work.numbered("figures", piece).append_column("words", numbers["words"])
        buckets = zip(numbers["bucket"].to_pylist(), numbers["id"].to_pylist(), strict=True)
        kept = [bucket if bucket in self._shared and name not in held else "" for bucket, name in buckets]
        return rows.append_column("stories", told), kept

    def dated(self, piece: int) -> tuple[pa.Table, list[str]]:
        rows, several = self._work.numbered("timeline", piece), self._work.piece("events", piece)["several"]
        groups = zip(*(column.to_pylist() for column in (rows["group"], rows["kind"], several)), strict=True)
        return rows, [group if many or kind == "founding" else "" for group, kind, many in groups]

    def claimants(self, piece: int) -> tuple[pa.Table, list[str]]:
        rows, attacks = self._work.numbered("statements", piece), self._attacks(piece)
        keys = []
        for name, claim in tuples(rows.select(["id", "claim"])):
            near = attacks.get(name, name if claim == sayings.CLAIMS else "")
            keys.append(near if claim in (sayings.CLAIMS, sayings.ATTRIBUTES) else "")
        return rows.append_column("told", pa.array([self._told.get(key, "") for key in keys], pa.string())), keys

    def leaders(self, piece: int) -> tuple[pa.Table, list[str]]:
        rows = self._work.numbered("standings", piece)
        return rows, list(map("\0".join, tuples(rows.select(["dimension", "scope"]))))

    def remarks(self, piece: int) -> tuple[pa.Table, list[str]]:
        rows = self._work.numbered("statements", piece)
        keys = []
        for speaker in _speakers(rows):
            keys.append(f"{speaker}\0{self._said[speaker] // sayings.TOGETHER}" if speaker in self._shared else "")
            self._said[speaker] += 1
        return rows, keys


def _speakers(statements: pa.Table) -> list[str]:
    """Who makes a statement by name, else ""."""
    rows = tuples(statements.select(["speaker", "claim"]))
    return [speaker if claim == "statement" and not speaker.endswith(UNNAMED) else "" for speaker, claim in rows]


def _compared(work: Work, topics: dict[str, str], client: Client | None) -> Iterator[tuple[int, pa.Table]]:
    """The rows of the ledger in pieces, each under what gives its place among them."""
    claims = _Claims(work, topics)
    for place, name in reversed([*enumerate(_SECTIONS)]):  # numbers first: what they hold is no single claim
        chosen = (_select(name, work, claims, piece) for piece in range(len(work.pieces)))
        parts = work.gather(name, chosen, "key", _PART)
        for part, rows in work.each(client, name, partial(_compare, name), parts):
            if name == "numbers":
                claims.taken.update(chain.from_iterable(map(str.split, rows["members"].to_pylist())))
            yield place * _PARTS + part, rows


def _written(work: Work, pieces: Iterable[tuple[int, pa.Table]]) -> Iterator[pa.Table]:
    """Write pieces of the ledger, with what links rows to claims and outside evidence; which figures these are."""
    for place, rows in pieces:
        section = place // _PARTS
        members, beside, figures = list[tuple[Any, ...]](), list[tuple[Any, ...]](), list[tuple[Any, ...]]()
        for name, claims, evidence, sides, among in tuples(rows.select(_LINKED)):
            members += [(name, *each) for each in zip(claims.split(), sides, strict=True)]
            beside += [(name, each) for each in evidence.split()]
            figures += [(number, number // PIECE, section, name) for number in among]
        work.write("ledger", rows.drop(["sides", "numbers"]), place)
        work.write("members", columns(members, ledger=pa.string(), claim=pa.string(), side=pa.string()), place)
        work.write("beside", columns(beside, ledger=pa.string(), evidence=pa.string()), place)
        if [*_SECTIONS.values()][section].table == "figures":
            yield columns(figures, number=pa.int64(), piece=pa.int64(), section=pa.int64(), id=pa.string())


def _select(name: str, work: Work, claims: _Claims, piece: int) -> pa.Table:
    """The rows of a piece that belong in a section."""
    section = _SECTIONS[name]
    rows, keys = section.select(claims, piece)
    rows = rows.append_column("key", pa.array(keys, pa.string())).filter(pa.array(map(bool, keys), pa.bool_()))
    asked = {*_CLAIM, *_COMPARED[section.table], *_KEYED}
    return _sourced(work, rows.select([column for column in rows.column_names if column in asked]))


def _compare(name: str, work: Work, rows: pa.Table) -> pa.Table:
    """The rows of the ledger that a part of a section gives, with the sides and the numbers of the members."""
    section = _SECTIONS[name]
    found = []
    for claims in gathered(TABLES[section.table].rows(rows), "key").values():
        found += [(claims[0]["number"], entry.members[0]["number"], entry) for entry in section.compare(work, claims)]
    entries = [entry for *_, entry in sorted(found, key=itemgetter(0, 1))]
    if name == "numbers":  # what copies of one text give is one number
        entries = [entry for entry in entries if len({row["comes_from"] for row in entry.members}) > 1]
    outside = _outside(work) if name == "measured" else ()
    ledger = arrow_table(TABLES["ledger"], (sayings.ledger_row(entry, outside) for entry in entries))
    sides = ([sayings.side(entry.family, row) for row in entry.members] for entry in entries)
    members = zip(sides, ([row["number"] for row in entry.members] for entry in entries), strict=True)
    return beside(ledger, columns(members, sides=pa.list_(pa.string()), numbers=pa.list_(pa.int64())))


@lru_cache(maxsize=1)
def _outside(work: Work) -> list[Row]:
    return TABLES["outside"].rows(work.whole("outside"))


class _Section(NamedTuple):
    """A part of the ledger: the table of its claims, which of them are compared, and what compares those alike."""

    table: str
    select: Callable[[_Claims, int], tuple[pa.Table, list[str]]]
    compare: Callable[[Work, list[Row]], Iterable[Entry]]


_SECTIONS = {  # in the order of the ledger
    "measured": _Section("figures", _Claims.measured, lambda _, rows: [side_by_side(rows)]),
    "dated": _Section("timeline", _Claims.dated, lambda _, rows: sayings.dated(rows)),
    "claimants": _Section("statements", _Claims.claimants, lambda _, rows: [sayings.claimants(rows)]),
    "leaders": _Section("standings", _Claims.leaders, lambda _, rows: [sayings.leaders(rows)]),
    "remarks": _Section("statements", _Claims.remarks, lambda _, rows: sayings.remarks(rows)),
    "numbers": _Section("figures", _Claims.numbers, lambda work, rows: numbers(rows, _likeness(work).weigh)),
}
