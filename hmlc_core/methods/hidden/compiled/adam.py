"""Adam over several weights; the readable twin is `training.optim.RiemannianAdam`."""

from __future__ import annotations

import math
from typing import Any

from hmlc_core.geometry.kernels.compile import inner

Array = Any


@inner
def norms(gradients: Any, first: int, out: Array) -> int:
    """Norms of gradients[first:], to out (float64); the first that is not finite, or −1."""
    broken = -1
    for n in range(len(gradients) - 1, first - 1, -1):
        total = 0.0
        for value in gradients[n].flat:
            total += float(value) * float(value)
        out[n] = math.sqrt(total)
        if not math.isfinite(total):
            broken = n
    return broken


@inner
def update(
    x: Array, moment: Array, square: Array, steps: Array, gradient: Array, shrink: Any, rate: Any,
    rule: Any,
) -> None:  # fmt: skip
    """One step of a weight (rows, columns), whose rows have step counts of their own.

    shrink: factor on the gradient. rule: β1, β2 and ε.
    """
    real = x.dtype.type
    one, shrink, rate = real(1), real(shrink), real(rate)
    beta1, beta2, epsilon = real(rule[0]), real(rule[1]), real(rule[2])
    keep1, keep2 = real(1 - rule[0]), real(1 - rule[1])
    first, second = one, one
    for row in range(len(x)):
        steps[row] += one
        if row == 0 or steps[row] != steps[row - 1]:  # mostly they are equal, and powers are slow
            first, second = one - beta1 ** steps[row], one - beta2 ** steps[row]
        for k in range(x.shape[1]):
            g = shrink * gradient[row, k]
            moment[row, k] = beta1 * moment[row, k] + keep1 * g
            square[row, k] = beta2 * square[row, k] + keep2 * g * g
            spread = math.sqrt(square[row, k] / second) + epsilon
            x[row, k] -= rate * (moment[row, k] / first) / spread
