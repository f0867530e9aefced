"""Stress in the hyperbolic plane, brought down pair by pair.

Zheng, Pawar and Goodman, *Graph Drawing by Stochastic Gradient Descent* (2018), with steps along
geodesics as in Miller, Kobourov and Huroyan, *Browser-based Hyperbolic Visualization of Graphs*
(2022): the ends of a pair that are too far apart, or too near, move towards or away from each
other by the same distance, at most as far as makes them right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hmlc_core.geometry.kernels.compile import inner, kernel

Places = NDArray[np.complex128]
"""Points of the disk as complex numbers."""

GENTLEST = 0.02
"""The last pass moves the pair that matters most by this share of what it is wrong."""

_NOWHERE = 1e-12  # points nearer than this have no direction from each other


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Points that want to be `lengths` apart; first, second: (pairs,) which; weights: how much."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    lengths: NDArray[np.float64]
    weights: NDArray[np.float64]

    def __add__(self, other: Pairs) -> Pairs:
        """Both."""
        return Pairs(
            *(
                np.concatenate([getattr(self, name), getattr(other, name)])
                for name in self.__dataclass_fields__
            )
        )


def descend(
    places: Places,
    still: NDArray[np.bool_],
    pairs: Pairs,
    *,
    passes: int,
    boldness: float,
    seed: int = 0,
    each: int | None = None,
) -> None:
    """Move `places`, except the `still` ones, so that pairs come as far apart as they want.

    passes: looks at every pair, in a new order each, which the seed draws. boldness: by which
    share of what it is wrong the first pass moves the pair that matters least; it falls until the
    last one. each: pairs come as so many of one point, then so many of the next; every point has
    rates of its own, and its pairs are looked at in the order of all others'. By default they are
    all together. Equal arguments give equal places.
    """
    if not len(pairs.first):
        return
    each = each or len(pairs.first)
    weights, firsts = pairs.weights.reshape(-1, each), np.arange(0, len(pairs.first), each)
    least, most = weights.min(axis=1), weights.max(axis=1)
    random = np.random.default_rng(seed)
    for rates in np.geomspace(boldness / least, GENTLEST / most, passes):
        order = (firsts[:, None] + random.permutation(each)).ravel()
        shares = (weights * rates[:, None]).ravel()
        _look(places, still, pairs.first, pairs.second, pairs.lengths, shares, order)


def prepare() -> None:
    """Compile, or load, the pass."""
    pair = Pairs(np.array([0]), np.array([1]), np.ones(1), np.ones(1))
    descend(np.array([0, 0.5j]), np.array([True, False]), pair, passes=1, boldness=1.0)


@inner
def _shifted(point: Any, direction: Any, distance: Any) -> Any:
    """The point at `distance` from `point`; direction: where to as seen from there, length 1."""
    step = np.tanh(distance / 2) * direction
    return (step + point) / (1 + np.conj(point) * step)


@kernel
def _look(
    places: Any,
    still: Any,
    first: Any,
    second: Any,
    lengths: Any,
    shares: Any,
    order: Any,
) -> None:
    for pair in order:
        i, j = first[pair], second[pair]
        one, two = places[i], places[j]
        seen = (two - one) / (1 - np.conj(one) * two)
        size = abs(seen)
        if size < _NOWHERE or (still[i] and still[j]):
            continue
        wrong = 2 * np.arctanh(min(size, 1 - 1e-15)) - lengths[pair]
        step = min(1.0, shares[pair]) * wrong
        if not (still[i] or still[j]):
            step /= 2
        if not still[i]:
            places[i] = _shifted(one, seen / size, step)
        if not still[j]:
            back = (one - two) / (1 - np.conj(two) * one)
            places[j] = _shifted(two, back / abs(back), step)
