"""Entries of the ledger, and rows of tables read back as values."""

import math
import re
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from datetime import date, timedelta
from functools import cache, lru_cache, partial
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple

from analysis.claims.grouping import stems
from analysis.claims.verdicts import Claim, Rules, in_words, verdict
from analysis.core.citations import cite
from analysis.core.lexicon import load_lexicon
from analysis.core.tables import Row, joined
from analysis.core.values import Interval, bounds_of, join, root


class Entry(NamedTuple):
    """Claims that belong together, and how they stand to each other."""

    family: str
    subject: str
    status: str
    reason: str
    members: list[Row]


def gathered(rows: Iterable[Row], *columns: str) -> dict[Any, list[Row]]:
    """Rows by what they have in some columns."""
    found: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        found[itemgetter(*columns)(row)].append(row)
    return found


def interval_of(row: Row, prefix: str = "") -> Interval | None:
    """The days of a row, None when one end is missing."""
    ends = row[f"{prefix}earliest"], row[f"{prefix}latest"]
    return Interval(*ends, "fuzzy") if all(ends) else None


_COUNTED = timedelta(days=60)  # how long after an attack reports of its toll are still counting
# How long before an article an attack is its news, so that a toll without a date is the attack's
_FRESH = timedelta(days=10)
_ACTING = ("person", "organisation", "state", "group")
DEADLY = ("attack", "disaster")
_OWN = ("clause", "list", "bracket")  # what a reading rests on that the clause of a number gives itself
# What in the word list of a measure tells more than what kind of things are counted
_TELLING = {"event", "family", "patient", "agent", "heads", "superlative"}
# What many events are called, and where they take place: no name of any of them
ANY_EVENT = "attack attacks bombing bomb blast explosion shooting raid siege city town capital hall building"


class Articles:
    """What else is known of the articles that figures stand in: first day of writing, grouped timeline, and actors."""

    def __init__(self, written: Mapping[str, date | None], events: Iterable[Row], actors: Iterable[Row]) -> None:
        self.written = written
        self._kinds: dict[tuple[str, str], str] = {}
        self._states: dict[str, Counter[str]] = defaultdict(Counter)
        self._disasters: dict[str, set[str]] = defaultdict(set)
        for row in actors:
            self._kinds[row["document"], row["actor"]] = row["kind"]
            if row["kind"] == "state":
                self._states[row["document"]][row["actor"]] += row["mentions"]
        self._told: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        for row in events:
            day, days = self.written.get(row["document"]), interval_of(row)
            recent = bool(day and days and day - _FRESH <= days.earliest <= days.latest <= day)
            self._told[row["document"]].append((row["kind"], row["clause_from"], row["group"], recent))

    def event_of(self, row: Row, event: Row | None) -> tuple[str, bool]:
        """The group of the event that a toll is of, "" when nothing says which; and whether that is sure."""
        kinds = _kinds_of(row["measure"])
        if event and event["kind"] in kinds:
            return str(event["group"]), True
        told = [found for kind, *found in self._told[row["document"]] if kind in kinds]
        news = next((group for _, group, recent in told if recent), "")
        written = self.written.get(row["document"])
        days = interval_of(event) if event else interval_of(row, "as_of_") if row["as_of_basis"] in _OWN else None
        today = days is not None and written is not None and days.days <= 7 and written - days.latest <= _FRESH
        unnamed = row["subject_basis"] not in _OWN or not self.acts(row)
        apart = event and event["kind"] not in ("statement", *kinds)  # on Monday it rose to 9, or another quake hurt 9
        if news and unnamed and (today or (days is None and not stems(row["subject"]) & stems(ANY_EVENT))):
            nearest = min(told, key=lambda found: (abs(found[0] - row["char_from"]), found[1]))
            return news, (today and not apart) or nearest[1] == news
        return (str(event["group"]), True) if event and event["kind"] == "death" else ("", False)

    def disaster(self, row: Row, event: Row | None) -> str:
        """What floods that nothing dates to some days are called: nouns, country, year; "" where nothing tells."""
        told = interval_of(event) if event and event["kind"] in (*DEADLY, "death") else None
        day, states = told.latest if told else self.written.get(row["document"]), self._states[row["document"]]
        for name in (row["subject"], row["attributed_to"].partition("’s ")[0].partition("'s ")[0]):
            states[name] += name in load_lexicon("actors")["states"]
        called = stems(" ".join(load_lexicon("events")["disaster"]["nouns"]))
        nouns, known = sorted(stems(row["subject"]) & called), self._disasters[row["document"]]
        if not day or (told and (told.days <= 7 or told.earliest.year != day.year)):
            return ""
        if nouns and (state := max(states, key=lambda name: (states[name], name), default="")) and states[state]:
            known.add(name := f"{nouns[0]}, {state}, {day.year}")
            return name
        return "" if row["subject"] or told or len(known) != 1 else next(iter(known))

    def acts(self, row: Row) -> bool:
        """Whether a number is of somebody who acts, and not of an attack or of its place."""
        return self._kinds.get((row["document"], row["subject"])) in _ACTING

    def is_place(self, row: Row) -> bool:
        """Whether a number is of a place or a state, in which there is more than one event."""
        return self._kinds.get((row["document"], row["subject"].rpartition(" in ")[2])) in ("place", "state")

    def partners(self, row: Row, event: Row | None) -> set[str]:
        """States and regions with which a figure is shared: its scope, and who else is in what its event tells."""
        named = {*row["scope"], *((*event["actors"], event["place"]) if event else ())} - {row["subject"]}
        return {name for name in named if self._kinds.get((row["document"], name)) in ("state", "place")}


# What stands before the noun of an event and its place: "methane | explosion in Velesh"
_DESCRIBED = re.compile(r"^\S.*\s(?=[a-z]+ in [A-Z])")


def _kinds_of(measure: str) -> tuple[str, ...]:
    """The kinds of event that numbers of a measure belong to."""
    kinds = _measures().get(measure, {}).get("event")
    return tuple(kinds) if isinstance(kinds, list) else DEADLY


def compared_measures() -> list[str]:
    """The measures whose figures are about something: the others tell only what kind of things are counted."""
    return ["rank", *(measure for measure, entry in _measures().items() if _TELLING & entry.keys())]


def keyed(figures: Iterable[Row], events: Mapping[str, Row], articles: Articles) -> Iterator[Row]:
    """The figures, of `compared_measures`, that can be compared, each with what decides with which others.

    Tolls go by attack and measure, a toll without a date by the attack that its article is about; loose numbers by
    unit and topic. What is of no family is compared where all that is read of it is sure. Numbers of which nothing but
    their kind is known ("20 km") stay out, and so does a part of anything but a toll ("one of its members").

    A row gets its family, what keeps it apart there (key_apart), the names of its thing (key_name, key_other: the
    attack, else the subject), whether it is sure to be of that (is_of), and the columns that `side_by_side` takes.
    """
    told_in = {(row["document"], row["sentence_from"], row["kind"]): row for row in events.values()}
    for row in figures:
        rules = rules_of(row)
        here = ((row["document"], row["sentence_from"], kind) for kind in _kinds_of(row["measure"]))
        event = events.get(row["event"]) or next((told_in[at] for at in here if at in told_in), None)
        attack, known = articles.event_of(row, event) if rules.final else ("", False)
        if (row["part"] and not rules.final) or (rules.final and rules.loose and not attack):
            continue
        own, subject = row["subject_basis"] in _OWN, str(row["subject"])
        subject = _governed().get(subject, subject) if family(row["measure"]) == row["measure"] else subject
        told, written = interval_of(event) if event else None, articles.written.get(row["document"])
        if rules.final and (not subject or row["subject_basis"] in (*_OWN, "sentence")):
            subject = articles.disaster(row, event) or _DESCRIBED.sub("", subject)
        alone = attack and (rules.loose or articles.acts(row) or not own)
        if not (attack or subject):
            continue
        apart = f"{row['unit']} {row['topic']}" if rules.loose and not rules.final else ""
        days = told or (None if event else interval_of(row, "as_of_"))
        yield row | {
            "key_family": family(row["measure"]),
            "key_apart": f"{row['change']} {apart}".strip(),
            "key_name": attack or subject,
            "key_other": attack if alone or not subject else subject,
            "is_of": known or (own and not (rules.final and articles.is_place(row))),
            "acts": articles.acts(row),
            "partners": [] if rules.final else sorted(articles.partners(row, event)),
            "told_earliest": told and told.earliest,
            "told_latest": told and told.latest,
            "reported": written,
            "counting": bool(written and (not days or written <= days.latest + _COUNTED)),
        }


def side_by_side(rows: list[Row]) -> Entry:
    """The entry of figures that are about one thing, as `keyed` gives them."""
    claims = [_claim(row) for row in rows]
    return Entry(rows[0]["key_family"], _called(rows), *verdict(claims, rules_of(rows[0])), rows)


def _called(rows: Sequence[Row]) -> str:
    """What most claims call it; a name rather than a description, and an attack rather than who suffers it."""
    best = {row["subject"]: (not row["acts"], row["subject_basis"] in _OWN) for row in rows}
    count = Counter(row["subject"] for row in rows)
    name = max(best, key=lambda name: (*best[name], name[:1].isupper(), count[name], len(name)), default="")
    days = filter(None, (interval_of(row, "told_") for row in rows))
    narrow = min(days, key=lambda found: found.days, default=None)
    return name or (f"attack or disaster of {in_words(narrow)}" if narrow else "")


@cache
def _measures() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = load_lexicon("measures")["measures"]
    return found


@cache
def _governed() -> dict[str, str]:
    """Who governs a state (lexicon/actors.yaml) → the state."""
    lexicon = load_lexicon("actors")
    named = {**lexicon["groups"], **lexicon["organisations"]}
    return {name: entry["governs"] for name, entry in named.items() if "governs" in entry}


def family(measure: str) -> str:
    """What a measure is compared with: itself, and what counts nearly the same thing (lexicon/measures.yaml)."""
    return str(_measures().get(measure, {}).get("family", measure))


def named_by(family_name: str) -> list[str]:
    """The words by which a measure, or any of its family, is named."""
    held = {name: entry for name, entry in _measures().items() if entry.get("family", name) == family_name}
    return [*held, *(word for entry in held.values() for key in ("heads", "counted") for word in entry.get(key, ()))]


def rules_of(row: Row) -> Rules:
    """How figures of its sort may differ."""
    entry = _measures().get(row["measure"], {})
    loose = row["kind"] in ("rank", "duration") or row["measure"] in ("share", "growth")
    return Rules(bool(entry.get("event")), loose or (row["kind"] == "vague" and not entry.keys() & {"event", "family"}))


def _claim(row: Row) -> Claim:
    what = row["measure"], row["unit"], row["currency"], interval_of(row, "as_of_"), row["modality"], _shown(row)
    place, scope = (row["document"], row["sentence_from"]), joined(row["scope"]) if rules_of(row).loose else ""
    whose = row["attributed_to"], frozenset(row["partners"]), scope
    part = row["part"] or bool(_MORE.search(row["text"]))
    return Claim(bounds_of(row), *what, place, *whose, row["reported"], row["counting"], part, row["is_of"])


# What is added to a count is no count of all: "seven more bodies"
_MORE = re.compile(r"\S\s(?:more|additional|further)\b(?!\sthan)")
_AROUND = 160  # characters to either side of a number, within its sentence, whose words tell what it counts


def surroundings(figures: Sequence[Row], texts: Mapping[str, str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Of each figure kind and first two digits ("" without a number), words of its sentence and other numbers there."""
    beside: dict[tuple[str, int], set[str]] = defaultdict(set)
    for row in figures:
        if _digits(value := _value(row)) > 1 and row["kind"] in ("count", "money"):
            beside[row["document"], row["sentence_from"]].add(f"#{value:.6g}")
    for row in figures:
        value = _value(row)
        text, begin, end = texts[row["document"]], row["char_from"] - _AROUND, row["char_to"] + _AROUND
        before = text[max(row["sentence_from"], begin) : row["char_from"]]
        behind = text[row["char_to"] : min(row["sentence_to"], end)]
        words = stems(f"{before} ; {behind} {row['subject']}") - stems(row["unit"])
        others = beside[row["document"], row["sentence_from"]] - {f"#{value:.6g}"}
        yield f"{row['kind']} {row['change']} {value:.1e}" if value else "", words | others


@lru_cache(maxsize=1_000)
def _digits(value: float) -> int:
    return len(f"{abs(value):.15g}".replace(".", "").strip("0"))


def _value(row: Row) -> float:
    """The end of a number that it gives; 0 without one."""
    return float(row["low"] if row["low"] is not None else row["high"] or 0)


def _wanted_words(one: Row, other: Row) -> float:
    """How many rare words the sentences of two numbers must share to be about one thing; infinite if none will do."""
    if one["part"] != other["part"]:
        return math.inf
    values = abs(_value(one)), abs(_value(other))
    near = abs(values[0] - values[1])
    foreign = one["currency"] != other["currency"] and one["currency"] and other["currency"]
    if foreign or near > _ROUND * max(values) or "denied" in (one["modality"], other["modality"]):
        return math.inf
    money, several = one["kind"] == "money", _digits(values[0]) > 1
    wanted = 1.5 if several or (money and values[0] >= 10**6) else 1.8 if values[0] >= 100 else 2.1
    other_ends = any(one[end] != other[end] for end in ("low", "high", "low_open", "high_open"))
    if near or (other_ends and _digits(values[0]) < 3):
        wanted += 0.6
    if one["measure"] == other["measure"] != "other":
        return wanted - 0.4
    if money or one["unit"].rpartition(" ")[2] == other["unit"].rpartition(" ")[2]:
        return wanted
    return wanted + 1 if one["kind"] == "count" else math.inf


_SHOWN = 40  # claims that a reason cites at most
_MOST = 8  # rare words by which a row is looked for, and earlier rows read for each
_ROUND = 0.01  # share of a number by which another may miss it that only rounds it


def numbers(figures: Sequence[Row], weigh: Callable[[Set[str]], float]) -> Iterator[Entry]:
    """One number of one kind in several documents, in sentences that share telling words: side by side.

    The rows are of one `bucket`, each with the `words` near by and the `stories` of its article, events of a few
    articles; `weigh` says how telling some words are: 1 for each that is rare.
    """
    words, documents = [frozenset(row["words"]) for row in figures], [row["document"] for row in figures]
    stories = [frozenset(row["stories"] or ()) for row in figures]

    def alike(one: int, other: int) -> bool:
        if documents[one] == documents[other]:
            return False
        weight = weigh(words[one] & words[other]) + (0.6 if stories[one] & stories[other] else 0.0)
        return weight > 1 and weight >= _wanted_words(figures[one], figures[other])

    return map(_counted_alike, together(figures, words, alike))


def together(rows: Sequence[Row], words: Sequence[Set[str]], alike: Callable[[int, int], bool]) -> list[list[Row]]:
    """Rows of several documents that are alike, and those alike to them; compared are such as share a rare word."""
    times = Counter(chain.from_iterable(words))
    rare = sorted((many, word) for word, many in times.items() if many > 1)
    rank = {word: nth for nth, (_, word) in enumerate(rare, 1)}.get
    holding: dict[int, deque[int]] = defaultdict(partial(deque, maxlen=_MOST))
    parent: dict[int, int] = {}  # of rows that are alike to others
    for number, own in enumerate(words):
        met: set[int] = set()
        held = [holding[nth] for nth in sorted(filter(None, map(rank, own)))[:_MOST]]
        for other in set(chain.from_iterable(held)):
            first = root(parent, other) if other in parent else other
            if first not in met and alike(number, other):
                met.add(first)
        for other in met:
            join(parent, other, number)
        for others in held:
            others.append(number)
    found: dict[int, list[Row]] = defaultdict(list)
    for number in sorted(parent):
        found[root(parent, number)].append(rows[number])
    return [group for group in found.values() if len({row["document"] for row in group}) > 1]


def _counted_alike(rows: list[Row]) -> Entry:
    """The entry of one number in several documents."""
    count = Counter(str(row["subject"]) for row in rows if row["subject"])
    subject = max(count, key=lambda name: (count[name], name), default=rows[0]["unit"] or rows[0]["text"])
    same = len({(_value(row), row["high"]) for row in rows}) == 1
    why = "the same number" if same else "one rounds the other, or one number satisfies all"
    shown = "; ".join(map(_shown, rows[:_SHOWN]))
    return Entry("number", subject, "agrees" if same else "compatible", f"{shown}: {why}, beside the same words", rows)


def _shown(row: Row) -> str:
    by = f" by {row['attributed_to']}" if row["attributed_to"] else ""
    return f"{' '.join(row['text'].split())} {cite(row)}{by}"
