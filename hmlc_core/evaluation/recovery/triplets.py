"""LCA triplets: which two of three labels belong together.

In the hyperbolic plane, the point of the geodesic from a to b that is nearest to the origin plays
the part of their lowest common ancestor (Chami et al., *From Trees to Continuous Embeddings and
Back*, 2020). Of three labels, the pair whose ancestor lies deepest should be the pair whose true
one does. One answer in three is right by chance.
"""

from __future__ import annotations

from itertools import combinations
from math import comb
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hmlc_core.data.labels import LabelGraph
from hmlc_core.evaluation.recovery.distances import Floats

if TYPE_CHECKING:
    from hmlc_core.geometry import Geometry

Triplets = NDArray[np.int64]
"""(triplets, 3) three different labels each."""

MOST = 1_000
"""Triplets asked about where there are more: the error of a share is then about 0.015."""

TIED = 1e-4
"""Depths that differ by less than this share of the largest are equal."""

_STEPS = 20
"""Of the search, which leaves 7·10⁻⁵ of the way: the depth has a minimum there, and is then off
by far less than `TIED`."""

_PAIRS = np.array([[0, 1], [0, 2], [1, 2]])
_GOLDEN = (np.sqrt(5) - 1) / 2


def draw_triplets(labels: int, *, seed: int) -> Triplets:
    """All triplets of the labels, or `MOST` of them at random."""
    if comb(labels, 3) <= MOST:
        return np.array(list(combinations(range(labels), 3)), dtype=np.int64).reshape(-1, 3)
    # Twice as many as needed: of 24 labels and more, seven in eight draws are all different.
    drawn = np.random.default_rng(seed).integers(labels, size=(2 * MOST, 3))
    different = (np.diff(np.sort(drawn, axis=1), axis=1) > 0).all(axis=1)
    return drawn[different][:MOST]


def true_depths(graph: LabelGraph, triplets: Triplets) -> Floats:
    """(triplets, 3) depth of the deepest common ancestor of the pairs 01, 02, 12.

    A label is its own ancestor; top labels have depth 1 here, the virtual root has 0.
    """
    above = [{label, *graph.ancestors(label)} for label in range(len(graph))]
    depth = [
        [
            max((graph.depth[label] + 1.0 for label in above[row[a]] & above[row[b]]), default=0.0)
            for a, b in _PAIRS.tolist()
        ]
        for row in triplets.tolist()
    ]
    return np.array(depth, dtype=np.float64).reshape(-1, 3)


def hyperbolic_depths(points: Floats, geometry: Geometry, triplets: Triplets) -> Floats:
    """(triplets, 3) least distance from the origin on the geodesics of the pairs 01, 02, 12.

    By golden-section search: that distance is convex along a geodesic of all our spaces.
    """
    import torch

    one, two = (torch.from_numpy(points[triplets[:, side].ravel()]) for side in _PAIRS.T)
    along = geometry.log(one, two)

    def depth(share: Floats) -> Floats:
        here = geometry.exp(one, torch.from_numpy(share)[:, None] * along)
        radius: Floats = geometry.radius(here).numpy()
        return radius

    low, high = np.zeros(len(one)), np.ones(len(one))
    left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_left, at_right = depth(left), depth(right)
    for _ in range(_STEPS):
        leftwards = at_left < at_right
        low, high = np.where(leftwards, low, left), np.where(leftwards, right, high)
        kept, at_kept = np.where(leftwards, left, right), np.where(leftwards, at_left, at_right)
        probe = np.where(leftwards, high - _GOLDEN * (high - low), low + _GOLDEN * (high - low))
        at_probe = depth(probe)
        left, right = np.where(leftwards, probe, kept), np.where(leftwards, kept, probe)
        at_left = np.where(leftwards, at_probe, at_kept)
        at_right = np.where(leftwards, at_kept, at_probe)
    ends = np.minimum(depth(np.zeros(len(one))), depth(np.ones(len(one))))
    return np.minimum(np.minimum(at_left, at_right), ends).reshape(-1, 3)


def triplet_accuracy(depths: Floats, truth: Floats) -> float:
    """Share of triplets whose deepest pair is the true one; both (triplets, 3).

    Triplets without a single true pair are not asked about; pairs at one depth share the answer.
    NaN where nothing is left to ask, or all depths are equal.
    """
    deepest = truth == truth.max(axis=1, keepdims=True, initial=0)
    asked = deepest.sum(axis=1) == 1
    tied = TIED * float(depths.max(initial=0.0))
    if not asked.any() or np.ptp(depths) <= tied:
        return float("nan")
    answers = depths[asked] >= depths[asked].max(axis=1, keepdims=True) - tied
    hits = (answers & deepest[asked]).sum(axis=1)
    return float((hits / answers.sum(axis=1)).mean())
