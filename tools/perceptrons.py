"""The tagger and the parser once more, in Python: what is trained, and what `parser.c` is held against.

Weights are kept as whole numbers with one lane for each class, so that adding two adds all their weights.
"""

from __future__ import annotations

import gzip
import json
import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from itertools import repeat
from typing import Any

from analysis.core.lexicon import load_lexicon
from analysis.readers.parser import FINITE, NOMINAL, VERBS, shape

_NOUNS_TOO = frozenset("ground wound saw bit felt lay bound shed spoke left lit fed bore wore cast".split())
"""Past forms that are as often something else."""
_MISREAD = frozenset(("NOUN", "VBP", "VBD", "VBN"))
"""Tags that no word has right behind a modal verb."""
_MOST_KEPT = 1 << 14
"""Sums of each kind that are kept at a time."""
_DIGIT = re.compile(r"\d")
_MARKS = str.maketrans("’‘“”–—−", "''\"\"---")


@lru_cache(_MOST_KEPT)
def plain(word: str) -> str:
    """A word as the weights know it: small letters, plain quotation marks, and 0 for each digit."""
    return _DIGIT.sub("0", word.lower().translate(_MARKS))


def own(word: str, common: str) -> list[str]:
    """What a word tells about its own tag; `common` is its most usual tag, or nothing."""
    low, form = plain(word), shape(word)
    tail = [f"{n}{low[-n:]}" for n in (1, 2, 3, 4) if len(low) > n]
    last = low.rpartition("-")[2]
    return [
        "b", "w" + low, "s" + form, "S" + form + low[-2:], "p" + low[:2], "P" + low[:3], "c" + common + form, *tail,
        "h" + last[-3:] if last != low else "h",
    ]  # fmt: skip


def beside(word: str, common: str, side: str) -> list[str]:
    """What a word tells about the tag of one beside it; `side` says which one."""
    low = plain(word)
    return [side + "w" + low, side + "3" + low[-3:], side + "c" + common + shape(word)]


def before(first: str, second: str, word: str) -> list[str]:
    """What the two tags before a word tell about its tag."""
    return ["t" + second, "T" + first + " " + second, "u" + second + " " + word, "x" + second + " " + word[-3:]]


def views(low: str, usual: str, before: str, after: str) -> tuple[str, str, str, str]:
    """A word in small letters, or its usual tag, with the tag before it and the usual tag of the word after it."""
    return f"{low} {before}", f"{low}>{after}", f"<{usual} {before}>{after}", f"<{usual} {before} {low[-3:]}"


def state_after(state: str, tag: str, low: str) -> str:
    """Where a clause stands after a word: what came since it began, which tells a past tense from a participle.

    s nothing yet, n a noun, v a finite verb, c one and then "and", k one and then a comma; b h m after forms of "be",
    of "have", and after a modal verb or "to"; capitals inside a clause that opened after a noun: "men who …".
    """
    if tag in _OPENS or low in _STOPS:
        return "S" if state in "nN" and tag == "WH" else "s"
    if tag in ("MD", "TO"):
        return "m"
    if tag.startswith("AUX:"):
        return "h" if low in _HAVE else "b"
    if tag in FINITE or (tag in VERBS and state in "bhm"):
        return "n" if state == "N" or state == "S" else "v"
    if state in "vkc":
        return "k" if low == "," else "c" if tag == "CCONJ" else "d" if state == "c" and tag in NOMINAL else state
    if tag in NOMINAL and state in "sS":
        return "N" if state == "S" else "n"
    return state


_OPENS = frozenset(("SCONJ", "WH", "WRB"))
_STOPS = frozenset((";", ":", '"', "(", "''", "--", "-"))
_HAVE = frozenset(("have", "has", "had", "having", "'ve", "'d"))


def since(state: str, last: str, low: str, after: str) -> list[str]:
    """What the state of a clause and the tag before tell about the tag of a word, given the next one's usual tag."""
    end = low[-2:] + after
    return ["Q" + state + low, "e" + state + low[-2:], "n" + state + end, "z" + last + end, "Z" + state + last + end]


@cache
def _tagged() -> dict[str, str]:
    """Words of agency prose that have one tag, and the forms of irregular verbs that all differ."""
    forms = load_lexicon("forms")
    found = {word: tag for tag, words in forms["tagged"].items() for word in words.split()}
    for line in forms["verbs"].split(";"):
        verb = line.split()
        if len(verb) == 3 and len(set(verb)) == 3 and verb[0] not in ("bear", "lie"):
            found |= {verb[1]: "VBD", verb[2]: "VBN"}
    return found


def _past(common: Mapping[str, str]) -> dict[str, str]:
    """Irregular past forms that the treebank lacks, with the usual tags of one that it has."""
    return {
        form: common.get("took", "")
        for verb in map(str.split, load_lexicon("forms")["verbs"].split(";"))
        for form in verb[1:]
        if form != verb[0] and form not in _NOUNS_TOO
    }


class Tagger:
    """Tags sentences with the weights of a model."""

    def __init__(self, model: dict[str, Any]) -> None:
        self._given = model

    @cached_property
    def _model(self) -> tuple[Lanes, dict[str, str], dict[str, str], dict[str, str]]:
        model = self._given
        common = _past(model["common"]) | model["common"]
        return Lanes(model["tags"]), _tagged() | model["only"], common, model["settled"]

    @cached_property
    def _sums(self) -> tuple[Callable[..., int], ...]:
        # the sums of the weights of what is known by a word, by one beside it, by the tags and by the clause before it
        total = Columns(self._given["weights"]).total

        def kept(features: Callable[..., list[str]]) -> Callable[..., int]:
            return lru_cache(_MOST_KEPT)(lambda *known: total(features(*known)))

        return kept(own), kept(beside), kept(before), kept(since)

    def tag(self, words: Sequence[str]) -> list[str]:
        """The tags of the words of one sentence."""
        return list(self.each(words))

    def each(self, words: Sequence[str]) -> Iterator[str]:
        """The same, one after the other: what comes later is not read before it is asked for."""
        lanes, only, common, settled = self._model
        known = settled.get
        by_word, by_neighbour, by_tags, by_clause = self._sums
        words = ["<s>", "<s>", *quiet(words), "</s>", "</s>"]
        lows = [plain(word) for word in words]
        usual = [common.get(low) or shape(word) for low, word in zip(lows, words, strict=True)]
        earlier, tag_before, state, last = "<s>", "<s>", "s", len(words) - 2
        for i in range(2, last):
            low = lows[i]
            tag = only.get(low)
            if not tag:
                one, two, three, four = views(low, usual[i], tag_before, usual[i + 1])
                tag = known(one) or known(two) or known(three) or known(four)
            if not tag:
                tag = lanes.best(
                    by_word(words[i], usual[i])
                    + by_neighbour(words[i - 1], usual[i - 1], "-")
                    + by_neighbour(words[i + 1], usual[i + 1], "+")
                    + by_neighbour(words[i - 2], usual[i - 2], "<")
                    + by_neighbour(words[i + 2], usual[i + 2], ">")
                    + by_tags(earlier, tag_before, low)
                    + by_clause(state, tag_before, low, usual[i + 1])
                )
                if tag_before == "MD" and tag in _MISREAD:
                    tag = "VB"
            yield tag
            earlier, tag_before, state = tag_before, tag, state_after(state, tag, low)


def quiet(words: Sequence[str]) -> Sequence[str]:
    """The words as the tagger knows them: each currency as "$", small letters where all stand in capitals."""
    words = [_SAME.get(word) or ("$" if word[-1] in _MONEY or word[0] in _MONEY else word) for word in words]
    letters = [word for word in words if len(word) > 1 and word.isalpha()]
    loud = len(letters) > 3 and sum(map(str.isupper, letters)) > 0.7 * len(letters)
    return [word.lower() for word in words] if loud else words


_MONEY = frozenset("$€£¥₹₽₩")
_SAME = {
    "Rs": "$",
    "Rs.": "$",
    "dlrs": "$",
    "lakh": "million",
    "lakhs": "million",
    "crore": "million",
    "crores": "million",
}


_ZERO, _TAG = 128, 33
"""What stands for a weight of nought, and for the first tag, in the text of a feature's weights."""
LANE = 14
"""Bits for each of the parser's three moves: forty weights of at most 127 fit."""


def packed(moves: Iterable[int]) -> int:
    """The weights of one feature for the three moves, as the file has them, in one whole number."""
    return sum(weight - _ZERO << LANE * i for i, weight in enumerate(moves))


def encoded(weights: Mapping[int, int]) -> str:
    """The weights of one feature as pairs of characters: a tag, and its weight."""
    return "".join(chr(_TAG + tag) + chr(_ZERO + weight) for tag, weight in sorted(weights.items()) if weight)


def decoded(text: str) -> list[tuple[int, int]]:
    """The same as pairs of numbers."""
    return [(ord(tag) - _TAG, ord(weight) - _ZERO) for tag, weight in zip(text[::2], text[1::2], strict=True)]


def known(weights: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    """The models of the tagger and of the parser, out of a file of weights."""
    line, _, rest = gzip.decompress(weights).partition(b"\n")
    head, tables = json.loads(line), {}
    while rest:
        space, size, held = rest[:1].decode(), *(int.from_bytes(rest[i : i + 4], "little") for i in (4, 8))
        tables[space] = (_numbers if space < "a" else _texts)(rest[12 : 12 + size], rest[12 + size : 12 + size + held])
        rest = rest[12 + size + held :]
    tags, labels = head["tags"], head["labels"]
    one = {space: {key: pairs[0][0] for key, pairs in tables[space].items()} for space in "osa"}
    tagger = {
        "tags": tags,
        "only": {word: tags[number] for word, number in one["o"].items()},
        "common": {word: bytes(filter(None, (a, b & 255))).decode() for word, ((a, b),) in tables["c"].items()},
        "settled": {view: tags[number] for view, number in one["s"].items()},
        "weights": {feature: encoded(dict(pairs)) for feature, pairs in tables["w"].items()},
    }
    parser = {
        "words": list(tables["v"]),
        "tags": list(tables["f"]),
        "names": labels,
        "sure": {view: labels[number] for view, number in one["a"].items()},
        "labels": {feature: encoded(dict(pairs)) for feature, pairs in tables["l"].items()},
        "moves": {key: packed(weights) for key, weights in tables["M"].items()},
        "settled": {key: weights[0] for key, weights in tables["S"].items()},
    }
    return tagger, parser


def _texts(keys: bytes, pairs: bytes) -> dict[str, list[tuple[int, int]]]:
    found, at = {}, 0
    for key in keys.decode("utf8", "surrogatepass").split("\n")[:-1]:
        count = pairs[at]
        signed = memoryview(pairs[at + 1 : at + 1 + 2 * count]).cast("b").tolist()
        found[key] = [(tag & 255, weight) for tag, weight in zip(signed[::2], signed[1::2], strict=True)]
        at += 1 + 2 * count
    return found


def _numbers(planes: bytes, kinds: bytes) -> dict[int, bytes]:
    count = len(planes) // 7
    rows = zip(*(planes[i * count : (i + 1) * count] for i in range(7)), strict=True)
    return {
        int.from_bytes(row[:5], "little"): kinds[3 * code : 3 * code + 3]
        for row in rows
        for code in (int.from_bytes(row[5:], "little"),)
    }


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


SHIFT, LEFT, RIGHT = 0, 1, 2
WORD, TAG = 1 << 13, 1 << 6
"""Room for words and for tags in a key; what kind of key it is stands above 32 bits."""
_HALF, _LANE = 1 << LANE - 1, (1 << LANE) - 1
_BIAS = _HALF * (1 | 1 << LANE | 1 << 2 * LANE)


class State:
    """Where the parser stands in a sentence: a stack, the next word, and the arcs so far."""

    __slots__ = ("first", "heads", "last", "lefts", "next", "rights", "size", "stack", "tags", "words")

    def __init__(self, words: list[int], tags: list[int]) -> None:
        self.size = n = len(words)
        self.words, self.tags = [*words, 1, 0, 0, 0, 0], [*tags, 1, 0, 0, 0, 0]  # the root, then nothing
        self.stack: list[int] = []
        self.next = 0
        self.heads = [-1] * n
        self.first, self.last = [n + 4] * (n + 5), [n + 4] * (n + 5)
        self.lefts, self.rights = [0] * (n + 5), [0] * (n + 5)

    def legal(self) -> tuple[bool, bool, bool]:
        """Which moves can be made."""
        held = len(self.stack)
        return self.next < self.size, held > 0, held > 1

    def move(self, what: int) -> None:
        """Make a move."""
        stack = self.stack
        if what == SHIFT:
            stack.append(self.next)
            self.next += 1
            return
        child = stack.pop()
        head = self.heads[child] = self.next if what == LEFT else stack[-1]
        if what == LEFT:
            self.first[head] = child
            self.lefts[head] = min(3, self.lefts[head] + 1)
        else:
            self.last[head] = child
            self.rights[head] = min(3, self.rights[head] + 1)

    def views(self) -> tuple[int, int]:
        """The tags around where it stands, and the word on top of the stack with the tags ahead, as keys."""
        words, tags, stack, b0 = self.words, self.tags, self.stack, self.next
        s0 = stack[-1]
        ahead = tags[b0] * 64 + tags[b0 + 1]
        if len(stack) < 2:
            return tags[s0] * 4096 + ahead, (1 << 32) + words[s0] * 4096 + ahead
        return (tags[stack[-2]] * 64 + tags[s0]) * 4096 + ahead, (2 << 32) + words[s0] * 4096 + ahead

    def features(self) -> list[int]:
        """What the state looks like, as keys of the weights."""
        words, tags, stack, n = self.words, self.tags, self.stack, self.size
        held, nothing = len(stack), n + 4
        s0 = stack[-1] if held else nothing
        s1 = stack[-2] if held > 1 else nothing
        s2 = stack[-3] if held > 2 else nothing
        b0 = self.next
        s0w, s1w, b0w, b1w = words[s0], words[s1], words[b0], words[b0 + 1]
        s0t, s1t, s2t, b0t, b1t, b2t = tags[s0], tags[s1], tags[s2], tags[b0], tags[b0 + 1], tags[b0 + 2]
        first, last = self.first, self.last
        s0l, s0r, s1l, s1r, b0l = tags[first[s0]], tags[last[s0]], tags[first[s1]], tags[last[s1]], tags[first[b0]]
        far = min(b0 - s0, 8) if held else 0
        near = min(s0 - s1, 8) if held > 1 else 0
        sb, ss, bb = s0t * 64 + b0t, s1t * 64 + s0t, b0t * 64 + b1t
        v0l, v0r, v1r = self.lefts[s0], self.rights[s0], self.rights[s1]
        return [
            s0w * 64 + s0t,
            (1 << 32) + s1w * 64 + s1t,
            (2 << 32) + b0w * 64 + b0t,
            (3 << 32) + b1w * 64 + b1t,
            (4 << 32) + sb * 64 + s1t,
            (5 << 32) + s0w * 64 + b0t,
            (6 << 32) + b0w * 64 + s0t,
            (7 << 32) + s0w * 8192 + b0w,
            (8 << 32) + ss * 64 + s2t,
            (9 << 32) + s1w * 64 + s0t,
            (10 << 32) + s0w * 64 + s1t,
            (11 << 32) + s1w * 8192 + s0w,
            (12 << 32) + sb,
            (13 << 32) + ss,
            (14 << 32) + sb * 64 + b1t,
            (15 << 32) + bb * 64 + b2t,
            (16 << 32) + sb * 64 + s0l,
            (17 << 32) + sb * 64 + s0r,
            (18 << 32) + ss * 64 + s1r,
            (19 << 32) + ss * 64 + s1l,
            (20 << 32) + ss * 64 + s0l,
            (21 << 32) + ss * 64 + s0r,
            (22 << 32) + sb * 64 + b0l,
            (23 << 32) + sb * 64 + far,
            (24 << 32) + ss * 64 + near,
            (25 << 32) + s0t * 64 + v0l * 4 + v0r,
            (26 << 32) + s0w * 64 + v0l * 4 + v0r,
            (27 << 32) + (s1t * 64 + s0t) * 64 + v1r,
            (28 << 32) + (ss * 64 + b0t) * 64 + b1t,
            (29 << 32) + (s1w * 64 + s0t) * 64 + b0t,
            (30 << 32) + (s0w * 64 + b0t) * 64 + b1t,
            (31 << 32) + (s0w * 64 + s0r) * 64 + b0t,
            (32 << 32) + (s1w * 64 + s1r) * 64 + s0t,
            (33 << 32) + s2t * 64 + b0t,
            (34 << 32) + words[s2] * 64 + s0t,
            (35 << 32) + words[last[s0]] * 64 + s0t,
            (36 << 32) + words[first[s0]] * 64 + s0t,
            (37 << 32) + words[last[s1]] * 64 + s1t,
            (38 << 32) + words[first[b0]] * 64 + b0t,
            (39 << 32) + b1w * 64 + s0t,
        ]


def label_views(key: str, words: Sequence[str], head: int, i: int, left: int) -> tuple[str, str]:
    """An arc, as `key` has it, with its word, and with its length and the first word that hangs on its word."""
    first = words[left] if left >= 0 else ""
    return f"{key}{words[i]}", f"{key} {min(abs(i - head), 5)}{first}"


def label_features(words: Sequence[str], tags: Sequence[str], heads: Sequence[int], i: int, left: int, right: int,
                   commas: Sequence[int]) -> list[str]:  # fmt: skip
    """What a word and its head look like; `left` and `right` are the outermost words that hang on it, or -1."""
    head = heads[i]
    if head < 0:
        return ["R" + tags[i]]
    word, over, mine, its = words[i], words[head], tags[i], tags[head]
    side = "<" if i < head else ">"
    both = side + mine + " " + its
    low, high = min(i, head), max(i, head)
    distance = str(min(high - low, 5))
    comma = "," if commas[high] - commas[low] - (words[low] == ",") > 0 else ""
    child, end = words[left] if left >= 0 else "", words[right] if right >= 0 else ""
    grand = tags[heads[head]] if heads[head] >= 0 else "R"
    return [
        both, "d" + both + distance + comma, "w" + word + side + its, "h" + over + side + mine, "l" + both + child,
        "L" + child + " " + mine + " " + over, "r" + both + end, "p" + word + " " + over, "g" + both + grand,
        "b" + both + (tags[i - 1] if i else "") + (tags[i + 1] if i + 1 < len(tags) else ""),
        "t" + both + (tags[left] if left >= 0 else "") + comma, "m" + mine + word + over[-3:] + side,
    ]  # fmt: skip


class Parser:
    """Gives each word of a tagged sentence its head and the label of the arc."""

    def __init__(self, model: dict[str, Any]) -> None:
        self._given = model

    @cached_property
    def model(self) -> dict[str, Any]:
        """The weights, the numbers of words and tags, and the names of labels."""
        return self._given

    @cached_property
    def _columns(self) -> tuple[Columns, Lanes]:
        return Columns(self.model["labels"]), Lanes(self.model["names"])

    @cached_property
    def _numbers(self) -> tuple[dict[str, int], dict[str, int]]:
        """The numbers of words and of tags; 0 is nothing, 1 the root, 2 a word not known."""
        words, tags = self.model["words"], self.model["tags"]
        return (
            {word: i for i, word in enumerate(words, 3)},
            {tag: i for i, tag in enumerate(tags, 3)},
        )

    def state(self, words: Sequence[str], tags: Sequence[str]) -> State:
        """Where parsing begins; words as `plain` gives them."""
        known, kinds = self._numbers
        return State([known.get(word, 2) for word in words], [kinds.get(tag, 2) for tag in tags])

    def parse(self, words: Sequence[str], tags: Sequence[str]) -> tuple[list[int], list[str]]:
        """The head of each word (-1 of the root) and its label; one word is the root."""
        words = [plain(word) for word in words]
        tags = fine(words, tags)
        heads = self.heads(words, tags)
        return heads, self.labels(words, tags, heads)

    def heads(self, words: Sequence[str], tags: Sequence[str]) -> list[int]:
        """The head of each word."""
        state = self.state(words, tags)
        get, nothing, settled = self.model["moves"].get, repeat(0), self.model["settled"]
        size, stack, move, features, views = state.size, state.stack, state.move, state.features, state.views
        while state.next < size or stack:
            if not stack:
                move(SHIFT)
                continue
            around, ahead = views()
            known = settled.get(around, settled.get(ahead))
            if known is not None:
                move(known)
                continue
            total = sum(map(get, features(), nothing)) + _BIAS
            shift, left, right = total & _LANE, total >> LANE & _LANE, total >> 2 * LANE
            alone = len(stack) < 2
            if state.next < size and shift >= left and (alone or shift >= right):
                move(SHIFT)
            elif alone or left >= right:
                move(LEFT)
            else:
                move(RIGHT)
        return rooted(state.heads, size)

    def labels(self, words: Sequence[str], tags: Sequence[str], heads: Sequence[int]) -> list[str]:
        """The label of each arc."""
        sure, (columns, lanes) = self.model["sure"], self._columns
        left, right, commas = outer(words, heads)
        found = []
        for i, head in enumerate(heads):
            key = f"{tags[i]} {tags[head]} {'<' if i < head else '>'}" if head >= 0 else "root"
            name = sure.get(key)
            if name is None and not tags[i][0].isalpha():
                name = "punct"
            if name is None and head >= 0:
                first, second = label_views(key, words, head, i, left[i])
                name = sure.get(first) or sure.get(second)
            if name is None:
                name = lanes.best(columns.total(label_features(words, tags, heads, i, left[i], right[i], commas)))
            found.append(name)
        return found


def fine(words: Sequence[str], tags: Sequence[str]) -> list[str]:
    """The tags, with punctuation by its mark."""
    return [word[:1] if tag == "PUNCT" else tag for word, tag in zip(words, tags, strict=True)]


def outer(words: Sequence[str], heads: Sequence[int]) -> tuple[list[int], list[int], list[int]]:
    """The first word before and the last word after each that hangs on it, and the commas up to each."""
    left, right, commas, count = [-1] * len(words), [-1] * len(words), [0] * len(words), 0
    for i, head in enumerate(heads):
        commas[i] = count
        count += words[i] == ","
        if head > i and left[head] < 0:
            left[head] = i
        elif 0 <= head < i and words[i] not in (".", ",", '"'):
            right[head] = i
    return left, right, commas


def rooted(heads: list[int], size: int) -> list[int]:
    """Heads with one root: what else hangs on none hangs on the first one that does."""
    root = -1
    for i, head in enumerate(heads):
        if head == size:
            heads[i] = root
            root = i if root < 0 else root
    return heads
