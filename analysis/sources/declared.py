"""What is read of a file: its text, and what it says of itself, in the forms in which files say it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from analysis.core.days import read_days
from analysis.core.lexicon import load_lexicon
from analysis.core.values import Interval

# The reason of a place that an analyst named: it counts for more than what the text looks like.
CORRECTED = "the analyst's word"


class Place(NamedTuple):
    """Lines of a reading text (1-based, both included) that are one paragraph, whose role the file itself shows."""

    first: int
    last: int
    role: str  # "label" for what is none of the article's words
    reason: str
    skip: int = 0  # characters of a label at its beginning


@dataclass(frozen=True, slots=True)
class Declared:
    """Title, authors, dates and address as a file declares them; empty where it says nothing."""

    title: str = ""
    bylines: tuple[str, ...] = ()
    publisher: str = ""
    agency: str = ""
    published: Interval | None = None
    published_as: str = ""  # what declares the day of publication
    modified: Interval | None = None
    # The day of saving, printing, clipping or export, and that in the address: not that of writing, but they bound it
    captured: Interval | None = None
    addressed: Interval | None = None
    url: str = ""
    made_by: str = ""  # the program or database that made the file
    language: str = ""
    main: frozenset[int] | None = None  # the 1-based lines of the text that the HTML extraction took for the article
    places: tuple[Place, ...] = ()  # the lines whose role the file shows
    cut: str = ""  # why the text is not whole


@dataclass(frozen=True, slots=True)
class Reading:
    """The reading text of a file and what was learned on the way to it."""

    format: str = "unknown"  # text, html, markdown, pdf …
    text: str = ""  # which offsets point into; of an article in a file, its part
    encoding: str = ""  # "utf-8" unless detected otherwise, "" for PDF
    declared: Declared = Declared()
    language: str = ""  # "en", or "" when the text has too few words to tell or is in another one
    error: str = ""  # why it cannot be used, and what to do
    above: int = 0  # lines of the file's text that stand above a part
    parts: tuple[Reading, ...] = ()  # of a file that holds several articles


# The first and last line of a page (from 1) that its markup shows to be a field, and its class, id or tag.
Mark = tuple[int, int, str]


class UnreadableError(ValueError):
    """A file without a reading text; the message continues a sentence that begins with the file's name."""

    def __init__(self, message: str, file_format: str = "unknown") -> None:
        super().__init__(message)
        self.format = file_format


_ISO_DAY = re.compile(r"\d{4}([-/])\d\d(?:\1\d\d)?(?!\d)")
_NAMED_DAY = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.)?[\s,-]{1,3}(?:de\s|of\s)?(?P<month>[^\W\d_]{3,12})\.?,?[\s-]{1,3}(?:de\s)?"
    r"(?P<year>\d{4})(?!\d)|(?P<month2>[^\W\d_]{3,12})\.?\s{1,3}(?P<day2>\d{1,2})(?:st|nd|rd|th)?,?\s{1,3}(?P<year2>\d{4})(?!\d)"
)
_MONTH = re.compile(r"(?P<month>[^\W\d_]{3,12})\.?,?\s(?P<year>\d{4})")
_ADDRESS_DAY = re.compile(r"/(20\d\d|19\d\d)[-/](\d\d)[-/](\d\d)(?!\d)")
_ARCHIVED = re.compile(r"https?://web\.archive\.org/web/(\d{8})\d*(?:[a-z]{2}_)?/(https?:/{1,2}\S+)")
_LINKED = re.compile(
    r"\[\[(?:[^\]|]{0,80}\|)?([^\]|]{1,80})\]\]|\[([^\]]{1,80})\]\([^)\s]{1,500}\)"
    r"|^\S{1,80}@\S{1,80}\s\(([^()]{1,80})\)$"
)
_BEFORE = re.compile(
    r"(?i)^\W*(?:(?:written|posted|reported|published|words)\s)?(?:(?:by|von|par)\b|view all posts by|author[s:])[\s:]*"
)
_PARTS = re.compile(r"\s*[;|]\s*|\s+(?:and|&|et|und)\s+")


def _month(name: str) -> int:
    """The number of the month that a word names, 0 when it names none; four letters are tried before three."""
    months = list(enumerate(load_lexicon("exports")["months"], 1))
    return next((number for size in (4, 3) for number, begins in months if name.lower()[:size] in begins), 0)


def declared_days(words: str) -> Interval | None:
    """The day or month that words begin with in digits (ISO), or name in a language of the databases; the local one.

    >>> declared_days("2025-05-02T23:40:00-05:00").earliest, declared_days("Fri, 02 May 2025 09:05 GMT").earliest
    (datetime.date(2025, 5, 2), datetime.date(2025, 5, 2))
    """
    if match := _ISO_DAY.match(words.strip()):
        return read_days(match[0].replace("/", "-"))
    for named in _NAMED_DAY.finditer(words):
        day, name, year = (named[part] or named[part + "2"] for part in ("day", "month", "year"))
        with suppress(ValueError):
            return Interval.on(date(int(year), _month(name), int(day)))
    found = _MONTH.fullmatch(words.strip())
    month = _month(found["month"]) if found else 0
    return read_days(f"{found['year']}-{month:02}") if found and month else None


def unarchived(url: str) -> tuple[str, Interval | None]:
    """An address without that of the archive before it, and the day on which the archive took the page."""
    found = _ARCHIVED.match(url)
    return (found[2], read_days(f"{found[1][:4]}-{found[1][4:6]}-{found[1][6:]}")) if found else (url, None)


def program(words: str) -> str:
    """The name and version of a program as people say it: of an address its host, nothing of the system it ran on."""
    return " ".join(re.sub(r"https?://([^/\s]+)\S*", r"\1", words[:500]).partition("$")[0].split())[:60]


def plain_names(said: Iterable[str], family_first: bool = False) -> tuple[str, ...]:
    """The names in what a file gives as its authors: without "By", links and addresses, one by one."""
    found: list[str] = []
    for words in said:
        plain = _BEFORE.sub("", " ".join(_LINKED.sub(lambda link: link[link.lastindex or 0], words).split()))
        for part in _PARTS.split(plain):
            part = part.partition(": ")[0]
            pieces = [piece.strip() for piece in part.split(",")]
            # "Anna Lind, Omid Aziz" are two, "Anna Lind, Editor" and "Lind, Anna" one
            names = pieces if all(" " in piece for piece in pieces) else [part]
            names = [" ".join(reversed(pieces[:2]))] if family_first else names
            found += [name.strip(" ,.-–—[]") for name in names if "://" not in name and "www." not in name]
    named = [name for name in found if name[:1] != "@"] or found  # a handle is who has no other name
    return tuple(dict.fromkeys(filter(None, [name.strip("@ ") for name in named])))


def picked(fields: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """What the fields of a file say: for each role the first field with anything in it, as the lexicon lists them."""
    exports, filled = load_lexicon("exports"), {name for name, value in fields.items() if _plain(value).strip()}
    known = {role: [name for name in names if name in filled] for role, names in exports["fields"][kind].items()}
    maker = next((name for name, keys in exports["makers"].items() if {*keys} <= {*fields}), "")
    return {"made_by": maker} | {role: fields[names[0]] if names else "" for role, names in known.items()}


def declare(said: Mapping[str, Any], by: str, family_first: bool = False) -> Declared:
    """What is said under each role, as values; `by` is who declares the day of publication."""
    words = {role: " ".join(_plain(value).split()) for role, value in said.items()}
    url, archived = unarchived(words.get("url", ""))
    dated, authors = _ADDRESS_DAY.search(url), said.get("authors") or []
    published = declared_days(words.get("published", ""))
    return Declared(
        title=words.get("title", "").removesuffix(f" - {words.get('publisher')}"),  # as aggregators name whose it is
        bylines=plain_names(map(_plain, authors if isinstance(authors, list) else [authors]), family_first),
        publisher=words.get("publisher", ""),
        published=published,
        published_as=by if published else "",
        modified=declared_days(words.get("modified", "")),
        captured=declared_days(words.get("captured", "")) or archived,
        addressed=read_days("-".join(dated.groups())) if dated else None,
        url=url if "://" in url else "",
        made_by=words.get("made_by", "") or ("Wayback Machine" if archived else ""),
        language=words.get("language", "").replace("_", "-").lower(),
    )


def _plain(value: object) -> str:
    """The words of a value: of a list, those of its first entry; of an object, its name, title or address."""
    for _ in range(4):  # lists and objects that a value may lie in; a list may hold itself
        if isinstance(value, list):
            value = value[0] if value else ""
        elif isinstance(value, dict):
            value = value.get("name") or value.get("title") or value.get("@id")
    return str(value) if isinstance(value, str | int | float | date) and value not in ("None", "null", "~") else ""
