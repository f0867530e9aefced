"""Sarkar's construction: a tree in the Poincaré disk at once, without optimisation.

Sarkar, *Low Distortion Delaunay Embedding of Trees in Hyperbolic Plane* (2011); Sala et al.,
*Representation Tradeoffs for Hyperbolic Embeddings* (2018), Algorithm 1. Each node is moved to
the origin by an isometry, its children are set around it in sectors beside the one its parent is
in, and the isometry is undone. The papers have one length for all edges and equal sectors.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

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
    count = len(graph)
    parents = [(graph.parents(label) or (count,))[0] for label in range(count)]
    if parents.count(count) == 1:  # the only root takes the place of the virtual one
        hub = parents.index(count)
        parents = [hub if above == count else above for above in parents]
        parents[hub] = hub
    else:
        hub = count
        parents.append(hub)
    children = _children(parents, hub)
    edge = _edge_length(children, hub) if tau is None else tau
    same = np.ones(len(parents))
    return construct(parents, hub, edge * same, same)[:count]


def construct(
    parents: Sequence[int], hub: int, lengths: ArrayLike, widths: ArrayLike
) -> NDArray[np.float64]:
    """Points (nodes, 2) of a tree in the disk, each as far from its parent as `lengths` says.

    parents: of each node; the hub, which stands at the origin, is its own. widths: shares of the
    angle around the parent; the parent's own sector is as wide as its children's are on average.
    Children stand in the order of their numbers. All lengths are shortened alike where one path
    from the hub would be longer than `REACH`.
    """
    length, width = np.asarray(lengths, dtype=np.float64), np.asarray(widths, dtype=np.float64)
    children = _children(parents, hub)
    order, path = [hub], np.zeros(len(parents))
    for node in order:  # grows while it is read
        path[children[node]] = path[node] + length[children[node]]
        order += children[node]
    radius = np.tanh(length * min(1.0, REACH / max(path.max(), 1e-300)) / 2)
    points = np.zeros((len(parents), 2))
    for node in order:
        below = children[node]
        if not below:
            continue
        home = Isometry.to_origin(points[node])
        x, y = home(points[parents[node]]) if node != hub else (1.0, 0.0)
        own = width[below].mean()
        ends = np.cumsum(width[below])
        whole = ends[-1] + (own if node != hub else 0.0)
        angles = math.atan2(y, x) + 2 * math.pi * (ends - width[below] / 2 + own / 2) / whole
        ring = radius[below, None] * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
        points[below] = home.inverse(ring)
    return points


def _children(parents: Sequence[int], hub: int) -> list[list[int]]:
    children: list[list[int]] = [[] for _ in parents]
    for node, above in enumerate(parents):
        if node != hub:
            children[above].append(node)
    return children


def _edge_length(children: list[list[int]], hub: int) -> float:
    degree = max(len(below) + (node != hub) for node, below in enumerate(children))
    return max(1.0, -2 * math.log(math.tan(math.pi / (2 * max(2, degree)))))
