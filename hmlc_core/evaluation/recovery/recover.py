"""`recover`: from label points to a tree, its scores, and the levels they stand beside."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy.sparse as sparse
from numpy.typing import ArrayLike

from hmlc_core.budget import unheard
from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.subsumption import consistency
from hmlc_core.evaluation.recovery.candidates import candidates
from hmlc_core.evaluation.recovery.chance import Level, Spread, Tell, chance_levels
from hmlc_core.evaluation.recovery.distances import (
    Asked,
    Floats,
    centred,
    check_points,
    distance_rows,
    radii,
)
from hmlc_core.evaluation.recovery.extraction import check_method as check_extraction
from hmlc_core.evaluation.recovery.extraction import extract, extract_sparse
from hmlc_core.evaluation.recovery.hyperbolicity import SAMPLE, Hyperbolicity, gromov
from hmlc_core.evaluation.recovery.scores import LARGE, Picture, Truth, all_equal, asked_of
from hmlc_core.evaluation.recovery.tree import TOP, Tree
from hmlc_core.evaluation.recovery.triplets import MOST, hyperbolic_depths
from hmlc_core.geometry.threads import one_thread

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
    unseen: labels without a document among those that were counted.
    notes: sentences about how to read this, for a person.
    asked: of how many labels, drawn at random, distances were looked at, and the tree's edges are
        among likely ones only; None where everything is exact, up to `scores.LARGE` labels.
    """

    tree: Tree
    method: str
    scores: Mapping[str, float]
    chance: Mapping[str, Mapping[str, Level]]
    unseen: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    asked: int | None = None

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
            "asked": self.asked,
            "notes": list(self.notes),
        }


@one_thread()
def recover(
    points: ArrayLike,
    graph: LabelGraph,
    geometry: Geometry,
    *,
    method: str = "arborescence",
    truth_matrix: sparse.csr_matrix | None = None,
    seed: int = 0,
    chance: bool = True,
    tell: Tell = unheard,
) -> Recovery:
    """Read a hierarchy off points (labels, width) of a space, row i = label i, and judge it.

    graph: the true hierarchy; without edges, what needs one is left out of the scores.
    method: how the tree is read off, see `extraction.METHODS`.
    truth_matrix: (documents, labels) of the documents that are counted: the training documents.
    seed: of every draw: ties, triplets, base points, random trees, shuffles.
    chance: compute the chance levels too, which take most of the time.
    tell: called with what is at work, before it begins.

    Depth is the distance from the origin, in flat space from the mean. Beside the scores against
    the hierarchy there are `gromov_delta` and `gromov_delta_relative` of the distances, and
    `consistency`: of the training documents with a child of a recovered edge, the share with its
    parent too. Raises `DataError` where the points are not finite or not those of the labels,
    `SettingError` for an unknown method.
    """
    check_method(method, len(graph))
    if truth_matrix is not None and not truth_matrix.shape[0]:
        truth_matrix = None  # nothing was counted
    seen = _Seen(centred(check_points(points, len(graph), geometry), geometry), geometry, seed)
    tree, curved = seen.tree(method, tell), seen.curvature()
    scores: dict[str, float] = {}
    levels: dict[str, dict[str, Level]] = {}
    if graph.edges:
        tell("Comparing it with the true hierarchy")
        truth = Truth(graph, seed=seed)
        meeting = hyperbolic_depths(seen.place, geometry, truth.triplets)
        picture = Picture(seen.away, seen.radius, tree, meeting)
        scores |= truth.scores(picture)
        if chance:
            levels = chance_levels(truth, picture, truth_matrix, seed=seed, tell=tell)
    scores |= {"gromov_delta": curved.delta, "gromov_delta_relative": curved.relative}
    unseen: tuple[int, ...] = ()
    documents = 0 if truth_matrix is None else truth_matrix.shape[0]
    if truth_matrix is not None:
        unseen = tuple(np.flatnonzero(truth_matrix.getnnz(axis=0) == 0).tolist())
        scores["consistency"] = consistency(truth_matrix, () if tree is None else tree.edges)
    return Recovery(
        tree=Tree(np.full(len(graph), TOP)) if tree is None else tree,
        method=method,
        scores=scores,
        chance=levels,
        unseen=unseen,
        notes=tuple(_notes(graph, geometry, seen, curved, unseen, documents)),
        asked=len(seen.asked) if seen.sparse else None,
    )


@one_thread()
def recover_tree(
    points: ArrayLike, geometry: Geometry, *, method: str = "arborescence", seed: int = 0
) -> Tree | None:
    """The tree of `recover` without any scores; None where all distances are equal."""
    place = centred(check_points(points, len(np.asarray(points)), geometry), geometry)
    return _Seen(place, geometry, seed).tree(method)


def check_method(method: str, labels: int) -> None:
    """Raise `SettingError` where a tree of so many labels cannot be read off by `method`."""
    check_extraction(method, labels, sparse=labels > LARGE)


def how_read(labels: int) -> str:
    """A sentence about a tree of so many labels that is not read off exactly; empty where it is."""
    if labels <= LARGE:
        return ""
    return (
        f"With more than {LARGE:,} labels the tree is the best one of likely edges, which lead to "
        "near labels and to the innermost, and are found approximately."
    )


class _Seen:
    """Centred points (labels, width) as far as they are looked at.

    sparse: they are more than `LARGE`, so that trees are of likely edges only, and distances are
        those from the labels `asked`. radius: (labels,). coincident: pairs in one place.
    """

    def __init__(self, place: Floats, geometry: Geometry, seed: int) -> None:
        self.place, self.geometry, self.seed = place, geometry, seed
        self.radius = _rounded(radii(place, geometry))
        self.asked = asked_of(len(place), seed)
        self.sparse = len(self.asked) < len(place)
        found = distance_rows(place, geometry, self.asked)(slice(None))
        self._unit = DIGITS * float(found.max(initial=0.0))
        found = _rounded(found, self._unit)
        if self.sparse:
            _, sizes = np.unique(place, axis=0, return_counts=True)
            self.coincident = int((sizes * (sizes - 1) // 2).sum())
        else:
            found = np.minimum(found, found.T)
            np.fill_diagonal(found, 0.0)
            self.coincident = int((found == 0).sum() - len(found)) // 2
        self._found, self.all_equal = found, all_equal(found, self.asked)

    def away(self, labels: Asked) -> Floats:
        """(n, labels) distances of labels (n,), equal where they differ by rounding only."""
        if not self.sparse:
            return self._found[labels]
        found = _rounded(distance_rows(self.place, self.geometry, labels)(slice(None)), self._unit)
        found[np.arange(len(labels)), labels] = 0.0
        return found

    def tree(self, method: str, tell: Tell = unheard) -> Tree | None:
        """What `method` reads off; None where all distances are equal."""
        reading = f"Reading the tree off {len(self.place):,} labels"
        tell(reading)
        if self.sparse:
            pairs = candidates(
                self.place,
                self.radius,
                self.geometry,
                seed=self.seed,
                tell=lambda share: tell(f"{reading}: looking for likely edges, {share:.0%}"),
            )
            tell(f"{reading}: choosing among {len(pairs.parents):,} likely edges")
            pairs = replace(pairs, distances=_rounded(pairs.distances, self._unit))
            found = extract_sparse(pairs, self.radius, method=method)
        else:
            found = extract(self._found, self.radius, method=method, seed=self.seed)
        return None if self.all_equal else found

    def curvature(self) -> Hyperbolicity:
        """Gromov's δ; of some of many labels."""
        if not self.sparse:
            return gromov(self._found, seed=self.seed)
        some = np.random.default_rng(self.seed).permutation(len(self.place))[:SAMPLE]
        found = self.away(some)[:, some]
        return gromov(np.minimum(found, found.T), seed=self.seed)


def _rounded(lengths: Floats, unit: float | None = None) -> Floats:
    if unit is None:
        unit = DIGITS * float(lengths.max(initial=0.0))
    rounded: Floats = np.round(lengths / unit) * unit if unit else lengths
    return rounded


def _notes(
    graph: LabelGraph,
    geometry: Geometry,
    seen: _Seen,
    curved: Hyperbolicity,
    unseen: tuple[int, ...],
    documents: int,
) -> list[str]:
    notes = []
    if not graph.edges:
        notes.append("There is no hierarchy to compare the tree with.")
    if len(graph) == 1:
        notes.append("One label alone has no distances: no tree can be read off.")
    elif seen.all_equal:
        notes.append("All distances are equal: no tree can be read off them.")
    notes.extend(geometry.depth_notes)
    if seen.coincident:
        notes.append(
            f"{seen.coincident:,} pairs of labels lie in one place; no distortion counts them."
        )
    if unseen:
        notes.append(
            f"{len(unseen):,} of {len(graph):,} labels have no document among the {documents:,} "
            "that are counted: nothing speaks for their places, but they are judged like the "
            "others."
        )
    if seen.sparse:
        notes.append(
            f"{how_read(len(graph))} What is of distances is of those from {len(seen.asked):,} "
            "labels drawn at random."
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
