"""Markdown notes as web clippers write them: what their front matter declares, and which of their lines are whose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import yaml

from analysis.sources.declared import Declared, Place, address_day, declared_days, plain_names, unarchived

_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n((?:(?!---)[^\n]*\n){1,200})---[ \t]*(?:\r?\n|\Z)")
_MARKDOWN = re.compile(
    r"^(?:#{1,6} \S|```|> \S|\[[^\]\n]{1,80}\]: \S)|\]\(https?://|\*\*[^*\n]{1,80}\*\*", re.MULTILINE
)
_SIGNS = ("# ", "```", "> ", "]: ", "](", "**")
_MARKS = 2
_PAIR = re.compile(r"(\w[\w -]{0,40}):(?![ \t]*[\[{!&*|>-])[ \t]*(.*)")
_TAG_ONLY = re.compile(
    r"\s*</?(?:div|iframe|video|audio|figure|img|p|span|details|summary)\b[^>\n]{0,2000}>.{0,2000}", re.I
)
_TARGET = re.compile(
    r"\s*(?:\[[^\]\n]{1,80}\]:\s*\S+.*|\d{1,3}\.\s+(?:https?|file|mailto)\S*|!\[[^\]\n]{0,300}\]\([^)\n]{0,2000}\)\s*)"
)
_FAR = 45  # days between the day in the address and one that a clipper guessed


def is_markdown(text: str) -> bool:
    """Whether a text shows the marks of Markdown."""
    head = text[:20_000]
    return any(sign in head for sign in _SIGNS) and len(_MARKDOWN.findall(head)) >= _MARKS


def read_clip(text: str) -> Declared | None:
    r"""What the front matter of a Markdown file declares; None when there is none.

    `source` with an address is the address, `created` the day of clipping, `[[Name]]` an author.

    >>> clip = read_clip('---\ntitle: Rain\nsource: https://a.example/rain\nauthor: "[[Anna Lind]]"\n---\nIt rained.')
    >>> clip.title, clip.url, clip.publisher, clip.bylines
    ('Rain', 'https://a.example/rain', '', ('Anna Lind',))
    """
    matter = _FRONT_MATTER.match(text)
    if not matter:
        return None
    said = _pairs(matter[1])
    clipped = "source" in said and "://" in str(said["source"])

    def first(*keys: str) -> str:
        return next((" ".join(_plain(said[key]).split()) for key in keys if _plain(said.get(key))), "")

    url, archived = unarchived(first("url", "link", "canonical") or (first("source") if clipped else ""))
    addressed = address_day(url)
    published = declared_days(first("date", "published", "pubdate", "date_published"))
    if published and addressed and abs((published.earliest - addressed.earliest).days) > _FAR and clipped:
        published = None  # a clipper reads a day without its year as one of 2001
    authors = said.get("authors", said.get("author")) or ()
    places = [Place(number, number, "label", "front matter") for number in range(1, matter[0].count("\n") + 1)]
    return Declared(
        title=first("title", "headline"),
        bylines=plain_names(map(_plain, authors if isinstance(authors, list) else [authors])),
        publisher=first("publisher", "site", "sitename") or ("" if clipped else first("source")),
        published=published,
        published_as="the front matter of the note declares it" if published else "",
        modified=declared_days(first("updated", "modified", "lastmod")),
        captured=declared_days(first("created", "clipped", "saved", "retrieved")) or archived,
        addressed=addressed,
        url=url,
        language=first("lang", "language"),
        places=(*places, *_apart(text, len(places))),
    )


def _pairs(matter: str) -> dict[str, Any]:
    """The keys of a front matter; line by line where it is no valid YAML, as an unquoted colon makes it."""
    try:
        said = yaml.safe_load(matter)
    except (yaml.YAMLError, ValueError, RecursionError):
        said = {pair[1]: pair[2].strip(" \t\"'\r") for line in matter.split("\n") if (pair := _PAIR.match(line))}
    return (
        {str(key).lower(): value for key, value in said.items() if value is not None} if isinstance(said, dict) else {}
    )


def _plain(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, str | int | float) else ""


def _apart(text: str, above: int) -> Iterator[Place]:
    """Lines of a note that hold none of the article's words: excerpts of the clipper, pictures, targets of links."""
    excerpt = False
    for number, line in enumerate(text.split("\n"), 1):
        plain = line.strip()
        excerpt = plain.startswith("> ## Excerpt") or (excerpt and plain.startswith(">"))
        if number > above and plain and (excerpt or _TAG_ONLY.fullmatch(plain) or _TARGET.fullmatch(plain)):
            yield Place(
                number,
                number,
                "label",
                "excerpt by the clipper" if excerpt else "a picture, a frame or the target of a link",
            )
