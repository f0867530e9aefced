"""Metrics of yes-or-no decisions: which labels a threshold predicts, and how right that is.

A label is predicted where its score is at least the threshold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hmlc_core.evaluation.areas import Cells
from hmlc_core.evaluation.cells import Scores, Truth, blocks


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """How often prediction and truth agree; arrays of one shape, a label or document each."""

    hits: NDArray[np.float64]
    predicted: NDArray[np.float64]
    true: NDArray[np.float64]

    def f1(self) -> NDArray[np.float64]:
        """2·hits / (predicted + true); NaN where nothing is predicted and nothing true."""
        total = self.predicted + self.true
        values = np.full(total.shape, np.nan)
        np.divide(2 * self.hits, total, out=values, where=total > 0)
        return values

    def pooled_f1(self) -> float:
        """F1 of the sums; NaN where they are 0."""
        total = float(self.predicted.sum() + self.true.sum())
        return float(2 * self.hits.sum() / total) if total else float("nan")

    def mean_f1(self, *, undefined: Literal["zero", "exclude"]) -> float:
        """Mean of `f1`; see `Decisions.macro_f1`."""
        values = self.f1()
        defined = ~np.isnan(values)
        if not defined.any():
            return float("nan")
        among = len(values) if undefined == "zero" else int(defined.sum())
        return float(values[defined].sum() / among)

    def __add__(self, other: Counts) -> Counts:
        """Of the same labels in these documents and in others."""
        return Counts(
            self.hits + other.hits, self.predicted + other.predicted, self.true + other.true
        )

    def of(self, chosen: NDArray[np.bool_]) -> Counts:
        """The same of some of the labels or documents."""
        return Counts(self.hits[chosen], self.predicted[chosen], self.true[chosen])


@dataclass(frozen=True, slots=True, eq=False)
class Decisions:
    """Agreement of n documents × C labels, counted per label (C,) and per document (n,)."""

    by_label: Counts
    by_document: Counts

    def micro_f1(self) -> float:
        """F1 of all cells pooled; NaN where nothing is predicted and nothing true."""
        return self.by_label.pooled_f1()

    def macro_f1(self, *, undefined: Literal["zero", "exclude"] = "zero") -> float:
        """Mean of the labels' F1.

        undefined: what a label counts that is never true and never predicted. "zero" is
            scikit-learn's and the published tables' convention; "exclude" leaves it out. NaN
            where all labels are such.
        """
        return self.by_label.mean_f1(undefined=undefined)

    def undefined_labels(self) -> int:
        """Number of labels that are never true and never predicted."""
        return int(np.isnan(self.by_label.f1()).sum())

    def example_f1(self) -> float:
        """Mean of the documents' F1; rightly predicting nothing counts as 1."""
        return float(np.nan_to_num(self.by_document.f1(), nan=1.0).mean())

    def subset_accuracy(self) -> float:
        """Share of documents whose every label is decided rightly."""
        return float((self._wrong() == 0).mean())

    def hamming_loss(self) -> float:
        """Share of cells decided wrongly."""
        return float(self._wrong().mean() / self.by_label.hits.size)

    def _wrong(self) -> NDArray[np.float64]:
        counts = self.by_document
        return counts.predicted + counts.true - 2 * counts.hits


def decide(scores: Scores, truth: Truth, *, threshold: float = 0.5) -> Decisions:
    """Predict every label scoring at least `threshold`, and compare with the truth.

    scores: (n, C); truth: (n, C). See `cells.blocks` for what is refused.
    """
    documents, labels = truth.shape
    by_label, by_document = np.zeros((3, labels)), np.zeros((3, documents))
    # A double: a plain float would be rounded to the precision of the scores.
    limit = np.float64(threshold)
    for rows, block, true in blocks(scores, truth):
        predicted = block >= limit
        for number, cells in enumerate((predicted & true, predicted, true)):
            by_label[number] += cells.sum(0)
            by_document[number, rows] = cells.sum(1)
    return Decisions(Counts(*by_label), Counts(*by_document))


def tuned_threshold(scores: Scores, truth: Truth) -> float:
    """The one threshold for all labels that gives these documents their best micro-F1.

    Choose it on validation documents, never on those it is then judged by. Lies halfway
    between two scores; the highest of equally good ones; 0.5 where no document has a label.
    """
    return Cells.of(scores, truth).best_threshold()
