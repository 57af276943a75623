"""The words around a number that bound it or make it a change: "at least", "about", "rose by", "or more"."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import NamedTuple

from analysis.lexicon import load_lexicon

_WINDOW = 48  # characters before a number in which its hedging words stand
_WORD = re.compile(r"[^\s()\[\]“”\"]+")
_FILLERS_BETWEEN = 5  # phrases and filling words that are read leftwards from a number
_FILLERS = frozenset(
    "by a an the another further additional extra total of its his their this now only just even also still "
    "than previous reported combined cumulative and".split()
)
_AFTER = re.compile(
    r"[\s-]?(?:(?P<low>\+|plus\b|or more\b|or higher\b|or above\b|or over\b|and above\b"
    r"|and over\b|or older\b|at least\b|upwards\b)"
    r"|(?P<high>or less\b|or fewer\b|or under\b|or below\b|at most\b|or younger\b|maximum\b|tops\b)"
    r"|(?P<about>or so\b|odd\b|approximately\b|roughly\b|on average\b))",
    re.IGNORECASE,
)
_SYMBOLS = {"~": "about", "≈": "about", ">": "above", "<": "below", "≥": "low", "≤": "high", "sub-": "below"}


class Hedge(NamedTuple):
    """What the words do: `side` is low, above, high, below, about or "" ; `change` is up, down or ""."""

    side: str = ""
    words: str = ""
    start: int = -1
    change: str = ""
    bare: bool = False  # the change is said by a word that means none before a count


_LOST = frozenset("lost lose loses losing".split())  # no change of what is counted: "lost 3 men", "lost by 40 votes"
_BARE = _LOST | {"up", "down"}
_BY_REACH = 7  # words before "by" among which the changing verb stands: "raised the price of bread by 4 percent"


@cache
def _phrases(section: str) -> dict[str, str]:
    """Phrase in lower case → what it does."""
    return {phrase: side for side, phrases in load_lexicon("units")[section].items() for phrase in phrases}


@cache
def _last_words() -> frozenset[str]:
    """The words with which the phrases before a number end."""
    return frozenset(phrase.split()[-1] for section in ("qualifiers", "changes") for phrase in _phrases(section))


def hedge_before(text: str, start: int, floor: int = 0) -> Hedge:
    """The hedging and changing words that lead up to a number.

    Parameters
    ----------
    text, start
        Where the number begins.
    floor
        Where the number before it ends: no word is taken from further left.

    >>> hedge_before("Shares rose by more than 5", 25)
    Hedge(side='above', words='more than', start=15, change='up', bare=False)
    """
    from_ = max(floor, start - _WINDOW)
    window = text[from_:start]
    if window.rstrip().endswith(tuple(_SYMBOLS)):
        symbol = next(symbol for symbol in _SYMBOLS if window.rstrip().endswith(symbol))
        at = from_ + window.rindex(symbol)
        return Hedge(_SYMBOLS[symbol], symbol, at, hedge_before(text, at, floor).change)
    words = _WORD.findall(window.lower())
    side, said, at, left = "", "", start, len(words)
    for _ in range(_FILLERS_BETWEEN):
        phrase, size = _longest(words, left)
        if change := _phrases("changes").get(phrase, ""):
            bare = phrase in _BARE
            return Hedge(side, said, at, change, bare)
        if bound := "" if side else _phrases("qualifiers").get(phrase, ""):
            if bound == "about" and "the" in words[left:]:
                break  # "gathered around the 40 graves"
            place = next(islice(_WORD.finditer(window), left - size, None)).start()
            side, said, at = bound, phrase, from_ + place
        elif not left or words[left - 1] not in _FILLERS:
            break
        elif words[left - 1] == "by":
            return Hedge(side, said, at, _changed_by(words[max(0, left - _BY_REACH) : left - 1]))
        left -= size
    return Hedge(side, said, at)


def _changed_by(words: list[str]) -> str:
    """The change that the last changing verb before "by" speaks of."""
    for word in reversed(words):
        if word[-1] in ",;:." or word in _LOST:
            return ""
        if change := _phrases("changes").get(word) or _phrases("changes by").get(word, ""):
            return change
    return ""


def _longest(words: list[str], end: int) -> tuple[str, int]:
    """The longest phrase of the lexicon that ends with a word, and how many words it has; none: "", and 1."""
    if end and words[end - 1] in _last_words():
        for size in range(min(4, end), 0, -1):
            phrase = " ".join(words[end - size : end])
            if phrase in _phrases("qualifiers") or phrase in _phrases("changes"):
                return phrase, size
    return "", 1


def hedge_after(text: str, end: int) -> Hedge:
    """The hedging words behind a number or its unit; `start` is where they end.

    >>> hedge_after("100 or more", 3)
    Hedge(side='low', words='or more', start=11, change='', bare=False)
    """
    match = _AFTER.match(text, end)
    if not match:
        return Hedge()
    return Hedge(str(match.lastgroup), match[0].strip(" -").lower(), match.end())
