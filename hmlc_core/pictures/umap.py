"""UMAP of label points: a picture that keeps neighbours together, with a distortion of its own.

McInnes, Healy and Melville (2018), with the distances of the model's space as input and the
hyperboloid as output, so that the picture is a Poincaré disk again (the plane for flat space).
Unlike a `Projection` it is no map: other points, or another frame, have no place in it.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hmlc_core.errors import DataError
from hmlc_core.evaluation.recovery.distances import all_distances
from hmlc_core.pictures.projection import Points, faithfulness

if TYPE_CHECKING:
    from hmlc_core.geometry.base import Geometry

NEIGHBOURS = 15
"""Nearest labels that are kept near; umap-learn's own default."""

MOST = 5_000
"""Labels at most: the distances of all pairs are held, 200 MB."""

_METRICS = {"disk": "hyperboloid", "plane": "euclidean"}
"""Chart -> how umap-learn calls the space of its coordinates."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class UmapPicture:
    """points: (n, 2) float32 in the disk, or the plane. The others as in `Projection`."""

    points: NDArray[np.float32]
    description: str
    distortion: float
    rank_agreement: float
    method: str = "umap"


def umap_picture(points: Points, geometry: Geometry, *, seed: int = 0) -> UmapPicture:
    """The picture of points (n, width); equal arguments give equal pictures.

    The point from which the others are least far, all together, is drawn in the centre. Most of the
    time goes into compiling, once in a process. Raises `DataError` for fewer than four points or
    more than `MOST`, or when all lie equally far from each other.
    """
    if len(points) > MOST:
        raise DataError(
            "there are too many labels for UMAP",
            where="points",
            expected=f"{MOST:,} labels or fewer",
            received=f"{len(points):,} labels",
            remedy="Choose another picture.",
        )
    distances = all_distances(points, geometry)
    apart = distances[~np.eye(len(distances), dtype=bool)]
    if len(distances) < 4 or np.ptp(apart) == 0:
        raise DataError(
            "UMAP has nothing to go by",
            where="points",
            expected="four labels or more, at different distances",
            received=f"{len(distances)} labels"
            + (", all equally far from each other" if len(distances) > 3 else ""),
        )
    plane = geometry.picture_plane
    placed = _centred(_embed(distances, _METRICS[plane.chart], seed), plane)
    distortion, agreement = faithfulness(points, placed, geometry)
    return UmapPicture(
        points=placed,
        description=(
            f"{geometry.dim} dimensions arranged by UMAP, which keeps neighbours together. Only "
            "who lies near whom means something: the centre and the rim do not."
        ),
        distortion=distortion,
        rank_agreement=agreement,
    )


def prepare() -> None:
    """Import umap-learn, which compiles what it keeps on disk for all processes to come."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import umap  # noqa: F401


def _embed(distances: NDArray[np.float64], metric: str, seed: int) -> NDArray[np.float64]:
    """(n, 2) coordinates on the hyperboloid, or in the plane."""
    with warnings.catch_warnings():
        # umap-learn says what cannot be done with distances alone, which nobody asks for here;
        # numba, while it compiles, speaks of its own plans.
        warnings.simplefilter("ignore")
        import umap

        mapper: Any = umap.UMAP(
            metric="precomputed",
            output_metric=metric,
            n_neighbors=min(NEIGHBOURS, len(distances) - 1),
            init="random",  # spectral layout fails for few points and splits groups apart
            random_state=seed,
            n_jobs=1,
        )
        return np.asarray(mapper.fit_transform(distances), dtype=np.float64)


def _centred(coordinates: NDArray[np.float64], plane: Geometry) -> NDArray[np.float32]:
    """On the chart, moved so that the innermost point lies at the origin: by an isometry, which
    changes nothing."""
    import torch

    from hmlc_core.geometry.hyperboloid import to_ball

    place = torch.from_numpy(coordinates)
    if plane.chart == "disk":
        place = plane.project(to_ball(place))
    inner = place[plane.pairwise(place, place).sum(1).argmin()]
    moved: NDArray[np.float32] = plane.add(plane.negate(inner), place).numpy().astype(np.float32)
    return moved
