"""Ridge regression with many features and few documents, without an intercept."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from hmlc_core.methods.neighbours import CELLS

Floats = NDArray[np.float64]


def dual_weights(rows: sparse.csr_matrix, targets: Floats, ridge: float) -> Floats:
    """(documents, width) A, from which the weights are V = rowsᵀ A: A = (rows rowsᵀ + ridge)⁻¹
    targets, so that V is the least of |rows V − targets|² + ridge |V|².

    The matrix that is factored is as large as the documents are many, however many the features.
    """
    from scipy.linalg import cho_factor, cho_solve

    documents = rows.shape[0]
    products = np.empty((documents, documents))
    size = max(1, CELLS // documents)
    for start in range(0, documents, size):
        block = slice(start, start + size)
        products[block] = (rows[block] @ rows.T).toarray()
    products[np.diag_indices(documents)] += ridge
    found: Floats = cho_solve(cho_factor(products, lower=True, overwrite_a=True), targets)
    return found
