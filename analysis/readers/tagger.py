"""Parts of speech: a greedy averaged perceptron over the word, its ending, its shape and its neighbours.

Tags are the universal ones, with the Penn forms where a sentence hangs on them: of verbs VB VBD VBZ VBP VBN VBG, of
auxiliaries the same with "AUX:" before and MD, of nouns NOUN, NNS and PROPN; besides TO, NOT, POS, RP, WH and EX.

What the treebank nearly always has between such words is settled without weights. For the rest, what a word brings by
itself is summed once per word and kept, so that a word in its sentence costs one sum of columns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from typing import Any

from analysis.core.lexicon import load_lexicon
from analysis.readers.weights import MODEL, Columns, Lanes
from analysis.readers.words import PAST_FORMS

FINITE = frozenset(("VBD", "VBZ", "VBP", "MD", "AUX:VBD", "AUX:VBZ", "AUX:VBP"))
VERBS = FINITE | frozenset(("VB", "VBN", "VBG", "AUX:VB", "AUX:VBN", "AUX:VBG"))
NOMINAL = frozenset(("NOUN", "NNS", "PROPN", "PRON", "NUM", "SYM", "WH"))
_NOUNS_TOO = frozenset("ground wound saw bit felt lay bound shed spoke left lit fed bore wore cast".split())
"""Past forms that are as often something else."""
_MISREAD = frozenset(("NOUN", "VBP", "VBD", "VBN"))
"""Tags that no word has right behind a modal verb."""
_MOST_KEPT = 1 << 14
"""Sums of each kind that are kept at a time."""
_DIGIT = re.compile(r"\d")
_MARKS = str.maketrans("’‘“”–—−", "''\"\"---")


@lru_cache(_MOST_KEPT)
def shape(word: str) -> str:
    """What kind of characters a word is written in: small letters, a capital first, capitals, digits, or neither.

    >>> [shape(word) for word in ("oil", "Oslo", "NATO", "1.2", "MiG-29", "$")]
    ['x', 'Xx', 'XX', 'd', 'Xd', '#']
    """
    letters = "X" if word[0].isupper() else "x" if word[0].isalpha() else ""
    if _DIGIT.search(word):
        return letters + "d"
    if not letters:
        return "#"
    return "XX" if len(word) > 1 and word.isupper() else letters if letters == "x" else "Xx"


@lru_cache(_MOST_KEPT)
def plain(word: str) -> str:
    """A word as the weights know it: small letters, plain quotation marks, and 0 for each digit."""
    return _DIGIT.sub("0", word.lower().translate(_MARKS))


def own(word: str, common: str) -> list[str]:
    """What a word tells about its own tag; `common` is its most usual tag, or nothing."""
    low, form = plain(word), shape(word)
    tail = [f"{n}{low[-n:]}" for n in (1, 2, 3, 4) if len(low) > n]
    last = low.rpartition("-")[2]
    return [
        "b", "w" + low, "s" + form, "S" + form + low[-2:], "p" + low[:2], "P" + low[:3], "c" + common + form, *tail,
        "h" + last[-3:] if last != low else "h",
    ]  # fmt: skip


def beside(word: str, common: str, side: str) -> list[str]:
    """What a word tells about the tag of one beside it; `side` says which one."""
    low = plain(word)
    return [side + "w" + low, side + "3" + low[-3:], side + "c" + common + shape(word)]


def before(first: str, second: str, word: str) -> list[str]:
    """What the two tags before a word tell about its tag."""
    return ["t" + second, "T" + first + " " + second, "u" + second + " " + word, "x" + second + " " + word[-3:]]


def views(low: str, usual: str, before: str, after: str) -> tuple[str, str, str, str]:
    """A word in small letters, or its usual tag, with the tag before it and the usual tag of the word after it."""
    return f"{low} {before}", f"{low}>{after}", f"<{usual} {before}>{after}", f"<{usual} {before} {low[-3:]}"


def state_after(state: str, tag: str, low: str) -> str:
    """Where a clause stands after a word: what came since it began, which tells a past tense from a participle.

    s nothing yet, n a noun, v a finite verb, c one and then "and", k one and then a comma; b h m after forms of "be",
    of "have", and after a modal verb or "to"; capitals inside a clause that opened after a noun: "men who …".
    """
    if tag in _OPENS or low in _STOPS:
        return "S" if state in "nN" and tag == "WH" else "s"
    if tag in ("MD", "TO"):
        return "m"
    if tag.startswith("AUX:"):
        return "h" if low in _HAVE else "b"
    if tag in FINITE or (tag in VERBS and state in "bhm"):
        return "n" if state == "N" or state == "S" else "v"
    if state in "vkc":
        return "k" if low == "," else "c" if tag == "CCONJ" else "d" if state == "c" and tag in NOMINAL else state
    if tag in NOMINAL and state in "sS":
        return "N" if state == "S" else "n"
    return state


_OPENS = frozenset(("SCONJ", "WH", "WRB"))
_STOPS = frozenset((";", ":", '"', "(", "''", "--", "-"))
_HAVE = frozenset(("have", "has", "had", "having", "'ve", "'d"))


def since(state: str, last: str, low: str, after: str) -> list[str]:
    """What the state of a clause and the tag before tell about the tag of a word, given the next one's usual tag."""
    end = low[-2:] + after
    return ["Q" + state + low, "e" + state + low[-2:], "n" + state + end, "z" + last + end, "Z" + state + last + end]


@cache
def _tagged() -> dict[str, str]:
    """Words of agency prose that have one tag, and the forms of irregular verbs that all differ."""
    forms = load_lexicon("forms")
    found = {word: tag for tag, words in forms["tagged"].items() for word in words.split()}
    for line in forms["verbs"].split(";"):
        verb = line.split()
        if len(verb) == 3 and len(set(verb)) == 3 and verb[0] not in ("bear", "lie"):
            found |= {verb[1]: "VBD", verb[2]: "VBN"}
    return found


def _past(common: Mapping[str, str]) -> dict[str, str]:
    """Irregular past forms that the treebank lacks, with the usual tags of one that it has."""
    return {
        form: common.get("took", "") for form, verb in PAST_FORMS.items() if form != verb and form not in _NOUNS_TOO
    }


class Tagger:
    """Tags sentences with the weights that the package carries.

    >>> Tagger().tag("Rebels attacked two towns , the army said .".split())
    ['NNS', 'VBD', 'NUM', 'NNS', 'PUNCT', 'DET', 'NOUN', 'VBD', 'PUNCT']
    """

    def __init__(self, model: dict[str, Any] | None = None) -> None:
        self._given = model

    @cached_property
    def _model(self) -> tuple[Lanes, dict[str, str], dict[str, str], dict[str, str]]:
        model = self._given or MODEL.tagger
        common = _past(model["common"]) | model["common"]
        return Lanes(model["tags"]), _tagged() | model["only"], common, model["settled"]

    @cached_property
    def _sums(self) -> tuple[Callable[..., int], ...]:
        # the sums of the weights of what is known by a word, by one beside it, by the tags and by the clause before it
        total = Columns((self._given or MODEL.tagger)["weights"]).total

        def kept(features: Callable[..., list[str]]) -> Callable[..., int]:
            return lru_cache(_MOST_KEPT)(lambda *known: total(features(*known)))

        return kept(own), kept(beside), kept(before), kept(since)

    def tag(self, words: Sequence[str]) -> list[str]:
        """The tags of the words of one sentence."""
        return list(self.each(words))

    def each(self, words: Sequence[str]) -> Iterator[str]:
        """The same, one after the other: what comes later is not read before it is asked for."""
        lanes, only, common, settled = self._model
        known = settled.get
        by_word, by_neighbour, by_tags, by_clause = self._sums
        words = ["<s>", "<s>", *quiet(words), "</s>", "</s>"]
        lows = [plain(word) for word in words]
        usual = [common.get(low) or shape(word) for low, word in zip(lows, words, strict=True)]
        earlier, tag_before, state, last = "<s>", "<s>", "s", len(words) - 2
        for i in range(2, last):
            low = lows[i]
            tag = only.get(low)
            if not tag:
                one, two, three, four = views(low, usual[i], tag_before, usual[i + 1])
                tag = known(one) or known(two) or known(three) or known(four)
            if not tag:
                tag = lanes.best(
                    by_word(words[i], usual[i])
                    + by_neighbour(words[i - 1], usual[i - 1], "-")
                    + by_neighbour(words[i + 1], usual[i + 1], "+")
                    + by_neighbour(words[i - 2], usual[i - 2], "<")
                    + by_neighbour(words[i + 2], usual[i + 2], ">")
                    + by_tags(earlier, tag_before, low)
                    + by_clause(state, tag_before, low, usual[i + 1])
                )
                if tag_before == "MD" and tag in _MISREAD:
                    tag = "VB"
            yield tag
            earlier, tag_before, state = tag_before, tag, state_after(state, tag, low)


def quiet(words: Sequence[str]) -> Sequence[str]:
    """The words as the tagger knows them: each currency as "$", small letters where all stand in capitals."""
    words = [_SAME.get(word) or ("$" if word[-1] in _MONEY or word[0] in _MONEY else word) for word in words]
    letters = [word for word in words if len(word) > 1 and word.isalpha()]
    loud = len(letters) > 3 and sum(map(str.isupper, letters)) > 0.7 * len(letters)
    return [word.lower() for word in words] if loud else words


_MONEY = frozenset("$€£¥₹₽₩")
_SAME = {
    "Rs": "$",
    "Rs.": "$",
    "dlrs": "$",
    "lakh": "million",
    "lakhs": "million",
    "crore": "million",
    "crores": "million",
}
