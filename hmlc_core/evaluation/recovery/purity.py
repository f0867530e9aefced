"""Dendrogram purity: whether the branches of the hierarchy stay together in a tree.

Heller and Ghahramani, *Bayesian Hierarchical Clustering* (2005): for every two leaves of one
branch, the share of that branch among the leaves of the smallest subtree that has both.
"""

from __future__ import annotations

import numpy as np
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
    members = (branch[:, None] == np.arange(number)).astype(np.float64)
    counts = np.vstack([tree.lineage.T @ members, members.sum(axis=0)])  # last: virtual root
    pairs = counts * (counts - 1) / 2
    meeting = pairs.copy()  # pairs that meet here, not further below
    np.subtract.at(meeting, np.where(tree.parents == TOP, -1, tree.parents), pairs[:-1])
    total = float(pairs[-1].sum())
    shares = np.divide(
        counts, counts.sum(axis=1, keepdims=True), out=np.zeros_like(counts), where=counts > 0
    )
    return float((meeting * shares).sum() / total) if total else float("nan")
