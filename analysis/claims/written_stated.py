"""Which of the dates on a page is that of its article: labels, place on the page and company decide."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.claims.written_stamps import Stamp
from analysis.sources.article import Passage


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stamp with what its place on the page says for it: `weight`, and why in words; `clock` for that of a page."""

    stamp: Stamp
    weight: float
    reason: str
    place: str
    clock: bool = False


_LABELS = {"published": 4.0, "updated": 2.5, "other": -4.0, "": 0.0}
_ROLES = {"dateline": 3.0, "byline": 2.0, "caption": -4.0, "body": -3.0, "summary": -3.0}
_BYLINE = re.compile(r"\b(?:by|posted|written|author|reporter|correspondent|staff)\b", re.IGNORECASE)
_BY = re.compile(r"(?:(?:posted|written|published) )?by\b", re.IGNORECASE)
# "KABUL, May 2, 2025 (Agency) —": place and date before a dash or a bracket, at the beginning of a paragraph.
_WIRE_END = re.compile(r"[ ,.]{0,2}(?:\([^()\n]{2,40}\))?[ ]{0,2}(?:[-–—]|/)|[ ,]{0,2}\([A-Z][^()\n]{1,40}\)")
_SHORT_LINE = 120
_ENOUGH = 0.4
_BESIDE = 160
_TOP, _MENU = 5, 8
_NEAR = 12


def candidates(text: str, lines: Sequence[Passage], stamps: Sequence[Stamp]) -> list[Candidate]:
    """The dated stamps of a page, each weighed; the best first, of equals the earlier.

    Parameters
    ----------
    text, lines
        The page and its passages.
    stamps
        Of the same page; those without a year are left out.
    """
    filled = [line for line in lines if line.role != "blank" and line.end > line.start]
    if not filled:
        return []
    starts = [line.start for line in filled]
    body = [at for at, line in enumerate(filled) if line.role == "body"]
    first, last = (body[0], body[-1]) if body else (len(filled), len(filled))
    dated = [(stamp, max(0, bisect_right(starts, stamp.start) - 1)) for stamp in stamps if stamp.days]
    rows = [at for _, at in dated]
    found = []
    for index, (stamp, at) in enumerate(dated):
        place = "above" if at < first else "below" if at > last else "in"
        weight, reason = _weigh(text, filled[at], stamp, place, at - first, _company(rows, index))
        clock = place == "above" and _is_clock(filled, stamp, at, first)
        if clock:
            weight, reason = weight - 2.0, "clock of the page, above its menu: no text on the page is younger"
        found.append(Candidate(stamp, weight, reason, place, clock))
    return sorted(found, key=lambda candidate: (-candidate.weight, candidate.stamp.start))


def choose(found: Sequence[Candidate]) -> Candidate | None:
    """The candidate that dates the article, or None when no date on the page is shown as its own.

    A date of publication comes before one of updating that stands beside it, also where only the second has a label.
    """
    if not found or found[0].weight < _ENOUGH:
        return None
    best = found[0]
    if best.stamp.label != "updated":
        return best
    beside = [
        other
        for other in found
        if other.stamp.label in ("published", "")
        and other.place == best.place
        and abs(other.stamp.start - best.stamp.start) < _BESIDE
        and max(other.stamp.days) <= max(best.stamp.days)
        and other.weight > 0
    ]
    return beside[0] if beside else best


def _company(rows: Sequence[int], index: int) -> int:
    """How many dated lines stand around a line: dates in company are those of a list, or of readers' comments."""
    at = rows[index]
    low = max(bisect_left(rows, at - _NEAR), index - 2 * _NEAR)
    return len({*rows[low : min(bisect_right(rows, at + _NEAR), index + 2 * _NEAR)]} - {at})


def _weigh(text: str, line: Passage, stamp: Stamp, place: str, distance: int, company: int) -> tuple[float, str]:
    """The weight of a stamp and the reason for it."""
    if place == "in" and distance < 6 and line.role == "body" and _is_wire(text, line, stamp):
        return 6.0 - distance, "dateline at the beginning of the text"
    weight = _LABELS[stamp.label] + _ROLES.get(line.role, 0.0)
    beginning = " ".join(text[line.start : min(line.end, line.start + 4 * _SHORT_LINE)].split())
    rest = len(beginning) - (stamp.end - stamp.start)
    weight += 1.5 if rest <= 40 else 0.0 if rest <= _SHORT_LINE else -3.0
    if _BYLINE.search(beginning, 0, _SHORT_LINE):
        weight += 2.0 if _BY.match(beginning) else 1.0
    if place == "above":
        weight += 4.0 / (1 + max(0, -distance - 1) / 8)
    else:
        weight += 2.0 / (1 + distance / 4) if place == "in" else -1.0
    return weight - min(company, 6), _reason(stamp, place, line.role)


def _is_clock(filled: Sequence[Passage], stamp: Stamp, at: int, first: int) -> bool:
    """Whether a date with a bare time stands at the top of a page, with a menu between it and the article."""
    menu = [line for line in filled[at + 1 : first] if line.role == "boilerplate"]
    return stamp.clock and not stamp.label and at < _TOP and len(menu) >= _MENU


def _is_wire(text: str, line: Passage, stamp: Stamp) -> bool:
    """Whether a stamp is the dateline that a paragraph begins with."""
    place = text[line.start : stamp.start]
    return len(place) <= 60 and set(".!?\n").isdisjoint(place) and _WIRE_END.match(text, stamp.end) is not None


def _reason(stamp: Stamp, place: str, role: str) -> str:
    if stamp.label in ("published", "updated"):
        return f"the page calls it the day when it was {stamp.label}"
    if role in ("dateline", "byline"):
        return f"it stands in the {role}"
    return f"it stands {place} the text"
