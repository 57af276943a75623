"""The phrases of word lists, found by their first words: what a text doesn't hold costs next to nothing."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from sys import maxsize
from typing import NamedTuple, TypeVar

from analysis.core.text import words

_FIRST = re.compile(r"(\w+)(\*?)")
_REMEMBERED, _LONGEST = 20_000, 40  # words of texts, and their length, for which it is remembered what is known
T = TypeVar("T")


class Remembered(dict[str, T]):
    """Answers of a function, of which it is asked once for each word."""

    def __init__(self, of: Callable[[str], T]) -> None:
        self._of = of

    def __missing__(self, word: str) -> T:
        known = self._of(word)
        if len(self) < _REMEMBERED and len(word) < _LONGEST:
            self[word] = known
        return known


Held = tuple[int, int, str, re.Pattern[str] | None]  # start, end and kind of a phrase, and the pattern that matched


class Found(NamedTuple):
    """A phrase in a text."""

    start: int
    end: int
    kind: str


class Phrases:
    """Phrases by kind, in small letters, for any case: "*" is any ending of a word, " ... " up to `gap` words.

    `hyphened`: whether a phrase may be part of a hyphened word ("arms" in "arms-length").

    >>> moves = Phrases({"away": ["walk*"], "behind": ["fall* behind", "fell ... behind"]})
    >>> [(found.start, found.kind) for found in moves.find("They walked until he fell far behind.")]
    [(5, 'away'), (21, 'behind')]
    """

    def __init__(self, kinds: Mapping[str, Iterable[str]], gap: int = 3, hyphened: bool = True) -> None:
        self._kinds, self._gap, self._edges = tuple(kinds), gap, ("", r"\b") if hyphened else ("(?<!-)", r"(?![\w-])")
        self._text, self._held = "", list[Held]()
        self._begun = Remembered(self._beginning)
        self._phrases: dict[str, list[tuple[int, int, str]]] = defaultdict(list)  # by the first word, or "stem*"
        for number, phrases in enumerate(kinds.values()):
            for phrase in phrases:
                if not (first := _FIRST.match(phrase)):
                    raise ValueError(f"the phrase {phrase!r} begins with no letter or digit; mend the word list")
                self._phrases[first[0]].append((number, -len(phrase), phrase))
        self._stems = [first[:-1] for first in self._phrases if first.endswith("*")]

    def find(self, text: str, start: int = 0, end: int = maxsize, apart: bool = True) -> list[Found]:
        """The phrases in a text or a part of it, from left to right; quick for part after part.

        They are apart from each other: where several begin at one place, the first kind wins, and in a kind the
        longest phrase. With `apart=False` each kind is looked for by itself.
        """
        if self._text is not text:
            self._text, self._held = text, list(self._all(text))
        first = bisect_left(self._held, (start,))
        found: list[Found] = []
        free: dict[str, int] = {}
        for place, stop, kind, pattern in self._held[first : bisect_left(self._held, (end,), first)]:
            by = "" if apart else kind
            if stop > end:  # a shorter one may end in time
                match = pattern.match(text, place, end) if pattern else None
                stop = match.end() if match else 0
            if stop and place >= free.get(by, start):
                free[by] = stop
                found.append(Found(place, stop, kind))
        return found

    def matches(
        self, pattern: re.Pattern[str], text: str, start: int = 0, end: int = maxsize
    ) -> Iterator[re.Match[str]]:
        """What a pattern matches that can only begin where one of the phrases does."""
        free = start
        for found in self.find(text, start, end):
            if found.start >= free and (match := pattern.match(text, found.start, end)):
                free = match.end()
                yield match

    def _all(self, text: str) -> Iterator[Held]:
        """The longest phrase of each kind at each place of a text."""
        held = words(text)
        firsts = held.starts.keys() & self._phrases.keys()
        firsts.update(word for stem in self._stems for word in held.beginning(stem))
        for place, word in sorted((place, first) for first in firsts for place in held.starts[first]):
            for kind, pattern in self._begun[word]:
                if not pattern:
                    yield place, place + len(word), kind, None
                elif match := pattern.match(text, place):
                    yield place, match.end(), kind, pattern

    def _beginning(self, word: str) -> list[tuple[str, re.Pattern[str] | None]]:
        """For each kind a pattern of the phrases that begin with a word; None where it is a phrase by itself."""
        firsts = (word, *(f"{stem}*" for stem in self._stems if word.startswith(stem)))
        by_kind: dict[str, list[str]] = {}
        for number, _, phrase in sorted(phrase for first in firsts for phrase in self._phrases.get(first, ())):
            by_kind.setdefault(self._kinds[number], []).append(phrase)
        begun: list[tuple[str, re.Pattern[str] | None]] = []
        for kind, named in by_kind.items():
            alone = not self._edges[0] and all(map(_FIRST.fullmatch, named))
            begun.append((kind, None if alone else _pattern(tuple(named), self._gap, self._edges)))
        return begun


@cache
def _pattern(phrases: tuple[str, ...], gap: int, edges: tuple[str, str]) -> re.Pattern[str]:
    joined = "|".join(
        re.escape(phrase)
        .replace("'", "[’']")
        .replace(r"\ \.\.\.\ ", rf"(?:\s[\w’'-]{{1,24}}){{0,{gap}}}\s")
        .replace(r"\*", r"\w{0,12}")
        .replace(r"\ ", r"\s")
        for phrase in phrases
    )
    return re.compile(rf"{edges[0]}(?:{joined}){edges[1]}", re.IGNORECASE)
