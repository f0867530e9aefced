"""Dendrogram purity: whether the branches of the hierarchy stay together in a tree.

Heller and Ghahramani, *Bayesian Hierarchical Clustering* (2005): for every two leaves of one
branch, the share of that branch among the leaves of the smallest subtree that has both.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from hmlc_core.data.labels import LabelGraph
from hmlc_core.evaluation.recovery.tree import TOP, Tree

OUTSIDE = -1
"""The branch of labels that are not asked about."""


def branches(graph: LabelGraph) -> NDArray[np.int64]:
    """(labels,) the branch of every leaf that is in one only; `OUTSIDE` for all other labels.

    A branch hangs from a top label. Under a single top label it hangs from that one's children,
    and so on down to the first level that has several labels.
    """
    tops = graph.roots()
    while len(tops) == 1 and graph.children(tops[0]):
        tops = graph.children(tops[0])
    number = {top: place for place, top in enumerate(tops)}
    branch = np.full(len(graph), OUTSIDE)
    for leaf in graph.leaves():
        over = [number[label] for label in (leaf, *graph.ancestors(leaf)) if label in number]
        if len(over) == 1:
            branch[leaf] = over[0]
    return branch


def dendrogram_purity(tree: Tree, branch: NDArray[np.int64]) -> float:
    """Mean purity over all pairs of one branch; NaN where no branch has two leaves.

    branch: (nodes,) numbers from 0, `OUTSIDE` for nodes of the tree that are no leaves. Exact,
    since counts below each node are enough.
    """
    number = int(branch.max(initial=OUTSIDE)) + 1
    leaves = np.flatnonzero(branch != OUTSIDE)
    members = sparse.csr_matrix(
        (np.ones(len(leaves)), (leaves, branch[leaves])), (len(branch), number)
    )
    whole = sparse.csr_matrix(members.sum(axis=0))  # below the virtual root
    counts = sparse.csr_matrix(sparse.vstack([tree.lineage.T @ members, whole]))
    pairs = counts.copy()
    pairs.data = counts.data * (counts.data - 1) / 2
    total = float(pairs[-1].sum())
    leaves_of = np.asarray(counts.sum(axis=1)).ravel()
    shares = sparse.diags(1 / np.maximum(leaves_of, 1)) @ counts
    size = len(tree)
    above = np.where(tree.parents == TOP, size, tree.parents)
    joins = sparse.csr_matrix((np.ones(size), (above, np.arange(size))), (size + 1, size))
    meeting = pairs - joins @ pairs[:-1]  # pairs that meet here, not further below
    met = meeting.multiply(shares).sum()
    return float(met) / total if total else float("nan")
