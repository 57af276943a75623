"""Link tables say what the columns of several entries say, a row for each."""

from __future__ import annotations

import duckdb
import pytest

from analysis.book.tables import LINKS, TABLES, views
from tests.claims.mentions import blank


@pytest.fixture
def tables():
    rows = {
        "documents": [blank("documents") | {"document": "001", "bylines": "A. Lind; B. Holm"}],
        "timeline": [
            blank("timeline") | {"id": "t1", "document": "001", "actors": "Iran; Oman", "attributed_to": "Oman"}
        ],
        "statements": [
            blank("statements") | {"id": "s1", "claim": "claims responsibility", "speaker": "Ghost Brigade"},
            blank("statements") | {"id": "s2", "claim": "attributes responsibility", "about": "Night Watch"},
        ],
        "standings": [blank("standings") | {"id": "s3", "leader": "Iran", "scope": "Qatar; Oman", "exception": "Fiji"}],
        "ledger": [
            blank("ledger") | {"id": "l1", "family": "claimant", "members": "s1 s2", "outside": "toll:2 toll:3"},
            blank("ledger") | {"id": "l2", "family": "standing", "members": "s3"},
            blank("ledger") | {"id": "l3", "family": "remark", "members": "s1"},
        ],
        "origins": [blank("origins") | {"document": "001", "shared_with": "002 003"}],
        "outside": [blank("outside") | {"id": "toll:2", "affects": "001; 002"}],
    }
    return {name: table.frame(rows.get(name, [])) for name, table in TABLES.items()}


@pytest.fixture
def links(tables):
    store = duckdb.connect()
    for name, table in tables.items():
        store.register(name, table.assign(number=range(len(table))))
    asked = views(TABLES.values(), lambda name: f'"{name}"')
    return {link.name: link.typed(store.execute(asked[link.name]).df()) for link in LINKS}


def rows(frame):
    return list(frame.itertuples(index=False, name=None))


def test_who_takes_part_is_a_row_for_each_name_and_part(links):
    found = links["takes_part"]
    assert rows(found[found["table"] == "timeline"]) == [
        ("t1", "001", "timeline", "actors", "Iran"),
        ("t1", "001", "timeline", "actors", "Oman"),
        ("t1", "001", "timeline", "attributed_to", "Oman"),
    ]
    assert found.loc[found["claim"] == "001", "actor"].tolist() == ["A. Lind", "B. Holm"]
    assert set(found.loc[found["part"] == "scope", "actor"]) == {"Qatar", "Oman"}
    assert set(found["table"]) == {"documents", "timeline", "statements", "standings"}


def test_members_say_which_side_a_claim_takes(links):
    assert rows(links["members"]) == [
        ("l1", "s1", "Ghost Brigade"),
        ("l1", "s2", "Night Watch"),
        ("l2", "s3", "Iran"),
        ("l3", "s1", ""),
    ]


def test_evidence_and_copies_are_pairs(links):
    assert rows(links["beside"]) == [("l1", "toll:2"), ("l1", "toll:3")]
    assert rows(links["copies"]) == [("001", "002"), ("001", "003")]


def test_the_questions_have_the_declared_columns(links):
    assert {link.name: link.names for link in LINKS} == {name: list(frame) for name, frame in links.items()}
