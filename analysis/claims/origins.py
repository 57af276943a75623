"""Where the words came from: documents that share their text are copies of one origin."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from typing import Annotated
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from analysis.claims.coreference import is_named
from analysis.core.tables import Table

SHINGLE = 5  # words in a row that count as shared text: long enough that two reporters do not write them by chance
SHARED = 0.25  # share of the smaller text's word sequences from which on two documents are called copies
FEWEST = 8
# Lowest hashes of a text by which copies are looked for: so many, and one of so many of a long text
SAMPLE, SAMPLED = 200, 5
CROWD, FEW = 50, 4  # texts that share one hash and are compared one by one; hashes that copies share at least
LISTED = 100  # documents that `shared_with` names at most, so that a text which thousands print does not fill the table
_WORD = re.compile(r"[^\W_]+")
Hashes = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the words of a document come from."""

    document: Annotated[str, "short id of the document"]
    origin: Annotated[str, "name of the common text: copies share it"]
    shared_with: Annotated[str, "documents of the same origin, separated by spaces: see copies"]
    share: Annotated[
        float, "largest share of its word sequences found in one of them, by a sample of long texts", "0 to 1"
    ]


ORIGINS = Table.of("origins", "a document and the text that it comes from", Origin)


def count_origins(sources: Iterable[tuple[str, str]]) -> int:
    """How many independent sources stand behind pairs of the origin of a text and a speaker ("": the text itself).

    Texts of one origin are one source, and so are all that give the words of one speaker: what names a speaker rests on
    that one, unless the speaker has no name. There are no more sources than texts.

    >>> count_origins([("x", ""), ("x", ""), ("y", "A. Spokesman")])
    2
    """
    speakers: dict[str, set[str]] = defaultdict(set)
    for text, speaker in sources:
        speakers[text].update({speaker} if is_named(speaker) else ())
    return min(len(speakers), len({source for text, named in speakers.items() for source in named or {text}}))


def stable_name(letter: str, *parts: str) -> str:
    """A name for a group that stays as long as its parts do: a letter and a hash."""
    return letter + hashlib.blake2b("\0".join(parts).encode("utf8", "surrogatepass"), digest_size=6).hexdigest()


def article_texts(passages: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """Document → its words, without captions and boilerplate; of document, role and text of each line."""
    kept: dict[str, list[str]] = defaultdict(list)
    for document, role, text in passages:
        if role in ("title", "standfirst", "body", "summary"):
            kept[document].append(text)
    return {document: "\n".join(lines) for document, lines in kept.items()}


def shingles(text: str) -> Hashes:
    """The hashed word sequences of a text, each once, the lowest first."""
    words = [word.encode("utf8", "replace") for word in _WORD.findall(text.lower())]
    joined = b" ".join(words)
    starts = list(accumulate((len(word) + 1 for word in words), initial=0))
    hashes = [crc32(joined[start : end - 1]) for start, end in zip(starts, starts[SHINGLE:], strict=False)]
    return np.unique(np.array(hashes, dtype=np.uint32))
