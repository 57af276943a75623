"""The ground that all wings stand on: lines, sentences, and views of a text that map back to it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache, partial
from itertools import accumulate, islice, takewhile
from typing import NamedTuple

import sentencex  # type: ignore[import-untyped]

from analysis.core.values import Span

_GAP = re.compile(r"(\W+)")
_TITLES = ("Ms.", "Messrs.", "Amb.", "Gov.", "Govs.")  # after which the splitter ends a sentence by mistake
# Where a sentence ends with the name of a platform or a month, and not with an initial or a short form.
_WHOLE = re.compile(r"\b(?:(?:on|via|to) X|May)\. (?=[A-Z“\"‘])")
_WIDE_STOP = re.compile(r"[^\S\x00-\x7f]\.")
_WIDE_SPACES = [chr(code) for code in range(0x80, 0x3001) if chr(code).isspace()]
_MARKS = "‘“«„`'"
_NO_MARKS = str.maketrans(_MARKS, "·" * len(_MARKS))
# Opening marks that a paragraph has at most: the splitter looks for the end of each, up to that of the paragraph.
_MOST_MARKS = 2_000


def lines(text: str) -> list[Span]:
    r"""The lines of a text, ended by `\n` or `\r\n` and by nothing else; an empty last one is left out.

    >>> [line.of("ab\r\n\ncd") for line in lines("ab\r\n\ncd")]
    ['ab', '', 'cd']
    """
    found, start = list[Span](), 0
    for line in text.removesuffix("\n").split("\n"):
        found.append(Span(start, start + len(line.removesuffix("\r"))))
        start += len(line) + 1
    return found


def counted(number: int, word: str) -> str:
    """A number with what is counted."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def line_index(text: str) -> Callable[[int], int]:
    """What finds the line, counted from 1, that holds an offset, in logarithmic time."""
    return partial(bisect_right, [0, *accumulate(len(line) + 1 for line in text.split("\n"))])


@lru_cache(maxsize=2)  # the readers of one article ask eight times in a row
def sentences(text: str) -> tuple[Span, ...]:
    """The sentences of a text, without the white space around them; a quotation is not cut inside.

    >>> text = "Mr. Putin spoke on Jan. 5. Others did not."
    >>> [span.of(text) for span in sentences(text)]
    ['Mr. Putin spoke on Jan. 5.', 'Others did not.']
    """
    found: list[Span] = []
    shortened = " X. " in text or " May. " in text
    split, after = _splittable(text), 0
    for part in sentencex.segment("en", split):
        start = split.index(part, after)  # some blank lines are in no part
        after = start + len(part)
        if stripped := part.strip():
            start += len(part) - len(part.lstrip())
            end = start + len(stripped)
            if found and text.endswith(_TITLES, found[-1].start, found[-1].end):
                start = found.pop().start
            for whole in _WHOLE.finditer(text, start, end) if shortened else ():
                found.append(Span(start, whole.end() - 1))
                start = whole.end()
            found.append(Span(start, end))
    return tuple(found)


class WordIndex:
    """The words of a text, by the word in small letters."""

    def __init__(self, text: str) -> None:
        self.starts: dict[str, list[int]] = defaultdict(list)
        low, whole = text.lower(), (char if len(char.lower()) > 1 else char.lower() for char in text)
        low = low if len(low) == len(text) else "".join(whole)  # few texts have letters that become two
        parts = _GAP.split(low)  # words, and between them what parts them
        for word, place in zip(parts[::2], [0, *accumulate(map(len, parts))][::2], strict=True):
            self.starts[word].append(place)

    @cached_property
    def _listed(self) -> list[str]:
        return sorted(self.starts)

    def beginning(self, stem: str) -> Iterator[str]:
        """The words that begin with some letters."""
        at = bisect_left(self._listed, stem)
        return takewhile(lambda word: word.startswith(stem), islice(self._listed, at, None))


words = lru_cache(maxsize=2)(WordIndex)  # the readers of one article ask again and again


def _splittable(text: str) -> str:
    """The text as the splitter can take it in linear time, each character in its place."""
    if any(map(text.__contains__, _WIDE_SPACES)):  # before a full stop the splitter cuts one in two and breaks down
        text = _WIDE_STOP.sub(" .", text)
    if sum(map(text.count, _MARKS)) <= _MOST_MARKS:
        return text
    parts = ((part, sum(map(part.count, _MARKS)) > _MOST_MARKS) for part in text.split("\n\n"))
    return "\n\n".join(part.translate(_NO_MARKS) if flooded else part for part, flooded in parts)


class View(NamedTuple):
    """A text made of pieces of another one, which knows where each of its characters came from.

    Readers read the view: an article without its boilerplate, wrapped lines joined, broken characters mended. A piece
    as long as its source maps character by character, any other as a whole.

    >>> view = View.of([("It’s", Span(0, 6)), (" ", Span(6, 7)), ("fine", Span(9, 13))])
    >>> view.text, view.source(Span(5, 9))
    ('It’s fine', Span(start=9, end=13))
    """

    text: str
    starts: Sequence[int] = ()  # of the pieces, and last the length of the text
    sources: Sequence[Span] = ()  # what each piece stands for

    @classmethod
    def of(cls, pieces: Iterable[tuple[str, Span]]) -> View:
        """Join pieces, each with the source span that it stands for; empty ones are dropped."""
        kept = [(words, span) for words, span in pieces if words]
        starts = list(accumulate((len(words) for words, _ in kept), initial=0))
        return cls("".join(words for words, _ in kept), starts, [span for _, span in kept])

    def source(self, span: Span) -> Span:
        """The stretch of the source from the first to the last character of a span of the view."""
        return Span(*self.place(span.start, span.end))

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The same as two offsets."""
        first, after = self._at(start)
        if end - start > 1:
            _, after = self._at(end - 1)
        return first, after if end > start else first

    def _at(self, offset: int) -> tuple[int, int]:
        """Where in the source one character comes from."""
        piece = bisect_right(self.starts, offset, 0, len(self.sources)) - 1
        start, source = self.starts[piece], self.sources[piece]
        if self.starts[piece + 1] - start != source.end - source.start:
            return source.start, source.end
        first = source.start + offset - start
        return first, first + 1
