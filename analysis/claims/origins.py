"""Where the words came from: documents that share their text are copies of one origin."""

import hashlib
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Annotated, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from analysis.claims.coreference import is_named
from analysis.core.tables import Table
from analysis.core.values import join, root

SHINGLE = 5  # words in a row that count as shared text: long enough that two reporters do not write them by chance
SHARED = 0.25  # share of the smaller text's word sequences from which on two documents are called copies
CROWD, FEW = 50, 4  # texts that share one hash and are compared one by one; hashes that copies share at least
_WORD = re.compile(r"[^\W_]+")
Hashes = NDArray[np.uint32]
Keys = NDArray[np.uint64]
Counts = NDArray[np.int64]
Texts = NDArray[np.int32]
Shares = NDArray[np.float64]
_AT_ONCE = 100_000  # pairs that are joined at a time
_LISTED = 100  # copies of a text that its row names at most
_HALF, _LOW = np.uint64(32), np.uint64((1 << 32) - 1)  # a hash and the number of its text are one key


class Origin(NamedTuple):
    """Where the words of a document come from."""

    document: Annotated[str, "short id of the document"]
    origin: Annotated[str, "name of the common text: copies share it"]
    shared_with: Annotated[str, "documents of the same origin, separated by spaces: see copies"]
    share: Annotated[float, "largest share of its word sequences in one of them, by a sample of long texts", "0 to 1"]


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


class Prints:
    """The lowest hashes of texts, by which copies are found: in files, each for a range of hashes."""

    def __init__(self, folder: Path, ranges: int) -> None:
        self.names: list[str] = []
        self._sizes, self._highs = list[Counts](), list[Counts]()
        self._width = -(-(1 << 32) // ranges)
        self._files = [folder / f"hashes-{number}" for number in range(ranges)]

    def add(self, names: Sequence[str], many: Counts, hashes: Hashes) -> None:
        """Add texts: how many hashes each has, and the hashes of one after the other, the lowest first."""
        lowest = np.maximum(200, many // 5)  # copies are looked for by these; of a long text by a fifth
        begin, ends = np.cumsum(many) - many, np.minimum(many, lowest)
        self._sizes.append(ends)
        self._highs.append(np.where(many > lowest, np.append(hashes, 0)[begin + ends - 1], 1 << 32))
        nth = np.arange(len(hashes)) - np.repeat(begin, many)
        kept = nth < np.repeat(np.where(many < 8, 0, ends), many)
        texts = np.repeat(np.arange(len(self.names), len(self.names) + len(names), dtype=np.uint64), many)[kept]
        held = hashes[kept].astype(np.uint64)
        for number, file in enumerate(self._files):
            inside = held // np.uint64(self._width) == number
            with file.open("ab") as out:
                (held[inside] << _HALF | texts[inside]).tofile(out)
        self.names += names

    def copies(self) -> tuple[Texts, Texts, Shares]:
        """Pairs of a text and a copy of it, both ways and in their order, with the share that is found in the copy."""
        sizes, highs = np.concatenate(self._sizes), np.concatenate(self._highs)
        part = np.linspace(0, 1, len(self._files) + 1)
        bounds = len(self.names) * np.sqrt(part)  # a text has a pair with each of those before it
        spools = [file.with_name(f"pairs-{number}") for number, file in enumerate(self._files)]
        for file in self._files:
            met, count = np.unique(_meeting(np.fromfile(file, np.uint64)), return_counts=True)
            ends = np.searchsorted(met, np.ceil(bounds).astype(np.uint64) << _HALF)
            for spool, begin, end in zip(spools, ends, ends[1:], strict=False):  # the pairs of some texts
                with spool.open("ab") as out:
                    np.stack([met[begin:end], count[begin:end].astype(np.uint64)], 1).tofile(out)
        found = (self._shares(np.fromfile(spool, np.uint64), sizes, highs) for spool in spools)
        texts, copies, shares = map(np.concatenate, zip(*found, strict=True))
        order = np.lexsort((copies, texts))
        return texts[order], copies[order], shares[order]

    def _shares(self, met: Keys, sizes: Counts, highs: Counts) -> tuple[Texts, Texts, Shares]:
        """Those of some pairs, each with how many hashes of a range its two share, that are copies."""
        pairs, at = np.unique(met[::2], return_inverse=True)
        common = np.bincount(at, met[1::2], len(pairs))  # hashes that the two of a pair share
        one, other = (pairs >> _HALF).astype(np.int32), (pairs & _LOW).astype(np.int32)
        up_to = np.minimum(highs[one], highs[other])
        own, theirs = (sizes[each] * up_to / highs[each] for each in (one, other))
        enough = (common >= FEW) & (common >= SHARED * np.minimum(own, theirs))
        texts, copies = np.concatenate([one[enough], other[enough]]), np.concatenate([other[enough], one[enough]])
        return texts, copies, np.minimum(1, np.concatenate([(common / own)[enough], (common / theirs)[enough]]))


def _meeting(held: Keys) -> Keys:
    """The pairs of texts that share a hash, once for each; of a crowd that shares one, the first with all others."""
    held = np.sort(held)
    hashes, texts = held >> _HALF, held & _LOW
    begins = np.flatnonzero(np.diff(hashes, prepend=~hashes[:1]))
    many = np.diff(begins, append=len(held))
    crowd, first = np.repeat(many, many), np.repeat(texts[begins], many)
    big = (crowd > CROWD) & (texts != first)
    found = [texts[big] << _HALF | first[big]]
    small = np.flatnonzero((crowd > 1) & (crowd <= CROWD))
    hashes, texts = hashes[small], texts[small]
    for step in range(1, min(CROWD, len(texts))):
        alike = np.flatnonzero(hashes[step:] == hashes[:-step])
        found.append(texts[alike + step] << _HALF | texts[alike])
    return np.concatenate(found)


def find_origins(prints: Prints) -> Iterator[Origin]:
    """The origin of each text, in their order: copies, and copies of these, have that of the first."""
    parent: dict[int, int] = {}
    texts, copies, shares = prints.copies()
    ahead = np.flatnonzero(texts < copies)
    for some in np.array_split(ahead, 1 + len(ahead) // _AT_ONCE):
        for pair in zip(texts[some].tolist(), copies[some].tolist(), strict=True):
            join(parent, *pair)
    names, ends = prints.names, np.searchsorted(texts, np.arange(len(prints.names) + 1)).tolist()
    for text, (name, begin, end) in enumerate(zip(names, ends, ends[1:], strict=False)):
        shared = " ".join(names[copy] for copy in copies[begin : min(end, begin + _LISTED)].tolist())
        part = math.floor(shares[begin:end].max(initial=0) * 100 + 0.5) / 100
        yield Origin(name, names[root(parent, text) if text in parent else text], shared, part)
