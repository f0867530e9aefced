"""`recover`: from label points to a tree, its scores, and the levels they stand beside."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy.sparse as sparse
from numpy.typing import ArrayLike

from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.subsumption import consistency
from hmlc_core.evaluation.recovery.chance import Level, Spread, chance_levels
from hmlc_core.evaluation.recovery.distances import (
    Floats,
    centred,
    check_points,
    distance_rows,
    radii,
)
from hmlc_core.evaluation.recovery.extraction import extract
from hmlc_core.evaluation.recovery.hyperbolicity import Hyperbolicity, gromov
from hmlc_core.evaluation.recovery.scores import Picture, Truth, all_equal
from hmlc_core.evaluation.recovery.tree import TOP, Tree
from hmlc_core.evaluation.recovery.triplets import MOST, hyperbolic_depths

if TYPE_CHECKING:
    from hmlc_core.geometry import Geometry

DIGITS = 1e-9
"""Distances that differ by less than this share of the largest are equal: rounding orders none."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Recovery:
    """A hierarchy read off label points, and what that is worth.

    tree: the recovered hierarchy. method: how it was read off (`extraction.METHODS`).
    scores: name -> value, NaN where undefined; see `Truth.scores` and `recover`.
    chance: name -> baseline -> level of the scores against the true hierarchy; see `chance`.
    unseen: labels without a training document; they lie where they started.
    notes: sentences about how to read this, for a person.
    """

    tree: Tree
    method: str
    scores: Mapping[str, float]
    chance: Mapping[str, Mapping[str, Level]]
    unseen: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The same as JSON has it: NaN is None, a spread is {mean, sd}."""
        return {
            "method": self.method,
            "tree": {"parents": self.tree.parents.tolist(), "edges": list(self.tree.edges)},
            "scores": {name: _finite(value) for name, value in self.scores.items()},
            "chance": {
                name: {baseline: _plain(level) for baseline, level in levels.items()}
                for name, levels in self.chance.items()
            },
            "unseen": list(self.unseen),
            "notes": list(self.notes),
        }


def recover(
    points: ArrayLike,
    graph: LabelGraph,
    geometry: Geometry,
    *,
    method: str = "arborescence",
    truth_matrix: sparse.csr_matrix | None = None,
    seed: int = 0,
    chance: bool = True,
) -> Recovery:
    """Read a hierarchy off points (labels, width) of a space, row i = label i, and judge it.

    graph: the true hierarchy; without edges, what needs one is left out of the scores.
    method: how the tree is read off, see `extraction.METHODS`.
    truth_matrix: (documents, labels) of the training documents.
    seed: of every draw: ties, triplets, base points, random trees, shuffles.
    chance: compute the chance levels too, which take most of the time.

    Depth is the distance from the origin, in flat space from the mean. Beside the scores against
    the hierarchy there are `gromov_delta` and `gromov_delta_relative` of the distances, and
    `consistency`: of the training documents with a child of a recovered edge, the share with its
    parent too. Raises `DataError` where the points are not finite or not those of the labels,
    `SettingError` for an unknown method.
    """
    place = centred(check_points(points, len(graph), geometry), geometry)
    distances, radius = _distances(place, geometry), _rounded(radii(place, geometry))
    tree = _tree(distances, radius, method, seed)
    curved = gromov(distances, seed=seed)
    scores: dict[str, float] = {}
    levels: dict[str, dict[str, Level]] = {}
    if graph.edges:
        truth = Truth(graph, seed=seed)
        meeting = hyperbolic_depths(place, geometry, truth.triplets)
        picture = Picture(distances, radius, tree, meeting)
        scores |= truth.scores(picture)
        if chance:
            levels = chance_levels(truth, picture, truth_matrix, seed=seed)
    scores |= {"gromov_delta": curved.delta, "gromov_delta_relative": curved.relative}
    unseen: tuple[int, ...] = ()
    if truth_matrix is not None:
        unseen = tuple(np.flatnonzero(truth_matrix.getnnz(axis=0) == 0).tolist())
        scores["consistency"] = consistency(truth_matrix, () if tree is None else tree.edges)
    return Recovery(
        tree=Tree(np.full(len(graph), TOP)) if tree is None else tree,
        method=method,
        scores=scores,
        chance=levels,
        unseen=unseen,
        notes=tuple(_notes(graph, geometry, distances, curved, unseen)),
    )


def recover_tree(
    points: ArrayLike, geometry: Geometry, *, method: str = "arborescence", seed: int = 0
) -> Tree | None:
    """The tree of `recover` without any scores; None where all distances are equal."""
    place = centred(check_points(points, len(np.asarray(points)), geometry), geometry)
    return _tree(_distances(place, geometry), _rounded(radii(place, geometry)), method, seed)


def _tree(distances: Floats, radius: Floats, method: str, seed: int) -> Tree | None:
    found = extract(distances, radius, method=method, seed=seed)
    return None if all_equal(distances) else found


def _distances(place: Floats, geometry: Geometry) -> Floats:
    """(labels, labels), symmetric, 0 on the diagonal, equal where they differ by rounding only."""
    found = _rounded(distance_rows(place, geometry)(slice(None)))
    both = np.minimum(found, found.T)
    np.fill_diagonal(both, 0.0)
    return both


def _rounded(lengths: Floats) -> Floats:
    unit = DIGITS * lengths.max(initial=0.0)
    rounded: Floats = np.round(lengths / unit) * unit if unit else lengths
    return rounded


def _notes(
    graph: LabelGraph,
    geometry: Geometry,
    distances: Floats,
    curved: Hyperbolicity,
    unseen: tuple[int, ...],
) -> list[str]:
    notes = []
    if not graph.edges:
        notes.append("The corpus has no hierarchy: there is nothing to compare the tree with.")
    if all_equal(distances) and len(graph) > 1:
        notes.append("All distances are equal: no tree can be read off them.")
    notes.extend(geometry.depth_notes)
    if coincident := int((distances == 0).sum() - len(distances)) // 2:
        notes.append(f"{coincident:,} pairs of labels lie in one place; no distortion counts them.")
    if unseen:
        notes.append(
            f"{len(unseen):,} of {len(graph):,} labels have no training document: they lie "
            "where they started, but are judged like the others."
        )
    if not curved.exact:
        notes.append(
            f"Gromov's δ is a lower bound, from {curved.points} labels and some base points."
        )
    if graph.edges and math.comb(len(graph), 3) > MOST:
        notes.append(f"Triplets are a random sample of {MOST:,}.")
    return notes


def _plain(level: Level) -> float | dict[str, float | None] | None:
    if isinstance(level, Spread):
        return {"mean": _finite(level.mean), "sd": _finite(level.sd)}
    return _finite(level)


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
