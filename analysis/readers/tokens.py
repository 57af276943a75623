"""A sentence as words: what the search for speakers and for the things said walks along."""

from __future__ import annotations

import re

MASK, CLOSED = "\ue000", "\ue001"
"""Stand for the characters of a stretch in quotation marks, so that nothing inside it is taken for a word; CLOSED is
the last one where the words in marks end with a comma or a stop, as a quotation does before its attribution."""

_TOKEN = re.compile(rf"{MASK}*{CLOSED}|{MASK}+|[$€£]?\w+(?:[-./,&@]\w+|[’'][A-Z]\w+)*|[’']\w+|--+|\S")

AUXILIARIES = frozenset(
    "has have had is was are were be been being am will would may might could can should shall must did does do 's ’s 're ’re 've ’ve "
    "'d ’d 'll ’ll 'm ’m".split()
)
BE = frozenset("is are was were be been being".split())
NEGATIONS = frozenset("not never 't ’t n't".split())
ADVERBS = frozenset(
    "also then now still again once often even just later earlier soon already further instead previously ever always sometimes thus long "
    "too both all only here today yesterday meanwhile however therefore first today recently simply rather".split()
)
PREPOSITIONS = frozenset(
    "in on at by for with from of to about after before during since until through throughout against among between under over into within "
    "without via despite following amid amidst around near outside inside across along per as upon like besides beyond behind including".split()
)
SUBORDINATORS = frozenset(
    "that because while when whether if although though unless whereas since as so than where how why what who whom which whose but or nor "
    "until after before and".split()
)
DETERMINERS = frozenset(
    "the a an this that these those his her its their our my your one some many most several two three four five six seven eight nine ten "
    "both all each another any no other such more fewer few every dozens hundreds".split()
)
PRONOUNS = frozenset("he she it they we i you who".split())
RELATIVES = frozenset("who which that".split())
DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow january february march april may june july august september "
    "october november december".split()
)
TIMES = DAYS | frozenset("last next week weeks month year night morning afternoon evening earlier later ago".split())
DASHES = frozenset("— – - ― --".split())
OBJECTS = frozenset("him her them me us you it reporters journalists supporters lawmakers".split())


class Sentence:
    """The words of one sentence, with their places in the text."""

    __slots__ = ("ends", "low", "starts", "words")

    def __init__(self, text: str, start: int, end: int) -> None:
        self.words: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        for match in _TOKEN.finditer(text, start, end):
            self.words.append(match[0])
            self.starts.append(match.start())
            self.ends.append(match.end())
        self.low = [word.lower() for word in self.words]

    def __len__(self) -> int:
        return len(self.words)

    def is_name(self, i: int) -> bool:
        """Whether a word begins with a capital."""
        return self.words[i][:1].isupper()

    def is_quote(self, i: int) -> bool:
        """Whether a token is a masked quotation."""
        return self.words[i][0] in (MASK, CLOSED)

    def is_closed_quote(self, i: int) -> bool:
        """Whether a token is a masked quotation that ends with a comma or a stop."""
        return self.words[i][-1] == CLOSED
