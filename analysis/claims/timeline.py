"""One timeline from many documents: which mentions tell of the same event, and which days mattered."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

import pandas as pd

from analysis.claims.grouping import Mention, group_mentions
from analysis.claims.ranking import rank_dates
from analysis.claims.speaker import is_named
from analysis.claims.words import stems
from analysis.schema import TABLES

__all__ = ["count_origins", "group_events", "rank_dates", "stable_name"]

_MANY = re.compile(
    r"\b(?:\d{1,5}|number of|dozens of|scores of|hundreds of|several|many|more|fewer)\s(?:\w+\s)?"
    r"(?:attacks|bombings|blasts|explosions|shootings|raids|strikes|incidents|assaults|killings)\b",
    re.IGNORECASE,
)
GROUP_COLUMNS = ["group", "group_earliest", "group_latest", "group_agrees", "group_documents", "group_origins"]


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
        return TABLES["timeline"].frame()
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
    types = {column.name: column.dtype for column in TABLES["timeline"].columns if column.name in GROUP_COLUMNS}
    return timeline.assign(**filled.astype(types))


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
    days = (date.fromordinal(day).isoformat() for day in (low, high))
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
        names = [name for name in actors.split("; ") if name]
        lead = names[0] if names else ""
        days = earliest.toordinal(), latest.toordinal()
        many, sentence = bool(_MANY.search(event)), (document, start) if end > start else None
        yield Mention(number, *days, kind, frozenset(names), stems(event), lead, many, sentence)
