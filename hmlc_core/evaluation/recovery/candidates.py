"""Which of very many labels lie near each other, without looking at all pairs of them.

Labels are divided again and again by which of two of them, drawn at random, they are nearer to,
until few are left; these are compared with each other, several times over (random projection
trees: Dasgupta and Freund, 2008). Then neighbours of neighbours are tried, since they are likely to
be neighbours (Dong, Moses and Li, *Efficient k-Nearest Neighbor Graph Construction for Generic
Similarity Measures*, WWW 2011). What is found is near, and nearly always the nearest; nothing but
distances is asked of the space.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hmlc_core.budget import unheard
from hmlc_core.evaluation.recovery.distances import Floats

if TYPE_CHECKING:
    from hmlc_core.geometry import Geometry

NEAR = 12
"""Neighbours that are kept of each label, and as many that are nearer to the centre than it."""

INNERMOST = 12
"""Labels nearest to the centre: candidates of every label."""

TREES, LEAF, ROUNDS = 6, 60, 2
"""Divisions, labels that are not divided further, and how often neighbours of neighbours are
tried."""

_BLOCK = 400_000
"""Distances held at a time."""

Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Pairs of labels that may be parent and child; arrays (pairs,), each pair there once.

    Every label is paired with the innermost one, so that all can be reached from it.
    """

    parents: Labels
    children: Labels
    distances: Floats


def candidates(
    points: Floats,
    radius: Floats,
    geometry: Geometry,
    *,
    seed: int,
    tell: Callable[[float], object] = unheard,
) -> Candidates:
    """Of points (labels, width) at `radius` (labels,) from the centre.

    tell: called with the share of the search that is done: every division and every round goes
        through all labels once.
    """
    return _Search(points, radius, geometry, np.random.default_rng(seed), tell).run()


class _Search:
    """near, inner: (labels, NEAR) the nearest found so far, of all and of those further in; the
    label itself where there are not so many."""

    def __init__(
        self,
        points: Floats,
        radius: Floats,
        geometry: Geometry,
        random: np.random.Generator,
        tell: Callable[[float], object],
    ) -> None:
        import torch

        self.points, self.geometry = torch.from_numpy(np.ascontiguousarray(points)), geometry
        self.radius, self.random, self.count = radius, random, len(radius)
        self.near = np.repeat(np.arange(self.count)[:, None], NEAR, axis=1)
        self.inner = self.near.copy()
        self.tell, self.done = tell, 0

    def run(self) -> Candidates:
        for _ in range(TREES):
            for leaf in self._leaves():
                self._improve(leaf, np.broadcast_to(leaf, (len(leaf), len(leaf))))
                self._went_through(leaf)
        for _ in range(ROUNDS):
            near, inner = self.near, self.inner
            for rows in self._parts(3 * NEAR * NEAR):
                tried = (inner[inner[rows]], inner[near[rows]], near[near[rows]])
                self._improve(rows, np.concatenate([a.reshape(len(rows), -1) for a in tried], 1))
                self._went_through(rows)
        return self._pairs()

    def _went_through(self, labels: Labels) -> None:
        self.done += len(labels)
        self.tell(self.done / (self.count * (TREES + ROUNDS)))

    def _leaves(self) -> Iterator[Labels]:
        waiting = [self.random.permutation(self.count)]
        while waiting:
            group = waiting.pop()
            if len(group) <= LEAF:
                yield group
                continue
            one, other = (self._distances(group, np.full(len(group), group[n])) for n in (0, 1))
            order = np.argsort(one - other, kind="stable")
            half = len(group) // 2
            for part in (order[:half], order[half:]):
                waiting.append(self.random.permutation(group[part]))

    def _improve(self, rows: Labels, tried: Labels) -> None:
        """Keep the nearest of what `rows` (n,) have and what is tried (n, m) for them."""
        every = np.concatenate([self.near[rows], self.inner[rows], tried], axis=1)
        every.sort(axis=1)
        asked = every != rows[:, None]
        asked[:, 1:] &= every[:, 1:] != every[:, :-1]  # neighbours share most of their neighbours
        far = np.full(every.shape, np.inf)
        far[asked] = self._distances(np.repeat(rows, asked.sum(axis=1)), every[asked])
        outside = self.radius[every] >= self.radius[rows, None]
        self.near[rows] = _least(far, every, rows)
        self.inner[rows] = _least(np.where(outside, np.inf, far), every, rows)

    def _pairs(self) -> Candidates:
        """Both directions of what lies near, and everyone below the innermost."""
        everyone = np.arange(self.count)
        core = np.argsort(self.radius, kind="stable")[:INNERMOST]
        below = np.repeat(everyone, NEAR)
        near, inner = self.near.ravel(), self.inner.ravel()
        parents = np.concatenate([near, below, inner, np.repeat(core, self.count)])
        children = np.concatenate([below, near, below, np.tile(everyone, len(core))])
        apart = parents != children
        pairs = np.unique(parents[apart] * self.count + children[apart])
        self.random.shuffle(pairs)  # where choices are equally good, no order of labels decides
        parents, children = np.divmod(pairs, self.count)
        parts = [slice(n, n + _BLOCK) for n in range(0, len(pairs), _BLOCK)]
        found = [self._distances(parents[part], children[part]) for part in parts]
        return Candidates(parents, children, np.concatenate([np.zeros(0), *found]))

    def _distances(self, one: Labels, other: Labels) -> Floats:
        import torch

        here, there = (self.points[torch.from_numpy(labels)] for labels in (one, other))
        found: Floats = self.geometry.distance(here, there).numpy()
        return found

    def _parts(self, width: int) -> Iterator[Labels]:
        step = max(1, _BLOCK // width)
        for start in range(0, self.count, step):
            yield np.arange(start, min(start + step, self.count))


def _least(far: Floats, labels: Labels, rows: Labels) -> Labels:
    """(n, NEAR) the nearest of labels (n, m); the row's own where there are not so many."""
    chosen = np.argpartition(far, NEAR - 1, axis=1)[:, :NEAR]
    found = np.take_along_axis(labels, chosen, axis=1)
    there = np.isfinite(np.take_along_axis(far, chosen, axis=1))
    return np.where(there, found, rows[:, None])
