"""HiddeN's point network and its cross-entropy, forward and backward over one batch.

All values stand as [unit, document]: loops run along the documents, which vectorises. The
readable twins are `PointNetwork`, `HiddenModel.compare` and torch's binary cross-entropy.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from hmlc_core.geometry.kernels.compile import inner, reduction
from hmlc_core.geometry.kernels.scalar import exp, log1p, sigmoid

Array = Any


@inner
def add_cross_entropy(
    x: Array, rows: Array, starts: Array, labels: Array, weights: Any, learns_table: bool,
    gradients: Any,
) -> Any:  # fmt: skip
    """The mean loss of a batch over its cells; its gradients are added.

    x: (features, B). rows: (B,) which documents these are; document i has
    labels[starts[i]:starts[i + 1]]. weights: table (C, dim), inner matrix and bias, outer matrix
    and bias, biases as columns. gradients: likewise; the table's only where it learns.
    """
    table, inner_w, inner_b, outer_w, outer_b = weights
    g_table, g_inner_w, g_inner_b, g_outer_w, g_outer_b = gradients
    real, width = x.dtype.type, x.shape[1]
    hidden = np.empty((len(inner_w), width), x.dtype)
    documents = np.empty((len(outer_w), width), x.dtype)
    logits = np.empty((len(table), width), x.dtype)
    for h in range(len(hidden)):
        hidden[h] = inner_b[h, 0]
    _add_product(inner_w, x, hidden)
    for h in range(len(hidden)):
        for i in range(width):
            hidden[h, i] = max(hidden[h, i], real(0))
    for k in range(len(documents)):
        documents[k] = outer_b[k, 0]
    _add_product(outer_w, hidden, documents)
    logits[:] = 0
    _add_product(table, documents, logits)

    loss = _cross_entropy(logits, rows, starts, labels)  # logits become their gradients

    g_documents, g_hidden = np.zeros_like(documents), np.zeros_like(hidden)
    if learns_table:
        _add_outer(logits, documents, g_table)
    _add_transposed(table, logits, g_documents)
    _add_outer(g_documents, hidden, g_outer_w)
    _add_sums(g_documents, g_outer_b)
    _add_transposed(outer_w, g_documents, g_hidden)
    for h in range(len(hidden)):
        for i in range(width):
            g_hidden[h, i] = g_hidden[h, i] if hidden[h, i] > 0 else real(0)
    _add_outer(g_hidden, x, g_inner_w)
    _add_sums(g_hidden, g_inner_b)
    return loss


@inner
def _cross_entropy(logits: Array, rows: Array, starts: Array, labels: Array) -> Any:
    """Mean of log(1 + e^z) − y z over all cells; z (C, B) become the gradients (σ(z) − y)/cells."""
    real = logits.dtype.type
    share = real(1) / real(logits.size)
    total = real(0)
    for i in range(logits.shape[1]):
        for place in range(starts[rows[i]], starts[rows[i] + 1]):
            total -= logits[labels[place], i]
    for c in range(len(logits)):
        total += _softplus(logits[c])
        for i in range(logits.shape[1]):
            logits[c, i] = share * sigmoid(logits[c, i])
    for i in range(logits.shape[1]):
        for place in range(starts[rows[i]], starts[rows[i] + 1]):
            logits[labels[place], i] -= share
    return total * share


@reduction
def _softplus(z: Array) -> Any:
    """Σ log(1 + e^z)."""
    # Below e^−44 log1p's squares are denormal in float32, and processors are slow at those.
    zero, most = z.dtype.type(0), z.dtype.type(40)
    total = zero
    for i in range(z.size):
        total += max(z[i], zero) + log1p(exp(-min(abs(z[i]), most)))
    return total


@inner
def _add_product(matrix: Array, x: Array, out: Array) -> None:
    """out (n, B) += matrix (n, m) · x (m, B)."""
    for n in range(matrix.shape[0]):
        for m in range(matrix.shape[1]):
            factor = matrix[n, m]
            for i in range(x.shape[1]):
                out[n, i] += factor * x[m, i]


@inner
def _add_transposed(matrix: Array, x: Array, out: Array) -> None:
    """out (m, B) += matrixᵀ (m, n) · x (n, B)."""
    for n in range(matrix.shape[0]):
        for m in range(matrix.shape[1]):
            factor = matrix[n, m]
            for i in range(x.shape[1]):
                out[m, i] += factor * x[n, i]


@reduction
def _add_outer(x: Array, y: Array, out: Array) -> None:
    """out (n, m) += x (n, B) · yᵀ (B, m)."""
    for n in range(out.shape[0]):
        for m in range(out.shape[1]):
            total = x.dtype.type(0)
            for i in range(x.shape[1]):
                total += x[n, i] * y[m, i]
            out[n, m] += total


@reduction
def _add_sums(x: Array, out: Array) -> None:
    """out (n, 1) += the sums of the rows of x (n, B)."""
    for n in range(len(x)):
        total = x.dtype.type(0)
        for i in range(x.shape[1]):
            total += x[n, i]
        out[n, 0] += total
