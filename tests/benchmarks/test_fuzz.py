from __future__ import annotations

from tests.benchmarks.fuzz import run


def test_mutated_files_of_every_form_are_read_or_refused_without_a_fault() -> None:
    seen = run(seconds=60, seed=1, most=60)
    assert seen.pop("inputs") == 60
    assert list(seen) == []
