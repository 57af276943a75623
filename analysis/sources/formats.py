"""The bytes of a file to its reading text, chosen by content: HTML, PDF, Markdown, or plain text."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field, replace

from analysis.sources.declared import Declared

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
        return Reading("markdown", text, encoding, _declared(matter[1]))
    head = text[:20_000]
    signed = any(sign in head for sign in _SIGNS) and len(_MARKDOWN.findall(head)) >= _MARKS
    return Reading("markdown" if signed else "text", text, encoding)


def _page(data: bytes, text: str, encoding: str) -> Reading:
    """A saved web page; its own word on its encoding counts where the bytes are no UTF-8."""
    from analysis.sources.markup import PageError, read_page

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


def _declared(matter: str) -> Declared:
    """What the front matter of a Markdown file declares; nothing when it is no valid YAML."""
    import yaml

    from analysis.sources.markup import declared_days

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
