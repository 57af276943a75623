"""The dates of the project's own articles, as a careful reader resolved them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from analysis.core.text import lines
from analysis.core.values import Interval
from analysis.readers.dates.find import find_dates

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "tests" / "gold"
SHARE = 0.92  # of the core entries
WIDEST = 3  # times the days of the gold answer


def interval(first: str, last: str) -> Interval:
    return Interval(date.fromisoformat(first), date.fromisoformat(last), "fuzzy")


def read(document: dict) -> list[tuple[dict, bool]]:
    """Each core entry of an article, and whether the reader agrees with it."""
    text = (ROOT / "seeds" / document["file"]).read_bytes().decode("utf8")
    found = find_dates(text, interval(document["date_start"], document["date_end"]))
    rows = lines(text)
    entries = json.loads((GOLD / "timeline.json").read_text("utf8"))["entries"]
    answers = []
    for entry in entries:
        if entry["doc"] == document["doc"] and entry["core"]:
            row, gold = rows[entry["line"] - 1], interval(entry["start"], entry["end"])
            start = row.start - 1
            for _ in range(entry["occurrence"]):
                start = text.index(entry["span"], start + 1)
            here = [f.interval for f in found if f.start < start + len(entry["span"]) and start < f.end]
            answers.append((entry, any(i and i.overlaps(gold) and i.days <= WIDEST * gold.days for i in here)))
    return answers


@pytest.fixture(scope="module")
def answers() -> list[tuple[dict, bool]]:
    documents = json.loads((GOLD / "documents.json").read_text("utf8"))
    return [answer for document in documents for answer in read(document)]


def test_the_core_of_the_timeline_is_read(answers):
    missed = [f"{entry['doc']}:{entry['line']} {entry['span']!r}" for entry, agrees in answers if not agrees]
    assert len(missed) <= (1 - SHARE) * len(answers), missed


def test_what_is_missed_is_a_length_of_time(answers):
    """A war's length is not when it was: no interval is made of it, though a reader may infer one."""
    assert {entry["kind"] for entry, agrees in answers if not agrees} <= {"duration-anchor", "duration"}
