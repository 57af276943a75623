"""How long a time is: number words, halves and ranges before a unit, and the TIMEX3 value of a length of time."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from analysis.core.lexicon import load_lexicon
from analysis.readers.numbers import find_numbers

UNIT_CLASSES = ("unit", "units", "unit_short", "units_short", "quarter", "quarters", "weekend", "century")
"""The classes of the grammar whose words name a unit of time."""

COUNT_CLASSES = (
    "number", "teen", "scale", "several", "few", "half", "article", "day_number", "small_number", "big_number",
)  # fmt: skip
"""The classes whose words count units."""

_VAGUE = {"several", "few", "many", "numerous", "countless", "dozens", "hundreds", "thousands"}
_ISO = {
    "second": "TS",
    "minute": "TM",
    "hour": "TH",
    "day": "D",
    "week": "W",
    "month": "M",
    "quarter": "Q",
    "year": "Y",
}
_MULTIPLES = {"fortnight": ("week", 2), "weekend": ("day", 2), "decade": ("year", 10), "century": ("year", 100)}
_PARTS = {"year": ("month", 12), "hour": ("minute", 60), "minute": ("second", 60), "day": ("hour", 24)}
_TOO_LONG = r"[\d,]{10}"  # digits of a count: what is longer is no length of time


def amount_of(classes: Sequence[str], tokens: Sequence[str]) -> tuple[float | None, float | None]:
    """How many units an expression counts: both ends, or None where the words don't say.

    >>> amount_of(["number", "to", "number", "units"], ["two", "to", "three", "weeks"])
    (2.0, 3.0)
    >>> amount_of(["article", "unit", "and", "article", "half"], ["a", "year", "and", "a", "half"])
    (1.5, 1.5)
    """
    runs: list[list[str]] = [[]]
    for name, token in zip(classes, tokens, strict=True):
        if name in UNIT_CLASSES:
            break
        if name in ("to", "or"):
            runs.append([])
        elif name in COUNT_CLASSES or (name in ("/", "and") and runs[-1]):
            runs[-1].append(token.lower())
    ends = [_number(run) for run in runs if run]
    if not ends or ends[0] is None or ends[-1] is None:
        return None, None
    more = 0.5 if "half" in classes and not any("half" in run for run in runs) else 0.0
    low, high = sorted((ends[0] + more, ends[-1] + more))
    return low, high


def period(unit: str, count: float | None) -> str:
    """The TIMEX3 value of so many units; vague when the count is None.

    >>> period("year", 2.5), period("hour", 1.5), period("decade", 3), period("month", None)
    ('P2Y6M', 'PT1H30M', 'P30Y', 'PXM')
    """
    if count is None:
        vague = {"decade": "PXE", "century": "PXC"}
        return vague.get(unit) or _spell({unit if unit in _ISO else "week": "X"})
    unit, times = _MULTIPLES.get(unit, (unit, 1))
    whole, rest = divmod(count * times, 1)
    if rest and unit in _PARTS:
        small, parts = _PARTS[unit]
        return _spell(({unit: f"{whole:.0f}"} if whole else {}) | {small: f"{rest * parts:.0f}"})
    return _spell({unit: f"{count * times:.10g}"})


def _spell(amounts: dict[str, str]) -> str:
    """An ISO 8601 duration from units and their counts, the larger first."""
    spelt = "P"
    for unit, count in amounts.items():
        code = _ISO[unit]
        spelt += ("T" if len(code) == 2 and "T" not in spelt else "") + count + code[-1]
    return spelt


def _number(run: list[str]) -> float | None:
    """The value of a run of number words; halves, fractions and dozens count."""
    if _VAGUE.intersection(run):
        return None
    if "half" in run:
        whole = _number([word for word in run if word not in ("half", "and", "a", "an")] or ["0"])
        return None if whole is None else whole + 0.5
    if run in (["a"], ["an"]) or "couple" in run:
        return 1.0 + ("couple" in run)
    words = " ".join(run).replace(" / ", "/")
    number = None if re.search(_TOO_LONG, words) else next(find_numbers(words), None)
    return number and number.low


_TOKEN = re.compile(
    r"(?=[A-Z])(?i:jan|ju[nl]|feb|mar|apr|aug|sept?|oct|nov|dec|mon|tues?|weds?|thu(?:rs?)?|fri|sat|sun)\."
    r"|[A-Za-z]\w+| (?=\w)|[^\w\s]|\s+"  # most tokens, first of all
    r"|\d{1,3}(?:,\d\d\d)+(?!\d)|\d\d?:\d\d(?!\d)|(?<![\d.])\d+\.\d+(?![.\d])|\d\d(?=T\d\d:)"
    r"|[AaPp]\.[Mm]\b\.?|B\.C\.(?:E\.)?|\w+"
)
_LETTERS = (string.ascii_letters + "0123456789" + "".join(map(chr, range(0xC0, 0x100)))).replace("x", "")
_SIGNS = ",./:-'$"
_SAME_SIGN = {"–": "-", "‑": "-", "’": "'", "$": "$", "£": "$", "€": "$", "#": "$", "%": "$"}
_BLANKS = (" ", "\n", "  ", "\r\n", " \n", "\n ", "\t", "\u00a0")
_NUMBER_CLASSES = (
    "day_number",
    "small_number",
    "big_number",
    "year",
    "day_ordinal",
    "decade",
    "decade_short",
    "clock",
    "fiscal_year",
    "plural",
)
_ABBREVIATED = ("month_short", "weekday_short")
OTHER = "x"
_REMEMBERED, _LONGEST = 50_000, 40
"""Words without a letter of their own, and their length, that are remembered: they need not be judged again."""


class Found(NamedTuple):
    """One expression: the number of its rule, its first token, and the token behind its last one."""

    rule: int
    first: int
    last: int


class Coded(NamedTuple):
    """A text as tokens: the words and signs, and the letter of each one's class."""

    tokens: list[str]
    codes: str


class _Codes(dict[str, str]):
    """The letter of each word; numbers and plurals have a letter of their own, any other word that of all the rest."""

    def __init__(self, codes: Mapping[str, str], number: str, plural: str) -> None:
        super().__init__(codes)
        self._number, self._plural = number, plural

    def __missing__(self, word: str) -> str:
        plural = word.endswith("s") and word.islower() and word[-2:-1] not in "sui"
        code = self._number if "0" <= word[0] <= "9" else self._plural if plural else OTHER
        if len(self) < _REMEMBERED and len(word) < _LONGEST:
            self[word] = code
        return code


class Grammar:
    """The compiled lexicon: `letters` names the letter of a class, `values` what a word of it stands for."""

    def __init__(self, lexicon: Mapping[str, Any]) -> None:
        classes = [*lexicon["words"], *_NUMBER_CLASSES]
        self.letters = {sign: sign for sign in _SIGNS} | dict(zip(classes, _LETTERS, strict=False))
        self.classes = {letter: name for name, letter in self.letters.items()}
        self.values = {name: _values(words) for name, words in lexicon["words"].items()}
        for name in _ABBREVIATED:
            self.values[name] |= {f"{word}.": number for word, number in self.values[name].items()}
        self.rules: list[Mapping[str, str]] = lexicon["rules"]
        self._phrases = lexicon["phrases"]
        coded = self._code_words(set(lexicon["capitals"]))
        self._codes = _Codes(coded, self.letters["big_number"], self.letters["plural"])
        self._carriers = re.compile("[" + "".join(self.letters[name] for name in lexicon["carriers"]) + "]")
        self._starts = self._by_first_letter()

    def code(self, text: str) -> Coded:
        """The text as tokens and letters."""
        tokens = _TOKEN.findall(text)
        return Coded(tokens, "".join(map(self._codes.__getitem__, tokens)))

    def find(self, codes: str) -> Iterator[Found]:
        """The expressions of a coded text in order; they do not overlap."""
        end = 0
        while carrier := self._carriers.search(codes, end):
            at = max(codes.rfind(OTHER, end, carrier.start()) + 1, end)
            end = codes.find(OTHER, carrier.end())
            end = len(codes) if end < 0 else end
            while at < end:
                for number, pattern in self._starts.get(codes[at], ()):
                    if match := pattern.match(codes, at, end):
                        yield Found(number, at, match.end())
                        at = match.end()
                        break
                else:
                    at += 1

    def _code_words(self, capitals: set[str]) -> dict[str, str]:
        codes = {sign: sign for sign in _SIGNS} | _SAME_SIGN | dict.fromkeys(_BLANKS, " ")
        for name, words in self.values.items():
            for word in words:
                forms = {word.capitalize(), word.title(), word.upper()} | (set() if name in capitals else {word})
                codes |= dict.fromkeys(forms, self.letters[name])
        return codes | {word: self.letters[name] for word, name in _number_words()}

    def _by_first_letter(self) -> dict[str, list[tuple[int, re.Pattern[str]]]]:
        """For each letter that an expression may begin with: the rules that begin so, in their order."""
        begins: dict[str, list[tuple[int, re.Pattern[str]]]] = {}
        for number, rule in enumerate(self.rules):
            pattern = re.compile(self._rule(rule["pattern"]))
            for letter in self._first(_parts(rule["pattern"])[1]):
                begins.setdefault(letter, []).append((number, pattern))
        return begins

    def _first(self, pattern: str) -> set[str]:
        """The letters that a row of items can begin with."""
        letters: set[str] = set()
        for item in pattern.split():
            for part in item.rstrip("?*").split("|"):
                rows = self._phrases.get(part, [])
                letters |= {self.letters[part]} if part in self.letters else set()
                letters |= {
                    letter for row in ([rows] if isinstance(rows, str) else rows) for letter in self._first(row)
                }
            if item[-1] not in "?*":
                break
        return letters

    def _rule(self, pattern: str) -> str:
        before, inside, after = _parts(pattern)
        return self._behind(before) + f"(?:{self._sequence(inside)})" + self._ahead(after)

    def _behind(self, pattern: str) -> str:
        """Look-behind: a row of single letters, each with what parts it from the next; those with ! one by one."""
        row, never = "", ""
        for item in pattern.split():
            one = self._set(item.lstrip("!"))
            sign = set(item.lstrip("!").split("|")) <= set(_SIGNS)
            gap = "" if sign and item != "," else "[ -]"
            if item.startswith("!"):
                never += f"(?<!{one}{gap})"
            else:
                row = (row.removesuffix("[ -]") if sign else row) + one + gap
        return never + (f"(?<={row})" if row else "")

    def _ahead(self, pattern: str) -> str:
        items = pattern.split()
        if not items:
            return ""
        negative = items[0].startswith("!")
        return f"(?{'!' if negative else '='}[ -]?{self._sequence(' '.join(items).lstrip('! '))})"

    def _set(self, name: str) -> str:
        return "[" + "".join(re.escape(self.letters[part]) for part in name.split("|")) + "]"

    def _sequence(self, pattern: str) -> str:
        """A row of items; whatever stands between two words may be a blank or a hyphen."""
        compiled, begun = "", False
        for item in pattern.split():
            name, mark = (item[:-1], item[-1]) if item[-1] in "?*" and len(item) > 1 else (item, "")
            one = self._item(name)
            if mark == "?" and not begun:
                compiled += f"(?:{one}[ -]?)?"
                continue
            gap = "" if name in _SIGNS or not begun else "[ -]?"
            compiled += f"(?:{gap}{one}){'{0,6}' if mark == '*' else mark}" if mark else gap + one
            begun = True
        return compiled

    def _item(self, name: str) -> str:
        parts = name.split("|")
        if all(part in self.letters for part in parts):
            return self._set(name)
        return "(?:" + "|".join(self._part(part) for part in parts) + ")"

    def _part(self, name: str) -> str:
        if name in self.letters:
            return re.escape(self.letters[name])
        if name not in self._phrases:
            raise ValueError(
                f"lexicon/dates.yaml: {name!r} is neither a class of words nor a phrase; add it or mend the rule"
            )
        phrase = self._phrases[name]
        rows = phrase if isinstance(phrase, list) else [phrase]
        return "(?:" + "|".join(self._sequence(row) for row in rows) + ")"


def _parts(pattern: str) -> tuple[str, str, str]:
    """What must stand before an expression, the expression, what must follow it."""
    before, opened, rest = pattern.rpartition("[")
    inside, closed, after = rest.partition("]") if opened else pattern.partition("]")
    if not closed and "!" in inside:
        inside, _, after = inside.partition("!")
        after = "!" + after
    return before, inside, after


@cache
def grammar() -> Grammar:
    """The grammar of `lexicon/dates.yaml`, compiled once."""
    return Grammar(load_lexicon("dates"))


def _values(words: Any) -> dict[str, Any]:
    return dict(words) if isinstance(words, dict) else {word: word for word in words}


def _number_words() -> Iterator[tuple[str, str]]:
    """Every way to write a small number, a year, a decade, a time of day in digits, with its class."""
    for number in range(1000):
        yield str(number), "day_number" if 1 <= number <= 31 else "small_number"
    for number in range(10):
        yield f"0{number}", "day_number" if number else "small_number"
    for number in range(1, 101):
        suffix = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
        yield f"{number}{suffix}", "day_ordinal"
        yield f"{number:02}{suffix}", "day_ordinal"
    for number in range(1000, 2200):
        yield str(number), "year"
    for number in range(100, 220):
        yield f"{number}0s", "decade"
    for number in range(0, 100, 10):
        yield f"{number:02}s", "decade_short"
    for number in range(100):
        yield from ((f"FY{century}{number:02}", "fiscal_year") for century in ("", "20"))
    for hour in range(25):
        for minute in range(60):
            yield f"{hour}:{minute:02}", "clock"
            yield f"{hour:02}:{minute:02}", "clock"
