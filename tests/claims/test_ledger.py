"""Claims about one subject side by side, each group with a verdict and its reason."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import yaml

from analysis import open_workbook
from analysis.book.tables import TABLES
from analysis.claims.verdicts import STATUSES, Claim, Rules, verdict, verdict_on_days
from analysis.core.values import Bounds, Interval
from tests.claims.mentions import BLANK, blank, connected

MONDAY, TUESDAY = date(2011, 5, 2), date(2011, 5, 3)
TOLL = Rules(final=True)
NEW_YEAR = date(2012, 1, 2)
LATER = Interval.on(NEW_YEAR)
NORTH, SOUTH = frozenset({"Borduria"}), frozenset({"Syldavia"})
GOLD = Path(__file__).resolve().parents[1] / "gold"


def year(number: int) -> Interval:
    return Interval(date(number, 1, 1), date(number, 12, 31), "year")


def claim(low: float | None, high: float | None, **changed: object) -> Claim:
    """A claim of so many people; what is not named is the same for all."""
    bounds = Bounds(low, high, bool(changed.pop("open", False)), False, str(changed.pop("qualifier", "")))
    plain = {"measure": "deaths", "unit": "person", "currency": "", "as_of": None, "modality": "asserted"}
    return Claim(bounds, **(plain | {"shown": f"{bounds.text} {changed}"} | changed))


@pytest.mark.parametrize(
    ("claims", "rules", "status"),
    [
        ([claim(145, 145)], Rules(), "single claim"),
        ([claim(145, 145), claim(145, 145, shown="145 again")], Rules(), "agrees"),
        ([claim(130, None, open=True), claim(137, None), claim(145, 145)], Rules(final=True), "compatible"),
        ([claim(130, None, open=True), claim(130, 130)], Rules(final=True), "differs"),
        ([claim(133, 133), claim(145, 145)], Rules(final=True), "differs"),
        ([claim(133, 133, as_of=year(2011)), claim(145, 145, as_of=year(2012))], Rules(final=True), "differs"),
        ([claim(133, 133, as_of=year(2011)), claim(145, 145, as_of=year(2012))], Rules(), "changed over time"),
        ([claim(133, 133, as_of=year(2011)), claim(145, 145, as_of=year(2011))], Rules(), "differs"),
        ([claim(140, 140, qualifier="about"), claim(145, 145)], Rules(), "compatible"),
        ([claim(100, 100, qualifier="about"), claim(145, 145)], Rules(), "not comparable"),
        ([claim(5, 5, currency="USD"), claim(5, 5, currency="EUR")], Rules(), "not comparable"),
        ([claim(5, 5, measure="stock"), claim(9, 9, measure="flow")], Rules(), "not comparable"),
        ([claim(5, 5, measure="fighters"), claim(9, 9, measure="members")], Rules(), "not comparable"),
        (
            [
                claim(1000, 3000, measure="fighters", as_of=year(2015)),
                claim(2000, 5000, measure="members", as_of=year(2024)),
            ],
            Rules(),
            "compatible",
        ),
        ([claim(35, 35), claim(2, 2)], Rules(loose=True), "not comparable"),
        ([claim(35, 35), claim(35, 35, shown="the same")], Rules(loose=True), "agrees"),
        ([claim(5, 5), claim(9, 9, modality="planned")], Rules(), "not comparable"),
        ([claim(5, 5), claim(5, 5, shown="5"), claim(9, 9, modality="planned")], Rules(), "agrees"),
        (
            [claim(16, 16, sentence=("001", 9)), claim(22, 22, sentence=("001", 9), source="A. Novak")],
            Rules(final=True),
            "not comparable",
        ),
        ([claim(22, 22, reported=MONDAY), claim(31, 31, reported=TUESDAY)], Rules(final=True), "changed over time"),
        ([claim(31, 31, reported=MONDAY), claim(22, 22, reported=TUESDAY)], Rules(final=True), "differs"),
        ([claim(5, 5, partners=NORTH), claim(9, 9, partners=SOUTH)], Rules(), "not comparable"),
        ([claim(5, 5, partners=NORTH), claim(9, 9, partners=NORTH)], Rules(), "differs"),
        ([claim(22, 22, reported=MONDAY), claim(40, 40, reported=NEW_YEAR, counting=False)], TOLL, "changed over time"),
        ([claim(22, 22, reported=MONDAY, counting=False), claim(40, 40, reported=NEW_YEAR)], TOLL, "differs"),
        ([claim(17, 17, unit="people"), claim(3, 3, unit="woman")], TOLL, "not comparable"),
        ([claim(17, 17, unit="people"), claim(17, 17, unit="miner")], TOLL, "agrees"),
        ([claim(17, 17, unit="people"), claim(9, 9, part=True)], TOLL, "not comparable"),
        ([claim(17, 17), claim(17, 17, shown="again"), claim(9, 9, part=True)], TOLL, "agrees"),
        ([claim(20, 20, scope="Europe"), claim(30, 30, scope="Asia")], Rules(final=True, loose=True), "not comparable"),
        ([claim(5, 5, as_of=year(2011)), claim(9, 9, as_of=LATER)], Rules(), "differs"),
        ([claim(5, 5, as_of=year(2011)), claim(9, 9, as_of=year(2012))], Rules(), "changed over time"),
        ([claim(133, 133), claim(145, 145, sure=False)], TOLL, "not comparable"),
        ([claim(145, 145), claim(145, 145, sure=False)], TOLL, "agrees"),
    ],
)
def test_measure_as_of_and_arithmetic_decide(claims: list[Claim], rules: Rules, status: str) -> None:
    found, reason = verdict(claims, rules)
    assert found == status
    assert found in STATUSES
    assert claims[0].shown in reason


def test_what_counts_a_part_is_named_and_not_weighed() -> None:
    reason = verdict([claim(17, 17), claim(19, 19), claim(3, 3, part=True, shown="3 of them")], TOLL)[1]
    assert reason.endswith("no number satisfies both; not weighed, as part of the whole: 3 of them")


def test_an_article_that_gives_a_number_twice_confirms_nothing() -> None:
    twice = [claim(17, 17, sentence=("001", 0), shown="17"), claim(17, 17, sentence=("001", 90), shown="17 again")]
    assert verdict(twice, TOLL)[0] == "single claim"


def test_a_source_that_raises_a_toll_in_one_sentence_replaces_the_lower_count() -> None:
    lower, higher = claim(16, 16, sentence=("001", 9)), claim(22, 22, sentence=("001", 9))
    assert verdict([lower, higher, claim(22, 22, shown="22 elsewhere")], Rules(final=True))[0] == "agrees"


def test_of_counts_in_one_sentence_the_one_that_others_bear_out_is_weighed() -> None:
    first, later = claim(103, 103, sentence=("001", 9), shown="first 103"), claim(84, 84, sentence=("001", 9))
    assert verdict([first, later], TOLL) == (
        "not comparable",
        f"first 103; {later.shown}: one sentence gives both, and sets them apart itself",
    )
    status, reason = verdict([first, later, claim(84, 84, shown="84 elsewhere")], TOLL)
    assert (status, reason.endswith("not weighed, as another of its sentence fits better: first 103")) == (
        "agrees",
        True,
    )
    assert verdict([first, later, claim(70, 70, shown="70 elsewhere")], TOLL)[0] == "differs"


def test_two_sources_in_one_sentence_contradict_each_other() -> None:
    police = claim(16, 16, sentence=("001", 9), source="police")
    assert verdict([police, claim(22, 22, sentence=("001", 9), source="A. Novak")], TOLL)[0] == "differs"
    assert verdict([police, claim(22, 22, sentence=("001", 9))], TOLL)[0] == "not comparable"


def test_a_narrower_noun_counts_a_part_where_its_article_gives_the_whole() -> None:
    miners = claim(9, 9, unit="miner", sentence=("001", 0), reported=MONDAY)
    assert verdict([miners, claim(16, 16, sentence=("002", 0), reported=TUESDAY)], TOLL)[0] == "changed over time"
    assert verdict([miners, claim(7, 7, sentence=("002", 0))], TOLL)[0] == "not comparable", "other nouns: never sure"
    whole = claim(16, 16, unit="people", sentence=("001", 50))
    assert "part of the whole" in verdict([miners, whole, claim(16, 16, shown="16 elsewhere")], TOLL)[1]


def test_the_gravest_verdict_of_all_pairs_stands() -> None:
    assert verdict([claim(5, 5), claim(5, 5, shown="5"), claim(9, 9)], Rules())[0] == "differs"


def test_a_change_over_time_says_when_ranges_overlap_and_counts_differ() -> None:
    one = claim(1000, 3000, measure="fighters", as_of=year(2015))
    other = claim(2000, 5000, measure="members", as_of=year(2024))
    reason = verdict([one, other], Rules())[1]
    assert "no change is proven" in reason
    assert "fighters, members" in reason


@pytest.mark.parametrize(
    ("days", "status"),
    [
        ([year(2014)], "single claim"),
        ([year(2014), year(2014)], "agrees"),
        ([Interval(date(2014, 1, 1), date(2015, 12, 31), "fuzzy"), year(2015)], "compatible"),
        ([year(2014), year(2015)], "differs"),
        ([Interval(date(2014, 1, 1), date(2015, 12, 31), "fuzzy"), year(2014), year(2015)], "differs"),
    ],
)
def test_days_agree_fit_or_differ(days: list[Interval], status: str) -> None:
    assert verdict_on_days(days)[0] == status


def tables(**rows: list[dict]) -> dict[str, pd.DataFrame]:
    """Tables with these rows; the rest of each row is empty."""
    made = dict(BLANK)
    for name, given in rows.items():
        told = ({"document": "001", "line": 1, "id": f"{name[0]}{n}"} | row for n, row in enumerate(given))
        known = blank(name)
        made[name] = TABLES[name].frame(known | {key: row[key] for key in row if key in known} for row in told)
    return made


def build_ledger(made: dict[str, pd.DataFrame]) -> tuple[pd.DataFrame, dict[str, str]]:
    """The ledger of some tables, and the row of each figure that is in one."""
    found = connected(**made)
    groups = zip(found["figures"]["id"], found["figures"]["group"], strict=True)
    return found["ledger"], {name: group for name, group in groups if group}


def toll(document: str, low: float, **changed: object) -> dict:
    return {
        "document": document,
        "text": f"{low:.0f} dead",
        "measure": "deaths",
        "kind": "count",
        "subject": "Depot attack",
        "low": low,
        "high": low,
        "modality": "asserted",
    } | changed


def test_tolls_of_one_attack_meet_although_each_article_names_it_otherwise() -> None:
    raid = {"kind": "attack", "event": "the raid on the depot", "earliest": "2011-05-03", "latest": "2011-05-03"}
    ledger, group_of = build_ledger(
        tables(
            timeline=[raid | {"document": "001"}, raid | {"document": "002"}],
            figures=[
                toll("001", 12, event="t0"),
                toll("002", 14, event="t1", subject="attack on a depot"),
                toll("002", 30, measure="injured", event="t1", subject="attack on a depot"),
            ],
        )
    )
    found = ledger[ledger["family"].isin(["deaths", "injured"])].set_index("members")
    assert found.loc["f0 f1", "status"] == "differs"
    assert found.loc["f0 f1", "documents"] == 2
    assert found.loc["f2", "status"] == "single claim", "the injured are not set against the dead"
    assert group_of["f0"] == group_of["f1"] == found.loc["f0 f1", "id"]


def test_a_reason_cites_each_claim_and_who_makes_it() -> None:
    figures = [toll("001", 12, line=7), toll("002", 14, line=9, attributed_to="A. Novak")]
    (row,) = build_ledger(tables(figures=figures))[0].to_dict("records")
    assert row["citations"] == "[001:7] [002:9]"
    assert "12 dead [001:7]; 14 dead [002:9] by A. Novak" in row["reason"]


def test_a_state_and_who_governs_it_are_one_subject_of_recognition() -> None:
    nobody = {"measure": "recognition", "kind": "count", "unit": "country", "low": 0, "high": 0, "modality": "asserted"}
    figures = [
        nobody | {"document": "001", "subject": "Taliban"},
        nobody | {"document": "002", "subject": "Afghanistan"},
    ]
    (row,) = build_ledger(tables(figures=figures))[0].to_dict("records")
    assert (row["status"], row["documents"]) == ("agrees", 2)
    apart = [row | {"measure": "members"} for row in figures]
    assert len(build_ledger(tables(figures=apart))[0]) == 2


def test_loose_numbers_meet_only_where_they_have_one_topic() -> None:
    rank = {
        "measure": "rank",
        "kind": "rank",
        "subject": "Ruritania",
        "low": 35,
        "high": 35,
        "text": "35th",
        "modality": "asserted",
    }
    figures = [rank | {"document": "001", "topic": "threat"}, rank | {"document": "002", "topic": "other"}]
    assert build_ledger(tables(figures=figures))[0]["status"].tolist() == ["single claim", "single claim"]


def test_figures_without_a_measure_or_a_subject_stay_out() -> None:
    ledger, group_of = build_ledger(tables(figures=[toll("001", 12, measure="other"), toll("001", 12, subject="")]))
    assert ledger.empty
    assert group_of == {}


def test_who_claims_an_attack_and_who_is_blamed_for_it_are_set_against_each_other() -> None:
    raid = {
        "kind": "attack",
        "event": "the raid on the depot",
        "earliest": "2011-05-03",
        "latest": "2011-05-03",
        "clause_to": 50,
    }
    said = {"char_from": 60, "char_to": 90}
    ledger, _ = build_ledger(
        tables(
            timeline=[raid | {"document": "001"}, raid | {"document": "002"}],
            statements=[
                said | {"document": "001", "speaker": "Ghost Brigade", "claim": "claims responsibility"},
                said | {"document": "002", "about": "Night Watch", "claim": "attributes responsibility"},
            ],
        )
    )
    found = ledger[ledger["family"] == "claimant"].iloc[0]
    assert found["status"] == "differs"
    assert "Ghost Brigade [001:1] (claims responsibility)" in found["reason"]


def test_leaders_differ_in_one_period_and_change_over_two() -> None:
    def lead(leader: str, number: int, **changed: str) -> dict:
        days = {"period_earliest": f"{number}-01-01", "period_latest": f"{number}-12-31"}
        return {"dimension": "trade", "scope": "Ruritania", "leader": leader, "modality": "asserted"} | days | changed

    def status(*rows: dict) -> str:
        return str(build_ledger(tables(standings=list(rows)))[0]["status"].iloc[0])

    assert status(lead("Borduria", 2020), lead("Syldavia", 2020)) == "differs"
    assert status(lead("Borduria", 2020), lead("Syldavia", 2022)) == "changed over time"
    assert status(lead("Borduria", 2020), lead("Syldavia", 2021)) == "changed over time"
    assert status(lead("Borduria", 2020), lead("Borduria", 2022)) == "agrees"
    assert status(lead("Borduria", 2020), lead("Syldavia", 2020, modality="speculated")) == "not comparable"


def test_one_remark_in_two_documents_has_one_origin() -> None:
    said = {"speaker": "A. Novak", "claim": "statement"}
    ledger, _ = build_ledger(
        tables(
            statements=[
                said | {"document": "001", "text": "every possible assistance to the authorities of the valley"},
                said | {"document": "002", "text": "We will give the valley’s authorities all possible assistance"},
                said | {"document": "002", "text": "The harvest was poor"},
            ]
        )
    )
    (row,) = ledger.to_dict("records")
    assert (row["family"], row["documents"], row["origins"], row["members"]) == ("remark", 2, 1, "s0 s1")


EVIDENCE = {
    **dict.fromkeys(("id", "file", "about", "subject", "scope", "concept", "source", "as_of"), ""),
    **dict.fromkeys(("qualifier", "unit", "text", "publisher", "use"), ""),
    **dict.fromkeys(("low_open", "high_open"), False),
    **dict.fromkeys(("earliest", "latest"), None),
    "file": "reference/bank.csv",
    "row": 7,
}


def evidence(name: str, number: float, as_of: str, **changed: object) -> dict:
    given = {"id": name, "low": number, "high": number, "as_of": as_of, "earliest": as_of, "latest": as_of}
    plain = {"subject": "Ruritania", "concept": "direct investment", "unit": "USD billion", "publisher": "The Bank"}
    return EVIDENCE | {"text": f"{number} billion"} | given | plain | changed


def stock(number: float, as_of: str) -> dict:
    days = {"as_of_earliest": as_of, "as_of_latest": as_of, "modality": "asserted"}
    plain = {
        "measure": "direct investment",
        "kind": "money",
        "subject": "Ruritania",
        "currency": "USD",
        "text": f"{number} billion",
    }
    return days | plain | {"document": "001", "line": 3, "low": number * 1e9, "high": number * 1e9}


@pytest.fixture(scope="module")
def alone() -> pd.DataFrame:
    """The ledger of the figure that evidence is set beside."""
    return build_ledger(tables(figures=[stock(63.9, "2023-06-30")]))[0]


@pytest.mark.parametrize(
    ("outside", "words"),
    [
        (evidence("b1", 4.2, "2022-12-31"), "outside evidence says 4.2 billion as of 2022-12-31 (The Bank) [bank:7]"),
        (evidence("b1", 9.1, "2024-12-31"), "newer evidence says 9.1 billion as of 2024-12-31"),
        (evidence("b1", 63.9, "2023-03-31", concept="turnover of contracts: NOT investment"), "equal to the digit"),
        (evidence("b1", 63.9, "2023-03-31"), ""),
        (evidence("b1", 4.2, "2022-12-31", use="reject"), ""),
        (evidence("b1", 4.2, "2022-12-31", subject="Syldavia"), ""),
        (evidence("b1", 4.2, "2022-12-31", scope="Kazakhstan"), ""),
        (evidence("b1", 4.2, "2015-12-31"), ""),
    ],
)
def test_outside_evidence_raises_a_flag_and_changes_no_member(alone: pd.DataFrame, outside: dict, words: str) -> None:
    ledger, _ = build_ledger(tables(figures=[stock(63.9, "2023-06-30")], outside=[outside]))
    assert words in ledger["flag"].iloc[0]
    assert bool(words) == bool(ledger["flag"].iloc[0])
    same = [name for name in ledger.columns if name not in ("flag", "outside")]
    pd.testing.assert_frame_equal(ledger[same], alone[same])
    assert ledger["outside"].iloc[0] == ("b1" if words or outside["low"] == 63.9 else ledger["outside"].iloc[0])


def test_outside_evidence_on_an_attack_stands_beside_that_attack_only() -> None:
    given = evidence("b1", 15, "2011-06-01", subject="Depot attack in the city", concept="deaths", unit="")
    figures = [toll("001", 12, subject=name) for name in ("Depot attack", "attack in the city since May", "Ruritania")]
    ledger, _ = build_ledger(tables(figures=figures, outside=[given]))
    assert ledger.set_index("members")["outside"].to_dict() == {"f0": "b1", "f1": "", "f2": ""}


def test_a_toll_without_a_date_is_that_of_the_attack_in_the_news() -> None:
    written = {"written_earliest": "2011-05-04", "written_latest": "2011-05-04"}
    raid = {"kind": "attack", "event": "the raid on the depot", "earliest": "2011-05-03", "latest": "2011-05-03"}
    today = {"as_of_earliest": "2011-05-04", "as_of_latest": "2011-05-04", "as_of_basis": "clause"}
    ledger, _ = build_ledger(
        tables(
            documents=[written | {"document": "001"}, written | {"document": "002", "written_earliest": "2011-05-06"}],
            timeline=[raid | {"document": "001"}, raid | {"document": "002"}],
            figures=[toll("001", 12, subject="blast", **today), toll("002", 14, subject="raid", event="t1")],
        )
    )
    (row,) = ledger[ledger["family"] == "deaths"].to_dict("records")
    assert (row["documents"], row["status"]) == (2, "changed over time")


def counted(document: str, text: str, number: float, **changed: object) -> dict:
    """A figure without measure or subject, and the whole text as its sentence."""
    words = f"{number:g}"
    start = text.index(words)
    place = {"char_from": start, "char_to": start + len(words), "sentence_from": 0, "sentence_to": len(text)}
    plain = {"document": document, "text": words, "low": number, "high": number, "kind": "count", "measure": "other"}
    return plain | place | {"unit": "box", "modality": "asserted"} | changed


@pytest.mark.parametrize(
    ("other", "number", "changed", "status"),
    [
        ("Crews took 28 crates of flares to the harbour warehouse", 28, {}, "agrees"),
        ("Crews took more than 28 crates of flares to the harbour warehouse", 28, {"high": None}, "compatible"),
        ("Crews took 29 crates of flares to the harbour warehouse", 29, {}, ""),
        ("A bakery sold 28 loaves", 28, {}, ""),
        ("Crews took 28 crates of flares to the harbour warehouse", 28, {"change": "up"}, ""),
        ("Crews took no 28 crates of flares to the harbour warehouse", 28, {"modality": "denied"}, ""),
        ("Crews took 28 metres of flares to the harbour warehouse", 28, {"kind": "distance"}, ""),
    ],
)
def test_one_number_beside_the_same_words_meets_in_two_articles(
    other: str, number: float, changed: dict, status: str
) -> None:
    texts = {"001": "The crews had moved 28 crates with flares from the harbour to a warehouse", "002": other}
    figures = [counted("001", texts["001"], 28), counted("002", other, number, **changed)]
    ledger = connected(texts, **tables(figures=figures))["ledger"]
    assert ledger["status"].tolist() == ([status] if status else [])
    assert set(ledger["members"]) == ({"f0 f1"} if status else set())


def test_copies_of_one_text_give_one_number() -> None:
    text = "The crews moved 28 crates with flares from the harbour to a warehouse"
    figures = [counted("001", text, 28), counted("002", text, 28)]
    documents = [{"document": name, "origin": "001"} for name in ("001", "002")]
    made = tables(figures=figures, documents=documents)
    assert connected({"001": text, "002": text}, **made)["ledger"].empty


def test_a_number_in_one_article_only_stands_beside_nothing() -> None:
    text = "The crews moved 28 crates with flares from the harbour to a warehouse"
    figures = [counted("001", text, 28), counted("001", text, 28)]
    assert connected({"001": text}, **tables(figures=figures))["ledger"].empty


def test_tolls_of_the_news_of_an_article_meet_whoever_gives_them() -> None:
    written = {"document": "001", "written_earliest": "2011-05-04", "written_latest": "2011-05-04"}
    raid = {"kind": "attack", "event": "the raid on the depot", "earliest": "2011-05-03", "latest": "2011-05-03"}
    today = {"as_of_earliest": "2011-05-03", "as_of_latest": "2011-05-03", "subject_basis": "clause"}
    figures = [
        toll("001", 12, subject="PORT CITY", event="t0"),
        toll("001", 9, subject="Ruritania", subject_basis="heading", attributed_to="ministry"),
        toll("001", 17, subject="evening", attributed_to="doctor", **today),
        toll("001", 40, subject="Ghost Brigade", subject_basis="clause"),
    ]
    figures = [row | {"sentence_from": 100 * n, "sentence_to": 100 * n + 90} for n, row in enumerate(figures)]
    actors = [{"actor": "Ghost Brigade", "kind": "group"}]
    ledger, _ = build_ledger(tables(documents=[written], timeline=[raid], figures=figures, actors=actors))
    found = ledger[ledger["family"] == "deaths"].set_index("members")["status"].to_dict()
    assert found == {"f0 f1 f2": "differs", "f3": "single claim"}


@pytest.mark.parametrize(("place", "status"), [(80, "differs"), (880, "not comparable")])
def test_a_toll_without_a_date_is_surely_of_what_is_told_of_nearest(place: int, status: str) -> None:
    written = {"document": "001", "written_earliest": "2011-05-04", "written_latest": "2011-05-04"}
    day = {"earliest": "2011-05-03", "latest": "2011-05-03"}
    told = [
        {"kind": "attack", "event": "the raid on the depot", "clause_from": 20, **day},
        {"kind": "attack", "event": "a siege", "clause_from": 900, "earliest": "2009-01-01", "latest": "2009-01-01"},
    ]
    figures = [
        toll("001", n, subject="", subject_basis="none", char_from=at, sentence_from=at, sentence_to=at + 9)
        for n, at in ((12, 30), (9, place))
    ]
    ledger, _ = build_ledger(tables(documents=[written], timeline=told, figures=figures))
    assert ledger[ledger["family"] == "deaths"]["status"].tolist() == [status]


def flood(document: str, number: float, **changed: object) -> dict:
    return toll(document, number, subject="floods", subject_basis="clause") | changed


def test_what_several_events_are_called_makes_them_no_one_event() -> None:
    quake = {"kind": "disaster", "event": "an earthquake in the valley"}
    days = ({"earliest": day, "latest": day} for day in ("2011-05-03", "1979-01-01"))
    told = [quake | found | {"document": name} for name, found in zip(("001", "002"), days, strict=True)]
    figures = [
        toll("001", 21, event="t0", subject="earthquake", subject_basis="clause"),
        toll("002", 136, event="t1", subject="earthquake", subject_basis="clause"),
    ]
    assert build_ledger(tables(timeline=told, figures=figures))[0]["status"].tolist() == ["single claim"] * 2


def test_tolls_of_a_disaster_that_goes_on_meet_by_country_and_year() -> None:
    written = [{"document": name, "written_earliest": f"2011-0{name[-1]}-04"} for name in ("001", "002")]
    actors = [{"document": name, "actor": "Iceland", "kind": "state", "mentions": 2} for name in ("001", "002")]
    day = {"earliest": "2011-02-04", "latest": "2011-02-04", "kind": "statement", "document": "002"}
    figures = [flood("001", 52), toll("001", 40, subject="", char_from=90), flood("002", 81, event="t0")]
    ledger, _ = build_ledger(tables(documents=written, actors=actors, timeline=[day], figures=figures))
    assert ledger[ledger["family"] == "deaths"]["members"].tolist() == ["f0 f1 f2"], "a count of nothing else is theirs"
    assert ledger["status"].iloc[0] == "changed over time"


def test_turnouts_of_one_election_meet() -> None:
    vote = {"kind": "election", "earliest": "2011-05-01", "latest": "2011-05-01", "event": "the election of the senate"}
    written = [{"document": name, "written_earliest": f"2011-05-0{name[-1]}"} for name in ("002", "003")]
    share = {"measure": "turnout", "kind": "share", "subject": "", "subject_basis": "none"}
    told = [vote | {"document": name} for name in ("002", "003")]
    figures = [toll("002", 61, **share), toll("003", 58, **share, qualifier="about")]
    ledger, _ = build_ledger(tables(documents=written, timeline=told, figures=figures))
    assert ledger[ledger["family"] == "turnout"]["status"].tolist() == ["compatible"]


def test_what_is_added_to_a_count_is_no_toll() -> None:
    raid = {"kind": "attack", "event": "the raid on the depot", "earliest": "2011-05-03", "latest": "2011-05-03"}
    figures = [
        toll("001", 16, event="t0", sentence_to=9),
        toll("001", 7, event="t0", text="seven more bodies", sentence_from=10, sentence_to=19),
        toll("002", 16, event="t1"),
    ]
    told = [raid | {"document": "001"}, raid | {"document": "002"}]
    ledger, _ = build_ledger(tables(timeline=told, figures=figures))
    found = ledger[ledger["family"] == "deaths"].iloc[0]
    assert (found["status"], found["reason"].endswith("part of the whole: seven more bodies [001:1]")) == (
        "agrees",
        True,
    )


@pytest.mark.parametrize(("other", "rows"), [(2300, 1), (2900, 0)])
def test_two_numbers_side_by_side_in_both_articles_need_few_words(other: int, rows: int) -> None:
    texts = {
        "001": "The swindler took 34 ducats of 2300 savers",
        "002": f"In all 34 ducats were lost to {other} people",
    }
    places = (("001", 34), ("001", 2300), ("002", 34), ("002", other))
    figures = [counted(name, texts[name], number, unit="") for name, number in places]
    ledger = connected(texts, **tables(figures=figures))["ledger"]
    assert (ledger["members"] == "f0 f2").sum() == rows


def test_fewer_words_will_do_where_two_articles_tell_of_one_event() -> None:
    texts = {"001": "Contracts went to 14 builders of rockets", "002": "Now 14 builders work there"}
    figures = [counted("001", texts["001"], 14), counted("002", texts["002"], 14)]
    launch = {
        "kind": "launch",
        "earliest": "2011-05-03",
        "latest": "2011-05-03",
        "event": "the Comet rose from the pier",
    }
    told = [launch | {"document": name} for name in texts]
    assert connected(texts, **tables(figures=figures))["ledger"].empty
    ledger = connected(texts, **tables(figures=figures, timeline=told))["ledger"]
    assert ledger[ledger["family"] == "number"]["status"].tolist() == ["agrees"]


def test_who_gives_another_number_makes_another_remark() -> None:
    said = {"speaker": "Harbour Office", "claim": "statement"}
    texts = (
        "about 40,000 crates have left the southern harbour",
        "the crates that left the southern harbour are 55,000",
    )
    rows = [said | {"document": name, "text": text} for name, text in zip(("001", "002"), texts, strict=True)]
    assert build_ledger(tables(statements=rows))[0].empty


def test_empty_tables_make_an_empty_ledger() -> None:
    ledger, group_of = build_ledger(tables())
    assert ledger.empty
    assert list(ledger.columns) == TABLES["ledger"].names
    assert group_of == {}


MAPPING = yaml.safe_load((GOLD / "mapping.yaml").read_text("utf8"))["verdicts"]


@pytest.fixture(scope="module")
def ledger() -> pd.DataFrame:
    return open_workbook(GOLD.parents[1] / "seeds").ledger


@pytest.mark.parametrize("name", sorted(MAPPING))
def test_verdicts_on_the_articles_are_those_of_a_careful_reader(ledger: pd.DataFrame, name: str) -> None:
    expected = MAPPING[name]
    found = [
        row
        for row in ledger.to_dict("records")
        if row["family"] == expected["family"] and all(f"[{place}]" in row["citations"] for place in expected["places"])
    ]
    assert found, f"no ledger row of the family {expected['family']} holds {expected['places']}"
    assert found[0]["status"] in expected["status"]
    if "origins" in expected:
        assert found[0]["origins"] == expected["origins"]


def test_claims_beyond_the_first_twenty_are_said_to_be_unweighed():
    claims = [Claim(Bounds(n, n), "deaths", "person", "", None, "asserted", str(n)) for n in range(1, 24)]
    assert verdict(claims, Rules(final=True))[1].endswith("not weighed, as the first 20 were: 3 more")
