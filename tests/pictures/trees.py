"""Points in spaces of many dimensions that hold a known tree."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from hmlc_core.geometry import Geometry, PoincareBall

BALL = PoincareBall(8)


def branches(tops: int = 4, leaves: int = 5, *, seed: int = 0) -> NDArray[np.float64]:
    """Tops at depth 1 in `tops` directions, and `leaves` behind each at depth 2 (8-D ball).

    Tops come first, then the leaves of the first top, and so on.
    """
    random = np.random.default_rng(seed)
    directions = np.linalg.qr(random.normal(size=(8, 8)))[0][:tops]
    below = np.repeat(directions, leaves, axis=0) + 0.05 * random.normal(size=(tops * leaves, 8))
    below /= np.linalg.norm(below, axis=1, keepdims=True)
    found: NDArray[np.float64] = BALL.exp0(torch.tensor(np.vstack([directions, 2 * below]))).numpy()
    return found


def edges(tops: int = 4, leaves: int = 5) -> list[tuple[int, int]]:
    """(top, leaf) of `branches`."""
    return [(n // leaves, tops + n) for n in range(tops * leaves)]


def pairwise(points: NDArray[np.float64], space: Geometry) -> NDArray[np.float64]:
    """(n, n) distances."""
    place = torch.tensor(np.asarray(points, dtype=np.float64))
    found: NDArray[np.float64] = space.pairwise(place, place).numpy()
    return found
