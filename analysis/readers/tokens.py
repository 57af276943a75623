"""A sentence as words, and the small words of English that tell where its parts begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from analysis.core.lexicon import load_lexicon
from analysis.core.values import Span
from analysis.readers.sentences import read_sentences

MASK, CLOSED = "\ue000", "\ue001"
"""Stand for the characters of a stretch in quotation marks, so that nothing inside it is taken for a word; CLOSED is
the last one where the words in marks end with a comma or a stop, as a quotation does before its attribution."""

_JOINED = r"\w++(?:[-./,&@]\w++|[’'][A-Z]\w++)*+"
_TOKEN = re.compile(rf"{_JOINED}|[$€£]{_JOINED}|[’']\w++|{MASK}*+{CLOSED}|{MASK}++|--++|\S")

BE = frozenset("is are was were be been being".split())
AUXILIARIES = BE | frozenset(
    "has have had am will would may might could can should shall must did does do 's ’s 're ’re 've ’ve 'd ’d 'll ’ll "
    "'m ’m don doesn didn won isn wasn hasn haven hadn couldn wouldn shouldn aren weren".split()
)
NEGATIONS = frozenset("not never 't ’t".split())
POSSESSIVES = frozenset(("'s", "’s"))
ADVERBS = frozenset(
    "also then now still again once often even just later earlier soon already further instead previously ever "
    "always sometimes thus long too both all only here meanwhile however therefore first recently simply rather".split()
)
PREPOSITIONS = frozenset(
    "in on at by for with from of to about after before during since until through throughout against among "
    "between under over into within without via despite following amid amidst around near outside inside across "
    "along per as upon like besides beyond behind including".split()
)
SUBORDINATORS = frozenset(
    "that because while when whether if although though unless whereas since as so than where how why what who "
    "whom which whose but or nor until after before and".split()
)
DETERMINERS = frozenset(
    "the a an this that these those his her its their our my your one some many most several two three four five "
    "six seven eight nine ten eleven twelve each another any no other such more fewer few every dozens hundreds".split()
)
PRONOUNS = frozenset("he she it they we i you who".split())
OBJECTS = frozenset("him her them me us you it reporters journalists supporters lawmakers".split())
RELATIVES = frozenset("who which that".split())
DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow january february march "
    "april may june july august september october november december".split()
)
TIMES = DAYS | frozenset("last next week weeks month year night morning afternoon evening earlier later ago".split())
DASHES = frozenset("— – - ― --".split())


class Sentence:
    """The words of one sentence, as they are and in lower case, with their places in the text.

    >>> sentence = Sentence("He didn’t, O’Neill said.", 0, 24)
    >>> sentence.words
    ['He', 'didn', '’t', ',', 'O’Neill', 'said', '.']
    """

    __slots__ = ("_read", "_starts", "_tags", "low", "quotes", "words")

    def __init__(self, text: str, start: int, end: int, plain: str = "") -> None:
        self._read = plain or text
        self._tags: dict[int, str] = {}
        self.words: list[str] = []
        self._starts: list[int] = []
        sentence = text[start:end]
        for part in sentence.split(" "):
            if part.isalnum():  # most of what stands between blanks is a word
                self.words.append(part)
                self._starts.append(start)
            else:
                for word in _TOKEN.finditer(part):
                    self.words.append(word[0])
                    self._starts.append(start + word.start())
            start += len(part) + 1
        self.low = list(map(str.lower, self.words))
        quoted = MASK in sentence or CLOSED in sentence
        self.quotes = [i for i in range(len(self.words)) if self.is_quote(i)] if quoted else []
        """The tokens that are masked quotations."""

    def __len__(self) -> int:
        return len(self.words)

    def tag(self, i: int) -> str:
        """What a word is (see `parser`), read in the text as it stands."""
        if i not in self._tags:
            at = self._starts[i]
            sentence = read_sentences(self._read).at(at)
            self._tags[i] = sentence.tags[sentence.token_at(at)] if len(sentence) else ""
        return self._tags[i]

    def place(self, first: int, end: int) -> Span:
        """Where the words from one up to another stand in the text."""
        return Span(self._starts[first], self._starts[end - 1] + len(self.words[end - 1]))

    def is_name(self, i: int) -> bool:
        """Whether a word begins with a capital."""
        return self.words[i][0].isupper()

    def is_adverb(self, i: int) -> bool:
        """Whether a word is an adverb, as far as a short list and its ending tell."""
        word = self.low[i]
        return word in ADVERBS or (word.endswith("ly") and len(word) > 4 and not self.is_name(i))

    def is_quote(self, i: int) -> bool:
        """Whether a token is a masked quotation."""
        return self.words[i][0] in (MASK, CLOSED)

    def is_closed_quote(self, i: int) -> bool:
        """Whether a token is a masked quotation that ends with a comma or a stop."""
        return self.words[i][-1] == CLOSED


FRAMES = ("say", "tell", "think", "urge", "stance")
_VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class Cue:
    """A form of a verb of attribution: the verb, what it takes ("say", "tell" …), and which form it is."""

    lemma: str
    frame: str
    form: str
    """base, s, ed or ing."""
    particles: tuple[str, ...] = ()
    silent: bool = False
    """Whether a thing or a deed can be its subject, without anybody speaking."""
    blow: bool = False
    """Whether it tells of a blow, which only counts when it is one of words."""


@cache
def cues() -> Mapping[str, Cue]:
    """Every form of every verb of the lexicon.

    >>> cues()["said"].lemma, cues()["criticised"].frame, cues()["claims"].form
    ('say', 'stance', 's')
    """
    lexicon = load_lexicon("cues")
    found: dict[str, Cue] = {}
    kinds = {name: frozenset(lexicon[name]) for name in ("silent", "blow")}
    for frame in FRAMES:
        for lemma in lexicon[frame]:
            particles = tuple(lexicon["particles"].get(lemma, ()))
            for form, word in _forms(lemma, lexicon["irregular"].get(lemma)):
                traits = {name: lemma in verbs for name, verbs in kinds.items()}
                found.setdefault(word, Cue(lemma, frame, form, particles, **traits))
    return found


def _forms(lemma: str, irregular: list[str] | None) -> Iterator[tuple[str, str]]:
    yield "base", lemma
    if irregular:
        for word in irregular:
            yield "ing" if word.endswith("ing") else "s" if word.endswith("s") else "ed", word
        return
    consonant_y = lemma.endswith("y") and lemma[-2] not in _VOWELS
    stem = lemma[:-1] + "i" if consonant_y else lemma
    yield "s", stem + ("es" if consonant_y or lemma.endswith(("s", "sh", "ch", "x", "z")) else "s")
    yield "ed", stem + ("d" if lemma.endswith("e") else "ed")
    yield "ing", (lemma[:-1] if lemma.endswith("e") else lemma) + "ing"
