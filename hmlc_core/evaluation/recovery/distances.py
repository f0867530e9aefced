"""Distances between embedded labels, asked for a few rows at a time, and from the centre."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hmlc_core.errors import DataError

if TYPE_CHECKING:
    from hmlc_core.geometry import Geometry

Floats = NDArray[np.float64]
Rows = Callable[[slice], Floats]
"""slice of the labels that are asked -> (labels in it, labels) distances."""

Asked = NDArray[np.int64]
"""Labels from which distances are looked at, in increasing order."""

_BLOCK = 4_000_000
"""Distances held at a time: 32 MB."""


def distance_rows(points: ArrayLike, geometry: Geometry, asked: Asked | None = None) -> Rows:
    """The distances of points (labels, width) of a space from those asked, or from all."""
    import torch

    place = torch.tensor(np.asarray(points, dtype=np.float64))
    chosen = place if asked is None else place[torch.from_numpy(asked)]

    def rows(part: slice) -> Floats:
        distances: Floats = geometry.pairwise(chosen[part], place).numpy()
        return distances

    return rows


def all_distances(points: ArrayLike, geometry: Geometry) -> Floats:
    """(labels, labels) distances between points (labels, width), symmetric, 0 on the diagonal."""
    found = distance_rows(points, geometry)(slice(None))
    both = np.minimum(found, found.T)
    np.fill_diagonal(both, 0.0)
    return both


def radii(points: ArrayLike, geometry: Geometry) -> Floats:
    """(labels,) distances of points (labels, width) from the origin."""
    import torch

    radius: Floats = geometry.radius(torch.tensor(np.asarray(points, dtype=np.float64))).numpy()
    return radius


def centred(points: ArrayLike, geometry: Geometry) -> Floats:
    """Points (labels, width) with their centre at the origin, see `Geometry.centred`."""
    import torch

    place: Floats = geometry.centred(torch.tensor(np.asarray(points, dtype=np.float64))).numpy()
    return place


def check_points(points: ArrayLike, labels: int, geometry: Geometry) -> Floats:
    """Points as (labels, width) float64; raises `DataError` where they are no such thing."""
    place = np.asarray(points, dtype=np.float64)
    if place.shape != (labels, geometry.width):
        raise DataError(
            "the points do not belong to these labels",
            where="points",
            expected=f"{labels} labels × {geometry.width} coordinates",
            received=f"an array of shape {place.shape}",
        )
    if lost := int((~np.isfinite(place)).any(axis=1).sum()):
        raise DataError(
            "some points are nowhere",
            where="points",
            expected="finite coordinates",
            received=f"NaN or infinity in those of {lost} of {labels} labels",
            remedy="Training has diverged: lower the learning rates, or take an earlier step.",
        )
    return place


def parts(asked: int, labels: int) -> Iterator[slice]:
    """Slices of the labels asked whose rows of distances fit into memory together."""
    step = max(1, _BLOCK // max(1, labels))
    for start in range(0, asked, step):
        yield slice(start, min(start + step, asked))
