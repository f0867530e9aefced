"""Predictions judged by the hierarchy: hP, hR and hF, level by level, and contradictions.

hP and hR are those of Kiritchenko, Matwin and Famili, *Functional Annotation of Genes Using
Hierarchical Text Categorization* (2005): precision and recall of the labels with all their
ancestors. The virtual root is no label; with it everything would look better.

What contradicts the hierarchy is said in `consistency`. The true labels themselves may contradict
it (many corpora leave ancestors out): they are never completed silently, and `truth_violations`
tells how many do.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from hmlc_core.data.labels import LabelGraph
from hmlc_core.errors import DataError
from hmlc_core.evaluation.cells import Scores, Truth, blocks
from hmlc_core.evaluation.consistency import Excess, Violations, at_least, edge_matrix


def hierarchical_scores(
    probabilities: Scores, truth: Truth, graph: LabelGraph, threshold: float = 0.5
) -> dict[str, float]:
    """Every hierarchical score of probabilities (n, C) against truth (n, C); undefined is NaN.

    hp, hr, hf: pooled over documents; hf is the harmonic mean of the other two.
    hp_macro, hr_macro, hf_macro: means over documents with a true label; where nothing is
        predicted, precision is 0.
    distance_to_truth: mean hops from a predicted label to the nearest true one, the virtual root
        joining top labels; documents without a true label are left out.
    level_1_precision, level_1_recall, level_1_f1, …: of the labels at depth 0, …, as they are,
        without their ancestors. level_2_reached, …: recall at that level among true labels with a
        predicted parent, so that errors made further up do not count again.
    score_violations: share of (document, edge) with a child more probable than its parent;
        score_violation_size: Σ (p_child − p_parent)² over these edges, mean over documents.
    decision_violations, decision_violations_all: share of documents with a predicted label none
        (not all) of whose parents are predicted; label_violations, label_violations_all: share
        of such labels among the predicted ones that have a parent.
    truth_violations, truth_violations_all: shares of documents, of the true labels.
    Raises `DataError` where shapes differ or there is nothing to evaluate.
    """
    if len(graph) != truth.shape[1]:
        raise DataError(
            "true labels and hierarchy do not belong together",
            where="truth",
            expected=f"{len(graph)} labels",
            received=f"{truth.shape[1]}",
        )
    closed, levels, steps = _Closed(graph), _Levels(graph), _Steps(graph)
    excess, given, asked = Excess(graph), Violations(graph), Violations(graph)
    for _, block, labels in blocks(probabilities, truth):
        predicted = at_least(block, threshold)
        true = sparse.csr_matrix(labels, dtype=np.int64)
        for each in (closed, levels, steps):
            each.add(predicted, true)
        excess.add(block)
        given.add(predicted)
        asked.add(true)
    return {
        **closed.scores(),
        "distance_to_truth": steps.mean(),
        **levels.scores(),
        **excess.scores(),
        "decision_violations": given.documents("any"),
        "decision_violations_all": given.documents("all"),
        "label_violations": given.labels("any"),
        "label_violations_all": given.labels("all"),
        "truth_violations": asked.documents("any"),
        "truth_violations_all": asked.documents("all"),
    }


class _Closed:
    """Of each document how many labels, with all their ancestors, are hits, predicted, and true."""

    def __init__(self, graph: LabelGraph) -> None:
        self._graph = graph
        self._counts: list[NDArray[np.float64]] = []

    def add(self, predicted: sparse.csr_matrix, true: sparse.csr_matrix) -> None:
        above, asked = self._graph.closed(predicted), self._graph.closed(true)
        cells = (above.multiply(asked), above, asked)
        self._counts.append(np.stack([_per_row(each) for each in cells]))

    def scores(self) -> dict[str, float]:
        counts = np.concatenate(self._counts, axis=1)
        each, pooled = counts[:, counts[2] > 0], counts.sum(axis=1, keepdims=True)
        return {
            f"{name}{suffix}": value
            for suffix, of in (("", pooled), ("_macro", each))
            for name, value in zip(("hp", "hr", "hf"), _precision_recall_f1(*of))
        }


class _Levels:
    """Labels of each level: hits, predicted, true; reached, and those that could be."""

    def __init__(self, graph: LabelGraph) -> None:
        self._depth, self._above = graph.depth, edge_matrix(graph)
        self._counts = np.zeros((5, int(graph.depth.max(initial=-1)) + 1))

    def add(self, predicted: sparse.csr_matrix, true: sparse.csr_matrix) -> None:
        open_to = true.multiply((predicted @ self._above) > 0)
        cells = (predicted.multiply(true), predicted, true, open_to.multiply(predicted), open_to)
        for counts, each in zip(self._counts, cells):
            per_label = np.asarray(each.sum(axis=0), dtype=np.float64).ravel()
            counts += np.bincount(self._depth, per_label, len(counts))

    def scores(self) -> dict[str, float]:
        scores: dict[str, float] = {}
        *_, reached, could = self._counts
        for level in range(len(could)):
            counts = self._counts[:3, [level]]
            for name, value in zip(("precision", "recall", "f1"), _precision_recall_f1(*counts)):
                scores[f"level_{level + 1}_{name}"] = value
            if level:
                share = reached[level] / could[level] if could[level] else float("nan")
                scores[f"level_{level + 1}_reached"] = float(share)
        return scores


def _precision_recall_f1(
    hits: NDArray[np.float64], found: NDArray[np.float64], there: NDArray[np.float64]
) -> tuple[float, float, float]:
    """Means over rows with something true; precision is 0 where nothing is found."""
    asked = there > 0
    if not asked.any():
        return (float("nan"),) * 3
    hits, found, there = hits[asked], found[asked], there[asked]
    precision = np.divide(hits, found, out=np.zeros_like(hits), where=found > 0)
    return (
        float(precision.mean()),
        float((hits / there).mean()),
        float((2 * hits / (found + there)).mean()),
    )


class _Steps:
    """Hops from predicted labels to the nearest true one."""

    def __init__(self, graph: LabelGraph) -> None:
        self._hubs = graph.hubs
        self._total = self._count = 0

    def add(self, predicted: sparse.csr_matrix, true: sparse.csr_matrix) -> None:
        for document in range(true.shape[0]):
            right, given = (
                cells.indices[cells.indptr[document] : cells.indptr[document + 1]]
                for cells in (true, predicted)
            )
            if len(right) and len(given):
                self._total += int(self._hubs.to_nearest(given, right).sum())
                self._count += len(given)

    def mean(self) -> float:
        return self._total / self._count if self._count else float("nan")


def _per_row(cells: sparse.csr_matrix) -> NDArray[np.float64]:
    return np.asarray(cells.sum(axis=1), dtype=np.float64).ravel()
