"""Where quotation marks open and close: the stretches of a text that stand in them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.values import Span

_MARK = re.compile(r"[“”„\"«»‘’']")
_CLOSERS = {"“": "”", "„": "“”", "«": "»", "‘": "’", '"': '"', "'": "'"}
_BEFORE_OPENING = " \t\u00a0([{—–-“‘\"'/"
_AFTER_CLOSING = " \t\u00a0)]}—–-”’\"'.,;:?!…/"


@dataclass(frozen=True, slots=True)
class Quoted:
    """A stretch in quotation marks: `outer` with its marks, `inner` without; `closed` when the last mark is there."""

    outer: Span
    inner: Span
    closed: bool = True


def quoted(text: str) -> list[Quoted]:
    """The outermost stretches of a text in quotation marks, paragraph by paragraph.

    A mark that is opened and not closed reaches to the end of its paragraph, as where a quotation goes on in the next
    one. A closing mark without an opening one, an apostrophe, and marks inside a quotation yield nothing.

    >>> [q.inner.of("He said “it’s ‘fine’” and 'left'.") for q in quoted("He said “it’s ‘fine’” and 'left'.")]
    ['it’s ‘fine’', 'left']
    """
    found: list[Quoted] = []
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        marks = [match.start() for match in _MARK.finditer(text, start, end)]
        if marks:
            found += _paragraph(text, start, end, marks)
        start = end + 1
    return found


def _paragraph(text: str, start: int, end: int, marks: list[int]) -> list[Quoted]:
    found: list[Quoted] = []
    at = 0
    while at < len(marks):
        place = marks[at]
        if not _opens(text, place, start):
            at += 1
            continue
        closing = _closing(text, marks, at, end)
        if closing is not None:
            found.append(Quoted(Span(place, marks[closing] + 1), Span(place + 1, marks[closing])))
            at = closing + 1
        elif text[place] in "‘'":
            at += 1
        else:
            found.append(Quoted(Span(place, end), Span(place + 1, end), closed=False))
            break
    return found


def _opens(text: str, place: int, start: int) -> bool:
    """Whether a mark can open a quotation: something follows it at once, and nothing clings to it from before."""
    mark, after = text[place], text[place + 1 : place + 2]
    if mark in "“„«":
        return True
    if mark in "”»’" or not after.strip():
        return False
    return (place == start or text[place - 1] in _BEFORE_OPENING) and (mark == '"' or not after.isdigit())


def _closing(text: str, marks: list[int], at: int, end: int) -> int | None:
    """The index of the mark that closes the one at `at`, or None when the paragraph has none."""
    opening = text[marks[at]]
    closers, depth, late = _CLOSERS[opening], 1, None
    for i in range(at + 1, len(marks)):
        mark, place = text[marks[i]], marks[i]
        if mark == opening and opening in "“«":
            depth += 1
        elif mark in closers and _closes(text, place, end, opening):
            if opening in "‘'" and text[place - 1] == "s" and text[place + 1 : place + 2] == " " and late is None:
                late = i
                continue
            depth -= 1
            if depth == 0:
                return i
        elif opening == "“" and mark == '"' and _closes(text, place, end, '"'):
            return i
    if depth > 1:
        return next((i for i in range(at + 1, len(marks)) if text[marks[i]] in closers), None)
    return late


def _closes(text: str, place: int, end: int, opening: str) -> bool:
    if opening in "“„«":
        return True
    after = text[place + 1] if place + 1 < end else " "
    return not text[place - 1].isspace() and (
        after in _AFTER_CLOSING or (opening == '"' and not after.isspace() and not after.isalnum())
    )
