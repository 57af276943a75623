"""Which line of a page is the headline of its article."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from itertools import accumulate

from analysis.core.lexicon import load_lexicon
from analysis.sources.credits import is_masthead, names_in, words_of
from analysis.sources.layout import Block
from analysis.sources.segmentation import FUNCTION_WORDS, Prose

LONGEST_CAPTION = 600  # characters: a longer paragraph is no caption

_MONTHS = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.?"
_CREDIT = re.compile(
    r"\b(?:photo(?:graph|grapher)?s?|images?|pictures?|illustration|credits?)\s?(?:by\b|:|credit\b|courtesy\b|copyright\b)"
    r"|[a-z.]credit:|\b(?:getty images|file photo|afp/|/afp|/ap\b|/reuters|via (?:ap|afp|reuters|getty))"
    r"|\((?:photo|image|ap|afp|reuters|epa|file)\b[^()]{0,80}\)\s*$|^\([^()]{2,40}\s/\s[^()]{2,40}\)$|^©\s[^\W\d]|^(?:photo|image|caption)\b",
    re.I,
)
_SIGNED = re.compile(r"[.!?]\s[A-Z][\w'’-]+(?:\s[A-Z][\w'’.-]+){1,2}/[A-Z][\w ]{1,40}$")
_DATED_SCENE = re.compile(
    rf"[,n](?:(?<=,)|(?<=\bon)|(?<=\bin))\s(?:[A-Z][a-z]+day,?\s)?{_MONTHS}\s\d{{1,2}},?\s(?:19|20)\d\d\.?(?:\s\([^()]{{1,60}}\))?$"
)
_SPEECH = re.compile(r"\b(?:said|says|told|according|announced|reported|will|would)\b|[“\"]", re.I)


@cache
def _agency_start() -> re.Pattern[str]:
    names = sorted({name for names in load_lexicon("boilerplate")["agencies"].values() for name in names})
    return re.compile(rf"(?:{'|'.join(map(re.escape, names))})\s(?:An?|The|[A-Z][a-z]+(?:\s[a-z]+)?)\s[A-Za-z]")


def names_picture(text: str, look: Prose) -> bool:
    """Whether a line says where a picture comes from."""
    if "/" in text and _SIGNED.search(text[-90:]):
        return True
    named = (
        text[0] in "(©" or text[-1] == ")" or "redit:" in text or not words_of("photo_credit").isdisjoint(look.words)
    )
    return named and _CREDIT.search(text) is not None


def caption_reason(block: Block, look: Prose) -> str:
    """Why a line is a caption, or "" when nothing says so.

    >>> from analysis.sources.layout import read_blocks, read_rows
    >>> from analysis.sources.segmentation import read_prose
    >>> page = "Boats wait in the port of Aktau. Photo: Dana Omarova"
    >>> blocks = read_blocks(page, read_rows(page))
    >>> caption_reason(blocks[0], read_prose(blocks)[0])
    'names where its picture comes from'
    """
    text = block.text
    if len(text) > LONGEST_CAPTION:
        return ""
    if names_picture(text, look):
        return "names where its picture comes from"
    if _agency_start().match(text) and look.sentence and not _SPEECH.search(text):
        return "begins with the agency of its picture"
    if len(text) < 250 and _DATED_SCENE.search(text[-90:]) and not _SPEECH.search(text) and ". " not in text[:-30]:
        return "one scene with its full date"
    return ""


AHEAD = 60  # how many blocks below a headline its article should show
NEAR = 7  # how close below it a line of date or author stands
CLOSE = 4  # how close its standfirst
SHARED, ECHO = 3.0, 0.6  # the most that words shared with the prose count, and that the page repeats the line
FINALISTS = 200  # candidates whose words are compared with the prose below them
REACH = 100_000  # characters in which a repetition is looked for
ENOUGH = 2.0  # the score under which no line will do
LONGEST_WORDS, LONGEST_TITLE = 32, 220

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
        if credits[at] or not 0 < count <= LONGEST_WORDS or len(block.text) > LONGEST_TITLE:
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
