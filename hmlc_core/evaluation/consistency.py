"""Contradictions between predictions and the hierarchy, and predictions made to agree with it.

A label contradicts the hierarchy where it is there and its parent is not. Of several parents one
is enough, unless a name ends in `_all`.
"""

from __future__ import annotations

from collections import Counter
from typing import Literal

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from hmlc_core.data.labels import LabelGraph
from hmlc_core.evaluation.cells import Scores

Indices = NDArray[np.int64]

SLACK = 1e-9
"""A child may be this much more probable than its parent: rounding is no contradiction."""


class Excess:
    """Children more probable than their parents, counted a few documents at a time."""

    def __init__(self, graph: LabelGraph) -> None:
        self._parents, self._children = _edges(graph)
        self._documents = self._against = 0
        self._size = 0.0

    def add(self, probabilities: Scores) -> None:
        """Of some documents, (n, C); −∞, which was no number, counts as 0."""
        known = np.where(np.isneginf(probabilities), 0, probabilities).astype(np.float64)
        excess = known[:, self._children] - known[:, self._parents]
        self._documents += len(known)
        self._against += int((excess > SLACK).sum())
        self._size += float(np.square(excess[excess > SLACK]).sum())

    def scores(self) -> dict[str, float]:
        """score_violations: share of (document, edge) with a child more probable than its parent;
        score_violation_size: Σ (p_child − p_parent)² over these edges, mean over documents.

        Undefined without edges: NaN.
        """
        edges = len(self._parents)
        return {
            "score_violations": _share(self._against, self._documents * edges),
            "score_violation_size": _share(self._size, self._documents if edges else 0),
        }


class Violations:
    """Labels that are there without a parent, counted a few documents at a time."""

    def __init__(self, graph: LabelGraph) -> None:
        self._above = edge_matrix(graph)
        self._parents = np.asarray(self._above.sum(axis=0)).ravel()
        self._below = self._documents = 0
        self._labels, self._in = Counter[str](), Counter[str]()

    def add(self, present: sparse.csr_matrix) -> None:
        """Of some documents, (n, C): 1 where a label is there."""
        much = len(self._parents) + 1  # more than any number of parents: marks who is there
        cells = (much * present + present @ self._above).tocoo()
        here = cells.data >= much
        rows, has = cells.row[here], cells.data[here] - much
        needs = self._parents[cells.col[here]]
        below = needs > 0
        for parents, missing in (("any", below & (has == 0)), ("all", has < needs)):
            self._labels[parents] += int(missing.sum())
            self._in[parents] += len(np.unique(rows[missing]))
        self._below += int(below.sum())
        self._documents += present.shape[0]

    def documents(self, parents: str) -> float:
        """Share of documents with such a label; NaN where no label has a parent."""
        return _share(self._in[parents], self._documents if self._above.nnz else 0)

    def labels(self, parents: str) -> float:
        """Share of such labels among those with a parent; NaN where none is there."""
        return _share(self._labels[parents], self._below)


def capped(
    probabilities: Scores, graph: LabelGraph, *, parents: Literal["any", "all"] = "any"
) -> Scores:
    """Probabilities (n, C) where no label is more probable than its parents allow, from the top.

    parents: a label's bound is the most probable (`any`) or the least probable (`all`) of them.
    """
    bound = np.maximum if parents == "any" else np.minimum
    result = probabilities.copy()
    above, labels = _edges(graph)
    for chosen, edges, starts in _by_level(graph, labels):
        limits = bound.reduceat(result[:, above[edges]], starts, axis=1)
        result[:, chosen] = np.minimum(result[:, chosen], limits)
    return result


def raised(probabilities: Scores, graph: LabelGraph) -> Scores:
    """Probabilities (n, C) where every label is at least as probable as its children."""
    result = probabilities.copy()
    labels, below = _edges(graph)
    for chosen, edges, starts in reversed(_by_level(graph, labels)):
        limits = np.maximum.reduceat(result[:, below[edges]], starts, axis=1)
        result[:, chosen] = np.maximum(result[:, chosen], limits)
    return result


def at_least(scores: Scores, threshold: float) -> sparse.csr_matrix:
    """(n, C) 1 where a label scores at least `threshold`."""
    limit = np.float64(threshold)  # a plain float would be rounded to the precision of the scores
    return sparse.csr_matrix(scores >= limit).astype(np.int64)


def edge_matrix(graph: LabelGraph) -> sparse.csr_matrix:
    """(labels, labels) 1 from parent to child."""
    parents, children = _edges(graph)
    ones = np.ones(len(parents), dtype=np.int64)
    return sparse.csr_matrix((ones, (parents, children)), (len(graph), len(graph)))


def _edges(graph: LabelGraph) -> tuple[Indices, Indices]:
    """(edges,) parents, and their children."""
    parents, children = np.array(graph.edges, dtype=np.int64).reshape(-1, 2).T
    return parents, children


def _by_level(graph: LabelGraph, ends: Indices) -> list[tuple[Indices, Indices, Indices]]:
    """The edges by the label at one of their ends, level by level from the top: labels of a level,
    the edges of the first of them, of the second, …, and where each label's begin."""
    order = np.lexsort((ends, graph.depth[ends]))
    depths = graph.depth[ends[order]]
    found = []
    for depth in np.unique(depths):
        edges = order[depths == depth]
        chosen, starts = np.unique(ends[edges], return_index=True)
        found.append((chosen, edges, starts))
    return found


def _share(part: float, whole: int) -> float:
    return part / whole if whole else float("nan")
