"""Tables made up for tests, with what the steps across documents make of them; and many mentions of known events."""

import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from string import ascii_lowercase
from tempfile import TemporaryDirectory

import pandas as pd
import pyarrow as pa

from analysis.archive import parse
from analysis.archive.connect import connect, find_groups, find_origins
from analysis.archive.steps import Work
from analysis.book.store import frame, frame_table
from analysis.book.tables import TABLES

BLANK = {name: table.frame() for name, table in TABLES.items()}
_EMPTIES = {id(rows): frame_table(TABLES[name], rows) for name, rows in BLANK.items()}  # which most tables are
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
        plain = {"id": f"t{number}", "document": "000", "line": 1, "latest": days["earliest"], "modality": "asserted"}
        full.append(blank("timeline") | plain | days)
    return TABLES["timeline"].frame(full)


def one_shard(folder: Path, tables: Mapping[str, pd.DataFrame], texts: Mapping[str, str]) -> Work:
    """The work of connecting documents that have these rows, before any step is taken."""
    named = dict.fromkeys(
        [*tables["documents"]["document"], *(n for t in ("timeline", "figures") for n in tables[t]["document"])]
    )
    told = dict.fromkeys(named, "") | dict(texts)
    read = {name: tables[name] for name in TABLES if name not in parse.LATER}
    whole = {name: _EMPTIES.get(id(rows)) or frame_table(TABLES[name], rows) for name, rows in read.items()}
    whole["texts"] = pa.table(
        {"document": [*told], "text": [*told.values()]},
        schema=pa.schema([("document", pa.string()), ("text", pa.string())]),
    )
    whole["keys"] = pa.table({"document": pa.array(told, pa.string()), "key": pa.array(told, pa.string())})
    parse.write_tables(folder, "all", whole | parse._derived(whole))
    return Work.begin(folder, folder / ".across", ["all"])


def connected(
    texts: Mapping[str, str] | None = None, *steps: Callable[[Work], object], **tables: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """All tables after the steps across documents, or some of them, as an archive with these rows has them."""
    given = BLANK | tables
    with TemporaryDirectory() as folder:
        work = one_shard(Path(folder), given, texts or {})
        for step in steps or [lambda work: connect(work, (), given["outside"])]:
            step(work)
        work.close()
        given["takes_part"] = frame(work.piece("takes_part", 0))
        made = {path.parent.name for path in work.folder.glob("*/*.parquet")}
        return given | {name: frame(work.whole(name)) for name in made}


def grouped(rows: pd.DataFrame, **tables: pd.DataFrame) -> pd.DataFrame:
    """A timeline with the groups of its mentions."""
    return connected({}, find_origins, lambda work: find_groups(work, None), timeline=rows, **tables)["timeline"]


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
