"""Numbers written as words: "twenty-five", "two hundred and six", "half a million"."""

import re
from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from typing import NamedTuple

from analysis.core.days import MONTHS
from analysis.core.phrases import Phrases

_UP_TO_TEN = "zero one two three four five six seven eight nine ten"
_TEENS = "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_FROM_FIRST = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
UNITS = {word: value for value, word in enumerate(f"{_UP_TO_TEN} {_TEENS}".split())}
TENS = {word: 10 * value for value, word in enumerate(_TENS.split(), 2)}
ORDINALS = {word: value for value, word in enumerate(_FROM_FIRST.split(), 1)}
ORDINALS |= {word + "th": value for word, value in UNITS.items() if value > 12}
ORDINALS |= {word[:-1] + "ieth": value for word, value in TENS.items()}
_POWERS = {"hundred": 2, "thousand": 3, "lakh": 5, "million": 6, "crore": 7, "billion": 9, "trillion": 12}
SCALES = {word: 10**power for word, power in _POWERS.items()}
_WORD = re.compile(r"[a-z]+")


def number_of(words: str) -> int | None:
    """The value of a number written as words."""
    total, group, seen = 0, 0, ""
    for word in _WORD.findall(words.lower()):
        value = UNITS.get(word, TENS.get(word, ORDINALS.get(word)))
        if word in ("a", "an") and not seen:
            group = 1
        elif word == "hundred":
            group = (group or 1) * 100
        elif word in SCALES:  # "three lakh crore" is scaled twice
            total, group = (total + group * SCALES[word], 0) if group else ((total or 1) * SCALES[word], 0)
        elif value is not None:
            group += value
        elif word != "and" or not seen:
            return None
        seen = word
    return total + group if seen else None


class Number(NamedTuple):
    """A numeral: its span, its bounds (no `high` for "dozens"), how it is written, and the scale that it names."""

    start: int
    end: int
    low: float
    high: float | None
    form: str
    scale: int = 0


_Readers = tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Number | None]], ...]
_POWERS |= {"k": 3, "cr": 7} | dict.fromkeys(("m", "mn", "mln", "mil", "mio"), 6) | dict.fromkeys(("b", "bn", "bln"), 9)
_POWERS |= dict.fromkeys(("t", "tn", "tr", "trn", "trln", "lakh crore", "lakh cr"), 12)
_PARTS = {"half": 2, "quarter": 4} | {word: value for word, value in ORDINALS.items() if 2 < value < 11 and value != 4}
_PARTS |= {word + "s": value for word, value in _PARTS.items()} | {"halves": 2, "fourths": 4}
_SIGNS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
_MANY = {"tens": 20, "dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2000, "millions": 2e6, "billions": 2e9,
         "trillions": 2e12, "lakhs": 2e5, "crores": 2e7}  # fmt: skip


def _any(words: Iterable[str]) -> str:
    """An alternation of words, the longest first."""
    return "|".join(sorted(set(words), key=lambda word: (-len(word), word)))


_BIG = _any(word for word in SCALES if word != "hundred")
_SMALL = _any(word for word, value in UNITS.items() if 0 < value < 10)
_TO_99 = rf"(?:(?:{_any(TENS)})(?:[-\s](?:{_SMALL}))?|{_any(UNITS)})\b"
_TO_999 = rf"(?:{_TO_99}(?:[-\s]hundred\b(?:\s(?:and\s)?{_TO_99})?)?|an?\shundred\b(?:\sand\s{_TO_99})?)"
_POINT = rf"(?:[-\s]point(?P<decimals>(?:[-\s](?:{_SMALL}|zero)\b){{1,4}}))"
_SHORT = _any(word for word in _POWERS if 1 < len(word) < 5 and word not in SCALES)
_DASHES = str.maketrans("−–", "--")
_SEPARATOR = re.compile(r"[,’'\s]")
_SPELLS = "year|month|week|day|hour|minute|decade|century|mile|metre|meter|kilometre|kilometer|point|inch|second"
_HALVED = r"percent|per\scent|percentage\spoint|tonne|ton|kilo|kilogram|acre|hectare|litre|liter"
_OPENERS = (*UNITS, *TENS, *ORDINALS, *_MANY, "half", "quarter", "no", "several", "many")
_NAMED = (*SCALES, *_PARTS, "dozen", "score", "few", "couple")
_PARTED = [f"{article} {part}" for part in _NAMED for article in ("a", "an")]
_AND_A_HALF = [f"{article} {unit} and a half" for unit in _SPELLS.split("|") for article in ("a", "an")]
_WORD_OPENERS = Phrases({"number": [*_OPENERS, *_PARTED], "more than one": _AND_A_HALF})
_DIGIT_OPENER = re.compile(r"[.\d½¼¾⅓⅔](?:(?<![_\d#@/\\a-z].)|(?<=\bRs.))(?<!\d[.,].)(?:(?<!\.)|\d)")
_DIGITS = re.compile(rf"""(?ix)
    (?P<digits>(?P<spaced>\d{{1,3}}\s\d{{3}})(?=\s(?:[a-z]+\s)?[a-z]{{2,20}}s\b|\s(?:people|men|women|children)\b)
    |\d{{1,3}}(?:(?:,\d{{2,3}}){{0,5}},\d{{3}}|(?:[’'\u00a0\u2009\u202f]\d{{3}}){{1,5}}|(?:\s\d{{3}}){{2,5}}|\s000)(?!\d)(?:\.\d{{1,6}})?
    |(?P<comma>\d{{1,3}},\d{{1,2}}(?=\s?(?:%|per\s?cent|{_BIG}|{_SHORT}|km\b|kg\b|tonn?es?\b|met(?:er|re)|hectare|degree)))
    |\d{{0,15}}\.\d{{1,10}}|\d{{1,15}})(?![\d½¼¾⅓⅔])
    (?:\s?[×x*]\s?10\s?\^?(?P<exponent>[-−–]?\d{{1,3}})|e(?P<power>[-−–+]?\d{{1,2}})(?!\w)
    |[\s-]?(?P<scale>(?:hundred|lakh\scr(?:ore)?|{_BIG}|{_SHORT})(?![a-z]))|(?P<letter>\s?[kmbt])(?![\w’'²³/]))?""")
_MIXED = re.compile(rf"(?ix)(?P<whole>\d{{0,9}})\s?(?:(?P<sign>[½¼¾⅓⅔])|(?<=\d)\s1/2)(?:\s(?P<scale>{_BIG})\b)?")
_SLASHED = re.compile(
    rf"""(?ix)(?P<count>\d)/(?P<part>[2-9]|10|16)(?=\s(?:of|majority|(?:{_SPELLS}|pound|ounce|inch|cup|gallon|litre|liter|acre|percent)s?)\b)"""
)
_ORDER = rf"(?:{_any(TENS)})-(?:{_any(word for word in ORDINALS if word != 'second')})\b"  # "thirty-fourth"
_WORDS = re.compile(rf"""(?ix)
    (?!{_ORDER})(?P<words>{_TO_999}(?:[-\s](?:{_BIG})\b(?:,?\s(?:and\s)?{_TO_999})?){{0,4}}|an?\s(?:{_BIG})\b)
    {_POINT}?(?P<half>\sand\sa\shalf\b)?(?:\s(?P<scale>{_BIG})\b)?""")
_PLURAL_PARTS = _any(word for word in _PARTS if word.endswith("s") and word != "quarters")
_FRACTION = re.compile(rf"""(?ix)
    (?:(?P<half>half)\s(?:of\s)?an?|(?:(?P<few>an?|{_SMALL})[-\s])?(?P<share>{_any(_PARTS)}(?=\sof\san?\s)|(?:half|quarter)(?=\s))(?:\sof\san?)?)\s(?P<scale>dozen|{_BIG})\b
    |(?P<spell>(?:a\s)?half(?:\san?(?=\s(?:{_SPELLS}|{_HALVED})\b)|(?=-(?:{_SPELLS})\b(?<!century)))|an?(?=\s(?:{_SPELLS})\sand\sa\shalf\b))
    |(?<!first\s)(?<!second\s)(?<!other\s)(?<!better\s)(?<!latter\s)(?<!last\s)half(?=\s(?:of|the|all|its|their|his|her|our|my|an?\s(?!century))\b)
    |(?P<some>two|three|four)(?:-quarters|\squarters(?=\sof\s(?:the|all|its|their|those|these)\b)|[-\s](?P<parts>{_PLURAL_PARTS}))\b
    |(?P<count>an?|{_SMALL})[-\s](?P<part>{_any(_PARTS)})\b(?=\s(?:of|as|the|more|less|fewer|higher|lower|(?<=[fr]\s)(?:{_SPELLS})s?)\b|[.,;)]|\s?$)
    |(?:(?<=\bby\s)|(?<=\bthan\s)|(?<=\bnearly\s)|(?<=\balmost\s)|(?<=\babout\s)|(?<=\baround\s)|(?<=\broughly\s))(?:half|an?[-\s](?P<moved>{_any(_PARTS)}))(?=[.,;]|\s(?:since|in|from|over|after|to|on|last|this|among|between|for|at|during|and|as|when|while|within)\b)""")
_VAGUE = re.compile(rf"""(?ix)
    (?:(?P<tens>tens|dozens|hundreds)\sof\s)?(?P<many>{_any(_MANY)})\b(?(tens)|(?=\s(?:of|more|in|at|on)\b|\s[a-z]{{3}}|[.,;]))
    |(?:several|many|an?\sfew|a\scouple\sof)\s(?P<each>hundred|dozen|{_BIG})\b""")
_COUPLE = re.compile(r"(?i)a\scouple(?:\sof(?!\sthe\b|\sdozen)|(?=\smore\b))")
_DOZEN = re.compile(rf"(?ix)(?P<half>half\s)?(?P<count>an?|{_TO_99})\s(?P<unit>dozen|score)\b")
_ORDINAL = re.compile(rf"""(?ix)
    (?:(?P<digits>\d{{1,3}})(?:st|nd|rd|th)|(?P<word>{_any(ORDINALS)}))
    (?:[-\s](?:largest|biggest|highest|lowest|smallest|deadliest|richest|poorest|most)\b(?:\s[a-z-]{{3,20}}){{0,2}}?(?=\s(?:of|in|for|to|by|after)\b|[.,;:]|\Z)
    |\s(?:worldwide|globally|overall)\b|(?=\s(?:in|of)\sthe\s(?:world|region|ranking|index)\b)
    |\s(?:country|state|nation|government|leader)(?=\sto\s))""")
_ZERO = re.compile(r"""(?ix)
    no(?=\s(?:(?:other|foreign|single)\s)?(?:countr(?:y|ies)|states?|nations?|governments?|casualties|fatalities|deaths
    |injuries|survivors|victims|civilians|hostages|soldiers|members?)\b)""")


def find_numbers(text: str) -> Iterator[Number]:
    """The numerals of a text in order, none overlapping; what they count is not looked at."""
    end = 0
    spelt = _WORD_OPENERS.find(text, apart=False)
    begins = [(word.start, _WORD_READERS) for word in spelt if not text.endswith(("#", "@", "/", "\\"), 0, word.start)]
    begins += [(match.start(), _DIGIT_READERS) for match in _DIGIT_OPENER.finditer(text)]
    for start, readers in sorted(begins, key=itemgetter(0)):
        found = (read(match) for pattern, read in readers if (match := pattern.match(text, start)))
        if start >= end and (number := next(filter(None, found), None)):
            end = number.end
            yield number


def _exact(match: re.Match[str], value: float, form: str = "words", scale: int = 0) -> Number:
    return Number(match.start(), match.end(), value, value, form, scale)


def _digits(match: re.Match[str]) -> Number:
    if match["spaced"] and (labelled(match.string, match.start()) or match[0][0] == "0"):
        match = _DIGITS.match(match.string, match.start(), match.end("spaced") - 4) or match  # "Table 1 300 rows"
    letter, end = match["letter"], match.end()
    name = " ".join((match["scale"] or letter or "").lower().split())
    spaced = letter and letter[0].isspace() and letter[-1] not in "MB"
    if spaced or (name == "t" and match.string[match.start() - 1 : match.start()] not in ("$", "€", "£")):
        name, end = "", match.end("digits")
    exponent = match["exponent"] or match["power"]
    power = int(exponent.translate(_DASHES)) if exponent else _POWERS.get(name, 0)
    digits = match["comma"].replace(",", ".") if match["comma"] else _SEPARATOR.sub("", match["digits"])
    return _exact(match, float(f"{digits}e{power}"), "digits", power)._replace(end=end)


def _mixed(match: re.Match[str]) -> Number:
    power = _POWERS.get((match["scale"] or "").lower(), 0)
    value = (float(match["whole"] or 0) + _SIGNS.get(match["sign"] or "", 0.5)) * 10**power
    return _exact(match, value, "digits" if match["whole"] else "fraction", power)


def _slashed(match: re.Match[str]) -> Number | None:
    count, part = int(match["count"]), int(match["part"])
    return _exact(match, count / part, "fraction") if 0 < count < part else None


def _words(match: re.Match[str]) -> Number:
    value, scale = number_of(match["words"]) or 0, (match["scale"] or "").lower()
    decimals = "".join(str(UNITS[word]) for word in _WORD.findall((match["decimals"] or "").lower()))
    total = (value + float(f"0.{decimals or 0}") + (0.5 if match["half"] else 0)) * SCALES.get(scale, 1)
    power = _POWERS.get(scale, 0) or max((_POWERS.get(word, 0) for word in match["words"].lower().split()), default=0)
    return _exact(match, float(total), "words", power)


def _fraction(match: re.Match[str]) -> Number:
    if scale := match["scale"]:
        share = UNITS.get((match["few"] or "").lower(), 1) / _PARTS[(match["share"] or "half").lower()]
        value = (12.0 if scale.lower() == "dozen" else SCALES[scale.lower()]) * share
        return _exact(match, value, "words", _POWERS.get(scale.lower(), 0))
    if spell := match["spell"]:
        return _exact(match, 0.5 if "half" in spell.lower() else 1.0)
    count = (match["count"] or match["some"] or "one").lower()
    part = (match["part"] or match["parts"] or match["moved"] or ("quarter" if match["some"] else "half")).lower()
    return _exact(match, UNITS.get(count, 1) / _PARTS[part], "fraction")


def _vague(match: re.Match[str]) -> Number:
    times = _MANY[match["tens"].lower()] / 2 if match["tens"] else 1
    low = float(times * _MANY[(match["many"] or match["each"] + "s").lower()])
    return Number(match.start(), match.end(), low, None, "vague")


def _dozen(match: re.Match[str]) -> Number:
    value = (number_of(match["count"]) or 1) * (12.0 if match["unit"].lower() == "dozen" else 20.0)
    return _exact(match, value / 2 if match["half"] else value)


def _ordinal(match: re.Match[str]) -> Number:
    return _exact(match, float(match["digits"] or ORDINALS[match["word"].lower()]), "ordinal")


_DIGIT_READERS: _Readers = ((_ORDINAL, _ordinal), (_MIXED, _mixed), (_SLASHED, _slashed), (_DIGITS, _digits))
_WORD_READERS: _Readers = (
    (_FRACTION, _fraction), (_VAGUE, _vague), (_COUPLE, lambda match: _exact(match, 2.0)),
    (_DOZEN, _dozen), (_WORDS, _words), (_ORDINAL, _ordinal), (_ZERO, lambda match: _exact(match, 0.0, "zero")),
)  # fmt: skip
MONTH = rf"(?:{'|'.join(f'{name[:3]}(?:{name[3:]})?' for name in MONTHS)}|sept)\.?"
_BEFORE = re.compile(rf"""(?ix)
    (?:
    (?P<month>\b{MONTH}\s)(?:\d{{1,2}}(?:\s?[-–,]\s?|\s(?:and|to|or)\s))?       # May 3, May 3-4
    |\d[:.]|\d[-–]|[/#@_=+]                                            # 10:30, 2-1, addresses
    |\b(?:nos?\.?|numbers?|sections?|articles?|chapters?|parts?|units?|models?|routes?|channels?|highways?|resolutions?|rooms?|pages?
      |gates?|flights?|versions?|apartments?|group\sof|s&p|s&p/asx|sp|s\sp|ftse|nasdaq|nikkei|dax|cac|stoxx|russell|psalm|formula|type|phase|grade|area
      |ward|district|covid|tables?|figures?|items?|clauses?|platform|terminal|tier|zone|category|episode|lane|floor|block|exit|windows)\s\#?
    |(?-i:\b[A-Za-z]?[a-z]{{1,12}}[A-Z]\w{{0,12}})\s                     # PlayStation 5
    )\Z""")
_NO_DAY = re.compile(r"(?:3[2-9]|[4-9]\d|\d{3})(?![\d,.:])|\d{1,3},\d{3}(?!\d)")  # "in May 1,200 people"
_NOTE = re.compile(r"[^\W\d_][.,;:!?][”\"’)]?\d{1,3}(?=\s|\Z)|\b(?:1[5-9]|20)\d\d\.\d{1,2}(?=\s*\Z|\s+[A-Z“\"])")
_BRACKETED = (re.compile(r"\[\^?(?:\d{1,3}[,–-]\s?){0,4}\Z"), re.compile(r"(?:[,–-]\s?\d{1,3}){0,4}\]"))
_YEAR = re.compile(r"(?:1[4-9]|2[01])\d\d(?!\d)")


def labelled(text: str, start: int) -> bool:
    """Whether the words before a numeral make it the number of something: "Table 1", "May 3", "Resolution 12"."""
    found = _BEFORE.search(text, max(0, start - 24), start)
    return found is not None and not (found["month"] and found.end("month") == start and _NO_DAY.match(text, start))


def is_note(text: str, start: int, end: int) -> bool:
    """Whether digits are the mark of a note, or end with one."""
    if _BRACKETED[1].match(text, end):
        return _BRACKETED[0].search(text, max(0, start - 24), start) is not None
    note = _NOTE.search(text, max(0, start - 3), min(end + 3, len(text)))
    return note is not None and note.end() == end


def is_year(text: str, start: int, end: int) -> bool:
    """Whether four digits can name a year."""
    return end - start == 4 and _YEAR.match(text, start) is not None
