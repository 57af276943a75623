"""Dates and times in a text: where they stand, what they say (by `lexicon/dates.yaml`), and which days they mean.

What several mentions tell together has one reading each, as TIMEX3 marks them; their days are those of the whole.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache, lru_cache
from itertools import accumulate

from analysis.core.lexicon import load_lexicon
from analysis.core.values import Interval
from analysis.readers.dates.calendar import RANK, between, days_of, rank_of, step
from analysis.readers.dates.grammar import OTHER, Expression, grammar
from analysis.readers.dates.readings import DateMention, Link, Mention, Reading, read_words
from analysis.readers.dates.resolution import Resolver
from analysis.readers.names import known_names

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
_PROMISED = "promised promises vowed vows pledged pledges threatened threatens agreed agrees".split()
_LEADING = {"to": ("is", "are", "was", "were", "set", *_PROMISED), "be": ("to", "will", "would", "must", "may")}
# Words that place things in time in a history; in the flow of news they say what somebody is, or follow the tense
_TOLD = ("former", "Former", "future", "Future", "previously")
_RANGE = re.compile(r"\s*(?:[-–—~/]|(?P<word>to|until|till|through))\s*(?:the\s+)?$")
_LIST = re.compile(r"\s*(?:,|and|or|,\s*and)\s*$")
_BETWEEN = re.compile(r"(?i)\bbetween\s+(?:early\s|late\s|mid-|the\s)?$")
_MOVED = re.compile(r"(?i)\b(?:postpone|delay|mov|shift|reschedul|push|chang|brought)\w*\s(?:[\w’-]+\s){0,5}from\s$")
_PART_OF = re.compile(r"\s(?:of|in)\s(?:the\s)?$")
_ENDED = re.compile(r"(?:\s(?:that|which))?\s(?:end(?:ed|ing)(?:\son)?|to|through|up\sto)\s(?:the\s)?$")
_AGO, _AHEAD, _AFTER = (re.compile(rf"\s{words}$") for words in (r"(?:(?:on|in)\s)?", r"from\s", r"(?:after|before)\s"))
_CLOSE = 24  # characters between two mentions that may tell one time


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


@lru_cache(maxsize=2)  # the reader of dates and that of the day of writing ask for the same text
def recognise(text: str) -> Sequence[Mention]:
    """The temporal expressions of a text, as far as its words go; no date of writing is needed.

    >>> [(m.text, m.kind, m.value) for m in recognise("On Wednesday they met for 90 minutes, two years later.")]
    [('Wednesday', 'weekday', 'XXXX-WXX-3'), ('90 minutes', 'duration', 'PT90M'), ('two years later', 'offset', '')]
    """
    tokens, codes = grammar().code(text)
    mentions: list[Mention] = []
    places, sentence, end = [0, *accumulate(map(len, tokens))], 0, 0
    for found in grammar().find(codes):
        words = tuple(tokens[found.first : found.last])
        reading = read_words(found.rule["reads"], words, codes[found.first : found.last])
        if reading is None or _is_person(tokens, codes, found):
            continue
        before, start, end = end, places[found.first], places[found.last]
        sentence += len(_SENTENCE_END.findall(text[before:start]))
        tense = _tense(tokens, found) if reading.kind in _TENSED or reading.unit == "weekend" else 0
        hangs = link(text, mentions[-1], start, reading) if mentions else ""
        mentions.append(Mention(start, end, text[start:end], reading, tense, sentence, hangs))
    return mentions if is_history(mentions) else [m for m in mentions if m.text not in _TOLD]


def resolve(mentions: Sequence[Mention], written: date | Interval | None) -> list[DateMention]:
    """The days that mentions mean, given when their text was written.

    For an interval, what is counted from it gets all the days that any day of it allows; fields that differ become X.
    """
    history = is_history(mentions)
    days = (written.earliest, written.latest) if isinstance(written, Interval) else (written,)
    first, *other = (share_days(Resolver(mentions, day, history).resolved()) for day in dict.fromkeys(days))
    return [_both(*pair) for pair in zip(first, *other, strict=True)] if other else first


def is_history(mentions: Sequence[Mention]) -> bool:
    """Whether a text tells a history: many years of their own, few words that point at the day of writing."""
    years = sum(mention.kind == "date" for mention in mentions)
    dated = years + sum(mention.kind == "yearless" for mention in mentions)
    pointing = sum(mention.kind in ("relative", "weekday") for mention in mentions)
    return years >= 5 and dated >= 18 and dated > 5 * pointing


def _both(one: DateMention, other: DateMention) -> DateMention:
    """What two days of writing allow together."""
    interval = one.interval.hull(other.interval) if one.interval and other.interval else one.interval or other.interval
    fields = zip(one.value.split("-"), other.value.split("-"), strict=False)
    value = "-".join(mine if mine == yours else "X" * len(mine) for mine, yours in fields)
    return one._replace(value=value, interval=interval, reason="" if interval else one.reason)


@cache
def _cues() -> dict[str, int]:
    tense = load_lexicon("dates")["tense"]
    signs = (1, tense["future"]), (2, tense["scheduled"]), (-1, tense["past"])
    return {word: sign for sign, words in signs for word in words}


def _tense(tokens: list[str], found: Expression) -> int:
    """The tense of the nearest verb before the expression in its sentence, else behind it; ±2 if nothing parts both."""
    after, verb = (*tokens[found.last : found.last + 2], "", "")[:2]
    certain = tokens[found.first - 2] in ("on", "in")
    behind, ahead = range(found.first - 1, max(found.first - _WINDOW, 0), -1), 0
    for index in () if after in ("'", "’") or verb in ("will", *_PASSIVE) else behind:
        token, before = tokens[index], tokens[index - 2]
        if token == "to" and tokens[index - 4] == "on" and index > 6:  # "vowed on Saturday to step down in May"
            before = tokens[index - 6]
        if "\n\n" in token or token == ";" or (token == "." and _ends(tokens[index - 1])):
            break
        led = token == "to" and (before in _LEADING["to"] or _cues().get(before, 0) > 0)  # "is to", "due to" open
        does = token == "to" and not led and tokens[index + 2].islower() and tokens[index + 2] not in _NO_VERBS
        certain = certain and not (does or token in _PARTING)
        if token in ("until", "till", "through"):
            ahead = 1  # "was shut until Monday", but "lasted until Monday"
        elif sign := ahead if token in ("was", "were") and ahead else _cue(token, before):
            sure = sign > 1 or ((token in _CERTAIN or tokens[index + 2] == "to") if sign > 0 else token not in _SAID)
            return (2 if certain and sure else 1) * (1 if sign > 0 else -1)
    if ahead:
        return ahead
    for index in range(found.last, min(found.last + _WINDOW, len(tokens))):
        token = tokens[index]
        if token == ";" or (token == "." and _ends(tokens[index - 1])):
            break
        if (sign := _cue(token, tokens[index - 2])) and not (sign > 0 and token.endswith("ed")):
            return min(sign, 1)
    return 0


def _is_person(tokens: list[str], codes: str, found: Expression) -> bool:
    """Whether the name of a month or of a day is that of somebody: "said April Jones", "Friday Eze, a farmer,"."""
    people = load_lexicon("dates")["people"]
    name, blank, surname = (*tokens[found.first : found.last + 2], "", "")[:3]
    if found.last - found.first > 1 or name not in people["names"]:
        return False
    behind = [token for token in tokens[max(0, found.first - 6) : found.first] if token != " "]
    verb, before = ["", "", *behind][-2:]
    speaks = surname in people["says"] and before in ("and", "but", "that", ",", ".", "")  # "and May said"
    if speaks or (verb if before == "." else before) in people["titles"] or before in people["kin"]:
        return True
    if blank != " " or not surname.istitle() or codes[found.last + 1] != OTHER or before in people["not_after"]:
        return False
    reported = before in _SAID or (before.endswith("ed") and before.islower())
    if name.endswith("day") and reported and verb not in (*"”\"’'", ","):  # the army said Friday Osk had fled
        return False
    return next(known_names(surname), None) is None


def _cue(token: str, before: str) -> int:
    """+1 for a word that looks ahead, 2 for what is told of as settled ("opens"), -1 for a verb in the past."""
    if token in _LEADING:
        return int(before in _LEADING[token])
    sign = _cues().get(token, 0) or -(token.endswith("ed") and token.islower() and not token.endswith("ceed"))
    return 0 if sign < 0 and before in _PASSIVE else sign


def _ends(word: str) -> bool:
    """Whether a full stop behind this word ends a sentence, and is no sign of an abbreviation."""
    return len(word) > 4 or word.isdecimal() or word.islower()


def link(text: str, before: Mention, start: int, reading: Reading) -> Link:
    """How a mention that starts here hangs on the one before it, from the words between them; see `Mention`."""
    gap, first = text[before.end : start], before.reading
    if len(gap) > _CLOSE or "\n\n" in gap:
        return ""
    lasts = first.unit and (first.kind == "duration" or (first.span and first.kind == "relative"))
    if lasts and first.direction and first.low and _PART_OF.match(gap):
        return "part"
    named = first.kind == "pointing" and first.unit in ("year", "quarter", "month")
    ends = lasts or (named and not first.value and not first.edge)
    if ends and reading.kind in ("date", "yearless") and _ENDED.match(gap):
        return "end"
    whole = first.low and first.low == first.high and not first.hedge
    ago = first.point and first.kind == "relative" and _AGO.match(gap)
    # not "5 tonnes a year from 2027", "400 flights a week from May"
    ahead = first.kind == "duration" and len(reading.value) not in (4, 7) and _AHEAD.match(gap)
    if whole and (ago or (ahead and not text.endswith("for ", 0, before.start))):
        return "shift"
    if whole and first.since and _AFTER.match(gap):
        return "event"
    same = first.kind in ("relative", "pointing") and first.low == 0 and not first.value
    if same and first.unit == "day" and reading.kind == "date" and gap.split() == ["in"]:
        return "shift"
    if reading.since and gap.endswith(", ") and (gap == ", " or first.kind != "vague") and not {".", ";"} & {*gap}:
        return "beside"  # "on Monday he left, two days after"
    if range_ := _RANGE.match(gap):
        return "" if range_["word"] == "to" and _MOVED.search(text, max(before.start - 60, 0), before.start) else "to"
    if gap.strip() == "and" and _BETWEEN.search(text, max(before.start - 16, 0), before.start):
        return "to"
    return "list" if _LIST.match(gap) else ""


def share_days(found: Sequence[DateMention]) -> list[DateMention]:
    """The mentions with the days that they tell together with the one that they hang on."""
    shared = list(found)
    for at in range(1, len(found)):
        both, hangs = shared[at - 1 : at + 1], found[at].mention.link
        reason = next((one.reason for one in both if hangs == "to" and one.mention.reading.calendar == "fiscal"), "")
        days = _DAYS[hangs](*both) if hangs in _DAYS and not reason else None
        if days or reason:
            told = slice(at - 1, at + (hangs != "event"))
            shared[told] = (one._replace(interval=days, reason=reason) for one in shared[told])
    return shared


def join_periods(text: str, mentions: Sequence[DateMention]) -> list[DateMention]:
    """Join the mentions that tell one time together: "from 2016 through mid-2023" becomes one.

    The value is that of a day or stretch counted to, else both values with a stroke between (ISO 8601). Two whole days
    with a word between ("from 3 May to 9 May") stay two.

    >>> text = "It rained from May 2019 to June 2020."
    >>> [(d.text, d.value, d.interval.days) for d in join_periods(text, find_dates(text, None))]
    [('May 2019 to June 2020', '2019-05/2020-06', 427)]
    """
    joined: list[DateMention] = []
    for mention in mentions:
        last = joined[-1] if joined else None
        hangs = mention.mention.link
        if not last or last.interval != mention.interval or hangs not in _DAYS or hangs == "event":
            joined.append(mention)
        elif hangs == "to" and _apart(text[last.end : mention.start], last, mention):
            joined[-1:] = [one._replace(interval=days_of(one.value)) for one in (last, mention)]
        else:
            value = f"{last.value}/{mention.value}" if hangs == "to" else mention.value
            joined[-1] = mention._replace(start=last.start, text=text[last.start : mention.end], value=value)
    return joined


def _apart(gap: str, first: DateMention, second: DateMention) -> bool:
    """Whether two days are named in full, and in words."""
    spelt = [mention.mention.kind in ("date", "yearless") for mention in (first, second)]
    return all(spelt) and gap.strip().isalpha() and rank_of(first.value) == rank_of(second.value) == RANK["day"]


def names_a_time(mention: DateMention) -> bool:
    """Whether words name a day or a period by themselves: not "now", "at 6 a.m.", "the day", "a week after that"."""
    if (reading := mention.mention.reading).kind in ("vague", "clock"):
        return mention.mention.link == "to" or "/" in mention.value
    if reading.since:  # counted from an event without a date: "a year after the vote" only, for it is over
        return mention.basis == "previous event" or (reading.direction > 0 and reading.unit in ("month", "year"))
    bare = reading.kind == "pointing" and reading.edge in ("", "start", "mid", "end")
    return not (bare and mention.text.lower().endswith("the day"))


def _range(first: DateMention, second: DateMention) -> Interval | None:
    """From the first day of one to the last day of the other; "now" is the day of writing."""
    if not first.interval or not second.interval or "DURATION" in (first.type, second.type):
        return None
    since = first.interval.latest if first.value == "PRESENT_REF" else first.interval.earliest
    return between(since, second.interval.latest) if since <= second.interval.latest else None


def _part(first: DateMention, second: DateMention) -> Interval | None:
    """ "The first nine months" of a year."""
    reading, days = first.mention.reading, second.interval
    if not days or reading.low is None:
        return None
    if reading.direction > 0:
        return between(days.earliest, min(step(days.earliest, reading.unit, reading.low) - _DAY, days.latest))
    return between(max(step(days.latest + _DAY, reading.unit, -reading.low), days.earliest), days.latest)


def _end(first: DateMention, second: DateMention) -> Interval | None:
    """ "The nine months ended" on a day."""
    reading, days = first.mention.reading, second.interval
    if not days or days.days > 31:
        return None
    return between(step(days.latest + _DAY, reading.unit, -(reading.low or 1)), days.latest)


def _shift(first: DateMention, second: DateMention) -> Interval | None:
    """A day so many units before or after another: "five years ago on May 3", "three weeks from Thursday"."""
    reading, days = first.mention.reading, second.interval
    if not days or (not reading.low and not first.interval):
        return None
    base, unit, count = days, reading.unit, (reading.direction or 1) * (reading.low or 0)
    if not reading.low and first.interval:  # "on this day in 2021"
        base, unit, count = first.interval, "year", days.earliest.year - first.interval.earliest.year
    return Interval(step(base.earliest, unit, count), step(base.latest, unit, count), base.precision)


_DAY = timedelta(1)
_DAYS = {"to": _range, "part": _part, "end": _end, "shift": _shift, "event": _shift}
