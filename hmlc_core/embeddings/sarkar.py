"""Sarkar's construction: a tree in the Poincaré disk at once, without optimisation.

Sarkar, *Low Distortion Delaunay Embedding of Trees in Hyperbolic Plane* (2011); Sala et al.,
*Representation Tradeoffs for Hyperbolic Embeddings* (2018), Algorithm 1. Each node is moved to
the origin by an isometry, its children are set at equal angles from each other and from its
parent, all at distance τ, and the isometry is undone.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from hmlc_core.data.labels import LabelGraph
from hmlc_core.geometry.curves import Isometry

REACH = 2 * math.atanh(1 - 1e-5)
"""Distance of the furthest point from the origin, 12.2: beyond it float64 loses the digits that
tell neighbours apart."""


def sarkar(graph: LabelGraph, tau: float | None = None) -> NDArray[np.float64]:
    """Points (labels, 2) of the disk where every parent and child are exactly τ apart.

    Of several parents the first counts, which makes the graph a tree; a single root stands at
    the origin, several stand around it as the children of a virtual one.

    tau: length of an edge; by default the smallest at which no two subtrees overlap,
        −2 log tan(π / (2 · largest degree)), or 1 if that is less (chains, pairs).
    Either is shortened, where the tree is deep, to `REACH` / height: a node h edges below the
    origin is at most h·τ away from it, so all stay inside.
    """
    tops, children = _spanning_forest(graph)
    hub = len(graph)  # stands at the origin: the virtual root, or the only one
    if len(tops) == 1:
        hub = tops[0]
    else:
        children[hub] = tops
    order = [hub]
    height = dict.fromkeys(order, 0)
    for node in order:  # grows while it is read
        for child in children[node]:
            height[child] = height[node] + 1
            order.append(child)
    edge = _edge_length(children, hub) if tau is None else tau
    radius = math.tanh(min(edge, REACH / max(1, max(height.values()))) / 2)

    points = np.zeros((len(graph) + 1, 2))
    upward: dict[int, int] = {}
    for node in order:
        below = children[node]
        home = Isometry.to_origin(points[node])
        seats = len(below) + (node != hub)  # the parent takes the last one
        x, y = home(points[upward[node]]) if node != hub else (1.0, 0.0)
        angles = math.atan2(y, x) + 2 * math.pi * np.arange(1, len(below) + 1) / max(1, seats)
        ring = radius * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
        points[below] = home.inverse(ring)
        upward.update(dict.fromkeys(below, node))
    return points[: len(graph)]


def _spanning_forest(graph: LabelGraph) -> tuple[list[int], list[list[int]]]:
    """Roots, and the children of each node and of one more that has none yet."""
    tops: list[int] = []
    children: list[list[int]] = [[] for _ in range(len(graph) + 1)]
    for label in range(len(graph)):
        parents = graph.parents(label)
        (children[parents[0]] if parents else tops).append(label)
    return tops, children


def _edge_length(children: list[list[int]], hub: int) -> float:
    degree = max(len(below) + (node != hub) for node, below in enumerate(children))
    return max(1.0, -2 * math.log(math.tan(math.pi / (2 * max(2, degree)))))
