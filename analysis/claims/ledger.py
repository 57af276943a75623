"""What outside evidence raises about the claims of the articles; it changes none of them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from typing import Annotated

from analysis.claims.comparisons import ANY_EVENT, Entry, family, interval_of, named_by, rules_of, together
from analysis.claims.coreference import is_named
from analysis.claims.grouping import likeness, stems
from analysis.claims.happenings import kinds_that_are
from analysis.claims.measures import measures
from analysis.claims.origins import count_origins, stable_name
from analysis.claims.subjects import attack_in
from analysis.claims.verdicts import STATUSES, apart, verdict_on_days
from analysis.core.citations import cite
from analysis.core.lexicon import load_lexicon
from analysis.core.tables import Row, Table, joined
from analysis.core.values import Bounds, bounds_of
from analysis.readers.numbers import SCALES

# Evidence that old still speaks for a claim: a yearly edition, and half a year until it is out
_RECENT = timedelta(days=550)


def outside_flags(rows: Sequence[Row], outside: Sequence[Row], about: str) -> tuple[list[str], str]:
    """The ids of outside evidence on the subject of some figures, and what it raises in words; "" without."""
    if not outside:
        return [], ""
    usable, subject = [row for row in outside if row["use"] != "reject"], stems(about)
    final, states = rules_of(rows[0]).final, load_lexicon("actors")["states"]
    if final:  # an event shares a name with what is said of it: a state and what it suffers in a year are no event
        named = stems(" ".join([about, *(row["subject"] for row in rows)])) - stems(ANY_EVENT)
        near = [row for row in usable if row["subject"] not in states and stems(row["subject"]) & named]
    else:  # not of one country where the claim names none
        near = [row for row in usable if stems(row["subject"]) & subject]
        near = [row for row in near if row["scope"] not in states or stems(row["scope"]) & subject]
    joined, raised = [], []
    for claim in rows:
        alike = [row for row in near if _same_concept(row, claim)]
        joined += [row["id"] for row in alike]
        # The dead of an event and the injured of it may be equal without meaning anything.
        others = [] if final else [row for row in near if row not in alike]
        found = [*_contradicting(claim, alike), *_equal(claim, others)]
        joined += [row["id"] for row, _ in found]
        if found:
            words = "; ".join(f"{words} ({row['source'] or row['publisher']}) {cite(row)}" for row, words in found)
            raised.append(f"{claim['text']} {cite(claim)}: {words}")
    return list(dict.fromkeys(joined)), "; ".join(dict.fromkeys(raised))


def _same_concept(row: Row, claim: Row) -> bool:
    """Whether evidence counts what the claim counts; what stands after "not" is not what it counts."""
    concept, rules = stems(row["concept"].lower().partition(" not ")[0]), rules_of(claim)
    words = [] if rules.final else named_by(family(claim["measure"]))
    return bool(concept & stems(" ".join([claim["measure"], *words]))) and (not rules.loose or _same_source(row, claim))


def _same_source(row: Row, claim: Row) -> bool:
    """Whether evidence comes from whom the claim names, by words or initials ("GTI"): other lists have other firsts."""
    said_by = claim["attributed_to"]
    initials = "".join(word[0] for word in said_by.split()).lower()
    same = initials == row["about"].lower() or stems(said_by) & stems(f"{row['source']} {row['about']}")
    return bool(same) and any(letter.isdigit() for letter in claim["text"])


def _contradicting(claim: Row, alike: Sequence[Row]) -> Iterator[tuple[Row, str]]:
    """The last evidence before the claim's as-of date, and the last of all, where they don't fit the claim."""
    if not claim["as_of_latest"]:
        return
    dated = [row for row in alike if row["latest"]]
    dated.sort(key=lambda row: (row["latest"], row["use"] == "official", row["id"]))
    before = [row for row in dated if claim["as_of_latest"] - _RECENT <= row["latest"] <= claim["as_of_latest"]]
    after = [row for row in dated if row["latest"] > claim["as_of_latest"]]
    for found, words in ((before, "outside evidence says {} as of {}"), (after, "newer evidence says {} as of {}")):
        if found and not bounds_of(claim).meets(_bounds(found[-1])):
            yield found[-1], words.format(found[-1]["text"], found[-1]["as_of"])


def _equal(claim: Row, others: Sequence[Row]) -> Iterator[tuple[Row, str]]:
    """Evidence on something else that gives the very number."""
    low = claim["low"]
    if low is None or low != claim["high"] or len(f"{low:.15g}".rstrip("0").replace(".", "")) < 3:
        return
    for row in others:
        bounds = _bounds(row)
        if bounds.low == bounds.high and bounds.low is not None and abs(bounds.low - low) <= 1e-9 * abs(low):
            yield row, f"equal to the digit to what is said of another thing: {row['concept']}, {row['as_of']}"
            return


def _bounds(row: Row) -> Bounds:
    """The bounds of a piece of evidence, in single units: "63.9 USD billion" is 63.9 times 10^9."""
    return bounds_of(row, next((SCALES[word] for word in row["unit"].lower().split() if word in SCALES), 1))


_ALIKE = 0.34  # likeness of words above which two quotations of one speaker are taken for the same remark
# Remarks of one speaker that are set side by side, in the order of the articles: it bounds the memory
TOGETHER = 20_000
CLAIMS, ATTRIBUTES = "claims responsibility", "attributes responsibility"


def attack_near(claim: Row, attacks: Iterable[Row]) -> Row | None:
    """The latest attack near the words of a claim; one farther back ("the deadliest since …") is compared with it."""

    def distance(event: Row) -> int:
        behind, before = event["clause_from"] - claim["char_to"], claim["char_from"] - event["clause_to"]
        return max(int(behind), int(before), 0)

    near = [event for event in attacks if distance(event) <= 400]  # characters
    return max(near, key=lambda event: (event["earliest"] or date.min, -distance(event)), default=None)


def claimants(claims: Sequence[Row]) -> Entry:
    """Who claims an attack, and who is said to be behind it; the rows say what is `told` of it."""
    pairs = list[tuple[Row, str]]()
    for row in claims:
        named = [row["speaker"]] if row["claim"] == CLAIMS else row["about"]
        pairs += [(row, who) for who in named if is_named(who)] or [(row, "")]
    shown = "; ".join(f"{who or 'nobody named'} {cite(row)} ({row['claim']})" for row, who in pairs)
    called = attack_in(told := claims[0]["told"]) or told[:80] or "an attack"
    return Entry("claimant", called, *_agreement(shown, pairs, len(claims)), [*claims])


def _agreement(shown: str, pairs: Sequence[tuple[Row, str]], claims: int) -> tuple[str, str]:
    names = sorted({who for _, who in pairs if who})
    if claims == 1:
        return "single claim", shown
    if len(names) < 2:
        return "agrees", f"{shown}: all name {names[0]}" if names else shown
    above = {name: entry.get("branch_of", "") for name, entry in load_lexicon("actors")["groups"].items()}
    kin = [f"{name} is a branch of {above[name]}" for name in names if above.get(name) in names]
    return "differs", "; ".join([f"{shown}: {', '.join(names)} are named", *kin])


def leaders(standings: list[Row]) -> Entry:
    """Who is said to lead in one dimension and place."""
    dimension, scope = standings[0]["dimension"], joined(standings[0]["scope"])
    shown = "; ".join(f"{row['leader'] or 'nobody'} leads {cite(row)} ({row['modality']})" for row in standings)
    return Entry("standing", f"{dimension}, {scope}" if scope else dimension, _lead(standings), shown, standings)


def _lead(rows: Sequence[Row]) -> str:
    firm = [row for row in rows if row["modality"] in ("asserted", "attributed")]
    if len(rows) == 1:
        return "single claim"
    if len({row["leader"] for row in rows}) == 1:
        return "agrees"
    if len({row["leader"] for row in firm}) < 2:
        return "not comparable"  # a guess contradicts nobody
    periods = sorted((found for row in firm if (found := interval_of(row, "period_"))), key=lambda days: days.earliest)
    moved = len(periods) == len(firm) and all(apart(one, other) for one, other in pairwise(periods))
    return "changed over time" if moved else "differs"


def remarks(said: Sequence[Row]) -> Iterator[Entry]:
    """The same remark of one speaker in several documents: one origin, however each of them words it."""
    speaker = said[0]["speaker"]
    # what is said of one and the same need not be the same remark
    words = [stems(row["text"]) - stems(" ".join([speaker, *row["about"]])) for row in said]
    counts = [frozenset(_COUNTS.findall(row["text"])) for row in said]
    for group in together(said, words, partial(_one_remark, words, counts)):
        same = len({" ".join(row["text"].lower().split()) for row in group}) == 1
        shown = "; ".join(f"“{' '.join(row['text'].split())}” {cite(row)}" for row in group)
        yield Entry("remark", speaker, "agrees" if same else "compatible", f"one remark: {shown}", group)


_COUNTS = re.compile(r"\d[\d.,]*\d")


def _one_remark(words: Sequence[Set[str]], counts: Sequence[Set[str]], one: int, other: int) -> bool:
    """Whether two remarks share their words, and of their numbers any: who gives another number says something else."""
    fits = not (counts[one] and counts[other]) or counts[one] & counts[other]
    return bool(fits) and likeness(words[one], words[other]) >= _ALIKE


def families() -> tuple[str, ...]:
    """What is compared: a measure, what counts nearly the same as several, and what else is set side by side."""
    return tuple(dict.fromkeys([*map(family, measures()), *_OTHERS]))


_OTHERS = ("number", "date", "founding", "claimant", "standing", "remark")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Claims side by side."""

    id: Annotated[str, "name of the group"]
    family: Annotated[
        str, "what is compared: a measure or its family (lexicon/measures.yaml), or another sort of claim", families
    ]
    subject: Annotated[str, "who or what the claims are about"]
    status: Annotated[str, "how the members stand to each other", STATUSES]
    reason: Annotated[str, "why, in words"]
    members: Annotated[str, "ids of the claims, separated by spaces: see members"]
    citations: Annotated[str, "where they stand: [document:line] …"]
    documents: Annotated[int, "documents among the members", "documents"]
    origins: Annotated[int, "independent origins among them", "origins"]
    outside: Annotated[str, "ids of outside evidence set beside them, separated by spaces: see beside"]
    flag: Annotated[str, "what outside evidence raises, in words; it changes no member"]


LEDGER = Table.of("ledger", "the claims about one subject and measure family", Verdict)


def ledger_row(entry: Entry, outside: Sequence[Row]) -> Row:
    """The row of an entry, whose members say what text they come from, beside rows of the table of outside evidence."""
    members, what = entry.members, (entry.family, entry.subject)
    name = stable_name("l", *what, members[0]["id"])
    ids, cited = " ".join(row["id"] for row in members), " ".join(dict.fromkeys(map(cite, members)))
    sources = [(row["comes_from"], row.get("attributed_to") or row.get("speaker", "")) for row in members]
    counts = len({row["document"] for row in members}), count_origins(sources)
    evidence, flag = outside_flags(members, outside, entry.subject)
    return LEDGER.cells(Verdict(name, *what, entry.status, entry.reason, ids, cited, *counts, " ".join(evidence), flag))


def side(family: str, claim: Row) -> str:
    """Who leads by a claim of a row of the ledger, or who is named for an attack; "" for numbers and days."""
    if family == "standing":
        return str(claim["leader"])
    return "" if family != "claimant" else claim["speaker"] if claim["claim"] == CLAIMS else joined(claim["about"])


def dated(rows: list[Row]) -> Iterator[Entry]:
    """An event that several mentions date, sums over a time left out; a dated founding also when only one does."""
    kinds, days = {row["kind"] for row in rows}, [found for row in rows if (found := interval_of(row))]
    founding = "founding" in kinds
    if days and (founding or (len(rows) > 1 and kinds.isdisjoint(kinds_that_are("periodic")))):
        status, reason = verdict_on_days(days)
        if status == "agrees" and len({row["document"] for row in rows}) == 1 and not founding:
            return  # an article that gives a day twice confirms nothing
        if late := [cite(row) for row in rows if row["stale"]]:
            reason += f"; announced, though over when {' '.join(late)} was written"
        yield Entry("founding" if founding else "date", _subject(rows), status, reason, rows)


def _subject(rows: Sequence[Row]) -> str:
    """What a group of mentions is about: its kind, and the actors that most of them name, but who only tells of it."""
    count = Counter(actor for row in rows for actor in row["actors"] if actor != row["attributed_to"])
    actors = [actor for actor, _ in count.most_common(3)]
    kind = next((row["kind"] for row in rows if row["kind"] != "other"), "event")
    return f"{kind}: {', '.join(actors)}" if actors else f"{kind}: {rows[0]['event'][:80]}"
