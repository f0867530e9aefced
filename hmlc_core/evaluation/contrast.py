"""Whether a state that reads texts tells them apart: measured beside what chance would give.

A state is compared with labels of its own text and with labels of other texts. One that said
nothing about its text would be on either side equally often, whatever the labels' frequencies and
places, since both are labels of texts that were read.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hmlc_core.evaluation.explain import Numbers

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
        """The distance after the word over that before it; 1 where both are 0."""
        if self.before > 0:
            return self.after / self.before
        return math.inf if self.after > 0 else 1.0


def leads(distances: Numbers, labels: Sequence[Collection[int]]) -> tuple[float, float] | None:
    """`Contrast.leads` of two states.

    distances: (2, C) from each state to every label; labels: the true ones of each text.
    """
    first, second = (set(each) for each in labels)
    own, other = sorted(first - second), sorted(second - first)
    if not own or not other:
        return None
    one, two = distances
    return float(one[other].mean() - one[own].mean()), float(two[own].mean() - two[other].mean())


def more_than_chance(right: int, count: int) -> bool:
    """Whether so many of `count` fair coins show one given side too seldom by chance."""
    return right - count / 2 > CERTAIN * math.sqrt(count) / 2


@dataclass(frozen=True, slots=True, eq=False)
class Landings:
    """Where a state stands after the last word of n texts.

    distances: (n, n) mean distance from the state of text i to the labels of text j.
    """

    distances: NDArray[np.float64]

    @property
    def passed(self) -> NDArray[np.int64]:
        """(n,) how many of the n − 1 other texts have labels further from a state than its own."""
        passed: NDArray[np.int64] = (self.distances > np.diag(self.distances)[:, None]).sum(1)
        return passed

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


def landings(distances: Numbers, labels: Sequence[Collection[int]]) -> Landings:
    """Two texts or more: `distances` (n, C) of their last states from every label, and their
    labels, at least one each."""
    away = np.asarray(distances, np.float64)
    return Landings(np.stack([away[:, list(own)].mean(1) for own in labels], axis=1))
