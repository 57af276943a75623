"""Words calculated from claims: differences and ratios as intervals, and counts; each cites what it was made from."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.core.citations import cite
from analysis.core.days import day_in_words, days_in_words
from analysis.core.tables import records
from analysis.core.values import Bounds
from analysis.pages.escape import escape_markdown, one_line
from analysis.pages.tradecraft import CONFIDENCE, LIKELIHOOD


@dataclass(frozen=True, slots=True)
class Computed:
    """Words that were calculated, and the claims that they were calculated from."""

    words: str
    claims: pd.DataFrame


def difference(one: Any, two: Any) -> Computed | None:
    """What one figure exceeds another by, as an interval when either has two ends.

    Parameters
    ----------
    one, two
        Rows of the figures in the same unit or currency; None gives None.

    Returns
    -------
    Computed or None
        None when a figure is missing or the two have different units.

    Raises
    ------
    ValueError
        By `Bounds`, never for rows of a table: their low end is not above the high one.

    >>> row = {"document": "a", "line": 1, "text": "x", "unit": "", "currency": "USD"}
    >>> difference(row | {"low": 63.9e9, "high": 63.9e9}, row | {"low": 23.9e9, "high": 23.9e9}).words
    'US$40 billion'
    """
    if not _comparable(one, two):
        return None
    low, high = _less(one["low"], two["high"]), _less(one["high"], two["low"])
    return Computed(in_words(low, high, one), _computed_from(one, two))


def ratio(one: Any, two: Any) -> Computed | None:
    """How many times one figure is another, to two decimals, as an interval when either has two ends.

    Parameters
    ----------
    one, two
        Rows of the figures in the same unit or currency, above zero; None gives None.

    Returns
    -------
    Computed or None

    >>> row = {"document": "a", "line": 1, "text": "x", "unit": "", "currency": "USD"}
    >>> ratio(row | {"low": 63.9e9, "high": 63.9e9}, row | {"low": 23.9e9, "high": 23.9e9}).words
    '2.67'
    """
    if not _comparable(one, two) or not two["low"]:
        return None
    bounds = Bounds(_over(one["low"], two["high"]), _over(one["high"], two["low"]))
    return Computed(bounds.text, _computed_from(one, two))


def count(rows: pd.DataFrame, one: str, many: str = "") -> Computed:
    """How many rows there are, in words with what is counted.

    >>> count(pd.DataFrame({"document": ["a", "b"]}), "article").words
    'two articles'
    """
    numbers = "no one two three four five six seven eight nine ten eleven twelve".split()
    size = len(rows)
    name = one if size == 1 else many or f"{one}s"
    return Computed(f"{numbers[size] if size < len(numbers) else f'{size:,}'} {name}", rows)


def in_words(low: float | None, high: float | None, like: Any, exact: bool = False) -> str:
    """An amount in the unit of a figure, with the scale word that reads best.

    >>> in_words(2e6, None, {"unit": "", "currency": "USD"})
    'at least US$2 million'
    """
    top = max(abs(value) for value in (low, high, 0) if value is not None)
    scale, name = next(((s, n) for s, n in ((1e9, " billion"), (1e6, " million")) if top >= s), (1, ""))
    ends = [None if value is None else round(value / scale, 6) for value in (low, high)]
    how = (like["low_open"], like["high_open"], like["qualifier"]) if exact else ()
    words = Bounds(ends[0], ends[1], *how).text + name
    signs = {"USD": "US$", "EUR": "€", "GBP": "£", "AUD": "A$"}
    currency = like["currency"]
    if not currency:
        return f"{words} {plural(like['unit'], ends)}".strip()
    return re.sub(r"(?=\d)", lambda _: signs.get(currency, f"{currency} "), words, count=1)


def plural(unit: str, ends: Sequence[float | None]) -> str:
    """A unit in the number that its amount asks for.

    >>> plural("year", [1, 1]), plural("year", [1, 2]), plural("%", [3, 3])
    ('year', 'years', '%')
    """
    return f"{unit}s" if unit and unit[-1].isalpha() and unit[-1] != "s" and list(ends) != [1, 1] else unit


def _comparable(one: Any, two: Any) -> bool:
    return one is not None and two is not None and (one["unit"], one["currency"]) == (two["unit"], two["currency"])


def _less(one: float, two: float) -> float | None:
    return None if pd.isna(one) or pd.isna(two) else one - two


def _over(one: float, two: float) -> float | None:
    return None if pd.isna(one) or pd.isna(two) else round(one / two, 2)


def _computed_from(one: Any, two: Any) -> pd.DataFrame:
    return pd.DataFrame([dict(one), dict(two)])


Row = Mapping[str, Any]

_CONFIDENCE = re.compile(r"\bconfiden(?:ce|t)\b", re.IGNORECASE)
_FIGURE = re.compile(r"\d")
_MOST = 8


@dataclass(frozen=True, slots=True)
class Sentence:
    """Markdown with citations in it, the rows that it cites, and the claims ("[document:line] words") it rests on."""

    markdown: str
    claims: tuple[Row, ...] = ()
    rests_on: tuple[str, ...] = ()


def say(
    template: str,
    otherwise: str = "",
    rests_on: Iterable[str] = (),
    **claims: Row | pd.Series | pd.DataFrame | Computed | None,
) -> Sentence:
    """A sentence filled from tables, with a citation behind each claim.

    Parameters
    ----------
    template
        The sentence. `{name}` stands for the exact words of a claim (of each, for a DataFrame), `{name.column}` for
        one of its columns. It may hold no numeral of its own. Of many claims it lists the first and counts the rest.
    otherwise
        What to say when one of the claims is missing (None, or no rows).
    rests_on
        Of what the analyst knows of certain claims: these, each as "[document:line] exact words". The sentence is
        withheld when one of them is gone.
    claims
        Rows of tables, DataFrames of such rows, or `Computed`.

    Returns
    -------
    Sentence
        Empty when a claim is missing and there is nothing else to say.

    Raises
    ------
    ValueError
        When a claim has no place in a source, or the template holds a numeral.

    >>> row = {"document": "003", "line": 78, "text": "more than 130 people"}
    >>> say("The attack killed {dead}.", dead=row).markdown
    'The attack killed more than 130 people \\\\[003:78\\\\].'
    >>> say("The attack killed {dead}.", "No article says how many died.", dead=None).markdown
    'No article says how many died.'
    """
    parts = list(string.Formatter().parse(template))
    for literal, *_ in parts:
        if _FIGURE.search(literal):
            raise ValueError(f"the sentence {template!r} holds a numeral of its own; take it from a table as {{name}}")
    rows = {name: list(_rows(claim)) for name, claim in claims.items()}
    if not all(rows.values()):
        return Sentence(otherwise)
    pieces = []
    for literal, slot, *_ in parts:
        pieces.append(literal)
        if slot:
            name, _, column = slot.partition(".")
            pieces.append(_filled(claims[name], rows[name], column))
    markdown = _once("".join(pieces))
    cited = tuple(row for found in rows.values() for row in found if _citation(row) in markdown)
    return Sentence(capitalised(markdown), cited, tuple(rests_on))


def capitalised(sentence: str) -> str:
    """A sentence with a capital at its beginning.

    >>> capitalised("two articles say so")
    'Two articles say so'
    """
    return sentence[:1].upper() + sentence[1:]


def _rows(claim: Any) -> Iterator[Row]:
    if claim is None:
        return
    if isinstance(claim, Computed):
        yield from _rows(claim.claims)
    elif isinstance(claim, pd.DataFrame):
        yield from records(claim)
    elif isinstance(claim, pd.Series):
        yield {str(name): value for name, value in claim.items()}
    elif isinstance(claim, Mapping):
        yield claim
    else:
        raise ValueError(f"{claim!r} has no place in a source; take it from a row of a table")


def _filled(claim: Any, rows: list[Row], column: str) -> str:
    if isinstance(claim, Computed):
        return f"{escape_markdown(claim.words)} {_citations(map(_citation, rows))}"
    said: dict[str, tuple[str, list[str]]] = {}
    for row in rows:
        words = escape_markdown(words_of(row, column))
        said.setdefault(words.casefold(), (words, []))[1].append(_citation(row))
    items = [f"{words} {_citations(places)}" for words, places in said.values()]
    more = [f"{len(items) - _MOST} more"] if len(items) > _MOST else []
    return listed([*items[:_MOST], *more])


def listed(items: Iterable[str]) -> str:
    """Items as a list in a sentence; semicolons keep apart those that have commas of their own.

    >>> listed(["trade", "loans", "aid"]), listed(["one, two", "three"])
    ('trade, loans and aid', 'one, two; three')
    """
    items = list(items)
    if len(items) < 2 or any(", " in item or "; " in item for item in items):
        return "; ".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def _citations(places: Iterable[str]) -> str:
    """Citations one behind the other, each once, with a little air between them; of many the first, and a count."""
    each = list(dict.fromkeys(places))
    more = f" and {len(each) - _MOST} more" if len(each) > _MOST else ""
    return "\u2009".join(each[:_MOST]) + more


def _citation(row: Row) -> str:
    return escape_markdown(cite(row))


def _once(markdown: str) -> str:
    """Cite a place once when it stands twice in a row: at the later mention."""
    return re.sub(r" (\\\[[^\]]{1,80}\\\])(?=[^\[\]]{0,200} \1)", "", markdown)


def words_of(row: Row, column: str = "") -> str:
    """What a sentence shows of a claim: its exact words on one line, a column, or its days (`when`, `as_of`) in words.

    >>> words_of({"text": "at least\\n137", "low": 137.0}), words_of({"low": 137.0}, "low")
    ('at least 137', '137')
    """
    if column in ("when", "as_of"):
        prefix = "" if column == "when" else "as_of_"
        return days_in_words(row[f"{prefix}earliest"], row[f"{prefix}latest"])
    value = row[column] if column else row["text"]
    if isinstance(value, pd.Timestamp):
        return day_in_words(value)
    if isinstance(value, float):
        return f"{value:,.15g}"
    return one_line(str(value))


def judge(
    template: str, likelihood: str, confidence: str, because: str, **claims: Row | pd.Series | pd.DataFrame | Computed
) -> Sentence:
    """A judgement: what the analyst concludes, how likely, and in a sentence of its own how sure she is.

    Parameters
    ----------
    template
        The conclusion; holds `{likelihood}`, which is filled with the term and its range, and may hold claims.
    likelihood
        A term of the scale `LIKELIHOOD`.
    confidence
        low, moderate or high: how well the sources bear it.
    because
        Why the confidence is not higher or lower.
    claims
        As for `say`; without one of them there is no judgement.

    Raises
    ------
    ValueError
        When a term is not on its scale, or likelihood and confidence meet in one sentence.

    >>> judge("It is {likelihood} that talks go on.", "likely", "low", "one article says so").markdown
    'It is likely (55–80 %) that talks go on. Confidence is low: one article says so.'
    """
    if likelihood not in LIKELIHOOD:
        raise ValueError(f"{likelihood!r} is not on the likelihood scale: use one of {', '.join(LIKELIHOOD)}")
    if confidence not in CONFIDENCE:
        raise ValueError(f"{confidence!r} is not a level of confidence: use one of {', '.join(CONFIDENCE)}")
    if "{likelihood}" not in template:
        raise ValueError(f"the judgement {template!r} does not say how likely it is: put {{likelihood}} into it")
    if _CONFIDENCE.search(template):
        raise ValueError(f"{template!r} mixes likelihood and confidence in one sentence; leave the latter out of it")
    term = f"{likelihood} ({LIKELIHOOD[likelihood]})"
    said = say(template.replace("{likelihood}", "\x00"), "", (), **claims)
    if not said.markdown:
        return said
    markdown = capitalised(said.markdown.replace("\x00", term))
    return Sentence(f"{markdown} Confidence is {confidence}: {because.rstrip('.')}.", said.claims)
