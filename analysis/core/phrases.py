"""The phrases of word lists, found by their first words: what a text doesn't hold costs next to nothing."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from operator import itemgetter
from typing import NamedTuple, TypeVar

from analysis.core.text import words

_FIRST = re.compile(r"(\w+)(\*?)")
_REMEMBERED, _LONGEST = 50_000, 40  # words of texts, and their length, for which it is remembered what is known
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


_WHOLE = ("", r"\b")
# A kind of phrases, and the pattern of those that begin with a word, or where it is a phrase by itself, its length.
Begun = tuple[str, re.Pattern[str] | int]


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
        self._gap, self._edges = gap, _WHOLE if hyphened else ("(?<!-)", r"(?![\w-])")
        self._kinds = tuple(kinds)
        self._text = ""
        self._begun: list[tuple[int, list[Begun]]] = []
        self._places: list[int] = []
        self._patterns: dict[str, list[Begun]] = {}
        self._exact: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
        self._stems: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
        for number, phrases in enumerate(kinds.values()):
            for phrase in phrases:
                first = _FIRST.match(phrase)
                if not first:
                    raise ValueError(f"the phrase {phrase!r} begins with no letter or digit; mend the word list")
                begun = self._stems if first[2] else self._exact
                begun[first[1]].append((number, -len(phrase), phrase))

    def find(self, text: str, start: int = 0, end: int | None = None, apart: bool = True) -> list[Found]:
        """The phrases in a text or a part of it, from left to right.

        They are apart from each other: where several begin at one place, the first kind wins, and in a kind the
        longest phrase. With `apart=False` each kind is looked for by itself.
        """
        end = len(text) if end is None else end
        found: list[Found] = []
        if not (begun := self._between(text, start, end)):
            return found
        free: dict[str, int] = {}
        for place, patterns in begun:
            for kind, pattern in patterns:
                by = "" if apart else kind
                if place < free.get(by, start):
                    continue
                match = None if isinstance(pattern, int) else pattern.match(text, place, end)
                if stop := match.end() if match else place + pattern if isinstance(pattern, int) else 0:
                    free[by] = stop
                    found.append(Found(place, stop, kind))
        return found

    def matches(
        self, pattern: re.Pattern[str], text: str, start: int = 0, end: int | None = None
    ) -> Iterator[re.Match[str]]:
        """What a pattern matches that can only begin where one of the phrases does."""
        free = start
        for found in self.find(text, start, end):
            if found.start >= free and (match := pattern.match(text, found.start, len(text) if end is None else end)):
                free = match.end()
                yield match

    def _between(self, text: str, start: int, end: int) -> list[tuple[int, list[Begun]]]:
        """Where phrases may begin in a part of a text, and which; quick for part after part."""
        if self._text is not text:
            held = words(text)
            begun = held.starts.keys() & self._exact.keys()
            begun.update(word for stem in self._stems for word in held.beginning(stem))
            each = ((self._beginning(word), held.starts[word]) for word in begun)
            self._begun = sorted([(place, kinds) for kinds, at in each for place in at], key=itemgetter(0))
            self._text, self._places = text, [place for place, _ in self._begun]
        first = bisect_left(self._places, start)
        return self._begun[first : bisect_left(self._places, end, first)]

    def _beginning(self, word: str) -> list[Begun]:
        """The phrases that begin with a word: for each kind a pattern, or the length of the word when it is all."""
        if word not in self._patterns:
            phrases = list(self._exact.get(word, ()))
            for stem, longer in self._stems.items():
                phrases += longer if word.startswith(stem) else ()
            by_kind: dict[str, list[str]] = {}
            for number, _, phrase in sorted(phrases):
                by_kind.setdefault(self._kinds[number], []).append(phrase)
            if len(self._patterns) > _REMEMBERED:
                self._patterns.clear()
            begun = self._patterns[word] = list[Begun]()
            for kind, named in by_kind.items():
                alone = self._edges == _WHOLE and all(map(_FIRST.fullmatch, named))
                begun.append((kind, len(word) if alone else _pattern(tuple(named), self._gap, self._edges)))
        return self._patterns[word]


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
