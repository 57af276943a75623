"""Who published a page, and which agency the story came from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

from analysis.lexicon import load_lexicon
from analysis.sources.roles import Reading

_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|&copy;|\bcopyright\b)[\s©:]{0,4}(?:\d{4}(?:\s?[-–,]\s?(?:\d{2,4}|present))?)?[\s,.-]{0,3}(?:by\s)?(?:the\s(?=[a-z]))?",
    re.I,
)
_HOLDER = re.compile(r"[A-ZÀ-Þ][\w'’&.-]*(?:\s(?:(?:of|the|and|for|de|&)\s)?[A-ZÀ-Þ][\w'’&.-]*){0,6}")
_RIGHTS = re.compile(r"[\s.,|-]*\b(?:All Rights?|Rights|Reserved|Powered|Designed|Privacy|Terms|Site)\b.*$", re.I)
_COMPANY = re.compile(r",?\s(?:Inc|Ltd|LLC|Limited|Corp|Co|plc|GmbH|S\.A|Pty|L\.P|LP)\b\.?.*$")
_SOURCE = re.compile(
    r"(?:additional|with)\s(?:inputs?|reporting)\s(?:from|by)|^source\s?:|^\(?(?:agencies|via)\b", re.I
)
_NAME = re.compile(r"(?:The\s)?[A-Z][A-Za-z]+(?:\s[A-Z][A-Za-z]+){0,2}")


@cache
def _agencies() -> tuple[dict[str, str], re.Pattern[str]]:
    listed = load_lexicon("boilerplate")["agencies"]
    known = {name: agency for agency, names in listed.items() for name in names}
    names = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
    return known, re.compile(rf"(?<!\w)(?:{names})(?!\w)")


def find_agency(lead: Iterable[str], credits: Iterable[str]) -> str:
    """The news agency whose story this is: named in brackets before the first words, or in a line of credit.

    A photograph's agency does not count.

    >>> find_agency(["KABUL, May 3 (AFP) - The road is open again."], [])
    'Agence France-Presse'
    """
    known, pattern = _agencies()
    for text in lead:
        opening = text[:90]
        if (bracket := re.search(r"\(([^()]{2,40})\)\s?(?:—|–|-|:)", opening)) and (
            found := pattern.fullmatch(bracket[1].strip())
        ):
            return known[found.group()]
    for text in credits:
        if (
            len(text) < 120
            and (found := pattern.search(text))
            and (_SOURCE.search(text) or found.group() == text.strip(" .()"))
        ):
            return known[found.group()]
    return ""


def find_publisher(page: list[str], below: list[str], title: str) -> str:
    """The publisher of a page.

    Parameters
    ----------
    page
        The boilerplate of the page, line by line.
    below
        The part of it that stands below the article.
    title
        The headline, to be found in a line of the form "headline | publisher".

    Returns
    -------
    str
        Whoever claims the copyright, else the name that the headline is joined to, else the name that the page's own
        notices use most; "" when the page does not say.
    """
    for text in [*below, *page]:
        if ("©" in text or "opyright" in text or "OPYRIGHT" in text) and (name := _holder(text)):
            return name
    for text in page:
        if (
            title
            and text.startswith(title)
            and (rest := re.fullmatch(r"\s*[|–—-]\s*(\w[^|]{1,40})", text[len(title) :]))
        ):
            return rest[1].strip()
    return _own_name(page)


def _holder(text: str) -> str:
    mark = _COPYRIGHT.search(text)
    if not mark:
        return ""
    rest = _RIGHTS.sub("", text[mark.end() : mark.end() + 120])
    found = _HOLDER.match(_COMPANY.sub("", rest).strip(" ,.-|"))
    return found.group().rstrip(".") if found else ""


def _own_name(page: list[str]) -> str:
    """The name that the notices of the page use, best one that stands by itself on a line."""
    alone = {text for text in page if len(text) < 40}
    used = Counter(name for text in page if len(text) > 60 for name in set(_NAME.findall(text)) if " " in name)
    ranked = sorted(used, key=lambda name: (-used[name] - 2 * (name in alone), name))
    return ranked[0] if ranked and (used[ranked[0]] > 1 or ranked[0] in alone) else ""


def agency_of(reading: Reading) -> str:
    texts = [block.text for block in reading.blocks]
    lead = [texts[at] for at in reading.at("body")[:3]]
    return find_agency(lead, [texts[at] for at in reading.at("byline")])


def publisher_of(reading: Reading) -> str:
    texts = [block.text for block in reading.blocks]
    body = reading.at("body")
    page = reading.at("boilerplate")
    below = [texts[at] for at in page if body and at > body[-1]]
    return find_publisher([texts[at] for at in page], below, texts[reading.title] if reading.title >= 0 else "")
