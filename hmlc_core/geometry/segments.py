"""Straight lines in the plane that cross: numpy only, points (points, 2).

Geodesics of the disk are straight in the Klein model, so these are theirs, too: `to_klein` first.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hmlc_core.geometry.models_of_space import Points

_BLOCK = 1_000_000
"""Pairs of lines looked at together."""


def crossings(points: ArrayLike, lines: ArrayLike) -> int:
    """How many pairs of lines cross, each from one point to another: lines (n, 2) of numbers.

    A line that is there twice, in whichever direction, counts once. Lines that have an end in
    common, or only touch, do not cross.
    """
    place = np.asarray(points, dtype=np.float64)
    ends = np.sort(np.asarray(lines, dtype=np.int64).reshape(-1, 2), axis=1)
    ends = np.unique(ends, axis=0)
    a, b = place[ends[:, 0]], place[ends[:, 1]]
    number = np.arange(len(ends))
    found, step = 0, max(1, _BLOCK // max(1, len(ends)))
    for start in range(0, len(ends), step):
        part = slice(start, start + step)
        after = number > number[part, None]
        met = (ends[part, None, :, None] == ends[None, :, None, :]).any((-1, -2))
        parted = _sides(a[part], b[part], a) * _sides(a[part], b[part], b) < 0
        parting = (_sides(a, b, a[part]) * _sides(a, b, b[part]) < 0).T
        found += int((parted & parting & ~met & after).sum())
    return found


def _sides(start: Points, end: Points, points: Points) -> NDArray[np.float64]:
    """On which side of each line each point lies, (lines, points): 1, −1, or 0 for on it."""
    along, off = (end - start)[:, None], points[None] - start[:, None]
    sides: NDArray[np.float64] = np.sign(along[..., 0] * off[..., 1] - along[..., 1] * off[..., 0])
    return sides
