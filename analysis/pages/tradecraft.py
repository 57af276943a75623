"""Rules of the craft that a page can break without being wrong in a fact. After ICD 203, Analytic Standards."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.core.citations import CITATION
from analysis.core.days import MONTHS
from analysis.core.text import sentences
from analysis.pages.escape import shortened

if TYPE_CHECKING:
    from analysis.pages.pdf.pieces import Page, Piece

LIKELIHOOD = {
    "almost no chance": "1–5 %",
    "very unlikely": "5–20 %",
    "unlikely": "20–45 %",
    "roughly even": "45–55 %",
    "likely": "55–80 %",
    "very likely": "80–95 %",
    "almost certain": "95–99 %",
}
"""The likelihood terms and what they mean. Source: ICD 203, Analytic Standards."""

CONFIDENCE = ("low", "moderate", "high")
CONFIDENCE_MEANING = (
    "Confidence says how well the sources bear a judgement, not how likely it is: high, several independent sources "
    "that agree; moderate, sources that are plausible but few or not independent; low, scant or disputed ones."
)

SURE = re.compile(r"\bconfiden(?:ce|t|tly)\b", re.IGNORECASE)
_TERM = re.compile(
    rf"\b({'|'.join(sorted(LIKELIHOOD, key=len, reverse=True))})(?:ly|\s+chance)?\b"
    r"(?:\s*\((\d\d?)\s?[–-]\s?(\d\d?)\s?%\))?",
    re.IGNORECASE,
)
_OFF_SCALE = re.compile(
    r"\b(?:(?:highly|most|quite|rather|more|less|fairly|extremely|reasonably|increasingly) (?:un)?likely"
    r"|(?:im)?probabl[ey]|(?:im)?probability|possibly|perhaps|presumably|conceivabl[ey]|doubtless"
    r"|no doubt|undoubtedly|in all likelihood|chances are|odds are|(?:good|fair|slim|remote|even) chance"
    r"|(?:nearly|virtually|practically) certain(?:ly)?|toss-up)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"“[^”]{0,2000}”|\"[^\"]{0,2000}\"|‘[^’]{0,500}’")
_GONE = re.compile(r"\(document [\w.-]{1,40}, line \d{1,7}\)")  # the place of a claim that is in the tables no longer
_AFTER = re.compile(rf"([.!?])((?:\s*{CITATION.pattern})+)")
_EXEMPT = re.compile(
    r"(?:figures?|tables?|pages?|sections?|lines?|cells?|editions?|documents?)\s\d+(?:(?:–|-| and |, )\d+)*"
    r"|\(\d\d?–\d\d?\s?%\)"  # the range of a likelihood term
    r"|\b[A-Za-z]{1,20}[-‑]?\d[\w-]*"  # a name: ISIS-K2, G20, Su-35
    r"|\b[A-Za-z]\w{0,40}:\d{1,7}",  # a row of outside evidence that is not there
    re.IGNORECASE,
)
SIGNS_MEANING = (
    "What sources report has a thin rule at its side, a judgement a thick one and a tinted ground.",
    "A number in brackets leads to the exact words, which are printed below with their article and line; “outside” "
    "before it marks evidence that stands in none of the articles. “At least”, “over” and ranges are the sources’ own; "
    "nothing is averaged.",
)
_FIGURE = re.compile(r"\d")
_CODE = re.compile(r"^```.{0,20000}?^```|`[^`\n]{0,500}`", re.MULTILINE | re.DOTALL)
_MARKER = re.compile(r"(?:[-*+>]|\d{1,9}[.)])\s+")
_BLOCK = re.compile(rf"\n(?=[ \t]*\n|[ \t]{{0,9}}{_MARKER.pattern}|\||#)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
NUMBERS |= {"eleven": 11, "twelve": 12, "twenty": 20}
_MEASURED = re.compile(
    rf"\d+(?:[.,]\d+)*|\b(?:{'|'.join(NUMBERS)}|half|twice|double|triple|dozens?|[a-z]+fold)\b", re.I
)
_DAY_NAMES = re.compile(rf"\b(?:{'|'.join(MONTHS)}|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b")
_WORD = re.compile(r"\d+(?:[.,]\d+)*|\w+")
_ANALYST = ("", "answer", "judgement", "caveat", "view")
_SHOWN = 140


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not hold: the file, the name of the check, and what is wrong."""

    file: str
    check: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.check}: {self.message}"


def lint_page(page: Page, name: str) -> list[Fault]:
    """What a page says against the rules of the craft, by cell.

    The checks, by name: likelihood (a term that is not on the scale, or without its range, or with another's), mixed
    (likelihood and confidence in one sentence) and numbers (a numeral without citation), in what the analyst wrote;
    exact words in quotation marks, tables, captions and the list of sources are not read.
    """
    found = []
    for piece in page.pieces:
        if piece.form in _ANALYST:
            for sentence in _sentences_of(piece):
                checks = [*_likelihood(sentence), *mixed(sentence), *uncited(sentence)]
                found += [Fault(name, check, f"cell {piece.cell}: {message}") for check, message in checks]
    return found


def split_sentences(text: str) -> list[str]:
    """The sentences of a text on one line each; a citation behind a full stop belongs to the sentence before it.

    >>> split_sentences("Ten came. [003:1] Nobody counted.")
    ['Ten came [003:1].', 'Nobody counted.']
    """
    line = _AFTER.sub(r"\2\1", " ".join(text.split()))
    return [span.of(line) for span in sentences(line)]


def mixed(sentence: str) -> Iterator[tuple[str, str]]:
    """Likelihood and confidence in one sentence.

    >>> [check for check, _ in mixed("We have high confidence that rain is likely.")]
    ['mixed']
    """
    said = _QUOTED.sub("", sentence)
    if SURE.search(said) and (term := _TERM.search(said)):
        remedy = "say in one sentence how likely it is, in another how well the sources bear it"
        yield "mixed", f"{_short(sentence)} mixes confidence with likelihood ({term[1]!r}): {remedy}"


def uncited(sentence: str) -> Iterator[tuple[str, str]]:
    """A numeral in a sentence that cites nothing.

    Numbers of figures, tables, pages and the like, ranges of likelihood terms and numerals in names are exempt.

    >>> [check for check, _ in uncited("The attack killed 137.")], list(uncited("Figure 2 shows the G20."))
    (['numbers'], [])
    """
    if CITATION.search(sentence) or _GONE.search(sentence):
        return
    if _FIGURE.search(_EXEMPT.sub("", sentence)):
        yield "numbers", f"{_short(sentence)} has a numeral without a citation: take it from a table with say()"


def unborne(sentence: str, articles: str, outside: str = "") -> str:
    """The first quotation, figure, day or name of a sentence that is not in the words it cites; empty when all are.

    A name is borne by any way to write it, a number by its numeral; a quotation by an article alone.

    >>> unborne("Moscow lost two ships in May.", "Russia said on 3 May that 2 ships sank.")
    ''
    >>> unborne("Moscow lost three ships.", "Russia said that 2 ships sank.")
    'three'
    """
    from analysis.readers.actors import find_actors

    said, words = CITATION.sub("", html.unescape(sentence).replace("\\", "")), f"{articles} {outside}"
    said = _EXEMPT.sub("", _TERM.sub("", said))
    for quoted in _QUOTED.findall(said):
        if quoted[1:-1].casefold() not in articles.casefold():
            return str(quoted)
    known = {word.casefold() for word in _WORD.findall(words)}
    for found in (*_MEASURED.findall(said), *_DAY_NAMES.findall(said)):
        if not {found.casefold(), str(NUMBERS.get(found.casefold(), found))} & known:
            return str(found)
    actors = {mention.actor for mention in find_actors(words)}
    for mention in find_actors(said):
        if mention.actor not in actors and mention.text.casefold() not in words.casefold():
            return mention.text
    return ""


def _likelihood(sentence: str) -> Iterator[tuple[str, str]]:
    if CITATION.search(sentence) and not _TERM.search(sentence):
        return  # the words are a source's
    said = _QUOTED.sub("", sentence)
    scale = ", ".join(LIKELIHOOD)
    for found in _OFF_SCALE.finditer(said):
        yield "likelihood", f"{_short(sentence)}: {found[0]!r} is not on the likelihood scale: use one of {scale}"
    for found in _TERM.finditer(_OFF_SCALE.sub("", said)):
        meant = LIKELIHOOD[found[1].lower()]
        if f"{found[2]}–{found[3]} %" != meant:
            wrong = f"has the range {found[2]}–{found[3]} %" if found[2] else "has no range"
            yield "likelihood", f"{_short(sentence)}: {found[1]!r} {wrong}: write it with judge(), or as ({meant})"


def _sentences_of(piece: Piece) -> Iterator[str]:
    """The sentences of paragraphs, lists and block quotations; headings, tables and code are not read."""
    for paragraph in _BLOCK.split(_CODE.sub("", piece.markdown)):
        words = _MARKER.sub("", paragraph.strip())
        if not words.startswith(("|", "#")):
            yield from split_sentences(html.unescape(_ESCAPED.sub(r"\1", words)))


def _short(sentence: str) -> str:
    return f"“{shortened(sentence, _SHOWN)}”"
