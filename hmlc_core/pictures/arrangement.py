"""Labels of any space arranged in the hyperbolic plane: one moment of a run.

The plane is as strongly curved as filling the disk asks for. What all pairs of labels are apart at
least tells nothing about a tree, so part of it is left out; distances are then drawn partly as
they are and partly along the tree that joins the labels, which keeps its edges from crossing.
Depth is drawn from the innermost labels to the outermost, so that the middle is not empty.

The numbers below are a compromise between true distances and a legible tree, found on runs of the
bundled corpus: `python -m benchmarks legibility` shows what they give.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hmlc_core.evaluation.recovery.distances import all_distances
from hmlc_core.pictures.spanning import Floats, SpanningTree, spanning_tree
from hmlc_core.pictures.stress import Pairs, descend

if TYPE_CHECKING:
    from hmlc_core.geometry.base import Geometry

OUTER, OUTERMOST = 2 * math.atanh(0.965), 5
"""Drawn depth that only this share of the labels, in per cent, passes."""

INNERMOST, PULL = 6, 20.0
"""Share of the labels, in per cent, that are wanted in the middle, and how much more that weighs
than the depth of others."""

COMMON = 0.6
"""Share of the shortest distances that is left out of all."""

ALONG = (0.5, 0.9)
"""How far distances are drawn along the tree, 0 as they are and 1 the tree alone: what is tried."""

DEPTH = 0.25
"""Weight of the depths of all labels, beside that of all distances."""

EVERY_PAIR = 600
"""Most labels of which every pair is looked at; of more, a sample and the edges of the tree."""

SAMPLED = 250_000
"""Pairs in the sample."""

BOLD, GENTLE = (30, 1.0), (3, 0.001)
"""Passes and boldness (see `descend`) for a picture from nothing, and for one from another."""

ATTEMPTS, ATTEMPTED_PAIRS = 8, 60_000
"""Pictures from nothing, for each way of `ALONG`, of which the one whose tree has the fewest
crossings is taken; of more pairs fewer."""

ALIKE = 0.1
"""Depths that differ by less than this share of the largest are drawn alike: nobody is inside."""

KEPT = 0.75
"""Share of its fit that a picture must keep to be changed gently and not boldly."""

SHORT = 0.7  # of its length is an edge drawn at first: stress finds room more easily than it gives
NEAR = 0.05  # distances below this share of the largest weigh as if they were as long
APART = 1e-4  # between points that start in one place


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Arrangement:
    """Labels as they are drawn: points (labels, 2) of the disk.

    scale: how long a distance of the space is drawn, `common` of which is left out before.
    tree: joins the labels. along: how far distances are drawn along it. fit: correlation of drawn
    lengths with those that were wanted. chosen: the labels, of those that are somewhere, of which
    all this is, where not all were arranged (see `crowd`).
    """

    points: Floats
    scale: float
    common: float
    tree: SpanningTree
    along: float
    fit: float
    chosen: NDArray[np.int64] | None = None


def arrange(
    labels: NDArray[Any], geometry: Geometry, *, like: Arrangement | None = None
) -> Arrangement:
    """Labels (labels, width), finite ones, on the disk. Equal arguments give equal pictures.

    like: a picture of as many labels, which is then changed as little as need be. Its tree is
    taken where there are more than `EVERY_PAIR`, for finding their own takes long.
    """
    import torch

    count = len(labels)
    space = torch.tensor(np.asarray(labels, dtype=np.float64))
    radius: Floats = geometry.radius(geometry.centred(space)).numpy()
    whole = np.zeros((count, count))
    if like is None or count <= EVERY_PAIR:
        whole = all_distances(labels, geometry)
        common = _common(whole[np.triu_indices(count, 1)])
        tree = spanning_tree(without(common, whole), without(common / 2, radius))
    else:
        tree = like.tree
    first, second = _pairs(count, tree)
    distances: Floats = geometry.distance(space[first], space[second]).numpy()
    common = _common(distances)
    distances, radius = without(common, distances), without(common / 2, radius)
    outer = float(np.percentile(radius, 100 - OUTERMOST))
    if count < 2 or not outer:
        return Arrangement(
            points=np.zeros((count, 2)),
            scale=1.0,
            common=common,
            tree=tree,
            along=ALONG[0],
            fit=0.0,
        )
    edges, deep, scale = radius.copy(), _stretched(radius), OUTER / outer
    below = np.flatnonzero(tree.parents != tree.centre)
    above = space[tree.parents[below]]
    edges[below] = without(common, geometry.distance(space[below], above).numpy())
    depth = tree.depths(edges)
    ways = depth[first] + depth[second] - 2 * depth[tree.meeting[first, second]]

    def wanted(along: float) -> Pairs:
        lengths = scale * ((1 - along) * distances + along * ways)
        weights = 1 / np.maximum(lengths, NEAR * max(lengths.max(), APART)) ** 2
        held = DEPTH * weights.sum() / count * np.where(deep > 0, 1.0, 1.0 + PULL)
        centre = np.full(count, count)
        return Pairs(first, second, lengths, weights) + Pairs(np.arange(count), centre, deep, held)

    if like is not None:
        along = like.along
        pairs = wanted(along)
        # Where labels lie quite differently now, what was drawn before must not show through.
        lost = _fit(like.points, pairs) < KEPT * like.fit
        points = next(_attempts(like.points, pairs, *(BOLD if lost else GENTLE)))
    else:
        drawn = np.where(tree.parents == tree.centre, deep, scale * edges)
        sketch = tree.drawn(SHORT * drawn, whole)
        number = max(1, min(ATTEMPTS, ATTEMPTED_PAIRS // len(first)))
        tried = [
            (along, points)
            for along in ALONG
            for points in islice(_attempts(sketch, wanted(along), *BOLD), number)
        ]
        along, points = min(tried, key=lambda attempt: tree.crossings(attempt[1]))
    fit = _fit(points, wanted(along))
    return Arrangement(points=points, scale=scale, common=common, tree=tree, along=along, fit=fit)


def _fit(points: Floats, pairs: Pairs) -> float:
    """Correlation of the lengths of pairs as they are drawn with those they want."""
    places = np.append(points[:, 0] + 1j * points[:, 1], 0)
    one, two = places[pairs.first], places[pairs.second]
    drawn = 2 * np.arctanh(np.minimum(abs(two - one) / abs(1 - one.conj() * two), 1 - 1e-15))
    if not np.ptp(drawn) or not np.ptp(pairs.lengths):
        return 0.0
    return float(np.corrcoef(drawn, pairs.lengths)[0, 1])


def _attempts(start: Floats, pairs: Pairs, passes: int, boldness: float) -> Iterator[Floats]:
    """Pictures that come of one, by the orders in which pairs are looked at."""
    count, seed = len(start), 0
    turns = np.exp(1j * math.pi * (3 - math.sqrt(5)) * np.arange(count))  # all directions differ
    begun = np.append(start[:, 0] + 1j * start[:, 1] + APART * turns, 0)
    begun /= np.maximum(1, np.abs(begun) / (1 - APART))
    while True:
        places, still = begun.copy(), np.arange(count + 1) == count
        descend(places, still, pairs, passes=passes, boldness=boldness, seed=seed)
        yield np.stack([places.real, places.imag], axis=-1)[:count]
        seed += 1


def _stretched(radius: Floats) -> Floats:
    """Drawn depths: 0 of the innermost labels, `OUTER` of the outermost."""
    inner, outer = np.percentile(radius, [INNERMOST, 100 - OUTERMOST])
    if outer - inner <= ALIKE * outer:
        return np.full(len(radius), OUTER)
    deep: Floats = OUTER * without(inner, radius) / (outer - inner)
    return deep


def _common(distances: Floats) -> float:
    return COMMON * float(np.percentile(distances, 2)) if len(distances) else 0.0


def without(common: float, lengths: Floats) -> Floats:
    left: Floats = np.maximum(lengths - common, 0)
    return left


def _pairs(count: int, tree: SpanningTree) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    if count <= EVERY_PAIR:
        return np.triu_indices(count, 1)
    random = np.random.default_rng(0)
    one = random.integers(count, size=SAMPLED)
    two = (one + random.integers(1, count, size=SAMPLED)) % count
    below = np.flatnonzero(tree.parents != tree.centre)
    return np.concatenate([one, below]), np.concatenate([two, tree.parents[below]])
