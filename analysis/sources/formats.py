"""From the bytes of a file to its reading text, or to those of the articles in it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import replace

from analysis.sources.containers import Opened, captured_by, is_mail, open_mail, open_rtf, open_webarchive, open_zip
from analysis.sources.declared import Reading, UnreadableError
from analysis.sources.exports import split_export
from analysis.sources.markup import read_page
from analysis.sources.pdf import read_pdf
from analysis.sources.records import is_markdown, read_clip, read_feed, read_json, refuse_references

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
_DEEPEST = 4  # containers inside containers
_MAGIC = {
    b"\xd0\xcf\x11\xe0": "is a file of old Word or Outlook (.doc, .msg): save it as DOCX, PDF or .eml",
    b"\xff\xd8\xff": "is a picture: read it with OCR and save the text",
    b"\x89PNG": "is a picture: read it with OCR and save the text",
    b"GIF8": "is a picture: read it with OCR and save the text",
    b"\x1f\x8b": "is a packed file: unpack it and drop the articles in",
    b"7z\xbc\xaf": "is a packed file: unpack it and drop the articles in",
    b"WARC/": "is a web archive (WARC): open it in a browser and save the pages",
}

_WORD = re.compile(r"[^\W\d_]+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
# Frequent English words that no other language shares as frequent ones; about a sixth of English prose.
_ENGLISH = frozenset(
    "the and of to that for with by from are has have had were been which this these their they would its it".split()
)
# Bytes of Windows-1252 that Western texts use: quotation marks, dashes, signs of money, letters with accents.
_WESTERN = frozenset(
    "‘’“”–—…•€£¥§©®™°«»·½¼¾×¡¿\xa0ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüÿŠšŽžŒœ".encode("cp1252")
)
_ENGLISH_SHARE = 0.04
_ENOUGH_WORDS = 30


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
    return _told(_read(data, 0))


def _told(reading: Reading) -> Reading:
    """A reading, and its parts, with their language."""
    if reading.parts:
        return replace(reading, parts=tuple(map(_told, reading.parts)))
    language, error = _language(reading.text)
    return replace(reading, language=language, error=reading.error or error)


def _read(data: bytes, depth: int) -> Reading:
    if b"%PDF-" in data[:1024]:
        text, declared = read_pdf(data)
        return split_export(Reading("pdf", text, declared=declared))
    if opener := _opener(data):
        return _opened(opener(data), depth)
    text, encoding = decode(data)
    if not text.startswith("---"):
        if (records := read_feed(text)) or (records := read_json(text)):
            return _of_records(records, encoding)
        if "<" in text[:4096] and _HTML.search(text[:4096]):
            return _page(data, text, encoding)
        refuse_references(text)
    if clip := read_clip(text):
        return Reading("markdown", text, encoding, clip)
    return split_export(Reading("markdown" if is_markdown(text) else "text", text, encoding))


def _opener(data: bytes) -> Callable[[bytes], Opened] | None:
    """What opens a container, or None; what is no text at all is refused by name."""
    head = data.lstrip()[:16]
    if head.startswith(b"PK\x03\x04"):
        return open_zip
    if head.startswith(b"{\\rtf"):
        return open_rtf
    if head.startswith(b"bplist00") or (head.startswith(b"<?xml") and b"WebMainResource" in data[:2048]):
        return open_webarchive
    if refused := next((why for magic, why in _MAGIC.items() if head.startswith(magic)), ""):
        raise UnreadableError(refused)
    return open_mail if is_mail(data) else None


def _opened(held: Opened, depth: int) -> Reading:
    """The reading of what a container holds, and of what is attached to it."""
    if held.is_page:
        page = _page(b"", held.text, "")
        own = replace(page, format=held.kind, declared=captured_by(page.declared, held.declared))
        own = replace(own, parts=tuple(replace(part, format=held.kind) for part in own.parts))
    else:
        own = split_export(Reading(held.kind, held.text, declared=held.declared))
    if not held.attached:
        return own
    inside = [own] if len(own.text.split()) > _ENOUGH_WORDS or own.parts else []
    for data in held.attached if depth < _DEEPEST else ():
        try:
            inside.append(_read(data, depth + 1))
        except UnreadableError as problem:
            inside.append(Reading("unknown", "", error=f"has an attachment that {problem}"))
    if depth == _DEEPEST:
        deep = f"holds files more than {_DEEPEST} containers deep, which are not read: save them apart"
        inside.append(Reading("unknown", "", error=deep))
    parts = [part for reading in inside for part in (reading.parts or (reading,))]
    return replace(own, parts=tuple(parts)) if len(parts) > 1 else parts[0] if parts else own


def _of_records(records: list[Reading], encoding: str) -> Reading:
    """The articles of a feed or of a crawler's records; their lines run on from one to the next."""
    parts, above = [], 0
    for record in records:
        parts.append(replace(record, encoding=encoding, above=above))
        above += record.text.count("\n")
    if len(parts) == 1:
        return parts[0]
    return Reading(parts[0].format, "".join(part.text for part in parts), encoding, parts=tuple(parts))


def _page(data: bytes, text: str, encoding: str) -> Reading:
    """A saved web page; its own word on its encoding counts where the bytes are no UTF-8."""
    named = _CHARSET.search(data[:4096])
    if encoding not in ("", "utf-8") and named:
        try:
            encoding = codecs.lookup(named[1].decode("ascii")).name
            text = data.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            pass
    words, declared, marks = read_page(text)
    return split_export(Reading("html", words, encoding, declared), marks)


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

    western = _western(data)
    if western is not None:
        return western, "cp1252"
    best = from_bytes(data).best()
    text = str(best) if best else ""
    if best is None or len(_CONTROL.findall(text)) > len(text) / 1000:
        where = f"byte {problem.start:,} is no UTF-8, and no other encoding fits"
        raise UnreadableError(f"is not text in a known encoding ({where}): save it as UTF-8")
    return text, best.encoding


def _western(data: bytes) -> str | None:
    """Text in Windows-1252 where all that is not ASCII is what Western texts have; cp1250 has few other letters."""
    high = [byte for byte in data if byte > 0x7F]
    if len(high) > 0.25 * len(data) or not _WESTERN.issuperset(high):
        return None
    return data.decode("cp1252")


def _language(text: str) -> tuple[str, str]:
    """ "en", or "" where the text is too short to tell, or "" and why the readers do not know its language."""
    words = _WORD.findall(text[:200_000].lower())
    english = sum(map(_ENGLISH.__contains__, words))
    if len(words) < _ENOUGH_WORDS and sum(map(len, words)) < 10 * _ENOUGH_WORDS:
        return "", ""
    if english >= _ENGLISH_SHARE * len(words):
        return "en", ""
    found = f"{english:,} of its {len(words):,} words are frequent English ones"
    return "", f"seems not to be in English, the language that the readers know ({found}): put in a translation"
