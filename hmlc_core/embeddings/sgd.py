"""Riemannian SGD on Eq. 2, compiled. Importing this imports numba, which takes about a second.

One loop serves every space: points of `ball` coordinates each in as many balls as fit into a row,
or flat space when `ball` is 0.

For a pair (p, q) and the nodes N(p) that p is not paired with, the loss is
    d(p, q) + log( Σ_{c ∈ N(p)} e^{−d(p, c)} + [e^{−d(p, q)} or, with itself, e^{−d(p, p)} = 1] ),
so a distance d(p, c) has slope −(share of c in the sum), and d(p, q) has 1 − (its share).
"""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np

from hmlc_core.geometry.kernels.compile import inner, kernel

# Without fused multiply-add, which gains nothing here and would move every label that was ever
# placed: in two dimensions a last digit decides which of two arrangements is found.
_part, _kernel = partial(inner, fused=False), partial(kernel, fused=False)

_NO_DIRECTION = 1e-10
"""Distances below this have no reliable direction; their gradient fades to 0 instead of NaN."""


@_part
def pair_distance(
    points: Any, i: int, j: int, ball: int, squares: bool, slopes: Any, row: int
) -> float:
    """d(x_i, x_j); its gradients for x_i and x_j go to slopes[row, 0] and slopes[row, 1].

    In a ball d = arcosh(1 + q) = log(1 + q + √(q(q + 2))) with q = 2‖x − y‖²/(a b),
    a = 1 − ‖x‖², b = 1 − ‖y‖². Several balls add up, or with `squares` their squares do.
    """
    dim = points.shape[1]
    if ball == 0:
        flat: float = _flat_distance(points, i, j, slopes, row)
        return flat
    total, excess = 0.0, 0.0
    for start in range(0, dim, ball):
        gap, a, b = 0.0, 1.0, 1.0
        for k in range(start, start + ball):
            x, y = points[i, k], points[j, k]
            gap += (x - y) ** 2
            a -= x * x
            b -= y * y
        per_ab = 1 / (a * b)
        q = 2 * gap * per_ab
        root = math.sqrt(q * (q + 2))
        weight = 1 / max(root, _NO_DIRECTION)  # ∂d/∂q = 1/root
        # Distances only add up, so one logarithm serves many balls; each square needs its own.
        # The product less 1 is kept: between near points the 1 would swallow the rest.
        factor = q + root
        excess += factor + excess * factor
        if squares:
            distance = math.log1p(excess)
            total += distance * distance
            weight *= distance
            excess = 0.0
        elif excess > 1e200:
            total += math.log1p(excess)
            excess = 0.0
        apart = 4 * weight * per_ab
        along_x, along_y = 2 * weight * q * per_ab * b, 2 * weight * q * per_ab * a
        for k in range(start, start + ball):
            x, y = points[i, k], points[j, k]
            slopes[row, 0, k] = apart * (x - y) + along_x * x
            slopes[row, 1, k] = apart * (y - x) + along_y * y
    if not squares:
        return total + math.log1p(excess)
    total = math.sqrt(total)
    for side in range(2):
        for k in range(dim):
            slopes[row, side, k] /= max(total, _NO_DIRECTION)
    return total


@_part
def _flat_distance(points: Any, i: int, j: int, slopes: Any, row: int) -> float:
    """‖x_i − x_j‖ and its gradients, as above."""
    dim = points.shape[1]
    squared = 0.0
    for k in range(dim):
        squared += (points[i, k] - points[j, k]) ** 2
    distance = math.sqrt(squared)
    for k in range(dim):
        slope = (points[i, k] - points[j, k]) / max(distance, _NO_DIRECTION)
        slopes[row, 0, k] = slope
        slopes[row, 1, k] = -slope
    return distance


@_part
def _descend(
    points: Any, i: int, gradient: Any, row: int, side: int, rate: float, ball: int, limit: float
) -> None:
    """x_i ← project(x_i − rate · Riemannian gradient), the retraction of Nickel and Kiela."""
    dim = points.shape[1]
    if ball == 0:
        for k in range(dim):
            points[i, k] -= rate * gradient[row, side, k]
        return
    for start in range(0, dim, ball):
        gap = 1.0
        for k in range(start, start + ball):
            gap -= points[i, k] ** 2
        step = rate * gap * gap / 4  # the inverse of the metric (2/gap)²
        squared = 0.0
        for k in range(start, start + ball):
            points[i, k] -= step * gradient[row, side, k]
            squared += points[i, k] ** 2
        if squared > limit * limit:
            back = limit / math.sqrt(squared)
            for k in range(start, start + ball):
                points[i, k] *= back


@_part
def _approach_origin(points: Any, i: int, share: float, ball: int) -> None:
    """x_i ← (1 − share) ⊗ x_i: the same direction, that much nearer to the origin."""
    dim = points.shape[1]
    width = ball if ball > 0 else dim
    for start in range(0, dim, width):
        factor = 1 - share
        if ball > 0:
            norm = 0.0
            for k in range(start, start + ball):
                norm += points[i, k] ** 2
            norm = math.sqrt(norm)
            if norm > 1e-8:  # below, tanh and artanh are the identity to the last digit
                factor = math.tanh(factor * math.atanh(norm)) / norm
        for k in range(start, start + width):
            points[i, k] *= factor


@_part
def _draw(mark: Any, turn: int, free: int, wanted: int, random: Any, candidates: Any) -> int:
    """Fill candidates[1:] with all `free` unmarked nodes, or with `wanted` distinct ones at random.

    A node is marked when its entry equals `turn`. Returns the number of candidates, with that at
    position 0, which is the caller's.
    """
    count = 1
    if free <= wanted:
        for node in range(mark.shape[0]):
            if mark[node] != turn:
                candidates[count] = node
                count += 1
        return count
    while count <= wanted:
        node = int(random.random() * mark.shape[0])
        if mark[node] != turn:
            mark[node] = turn
            candidates[count] = node
            count += 1
    return count


@_kernel
def epoch(
    points: Any,
    anchors: Any,
    partners: Any,
    order: Any,
    starts: Any,
    paired: Any,
    wanted: int,
    with_itself: bool,
    rate: float,
    pull: float,
    ball: int,
    squares: bool,
    limit: float,
    random: Any,
) -> float:
    """One pass over the pairs (anchors[e], partners[e]) for e in `order`; `points` change in place.

    points: (nodes, dim) float64. Nodes paired with i are paired[starts[i]:starts[i + 1]].
    wanted: unpaired nodes drawn per pair; all where there are no more. Every anchor has some.
    with_itself: the anchor, not the partner, completes the softmax.
    rate: length of a step; pull: share of the way to the origin that both go per unit of rate.
    random: numpy Generator. Returns the mean loss of the pairs.
    """
    nodes, dim = points.shape
    mark = np.full(nodes, -1, np.int64)
    candidates = np.empty(nodes + 1, np.int64)
    slopes = np.empty((min(nodes, wanted) + 1, 2, dim))
    weights = np.empty(min(nodes, wanted) + 1)
    loss = 0.0
    for turn in range(len(order)):
        anchor, partner = anchors[order[turn]], partners[order[turn]]
        first, last = starts[anchor], starts[anchor + 1]
        mark[anchor] = turn
        for e in range(first, last):
            mark[paired[e]] = turn
        candidates[0] = partner
        count = _draw(mark, turn, nodes - 1 - (last - first), wanted, random, candidates)

        for c in range(count):
            weights[c] = pair_distance(points, anchor, candidates[c], ball, squares, slopes, c)
        # The nearest term becomes 1 in the sum, so that it cannot vanish. d(p, p) = 0.
        distance = weights[0]
        near = weights[0] = 0.0 if with_itself else distance
        for c in range(1, count):
            near = min(near, weights[c])
        weights[0] = total = math.exp(near - weights[0])
        for c in range(1, count):
            weights[c] = math.exp(near - weights[c])
            total += weights[c]
        loss += distance + math.log(total) - near

        # All slopes were taken before the first point moves, so this is one gradient step.
        slope = 1.0 if with_itself else 1 - weights[0] / total
        _descend(points, partner, slopes, 0, 1, rate * slope, ball, limit)
        for k in range(dim):
            slopes[0, 0, k] *= slope
        for c in range(1, count):
            slope = -weights[c] / total
            for k in range(dim):
                slopes[0, 0, k] += slope * slopes[c, 0, k]
            _descend(points, candidates[c], slopes, c, 1, rate * slope, ball, limit)
        _descend(points, anchor, slopes, 0, 0, rate, ball, limit)
        if pull > 0:
            _approach_origin(points, anchor, min(rate * pull, 1.0), ball)
            _approach_origin(points, partner, min(rate * pull, 1.0), ball)

    return float(loss / max(len(order), 1))
