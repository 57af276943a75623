"""Who made an article, its pictures, and when: lines of date, author and picture; authors, agency and publisher."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from analysis.core.lexicon import load_lexicon

if TYPE_CHECKING:
    from analysis.sources.roles import Reading

SHORT = 120  # a line of date or author is no longer than this
CUES = frozenset("article story report words text written posted published reported reviewed by".split())
CUES |= frozenset("about author authors reporter".split())
_OF_PAGES = CUES | frozenset("this page was has been edited corrected".split())
LATE = 40  # a line of authors says "by" before this column

_CUE = re.compile(
    r"(?:^|(?<=[\s|•·/,-]))"
    r"(?:(?:article|story|report|words|text|written|posted|published|reported|reviewed)\s+by|by|"
    r"posted\s+on\s.{5,40}?\s(?:by|author)|(?:about\s+the\s+)?authors?|author\s+name|reporter)(?:\s*[:–-]\s*|\s+)",
    re.I,
)
_PARTICLE = r"(?:al|bin|bint|da|de|del|della|den|der|di|dos|du|e|el|ibn|la|le|ten|ter|van|von|y|zu)"
_CAPITAL = "[A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĹĻĽŁŃŅŇŌŎŐŒŔŖŘŚŜŞŠŢŤŨŪŬŮŰŲŴŶŹŻŽ]"
_NAME_WORD = rf"(?:(?:{_CAPITAL}\.){{1,3}}|(?:{_CAPITAL}['’])?{_CAPITAL}[\w'’-]{{0,20}})"
_NAME = re.compile(rf"{_NAME_WORD}(?:(?:\s{_PARTICLE}){{0,2}}[\s-]{_NAME_WORD}){{0,3}}(?![\w’'])")
_PERSON = re.compile(rf"{_NAME_WORD}\s(?:{_PARTICLE}\s|{_CAPITAL}\.\s)?{_NAME_WORD}(?=[\s,|–-])")
_SEPARATOR = re.compile(r"\s*(?:,\s*(?:and\s+)?|;\s*|\s&\s|\s(?:and|with)\s|\s?/\s?)\s*")
_CUT = re.compile(
    r"\s*(?:[|•·(\[@]|\s[–—-]\s|\s(?:on|for|in|at|of|from)\s|\d|(?<=[a-z]{3})\.\s|"
    r"\s(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s+\d|\b(?:updated|published|categor|filed|tags|comments?|follow)|\S{1,60}@)",
    re.I,
)
_DAY = r"\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}"
NUMERIC_DATE = re.compile(rf"\b(?:{_DAY})\b")
_AFTER_DATE = re.compile(rf"(?:{_DAY}|(?:19|20)\d\d)\s+(?=[A-Z])")
_PLACE = re.compile(r"\sin\s[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+)?(?:(?:,|\sand)\s[A-Z][\w'’-]+)?$")
_NUMBER = re.compile(r"\d")
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\.?)?(?:\s\(?[A-Z]{2,5}(?:[+-]\d{1,2})?\)?)?", re.I)
_AGO = re.compile(r"\b(?:\d{1,3}|an?|one|two|three)\s+(?:minute|min|hour|hr|day|week|month|year)s?\s+ago\b", re.I)
_STYLED = re.compile(r"(?:Dr|Prof|Mr|Mrs|Ms|Sir|Dame|Rev|Lt|Col|Gen|Maj|Capt|Sgt)\b\.?\s+")
_REPORTING = re.compile(r"\(?(?:additional\s)?reporting\s(?:by|from)\s", re.I)
_REPORTED_WITH = re.compile(r",?\swith\s(?:additional\s)?reporting\sby\s", re.I)
_THANKS = re.compile(
    r"\(?(?:with (?:additional )?(?:inputs?|reporting|files) (?:from|by)|(?:additional )?reporting by|"
    r"(?:edited|editing|compiled) by|source:)\b",
    re.I,
)


LONGEST_CAPTION = 600  # characters: a longer paragraph is no caption

_MONTHS = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.?"
_CREDIT = re.compile(
    r"\b(?:photo(?:graph|grapher)?s?|images?|pictures?|illustration|credits?)\s?(?:by\b|:|credit\b|courtesy\b|copyright\b)"
    r"|[a-z.]credit:|\b(?:getty images|file photo|afp/|/afp|/ap\b|/reuters|via (?:ap|afp|reuters|getty))"
    r"|\((?:photo|image|ap|afp|reuters|epa|file)\b[^()]{0,80}\)\s*$|^\([^()]{2,40}\s/\s[^()]{2,40}\)$|^©\s[^\W\d]|^(?:photo|image|caption)\b",
    re.I,
)
_SIGNED = re.compile(r"[.!?]\s[A-Z][\w'’-]+(?:\s[A-Z][\w'’.-]+){1,2}/[A-Z][\w ]{1,40}$")
_DATED_SCENE = re.compile(
    rf"[,n](?:(?<=,)|(?<=\bon)|(?<=\bin))\s(?:[A-Z][a-z]+day,?\s)?{_MONTHS}\s\d{{1,2}},?\s(?:19|20)\d\d\.?(?:\s\([^()]{{1,60}}\))?$"
)
_SCENE = re.compile(r"\s(?:An?|The|[A-Z][a-z]+(?:\s[a-z]+)?)\s[A-Za-z]")  # behind the agency of a picture
_SPEECH = re.compile(r"\b(?:said|says|told|according|announced|reported|will|would)\b|[“\"]", re.I)


@cache
def words_of(name: str) -> frozenset[str]:
    """A word list of lexicon/boilerplate.yaml.

    >>> "editor" in words_of("trades")
    True
    """
    return frozenset(load_lexicon("boilerplate")[name])


def is_dateline(text: str, words: list[str]) -> bool:
    """Whether a line is there to say when: a date or clock and hardly anything else.

    >>> is_dateline("Wednesday 27 November 2024 12:03 GMT", ["wednesday", "27", "november", "2024", "12", "03", "gmt"])
    True
    """
    if len(text) > SHORT or len(words) > 22:
        return False
    if not _NUMBER.search(text) and "ago" not in words:
        return False
    if len(words) < 9 and _AGO.search(text):
        return True
    calendar, beside = words_of("calendar"), words_of("date_words")
    if calendar.isdisjoint(words) and not NUMERIC_DATE.search(text):
        return False
    strange = [word for word in words if not (word in calendar or word in beside or word[0].isdigit())]
    told = [word for word in strange if word not in _OF_PAGES] if text[-1] == "." else ()  # "Polls opened at 8am."
    return len(strange) <= 0.4 * len(words) and not (len(told) > 1 and any(f" {word} " in text for word in told))


def is_clock(text: str) -> bool:
    """Whether a line is a time of day and nothing else, as it stands above the posts of a live blog.

    >>> is_clock("14:42 CEST"), is_clock("3 May, 14:42")
    (True, False)
    """
    return text[:1].isdigit() and _CLOCK.fullmatch(text) is not None


def is_thanks(text: str) -> bool:
    """Whether a line names who else took part: reporters, editors, an agency.

    >>> is_thanks("(Reporting by Anna Lind; editing by Karim Aziz)")
    True
    """
    return len(text) < 250 and ("contributed to this" in text.lower() or _THANKS.match(text) is not None)


def cue_in(text: str) -> int:
    """The column near its beginning in which a line says "by" or the like, -1 when it doesn't."""
    cue = _CUE.search(text[: LATE + 30])
    return cue.start() if cue and cue.start() <= LATE else -1


def names_in(text: str, cued: bool = False) -> tuple[str, ...]:
    """The names in a line of authors; none when it isn't one. After a line that ends in "By" (`cued`) any name will do.

    >>> names_in("By Anna Lind and Karim de Boer | Staff writers")
    ('Anna Lind', 'Karim de Boer')
    >>> names_in("Anna Lind in Kabul"), names_in("Anna Lind Foreign editor"), names_in("Latest News")
    (('Anna Lind',), ('Anna Lind',), ())
    """
    cue = _CUE.search(text[: LATE + 30])
    if cue and cue.start() <= LATE:
        return _names(text[cue.end() : cue.end() + SHORT], True)
    if len(text) > SHORT:
        return ()
    if cued:
        return _names(text, True)
    if (person := _PERSON.match(text)) and not words_of("trades").isdisjoint(text[person.end() :].lower().split()):
        return (person.group(),) if _is_name(person.group(), False) else ()
    if (date := _AFTER_DATE.search(text)) and (names := _names(text[date.end() :], False)):
        return names
    return _names(_PLACE.sub("", text), False)


def _names(text: str, cued: bool) -> tuple[str, ...]:
    """The names that a text begins with; without a cue nothing but a date may follow them."""
    if cut := _CUT.search(text, 1):
        after = re.findall(r"[a-z]+", text[cut.start() :].lower())
        dated = not words_of("calendar").isdisjoint(after) or NUMERIC_DATE.search(text, cut.start())
        if not (cued or dated or is_masthead(rest := text[cut.end() :].strip(), rest.lower().split())):
            return ()
        text = text[: cut.start()]
    found: list[str] = []
    for number, part in enumerate(_SEPARATOR.split(text.strip(" .,:;-–—*"))):
        part = _STYLED.sub("", part)
        name = _NAME.match(part)
        # what follows a name is what its bearer does or whom for: "Chief Correspondent", "Valley Gazette"
        office = number and not (words_of("trades") | words_of("mastheads")).isdisjoint(part.lower().split())
        office = office or (number and part in _agencies()[0])
        if name is None or office or not _is_name(name.group(), cued):
            break
        found.append(name.group())
        if name.end() < len(part):
            return tuple(found) if cued else ()
    return tuple(found)


def reporters_in(text: str) -> tuple[str, ...]:
    """The names in a line of thanks that says who reported.

    >>> reporters_in("Reporting by Anna Lind, with reporting by Omid Shah; Editing by Karim Aziz")
    ('Anna Lind', 'Omid Shah')
    """
    said = _REPORTING.match(text)
    return _names(re.split(r"[;()]|\bin\s", _REPORTED_WITH.sub(", ", text[said.end() :]))[0], True) if said else ()


def _is_name(name: str, cued: bool) -> bool:
    words = name.lower().replace("-", " ").split()
    if cued:  # an organisation may sign as well
        return words[0] not in words_of("not_names")
    strange = any(not words_of(name).isdisjoint(words) for name in ("not_names", "calendar", "trades"))
    return not strange and 2 <= len(words) <= 4


def is_masthead(text: str, words: list[str]) -> bool:
    """Whether a line is the name of a publication: capital letters, and a word that publications go by.

    >>> is_masthead("The Northern Gazette", ["the", "northern", "gazette"])
    True
    """
    capital = all(word[0].isupper() or len(word) < 4 for word in text.split())
    return capital and not text.isupper() and not words_of("mastheads").isdisjoint(words)


def names_picture(text: str, words: list[str]) -> bool:
    """Whether a line says where a picture comes from."""
    if "/" in text and _SIGNED.search(text[-90:]):
        return True
    named = text[0] in "(©" or text[-1] == ")" or "redit:" in text or not words_of("photo_credit").isdisjoint(words)
    return named and _CREDIT.search(text) is not None


def caption_reason(text: str, sentence: bool, pictured: bool) -> str:
    """Why a line is a caption, or "" when nothing says so.

    >>> caption_reason("AP A farmer carries water in the port of Aktau.", True, False)
    'begins with the agency of its picture'
    """
    if len(text) > LONGEST_CAPTION:
        return ""
    if pictured:
        return "names where its picture comes from"
    agency = _agencies()[1].match(text)
    if agency and _SCENE.match(text, agency.end()) and sentence and not _SPEECH.search(text):
        return "begins with the agency of its picture"
    if len(text) < 250 and _DATED_SCENE.search(text[-90:]) and not _SPEECH.search(text) and ". " not in text[:-30]:
        return "one scene with its full date"
    return ""


# --- the page as a whole ----------------------------------------------------------------------------------------------

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
_PUBLICATION = re.compile(r"(?:The\s)?[A-Z][A-Za-z]+(?:\s[A-Z][A-Za-z]+){0,2}")
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
        named = 1 + (at > 0) <= len(block.words) <= MASTHEAD and " ".join(block.words) not in words_of("kinds")
        if block.reason or not named or block.words[0] in strange:
            continue
        furniture = at > 0 or block.bullet or block.text.isupper()
        if block.masthead or (not furniture and _HOLDER.fullmatch(block.text)):
            return block.text
    return ""


def _own_name(page: list[str]) -> str:
    """The name of a publication that two notices of the page use, best one that stands by itself on a line."""
    named = (name for text in page if len(text) > 60 for name in set(_PUBLICATION.findall(text)) if " " in name)
    used = {
        name: count for name, count in Counter(named).items() if count > 1 and is_masthead(name, name.lower().split())
    }
    return min(used, key=lambda name: (-used[name] - 2 * (name in page), name), default="")
