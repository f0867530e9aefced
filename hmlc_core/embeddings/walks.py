"""DeepWalk without a network: random walks over a graph, and vectors from what meets on them.

Perozzi et al., *DeepWalk: Online Learning of Social Representations* (KDD 2014) train skip-gram on
the walks. Skip-gram with k negatives factorises the matrix of pointwise mutual information less
log k (Levy and Goldberg, *Neural Word Embedding as Implicit Matrix Factorization*, NIPS 2014);
here that matrix, cut at 0, is made from the walks and factorised at once.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sparse
import torch
from numpy.typing import NDArray
from scipy.sparse.linalg import eigsh

DENSE = 1_500
"""Nodes up to which all axes are computed; beyond them, those that are wanted alone."""

Vectors = NDArray[np.float64]


def walk_round(
    graph: sparse.csr_matrix, length: int, generator: torch.Generator
) -> NDArray[np.int64]:
    """(nodes, length): a walk from every node that has a neighbour, in the order of the nodes.

    graph: (n, n) non-negative weights of edges; a neighbour is gone to by its share of the
    weights of all neighbours.
    """
    ends = np.concatenate([[0.0], np.cumsum(graph.data, dtype=np.float64)])
    starts = np.flatnonzero(np.diff(graph.indptr))
    walks = np.empty((len(starts), length), dtype=np.int64)
    walks[:, 0] = starts
    luck = torch.rand(length, len(starts), generator=generator, dtype=torch.float64).numpy()
    for step in range(1, length):
        first, last = graph.indptr[walks[:, step - 1]], graph.indptr[walks[:, step - 1] + 1]
        drawn = ends[first] + luck[step] * (ends[last] - ends[first])
        edge = np.searchsorted(ends, drawn, side="right") - 1
        # A product just below the end of the interval may be rounded to it.
        walks[:, step] = graph.indices[np.minimum(edge, last - 1)]
    return walks


def meetings(walks: NDArray[np.int64], window: int, nodes: int) -> sparse.csr_matrix:
    """(nodes, nodes) how often both are within `window` steps of each other; symmetric.

    A node that is come back to within the window meets itself.
    """
    near = range(1, min(window, walks.shape[1] - 1) + 1)
    left = np.concatenate([walks[:, :-steps].ravel() for steps in near])
    right = np.concatenate([walks[:, steps:].ravel() for steps in near])
    counts = sparse.coo_matrix((np.ones(len(left)), (left, right)), (nodes, nodes)).tocsr()
    return sparse.csr_matrix(counts + counts.T)


def shifted_ppmi(counts: sparse.csr_matrix, negatives: float) -> sparse.csr_matrix:
    """max(0, log(#(i, j) · Σ# / (#(i) · #(j))) − log negatives), of the same shape; 0 where i and j
    never meet."""
    pairs, often = counts.tocoo(), np.asarray(counts.sum(1)).ravel()
    apart = often[pairs.row] * often[pairs.col] * negatives
    gain = np.log(pairs.data * often.sum() / apart).clip(min=0.0)
    found = sparse.csr_matrix((gain, (pairs.row, pairs.col)), counts.shape)
    found.eliminate_zeros()
    return found


def factorised(matrix: sparse.csr_matrix, dim: int) -> Vectors:
    """(n, dim) X with X Xᵀ as near to a symmetric matrix (n, n) as can be; 0 in coordinates beyond
    those there are.

    The singular value decomposition but for directions of negative eigenvalues, in which a node
    and its context would be opposite: nodes that only ever meet each other could cancel out.
    """
    nodes = matrix.shape[0]
    if nodes <= DENSE or dim >= nodes - 1:
        values, axes = np.linalg.eigh(matrix.toarray())
    else:
        values, axes = eigsh(matrix, k=dim, which="LA", v0=np.ones(nodes))
    largest = np.argsort(-values, kind="stable")[:dim]
    found = np.zeros((nodes, dim))
    found[:, : len(largest)] = axes[:, largest] * np.sqrt(values[largest].clip(min=0.0))
    return found


def turned_to(points: Vectors, others: Vectors) -> Vectors:
    """`points` (n, dim) turned about the origin to lie as near to `others` as they can.

    Orthogonal Procrustes: singular vectors are found only up to such a turn, which changes no
    distance.
    """
    left, _, right = np.linalg.svd(points.T @ others)
    turned: Vectors = points @ (left @ right)
    return turned
