"""Words, documents and trails in the picture of the labels: by their distances to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hmlc_core.pictures.arrangement import APART, NEAR, Arrangement, without
from hmlc_core.pictures.spanning import Floats
from hmlc_core.pictures.stress import Pairs, descend

if TYPE_CHECKING:
    from hmlc_core.geometry.base import Geometry

PASSES, BOLDNESS = 15, 1.0
"""See `descend`."""

MOST_LABELS = 200
"""Nearest labels that say where a point lies."""

BEGIN = 3
"""Nearest labels among which a point begins."""


def place(
    points: NDArray[Any], labels: NDArray[Any], geometry: Geometry, drawn: Arrangement
) -> Floats:
    """Points (n, width) on the disk, (n, 2), where `labels` (labels, width) are as `drawn`.

    Each is placed on its own, as far from the labels as its distances say, the near ones above
    all; labels do not move. A point or label that is not finite has no place, and NaN is given.
    """
    import torch

    placed = np.full((len(points), 2), np.nan)
    known = np.flatnonzero(np.isfinite(labels).all(axis=1) & np.isfinite(drawn.points).all(axis=1))
    asked = np.flatnonzero(np.isfinite(points).all(axis=1))
    if not len(known) or not len(asked):
        return placed
    here, there = (torch.tensor(np.asarray(p, np.float64)) for p in (points[asked], labels[known]))
    distances: Floats = geometry.pairwise(here, there).numpy()
    nearest = distances.argsort(axis=1, kind="stable")[:, :MOST_LABELS]
    wanted = drawn.scale * without(drawn.common, np.take_along_axis(distances, nearest, axis=1))
    seen = drawn.points[known][nearest]  # (asked, labels, 2)
    weights = 1 / np.maximum(wanted, NEAR * max(wanted.max(), APART)) ** 2
    share = weights[:, :BEGIN, None] / weights[:, :BEGIN].sum(axis=1)[:, None, None]
    begun = (share * seen[:, :BEGIN]).sum(axis=1)

    count, width = wanted.shape
    places = np.concatenate([drawn.points[known], begun])
    places = places[:, 0] + 1j * places[:, 1]
    own = len(known) + np.arange(count)
    places[own] += APART  # a step to the side of a label that it may have begun on
    pairs = Pairs(np.repeat(own, width), nearest.ravel(), wanted.ravel(), weights.ravel())
    still = np.arange(len(places)) < len(known)
    descend(places, still, pairs, passes=PASSES, boldness=BOLDNESS)
    placed[asked] = np.stack([places[own].real, places[own].imag], axis=-1)
    return placed
