"""Entries of the ledger, and rows of tables read back as values."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

import pandas as pd

from analysis.claims.grouping import stems
from analysis.claims.verdicts import Claim, Rules, in_words, verdict
from analysis.core.citations import cite
from analysis.core.lexicon import load_lexicon
from analysis.core.tables import joined, records
from analysis.core.values import Bounds, Interval

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """Claims that belong together, and how they stand to each other."""

    family: str
    subject: str
    status: str
    reason: str
    members: list[Row]


def bounds_of(row: Row, scale: float = 1) -> Bounds:
    """The bounds of a row, each end times a scale; a number that is missing sets none.

    >>> row = {"low": 1.5, "high": float("nan"), "low_open": True, "high_open": False, "qualifier": "more than"}
    >>> bounds_of(row, 10**6).text
    'more than 1,500,000'
    """
    ends = [None if pd.isna(row[end]) else float(row[end]) * scale for end in ("low", "high")]
    return Bounds(ends[0], ends[1], row["low_open"], row["high_open"], row["qualifier"])


def interval_of(row: Row, prefix: str = "") -> Interval | None:
    """The days of a row, None when one end is missing."""
    earliest, latest = row[f"{prefix}earliest"], row[f"{prefix}latest"]
    if pd.isna(earliest) or pd.isna(latest):
        return None
    return Interval(earliest.date(), latest.date(), "fuzzy")


_COUNTED = timedelta(days=60)
"""How long after an attack reports of its toll are still counting."""
_FRESH = timedelta(days=10)
"""How long before an article an attack is its news, so that a toll without a date is the attack's."""
_ACTING = ("person", "organisation", "state", "group")
_DEADLY = ("attack", "disaster")
_OWN = ("clause", "list", "bracket")
"""What a reading rests on that the clause of a number gives itself."""
ANY_EVENT = "attack attacks bombing bomb blast explosion shooting raid siege city town capital hall building"
"""What many events are called, and where they take place: no name of any of them."""


@dataclass
class Articles:
    """What the other tables say of the articles that figures stand in.

    Parameters
    ----------
    documents, timeline
        The tables of these names.
    kinds
        Actor → sort of actor.
    """

    documents: pd.DataFrame
    timeline: pd.DataFrame
    kinds: Mapping[str, str]
    written: dict[str, date] = field(init=False)
    news: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.written = {
            document: day.date()
            for document, day in zip(self.documents["document"], self.documents["written_earliest"], strict=True)
            if pd.notna(day)
        }
        self.news = {}
        for row in records(self.timeline):
            written, days = self.written.get(row["document"]), interval_of(row)
            recent = written and days and written - _FRESH <= days.earliest <= days.latest <= written
            if recent and row["kind"] in _DEADLY:
                self.news.setdefault(row["document"], row["group"])

    def attack(self, row: Row, event: Row | None) -> tuple[str, bool]:
        """The group of the attack or disaster that a toll is of, "" when nothing says which; and whether that is sure.

        Its own event tells, or a death of its own day. Else it is of what the article is news of, if its day fits, and
        nothing but a heading, a place or a word like "blast" is its subject.
        """
        if event and event["kind"] in _DEADLY:
            return str(event["group"]), True
        news, written = self.news.get(row["document"], ""), self.written.get(row["document"])
        days = interval_of(event) if event else interval_of(row, "as_of_")
        today = days is not None and written is not None and days.days <= 7 and written - days.latest <= _FRESH
        unnamed = row["subject_basis"] not in _OWN or not self.acts(row["subject"])
        if news and unnamed and (today or (days is None and not stems(row["subject"]) & stems(ANY_EVENT))):
            return news, today
        return (str(event["group"]), True) if event and event["kind"] == "death" else ("", False)

    def acts(self, name: str) -> bool:
        """Whether a name is that of somebody who acts, and not of an attack or of its place."""
        return self.kinds.get(name) in _ACTING

    def partners(self, row: Row, event: Row | None) -> frozenset[str]:
        """States and regions with which a figure is shared: its scope, and who else is in what its event tells."""
        named = {*row["scope"], *((*event["actors"], event["place"]) if event else ())}
        return frozenset(name for name in named - {row["subject"]} if self.kinds.get(name) in ("state", "place"))

    def reported(self, row: Row, event: Row | None) -> tuple[date | None, bool]:
        """The day of an article, and whether the dead of what it tells of were then still being counted."""
        written = self.written.get(row["document"])
        days = interval_of(event) if event else interval_of(row, "as_of_")
        return (written, written <= days.latest + _COUNTED) if written and days else (None, False)


class Key(NamedTuple):
    """What decides which figures stand side by side: `names` are the subject and the attack, those that are known.

    `apart` keeps measures, or units, of one family from each other; `sure` says that the words tell what it is of.
    """

    family: str
    apart: str
    names: tuple[str, ...]
    sure: bool = True


def keyed(
    figures: Iterable[Row], events: Mapping[str, Row], articles: Articles
) -> Iterator[tuple[Key, Row, Row | None]]:
    """The figures that can be compared, each with its key and the event that it belongs to.

    Tolls go by attack and measure, a toll without a date by the attack that its article is about; loose numbers by
    unit and topic. What is of no family is compared where all that is read of it is sure. Numbers of which nothing but
    their kind is known ("20 km") stay out, and so does a part of anything but a toll ("one of its members").

    Parameters
    ----------
    figures, events
        Rows of the tables figures and, by id, timeline (grouped).
    articles
        What else is known of the articles.
    """
    deadly = {(row["document"], row["sentence_from"]): row for row in events.values() if row["kind"] in _DEADLY}
    for row in figures:
        family, rules = _family(row)
        if not (row["sure"] or row["measure"] in _families()) or row["measure"] in _unplaced():
            continue
        if row["part"] and not rules.final:
            continue
        event = events.get(row["event"]) or deadly.get((row["document"], row["sentence_from"]))
        attack, known = articles.attack(row, event) if rules.final else ("", False)
        if rules.final and rules.loose and not attack:
            continue
        subject = str(row["subject"])
        subject = _governed().get(subject, subject) if rules.governed else subject
        other = rules.final and attack and (articles.acts(subject) or row["subject_basis"] not in _OWN)
        names = (attack,) if (rules.loose and attack) or other else (subject, attack)
        apart = row["measure"] if rules.final else f"{row['unit']} {row['topic']}" if rules.loose else ""
        if found := tuple(filter(None, names)):
            yield (
                Key(family, f"{row['change']} {apart}".strip(), found, known or row["subject_basis"] in _OWN),
                row,
                event,
            )


def side_by_side(family: str, pairs: Sequence[tuple[Row, Row | None]], articles: Articles) -> Entry:
    """The entry of figures that are about one thing, each with its event; `is_of` says whether that is sure."""
    rows = [row for row, _ in pairs]
    claims = [_claim(row, event, articles) for row, event in pairs]
    return Entry(family, _called(pairs, articles), *verdict(claims, _family(rows[0])[1]), rows)


def _called(pairs: Sequence[tuple[Row, Row | None]], articles: Articles) -> str:
    """What most claims call it; a name rather than a description, and an attack rather than who suffers it."""
    count = Counter(row["subject"] for row, _ in pairs)
    name = max(count, key=lambda name: (not articles.acts(name), name[:1].isupper(), count[name], len(name)))
    days = (interval_of(event) for _, event in pairs if event)
    narrow = min((found for found in days if found), key=lambda found: found.days, default=None)
    return name or (f"attack or disaster of {in_words(narrow)}" if narrow else "")


@cache
def _families() -> dict[str, tuple[str, Rules]]:
    """Measure → its family and the rules of that."""
    return {
        measure: (name, Rules(**{rule.name: entry.get(rule.name, False) for rule in fields(Rules)}))
        for name, entry in load_lexicon("families").items()
        for measure in entry["measures"]
    }


@cache
def _unplaced() -> frozenset[str]:
    """Measures that say nothing but what kind of number it is, unless a family compares them."""
    return frozenset({"other", *load_lexicon("measures")["kinds"].values()}) - _families().keys()


@cache
def _governed() -> dict[str, str]:
    """Who governs a state (lexicon/actors.yaml) → the state."""
    lexicon = load_lexicon("actors")
    named = {**lexicon["groups"], **lexicon["organisations"]}
    return {name: entry["governs"] for name, entry in named.items() if "governs" in entry}


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
    rules = _family(row)[1]
    return Claim(
        bounds_of(row),
        row["measure"],
        row["unit"],
        row["currency"],
        interval_of(row, "as_of_"),
        row["modality"],
        f"{' '.join(row['text'].split())} {cite(row)}{_by(row)}",
        (row["document"], row["sentence_from"]),
        row["attributed_to"],
        articles.partners(row, event) if rules.bilateral else frozenset(),
        joined(row["scope"]) if rules.loose else "",
        *articles.reported(row, event),
        row["part"],
        row["is_of"],
    )


_AROUND = 160
"""Characters to either side of a number, within its sentence, whose words tell what it counts."""


def surroundings(figures: Iterable[Row], texts: Mapping[str, str]) -> Iterator[tuple[str, frozenset[str]]]:
    """For each figure what is compared with it: its kind and first two digits, and the words of its sentence near by.

    The first is "" where there is no number to compare.
    """
    for row in figures:
        value = _value(row)
        text, begin, end = texts[row["document"]], row["char_from"] - _AROUND, row["char_to"] + _AROUND
        near = (
            text[max(row["sentence_from"], begin) : row["char_from"]],
            text[row["char_to"] : min(row["sentence_to"], end)],
        )
        words = stems(f"{near[0]} ; {near[1]} {row['subject']}") - stems(row["unit"])
        yield f"{row['kind']} {row['change']} {value:.1e}" if value else "", words


def _value(row: Row) -> float:
    """The end of a number that it gives; 0 without one."""
    return float(next((row[end] for end in ("low", "high") if pd.notna(row[end])), 0))


def wanted_words(one: Row, other: Row) -> float | None:
    """How many rare words the sentences of two numbers must share to be about one thing; None where none are enough.

    More for a number of one digit than for "28", more where one is only near the other or another noun is counted.
    """
    values = abs(_value(one)), abs(_value(other))
    if (
        one["document"] == other["document"]
        or "denied" in (one["modality"], other["modality"])
        or one["part"] != other["part"]
    ):
        return None
    if one["currency"] and other["currency"] and one["currency"] != other["currency"]:
        return None
    near = abs(values[0] - values[1])
    if near > _ROUND * max(values):
        return None
    digits = len(f"{values[0]:.15g}".replace(".", "").strip("0"))
    wanted = 1.5 if digits > 1 or (one["kind"] == "money" and values[0] >= 10**6) else 1.8 if values[0] >= 100 else 2.1
    if near or _ends(one) != _ends(other):
        wanted += 0.6
    if one["measure"] == other["measure"] != "other":
        return wanted - 0.4
    same = one["kind"] == "money" or one["unit"].rpartition(" ")[2] == other["unit"].rpartition(" ")[2]
    return wanted if same else wanted + 1 if one["kind"] == "count" else None


_ROUND = 0.01
"""Share of a number by which another may miss it that only rounds it."""


def counted_alike(rows: list[Row]) -> Entry:
    """The entry of one number in several documents."""
    count = Counter(str(row["subject"]) for row in rows if row["subject"])
    subject = max(count, key=lambda name: (count[name], name), default=rows[0]["unit"] or rows[0]["text"])
    same = len({(_ends(row)) for row in rows}) == 1
    why = "the same number" if same else "one rounds the other, or one number satisfies all"
    shown = "; ".join(f"{' '.join(row['text'].split())} {cite(row)}{_by(row)}" for row in rows[:_SHOWN])
    return Entry("number", subject, "agrees" if same else "compatible", f"{shown}: {why}, beside the same words", rows)


_SHOWN = 40


def _ends(row: Row) -> tuple[float, float]:
    bounds = bounds_of(row)
    return bounds.low if bounds.low is not None else -math.inf, bounds.high if bounds.high is not None else math.inf


def _by(row: Row) -> str:
    return f" by {row['attributed_to']}" if row["attributed_to"] else ""
