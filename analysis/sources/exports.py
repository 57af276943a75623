"""The downloads of press databases: one file, many articles, each with its fields (`lexicon/exports.yaml`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from analysis.core.lexicon import load_lexicon
from analysis.core.values import Interval
from analysis.sources.declared import Declared, Place, Reading, declared_days, named_day, plain_names

_OUTER = " \t\r\xa0\u200b\ufeff\x0c"
_CENTRED = 8  # columns before a line that stands in the middle
_SERIAL = re.compile(r",?\s(?:no\.?|n°|nr\.?)\s?\d.*$|\s*;.*$|\s\(.{1,40}\)$", re.I)
_HIGHEST = 20_000  # articles in a file: more are no export


@dataclass(frozen=True, slots=True)
class Mark:
    """Lines of a page (1-based, both included) that its markup shows to be a field: a class, an id or the tag."""

    first: int
    last: int
    names: str


@dataclass(frozen=True)
class Kind:
    """The rules of one kind of export."""

    name: str
    signs: tuple[re.Pattern[str], ...]
    begin: re.Pattern[str] | None
    end: re.Pattern[str] | None
    body: re.Pattern[str] | None
    cover: re.Pattern[str] | None
    label: re.Pattern[str] | None
    fields: dict[str, str]
    marks: dict[str, re.Pattern[str]]
    head: tuple[str, ...]
    wrapped: bool
    family_first: bool


@dataclass(slots=True)
class _Unit:
    """A paragraph of an export: its lines, its words on one line, its indent, and what it is found to be."""

    first: int
    last: int
    words: str
    indent: int
    role: str = ""
    skip: int = 0


@dataclass(slots=True)
class _Said:
    """The fields of one article, as words."""

    units: list[_Unit] = field(default_factory=list)
    values: dict[str, list[str]] = field(default_factory=dict)

    def take(self, name: str, unit: _Unit, words: str) -> None:
        """Note a value and what its unit is."""
        if words:
            self.values.setdefault(name, []).append(words)
        unit.role = name

    def first(self, name: str) -> str:
        """The first value of a field, or ""."""
        return next(iter(self.values.get(name, ())), "")


@cache
def kinds() -> tuple[Kind, ...]:
    """The kinds of the lexicon, in its order: the more particular come first."""
    return tuple(_kind(name, rules) for name, rules in load_lexicon("exports")["kinds"].items())


def _kind(name: str, rules: dict[str, object]) -> Kind:
    def pattern(key: str) -> re.Pattern[str] | None:
        return re.compile(str(rules[key])) if rules.get(key) else None

    labels = dict(rules.get("labels") or {})  # type: ignore[call-overload]
    fields = {label: field for field, listed in labels.items() for label in listed}
    names = "|".join(re.escape(label) for label in sorted(fields, key=len, reverse=True))
    value = r"(?:[\s|]+(?P<value>.*))?" if rules.get("codes") else r"\s?(?::[\s|]*(?P<value>.*))?"
    signs = tuple(re.compile(rf"^[ \t\xa0]*(?:{sign})[ \t\xa0\r]*$", re.M) for sign in rules["signs"])  # type: ignore[attr-defined]
    return Kind(
        name,
        signs,
        pattern("begin"),
        pattern("end"),
        pattern("body"),
        pattern("cover"),
        re.compile(rf"(?P<label>{names}){value}", re.S) if names else None,
        fields,
        {key: re.compile(str(value)) for key, value in dict(rules.get("marks") or {}).items()},  # type: ignore[call-overload]
        tuple(rules.get("head") or ()),  # type: ignore[arg-type]
        bool(rules.get("wrapped")),
        bool(rules.get("family_first")),
    )


@cache
def _forms() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(form, re.I) for name, form in load_lexicon("exports")["forms"].items()}


def split_export(reading: Reading, marks: Sequence[Mark] = ()) -> Reading:
    """A reading, cut into its articles where it is the export of a press database.

    Parameters
    ----------
    reading
        Of a whole file.
    marks
        What the markup of a page shows of its lines.

    Returns
    -------
    Reading
        With a part for each article that has a title or a text, the article itself when there is one, and as it was
        when it is no export. Together the parts hold all lines: the cover goes with the first, the search summary with
        the last.
    """
    kind = next((kind for kind in kinds() if all(sign.search(reading.text) for sign in kind.signs)), None)
    if kind is None:
        return reading
    lines = reading.text.split("\n")
    found: list[tuple[int, Declared]] = []
    for first, last in _cuts(kind, lines, marks):
        declared = _declared(kind, _read(kind, list(_units(kind, lines, first, last)), marks))
        if declared.title or any(place.role == "body" for place in declared.places):
            found.append((last, declared))
    if not found or len(found) > _HIGHEST:
        return reading
    above, parts = 0, []
    for last, declared in [*found[:-1], (len(lines), found[-1][1])]:
        places = tuple(replace(one, first=one.first - above, last=one.last - above) for one in declared.places)
        declared = replace(declared, places=places, captured=reading.declared.captured)
        text = "\n".join(lines[above:last]) + ("\n" if last < len(lines) else "")
        parts.append(replace(reading, text=text, declared=declared, above=above))
        above = last
    return replace(reading, parts=tuple(parts)) if len(parts) > 1 else parts[0]


def _cuts(kind: Kind, lines: list[str], marks: Sequence[Mark]) -> Iterator[tuple[int, int]]:
    """First and last line of each article."""
    if "begin" in kind.marks and (begun := [mark for mark in marks if kind.marks["begin"].search(mark.names)]):
        starts = [mark.first for mark in begun]
        yield from zip(starts, [*(start - 1 for start in starts[1:]), len(lines)], strict=True)
    elif kind.begin:
        starts = [number for number, line in enumerate(lines, 1) if kind.begin.fullmatch(line.rstrip(_OUTER))]
        yield from zip([1, *starts[1:]], [*(start - 1 for start in starts[1:]), len(lines)], strict=True)
    else:
        ends = [
            number for number, line in enumerate(lines, 1) if kind.end and kind.end.fullmatch(line.strip(_OUTER))
        ] or [len(lines)]
        yield from zip([1, *(end + 1 for end in ends[:-1])], ends, strict=True)


def _units(kind: Kind, lines: list[str], first: int, last: int) -> Iterator[_Unit]:
    """The paragraphs of an article: single lines, or in wrapped text what blank lines part."""
    unit: _Unit | None = None
    for number in range(first, last + 1):
        line = lines[number - 1]
        words = line.strip(_OUTER)
        if unit and words and kind.wrapped:
            unit.words, unit.last = f"{unit.words} {words}", number
            continue
        if unit:
            yield unit
        unit = _Unit(number, number, words, len(line) - len(line.lstrip(_OUTER))) if words else None
    if unit:
        yield unit


def _read(kind: Kind, units: list[_Unit], marks: Sequence[Mark]) -> _Said:
    """Go through the paragraphs of an article: its head, its text, what stands below."""
    said, stage, going, head = _Said(units), "head", "", list[_Unit]()
    marked = _marked(kind, marks)
    for unit in units:
        if name := marked.get(unit.first, ""):
            said.take(name, unit, unit.words)
            stage = "text" if name == "text" else stage
            continue
        if "text" in marked.values() and stage == "text":
            unit.role = "label"
            continue
        if (kind.begin and kind.begin.fullmatch(unit.words)) or (kind.end and kind.end.fullmatch(unit.words)):
            head = head if kind.end else []
            unit.role = "label"
            continue
        label = kind.label.fullmatch(unit.words) if kind.label else None
        name = kind.fields[label["label"]] if label else ""
        if stage == "head" and not label and kind.cover and kind.cover.search(unit.words):
            head, unit.role = [], "label"
        elif stage == "head" and kind.body and kind.body.fullmatch(unit.words):
            stage, unit.role = "text", "label"
        elif label and not (stage == "text" and name not in ("after", "none", "text")):
            stage = {"text": "text", "after": "after"}.get(name, "after" if stage == "text" else stage)
            value = (label["value"] or "").strip(_OUTER + "|")
            unit.skip = label.start("value") if name == "text" and value else 0
            said.take(name if value or name != "text" else "label", unit, value)
            going = name if not value or name == "text" else "" if "text" in kind.fields.values() else "head"
        elif going in ("title", "authors", "published", "publisher", "none", "after") and stage != "text":
            said.take(going, unit, unit.words)
            going = going if going in ("none", "after") else ""
        elif stage == "text" or (stage == going == "head" and not kind.body and "text" not in kind.fields.values()):
            stage = "text"
            said.take("text", unit, unit.words)
        elif stage == "head":
            head.append(unit)
        else:
            unit.role = "label"
    _name_head(kind, said, head, bool(marked))
    return said


def _marked(kind: Kind, marks: Sequence[Mark]) -> dict[int, str]:
    """What the markup shows lines to be."""
    found: dict[int, str] = {}
    for mark in marks:
        for name, pattern in kind.marks.items():
            if name != "begin" and pattern.search(mark.names):
                found.update(dict.fromkeys(range(mark.first, mark.last + 1), name))
    return found


def _name_head(kind: Kind, said: _Said, head: list[_Unit], marked: bool) -> None:
    """Tell the lines above the text by their forms, and by their order beside the one that holds the day."""
    forms = _forms()
    form = {
        id(unit): next((name for name, pattern in forms.items() if pattern.fullmatch(unit.words)), "") for unit in head
    }
    day = next(
        (at for at, unit in enumerate(head) if not form[id(unit)] and len(unit.words) < 90 and named_day(unit.words)),
        -1,
    )
    if "length" in kind.head:  # Factiva: the headline above the count of words, publisher and text below the day
        count = next((at for at, unit in enumerate(head) if form[id(unit)] == "length"), len(head))
        above = [unit for unit in head[:count] if form[id(unit)] != "authors"]
        cued = [unit for unit in head[:count] if form[id(unit)] == "authors"]
        if not said.first("title") and above:
            section = len(above) > 1 and (above[0].words.isupper() or len(above[0].words.split()) < 3)
            title = above[1 if section else 0]
            cued = cued or above[above.index(title) + 1 :][:1]
            said.take("title", title, title.words)
        for unit in cued if not said.first("authors") else ():
            said.take("authors", unit, unit.words)
        rest = head[day:] if day >= 0 else []
        for unit in rest[:1]:
            said.take("published", unit, unit.words)
        publisher = next(
            (unit for unit in rest[1:] if form[id(unit)] in ("", "page") and not unit.words.isdigit()), None
        )
        if publisher:
            said.take("publisher", publisher, publisher.words)
            rights = [at for at, unit in enumerate(rest) if form[id(unit)] == "rights"]
            last = rights[-1] if rights else rest.index(publisher)
            for unit in [] if marked else rest[last + 1 :]:
                if rights or not form[id(unit)]:
                    said.take("text", unit, unit.words)
    elif day >= 0:
        said.take("published", head[day], head[day].words)
        before, after = head[:day], [unit for unit in head[day + 1 :] if unit.indent < _CENTRED]
        if kind.head[0] == "title":
            order = [*zip(("publisher", "title"), reversed(before), strict=False)]
        else:
            order = [*zip(("publisher",), reversed(before), strict=False), *zip(("title",), after, strict=False)]
        for name, unit in order:
            said.take(name, unit, unit.words)
    elif "title" in kind.head and head and not said.first("title"):
        said.take("title", head[-1], head[-1].words)
    elif "title" in kind.head and head and head[-1].words == said.first("title"):
        head[-1].role = "title"


_ROLES = {"title": "title", "authors": "byline", "published": "dateline", "standfirst": "standfirst", "text": "body"}


def _declared(kind: Kind, said: _Said) -> Declared:
    info = said.first("info")
    publisher = _SERIAL.sub("", said.first("publisher") or info).strip(" .,")
    published: Interval | None = None
    for words in (said.first("published"), info):
        published = published or declared_days(words)
    reasons = {"body": f"text of an article in an export of {kind.name}"}
    places = [
        Place(
            unit.first,
            unit.last,
            role := _ROLES.get(unit.role, "label"),
            reasons.get(role, f"field of an export of {kind.name}" + (f": {unit.role}" if role != "label" else "")),
            unit.skip,
        )
        for unit in said.units
    ]
    return Declared(
        title=" ".join(said.first("title").split()),
        bylines=plain_names(said.values.get("authors", ()), kind.family_first),
        publisher=publisher,
        published=published,
        published_as=f"the export of {kind.name} gives it" if published else "",
        places=tuple(places),
    )
