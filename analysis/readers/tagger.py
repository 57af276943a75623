"""Parts of speech: a greedy averaged perceptron over the word, its ending, its shape and its neighbours.

Tags are the universal ones, with the Penn forms where a sentence hangs on them: of verbs VB VBD VBZ VBP VBN VBG, of
auxiliaries the same with "AUX:" before and MD, of nouns NOUN, NNS and PROPN; besides TO, NOT, POS, RP, WH and EX.

What a word brings by itself is summed once per word and kept, so that a word in its sentence costs one sum of columns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, cached_property

from analysis.core.lexicon import load_lexicon
from analysis.readers.weights import MODEL, decoded
from analysis.readers.words import PAST_FORMS

FINITE = frozenset(("VBD", "VBZ", "VBP", "MD", "AUX:VBD", "AUX:VBZ", "AUX:VBP"))
VERBS = FINITE | frozenset(("VB", "VBN", "VBG", "AUX:VB", "AUX:VBN", "AUX:VBG"))
NOMINAL = frozenset(("NOUN", "NNS", "PROPN", "PRON", "NUM", "SYM", "WH"))
_NOUNS_TOO = frozenset("ground wound saw bit felt lay bound shed spoke left lit fed bore wore cast".split())
"""Past forms that are as often something else."""
_MISREAD = frozenset(("NOUN", "VBP", "VBD", "VBN"))
"""Tags that no word has right behind a modal verb."""
_MOST_KEPT = 60_000
"""Words of which the sums are kept at a time."""
_DIGIT = re.compile(r"\d")
_MARKS = str.maketrans("’‘“”–—−", "''\"\"---")


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


class Tagger:
    """Tags sentences with the weights that the package carries.

    >>> Tagger().tag("Rebels attacked two towns , the army said .".split())
    ['NNS', 'VBD', 'NUM', 'NNS', 'PUNCT', 'DET', 'NOUN', 'VBD', 'PUNCT']
    """

    def __init__(self, model: dict[str, object] | None = None) -> None:
        self._given = model
        self._columns: dict[tuple[str, ...], list[int]] = {}

    @cached_property
    def _model(self) -> tuple[dict[str, str], list[str], dict[str, str], dict[str, str]]:
        model = self._given or MODEL.tagger
        return model["weights"], model["tags"], model["only"], model["common"]  # type: ignore[return-value]

    @cached_property
    def _past(self) -> dict[str, str]:
        """Irregular past forms that the treebank lacks, with the usual tags of one that it has."""
        rare = (form for form, verb in PAST_FORMS.items() if form != verb and form not in _NOUNS_TOO)
        return dict.fromkeys(rare, self._model[3].get("took", ""))

    def _column(self, key: tuple[str, ...], features: list[str]) -> list[int]:
        """The sum of the weights of what is known by one key, kept for the next time."""
        weights, tags, _, _ = self._model
        if len(self._columns) > _MOST_KEPT:
            self._columns.clear()
        column = self._columns[key] = decoded(weights, features, len(tags))
        return column

    def tag(self, words: Sequence[str]) -> list[str]:
        """The tags of the words of one sentence."""
        _, names, only, common = self._model
        words = ["<s>", "<s>", *quiet(words), "</s>", "</s>"]
        lows = [plain(word) for word in words]
        past = self._past
        usual = [common.get(low) or past.get(low) or shape(word) for low, word in zip(lows, words, strict=True)]
        tags, state = ["<s>", "<s>"], "s"
        get, make = self._columns.get, self._column
        for i in range(2, len(words) - 2):
            low = lows[i]
            tag = only.get(low) or _tagged().get(low)
            if not tag:
                word, first, second = words[i], tags[-2], tags[-1]
                back, ahead, back2, ahead2, after = words[i - 1], words[i + 1], words[i - 2], words[i + 2], usual[i + 1]
                scores = [
                    a + b + c + d + e + f + g
                    for a, b, c, d, e, f, g in zip(
                        get(("o", word)) or make(("o", word), own(word, usual[i])),
                        get(("-", back)) or make(("-", back), beside(back, usual[i - 1], "-")),
                        get(("+", ahead)) or make(("+", ahead), beside(ahead, after, "+")),
                        get(("<", back2)) or make(("<", back2), beside(back2, usual[i - 2], "<")),
                        get((">", ahead2)) or make((">", ahead2), beside(ahead2, usual[i + 2], ">")),
                        get((first, second, low)) or make((first, second, low), before(first, second, low)),
                        get((state, second, low, after))
                        or make((state, second, low, after), since(state, second, low, after)),
                        strict=True,
                    )
                ]
                tag = names[scores.index(max(scores))]
                if second == "MD" and tag in _MISREAD:
                    tag = "VB"
            tags.append(tag)
            state = state_after(state, tag, low)
        return tags[2:]


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
