"""The words that name a speaker: left of a verb, right of it, or earlier in the sentence."""

from __future__ import annotations

from analysis.readers.cues import cues
from analysis.readers.tokens import (
    ADVERBS,
    AUXILIARIES,
    DASHES,
    DAYS,
    DETERMINERS,
    NEGATIONS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    SUBORDINATORS,
    Sentence,
)

Stretch = tuple[int, int]
"""First word and the one after the last, counted in the sentence."""

_REACH = 28
_STOPS = frozenset(", ; : ( ) [ ] — – - ― -- … ! ? | •".split())
_TIMES = frozenset("last next earlier later this week month year".split())
_APPOSITIVE = (
    DETERMINERS
    | RELATIVES
    | frozenset("whose former formerly director president chief senior head professor author co-author".split())
)


def verb_group(sentence: Sentence, at: int) -> int:
    """The first word of the verb group that ends at a verb: "has also been saying" begins at "has"."""
    low, i = sentence.low, at
    while i > 0:
        before = low[i - 1]
        if (
            before in AUXILIARIES
            or before in NEGATIONS
            or before in ADVERBS
            or (before.endswith("ly") and len(before) > 4)
        ):
            i -= 1
        elif before in (
            "don",
            "doesn",
            "didn",
            "won",
            "isn",
            "wasn",
            "hasn",
            "haven",
            "hadn",
            "couldn",
            "wouldn",
            "aren",
            "weren",
            "can",
        ):
            i -= 1
        else:
            break
    while i < at and (low[i] in ADVERBS or low[i].endswith("ly")) and i == 0:
        i += 1
    return i


def left_of(sentence: Sentence, verb: int) -> Stretch | None:
    """The subject that ends right before a verb group, or before what a pair of commas sets off."""
    low = sentence.low
    last = verb - 1
    if last < 0:
        return None
    if low[last] == ")":
        while last > 0 and low[last] != "(":
            last -= 1
        last -= 1
    if last > 0 and low[last] in ("who", "which", "that"):
        last -= 1
        relative = last + 1
        if low[last] == ",":
            last -= 1
            aside = _before_aside(sentence, last + 1)
            if aside and sentence.is_name(aside[1] - 1) and _appositive(sentence, aside[1] + 1):
                return aside
        return _ending_at(sentence, last) or (relative, relative + 1)
    if last > 0 and (low[last] == "," or low[last] in DASHES):
        return _before_aside(sentence, last)
    return _ending_at(sentence, last)


def _before_aside(sentence: Sentence, comma: int) -> Stretch | None:
    """The subject before an aside: "X, a fellow at Y," or "X, however,"."""
    low = sentence.low
    mark = low[comma]
    i = comma - 1
    opening = None
    while i > 0 and comma - i < _REACH:
        if low[i] == mark:
            opening = i
            if i + 1 < comma and (
                _appositive(sentence, i + 1)
                or low[i + 1] in PREPOSITIONS
                or low[i + 1] in ADVERBS
                or low[i + 1][0].isdigit()
                or low[i + 1].endswith(("ing", "ed"))
            ):
                break
        i -= 1
    if opening is None:
        return None
    subject = _ending_at(sentence, opening - 1)
    if subject and subject[0] > 1 and low[subject[0]] in DETERMINERS and low[subject[0] - 1] == ",":
        return _ending_at(sentence, subject[0] - 2) or subject  # an aside after an aside
    return subject


def _appositive(sentence: Sentence, at: int) -> bool:
    """Whether what begins here can say who somebody is: "a fellow …", "Iran's envoy …", "63"."""
    return sentence.low[at] in _APPOSITIVE or sentence.low[at + 1] in ("'s", "’s")


def _ending_at(sentence: Sentence, last: int) -> Stretch | None:
    """The noun phrase whose last word this is."""
    low = sentence.low
    while last >= 0 and (
        low[last] in ADVERBS or low[last] in DAYS or (low[last] in ("on", "in") and low[last + 1] in DAYS)
    ):
        last -= 1
    if last < 0 or low[last] in _STOPS or sentence.is_quote(last):
        return None
    if low[last] in PRONOUNS:
        return (last, last + 1)
    if low[last] in PREPOSITIONS or low[last] in SUBORDINATORS or low[last] in AUXILIARIES:
        return None
    first = last
    while first > 0 and last - first < _REACH:
        before = low[first - 1]
        if before in _STOPS or before in AUXILIARIES or sentence.is_quote(first - 1) or before in PRONOUNS:
            if before in ("'s", "’s"):
                first -= 1
                continue
            break
        if before == "and" and first > 1 and _joins(sentence, first - 1):
            first -= 1
            continue
        if before in SUBORDINATORS:
            break
        if (
            (cue := cues().get(before))
            and cue.form in ("ed", "ing")
            and not sentence.is_name(first - 1)
            and first > 1
            and low[first - 2] not in DETERMINERS
        ):
            break
        first -= 1
    return _trimmed(sentence, first, last)


def _joins(sentence: Sentence, at: int) -> bool:
    """Whether an "and" stands between two names or two bare nouns, and not between clauses."""
    after = sentence.low[at + 1]
    return after not in DETERMINERS and after not in PRONOUNS and sentence.is_name(at + 1) == sentence.is_name(at - 1)


def _trimmed(sentence: Sentence, first: int, last: int) -> Stretch | None:
    """A stretch without the adverbial that opens it: "In an interview on Friday Mr Roe" is Mr Roe."""
    low = sentence.low
    while first < last and (
        low[first] in ADVERBS or low[first] in NEGATIONS or (low[first].endswith("ly") and not sentence.is_name(first))
    ):
        first += 1
    if low[first] in PREPOSITIONS or low[first] in _TIMES or low[first] in DAYS:
        start = last
        if sentence.is_name(last):
            while (
                start > first
                and (sentence.is_name(start - 1) or low[start - 1] == ".")
                and low[start - 1] not in DAYS
                and low[start - 1] not in PREPOSITIONS
            ):
                start -= 1
        else:
            while start > first and low[start] not in DETERMINERS:
                start -= 1
        if start == first:
            return (last, last + 1) if low[first] in _TIMES and sentence.is_name(last) else None
        first = start
    return (first, last + 1)


def right_of(sentence: Sentence, verb: int, loosely: bool = False) -> Stretch | None:
    """The subject that follows a verb: "said the ministry", "said Jane Roe"."""
    low, first = sentence.low, verb + 1
    size = len(sentence)
    if first >= size:
        return None
    begins = sentence.is_name(first) or low[first] in DETERMINERS or low[first] in ("he", "she", "they")
    if not begins and not (loosely and low[first][0].isalnum() and low[first] not in PREPOSITIONS):
        return None
    if low[first] in DAYS or (low[first] == "that"):
        return None
    last = first
    while last + 1 < size and last - first < _REACH:
        after = low[last + 1]
        if after == "." and last + 2 < size:
            last += 1
            continue
        if (
            after in _STOPS
            or after == "."
            or after in AUXILIARIES
            and after not in ("'s", "’s")
            or sentence.is_quote(last + 1)
        ):
            break
        if after in SUBORDINATORS and after != "and" or after in PRONOUNS:
            break
        if (
            after in DAYS
            or after in ADVERBS
            or after in ("during", "in", "at", "on", "to", "by", "via", "last", "with")
            and not _inside_name(sentence, last + 1)
        ):
            break
        last += 1
    return (first, last + 1)


def _inside_name(sentence: Sentence, at: int) -> bool:
    """Whether a preposition belongs to the speaker's name or post: "a fellow with the Council"."""
    return (
        sentence.low[at] in ("of", "for", "at", "with", "in")
        and at > 0
        and not sentence.is_name(at - 1)
        and at + 1 < len(sentence)
    )


def main_subject(sentence: Sentence, before: int) -> Stretch | None:
    """The subject of the sentence's first verb, for a participle further on: "X met Y, saying …"."""
    low = sentence.low
    first = 0
    while first < before and (
        low[first] in PREPOSITIONS
        or low[first] in ADVERBS
        or low[first] in SUBORDINATORS
        or low[first] in DAYS
        or low[first] in _TIMES
        or low[first] in _STOPS
        or low[first].endswith("ing")
    ):
        comma = next((i for i in range(first, before) if low[i] == ","), None)
        if comma is None:
            if low[first] in ("but", "and", "so"):
                first += 1
                continue
            return None
        first = comma + 1
    if first >= before:
        return None
    last = first
    if low[first] in PRONOUNS:
        return (first, first + 1)
    while last + 1 < before and last - first < 14:
        after = low[last + 1]
        if (
            after in AUXILIARIES
            and after not in ("'s", "’s")
            or after in _STOPS
            or after in SUBORDINATORS
            and after != "and"
            or after in ADVERBS
        ):
            break
        if (
            after in cues()
            and not sentence.is_name(last + 1)
            or (after.endswith("ed") and not sentence.is_name(last + 1))
        ):
            break
        if (
            sentence.is_name(last)
            and not sentence.is_name(last + 1)
            and after not in PREPOSITIONS
            and after not in ("'s", "’s", "and", ".")
        ):
            break
        last += 1
    return (first, last + 1)
