"""What outside evidence raises about the claims of the articles; it changes none of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from analysis.claims.entries import Row, bounds_of, cited
from analysis.claims.words import stems
from analysis.lexicon import load_lexicon
from analysis.numerals import SCALES
from analysis.values import Bounds

_NEAR = pd.Timedelta(days=550)
"""Evidence that old still speaks for a claim: a yearly edition, and half a year until it is out."""

_ANY_EVENT = "attack attacks bombing bomb blast explosion shooting raid siege city town capital hall building"
"""What many events are called, and where they take place: no name of any of them."""


def outside_flags(rows: Sequence[Row], outside: Sequence[Row], about: Row) -> tuple[list[str], str]:
    """The outside evidence on claims about one subject, and what it raises.

    Three things are raised: evidence from before the claim's as-of date that contradicts it; later evidence that
    does (a newer edition exists); and a number equal to the digit that is said of something else.

    Parameters
    ----------
    rows
        Rows of the table `figures`, of one family and subject.
    outside
        Rows of the table `outside`; those marked "reject" are left out.
    about
        family and subject of the ledger row.

    Returns
    -------
    tuple of list of str and str
        Ids of the evidence on the same subject and concept, or equal to the digit; and the flag in words, "" without.
    """
    if not rows or about["family"] not in load_lexicon("families"):
        return [], ""
    subject = stems(about["subject"])
    near = [row for row in outside if row["use"] != "reject" and _fits(row, subject)]
    final = load_lexicon("families")[about["family"]].get("final")
    if final:
        named = stems(" ".join([about["subject"], *(row["subject"] for row in rows)]))
        near = [row for row in outside if row["use"] != "reject" and _names_event(row["subject"], named)]
    joined, raised = [], []
    for claim in rows:
        alike = [row for row in near if _same_concept(row, claim, about["family"])]
        joined += [row["id"] for row in alike]
        # The dead of an event and the injured of it may be equal without meaning anything.
        others = [] if final else [row for row in near if row not in alike]
        found = [*_contradicting(claim, alike), *_equal(claim, others)]
        joined += [row["id"] for row, _ in found]
        if found:
            words = "; ".join(f"{words} ({row['source'] or row['publisher']}) {cited(row)}" for row, words in found)
            raised.append(f"{claim['text']} {cited(claim)}: {words}")
    return list(dict.fromkeys(joined)), "; ".join(dict.fromkeys(raised))


def _fits(row: Row, subject: frozenset[str]) -> bool:
    """Whether evidence is about the subject, and not about one country where the claim names none."""
    states = load_lexicon("actors")["states"]
    return bool(stems(row["subject"]) & subject) and (row["scope"] not in states or bool(stems(row["scope"]) & subject))


def _names_event(evidence: str, subject: frozenset[str]) -> bool:
    """Whether evidence on an event shares a name with a subject: a state and what it suffers in a year are no event."""
    return evidence not in load_lexicon("actors")["states"] and bool((stems(evidence) & subject) - stems(_ANY_EVENT))


def _same_concept(row: Row, claim: Row, family: str) -> bool:
    """Whether evidence counts what the claim counts; what stands after "not" is not what it counts."""
    concept = stems(row["concept"].lower().partition(" not ")[0])
    entry = load_lexicon("families").get(family, {})
    wanted = stems(f"{claim['measure']} {'' if entry.get('final') else ' '.join([family, *entry.get('words', [])])}")
    return bool(concept & wanted) and (not entry.get("sourced") or _same_source(row, claim))


def _same_source(row: Row, claim: Row) -> bool:
    """Whether evidence comes from whom the claim names, by words or initials ("GTI"), on a number given as one.

    "The most affected of its region" may be first in quite another list than the one that the evidence is about.
    """
    if not any(letter.isdigit() for letter in claim["text"]):
        return False
    said_by = claim["attributed_to"]
    initials = "".join(word[0] for word in said_by.split()).lower()
    return initials == row["about"].lower() or bool(stems(said_by) & stems(f"{row['source']} {row['about']}"))


def _contradicting(claim: Row, alike: Sequence[Row]) -> Iterator[tuple[Row, str]]:
    """The last evidence before the claim's as-of date, and the last of all, where they don't fit the claim."""
    if pd.isna(claim["as_of_latest"]):
        return
    dated = sorted((row for row in alike if not pd.isna(row["latest"])), key=_recency)
    before = [row for row in dated if claim["as_of_latest"] - _NEAR <= row["latest"] <= claim["as_of_latest"]]
    after = [row for row in dated if row["latest"] > claim["as_of_latest"]]
    for found, words in ((before, "outside evidence says {} as of {}"), (after, "newer evidence says {} as of {}")):
        if found and not bounds_of(claim).meets(_bounds(found[-1])):
            yield found[-1], words.format(found[-1]["text"], found[-1]["as_of"])


def _recency(row: Row) -> tuple[pd.Timestamp, bool, str]:
    """Later evidence after earlier, and official after reported of the same day."""
    return row["latest"], row["use"] == "official", row["id"]


def _equal(claim: Row, others: Sequence[Row]) -> Iterator[tuple[Row, str]]:
    """Evidence on something else that gives the very number."""
    low = claim["low"]
    if pd.isna(low) or low != claim["high"] or len(f"{low:.15g}".rstrip("0").replace(".", "")) < 3:
        return
    for row in others:
        bounds = _bounds(row)
        if bounds.low == bounds.high and bounds.low is not None and abs(bounds.low - low) <= 1e-9 * abs(low):
            yield row, f"equal to the digit to what is said of another thing: {row['concept']}, {row['as_of']}"
            return


def _bounds(row: Row) -> Bounds:
    """The bounds of a piece of evidence, in single units: "63.9 USD billion" is 63.9 times 10^9."""
    scale = next((SCALES[word] for word in row["unit"].lower().split() if word in SCALES), 1)
    return bounds_of(row, scale)
