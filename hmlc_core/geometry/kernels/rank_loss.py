"""HiddeN's ranking loss and its gradient; the readable twin is `embeddings.ranking.rank_loss`.

In the ball labels x have the places y = Π(x) = x / (1 + r), r = √(1 + |x|²). There
d = 2 arsinh z with z = |y − y′| √(a a′), a = 1/(1 − |y|²) = (1 + r)/2 is called steepness, and

    ∂d/∂y = 2/√(1 + z²) · ( √(a a′) (y − y′)/|y − y′| + z a y ).

Pairs add the first part to `pull` and the factor of y in the second to `along`, and Π is undone
once for each label in the end. So equal places, and labels that no pair has, get a gradient of 0.
In flat space d = |x − x′|², and nothing goes along.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from hmlc_core.geometry.kernels.compile import inner, reduction
from hmlc_core.geometry.kernels.scalar import exp, log1p

Array = Any

_TINY = 1e-30  # in place of no distance at all, where it divides 0


@inner
def add_rank_loss(table: Array, drawn: Array, flat: bool, weight: Any, gradient: Array) -> Any:
    """The mean loss of drawn pairs (P, 2 + negatives), 0 for none.

    table: (L, dim) coordinates. gradient: like table; `weight` times the loss's is added to it.
    """
    real = table.dtype.type
    places, steep = (table, table[:, 0]) if flat else _ball(table)
    pull, along = np.zeros_like(table), np.zeros(len(table), table.dtype)
    d = np.empty(drawn.shape[1] - 1, table.dtype)
    push, turn = np.empty_like(d), np.empty_like(d)
    loss, one, two = real(0), real(1), real(2)
    for pair in range(len(drawn)):
        anchor, near = drawn[pair, 0], real(np.inf)
        for j in range(d.size):
            other = drawn[pair, j + 1]
            square = _square(places[anchor], places[other])
            if flat:
                d[j], push[j], turn[j] = square, two, real(0)
            else:
                both = steep[anchor] * steep[other]
                z = math.sqrt(square * both)
                slope = two / math.sqrt(one + z * z)
                d[j] = log1p(two * z * (z + math.sqrt(one + z * z)))
                push[j] = slope * math.sqrt(both / max(square, real(_TINY)))
                turn[j] = slope * z
            near = min(near, d[j])
        first, total = d[0], real(0)
        for j in range(d.size):
            d[j] = exp(near - d[j])
            total += d[j]
        loss += first - near + math.log(total)
        for j in range(d.size):
            other = drawn[pair, j + 1]
            slope = (one if j == 0 else real(0)) - d[j] / total
            _pull(places[anchor], places[other], slope * push[j], pull[anchor], pull[other])
            if not flat:
                along[anchor] += slope * turn[j] * steep[anchor]
                along[other] += slope * turn[j] * steep[other]
    share = one / real(max(len(drawn), 1))
    for label in range(len(table)):
        if flat:
            for k in range(table.shape[1]):
                gradient[label, k] += weight * share * pull[label, k]
        else:
            _leave_ball(
                steep[label], places[label], pull[label], along[label],
                weight * share, gradient[label],
            )  # fmt: skip
    return loss * share


@inner
def _ball(table: Array) -> tuple[Array, Array]:
    """Places Π(x) and their steepness (1 + r)/2."""
    one = table.dtype.type(1)
    places, steep = np.empty_like(table), np.empty(len(table), table.dtype)
    for label in range(len(table)):
        total = one
        for k in range(table.shape[1]):
            total += table[label, k] * table[label, k]
        steep[label] = (one + math.sqrt(total)) / (one + one)
        for k in range(table.shape[1]):
            places[label, k] = table[label, k] / (one + math.sqrt(total))
    return places, steep


@inner
def _leave_ball(
    steep: Any, y: Array, pull: Array, along: Any, weight: Any, gradient: Array
) -> None:
    """gradient += weight · ∂/∂x, given ∂/∂y = pull + along · y."""
    one = y.dtype.type(1)
    wide = steep + steep  # 1 + r
    inward = one - one
    for k in range(y.size):
        pull[k] += along * y[k]
        inward += pull[k] * y[k]
    inward /= wide - one  # r
    for k in range(y.size):
        gradient[k] += weight * (pull[k] / wide - inward * y[k])


@reduction
def _square(x: Array, y: Array) -> Any:
    """|x − y|², by differences."""
    total = x.dtype.type(0)
    for k in range(x.size):
        total += (x[k] - y[k]) * (x[k] - y[k])
    return total


@inner
def _pull(x: Array, y: Array, factor: Any, gx: Array, gy: Array) -> None:
    """Add the gradients of ½ factor · |x − y|²."""
    for k in range(x.size):
        force = factor * (x[k] - y[k])
        gx[k] += force
        gy[k] -= force
