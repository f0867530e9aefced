"""Features reduced to fewer dimensions: those of the largest singular values."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def directions(
    rows: sparse.csr_matrix, width: int, random: np.random.Generator
) -> NDArray[np.float32]:
    """(features, `width`) right singular vectors of the rows, fewer where there are fewer."""
    from scipy.linalg import svd
    from scipy.sparse.linalg import svds

    smaller = min(rows.shape)
    if width < smaller // 2:
        start = random.standard_normal(smaller)
        _, values, across = svds(rows.astype(np.float64), k=width, v0=start)
    else:
        _, values, across = svd(rows.toarray(), full_matrices=False)
    order = np.argsort(-values, kind="stable")[:width]
    return np.asarray(across[order].T, dtype=np.float32)


def reduced(rows: sparse.csr_matrix, onto: NDArray[np.float32]) -> sparse.csr_matrix:
    """(documents, width) rows along the directions, of length 1 where they are not 0."""
    found: Floats = rows @ onto.astype(np.float64)
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    return sparse.csr_matrix(found / np.where(lengths > 0, lengths, 1.0))
