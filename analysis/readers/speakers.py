"""Who speaks: the verbs of saying, in all their forms, and the subject of one, before it or after it."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from analysis.core.lexicon import load_lexicon
from analysis.readers.forms import DASHES, DAYS, RELATIVES, TIMES
from analysis.readers.parser import FINITE, VERBS
from analysis.readers.sentences import Sentence

Stretch = tuple[int, int]  # first word and the one after the last, counted in the sentence
_OPENS_CLAUSE = frozenset("after before until since as than while when".split())
_NOUNS = frozenset("NOUN NNS PROPN NUM SYM ADJ".split())
IN_PHRASE = _NOUNS | frozenset("DET PRP$ POS ADP".split())
_OPENS_PHRASE = _NOUNS | frozenset("DET PRP$ PRON".split())
_SET_OFF = IN_PHRASE | frozenset("WH ADV VBG VBN".split())
_REACH = 28  # words that a subject, or an aside after it, has at most


class Cue(NamedTuple):
    """A form of a verb of attribution."""

    lemma: str
    frame: str  # what it takes: say, tell, think, urge or stance
    form: str  # base, s, ed or ing
    particles: tuple[str, ...] = ()
    silent: bool = False  # a thing or a deed can be its subject
    blow: bool = False  # it tells of a blow, and counts when that is one of words

    @property
    def plain(self) -> bool:
        """Whether it only tells that something is said, and no view or wish."""
        return self.frame in ("say", "tell")


@cache
def cues() -> Mapping[str, Cue]:
    """Every form of every verb of the lexicon: "said", "criticised"."""
    lexicon = load_lexicon("cues")
    found: dict[str, Cue] = {}
    frames = ("say", "tell", "think", "urge", "stance")
    for lemma, frame in ((lemma, name) for name in frames for lemma in lexicon[name]):
        traits = tuple(lexicon["particles"].get(lemma, ())), lemma in lexicon["silent"], lemma in lexicon["blow"]
        for form, word in _forms(lemma, lexicon["irregular"].get(lemma)):
            found.setdefault(word, Cue(lemma, frame, form, *traits))
    return found


def _forms(lemma: str, irregular: list[str] | None) -> Iterator[tuple[str, str]]:
    stem = lemma[:-1] + "i" if lemma.endswith("y") and lemma[-2] not in "aeiou" else lemma
    plural = stem + ("es" if stem != lemma or lemma.endswith(("s", "sh", "ch", "x", "z")) else "s")
    yield "base", lemma
    for word in irregular or (plural, stem.removesuffix("e") + "ed", lemma.removesuffix("e") + "ing"):
        yield "ing" if word.endswith("ing") else "s" if word.endswith("s") else "ed", word


def verb_group(s: Sentence, at: int) -> int:
    """The first word of the verb group that ends at a verb: "has also been saying" begins at "has"."""
    back = range(at - 2, max(-1, at - 9), -1) if s.low[at - 1] == "as" else ()  # was quoted (by the paper) as saying
    i = next((k for k in back if s.low[k] in ("quoted", "cited") and s.low[k + 1] in ("as", "by")), at)
    while i > 0 and s.is_helper(i - 1):
        i -= 1
    return i


def subject_of(s: Sentence, group: int) -> Stretch | None:
    """The noun phrase before a verb group, or before what brackets, commas or dashes set off there."""
    last = group - 1
    if last > 0 and (s.low[last] == "," or s.low[last] in DASHES):
        aside, parsed = _before_aside(s, last), _parsed(s, group)
        inside = aside and parsed and (parsed[0] >= aside[0] or (aside[1] == last and not s.is_name(parsed[1] - 1)))
        return aside if inside else parsed or aside  # "his wife, Jane Roe, said"
    return _beside(s, last) or _briefed(s, last)


def _parsed(s: Sentence, group: int) -> Stretch | None:
    """The subject by the parse, where a comma stands behind it: "Norsoft, which makes pumps and pipes, said"."""
    verbs = range(group, group + 6)  # "has also been saying"
    head = next((i for i in range(group) if s.labels[i] == "nsubj" and s.heads[i] in verbs), -1)
    while head >= 0 and s.labels[head + 1] == "flat":
        head += 1
    return _beside(s, head) if head >= 0 and s.low[head + 1] == "," else None


def _briefed(s: Sentence, last: int) -> Stretch | None:
    """The noun that opens a sentence and has a clause behind it: "Two farmers briefed on the talks said"."""
    first = next((i for i in range(last + 1) if s.tags[i] == "WH" or s.tags[i] in VERBS or s.tags[i] == "PUNCT"), 0)
    opens = s.tags[0] in ("ADP", "SCONJ", "WRB")
    end = last + 1 if s.low[first + 1 : first + 2] == ["by"] else first  # a statement issued by the ministry
    return (0, end) if first and not opens and s.tags[first] in ("WH", "VBN") else None


def _before_aside(s: Sentence, mark: int) -> Stretch | None:
    """The subject before an aside that a mark closes: "X, a fellow at Y," or "X, however,"."""
    marks = [i for i in range(mark - 2, max(0, mark - _REACH), -1) if s.low[i] == s.low[mark] and not s.is_quote(i - 1)]
    if not marks:
        return (0, mark) if _is_name(s, 0, mark) else None
    opening = next((i for i in marks if _sets_off(s, i + 1) or _is_name(s, i + 1, mark)), marks[-1])
    subject = _beside(s, opening - 1)
    if subject and _is_name(s, opening + 1, mark):  # the aside is the name: "his wife, Jane Roe,"
        return (subject[0], mark)
    if subject and subject[0] > 1 and _sets_off(s, subject[0]) and s.low[subject[0] - 1] == ",":
        first = _beside(s, subject[0] - 2)  # an aside after an aside
        return first if first and s.tags[0] != "ADP" else subject
    return subject


def _sets_off(s: Sentence, at: int) -> bool:
    """Whether what begins here can stand between a subject and its verb: a fellow …, Iran's envoy …, however."""
    return s.tags[at] in _SET_OFF and (not s.is_name(at) or s.tags[at + 1] == "POS")


def _is_name(s: Sentence, first: int, end: int) -> bool:
    named = (s.is_name(i) and s.tags[i] not in ("ADP", "PRON") and s.low[i] not in DAYS for i in range(first, end))
    return all(name or low == "." for name, low in zip(named, s.low[first:end], strict=True))


def _beside(s: Sentence, last: int) -> Stretch | None:
    low, tags = s.low, s.tags
    if last >= 0 and low[last] == ")":
        last = next((i for i in range(last, 0, -1) if low[i] == "("), 0) - 1
    while last >= 0 and (tags[last] == "ADV" or low[last] in TIMES or low[last] in ("on", "this")):
        last -= 1
    if last < 0 or s.is_quote(last):
        return None
    of_them = last > 1 and low[last - 1] == "of"  # one of them
    if (tags[last] == "PRON" and not of_them) or low[last] in RELATIVES:
        return (last, last + 1)
    if tags[last] not in _NOUNS and tags[last] not in ("WH", "DET") and not of_them:
        return None
    first = last
    while first > 0 and last - first < _REACH and _belongs(s, first - 1):
        first -= 1
    if first and tags[first - 1] in VERBS and not s.is_helper(first - 1):
        return None  # men who watch the border said
    if tags[first] == "ADP" or low[first] in TIMES:  # In an interview on Friday Mr Roe
        start, named = last, s.is_name(last)
        while start > first and (_is_name(s, start - 1, start) if named else tags[start] not in ("DET", "PRP$")):
            start -= 1
        return (start, last + 1) if start > first and tags[start - 1] != "ADP" else None
    return (first, last + 1)


def _belongs(s: Sentence, at: int) -> bool:
    """Whether a word belongs to the noun phrase that goes on to its right."""
    tag, after = s.tags[at], s.tags[at + 1]
    if s.is_quote(at) or s.low[at] in _OPENS_CLAUSE:
        return False
    if tag in ("VB", "SCONJ") and at and s.is_name(at):  # Doctors Without Borders, Save the Children
        return s.is_name(at + 1) or (after == "DET" and s.is_name(at + 2))
    if tag == "CCONJ":
        named = s.is_name(at + 1 + (after == "DET"))
        return at > 0 and s.tags[at - 1] in _NOUNS and named == s.is_name(at - 1) and (named or after != "DET")
    if tag == "VBN" and after == "ADP" and at and s.tags[at - 1] in ("NOUN", "NNS"):
        return True  # "a diplomat involved in the talks said"
    return tag in IN_PHRASE or (tag in ("VB", "VBN", "VBG") and after in IN_PHRASE and after not in ("ADP", "DET"))


def inverted(s: Sentence, at: int) -> Stretch | None:
    """The subject that follows a verb: "said the ministry", "said Jane Roe", "said analyst Jane Roe"."""
    first, size = at + 1, len(s)
    if first >= size or s.low[first] in TIMES or s.tags[first] not in _OPENS_PHRASE or s.is_quote(first):
        return None
    reach = range(first + 1, min(size, first + _REACH + 1))
    last = next((i for i in reach if not _goes_on(s, i)), reach.stop) - 1
    quotes = any(map(s.is_quote, range(first, last + 1)))  # said his players “earned it”
    clause = last + 1 < size and (s.tags[last + 1] in FINITE or s.tags[last + 1] == "VBN")
    apposed = next((i for i in range(last + 2, size) if not _is_name(s, i, i + 1)), size)
    if s.tags[first] == "DET" and last + 2 < apposed and s.low[last + 1] == "," and s.low[apposed - 1 :][:2] != [","]:
        last = apposed - 1 - (s.low[apposed - 1] == ".")  # said the engineer, Jane Roe
    return None if quotes or clause else (first, last + 1)


def _goes_on(s: Sentence, at: int) -> bool:
    tag, after = s.tags[at], s.tags[at + 1] if at + 1 < len(s) else ""
    occasion = s.low[at] == "in" and s.low[at + 1 : at + 2] and s.low[at + 1] in ("a", "an", "his", "her", "their")
    if s.low[at] in TIMES or s.low[at] == "on" or occasion:  # said the minister in a speech
        return False
    named = tag in ("ADV", "VBN", "VBG") and after in ("VBN", "ADJ", "NOUN", "PROPN")  # recently named chair
    return named or tag in IN_PHRASE or (s.is_name(at) and tag not in FINITE)


def main_subject(s: Sentence, before: int) -> Stretch | None:
    """The subject of the first finite verb before a word, else the name that opens the sentence."""
    verbs = {s.heads[k] for k in range(before) if s.labels[k] in ("nsubj", "nsubj:pass") and s.low[k] not in RELATIVES}
    verbs |= {i for i in range(1, before) if s.tags[i] in FINITE}
    verb = min((i for i in verbs if 0 < i < before and s.low[i - 1] not in RELATIVES), default=0)
    if verb and (subject := subject_of(s, verb_group(s, verb))):
        return subject
    first = next((i for i in range(before) if not s.is_quote(i)), 0)
    end = next((i for i in range(first, before) if not (_is_name(s, i, i + 1) and s.tags[i] in _NOUNS)), before)
    return (first, end) if end > first and s.tags[min(end, len(s) - 1)] != "POS" else None
