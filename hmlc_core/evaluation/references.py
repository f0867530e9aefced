"""Predictors that every method stands beside and that learn next to nothing: chance, label
frequency, an oracle.

All are judged on the test split. They learn from every training document a run may use, also
from those it holds out for validation; never from a development split. So the bar does not depend
on how a run's documents were split. The threshold of label frequency is found on the documents that
it counts: it has no more than a number for each label, and knows them hardly better than others.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma

from hmlc_core.evaluation.cells import Truth
from hmlc_core.evaluation.classification import Counts
from hmlc_core.evaluation.families import defined
from hmlc_core.evaluation.ranking import mean, rank
from hmlc_core.evaluation.scores import BORDER, DEPTH, evaluate, of_counts, of_ranking


def simple_references(known: Truth, truth: Truth) -> dict[str, dict[str, float]]:
    """`chance`, `frequency` and `ceiling` -> the scores of `evaluate`.

    known: (documents, labels) of what may be learned from. truth: the test documents'.
    """
    shares, threshold = frequency(known, truth.shape[0]), frequency_threshold(known)
    return {
        "chance": chance(truth),
        "frequency": evaluate(shares, truth, tuned=threshold),
        "ceiling": evaluate(truth.astype(np.float32).toarray(), truth, tuned=BORDER),
    }


def chance(truth: Truth) -> dict[str, float]:
    """What random probabilities, uniform in [0, 1], score on average.

    Rankings and average precision are expectations over random orders. At a threshold of 0.5 every
    label is predicted for half of the documents, and F1 is that of the expected counts; the best
    threshold is the one that predicts every label for every document. As of `evaluate` there are
    no scores where no document has a label.
    """
    if not truth.count_nonzero():
        return {}
    documents, labels = truth.shape
    ranked = rank(np.broadcast_to(0.0, truth.shape), truth, DEPTH, ties="expected")
    true = truth.count_nonzero(axis=0).astype(np.float64)
    everywhere = np.full(labels, float(documents))
    cells, positives = documents * labels, float(true.sum())
    return defined(
        {
            **of_ranking(ranked),
            "micro_auprc": float(_random_precision(np.array([positives]), cells)[0]),
            "macro_ap": mean(_random_precision(true, documents)),
            "micro_auroc": 0.5 if 0 < positives < cells else float("nan"),
            **of_counts(Counts(true / 2, everywhere / 2, true)),
            **of_counts(Counts(true, everywhere, true), "_tuned"),
        }
    )


def frequency(known: Truth, documents: int) -> NDArray[np.float64]:
    """(documents, C) the same for every document: each label's share of the training documents.

    So the ranking is the labels' order in training, and at 0.5 only labels are predicted which
    at least half of the training documents have: often none.
    """
    share = known.count_nonzero(axis=0) / known.shape[0]
    return np.broadcast_to(share, (documents, len(share)))


def frequency_threshold(known: Truth) -> float:
    """The share from which labels are predicted to get the best micro-F1 of the documents counted;
    0.5 where none has a label."""
    counts = np.sort(known.count_nonzero(axis=0))[::-1]
    if not counts.any():
        return BORDER
    documents = known.shape[0]
    given = documents * np.arange(1, len(counts) + 1)
    f1 = 2 * counts.cumsum() / (given + counts.sum())
    f1[:-1][counts[:-1] == counts[1:]] = 0  # equal shares are predicted together
    return float(counts[f1.argmax()] / documents)


def _random_precision(true: NDArray[np.float64], cells: int) -> NDArray[np.float64]:
    """Average precision that a random order of `cells`, of which so many are `true`, has on
    average; NaN where none is.

    The first of i places that are true is so with 1/i, and of each other true cell the share
    (true − 1) / (cells − 1) stands before: (H + (cells − H) · that share) / cells, H = Σ 1/i.
    """
    harmonic = float(digamma(cells + 1) + np.euler_gamma)
    others = (true - 1) / max(cells - 1, 1)
    return np.where(true > 0, (harmonic + (cells - harmonic) * others) / cells, np.nan)
