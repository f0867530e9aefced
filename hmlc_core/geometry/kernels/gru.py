"""The hyperbolic GRU over whole sequences (HyperIM, Eq. 5, φ = identity), forward and backward.

The documents of a batch come longest first (`documents`), so that step t runs over the first
`widths[t]` of them only. A vector register is a matrix (k, n), one row per coordinate and one
column per document; to the ball-wise formulas of `lanes` it is (block, balls · n), because
coordinates are reordered so that the first coordinates of all balls come first (`order`; rows and
columns of the weights follow it already).

With v = log0(h) one product of matrices serves both gates, W ⊗ h = exp0(W v), and in the same way
W ⊗ (diag(r) ⊗ h) = exp0(W (r ∘ v)). The way back starts from the states and these products, and
computes the rest of each step again.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from hmlc_core.geometry.kernels.compile import inner, kernel
from hmlc_core.geometry.kernels.gru_step import (
    BB,
    BIAS,
    FORWARD_VECTORS,
    G_1,
    G_BIAS,
    G_GATE,
    G_H,
    G_NEW,
    G_U,
    G_V,
    G_Y,
    GATE,
    LOG_H,
    LOG_H_SLOPE,
    NEW,
    ROWS,
    RV,
    VECTORS,
    H,
    U,
    V,
    Y,
    gates,
    gates_back,
    start,
    update,
    update_back,
)
from hmlc_core.geometry.kernels.lanes import add_sums, dot, multiply, plus, radial_back

Array = Any


@inner
def _biases(b: Array, m: Array, r: Array) -> None:
    """The biases b (3, k) repeated for every document, and their norms²."""
    width = m.shape[1] // b.shape[1]
    for g in range(3):
        for j in range(m.shape[1]):
            m[BIAS + g, j] = b[g, j // width]
        dot(m, r, BIAS + g, BIAS + g, BB + g)


@inner
def _read_words(ux: Array, index: Array, documents: Array, t: int, order: Array, m: Array) -> None:
    """u for the word at t of every document."""
    n = m.shape[1] // order.size
    for g in range(3):
        for i in range(n):
            word = index[documents[i], t]
            for q in range(order.size):
                m[U + g, q * n + i] = ux[g, word, order[q]]


@inner
def _add_to_words(
    m: Array, index: Array, documents: Array, t: int, order: Array, gux: Array
) -> None:
    """The way back of `_read_words`."""
    n = m.shape[1] // order.size
    for g in range(3):
        for i in range(n):
            word = index[documents[i], t]
            for q in range(order.size):
                gux[g, word, order[q]] += m[G_U + g, q * n + i]


@inner
def _product(a: Array, b: Array, out: Array) -> None:
    """out = a b, some rows of a at a time.

    OpenBLAS uses several threads beyond 2^18 multiplications, which in a loop like ours stalls
    whenever another thread of the machine is busy.
    """
    rows = max(1, 2**18 // b.size)
    for first in range(0, a.shape[0], rows):
        np.dot(a[first : first + rows], b, out[first : first + rows])


@kernel
def forward(
    ux: Array, index: Array, documents: Array, widths: Array, order: Array, w: Array, b: Array,
    block: int, limit: Any, states: Array, products: Array,
) -> None:  # fmt: skip
    """Fill `states` (B, T, k) and, step after step, the matrix products (3, k, n) of all gates.

    ux (3, V, k), index (B, T), w (3, k, k) and b (3, k), gates in the order r, z, candidate.
    The states of an empty document are left alone.
    """
    k = w.shape[1]
    gate_weights, candidate_weights = w[:2].reshape(2 * k, k), w[2]
    n, position = 0, 0
    m, r = np.empty((FORWARD_VECTORS, 0), w.dtype), np.empty((ROWS, 0), w.dtype)
    for t in range(widths.size):
        if widths[t] != n:
            previous, before, n = m, n, widths[t]
            m = np.empty((FORWARD_VECTORS, k * n), w.dtype)
            r = np.empty((ROWS, k // block * n), w.dtype)
            for q in range(k):
                for i in range(n):
                    m[H, q * n + i] = previous[H, q * before + i] if t > 0 else 0
                # Documents that have ended keep their last state.
                for i in range(n, before):
                    for later in range(t, widths.size):
                        states[documents[i], later, order[q]] = previous[H, q * before + i]
            if n == 0:
                break
            _biases(b, m, r)
        _read_words(ux, index, documents, t, order, m)
        start(m, r, limit)
        _product(gate_weights, m[V].reshape(k, n), m[Y : Y + 2].reshape(2 * k, n))
        gates(m, r, limit)
        _product(candidate_weights, m[RV].reshape(k, n), m[Y + 2].reshape(k, n))
        update(m, r, limit)
        for g in range(3):
            for j in range(k * n):
                products[position + j] = m[Y + g, j]
            position += k * n
        for j in range(k * n):
            m[H, j] = m[NEW, j]
        for i in range(n):
            for q in range(k):
                states[documents[i], t, order[q]] = m[H, q * n + i]


@kernel
def backward(
    ux: Array, index: Array, documents: Array, widths: Array, order: Array, w: Array, b: Array,
    block: int, limit: Any, states: Array, products: Array, gstates: Array, gux: Array, gb: Array,
    gproducts: Array, vectors: Array,
) -> None:  # fmt: skip
    """Add the gradients of `forward` to gux and gb, given gstates (B, T, k).

    That of w is left to one product of matrices, in which the steps stand side by side: of
    gproducts (3k, Σ widths), the gradients of the products, with vectors (2k, Σ widths), what w
    was multiplied with: v, and r ∘ v for the candidate.
    """
    k = w.shape[1]
    gate_weights = np.ascontiguousarray(w[:2].reshape(2 * k, k).T)
    candidate_weights = np.ascontiguousarray(w[2].T)
    column, position = vectors.shape[1], products.size
    n = 0
    m, r = np.empty((VECTORS, 0), w.dtype), np.empty((ROWS, 0), w.dtype)
    for t in range(widths.size - 1, -1, -1):
        if widths[t] != n:
            previous, before, n = m, n, widths[t]
            m = np.empty((VECTORS, k * n), w.dtype)
            r = np.empty((ROWS, k // block * n), w.dtype)
            for q in range(k):
                for i in range(before):
                    m[G_NEW, q * n + i] = previous[G_NEW, q * before + i]
                # Documents that end here: their last state stands for all later ones too.
                for i in range(before, n):
                    m[G_NEW, q * n + i] = 0
                    for later in range(t + 1, widths.size):
                        m[G_NEW, q * n + i] += gstates[documents[i], later, order[q]]
            _biases(b, m, r)
        if n == 0:
            continue
        for i in range(n):
            for q in range(k):
                m[G_NEW, q * n + i] += gstates[documents[i], t, order[q]]
                m[H, q * n + i] = states[documents[i], t - 1, order[q]] if t > 0 else 0
        for g in range(2, -1, -1):
            position -= k * n
            for j in range(k * n):
                m[Y + g, j] = products[position + j]
        _read_words(ux, index, documents, t, order, m)
        start(m, r, limit)
        gates(m, r, limit)
        update(m, r, limit)

        update_back(m, r, limit)
        _product(candidate_weights, m[G_Y + 2].reshape(k, n), m[G_1].reshape(k, n))
        multiply(m, G_1, V, G_GATE)
        multiply(m, G_1, GATE, G_V)
        gates_back(m, r, limit)
        _product(gate_weights, m[G_Y : G_Y + 2].reshape(2 * k, n), m[G_1].reshape(k, n))
        plus(m, G_V, G_1, G_V)
        radial_back(m, r, H, LOG_H, LOG_H_SLOPE, G_V, G_1)
        plus(m, G_H, G_1, G_NEW)

        column -= n
        for q in range(k):
            for i in range(n):
                for g in range(3):
                    gproducts[g * k + q, column + i] = m[G_Y + g, q * n + i]
                vectors[q, column + i] = m[V, q * n + i]
                vectors[k + q, column + i] = m[RV, q * n + i]
        _add_to_words(m, index, documents, t, order, gux)
        for g in range(3):
            add_sums(m, G_BIAS + g, gb[g])
