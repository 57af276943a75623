"""The text that readers read: an article without its boilerplate, wrapped lines joined, broken characters mended."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Annotated

from analysis.core.tables import Table
from analysis.core.text import View
from analysis.core.values import Span
from analysis.sources.credits import SHORT, agencies, is_masthead, names_in, reporters_in, words_of
from analysis.sources.declared import CORRECTED, Declared, Place
from analysis.sources.layout import Block, Row, mark_length, mend, mended, read_blocks, read_rows, weigh
from analysis.sources.roles import Reading, read_roles

VIEWED = frozenset({"title", "standfirst", "body", "caption", "summary", "correction"})


ROLES = tuple("title standfirst byline dateline caption body summary correction blank boilerplate".split())


@dataclass(slots=True)
class Passage:
    """A line of a page, or a part of one where the whole page stands on a single line, without the space around it."""

    number: int
    start: int
    end: int
    role: Annotated[str, "what the line is", ROLES]
    reason: Annotated[str, "why it was taken for that, in words"]


PASSAGES = Table.of("passages", "a line of a file, or a part of one", Passage)


@dataclass(frozen=True, slots=True)
class Article:
    """A page, read: what the article says of itself, its body, and the role of each line.

    Parameters
    ----------
    text
        The page as it was given; all offsets point into it.
    title, standfirst, publisher, agency, bylines
        Plain words, or None where the page does not say; the names of the authors.
    lines, paragraphs
        A passage for each line, and those that make up each paragraph, as (first, last) positions in `lines`.
    declared
        What the file says of itself in its markup, or None.
    """

    text: str
    title: str | None
    standfirst: str | None
    bylines: tuple[str, ...]
    publisher: str | None
    agency: str | None
    lines: list[Passage]
    paragraphs: list[tuple[int, int]]
    declared: Declared | None = None

    @property
    def labels(self) -> frozenset[int]:
        """The lines that hold none of the article's words, as the file shows: no date in them is its own."""
        places = self.declared.places if self.declared else ()
        return frozenset(n for one in places if one.role == "label" for n in range(one.first, one.last + 1))

    @property
    def body(self) -> str:
        """The paragraphs of the article, mended, a blank line between them; "" when the page holds no article."""
        return View.of(_pieces(self, {"body"})).text


def read_article(text: str, declared: Declared | None = None) -> Article:
    """Read a page of plain text.

    Parameters
    ----------
    text
        The text of a whole page, with its menus, notices and lists, in any layout.
    declared
        What the file says of itself in its markup; it wins over what is read from the text.

    Returns
    -------
    Article
        With a role and a reason for every line; nothing is left out.

    >>> lead = "The dam broke on Monday, officials said, and the people of two villages had to be led to safety."
    >>> article = read_article(f"Home\\nA Dam Breaks at Night\\n{lead}\\n{lead.replace('Monday', 'Tuesday')}")
    >>> article.title, [passage.role for passage in article.lines]
    ('A Dam Breaks at Night', ['boilerplate', 'title', 'body', 'body'])
    """
    said = declared or Declared()
    rows = read_rows(text)
    together = {line: line > place.first for place in said.places for line in range(place.first, place.last + 1)}
    blocks = read_blocks(text, rows, together)
    main = None if said.main is None else frozenset(at for at, row in enumerate(rows) if row.number in said.main)
    weigh(blocks)
    reading = read_roles(text, blocks, said.title, main)
    _shown(reading, rows, said.places)
    named = [("boilerplate", "a rule or an empty list item")] * len(rows)
    for block, role in zip(blocks, reading.roles, strict=True):
        named[block.first : block.last + 1] = [role] * (block.last + 1 - block.first)
    marks = [*_labels(rows, said.places), *_anchors(text)]
    passages: list[Passage] = []
    begins = [0]
    for row, role in zip(rows, named, strict=True):
        if row.start == row.end:
            role = "blank", ""
        if marks:
            passages += _parted(row, role, marks)
        else:
            passages.append(Passage(row.number, row.start, row.end, *role))
        begins.append(len(passages))
    found = _paragraphs(blocks, [passages[at] for at in begins[:-1]])
    authors = find_authors(reading)
    title, standfirst = ([mend(blocks[at].text) for at in reading.at(role)] for role in ("title", "standfirst"))
    if rows[0].number == rows[-1].number:  # the full stop that parts a headline from what follows is not its own
        title = [words.removesuffix(".") for words in title]
    return Article(
        text,
        said.title or "".join(title[:1]) or None,
        " ".join(standfirst) or None,
        authors if {*said.bylines} <= {*authors} else said.bylines,
        said.publisher or mend(find_publisher(reading)) or None,
        find_agency(reading) or None,
        passages,
        [(begins[first], begins[last + 1] - 1) for first, last in found],
        declared,
    )


_TARGET = re.compile(r"^[ \t]*\d{1,3}\.[ \t]+(?:https?|file|ftp|mailto):", re.M)
_ANCHOR = re.compile(r"(?<![^\s(\"“])\[\d{1,3}\](?=\S)")


def _anchors(text: str) -> Iterator[tuple[int, int, str]]:
    """The numbers of links that a text browser sets before words: from where, to where, and why they are no words."""
    if "[1]" in text and len(_TARGET.findall(text)) > 1:
        yield from ((*found.span(), "number of a link") for found in _ANCHOR.finditer(text))


def _labels(rows: list[Row], places: tuple[Place, ...]) -> Iterator[tuple[int, int, str]]:
    """The labels with which lines begin, as the file shows."""
    skips = {place.first: place.skip for place in places if place.skip}
    for row in rows if skips else ():
        if 0 < skips.get(row.number, 0) < row.end - row.start:
            yield row.start, row.start + skips[row.number], "label of a field"


def _parted(row: Row, role: tuple[str, str], marks: list[tuple[int, int, str]]) -> Iterator[Passage]:
    """The passages of a row that marks part."""
    start = row.start
    for first, last, why in (mark for mark in marks if row.start <= mark[0] < row.end):
        if start < first:
            yield Passage(row.number, start, first, *role)
        yield Passage(row.number, first, last, "boilerplate", why)
        start = last
    if start < row.end or row.start == row.end:
        yield Passage(row.number, start, row.end, *role)


_INSIDE = frozenset({"caption", "byline", "summary", "correction", "body"})


def _shown(reading: Reading, rows: list[Row], places: tuple[Place, ...]) -> None:
    """Give blocks the role that the file shows; captions, thanks and corrections inside its text stay what they are."""
    shown = {place.first: place for place in places}
    for at, block in enumerate(reading.blocks):
        if place := shown.get(rows[block.first].number):
            inside = place.role == "body" and reading.roles[at][0] in _INSIDE and place.reason != CORRECTED
            if not inside:
                reading.roles[at] = "boilerplate" if place.role == "label" else place.role, place.reason


def _paragraphs(blocks: list[Block], passages: list[Passage]) -> list[tuple[int, int]]:
    """The first and last row of each paragraph; sentences of the body that share a line share a paragraph."""
    found: list[tuple[int, int]] = []
    for block in blocks:
        here = passages[block.first]
        before = passages[found[-1][1]] if found else None
        if before and before.number == here.number and before.role == here.role == "body":
            found[-1] = found[-1][0], block.last
        else:
            found.append((block.first, block.last))
    return found


def article_view(article: Article) -> View:
    """The text that readers read: title, standfirst, body, captions and summary, each paragraph by itself.

    Marks of list items and headings are left out, wrapped lines are joined by a space, paragraphs are separated by a
    blank line, characters whose bytes were read in the wrong encoding are restored; every character maps back to
    `article.text`.

    >>> lead = "The dam broke on Monday, officials said, and the people of the regionâ€™s two towns had to be led out."
    >>> article_view(read_article(f"{lead}\\n\\n{lead} So it was.")).text.splitlines()[0]
    'The dam broke on Monday, officials said, and the people of the region’s two towns had to be led out.'
    """
    return View.of(_pieces(article, VIEWED))


def _pieces(article: Article, roles: Collection[str]) -> Iterator[tuple[str, Span]]:
    """The words of the paragraphs of some roles, and what stands between them."""
    text, end, gap = article.text, 0, ""
    for first, last in article.paragraphs:
        lines = [line for line in article.lines[first : last + 1] if line.role in roles]
        for line in lines:
            whole = line is article.lines[first]
            mark = mark_length(text[line.start : min(line.end, line.start + 8)]) if whole else 0
            start = line.start + mark
            yield gap, Span(min(end, start), start)
            yield from mended(text, Span(start, line.end))
            end, gap = line.end, " "
        gap = "\n\n" if gap else ""


# --- imprint: authors, agency and publisher ---------------------------------------------------------------------------

_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|\bcopyright\b)[\s©:]{0,4}(?:\d{4}(?:\s?[-–,]\s?(?:\d{2,4}|present))?)?[\s,.-]{0,3}(?:by\s)?(?-i:the\s)?",
    re.I,
)
_WORD = r"[A-ZÀ-Þ][\w'’&-]*(?:\.\w+)*"
_HOLDER = re.compile(rf"{_WORD}(?:\s(?:(?:of|the|and|for|de|&)\s)?{_WORD}){{0,6}}")
_RIGHTS = re.compile(
    r"[\s.,|-]{0,9}\b(?:all rights?|rights|reserved|do not sell|powered|designed|privacy|terms|site)\b.{0,120}", re.I
)
_COMPANY = re.compile(r",?\s(?:Inc|Ltd|LLC|Limited|Corp|Co|plc|GmbH|S\.A|Pty|L\.P|LP)\b.{0,120}")
_PUBLICATION = re.compile(r"(?:The\s)?[A-Z][A-Za-z]+(?:\s[A-Z][A-Za-z]+){0,2}")
_BRACKET = re.compile(r"\(([^()]{2,40})\)\s?(?:—|–|--?|:|_)|[.\d]\s/([A-Z][^/]{2,20})/\.?\s")
_NAMED = re.compile(r"(?:\(|[,|]\s)(?:the\s)?([^(),|]{2,40}?)\)?\s*$", re.I)
_CLOSE = re.compile(r"[.!?”\"'’)]\s{1,3}[(—–-]{0,2}\s?$")
_RESERVED = re.compile(
    r"(?:(?:19|20)\d\d\s)?(?P<name>.{3,60}?)(?:,?\s(?:inc|ltd|llc|limited|corp)\b\.?)?[\s.,|-]{1,4}all rights reserved",
    re.I,
)
_PUBLISHED_IN = re.compile(r"Published in (?P<name>[A-Z][^,\d]{2,40}),.{4,30}\d{4}$")
_STARTED = re.compile(r"^\W*all rights reserved\W*", re.I)
_SOURCE = re.compile(
    r"(?:(?:inputs?|reporting|files) (?:from|by)|(?:^\W*|\|\s*)sources?:|^\W*(?:agencies|via|with(?=\s(?-i:[A-Z]))))\s*"
    r"(?:the\s)?(?=[A-Z])",
    re.I,
)
_WIRE = re.compile(r"\b(?:Agency|Agence|Wire|Press|News|Newswire|Service|Network)\b")
BELOW, EARLY = 12, 12  # blocks below the article in which its authors may be named, and columns in which "by" stands
HEAD_LINES = 6  # lines above the text in which the agency may be named
_BY = re.compile(r"(?:by|from|source:)\s+(?:the\s(?=[A-Z]))?", re.I)
_NO_HOLDER = frozenset(
    "policy copyright notice terms rights reserved privacy this by contact watch previous next".split()
)
_DAY_BEHIND = re.compile(r"\s*[,|]|\s[–-]\s|\s?\d")
_BREAKS_OFF = re.compile(r"\s*$|\s{0,2}[,|•·@–-]")
MASTHEAD = 6  # words that the name of a publication has at most


def find_authors(reading: Reading) -> tuple[str, ...]:
    """The authors in the order of the page: those of lines that say "by", else bare names by the headline."""
    blocks = reading.blocks
    for cued in (True, False):
        found: list[str] = []
        last = -1
        named = reading.at("byline") + reading.at("dateline")
        for at in sorted(named, key=lambda at: (at < reading.title, at)):  # above it, other stories may stand
            block, above = blocks[at], blocks[at - 1].text.lower().strip(" :,") if at else ""
            joined = bool(found) and at == last + 2 and above in ("and", "&")
            listed = bool(found) and at == last + 1 and blocks[last].text[-1] == ","
            office = not cued and at == last + 2 and not words_of("trades").isdisjoint(blocks[at - 1].words[:7])
            after = above == "by" or (cued and (joined or listed))
            if cued != (block.cue >= 0 or after) or (found and at != last + 1 and not joined and not office):
                continue
            if names := names_in(block.text, True) if after else reporters_in(block.text) or block.names:
                known = {name.lower() for name in found}
                found += [name for name in names if name.lower() not in known]
                last = at
        if found:
            return tuple(found)
    body = reading.at("body")
    below = blocks[body[-1] + 1 : body[-1] + BELOW] if body else []
    below = list(takewhile(lambda block: block.reason not in ("comments", "related stories"), below))
    for block in below:
        if 0 <= block.cue <= EARLY and block.names:
            return block.names
    return next((names for block in below if (names := reporters_in(block.text))), ())


def find_agency(reading: Reading) -> str:
    """The news agency whose story this is: in brackets before the first words, or in a line of credit."""
    texts = [block.text for block in reading.blocks]
    known, pattern = agencies()
    body = reading.at("body")
    opening = [at for at in range(body[0] if body else 0) if reading.roles[at][0] == "dateline"][-2:]
    for at in [*opening, *body[:3]]:
        if bracket := _BRACKET.search(texts[at][:90]):
            name = (bracket[1] or bracket[2]).strip()
            if name in known or _WIRE.search(name):
                return known.get(name, name)
    for text, block, (role, _) in zip(texts, reading.blocks, reading.roles, strict=True):
        edge = role == "byline" or (role != "body" and "source" in block.words)
        if edge and (source := _SOURCE.search(text)):
            if found := pattern.match(text, source.end()):
                return known[found.group()]
            if (name := _HOLDER.match(text, source.end())) and _WIRE.search(name.group()):
                return name.group()
    return _credited(reading, texts, body)


def _credited(reading: Reading, texts: list[str], body: list[int]) -> str:
    """The agency that a short line by the headline names, that stands behind the last words, or claims copyright."""
    known, pattern = agencies()
    if not body:
        return ""
    for at in range(max(reading.title, body[0] - HEAD_LINES, 0), min(body[0] + 2, len(texts))):
        text = texts[at]
        if len(text) > SHORT or reading.roles[at][0] in ("caption", "title") or at == reading.title:
            continue
        if (signed := _NAMED.search(text)) and signed[1] in known and reading.blocks[at].credit:
            return known[signed[1]]
        cue = _BY.match(text)
        found = pattern.match(text, cue.end() if cue else 0)
        if found and _BREAKS_OFF.match(text, found.end()) and len(text[found.end() :].split()) < 9:
            return known[found.group()]
    for at in body[-2:]:
        for found in pattern.finditer(texts[at], max(len(texts[at]) - 40, 0)):
            rest = texts[at][found.end() :].strip(" )")
            if _CLOSE.search(texts[at][: found.start()]) and (not rest or rest.isupper()):
                return known[found.group()]
    for text in texts[body[-1] + 1 :]:
        mark = _COPYRIGHT.search(text) if "©" in text or "opyright" in text else None
        if mark and (found := pattern.match(text, mark.end())):
            return known[found.group()]
    return ""


def find_publisher(reading: Reading) -> str:
    """Who claims the copyright, nearest below the article first; else the masthead, or what the page calls itself."""
    body, page = reading.at("body"), reading.at("boilerplate")
    texts = {at: reading.blocks[at].text for at in page}
    for at in sorted(page, key=lambda at: (bool(body) and at < body[-1], at)):
        if name := _holder(texts[at]):
            words = name.removeprefix("The ").split()
            own = [word for word in words if word.lower() not in words_of("companies")]
            company = len(own) < len(words)
            if own or not company:
                return (company and (_above(reading, at) or _published_by(own, texts.values()))) or name
    return _masthead(reading) or _beside(reading, body) or _own_name(list(texts.values()))


def _holder(text: str) -> str:
    """Who claims the copyright in a line, "" when nobody does, or an agency does for its story."""
    known, _ = agencies()
    if "©" in text or "(c)" in text[:4] or "opyright" in text or "OPYRIGHT" in text:
        mark = _COPYRIGHT.search(text)
        claimed = text[mark.end() : mark.end() + 160] if mark else ""
        claimed = claimed[again.end() :] if (again := _COPYRIGHT.match(claimed)) else claimed
        claimed = _STARTED.sub("", claimed)
        rest = _RIGHTS.sub("", claimed[:120])
    elif len(text) < SHORT and (named := _RESERVED.match(text) or _PUBLISHED_IN.match(text)):
        rest = named["name"]
    else:
        return ""
    found = _HOLDER.match(_COMPANY.sub("", rest).strip(" ,.-|"))
    name = found.group() if found else ""
    return name if len(name) > 2 and name not in known and _NO_HOLDER.isdisjoint(name.lower().split()) else ""


def _above(reading: Reading, at: int) -> str:
    """The name of a publication on one of the lines above a claim of copyright."""
    near = reading.blocks[max(at - 3, 0) : at]
    return next((block.text for block in reversed(near) if block.masthead and len(block.words) <= MASTHEAD), "")


def _published_by(own: list[str], notices: Iterable[str]) -> str:
    """What a company of this name publishes, as two notices call it: "The Ridge" of Far Ridge Publishing."""
    names = "|".join(map(re.escape, [" ".join(own), *own]))
    called = re.compile(rf"\bThe (?:{names})\b(?! [A-Z])")
    used = Counter(name for text in notices if "The " in text for name in set(called.findall(text)))
    name, count = max(used.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    return name if count > 1 else ""


def _beside(reading: Reading, body: list[int]) -> str:
    """The publication named on a line of its own, or with the day, between headline and text."""
    for at in range(reading.title + 1, min(body[0], reading.title + 4) if reading.title >= 0 and body else 0):
        text = _DAY_BEHIND.split(reading.blocks[at].text)[0]
        words = text.lower().split()
        strange = _NO_HOLDER | words_of("trades") | words_of("menu")
        if (
            2 <= len(words) <= MASTHEAD
            and is_masthead(text, words)
            and strange.isdisjoint(words)
            and not names_in(text)
        ):
            return text
    return ""


def _masthead(reading: Reading) -> str:
    """The name above the headline: alone at the very top, or with a word that publications go by."""
    for at, block in enumerate(reading.blocks[: max(min(reading.title, MASTHEAD), 0)]):
        strange = words_of("menu") | (words_of("not_names") if len(block.words) == 1 else frozenset())
        named = 1 + (at > 0) <= len(block.words) <= MASTHEAD and " ".join(block.words) not in words_of("kinds")
        if block.reason or not named or block.words[0] in strange:
            continue
        furniture = at > 0 or block.bullet or block.text.isupper()
        if block.masthead or (not furniture and _HOLDER.fullmatch(block.text)):
            return block.text
    return ""


def _own_name(page: list[str]) -> str:
    """The name of a publication that two notices of the page use, best one that stands by itself on a line."""
    named = (name for text in page if len(text) > 60 for name in set(_PUBLICATION.findall(text)) if " " in name)
    used = {
        name: count for name, count in Counter(named).items() if count > 1 and is_masthead(name, name.lower().split())
    }
    return min(used, key=lambda name: (-used[name] - 2 * (name in page), name), default="")
