"""Armed groups that a text means without naming them: "the group", and the branch of one that stands in a region."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from analysis.lexicon import load_lexicon
from analysis.readers.speakers import main_subject
from analysis.readers.tokens import Sentence
from analysis.text import sentences

if TYPE_CHECKING:
    from analysis.readers.actors import ActorMention

_BRANCH = r"(affiliate|branch|wing|offshoot|arm|franchise|chapter|faction|subsidiary)\b"
_OWNS = re.compile(rf"(?:[’']s?)? ((?:(?!and\b|or\b)[\w-]{{1,20}} ){{0,3}}){_BRANCH}")
_OWNED = re.compile(
    rf"((?:(?<![\w-])(?![Tt]he |[Ii]ts |[Aa]n? )[\w-]{{1,20}} ){{0,3}})(?<![\w-]){_BRANCH} of (?:the )?$"
)
_SEAT = re.compile(r" in (?=[A-Z])")
_NEARBY = frozenset("local regional".split())
_BACK = 90
"""Characters that the description of a branch has at most, before the name of its parent."""
_MEMORY = 20
"""Mentions that a "local" branch looks back over for its region."""
_THE_GROUP = re.compile(
    r"[Tt](?<!\w.)he (?:(?:militant|terror|terrorist|extremist|jihadist|armed|insurgent|Islamist|radical|jihadi) )?"
    r"(?:group|movement|outfit|insurgents|organi[sz]ation)\b(?! of)"
)
_NAMED_NEXT = re.compile(r",? (?:\(|(?:also |now |better |commonly )?(?:known|called)(?: as)? )?(?:the )?$")
_ONGOING = frozenset("it they its their the".split())
_POSSESSED = re.compile(r"[’']s?\b|[’'] ")
_PART = re.compile(
    r" (?:leader|commander|chief|fighter|militant|member|spokes|official|adviser|government|leadership|rule|regime|"
    r"fighters|ranks|territory|foot|insurgen|defector|recruit|cell|report|statement|video|data|figure|envoy|forces|troops|ambassador|estimate)"
)
_CLAUSE = re.compile(
    r"[,;:—–()]|\b(?:that|which|who|after|before|since|when|while|because|as|and|but|if|where|although|though)\b"
)
_BODIES = re.compile(r"ministry|intelligence|Kremlin|White House|Pentagon|Senate|Congress|Court|Department|Treasury")


def branches(text: str, mentions: Sequence[ActorMention]) -> list[ActorMention]:
    """The mentions, with the words that describe a branch ("X’s Afghan affiliate") as one mention of that branch.

    Parameters
    ----------
    text
        The text of one article.
    mentions
        The actors named in it, in order.

    Returns
    -------
    list of ActorMention
        Only branches that the lexicon knows are told from their parent (`branch_of`, `region`). A "local" one is that
        of the region named last.
    """
    found: list[ActorMention] = []
    end = 0
    for at, mention in enumerate(mentions):
        if mention.start < end:
            continue
        branch = _branch(text, mentions, at) if mention.kind == "group" and mention.actor in _branches() else None
        if branch:
            while found and found[-1].end > branch.start:
                found.pop()
            mention, end = branch, branch.end
        found.append(mention)
    return found


@cache
def _branches() -> dict[str, list[tuple[str, frozenset[str]]]]:
    """The branches of each group that has any, with the regions they stand in."""
    known: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for actor, facts in load_lexicon("actors")["groups"].items():
        if parent := facts.get("branch_of"):
            known.setdefault(parent, []).append((actor, frozenset(facts["region"])))
    return known


def _branch(text: str, mentions: Sequence[ActorMention], at: int) -> ActorMention | None:
    """The branch that the words around the name of its parent describe, if they do."""
    mention = mentions[at]
    match = _OWNS.match(text, mention.end)
    if match is None and text.endswith((" of ", " of the "), 0, mention.start):
        match = _OWNED.search(text, max(0, mention.start - _BACK), mention.start)
    if match is None:
        return None
    near = mentions[max(0, at - 3) : at + 4]
    start, end = min(match.start(), mention.start), max(match.end(1) + len(match[2]), mention.end)
    inside = [other for other in near if match.start(1) <= other.start < match.end(1)]
    seat = _SEAT.match(text, end)
    if seat and (there := [other for other in near if other.start == seat.end()]):
        inside, end = inside + there, there[0].end
    places = [other.actor for other in inside] + match[1].split()
    if not inside and _NEARBY & set(places):
        places = [other.actor for other in reversed(mentions[max(0, at - _MEMORY) : at])]
    for place in places:
        for branch, region in _branches()[mention.actor]:
            if place in region or place == branch:
                return replace(mention, start=start, end=end, text=text[start:end], actor=branch)
    return None


def groups(text: str, mentions: Sequence[ActorMention]) -> list[ActorMention]:
    """The mentions, with "the group" and its like as the group that the sentences before are about.

    Parameters
    ----------
    text
        The text of one article.
    mentions
        The actors named in it, in order.

    Returns
    -------
    list of ActorMention
        A group named earlier in the sentence, in another clause, is meant first; then the topic: the group that was
        the subject last, or the one named last where no group was. Who is only named as the owner of something ("X’s
        leaders") does not become the topic, and one named right after in the same clause is not meant.
    """
    places = list(_THE_GROUP.finditer(text))
    if not places:
        return list(mentions)
    found = list(_resolved(text, [m for m in mentions if m.kind in ("group", "organisation")], places))
    return sorted([*mentions, *found], key=lambda mention: mention.start)


def _resolved(text: str, mentions: Sequence[ActorMention], places: Sequence[re.Match[str]]) -> Iterator[ActorMention]:
    starts = [mention.start for mention in mentions]
    topics: dict[bool, ActorMention | None] = {True: None, False: None}
    ahead = 0
    for sentence in sentences(text):
        own = list(mentions[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)])
        while ahead < len(places) and places[ahead].start() < sentence.end:
            place, ahead = places[ahead], ahead + 1
            widely = "organi" in place[0]
            meant = _meant(text, place, _fitting(own, widely), topics[widely])
            if meant:
                start, end = place.span()
                yield replace(meant, start=start, end=end, text=place[0])
        for widely in topics:
            if fitting := _fitting(own, widely):
                topics[widely] = _topic(text, sentence.start, sentence.end, fitting, topics[widely])


def _fitting(mentions: Sequence[ActorMention], widely: bool) -> list[ActorMention]:
    """The groups among some mentions; widely, the organisations too, but no bodies of a state."""
    return [
        mention for mention in mentions if mention.kind == "group" or (widely and not _BODIES.search(mention.actor))
    ]


def _meant(
    text: str, place: re.Match[str], own: Sequence[ActorMention], topic: ActorMention | None
) -> ActorMention | None:
    start, end = place.span()
    named = next((mention for mention in own if mention.start >= end), None)
    if named and _NAMED_NEXT.fullmatch(text[end : named.start]) and text[end : named.start] != " ":
        return named
    other = named.actor if named and named.start - end < 80 and not _CLAUSE.search(text, end, named.start) else ""
    before = [m for m in own if m.end <= start and m.actor != other]
    apart = [m for m in before if _CLAUSE.search(text, m.end, start)]
    free = [m for m in apart if not _POSSESSED.match(text, m.end)]
    if free:
        return free[-1]
    if topic and topic.actor != other:
        return topic
    return apart[-1] if apart else None


def _topic(
    text: str, start: int, end: int, own: Sequence[ActorMention], topic: ActorMention | None
) -> ActorMention | None:
    """What a sentence leaves behind as the group that is spoken of."""
    words = Sentence(text, start, min(end, start + 600))
    subject = main_subject(words, len(words)) if len(words) else None
    if subject:
        place = words.place(*subject)
        heads = [m for m in own if m.start < place.end and m.end > place.start and not _owner(text, m)]
        if heads:
            return heads[0]
        if topic and words.low[subject[0]] in _ONGOING and _goes_on(words, subject):
            return topic
    free = [mention for mention in own if not _owner(text, mention)]
    return free[-1] if free else topic or own[-1]


def _owner(text: str, mention: ActorMention) -> bool:
    """Whether a group is named only as that to which somebody or something belongs."""
    return bool(_POSSESSED.match(text, mention.end) or _PART.match(text, mention.end))


def _goes_on(words: Sentence, subject: tuple[int, int]) -> bool:
    """Whether a subject means the topic again: a pronoun, or "the group"."""
    stretch = words.low[slice(*subject)]
    return stretch[0] != "the" or any(word in ("group", "movement", "organisation", "organization") for word in stretch)
