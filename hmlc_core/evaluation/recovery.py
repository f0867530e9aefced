"""How well distances between embedded labels give a known hierarchy back.

Every measure takes the distances as `Rows`, a function from a slice of labels to their distances
to all labels, and asks for a few rows at a time: 10,000 labels need no 800 MB matrix.

The relevant labels of a label are its ancestors (or its parents, of an embedding of edges), as in
the reconstruction measure of Nickel and Kiela, *Poincaré Embeddings for Learning Hierarchical
Representations* (2017), and of facebookresearch/poincare-embeddings, where a file's row
(descendant, ancestor) makes the ancestor relevant to the descendant and not the other way round.
Descendants, siblings and all others are irrelevant. The label itself is left out, the virtual
root is no label, and labels without a relevant one are not asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import rankdata

from hmlc_core.data.labels import LabelGraph

if TYPE_CHECKING:
    from hmlc_core.geometry import Geometry

Floats = NDArray[np.float64]
Rows = Callable[[slice], Floats]
"""slice of labels -> (labels in it, labels) distances."""

Relevant = Sequence[Sequence[int]]
"""The relevant labels of each label."""

_BLOCK = 4_000_000
"""Distances held at a time: 32 MB."""


def score_embedding(
    points: ArrayLike, graph: LabelGraph, geometry: Geometry, *, pairs: str = "closure"
) -> dict[str, float]:
    """`map`, `mean_rank` and `spearman_norm_depth` of points (labels, dim), row i = label i.

    pairs: relevant are all ancestors (`closure`) or the parents only (`edges`). The norm is the
    distance from the root if there is just one, as if the picture were re-centred there, else the
    distance from the origin. What is undefined is NaN.
    """
    above = graph.ancestors if pairs == "closure" else graph.parents
    relevant = [above(label) for label in range(len(graph))]
    rows = distance_rows(points, geometry)
    roots = graph.roots()
    norms = rows(slice(roots[0], roots[0] + 1))[0] if len(roots) == 1 else radii(points, geometry)
    return {
        "map": mean_average_precision(rows, relevant),
        "mean_rank": mean_rank(rows, relevant),
        "spearman_norm_depth": spearman_norm_depth(norms, graph.depth),
    }


def distance_rows(points: ArrayLike, geometry: Geometry) -> Rows:
    """The distances between points (labels, dim) of a space."""
    import torch

    place = torch.tensor(np.asarray(points, dtype=np.float64))

    def rows(part: slice) -> Floats:
        distances: Floats = geometry.pairwise(place[part], place).numpy()
        return distances

    return rows


def radii(points: ArrayLike, geometry: Geometry) -> Floats:
    """(labels,) distances of points (labels, dim) from the origin."""
    import torch

    radius: Floats = geometry.radius(torch.tensor(np.asarray(points, dtype=np.float64))).numpy()
    return radius


def mean_rank(rows: Rows, relevant: Relevant) -> float:
    """Mean rank of relevant labels, each among the irrelevant ones only; perfect is 1.

    The mean is over all (label, relevant label) pairs together. An irrelevant label at the same
    distance counts half, which is the expectation under ties broken at random. For one label with
    N relevant ones at positions 1, 2, … this is (Σ positions − N(N − 1)/2)/N.
    """
    ranks = [
        1 + (np.searchsorted(others, near, "left") + np.searchsorted(others, near, "right")) / 2
        for near, others in _sorted_distances(rows, relevant)
    ]
    return float(np.concatenate(ranks).mean()) if ranks else float("nan")


def mean_average_precision(rows: Rows, relevant: Relevant) -> float:
    """Mean over labels of the average precision of ranking all others by distance.

    Labels at one distance are retrieved together (scikit-learn's rule), so that ties never help.
    A random order has about |relevant|/(labels − 1): small trees have high chance levels.
    """
    precisions = []
    for near, others in _sorted_distances(rows, relevant):
        hits = np.searchsorted(near, near, "right")
        precisions.append(np.mean(hits / (hits + np.searchsorted(others, near, "right"))))
    return float(np.mean(precisions)) if precisions else float("nan")


def _sorted_distances(rows: Rows, relevant: Relevant) -> Iterator[tuple[Floats, Floats]]:
    """For each label with relevant ones: distances to these, and to the other labels, sorted."""
    for part in _parts(len(relevant)):
        for label, distances in enumerate(rows(part), start=part.start):
            if not relevant[label]:
                continue
            wanted = list(relevant[label])
            yield np.sort(distances[wanted]), np.sort(np.delete(distances, [*wanted, label]))


def spearman_norm_depth(norms: ArrayLike, depth: ArrayLike) -> float:
    """Rank correlation of (labels,) norms with depths, ties at their average rank.

    A sanity check only: a star can score high, and moving the picture changes it, so re-centre
    first. NaN where all norms or all depths are equal.
    """
    x, y = (rankdata(np.asarray(values)) for values in (norms, depth))
    x, y = x - x.mean(), y - y.mean()
    spread = np.sqrt((x @ x) * (y @ y))
    return float(x @ y / spread) if spread > 0 else float("nan")


@dataclass(frozen=True, kw_only=True)
class Distortion:
    """How far distances d are from hop distances D, over unordered pairs of labels.

    average: mean of |d − D|/D.
    scale, scaled_average: s and the mean of |s d − D|/D, where s makes Σ (s d/D − 1)² least;
        a uniform factor is no fault, since it only says which curvature the tree has.
    worst: max(d/D)/min(d/D), whatever the scale; 1 is perfect.
    coincident: pairs at distance 0, which are left out of all this.
    """

    average: float
    scale: float
    scaled_average: float
    worst: float
    coincident: int


def distortion(rows: Rows, hops: NDArray[np.integer]) -> Distortion:
    """Distortion against hops (labels, labels), > 0 off the diagonal (`LabelGraph.hops`).

    NaN where no pair is left.
    """

    def ratios() -> Iterator[Floats]:
        for part in _parts(len(hops)):
            distances = rows(part)
            later = np.arange(len(hops)) > np.arange(len(hops))[part, None]
            yield distances[later] / hops[part][later]

    count, coincident, total, squares = 0, 0, 0.0, 0.0
    error, least, most = 0.0, np.inf, 0.0
    for ratio in ratios():
        apart = ratio[ratio > 0]
        count += len(apart)
        coincident += len(ratio) - len(apart)
        total += float(apart.sum())
        squares += float(np.square(apart).sum())
        error += float(np.abs(apart - 1).sum())
        least, most = float(apart.min(initial=least)), float(apart.max(initial=most))
    if not count:
        nan = float("nan")
        return Distortion(
            average=nan, scale=nan, scaled_average=nan, worst=nan, coincident=coincident
        )
    scale = total / squares
    scaled_error = sum(float(np.abs(scale * r[r > 0] - 1).sum()) for r in ratios())
    return Distortion(
        average=error / count,
        scale=scale,
        scaled_average=scaled_error / count,
        worst=most / least,
        coincident=coincident,
    )


def _parts(labels: int) -> Iterator[slice]:
    step = max(1, _BLOCK // max(1, labels))
    for start in range(0, labels, step):
        yield slice(start, min(start + step, labels))
