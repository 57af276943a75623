"""What a time belongs to: the clause or noun that it dates, whether that happened, and what kind of event it is."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from analysis.claims.context import whole
from analysis.core.lexicon import load_lexicon
from analysis.core.values import Span
from analysis.readers.forms import TIMES
from analysis.readers.parser import FINITE, NOUNS, VERBS
from analysis.readers.sentences import Clause, Sentence

_MODIFIERS = frozenset("compound nmod:poss amod nummod nmod:unmarked nmod:desc det flat".split())
_COMPARED = re.compile(
    r"(?i)\b(?:than|from|over|on|to|with|against|versus|vs|since|as of|as (?:many|much|high|low) as)\s+"
    r"(?:(?:in|at|for|during|of|the|a|an|same|period|half|quarter|month)\s+){0,5}$"
)
_EARLIER = re.compile(
    r"(?i)\b(?:year|month|week|day|quarter|period)s?[- ](?:earlier|ago|before)$"
    r"|\b(?:previous|prior|same|year-ago|year-earlier|preceding|corresponding|last)\b"
)
_WIDE = re.compile(r"\b(?:half|quarter|year|decade|century|fiscal|season)\b|^(?:early |mid-|late )?\d{4}s?$")
# Kinds that a bare year names rather than dates: "the 2020 election"
_YEARLY = frozenset("election trade investment summit estimate statement other".split())
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_YEAR_BEFORE = re.compile(r"(?i)(?:a|the|one)\s(?:year|month|quarter|week|day)\s(?:earlier|before|ago|prior)")
_BASIS = re.compile(
    r"(?i)\b(?:than|against|versus|vs\.?|compar(?:ed|ison) (?:with|to)|relative to|unlike)\s(?:[\w$%.,’'-]+\s){0,6}$"
    r"|\bas\sin\s(?:all\sof\s)?$|\b(?:double|twice|triple|half)\s(?:the|that|what|as)\s[^,.;]{0,30}$"
    r"|\b(?:since|as of|as at|back (?:to|as)|dated)\s(?:(?:the|early|mid|late|at|least|about|around)[\s-]){0,3}$"
)
_FROM = re.compile(
    r"(?i)\bfrom\s(?:((?:none|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[$€£¥₹]?[\d.,]+)"
    r"(?:\s(?:per\s?cent|[mbtr]+illion|people|cents|points))?%?\s)(?:[\w,]+\s){0,4}?)?(?:in|at|for|on)?\s?$"
)


class Reading(NamedTuple):
    """What a time belongs to: where that is told, and its clause, None where a noun alone is dated."""

    told: Span
    clause: Clause | None
    kind: str
    basis: str  # what the kind rests on: verb, noun or none
    near: bool  # whether the time hangs on just that


def read_time(sentence: Sentence, at: Span, counts_back: bool = False) -> Reading | None:
    """What a time in a sentence belongs to, one that counts back to what it counts from; None where nothing happens."""
    anchor = sentence.anchor(at)
    if noun := _attributed(sentence, anchor, at):
        kind = kind_of_noun(sentence, noun)
        if not kind or (kind in _YEARLY and _YEAR.fullmatch(at.of(sentence.text))):
            return None
        clause = sentence.clause_of(noun)
        told = clause if clause.verb >= 0 else None
        return Reading(_hull(_own(told) if told else sentence.core(noun), at), told, kind, "noun", True)
    if _is_compared(sentence, at):
        return None
    clause, near = _clause(sentence, anchor, at)
    if counts_back:
        last = sentence.tokens(at).stop
        clause = next(
            (c for c in sentence.clauses if c.mark == "after" and c.verb > last), Clause(sentence, anchor, "", False)
        )
    if clause.verb < 0:
        return None
    kind, basis = kind_of_clause(clause)
    if basis == "none" and clause.kind == "infinitive":  # "came to power", whether "power" is taken for a verb or not
        over = whole(clause)
        if over.lemma not in ("promise", "vow", "pledge", "threaten"):  # what is promised is not the promise
            clause, (kind, basis) = over, kind_of_clause(over)
    if (not near or clause.lemma == "claim") and (named := _path_noun(sentence, anchor, at)):
        kind, basis, near = named, "noun", True
    weak = basis == "none" or (kind == "statement" and clause.verb < anchor)
    if (not near and weak and _WIDE.search(at.of(sentence.text))) or not _happens(clause, basis, at):
        return None
    near = near or clause.head == sentence.clause_of(anchor).head
    near = near and not (kind in _YEARLY and _WIDE.search(at.of(sentence.text)))
    if (kind, basis) == ("court", "verb") and (deed := _tried(sentence, clause, at)):
        kind, near = deed, False
    before = sentence.tokens(at).start - 1
    if before >= 0 and sentence.tags[before] == "ADP":
        at = Span(sentence.starts[before], at.end)
    return Reading(_hull(_whole(clause, kind == "statement"), at), clause, kind, basis, near)


def _tried(sentence: Sentence, clause: Clause, at: Span) -> str:
    """The kind of a deed that a court tries, dated by its year: "jailed over the killing of a judge in 2018"."""
    words = at.of(sentence.text)
    wide = _WIDE.search(words) or words[-4:].isdecimal()  # "2018", "July 2018"
    behind = range(clause.verb + 1, sentence.tokens(at).start) if wide else ()
    kinds = (kind_of_noun(sentence, i) for i in behind)
    return next((kind for kind in kinds if kind in ("attack", "death", "disaster")), "")


_MEASURED = re.compile(r"(?:%|\b(?:percent|cent|times|points?))\s\Z")


def _is_compared(sentence: Sentence, at: Span) -> bool:
    """Whether a time is what something is compared with, or since when it is so."""
    before, words = sentence.text[max(sentence.span.start, at.start - 60) : at.start], at.of(sentence.text)
    return bool(
        _BASIS.search(before)
        or (_YEAR_BEFORE.fullmatch(words) and re.search(r"\d[^.;]{0,40}$", before))
        or (words.lower().startswith(("more", "less")) and _MEASURED.search(before))
        or (_EARLIER.search(words) and _COMPARED.search(before))
        or ((led := _FROM.search(before)) and led[1])
    )


def _attributed(sentence: Sentence, anchor: int, at: Span) -> int:
    """The noun that a time describes: "hearing" of "Tuesday's hearing", "call" of "the 21 May call"; 0 without."""
    tags, inside = sentence.tags, sentence.tokens(at)
    after, before = inside.stop, inside.start - 1
    owned = after < len(sentence) and sentence.low[after] in ("'s", "’s")
    comma = after < len(sentence) and sentence.low[after] == ","
    after += owned or (comma and "," in at.of(sentence.text))
    led = before >= 0 and tags[before] in ("DET", "PRP$", "POS")
    arc = not comma and sentence.heads[anchor] >= after and sentence.labels[anchor] in _MODIFIERS
    last = 0
    for i in range(after, min(after + 6, len(sentence)) if owned or led or arc else after):
        if tags[i] in NOUNS or sentence.low[i] in _kinds("nouns"):
            last = i
        elif tags[i] not in ("ADJ", "NUM", "VBG", "VBN") and sentence.low[i] != "-":
            break
    fronted = before >= 0 and tags[before] == "ADP" and not owned
    return 0 if fronted and last and not kind_of_noun(sentence, last) else last  # "on 24 May 2022 troops crossed"


def _clause(sentence: Sentence, anchor: int, at: Span) -> tuple[Clause, bool]:
    """The clause that a time belongs to, and whether it hangs on its verb."""
    inside, tags = sentence.tokens(at), sentence.tags
    before, after = inside.start - 1, inside.stop
    while before >= 0 and sentence.low[before] in _BEFORE_TIMES:
        before -= 1
    fronted = before == 0 and sentence.low[0] == "come"  # "Come May 19, those who … will receive …"
    acts = before >= 0 and not fronted and tags[before] in VERBS and "AUX" not in tags[before]
    if acts and sentence.labels[before] not in ("obl", "nmod"):
        return Clause(sentence, before, sentence.clause_of(before).kind, True), True
    clause = sentence.clause_of(anchor)
    if fronted or (clause.verb < 0 and before < 0):
        later = [other for other in sentence.clauses if other.verb >= after and other.kind != "relative"]
        told = [other for other in later if other.kind in ("main", "beside", "complement")]
        clause = min(told or later, key=lambda other: other.verb, default=clause)
    near = sentence.heads[anchor] in (clause.head, clause.verb) or anchor == clause.head or before < 0
    near = near or tags[sentence.heads[anchor]] in ("NUM", "SYM")
    if clause.head in inside:
        clause = clause.parent or clause
    if clause.verb > after and sentence.low[after] == ",":  # it rained on May 3, the governor said
        before_it = (c for c in sentence.clauses if c.kind == "complement" and 0 <= c.verb < inside.start)
        clause = max(before_it, key=lambda other: other.verb, default=clause)
    while clause.verb < 0 and (parent := clause.parent):
        clause, near = parent, False
    return clause, near


_BEFORE_TIMES = frozenset("on late early also privately in earlier later".split())


def _path_noun(sentence: Sentence, anchor: int, at: Span) -> str:
    """The kind of the happening that a time hangs on: "hearings" of "concluded its hearings on Tuesday"; "" without."""
    over = sentence.heads[anchor]
    if 0 <= over < anchor and sentence.tags[over] in NOUNS and sentence.labels[anchor].startswith("nmod"):
        return kind_of_noun(sentence, over)
    if over >= 0 and sentence.lemmas[over] == "claim":  # "claimed an attack on a hall in March"
        own = (i for i in sentence.under(over, "obj") if over < i < anchor and sentence.low[over + 1] in ("a", "an"))
        return next((kind_of_noun(sentence, i) for i in own), "")
    before = sentence.tokens(at).start - 1
    return kind_of_noun(sentence, before) if before >= 0 and sentence.tags[before] in NOUNS else ""


def _happens(clause: Clause, basis: str, at: Span) -> bool:
    """Whether a clause tells of something that happens at a time, and not of how things are."""
    s, lemma = clause.sentence, clause.lemma
    if basis == "noun":
        return True
    if lemma == "be":
        return any(s.low[i] in load_lexicon("states")["changed"] for i in (clause.head, *s.children[clause.head]))
    state = lemma in load_lexicon("states")["states"] and basis == "none" and not clause.passive
    undone = clause.mark == "to" and clause.parent and clause.parent.negated
    moved = lemma in load_lexicon("states")["moves"] and s.text.endswith((" from ", "\nfrom "), 0, at.start)
    if state or undone or moved:
        return False
    now = at.of(s.text).lower() in ("today", "now") and clause.tense == "present" and not clause.perfect
    return not now or basis == "verb"


def kind_of_clause(clause: Clause) -> tuple[str, str]:
    """The kind of event that a clause tells of, "other" when none fits, and what that rests on: verb, noun or none."""
    s, lemma, verb = clause.sentence, clause.lemma, clause.verb
    if lemma in load_lexicon("states")["averting"] or clause.negated:
        return "other", "none"
    head, after = lemma.partition(" ")[0], s.low[verb + 1 : verb + 3]  # "blew himself up"
    phrasal = f"{head} {after[after[0].endswith('self')]}" if verb >= 0 and len(after) == 2 else head
    kind = _kinds("verbs").get(phrasal) or _kinds("verbs").get(head, "")
    deeds = [deed for form in (phrasal, head) for deed in _deeds("deeds").get(form, ())]
    light = head in load_lexicon("states")["light"] or kind == "launch"
    nouns = list(_said_of(clause)) if deeds or light or kind == "death" else []
    lemmas = {form for i in nouns for form in (s.lemmas[i], s.low[i], s.low[i].removesuffix("s"))}
    counted = any(s.tags[i] in ("NUM", "SYM") for i in s.under(clause.head, "obj", "obl:unmarked"))  # "reached 40"
    lemmas |= {"NAME" for i in nouns if s.tags[i] == "PROPN" and not counted and s.low[i] not in TIMES}
    moved = any(s.low[i] not in TIMES for i in s.under(clause.head, "obj") if i > clause.head)
    if (head in ("add", "fly", "return") and moved) or (kind == "visit" and counted):
        kind = ""  # "added 40 shops" tells nobody anything, what "returned 4%" went nowhere
    if head == "leave" and counted:
        deeds = []  # "left six dead at the office"
    if deed := next((deed for deed, told in deeds if not told.isdisjoint(lemmas)), ""):
        return deed, "verb"
    if kind == "death":
        harm = (found for i in nouns if (found := kind_of_noun(s, i)) in ("attack", "disaster", "war"))
        return next(harm, kind), "verb"
    if kind and not light:
        return kind, "verb"
    subject = clause.subject
    ordered = [*([subject.head] if subject else []), *nouns * light]
    named = next((found for i in ordered if (found := kind_of_noun(s, i)) and not (kind and found == "other")), "")
    return (named, "noun") if named else (kind, "verb") if kind else ("other", "none")


def claimed(sentence: Sentence, reading: Reading) -> str:
    """The kind of what somebody takes responsibility for: a time behind it is that of the deed; "" of other words."""
    behind = range(reading.clause.verb if reading.clause else len(sentence), len(sentence))
    taken = any(sentence.low[i] in ("responsibility", "credit") for i in behind[:4])
    return next((kind for i in behind if taken and (kind := kind_of_noun(sentence, i)) in ("attack", "disaster")), "")


def kind_of_noun(sentence: Sentence, i: int) -> str:
    """The kind of happening that a noun names; "other" of a happening of no kind, "" of a thing."""
    if sentence.tags[i] == "PROPN" and not sentence.children[i]:  # "Congress", without an article, is a body
        return ""
    lemma, kinds = sentence.lemmas[i], _kinds("nouns")
    for kind, told in _deeds("acts").get(lemma, ()):
        if any(sentence.lemmas[k] in told for over in (i, *sentence.children[i]) for k in sentence.children[over]):
            return kind
    return kinds.get(lemma) or kinds.get(sentence.low[i]) or kinds.get(lemma.rpartition("-")[2], "")


def _said_of(clause: Clause) -> Iterator[int]:
    """The nouns that a verb is said of: objects, subject, what it happens in, and what hangs on these."""
    s, subject = clause.sentence, clause.subject
    objects, over = s.under(clause.head, "obj", "iobj"), s.heads[clause.head]
    first = [*objects, *([subject.head] if subject else []), *s.under(clause.head, "obl", "obl:agent", "obl:unmarked")]
    if clause.kind == "participle" and over >= 0 and (governor := s.governor(over)):
        first.append(governor.head)
    if clause.joined and not objects and clause.parent:
        first += s.under(clause.parent.head, "obj", "iobj")
    for head in first:
        for i in s.coordinated(head):
            yield i
            yield from s.under(i, "compound", "nmod", "amod", "appos")
    beside = s.under(clause.head, "xcomp", "compound:prt", "advmod", "obl", "ccomp")
    yield from (k for k in beside if s.tags[k] not in FINITE)


def _whole(clause: Clause, said: bool) -> Span:
    """Where a clause stands, with its subject: that of the clause which it hangs on, where it names none itself."""
    told = clause.span if said else _own(clause)
    for _ in range(3):
        named = any(clause.sentence.tags[i] in NOUNS for i in clause.sentence.tokens(told) if i < clause.verb)
        if named or clause.parent is None or clause.kind in ("adverbial", "beside"):
            break
        clause = clause.parent
        first, last = sorted((told, _own(clause)))
        if last.start - first.end > 80:
            break
        told = _hull(first, told)
    return told


def _own(clause: Clause) -> Span:
    """Where a clause stands, without the clauses behind it that tell something else."""
    s, inside = clause.sentence, {clause.head}
    for i, inner in s.predicates.items():  # each after the one that it hangs on
        within = s.heads[i] >= 0 and s.clause_of(s.heads[i]).head in inside
        if within and not (inner.joined or inner.kind == "beside" or inner.finite):
            inside.add(i)

    def is_own(i: int) -> bool:
        return s.clause_of(i).head in inside and s.tags[i] != "PUNCT"

    first = next(filter(is_own, range(clause.head)), clause.head)
    last = next(filter(is_own, range(len(s) - 1, clause.head, -1)), clause.head)
    joints = [k for k in range(first + 1, last) if s.tags[k] == "CCONJ" and s.low[k - 1] == ","]
    # "won on May 3, but the court annulled it, …"
    last = next((k - 2 for k in joints if k > clause.head + 1 and not FINITE.isdisjoint(s.tags[k:last])), last)
    # "…, was banned, and its leader fled": from "and" on
    k = next((k for k in reversed(joints) if k < clause.head and not FINITE.isdisjoint(s.tags[first:k])), first)
    if any(i > k and s.labels[i].startswith("nsubj") for i in s.children[clause.head]):
        first = k
    if clause.kind in ("participle", "relative") and not clause.joined and 0 <= s.heads[clause.head] < first:
        return _hull(s.core(s.heads[clause.head]), s.place(first, last))
    return s.place(first, last)


def _hull(one: Span, other: Span) -> Span:
    return Span(min(one.start, other.start), max(one.end, other.end))


@cache
def _kinds(column: str) -> dict[str, str]:
    """Verbs or nouns → the first kind of event that lists them."""
    return {word: kind for kind, entry in reversed(load_lexicon("events").items()) for word in entry.get(column, ())}


@cache
def _deeds(column: str) -> dict[str, list[tuple[str, frozenset[str]]]]:
    """Verbs ("deeds") or nouns ("acts") → each kind of event that they tell of with one of some nouns."""
    found: dict[str, list[tuple[str, frozenset[str]]]] = defaultdict(list)
    for kind, entry in load_lexicon("events").items():
        for some, _, named in (deed.rpartition(" ") for deed in entry.get(column, ())):
            for word in some.split("|"):
                found[word].append((kind, frozenset(named.split("|"))))
    # any name tells less than a noun: "trade with Chile reached"
    return {word: sorted(deeds, key=lambda deed: "NAME" in deed[1]) for word, deeds in found.items()}


@cache
def kinds_that_are(sort: str) -> frozenset[str]:
    """Kinds of events that happen to the same actors once ("unique"), or are a sum over a time ("periodic")."""
    return frozenset(name for name, entry in load_lexicon("events").items() if entry.get(sort))
