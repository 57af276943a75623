"""From the bytes of a file to its reading text, or to those of the articles in it: containers are opened in memory."""

import codecs
import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from email.message import EmailMessage
from itertools import accumulate, count, takewhile
from typing import Any
from unicodedata import name

from lxml import etree  # type: ignore[import-untyped]

from analysis.core.lexicon import load_lexicon
from analysis.sources.declared import Declared, Place, Reading, UnreadableError, declared_days, unarchived
from analysis.sources.markup import raised, read_page
from analysis.sources.records import read_clip, read_feed, read_json, refuse_references, split_export

UNPACKED_LIMIT = 50_000_000  # bytes that all that is packed in a file may have when it is unpacked
PARTS_DEPTH = 20
PARTS_LIMIT = 1_000  # parts of a mail above which it is not read

# Tags near the beginning that only pages have; one of the common ones also stands in a note.
_HTML = re.compile(r"<!doctype html|<html[\s>]|<head[\s>]|<body[\s>]|<meta[\s>]", re.I)
_TAGS = re.compile(r"<(?:div|p|article)(?: [^<>]{0,200})?>", re.I)
_GUTTER = re.compile(r"(?<=[^ ]) {2,40}(?=[^ ])")
_COLUMN_LINES, _COLUMN_WIDTH = 7, 24  # the fewest lines side by side, and letters on more than half of these
_CHARSET = re.compile(rb"charset=[\"']?([\w-]{1,40})")
_DEEPEST = 4  # containers inside containers
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
_ENOUGH_WORDS = 30


def extract(data: bytes) -> Reading:
    r"""The reading text of a file, from its content alone; `error` says that the readers do not know its language.

    Raises `UnreadableError` when there is no text in it; the message says why, and what to do.

    >>> extract("A café.\r\n".encode("utf-8-sig")).text
    'A café.\r\n'
    """
    if not data.strip():
        raise UnreadableError("is empty: save the article again")
    return _told(_read(data, 0, UNPACKED_LIMIT))


def _told(reading: Reading) -> Reading:
    """A reading, and its parts, with their language, "" when too short to tell, or why the readers do not know it."""
    if reading.parts:
        return replace(reading, parts=tuple(map(_told, reading.parts)))
    words = _WORD.findall(reading.text[:200_000].lower())
    english = sum(map(_ENGLISH.__contains__, words))
    short = len(words) < _ENOUGH_WORDS and sum(map(len, words)) < 10 * _ENOUGH_WORDS
    if english >= 0.04 * len(words):
        return replace(reading, language="" if short else "en")
    letters = Counter(name(letter, "").partition(" ")[0] for letter in "".join(words)[:1000])
    script, found = letters.most_common(1)[0][0], f"{english:,} of its {len(words):,} words are frequent English ones"
    if script != "LATIN":
        found = f"its letters are {load_lexicon('exports')['scripts'].get(script, script.capitalize())}"
    elif short:
        return reading
    error = f"seems not to be in English, the language that the readers know ({found}): put in a translation"
    return replace(reading, error=reading.error or error)


def _read(data: bytes, depth: int, limit: int) -> Reading:
    """The reading of a file, in which `depth` others were opened; what is packed in it may have `limit` bytes."""
    if b"%PDF-" in data[:1024]:
        from analysis.sources.pdf import read_pdf

        return _own("pdf", *read_pdf(data))
    known = (opener for magic, opener in _MAGIC.items() if re.match(rb"\s*(?:" + magic + rb")", data, re.S))
    opener = next(known, open_mail if is_mail(data) else None)
    if isinstance(opener, str):
        raise UnreadableError(opener)
    if opener:
        return opener(data, depth, limit)
    text, encoding = decode(data)
    if not text.startswith(("---", "+++")):
        if (records := read_feed(text)) or (records := read_json(text)):
            return _of_records(records, encoding)
        head = text[:4096]
        if _HTML.search(head) or len(_TAGS.findall(head)) > 2 * (text[:1] != "<"):
            return _page(data, text, encoding)
        refuse_references(text)
    clip = read_clip(text)
    text = text if clip else _unfolded(text)
    return split_export(Reading("markdown" if clip else "text", text, encoding, clip or Declared()))


def _unfolded(text: str) -> str:
    """A text in two columns with the left one before the right; any other as it stands."""
    lines = text.split("\n")
    begins = Counter(gap.end() for line in lines for gap in _GUTTER.finditer(line))
    at, _ = begins.most_common(1)[0] if begins else (0, 0)
    sides = [number for number, line in enumerate(lines) if at and line[at - 2 : at] == "  " and line[:at].strip()]
    if len(sides) <= _COLUMN_LINES:
        return text
    below = takewhile(lambda line: not line[at - 2 : at].strip(), lines[sides[-1] + 1 :])
    whole = [*lines[sides[0] : sides[-1] + 1], *below]  # with the lines that have nothing beside them
    columns = [[line[:at].rstrip() for line in whole], [line[at:].rstrip() for line in whole]]
    filled = [sum(len(line) > _COLUMN_WIDTH for line in column) for column in columns]
    if min(filled) < len(whole) / 2 or any(line[at - 1 : at].strip() for line in whole):
        return text
    left, right = ("\n".join(column).strip("\n") for column in columns)
    return "\n".join([*lines[: sides[0]], left, right, *lines[sides[0] + len(whole) :]])


def _own(kind: str, text: str, declared: Declared, is_page: bool = False) -> Reading:
    """The reading of the text or page in a container, which may know what the page doesn't declare."""
    if not is_page:
        return split_export(Reading(kind, text, declared=declared))
    page = _page(b"", text, "")
    own, captured = page.declared, declared.captured or page.declared.captured
    own = replace(own, captured=captured, url=own.url or declared.url, made_by=own.made_by or declared.made_by)
    return replace(page, format=kind, declared=own, parts=tuple(replace(part, format=kind) for part in page.parts))


def _with_attached(own: Reading, attached: list[bytes], depth: int, limit: int) -> Reading:
    """A reading with those of the files attached to it."""
    inside = [own] if len(own.text.split()) > _ENOUGH_WORDS or own.parts else []
    for data in attached if depth < _DEEPEST else ():
        try:
            inside.append(_read(data, depth + 1, limit // len(attached)))
        except UnreadableError as problem:
            inside.append(Reading(error=f"has an attachment that {problem}"))
    if depth == _DEEPEST:
        inside.append(Reading(error=f"holds files more than {_DEEPEST} containers deep, not read: save them apart"))
    parts = [part for reading in inside for part in (reading.parts or (reading,))]
    return replace(own, parts=tuple(parts)) if len(parts) > 1 else parts[0] if parts else own


def _of_records(records: list[Reading], encoding: str) -> Reading:
    """The articles of a feed or of a crawler's records; their lines run on from one to the next."""
    above = accumulate((record.text.count("\n") for record in records), initial=0)
    parts = tuple(replace(one, encoding=encoding, above=next(above)) for one in records)
    text = "".join(part.text for part in parts)
    return parts[0] if len(parts) == 1 else Reading(parts[0].format, text, encoding, parts=parts)


def _page(data: bytes, text: str, encoding: str) -> Reading:
    """A saved web page; its own word on its encoding counts where the bytes are no UTF-8."""
    named = _CHARSET.search(data[:4096])
    if encoding not in ("", "utf-8") and named:
        with suppress(LookupError, UnicodeDecodeError):
            encoding = codecs.lookup(named[1].decode("ascii")).name
            text = data.decode(encoding)
    words, declared, marks = read_page(text)
    return split_export(Reading("html", words, encoding, declared), marks)


def decode(data: bytes) -> tuple[str, str]:
    """The text of some bytes and the name of their encoding; line ends stay as they are, a byte order mark goes."""
    for encoding in ("utf-8", "utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be"):
        if data.startswith(bom := "\ufeff".encode(encoding)):
            try:
                return data[len(bom) :].decode(encoding), encoding
            except UnicodeDecodeError:
                raise UnreadableError(f"claims to be {encoding} and is not: save it as UTF-8") from None
    if b"\0" in data:
        raise UnreadableError("is a binary file, not a text: save the article as text, HTML or PDF")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as problem:
        where = f"byte {problem.start:,} is no UTF-8, and no other encoding fits"
    from charset_normalizer import from_bytes

    high = [byte for byte in data if byte > 0x7F]
    if len(high) <= 0.25 * len(data) and _WESTERN.issuperset(high):  # cp1250 has few other letters
        return data.decode("cp1252"), "cp1252"
    best = from_bytes(data).best()
    text = str(best) if best else ""
    if best is None or len(_CONTROL.findall(text)) > len(text) / 1000:
        raise UnreadableError(f"is not text in a known encoding ({where}): save it as UTF-8")
    return text, best.encoding


# --- containers: mail, MHTML, Word, RTF, Safari's web archive ---------------------------------------------------------

_HEADER = re.compile(rb"(?:[\x21-\x39\x3b-\x7e]{1,60}:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){2,}")
_MAIL = re.compile(rb"^(?:mime-version|content-type|content-transfer-encoding|message-id|received):", re.I | re.M)
_ENDINGS = (".pdf", ".docx", ".rtf", ".html", ".htm", ".mhtml", ".eml", ".txt", ".md")  # whatever kind a mail gives
_SAVED_BY = re.compile(r"Saved by ([^<>\"]{2,60})")
_WHO = re.compile(rb"^(?:from|subject|to|snapshot-content-location):", re.I | re.M)


@contextmanager
def _parsing(what: str, remedy: str) -> Iterator[None]:
    """Say what is wrong, and the remedy, whatever a parser raises: a damaged file breaks it in many ways."""
    try:
        yield
    except UnreadableError:
        raise
    except Exception as problem:
        raise UnreadableError(f"{what} ({type(problem).__name__}): {remedy}") from None


def is_mail(data: bytes) -> bool:
    """Whether a file begins with the headers of a mail or MHTML."""
    head = _HEADER.match(data.lstrip()[:20_000])
    return head is not None and _MAIL.search(head[0]) is not None and _WHO.search(head[0]) is not None


def open_mail(data: bytes, depth: int, limit: int) -> Reading:
    """The text of a mail or saved page, without its headers; the day of the mail or of saving is that of capture."""
    from email import message_from_bytes, policy

    _refuse_many(data.count(b"\n--") // 20)  # in a mail to each of its parts, before it is parsed
    with _parsing("is a mail that cannot be parsed", "save the article as text"):
        message = message_from_bytes(data.lstrip(), policy=policy.default)
        parts = list(_leaves(message, 0))
        headers = "Date", "Snapshot-Content-Location", "Content-Location"
        day, snapshot, location = (str(message.get(name, "")) for name in headers)
    _refuse_many(len(parts))
    url, _ = unarchived(snapshot or location)
    maker = _SAVED_BY.search(str(message.get("From", ""))) or re.match("(.+)", str(message.get("X-Mailer", "")))
    declared = Declared(captured=declared_days(day), url=url, made_by=maker[1].strip() if maker else "")
    is_page = bool(url) or (message.get_content_type() == "multipart/related" and not message.get("To"))
    pages = [_text(part) for part in parts if part.get_content_type() == "text/html" and not _attached(part)]
    plain = [_text(part) for part in parts if part.get_content_type() == "text/plain" and not _attached(part)]
    attached = [] if is_page else [content for part in parts if _attached(part) and (content := _content(part))]
    words = re.sub(r"(?m)^(?:> ?)+", "", "\n".join(plain))
    if pages and (is_page or len(words.split()) < 40):
        own = _own("mhtml" if is_page else "mail", pages[0], declared, is_page=True)
    elif not words.strip() and not attached:
        raise UnreadableError("is a mail without text: save the article that it is about")
    else:
        own = _own("mail", words, replace(declared, places=tuple(_around(words))))
    return _with_attached(own, attached, depth, limit) if attached else own


def _refuse_many(parts: int) -> None:
    if parts > PARTS_LIMIT:
        raise UnreadableError(f"is a mail of more than {PARTS_LIMIT:,} parts, which are not read: save the article")


def _leaves(message: EmailMessage, depth: int) -> Iterator[EmailMessage]:
    """The parts of a mail that hold something; a mail inside it is one of them."""
    if not message.is_multipart() or (depth and message.get_content_type() == "message/rfc822"):
        yield message
    elif depth < PARTS_DEPTH:
        for part in message.iter_parts():
            yield from _leaves(part, depth + 1)  # type: ignore[arg-type]


def _attached(part: EmailMessage) -> bool:
    listed = ("application/pdf", "application/rtf", "text/rtf", "application/msword", "message/rfc822")
    kind, name = part.get_content_type(), (part.get_filename() or "").lower()
    return kind in listed or "wordprocessingml" in kind or bool(name and kind[:5] == "text/") or name.endswith(_ENDINGS)


def _content(part: EmailMessage) -> bytes:
    """The bytes of a part; of a mail, those of the whole mail."""
    if part.is_multipart():
        with _parsing("holds a mail that cannot be taken out of it", "save that mail apart"):
            return b"".join(mail.as_bytes() for mail in part.iter_parts())
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _text(part: EmailMessage) -> str:
    """The words of a part, in the encoding that it names where that fits."""
    data = _content(part)
    with suppress(LookupError, UnicodeDecodeError):
        return data.decode(part.get_content_charset("utf-8")).replace("\r\n", "\n")
    return decode(data)[0].replace("\r\n", "\n")


def _around(words: str) -> Iterator[Place]:
    """The lines of a mail that are none of an article's: its signature, the headers of mails that it quotes."""
    header = re.compile("|".join(load_lexicon("exports")["mail"]), re.I)
    signed = in_header = False
    for number, line in enumerate(words.split("\n"), 1):
        plain = line.strip(" >\t\xa0*")
        signed = signed or line.rstrip("\r") in ("-- ", "--")
        in_header = (in_header and line[:1] in " \t" and bool(plain)) or header.match(plain) is not None
        if plain and (signed or in_header):
            yield Place(number, number, "label", "signature of the mail" if signed else "header of a forwarded mail")


_WORD_PART = re.compile(r"word/document\d*\.xml")
_WORD_ASIDE = ("word/styles.xml", "docProps/core.xml", "docProps/app.xml")
_WORD_FACTS = ("created", "modified", "description", "Application")
_TEMPLATE = ("generated by python-docx", "2013-12-23")  # the day of its template: no document was saved on it
_SIGNS = {"br": "\n", "cr": "\n", "noBreakHyphen": "-", "tab": "\t"}
_INSTEAD = ("Fallback", "moveFrom")  # what stands a second time: for programs of old, or where it was moved from
_OFFICE = {
    "xl/workbook.xml": "is a spreadsheet, not an article: save a table of outside evidence as CSV in reference/",
    "ppt/presentation.xml": "is a presentation: save it as PDF",
    "content.xml": "is an OpenDocument file: save it as DOCX or PDF",
    "META-INF/container.xml": "is an e-book: save the article as HTML or text",
}


def open_zip(data: bytes, _: int, limit: int) -> Reading:
    """The text of a Word file, a line for each paragraph or row; other archives are refused by name."""
    with _parsing("is a damaged Word file", "save it again"), zipfile.ZipFile(io.BytesIO(data)) as archive:
        sizes = {part.filename: part.file_size for part in archive.infolist()}
        if not (main := next(filter(_WORD_PART.fullmatch, sizes), "")):
            refused = next((why for name, why in _OFFICE.items() if name in sizes), "")
            raise UnreadableError(refused or "is an archive of files: unpack it and drop the articles in")
        if sum(sizes.get(name, 0) for name in (main, *_WORD_ASIDE)) > limit:
            raise UnreadableError(f"unpacks to more than {limit:,} bytes, as no article does: save it as text")
        told, titles = dict[str, str](), set[str]()
        for name in filter(sizes.__contains__, _WORD_ASIDE):
            for event, node, kind in _elements(archive.open(name), *_WORD_FACTS, "style"):
                told[kind] = node.text or ""
                style = node.xpath("string(*[local-name()='name']/@*)")
                if event == "end" and style.lower() in ("title", "heading 1"):
                    titles |= set(node.attrib.values())
        lines, title = _word_lines(archive.open(main), titles)
    saved = max(told.get("created", ""), told.get("modified", ""))
    day = None if (told.get("description"), saved[:10]) == _TEMPLATE else declared_days(saved)
    declared = Declared(" ".join(title.split()), captured=day, made_by=told.get("Application", ""))
    return _own("docx", "\n".join(lines) + "\n", declared)


def _elements(stream: Any, *names: str) -> Iterator[tuple[str, Any, str]]:
    """Where elements of these names start and end in a part of a Word file: a tree of all takes ten times its size."""
    tags = [f"{{*}}{name}" for name in names]
    safe = {"resolve_entities": False, "no_network": True, "load_dtd": False}
    for event, node in etree.iterparse(stream, ("start", "end"), tag=tags, **safe):
        yield event, node, node.tag.rpartition("}")[2]


def _word_lines(stream: Any, titles: set[str]) -> tuple[list[str], str]:
    """The paragraphs and rows that are to be seen, raised marks in brackets; the first line in a style for titles."""
    lines, title, pieces, cells = list[str](), "", list[str](), list[str]()
    rows = instead = 0
    for event, node, kind in _elements(stream, "p", "tr", "tc", *_INSTEAD, "t", *_SIGNS):
        step = 1 if event == "start" else -1
        rows, instead = rows + step * (kind == "tr"), instead + step * (kind in _INSTEAD)
        ends = event == "end" and not instead
        if kind == "t" and ends:
            style = {etree.QName(mark).localname: mark for mark in node.getparent().iterfind("{*}rPr/*")}
            up = "vertAlign" in style and "superscript" in style["vertAlign"].attrib.values()
            words = raised(node.text or "", pieces[-1] if pieces else "") if up else node.text or ""
            pieces += [] if "vanish" in style else [words]
        elif kind in _SIGNS and ends and (pieces or kind != "tab"):
            pieces.append(_SIGNS[kind])
        elif kind == "p" and rows and ends:
            pieces.append(" ")
        elif kind == "tc" and rows == 1 and ends:
            cells.append("".join(pieces).strip())
            pieces = []
        elif kind in ("p", "tr") and not rows and (ends or pieces):
            lines += (" | ".join(cells) if kind == "tr" else "".join(pieces)).split("\n")
            cells, pieces = [], []
            if not title and len(lines) < 200 and titles & set(node.xpath("*/*[local-name()='pStyle']/@*")):
                title = lines[-1]
        if event == "end" and not rows:
            node.clear()
    return lines, title


# What is marked as hidden or deleted up to the end of its group, and what is raised; never more than so many letters.
_RTF_HIDDEN = re.compile(r"\\(?:v|deleted)(?![a-z\d])(?:[^{}\\]|\\(?!v(?![a-z]))[^{}]){0,2000}?(?:\\v0(?!\d) ?|(?=\}))")
_RTF_RAISED = re.compile(r"(\\super(?![a-z\d])(?:\\[a-z]{1,20}-?\d{0,9}){0,9} ?)(\[?\d{1,3}\]?)(?=\}|\\nosupersub)")
_RTF_PLAIN = re.compile(r"(?<=[a-z.,] )[ -\[\]-z|~]{16,}")  # not behind \uN, whose next letter is none
_RTF_MAKER = re.compile(r"\\\*\\generator ([^;{}\x01\x02\\]{1,60})")


def open_rtf(data: bytes, *_: int) -> Reading:
    """The text of an RTF file, a line for each paragraph."""
    from striprtf.striprtf import rtf_to_text

    # A link is its words, not its address; the library looks for fields and fonts longer than a hostile file allows.
    source = data.decode("latin-1").replace("\\field{", "\\fld{").replace("\\fonttbl", "\\filetbl")
    source = re.sub(r"\\cell(?![a-z])", r" | \\tab", source.translate({1: None, 2: None}))
    source = _RTF_RAISED.sub(lambda mark: mark[1] + raised(mark[2], _before(mark)), _RTF_HIDDEN.sub("", source))
    held = dict(enumerate(_RTF_PLAIN.findall(source)))  # which the library would go through letter by letter
    numbers = count()
    source = _RTF_PLAIN.sub(lambda _: f"\x01{next(numbers)}\x02", source)
    with _parsing("is a damaged RTF file", "save it again"):
        text = rtf_to_text(source, errors="replace")
    text = re.sub(r"\x01(\d{1,9})\x02", lambda mark: held.pop(int(mark[1]), ""), text)
    text = re.sub(r"(?: \| \t)+(?=\n)", "", text).replace(" | \t", " | ").replace("\u2011", "-")
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if not text.strip():
        raise UnreadableError("is an RTF file without text: save it again")
    maker = _RTF_MAKER.search(source)
    return _own("rtf", text.rstrip("\n") + "\n", Declared(made_by=maker[1] if maker else ""))


def _before(mark: re.Match[str]) -> str:
    """The words right before a raised one, without the control words that open its group."""
    return re.sub(r"\{?(?:\\[a-z]+-?\d* ?)*$", "", mark.string[max(0, mark.start() - 80) : mark.start()])


def open_webarchive(data: bytes, *_: int) -> Reading:
    """The page in a web archive of Safari."""
    import plistlib

    with _parsing("is a damaged web archive", "save the page again"):
        main = plistlib.loads(data)["WebMainResource"]
        text = main["WebResourceData"].decode(str(main.get("WebResourceTextEncodingName") or "utf-8"), "replace")
        url = str(main.get("WebResourceURL", ""))
    return _own("webarchive", text, Declared(url=url, made_by="Safari"), is_page=True)


# What a file is by its first bytes: what opens it, or why it is refused.
_MAGIC: dict[bytes, Callable[[bytes, int, int], Reading] | str] = {
    rb"PK\x03\x04": open_zip,
    rb"\{\\rtf": open_rtf,
    rb"bplist00|<\?xml.{0,2030}?WebMainResource": open_webarchive,
    rb"\xd0\xcf\x11\xe0": "is a file of old Word or Outlook (.doc, .msg): save it as DOCX, PDF or .eml",
    rb"\xff\xd8\xff|\x89PNG|GIF8": "is a picture: read it with OCR and save the text",
    rb"\x1f\x8b|7z\xbc\xaf": "is a packed file: unpack it and drop the articles in",
    rb"WARC/": "is a web archive (WARC): open it in a browser and save the pages",
}
