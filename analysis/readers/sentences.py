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
from collections.abc import Iterable, Sequence
from functools import lru_cache
from operator import sub
from typing import NamedTuple

from analysis.core.text import sentences as split
from analysis.core.values import Lazy, Span
from analysis.readers.forms import MASK, TOKEN, lemma, mended
from analysis.readers.parser import FINITE, NOUNS, VERBS, model
from analysis.readers.quote_marks import past_dateline

_KINDS = {"root": "main", "ccomp": "complement", "xcomp": "infinitive", "advcl": "adverbial", "acl": "participle",
          "acl:relcl": "relative", "csubj": "subject", "parataxis": "beside"}  # fmt: skip
_HELPERS = frozenset("do does did have has had".split())
_BEFORE_HEAD = frozenset("det amod compound nummod nmod:poss nmod:desc flat nmod:unmarked".split())
_INSIDE = _BEFORE_HEAD | {"case", "punct", "advmod", "cc"}
_FAR = 60  # words before a verb in which its subject is looked for
_NEGATIVE = frozenset("not n't n’t never neither nor no".split())
_NOBODY = frozenset("nobody none nothing no nor".split())


class Sentences:
    """The sentences of a text; each is read when it is first asked for, from behind its dateline on."""

    def __init__(self, text: str) -> None:
        self.text, self.spans = text, split(text)
        self._starts = [span.start for span in self.spans]
        self._read: dict[int, Sentence] = {}

    def __del__(self) -> None:
        for one in self._read.values():  # a sentence and its clauses hold each other: apart they go at once
            vars(one).pop("predicates", None)

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


def tag(read: Sequence[Sentence]) -> None:
    """Tag sentences together, in less time than one after the other; a masked quotation is a noun."""
    found = model().tag([one.words for one in read]) if read else ()  # the first that is read loads the model
    for one, tags in zip(read, found, strict=True):
        one.tags = mended(tags, one.words, one.low)
        for i in one.quotes:
            one.tags[i] = "NOUN"


def parse(read: Sequence[Sentence]) -> None:
    """Parse sentences together; a number is no clause of its own ("killed at least 12 of the 40")."""
    found = model().parse([(one.words, one.tags) for one in read]) if read else ()
    for one, (heads, labels) in zip(read, found, strict=True):
        if "xcomp" in labels:
            labels = ["obj" if pair == ("xcomp", "NUM") else pair[0] for pair in zip(labels, one.tags, strict=True)]
        one.heads, one.labels = heads, labels
        for over in [heads[i] for i, label in enumerate(labels) if label == "mark"]:
            if (labels[over], one.tags[over]) == ("obj", "VBG"):
                labels[over] = "advcl"  # "plans to cut imports, after buying 4 tonnes"
        for k in [k for k, label in enumerate(labels) if label == "conj" and one.tags[k] in VERBS]:
            over, near = heads[k], range(max(0, k - _FAR), k)
            who = next((i for i in near if heads[i] in (k, over) and one.low[i] in ("who", "which")), 0)
            aside = who > 2 and one.low[who - 1] == "," and one.tags[who - 2] in NOUNS
            noun = heads[who - 2] if labels[who - 2] == "flat" else who - 2  # "Jane Roe, who"
            if aside and heads[who] == k and not _under(heads, noun, k):
                heads[k], labels[k] = noun, "acl:relcl"  # "the family of Roe, who died"
            elif aside and heads[who] == over and (labels[over], one.low[k - 1]) == ("root", ","):
                heads[:who] = [k if head == over else head for head in heads[:who]]  # "the man, who hid and ran, died"
                heads[k], labels[k], heads[over], labels[over] = -1, "root", noun, "acl:relcl"
            else:
                heads[k] = _goes_on(one, k)


def _under(heads: Sequence[int], i: int, over: int) -> bool:
    """Whether a word hangs on another, by whatever way."""
    while i >= 0 and i != over:
        i = heads[i]
    return i == over


def _goes_on(s: Sentence, k: int) -> int:
    """What a verb goes on with that was taken to go on with a verb of saying, whose words it belongs to."""
    heads, labels, said = s.heads, s.labels, s.heads[k]
    near = range(max(0, k - _FAR), k)
    own = any(heads[i] == k and labels[i].startswith("nsubj") for i in near)
    if said < 0 or own or s.low[said] not in ("said", "says", "say"):
        return said
    could = s.tags[k - 2 : k] == ["CCONJ", "MD"]  # "said trade was worth $1bn and could reach $3bn"
    held = not s.quotes and s.low[said + 1 : k] == [",", "and"]  # "beat 12 men, the group said, and held 30"
    inside = [i for i in near if heads[i] == said and labels[i] in ("ccomp", "obj")] or [heads[said]]
    return inside[-1] if inside[-1] >= 0 and (could or held) else said


class Phrase(NamedTuple):
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


class Clause(NamedTuple):
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
        return " ".join([s.lemmas[verb], *(s.low[i] for i in s.under(verb, "compound:prt"))])

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
        helpers = [s.lemmas[i] for i in self.auxiliaries]
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
        return any(self.sentence.lemmas[i] == "have" for i in self.auxiliaries)

    @property
    def mark(self) -> str:
        """The word that opens it: "that", "after", "because", "to"; "" without."""
        return " ".join(self.sentence.low[i] for i in self.sentence.under(self.head, "mark"))

    def phrases(self, *labels: str) -> list[Phrase]:
        """The phrases that hang on it under one of some labels."""
        return [Phrase(self.sentence, i) for i in self.sentence.under(self.head, *labels)]

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
            return Phrase(s, s.heads[self.head]) if own or self.kind == "participle" else None
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


class Sentence:
    """The words of a sentence, by their number: what each of them is and what it hangs on; its clauses and phrases.

    >>> Sentence("Didn’t the U.S. pay $1.2bn (5%)?", Span(0, 32)).words
    ['Did', 'n’t', 'the', 'U.S.', 'pay', '$', '1.2', 'bn', '(', '5', '%', ')', '?']
    """

    def __init__(self, text: str, span: Span, number: int = 0) -> None:
        self.text, self.span, self.number = text, span, number
        self.words: list[str] = TOKEN.findall(text, span.start, span.end)
        self.low = " ".join(self.words).lower().split()
        if "WHO" in self.words:  # a name
            self.low = [low if low != "who" else word for low, word in zip(self.low, self.words, strict=True)]
        masked = text.find(MASK, span.start, span.end) >= 0
        self.quotes = [i for i, word in enumerate(self.words) if word[0] == MASK] if masked else list[int]()

    def __len__(self) -> int:
        return len(self.words)

    @Lazy
    def ends(self) -> list[int]:
        """Where each word ends."""
        at, place = self.span.start, self.text.index
        return [at := place(word, at) + len(word) for word in self.words]  # between words there are but blanks

    @Lazy
    def starts(self) -> list[int]:
        """Where each word begins."""
        return list(map(sub, self.ends, map(len, self.words)))

    def is_quote(self, i: int) -> bool:
        """Whether a word is a masked quotation."""
        return 0 <= i < len(self.words) and self.words[i][0] == MASK

    def is_name(self, i: int) -> bool:
        """Whether a word begins with a capital."""
        return self.words[i][0].isupper()

    def is_helper(self, i: int) -> bool:
        """Whether a word is an auxiliary, a negation or an adverb."""
        tag = self.tags[i]
        return tag.startswith("AUX") or tag in ("MD", "NOT", "ADV") or self.low[i] in _HELPERS

    @Lazy
    def tags(self) -> list[str]:
        """What each word is (see `parser`)."""
        tag([self])
        return self.tags

    @Lazy
    def heads(self) -> list[int]:
        """What each word hangs on; -1 of the root."""
        parse([self])
        return self.heads

    @Lazy
    def labels(self) -> list[str]:
        """What each word is to the one that it hangs on."""
        parse([self])
        return self.labels

    @Lazy
    def children(self) -> list[list[int]]:
        """The words that hang on each word, in their order."""
        found: list[list[int]] = [[] for _ in self.words]
        for i, head in enumerate(self.heads):
            if head >= 0:
                found[head].append(i)
        return found

    def under(self, i: int, *labels: str) -> list[int]:
        """What hangs on a word under one of some labels, in its order."""
        if not (below := self.children[i]):
            return []
        return [k for k in below if self.labels[k] in labels]

    @Lazy
    def lemmas(self) -> list[str]:
        """The dictionary form of each word."""
        return list(map(lemma, self.words, self.tags))

    def place(self, first: int, last: int) -> Span:
        """Where the words from the first to the last stand in the text."""
        return Span(self.starts[first], self.ends[last])

    def token_at(self, offset: int) -> int:
        """The word that a character stands in, or the one before it."""
        return max(0, bisect_right(self.starts, offset) - 1)

    def tokens(self, span: Span) -> range:
        """The words that a span of the text touches."""
        return range(self.token_at(span.start), self.token_at(max(span.start, span.end - 1)) + 1)

    def anchor(self, span: Span) -> int:
        """The word of a stretch that holds it to the rest of the sentence: "12" of "at least 12"; -1 without words."""
        inside, heads, tags = self.tokens(span), self.heads, self.tags
        tops = [i for i in inside if i < len(tags) and heads[i] not in inside and tags[i] != "PUNCT"]
        return ([i for i in tops if tags[i] in ("NUM", "SYM")] or tops or [min(inside.start, len(self) - 1)])[0]

    @Lazy
    def predicates(self) -> dict[int, Clause]:
        """The clauses by their heads, each after the one that it hangs on."""
        found: dict[int, Clause] = {}
        heads, labels, tags = self.heads, self.labels, self.tags
        for i in self._downward:
            label, over = labels[i], heads[i]
            if label in _KINDS:
                found[i] = Clause(self, i, _KINDS[label], False)
            elif label == "conj" and over >= 0:
                first = found.get(over)
                verbal = tags[i] in VERBS or self.under(i, "cop", "nsubj", "nsubj:pass", "orphan")
                if verbal and (first or tags[i] in FINITE):
                    found[i] = Clause(self, i, first.kind if first else "main", True)
            elif label not in ("aux", "aux:pass", "cop") and tags[i] in FINITE:
                found[i] = Clause(self, i, "beside", False)
        return found

    @Lazy
    def _downward(self) -> list[int]:
        """All words, each after the one that it hangs on."""
        order, children = [i for i, head in enumerate(self.heads) if head < 0], self.children
        for i in order:
            order += children[i]
        return order

    def case(self, i: int) -> str:
        """The words that govern a noun: "in", "according to"; "" without."""
        found = [k for k in self.under(i, "case") if self.tags[k] != "POS"]
        return " ".join(self.low[m] for k in found for m in (k, *self.under(k, "fixed")))

    def noun_over(self, i: int) -> int:
        """The head of the phrase in which a word is a modifier; the word itself when it heads one."""
        while (over := self.heads[i]) >= 0 and self.labels[i] in _INSIDE and self.tags[over] not in VERBS:
            i = over
        return i

    @Lazy
    def _reaches(self) -> tuple[list[int], list[int]]:
        """The first and the last word that each word reaches with all that hangs on it, without joined clauses."""
        first, last = list(range(len(self.words))), list(range(len(self.words)))
        heads, tags, apart = self.heads, self.tags, {i for i, clause in self.predicates.items() if clause.joined}
        for i in reversed(self._downward):
            over = heads[i]
            if over >= 0 and i not in apart and tags[i] != "PUNCT":
                first[over] = first[i] if first[i] < first[over] else first[over]
                last[over] = last[i] if last[i] > last[over] else last[over]
        return first, last

    def reach(self, i: int) -> Span:
        """From the first to the last word that hangs on a word, by whatever way, without joined clauses."""
        first, last = self._reaches
        return self.place(first[i], last[i])

    def core(self, i: int) -> Span:
        """The words of a noun phrase: what stands before the head, and its names and "of" phrases after it."""
        first, last = self._near(i)
        of = (k for k in self.under(i, "nmod") if k > i and self.case(k) == "of")
        return self.place(first, max([last, *(self.token_at(self.core(k).end - 1) for k in of)]))

    def name(self, i: int) -> Span:
        """A noun with its adjectives and names, without determiner, number and what follows."""
        first, last = i, self._near(i)[1]
        for k in reversed([k for k in self.under(i, "amod", "compound", "nmod:poss", "nmod:desc", "flat") if k < i]):
            if self.tags[k] in ("NUM", "SYM", "DET", "PRP$"):
                break
            first = self.token_at(self.reach(k).start)
        return self.place(min(first, i), last)

    def _near(self, i: int) -> tuple[int, int]:
        """The first and last word of a phrase without its prepositional phrases."""
        first = last = i
        for k in reversed([k for k in self.children[i] if k < i]):
            if self.labels[k] in _BEFORE_HEAD or (self.labels[k] == "advmod" and k == first - 1):
                first = min(first, self.token_at(self.reach(k).start))
        return first, max([last, *self.under(i, "flat", "fixed", "compound", "nummod")])

    def coordinated(self, i: int) -> list[int]:
        """The heads of all that is coordinated with a word, itself among them, in their order."""
        while self.labels[i] == "conj" and self.heads[i] >= 0:
            i = self.heads[i]
        found = [i]
        for k in found:
            found += self.under(k, "conj")
        return sorted(found)

    @property
    def clauses(self) -> list[Clause]:
        """The clauses, in the order of their heads."""
        return [self.predicates[i] for i in sorted(self.predicates)]

    def clause_of(self, i: int) -> Clause:
        """The innermost clause that a word stands in; that of the root is one."""
        while i not in self.predicates:
            i = self.heads[i]
        return self.predicates[i]

    def governor(self, i: int) -> Phrase | None:
        """The noun whose complement holds the phrase of a word: "toll" of "a toll of 12"; None under a verb."""
        i = self.noun_over(i)
        over = self.heads[i]
        return Phrase(self, over) if over >= 0 and self.labels[i] in ("nmod", "appos", "nmod:unmarked") else None
