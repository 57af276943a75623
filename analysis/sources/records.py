"""Files of fields (`lexicon/exports.yaml`): downloads of press databases, notes of clippers, feeds, records."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import groupby, islice
from typing import Any
from urllib.parse import urlsplit

import yaml
from lxml import etree  # type: ignore[import-untyped]

from analysis.core.lexicon import load_lexicon
from analysis.sources.declared import Declared, Mark, Place, Reading, UnreadableError, declare, declared_days, picked
from analysis.sources.layout import OUTER
from analysis.sources.markup import page_text

RECORDS_LIMIT = 20_000
_FRONT_MATTER = re.compile(
    r"(?:---|\+\+\+)[ \t]*\r?\n((?:(?!---|\+\+\+|\.\.\.)[^\n]*\n){1,200})(?:---|\+\+\+|\.\.\.)[ \t]*(?:\r?\n|\Z)"
)
_MARKED = re.compile(r"^(?:#{1,6} \S|```|> \S|\[[^\]\n]{1,80}\]: \S)|\]\(https?://|\*\*[^*\n]{1,80}\*\*", re.MULTILINE)
_PAIR = re.compile(r"(\w[\w -]{0,40}):(?![ \t]*[\[{!&*|>-])[ \t]*(.*)")
_TAG_ONLY = re.compile(
    r"\s*</?(?:div|iframe|video|audio|figure|img|p|span|details|summary)\b[^>\n]{0,2000}>.{0,2000}", re.I
)
_TARGET = re.compile(
    r"\s*(?:\[[^\]\n]{1,80}\]:\s*\S+.*|\d{1,3}\.\s+(?:https?|file|mailto)\S*|!\[[^\]\n]{0,300}\]\([^)\n]{0,2000}\)\s*)"
)
_FAR = 45  # days between the day in the address and one that a clipper guessed
_BIBLIOGRAPHIES = {
    "RIS": re.compile(r"\s*TY  ?-\s*\w+\s*$.{0,20000}?^ER  ?-", re.M | re.S),
    "BibTeX": re.compile(r"(?=\s*[%@]).{0,20000}?^[ \t]*@[a-zA-Z]{3,20}\{[^\s,{}]*,\s*[\w-]+\s*=", re.M | re.S),
    "EndNote": re.compile(r"\s*%0 \w[^\n]*\n%[A-Z\d@] \S"),
}
_REFERENCES = "references without text: save the articles themselves; their addresses may go to documents.yaml"
_TAG = re.compile(r"<(?:p|div|br|span|a|em|strong|ul|h[1-6])\b", re.I)
_CUT = re.compile(r"\s?\[\+\d{1,7} chars\]$")
_LISTS = ("response", "articles", "items", "results")  # what holds the records in answers of interfaces


def refuse_references(text: str) -> None:
    """Raise `UnreadableError` where a text is a list of references or a table of events."""
    if kind := next((kind for kind, form in _BIBLIOGRAPHIES.items() if form.match(text[:40_000])), ""):
        raise UnreadableError(f"is a bibliography in {kind}, {_REFERENCES}")
    first, _, rest = text[:200_000].partition("\n")
    delimiter = max(",\t;", key=first.count)
    if first.count(delimiter) < 3 or not rest.strip():
        return
    columns = [name.strip().strip('"') for name in first.split(delimiter)]
    known = load_lexicon("exports")["tables"]
    named = next((name for name, wanted in known.items() if set(wanted) <= set(columns)), "")
    rows: list[list[str]] = []
    with suppress(csv.Error):
        rows = [row for row in islice(csv.reader(text.split("\n"), delimiter=delimiter), 200) if row]
    (width, count), *_ = Counter(map(len, rows)).most_common(1) or [(0, 0)]
    short = sum(len(cell) < 40 for row in rows for cell in row) > 0.6 * sum(map(len, rows))
    if named or (len(rows) > 1 and width > 4 and count > 0.9 * len(rows) and short):
        what = f"a table of events ({named})" if named else f"a table of {width} columns"
        raise UnreadableError(f"is {what} and no article: put it into reference/, as outside evidence")


def read_clip(text: str) -> Declared | None:
    """What the front matter of a Markdown file declares, and which of its lines are no words; None of other text."""
    if not (matter := _FRONT_MATTER.match(text)):
        return Declared(places=tuple(_apart(text, 0))) if len(_MARKED.findall(text[:20_000])) > 1 else None
    fields = _pairs(matter[1], toml=text[0] == "+")
    said, source = picked(fields, "note"), str(fields.get("source", ""))
    clipped = "://" in source
    role = "url" if clipped else "publisher"
    clip = declare(said | {role: said[role] or source}, "the front matter of the note declares it")
    far = clip.published and clip.addressed and abs((clip.published.earliest - clip.addressed.earliest).days) > _FAR
    if clipped and far:  # a clipper reads a day without its year as one of 2001
        clip = replace(clip, published=None, published_as="")
    above = matter[0].count("\n")
    places = [Place(number, number, "label", "front matter") for number in range(1, above + 1)]
    return replace(clip, places=(*places, *_apart(text, above)))


def _pairs(matter: str, toml: bool) -> dict[str, Any]:
    """The keys of a front matter, as words; line by line where it is no valid YAML, as an unquoted colon makes it."""
    import tomllib

    try:
        said = tomllib.loads(matter) if toml else yaml.load(matter, Loader=yaml.BaseLoader)
    except (ValueError, yaml.YAMLError, RecursionError):
        said = {pair[1]: pair[2].strip(" \t\"'\r") for line in matter.split("\n") if (pair := _PAIR.match(line))}
    return {str(key).lower(): value for key, value in said.items()} if isinstance(said, dict) else {}


def _apart(text: str, above: int) -> Iterator[Place]:
    """Lines of a note that hold none of the article's words: excerpts of the clipper, pictures, targets of links."""
    excerpt = False
    for number, line in enumerate(text.split("\n"), 1):
        plain = line.strip()
        excerpt = plain.startswith("> ## Excerpt") or (excerpt and plain.startswith(">"))
        if number > above and plain and (excerpt or _TAG_ONLY.fullmatch(plain) or _TARGET.fullmatch(plain)):
            what = "excerpt by the clipper" if excerpt else "a picture, a frame or the target of a link"
            yield Place(number, number, "label", what)


def read_json(text: str) -> list[Reading] | None:
    """The records of a crawler, or None where a text is no JSON; other JSON is refused."""
    if text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        try:
            held = json.loads(text)
        except ValueError:
            held = [json.loads(line) for line in text.split("\n") if line.strip()]
    except RecursionError:
        raise UnreadableError("is JSON nested more deeply than any article: save the article as text") from None
    except ValueError:
        return None
    source = held.get("title", "") if isinstance(held, dict) and "items" in held else ""
    while isinstance(held, dict) and (inner := next((held[key] for key in _LISTS if held.get(key)), None)):
        held = inner
    if isinstance(held, dict) and all(isinstance(thing, dict) for thing in held.values()):
        held = [*held.values()]  # under names
    things = held if isinstance(held, list) else [held]
    if len(things) > RECORDS_LIMIT:
        raise UnreadableError("is JSON without articles: save the article as text")
    found = [record for thing in things if isinstance(thing, dict) and (record := _record(thing, source))]
    if found:
        return found
    if any(isinstance(thing, dict) and {"issued", "container-title"} & set(thing) for thing in things):
        raise UnreadableError(f"is a bibliography in CSL JSON, {_REFERENCES}")
    fields = ", ".join(load_lexicon("exports")["fields"]["record"]["text"][:4])
    raise UnreadableError(f"is JSON with no text in any of the fields {fields}: save the article as text")


def _record(thing: dict[str, Any], source: str) -> Reading | None:
    """The article in one record; None without a text."""
    inner = thing.get("fields")  # what some interfaces keep apart
    said = picked(thing | inner if isinstance(inner, dict) else thing, "record")
    words, said["publisher"] = said.pop("text"), said.get("publisher") or source
    if not isinstance(words, str) or len(words.split()) < 5:
        return None
    declared = declare(said, "the crawler's record gives it")
    if cut := _CUT.search(words[-40:]):
        words = words.removesuffix(cut[0])
        declared = replace(declared, cut="the record holds only the beginning: open the address and save the page")
    return _article("json", words.strip(), declared)


def _article(kind: str, words: str, declared: Declared) -> Reading:
    """A record as a text: the headline, an empty line, the paragraphs."""
    if _TAG.search(words[:2000]):
        with suppress(UnreadableError):
            words = page_text(f"<html><body>{words}</body></html>")
    title, body = declared.title, words.replace("\r\n", "\n").strip("\n")
    text = f"{title}\n\n{body}\n" if title else f"{body}\n"
    numbers = [number for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    places = [Place(number, number, "body", "text of the record") for number in numbers]
    places[: bool(title)] = [Place(1, 1, "title", "headline of the record")] * bool(title)
    return Reading(kind, text, declared=replace(declared, places=tuple(places)))


def read_feed(text: str) -> list[Reading] | None:
    """The items of an RSS or Atom feed, or a record in XML; None where a text is neither."""
    if not re.search(r"<(?:rss|feed|rdf:RDF|doc|TEI)[\s>]", text[:4096]):
        return None
    if "<!ENTITY" in text[:20_000]:
        raise UnreadableError("is XML that declares entities, which no feed needs: save the article as text")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    if (root := etree.fromstring(text.encode("utf8", "replace"), parser)) is None:
        raise UnreadableError("is a damaged feed: save it again")
    if root.tag == "doc":
        words = "\n".join(" ".join("".join(node.itertext()).split()) for node in root.iterfind("main/*"))
        return [_article("xml", words, declare(picked(root.attrib, "record"), "the crawler's record gives it"))]
    channel = _fields(next(root.iter("{*}channel"), root))
    items = list(root.iter("{*}item", "{*}entry"))
    if not items or len(items) > RECORDS_LIMIT:
        raise UnreadableError("is XML without articles: save the articles as text or HTML")
    found = [_item(_fields(node), channel) for node in items]
    pages = Counter(address for record in found if urlsplit(address := record.declared.url).path.strip("/"))
    if pages and (shared := max(pages.values())) > max(1, len(found) / 2):  # one told twice is no reason
        told = f"gives {shared} of its articles one and the same address, so that nobody can tell whose they are"
        raise UnreadableError(f"is a feed that {told}: open the articles and save each")
    return [record for record in found if record.text.strip()]


def _fields(node: Any) -> dict[str, str]:
    """The children of an element by their plain name: text, or the address of a link."""
    found: dict[str, str] = {}
    for child in node.iterchildren("*"):
        name = child.tag.rpartition("}")[2].lower()
        words = "".join(child.itertext("{*}name", "{*}title")) if name in ("author", "source") else ""
        words = " ".join(words.split()) or "".join(child.itertext()).strip() or child.get("href") or ""
        if name in ("creator", "author") and name in found:
            found[name] += f"; {words}"
        elif name != "link" or child.get("rel") in (None, "alternate"):
            found.setdefault(name, words)
    return found


def _item(fields: dict[str, str], channel: dict[str, str]) -> Reading:
    saved = channel.get("lastbuilddate") or channel.get("updated", "")
    said = picked(fields, "feed") | {"made_by": channel.get("generator", ""), "captured": saved}
    said["publisher"] = said["publisher"] or channel.get("title", "")
    declared = declare(said, "the feed gives it")
    if not said["text"]:
        declared = replace(declared, cut="the feed holds only a summary: open the address and save the page")
    return _article("feed", said["text"] or said["summary"], declared)


# --- downloads of press databases: one file, many articles, each with its fields --------------------------------------

_SERIAL = re.compile(r"(?:\s\([^()]{1,40}\))?(?:,?\s(?:no\.?|n°|nr\.?|núm\.?)\s?\d.*)?$|\s*;.*$", re.I)
_NEVER = "(?!)"  # matches nothing


class Kind:
    """The rules of one kind of export."""

    def __init__(self, name: str, rules: Mapping[str, Any]) -> None:
        self.name = name
        patterns = (re.compile(rules.get(key) or _NEVER) for key in ("begin", "end", "body", "cover"))
        self.begin, self.end, self.body, self.cover = patterns
        self.fields = {label: field for field, labels in rules.get("labels", {}).items() for label in labels}
        names = "|".join(re.escape(label) for label in sorted(self.fields, key=len, reverse=True))
        value = r"(?:[\s|]+(?P<value>.*))?" if rules.get("codes") else r"\s?(?::[\s|]*(?P<value>.*))?"
        self.label = re.compile(rf"(?P<label>{names or _NEVER}){value}", re.S)
        self.marks = {key: re.compile(pattern) for key, pattern in rules.get("marks", {}).items()}
        self.head = rules.get("head", ())
        self.wrapped, self.family_first = bool(rules.get("wrapped")), bool(rules.get("family_first"))


@dataclass
class _Unit:
    """A paragraph of an export on one line, what it is found to be, and what it gives for that: its words or a part."""

    first: int
    last: int
    words: str
    indent: int
    role: str = "label"
    skip: int = 0
    value: str = ""

    @cached_property
    def form(self) -> str:
        """What a line above the text is by its form alone, or ""."""
        forms = load_lexicon("exports")["forms"].items()
        return next((name for name, form in forms if re.fullmatch(form, self.words, re.I)), "")


def _first(units: Sequence[_Unit], *roles: str) -> str:
    """The first value of the first field that has one, or ""."""
    return next((unit.value for role in roles for unit in units if unit.role == role and unit.value), "")


@cache
def _signs() -> dict[str, list[re.Pattern[str]]]:
    """What tells the kinds of the lexicon, in its order: the more particular come first."""
    signs = ((name, rules["signs"]) for name, rules in load_lexicon("exports")["kinds"].items())
    return {name: [re.compile(rf"^[ \t\xa0]*(?:{sign})[ \t\xa0\r]*$", re.M) for sign in told] for name, told in signs}


def split_export(reading: Reading, marks: Sequence[Mark] = ()) -> Reading:
    """The articles of the export of a press database, or the reading as it was; together the parts hold all lines."""
    name = next((name for name, signs in _signs().items() if all(sign.search(reading.text) for sign in signs)), None)
    if name is None:
        return reading
    kind = Kind(name, load_lexicon("exports")["kinds"][name])
    lines, marked = reading.text.split("\n"), dict[int, str]()
    for first, last, names in marks:
        for name, pattern in kind.marks.items():
            marked |= dict.fromkeys(range(first, last + 1), name) if name != "begin" and pattern.search(names) else {}
    texts = "text" in marked.values()
    parts, above = list[Reading](), 0
    for first, last in _cuts(kind, lines, marks):
        declared = _declared(kind, _read(kind, list(_units(kind, lines, first, last)), marked, texts), above)
        if declared.title or any(place.role == "body" for place in declared.places):
            declared = replace(declared, captured=reading.declared.captured)
            parts.append(replace(reading, text="\n".join(lines[above:last]) + "\n", declared=declared, above=above))
            above = last
    if not 0 < len(parts) <= RECORDS_LIMIT:
        return reading
    parts[-1] = replace(parts[-1], text="\n".join(lines[parts[-1].above :]))
    return replace(reading, parts=tuple(parts)) if len(parts) > 1 else parts[0]


def _cuts(kind: Kind, lines: list[str], marks: Sequence[Mark]) -> Iterator[tuple[int, int]]:
    """First and last line of each article."""
    begun = [number for number, line in enumerate(lines, 1) if kind.begin.fullmatch(line.rstrip(OUTER))]
    ends = [number for number, line in enumerate(lines, 1) if kind.end.fullmatch(line.strip(OUTER))]
    starts = [first for first, _, names in marks if "begin" in kind.marks and kind.marks["begin"].search(names)]
    starts = starts or [1, *(begun[1:] if begun else (end + 1 for end in ends[:-1]))]
    return zip(starts, [*(start - 1 for start in starts[1:]), ends[-1] if ends else len(lines)], strict=True)


def _units(kind: Kind, lines: list[str], first: int, last: int) -> Iterator[_Unit]:
    """The paragraphs of an article: single lines, or in wrapped text what blank lines part."""
    for filled, group in groupby(range(first, last + 1), lambda number: bool(lines[number - 1].strip(OUTER))):
        numbers = list(group) if filled else []
        for held in [numbers] if kind.wrapped and numbers else [[number] for number in numbers]:
            words = " ".join(lines[number - 1].strip(OUTER) for number in held)
            line = lines[held[0] - 1]
            yield _Unit(held[0], held[-1], words, len(line) - len(line.lstrip(OUTER)), value=words)


def _read(kind: Kind, units: list[_Unit], marked: Mapping[int, str], texts: bool) -> list[_Unit]:
    """Tell the paragraphs of an article by what markup shows lines of the export to be, some of them to be text."""
    stage, going, head = "head", "", list[_Unit]()
    unlabelled = kind.body.pattern == _NEVER and "text" not in kind.fields.values()
    for unit in units:
        label = kind.label.fullmatch(unit.words)
        name = marked.get(unit.first) or (kind.fields[label["label"]] if label else "")
        if unit.first in marked:
            unit.role = name
            stage = "text" if name == "text" else stage
        elif texts and stage == "text":
            continue
        elif kind.begin.fullmatch(unit.words) or kind.end.fullmatch(unit.words):
            head = head if kind.end.pattern != _NEVER else []
        elif stage == "head" and not label and kind.cover.search(unit.words):
            head = []
        elif stage == "head" and kind.body.fullmatch(unit.words):
            stage = "text"
        elif label and not (stage == "text" and name not in ("after", "none", "text")):
            stage = name if name in ("text", "after") else "after" if stage == "text" else stage
            value = (label["value"] or "").strip(OUTER + "|")
            unit.skip = label.start("value") if name == "text" and value else 0
            unit.role, unit.value = name if value or name != "text" else "label", value
            going = name if not value or name == "text" else "" if "text" in kind.fields.values() else "head"
        elif going in ("title", "authors", "published", "publisher", "none", "after") and stage != "text":
            unit.role = going
            going = going if going in ("none", "after") else ""
        elif stage == "text" or (stage == going == "head" and unlabelled):
            stage = unit.role = "text"
        elif stage == "head":
            head.append(unit)
    _name_head(kind, units, head, bool(marked))
    return units


def _name_head(kind: Kind, all_units: list[_Unit], head: list[_Unit], marked: bool) -> None:
    """Tell the lines above the text by their forms, and by their order beside the one that holds the day."""
    dated = (at for at, unit in enumerate(head) if not unit.form and len(unit.words) < 90 and declared_days(unit.words))
    day = next(dated, -1)
    if "length" in kind.head:
        _name_by_length(all_units, head, head[day:] if day >= 0 else [], marked)
    elif day >= 0 and kind.head:
        head[day].role = "published"
        above, below = head[day - 1 :: -1] if day else [], [unit for unit in head[day + 1 :] if unit.indent < 8]
        order = [above, above[1:]] if kind.head[0] == "title" else [above, below]
        for name, units in zip(("publisher", "title"), order, strict=True):
            for unit in units[:1]:
                unit.role = name
    elif "title" in kind.head and head and _first(all_units, "title") in ("", head[-1].words):
        head[-1].role = "title"


def _name_by_length(all_units: list[_Unit], head: list[_Unit], rest: list[_Unit], marked: bool) -> None:
    """The headline stands above the count of words, publisher and text below the day, with which the rest begins."""
    count = next((at for at, unit in enumerate(head) if unit.form == "length"), len(head))
    above = [unit for unit in head[:count] if unit.form != "authors"]
    cued = [unit for unit in head[:count] if unit.form == "authors"]
    if not _first(all_units, "title") and above:
        section = len(above) > 1 and (above[0].words.isupper() or len(above[0].words.split()) < 3)
        above[section].role = "title"
        cued = cued or above[section + 1 : section + 2]
    for unit in cued if not _first(all_units, "authors") else ():
        unit.role = "authors"
    for unit in rest[:1]:
        unit.role = "published"
    publisher = next((unit for unit in rest[1:] if unit.form in ("", "page") and not unit.words.isdigit()), None)
    if publisher:
        publisher.role = "publisher"
        rights = [at for at, unit in enumerate(rest) if unit.form == "rights"]
        for unit in [] if marked else rest[(rights[-1] if rights else rest.index(publisher)) + 1 :]:
            if rights or not unit.form:
                unit.role = "text"


_ROLES = {"title": "title", "authors": "byline", "published": "dateline", "standfirst": "standfirst", "text": "body"}


def _declared(kind: Kind, units: list[_Unit], above: int) -> Declared:
    """What the paragraphs of an article give, below so many lines of the file."""
    export = f"an export of {kind.name}"
    places = []
    for unit in units:
        role = _ROLES.get(unit.role, "label")
        what = f"text of an article in {export}" if role == "body" else f"field of {export}"
        reason = what if role in ("body", "label") else f"{what}: {unit.role}"
        places.append(Place(unit.first - above, unit.last - above, role, reason, unit.skip))
    dates = [date for role in ("published", "info") if declared_days(date := _first(units, role))]
    said: dict[str, Any] = {"title": _first(units, "title"), "made_by": kind.name, "published": "".join(dates[:1])}
    said["publisher"] = _SERIAL.sub("", _first(units, "publisher", "info")).strip(" .,")
    said["authors"] = [unit.value for unit in units if unit.role == "authors"]
    return replace(declare(said, f"the export of {kind.name} gives it", kind.family_first), places=tuple(places))
