"""Embeddings of documents by their labels: inner products of neighbours are kept, others are free.

Singular value projection (Jain et al., NIPS 2010) of the matrix of inner products of label vectors,
of which only those of neighbours are observed (Bhatia et al., NIPS 2015, equation 4): a step of
gradient of length 1 from M = 0, then the nearest positive semidefinite matrix of a rank.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from hmlc_core.methods.neighbours import CELLS, largest

Floats = NDArray[np.float64]

DENSE, SHARE = 200, 3
"""Documents up to which all eigenvalues are found at once; so are they where more than a share (a
third) of them is wanted."""

TOLERANCE, RESTARTS = 1e-3, 50
"""How exactly an eigenpair is found, as a share of the eigenvalue, and how often Lanczos' method
starts anew for it. Documents with the same labels make eigenvalues equal or nearly so, which it
separates slowly or never; a step of projection needs no more digits."""


def observed(labels: sparse.csr_matrix, count: int) -> sparse.csr_matrix:
    """(documents, documents) inner products of label vectors, as entries where one of the two is
    among the `count` documents that are most alike to the other; an entry may be 0.

    A document is its own first neighbour; of others that are equally alike the first are taken.
    labels: (documents, labels) 0/1.
    """
    labels = sparse.csr_matrix(labels, dtype=np.float64)
    documents = labels.shape[0]
    count = min(count, documents)
    near = np.concatenate([largest(block, count) for block in _products(labels, own=0.5)])
    ends = np.arange(documents + 1) * count
    directed = sparse.csr_matrix((np.ones(near.size), near.ravel(), ends), (documents, documents))
    either = sparse.csr_matrix(directed + directed.T)
    either.sort_indices()
    rows, start = _rows(either), 0
    for block in _products(labels):
        inside = slice(*either.indptr[[start, start + len(block)]])
        either.data[inside] = block[rows[inside] - start, either.indices[inside]]
        start += len(block)
    return either


def project(
    target: sparse.csr_matrix, rank: int, steps: int, random: np.random.Generator
) -> tuple[Floats, Floats]:
    """Eigenvalues (rank,), largest first and none below 0, and vectors (documents, rank) of the
    matrix after `steps` steps towards the entries of `target`.

    random: where the search for eigenvalues starts. The embedding of the documents is
    vectors · √eigenvalues.
    """
    documents = target.shape[0]
    rank = min(rank, documents)
    values, vectors = np.zeros(rank), np.zeros((documents, rank))
    start = random.standard_normal(documents)
    for _ in range(steps):
        missing = target.copy()
        missing.data -= _entries(values, vectors, target)
        values, vectors = _top(values, vectors, missing, start)
    return values, vectors


def _products(labels: sparse.csr_matrix, own: float = 0.0) -> Any:
    """Inner products with all documents, some rows at a time; `own` is added to a document's with
    itself."""
    size = max(1, CELLS // labels.shape[0])
    for start in range(0, labels.shape[0], size):
        block = (labels[start : start + size] @ labels.T).toarray()
        block[np.arange(len(block)), start + np.arange(len(block))] += own
        yield block


def _rows(matrix: sparse.csr_matrix) -> NDArray[np.int64]:
    return np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))


def _entries(values: Floats, vectors: Floats, where: sparse.csr_matrix) -> Floats:
    """Entries of vectors · values · vectorsᵀ, in the order of those of `where`."""
    rows, scaled, size = _rows(where), vectors * values, max(1, CELLS // len(values))
    parts = [
        np.einsum("ij,ij->i", scaled[rows[part]], vectors[where.indices[part]])
        for start in range(0, where.nnz, size)
        for part in [slice(start, start + size)]
    ]
    return np.concatenate(parts)


def _top(
    values: Floats, vectors: Floats, missing: sparse.csr_matrix, start: Floats
) -> tuple[Floats, Floats]:
    """The largest eigenvalues of vectors · values · vectorsᵀ + missing, and their vectors; as many
    as there were, those below 0 as 0."""
    from scipy.linalg import eigh
    from scipy.sparse.linalg import ArpackError, LinearOperator, eigsh

    documents, rank = vectors.shape
    scaled = vectors * values

    def times(one: Floats) -> Any:
        return scaled @ (vectors.T @ one) + missing @ one

    found = None
    if documents > DENSE and SHARE * rank < documents:
        operator = LinearOperator(missing.shape, matvec=times, dtype=np.float64)
        try:
            found = eigsh(operator, k=rank, which="LA", v0=start, tol=TOLERANCE, maxiter=RESTARTS)
        except ArpackError:  # too many are equal
            found = None
    if found is None:
        last = [documents - rank, documents - 1]
        found = eigh(scaled @ vectors.T + missing.toarray(), subset_by_index=last)
    order = np.argsort(-found[0], kind="stable")
    return np.maximum(found[0][order], 0), found[1][:, order]
