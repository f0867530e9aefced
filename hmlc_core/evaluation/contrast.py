"""Whether a state that reads texts tells them apart: measured beside what chance would give.

A state is compared with labels of its own text and with labels of other texts. One that said
nothing about its text would be nearer to either equally often, whatever the labels' frequencies,
since both are labels of texts.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hmlc_core.evaluation.explain import Explanation, Numbers

CERTAIN = 2.0
"""Standard deviations beyond what chance gives on average that count as more than chance."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two texts at a word that they share.

    before, after: distance between the two states before and after the word.
    leads: how much nearer each state is, after the word, to the labels that only its own text has
    than to those that only the other has (mean distances); below 0 where it is further. None
    where a text has no label that the other lacks.
    """

    before: float
    after: float
    leads: tuple[float, float] | None = None

    @property
    def ratio(self) -> float:
        """The distance after the word over that before it; NaN where there was none before."""
        return self.after / self.before if self.before > 0 else math.nan

    @property
    def lead(self) -> float:
        """The smaller of the leads; NaN without any."""
        return math.nan if self.leads is None else min(self.leads)


def leads(
    explanations: Sequence[Explanation],
    places: Sequence[int],
    labels: Sequence[Collection[int]],
) -> tuple[float, float] | None:
    """`Contrast.leads` of two texts, read as `explanations`, at word number `places` of each.

    labels: the true ones of each.
    """
    first, second = (set(each) for each in labels)
    own = [sorted(first - second), sorted(second - first)]
    if not all(own):
        return None
    found = []
    for n, (explanation, place) in enumerate(zip(explanations, places, strict=True)):
        near = nearness(explanation)[:, place]
        found.append(float(near[own[n]].mean() - near[own[1 - n]].mean()))
    return found[0], found[1]


def nearness(explanation: Explanation) -> Numbers:
    """(C, T) minus the distance of each label from the state after each word."""
    assert explanation.scores is not None, "only methods that place words have distances"
    return explanation.scores


def more_than_chance(right: int, wrong: int) -> bool:
    """Whether `right` of right + wrong coins, all of one side, are too many for fair ones."""
    return right - wrong > CERTAIN * math.sqrt(right + wrong)


@dataclass(frozen=True, slots=True, eq=False)
class Landings:
    """Where the state stands after the last word of n texts.

    distances: (n, n) mean distance from the state of text i to the labels of text j.
    """

    distances: NDArray[np.float64]

    @property
    def passed(self) -> NDArray[np.int64]:
        """(n,) how many of the n − 1 other texts have labels further from a state than its own."""
        return (self.distances > np.diag(self.distances)[:, None]).sum(1)

    @property
    def leads(self) -> NDArray[np.float64]:
        """(n,) how much nearer the own labels are than those of the other texts, on average."""
        own = np.diag(self.distances)
        lead: NDArray[np.float64] = (self.distances.sum(1) - own) / (len(own) - 1) - own
        return lead

    def more_than_chance(self) -> bool:
        """Whether `passed` is on average higher than ranks drawn by lot would be."""
        n = len(self.distances)
        deviation = math.sqrt((n * n - 1) / 12 / n)
        return bool(self.passed.mean() - (n - 1) / 2 > CERTAIN * deviation)


def landings(explanations: Sequence[Explanation], labels: Sequence[Collection[int]]) -> Landings:
    """The last states of two texts or more beside the (true, at least one) labels of all."""
    last = [-nearness(explanation)[:, -1].astype(np.float64) for explanation in explanations]
    return Landings(np.array([[state[list(own)].mean() for own in labels] for state in last]))
