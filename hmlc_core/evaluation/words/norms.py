"""Whether the words further out are the rarer, or the more special ones."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hmlc_core.evaluation.words.lexicon import blocks

if TYPE_CHECKING:
    from hmlc_core.geometry import Geometry

NORMAL = 1.959964
"""97.5 % of a normal distribution lie below."""


@dataclass(frozen=True, slots=True)
class Correlation:
    """Spearman's ρ of n pairs, and the interval in which it lies with 95 %.

    NaN throughout where there are fewer than four pairs, or all values of a side are equal.
    """

    rho: float
    low: float
    high: float
    n: int

    @property
    def beyond_chance(self) -> bool:
        """Whether 0, which chance gives, is outside the interval."""
        return self.low > 0 or self.high < 0


def norms(points: NDArray[Any], geometry: Geometry) -> NDArray[np.float64]:
    """(n,) distances of points (n, width) from the origin."""
    found = np.empty(len(points))
    for rows, block in blocks(points):
        found[rows] = geometry.radius(block).numpy()
    return found


def rank_correlation(one: ArrayLike, other: ArrayLike) -> Correlation:
    """Of values (n,) with values (n,), as far as both are numbers; ties at their average rank.

    The interval is Bonett and Wright's (*Sample size requirements for estimating Pearson, Kendall
    and Spearman correlations*, 2000): Fisher's, with variance (1 + ρ²/2) / (n − 3).
    """
    from scipy.stats import spearmanr

    first, second = (np.asarray(values, dtype=np.float64) for values in (one, other))
    known = np.isfinite(first) & np.isfinite(second)
    first, second = first[known], second[known]
    n = len(first)
    if n < 4 or not np.ptp(first) or not np.ptp(second):
        return Correlation(math.nan, math.nan, math.nan, n)
    rho = float(spearmanr(first, second).statistic)
    if abs(rho) >= 1 - 1e-12:
        return Correlation(rho, rho, rho, n)
    reach = NORMAL * math.sqrt((1 + rho**2 / 2) / (n - 3))
    middle = math.atanh(rho)
    return Correlation(rho, math.tanh(middle - reach), math.tanh(middle + reach), n)
