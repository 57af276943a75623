"""Which of the dates on a page is that of its article: labels, place on the page and company decide."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from analysis.claims.writing_evidence import Evidence, Piece, combine, inferred_pieces, piece, precision, weighed
from analysis.core.days import MONTHS
from analysis.core.lexicon import load_lexicon
from analysis.core.text import line_index
from analysis.core.values import Interval
from analysis.readers.numbers import MONTH
from analysis.sources.article import Article
from analysis.sources.declared import Declared, declared_days
from analysis.sources.layout import Passage

_MONTHS = [name[:3].lower() for name in MONTHS]
_YEAR = r"(?:19|20)\d\d"
# Numbers are what a page has fewest of: each is looked at once, and the date that it may belong to is tried around it.
_NUMBER = re.compile(r"[0-9](?<![0-9]{2})(?:[0-9]?(?![0-9])|[0-9]{3}(?=[-/.][0-9]))")
_MONTH_BEFORE = re.compile(rf"(?<![a-z]){MONTH}[ \t\xa0-]{{1,3}}$", re.IGNORECASE)
_YEAR_FIRST = re.compile(rf"(?P<year>{_YEAR})(?P<mark>[-/.])(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?)(?!\d)")
_NUMERIC = re.compile(
    rf"(?P<first>\d\d?)(?P<sign>[-/.])(?P<second>\d\d?)(?P=sign)(?P<year>{_YEAR}|\d\d)(?![\d%/]|[.-]\d)"
)
_YEAR_BEHIND = rf"(?:[.,]{{0,2}}(?:[ \t\xa0]{{1,3}}|-)(?P<year>{_YEAR}|[’']\d\d)(?!\d))?"
_DAY_FIRST = re.compile(
    rf"(?i)(?P<day>\d\d?)(?:st|nd|rd|th)?\.?(?:[ \t\xa0]{{1,3}}(?:of )?|-)(?P<month>{MONTH})(?![a-z]){_YEAR_BEHIND}"
)
_MONTH_FIRST = re.compile(rf"(?i)(?P<day>\d\d?)(?:st|nd|rd|th)?(?![\d:]){_YEAR_BEHIND}")
_TIME = re.compile(r"(?ai)\b\d{1,2}(?:[:.h]\d\d(?::\d\d)?(?:[ \xa0]?[ap]\.?m\b\.?)?|[ \xa0]?[ap]\.?m\b\.?)")
_WEEKDAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?\b\.?", re.IGNORECASE | re.ASCII)
_AROUND = 32


class Stamp(NamedTuple):
    """A date by its day: each reading that its numbers allow (two for "03/04/2025"), or month and day alone."""

    start: int
    end: int
    days: tuple[date, ...]
    yearless: tuple[int, int] | None = None
    label: str = ""  # published, updated, other
    clock: bool = False  # whether a time of day stands beside it
    zone: str = ""


def find_stamps(text: str) -> list[Stamp]:
    """Every date of a page that names its day; a number above 12, a weekday or a time zone tell day from month."""
    stamps = [stamp for number in _NUMBER.finditer(text) if (stamp := _stamp(number, text))]
    first = _day_first(stamps, text)
    return stamps if first is None else [one._replace(days=one.days[:1] if first else one.days[-1:]) for one in stamps]


def _stamp(number: re.Match[str], text: str) -> Stamp | None:
    """The stamp that a number belongs to, or None when it belongs to none or no calendar has such a day."""
    start, end = number.span()
    before = text[max(0, start - 13) : start]
    if before[-1:] in ("/", "-", ":", ",", ".") and not before[-2:-1].isalpha():
        return None
    month = _MONTH_BEFORE.search(before) if before[-1:] in " \t\xa0-" else None
    pattern = _MONTH_FIRST if month else _YEAR_FIRST if end - start > 2 else _NUMERIC
    match = pattern.match(text, start) or _DAY_FIRST.match(text, start)
    if match is None:
        return None
    start, end = start - (len(before) - month.start() if month else 0), match.end()
    said = match.groupdict()
    readings = [(month[0] if month else said.get("month", ""), said.get("day", ""))]
    if "first" in said:
        readings = [(said["second"], said["first"]), (said["first"], said["second"])][: 2 - (said["sign"] == ".")]
    days = tuple(dict.fromkeys(day for one in readings if (day := _day(said["year"] or "2024", *one))))
    if not days:
        return None
    before = text[max(0, start - _AROUND) : start].rpartition("\n")[2]
    after = text[end : end + _AROUND].partition("\n")[0]
    *_, named = (_WEEKDAY.match(after.lstrip(" ,(")), *_WEEKDAY.finditer(before[-14:]))
    weekday = ("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(named[1].lower()) if named else None
    zone = next((word for word in re.findall(r"\b[A-Z]{2,4}\b", after) if word in _zones()), "")
    beside = _label(text, start), bool(_TIME.search(before[-16:]) or _TIME.search(after)), zone
    if not said["year"]:
        return Stamp(start, end, (), (days[0].month, days[0].day), *beside)
    return Stamp(start, end, tuple(day for day in days if day.weekday() == weekday) or days, None, *beside)


def _day(year: str, month: str, number: str) -> date | None:
    """The day of a year in two or four digits and a month in digits or letters; None where there is none."""
    digits = year.lstrip("’'")
    named = int(month) if month.isdigit() else 1 + _MONTHS.index(month[:3].lower())
    try:
        day = date(int(digits) + 2000 * (len(digits) < 4), named, int(number))
    except ValueError:
        return None
    return day if 1980 <= day.year <= 2099 else None


def _label(text: str, start: int) -> str:
    """What the words before a date call it: the last few on its line, or a short line above it."""
    line_start = text.rfind("\n", max(0, start - 48), start) + 1
    words = _bare(text[max(line_start, start - 48) : start])
    if not words and line_start:
        return _labels().get(_bare(text[max(0, line_start - 48) : line_start].rstrip().rpartition("\n")[2]), "")
    return next(filter(None, (_labels().get(" ".join(words.split()[-size:])) for size in (3, 2, 1))), "")


def _bare(words: str) -> str:
    """Lower-case words without times, time zones, weekdays and marks."""
    words = _WEEKDAY.sub(" ", _TIME.sub(" ", words))
    return " ".join(word.lower() for word in re.findall(r"[A-Za-z]+", words) if word not in _zones())


@cache
def _labels() -> dict[str, str]:
    return {word: label for label in ("published", "updated", "other") for word in load_lexicon("written")[label]}


@cache
def _zones() -> dict[str, bool]:
    """Time zone → whether its country writes the day first."""
    return {zone: order == "day" for order, zones in load_lexicon("written")["zones"].items() for zone in zones}


def _day_first(stamps: Sequence[Stamp], text: str, named: bool = False) -> bool | None:
    """Whether the page writes the day before the month: by its numbers, else its zones, or its named months."""
    votes: Counter[bool] = Counter()
    for stamp in stamps:
        words = text[stamp.start : stamp.end]
        numbers = re.match(r"(\d\d?)[-/](\d\d?)[-/]", words)
        if numbers and len(stamp.days) == 1 and numbers[1] != numbers[2]:
            votes[stamp.days[0].day == int(numbers[1])] += 10_000
        elif named and not numbers and not words[:4].isdigit():
            votes[words[0].isdigit()] += 1
        if stamp.zone:
            votes[_zones()[stamp.zone]] += 100
    return None if votes[True] == votes[False] else votes[True] > votes[False]


class Candidate(NamedTuple):
    """A stamp with what its place on the page says for it: `weight`, and why in words; `clock` for that of a page."""

    stamp: Stamp
    weight: float
    reason: str
    clock: bool = False


_LABELS = {"published": 4.0, "updated": 2.5, "other": -4.0, "": 0.0}
_ROLES = {"dateline": 3.0, "byline": 2.0, "caption": -4.0, "body": -3.0, "summary": -3.0}
_BYLINE = re.compile(r"\b(?:by|posted|written|author|reporter|correspondent|staff)\b", re.IGNORECASE)
_BY = re.compile(r"(?:(?:posted|written|published) )?by\b", re.IGNORECASE)
# "KABUL, May 2, 2025 (Agency) —": place and date before a dash or a bracket, at the beginning of a paragraph.
_WIRE_END = re.compile(r"\)?[ ,.]{0,2}(?:\([^()\n]{2,40}\))?[ ]{0,2}(?:[-–—]|/)|[ ,]{0,2}\([A-Z][^()\n]{1,40}\)")
_SHORT_LINE = 120
_TOP, _MENU = 5, 8
_NEAR = 12


def candidates(text: str, lines: Sequence[Passage], stamps: Sequence[Stamp]) -> list[Candidate]:
    """The dated stamps of a page, each weighed; the best first, of equals the earlier."""
    filled = [line for line in lines if line.role != "blank"]
    starts = [line.start for line in filled]
    body = [at for at, line in enumerate(filled) if line.role == "body"]
    first, last = (body[0], body[-1]) if body else (len(filled), len(filled))
    dated = [(stamp, max(0, bisect_right(starts, stamp.start) - 1)) for stamp in stamps if stamp.days]
    rows = [at for _, at in dated]
    found = []
    for index, (stamp, at) in enumerate(dated):
        place = "above" if at < first else "below" if at > last else "in"
        low = max(bisect_left(rows, at - _NEAR), index - 2 * _NEAR)
        # dates in company are those of a list, or of readers' comments
        company = len({*rows[low : min(bisect_right(rows, at + _NEAR), index + 2 * _NEAR)]} - {at})
        weight, reason = _weigh(text, filled[at], stamp, place, at - first, company)
        # a bare time at the top of a page, with a menu between it and the article
        menu = at < _TOP and sum(line.role == "boilerplate" for line in filled[at + 1 : first]) >= _MENU
        clock = place == "above" and stamp.clock and not stamp.label and menu
        if clock:
            weight, reason = weight - 2.0, "clock of the page, above its menu: no text on the page is younger"
        found.append(Candidate(stamp, weight, reason, clock))
    return sorted(found, key=lambda candidate: (-candidate.weight, candidate.stamp.start))


def choose(found: Sequence[Candidate]) -> Candidate | None:
    """The candidate that dates the article: published before updated beside it; None when none is shown as its own."""
    if not found or found[0].weight < 0.4:
        return None
    best = found[0]
    beside = (one for one in found if abs(one.stamp.start - best.stamp.start) < 160 and one.weight > 0)
    return next((one for one in beside if one.stamp.label in ("published", "")), best)


def _weigh(text: str, line: Passage, stamp: Stamp, place: str, distance: int, company: int) -> tuple[float, str]:
    """The weight of a stamp and the reason for it."""
    led = text[line.start : min(stamp.start, line.start + 61)]  # the place of a dateline
    wire = place == "in" and distance < 6 and len(led) <= 60 and set(".!?\n").isdisjoint(led)
    if wire and _WIRE_END.match(text, stamp.end):
        return 6.0 - distance, "dateline at the beginning of the text"
    weight = _LABELS[stamp.label] + _ROLES.get(line.role, 0.0)
    beginning = " ".join(text[line.start : min(line.end, line.start + 4 * _SHORT_LINE)].split())
    rest = len(beginning) - (stamp.end - stamp.start)
    weight += 1.5 * (line.role != "body") if rest <= 40 else 0.0 if rest <= _SHORT_LINE else -3.0
    if _BYLINE.search(beginning, 0, _SHORT_LINE):
        weight += 2.0 if _BY.match(beginning) else 1.0
    near = {"above": 4.0 / (1 + max(0, -distance - 1) / 8), "in": 2.0 / (1 + max(0, distance) / 4), "below": -1.0}
    reason = f"it stands in the {line.role}" if line.role in ("dateline", "byline") else f"it stands {place} the text"
    if stamp.label in ("published", "updated"):
        reason = f"the page calls it the day when it was {stamp.label}"
    return weight + near[place] - min(company, 6), reason


_MONTH_WORDS, _SERIES = 48, re.compile(r"^[A-Za-z ]{1,24}[:,|] ?(?=[A-Z])")
_LISTED = timedelta(days=14)
_NIGHT = timedelta(days=1)  # what the clocks of a server and of a newsroom may differ by


class Written(NamedTuple):
    """When a document was written: first and last possible day, and the unit that they are the ends of.

    The basis is "stated" (the page shows or declares the day), "inferred" (from evidence in the text), or "" when
    nothing is known. The evidence holds what contradicts the result, too; offsets point into the article's text.
    """

    earliest: date | None = None
    latest: date | None = None
    precision: str = ""
    basis: str = ""
    evidence: tuple[Evidence, ...] = ()

    @property
    def interval(self) -> Interval | None:
        """The days of writing, or None."""
        first, last = self.earliest, self.latest
        return Interval(first, last, self.precision) if first and last else None


def find_written(article: Article) -> Written:
    """Find out when an article was written.

    What its markup declares comes first, then a date that its page shows as its own. Without either, the answer is
    what all pieces of evidence allow together: the latest past event, "last month" beside a dated event, a month
    named without its year, the clock of the page, the days on which the file was captured or modified, and the day in
    its address.

    >>> from analysis.sources.article import read_article
    >>> lead = "The bridge was opened on Tuesday, the mayor said, after two years in which nobody crossed the river."
    >>> page = f"Bridge opens\\n\\nPublished 4 March 2021, 10:15 EET\\n\\n{lead}\\n\\n{lead}"
    >>> written = find_written(read_article(page))
    >>> str(written.earliest), written.basis, written.evidence[0].reason
    ('2021-03-04', 'stated', 'the page calls it the day when it was published (time zone EET: local day kept)')
    """
    declared = article.declared
    if day := declared.published:
        why = declared.published_as or "the markup of the file declares it"
        evidence = Evidence(0, 0, "", day.earliest, day.latest, why)
        return Written(day.earliest, day.latest, day.precision, "stated", (evidence,))
    text, stamps = article.text, find_stamps(article.text)
    if labels := article.labels:
        line_of = line_index(text)
        stamps = [one for one in stamps if line_of(one.start) not in labels]
    if last := declared.captured:
        stamps = [one for one in stamps if not one.days or min(one.days) <= last.latest]
    best = choose(found := candidates(text, article.lines, stamps))
    if best and not best.clock:
        return _stated(article, best, found, stamps)
    if not best and (dated := _month_above(article)):
        return dated
    around = [*(_clock(text, best, stamps) if best else ()), *_kept(declared)]
    earliest, latest, weighing = weighed([*inferred_pieces(article, around), *around])
    if earliest == date.min or latest == date.max:  # what bounds the writing on one side alone tells nothing
        return Written(evidence=weighing)
    return Written(earliest, latest, precision(earliest, latest), "inferred", weighing)


def _stated(article: Article, best: Candidate, found: Sequence[Candidate], stamps: Sequence[Stamp]) -> Written:
    """The day of a date on the page; when its numbers can be read in two ways, what the text allows of both."""
    text, days = article.text, sorted(best.stamp.days)
    if len(days) > 1:
        here = piece(text, best.stamp.start, best.stamp.end, [(day, day) for day in days], 9.0, "")
        left, *_ = combine([here, *inferred_pieces(article)])
        days = [day for day in days if any(one.earliest <= day <= one.latest for one in left)] or days
        if len(days) > 1 and (first := _day_first(stamps, text, named=True)) is not None:
            days = [best.stamp.days[0 if first else -1]]
    others = [other for other in found[:6] if other.stamp.label and other.stamp.days != best.stamp.days]
    evidence = (_shown(text, best, days), *(_shown(text, other, sorted(other.stamp.days)) for other in others))
    return Written(days[0], days[-1], precision(days[0], days[-1]), "stated", evidence)


def _month_above(article: Article) -> Written | None:
    """The month that stands alone on a line above the text, or behind the name of a series."""
    for line in article.lines:
        if line.role == "body":
            return None
        words = article.text[line.start : line.end]
        named = declared_days(_SERIES.sub("", words)) if len(words) < _MONTH_WORDS else None
        if named and named.precision == "month":
            days, why = (named.earliest, named.latest), "a month alone on a line above the text"
            return Written(*days, "month", "stated", (Evidence(line.start, line.end, words, *days, why),))
    return None


def _shown(text: str, candidate: Candidate, days: Sequence[date]) -> Evidence:
    """A date on the page as evidence, with the days that it is taken for."""
    stamp, reason = candidate.stamp, candidate.reason
    if stamp.zone:
        reason += f" (time zone {stamp.zone}: local day kept)"
    if len(stamp.days) > len(days):
        reason += "; the other dates on the page tell its day from its month"
    elif len(days) > 1:
        reason += "; nothing on the page tells its day from its month"
    return Evidence(stamp.start, stamp.end, text[stamp.start : stamp.end], days[0], days[-1], reason)


def _clock(text: str, clock: Candidate, stamps: Sequence[Stamp]) -> list[Piece]:
    """The clock of a page bounds the writing from above, the dates of the stories listed beside it from below."""
    now = max(clock.stamp.days)
    bound = piece(text, clock.stamp.start, clock.stamp.end, [(date.min, now)], 3.0, clock.reason)
    listed = [(day, stamp) for stamp in stamps if stamp is not clock.stamp and (day := _day_before(stamp, now))]
    if not listed or now - min(day for day, _ in listed) > _LISTED:
        return [bound]
    first, stamp = min(listed, key=lambda pair: (pair[0], pair[1].start))
    reason = "the page lists its other stories from this day to that of its clock"
    return [bound, piece(text, stamp.start, stamp.end, [(first, date.max)], 1.5, reason)]


def _kept(declared: Declared) -> Iterator[Piece]:
    """What a file says of itself beside its day of publication: each bounds the writing, and none states it."""
    for days, both, weight, reason in (
        (declared.captured, False, 4.0, "the text was captured then: it is no younger"),
        (declared.modified, False, 2.5, "the page was last modified then: as a rule the text is no younger"),
        (declared.addressed, True, 2.0, "the address of the page holds this day, by the clock of its server"),
    ):
        if days:
            first = days.earliest - _NIGHT if both else date.min
            yield piece("", 0, 0, [(first, days.latest + _NIGHT * both)], weight, reason)


def _day_before(stamp: Stamp, now: date) -> date | None:
    """The day of a story in a list, with the year of the clock where it has none of its own; None when it is later."""
    day = stamp.days[0] if stamp.days else None
    if stamp.yearless and (now.month, now.day) >= stamp.yearless:
        day = date(now.year, *stamp.yearless)
    return day if day and day <= now else None
