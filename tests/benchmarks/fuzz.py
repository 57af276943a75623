"""Hostile and mutated files through the whole reader: nothing may crash, hang, point beside its words or be lost.

    python -m tests.benchmarks.fuzz --seconds 600 --seed 7     # make fuzz

Each input is one of the invented articles in one of the forms that analysts have (text, page, mail, MHTML, RTF, Word,
Markdown, an export, a record), cut, doubled and strewn with hostile pieces. A seed gives the same inputs again.
"""

from __future__ import annotations

import argparse
import html
import json
import random
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.book.parse import parse_document
from analysis.sources.documents import Document, read_documents

ARTICLES = Path(__file__).parents[1] / "articles"
HOSTILE = [
    *("<script>", "{{7*7}}", "=cmd()", "#include <x>", "${HOME}", "'; DROP TABLE figures; --", "]]>", "../../etc"),
    *("\x00", "\u202e", "\ufeff", "\u2028", "\r", "\ud83d", "𝟙𝟚 people killed", "٣٤ قتيلا", "31 February 2024"),
    *("9" * 400, "a" * 3_000, "(" * 200, "“" * 50, "$" * 90, "§" * 80, "Q" * 200 + ".", "0" * 60 + " dead", "--" * 99),
    *("at least " * 30, "[1]" * 40, "killed " * 60, "Mr. " * 50, "1,000-" * 50, "&amp;" * 30, "on 5 May " * 40),
]
SLOWEST = 1.5, 60e-6
"""Seconds of processor time that one input may take: at most so many, and so many more for each byte."""


def page(text: str) -> bytes:
    lines = "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines() if line.strip())
    return (
        f"<html><head><title>News</title></head><body><nav>Home</nav><article>{lines}</article></body></html>".encode()
    )


def mail(text: str) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"], message["Date"] = (
        "Fwd: news",
        "desk@example.org",
        "Mon, 3 May 2021 10:00:00 +0000",
    )
    message.set_content(text)
    message.add_alternative(page(text).decode(), subtype="html")
    return message.as_bytes()


def mhtml(text: str) -> bytes:
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="xx"\r\n\r\n--xx\r\n'
    return head + b"Content-Type: text/html\r\n\r\n" + page(text) + b"\r\n--xx--\r\n"


def rtf(text: str) -> bytes:
    plain = [char if char.isascii() and char not in "\\{}" else f"\\u{ord(char) % 32768}?" for char in text]
    body = "".join(plain).replace("\n", "\\par ")
    return b"{\\rtf1\\ansi " + body.encode() + b"}"


def docx(text: str) -> bytes:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    lines = "".join(f"<w:p><w:r><w:t>{html.escape(line)}</w:t></w:r></w:p>" for line in text.splitlines())
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr("word/document.xml", f"<w:document {space}><w:body>{lines}</w:body></w:document>")
    return held.getvalue()


def clip(text: str) -> bytes:
    return (
        f'---\ntitle: "News"\nsource: "https://example.org/2021/05/03/news"\ncreated: 2021-05-04\n---\n{text}'.encode(
            "utf8", "surrogatepass"
        )
    )


def export(text: str) -> bytes:
    head = "The Example Times\n\nMay 3, 2021 Monday\n\nNews\n\nLENGTH: 90 words"
    tail = "LOAD-DATE: May 4, 2021\n\nLANGUAGE: ENGLISH"
    body = "".join(f"{n} of 2 DOCUMENTS\n\n{head}\n\n{text}\n\n{tail}\n\n\n" for n in (1, 2))
    return body.encode("utf8", "surrogatepass")


def record(text: str) -> bytes:
    return json.dumps({"title": "News", "maintext": text, "date_publish": "2021-05-03 10:00:00", "url": "x"}).encode()


FORMS: list[Callable[[str], bytes]] = [
    lambda text: text.encode("utf8", "surrogatepass"), page, mail, mhtml, rtf, docx, clip, export, record,
]  # fmt: skip


def mutated(text: str, chance: random.Random) -> str:
    """A text, cut, doubled, turned round and strewn with hostile pieces."""
    for _ in range(chance.randrange(4)):
        a, b = sorted(chance.randrange(len(text) + 1) for _ in range(2))
        b = min(b, a + chance.choice((1, 30, 2_000)))
        match chance.randrange(6):
            case 0:
                text = text[:a] + text[b:]
            case 1:
                text = text[:a] + text[a:b] * 3 + text[a:]
            case 2:
                text = text[:a] + text[a:b][::-1] + text[b:]
            case 3:
                text = text[:a] + chance.choice(HOSTILE) + text[a:]
            case 4:
                text = text.replace("\n", chance.choice((" ", "\n\n", "\r\n", "\t")))
            case _:
                text = text.swapcase()
    return text


def broken(data: bytes, chance: random.Random) -> bytes:
    """A file with some of its bytes altered, dropped, or the rest of it missing."""
    if chance.random() < 0.6 or not data:
        return data
    held = bytearray(data)
    for _ in range(chance.choice((1, 5, 50))):
        held[chance.randrange(len(held))] = chance.randrange(256)
    return bytes(held[: chance.randrange(len(held))] if chance.random() < 0.3 else held)


def faults(document: Document) -> list[str]:
    """What is wrong with what was read of a document."""
    rows = parse_document(document).rows
    reason = str(rows["documents"][0]["error"])
    found = [reason] if reason.startswith("the reader failed") else []
    for table, held in rows.items():
        for row in held:
            if "char_from" in row and document.text[row["char_from"] : row["char_to"]] != row["text"]:
                found.append(f"{table} {row['id']}: {row['text']!r} does not stand at its place")
    if not reason:
        left = list(document.text)
        for row in rows["passages"]:
            left[row["char_from"] : row["char_to"]] = " " * (row["char_to"] - row["char_from"])
        if any(map(str.isalnum, left)):
            found.append(f"{''.join(left).strip()[:60]!r} has no row")
    return found


def trial(number: int, seed: int, texts: list[str], folder: Path) -> list[str]:
    """One input, and what went wrong with it."""
    chance = random.Random(f"{seed} {number}")
    text = mutated(chance.choice(texts) if chance.random() < 0.9 else "".join(chance.choices(HOSTILE, k=9)), chance)
    data = broken(chance.choice(FORMS)(text.encode("utf8", "replace").decode()), chance)
    path = folder / f"input{chance.choice(('.txt', '.html', '.md', '.eml', '.docx', '.pdf', '.json', ''))}"
    path.write_bytes(data)
    documents: list[Document] = []
    start = time.process_time()
    try:
        documents = read_documents(folder)
        found = [fault for document in documents for fault in faults(document)]
        if not documents:
            found.append("the file has no row")
    except Exception as problem:
        found = [f"{type(problem).__name__}: {problem}"]
    spent = time.process_time() - start
    if spent > SLOWEST[0] + SLOWEST[1] * len(data) * max(1, len(documents)):
        found.append(f"took {spent:.1f} s for {len(data):,} bytes")
    path.unlink()
    return found


def run(seconds: float, seed: int, most: int = sys.maxsize) -> Counter[str]:
    """Try inputs for some time; how many there were under "inputs", and what went wrong with which."""
    texts = [path.read_text("utf8") for path in sorted(ARTICLES.glob("*.txt"))]
    seen: Counter[str] = Counter()
    until = time.monotonic() + seconds
    with TemporaryDirectory() as folder:
        while time.monotonic() < until and seen["inputs"] < most:
            for fault in trial(seen["inputs"], seed, texts, Path(folder)):
                seen[f"input {seen['inputs']}: {fault}"] += 1
            seen["inputs"] += 1
    return seen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    seen = run(options.seconds, options.seed)
    print("\n".join(f"{fault} (seed {options.seed})" for fault in seen if fault != "inputs"))
    print(f"{seen['inputs']:,} inputs, {len(seen) - 1} faults")
    sys.exit(len(seen) > 1)


if __name__ == "__main__":
    main()
