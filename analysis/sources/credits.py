"""Who made an article: lines of date and author, read by their shape, and the names in them."""

from __future__ import annotations

import re
from functools import cache

from analysis.lexicon import load_lexicon

SHORT = 120  # a line of date or author is no longer than this

_CUE = re.compile(
    r"(?:^|(?<=[\s|•·/,-]))"
    r"(?:(?:article|story|report|words|text|written|posted|published|reported|reviewed)\s+by|by|authors?|author\s+name|"
    r"reporter|written\s+and\s+photographed\s+by)\b\s*[:-]?\s+",
    re.I,
)
_PARTICLE = r"(?:al|bin|bint|da|de|del|della|den|der|di|dos|du|e|el|ibn|la|le|ten|ter|van|von|y|zu)"
_NAME_WORD = r"(?:(?:[A-ZÀ-ÖØ-ÞĀ-Ž]\.){1,3}|(?:[A-ZÀ-ÖØ-ÞĀ-Ž]['’])?[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’-]{0,20})"
_NAME = re.compile(rf"{_NAME_WORD}(?:(?:\s{_PARTICLE}){{0,2}}[\s-]{_NAME_WORD}){{0,3}}(?![\w’'])")
_DEGREE = re.compile(r",?\s+(?:Ph\.?D|M\.?D|MSc|MA|BA|MBA|Jr|Sr|II|III)\b\.?")
_SEPARATOR = re.compile(r"\s*(?:,\s*(?:and\s+)?|;\s*|\s&\s|\s(?:and|with)\s|\s?/\s?)\s*")
_CUT = re.compile(
    r"\s*(?:[|•·(\[@]|\s[–—-]\s|\s(?:on|for|in|at|of|from)\s|\d|\bupdated\b|\bpublished\b|(?<=[a-z]{3})\.\s)", re.I
)
_NUMERIC_DATE = re.compile(r"\b(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2})\b")
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d\b|\b(?:19|20)\d\d\b|\b\d{1,2}(?:st|nd|rd|th)?\b")
_AGO = re.compile(r"\b(?:\d{1,3}|an?|one|two|three)\s+(?:minute|min|hour|hr|day|week|month|year)s?\s+ago\b", re.I)


@cache
def _words_of(name: str) -> frozenset[str]:
    return frozenset(load_lexicon("boilerplate")[name])


def is_dateline(text: str, words: list[str]) -> bool:
    """Whether a line is there to say when: a date or clock and hardly anything else.

    >>> is_dateline("Wednesday 27 November 2024 12:03 GMT", ["wednesday", "27", "november", "2024", "12", "03", "gmt"])
    True
    """
    if len(text) > SHORT or len(words) > 16:
        return False
    if len(words) < 9 and _AGO.search(text):
        return True
    dated = bool(_NUMERIC_DATE.search(text)) or (
        not _words_of("calendar").isdisjoint(words) and bool(_CLOCK.search(text))
    )
    if not dated:
        return False
    known = sum(
        [word in _words_of("calendar") or word in _words_of("date_words") or word[0].isdigit() for word in words]
    )
    return known >= 0.6 * len(words)


def names_in(text: str, cued: bool = False) -> tuple[str, ...]:
    """The names in a line of authors, "" of them when it isn't one.

    Parameters
    ----------
    text
        One line.
    cued
        Whether the line before ended in "By", so that any name will do.

    >>> names_in("By Anna Lind and Karim de Boer | Staff writers")
    ('Anna Lind', 'Karim de Boer')
    >>> names_in("Anna Lind"), names_in("Latest News")
    (('Anna Lind',), ())
    """
    if len(text) > SHORT:
        return ()
    cue = _CUE.search(text)
    if cue and cue.start() > 40:
        cue = None
    rest = text[cue.end() :] if cue else text
    rest = _DEGREE.sub("", rest)
    if cut := _CUT.search(rest, 1):
        if not cue and not cued and cut.end() < len(rest) and not _is_tail(rest[cut.start() :]):
            return ()
        rest = rest[: cut.start()]
    found = []
    for part in _SEPARATOR.split(rest.strip(" .,:;-–—*")):
        name = _NAME.match(part)
        if name is None or not _is_name(name.group(), bool(cue) or cued):
            break
        found.append(name.group())
        if name.end() < len(part):
            if not (cue or cued) and not found[1:]:
                return ()
            break
    return tuple(found)


def _is_tail(text: str) -> bool:
    """Whether what follows a bare name is a date or the like."""
    words = re.findall(r"[a-z]+", text.lower())
    return not _words_of("calendar").isdisjoint(words) or bool(_NUMERIC_DATE.search(text))


def _is_name(name: str, cued: bool) -> bool:
    words = name.lower().replace("-", " ").split()
    if not _words_of("not_names").isdisjoint(words) or not _words_of("calendar").isdisjoint(words):
        return False
    return cued or 2 <= len(words) <= 4


def is_credit(text: str, words: list[str]) -> bool:
    """Whether a line is one of date or of author."""
    if len(text) > SHORT:
        return False
    return is_dateline(text, words) or (bool(_CUE.match(text)) and bool(names_in(text))) or words == ["by"]


@cache
def photo_words() -> frozenset[str]:
    """Words by which a caption gives away where its picture comes from."""
    return frozenset(load_lexicon("boilerplate")["photo_credit"]["words"])


_THANKS = re.compile(
    r"\(?(?:with (?:additional )?(?:inputs?|reporting|files) (?:from|by)|(?:additional )?reporting by|"
    r"(?:edited|editing|compiled) by|source:)\b|.{0,100}\bcontributed to this (?:report|story|article)\b",
    re.I,
)


def is_thanks(text: str) -> bool:
    """Whether a line names who else took part: reporters, editors, an agency.

    >>> is_thanks("(Reporting by Anna Lind; editing by Karim Aziz)")
    True
    """
    return len(text) < 250 and bool(_THANKS.match(text))


def has_cue(text: str) -> bool:
    """Whether a line says "by" or the like near its beginning, before a name."""
    cue = _CUE.search(text[:60])
    return bool(cue) and cue.start() <= 40
