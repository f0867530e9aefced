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
from hmlc_core.evaluation.cells import Scores, Truth
from hmlc_core.evaluation.consistency import Violations, edge_matrix, present, score_violations


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
    predicted, true = present(probabilities, truth, threshold), _true(truth)
    given, asked = Violations(predicted, graph), Violations(true, graph)
    return {
        **_closed(predicted, true, graph),
        "distance_to_truth": _distance(predicted, true, graph),
        **_levels(predicted, true, graph),
        **score_violations(probabilities, truth, graph),
        "decision_violations": given.documents("any"),
        "decision_violations_all": given.documents("all"),
        "label_violations": given.labels("any"),
        "label_violations_all": given.labels("all"),
        "truth_violations": asked.documents("any"),
        "truth_violations_all": asked.documents("all"),
    }


def _closed(
    predicted: sparse.csr_matrix, true: sparse.csr_matrix, graph: LabelGraph
) -> dict[str, float]:
    above, asked = graph.closed(predicted), graph.closed(true)
    hits, found, there = (_per_row(cells) for cells in (above.multiply(asked), above, asked))
    labelled = there > 0
    each = (hits[labelled], found[labelled], there[labelled])
    pooled = (hits.sum(keepdims=True), found.sum(keepdims=True), there.sum(keepdims=True))
    return {
        f"{name}{suffix}": value
        for suffix, counts in (("", pooled), ("_macro", each))
        for name, value in zip(("hp", "hr", "hf"), _precision_recall_f1(*counts))
    }


def _levels(
    predicted: sparse.csr_matrix, true: sparse.csr_matrix, graph: LabelGraph
) -> dict[str, float]:
    levels = int(graph.depth.max(initial=-1)) + 1

    def by_level(cells: sparse.csr_matrix) -> NDArray[np.float64]:
        per_label = np.asarray(cells.sum(axis=0), dtype=np.float64).ravel()
        return np.bincount(graph.depth, per_label, levels).astype(np.float64)

    hits, found, there = by_level(predicted.multiply(true)), by_level(predicted), by_level(true)
    open_to = true.multiply((predicted @ edge_matrix(graph)) > 0)
    reached, could = by_level(open_to.multiply(predicted)), by_level(open_to)
    scores: dict[str, float] = {}
    for level in range(levels):
        counts = (values[level : level + 1] for values in (hits, found, there))
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


def _distance(predicted: sparse.csr_matrix, true: sparse.csr_matrix, graph: LabelGraph) -> float:
    hubs = graph.hubs
    total = count = 0
    for document in range(true.shape[0]):
        right, given = (
            cells.indices[cells.indptr[document] : cells.indptr[document + 1]]
            for cells in (true, predicted)
        )
        if len(right) and len(given):
            total += int(hubs.to_nearest(given, right).sum())
            count += len(given)
    return total / count if count else float("nan")


def _true(truth: Truth) -> sparse.csr_matrix:
    """(n, C) 1 where a document has a label."""
    there: sparse.csr_matrix = sparse.csr_matrix(truth).astype(np.bool_).astype(np.int64)
    return there


def _per_row(cells: sparse.csr_matrix) -> NDArray[np.float64]:
    return np.asarray(cells.sum(axis=1), dtype=np.float64).ravel()
