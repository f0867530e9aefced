"""A hierarchy drawn by one rule on a flat page and in the disk, growing from the centre.

In the manner of Sarkar (2011): every child stands EDGE away from its parent, siblings in a fan
that looks away from where the parent came from.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hmlc_core.data.labels import LabelGraph
from hmlc_core.geometry import segments
from hmlc_core.geometry.curves import Isometry, geodesic_points
from hmlc_core.geometry.models_of_space import to_klein

Chart = Literal["disk", "plane"]

EDGE = 1.7  # length of every line in the space it is drawn in
FAN = np.radians(160)  # widest angle in which the children of a label stand
FRAMES = 14  # pictures per level of the hierarchy
CENTRE = -1  # stands above the top labels


@functools.lru_cache(maxsize=8)
def tree(graph: LabelGraph) -> dict[int, int]:
    """Label -> the parent it hangs under in the drawing: the first, where there are several."""
    return {child: parent for parent, child in reversed(graph.edges)}


@functools.lru_cache(maxsize=8)
def places(graph: LabelGraph, chart: Chart) -> NDArray[np.float64]:
    """Where each label stands in the end, (labels, 2)."""
    points = np.zeros((len(graph), 2))
    if chart == "plane":
        ahead, at = {CENTRE: 1 + 0j}, {CENTRE: 0j}
        for label, above, angle in _fans(graph):
            ahead[label] = ahead[above] * complex(np.exp(1j * angle))
            at[label] = at[above] + EDGE * ahead[label]
            points[label] = at[label].real, at[label].imag
        return points
    # A motion that takes the origin to a label and +x to the direction it came in.
    step, motion = Isometry.to_origin((np.tanh(EDGE / 2), 0)).inverse, {CENTRE: Isometry()}
    for label, above, angle in _fans(graph):
        motion[label] = motion[above] @ Isometry.rotation(angle) @ step
        points[label] = motion[label]((0, 0))
    return points


def _fans(graph: LabelGraph) -> Iterator[tuple[int, int, float]]:
    """Each label, what stands above it, and the turn on the way there; parents first."""
    parent, tops = tree(graph), graph.roots()
    reached = [(top, CENTRE, 2 * np.pi * n / len(tops)) for n, top in enumerate(tops)]
    for label, above, turn in reached:
        yield label, above, turn
        below = [child for child in graph.children(label) if parent[child] == label]
        width = min(FAN, (len(below) - 1) * FAN / 3)
        angles = np.linspace(-width / 2, width / 2, len(below)).tolist()
        reached += [(child, label, angle) for child, angle in zip(below, angles, strict=True)]


@functools.lru_cache(maxsize=8)
def growth(graph: LabelGraph, chart: Chart) -> NDArray[np.float32]:
    """The hierarchy unfolding from the centre level by level, (frames, labels + 1, 2).

    Labels travel to their places along geodesics; until its turn comes, one rides on its parent.
    """
    parent, ends, depth = tree(graph), places(graph, chart), graph.depth
    # One point more than labels: the root, which stays in the centre.
    frames = np.zeros(((depth.max() + 1) * FRAMES + 1, len(graph) + 1, 2), np.float32)
    for label in np.argsort(depth, kind="stable").tolist():
        start, origin = depth[label] * FRAMES, np.zeros(2)
        if label in parent:
            frames[:, label] = frames[:, parent[label]]
            origin = ends[parent[label]]
        if chart == "plane":
            way = np.linspace(origin, ends[label], FRAMES + 1)
        else:
            way = geodesic_points(origin, ends[label], FRAMES + 1)
        frames[start:, label] = ends[label]
        frames[start : start + FRAMES + 1, label] = way
    return frames


@functools.lru_cache(maxsize=8)
def crossings(graph: LabelGraph, chart: Chart) -> int:
    """How many pairs of lines cross in the drawing."""
    points = np.vstack([places(graph, chart), np.zeros(2)])
    if chart == "disk":  # geodesics are straight in the Klein model
        points = to_klein(points)
    above = tree(graph)
    return segments.crossings(
        points, [(above.get(label, CENTRE), label) for label in range(len(graph))]
    )
