"""Scores that look at every threshold at once: average precision, area under ROC; and the best
single threshold.

Average precision is the sum over thresholds of the gain in recall times precision, in steps and
without interpolation, as scikit-learn has it; equal scores are one threshold. Without a true cell
it is undefined, the area under ROC also without a false one: NaN.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from hmlc_core.evaluation.cells import BLOCK, Scores, Truth, blocks, rows_at_once


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """True (document, label) cells among all of them, pooled.

    Cells are counted block by block: no ranks of all are held, nor a second copy of their scores.

    true: (m,) scores of the true cells, in increasing order. below, upto: (m,) how many of all
    cells score less than each, and no more. before: (m,) the highest score below each; −∞ without
    one. count: number of all cells.
    """

    true: NDArray[np.floating]
    below: NDArray[np.int64]
    upto: NDArray[np.int64]
    before: NDArray[np.floating]
    count: int

    @classmethod
    def of(cls, scores: Scores, truth: Truth) -> Cells:
        """All cells of scores (n, C); see `cells.blocks` for what is refused."""
        parts = [block[has] for _, block, has in blocks(scores, truth)]
        true = np.sort(np.concatenate(parts))
        below, upto = np.zeros((2, len(true)), np.int64)
        before = np.full_like(true, -np.inf)
        for start in range(0, len(scores), rows := rows_at_once(truth.shape[1])):
            ordered = np.sort(_numbers(scores[start : start + rows]), axis=None)
            places = np.searchsorted(ordered, true)
            below += places
            upto += np.searchsorted(ordered, true, "right")
            lower = places > 0
            before[lower] = np.maximum(before[lower], ordered[places[lower] - 1])
        return cls(true, below, upto, before, scores.size)

    def average_precision(self) -> float:
        """Mean over true cells of the precision of what scores at least as high."""
        return _average_precision(self.true, self._predicted())

    def auroc(self) -> float:
        """Share of pairs of a true and a false cell in which the true one scores higher; equal
        scores count half."""
        positives, negatives = len(self.true), self.count - len(self.true)
        if not positives or not negatives:
            return float("nan")
        below = self.below - np.searchsorted(self.true, self.true)
        upto = self.upto - np.searchsorted(self.true, self.true, "right")
        return float((below + upto).sum() / 2 / positives / negatives)

    def best_threshold(self) -> float:
        """The one with the best F1; see `classification.tuned_threshold`."""
        finite = np.flatnonzero(np.isfinite(self.true))[::-1]  # the highest of equals is first
        if not len(finite):
            return 0.5
        # F1 only falls between one true cell and the next: the cut is just below one of them.
        f1 = 2 * _hits(self.true)[finite] / (self._predicted()[finite] + len(self.true))
        best = finite[f1.argmax()]
        lowest, below = float(self.true[best]), float(self.before[best])
        if not np.isfinite(below):
            return lowest
        middle = (lowest + below) / 2
        return middle if middle > below else lowest

    def _predicted(self) -> NDArray[np.int64]:
        """Of each true cell, how many of all score at least as high."""
        return self.count - self.below


def average_precision_by_label(scores: Scores, truth: Truth) -> NDArray[np.float64]:
    """(C,) average precision of each label over the documents; NaN for a label that none has.

    scores, truth: (n, C), as `cells.blocks` accepts them; scores that are not numbers rank last.
    """
    documents, labels = truth.shape
    values = np.full(labels, np.nan)
    has = sp.csc_matrix(truth)
    has.eliminate_zeros()
    width = max(1, BLOCK // documents)
    for start in range(0, labels, width):
        columns = _numbers(np.ascontiguousarray(scores[:, start : start + width].T))
        ordered = np.sort(columns, axis=1)
        for row, label in enumerate(range(start, start + len(columns))):
            true = columns[row, has.indices[has.indptr[label] : has.indptr[label + 1]]]
            true = np.sort(true)
            predicted = documents - np.searchsorted(ordered[row], true)
            values[label] = _average_precision(true, predicted)
    return values


def _average_precision(true: NDArray[np.floating], predicted: NDArray[np.int64]) -> float:
    """Of true cells in increasing order; predicted: how many of all score at least as high."""
    return float((_hits(true) / predicted).mean()) if len(true) else float("nan")


def _hits(true: NDArray[np.floating]) -> NDArray[np.int64]:
    """Of each true cell, how many true ones score at least as high."""
    return len(true) - np.searchsorted(true, true)


def _numbers(scores: Scores) -> Scores:
    """What is no number comes last."""
    return np.where(np.isnan(scores), -np.inf, scores)
