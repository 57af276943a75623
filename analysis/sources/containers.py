"""Files that wrap an article: mail, MHTML, Word, RTF, Safari's web archive. Nothing in them is written or fetched."""

from __future__ import annotations

import io
import plistlib
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from analysis.core.lexicon import load_lexicon
from analysis.sources.declared import Declared, Place, UnreadableError, declared_days, unarchived

UNPACKED_LIMIT = 50_000_000
"""Bytes that a part of a container may have when it is unpacked."""
PARTS_DEPTH = 20
PARTS_LIMIT = 1_000
"""Parts of a mail above which it is not read."""


@dataclass(slots=True)
class Opened:
    """What a container holds: text or HTML, what the container declares of it, and files attached to it."""

    kind: str
    text: str
    is_page: bool = False
    declared: Declared = field(default_factory=Declared)
    attached: list[bytes] = field(default_factory=list)


_HEADER = re.compile(rb"(?:[\x21-\x39\x3b-\x7e]{1,60}:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){2,}")
_MAIL = re.compile(rb"^(?:mime-version|content-type|content-transfer-encoding|message-id|received):", re.I | re.M)
_WHO = re.compile(rb"^(?:from|subject|to|snapshot-content-location):", re.I | re.M)


def is_mail(data: bytes) -> bool:
    """Whether a file begins with the headers of a mail or MHTML.

    >>> is_mail(b"From: A <a@b.example>\\nMIME-Version: 1.0\\n\\nHello"), is_mail(b"Kabul: quiet\\nHerat: quiet\\n")
    (True, False)
    """
    head = _HEADER.match(data.lstrip()[:20_000])
    return head is not None and _MAIL.search(head[0]) is not None and _WHO.search(head[0]) is not None


def open_mail(data: bytes) -> Opened:
    """The text of a mail or saved page, without its headers; the day of the mail or of saving is that of capture."""
    try:
        message = message_from_bytes(data.lstrip(), policy=policy.default)
        parts = list(_leaves(message, 0))
        day, snapshot, location = (
            str(message.get(name, "")) for name in ("Date", "Snapshot-Content-Location", "Content-Location")
        )
    except Exception as problem:  # headers that break the parser break it in many ways
        what = f"is a mail that cannot be parsed ({type(problem).__name__})"
        raise UnreadableError(f"{what}: save the article as text") from None
    if len(parts) > PARTS_LIMIT:
        many = f"is a mail of {len(parts):,} parts; those over {PARTS_LIMIT:,} are not read"
        raise UnreadableError(f"{many}: save the article")
    url, _ = unarchived(snapshot or location)
    declared = Declared(captured=declared_days(day), url=url)
    kind = "mhtml" if url or (message.get_content_type() == "multipart/related" and not message.get("To")) else "mail"
    own = [part for part in parts if not _attached(part)]
    pages = [part for part in own if part.get_content_type() == "text/html"]
    plain = [part for part in own if part.get_content_type() == "text/plain"]
    attached = [] if kind == "mhtml" else [_bytes(part) for part in parts if _attached(part)]
    attached += [part.as_bytes() for part in _forwarded(message)] if kind == "mail" else []
    words = "\n".join(map(_text, plain))
    if pages and (kind == "mhtml" or len(words.split()) < 40):
        return Opened(kind, _text(pages[0]), True, declared, attached)
    if not words.strip() and not attached:
        raise UnreadableError("is a mail without text: save the article that it is about")
    return Opened(kind, words, False, replace(declared, places=tuple(_around(words))), attached)


def _leaves(message: EmailMessage, depth: int) -> Iterator[EmailMessage]:
    """The parts of a mail that hold something; those of mails inside it are not its own."""
    if not message.is_multipart():
        yield message
    elif message.get_content_type() != "message/rfc822" and depth < PARTS_DEPTH:
        for part in message.iter_parts():
            yield from _leaves(part, depth + 1)  # type: ignore[arg-type]


def _attached(part: EmailMessage) -> bool:
    listed = ("application/pdf", "application/rtf", "text/rtf", "application/msword")
    kind = part.get_content_type()
    return kind in listed or "wordprocessingml" in kind or (part.get_filename() is not None and kind[:5] == "text/")


def _forwarded(message: EmailMessage) -> Iterator[EmailMessage]:
    """Mails inside a mail, the outermost ones."""
    if message.is_multipart() and message.get_content_type() != "message/rfc822":
        for part in message.iter_parts():
            if part.get_content_type() == "message/rfc822":
                yield from part.iter_parts()  # type: ignore[misc]


def _bytes(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _text(part: EmailMessage) -> str:
    """The words of a part in its own encoding; where it names none, in that of its HTML or UTF-8."""
    data = _bytes(part)
    inside = re.search(rb"charset=[\"']?([\w-]{1,40})", data[:2048])
    for name in (part.get_content_charset(), inside and inside[1].decode("ascii"), "utf-8"):
        try:
            return data.decode(str(name)).replace("\r\n", "\n") if name else data.decode("utf-8")
        except (LookupError, UnicodeDecodeError):
            continue
    return data.decode("cp1252", "replace").replace("\r\n", "\n")


def _around(words: str) -> Iterator[Place]:
    """The lines of a mail that are none of an article's: its signature, the headers of mails that it quotes."""
    rules = load_lexicon("exports")["mail"]
    opening, header = re.compile("|".join(rules["opening"]), re.I), re.compile("|".join(rules["header"]), re.I)
    signed = in_header = False
    for number, line in enumerate(words.split("\n"), 1):
        plain = line.strip(" >\t\xa0*")
        signed = signed or line.rstrip("\r") in ("-- ", "--")
        folded = in_header and line[:1] in " \t" and bool(plain)
        in_header = folded or opening.match(plain) is not None or header.match(plain) is not None
        if plain and (signed or in_header):
            yield Place(number, number, "label", "signature of the mail" if signed else "header of a forwarded mail")


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DAMAGED = (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, KeyError, OSError, RuntimeError, etree.LxmlError)
_OFFICE = {
    "xl/workbook.xml": "is a spreadsheet, not an article: save a table of outside evidence as CSV in reference/",
    "ppt/presentation.xml": "is a presentation: save it as PDF",
    "content.xml": "is an OpenDocument file: save it as DOCX or PDF",
    "META-INF/container.xml": "is an e-book: save the article as HTML or text",
}


def open_zip(data: bytes) -> Opened:
    """The text of a Word file, a line for each paragraph; other archives are refused by name."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "word/document.xml" not in names:
                refused = next((why for name, why in _OFFICE.items() if name in names), "")
                raise UnreadableError(refused or "is an archive of files: unpack it and drop the articles in")
            body = _parsed(_unpacked(archive, "word/document.xml"))
            core = _parsed(_unpacked(archive, "docProps/core.xml")) if "docProps/core.xml" in names else None
    except _DAMAGED as problem:
        raise UnreadableError(f"is a damaged Word file ({type(problem).__name__}): save it again") from None
    lines: list[str] = []
    title = ""
    for node in body.iter(f"{_W}p", f"{_W}tr"):
        if any(above.tag in (_FALLBACK, f"{_W}tr") for above in node.iterancestors()):
            continue
        cells = node.iter(f"{_W}tc") if node.tag == f"{_W}tr" else [node]
        words = [" ".join(_word_text(cell).split(" ")) for cell in cells]
        style = node.find(f"{_W}pPr/{_W}pStyle")
        if style is not None and (style.get(f"{_W}val") or "").lower() in ("title", "heading1") and not title:
            title = " ".join(words[0].split())
        lines += (" | ".join(words) if len(words) > 1 else words[0] if words else "").split("\n")
    created = "" if core is None else "".join(core.itertext("{http://purl.org/dc/terms/}created"))
    return Opened("docx", "\n".join(lines) + "\n", False, Declared(title=title, captured=declared_days(created)))


def _unpacked(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as member:
        content = member.read(UNPACKED_LIMIT + 1)
    if len(content) > UNPACKED_LIMIT:
        raise UnreadableError(f"unpacks to more than {UNPACKED_LIMIT:,} bytes, which no article does: save it as text")
    return content


def _parsed(data: bytes) -> Any:
    """XML without entities, network or depth."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(data, parser)


def _word_text(node: Any) -> str:
    """The words of a paragraph or cell; what is deleted, hidden or a mark of a note is left out."""
    pieces: list[str] = []
    for run in node.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}noBreakHyphen", f"{_W}p"):
        name = run.tag.removeprefix(_W)
        if name == "t" and run.getparent().find(f"{_W}rPr/{_W}vanish") is None:
            pieces.append(run.text or "")
        elif name in ("br", "cr"):
            pieces.append("\n")
        elif name == "p" and pieces:
            pieces.append(" ")
        elif name != "t":
            pieces.append("-" if name == "noBreakHyphen" else "\t" if name == "tab" else "")
    return "".join(pieces)


_RTF = re.compile(r"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.I)
_RTF_SILENT = frozenset(
    "fonttbl colortbl stylesheet info pict object header headerl headerr headerf footer footerl footerr footerf"
    " footnote fldinst datafield themedata listtable listoverridetable rsidtbl generator xmlnstbl filetbl".split()
)
_RTF_SIGNS = dict.fromkeys(("par", "line", "row", "sect"), "\n") | {"tab": "\t", "cell": " | ", "page": "\n\x0c\n"}
_RTF_SIGNS |= zip("emdash endash lquote rquote ldblquote rdblquote bullet ~ _".split(), "—–‘’“”•\xa0-", strict=True)
_RTF_SIGNS |= {"emspace": " ", "enspace": " "}


def open_rtf(data: bytes) -> Opened:
    r"""The text of an RTF file, a line for each paragraph.

    >>> open_rtf(rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}Caf\'e9 \u8212?  open\par Second.\par}").text
    'Café —  open\nSecond.\n'
    """
    found = re.search(rb"\\ansicpg(\d{3,5})", data[:2000])
    encoding = f"cp{found[1].decode()}" if found else "cp1252"
    pieces: list[str] = []
    stack: list[tuple[bool, int]] = []
    silent, width, skip, first = False, 1, 0, False
    for token in _RTF.finditer(data.decode("latin-1")):
        word, number, byte, sign, brace, plain = token.groups()
        if brace == "{":
            stack.append((silent, width))
            first = True
            continue
        if brace == "}":
            silent, width = stack.pop() if stack else (False, 1)
        elif sign == "*" or (word in _RTF_SILENT and first):
            silent = True
        elif word == "uc":
            width = int(number or 1)
        elif word == "u" and number:
            pieces += [] if silent else [chr(int(number) % 65536)]
            skip = width
            first = False
            continue
        elif not silent and (word in _RTF_SIGNS or sign in _RTF_SIGNS):
            pieces.append(_RTF_SIGNS[word or sign])
        elif not silent and (byte or sign in ("\\", "{", "}")):
            words = bytes.fromhex(byte).decode(encoding, "replace") if byte else sign
            pieces += [] if skip else [words]
            skip = max(skip - 1, 0)
        elif not silent and plain:
            pieces.append(plain[skip:])
            skip = max(skip - len(plain), 0)
        first = first and word is None and not plain and sign == "*"
    text = re.sub(r"(?: \| )+(?=\n)", "", "".join(pieces))
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if not text.strip():
        raise UnreadableError("is an RTF file without text: save it again")
    return Opened("rtf", text.rstrip("\n") + "\n")


def open_webarchive(data: bytes) -> Opened:
    """The page in a web archive of Safari."""
    try:
        main = plistlib.loads(data)["WebMainResource"]
        text = main["WebResourceData"].decode(str(main.get("WebResourceTextEncodingName") or "utf-8"), "replace")
        return Opened("webarchive", text, True, Declared(url=str(main.get("WebResourceURL", ""))))
    except Exception as problem:  # a property list can be broken in any place
        raise UnreadableError(f"is a damaged web archive ({type(problem).__name__}): save the page again") from None


def captured_by(declared: Declared, outer: Declared) -> Declared:
    """What a page declares, and where it is silent what its container does."""
    return replace(
        declared,
        captured=outer.captured or declared.captured,
        url=declared.url or outer.url,
        title=declared.title or outer.title,
    )
