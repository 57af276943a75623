"""Institutions of a state that go by no name of their own: "the Russian foreign ministry", "US intelligence"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from analysis.lexicon import load_lexicon
from analysis.phrases import Phrases
from analysis.readers.gazetteer import Entry, lexicon_words

_OWNER = re.compile(r"(?:[’']s)? (?:[a-z-]+ )?$")
_SEAT = re.compile(r" (?:in|of) ")

Hit = tuple[int, int, Entry]


def institutions(text: str, hits: Sequence[Hit]) -> Iterator[tuple[int, int, str]]:
    """Each institution of a state: the place of its words, and the name that tables show.

    Parameters
    ----------
    text
        Any text.
    hits
        The names of the lexicon in it: the state before the institution ("Russia’s foreign ministry") or the capital
        after it ("the Foreign Ministry in Kabul") says whose it is. Without either, nothing is yielded.

    >>> from analysis.readers.gazetteer import known_names
    >>> text = "Iran’s foreign ministry and the Foreign Ministry in Moscow agreed; US intelligence did not."
    >>> [name for _, _, name in institutions(text, list(known_names(text)))]
    ['Iranian foreign ministry', 'Russian foreign ministry', 'US intelligence']
    """
    ends = {end: (start, entry) for start, end, entry in hits if entry.kind == "state"}
    starts = {start: (end, entry) for start, end, entry in hits if entry.kind == "state"}
    for start, end, _ in _nouns().find(text):
        noun = " ".join(text[start:end].lower().split())
        owner = _OWNER.search(text, max(0, start - 24), start)
        before = ends.get(owner.start()) if owner else None
        if before:
            yield before[0], end, f"{state_prefixes()[before[1].actor]} {noun}"
            continue
        seat = _SEAT.match(text, end)
        after = starts.get(seat.end()) if seat else None
        if after:
            yield start, after[0], f"{state_prefixes()[after[1].actor]} {noun}"


@cache
def _nouns() -> Phrases:
    return Phrases({"": lexicon_words("institutions")})


@cache
def state_prefixes() -> Mapping[str, str]:
    """What stands before an institution of each state: "US" intelligence, the "Afghan" foreign ministry."""
    states = load_lexicon("actors")["states"]
    return {state: facts.get("as") or facts.get("adjective", [state])[0] for state, facts in states.items()}
