"""All scores of a picture of labels against their true hierarchy.

A `Picture` may come from points, or from a tree alone, whose distances are then numbers of hops:
so a baseline tree is judged by the very same measures as an embedding.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from hmlc_core.data.labels import LabelGraph
from hmlc_core.evaluation.recovery.correlation import (
    ndcg_hops,
    spearman_hops,
    spearman_norm_depth,
)
from hmlc_core.evaluation.recovery.distances import (
    Asked,
    Floats,
    centred,
    distance_rows,
    radii,
)
from hmlc_core.evaluation.recovery.distortion import distortion
from hmlc_core.evaluation.recovery.edges import edge_scores
from hmlc_core.evaluation.recovery.purity import branches, dendrogram_purity
from hmlc_core.evaluation.recovery.reconstruction import reconstruct
from hmlc_core.evaluation.recovery.tree import TOP, Tree
from hmlc_core.evaluation.recovery.triplets import (
    Triplets,
    draw_triplets,
    triplet_accuracy,
    true_depths,
)

if TYPE_CHECKING:
    from hmlc_core.geometry import Geometry

TREE_SCORES = (
    "edge_f1",
    "edge_f1_undirected",
    "ancestor_f1",
    "parent_accuracy",
    "depth_error",
    "dendrogram_purity",
)
"""Scores of the tree itself; the others are of distances and depths."""


Away = Callable[[Asked], Floats]
"""Labels (n,) -> their distances (n, labels) from all."""

LARGE = 3_000
"""Labels beyond which not all distances are looked at: there are too many."""

ASKED = 200
"""Labels that are asked then: the standard error of a mean over them is a fourteenth of the spread
between labels."""


def asked_of(labels: int, seed: int) -> Asked:
    """The labels that are asked about their distances from all: `ASKED` at random of `LARGE`."""
    if labels <= LARGE:
        return np.arange(labels)
    return np.sort(np.random.default_rng([seed, labels]).permutation(labels)[:ASKED])


@dataclass(frozen=True, eq=False)
class Picture:
    """What is compared with a hierarchy.

    away: distances between labels. radius: (labels,) distances from the centre. tree: read off
    them, or None where they tell no labels apart. meeting: (triplets, 3) depths at which the
    pairs of a triplet of labels meet.
    """

    away: Away
    radius: Floats
    tree: Tree | None
    meeting: Floats

    @classmethod
    def of_tree(cls, tree: Tree, triplets: Triplets) -> Picture:
        """The tree alone: distances are hops, and the virtual root is the centre."""
        a, b, c = triplets.T
        meeting = np.stack([tree.shared(*pair) for pair in ((a, b), (a, c), (b, c))], axis=1)
        return cls(tree.hops, tree.depth.astype(float) + 1, tree, meeting)

    def shuffled(self, random: np.random.Generator) -> Picture:
        """The same places, edges and meetings, with the labels in random order."""
        order = random.permutation(len(self.radius))
        label_at = np.argsort(order)
        tree = None
        if self.tree is not None:
            above = self.tree.parents[order]
            tree = Tree(np.where(above == TOP, TOP, label_at[above]))
        return Picture(
            lambda labels: self.away(order[labels])[:, order],
            self.radius[order],
            tree,
            random.permuted(self.meeting, axis=1),
        )


class Truth:
    """A true hierarchy, and what the measures want to know about it again and again."""

    def __init__(self, graph: LabelGraph, *, seed: int) -> None:
        self.graph = graph
        self.triplets = draw_triplets(len(graph), seed=seed)
        self._relevant = [graph.ancestors(label) for label in range(len(graph))]
        self.asked = asked_of(len(graph), seed)
        self._hops = graph.hops(self.asked)
        self._branches = branches(graph)
        self._meeting = true_depths(graph, self.triplets)

    def scores(self, picture: Picture) -> dict[str, float]:
        """Every score; what is undefined is NaN. Perfect is 1, unless said otherwise.

        edge_f1, edge_f1_undirected, ancestor_f1, parent_accuracy, depth_error (0): the tree's,
            see `edge_scores`.
        dendrogram_purity: of the tree, by top-level branch.
        lca_triplets: share of triplets whose deepest common ancestor is the right pair's.
        spearman, ndcg_hops: of distances with hops, see `correlation`.
        map, mean_rank: of the ancestors, see `reconstruction`.
        average_distortion (0), worst_distortion: of distances against hops at the best common
            scale, see `Distortion`.
        spearman_norm_depth: see `norms`.
        What is of distances is of those from the labels `asked`, all of them up to `LARGE`.
        """
        asked, found = self.asked, picture.away(self.asked)

        def rows(part: slice) -> Floats:
            return found[part]

        bent = distortion(rows, self._hops, asked)
        ranked = reconstruct(rows, self._relevant, asked)
        return {
            **self._tree_scores(picture.tree),
            "lca_triplets": triplet_accuracy(picture.meeting, self._meeting),
            "spearman": spearman_hops(rows, self._hops, asked),
            "ndcg_hops": ndcg_hops(rows, self._hops, asked=asked),
            "map": ranked.mean_average_precision,
            "mean_rank": ranked.mean_rank,
            "average_distortion": bent.scaled_average,
            "worst_distortion": bent.worst,
            "spearman_norm_depth": spearman_norm_depth(
                norms(picture.away, picture.radius, self.graph), self.graph.depth
            ),
        }

    def _tree_scores(self, tree: Tree | None) -> dict[str, float]:
        if tree is None:
            return dict.fromkeys(TREE_SCORES, float("nan"))
        purity = dendrogram_purity(tree, self._branches)
        return {**edge_scores(self.graph, tree), "dendrogram_purity": purity}


def score_embedding(
    points: ArrayLike,
    graph: LabelGraph,
    geometry: Geometry,
    *,
    pairs: str = "closure",
    asked: Asked | None = None,
) -> dict[str, float]:
    """`map`, `mean_rank` and `spearman_norm_depth` of points (labels, dim), row i = label i.

    pairs: relevant are all ancestors (`closure`) or the parents only (`edges`). asked: labels
    around which others are ranked, all where not given. What is undefined is NaN. For these three
    10,000 labels need no 800 MB of distances.
    """
    above = graph.ancestors if pairs == "closure" else graph.parents
    relevant = [above(label) for label in range(len(graph))]
    rows = distance_rows(points, geometry, asked)
    radius = radii(centred(points, geometry), geometry)
    ranked = reconstruct(rows, relevant, asked)

    def away(labels: Asked) -> Floats:
        return distance_rows(points, geometry, labels)(slice(None))

    return {
        "map": ranked.mean_average_precision,
        "mean_rank": ranked.mean_rank,
        "spearman_norm_depth": spearman_norm_depth(norms(away, radius, graph), graph.depth),
    }


def norms(away: Away, radius: Floats, graph: LabelGraph) -> Floats:
    """(labels,) distances from the root if there is just one, as if the picture were re-centred
    there, else from the centre."""
    roots = graph.roots()
    return away(np.array(roots))[0] if len(roots) == 1 else radius


def all_equal(distances: Floats, asked: Asked) -> bool:
    """Whether distances (asked, labels) between different labels tell nothing apart."""
    between = distances[np.arange(distances.shape[1]) != asked[:, None]]
    return len(between) < 2 or np.ptp(between) == 0
