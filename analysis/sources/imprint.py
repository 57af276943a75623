"""Who wrote a page, who published it, and which agency the story came from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

from analysis.core.lexicon import load_lexicon
from analysis.sources.credits import SHORT, is_masthead, names_in, reporters_in, words_of
from analysis.sources.roles import Reading

_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|\bcopyright\b)[\s©:]{0,4}(?:\d{4}(?:\s?[-–,]\s?(?:\d{2,4}|present))?)?[\s,.-]{0,3}(?:by\s)?(?:the\s(?=[a-z]))?",
    re.I,
)
_WORD = r"[A-ZÀ-Þ][\w'’&-]*(?:\.\w+)*"
_HOLDER = re.compile(rf"{_WORD}(?:\s(?:(?:of|the|and|for|de|&)\s)?{_WORD}){{0,6}}")
_RIGHTS = re.compile(
    r"[\s.,|-]{0,9}\b(?:all rights?|rights|reserved|do not sell|powered|designed|privacy|terms|site)\b.{0,120}", re.I
)
_COMPANY = re.compile(r",?\s(?:Inc|Ltd|LLC|Limited|Corp|Co|plc|GmbH|S\.A|Pty|L\.P|LP)\b.{0,120}")
_NAME = re.compile(r"(?:The\s)?[A-Z][A-Za-z]+(?:\s[A-Z][A-Za-z]+){0,2}")
_BRACKET = re.compile(r"\(([^()]{2,40})\)\s?(?:—|–|--?|:|_)|\.\s/([A-Z][^/]{2,20})/\.?\s")
_NAMED = re.compile(r"\(([^()]{2,40})\)\s*$")
_CLOSE = re.compile(r"[.!?”\"'’)]\s{1,3}[(—–-]{0,2}\s?$")
_RESERVED = re.compile(
    r"(?:(?:19|20)\d\d\s)?(?P<name>.{3,60}?)(?:,?\s(?:inc|ltd|llc|limited|corp)\b\.?)?[\s.,|-]{1,4}all rights reserved",
    re.I,
)
_STARTED = re.compile(r"^\W*all rights reserved\W*", re.I)
_SOURCE = re.compile(
    r"(?:(?:inputs?|reporting|files) (?:from|by)|(?:^\W*|\|\s*)sources?:|^\W*(?:agencies|via|with(?=\s(?-i:[A-Z]))))\s*"
    r"(?:the\s)?(?=[A-Z])",
    re.I,
)
_WIRE = re.compile(r"\b(?:Agency|Agence|Wire|Press|News|Newswire|Service|Network)\b")
BELOW, EARLY = 12, 12  # blocks below the article in which its authors may be named, and columns in which "by" stands
HEAD_LINES = 6  # lines above the text in which the agency may be named
_BY = re.compile(r"(?:by|from|source:)\s+(?:the\s(?=[A-Z]))?", re.I)
_NO_HOLDER = frozenset(
    "policy copyright notice terms rights reserved privacy this by contact watch previous next".split()
)
_DAY_BEHIND = re.compile(
    r"[,|\s–-]{1,3}(?:\d{1,2}(?:st|nd|rd|th)?\s)?[A-Z][a-z]{2,8}\.?(?:\s\d{1,2},?)?\s(?:19|20)\d\d.{0,20}$"
    r"|[,|\s–-]{1,3}\d[\d./-]{5,9}$"
)
_BREAKS_OFF = re.compile(r"\s*$|\s{0,2}[,|•·@–-]")
MASTHEAD = 6  # words that the name of a publication has at most


def find_authors(reading: Reading) -> tuple[str, ...]:
    """The authors in the order of the page: those of lines that say "by", else bare names by the headline."""
    blocks = reading.blocks
    for cued in (True, False):
        found: list[str] = []
        last = -1
        for at in sorted(reading.at("byline") + reading.at("dateline")):
            block, above = blocks[at], blocks[at - 1].text.lower().strip(" :,") if at else ""
            joined = bool(found) and at == last + 2 and above in ("and", "&")
            after = above == "by" or (joined and cued)
            if cued != (block.cue >= 0 or after) or (found and at > last + 1 and not joined):
                continue
            if names := names_in(block.text, True) if after else reporters_in(block.text) or block.names:
                known = {name.lower() for name in found}
                found += [name for name in names if name.lower() not in known]
                last = at
        if found:
            return tuple(found)
    body = reading.at("body")
    below = blocks[body[-1] + 1 : body[-1] + BELOW] if body else []
    for block in below:
        if 0 <= block.cue <= EARLY and block.names:
            return block.names
    return next((names for block in below if (names := reporters_in(block.text))), ())


@cache
def _agencies() -> tuple[dict[str, str], re.Pattern[str]]:
    listed = load_lexicon("boilerplate")["agencies"]
    known = {name: agency for agency, names in listed.items() for name in names}
    names = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
    return known, re.compile(rf"(?<!\w)(?:{names})(?!\w)")


def find_agency(reading: Reading) -> str:
    """The news agency whose story this is: in brackets before the first words, or in a line of credit.

    The agency of a photograph does not count. One that the lexicon doesn't know is named as it stands.
    """
    texts = [block.text for block in reading.blocks]
    known, pattern = _agencies()
    body = reading.at("body")
    opening = [at for at in range(body[0] if body else 0) if reading.roles[at][0] == "dateline"][-2:]
    for at in [*opening, *body[:3]]:
        if bracket := _BRACKET.search(texts[at][:90]):
            name = (bracket[1] or bracket[2]).strip()
            if name in known or _WIRE.search(name):
                return known.get(name, name)
    for text, block, (role, _) in zip(texts, reading.blocks, reading.roles, strict=True):
        edge = role == "byline" or (role != "body" and "source" in block.words)
        if edge and (source := _SOURCE.search(text)):
            if found := pattern.match(text, source.end()):
                return known[found.group()]
            if (name := _HOLDER.match(text, source.end())) and _WIRE.search(name.group()):
                return name.group()
    return _credited(reading, texts, body)


def _credited(reading: Reading, texts: list[str], body: list[int]) -> str:
    """The agency that a short line by the headline names, that stands behind the last words, or claims copyright."""
    known, pattern = _agencies()
    if not body:
        return ""
    for at in range(max(reading.title, body[0] - HEAD_LINES, 0), min(body[0] + 2, len(texts))):
        text = texts[at]
        if len(text) > SHORT or reading.roles[at][0] in ("caption", "title") or at == reading.title:
            continue
        if (signed := _NAMED.search(text)) and signed[1] in known and reading.blocks[at].credit:
            return known[signed[1]]
        cue = _BY.match(text)
        found = pattern.match(text, cue.end() if cue else 0)
        if found and _BREAKS_OFF.match(text, found.end()) and len(text[found.end() :].split()) < 9:
            return known[found.group()]
    for at in body[-2:]:
        for found in pattern.finditer(texts[at], max(len(texts[at]) - 40, 0)):
            rest = texts[at][found.end() :].strip(" )")
            if _CLOSE.search(texts[at][: found.start()]) and (not rest or rest.isupper()):
                return known[found.group()]
    for text in texts[body[-1] + 1 :]:
        mark = _COPYRIGHT.search(text) if "©" in text or "opyright" in text else None
        if mark and (found := pattern.match(text, mark.end())):
            return known[found.group()]
    return ""


def find_publisher(reading: Reading) -> str:
    """The publisher of a page, "" when the page does not say.

    Whoever claims the copyright, nearest below the article first; else the masthead at the top of the page, a line
    below the headline, or what the page's own notices call it.
    """
    body, page = reading.at("body"), reading.at("boilerplate")
    texts = {at: reading.blocks[at].text for at in page}
    for at in sorted(page, key=lambda at: (bool(body) and at < body[-1], at)):
        if name := _holder(texts[at]):
            own = [word for word in name.split() if word.lower() not in words_of("companies")]
            company = len(own) < len(name.split())
            if own or not company:
                return (company and (_above(reading, at) or _published_by(own, texts.values()))) or name
    return _masthead(reading) or _beside(reading, body) or _own_name(list(texts.values()))


def _holder(text: str) -> str:
    """Who claims the copyright in a line, "" when nobody does, or an agency does for its story."""
    known, _ = _agencies()
    if "©" in text or "opyright" in text or "OPYRIGHT" in text:
        mark = _COPYRIGHT.search(text)
        claimed = text[mark.end() : mark.end() + 160] if mark else ""
        claimed = claimed[again.end() :] if (again := _COPYRIGHT.match(claimed)) else claimed
        claimed = _STARTED.sub("", claimed)
        rest = _RIGHTS.sub("", claimed[:120])
    elif len(text) < SHORT and "reserved" in text.lower() and (reserved := _RESERVED.match(text)):
        rest = reserved["name"]
    else:
        return ""
    found = _HOLDER.match(_COMPANY.sub("", rest).strip(" ,.-|"))
    name = found.group() if found else ""
    return name if len(name) > 2 and name not in known and _NO_HOLDER.isdisjoint(name.lower().split()) else ""


def _above(reading: Reading, at: int) -> str:
    """The name of a publication on one of the lines above a claim of copyright."""
    near = reading.blocks[max(at - 3, 0) : at]
    return next((block.text for block in reversed(near) if block.masthead and len(block.words) <= MASTHEAD), "")


def _published_by(own: list[str], notices: Iterable[str]) -> str:
    """What a company of this name publishes, as two notices call it: "The Ridge" of Far Ridge Publishing."""
    names = "|".join(map(re.escape, [" ".join(own), *own]))
    called = re.compile(rf"\bThe (?:{names})\b(?! [A-Z])")
    used = Counter(name for text in notices if "The " in text for name in set(called.findall(text)))
    name, count = max(used.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    return name if count > 1 else ""


def _beside(reading: Reading, body: list[int]) -> str:
    """The publication named on a line of its own, or with the day, between headline and text."""
    for at in range(reading.title + 1, min(body[0], reading.title + 4) if reading.title >= 0 and body else 0):
        text = _DAY_BEHIND.sub("", reading.blocks[at].text).strip(" ,|–-")
        words = text.lower().split()
        strange = _NO_HOLDER | words_of("trades") | words_of("menu") | {"more", "all"}
        plain = 2 <= len(words) <= MASTHEAD and strange.isdisjoint(words) and text not in _agencies()[0]
        if plain and is_masthead(text, words) and not names_in(text) and _HOLDER.fullmatch(text):
            return text
    return ""


def _masthead(reading: Reading) -> str:
    """The name above the headline: alone at the very top, or with a word that publications go by."""
    for at, block in enumerate(reading.blocks[: max(min(reading.title, MASTHEAD), 0)]):
        strange = words_of("menu") | (words_of("not_names") if len(block.words) == 1 else frozenset())
        if block.reason or not 1 + (at > 0) <= len(block.words) <= MASTHEAD or block.words[0] in strange:
            continue
        furniture = at > 0 or block.bullet or block.text.isupper()
        if block.masthead or (not furniture and _HOLDER.fullmatch(block.text)):
            return block.text
    return ""


def _own_name(page: list[str]) -> str:
    """The name of a publication that two notices of the page use, best one that stands by itself on a line."""
    named = (name for text in page if len(text) > 60 for name in set(_NAME.findall(text)) if " " in name)
    used = {
        name: count for name, count in Counter(named).items() if count > 1 and is_masthead(name, name.lower().split())
    }
    return min(used, key=lambda name: (-used[name] - 2 * (name in page), name), default="")
