"""Ranking metrics of multi-label classification, one value per document (HyperIM, Eq. 8).

Conventions, where the literature differs:
- P@k divides by k even where a document has fewer true labels, or the corpus fewer labels.
- nDCG, recall and R-precision are undefined (NaN) for a document without true labels; `mean`
  leaves those documents out. P@k and the reciprocal rank count them as 0.
- R@k and F1@k of tables are `pooled`: hits, true labels and places of all documents are summed
  first, as in the code released with HARNN (Huang et al., 2019).
- Labels with equal scores are ranked by label index, which makes results repeatable;
  `ties="expected"` gives the expected value under random order instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hmlc_core.evaluation.cells import Scores, Truth, blocks

Values = NDArray[np.float64]
"""One value per document, (n,); NaN where it is undefined."""


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """True labels in the order in which a predictor ranks them.

    gains: (n, depth) relevance of the label at each rank, best rank first: 1 if true, 0 if not,
        in between where ties are expected values.
    positives: (n,) number of true labels.
    """

    gains: NDArray[np.float64]
    positives: NDArray[np.int64]

    def precision(self, k: int) -> Values:
        """P@k: share of true labels among the first k."""
        return self._hits(k) / k

    def recall(self, k: int) -> Values:
        """Share of the true labels that is among the first k."""
        return _ratio(self._hits(k), self.positives)

    def ndcg(self, k: int) -> Values:
        """nDCG@k: discounted gain of the first k, over that of a perfect ranking."""
        ranks = min(k, self.gains.shape[1])
        discounts = 1 / np.log2(np.arange(2, ranks + 2))
        ideal = np.concatenate([[0.0], discounts.cumsum()])
        return _ratio(self.gains[:, :ranks] @ discounts, ideal[self.positives.clip(max=ranks)])

    def pooled_recall(self, k: int) -> float:
        """Share of all documents' true labels that is among the first k; NaN without any."""
        whole = int(self.positives.sum())
        return float(self._hits(k).sum() / whole) if whole else float("nan")

    def pooled_f1(self, k: int) -> float:
        """F1 where every document gets its first k labels: harmonic mean of P@k and that recall."""
        given = k * len(self.positives)
        return float(2 * self._hits(k).sum() / (given + self.positives.sum()))

    @classmethod
    def joined(cls, parts: Sequence[Ranked]) -> Ranked:
        """Those of some documents after the others."""
        gains = np.concatenate([part.gains for part in parts])
        return cls(gains, np.concatenate([part.positives for part in parts]))

    def r_precision(self) -> Values:
        """P@k with k = the document's number of true labels; needs that many ranks."""
        ranks = np.arange(self.gains.shape[1])
        hits = (self.gains * (ranks < self.positives[:, None])).sum(1)
        return _ratio(hits, self.positives)

    def _hits(self, k: int) -> Values:
        hits: Values = self.gains[:, :k].sum(1)
        return hits


def rank(
    scores: Scores, truth: Truth, depth: int, *, ties: Literal["index", "expected"] = "index"
) -> Ranked:
    """The first `depth` ranks of every document (all ranks where there are fewer labels).

    scores: (n, C); truth: (n, C). See `cells.blocks` for what is refused.
    """
    gains = np.zeros((len(scores), min(depth, scores.shape[1])))
    positives = np.zeros(len(scores), np.int64)
    for rows, block, true in blocks(scores, truth):
        best = top_labels(block, depth)
        if ties == "index":
            gains[rows] = np.take_along_axis(true, best, axis=1)
        else:
            for place, label in enumerate(best.T):
                tied = block == np.take_along_axis(block, label[:, None], axis=1)
                gains[rows, place] = (tied & true).sum(1) / tied.sum(1)
        positives[rows] = true.sum(1)
    return Ranked(gains, positives)


def top_labels(scores: Scores, k: int) -> NDArray[np.int64]:
    """Indices (n, min(k, C)) of the k best labels, best first; ties by index. No NaN, please."""
    rows, labels = scores.shape
    k = min(k, labels)
    if k == 0:
        return np.zeros((rows, 0), np.int64)
    # The k-th best score splits the labels; only those tied with it need their index.
    last = np.partition(scores, labels - k, axis=1)[:, labels - k, None]
    better, tied = scores > last, scores == last
    room = k - better.sum(1, keepdims=True)
    taken = better | (tied & (tied.cumsum(1) <= room))
    columns = np.nonzero(taken)[1].reshape(rows, k)
    order = np.argsort(-np.take_along_axis(scores, columns, axis=1), axis=1, kind="stable")
    return np.take_along_axis(columns, order, axis=1)


def labels_from(scores: NDArray[np.floating], border: float) -> NDArray[np.int64]:
    """Labels of a document, (C,) scores, at or above `border`, best first; the best where none is.

    They are compared as doubles, as where a threshold's F1 is judged.
    """
    chosen = np.flatnonzero(scores >= np.float64(border))
    if not len(chosen):
        return np.array([np.where(np.isnan(scores), -np.inf, scores).argmax()])
    return chosen[np.argsort(-scores[chosen], kind="stable")]


def reciprocal_rank(scores: Scores, truth: Truth) -> Values:
    """1 / rank of the first true label (ties by index); 0 for a document without one."""
    values = np.zeros(len(scores))
    for rows, block, true in blocks(scores, truth):
        index = np.arange(block.shape[1])
        best = np.where(true, block, -np.inf).max(1, keepdims=True)
        first = (true & (block == best)).argmax(1)[:, None]
        before = (block > best) | ((block == best) & (index < first))
        values[rows] = true.any(1) / (1 + before.sum(1))
    return values


def mean(values: Values) -> float:
    """Mean over the documents for which the value is defined; NaN where there are none."""
    defined = values[~np.isnan(values)]
    return float(defined.mean()) if defined.size else float("nan")


def batch_mean(values: Values, batch: int = 50) -> float:
    """As released with HyperIM: mean of batch means, undefined values counted as 0.

    The last batch, usually shorter, weighs as much as the others.
    """
    values = np.nan_to_num(values, nan=0.0)
    return float(np.mean([values[i : i + batch].mean() for i in range(0, len(values), batch)]))


def _ratio(part: NDArray[np.float64], whole: NDArray[np.floating | np.int64]) -> Values:
    """part / whole, NaN where `whole` is 0."""
    values = np.full(len(part), np.nan)
    np.divide(part, whole, out=values, where=whole > 0)
    return values
