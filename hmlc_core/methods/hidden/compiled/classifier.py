"""HiddeN's point network through a list of batches: cap, losses, gradients and Adam, in place."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from hmlc_core.geometry.kernels.compile import inner, kernel
from hmlc_core.geometry.kernels.rank_loss import add_rank_loss
from hmlc_core.methods.hidden.compiled.adam import norms, update
from hmlc_core.methods.hidden.compiled.network import add_cross_entropy

Array = Any


@kernel
def train(
    points: Array, starts: Array, labels: Array, rows: Array, bounds: Array, drawn: Array,
    weights: Any, moments: Any, squares: Any, steps: Any, first: int, flat: bool, max_norm: float,
    rank_weight: float, rate: float, clip: float, rule: Any, told: Array,
) -> tuple[int, int]:  # fmt: skip
    """Steps over batches rows[bounds[n]:bounds[n + 1]], until one's gradient is not finite.

    points: (documents, features). starts, labels: as in `add_cross_entropy`.
    drawn: (pairs, 2 + negatives), each batch taking as many as it has rows, while there are any.
    weights, moments, squares, steps: the model's and the optimiser's own arrays, as in
        `add_cross_entropy`; those before `first` are fixed.
    told: (4,) float64; receives sums of loss, cross-entropy and ranking loss, and the norm of the
        last gradient.
    Returns the number of steps taken, and which weight's gradient was not finite after them, or −1.
    """
    real = points.dtype.type
    gradients = (
        np.empty_like(weights[0]), np.empty_like(weights[1]), np.empty_like(weights[2]),
        np.empty_like(weights[3]), np.empty_like(weights[4]),
    )  # fmt: skip
    sizes = np.zeros(len(gradients))
    for step in range(len(bounds) - 1):
        batch = rows[bounds[step] : bounds[step + 1]]
        for gradient in gradients:
            gradient[:] = 0
        cap(weights[0], max_norm)
        entropy = add_cross_entropy(
            _columns(points, batch), batch, starts, labels, weights, first == 0, gradients
        )
        ranking = real(0)
        if len(drawn):
            pairs = drawn[bounds[step] : bounds[step + 1]]
            ranking = add_rank_loss(weights[0], pairs, flat, real(rank_weight), gradients[0])
        broken = norms(gradients, first, sizes)
        if broken >= 0:
            return step, broken
        told[0] += entropy + rank_weight * ranking
        told[1] += entropy
        told[2] += ranking
        told[3] = 0
        for n in range(first, len(gradients)):
            shrink = clip / sizes[n] if 0 < clip < sizes[n] else 1.0
            update(weights[n], moments[n], squares[n], steps[n], gradients[n], shrink, rate, rule)
            told[3] += sizes[n] * sizes[n]
        told[3] = math.sqrt(told[3])
    return len(bounds) - 1, -1


@inner
def cap(table: Array, max_norm: float) -> None:
    """Shorten rows that are longer than max_norm, unless that is 0."""
    for row in range(len(table) if max_norm > 0 else 0):
        total = 0.0
        for k in range(table.shape[1]):
            total += table[row, k] * table[row, k]
        if total > max_norm * max_norm:
            factor = table.dtype.type(max_norm / math.sqrt(total))
            for k in range(table.shape[1]):
                table[row, k] *= factor


@inner
def _columns(points: Array, rows: Array) -> Array:
    """The chosen points as (features, B)."""
    x = np.empty((points.shape[1], len(rows)), points.dtype)
    for i in range(len(rows)):
        for f in range(len(x)):
            x[f, i] = points[rows[i], f]
    return x
