"""Who is meant by the words that name a speaker: "he", "Mr Roe", "the ministry", "two US officials"."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from analysis.claims.context import Nearby
from analysis.core.values import Span
from analysis.readers.forms import lemma
from analysis.readers.names import OPENERS, WITHIN, ActorMention, known_names, lexicon_words, state_prefixes
from analysis.readers.quote_marks import ANSWERS, ASKS, initials

UNNAMED = " (unnamed)"  # ends what tables show of a speaker who has no name there
# What a pronoun can mean, and whether a man or a woman
PRONOUNS = {
    **dict.fromkeys(("he", "him"), ("person", "he")),
    **dict.fromkeys(("she", "her"), ("person", "she")),
    **dict.fromkeys(("it", "which", "that"), ("thing", "")),
    **dict.fromkeys(("they", "them"), ("many", "")),
    "who": ("any", ""),
}
SENTENCE_ENDS = (". ", "\n", "? ", "! ", ".” ", '." ')

_DETERMINER = re.compile(
    r"(?i)(?:(?:one|some|many|most|several|two|three|both|all|few|none) of|but|and|yet|the|an?|this|that|these|those"
    r"|its|his|her|their|our|my|your|some|many|most|several|another|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|few|more|than|at least|dozens of|scores of|a number of|\d[\d,.]*)\s+(?!of\b)"
)
_TAIL = re.compile(
    r"(?s)\s*(?:,(?!\d)|[;(—–:]|\b(?:who|which|that|whom|whose|interviewed|quoted|cited|speaking|named|asked|familiar"
    r"|briefed|contacted|reached)\b).*"
)
_PREPOSITION = re.compile(r"\s(?:of|in|at|for|on|with|from|by|near|inside|across|to|about|behind|among|around)\s")
# Endings of nouns for people that no list has, where only a sentence's beginning gives them a capital
_CROWD = re.compile(r"(?:ers|ors|ists|ants|ents|ees|ians|men|women|folk)$")
_MANY = frozenset("police people authorities troops others forces".split())
_BEHIND = "of|in|at|for|on|with|from|by|and|who|which|as|during|last|this|has|itself|himself"  # behind a noun
_HEAD_ENDS = re.compile(rf"\s*(?:$|[,(;—–]|[’']$|(?:{_BEHIND})\b)")
_TAIL_WORDS = re.compile(r"(?:[’']s?)?(?: |$)((?:[a-z][\w-]*(?: |$)){0,5})")
_TAIL_END = re.compile(rf"\s(?:{_BEHIND})\b")
_JOINT = re.compile(r",? and (?:the |its |his |her )?|, (?:the )?")
_TITLES = "|".join(sorted(lexicon_words("titles")))
_LINK = re.compile(rf"\s(?:of|at|from|for|in|with|to|by)\s(?:the\s)?(?:(?:{_TITLES})\.?\s){{0,3}}$")
_SOME = re.compile(r"(?i)(?:\d|\b(?:many|most|some|few|several|half|third|quarter|majority|all))\b")
_ASIDE = re.compile(r"^([^,]+), (?:the )?((?:[A-Z][\w.’-]*(?: |$)){1,4})$")
_OWN_NAME = re.compile(
    r"(?:^|\s)(?!(?:of|for|the|and|in) )[a-z][\w’'-]* "
    r"([A-Z][\w’'.-]*(?:(?: of| for| and| the| al| bin| de| van| von)* [A-Z][\w’'.-]*)*)$"
)
_DOCUMENTS = frozenset("report reports statement paper study survey article index website data figures".split())
_LEADERS = frozenset("president leader prime chancellor premier".split())
_MEMORY = 200  # mentions that a description looks back over
# What may stand before the subject with which a sentence opens
_OPENS = re.compile(
    r"[\s.?!”\"]*(?:(?:And|But|Yet|So|Now|Then|Still|Even|Later|Today),? )?"
    r"(?:(?:[Tt]he|[Aa]n?|[Mm]y|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[\w’']+[’']s) )?(?:(?!said|told)[\w’-]+ ){0,3}?"
)
_APPOSED = re.compile(
    r"(?: (?:of|for|at|in|from|with|on) [^,.;\n]{1,40},)?,? (?:an? [\w -]{2,40} )?(?:called |named )?"
)
_NAMED = re.compile(r"(?:^|[.?!]”? |\n)([A-Z][a-z][\w’-]+ (?:[A-Z][\w.’-]+ ){0,2}(?:al-)?[A-Z][a-z][\w-]+)(?=,| [a-z])")
_NOUN = re.compile(r"\b[a-z]{3,20}\b(?![’'-])(?! [A-Z])")
_LEADS = {
    "person": re.compile(
        r"\b(?:[Tt]he|[Aa]n?|[Oo]ne|[Aa]nother|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[Mm]y) (?:[\w’'-]{1,20} ){0,3}$"
    ),
    "many": re.compile(r"(?:\b[\w’-]{1,20} ){0,2}$"),
}
_LEAD = 70  # characters of the longest words before a noun that belong to it
_BEFORE_NOUN = re.compile(r"^.*\b(?:of|and|that|for|by|to|in|on|with|from|but)\s(?=\S)")
_SENTENCE = 600  # characters of the longest sentence that a pronoun looks back over
_BACK = 4  # sentences before its own that a pronoun looks back over for a subject


class Speaker(NamedTuple):
    """Somebody who speaks: the name that tables show, the role as far as it is known, and the kind of actor."""

    name: str
    role: str = ""
    # person, many (people), state, group, organisation, or thing for what is none of these by its words
    kind: str = "thing"


class _Candidate(NamedTuple):
    start: int
    end: int
    speaker: Speaker
    known: bool = False


class Speakers:
    """Resolves the words that name speakers, from the beginning of a text to its end."""

    def __init__(self, text: str, actors: Sequence[ActorMention]) -> None:
        self._text, self._actors = text, Nearby(actors)
        self._known = {mention.start for mention in actors}
        self._spoke: dict[str, tuple[int, Speaker]] = {}
        self._said: list[Span] = []
        self._labels: list[str] = []

    def within(self, span: Span) -> list[ActorMention]:
        """The actors named in a stretch of the text."""
        return [mention for mention in self._actors.between(span.start, span.end) if mention.end <= span.end]

    def name(self, words: Span, content: Span) -> Speaker:
        """Who is meant by some words that say some content; remembered for the pronouns that follow."""
        low = words.of(self._text).lower()
        pronoun = low.rpartition(" of ")[2]  # one of them
        if low in ("i", "we", "me", "us"):
            speaker = Speaker(unnamed("author"), "", "author")
        elif pronoun in PRONOUNS:
            speaker = self._meant(*PRONOUNS[pronoun], words, content)
        else:
            speaker = self._named(words)
        self._said = [*self._said[-3:], content]
        if speaker.name and speaker.kind != "author":
            self._spoke[speaker.kind if speaker.kind in ("person", "many") else "thing"] = (words.start, speaker)
        return speaker

    def label(self, words: Span) -> Speaker:
        """Who is meant by the label of a turn in a conversation: "SMITH", "Q", "Answer"."""
        label = words.of(self._text)
        surname = label.split()[-1].lower()
        if surname in ASKS:
            return Speaker(unnamed("interviewer"), "", "person")
        guest = surname in ANSWERS
        for mention in (mention for mention in self._actors.items if mention.kind == "person"):
            named = label == initials(mention.actor) or mention.actor.lower().endswith(f" {surname}")
            if mention.role if guest else named:
                return _speaker(mention)
        if guest:
            return Speaker(unnamed("interviewee"), "", "person")
        self._labels.append(label.title() if label.isupper() else label)
        meant = (name for name in self._labels if name.split()[-1].lower() == surname or initials(name) == label)
        return Speaker(next(meant), "", "person")

    def _named(self, words: Span) -> Speaker:
        mentions = [mention for mention in self.within(words) if mention.kind != "place"]
        text = words.of(self._text)
        aside = _ASIDE.match(text)
        return (
            self._joint(words, mentions)
            or self._mentioned(words, mentions)
            or (Speaker(aside[2], phrase_of(aside[1]), number_of(head_of(aside[1]))) if aside else None)  # my driver, X
            or self._described(text, words.start, mentions)
            or self._by_words(words)
        )

    def _joint(self, words: Span, mentions: list[ActorMention]) -> Speaker | None:
        """Several who speak together: "Iran and Oman"."""
        gaps = [self._text[a.end : b.start] for a, b in pairwise(mentions)]
        if not gaps or " and " not in gaps[-1] or not all(map(_JOINT.fullmatch, gaps)):
            return None
        if mentions[0].start - words.start < 5 and _HEAD_ENDS.match(self._text[mentions[-1].end : words.end]):
            return Speaker(" and ".join(dict.fromkeys(mention.actor for mention in mentions)), "", "many")
        return None

    def _mentioned(self, words: Span, mentions: list[ActorMention]) -> Speaker | None:
        """The actor whom the words name, or whose spokesman, official, army or report they name."""
        text = self._text
        for mention in sorted(mentions, key=lambda mention: mention.kind != "person"):
            lead = text[words.start : mention.start]
            linked = _LINK.search(lead)
            head = head_of(lead[: linked.start()]) if linked else ""
            spokes = head.lower() in lexicon_words("spokespeople")
            if head and mention.kind == "person" and number_of(head) == "thing":
                return Speaker(phrase_of(lead + mention.actor), "", "organisation")  # the office of X
            if number_of(head) != "thing" and (mention.kind == "person" or not spokes):
                many = number_of(head) == "many" and mention.kind != "person"
                who = f"{_prefix(mention)} {head}" if many else lead + mention.actor
                return Speaker(unnamed(who), "", number_of(head))
            if _HEAD_ENDS.match(text[mention.end : words.end]):
                some = mention.kind == "state" and _SOME.search(lead)  # "60% of Danes" are not Denmark
                return Speaker(unnamed(text[mention.start : mention.end]), "", "many") if some else _speaker(mention)
            tail = _TAIL_WORDS.match(text, mention.end, words.end)
            if tail and tail[1] and not _PREPOSITION.search(lead):
                return self._part_of(mention, lead, tail[1].strip(), words)
        return None

    def _part_of(self, mention: ActorMention, lead: str, rest: str, words: Span) -> Speaker:
        """Somebody or something of an actor: "Taliban spokesman", "Russian officials", "Pakistan’s army"."""
        rest = _TAIL_END.split(rest, maxsplit=1)[0]
        body, _, last = rest.rpartition(" ")
        told = last in _DOCUMENTS and mention.kind != "state"  # "UN data" are the UN's, "US data" of some office there
        if told or rest in lexicon_words("bodies") | lexicon_words("governments"):
            return _speaker(mention)
        if last in lexicon_words("spokespeople") and mention.kind != "person":
            return Speaker(f"{_prefix(mention)} {body}", "", "organisation") if body else _speaker(mention)
        kind = number_of(last)
        if kind == "person" and (known := self._described("the " + rest, words.start, [mention])):
            return known
        if kind == "thing":
            whole = mention.kind == "person" or " " in rest
            own = " ".join(self._text[mention.start : words.end].split()) if whole else f"{_prefix(mention)} {rest}"
            return Speaker(own, "", "organisation")
        adjectives = phrase_of(lead + "x")[:-1]  # a former US official
        return Speaker(unnamed(f"{adjectives if adjectives.islower() else ''}{_prefix(mention)} {rest}"), "", kind)

    def _described(self, text: str, start: int, mentions: list[ActorMention]) -> Speaker | None:
        """Somebody named before whose name or role fits a description: "the ministry", "the Russian leader"."""
        *before, head = phrase_of(text).lower().split(" ")
        if not text.lower().startswith(("the ", "this ", "that ")) or number_of(head) == "many":
            return None
        person = number_of(head) == "person"
        heads = {head} | (_LEADERS if head == "leader" else set())
        for mention in reversed(self._actors.between(0, start)[-_MEMORY:]):
            called = f"{mention.actor} {mention.role}"
            known = set(called.lower().split())
            told = not before or mentions or person or not known.isdisjoint(before)  # no news but a rescue agency
            fits = (mention.kind == "person") == person and not heads.isdisjoint(known)
            if fits and told and all(state.actor in called for state in mentions):
                return _speaker(mention)
        _, last = self._spoke.get("thing", (0, Speaker("")))
        return last if last.kind == "organisation" and not mentions and head in _DOCUMENTS else None

    def _by_words(self, words: Span) -> Speaker:
        """A speaker of whom nothing is known but the words: a name by its capitals, or nobody by name."""
        text = words.of(self._text)
        if not is_proper(text, words.start == 0 or self._text.endswith(SENTENCE_ENDS, 0, words.start)):
            return Speaker(unnamed(text), "", number_of(head_of(text)))
        name = phrase_of(text)
        if own := _OWN_NAME.search(name):  # state news agency NTB, analyst Jane Roe
            role = name[: own.start(1)].strip()
            return Speaker(own[1], role, number_of(role.split(" ")[-1]))
        person = text == name and 1 <= name.count(" ") <= 2 and name.istitle()
        return Speaker(name, "", "person" if person else "thing")

    def _meant(self, wanted: str, gender: str, words: Span, content: Span) -> Speaker:
        """Whom a pronoun means: the subject or the last one of its sentence, a subject before, or whoever spoke."""
        begin = self._begin(words.start)
        own = [c for c in self._fitting(begin, words.start, wanted, gender) if not content.start < c.end <= content.end]
        if own:
            return own[0 if wanted != "any" and _OPENS.fullmatch(self._text, begin, own[0].start) else -1].speaker
        at, last = self._spoke.get(wanted, (-1, Speaker("")))
        spoke = last if last.name and _agrees(last, False, gender) else None
        for _ in range(_BACK):
            end, begin = begin, self._begin(begin)
            if spoke and at >= begin:
                return spoke
            fitting = self._fitting(begin, end, wanted, gender)
            here = "\n" in self._text[at : words.start] and "\n" not in self._text[begin + 1 : words.start]
            if fitting and (not spoke or here or _OPENS.fullmatch(self._text, begin, fitting[0].start)):
                return fitting[0 if wanted == "person" else -1].speaker
        return spoke or Speaker("")

    def _begin(self, at: int) -> int:
        """Where the sentence begins that a place stands in."""
        return max(0, at - _SENTENCE, *(self._text.rfind(mark, max(0, at - _SENTENCE), at) for mark in SENTENCE_ENDS))

    def _fitting(self, start: int, end: int, wanted: str, gender: str) -> list[_Candidate]:
        """Whom a pronoun can mean of those named in a stretch, outside of what was said last."""
        named = ((m, m.kind == "person" and m.known) for m in self._actors.between(start, end))
        known = (_Candidate(m.start, m.end, _speaker(m), famous) for m, famous in named)
        found = sorted([*known, *self._unnamed(start, end), *self._strangers(start, end)], key=lambda c: c.start)
        fit = (c for c in found if self._fits(c, wanted, gender))
        return [c for c in fit if not any(span.start <= c.start < span.end for span in self._said)]

    def _fits(self, candidate: _Candidate, wanted: str, gender: str) -> bool:
        kind = candidate.speaker.kind
        where = kind == "state" and WITHIN.search(self._text, max(0, candidate.start - 12), candidate.start)
        if kind == "place" or where or self._text[candidate.end : candidate.end + 1] in ("’", "'", "-"):
            return False
        if wanted == "person":
            return kind == "person" and _agrees(candidate.speaker, candidate.known, gender)
        if wanted == "many":
            return kind in ("many", "group", "organisation")
        return wanted == "any" or kind not in ("person", "many")

    def _strangers(self, begin: int, end: int) -> Iterator[_Candidate]:
        """Whoever a sentence opens with by a full name that nobody knows: "Jane Roe was late"."""
        for match in _NAMED.finditer(self._text, begin, end + 1):
            start, words = match.start(1), match[1].split(" ")
            while words and (words[0] in OPENERS or words[0] in lexicon_words("titles")):
                start += len(words.pop(0)) + 1
            if len(words) > 1 and start not in self._known and is_proper(" ".join(words), True):
                yield _Candidate(start, match.end(1), Speaker(" ".join(words), "", "person"))

    def _unnamed(self, begin: int, end: int) -> Iterator[_Candidate]:
        """Whoever words describe: "his minister", "the farmers"; by name where one follows ("a man, Jon Roe")."""
        for noun in _NOUN.finditer(self._text, begin, end):
            number = number_of(noun[0])
            lead = number in _LEADS and _LEADS[number].search(self._text, max(0, noun.start() - _LEAD), noun.start())
            if not lead:
                continue
            two = self._actors.between(noun.end(), noun.end() + 120)[:2]  # characters of which it matches fewer
            named = next((m for m in two if m.kind == "person"), None)
            if named and _APPOSED.fullmatch(self._text, noun.end(), named.start):
                yield _Candidate(lead.start(), named.end, _speaker(named), named.known)
            else:
                speaker = Speaker(unnamed(_BEFORE_NOUN.sub("", lead[0] + noun[0])), "", number)
                yield _Candidate(lead.start(), noun.end(), speaker)


def is_named(speaker: str) -> bool:
    """Whether what stands in a column for speakers is a name: a known actor, or a proper name."""
    return bool(speaker) and not speaker.endswith(UNNAMED)


def unnamed(words: str) -> str:
    """What tables show of words that name nobody."""
    phrase = phrase_of(words)
    first, _, rest = phrase.partition(" ")
    name = rest[:1].isupper() or any(start == 0 for start, _, _ in known_names(phrase))
    if first[1:].islower() and words.startswith(first) and not (name or first in lexicon_words("region_adjectives")):
        phrase = phrase[0].lower() + phrase[1:]
    return phrase + UNNAMED


@lru_cache(maxsize=100)  # of one speaker it is asked several times in a row
def phrase_of(words: str) -> str:
    """A noun phrase without the article or number before it, and without the clause that says more of it."""
    words = " ".join(words.split())
    while determiner := _DETERMINER.match(words):
        words = words[determiner.end() :]
    return _TAIL.sub("", words) or words


def head_of(words: str) -> str:
    """The noun that a phrase is about: "source" of "a source at the refiner"."""
    return _PREPOSITION.split(phrase_of(words), maxsplit=1)[0].split(" ")[-1]


@lru_cache(maxsize=4096)
def number_of(noun: str) -> str:
    """person, many (people), or thing: what a common noun stands for."""
    low, people = noun.lower(), lexicon_words("roles") | lexicon_words("people")
    return "person" if low in people else "many" if low in _MANY or lemma(low, "NNS") in people else "thing"


def is_proper(words: str, opens: bool) -> bool:
    """Whether words without a known actor are a proper name."""
    phrase = phrase_of(words)
    name = _PREPOSITION.split(phrase, maxsplit=1)[0].split(" ")
    low = name[-1].lower()
    common = number_of(low) != "thing"
    if not name[-1][:1].isupper():
        return not common and name[0][:1].isupper() and not (opens and words.startswith(phrase))
    common = common or low in lexicon_words("crowds") or low in lexicon_words("bodies") or bool(_CROWD.search(low))
    return not (common and opens and len(name) == 1)


def _agrees(speaker: Speaker, known: bool, gender: str) -> bool:
    """Whether "he" or "she" can be this person, as far as the given name tells."""
    first = speaker.name.split(" ")[0]
    if not gender or first in lexicon_words("women"):
        return gender != "he"
    return gender == "he" or not (known or first in lexicon_words("given_names"))


def _prefix(mention: ActorMention) -> str:
    return state_prefixes().get(mention.actor, mention.actor)


def _speaker(mention: ActorMention) -> Speaker:
    return Speaker(mention.actor, mention.role, mention.kind)
