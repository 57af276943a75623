"""Currencies: the sign before an amount, the word after it, and what a bare "$" stands for in a document."""

import re
from functools import cache
from itertools import islice, pairwise
from typing import NamedTuple

from analysis.core.lexicon import load_lexicon
from analysis.core.phrases import Phrases
from analysis.readers import forms
from analysis.readers.numbers import UNITS

_COUNTRY_BEFORE = re.compile(r"\b(US|A|AU|C|CA|NZ|HK|S)\s?\Z")
_COUNTRY_AFTER = re.compile(r"\s?(US|A|NZ|C)(?![A-Za-z])")
# What may stand between a count and its noun: "two 15-year-old boys", "eight million 250ml bottles"
_ADJUNCT = re.compile(r"\s\d{1,5}(?:[.,]\d{1,3})?(?:-[a-z]{2,12}(?:-old)?|\s?[a-zA-Z]{1,3})(?=\s[a-z])")
_WINDOW = 100  # characters behind a number in which its unit has to stand
_TOKEN = re.compile(
    r"[^\W\d_](?:[^\W⁰-⁹¹]|(?<=[km][mi])[²³]|&)*(?:[’'/-][^\W_]+|\.[^\W\d_²³¹]+)*\.?|%|°[CF]?|[^\s\w]|\d[\d.,]*"
)
_RATE = re.compile(
    r"(?i)(?:\s(?:per|an?|each|every)[\s-]|\s?/\s?|-an?-)(?P<base>(?:sq(?:uare)?\.?\s)?[a-z]{1,12})\b(?!\s(?:earlier|ago|before|later|after|prior))"
)
_ROUND_BASE = re.compile(
    r"\s(?:per|(?:for|in|out\sof)\severy)\s(10?0?,?000(?:,000)?|100|(?:(?:a|1)\s)?million)\b(?!,\d|-)"
)
_CURRENCY_BASE = re.compile(r"\s(?:per|(?:to|against)\sthe)\s(dollar|euro|pound|yen|yuan)\b(?!-)")
_INVARIANT = frozenset(
    "people personnel police troops staff crew aircraft sheep fish series species headquarters cattle deer crossroads "
    "means forces clergy folk youth percent cod offspring spacecraft hovercraft infantry cavalry".split()
)
_ADJECTIVE = re.compile(
    r"(?:[tn]al|ic|ive|ous|ed|ing|ern|ary|ful|less|able|ible|ese|ian|est|new|old|major|senior|single|big|small|large|young"
    r"|key|main|high|low|long|short|top|local|(?:old|young|larg|small|bigg|high|low|form|long|oth|earli|lat|strong|great)er)\Z"
)
_MEN = re.compile(r"(?:[sdtreyhkn]|ice|wo)men\Z(?<!specimen)(?<!regimen)")
_NO_PLURAL = ("ss", "us", "is", "'s", "’s", "ous")
_OF_WHICH = frozenset("the its their his her our these those this that my your all".split())


@cache
def _symbols() -> tuple[dict[str, str], re.Pattern[str]]:
    """Symbol or code, right before or after an amount → ISO 4217 code ("" for a bare "$"); and any of them before."""
    currencies = load_lexicon("currencies")["currencies"].items()
    codes = {symbol: code for code, entry in currencies for symbol in entry.get("symbols", ())}
    listed = "|".join(map(re.escape, sorted(codes, key=len, reverse=True)))
    return codes, re.compile(rf"(?<![A-Za-z])(?:{listed})(?=\s?[-−]?\Z)")


@cache
def currency_name(code: str) -> str:
    """What a currency is called as a unit: "euro", "US dollar"; "dollar" when its country is not known."""
    return str(load_lexicon("currencies")["currencies"][code]["name"])


def currency_before(text: str, start: int) -> tuple[str, int] | None:
    """The currency written before an amount, and where its sign begins."""
    from_, (codes, before) = max(0, start - 7), _symbols()
    match = before.search(text[from_:start])
    return (codes[match[0]], from_ + match.start()) if match else None


def currency_sign_after(text: str, end: int) -> tuple[str, int] | None:
    """The currency sign written right behind an amount ("1,200€"), and where it ends."""
    at = end + text.startswith(" ", end)
    code = _symbols()[0].get(text[at : at + 1])
    return None if code is None else (code, at + 1)


def resolve_dollar(text: str, publisher: str | None = None) -> str | None:
    """Which dollar a document means by a bare "$".

    The publisher's country decides; without it, the country whose dollars the text leaves unmarked while it marks
    others: a text that writes both "US$5" and "$5" does not mean US dollars by the latter. Failing both, a text that
    spells as Americans do, in two words or more and nowhere otherwise, means US dollars.

    >>> resolve_dollar("It cost $US5 ($8).", "ABC News (Australia)"), resolve_dollar("It cost $5.")
    ('AUD', None)
    """
    if "$" not in text and "dollar" not in text.lower():
        return None
    around = pairwise(text.split("$"))
    signs = (_COUNTRY_BEFORE.search(before[-4:]) or _COUNTRY_AFTER.match(after) for before, after in around)
    marked = {_symbols()[0][f"{sign[1]}$"] for sign in signs if sign}
    homes = (found.kind for found in _told_by("dollar_countries").find(publisher or ""))
    if home := next((code for code in homes if code not in marked), None):
        return home
    if "USD" in marked:
        return None
    spelt = {(text[word.start : word.end].lower(), word.kind) for word in _told_by("spellings").find(text)}
    american, british = (sum(kind == name for _, kind in spelt) for name in ("american", "british"))
    return "USD" if marked or (american > 1 and not british) else None


@cache
def _told_by(section: str) -> Phrases:
    return Phrases(load_lexicon("currencies")[section])


class Unit(NamedTuple):
    """What was found behind a number: the unit's name, its kind, the ISO code of money, and where the words end."""

    name: str
    kind: str
    end: int
    currency: str = ""


@cache
def _names() -> dict[str, tuple[str, str, str]]:
    """Name or symbol → unit, kind and ISO code. Names of more than two letters stand in lower case, with plurals."""
    found: dict[str, tuple[str, str, str]] = {}
    for kind, units in load_lexicon("units")["units"].items():
        for unit, name in ((first, other) for first, others in units.items() for other in (first, *others)):
            found[name] = unit, kind, ""
            if len(name) > 2:
                found[name.lower()] = found[name.lower() + "s"] = found[name]
    for code, entry in load_lexicon("currencies")["currencies"].items():
        for word in (*entry["words"], *((code.lower(), f"m{code.lower()}") if code else ())):
            for spelt in (word, word + "s"):
                found.setdefault(spelt, (str(entry["name"]), "money", code))  # but kgs weigh
    return found


@cache
def _words(section: str) -> frozenset[str]:
    return frozenset(load_lexicon("units")[section].split())


def singular(noun: str) -> str:
    """The singular of a plural noun; any other word, as "police", comes back as it is in small letters."""
    lower = noun.lower()
    return forms.singular(lower) if is_plural(noun) and lower.rpartition("-")[2] not in _INVARIANT else lower


def is_plural(word: str) -> bool:
    """Whether a word has the form of a plural noun."""
    lower = word.lower().rpartition("-")[2]
    formed = len(lower) > 2 and lower.endswith("s") and not lower.endswith(_NO_PLURAL) and "." not in lower
    return formed or lower in forms.PLURALS or lower in _INVARIANT or _MEN.search(lower) is not None


def unit_after(text: str, end: int, one: bool = False) -> Unit | None:
    """The unit behind a number.

    >>> unit_after("4 civil lawsuits were filed", 1).name, unit_after("5 km away", 1).name
    ('civil lawsuit', 'kilometre')
    """
    if adjunct := _ADJUNCT.match(text, end):
        noun = unit_after(text, adjunct.end())
        return noun._replace(end=end) if noun and noun.kind == "count" else None
    window = text[end : end + _WINDOW].split("\n", 1)[0]
    tokens = [(match[0], match.start(), match.end()) for match in islice(_TOKEN.finditer(window), 8)]
    if tokens and tokens[0][0] == "-":
        return _hyphenated(tokens, end)
    of = len(tokens) > 1 and tokens[0][0].lower() == "of"
    if of:
        del tokens[: 2 if tokens[1][0].lower() in _OF_WHICH else 1]
    if not tokens or (not of and tokens[0][1] > 1):
        return None
    return _known(window, tokens, end) or _counted(window, tokens, end, one, of)


def _known(window: str, tokens: list[tuple[str, int, int]], end: int) -> Unit | None:
    for _, _, stop in reversed(tokens[:4]):
        name = window[tokens[0][1] : stop].rstrip(".")
        if found := _names().get(name) or (_names().get(name.lower()) if len(name) > 2 else None):
            return Unit(*found[:2], end + tokens[0][1] + len(name), found[2])
    return None


def _hyphenated(tokens: list[tuple[str, int, int]], end: int) -> Unit | None:
    """The unit of "90-minute", "65-year-old", "1.8 billion-mile"."""
    if len(tokens) < 2 or tokens[1][1] != 1:
        return None
    name = tokens[1][0].lower().rstrip(".").removesuffix("’s").removesuffix("'s")
    first = name.split("-")[0]
    for part in (name, first):
        if (found := _names().get(part)) and not found[2]:
            return Unit(*found[:2], end + 1 + len(part))
    none = first in _words("hyphened") or first in _words("stops") or first.endswith(("ed", "ly"))
    counts = len(first) > 2 and first[0].isalpha() and not none
    return Unit(singular(first), "count", end + 1 + len(first)) if counts else None


def _counted(window: str, tokens: list[tuple[str, int, int]], end: int, one: bool, of: bool) -> Unit | None:
    """The noun phrase of things counted: words up to the first plural, without articles and conjunctions."""
    words: list[str] = []
    for index, (word, begin, _) in enumerate(tokens[:7]):
        lower, plural = word.lower().rstrip("."), bool(words) and is_plural(words[-1])
        if word.isdigit() and words and tokens[index - 1][0] in ("and", "or", "&"):  # "30 Afghan and 12 Tajik fighters"
            behind = (noun.rstrip(".") for noun, *_ in tokens[index + 1 : index + 4])
            shared = next((singular(noun) for noun in behind if is_plural(noun)), "")
            return Unit(" ".join([*words, shared]).lower(), "count", end + tokens[index - 2][2]) if shared else None
        after = tokens[index + 1][0] if word.isdigit() and words and index + 1 < len(tokens) else ""
        if not plural and after[:1].isalpha() and (words[-1][0].isupper() or after[0].isupper()):
            words.append(word)  # "Model 3 sedans", "737 Max jets"
            continue
        if lower in ("and", "or", "&") and not plural if words else lower in _words("between"):
            continue
        said = words and lower in _words("verbs") and (one or plural)
        past = plural and not is_plural(word) and words[-2:] != ["United", "States"]
        none = not word[0].isalpha() or lower in UNITS or (lower in _words("stops") and word not in ("US", "IT"))
        if said or past or none:
            break
        if word.endswith(("’s", "'s")):
            words.clear()
            continue
        words.append(word.rstrip("."))
        ends = (word.endswith(".") and "." not in lower) or lower in ("people", "men", "women", "children")
        if ends or window[begin - 1 : begin] not in ("", " ", "-"):
            break
    if one and not of:
        nouns = (i for i, word in enumerate(words, 1) if not _ADJECTIVE.search(word) or word.lower() in _words("nouns"))
        words = words[: next(nouns, len(words))]
    else:
        words = words[: max((index + 1 for index, word in enumerate(words) if is_plural(word)), default=0)]
    if not words or (one and not of and singular(words[-1]) != words[-1].lower()):  # "one hopes"
        return None
    last = next(t[1] for t in tokens if t[0].rstrip(".") == words[-1]) + len(words[-1])
    return Unit(" ".join([*map(str.lower, words[:-1]), singular(words[-1])]), "count", end + last)


def base_after(text: str, end: int) -> tuple[str, int] | None:
    """The round number or the currency that a rate is of ("per 100,000 people", "to the dollar"), and where it ends."""
    if base := _CURRENCY_BASE.match(text, end):
        return base[1], base.end()
    if not (base := _ROUND_BASE.match(text, end)):
        return None
    of = unit_after(text, base.end())
    end = of.end if of else base.end()
    return " ".join(text[base.start(1) : end].split()), end


def rate_after(text: str, end: int, kind: str = "money") -> tuple[str, int] | None:
    """The base of a rate behind a unit ("a year", "per sq m"; "a share" behind money and counts), and where it ends."""
    if not (match := _RATE.match(text, end)):
        return None
    base = match["base"].lower()
    found = _names().get(base) or _names().get(singular(base))
    if found and found[1] in ("duration", "distance", "measure"):
        return found[0], match.end()
    rated = kind in ("money", "count", "measure") and base in _words("rates")
    per = re.match(r"\s?per\b|/", text[end : end + 4]) and base.isalpha() and base not in _words("stops")
    return (singular(base), match.end()) if rated or per else None
