"""Predictors that every method stands beside and that learn next to nothing: chance, label
frequency, an oracle.

All are judged on the test split. They learn from every training document a run may use, also
from those it holds out for validation (a reference has nothing to select); never from a
development split. So the bar does not depend on how a run's documents were split.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hmlc_core.evaluation.cells import Truth
from hmlc_core.evaluation.classification import Counts, Decisions
from hmlc_core.evaluation.ranking import rank
from hmlc_core.evaluation.scores import DEPTH, combine, evaluate


def simple_references(known: Truth, truth: Truth) -> dict[str, dict[str, float]]:
    """`chance`, `frequency` and `ceiling` -> the seven scores of `evaluate`.

    known: (documents, labels) of what may be learned from. truth: the test documents'.
    """
    return {
        "chance": chance(truth),
        "frequency": evaluate(frequency(known, truth.shape[0]), truth),
        "ceiling": evaluate(truth.toarray(), truth),
    }


def chance(truth: Truth) -> dict[str, float]:
    """What random probabilities, uniform in [0, 1], score on average.

    P@k and nDCG@k are expectations over random rankings. At a threshold of 0.5 every label is
    predicted for half of the documents; F1 is that of the expected counts.
    """
    documents, labels = truth.shape
    ranked = rank(np.broadcast_to(0.0, truth.shape), truth, DEPTH, ties="expected")
    by_label = truth.count_nonzero(axis=0).astype(np.float64)
    by_document = ranked.positives.astype(np.float64)
    return combine(
        ranked,
        Decisions(
            Counts(by_label / 2, np.full(labels, documents / 2), by_label),
            Counts(by_document / 2, np.full(documents, labels / 2), by_document),
        ),
    )


def frequency(known: Truth, documents: int) -> NDArray[np.float64]:
    """(documents, C) the same for every document: each label's share of the training documents.

    So the ranking is the labels' order in training, and at 0.5 only labels are predicted which
    at least half of the training documents have: often none.
    """
    share = known.count_nonzero(axis=0) / known.shape[0]
    return np.broadcast_to(share, (documents, len(share)))
