"""The ledger: claims about one subject and measure family side by side, with a verdict and its reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from analysis.claims.flags import outside_flags
from analysis.claims.timeline import count_origins, stable_name
from analysis.claims.verdicts import Claim, Rules, verdict, verdict_on_days
from analysis.claims.words import likeness, stems
from analysis.lexicon import load_lexicon
from analysis.schema import TABLES
from analysis.values import Bounds, Interval

Row = dict[str, Any]
_ALIKE = 0.34
"""Likeness of words above which two quotations of one speaker are taken for the same remark."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Claims that belong together, and how they stand to each other."""

    family: str
    subject: str
    status: str
    reason: str
    members: list[Row]


def build_ledger(tables: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, dict[str, str]]:
    """Set claims about one subject side by side.

    Figures are compared within a family of measures (lexicon/families.yaml), tolls by the event that they belong to;
    events that several mentions date, by their days; claims of responsibility, by the claimant; standings, by the
    leader; a speaker's words in several documents, by their wording.

    Parameters
    ----------
    tables
        figures, timeline (grouped), statements, standings, origins and outside are read.

    Returns
    -------
    tuple of DataFrame and dict
        The table `ledger`, and the id of each member → the id of its ledger row.
    """
    origins = tables["origins"]
    origin = dict(zip(origins["document"], origins["origin"], strict=True))
    events = {row["id"]: row for row in _records(tables["timeline"])}
    entries = [
        *_figures(_records(tables["figures"]), events),
        *_dates(events.values()),
        *_claimants(_records(tables["statements"]), events),
        *_standings(_records(tables["standings"])),
        *_remarks(_records(tables["statements"])),
    ]
    rows: list[Row] = []
    group_of: dict[str, str] = {}
    for entry in entries:
        row = _row(entry, origin)
        group_of |= {member["id"]: row["id"] for member in entry.members if member["id"] not in group_of}
        rows.append(row)
    flags = outside_flags(rows, tables)
    for row in rows:
        row |= flags.get(row["id"], {})
    return TABLES["ledger"].frame(rows), group_of


def _records(table: pd.DataFrame) -> list[Row]:
    return table.to_dict("records")  # type: ignore[return-value]


def _row(entry: Entry, origin: Mapping[str, str]) -> Row:
    sources = [
        (member["document"], member.get("attributed_to") or member.get("speaker", "")) for member in entry.members
    ]
    return {
        "id": stable_name("l", entry.family, entry.subject, entry.members[0]["id"]),
        "family": entry.family,
        "subject": entry.subject,
        "status": entry.status,
        "reason": entry.reason,
        "members": " ".join(member["id"] for member in entry.members),
        "citations": " ".join(dict.fromkeys(_cited(member) for member in entry.members)),
        "documents": len({document for document, _ in sources}),
        "origins": count_origins(sources, origin),
        "outside": "",
        "flag": "",
    }


def _cited(member: Row) -> str:
    return f"[{member['document']}:{member['line']}]"


def _interval(row: Row, prefix: str = "") -> Interval | None:
    earliest, latest = row[f"{prefix}earliest"], row[f"{prefix}latest"]
    if pd.isna(earliest) or pd.isna(latest):
        return None
    return Interval(earliest.date(), latest.date(), "fuzzy")


# Figures


@cache
def _families() -> dict[str, tuple[str, Rules, bool]]:
    """Measure → family, rules, and whether the unit is part of the question."""
    return {
        measure: (name, Rules(entry.get("kindred", False), entry.get("final", False)), entry.get("unit", False))
        for name, entry in load_lexicon("families").items()
        for measure in entry["measures"]
    }


def _figures(figures: list[Row], events: Mapping[str, Row]) -> Iterator[Entry]:
    topics = _Topics()
    keyed: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in figures:
        if row["measure"] == "other":
            continue
        family, rules, by_unit = _families().get(row["measure"], (row["measure"], Rules(), False))
        event = events.get(row["event"]) if rules.final else None
        about = topics.join(row["subject"], event["group"] if event and event["kind"] == "attack" else "")
        if about:
            keyed[family, row["unit"] if by_unit else "", about].append(row)
    merged: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for (family, unit, about), rows in keyed.items():
        merged[family, unit, topics.root(about)] += rows
    for (family, _, _), rows in merged.items():
        for part in _by_measure(rows):
            rules = _families().get(rows[0]["measure"], ("", Rules(), False))[1]
            status, reason = verdict([_claim(row) for row in part], rules)
            subject = max((row["subject"] for row in part), key=lambda name: (bool(name), len(name)))
            yield Entry(family, subject, status, reason, part)


def _by_measure(rows: list[Row]) -> list[list[Row]]:
    """Tolls of one event stand apart by measure: the dead are not set against the injured."""
    if not _families().get(rows[0]["measure"], ("", Rules(), False))[1].final:
        return [rows]
    parts: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        parts[row["measure"]].append(row)
    return list(parts.values())


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
    low, high = _number(row["low"]), _number(row["high"])
    bounds = Bounds(low, high, row["low_open"], row["high_open"], row["qualifier"])
    said_by = f" by {row['attributed_to']}" if row["attributed_to"] else ""
    shown = f"{row['text']} {_cited(row)}{said_by}"
    return Claim(bounds, row["measure"], row["unit"], row["currency"], _interval(row, "as_of_"), row["modality"], shown)


def _number(value: float) -> float | None:
    return None if pd.isna(value) else float(value)


# Events


def _dates(events: Iterable[Row]) -> Iterator[Entry]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in events:
        groups[row["group"]].append(row)
    for rows in groups.values():
        founding = any(row["kind"] == "founding" for row in rows)
        if len(rows) > 1 or founding:
            days = [interval for row in rows if (interval := _interval(row))]
            status, reason = verdict_on_days(days)
            late = [_cited(row) for row in rows if row["stale"]]
            if late:
                reason += f"; announced, though over when {' '.join(late)} was written"
            yield Entry("founding" if founding else "date", _subject(rows), status, reason, rows)


def _subject(rows: list[Row]) -> str:
    """What a group of mentions is about: its kind, the actors that most of them name."""
    count: dict[str, int] = defaultdict(int)
    for row in rows:
        for actor in filter(None, row["actors"].split("; ")):
            count[actor] += 1
    actors = sorted(count, key=lambda actor: -count[actor])[:3]
    kind = next((row["kind"] for row in rows if row["kind"] != "other"), "event")
    return f"{kind}: {', '.join(actors)}" if actors else f"{kind}: {rows[0]['event'][:80]}"


# Who claims or is blamed, who leads, who said it


def _claimants(statements: list[Row], events: Mapping[str, Row]) -> Iterator[Entry]:
    attacks: dict[str, list[Row]] = defaultdict(list)
    for row in events.values():
        if row["kind"] == "attack":
            attacks[row["document"]].append(row)
    groups: dict[str, list[tuple[Row, str]]] = defaultdict(list)
    for row in statements:
        if row["claim"] not in ("claims responsibility", "attributes responsibility"):
            continue
        event = min(attacks[row["document"]], key=lambda attack: _distance(attack, row), default=None)
        near = event is not None and _distance(event, row) <= 400
        for blamed in [row["speaker"]] if row["claim"] == "claims responsibility" else row["about"].split("; "):
            groups[event["group"] if near and event else f"{row['document']} {row['id']}"].append((row, blamed))
    for name, pairs in groups.items():
        rows = list({row["id"]: row for row, _ in pairs}.values())
        named = sorted({blamed for _, blamed in pairs if blamed})
        shown = "; ".join(f"{blamed or 'nobody named'} {_cited(row)} ({row['claim']})" for row, blamed in pairs)
        status = "single claim" if len(rows) == 1 else "agrees" if len(named) < 2 else "differs"
        subject = next((row["event"][:80] for row in events.values() if row["group"] == name), "an attack")
        yield Entry("claimant", subject, status, shown, rows)


def _distance(event: Row, row: Row) -> int:
    """Characters between an event's clause and a statement of the same document."""
    return int(max(event["clause_from"] - row["char_to"], row["char_from"] - event["clause_to"], 0))


def _standings(standings: list[Row]) -> Iterator[Entry]:
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in standings:
        groups[row["dimension"], row["scope"]].append(row)
    for (dimension, scope), rows in groups.items():
        subject = f"{dimension}, {scope}" if scope else dimension
        yield Entry("standing", subject, *_leaders(rows), rows)


def _leaders(rows: list[Row]) -> tuple[str, str]:
    shown = "; ".join(f"{row['leader'] or 'nobody'} leads {_cited(row)} ({row['modality']})" for row in rows)
    if len(rows) == 1:
        return "single claim", shown
    firm = [row for row in rows if row["modality"] in ("asserted", "attributed")]
    leaders = {row["leader"] for row in firm}
    if len(leaders) > 1:
        periods = [interval for row in firm if (interval := _interval(row, "period_"))]
        apart = len(periods) == len(firm) and not any(
            one.overlaps(other) for number, one in enumerate(periods) for other in periods[:number]
        )
        return ("changed over time" if apart else "differs"), shown
    if len(firm) < len(rows) and {row["leader"] for row in rows} != leaders:
        return "not comparable", f"{shown}; what may come is not set against what is"
    return "agrees", shown


def _remarks(statements: list[Row]) -> Iterator[Entry]:
    """The same remark of one speaker in several documents: one origin, however it is worded."""
    by_speaker: dict[str, list[Row]] = defaultdict(list)
    for row in statements:
        if row["speaker"] and row["claim"] == "statement":
            by_speaker[row["speaker"]].append(row)
    for speaker, rows in by_speaker.items():
        if len({row["document"] for row in rows}) < 2:
            continue
        for group in _alike(rows):
            if len({row["document"] for row in group}) > 1:
                texts = {" ".join(row["text"].lower().split()) for row in group}
                status = "agrees" if len(texts) == 1 else "compatible"
                shown = "; ".join(f"“{row['text']}” {_cited(row)}" for row in group)
                yield Entry("remark", speaker, status, f"one remark of {speaker}: {shown}", group)


def _alike(rows: list[Row]) -> list[list[Row]]:
    groups: list[list[Row]] = []
    words = {row["id"]: stems(row["text"]) for row in rows}
    for row in rows:
        for group in groups:
            if any(likeness(words[row["id"]], words[member["id"]]) >= _ALIKE for member in group[:8]):
                group.append(row)
                break
        else:
            groups.append([row])
    return groups
