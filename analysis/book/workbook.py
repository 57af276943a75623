"""A folder of articles as tables, and what can be asked of them: rows of one, or all claims and a choice among them."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any, cast

import pandas as pd

from analysis.core.lexicon import load_lexicon
from analysis.core.tables import DAY, ELSE, TEXT, WHOLE, Row, as_days, entries, joined, records

VIEWS: dict[str, Callable[..., Any]] = {}  # what pages add to every workbook, by name: functions that take it first


@dataclass(frozen=True, repr=False)
class Workbook:
    """The articles of a folder, read into tables.

    Each table of `analysis.book.tables.TABLES` is an attribute and an ordinary DataFrame: `book.timeline` …

    Parameters
    ----------
    folder
        The folder of articles.
    tables
        Name of each table → DataFrame with the declared columns and dtypes; `outside` holds the outside evidence.
    texts
        Short id of each document → the reading text that offsets point into.
    selection
        Which articles of an archive these are, in words; "" when they are all that there are.
    """

    folder: Path
    tables: Mapping[str, pd.DataFrame]
    texts: Mapping[str, str]
    selection: str = ""

    def __getattr__(self, name: str) -> pd.DataFrame:
        tables = self.__dict__.get("tables", {})
        if name in tables:
            return cast(pd.DataFrame, tables[name])
        if name in VIEWS:
            return cast(pd.DataFrame, partial(VIEWS[name], self))  # no table: typing knows no better
        raise AttributeError(f"a workbook has no table {name!r}: it has {', '.join(tables)}")

    def __dir__(self) -> Iterator[str]:
        yield from [*super().__dir__(), *self.tables, *VIEWS]

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(table):,} {name}" for name, table in self.tables.items() if len(table))
        of = f"{self.selection} of " * bool(self.selection)
        return f"<Workbook of {of}{self.folder.name}: {counts or 'no articles'}>"

    def find(self, table: str, *, part_of: bool = False, **wanted: str | list[str]) -> pd.DataFrame:
        """The rows of a table whose columns hold the words wanted.

        Parameters
        ----------
        table
            Name of the table.
        part_of
            Whether those who belong to an actor are meant too: "Russia" finds what the Security Council of Russia does.
        wanted
            Column → an entry, or a list of entries of which one will do. Columns that name several actors match when
            one of theirs is among them. Claims of every sort have a topic: that of their sentence.

        Raises
        ------
        KeyError
            When the table or a column does not exist.
        ValueError
            When an entry is none that the column may hold, or a misspelling of one that it holds; names the nearest.

        >>> figures = pd.DataFrame({"id": ["f1", "f2"], "measure": ["deaths", "trade"]})
        >>> parts = pd.DataFrame({"claim": [], "table": [], "part": [], "actor": []})
        >>> book = Workbook(Path(), {"figures": figures, "takes_part": parts}, {})
        >>> book.find("figures", measure=["deaths", "injured"])["measure"].tolist()
        ['deaths']
        """
        if table not in self.tables:
            raise KeyError(f"a workbook has no table {table!r}: it has {', '.join(self.tables)}")
        rows = whole = self.tables[table]
        if "topic" in wanted and table in SORTS and "topic" not in rows:
            topic = wanted.pop("topic")
            found = choose(all_claims(self), sort=[SORTS[table]], topic=[topic] if isinstance(topic, str) else topic)
            return self.find(table, part_of=part_of, id=list(found["id"]), **wanted)
        if unknown := sorted(wanted.keys() - set(rows)):
            raise KeyError(f"{table} has no column {', '.join(unknown)}: it has {', '.join(map(str, rows))}")
        links = self.tables["takes_part"]
        links = links[links["table"] == table]
        key = next(name for name in ("id", "document", *rows) if name in rows)
        for column, given in wanted.items():
            any_of, named = [given] if isinstance(given, str) else list(given), links[links["part"] == column]
            if column not in ("id", "claim", "ledger", "evidence"):  # which nobody types
                present = {*(self.documents if column == "document" else whole)[column], *named["actor"]}
                if not present.issuperset(any_of):
                    allowed, closed = _may_hold(table, column)
                    checked(column, any_of, {*present, *allowed}, closed)
                any_of += parts(any_of, present) if part_of else ()
            rows = rows[rows[column].isin(any_of) | rows[key].isin(named["claim"][named["actor"].isin(any_of)])]
        return rows

    def row(self, name: str, tables: Iterable[str]) -> tuple[str, Row]:
        """The table among some that has a row of this id, and the row; KeyError when none has."""
        for table in tables:
            if name in set(self.tables[table]["id"]):
                return table, records(self.find(table, id=name))[0]
        raise KeyError(f"no row of {', '.join(tables)} has the id {name!r}: it was edited; look the claim up again")

    def claims(self, ids: Iterable[str]) -> pd.DataFrame:
        """The claims of these ids, or of these rows of the ledger, from whichever table, with places and words."""
        wanted = sorted(set(ids))
        wanted = sorted({*wanted, *self.find("members", ledger=wanted)["claim"]})
        columns = ["id", "document", "line", "char_from", "char_to", "text", "sentence_from", "sentence_to"]
        *tables, whole = (self.find(name, id=wanted) for name in SORTS)
        tables.append(whole.assign(sentence_from=whole["char_from"], sentence_to=whole["char_to"]))
        return pd.concat([table[columns] for table in tables], ignore_index=True)

    def tolls(self, measure: str = "") -> pd.DataFrame:
        """Who gives which number, one thing after the other, as the ledger sets them side by side.

        Parameters
        ----------
        measure
            What the numbers measure (lexicon/measures.yaml); without it, all that have a row of the ledger.

        Returns
        -------
        DataFrame
            The rows of `figures` with `about` and `status` of the ledger's row, and `written`, the last day on which
            their article was written: by thing, and then by time, which is that of the article where none is told.
        """
        things = self.tables["ledger"][["id", "subject", "status"]].rename(columns={"id": "group", "subject": "about"})
        rows = self.find("figures", measure=measure) if measure else self.tables["figures"]
        rows = rows.merge(things, on="group")
        rows = rows.assign(written=[self.described[name]["written_latest"] for name in rows["document"]])
        rows = rows.assign(time=rows["as_of_latest"].fillna(rows["written"]))
        return rows.sort_values(["about", "group", "time", "document", "line"], ignore_index=True).drop(columns="time")

    @cached_property
    def described(self) -> dict[str, Row]:
        """The row of each document, by its short id."""
        return {row["document"]: row for row in records(self.tables["documents"])}


# --- words that may be asked for --------------------------------------------------------------------------------------


def checked(name: str, wanted: Collection[str], known: set[str], closed: bool = False) -> Collection[str]:
    """Entries that are asked for, none of them a slip: what is nearly a known one or, if `closed`, no known one."""
    for entry in (entry for entry in wanted if entry not in known):
        words = sorted(known - {""})
        near = get_close_matches(entry, words, 4, 0.6 if closed else 0.9)
        if near or closed:
            raise ValueError(f"{name} is never {entry!r}: use {', '.join(near or words[:20])}")
    return wanted


def _may_hold(table: str, name: str) -> tuple[Collection[str], bool]:
    """The words that a column may hold besides those that it holds, and whether there are no others."""
    from analysis.book.tables import TABLES  # every reader is behind it: only a slip is worth that

    column = next((one for one in TABLES[table].columns if one.name == name), None) if table in TABLES else None
    if column is None or column.actor:
        return known_actors() if column else (), False
    return column.allowed, name == "document" or (bool(column.allowed) and ELSE not in column.allowed)


@cache
def known_actors() -> Mapping[str, Mapping[str, Any]]:
    """What the word lists say of each actor that they name."""
    listed = load_lexicon("actors")
    sections = ("states", "people", "groups", "organisations")
    return {name: facts | {"section": section} for section in sections for name, facts in listed[section].items()}


def parts(wholes: Iterable[str], names: Iterable[str]) -> Iterator[str]:
    """The names of those who belong to an actor: its organs, its officials, and who governs it.

    >>> list(parts(["Russia"], ["Security Council of Russia", "Kremlin", "Russian foreign ministry", "Iran"]))
    ['Security Council of Russia', 'Kremlin', 'Russian foreign ministry']
    """
    known = known_actors()
    for whole in wholes:
        facts = known.get(whole, {})
        forms = "|".join(map(re.escape, (whole, *facts.get("aliases", ()), *facts.get("adjective", ()))))
        belongs = re.compile(rf"^(?:{forms})(?:['’]s)? |\bof (?:the )?(?:{forms})\b")
        for name in names:
            said = known.get(name, {})
            rules = said.get("governs", said.get("state", said.get("branch_of"))) == whole
            if rules or (said.get("section") != "groups" and belongs.search(f"{name}; {said.get('role', '')}")):
                yield name


# --- all claims -------------------------------------------------------------------------------------------------------

SORTS = {"timeline": "event"}  # table → what one of its rows is called
SORTS |= {name: name.removesuffix("s") for name in ("figures", "statements", "standings", "assertions")}

_COLUMNS = dict.fromkeys("id sort document citation text kind actors said_by modality".split(), TEXT)
_COLUMNS |= {"earliest": DAY, "latest": DAY} | dict.fromkeys(("topic", "group", "sentence"), TEXT)
_COLUMNS |= dict.fromkeys(("line", "char_from", "char_to", "sentence_from", "sentence_to"), WHOLE)
# Per table: what names its kind, who is in it, who says it, its days, its group.
_READ: dict[str, tuple[str, tuple[str, ...], str, str, str]] = {
    "timeline": ("kind", ("actors",), "attributed_to", "", "group"),
    "figures": ("measure", ("subject",), "attributed_to", "as_of_", "group"),
    "statements": ("claim", ("about",), "speaker", "written_", ""),
    "standings": ("dimension", ("leader", "trailing"), "attributed_to", "period_", ""),
    "assertions": ("", (), "attributed_to", "written_", ""),
}


def all_claims(book: Workbook) -> pd.DataFrame:
    """Events, figures, statements, standings and assertions in one table.

    A statement and an assertion have the days in which their article was written. A claim has the topic of its
    sentence, or of a figure in it.

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
    written = book.described
    topics = {(row["document"], row["char_from"]): row["topic"] for row in records(book.assertions)}
    topics |= {(row["document"], row["sentence_from"]): row["topic"] for row in records(book.figures) if row["topic"]}
    rows = [claim for table in SORTS for claim in _claims(book, table, written, topics)]
    frame = pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS)
    return frame.sort_values(["document", "char_from", "char_to"], kind="stable", ignore_index=True)


def _claims(book: Workbook, table: str, written: dict[str, Row], topics: dict[Any, str]) -> Iterator[Row]:
    kind, actors, by, days, group = _READ[table]
    for row in records(book.tables[table]):
        row.setdefault("sentence_from", row["char_from"])  # an assertion is a sentence
        row.setdefault("sentence_to", row["char_to"])
        dated = written[row["document"]] if days == "written_" else row
        names = (name for column in (*actors, by) for name in entries(row[column]))
        sentence = book.texts[row["document"]][row["sentence_from"] : row["sentence_to"]]
        yield {name: row[name] for name in _COLUMNS if name in row} | {
            "sort": SORTS[table],
            "citation": f"[{row['document']}:{row['line']}]",
            "kind": row[kind] if kind else "",
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
    part_of: bool = False,
) -> pd.DataFrame:
    """The claims that meet every condition, with their index as it was; a condition that is empty lets all pass.

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
    part_of
        Whether those who belong to the actors are meant too, as in `Workbook.find`.

    Raises
    ------
    ValueError
        When an entry is none that there can be; names the nearest.

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
            keep &= claims[column].isin(checked(column, any_of, {*claims[column]} | _words(column), closed=True))
    if actors:
        present = dict.fromkeys(name for names in claims["actors"] for name in entries(names))
        any_of = {*checked("an actor", actors, {*present, *known_actors()})}
        any_of.update(parts(actors, present) if part_of else ())
        keep &= claims["actors"].map(lambda names: not any_of.isdisjoint(entries(names))).astype(bool)
    if (first := as_days(since)) is not None:
        keep &= claims["latest"] >= first
    if (last := as_days(until)) is not None:
        keep &= claims["earliest"] <= last
    return claims[keep]


def _words(column: str) -> set[str]:
    """The words that a column of all claims may hold, whichever table they are from."""
    named = [(table, kind if column == "kind" else column) for table, (kind, *_) in _READ.items()]
    words = {word for table, name in named for word in _may_hold(table, name)[0]}
    return {*SORTS.values()} if column == "sort" else words
