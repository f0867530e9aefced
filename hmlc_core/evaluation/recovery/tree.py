"""Tree: a recovered hierarchy, of labels with one parent each or under the virtual root."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
import scipy.sparse as sparse
from numpy.typing import ArrayLike, NDArray

from hmlc_core.errors import DataError
from hmlc_core.evaluation.recovery.distances import Floats

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
    def lineage(self) -> sparse.csr_matrix:
        """(labels, labels) 1 where row i has label i and its ancestors."""
        above: list[tuple[int, ...]] = [()] * len(self)
        for label in self._order:
            parent = int(self.parents[label])
            above[label] = (label,) if parent == TOP else (*above[parent], label)
        ends = np.cumsum([0, *map(len, above)])
        columns = np.fromiter(chain.from_iterable(above), np.int64, ends[-1])
        ones = np.ones(len(columns), dtype=np.float32)
        return sparse.csr_matrix((ones, columns, ends), shape=(len(self), len(self)))

    @property
    def depth(self) -> NDArray[np.int64]:
        """(labels,) number of ancestors."""
        depth: NDArray[np.int64] = np.diff(self.lineage.indptr).astype(np.int64) - 1
        return depth

    def shared(self, one: NDArray[np.integer], two: NDArray[np.integer]) -> Floats:
        """(n,) numbers of common ancestors of n pairs of labels, each label being one of its own.

        It is the depth of the lowest common ancestor, with the virtual root at 0.
        """
        common = self.lineage[one].multiply(self.lineage[two]).sum(axis=1)
        return np.asarray(common, dtype=np.float64).ravel()

    def hops(self, rows: NDArray[np.integer] | None = None) -> Floats:
        """(labels, labels), or (rows, labels) from these labels only, steps along edges; the
        virtual root joins the top labels."""
        here = np.arange(len(self)) if rows is None else rows
        shared = (self.lineage[here] @ self.lineage.T).toarray().astype(np.float64)
        own = self.depth + 1.0
        steps: Floats = own[here, None] + own - 2 * shared
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
