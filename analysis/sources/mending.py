"""Characters and marks that readers should not see: broken encodings, soft hyphens, marks of links and notes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.core.values import Span

# UTF-8 that was decoded as Windows-1252: a lead byte and what its followers turned into ("â€™" for ’).
_CP1252 = {bytes([code]).decode("cp1252", "replace"): code for code in range(0x80, 0xA0)}
_BYTES = {**{chr(code): code for code in range(0x80, 0x100)}, **_CP1252}
_FOLLOWER = "[" + re.escape("".join(sorted(char for char, code in _BYTES.items() if 0x80 <= code < 0xC0))) + "]"
_BROKEN = re.compile(f"[Â-ß]{_FOLLOWER}|[à-ï]{_FOLLOWER}{{2}}|[ð-ô]{_FOLLOWER}{{3}}|â€(?!\\w)")
_SPACES = re.compile("[\xa0\u2000-\u200a\u202f\u205f\u3000]")
_NOTHING = re.compile("[\xad\u200b\u200c\u200e\u200f\u2060\ufeff]+|\\*\\*|__")
_LINK = re.compile(
    r"!\[[^\]\n]{0,300}+\]\([^)\s]{1,1000}+(?:\s[^)\n]{0,300}+)?\)"
    r"|(?<!!)\[([^\[\]\n]{1,300}+)\]\((?:https?:|mailto:|[/#.])[^)\s]{0,1000}+(?:\s[^)\n]{0,300}+)?\)"
)
_ESCAPE = re.compile(r"\\([\[\]_*#.`>~()-])")
_NOTE = re.compile(
    r"(?<=[\w.,;:!?)\"”’%])(?:\[(?:\^?\d{1,3}|note [\da-z]{1,3}|citation needed)\])+"
    r"|(?<![^\s(\"“])\[\d{1,3}\](?=[\w$€£\"“])"
)
_RAISED = re.compile(r"(?<=[^\W\d_]{3})[¹²³⁰⁴-⁹]+|(?<=[\d.,;:!?)\"”’%])[¹²³⁰⁴-⁹]+")
# What any of these begins with; quotation marks and dashes, which most lines have, are none.
_TELLTALES = re.compile("[\xa0\xad\xb2\xb3\xb9Â-ô\u2000-\u200f\u202f\u205f-\u2079\u3000\ufeff*_\\[\\\\]")


def mend(text: str) -> str:
    """A line with the characters that were read in the wrong encoding, plain spaces, and no marks of emphasis or notes.

    >>> mend("Russiaâ€™s move"), mend("killed 145[3] peo\xadple [in Kabul](https://courier.example/2019)")
    ('Russia’s move', 'killed 145 people in Kabul')
    """
    return "".join([words for words, _ in mended(text, Span(0, len(text)))]) if _TELLTALES.search(text) else text


def _restored(broken: str) -> str:
    if broken == "â€":  # the third byte has no sign in Windows-1252 and got lost
        return "”"
    try:
        return bytes(_BYTES[char] for char in broken).decode("utf8")
    except UnicodeDecodeError:
        return broken


def mended(text: str, span: Span) -> Iterator[tuple[str, Span]]:
    """A stretch of a text in pieces, each with the span that it stands for."""
    line = span.of(text)
    if not _TELLTALES.search(line):
        yield line, span
        return
    at = 0
    for start, end, new in sorted(_edits(line)):
        if start < at:
            continue
        yield line[at:start], Span(span.start + at, span.start + start)
        yield new, Span(span.start + start, span.start + end)
        at = end
    yield line[at:], Span(span.start + at, span.end)


def _edits(line: str) -> Iterator[tuple[int, int, str]]:
    """What is replaced in a line: from where, to where, by what."""
    if not line.isascii():
        yield from ((*found.span(), _restored(found[0])) for found in _BROKEN.finditer(line))
        yield from ((*found.span(), " ") for found in _SPACES.finditer(line))
        yield from ((*found.span(), "") for found in _RAISED.finditer(line))
    yield from ((*found.span(), "") for found in _NOTHING.finditer(line))
    if "[" in line:
        yield from ((*found.span(), "") for found in _NOTE.finditer(line))
    if "](" in line:
        for found in _LINK.finditer(line):
            if found[1] is None:
                yield *found.span(), ""
            else:
                yield found.start(), found.start(1), ""
                yield found.end(1), found.end(), ""
    if "\\" in line:
        yield from ((found.start(), found.start() + 1, "") for found in _ESCAPE.finditer(line))
