"""One sentence, read once: words with their part of speech, clauses with their parts, phrases with their head.

>>> text = "The army said that the storm had killed at least 12 of the 40 armed men in Oslo."
>>> sentence = read_sentences(text).at(text.index("12"))
>>> at = sentence.anchor(Span(text.index("12"), text.index("12") + 2))
>>> clause = sentence.clause_of(at)
>>> clause.lemma, clause.passive, clause.kind, clause.subject.text
('kill', False, 'complement', 'the storm')
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from analysis.core.text import sentences as split
from analysis.core.values import Span
from analysis.readers.parser import FINITE, VERBS
from analysis.readers.quote_marks import past_dateline
from analysis.readers.trees import Tree, parse, tag

_KINDS = {"root": "main", "ccomp": "complement", "xcomp": "infinitive", "advcl": "adverbial", "acl": "participle",
          "acl:relcl": "relative", "csubj": "subject", "parataxis": "beside"}  # fmt: skip
_NEGATIVE = frozenset("not n't n’t never neither nor no".split())
_NOBODY = frozenset("nobody none nothing no nor".split())


class Sentences:
    """The sentences of a text; each is read when it is first asked for, from behind its dateline on."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans = split(text)
        self._starts = [span.start for span in self.spans]
        self._read: dict[int, Sentence] = {}

    def __getitem__(self, number: int) -> Sentence:
        if number not in self._read:
            span = self.spans[number]
            start = min(past_dateline(self.text, span.start), span.end)
            self._read[number] = Sentence(self.text, Span(start, span.end), number)
        return self._read[number]

    def parse(self, places: Iterable[int]) -> None:
        """Parse the sentences that some characters stand in, in less time than one after the other."""
        trees = [self[number] for number in sorted(set(map(self.number_at, places)))]
        tag(trees)
        parse(trees)

    def number_at(self, offset: int) -> int:
        """The number of the sentence that a character stands in, or of the one before it."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def at(self, offset: int) -> Sentence:
        """The sentence that a character stands in, or the one before it."""
        return self[self.number_at(offset)]


read_sentences = lru_cache(maxsize=2)(Sentences)  # the readers of one article share what is read


@dataclass(slots=True)
class Phrase:
    """A noun phrase: its head, and the words that belong to it without clauses, appositions and conjuncts."""

    sentence: Sentence
    head: int

    @property
    def preposition(self) -> str:
        """The words that govern it: "in", "according to"; "" without."""
        return self.sentence.case(self.head)

    @property
    def span(self) -> Span:
        """From its determiner to the last of its "of" phrases."""
        return self.sentence.core(self.head)

    @property
    def text(self) -> str:
        """The words of its span."""
        return self.span.of(self.sentence.text)


@dataclass(slots=True)
class Clause:
    """A predicate with what hangs on it."""

    sentence: Sentence
    head: int  # the word that carries it: the main verb; of "is a member" the noun
    kind: str  # of `_KINDS`; complement: what is said or wanted, beside: in brackets, or beside its verb of saying
    joined: bool  # whether it is coordinated with the clause that it hangs on ("and …")

    @property
    def verb(self) -> int:
        """The main verb; of a clause with a noun or adjective the copula; -1 without any, as of a gapped clause."""
        s = self.sentence
        return self.head if s.tags[self.head] in VERBS else next(iter(s.under(self.head, "cop")), -1)

    @property
    def lemma(self) -> str:
        """The dictionary form of the verb, with its particle; of a gapped clause that of the one before."""
        s, verb = self.sentence, self.verb
        if verb < 0:
            return self.parent.lemma if self.joined and self.parent else ""
        return " ".join([s.lemma(verb), *(s.low[i] for i in s.under(verb, "compound:prt"))])

    @property
    def auxiliaries(self) -> list[int]:
        """Its auxiliaries in their order, the copula among them."""
        return self.sentence.under(self.head, "aux", "aux:pass", "cop")

    @property
    def finite(self) -> bool:
        """Whether a verb of it is finite."""
        return any(self.sentence.tags[i] in FINITE for i in (self.head, *self.auxiliaries))

    @property
    def passive(self) -> bool:
        """Whether the subject undergoes the verb: "was killed"; "men killed in the raid"."""
        s = self.sentence
        helpers = [s.lemma(i) for i in self.auxiliaries]
        acted = "be" in helpers or "get" in helpers or (s.tags[self.head] == "VBN" and not helpers)
        return acted and s.tags[self.head] in ("VBN", "VBD")

    @property
    def negated(self) -> bool:
        """Whether "not", "never" or "no" stands with the verb or its subject."""
        s, subject = self.sentence, self.subject
        if any(s.low[i] in _NEGATIVE and s.labels[i] != "discourse" for i in s.children[self.head]):
            return True
        first = s.token_at(subject.span.start) if subject else 0
        return subject is not None and not _NOBODY.isdisjoint(s.low[max(0, first - 1) : first + 1])

    @property
    def modal(self) -> str:
        """The modal verb: "will", "may", or ""."""
        return next((self.sentence.low[i] for i in self.auxiliaries if self.sentence.tags[i] == "MD"), "")

    @property
    def tense(self) -> str:
        """past, present, future or none (not finite)."""
        tags = {self.sentence.tags[i].removeprefix("AUX:") for i in (*self.auxiliaries, self.head)}
        if self.modal in ("will", "'ll", "’ll", "shall"):
            return "future"
        return "past" if "VBD" in tags else "present" if tags & {"VBZ", "VBP", "MD"} else ""

    @property
    def perfect(self) -> bool:
        """Whether it stands in the perfect: "has killed"."""
        return any(self.sentence.lemma(i) == "have" for i in self.auxiliaries)

    @property
    def mark(self) -> str:
        """The word that opens it: "that", "after", "because", "to"; "" without."""
        return " ".join(self.sentence.low[i] for i in self.sentence.under(self.head, "mark"))

    def phrases(self, *labels: str) -> list[Phrase]:
        """The phrases that hang on it under one of some labels."""
        return [self.sentence.phrase(i) for i in self.sentence.under(self.head, *labels)]

    @property
    def own_subject(self) -> Phrase | None:
        """The subject that the clause itself names."""
        return next(iter(self.phrases("nsubj", "nsubj:pass")), None)

    @property
    def subject(self) -> Phrase | None:
        """Whom it is about: its own subject; of "who" and of a participle the noun before; else the shared one."""
        s, own = self.sentence, self.own_subject
        if own and not (self.kind == "relative" and s.tags[own.head] == "WH"):
            return own
        parent = self.parent
        if self.kind in ("relative", "participle") and not self.joined and parent:
            return s.phrase(s.heads[self.head]) if own or self.kind == "participle" else None
        if parent and self.kind == "infinitive" and not self.joined and (given := parent.phrases("obj")):
            return given[0]
        shares = self.joined or (self.kind in ("infinitive", "adverbial") and not self.finite)
        return parent.subject if parent and shares else None

    @property
    def agent(self) -> Phrase | None:
        """Who does it, in a passive clause: "by troops"."""
        by = (phrase for phrase in self.phrases("obl", "obl:agent", "obl:unmarked") if phrase.preposition == "by")
        return next(by, None) if self.passive else None

    @property
    def parent(self) -> Clause | None:
        """The clause that it hangs on or stands in."""
        over = self.sentence.heads[self.head]
        return self.sentence.clause_of(over) if over >= 0 else None

    @property
    def reporting(self) -> Clause | None:
        """The clause whose verb says, thinks or wants it."""
        parent = self.parent
        return parent if self.kind == "complement" or not parent else parent.reporting if self.joined else None

    @property
    def span(self) -> Span:
        """From its first to its last word, with all that hangs on it except clauses joined to it."""
        return self.sentence.reach(self.head)


class Sentence(Tree):
    """A sentence with its clauses and phrases."""

    def __init__(self, text: str, span: Span, number: int = 0) -> None:
        super().__init__(text, span)
        self.number = number

    @cached_property
    def _around(self) -> dict[int, Clause]:
        """The innermost clause that each word stands in; that of the root is one."""
        found: dict[int, Clause] = {}
        for i in self._downward:
            label, joined = self.predicates.get(i, ("", False))
            found[i] = Clause(self, i, _KINDS[label], joined) if label else found[self.heads[i]]
        return found

    @property
    def clauses(self) -> list[Clause]:
        """The clauses, in the order of their heads."""
        return [self._around[i] for i in sorted(self.predicates)]

    def clause_of(self, i: int) -> Clause:
        """The innermost clause that a word stands in."""
        return self._around[i]

    def phrase(self, i: int) -> Phrase:
        """The noun phrase that a word is the head of."""
        return Phrase(self, i)

    def governor(self, i: int) -> Phrase | None:
        """The noun whose complement holds the phrase of a word: "toll" of "a toll of 12"; None under a verb."""
        i = self.noun_over(i)
        over = self.heads[i]
        return self.phrase(over) if over >= 0 and self.labels[i] in ("nmod", "appos", "nmod:unmarked") else None
