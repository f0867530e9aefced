"""The tree that a picture starts from: the shortest that joins all labels and the centre."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from hmlc_core.embeddings.sarkar import construct
from hmlc_core.geometry import segments
from hmlc_core.geometry.models_of_space import to_klein

Floats = NDArray[np.float64]

NEAREST = 1e-6
"""Distances below this share of the largest are alike."""


@dataclass(frozen=True, eq=False)
class SpanningTree:
    """parents: (labels,) the next label on the way to the centre; the centre has the number after
    the last label. order: labels, every parent before its children."""

    parents: NDArray[np.int64]
    order: NDArray[np.int64]

    @property
    def centre(self) -> int:
        """The number of the centre."""
        return len(self.parents)

    @cached_property
    def meeting(self) -> NDArray[np.int32]:
        """(labels, labels) the label, or the centre, where the ways of two labels meet."""
        meet = np.full((self.centre, self.centre), self.centre, dtype=np.int32)
        for n, label in enumerate(self.order):
            above, before = self.parents[label], self.order[:n]
            if above != self.centre:
                meet[label, before] = meet[before, label] = meet[above, before]
            meet[label, label] = label
        return meet

    def depths(self, edges: Floats) -> Floats:
        """(labels + 1,) lengths of the ways to the centre; edges: (labels,) to the parents."""
        depth = np.zeros(self.centre + 1)
        for label in self.order:
            depth[label] = depth[self.parents[label]] + edges[label]
        return depth

    def crossings(self, points: Floats) -> int:
        """How many of its edges cross where labels are drawn at points (labels, 2) of the disk."""
        places = to_klein(np.vstack([points, np.zeros(2)]))
        edges = np.stack([np.arange(self.centre), self.parents], axis=-1)
        return segments.crossings(places, edges)

    def drawn(self, edges: Floats, distances: Floats) -> Floats:
        """(labels, 2) the tree in the disk with edges (labels,) as long as said; around a label
        its neighbours stand in the order of the `distances` (labels, labels) between them, in
        sectors that grow with the square root of the leaves behind them."""
        below: list[list[int]] = [[] for _ in range(self.centre + 1)]
        leaves = np.zeros(self.centre + 1)
        for label in self.order:
            below[self.parents[label]].append(int(label))
        for label in self.order[::-1]:
            leaves[label] = max(1.0, leaves[below[label]].sum())
        at = np.empty(self.centre, dtype=np.int64)  # label -> its number in the construction
        at[np.concatenate([_in_a_row(group, distances) for group in below if group])] = np.arange(
            self.centre
        )
        parents = np.full(self.centre + 1, self.centre)
        parents[at] = np.append(at, self.centre)[self.parents]
        lengths, widths = np.zeros(self.centre + 1), np.ones(self.centre + 1)
        lengths[at], widths[at] = edges, np.sqrt(leaves[: self.centre])
        return construct(parents.tolist(), self.centre, lengths, widths)[at]


def spanning_tree(distances: Floats, radius: Floats) -> SpanningTree:
    """The tree of labels with `distances` (labels, labels), `radius` (labels,) from the centre."""
    from scipy.sparse.csgraph import breadth_first_order, minimum_spanning_tree

    count = len(radius)
    lengths = np.zeros((count + 1, count + 1))
    lengths[:count, :count], lengths[count, :count] = distances, radius
    # 0 is no edge to SciPy, but labels in one place are joined first of all.
    lengths = np.maximum(lengths, lengths.T)
    lengths = np.maximum(lengths / (lengths.max() or 1.0), NEAREST)
    tree = minimum_spanning_tree(np.triu(lengths, 1))
    order, parents = breadth_first_order(tree, count, directed=False)
    return SpanningTree(parents[:count].astype(np.int64), order[1:].astype(np.int64))


def _in_a_row(group: list[int], distances: Floats) -> list[int]:
    """The members of a group, each beside the nearest of those that are left."""
    row, left = group[:1], group[1:]
    while left:
        row.append(left.pop(int(distances[row[-1], left].argmin())))
    return row
