"""Möbius operations on many balls at once, forward and backward, for the kernels to compose.

Operands are numbered registers. A vector register m[x] holds one vector for each of many balls
(lanes), coordinate by coordinate: first coordinates of all balls, then all second coordinates. A
row register r[q] holds one number per ball. Every loop runs along the lanes, which lie next to
each other in memory: that is what vectorises, since no formula couples two balls. Registers are
named by index because compiling a call with two arrays takes far less time than one with ten.

The formulas are those of `hmlc_core.geometry.mobius`. With s = x + y and
D = |s|² + (1 − |x|²)(1 − |y|²),

    x ⊕ y = A x + B y,   A = (1 − |x|² + |s|²)/D,   B = (1 − |x|²)/D,   |x ⊕ y|² = |s|²/D,

so that norms alone decide, and the norm of the result comes with it. Points are clipped to norm
`limit`; an infinite limit makes the same operations those of flat space, where ⊕ is + and exp0
and log0 do nothing.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from hmlc_core.geometry.kernels.compile import inner, reduction
from hmlc_core.geometry.kernels.scalar import epsilon, kappa, sigmoid, tau

Array = Any

SCRATCH = 5
"""Rows 0 … SCRATCH − 1 may be overwritten by every operation."""


def numbers(start: int, stop: int, step: int = 1) -> list[np.int64]:
    """Register numbers. numba would compile a function anew for every Python int it is given."""
    return list(np.arange(start, stop, step, dtype=np.int64))


_A, _B, _C, _D, _E = numbers(0, SCRATCH)


@inner
def dot(m: Array, r: Array, x: int, y: int, out: int) -> None:
    """Row out = ⟨x, y⟩."""
    a, b, total = m[x], m[y], r[out]
    lanes = total.size
    for i in range(lanes):
        total[i] = 0
    for c in range(a.size // lanes):
        for i in range(lanes):
            total[i] += a[c * lanes + i] * b[c * lanes + i]


@inner
def scale(m: Array, r: Array, factor: int, x: int, out: int) -> None:
    """out = factor · x, where factor is a row."""
    f, a, result = r[factor], m[x], m[out]
    lanes = f.size
    for c in range(a.size // lanes):
        for i in range(lanes):
            result[c * lanes + i] = f[i] * a[c * lanes + i]


@inner
def negate(m: Array, x: int, out: int) -> None:
    """out = −x."""
    a, result = m[x], m[out]
    for i in range(a.size):
        result[i] = -a[i]


@inner
def multiply(m: Array, x: int, y: int, out: int) -> None:
    """out = x · y, coordinate by coordinate."""
    a, b, result = m[x], m[y], m[out]
    for i in range(a.size):
        result[i] = a[i] * b[i]


@inner
def plus(m: Array, x: int, y: int, out: int) -> None:
    """out = x + y."""
    a, b, result = m[x], m[y], m[out]
    for i in range(a.size):
        result[i] = a[i] + b[i]


@inner
def log0(m: Array, r: Array, x: int, limit: Any, square: int, factor: int, slope: int,
         out: int) -> None:  # fmt: skip
    """out = log0(x) = factor · x, given |x|² = square; slope: derivative of factor by square."""
    s, f, d = r[square], r[factor], r[slope]
    if limit == math.inf:
        for i in range(s.size):
            f[i], d[i] = 1, 0
    else:
        for i in range(s.size):
            f[i], d[i] = kappa(s[i])
    scale(m, r, factor, x, out)


@inner
def exp0(m: Array, r: Array, v: int, limit: Any, square: int, factor: int, slope: int, out: int,
         out_square: int) -> None:  # fmt: skip
    """out = exp0(v) = factor · v, within limit, and its norms²; square receives those of v."""
    dot(m, r, v, v, square)
    s, f, d, o = r[square], r[factor], r[slope], r[out_square]
    if limit == math.inf:
        for i in range(s.size):
            f[i], d[i] = 1, 0
    else:
        for i in range(s.size):
            f[i], d[i] = tau(s[i], limit)
    for i in range(s.size):
        o[i] = f[i] * f[i] * s[i]
    scale(m, r, factor, v, out)


@inner
def radial_back(m: Array, r: Array, x: int, factor: int, slope: int, g: int, gx: int) -> None:
    """Gradient gx of `log0` or `exp0` at x, given that of the result."""
    along = r[_A]
    dot(m, r, g, x, _A)
    f, d = r[factor], r[slope]
    for i in range(along.size):
        along[i] *= d[i] + d[i]
    a, outer, result = m[x], m[g], m[gx]
    lanes = along.size
    for c in range(a.size // lanes):
        for i in range(lanes):
            result[c * lanes + i] = f[i] * outer[c * lanes + i] + along[i] * a[c * lanes + i]


@inner
def logistic(m: Array, x: int, out: int) -> None:
    """out = σ(x)."""
    a, result = m[x], m[out]
    for i in range(a.size):
        result[i] = sigmoid(a[i])


@inner
def logistic_back(m: Array, value: int, g: int, gx: int) -> None:
    """Gradient gx of `logistic`, given its value and that of the result."""
    v, outer, result = m[value], m[g], m[gx]
    one = m.dtype.type(1)
    for i in range(v.size):
        result[i] = outer[i] * v[i] * (one - v[i])


@inner
def add(m: Array, r: Array, x: int, xx: int, y: int, yy: int, limit: Any, ss: int, out: int,
        oo: int) -> None:  # fmt: skip
    """out = x ⊕ y clipped to limit; rows ss = |x + y|² and oo = |out|², given xx and yy."""
    a, b, result = m[x], m[y], m[out]
    total, square_x, square_y, square_out = r[ss], r[xx], r[yy], r[oo]
    by_x, by_y = r[_A], r[_B]
    one = m.dtype.type(1)
    lanes = total.size
    for i in range(lanes):
        total[i] = 0
    for c in range(a.size // lanes):
        for i in range(lanes):
            s = a[c * lanes + i] + b[c * lanes + i]
            total[i] += s * s
    if limit == math.inf:
        for i in range(lanes):
            by_x[i], by_y[i], square_out[i] = 1, 1, total[i]
    else:
        for i in range(lanes):
            gap_x = max(one - square_x[i], epsilon(one))
            gap_y = max(one - square_y[i], epsilon(one))
            per_d = one / (total[i] + gap_x * gap_y)
            square = total[i] * per_d
            clip = limit / math.sqrt(max(square, limit * limit))
            by_x[i] = (gap_x + total[i]) * per_d * clip
            by_y[i] = gap_x * per_d * clip
            square_out[i] = square * clip * clip
    for c in range(a.size // lanes):
        for i in range(lanes):
            result[c * lanes + i] = by_x[i] * a[c * lanes + i] + by_y[i] * b[c * lanes + i]


@inner
def add_back(m: Array, r: Array, x: int, xx: int, y: int, yy: int, limit: Any, ss: int, g: int,
             gx: int, gy: int) -> None:  # fmt: skip
    """Gradients gx, gy of `add`, given that of the result.

    Both are combinations of g, x and y, whose coefficients come from dot products.
    """
    dot(m, r, g, x, _A)
    dot(m, r, g, y, _B)
    total, square_x, square_y = r[ss], r[xx], r[yy]
    on_g_x, on_g_y, on_xx, on_xy, on_yy = r[_A], r[_B], r[_C], r[_D], r[_E]
    zero, one = m.dtype.type(0), m.dtype.type(1)
    two = one + one
    lanes = total.size
    if limit == math.inf:
        for i in range(lanes):
            on_g_x[i], on_g_y[i] = 1, 1
            on_xx[i], on_xy[i], on_yy[i] = 0, 0, 0
    else:
        for i in range(lanes):
            gap_x = max(one - square_x[i], epsilon(one))
            gap_y = max(one - square_y[i], epsilon(one))
            per_d = one / (total[i] + gap_x * gap_y)
            a = (gap_x + total[i]) * per_d
            b = gap_x * per_d
            square = total[i] * per_d
            clip = limit / math.sqrt(max(square, limit * limit))
            # Only what is across the unclipped result a x + b y passes the clip.
            along_x, along_y = on_g_x[i], on_g_y[i]
            radial = (a * along_x + b * along_y) / square if clip < one else zero
            xy = (total[i] - square_x[i] - square_y[i]) / two
            by_a = clip * (along_x - radial * (a * square_x[i] + b * xy))
            by_b = clip * (along_y - radial * (a * xy + b * square_y[i]))
            by_d = -(by_a * a + by_b * b) * per_d
            by_ss = by_a * per_d + by_d
            by_gap_x = (by_a + by_b) * per_d + by_d * gap_y
            on_g_x[i], on_g_y[i] = clip * a, clip * b
            on_xx[i] = two * (by_ss - by_gap_x) - clip * radial * a * a
            on_xy[i] = two * by_ss - clip * radial * a * b
            on_yy[i] = two * (by_ss - by_d * gap_x) - clip * radial * b * b
    _combine(m, r, g, x, y, _A, _C, _D, gx)
    _combine(m, r, g, x, y, _B, _D, _E, gy)


@inner
def _combine(m: Array, r: Array, x: int, y: int, z: int, a: int, b: int, c: int,
             out: int) -> None:  # fmt: skip
    """out = a x + b y + c z, where a, b, c are rows."""
    f, g, h = r[a], r[b], r[c]
    x_, y_, z_, result = m[x], m[y], m[z], m[out]
    lanes = f.size
    for k in range(x_.size // lanes):
        for i in range(lanes):
            j = k * lanes + i
            result[j] = f[i] * x_[j] + g[i] * y_[j] + h[i] * z_[j]


@reduction
def add_sums(m: Array, x: int, out: Array) -> None:
    """out[q] += sum of the q-th of out.size equal stretches of x."""
    a = m[x]
    width = a.size // out.size
    for q in range(out.size):
        stretch = out[q]
        for i in range(width):
            stretch += a[q * width + i]
        out[q] = stretch
