"""Numerals that measure nothing: years, days of a month, clock times, scores, ages, labels, telephone numbers."""

from __future__ import annotations

import re

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_MONTH_BEFORE = re.compile(rf"\b{_MONTH}\s(?:\d{{1,2}}(?:\s?[-–]\s?|\sand\s|\sto\s|,\s|\sor\s))?\Z", re.IGNORECASE)
_MONTH_AFTER = re.compile(rf"(?:st|nd|rd|th)?(?:\s?[-–]\s?\d{{1,2}}|\s(?:and|to|or)\s\d{{1,2}})?(?:\sof)?\s{_MONTH}(?![a-z])",
                          re.IGNORECASE)  # fmt: skip
_CLOCK_AFTER = re.compile(r"(?:[:.]\d\d)?\s?(?:[ap]\.?m\b|o[’']clock|gmt\b|utc\b|hours\sgmt|(?:e|c|m|p)[sd]?t\b)|:\d\d|h\d\d\b",
                          re.IGNORECASE)  # fmt: skip
_YEAR = re.compile(r"(?:1[4-9]|20)\d\d")
_SCORE = re.compile(r"\s?[-–]\s?(\d{1,3})(?![\d%\w]|,\d|\.\d)")
_SERIAL = re.compile(r"(?:no|nos|number|section|part|article|chapter|unit|page|room|route|highway|flight|level|phase|type|group of"
                     r"|channel|model|mark|version|figure|table|chapter|item|grade|division|tier|world cup|formula|covid|week|day"
                     r"|season|episode|round|stage|category|class|form|gate|line|bus|psalm|verse|apollo|s&p|s&p/asx|ftse|nasdaq"
                     r"|dax|cac|nikkei|russell|stoxx|sp|dow|under|g|top|act|tip|step|rule|point|point)\.?\s?[#]?\Z",
                     re.IGNORECASE)  # fmt: skip
_AGE_BEFORE = re.compile(r"[A-Z][\w’'-]+,\s\Z")
_ADDRESS = re.compile(r"\s(?:[A-Z]\w+\s){1,2}(?:Street|Road|Avenue|Ave|St|Rd|Lane|Drive|Square|Boulevard|Industrial)\b")


def is_label(text: str, start: int, end: int) -> bool:
    """Whether a plain numeral in digits (no currency, no unit) is a date, a time, a score, an age or a name.

    Parameters
    ----------
    text
        What the numeral stands in.
    start, end
        Its span.

    >>> [is_label("On 5 May 2024 at 10:30, 12 died.", *span) for span in ((3, 4), (17, 19), (24, 26))]
    [True, True, False]
    """
    before, after = text[max(0, start - 24) : start], text[end : end + 24]
    digits = text[start:end]
    if (before[-1:] in "/#@_:" and before) or re.match(r"[/_@=]\w", after):
        return True
    if _CLOCK_AFTER.match(after) or (re.search(r"\d[:.]\Z", before) is not None):
        return True
    if len(digits) <= 2 and (_MONTH_BEFORE.search(before) or _MONTH_AFTER.match(after)):
        return True
    if _SERIAL.search(before) and re.search(r"(?<![a-z])\S+\s?\Z", before):
        return True
    if re.match(r"[.)]\s", after) and not before.rsplit("\n", 1)[-1].strip():
        return True
    if len(digits) <= 3 and _AGE_BEFORE.search(before) and re.match(r"[,;.)]", after):
        return True
    return False


def is_year(text: str, start: int, end: int) -> bool:
    """Whether four digits name a year.

    >>> is_year("since 1998, when", 6, 10), is_year("in 3050", 3, 7)
    (True, False)
    """
    return end - start == 4 and _YEAR.fullmatch(text, start, end) is not None


def is_score(text: str, start: int, end: int) -> int:
    """Where a score, a season or a telephone number such as "2-1" that begins here ends; 0 when there is none."""
    match = _SCORE.match(text, end)
    return match.end() if match else 0
