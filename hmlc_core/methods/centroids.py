"""TF-IDF + centroids: what stands for linear machines where there are too many to be fitted.

Rocchio's classifier (Rocchio, *Relevance Feedback in Information Retrieval*, 1971; Joachims, ICML
1997, without negative examples): a label is the mean of its documents, and scores those that point
into its direction. The work grows with the words of documents and their labels, not with labels
times documents.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from hmlc_core.data.features import Terms, features_of
from hmlc_core.data.prepare import Prepared
from hmlc_core.data.text import Encoded
from hmlc_core.evaluation.cells import rows_at_once

TERMS = 100
"""Words that are kept of a label, those that weigh most in its documents."""

_BLOCK = 2_000
"""Labels whose means are held whole at a time."""


class Centroids:
    """Fitted to some documents. They score others by the cosine of the angle to each label's mean,
    which is no probability; 0 for a label that no document had."""

    def __init__(self, prepared: Prepared, documents: Encoded) -> None:
        self._features = features_of(Terms(), prepared, documents)
        rows, has = self._features.of(documents), sparse.csr_matrix(documents.labels.T)
        parts = [
            _heaviest(sparse.csr_matrix(has[start : start + _BLOCK] @ rows))
            for start in range(0, has.shape[0], _BLOCK)
        ]
        self._means = _unit(sparse.csr_matrix(sparse.vstack(parts)))

    def scores(self, documents: Encoded) -> NDArray[np.float32]:
        """(documents, labels)."""
        asked, means = _unit(self._features.of(documents)), self._means.T.tocsr()
        found = np.empty((asked.shape[0], means.shape[1]), np.float32)
        rows = rows_at_once(means.shape[1])  # few of the cosines are 0: as a sparse matrix they
        for start in range(0, len(found), rows):  # would take three times what they take here
            found[start : start + rows] = (asked[start : start + rows] @ means).toarray()
        return found


def _heaviest(weights: sparse.csr_matrix) -> sparse.csr_matrix:
    """The `TERMS` largest of each row."""
    kept = np.ones(weights.nnz, dtype=bool)
    for row in np.flatnonzero(np.diff(weights.indptr) > TERMS).tolist():
        part = slice(weights.indptr[row], weights.indptr[row + 1])
        kept[part][np.argpartition(-np.abs(weights.data[part]), TERMS)[TERMS:]] = False
    weights.data[~kept] = 0
    weights.eliminate_zeros()
    return weights


def _unit(rows: sparse.csr_matrix) -> sparse.csr_matrix:
    """Rows of length 1; those without anything stay as they are."""
    length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return sparse.csr_matrix(sparse.diags(1 / np.where(length > 0, length, 1)) @ rows)
