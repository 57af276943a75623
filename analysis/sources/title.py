"""Which line of a page is the headline of its article."""

from __future__ import annotations

import re
from itertools import accumulate

from analysis.sources.credits import names_in, photo_words
from analysis.sources.layout import Block
from analysis.sources.prose import FUNCTION_WORDS, Prose

AHEAD = 60  # how many blocks below a headline its article should show
NEAR = 7  # how close below it a line of date or author stands
CLOSE = 4  # how close its standfirst
FINALISTS = 10  # candidates whose words are compared with the prose below them
STANDFIRST = 1.1  # how much better than a headline a line close below it must be not to be its standfirst
ECHO = 0.6  # what it counts for that the page repeats the line, alone or in a longer one
REACH = 100_000  # characters in which a repetition is looked for
TRAIL = ("»", ">", " / ", "<-", "=", "{", "://")  # signs of a trail of menu entries or of code
ENOUGH = 1.0  # the score under which no line will do


_GLUED = re.compile(
    r"[a-z]{4}[A-Z][a-z]{3}|[)!?][A-Z][a-z]{2}"
)  # two texts joined without a space, as in a list of links


def find_title(page: str, blocks: list[Block], prose: list[Prose], credits: list[bool]) -> int:
    """The block that is most like the headline of an article below it.

    Judged by its length and form, the prose and the line of date or author that follow, how near they stand, the words
    that it shares with the prose, and whether the page repeats it.

    Parameters
    ----------
    page, blocks, prose
        The page: its text, its blocks and what they look like.
    credits
        For each block, whether it is a line of date or author.

    Returns
    -------
    int
        The index of the block, or -1 when none will do.
    """
    above = [0.0, *accumulate(max(look.weight, 0.0) for look in prose)]
    scored = []
    for at, (block, look) in enumerate(zip(blocks, prose, strict=True)):
        if credits[at] or not look.words or len(look.words) > 32 or len(block.text) > 220:
            continue
        score = _form(block, look)
        score += min(above[min(at + 1 + AHEAD, len(blocks))] - above[at + 1], 20.0) / 10
        score -= 3.0 * above[at] / (above[-1] + 1) + min(above[at], 10.0) / 15
        score += 0.9 * (True in credits[at + 1 : at + NEAR])
        scored.append((score, at))
    scored.sort(key=lambda one: (-one[0], one[1]))
    best, found = ENOUGH, -1
    for score, at in sorted(scored[:FINALISTS], key=lambda one: one[1]):
        text = blocks[at].text
        score += 3.0 * _shared(prose, at) + ECHO * (1 < page.count(text, 0, REACH) < 8)
        score -= 1.0 * (len(text) < 30 and bool(names_in(text)))
        close = 0 <= found and at - found < CLOSE and _form(blocks[found], prose[found]) > 0.7
        if score > best + STANDFIRST * close:
            best, found = score, at
    return found


def _form(block: Block, look: Prose) -> float:
    """How much a line looks like a headline by itself."""
    text, count = block.text, len(look.words)
    score = 1.5 * min(count, 8) / 8 + block.heading - 0.8 * block.bullet
    score -= 1.5 * bool(look.reason and count < 12) + 0.8 * (not photo_words().isdisjoint(look.words))
    if text[-1] in ".,:;":
        score -= 0.3 if count < 15 else 1.2
    if text[0] in "\"“‘'" and text[-1] in "\"”’'":
        score -= 0.8
    if any(mark in text for mark in TRAIL):
        score -= 1.5
    score -= 0.5 * (" | " in text)
    if _GLUED.search(text):
        score -= 0.5
    if count > 2 and text.istitle():
        score += 0.3
    if count > 14 and ". " in text:
        score -= 0.6
    return score


def _shared(prose: list[Prose], at: int) -> float:
    """The share of a line's content words, by their first six letters, that the prose below it uses as well."""
    stems = {word[:6] for word in prose[at].words if len(word) > 2 and word not in FUNCTION_WORDS}
    below = [look for look in prose[at + 1 : at + AHEAD] if look.weight > 0]
    about = {word[:6] for look in below for word in look.words}
    return len(stems & about) / (len(stems) + 1)
