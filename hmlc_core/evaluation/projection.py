"""Points of many dimensions on a disk, and how much the picture distorts.

A picture of a ten-dimensional ball is a projection. It is labelled as one, and the distortion of
its distances stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

if TYPE_CHECKING:
    from hmlc_core.geometry.base import Geometry

Points = NDArray[Any]
SAMPLED_PAIRS = 20_000


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Projection:
    """A fixed map from a model's space to the plane.

    method: `exact` (two dimensions already), `ball` (one ball of a product) or `tangent`
        (principal components of the tangent vectors at the origin).
    axes: (dim, 2) orthonormal columns. centre: (dim,) subtracted first; zero in curved space.
    description: what a reader must know about the picture.
    distortion: mean relative error of pairwise distances after the best common scale; 0 is exact.
    rank_agreement: Spearman's ρ between distances in the space and in the picture; NaN when
        undefined.
    """

    method: str
    axes: Points
    centre: Points
    description: str
    distortion: float
    rank_agreement: float


def fit_projection(points: Points, geometry: Geometry, *, ball: int | None = None) -> Projection:
    """The projection for points (n, dim), usually the last frame of a run.

    ball: show this ball of a product of two-dimensional balls instead of principal components.
    """
    dim = geometry.dim
    centre = np.zeros(dim)
    if dim == 2:
        return Projection(
            method="exact",
            axes=np.eye(2),
            centre=centre,
            description="Two dimensions: what you see is what was learned.",
            distortion=0.0,
            rank_agreement=1.0,
        )
    if dim == 1:
        axes = np.eye(1, 2)
        method, description = "exact", "One dimension, drawn as a line."
    elif ball is not None:
        axes = np.eye(dim)[:, 2 * ball : 2 * ball + 2]
        method, description = "ball", f"Ball {ball + 1} of {dim // 2}, as it is."
    else:
        tangent = _log0(points, geometry)
        mean = tangent.mean(0)
        # What all points have in common tells none apart. Curved space still keeps its origin,
        # from which depth is read.
        axes = _principal_axes(tangent - mean)
        if geometry.name == "euclidean":
            centre = mean
        method = "tangent"
        description = f"{dim} dimensions projected to two (principal components at the origin)."
    drawn = Projection(
        method=method,
        axes=axes,
        centre=centre,
        description=description,
        distortion=0.0,
        rank_agreement=1.0,
    )
    flat = apply_projection(drawn, points, geometry)
    distortion, agreement = faithfulness(points, flat, geometry)
    return replace(drawn, distortion=distortion, rank_agreement=agreement)


def apply_projection(projection: Projection, points: Points, geometry: Geometry) -> Points:
    """Points (..., dim) in the plane, (..., 2) float32, inside the disk unless space is flat."""
    if projection.method == "tangent":
        tangent = (_log0(points, geometry) - projection.centre) @ projection.axes
        flat = _exp0(tangent, geometry)
    else:
        flat = np.asarray(points) @ projection.axes
    return flat.astype(np.float32)


def _principal_axes(vectors: Points) -> Points:
    """(dim, 2) directions of largest spread; signs fixed so that equal data look equal."""
    dim = vectors.shape[1]
    _, _, rows = np.linalg.svd(np.vstack([vectors, np.zeros((dim, dim))]), full_matrices=False)
    axes: Points = rows[:2].T
    strongest = axes[np.abs(axes).argmax(0), [0, 1]]
    return axes * np.where(strongest < 0, -1.0, 1.0)


def _log0(points: Points, geometry: Geometry) -> Points:
    import torch

    return geometry.log0(torch.tensor(np.asarray(points, dtype=np.float64))).numpy()


def _exp0(tangent: Points, geometry: Geometry) -> Points:
    import torch

    from hmlc_core.geometry import make_geometry

    name = "euclidean" if geometry.name == "euclidean" else "poincare"
    return make_geometry(name, 2).exp0(torch.from_numpy(tangent)).numpy()


def faithfulness(points: Points, flat: Points, geometry: Geometry) -> tuple[float, float]:
    """Distortion and rank agreement of the picture, over all pairs or a fixed sample of them."""
    import torch

    from hmlc_core.geometry import make_geometry

    count = len(points)
    one, two = np.triu_indices(count, 1) if count <= 600 else _sample(count)
    plane = make_geometry("euclidean" if geometry.name == "euclidean" else "poincare", 2)
    space = torch.tensor(np.asarray(points, dtype=np.float64))
    picture = torch.tensor(np.asarray(flat, dtype=np.float64))
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
