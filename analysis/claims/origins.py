"""Where the words came from: documents that share their text are copies of one origin."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import Annotated
from zlib import crc32

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.claims.coreference import is_named
from analysis.core.tables import Table

SHINGLE = 5
"""Words in a row that count as shared text: long enough that two reporters do not write them by chance."""
SHARED = 0.25
"""Share of the smaller text's word sequences from which on two documents are called copies."""
FEWEST = 8
SAMPLE, SAMPLED = 200, 5
CROWD = 50
_AT_ONCE = 32
"""Texts that one is compared with in one piece."""
LISTED = 100
"""Documents that `shared_with` names at most, so that a text which thousands print does not fill the table."""
_WORD = re.compile(r"[^\W_]+")
Hashes = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the words of a document come from."""

    document: Annotated[str, "short id of the document"]
    origin: Annotated[str, "name of the common text: copies share it"]
    shared_with: Annotated[str, "documents of the same origin, separated by spaces: see copies"]
    share: Annotated[float, "largest share of its word sequences found in one of them", "0 to 1"]


ORIGINS = Table.of("origins", "a document and the text that it comes from", Origin)


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


def article_texts(passages: pd.DataFrame) -> dict[str, str]:
    """Document → its words, without captions and boilerplate."""
    kept = passages[passages["role"].isin(["title", "standfirst", "body", "summary"])]
    return {str(name): "\n".join(group["text"]) for name, group in kept.groupby("document", sort=False)}


def shingles(text: str) -> Hashes:
    """The hashed word sequences of a text, each once, the lowest first."""
    words = [word.encode("utf8", "replace") for word in _WORD.findall(text.lower())]
    joined = b" ".join(words)
    starts = list(accumulate((len(word) + 1 for word in words), initial=0))
    hashes = [crc32(joined[start : end - 1]) for start, end in zip(starts, starts[SHINGLE:], strict=False)]
    return np.unique(np.array(hashes, dtype=np.uint32))


def in_common(own: Hashes, others: Iterable[Hashes]) -> NDArray[np.int64]:
    """How many of the word sequences of one text stand in each of others.

    They are looked up in a table by one half of their bits, and the few that have no place there among each other. A
    place that is empty holds what can't be looked for there. Only some of the others are held at a time: arrays of this
    size stay in the processor's cache, while memory for larger ones is taken from the system and given back each time,
    which costs more than all else.

    >>> text, other = shingles("a bridge will be built over the river"), shingles("the bridge will be built over there")
    >>> in_common(text, [text, other]).tolist()
    [4, 1]
    """
    table = np.zeros(1 << 16, dtype=np.uint32)
    table[0] = 1 << 31
    table[own >> 16] = own
    rest = own[table[own >> 16] != own]
    counts, left = [np.zeros(0, dtype=np.int64)], iter(others)
    while some := list(islice(left, _AT_ONCE)):
        every = np.concatenate(some)
        found = np.flatnonzero((table[every >> 16] == every) | np.isin(every, rest))
        ends = np.searchsorted(found, np.cumsum([len(hashes) for hashes in some]))
        counts.append(np.diff(ends, prepend=0))
    return np.concatenate(counts)


def join(parent: list[int], one: int, other: int) -> None:
    """Make one group of those of two documents."""
    first, second = sorted((root(parent, one), root(parent, other)))
    parent[second] = first


def root(parent: list[int], document: int) -> int:
    """The first document of a group."""
    while parent[document] != document:
        parent[document] = document = parent[parent[document]]
    return document
