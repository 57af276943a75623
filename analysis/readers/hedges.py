"""Numerals that measure nothing: years, days of a month, clock times, scores, ages, labels, telephone numbers."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import NamedTuple

from analysis.core.lexicon import load_lexicon

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_BEFORE = re.compile(
    rf"""(?:
    \b{_MONTH}\s(?:\d{{1,2}}(?:\s?[-–,]\s?|\s(?:and|to|or)\s))?       # May 3, May 3-4
    |\d[:.]|\d[-–]|[/#@_=+]                                            # 10:30, 2-1, addresses
    |\b(?:nos?\.?|numbers?|sections?|articles?|chapters?|parts?|units?|models?|routes?|channels?|highways?|resolutions?|rooms?|pages?
      |gates?|flights?|versions?|apartments?|group\sof|s&p|s&p/asx|sp|s\sp|ftse|nasdaq|nikkei|dax|cac|stoxx|russell|psalm|formula)\s\#?
    |(?-i:\b[A-Za-z]?[a-z]{{1,12}}[A-Z]\w{{0,12}})\s                     # PlayStation 5
    )\Z""",
    re.IGNORECASE | re.VERBOSE,
)
_NUMBERED = re.compile(
    r"""(?:\b(?P<the>the|that|this|each|same|an?|per|every|whole|entire|one|first|last|next|past|second|third)\s)?\b(?:type|grade|phase
    |stage|level|covid|day|week|season|radio|area|ward|platform|terminal|proposition|title|step|tier|zone|category|episode|volume|act
    |scene|lot|bus|exhibit|figure|table|item|paragraph|clause|rule|operation|district|pool|lane|floor|block|sector|building|tower|round
    |lap|hole|game|set|heat|call|calls|called|dial|dialled|studio|precinct|shaft|pier|runway|junction|exit|interstate|freeway|schedule
    |appendix|annex|windows|apollo)\s\Z""",
    re.IGNORECASE | re.VERBOSE,
)
_LABELLED_AFTER = re.compile(
    rf"""(?:st|nd|rd|th)?(?:\s?[-–]\s?\d{{1,2}}|\s(?:and|to|or)\s\d{{1,2}})?(?:\sof)?\s{_MONTH}(?![a-z])  # 3 May
    |(?:[:.]\d\d)?\s?(?:[ap]\.?m\b|o[’']clock|gmt\b|utc\b|hours?\sgmt|e[sd]t\b)|:\d\d|h\d\d\b           # 10:30, 5 p.m.
    |\s?[-–]\s?\d{{1,4}}(?![\d%]|\s?(?:%|per\s?cent))|[/_@=]\w|[A-Za-z]  # 2-1, 7/8, 747s
    |\s(?:[A-Z]\w+\s){{1,2}}(?:street|road|avenue|lane|drive|square|boulevard)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_AGED = re.compile(r"\b(?:[A-Z]\w|[a-z]{3})[\w’'-]{0,24},\s\Z")
_NOTE = re.compile(
    r"(?:[^\W\d_][.,;:!?][”\"’)]?|\[\^?)\d{1,3}(?=\]|\s|\Z)|\b(?:1[5-9]|20)\d\d\.\d{1,2}(?=\s*\Z|\s+[A-Z“\"])"
)
_LIST_MARK = re.compile(r"(?:\A|\n)\s{0,8}\Z")
_NAME_BEFORE = re.compile(r"(?<=[\w,] )[a-z]?[A-Z][\w&’'/.-]{0,24}\s\Z")
_SPACED = re.compile(r"\d\s\||\|\s\d")  # groups of a telephone number
_YEAR = re.compile(r"(?:1[4-9]|2[01])\d\d(?!\d)")
_YEAR_BEFORE = re.compile(
    rf"\b(?:in|during|since|by|of|the|until|till|from|before|after|mid|late|early|year|last|summer|winter|spring|autumn|fall|{_MONTH})"
    r"[\s,-]{1,2}\Z",
    re.IGNORECASE,
)


def is_label(text: str, start: int, end: int, counts: bool) -> bool:
    """Whether a numeral in digits, without currency or unit of measurement, is a date, time, score, age or name.

    >>> [is_label("On 5 May 2024 at 10:30, 12 men died.", *span, False) for span in ((3, 4), (9, 13), (17, 19))]
    [True, True, True]
    >>> is_label("On 5 May 2024 at 10:30, 12 men died.", 24, 26, True)
    False
    """
    before = text[max(0, start - 24) : start]
    if is_year(text, start, end) and (text[end - 2 : end] != "00" or _YEAR_BEFORE.search(before) or not counts):
        return text[end - 2 : end] != "00" or hedge_before(text, start).side not in ("above", "below")
    if labelled(text, start, counts, end - start) or _LABELLED_AFTER.match(text, end):
        return True
    worded = before[-2:-1].isalpha()
    if before.endswith("(") and text.startswith(")", end) and end - start <= 2:
        return True
    if text[end : end + 1] in (".", ")") and _LIST_MARK.search(before):
        return True
    if end - start <= 2 and text[end : end + 1] in ("", ",", ";", ")", ".") and _AGED.search(before):
        return True
    plain = not counts and end - start <= 4
    if plain and _SPACED.search(before[-2:] + "|" + text[end : end + 2]):
        return True
    return plain and ((worded and _NAME_BEFORE.search(before) is not None) or text[end : end + 2].strip().isupper())


def labelled(text: str, start: int, counts: bool = False, digits: int = 1) -> bool:
    """Whether the words before a numeral make it the number of something: "Table 1", "May 3", "Resolution 12"."""
    before = text[max(0, start - 24) : start]
    named = _NUMBERED.search(before) if before[-2:-1].isalpha() and digits <= 3 else None
    return (named is not None and not (counts and named["the"])) or _BEFORE.search(before) is not None


def is_note(text: str, start: int, end: int) -> bool:
    """Whether digits are the mark of a note, or end with one.

    >>> is_note("killed 37 people.2 Another", 17, 18), is_note("so he said.[4]", 12, 13), is_note("since 1998.4", 6, 12)
    (True, True, True)
    """
    note = _NOTE.search(text, max(0, start - 3), min(end + 3, len(text)))
    return note is not None and note.end() == end


def is_year(text: str, start: int, end: int) -> bool:
    """Whether four digits can name a year.

    >>> is_year("since 1998, when", 6, 10), is_year("in 3050", 3, 7)
    (True, False)
    """
    return end - start == 4 and _YEAR.match(text, start) is not None


_WINDOW = 48  # characters before a number in which its hedging words stand
_WORD = re.compile(r"[^\s()\[\]“”\"]+")
_FILLERS_BETWEEN = 5  # phrases and filling words that are read leftwards from a number
_FILLERS = frozenset(
    "by a an the another further additional extra total of its his their this now only just even also still "
    "than previous reported combined cumulative and".split()
)
_AFTER = re.compile(
    r"[\s-]?(?:(?P<low>\+|plus\b|or more\b(?! than\b)|or (?:great|larg|bigg|high)er\b|or above\b|or over\b|and above\b"
    r"|and over\b|or older\b|at least\b|upwards\b)"
    r"|(?P<high>or less\b|or fewer\b|or under\b|or below\b|at most\b|or younger\b|maximum\b|tops\b)"
    r"|(?P<about>or so\b|odd\b|approximately\b|roughly\b|on average\b))",
    re.IGNORECASE,
)


_SIGNS = tuple("~≈<>=≥≤")


class Hedge(NamedTuple):
    """What the words do: `side` is low, above, high, below, about, nearly or "" ; `change` is up, down or ""."""

    side: str = ""
    words: str = ""
    start: int = -1
    change: str = ""
    bare: bool = False  # the change is said by a word that means none before a count


_LOST = frozenset("lost lose loses losing".split())  # no change of what is counted: "lost 3 men", "lost by 40 votes"
_BARE = _LOST | {"up", "down"}
_BY_REACH = 7  # words before "by" among which the changing verb stands: "raised the price of bread by 4 percent"


@cache
def _phrases(section: str) -> dict[str, str]:
    """Phrase in lower case → what it does."""
    return {phrase: side for side, phrases in load_lexicon("units")[section].items() for phrase in phrases}


@cache
def _last_words() -> frozenset[str]:
    """The words with which the phrases before a number end."""
    return frozenset(phrase.split()[-1] for section in ("qualifiers", "changes") for phrase in _phrases(section))


def hedge_before(text: str, start: int, floor: int = 0) -> Hedge:
    """The hedging and changing words that lead up to a number.

    >>> hedge_before("Shares rose by more than 5", 25)
    Hedge(side='above', words='more than', start=15, change='up', bare=False)
    """
    from_ = max(floor, start - _WINDOW)
    window = text[from_:start]
    bare = window.rstrip()
    symbols = load_lexicon("units")["symbols"] if bare[-1:] in _SIGNS or bare.endswith("sub-") else {}
    if symbol := next(filter(bare.endswith, symbols), ""):
        at = from_ + window.rindex(symbol)
        return Hedge(symbols[symbol], symbol, at, hedge_before(text, at, floor).change)
    words = _WORD.findall(window.lower())
    side, said, at, left = "", "", start, len(words)
    for _ in range(_FILLERS_BETWEEN):
        phrase, size = _longest(words, left)
        if change := _phrases("changes").get(phrase, ""):
            return Hedge(side, said, at, change, phrase in _BARE)
        if bound := "" if side else _phrases("qualifiers").get(phrase, ""):
            if bound == "about" and "the" in words[left:]:
                break  # "gathered around the 40 graves"
            place = next(islice(_WORD.finditer(window), left - size, None)).start()
            side, said, at = bound, phrase, from_ + place
        elif not left or words[left - 1] not in _FILLERS:
            break
        elif words[left - 1] == "by":
            return Hedge(side, said, at, _changed_by(words[max(0, left - _BY_REACH) : left - 1]))
        left -= size
    return Hedge(side, said, at)


def changed_by(text: str, start: int) -> str:
    """The change that the last changing verb before a place speaks of: "raised its estimate" before "from 5 to 7"."""
    return _changed_by(_WORD.findall(text[max(0, start - _WINDOW) : start].lower())[-_BY_REACH:])


def _changed_by(words: list[str]) -> str:
    """The change that the last changing verb before "by" speaks of."""
    for word in reversed(words):
        if word[-1] in ",;:." or word in _LOST:
            return ""
        if change := _phrases("changes").get(word) or _phrases("changes by").get(word, ""):
            return change
    return ""


def _longest(words: list[str], end: int) -> tuple[str, int]:
    """The longest phrase of the lexicon that ends with a word, and how many words it has; none: "", and 1."""
    if end and words[end - 1] in _last_words():
        for size in range(min(5, end), 0, -1):
            phrase = " ".join(words[end - size : end])
            if phrase in _phrases("qualifiers") or phrase in _phrases("changes"):
                return phrase, size
    return "", 1


def hedge_after(text: str, end: int) -> Hedge:
    """The hedging words behind a number or its unit; `start` is where they end.

    >>> hedge_after("100 or more", 3)
    Hedge(side='low', words='or more', start=11, change='', bare=False)
    """
    match = _AFTER.match(text, end)
    if not match:
        return Hedge()
    return Hedge(str(match.lastgroup), match[0].strip(" -").lower(), match.end())
