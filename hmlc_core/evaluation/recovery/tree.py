"""Tree: a recovered hierarchy, of labels with one parent each or under the virtual root."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hmlc_core.errors import DataError

TOP = -1
"""The parent of labels that stand under the virtual root."""


@dataclass(frozen=True, eq=False)
class Tree:
    """Parents (labels,) of the labels; `TOP` under the virtual root. Read-only.

    Raises `DataError` where a parent does not exist or labels go round in a circle.
    """

    parents: NDArray[np.int64]

    def __init__(self, parents: ArrayLike) -> None:
        array = np.array(parents, dtype=np.int64).reshape(-1)
        if ((array < TOP) | (array >= len(array))).any():
            raise DataError("a tree names a parent that does not exist", where="parents")
        array.flags.writeable = False
        object.__setattr__(self, "parents", array)
        if len(self._order) < len(array):
            raise DataError("the parents of a tree go round in a circle", where="parents")

    @classmethod
    def of_edges(cls, labels: int, edges: Iterable[tuple[int, int]]) -> Tree:
        """The tree of (parent, child) edges; of several parents the first one counts."""
        parents = np.full(labels, TOP)
        for parent, child in edges:
            if parents[child] == TOP:
                parents[child] = parent
        return cls(parents)

    def __len__(self) -> int:
        return len(self.parents)

    @cached_property
    def edges(self) -> tuple[tuple[int, int], ...]:
        """(parent, child) of the labels below another, in the order of the children."""
        below = np.flatnonzero(self.parents != TOP)
        return tuple(zip(self.parents[below].tolist(), below.tolist()))

    @cached_property
    def lineage(self) -> NDArray[np.bool_]:
        """(labels, labels) row i marks label i and its ancestors."""
        marks = np.eye(len(self), dtype=bool)
        for label in self._order:
            if self.parents[label] != TOP:
                marks[label] |= marks[self.parents[label]]
        return marks

    @property
    def depth(self) -> NDArray[np.int64]:
        """(labels,) number of ancestors."""
        depth: NDArray[np.int64] = self.lineage.sum(axis=1) - 1
        return depth

    @cached_property
    def shared(self) -> NDArray[np.float64]:
        """(labels, labels) number of common ancestors, each label being one of its own.

        It is the depth of the lowest common ancestor, with the virtual root at 0.
        """
        marks = self.lineage.astype(np.float32)
        return (marks @ marks.T).astype(np.float64)

    def hops(self) -> NDArray[np.float64]:
        """(labels, labels) steps along edges; the virtual root joins the top labels."""
        own = self.shared.diagonal()
        steps: NDArray[np.float64] = own[:, None] + own - 2 * self.shared
        return steps

    @cached_property
    def _order(self) -> list[int]:
        """Labels with every parent before its children; those on or below a circle are missing."""
        children: list[list[int]] = [[] for _ in range(len(self) + 1)]
        for label, parent in enumerate(self.parents.tolist()):
            children[parent].append(label)
        order = list(children[TOP])
        for label in order:  # grows while it is read
            order += children[label]
        return order
