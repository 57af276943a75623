"""The grammar of temporal expressions: tokens, their classes, and the rules over them."""

import re
import string
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from analysis.core.lexicon import load_lexicon
from analysis.core.phrases import Remembered

_ISO = {"second": "PTXS", "minute": "PTXM", "hour": "PTXH", "day": "PXD", "week": "PXW", "month": "PXM",
        "quarter": "PXQ", "year": "PXY", "decade": "PXE", "century": "PXC"}  # fmt: skip
_MULTIPLES = {"fortnight": ("week", 2), "weekend": ("day", 2), "decade": ("year", 10), "century": ("year", 100)}
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
_NUMERAL = re.compile(
    r"(?P<day_number>0?[1-9]|[12]\d|3[01])|(?P<small_number>00?|[1-9]\d\d?)|(?P<year>(?:1\d|2[01])\d\d)"
    r"|(?P<decade>(?:1\d|2[01])\d0s)|(?P<decade_short>\d0s)|(?P<clock>(?:[01]?\d|2[0-4]):[0-5]\d)"
    r"|(?P<day_ordinal>(?!11s|12n|13r)\d?(?:1st|2nd|3rd|[04-9]th)|1[1-3]th|100th)|(?P<fiscal_year>FY(?:20)?\d\d)"
    r"|(?P<big_number>\d.*)|(?P<plural>[a-z]+(?<![sui])s)"
)
OTHER = "x"
# What must stand before an expression, the expression, what must follow it
_PARTS = re.compile(r"(?:(.*)\[)?([^\]!]*)\]?(.*)")


def period(unit: str, count: float | None) -> str:
    """The TIMEX3 value of so many units: "P2.5Y", "PT1.5H"; vague when the count is None: "PXM"."""
    if count is None:
        return _ISO.get(unit, "PXW")
    unit, times = _MULTIPLES.get(unit, (unit, 1))
    return _ISO[unit].replace("X", f"{count * times:.10g}")


class Expression(NamedTuple):
    """One expression: its rule, its first token, and the token behind its last one."""

    rule: Mapping[str, str]
    first: int
    last: int


class Grammar:
    """The compiled lexicon: `letters` names the letter of a class, `values` what a word of it stands for."""

    def __init__(self, lexicon: Mapping[str, Any]) -> None:
        classes = [*lexicon["words"], *_NUMERAL.groupindex]
        self.letters = {sign: sign for sign in _SIGNS} | dict(zip(classes, _LETTERS, strict=False))
        self.classes = {letter: name for name, letter in self.letters.items()}
        known = lexicon["words"].items()
        self.values = {name: row if isinstance(row, dict) else {word: word for word in row} for name, row in known}
        for name in ("month_short", "weekday_short"):
            self.values[name] |= {f"{word}.": number for word, number in self.values[name].items()}
        self._phrases = {name: [row] if isinstance(row, str) else row for name, row in lexicon["phrases"].items()}
        self._codes = Remembered(self._form)
        self._codes |= {sign: sign for sign in _SIGNS} | _SAME_SIGN | dict.fromkeys(_BLANKS, " ")
        small = self.values.keys() - lexicon["capitals"]
        for name, words in self.values.items():
            for word in words:
                forms = {word.capitalize(), word.title(), word.upper()} | ({word} if name in small else set())
                self._codes |= dict.fromkeys(forms, self.letters[name])
        self._carriers = re.compile(self._set(lexicon["carriers"]))
        rules: defaultdict[str, list[tuple[Mapping[str, str], str]]] = defaultdict(list)
        for rule in lexicon["rules"]:
            before, inside, after = _PARTS.findall(rule["pattern"])[0]
            sign = "!" if "!" in after else "="
            ahead = f"(?{sign}[ -]?{self._sequence(after.lstrip('! '))})" if after.strip() else ""
            pattern = f"{self._behind(before)}{self._sequence(inside)}{ahead}"
            for letter in self._first(inside):
                rules[letter].append((rule, pattern))
        # Compiled once a text has their letter: half of them wait for long
        self._starts = Remembered(lambda letter: [(rule, re.compile(pattern)) for rule, pattern in rules[letter]])

    def code(self, text: str) -> tuple[list[str], str]:
        """The text as tokens, and the letter of each one's class."""
        tokens = _TOKEN.findall(text)
        return tokens, "".join(map(self._codes.__getitem__, tokens))

    def _form(self, word: str) -> str:
        """The letter of the form of a word without one of its own."""
        form = _NUMERAL.fullmatch(word)
        return self.letters[str(form.lastgroup)] if form else OTHER

    def find(self, codes: str) -> Iterator[Expression]:
        """The expressions of a coded text in order; they do not overlap."""
        end = 0
        while carrier := self._carriers.search(codes, end):
            at = max(codes.rfind(OTHER, end, carrier.start()) + 1, end)
            end = codes.find(OTHER, carrier.end())
            end = len(codes) if end < 0 else end
            while at < end:
                for rule, pattern in self._starts[codes[at]]:
                    if match := pattern.match(codes, at, end):
                        yield Expression(rule, at, match.end())
                        at = match.end()
                        break
                else:
                    at += 1

    def _first(self, pattern: str) -> set[str]:
        """The letters that a row of items can begin with."""
        letters: set[str] = set()
        for item in pattern.split():
            for part in item.rstrip("?*").split("|"):
                letters |= {self.letters[part]} if part in self.letters else set()
                letters.update(*map(self._first, self._phrases.get(part, ())))
            if item[-1] not in "?*":
                break
        return letters

    def _behind(self, pattern: str) -> str:
        """Look-behind: a row of single letters, each with what parts it from the next; those with ! one by one."""
        row, never = "", ""
        for item in pattern.split():
            names = item.lstrip("!").split("|")
            sign = set(names) <= set(_SIGNS)
            gap = "" if sign and item != "," else "[ -]"
            if item.startswith("!"):
                never += f"(?<!{self._set(names)}{gap})"
            else:
                row = (row.removesuffix("[ -]") if sign else row) + self._set(names) + gap
        return never + (f"(?<={row})" if row else "")

    def _set(self, names: Iterable[str]) -> str:
        letters = [re.escape(self.letters[name]) for name in names]
        return letters[0] if len(letters) == 1 else f"[{''.join(letters)}]"  # a letter alone is compiled sooner

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
        if unknown := [part for part in parts if part not in self._phrases and part not in self.letters]:
            raise ValueError(f"lexicon/dates.yaml: {unknown[0]!r} is no class and no phrase; add it or mend the rule")
        rows = [self._sequence(row) for part in parts for row in self._phrases.get(part, ())]
        words = [self._set(known)] if (known := [part for part in parts if part in self.letters]) else []
        return "(?:" + "|".join(rows + words) + ")" if rows else words[0]


@cache
def grammar() -> Grammar:
    """The grammar of `lexicon/dates.yaml`, compiled once."""
    return Grammar(load_lexicon("dates"))
