"""Which figures the ledger sets side by side: by family of measures, subject, attack and unit."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

import pandas as pd

from analysis.claims.entries import Entry, Row, bounds_of, cited, interval_of
from analysis.claims.verdicts import Claim, Rules, verdict
from analysis.lexicon import load_lexicon
from analysis.schema import records

_COUNTED = timedelta(days=60)
"""How long after an attack reports of its toll are still counting."""
_FRESH = timedelta(days=10)
"""How long before an article an attack is its news, so that a toll without a date is the attack's."""
_PART = re.compile(r"\b(?:of|among)\s+(?:its|their|the|his|her|our|whom|them|those)\b")
_ACTING = ("person", "organisation", "state", "group")


@dataclass
class Articles:
    """What the other tables say of the articles that figures stand in.

    Parameters
    ----------
    tables
        documents, actors and timeline are read.
    """

    tables: Mapping[str, pd.DataFrame]
    kinds: dict[str, str] = field(init=False)
    written: dict[str, date] = field(init=False)
    news: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.kinds = {row["actor"]: row["kind"] for row in records(self.tables["actors"])}
        documents = records(self.tables["documents"])
        self.written = {
            row["document"]: row["written_earliest"].date() for row in documents if pd.notna(row["written_earliest"])
        }
        self.news = {}
        for row in records(self.tables["timeline"]):
            written, days = self.written.get(row["document"]), interval_of(row)
            recent = written and days and written - _FRESH <= days.earliest <= days.latest <= written
            if recent and row["kind"] == "attack":
                self.news.setdefault(row["document"], row["group"])

    def attack(self, row: Row, event: Row | None) -> str:
        """The group of the attack that a toll is of; "" when nothing says which."""
        if event:
            return str(event["group"]) if event["kind"] == "attack" else ""
        days, written = interval_of(row, "as_of_"), self.written.get(row["document"])
        today = days is not None and written is not None and days.days == 1 and written <= days.latest
        return self.news.get(row["document"], "") if today and not self.acts(row["subject"]) else ""

    def acts(self, name: str) -> bool:
        """Whether a name is that of somebody who acts, and not of an attack or of its place."""
        return self.kinds.get(name) in _ACTING

    def partners(self, row: Row, event: Row | None) -> frozenset[str]:
        """States and regions beside the subject in what a figure's event tells."""
        named = {*event["actors"].split("; "), event["place"]} if event else set()
        return frozenset(name for name in named - {row["subject"]} if self.kinds.get(name) in ("state", "place"))

    def reported(self, row: Row, event: Row | None) -> date | None:
        """The day of an article that tells of an attack while its dead are still being counted."""
        written = self.written.get(row["document"])
        days = interval_of(event) if event else interval_of(row, "as_of_")
        return written if written and days and written <= days.latest + _COUNTED else None


class Key(NamedTuple):
    """What decides which figures stand side by side: `names` are the subject and the attack, those that are known.

    `apart` keeps measures, or units, of one family from each other.
    """

    family: str
    apart: str
    names: tuple[str, ...]


def keyed(
    figures: Iterable[Row], events: Mapping[str, Row], articles: Articles
) -> Iterator[tuple[Key, Row, Row | None]]:
    """The figures that can be compared, each with its key and the event that it belongs to.

    Tolls go by attack and measure, a toll without a date by the attack that its article is about; loose numbers by
    unit. A part of something ("one of its members") is compared with nothing.

    Parameters
    ----------
    figures, events
        Rows of the tables figures and, by id, timeline (grouped).
    articles
        What else is known of the articles.
    """
    attacks = {(row["document"], row["sentence_from"]): row for row in events.values() if row["kind"] == "attack"}
    for row in figures:
        if row["measure"] == "other" or _PART.search(row["text"]):
            continue
        family, rules = _family(row)
        event = events.get(row["event"]) or attacks.get((row["document"], row["sentence_from"]))
        attack = articles.attack(row, event) if rules.final else ""
        if rules.final and rules.loose and not attack:
            continue
        other = rules.final and attack and articles.acts(row["subject"])
        names = (attack,) if (rules.loose and attack) or other else (row["subject"], attack)
        apart = row["measure"] if rules.final else row["unit"] if rules.loose else ""
        if known := tuple(filter(None, names)):
            yield Key(family, apart, known), row, event


def measured(figures: Iterable[Row], events: Mapping[str, Row], articles: Articles) -> Iterator[Entry]:
    """Figures by family and subject, with their verdicts; parameters as of `keyed`."""
    found = list(keyed(figures, events, articles))
    topics = Topics()
    for key, _, _ in found:
        topics.join(*key.names)
    joined: dict[tuple[str, str, str], list[tuple[Row, Row | None]]] = defaultdict(list)
    for key, row, event in found:
        joined[key.family, key.apart, topics.root(key.names[0])].append((row, event))
    for (family, _, _), pairs in joined.items():
        yield side_by_side(family, pairs, articles)


def side_by_side(family: str, pairs: Sequence[tuple[Row, Row | None]], articles: Articles) -> Entry:
    """The entry of figures that are about one thing, each with its event."""
    rows = [row for row, _ in pairs]
    subject = max((row["subject"] for row in rows), key=len)
    claims = [_claim(row, event, articles) for row, event in pairs]
    return Entry(family, subject, *verdict(claims, _family(rows[0])[1]), rows)


@cache
def _families() -> dict[str, tuple[str, Rules]]:
    """Measure → its family and the rules of that."""
    return {
        measure: (name, Rules(*(entry.get(rule, False) for rule in ("kindred", "final", "loose", "bilateral"))))
        for name, entry in load_lexicon("families").items()
        for measure in entry["measures"]
    }


def _family(row: Row) -> tuple[str, Rules]:
    return _families().get(row["measure"], (row["measure"], Rules(loose=True)))


class Topics:
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


def _claim(row: Row, event: Row | None, articles: Articles) -> Claim:
    said_by = f" by {row['attributed_to']}" if row["attributed_to"] else ""
    return Claim(
        bounds_of(row),
        row["measure"],
        row["unit"],
        row["currency"],
        interval_of(row, "as_of_"),
        row["modality"],
        f"{' '.join(row['text'].split())} {cited(row)}{said_by}",
        (row["document"], row["sentence_from"]),
        row["attributed_to"],
        articles.partners(row, event),
        articles.reported(row, event),
    )
