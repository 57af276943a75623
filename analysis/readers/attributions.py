"""What a sentence puts down to somebody: the cue, the speaker's words, and what is said."""

from typing import NamedTuple

from analysis.core.lexicon import load_lexicon
from analysis.readers.forms import DASHES, DAYS, RELATIVES, TIMES
from analysis.readers.parser import FINITE, NOUNS, VERBS
from analysis.readers.sentences import Sentence
from analysis.readers.speakers import IN_PHRASE, Cue, Stretch, cues, inverted, main_subject, subject_of, verb_group

_NOBODY = frozenset("you no nothing nobody none neither".split())
_NEITHER = frozenset("nor neither none".split())
_IN_WORDS = frozenset("over as saying calling for".split())
_CLAUSE_OPENERS = frozenset("when while though although after if because since once before as".split())
# Words after which a verb has the subject of the one before it
_SHARES = frozenset("and but then by before after while".split())
_LEADS = frozenset("that where and but".split())  # and those at which a clause of its own begins
# Words after a verb with which no content begins
_JOINS = frozenset(", ; when while as who and but after".split())
_LONGEST = 400  # words of the longest sentence that is read: what has more is a list or a table
# What follows a participle that belongs to a noun: "the letter released on Friday"
_AFTER_PARTICIPLES = frozenset("ADP PUNCT CCONJ".split())
_ENDS = DASHES | frozenset(", ; and but".split())  # words at which what is said may end
_ENDS_PHRASE = FINITE | frozenset("PUNCT ADP PRON SCONJ".split())
_STOPS_CLAUSE = FINITE | {"WH", "WRB", "SCONJ"}
_LATER = frozenset("after before since while as ; :".split())


class Attribution(NamedTuple):
    """What is said in a sentence, counted in its words: the content, the cue, and the speaker's words."""

    content: Stretch
    cue: Stretch
    speaker: Stretch | None
    thought: bool = False  # whether the cue tells what somebody thinks or wants, and not what he says
    told: bool = True
    before: bool = False  # whether the content, or most of it, stands before the cue


def attributions(s: Sentence) -> list[Attribution]:
    """All attributions of a sentence, from left to right; content is empty when it stands in another sentence."""
    found: list[Attribution] = []
    if len(s) > _LONGEST:
        return found
    low, table, size = s.low, cues(), len(s)
    while size and low[size - 1] in (".", "!", "?"):
        size -= 1
    for at in [at for at, word in enumerate(low[:size]) if word in table or word == "according"]:
        if cue := table.get(low[at]):
            if _is_verb(s, at, cue) and (a := _verb(s, at, cue, size, found)):
                found.append(a._replace(told=_is_told(s, cue, (a.cue[0], at + 1), a.content)))
        elif at + 2 < size and low[at + 1] == "to" and (a := _according(s, at, size, found)):
            found.append(a)
    return _apart(found) or _signed(s, size) or _blunt(s, size)


def _apart(found: list[Attribution]) -> list[Attribution]:
    """The attributions, what is said in each ending where the attribution of the whole begins: "…, X said"."""
    ends = [a.content[0] or a.content[1] for a in found if a.before]
    for at, a in enumerate(found):
        first, end = a.content
        if not a.before and (inside := [e for e in ends if first < e < end]):
            found[at] = a._replace(content=(first, inside[0]))
    return found


def _signed(s: Sentence, size: int) -> list[Attribution]:
    """A quotation with a name under it: "…" — Jane Roe."""
    at = next((i for i in range(1, min(size, 4)) if s.low[i] in DASHES), 0)
    if not at or at + 1 == size or not s.is_quote(0) or not s.is_name(at + 1):
        return []
    end = next((i for i in range(at + 1, size) if s.low[i] == "," or s.is_quote(i)), size)
    return [Attribution((0, 1), (at, at + 1), (at + 1, end), before=True)]


def _blunt(s: Sentence, size: int) -> list[Attribution]:
    """A quotation that a colon joins to a name, or to whom the sentence is about: Jane Roe was blunter: "…"."""
    if size < 3 or not s.is_quote(size - 1) or s.low[size - 2] != ":":
        return []
    speaker = announced(s, size - 2)
    return [Attribution((size - 1, size), (size - 2, size - 1), speaker, told=True)] if speaker else []


def announced(s: Sentence, colon: int) -> Stretch | None:
    """Who speaks after a colon without a verb of saying: "Roe:", "And from Jane Roe:", "Roe was blunter:"."""
    if "from" in s.low[:3] and colon > 3:
        return (s.low.index("from") + 1, colon)
    return (0, colon) if all(s.is_name(i) or s.low[i] == "." for i in range(colon)) else main_subject(s, colon)


def _according(s: Sentence, at: int, size: int, found: list[Attribution]) -> Attribution | None:
    """ "According to X, …", "…, according to X", and "…, according to X, …"."""
    low = s.low
    stop = next((i for i in range(at + 2, size) if low[i] in (",", ";") or low[i] in DASHES), size)
    speaker, cue = (at + 2, stop), (at, at + 2)
    if found_by := next((i for i in range(at + 3, stop - 2) if low[i] in ("that", "which")), 0):
        verb = next((i for i in range(found_by + 1, stop) if s.tags[i] in VERBS), stop)
        # "a report that the UN office gave the council"
        speaker = (found_by + 1, verb) if verb > found_by + 1 else (at + 2, found_by)
    if stop == at + 2 or any(a.before and a.cue[1] in (at - 1, at) for a in found):
        return None  # “…,” Jane Roe said, according to X
    if at <= 1:
        return Attribution((stop + 1, size), cue, speaker) if stop + 1 < size else None
    aside = low[at - 1] == "," and stop + 3 < size and low[stop] == ","
    if aside and at > 2 and low[at - 2] in RELATIVES | _LEADS:
        return Attribution((stop + 1, size), cue, speaker)  # "fighting in which, according to X, 8 died"
    end = size if aside else at - (low[at - 1] == "," or low[at - 1] in DASHES)
    return Attribution((0, end), cue, speaker, before=True)


def _is_verb(s: Sentence, at: int, cue: Cue) -> bool:
    after = s.low[at + 1] if at + 1 < len(s) else ""
    if cue.lemma == "say":  # Col. Said Roe
        return not (at and s.is_name(at) and s.is_name(at - 1))
    if cue.lemma == "put":
        counted = load_lexicon("cues")["said_of"]["with"]["put"]  # put the toll at 40; as Roe put it, "…"
        counts = any(word in counted for word in s.low[at + 1 : at + 8]) or _values(s, at)
        return counts or (after == "it" and bool(s.quotes))
    if cue.lemma == "ask" and after == "not":
        return False  # "an official who asked not to be named said"
    apart = cue.particles and "-" not in cue.particles and after not in cue.particles
    if cue.lemma in ("read", "go"):
        return not apart and any(s.is_quote(i) for i in range(at - 6, at + 4))
    quotes = cue.lemma in ("quote", "cite") and not {"saying", "telling"}.isdisjoint(s.low[at + 2 : at + 14])
    states = s.low[at] == "states" and after != "that" and not s.quotes  # the interests of member states
    if apart or quotes or states or at == 0 or s.words[at - 1] == "(":  # (Reporting by …
        return False
    tag, before = s.tags[at], s.tags[at - 1]
    ended = cue.form in ("ed", "ing") and not s.is_name(at)
    passed_on = _quoted_one(s, at)
    if not passed_on and s.tags[at - 1 - (before == "ADV")] in ("DET", "PRP$", "ADP"):
        return False
    if passed_on or (ended and (s.is_name(at - 1) or s.is_helper(at - 1) or before == "CCONJ")):
        return True
    past = tag in ("VBD", "VBN") and cue.form == "base" and cue.lemma != "forecast"  # no past of "post" is "post"
    if past or (tag == "VB" and before in ("NOUN", "PROPN", "PUNCT")):  # in the war, post-2022
        return False
    answers = cue.plain and cue.form != "base" and s.quotes[:1] == [0]
    next_ = s.tags[at + 1] if after else ""
    ends = tag == "VBN" and (after == "as" or next_ in _AFTER_PARTICIPLES) and (s.low[at - 1] != "," or next_ == "ADP")
    if ends and before in NOUNS and after == "on" and at + 2 < len(s) <= at + 4 and s.low[at + 2] in DAYS:
        return True  # "…, the ministry confirmed on Monday."
    if ends and (after == "as" or not _has_subject(s, at)):
        return answers or "that" in s.low[at + 2 : at + 6]
    return tag in VERBS or answers or (after == "that" and s.is_name(at - 1))


def _values(s: Sentence, at: int) -> bool:
    """Whether a form of "put" says what something comes to: "put trade at $4 billion"."""
    return any(s.low[i] == "at" and s.tags[i + 1] in ("NUM", "SYM") for i in range(at + 2, min(at + 12, len(s) - 1)))


def _has_subject(s: Sentence, at: int) -> bool:
    return any(k < at and not s.is_quote(k) for k in s.under(at, "nsubj", "nsubj:pass"))


def _as_put(s: Sentence, at: int) -> Attribution | None:
    """ "As Jane Roe put it, “…”", and "“…,” as Jane Roe puts it"."""
    speaker, quote = subject_of(s, at), min(s.quotes, key=lambda i: abs(i - at))
    led = speaker and s.low[speaker[0] - 1] == "as"
    return Attribution((quote, quote + 1), (at, at + 2), speaker, before=quote < at) if led else None


def _verb(s: Sentence, at: int, cue: Cue, size: int, found: list[Attribution]) -> Attribution | None:
    low, group = s.low, verb_group(s, at)
    if cue.lemma == "put" and s.quotes and low[at + 1] == "it":
        return _as_put(s, at)
    if passed_on := _quoted_one(s, at):
        group = passed_on[0] - 1
    before = low[group - 1] if group else ""
    participle = cue.form == "ing" and not any(s.tags[i].startswith("AUX") for i in range(group, at))
    left = subject_of(s, group)
    shares = not passed_on and (participle or (left is None and before in _SHARES))
    passive = (cue.form == "ed" or cue.lemma == "forecast") and any(s.lemmas[i] == "be" for i in range(group, at))
    stop = _after_cue(s, at, cue, size)
    own = cue.frame != "stance" and not passive and not shares
    if own and (behind := _postposed(s, at, group, left, stop, size, cue)):
        cued = (group, stop) if cue.lemma == "go" else behind.cue
        return behind._replace(speaker=passed_on or behind.speaker, cue=cued)
    aside = left is not None and low[left[0] - 1] in ("which", "whom")  # "bombings in which media reported 40 dead"
    follows = aside or before in ("and", "but", ",") or s.is_quote(group - 1)
    if not follows and any(a.told and not a.before and a.content[0] <= at < a.content[1] for a in found):
        return None
    if passive:
        return None if cue.silent or (cue.blow and not _in_words(s, at, size)) else _passive(s, at, group, left, size)
    speaker = passed_on or left
    if shares:
        spoke = (a.speaker for a in reversed(found) if a.speaker)
        last = next((spoken for spoken in spoke if s.low[spoken[0]] not in RELATIVES or before != ","), None)
        speaker = passed_on or last or main_subject(s, group) or _shared_subject(s, at)
    if not (_speaks(s, at, cue, speaker, size) if speaker else cue.form == "ing"):
        return None
    start = _content_start(s, at, cue, stop, size)
    end = _content_end(s, start, size)
    if low[start : start + 1] == [";"] or (low[start : start + 1] == ["("] and low[end - 1] == ")"):  # (see below)
        return None
    opens = speaker[0] - 1 if speaker and 0 < speaker[0] < 6 else -1  # "While he admitted …, she …"
    if aside or (opens >= 0 and low[opens] in _CLAUSE_OPENERS and (opens == 0 or low[opens] != "as")):
        end = next((i for i in range(start, end) if low[i] == "," and not s.is_quote(i + 1)), end)
    return Attribution((start, max(start, end)), (group, at + 1), speaker, cue.frame == "think")


def _shared_subject(s: Sentence, at: int) -> Stretch | None:
    """The subject that a verb has from the clause that it hangs on, or is joined to."""
    subject = s.clause_of(at).subject
    words = s.tokens(subject.span) if subject else range(0)
    return (words.start, words.stop) if words and words.stop <= at else None


def _speaks(s: Sentence, at: int, cue: Cue, speaker: Stretch, size: int) -> bool:
    """Whether the subject of a verb says, thinks or wants something, and is not nobody, a deed, or one who strikes."""
    low, (first, end) = s.low, speaker
    if cue.lemma == "call" and low[first] in ("a", "an") and at + 1 < size and s.is_name(at + 1):
        return False  # a teacher called Jane
    nobody = low[first] in _NOBODY or low[first:end] == ["her"]
    if s.is_quote(end - 1) or nobody or not _NEITHER.isdisjoint(low[max(0, first - 2) : first]):
        return False
    if not cue.silent:
        return not cue.blow or _in_words(s, at, size)
    deeds = {i for i in range(first, end) if low[i] in load_lexicon("cues")["deeds"] and not s.is_name(i)}
    return not deeds or next((i for i in range(first, end) if s.heads[i] not in range(first, end)), first) not in deeds


def _in_words(s: Sentence, at: int, size: int) -> bool:
    """Whether a blow is one of words: "attacked the plan as “mad”", "over its cost", but not "attacked the post"."""
    return any(s.low[i] in _IN_WORDS or s.is_quote(i) for i in range(at + 1, size))


def _passive(s: Sentence, at: int, group: int, subject: Stretch | None, size: int) -> Attribution | None:
    """ "X was criticised by Y": what is said is the subject with what follows it, and Y the speaker."""
    by = next((i for i in range(at + 1, min(size, at + 8)) if s.low[i] == "by"), None)
    timed = by is not None and (s.tags[by + 1] == "NUM" or s.low[by + 1] in TIMES)  # "is expected by 2030"
    if subject is None or by is None or timed or not (speaker := inverted(s, by)):
        return None
    first = subject[0] - (subject[0] > 0 and s.low[subject[0] - 1] in ("this", "that", "these", "those"))
    return Attribution((first, by), (group, at + 1), speaker, before=True)


def _quoted_one(s: Sentence, at: int) -> Stretch | None:
    """Who is quoted: "the paper quoted Jane Roe as saying" is Jane Roe; None for "Jane Roe was quoted as saying"."""
    if at < 3 or s.low[at - 1] != "as":
        return None
    first = next((i for i in range(at - 2, max(-1, at - 14), -1) if s.lemmas[i] in ("quote", "cite")), at)
    return (first + 1, at - 1) if first + 1 < at - 1 and s.low[first + 1] != "by" else None


def _postposed(
    s: Sentence, at: int, group: int, subject: Stretch | None, stop: int, size: int, cue: Cue
) -> Attribution | None:
    """The content stands before: "…," X said, or "…," said X; after other verbs than those of saying, nothing else."""
    mark, turned = group - 1, None
    told = cue.frame == "say" and _breaks(s, mark) and not (subject and subject[0] <= 1 and _has_subject(s, at))
    if told and (turned := inverted(s, at)):
        subject, stop = turned, turned[1]
    elif subject:
        mark = subject[0] - 1
        behind = (stop if cue.plain else at + 1, stop)
        alone = (i >= size or s.low[i] in _JOINS or s.low[i] in DASHES or s.tags[i] == "VBG" for i in behind)
        if mark < 0 or not _breaks(s, mark) or not (any(alone) or _quote_before(s, mark)):
            return None
    if subject is None or s.low[subject[1] - 1] in RELATIVES:
        return None
    quote, end = _quote_before(s, mark), mark + s.is_quote(mark)
    if (not quote and s.is_quote(stop + 1)) or _adverbial(s, end):
        return None
    goes_on = not turned and s.low[mark] == "," and stop + 2 < size and s.low[stop] == ","  # "This, he said, was wrong"
    if quote:
        end = _last_quote(s, end, stop, size)
    elif goes_on and s.tags[stop + 1] not in ("ADP", "SCONJ", "CCONJ", "WH", "WRB", "VBG"):
        end = _content_end(s, stop + 1, size)
    colons = (i for i in range(1, min(mark, subject[0])) if s.low[i] == ":" and s.starts[i + 1] > s.starts[i] + 1)
    return Attribution((max(colons, default=-1) + 1, end), (group, at + 1), subject, before=True)


def _breaks(s: Sentence, at: int) -> bool:
    return s.low[at] in (",", "?", "!") or s.low[at] in DASHES or s.is_quote(at)


def _quote_before(s: Sentence, mark: int) -> bool:
    return s.is_quote(mark) or (s.low[mark] == "," and s.is_quote(mark - 1))


def _adverbial(s: Sentence, end: int) -> bool:
    """Whether what stands before is but a time or an occasion: "On Friday, X said, …"."""
    number = s.tags[1:2] == ["NUM"] and (s.tags[0] == "ADV" or s.low[0] == "between")  # "About 40 people came"
    opens = not number and (s.tags[0] in ("ADP", "ADV", "SCONJ", "VBG") or s.low[0] in TIMES)
    occasion = end < 2 or (opens and end < 16 and FINITE.isdisjoint(s.tags[:end]))
    return occasion and not (s.quotes and s.quotes[0] < end)


def _last_quote(s: Sentence, end: int, stop: int, size: int) -> int:
    """Where a quotation ends that its attribution interrupts: "…," X said, "…"."""
    said = s.place(0, end - 1)
    length, before = said.end - said.start, said.end
    for i in range(stop, size):
        if (cue := cues().get(s.low[i])) and cue.plain and cue.form != "base":
            break
        if s.is_quote(i):
            quote = s.place(i, i)
            if quote.start - before < length + quote.end - quote.start:
                end, before = i + 1, quote.end
    return end


def _after_cue(s: Sentence, at: int, cue: Cue, size: int) -> int:
    """The first word after a verb that is neither the hearer nor a time, a place or an occasion."""
    i = _past_hearer(s, at + 1, size) if cue.frame == "tell" or cue.lemma in ("ask", "write") else at + 1
    while i < size:
        if s.low[i] in TIMES or s.tags[i] == "ADV":
            i += 1
        elif s.tags[i] in ("ADP", "SCONJ") and s.low[i] != "that":
            last = min(size, i + 9)
            i = next((k for k in range(i + 1, last) if s.tags[k] in _ENDS_PHRASE or s.low[k] == "that"), last)
        else:
            break
    return i


def _past_hearer(s: Sentence, i: int, size: int) -> int:
    """The first word after whoever is told: "him", "the Senate", "Reuters"."""
    start = i
    while i < size and s.tags[i] in IN_PHRASE and s.low[i] != "that":
        if i > start and s.tags[i] == "DET" and s.low[i - 1] not in ("at", "in", "on", "to", "during"):
            break  # "told reporters the war was over", but "told reporters at a summit"
        i += 1
    return i if i > start or i == size or s.tags[i] not in ("PRON", "VBZ") else i + 1


def _content_start(s: Sentence, at: int, cue: Cue, past: int, size: int) -> int:
    """Where what is said begins, after the verb at `at`, or `past` whom it is told and when."""
    i = at + 1
    if cue.plain and past < size and s.low[past] in ("that", ":") and s.low[i] not in ("of", "to"):
        i = past
    elif cue.frame == "tell" or (cue.lemma == "ask" and i < size and s.tags[i] == "PRON"):
        i = _past_hearer(s, i, size)
    while cue.plain and i + 1 < size and (s.low[i] in TIMES or (s.low[i] == "on" and s.low[i + 1] in DAYS)):
        i += 1
    while i < size and s.low[i] in (",", ":"):
        i += 1
    return i


def _content_end(s: Sentence, start: int, size: int) -> int:
    """Where what is said ends: at the end of the sentence, or where another thing said or another clause begins."""
    return next((i for i in range(start + 1, size) if s.low[i] in _ENDS and _leaves(s, i, size)), size)


def _leaves(s: Sentence, i: int, size: int) -> bool:
    word, after = s.low[i], s.low[i + 1] if i + 1 < size else ""
    cue = cues().get(after)
    if word == ",":
        leaves = (cue is not None and cue.form == "ing") or after in ("according", "while", "though", "although")
        return leaves or (after in ("and", "but") and _said_soon(s, i + 2, size))
    if word in ("and", "but"):
        return (cue is not None and cue.form in ("ed", "s")) or (word == "but" and _said_soon(s, i + 1, size))
    return word == ";"


def _said_soon(s: Sentence, first: int, size: int) -> bool:
    found = ((cues().get(s.low[i]), s.tags[i]) for i in range(first, min(size, first + 9)))
    near = [cue for cue, tag in found if cue and (cue.form != "base" or tag == "VBP" or cue.lemma == "put")]
    return any(cue.plain or cue.lemma in ("call", "put") for cue in near)


def _is_told(s: Sentence, cue: Cue, group: Stretch, content: Stretch) -> bool:
    """Whether a verb group with its content reports words, and not a wish, a view or a deed."""
    said_of, (first, end) = load_lexicon("cues")["said_of"], content
    if (cue.plain or cue.lemma == "put") and any(first <= i < end for i in s.quotes):
        return True
    if cue.lemma == "call" and s.low[group[1] : group[1] + 1] in (["a"], ["an"]):
        return False  # called a strike
    wanted = said_of["with"].get(cue.lemma, ())
    noun = cue.lemma in said_of["object"] or any(map(wanted.__contains__, s.low[min(first, group[1]) : end]))
    noun = noun or (cue.lemma == "put" and _values(s, group[1] - 1))
    unsaid = not noun and (not cue.plain or cue.lemma in said_of["nothing"])
    if unsaid or not {"MD", "NOT"}.isdisjoint(s.tags[slice(*group)]):
        return False
    if cue.lemma in ("say", "tell"):
        return True
    if cue.form == "ing" and noun and group[1] - group[0] == 1:
        return False
    if not noun and s.tags[group[1] : group[1] + 2][1:] == ["VB"]:
        return cue.lemma in said_of["infinitive"]
    if first >= end or noun or "that" in s.low[first : first + 4]:
        return True
    return (end <= group[0] or s.low[group[1]] not in ("to", "on", "of", "for")) and _clause(s, first, end)


def _clause(s: Sentence, first: int, end: int) -> bool:
    """Whether a clause begins here: a subject with its finite verb."""
    near = range(first, min(end, first + 24))
    i = next((i for i in near if s.tags[i] in _STOPS_CLAUSE or s.low[i] in _LATER), first)
    return i > first and s.tags[i] in FINITE and s.low[i - 1] != "and"  # "found 40 guns, and arrested two"
