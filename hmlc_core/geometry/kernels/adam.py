"""A step of Riemannian Adam over the rows that have a gradient, in place.

The readable twin is `training.optim.RiemannianAdam`, the formulas those of `geometry.mobius`. Some
rows at a time are laid out coordinate by coordinate, one lane for each of their balls: every loop
runs along the lanes, which vectorises.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from hmlc_core.geometry.kernels.compile import inner, kernel
from hmlc_core.geometry.kernels.scalar import epsilon, tau

Array = Any

LANES = 256
"""Balls at a time: their vectors stay in the cache."""

_X, _GRADIENT, _MOMENT, _STEP, _NEW = range(5)
_GAP, _SQUARE, _RATE, _FIRST, _SECOND, _XX, _NN, _XN, _APART = range(9)
ROWS = 9


@kernel
def update(
    x: Array, moment: Array, square: Array, steps: Array, rows: Array, gradient: Array, block: int,
    limit: Any, shrink: Any, rate: Any, rule: Any,
) -> None:  # fmt: skip
    """One step of the rows of x (V, k), whose balls have `block` coordinates each.

    moment: (V, k). square: (V, k / block). steps: (V,). gradient: (rows, k), by coordinates of x.
    limit: largest norm in a ball; infinite in flat space. shrink: factor on the gradient.
    rule: β1, β2 and ε.
    """
    k, real = x.shape[1], x.dtype.type
    balls = k // block
    count = max(1, LANES // balls)
    for start in range(0, rows.size, count):
        part = rows[start : start + count]
        n = part.size
        m = np.empty((5, block, balls * n), x.dtype)
        r = np.empty((ROWS, balls * n), x.dtype)
        first, second = real(1), real(1)
        for i in range(n):
            row = part[i]
            steps[row] += real(1)
            if i == 0 or steps[row] != steps[part[i - 1]]:  # mostly alike, and powers are slow
                first = real(1) - real(rule[0]) ** steps[row]
                second = real(1) - real(rule[1]) ** steps[row]
            for ball in range(balls):
                lane = i * balls + ball
                r[_SQUARE, lane], r[_FIRST, lane], r[_SECOND, lane] = (
                    square[row, ball],
                    first,
                    second,
                )
                for c in range(block):
                    m[_X, c, lane] = x[row, ball * block + c]
                    m[_GRADIENT, c, lane] = gradient[start + i, ball * block + c]
                    m[_MOMENT, c, lane] = moment[row, ball * block + c]
        _moments(m, r, limit, shrink, rate, rule)
        if limit == math.inf:
            for c in range(block):
                for i in range(balls * n):
                    m[_NEW, c, i] = m[_X, c, i] + m[_STEP, c, i]
        else:
            _move(m, r, limit)
        for i in range(n):
            row = part[i]
            for ball in range(balls):
                lane = i * balls + ball
                square[row, ball] = r[_SQUARE, lane]
                for c in range(block):
                    x[row, ball * block + c] = m[_NEW, c, lane]
                    moment[row, ball * block + c] = m[_MOMENT, c, lane]


@inner
def _gaps(x: Array, gap: Array) -> None:
    """1 − |x|², taken in float64, as it would lose digits near the rim of float32."""
    one = gap.dtype.type(1)
    least = np.float64(epsilon(one))
    wide = np.ones(gap.size)
    for c in range(len(x)):
        for i in range(gap.size):
            wide[i] -= np.float64(x[c, i]) * np.float64(x[c, i])
    for i in range(gap.size):
        gap[i] = max(wide[i], least)


@inner
def _dot(x: Array, y: Array, out: Array) -> None:
    """out = ⟨x, y⟩."""
    for i in range(out.size):
        out[i] = x[0, i] * y[0, i]
    for c in range(1, len(x)):
        for i in range(out.size):
            out[i] += x[c, i] * y[c, i]


@inner
def _moments(m: Array, r: Array, limit: Any, shrink: Any, rate: Any, rule: Any) -> None:
    """Both moments with the Riemannian gradient; _STEP, the tangent vector to go along.

    Expects 1 − β1^t and 1 − β2^t, t a lane's steps, in _FIRST and _SECOND.
    """
    real = r.dtype.type
    shrink, rate, half = real(shrink), real(rate), real(0.5)
    beta1, beta2, least = real(rule[0]), real(rule[1]), real(rule[2])
    keep1, keep2 = real(1 - rule[0]), real(1 - rule[1])
    lanes = r.shape[1]
    gap, square, speed = r[_GAP], r[_SQUARE], r[_RATE]
    for i in range(lanes):
        gap[i] = 2  # of flat space, where 2/gap is the factor of its metric
    if limit != math.inf:
        _gaps(m[_X], gap)
    for c in range(m.shape[1]):
        for i in range(lanes):
            narrow = gap[i] * half
            m[_GRADIENT, c, i] *= shrink * narrow * narrow
    _dot(m[_GRADIENT], m[_GRADIENT], speed)
    for i in range(lanes):
        wide = real(2) / gap[i]
        square[i] = beta2 * square[i] + keep2 * speed[i] * wide * wide
        spread = math.sqrt(square[i] / r[_SECOND, i]) + least
        speed[i] = -rate / (r[_FIRST, i] * spread)
    for c in range(m.shape[1]):
        for i in range(lanes):
            m[_MOMENT, c, i] = beta1 * m[_MOMENT, c, i] + keep1 * m[_GRADIENT, c, i]
            m[_STEP, c, i] = m[_MOMENT, c, i] * speed[i]


@inner
def _move(m: Array, r: Array, limit: Any) -> None:
    """_NEW = exp of _STEP at _X, within limit; _MOMENT is carried along (`mobius.transport`).

    exp is X ⊕ Y with Y = tanh(|v|) v/|v| and v = _STEP/gap.
    """
    real = r.dtype.type
    one, two = real(1), real(2)
    lanes = r.shape[1]
    x, y, new, moment, s = m[_X], m[_STEP], m[_NEW], m[_MOMENT], m[_GRADIENT]
    gap, other, total, factor = r[_GAP], r[_SECOND], r[_FIRST], r[_RATE]
    _dot(y, y, total)
    for i in range(lanes):
        factor[i] = tau(total[i] / (gap[i] * gap[i]), one)[0] / gap[i]
    for c in range(len(x)):
        for i in range(lanes):
            y[c, i] *= factor[i]
            s[c, i] = x[c, i] + y[c, i]
    _gaps(y, other)
    _dot(s, s, total)
    for i in range(lanes):
        per_d = one / (total[i] + gap[i] * other[i])
        # |x ⊕ y|² = |x + y|²/D
        clip = limit / math.sqrt(max(total[i] * per_d, limit * limit))
        factor[i], total[i] = gap[i] * per_d * clip, total[i] * per_d * clip
    for c in range(len(x)):
        for i in range(lanes):
            new[c, i] = factor[i] * s[c, i] + total[i] * x[c, i]
    _gaps(new, other)
    xx, nn, xn, xm, nm = r[_XX], r[_NN], r[_XN], factor, total
    _dot(x, x, xx)
    _dot(new, new, nn)
    _dot(x, new, xn)
    _dot(x, moment, xm)
    _dot(new, moment, nm)
    for c in range(len(x)):
        for i in range(lanes):
            s[c, i] = new[c, i] - x[c, i]
    apart = r[_APART]
    _dot(s, s, apart)
    for i in range(lanes):
        per_d = two / (apart[i] + gap[i] * other[i])
        along_new = -xm[i] * (one - two * xn[i]) - nm[i] * xx[i]
        along_x = nm[i] - xm[i] * nn[i]
        nm[i], xm[i] = along_new * per_d, along_x * per_d
        apart[i] = other[i] / gap[i]
    for c in range(len(x)):
        for i in range(lanes):
            turned = moment[c, i] + nm[i] * new[c, i] + xm[i] * x[c, i]
            moment[c, i] = turned * apart[i]
