"""Levels of a hierarchy: what systems that predict level by level go through.

A label's level is the length of the longest path down to it, so that in a directed acyclic graph,
too, every parent is on a level above its children. Labels without edges are on the first level; a
corpus without a hierarchy has one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hmlc_core.data.labels import LabelGraph


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """members: of each level its labels, rows of the graph in ascending order; every label is on
    one level, and no level is without labels (documents may have none of them)."""

    members: tuple[NDArray[np.int64], ...]

    def __len__(self) -> int:
        return len(self.members)

    @property
    def sizes(self) -> tuple[int, ...]:
        """Labels on each level."""
        return tuple(map(len, self.members))

    @property
    def names(self) -> tuple[str, ...]:
        """What a person reads for the levels, the topmost first."""
        return tuple(f"level {number}" for number in range(1, len(self) + 1))

    @property
    def columns(self) -> NDArray[np.int64]:
        """(labels,) where a label is once the levels are laid one after another."""
        return np.argsort(np.concatenate([np.zeros(0, np.int64), *self.members]))


def levels_of(graph: LabelGraph) -> Levels:
    """The levels of the graph's labels."""
    depths = range(int(graph.depth.max(initial=-1)) + 1)
    return Levels(tuple(np.flatnonzero(graph.depth == depth) for depth in depths))
