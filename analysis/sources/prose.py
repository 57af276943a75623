"""Which blocks of a page are its article: how much each reads like prose, and the runs with the largest sum."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from analysis.sources.boilerplate import WORDS, boilerplate_reason
from analysis.sources.layout import Block

# The commonest words that carry a sentence and hardly a menu.
FUNCTION_WORDS = frozenset(
    "a about after all also an and are as at be been but by can could did do for from had has have he her his i if in "
    "into is it its more no not of on one or our out over said she so some than that the their them there they this to "
    "up was we were what when which who will with would you".split()
)
ENTER, LEAVE = -1.5, -1.5  # what it costs to begin and to end a run: short islands of prose don't pay


@dataclass(slots=True)
class Prose:
    """What a block looks like: its words in lower case, its weight as prose, and the phrase that speaks against it."""

    words: list[str]
    weight: float
    sentence: bool
    repeated: bool
    reason: str


def read_prose(blocks: list[Block]) -> list[Prose]:
    """Weigh each block by its shape: above 0 it reads like prose, below like the furniture of a page."""
    copies = Counter(block.text for block in blocks)
    found = []
    for block in blocks:
        text = block.text
        words = WORDS.findall(text.lower())
        sentence = text[-1] in ".!?…" or (text[-1] in "\"”’')" and len(text) > 1 and text[-2] in ".!?…,")
        repeated = copies[text] > 1
        reason = boilerplate_reason(words)
        found.append(Prose(words, _weight(block, words, sentence, repeated, reason), sentence, repeated, reason))
    return found


def _weight(block: Block, words: list[str], sentence: bool, repeated: bool, reason: str) -> float:
    count = len(words)
    function = sum(word in FUNCTION_WORDS for word in words) / (count + 2)
    weight = min(count, 40) * 0.08 - 1.4 + 2.0 * min(function, 0.4)
    weight += 0.9 if sentence and count > 3 else -0.4
    if block.bullet:
        weight -= 0.8
    if repeated:
        weight -= 1.0
    if reason:
        weight -= 2.0 if count < 40 else 0.5
    return weight


def find_runs(prose: list[Prose]) -> list[bool]:
    """Whether each block lies in the article: the choice of runs that has the largest sum of weights.

    Two states and the cost of changing between them, solved from left to right in one pass (Viterbi 1967).
    """
    outside, inside = 0.0, ENTER
    steps = []
    for block in prose:
        stay, enter = inside, outside + ENTER
        leave = inside + LEAVE
        steps.append((leave > outside, enter > stay))
        outside, inside = max(outside, leave), max(stay, enter) + block.weight
    state = inside + LEAVE > outside
    chosen = []
    for left, entered in reversed(steps):
        chosen.append(state)
        state = not entered if state else left
    return chosen[::-1]
