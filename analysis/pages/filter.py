"""All claims of a workbook in one table, and a choice among them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.core.tables import as_days, entries, joined, records

if TYPE_CHECKING:
    from analysis.book.workbook import Workbook

__all__ = [
    "SORTS",
    "all_claims",
    "choose",
]

SORTS = {
    "timeline": "event",
    "figures": "figure",
    "statements": "statement",
    "standings": "standing",
    "assertions": "assertion",
}
"""Table → what one of its rows is called."""

_COLUMNS = {
    **dict.fromkeys(("id", "sort", "document", "citation", "text", "kind", "actors", "said_by", "modality"), "str"),
    **dict.fromkeys(("earliest", "latest"), "datetime64[s]"),
    **dict.fromkeys(("topic", "group", "sentence"), "str"),
    **dict.fromkeys(("line", "char_from", "char_to", "sentence_from", "sentence_to"), "int64"),
}
# Per table: what names its kind, who is in it, who says it, its days, its group.
_READ: dict[str, tuple[str, tuple[str, ...], str, str, str]] = {
    "timeline": ("kind", ("actors",), "attributed_to", "", "group"),
    "figures": ("measure", ("subject",), "attributed_to", "as_of_", "group"),
    "statements": ("claim", ("about",), "speaker", "written_", ""),
    "standings": ("dimension", ("leader", "trailing"), "attributed_to", "period_", ""),
    "assertions": ("topic", (), "attributed_to", "written_", ""),
}


def all_claims(book: Workbook) -> pd.DataFrame:
    """Events, figures, statements, standings and assertions in one table.

    A statement and an assertion have the days in which their article was written. A claim has the topic of a figure of
    its sentence.

    Returns
    -------
    DataFrame
        id, sort (event, figure, statement, standing, assertion), document, citation, text, kind, actors (separated by
        semicolons, whoever says it among them), said_by, modality, earliest, latest, topic, group, sentence (str and
        days); line, char_from, char_to, sentence_from, sentence_to (int64). In the order of documents and lines.

    >>> from analysis import open_workbook
    >>> claims = all_claims(open_workbook("seeds"))
    >>> sorted(set(claims["sort"]))
    ['assertion', 'event', 'figure', 'standing', 'statement']
    """
    written = {row["document"]: row for row in records(book.documents)}
    topics = {(row["document"], row["sentence_from"]): row["topic"] for row in records(book.figures)}
    named: dict[tuple[str, str], list[str]] = defaultdict(list)
    for claim, part, actor in zip(*(book.takes_part[name] for name in ("claim", "part", "actor")), strict=True):
        named[claim, part].append(actor)
    rows = [claim for table in SORTS for claim in _claims(book, table, written, topics, named)]
    frame = pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS)
    return frame.sort_values(["document", "char_from", "char_to"], kind="stable", ignore_index=True)


def _claims(
    book: Workbook,
    table: str,
    written: dict[str, Any],
    topics: dict[Any, str],
    named: dict[tuple[str, str], list[str]],
) -> Iterator[dict[str, Any]]:
    kind, actors, by, days, group = _READ[table]
    for row in records(book.tables[table]):
        row.setdefault("sentence_from", row["char_from"])  # an assertion is a sentence
        row.setdefault("sentence_to", row["char_to"])
        dated = written[row["document"]] if days == "written_" else row
        names = [name for column in (*actors, by) for name in named.get((row["id"], column), ())]
        sentence = book.texts[row["document"]][row["sentence_from"] : row["sentence_to"]]
        yield {name: row[name] for name in _COLUMNS if name in row} | {
            "sort": SORTS[table],
            "citation": f"[{row['document']}:{row['line']}]",
            "kind": row[kind],
            "actors": joined(dict.fromkeys(names)),
            "said_by": row[by],
            "modality": row.get("modality", "attributed"),
            "earliest": dated[f"{days}earliest"],
            "latest": dated[f"{days}latest"],
            "topic": row.get("topic") or topics.get((row["document"], row["sentence_from"]), ""),
            "group": row[group] if group else "",
            "sentence": " ".join(sentence.split()),
        }


def choose(
    claims: pd.DataFrame,
    *,
    words: str = "",
    sort: Collection[str] = (),
    kind: Collection[str] = (),
    actors: Collection[str] = (),
    documents: Collection[str] = (),
    topic: Collection[str] = (),
    modality: Collection[str] = (),
    since: object = None,
    until: object = None,
) -> pd.DataFrame:
    """The claims that meet every condition; a condition that is empty lets all pass.

    Parameters
    ----------
    claims
        As `all_claims` gives them.
    words
        Words that all stand in the claim's sentence, kind or actors, in any order and case.
    sort, kind, documents, topic, modality
        Entries of which one will do.
    actors
        Names of which one takes part or says it.
    since, until
        Days (a date, or "2024-11-01"). A claim passes when its days may lie between them; one without days does not.

    Returns
    -------
    DataFrame
        Rows of `claims`, with their index as it was.

    >>> from analysis import open_workbook
    >>> claims = all_claims(open_workbook("seeds"))
    >>> set(choose(claims, sort=["figure"], kind=["deaths"])["kind"])
    {'deaths'}
    """
    keep = pd.Series(True, index=claims.index)
    if wanted_words := words.casefold().split():
        said = (claims["sentence"] + " " + claims["kind"] + " " + claims["actors"]).str.casefold()
        for word in wanted_words:
            keep &= said.str.contains(word, regex=False)
    wanted = {"sort": sort, "kind": kind, "document": documents, "topic": topic, "modality": modality}
    for column, any_of in wanted.items():
        if any_of:
            keep &= claims[column].isin(list(any_of))
    if actors:
        keep &= claims["actors"].map(partial(_meets, set(actors))).astype(bool)
    if (first := as_days(since)) is not None:
        keep &= claims["latest"] >= first
    if (last := as_days(until)) is not None:
        keep &= claims["earliest"] <= last
    return claims[keep]


def _meets(wanted: set[str], names: str) -> bool:
    return not wanted.isdisjoint(entries(names))
