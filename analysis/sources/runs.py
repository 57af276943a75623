"""Where the article runs on a page: stretches of prose, and which of them belong together."""

from __future__ import annotations

from dataclasses import dataclass

SPLIT = 3.5  # what a gap has to weigh against before a stretch is cut in two


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of blocks, first and last included, and the sum of their weights."""

    first: int
    last: int
    weight: float


def find_runs(weights: list[float]) -> list[Run]:
    """The stretches of blocks with the largest sum of weights, each of which has to pay for itself.

    Two states, inside and outside, and the cost of changing between them, solved from left to right in one pass
    (Viterbi 1967). Where nothing pays (a page of one sentence), the best single stretch is taken.

    >>> find_runs([-1, -1, 4, -0.5, 4, -3, -3, 3])
    [Run(first=2, last=4, weight=7.5)]
    """
    return _best_runs(weights, SPLIT) or _best_runs(weights, 0.0)[:1]


def _best_runs(weights: list[float], cost: float) -> list[Run]:
    outside, inside = 0.0, -cost
    steps = []
    for weight in weights:
        left, entered = inside > outside, outside - cost > inside
        steps.append((left, entered))
        outside, inside = max(outside, inside), max(inside, outside - cost) + weight
    state = inside > outside
    runs, last = [], len(weights) - 1
    for at in range(len(weights) - 1, -1, -1):
        left, entered = steps[at]
        if state and (entered or at == 0):
            runs.append(Run(at, last, sum(weights[at : last + 1])))
            state = False
        elif not state and left:
            state, last = True, at - 1
    return runs[::-1]
