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

from hmlc_core.geometry.kernels.compile import inlined, inner, kernel, reduction, scalar
from hmlc_core.geometry.kernels.scalar import expm1, log1p

SIMILARITIES = {"square": 0, "cosh2": 1, "inner": 2}
_SQUARE, _COSH2, _INNER = SIMILARITIES.values()

CUT = 10.0
_TINY = 1e-150
"""Lengths below this have no direction; between such points everything is flat."""


@reduction
def _flat(x: Any, y: Any, similarity: int, slopes: Any) -> Any:
    """As `pair_height`, of one coordinate a ball."""
    total = 0.0
    if similarity == _INNER:
        for n in range(len(x)):
            total -= x[n, 0] * y[n, 0]
            slopes[0, n, 0], slopes[1, n, 0] = -y[n, 0], -x[n, 0]
        return total, 1.0
    for n in range(len(x)):
        apart = x[n, 0] - y[n, 0]
        total += apart * apart
        slopes[0, n, 0], slopes[1, n, 0] = 2 * apart, -2 * apart
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
def _gradient(x: Any, y: Any, n: int, q: float, weight: float, gaps: Any, slopes: Any) -> None:
    """weight · the Riemannian gradients of q = 2‖x − y‖²/(a b) in ball n, a = 1 − ‖x‖² and so on.

    That for x is (a/2)² times the Euclidean one, (a/b)(x − y) + ½ q a x.
    """
    a, b = gaps[0, n], gaps[1, n]
    along_x, along_y = weight * a / b, weight * b / a
    inward_x, inward_y = weight * q * a / 2, weight * q * b / 2
    for k in range(x.shape[1]):
        apart = x[n, k] - y[n, k]
        slopes[0, n, k] = along_x * apart + inward_x * x[n, k]
        slopes[1, n, k] = inward_y * y[n, k] - along_y * apart


@reduction
def pair_height(x: Any, y: Any, similarity: int, slopes: Any, gaps: Any, work: Any) -> Any:
    """h of x and y (balls, coordinates), and a number by which slopes[0] and slopes[1] become its
    Riemannian gradients.

    gaps: (2, balls), filled with 1 − ‖x‖² and 1 − ‖y‖². work: (2, balls), for numbers in between.
    """
    balls, coordinates = x.shape
    squares, weights = work[0], work[1]
    for n in range(balls):
        apart, a, b = 0.0, 1.0, 1.0
        for k in range(coordinates):
            apart += (x[n, k] - y[n, k]) ** 2
            a -= x[n, k] * x[n, k]
            b -= y[n, k] * y[n, k]
        gaps[0, n], gaps[1, n] = a, b
        squares[n] = 2 * apart / (a * b)  # cosh d − 1
    if balls == 1 and similarity == _COSH2:
        height = 1 + squares[0]
        _gradient(x, y, 0, squares[0], 2 * height, gaps, slopes)
        return height * height, 1.0
    total = 0.0
    for n in range(balls):
        q = squares[n]
        root = math.sqrt(q * (q + 2))  # sinh d
        distance = log1p(q + root)
        total += distance * distance
        weights[n] = 2 * distance / root if root > _TINY else 2.0  # ∂d²/∂ cosh d
    for n in range(balls):
        _gradient(x, y, n, squares[n], weights[n], gaps, slopes)
    return _of_square(total, similarity)


@scalar
def _cut(number: float) -> float:
    return max(-CUT, min(CUT, number))


@reduction
def _flat_step(x: Any, slopes: Any, inside: float, outside: float, rate: float, sums: Any) -> None:
    """As `_step`, of one coordinate a ball."""
    for n in range(len(x)):
        g = outside * _cut(inside * slopes[n, 0])
        x[n, 0] -= rate * g / math.sqrt(sums[n])
        sums[n] += g * g


@reduction
def _step(
    x: Any,
    slopes: Any,
    inside: float,
    outside: float,
    rate: float,
    sums: Any,
    gaps: Any,
    limit: float,
    work: Any,
) -> None:
    """x ← exp_x(−rate · g / √sums) in each ball, where g = outside · cut(inside · slopes).

    sums: (balls,) accumulators of x; limit: largest norm in a ball.
    """
    balls, coordinates = x.shape
    squares, factors = work[0], work[1]
    for n in range(balls):
        square = 0.0
        for k in range(coordinates):
            g = outside * _cut(inside * slopes[n, k])
            slopes[n, k] = g
            square += g * g
        squares[n] = square
    for n in range(balls):  # tanh(‖v‖ / (1 − ‖x‖²)) / ‖g‖ for the step v
        length = math.sqrt(squares[n])
        e = expm1(min(2 * rate * length / (math.sqrt(sums[n]) * gaps[n]), 40.0))
        factors[n] = e / ((e + 2) * length) if length > _TINY else 0.0
        sums[n] += squares[n] / coordinates
    for n in range(balls):
        # x ⊕ y with s = x + y is ((1 − ‖x‖²)s + ‖s‖²x) / (‖s‖² + (1 − ‖x‖²)(1 − ‖y‖²)).
        moved, gap = factors[n], gaps[n]
        rest = max(1 - moved * moved * squares[n], 0.0)
        norm = 0.0
        for k in range(coordinates):
            norm += (x[n, k] - moved * slopes[n, k]) ** 2
        below = norm + gap * rest
        with_x, with_slope = (gap + norm) / below, gap * moved / below
        norm = 0.0
        for k in range(coordinates):
            to = with_x * x[n, k] - with_slope * slopes[n, k]
            x[n, k] = to
            norm += to * to
        if norm > limit * limit:
            back = limit / math.sqrt(norm)
            for k in range(coordinates):
                x[n, k] *= back


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
    flat: bool,
    limit: float,
) -> tuple[float, int]:
    """One pass over the pairs (rows[e], columns[e]) for e in `order`; the first four change.

    points: (2, words, balls, coordinates) float64, of words and of words as contexts, in flat space
    (2, words, dimensions, 1); biases, bias_sums: (2, words); sums: (2, words, balls), the
    accumulators. values: counts. similarity: number of one of `SIMILARITIES`. rate: length of a
    step; 0 measures alone.
    Returns the sum of the losses, each before its step, and how many pairs had none that is a
    finite number; these are skipped.
    """
    _, _, balls, coordinates = points.shape
    slopes = np.empty((2, balls, coordinates))
    gaps, work = np.empty((2, balls)), np.empty((2, balls))
    loss, skipped = 0.0, 0
    for e in order:
        i, j = rows[e], columns[e]
        x, y = points[0, i], points[1, j]
        if flat:
            height, rise = _flat(x, y, similarity, slopes)
        else:
            height, rise = pair_height(x, y, similarity, slopes, gaps, work)
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
        inside, outside = (rise * pull, 1.0) if flat or balls > 1 else (rise, pull)
        for side in range(2):
            point, own = (x, sums[0, i]) if side == 0 else (y, sums[1, j])
            if flat:
                _flat_step(point, slopes[side], inside, outside, rate, own)
            else:
                _step(point, slopes[side], inside, outside, rate, own, gaps[side], limit, work)
        change = _cut(weight * residual)
        _bias_step(biases[0], i, change, rate, bias_sums[0])
        _bias_step(biases[1], j, change, rate, bias_sums[1])
    return loss, skipped
