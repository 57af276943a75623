"""What opens a paragraph before its words begin: the label of a speaker ("SMITH: Yes, …"), or a dateline."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from analysis.readers.gazetteer import known_names
from analysis.values import Span

ASKS = frozenset("q question interviewer moderator host".split())
ANSWERS = frozenset("a answer interviewee guest".split())
_CAPITALS = r"[A-Z][A-Z.’'-]{1,20}(?: [A-Z][A-Z.’'-]{0,20}){0,3}"
_NAME = r"[A-Z][\w.’'-]{1,20}(?: [A-Z][\w.’'-]{0,20}){0,3}"
_LABEL = re.compile(
    rf"[ \t\"“]{{0,3}}(?P<who>(?P<capitals>{_CAPITALS})|{_NAME}|[QA])"
    r"(?:, [A-Z][^:.\n]{1,60}| \([^()\n]{1,60}\))?: (?=\S)"
)
_LINE_END = re.compile(r"\n")
_DATELINE = re.compile(
    r"(?P<place>[A-Z][A-Z.’'-]{2,20}(?:[ /-][A-Z][A-Z.’'-]{1,20}){0,3})(?:,? [A-Z][\w., /]{1,40}?)?"
    r"(?: \([A-Z][\w /.]{1,30}\))?(?: [-–—]{1,2} |: )(?=\S)"
    r"|[A-Z][a-z]{2,20}(?: [A-Z][a-z]{2,20})?, (?:\d{1,2} [A-Z][a-z]{2,8}|[A-Z][a-z]{2,8}\.? \d{1,2})"
    r"(?:,? \d{4})? [-–—]{1,2} (?=\S)"
)
_NO_PLACE = ("organisation", "group", "person")


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a conversation: the label that says who speaks, and what he says."""

    label: Span
    content: Span


def turns(text: str) -> list[Turn]:
    """The paragraphs of a text that a label gives to a speaker, in order; empty for what is no conversation.

    A label counts when two take turns, each at least twice, or when one in capitals comes back: a dateline or "Note:"
    makes no conversation.

    >>> text = "ANN ROE, HOST: Why?\\nBEN LOM: Rain.\\nROE: And?\\nLOM: Snow."
    >>> [turn.label.of(text) for turn in turns(text)]
    ['ANN ROE', 'BEN LOM', 'ROE', 'LOM']
    >>> turns("DELHI: It rained.\\nNote: It may snow.")
    []
    """
    starts = (0, *(end.end() for end in _LINE_END.finditer(text)))
    found_labels = (match for start in starts if (match := _LABEL.match(text, start)))
    labels = [match for match in found_labels if match["who"] != "I" and not _is_place(match["who"])]
    named = Counter(_surname(match["who"]) for match in labels)
    back = {_surname(match["who"]) for match in labels if named[_surname(match["who"])] > 1}
    spoken = any(match["capitals"] and _surname(match["who"]) in back for match in labels)
    if not spoken and len(back) < 2 and not ({"q", "question"} & named.keys() and {"a", "answer"} & named.keys()):
        return []
    found = []
    for match in labels:
        if match["capitals"] or _surname(match["who"]) in back or _surname(match["who"]) in ASKS | ANSWERS:
            end = text.find("\n", match.end())
            said = text[match.end() : len(text) if end < 0 else end].rstrip(' "”')
            found.append(Turn(Span(*match.span("who")), Span(match.end(), match.end() + len(said))))
    return found


def past_dateline(text: str, start: int) -> int:
    """Where the words of a paragraph begin that may open with a dateline: "KABUL, May 3 (AP) — …".

    >>> past_dateline("KABUL, May 3 (AP) — It rained.", 0), past_dateline("It rained.", 0)
    (20, 0)
    """
    dateline = _DATELINE.match(text, start)
    if not dateline or (dateline["place"] and _kind(dateline["place"]) in _NO_PLACE):
        return start
    return dateline.end()


def _surname(label: str) -> str:
    return label.split()[-1].lower()


def _is_place(label: str) -> bool:
    return _kind(label) in ("state", "place")


def _kind(words: str) -> str:
    """What kind of actor words name, as they are or with small letters; "" when the lexicon doesn't know."""
    for spelt in (words, words.title()):
        for start, end, entry in known_names(spelt):
            if (start, end) == (0, len(spelt)):
                return entry.kind
    return ""
