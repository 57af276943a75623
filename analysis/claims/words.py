"""The words that two claims share: content words cut to their stems, and how much they have in common."""

from __future__ import annotations

import re
from collections.abc import Set

_WORD = re.compile(r"[^\W\d_]{3,40}")
_STEM = 5
_COMMON = frozenset(
    word[:_STEM]
    for word in (
        "the and for that this with from have has had was were been being are its their his her they them which who "
        "whom whose when where while will would could should may might than then there these those into onto over "
        "under about after before since until during against between among also only more most less least very much "
        "many some any each every other another such same both either neither not nor but yet out off again year years "
        "month months week weeks day days decade decades last next past previous earlier later ago recent recently "
        "today yesterday tomorrow now early late mid january february march april june july august september october "
        "november december monday tuesday wednesday thursday friday saturday sunday spring summer autumn winter said "
        "says say told according added well including because became become made make take took does did what how why "
        "all one two three four five six seven eight nine ten first second third new old just still even however though"
    ).split()
)


def stems(words: str) -> frozenset[str]:
    """The content words of a text, each cut to its first five letters, so that forms of one word meet.

    British and American spelling meet too ("specialised", "specialized"). Names of days and months are left out: what
    happened is compared by words, when it happened by days.

    >>> sorted(stems("Moscow removed the ban in March; its removal was welcomed."))
    ['ban', 'mosco', 'remov', 'welco']
    """
    plain = (word.lower() for word in _WORD.findall(words))
    singular = (word[:-3] + "y" if word.endswith("ies") else word for word in plain)
    return frozenset(word[:_STEM].replace("z", "s") for word in singular) - _COMMON


def likeness(one: Set[str], other: Set[str]) -> float:
    """How much two sets of words have in common: Dice's coefficient, from 0 to 1.

    >>> likeness({"ban", "lift"}, {"ban", "court"})
    0.5
    """
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
