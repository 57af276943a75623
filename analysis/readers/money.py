"""Currencies: the sign before an amount, the word after it, and what a bare "$" stands for in a document."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise

from analysis.lexicon import load_lexicon
from analysis.phrases import Phrases


@cache
def _symbols() -> dict[str, str]:
    """Symbol or code, written right before or after an amount → ISO 4217 code ("" for a bare "$")."""
    return {
        symbol: code
        for code, entry in load_lexicon("currencies")["currencies"].items()
        for symbol in entry.get("symbols", ())
    }


@cache
def _symbol_before() -> re.Pattern[str]:
    listed = "|".join(re.escape(symbol) for symbol in sorted(_symbols(), key=len, reverse=True))
    return re.compile(rf"(?<![A-Za-z])(?:{listed})(?=\s?[-−]?\Z)")


@cache
def currency_words() -> dict[str, str]:
    """Word after an amount, in lower case, singular and plural → ISO 4217 code ("" for plain "dollars")."""
    found = {}
    for code, entry in load_lexicon("currencies")["currencies"].items():
        for word in (*entry["words"], *((code.lower(),) if code else ())):
            found[word] = found[word + "s"] = code
    return found


@cache
def currency_name(code: str) -> str:
    """What a currency is called as a unit: "euro", "US dollar"; "dollar" when its country is not known.

    >>> currency_name("EUR"), currency_name("")
    ('euro', 'dollar')
    """
    return str(load_lexicon("currencies")["currencies"][code]["name"])


def currency_before(text: str, start: int) -> tuple[str, int] | None:
    """The currency written before an amount, and where its sign begins.

    >>> currency_before("about US$ 5", 10)
    ('USD', 6)
    """
    from_ = max(0, start - 7)
    match = _symbol_before().search(text[from_:start])
    return (_symbols()[match[0]], from_ + match.start()) if match else None


def currency_sign_after(text: str, end: int) -> tuple[str, int] | None:
    """The currency sign written right behind an amount ("1,200€"), and where it ends."""
    at = end + text.startswith(" ", end)
    code = _symbols().get(text[at : at + 1])
    return None if code is None else (code, at + 1)


_COUNTRY_BEFORE = re.compile(r"\b(US|A|AU|C|CA|NZ|HK|S)\s?\Z")
_COUNTRY_AFTER = re.compile(r"\s?(US|A|NZ|C)(?![A-Za-z])")
_CODES = {"US": "USD", "A": "AUD", "AU": "AUD", "C": "CAD", "CA": "CAD", "NZ": "NZD", "HK": "HKD", "S": "SGD"}


def resolve_dollar(text: str, publisher: str | None = None) -> str | None:
    """Which dollar a document means by a bare "$".

    The publisher's country decides; without it, the country whose dollars the text leaves unmarked while it marks
    others: a text that writes both "US$5" and "$5" does not mean US dollars by the latter. Failing both, a text that
    spells as Americans do, in two words or more and nowhere otherwise, means US dollars.

    Parameters
    ----------
    text
        The article.
    publisher
        Its publisher's name, None when unknown.

    Returns
    -------
    str or None
        ISO 4217 code; None when nothing tells.

    >>> resolve_dollar("It cost $US5 ($8).", "ABC News (Australia)"), resolve_dollar("It cost $5.")
    ('AUD', None)
    """
    around = pairwise(text.split("$"))
    signs = (_COUNTRY_BEFORE.search(before[-4:]) or _COUNTRY_AFTER.match(after) for before, after in around)
    marked = {_CODES[sign[1]] for sign in signs if sign}
    if home := next((code for code in _dollars_of(publisher or "") if code not in marked), None):
        return home
    if "USD" in marked:
        return None
    spelt = {(text[word.start : word.end].lower(), word.kind) for word in _spellings().find(text)}
    american, british = (sum(kind == name for _, kind in spelt) for name in ("american", "british"))
    return "USD" if marked or (american > 1 and not british) else None


@lru_cache
def _dollars_of(publisher: str) -> tuple[str, ...]:
    """The dollars of the countries that a publisher's name tells of."""
    countries: dict[str, list[str]] = load_lexicon("currencies")["dollar_countries"]
    return tuple(
        code
        for code, words in countries.items()
        if any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", publisher.lower()) for word in words)
    )


@cache
def _spellings() -> Phrases:
    return Phrases({name: load_lexicon("currencies")[name] for name in ("american", "british")})
