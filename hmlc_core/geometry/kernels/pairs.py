"""Scores −d of all words of one document for one label, and the way back.

The words stand coordinate by coordinate, x[c, i] is coordinate c of word i, so that
every loop runs along the words. Rows (one number per word) are registers of r. A ball keeps
1/(1 − |x|²) of its words and labels, called steepness here. With q = 2|x − y|² times both,

    d = arcosh(1 + q) = log t,   t = 1 + q + √(q (q + 2)),   ∂d/∂q = 1/√(q (q + 2)).

|x − y|² is always taken by differences: expanded, it loses near pairs in float32. A sum over balls
is the logarithm of the product of their t, whose exponent is set aside before it can overflow; the
product less 1 is what is kept, since between near points the 1 would swallow the rest.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from hmlc_core.geometry.kernels.compile import inner, reduction
from hmlc_core.geometry.kernels.scalar import (
    LOG_2,
    epsilon,
    exponent,
    factors_before_overflow,
    log1p,
    power_of_two,
)

Array = Any

FLAT, SUM, L2 = 0, 1, 2
"""Euclidean distance; sum over balls; root of the sum of squares over balls."""

SCORE, GRADIENT, _CHORD, _EXCESS, _EXPONENT = range(5)
ROWS = 5

_TINY = 1e-30  # keeps ∂d/∂q finite between equal points, where it is multiplied by 0


@inner
def steepness(points: Array, block: int) -> Array:
    """1/(1 − |x|²) of points (n, k) in each ball, (n, balls).

    The difference is taken in float64: at radius .99 float32 would have lost two of its digits,
    and this is once a point, not once a pair.
    """
    one = np.float64(1)
    least = np.float64(epsilon(points.dtype.type(1)))
    out = np.empty((points.shape[0], points.shape[1] // block), points.dtype)
    for n in range(out.shape[0]):
        for ball in range(out.shape[1]):
            gap = one
            for c in range(ball * block, ball * block + block):
                gap -= np.float64(points[n, c]) * np.float64(points[n, c])
            out[n, ball] = one / max(gap, least)
    return out


@inner
def read_document(words: Array, block: int) -> tuple[Array, Array, Array]:
    """x (k, length) and its steepness (balls, length) for words (length, k), and empty rows r."""
    steep = steepness(words, block)
    x = np.empty((words.shape[1], words.shape[0]), words.dtype)
    x_steep = np.empty((steep.shape[1], words.shape[0]), words.dtype)
    for i in range(x.shape[1]):
        for c in range(x.shape[0]):
            x[c, i] = words[i, c]
        for ball in range(x_steep.shape[0]):
            x_steep[ball, i] = steep[i, ball]
    return x, x_steep, np.empty((ROWS, words.shape[0]), words.dtype)


@inner
def add_to_document(x: Array, gx: Array, along: Array, block: int, gwords: Array) -> None:
    """gwords (T, k) += the gradients that `score_back` collected in gx and along."""
    for i in range(x.shape[1]):
        for c in range(x.shape[0]):
            gwords[i, c] += gx[c, i] + along[c // block, i] * x[c, i]


@inner
def _chord(x: Array, y: Array, first: int, count: int, s: Array) -> None:
    """s = |x − y|² over `count` coordinates from `first`."""
    length = s.size
    # A pair of coordinates at a time, which halves the traffic of s.
    for c in range(first, first + count - 1, 2):
        for i in range(length):
            one, other = x[c, i] - y[c], x[c + 1, i] - y[c + 1]
            square = one * one + other * other
            s[i] = square if c == first else s[i] + square
    if count % 2:
        c = first + count - 1
        for i in range(length):
            one = x[c, i] - y[c]
            s[i] = one * one if count == 1 else s[i] + one * one


@inner
def score(x: Array, x_steep: Array, y: Array, y_steep: Array, mode: int, r: Array) -> None:
    """Row SCORE = −d(x, y) for one label y (k,)."""
    out, s, excess, shift = r[SCORE], r[_CHORD], r[_EXCESS], r[_EXPONENT]
    length, balls = out.size, y_steep.size
    block = y.size // balls
    real = r.dtype.type
    zero, one, two = real(0), real(1), real(2)
    for i in range(length):
        out[i], excess[i], shift[i] = 0, 0, 0
    for ball in range(balls):
        _chord(x, y, ball * block, block, s)
        steep = two * y_steep[ball]
        if mode == FLAT:
            for i in range(length):
                out[i] += s[i]
        elif mode == L2:
            for i in range(length):
                q = s[i] * x_steep[ball, i] * steep
                d = log1p(q + math.sqrt(q * (q + two)))
                out[i] += d * d
        else:
            for i in range(length):
                q = s[i] * x_steep[ball, i] * steep
                factor = q + math.sqrt(q * (q + two))  # less 1, as the product
                excess[i] += factor + excess[i] * factor
            if (ball + 1) % factors_before_overflow(one) == 0:
                for i in range(length):
                    product = one + excess[i]
                    n = exponent(product)
                    shift[i] += n
                    rest = product * power_of_two(-n) - one
                    excess[i] = rest if n > zero else excess[i]
    if mode == SUM:
        for i in range(length):
            out[i] = zero - (log1p(excess[i]) + shift[i] * real(LOG_2))
    else:
        for i in range(length):
            out[i] = zero - math.sqrt(out[i])  # 0, not −0


@reduction
def _pull(x: Array, y: Array, first: int, count: int, pull: Array, gx: Array, gy: Array) -> None:
    """Gradients of Σ ½ pull · |x − y|² over some coordinates, added to gx and gy."""
    length = pull.size
    for c in range(first, first + count):
        total = y[c] - y[c]
        for i in range(length):
            force = pull[i] * (x[c, i] - y[c])
            gx[c, i] += force
            total += force
        gy[c] -= total


@reduction
def _total(row: Array) -> Any:
    """Sum of a row."""
    result = row.dtype.type(0)
    for i in range(row.size):
        result += row[i]
    return result


@inner
def score_back(
    x: Array, x_steep: Array, y: Array, y_steep: Array, mode: int, r: Array, gx: Array,
    along: Array, gy: Array,
) -> None:  # fmt: skip
    """Gradients of `score` for the row GRADIENT, added to gy (k,) and, for words, to gx and along.

    gx is like x; along, like x_steep, waits to be multiplied by x. L2 needs the row SCORE too.
    """
    g, value, s, pull, wide = r[GRADIENT], r[SCORE], r[_CHORD], r[_EXCESS], r[_EXPONENT]
    length, balls = g.size, y_steep.size
    block = y.size // balls
    real = r.dtype.type
    two = real(2)
    for ball in range(balls):
        _chord(x, y, ball * block, block, s)
        steep = y_steep[ball]
        if mode == FLAT:
            for i in range(length):
                pull[i] = -g[i] / math.sqrt(max(s[i], real(_TINY)))
        else:
            for i in range(length):
                q = two * s[i] * x_steep[ball, i] * steep
                root = math.sqrt(max(q * (q + two), real(_TINY)))
                s[i] = q
                wide[i] = -(g[i] + g[i]) / root
            if mode == L2:
                for i in range(length):
                    d = log1p(s[i] + math.sqrt(s[i] * (s[i] + two)))
                    wide[i] *= d / max(-value[i], real(_TINY))
            for i in range(length):
                pull[i] = two * wide[i] * x_steep[ball, i] * steep
                wide[i] *= s[i]
            for i in range(length):
                along[ball, i] += wide[i] * x_steep[ball, i]
            outward = _total(wide) * steep
            for c in range(ball * block, ball * block + block):
                gy[c] += outward * y[c]
        _pull(x, y, ball * block, block, pull, gx, gy)
