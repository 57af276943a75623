"""Timelines made up for tests: rows of the table, and many mentions of known events."""

import random
from datetime import date, timedelta
from string import ascii_lowercase

import pandas as pd

from analysis.book.tables import TABLES

_EMPTY = {"str": "", "int64": 0, "bool": False}
_KINDS = ("attack", "visit", "statement", "summit", "founding", "designation", "other")


def blank(table: str) -> dict:
    """A row of a table with nothing in it."""
    return {column.name: _EMPTY.get(column.dtype) for column in TABLES[table].columns}


def timeline(*rows: dict) -> pd.DataFrame:
    """A timeline that is not grouped yet; each row names what matters, and one day stands for both ends."""
    full = []
    for number, row in enumerate(rows):
        days = {"earliest": "2020-01-01", **row}
        full.append(blank("timeline") | {"id": f"t{number}", "latest": days["earliest"], "modality": "asserted"} | days)
    return TABLES["timeline"].frame(full)


def origins(**common: str) -> pd.DataFrame:
    """The table of origins: document → its origin."""
    return TABLES["origins"].frame(
        [{"document": d, "origin": o, "shared_with": "", "share": 0.0} for d, o in common.items()]
    )


def many(count: int, seed: int = 1, each: int = 5) -> tuple[pd.DataFrame, list[int]]:
    """A timeline of mentions, five of each event in different words and precision, and the event that each tells of."""
    draw = random.Random(seed)
    words = ["".join(draw.choices(ascii_lowercase, k=6)) for _ in range(4_000)]
    names = [f"Actor {number}" for number in range(600)]
    rows, told = [], []
    for event in range(count // each):
        day = date(2005, 1, 1) + timedelta(days=draw.randrange(7_300))
        month = day.replace(day=1)
        spans = {
            "day": (day, day),
            "month": (month, (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)),
            "year": (date(day.year, 1, 1), date(day.year, 12, 31)),
        }
        who, kind, vocabulary = draw.sample(names, 2), draw.choice(_KINDS), draw.sample(words, 8)
        for _ in range(each):
            earliest, latest = spans[draw.choices(list(spans), (60, 25, 15))[0]]
            rows.append(
                {
                    "document": f"d{draw.randrange(count // 20 + 1)}",
                    "earliest": earliest.isoformat(),
                    "latest": latest.isoformat(),
                    "kind": kind,
                    "actors": "; ".join(who),
                    "event": " ".join(draw.sample(vocabulary, 5) + draw.sample(words, 3)),
                }
            )
            told.append(event)
    return timeline(*rows), told
