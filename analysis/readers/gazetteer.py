"""Names that the lexicon knows: where they stand in a text, and which actor each of them means."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from analysis.core.lexicon import load_lexicon
from analysis.core.phrases import Phrases
from analysis.core.values import Span

KINDS = {"states": "state", "people": "person", "groups": "group", "organisations": "organisation", "places": "place"}

_START = re.compile(r"[A-ZÀ-Þabmv](?<![\w’'].)(?:(?<=[A-ZÀ-Þ])|l(?=[- ][A-Z])|in(?= L)|on(?= d)|ujah)\w*")
"""A word with a capital, or the small one ("al", "bin", "von", "mujahideen") that some names begin with."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One way to write an actor: the words, the name that tables show, and what kind of actor it is."""

    words: str
    actor: str
    kind: str
    role: str = ""
    form: str = "name"
    """name, adjective ("Afghan"), capital ("Kabul"), or surname: what the words are to the actor."""
    state: str = ""
    """The state whose body this is, where those of others go by the same words."""


def known_names(text: str) -> Iterator[tuple[int, int, Entry]]:
    """Each name of the lexicon in a text, longest first where several begin, with its place.

    Capitals are yielded as capitals, adjectives as adjectives: what they mean here is for the caller to decide. A
    surname that is too common to stand alone is left out.

    >>> [(start, entry.actor) for start, _, entry in known_names("ISIS-K is a foe of the Afghan Taliban.")]
    [(0, 'ISIS-K'), (23, 'Taliban')]
    """
    index, end = _index(), 0
    named: Counter[str] = Counter()
    for match in _START.finditer(text):
        start = match.start()
        if start < end:
            continue
        for entry in index.get(match[0], ()):
            stop = start + len(entry.words)
            if text.startswith(entry.words, start) and not _goes_on(text[stop : stop + 1]):
                if len(entry.words) <= 3 and _among_capitals(text, start, stop):
                    break
                if entry.state:
                    named = named or _states_named(text)
                    shared = [other for other in index[match[0]] if other.words == entry.words and named[other.state]]
                    if not shared:
                        break
                    entry = max(shared, key=lambda other: named[other.state])
                yield start, stop, entry
                end = stop
                break


@cache
def lexicon_words(name: str) -> frozenset[str]:
    """One of the word lists by which unknown names are recognised: titles, roles, collectives …"""
    return frozenset(load_lexicon("actors")["words"][name])


def _goes_on(after: str) -> bool:
    """Whether a name is but the beginning of a word or of an amount of money ("US$")."""
    return after.isalnum() or after in tuple("$€£")


def _states_named(text: str) -> Counter[str]:
    """How often a text names each state that shares the name of a body with others."""
    index = _index()
    sharing = {entry.state for entries in index.values() for entry in entries}
    return Counter(
        entry.actor
        for match in _START.finditer(text)
        for entry in index.get(match[0], ())
        if entry.actor in sharing and text.startswith(entry.words, match.start())
    )


def _among_capitals(text: str, start: int, stop: int) -> bool:
    """Whether a short name stands in a line of capitals, where WHO and IS are words like any other."""
    around = text[max(0, start - 20) : start] + text[stop : stop + 20]
    return around.isupper() and sum(map(str.isupper, around)) > 9


@cache
def _index() -> dict[str, list[Entry]]:
    """The entries by their first word, the longest first."""
    index: dict[str, list[Entry]] = {}
    for entry in _entries(load_lexicon("actors")):
        first = re.match(r"\w+", entry.words)
        if first and all(other.words != entry.words or entry.state for other in index.get(first[0], ())):
            index.setdefault(first[0], []).append(entry)
    for entries in index.values():
        entries.sort(key=lambda entry: -len(entry.words))
    return index


def _entries(lexicon: Mapping[str, Any]) -> Iterator[Entry]:
    for section, kind in KINDS.items():
        for actor, facts in lexicon[section].items():
            role = facts.get("role", "")
            for words in (actor, *facts.get("aliases", ())):
                yield Entry(words, actor, kind, role)
                if kind == "person" and " " in words:
                    yield Entry(words.upper(), actor, kind, role)
            for words in facts.get("short", ()):
                yield Entry(words, actor, kind, role, state=facts["state"])
            for form, key in (("adjective", "adjective"), ("name", "people"), ("capital", "capital")):
                for words in facts.get(key, ()):
                    yield Entry(words, actor, kind, role, form)
            if kind == "person" and facts.get("surname", True):
                yield Entry(actor.split()[-1], actor, kind, role, "surname")


_OWNER = re.compile(r"(?:[’']s)? (?:[a-z-]+ )?$")
_SEAT = re.compile(r" (?:in|of) ")

Hit = tuple[int, int, Entry]


def institutions(text: str, hits: Sequence[Hit]) -> Iterator[tuple[int, int, str]]:
    """Each institution of a state: the place of its words, and the name that tables show.

    >>> from analysis.readers.gazetteer import known_names
    >>> text = "Iran’s foreign ministry and the Foreign Ministry in Moscow agreed; US intelligence did not."
    >>> [name for _, _, name in institutions(text, list(known_names(text)))]
    ['Iranian foreign ministry', 'Russian foreign ministry', 'US intelligence']
    """
    ends = {end: (start, entry) for start, end, entry in hits if entry.kind == "state"}
    starts = {start: (end, entry) for start, end, entry in hits if entry.kind == "state"}
    for start, end, _ in _nouns().find(text):
        noun = " ".join(text[start:end].lower().split())
        owner = _OWNER.search(text, max(0, start - 24), start)
        before = ends.get(owner.start()) if owner else None
        if before:
            yield before[0], end, f"{state_prefixes()[before[1].actor]} {noun}"
            continue
        seat = _SEAT.match(text, end)
        after = starts.get(seat.end()) if seat else None
        if after:
            yield start, after[0], f"{state_prefixes()[after[1].actor]} {noun}"


@cache
def _nouns() -> Phrases:
    return Phrases({"": lexicon_words("institutions")})


@cache
def state_prefixes() -> Mapping[str, str]:
    """What stands before an institution of each state: "US" intelligence, the "Afghan" foreign ministry."""
    states = load_lexicon("actors")["states"]
    return {state: facts.get("as") or facts.get("adjective", [state])[0] for state, facts in states.items()}


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
