"""The ledger: claims about one subject and measure family side by side, with a verdict and its reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

import pandas as pd

from analysis.claims.comparisons import Articles, measured
from analysis.claims.entries import Entry, Row, cited, interval_of
from analysis.claims.event_kinds import periodic_kinds
from analysis.claims.flags import outside_flags
from analysis.claims.sayings import claimants, claimed, leaders, remarks
from analysis.claims.timeline import count_origins, origins_of, stable_name
from analysis.claims.verdicts import verdict_on_days
from analysis.schema import TABLES, records


def build_ledger(tables: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, dict[str, str]]:
    """Set claims about one subject side by side.

    Figures are compared within a family of measures (lexicon/families.yaml), tolls by the attack that they belong to;
    events that several mentions date, by their days; claims of responsibility, by the claimant; standings, by the
    leader; a speaker's words in several documents, by their wording.

    Parameters
    ----------
    tables
        documents (with origins), actors, figures, timeline (grouped), statements, standings, and outside, if there.

    Returns
    -------
    tuple of DataFrame and dict
        The table `ledger`, and the id of each member → the id of its ledger row.
    """
    origin = origins_of(tables["documents"])
    events = {row["id"]: row for row in records(tables["timeline"])}
    figures = records(tables["figures"])
    outside = records(tables["outside"]) if "outside" in tables else []
    kinds = {row["actor"]: row["kind"] for row in records(tables["actors"])}
    statements = records(tables["statements"])
    told: dict[str, str] = {}
    for row in events.values():
        told.setdefault(row["group"], row["event"])
    entries = [
        *measured(figures, events, Articles(tables["documents"], tables["timeline"], kinds)),
        *dated(events.values()),
        *claimants(claimed(statements, events.values()), told),
        *leaders(records(tables["standings"])),
        *remarks(statements),
    ]
    counted = {row["id"] for row in figures}
    rows = [ledger_row(entry, origin, counted, outside) for entry in entries]
    group_of: dict[str, str] = {}
    for entry, row in zip(entries, rows, strict=True):
        for member in entry.members:
            group_of.setdefault(member["id"], row["id"])
    return TABLES["ledger"].frame(rows), group_of


def ledger_row(entry: Entry, origin: Mapping[str, str], counted: Container[str], outside: Sequence[Row]) -> Row:
    """The row of an entry.

    Parameters
    ----------
    entry
        Claims that belong together.
    origin
        Document → its origin.
    counted
        Ids of the members that are figures: outside evidence is set beside these.
    outside
        Rows of the table of that name.
    """
    row = _row(entry, origin)
    evidence, flag = outside_flags([member for member in entry.members if member["id"] in counted], outside, row)
    return row | {"outside": " ".join(evidence), "flag": flag}


def _row(entry: Entry, origin: Mapping[str, str]) -> Row:
    members = entry.members
    sources = [(member["document"], member.get("attributed_to") or member.get("speaker", "")) for member in members]
    return {
        "id": stable_name("l", entry.family, entry.subject, members[0]["id"]),
        "family": entry.family,
        "subject": entry.subject,
        "status": entry.status,
        "reason": entry.reason,
        "members": " ".join(member["id"] for member in members),
        "citations": " ".join(dict.fromkeys(cited(member) for member in members)),
        "documents": len({document for document, _ in sources}),
        "origins": count_origins(sources, origin),
    }


def dated(events: Iterable[Row]) -> Iterator[Entry]:
    """Events that several mentions date, sums over a time left out; a founding also when only one does."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in events:
        groups[row["group"]].append(row)
    for rows in groups.values():
        founding = any(row["kind"] == "founding" for row in rows)
        if founding or (len(rows) > 1 and not any(row["kind"] in periodic_kinds() for row in rows)):
            status, reason = verdict_on_days([days for row in rows if (days := interval_of(row))])
            if status == "agrees" and len({row["document"] for row in rows}) == 1 and not founding:
                continue  # an article that gives a day twice confirms nothing
            if late := [cited(row) for row in rows if row["stale"]]:
                reason += f"; announced, though over when {' '.join(late)} was written"
            yield Entry("founding" if founding else "date", _subject(rows), status, reason, rows)


def _subject(rows: Sequence[Row]) -> str:
    """What a group of mentions is about: its kind, and the actors that most of them name, but who only tells of it."""
    count: dict[str, int] = defaultdict(int)
    for row in rows:
        for actor in filter(None, row["actors"].split("; ")):
            count[actor] += actor != row["attributed_to"]
    actors = sorted(filter(count.get, count), key=lambda actor: -count[actor])[:3]
    kind = next((row["kind"] for row in rows if row["kind"] != "other"), "event")
    return f"{kind}: {', '.join(actors)}" if actors else f"{kind}: {rows[0]['event'][:80]}"
