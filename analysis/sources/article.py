"""The text that readers read: an article without its boilerplate, wrapped lines joined, broken characters mended."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import chain, takewhile
from typing import NamedTuple

from analysis.core.tables import Table
from analysis.core.text import View
from analysis.core.values import Span
from analysis.sources.credits import SHORT, agencies, is_masthead, names_in, reporters_in, words_of
from analysis.sources.declared import CORRECTED, Declared
from analysis.sources.layout import Passage, mark_length, mended, read_blocks, read_rows, weigh
from analysis.sources.roles import Reading, read_roles

VIEWED = frozenset({"title", "standfirst", "body", "caption", "summary", "correction"})
PASSAGES = Table.of("passages", "a line of a file, or a part of one", Passage)


class Article(NamedTuple):
    """A page, read: what the article says of itself, its body, and the role of each line.

    `text` is the page as it was given, which all offsets point into; title, standfirst, authors, publisher and agency
    are plain words, or None where the page does not say; `lines` holds a passage for each line, `paragraphs` those that
    make one up, as (first, last) positions in `lines`; `declared` is what the file says of itself.
    """

    text: str
    title: str | None
    standfirst: str | None
    bylines: tuple[str, ...]
    publisher: str | None
    agency: str | None
    lines: list[Passage]
    paragraphs: list[tuple[int, int]]
    declared: Declared = Declared()

    @property
    def labels(self) -> frozenset[int]:
        """The lines that hold none of the article's words, as the file shows: no date in them is its own."""
        labels = (place for place in self.declared.places if place.role == "label")
        return frozenset(number for one in labels for number in range(one.first, one.last + 1))

    @property
    def body(self) -> str:
        """The paragraphs of the article, mended, a blank line between them; "" when the page holds no article."""
        return View.of(_pieces(self, {"body"})).text


def read_article(text: str, declared: Declared | None = None) -> Article:
    """Read the text of a whole page, with menus, notices and lists, in any layout: a role and a reason for every line.

    `declared` is what the file says of itself in its markup; it wins over what is read from the text.

    >>> lead = "The dam broke on Monday, officials said, and the people of two villages had to be led to safety."
    >>> article = read_article(f"Home\\nA Dam Breaks at Night\\n{lead}\\n{lead.replace('Monday', 'Tuesday')}")
    >>> article.title, [passage.role for passage in article.lines]
    ('A Dam Breaks at Night', ['boilerplate', 'title', 'body', 'body'])
    """
    said = declared or Declared()
    rows = read_rows(text)
    together = {line: line > place.first for place in said.places for line in range(place.first, place.last + 1)}
    blocks = read_blocks(text, rows, together)
    weigh(blocks)
    if said.main is not None:
        for block in blocks:
            block.weight += MARKUP if rows[block.first].number in said.main else -MARKUP
    reading = read_roles(text, blocks, said.title)
    shown = {place.first: place for place in said.places}
    for block in blocks:  # captions, thanks and corrections inside its text stay what they are
        place = shown.get(rows[block.first].number)
        if place and (place.role != "body" or block.role not in _INSIDE or place.reason == CORRECTED):
            block.role, block.why = "boilerplate" if place.role == "label" else place.role, place.reason
        for row in rows[block.first : block.last + 1]:
            row.role, row.reason = block.role, block.why
    numbered = "[1]" in text and len(_TARGET.findall(text)) > 1
    passages, begins = list[Passage](), [0]
    for row in rows:
        if row.role == "blank" and row.start < row.end:
            row.role, row.reason = "boilerplate", "a rule or an empty list item"
        label = shown[row.number].skip if row.number in shown else 0
        passages += _parted(text, row, label, numbered) if numbered or label else (row,)
        begins.append(len(passages))
    paragraphs = list[tuple[int, int]]()
    for above, block in zip([None, *blocks], blocks, strict=False):  # sentences that share a line share a paragraph
        shared = above and above.role == block.role == "body" and rows[above.last].number == rows[block.first].number
        paragraphs.append((paragraphs.pop()[0] if shared else begins[block.first], begins[block.last + 1] - 1))
    authors = find_authors(reading)
    title = next((blocks[at].text for at in reading.at("title")), "")
    if rows[0].number == rows[-1].number:  # the full stop that parts a headline from what follows is not its own
        title = title.removesuffix(".")
    summary = " ".join(blocks[at].text for at in reading.at("standfirst")) or None
    publisher = said.publisher or next(find_publishers(reading), None)
    agency = said.agency or next(find_agencies(reading), None)
    names = authors if {*said.bylines} <= {*authors} else said.bylines
    return Article(text, said.title or title or None, summary, names, publisher, agency, passages, paragraphs, said)


_TARGET = re.compile(r"^[ \t]*\d{1,3}\.[ \t]+(?:https?|file|ftp|mailto):", re.M)
_ANCHOR = re.compile(r"(?<![^\s(\"“])\[\d{1,3}\](?=\S)")


def _parted(text: str, row: Passage, label: int, numbered: bool) -> Iterator[Passage]:
    """A row apart from what is none of its words: a label that the file shows, numbers that a browser gives links."""
    parts = [(row.start, row.start + label, "label of a field")] if 0 < label < row.end - row.start else []
    links = _ANCHOR.finditer(text, row.start, row.end) if numbered else ()
    for first, last, why in [*parts, *((*found.span(), "number of a link") for found in links)]:
        if row.start < first:
            yield replace(row, end=first)
        yield Passage(row.number, first, last, "boilerplate", why)
        row = replace(row, start=last)
    yield row


_INSIDE = frozenset({"caption", "byline", "summary", "correction", "body"})


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
            start = line.start + (mark_length(text[line.start : min(line.end, line.start + 8)]) if whole else 0)
            yield gap, Span(min(end, start), start)
            yield from mended(text, Span(start, line.end))
            end, gap = line.end, " "
        gap = "\n\n" if gap else ""


# --- imprint: authors, agency and publisher ---------------------------------------------------------------------------

_COPYRIGHT = re.compile(
    r"(?i)(?:©|\(c\)|\bcopyright\b)[\s©:]{0,4}(?:\d{4}(?:\s?[-–,]\s?(?:\d{2,4}|present))?)?[\s,.-]{0,3}(?:by\s)?(?-i:the\s)?"
)
_WORD = r"[A-ZÀ-Þ][\w'’&-]*(?:\.\w+)*"
_HOLDER = re.compile(rf"{_WORD}(?:\s(?:(?:of|the|and|for|de|&)\s)?{_WORD}){{0,6}}")
_RIGHTS = re.compile(
    r"[\s.,|-]{0,9}\b(?:all rights?|rights|reserved|do not sell|powered|designed|privacy|terms|site)\b.{0,120}", re.I
)
_COMPANY = re.compile(r",?\s(?:inc|ltd|llc|limited|corp|co|plc|gmbh|s\.a|pty|l\.p|lp)\b.{0,120}", re.I)
_PUBLICATION = re.compile(r"(?:The\s)?[A-Z][A-Za-z]+(?:\s[A-Z][A-Za-z]+){0,2}")
_BRACKET = re.compile(r"\(([^()]{2,40})\)\s?(?:—|–|--?|:|_)|[.\d]\s/([A-Z][^/]{2,20})/\.?\s")
_NAMED = re.compile(r"(?:\(|[,|]\s)(?:the\s)?([^(),|]{2,40}?)\)?\s*$", re.I)
_CLOSE = re.compile(r"[.!?”\"'’)]\s{1,3}[(—–-]{0,2}\s?$")
_RESERVED = re.compile(r"(?:(?:19|20)\d\d\s)?(?P<name>.{3,60}?)[\s.,|-]{1,4}all rights reserved", re.I)
_PUBLISHED_IN = re.compile(r"Published in (?P<name>[A-Z][^,\d]{2,40}),.{4,30}\d{4}$")
_STARTED = re.compile(r"^\W*all rights reserved\W*", re.I)
_SOURCE = re.compile(
    r"(?i)(?:(?:inputs?|reporting|files) (?:from|by)|(?:^\W*|\|\s*)sources?:"
    r"|^\W*(?:agencies|via|with(?=\s(?-i:[A-Z]))))\s*(?:the\s)?(?=[A-Z])"
)
_WIRE = re.compile(r"\b(?:Agency|Agence|Wire|Press|News|Newswire|Service|Network)\b")
BELOW, EARLY = 12, 12  # blocks below the article in which its authors may be named, and columns in which "by" stands
MARKUP = 3.0  # what it weighs that the file's markup shows a block to be article, or not
_BY = re.compile(r"(?:by|from|source:)\s+(?:the\s(?=[A-Z]))?", re.I)
_NOBODY = frozenset("policy copyright notice terms rights reserved privacy this by contact watch previous next".split())
_DAY_BEHIND = re.compile(r"\s*[,|]|\s[–-]\s|\s?\d")
_BREAKS_OFF = re.compile(r"\s*$|\s{0,2}[,|•·@–-]")
MASTHEAD = 6  # words that the name of a publication has at most


def find_authors(reading: Reading) -> tuple[str, ...]:
    """The authors in the order of the page: those of lines that say "by", else bare names by the headline."""
    blocks = reading.blocks
    named = reading.at("byline") + reading.at("dateline")
    named.sort(key=lambda at: (at < reading.title, at))  # above it, other stories may stand
    for cued in (True, False):
        found: list[str] = []
        last = -9
        for at in named:
            block, above = blocks[at], blocks[at - 1].text.lower().strip(" :,") if at else ""
            joined = at == last + 2 and above in ("and", "&")
            listed = at == last + 1 and blocks[last].text[-1] == ","
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
    signed = (block.names for block in below if 0 <= block.cue <= EARLY)
    return next(filter(None, chain(signed, (reporters_in(block.text) for block in below))), ())


def find_agencies(reading: Reading) -> Iterator[str]:
    """The agencies in brackets before the first words, in credits, behind the last words, in claims of copyright."""
    blocks, body, (known, pattern) = reading.blocks, reading.at("body"), agencies()
    opening = [at for at in reading.at("dateline") if at < body[0]][-2:] if body else []
    for at in [*opening, *body[:3]]:
        if bracket := _BRACKET.search(blocks[at].text[:90]):
            name = (bracket[1] or bracket[2]).strip()
            if name in known or _WIRE.search(name):
                yield known.get(name, name)
    for block in blocks:
        edge = block.role == "byline" or (block.role != "body" and "source" in block.words)
        if edge and (source := _SOURCE.search(block.text)):
            if found := pattern.match(block.text, source.end()):
                yield known[found[0]]
            if (name := _HOLDER.match(block.text, source.end())) and _WIRE.search(name[0]):
                yield name[0]
    for block in blocks[max(reading.title + 1, body[0] - 6, 0) : body[0] + 2] if body else ():
        text = block.text
        if len(text) > SHORT or block.role in ("caption", "title"):
            continue
        if (signed := _NAMED.search(text)) and signed[1] in known and block.credit:
            yield known[signed[1]]
        cue = _BY.match(text)
        found = pattern.match(text, cue.end() if cue else 0)
        if found and _BREAKS_OFF.match(text, found.end()) and len(text[found.end() :].split()) < 9:
            yield known[found[0]]
    for text in (blocks[at].text for at in body[-2:]):
        for found in pattern.finditer(text, max(len(text) - 40, 0)):
            rest = text[found.end() :].strip(" )")
            if _CLOSE.search(text[: found.start()]) and (not rest or rest.isupper()):
                yield known[found[0]]
    for text in (block.text for block in (blocks[body[-1] + 1 :] if body else ())):
        mark = _COPYRIGHT.search(text) if "©" in text or "opyright" in text else None
        if mark and (found := pattern.match(text, mark.end())):
            yield known[found[0]]


def find_publishers(reading: Reading) -> Iterator[str]:
    """Who claims the copyright, nearest below the article first; then the masthead, and what the page calls itself."""
    blocks, title, body, page = reading.blocks, reading.title, reading.at("body"), reading.at("boilerplate")
    texts, below = {at: blocks[at].text for at in page}, bisect_left(page, body[-1]) if body else 0
    for at in [*page[below:], *page[:below]]:
        if name := _holder(texts[at]):
            words = name.removeprefix("The ").split()
            if own := [word for word in words if word.lower() not in words_of("companies")]:
                if len(own) < len(words):  # a company: the line above it, or what two notices say that it publishes
                    above = reversed(blocks[max(at - 3, 0) : at])
                    yield from (one.text for one in above if one.masthead and len(one.words) <= MASTHEAD)
                    called = re.compile(rf"\bThe (?:{'|'.join(map(re.escape, [' '.join(own), *own]))})\b(?! [A-Z])")
                    uses = Counter(name for text in texts.values() for name in set(called.findall(text)))
                    yield from (name for _, name in sorted([(n, name) for name, n in uses.items() if n > 1])[::-1])
                yield name
    for at, block in enumerate(blocks[: max(min(title, MASTHEAD), 0)]):  # alone at the very top, or with such a word
        strange = words_of("menu") | (words_of("not_names") if len(block.words) == 1 else frozenset())
        named = 1 + (at > 0) <= len(block.words) <= MASTHEAD and " ".join(block.words) not in words_of("kinds")
        plain = at == 0 and not block.bullet and not block.text.isupper() and _HOLDER.fullmatch(block.text)
        if named and not block.reason and block.words[0] not in strange and (block.masthead or plain):
            yield block.text
    for at in range(title + 1, min(body[0], title + 4) if title >= 0 and body else 0):  # alone, or with the day
        text = _DAY_BEHIND.split(blocks[at].text)[0]
        words = text.lower().split()
        strange = _NOBODY | words_of("trades") | words_of("menu")
        named = 2 <= len(words) <= MASTHEAD and is_masthead(text, words)
        if named and strange.isdisjoint(words) and not names_in(text):
            yield text
    lines = texts.values()  # what two notices call the page, best what stands by itself on a line
    said = Counter(name for text in lines if len(text) > 60 for name in set(_PUBLICATION.findall(text)) if " " in name)
    used = {name: count for name, count in said.items() if count > 1 and is_masthead(name, name.lower().split())}
    yield from sorted(used, key=lambda name: (-used[name] - 2 * (name in lines), name))


def _holder(text: str) -> str:
    """Who claims the copyright in a line, "" when nobody does, or an agency does for its story."""
    if "©" in text or "(c)" in text[:4] or "opyright" in text or "OPYRIGHT" in text:
        mark = _COPYRIGHT.search(text)
        claimed = text[mark.end() : mark.end() + 160] if mark else ""
        claimed = claimed[again.end() :] if (again := _COPYRIGHT.match(claimed)) else claimed
        rest = _RIGHTS.sub("", _STARTED.sub("", claimed)[:120])
    else:
        told = len(text) < SHORT and ("reserved" in text.lower() or text.startswith("Published in "))
        named = (_RESERVED.match(text) or _PUBLISHED_IN.match(text)) if told else None
        rest = named["name"] if named else ""
    found = _HOLDER.match(_COMPANY.sub("", rest).strip(" ,.-|"))
    name = found.group() if found else ""
    return name if len(name) > 2 and name not in agencies()[0] and _NOBODY.isdisjoint(name.lower().split()) else ""
