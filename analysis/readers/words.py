"""A sentence cut into words as the treebank cuts them, and the dictionary forms of its verbs and nouns."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from analysis.core.lexicon import load_lexicon
from analysis.readers.parser import model

_ABBREVIATED = (
    r"(?:Mr|Mrs|Ms|Dr|Prof|St|Gen|Lt|Col|Maj|Capt|Sgt|Cpl|Cmdr|Sen|Rep|Del|Gov|Adm|Amb|Rev|Hon|Insp|Supt|Jr|Sr"
    r"|Inc|Ltd|Corp|Co|No|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|vs|etc|approx|est)\.(?!\.)"
)
_PART = r"(?:[’'][A-Z]\w*+|[&@_]\w++)"
_WORD = rf"\w++{_PART}*+(?:[-‐‑–]\w++{_PART}*+)*+"
_TOKEN = re.compile(
    r"https?://\S++|\w[\w.+-]{0,60}@\w[\w-]*+(?:\.\w[\w-]*+)++"  # addresses
    r"|(?:US|AU|A|C|NZ|HK|S|R|Z)?[$€£¥₽₹₩₺](?:(?:US|AU|A|C|NZ|HK)(?=\d))?"
    rf"|{_ABBREVIATED}|(?:[A-Za-z]\.){{2,8}}(?:[A-Za-z]\b)?|[A-Z]\.(?=\s?[A-Z])"
    r"|\d++(?:[.,]\d++)*+(?:(?:st|nd|rd|th|s)\b|(?:[-‐‑–]\w++)++)?"  # 1,200; 21st; 1990s; 12-year-old
    r"|[Cc]an(?=not\b)|\w{1,20}?(?=n[’']t\b)|n[’']t\b"
    r"|[’'](?:s|re|ve|d|ll|m|S)\b"
    rf"|{_WORD}|\.\.++|--++|\S"
)


def words_of(text: str, start: int, end: int) -> tuple[list[str], list[int]]:
    """The words of a stretch of text, and where each begins.

    >>> words_of("Didn’t the U.S. pay $1.2bn (5%)?", 0, 32)[0]
    ['Did', 'n’t', 'the', 'U.S.', 'pay', '$', '1.2', 'bn', '(', '5', '%', ')', '?']
    """
    found = [(word[0], word.start()) for word in _TOKEN.finditer(text, start, end)]
    return [word for word, _ in found], [at for _, at in found]


_FORMS: dict[str, Any] = load_lexicon("forms")
_PAST: dict[str, str] = {
    form: forms[0] for line in _FORMS["verbs"].split(";") if (forms := line.split()) for form in forms
}
_PAST |= dict.fromkeys(_FORMS["be"], "be") | {"has": "have", "'ve": "have", "does": "do", "goes": "go"}
PLURALS: dict[str, str] = _FORMS["plurals"]
"""Irregular plurals, each with its singular."""


@lru_cache(maxsize=8192)
def lemma(word: str, tag: str) -> str:
    """The dictionary form of a verb or a noun; any other word in small letters.

    >>> [lemma(*pair) for pair in (("Killed", "VBD"), ("rising", "VBG"), ("cities", "NNS"), ("’s", "AUX:VBZ"))]
    ['kill', 'rise', 'city', 'be']
    """
    low = word.lower().replace("’", "'")
    if tag == "NNS":
        return singular(low)
    if "VB" not in tag or (tag.endswith(("VB", "VBP")) and low not in _PAST):
        return low
    if low in _PAST:
        return _PAST[low]
    known = model().verbs
    for ending, swaps in (
        ("ied", ("y",)),
        ("ies", ("y", "ie")),
        ("ed", ("", "e")),
        ("ing", ("", "e")),
        ("es", ("e", "")),
        ("s", ("",)),
    ):
        if low.endswith(ending) and len(low) > len(ending) + 1:
            stem = low[: -len(ending)]
            forms = [stem + swap for swap in swaps]
            if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in "lsz":
                forms.insert(0, stem[:-1])
            return next((form for form in forms if form in known), _guess(stem, ending, forms))
    return low


def _guess(stem: str, ending: str, forms: list[str]) -> str:
    """A verb that no list has: with an "e" after letters that verbs do not end with."""
    silent = ending in ("ed", "ing", "es") and stem.endswith(
        ("v", "c", "u", "z", "dg", "rg", "at", "iz", "is", "ur", "as", "bl", "pl", "tl")
    )
    return stem + "e" if silent and stem + "e" in forms else forms[0]


def singular(low: str) -> str:
    """The singular of a plural noun in small letters.

    >>> [singular(word) for word in ("lawsuits", "women", "countries", "churches", "sizes")]
    ['lawsuit', 'woman', 'country', 'church', 'size']
    """
    head, joint, last = low.rpartition("-")
    if last in PLURALS:
        return head + joint + PLURALS[last]
    if last.endswith("children"):
        return low[:-3]
    if last.endswith("men"):
        return low[:-2] + "an"
    if low.endswith("ies") and len(last) > 4:
        return low[:-3] + "y"
    if low.endswith(("sses", "shes", "ches", "xes", "zzes")) or (low.endswith("oes") and len(last) > 5):
        return low[:-2]
    return low[:-1] if low.endswith("s") and not low.endswith(("ss", "us", "is")) else low
