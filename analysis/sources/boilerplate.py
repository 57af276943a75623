"""Phrases that web pages put around an article, and the reason that each gives."""

from __future__ import annotations

import re
from functools import cache

from analysis.lexicon import load_lexicon

# Words of a text in lower case, in any script; a plain set of characters is read twice as fast as \w.
WORDS = re.compile("[0-9a-z\u00b5\u00df-\u1fff\u2c00-\U0010ffff](?:[0-9a-z'’\u00b5\u00df-\u1fff\u2c00-\U0010ffff-]*)")


@cache
def _by_first_word() -> dict[str, list[tuple[list[str], str]]]:
    """The phrases of the lexicon, each under its first word."""
    phrases: dict[str, list[tuple[list[str], str]]] = {}
    for reason, listed in load_lexicon("boilerplate")["reasons"].items():
        for phrase in listed:
            words = WORDS.findall(phrase)
            phrases.setdefault(words[0], []).append((words, reason))
    for listed in phrases.values():
        listed.sort(key=lambda phrase: -len(phrase[0]))  # the longer phrase says more
    return phrases


def boilerplate_reason(words: list[str]) -> str:
    """Why a line is boilerplate by its phrases, or "" when it holds none.

    Parameters
    ----------
    words
        The words of the line, in lower case, as `WORDS` finds them.

    >>> boilerplate_reason(["subscribe", "now", "to", "read", "on"])
    'paywall'
    """
    phrases = _by_first_word()
    if phrases.keys().isdisjoint(words):
        return ""
    for at, word in enumerate(words):
        if word in phrases:
            for phrase, reason in phrases[word]:
                if len(phrase) == 1 or words[at : at + len(phrase)] == phrase:
                    return reason
    return ""
