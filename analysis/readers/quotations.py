"""Quotations, direct and indirect, with the words that name the speaker."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace

from analysis.phrases import Lookup
from analysis.readers.attributions import Attribution, attributions
from analysis.readers.cues import cues
from analysis.readers.openings import past_dateline, turns
from analysis.readers.quote_marks import Quoted, quoted
from analysis.readers.tokens import CLOSED, MASK, Sentence
from analysis.text import sentences
from analysis.values import Span

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
