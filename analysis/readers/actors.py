"""Who and what an article names: people, organisations, states, armed groups and places, each by one name."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace

from analysis.readers.cues import cues
from analysis.readers.discourse import branches, groups
from analysis.readers.gazetteer import Entry, known_names, lexicon_words
from analysis.readers.institutions import institutions
from analysis.readers.names import OPENERS, Name, names_by_form

_LOCATIVE = re.compile(
    r"\b(?:in|at|near|outside|inside|around|into|across|through|throughout|central|northern|southern|eastern|"
    r"western|downtown|visit(?:ed|ing)?|reach(?:ed|ing)?|enter(?:ed|ing)?|left|leave|took over|over|seized|capital,?|"
    r"city of|from|(?:went|travel(?:led|ed)?|flew|flight|return(?:ed)?|came) to) $"
)
_PLACE_AFTER = re.compile(r"-based|, [A-Z][a-z]+,| (?:airport|province|street|suburb|region|city)\b")
_ABBREVIATION = re.compile(r"(?:[’']s?)? \((?:the )?([A-Z][A-Za-z-]{1,9})\)")
_NEXT_NAME = re.compile(r" ([A-Z][a-z][\w’'-]*)(?! [A-Z])")
_NAME_BEFORE = re.compile(r"(?<![\w’'.-])([A-Z][a-z][\w-]*) $")
_NAME = re.compile(r"[A-ZÀ-Þ](?<![\w-].)\w*(?:-\w+)*")


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
        and for the city when things happen in it. Surnames, abbreviations that the text introduces, "the group", and
        "X’s Afghan affiliate" are resolved to whom they mean. Mentions don't overlap.

    >>> for mention in find_actors("Moscow told Afghan officials in Kabul that Mr Putin agreed."):
    ...     print(mention.text, "|", mention.actor, "|", mention.kind)
    Moscow | Russia | state
    Afghan | Afghanistan | state
    Kabul | Kabul | place
    Putin | Vladimir Putin | person
    """
    hits = [hit for hit in known_names(text) if not _of_another(text, *hit)]
    found = [_institution(text, *place) for place in institutions(text, hits)]
    taken = [(mention.start, mention.end) for mention in found]
    regions = {start for start, _, entry in hits if entry.kind in ("state", "place")}
    names = names_by_form(
        text, {start: end for start, end, _ in hits} | dict(taken), regions - {start for start, _ in taken}
    )
    found += [_by_form(name) for name in names if not _covered(name.start, name.end, taken)]
    taken = sorted((mention.start, mention.end) for mention in found)
    found += [_known(text, *hit) for hit in hits if not _covered(hit[0], hit[1], taken)]
    found.sort(key=lambda mention: mention.start)
    return groups(text, branches(text, _with_short_forms(text, found)))


def _of_another(text: str, start: int, end: int, entry: Entry) -> bool:
    """Whether a word that the lexicon knows is part of somebody else's name: "Igor Putin", "Sofia Roe"."""
    given = lexicon_words("given_names")
    after = _NEXT_NAME.match(text, end)
    if entry.form != "surname":
        return bool(after and text[start:end] in given and not _plain(after[1]))
    if after and not _plain(after[1]):
        return True
    before = _NAME_BEFORE.search(text, max(0, start - 24), start)
    if not before or _plain(before[1]) or before[1][0] == entry.actor[0]:
        return False
    opens = not text[max(0, before.start() - 24) : before.start()].rstrip(" ")[-1:].isalnum()
    return before[1] in given or not opens


def _plain(word: str) -> bool:
    """Whether a word with a capital is one of a title, an office or a headline, and no name."""
    low = word.lower()
    known = word in lexicon_words("titles") or word in lexicon_words("organisation_heads") or word in OPENERS
    return known or low in cues() or low in lexicon_words("roles") or bool(next(known_names(word), None))


def _covered(start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    """Whether a stretch overlaps one of those taken, which are in order and apart."""
    at = bisect_left(taken, (end,))
    return at > 0 and taken[at - 1][1] > start


def _institution(text: str, start: int, end: int, name: str) -> ActorMention:
    return ActorMention(start, end, text[start:end], name, "organisation")


def _by_form(name: Name) -> ActorMention:
    capitals = name.kind == "person" and name.text.isupper() and " " in name.text
    actor = name.text.title() if capitals else name.text
    return ActorMention(name.start, name.end, name.text, actor, name.kind, name.role, False)


def _known(text: str, start: int, end: int, entry: Entry) -> ActorMention:
    words = text[start:end]
    if entry.form == "capital":
        before = text[max(0, start - 24) : start]
        if _LOCATIVE.search(before) or _PLACE_AFTER.match(text, end):
            return ActorMention(start, end, words, words, "place")
    return ActorMention(start, end, words, entry.actor, entry.kind, entry.role)


def _with_short_forms(text: str, mentions: list[ActorMention]) -> list[ActorMention]:
    """Resolve surnames and abbreviations that the text itself introduces, and find those not yet seen."""
    full: dict[str, ActorMention] = {}
    for mention in mentions:
        if mention.kind == "person" and " " in mention.actor:
            first, *_, last = mention.actor.split()
            full.setdefault(first if first in lexicon_words("family_first") else last, mention)
        elif mention.kind in ("organisation", "group") and (short := _short(text, mention)):
            full.setdefault(short, mention)
    if not full:
        return mentions
    resolved = [
        _meant(full[mention.text], mention)
        if mention.text in full and (not mention.known or mention.text.isupper())
        else mention
        for mention in mentions
    ]
    taken = [(mention.start, mention.end) for mention in mentions]
    for match in _NAME.finditer(text):
        if (actor := full.get(match[0])) and not _covered(*match.span(), taken):
            resolved.append(_meant(actor, ActorMention(*match.span(), match[0], match[0], "person")))
    return sorted(resolved, key=lambda mention: mention.start)


def _short(text: str, mention: ActorMention) -> str:
    """The abbreviation of an organisation: the one in brackets after its name, else its initials."""
    if introduced := _ABBREVIATION.match(text, mention.end):
        return introduced[1]
    initials = "".join(word[0] for word in mention.actor.split() if word[0].isupper())
    return initials if len(initials) > 2 and " " in mention.text else ""


def _meant(actor: ActorMention, here: ActorMention) -> ActorMention:
    """The mention here, as one of the actor mentioned elsewhere."""
    return replace(here, actor=actor.actor, kind=actor.kind, role=actor.role, known=actor.known)
