"""What a drawing of labels shows of their tree, measured on the drawn points.

A space of many dimensions may hold a tree that its picture does not show, and the other way
round: so all is read off what is drawn, as a reader has to do it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hmlc_core.data.labels import LabelGraph
from hmlc_core.evaluation.recovery import edge_scores, recover_tree
from hmlc_core.evaluation.recovery.distances import centred, check_points, radii
from hmlc_core.geometry import segments
from hmlc_core.geometry.models_of_space import to_klein
from hmlc_core.pictures.projection import faithfulness

if TYPE_CHECKING:
    from hmlc_core.geometry import Geometry


@dataclass(frozen=True, slots=True, kw_only=True)
class Legibility:
    """What can be read off a drawing; None where there is nothing that could be read.

    crossings: pairs of true edges that cross as geodesics. parents_inside: share of the true edges
        whose parent is nearer to the drawn centre than its child.
    radius_5, radius_95: how far from the middle labels are drawn, the 5th and the 95th percentile,
        as a share of the disk's radius.
    edge_f1: of the tree recovered from the drawn points, see `edge_scores`.
    spearman, distortion: of drawn distances with those of the space, see `faithfulness`.
    """

    crossings: int | None
    parents_inside: float | None
    radius_5: float | None
    radius_95: float | None
    edge_f1: float | None
    spearman: float | None
    distortion: float | None


def legibility(
    drawn: ArrayLike,
    graph: LabelGraph,
    points: ArrayLike,
    geometry: Geometry,
    *,
    plane: Geometry | None = None,
) -> Legibility:
    """Measure a drawing of labels, row i of both arrays being label i.

    drawn: (labels, 2) in the plane, by default the picture plane of the space; radii take 1 for
        the rim, or for what fills a flat picture, whose other measures do not depend on the unit.
    points: (labels, width) of the space that is drawn.

    Raises `DataError` where either are not finite, or not as many as labels.
    """
    plane = plane or geometry.picture_plane
    place = _inside(check_points(drawn, len(graph), plane), plane)
    space = check_points(points, len(graph), geometry)
    distortion, spearman = faithfulness(space, place, geometry, plane=plane)
    inner, outer = np.percentile(np.hypot(*place.T), [5, 95]) if len(graph) else (math.nan,) * 2
    edges = np.array(graph.edges, dtype=np.int64).reshape(-1, 2)
    return Legibility(
        crossings=crossings(place, edges, plane) if len(edges) else None,
        parents_inside=_finite(parents_inside(place, edges, plane)),
        radius_5=_finite(inner),
        radius_95=_finite(outer),
        edge_f1=_finite(_edge_f1(place, graph, plane)),
        spearman=_finite(spearman),
        distortion=_finite(distortion),
    )


def crossings(drawn: ArrayLike, edges: ArrayLike, plane: Geometry) -> int:
    """How many pairs of edges (n, 2) cross as geodesics between drawn points (labels, 2)."""
    straight = to_klein(drawn) if plane.chart == "disk" else drawn
    return segments.crossings(straight, edges)


def parents_inside(drawn: NDArray[np.float64], edges: NDArray[np.int64], plane: Geometry) -> float:
    """The share of edges (parent, child) with the parent nearer to the centre; NaN without any."""
    if not len(edges):
        return math.nan
    radius = radii(centred(drawn, plane), plane)
    return float((radius[edges[:, 0]] < radius[edges[:, 1]]).mean())


def _inside(drawn: NDArray[np.float64], plane: Geometry) -> NDArray[np.float64]:
    """What is drawn on the rim lies within it."""
    import torch

    inside: NDArray[np.float64] = plane.project(torch.tensor(drawn)).numpy()
    return inside


def _edge_f1(drawn: NDArray[np.float64], graph: LabelGraph, plane: Geometry) -> float:
    tree = recover_tree(drawn, plane) if graph.edges else None
    return math.nan if tree is None else edge_scores(graph, tree)["edge_f1"]


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
