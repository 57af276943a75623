"""Entries of the ledger for what is said in words: who did it, who leads, who said the same thing twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from analysis.claims.entries import Entry, Row, cited, interval_of
from analysis.claims.origins import root
from analysis.claims.speaker import is_named
from analysis.claims.subjects import attack_subject, attacks_named
from analysis.claims.verdicts import apart
from analysis.claims.words import likeness, stems
from analysis.lexicon import load_lexicon
from analysis.values import Span

_ALIKE = 0.34
"""Likeness of words above which two quotations of one speaker are taken for the same remark."""
_NEAR = 400
"""Characters within which a claim of responsibility belongs to an attack that has a date."""
_FIRM = ("asserted", "attributed")
TOGETHER = 20_000
"""Remarks of one speaker that are set side by side, in the order of the articles: it bounds the memory."""
RESPONSIBILITY = ("claims responsibility", "attributes responsibility")
_MOST = 8
"""Rare words by which a remark is looked for, and earlier remarks read for each."""


def claimed(statements: Iterable[Row], events: Iterable[Row]) -> Iterator[tuple[Row, str]]:
    """Claims and attributions of responsibility, each with the group of the latest of the dated attacks near the words.

    What stands farther back ("the deadliest since …") is what the article compares it with. A claim of an attack that
    has no date stands under its own id.
    """
    attacks: dict[str, list[Row]] = defaultdict(list)
    for row in events:
        if row["kind"] == "attack":
            attacks[row["document"]].append(row)
    for row in statements:
        if row["claim"] in RESPONSIBILITY:
            near = [attack for attack in attacks[row["document"]] if _distance(attack, row) <= _NEAR]
            event = max(near, key=lambda attack: (attack["earliest"], -_distance(attack, row)), default=None)
            if event or row["claim"] == RESPONSIBILITY[0]:
                yield row, event["group"] if event else row["id"]


def claimants(claims: Iterable[tuple[Row, str]], told: Mapping[str, str]) -> Iterator[Entry]:
    """Who claims an attack, and who is said to be behind it.

    Parameters
    ----------
    claims
        What `claimed` gives.
    told
        Group of an attack → the words that tell of it.
    """
    groups: dict[str, list[tuple[Row, str]]] = defaultdict(list)
    for row, name in claims:
        named = [row["speaker"]] if row["claim"] == RESPONSIBILITY[0] else row["about"].split("; ")
        groups[name] += [(row, who) for who in named if is_named(who)] or [(row, "")]
    for name, pairs in groups.items():
        rows = list({row["id"]: row for row, _ in pairs}.values())
        shown = "; ".join(f"{who or 'nobody named'} {cited(row)} ({row['claim']})" for row, who in pairs)
        yield Entry("claimant", _attack(told.get(name, "")), *_agreement(shown, pairs, len(rows)), rows)


def _attack(words: str) -> str:
    """What the words on an attack call it."""
    return attack_subject(words, Span(0, len(words)), 0, attacks_named(words)) or words[:80] or "an attack"


def _distance(event: Row, row: Row) -> int:
    """Characters between an event's clause and a statement of the same document."""
    return int(max(event["clause_from"] - row["char_to"], row["char_from"] - event["clause_to"], 0))


def _agreement(shown: str, pairs: Sequence[tuple[Row, str]], claims: int) -> tuple[str, str]:
    names = sorted({who for _, who in pairs if who})
    if claims == 1:
        return "single claim", shown
    if len(names) < 2:
        return "agrees", f"{shown}: all name {names[0]}" if names else shown
    groups = load_lexicon("actors")["groups"]
    kin = [f"{name} is a branch of {groups[name]['branch_of']}" for name in names if _parent(groups, name) in names]
    return "differs", "; ".join([f"{shown}: {', '.join(names)} are named", *kin])


def _parent(groups: Mapping[str, Mapping[str, str]], name: str) -> str:
    return groups.get(name, {}).get("branch_of", "")


def leaders(standings: Iterable[Row]) -> Iterator[Entry]:
    """Who is said to lead in one dimension and place."""
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in standings:
        groups[row["dimension"], row["scope"]].append(row)
    for (dimension, scope), rows in groups.items():
        shown = "; ".join(f"{row['leader'] or 'nobody'} leads {cited(row)} ({row['modality']})" for row in rows)
        yield Entry("standing", f"{dimension}, {scope}" if scope else dimension, _lead(rows), shown, rows)


def _lead(rows: Sequence[Row]) -> str:
    firm = [row for row in rows if row["modality"] in _FIRM]
    names = {row["leader"] for row in firm}
    if len(rows) == 1:
        return "single claim"
    if len(names) > 1:
        periods = [interval for row in firm if (interval := interval_of(row, "period_"))]
        periods.sort(key=lambda period: period.earliest)
        moved = len(periods) == len(firm) and all(apart(one, other) for one, other in pairwise(periods))
        return "changed over time" if moved else "differs"
    if {row["leader"] for row in rows} - names and firm:
        return "not comparable"
    return "agrees" if len({row["leader"] for row in rows}) == 1 else "differs"


def remarks(statements: Iterable[Row]) -> Iterator[Entry]:
    """The same remark of one speaker in several documents: one origin, however each of them words it."""
    by_speaker: dict[str, list[Row]] = defaultdict(list)
    for row in statements:
        if is_named(row["speaker"]) and row["claim"] == "statement":
            by_speaker[row["speaker"]].append(row)
    for speaker, said in by_speaker.items():
        for start in range(0, len(said), TOGETHER):
            for group in _alike(said[start : start + TOGETHER]):
                if len({row["document"] for row in group}) > 1:
                    same = len({" ".join(row["text"].lower().split()) for row in group}) == 1
                    shown = "; ".join(f"“{' '.join(row['text'].split())}” {cited(row)}" for row in group)
                    yield Entry("remark", speaker, "agrees" if same else "compatible", f"one remark: {shown}", group)


def _names(row: Row) -> frozenset[str]:
    """The words of those whom a remark names: what is said of one and the same need not be the same remark."""
    return stems(f"{row['speaker']} {row['about']}")


def _alike(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows with like words, and those like them; only rows that share a rare word are compared."""
    words = [stems(row["text"]) - _names(row) for row in rows]
    count = Counter(word for found in words for word in found)
    holding: dict[str, list[int]] = defaultdict(list)
    parent = list(range(len(rows)))
    for number, own in enumerate(words):
        rare = sorted(own, key=lambda word: (count[word], word))[:_MOST]
        near = sorted({other for word in rare for other in holding[word][-_MOST:]})
        alike = sorted({root(parent, other) for other in near if likeness(own, words[other]) >= _ALIKE})
        for other in alike:
            parent[other] = parent[number] = alike[0]
        for word in rare:
            holding[word].append(number)
    found: dict[int, list[Row]] = defaultdict(list)
    for number, row in enumerate(rows):
        found[root(parent, number)].append(row)
    return list(found.values())
