"""Who wrote a page, who published it, and which agency the story came from."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from analysis.core.lexicon import load_lexicon
from analysis.sources.credits import names_in, words_of
from analysis.sources.roles import Reading

_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|\bcopyright\b)[\s©:]{0,4}(?:\d{4}(?:\s?[-–,]\s?(?:\d{2,4}|present))?)?[\s,.-]{0,3}(?:by\s)?(?:the\s(?=[a-z]))?",
    re.I,
)
_WORD = r"[A-ZÀ-Þ][\w'’&-]*(?:\.\w+)*"
_HOLDER = re.compile(rf"{_WORD}(?:\s(?:(?:of|the|and|for|de|&)\s)?{_WORD}){{0,6}}")
_RIGHTS = re.compile(
    r"[\s.,|-]{0,9}\b(?:all rights?|rights|reserved|powered|designed|privacy|terms|site)\b.{0,120}", re.I
)
_COMPANY = re.compile(r",?\s(?:Inc|Ltd|LLC|Limited|Corp|Co|plc|GmbH|S\.A|Pty|L\.P|LP)\b.{0,120}")
_NAME = re.compile(r"(?:The\s)?[A-Z][A-Za-z]+(?:\s[A-Z][A-Za-z]+){0,2}")
_BRACKET = re.compile(r"\(([^()]{2,40})\)\s?(?:—|–|--?|:)|\.\s/([A-Z][^/]{2,20})/\.?\s")
_SOURCE = re.compile(
    r"(?:(?:inputs?|reporting|files) (?:from|by)|^\W*sources?:|^\W*(?:agencies|via|with(?=\s(?-i:[A-Z]))))\s*"
    r"(?:the\s)?(?=[A-Z])",
    re.I,
)
_JOINED = re.compile(r"\s*[|–—-]\s*(\w[^|]{1,40})")
_WIRE = re.compile(r"\b(?:Agency|Agence|Wire|Press|News|Newswire|Service|Network)\b")
BELOW, EARLY = 12, 12  # blocks below the article in which its authors may be named, and columns in which "by" stands
MASTHEAD = 6  # words that the name of a publication has at most


def find_authors(reading: Reading) -> tuple[str, ...]:
    """The authors in the order of the page: those of lines that say "by", else bare names by the headline."""
    blocks = reading.blocks
    for cued in (True, False):
        found: list[str] = []
        last = -1
        for at in sorted(reading.at("byline") + reading.at("dateline")):
            block = blocks[at]
            after = at > 0 and blocks[at - 1].text.lower().strip(" :") == "by"
            if cued != (block.cue >= 0 or after) or (found and at > last + 1):
                continue
            if names := names_in(block.text, True) if after else block.names:
                known = {name.lower() for name in found}
                found += [name for name in names if name.lower() not in known]
                last = at
        if found:
            return tuple(found)
    body = reading.at("body")
    for block in blocks[body[-1] + 1 : body[-1] + BELOW] if body else ():
        if 0 <= block.cue <= EARLY and block.names:
            return block.names
    return ()


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
    for at in reading.at("body")[:3]:
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
    return ""


def find_publisher(reading: Reading) -> str:
    """The publisher of a page, "" when the page does not say.

    Whoever claims the copyright, nearest below the article first; else the name that the headline is joined to, the
    masthead at the top of the page, or the name that the page's own notices use most.
    """
    body, page = reading.at("body"), reading.at("boilerplate")
    texts = {at: reading.blocks[at].text for at in page}
    title = reading.blocks[reading.title].text if reading.title >= 0 else ""
    for at in sorted(page, key=lambda at: (bool(body) and at < body[-1], at)):
        text = texts[at]
        if ("©" in text or "opyright" in text or "OPYRIGHT" in text) and (name := _holder(text)):
            return name
    for text in texts.values():
        if title and text.startswith(title) and (rest := _JOINED.fullmatch(text, len(title))):
            return rest[1].strip()
    return _masthead(reading) or _own_name(list(texts.values()))


def _holder(text: str) -> str:
    mark = _COPYRIGHT.search(text)
    if not mark:
        return ""
    rest = _RIGHTS.sub("", text[mark.end() : mark.end() + 120])
    found = _HOLDER.match(_COMPANY.sub("", rest).strip(" ,.-|"))
    return found.group() if found else ""


def _masthead(reading: Reading) -> str:
    """The name above the headline: alone at the very top, or with a word that publications go by."""
    strange = words_of("menu")
    for at in range(min(reading.title, MASTHEAD)):
        block, text = reading.blocks[at], reading.blocks[at].text
        if block.reason or not 2 <= len(block.words) <= MASTHEAD or block.words[0] in strange:
            continue
        furniture = block.sentence or block.bullet or text.isupper() or block.dateline
        alone = at == 0 and reading.roles[0][0] == "boilerplate" and not furniture and _HOLDER.fullmatch(text)
        if alone or block.masthead:
            return text
    return ""


def _own_name(page: list[str]) -> str:
    """The name that the notices of the page use, best one that stands by itself on a line."""
    alone = {text for text in page if len(text) < 40}
    used = Counter(name for text in page if len(text) > 60 for name in set(_NAME.findall(text)) if " " in name)
    ranked = sorted(used, key=lambda name: (-used[name] - 2 * (name in alone), name))
    return ranked[0] if ranked and (used[ranked[0]] > 1 or ranked[0] in alone) else ""
