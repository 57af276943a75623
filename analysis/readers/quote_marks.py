"""What a text sets apart as somebody's words: quotation marks, and the labels of a conversation; and datelines."""

import re
from collections import Counter
from typing import NamedTuple

from analysis.core.values import Span
from analysis.readers.names import kind_of

# A mark of one character, or two of the old typewriters (``…''), by what all begin with
_MARK = re.compile(r"[“”„\"«»‘’'`](?:(?<=')'|(?<=’)’|(?<=`)`|(?<!`))")
_CLOSERS = {"“": ("”", '"', "’’", "''"), "„": ("“", "”"), "«": ("»",), "‘": ("’",), '"': ('"', "”"), "'": ("'",),
            "''": ("''",), "``": ("''",)}  # fmt: skip
_LINE = re.compile(r".+")
_NEXT_OPENS = re.compile(r"\n\s*‘")
_SINGLE = ("‘", "'")
_ALWAYS_OPENS = ("“", "„", "«", "``")
ASKS = frozenset("q question interviewer moderator host".split())
ANSWERS = frozenset("a answer interviewee guest".split())
_CAPITALS = r"[A-Z][A-Z.’'-]{1,20}(?: [A-Z][A-Z.’'-]{0,20}){0,3}"
_LABEL_NAME = r"[A-Z][\w.’'-]{1,20}(?: [A-Z][\w.’'-]{0,20}){0,3}"
_LABEL = re.compile(
    rf"[ \t\"“]{{0,3}}(?P<who>(?P<capitals>{_CAPITALS})|{_LABEL_NAME}|[QA])(?<!\bI)"
    r"(?:, [A-Z][^:.\n]{1,60}| \([^()\n]{1,60}\))?: (?=\S)"
)
_POST_SIGNED = re.compile(
    r"\n\s{0,4}(?:[—–-]{1,2} ?)?(?P<who>[A-Z][^\n()@]{1,60}) \(@\w{1,30}\) "
    r"(?:[A-Z][a-z]{2,8} \d{1,2},|\d{1,2} [A-Z][a-z]{2,8}) \d{4}\b"
)
_DATELINE = re.compile(
    r"(?P<place>[A-Z][A-Z.’'-]{2,20}(?:[ /-][A-Z][A-Z.’'-]{1,20}){0,3})(?:,? [A-Z\d][\w., /]{1,40}?)?"
    r"(?: \([A-Z][\w /.]{1,30}\))?(?: [-–—_]{1,2} |: )(?=\S)"
    r"|\([A-Z][\w /.]{1,30}\) [-–—_]{1,2} (?=\S)"
    r"|[A-Z][a-z]{2,20}(?: [A-Z][a-z]{2,20})?, (?:\d{1,2} [A-Z][a-z]{2,8}|[A-Z][a-z]{2,8}\.? \d{1,2})"
    r"(?:,? \d{4})? [-–—]{1,2} (?=\S)"
)


class Quoted(NamedTuple):
    """A stretch in quotation marks: `outer` with its marks, `inner` without; `closed` when the last mark is there."""

    outer: Span
    inner: Span
    closed: bool = True


def quoted(text: str) -> list[Quoted]:
    """The outermost stretches of a text in quotation marks, paragraph by paragraph.

    A mark that is opened and not closed reaches to the end of its paragraph, as where a quotation goes on in the next;
    one that closes what was never opened, back to its beginning. Apostrophes, and marks inside, yield nothing.

    >>> [q.inner.of("He said “it’s ‘fine’” and 'left'.") for q in quoted("He said “it’s ‘fine’” and 'left'.")]
    ['it’s ‘fine’', 'left']
    """
    found: list[Quoted] = []
    for line in _LINE.finditer(text):
        if marks := [match.span() for match in _MARK.finditer(text, *line.span())]:
            found += _paragraph(text, *line.span(), marks)
    return found


def _paragraph(text: str, start: int, end: int, marks: list[tuple[int, int]]) -> list[Quoted]:
    found: list[Quoted] = []
    at = 0
    while at < len(marks):
        first, last = marks[at]
        closing = None
        if not _opens(text, first, last, start):
            lost = first - start > 20 and text[first - 1] in ",.?!" and text[first : last + 1] in ("” ", '" ')
            if at == 0 and lost:  # nothing opened what this mark closes
                found.append(Quoted(Span(start, last), Span(start, first)))
        elif (closing := _closing(text, marks, at, end)) is not None:
            found.append(Quoted(Span(first, marks[closing][1]), Span(last, marks[closing][0])))
        elif text[first:last] not in _SINGLE or (first == start and _NEXT_OPENS.match(text, end)):
            found.append(Quoted(Span(first, end), Span(last, end), closed=False))
            break
        at = (closing or at) + 1
    return found


def _opens(text: str, first: int, last: int, start: int) -> bool:
    """Whether a mark can open a quotation: something follows it at once, and nothing clings to it from before."""
    mark, after = text[first:last], text[last : last + 1]
    if mark in _ALWAYS_OPENS or mark in ("”", "»", "’", "’’") or not after.strip():
        return mark in _ALWAYS_OPENS
    return (first == start or text[first - 1] in " \t\u00a0([{—–-“‘\"'/") and not (mark in _SINGLE and after.isdigit())


def _closing(text: str, marks: list[tuple[int, int]], at: int, end: int) -> int | None:
    """The index of the mark that closes the one at `at`, or None when the paragraph has none."""
    opening = text[slice(*marks[at])]
    closers, depth, late = _CLOSERS[opening], 1, None
    for i in range(at + 1, min(len(marks), at + 40)):  # marks and apostrophes inside one quotation at most
        first, last = marks[i]
        mark = text[first:last]
        clings = not text[first - 1].isspace() or text[first - 2 : first] in ("' ", "’ ")
        ends = mark in ("”", "»", "“") or (clings and not (last < end and text[last].isalnum()))
        if mark == opening and opening in _ALWAYS_OPENS:
            depth += 1
        elif mark in closers and ends:
            if opening in _SINGLE and late is None and text[first - 1] == "s" and text[last : last + 1] == " ":
                late = i  # either the end or a plural possessive: only the end when no other mark follows
                continue
            depth -= 1
            if depth == 0:
                return i
    return late


def turns(text: str) -> list[tuple[Span, Span]]:
    """Who speaks, and what he says, in each paragraph with a label, in order: posts signed with a handle, and turns.

    A label counts when two take turns, each at least twice, or when one in capitals comes back: "Note:" doesn't.

    >>> text = "ANN ROE, HOST: Why?\\nBEN LOM: Rain.\\nROE: And?\\nLOM: Snow."
    >>> [label.of(text) for label, said in turns(text)]
    ['ANN ROE', 'BEN LOM', 'ROE', 'LOM']
    >>> turns("DELHI: It rained.\\nNote: It may snow.")
    []
    """
    posts = ((Span(*post.span("who")), post.start()) for post in _POST_SIGNED.finditer(text))
    found = [(label, Span(text.rfind("\n", 0, end) + 1, end)) for label, end in posts]
    labelled = ((match, line.end()) for line in _LINE.finditer(text) if (match := _LABEL.match(text, line.start())))
    labels = [(match, end) for match, end in labelled if kind_of(match["who"]) not in ("state", "place")]
    names = [match["who"] for match, _ in labels]
    short = {initials(name): name.split()[-1].lower() for name in names if " " in name}
    who = [short.get(name) or name.split()[-1].lower() for name in names]
    named = Counter(who)
    back = {name for name, count in named.items() if count > 1}
    spoken = any(match["capitals"] and name in back for name, (match, _) in zip(who, labels, strict=True))
    if not spoken and len(back) < 2 and not ({"q", "question"} & named.keys() and {"a", "answer"} & named.keys()):
        return found
    for name, (match, end) in zip(who, labels, strict=True):
        if match["capitals"] or name in back | ASKS | ANSWERS:
            said = text[match.end() : end].rstrip(' "”')
            found.append((Span(*match.span("who")), Span(match.end(), match.end() + len(said))))
    return sorted(found, key=lambda turn: turn[1].start)


def past_dateline(text: str, start: int) -> int:
    """Where the words of a sentence begin, behind the dateline of its paragraph: "KABUL, May 3 (AP) — …"."""
    dateline = _DATELINE.match(text, start) if text[start - 1 : start] in ("", "\n") else None
    if not dateline or (dateline["place"] and kind_of(dateline["place"]) in ("organisation", "group", "person")):
        return start
    return dateline.end()


def initials(name: str) -> str:
    """The first letters of the words of a name: "JR" of Jane Roe."""
    return "".join(word[0] for word in name.split())
