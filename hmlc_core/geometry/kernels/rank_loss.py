"""HiddeN's ranking loss and its gradient; the readable twin is `embeddings.ranking.rank_loss`.

In the ball labels x have the places y = Π(x) = x / (1 + r), r = √(1 + |x|²). There
d = 2 arsinh z with z = |y − y′| √(a a′), a = 1/(1 − |y|²) = (1 + r)/2 is called steepness, and

    ∂d/∂y = 2/√(1 + z²) · ( √(a a′) (y − y′)/|y − y′| + z a y ).

Pairs add the first part to `pull` and the factor of y in the second to `along`, and Π is undone
once for each label in the end. So equal places, and labels that no pair has, get a gradient of 0.
In flat space d = |x − x′|², and nothing goes along.

Near labels differ in the last digits of their places only. So all is float64, whatever the table
is (loops as short as these are hardly faster in float32), and what rounding took from a place's
coordinates, `rests`, is kept beside them. Loops over coordinates are written out: calls with rows
of arrays take three times as long here.
"""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np

from hmlc_core.geometry.kernels.compile import inner
from hmlc_core.geometry.kernels.exact import product, total
from hmlc_core.geometry.kernels.scalar import exp, log1p

Array = Any

_TINY = 1e-30  # in place of no distance at all, where it divides 0


@inner
def add_rank_loss(table: Array, drawn: Array, flat: bool, weight: Any, gradient: Array) -> Any:
    """The mean loss of drawn pairs (P, 2 + negatives), 0 for none.

    table: (L, dim) coordinates. gradient: like table; `weight` times the loss's is added to it.
    """
    real = table.dtype.type
    places, rests, steep = _places(table, flat)
    dim = table.shape[1]
    pull, along = np.zeros(table.shape), np.zeros(len(table))
    d = np.empty(drawn.shape[1] - 1)
    push, turn = np.empty_like(d), np.empty_like(d)
    loss = 0.0
    for pair in range(len(drawn)):
        anchor, near = drawn[pair, 0], np.inf
        for j in range(d.size):
            other = drawn[pair, j + 1]
            square = 0.0
            for k in range(dim):
                high = places[anchor, k] - places[other, k]
                apart = high + (rests[anchor, k] - rests[other, k])
                square += apart * apart
            if flat:
                d[j], push[j], turn[j] = square, 2.0, 0.0
            else:
                both = steep[anchor] * steep[other]
                z = math.sqrt(square * both)
                slope = 2 / math.sqrt(1 + z * z)
                d[j] = log1p(2 * z * (z + math.sqrt(1 + z * z)))
                push[j] = slope * math.sqrt(both / max(square, _TINY))
                turn[j] = slope * z
            near = min(near, d[j])
        first, weights = d[0], 0.0
        for j in range(d.size):
            d[j] = exp(near - d[j])
            weights += d[j]
        loss += first - near + math.log(weights)
        for j in range(d.size):
            other = drawn[pair, j + 1]
            slope = (1.0 if j == 0 else 0.0) - d[j] / weights
            for k in range(dim):
                high = places[anchor, k] - places[other, k]
                force = slope * push[j] * (high + (rests[anchor, k] - rests[other, k]))
                pull[anchor, k] += force
                pull[other, k] -= force
            if not flat:
                along[anchor] += slope * turn[j] * steep[anchor]
                along[other] += slope * turn[j] * steep[other]
    share = 1.0 / max(len(drawn), 1)
    for label in range(len(table)):
        if not flat:
            _leave_ball(steep[label], places[label], pull[label], along[label])
        for k in range(table.shape[1]):
            gradient[label, k] += weight * real(share * pull[label, k])
    return real(loss * share)


@partial(inner, fused=False)
def _places(table: Array, flat: bool) -> tuple[Array, Array, Array]:
    """Π(x), or x itself, (L, dim), what rounding took from it, and (1 + r)/2 (L,)."""
    dim = table.shape[1]
    places, rests, steep = np.zeros(table.shape), np.zeros(table.shape), np.zeros(len(table))
    for label in range(len(table)):
        if flat:
            for k in range(dim):
                places[label, k] = table[label, k]
            continue
        square, rest = 1.0, 0.0  # of 1 + |x|²
        for k in range(dim):
            part, lost = product(np.float64(table[label, k]), np.float64(table[label, k]))
            square, more = total(square, part)
            rest += lost + more
        r = math.sqrt(square)
        again, lost = product(r, r)
        wide, more = total(1.0, r)
        rest = more + (square - again - lost + rest) / (2 * r)  # of 1 + r
        steep[label] = wide / 2
        for k in range(dim):
            x = np.float64(table[label, k])
            y = x / wide
            back, lost = product(y, wide)
            places[label, k] = y
            rests[label, k] = (x - back - lost - y * rest) / wide
    return places, rests, steep


@inner
def _leave_ball(steep: Any, y: Array, pull: Array, along: Any) -> None:
    """pull becomes ∂/∂x, given ∂/∂y = pull + along · y."""
    wide, inward = steep + steep, 0.0  # 1 + r
    for k in range(pull.size):
        pull[k] += along * y[k]
        inward += pull[k] * y[k]
    inward /= wide - 1  # r
    for k in range(pull.size):
        pull[k] = pull[k] / wide - inward * y[k]
