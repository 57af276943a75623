"""A saved web page: its visible text, which lines are the article, and what its markup declares."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from lxml import etree, html  # type: ignore[import-untyped]

from analysis.core.text import lines
from analysis.core.values import Interval
from analysis.sources.credits import is_clock
from analysis.sources.declared import Declared, Mark, UnreadableError, declare, declared_days, picked, unarchived

_BLOCKS = frozenset(
    "address article aside blockquote body caption dd details div dl dt fieldset figcaption figure footer form h1 h2 "
    "h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody tr ul option title".split()
)
_PARAGRAPHS = frozenset("p h1 h2 h3 h4 h5 h6 blockquote article section figure pre".split())
_CELLS = frozenset({"td", "th"})
_SILENT = frozenset("script style noscript template head svg math iframe object select".split())
_APART = frozenset("nav footer form button aside".split())
_TOOLBAR = re.compile(r"wm-ipp|donato")  # what the Wayback Machine puts above a page
_SPACE = re.compile(r"[ \t\r\n\f]+")
_MARK = re.compile(r"\[?(?:note )?(?:\d{1,3}|[a-z*†‡])\]?", re.I)
_MEASURE = re.compile(r"(?<![^\W\d_])(?:k|c|m|d)?m$|(?<![^\W\d_])(?:ft|mi|in|yd)$")
_ARTICLE_TYPE = re.compile(r"Article|Posting|Report|WebPage|Review", re.IGNORECASE)
_SAVED = re.compile(
    r"(?:Page saved with|Archive processed by) SingleFile\s+url:\s*(\S+)[^>]{0,400}?"
    r"saved date:\s*(?:\w{3} )?(\w{3} \d\d? \d{4})"
)
_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d{4}\)(https?://\S{1,2000}) -->")
_PUBLISHED = r"\b(published|publish-date|date-published|entry-date|pubdate)\b"
_TIMES = (
    "//*[@itemprop='datePublished'] | //abbr[@title][re:test(@class, $published, 'i')]",
    "//time[@pubdate or re:test(@class, $published, 'i')]",
    "//time[@datetime]",
)
_SIGNED = "//*[@itemprop='author'][not(self::meta)][not(ancestor::*[contains(@itemtype, 'Comment')])]"
_NAMED = "string(descendant-or-self::*[@itemprop='name'])"
_REMEDY = "save the article as text"
_WORDS = 5
_LONG = 60  # characters from which a paragraph that is one link may be text


@dataclass(slots=True)
class _Line:
    """A line of the text of a page: how much of it is link, and whether it stands in a menu or a footer."""

    tag: str = ""
    length: int = 0
    linked: int = 0
    apart: bool = False


@dataclass
class _Page:
    """The text of a page on its way: without spaces before line ends or in a row."""

    pieces: list[str] = field(default_factory=list)
    at: list[int] = field(default_factory=list)  # the line of each piece
    lines: list[_Line] = field(default_factory=lambda: [_Line()])
    marks: list[Mark] = field(default_factory=list)

    def add(self, words: str, breaks: int, tag: str, linked: bool, apart: bool) -> None:
        """Add words after some line breaks."""
        if breaks and self.pieces:
            self.pieces.append("\n" * breaks)
            self.lines += [_Line() for _ in range(breaks)]
            self.at.append(len(self.lines))
        self.pieces.append(words)
        self.at.append(len(self.lines))
        line = self.lines[-1]
        line.tag, line.apart = line.tag or tag, line.apart or apart
        line.length += len(words.strip())
        line.linked += len(words.strip()) if linked else 0

    @cached_property
    def text(self) -> str:
        return re.sub(r" +(?=\n|$)", "", re.sub(r"(?<=\S) {2,}(?=\S)", " ", "".join(self.pieces))) + "\n"


def read_page(source: str) -> tuple[str, Declared, list[Mark]]:
    r"""The visible lines of a saved page, menus included, what its markup declares, and which classes hold which lines.

    >>> page = '<html lang="en"><meta property="og:title" content="Rain"><p>It<br>rained.</p></html>'
    >>> text, declared, _ = read_page(page)
    >>> text, declared.title, declared.language
    ('It\nrained.\n', 'Rain', 'en')
    """
    source = _IMAGES.sub("", source)
    root, page = _parsed(source)
    declared = _captured(source, root, _declared(root))
    return page.text, replace(declared, main=_main(source, page)), page.marks


# Pictures and fonts in a saved page: the parser takes no attribute or style sheet of ten million characters
_IMAGES = re.compile(r"(?<=;base64,)[A-Za-z0-9+/=]{99,}")


def page_text(source: str) -> str:
    """Every visible line of some HTML, for what is an article and nothing else; raises as `read_page` does."""
    return _parsed(source)[1].text


def _parsed(source: str) -> tuple[Any, _Page]:
    """The root of a page, and its lines."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(source.encode("utf8", "replace"), parser=parser)
    except etree.LxmlError as problem:
        raise UnreadableError(f"is no HTML that can be parsed ({problem}): {_REMEDY}", "html") from None
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise UnreadableError(f"is HTML nested more than 250 levels deep: {_REMEDY}", "html")
    if not (page := _rendered(root)).text.strip():
        raise UnreadableError(f"is a page without text, perhaps saved before its script filled it: {_REMEDY}", "html")
    return root, page


def _rendered(root: Any) -> _Page:
    """The visible text: a line for each block, an empty line between paragraphs, a bar between the cells of a row."""
    page = _Page()
    breaks, mark, links, tags, apart = 0, "", 0, ["body"], 0
    opened: list[tuple[Any, int, str]] = []
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, node in walk:
        tag, opens = node.tag, event == "start"
        if opens and (tag in _SILENT or _TOOLBAR.match(node.get("id") or "")):
            walk.skip_subtree()
            node.set("silent", "1")
            continue
        words = _SPACE.sub(" ", (node.text if opens else node.tail) or "")
        within = tag == "a" and (node.get("href") or "").startswith("#")
        if opens and (tag == "sup" or (within and "".join(node.itertext()).strip("[] ").isdigit())):
            words = raised("".join(node.itertext()), page.pieces[-1] if page.pieces else "", alone=not len(node))
            walk.skip_subtree()
        if opens:
            links, apart = links + (tag == "a"), apart + (tag in _APART)
            tags += [tag] if tag in _BLOCKS or tag in _CELLS else []
            names = " ".join(filter(None, [node.get("class"), node.get("id"), tag if tag == "article" else ""]))
            opened += [(node, len(page.pieces), names)] if names else []
        elif not node.get("silent"):
            links, apart = links - (tag == "a"), apart - (tag in _APART)
            if tag in _BLOCKS or tag in _CELLS:
                tags.pop()
            if opened and opened[-1][0] is node:
                _, first, names = opened.pop()
                if first < len(page.pieces):
                    first += page.pieces[first].strip("\n") == ""  # the line break before the node's first words
                    page.marks.append((page.at[min(first, len(page.at) - 1)], page.at[-1], names))
        if tag in _BLOCKS or (opens and tag == "br"):
            breaks = max(breaks, 2 if tag in _PARAGRAPHS else 1)
            mark = "  • " if opens and tag == "li" else "" if tag in _BLOCKS and not opens else mark
        elif opens and tag in _CELLS and page.pieces and not breaks:
            page.add(" | ", 0, "td", False, apart > 0)
        if not words.strip():
            if words and page.pieces and not breaks:
                page.add(" ", 0, tags[-1], False, apart > 0)
            continue
        words = mark + words.lstrip() if breaks or mark or not page.pieces else words
        page.add(words, breaks, tags[-1], links > 0, apart > 0)
        breaks, mark = 0, ""
    return page


def raised(words: str, before: str, alone: bool = True) -> str:
    """The raised mark of a note in brackets, set apart from the number before it; a power or an ordinal as it stands.

    >>> raised("1", "killed 145"), raised("2", "40 km"), raised("6", "10"), raised("th", "the 4")
    ('[1]', '2', '^6', 'th')
    """
    words = words.strip()
    if not _MARK.fullmatch(words) or _MEASURE.search(before):
        return words
    if words.isdigit() and re.search(r"(?<!\d)10$", before) and alone:
        return f"^{words}"
    plain = words.strip("[]")
    return f"[{plain}]" if plain.isdigit() else f"[note {plain.removeprefix('note ')}]"


def _main(source: str, page: _Page) -> frozenset[int] | None:
    """The lines that trafilatura takes for the article, and the list items, rows and linked paragraphs between them."""
    if len(source) > 3_000_000:
        return None
    import trafilatura

    extracted = ""
    with suppress(Exception):  # whatever a page does to another parser, its text is still at hand
        extracted = trafilatura.extract(source, include_comments=False, include_tables=True) or ""
    whole = {" ".join(line.split()) for line in extracted.split("\n")} - {""}
    runs = {run for line in whole for run in _runs(line)}
    texts = [line.of(page.text).strip(" •\t") for line in lines(page.text)]
    found = set()
    for number, words in enumerate(texts, 1):
        mine = _runs(words)
        if " ".join(words.split()) in whole or (mine and sum(run in runs for run in mine) >= 0.8 * len(mine)):
            found.add(number)
    for number in range(min(found), max(found)) if found else ():
        line, words = page.lines[number - 1], texts[number - 1]
        whole_link = line.length > 0 and line.linked >= 0.9 * line.length
        sentence = len(words) > _LONG and words.endswith((".", "!", "?", ".”", '."'))
        running = line.tag in ("li", "p", "td", "th", "dd", "tr", "h2", "h3", "h4") or is_clock(words)
        if words and running and not line.apart and (sentence or not whole_link):
            found.add(number)
    return frozenset(found) or None


def _runs(line: str) -> list[tuple[str, ...]]:
    words = line.split()
    return [*zip(*(words[at:] for at in range(_WORDS)), strict=False)]


def _declared(root: Any) -> Declared:
    """Title, authors, publisher, dates, address and language: from JSON-LD where it is there, else from meta tags."""
    meta: dict[str, list[str]] = {}
    for node in root.iter("meta"):
        keys = map(node.get, ("property", "name", "itemprop", "http-equiv"))
        if content := (node.get("content") or "").strip():
            meta.setdefault(next(filter(None, keys), "").lower(), []).append(content)
    if "author" not in meta and (nodes := root.xpath(_SIGNED)):
        scope = nodes[0].xpath("ancestor::*[@itemscope][1]")  # other stories and comments have scopes of their own
        mine = [node for node in nodes if node.xpath("ancestor::*[@itemscope][1]") == scope]
        meta["author"] = [node.xpath(_NAMED) or node.text_content() for node in mine]
    said = picked(meta, "meta")
    for thing in reversed([*_things(root)]):  # what the first one says counts
        said |= {role: value for role, value in picked(thing, "thing").items() if value}
    said["url"] = said["url"] or str(root.xpath("string(//link[@rel='canonical']/@href)"))
    found = declare(said | {"language": root.get("lang") or said["language"]}, "the markup of the file declares it")
    found = replace(found, title=_title(root, found.title))
    if found.published is None and (times := _times(root)):
        found = replace(found, published=times, published_as="the page's <time> holds it")
    return found


def _title(root: Any, declared: str) -> str:
    """The headline: what is declared, without the name of the site behind it; else the page's only main heading."""
    heads = list(dict.fromkeys(filter(None, (" ".join("".join(node.itertext()).split()) for node in root.iter("h1")))))
    if declared:
        return next((head for head in heads if len(head) > 15 and declared.startswith(head)), declared)
    named = " ".join("".join(root.xpath("string(//title)")).split())
    known = [head for head in heads if len(head.split()) > 2]
    return next((head for head in known if named.startswith(head)), known[0] if len(known) == 1 else "")


def _times(root: Any) -> Interval | None:
    """The day that elements made for it hold, when it is one and the same; times of teasers and comments differ."""
    for path in _TIMES:
        if nodes := root.xpath(path, namespaces={"re": "http://exslt.org/regular-expressions"}, published=_PUBLISHED):
            keys = ("datetime", "content", "title")
            given = (next(filter(None, map(node.get, keys)), "") or "".join(node.itertext()) for node in nodes)
            days = {day for words in given if (day := declared_days(words))}
            return days.pop() if len(days) == 1 else None
    return None


def _captured(source: str, root: Any, declared: Declared) -> Declared:
    """When and from where the page was saved, as the tool that saved it says; whether it folded text away."""
    if saved := _SAVED.search(source[:8192]):
        url, day = declared.url or unarchived(saved[1])[0], declared_days(saved[2])
        declared = replace(declared, captured=day, url=url, made_by="SingleFile")
    elif saved := _SAVED_FROM.search(source[:4096]):
        declared = replace(declared, url=declared.url or unarchived(saved[1])[0])
    if root.xpath("//*[self::article or self::main]/descendant-or-self::*[contains(@class, 'sf-hidden')]"):
        cut = "the saved page leaves out what was folded away: open it in a browser, unfold all, save it again"
        declared = replace(declared, cut=cut)
    return declared


def _things(root: Any) -> Iterator[dict[str, Any]]:
    """The objects of the page's JSON-LD that describe an article, also those inside a graph or a list."""
    found, named = list[dict[str, Any]](), dict[str, Any]()
    for script in root.xpath("//script[contains(@type, 'ld+json')]"):
        waiting = []
        with suppress(ValueError, RecursionError):
            waiting = [json.loads(script.text or "", strict=False)]
        while waiting:
            thing = waiting.pop(0)
            if isinstance(thing, list):
                waiting += thing
            elif isinstance(thing, dict):
                waiting += [value for key, value in thing.items() if key in ("@graph", "mainEntity")]
                named |= {str(thing["@id"]): thing} if {"@id", "name"} <= {*thing} else {}
                found += [thing] if _ARTICLE_TYPE.search(str(thing.get("@type"))) else []
    for thing in found:  # who is described beside it is named by a number alone
        for role in {"author", "publisher"} & set(thing):
            said = thing[role] if isinstance(thing[role], list) else [thing[role]]
            thing[role] = [named.get(str(one.get("@id", "")), one) if isinstance(one, dict) else one for one in said]
        yield thing
