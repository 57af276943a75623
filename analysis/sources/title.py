"""Which line of a page is the headline of its article."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from analysis.sources.captions import names_picture
from analysis.sources.credits import is_masthead, names_in
from analysis.sources.layout import Block
from analysis.sources.prose import FUNCTION_WORDS, Prose

AHEAD = 60  # how many blocks below a headline its article should show
NEAR = 7  # how close below it a line of date or author stands
CLOSE = 4  # how close its standfirst
SHARED, ECHO = 3.0, 0.6  # the most that words shared with the prose count, and that the page repeats the line
FINALISTS = 200  # candidates whose words are compared with the prose below them
REACH = 100_000  # characters in which a repetition is looked for
ENOUGH = 2.0  # the score under which no line will do
LONGEST_WORDS, LONGEST = 32, 220

_TRAIL = re.compile(r"»|>|=|\{| / |<-|://")  # signs of a trail of menu entries or of code


def find_title(page: str, blocks: list[Block], prose: list[Prose], credits: list[bool]) -> int:
    """The block that is most like the headline of an article below it.

    Judged by its length and form, the prose and the line of date or author that follow, the words that it shares with
    that prose, and whether the page repeats it.

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
    above = [0.0, *accumulate([max(look.weight, 0.0) for look in prose])]
    scored, headline = [], -CLOSE
    for at, (block, look) in enumerate(zip(blocks, prose, strict=True)):
        count = len(look.words)
        if credits[at] or not 0 < count <= LONGEST_WORDS or len(block.text) > LONGEST:
            continue
        form = _form(block, look)
        score = form + min(above[min(at + 1 + AHEAD, len(blocks))] - above[at + 1], 20.0) / 10
        score -= 3.0 * above[at] / (above[-1] + 1) + min(above[at], 10.0) / 9
        score += 0.8 * (True in credits[at + 1 : at + NEAR]) + 0.4 * (True in credits[at + 1 : at + 3])
        score -= 1.2 * (at - headline < CLOSE)  # what follows a headline so closely is its standfirst
        if form > 0.8 and count > 4 and block.text[-1] != ".":
            headline = at
        scored.append((-score, at))
    finalists = sorted(scored)[:FINALISTS]
    uses = _uses(prose, set[str]().union(*[stems_of(prose[at]) for _, at in finalists]))
    best, found = ENOUGH, -1
    for minus, at in finalists:
        if SHARED + ECHO - minus <= best:
            break
        text = blocks[at].text
        score = SHARED * _shared(prose[at], at, uses) - minus + ECHO * (1 < page.count(text, 0, REACH) < 8)
        if len(text) < 30 and names_in(text):
            score -= 1.0
        if score > best:
            best, found = score, at
    for at in range(found + 1, min(found + CLOSE, len(blocks))) if found >= 0 else ():
        if len(prose[at].words) > 3 and blocks[found].text.endswith(blocks[at].text):
            return at  # the first was the trail of menu entries that leads to the headline
    return found


def _form(block: Block, look: Prose) -> float:
    """How much a line looks like a headline by itself."""
    text, count = block.text, len(look.words)
    score = 1.8 * min(count, 8) / 8 - 0.8 * (count == 1) + block.heading - block.bullet
    if names_picture(text, look):
        score -= 0.8
    if count < 7 and is_masthead(text, look.words):
        score -= 0.8
    if look.words[0] == "by" and count < 12:
        score -= 2.0
    if text[-1] in ".,:;":
        score -= 0.4 if count < 15 else 1.2
    if _TRAIL.search(text):
        score -= 1.5
    if count > 14 and ". " in text:
        score -= 0.6
    return score


def stems_of(look: Prose) -> set[str]:
    """The content words of a block, by their first six letters."""
    return {word[:6] for word in set(look.words) - FUNCTION_WORDS if len(word) > 2}


def _uses(prose: list[Prose], stems: set[str]) -> dict[str, list[int]]:
    """For each of the stems, the blocks of prose that use it, in order."""
    uses: dict[str, list[int]] = {stem: [] for stem in stems}
    for at, look in enumerate(prose):
        if look.weight > 0:
            for stem in stems.intersection([word[:6] for word in look.words]):
                uses[stem].append(at)
    return uses


def _shared(look: Prose, at: int, uses: dict[str, list[int]]) -> float:
    """The share of a line's content words that the prose below it uses as well."""
    stems = stems_of(look)
    known = 0
    for stem in stems:
        where = uses[stem]
        after = bisect_right(where, at)
        known += after < len(where) and where[after] <= at + AHEAD
    return known / (len(stems) + 1)
