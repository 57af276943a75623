"""Link tables say what the columns of several entries say, a row for each."""

from __future__ import annotations

import pytest

from analysis.book.tables import LINKS, TABLES
from tests.claims.mentions import blank, connected


def rows(table: str, *given: dict[str, object]):
    return TABLES[table].frame(
        [
            blank(table) | {"document": "001"} | ({"line": 1} if "line" in TABLES[table].names else {}) | row
            for row in given
        ]
    )


@pytest.fixture(scope="module")
def links():
    events = [
        {"id": "t1", "actors": "Iran; Oman", "attributed_to": "Oman", "kind": "attack", "clause_to": 9},
        {"id": "t2", "document": "002", "kind": "other"},
    ]
    statements = [
        {"id": "s1", "claim": "claims responsibility", "speaker": "Ghost Brigade"},
        {"id": "s2", "claim": "attributes responsibility", "about": "Night Watch"},
    ]
    return connected(
        documents=rows("documents", {"bylines": "A. Lind; B. Holm"}, {"document": "002"}),
        timeline=rows("timeline", *events),
        statements=rows("statements", *statements),
        standings=rows("standings", {"id": "s3", "leader": "Iran", "scope": "Qatar; Oman", "exception": "Fiji"}),
    )


def held(frame, *columns):
    return list(frame[list(columns)].itertuples(index=False, name=None))


def test_who_takes_part_is_a_row_for_each_name_and_part(links):
    found = links["takes_part"]
    assert held(found[found["table"] == "timeline"], "claim", "document", "part", "actor") == [
        ("t1", "001", "actors", "Iran"),
        ("t1", "001", "actors", "Oman"),
        ("t1", "001", "attributed_to", "Oman"),
    ]
    assert found.loc[found["claim"] == "001", "actor"].tolist() == ["A. Lind", "B. Holm"]
    assert set(found.loc[found["part"] == "scope", "actor"]) == {"Qatar", "Oman"}
    assert set(found["table"]) == {"documents", "timeline", "statements", "standings"}


def test_members_say_which_side_a_claim_takes(links):
    assert held(links["members"], "claim", "side") == [("s1", "Ghost Brigade"), ("s2", "Night Watch"), ("s3", "Iran")]
    assert links["members"]["ledger"].tolist() == [
        row["id"] for row in links["ledger"].to_dict("records") for _ in row["members"].split()
    ]


def test_the_links_have_the_declared_columns(links):
    assert {link.name: link.names for link in LINKS} == {link.name: list(links[link.name]) for link in LINKS}
