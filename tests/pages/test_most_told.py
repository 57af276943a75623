"""Which event is told of most."""

import pandas as pd

from analysis.pages.timeline_charts import most_told

ROWS = pd.DataFrame(
    {
        "id": ["a", "b", "c", "d"],
        "group": ["g1", "g2", "g2", "g3"],
        "group_origins": [1, 2, 2, 2],
        "group_documents": [3, 2, 2, 2],
        "group_earliest": pd.to_datetime(["2024-03-01", "2022-09-01", "2022-09-01", None]),
        "group_latest": pd.to_datetime(["2024-03-31", "2022-09-30", "2022-09-30", None]),
    }
)


def test_origins_count_before_documents_and_what_has_no_days_is_passed_over():
    found = most_told(ROWS)
    assert list(found["id"]) == ["b", "c"]
    assert set(found["said"]) == {"September 2022"}


def test_of_equals_the_latest_is_told():
    equal = ROWS.assign(group_origins=1, group_documents=1)
    assert list(most_told(equal)["id"]) == ["a"]


def test_no_event_gives_no_rows():
    assert most_told(ROWS.head(0)).empty
