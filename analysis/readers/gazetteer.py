"""Names that the lexicon knows: where they stand in a text, and which actor each of them means."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from analysis.lexicon import load_lexicon

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
