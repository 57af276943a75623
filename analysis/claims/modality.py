"""How firmly a clause is put: asserted, attributed, planned, speculated or denied."""

from __future__ import annotations

import re
from functools import cache

from analysis.lexicon import load_lexicon
from analysis.phrases import Phrases
from analysis.values import Span

_NAME = re.compile(r"May\b|Will\b(?=\s+[A-Z])")
_ORDER = ("denied", "planned", "speculated", "attributed")


def modality_of(text: str, clause: Span | None = None, attributed: bool = False) -> str:
    """The modality of one clause, from the cue words that stand in it (lexicon/modality.yaml).

    Parameters
    ----------
    text, clause
        A text, and the clause in it (all of it when None): a cue in a neighbouring clause says nothing about this one.
        The caller leaves out reporting verbs outside it ("…, the minister said") and says `attributed` instead.
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
    start, end = (clause.start, clause.end) if clause else (0, len(text))
    cues, exempt = _cues()
    found = {"attributed"} if attributed else set()
    if any(cues.find(text, start, end)):
        for stop, after in (*((e.start, e.end) for e in exempt.find(text, start, end)), (end, end)):
            found |= {cue.kind for cue in cues.find(text, start, stop) if not _NAME.match(text, cue.start)}
            start = after
    return next((modality for modality in _ORDER if modality in found), "asserted")


@cache
def _cues() -> tuple[Phrases, Phrases]:
    lexicon = load_lexicon("modality")
    kinds = {name: lexicon[name] for name in _ORDER}
    return Phrases(kinds, hyphened=False), Phrases({"": lexicon["not denied"]}, hyphened=False)
