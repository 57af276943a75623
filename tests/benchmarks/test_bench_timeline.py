"""Grouping is near-linear: 100,000 mentions in under half a minute on one core."""

from typing import Any

import pytest

from analysis.claims.timeline import group_events
from tests.claims.mentions import many, origins


@pytest.mark.parametrize("count", [10_000, 100_000])
def test_grouping(benchmark: Any, count: int) -> None:
    rows, told = many(count)
    found = benchmark.pedantic(group_events, (rows, origins()), rounds=1)
    benchmark.extra_info["mentions"] = count
    assert found["group"].nunique() >= 0.9 * len(set(told))
