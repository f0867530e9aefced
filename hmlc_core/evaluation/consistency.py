"""Contradictions between predictions and the hierarchy, and predictions made to agree with it.

A label contradicts the hierarchy where it is there and its parent is not. Of several parents one
is enough, unless a name ends in `_all`.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import scipy.sparse as sparse

from hmlc_core.data.labels import LabelGraph
from hmlc_core.evaluation.cells import Scores, Truth, blocks

SLACK = 1e-9
"""A child may be this much more probable than its parent: rounding is no contradiction."""


def score_violations(probabilities: Scores, truth: Truth, graph: LabelGraph) -> dict[str, float]:
    """score_violations: share of (document, edge) with a child more probable than its parent;
    score_violation_size: Σ (p_child − p_parent)² over these edges, mean over documents.

    truth: of the same documents, for its shape. Undefined without edges: NaN.
    """
    if not graph.edges:
        return {"score_violations": float("nan"), "score_violation_size": float("nan")}
    parents, children = np.array(graph.edges, dtype=np.int64).T
    against, size = 0, 0.0
    for _, block, _ in blocks(probabilities, truth):
        known = np.where(np.isneginf(block), 0, block).astype(np.float64)  # −∞: was no number
        excess = known[:, children] - known[:, parents]
        against += int((excess > SLACK).sum())
        size += float(np.square(excess[excess > SLACK]).sum())
    documents = truth.shape[0]
    return {
        "score_violations": against / (documents * len(parents)),
        "score_violation_size": size / documents,
    }


class Violations:
    """Labels (n, C), 1 where one is there, that are there without a parent."""

    def __init__(self, present: sparse.csr_matrix, graph: LabelGraph) -> None:
        above = edge_matrix(graph)
        self._flat, self._documents = not graph.edges, present.shape[0]
        much = len(graph) + 1  # more than any number of parents: marks who is there
        cells = (much * present + present @ above).tocoo()
        here = cells.data >= much
        self._rows, has = cells.row[here], cells.data[here] - much
        needs = np.asarray(above.sum(axis=0)).ravel()[cells.col[here]]
        self._below = needs > 0
        self._missing = {"any": self._below & (has == 0), "all": has < needs}

    def documents(self, parents: str) -> float:
        """Share of documents with such a label; NaN where no label has a parent."""
        found = len(np.unique(self._rows[self._missing[parents]]))
        return float("nan") if self._flat else found / self._documents

    def labels(self, parents: str) -> float:
        """Share of such labels among those with a parent; NaN where none is there."""
        count = int(self._below.sum())
        return int(self._missing[parents].sum()) / count if count else float("nan")


def capped(
    probabilities: Scores, graph: LabelGraph, *, parents: Literal["any", "all"] = "any"
) -> Scores:
    """Probabilities (n, C) where no label is more probable than its parents allow, from the top.

    parents: a label's bound is the most probable (`any`) or the least probable (`all`) of them.
    """
    bound = np.max if parents == "any" else np.min
    result = probabilities.copy()
    for label in np.argsort(graph.depth, kind="stable").tolist():
        if above := list(graph.parents(label)):
            result[:, label] = np.minimum(result[:, label], bound(result[:, above], axis=1))
    return result


def raised(probabilities: Scores, graph: LabelGraph) -> Scores:
    """Probabilities (n, C) where every label is at least as probable as its children."""
    result = probabilities.copy()
    for label in np.argsort(-graph.depth, kind="stable").tolist():
        if below := list(graph.children(label)):
            result[:, label] = np.maximum(result[:, label], result[:, below].max(axis=1))
    return result


def present(scores: Scores, truth: Truth, threshold: float) -> sparse.csr_matrix:
    """(n, C) 1 where a label scores at least `threshold`; truth is for its shape."""
    limit = np.float64(threshold)  # a plain float would be rounded to the precision of the scores
    parts = [sparse.csr_matrix(block >= limit) for _, block, _ in blocks(scores, truth)]
    return sparse.csr_matrix(sparse.vstack(parts)).astype(np.int64)


def edge_matrix(graph: LabelGraph) -> sparse.csr_matrix:
    """(labels, labels) 1 from parent to child."""
    parents, children = np.array(graph.edges, dtype=np.int64).reshape(-1, 2).T
    ones = np.ones(len(parents), dtype=np.int64)
    return sparse.csr_matrix((ones, (parents, children)), (len(graph), len(graph)))
