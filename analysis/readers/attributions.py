"""Who says what inside one sentence: the verb, the speaker, and the stretch that is said."""

from __future__ import annotations

from dataclasses import dataclass, replace

from analysis.readers.contents import after_cue, content_end, content_start
from analysis.readers.cues import Cue, cues, deeds
from analysis.readers.speakers import Stretch, left_of, main_subject, right_of, verb_group
from analysis.readers.tokens import (
    ADVERBS,
    AUXILIARIES,
    BE,
    DASHES,
    DETERMINERS,
    POSSESSIVES,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    TIMES,
    Sentence,
)

_NOBODY = frozenset("you no nothing nobody none neither".split())
_THINGS = frozenset("this that these those there everything".split())
_DOUBTS = frozenset(("whether", "if"))
_ANONYMOUS = frozenset("named identified anonymity unnamed anonymous".split())
_POINTERS = frozenset("this that these those".split())
_REFLEXIVES = frozenset("itself himself herself themselves oneself".split())
_CLAUSE = frozenset("that how what why whether if there :".split()) | PRONOUNS
_FINITE = AUXILIARIES - POSSESSIVES
_NEAR = 10
"""Words after a verb in which the verb of its clause stands."""
_LIVES = frozenset("life lives victim victims".split())
_STOPS = frozenset(".!?")
_NOUN_SIGNS = DETERMINERS | POSSESSIVES | (PREPOSITIONS - {"to"})
_CLAUSE_OPENERS = frozenset("when while though although after if because since once before as".split())
_NOT_RESUMED = PREPOSITIONS | _CLAUSE_OPENERS | frozenset("and but who which where citing noting".split())
_IN_NAMES = POSSESSIVES | frozenset((".", "of", "and"))
_LONGEST = 400
"""Words of the longest sentence that is read: what has more is a list or a table."""
_SHARES_SUBJECT = frozenset("and but then by before after while".split())


@dataclass(frozen=True, slots=True)
class Attribution:
    """What is said in a sentence, counted in its words: the content, the cue, and the speaker's words."""

    content: Stretch
    cue: Stretch
    speaker: Stretch | None
    thought: bool = False
    """Whether the cue tells what somebody thinks or wants, and not what he says."""
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
    for at in range(size):
        word = sentence.low[at]
        attribution = None
        if word == "according" and at + 2 < size and sentence.low[at + 1] == "to":
            attribution = _according(sentence, at, size)
        elif (cue := table.get(word)) and _is_verb(sentence, at, cue):
            attribution = _verb(sentence, at, cue, size, found)
        if attribution:
            found.append(attribution)
    return _unowned(sentence, _apart(found)) or _signed(sentence, size)


def _unowned(sentence: Sentence, found: list[Attribution]) -> list[Attribution]:
    """The attributions, with words that nobody is named for cut out of the others: "…, a group seen as “…”"."""
    low, shown = sentence.low, []
    for a in found:
        first, end = a.content
        quotes = (i for i in range(first + 4, end) if sentence.is_quote(i))
        cuts = (_passed_on(sentence, at, first) for at in quotes)
        cut = next((at for at in cuts if at), 0) if not a.before else 0
        if not cut:
            shown.append(a)
            continue
        stop = cut - 2 - (low[cut - 3] == ",")
        shown += [replace(a, content=(first, stop)), Attribution((cut + 1, end), (cut, cut + 1), None)]
    return shown


def _passed_on(sentence: Sentence, quote: int, first: int) -> int:
    """The participle after a noun by which quoted words are passed on, or 0: "a group seen as having been “…”"."""
    low, table = sentence.low, cues()
    for at in range(quote - 2, max(first + 3, quote - 6), -1):
        cue = table.get(low[at])
        if cue and cue.form == "ed" and low[at + 1] == "as":
            noun = low[at - 2] in DETERMINERS and low[at - 3] not in RELATIVES and low[at - 3] != "what"
            return at if noun and low[at - 1] not in AUXILIARIES else 0
    return 0


def _apart(found: list[Attribution]) -> list[Attribution]:
    """The attributions, what is said in each ending where the attribution of the whole begins: "…, X said"."""
    ends = [a.content[0] or a.content[1] for a in found if a.before]
    if not ends:
        return found
    return [
        a
        if a.before
        else replace(
            a, content=(a.content[0], next((e for e in ends if a.content[0] < e < a.content[1]), a.content[1]))
        )
        for a in found
    ]


def _is_verb(sentence: Sentence, at: int, cue: Cue) -> bool:
    """Whether a word that could be a noun or an adjective is a verb here, judged by its neighbours."""
    low = sentence.low
    before = low[at - 1] if at else ""
    after = low[at + 1] if at + 1 < len(sentence) else ""
    if cue.lemma == "claim" and any(word in _LIVES for word in low[at + 1 : at + 8]):
        return False
    if cue.frame in ("say", "think") and after in _REFLEXIVES:
        return False
    if cue.lemma in ("ask", "request", "decline", "refuse") and any(w in _ANONYMOUS for w in low[at + 1 : at + 5]):
        return False
    if cue.lemma == "see" and cue.form == "ed" and low[at - 1] in ("has", "have", "had"):  # has seen the papers
        return after in ("that", "as")
    if cue.lemma == "go" and not sentence.is_quote(max(0, at - 2)):  # “…,” he went on
        return False
    if cue.form == "ed" and before == "," and after == "by":  # the report, released by X, …
        return False
    if cue.lemma == "say" and before != "to":
        return True
    if (at and sentence.is_name(at)) or (cue.particles and "-" not in cue.particles and after not in cue.particles):
        return False
    if cue.form in ("s", "base") and after in AUXILIARIES:
        return False
    if cue.form == "s" and cue.frame == "stance" and (verb := cues().get(before)) and verb.form == "ed":
        return False  # has seen documents
    if cue.form == "ing":
        return (
            before in AUXILIARIES
            or before in _SHARES_SUBJECT
            or before in ADVERBS
            or before == ","
            or before in DASHES
            or (at > 0 and sentence.is_closed_quote(at - 1))
            or before.endswith("ly")
            or _quoted_as(sentence, at)
        )
    if before in _NOUN_SIGNS:
        return before == "that" or (before in POSSESSIVES and cue.form == "ed")
    if cue.form == "base":
        return (
            before in PRONOUNS
            or before in AUXILIARIES
            or before in ADVERBS
            or before in ("who", "and", "'t", "’t", "not")
            or (before.endswith("s") and cue.frame in ("say", "tell", "think"))
        )
    return cue.frame not in ("stance", "urge") or after not in (",", ";", "or", "and")


def _quoted_as(sentence: Sentence, at: int) -> bool:
    """Whether somebody "was quoted as saying"."""
    return at > 2 and sentence.low[at - 1] == "as" and sentence.low[at - 2] in ("quoted", "cited")


def _signed(sentence: Sentence, size: int) -> list[Attribution]:
    """A quotation with a name under it: "…" — Jane Roe."""
    if not 3 <= size <= 14 or not sentence.is_quote(0) or sentence.low[1] not in DASHES or not sentence.is_name(2):
        return []
    end = next((i for i in range(2, size) if sentence.low[i] in (",", ".") or sentence.is_quote(i)), size)
    return [Attribution((0, 1), (1, 2), (2, end), before=True)]


def _according(sentence: Sentence, at: int, size: int) -> Attribution | None:
    """ "According to X, …", "…, according to X", and "…, according to X, …"."""
    low = sentence.low
    stop = at + 2
    while stop < size and low[stop] not in (",", ";") and low[stop] not in DASHES and stop - at < 24:
        stop += 1
    if stop == at + 2:
        return None
    speaker, cue = (at + 2, stop), (at, at + 2)
    if at <= 1:
        return Attribution((stop + 1, size), cue, speaker) if stop + 1 < size else None
    aside = low[at - 1] == "," and stop + 3 < size and low[stop] == ","
    end = size if aside else at - (low[at - 1] == "," or low[at - 1] in DASHES)
    return Attribution((0, end), cue, speaker, before=True)


def _verb(sentence: Sentence, at: int, cue: Cue, size: int, found: list[Attribution]) -> Attribution | None:
    low, group = sentence.low, verb_group(sentence, at)
    before = low[group - 1] if group else ""
    passive = cue.form == "ed" and any(low[i] in BE for i in range(group, at))
    stop = after_cue(sentence, at, cue, size)
    if cue.frame != "stance" and (cue.form != "ing" or _quoted_as(sentence, at)) and not passive:
        attribution = _postposed(sentence, at, group, stop, size, plainly=cue.frame in ("say", "tell"))
        if attribution:
            return replace(attribution, cue=(group, stop)) if cue.lemma == "go" else attribution
    follows = before in ("and", "but", ",") or (group > 0 and sentence.is_closed_quote(group - 1))
    if not follows and _nested(at, found):
        return None
    if before == "to" and cue.form == "base":
        return None
    if passive:
        return None if cue.silent else _passive(sentence, at, group, size)
    speaker = _speaker(sentence, at, group, cue, found)
    if (speaker is None and cue.form != "ing") or (speaker and _silent(sentence, speaker, cue)):
        return None
    if speaker and speaker[0] and low[speaker[0] - 1] in _DOUBTS and speaker[1] == group:
        return None
    if cue.clausal and not _clause_follows(sentence, stop, size):
        return None
    start = content_start(sentence, at, stop, cue, size)
    if cue.frame == "say" and stop + 1 < size and low[stop] == "," and low[stop + 1].endswith("ing"):
        start = size
    end = content_end(sentence, start, size, cue.frame)
    if speaker and _opens_sentence(sentence, speaker[0]):
        end = next((i for i in range(start, end) if low[i] == ","), end)
    if start >= end and not (start >= size or low[size - 1] == ":"):
        return None
    return Attribution((start, max(start, end)), (group, at + 1), speaker, cue.frame == "think")


def _silent(sentence: Sentence, speaker: Stretch, cue: Cue) -> bool:
    """Whether nobody speaks: the subject is "nobody", or a thing or a deed that only shows or aims at something."""
    low, (first, last) = sentence.low, speaker
    if low[first] in _NOBODY or low[last - 1] in _NOBODY or low[last - 1] in POSSESSIVES:
        return True
    if not cue.silent and not cue.intention:
        return False
    head = next((i for i in range(first + 1, last) if low[i] in PREPOSITIONS or low[i] == ","), last) - 1
    return low[first] in _THINGS or (low[head] in deeds() and not sentence.is_name(head))


def _clause_follows(sentence: Sentence, at: int, size: int) -> bool:
    """Whether a clause or a quotation begins here, as far as can be told without a grammar."""
    low = sentence.low
    if at < size and (low[at] in _CLAUSE or (low[at] == "," and at + 1 < size)):
        return True
    for i in range(at, min(size, at + _NEAR)):
        if sentence.is_quote(i) or low[i] in _FINITE:
            return True
        if low[i] in (",", ";"):
            return False
    return False


def _nested(at: int, found: list[Attribution]) -> bool:
    """Whether a verb stands inside what is already put down to somebody."""
    return any(not a.before and a.content[0] <= at < a.content[1] for a in found)


def _passive(sentence: Sentence, at: int, group: int, size: int) -> Attribution | None:
    """ "X was criticised by Y": what is said is the subject with what follows it, and Y the speaker."""
    subject = left_of(sentence, group)
    by = next((i for i in range(at + 1, min(size, at + 8)) if sentence.low[i] == "by"), None)
    if subject is None or by is None or not (speaker := right_of(sentence, by)):
        return None
    first = subject[0] - (subject[0] > 0 and sentence.low[subject[0] - 1] in _POINTERS)
    return Attribution((first, by), (group, at + 1), speaker, before=True)


def _opens_sentence(sentence: Sentence, first: int) -> bool:
    """Whether the clause of a subject is one that opens the sentence: "While he admitted …, she …"."""
    return first == 1 and sentence.low[0] in _CLAUSE_OPENERS


def _speaker(sentence: Sentence, at: int, group: int, cue: Cue, found: list[Attribution]) -> Stretch | None:
    low = sentence.low
    before = low[group - 1] if group else ""
    participle = cue.form == "ing" and not any(low[i] in AUXILIARIES for i in range(group, at))
    if not participle and before not in _SHARES_SUBJECT:
        subject = left_of(sentence, group)
        if subject or before != ",":
            return subject
    last = next((a.speaker for a in reversed(found) if a.speaker), None)
    return last or main_subject(sentence, group)


def _postposed(sentence: Sentence, at: int, group: int, stop: int, size: int, plainly: bool) -> Attribution | None:
    """The content stands before: "…," X said, or "…," said X; after other verbs than those of saying, nothing else."""
    if group == 0:
        return None
    mark, inverted = group - 1, False
    subject = left_of(sentence, group)
    if plainly and _breaks(sentence, mark) and (turned := _inverted(sentence, at, subject, size)):
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
    if end <= 0 or _adverbial(sentence, end):
        return None
    if sentence.is_quote(mark):
        end = _last_quote(sentence, end, stop, size)
    elif not inverted and sentence.low[mark] == "," and _goes_on(sentence, stop, size):
        end = content_end(sentence, stop + 1, size)
    announced = sentence.is_quote(mark) and mark > 1 and sentence.low[mark - 1] == ":"
    return Attribution((mark if announced else 0, end), (group, at + 1), subject, before=True)


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
    if any(sentence.is_quote(i) for i in range(end)):
        return False
    if low[0] in _CLAUSE_OPENERS:
        return end < 16
    opens = low[0] in PREPOSITIONS or low[0] in ADVERBS or low[0] in TIMES or low[0].endswith("ing")
    return end < 2 or (opens and end < 16 and not any(low[i] in AUXILIARIES for i in range(end)))


def _last_quote(sentence: Sentence, end: int, stop: int, size: int) -> int:
    """Where a quotation ends that its attribution interrupts: "…," X said, "…"."""
    table, said = cues(), sentence.ends[end - 1] - sentence.starts[0]
    for i in range(stop, size):
        cue = table.get(sentence.low[i])
        if cue and cue.frame in ("say", "tell") and cue.form != "base":
            break
        if (
            sentence.is_quote(i)
            and sentence.starts[i] - sentence.ends[end - 1] < said + sentence.ends[i] - sentence.starts[i]
        ):
            end = i + 1
    return end


def _goes_on(sentence: Sentence, stop: int, size: int) -> bool:
    """Whether what is said goes on after the attribution: "This, he said, was wrong"."""
    if stop + 2 >= size or sentence.low[stop] != ",":
        return False
    word = sentence.low[stop + 1]
    return word not in _NOT_RESUMED and not word.endswith("ing")
