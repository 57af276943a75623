"""The bytes of a file to its reading text, chosen by content: HTML, PDF, Markdown, or plain text."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field, replace

from analysis.values import Interval

_BOMS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_WORD = re.compile(r"[^\W\d_]+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
# Frequent English words that no other language shares as frequent ones; about a sixth of English prose.
_ENGLISH = {
    *("the", "and", "of", "to", "that", "for", "with", "by", "from", "are", "has", "have", "had", "were", "been"),
    *("which", "this", "these", "their", "they", "would", "its", "it"),
}
_ENGLISH_SHARE = 0.04
_ENOUGH_WORDS = 30


@dataclass(frozen=True, slots=True)
class Declared:
    """What a file says of itself in markup or front matter; empty where it says nothing.

    `main` holds the 1-based lines of the reading text that the HTML extraction took for the article, or None.
    """

    title: str = ""
    bylines: tuple[str, ...] = ()
    publisher: str = ""
    agency: str = ""
    published: Interval | None = None
    modified: Interval | None = None
    url: str = ""
    language: str = ""
    main: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """The reading text of a file and what was learned on the way to it."""

    format: str
    text: str
    encoding: str = ""
    declared: Declared = field(default_factory=Declared)
    language: str = ""
    error: str = ""


class UnreadableError(ValueError):
    """A file without a reading text; the message continues a sentence that begins with the file's name."""

    def __init__(self, message: str, file_format: str = "unknown") -> None:
        super().__init__(message)
        self.format = file_format


def extract(data: bytes) -> Reading:
    r"""The reading text of a file, from its content alone.

    Parameters
    ----------
    data
        The whole file.

    Returns
    -------
    Reading
        With `error` set when there is a text that the readers do not know the language of.

    Raises
    ------
    UnreadableError
        When there is no text in it; the message says why and what to do.

    >>> extract("A café.\r\n".encode("utf-8-sig")).text
    'A café.\r\n'
    """
    if not data.strip():
        raise UnreadableError("is empty: save the article again")
    text, encoding = decode(data)
    return _judged(Reading("text", text, encoding))


def decode(data: bytes) -> tuple[str, str]:
    """The text of some bytes and the name of their encoding; line ends stay as they are, a byte order mark goes.

    Raises
    ------
    UnreadableError
        When the bytes are not text in an encoding that can be told.
    """
    for bom, encoding in _BOMS.items():
        if data.startswith(bom):
            try:
                return data[len(bom) :].decode(encoding), encoding
            except UnicodeDecodeError:
                raise UnreadableError(f"claims to be {encoding} and is not: save it as UTF-8") from None
    if b"\0" in data:
        raise UnreadableError("is a binary file, not a text: save the article as text, HTML or PDF")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as problem:
        return _detected(data, problem)


def _detected(data: bytes, problem: UnicodeDecodeError) -> tuple[str, str]:
    """Text in an older encoding, as far as it can be told."""
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    text = str(best) if best else ""
    if best is None or len(_CONTROL.findall(text)) > len(text) / 1000:
        where = f"byte {problem.start:,} is no UTF-8, and no other encoding fits"
        raise UnreadableError(f"is not text in a known encoding ({where}): save it as UTF-8")
    return text, best.encoding


def _judged(reading: Reading) -> Reading:
    """The reading with its language: English, too short to tell, or an error."""
    words = _WORD.findall(reading.text[:200_000].lower())
    english = sum(word in _ENGLISH for word in words)
    letters = sum(map(len, words))
    if len(words) < _ENOUGH_WORDS and letters < 10 * _ENOUGH_WORDS:
        return reading
    if english >= _ENGLISH_SHARE * len(words):
        return replace(reading, language="en")
    found = f"{english:,} of its {len(words):,} words are frequent English ones"
    return replace(reading, error=f"seems not to be in English, the language that the readers know ({found})")
