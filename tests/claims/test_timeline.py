"""Mentions of one event come together, within and across documents; days are ranked by what articles tell of them."""

import random
from collections import Counter
from collections.abc import Hashable, Iterable

import pandas as pd
import pytest

from analysis.book.tables import TABLES
from analysis.claims.origins import count_origins
from tests.claims.mentions import blank, connected, grouped, many, timeline

ORIGINS = {"001": "001", "002": "001", "003": "003"}
RAID = {"kind": "attack", "actors": "Ghost Brigade; Ruritania"}


def groups(*rows: dict) -> list[str]:
    return grouped(timeline(*rows))["group"].tolist()


def test_a_year_and_a_day_of_it_with_the_same_actors_and_kind_are_one_event() -> None:
    one, other = groups(
        RAID | {"earliest": "2011-05-03", "event": "the Ghost Brigade raided a depot in Ruritania"},
        RAID | {"earliest": "2011-01-01", "latest": "2011-12-31", "event": "the raid on the Ruritanian depot"},
    )
    assert one == other


@pytest.mark.parametrize(
    "change",
    [
        {"earliest": "2011-05-20"},
        {"kind": "visit", "event": "a minister of Ruritania saw the harbour"},
        {"actors": "Borduria; Syldavia", "event": "a bus was blown up in the harbour"},
    ],
    ids=["another day", "another kind", "other actors and words"],
)
def test_what_differs_in_day_kind_or_actors_is_another_event(change: dict) -> None:
    raid = RAID | {"earliest": "2011-05-03", "event": "the Ghost Brigade raided a depot"}
    one, other = groups(raid, raid | {"event": "the Ghost Brigade raided a mill"} | change)
    assert one != other


def test_two_days_in_one_sentence_are_two_events_however_near() -> None:
    here = {"document": "001", "sentence_to": 80, "event": "the brigade claimed on Tuesday Monday's raid on a depot"}
    one, other = groups(RAID | here | {"earliest": "2011-05-03"}, RAID | here | {"earliest": "2011-05-02"})
    assert one != other


def test_two_speakers_of_one_day_make_two_statements() -> None:
    remark = {"kind": "statement", "earliest": "2011-05-03", "event": "said that Ruritania would reopen the border"}
    one, other = groups(remark | {"actors": "A. Novak; Ruritania"}, remark | {"actors": "B. Horvat; Ruritania"})
    assert one != other


def test_where_mentions_agree_the_event_has_the_days_that_all_allow() -> None:
    found = grouped(
        timeline(
            {"kind": "founding", "actors": "Ghost Brigade", "earliest": "2014-01-01", "latest": "2015-12-31"},
            {"kind": "founding", "actors": "Ghost Brigade", "earliest": "2015-01-01", "latest": "2015-01-31"},
        )
    )
    assert found["group"].nunique() == 1
    assert found["group_agrees"].all()
    assert set(found["group_earliest"]) == {pd.Timestamp(2015, 1, 1)}
    assert set(found["group_latest"]) == {pd.Timestamp(2015, 1, 31)}


def test_where_they_disagree_it_has_their_hull_and_a_mark() -> None:
    founded = {"kind": "founding", "actors": "Ghost Brigade", "event": "the Ghost Brigade was founded"}
    rows = timeline(founded | {"earliest": "2014-03-01"}, founded | {"earliest": "2016-08-09"})
    found = grouped(rows)
    assert found["group"].nunique() == 1
    assert not found["group_agrees"].any()
    assert set(found["group_earliest"]) == {pd.Timestamp(2014, 3, 1)}
    assert set(found["group_latest"]) == {pd.Timestamp(2016, 8, 9)}


def test_a_founding_that_nothing_dates_is_compared_with_nothing() -> None:
    founded = {"kind": "founding", "actors": "Ghost Brigade", "event": "years after the Ghost Brigade was founded"}
    assert connected(timeline=timeline(founded | {"earliest": None}))["ledger"].empty


def test_documents_and_independent_origins_are_counted() -> None:
    raid = RAID | {"earliest": "2011-05-03", "event": "the Ghost Brigade raided a depot"}
    rows = [raid | {"document": name} for name in ("001", "001", "002", "003")]
    named = [blank("documents") | {"document": name, "origin": origin} for name, origin in ORIGINS.items()]
    documents = TABLES["documents"].frame(named)
    found = grouped(timeline(*rows), documents=documents)
    assert set(found["group_documents"]) == {3}
    assert set(found["group_origins"]) == {2}


@pytest.mark.parametrize(
    ("sources", "count"),
    [
        ([], 0),
        ([("001", ""), ("002", "")], 2),
        ([("001", "A. Novak"), ("002", "A. Novak")], 1),
        ([("001", "A. Novak"), ("002", "B. Horvat")], 2),
        ([("001", "A. Novak"), ("002", "A. Novak"), ("002", "B. Horvat"), ("003", "B. Horvat")], 2),
        ([("001", "A. Novak"), ("001", "B. Horvat")], 1),
        ([("001", "A. Novak"), ("002", "")], 2),
        ([("001", ""), ("001", "A. Novak"), ("002", "A. Novak")], 1),
        ([("001", "officials (unnamed)"), ("002", "officials (unnamed)")], 2),
        ([("001", ""), ("004", "")], 1),
        ([("001", ""), ("002", "Northern Wire")], 2),
        ([("005", ""), ("002", "Northern Wire")], 1),
    ],
)
def test_one_speaker_in_two_documents_is_one_origin(sources: list[tuple[str, str]], count: int) -> None:
    origin = {"004": "001", "005": "Northern Wire"}
    assert count_origins((origin.get(document, document), speaker) for document, speaker in sources) == count


def test_what_an_agency_is_credited_with_comes_from_the_agency_and_so_do_its_copies() -> None:
    documents = TABLES["documents"].frame(
        [
            blank("documents") | {"document": name, "origin": origin, "agency": agency}
            for name, origin, agency in (
                ("001", "001", "Northern Wire"),
                ("002", "001", ""),
                ("003", "003", "Northern Wire"),
                ("004", "004", ""),
            )
        ]
    )
    rows = timeline(
        *(RAID | {"document": name, "event": "a raid on the depot"} for name in ("001", "002", "003", "004"))
    )
    found = grouped(rows, documents=documents)
    assert set(found["group_documents"]) == {4}
    assert set(found["group_origins"]) == {2}


def test_an_empty_timeline_stays_one() -> None:
    found = grouped(timeline())
    assert found.empty
    assert list(found.columns) == TABLES["timeline"].names


def pairs(labels: Iterable[Hashable]) -> int:
    return sum(times * (times - 1) // 2 for times in Counter(labels).values())


def test_many_mentions_come_together_as_they_were_made() -> None:
    rows, told = many(2_000)
    found = grouped(rows)["group"].tolist()
    both = pairs(zip(found, told, strict=True))
    assert both / pairs(found) > 0.97
    assert both / pairs(told) > 0.97


def test_the_order_of_the_rows_does_not_matter() -> None:
    rows, _ = many(60)
    plain = grouped(rows).set_index("id")["group_earliest"]
    order = random.Random(1).sample(range(60), 60)
    mixed = grouped(rows.iloc[order].reset_index(drop=True)).set_index("id")["group_earliest"]
    pd.testing.assert_series_equal(mixed.sort_index(), plain.sort_index())


def test_every_column_keeps_its_type() -> None:
    found = grouped(many(50)[0])
    assert found.dtypes.astype(str).to_dict() == {column.name: column.dtype for column in TABLES["timeline"].columns}
