"""A pass of AdaGrad over the counts, compiled. Importing this imports numba, about a second.

For words i, j that stand near each other X times, the loss (Eq. 3 of HyperIM) is f(X) r² with
    r = −h(x_i, y_j) + b_i + b̃_j − log X,    f(X) = min(1, (X / full)^¾),
where x are points of words, y those of words as contexts, and h is
    d² (square), cosh²d (cosh2) or −⟨x, y⟩ (inner, which is GloVe without curvature).
In a product of balls d is the root of the sum of their squared distances, as in Poincaré GloVe,
whatever the distances are of which a classifier makes use.

Tifrea, Bécigneul and Ganea, *Poincaré GloVe: Hyperbolic Word Embeddings* (2019). What their code
does and their paper does not say is done here, too: the gradient is that of half the loss; its
coordinates are cut at ±`CUT`, in one ball those of h alone and else those of the product with the
residual, of the biases the residual; the accumulators, which begin with 1, grow after the step,
for points by the mean squared coordinate of the gradient in each ball, for biases by the squared
step before it is divided. Where a ball is one coordinate, as in flat space, that is AdaGrad.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from hmlc_core.geometry.kernels import scalar
from hmlc_core.geometry.kernels.compile import inlined, inner, kernel

SIMILARITIES = {"square": 0, "cosh2": 1, "inner": 2}
_SQUARE, _COSH2, _INNER = SIMILARITIES.values()

CUT = 10.0
_TINY = 1e-150
"""Lengths below this have no direction; between such points everything is flat."""


@inner
def _flat(x: Any, y: Any, similarity: int, slopes: Any) -> Any:
    """As `_height`."""
    total = 0.0
    if similarity == _INNER:
        for k in range(len(x)):
            total -= x[k] * y[k]
            slopes[0, k], slopes[1, k] = -y[k], -x[k]
        return total, 1.0
    for k in range(len(x)):
        apart = x[k] - y[k]
        total += apart * apart
        slopes[0, k], slopes[1, k] = 2 * apart, -2 * apart
    return _of_square(total, similarity)


@inner
def _of_square(total: float, similarity: int) -> tuple[float, float]:
    """h of a squared distance, and its derivative by that."""
    if similarity == _SQUARE:
        return total, 1.0
    distance = math.sqrt(total)
    rise = math.sinh(2 * distance) / (2 * distance) if distance > _TINY else 1.0
    return math.cosh(distance) ** 2, rise


@inlined
def _gradient(
    x: Any, y: Any, n: int, ball: int, q: float, weight: float, gaps: Any, slopes: Any
) -> None:
    """weight · the Riemannian gradients of q = 2‖x − y‖²/(a b) in ball n, a = 1 − ‖x‖² and so on.

    That for x is (a/2)² times the Euclidean one, (a/b)(x − y) + ½ q a x.
    """
    a, b = gaps[0, n], gaps[1, n]
    along_x, along_y = weight * a / b, weight * b / a
    inward_x, inward_y = weight * q * a / 2, weight * q * b / 2
    for k in range(n * ball, (n + 1) * ball):
        apart = x[k] - y[k]
        slopes[0, k] = along_x * apart + inward_x * x[k]
        slopes[1, k] = inward_y * y[k] - along_y * apart


@inner
def _height(x: Any, y: Any, ball: int, similarity: int, slopes: Any, gaps: Any, work: Any) -> Any:
    """h(x, y), and a number by which slopes[0] and slopes[1] become its Riemannian gradients.

    ball: coordinates of a ball; 0 in flat space. gaps: (2, balls), filled with 1 − ‖x‖² and
    1 − ‖y‖². work: (2, balls), for numbers in between.
    """
    if ball == 0:
        return _flat(x, y, similarity, slopes)
    balls = len(x) // ball
    squares, weights = work[0], work[1]
    for n in range(balls):
        apart, a, b = 0.0, 1.0, 1.0
        for k in range(n * ball, (n + 1) * ball):
            apart += (x[k] - y[k]) ** 2
            a -= x[k] * x[k]
            b -= y[k] * y[k]
        gaps[0, n], gaps[1, n] = a, b
        squares[n] = 2 * apart / (a * b)  # cosh d − 1
    if balls == 1 and similarity == _COSH2:
        height = 1 + squares[0]
        _gradient(x, y, 0, ball, squares[0], 2 * height, gaps, slopes)
        return height * height, 1.0
    total = 0.0
    for n in range(balls):
        q = squares[n]
        root = math.sqrt(q * (q + 2))  # sinh d
        distance = scalar.log1p(q + root)
        total += distance * distance
        weights[n] = 2 * distance / root if root > _TINY else 2.0  # ∂d²/∂ cosh d
    for n in range(balls):
        _gradient(x, y, n, ball, squares[n], weights[n], gaps, slopes)
    return _of_square(total, similarity)


@inner
def _cut(number: float) -> float:
    return max(-CUT, min(CUT, number))


@inner
def _step(
    x: Any,
    slopes: Any,
    inside: float,
    outside: float,
    rate: float,
    sums: Any,
    gaps: Any,
    ball: int,
    limit: float,
    work: Any,
) -> None:
    """x ← exp_x(−rate · g / √sums) in each ball, where g = outside · cut(inside · slopes).

    sums: (balls,) accumulators of x, (coordinates,) in flat space; limit: largest norm in a ball.
    """
    if ball == 0:
        for k in range(len(x)):
            g = outside * _cut(inside * slopes[k])
            x[k] -= rate * g / math.sqrt(sums[k])
            sums[k] += g * g
        return
    balls = len(x) // ball
    squares, factors = work[0], work[1]
    for n in range(balls):
        squares[n] = 0.0
        for k in range(n * ball, (n + 1) * ball):
            slopes[k] = outside * _cut(inside * slopes[k])
            squares[n] += slopes[k] * slopes[k]
    for n in range(balls):  # tanh(‖v‖ / (1 − ‖x‖²)) / ‖g‖ for the step v
        length = math.sqrt(squares[n])
        e = scalar.expm1(min(2 * rate * length / (math.sqrt(sums[n]) * gaps[n]), 40.0))
        factors[n] = e / ((e + 2) * length) if length > _TINY else 0.0
        sums[n] += squares[n] / ball
    for n in range(balls):
        # x ⊕ y with s = x + y is ((1 − ‖x‖²)s + ‖s‖²x) / (‖s‖² + (1 − ‖x‖²)(1 − ‖y‖²)).
        moved = factors[n]
        rest = max(1 - moved * moved * squares[n], 0.0)
        norm = 0.0
        for k in range(n * ball, (n + 1) * ball):
            norm += (x[k] - moved * slopes[k]) ** 2
        below = norm + gaps[n] * rest
        with_sum, with_x = gaps[n] / below, norm / below
        norm = 0.0
        for k in range(n * ball, (n + 1) * ball):
            x[k] = with_sum * (x[k] - moved * slopes[k]) + with_x * x[k]
            norm += x[k] * x[k]
        if norm > limit * limit:
            back = limit / math.sqrt(norm)
            for k in range(n * ball, (n + 1) * ball):
                x[k] *= back


@inner
def _bias_step(biases: Any, i: int, residual: float, rate: float, sums: Any) -> None:
    step = rate * residual
    biases[i] -= step / math.sqrt(sums[i])
    sums[i] += step * step


@kernel
def epoch(
    points: Any,
    biases: Any,
    sums: Any,
    bias_sums: Any,
    rows: Any,
    columns: Any,
    values: Any,
    order: Any,
    similarity: int,
    full: float,
    rate: float,
    ball: int,
    limit: float,
) -> tuple[float, int]:
    """One pass over the pairs (rows[e], columns[e]) for e in `order`; the first four change.

    points: (2, words, coordinates) float64, of words and of words as contexts; biases, bias_sums:
    (2, words); sums: (2, words, balls), the accumulators, (2, words, coordinates) in flat space.
    values: counts. similarity: number of one of `SIMILARITIES`. ball: its coordinates, 0 in flat
    space. rate: length of a step; 0 measures alone.
    Returns the sum of the losses, each before its step, and how many pairs had none that is a
    finite number; these are skipped.
    """
    dim = points.shape[2]
    balls = dim // ball if ball > 0 else 0
    slopes, gaps = np.empty((2, dim)), np.empty((2, balls))
    work = np.empty((2, balls))
    one_ball = balls == 1
    loss, skipped = 0.0, 0
    for e in order:
        i, j = rows[e], columns[e]
        x, y = points[0, i], points[1, j]
        height, rise = _height(x, y, ball, similarity, slopes, gaps, work)
        residual = biases[0, i] + biases[1, j] - height - math.log(values[e])
        share = min(values[e] / full, 1.0)
        weight = math.sqrt(share) * math.sqrt(math.sqrt(share))
        term = weight * residual * residual
        if not math.isfinite(term):
            skipped += 1
            continue
        loss += term
        if rate == 0:
            continue
        pull = -weight * residual
        inside, outside = (rise, pull) if one_ball else (rise * pull, 1.0)
        _step(x, slopes[0], inside, outside, rate, sums[0, i], gaps[0], ball, limit, work)
        _step(y, slopes[1], inside, outside, rate, sums[1, j], gaps[1], ball, limit, work)
        change = _cut(weight * residual)
        _bias_step(biases[0], i, change, rate, bias_sums[0])
        _bias_step(biases[1], j, change, rate, bias_sums[1])
    return loss, skipped
