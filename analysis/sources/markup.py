"""Saved web pages: the text of the whole page, the lines of its article, and what it declares of itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html  # type: ignore[import-untyped]

from analysis.sources.declared import Declared
from analysis.sources.spans import read_days
from analysis.text import lines
from analysis.values import Interval

_BLOCKS = frozenset(
    "address article aside blockquote body caption dd details div dl dt fieldset figcaption figure footer form h1 h2 "
    "h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody tr ul option title".split()
)
_PARAGRAPHS = frozenset("p h1 h2 h3 h4 h5 h6 blockquote article section figure pre".split())
_SILENT = frozenset("script style noscript template head svg math iframe object select".split())
_SPACE = re.compile(r"[ \t\r\n\f]+")
_ISO_DAY = re.compile(r"\d{4}([-/])\d\d(?:\1\d\d)?(?!\d)")
_ARTICLE_TYPE = re.compile(r"Article|Posting|Report|WebPage|Review", re.IGNORECASE)
_EXTRACTED_LIMIT = 3_000_000
_WORDS = 5

# What is declared, and the meta tags that say it; the first one present counts.
_META = {
    "title": "og:title twitter:title citation_title dc.title parsely-title sailthru.title",
    "authors": "author article:author citation_author dc.creator parsely-author sailthru.author byl",
    "publisher": "og:site_name citation_publisher dc.publisher application-name",
    "published": "article:published_time datepublished parsely-pub-date citation_publication_date pubdate publish-date "
    "publication_date dc.date dc.date.issued dcterms.created sailthru.date date",
    "modified": "article:modified_time datemodified og:updated_time dcterms.modified last-modified",
    "url": "og:url",
    "language": "og:locale content-language",
}


class PageError(ValueError):
    """A page that cannot be read; the message says why."""


def read_page(source: str) -> tuple[str, Declared]:
    r"""The text of a saved page and what its markup declares.

    Parameters
    ----------
    source
        The decoded HTML.

    Returns
    -------
    (str, Declared)
        Every visible line of the page, menus included, so that nothing is lost; `main` of the second holds the lines
        that trafilatura takes for the article.

    Raises
    ------
    PageError
        When the page is nested too deeply to be parsed, or holds no text.

    >>> page = '<html lang="en"><meta property="og:title" content="Rain"><p>It<br>rained.</p></html>'
    >>> text, declared = read_page(page)
    >>> text, declared.title, declared.language
    ('It\nrained.\n', 'Rain', 'en')
    """
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(source.encode("utf8", "replace"), parser=parser)
    except etree.LxmlError as problem:
        raise PageError(f"is no HTML that can be parsed ({problem})") from None
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise PageError("is HTML nested more than 250 levels deep, which no page for reading is")
    text = _text(root)
    if not text.strip():
        raise PageError("is a page without text: it was probably saved before its script had filled it")
    declared = _declared(root)
    return text, Declared(**declared, main=_main(source, text))


def _text(root: Any) -> str:
    """The visible text: a line for each block, an empty line between paragraphs."""
    pieces: list[str] = []
    breaks, mark = 0, ""
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, node in walk:
        tag = node.tag if isinstance(node.tag, str) else ""
        opens = event == "start"
        if opens and (tag in _SILENT or not tag):
            walk.skip_subtree()
            continue
        if tag in _BLOCKS or (opens and tag == "br"):
            breaks = max(breaks, 2 if tag in _PARAGRAPHS else 1)
            mark = "  • " if opens and tag == "li" else "" if tag in _BLOCKS and not opens else mark
        words = _SPACE.sub(" ", (node.text if opens else node.tail) or "")
        if not words.strip():
            if words and pieces and not breaks:
                pieces.append(" ")
            continue
        if pieces and breaks:
            pieces.append("\n" * breaks)
        pieces.append(mark + words.lstrip() if breaks or mark or not pieces else words)
        breaks, mark = 0, ""
    return re.sub(r" +(?=\n|$)", "", re.sub(r"(?<=\S) {2,}(?=\S)", " ", "".join(pieces))) + "\n"


def _main(source: str, text: str) -> frozenset[int] | None:
    """The lines of the text that trafilatura takes for the article."""
    if len(source) > _EXTRACTED_LIMIT:
        return None
    import trafilatura

    try:
        extracted = trafilatura.extract(source, include_comments=False, include_tables=True) or ""
    except Exception:  # whatever a page does to another parser, its text is still at hand
        return None
    whole = {" ".join(line.split()) for line in extracted.split("\n")} - {""}
    runs = {run for line in whole for run in _runs(line.split())}
    found = set()
    for line in lines(text):
        words = line.span.of(text).strip(" •\t").split()
        mine = _runs(words)
        if " ".join(words) in whole or (mine and sum(run in runs for run in mine) >= 0.8 * len(mine)):
            found.add(line.number)
    return frozenset(found) or None


def _runs(words: list[str]) -> list[tuple[str, ...]]:
    return [tuple(words[at : at + _WORDS]) for at in range(len(words) - _WORDS + 1)]


def _declared(root: Any) -> dict[str, Any]:
    """Title, authors, publisher, dates, address and language: from JSON-LD where it is there, else from meta tags."""
    said: dict[str, Any] = {"authors": [], **{name: "" for name in _META if name != "authors"}}
    for thing in _things(root):
        _take(said, thing)
    meta: dict[str, list[str]] = {}
    for node in root.iter("meta"):
        keys = map(node.get, ("property", "name", "itemprop", "http-equiv"))
        if content := (node.get("content") or "").strip():
            meta.setdefault(next(filter(None, keys), "").lower(), []).append(content)
    for field, names in _META.items():
        if not said[field]:
            values = next((meta[name] for name in names.split() if name in meta), [])
            said[field] = values if field == "authors" else "".join(values[:1])
    canonical = root.xpath("string(//link[@rel='canonical']/@href)")
    authors = dict.fromkeys(" ".join(str(name).split()) for name in said["authors"])
    return {
        "title": " ".join(said["title"].split()),
        "bylines": tuple(name for name in authors if name and "://" not in name),
        "publisher": " ".join(said["publisher"].split()),
        "published": declared_days(said["published"]),
        "modified": declared_days(said["modified"]),
        "url": said["url"] or str(canonical),
        "language": (root.get("lang") or said["language"]).replace("_", "-").lower(),
    }


def _things(root: Any) -> Iterator[dict[str, Any]]:
    """The objects of the page's JSON-LD that describe an article, also those inside a graph or a list."""
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            waiting = [json.loads(script.text or "", strict=False)]
        except (ValueError, RecursionError):
            continue
        while waiting:
            thing = waiting.pop(0)
            if isinstance(thing, list):
                waiting += thing
            elif isinstance(thing, dict):
                waiting += [value for key, value in thing.items() if key in ("@graph", "mainEntity")]
                if _ARTICLE_TYPE.search(str(thing.get("@type"))):
                    yield thing


def _take(said: dict[str, Any], thing: dict[str, Any]) -> None:
    """Take from an object what nothing before it has said."""
    names = {"title": "headline", "published": "datePublished", "modified": "dateModified", "language": "inLanguage"}
    for field, key in names.items():
        said[field] = said[field] or (thing[key] if isinstance(thing.get(key), str) else "")
    said["publisher"] = said["publisher"] or "".join(_names(thing.get("publisher"))[:1])
    said["authors"] = said["authors"] or _names(thing.get("author"))
    address = thing.get("url") or thing.get("mainEntityOfPage")
    address = address.get("@id") if isinstance(address, dict) else address
    said["url"] = said["url"] or (address if isinstance(address, str) else "")


def _names(value: Any) -> list[str]:
    """The names in a JSON-LD value: a text, an object with a name, or a list of these."""
    if isinstance(value, list):
        return [name for one in value if not isinstance(one, list) for name in _names(one)]
    name = value.get("name") if isinstance(value, dict) else value
    return [name] if isinstance(name, str) else []


def declared_days(words: str) -> Interval | None:
    """The day or month that an ISO date begins with; the local one, whatever its time zone.

    >>> declared_days("2025-05-02T23:40:00-05:00").earliest
    datetime.date(2025, 5, 2)
    """
    match = _ISO_DAY.match(words.strip())
    return read_days(match[0].replace("/", "-")) if match else None
