"""Everything in a text that is put down to somebody: direct quotations, fragments and reports."""

import re
from bisect import bisect_left
from typing import NamedTuple

from analysis.core.text import sentences, words
from analysis.core.values import Span
from analysis.readers.attributions import Attribution, announced, attributions
from analysis.readers.forms import MASK
from analysis.readers.quote_marks import Quoted, past_dateline, quoted, turns
from analysis.readers.sentences import Sentence, read_sentences, tag
from analysis.readers.speakers import Cue, Stretch, cues

_STOPS = tuple(".!?…—–-")
_SHARE = 0.8  # share of a content in quotation marks from which on it counts as direct
# Characters of the shortest stretch in marks that may be a sentence, where words without marks stand before it
_SENTENCE = 30
_NAMED = re.compile(r"\s(?:(?:The|the) \w+ |(?:[A-Z][\w.’'-]* ){1,4})(\w+)[ .,]")
_BREAK = re.compile(r"\n\s*")
_JOINERS = frozenset("of the and for in on to a de la".split())
_OPENED_NEXT = re.compile(r"\s*[“„«\"'‘`]")
_SAID_INSIDE = re.compile(
    r"[,?!] (?:(?:[\w’'-]{1,20} ){1,6}(?:said|says|added|told [\w ]{1,20}?)(?: on \w{1,12})?"
    r"|(?:said|says|added) [\w’' -]{2,60})[.,]"
)
_SENTENCE_WORDS = 4  # blanks between the words of the shortest sentence in marks
# Marks and blanks that may stand between what is reported and the quotation that bears it out
_BETWEEN = " \t\n“\"‘'«„`.,;:!?”’"
_TRAILING = ", \t\u00a0\u2009\u202f"
_GAP = 400  # characters that may stand between a quotation and the one of the next paragraph that goes on with it
_PASSED_ON = re.compile(
    r"(?:,|\ban? [\w-]{1,20}) (?:seen|described|regarded|dismissed|portrayed|hailed) as (?:having been |being )?\Z"
)
Attributed = tuple[Span | None, Span | None]  # where the cue and the speaker's words stand


class Quotation(NamedTuple):
    """What somebody is said to have said: its place, how it is put, the cue, and the words that name the speaker."""

    start: int
    end: int
    kind: str
    cue: str
    cue_span: Span | None
    speaker: str
    speaker_span: Span | None
    told: bool = True  # whether it reports words, and not a wish, a view or a deed
    basis: str = "clause"  # where he is named: clause, quotation beside it, sentence before, transcript line, none
    quoted: tuple[Span, ...] = ()  # the stretches in marks, without the marks

    @property
    def verb(self) -> Cue | None:
        """The verb of its cue, where that is one of the lexicon."""
        return cues().get(self.cue.lower().split()[-1]) if self.cue else None


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
    found = [_cut_short(text, stretch) for stretch in quoted(text)]
    named = [stretch for stretch in found if _is_name(text, stretch)]
    stretches = [stretch for stretch in found if stretch not in named] if named else found
    masked = _mask(text, stretches, named)
    reader = _Reader(text, stretches)
    for begin, sentence in _sentences(text, masked):
        if not reader.turn(begin):
            reader.read(sentence)
    reader.end()
    return sorted(reader.found, key=lambda quotation: (quotation.start, quotation.end))


def _sentences(text: str, masked: str) -> list[tuple[int, Sentence | None]]:
    """Where each sentence of a line begins; and it, its quotations masked, if it may put something down to somebody."""
    found: list[tuple[int, Sentence | None]] = []
    starts, read = words(text).starts, read_sentences(text)
    cued = sorted(at for word in starts.keys() & {"according", *cues()} for at in starts[word])
    for whole in sentences(masked):
        begin = whole.start
        for piece in whole.of(masked).split("\n"):
            start, end = past_dateline(text, begin), begin + len(piece)
            said, sentence = masked[start:end], None
            if bisect_left(cued, start) < bisect_left(cued, end) or MASK in said or said.rstrip().endswith(":"):
                sentence = read.at(start) if said == text[start:end] else None
                if sentence is None or sentence.span != Span(start, end):
                    sentence = Sentence(masked, Span(start, end))
            found.append((begin, sentence))
            begin = end + 1
    told = [sentence for _, sentence in found if sentence is not None]
    tag([sentence for sentence in told if "tags" not in vars(sentence)])
    for s, i in ((sentence, i) for sentence in told for i in sentence.quotes):
        k = min(i + 2, len(s) - 1)
        if s.tags[k] == "VBP" and s.words[k - 1] == "," and s.low[k] not in cues():
            s.tags[k] = "NOUN"  # “…,” coast guard officials said
    return found


def _is_name(text: str, stretch: Quoted) -> bool:
    """Whether marks hold a name or a title, and nobody's words: Viktor “The Baker” Lomov, the ferry “Sarn”."""
    words = stretch.inner.of(text).rstrip(",").split(" ")
    before = text[max(0, stretch.outer.start - 30) : stretch.outer.start].replace("\n", " ").split(" ")
    if not stretch.closed or len(words) > 5 or before[-1] or not before[-2:][0].isalpha():
        return False
    capitals = all(word[:1].isupper() or (i > 0 and word in _JOINERS) for i, word in enumerate(words))
    return capitals and words[-1][-1:].isalnum() and (before[-2].lower() not in cues() or before[-3:-2] == ["be"])


def _cut_short(text: str, stretch: Quoted) -> Quoted:
    """A stretch whose mark never closes, up to the attribution in it, unless it goes on in the next paragraph."""
    said = None if stretch.closed else _SAID_INSIDE.search(text, stretch.inner.start, stretch.inner.end)
    if not said or _OPENED_NEXT.match(text, stretch.outer.end):
        return stretch
    end = said.start() + 1
    return Quoted(Span(stretch.outer.start, end), Span(stretch.inner.start, end - (text[end - 1] == ",")), closed=False)


def _mask(text: str, stretches: list[Quoted], named: list[Quoted]) -> str:
    """The text with each quoted stretch replaced; a stop inside the last mark is kept, so that sentences end there."""
    for name in named:
        inside = name.inner.of(text).rjust(name.inner.end - name.outer.start).ljust(name.outer.end - name.outer.start)
        text = text[: name.outer.start] + inside + text[name.outer.end :]
    pieces, at = [], 0
    for stretch in stretches:
        outer = stretch.outer
        last = stretch.inner.of(text).rstrip()[-1:]
        ends = last in _STOPS and _sentence_ends(text, outer.end, last)
        closes = "." if ends else "," if last in _STOPS or last == "," else ""
        pieces += [text[at : outer.start], MASK * (outer.end - outer.start - len(closes)), closes]
        at = outer.end
    return "".join(pieces) + text[at:]


def _sentence_ends(text: str, at: int, last: str) -> bool:
    """Whether a sentence ends with a quotation: not where its attribution follows ("…?” Jane Roe asked)."""
    follows = text[at : at + 2].strip()[:1]
    if follows and (follows.islower() or follows in ",;—–―"):
        return False
    name = _NAMED.match(text, at)
    return last == "." or not (name and (cue := cues().get(name[1])) and cue.frame in ("say", "tell", "urge"))


class _Reader:
    """Reads a text sentence by sentence, and knows which quotations still wait for their speaker."""

    def __init__(self, text: str, stretches: list[Quoted]) -> None:
        self.text, self.stretches = text, stretches
        self._starts = [stretch.outer.start for stretch in stretches]
        self.found: list[Quotation] = []
        self._waiting: list[list[Quoted]] = []
        self._announced: Attributed | None = None
        self._speaker: Span | None = None
        self._last = -1
        self._turns, self._turn_end = turns(text), 0

    def read(self, sentence: Sentence | None) -> None:
        """Add what one sentence puts down to somebody."""
        if sentence is None:
            self._announced = None
            return
        colon = sentence.words[-1:] == [":"]
        before = len(self.found)
        for a in attributions(sentence):
            attributed = _place(sentence, a.cue), _place(sentence, a.speaker) if a.speaker else None
            if a.content[0] < a.content[1]:
                self._add(attributed, _place(sentence, a.content), a)
            elif colon:
                self._announced = attributed
        for stretch in self._between(sentence.span) if sentence.quotes else ():
            if self._passed_on(stretch):
                self._put((None, None), [stretch], "clause", "fragment", stretch.inner)
        marked = [span.end for one in self.found[before:] for span in one.quoted]
        if sentence.quotes and not marked:
            self._unattributed(sentence)
        elif marked and (rest := self._left(sentence, max(marked))):
            spans = (*self.found[-1].quoted, *self._spans(rest))
            self.found[-1] = self.found[-1]._replace(end=spans[-1].end, quoted=spans)
        elif colon and len(self.found) == before and not self._announced:
            if speaker := announced(sentence, len(sentence) - 1):
                self._announced = None, _place(sentence, speaker)
        elif not colon:
            self._announced = None

    def turn(self, start: int) -> bool:
        """Whether a sentence belongs to a turn of a conversation ("SMITH: Yes, …"), which is taken as a whole."""
        if self._turns and start >= min(span.start for span in self._turns[0]) - 3:  # marks and blanks
            label, said = self._turns.pop(0)
            self._turn_end, colon = max(label.end, said.end), Span(label.end, label.end + 1)
            self._put((colon if colon.of(self.text) == ":" else None, label), [Quoted(said, said)], "transcript line")
        return start < self._turn_end

    def end(self) -> None:
        """What still waits has no speaker, and is not lost for that."""
        waiting, self._waiting = self._waiting, []
        for inside in waiting:
            words = self.text[inside[0].inner.start : inside[-1].inner.end]
            if words.count(" ") >= (1 if words.endswith((".", "!", "?")) else _SENTENCE_WORDS):
                self._put((None, None), inside, "none")

    def _add(self, attributed: Attributed, content: Span, attribution: Attribution) -> None:
        inside = self._inside(content)
        kind = _kind(inside, content.start, content.end)
        if attribution.thought and kind == "fragment":  # marks of doubt around a word, for nobody speaks
            kind, inside = "indirect", []
        chain = [inside]  # with the paragraphs before, of which none closed its marks: he speaks them, too
        while kind == "direct" and self._waiting and not (last := self._waiting[-1][-1]).closed:
            if self.text[last.outer.end : chain[-1][0].outer.start].strip():
                break
            chain.append(self._waiting.pop())
        self.end()
        for part in chain[:0:-1]:
            self._put(attributed, part, "quotation")
        self._put(attributed, inside, "clause", kind, content, attribution.told)

    def _put(self, attributed: Attributed, inside: list[Quoted], basis: str, kind: str = "direct",
             content: Span | None = None, told: bool = True) -> None:  # fmt: skip
        cue, speaker = attributed
        spans = self._spans(inside)
        if content is None or kind == "direct":
            content, basis = Span(spans[0].start, spans[-1].end), basis if speaker else "none"
        if told:
            self._speaker, self._last = speaker, len(self.found)
        cued, said = (span.of(self.text) if span else "" for span in attributed)
        self.found.append(Quotation(content.start, content.end, kind, cued, cue, said, speaker, told, basis, spans))

    def _unattributed(self, sentence: Sentence) -> None:
        """A quotation in a sentence that names nobody: announced, or more of the last one, or left waiting."""
        inside = self._inside(sentence.span)
        words = [stretch.inner.of(self.text) for stretch in inside]
        whole = any(said.count(" ") >= _SENTENCE_WORDS and said.endswith((".", "!", "?")) for said in words)
        heading = len(sentence) < 3 and inside and words[0][-1:].isalnum()
        if not inside or heading or not (whole or sentence.is_quote(0)):
            return
        start, end = inside[0].inner.start, inside[-1].inner.end
        last = self.found[self._last] if self._last >= 0 else None
        gap = self.text[last.end : start] if last and start - last.end < _GAP else ""
        breaks = len(_BREAK.findall(gap))
        reach = max(span.end for span in (last, last.cue_span, last.speaker_span) if span) if last else 0
        adrift = last and not last.quoted and self.text[reach:start].strip(_BETWEEN)
        if self._announced:
            self._put(self._announced, inside, "sentence before")
            self._announced = None
        elif last is None or not gap or breaks > 1 or self._waiting or not sentence.is_quote(0) or adrift:
            self._waiting.append(inside)
        elif not last.quoted:
            self._put((None, last.speaker_span), inside, "sentence before")
        elif breaks or last.kind != "direct" or len(gap) >= end - start + sum(s.end - s.start for s in last.quoted):
            self._put((None, self._speaker), inside, "quotation")
        else:
            self.found[self._last] = last._replace(end=end, quoted=(*last.quoted, *self._spans(inside)))

    def _left(self, sentence: Sentence, end: int) -> list[Quoted]:
        """The sentences that go on behind the words quoted: "…," X said in a speech on Monday, "….\""""
        whole = self.found[-1].kind == "direct"
        inside = (stretch for stretch in self._inside(sentence.span) if whole and stretch.outer.start >= end)
        words = ((stretch, stretch.inner.of(self.text)) for stretch in inside)
        return [stretch for stretch, said in words if said.count(" ") > 1 and said.endswith((".", "!", "?"))]

    def _inside(self, span: Span) -> list[Quoted]:
        inside = (s for s in self._between(span) if s.inner.end - (not s.closed) <= span.end)
        return [stretch for stretch in inside if not self._passed_on(stretch)]

    def _between(self, span: Span) -> list[Quoted]:
        low = bisect_left(self._starts, span.start)
        return self.stretches[low : bisect_left(self._starts, span.end, low)]

    def _spans(self, inside: list[Quoted]) -> tuple[Span, ...]:
        """Quoted stretches without the comma that belongs to the sentence around them."""
        inner = (stretch.inner for stretch in inside)
        return tuple(Span(one.start, one.start + len(one.of(self.text).rstrip(_TRAILING))) for one in inner)

    def _passed_on(self, stretch: Quoted) -> bool:
        """Whether words in marks are nobody's in their sentence: "…, a group seen as “lost to the world”"."""
        at = stretch.outer.start
        return " " in stretch.inner.of(self.text) and bool(_PASSED_ON.search(self.text, max(0, at - 40), at))


def _place(s: Sentence, words: Stretch) -> Span:
    return s.place(words[0], words[1] - 1)


def _kind(inside: list[Quoted], start: int, end: int) -> str:
    if not inside:
        return "indirect"
    marked = sum(stretch.outer.end - stretch.outer.start for stretch in inside)
    # a stop inside the last mark may have been left to the sentence
    whole = inside[0].outer.start == start and inside[-1].outer.end - end <= 1
    return "direct" if whole or marked >= max(_SHARE * (end - start), _SENTENCE) else "fragment"
