"""What is said on a topic, with or without a number or a date, and how firmly it is put."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.claims.measures import topic_of
from analysis.claims.modality import modality_of
from analysis.claims.nearby import Nearby
from analysis.text import sentences

if TYPE_CHECKING:
    from analysis.claims.statements import Statement

_FEWEST_WORDS = 5
"""A heading of a word or two claims nothing."""


@dataclass(frozen=True, slots=True)
class Assertion:
    """A sentence on a topic.

    Parameters
    ----------
    start, end
        Its place in the text.
    topic
        The topic of lexicon/measures.yaml that most of its words speak of.
    modality
        asserted, attributed, planned, speculated or denied.
    attributed_to
        Who says so, "" when the article itself does.
    """

    start: int
    end: int
    topic: str
    modality: str
    attributed_to: str


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
