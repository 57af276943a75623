"""The ledger: claims about one subject and measure family side by side, with a verdict and its reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

import pandas as pd

from analysis.claims.entries import Entry, Row, bounds_of, cited, interval_of, records
from analysis.claims.flags import outside_flags
from analysis.claims.sayings import claimants, leaders, remarks
from analysis.claims.timeline import count_origins, stable_name
from analysis.claims.verdicts import Claim, Rules, verdict, verdict_on_days
from analysis.lexicon import load_lexicon
from analysis.schema import TABLES


def build_ledger(tables: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, dict[str, str]]:
    """Set claims about one subject side by side.

    Figures are compared within a family of measures (lexicon/families.yaml), tolls by the attack that they belong to;
    events that several mentions date, by their days; claims of responsibility, by the claimant; standings, by the
    leader; a speaker's words in several documents, by their wording.

    Parameters
    ----------
    tables
        figures, timeline (grouped), statements, standings, origins and, if there, outside are read.

    Returns
    -------
    tuple of DataFrame and dict
        The table `ledger`, and the id of each member → the id of its ledger row.
    """
    origins = tables["origins"]
    origin = dict(zip(origins["document"], origins["origin"], strict=True))
    events = {row["id"]: row for row in records(tables["timeline"])}
    figures = records(tables["figures"])
    outside = records(tables["outside"]) if "outside" in tables else []
    entries = [
        *_figures(figures, events),
        *_dates(events.values()),
        *claimants(records(tables["statements"]), events),
        *leaders(records(tables["standings"])),
        *remarks(records(tables["statements"])),
    ]
    measured = {row["id"] for row in figures}
    rows = []
    group_of: dict[str, str] = {}
    for entry in entries:
        row = _row(entry, origin)
        evidence, flag = outside_flags([member for member in entry.members if member["id"] in measured], outside, row)
        rows.append(row | {"outside": " ".join(evidence), "flag": flag})
        for member in entry.members:
            group_of.setdefault(member["id"], row["id"])
    return TABLES["ledger"].frame(rows), group_of


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


@cache
def _families() -> dict[str, tuple[str, Rules]]:
    """Measure → its family and the rules of that."""
    return {
        measure: (name, Rules(*(entry.get(rule, False) for rule in ("kindred", "final", "loose"))))
        for name, entry in load_lexicon("families").items()
        for measure in entry["measures"]
    }


def _family(row: Row) -> tuple[str, Rules]:
    return _families().get(row["measure"], (row["measure"], Rules(loose=True)))


def _figures(figures: Iterable[Row], events: Mapping[str, Row]) -> Iterator[Entry]:
    """Figures by family and subject; tolls by attack and measure, loose numbers by unit."""
    attacks = {(row["document"], row["sentence_from"]): row for row in events.values() if row["kind"] == "attack"}
    topics = _Topics()
    keyed: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in figures:
        if row["measure"] == "other":
            continue
        family, rules = _family(row)
        event = events.get(row["event"]) or attacks.get((row["document"], row["sentence_from"]))
        attack = event["group"] if rules.final and event and event["kind"] == "attack" else ""
        if rules.final and rules.loose and not attack:
            continue
        about = topics.join(attack) if rules.loose and attack else topics.join(row["subject"], attack)
        apart = row["measure"] if rules.final else row["unit"] if rules.loose else ""
        if about:
            keyed[family, apart, about].append(row)
    joined: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for (family, apart, about), rows in keyed.items():
        joined[family, apart, topics.root(about)] += rows
    for (family, _, _), rows in joined.items():
        subject = max((row["subject"] for row in rows), key=len)
        yield Entry(family, subject, *verdict([_claim(row) for row in rows], _family(rows[0])[1]), rows)


class _Topics:
    """Names for one thing, joined: what one document calls by its name, another only dates."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def root(self, name: str) -> str:
        while self._parent.setdefault(name, name) != name:
            name = self._parent[name]
        return name

    def join(self, *names: str) -> str:
        """The common root of all names that are not empty; "" without any."""
        roots = [self.root(name) for name in names if name]
        for other in roots[1:]:
            self._parent[other] = roots[0]
        return roots[0] if roots else ""


def _claim(row: Row) -> Claim:
    said_by = f" by {row['attributed_to']}" if row["attributed_to"] else ""
    shown = f"{' '.join(row['text'].split())} {cited(row)}{said_by}"
    as_of = interval_of(row, "as_of_")
    return Claim(bounds_of(row), row["measure"], row["unit"], row["currency"], as_of, row["modality"], shown)


def _dates(events: Iterable[Row]) -> Iterator[Entry]:
    """Events that several mentions date; the founding of something also when only one does."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in events:
        groups[row["group"]].append(row)
    for rows in groups.values():
        founding = any(row["kind"] == "founding" for row in rows)
        if len(rows) > 1 or founding:
            status, reason = verdict_on_days([days for row in rows if (days := interval_of(row))])
            if late := [cited(row) for row in rows if row["stale"]]:
                reason += f"; announced, though over when {' '.join(late)} was written"
            yield Entry("founding" if founding else "date", _subject(rows), status, reason, rows)


def _subject(rows: Sequence[Row]) -> str:
    """What a group of mentions is about: its kind, and the actors that most of them name."""
    count: dict[str, int] = defaultdict(int)
    for row in rows:
        for actor in filter(None, row["actors"].split("; ")):
            count[actor] += 1
    actors = sorted(count, key=lambda actor: -count[actor])[:3]
    kind = next((row["kind"] for row in rows if row["kind"] != "other"), "event")
    return f"{kind}: {', '.join(actors)}" if actors else f"{kind}: {rows[0]['event'][:80]}"
