"""Grouping is near-linear: 100,000 mentions in under half a minute on one core.

    MENTIONS=100000 python -m pytest tests/benchmarks/test_bench_timeline.py --benchmark-enable

measures it; without, fewer mentions are grouped once.
"""

import os
from pathlib import Path
from typing import Any

import pytest

from analysis.archive.connect import find_groups, find_origins
from tests.claims.mentions import BLANK, many, one_shard

MANY = int(os.environ.get("MENTIONS", "5000"))


@pytest.mark.parametrize("count", [MANY // 10, MANY])
def test_grouping(benchmark: Any, count: int, tmp_path: Path) -> None:
    rows, told = many(count)
    work = one_shard(tmp_path, BLANK | {"timeline": rows}, {})
    find_origins(work)
    benchmark.pedantic(find_groups, (work, None), rounds=1)
    benchmark.extra_info["mentions"] = count
    assert len(set(work.piece("timeline", 0)["group"].to_pylist())) >= 0.9 * len(set(told))
    work.close()
