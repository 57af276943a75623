"""What a file says of itself in markup or front matter."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree, html  # type: ignore[import-untyped]

from analysis.core.days import read_days
from analysis.core.text import lines
from analysis.core.values import Interval


@dataclass(frozen=True, slots=True)
class Declared:
    """Title, authors, dates and address as a file declares them; empty where it says nothing.

    `main` holds the 1-based lines of the reading text that the HTML extraction took for the article, or None.
    """

    title: str = ""
    bylines: tuple[str, ...] = ()
    publisher: str = ""
    agency: str = ""
    published: Interval | None = None
    modified: Interval | None = None
    url: str = ""
    language: str = ""
    main: frozenset[int] | None = None


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
    for key, names in _META.items():
        if not said[key]:
            values = next((meta[name] for name in names.split() if name in meta), [])
            said[key] = values if key == "authors" else "".join(values[:1])
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
    for name, key in names.items():
        said[name] = said[name] or (thing[key] if isinstance(thing.get(key), str) else "")
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


_BOMS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
# A tag that only pages have, near the beginning; "<" alone also stands in texts.
_HTML = re.compile(
    r"<!doctype html|<html[\s>]|<head[\s>]|<body[\s>]|<(?:div|p|meta|article)(?: [^<>]{0,200})?>", re.IGNORECASE
)
_CHARSET = re.compile(rb"charset=[\"']?([\w-]{1,40})")
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n((?:(?!---)[^\n]*\n){1,200})---[ \t]*(?:\r?\n|\Z)")
_MARKDOWN = re.compile(
    r"^(?:#{1,6} \S|```|> \S|\[[^\]\n]{1,80}\]: \S)|\]\(https?://|\*\*[^*\n]{1,80}\*\*", re.MULTILINE
)
_SIGNS = ("# ", "```", "> ", "]: ", "](", "**")
_MARKS = 2
_SOFT_HYPHEN = re.compile(r"[\x02\ufffe](?:\r?\n)?")
PAGE_LIMIT = 1_000
"""Pages above which a PDF is listed but not read."""

_WORD = re.compile(r"[^\W\d_]+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
# Frequent English words that no other language shares as frequent ones; about a sixth of English prose.
_ENGLISH = frozenset(
    "the and of to that for with by from are has have had were been which this these their they would its it".split()
)
_ENGLISH_SHARE = 0.04
_ENOUGH_WORDS = 30


@dataclass(frozen=True, slots=True)
class Reading:
    """The reading text of a file and what was learned on the way to it."""

    format: str
    text: str
    encoding: str = ""
    declared: Declared = field(default_factory=Declared)
    language: str = ""
    error: str = ""


class UnreadableError(ValueError):
    """A file without a reading text; the message continues a sentence that begins with the file's name."""

    def __init__(self, message: str, file_format: str = "unknown") -> None:
        super().__init__(message)
        self.format = file_format


def extract(data: bytes) -> Reading:
    r"""The reading text of a file, from its content alone.

    Parameters
    ----------
    data
        The whole file.

    Returns
    -------
    Reading
        With `error` set when there is a text that the readers do not know the language of.

    Raises
    ------
    UnreadableError
        When there is no text in it; the message says why and what to do.

    >>> extract("A café.\r\n".encode("utf-8-sig")).text
    'A café.\r\n'
    """
    if not data.strip():
        raise UnreadableError("is empty: save the article again")
    reading = _read(data)
    language, error = _language(reading.text)
    return replace(reading, language=language, error=error)


def _read(data: bytes) -> Reading:
    if b"%PDF-" in data[:1024]:
        return _pdf(data)
    text, encoding = decode(data)
    if "<" in text[:4096] and _HTML.search(text[:4096]):
        return _page(data, text, encoding)
    if matter := _FRONT_MATTER.match(text):
        return Reading("markdown", text, encoding, _front_matter(matter[1]))
    head = text[:20_000]
    signed = any(sign in head for sign in _SIGNS) and len(_MARKDOWN.findall(head)) >= _MARKS
    return Reading("markdown" if signed else "text", text, encoding)


def _page(data: bytes, text: str, encoding: str) -> Reading:
    """A saved web page; its own word on its encoding counts where the bytes are no UTF-8."""

    named = _CHARSET.search(data[:4096])
    if encoding != "utf-8" and named:
        try:
            encoding = codecs.lookup(named[1].decode("ascii")).name
            text = data.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            pass
    try:
        words, declared = read_page(text)
    except PageError as problem:
        raise UnreadableError(f"{problem}: save the article as text", "html") from None
    return Reading("html", words, encoding, declared)


def _pdf(data: bytes) -> Reading:
    """The text layer of a PDF, an empty line between pages."""
    import pypdfium2  # type: ignore[import-untyped]

    try:
        with pypdfium2.PdfDocument(data) as document:
            if len(document) > PAGE_LIMIT:
                many = f"has {len(document):,} pages; PDFs over {PAGE_LIMIT:,} are not read"
                raise UnreadableError(f"{many}: cut it to the article", "pdf")
            pages = []
            for number in range(len(document)):
                page = document[number]
                pages.append(page.get_textpage().get_text_range())
                page.close()
    except pypdfium2.PdfiumError as problem:
        if "password" in str(problem).lower():
            raise UnreadableError("is encrypted: save a copy without a password", "pdf") from None
        raise UnreadableError(f"is a damaged PDF ({problem}): save it again", "pdf") from None
    text = _SOFT_HYPHEN.sub("", "\n\n".join(pages).replace("\r\n", "\n")).strip("\n")
    if not text.strip():
        raise UnreadableError("is a PDF without a text layer, probably scanned: run it through OCR first", "pdf")
    return Reading("pdf", text + "\n")


def _front_matter(matter: str) -> Declared:
    """What the front matter of a Markdown file declares; nothing when it is no valid YAML."""
    import yaml

    try:
        said = yaml.safe_load(matter)
    except (yaml.YAMLError, ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        return Declared()
    named = {str(key).lower(): value for key, value in said.items() if value is not None}

    def first(*keys: str) -> str:
        return next((" ".join(str(named[key]).split()) for key in keys if key in named), "")

    authors = named.get("authors", named.get("author", ()))
    authors = authors if isinstance(authors, list) else [authors] if authors else []
    return Declared(
        title=first("title", "headline"),
        bylines=tuple(" ".join(str(author).split()) for author in authors),
        publisher=first("publisher", "source", "site", "sitename"),
        published=declared_days(first("date", "published", "pubdate")),
        modified=declared_days(first("updated", "modified", "lastmod")),
        url=first("url", "link", "canonical"),
        language=first("lang", "language"),
    )


def decode(data: bytes) -> tuple[str, str]:
    """The text of some bytes and the name of their encoding; line ends stay as they are, a byte order mark goes.

    Raises
    ------
    UnreadableError
        When the bytes are not text in an encoding that can be told.
    """
    for bom, encoding in _BOMS.items():
        if data.startswith(bom):
            try:
                return data[len(bom) :].decode(encoding), encoding
            except UnicodeDecodeError:
                raise UnreadableError(f"claims to be {encoding} and is not: save it as UTF-8") from None
    if b"\0" in data:
        raise UnreadableError("is a binary file, not a text: save the article as text, HTML or PDF")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as problem:
        return _detected(data, problem)


def _detected(data: bytes, problem: UnicodeDecodeError) -> tuple[str, str]:
    """Text in an older encoding, as far as it can be told."""
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    text = str(best) if best else ""
    if best is None or len(_CONTROL.findall(text)) > len(text) / 1000:
        where = f"byte {problem.start:,} is no UTF-8, and no other encoding fits"
        raise UnreadableError(f"is not text in a known encoding ({where}): save it as UTF-8")
    return text, best.encoding


def _language(text: str) -> tuple[str, str]:
    """ "en", or "" where the text is too short to tell, or "" and why the readers do not know its language."""
    words = _WORD.findall(text[:200_000].lower())
    english = sum(map(_ENGLISH.__contains__, words))
    if len(words) < _ENOUGH_WORDS and sum(map(len, words)) < 10 * _ENOUGH_WORDS:
        return "", ""
    if english >= _ENGLISH_SHARE * len(words):
        return "en", ""
    found = f"{english:,} of its {len(words):,} words are frequent English ones"
    return "", f"seems not to be in English, the language that the readers know ({found})"
