"""The text that readers read: an article without its boilerplate, wrapped lines joined, broken characters mended."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.text import View
from analysis.values import Span

# UTF-8 that was decoded as Windows-1252: a lead byte and what its followers turned into ("â€™" for ’).
_CP1252 = {bytes([code]).decode("cp1252", "replace"): code for code in range(0x80, 0xA0)}
_BYTES = {**{chr(code): code for code in range(0x80, 0x100)}, **_CP1252}
_FOLLOWER = "[" + re.escape("".join(sorted(char for char, code in _BYTES.items() if 0x80 <= code < 0xC0))) + "]"
_BROKEN = re.compile(f"[Â-ß]{_FOLLOWER}|[à-ï]{_FOLLOWER}{{2}}|[ð-ô]{_FOLLOWER}{{3}}|â€(?!\\w)")
_MARKS = re.compile(r"\*\*|__|[\xa0\u2009\u202f\u3000]")


def mend(text: str) -> str:
    """A line with the characters that were read in the wrong encoding, plain spaces, and no marks of emphasis.

    >>> mend("Russiaâ€™s move")
    'Russia’s move'
    """
    return "".join(words for words, _ in _line(text, Span(0, len(text))))


def _restored(broken: str) -> str:
    if broken == "â€":  # the third byte has no sign in Windows-1252 and got lost
        return "”"
    try:
        return bytes(_BYTES[char] for char in broken).decode("utf8")
    except UnicodeDecodeError:
        return broken


def view_of(text: str, paragraphs: list[list[Span]]) -> View:
    """Join paragraphs, each given as the spans of its lines, into one text that maps back.

    >>> view = view_of("One\\nline.\\n\\n\\nTwo.", [[Span(0, 3), Span(4, 9)], [Span(12, 16)]])
    >>> view.text, view.source(Span(11, 14))
    ('One line.\\n\\nTwo.', Span(start=12, end=15))
    """
    return View.of(_pieces(text, paragraphs))


def _pieces(text: str, paragraphs: list[list[Span]]) -> Iterator[tuple[str, Span]]:
    end = 0
    for number, spans in enumerate(paragraphs):
        for row, span in enumerate(spans):
            if number or row:
                yield (" " if row else "\n\n"), Span(min(end, span.start), span.start)
            yield from _line(text, span)
            end = span.end


def _line(text: str, span: Span) -> Iterator[tuple[str, Span]]:
    line = span.of(text)
    if line.isascii() and "**" not in line and "__" not in line:
        yield line, span
        return
    at = 0
    edits = [(found.span(), _restored(found.group())) for found in _BROKEN.finditer(line)]
    edits += [(found.span(), " " if len(found.group()) == 1 else "") for found in _MARKS.finditer(line)]
    for (start, end), new in sorted(edits):
        if start < at:
            continue
        yield line[at:start], Span(span.start + at, span.start + start)
        yield new, Span(span.start + start, span.start + end)
        at = end
    yield line[at:], Span(span.start + at, span.end)
