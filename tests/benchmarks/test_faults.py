from __future__ import annotations

import pytest

from tests.benchmarks.faults import WRITERS, killed, without_room


@pytest.mark.parametrize("name", WRITERS)
def test_a_killed_writer_leaves_no_half_file_and_ends_well_when_run_again(name: str) -> None:
    assert killed(name, 1) == []


@pytest.mark.parametrize("name", WRITERS)
def test_a_full_disk_is_told_in_words_and_leaves_all_files_as_they_were(name: str) -> None:
    status, said, before, after = without_room(name, 64)
    assert status == 1
    assert "Traceback" not in said
    assert "File too large" in said or "no room" in said
    assert after == before
