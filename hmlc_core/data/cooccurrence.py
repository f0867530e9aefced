"""Which labels come together: counts, and the measures of likeness made from them.

In HiddeN (Chatterjee et al., EACL 2021) likeness is the number of documents that
have both labels. The released code counts each document twice and divides by their number, which
changes no order.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray


def cooccurrence(labels: sparse.csr_matrix) -> sparse.csr_matrix:
    """(labels, labels) documents that have both, from a (documents, labels) 0/1 matrix.

    The diagonal says how many documents have a label at all.
    """
    present = labels.astype(np.int64)
    return sparse.csr_matrix(present.T @ present)


def similarity(labels: sparse.csr_matrix, measure: str) -> NDArray[np.float64]:
    """(labels, labels) likeness; row i compares label i with all others.

    measure: `count`, documents with both; `conditional`, P(other | label); `pmi`, the logarithm
    of P(both) / (P(label) P(other)), −inf where they never meet; `jaccard`, documents with both
    among those with either. What is undefined (a label that never occurs) is the measure's least
    value.
    """
    counts = cooccurrence(labels).toarray().astype(np.float64)
    if measure == "count":
        return counts
    support = counts.diagonal()
    rows, columns = support[:, None], support[None, :]
    if measure == "conditional":
        return np.divide(counts, rows, out=np.zeros_like(counts), where=rows > 0)
    if measure == "jaccard":
        either = rows + columns - counts
        return np.divide(counts, either, out=np.zeros_like(counts), where=either > 0)
    if measure == "pmi":
        together = counts > 0
        lift = np.divide(
            counts * labels.shape[0], rows * columns, out=np.ones_like(counts), where=together
        )
        return np.where(together, np.log(lift), -np.inf)
    raise ValueError(f"unknown measure of likeness: {measure!r}")
