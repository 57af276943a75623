"""A sentence cut into words as the treebank cuts them, by their number: what each is, and what it hangs on."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Any

from analysis.core.days import MONTHS, WEEKDAYS
from analysis.core.lexicon import load_lexicon
from analysis.core.values import Span
from analysis.readers.numbers import TENS
from analysis.readers.parser import FINITE, VERBS, model

_ABBREVIATED = (
    r"(?:Mr|Mrs|Ms|Dr|Prof|St|Gen|Lt|Col|Maj|Capt|Sgt|Cpl|Cmdr|Sen|Rep|Del|Gov|Adm|Amb|Rev|Hon|Insp|Supt|Jr|Sr"
    r"|Inc|Ltd|Corp|Co|No|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|vs|etc|approx|est)\.(?!\.)"
)
_PART = r"(?:[’'][A-Z]\w*+|[&@_]\w++)"
_WORD = rf"\w++{_PART}*+(?:[-‐‑–]\w++{_PART}*+)*+"
_TOKEN = re.compile(
    r"([A-Za-z][a-z]*+(?=[\s,])(?<![Cc]annot)|[,;:()“”\"]|\.(?!\.)"  # most words and marks: nothing else need be tried
    r"|https?://\S++|\w[\w.+-]{0,60}@\w[\w-]*+(?:\.\w[\w-]*+)++"  # addresses
    r"|(?:US|AU|A|C|NZ|HK|S|R|Z)?[$€£¥₽₹₩₺](?:(?:US|AU|A|C|NZ|HK)(?=\d))?"
    rf"|{_ABBREVIATED}|(?:[A-Za-z]\.){{2,8}}(?:[A-Za-z]\b)?|[A-Z]\.(?=\s?[A-Z])"
    r"|\d++(?:[.,/]\d++)*+(?:(?:st|nd|rd|th|s)\b|(?:[-‐‑–]\w++)++)?"  # 1,200; 9/11; 21st; 1990s; 12-year-old
    r"|[Cc]an(?=not\b)|\w{1,20}?(?=n[’']t\b)|n[’']t\b"
    r"|[’'](?:s|re|ve|d|ll|m|S)\b"
    rf"|{_WORD}|\.\.++|--++|\S)\s*"
)
# Stands for each character of a stretch in quotation marks, so that it is one word, which nobody else writes
MASK = "ꙮ"
DASHES = frozenset("— – - ― --".split())
DAYS = frozenset(map(str.lower, (*WEEKDAYS, *MONTHS))) | {"today", "yesterday", "tomorrow"}
TIMES = DAYS | frozenset("last next week weeks month year night morning afternoon evening earlier later ago".split())
RELATIVES = frozenset("who which that".split())
_HELPERS = frozenset("do does did have has had".split())
_FORMS: dict[str, Any] = load_lexicon("forms")
_PAST: dict[str, str] = {form: verb[0] for verb in map(str.split, _FORMS["verbs"].split(";")) for form in verb}
_PAST |= dict.fromkeys(_FORMS["be"], "be") | {"has": "have", "'ve": "have", "does": "do", "goes": "go"}
_BEFORE_E = ("v", "c", "u", "z", "dg", "rg", "at", "iz", "is", "ur", "as", "bl", "pl", "tl")  # no verb ends with them
_ENDINGS = (("ied", "y"), ("ies", "y ie"), ("ed", " e"), ("ing", " e"), ("es", "e "), ("s", ""))
PLURALS: dict[str, str] = _FORMS["plurals"]  # irregular plurals, each with its singular
_SOUND = frozenset("PUNCT ADP DET NNS PROPN ADV PRON CCONJ VBN VBG VBZ VBP MD NUM SYM TO PRP$ POS".split())
_TENS = tuple(f"{word}-" for word in TENS)
_CLAUSAL = frozenset("root ccomp xcomp advcl acl acl:relcl csubj parataxis".split())
_BEFORE_HEAD = frozenset("det amod compound nummod nmod:poss nmod:desc flat nmod:unmarked".split())
_INSIDE = _BEFORE_HEAD | {"case", "punct", "advmod", "cc"}


@lru_cache(maxsize=1 << 15)
def lemma(word: str, tag: str) -> str:
    """The dictionary form of a verb or a noun; any other word in small letters.

    >>> [lemma(*pair) for pair in (("Killed", "VBD"), ("rising", "VBG"), ("cities", "NNS"), ("’s", "AUX:VBZ"))]
    ['kill', 'rise', 'city', 'be']
    """
    low = word.lower().replace("’", "'")
    if tag == "NNS":
        return singular(low)
    if "VB" not in tag or (tag.endswith(("VB", "VBP")) and low not in _PAST):
        return low
    if low in _PAST:
        return _PAST[low]
    known = model().verbs
    for ending, swaps in _ENDINGS:
        if low.endswith(ending) and len(low) > len(ending) + 1:
            stem = low[: -len(ending)]
            forms = [stem + swap for swap in swaps.split(" ")]
            if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in "lsz":
                forms.insert(0, stem[:-1])
            guess = stem + "e" if ending in ("ed", "ing", "es") and stem.endswith(_BEFORE_E) else forms[0]
            return next((form for form in forms if form in known), guess)
    return low


def singular(low: str) -> str:
    """The singular of a plural noun in small letters: "lawsuit", "woman", "country", "church", "size"."""
    head, joint, last = low.rpartition("-")
    if last in PLURALS:
        return head + joint + PLURALS[last]
    if last.endswith("men"):
        return low[:-2] + "an"
    if low.endswith("ies") and len(last) > 4:
        return low[:-3] + "y"
    if low.endswith(("sses", "shes", "ches", "xes", "zzes")) or (low.endswith("oes") and len(last) > 5):
        return low[:-2]
    return low[:-1] if low.endswith("s") and not low.endswith(("ss", "us", "is")) else low


def _mended(tags: list[str], words: Sequence[str], low: Sequence[str]) -> list[str]:
    """The tags of a sentence, without those that a word cannot have where it stands."""
    told, led = not FINITE.isdisjoint(tags), -9
    if tags[:1] == ["PROPN"] and low[0].startswith(_TENS) and tags[1:]:
        tags[0] = "NUM"  # "Forty-five suspected smugglers"
    for i in [i for i, tag in enumerate(tags[:-1]) if tag not in _SOUND]:
        tag, after, before = tags[i], tags[i + 1], tags[i - 1] if i else ""
        if tag == "VBD" and before == "NUM" and after == "NNS":
            suspected = low[i] in ("suspected", "alleged") or not FINITE.isdisjoint(tags[i + 2 : i + 3])
            if suspected or "ADP" in tags[max(0, i - 4) : i - 1]:
                tags[i] = "VBN"  # "of 66 displaced people"; "66 displaced people are"
        elif tag.startswith("AUX") and after in ("NUM", "SYM", "PRP$") and _PAST.get(low[i]) == "have":
            tags[i] = tag[4:]  # "will have 40 tanks"
        elif tag == "VB" and low[i] == "put" and before in ("PUNCT", "PROPN", "NNS"):
            tags[i] = "VBD"
        elif tag == "VB" and (before == "DET" or led == i - 2):
            tags[i], led = "NOUN", i  # "the search and rescue agency"
        elif tag == "NOUN" and after in ("NUM", "SYM") and before and low[i - 1] in ("a", "an"):
            tags[i] = "ADJ"  # "a record 40"
        elif tag == "NOUN" and before == "MD" and after in ("ADP", "DET", "PUNCT", "PROPN", "ADV"):
            tags[i] = "VB"  # "workers would strike on Monday"
        elif tag == "NOUN" and not told and before != "DET" and _PAST.get(low[i], low[i]) != low[i]:
            tags[i] = "VBD"  # "the envoys met"
        elif tag == "ADJ" and low[i] == "set" and before.startswith("AUX") and after in ("ADP", "TO"):
            tags[i] = "VBN"  # "a round was set for May"
        elif words[i] == "WHO" and tag == "WH" and any(map(str.islower, words)):
            tags[i] = "PROPN"
    return tags


def tag(trees: Sequence[Tree]) -> None:
    """Tag sentences together, in less time than one after the other; a masked quotation is a noun."""
    found = model().tag([tree.words for tree in trees]) if trees else ()  # the first that is read loads the model
    for tree, tags in zip(trees, found, strict=True):
        tree.tags = _mended(tags, tree.words, tree.low)
        for i in tree.quotes:
            tree.tags[i] = "NOUN"


def parse(trees: Sequence[Tree]) -> None:
    """Parse sentences together; a number is no clause of its own ("killed at least 12 of the 40")."""
    found = model().parse([(tree.words, tree.tags) for tree in trees]) if trees else ()
    for tree, (heads, labels) in zip(trees, found, strict=True):
        if "xcomp" in labels:
            labels = ["obj" if pair == ("xcomp", "NUM") else pair[0] for pair in zip(labels, tree.tags, strict=True)]
        tree.heads, tree.labels = heads, labels


class Tree:
    """The words of a sentence, what each of them is and what it hangs on.

    >>> Tree("Didn’t the U.S. pay $1.2bn (5%)?", Span(0, 32)).words
    ['Did', 'n’t', 'the', 'U.S.', 'pay', '$', '1.2', 'bn', '(', '5', '%', ')', '?']
    """

    def __init__(self, text: str, span: Span) -> None:
        self.text, self.span = text, span
        self.words: list[str] = _TOKEN.findall(text, span.start, span.end)
        self.low = [word if word == "WHO" else word.lower() for word in self.words]  # WHO is a name

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def starts(self) -> list[int]:
        """Where each word begins."""
        found, at, place = [], self.span.start, self.text.index
        for word in self.words:  # between words there are but blanks
            at = place(word, at)
            found.append(at)
            at += len(word)
        return found

    @cached_property
    def quotes(self) -> list[int]:
        """The words that are masked quotations."""
        masked = self.text.find(MASK, self.span.start, self.span.end) >= 0
        return [i for i, word in enumerate(self.words) if word[0] == MASK] if masked else []

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

    @cached_property
    def tags(self) -> list[str]:
        """What each word is (see `parser`)."""
        tag([self])
        return self.tags

    @cached_property
    def heads(self) -> list[int]:
        """What each word hangs on; -1 of the root."""
        parse([self])
        return self.heads

    @cached_property
    def labels(self) -> list[str]:
        """What each word is to the one that it hangs on."""
        parse([self])
        return self.labels

    @cached_property
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
        named = self.labels
        return [k for k in below if named[k] in labels]

    def lemma(self, i: int) -> str:
        """The dictionary form of a word."""
        return lemma(self.words[i], self.tags[i])

    def end(self, i: int) -> int:
        """Where a word ends in the text."""
        return self.starts[i] + len(self.words[i])

    def place(self, first: int, last: int) -> Span:
        """Where the words from the first to the last stand in the text."""
        return Span(self.starts[first], self.end(last))

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
        numbers = [i for i in tops if tags[i] in ("NUM", "SYM")]
        return (numbers or tops or [min(inside.start, len(self) - 1)])[0]

    @cached_property
    def predicates(self) -> dict[int, tuple[str, bool]]:
        """The heads of clauses: what label each has, and whether it is coordinated with the one that it hangs on."""
        found: dict[int, tuple[str, bool]] = {}
        heads, labels, tags = self.heads, self.labels, self.tags
        for i in self._downward:
            label, over = labels[i], heads[i]
            if label in _CLAUSAL:
                found[i] = (label, False)
            elif label == "conj" and over >= 0:
                first = found.get(over)
                verbal = tags[i] in VERBS or self.under(i, "cop", "nsubj", "nsubj:pass", "orphan")
                if verbal and (first or tags[i] in FINITE):
                    found[i] = (first[0] if first else "root", True)
            elif label not in ("aux", "aux:pass", "cop") and tags[i] in FINITE:
                found[i] = ("parataxis", False)
        return found

    @cached_property
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

    @cached_property
    def _reaches(self) -> tuple[list[int], list[int]]:
        """The first and the last word that each word reaches with all that hangs on it, without joined clauses."""
        first, last = list(range(len(self.words))), list(range(len(self.words)))
        heads, apart = self.heads, {i for i, (_, joined) in self.predicates.items() if joined}
        for i in reversed(self._downward):
            over = heads[i]
            if over >= 0 and i not in apart and self.tags[i] != "PUNCT":
                first[over], last[over] = min(first[i], first[over]), max(last[i], last[over])
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
