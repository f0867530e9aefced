"""The label table through the ranking loss alone: cap, loss, gradient and Adam, in place."""

from __future__ import annotations

from typing import Any

import numpy as np

from hmlc_core.geometry.kernels.compile import kernel
from hmlc_core.geometry.kernels.rank_loss import add_rank_loss
from hmlc_core.methods.hidden.compiled.adam import update
from hmlc_core.methods.hidden.compiled.classifier import cap

Array = Any


@kernel
def train(
    table: Array, moment: Array, square: Array, steps: Array, drawn: Array, batch: int,
    max_norm: float, rate: float, rule: Any,
) -> float:  # fmt: skip
    """Steps over every `batch` of the drawn pairs (pairs, 2 + negatives); the sum of the losses.

    table, moment, square: (L, dim); steps: (L,).
    """
    total, one = 0.0, table.dtype.type(1)
    gradient = np.empty_like(table)
    for start in range(0, len(drawn), batch):
        gradient[:] = 0
        cap(table, max_norm)
        total += add_rank_loss(table, drawn[start : start + batch], False, one, gradient)
        update(table, moment, square, steps, gradient, 1.0, rate, rule)
    return total
