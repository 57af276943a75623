"""The words that two claims share: content words cut to their stems, and how much they have in common."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Annotated

import pandas as pd

from analysis.claims.coreference import is_named
from analysis.claims.events import Event
from analysis.claims.grouping import UNDATED, Mention, stems
from analysis.core.tables import Table, entries

__all__ = [
    "count_origins",
    "stable_name",
]

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


_BEHIND = re.compile(r"\s(?:after|before|when|while|because|until|amid|following|since|as)\s")


def told(event: str, day: str) -> str:
    """The words of a clause up to what it adds behind its time: "left on Monday | after a quarrel"."""
    stop = _BEHIND.search(event, event.find(day) + len(day))
    return event[: stop.start()] if stop and day in event else event


def mentions(timeline: pd.DataFrame) -> Iterator[Mention]:
    """The rows of a timeline as what tells events apart, numbered in their order."""
    names_of = ("earliest", "latest", "kind", "actors", "event", "text", "document", "sentence_from", "sentence_to")
    columns = (timeline[name].tolist() for name in names_of)
    for number, (earliest, latest, kind, actors, event, text, document, start, end) in enumerate(
        zip(*columns, strict=True)
    ):
        names = entries(actors)
        lead = names[0] if names else ""
        dated = pd.notna(earliest) and pd.notna(latest)
        low, high = (earliest.toordinal(), latest.toordinal()) if dated else (UNDATED, UNDATED)
        lead = (
            "" if lead and re.search(rf"\b(?:in|at|from|near|across|of)\s(?:the\s)?{re.escape(lead)}", event) else lead
        )
        event = told(event, text)
        many, sentence = bool(_MANY.search(event)), (document, start) if end > start else None
        yield Mention(number, low, high, kind, frozenset(names), stems(event), lead, many, sentence)
