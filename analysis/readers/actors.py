"""Armed groups that a text means without naming them: "the group", and the branch of one that stands in a region."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Annotated, NamedTuple

from analysis.core.lexicon import load_lexicon
from analysis.core.tables import Table
from analysis.readers.names import OPENERS, ActorMention, Hit, institutions, known_names, lexicon_words, names_by_form
from analysis.readers.sentences import read_sentences
from analysis.readers.speakers import cues

_BRANCH = r"(affiliate|branch|wing|offshoot|arm|franchise|chapter|faction|subsidiary)\b"
_OWNS = re.compile(rf"(?:[’']s?)? ((?:(?!and\b|or\b)[\w-]{{1,20}} ){{0,3}}){_BRANCH}")
_OWNED = re.compile(
    rf"((?:(?<![\w-])(?![Tt]he |[Ii]ts |[Aa]n? )[\w-]{{1,20}} ){{0,3}})(?<![\w-]){_BRANCH} of (?:the )?$"
)
_BACK = 90  # characters that the description of a branch has at most, before the name of its parent
_MEMORY = 20  # mentions that a "local" branch looks back over for its region
_LOOKED_OVER = 200  # mentions, and sentences, among which "the group" is looked for
_THE_GROUP = re.compile(
    r"[Tt](?<!\w.)he (?:(?:militant|terror|terrorist|extremist|jihadist|armed|insurgent|Islamist|radical|jihadi) )?"
    r"(?:group|movement|outfit|insurgents|organi[sz]ation)\b(?! of)"
)
_ONGOING = frozenset("it they its their group movement organisation organization".split())
_POSSESSED = re.compile(r"[’']s?\b|[’'] ")
_CLAUSE = re.compile(
    r"[,;:—–()]|\b(?:that|which|who|after|before|since|wh(?:en|ile|ere)|because|as|and|but|if|(?:al)?though)\b"
)
_BODY_NOUN = re.compile(r"(?<=[a-z,] )(?<!\b(?:in|at) )(?<!near )(?<!across )(?<!around )([A-Z][a-z]{2,14}) $")
_BODIES = re.compile(r"ministry|intelligence|Kremlin|White House|Pentagon|Senate|Congress|Court|Department|Treasury")
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
_WORD_BEFORE = re.compile(r"(?<![\w’'-])[A-Z][a-z]+\Z")


def branches(text: str, mentions: Sequence[ActorMention]) -> list[ActorMention]:
    """The mentions, with the words that describe a branch ("X’s Afghan affiliate") as one mention of that branch."""
    found: list[ActorMention] = []
    end = 0
    for at, mention in enumerate(mentions):
        if mention.start < end:
            continue
        if mention.actor in _branches() and (branch := _branch(text, mentions, at)):
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
    match = _OWNS.match(text, mention.end) or _OWNED.search(text, max(0, mention.start - _BACK), mention.start)
    if match is None:
        return None
    start, end = min(match.start(), mention.start), max(match.end(1) + len(match[2]), mention.end)
    near = mentions[max(0, at - 3) : at + 4]
    if text.startswith(" in ", end):
        end = next((other.end for other in near if other.start == end + 4), end)
    inside = [other.actor for other in near if start <= other.start < end]
    places = [*inside, *match[1].split()]
    if len(inside) == 1 and not {"local", "regional"}.isdisjoint(places):
        places = [other.actor for other in reversed(mentions[max(0, at - _MEMORY) : at])]
    branches = ((place, *known) for place in places for known in _branches()[mention.actor])
    actor = next((branch for place, branch, region in branches if place in region or place == branch), "")
    return mention._replace(start=start, end=end, text=text[start:end], actor=actor) if actor else None


def groups(text: str, mentions: Sequence[ActorMention]) -> list[ActorMention]:
    """The mentions, with "the group" and its like as the group that the sentences before are about."""
    found = list(mentions)
    starts = [mention.start for mention in mentions]
    for place in _THE_GROUP.finditer(text):
        at = bisect_left(starts, place.start())
        kinds = ("group", "organisation") if "organi" in place[0] else ("group",)
        near = mentions[max(0, at - _LOOKED_OVER) : at]
        fitting = [mention for mention in near if mention.kind in kinds and not _BODIES.search(mention.actor)]
        if fitting and (meant := _meant(text, place.start(), fitting)):
            found.append(meant._replace(start=place.start(), end=place.end(), text=place[0]))
    return sorted(found, key=lambda mention: mention.start)


def _meant(text: str, at: int, fitting: Sequence[ActorMention]) -> ActorMention | None:
    """The group of a clause before in the same sentence, else the one that a sentence before leaves behind."""
    read = read_sentences(text)
    number = read.number_at(at)
    before = [m for m in fitting if m.start >= read.spans[number].start and _CLAUSE.search(text, m.end, at)]
    if free := [mention for mention in before if not _POSSESSED.match(text, mention.end)]:
        return free[-1]
    for span in reversed(read.spans[max(0, number - _LOOKED_OVER) : number]):
        own = [mention for mention in fitting if span.start <= mention.start < span.end]
        subjects = (clause.own_subject for clause in (read.at(span.start).clauses if own else ()))
        subject = next(filter(None, subjects), None)
        free = [mention for mention in own if not _POSSESSED.match(text, mention.end)]
        if free and (subject is None or _ONGOING.isdisjoint(subject.text.lower().split())):
            return free[-1]
        before = before or own
    return before[-1] if before else None


class Count(NamedTuple):
    """What is counted of an actor in all of a text."""

    mentions: Annotated[int, "how often", "mentions"]


ACTORS = Table.of("actors", "an actor in one document, at the first mention", ActorMention, Count)


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
    hits = [hit for hit in known_names(text) if not _of_another(text, hit)]
    bodies = [*institutions(text, hits), *_bodies(text, hits)]
    found = [ActorMention(start, end, text[start:end], name, "organisation") for start, end, name in bodies]
    taken = [(mention.start, mention.end) for mention in found]
    regions = {start for start, _, entry in hits if entry.kind in ("state", "place")}
    known = {start: end for start, end, _ in hits} | dict(taken)
    names = names_by_form(text, known, regions - {start for start, _ in taken})
    found += [name for name in names if not _covered(name.start, name.end, taken)]
    taken = sorted((mention.start, mention.end) for mention in found)
    found += [_known(text, hit) for hit in hits if not _covered(hit[0], hit[1], taken)]
    found.sort(key=lambda mention: mention.start)
    return groups(text, branches(text, _with_short_forms(text, found)))


def _bodies(text: str, hits: Sequence[Hit]) -> Iterator[tuple[int, int, str]]:
    """What is called by a noun and its country, within a sentence: "Statistics Norway", "Air India"."""
    for start, end, entry in hits:
        if entry.kind == "state" and entry.form == "name" and text[start - 1 : start] == " ":
            noun = _BODY_NOUN.search(text, max(0, start - 24), start)
            if noun and not (_plain(noun[1]) or noun[1] in lexicon_words("not_bodies") | lexicon_words("given_names")):
                yield noun.start(1), end, text[noun.start(1) : end]


def _of_another(text: str, hit: Hit) -> bool:
    """Whether a word that the lexicon knows is part of somebody else's name: "Igor Putin", "Sofia Roe"."""
    (start, end, entry), given = hit, lexicon_words("given_names")
    words, alone = text[start:end], entry.form == "surname"
    before, after = _NAME_BEFORE.search(text, max(0, start - 24), start), _NEXT_NAME.match(text, end)
    if before and before[1] in given and before[1][0] != entry.actor[0] and (alone or " " not in words):
        return True
    return after is not None and (alone or words in given) and not _plain(after[1])


def _plain(word: str) -> bool:
    """Whether a word with a capital is one of a title, an office or a headline, and no name."""
    low = word.lower()
    known = word in lexicon_words("titles") or word in lexicon_words("organisation_heads") or word in OPENERS
    return known or low in cues() or low in lexicon_words("roles") or bool(next(known_names(word), None))


def _covered(start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    """Whether a stretch overlaps one of those taken, which are in order and apart."""
    at = bisect_left(taken, (end,))
    return at > 0 and taken[at - 1][1] > start


def _known(text: str, hit: Hit) -> ActorMention:
    (start, end, entry), words = hit, text[hit[0] : hit[1]]
    if entry.form == "capital" and (_LOCATIVE.search(text, max(0, start - 24), start) or _PLACE_AFTER.match(text, end)):
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
    persons = (last for last, mention in full.items() if mention.kind == "person")
    shared = {last: given for last in persons if len(given := _given(text, last)) > 1}
    taken = [(mention.start, mention.end) for mention in mentions]
    names = (name for name in _NAME.finditer(text) if name[0] in full and not _covered(*name.span(), taken))
    unseen = (ActorMention(*name.span(), name[0], name[0], "person", known=False) for name in names)
    resolved = (_as_meant(text, full, shared, mention) for mention in (*mentions, *unseen))
    return sorted(resolved, key=lambda mention: mention.start)


def _given(text: str, surname: str) -> set[str]:
    found = {name[0] for before in text.split(f" {surname}")[:-1] if (name := _WORD_BEFORE.search(before[-30:]))}
    return {name for name in found if name != surname and not _plain(name)}


def _as_meant(text: str, full: dict[str, ActorMention], bore: dict[str, set[str]], here: ActorMention) -> ActorMention:
    """The mention here, as one of the actor whom a short name means; of two with one surname the one that fits."""
    actor = full.get(here.text)
    if actor is None or (here.known and here.kind != "organisation" and not here.text.isupper()):
        return here
    if given := bore.get(here.text):
        before = (text[max(0, here.start - 30) : here.start].split() or [""])[-1]
        if before in given:
            name = f"{before} {here.text}"
            return here._replace(start=here.start - len(before) - 1, text=name, actor=name)
        title = before.strip(".")
        fits = {name for name in given if (name in lexicon_words("women")) == (title in ("Mrs", "Ms", "Miss"))}
        one = title in ("Mr", "Mrs", "Ms", "Miss") and len(fits) == 1
        return here._replace(actor=f"{fits.pop()} {here.text}" if one else here.text, known=False)
    return here._replace(actor=actor.actor, kind=actor.kind, role=actor.role, known=actor.known)


def _short(text: str, mention: ActorMention) -> str:
    """The abbreviation of an organisation: the one in brackets after its name, else its initials."""
    if introduced := _ABBREVIATION.match(text, mention.end):
        return introduced[1]
    initials = "".join(word[0] for word in mention.actor.split() if word[0].isupper())
    return initials if len(initials) > 2 and " " in mention.text else ""
