"""One moment of a run in the hyperbolic plane, whatever its space.

The plane is as strongly curved as filling the disk asks for. What all pairs of labels are apart at
least tells nothing about a tree, so part of it is left out; distances are then drawn partly as
they are and partly along the tree that joins the labels, which keeps its edges from crossing.
Depth is drawn from the innermost label to the outermost, so that the middle is not empty.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hmlc_core.pictures.spanning import Floats, SpanningTree, spanning_tree
from hmlc_core.pictures.stress import Pairs, descend

if TYPE_CHECKING:
    from hmlc_core.geometry.base import Geometry

OUTER = 2 * math.atanh(0.95)
"""Drawn depth that 95 % of the labels do not pass."""

INNER = 4
"""Per cent of the labels that are drawn in the middle."""

COMMON = 0.6
"""Share of the shortest distances that is left out of all."""

ALONG = 0.5
"""How far distances are drawn along the tree: 0 as they are, 1 the tree alone."""

DEPTH = 4.0
"""Weight of all depths, beside half that of all distances."""

EVERY_PAIR = 600
"""Most labels of which every pair is looked at; of more, a sample and the edges of the tree."""

SAMPLED = 250_000
"""Pairs in the sample."""

BOLD, GENTLE = (30, 1.0), (6, 0.01)
"""Passes and boldness (see `descend`) for a picture from nothing, and for one from another."""

SHORT = 0.7  # of its length is an edge drawn at first: stress finds room more easily than it gives
NEAR = 0.05  # distances below this share of the largest weigh as if they were as long
APART = 1e-4  # between points that start in one place


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Arrangement:
    """Labels as they are drawn, (labels, 2) points of the disk, float64.

    tree: joins the labels. scale: drawn distance for a distance in the space, `common` of which
    is left out first.
    """

    points: Floats
    tree: SpanningTree
    scale: float
    common: float


def arrange(
    labels: NDArray[Any],
    geometry: Geometry,
    *,
    start: Floats | None = None,
    tree: SpanningTree | None = None,
) -> Arrangement:
    """Labels (labels, width), all of them finite, on the disk; equal arguments, equal pictures.

    start: (labels, 2) a picture like this one, which is then changed as little as need be. tree:
    taken for the labels' own where there are too many of them to look at every pair.
    """
    import torch

    count = len(labels)
    space = torch.tensor(np.asarray(labels, dtype=np.float64))
    radius: Floats = geometry.radius(geometry.centred(space)).numpy()
    whole: Floats | None = None
    if tree is None or count <= EVERY_PAIR:
        whole = geometry.pairwise(space, space).numpy()
        whole = np.minimum(whole, whole.T)
        np.fill_diagonal(whole, 0)
        first, second = np.triu_indices(count, 1)
        common = _common(whole[first, second])
        tree = spanning_tree(_without(common, whole), _without(common / 2, radius))
    if count > EVERY_PAIR:
        first, second = _sample(count, tree)
    distances: Floats = geometry.distance(space[first], space[second]).numpy()
    common = _common(distances)
    distances, radius = _without(common, distances), _without(common / 2, radius)
    scale = OUTER / max(float(np.percentile(radius, 95)), np.finfo(np.float64).tiny)
    if not radius.any() or count < 2:
        return Arrangement(points=np.zeros((count, 2)), tree=tree, scale=1.0, common=common)

    above = np.append(np.arange(count), -1)[tree.parents]
    edges = radius.copy()
    joined = np.flatnonzero(above >= 0)
    edges[joined] = _without(common, geometry.distance(space[joined], space[above[joined]]).numpy())
    depth = tree.depths(edges)
    along = depth[first] + depth[second] - 2 * depth[tree.meeting[first, second]]
    wanted = scale * ((1 - ALONG) * distances + ALONG * along)
    deep = _stretched(radius)
    if start is None:
        drawn = scale * edges
        drawn[above < 0] = deep[above < 0]
        order = whole if whole is not None else np.zeros((count, count))
        start = tree.drawn(SHORT * drawn, order)
        how = BOLD
    else:
        how = GENTLE
    weights = 1 / np.maximum(wanted, NEAR * wanted.max(initial=0)) ** 2
    pairs = Pairs(first, second, wanted, weights)
    middle = Pairs(
        np.arange(count),
        np.full(count, count),
        deep,
        np.full(count, DEPTH * weights.sum() / (2 * count)),
    )
    turn = np.exp(1j * math.pi * (3 - math.sqrt(5)) * np.arange(count))  # no two directions alike
    places = np.append(start[:, 0] + 1j * start[:, 1] + APART * turn, 0)
    places /= np.maximum(1, np.abs(places) / math.tanh(OUTER))
    still = np.arange(count + 1) == count
    descend(places, still, pairs + middle, passes=how[0], boldness=how[1])
    points = np.stack([places.real, places.imag], axis=-1)[:count]
    return Arrangement(points=points, tree=tree, scale=scale, common=common)


def _stretched(radius: Floats) -> Floats:
    """Drawn depths: 0 of the innermost label, `OUTER` of the outermost."""
    inner, outer = np.percentile(radius, [INNER, 95])
    if outer - inner <= 1e-9 * outer:
        return np.full(len(radius), OUTER)
    return OUTER * _without(inner, radius) / (outer - inner)


def _common(distances: Floats) -> float:
    return COMMON * float(np.percentile(distances, 2)) if len(distances) else 0.0


def _without(common: float, lengths: Floats) -> Floats:
    return np.maximum(lengths - common, 0)


def _sample(count: int, tree: SpanningTree) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    random = np.random.default_rng(0)
    one = random.integers(count, size=SAMPLED)
    two = (one + random.integers(1, count, size=SAMPLED)) % count
    below = np.flatnonzero(tree.parents != tree.centre)
    return np.concatenate([one, below]), np.concatenate([two, tree.parents[below]])
