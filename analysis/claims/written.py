"""When an article was written: stated on its page, or inferred from what it says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from analysis.claims.written_evidence import Evidence, Piece, combine, hull, month, narrowed, piece, precision
from analysis.claims.written_inferred import inferred_pieces
from analysis.claims.written_stamps import Stamp, find_stamps, month_line
from analysis.claims.written_stated import Candidate, candidates, choose
from analysis.sources.article import Article
from analysis.values import Interval

_COPYRIGHT = re.compile(r"(?:©|\(c\)|\bcopyright\b)[^\n]{0,40}", re.IGNORECASE)
_YEARS = re.compile(r"\b(?:19|20)\d\d\b")
_MONTH_WORDS = 48
_LISTED = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Written:
    """When a document was written.

    Parameters
    ----------
    earliest, latest
        First and last possible day; None when nothing is known.
    precision
        Calendar unit of the two, "fuzzy" when they span none, "" when nothing is known.
    basis
        "stated" (the page shows or declares the day), "inferred" (from evidence in the text), or "".
    evidence
        Each piece that was weighed, also those that contradict the result; offsets point into the article's text.
    """

    earliest: date | None = None
    latest: date | None = None
    precision: str = ""
    basis: str = ""
    evidence: tuple[Evidence, ...] = ()

    @property
    def interval(self) -> Interval | None:
        """The days of writing, or None."""
        if self.earliest is None or self.latest is None:
            return None
        return Interval(self.earliest, self.latest, self.precision)


def find_written(article: Article) -> Written:
    """Find out when an article was written.

    What its markup declares comes first, then a date that its page shows as its own. Without either, the answer is
    what all pieces of evidence allow together: the latest past event, "last month" beside a dated event, a month
    named without its year, the clock of the page, the year of the copyright notice.

    Parameters
    ----------
    article
        As `read_article` gives it; its boilerplate serves as evidence too.

    Returns
    -------
    Written
        With an empty basis when nothing tells.

    >>> from analysis.sources.article import read_article
    >>> lead = "The bridge was opened on Tuesday, the mayor said, after two years in which nobody crossed the river."
    >>> page = f"Bridge opens\\n\\nPublished 4 March 2021, 10:15 EET\\n\\n{lead}\\n\\n{lead}"
    >>> written = find_written(read_article(page))
    >>> str(written.earliest), written.basis, written.evidence[0].reason
    ('2021-03-04', 'stated', 'the page calls it the day when it was published (time zone EET: local day kept)')
    """
    declared = article.declared
    if declared and declared.published:
        day = declared.published
        evidence = Evidence(0, 0, "", day.earliest, day.latest, "the markup of the file declares it")
        return Written(day.earliest, day.latest, day.precision, "stated", (evidence,))
    text = article.text
    stamps = find_stamps(text)
    best = choose(found := candidates(text, article.lines, stamps))
    if best and not best.clock:
        return _stated(article, best, found)
    if not best and (dated := _month_above(article)):
        return dated
    around = _copyright(text) + (_clock(text, best, stamps) if best else [])
    return _inferred([*inferred_pieces(article, around), *around])


def _stated(article: Article, best: Candidate, found: Sequence[Candidate]) -> Written:
    """The day of a date on the page; when its numbers can be read in two ways, what the text allows of both."""
    text, days = article.text, sorted(best.stamp.days)
    if len(days) > 1:
        here = piece(text, best.stamp.start, best.stamp.end, [(day, day) for day in days], 9.0, "")
        left, *_ = combine([here, *inferred_pieces(article)])
        days = [day for day in days if any(one.earliest <= day <= one.latest for one in left)] or days
        if len(days) > 1 and best.stamp.likely:
            days = [best.stamp.likely]
    others = [other for other in found[:6] if other.stamp.label and other.stamp.days != best.stamp.days]
    evidence = (_shown(text, best, days), *(_shown(text, other, sorted(other.stamp.days)) for other in others))
    return Written(days[0], days[-1], precision(days[0], days[-1]), "stated", evidence)


def _month_above(article: Article) -> Written | None:
    """The month that stands alone on a line above the text."""
    for line in article.lines:
        if line.role == "body":
            return None
        words = article.text[line.start : line.end]
        if len(words) < _MONTH_WORDS and (named := month_line(words)):
            evidence = Evidence(line.start, line.end, words, *month(*named), "a month alone on a line above the text")
            return Written(*month(*named), "month", "stated", (evidence,))
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


def _day_before(stamp: Stamp, now: date) -> date | None:
    """The day of a story in a list, with the year of the clock where it has none of its own; None when it is later."""
    day = stamp.days[0] if stamp.days else None
    if stamp.yearless and (now.month, now.day) >= stamp.yearless:
        day = date(now.year, *stamp.yearless)
    return day if day and day <= now else None


def _copyright(text: str) -> list[Piece]:
    """The year of a copyright notice: as a rule no text is younger than its page; weak, for notices are forgotten."""
    years = [
        (int(year[0]), notice.start() + year.start(), notice.start() + year.end())
        for notice in _COPYRIGHT.finditer(text)
        for year in _YEARS.finditer(notice[0])
    ]
    if not years:
        return []
    latest, start, end = max(years)
    return [piece(text, start, end, [(date.min, date(latest, 12, 31))], 0.5, "year of the copyright notice")]


def _inferred(pieces: Sequence[Piece]) -> Written:
    """What the evidence allows together; nothing unless it bounds the writing on both sides."""
    left, agreeing, contradicting = combine(pieces)
    earliest, latest = hull(left)
    evidence = [narrowed(one, left) for one in agreeing]
    evidence += [
        replace(one.evidence, reason=f"contradicts the other evidence: {one.evidence.reason}") for one in contradicting
    ]
    if earliest == date.min or latest == date.max:
        return Written(evidence=tuple(evidence))
    return Written(earliest, latest, precision(earliest, latest), "inferred", tuple(evidence))
