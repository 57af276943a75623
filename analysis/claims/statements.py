"""Statements: quotations with the speaker under one name, what they are about, and what they claim."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from analysis.claims.context import Nearby, modality_of
from analysis.claims.coreference import PRONOUNS, SENTENCE_ENDS, Speaker, Speakers, is_named
from analysis.claims.measures import topic_of, topics
from analysis.core.tables import ACTOR, MODALITIES, InWords, Table
from analysis.core.text import sentences
from analysis.core.values import Span
from analysis.readers.actors import ActorMention
from analysis.readers.quotations import Quotation

_RESPONSIBILITY = re.compile(r"\b(?:responsibility|credit)\b")
_CLAIMS = re.compile(r"\b(?:claim(?:s|ed|ing)?|took|taken|takes|taking|assum(?:es|ed))\b")
_BLAMES = re.compile(r"\b(?:blam(?:es|ed|ing)|accus(?:es|ed|ing)|link(?:s|ed)|attribut(?:es|ed)|point(?:s|ed))\b")
_VIOLENCE = re.compile(
    r"\b(?:attack|bomb|shoot|blast|explo|massacre|assault|kill|raid|siege|strike|ambush|hijack|assassinat|murder|"
    r"kidnap|abduct|poison|sabotage|violence|violent|terror|slaughter|atrocit|shelling|responsib|behind\b)",
    re.IGNORECASE,
)
_ATTACK = r"(?:attack|bombing|shooting|blast|assault|ambush|raid|killing|explosion|massacre|strike)s?"
_CLAIMS_ATTACK = re.compile(
    r"claim(?:s|ed|ing)? (?:both |all )?(?:the|an?|this|that|these|those|two|three|several) "
    rf"(?:[\w-]{{1,20}} ){{0,3}}?{_ATTACK}\b"
    r"(?! (?:was|were|is|are|had|has|have|would|could|will|killed|left|hit|took|targeted|happened|came|showed|never)\b)"
)
_BEHIND = re.compile(r"\b(?:was|were|is|are|been) (?:\w+ )?(?:behind|responsible for|linked to|to blame for)\b")
_ITSELF = re.compile(r"\b(?:it|they|we|its (?:fighters|members|men)) $", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:not|never|no|den(?:y|ies|ied)|reject\w*|false(?:ly)?|without)\b|n[’']t\b", re.IGNORECASE)
_NOT_ITS_OWN = re.compile(
    r"\b(?:attacks?|it|them|they|he|which|that|what)(?: that| which)? (?:\w+ )?(?:(?:did|had|has|have|was|were) not|"
    r"(?:did|had|has|have|was|were)n[’']t|never)\b"
)
_ENDS = re.compile(r"[\n.?!](?:(?<=\n)|(?<=[.?!]) |(?<=\.)[”\"] )")
_POINTS_ELSEWHERE = ("citing", "cited", "cites")
"""Verbs that name a source and no words of it."""
_AROUND = 160
"""Characters before and after a cue in which the deed is named that somebody is made responsible for."""
_AFTER_CUE = 60
"""Characters after a cue in which it is told what is claimed or declined."""


BASES = ("clause", "quotation", "sentence before", "transcript line", "pronoun", "none")
SORTS = ("statement", "claims responsibility", "attributes responsibility")


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody said, by whose name tables know the speaker."""

    start: int
    end: int
    text: str
    speaker: Annotated[
        str, "who says so: full name where it is known; “officials (unnamed)” without a name; empty when unclear", ACTOR
    ]
    role: Annotated[str, "the speaker's office or profession"]
    cue: Annotated[str, "the reporting words"]
    kind: Annotated[str, "quoted whole, in fragments, or reported", ("direct", "fragment", "indirect")]
    about: Annotated[tuple[str, ...], "actors spoken of"]
    speaker_span: Annotated[Span | None, InWords("speaker_words", "how the text names the speaker")]
    cue_span: Span | None
    claim: Annotated[str, "sort of statement", SORTS]
    speaker_basis: Annotated[str, "where the words name the speaker", BASES]
    sure: Annotated[bool, "whether the speaker stands in the clause itself, by a form that holds"]
    clause: Span
    """The whole of what is put down to the speaker: for a fragment the clause around the quoted words."""


STATEMENTS = Table.of("statements", "a quotation, direct or indirect", Statement, sentence=True)


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
        A row for each stretch in quotation marks, so that `text` is verbatim, and one for each indirect quotation,
        with its verb unless that is one of plain saying ("vowed to help", "applauded the efforts"). `clause` is all
        that is put down to the speaker: figures and events in it are his. `speaker` is "" when the text names nobody.
        `about` are the actors in the clause other than the speaker, in order. `claim` is statement, claims
        responsibility, or attributes responsibility (for violence, to others).

    >>> from analysis.readers.actors import find_actors
    >>> from analysis.readers.quotations import find_quotations
    >>> text = "Vladimir Putin said that Iran was ready. He called the offer “generous”."
    >>> [(s.text, s.speaker) for s in find_statements(text, find_quotations(text), find_actors(text))]
    [('that Iran was ready', 'Vladimir Putin'), ('generous', 'Vladimir Putin')]
    """
    speakers = Speakers(text, actors)
    found = []
    for quotation in sorted(quotations, key=_spoken_at):
        if not quotation.told:
            continue
        if quotation.kind == "indirect" and quotation.cue.lower().endswith(_POINTS_ELSEWHERE):
            continue
        clause = Span(quotation.start, quotation.end)
        words = quotation.speaker_span
        speaker = Speaker("")
        if words:
            speaker = speakers.label(words) if quotation.basis == "transcript line" else speakers.name(words, clause)
        named = speakers.within(clause)
        about = dict.fromkeys(mention.actor for mention in named)
        claim = _claim(text, quotation, named, speaker, speakers.within(words) if words else ())
        about.pop(speaker.name, None)
        basis = _basis(quotation, speaker)
        for span in quotation.quoted or (_with_cue(quotation),):
            found.append(
                Statement(
                    start=span.start,
                    end=span.end,
                    text=span.of(text),
                    speaker=speaker.name,
                    role=speaker.role,
                    cue=quotation.cue,
                    kind=quotation.kind,
                    about=tuple(about),
                    speaker_span=words,
                    cue_span=quotation.cue_span,
                    claim=claim,
                    speaker_basis=basis,
                    sure=_is_sure(quotation, speaker, basis),
                    clause=clause,
                )
            )
    return sorted(found, key=lambda statement: (statement.start, statement.end))


def _basis(quotation: Quotation, speaker: Speaker) -> str:
    """Where the speaker is named."""
    if not speaker.name:
        return "none"
    return "pronoun" if quotation.speaker.lower() in PRONOUNS else quotation.basis


def _is_sure(quotation: Quotation, speaker: Speaker, basis: str) -> bool:
    """Whether somebody with a name says so in the clause itself, in quotation marks or by a verb of plain saying."""
    plain = quotation.verb is None or quotation.verb.lemma in ("say", "tell")
    return basis == "clause" and is_named(speaker.name) and (plain or quotation.kind == "direct")


def _speaks_for(name: str, speaker: Speaker, own: Sequence[ActorMention]) -> bool:
    """Whether somebody speaks for one named: himself, or the group in his own words ("a spokesman of the group")."""
    return name == speaker.name or any(mention.kind == "group" and mention.actor == name for mention in own)


def _spoken_at(quotation: Quotation) -> int:
    """Where the attribution stands: the order in which a reader meets the speakers."""
    return quotation.cue_span.start if quotation.cue_span else quotation.start


def _with_cue(quotation: Quotation) -> Span:
    """What an indirect quotation says, with its verb where that is part of it: "applauded the efforts"."""
    cue = quotation.verb
    told = cue is None or (cue.frame in ("say", "tell") and not cue.particles)
    place = quotation.cue_span
    return Span(quotation.start if told or not place else min(place.start, quotation.start), quotation.end)


def _claim(
    text: str, quotation: Quotation, named: Sequence[ActorMention], speaker: Speaker, own: Sequence[ActorMention]
) -> str:
    """What kind of claim a quotation makes, from its cue and the words around it.

    `named` are the actors in it, `own` those in the words that name who speaks.
    """
    if quotation.cue_span is None:
        return "statement"
    cue, verb = quotation.cue.lower(), quotation.verb
    start, end = quotation.cue_span.start, quotation.cue_span.end
    clause = _sentence_after(text, end)
    near = cue + clause[:_AFTER_CUE]
    if _CLAIMS.search(cue) and (_RESPONSIBILITY.search(near) or _CLAIMS_ATTACK.match(cue.split()[-1] + clause)):
        plainly = cue.endswith(("claim", "claims", "claimed", "claiming"))
        sure = plainly or _VIOLENCE.search(_sentence_before(text, start) + clause)
        denied = _DENIED.search(cue) or _NOT_ITS_OWN.search(clause)
        return "claims responsibility" if sure and not denied else "statement"
    if _BLAMES.search(cue) and not _DENIED.search(cue):
        before = text[max(0, start - _AROUND) : start] if "blam" in cue else _sentence_before(text, start)
        return "attributes responsibility" if _VIOLENCE.search(before + clause) else "statement"
    told = verb is not None and verb.frame in ("say", "tell")
    behind = told and _BEHIND.search(text, quotation.start, min(quotation.end, quotation.start + _AROUND))
    if behind and _VIOLENCE.search(_sentence_before(text, start) + text[behind.end() : quotation.end]):
        culprit = next((mention.actor for mention in reversed(named) if mention.end <= behind.start()), "")
        if _ITSELF.search(text, quotation.start, behind.start()):
            return "claims responsibility"
        if culprit:
            return "claims responsibility" if _speaks_for(culprit, speaker, own) else "attributes responsibility"
    return "statement"


def _sentence_before(text: str, start: int) -> str:
    """The words from the beginning of a sentence to its cue, as far as they are near."""
    before = text[max(0, start - _AROUND) : start]
    return before[max(map(before.rfind, SENTENCE_ENDS)) + 1 :]


def _sentence_after(text: str, end: int) -> str:
    """The words from a cue to the end of its sentence, as far as they are near."""
    stop = _ENDS.search(text, end, end + _AROUND)
    return text[end : stop.start() if stop else end + _AROUND]


_FEWEST_WORDS = 5
"""A heading of a word or two claims nothing."""


@dataclass(frozen=True, slots=True)
class Assertion:
    """A sentence on a topic: the one that most of its words speak of."""

    start: int
    end: int
    topic: Annotated[str, "what it speaks of", topics]
    modality: Annotated[str, "whether it is said to be so, planned, guessed at or denied", MODALITIES]
    attributed_to: Annotated[str, "who says so; empty when the article itself does", ACTOR]


ASSERTIONS = Table.of("assertions", "a sentence on a topic", Assertion)


def find_assertions(text: str, statements: Sequence[Statement] = ()) -> list[Assertion]:
    """The sentences that speak of a topic, each with how firmly it is put.

    Parameters
    ----------
    text
        Text of one article.
    statements
        What was found of who says what: a sentence with a statement in it is attributed to the first speaker named.

    Returns
    -------
    list of Assertion
        In order of the text; sentences on no topic are left out.

    >>> [(found.topic, found.modality) for found in find_assertions("Tehran may invest in the railway and in trade.")]
    [('investment and trade', 'speculated')]
    """
    found = []
    placed = Nearby(statements)
    for span in sentences(text):
        words = span.of(text)
        if len(words.split(maxsplit=_FEWEST_WORDS)) < _FEWEST_WORDS or (topic := topic_of(text, span)) == "other":
            continue
        said = placed.between(span.start, span.end)
        speaker = next((statement.speaker for statement in said if statement.speaker), "")
        modality = modality_of(text, span, attributed=bool(said))
        found.append(Assertion(span.start, span.end, topic, modality, speaker))
    return found
