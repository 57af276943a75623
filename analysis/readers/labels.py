"""Numerals that measure nothing: years, days of a month, clock times, scores, ages, labels, telephone numbers."""

from __future__ import annotations

import re

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
_AFTER = re.compile(
    rf"""(?:st|nd|rd|th)?(?:\s?[-–]\s?\d{{1,2}}|\s(?:and|to|or)\s\d{{1,2}})?(?:\sof)?\s{_MONTH}(?![a-z])  # 3 May
    |(?:[:.]\d\d)?\s?(?:[ap]\.?m\b|o[’']clock|gmt\b|utc\b|hours?\sgmt|e[sd]t\b)|:\d\d|h\d\d\b           # 10:30, 5 p.m.
    |\s?[-–]\s?\d{{1,4}}(?![\d%]|\s?(?:%|per\s?cent))|[/_@=]\w|[A-Za-z]  # 2-1, 7/8, 747s
    |\s(?:[A-Z]\w+\s){{1,2}}(?:street|road|avenue|lane|drive|square|boulevard)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_AGED = re.compile(r"\b[A-Z]\w[\w’'-]{0,24},\s\Z")
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

    Parameters
    ----------
    text
        What the numeral stands in.
    start, end
        Its span.
    counts
        Whether a noun follows that it may count.

    >>> [is_label("On 5 May 2024 at 10:30, 12 men died.", *span, False) for span in ((3, 4), (9, 13), (17, 19))]
    [True, True, True]
    >>> is_label("On 5 May 2024 at 10:30, 12 men died.", 24, 26, True)
    False
    """
    before = text[max(0, start - 24) : start]
    if is_year(text, start, end) and (not counts or text[end - 2 : end] != "00" or _YEAR_BEFORE.search(before)):
        return True
    if _BEFORE.search(before) or _AFTER.match(text, end):
        return True
    worded = before[-2:-1].isalpha()
    if worded and (named := _NUMBERED.search(before)) and not (counts and named["the"]) and end - start <= 3:
        return True
    if before.endswith("(") and text.startswith(")", end) and end - start <= 2:
        return True
    if text[end : end + 1] in (".", ")") and _LIST_MARK.search(before):
        return True
    if end - start <= 2 and text[end : end + 1] in (",", ";", ")") and _AGED.search(before):
        return True
    plain = not counts and end - start <= 4
    if plain and _SPACED.search(before[-2:] + "|" + text[end : end + 2]):
        return True
    return plain and ((worded and _NAME_BEFORE.search(before) is not None) or text[end : end + 2].strip().isupper())


def is_year(text: str, start: int, end: int) -> bool:
    """Whether four digits can name a year.

    >>> is_year("since 1998, when", 6, 10), is_year("in 3050", 3, 7)
    (True, False)
    """
    return end - start == 4 and _YEAR.match(text, start) is not None
