"""Statements: quotations with the speaker under one name, what they are about, and what they claim."""

import re
from collections.abc import Sequence
from typing import Annotated, NamedTuple

from analysis.claims.context import Nearby, modality_of
from analysis.claims.coreference import PRONOUNS, SENTENCE_ENDS, Speaker, Speakers, is_named
from analysis.claims.measures import topics, topics_of
from analysis.core.tables import ACTOR, MODALITIES, Also, Table
from analysis.core.text import sentences
from analysis.core.values import Span
from analysis.readers.names import ActorMention
from analysis.readers.quotations import Quotation

_RESPONSIBILITY = re.compile(r"\b(?:responsibility|credit)\b")
_CLAIMS = re.compile(r"\b(?:claim(?:s|ed|ing)?|took|taken|takes|taking|assum(?:es|ed))\b")
_BLAMES = re.compile(r"\b(?:blam(?:es|ed|ing)|accus(?:es|ed|ing)|link(?:s|ed)|attribut(?:es|ed)|point(?:s|ed))\b")
_VIOLENCE = re.compile(
    r"(?i)\b(?:attack|bomb|shoot|blast|explo|massacre|assault|kill|raid|siege|strike|ambush|hijack|assassinat|murder|"
    r"kidnap|abduct|poison|sabotage|violence|violent|terror|slaughter|atrocit|shelling)"
)
_ATTACK_CLAIMED = re.compile(
    r"(?! that [a-z-]+s\b) (?:the|an?|this|that|these|those) (?:[\w-]{1,20} ){0,3}?"
    r"(?:attack|bombing|shooting|blast|assault|raid)s?\b"
    r"(?! (?:was|were|is|are|had|has|killed)\b)"
)
_BEHIND = re.compile(r"\b(?:was|were|is|are|been) (?:\w+ )?(?:behind|responsible for|linked to|to blame for)\b")
_DENIED = re.compile(r"\b(?:not|never|no|den(?:y|ies|ied)|reject\w*|false(?:ly)?|without)\b|n[’']t\b", re.IGNORECASE)
_ENDS = re.compile(r"[\n.?!](?:(?<=\n)|(?<=[.?!]) |(?<=\.)[”\"] )")
_AROUND = 160  # characters before and after a cue in which the deed is named that somebody is made responsible for
BASES = ("clause", "quotation", "sentence before", "transcript line", "pronoun", "none")


class Statement(NamedTuple):
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
    speaker_span: Annotated[Span | None, Also("speaker_words", "how the text names the speaker")]
    cue_span: Span | None
    claim: Annotated[str, "sort of statement", ("statement", "claims responsibility", "attributes responsibility")]
    speaker_basis: Annotated[str, "where the words name the speaker", BASES]
    sure: Annotated[bool, "whether the speaker stands in the clause itself, by a form that holds"]
    clause: Span  # the whole of what is put down to the speaker: for a fragment the clause around the quoted words


STATEMENTS = Table.of("statements", "a quotation, direct or indirect", Statement, sentence=True)


def find_statements(text: str, quotations: Sequence[Quotation], actors: Sequence[ActorMention]) -> list[Statement]:
    """Who says what in a text, by its quotations and actors; each speaker by the name that the actors have.

    There is a statement for each stretch in quotation marks, so that `text` is verbatim, and one for each indirect
    quotation, with its verb unless that is one of plain saying ("vowed to help", "applauded the efforts"). `clause` is
    all that is put down to the speaker: figures in it are his. `about` are the other actors in it.

    >>> from analysis.readers.actors import find_actors
    >>> from analysis.readers.quotations import find_quotations
    >>> text = "Vladimir Putin said that Iran was ready. He called the offer “generous”."
    >>> [(s.text, s.speaker) for s in find_statements(text, find_quotations(text), find_actors(text))]
    [('that Iran was ready', 'Vladimir Putin'), ('generous', 'Vladimir Putin')]
    """
    speakers = Speakers(text, actors)
    found = []
    for quotation in sorted(quotations, key=lambda quotation: (quotation.cue_span or quotation).start):
        if not quotation.told or (quotation.kind == "indirect" and not quotation.speaker):
            continue
        clause, words = Span(quotation.start, quotation.end), quotation.speaker_span
        verb, cue = quotation.verb, quotation.cue_span
        speaker = Speaker("")
        if words:
            speaker = speakers.label(words) if quotation.basis == "transcript line" else speakers.name(words, clause)
        named = speakers.within(clause)
        about = tuple(dict.fromkeys(mention.actor for mention in named if mention.actor != speaker.name))
        basis = "none" if not speaker.name else "pronoun" if quotation.speaker.lower() in PRONOUNS else quotation.basis
        plain = quotation.kind == "direct" or verb is None or verb.lemma in ("say", "tell")
        sure = basis == "clause" and is_named(speaker.name) and plain
        said = speaker.name, speaker.role, quotation.cue, quotation.kind, about, words, cue
        told = _claim(text, quotation, named, speaker), basis, sure, clause
        with_verb = verb and cue and not (verb.plain and not verb.particles)  # "applauded the efforts"
        begin = min(cue.start, clause.start) if cue and with_verb else clause.start
        for span in quotation.quoted or (Span(begin, clause.end),):
            found.append(Statement(span.start, span.end, span.of(text), *said, *told))
    return sorted(found, key=lambda statement: (statement.start, statement.end))


def _claim(text: str, quotation: Quotation, named: Sequence[ActorMention], speaker: Speaker) -> str:
    """What kind of claim a quotation makes, from its cue and the words around it; `named` are the actors in it."""
    if quotation.cue_span is None:
        return "statement"
    start, end = quotation.cue_span.start, quotation.cue_span.end
    cue, stop = quotation.cue.lower(), _ENDS.search(text, end, end + _AROUND)
    after = text[end : stop.start() if stop else end + _AROUND]
    if _CLAIMS.search(cue) and (_RESPONSIBILITY.search(cue + after[:60]) or _ATTACK_CLAIMED.match(after)):
        return "statement" if _DENIED.search(cue + after) else "claims responsibility"
    blames = _BLAMES.search(cue)
    behind = blames or _BEHIND.search(text, quotation.start, min(quotation.end, quotation.start + _AROUND))
    before = text[max(0, start - _AROUND) : start]
    deed = before[max(map(before.rfind, SENTENCE_ENDS)) + 1 :] + after
    if not behind or _DENIED.search(cue) or not _VIOLENCE.search(deed):
        return "statement"
    if blames:
        return "attributes responsibility"
    itself = text[quotation.start : behind.start()].lower().endswith(("it ", "we ", "they "))
    named_before = (mention.actor for mention in reversed(named) if mention.end <= behind.start())
    culprit = speaker.name if itself else next(named_before, "")
    responsible = "claims responsibility" if culprit == speaker.name else "attributes responsibility"
    return responsible if culprit else "statement"


_FEWEST_WORDS = 5  # a heading of a word or two claims nothing


class Assertion(NamedTuple):
    """A sentence on a topic: the one that most of its words speak of."""

    start: int
    end: int
    topic: Annotated[str, "what it speaks of", topics]
    modality: Annotated[str, "whether it is said to be so, planned, guessed at or denied", MODALITIES]
    attributed_to: Annotated[str, "who says so; empty when the article itself does", ACTOR]


ASSERTIONS = Table.of("assertions", "a sentence on a topic", Assertion)


def find_assertions(text: str, statements: Sequence[Statement] = ()) -> list[Assertion]:
    """The sentences that speak of a topic, each with how firmly it is put; by the first speaker named, if any.

    >>> [(found.topic, found.modality) for found in find_assertions("Tehran may invest in the railway and in trade.")]
    [('investment and trade', 'speculated')]
    """
    found = []
    placed = Nearby(statements)
    for span, topic in zip(sentences(text), topics_of(text), strict=True):
        if topic == "other" or len(span.of(text).split(maxsplit=_FEWEST_WORDS)) < _FEWEST_WORDS:
            continue
        said = placed.between(span.start, span.end)
        speaker = next((statement.speaker for statement in said if statement.speaker), "")
        found.append(Assertion(span.start, span.end, topic, modality_of(text, span, attributed=bool(said)), speaker))
    return found
