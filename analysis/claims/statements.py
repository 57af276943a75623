"""Statements: quotations with the speaker under one name, what they are about, and what they claim."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.readers.actors import ActorMention
from analysis.readers.gazetteer import lexicon_words
from analysis.readers.quotations import Quotation
from analysis.values import Span

_PRONOUNS = {
    "he": "person",
    "she": "person",
    "it": "thing",
    "they": "any",
    "who": "any",
    "which": "thing",
    "that": "thing",
}
_THE = re.compile(r"^(?:the|a|an|this|that|its|his|her|their)\s+", re.IGNORECASE)
_DEFINITE = re.compile(r"^(?:the|this|that|its)\s+(?:[\w-]+\s+){0,2}?([\w-]+)$", re.IGNORECASE)
_RESPONSIBILITY = re.compile(r"\b(?:responsibility|credit)\b")
_CLAIMS = re.compile(r"\b(?:claim(?:s|ed|ing)?|took|taken|takes|taking|assum(?:es|ed))\b")
_BLAMES = re.compile(r"\b(?:blam(?:es|ed|ing)|accus(?:es|ed|ing)|link(?:s|ed)|attribut(?:es|ed)|point(?:s|ed))\b")
_SILENCE = re.compile(r"\b(?:declin\w+|refus\w+|(?:not|n[’']t) (?:immediately )?(?:respond|repl|comment|return)\w*)")
_COMMENT = re.compile(r"\b(?:comment|respond|reply|requests?|answer)\b")


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody said, by whose name tables know the speaker."""

    start: int
    end: int
    text: str
    speaker: str
    role: str
    cue: str
    kind: str
    about: tuple[str, ...]
    speaker_span: Span | None
    cue_span: Span | None
    claim: str
    clause: Span
    """The whole of what is put down to the speaker: for a fragment the clause around the quoted words."""


def find_statements(text: str, quotations: Sequence[Quotation], actors: Sequence[ActorMention]) -> list[Statement]:
    """Who says what, each speaker by the name that the actors have.

    Parameters
    ----------
    text
        The text that the quotations and actors were read from.
    quotations, actors
        What `find_quotations` and `find_actors` found in it.

    Returns
    -------
    list of Statement
        A row for each stretch in quotation marks, so that `text` is verbatim, and one for each indirect quotation;
        `clause` is the whole attributed stretch, whose figures and events are the speaker's. `speaker` is "" when the
        text names nobody. `about` are the actors in the clause other than the speaker, in order. `claim` is
        statement, claims responsibility, attributes responsibility, or no comment.

    >>> from analysis.readers.actors import find_actors
    >>> from analysis.readers.quotations import find_quotations
    >>> text = "Vladimir Putin said that Iran was ready. He called the offer “generous”."
    >>> [(s.text, s.speaker) for s in find_statements(text, find_quotations(text), find_actors(text))]
    [('that Iran was ready', 'Vladimir Putin'), ('generous', 'Vladimir Putin')]
    """
    speakers = _Speakers(text, actors)
    found = []
    for quotation in quotations:
        speaker, role = speakers.name(quotation)
        clause = Span(quotation.start, quotation.end)
        about = tuple(dict.fromkeys(m.actor for m in speakers.within(clause.start, clause.end) if m.actor != speaker))
        spans = quotation.quoted if quotation.kind != "indirect" and quotation.quoted else (clause,)
        for span in spans:
            found.append(
                Statement(
                    span.start,
                    span.end,
                    span.of(text),
                    speaker,
                    role,
                    quotation.cue,
                    quotation.kind,
                    about,
                    _span(quotation.speaker_start, quotation.speaker_end),
                    _span(quotation.cue_start, quotation.cue_end),
                    _claim(text, quotation),
                    clause,
                )
            )
    return found


def _span(start: int | None, end: int | None) -> Span | None:
    return None if start is None or end is None else Span(start, end)


def _claim(text: str, quotation: Quotation) -> str:
    cue = quotation.cue.lower()
    content = text[quotation.start : quotation.end]
    head = content[:60]
    if _RESPONSIBILITY.search(head) and _CLAIMS.search(cue):
        return "claims responsibility"
    if _SILENCE.search(cue + " " + head[:30].lower()) and _COMMENT.search(cue + " " + head):
        return "no comment"
    return "attributes responsibility" if _BLAMES.search(cue) else "statement"


class _Speakers:
    """Who is meant by the words that name a speaker, kept up to date from the beginning of a text to its end."""

    def __init__(self, text: str, actors: Sequence[ActorMention]) -> None:
        self._text = text
        self._actors = sorted(actors, key=lambda mention: mention.start)
        self._starts = [mention.start for mention in self._actors]
        self._last: dict[str, tuple[str, str]] = {}

    def within(self, start: int, end: int) -> list[ActorMention]:
        """The mentions that lie in a stretch."""
        low = bisect_left(self._starts, start)
        high = bisect_left(self._starts, end)
        return [mention for mention in self._actors[low:high] if mention.end <= end]

    def name(self, quotation: Quotation) -> tuple[str, str]:
        """Name and role of a quotation's speaker; remembered for the pronouns that follow."""
        if quotation.speaker_start is None or quotation.speaker_end is None:
            return "", ""
        words = quotation.speaker
        name, role, kind = self._resolve(words, quotation.speaker_start, quotation.speaker_end)
        if name:
            self._last[kind] = self._last["any"] = (name, role)
            if kind != "person":
                self._last["thing"] = (name, role)
        return name, role

    def _resolve(self, words: str, start: int, end: int) -> tuple[str, str, str]:
        wanted = _PRONOUNS.get(words.lower())
        if wanted:
            return self._pronoun(wanted, start)
        mentions = self.within(start, end)
        person = next((mention for mention in mentions if mention.kind == "person"), None)
        if person:
            return person.actor, person.role, "person"
        collective = _collective(words)
        if mentions and not collective:
            last = mentions[0]
            return last.actor, last.role, last.kind
        plain = _THE.sub("", words)
        definite = _DEFINITE.match(words)
        if definite and not mentions:
            if before := self._last_with(definite[1].lower(), start):
                return before
        return plain, "", "any" if collective else "thing"

    def _pronoun(self, wanted: str, start: int) -> tuple[str, str, str]:
        if wanted in self._last:
            return (*self._last[wanted], wanted)
        for mention in reversed(self._actors[: bisect_left(self._starts, start)]):
            if wanted == "any" or (mention.kind == "person") == (wanted == "person"):
                return mention.actor, mention.role, mention.kind
        return "", "", "any"

    def _last_with(self, head: str, start: int) -> tuple[str, str, str] | None:
        """The last actor before whose name or role has a word: "the ministry", "the report"."""
        for mention in reversed(self._actors[: bisect_left(self._starts, start)]):
            if head in mention.actor.lower().split() or head in mention.role.lower().split():
                return mention.actor, mention.role, mention.kind
        if head in ("report", "study", "survey", "paper", "statement", "document") and "thing" in self._last:
            return (*self._last["thing"], "organisation")
        return None


def _collective(words: str) -> bool:
    last = words.lower().split()[-1] if words.split() else ""
    return last in lexicon_words("collectives") or last in lexicon_words("unnamed")
