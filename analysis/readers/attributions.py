"""What a sentence puts down to somebody: the cue, the speaker's words, and what is said."""

from __future__ import annotations

from dataclasses import dataclass, replace

from analysis.readers.contents import after_cue, content_end, content_start, is_told
from analysis.readers.parser import FINITE
from analysis.readers.speakers import (
    SHARES_SUBJECT,
    Stretch,
    in_words,
    is_verb,
    left_of,
    main_subject,
    quoted_as,
    right_of,
    speaks,
    verb_group,
)
from analysis.readers.tokens import (
    ADVERBS,
    AUXILIARIES,
    BE,
    DASHES,
    POSSESSIVES,
    PREPOSITIONS,
    RELATIVES,
    TIMES,
    Cue,
    Sentence,
    cues,
)

_POINTERS = frozenset("this that these those".split())
_STOPS = frozenset(".!?")
_CLAUSE_OPENERS = frozenset("when while though although after if because since once before as".split())
_NOT_RESUMED = PREPOSITIONS | _CLAUSE_OPENERS | frozenset("and but who which where citing noting".split())
_IN_NAMES = POSSESSIVES | frozenset((".", "of", "and"))
_LONGEST = 400
"""Words of the longest sentence that is read: what has more is a list or a table."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """What is said in a sentence, counted in its words: the content, the cue, and the speaker's words."""

    content: Stretch
    cue: Stretch
    speaker: Stretch | None
    thought: bool = False
    """Whether the cue tells what somebody thinks or wants, and not what he says."""
    told: bool = True
    before: bool = False
    """Whether the content, or most of it, stands before the cue."""


def attributions(sentence: Sentence) -> list[Attribution]:
    """All attributions of a sentence, from left to right; content is empty when it stands in another sentence.

    >>> sentence = Sentence("It is late, the ministry said.", 0, 30)
    >>> [(a.content, a.speaker) for a in attributions(sentence)]
    [((0, 3), (4, 6))]
    """
    found: list[Attribution] = []
    size = len(sentence)
    if size > _LONGEST:
        return found
    while size and sentence.low[size - 1] in _STOPS:
        size -= 1
    table = cues()
    for at in [at for at, word in enumerate(sentence.low[:size]) if word in table or word == "according"]:
        attribution = None
        if cue := table.get(sentence.low[at]):
            attribution = _verb(sentence, at, cue, size, found) if is_verb(sentence, at, cue) else None
            if attribution:
                a = attribution
                attribution = replace(
                    a, told=is_told(sentence, cue, (a.cue[0], at + 1), a.content, a.speaker, a.before)
                )
        elif at + 2 < size and sentence.low[at + 1] == "to":
            attribution = _according(sentence, at, size, found)
        if attribution:
            found.append(attribution)
    return _apart(found) or _signed(sentence, size) or _blunt(sentence, size)


def _apart(found: list[Attribution]) -> list[Attribution]:
    """The attributions, what is said in each ending where the attribution of the whole begins: "…, X said"."""
    ends = [a.content[0] or a.content[1] for a in found if a.before]
    return [
        a
        if a.before
        else replace(
            a, content=(a.content[0], next((e for e in ends if a.content[0] < e < a.content[1]), a.content[1]))
        )
        for a in found
    ]


def _signed(sentence: Sentence, size: int) -> list[Attribution]:
    """A quotation with a name under it: "…" — Jane Roe."""
    if not 3 <= size <= 14 or not sentence.is_quote(0) or sentence.low[1] not in DASHES or not sentence.is_name(2):
        return []
    end = next((i for i in range(2, size) if sentence.low[i] in (",", ".") or sentence.is_quote(i)), size)
    return [Attribution((0, 1), (1, 2), (2, end), before=True)]


def _blunt(sentence: Sentence, size: int) -> list[Attribution]:
    """A quotation that a colon joins to a name, or to whom the sentence is about: Jane Roe was blunter: "…"."""
    if size < 3 or not sentence.is_quote(size - 1) or sentence.low[size - 2] != ":":
        return []
    speaker = announced(sentence, size - 2)
    return [Attribution((size - 1, size), (size - 2, size - 1), speaker, told=True)] if speaker else []


def announced(sentence: Sentence, colon: int = -1) -> Stretch | None:
    """Who speaks after a colon without a verb of saying: "Roe:", "And from Jane Roe:", "Roe was blunter:"."""
    colon = colon if colon >= 0 else len(sentence) - 1
    low = sentence.low
    if "from" in low[:3] and colon > 3:
        return (low.index("from") + 1, colon)
    if colon < 6 and all(sentence.is_name(i) or low[i] == "." for i in range(colon)):
        return (0, colon)
    return main_subject(sentence, colon)


def _according(sentence: Sentence, at: int, size: int, found: list[Attribution]) -> Attribution | None:
    """ "According to X, …", "…, according to X", and "…, according to X, …"."""
    low = sentence.low
    stop = at + 2
    while stop < size and low[stop] not in (",", ";") and low[stop] not in DASHES and stop - at < 24:
        stop += 1
    if stop == at + 2:
        return None
    speaker, cue = (at + 2, stop), (at, at + 2)
    if any(a.before and a.speaker and max(a.cue[1], a.speaker[1]) in (at - 1, at) for a in found):
        return None  # “…,” Jane Roe said, according to X
    if at <= 1:
        return Attribution((stop + 1, size), cue, speaker) if stop + 1 < size else None
    aside = low[at - 1] == "," and stop + 3 < size and low[stop] == ","
    end = size if aside else at - (low[at - 1] == "," or low[at - 1] in DASHES)
    return Attribution((0, end), cue, speaker, before=True)


def _verb(sentence: Sentence, at: int, cue: Cue, size: int, found: list[Attribution]) -> Attribution | None:
    low, group = sentence.low, verb_group(sentence, at)
    passed_on = _quoted_one(sentence, group, at)
    if passed_on:
        group = passed_on[0] - 1
    before = low[group - 1] if group else ""
    participle = cue.form == "ing" and AUXILIARIES.isdisjoint(low[group:at])
    shares = not passed_on and (participle or before in SHARES_SUBJECT)
    left = None if shares else left_of(sentence, group)
    passive = cue.form == "ed" and not BE.isdisjoint(low[group:at])
    stop = after_cue(sentence, at, cue, size)
    if cue.frame != "stance" and (cue.form != "ing" or quoted_as(sentence, at)) and not passive:
        attribution = _postposed(sentence, at, group, left, stop, size, cue)
        if attribution and passed_on:
            return replace(attribution, speaker=passed_on)
        if attribution:
            return replace(attribution, cue=(group, stop)) if cue.lemma == "go" else attribution
    follows = before in ("and", "but", ",") or (group > 0 and sentence.is_closed_quote(group - 1))
    if not follows and _nested(at, found):
        return None
    if passive:
        silent = cue.silent or (cue.blow and not in_words(sentence, at, size))
        return None if silent else _passive(sentence, at, group, left, size)
    speaker = passed_on or left
    if shares or (left is None and before == ","):
        spoke = (a.speaker for a in reversed(found) if a.speaker)
        last = next((speaker for speaker in spoke if low[speaker[0]] not in RELATIVES or before != ","), None)
        speaker = passed_on or last or main_subject(sentence, group)
    if not (speaks(sentence, at, cue, speaker, size) if speaker else cue.form == "ing"):
        return None
    if speaker and speaker[0] and low[speaker[0] - 1] in ("if", "whether"):
        return None
    start = content_start(sentence, at, cue, size)
    end = content_end(sentence, start, size)
    if speaker and _opens_sentence(sentence, speaker[0]):
        end = next((i for i in range(start, end) if low[i] == ","), end)
    return Attribution((start, max(start, end)), (group, at + 1), speaker, cue.frame == "think")


def _nested(at: int, found: list[Attribution]) -> bool:
    """Whether a verb stands inside what is already put down to somebody."""
    return any(a.told and not a.before and a.content[0] <= at < a.content[1] for a in found)


def _passive(sentence: Sentence, at: int, group: int, subject: Stretch | None, size: int) -> Attribution | None:
    """ "X was criticised by Y": what is said is the subject with what follows it, and Y the speaker."""
    by = next((i for i in range(at + 1, min(size, at + 8)) if sentence.low[i] == "by"), None)
    if subject is None or by is None or not (speaker := right_of(sentence, by)):
        return None
    first = subject[0] - (subject[0] > 0 and sentence.low[subject[0] - 1] in _POINTERS)
    return Attribution((first, by), (group, at + 1), speaker, before=True)


def _opens_sentence(sentence: Sentence, first: int) -> bool:
    """Whether the clause of a subject is one that opens the sentence: "While he admitted …, she …"."""
    return first == 1 and sentence.low[0] in _CLAUSE_OPENERS


def _quoted_one(sentence: Sentence, group: int, at: int) -> Stretch | None:
    """Who is quoted: "the paper quoted Jane Roe as saying" is Jane Roe; None for "Jane Roe was quoted as saying"."""
    if not quoted_as(sentence, at):
        return None
    first = next(
        (i for i in range(at - 2, max(-1, at - 14), -1) if sentence.low[i] in ("quoted", "cited", "quotes", "cites")),
        at,
    )
    return (first + 1, at - 1) if first + 1 < at - 1 else None


def _postposed(
    sentence: Sentence, at: int, group: int, subject: Stretch | None, stop: int, size: int, cue: Cue
) -> Attribution | None:
    """The content stands before: "…," X said, or "…," said X; after other verbs than those of saying, nothing else."""
    if group == 0:
        return None
    mark, inverted, plainly = group - 1, False, cue.frame in ("say", "tell")
    if cue.frame == "say" and _breaks(sentence, mark) and (turned := _inverted(sentence, at, subject, size)):
        subject, stop, inverted = turned, turned[1], True
    elif subject:
        mark = subject[0] - 1
        if mark < 0 or not _breaks(sentence, mark):
            return None
        if not sentence.is_closed_quote(mark) and not _nothing_follows(sentence, stop if plainly else at + 1, size):
            return None
    if subject is None or sentence.low[subject[0]] in RELATIVES:
        return None
    if not sentence.is_quote(mark) and stop + 1 < size and sentence.is_quote(stop + 1):
        return None
    end = mark + 1 if sentence.is_quote(mark) else mark
    if end <= 0 or (_adverbial(sentence, end) and not (inverted and sentence.is_name(0) and end == 1)):
        return None
    if sentence.is_quote(mark):
        end = _last_quote(sentence, end, stop, size)
    elif not inverted and sentence.low[mark] == "," and _goes_on(sentence, stop, size):
        end = content_end(sentence, stop + 1, size)
    first = max((i + 1 for i in range(1, min(mark, subject[0])) if sentence.low[i] == ":"), default=0)
    return Attribution((first, end), (group, at + 1), subject, before=True)


def _breaks(sentence: Sentence, at: int) -> bool:
    return sentence.low[at] in (",", "?", "!") or sentence.low[at] in DASHES or sentence.is_quote(at)


def _inverted(sentence: Sentence, at: int, left: Stretch | None, size: int) -> Stretch | None:
    """The subject after the verb, unless the words there are the beginning of what is said."""
    subject = right_of(sentence, at, loosely=sentence.is_closed_quote(at - 1))
    if subject is None or (subject[1] < size and sentence.low[subject[1]] in AUXILIARIES):
        return None
    if left and left[0] <= 1 and not _all_name(sentence, subject):
        return None
    return subject


def _all_name(sentence: Sentence, words: Stretch) -> bool:
    """Whether a stretch is a name and nothing else, and so no clause."""
    return all(sentence.is_name(i) or sentence.low[i] in _IN_NAMES for i in range(*words))


def _nothing_follows(sentence: Sentence, stop: int, size: int) -> bool:
    """Whether the words after a verb hold no content: the sentence ends, or a comma or another clause comes."""
    if stop >= size:
        return True
    word = sentence.low[stop]
    return (
        word in (",", ";", "when", "while", "as", "who", "and", "but", "after")
        or word in DASHES
        or word.endswith("ing")
    )


def _adverbial(sentence: Sentence, end: int) -> bool:
    """Whether what stands before is but a time or an occasion: "On Friday, X said, …"."""
    low = sentence.low
    if sentence.quotes and sentence.quotes[0] < end:
        return False
    opens = low[0] in PREPOSITIONS or low[0] in ADVERBS or low[0] in TIMES or low[0].endswith("ing")
    return end < 2 or (opens and end < 16 and not any(sentence.tag(i) in FINITE for i in range(end)))


def _last_quote(sentence: Sentence, end: int, stop: int, size: int) -> int:
    """Where a quotation ends that its attribution interrupts: "…," X said, "…"."""
    table, said = cues(), sentence.place(0, end)
    length, before = said.end - said.start, said.end
    for i in range(stop, size):
        cue = table.get(sentence.low[i])
        if cue and cue.frame in ("say", "tell") and cue.form != "base":
            break
        if sentence.is_quote(i):
            quote = sentence.place(i, i + 1)
            if quote.start - before < length + quote.end - quote.start:
                end, before = i + 1, quote.end
    return end


def _goes_on(sentence: Sentence, stop: int, size: int) -> bool:
    """Whether what is said goes on after the attribution: "This, he said, was wrong"."""
    if stop + 2 >= size or sentence.low[stop] != ",":
        return False
    word = sentence.low[stop + 1]
    return word not in _NOT_RESUMED and not word.endswith("ing")
