"""Regions and their members: "every Central Asian country but Turkmenistan" names four states."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.lexicon import load_lexicon
from analysis.phrases import Phrases

_EXCEPT = r"(?:but|except(?:\sfor)?|excluding|other\sthan|apart\sfrom|aside\sfrom|save(?:\sfor)?|bar)"
_EVERY = re.compile(
    r"(?:every|all|each|any)\s(?:of\sthe\s)?(?:(?:two|three|four|five|six|seven|eight|other|single)\s)?"
    r"(?P<region>[A-Z][a-z]{1,20}(?:\s[A-Z][a-z]{1,20})?)\s(?:countr(?:y|ies)|states?|nations?|republics?)\b"
    rf"(?:,?\s{_EXCEPT}\s(?P<but>[A-Z]\w{{1,30}}(?:(?:,\s|\sand\s|,\sand\s)[A-Z]\w{{1,30}}){{0,3}}))?"
)
_ALL = Phrases({"": ["every", "all", "each", "any"]})
_NAME = re.compile(r"[A-Z]\w+")


@dataclass(frozen=True, slots=True)
class Members:
    """The states that words like "every Gulf state but Oman" take in, and those that they leave out."""

    start: int
    end: int
    states: tuple[str, ...]
    excepted: tuple[str, ...]


def every_member(text: str, start: int = 0, end: int | None = None) -> list[Members]:
    """Find "every", "all" or "each" of a region whose members lexicon/standings.yaml lists.

    >>> every_member("It leads in every Baltic state except Latvia.")[0].states
    ('Estonia', 'Lithuania')
    """
    lexicon = load_lexicon("standings")
    found = []
    for match in _ALL.matches(_EVERY, text, start, end):
        states = lexicon["regions"].get(lexicon["adjectives"].get(match["region"], match["region"]))
        if states:
            excepted = tuple(_NAME.findall(match["but"] or ""))
            kept = tuple(state for state in states if state not in excepted)
            found.append(Members(match.start(), match.end(), kept, excepted))
    return found
