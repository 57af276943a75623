"""The words that two claims share: content words cut to their stems, and how much they have in common."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, fields
from datetime import date
from typing import Annotated

import pandas as pd

from analysis.claims.coreference import is_named
from analysis.claims.events import Event
from analysis.claims.grouping import UNDATED, Mention, group_mentions
from analysis.core.tables import Table, entries

__all__ = [
    "count_origins",
    "group_events",
    "stable_name",
]

_WORD = re.compile(r"[^\W\d_]{3,40}")
_STEM = 5
_COMMON = frozenset(
    word[:_STEM]
    for word in (
        "the and for that this with from have has had was were been being are its their his her they them which who "
        "whom whose when where while will would could should may might than then there these those into onto over "
        "under about after before since until during against between among also only more most less least very much "
        "many some any each every other another such same both either neither not nor but yet out off again year years "
        "month months week weeks day days decade decades last next past previous earlier later ago recent recently "
        "today yesterday tomorrow now early late mid january february march april june july august september october "
        "november december monday tuesday wednesday thursday friday saturday sunday spring summer autumn winter said "
        "says say told according added well including because became become made make take took does did what how why "
        "all one two three four five six seven eight nine ten first second third new old just still even however though"
    ).split()
)


def stems(words: str) -> frozenset[str]:
    """The content words of a text, each cut to its first five letters, so that forms of one word meet.

    British and American spelling meet too ("specialised", "specialized"). Names of days and months are left out: what
    happened is compared by words, when it happened by days.

    >>> sorted(stems("Moscow removed the ban in March; its removal was welcomed."))
    ['ban', 'mosco', 'remov', 'welco']
    """
    plain = (word.lower() for word in _WORD.findall(words))
    singular = (word[:-3] + "y" if word.endswith("ies") else word for word in plain)
    return frozenset(word[:_STEM].replace("z", "s") for word in singular) - _COMMON


def likeness(one: Set[str], other: Set[str]) -> float:
    """How much two sets of words have in common: Dice's coefficient, from 0 to 1.

    >>> likeness({"ban", "lift"}, {"ban", "court"})
    0.5
    """
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


_MANY = re.compile(
    r"\b(?:\d{1,5}|number of|dozens of|scores of|hundreds of|several|many|more|fewer)\s(?:\w+\s)?"
    r"(?:attacks|bombings|blasts|explosions|shootings|raids|strikes|incidents|assaults|killings)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Grouped:
    """What is known of an event by all of its mentions."""

    group: Annotated[str, "mentions of the same event share it"]
    group_earliest: Annotated[date, "first possible day of the event by all its mentions", "day"]
    group_latest: Annotated[date, "last possible day of the event by all its mentions", "day"]
    group_agrees: Annotated[bool, "whether the mentions share a day (else the hull is shown)"]
    group_documents: Annotated[int, "documents that mention it", "documents"]
    group_origins: Annotated[int, "independent origins among them", "origins"]


TIMELINE = Table.of("timeline", "a dated event in one document", Event, Grouped)
GROUP_COLUMNS = [field.name for field in fields(Grouped)]


def group_events(timeline: pd.DataFrame, origins: pd.DataFrame) -> pd.DataFrame:
    """Find the mentions that tell of the same event, within and across documents.

    Parameters
    ----------
    timeline
        The table of that name.
    origins
        The origin of each document, as `origins_of` takes it.

    Returns
    -------
    DataFrame
        The timeline with group, group_earliest, group_latest (day: the days that all mentions allow, or the hull when
        there is none), group_agrees, group_documents and group_origins (counts) filled.
    """
    if timeline.empty:
        return TIMELINE.frame()
    ids, documents, speakers = (timeline[name].tolist() for name in ("id", "document", "attributed_to"))
    origin = origins_of(origins)
    rows: list[tuple[object, ...]] = [()] * len(ids)
    for group in group_mentions(list(mentions(timeline))):
        numbers = sorted(member.number for member in group.members)
        sources = [(documents[number], speakers[number]) for number in numbers]
        values = group_values(ids[numbers[0]], group.low, group.high, group.agrees, sources, origin)
        for number in numbers:
            rows[number] = values
    filled = pd.DataFrame(rows, columns=GROUP_COLUMNS, index=timeline.index)
    return timeline.assign(**TIMELINE.typed(filled))


def group_values(
    first: str, low: int, high: int, agrees: bool, sources: Sequence[tuple[str, str]], origin: Mapping[str, str]
) -> tuple[object, ...]:
    """What each mention of a group has in the columns `GROUP_COLUMNS`.

    Parameters
    ----------
    first
        Id of the first mention.
    low, high, agrees
        The days of the group as ordinals, and whether all mentions allow them.
    sources
        Document and speaker of each mention.
    origin
        Document → its origin.
    """
    days = (None if day == UNDATED else date.fromordinal(day).isoformat() for day in (low, high))
    count = len({document for document, _ in sources})
    return stable_name("e", first), *days, agrees, count, count_origins(sources, origin)


def count_origins(sources: Iterable[tuple[str, str]], origin: Mapping[str, str]) -> int:
    """How many independent sources stand behind pairs of document and speaker ("" for the article itself).

    Documents of one origin are one source, and so are all that give the words of one speaker: what names a speaker
    rests on that one, unless the speaker has no name. There are no more sources than texts.

    >>> count_origins([("001", ""), ("002", ""), ("003", "A. Spokesman")], {"001": "x", "002": "x", "003": "y"})
    2
    """
    speakers: dict[str, set[str]] = defaultdict(set)
    for document, speaker in sources:
        speakers[origin.get(document, document)].update({speaker} if is_named(speaker) else ())
    return min(len(speakers), len({source for text, named in speakers.items() for source in named or {text}}))


def origins_of(documents: pd.DataFrame) -> dict[str, str]:
    """Document → where its words come from: the agency that a text is credited to, else the name of its origin.

    Parameters
    ----------
    documents
        document, origin (str) and, if there, agency, as in the table `documents`.
    """
    names, origins = (documents[name].tolist() for name in ("document", "origin"))
    credited = documents["agency"].tolist() if "agency" in documents else [""] * len(names)
    agencies = {origin: agency for origin, agency in zip(origins, credited, strict=True) if origin and agency}
    return {name: agencies.get(origin, origin or name) for name, origin in zip(names, origins, strict=True)}


def stable_name(letter: str, *parts: str) -> str:
    """A name for a group that stays as long as its parts do: a letter and a hash.

    >>> stable_name("e", "t1") == stable_name("e", "t1") != stable_name("e", "t2")
    True
    """
    return letter + hashlib.blake2b("\0".join(parts).encode("utf8", "surrogatepass"), digest_size=6).hexdigest()


def mentions(timeline: pd.DataFrame) -> Iterator[Mention]:
    """The rows of a timeline as what tells events apart, numbered in their order."""
    names_of = ("earliest", "latest", "kind", "actors", "event", "document", "sentence_from", "sentence_to")
    columns = (timeline[name].tolist() for name in names_of)
    for number, (earliest, latest, kind, actors, event, document, start, end) in enumerate(zip(*columns, strict=True)):
        names = entries(actors)
        lead = names[0] if names else ""
        dated = pd.notna(earliest) and pd.notna(latest)
        low, high = (earliest.toordinal(), latest.toordinal()) if dated else (UNDATED, UNDATED)
        many, sentence = bool(_MANY.search(event)), (document, start) if end > start else None
        yield Mention(number, low, high, kind, frozenset(names), stems(event), lead, many, sentence)
