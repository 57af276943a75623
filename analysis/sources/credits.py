"""Who made an article, its pictures, and when: lines of date, author and picture, told by their shape."""

import re
from functools import cache

from analysis.core.lexicon import load_lexicon

SHORT = 120  # a line of date or author is no longer than this
CUES = frozenset("article interview interviewed compiled story report words text written posted published".split())
CUES |= frozenset("reported reviewed by about author authors reporter journalist contributor correspondent".split())
_OF_PAGES = CUES | frozenset("this page was has been edited corrected".split())
LATE = 40  # a line of authors says "by" before this column

_CUE = re.compile(
    r"(?i)(?:^|(?<=[\s|•·/,-]))"
    r"(?:(?:article|interview|interviewed|compiled|(?:story|text|words)(?:\s(?:and|&)\s(?:photos?|pictures?|images?))?|report|written|posted|published|reported|reviewed)\s+by|(?:words|text|report|journalist|contributor|correspondent)(?=:)|"
    r"(?<!edited )(?<!photo )(?<!photos )(?<!picture )(?<!pictures )(?<!image )(?<!graph )(?<!additional reporting )by|"
    r"posted\s+on\s.{5,40}?\s(?:by|author)|(?:about\s+the\s+)?authors?|author\s+name|reporter)(?:\s*[:–-]\s*|\s+)"
)
_PARTICLE = r"(?:al|bin|bint|da|de|del|della|den|der|di|dos|du|e|el|ibn|la|le|ten|ter|van|von|y|zu)"
_CAPITAL = "[A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĹĻĽŁŃŅŇŌŎŐŒŔŖŘŚŜŞŠŢŤŨŪŬŮŰŲŴŶŹŻŽ]"
_NAME_WORD = rf"(?:(?:{_CAPITAL}\.){{1,3}}|(?:{_CAPITAL}['’])?{_CAPITAL}(?:[^\W\d]|['’-]){{0,20}})"
_MONTHS = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.?"
_NO_MORE = (
    rf"(?!(?i:(?:{_MONTHS}|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{{0,6}},?)\s\d"
    r"|updated|published|posted|categor|filed|tags|comment|follow|(?:and|for|in|last|with)\s))"
)
_NAME = re.compile(rf"{_NAME_WORD}(?:(?:\s{_PARTICLE}){{0,2}}[\s-]{_NO_MORE}{_NAME_WORD}){{0,3}}(?![^\W\d]|[’'])")
_PERSON = re.compile(rf"{_NAME_WORD}\s(?:{_PARTICLE}\s|{_CAPITAL}\.\s)?{_NAME_WORD}(?=[\s,|–-])")
_IN = rf"\s(?:in|IN)\s{_CAPITAL}[\w'’-]+(?:\s{_CAPITAL}[\w'’-]+)?"
_BEHIND_NAME = re.compile(  # a place, a house, an address, how long the article is
    rf"{_IN}(?:(?:,|\sand)\s{_CAPITAL}[\w'’-]+)?|\s\(?@\w{{1,30}}\)?|\s\S{{1,40}}@\S{{1,40}}|\sreports?(?:\sfrom\s.{{2,30}})?"
    rf"|(?:\s?[|•·/]\s?|\s[–—-]\s|\s\()(?:{_CAPITAL}[\w'’-]+(?:\s{_CAPITAL}[\w'’-]+){{0,2}}|\d{{1,2}}[\s-]min(?:ute)?s?\sread)\)?"
)
_SEPARATOR = re.compile(
    rf"(?i)(?:{_IN}|,\s(?-i:{_CAPITAL})[\w.]+(?=,?\sand\s))?(?:,?\s(?:and|with)\s(?:(?:additional\s)?reporting\sby\s)?|\s*[,;]\s*|\s&\s|\s?/\s?)"
)
_HOUSE = re.compile(
    r"(?:[A-Z][\w./’']{0,30}\s){1,2}(?:Staff|Desk|Service|Bureau|Team|Newsroom|Agencies|Wires?)(?=[,;|•·(]|$)"
)
_ASIDE = re.compile(r"[,;|•·(/]|\s[–—-]\s")
_BEHIND = frozenset("on for in at of from updated published posted".split())
_DAY = r"\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}"
NUMERIC_DATE = re.compile(rf"\b(?:{_DAY})\b")
_AFTER_DATE = re.compile(
    rf"(?:(?:{_DAY}|(?:19|20)\d\d)(?:,?\s\d{{1,2}}[:.]\d\d(?:\s?[ap]\.?m\.?)?)?\s*[|•·–—-]?"
    r"|^(?i:opinion|analysis|comment|commentary|interview)\s?[|•:–—])\s+(?=[A-Z])"
)
_NUMBER = re.compile("[0-9]")
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\.?)?(?:\s\(?[A-Z]{2,5}(?:[+-]\d{1,2})?\)?)?", re.I)
_AGO = re.compile(r"\b(?:\d{1,3}|an?|one|two|three)\s+(?:minute|min|hour|hr|day|week|month|year)s?\s+ago\b", re.I)
_STYLED = re.compile(r"\b(?:Dr|Prof|Mr|Mrs|Ms|Sir|Dame|Rev|Lt|Col|Gen|Maj|Capt|Sgt)\b\.?\s+")
_REPORTING = re.compile(r"\(?reporting\s(?:by|from)\s", re.I)
_THANKS = re.compile(
    r"(?i)\(?(?:with (?:additional )?(?:inputs?|reporting|files) (?:from|by)|(?:additional )?reporting by|"
    r"(?:edited|editing|compiled) by|source:)\b"
)

_CREDIT = re.compile(
    r"(?i)\b(?:photo(?:graph|grapher)?s?|images?|pictures?|illustration|credits?)\s?(?:by\b|:|credit\b|courtesy\b|copyright\b)"
    r"|[a-z.]credit:|\b(?:getty images|file photo|afp/|/afp|/ap\b|/reuters|via (?:ap|afp|reuters|getty))"
    r"|\((?:photo|image|ap|afp|reuters|epa|file)\b[^()]{0,80}\)\s*$|^\([^()]{2,40}\s/\s[^()]{2,40}\)$|^©\s[^\W\d]|^(?:photo|image|caption)\b"
)
_SIGNED = re.compile(r"[.!?]\s[A-Z][\w'’-]+(?:\s[A-Z][\w'’.-]+){1,2}/[A-Z][\w ]{1,40}$")
_DATED_SCENE = re.compile(
    rf"[,n](?:(?<=,)|(?<=\bon)|(?<=\bin))\s(?:[A-Z][a-z]+day,?\s)?{_MONTHS}\s\d{{1,2}},?\s(?:19|20)\d\d\.?(?:\s\([^()]{{1,60}}\))?$"
)
_SCENE = re.compile(r"\s(?:An?|The|[A-Z][a-z]+(?:\s[a-z]+)?)\s[A-Za-z]")  # behind the agency of a picture
_SPEECH = re.compile(r"\b(?:said|says|told|according|announced|reported|will|would)\b|[“\"]", re.I)


@cache
def words_of(name: str) -> frozenset[str]:
    """A word list of lexicon/boilerplate.yaml."""
    return frozenset(load_lexicon("boilerplate")[name])


def is_dateline(text: str, words: list[str]) -> bool:
    """Whether a line is there to say when: a date or clock and hardly anything else."""
    if len(text) > SHORT or len(words) > 22 or not (_NUMBER.search(text) or "ago" in words):
        return False
    if len(words) < 9 and _AGO.search(text):
        return True
    if not names_day(text, words):
        return False
    calendar, beside = words_of("calendar"), words_of("date_words")
    strange = [word for word in words if not (word in calendar or word in beside or word[0].isdigit())]
    told = [word for word in strange if word not in _OF_PAGES] if text[-1] == "." else ()  # "Polls opened at 8am."
    return len(strange) <= 0.4 * len(words) and not (len(told) > 1 and any(f" {word} " in text for word in told))


def names_day(text: str, words: list[str]) -> bool:
    """Whether a line has a word of the calendar or a day in digits."""
    return not words_of("calendar").isdisjoint(words) or NUMERIC_DATE.search(text) is not None


def is_clock(text: str) -> bool:
    """Whether a line is a time of day and nothing else, as it stands above the posts of a live blog."""
    return _CLOCK.fullmatch(text) is not None


def is_thanks(text: str) -> bool:
    """Whether a line names who else took part: reporters, editors, an agency."""
    return len(text) < 250 and ("contributed to this" in text.lower() or _THANKS.match(text) is not None)


def find_cue(text: str) -> re.Match[str] | None:
    """Where near its beginning a line says "by" or the like."""
    cue = _CUE.search(text[: LATE + 30])
    return cue if cue and cue.start() <= LATE else None


def names_in(text: str, cued: bool = False) -> tuple[str, ...]:
    """The names in a line of authors; none when it isn't one. After a line that ends in 'By' (`cued`) any will do."""
    if cue := find_cue(text):
        return _names(text[cue.end() : cue.end() + SHORT], True)
    if len(text) > SHORT or "(@" in text:  # who signs a post did not write the article
        return ()
    dated = _AFTER_DATE.search(text)
    return (_names(text[dated.end() :], False) if dated else ()) or _names(text.removeprefix("From "), cued)


def _names(text: str, cued: bool) -> tuple[str, ...]:
    """The names that a text begins with; without a cue nothing but an office, a paper, a place or a date may follow."""
    text = _STYLED.sub("", text).strip(" .,:;-–—*")
    if _HOUSE.match(text):
        return ()
    offices = words_of("trades") | words_of("mastheads")
    found: list[str] = []
    at = end = 0
    while name := _NAME.match(text, at):
        if found and name[0].split()[-1].lower() in words_of("trades"):
            break  # "Anna Lind, Foreign Affairs Editor"
        if not offices.isdisjoint(_ASIDE.split(text[at:], 1)[0].lower().split()) or agencies()[1].search(name[0]):
            name = _PERSON.match(text, at) or name
        words = name[0].lower().split()
        wire = agencies()[1].match(text, at)
        if wire and wire.end() >= name.end():  # "By AFP and Anna Lind"
            if found:
                break
            after = wire.end()
        elif (found and (len(words) == 1 or not offices.isdisjoint(words))) or not _is_name(name[0], cued):
            break
        else:
            found.append(name[0])
            after = end = name.end()
        if not (parted := _SEPARATOR.match(text, after)):
            break
        at = parted.end()
    rest = text[end:].rstrip("0123456789*†")
    if cued or not rest or _BEHIND_NAME.fullmatch(rest) or (at > end and not re.search(r"[|•·(\[@\d]", rest)):
        return tuple(found)
    behind = re.findall(r"\w+", rest)
    plain = behind and (not behind[0][0].islower() or behind[0] in _BEHIND)
    told = offices | words_of("calendar")
    return tuple(found) if plain and (not told.isdisjoint(map(str.lower, behind)) or NUMERIC_DATE.search(rest)) else ()


def reporters_in(text: str) -> tuple[str, ...]:
    """The names in a line of thanks that says who reported."""
    said = _REPORTING.match(text)
    return _names(text[said.end() :], True) if said else ()


def _is_name(name: str, cued: bool) -> bool:
    words = name.lower().replace("-", " ").split()
    if cued:  # an organisation may sign as well
        return words[0] not in words_of("not_names")
    strange = any(not words_of(name).isdisjoint(words) for name in ("not_names", "calendar", "trades", "mastheads"))
    return not strange and 2 <= len(words) <= 4


def is_masthead(text: str, words: list[str]) -> bool:
    """Whether a line is the name of a publication: capital letters, and a word that publications go by."""
    capital = all(word[0].isupper() or len(word) < 4 for word in text.split())
    return capital and not text.isupper() and not words_of("mastheads").isdisjoint(words)


def names_picture(text: str, words: list[str]) -> bool:
    """Whether a line says where a picture comes from."""
    if "/" in text and _SIGNED.search(text[-90:]):
        return True
    named = text[0] in "(©" or text[-1] == ")" or "redit:" in text or not words_of("photo_credit").isdisjoint(words)
    return named and _CREDIT.search(text) is not None


def caption_reason(text: str, sentence: bool, pictured: bool) -> str:
    """Why a line is a caption, or "" when nothing says so."""
    if len(text) > 600:  # characters: a longer paragraph is no caption
        return ""
    if pictured:
        return "names where its picture comes from"
    agency = agencies()[1].match(text)
    if agency and _SCENE.match(text, agency.end()) and sentence and not _SPEECH.search(text):
        return "begins with the agency of its picture"
    if len(text) < 250 and _DATED_SCENE.search(text[-90:]) and not _SPEECH.search(text) and ". " not in text[:-30]:
        return "one scene with its full date"
    return ""


@cache
def agencies() -> tuple[dict[str, str], re.Pattern[str]]:
    """The news agencies by the names that they go by, and what matches any of these."""
    known = {name: agency for agency, names in load_lexicon("boilerplate")["agencies"].items() for name in names}
    names = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
    return known, re.compile(rf"(?<!\w)(?:{names})(?!\w)")
