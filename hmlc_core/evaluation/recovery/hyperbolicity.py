"""Gromov's δ: how far distances are from those in a tree (Gromov, *Hyperbolic Groups*, 1987).

Of every four points, the two largest of the three sums of opposite distances differ by 2δ at
most; a tree has δ = 0. The same δ is the largest gap, over base points w and triples, of
min((x|y), (y|z)) − (x|z), where (x|y) = (d(x, w) + d(y, w) − d(x, y))/2: the (max, min) product
of a matrix with itself (Fournier, Ismail and Vigneron, *Computing the Gromov hyperbolicity of a
discrete metric space*, 2015).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hmlc_core.evaluation.recovery.distances import Floats

EXACT = 60
"""Up to this many points every one is a base point, so that no four are left out."""

SAMPLE = 300
"""Points looked at where there are more."""

BASES = 8
"""Base points beyond `EXACT`; any single one gives at least δ/2."""


@dataclass(frozen=True, kw_only=True)
class Hyperbolicity:
    """δ, and δ relative to the diameter: 2δ/max d, between 0 (a tree) and 1.

    exact: every four points were looked at; otherwise δ is a lower bound, at least half of that
        of the `points` drawn. NaN for fewer than four points, and (relative) where all coincide.
    """

    delta: float
    relative: float
    exact: bool
    points: int


def gromov(distances: Floats, *, seed: int = 0) -> Hyperbolicity:
    """δ of a symmetric (n, n) matrix of distances; `seed` draws points where there are many."""
    count = len(distances)
    if count < 4:
        nan = float("nan")
        return Hyperbolicity(delta=nan, relative=nan, exact=True, points=count)
    bases = np.arange(count)
    if count > EXACT:
        random = np.random.default_rng(seed)
        chosen = np.sort(random.permutation(count)[:SAMPLE])
        distances = distances[np.ix_(chosen, chosen)]
        bases = random.permutation(len(chosen))[:BASES]
    delta = max(_from_base(distances, base) for base in bases.tolist())
    diameter = float(distances.max())
    return Hyperbolicity(
        delta=delta,
        relative=2 * delta / diameter if diameter > 0 else float("nan"),
        exact=count <= EXACT,
        points=len(distances),
    )


def _from_base(distances: Floats, base: int) -> float:
    away = distances[base]
    product = (away[:, None] + away - distances) / 2
    best = np.full_like(product, -np.inf)
    for middle in product:  # the row of y, which is its column too
        np.maximum(best, np.minimum(middle[:, None], middle), out=best)
    return float((best - product).max())
