"""What an analyst writes into corrections.csv: lines that are another thing, and what others propose."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from analysis import open_workbook
from analysis.book.workbook import Workbook
from analysis.core.values import Span
from analysis.pages.handover.correct import accept, correct, read_proposals, undo

ARTICLE = """Ferry sinks off the northern coast

OSLAND, 4 May 2021. A ferry sank on Monday in a storm, killing at least 14 people, the coast guard said.

The mayor of Osland said that 31 people had been rescued by fishermen who were at sea that night.

Share this article | Print | 9 people were hurt

All rights reserved.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ferry.txt").write_text(ARTICLE, "utf8")
    return tmp_path


def at_line(book: Workbook, words: str):
    return next(row for row in book.passages.to_dict("records") if words in row["text"])


def test_a_line_can_be_rescued_and_another_dropped_and_both_taken_back(folder: Path):
    book = open_workbook(folder)
    before = set(book.figures["text"])
    share, mayor = at_line(book, "Share this"), at_line(book, "mayor of Osland")
    assert (share["role"], mayor["role"]) == ("boilerplate", "body")
    correct(book, share["id"], "role", "body", why="it tells of the hurt")
    correct(book, mayor["id"], "role", "boilerplate", why="of another page")
    again = open_workbook(folder)
    assert (at_line(again, "Share")["role"], at_line(again, "mayor")["role"]) == ("body", "boilerplate")
    assert any("9 people" in words for words in again.figures["text"])
    assert not any("31 people" in words for words in again.figures["text"])
    assert again.corrections[["old", "status"]].to_numpy().tolist() == [["boilerplate", "applied"], ["body", "applied"]]
    assert len(undo(again, every=True, why="read again")) == 2
    assert set(open_workbook(folder).figures["text"]) == before


def test_a_line_is_not_rejected(folder: Path):
    book = open_workbook(folder)
    with pytest.raises(ValueError, match="change its role"):
        correct(book, at_line(book, "Share")["id"])


# --- proposals ---


def table(folder: Path, *rows: dict[str, str]) -> Path:
    names = ["document", "table", "words", "measure", "low", "kind", "mood"]
    with (folder / "proposed.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, names, restval="")
        writer.writeheader()
        writer.writerows({"document": "ferry", "table": "figures"} | row for row in rows)
    return folder / "proposed.csv"


@pytest.mark.parametrize(
    ("row", "verdict", "said"),
    [
        ({"words": "at least 14 people", "measure": "deaths", "low": "14"}, "agrees", ""),
        ({"words": "14 people", "low": "41"}, "differs", "low is 14 here, 41 there"),
        ({"words": "in a storm", "table": "event", "kind": "disaster"}, "new", ""),
        ({"words": "15 people", "low": "15"}, "refused", "not in the document"),
        ({"words": "people", "low": "14"}, "refused", "stand there 3 times"),
        ({"words": "9 people", "low": "9"}, "refused", "outside the article: line 7 is boilerplate"),
        ({"words": "14 people", "measure": "death"}, "refused", "use one of deaths"),
        ({"words": "14 people", "mood": "grim"}, "refused", "no column of figures"),
        ({"words": "14 people", "table": "rumours"}, "refused", "no table"),
        ({"words": "in a storm", "table": "Events", "kind": "disaster"}, "new", ""),
        ({"words": "14 people", "document": "train"}, "refused", "no document 'train'"),
    ],
)
def test_a_proposal_agrees_differs_is_new_or_is_refused_with_the_reason(
    folder: Path, row: dict, verdict: str, said: str
):
    [found] = read_proposals(open_workbook(folder), table(folder, row))
    assert found.verdict == verdict
    assert said in found.said
    assert not (folder / "corrections.csv").exists()


def test_what_is_accepted_is_a_correction_with_its_origin(folder: Path):
    book = open_workbook(folder)
    rows = [{"words": "14 people", "low": "41"}, {"words": "in a storm", "table": "event", "kind": "disaster"}]
    for one in read_proposals(book, table(folder, *rows)):
        accept(book, one, why="proposed in proposed.csv")
    again = open_workbook(folder)
    assert 41 in again.figures["low"].tolist()
    assert "in a storm" in again.timeline["text"].tolist()
    assert again.corrections["status"].tolist() == ["applied", "applied"]
    assert set(again.corrections["why"]) == {"proposed in proposed.csv"}
    assert [one.verdict for one in read_proposals(again, folder / "proposed.csv")] == ["agrees", "agrees"]


def test_what_langextract_saves_is_anchored_by_its_place(folder: Path):
    def extraction(words: str, start: int | None, **attributes: str) -> dict:
        place = None if start is None else {"start_pos": start, "end_pos": start + len(words)}
        return {
            "extraction_class": "figure",
            "extraction_text": words,
            "char_interval": place,
            "attributes": attributes,
        }

    third = ARTICLE.index("people", ARTICLE.index("31"))
    found = [extraction("31 people", None, low="31"), extraction("people", third), extraction("people", None)]
    page = {"document_id": "doc_1a2b", "text": ARTICLE, "extractions": found}
    (folder / "found.jsonl").write_text(json.dumps(page) + "\n", "utf8")
    one, two, three = read_proposals(open_workbook(folder), folder / "found.jsonl")
    assert (one.document, one.verdict) == ("ferry", "agrees")
    assert (two.span, two.verdict) == (Span(third, third + 6), "agrees")
    assert three.verdict == "refused"


@pytest.mark.parametrize(("name", "content"), [("a.csv", "words\nx\n"), ("a.jsonl", "[1]\n"), ("a.jsonl", "no JSON\n")])
def test_a_file_that_holds_no_proposals_is_refused(folder: Path, name: str, content: str):
    (folder / name).write_text(content)
    with pytest.raises(ValueError, match="no list of proposals"):
        read_proposals(open_workbook(folder), folder / name)
