"""Who lies nearest, by the distance of the space."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hmlc_core.evaluation.words.lexicon import blocks

if TYPE_CHECKING:
    from hmlc_core.geometry import Geometry


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """Rows (count,) of points, the best first, and by what they are ranked."""

    rows: NDArray[np.int64]
    values: NDArray[np.float64]


def distances_from(
    place: ArrayLike, points: NDArray[Any], geometry: Geometry
) -> NDArray[np.float64]:
    """(n,) distances of a place (width,) from points (n, width)."""
    import torch

    one = torch.tensor(np.asarray(place, dtype=np.float64))[None]
    found = np.empty(len(points))
    for rows, block in blocks(points):
        found[rows] = geometry.pairwise(one, block).numpy()[0]
    return found


def lowest(values: NDArray[np.float64], count: int, without: Collection[int] = ()) -> Ranked:
    """The `count` rows of the lowest values (n,), equal ones in their order.

    without: rows that are left out. What is not a number is never among them.
    """
    values = values.copy()
    values[list(without)] = np.nan
    known = np.flatnonzero(np.isfinite(values))
    if count < len(known):  # sorting all of 50,000 takes longer than finding the border
        border = np.partition(values[known], count - 1)[count - 1] if count else -np.inf
        known = known[values[known] <= border]
    rows = known[np.argsort(values[known], kind="stable")][:count]
    return Ranked(rows, values[rows])


def neighbours(row: int, points: NDArray[Any], geometry: Geometry, count: int) -> Ranked:
    """The `count` points nearest to one of them, without itself; values are distances."""
    return lowest(distances_from(points[row], points, geometry), count, {row})
