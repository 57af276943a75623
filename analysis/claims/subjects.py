"""Whom or what a number is about: the actor that governs its clause, or the attack or disaster whose toll it is."""

from __future__ import annotations

import re
from calendar import day_name, month_name
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from analysis.core.phrases import Phrases
from analysis.core.values import Span

if TYPE_CHECKING:
    from analysis.readers.actors import ActorMention

_DISASTERS = frozenset(
    "earthquake quake tremor flood landslide mudslide avalanche blaze wildfire fire crash collapse stampede crush "
    "derailment collision storm cyclone typhoon hurricane tornado tsunami eruption outbreak heatwave shipwreck "
    "sinking".split()
)
_ATTACKS = _DISASTERS | frozenset(
    "attack bombing shooting massacre siege raid assault blast explosion airstrike strike ambush hijacking".split()
)
_ATTACK = f"(?:{'|'.join(sorted(_ATTACKS))})"
_TIMES = frozenset({*day_name, *month_name})
_NAME = r"(?:[A-Z][\w’'-]{1,24}(?:\s(?:of|al|the)(?=\s[A-Z]))?\s?){1,5}"
_ADJECTIVES = r"(?:(?:terror(?:ist)?|suicide|bomb|gun|car|truck|drone|mass|deadly|armed)\s){0,2}"
_NAMED = re.compile(rf"\b(?P<name>{_NAME})(?<=\s){_ADJECTIVES}(?P<kind>{_ATTACK})\b")
_AIMED = re.compile(
    rf"\b(?P<kind>{_ATTACK})s?\s(?:on|at|against|in|outside|near)\s(?:the\s|a\s|an\s)?(?P<name>{_NAME})(?=[\s.,;:)’']|\Z)"
)
_AGAINST = re.compile(rf"\bagainst\s(?:the\s|a\s)?(?P<name>{_NAME}(?<=\w))")
_ANY = re.compile(_ATTACK)
_KINDS = Phrases({"": [word + end for word in sorted(_ATTACKS) for end in ("", "s")]})
_FOES = Phrases({"": ["against"]})
_LEAD = 180
"""Characters that a name and the adjectives before a kind of attack have at most."""
_OPENING = re.compile(r"(?:\A|\n|[.!?:”\"]\s?)\Z")
"""What stands before a capital letter that makes no name."""
_UNNAMED = re.compile(
    rf"(?<!opened\s)\b{_ATTACK}s?\b"
    r"(?:\s(?:on|at|in|against|near|outside)(?:\s(?!more\b|less\b|over\b)[\w’'-]{1,20}){1,5})?"
)
_STOP = re.compile(
    r"\s+(?:that|which|killed|killing|claimed|left|was|were|has|have|had|last|this|on\s[A-Z])\b.*\Z"
    r"|(?:\s+(?:in|on|at|of|by|near|against|outside|and|the|a|an|its|his|her|their))*\s*\Z",
    re.DOTALL,
)
_TAIL = re.compile(
    r"\s+(?:that|which|in|on|at|by|of|as|was|were|who|and|the|a|has|have|had|outside|near|last|this)\b.*\Z|\s+\Z",
    re.DOTALL,
)
_LATTER = re.compile(r"\b(?:the\s)?(latter|former)(?:[’']s)?\b", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:it|its|they|their|the group|which|whose)\b", re.IGNORECASE)
_LOCATIVE = re.compile(r"\b(?:in|at|from|to|near|across|throughout|inside|outside)\s(?:the\s)?\Z")
_LEADS = ("group", "organisation", "state", "person")


class Attack(NamedTuple):
    """An attack named in a text."""

    start: int
    end: int
    name: str


def attacks_named(text: str) -> list[Attack]:
    """The attacks that a text names, "Crown Theatre attack" for "the attack on the Crown Theatre" too.

    >>> [attack.name for attack in attacks_named("A Crown Theatre bombing, an attack on the Iron Bridge.")]
    ['Crown Theatre attack', 'Iron Bridge attack']
    """
    found = []
    for match in _beside_names(text):
        name = re.sub(r"[’']s\Z", "", _TAIL.sub("", match["name"]).removeprefix("The ").strip())
        kind = match.groupdict().get("kind", "")
        disaster = kind in _DISASTERS
        opens = name == match["name"].strip() and _OPENING.search(text[max(0, match.start() - 3) : match.start()])
        if len(name.split()) > 1 or (disaster and name and name not in _TIMES and not opens):
            found.append(Attack(match.start(), match.end(), f"{name} {kind if disaster else 'attack'}"))
    return sorted(found)


def _beside_names(text: str) -> Iterator[re.Match[str]]:
    """The attacks that stand beside a name: before it, after it, or some way before "against" it."""
    yield from _KINDS.matches(_AIMED, text)
    for match in _FOES.matches(_AGAINST, text):
        if _ANY.search(text, max(0, match.start() - 200), match.start()):
            yield match
    end = 0
    for kind in _KINDS.find(text):
        if text[kind.start].isupper():
            continue
        if named := _NAMED.search(text, max(end, kind.start - _LEAD), kind.end):
            end = named.end()
            yield named


def attack_subject(text: str, sentence: Span, at: int, named: Sequence[Attack]) -> str:
    """The attack that a toll belongs to: named in its sentence, or pointed back to, or described; "" when none is.

    >>> text = "Gunmen raided the town. The attack on a market killed 9."
    >>> attack_subject(text, Span(24, len(text)), 54, [])
    'attack on a market'
    """
    here = [(abs(a.start - at), a.name) for a in named if sentence.start <= a.start < sentence.end]
    if here:
        return min(here)[1]
    if not (unnamed := _UNNAMED.search(text, sentence.start, sentence.end)):
        return ""
    before = [attack.name for attack in named if 0 <= sentence.start - attack.end < 300]
    return before[-1] if before else _STOP.sub("", _STOP.sub("", unnamed[0]))


def actor_subject(
    text: str,
    clause: Span,
    sentence: Span,
    at: int,
    actors: Sequence[ActorMention],
    speaker: str = "",
) -> str:
    """The actor whom a number of a clause is about.

    The first actor of the clause before the number; where the clause begins with a pronoun or has none, the first one
    of the sentence that is not the speaker, else the last group, organisation or state named before. "The latter" is
    the second of the two that the sentence compares.

    Parameters
    ----------
    text, clause, sentence, at
        The clause and the sentence around the number at offset `at`.
    actors
        All actors of the text, in order.
    speaker
        Who says it; meant only when nobody else is, and then only a group or a state that speaks of itself.
    """
    whole = [
        mention
        for mention in actors
        if sentence.start <= mention.start < sentence.end
        and _acts(text, mention, speaker)
        and not _within(text, mention)
    ]
    own = [mention for mention in whole if clause.start <= mention.start < clause.end]
    if latter := _LATTER.search(text, max(sentence.start, at - 40), at):
        part = max(text.rfind(";", sentence.start, at), sentence.start)
        names = list(dict.fromkeys(m.actor for m in whole if part <= m.start < at and m.kind != "person"))
        if len(names) > 1:
            return names[1 if latter[1].lower() == "latter" else 0]
    before = [mention for mention in own if mention.start < at]
    pronoun = _PRONOUN.search(text, clause.start, max(clause.start, at))
    if before and not (pronoun and pronoun.start() < before[0].start):
        return before[0].actor
    leading = [mention for mention in whole if mention.start < at] or ([] if pronoun else own)
    for choice in ([m for m in leading if m.kind == "group"], [m for m in leading if m.kind != "person"]):
        if choice:
            return choice[0].actor
    if pronoun:
        bodies = [m for m in actors if m.start < sentence.start and m.kind in ("group", "organisation")]
        if earlier := [m for m in bodies if _acts(text, m, speaker)]:
            return ([m for m in earlier[-4:] if m.kind == "group"] or earlier)[-1].actor
    if leading or own:
        return (leading or own)[0].actor
    itself = [mention.kind for mention in actors if mention.actor == speaker]
    return speaker if itself and itself[0] in ("group", "state") else ""


def _acts(text: str, mention: ActorMention, speaker: str) -> bool:
    """Whether an actor can be whom something is about: neither the speaker nor an agency named in brackets."""
    named = mention.kind in _LEADS and mention.actor != speaker
    return named and text[max(0, mention.start - 1) : mention.start] != "("


def _within(text: str, mention: ActorMention) -> bool:
    """Whether an actor is only where something is: "in Afghanistan", "ambassador to Russia"."""
    return mention.kind == "state" and _LOCATIVE.search(text, max(0, mention.start - 14), mention.start) is not None
