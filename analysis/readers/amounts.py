"""Numbers joined to their currency and unit, and to each other; the words that bound them; numerals that are labels."""

import re
from functools import cache
from typing import NamedTuple

from analysis.core.lexicon import load_lexicon
from analysis.readers.numbers import MONTH, Number, find_numbers, is_note, is_year, labelled
from analysis.readers.units import (
    Unit,
    base_after,
    currency_before,
    currency_name,
    currency_sign_after,
    rate_after,
    unit_after,
)

_GLUED = re.compile(r"(?i)(?:\A|\b(?:sub|minus|now|a|then|to|or)|[\s\d$€£%]|\d[kmb])[-–]\Z")
_MINUS = re.compile(r"(?i)(?:\b(?:minus|negative)[\s-]|(?:\A|(?<=[$€£(])|(?<=\s)(?<!\d\s))[-−])\Z")
_PLUS = re.compile(r"\+(?=\s[a-z])|-plus\b|-odd\b|\sor\s(?:more|fewer|less|so)\b(?=\s[a-z])")
_TIMES = re.compile(r"\stimes\s(?:higher|more|as|greater|larger|bigger|the|faster|lower|less|stronger)\b|[\s-]?fold\b")
_NOT_ONE = re.compile(r"(?i)\b(?:no|any|every|some|each|this|that|which|the|another|not|number|day|other)[-\s]\Z")
_ONCE = frozenset({"day", "point", "time", "stage", "thing", "night", "morning"})  # "one day", "at one point"
_FOR = re.compile(r"(?i)\b(?:in|for|by|only|just|after|within|least|than|of|about)\s\Z")
_LONG = re.compile(
    r"\s(?:tall|high|long|wide|deep|away|above|below|under|from|off|race|sprint|freestyle|hurdles|final|mark)\b|\s?\(\d+\s?f"
)
_AND_A_HALF = re.compile(r"\sand\sa\shalf\b")
_MAGNITUDE = re.compile(r"(?i)\bmagnitude[-\s](?:of\s)?\Z")
_YOUNG_OR_OLD = re.compile(
    r"(?i)\b(?:children|people|those|adults|anyone|everyone|(?:wo)?men|boys|girls|residents|voters)\s(?:who\sare\s)?"
    r"(?:under|over|above|below|(?:younger|older)\sthan)\s\Z"
)
_AGED = re.compile(
    r"\b(?:(?:aged|ages|age\sof)\s(?:between\s|from\s)?|(?:man|woman|boy|girl|youth|person|widow|widower)\sof\s|(?:young|old|eld)est\s(?:of\s(?:the\s)?\w{1,15}\s)?(?:was\s)?)\Z"
)
_BETWEEN = re.compile(r"(?i)\bbetween\s(?:about\s|an estimated\s)?\Z")
_FROM = re.compile(r"(?i)\b(?:from|ranging|range|ranges|anywhere)\s(?:from\s|between\s)?\Z")
_TO = re.compile(r"\s(?:to|or)(?:\sas\s(?:many|much)\sas)?\s|\s?[-–—]\s?|-to-|-or-|~")
_SHARED = re.compile(
    r"-?\s(?:or|and|to)\s|\s(?:out\s)?of\s(?:[A-Z][\w’']+\s|a\stotal\sof\s)?"
    r"(?:(?:the|its|their|his|her|our|all|only|just|some|about)\s)?(?:(?:last|past|first|next|previous|final|opening|other|remaining)\s)?"
)
_LIST_GAP, _NEAR = 30, 16  # characters between two numbers that share a unit, and between two that are one
_IN = re.compile(r"\s(?:in|in\severy|out\sof\severy|(?P<of>out\sof))\s")
_ROUND = frozenset({3.0, 4.0, 5.0, 10.0, 20.0, 100.0, 1000.0})
_AGAINST = re.compile(r"\b(?:from|against|versus|than|compared\s(?:with|to))\s(?:just\s|about\s)?\Z")
_FATE = re.compile(
    r"\sothers\b|\s(?:more\s)?(?:of\s(?:them|whom|us|these|those|which|the\s(?:wounded|injured|dead|victims|missing|hostages))\b|(?:were|are|have|had|remain(?:ed)?|died|dead|killed|wounded"
    r"|injured|hurt|missing|arrested|survived|escaped|drowned|fled|voted|abstained|refused|agreed|came|went|stayed|left)\b)"
)
_ONE_OF = re.compile(
    r"\s(?:of\s(?:them|whom|us|these|those|the\s(?:wounded|injured|dead|victims|missing|hostages))\b|(?:was|is|has\sbeen)\s(?:dead|killed|wounded|injured|hurt|missing|arrested)\b|died\b|drowned\b)"
)
_HARMED = re.compile(
    r"(?i)\b(?:kill|wound|injur|hurt|maim|arrest|detain|captur)\w{0,3}\s(?:at\sleast|about|up\sto|another|some|nearly|around)?\s?\Z"
)
_COMES_TO = re.compile(r"\b(?:toll|tally|number|figure|count|total)\s(?:[a-z]+\s){0,3}(?:at|to|was|is)\s\Z")
_GROUP = re.compile(r"\b(?:family|group|team|gang|crew|squad|panel|party)\sof\s\Z")
_THE = re.compile(r"(?i)\b(?:the|all|these|those|of)\s\Z")
_OTHERS = re.compile(
    r"\s(?:of\s(?:them|whom|these|those)|who|others|more|were|was|have|had|are|wounded|injured|killed|hurt|missing|dead)\b"
)
_ALONG = re.compile(r"\s(?:and\s)?|,\s")
_INCH = re.compile(r"\sin\b")
_WINDOW = 48  # characters before a number in which its hedging words stand
_WORD = re.compile(r"[^\s()\[\]“”\"]+")
_FILLERS = frozenset(
    "by a an the another further additional extra total of its his their this now only just even also still "
    "than previous reported combined cumulative and".split()
)
_AFTER = re.compile(
    r"(?i)[\s-]?(?:(?P<low>\+|plus\b|or more\b(?! than\b)|or (?:great|larg|bigg|high)er\b|or above\b|or over\b"
    r"|and above\b|and over\b|or older\b|at least\b|upwards\b)"
    r"|(?P<high>or less\b|or fewer\b|or under\b|or below\b|at most\b|or younger\b|maximum\b|tops\b)"
    r"|(?P<about>or so\b|odd\b|approximately\b|roughly\b|on average\b))"
)
_SIGNS = tuple("~≈<>=≥≤")
_LOST = frozenset("lost lose loses losing".split())  # no change of what is counted: "lost 3 men", "lost by 40 votes"
_MOVED = frozenset(
    "ticked ticks crept creeps edged edges inched went goes gone came moved moves jumped climbed rose shot".split()
)


class Amount(NamedTuple):
    """A number with its unit, before the hedging words around it are looked at."""

    number: Number
    start: int
    end: int
    low: float
    high: float | None
    unit: Unit | None
    joined: str = ""


def find_amounts(text: str) -> list[Amount]:
    """The numbers of a text that measure something, in order."""
    kept: list[Amount] = []
    for amount in _shared(text, _joined(text)):
        whole = kept[-2:][0] if kept and text.endswith("including ", 0, kept[-1].start) else kept[-1] if kept else None
        if amount.unit is None and whole and _continues(text, whole, amount):
            amount = amount._replace(unit=whole.unit)
        if not _measures_nothing(text, amount):
            kept.append(amount)
    return kept


def _joined(text: str) -> list[Amount]:
    """All numbers with their units, ranges and ratios made one."""
    found: list[Amount] = []
    for number in find_numbers(text):
        if (found and number.end <= found[-1].end) or (amount := _amount(text, number)) is None:
            continue  # "a year and a half"
        if found and amount.start < found[-1].end:  # the sign between two numbers belongs to the second
            found[-1] = found[-1]._replace(unit=None, end=found[-1].number.end)
        last = found[-1] if found and amount.start - found[-1].end <= _NEAR else None
        joined = last and (_range(text, last, amount) or _ratio(text, last, amount) or _compound(text, last, amount))
        if joined:
            found[-1] = joined
        else:
            found.append(amount)
    return found


def _shared(text: str, amounts: list[Amount]) -> list[Amount]:
    """Give bare numbers the unit of the one behind: "30 and 40 miles", "3 gold and 5 silver medals"."""
    listed = False  # whether the number behind is part of a list itself
    for index in range(len(amounts) - 2, -1, -1):
        here, behind = amounts[index], amounts[index + 1]
        near = behind.start - here.end <= _LIST_GAP and not is_year(text, here.number.start, here.number.end)
        gap = text[here.end : behind.start] if near and behind.unit and not here.unit else "|"
        listed = (listed and gap in (", ", "-, ")) or _SHARED.fullmatch(gap) is not None
        if listed:
            amounts[index] = here._replace(unit=behind.unit)
    return amounts


def _amount(text: str, number: Number) -> Amount | None:
    """A number with what it counts; None when it is glued to letters, as in "CO2" or "COVID-19"."""
    start, end, low, high = number.start, number.end, number.low, number.high
    before = text[start - 1] if start else " "
    money = currency_before(text, start) if number.form in ("digits", "vague") else None
    glued = before.isupper() or (before in "-–" and not _GLUED.search(text, max(0, start - 6), start))
    if not money and (glued or is_note(text, start, end)):
        return None
    start = money[1] if money else start
    if before in "-− " and (sign := _MINUS.search(text, max(0, number.start - 10), number.start)):
        start, low, high = min(start, sign.start()), -low, -low
    elif money and text[start - 1 : start] in ("-", "−"):
        start, low, high = start - 1, -low, -low
    if number.form == "ordinal":
        return Amount(number, start, end, low, high, Unit("rank", "rank", end))
    unit: Unit | None
    if plus := _PLUS.match(text, end):
        end = plus.end()
    if times := _TIMES.match(text, end):
        unit = Unit("count", "ratio", times.end())
    elif money or (number.form == "digits" and (money := currency_sign_after(text, end))):
        unit = Unit(currency_name(money[0]), "money", max(end, money[1]), money[0])
    else:
        zero = number.form == "zero"  # "no injuries", "no country"
        unit = unit_after(text, end, one=0 < low <= 1) or (unit_after(text, end, one=True) if zero else None)
        if unit and unit.currency and text[unit.end - 4 : unit.end] == f"M{unit.currency}":  # "30 MUSD"
            low, high = low * 1e6, low * 1e6
        if unit is None and number.scale == 6 and text[end - 2 : end - 1].isdigit() and _LONG.match(text, end):
            low, high, unit = low / 1e6, low / 1e6, Unit("metre", "distance", end)
        elif unit and unit.name == "pound" and number.scale >= 5:  # nobody weighs by the million
            unit = Unit(currency_name("GBP"), "money", unit.end, "GBP")
        elif (unit is None or unit.kind == "count" or unit.name == "year") and text[start - 2 : start - 1].isalpha():
            unit = _unit_before(text, number, unit)
    if unit:
        end = unit.end
        if half := _AND_A_HALF.match(text, end):
            low, high, end = low + 0.5, low + 0.5, half.end()
    if based := base_after(text, end):  # "101 to the dollar", "23 deaths per 100,000 people": no toll of 23
        name, kind, _, currency = unit or Unit("", "count", end)
        unit = Unit(f"{name} per {based[0]}".strip(), "ratio" if kind == "count" else kind, based[1], currency)
        end = based[1]
    elif unit and (rate := rate_after(text, end, unit.kind)):
        unit, end = unit._replace(name=f"{unit.name} per {rate[0]}"), rate[1]
    return Amount(number, start, end, low, high, unit)


def _unit_before(text: str, number: Number, unit: Unit | None) -> Unit | None:
    """The unit that the words before a number tell: "aged 41", "those over 65", "the top ten"; else its own."""
    before = text[max(0, number.start - 36) : number.start]
    if _AGED.search(before) or _YOUNG_OR_OLD.search(before):
        return Unit("year of age", "measure", unit.end if unit else number.end)
    if before.endswith(("top ", "Top ")):
        return unit._replace(name=f"top {unit.name}") if unit else Unit("rank", "rank", number.end)
    return Unit("magnitude", "measure", number.end) if _MAGNITUDE.search(before) else unit


def _measures_nothing(text: str, amount: Amount) -> bool:
    """Whether a numeral only looks like a quantity."""
    number, unit, start, end = amount.number, amount.unit, amount.number.start, amount.number.end

    def follows(*patterns: re.Pattern[str]) -> bool:
        return any(pattern.search(text, max(0, start - 24), start) for pattern in patterns)

    if number.form == "vague":
        return unit is None and not follows(_HARMED) and not text.startswith((" of ", " more"), end)
    if number.form == "words" and unit:
        return number.low == 1 and (follows(_NOT_ONE) or (unit.name in _ONCE and not follows(_FOR)))
    if number.form == "words" and number.low < 2:
        return follows(_NOT_ONE) or not (follows(_HARMED) or _ONE_OF.match(text, end))
    if number.form == "words":
        return number.low < 13 and not (
            follows(_GROUP, _HARMED, _COMES_TO) or (_FATE.match(text, end) and not follows(_THE))
        )
    if number.form != "digits" or (unit and unit.kind != "count") or number.scale:
        return False
    if amount.joined:  # a score or an address when nothing but a dash holds it together, or days of a month
        return unit is None and (text[start - 1] in "-–" or _LABELLED_AFTER.match(text, end) is not None)
    return is_label(text, start, end, counts=unit is not None)


def _continues(text: str, last: Amount, amount: Amount) -> bool:
    """Whether a bare number shares the unit of the one before: "460 cars, compared with 63"."""
    gap = text[last.end : amount.start]
    if last.unit is None or len(gap) > 80 or "." in gap:
        return False
    if last.unit.kind == "duration" and _RECENT.search(text, max(0, last.start - 10), last.start):
        return False  # "15 cases in the first four months, compared with 9"
    if gap == " to ":
        return last.unit.kind != "share" and not _ONE_OF.match(text, amount.end)  # "paid $4m to nine of them"
    return bool(_AGAINST.search(gap) or (last.unit.kind == "count" and _OTHERS.match(text, amount.end)))


def _range(text: str, first: Amount, second: Amount) -> Amount | None:
    """The range of two amounts, None when they are not the ends of one."""
    if first.high is None or second.high is None:
        return None
    if first.number.form == "fraction" != second.number.form:
        return None  # "by a quarter to $3 billion"
    gap, before = text[first.end : second.start], text[max(0, first.start - 26) : first.start]
    between = _BETWEEN.search(before) if gap == " and " else None
    if not (between or _TO.fullmatch(gap)) or not _same_unit(first.unit, second.unit):
        return None
    from_, stated = _FROM.search(before), first.unit is not None
    at = first.start - len(before) + from_.start() if from_ else first.start
    verbs = _WORD.findall(text[max(0, at - _WINDOW) : at].lower()) if from_ else []
    moves = from_ or stated or ((not second.unit or second.unit.kind == "count") and before.endswith("by "))
    change = moves and " to " in gap and (hedge_before(text, at).change or _changed_by(verbs))
    if change and not (from_ and change == "down" and first.low < second.low):
        return None  # "rose from 3 to 9", "rose by 3 to 12"; but "down from 4,000 to 6,000" is from between the two
    if before.endswith(" by ") and first.unit and second.unit and first.unit.name != second.unit.name:
        return None  # "cut the price of crude for Asia by $1 to $2.20 a barrel"
    year = (second.unit is None or second.number.scale) and is_year(text, first.number.start, first.number.end)
    if (year and not stated) or (" or " in gap and (stated or first.number.form == "digits")):
        return None
    thousands = gap in ("-", "–") and text.endswith(",000", 0, second.number.end)  # "20-30,000"
    low, scale = first.low, 3 if thousands else second.number.scale
    if not first.number.scale and low < second.low / 10**scale:
        low *= 10**scale
    if low > second.low:
        return None
    start = first.start - len(before) + between.start() if between else at
    return second._replace(start=start, low=low, unit=second.unit or first.unit, joined="between")


def _same_unit(first: Unit | None, second: Unit | None) -> bool:
    """Whether two units can be those of one range: either may be left out of "$5-6bn" and "5 to 6 days"."""
    if first is None or second is None:
        return first is None or first.kind == "money" or first.name == "year of age"
    if first.kind == second.kind == "money":
        return first.currency == second.currency or not second.currency
    return first.name.split(" per ")[0] == second.name.split(" per ")[0]


def _compound(text: str, first: Amount, second: Amount) -> Amount | None:
    """ "7 years and 6 months" as 7.5 years."""
    if not first.unit or first.low != first.high or second.low != second.high or first.low % 1 or first.joined:
        return None
    large, small, end = first.unit.name.split()[-1], second.unit.name if second.unit else "", second.end
    if not small and large == "foot" and (inch := _INCH.match(text, end)):
        small, end = "inch", inch.end()
    size = load_lexicon("units")["parts"].get(f"{large} {small}")
    if not size or not 0 < second.low < size or not _ALONG.fullmatch(text, first.end, second.start):
        return None
    value = first.low + second.low / size
    return first._replace(end=end, low=value, high=value, unit=first.unit._replace(end=end))


def _ratio(text: str, first: Amount, second: Amount) -> Amount | None:
    """ "Two in five" as the number 0.4, "one child in five" as 0.2."""
    forms, unit = {first.number.form, second.number.form}, second.unit or first.unit or Unit("", "count", second.end)
    joint = _IN.fullmatch(text, first.end, second.start)
    if not joint or not 0 < first.low < second.low or (first.unit and (second.unit or forms != {"words"})):
        return None
    if unit.kind != "count" or first.number.scale or second.number.scale:
        return None
    if second.low not in _ROUND and (joint["of"] or second.low > 100 or len(forms) > 1):
        return None
    value = first.low / second.low
    return second._replace(start=first.start, low=value, high=value, unit=unit._replace(kind="ratio"), joined="ratio")


_RECENT = re.compile(r"\b(?:first|last|past|next|final)\s\Z")
_LABELLED_AFTER = re.compile(rf"""(?ix)
    (?:st|nd|rd|th)?(?:\s?[-–]\s?\d{{1,2}}|\s(?:and|to|or)\s\d{{1,2}})?(?:\sof)?\s{MONTH}(?![a-z])  # 3 May
    |(?:[:.]\d\d)?\s?(?:[ap]\.?m\b|o[’']clock|gmt\b|utc\b|hours?\sgmt|e[sd]t\b)|:\d\d|h\d\d\b           # 10:30, 5 p.m.
    |\s?[-–]\s?\d{{1,4}}(?![\d%]|\s?(?:%|per\s?cent))|[/_@=]\w|[A-Za-z]  # 2-1, 7/8, 747s
    |\s(?:[A-Z]\w+\s){{1,2}}(?:street|road|avenue|lane|drive|square|boulevard)\b""")
_BEHIND_NAME = re.compile(r"\b(?:[A-Z]\w|[a-z]{3})[\w’'-]{0,24},\s\Z")
_LIST_MARK = re.compile(r"(?:\A|\n)\s{0,8}\Z")
_NAME_BEFORE = re.compile(r"(?<=[\w,] )[a-z]?[A-Z][\w&’'/.-]{0,24}\s\Z")
_YEAR_BEFORE = re.compile(
    rf"(?i)\b(?:in|during|since|by|of|the|until|till|from|before|after|mid|late|early|year|last|summer|winter|spring|autumn|fall|{MONTH})"
    r"[\s,-]{1,2}\Z"
)


def is_label(text: str, start: int, end: int, counts: bool) -> bool:
    """Whether a numeral in digits, without currency or unit of measurement, is a date, time, score, age or name."""
    before = text[max(0, start - 24) : start]
    if is_year(text, start, end) and (text[end - 2 : end] != "00" or _YEAR_BEFORE.search(before) or not counts):
        return text[end - 2 : end] != "00" or hedge_before(text, start).side not in ("above", "below")
    after, short = text[end : end + 1], end - start <= 2
    if labelled(text, start) or _LABELLED_AFTER.match(text, end) or (after in (".", ")") and _LIST_MARK.search(before)):
        return True
    if short and ((before[-1:], after) == ("(", ")") or (after in (*",;).", "") and _BEHIND_NAME.search(before))):
        return True
    named = before[-2:-1].isalpha() and _NAME_BEFORE.search(before) is not None
    return not counts and end - start <= 4 and (named or text[end : end + 2].strip().isupper())


class Hedge(NamedTuple):
    """What the words do: `side` is low, above, high, below, about, nearly or "" ; `change` is up, down or ""."""

    side: str = ""
    words: str = ""
    start: int = -1
    change: str = ""
    bare: bool = False  # the change is said by a word that means none before a count


@cache
def _phrases(*sections: str) -> dict[str, str]:
    listed = (each for section in sections for each in load_lexicon("units")[section].items())
    return {phrase: side for side, phrases in listed for phrase in phrases}


def hedge_before(text: str, start: int, floor: int = 0) -> Hedge:
    """The hedging and changing words that lead up to a number."""
    from_ = max(floor, start - _WINDOW)
    window = text[from_:start]
    bare = window.rstrip()
    symbols = load_lexicon("units")["symbols"] if bare[-1:] in _SIGNS or bare.endswith("sub-") else {}
    if symbol := next(filter(bare.endswith, symbols), ""):
        at = from_ + window.rindex(symbol)
        return Hedge(symbols[symbol], symbol, at, hedge_before(text, at, floor).change)
    words = _WORD.findall(window.lower())
    side, said, at, left = "", "", start, len(words)
    for _ in range(5):  # phrases and filling words that are read leftwards from a number
        phrase, size = _longest(words, left)
        if change := _phrases("changes").get(phrase, ""):
            return Hedge(side, said, at, change, phrase in _LOST or phrase in ("up", "down"))
        if bound := "" if side else _phrases("qualifiers").get(phrase, ""):
            crept = phrase == "up to" and not _MOVED.isdisjoint(words[left - 3 : left - 2])  # "crept up to 4.3%"
            if crept or (bound == "about" and "the" in words[left:]):  # "gathered around the 40 graves"
                break
            side, said, at = bound, phrase, from_ + [*_WORD.finditer(window)][left - size].start()
        elif not left or words[left - 1] not in _FILLERS:
            break
        elif words[left - 1] == "by":
            return Hedge(side, said, at, _changed_by(words[: left - 1]))
        left -= size
    return Hedge(side, said, at)


def _changed_by(words: list[str]) -> str:
    """The change that the last changing verb before "by" or "from" speaks of: "raised its estimate from 5 to 7"."""
    for word in reversed(words[-6:]):  # "raised the price of bread by 4 percent"
        if word in _LOST:
            return ""
        if change := _phrases("changes").get(word) or _phrases("changes by").get(word, ""):
            return change
    return ""


def _longest(words: list[str], end: int) -> tuple[str, int]:
    """The longest phrase of the lexicon that ends with a word, and how many words it has; none: "", and 1."""
    phrases = ((" ".join(words[end - size : end]), size) for size in range(min(5, end), 0, -1))
    return next((found for found in phrases if found[0] in _phrases("qualifiers", "changes")), ("", 1))


def hedge_after(text: str, end: int) -> Hedge:
    """The hedging words behind a number or its unit; `start` is where they end."""
    match = _AFTER.match(text, end)
    return Hedge(str(match.lastgroup), match[0].strip(" -").lower(), match.end()) if match else Hedge()
