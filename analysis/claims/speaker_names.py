"""Who is meant by the words that name a speaker: "he", "Mr Roe", "the ministry", "the Russian leader"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.readers.actors import ActorMention
from analysis.readers.gazetteer import lexicon_words
from analysis.readers.institutions import state_prefixes
from analysis.values import Span

_PRONOUNS = {
    "he": "person",
    "she": "person",
    "it": "thing",
    "they": "many",
    "who": "any",
    "which": "thing",
    "that": "thing",
}
_ARTICLE = re.compile(r"^(?:the|a|an|this|that|its|his|her|their)\s+", re.IGNORECASE)
_HEAD_ENDS = re.compile(
    r"\s*(?:$|[,(;—–]|[’']$|(?:of|in|at|for|on|with|from|and|who|which|as|during|last|this|has|itself|himself)\b)"
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
_HEAD = re.compile(r"[\s,]+")
_WORD = re.compile(r"\w+")
_OWNER = re.compile(r"[’']s?\s+(?:[\w-]+\s+){0,4}?([\w-]+)$")
_POSSESSED = re.compile(r"\b[\w-]+[’'](?:s\b)?|\s(?:of|at|for|in|with|to|from)\s.*", re.DOTALL)
"""What an office belongs to: "agency’s director", "director of the agency"."""
_BODIES = frozenset("agency organisation organization body watchdog institution".split())
_DOCUMENTS = frozenset("report reports statement paper study survey article index website data figures".split())
_LEADERS = {
    "leader": ("president", "leader", "prime", "chancellor", "premier"),
    "republican": (),
    "boss": ("chief", "head"),
}
_OPENS = re.compile(r"[\s.?!”\"]*(?:(?:And|But|Yet|So|Now|Then|Still|Even) )?(?:(?:The|the|An?|Mr|Ms|Mrs|Dr) )?")
"""What may stand before the subject with which a sentence opens."""
_MEMORY = 200
"""Mentions that a pronoun or a description looks back over."""
_SENTENCE = 600
SENTENCE_ENDS = (". ", "\n", "? ", "! ", ".” ", '." ')


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who speaks: the name that tables show, the role as far as it is known, and the kind of actor."""

    name: str
    role: str = ""
    kind: str = "any"


class Speakers:
    """Resolves the words that name speakers, from the beginning of a text to its end.

    Parameters
    ----------
    text
        The text of one article.
    actors
        The actors named in it, in any order.
    """

    def __init__(self, text: str, actors: Sequence[ActorMention]) -> None:
        self._text = text
        self._actors = sorted(actors, key=lambda mention: mention.start)
        self._starts = [mention.start for mention in self._actors]
        self._last: dict[str, Speaker] = {}

    def within(self, span: Span) -> list[ActorMention]:
        """The actors named in a stretch of the text."""
        low, high = bisect_left(self._starts, span.start), bisect_left(self._starts, span.end)
        return [mention for mention in self._actors[low:high] if mention.end <= span.end]

    def _before(self, start: int) -> list[ActorMention]:
        """The actors named before a place, the nearest first, as far back as a reader remembers."""
        end = bisect_left(self._starts, start)
        return self._actors[max(0, end - _MEMORY) : end][::-1]

    def name(self, words: Span, content: Span) -> Speaker:
        """Who is meant by some words; remembered for the pronouns that follow.

        Parameters
        ----------
        words
            The words that name the speaker.
        content
            What is said: whoever is named in it is not the one who says it.
        """
        low = words.of(self._text).lower()
        wanted = _PRONOUNS.get(low)
        speaker = self._pronoun(wanted, words, content) if wanted else self._named(words)
        if speaker.name:
            self._last["any"] = self._last["person" if speaker.kind == "person" else "thing"] = speaker
            if speaker.kind not in ("person", "state"):
                self._last["many"] = speaker
        return speaker

    def _named(self, words: Span) -> Speaker:
        mentions = [mention for mention in self.within(words) if mention.kind != "place"]
        if leader := self._leader(words, mentions):
            return leader
        for mention in (*(m for m in mentions if m.kind == "person"), *mentions):
            if _HEAD_ENDS.match(self._text[mention.end : words.end]):
                return Speaker(mention.actor, mention.role, mention.kind)
        text = words.of(self._text)
        if mentions and (owner := _OWNER.search(text)) and owner[1].lower() in _DOCUMENTS:
            return Speaker(mentions[0].actor, mentions[0].role, mentions[0].kind)
        if by := _ISSUED.match(self._text, words.end):
            issuer = next((m for m in self.within(Span(by.end(), by.end() + _NAME)) if m.start == by.end()), None)
            if issuer:
                return Speaker(issuer.actor, issuer.role, issuer.kind)
        return (
            self._owned(words)
            or self._described(text, words.start, mentions)
            or Speaker(_ARTICLE.sub("", text), "", "any")
        )

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
                return Speaker(mention.actor, mention.role, mention.kind)
        return Speaker(_ARTICLE.sub("", text), "", "any")

    def _owned(self, words: Span) -> Speaker | None:
        """Who holds an office of somebody in the same sentence: "its foreign minister", by the state that is meant."""
        text = words.of(self._text)
        if not text.lower().startswith(("its ", "their ")) or "," in text:
            return None
        owner = self._pronoun("thing", words, Span(words.start, words.end))
        office = text.split(" ", 1)[1]
        if owner.kind not in ("state", "group", "organisation") or office.split()[-1].lower() in _DOCUMENTS:
            return None
        for mention in self._before(words.start):
            if mention.kind == "person" and office.lower() in mention.role.lower() and owner.name in mention.role:
                return Speaker(mention.actor, mention.role, mention.kind)
        return Speaker(f"{state_prefixes().get(owner.name, owner.name)} {office}", "", "any")

    def _described(self, text: str, start: int, mentions: list[ActorMention]) -> Speaker | None:
        """Somebody named before whose name or role fits a description: "the ministry", "the Russian leader"."""
        head = _HEAD.split(text.strip())[-1].lower()
        if not _ARTICLE.match(text) or head in lexicon_words("unnamed"):
            return None
        heads = {head, *_LEADERS.get(head, ())}
        if head in ("country", "nation", "government"):
            return next((Speaker(m.actor, m.role, m.kind) for m in self._before(start) if m.kind == "state"), None)
        states = {mention.actor for mention in mentions} | {mention.text for mention in mentions}
        for mention in self._before(start):
            office = _POSSESSED.sub("", mention.role) if mention.kind == "person" else mention.role
            if (heads & set(_WORD.findall(f"{mention.actor} {office}".lower()))) and (
                not states or any(state in f"{mention.actor} {mention.role}" for state in states)
            ):
                return Speaker(mention.actor, mention.role, mention.kind)
        if head in _BODIES:
            return next(
                (Speaker(m.actor, m.role, m.kind) for m in self._before(start) if m.kind == "organisation"), None
            )
        last = self._last.get("thing")
        return last if last and last.kind != "any" and head in _DOCUMENTS else None

    def _pronoun(self, wanted: str, words: Span, content: Span) -> Speaker:
        """The one named last in the same sentence outside what is said, else the last speaker, else the last named."""
        low = max(0, words.start - _SENTENCE)
        begin = max(self._text.rfind(mark, low, words.start) for mark in SENTENCE_ENDS)
        before = self._before(words.start)
        own = []
        for mention in before:
            if mention.start < begin:
                break
            outside = mention.end <= content.start or mention.start >= content.end
            if outside and _fits(mention, wanted) and self._text[mention.end : mention.end + 1] not in ("’", "'", "-"):
                own.append(mention)
        if own:
            first = own[-1]
            opens = wanted != "any" and _OPENS.fullmatch(self._text, begin, first.start)
            chosen = first if opens else own[0]
            return Speaker(chosen.actor, chosen.role, chosen.kind)
        if wanted in self._last:
            return self._last[wanted]
        last = next((mention for mention in before if _fits(mention, wanted)), None)
        return Speaker(last.actor, last.role, last.kind) if last else Speaker("")


def _fits(mention: ActorMention, wanted: str) -> bool:
    if wanted == "any" or mention.kind == "place":
        return wanted == "any" and mention.kind != "place"
    if wanted == "many":
        return mention.kind in ("group", "organisation")
    return (mention.kind == "person") == (wanted == "person")
