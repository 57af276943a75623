"""Dates and times in a text: where they stand, what they say, and which days they mean.

`recognise` needs no date of writing, `resolve` does; `find_dates` is both. The grammar is `lexicon/dates.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from analysis.core.lexicon import load_lexicon
from analysis.core.values import Interval
from analysis.readers.dates.grammar import OTHER, Coded, Found, grammar
from analysis.readers.dates.mentions import DateMention, Mention, Reading
from analysis.readers.dates.periods import join_periods, link, names_a_time, share_days
from analysis.readers.dates.readings import read_words
from analysis.readers.dates.resolution import resolve_on
from analysis.readers.gazetteer import known_names

__all__ = [
    "DateMention",
    "Mention",
    "Reading",
    "find_dates",
    "join_periods",
    "names_a_time",
    "recognise",
    "resolve",
]

_SENTENCE_END = re.compile(  # the sign first, for it is rare
    r"[.!?\n](?:(?:(?<=[a-z]{3}[.!?])|(?<=[\d)\"”][.!?]))[\"”’)]*\s+(?=[A-Z\"“])|(?<=\n)\s*\n)"
)
_TENSED = ("yearless", "weekday", "clock")
_WINDOW = 24
_PARTING = frozenset(", where which who whom that when while as because if after before since".split())
_CERTAIN = ("will", "shall", "ll", "be", "to")
_SAID = ("said", "told", "has", "have", "had")
_PASSIVE = ("be", "is", "are")
_NO_VERBS = frozenset("the a an his her their its this that these those all some one no".split())
_LEADING = {"to": ("is", "are", "set"), "be": ("to", "will", "would", "must", "may")}
_TOLD = ("former", "Former", "future", "Future", "previously")
"""Words that place things in time in a history; in the flow of news they say what somebody is, or follow the tense."""


def find_dates(text: str, written: date | Interval | None) -> list[DateMention]:
    """The temporal expressions of a text and the days that they mean.

    Parameters
    ----------
    text
        Any text; English news prose is what the grammar knows.
    written
        When it was written: a day, an interval of days, or None when nobody knows.

    Returns
    -------
    list of DateMention
        In order, not overlapping.

    >>> [(d.text, d.value, d.interval.earliest) for d in find_dates("He left in May 2019.", None)]
    [('May 2019', '2019-05', datetime.date(2019, 5, 1))]
    """
    return resolve(recognise(text), written)


def recognise(text: str) -> list[Mention]:
    """The temporal expressions of a text, as far as its words go; no date of writing is needed.

    >>> [(m.text, m.kind, m.value) for m in recognise("On Wednesday they met for 90 minutes, two years later.")]
    [('Wednesday', 'weekday', 'XXXX-WXX-3'), ('90 minutes', 'duration', 'PT90M'), ('two years later', 'offset', '')]
    """
    coded = grammar().code(text)
    mentions: list[Mention] = []
    sentence, end, behind = 0, 0, 0  # `end`: of the mention before; `behind`: of its last token
    for found in grammar().find(coded.codes):
        words = tuple(coded.tokens[found.first : found.last])
        rule = grammar().rules[found.rule]
        reading = read_words(rule["reads"], words, coded.codes[found.first : found.last])
        if reading is None or _is_person(coded, found):
            continue
        between, said = "".join(coded.tokens[behind : found.first]), "".join(words)
        start = end + len(between)
        sentence += len(_SENTENCE_END.findall(between))
        tensed = reading.kind in _TENSED or reading.unit == "weekend" or (reading.kind == "duration" and reading.point)
        tense = _tense(coded, found) if tensed else 0
        hangs = link(text, mentions[-1], start, reading) if mentions else ""
        end, behind = start + len(said), found.last
        mentions.append(Mention(start, end, said, reading, tense, sentence, hangs))
    return mentions if is_history(mentions) else [m for m in mentions if m.text not in _TOLD]


def resolve(mentions: Sequence[Mention], written: date | Interval | None) -> list[DateMention]:
    """The days that mentions mean, given when their text was written.

    For an interval, what is counted from it gets all the days that any day of it allows; fields that differ become X.
    """
    history = is_history(mentions)
    if not isinstance(written, Interval) or written.days == 1:
        return _resolved(mentions, written.earliest if isinstance(written, Interval) else written, history)
    both = (_resolved(mentions, day, history) for day in (written.earliest, written.latest))
    return [_both(*pair) for pair in zip(*both, strict=True)]


def _resolved(mentions: Sequence[Mention], written: date | None, history: bool) -> list[DateMention]:
    return share_days(resolve_on(mentions, written, history))


def is_history(mentions: Sequence[Mention]) -> bool:
    """Whether a text tells a history: many years of their own, few words that point at the day of writing."""
    years = sum(mention.kind == "date" for mention in mentions)
    dated = years + sum(mention.kind == "yearless" for mention in mentions)
    pointing = sum(mention.kind in ("relative", "weekday") for mention in mentions)
    return years >= 5 and dated >= 18 and dated > 5 * pointing


def _both(one: DateMention, other: DateMention) -> DateMention:
    """What two days of writing allow together."""
    if one.interval == other.interval and one.value == other.value:
        return one
    interval = one.interval.hull(other.interval) if one.interval and other.interval else one.interval or other.interval
    value = one.value if one.value == other.value else _common(one.value, other.value)
    return replace(one, value=value, interval=interval, reason="" if interval else one.reason)


def _common(one: str, other: str) -> str:
    """The fields that two values share; the others as X."""
    parts = zip(one.split("-"), other.split("-"), strict=False)
    return "-".join(mine if mine == yours else "X" * len(mine) for mine, yours in parts)


@cache
def _cues() -> dict[str, int]:
    tense = load_lexicon("dates")["tense"]
    return {word: sign for sign, words in ((1, tense["future"]), (-1, tense["past"])) for word in words}


def _tense(coded: Coded, found: Found) -> int:
    """The tense of the nearest verb before the expression in its sentence, or else of the first one behind it.

    It is certain where nothing parts verb and date: no other clause, no infinitive, no attribute ("the May 4 vote").
    """
    tokens = coded.tokens
    after, verb = (*tokens[found.last : found.last + 2], "", "")[:2]
    certain = tokens[found.first - 2] in ("on", "in")
    behind = range(found.first - 1, max(found.first - _WINDOW, 0), -1)
    for index in () if after in ("'", "’") or verb in ("will", *_PASSIVE) else behind:
        token, before = tokens[index], tokens[index - 2]
        if "\n\n" in token or token == ";" or (token == "." and _ends(tokens[index - 1])):
            break
        certain = certain and token not in _PARTING and not (token == "to" and _infinitive(tokens[index + 2]))
        if sign := _cue(token, before):
            return 2 * sign if certain and (token in _CERTAIN if sign > 0 else token not in _SAID) else sign
    for index in range(found.last, min(found.last + _WINDOW, len(tokens))):
        token = tokens[index]
        if token == ";" or (token == "." and _ends(tokens[index - 1])):
            break
        if (sign := _cue(token, tokens[index - 2])) and not (sign > 0 and token.endswith("ed")):
            return sign
    return 0


def _is_person(coded: Coded, found: Found) -> bool:
    """Whether the name of a month or of a day is that of somebody: "said April Jones", "Friday Eze, a farmer,"."""
    tokens, people = coded.tokens, load_lexicon("dates")["people"]
    name, blank, surname = (*tokens[found.first : found.last + 2], "", "")[:3]
    if found.last - found.first > 1 or name not in people["names"]:
        return False
    behind = [token for token in tokens[max(0, found.first - 6) : found.first] if token != " "]
    verb, before = ["", "", *behind][-2:]
    if (verb if before == "." else before) in people["titles"]:
        return True
    if blank != " " or not surname.istitle() or coded.codes[found.last + 1] != OTHER or before in people["not_after"]:
        return False
    reported = before in _SAID or (before.endswith("ed") and before.islower())
    if name.endswith("day") and reported and verb not in (*"”\"’'", ","):  # the army said Friday Osk had fled
        return False
    return next(known_names(surname), None) is None


def _cue(token: str, before: str) -> int:
    """+1 for a word that looks ahead, -1 for a verb in the past."""
    if token in _LEADING:
        return 1 if before in _LEADING[token] else 0
    sign = _cues().get(token, 0) or -(token.endswith("ed") and token.islower() and not token.endswith("ceed"))
    return 0 if sign < 0 and before in _PASSIVE else sign


def _infinitive(token: str) -> bool:
    """Whether a word behind "to" may be a verb: neither a name, a number, nor an article."""
    return token.islower() and token not in _NO_VERBS


def _ends(word: str) -> bool:
    """Whether a full stop behind this word ends a sentence, and is no sign of an abbreviation."""
    return len(word) > 4 or word.isdecimal() or word.islower()
