"""Where the words came from: documents that share their text are copies of one origin."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from itertools import combinations
from zlib import crc32

import pandas as pd

from analysis.schema import TABLES

SHINGLE = 5
"""Words in a row that count as shared text: long enough that two reporters do not write them by chance."""
SHARED = 0.25
"""Share of the smaller text's word sequences from which on two documents are called copies."""
_FEWEST = 8
_SAMPLE, _SAMPLED = 200, 5
_CROWD = 50
_WORD = re.compile(r"[^\W_]+")


def find_origins(texts: Mapping[str, str]) -> pd.DataFrame:
    """Find documents that are copies of one text, whole, in part or rewritten lightly.

    Each text becomes the set of its sequences of five words (Broder 1997, "On the resemblance and containment of
    documents"), hashed by CRC-32. Pairs to compare are those that share one of each text's lowest hashes (a fifth of
    them, 200 at least), which keeps the work near-linear in the number of documents; two are copies when the smaller
    set lies to a quarter in the larger one. Copies of copies have one origin, named like its first document.

    Parameters
    ----------
    texts
        Short id of each document → its article text, without boilerplate.

    Returns
    -------
    DataFrame
        One row a document, in the order given: document, origin, shared_with (ids separated by spaces), share (0–1:
        the largest share of its own sequences found in one of these).

    >>> story = "the envoy said on friday that his country would open two more crossings along the river before winter"
    >>> origins = find_origins({"a": story, "b": f"reporters wrote: {story}", "c": "nothing of the kind"})
    >>> origins["origin"].tolist(), origins["share"].tolist()
    (['a', 'a', 'c'], [1.0, 0.88, 0.0])
    """
    shingles = {document: _shingles(text) for document, text in texts.items()}
    order = {document: place for place, document in enumerate(texts)}
    shared: dict[str, dict[str, float]] = defaultdict(dict)
    parent = {document: document for document in texts}
    for one, other in _pairs(shingles):
        common = len(shingles[one] & shingles[other])
        if common < SHARED * min(len(shingles[one]), len(shingles[other])):
            continue
        shared[one][other] = common / len(shingles[one])
        shared[other][one] = common / len(shingles[other])
        first, second = sorted((_root(parent, one), _root(parent, other)), key=order.__getitem__)
        parent[second] = first
    rows = []
    for document in texts:
        others = sorted(shared[document], key=order.__getitem__)
        share = round(max(shared[document].values(), default=0.0), 2)
        rows.append((document, _root(parent, document), " ".join(others), share))
    return TABLES["origins"].frame(rows)


def _shingles(text: str) -> frozenset[int]:
    """The hashed word sequences of a text."""
    words = _WORD.findall(text.lower())
    return frozenset(
        crc32(" ".join(words[at : at + SHINGLE]).encode("utf8", "replace")) for at in range(len(words) - SHINGLE + 1)
    )


def _pairs(shingles: Mapping[str, frozenset[int]]) -> list[tuple[str, str]]:
    """The pairs of documents that share one of their lowest hashes; a crowd is compared with its first only."""
    holders: dict[int, list[str]] = defaultdict(list)
    for document, hashes in shingles.items():
        if len(hashes) >= _FEWEST:
            for lowest in sorted(hashes)[: max(_SAMPLE, len(hashes) // _SAMPLED)]:
                holders[lowest].append(document)
    found: set[tuple[str, str]] = set()
    for crowd in holders.values():
        found.update(combinations(crowd, 2) if len(crowd) <= _CROWD else ((crowd[0], other) for other in crowd[1:]))
    return sorted(found)


def _root(parent: dict[str, str], document: str) -> str:
    """The first document of a group."""
    while parent[document] != document:
        parent[document] = document = parent[parent[document]]
    return document
