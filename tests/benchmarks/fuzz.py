"""Hostile and mutated files through the whole reader: nothing may crash, hang, point beside its words or be lost.

    python -m tests.benchmarks.fuzz --seconds 600 --seed 7     # make fuzz

Each input is an invented article or the example of an export in one of the forms that analysts have (text in one column
or two, page, mail with and without attachments, MHTML, web archive, RTF, Word, PDF, Markdown, export, feed, record, and
what is refused), cut, doubled and strewn with hostile pieces; or what an analyst writes beside the articles:
documents.yaml, corrections.csv, outside evidence, an archive of JSON Lines. One in a hundred is a whole folder, whose
tables are connected, written and printed. A seed gives the same inputs again.
"""

from __future__ import annotations

import argparse
import csv
import html
import io
import json
import os
import plistlib
import random
import re
import resource
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from email.message import EmailMessage
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pikepdf
import pytest

from analysis import Workbook, open_workbook
from analysis.archive.source import read_shards
from analysis.book.parse import parse_document
from analysis.book.store import SWITCH
from analysis.claims.corrections import COLUMNS, CORRECTABLE, apply_corrections, choices
from analysis.core.lexicon import load_lexicon
from analysis.core.tables import write_tables
from analysis.pages.pdf.typst import compose
from analysis.pages.show import show_sources, show_table
from analysis.sources.documents import Document, Entry, read_entries
from analysis.sources.reference import read_reference
from tests.pages.conftest import Notebook
from tests.sources.folders import read_documents

ARTICLES = Path(__file__).parents[1] / "articles"
HOSTILE = [
    *("<script>", "{{7*7}}", "=cmd()", "#include <x>", "${HOME}", "'; DROP TABLE figures; --", "]]>", "../../etc"),
    *("\x00", "\u202e", "\ufeff", "\u2028", "\r", "\ud83d", "𝟙𝟚 people killed", "٣٤ قتيلا", "31 February 2024"),
    *("9" * 400, "a" * 3_000, "(" * 200, "“" * 50, "$" * 90, "§" * 80, "Q" * 200 + ".", "0" * 60 + " dead", "--" * 99),
    *("at least " * 30, "[1]" * 40, "killed " * 60, "Mr. " * 50, "1,000-" * 50, "&amp;" * 30, "on 5 May " * 40),
    *(
        "9" * 5_000,
        "{x}",
        "{}",
        "!!bool maybe",
        "&a [*a, *a]",
        '"',
        "? ",
        "---\n",
        ", " * 60,
        ": " * 60,
        "\t- ",
        "%s" * 9,
    ),
]
SLOWEST = 1.5, 60e-6
"""Seconds of processor time that one input may take: at most so many, and so many more for each byte."""
LARGEST = 60_000_000, 4_000
"""Bytes by which one input may raise the most memory that was ever in use: so many, and so many for each byte."""


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


def feed(text: str) -> bytes:
    item = f"<item><title>News</title><pubDate>Mon, 03 May 2021</pubDate><description>{html.escape(text)}</description>"
    return f"<rss><channel><title>The Example Times</title>{item}</item>{item}</item></channel></rss>".encode()


def atom(text: str) -> bytes:
    entry = f"<title>News</title><updated>2021-05-03T10:00:00Z</updated><content>{html.escape(text)}</content>"
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Times</title><entry>{entry}</entry></feed>'.encode()


def json_feed(text: str) -> bytes:
    item = {"title": "News", "content_text": text, "date_published": "2021-05-03T10:00:00Z", "authors": [{"name": "A"}]}
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Times", "items": [item, item]}).encode()


def crawled(text: str) -> bytes:
    lines = "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines())
    return f'<doc title="News" date="2021-05-03" sitename="Times"><main>{lines}</main></doc>'.encode()


def noted(text: str) -> bytes:
    return f'+++\ntitle = "News"\ndate = 2021-05-03\n+++\n{text}'.encode("utf8", "surrogatepass")


def columns(text: str) -> bytes:
    lines = [line[:40] for line in text.splitlines() if line.strip()]
    half = (len(lines) + 1) // 2
    pairs = zip(lines[:half], [*lines[half:], ""], strict=False)
    return "\n".join(f"{left:<44}{right}" for left, right in pairs).encode("utf8", "surrogatepass")


def attached(text: str) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"], message["Date"] = "Two", "desk@example.org", "Mon, 3 May 2021 10:00:00 +0000"
    message.set_content("See below.")
    for name, data in (("a.docx", docx(text)), ("b.pdf", pdf(text)), ("c.html", page(text)), ("d.eml", mail(text))):
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def references(text: str) -> bytes:
    """What is refused: a bibliography, a table of events, a picture."""
    line = " ".join(text.split())[:400]
    forms = (
        f"TY  - NEWS\nTI  - {line}\nPY  - 2021\nER  - \n",
        f"@article{{a,\n  title = {{{line}}},\n  year = 2021\n}}\n",
        f"%0 Newspaper Article\n%T {line}\n%D 2021\n",
        json.dumps([{"type": "article", "container-title": "Times", "issued": {}, "title": line}]),
        "event_id_cnty,event_date,event_type,fatalities,notes\n" + f'AFG1,3 May 2021,Battles,7,"{line}"\n' * 3,
        f"\x89PNG\r\n{line}",
    )
    return forms[len(line) % len(forms)].encode("utf8", "surrogatepass")


def webarchive(text: str) -> bytes:
    return plistlib.dumps({"WebMainResource": {"WebResourceData": page(text)}}, fmt=plistlib.FMT_BINARY)


def pdf(text: str) -> bytes:
    """A page of lines in one column, with bytes that no font has where the text has other letters."""
    lines = "".join(f"({line.translate(_IN_PDF)[:400]}) Tj T* " for line in text.splitlines()[:60])
    drawn = f"BT /F 9 Tf 12 TL 40 760 Td {lines}ET".encode("latin-1", "replace")
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body = b"".join(b"%d 0 obj%b endobj\n" % (number, part) for number, part in enumerate(parts, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R/Size 6>>\n%%EOF"


_IN_PDF = str.maketrans({"(": "\\(", ")": "\\)", "\\": "\\\\"})
FORMS: list[Callable[[str], bytes]] = [
    lambda text: text.encode("utf8", "surrogatepass"), page, mail, mhtml, rtf, docx, clip, export, record, feed,
    webarchive, pdf, atom, json_feed, crawled, noted, columns, attached, references,
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


def pieces(chance: random.Random, texts: list[str], most: int) -> str:
    """Some words, or some of the hostile ones."""
    if chance.random() < 0.3:
        return chance.choice(HOSTILE)
    words = chance.choice(texts).split()
    at = chance.randrange(len(words))
    return " ".join(words[at : at + chance.randrange(most)])


def plain(text: str) -> str:
    """A text as a table can hold it: without halves of signs."""
    return text.encode("utf8", "replace").decode()


@cache
def read_once() -> Workbook:
    """An article that corrections are tried on."""
    with TemporaryDirectory() as folder:
        Path(folder, "000.txt").write_text((ARTICLES / "broadcaster.txt").read_text("utf8"), "utf8")
        return open_workbook(folder)


def lines_of(rows: list[list[str]]) -> bytes:
    held = io.StringIO(newline="")
    csv.writer(held).writerows(rows)
    return held.getvalue().encode("utf8", "replace")


def entries(chance: random.Random, texts: list[str], folder: Path) -> list[str]:
    """documents.yaml: read, or with a problem that names the file."""
    names = [*Entry._fields, "x"]
    made = "".join(
        f"{chance.choice(('000', 'a.txt', pieces(chance, texts, 3)))}:\n"
        + "".join(f"  {chance.choice(names)}: {pieces(chance, texts, 6)}\n" for _ in range(chance.randrange(5)))
        for _ in range(chance.randrange(1, 4))
    )
    path = folder / "documents.yaml"
    path.write_bytes(broken(made.encode("utf8", "replace"), chance))
    (folder / "a.txt").write_text("Rain fell.", "utf8")
    problems = read_entries(path)[1]
    wrong = [f"{said[:80]!r} names no file" for said in problems if not said.startswith("documents.yaml")]
    return wrong + ["the article has no row"] * (not read_documents(folder))


def corrections(chance: random.Random, texts: list[str], folder: Path) -> list[str]:
    """corrections.csv: refused in words, or each line with its fate, and no row changed beside it."""
    book, path = read_once(), folder / "corrections.csv"
    rows = [list(COLUMNS)]
    for _ in range(chance.randrange(1, 6)):
        name = chance.choice(list(CORRECTABLE))
        table, column = book.tables[name], chance.choice([*choices(name), ""])
        words = str(chance.choice(list(table["text"]))) if len(table) and chance.random() < 0.9 else "Rain"
        value = chance.choice([*choices(name).get(column, ()), "2021-05-03", "7", "", pieces(chance, texts, 4)])
        action = chance.choice(("change", "change", "reject", "add", "undo", ""))
        value = f"{column}={value}" if action == "add" and column else value
        rows.append(["000", name, action, words, "", "", column, value, "", "", pieces(chance, texts, 4)])
    path.write_bytes(broken(lines_of(rows), chance))
    try:
        told, tables = apply_corrections(book.tables, path, book.texts)
    except ValueError as problem:
        return [] if str(problem).startswith("corrections.csv") else [f"ValueError: {problem}"]
    lost = {name for name in CORRECTABLE if len(book.tables[name]) - len(tables[name]) > len(told)}
    return [f"more rows of {name} are gone than lines reject" for name in lost]


def evidence(chance: random.Random, texts: list[str], folder: Path) -> list[str]:
    """A table of outside evidence and what is said about it: each line of it has a row."""
    names = ["as_of", "subject", "deaths", "low", "high", "qualifier", "usd_bn", "usd_bn_qualifier", "affects", "note"]
    head = [chance.choice([*names, pieces(chance, texts, 3)]) for _ in range(chance.randrange(1, 8))]
    cells = ("2021-05", "137", "more than 600", "1,450", "", "-3.5")
    rows = [[chance.choice((*cells, pieces(chance, texts, 5))) for _ in head] for _ in range(chance.randrange(5))]
    whole = lines_of([head, *rows])
    (folder / "table.csv").write_bytes(data := broken(whole, chance))
    about = f"table: {{{chance.choice(names)}: {pieces(chance, texts, 3)}}}\n"
    (folder / "about.yaml").write_bytes(broken(about.encode("utf8", "replace"), chance))
    found = read_reference(folder)
    held = sum(any(cell.strip() for cell in row) for row in rows)
    told = found.loc[found["file"].str.endswith("csv"), "row"].nunique()
    return [f"{held} lines gave {told}"] if data == whole and told < held else []


def archive(chance: random.Random, texts: list[str], folder: Path) -> list[str]:
    """Lines of JSON: a document for each."""
    records = [
        {"id": pieces(chance, texts, 2), "text": mutated(chance.choice(texts), chance)[:3_000], "title": 7}
        | {name: chance.choice((None, [], 10**400, 2021, "2021-05-03", pieces(chance, texts, 5)))
           for name in ("published", "bylines", "url", "language")}
        for _ in range(chance.randrange(1, 4))
    ]  # fmt: skip
    path = folder / "archive.jsonl"
    path.write_bytes(broken("\n".join(map(json.dumps, records)).encode(), chance))
    lines = sum(bool(line.strip()) for line in path.read_bytes().split(b"\n"))
    documents = [found for shard in read_shards(path) for item in shard for found in item.documents()]
    wrong = [fault for document in documents for fault in faults(document)]
    return wrong if len(documents) >= lines else [*wrong, f"{lines} lines gave {len(documents)} documents"]


def whole(chance: random.Random, texts: list[str], folder: Path) -> list[str]:
    """A folder: its rows connected, written for a spreadsheet, and printed with whatever their words are."""
    for number in range(3):
        text = mutated(chance.choice(texts), chance)[:6_000]
        (folder / f"{number:03} {chance.choice(('a', '=1+1', '#x $y', 'é'))}.txt").write_bytes(
            text.encode("utf8", "replace")
        )
    (folder / "reference").mkdir()
    wrong = evidence(chance, texts, folder / "reference")
    book = open_workbook(folder)
    for name, table in book.tables.items():
        if {"char_from", "document"} <= {*table.columns}:
            places = zip(table["document"], table["char_from"], table["char_to"], table["text"], strict=True)
            wrong += [f"{name}: {words!r} elsewhere" for at, a, b, words in places if book.texts[at][a:b] != words]
    for path in write_tables(book.tables, folder / "out"):
        if path.suffix == ".csv":
            with path.open(encoding="utf8", newline="") as file:
                cells = [cell for row in csv.reader(file) for cell in row]
            wrong += [f"{path.name}: {cell[:40]!r} runs" for cell in cells if re.match(r"[=+@\t\r]|-(?!\d)", cell)]
    with pytest.MonkeyPatch.context() as patch:
        printed = Notebook(patch).say("# Ships")
        words = book.passages["text"].tolist()[:9] + [plain(pieces(chance, texts, 9)) for _ in range(3)]
        printed.run(
            show_table, pd.DataFrame({"said": words, plain(pieces(chance, texts, 3)): words}), "Words", words[-1]
        )
        printed.run(show_sources, "", {f"a:{at}": {"words": each, "place": each} for at, each in enumerate(words)})
        with pikepdf.open(BytesIO(compose(printed.node))) as made:
            return wrong + ["a page has no tags"] * ("/StructTreeRoot" not in made.Root)


BESIDE = (entries, corrections, evidence, archive)
"""What is tried of what lies beside the articles."""
WHOLE = 0.01
"""How often a whole folder is tried, which takes a hundred times as long."""


def tried(what: Callable[..., list[str]], *given: Any, seconds: float) -> list[str]:
    """What went wrong where something was tried that may take so many seconds."""
    start = time.process_time()
    try:
        found = what(*given)
    except Exception as problem:
        found = [f"{type(problem).__name__}: {problem}"]
    spent = time.process_time() - start
    return [f"{what.__name__}: {fault}" for fault in found + [f"took {spent:.1f} s"] * (spent > seconds)]


def trial(number: int, seed: int, texts: list[str], folder: Path) -> list[str]:
    """One input, and what went wrong with it."""
    chance = random.Random(f"{seed} {number}")
    if (drawn := chance.random()) < 0.2:
        with TemporaryDirectory(dir=folder) as place:
            what, seconds = (whole, 9) if drawn < WHOLE else (chance.choice(BESIDE), 3)
            return tried(what, chance, texts, Path(place), seconds=seconds * SLOWEST[0])
    text = mutated(chance.choice(texts) if chance.random() < 0.9 else "".join(chance.choices(HOSTILE, k=9)), chance)
    data = broken(chance.choice(FORMS)(plain(text)), chance)
    path = folder / f"input{chance.choice(('.txt', '.html', '.md', '.eml', '.docx', '.pdf', '.json', ''))}"
    path.write_bytes(data)
    documents: list[Document] = []
    start, most = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
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
    more = 1_024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - most)
    if more > LARGEST[0] + LARGEST[1] * len(data):
        found.append(f"took {more:,} bytes of memory for {len(data):,}")
    path.unlink()
    return found


def run(seconds: float, seed: int, most: int = sys.maxsize) -> Counter[str]:
    """Try inputs for some time; how many there were under "inputs", and what went wrong with which."""
    texts = [path.read_text("utf8") for path in sorted(ARTICLES.glob("*.txt"))]
    texts += [kind["example"] for kind in load_lexicon("exports")["kinds"].values()]
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
    os.environ[SWITCH] = "off"
    seen = run(options.seconds, options.seed)
    print("\n".join(f"{fault} (seed {options.seed})" for fault in seen if fault != "inputs"))
    print(f"{seen['inputs']:,} inputs, {len(seen) - 1} faults")
    sys.exit(len(seen) > 1)


if __name__ == "__main__":
    main()
