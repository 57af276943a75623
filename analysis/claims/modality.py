"""How firmly a clause is put: asserted, attributed, planned, speculated or denied."""

from __future__ import annotations

import re
from functools import cache

from analysis.lexicon import load_lexicon

_MONTH_OR_NAME = re.compile(r"\bMay\b|\bWill\b(?=\s+[A-Z])")
_ORDER = ("denied", "planned", "speculated", "attributed")


def modality_of(words: str, attributed: bool = False) -> str:
    """The modality of one clause, from the cue words that stand in it (lexicon/modality.yaml).

    Parameters
    ----------
    words
        The words of the clause alone: a cue in a neighbouring clause says nothing about this one. The caller leaves
        out reporting verbs outside it ("…, the minister said") and says `attributed` instead.
    attributed
        Whether somebody other than the article says so: the clause is quoted or reported.

    Returns
    -------
    str
        The first that fits of "denied", "planned", "speculated", "attributed"; else "asserted".

    >>> modality_of("The two sides may sign a treaty"), modality_of("The forum will open in May")
    ('speculated', 'planned')
    >>> modality_of("It opened in May 2024"), modality_of("It opened in May 2024", attributed=True)
    ('asserted', 'attributed')
    """
    cues, exempt = _patterns()
    plain = exempt.sub(" ", _MONTH_OR_NAME.sub(" ", words).lower().replace("’", "'"))
    found = {match.lastgroup for match in cues.finditer(plain)}
    if attributed:
        found.add("attributed")
    return next((modality for modality in _ORDER if modality in found), "asserted")


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    lexicon = load_lexicon("modality")
    groups = "|".join(f"(?P<{name}>{_alternatives(lexicon[name])})" for name in _ORDER)
    return re.compile(groups), re.compile(_alternatives(lexicon["not denied"]))


def _alternatives(phrases: list[str]) -> str:
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    joined = "|".join(re.escape(phrase).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for phrase in longest_first)
    return rf"(?<![\w-])(?:{joined})(?![\w-])"
