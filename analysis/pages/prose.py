"""Sentences and judgements filled from tables, and the rules of the craft that they keep.

A sentence cites the rows that its words come from, or is withheld. The rules are those of ICD 203, Analytic Standards:
what a page can break without being wrong in a fact.
"""

import html
import re
import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from analysis.core.citations import CITATION, cite
from analysis.core.days import MONTHS, WEEKDAYS, day_in_words, days_in_words
from analysis.core.tables import Row, records
from analysis.core.text import sentences
from analysis.pages.escape import escape_markdown, one_line, shortened
from analysis.pages.pdf.pieces import Page, Piece


class Computed(NamedTuple):
    """Words that were calculated or counted, as they are to be read, and the rows that they come from."""

    words: str
    claims: pd.DataFrame
    how: str = "computed from "  # what stands before their citations; nothing where a reader can count them


Claim = Row | pd.Series | pd.DataFrame | Computed


def count(rows: pd.DataFrame, one: str, many: str = "") -> Computed:
    """How many rows there are, in words with what is counted.

    >>> count(pd.DataFrame({"document": ["a", "b"]}), "article").words
    'two articles'
    """
    size = len(rows)
    words = _COUNTED[size] if size < len(_COUNTED) else f"{size:,}"
    return Computed(f"{words} {one if size == 1 else many or f'{one}s'}", rows, how="")


_DOLLARS = re.compile(r"\$([A-Z]{1,2})(?=\d)")  # the house writes US$5, whatever its sources do
_MOST, _MOST_CITED = 8, 24
_WHOLE = {"line", "row", "char_from", "char_to", "sentence_from", "sentence_to"}


class Sentence(NamedTuple):
    """Markdown with citations in it, and what it says it from."""

    markdown: str
    claims: tuple[Row, ...] = ()  # the rows that it cites
    rests_on: tuple[str, ...] = ()  # each "[document:line] words"
    computed: tuple[str, ...] = ()  # the words of it that no row holds
    lacks: tuple[str, ...] = ()  # names the claims for want of which it can't be printed


def say(template: str, otherwise: str | None = None, rests_on: Iterable[str] = (), **claims: Claim | None) -> Sentence:
    """A sentence filled from tables, with a citation behind each claim.

    When it is printed, each figure, day, name and quotation in it has to stand in a row that it cites.

    Parameters
    ----------
    template
        The sentence. `{name}` stands for the exact words of a claim (of each, for a DataFrame), `{name.column}` for
        one of its columns, `{name.cite}` for its place alone. The sentence may hold no numeral of its own. Of many
        claims it lists the first and counts the rest.
    otherwise
        What to say when one of the claims is missing (None, or no rows); without it the page says what is withheld.
    rests_on
        Of what the analyst knows of certain claims: these, each as "[document:line] exact words", or rows of outside
        evidence as "[file:row]". The sentence is withheld when one of them is gone.
    claims
        Rows of tables, DataFrames of such rows, or `Computed`.

    Raises
    ------
    ValueError
        When a claim has no place in a source, or the template holds a numeral or cites nothing at all.

    >>> row = {"document": "003", "line": 78, "text": "more than 130 people"}
    >>> say("The attack killed {dead}.", dead=row).markdown
    'The attack killed more than 130 people \\\\[003:78\\\\].'
    >>> say("The attack killed {dead}.", "No article says how many died.", dead=None).markdown
    'No article says how many died.'
    """
    if not claims and not (rests_on := tuple(rests_on)):
        raise ValueError(f"the sentence {template!r} cites nothing: give it rests_on=[…], or print it by page.own()")
    return _filled(template, otherwise, tuple(rests_on), claims)


def _filled(template: str, otherwise: str | None, rests_on: tuple[str, ...], claims: Mapping[str, Any]) -> Sentence:
    parts = list(string.Formatter().parse(template))
    if any(re.search(r"\d", literal) for literal, *_ in parts):
        raise ValueError(f"the sentence {template!r} holds a numeral of its own; take it from a table as {{name}}")
    rows = {name: _rows(claim) for name, claim in claims.items()}
    empty = [name for name, found in rows.items() if not found]
    wanted = {name: getattr(getattr(claims[name], "claims", claims[name]), "attrs", {}) for name in empty}
    if lacks := tuple(one for name, attrs in wanted.items() for one in attrs.get("anchors", [f"rows for “{name}”"])):
        words = "".join(literal + ("…" if slot else "") for literal, slot, *_ in parts)
        return Sentence(words, lacks=lacks) if otherwise is None else Sentence(otherwise)
    markdown = ""
    for literal, slot, *_ in parts:
        name, _, column = (slot or "").partition(".")
        markdown += literal + (_slot(claims[name], rows[name], column) if slot else "")
    # A place that stands twice in a row is cited once, at the later mention.
    markdown = re.sub(r" (\\\[[^\]]{1,80}\\\])(?=[^\[\]]{0,200} \1)", "", markdown)
    cited = tuple(row for found in rows.values() for row in found if escape_markdown(cite(row)) in markdown)
    computed = tuple(claim.words for claim in claims.values() if isinstance(claim, Computed))
    return Sentence(capitalised(markdown), cited, rests_on, computed)


def capitalised(sentence: str) -> str:
    """A sentence with a capital at its beginning."""
    return sentence[:1].upper() + sentence[1:]


def _rows(claim: Any) -> Sequence[Row]:
    if isinstance(claim, Computed | pd.DataFrame):
        return [ungapped(row) for row in records(claim.claims if isinstance(claim, Computed) else claim)]
    if claim is not None and not isinstance(claim, pd.Series | Mapping):
        raise ValueError(f"{claim!r} has no place in a source; take it from a row of a table")
    return [] if claim is None else [{str(name): value for name, value in claim.items()}]


def ungapped(row: Row) -> dict[str, Any]:
    """A row without the gaps that it has where rows of several tables stand in one."""
    kept = {name: value for name, value in row.items() if value == value or name.endswith("est")}
    return kept | {name: int(kept[name]) for name in _WHOLE & set(kept)}


def _slot(claim: Any, rows: Sequence[Row], column: str) -> str:
    places = _citations(rows)
    if isinstance(claim, Computed):
        return f"{escape_markdown(claim.words)} {f'({claim.how}{places})' if claim.how else places}"
    if column == "cite":
        return places
    said: dict[str, tuple[str, list[Row]]] = {}
    for row in rows:
        words = escape_markdown(words_of(row, column))
        said.setdefault(words.casefold(), (words, []))[1].append(row)
    items = [f"{words} {_citations(of)}" for words, of in said.values()]
    if len(items) > _MOST:
        items[_MOST:] = [f"{len(items) - _MOST} more"]
    # Semicolons keep apart items that have commas of their own.
    if len(items) < 2 or any(", " in item or "; " in item for item in items):
        return "; ".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def _citations(rows: Iterable[Row]) -> str:
    """Citations one behind the other, each once, with a little air between them; of many the first."""
    each = list(dict.fromkeys(escape_markdown(cite(row)) for row in rows))
    return "\u2009".join(each[:_MOST_CITED]) + " …" * (len(each) > _MOST_CITED)


def words_of(row: Row, column: str = "") -> str:
    """What a sentence shows of a claim: its exact words on one line, a column, or its days (`when`, `as_of`) in words.

    >>> words_of({"text": "at least\\n$US137", "low": 137.0}), words_of({"low": 137.0}, "low")
    ('at least US$137', '137')
    """
    if (prefix := {"when": "", "as_of": "as_of_"}.get(column)) is not None:
        return days_in_words(row[f"{prefix}earliest"], row[f"{prefix}latest"])
    value = row[column] if column else row["text"]
    if isinstance(value, pd.Timestamp):
        return day_in_words(value)
    if isinstance(value, float):
        return f"{value:,.15g}"
    return _DOLLARS.sub(r"\1$", one_line(str(value)))


def judge(template: str, likelihood: str, confidence: str, because: str, **claims: Claim) -> Sentence:
    """A judgement: what the analyst concludes, how likely, and in a sentence of its own how sure she is.

    Parameters
    ----------
    template
        The conclusion; holds `{likelihood}`, which is filled with the term and its range, and may hold claims.
    likelihood
        A term of the scale `LIKELIHOOD`.
    confidence
        low, moderate or high: how well the sources bear it.
    because
        Why the confidence is not higher or lower.
    claims
        As for `say`; without one of them the judgement is withheld.

    Raises
    ------
    ValueError
        When a term is not on its scale, or likelihood and confidence meet in one sentence.

    >>> judge("It is {likelihood} that talks go on.", "likely", "low", "one article says so").markdown
    'It is likely (55–80%) that talks go on. Confidence is low: one article says so.'
    """
    if likelihood not in LIKELIHOOD:
        raise ValueError(f"{likelihood!r} is not on the likelihood scale: use one of {', '.join(LIKELIHOOD)}")
    if confidence not in CONFIDENCE:
        raise ValueError(f"{confidence!r} is not a level of confidence: use one of {', '.join(CONFIDENCE)}")
    if "{likelihood}" not in template:
        raise ValueError(f"the judgement {template!r} does not say how likely it is: put {{likelihood}} into it")
    if SURE.search(template):
        raise ValueError(f"{template!r} mixes likelihood and confidence in one sentence; leave the latter out of it")
    said = _filled(template.replace("{likelihood}", "\x00"), None, (), claims)
    markdown = capitalised(said.markdown.replace("\x00", f"{likelihood} ({LIKELIHOOD[likelihood]})"))
    return said._replace(markdown=f"{markdown} Confidence is {confidence}: {because.rstrip('.')}.")


# --- the rules of the craft -------------------------------------------------------------------------------------------

LIKELIHOOD = {  # the terms and what they mean. Source: ICD 203, Analytic Standards.
    "almost no chance": "1–5%",
    "very unlikely": "5–20%",
    "unlikely": "20–45%",
    "roughly even chance": "45–55%",
    "likely": "55–80%",
    "very likely": "80–95%",
    "almost certain": "95–99%",
}
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
    "before it marks evidence that is in none of the articles, (D) or (E) behind it a source that is not usually "
    "reliable, or not at all. “At least”, “over” and ranges are the sources’ own; nothing is averaged.",
)
_CODE = re.compile(r"^```.{0,20000}?^```|`[^`\n]{0,500}`", re.MULTILINE | re.DOTALL)
_MARKER = re.compile(r"(?:[-*+>]|\d{1,9}[.)])\s+")
_BLOCK = re.compile(rf"\n(?=[ \t]*\n|[ \t]{{0,9}}{_MARKER.pattern}|\||#)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_COUNTED = "no one two three four five six seven eight nine ten eleven twelve".split()
NUMBERS = {word: number for number, word in enumerate(_COUNTED) if number > 1} | {"twenty": 20}
_DIGITS = r"\d+(?:[.,]\d+)*"
_MEASURED = re.compile(rf"{_DIGITS}|\b(?:{'|'.join(NUMBERS)}|half|twice|double|triple|dozens?|[a-z]+fold)\b", re.I)
_DAY_NAMES = re.compile(rf"\b(?:{'|'.join(MONTHS + WEEKDAYS)})\b")
_WORD = re.compile(rf"{_DIGITS}|\w+")


class Fault(NamedTuple):
    """Something that does not hold: the file, the name of the check, and what is wrong."""

    file: str
    check: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.check}: {self.message}"


def lint_page(page: Page, name: str) -> list[Fault]:
    """What a page says against the rules of the craft, by cell, in what the analyst wrote and what is no quotation."""
    found = []
    for piece in page.pieces:
        for sentence in _sentences_of(piece) if piece.form in ("", "answer", "judgement", "caveat", "view") else ():
            where = f"cell {piece.cell}: “{shortened(sentence, 140)}”"
            found += [Fault(name, check, where + message) for check, message in faults_of(sentence)]
    return found


def faults_of(sentence: str) -> Iterator[tuple[str, str]]:
    """What a sentence says against the rules of the craft: the name of the check, and what is wrong."""
    cited, said = CITATION.search(sentence), _QUOTED.sub("", sentence)
    if not cited or _TERM.search(sentence):  # else the words are a source's
        for found in _OFF_SCALE.finditer(said):
            yield "likelihood", f": {found[0]!r} is not on the likelihood scale: use one of {', '.join(LIKELIHOOD)}"
        for found in _TERM.finditer(_OFF_SCALE.sub("", said)):
            meant = LIKELIHOOD[found[1].lower()]
            if f"{found[2]}–{found[3]}%" != meant:
                wrong = f"has the range {found[2]}–{found[3]}%" if found[2] else "has no range"
                yield "likelihood", f": {found[1]!r} {wrong}: write it with judge(), or as ({meant})"
    if SURE.search(said) and (term := _TERM.search(said)):
        remedy = "say in one sentence how likely it is, in another how well the sources bear it"
        yield "mixed", f" mixes confidence with likelihood ({term[1]!r}): {remedy}"
    if not cited and not _GONE.search(sentence) and re.search(r"\d", _EXEMPT.sub("", sentence)):
        yield "numbers", " has a numeral without a citation: take it from a table with say()"


def split_sentences(text: str) -> list[str]:
    """The sentences of a text on one line each; a citation behind a full stop belongs to the sentence before it."""
    line = _AFTER.sub(r"\2\1", " ".join(text.split()))
    return [span.of(line) for span in sentences(line)]


def unborne(sentence: str, articles: str, outside: str = "") -> str:
    """The first quotation, figure, day or name of a sentence that is not in the words it cites, however written."""
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
    missed = [mention for mention in find_actors(said) if mention.text.casefold() not in words.casefold()]
    actors = {mention.actor for mention in find_actors(words)} if missed else ()
    return next((mention.text for mention in missed if mention.actor not in actors), "")


def _sentences_of(piece: Piece) -> Iterator[str]:
    """The sentences of paragraphs, lists and block quotations; headings, tables and code are not read."""
    for paragraph in _BLOCK.split(_CODE.sub("", piece.markdown)):
        words = _MARKER.sub("", paragraph.strip())
        if not words.startswith(("|", "#")):
            yield from split_sentences(html.unescape(_ESCAPED.sub(r"\1", words)))
