"""Speakers as tables show them, above all those whom a text does not name: "two US officials", "a resident"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from analysis.readers.gazetteer import known_names, lexicon_words

UNNAMED = " (unnamed)"
"""Ends what tables show of a speaker who has no name there."""

_FEMALE = frozenset("woman girl mother sister daughter wife widow queen lady actress".split())
_MALE = frozenset("man boy father brother son husband king".split())
_DETERMINER = re.compile(
    r"(?:(?:one|some|many|most|several|two|three|both|all|few|none) of|"
    r"the|an?|this|that|these|those|its|his|her|their|our|my|your|some|many|most|several|another|one|two|three|four|five|six"
    r"|seven|eight|nine|ten|few|more|than|at least|dozens of|scores of|a number of|\d[\d,.]*)\s+(?!of\b)",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s*(?:[,;(—–:]|\b(?:who|which|that|whom|whose|interviewed|quoted|cited|speaking|named|asked|familiar|briefed|contacted"
    r"|reached)\b).*",
    re.DOTALL,
)
_PREPOSITION = re.compile(r"\s(?:of|in|at|for|on|with|from|by|near|inside|across|to|about|behind|among|around)\s")
_CROWD = re.compile(r"(?:ers|ors|ists|ants|ents|ees|ians|men|women|folk)$")
"""Endings of nouns for people that no list has, where only a sentence's beginning gives them a capital."""
_PROPER = frozenset(
    "Western Eastern Arab European African Asian Muslim Christian Jewish Kurdish Baloch Pashtun".split()
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who speaks: the name that tables show, the role as far as it is known, and the kind of actor."""

    name: str
    role: str = ""
    kind: str = "thing"
    """person, many (people), state, group, organisation, or thing for what is none of these by its words."""


def is_named(speaker: str) -> bool:
    """Whether what stands in a column for speakers is a name: a known actor, or a proper name.

    >>> is_named("Jane Roe"), is_named("US officials (unnamed)"), is_named("")
    (True, False, False)
    """
    return bool(speaker) and not speaker.endswith(UNNAMED)


def unnamed(words: str) -> str:
    """What tables show of words that name nobody.

    >>> unnamed("Two senior officials who asked not to be named"), unnamed("a source at the refiner")
    ('senior officials (unnamed)', 'source at the refiner (unnamed)')
    """
    phrase = phrase_of(words)
    first, _, rest = phrase.partition(" ")
    name = first in _PROPER or rest[:1].isupper() or any(start == 0 for start, _, _ in known_names(phrase))
    if first[1:].islower() and not name and words.startswith(first):
        phrase = phrase[0].lower() + phrase[1:]
    return (phrase or words) + UNNAMED


@lru_cache(maxsize=100)  # of one speaker it is asked several times in a row
def phrase_of(words: str) -> str:
    """A noun phrase without the article or number before it, and without the clause that says more of it."""
    words = " ".join(words.split())
    while (determiner := _DETERMINER.match(words)) and determiner.end() < len(words):
        words = words[determiner.end() :]
    return _TAIL.sub("", words) or words


def head_of(words: str) -> str:
    """The noun that a phrase is about: "source" of "a source at the refiner"."""
    return _PREPOSITION.split(phrase_of(words), maxsplit=1)[0].split(" ")[-1]


def number_of(noun: str) -> str:
    """person, many (people), or thing: what a common noun stands for.

    >>> number_of("analyst"), number_of("gunmen"), number_of("diaries")
    ('person', 'many', 'thing')
    """
    return people().get(noun.lower(), "thing")


@cache
def people() -> Mapping[str, str]:
    """The nouns for people, each with what it stands for: person or many."""
    singular = lexicon_words("roles") | lexicon_words("people")
    found = dict.fromkeys(("police", "people", "authorities", "troops", "others", "forces"), "many")
    for noun in sorted(singular):
        found[_plural(noun)] = "many"
    return found | dict.fromkeys(sorted(singular), "person")


def _plural(noun: str) -> str:
    if noun.endswith("man"):
        return noun[:-2] + "en"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "ch", "sh")) else "s")


def is_proper(words: str, opens: bool) -> bool:
    """Whether words without a known actor are a proper name.

    Parameters
    ----------
    words
        The words that name a speaker.
    opens
        Whether they open a sentence, where a common noun has a capital too.

    >>> is_proper("the Lom Tide", False), is_proper("Gunmen", True), is_proper("Kpler", True)
    (True, False, True)
    """
    phrase = phrase_of(words)
    name = _PREPOSITION.split(phrase, maxsplit=1)[0].split(" ")
    last = name[-1]
    if not last[:1].isupper():
        capitals = [word[:1].isupper() for word in name]
        named = any(map(all, pairwise(capitals))) or (capitals[0] and not (opens and words.startswith(phrase)))
        return number_of(last) == "thing" and named
    low = last.lower()
    common = number_of(low) != "thing" or low in lexicon_words("crowds") or low in lexicon_words("bodies")
    common = common or _CROWD.search(low) is not None
    return not common if opens and len(name) == 1 else True


def gender_of(name: str, role: str = "", known: bool = False) -> str:
    """The pronoun that a person goes by, as far as the given name or the role tells: he, she, or ""."""
    nouns = re.findall(r"\w+", role.lower())
    if any(noun in _FEMALE or noun.endswith("woman") for noun in nouns):
        return "she"
    if any(noun in _MALE or noun.endswith(("sman", "chairman")) for noun in nouns):
        return "he"
    first = name.split(" ")[0]
    if first in lexicon_words("women"):
        return "she"
    return "he" if known or first in lexicon_words("given_names") else ""
