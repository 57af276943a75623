"""Numbers written as words: "twenty-five", "two hundred and six", "half a million"."""

from __future__ import annotations

import re

UNITS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
TENS = {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
SCALES = {
    "hundred": 10**2,
    "thousand": 10**3,
    "lakh": 10**5,
    "million": 10**6,
    "crore": 10**7,
    "billion": 10**9,
    "trillion": 10**12,
}
ORDINALS = {
    word: value
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth".split(),
        start=1,
    )
} | {tens[:-1] + "ieth": value for tens, value in TENS.items()}

_WORD = re.compile(r"[a-z]+")


def number_of(words: str) -> int | None:
    """The value of a number written as words.

    Parameters
    ----------
    words
        Cardinals from zero up, or an ordinal ("twenty-first"); case, hyphens and "and" do not matter; "a" and "an"
        stand for one before a scale word.

    Returns
    -------
    int or None
        None when a word is no number, or the words follow each other in no order that a number has.

    >>> number_of("two hundred and six"), number_of("Twenty-first"), number_of("a thousand"), number_of("many")
    (206, 21, 1000, None)
    """
    total, group, last = 0, 0, 10**15
    seen = False
    for word in _WORD.findall(words.lower()):
        if word == "and" and seen:
            continue
        if word in ("a", "an") and not seen:
            group, last = 1, 1
        elif word in SCALES:
            scale = SCALES[word]
            if scale == 100:
                if not 0 < group < 100:
                    return None
                group, last = group * 100, 100
            else:
                if not group:
                    return None
                total, group, last = total + group * scale, 0, 10**15
        elif (value := UNITS.get(word, TENS.get(word, ORDINALS.get(word)))) is not None:
            width = 100 if last >= 100 else 10
            if value >= width or (last < 10 and seen):
                return None
            group, last = group + value, 10 if value >= 20 and value % 10 == 0 else 1
        else:
            return None
        seen = True
    return total + group if seen else None
