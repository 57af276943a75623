"""A selection of an archive that an analyst can read, as a workbook of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from analysis.cache import open_cache, program_hash
from analysis.kept import pack_tables, unpack_tables
from analysis.schema import TABLES
from analysis.workbook import Workbook, connected

if TYPE_CHECKING:
    import pandas as pd

    from analysis.scale.dataset import Archive

__all__ = ["MOST", "choose"]

MOST = 100
"""Articles that a selection has when nobody says how many."""


def choose(
    archive: Archive,
    about: Iterable[str] = (),
    since: date | None = None,
    until: date | None = None,
    most: int = MOST,
) -> Workbook:
    """The articles of an archive that say most about something, or the latest ones, as a workbook.

    DuckDB chooses them; their tables are then read whole and connected among themselves, as those of a folder are:
    groups, origins and the ledger are those of the selection.

    Parameters
    ----------
    archive
        The archive.
    about
        Actors and topics, of which one will do: articles with most mentions of these come first, and then the latest.
    since, until
        First and last day on which an article may have been written.
    most
        How many articles at most.

    Returns
    -------
    Workbook
        Its `selection` says in words what was chosen, and how many articles were not.
    """
    names = sorted(set(about))
    chosen, fitting = _chosen(archive, names, since, until, most)
    words = _in_words(archive, len(chosen), fitting, names, since, until)
    texts = archive.rows("texts", chosen)
    cache = open_cache()
    key = hashlib.sha256(
        f"{program_hash()}\0{archive.folder.absolute()}\0{archive.identity}\0{chosen}".encode()
    ).hexdigest()
    content = cache.load("books", key)
    tables = unpack_tables(content) if content else None
    if tables is None:
        tables = connected(_tables(archive, chosen))
        cache.save("books", key, pack_tables(tables))
    return Workbook(archive.folder, tables, dict(zip(texts["document"], texts["text"], strict=True)), words)


def _chosen(
    archive: Archive, names: Sequence[str], since: date | None, until: date | None, most: int
) -> tuple[list[str], int]:
    """The documents chosen, and how many would have fitted."""
    days = "coalesce(written_latest >= ?, false) AND coalesce(written_earliest <= ?, false)"
    bounds = [since or date.min, until or date.max]
    tests = [days] if since or until else []
    found = "SELECT document, 0 AS said FROM documents WHERE error = ''"
    if names:
        found = """
            SELECT document, sum(said) AS said FROM (
                SELECT document, mentions AS said FROM actors WHERE actor IN (SELECT unnest($1))
                UNION ALL SELECT document, 1 FROM assertions WHERE topic IN (SELECT unnest($1))
            ) GROUP BY 1
        """.replace("$1", "?")
    values: list[object] = [list(names), list(names)] if names else []
    rows = archive.query(
        f"""
        SELECT document, count(*) OVER () AS fitting FROM ({found}) JOIN documents USING (document)
        {"WHERE" if tests else ""} {" AND ".join(tests)}
        ORDER BY said DESC, written_latest DESC NULLS LAST, document LIMIT {int(most)}
        """,
        *values,
        *(bounds if tests else []),
    )
    return rows["document"].tolist(), int(rows["fitting"].iloc[0]) if len(rows) else 0


def _tables(archive: Archive, chosen: Sequence[str]) -> dict[str, pd.DataFrame]:
    tables = {name: archive.rows(name, chosen) for name in TABLES if name not in ("origins", "ledger")}
    return tables | {"outside": archive.tables["outside"]}


def _in_words(
    archive: Archive, chosen: int, fitting: int, names: Sequence[str], since: date | None, until: date | None
) -> str:
    whole = int(archive.query("SELECT count(*) AS n FROM documents")["n"].item())
    period = "".join(f", written {word} {day}" for word, day in (("from", since), ("until", until)) if day)
    about = f" about {', '.join(names)}" if names else ""
    by = "those that say most of it" if names else "the latest"
    rest = f"{fitting - chosen:,} more{about}{period} are not shown" if fitting > chosen else "all of them are shown"
    return f"{chosen:,} of {whole:,} articles{about}{period}, {by}: {rest}"
