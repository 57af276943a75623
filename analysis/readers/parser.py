"""Which word of a sentence hangs on which: a greedy arc-hybrid parser with an averaged perceptron, in linear time.

The labels are those of Universal Dependencies (nsubj, obj, obl, nummod, appos, conj, acl:relcl, ...), given after the
heads are known. Goldberg and Nivre, "Training Deterministic Parsers with Non-Deterministic Oracles", TACL 2013.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import repeat
from typing import Any

from analysis.readers.tagger import plain
from analysis.readers.weights import LANE, MODEL, Columns, Lanes

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
    """Gives each word of a tagged sentence its head and the label of the arc.

    >>> Parser().parse("Rebels attacked two towns .".split(), ["NNS", "VBD", "NUM", "NNS", "PUNCT"])
    ([1, -1, 3, 1, 1], ['nsubj', 'root', 'nummod', 'obj', 'punct'])
    """

    def __init__(self, model: dict[str, Any] | None = None) -> None:
        self._given = model

    @cached_property
    def model(self) -> dict[str, Any]:
        """The weights, the numbers of words and tags, and the names of labels."""
        return self._given or MODEL.parser

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
