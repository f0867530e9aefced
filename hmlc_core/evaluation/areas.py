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

from hmlc_core.evaluation.cells import BLOCK, Scores, Truth, blocks

Sorted = NDArray[np.floating]
"""Scores in increasing order."""


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Scores of (document, label) cells pooled, and of the true ones among them; both sorted.

    Only true cells are looked up among all, which are many: no ranks of all are held.
    """

    all: Sorted
    true: Sorted

    @classmethod
    def of(cls, scores: Scores, truth: Truth) -> Cells:
        """All cells of scores (n, C); see `cells.blocks` for what is refused."""
        parts = [(block.ravel(), block[true]) for _, block, true in blocks(scores, truth)]
        every, true = (np.concatenate(group) for group in zip(*parts, strict=True))
        every.sort()
        true.sort()
        return cls(every, true)

    def average_precision(self) -> float:
        """Mean over true cells of the precision of what scores at least as high."""
        if not len(self.true):
            return float("nan")
        return float((self._hits() / self._predicted()).mean())

    def auroc(self) -> float:
        """Share of pairs of a true and a false cell in which the true one scores higher; equal
        scores count half."""
        positives, negatives = len(self.true), len(self.all) - len(self.true)
        if not positives or not negatives:
            return float("nan")
        below, upto = (
            np.searchsorted(self.all, self.true, side) - np.searchsorted(self.true, self.true, side)
            for side in ("left", "right")
        )
        return float((below + upto).sum() / 2 / positives / negatives)

    def best_threshold(self) -> float:
        """The one with the best F1; see `classification.tuned_threshold`."""
        finite = np.flatnonzero(np.isfinite(self.true))[::-1]  # the highest of equals is first
        if not len(finite):
            return 0.5
        # F1 only falls between one true cell and the next: the cut is just below one of them.
        f1 = 2 * self._hits()[finite] / (self._predicted()[finite] + len(self.true))
        lowest = self.true[finite[f1.argmax()]]
        place = int(np.searchsorted(self.all, lowest))
        if not place or not np.isfinite(self.all[place - 1]):
            return float(lowest)
        below = float(self.all[place - 1])
        middle = (float(lowest) + below) / 2
        return middle if middle > below else float(lowest)

    def _predicted(self) -> NDArray[np.int64]:
        """Of each true cell, how many of all score at least as high."""
        return len(self.all) - np.searchsorted(self.all, self.true)

    def _hits(self) -> NDArray[np.int64]:
        return len(self.true) - np.searchsorted(self.true, self.true)


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
        columns = np.ascontiguousarray(scores[:, start : start + width].T)
        columns = np.where(np.isnan(columns), -np.inf, columns)
        ordered = np.sort(columns, axis=1)
        for row, label in enumerate(range(start, start + len(columns))):
            true = columns[row, has.indices[has.indptr[label] : has.indptr[label + 1]]]
            if len(true):
                values[label] = Cells(ordered[row], np.sort(true)).average_precision()
    return values
