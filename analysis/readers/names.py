"""Names of people and organisations that no list holds, recognised by their form and by the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from analysis.readers.gazetteer import lexicon_words

_CAP = r"(?:[A-Z]\.|[A-ZÀ-Þ]\w*(?:[-’']\w+)*)"
_RUN = re.compile(
    rf"(?<![\w’'-]){_CAP}(?:[ \u00a0](?:(?:of|for|on|in|and|the|&|de|du|van|von|der|bin|ibn|ul|al)[ ]){{0,2}}{_CAP}){{0,8}}"
)
_SMALL = re.compile(r" (?:of|for|on|in|and|the|&) ")
_OPENERS = frozenset(
    "The A An In On At But And Or If As When While After Before Since With By From For To Of This That These Those It He She They "
    "We You I Its His Her Their Our My Although Though However Meanwhile Last Next Earlier Later Now Then Yet So Both Some Many "
    "Most Several Two Three Former Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June "
    "July August September October November December According Despite During Following Under Until What Why How Where Who".split()
)
_POSSESSIVE = re.compile(r"[’']s$|(?<=s)[’']$")
_SAYS = r"(?:said|says|told|tells|wrote|writes|added|adds|explained|explains|noted|notes|argued|argues|warned|warns)"
_SPEAKS_AFTER = re.compile(rf",? (?:has |had |also |then )?{_SAYS}\b")
_SPEAKS_BEFORE = re.compile(rf"\b(?:{_SAYS[3:-1]}|according to),? $".replace("(?:", "(?:", 1))
_APPOSITION = re.compile(
    r",? (?:\(\d\d\)|\d\d,)?\s?,?\s?((?:an?|the|one of the|former|senior|chief|deputy|director|head|professor|president|author|co-founder) ?[^,.;:()\n“”\"]{2,120})"
)
_BEFORE = re.compile(r"(?:^|[\s“\"(])((?:[\w’'&/-]+ ){1,8})$")


@dataclass(frozen=True, slots=True)
class Name:
    """A name found by its form: its place, what it seems to be, and the role that the words around it give."""

    start: int
    end: int
    text: str
    kind: str
    role: str
    title: str


def names_by_form(text: str, known: set[int]) -> Iterator[Name]:
    """People and organisations whose names stand in no list.

    Parameters
    ----------
    text
        Any text.
    known
        Offsets at which a name of the lexicon begins; a run of capitalised words that starts there is left alone.

    Yields
    ------
    Name
        A person needs a title, a role beside the name, a verb of speaking or a common given name; an organisation
        needs a word such as Ministry or Institute. Other runs of capitalised words are left alone.

    >>> [(n.text, n.kind, n.role) for n in names_by_form("said Jane Roe, an analyst at Acme Institute.", set())]
    [('Jane Roe', 'person', 'an analyst at Acme Institute'), ('Acme Institute', 'organisation', '')]
    """
    for run in _RUN.finditer(text):
        start, title = _without_openers(text, run.start(), run.end())
        if start >= run.end() or start in known:
            continue
        words = text[start : run.end()]
        if organisation := _organisation(words):
            yield Name(start, start + len(organisation), organisation, "organisation", "", "")
            continue
        small = _SMALL.search(words)
        person = _POSSESSIVE.sub("", words[: small.start()] if small else words)
        end = start + len(person)
        if not 1 <= person.count(" ") <= 3 and not (title and person):
            continue
        role = _role(text, start, end)
        if title or role or _speaks(text, start, end) or person.split()[0] in lexicon_words("given_names"):
            yield Name(start, end, person, "person", role, title)


def _without_openers(text: str, start: int, end: int) -> tuple[int, str]:
    """Where the name proper begins in a run of capitalised words, and the title that was passed over."""
    title = ""
    while start < end:
        two, one = _words_at(text, start, end)
        if two and two in lexicon_words("titles"):
            start, title = start + len(two) + 1, two
        elif one.rstrip(".") in lexicon_words("titles"):
            start, title = start + len(one) + 1, one.rstrip(".")
        elif one in _OPENERS and not title:
            start += len(one) + 1
        else:
            break
    return start, title


def _words_at(text: str, start: int, end: int) -> tuple[str, str]:
    words = text[start:end].split(" ", 2)
    return " ".join(words[:2]) if len(words) > 1 else "", words[0]


@cache
def _heads() -> re.Pattern[str]:
    heads = "|".join(sorted(lexicon_words("organisation_heads"), key=len, reverse=True))
    return re.compile(rf"\b(?:{heads})\b")


def _organisation(words: str) -> str:
    """The part of a run that names an organisation, or nothing."""
    last = None
    for last in _heads().finditer(words):
        pass
    if not last or " " not in words:
        return ""
    tail = words[last.end() :]
    if tail.startswith((" of ", " for ", " on ")):
        return _POSSESSIVE.sub("", words)
    found = words[: last.end()]
    return found if " " in found else ""


def _speaks(text: str, start: int, end: int) -> bool:
    return bool(_SPEAKS_AFTER.match(text, end) or _SPEAKS_BEFORE.search(text, max(0, start - 16), start))


def _role(text: str, start: int, end: int) -> str:
    """What the words beside a name say the person is: "X, a fellow at Y" or "the analyst X"."""
    after = _APPOSITION.match(text, end)
    if after and _names_role(after[1]):
        return after[1].strip()
    before = _BEFORE.search(text, max(0, start - 90), start)
    if before:
        words = before[1].split()
        if words[-1].lower() in lexicon_words("roles"):
            kept: list[str] = []
            for word in reversed(words):
                if not (word.islower() or word[:1].isupper()) or word.lower() in (
                    "said",
                    "the",
                    "a",
                    "an",
                    "and",
                    "but",
                    "that",
                    "as",
                    "by",
                    "to",
                    "told",
                ):
                    break
                kept.insert(0, word)
            return " ".join(kept)
    return ""


def _names_role(words: str) -> bool:
    return any(word.lower().strip("’'s,") in lexicon_words("roles") for word in words.split()[:8])
