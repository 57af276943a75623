"""Files of fields: notes of web clippers, feeds, records of crawlers; tables and bibliographies are refused."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from typing import Any

import yaml
from lxml import etree  # type: ignore[import-untyped]

from analysis.core.lexicon import load_lexicon
from analysis.sources.declared import Declared, Place, Reading, UnreadableError, declare, picked
from analysis.sources.markup import read_page

RECORDS_LIMIT = 20_000
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
_RIS = re.compile(r"\s*TY  ?-\s*\w+\s*$.{0,20000}?^ER  ?-", re.M | re.S)
_BIBTEX = re.compile(r"(?:\s*%[^\n]*\n)*\s*@[a-z]{3,20}\{[^\s,{}]*,\s*\n\s*[\w-]+\s*=", re.I)
_REFERENCES = "references without text: save the articles themselves; their addresses may go to documents.yaml"
_TAG = re.compile(r"<(?:p|div|br|span|a|em|strong|ul|h[1-6])\b", re.I)
_MOST_LINES = 200


def refuse_references(text: str) -> None:
    """Raise `UnreadableError` where a text is a list of references or a table of events."""
    if _RIS.match(text[:40_000]):
        raise UnreadableError(f"is a bibliography in RIS, {_REFERENCES}")
    if _BIBTEX.match(text[:10_000]):
        raise UnreadableError(f"is a bibliography in BibTeX, {_REFERENCES}")
    first, _, rest = text[:200_000].partition("\n")
    delimiter = max(",\t;", key=first.count)
    if first.count(delimiter) < 3 or not rest.strip():
        return
    columns = [name.strip().strip('"') for name in first.split(delimiter)]
    known = load_lexicon("exports")["tables"]
    named = next((name for name, wanted in known.items() if set(wanted) <= set(columns)), "")
    rows: list[list[str]] = []
    with suppress(csv.Error):
        rows = [row for row in islice(csv.reader(text.split("\n"), delimiter=delimiter), _MOST_LINES) if row]
    (width, count), *_ = Counter(map(len, rows)).most_common(1) or [(0, 0)]
    short = sum(len(cell) < 40 for row in rows for cell in row) > 0.6 * sum(map(len, rows))
    if named or (len(rows) > 1 and width > 4 and count > 0.9 * len(rows) and short):
        what = f"a table of events ({named})" if named else f"a table of {width} columns"
        raise UnreadableError(f"is {what} and no article: put it into reference/, as outside evidence")


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
    fields = _pairs(matter[1])
    said, source = picked(fields, "note"), str(fields.get("source", ""))
    clipped = "://" in source
    role = "url" if clipped else "publisher"
    clip = declare(said | {role: said[role] or source}, "the front matter of the note declares it")
    far = clip.published and clip.addressed and abs((clip.published.earliest - clip.addressed.earliest).days) > _FAR
    if clipped and far:  # a clipper reads a day without its year as one of 2001
        clip = replace(clip, published=None, published_as="")
    above = matter[0].count("\n")
    places = [Place(number, number, "label", "front matter") for number in range(1, above + 1)]
    return replace(clip, places=(*places, *_apart(text, above)))


def _pairs(matter: str) -> dict[str, Any]:
    """The keys of a front matter; line by line where it is no valid YAML, as an unquoted colon makes it."""
    try:
        said = yaml.safe_load(matter)
    except (yaml.YAMLError, ValueError, RecursionError):
        said = {pair[1]: pair[2].strip(" \t\"'\r") for line in matter.split("\n") if (pair := _PAIR.match(line))}
    return {str(key).lower(): value for key, value in said.items()} if isinstance(said, dict) else {}


def _apart(text: str, above: int) -> Iterator[Place]:
    """Lines of a note that hold none of the article's words: excerpts of the clipper, pictures, targets of links."""
    excerpt = False
    for number, line in enumerate(text.split("\n"), 1):
        plain = line.strip()
        excerpt = plain.startswith("> ## Excerpt") or (excerpt and plain.startswith(">"))
        if number > above and plain and (excerpt or _TAG_ONLY.fullmatch(plain) or _TARGET.fullmatch(plain)):
            what = "excerpt by the clipper" if excerpt else "a picture, a frame or the target of a link"
            yield Place(number, number, "label", what)


def read_json(text: str) -> list[Reading] | None:
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
        raise UnreadableError("is JSON without articles: save the article as text")
    found = [record for thing in things if (record := _record(thing))]
    if found:
        return found
    if any(isinstance(thing, dict) and {"issued", "container-title"} & set(thing) for thing in things):
        raise UnreadableError(f"is a bibliography in CSL JSON, {_REFERENCES}")
    fields = ", ".join(load_lexicon("exports")["fields"]["record"]["text"][:4])
    raise UnreadableError(f"is JSON with no text in any of the fields {fields}: save the article as text")


def _record(thing: object) -> Reading | None:
    """The article in one record; None without a text."""
    said = picked(thing, "record") if isinstance(thing, dict) else {"text": ""}
    words = said.pop("text")
    if not isinstance(words, str) or len(words.split()) < 5:
        return None
    return _article("json", words.strip(), declare(said, "the crawler's record gives it"))


def _article(kind: str, words: str, declared: Declared) -> Reading:
    """A record as a text: the headline, an empty line, the paragraphs."""
    if _TAG.search(words[:2000]):
        with suppress(UnreadableError):
            words = read_page(f"<html><body>{words}</body></html>")[0]
    title = declared.title
    body = words.replace("\r\n", "\n").strip("\n")
    text = f"{title}\n\n{body}\n" if title else f"{body}\n"
    places = [
        Place(number, number, "body", "text of the record")
        for number, line in enumerate(text.split("\n"), 1)
        if line.strip()
    ]
    places[: bool(title)] = [Place(1, 1, "title", "headline of the record")] if title else []
    return Reading(kind, text, declared=replace(declared, places=tuple(places)))


def read_feed(text: str) -> list[Reading] | None:
    """The items of an RSS or Atom feed, or None where a text is none."""
    if not re.search(r"<(?:rss|feed|rdf:RDF)[\s>]", text[:4096]):
        return None
    if "<!ENTITY" in text[:20_000]:
        raise UnreadableError("is XML that declares entities, which no feed needs: save the article as text")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    root = etree.fromstring(text.encode("utf8", "replace"), parser)
    if root is None:
        raise UnreadableError("is a damaged feed: save it again")
    channel = _fields(next(root.iter("{*}channel"), root))
    items = list(root.iter("{*}item", "{*}entry"))
    if not items or len(items) > RECORDS_LIMIT:
        raise UnreadableError("is a feed without articles: save the articles")
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


def _item(fields: dict[str, str], channel: dict[str, str]) -> Reading:
    said = picked(fields, "feed") | {
        "publisher": channel.get("title", ""),
        "captured": channel.get("lastbuilddate") or channel.get("updated", ""),
    }
    declared = declare(said, "the feed gives it")
    if not said["text"]:
        declared = replace(declared, cut="the feed holds only a summary: open the address and save the page")
    return _article("feed", said["text"] or said["summary"], declared)
