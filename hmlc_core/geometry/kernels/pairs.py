"""Scores −d of all words of one document for one label, and the way back.

The words stand coordinate by coordinate, x[c, i] is coordinate c of word i, so that
every loop runs along the words. Rows (one number per word) are registers of r. They go on beyond
the last word to a multiple of `LANES`: what would be left of a loop is done one word at a time,
and took up to a third of a call. Sums alone end with the words. A ball keeps
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

LANES = 16
"""Of a row; two vectors of float32, four of float64, on most processors."""

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
def read_document(words: Array, b: int, length: int, block: int) -> tuple[Array, Array, Array]:
    """x (k, width) and its steepness (balls, width) for the first words of document b, of words
    (B, T, k), and registers r of zeros. Beyond the words stand origins."""
    steep = steepness(words[b, :length], block)
    width = (length + LANES - 1) // LANES * LANES
    x = np.zeros((words.shape[2], width), words.dtype)
    x_steep = np.ones((steep.shape[1], width), words.dtype)
    for i in range(length):
        for c in range(x.shape[0]):
            x[c, i] = words[b, i, c]
        for ball in range(x_steep.shape[0]):
            x_steep[ball, i] = steep[i, ball]
    return x, x_steep, np.zeros((ROWS, width), words.dtype)


@inner
def add_to_document(
    x: Array, gx: Array, along: Array, block: int, b: int, length: int, gwords: Array
) -> None:
    """gwords (B, T, k) of document b += the gradients that `score_back` collected in gx and
    along."""
    for i in range(length):
        for c in range(x.shape[0]):
            gwords[b, i, c] += gx[c, i] + along[c // block, i] * x[c, i]


@inner
def _chord(x: Array, y: Array, label: int, first: int, count: int, r: Array) -> None:
    """Row _CHORD = |x − y|² over `count` coordinates from `first`."""
    # Some coordinates at a time, which saves most of the traffic of the row.
    for c in range(first, first + count - 3, 4):
        for i in range(r.shape[1]):
            one, other = x[c, i] - y[label, c], x[c + 1, i] - y[label, c + 1]
            square = one * one + other * other
            total = square if c == first else r[_CHORD, i] + square
            one, other = x[c + 2, i] - y[label, c + 2], x[c + 3, i] - y[label, c + 3]
            r[_CHORD, i] = total + (one * one + other * other)
    if count % 4 > 1:
        c = first + count // 4 * 4
        for i in range(r.shape[1]):
            one, other = x[c, i] - y[label, c], x[c + 1, i] - y[label, c + 1]
            square = one * one + other * other
            r[_CHORD, i] = square if c == first else r[_CHORD, i] + square
    if count % 2:
        c = first + count - 1
        for i in range(r.shape[1]):
            one = x[c, i] - y[label, c]
            r[_CHORD, i] = one * one if count == 1 else r[_CHORD, i] + one * one


@inner
def score(
    x: Array, x_steep: Array, y: Array, y_steep: Array, label: int, mode: int, r: Array
) -> None:
    """Row SCORE = −d(x, y) for one label of y (S, k)."""
    width, balls = r.shape[1], y_steep.shape[1]
    block = y.shape[1] // balls
    real = r.dtype.type
    zero, one, two = real(0), real(1), real(2)
    for i in range(width):
        r[SCORE, i], r[_EXCESS, i], r[_EXPONENT, i] = 0, 0, 0
    for ball in range(balls):
        _chord(x, y, label, ball * block, block, r)
        steep = two * y_steep[label, ball]
        if mode == FLAT:
            for i in range(width):
                r[SCORE, i] += r[_CHORD, i]
        elif mode == L2:
            for i in range(width):
                q = r[_CHORD, i] * x_steep[ball, i] * steep
                d = log1p(q + math.sqrt(q * (q + two)))
                r[SCORE, i] += d * d
        else:
            for i in range(width):
                q = r[_CHORD, i] * x_steep[ball, i] * steep
                factor = q + math.sqrt(q * (q + two))  # less 1, as the product
                r[_EXCESS, i] += factor + r[_EXCESS, i] * factor
            if (ball + 1) % factors_before_overflow(one) == 0:
                for i in range(width):
                    product = one + r[_EXCESS, i]
                    n = exponent(product)
                    r[_EXPONENT, i] += n
                    rest = product * power_of_two(-n) - one
                    r[_EXCESS, i] = rest if n > zero else r[_EXCESS, i]
    if mode == SUM:
        for i in range(width):
            r[SCORE, i] = zero - (log1p(r[_EXCESS, i]) + r[_EXPONENT, i] * real(LOG_2))
    else:
        for i in range(width):
            r[SCORE, i] = zero - math.sqrt(r[SCORE, i])  # 0, not −0


@reduction
def _pull(
    x: Array, y: Array, label: int, first: int, count: int, r: Array, words: int, gx: Array,
    gy: Array,
) -> None:  # fmt: skip
    """Gradients of Σ ½ pull · |x − y|² over some coordinates, added to gx and gy; pull is in the
    row _EXCESS."""
    for c in range(first, first + count):
        total = y[label, c] - y[label, c]
        for i in range(words):
            force = r[_EXCESS, i] * (x[c, i] - y[label, c])
            gx[c, i] += force
            total += force
        gy[label, c] -= total


@reduction
def _total(r: Array, row: int, words: int) -> Any:
    """Sum of a row."""
    result = r.dtype.type(0)
    for i in range(words):
        result += r[row, i]
    return result


@inner
def score_back(
    x: Array, x_steep: Array, y: Array, y_steep: Array, label: int, mode: int, r: Array,
    words: int, scored: bool, gx: Array, along: Array, gy: Array,
) -> None:  # fmt: skip
    """Gradients of `score` for the row GRADIENT, added to the label's of gy (S, k) and, for words,
    to gx and along.

    gx is like x; along, like x_steep, waits to be multiplied by x. words: how many there are;
    beyond them GRADIENT is 0. scored: whether r is as `score` left it for this label, which L2
    needs.
    """
    width, balls = r.shape[1], y_steep.shape[1]
    block = y.shape[1] // balls
    real = r.dtype.type
    two = real(2)
    for ball in range(balls):
        if balls > 1 or not scored:  # `score` leaves that of its last ball
            _chord(x, y, label, ball * block, block, r)
        steep = y_steep[label, ball]
        if mode == FLAT:
            for i in range(width):
                r[_EXCESS, i] = -r[GRADIENT, i] / math.sqrt(max(r[_CHORD, i], real(_TINY)))
        else:
            for i in range(width):
                q = two * r[_CHORD, i] * x_steep[ball, i] * steep
                root = math.sqrt(max(q * (q + two), real(_TINY)))
                r[_CHORD, i] = q
                r[_EXPONENT, i] = -(r[GRADIENT, i] + r[GRADIENT, i]) / root
            if mode == L2:
                for i in range(width):
                    q = r[_CHORD, i]
                    d = log1p(q + math.sqrt(q * (q + two)))
                    r[_EXPONENT, i] *= d / max(-r[SCORE, i], real(_TINY))
            for i in range(width):
                wide = r[_EXPONENT, i]
                r[_EXCESS, i] = two * wide * x_steep[ball, i] * steep
                wide *= r[_CHORD, i]
                r[_EXPONENT, i] = wide
                along[ball, i] += wide * x_steep[ball, i]
            outward = _total(r, _EXPONENT, words) * steep
            for c in range(ball * block, ball * block + block):
                gy[label, c] += outward * y[label, c]
        _pull(x, y, label, ball * block, block, r, words, gx, gy)
