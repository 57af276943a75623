"""Who is meant by the words that name a speaker: "he", "Mr Roe", "the ministry", "two US officials"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from analysis.claims.coreference import (
    PRONOUNS,
    SENTENCE_ENDS,
    Pronouns,
    Speaker,
    head_of,
    is_named,
    is_proper,
    number_of,
    phrase_of,
    unnamed,
)
from analysis.core.values import Span
from analysis.readers.actors import ActorMention
from analysis.readers.names import OPENERS, lexicon_words, state_prefixes
from analysis.readers.quote_marks import ANSWERS, ASKS

_AUTHOR = frozenset("i we me us".split())
_HEAD_ENDS = re.compile(
    r"\s*(?:$|[,(;—–]|[’']$|(?:of|in|at|for|on|with|from|and|who|which|as|during|last|this|has|itself|himself)\b)"
)
_LOWER = re.compile(r"(?:[’']s?)?(?: |$)((?:[a-z][\w-]*(?: |$)){0,5})")
_JOINT = re.compile(r",? and (?:the |its |his |her )?|, (?:the )?")
_LONGER = re.compile(r"\b(?!U\.?[NSK])([A-Z][a-z]+) $")
_LINK = re.compile(
    r"\s(?:of|at|from|for|in|with|to|by)\s(?:the\s)?(?:(?:M[rs]|Mrs|Dr|President|Prime Minister|King|Gen|Sen)\.?\s)?$"
)
_ISSUED = re.compile(
    r",? (?:(?:first|jointly|newly) )?(?:released|published|issued|compiled|prepared|written) by (?:the )?"
)
_NAME = 80
"""Characters of the longest name of an issuer."""
_LEADER = r"(?:head|leader|chief|director|chairman|commander|secretary|founder)"
_LEADS = re.compile(rf"(?:[Tt]he |[Aa] )?(?:[a-z-]{{1,20}} ){{0,2}}{_LEADER} of ")
_LED = re.compile(rf"(?!former)[^;]*\b{_LEADER}\b")
_OF = (" of ", " of the ")
_ASIDE = re.compile(r"^([^,]+), (?:the )?((?:[A-Z][\w.’-]*(?: |$)){1,4})$")
_OWNED = re.compile(r"^(?:[Tt]he )?[A-Z][\w. ]{1,30}[’']s? ((?:[A-Z][\w.-]+ ){1,3}[A-Z][\w-]+)$")
_OWN_NAME = re.compile(
    r"(?:^|\s)[a-z][\w’'-]* ([A-Z][\w’'.-]*(?:(?: of| for| and| the| al| bin| de| van| von)* [A-Z][\w’'.-]*)*)$"
)
_AGED = re.compile(r"[Tt]he \d{1,3}-year-old\b")
_FULL_NAME = re.compile(r"(?<![\w’'-])[A-Z][a-z][\w’'-]*(?: [A-Z][a-z][\w-]*){1,2}")
_BESIDE = 40
"""Characters after the speaker, or the beginning of what is said, in which the document is named that says so."""
_NEAR = 300
"""Characters before an age in which the name stands that it belongs to."""
_WORD = re.compile(r"\w+")
_POSSESSED = re.compile(r"\b[\w-]+[’'](?:s\b)?|\s(?:of|at|for|in|with|to|from)\s.*", re.DOTALL)
"""What an office belongs to: "agency’s director", "director of the agency"."""
_BODIES = frozenset("agency organisation organization body watchdog institution".split())
_DOCUMENTS = frozenset("report reports statement paper study survey article index website data figures".split())
_DOCUMENT = re.compile(r"\b(?:report|paper|study|survey|index|review)\b", re.IGNORECASE)
_LEADERS = {
    "leader": ("president", "leader", "prime", "chancellor", "premier"),
    "republican": (),
    "boss": ("chief", "head"),
}
_LINKING = frozenset("of in at for on with from and who which as by".split())
_MEMORY = 200
"""Mentions that a description looks back over."""


class Speakers:
    """Resolves the words that name speakers, from the beginning of a text to its end."""

    def __init__(self, text: str, actors: Sequence[ActorMention]) -> None:
        self._text = text
        self._actors = sorted(actors, key=lambda mention: mention.start)
        self._starts = [mention.start for mention in self._actors]
        self._pronouns = Pronouns(text, self._actors)
        self._document: Speaker | None = None
        self._labels: list[str] = []

    def within(self, span: Span) -> list[ActorMention]:
        """The actors named in a stretch of the text."""
        low, high = bisect_left(self._starts, span.start), bisect_left(self._starts, span.end)
        return [mention for mention in self._actors[low:high] if mention.end <= span.end]

    def _before(self, start: int) -> list[ActorMention]:
        """The actors named before a place, the nearest first, as far back as a reader remembers."""
        end = bisect_left(self._starts, start)
        return self._actors[max(0, end - _MEMORY) : end][::-1]

    def name(self, words: Span, content: Span) -> Speaker:
        """Who is meant by some words; remembered for the pronouns that follow."""
        low = words.of(self._text).lower()
        if low in _AUTHOR:
            speaker = Speaker(unnamed("author"), "", "author")
        elif low in PRONOUNS:
            speaker = self._pronouns.meant(low, words, content)
        else:
            speaker = self._named(words, content)
        self._pronouns.remember(speaker, words, content)
        near = self._text[words.start : max(words.end, content.start if content.start > words.start else 0) + _BESIDE]
        if speaker.name and speaker.kind != "person" and (_DOCUMENT.search(near) or _DOCUMENT.search(speaker.name)):
            self._document = speaker
        return speaker

    def label(self, words: Span) -> Speaker:
        """Who is meant by the label of a turn in a conversation: "SMITH", "Q", "Answer"."""
        label = words.of(self._text)
        surname = label.split()[-1].lower()
        people = [mention for mention in self._actors if mention.kind == "person"]
        if surname in ASKS:
            return Speaker(unnamed("interviewer"), "", "person")
        if surname in ANSWERS:
            guest = next((m for m in people if m.role and m.start < words.start), None)
            return _speaker(guest) if guest else Speaker(unnamed("interviewee"), "", "person")
        known = next((m for m in people if m.actor.split()[-1].lower() == surname and " " in m.actor), None)
        if known:
            return _speaker(known)
        name = label.title() if label.isupper() else label
        self._labels.append(name)
        return Speaker(next((full for full in self._labels if full.split()[-1].lower() == surname), name), "", "person")

    def _named(self, words: Span, content: Span) -> Speaker:
        mentions = [mention for mention in self.within(words) if mention.kind != "place"]
        text = words.of(self._text)
        if leader := self._leader(words, mentions):
            return leader
        if text.lower().startswith(("one of them", "some of them", "both of them")):
            return self._pronouns.last("many") or Speaker("")
        return (
            self._aged(text, words)
            or self._mentioned(words, mentions)
            or self._issuer(words)
            or self._of_owner(words)
            or self._aside(text)
            or self._described(text, words, content, mentions)
            or self._by_words(words)
        )

    def _aged(self, text: str, words: Span) -> Speaker | None:
        """Who "the 34-year-old" is: whoever was named last by two names or more."""
        if not _AGED.match(text):
            return None
        names = _FULL_NAME.findall(self._text, max(0, words.start - _NEAR), words.start)
        return Speaker(names[-1], "", "person") if names else None

    def _mentioned(self, words: Span, mentions: list[ActorMention]) -> Speaker | None:
        """The actor whom the words name, or whose spokesman, official, army or report they name."""
        text = self._text
        if joint := self._joint(words, mentions):
            return joint
        for mention in (*(m for m in mentions if m.kind == "person"), *mentions):
            lead = text[words.start : mention.start]
            if mention.kind == "state" and (longer := _LONGER.search(lead)) and longer[1] not in OPENERS:
                return Speaker(longer[1] + " " + mention.text, "", "organisation")  # the Lom Times of a country
            if linked := _LINK.search(lead):
                head = head_of(lead[: linked.start()])
                if number_of(head) != "thing" and head.lower() not in lexicon_words("spokespeople"):
                    return self._somebody_of(mention, head_of_phrase(lead[: linked.start()]), lead)
            if _HEAD_ENDS.match(text[mention.end : words.end]):
                spokes = linked and head_of(lead[: linked.start()]).lower() in lexicon_words("spokespeople")
                if spokes and mention.kind == "person":
                    return Speaker(unnamed(lead + mention.actor), "", "person")
                return _speaker(mention)
            tail = _LOWER.match(text, mention.end, words.end)
            if tail and tail[1] and not linked:
                return self._part_of(mention, lead, tail[1].split(), words)
        return None

    def _part_of(self, mention: ActorMention, lead: str, tail: list[str], words: Span) -> Speaker | None:
        """Somebody or something of an actor: "Taliban spokesman", "Russian officials", "Pakistan’s army"."""
        while len(tail) > 1 and tail[-1] in _LINKING:
            tail = tail[:-1]
        cut = next((i for i, word in enumerate(tail) if _HEAD_ENDS.match(word) or word == "by"), len(tail))
        tail = tail[:cut] or tail
        last = tail[-1]
        if last in lexicon_words("spokespeople"):
            tail = tail[:-1]
            if not tail or mention.kind == "person":
                return _speaker(mention) if mention.kind != "person" else None
            return Speaker(f"{_prefix(mention)} {' '.join(tail)}", "", "organisation")
        rest = " ".join(tail)
        if rest in lexicon_words("bodies") or rest in lexicon_words("governments") or last in _DOCUMENTS:
            return _speaker(mention)
        kind = number_of(last)
        if kind == "person" and (known := self._described("the " + rest, words, words, [mention])):
            return known
        if kind == "thing":
            plain = mention.kind != "person" and " " not in rest
            own = f"{_prefix(mention)} {rest}" if plain else " ".join(self._text[mention.start : words.end].split())
            return Speaker(own, "", "organisation")
        return Speaker(unnamed(f"{_adjectives(lead)}{_prefix(mention)} {rest}"), "", kind)

    def _somebody_of(self, mention: ActorMention, head: str, lead: str) -> Speaker:
        """Somebody who belongs to an actor and has no name: "an official at the World Bank"."""
        kind = number_of(head.split(" ")[-1])
        if mention.kind == "person":
            return Speaker(unnamed(f"{lead}{mention.actor}"), "", kind)
        return Speaker(unnamed(f"{_prefix(mention)} {head}"), "", kind)

    def _joint(self, words: Span, mentions: list[ActorMention]) -> Speaker | None:
        """Several who speak together: "Iran and Oman"."""
        found = sorted(mentions, key=lambda mention: mention.start)
        if len(found) < 2 or not _HEAD_ENDS.match(self._text[found[-1].end : words.end]):
            return None
        gaps = [self._text[a.end : b.start] for a, b in pairwise(found)]
        if all(_JOINT.fullmatch(gap) for gap in gaps) and " and " in gaps[-1] and found[0].start - words.start < 5:
            return Speaker(" and ".join(dict.fromkeys(mention.actor for mention in found)), "", "many")
        return None

    def _issuer(self, words: Span) -> Speaker | None:
        """Who published what speaks: "the report, released by the World Bank"."""
        if by := _ISSUED.match(self._text, words.end):
            issuer = next((m for m in self.within(Span(by.end(), by.end() + _NAME)) if m.start == by.end()), None)
            return _speaker(issuer) if issuer else None
        return None

    def _leader(self, words: Span, mentions: list[ActorMention]) -> Speaker | None:
        """Who leads what is named: "the head of the agency" is the one whose role the text gives so, and no agency."""
        text = words.of(self._text)
        if len(mentions) != 1 or mentions[0].kind == "person" or not _LEADS.match(text):
            return None
        led = mentions[0]
        if "," in text or not self._text.endswith(_OF, 0, led.start):
            return None
        for mention in self._actors:
            if mention.kind == "person" and led.actor in mention.role and _LED.match(mention.role):
                return _speaker(mention)
        return Speaker(unnamed(text), "", "person")

    def _of_owner(self, words: Span) -> Speaker | None:
        """Who holds an office of somebody in the same sentence: "its foreign minister", by the state that is meant."""
        text = words.of(self._text)
        if not text.lower().startswith(("its ", "their ")) or "," in text:
            return None
        owner = self._pronouns.meant("it", words, Span(words.start, words.end))
        office = text.split(" ", 1)[1]
        if owner.kind not in ("state", "group", "organisation"):
            return None
        last = office.split()[-1].lower()
        if last in _DOCUMENTS or last in lexicon_words("spokespeople"):
            return owner
        for mention in self._before(words.start):
            if mention.kind == "person" and office.lower() in mention.role.lower() and owner.name in mention.role:
                return _speaker(mention)
        name = f"{state_prefixes().get(owner.name, owner.name)} {office}"
        kind = number_of(last)
        return Speaker(name, "", "organisation") if kind == "thing" else Speaker(unnamed(name), "", kind)

    def _described(self, text: str, words: Span, content: Span, mentions: list[ActorMention]) -> Speaker | None:
        """Somebody named before whose name or role fits a description: "the ministry", "the Russian leader"."""
        head = phrase_of(text).split(" ")[-1].lower()
        if not text.lower().startswith(("the ", "this ", "that ")) or number_of(head) == "many":
            return None
        start = words.start
        heads = {head, *_LEADERS.get(head, ())}
        if head in ("country", "nation", "government"):
            return self._state(text, start)
        states = {mention.actor for mention in mentions} | {mention.text for mention in mentions}
        for mention in self._before(start):
            if not heads.isdisjoint(_called(mention.actor, mention.role, mention.kind)) and (
                not states or any(state in f"{mention.actor} {mention.role}" for state in states)
            ):
                return _speaker(mention)
        if states:
            return None
        last = self._pronouns.last("person")
        if head in ("man", "woman"):
            return self._pronouns.meant("he" if head == "man" else "she", words, content)
        if last and not is_named(last.name) and head_of(last.name).lower() == head:
            return last
        if head in _BODIES:
            return next((_speaker(m) for m in self._before(start) if m.kind == "organisation"), None)
        return self._document if head in _DOCUMENTS else None

    def _state(self, text: str, start: int) -> Speaker | None:
        """Which state "the country" is, the last one named; or "the government", that of the one named most."""
        named = [mention for mention in self._before(start) if mention.kind == "state"]
        if not named or text.lower() not in ("the country", "the nation", "the government"):
            return None
        if text.lower().endswith("government"):
            most = Counter(mention.actor for mention in named).most_common(2)
            sure = most[0][1] > (most[1][1] if len(most) > 1 else 1)
            return Speaker(most[0][0], "", "state") if sure else None
        return _speaker(named[0])

    def _aside(self, text: str) -> Speaker | None:
        """The name that follows what somebody or something is: "my driver, Moussa"."""
        aside = _ASIDE.match(text)
        return Speaker(aside[2], phrase_of(aside[1]), number_of(head_of(aside[1]))) if aside else None

    def _by_words(self, words: Span) -> Speaker:
        """A speaker of whom nothing is known but the words: a name by its capitals, or nobody by name."""
        text = words.of(self._text)
        if owned := _OWNED.match(text):
            return Speaker(owned[1], "", "person")
        opens = words.start == 0 or self._text.endswith(SENTENCE_ENDS, 0, words.start)
        if not is_proper(text, opens):
            return Speaker(unnamed(text), "", number_of(head_of(text)))
        name = phrase_of(text)
        if own := _OWN_NAME.search(name):  # state news agency NTB, analyst Jane Roe
            role = name[: own.start(1)].strip()
            return Speaker(own[1], role, number_of(role.split(" ")[-1]))
        person = text == name and 1 <= name.count(" ") <= 2 and name.istitle()
        return Speaker(name, "", "person" if person else "thing")


@lru_cache(maxsize=1_000)  # each description looks at the actors named before it
def _called(actor: str, role: str, kind: str) -> frozenset[str]:
    """The words in small letters that tell who an actor is: name and office, without what that belongs to."""
    office = _POSSESSED.sub("", role) if kind == "person" else role
    return frozenset(_WORD.findall(f"{actor} {office}".lower()))


def head_of_phrase(words: str) -> str:
    """A noun phrase up to its head: "senior officials" of "two senior officials in the capital"."""
    return re.split(r"\s(?:of|in|at|for|from|with)\s", phrase_of(words), maxsplit=1)[0]


def _adjectives(lead: str) -> str:
    """What stands before the name in "a former US official", without the article."""
    kept = phrase_of(lead.strip() + " x").rsplit(" ", 1)
    return kept[0] + " " if len(kept) > 1 and kept[0].islower() else ""


def _prefix(mention: ActorMention) -> str:
    return state_prefixes().get(mention.actor, mention.actor)


def _speaker(mention: ActorMention) -> Speaker:
    return Speaker(mention.actor, mention.role, mention.kind)
