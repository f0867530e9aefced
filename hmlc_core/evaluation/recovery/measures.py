"""What each score of a recovery means, and which of two values is the better one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from hmlc_core.evaluation.recovery.chance import Level, Spread

COUNTING = ("cooccurrence_90", "cooccurrence_80")
"""Baselines that know nothing but which labels come together."""

MARGIN = 2.0
"""Standard deviations between a score and chance from which on the two are told apart."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A score of labels against their hierarchy.

    title, help: for a person. perfect: its value for a perfect recovery. of: what it judges,
    "tree", "distances" or "depths".
    """

    title: str
    of: str
    help: str
    perfect: float = 1.0
    rising: bool = True

    def at_least(self, value: float, other: float) -> bool:
        """Whether `value` is as good as `other` or better; never where one is undefined."""
        return value >= other if self.rising else value <= other

    def beyond(self, value: float, chance: Level) -> bool:
        """Whether `value` is clearly better than chance."""
        ahead, margin = self._ahead(value, chance)
        return ahead > margin

    def short_of(self, value: float, chance: Level) -> bool:
        """Whether `value` is clearly worse than chance."""
        ahead, margin = self._ahead(value, chance)
        return ahead < -margin

    def _ahead(self, value: float, chance: Level) -> tuple[float, float]:
        """By how much `value` is better, and what tells it apart from chance."""
        mean, sd = chance if isinstance(chance, Spread) else (chance, 0.0)
        return (value - mean if self.rising else mean - value), MARGIN * sd


MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        "edge_f1": Measure(
            "Edge F1",
            "tree",
            "Of the recovered edges, how many are true, and of the true ones, how many were "
            "recovered (harmonic mean).",
        ),
        "parent_accuracy": Measure(
            "Parent accuracy",
            "tree",
            "Share of labels with a right parent; the right one of a top label is none.",
        ),
        "ancestor_f1": Measure(
            "Ancestor F1",
            "tree",
            "As edge F1, but of all pairs of a label and one above it, at any distance.",
        ),
        "edge_f1_undirected": Measure(
            "Undirected edge F1",
            "tree",
            "As edge F1, whichever end of an edge is the parent. Where labels have several parents "
            "it can be the lower one: without directions a tree could hold more of the true edges.",
        ),
        "depth_error": Measure(
            "Depth error",
            "tree",
            "Mean difference between a label's depth in the tree and in the hierarchy.",
            perfect=0.0,
            rising=False,
        ),
        "dendrogram_purity": Measure(
            "Dendrogram purity",
            "tree",
            "Two labels of one top branch are joined somewhere in the tree: the share of labels "
            "below that place which are of the branch, too.",
        ),
        "lca_triplets": Measure(
            "Triplets",
            "distances",
            "Of three labels, which two have the deepest common ancestor: share of triplets with "
            "the right answer.",
        ),
        "spearman": Measure(
            "Spearman with hops",
            "distances",
            "For each label, the rank correlation of its distances with numbers of steps in the "
            "hierarchy; the mean over labels.",
        ),
        "ndcg_hops": Measure(
            "nDCG of hops",
            "distances",
            "For each label, whether the labels few steps away come first by distance; the mean "
            "over labels.",
        ),
        "map": Measure(
            "MAP",
            "distances",
            "For each label, all others are ranked by distance; the mean over labels of the "
            "average precision with which its ancestors come first.",
        ),
        "mean_rank": Measure(
            "Mean rank",
            "distances",
            "The rank of an ancestor among labels that are none, by distance; mean over all pairs "
            "of a label and its ancestor.",
            rising=False,
        ),
        "average_distortion": Measure(
            "Mean distortion",
            "distances",
            "How far distances are from numbers of steps, at the best common scale; mean over "
            "pairs.",
            perfect=0.0,
            rising=False,
        ),
        "worst_distortion": Measure(
            "Worst distortion",
            "distances",
            "The largest ratio of a distance to its number of steps, over the smallest.",
            rising=False,
        ),
        "spearman_norm_depth": Measure(
            "Norm and depth",
            "depths",
            "Spearman's rank correlation ρ between a label's distance from the centre (from the "
            "root, where there is just one) and its depth in the hierarchy. A sanity check: a "
            "collapsed picture can score high.",
        ),
    }
)
"""Every score against a true hierarchy, in the order in which they are shown."""


def counting_wins(
    scores: Mapping[str, float], chance: Mapping[str, Mapping[str, Level]]
) -> dict[str, float]:
    """Measures in which a tree made by counting co-occurrence is as good or better, and its score.

    The better of the two counts; it also wins where the score itself is undefined. Empty where
    nothing was counted.
    """
    wins: dict[str, float] = {}
    for name, measure in MEASURES.items():
        levels = [chance.get(name, {}).get(baseline, math.nan) for baseline in COUNTING]
        counted = [level for level in levels if isinstance(level, float) and math.isfinite(level)]
        if not counted or name not in scores:
            continue
        best = max(counted) if measure.rising else min(counted)
        if math.isnan(scores[name]) or measure.at_least(best, scores[name]):
            wins[name] = best
    return wins
