"""Which lines stand under a picture."""

from __future__ import annotations

import re
from functools import cache

from analysis.lexicon import load_lexicon
from analysis.sources.credits import words_of
from analysis.sources.layout import Block
from analysis.sources.prose import Prose

LONGEST = 600  # characters: a longer paragraph is no caption

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
    >>> from analysis.sources.prose import read_prose
    >>> page = "Boats wait in the port of Aktau. Photo: Dana Omarova"
    >>> blocks = read_blocks(page, read_rows(page))
    >>> caption_reason(blocks[0], read_prose(blocks)[0])
    'names where its picture comes from'
    """
    text = block.text
    if len(text) > LONGEST:
        return ""
    if names_picture(text, look):
        return "names where its picture comes from"
    if _agency_start().match(text) and look.sentence and not _SPEECH.search(text):
        return "begins with the agency of its picture"
    if len(text) < 250 and _DATED_SCENE.search(text[-90:]) and not _SPEECH.search(text) and ". " not in text[:-30]:
        return "one scene with its full date"
    return ""
