"""Citations: "[003:152]" is line 152 of document 003, "[fdi:4]" row 4 of a file of outside evidence."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

_KEY = r"[A-Za-z0-9_][\w.-]{0,79}(?::\d{1,9}(?:[–-]\d{1,9})?)?"
# One citation or several in one pair of brackets: "[003:152]", "[003:5–9, 004:1]"; its keys are group 1.
CITATION = re.compile(rf"\[({_KEY}(?:[,;] ?{_KEY}){{0,40}})\]")
_ANCHOR = re.compile(r"\[([\w.-]{1,80}):(\d{1,9})\]\s+(.+)", re.DOTALL)


def cite(row: Mapping[str, Any]) -> str:
    """The citation of a row: document and line, a whole document, or file and row of outside evidence; else ValueError.

    >>> cite({"document": "003", "line": 152}), cite({"file": "reference/fdi.csv", "row": 4})
    ('[003:152]', '[fdi:4]')
    """
    if row.get("citations"):  # a row of the ledger stands where its members do
        return str(row["citations"])
    if row.get("sha256"):
        return f"[{row['document']}]"
    if row.get("document") and row.get("line"):
        return f"[{row['document']}:{row['line']}]"
    if row.get("file") and row.get("row"):
        return f"[{PurePosixPath(row['file']).stem}:{row['row']}]"
    raise ValueError(f"the claim {dict(row)} has no place in a source; take it from a row of a table")


def cited_in(text: str) -> list[str]:
    r"""The keys of all citations of a text, whether or not it is Markdown, in order.

    >>> cited_in(r"Ten came \[003:5–9, 004:1\], said the mayor [005].")
    ['003:5–9', '004:1', '005']
    """
    return [key for found in CITATION.finditer(text.replace("\\", "")) for key in re.split("[,;] ?", found[1])]


def places_in(text: str) -> Iterator[tuple[str, int]]:
    """Source and line of each citation of a text that names a line, of a range its ends.

    >>> list(places_in("Ten came [003:5–9] [004]."))
    [('003', 5), ('003', 9)]
    """
    for source, _, lines in (key.partition(":") for key in cited_in(text)):
        yield from ((source, int(line)) for line in re.split("[–-]", lines) if line)


def parse_anchor(anchor: str) -> tuple[str, int, str]:
    """Document, line and words of a claim as an analyst names it; ValueError when it is written otherwise.

    >>> parse_anchor("[003:78] more than 130 people")
    ('003', 78, 'more than 130 people')
    """
    if not (found := _ANCHOR.fullmatch(anchor.strip())):
        raise ValueError(f"{anchor!r} is not an anchor: write it as '[document:line] exact words'")
    return found[1], int(found[2]), found[3]


def in_order(key: str) -> list[str | int]:
    """The key to sort citations by: documents in their order, and each by its lines.

    >>> sorted(["000:102", "000:4", "fdi:7"], key=in_order)
    ['000:4', '000:102', 'fdi:7']
    """
    return [int(part) if part.isdigit() else part for part in re.split(r"([0-9]+)", key)]
