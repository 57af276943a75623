"""Finding words again by their context, however the lines of a text are wrapped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from analysis.values import Span

_SPACE = re.compile(r"\s+")
_REACH = 400


class Squeezed:
    r"""A text in which each run of white space is one space, and which finds its places in the original.

    >>> Squeezed("one\n\n  two three").unique("one", "two", "")
    Span(start=7, end=10)
    """

    def __init__(self, text: str) -> None:
        self._original = text

    @cached_property
    def text(self) -> str:
        """The text with single spaces."""
        return squeeze(self._original)

    @cached_property
    def _places(self) -> list[int]:
        """Where each character of the squeezed text stands in the original; the end as well."""
        places: list[int] = []
        last = 0
        for run in _SPACE.finditer(self._original):
            places += range(last, run.start() + 1)
            last = run.end()
        places += range(last, len(self._original) + 1)
        return places

    def unique(self, before: str, words: str, after: str) -> Span:
        """Where the words stand between what comes before and after them, as a span of the original text.

        Raises
        ------
        LookupError
            When they don't occur, occur more than once, or only as part of longer words; says which.
        """
        before, words, after = squeeze(before).strip(), squeeze(words).strip(), squeeze(after).strip()
        found = [start for start in _occurrences(self.text, words) if self._between(start, before, words, after)]
        if len(found) != 1:
            times = f"occur {len(found)} times" if found else "do not occur"
            raise LookupError(f"the words with their context {times} in the document")
        start, end = found[0], found[0] + len(words)
        left, right = self.text[:start].rstrip() if before else self.text[:start], self.text[end:]
        right = right.lstrip() if after else right
        if _joined(left.removesuffix(before), before or words) or _joined(after or words, right.removeprefix(after)):
            raise LookupError("the words with their context occur in the document only as part of longer words")
        return Span(self._places[start], self._places[end - 1] + 1)

    def _between(self, start: int, before: str, words: str, after: str) -> bool:
        left = self.text[max(0, start - len(before) - 1) : start].rstrip()
        right = self.text[start + len(words) : start + len(words) + len(after) + 1].lstrip()
        return left.endswith(before) and right.startswith(after)

    def context(self, span: Span) -> tuple[str, str] | None:
        """The shortest context of whole words in the same paragraph that makes a place unique, or None."""
        before = squeeze(_paragraph_before(self._original, span.start)).lstrip()
        after = squeeze(_paragraph_after(self._original, span.end)).rstrip()
        for reach in (24, 48, 96, 192, _REACH):
            left, right = _tail(before, reach), _head(after, reach)
            try:
                if self.unique(left, span.of(self._original), right) == span:
                    return left, right
            except LookupError:
                continue
        return None


def _occurrences(text: str, words: str) -> Iterator[int]:
    """Where the words begin, overlapping occurrences too."""
    start = text.find(words) if words else -1
    while start >= 0:
        yield start
        start = text.find(words, start + 1)


def _joined(left: str, right: str) -> bool:
    """Whether a word runs on from one text into the next."""
    return left[-1:].isalnum() and right[:1].isalnum()


def squeeze(words: str) -> str:
    """The words with each run of white space as one space."""
    return _SPACE.sub(" ", words)


def _paragraph_before(text: str, start: int) -> str:
    words = text[max(0, start - 2 * _REACH) : start]
    return re.split(r"\n[^\S\n]*\n", words)[-1]


def _paragraph_after(text: str, end: int) -> str:
    return re.split(r"\n[^\S\n]*\n", text[end : end + 2 * _REACH])[0]


def _tail(words: str, reach: int) -> str:
    """The last whole words of a text."""
    if len(words) <= reach:
        return words
    cut = words[-reach:]
    return cut[cut.find(" ") + 1 :] if " " in cut else cut


def _head(words: str, reach: int) -> str:
    """The first whole words of a text."""
    if len(words) <= reach:
        return words
    cut = words[:reach]
    return cut[: cut.rfind(" ")] if " " in cut else cut
