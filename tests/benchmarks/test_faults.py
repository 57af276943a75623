from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.benchmarks.faults import WRITERS, killed, without_room


def of_each(what: Callable[[str], object]) -> dict[str, object]:
    """What becomes of each writer, two at a time: each waits for processes of its own."""
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(WRITERS, pool.map(what, WRITERS), strict=True))


@pytest.fixture(scope="module")
def wrong() -> dict[str, object]:
    return of_each(lambda name: killed(name, 1))


@pytest.fixture(scope="module")
def told() -> dict[str, object]:
    return of_each(lambda name: without_room(name, 64))


@pytest.mark.parametrize("name", WRITERS)
def test_a_killed_writer_leaves_no_half_file_and_ends_well_when_run_again(wrong: dict, name: str) -> None:
    assert wrong[name] == []


@pytest.mark.parametrize("name", WRITERS)
def test_a_full_disk_is_told_in_words_and_leaves_all_files_as_they_were(told: dict, name: str) -> None:
    status, said, before, after = told[name]
    assert status == 1
    assert "Traceback" not in said
    assert "File too large" in said or "no room" in said
    assert after == before
