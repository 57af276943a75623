"""The weights of the tagger and the parser: one file, read when the first sentence is.

Trained by `tools/train_tagger.py` on the English Web Treebank in Universal Dependencies (UD_English-EWT at 15d613d8,
Silveira et al., LREC 2014), and like it under CC BY-SA 4.0: see `weights.md`.
"""

from __future__ import annotations

import gzip
import json
from array import array
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

FILE = Path(__file__).with_name("weights.bin")
_ZERO, _TAG = 128, 33
"""What stands for a weight of nought, and for the first tag, in the text of a feature's weights."""
KEY = 5
"""Bytes of a key of the parser."""


def encoded(weights: Mapping[int, int]) -> str:
    """The weights of one feature as pairs of characters: a tag, and its weight."""
    return "".join(chr(_TAG + tag) + chr(_ZERO + weight) for tag, weight in sorted(weights.items()) if weight)


def decoded(table: Mapping[str, str], features: Iterable[str], size: int) -> list[int]:
    """The sum of the weights of features, as a column with a place for each tag."""
    column = [0] * size
    for feature in features:
        if weights := table.get(feature):
            for i in range(0, len(weights), 2):
                column[ord(weights[i]) - _TAG] += ord(weights[i + 1]) - _ZERO
    return column


def write(path: Path, tagger: dict[str, object], parser: dict[str, object]) -> int:
    """Write both models as one file, and return its size."""
    parts: list[bytes] = []

    def text(table: Mapping[str, str]) -> None:
        for column in (table.keys(), table.values()):
            parts.append("\n".join(column).encode("utf8", "surrogatepass"))

    heads: dict[str, object] = {}
    for name, model in (("tagger", tagger), ("parser", parser)):
        heads[name] = {key: value for key, value in model.items() if key not in ("weights", "moves", "labels")}
    text(tagger["weights"])  # type: ignore[arg-type]
    text(parser["labels"])  # type: ignore[arg-type]
    moves: dict[int, tuple[int, int, int]] = parser["moves"]  # type: ignore[assignment]
    keys = sorted(moves)
    packed = b"".join(key.to_bytes(KEY, "big") for key in keys)
    parts.append(b"".join(packed[i::KEY] for i in range(KEY)))
    parts.append(b"".join(bytes(moves[key][i] for key in keys) for i in range(3)))
    head = json.dumps(heads | {"parts": [len(part) for part in parts]}, ensure_ascii=False).encode()
    path.write_bytes(gzip.compress(b"\n".join((head, b"".join(parts))), 9, mtime=0))
    return path.stat().st_size


class Model:
    """What the file holds, taken apart when it is first asked for."""

    def __init__(self, path: Path = FILE) -> None:
        self._path = path

    @cached_property
    def _parts(self) -> tuple[dict[str, dict[str, object]], list[bytes]]:
        head, _, rest = gzip.decompress(self._path.read_bytes()).partition(b"\n")
        heads = json.loads(head)
        parts, start = [], 0
        for size in heads["parts"]:
            parts.append(rest[start : start + size])
            start += size
        return heads, parts

    def _table(self, first: int) -> dict[str, str]:
        keys, values = (part.decode("utf8").split("\n") for part in self._parts[1][first : first + 2])
        return dict(zip(keys, values, strict=True))

    @cached_property
    def tagger(self) -> dict[str, object]:
        """The tagger's weights, its tags, and the words that have one tag only or mostly."""
        return self._parts[0]["tagger"] | {"weights": self._table(0)}

    @cached_property
    def verbs(self) -> frozenset[str]:
        """The verbs of the treebank, as a dictionary has them."""
        verbs: list[str] = self._parts[0]["tagger"]["verbs"]  # type: ignore[assignment]
        return frozenset(verbs)

    @cached_property
    def parser(self) -> dict[str, object]:
        """The parser's weights: of its three moves under whole numbers, of the labels under words."""
        heads, parts = self._parts
        planes, columns = parts[4], parts[5]
        count = len(columns) // 3
        keys = bytearray(8 * count)
        for i in range(KEY):
            keys[KEY - 1 - i :: 8] = planes[i * count : (i + 1) * count]
        numbers = array("Q")
        numbers.frombytes(bytes(keys))
        moves = zip(columns[:count], columns[count : 2 * count], columns[2 * count :], strict=True)
        return heads["parser"] | {"labels": self._table(2), "moves": dict(zip(numbers, moves, strict=True))}


MODEL = Model()
