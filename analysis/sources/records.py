"""Files of fields instead of a page: feeds, records of crawlers; tables and bibliographies, which are no articles."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from analysis.core.lexicon import load_lexicon
from analysis.sources.declared import Declared, Place, address_day, declared_days, plain_names, unarchived
from analysis.sources.markup import PageError, read_page

RECORDS_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class Record:
    """One article of a file of fields: its headline and text, and what the fields declare."""

    text: str
    declared: Declared


class RefusedError(ValueError):
    """A file that is no article; the message continues a sentence that begins with its name."""


_RIS = re.compile(r"\s*TY  ?-\s*\w+\s*$.{0,20000}?^ER  ?-", re.M | re.S)
_BIBTEX = re.compile(r"(?:\s*%[^\n]*\n)*\s*@[a-z]{3,20}\{[^\s,{}]*,\s*\n\s*[\w-]+\s*=", re.I)
_REFERENCES = "references without text: save the articles themselves; their addresses may go to documents.yaml"
_TAG = re.compile(r"<(?:p|div|br|span|a|em|strong|ul|h[1-6])\b", re.I)
_MOST_LINES = 200


def refuse_references(text: str) -> None:
    """Raise `RefusedError` where a text is a list of references or a table of events."""
    if _RIS.match(text[:40_000]):
        raise RefusedError(f"is a bibliography in RIS, {_REFERENCES}")
    if _BIBTEX.match(text[:10_000]):
        raise RefusedError(f"is a bibliography in BibTeX, {_REFERENCES}")
    first, _, rest = text[:200_000].partition("\n")
    delimiter = max(",\t;", key=first.count)
    if first.count(delimiter) < 3 or not rest.strip():
        return
    columns = [name.strip().strip('"') for name in first.split(delimiter)]
    known = load_lexicon("exports")["tables"]
    named = next((name for name, wanted in known.items() if set(wanted) <= set(columns)), "")
    try:
        rows = [
            row
            for row, _ in zip(csv.reader(text.split("\n"), delimiter=delimiter), range(_MOST_LINES), strict=False)
            if row
        ]
    except csv.Error:
        rows = []
    (width, count), *_ = Counter(map(len, rows)).most_common(1) or [(0, 0)]
    short = sum(len(cell) < 40 for row in rows for cell in row) > 0.6 * sum(map(len, rows))
    if named or (len(rows) > 1 and width > 4 and count > 0.9 * len(rows) and short):
        what = f"a table of events ({named})" if named else f"a table of {width} columns"
        raise RefusedError(f"is {what} and no article: put it into reference/, as outside evidence")


def read_json(text: str) -> list[Record] | None:
    """The records of a crawler, or None where a text is no JSON; other JSON is refused."""
    if text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        try:
            held = [json.loads(line) for line in text.split("\n") if line.strip()]
        except (ValueError, RecursionError):
            return None
    things = held if isinstance(held, list) else held.get("articles", [held]) if isinstance(held, dict) else [held]
    if not isinstance(things, list) or len(things) > RECORDS_LIMIT:
        raise RefusedError("is JSON without articles: save the article as text")
    found = [record for thing in things if isinstance(thing, dict) and (record := _record(thing))]
    if not found and any(isinstance(thing, dict) and {"issued", "container-title"} & set(thing) for thing in things):
        raise RefusedError(f"is a bibliography in CSL JSON, {_REFERENCES}")
    if not found:
        fields = ", ".join(load_lexicon("exports")["records"]["text"][:4])
        raise RefusedError(
            f"is JSON with no text of an article in any of the fields {fields}: save the article as text"
        )
    return found


def _record(thing: dict[str, Any]) -> Record | None:
    """The article in one record; None without a text."""
    names = load_lexicon("exports")["records"]

    def said(role: str) -> str:
        values = (thing.get(name) for name in names[role])
        return next(
            (str(value).strip() for value in values if isinstance(value, str | int) and str(value) not in ("", "None")),
            "",
        )

    words = said("text")
    if len(words.split()) < 5:
        return None
    authors: Any = next((thing[name] for name in names["authors"] if thing.get(name)), [])
    listed = [str(name) for name in authors if name] if isinstance(authors, list) else [str(authors)]
    url, archived = unarchived(said("url"))
    declared = Declared(
        bylines=plain_names(name for name in listed if name != "None"),
        publisher=said("publisher"),
        published=declared_days(said("published")),
        published_as="the crawler's record gives it",
        modified=declared_days(said("modified")),
        captured=declared_days(said("captured")) or archived,
        addressed=address_day(url),
        url=url if "://" in url else "",
        language=said("language").lower(),
    )
    return _article(said("title"), words, declared)


def _article(title: str, words: str, declared: Declared) -> Record:
    """A record as a text: the headline, an empty line, the paragraphs."""
    if _TAG.search(words[:2000]):
        with suppress(PageError):
            words = read_page(f"<html><body>{words}</body></html>")[0]
    title = " ".join(title.split())
    body = words.replace("\r\n", "\n").strip("\n")
    head = 2 if title else 0
    places = [Place(1, 1, "title", "headline of the record")] if title else []
    places += [
        Place(number, number, "body", "text of the record")
        for number, line in enumerate(body.split("\n"), head + 1)
        if line.strip()
    ]
    return Record(
        f"{title}\n\n{body}\n" if title else f"{body}\n", replace(declared, title=title, places=tuple(places))
    )


def read_feed(text: str) -> list[Record] | None:
    """The items of an RSS or Atom feed, or None where a text is none."""
    if not re.search(r"<(?:rss|feed|rdf:RDF)[\s>]", text[:4096]):
        return None
    if "<!ENTITY" in text[:20_000]:
        raise RefusedError("is XML that declares entities, which no feed needs: save the article as text")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    root = etree.fromstring(text.encode("utf8", "replace"), parser)
    if root is None:
        raise RefusedError("is a damaged feed: save it again")
    channel = _fields(next(root.iter("{*}channel"), root))
    items = list(root.iter("{*}item", "{*}entry"))
    if not items or len(items) > RECORDS_LIMIT:
        raise RefusedError("is a feed without articles: save the articles")
    found = [_item(_fields(node), channel) for node in items]
    return [record for record in found if record.text.strip()]


def _fields(node: Any) -> dict[str, str]:
    """The children of an element by their plain name: text, or the address of a link."""
    found: dict[str, str] = {}
    for child in node:
        if not isinstance(child.tag, str):
            continue
        name = etree.QName(child).localname.lower()
        words = " ".join("".join(child.itertext("{*}name")).split()) if name == "author" and len(child) else ""
        words = words or "".join(child.itertext()).strip() or child.get("href") or ""
        if name in ("creator", "author") and name in found:
            found[name] += f"; {words}"
        elif name != "link" or child.get("rel") in (None, "alternate"):
            found.setdefault(name, words)
    return found


def _item(said: dict[str, str], channel: dict[str, str]) -> Record:
    whole = said.get("encoded") or said.get("content") or ""
    words = whole or said.get("description") or said.get("summary") or ""
    url = said.get("link", "")
    declared = Declared(
        bylines=plain_names([said.get("creator") or said.get("author") or ""]),
        publisher=" ".join(channel.get("title", "").split()),
        published=declared_days(said.get("pubdate") or said.get("published") or said.get("date") or ""),
        published_as="the feed gives it",
        modified=declared_days(said.get("updated", "")),
        captured=declared_days(channel.get("lastbuilddate") or channel.get("updated") or ""),
        addressed=address_day(url),
        url=url,
        cut="" if whole else "the feed holds only a summary: open the address and save the page",
    )
    return _article(said.get("title", ""), words, declared)
