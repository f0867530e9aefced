"""What label columns alone tell about a hierarchy: whether one fits them, or which one might.

Both rest on one idea: where a child is present, its parent should be present too.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sparse

from hmlc_core.data.cooccurrence import cooccurrence

SHARE = 0.9
"""A parent accompanies its child in at least this share of the child's documents."""
SUPPORT = 5
"""Labels in fewer documents get no inferred parent: chance company would decide."""


def consistency(labels: sparse.csr_matrix, edges: Sequence[tuple[int, int]]) -> float:
    """How well (parent, child) columns fit a (documents, labels) 0/1 matrix, in [0, 1].

    The share of (document, edge) pairs with the child present in which the parent is present
    too; NaN when no child ever is.
    """
    together = cooccurrence(labels)
    support = together.diagonal()
    heads, tails = np.array(edges, dtype=np.int64).reshape(-1, 2).T
    children = support[tails].sum()
    both = np.asarray(together[heads, tails]).sum() if len(heads) else 0
    return float(both / children) if children else float("nan")


def infer_edges(labels: sparse.csr_matrix, *, share: float = SHARE) -> tuple[tuple[int, int], ...]:
    """(parent, child) edges by subsumption in a (documents, labels) 0/1 matrix.

    The parent of c is the rarest label p with P(p | c) >= share that is more frequent than c;
    among equally frequent labels the first counts as more frequent, so there is no cycle.
    """
    together = cooccurrence(labels)
    support = together.diagonal()
    edges = []
    for child in np.flatnonzero(support >= SUPPORT):
        row = slice(together.indptr[child], together.indptr[child + 1])
        others, counts = together.indices[row], together.data[row]
        ranks = [
            (support[other], -other)
            for other in others[counts >= share * support[child]]
            if (support[other], -other) > (support[child], -child)
        ]
        if ranks:
            edges.append((int(-min(ranks)[1]), int(child)))
    return tuple(edges)
