"""Steps across an archive that need nothing of each other."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from analysis.archive.steps import together

CLUSTER: Any = object()


def test_without_a_cluster_one_step_follows_the_other():
    taken: list[str] = []
    together(None, lambda: taken.append("first"), lambda: taken.append("second"))
    assert taken == ["first", "second"]


def test_with_a_cluster_they_go_on_side_by_side():
    both = threading.Barrier(2, timeout=20)
    together(CLUSTER, lambda: both.wait() and None, lambda: both.wait() and None)
    assert not both.broken


def test_one_that_fails_ends_them_without_waiting_for_the_rest():
    going = threading.Event()

    def fails() -> None:
        raise ValueError("no room on the disk")

    with pytest.raises(ValueError, match="no room"):
        together(CLUSTER, lambda: going.wait(20) and None, fails)
    assert not going.is_set()
    going.set()
