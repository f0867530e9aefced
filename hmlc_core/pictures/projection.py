"""Points of many dimensions on a disk, and how much the picture distorts.

A picture of a ten-dimensional ball is a projection. It is labelled as one, and the distortion of
its distances stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

if TYPE_CHECKING:
    from torch import Tensor

    from hmlc_core.geometry.base import Geometry

Points = NDArray[Any]
SAMPLED_PAIRS = 20_000


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Projection:
    """A fixed map from a model's space to the plane.

    method: `exact` (two dimensions already), `ball` (one ball of a product) or `tangent`
        (principal components of the tangent vectors at the origin).
    geometry: the space.
    axes: (width, 2) orthonormal columns. centre: (width,) tangent vector at the origin that is
        subtracted first; zero where depth is read from the origin.
    description: what a reader must know about the picture.
    distortion: mean relative error of pairwise distances after the best common scale; 0 is exact.
    rank_agreement: Spearman's ρ between distances in the space and in the picture; NaN when
        undefined.
    """

    method: str
    geometry: Geometry
    axes: Points
    centre: Points
    description: str
    distortion: float
    rank_agreement: float

    @property
    def chart(self) -> Literal["disk", "plane"]:
        """What it is drawn on, as `Geometry.chart`."""
        return self.geometry.chart

    def place(self, points: Points, *, trail: bool = False) -> NDArray[np.float32]:
        """Points (..., width) as points (..., 2) of the space's picture plane; trails alike."""
        if self.method != "tangent":
            return (np.asarray(points) @ self.axes).astype(np.float32)
        tangent = self.geometry.log0(_tensor(points)).numpy() - self.centre
        flat = self.geometry.picture_plane.exp0(_tensor(tangent @ self.axes)).numpy()
        return flat.astype(np.float32)


def fit_projection(points: Points, geometry: Geometry, *, ball: int | None = None) -> Projection:
    """The projection for points (n, width), usually the last frame of a run.

    ball: show this ball of a product of two-dimensional balls instead of principal components.
    """
    width = geometry.width
    centre = np.zeros(width)
    if width == 2:
        return Projection(
            method="exact",
            geometry=geometry,
            axes=np.eye(2),
            centre=centre,
            description="Two dimensions: places are drawn as they are.",
            distortion=0.0,
            rank_agreement=1.0,
        )
    if width == 1:
        axes = np.eye(1, 2)
        method, description = "exact", "One dimension, drawn as a line."
    elif ball is not None:
        axes = np.eye(width)[:, geometry.disks[ball]]
        method, description = "ball", f"Ball {ball + 1} of {len(geometry.disks)}, as it is."
    else:
        space = _tensor(points)
        tangent = geometry.log0(space).numpy()
        # What all points have in common tells none apart, though the picture's centre stays where
        # depth is read from.
        axes = _principal_axes(tangent - tangent.mean(0))
        centre = geometry.log0(geometry.centre(space)).numpy()
        method = "tangent"
        description = (
            f"{geometry.dim} dimensions projected to two (principal components at the origin)."
        )
    drawn = Projection(
        method=method,
        geometry=geometry,
        axes=axes,
        centre=centre,
        description=description,
        distortion=0.0,
        rank_agreement=1.0,
    )
    distortion, agreement = faithfulness(points, drawn.place(points), geometry)
    return replace(drawn, distortion=distortion, rank_agreement=agreement)


def tangent_axes(points: Points, geometry: Geometry) -> Points:
    """Points (n, width) along the axes of `fit_projection`, (n, 2); what is not finite is 0."""
    tangent = geometry.log0(_tensor(np.nan_to_num(points))).numpy()
    centred = tangent - tangent.mean(0)
    turned: Points = centred @ _principal_axes(centred)
    return turned


def _principal_axes(vectors: Points) -> Points:
    """(dim, 2) directions of largest spread; signs fixed so that equal data look equal."""
    dim = vectors.shape[1]
    _, _, rows = np.linalg.svd(np.vstack([vectors, np.zeros((dim, dim))]), full_matrices=False)
    axes: Points = rows[:2].T
    strongest = axes[np.abs(axes).argmax(0), [0, 1]]
    return axes * np.where(strongest < 0, -1.0, 1.0)


def _tensor(points: Points) -> Tensor:
    import torch

    return torch.tensor(np.asarray(points, dtype=np.float64))


def faithfulness(
    points: Points, flat: Points, geometry: Geometry, *, plane: Geometry | None = None
) -> tuple[float, float]:
    """Distortion and rank agreement of the picture, over all pairs or a fixed sample of them.

    plane: what it is drawn on, by default the space's own.
    """
    plane = plane or geometry.picture_plane
    count = len(points)
    one, two = np.triu_indices(count, 1) if count <= 600 else _sample(count)
    space, picture = _tensor(points), _tensor(flat)
    true = geometry.distance(space[one], space[two]).numpy()
    seen = plane.distance(picture[one], picture[two]).numpy()
    apart = true > 0
    if not apart.any() or not (seen > 0).any():
        return float("nan"), float("nan")
    scale = (true[apart] @ seen[apart]) / (seen[apart] @ seen[apart])
    distortion = float(np.mean(np.abs(scale * seen[apart] - true[apart]) / true[apart]))
    varied = np.ptp(true) > 0 and np.ptp(seen) > 0
    return distortion, float(spearmanr(true, seen).statistic) if varied else float("nan")


def _sample(count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    random = np.random.default_rng(0)
    one = random.integers(count, size=SAMPLED_PAIRS)
    two = (one + random.integers(1, count, size=SAMPLED_PAIRS)) % count
    return one, two
