"""Bootstrap over test documents: what scores would be, had other documents been drawn.

A resample draws as many documents as there are, with replacement: document d counts w_d times. A
score of the resample is computed from these weights and from what each document contributes, which
is found once. Resamples depend on nothing but their number and the documents' number, so that two
predictors are judged on the same ones, and their difference is paired (Efron and Tibshirani, An
Introduction to the Bootstrap, 1993, chapter 13: percentile intervals).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from hmlc_core.evaluation.cells import Scores, Truth
from hmlc_core.evaluation.ranking import Ranked, Values, rank
from hmlc_core.evaluation.scores import BORDER, DEPTH

Resamples = NDArray[np.float64]
"""One value per resample; NaN where it is undefined."""

MOST, FEWEST = 1_000, 200
"""Resamples: as many as `MOST`, fewer where there are many cells."""

WORK = 5_000_000_000
"""Cells times resamples at most, as long as `FEWEST` are left."""

LARGEST = 25_000_000
"""Cells (documents × labels) beyond which nothing is resampled: 100 MB of single precision."""

CHUNK = 20_000_000
"""Weights held at a time."""

COVERAGE = 0.95


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """What a predictor says of the test documents.

    scores: (n, C) float32. threshold: the one chosen on validation documents. calibrated: scores
    are probabilities, which have 0.5 as a threshold, too.
    """

    scores: NDArray[np.float32]
    threshold: float
    calibrated: bool


def count(cells: int) -> int:
    """How many resamples are drawn of documents with so many cells; 0 where they are too many."""
    if not 0 < cells <= LARGEST:
        return 0
    return int(np.clip(WORK // cells, FEWEST, MOST))


def resampled(predictions: Predictions, truth: Truth) -> dict[str, Resamples]:
    """Score -> its value on each of `count` resamples of the documents.

    truth: (n, C). `P@k`, `nDCG@k`, `R@k`, `F1@k`, `micro_auprc`, `macro_ap`, `micro_auroc`, and F1
    at the threshold of validation and, for probabilities, at 0.5.
    """
    scores = predictions.scores
    ranked = rank(scores, truth, DEPTH)
    pooled, by_label = (_Cells.of(scores, truth, pooled=pooled) for pooled in (True, False))
    thresholds = {"_tuned": predictions.threshold}
    if predictions.calibrated:
        thresholds[""] = BORDER
    true = sp.csr_matrix(truth.toarray() != 0, dtype=np.float32)
    decided = {
        suffix: sp.csr_matrix(scores >= np.float64(limit), dtype=np.float32)
        for suffix, limit in thresholds.items()
    }
    parts: dict[str, list[Resamples]] = {}
    for weights in _weights(len(scores), count(scores.size)):
        found = _ranking(ranked, weights)
        found["micro_auprc"], found["micro_auroc"] = pooled.areas(weights)
        found["macro_ap"], _ = by_label.areas(weights)
        for suffix, predicted in decided.items():
            micro, macro = _f1(predicted, true, weights)
            found |= {f"micro_f1{suffix}": micro, f"macro_f1{suffix}": macro}
        for name, values in found.items():
            parts.setdefault(name, []).append(values)
    return {name: np.concatenate(values) for name, values in parts.items()}


def interval(differences: Resamples) -> tuple[float, float] | None:
    """The middle 95 % of the values that are defined; None without any."""
    defined = differences[~np.isnan(differences)]
    if not defined.size:
        return None
    tail = (1 - COVERAGE) / 2
    low, high = np.quantile(defined, (tail, 1 - tail))
    return float(low), float(high)


def _weights(documents: int, resamples: int) -> Iterator[NDArray[np.float32]]:
    """(resamples, documents) how often each document is drawn, some resamples at a time."""
    random = np.random.default_rng(0)
    step = max(1, CHUNK // max(documents, 1))
    for start in range(0, resamples, step):
        drawn = random.integers(documents, size=(min(step, resamples - start), documents))
        yield np.stack([np.bincount(row, minlength=documents) for row in drawn]).astype(np.float32)


def _ranking(ranked: Ranked, weights: NDArray[np.float32]) -> dict[str, Resamples]:
    found: dict[str, Resamples] = {}
    true = weights @ ranked.positives.astype(np.float64)
    for k in (1, 3, 5):
        precision = _mean(ranked.precision(k), weights)
        recall = _ratio(precision * k * weights.sum(1), true)
        found |= {f"P@{k}": precision, f"R@{k}": recall}
        found[f"F1@{k}"] = _ratio(2 * precision * recall, precision + recall)
    return found | {f"nDCG@{k}": _mean(ranked.ndcg(k), weights) for k in (3, 5)}


def _mean(values: Values, weights: NDArray[np.float32]) -> Resamples:
    """Mean over the documents for which the value is defined."""
    defined = ~np.isnan(values)
    return _ratio(weights @ np.where(defined, values, 0.0), weights @ defined.astype(np.float64))


def _f1(
    predicted: sp.csr_matrix, true: sp.csr_matrix, weights: NDArray[np.float32]
) -> tuple[Resamples, Resamples]:
    """Micro- and macro-F1; a label that no document has and none is given counts 0 in the mean."""
    hits = _product(sp.csr_matrix(predicted.multiply(true)), weights)
    total = _product(sp.csr_matrix(predicted + true), weights)
    by_label = np.nan_to_num(_ratio(2 * hits, total), nan=0.0)
    return _ratio(2 * hits.sum(0), total.sum(0)), by_label.mean(0)


def _product(counts: Truth, weights: NDArray[np.float32]) -> NDArray[np.float64]:
    """(columns, resamples) sums over the documents drawn; counts: (documents, columns)."""
    return np.asarray(counts.T.tocsr() @ weights.T, np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class _Cells:
    """Cells (documents × labels) by falling score, in one list or in a list for each label.

    document, true: (cells,) of which document, and whether its label is true. last: (cells,) no
    later cell of its list has the same score. starts: where each list begins, and the end.
    """

    document: NDArray[np.int32]
    true: NDArray[np.bool_]
    last: NDArray[np.bool_]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, scores: Scores, truth: Truth, *, pooled: bool) -> _Cells:
        documents, labels = truth.shape
        cells, true = scores.T.ravel(), truth.T.toarray().ravel() != 0
        starts = np.array([0, len(cells)]) if pooled else np.arange(labels + 1) * documents
        lists = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
        order = np.lexsort((-cells, lists))
        last = np.append(cells[order][1:] != cells[order][:-1], True)
        last[starts[1:] - 1] = True
        return cls((order % documents).astype(np.int32), true[order], last, starts)

    def areas(self, weights: NDArray[np.float32]) -> tuple[Resamples, Resamples]:
        """Average precision, mean over lists that have a true label; AUROC, likewise."""
        from hmlc_core.evaluation.weighted_areas import areas  # numba takes a second to import

        precision, roc = areas(self.document, self.true, self.last, self.starts, weights)
        return precision, roc


def _ratio(part: NDArray[np.floating], whole: NDArray[np.floating | np.int64]) -> Resamples:
    """part / whole, NaN where `whole` is 0."""
    values = np.full(np.shape(part), np.nan)
    np.divide(part, whole, out=values, where=np.asarray(whole) > 0)
    return values
