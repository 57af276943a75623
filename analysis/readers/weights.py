"""The weights of the tagger and the parser: one file, read when the first sentence is.

Trained by `tools/train_tagger.py` on the English Web Treebank in Universal Dependencies (UD_English-EWT at 15d613d8,
Silveira et al., LREC 2014), and like it under CC BY-SA 4.0: see `weights.md`.
"""

from __future__ import annotations

import gzip
import json
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("weights.bin")
_ZERO, _TAG = 128, 33
"""What stands for a weight of nought, and for the first tag, in the text of a feature's weights."""
KEY = 5
"""Bytes of a key of the parser."""


LANE = 14
"""Bits for each of the parser's three moves: forty weights of at most 127 fit."""


def packed(moves: Iterable[int]) -> int:
    """The weights of one feature for the three moves, as the file has them, in one whole number."""
    return sum(weight - _ZERO << LANE * i for i, weight in enumerate(moves))


def encoded(weights: Mapping[int, int]) -> str:
    """The weights of one feature as pairs of characters: a tag, and its weight."""
    return "".join(chr(_TAG + tag) + chr(_ZERO + weight) for tag, weight in sorted(weights.items()) if weight)


@cache
def _lane(tag: str, weight: str) -> int:
    """The weight of one tag in its 16 bits."""
    return ord(weight) - _ZERO << 16 * (ord(tag) - _TAG)


class Columns(dict[str, int]):
    """Weights by feature: one whole number each, with 16 bits for each tag, so that adding two adds all their weights.

    Most features of the file are never met: each is packed when it is first asked for.
    """

    def __init__(self, table: Mapping[str, str]) -> None:
        super().__init__()
        self._table = table

    def __missing__(self, feature: str) -> int:
        text = self._table[feature]
        self[feature] = column = sum(map(_lane, text[::2], text[1::2]))
        return column

    def total(self, features: Iterable[str]) -> int:
        """The sum of the weights of features; most features have none."""
        return sum(map(self.__getitem__, self._table.keys() & features))


class Lanes:
    """The names that the numbers of a column stand for; the first of the best ones is taken."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names, self._bytes = names, 2 * len(names)
        self._bias = int.from_bytes(b"\0\x80" * len(names), "little")

    def best(self, total: int) -> str:
        """The name with the highest weight."""
        weights = (total + self._bias).to_bytes(self._bytes, "little")
        column = array("H", weights)
        return self._names[column.index(max(column))]


def write(path: Path, tagger: Mapping[str, Any], parser: Mapping[str, Any]) -> int:
    """Write both models as one file, and return its size."""
    parts = [
        "\n".join(column).encode("utf8", "surrogatepass")
        for table in (tagger["weights"], parser["labels"])
        for column in (table.keys(), table.values())
    ]
    moves: Mapping[int, bytes] = parser["moves"]
    kinds = [weights for weights, _ in Counter(moves.values()).most_common()]
    number = {weights: i for i, weights in enumerate(kinds)}
    keys = sorted(moves)
    for whole, size in ((keys, KEY), ([number[moves[key]] for key in keys], 2)):
        rows = b"".join(one.to_bytes(size, "little") for one in whole)
        parts += [rows[i::size] for i in range(size)]  # bytes of one place beside each other pack better
    parts.append(b"".join(kinds))
    head = {
        name: {key: value for key, value in model.items() if key not in ("weights", "moves", "labels")}
        for name, model in (("tagger", tagger), ("parser", parser))
    } | {"parts": [len(part) for part in parts]}
    lines = json.dumps(head, ensure_ascii=False).encode() + b"\n" + b"".join(parts)
    path.write_bytes(gzip.compress(lines, 9, mtime=0))
    return path.stat().st_size


class Model:
    """What the file holds: read when it is first asked for, all at once."""

    def __init__(self, path: Path = FILE) -> None:
        self._path = path

    @cached_property
    def _read(self) -> tuple[dict[str, Any], dict[str, Any]]:
        line, _, rest = gzip.decompress(self._path.read_bytes()).partition(b"\n")
        head = json.loads(line)
        stream = BytesIO(rest)
        parts = [stream.read(size) for size in head["parts"]]
        tagged, labels = (
            dict(zip(*(part.decode("utf8", "surrogatepass").split("\n") for part in parts[i : i + 2]), strict=True))
            for i in (0, 2)
        )
        keys, codes, kinds = _whole(parts[4 : 4 + KEY]), _whole(parts[4 + KEY : -1]), parts[-1]
        weights = [packed(kinds[i : i + 3]) for i in range(0, len(kinds), 3)]
        moves = dict(zip(keys, map(weights.__getitem__, codes), strict=True))
        settled = {int(view): move for view, move in head["parser"]["settled"].items()}
        parser = head["parser"] | {"labels": labels, "moves": moves, "settled": settled}
        return head["tagger"] | {"weights": tagged}, parser

    @property
    def tagger(self) -> dict[str, Any]:
        """The tagger's weights, its tags, and the words that have one tag only or mostly."""
        return self._read[0]

    @cached_property
    def verbs(self) -> frozenset[str]:
        """The verbs of the treebank, as a dictionary has them."""
        return frozenset(self._read[0]["verbs"])

    @property
    def parser(self) -> dict[str, Any]:
        """The parser's weights: of its three moves under whole numbers, of the labels under words."""
        return self._read[1]


def _whole(planes: Sequence[bytes]) -> memoryview:
    """Whole numbers of which the bytes of each place stand beside each other."""
    size = 8 if len(planes) > 2 else 2
    rows = bytearray(size * len(planes[0]))
    for i, plane in enumerate(planes):
        rows[i::size] = plane
    return memoryview(rows).cast("Q" if size == 8 else "H")


MODEL = Model()
