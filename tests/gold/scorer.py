"""How the tables compare with answers that a person read from the same articles."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from analysis.book.workbook import Workbook
from analysis.core.tables import records
from analysis.core.text import lines
from analysis.core.values import Span
from analysis.pages.handover.correct import overlapping

Answer = dict[str, Any]


Check = tuple[str, str, str, bool, str, str]
"""Table, measure, item, whether it is right, what is expected, what the workbook has."""


def compare(book: Workbook, folder: str | Path) -> pd.DataFrame:
    """Hold the tables against hand-read answers.

    >>> checks = getfixture("checks")  # of the five articles
    >>> bool(checks["right"].mean() > 0.8)
    True
    """
    answers = Answers(book, Path(folder))
    checks = [check for judge in JUDGES for check in judge(answers)]
    return pd.DataFrame(checks, columns=["table", "measure", "item", "right", "expected", "found"])


def accuracy(checks: pd.DataFrame) -> pd.DataFrame:
    """The share of right answers by table and measure, in the order of the checks that `compare` gives."""
    grouped = checks.groupby(["table", "measure"], sort=False)["right"].agg(right="sum", of="count").reset_index()
    return grouped.assign(share=grouped["right"] / grouped["of"])


class Answers:
    """The hand-read answers, with their places as offsets into the reading texts."""

    def __init__(self, book: Workbook, folder: Path) -> None:
        self.book, self._folder = book, folder
        self.mapping: Answer = yaml.safe_load((folder / "mapping.yaml").read_text("utf8"))
        files = dict(zip(book.documents["document"], book.documents["file"], strict=True))
        articles = json.loads((folder / "documents.json").read_text("utf8"))
        self.known = {article["doc"] for article in articles if files.get(article["doc"]) == article["file"]}
        self._starts = {name: [line.start for line in lines(text)] for name, text in book.texts.items()}

    def read(self, name: str, part: str | None = None) -> list[Answer]:
        """The entries of one answer file about documents that the workbook has."""
        content = json.loads((self._folder / f"{name}.json").read_text("utf8"))
        entries = content[part] if part else content
        return [entry for entry in entries if entry.get("doc") in self.known]

    def place(self, answer: Answer) -> tuple[int, int]:
        """Where the words of an answer stand in the reading text."""
        start = self._starts[answer["doc"]][answer["line"] - 1]
        if "char_start" in answer:
            return start + answer["char_start"], start + answer["char_end"]
        words = answer.get("span") or answer.get("quote") or ""
        begin = self.book.texts[answer["doc"]].index(words, start)
        return begin, begin + len(words)

    def near(self, table: str, answer: Answer) -> pd.DataFrame:
        """The rows of a table that share a character with an answer, the largest overlap first."""
        return overlapping(self.book, table, answer["doc"], Span(*self.place(answer)))

    def meeting(self, table: str, entries: Iterable[Answer]) -> Iterator[tuple[Answer, list[Answer]]]:
        """Each row of a table with the answers that share a character with it."""
        placed = [(answer["doc"], *self.place(answer), answer) for answer in entries]
        for row in records(self.book.tables[table]):
            if (name := row["document"]) in self.known:
                ends = row["char_from"], row["char_to"]
                yield (
                    row,
                    [one for doc, first, last, one in placed if doc == name and first < ends[1] and ends[0] < last],
                )


def _lines(answers: Answers) -> Iterator[Check]:
    roles, broad = answers.mapping["roles"], answers.mapping["broad"]
    found = answers.book.passages.drop_duplicates(["document", "line"]).set_index(["document", "line"])["role"]
    for document in answers.read("documents"):
        for part in document["ranges"]:
            role = roles[part["cls"].split("-")[0]]
            for number in range(part["first"], part["last"] + 1) if role != "blank" else ():
                has = found.get((document["doc"], number), "")
                item = f"{document['doc']}:{number}"
                yield ("passages", "broad class of a line", item, broad[has] == broad[role], role, has)
                yield ("passages", "exact role of a line", item, has == role, role, has)


def _documents(answers: Answers) -> Iterator[Check]:
    table = {row["document"]: row for row in records(answers.book.documents)}
    limits = answers.mapping["written"]
    for document in answers.read("documents"):
        name, row = document["doc"], table[document["doc"]]
        yield ("documents", "title", name, row["title"] == document["title"], document["title"], row["title"])
        earliest, latest = str(row["written_earliest"])[:10], str(row["written_latest"])[:10]
        low, high = limits[name]
        inside = low <= earliest <= latest <= high and row["written_basis"] != ""
        yield ("documents", "written", name, inside, f"{low}..{high}", f"{earliest}..{latest}")


def _reads(row: Answer, answer: Answer) -> bool:
    """The rule of the answers: the intervals share a day, and the one found is at most three times as wide."""
    if pd.isna(row["earliest"]):
        return False
    start, end = pd.Timestamp(answer["start"]), pd.Timestamp(answer["end"])
    meets = row["earliest"] <= end and start <= row["latest"]
    return meets and (row["latest"] - row["earliest"]).days < 3 * ((end - start).days + 1)


_HAPPENED = ("event", "announced", "relative-no-time-word")
"""Kinds of times in the answers that date what happened or is planned."""


def _dates(answers: Answers) -> Iterator[Check]:
    for table, measure in (("dates", "date read"), ("timeline", "event present")):
        for answer in answers.read("timeline", "entries"):
            if not answer["core"] or (table == "timeline" and answer["kind"] not in ("event", "announced")):
                continue
            rows = records(answers.near(table, answer))
            right = any(_reads(row, answer) for row in rows)
            expected = f"{answer['span']}: {answer['start']}..{answer['end']}"
            has = "; ".join(f"{row['text']}: {str(row['earliest'])[:10]}..{str(row['latest'])[:10]}" for row in rows)
            yield (table, measure, answer["id"], right, expected, has)
    happened = [answer for answer in answers.read("timeline", "entries") if answer["kind"] in _HAPPENED]
    for row, told in answers.meeting("timeline", happened):
        place = f"{row['document']}:{row['line']} {row['text']}"
        yield ("timeline", "event is one", place, bool(told), "" if told else "none", row["event"])
    for answer in answers.read("timeline", "decoys"):
        found = answers.near("timeline", answer)
        item = f"{answer['doc']}:{answer['line']} {answer['span']}"
        yield ("timeline", "decoy left out", item, found.empty, "", "; ".join(found["text"]))


def _groups(answers: Answers) -> Iterator[Check]:
    """Pairs of mentions: those that the answers or the timeline put into one group."""
    expected, found = {}, {}
    for answer in answers.read("timeline", "entries"):
        rows = answers.near("timeline", answer)
        if len(rows) and answer["group"]:
            expected[answer["id"]], found[answer["id"]] = answer["group"], rows.iloc[0]["group"]
    for one, two in combinations(expected, 2):
        same, joined = expected[one] == expected[two], found[one] == found[two]
        if same or joined:
            right = same == joined
            yield ("timeline", "pair of mentions grouped alike", f"{one} {two}", right, str(same), str(joined))


def _number(value: Any, factor: float = 1) -> float | None:
    return None if value is None or pd.isna(value) else factor * float(value)


def _figures(answers: Answers) -> Iterator[Check]:
    words = answers.mapping["figures"]
    for answer in answers.read("figures", "entries"):
        rows = records(answers.near("figures", answer)) or [{}]
        row = rows[0]
        core = "core" if answer["core"] else "optional"
        if answer["qualifier"] == "conversion":
            right = answer["low"] in answers.near("quantities", answer)["converted_low"].tolist()
            yield ("figures", f"{core}: bounds", answer["id"], right, answer["span"], "")
            continue
        factor = words["factor"].get(row.get("unit"), 1)
        bounds = (_number(row.get("low"), factor), _number(row.get("high"), factor))
        wanted = (_number(answer["low"]), _number(answer["high"]))
        if answer["unit"] == "people" and answer["low"] is None:
            wanted = bounds
        expected, has = f"{answer['span']} {wanted}", f"{row.get('text', '')} {bounds}"
        yield ("figures", f"{core}: bounds", answer["id"], bool(row) and bounds == wanted, expected, has)
        if not answer["core"]:
            continue
        for column in ("unit", "qualifier", "measure", "attributed_to"):
            allowed = words[column].get(answer[column], [answer[column]])
            has = str((row.get("currency") or row.get("unit")) if column == "unit" else row.get(column, "")).lower()
            right = bool(row) and has in [str(word).lower() for word in allowed]
            yield ("figures", f"core: {column}", answer["id"], right, " / ".join(map(str, allowed)), has)


def _statements(answers: Answers) -> Iterator[Check]:
    names = answers.mapping["speakers"]
    for answer in answers.read("statements", "entries"):
        indirect = answer["kind"] == "indirect"
        rows = records(answers.near("statements", answer))
        allowed = names.get(answer["speaker"], [answer["speaker"] or ""])
        right = any(row["speaker"] in allowed for row in rows)
        measure = "indirect, right speaker" if indirect else "direct or fragment, right speaker"
        has = "; ".join(f"{row['speaker']} ({row['kind']})" for row in rows)
        yield ("statements", measure, answer["id"], right, " / ".join(allowed), has)
    for answer in answers.read("statements", "non_quotes"):
        start, end = answers.place(answer)
        found = answers.near("statements", answer)
        inside = found[(found["char_from"] >= start) & (found["char_to"] <= end)]
        item = f"{answer['doc']}:{answer['line']} {answer['span']}"
        yield ("statements", "marks that quote nobody", item, inside.empty, "", "; ".join(inside["text"]))


def _surplus(answers: Answers) -> Iterator[Check]:
    """Each row of the statements: right when an answer, or a reading that is as good, has its words and its speaker."""
    names = answers.mapping["speakers"]
    read = [*answers.read("statements", "entries"), *answers.read("statements", "acceptable")]
    for row, met in answers.meeting("statements", read):
        allowed = [names.get(answer["speaker"], [answer["speaker"] or ""]) for answer in met]
        right = any(row["speaker"] in names_of for names_of in allowed)
        item, found = f"{row['document']}:{row['line']}", f"{row['speaker']}: {row['text']}"
        yield ("statements", "rows that are right", item, right, str(allowed), found)


def _standings(answers: Answers) -> Iterator[Check]:
    for answer in answers.read("claims", "entries"):
        wanted = answers.mapping["standings"]
        if answer["dimension"] not in wanted["dimensions"] or answer["modality"] not in wanted["modalities"]:
            continue
        rows = records(answers.near("standings", answer))
        right = any(row["leader"] == answer["leader"] for row in rows)
        has = "; ".join(f"{row['leader']} in {row['dimension']}" for row in rows)
        yield ("standings", "leader", answer["id"], right, f"{answer['leader']}: {answer['span']}", has)


def _verdicts(answers: Answers) -> Iterator[Check]:
    ledger = answers.book.ledger
    for name, verdict in answers.mapping["verdicts"].items():
        if not answers.known.issuperset(place.partition(":")[0] for place in verdict["places"]):
            continue
        rows = records(ledger[ledger["family"].eq(verdict["family"])])
        cited = [row for row in rows if all(f"[{place}]" in row["citations"] for place in verdict["places"])]
        has = "; ".join(row["status"] for row in cited)
        yield ("ledger", "verdict", name, has in verdict["status"], " / ".join(verdict["status"]), has)
    for row in records(ledger[ledger["status"].isin(["differs", "changed over time"])]):
        known = [
            name
            for name, verdict in answers.mapping["verdicts"].items()
            if (row["family"], row["status"]) == (verdict["family"], verdict["status"][0])
            and all(f"[{place}]" in row["citations"] for place in verdict["places"])
        ]
        yield ("ledger", "conflict is one", row["subject"], bool(known), "; ".join(known) or "none", row["reason"])


JUDGES = (_lines, _documents, _dates, _groups, _figures, _statements, _surplus, _standings, _verdicts)
