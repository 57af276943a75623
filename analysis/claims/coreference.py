"""Whom "he", "she", "it" and "they" mean, before a verb of saying: never somebody whom another stands in front of."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import pairwise

from analysis.core.values import Span
from analysis.readers.actors import ActorMention
from analysis.readers.names import OPENERS, known_names, lexicon_words

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


PRONOUNS = {
    **dict.fromkeys(("he", "she", "him", "her"), "person"),
    **dict.fromkeys(("it", "which", "that"), "thing"),
    **dict.fromkeys(("they", "them"), "many"),
    "who": "any",
}
_SUBJECTS = {"him": "he", "her": "she", "them": "they"}
SENTENCE_ENDS = (". ", "\n", "? ", "! ", ".” ", '." ')
_OPENS = re.compile(
    r"[\s.?!”\"]*(?:(?:And|But|Yet|So|Now|Then|Still|Even|Later|Today),? )?"
    r"(?:(?:[Tt]he|[Aa]n?|[Mm]y|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[\w’']+[’']s) )?(?:(?!said|told)[\w’-]+ ){0,3}?"
)
"""What may stand before the subject with which a sentence opens."""
_TITLED = re.compile(r"\b(Mr|Mrs|Ms|Miss|Sir|Lady)\.? (?:[A-Z][\w’-]+ ){0,2}([A-Z][\w-]+)")
_APPOSED = re.compile(r"(?: (?:of|for|at|in) [^,.;\n]{1,40},)?,? (?:an? [\w -]{2,40} )?(?:called |named )?")
_FULL_NAME = re.compile(
    r"(?:^|[.?!]”? |\n)([A-Z][a-z][\w’-]+ (?:[A-Z][\w.’-]+ ){0,2}(?:al-)?[A-Z][a-z][\w-]+)(?=,| [a-z])"
)
_NOUN = re.compile(r"\b[a-z]{3,20}\b(?![’'-])(?! [A-Z])")
_LEADS = {
    "person": re.compile(
        r"\b(?:[Tt]he|[Aa]n?|[Oo]ne|[Aa]nother|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[Mm]y) (?:[\w’'-]{1,20} ){0,3}$"
    ),
    "many": re.compile(r"(?:\b[\w’-]{1,20} ){0,2}$"),
}
_LEAD = 70
"""Characters of the longest words before a noun that belong to it."""
_BEFORE_NOUN = re.compile(r"^.*\b(?:of|and|that|for|by|to|in|on|with|from|but)\s(?=\S)")
_TELLS = re.compile(r"(?:,|\b(?:is|was|as|became|remains)) $")
"""What stands before words that say who somebody is, and name nobody else."""
_OWNER = ("’", "'", "-")
_SENTENCE = 600
"""Characters of the longest sentence that a pronoun looks back over."""
_BACK = 4
"""Sentences before its own that a pronoun looks back over for a subject."""
_FAR = 2500
"""Characters after which whoever spoke last is no longer meant."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    start: int
    end: int
    speaker: Speaker
    known: bool = False


class Pronouns:
    """Who was named and who spoke in a text so far, for the pronouns that follow."""

    def __init__(self, text: str, actors: Sequence[ActorMention]) -> None:
        self._text, self._actors = text, actors
        self._found: list[_Candidate] | None = None
        self._spoke: dict[str, tuple[int, Speaker]] = {}
        self._said: list[Span] = []
        self._genders: dict[str, str] = {}

    @cached_property
    def _titles(self) -> dict[str, str]:
        """The titles before surnames."""
        return {match[2]: match[1] for match in _TITLED.finditer(self._text)}

    def remember(self, speaker: Speaker, words: Span, content: Span) -> None:
        """Keep who spoke and what was said: nobody named in that is the subject of what follows."""
        self._said = [*self._said[-3:], content]
        if speaker.name and speaker.kind != "author":
            kind = "person" if speaker.kind == "person" else "many" if speaker.kind == "many" else "thing"
            self._spoke[kind] = (words.start, speaker)
            if kind == "thing" and speaker.kind != "state":
                self._spoke["many"] = (words.start, speaker)

    def last(self, kind: str) -> Speaker | None:
        """Who of a kind (person, thing, many) spoke last."""
        return self._spoke[kind][1] if kind in self._spoke else None

    def meant(self, pronoun: str, words: Span, content: Span) -> Speaker:
        """Whom a pronoun means that stands at some words and speaks some content; without a name when it is unclear."""
        wanted = PRONOUNS[pronoun]
        pronoun = _SUBJECTS.get(pronoun, pronoun)
        speaker = self._near(wanted, pronoun, words, content) or self._earlier(wanted, pronoun, words)
        if speaker.kind == "person" and pronoun in ("he", "she") and speaker.name:
            self._genders.setdefault(speaker.name, pronoun)
        return speaker

    def _near(self, wanted: str, pronoun: str, words: Span, content: Span) -> Speaker | None:
        """The one named in the same sentence outside what is said: its subject, else the last."""
        begin = self._begin(words.start)
        own = [
            candidate
            for candidate in self._between(begin, words.start)
            if (candidate.end <= content.start or candidate.start >= content.end)
            and not self._is_said(candidate)
            and self._fits(candidate, wanted, pronoun)
        ]
        if not own:
            return None
        opens = wanted != "any" and _OPENS.fullmatch(self._text, begin, own[0].start)
        return (own[0] if opens else own[-1]).speaker

    def _earlier(self, wanted: str, pronoun: str, words: Span) -> Speaker:
        """The subject of the nearest sentence before that has one, or whoever spoke in it or before it."""
        if wanted == "any":
            return Speaker("")
        at, last = self._spoke.get(wanted, (-1, Speaker("")))
        spoke = last if last.name and words.start - at < _FAR and self._agrees(last, False, pronoun) else None
        end = self._begin(words.start)
        for _ in range(_BACK):
            while end and self._text[end - 1].isspace():
                end -= 1
            begin = self._begin(end)
            if spoke and at >= begin:
                return spoke
            fitting = [c for c in self._between(begin, end) if self._fits(c, wanted, pronoun) and not self._is_said(c)]
            here = "\n" in self._text[at : words.start] and "\n" not in self._text[begin + 1 : words.start]
            if fitting and (not spoke or here or _OPENS.fullmatch(self._text, begin, fitting[0].start)):
                return (fitting[0] if wanted == "person" or len(fitting) == 1 else fitting[-1]).speaker
            if begin <= 0:
                break
            end = begin
        return spoke or Speaker("")

    def _is_said(self, candidate: _Candidate) -> bool:
        return any(span.start <= candidate.start < span.end for span in self._said)

    def _begin(self, at: int) -> int:
        """Where the sentence begins that a place stands in."""
        return max(0, at - _SENTENCE, *(self._text.rfind(mark, max(0, at - _SENTENCE), at) for mark in SENTENCE_ENDS))

    def _fits(self, candidate: _Candidate, wanted: str, pronoun: str) -> bool:
        kind = candidate.speaker.kind
        if kind == "place" or self._text[candidate.end : candidate.end + 1] in _OWNER:
            return False
        if wanted == "person":
            return kind == "person" and self._agrees(candidate.speaker, candidate.known, pronoun)
        if wanted == "many":
            return kind in ("many", "group", "organisation")
        return wanted == "any" or kind not in ("person", "many")

    def _agrees(self, speaker: Speaker, known: bool, pronoun: str) -> bool:
        """Whether "he" or "she" can be this person, as far as the text or the name tells."""
        if speaker.kind != "person" or pronoun not in ("he", "she"):
            return True
        if speaker.name not in self._genders:
            title = self._titles.get(speaker.name.split(" ")[-1], "")
            given = (
                ("he" if title in ("Mr", "Sir") else "she") if title else gender_of(speaker.name, speaker.role, known)
            )
            if not given:
                return True
            self._genders[speaker.name] = given
        return self._genders[speaker.name] == pronoun

    def _between(self, start: int, end: int) -> list[_Candidate]:
        if self._found is None:
            self._found = sorted(
                [*self._named(), *self._unnamed(), *self._strangers()], key=lambda candidate: candidate.start
            )
        low = bisect_left(self._found, start, key=lambda candidate: candidate.start)
        high = bisect_left(self._found, end, key=lambda candidate: candidate.start)
        return self._found[low:high]

    def _named(self) -> list[_Candidate]:
        return [_Candidate(m.start, m.end, _speaker(m), m.kind == "person" and m.known) for m in self._actors]

    def _strangers(self) -> list[_Candidate]:
        """Whoever a sentence opens with by a full name that nobody knows: "Jane Roe was late"."""
        known = {mention.start for mention in self._actors}
        found = []
        for match in _FULL_NAME.finditer(self._text):
            start, words = match.start(1), match[1].split(" ")
            while words and (words[0] in OPENERS or words[0] in lexicon_words("titles")):
                start += len(words.pop(0)) + 1
            if len(words) > 1 and start not in known and is_proper(" ".join(words), True):
                found.append(_Candidate(start, match.end(1), Speaker(" ".join(words), "", "person")))
        return found

    def _unnamed(self) -> list[_Candidate]:
        """Whoever words describe: "his minister", "the farmers"; by name where one follows ("a man, Jon Roe")."""
        starts = [mention.start for mention in self._actors]
        found = []
        for noun in _NOUN.finditer(self._text):
            number = people().get(noun[0])
            lead = _LEADS[number].search(self._text, max(0, noun.start() - _LEAD), noun.start()) if number else None
            if lead is None or _TELLS.search(self._text, max(0, lead.start() - 10), lead.start()):
                continue
            at = bisect_left(starts, noun.end())
            named = next((m for m in self._actors[at : at + 2] if m.kind == "person"), None)
            if named and _APPOSED.fullmatch(self._text, noun.end(), named.start):
                found.append(_Candidate(lead.start(), named.end, _speaker(named), named.known))
                continue
            speaker = Speaker(unnamed(_BEFORE_NOUN.sub("", lead[0] + noun[0])), "", number_of(noun[0]))
            if gender := gender_of("", noun[0]):
                self._genders[speaker.name] = gender
            found.append(_Candidate(lead.start(), noun.end(), speaker))
        return found


def _speaker(mention: ActorMention) -> Speaker:
    return Speaker(mention.actor, mention.role, mention.kind)
