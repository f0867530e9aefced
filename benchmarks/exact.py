"""Distances and their gradients with 60 digits, from the textbook's formulas alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from mpmath import mp, mpf
from numpy.typing import NDArray

DIGITS = 60

Floats = NDArray[np.floating[Any]]


def measured(
    x: Floats, y: Floats, *, ball: int, aggregate: str = "sum", vectors: bool = False
) -> tuple[float, NDArray[np.float64]]:
    """A value of two points (dim,), taken as they are, and its gradient by the first.

    ball: coordinates of a ball. aggregate: how balls add up, `sum`, `l2` (root of the sum of
    squares) or `squares` (that sum); `ranked` is log(1 + e^d) of the sum. vectors: the points are
    given as vectors of the hyperboloid's space. The gradient is a quotient of differences, whose
    error is far below float64.
    """
    choices = (ball, aggregate, vectors)
    with mp.workdps(DIGITS):
        first, second = [mpf(float(c)) for c in x], [mpf(float(c)) for c in y]
        step, slopes = mpf(10) ** (-DIGITS // 3), []
        for c in range(len(first)):
            ends = ([p + sign * step * (k == c) for k, p in enumerate(first)] for sign in (1, -1))
            above, below = (_value(end, second, *choices) for end in ends)
            slopes.append(float((above - below) / (2 * step)))
        return float(_value(first, second, *choices)), np.array(slopes)


def _value(x: Sequence[Any], y: Sequence[Any], ball: int, aggregate: str, vectors: bool) -> Any:
    if vectors:
        x, y = ([c / (1 + mp.sqrt(1 + _square(p))) for c in p] for p in (x, y))
    parts = [(x[s : s + ball], y[s : s + ball]) for s in range(0, len(x), ball)]
    distances = [_distance(*part) for part in parts]
    total, squares = mp.fsum(distances), mp.fsum(d * d for d in distances)
    values = {
        "sum": lambda: total,
        "l2": lambda: mp.sqrt(squares),
        "squares": lambda: squares,
        "ranked": lambda: mp.log(1 + mp.exp(total)),
    }
    return values[aggregate]()


def _distance(x: Sequence[Any], y: Sequence[Any]) -> Any:
    chord = _square([a - b for a, b in zip(x, y)])
    return mp.acosh(1 + 2 * chord / ((1 - _square(x)) * (1 - _square(y))))


def _square(x: Sequence[Any]) -> Any:
    return mp.fsum(c * c for c in x)
