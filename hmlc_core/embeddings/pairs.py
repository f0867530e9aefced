"""Pairs of related nodes as the compiled loop reads them: T of Eq. 2 and Eq. 4."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs (p, q), in which the softmax of Eq. 2 belongs to p.

    anchors, partners: (pairs,) nodes p and q of each pair for which p has a negative.
    starts, paired: nodes paired with i, negatives of i never, are paired[starts[i]:starts[i + 1]].
    skipped: number of pairs left out because p is paired with every node.
    """

    nodes: int
    anchors: NDArray[np.int64]
    partners: NDArray[np.int64]
    starts: NDArray[np.int64]
    paired: NDArray[np.int64]
    skipped: int

    @classmethod
    def of(cls, related: NDArray[np.int64], nodes: int, *, anchor: str) -> Pairs:
        """Pairs from the rows (above, below) of `related`, each there once.

        anchor: whose softmax a pair belongs to, that of the `child` or of the `parent`.
        """
        columns = related if anchor == "parent" else related[:, ::-1]
        anchors, partners = columns[np.lexsort(columns.T[::-1])].T
        counts = np.bincount(anchors, minlength=nodes)
        usable = counts[anchors] < nodes - 1
        return cls(
            nodes=nodes,
            anchors=anchors[usable],
            partners=partners[usable],
            starts=np.concatenate([[0], np.cumsum(counts)]),
            paired=np.ascontiguousarray(partners),
            skipped=int((~usable).sum()),
        )

    def __len__(self) -> int:
        return len(self.anchors)
