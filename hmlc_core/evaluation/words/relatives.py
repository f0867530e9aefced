"""Which words a word's place puts above and below it, and where a taxonomy's hypernyms stand.

In a tree that grows from the centre a word's parent is near to it and further in, and its children
are near to it and further out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hmlc_core.evaluation.words.neighbours import Ranked, distances_from, lowest

if TYPE_CHECKING:
    from hmlc_core.geometry import Geometry


@dataclass(frozen=True, slots=True, eq=False)
class Relatives:
    """The nearest words further in and further out than a word, by distance."""

    above: Ranked
    below: Ranked


def relatives(
    row: int,
    points: NDArray[Any],
    norms: NDArray[np.float64],
    geometry: Geometry,
    count: int,
) -> Relatives:
    """At most `count` on each side. norms: (n,) distances of the points from the origin; words
    just as far out are on neither side."""
    away = distances_from(points[row], points, geometry)
    inner, outer = (
        np.where(side, away, np.nan) for side in (norms < norms[row], norms > norms[row])
    )
    return Relatives(lowest(inner, count), lowest(outer, count))


def ranks_among(
    row: int, rows: ArrayLike, points: NDArray[Any], geometry: Geometry
) -> NDArray[np.float64]:
    """The rank of each of `rows` among all other words by distance from one, 1 the nearest; ties
    share their mean. By chance it would be n/2 for n words."""
    away = distances_from(points[row], points, geometry)
    away[row] = np.nan
    asked = away[np.asarray(rows, np.int64)]
    nearer = np.array([(away < distance).sum() for distance in asked], dtype=np.float64)
    ties = np.array([(away == distance).sum() for distance in asked], dtype=np.float64)
    ranks: NDArray[np.float64] = nearer + (ties + 1) / 2
    return ranks
