"""Where quotation marks open and close: the stretches of a text that stand in them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace

from analysis.core.phrases import Lookup
from analysis.core.text import sentences
from analysis.core.values import Span
from analysis.readers.attributions import Attribution, attributions
from analysis.readers.gazetteer import past_dateline, turns
from analysis.readers.tokens import CLOSED, MASK, Sentence, cues

_MARK = re.compile(r"[“”„\"«»‘’'`](?:(?<=')'|(?<=`)`|(?<!`))")
"""A mark of one character, or two of the old typewriters (``…''), by what all begin with."""
_CLOSERS = {
    "“": ("”", '"'),
    "„": ("“", "”"),
    "«": ("»",),
    "‘": ("’",),
    '"': ('"', "”"),
    "'": ("'",),
    "''": ("''",),
    "``": ("''",),
}
_NESTED = 40
"""Marks and apostrophes inside one quotation at most."""
_SINGLE = ("‘", "'")
_ALWAYS_OPENS = ("“", "„", "«", "``")
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
    one; a mark that closes what was never opened reaches back to the beginning of its paragraph. Apostrophes, and
    marks inside a quotation, yield nothing.

    >>> [q.inner.of("He said “it’s ‘fine’” and 'left'.") for q in quoted("He said “it’s ‘fine’” and 'left'.")]
    ['it’s ‘fine’', 'left']
    """
    found: list[Quoted] = []
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        marks = [match.span() for match in _MARK.finditer(text, start, end)]
        if marks:
            found += _paragraph(text, start, end, marks)
        start = end + 1
    return found


def _paragraph(text: str, start: int, end: int, marks: list[tuple[int, int]]) -> list[Quoted]:
    found: list[Quoted] = []
    at, lonely = 0, dict.fromkeys(_SINGLE, 0)  # up to where no mark closes the single one
    while at < len(marks):
        first, last = marks[at]
        if not _opens(text, first, last, start):
            if at == 0 and _closes_unopened(text, first, last, start):
                found.append(Quoted(Span(start, last), Span(start, first)))
            at += 1
            continue
        mark = text[first:last]
        if mark in _SINGLE:
            lonely[mark] = _next_closer(text, marks, max(at + 1, lonely[mark]), at + _NESTED, end, _CLOSERS[mark])
        closing = _closing(text, marks, at, end) if lonely.get(mark, 0) < at + _NESTED else None
        if closing is not None:
            found.append(Quoted(Span(first, marks[closing][1]), Span(last, marks[closing][0])))
            at = closing + 1
        elif mark in _SINGLE:
            at += 1
        else:
            found.append(Quoted(Span(first, end), Span(last, end), closed=False))
            break
    return found


def _opens(text: str, first: int, last: int, start: int) -> bool:
    """Whether a mark can open a quotation: something follows it at once, and nothing clings to it from before."""
    mark, after = text[first:last], text[last : last + 1]
    if mark in _ALWAYS_OPENS:
        return True
    if mark in ("”", "»", "’") or not after.strip():
        return False
    return (first == start or text[first - 1] in _BEFORE_OPENING) and not (mark in _SINGLE and after.isdigit())


def _closes_unopened(text: str, first: int, last: int, start: int) -> bool:
    """Whether a mark ends a quotation whose opening mark was lost: it follows a comma or a stop, and words go on."""
    return (
        text[first:last] in ("”", '"')
        and first - start > 20
        and text[first - 1] in ",.?!"
        and text[last : last + 1] == " "
    )


def _next_closer(
    text: str, marks: list[tuple[int, int]], at: int, limit: int, end: int, closers: tuple[str, ...]
) -> int:
    """The index of the first mark from `at` on, and before `limit`, that can close; the limit when there is none."""
    while at < min(limit, len(marks)) and not (text[slice(*marks[at])] in closers and _closes(text, *marks[at], end)):
        at += 1
    return at if at < len(marks) else limit


def _closing(text: str, marks: list[tuple[int, int]], at: int, end: int) -> int | None:
    """The index of the mark that closes the one at `at`, or None when the paragraph has none."""
    opening = text[slice(*marks[at])]
    closers, depth, late = _CLOSERS[opening], 1, None
    for i in range(at + 1, min(len(marks), at + _NESTED)):
        first, last = marks[i]
        mark = text[first:last]
        if mark == opening and opening in _ALWAYS_OPENS:
            depth += 1
        elif mark in closers and _closes(text, first, last, end):
            if opening in _SINGLE and late is None and text[first - 1] == "s" and text[last : last + 1] == " ":
                late = i  # either the end or a plural possessive: only the end when no other mark follows
                continue
            depth -= 1
            if depth == 0:
                return i
    if depth > 1:
        return next(
            (i for i in range(at + 1, min(len(marks), at + _NESTED)) if text[slice(*marks[i])] in closers), None
        )
    return late


def _closes(text: str, first: int, last: int, end: int) -> bool:
    mark = text[first:last]
    if mark in ("”", "»", "“"):
        return True
    after = text[last] if last < end else " "
    clings = not text[first - 1].isspace() or text[first - 2 : first] in ("' ", "’ ")
    return clings and not after.isalnum() and (after in _AFTER_CLOSING or mark not in _SINGLE)


_STOPS = tuple(".!?…—–-")
_SHARE = 0.8
"""Share of a content in quotation marks from which on it counts as direct."""
_SENTENCE = 30
"""Characters of the shortest stretch in marks that may be a sentence, where words without marks stand before it."""

_NAMED = re.compile(r"\s(?:(?:The|the) \w+ |(?:[A-Z][\w.’'-]* ){1,4})(\w+)[ .,]")
_BREAK = re.compile(r"\n\s*")
_LABEL_OPENS = 3
"""Marks and blanks that may stand before the label of a speaker."""
_GAP = 400
"""Characters that may stand between a quotation and the one of the next paragraph that goes on with it."""

_QUOTED = re.compile(f"[{MASK}{CLOSED}]")
_CUED = Lookup(lambda word: word == "according" or word in cues())
"""Words without which a sentence puts nothing down to anybody."""

Attributed = tuple[Span | None, Span | None]
"""Where the cue and the speaker's words stand."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """What somebody is said to have said: its place, how it is put, the cue, and the words that name the speaker."""

    start: int
    end: int
    kind: str
    cue: str
    cue_start: int | None
    cue_end: int | None
    speaker: str
    speaker_start: int | None
    speaker_end: int | None
    quoted: tuple[Span, ...] = ()
    """The stretches in quotation marks, without the marks."""


def find_quotations(text: str) -> list[Quotation]:
    """Everything in a text that is put down to somebody, in order.

    Parameters
    ----------
    text
        The text of one article, paragraphs on lines of their own.

    Returns
    -------
    list of Quotation
        `kind` is direct (the content stands in quotation marks), fragment (some of it does; `start` and `end` are the
        whole clause, for a fragment means nothing without it, and `quoted` has the words in marks) or indirect.
        `speaker` is what the text says ("he", "the ministry"), "" when it names nobody. A quotation that its
        attribution interrupts is one. Marks around a title or a doubtful word yield nothing.

    >>> for q in find_quotations('“It is over,” Jane Roe said. She called it a “mess”.'):
    ...     print(q.kind, "|", q.speaker, "|", q.cue)
    direct | Jane Roe | said
    fragment | She | called
    """
    stretches = quoted(text)
    reader = _Reader(text, _mask(text, stretches), stretches)
    for sentence in sentences(reader.masked):
        start = sentence.start
        for piece in sentence.of(reader.masked).split("\n"):
            if piece.strip() and not reader.turn(start):
                opens = start == 0 or text[start - 1] == "\n"
                reader.read(past_dateline(text, start) if opens else start, start + len(piece))
            start += len(piece) + 1
    return sorted(reader.found, key=lambda quotation: (quotation.start, quotation.end))


def _mask(text: str, stretches: list[Quoted]) -> str:
    """The text with each quoted stretch replaced; a stop inside the last mark is kept, so that sentences end there."""
    pieces, at = [], 0
    for stretch in stretches:
        outer = stretch.outer
        pieces.append(text[at : outer.start])
        last = stretch.inner.of(text).rstrip()[-1:]
        ends = last in _STOPS and _sentence_ends(text, outer.end, last)
        mask = MASK * (outer.end - outer.start - ends)
        if last in _STOPS or last == ",":
            mask = mask[:-1] + CLOSED
        pieces.append(mask + "." * ends)
        at = outer.end
    return "".join(pieces) + text[at:]


def _sentence_ends(text: str, at: int, last: str) -> bool:
    """Whether a sentence ends with a quotation: not where its attribution follows ("…?” Jane Roe asked)."""
    follows = text[at : at + 2].strip()[:1]
    if follows and (follows.islower() or follows in ",;—–―"):
        return False
    if last == ".":
        return True
    name = _NAMED.match(text, at)
    return not (name and (cue := cues().get(name[1])) and cue.frame in ("say", "tell", "urge"))


class _Reader:
    """Reads a text sentence by sentence, and knows which quotations still wait for their speaker."""

    def __init__(self, text: str, masked: str, stretches: list[Quoted]) -> None:
        self.text, self.masked, self.stretches = text, masked, stretches
        self.found: list[Quotation] = []
        self._waiting: list[Quoted] = []
        self._announced: Attributed | None = None
        self._speaker: Span | None = None
        self._turns, self._turn_end = turns(text), 0

    def read(self, start: int, end: int) -> None:
        """Add what one sentence puts down to somebody."""
        if not _CUED.between(self.text, start, end) and not _QUOTED.search(self.masked, start, end):
            if not self.masked[start:end].rstrip().endswith(":"):
                self._announced = None
            return
        sentence = Sentence(self.masked, start, end)
        before = len(self.found)
        for attribution in attributions(sentence):
            attributed = _attributed(sentence, attribution)
            first, last = attribution.content
            if first < last:
                self._add(attributed, sentence.place(first, last), attribution.thought)
            elif sentence.low[-1] == ":" or (self._waiting and attribution.cue[1] + 2 >= len(sentence)):
                self._announce(attributed, sentence.low[-1] == ":")
        if len(self.found) == before and sentence.is_quote(0):
            self._unattributed(sentence)
        elif sentence.low[-1] != ":":
            self._announced = None

    def turn(self, start: int) -> bool:
        """Whether a sentence belongs to a turn of a conversation ("SMITH: Yes, …"), which is taken as a whole."""
        if self._turns and start >= self._turns[0].label.start - _LABEL_OPENS:
            turn = self._turns.pop(0)
            said, self._turn_end = turn.content, turn.content.end
            colon = Span(said.start - 2, said.start - 1)
            self._put((colon, turn.label), said.start, said.end, "direct", [Quoted(said, said)])
        return start < self._turn_end

    def _add(self, attributed: Attributed, content: Span, thought: bool) -> None:
        inside, start, end = self._inside(content), content.start, content.end
        kind = _kind(inside, start, end)
        if thought and kind == "fragment":  # marks of doubt around a word, for nobody speaks
            kind, inside = "indirect", []
        if kind == "direct":
            start, end = inside[0].inner.start, inside[-1].inner.end
            end -= self.text[end - 1] == ","
        self._put(attributed, start, end, kind, inside)

    def _put(self, attributed: Attributed, start: int, end: int, kind: str, inside: list[Quoted]) -> None:
        cue, speaker = attributed
        self._speaker = speaker
        self._waiting = []
        self.found.append(
            Quotation(
                start,
                end,
                kind,
                cue.of(self.text) if cue else "",
                cue.start if cue else None,
                cue.end if cue else None,
                speaker.of(self.text) if speaker else "",
                speaker.start if speaker else None,
                speaker.end if speaker else None,
                tuple(_trimmed(self.text, stretch.inner) for stretch in inside),
            )
        )

    def _announce(self, attributed: Attributed, ahead: bool) -> None:
        """Keep a speaker for the quotation that a colon announces, or give him the one that waits."""
        if ahead:
            self._announced = attributed
        elif self._waiting:
            inside = self._waiting
            self._put(attributed, inside[0].inner.start, inside[-1].inner.end, "direct", inside)

    def _unattributed(self, sentence: Sentence) -> None:
        """A sentence that is a quotation and names nobody: announced, or more of the last one, or left waiting."""
        inside = self._inside(sentence.place(0, len(sentence)))
        if not inside:
            return
        start, end = inside[0].inner.start, inside[-1].inner.end
        if self._announced:
            self._put(self._announced, start, end, "direct", inside)
            self._announced = None
            return
        last = self.found[-1] if self.found else None
        gap = self.text[last.end : start] if last and start - last.end < _GAP else ""
        breaks = len(_BREAK.findall(gap))
        if last is None or not gap or not last.quoted or breaks > 1:
            self._waiting = inside
        elif breaks:  # the paragraph after one that ended with a quotation has its speaker
            self._put((None, self._speaker), start, end, "direct", inside)
        elif last.kind == "direct" and len(gap) < end - start + sum(span.end - span.start for span in last.quoted):
            spans = tuple(_trimmed(self.text, stretch.inner) for stretch in inside)
            self.found[-1] = replace(last, end=end, quoted=(*last.quoted, *spans))
        else:
            self._put((None, self._speaker), start, end, "direct", inside)

    def _inside(self, span: Span) -> list[Quoted]:
        low = bisect_left(self.stretches, span.start, key=lambda stretch: stretch.outer.start)
        high = bisect_right(self.stretches, span.end, key=lambda stretch: stretch.outer.start)
        return [stretch for stretch in self.stretches[low:high] if stretch.inner.end <= span.end]


def _attributed(sentence: Sentence, attribution: Attribution) -> Attributed:
    """Cue and speaker of an attribution, as places in the text."""
    speaker = attribution.speaker
    return sentence.place(*attribution.cue), sentence.place(*speaker) if speaker else None


def _kind(inside: list[Quoted], start: int, end: int) -> str:
    if not inside:
        return "indirect"
    marked = sum(stretch.outer.end - stretch.outer.start for stretch in inside)
    # a stop inside the last mark may have been left to the sentence
    whole = inside[0].outer.start == start and inside[-1].outer.end - end <= 1
    most = marked >= max(_SHARE * (end - start), _SENTENCE)
    return "direct" if whole or most else "fragment"


def _trimmed(text: str, span: Span) -> Span:
    """A quoted stretch without the comma that belongs to the sentence around it."""
    end = span.end
    while end > span.start and (text[end - 1] == "," or text[end - 1].isspace()):
        end -= 1
    return Span(span.start, end)
