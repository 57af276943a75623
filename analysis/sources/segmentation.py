"""Where the article runs on a page: stretches of prose, and which of them belong together."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import compress, count

from analysis.core.lexicon import load_lexicon
from analysis.sources.credits import CUES, is_clock, is_dateline
from analysis.sources.layout import Block

SPLIT = 3.5  # what a gap has to weigh against before a stretch is cut in two


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of blocks, first and last included, and the sum of their weights."""

    first: int
    last: int
    weight: float


def find_runs(weights: list[float]) -> list[Run]:
    """The stretches of blocks with the largest sum of weights, each of which has to pay for itself.

    Two states, inside and outside, and the cost of changing between them, solved from left to right in one pass
    (Viterbi 1967). Where nothing pays (a page of one sentence), the best single stretch is taken.

    >>> find_runs([-1, -1, 4, -0.5, 4, -3, -3, 3])
    [Run(first=2, last=4, weight=7.5)]
    """
    return _best_runs(weights, SPLIT) or _best_runs(weights, 0.0)[:1]


def _best_runs(weights: list[float], cost: float) -> list[Run]:
    outside, inside = 0.0, -cost
    steps = []
    for weight in weights:
        left, entered = inside > outside, outside - cost > inside
        steps.append((left, entered))
        outside, inside = max(outside, inside), max(inside, outside - cost) + weight
    state = inside > outside
    runs, last = [], len(weights) - 1
    for at in range(len(weights) - 1, -1, -1):
        left, entered = steps[at]
        if state and (entered or at == 0):
            runs.append(Run(at, last, sum(weights[at : last + 1])))
            state = False
        elif not state and left:
            state, last = True, at - 1
    return runs[::-1]


# Words of a text in lower case, in any script; a plain set of characters is read twice as fast as \w.
_WORDS = re.compile("[0-9a-z\u00b5\u00df-\u1fff\u2c00-\U0010ffff](?:[0-9a-z'’\u00b5\u00df-\u1fff\u2c00-\U0010ffff-]*)")
# The commonest words that carry a sentence and hardly a menu.
FUNCTION_WORDS = frozenset(
    "a about after all also an and are as at be been but by can could did do for from had has have he her his i if in "
    "into is it its more no not of on one or our out over said she so some than that the their them there they this to "
    "up was we were what when which who will with would you".split()
)
ADDRESS = frozenset("you your we our us".split())
NOTICES = frozenset({"paywall", "donation appeal", "newsletter", "sign-in", "consent"})
ENCLOSED = 6  # blocks that two notices may enclose
INTERRUPTION = 4  # copies from which a short line is a marker inside the text and does not divide it
CARD = 300  # characters: a card of links is no longer than this
LONG_SENTENCE = 60  # characters from which a sentence counts as company for its neighbours

# Two texts joined without a space between them, as the headline and the teaser of a card of links are; a pattern that
# begins with a set of characters skips all others.
GLUED = re.compile(r"[A-Z](?:(?<=[a-z]{4}[A-Z])|(?<=[)!?][A-Z]))[a-z]{2}")
_STOPS = tuple(".!?。！？")
_PLACEHOLDER = re.compile(r"\[[A-Z][A-Z :-]{1,30}\]|(?:https?://|www\.)\S+")
_WIRE_OPENING = re.compile(
    r"(?:[A-Z][A-Z.'’-]+[ ,][^()]{0,40})?\([A-Z][\w .]{1,30}\)\s?(?:—|–|--?)\s"
)  # KABUL, May 3 (AFP) -


def weigh(blocks: list[Block]) -> None:
    """Weigh each block: length, sentence form, function words, indentation, phrases, and the blocks beside it.

    The weights were set by hand and checked on the article-extraction-benchmark (Scrapinghub 2019), half against half.
    """
    copies = Counter(block.text for block in blocks)
    columns: Counter[int] = Counter()
    for block in blocks:
        text = block.text
        block.words = _WORDS.findall(text.lower())
        block.sentence = text.rstrip("\"”’')] ").endswith(_STOPS)
        if block.sentence and len(text) > LONG_SENTENCE:
            columns[block.indent] += len(text)
        block.reason = "media placeholder" if _PLACEHOLDER.fullmatch(text) else _boilerplate_reason(block.words)
        block.glued = 12 < len(text) < CARD and GLUED.search(text) is not None
        block.repeated = copies[text] > 1
        block.dateline = is_dateline(text, block.words)
        block.credit = (block.dateline and not is_clock(text)) or _says_by(block)
    column = columns.most_common(1)[0][0] if columns else 0
    company = [block.sentence and len(block.text) > LONG_SENTENCE for block in blocks]
    company = [False, False, *company, False, False]
    for at, block in enumerate(blocks):
        beside = company[at + 1] + company[at + 3]
        near = (company[at] or company[at + 1]) + (company[at + 3] or company[at + 4])
        block.weight = _weight(block, block.indent == column) + 0.3 * (beside + near)
        marker = is_clock(block.text) or (copies[block.text] >= INTERRUPTION and len(block.words) < 5)
        if marker and not block.bullet:
            block.weight = -0.2
    _weigh_enclosed(blocks)


def _says_by(block: Block) -> bool:
    """Whether a line is there to name who wrote."""
    opens = bool(block.words) and block.words[0] in CUES
    return opens and (block.words == ["by"] or (block.cue == 0 and bool(block.names)))


def _weigh_enclosed(blocks: list[Block]) -> None:
    """Lower what stands between two short notices of one kind: an appeal, between its heading and its close."""
    last: dict[str, int] = {}
    for at, block in enumerate(blocks):
        if block.reason in NOTICES and len(block.words) < 12 and not block.bullet:
            opened = last.get(block.reason, at)
            if at - opened <= ENCLOSED:
                for between in blocks[opened + 1 : at]:
                    between.weight = min(between.weight, -0.5)
                    between.reason = between.reason or block.reason
            last[block.reason] = at


def _weight(block: Block, aligned: bool) -> float:
    text, words = block.text, block.words
    length, count = len(text), len(words)
    if not words or (count < 3 and length < 30):  # an entry of a menu, most often: not worth a closer look
        return -3.0 if block.reason else -2.0 if block.repeated else -1.0
    weight = -2.2 + 1.5 * min(length, 60) / 60
    if length > 60:
        weight += 1.2 * min(length - 60, 140) / 140 + 1.2 * min(max(length - 200, 0), 300) / 300
    if count > 3:
        weight += sum(map(FUNCTION_WORDS.__contains__, words)) / (count + 2)
        if not ADDRESS.isdisjoint(words):
            weight -= 3.0 * sum(map(ADDRESS.__contains__, words)) / (count + 2)
    if block.sentence and length > 25:
        weight += 1.4
    weight -= 0.3 * block.bullet + 0.8 * block.repeated + 1.0 * (not aligned)
    if block.glued:
        weight -= 2.5
    elif _WIRE_OPENING.match(text):
        weight += 2.0
    if block.reason:
        return max(weight - (1.5 if count < 25 else 1.0), -3.0)
    return max(weight, -1.0)


@cache
def _by_first_word() -> dict[str, list[tuple[list[str], str]]]:
    """The phrases of the lexicon, each under its first word."""
    phrases: dict[str, list[tuple[list[str], str]]] = {}
    for reason, listed in load_lexicon("boilerplate")["reasons"].items():
        for phrase in listed:
            words = _WORDS.findall(phrase)
            phrases.setdefault(words[0], []).append((words, reason))
    for listed in phrases.values():
        listed.sort(key=lambda phrase: -len(phrase[0]))  # the longer phrase says more
    return phrases


def _boilerplate_reason(words: list[str]) -> str:
    """Why a line of these words is boilerplate by its phrases, or "" when it holds none."""
    phrases = _by_first_word()
    for at in compress(count(), map(phrases.__contains__, words)):
        for phrase, reason in phrases[words[at]]:
            if len(phrase) == 1 or words[at : at + len(phrase)] == phrase:
                return reason
    return ""
