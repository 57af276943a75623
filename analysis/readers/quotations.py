"""Quotations, direct and indirect, with the words that name the speaker."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace

from analysis.readers.attributions import Attribution, attributions
from analysis.readers.quote_marks import Quoted, quoted
from analysis.readers.tokens import MASK, Sentence
from analysis.text import sentences
from analysis.values import Span

_SHARE = 0.8


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
    masked = _mask(text, stretches)
    found: list[Quotation] = []
    for sentence_span in sentences(masked):
        start = sentence_span.start
        for piece in masked[start : sentence_span.end].split("\n"):
            if piece.strip():
                _read(text, masked, start, start + len(piece), stretches, found)
            start += len(piece) + 1
    return found


def _mask(text: str, stretches: list[Quoted]) -> str:
    """The text with each quoted stretch replaced; a stop inside the last mark is kept, so that sentences end there."""
    pieces, at = [], 0
    for stretch in stretches:
        outer = stretch.outer
        pieces.append(text[at : outer.start])
        stops = stretch.inner.of(text).rstrip()[-1:] in (".", "!", "?", "…")
        follows = text[outer.end : outer.end + 2].strip()[:1]
        ends = stops and (not follows or not follows.islower() and follows not in ",;")
        pieces.append(MASK * (len(outer.of(text)) - ends) + "." * ends)
        at = outer.end
    return "".join(pieces) + text[at:]


def _read(text: str, masked: str, start: int, end: int, stretches: list[Quoted], found: list[Quotation]) -> None:
    sentence = Sentence(masked, start, end)
    here = attributions(sentence)
    covered = False
    for attribution in here:
        quotation = _quotation(text, sentence, attribution, stretches, found)
        if quotation:
            found.append(quotation)
            covered = True
    if not covered and len(sentence) and sentence.is_quote(0):
        _continued(text, sentence, stretches, found)


def _inside(stretches: list[Quoted], start: int, end: int) -> list[Quoted]:
    low = bisect_left(stretches, start, key=lambda stretch: stretch.outer.start)
    high = bisect_right(stretches, end, key=lambda stretch: stretch.outer.start)
    return [stretch for stretch in stretches[low:high] if stretch.inner.end <= end]


def _quotation(
    text: str, sentence: Sentence, attribution: Attribution, stretches: list[Quoted], found: list[Quotation]
) -> Quotation | None:
    first, last = attribution.content
    if first >= last:
        return None
    start, end = sentence.starts[first], sentence.ends[last - 1]
    inside = _inside(stretches, start, end)
    kind = "indirect"
    if inside:
        marked = sum(stretch.outer.end - stretch.outer.start for stretch in inside)
        whole = sentence.is_quote(first) and sentence.is_quote(last - 1)
        kind = "direct" if whole or marked >= _SHARE * (end - start) else "fragment"
    cue_start, cue_end = sentence.starts[attribution.cue[0]], sentence.ends[attribution.cue[1] - 1]
    speaker = attribution.speaker
    span = (sentence.starts[speaker[0]], sentence.ends[speaker[1] - 1]) if speaker else None
    if kind == "direct":
        start, end = inside[0].inner.start, inside[-1].inner.end
        if text[end - 1] == ",":
            end -= 1
    return Quotation(
        start, end, kind, text[cue_start:cue_end], cue_start, cue_end,
        text[slice(*span)] if span else "", span[0] if span else None, span[1] if span else None,
        tuple(stretch.inner for stretch in inside),
    )  # fmt: skip


def _continued(text: str, sentence: Sentence, stretches: list[Quoted], found: list[Quotation]) -> None:
    """A sentence that is a quotation and names nobody goes on with the last one."""
    stretch = _inside(stretches, sentence.starts[0], sentence.ends[-1] + 1)
    if not stretch or not found:
        return
    last = found[-1]
    if (
        last.kind != "indirect"
        and "\n" not in text[last.end : stretch[0].outer.start]
        and not last.quoted[-1].end > stretch[0].inner.start
    ):
        found[-1] = replace(last, end=stretch[-1].inner.end, quoted=(*last.quoted, *(s.inner for s in stretch)))
