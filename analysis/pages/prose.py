"""Sentences whose figures, dates and names come from tables, each with its citation."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.claims.entries import cited
from analysis.pages.computed import Computed
from analysis.pages.days import day_in_words, days_in_words
from analysis.pages.escape import escape_markdown, one_line
from analysis.pages.tradecraft import CONFIDENCE, LIKELIHOOD
from analysis.schema import records

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


def cite(row: Row) -> str:
    """The citation of a row: document and line, a whole document, or file and row of outside evidence.

    Raises
    ------
    ValueError
        When the row has no place in a source.

    >>> cite({"document": "003", "line": 152}), cite({"file": "fdi.csv", "row": 4})
    ('[003:152]', '[fdi:4]')
    """
    if row.get("citations"):  # a row of the ledger stands where its members do
        return str(row["citations"])
    if row.get("sha256"):
        return f"[{row['document']}]"
    if (row.get("document") and row.get("line")) or (row.get("file") and row.get("row")):
        return cited(row)
    raise ValueError(f"the claim {dict(row)} has no place in a source; take it from a row of a table")


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
