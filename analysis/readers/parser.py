"""Parts of speech of the words of a sentence, and which word hangs on which.

Tags are the universal ones, with the Penn forms where a sentence hangs on them: of verbs VB VBD VBZ VBP VBN VBG, of
auxiliaries the same with "AUX:" before and MD, of nouns NOUN, NNS and PROPN; besides TO, NOT, POS, RP, WH and EX. They
come from a greedy averaged perceptron, heads from a greedy arc-hybrid parser (Goldberg and Nivre, "Training
Deterministic Parsers with Non-Deterministic Oracles", TACL 2013), and then labels, those of Universal Dependencies.
The work is done by `parser.c`, compiled to WebAssembly, which runs alike everywhere; weights: see `weights.md`.
"""

import gzip
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import islice, pairwise
from pathlib import Path
from threading import Lock
from typing import Any, cast

from wasmtime import Instance, Module, Store

from analysis.core.lexicon import load_lexicon
from analysis.core.phrases import Remembered

FINITE = frozenset(("VBD", "VBZ", "VBP", "MD", "AUX:VBD", "AUX:VBZ", "AUX:VBP"))
VERBS = FINITE | frozenset(("VB", "VBN", "VBG", "AUX:VB", "AUX:VBN", "AUX:VBG"))
NOUNS = frozenset(("NOUN", "NNS", "PROPN"))
_FOLDER = Path(__file__).parent
_SLOTS, _DESK = 1 << 20, 1 << 18  # places for what is known, of which few are taken; bytes that one call takes at most
_LONGEST, _WORD = 400, 100  # words that are read as one sentence (more are a list or a table), letters that count
# Past forms that are as often something else
_NOUNS_TOO = frozenset("ground wound saw bit felt lay bound shed spoke left lit fed bore wore cast".split())
_DIGIT = re.compile(r"\d")
_MARKS = str.maketrans("’‘“”–—−", "''\"\"---")
_MONEY = frozenset("$€£¥₹₽₩")
_SAME = {"Rs": "$", "Rs.": "$", "dlrs": "$"} | dict.fromkeys(("lakh", "lakhs", "crore", "crores"), "million")


def shape(word: str) -> str:
    """What a word is written in: "x" of oil, "Xx" of Oslo, "XX" of NATO, "d" of 1.2, "Xd" of MiG-29, "#" of $."""
    letters = "X" if word[0].isupper() else "x" if word[0].isalpha() else ""
    if _DIGIT.search(word):
        return letters + "d"
    return ("XX" if len(word) > 1 and word.isupper() else letters if letters == "x" else "Xx") if letters else "#"


def plain(word: str) -> str:
    """A word as the weights know it: small letters, plain quotation marks, and 0 for each digit."""
    if word == "WHO":  # like another agency, not like the word
        return "un"
    if len(word) > _WORD:
        word = word[: _WORD // 2] + word[-_WORD // 2 :]
    low = word.lower()
    return low if low.isascii() and low.isalpha() else _DIGIT.sub("0", low.translate(_MARKS))  # most are but letters


def quiet(word: str) -> str:
    """A word as the tagger knows it: each currency as "$"."""
    return _SAME.get(word) or ("$" if word[-1] in _MONEY or word[0] in _MONEY else word)


_LINES = Remembered(lambda word: f"{plain(word)}\t{shape(word)}\n")
_QUIET = Remembered(lambda word: _LINES[quiet(word)])


class Model:
    """A tagger and a parser with their weights."""

    def __init__(self, weights: bytes, core: Path = _FOLDER / "parser.wasm") -> None:
        line, _, tables = gzip.decompress(weights).partition(b"\n")
        head = json.loads(line)
        self.tags, self.labels, self.verbs = head["tags"], head["labels"], frozenset(head["verbs"])
        self._numbers = {tag: number for number, tag in enumerate(self.tags)}
        self._lock, self.store = Lock(), Store()
        module = Module(self.store.engine, core.read_bytes())
        exports = cast(Any, Instance(self.store, module, []).exports(self.store))
        self.memory, self._exports = exports["memory"], {each.name: exports[each.name] for each in module.exports}
        self.call("begin", _SLOTS)
        names = "".join(f"{name}\n" for name in (*self.tags, *self.labels)).encode()
        self.call("load_names", self._keep(names), len(self.tags), len(self.labels))
        for part in (self._lexicon(), tables):
            at = self._keep(part)
            self.call("load", at, at + len(part))
        self._desk = memoryview(self.memory.get_buffer_ptr(self.store, _DESK, self.call("lay", _DESK))).cast("B")

    def call(self, name: str, *given: int) -> Any:
        """What a function of the core gives back."""
        return self._exports[name](self.store, *given)

    def _keep(self, data: bytes) -> int:
        """Write bytes where they stay, and say where they begin."""
        at: int = self.call("keep", len(data))
        self.memory.write(self.store, data, at)
        return at

    def run(self, name: str, blocks: Sequence[bytes], size: int, *given: int) -> bytes:
        """What a call leaves on the desk for some sentences: so many bytes for each of their words."""
        data = b"".join(blocks) + bytes(4)
        if len(data) > _DESK:
            half = len(blocks) // 2
            return self.run(name, blocks[:half], size, *given) + self.run(name, blocks[half:], size, *given)
        words = sum(int.from_bytes(block[:4], "little") for block in blocks)
        with self._lock:  # there is one desk
            self._desk[: len(data)] = data
            self._exports[name](self.store, *given)
            return bytes(self._desk[: size * words])

    def _lexicon(self) -> bytes:
        """Words of agency prose that have one tag, and irregular past forms: what the treebank has counts before it."""
        forms = load_lexicon("forms")
        only = {word: self.tags.index(tag) for tag, words in forms["tagged"].items() for word in words.split()}
        past = self.tags.index("VBD")
        mostly: dict[str, int] = {}
        for verb in map(str.split, forms["verbs"].split(";")):
            mostly |= {form: ord("a") + past for form in verb[1:] if form != verb[0] and form not in _NOUNS_TOO}
            if len(verb) == 3 and len(set(verb)) == 3 and verb[0] not in ("bear", "lie"):
                only |= {verb[1]: past, verb[2]: self.tags.index("VBN")}
        spaces = (("o", only), ("c", mostly))
        return b"".join(table(space, {word: [(what, 0)] for word, what in known.items()}) for space, known in spaces)

    def tag(self, sentences: Sequence[Sequence[str]]) -> list[list[str]]:
        """The tags of the words of sentences.

        >>> model().tag(["Rebels attacked two towns , the army said .".split()])
        [['NNS', 'VBD', 'NUM', 'NNS', 'PUNCT', 'DET', 'NOUN', 'VBD', 'PUNCT']]
        """
        blocks: list[bytes] = []
        for words in sentences:
            # few sentences have three words in capitals
            letters = [w for w in words if len(w) > 1 and w.isalpha()] if sum(map(str.isupper, words)) > 2 else ()
            if len(letters) > 3 and sum(map(str.isupper, letters)) > 0.7 * len(letters):  # a headline in capitals
                words = list(map(str.lower, words))
            parts = (words[start : start + _LONGEST] for start in range(0, len(words), _LONGEST))
            blocks += (_block("".join(map(_QUIET.__getitem__, part)), len(part)) for part in parts)
        found = map(self.tags.__getitem__, self.run("tag", blocks, 1))
        return [list(islice(found, len(words))) for words in sentences]

    def given(self, words: Sequence[str], tags: Sequence[str]) -> bytes:
        """A tagged sentence as the core takes it."""
        return _block("".join(map(_LINES.__getitem__, words)), len(words), bytes(map(self._numbers.__getitem__, tags)))

    def parse(self, sentences: Iterable[tuple[Sequence[str], Sequence[str]]]) -> list[tuple[list[int], list[str]]]:
        """The head of each word of tagged sentences (-1 of the root: one word is), and the label of its arc.

        What stands between semicolons, and what a very long sentence is cut into, hangs on the first such piece.

        >>> model().parse([("Rebels attacked two towns .".split(), ["NNS", "VBD", "NUM", "NNS", "PUNCT"])])
        [([1, -1, 3, 1, 1], ['nsubj', 'root', 'nummod', 'obj', 'punct'])]
        """
        blocks: list[bytes] = []
        cuts: list[list[int]] = []
        for words, tags in sentences:
            ends = [i + 1 for i, word in enumerate(words[:-2]) if word == ";"] if ";" in words else ()
            cuts.append([*sorted({*ends, *range(0, len(words), _LONGEST)}), len(words)])
            blocks += (self.given(words[start:end], tags[start:end]) for start, end in pairwise(cuts[-1]))
        found, at = memoryview(self.run("parse", blocks, 3)), 0
        read: list[tuple[list[int], list[str]]] = []
        for cut in cuts:
            heads: list[int] = []
            labels: list[str] = []
            for start, end in pairwise(cut):
                count = end - start
                part = found[at : at + 2 * count].cast("h").tolist()
                names = list(map(self.labels.__getitem__, found[at + 2 * count : at + 3 * count]))
                at += 3 * count
                if start:
                    names[part.index(-1)] = "parataxis"
                    part = [head + start if head >= 0 else heads.index(-1) for head in part]
                heads += part
                labels += names
            read.append((heads, labels))
        return read


def _block(text: str, count: int, tags: bytes = b"") -> bytes:
    return count.to_bytes(4, "little") + tags + text.encode("utf8", "surrogatepass")


def table(space: str, known: Mapping[Any, Iterable[tuple[int, int]]]) -> bytes:
    """Texts, or their bytes, and the classes with weights that are known by each, as `parser.c` loads them."""
    keys = b"".join((key if isinstance(key, bytes) else key.encode("utf8", "surrogatepass")) + b"\n" for key in known)
    classes = map(list, known.values())
    pairs = (bytes((len(held), *(number & 255 for pair in held for number in pair))) for held in classes)
    return framed(space, keys, b"".join(pairs))


def framed(space: str, keys: bytes, known: bytes) -> bytes:
    """A table with the head that says how long it is."""
    lengths = (len(part).to_bytes(4, "little") for part in (keys, known))
    return b"".join((space.encode(), bytes(3), *lengths, keys, known))


@cache
def model() -> Model:
    """The model that the package carries."""
    return Model((_FOLDER / "weights.bin").read_bytes())
