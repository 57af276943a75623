"""Words as the treebank cuts a text into them: their dictionary forms, and the tags that they can have."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from analysis.core.days import MONTHS, WEEKDAYS
from analysis.core.lexicon import load_lexicon
from analysis.readers.numbers import TENS
from analysis.readers.parser import FINITE, NOUNS, VERBS, model

_PART = r"(?:[’'][A-Z]\w*+|[&@_]\w++)"
_WORD = rf"\w++{_PART}*+(?:[-‐‑–]\w++{_PART}*+)*+"
TOKEN = re.compile(
    r"([A-Za-z][a-z]*+(?=[\s,])(?<![Cc]annot)|[,;:()“”\"]|\.(?!\.)"  # most words and marks: nothing else need be tried
    r"|https?://\S++|\w[\w.+-]{0,60}@\w[\w-]*+(?:\.\w[\w-]*+)++"  # addresses
    r"|(?:US|AU|A|C|NZ|HK|S|R|Z)?[$€£¥₽₹₩₺](?:(?:US|AU|A|C|NZ|HK)(?=\d))?"
    r"|(?:Mr|Mrs|Ms|Dr|Prof|St|Gen|Lt|Col|Maj|Capt|Sgt|Cpl|Cmdr|Sen|Rep|Del|Gov|Adm|Amb|Rev|Hon|Insp|Supt|Jr|Sr"
    r"|Inc|Ltd|Corp|Co|No|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|vs|etc|approx|est)\.(?!\.)"  # short forms
    r"|(?:[A-Za-z]\.){2,8}(?:[A-Za-z]\b)?|[A-Z]\.(?=\s?[A-Z])"
    r"|\d++(?:[.,/]\d++)*+(?:(?:st|nd|rd|th|s)\b|(?:[-‐‑–]\w++)++)?"  # 1,200; 9/11; 21st; 1990s; 12-year-old
    r"|[Cc]an(?=not\b)|\w{1,20}?(?=n[’']t\b)|n[’']t\b"
    r"|[’'](?:s|re|ve|d|ll|m|S)\b"
    rf"|{_WORD}|\.\.++|--++|\S)\s*"
)
# Stands for each character of a stretch in quotation marks, so that it is one word, which nobody else writes
MASK = "ꙮ"
DASHES = frozenset("— – - ― --".split())
DAYS = frozenset(map(str.lower, (*WEEKDAYS, *MONTHS))) | {"today", "yesterday", "tomorrow", "weekend"}
TIMES = DAYS | frozenset("last next week weeks month year night morning afternoon evening earlier later ago".split())
RELATIVES = frozenset("who which that".split())
_FORMS: dict[str, Any] = load_lexicon("forms")
_PAST: dict[str, str] = {form: verb[0] for verb in map(str.split, _FORMS["verbs"].split(";")) for form in verb}
_PAST |= dict.fromkeys(_FORMS["be"], "be") | {"has": "have", "'ve": "have", "does": "do", "goes": "go"}
_BEFORE_E = ("v", "c", "u", "z", "dg", "rg", "at", "iz", "is", "ur", "as", "bl", "pl", "tl")  # no verb ends with them
_ENDINGS = (("ied", "y"), ("ies", "y ie"), ("ed", " e"), ("ing", " e"), ("es", "e "), ("s", ""))
PLURALS: dict[str, str] = _FORMS["plurals"]  # irregular plurals, each with its singular
_SOUND = frozenset("PUNCT ADP DET NNS PROPN ADV PRON CCONJ VBN VBG VBZ MD NUM SYM TO PRP$ POS".split())
_TELLING = frozenset("told claims estimates reports notes states reported estimated announced confirmed noted".split())
_UNSURE = _TELLING | {"cut", "put", "set", "shut", "hit", "do"}  # whose tag is looked at whatever it is
# What nothing is done to: no participle behind a noun
_GOING = frozenset("landed crashed exploded marched gathered rallied arrived returned drifted collapsed".split())
_NEAR = 40  # words before one in which a verb is looked for
_TENS = tuple(f"{word}-" for word in TENS)


@lru_cache(maxsize=1 << 15)
def lemma(word: str, tag: str) -> str:
    """The dictionary form of a verb or a noun; any other word in small letters."""
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
            if len(stem) > 2 and stem[-1] == stem[-2]:  # "totalled" beside "called"
                forms.insert(len(forms) if stem[-1] in "lsz" else 0, stem[:-1])
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


def _ends_aside(tags: Sequence[str], i: int) -> bool:
    """Whether a word ends a stretch behind a comma, and what follows a verb, without a verb of its own."""
    comma = next((k for k in range(i, max(0, i - _NEAR), -1) if tags[k] == "PUNCT"), i)
    own, before = {*tags[comma + 1 : i]}, tags[max(0, comma - _NEAR) : comma]
    return comma < i and not own & (VERBS | {"ADP", "NUM"}) and tags[i + 1] == "PUNCT" and not FINITE.isdisjoint(before)


def mended(tags: list[str], words: Sequence[str], low: Sequence[str]) -> list[str]:
    """The tags of a sentence, without those that a word cannot have where it stands."""
    told, led = not FINITE.isdisjoint(tags), -9
    if tags[:1] == ["PROPN"] and low[0].startswith(_TENS) and tags[1:]:
        tags[0] = "NUM"  # "Forty-five suspected smugglers"
    for i in [i for i, tag in enumerate(tags[:-1]) if tag not in _SOUND or low[i] in _UNSURE or low[i][-2:] == "ed"]:
        tag, after, before, near = tags[i], tags[i + 1], tags[i - 1] if i else "", tags[max(0, i - _NEAR) : i]
        if tag == "VBD" and before == "NUM" and after == "NNS":
            suspected = low[i] in ("suspected", "alleged") or not FINITE.isdisjoint(tags[i + 2 : i + 3])
            if suspected or "ADP" in tags[max(0, i - 4) : i - 1]:
                tags[i] = "VBN"  # "of 66 displaced people"; "66 displaced people are"
        elif tag.startswith("AUX") and after in ("NUM", "SYM", "PRP$") and _PAST.get(low[i]) == "have":
            tags[i] = tag[4:]  # "will have 40 tanks"
        elif tag in ("ADV", "ADJ") and low[i].endswith("ed") and after in ("NUM", "SYM", "DET", "PRP$"):
            if before.startswith("AUX") and _PAST.get(low[i - 1]) == "have":
                tags[i] = "VBN"  # "had contained 35%"
        elif tag == "VB" and low[i] == "put" and before in ("PUNCT", "PROPN", "NNS"):
            tags[i] = "VBD"
        elif tag == "VB" and (before == "DET" or led == i - 2):
            tags[i], led = "NOUN", i  # "the search and rescue agency"
        elif tag == "NOUN" and low[i] in ("cost", "costs") and after in ("SYM", "NUM") and before in NOUNS:
            tags[i] = "VBD" if low[i] == "cost" else "VBZ"  # "the film cost $159 million"
        elif tag in NOUNS and words[i] == "do":
            tags[i] = "VBP"  # "just 7% of Republicans do"
        elif tag == "NOUN" and after in ("NUM", "SYM") and before and low[i - 1] in ("a", "an"):
            tags[i] = "ADJ"  # "a record 40"
        elif tag == "NOUN" and before == "MD" and after in ("ADP", "DET", "PUNCT", "PROPN", "ADV"):
            tags[i] = "VB"  # "workers would strike on Monday"
        elif tag in ("NNS", "VBN") and before in NOUNS and low[i] in _TELLING and _ends_aside(tags, i):
            tags[i] = "VBZ" if tag == "NNS" else "VBD"  # "…, the UN office estimates."
        elif tag == "NNS" and before in NOUNS and low[i + 1] == "that" and FINITE.isdisjoint(near):
            if tags[i + 2 : i + 3] == ["VBZ"]:
                tags[i + 2] = "NNS"
            if FINITE.isdisjoint(tags[i + 2 : i + 3]):
                tags[i : i + 2] = "VBZ", "SCONJ"  # "the ministry claims that exports rose"
        elif (
            before == "CCONJ"
            and (tag in ("VBP", "VBD") or (tag == "VBN" not in near))
            and [t for t in near if t in FINITE][-1:] == ["MD"]
        ):
            tags[i] = "VB" if tag == "VBP" or _PAST.get(low[i]) == low[i] else tag  # "will hold water and cut costs"
        elif tag == "NOUN" and not told and before != "DET" and _PAST.get(low[i], low[i]) != low[i]:
            tags[i] = "VBD"  # "the envoys met"
        elif tag == "ADJ" and low[i] == "set" and before.startswith("AUX") and after in ("ADP", "TO"):
            tags[i] = "VBN"  # "a round was set for May"
        elif tag == "VBN" and low[i] == "told" and before == "PUNCT" and after in ("NNS", "PROPN", "PRON", "DET"):
            tags[i] = "VBD"  # "its head, Jane Roe, told reporters"
        elif tag == "VBN" and before in NOUNS and low[i] in _GOING and FINITE.isdisjoint(near):
            tags[i] = "VBD"  # "On Monday, two rockets landed near the port, the army said"
        elif tag == "VBN" and before == "NNS" and low[i + 1 : i + 3] == [",", "said"] and FINITE.isdisjoint(near):
            tags[i] = "VBD"  # "1,800 people crossed, said Jane Roe"
        elif words[i] == "WHO" and tag == "WH" and any(map(str.islower, words)):
            tags[i] = "PROPN"
    return tags
