"""Who says what inside one sentence: the verb, the speaker, and the stretch that is said."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.readers.cues import Cue, cues
from analysis.readers.speakers import Stretch, left_of, main_subject, right_of, verb_group
from analysis.readers.tokens import (
    ADVERBS,
    AUXILIARIES,
    DAYS,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    SUBORDINATORS,
    Sentence,
)

_ENDS = frozenset(".!?")
_AFTER_POSTPOSED = (
    PREPOSITIONS | ADVERBS | DAYS | frozenset("when while who as last this earlier and but adding".split())
)
_NOUN_SIGNS = DETERMINERS | PREPOSITIONS - {"to"} | frozenset("'s ’s".split())


@dataclass(frozen=True, slots=True)
class Attribution:
    """What is said in a sentence, counted in its words: the content, the cue, and the speaker's words."""

    content: Stretch
    cue: Stretch
    speaker: Stretch | None
    lemma: str
    before: bool
    """Whether the content, or most of it, stands before the cue."""


def attributions(sentence: Sentence) -> list[Attribution]:
    """All attributions of a sentence, from left to right; content may be empty when it stands in another sentence."""
    found: list[Attribution] = []
    size = _size(sentence)
    at = 0
    while at < size:
        attribution = None
        if sentence.low[at] == "according" and at + 2 < size and sentence.low[at + 1] == "to":
            attribution = _according(sentence, at, size)
        elif (cue := cues().get(sentence.low[at])) and _is_verb(sentence, at, cue):
            attribution = _verb(sentence, at, cue, size, found)
        if attribution:
            found.append(attribution)
            at = max(at + 1, attribution.cue[1])
        else:
            at += 1
    return found


def _size(sentence: Sentence) -> int:
    """The number of words without the stop at the end."""
    size = len(sentence)
    while size and sentence.low[size - 1] in _ENDS:
        size -= 1
    return size


def _is_verb(sentence: Sentence, at: int, cue: Cue) -> bool:
    """Whether a word that could be a noun or an adjective is a verb here, judged by its neighbours."""
    low = sentence.low
    if sentence.is_name(at) and at > 0:
        return False
    before = low[at - 1] if at else ""
    after = low[at + 1] if at + 1 < len(sentence) else ""
    if cue.particles and "-" not in cue.particles and after not in cue.particles:
        return False
    if before in _NOUN_SIGNS and not (before in ("'s", "’s") and cue.form in ("ing", "ed")) and cue.form != "ing":
        return before in ("who", "that")
    if cue.form == "ing":
        return (
            at == 0
            or before in AUXILIARIES
            or before in ("and", "but", "by", "while", ",", "before", "after", "—", "–")
            or before in ADVERBS
            or before.endswith("ly")
        )
    if cue.form == "base":
        return (
            before == "to"
            or before in PRONOUNS
            or before in AUXILIARIES
            or before in ADVERBS
            or before in ("who", "and", "'t", "’t", "not")
            or before.endswith("s")
        )
    if cue.form == "ed" and after in ("by",):
        return False
    return True


def _according(sentence: Sentence, at: int, size: int) -> Attribution | None:
    speaker = right_of(sentence, at + 1) or _plain(sentence, at + 2, size)
    if speaker is None:
        return None
    low = sentence.low
    stop = speaker[1]
    while stop < size and low[stop] != ",":
        stop += 1
    if at == 0 or low[at - 1] in ("but", "and") and at == 1:
        return (
            Attribution((min(stop + 1, size), size), (at, at + 2), speaker, "according", False)
            if stop + 1 < size
            else None
        )
    end = at - 1 if low[at - 1] in (",", "—", "–") else at
    return Attribution((_clause_start(sentence, end), end), (at, at + 2), speaker, "according", True)


def _plain(sentence: Sentence, first: int, size: int) -> Stretch | None:
    last = first
    while last < size and sentence.low[last] not in (",", ";", "—", "–") and last - first < 20:
        last += 1
    return (first, last) if last > first else None


def _clause_start(sentence: Sentence, end: int) -> int:
    return 0


def _verb(sentence: Sentence, at: int, cue: Cue, size: int, found: list[Attribution]) -> Attribution | None:
    low = sentence.low
    group = verb_group(sentence, at)
    inside = next((a for a in found if not a.before and a.content[0] <= at < a.content[1]), None)
    stop = _after_cue(sentence, at, cue, size)
    if cue.frame in ("say", "tell") and _ends_here(sentence, stop, size):
        after = _postposed(sentence, at, group, stop, size)
        if after:
            return after
    if inside and not (at and low[group - 1] in ("and", "but", ",")):
        return None
    speaker = _speaker(sentence, at, group, cue, found)
    if speaker is None and cue.form != "ing":
        return None
    start = _content_start(sentence, at, cue, size)
    end = _content_end(sentence, start, size)
    if start >= end and not (stop >= size or low[stop] == ":"):
        return None
    if group > 0 and low[group - 1] == "to" and cue.form == "base":
        return None
    return Attribution((start, max(start, end)), (group, at + 1), speaker, cue.lemma, False)


def _speaker(sentence: Sentence, at: int, group: int, cue: Cue, found: list[Attribution]) -> Stretch | None:
    low = sentence.low
    before = low[group - 1] if group else ""
    if (
        cue.form == "ing"
        and not any(low[i] in AUXILIARIES for i in range(group, at))
        or before in ("and", "but", "then", "by", "before", "after", "while")
    ):
        last = next((a.speaker for a in reversed(found) if a.speaker), None)
        return last or main_subject(sentence, group)
    subject = left_of(sentence, group)
    if subject is None and before == ",":
        last = next((a.speaker for a in reversed(found) if a.speaker), None)
        return last or main_subject(sentence, group)
    return subject


def _after_cue(sentence: Sentence, at: int, cue: Cue, size: int) -> int:
    """The first word that is neither the hearer nor a time, a place or an occasion."""
    low, i = sentence.low, at + 1
    if cue.frame == "tell" or cue.lemma in ("ask", "write"):
        i = _past_hearer(sentence, i, size)
    while i < size:
        if (
            low[i] in DAYS
            or low[i] in ADVERBS
            or low[i] in ("last", "week", "month", "year", "night", "morning", "afternoon", "evening")
        ):
            i += 1
        elif low[i] in PREPOSITIONS and low[i] not in ("that",):
            j = i + 1
            while (
                j < size
                and low[j] not in (",", ":", "that", ";", "—")
                and low[j] not in PREPOSITIONS
                and not sentence.is_quote(j)
                and j - i < 8
                and low[j] not in AUXILIARIES
                and low[j] not in PRONOUNS
            ):
                j += 1
            i = j
        else:
            break
    return i


def _past_hearer(sentence: Sentence, i: int, size: int) -> int:
    low = sentence.low
    if i < size and low[i] in ("him", "her", "them", "me", "us", "you", "it", "reporters", "journalists", "supporters"):
        return i + 1
    start = i
    while (
        i < size
        and i - start < 10
        and (sentence.is_name(i) or low[i] in DETERMINERS or low[i] in ("'s", "’s", "and", "of", "."))
    ):
        i += 1
    while (
        i < size
        and start < i < start + 6
        and low[i] not in PREPOSITIONS
        and low[i] not in SUBORDINATORS
        and low[i] not in PRONOUNS
        and low[i] not in DAYS
        and low[i].isalpha()
        and low[i] not in DETERMINERS
        and low[i] not in AUXILIARIES
    ):
        i += 1
    if i == start and i < size and low[i].endswith("s") and low[i].isalpha():
        i += 1
    return i


def _ends_here(sentence: Sentence, stop: int, size: int) -> bool:
    """Whether no content follows: the sentence ends or a comma or a quotation comes."""
    return (
        stop >= size
        or sentence.low[stop] in (",", ";", "—", "–")
        or sentence.low[stop] in ("when", "while", "as", "who", "and", "but", "after")
        or sentence.low[stop].endswith("ing")
    )


def _postposed(sentence: Sentence, at: int, group: int, stop: int, size: int) -> Attribution | None:
    """The content stands before: "…," X said, or "…," said X."""
    low = sentence.low
    subject = (
        left_of(sentence, group)
        if group and low[group - 1] not in (",",) and not sentence.is_quote(group - 1)
        else None
    )
    if subject is None and group and low[group - 1] == ",":
        subject = left_of(sentence, group)
        if subject and not (subject[0] and (low[subject[0] - 1] == "," or sentence.is_quote(subject[0] - 1))):
            subject = None
    first = subject[0] if subject else group
    if first == 0:
        return None
    mark = first - 1
    if not (low[mark] in (",", "?", "!", "—", "–") or sentence.is_quote(mark)):
        return None
    if subject is None:
        subject = right_of(sentence, at)
        if subject is None:
            return None
        stop = max(stop, subject[1])
    end = mark + 1 if sentence.is_quote(mark) else mark
    if end <= 0:
        return None
    start = 0
    after = _resumes(sentence, stop, size)
    if after is not None:
        return Attribution((start, after), (group, at + 1), subject, low[at], True)
    return Attribution((start, end), (group, at + 1), subject, low[at], True)


def _resumes(sentence: Sentence, stop: int, size: int) -> int | None:
    """Where the content ends that goes on after "…," X said, "…"."""
    low = sentence.low
    i = stop
    while i < size and low[i] in (",", ":"):
        i += 1
    if i < size and i > stop and sentence.is_quote(i):
        j = i
        while j < size and sentence.is_quote(j):
            j += 1
        return j
    return None


def _content_start(sentence: Sentence, at: int, cue: Cue, size: int) -> int:
    low, i = sentence.low, at + 1
    if cue.frame in ("say", "tell", "think"):
        for j in range(i, min(size, i + 14)):
            if low[j] == "that" or sentence.is_quote(j):
                return j
            if low[j] in (",", ":", ";") and j > i and not (j + 1 < size and low[j + 1] == "that"):
                break
    if cue.frame == "tell":
        i = _past_hearer(sentence, i, size)
    if cue.frame in ("say", "tell"):
        while i < size and (low[i] in DAYS or low[i] in ADVERBS):
            i += 1
    elif i < size and low[i] in cue.particles:
        i += 1
    while i < size and low[i] in (",", ":"):
        i += 1
    return i


def _content_end(sentence: Sentence, start: int, size: int) -> int:
    low = sentence.low
    for i in range(start + 1, size):
        if low[i] == ";":
            return i
        if low[i] == "," and i + 1 < size:
            nxt = low[i + 1]
            cue = cues().get(nxt)
            if cue and cue.form == "ing" or nxt == "according":
                return i
            if nxt in ("and", "but", "while", "though", "although") and any(
                (c := cues().get(low[j])) and c.frame in ("say", "tell") and c.form != "base"
                for j in range(i + 2, min(size, i + 9))
            ):
                return i
        if (
            low[i] == "and"
            and i + 1 < size
            and (cue := cues().get(low[i + 1]))
            and cue.form in ("ed", "s")
            and cue.frame != "think"
        ):
            return i
    return size
