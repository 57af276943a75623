"""Who and what an article names: people, organisations, states, armed groups and places, each by one name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.readers.gazetteer import Entry, known_names, roles
from analysis.readers.names import Name, names_by_form

_LOCATIVE = re.compile(
    r"\b(?:in|at|near|outside|inside|around|into|across|through|throughout|central|northern|southern|eastern|western|downtown|visit(?:ed|ing)?|"
    r"reach(?:ed|ing)?|enter(?:ed|ing)?|left|leave|took over|over|seized|capital,?|city of|from|(?:went|travel(?:led|ed)?|flew|flight|return(?:ed)?|came) to) $"
)
_PLACE_AFTER = re.compile(r"-based|, [A-Z][a-z]+,|\s+(?:airport|province|street|suburb|region|city)\b")
_ABBREVIATION = re.compile(r"(?:[’']s?)? \((?:the )?([A-Z][A-Za-z-]{1,9})\)")
_GROUP = re.compile(
    r"\b[Tt]he (?:(?:militant|terror|terrorist|extremist|jihadist|armed|insurgent|Islamist|radical) )?(?:group|movement|outfit|insurgents)\b(?! of)"
)


@dataclass(frozen=True, slots=True)
class ActorMention:
    """An actor named in a text: the words and their place, and whom they mean."""

    start: int
    end: int
    text: str
    actor: str
    kind: str
    role: str = ""
    known: bool = True


def find_actors(text: str) -> list[ActorMention]:
    """Everyone and everything that acts, speaks or is spoken of, in the order of the text.

    Parameters
    ----------
    text
        The text of one article.

    Returns
    -------
    list of ActorMention
        `actor` is the name that tables show; `kind` is person, organisation, state, group or place; `known` says
        whether the lexicon holds the name or its form gave it away. A capital stands for its government when it acts
        and for the city when things happen in it. Surnames, abbreviations that the text introduces, and "the group"
        are resolved to whom they mean. Mentions don't overlap.

    >>> [(m.text, m.actor, m.kind) for m in find_actors("Moscow told Afghan officials in Kabul that Mr Putin agreed.")]
    [('Moscow', 'Russia', 'state'), ('Afghan', 'Afghanistan', 'state'), ('Kabul', 'Kabul', 'place'), ('Putin', 'Vladimir Putin', 'person')]
    """
    hits = list(known_names(text))
    names = list(names_by_form(text, {start for start, _, entry in hits if entry.kind != "state"}))
    mentions = [_by_form(name) for name in names]
    taken = [(mention.start, mention.end) for mention in mentions]
    for start, end, entry in hits:
        if not any(a < end and start < b for a, b in taken):
            mentions.append(_known(text, start, end, entry))
    mentions.sort(key=lambda mention: mention.start)
    mentions = _short_forms(text, mentions)
    return _the_group(text, mentions)


def _by_form(name: Name) -> ActorMention:
    return ActorMention(name.start, name.end, name.text, name.text, name.kind, name.role or name.title, False)


def _known(text: str, start: int, end: int, entry: Entry) -> ActorMention:
    words = text[start:end]
    if entry.form == "capital":
        before = text[max(0, start - 24) : start]
        if _LOCATIVE.search(before) or _PLACE_AFTER.match(text, end):
            return ActorMention(start, end, words, words, "place")
    return ActorMention(start, end, words, entry.actor, entry.kind, entry.role)


def _short_forms(text: str, mentions: list[ActorMention]) -> list[ActorMention]:
    """Resolve surnames and abbreviations that the text itself introduces."""
    full: dict[str, ActorMention] = {}
    for mention in mentions:
        if mention.kind == "person" and " " in mention.actor:
            full.setdefault(mention.actor.split()[-1], mention)
        elif mention.kind in ("organisation", "group") and (short := _ABBREVIATION.match(text, mention.end)):
            full.setdefault(short[1], mention)
    resolved = []
    for mention in mentions:
        other = full.get(mention.text)
        if other and not mention.known:
            mention = ActorMention(
                mention.start, mention.end, mention.text, other.actor, other.kind, other.role, other.known
            )
        resolved.append(mention)
    covered = {offset for mention in resolved for offset in range(mention.start, mention.end)}
    if full:
        for match in re.finditer(r"(?<![\w-])(?:" + "|".join(map(re.escape, sorted(full))) + r")(?!\w)", text):
            other = full[match[0]]
            if match.start() not in covered:
                resolved.append(ActorMention(*match.span(), match[0], other.actor, other.kind, other.role, other.known))
    return sorted(resolved, key=lambda mention: mention.start)


def _the_group(text: str, mentions: list[ActorMention]) -> list[ActorMention]:
    """Add "the group" and its like, as the armed group named last."""
    groups = [mention for mention in mentions if mention.kind == "group"]
    found = []
    for match in _GROUP.finditer(text):
        before = [mention for mention in groups if mention.end <= match.start()]
        if before:
            last = before[-1]
            found.append(ActorMention(*match.span(), match[0], last.actor, "group", last.role))
    return sorted([*mentions, *found], key=lambda mention: mention.start)


__all__ = ["ActorMention", "find_actors", "roles"]
